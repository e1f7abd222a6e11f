//! Signatures, lineage and stories: which articles tell the same, and which are copies of what.

mod index;
mod lineage;
mod signature;

pub use index::{Index, Pair};
pub use lineage::{Kind, Lineage, Passage};
pub use signature::Signature;
