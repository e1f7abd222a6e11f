//! Readers of the archive: connections of their own that only read, so that a page never waits for an ingest nor
//! delays one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use attache_archive::{Archive, ArchiveError};
use tokio::sync::Semaphore;

use crate::refusal::Refusal;

/// A page that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long a change waits for others that write.
const WRITING: Duration = Duration::from_secs(3);
/// Readers at once.
const READERS: usize = 8;

/// A pool of readers.
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Archive>>,
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

impl Readers {
    /// Readers of the archive at `path`; opens the first.
    ///
    /// # Errors
    /// When the archive cannot be opened.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let first = Archive::open_reader(path)?;
        Ok(Self {
            path: path.to_owned(),
            idle: Mutex::new(vec![first]),
            places: Arc::new(Semaphore::new(READERS)),
            turn: Arc::new(Semaphore::new(1)),
        })
    }

    /// Asks the archive, on a thread where waiting harms nobody.
    ///
    /// # Errors
    /// When the archive cannot be read in time, and what the question itself refuses.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Archive) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = Arc::clone(&self.places).acquire_owned();
        let place =
            tokio::time::timeout(PATIENCE, place).await.map_err(|_| Refusal::Busy)?.map_err(|_| Refusal::Busy)?;
        let (send_reading, reading) = tokio::sync::oneshot::channel();
        let readers = Arc::clone(self);
        let mut answer = tokio::task::spawn_blocking(move || {
            let archive = readers.take()?;
            let _ = send_reading.send(archive.reading());
            let answer = question(&archive);
            readers.give_back(archive);
            drop(place);
            answer
        });
        match tokio::time::timeout(PATIENCE, &mut answer).await {
            Ok(answer) => answer.unwrap_or(Err(Refusal::Broken("the page could not be made".to_owned()))),
            Err(_) => {
                if let Ok(reading) = reading.await {
                    reading.stop();
                }
                Err(Refusal::Busy)
            }
        }
    }

    /// Changes the archive, one change at a time.
    ///
    /// # Errors
    /// When the archive cannot be written now, and what the change itself refuses.
    pub async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Archive) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = Arc::clone(&self.turn).acquire_owned();
        let turn = tokio::time::timeout(WRITING, turn).await.map_err(|_| Refusal::Busy)?.map_err(|_| Refusal::Busy)?;
        let path = self.path.clone();
        let changed = tokio::task::spawn_blocking(move || {
            let changed = change(&mut Archive::open_writer(&path, WRITING)?);
            drop(turn);
            changed
        });
        changed.await.unwrap_or(Err(Refusal::Broken("the change could not be made".to_owned())))
    }

    fn take(&self) -> Result<Archive, ArchiveError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Archive::open_reader(&self.path), Ok)
    }

    fn give_back(&self, archive: Archive) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(archive);
    }
}
