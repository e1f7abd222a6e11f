//! `attache-cluster batch`: much press at once, into tables, in this process or on a cluster.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use attache_archive::Told;
use attache_archive::export::{ONTOLOGY, Stamp, Tables};
use attache_archive::record::{Claims, Event, Failed, Story};
use attache_press::read::ReadOptions;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StructArray};
use futures::StreamExt;
use serde::Serialize;

use crate::Outcome;
use crate::cli::{Batch, Voice};
use crate::columns::{Rows, TEXT, as_asked, list_of, text_at};
use crate::engine::Engine;
use crate::functions::{Functions, member_type, members_of};
use crate::intake::{Inputs, Taken};
use crate::job::Job;
use crate::plans::{self, CLIPPINGS, REPORTS};
use crate::progress::Progress;
use crate::workshop::Workshop;

/// The folder in which the work lies while it lasts.
const SCRATCH: &str = ".attache-cluster";
/// What is told of the work when it is over.
const SUMMARY: &str = "batch.json";

/// Bytes of clippings that are about one part of a table, and into how many parts tables are cut at least, and at most.
const PART: u64 = 16 << 20;
const LEAST_PARTS: usize = 8;
const MOST_PARTS: usize = 1024;

/// Runs the job; Ctrl-C ends it between two steps or within one, and what is done stands.
pub async fn run(args: &Batch, voice: Voice) -> Result<Outcome> {
    let (stop, job) = (Arc::new(AtomicBool::new(false)), Job::default());
    let progress = Progress::new(voice.quiet, voice.verbose);
    let asked = async {
        // without a handler Ctrl-C ends the program at once, which the work folder bears
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        stop.store(true, Ordering::SeqCst);
    };
    tokio::select! {
        done = work(args, progress, Arc::clone(&stop), job.clone()) => done,
        () = asked => {
            if let Some(address) = &args.cluster {
                job.cancel(address).await;
            }
            progress.note("stopped; run the same command again to go on");
            Ok(Outcome::Interrupted)
        }
    }
}

async fn work(args: &Batch, progress: Progress, stop: Arc<AtomicBool>, job: Job) -> Result<Outcome> {
    if let Some(address) = &args.cluster {
        address.reach().await?;
    }
    let functions = Functions::embedded()?;
    let inputs = Inputs::find(&args.input);
    let advice = || format!("cannot write in {}; check your permissions", args.output.display());
    fs::create_dir_all(&args.output).with_context(advice)?;
    let scratch = args.work.clone().unwrap_or_else(|| args.output.join(SCRATCH));
    let (work, is_taken_up) = Workshop::open(&scratch, &order(&functions, args, &inputs))?;
    if is_taken_up {
        progress.note("taking up the work begun before");
    }
    progress.begins("reading");
    let options = ReadOptions { max_article_bytes: args.max_article_size };
    let reading = tokio::task::spawn_blocking(move || {
        let taken = inputs.read(&work, &options, &stop);
        taken.map(|taken| (work, taken))
    });
    let (work, taken) = reading.await.context("reading broke off")??;
    let stamp = Stamp::today(functions.model());
    let parts = usize::try_from(taken.bytes / PART).unwrap_or(MOST_PARTS).clamp(LEAST_PARTS, MOST_PARTS);
    let engine = Engine::new(args.cluster.clone(), functions, work, parts, progress, job).await?;
    engine.ready().await?;
    engine.know(CLIPPINGS).await?;
    plans::run(&engine).await?;
    let failed = failed(&engine, taken).await?;
    for failed in &failed {
        progress.note(&format!("{}: {}", failed.input, failed.error));
    }
    progress.begins("writing the tables");
    let counts = engine.tried("tables", || tables(&engine, &args.output, &stamp)).await?;
    counts.summary(&stamp, &failed).write(&args.output)?;
    if !args.keep {
        engine.into_work().clear()?;
    }
    if !progress.is_quiet() {
        println!(
            "{} articles in {} stories, {} events{}; the tables are in {}",
            counts.articles,
            counts.stories,
            counts.events,
            if failed.is_empty() { String::new() } else { format!(", {} failed", failed.len()) },
            args.output.display()
        );
    }
    Ok(if failed.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}

/// All that the tables depend on.
fn order(functions: &Functions, args: &Batch, inputs: &Inputs) -> String {
    let files = inputs.mark().unwrap_or_else(|| format!("from a pipe, by {}\n", std::process::id()));
    let failed: Vec<&str> = inputs.failed.iter().map(|failed| failed.input.as_str()).collect();
    format!("{} {}\n{files}{}", functions.mark(), args.max_article_size, failed.join("\n"))
}

/// What could not be read, cleaned or annotated.
async fn failed(engine: &Engine, taken: Taken) -> Result<Vec<Failed>> {
    let mut failed = taken.failed;
    let sql = format!("SELECT id, error FROM {REPORTS} WHERE error IS NOT NULL ORDER BY n");
    let mut stream = engine.stream(&sql).await?;
    while let Some(batch) = stream.next().await {
        let rows = StructArray::from(batch?);
        let rows = Rows(&rows);
        let (ids, errors) = (rows.texts("id")?, rows.texts("error")?);
        let of_row = |row: usize| Failed { input: ids.value(row).to_owned(), error: errors.value(row).to_owned() };
        failed.extend((0..ids.len()).map(of_row));
    }
    Ok(failed)
}

/// How much was told.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    articles: usize,
    stories: usize,
    events: usize,
}

/// Writes the tables, which bear their names when all are whole.
async fn tables(engine: &Engine, folder: &Path, stamp: &Stamp) -> Result<Counts> {
    let mut tables = Tables::create(folder, stamp)?;
    let mut counts = Counts::default();
    let mut stream = engine.stream(&plans::told()).await?;
    while let Some(batch) = stream.next().await {
        for (told, claims) in stories(&batch?)? {
            counts.stories += 1;
            counts.articles += told.articles.len();
            counts.events += claims.events.len();
            tables.add(&Story::new(&told, false, claims), &told)?;
        }
    }
    tables.finish()?;
    Ok(counts)
}

/// The stories of some rows of [`plans::told`].
fn stories(batch: &RecordBatch) -> Result<Vec<(Told, Claims)>> {
    let columns = StructArray::from(batch.clone());
    let rows = Rows(&columns);
    let (id, title, claims) = (rows.texts("id")?, rows.texts("title")?, rows.texts("claims")?);
    let (start, end) = (rows.texts("start")?, rows.texts("end")?);
    let column = |name: &str| rows.lists(name).map(|lists| Arc::new(lists.clone()) as ArrayRef);
    let members = as_asked(&column("members")?, &list_of(member_type()))?;
    let events = as_asked(&column("events")?, &list_of(TEXT))?;
    let (members, events) = (members.as_list::<i32>(), events.as_list::<i32>());
    let story = |row: usize| -> Result<(Told, Claims)> {
        let told = Told {
            id: id.value(row).to_owned(),
            title: title.value(row).to_owned(),
            start: text_at(start, row).map(str::to_owned),
            end: text_at(end, row).map(str::to_owned),
            articles: members_of(&members.value(row))?.into_iter().map(|(member, _, _)| member).collect(),
        };
        let (statements, relations) = serde_json::from_str(claims.value(row))?;
        let events: Vec<Event> = match events.is_null(row) {
            true => Vec::new(),
            false => {
                let events = events.value(row);
                let events = events.as_string::<i64>();
                events.iter().flatten().map(serde_json::from_str).collect::<Result<_, _>>()?
            }
        };
        Ok((told, Claims { events, statements, relations, ..Claims::default() }))
    };
    (0..batch.num_rows()).map(story).collect()
}

/// What `batch.json` says.
#[derive(Serialize)]
struct Summary<'a> {
    program: &'a str,
    model: &'a str,
    ontology: &'a str,
    coded_date: &'a str,
    articles: usize,
    stories: usize,
    events: usize,
    failed: &'a [Failed],
}

impl Counts {
    fn summary<'a>(self, stamp: &'a Stamp, failed: &'a [Failed]) -> Summary<'a> {
        Summary {
            program: &stamp.program,
            model: &stamp.model,
            ontology: ONTOLOGY,
            coded_date: &stamp.coded,
            articles: self.articles,
            stories: self.stories,
            events: self.events,
            failed,
        }
    }
}

impl Summary<'_> {
    fn write(&self, folder: &Path) -> Result<()> {
        let partial: PathBuf = folder.join(".batch.json.partial");
        fs::write(&partial, serde_json::to_vec_pretty(self)?)?;
        fs::rename(partial, folder.join(SUMMARY))?;
        Ok(())
    }
}
