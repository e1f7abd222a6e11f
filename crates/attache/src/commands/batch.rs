//! `attache batch`: much press at once, into tables.
//!
//! Articles go into an archive that lies beside the tables for as long as the work lasts: memory is bounded as that of `ingest`
//! is, and what was done is done when the work is taken up again.

mod work;

use attache_archive::export::{Stamp, Tables};
use attache_archive::record::{Claims, Failed, Story};
use attache_archive::{Archive, Told};
use attache_effort::{Stage, whole};
use attache_press::read::parts;

use self::work::{Summary, Work};
use crate::cli::{Batch, Common};
use crate::commands::ingest::take_in;
use crate::costs::Costs;
use crate::gather::{Gathering, bar, report};
use crate::reporting::Reporter;
use crate::{Outcome, interrupt, output};

pub fn run(args: &Batch, common: &Common) -> anyhow::Result<Outcome> {
    interrupt::listen();
    let costs = Costs::new();
    let (mut articles, mut words) = (0, 0);
    let options = args.limits.read_options();
    let reporter = Reporter::new(&args.model, &args.world, common)?;
    let order = format!("{} {} {:?}", reporter.mark(), args.limits.max_article_size, args.input);
    let (mut failed, mut found) = (Vec::new(), Vec::new());
    for part in parts(&args.input) {
        match part {
            Ok(part) => found.push(part),
            Err(error) => failed.push(Failed { input: error.input().to_owned(), error: error.what() }),
        }
    }
    report(&failed, common.quiet);
    let mut work = Work::open(&args.output, &order, &found)?;
    if let Some(summary) = work.finished() {
        if !common.quiet {
            output::note(
                "attache: the tables are there already, of the same files; remove batch.json to make them anew",
            );
        }
        return Ok(outcome(&summary.failed));
    }
    let mut archive = Archive::open(&work.archive())?;
    found.retain(|part| !work.is_done(part));
    let mut due = found.into_iter().peekable();
    while due.peek().is_some() && !interrupt::asked() {
        let portion = work.portion(&mut due);
        let marks = portion.iter().map(|part| work.mark(part)).collect();
        let mut gathering = Gathering::of_parts(portion, &options, common);
        take_in(&mut gathering, &mut archive, Some(&reporter), common)?;
        gathering.report_failed();
        articles += gathering.articles;
        words += gathering.words;
        if !interrupt::asked() {
            work.done(marks, gathering.failed)?;
        }
    }
    failed.extend(work.failed());
    let stamp = Stamp::today(reporter.model());
    if interrupt::asked() || !whole(Stage::Tell, || write(&archive, &args.output, &stamp, common))? {
        output::note("attache: stopped; run the same command again to go on");
        return Ok(Outcome::Interrupted);
    }
    let counts = archive.counts()?;
    drop(archive);
    if common.verbose {
        costs.tell(articles, words);
    }
    work.finish(&stamp, counts, &failed, args.keep)?;
    if !common.quiet {
        let summary = Summary::told(counts, &failed, &args.output);
        output::print(&summary)?;
    }
    Ok(outcome(&failed))
}

fn outcome(failed: &[Failed]) -> Outcome {
    if failed.is_empty() { Outcome::Done } else { Outcome::SomeFailed }
}

/// Writes the tables of all that the archive holds, a story at a time; says whether it was left to finish.
fn write(archive: &Archive, folder: &std::path::Path, stamp: &Stamp, common: &Common) -> anyhow::Result<bool> {
    let ids = archive.story_ids()?;
    let bar = bar(common, "stories");
    let mut tables = Tables::create(folder, stamp)?;
    for id in &ids {
        if interrupt::asked() {
            Tables::discard(folder);
            return Ok(false);
        }
        if let Some((told, claims)) = story(archive, id)? {
            tables.add(&Story::new(&told, false, claims), &told)?;
        }
        bar.inc(1);
    }
    tables.finish()?;
    bar.finish_and_clear();
    Ok(true)
}

fn story(archive: &Archive, id: &str) -> anyhow::Result<Option<(Told, Claims)>> {
    let Some(told) = archive.story(id)? else { return Ok(None) };
    let claims = archive.claims(&told)?;
    Ok(Some((told, claims)))
}
