//! Signatures, lineage and stories: which articles tell the same, and which are copies of what.

mod align;
mod choose;
mod credit;
mod group;
mod index;
mod judge;
mod kinship;
mod lineage;
mod marks;
mod memo;
mod mend;
mod pile;
mod profile;
mod published;
mod signature;
mod stock;
mod story;
mod tongues;
mod trace;
mod typeset;

pub use group::{GroupOptions, group, group_profiles, group_with};
pub use index::{Index, Pair};
pub use lineage::{Kind, Lineage, Passage};
pub use profile::{MOST_FEATURES, MOST_KEYS, MOST_MARK_KEYS, Profile, terms};
pub use signature::Signature;
pub use story::{Story, day, stories};
pub use trace::{trace, trace_heard};
