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

pub mod calendar;
mod frequencies;
mod garble;
mod lexicon;
mod phrases;
mod repair;
mod residue;
mod thesaurus;
mod tokens;
mod wording;

pub use frequencies::Frequencies;
pub use repair::{Repair, repairs};
pub use thesaurus::near_synonyms;
pub use wording::{Wording, wording};

/// The numbers that [`wording`] weighs, for the training of its weights.
#[doc(hidden)]
pub fn wording_signs(text: &str) -> Vec<f64> {
    wording::signs(text, &tokens::tokens(text)).0.to_vec()
}
