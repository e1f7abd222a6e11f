//! One event, however many reports: which mentions of a story's articles are of one happening, how many independent sources stand
//! behind it, and where the accounts differ.
//!
//! Everything here is a pure function of [`Account`]s: what each article brings by itself, and where its text comes from. Nothing is
//! read, stored or asked of a clock.

mod account;
mod arguments;
mod bars;
mod carry;
mod cluster;
mod disagree;
mod event;
mod fuse;
mod hearsay;
mod kept;
mod kin;
mod link;
mod mention;
mod neighbours;
mod newsroom;
mod origins;
mod parties;
mod parts;
mod scene;
mod signs;
#[cfg(test)]
mod tests;
mod units;
mod vector;
mod weigh;

pub use account::{Account, Open};
pub use arguments::{Argument, Part};
pub use carry::carry_over;
pub use disagree::{About, Disagreement, Position};
pub use event::{Dated, Event, FusedParty, FusedQuantity};
pub use fuse::{Ruling, fuse, fuse_ruled, fuse_stories, homes};
pub use hearsay::Hearsay;
pub use link::{Bond, MentionId, Sort, link};
#[doc(hidden)]
pub use link::{Pairs, pair_signs, sign_names};
pub use mention::{Act, Cited, Mention, Party, Quantity, Term, When};
pub use neighbours::{
    Key, MOST_SHARING, MOST_WEIGHT, Neighbourhoods, STRICTNESS, Sketch, Stories, Strictness, neighbourhoods,
};
pub use origins::{Origin, Origins, Step, Trace};
pub use vector::Vector;
