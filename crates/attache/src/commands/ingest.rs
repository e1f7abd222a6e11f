//! `attache ingest`: add articles to an archive.

use attache_archive::record::Ingested;
use attache_archive::{Archive, BatchOutcome, Counts};

use crate::Outcome;
use crate::cli::{Common, Ingest, SummaryFormat};
use crate::gather::Gathering;
use crate::tell::words::count;
use crate::{interrupt, output};

pub fn run(args: &Ingest, common: &Common) -> anyhow::Result<Outcome> {
    let mut archive = Archive::open(&args.db.db)?;
    interrupt::listen();
    let mut gathering = Gathering::start(&args.inputs, common);
    let mut sum = BatchOutcome::default();
    while let Some(batch) = gathering.batch() {
        let outcome = archive.ingest_batch(&batch)?;
        sum += outcome;
        if common.verbose {
            output::note(&format!("attache: batch of {}: {}", batch.len(), in_words(outcome)));
        }
    }
    let was_stopped = interrupt::asked();
    gathering.report_failed();
    if args.format == SummaryFormat::Json {
        output::print_json(&Ingested {
            new: sum.new,
            versions: sum.versions,
            returned: sum.returned,
            seen: sum.seen,
            complete: !was_stopped,
            failed: gathering.failed.clone(),
        })?;
    } else if !common.quiet {
        output::print(&summary(sum, gathering.failed.len(), archive.counts()?, was_stopped))?;
    }
    Ok(match () {
        () if was_stopped => Outcome::Interrupted,
        () if gathering.failed.is_empty() => Outcome::Done,
        () => Outcome::SomeFailed,
    })
}

fn summary(sum: BatchOutcome, failed: usize, counts: Counts, was_stopped: bool) -> String {
    let mut lines = in_words(sum);
    if failed > 0 {
        lines.push_str(&format!(", {failed} failed"));
    }
    lines.push('\n');
    if was_stopped {
        lines.push_str("Stopped; all of this is kept. Run the same command again to go on.\n");
    }
    let (articles, stories) = (counts.articles as usize, counts.stories as usize);
    let held = format!("{} in {}", count(articles, "article", "articles"), count(stories, "story", "stories"));
    lines + &format!("The archive holds {held}.\n")
}

fn in_words(outcome: BatchOutcome) -> String {
    let new = count(outcome.new, "new article", "new articles");
    let versions = count(outcome.versions, "new version", "new versions");
    let returned = match outcome.returned {
        0 => String::new(),
        returned => format!("{returned} back to an earlier text, "),
    };
    format!("{new}, {versions}, {returned}{} seen before", outcome.seen)
}
