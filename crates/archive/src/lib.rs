//! The archive: articles in all their versions, their lineage and their stories, in one SQLite file.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use attache_archive::{Archive, Wanted};
//! use attache_press::Article;
//!
//! let folder = tempfile::tempdir()?;
//! let mut archive = Archive::open(&folder.path().join("press.db"))?;
//! let text = "The strait was closed to ships on Monday after two ferries ran aground in fog.\n".to_owned();
//! let article = Article { id: "a".into(), title: Some("Strait closed".into()), text, ..Article::default() };
//! assert_eq!(archive.ingest_batch(&[article.clone()])?.new, 1);
//! assert_eq!(archive.ingest_batch(&[article])?.seen, 1);
//! assert_eq!(archive.search(&["ferries".into()], 10)?[0].id, "a");
//! assert_eq!(archive.stories(&Wanted::default())?.len(), 1);
//! # Ok(()) }
//! ```
//!
//! # Promises
//! - One transaction a batch: killed at any moment, the archive is as after the last whole batch.
//! - Lineage and stories follow from the set of articles, not from batches or order of arrival; see [`cells`].
//! - Memory is bounded by the batch and the bounds of a cell.
//! - [`record`] holds every shape that is printed as JSON.

mod actors;
pub mod cells;
mod changes;
mod claims;
pub mod dates;
mod differences;
mod error;
mod event_queries;
mod events;
pub mod export;
mod failures;
mod file;
mod filter;
#[cfg(test)]
#[path = "../tests/generated/mod.rs"]
mod generated;
mod glance;
mod groups;
mod headlines;
mod hoods;
mod ingest;
mod join;
pub mod kin;
mod led;
mod ledger;
mod links;
mod naming;
pub mod origins;
mod queries;
mod recall;
pub mod record;
mod reports;
mod rows;
mod rulings;
mod said;
mod search;
mod standing;
mod tell;
mod timeline;
mod told;
pub mod tree;
mod window;
pub mod words;

pub use actors::{Found, WantedActors};
pub use changes::changes;
pub use claims::{WantedRelations, claims};
pub use error::ArchiveError;
pub use event_queries::WantedEvents;
pub use events::accounts;
pub use file::Archive;
pub use glance::{Glimpse, OutletShare, Reading};
pub use headlines::{Headlines, Turn};
pub use ingest::BatchOutcome;
pub use ingest::content_mark;
pub use ledger::WantedLedger;
pub use queries::{Counts, Kept, Wanted};
pub use reports::{KeptActor, KeptEvent, KeptOffice, KeptReport, KeptStatement};
pub use said::WantedStatements;
pub use timeline::{By, Happenings, Press, WantedTimeline};
pub use told::{Member, Told};
