//! Signatures, lineage and stories: which articles tell the same, and which are copies of what.

mod group;
mod lineage;
mod profile;
mod story;

pub use group::{GroupOptions, group, group_profiles, group_with};
pub use lineage::{Kind, Lineage, Passage};
pub use profile::{MOST_FEATURES, MOST_KEYS, Profile, SHARED_KEYS, terms};
pub use story::{Story, stories};
