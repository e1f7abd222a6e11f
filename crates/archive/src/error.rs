//! What can go wrong with an archive, and what to do about it.

use std::path::PathBuf;

/// Why an archive could not be opened, read or added to.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There is no file where one must be.
    #[error("there is no archive at {path}; make one with `attache ingest PATH… --db {path}`")]
    Missing {
        /// The file asked for.
        path: PathBuf,
    },
    /// The file cannot be opened or made.
    #[error("cannot open {path}: {source}; check that the folder exists and that you may write there")]
    Open {
        /// The file asked for.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is something else.
    #[error("{path} is not an Attaché archive; name another file with --db, it was left as it is")]
    NotAnArchive {
        /// The file asked for.
        path: PathBuf,
    },
    /// The file was written by a later Attaché.
    #[error(
        "{path} is an archive of version {found}, and this attache knows versions up to {known}; install a newer attache"
    )]
    Newer {
        /// The file asked for.
        path: PathBuf,
        /// Version of its schema.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Another program is writing to the archive and did not finish in time.
    #[error("the archive is in use by another program; wait until it has finished and try again")]
    Busy,
    /// The disk is full or failing, or the file is damaged.
    #[error(
        "the archive cannot be read or written: {0}; check the disk's free space and the file's health (`PRAGMA integrity_check`)"
    )]
    Database(rusqlite::Error),
    /// A column holds what this program never wrote there.
    #[error("the archive is damaged: {what}; ingest the articles again into a new file")]
    Damaged {
        /// Where, and what was found.
        what: String,
    },
}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

impl ArchiveError {
    /// Whether the user named a file that can never serve, rather than one that fails now.
    pub fn is_wrong_usage(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Open { .. } | Self::NotAnArchive { .. } | Self::Newer { .. })
    }
}
