//! What Attaché knows of the world: set phrases, near-synonyms, and the repair of broken names.

mod frequencies;
mod garble;
mod lexicon;
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
