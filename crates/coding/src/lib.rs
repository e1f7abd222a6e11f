//! What happened, out of an annotated article: [`events`] gives its [`EventMention`]s. [`ontology`] is what it knows: kinds of
//! event, how PLOVER and CAMEO name them, and which words of English tell of them.
//!
//! ```
//! use attache_coding::ontology::{Cameo, Coded, Dependent, EventType, Mode, Pos, cameo_for, candidates};
//!
//! // "The ministry called on the rebels to free the engineers": which predicate is it, and who is asked?
//! let around = [Dependent::new("subj", "", "ministry"), Dependent::new("obl", "on", "rebel"),
//!     Dependent::new("comp", "", "free")];
//! let best = candidates("call", Pos::Verb, &around)[0];
//! assert_eq!(best.event, EventType::Request);
//! assert_eq!(best.role("obl", "on").map(|role| role.name()), Some("recipient"));
//!
//! // What is asked for is a release: that makes it REQUEST, mode yield, and in CAMEO an appeal for release.
//! let mode = Mode::of(EventType::Request, "yield");
//! let request = Coded::new(EventType::Request);
//! let coded = Coded { mode, hint: Cameo::parse("025"), words: &["free", "engineer"], ..request };
//! assert_eq!(cameo_for(&coded).code(), "0253");
//! ```
//!
//! The ontology is data: tables under `data/`, each with a comment for each column, embedded and read when first
//! asked for. Names are those of the PLOVER manual (draft 0.8, Open Event Data Alliance, 2021) and of CAMEO 1.1b3;
//! descriptions are ours.

mod arguments;
mod candidates;
mod casting;
mod decide;
mod echoes;
mod elsewhere;
mod events;
mod hazards;
mod judge;
mod mention;
mod merge;
mod numbers;
pub mod ontology;
mod parties;
mod quantities;
pub mod relations;
pub mod report;
pub mod score;
mod setting;
mod sides;
mod sources;
mod standing;
pub mod statements;
mod surroundings;
mod telling;
#[cfg(test)]
mod tests;
mod tree;
mod weigh;

pub use events::events;
pub use mention::{Article, Citation, CitationKind, EventMention, Nearness, Party, Quantity, Side, Stance};
pub use relations::{Relation, RelationKind, Standing};
pub use report::{BYTES_AT_A_TIME, REPORT, Report, Source, is_read, reports};
pub use statements::{Speaker, Statement, Venue};

/// A candidate with the signs that are weighed: for fitting the weights (`bench/fit_events.py`).
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    pub trigger: std::ops::Range<usize>,
    pub event: ontology::EventType,
    pub p: f32,
    pub signs: Vec<f32>,
}

/// The names of [`Sign::signs`].
#[doc(hidden)]
pub fn sign_names() -> &'static [&'static str] {
    weigh::SIGNS
}

/// The signs of all candidates of an article.
#[doc(hidden)]
pub fn signs(article: &Article<'_>) -> Vec<Sign> {
    let judged = judge::judge(&tree::Tree::new(article));
    let of = |judged: judge::Judged| {
        let trigger = judged.candidate.trigger.clone();
        let events: Vec<_> = judged.candidate.choices.iter().map(|choice| choice.event).collect();
        let signed = events.into_iter().zip(judged.verdicts);
        signed.map(move |(event, verdict)| Sign { trigger: trigger.clone(), event, p: verdict.p, signs: verdict.signs })
    };
    judged.into_iter().flat_map(of).collect()
}

/// A phrase that may fill an open side of a choice, with the signs that are weighed (`bench/fit_standing.py`).
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
pub struct Filler {
    pub trigger: std::ops::Range<usize>,
    pub event: ontology::EventType,
    pub side: Side,
    pub head: usize,
    pub signs: Vec<f32>,
}

/// The names of [`Filler::signs`].
#[doc(hidden)]
pub fn standing_names() -> &'static [&'static str] {
    standing::SIGNS
}

/// The phrases that may fill the open sides of all candidates of an article.
#[doc(hidden)]
pub fn standings(article: &Article<'_>) -> Vec<Filler> {
    let tree = tree::Tree::new(article);
    let mut found = Vec::new();
    for candidate in candidates::find(&tree) {
        for choice in &candidate.choices {
            let (actors, recipients) = sides::slotted(&tree, &candidate, choice);
            let open = standing::Open { candidate: &candidate, choice, actors: &actors, recipients: &recipients };
            let (trigger, event) = (&candidate.trigger, choice.event);
            for side in sides::open_sides(choice, &actors, &recipients) {
                let heads = standing::heads(&tree, &open).into_iter();
                found.extend(heads.map(|(head, signs)| Filler { trigger: trigger.clone(), event, side, head, signs }));
            }
        }
    }
    found
}

/// A phrase that may stand on a side of a choice, with the signs that are weighed (`bench/fit_casting.py`).
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    pub trigger: std::ops::Range<usize>,
    pub event: ontology::EventType,
    pub party: Party,
    pub head: usize,
    /// Whether the slots have it as actor, as recipient.
    pub held: [bool; 2],
    pub signs: Vec<f32>,
}

/// The names of [`Considered::signs`].
#[doc(hidden)]
pub fn casting_names() -> &'static [&'static str] {
    &casting::SIGNS
}

/// The phrases that may stand on the sides of all candidates of an article.
#[doc(hidden)]
pub fn considered(article: &Article<'_>) -> Vec<Considered> {
    let tree = tree::Tree::new(article);
    let mut found = Vec::new();
    for candidate in candidates::find(&tree) {
        for choice in &candidate.choices {
            let slotted = sides::slotted(&tree, &candidate, choice);
            let (trigger, event) = (&candidate.trigger, choice.event);
            let casts = casting::considered(&tree, &candidate, choice, &slotted).into_iter();
            found.extend(casts.map(|cast| {
                let casting::Cast { party, head, held, signs } = cast;
                Considered { trigger: trigger.clone(), event, party, head, held, signs }
            }));
        }
    }
    found
}

/// One who may be the speaker, with its signs.
#[doc(hidden)]
pub type Signed = (Speaker, Vec<f32>);

/// A statement with the candidates for its speaker that were weighed, one list a question (`bench/fit_speakers.py`).
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    pub statement: Statement,
    /// What was asked (`human`, `thing`, `noun`), and who may be meant, each with its signs.
    pub asked: Vec<(&'static str, Vec<Signed>)>,
}

/// The names of the signs in [`Weighed::asked`].
#[doc(hidden)]
pub fn speaker_signs() -> &'static [&'static str] {
    statements::choice::SIGNS
}

/// The statements of an article with what was weighed for each.
#[doc(hidden)]
pub fn weighed_speakers(article: &Article<'_>) -> Vec<Weighed> {
    let weighed = statements::weighed(article, &attache_world::repairs(article.text), true).into_iter();
    weighed
        .map(|(statement, choices)| {
            let asked = choices.into_iter().map(|choice| {
                let candidates = choice.candidates.into_iter().map(|candidate| (candidate.speaker, candidate.signs));
                (choice.asked.name(), candidates.collect())
            });
            Weighed { statement, asked: asked.collect() }
        })
        .collect()
}

/// A name that is none of the ontology's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No such name; the names that there are stand in the table under `data/`.
    #[error("there is no {kind} {name:?}; see {table}")]
    UnknownName {
        /// What was looked for: `event type`, `mode`, `context` …
        kind: &'static str,
        /// The name that was given.
        name: String,
        /// The table that holds the names.
        table: &'static str,
    },
}
