//! The commands, a file each.

pub mod actors;
pub mod annotate;
pub mod article;
pub mod batch;
pub mod brief;
pub mod claims;
pub mod eval;
pub mod events;
pub mod export;
pub mod ingest;
mod link;
mod relate;
pub mod rulings;
pub mod sample;
pub mod search;
pub mod serve;
pub mod stories;
pub mod task;
pub mod timeline;
