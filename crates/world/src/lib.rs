//! What Attaché knows of the world: set phrases, near-synonyms, and the repair of broken names.

mod near;
mod repair;

pub use near::near_synonyms;
pub use repair::Repair;
