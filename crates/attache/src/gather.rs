//! Gathering: from paths to cleaned articles, batch by batch, with progress on the terminal.

use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use attache_archive::record::Failed;
use attache_effort::{Stage, aside, whole};
use attache_press::read::{Part, ReadError, ReadOptions, parts, read_parts};
use attache_press::{Article, Body, Clipping, clean, words};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use crate::cli::{Common, Inputs};
use crate::interrupt;
use crate::output;

/// A batch has no more articles than this,
const MOST_ARTICLES: usize = 512;
/// and is closed when its articles, as found, have this many bytes together.
const MOST_BYTES: usize = 8 << 20;
/// Articles that may wait, read but not yet taken.
const WAITING: usize = 16;
/// How soon Ctrl-C is noticed while an input keeps us waiting.
const PATIENCE: Duration = Duration::from_millis(100);

/// A clipping, or what could not be read.
type Read = Result<Clipping, Failed>;

/// What is said of an input on which the program itself failed.
const DEFECT: &str = "attache failed on this input, by a defect of its own; the rest of it was left out";

/// Reads and cleans what some paths name.
pub struct Gathering {
    incoming: Receiver<Read>,
    /// The thread that reads, until it has ended.
    reading: Option<JoinHandle<()>>,
    progress: ProgressBar,
    quiet: bool,
    verbose: bool,
    /// What could not be read, in order.
    pub failed: Vec<Failed>,
    /// Articles gathered so far.
    pub articles: usize,
    /// Words of their texts; counted only where more is to be said.
    pub words: usize,
    is_over: bool,
}

impl Gathering {
    /// Begins to read, on a thread of its own; at most a batch and a few articles are in memory at a time.
    pub fn start(inputs: &Inputs, common: &Common) -> Self {
        let (paths, options) = (inputs.paths.clone(), inputs.limits.read_options());
        Self::reading(common, move |outgoing| {
            for part in parts(&paths) {
                let goes_on = match part {
                    Ok(part) => {
                        let name = part.name().to_owned();
                        pass_on(&name, read_parts([part], &options), outgoing)
                    }
                    Err(error) => outgoing.send(Err(unread(&error))).is_ok(),
                };
                if !goes_on {
                    break;
                }
            }
        })
    }

    /// Begins to read some of the files that the inputs of a run name.
    pub fn of_parts(parts: Vec<Part>, options: &ReadOptions, common: &Common) -> Self {
        let options = options.clone();
        Self::reading(common, move |outgoing| {
            for part in parts {
                let name = part.name().to_owned();
                if !pass_on(&name, read_parts([part], &options), outgoing) {
                    break;
                }
            }
        })
    }

    fn reading(common: &Common, read: impl FnOnce(&SyncSender<Read>) + Send + 'static) -> Self {
        let (outgoing, incoming) = sync_channel(WAITING);
        let reading = std::thread::spawn(move || read(&outgoing));
        Self {
            incoming,
            reading: Some(reading),
            progress: bar(common, "articles"),
            quiet: common.quiet,
            verbose: common.verbose,
            failed: Vec::new(),
            articles: 0,
            words: 0,
            is_over: false,
        }
    }

    /// The next articles, cleaned, in the order of reading; none when there are no more or Ctrl-C was pressed.
    pub fn batch(&mut self) -> Option<Vec<Article>> {
        loop {
            let clippings = self.clippings();
            if clippings.is_empty() {
                self.progress.finish_and_clear();
                return None;
            }
            let clean = || clippings.par_iter().map(cleaned).collect();
            let cleaned: Vec<Result<Article, Failed>> = whole(Stage::Clean, clean);
            let mut articles = Vec::with_capacity(cleaned.len());
            for article in cleaned {
                match article {
                    Ok(article) => articles.push(article),
                    Err(failed) => self.fail(failed),
                }
            }
            self.articles += articles.len();
            if self.verbose {
                self.words += articles.par_iter().map(|article| words(&article.text).count()).sum::<usize>();
            }
            self.progress.set_position(self.articles as u64);
            if !articles.is_empty() {
                return Some(articles);
            }
        }
    }

    fn clippings(&mut self) -> Vec<Clipping> {
        let (mut clippings, mut bytes) = (Vec::new(), 0);
        while !self.is_over && clippings.len() < MOST_ARTICLES && bytes < MOST_BYTES {
            if interrupt::asked() {
                self.is_over = true;
                break;
            }
            match self.incoming.recv_timeout(PATIENCE) {
                Ok(Ok(clipping)) => {
                    bytes += size(&clipping);
                    clippings.push(clipping);
                }
                Ok(Err(failed)) => self.fail(failed),
                Err(RecvTimeoutError::Timeout) => self.progress.tick(),
                Err(RecvTimeoutError::Disconnected) => self.end_reading(),
            }
        }
        clippings
    }

    /// The reading thread has nothing more to say: because it is done, or because it broke.
    fn end_reading(&mut self) {
        self.is_over = true;
        if self.reading.take().is_some_and(|reading| reading.join().is_err()) {
            self.fail(Failed { input: "all inputs".to_owned(), error: DEFECT.to_owned() });
        }
    }

    fn fail(&mut self, failed: Failed) {
        self.failed.push(failed);
        self.progress.set_message(format!(", {} failed", self.failed.len()));
    }

    /// Shows beside the count what is being done with the articles.
    pub fn doing(&self, what: String) {
        self.progress.set_message(what);
    }

    /// Shows what is being done when all is read.
    pub fn say(&self, doing: &'static str) -> ProgressBar {
        let bar = if self.progress.is_hidden() { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.set_message(doing);
        bar.enable_steady_tick(PATIENCE);
        bar
    }

    /// Names on standard error what failed, and why.
    pub fn report_failed(&self) {
        report(&self.failed, self.quiet);
    }
}

/// Names on standard error what failed, and why, unless nothing is to be said.
pub fn report(failed: &[Failed], quiet: bool) {
    if quiet {
        return;
    }
    for failed in failed {
        let (input, error) = (crate::tell::words::line(&failed.input), crate::tell::words::line(&failed.error));
        output::note(&format!("attache: {input}: {error}"));
    }
}

/// Sends all that a path gives; says whether anybody listens still. Where reading panics, the rest of the path is given
/// up and said to have failed.
fn pass_on(path: &str, reader: impl Iterator<Item = Result<Clipping, ReadError>>, outgoing: &SyncSender<Read>) -> bool {
    let mut reader = reader;
    loop {
        let (read, is_broken) = match aside(Stage::Read, || catch_unwind(AssertUnwindSafe(|| reader.next()))) {
            Ok(None) => return true,
            Ok(Some(Ok(clipping))) => (Ok(clipping), false),
            Ok(Some(Err(error))) => (Err(unread(&error)), false),
            Err(_) => (Err(Failed { input: path.to_owned(), error: DEFECT.to_owned() }), true),
        };
        // Nobody listens any more: the command was stopped.
        if outgoing.send(read).is_err() {
            return false;
        }
        if is_broken {
            return true;
        }
    }
}

fn unread(error: &ReadError) -> Failed {
    Failed { input: error.input().to_owned(), error: error.what() }
}

/// The clipping cleaned; where that panics, its id is named as what failed.
fn cleaned(clipping: &Clipping) -> Result<Article, Failed> {
    catch_unwind(|| clean(clipping).article)
        .map_err(|_| Failed { input: clipping.id.clone(), error: DEFECT.to_owned() })
}

fn size(clipping: &Clipping) -> usize {
    match &clipping.body {
        Body::Text(body) | Body::Html(body) => body.len(),
    }
}

/// A counter on standard error, if that is a terminal and the user wants one.
pub fn bar(common: &Common, of: &str) -> ProgressBar {
    if common.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) =
        ProgressStyle::with_template(&format!("{{spinner}} {{human_pos}} {of} ({{per_sec}}){{msg}}  {{elapsed}}"))
    {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipping(id: &str) -> Clipping {
        Clipping { id: id.to_owned(), body: Body::Text("The mill burned.".to_owned()), ..Clipping::default() }
    }

    #[test]
    fn a_panic_while_reading_is_a_failed_input_and_the_next_path_is_read() {
        let (outgoing, incoming) = sync_channel(9);
        let broken = ["a", "b", "c"].into_iter().map(|id| {
            assert!(id != "b", "on purpose");
            Ok(clipping(id))
        });
        assert!(pass_on("first", broken, &outgoing));
        assert!(pass_on("second", [Ok(clipping("d"))].into_iter(), &outgoing));
        drop(outgoing);
        let read: Vec<Result<String, String>> =
            incoming.iter().map(|read| read.map(|c| c.id).map_err(|f| f.input)).collect();
        assert_eq!(read, [Ok("a".to_owned()), Err("first".to_owned()), Ok("d".to_owned())]);
    }

    #[test]
    fn a_reading_thread_that_breaks_is_a_failed_input() {
        let (outgoing, incoming) = sync_channel(1);
        let reading = std::thread::spawn(move || {
            let _outgoing = outgoing;
            panic!("on purpose");
        });
        let mut gathering = Gathering {
            incoming,
            reading: Some(reading),
            progress: ProgressBar::hidden(),
            quiet: true,
            verbose: false,
            failed: Vec::new(),
            articles: 0,
            words: 0,
            is_over: false,
        };
        assert_eq!(gathering.batch(), None);
        assert_eq!(gathering.failed.len(), 1);
    }
}
