//! Gathering: from paths to cleaned articles, batch by batch, with progress on the terminal.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use attache_archive::record::Failed;
use attache_press::read::{ReadError, ReadOptions, read};
use attache_press::{Article, Body, Clipping, clean};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use crate::cli::Common;
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

/// Reads and cleans what some paths name.
pub struct Gathering {
    incoming: Receiver<Result<Clipping, ReadError>>,
    progress: ProgressBar,
    quiet: bool,
    /// What could not be read, in order.
    pub failed: Vec<Failed>,
    /// Articles gathered so far.
    pub articles: usize,
    is_over: bool,
}

impl Gathering {
    /// Begins to read, on a thread of its own; at most a batch and a few articles are in memory at a time.
    pub fn start(paths: &[String], common: &Common) -> Self {
        let (outgoing, incoming) = sync_channel(WAITING);
        let reader = read(paths, &ReadOptions::default());
        std::thread::spawn(move || {
            for clipping in reader {
                // Nobody listens any more: the command was stopped.
                if outgoing.send(clipping).is_err() {
                    break;
                }
            }
        });
        Self { incoming, progress: bar(common), quiet: common.quiet, failed: Vec::new(), articles: 0, is_over: false }
    }

    /// The next articles, cleaned, in the order of reading; none when there are no more or Ctrl-C was pressed.
    pub fn batch(&mut self) -> Option<Vec<Article>> {
        let clippings = self.clippings();
        if clippings.is_empty() {
            self.progress.finish_and_clear();
            return None;
        }
        let articles: Vec<Article> = clippings.par_iter().map(|clipping| clean(clipping).article).collect();
        self.articles += articles.len();
        self.progress.set_position(self.articles as u64);
        Some(articles)
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
                Ok(Err(error)) => self.fail(&error),
                Err(RecvTimeoutError::Timeout) => self.progress.tick(),
                Err(RecvTimeoutError::Disconnected) => self.is_over = true,
            }
        }
        clippings
    }

    fn fail(&mut self, error: &ReadError) {
        self.failed.push(Failed { input: error.input().to_owned(), error: error.what() });
        self.progress.set_message(format!(", {} failed", self.failed.len()));
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
        if self.quiet {
            return;
        }
        for failed in &self.failed {
            let (input, error) = (crate::tell::words::line(&failed.input), crate::tell::words::line(&failed.error));
            output::note(&format!("attache: {input}: {error}"));
        }
    }
}

fn size(clipping: &Clipping) -> usize {
    match &clipping.body {
        Body::Text(body) | Body::Html(body) => body.len(),
    }
}

/// A counter on standard error, if that is a terminal and the user wants one.
fn bar(common: &Common) -> ProgressBar {
    if common.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} articles ({per_sec}){msg}  {elapsed}") {
        bar.set_style(style);
    }
    bar
}
