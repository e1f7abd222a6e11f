//! Reading: from paths to a table of clippings, as they were found. Cleaning is the map's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;

use anyhow::Result;
use attache_archive::record::Failed;
use attache_press::Clipping;
use attache_press::read::{Part, ReadOptions, parts, read_parts};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Field, Schema};
use serde::{Deserialize, Serialize};

use crate::columns::{NUMBER, TEXT, numbers, texts};
use crate::plans::CLIPPINGS;
use crate::workshop::{Workshop, Writing};

/// A file holds so many clippings at first, and more when there are many: each file is work for one task.
const FIRST: usize = 32;
const MOST: usize = 2048;
/// No file holds clippings of more bytes than this, unless one alone does.
const BYTES: usize = 4 << 20;

/// What is said of an input on which the program itself failed.
const DEFECT: &str = "attache failed on this input, by a defect of its own; the rest of it was left out";

/// The files that some paths name.
pub struct Inputs {
    parts: Vec<Part>,
    /// What cannot be read.
    pub failed: Vec<Failed>,
}

impl Inputs {
    /// Finds them.
    pub fn find(paths: &[String]) -> Self {
        let (mut found, mut failed) = (Vec::new(), Vec::new());
        for part in parts(paths) {
            match part {
                Ok(part) => found.push(part),
                Err(error) => failed.push(Failed { input: error.input().to_owned(), error: error.what() }),
            }
        }
        Self { parts: found, failed }
    }

    /// Names the files and the state they are in, so that work on them can be taken up; none where something comes from a pipe.
    pub fn mark(&self) -> Option<String> {
        let mut mark = String::new();
        for part in &self.parts {
            let meta = std::fs::metadata(part.path()?).ok()?;
            let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
            mark.push_str(&format!("{}\t{}\t{changed}\n", part.name(), meta.len()));
        }
        Some(mark)
    }

    /// Reads all into the table of clippings, unless that is there; gives how many there are, and what could not be read. Stops, with
    /// nothing kept, when `stop` is set.
    ///
    /// # Errors
    /// The table cannot be written.
    pub fn read(self, work: &Workshop, options: &ReadOptions, stop: &AtomicBool) -> Result<Taken> {
        if work.has(CLIPPINGS) {
            let kept = std::fs::read(work.path("failed.json"))?;
            return Ok(serde_json::from_slice(&kept)?);
        }
        let mut taking = Taking::begin(work, self.failed)?;
        for part in self.parts {
            let name = part.name().to_owned();
            let mut reader = read_parts([part], options);
            loop {
                if stop.load(Ordering::SeqCst) {
                    return Ok(taking.taken);
                }
                match catch_unwind(AssertUnwindSafe(|| reader.next())) {
                    Ok(None) => break,
                    Ok(Some(Ok(clipping))) => taking.take(&clipping)?,
                    Ok(Some(Err(error))) => taking.fail(error.input().to_owned(), error.what()),
                    Err(_) => {
                        taking.fail(name, DEFECT.to_owned());
                        break;
                    }
                }
            }
        }
        taking.finish(work)
    }
}

/// What was read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Taken {
    /// Clippings.
    pub clippings: usize,
    /// Bytes of these.
    pub bytes: u64,
    /// What could not be read.
    pub failed: Vec<Failed>,
}

struct Taking {
    taken: Taken,
    schema: Arc<Schema>,
    writing: Writing,
    waiting: Vec<String>,
    bytes: usize,
}

impl Taking {
    fn begin(work: &Workshop, failed: Vec<Failed>) -> Result<Self> {
        let schema = Arc::new(Schema::new(vec![Field::new("n", NUMBER, true), Field::new("clipping", TEXT, true)]));
        let writing = work.begin(CLIPPINGS, &schema)?;
        Ok(Self { taken: Taken { failed, ..Taken::default() }, schema, writing, waiting: Vec::new(), bytes: 0 })
    }

    fn take(&mut self, clipping: &Clipping) -> Result<()> {
        let json = serde_json::to_string(clipping)?;
        let full = (self.taken.clippings / 64).clamp(FIRST, MOST);
        if self.waiting.len() >= full || (!self.waiting.is_empty() && self.bytes + json.len() > BYTES) {
            self.close()?;
        }
        self.bytes += json.len();
        self.taken.bytes += json.len() as u64;
        self.waiting.push(json);
        self.taken.clippings += 1;
        Ok(())
    }

    fn fail(&mut self, input: String, error: String) {
        self.taken.failed.push(Failed { input, error });
    }

    /// Writes what waits, as a file.
    fn close(&mut self) -> Result<()> {
        let first = self.taken.clippings - self.waiting.len();
        let n = (first..self.taken.clippings).map(|n| i64::try_from(n).ok());
        let columns = vec![numbers(n), texts(self.waiting.iter().map(Some))];
        self.writing.add(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)?;
        self.writing.close_file()?;
        self.waiting.clear();
        self.bytes = 0;
        Ok(())
    }

    fn finish(mut self, work: &Workshop) -> Result<Taken> {
        if !self.waiting.is_empty() {
            self.close()?;
        }
        std::fs::write(work.path("failed.json"), serde_json::to_vec(&self.taken)?)?;
        self.writing.finish()?;
        Ok(self.taken)
    }
}
