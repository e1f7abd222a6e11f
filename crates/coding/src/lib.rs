//! The coder's knowledge: what kinds of event there are, how PLOVER and CAMEO name them, and which words of English
//! tell of them.
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

pub mod ontology;

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
