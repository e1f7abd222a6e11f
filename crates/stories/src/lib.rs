//! Signatures, lineage and stories: which articles tell the same, and which are copies of what.

mod align;
mod credit;
mod index;
mod kinship;
mod lineage;
mod published;
mod signature;
mod trace;
mod typeset;

pub use index::{Index, Pair};
pub use lineage::{Kind, Lineage, Passage};
pub use signature::Signature;
pub use trace::trace;
