//! What can go wrong with an archive, and what to do about it.

use std::path::{Path, PathBuf};

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
    #[error("cannot open {path}; check that the folder exists and that you may read and write there")]
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
    /// There is no right to write to the file or beside it.
    #[error("{path} cannot be written; check your permissions for it and for its folder, where SQLite keeps its log")]
    Unwritable {
        /// The file asked for.
        path: PathBuf,
    },
    /// What is asked for names what the archive does not hold, or cannot be.
    #[error("{what}")]
    Asked {
        /// What is wrong, and what to do.
        what: String,
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
    /// An error of SQLite's on this file.
    pub(crate) fn of_file(error: rusqlite::Error, path: &Path) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
        match error.sqlite_error_code() {
            Some(CannotOpen | PermissionDenied | ReadOnly) => Self::Unwritable { path: path.to_owned() },
            _ => Self::from(error),
        }
    }

    /// Whether it may be that the file can be read but not written.
    pub(crate) fn is_about_writing(&self) -> bool {
        matches!(self, Self::Unwritable { .. } | Self::Open { .. })
    }

    /// Whether the user named a file that can never serve, rather than one that fails now.
    pub fn is_wrong_usage(&self) -> bool {
        matches!(
            self,
            Self::Missing { .. }
                | Self::Open { .. }
                | Self::Unwritable { .. }
                | Self::NotAnArchive { .. }
                | Self::Newer { .. }
                | Self::Asked { .. }
        )
    }
}
