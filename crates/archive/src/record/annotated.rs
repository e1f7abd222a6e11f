//! A line of `attache task annotate`: all that one article says.

use attache_coding::{Report, Statement};
use attache_language::{Annotation, Entity, EntityKind};
use attache_press::read::GivenId;
use attache_press::{CharOffsets, CharSpan};
use attache_world::resolve::{PlaceUse, Toponym};
use serde::{Deserialize, Serialize};

use super::claim::{Relation, Spoken, Venue};
use super::event::{Cited, Event, Place, Telling};

/// A line of `attache task annotate`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotated {
    /// The article, in the form that its id was given in.
    pub id: GivenId,
    /// Its sentences.
    pub sentences: Vec<CharSpan>,
    /// Its names.
    pub entities: Vec<Named>,
    /// Its time expressions.
    pub times: Vec<Timex>,
    /// The places that it names.
    pub places: Vec<Mapped>,
    /// Who says what.
    pub statements: Vec<Said>,
    /// What happens, a mention each.
    pub events: Vec<Event>,
    /// What stands between two actors, a telling each.
    pub relations: Vec<Relation>,
    /// Its words, if asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tokens: Option<Vec<Token>>,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Where it stands.
    #[serde(flatten)]
    pub span: CharSpan,
    /// `PER`, `ORG`, `GPE`, `LOC`, `FAC`, `NORP` or `MISC`.
    #[serde(rename = "type")]
    pub kind: String,
    /// PLOVER's code of the actor, or of the state in which the place lies.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    /// Id of the actor (`person:VNM/…`), or of the place (`geonames:…`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub identifier: Option<String>,
}

/// A time expression in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timex {
    /// Where it stands.
    #[serde(flatten)]
    pub span: CharSpan,
    /// TIMEX3 type: `DATE`, `TIME`, `DURATION` or `SET`.
    #[serde(rename = "type")]
    pub kind: String,
    /// TIMEX3 value.
    pub value: String,
}

/// A name of a place in a text. Where it is not known, all but the span is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapped {
    /// Where it stands.
    #[serde(flatten)]
    pub span: CharSpan,
    /// The place's usual name.
    pub name: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// `place`, `within-name` ("Bergen" in "Bergen Fire Department") or `adjective` ("French").
    pub used_as: String,
}

/// Who says what, as places in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Who; may be empty.
    pub source: Vec<CharSpan>,
    /// The words that say so; may be empty.
    pub cue: Vec<CharSpan>,
    /// What is said.
    pub content: Vec<CharSpan>,
    /// `direct`, `mixed` or `indirect`.
    pub kind: String,
    /// Whom the source names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speaker: Option<Speaker>,
    /// Others who say it too.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub with: Vec<Speaker>,
    /// Whether these are the speaker's own words.
    pub verbatim: bool,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub addressee: Option<Speaker>,
    /// Where or by what means.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub venue: Option<Venue>,
    /// Of whom it speaks.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub about: Vec<Spoken>,
    /// Through whose word the article has it, from the article inwards.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub chain: Vec<Cited>,
    /// ISO day on which it is said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
}

/// Who says something.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Speaker {
    /// The fullest name, else a description; none where only a pronoun tells.
    pub name: Option<String>,
    /// PLOVER's code.
    pub code: Option<String>,
    /// PLOVER's sectors, the most telling first.
    pub sector: Vec<String>,
    /// Office or role.
    pub office: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// Whether it has no name of its own: an official, a witness, people.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub anonymous: bool,
    /// How many people it is, where told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<u32>,
    /// Who answers for the word of the unnamed: the outlet that has it from them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub vouched_by: Option<String>,
}

/// A word with its tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Where it stands.
    #[serde(flatten)]
    pub span: CharSpan,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// Penn tag.
    pub xpos: String,
    /// Index of the token that it depends on; null at a root.
    pub head: Option<usize>,
    /// Universal dependency relation.
    pub deprel: String,
}

impl Annotated {
    /// The record of a report.
    pub fn new(id: GivenId, report: &Report, telling: &Telling<'_>, with_tokens: bool) -> Self {
        let annotation = &report.annotation;
        let offsets = CharOffsets::new(telling.text);
        let times = report.times.iter().map(|time| Timex {
            span: CharSpan { start: offsets.char_at(time.span.start), end: offsets.char_at(time.span.end) },
            kind: time.kind.as_str().to_owned(),
            value: time.value.clone(),
        });
        Self {
            id,
            sentences: annotation.sentences.iter().map(|sentence| sentence.span).collect(),
            entities: annotation.entities.iter().map(|entity| Named::new(entity, report)).collect(),
            times: times.collect(),
            places: report.resolution.places.iter().map(Mapped::from).collect(),
            statements: report.statements.iter().map(|said| Said::new(said, report, telling)).collect(),
            events: report.events.iter().map(|mention| Event::of_mention(mention, report, telling)).collect(),
            relations: report.relations.iter().map(|told| Relation::of(told, report, telling)).collect(),
            tokens: with_tokens.then(|| tokens(annotation, telling.text)),
        }
    }
}

fn tokens(annotation: &Annotation, text: &str) -> Vec<Token> {
    let token = |word: &attache_language::Word| Token {
        span: word.span,
        lemma: word.lemma(text).into_owned(),
        upos: word.upos.to_string(),
        xpos: word.xpos.to_owned(),
        head: word.head,
        deprel: word.deprel.to_owned(),
    };
    annotation.words.iter().map(token).collect()
}

impl Named {
    fn new(entity: &Entity, report: &Report) -> Self {
        let actor = report.mention_at(&entity.words).and_then(|mention| report.resolution.actor_of(mention));
        let touches = |place: &&Toponym| place.words.start < entity.words.end && entity.words.start < place.words.end;
        let place = report.resolution.places.iter().find(touches).and_then(Toponym::place);
        // "French" is of the state, not of a point on the map
        let geonames = || match entity.kind {
            EntityKind::Norp => place?.country.as_ref().map(|country| format!("state:{country}")),
            _ => place?.geonames.map(|id| format!("geonames:{id}")),
        };
        Self {
            span: entity.span,
            kind: entity.kind.to_string(),
            code: actor.and_then(|actor| actor.code.clone()).or_else(|| place?.country.clone()),
            identifier: actor.and_then(|actor| actor.id.as_ref()).map(ToString::to_string).or_else(geonames),
        }
    }
}

impl From<&Toponym> for Mapped {
    fn from(toponym: &Toponym) -> Self {
        let place = toponym.place().map(Place::from);
        let (lat, lon) = place.as_ref().map(|place| (place.lat, place.lon)).unzip();
        Self {
            span: toponym.span,
            lat,
            lon,
            geonames: place.as_ref().and_then(|place| place.geonames),
            country: place.as_ref().and_then(|place| place.country.clone()),
            name: place.map(|place| place.name),
            used_as: match toponym.used_as {
                PlaceUse::Place => "place",
                PlaceUse::WithinName => "within-name",
                PlaceUse::Adjective => "adjective",
            }
            .to_owned(),
        }
    }
}

impl Said {
    fn new(said: &Statement, report: &Report, telling: &Telling<'_>) -> Self {
        let annotation: &Annotation = &report.annotation;
        let spans = |words: &std::ops::Range<usize>| (words.start < words.end).then(|| annotation.span(words));
        let full = super::claim::Statement::of(said, report, telling);
        Self {
            source: spans(&said.source).into_iter().collect(),
            cue: spans(&said.cue).into_iter().collect(),
            content: said.content.iter().filter_map(spans).collect(),
            kind: said.kind.to_string(),
            speaker: full.speaker,
            with: full.with,
            verbatim: full.verbatim,
            addressee: full.addressee,
            venue: full.venue,
            about: full.about,
            chain: full.chain,
            date: full.date,
        }
    }
}
