//! What an article says happened: the [`EventMention`] and what hangs on it.

use std::ops::Range;

use attache_language::Annotation;
use attache_world::Sector;
use attache_world::calendar::{Days, Granularity, Time};
use attache_world::resolve::Resolution;
use jiff::civil::Date;

use crate::ontology::{Aux, Cameo, Context, EventType, Modality, Mode, named};

/// An annotated and resolved article: all that [`events`](crate::events) looks at.
#[derive(Clone, Copy)]
pub struct Article<'a> {
    /// Its text; all offsets are into it.
    pub text: &'a str,
    /// Its words, trees, names, statements and event words.
    pub annotation: &'a Annotation,
    /// Whom and where its names mean.
    pub resolution: &'a Resolution,
    /// Its time expressions, in order.
    pub times: &'a [Time],
    /// The day of which it speaks: its publication or its dateline.
    pub day: Option<Date>,
}

/// One telling of one event, in one sentence. Ranges are of words of the annotation.
#[derive(Debug, Clone, PartialEq)]
pub struct EventMention {
    /// PLOVER's type.
    pub event: EventType,
    /// Modes of the type, the most telling first.
    pub modes: Vec<Mode>,
    /// Walks of life.
    pub contexts: Vec<Context>,
    /// The most special CAMEO code that holds.
    pub cameo: Cameo,
    /// From -10 (conflict) to 10 (cooperation): the first mode's, else the type's.
    pub scale: f64,
    /// Who does it; in reciprocal events, all parties.
    pub actors: Vec<Party>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// The words that carry the type.
    pub trigger: Range<usize>,
    /// Index of its sentence in the annotation.
    pub sentence: usize,
    /// Where it happened: index in [`Resolution::places`]. None where neither sentence nor article tells.
    pub place: Option<usize>,
    /// How the place was found.
    pub place_from: Nearness,
    /// When it happened: index in [`Article::times`]. None where nothing in its clause or sentence dates it.
    pub time: Option<usize>,
    /// First and last day, where known.
    pub days: Option<Days>,
    /// How exactly the days are told.
    pub granularity: Granularity,
    /// PLOVER's auxiliary modes.
    pub aux: Vec<Aux>,
    /// How sure the telling is that it happened.
    pub modality: Modality,
    /// The toll, the numbers of people, the money, the goods.
    pub quantities: Vec<Quantity>,
    /// On whose word, from the article inwards: the paper that it cites, then whom that paper cites. Empty: its own.
    pub sources: Vec<Citation>,
    /// How the article stands to it.
    pub stance: Stance,
    /// Told as background, not as the news.
    pub background: bool,
    /// Words of other sentences that speak of it again ("the ban", "when it was seized"), at most one a sentence.
    pub echoes: Vec<Range<usize>>,
    /// How likely the mention is right, from 0 to 1.
    pub confidence: f32,
}

/// One of those who act or are acted upon.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Party {
    /// Index in [`Resolution::mentions`], where the words are a mention.
    pub mention: Option<usize>,
    /// The words of the phrase that names it: for a pronoun, those of its antecedent.
    pub words: Range<usize>,
    /// PLOVER code: alpha-3 of a state, or `IGO`, `UNO` …; none where the article does not tell.
    pub code: Option<String>,
    /// Its sectors, the most telling first.
    pub sectors: Vec<Sector>,
    /// The fullest name that the article gives, else the words as printed.
    pub name: String,
}

named! {
    /// How near a place or time stands to the event that it is given.
    Nearness, "nearness", "crates/coding/src/mention.rs", {
        /// In the event's own clause.
        Clause = "clause",
        /// Elsewhere in its sentence.
        Sentence = "sentence",
        /// Elsewhere in the article: dateline, or the place that it speaks of.
        Article = "article",
        /// Not given.
        Nowhere = "nowhere",
    }
}

named! {
    /// How the article stands to what it tells.
    Stance, "stance", "crates/coding/src/mention.rs", {
        /// Told as so, be it on a source's word.
        Asserted = "asserted",
        /// Told as a claim.
        Alleged = "alleged",
        /// Told to be denied.
        Denied = "denied",
        /// Told as to come.
        Planned = "planned",
        /// Told as possible, or with doubt.
        Doubtful = "doubtful",
    }
}

/// A number that belongs to an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What is counted: `killed`, `injured`, `money` … (`data/quantities.tsv`).
    pub what: &'static str,
    /// At least so many; none where only the upper end is told.
    pub low: Option<f64>,
    /// At most so many; none where only the lower end is told.
    pub high: Option<f64>,
    /// The unit of money and goods, as printed.
    pub unit: Option<String>,
    /// The side that it befalls or belongs to.
    pub of: Side,
    /// The words that tell it.
    pub words: Range<usize>,
}

named! {
    /// A side of an event.
    Side, "side", "crates/coding/src/mention.rs", {
        /// Who does it.
        Actor = "actor",
        /// To whom.
        Recipient = "recipient",
    }
}

/// A source that the article names for what it tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// What sort of source it is.
    pub kind: CitationKind,
    /// As the article names it, without article.
    pub name: String,
    /// The words that name it.
    pub words: Range<usize>,
    /// Index in [`Resolution::mentions`], where it is one.
    pub mention: Option<usize>,
    /// How many people it is, where the article tells: "four people familiar with the matter".
    pub count: Option<u32>,
}

named! {
    /// What sort of source.
    CitationKind, "kind of source", "crates/coding/data/sources.tsv", {
        /// A paper, broadcaster or other outlet.
        Outlet = "outlet",
        /// A news agency.
        Agency = "agency",
        /// A person or body that speaks in its own name.
        Official = "official",
        /// A statement, report, ruling or other text.
        Document = "document",
        /// People who are not named.
        Unnamed = "unnamed",
    }
}

impl EventMention {
    /// The mode that tells most.
    pub fn mode(&self) -> Option<Mode> {
        self.modes.first().copied()
    }

    /// What it is exported as while no report says that it happened: announced cooperation is AGREE.
    pub fn plover_event(&self) -> EventType {
        if self.aux.contains(&Aux::Future) { self.event.announced() } else { self.event }
    }
}

impl Party {
    /// The actor string of CAMEO.
    pub fn cameo(&self) -> String {
        attache_world::cameo_actor(self.code.as_deref().unwrap_or_default(), &self.sectors)
    }
}
