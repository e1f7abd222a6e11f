//! `attache ingest`: add articles to an archive.

use std::time::{Duration, Instant};

use attache_archive::record::{Failed, Ingested};
use attache_archive::{Archive, BatchOutcome, Counts, KeptReport};
use attache_press::Article;

use crate::Outcome;
use crate::cli::{Common, Ingest, SummaryFormat};
use crate::costs::Costs;
use crate::gather::Gathering;
use crate::reporting::Reporter;
use crate::tell::words::count;
use crate::{interrupt, output};

/// Articles that are annotated together, and bytes of their text.
const MOST_ARTICLES: usize = 64;
const MOST_BYTES: usize = 512 << 10;

/// What took longer than this to annotate is kept before the rest of its batch: the fewer batches, the fewer times a story is told.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn run(args: &Ingest, common: &Common) -> anyhow::Result<Outcome> {
    let costs = Costs::new();
    let reporter = if args.no_annotate { None } else { Some(Reporter::new(&args.model, &args.world, common)?) };
    let mut archive = Archive::open(&args.db.db)?;
    interrupt::listen();
    let mut gathering = Gathering::start(&args.inputs, common);
    let TakenIn { sum, annotated } = take_in(&mut gathering, &mut archive, reporter.as_ref(), common)?;
    let was_stopped = interrupt::asked();
    gathering.report_failed();
    archive.note_failures(&gathering.failed)?;
    if common.verbose {
        costs.tell(gathering.articles, gathering.words);
    }
    if args.format == SummaryFormat::Json {
        output::print_json(&Ingested {
            new: sum.new,
            versions: sum.versions,
            returned: sum.returned,
            seen: sum.seen,
            annotated,
            complete: !was_stopped,
            failed: gathering.failed.clone(),
        })?;
    } else if !common.quiet {
        output::print(&summary(sum, annotated, gathering.failed.len(), archive.counts()?, was_stopped))?;
    }
    Ok(match () {
        () if was_stopped => Outcome::Interrupted,
        () if gathering.failed.is_empty() => Outcome::Done,
        () => Outcome::SomeFailed,
    })
}

/// What an archive took in.
pub struct TakenIn {
    /// How many articles it had or had not.
    pub sum: BatchOutcome,
    /// How many were annotated.
    pub annotated: usize,
}

/// Takes all that is gathered into an archive, with reports where there is a reporter; stops when the user asks for it.
pub fn take_in(
    gathering: &mut Gathering,
    archive: &mut Archive,
    reporter: Option<&Reporter>,
    common: &Common,
) -> anyhow::Result<TakenIn> {
    let (mut sum, mut annotated) = (BatchOutcome::default(), 0);
    while let Some(batch) = gathering.batch() {
        let mut rest = batch.as_slice();
        while !rest.is_empty() {
            let (now, reports) = match reporter {
                Some(reporter) => {
                    let told = annotated;
                    let progress = |gathering: &mut Gathering, done| {
                        gathering.doing(format!(", {} annotated", told + done));
                    };
                    portion(reporter, archive, rest, gathering, progress)?
                }
                None => (rest.len(), Vec::new()),
            };
            let (now, later) = rest.split_at(now);
            annotated += reports.iter().flatten().count();
            let outcome = archive.ingest_reported(now, &reports)?;
            sum += outcome;
            if common.verbose {
                output::note(&format!("attache: batch of {}: {}", now.len(), in_words(outcome)));
            }
            rest = later;
        }
    }
    Ok(TakenIn { sum, annotated })
}

/// Reports on the first of some articles, until there is none left or it has taken long; with how many these are.
fn portion(
    reporter: &Reporter,
    archive: &Archive,
    articles: &[Article],
    gathering: &mut Gathering,
    progress: impl Fn(&mut Gathering, usize),
) -> anyhow::Result<(usize, Vec<Option<KeptReport>>)> {
    let began = Instant::now();
    let mut all = Vec::new();
    while all.len() < articles.len() && (all.is_empty() || began.elapsed() < PATIENCE) {
        let rest = &articles[all.len()..];
        let mut failed = Vec::new();
        let before = all.iter().flatten().count();
        let told = |done| progress(gathering, before + done);
        all.extend(reports(reporter, archive, &rest[..next(rest)], told, &mut failed)?);
        gathering.failed.append(&mut failed);
    }
    Ok((all.len(), all))
}

/// How many articles are annotated next: at least one.
fn next(articles: &[Article]) -> usize {
    let mut bytes = 0;
    let fits = |article: &&Article| {
        bytes += article.text.len();
        bytes <= MOST_BYTES
    };
    articles.iter().take(MOST_ARTICLES).take_while(fits).count().max(1)
}

/// Reports on those of the articles that the archive has none on; once the user wants to stop, on no more.
fn reports(
    reporter: &Reporter,
    archive: &Archive,
    articles: &[Article],
    mut progress: impl FnMut(usize),
    failed: &mut Vec<Failed>,
) -> anyhow::Result<Vec<Option<KeptReport>>> {
    let wanted = archive.unreported(articles, reporter.mark())?;
    let mut reports = vec![None; articles.len()];
    let mut done = 0;
    reporter.each(
        articles,
        |n| wanted[n],
        |n, report| {
            match report {
                Ok(report) => reports[n] = Some(KeptReport::of_article(&report, &articles[n], reporter.mark())),
                Err(error) => failed.push(error),
            }
            done += 1;
            progress(done);
        },
    );
    Ok(reports)
}

fn summary(sum: BatchOutcome, annotated: usize, failed: usize, counts: Counts, was_stopped: bool) -> String {
    let mut lines = in_words(sum);
    if annotated > 0 {
        lines.push_str(&format!(", {annotated} annotated"));
    }
    if failed > 0 {
        lines.push_str(&format!(", {failed} failed"));
    }
    lines.push('\n');
    if sum.versions > 0 {
        lines.push_str(&retold(sum.versions));
    }
    if was_stopped {
        lines.push_str("Stopped; all of this is kept. Run the same command again to go on.\n");
    }
    let (articles, stories) = (counts.articles as usize, counts.stories as usize);
    let held = format!("{} in {}", count(articles, "article", "articles"), count(stories, "story", "stories"));
    lines + &format!("The archive holds {held}.\n")
}

/// That texts came under names that others had: two files of one name, given in two commands, are one article to the archive.
fn retold(versions: usize) -> String {
    let came = format!("{} came", count(versions, "text", "texts"));
    let are = if versions == 1 { "is a new version" } else { "are new versions" };
    format!(
        "{came} under the id of an article that the archive had, and {are} of it: the last to come is told, the earlier are kept; \
         `attache article ID --changes` shows both. A file is called by its path within the folder that is named: where files of one \
         name are different articles, name the folder above.\n"
    )
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
