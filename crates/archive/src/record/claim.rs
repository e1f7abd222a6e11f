//! Statements and relations, as they are printed.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use attache_coding as coding;
use attache_coding::Report;
use attache_press::CharSpan;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::event::{Cited, Party, Passage, Passages, Telling, called};
use super::{Speaker, rounded_day};

/// Who says what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who; null where the article has it on an outlet's word alone.
    pub speaker: Option<Speaker>,
    /// Others who say it too.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub with: Vec<Speaker>,
    /// `direct`, `mixed` or `indirect`.
    pub kind: String,
    /// Whether these are the speaker's own words.
    pub verbatim: bool,
    /// What is said; parts of a split quotation with `…` between.
    pub text: String,
    /// The words that say that it is said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cue: Option<String>,
    /// Id of the article.
    pub article: String,
    /// Where it stands, from its first word to its last.
    #[serde(flatten)]
    pub span: CharSpan,
    /// ISO day on which it is said; where that is not told, day or time of the article.
    pub date: Option<String>,
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
    pub chain: Vec<Cited>,
}

/// Where or by what means something is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    /// `outlet`, `interview`, `conference`, `speech`, `meeting`, `hearing`, `document`, `online`, `broadcast` or `call`.
    pub kind: String,
    /// As the article names it.
    pub name: String,
}

/// An actor that is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// Its name, else how the article describes it.
    pub name: String,
    /// PLOVER's code.
    pub code: Option<String>,
    /// Its id.
    pub id: Option<String>,
}

/// What stands between two actors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// One side; null where it is not told.
    pub subject: Option<Party>,
    /// The other side.
    pub object: Option<Party>,
    /// `diplomatic`, `partnership`, `alliance`, `membership`, `treaty`, `recognition`, `claim`, `sanctions`, `trade`, `office` or
    /// `detention`.
    pub kind: String,
    /// Rung, rank, office, territory, name of the treaty, kind of sanctions, as the kind has it.
    pub value: Option<String>,
    /// ISO year, month or day, as exact as told.
    pub since: Option<String>,
    /// Likewise.
    pub until: Option<String>,
    /// ISO day or time of the last article that tells it.
    pub as_of: Option<String>,
    /// `stands`, `wished`, `proposed`, `refused` or `ended`.
    pub status: String,
    /// The sentences that tell it.
    pub mentions: Vec<RelationMention>,
}

/// One telling of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationMention {
    /// The sentence.
    #[serde(flatten)]
    pub sentence: Passage,
    /// The words in it that tell the relation.
    pub trigger: CharSpan,
}

/// What stood between whom on a day, as far as was known by another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// ISO day of which it tells (valid time).
    pub on: String,
    /// ISO day until which articles were heard (as-of time); all, if null.
    pub known: Option<String>,
    /// What stood; partnerships from the rung of most words down.
    pub standing: Vec<Relation>,
    /// What was wished, proposed or refused, and did not stand by it.
    pub pending: Vec<Relation>,
    /// What others had taken the place of.
    pub superseded: Vec<Relation>,
    /// What had ended.
    pub ended: Vec<Relation>,
}

impl Statement {
    /// A statement as its article alone tells it.
    pub fn of(said: &coding::Statement, report: &Report, telling: &Telling<'_>) -> Self {
        let passages = Passages::of(report, telling);
        let ends = said.content.first().zip(said.content.last());
        let span = report.annotation.span(&ends.map_or(0..0, |(first, last)| first.start..last.end));
        let part = |words: &std::ops::Range<usize>| passages.at(report.annotation.span(words)).text;
        let parts: Vec<String> = said.content.iter().map(part).collect();
        let day = said.days.map(|days| days.last.to_string());
        let own = telling.published.filter(|published| day.as_deref().is_none_or(|day| rounded_day(published) == day));
        let vouching = said.chain.last().map(|cited| cited.name.clone()).or_else(|| telling.outlet.map(str::to_owned));
        let speaker = |speaker: &coding::Speaker| {
            let mut record = Speaker::of_statement(speaker, report);
            record.vouched_by = vouching.clone().filter(|_| speaker.anonymous);
            record
        };
        Self {
            speaker: said.speaker.as_ref().map(speaker),
            with: said.with.iter().map(speaker).collect(),
            kind: said.kind.to_string(),
            verbatim: said.verbatim,
            text: parts.join(" … "),
            cue: (!said.cue.is_empty()).then(|| part(&said.cue)),
            article: telling.id.to_owned(),
            span,
            date: own.map(str::to_owned).or(day),
            addressee: said.addressee.as_ref().map(|other| Speaker::of_statement(other, report)),
            venue: said.venue.as_ref().map(Venue::from),
            about: said.about.iter().filter_map(|actor| Spoken::of(*actor, report)).collect(),
            chain: said.chain.iter().map(Cited::from).collect(),
        }
    }
}

impl Speaker {
    /// A speaker as its article names it.
    pub fn of_statement(speaker: &coding::Speaker, report: &Report) -> Self {
        let actor = speaker.actor.and_then(|actor| report.resolution.actors.get(actor));
        let described = || Some(speaker.description.clone()).filter(|described| !described.is_empty());
        let name = actor.and_then(|actor| actor.name.clone()).or_else(described);
        Self {
            name: name.or_else(|| actor.and_then(called).map(str::to_owned)),
            code: actor.and_then(|actor| actor.code.clone()),
            sector: actor
                .map(|actor| actor.sectors.iter().map(|sector| sector.word().to_owned()).collect())
                .unwrap_or_default(),
            office: actor.and_then(|actor| actor.office.clone()),
            id: actor.and_then(|actor| actor.id.as_ref()).map(ToString::to_string),
            anonymous: speaker.anonymous,
            count: speaker.count,
            vouched_by: None,
        }
    }
}

impl From<&coding::Venue> for Venue {
    fn from(venue: &coding::Venue) -> Self {
        Self { kind: venue.kind.to_owned(), name: venue.name.clone() }
    }
}

impl Spoken {
    pub(crate) fn of(actor: usize, report: &Report) -> Option<Self> {
        let actor = report.resolution.actors.get(actor)?;
        let name = called(actor)?.to_owned();
        Some(Self { name, code: actor.code.clone(), id: actor.id.as_ref().map(ToString::to_string) })
    }
}

impl Relation {
    /// One to test with.
    #[cfg(test)]
    pub(crate) fn partnership(value: &str) -> Self {
        let party = |name: &str| Some(Party { name: name.into(), code: Some(name.into()), ..Party::default() });
        Self {
            subject: party("NOR"),
            object: party("FIN"),
            kind: "partnership".into(),
            value: Some(value.into()),
            since: None,
            until: None,
            as_of: None,
            status: "stands".into(),
            mentions: Vec::new(),
        }
    }

    /// A relation as one sentence of one article tells it.
    pub fn of(told: &coding::Relation, report: &Report, telling: &Telling<'_>) -> Self {
        let party = |party: &Option<coding::Party>| party.as_ref().map(|party| Party::of_mention(party, report));
        let sentence = Passages::of(report, telling).sentence(told.sentence);
        Self {
            subject: party(&told.subject),
            object: party(&told.object),
            kind: told.kind.name().to_owned(),
            value: told.value.clone(),
            since: told.since.clone(),
            until: told.until.clone(),
            as_of: telling.published.map(str::to_owned).or_else(|| report.day.map(|day| day.to_string())),
            status: told.status.name().to_owned(),
            mentions: vec![RelationMention { sentence, trigger: report.annotation.span(&told.trigger) }],
        }
    }

    /// Whether the sides may change places.
    fn is_mutual(&self) -> bool {
        matches!(self.kind.as_str(), "diplomatic" | "partnership" | "alliance" | "treaty")
    }

    /// What two tellings of one relation have alike.
    fn key(&self) -> (String, String, String, String, String) {
        let side = |party: &Option<Party>| {
            party.as_ref().map_or(String::new(), |party| {
                let state = party
                    .code
                    .as_deref()
                    .filter(|_| self.kind != "office" && party.id.as_deref().is_none_or(|id| id.starts_with("state:")));
                state.map_or_else(|| attache_world::fold(&party.name), str::to_owned)
            })
        };
        let (mut first, mut second) = (side(&self.subject), side(&self.object));
        if self.is_mutual() && second < first {
            std::mem::swap(&mut first, &mut second);
        }
        let value = self.value.as_deref().map(attache_world::fold).unwrap_or_default();
        (self.kind.clone(), first, second, value, self.status.clone())
    }

    /// Kind and sides, and the value where several may stand at once: between two there is one partnership.
    pub(crate) fn place(&self) -> (String, String, String) {
        let (kind, first, second, value, _) = self.key();
        let value = if kind == "partnership" { String::new() } else { value };
        (kind, format!("{first}|{second}"), value)
    }

    /// Whether another relation is of the same kind and subject and stands alike, whoever is on the other side.
    pub(crate) fn is_much_like(&self, other: &Self) -> bool {
        let ((kind, first, second, _, status), theirs) = (self.key(), other.key());
        (&kind, &status) == (&theirs.0, &theirs.4) && (first == theirs.1 || self.is_mutual() && second == theirs.1)
    }

    /// Whether all that this value says is in the other's, as far as sides and status agree: no value is in any, and an office in
    /// its fuller title ("secretary" in "secretary of state").
    fn is_poorer_than(&self, other: &Self) -> bool {
        let ((kind, first, second, value, status), theirs) = (self.key(), other.key());
        let alike = (&kind, &first, &second, &status) == (&theirs.0, &theirs.1, &theirs.2, &theirs.4);
        let words = |value: &str| -> BTreeSet<String> {
            value.split_whitespace().filter(|word| !matches!(*word, "of" | "the" | "for")).map(str::to_owned).collect()
        };
        let (mine, its) = (words(&value), words(&theirs.3));
        alike && !its.is_empty() && (mine.is_empty() || kind == "office" && mine.is_subset(&its))
    }

    /// Relations with all their tellings: those of the same kind between the same sides, of the same value and status, made one.
    /// A telling with a poorer value, or none, goes to the one of its sides and status that has a fuller one, if there is but one.
    pub fn joined(told: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut joined: Vec<Option<Self>> = Vec::new();
        let mut places: HashMap<(String, String, String, String, String), usize> = HashMap::new();
        for relation in told {
            match places.entry(relation.key()) {
                Entry::Occupied(place) => {
                    if let Some(other) = &mut joined[*place.get()] {
                        other.take(relation);
                    }
                }
                Entry::Vacant(place) => {
                    place.insert(joined.len());
                    joined.push(Some(relation));
                }
            }
        }
        let mut alike: BTreeMap<(String, String, String, String), Vec<usize>> = BTreeMap::new();
        for ((kind, first, second, _, status), place) in places {
            alike.entry((kind, first, second, status)).or_default().push(place);
        }
        for mut places in alike.into_values().filter(|places| places.len() > 1) {
            places.sort_unstable();
            for &n in &places {
                let is_fuller = |m: &usize| {
                    let both = joined[n].as_ref().zip(joined[*m].as_ref());
                    *m != n && both.is_some_and(|(poor, rich)| poor.is_poorer_than(rich))
                };
                let mut fuller = places.iter().copied().filter(is_fuller);
                if let (Some(m), None) = (fuller.next(), fuller.next())
                    && let Some(poor) = joined[n].take()
                    && let Some(rich) = &mut joined[m]
                {
                    rich.take(poor);
                }
            }
        }
        joined.into_iter().flatten().collect()
    }

    /// A number that two tellings of one relation have alike.
    pub(crate) fn hash(&self) -> i64 {
        let (kind, first, second, value, status) = self.key();
        xxh3_64([kind, first, second, value, status].join("\n").as_bytes()).cast_signed()
    }

    fn take(&mut self, other: Self) {
        let longer = |mine: Option<String>, theirs: Option<String>| match (mine, theirs) {
            (Some(mine), Some(theirs)) if theirs.len() > mine.len() && theirs.starts_with(&mine) => Some(theirs),
            (mine, theirs) => mine.or(theirs),
        };
        self.since = longer(self.since.take(), other.since);
        self.until = longer(self.until.take(), other.until);
        self.as_of = self.as_of.take().into_iter().chain(other.as_of).max();
        for mention in other.mentions {
            if !self.mentions.contains(&mention) {
                self.mentions.push(mention);
            }
        }
    }
}
