//! What Attaché knows of the world: near-synonyms, word frequencies, set phrases; and with them whether a text alone reads
//! as spun by a machine, and what its broken names were; and the [`calendar`], which turns words into dates.
//!
//! ```
//! use attache_world::{near_synonyms, repairs, wording};
//!
//! let spun = "The Associated Press and different media shops stated on Monday that the State Division was conversant in the \
//!     considerations of the Communist Occasion, in keeping with a suppose tank. Throughout a go to to the metropolis, he \
//!     advised reporters that the Common Secretary of the social gathering had received it in the intervening time, as \
//!     nicely as the Monetary Instances, in addition to to the officers that have been wanting into the affair.";
//! assert!(wording(spun).spun > 0.5);
//! let reads: Vec<String> = repairs(spun).into_iter().map(|repair| repair.reads).collect();
//! assert!(reads.contains(&"State Department".to_owned()), "{reads:?}");
//! assert!(near_synonyms("division", "departments"));
//! ```
//!
//! Everything here is a pure function of one text and the embedded tables. What the tables hold and where it comes from is
//! told in `tables/README.md`; rows written by hand are in `data/`.

mod bodies;
pub mod calendar;
mod dictionaries;
mod features;
mod fold;
mod frequencies;
mod garble;
mod gazetteer;
mod ids;
mod knowledge;
mod lexicon;
mod names;
mod offices;
mod phrases;
mod repair;
mod residue;
pub mod resolve;
mod rows;
mod sectors;
#[cfg(test)]
mod sketch;
mod states;
mod thesaurus;
mod tokens;
mod wording;

pub use bodies::{Body, BodyKind, Membership};
pub use dictionaries::{ActorDictionary, AgentDictionary, DictionaryActor, DictionaryAgent};
pub use features::{Feature, FeatureKind};
pub use fold::fold;
pub use frequencies::Frequencies;
pub use gazetteer::{Gazetteer, Place, PlaceKind};
pub use ids::{ActorId, NoActorId};
pub use knowledge::{Entry, Meaning, OverrideError, Use, World};
pub use names::PersonalName;
pub use offices::{Agent, Level, Office, Role};
pub use repair::{Repair, repairs};
pub use rows::{Dated, Period, RowError, Source};
pub use sectors::{Sector, cameo_actor};
pub use states::{People, State, StateKind};
pub use thesaurus::near_synonyms;
pub use wording::{Wording, wording, wording_heard};

/// The numbers that [`wording`] weighs, for the training of its weights.
#[doc(hidden)]
pub fn wording_signs(text: &str) -> Vec<f64> {
    wording::signs(text, &tokens::tokens(text)).0.to_vec()
}

/// The numbers that [`wording_heard`] weighs, for the training of its weights.
#[doc(hidden)]
pub fn wording_heard_signs(text: &str, annotation: &attache_language::Annotation) -> Vec<f64> {
    wording::heard_signs(text, &tokens::tokens(text), annotation).to_vec()
}

/// The annotator's states of a text's words, packed, for the training of what it hears in them.
#[doc(hidden)]
pub fn wording_states(text: &str, annotation: &attache_language::Annotation) -> Vec<u8> {
    wording::states(text, annotation)
}
