//! Signatures, lineage and stories: which articles tell the same, and which are copies of what.

mod align;
mod choose;
mod credit;
mod index;
mod judge;
mod kinship;
mod lineage;
mod mend;
mod pile;
mod published;
mod signature;
mod stock;
mod trace;
mod typeset;

pub use index::{Index, Pair};
pub use lineage::{Kind, Lineage, Passage};
pub use signature::Signature;
pub use trace::trace;
