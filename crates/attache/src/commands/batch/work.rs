//! What of a batch is done: kept beside the tables, so that the work can be taken up again.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;
use attache_archive::Counts;
use attache_archive::export::{ONTOLOGY, Stamp, Tables};
use attache_archive::record::Failed;
use attache_press::read::Part;
use serde::{Deserialize, Serialize};

use crate::output;
use crate::tell::words::count;

/// Files are read together until they have this many bytes, or are this many; then they are done.
const MOST_BYTES: u64 = 64 << 20;
const MOST_FILES: usize = 2000;

/// The folder in which the work lies while it lasts.
const SCRATCH: &str = ".attache-batch";
/// What is told of the work when it is over.
const SUMMARY: &str = "batch.json";

/// A batch under way.
pub struct Work {
    output: PathBuf,
    order: String,
    done: HashMap<String, Mark>,
    failed: Vec<Failed>,
    finished: Option<Summary>,
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What errors call the file.
    input: String,
    /// Its length in bytes.
    bytes: u64,
    /// When it was changed, in nanoseconds since 1970; a string, as JSON numbers are not so exact everywhere.
    changed: String,
}

/// A line of what was done: some files, and what of them could not be read.
#[derive(Serialize, Deserialize)]
struct Done {
    order: String,
    files: Vec<Mark>,
    failed: Vec<Failed>,
}

/// What `batch.json` says.
#[derive(Serialize, Deserialize)]
pub struct Summary {
    program: String,
    model: String,
    ontology: String,
    coded_date: String,
    articles: u32,
    stories: u32,
    order: String,
    files: Vec<Mark>,
    /// What could not be read or annotated.
    pub failed: Vec<Failed>,
}

impl Work {
    /// Takes up the work in a folder, or begins it: `order` names all that the tables depend on beside the files. What is there of
    /// another order, or of files that have changed or are to be read no more, is begun anew; also what came from standard input.
    pub fn open(output: &Path, order: &str, parts: &[Part]) -> anyhow::Result<Self> {
        let now: HashMap<&str, Mark> = parts.iter().filter_map(|part| Some((part.name(), Mark::of(part)?))).collect();
        let has_stream = parts.iter().any(|part| part.path().is_none());
        let is_as_it_was = |mark: &Mark| now.get(mark.input.as_str()) == Some(mark);
        let scratch = output.join(SCRATCH);
        let advice = || format!("cannot write in {}; check your permissions", output.display());
        fs::create_dir_all(output).with_context(advice)?;
        let mut work = Self {
            output: output.to_owned(),
            order: order.to_owned(),
            done: HashMap::new(),
            failed: Vec::new(),
            finished: None,
        };
        let lines = fs::read_to_string(scratch.join("done.jsonl")).unwrap_or_default();
        // a line that was cut when it was written was not done
        for done in lines.lines().filter_map(|line| serde_json::from_str::<Done>(line).ok()) {
            if has_stream || done.order != order || !done.files.iter().all(is_as_it_was) {
                output::note(
                    "attache: the work begun in this folder was of other files or another model; it is begun anew",
                );
                fs::remove_dir_all(&scratch).with_context(advice)?;
                work.done.clear();
                work.failed.clear();
                break;
            }
            work.done.extend(done.files.into_iter().map(|mark| (mark.input.clone(), mark)));
            work.failed.extend(done.failed);
        }
        let summary =
            fs::read(output.join(SUMMARY)).ok().and_then(|json| serde_json::from_slice::<Summary>(&json).ok());
        work.finished = summary.filter(|summary| {
            let is_same = summary.files.len() == now.len() && summary.files.iter().all(is_as_it_was);
            is_same && summary.order == order && !has_stream && work.done.is_empty()
        });
        if work.finished.is_none() {
            fs::create_dir_all(&scratch).with_context(advice)?;
            Tables::discard(output);
        }
        Ok(work)
    }

    /// What was said when the same files were done under the same order.
    pub fn finished(&self) -> Option<&Summary> {
        self.finished.as_ref()
    }

    /// Where the articles are kept while the work lasts.
    pub fn archive(&self) -> PathBuf {
        self.output.join(SCRATCH).join("archive.db")
    }

    /// Whether a file was read.
    pub fn is_done(&self, part: &Part) -> bool {
        self.done.get(part.name()).is_some_and(|mark| Mark::of(part).as_ref() == Some(mark))
    }

    /// The mark of a file, as it is now; none of standard input.
    pub fn mark(&self, part: &Part) -> Option<Mark> {
        Mark::of(part)
    }

    /// The next files that are read together.
    pub fn portion(&self, due: &mut Peekable<impl Iterator<Item = Part>>) -> Vec<Part> {
        let (mut portion, mut bytes) = (Vec::new(), 0);
        while let Some(part) = due.next_if(|_| portion.len() < MOST_FILES && bytes < MOST_BYTES) {
            bytes += Mark::of(&part).map_or(0, |mark| mark.bytes);
            portion.push(part);
        }
        portion
    }

    /// Notes that files were read, and what of them could not be.
    pub fn done(&mut self, files: Vec<Option<Mark>>, failed: Vec<Failed>) -> anyhow::Result<()> {
        let files: Vec<Mark> = files.into_iter().flatten().collect();
        let done = Done { order: self.order.clone(), files: files.clone(), failed: failed.clone() };
        let path = self.output.join(SCRATCH).join("done.jsonl");
        let mut file = File::options().create(true).append(true).open(path)?;
        file.write_all(format!("{}\n", serde_json::to_string(&done)?).as_bytes())?;
        self.done.extend(files.into_iter().map(|mark| (mark.input.clone(), mark)));
        self.failed.extend(failed);
        Ok(())
    }

    /// What could not be read of the files that are done.
    pub fn failed(&self) -> impl Iterator<Item = Failed> + '_ {
        self.failed.iter().cloned()
    }

    /// Says what was done, and clears away what it took.
    pub fn finish(self, stamp: &Stamp, counts: Counts, failed: &[Failed], keep: bool) -> anyhow::Result<()> {
        let mut files: Vec<Mark> = self.done.into_values().collect();
        files.sort_by(|a, b| a.input.cmp(&b.input));
        let summary = Summary {
            program: stamp.program.clone(),
            model: stamp.model.clone(),
            ontology: ONTOLOGY.to_owned(),
            coded_date: stamp.coded.clone(),
            articles: counts.articles,
            stories: counts.stories,
            order: self.order,
            files,
            failed: failed.to_vec(),
        };
        let partial = self.output.join(".batch.json.partial");
        fs::write(&partial, serde_json::to_vec_pretty(&summary)?)?;
        fs::rename(partial, self.output.join(SUMMARY))?;
        if !keep {
            fs::remove_dir_all(self.output.join(SCRATCH))?;
        }
        Ok(())
    }
}

impl Mark {
    fn of(part: &Part) -> Option<Self> {
        let meta = fs::metadata(part.path()?).ok()?;
        let changed = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        Some(Self { input: part.name().to_owned(), bytes: meta.len(), changed: changed.as_nanos().to_string() })
    }
}

impl Summary {
    /// In words, for the terminal.
    pub fn told(counts: Counts, failed: &[Failed], output: &Path) -> String {
        let (articles, stories) = (counts.articles as usize, counts.stories as usize);
        let failed = if failed.is_empty() { String::new() } else { format!(", {} failed", failed.len()) };
        format!(
            "{} in {}{failed}; the tables are in {}\n",
            count(articles, "article", "articles"),
            count(stories, "story", "stories"),
            output.display()
        )
    }
}
