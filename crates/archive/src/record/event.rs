//! Events, and who takes part in them.

use attache_coding::{Citation, EventMention, Party as Told, Quantity as Number, Report};
use attache_press::CharSpan;
use attache_world::calendar::Granularity;
use attache_world::resolve::{Actor as Resolved, Located};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::rounded;

/// What happened: one record however many reports, each of them a [`Mention`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Event {
    /// Names the event.
    pub id: String,
    /// Where the words stand that carry the type; of one mention alone.
    #[serde(flatten, skip_serializing_if = "Option::is_none", default)]
    pub trigger: Option<CharSpan>,
    /// PLOVER's type of the act.
    pub event: String,
    /// The type under which PLOVER counts it: announced cooperation is AGREE.
    pub plover_event: String,
    /// PLOVER's modes, the most telling first.
    pub mode: Vec<String>,
    /// PLOVER's contexts.
    pub context: Vec<String>,
    /// The most special CAMEO code that holds.
    pub cameo: String,
    /// 1 to 4: verbal and material cooperation, verbal and material conflict.
    pub quad_code: u8,
    /// From -10, conflict, to 10, cooperation.
    pub event_scale: f64,
    /// Who does it; in reciprocal events, all parties.
    pub actor: Vec<Party>,
    /// To whom.
    pub recipient: Vec<Party>,
    /// Where.
    pub place: Option<Place>,
    /// ISO day on which it begins.
    pub date: Option<String>,
    /// ISO day on which it ends.
    pub enddate: Option<String>,
    /// How exactly the days are told.
    pub granularity: Grain,
    /// The sentence that dates it.
    pub date_from: Option<String>,
    /// `historical`, `future`, `hypothetical`, `negation`.
    pub aux: Vec<String>,
    /// `happened`, `planned`, `alleged`, `denied` or `hypothetical`.
    pub modality: String,
    /// Tolls, crowds, money, goods.
    pub quantities: Vec<Quantity>,
    /// Where it is told.
    pub mentions: Vec<Mention>,
    /// How many independent sources stand behind it.
    pub independent_sources: usize,
    /// Whose word it is.
    pub origins: Vec<Origin>,
    /// ISO day or time of the first report.
    pub first_reported: Option<String>,
    /// ISO day or time of the last report.
    pub last_reported: Option<String>,
    /// Where reports differ.
    pub disagreements: Vec<Disagreement>,
    /// Id of the event that it is part of: the visit of a meeting.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part_of: Option<String>,
    /// How likely it is right, from 0 to 1, to three places.
    pub confidence: f64,
    /// Numbers of the user's rulings that made it what it is.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rulings: Vec<u32>,
}

/// An actor where it takes part in something.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// Its fullest name, else the words that stand for it.
    pub name: String,
    /// PLOVER's code.
    pub code: Option<String>,
    /// PLOVER's sectors, the most telling first.
    pub sector: Vec<String>,
    /// The office in which it acts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub office: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// Where it is named; of one mention alone.
    #[serde(flatten, skip_serializing_if = "Option::is_none", default)]
    pub span: Option<CharSpan>,
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its usual name.
    pub name: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
}

/// How exactly days are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// To the day.
    Day,
    /// To the week.
    Week,
    /// To the month.
    Month,
    /// To the year, or a part of it longer than a month.
    Year,
    /// Not told, or less exactly.
    #[default]
    Unknown,
}

impl Grain {
    /// The one that is printed so.
    pub(crate) fn of(name: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month, Self::Year, Self::Unknown].into_iter().find(|grain| grain.name() == name)
    }

    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Unknown => "unknown",
        }
    }
}

/// A number that belongs to an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// What is counted: `killed`, `injured`, `money` …
    pub what: String,
    /// At least so many.
    pub low: Option<f64>,
    /// What most independent sources say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub best: Option<f64>,
    /// At most so many.
    pub high: Option<f64>,
    /// The unit of money and goods, as printed.
    pub unit: Option<String>,
    /// The side that it befalls or belongs to: `actor` or `recipient`.
    pub of: String,
    /// Where it is told.
    pub mentions: Vec<Passage>,
}

/// A stretch of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Id of the article.
    pub article: String,
    /// Where it stands.
    #[serde(flatten)]
    pub span: CharSpan,
    /// Its words.
    pub text: String,
}

/// One telling of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The sentence that tells it.
    #[serde(flatten)]
    pub sentence: Passage,
    /// On whose word, from the article inwards; empty: on its own.
    pub chain: Vec<Cited>,
    /// How the article stands to it: `asserted`, `alleged`, `denied`, `planned` or `doubtful`.
    pub stance: String,
    /// Told as background, not as the news.
    pub background: bool,
}

/// A source that an article names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// As the article names it.
    pub name: String,
    /// `outlet`, `agency`, `official`, `document` or `unnamed`.
    pub kind: String,
    /// How many people it is, where told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<u32>,
}

/// A source that stands behind an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its name.
    pub name: String,
    /// `outlet`, `agency`, `official`, `document` or `unnamed`.
    pub kind: String,
    /// Ids of the articles that have it.
    pub articles: Vec<String>,
}

/// A point on which accounts of one event differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disagreement {
    /// `date`, `number`, `place`, `party`, `name`, `charge`, `modality`, `quotation` or `attribution`.
    pub about: String,
    /// Id of the event; in a story's list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<String>,
    /// What they say, those of most origins first.
    pub sides: Vec<Position>,
}

/// One side of a disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// What it says.
    pub says: String,
    /// The sentences that say it.
    pub mentions: Vec<Passage>,
    /// Names of their origins.
    pub origins: Vec<String>,
    /// Only rewrites by machine say it: likely a broken account, not an independent one.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub rewrite: bool,
}

/// What is known of an article that an event is told in.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// When it was published.
    pub published: Option<&'a str>,
}

impl<'a> Telling<'a> {
    /// What is known of an article.
    pub fn of(article: &'a attache_press::Article) -> Self {
        Self {
            id: &article.id,
            text: &article.text,
            outlet: article.outlet.as_deref(),
            published: article.published.as_deref(),
        }
    }
}

impl Event {
    /// The event of one mention, as its article alone tells it.
    pub fn of_mention(mention: &EventMention, report: &Report, telling: &Telling<'_>) -> Self {
        let annotation = &report.annotation;
        let trigger = annotation.span(&mention.trigger);
        let words = Passages::of(report, telling);
        let party = |party: &Told| Party::of_mention(party, report);
        let time = mention.time.and_then(|time| report.times.get(time));
        let days = mention.days;
        let quantity = |quantity: &Number| Quantity {
            what: quantity.what.to_owned(),
            low: quantity.low,
            best: None,
            high: quantity.high,
            unit: quantity.unit.clone(),
            of: quantity.of.name().to_owned(),
            mentions: vec![words.at(annotation.span(&quantity.words))],
        };
        Self {
            id: id_of(telling.id, trigger, mention.event.name()),
            trigger: Some(trigger),
            event: mention.event.name().to_owned(),
            plover_event: mention.plover_event().name().to_owned(),
            mode: mention.modes.iter().map(|mode| mode.name().to_owned()).collect(),
            context: mention.contexts.iter().map(|context| context.name().to_owned()).collect(),
            cameo: mention.cameo.code().to_owned(),
            quad_code: mention.event.quad().number(),
            event_scale: mention.scale,
            actor: mention.actors.iter().map(party).collect(),
            recipient: mention.recipients.iter().map(party).collect(),
            place: mention.place.and_then(|n| report.resolution.places.get(n)?.place()).map(Place::from),
            date: days.map(|days| days.first.to_string()),
            enddate: days.map(|days| days.last.to_string()),
            granularity: Grain::from(mention.granularity),
            date_from: time.and_then(|time| words.sentence_at(time.span.start)),
            aux: mention.aux.iter().map(|aux| aux.name().to_owned()).collect(),
            modality: mention.modality.name().to_owned(),
            quantities: mention.quantities.iter().map(quantity).collect(),
            mentions: vec![Mention {
                sentence: words.sentence(mention.sentence),
                chain: mention.sources.iter().map(Cited::from).collect(),
                stance: mention.stance.name().to_owned(),
                background: mention.background,
            }],
            independent_sources: 1,
            origins: vec![origin(&mention.sources, telling)],
            first_reported: telling.published.map(str::to_owned),
            last_reported: telling.published.map(str::to_owned),
            disagreements: Vec::new(),
            part_of: None,
            confidence: rounded(f64::from(mention.confidence)),
            rulings: Vec::new(),
        }
    }
}

/// Whose word a mention is: the last in its chain, else the outlet.
fn origin(chain: &[Citation], telling: &Telling<'_>) -> Origin {
    let (name, kind) = match chain.last() {
        Some(cited) => (cited.name.clone(), cited.kind.name()),
        None => (telling.outlet.unwrap_or(telling.id).to_owned(), "outlet"),
    };
    Origin { name, kind: kind.to_owned(), articles: vec![telling.id.to_owned()] }
}

/// Names a mention by article, trigger and type.
fn id_of(article: &str, trigger: CharSpan, event: &str) -> String {
    let mut hash = Xxh3::new();
    for part in [article, event] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(&[trigger.start as u64, trigger.end as u64].map(u64::to_le_bytes).concat());
    format!("{:016x}", hash.digest())
}

impl Party {
    pub(crate) fn of_mention(party: &Told, report: &Report) -> Self {
        let mention = party.mention.and_then(|n| report.resolution.mentions.get(n));
        let actor = mention.and_then(|mention| report.resolution.actor_of(mention));
        Self {
            name: party.name.clone(),
            code: party.code.clone(),
            sector: party.sectors.iter().map(|sector| sector.word().to_owned()).collect(),
            office: actor.and_then(|actor| actor.office.clone()),
            id: actor.and_then(|actor| actor.id.as_ref()).map(ToString::to_string),
            span: (!party.words.is_empty()).then(|| report.annotation.span(&party.words)),
        }
    }
}

/// What an actor is called where nothing else names it: its name, else the forms in which the article describes it.
pub fn called(actor: &Resolved) -> Option<&str> {
    actor.name.as_deref().or(actor.names.first().map(String::as_str))
}

impl From<&Located> for Place {
    fn from(place: &Located) -> Self {
        let Located { name, lat, lon, country, geonames, .. } = place;
        Self { name: name.clone(), lat: *lat, lon: *lon, country: country.clone(), geonames: *geonames }
    }
}

impl From<&Citation> for Cited {
    fn from(cited: &Citation) -> Self {
        Self { name: cited.name.clone(), kind: cited.kind.name().to_owned(), count: cited.count }
    }
}

impl From<Granularity> for Grain {
    fn from(granularity: Granularity) -> Self {
        match granularity {
            Granularity::Time | Granularity::Day => Self::Day,
            Granularity::Weekend | Granularity::Week => Self::Week,
            Granularity::Month => Self::Month,
            Granularity::Quarter | Granularity::Season | Granularity::Half | Granularity::Year => Self::Year,
            Granularity::Decade | Granularity::Century | Granularity::Unknown => Self::Unknown,
        }
    }
}

/// Stretches of an annotated article with their words.
pub(crate) struct Passages<'a> {
    report: &'a Report,
    telling: &'a Telling<'a>,
}

impl<'a> Passages<'a> {
    pub fn of(report: &'a Report, telling: &'a Telling<'a>) -> Self {
        Self { report, telling }
    }

    /// What stands at a span that begins and ends with a word.
    pub fn at(&self, span: CharSpan) -> Passage {
        let words = &self.report.annotation.words;
        let first = words.partition_point(|word| word.span.end <= span.start);
        let last = words.partition_point(|word| word.span.start < span.end);
        let text = match (words.get(first), last.checked_sub(1).and_then(|last| words.get(last))) {
            (Some(first), Some(last)) => self.telling.text.get(first.bytes.start..last.bytes.end).unwrap_or_default(),
            _ => "",
        };
        Passage { article: self.telling.id.to_owned(), span, text: text.to_owned() }
    }

    /// A sentence, by its number.
    pub fn sentence(&self, number: usize) -> Passage {
        let sentence = self.report.annotation.sentences.get(number);
        self.at(sentence.map_or(CharSpan { start: 0, end: 0 }, |sentence| sentence.span))
    }

    /// The words of the sentence at a byte of the text.
    pub fn sentence_at(&self, byte: usize) -> Option<String> {
        let annotation = &self.report.annotation;
        let word = annotation.words.partition_point(|word| word.bytes.end <= byte);
        annotation.sentence_of(word).map(|number| self.sentence(number).text)
    }
}
