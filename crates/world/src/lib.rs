//! What Attaché knows of the world: set phrases, near-synonyms, and the repair of broken names.

mod repair;

pub use repair::Repair;
