//! What can be typed.

mod articles;
mod claims;
mod events;
mod outgoing;
mod stages;

use std::path::PathBuf;

use attache_press::read::ReadOptions;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use articles::{ArticleArgs, Brief, BriefFormat, Ingest, Search, Stories};
pub use claims::{ActorArgs, Actors, Relations, Statements};
pub use events::{EventArgs, Events, Every, PlotFormat, Rule, RuleOrder, Rulings, RulingsWhat, TimelineArgs};
pub use outgoing::{Batch, Export, Serve};
pub use stages::{Eval, Evaluated, Sample, Stage, Task};

/// Count events, not reports: reads news and tells what happened, once, with who said so.
#[derive(Debug, Parser)]
#[command(
    name = "attache",
    version,
    arg_required_else_help = true,
    subcommand_required = true,
    max_term_width = 100,
    after_help = "Examples:
  attache brief examples/                    what happened, in this terminal
  attache brief '*.html' --format html > day.html
  attache ingest press/ --db press.db        keep it, and ask later:
  attache stories --db press.db --since 2024-03-01
  attache events --db press.db --actor USA
  attache search ceasefire --db press.db

Exit status: 0 done, 1 some inputs failed (each is named), 2 wrong usage, 130 interrupted."
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// Use this many threads [default: one for each processor]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Show no progress, and no inputs that failed but in the exit status
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Show more: ids, all repairs, aligned passages, what was read
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// When to use colours; NO_COLOR is obeyed
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read articles and tell what happened; nothing is kept
    Brief(Brief),
    /// Add articles to an archive; safe to repeat and to interrupt
    Ingest(Ingest),
    /// List the stories of an archive, or show one
    Stories(Stories),
    /// Find articles by their words
    Search(Search),
    /// Show an article of an archive, its versions, and what changed between them
    Article(ArticleArgs),
    /// List what happened, each event once however many reports tell it
    Events(Events),
    /// Show one event; with --why, what it was fused from and whose word it is
    Event(EventArgs),
    /// Count what happened between two by day, week or month, each event once
    Timeline(TimelineArgs),
    /// Rule that events are one or two, or that something of one is otherwise
    Rule(Rule),
    /// List rulings, or revoke one
    Rulings(Rulings),
    /// List who is spoken of in an archive
    Actors(Actors),
    /// List who says what
    Statements(Statements),
    /// List what stands between whom: partnerships, alliances, sanctions, offices …
    Relations(Relations),
    /// Show what is known of one actor: names, offices, events, statements
    Actor(ActorArgs),
    /// Write events for other programs: PLOVER, CAMEO, CSV, GeoJSON, Parquet
    Export(Export),
    /// Tell much press at once into tables (Parquet): events, mentions, statements …; nothing else is kept
    Batch(Batch),
    /// Open the archive in a browser: the desk
    Serve(Serve),
    /// Run one stage on JSON lines: standard input to standard output
    Task(Task),
    /// Draw events at random onto a sheet (CSV) to judge by hand
    Sample(Sample),
    /// Say how right a stage is: by a filled sheet, or against gold
    Eval(Eval),
}

/// What to read.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files, folders, patterns, or `-` for standard input: text, HTML, JSON lines, RSS, Atom, WARC, Parquet; gzip, Zstandard
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    #[command(flatten)]
    pub limits: Limits,
}

/// How much is read of one article.
#[derive(Debug, Args)]
pub struct Limits {
    /// Pass over an article of more bytes than this, and say so: 500K, 16M, 1G (K is 1024)
    #[arg(long, global = true, value_name = "SIZE", default_value = "16M", value_parser = size)]
    pub max_article_size: usize,
}

impl Limits {
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions { max_article_bytes: self.max_article_size }
    }
}

/// Which archive to ask.
#[derive(Debug, Args)]
pub struct Db {
    /// The archive
    #[arg(long, value_name = "FILE", env = "ATTACHE_DB", default_value = "attache.db")]
    pub db: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SummaryFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Table,
    Json,
    Csv,
    Markdown,
}

/// Which model to annotate with.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// Use the model of this folder, not the one that the program carries
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
}

/// What is known of the world beside what the program carries.
#[derive(Debug, Args)]
#[command(next_help_heading = "World")]
pub struct WorldArgs {
    /// Add rows to the tables of states, bodies, offices and nouns, or replace them (TOML or CSV)
    #[arg(long, value_name = "FILE")]
    pub world: Vec<PathBuf>,
    /// Add the actors of a dictionary in the format of TABARI, PETRARCH or Phoenix
    #[arg(long, value_name = "FILE")]
    pub actors: Vec<PathBuf>,
    /// Add the nouns of an agent dictionary in one of these formats
    #[arg(long, value_name = "FILE")]
    pub agents: Vec<PathBuf>,
}

/// Bytes as a number with K, M or G after it, or nothing.
fn size(text: &str) -> Result<usize, String> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_suffix("IB").or_else(|| text.strip_suffix('B')).unwrap_or(&text);
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'K') => (&text[..text.len() - 1], 10),
        Some(b'M') => (&text[..text.len() - 1], 20),
        Some(b'G') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let bytes = digits.parse::<usize>().ok().and_then(|n| n.checked_mul(1 << shift));
    bytes
        .filter(|bytes| (1..=MOST_ARTICLE_BYTES).contains(bytes))
        .ok_or_else(|| "write the size as a number of bytes up to 1G, for example 500K or 16M".to_owned())
}

/// The largest limit that can be set.
const MOST_ARTICLE_BYTES: usize = 1 << 30;

/// A day as YYYY-MM-DD.
fn day(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) => Ok(day.to_string()),
        Err(_) => Err("write the day as YYYY-MM-DD, for example 2024-03-01".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_size_is_a_number_with_a_unit() {
        let read = ["1", "500K", "16M", "16mb", "2MiB", "1G"].map(|text| size(text).unwrap());
        assert_eq!(read, [1, 500 << 10, 16 << 20, 16 << 20, 2 << 20, 1 << 30]);
        for wrong in ["", "0", "M", "-1", "1.5M", "2G", "9999999999999999999G", "big", "é"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert_eq!(size("16M").unwrap(), ReadOptions::default().max_article_bytes);
    }

    #[test]
    fn a_day_is_a_day_of_the_calendar() {
        assert_eq!(day("2024-02-29").unwrap(), "2024-02-29");
        assert!(day("2023-02-29").is_err());
        assert!(day("yesterday").is_err());
    }
}
