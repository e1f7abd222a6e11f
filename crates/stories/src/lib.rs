//! Signatures, lineage and stories: which articles tell the same, and which are copies of what.

mod lineage;

pub use lineage::{Kind, Lineage, Passage};
