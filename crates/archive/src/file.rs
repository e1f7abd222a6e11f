//! The file: opening it, making it, and bringing an older one up to date.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::cells::Bounds;
use crate::error::ArchiveError;
use crate::headlines;
use crate::links;
use crate::standing;
use crate::window::{MOST_KEYS, Window};

/// The changes that lead from each version of the schema to the next; the version is their number.
const MIGRATIONS: [&str; 13] = [
    include_str!("../migrations/1.sql"),
    include_str!("../migrations/2.sql"),
    include_str!("../migrations/3.sql"),
    include_str!("../migrations/4.sql"),
    include_str!("../migrations/5.sql"),
    include_str!("../migrations/6.sql"),
    include_str!("../migrations/7.sql"),
    include_str!("../migrations/8.sql"),
    include_str!("../migrations/9.sql"),
    include_str!("../migrations/10.sql"),
    include_str!("../migrations/11.sql"),
    include_str!("../migrations/12.sql"),
    include_str!("../migrations/13.sql"),
];

/// The version of the schema since which relations are indexed as they are now.
const WITH_RELATIONS: usize = 8;
/// And since which stories are weighed.
const WITH_WEIGHTS: usize = 9;
/// And since which articles have their day.
const WITH_DAYS: usize = 10;

/// Marks a SQLite file as an Attaché archive ("ATCH").
const APPLICATION_ID: i64 = 0x4154_4348;

/// KiB of the file that are kept in memory, at most; and pages of the log after which they are taken into the file: a page that
/// several batches change is then written there once.
const CACHE: i64 = 192 << 10;
const CHECKPOINT: i64 = 8_192;

/// Bytes of the file that who only asks reads where they lie, as many as SQLite can: what others write empties the cache, and not this.
const MAPPED: i64 = 0x7fff_0000;

/// Bytes of a page of a new file: of the usual 4,096 a light report leaves almost half empty.
const PAGE: i64 = 8_192;

/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// An archive of articles and stories: one SQLite file, and its two companions (`-wal`, `-shm`) while in use.
///
/// Several programs may read while one writes. Every change is one transaction: after a crash at any moment the
/// archive is as it was after the last whole batch.
pub struct Archive {
    pub(crate) connection: Connection,
    pub(crate) bounds: Bounds,
    /// Who holds the keys of the last articles; none until articles are added, or where adding some failed.
    pub(crate) window: Option<Window>,
    /// How many keys that may hold.
    pub(crate) most_keys: usize,
}

impl Archive {
    /// Opens the archive at `path`, making it if there is no file.
    ///
    /// # Errors
    /// When the file cannot be opened, is no archive, or was written by a later version.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens an archive that must exist already, to ask it. The right to write is not needed, neither to the file nor to
    /// its folder.
    ///
    /// # Errors
    /// When the file cannot be read, is no archive, or was written by a later version; and when there is no file.
    pub fn open_existing(path: &Path) -> Result<Self, ArchiveError> {
        if !path.exists() {
            return Err(ArchiveError::Missing { path: path.to_owned() });
        }
        let opened = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|archive| {
            archive.connection.pragma_update(None, "mmap_size", MAPPED)?;
            Ok(archive)
        });
        match opened {
            // It is of a program that has ended, or of nobody: nothing in it can change while we read.
            Err(error) if error.is_about_writing() && !is_being_written(path) => Self::open_unchanging(path),
            other => other,
        }
    }

    /// Opens an archive that nobody changes while it is open; nothing is written beside it either.
    fn open_unchanging(path: &Path) -> Result<Self, ArchiveError> {
        let mut uri = String::from("file:");
        for byte in path.as_os_str().as_encoded_bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
                _ => uri.push_str(&format!("%{byte:02X}")),
            }
        }
        uri.push_str("?immutable=1");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(uri, flags)
            .map_err(|source| ArchiveError::Open { path: path.to_owned(), source })?;
        let archive = Self { connection, bounds: Bounds::STANDARD, window: None, most_keys: MOST_KEYS };
        match archive.version(path)? {
            Some(version) if version == MIGRATIONS.len() as i64 => Ok(archive),
            _ => Err(ArchiveError::Unwritable { path: path.to_owned() }),
        }
    }

    /// Opens the file; waits while another program makes it, for which SQLite itself does not wait everywhere.
    fn open_with(path: &Path, flags: OpenFlags) -> Result<Self, ArchiveError> {
        let began = Instant::now();
        loop {
            match Self::try_to_open(path, flags) {
                Err(ArchiveError::Busy) if began.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(20)),
                other => return other,
            }
        }
    }

    fn try_to_open(path: &Path, flags: OpenFlags) -> Result<Self, ArchiveError> {
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|source| ArchiveError::Open { path: path.to_owned(), source })?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(256);
        // a statement is planned once, whatever values it is given
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let mut archive = Self { connection, bounds: Bounds::STANDARD, window: None, most_keys: MOST_KEYS };
        archive.migrate(path)?;
        archive.check_that_it_can_be_read(path)?;
        // a check of the program, that tests make: it looks every reference up, a tenth of all that adding articles takes
        archive.connection.pragma_update(None, "foreign_keys", cfg!(debug_assertions))?;
        archive.connection.pragma_update(None, "cache_size", -CACHE)?;
        // a crash of the machine may cost the last batches, but never the archive
        archive.connection.pragma_update(None, "synchronous", "NORMAL")?;
        archive.connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
        Ok(archive)
    }

    /// The first reading of an archive makes its companion files: an archive where that cannot be is told apart here.
    fn check_that_it_can_be_read(&self, path: &Path) -> Result<(), ArchiveError> {
        let read = self.connection.query_row("SELECT count(*) FROM story WHERE s = 0", [], |_| Ok(()));
        read.map_err(|error| ArchiveError::of_file(error, path))
    }

    /// Makes the tables of a new file, and adds what an older one lacks.
    fn migrate(&mut self, path: &Path) -> Result<(), ArchiveError> {
        if self.version(path)? == Some(MIGRATIONS.len() as i64) {
            return Ok(());
        }
        // Set outside a transaction, and before the tables: neither can change later.
        self.connection.pragma_update(None, "page_size", PAGE)?;
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have been quicker: look again now that no one else writes.
        let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for (done, migration) in MIGRATIONS.iter().enumerate().skip(usize::try_from(version).unwrap_or(0)) {
            transaction.execute_batch(migration)?;
            if done + 1 == WITH_RELATIONS {
                standing::enter_all(&transaction)?;
            }
            if done + 1 == WITH_WEIGHTS {
                headlines::weigh_all(&transaction)?;
            }
            if done + 1 == WITH_DAYS {
                links::date_all(&transaction)?;
            }
            transaction.pragma_update(None, "user_version", done as i64 + 1)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
        Ok(())
    }

    /// The version of the file's schema; none if it is new and empty.
    fn version(&self, path: &Path) -> Result<Option<i64>, ArchiveError> {
        // One transaction: another program may be making the archive while we look.
        let moment = self.connection.unchecked_transaction()?;
        let read = |pragma| moment.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let is_foreign = |e: &rusqlite::Error| matches!(e.sqlite_error_code(), Some(rusqlite::ErrorCode::NotADatabase));
        let application = match read("application_id") {
            Err(error) if is_foreign(&error) => return Err(ArchiveError::NotAnArchive { path: path.to_owned() }),
            Err(error) => return Err(ArchiveError::of_file(error, path)),
            Ok(application) => application,
        };
        let version = read("user_version")?;
        let tables: i64 = moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let known = MIGRATIONS.len() as i64;
        match application {
            APPLICATION_ID if version > known => {
                Err(ArchiveError::Newer { path: path.to_owned(), found: version, known })
            }
            APPLICATION_ID if version > 0 => Ok(Some(version)),
            0 if version == 0 && tables == 0 => Ok(None),
            _ => Err(ArchiveError::NotAnArchive { path: path.to_owned() }),
        }
    }
}

/// Whether a program is at work on the archive, or left work that is yet to be taken over.
fn is_being_written(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_becomes_an_archive_that_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        assert!(matches!(Archive::open_existing(&path), Err(ArchiveError::Missing { .. })));
        drop(Archive::open(&path).unwrap());
        drop(Archive::open_existing(&path).unwrap());
    }

    #[test]
    fn files_of_other_kinds_are_refused_and_left_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        let words = "These are notes, and no database at all. ".repeat(200);
        std::fs::write(&text, &words).unwrap();
        assert!(matches!(Archive::open(&text), Err(ArchiveError::NotAnArchive { .. })));
        assert_eq!(std::fs::read_to_string(&text).unwrap(), words);

        let other = folder.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
        assert!(matches!(Archive::open(&other), Err(ArchiveError::NotAnArchive { .. })));
    }

    #[test]
    fn an_archive_of_a_later_version_is_refused_with_both_versions_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Archive::open(&path).unwrap().connection.pragma_update(None, "user_version", 99).unwrap();
        let Err(error) = Archive::open(&path) else { panic!("opened") };
        assert!(error.to_string().contains("version 99"), "{error}");
    }

    #[test]
    fn an_archive_that_cannot_be_written_can_be_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a day?.db");
        let mut archive = Archive::open(&path).unwrap();
        let text = "The weir broke at noon.".to_owned();
        let article = attache_press::Article { id: "a".into(), text, ..Default::default() };
        archive.ingest_batch(&[article]).unwrap();
        drop(archive);
        let archive = Archive::open_unchanging(&path).unwrap();
        assert_eq!(archive.search(&["weir".into()], 1).unwrap().len(), 1);
        assert_eq!(archive.stories(&crate::Wanted::default()).unwrap().len(), 1);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "files were made beside it");
    }

    #[test]
    fn several_programs_may_make_one_archive_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let threads: Vec<_> =
            (0..4).map(|_| path.clone()).map(|p| std::thread::spawn(move || Archive::open(&p).map(drop))).collect();
        for thread in threads {
            thread.join().unwrap().unwrap();
        }
    }

    #[test]
    fn an_archive_in_the_making_is_never_taken_for_a_foreign_file() {
        for _ in 0..25 {
            several_programs_may_make_one_archive_at_once();
        }
    }
}
