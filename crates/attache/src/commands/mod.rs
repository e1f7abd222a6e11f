//! The commands, a file each.

mod annotate;
pub mod article;
pub mod brief;
pub mod ingest;
pub mod search;
pub mod stories;
pub mod task;
