//! What can be typed.

use std::path::PathBuf;

use attache_press::read::ReadOptions;
use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Run one stage on JSON lines: standard input to standard output
    Task(Task),
}

/// What to read.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files, folders, patterns, or `-` for standard input: text, HTML, JSON lines, RSS, Atom, gzip
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

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache brief examples/
  attache brief today.jsonl.gz --format json --with-text > today.json
  curl -s https://example.org/feed.xml | attache brief -")]
pub struct Brief {
    #[command(flatten)]
    pub inputs: Inputs,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = BriefFormat::Terminal, value_name = "FORMAT")]
    pub format: BriefFormat,
    /// Add each article's cleaned text (JSON)
    #[arg(long)]
    pub with_text: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    Terminal,
    Markdown,
    Html,
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache ingest press/ --db press.db
  zcat dump.jsonl.gz | attache ingest - --db press.db

What the archive holds already is passed over; a second text under one id becomes a new version.
Stopped at any moment, the archive is whole: run the same command again to go on.")]
pub struct Ingest {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub db: Db,
    /// How to say what was added
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text, value_name = "FORMAT")]
    pub format: SummaryFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SummaryFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache stories --db press.db
  attache stories --since 2024-03-01 --until 2024-03-31 --outlet courier
  attache stories --text 'peace talks' --format json
  attache stories ID --format markdown        one story, with its articles")]
pub struct Stories {
    /// Show this story in full; the beginning of an id will do if no other begins so
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    #[command(flatten)]
    pub db: Db,
    /// Stories that last until this day (YYYY-MM-DD) or longer
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub since: Option<String>,
    /// Stories that begin on this day (YYYY-MM-DD) or before
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<String>,
    /// Stories that an outlet of this name has an article on
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Stories with an article that has these words (a phrase if quoted; `bank*` for a beginning)
    #[arg(long, value_name = "WORDS", num_args = 1..)]
    pub text: Vec<String>,
    /// Show this many at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    pub format: TableFormat,
    /// Add each article's text (JSON)
    #[arg(long)]
    pub with_text: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache search ceasefire talks --db press.db     articles with both words
  attache search 'prime minister' 'resign*'        a phrase, and the beginning of a word")]
pub struct Search {
    /// What to find: all of it, in any order; case and accents do not count
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    #[command(flatten)]
    pub db: Db,
    /// Show this many at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    pub format: TableFormat,
}

#[derive(Debug, Args)]
#[command(name = "article")]
#[command(after_help = "Examples:
  attache article press/page.html --db press.db
  attache article press/page.html --changes        what changed since it was first read")]
pub struct ArticleArgs {
    /// The article: the id given, its URL, or its path: relative to the folder that was read, or as the file was named
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub db: Db,
    /// Show every version in full
    #[arg(long)]
    pub versions: bool,
    /// Show what changed from version to version
    #[arg(long)]
    pub changes: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text, value_name = "FORMAT")]
    pub format: SummaryFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Table,
    Json,
    Csv,
    Markdown,
}

#[derive(Debug, Args)]
#[command(
    after_help = "A line in is {\"id\", \"text\", \"title\"?, \"url\"?, \"outlet\"?, \"published\"?, \"language\"?}; `clean` also
takes \"html\" in place of \"text\". A line that cannot be used gives {\"id\"?, \"error\"} in its
place, and such a line is passed through.

Examples:
  attache task clean < pages.jsonl > articles.jsonl
  attache task clean < pages.jsonl | attache task trace"
)]
pub struct Task {
    #[command(subcommand)]
    pub stage: Stage,
    #[command(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Subcommand)]
pub enum Stage {
    /// Take what is not the story out of each article: {"id", "title", …, "text", "removed"}
    #[command(after_help = "Example:\n  attache task clean --with-extracted < pages.jsonl > articles.jsonl")]
    Clean {
        /// For HTML, print the text that the offsets of "removed" point into
        #[arg(long)]
        with_extracted: bool,
    },
    /// Say where each text comes from: {"id", "kind", "of", "score", "repairs"}
    #[command(after_help = "Example:\n  attache task trace < articles.jsonl > lineage.jsonl")]
    Trace,
    /// Say which articles tell of the same matter: {"id", "story"}
    #[command(after_help = "Example:\n  attache task group < articles.jsonl > stories.jsonl")]
    Group,
    /// Say what stands in each text: {"id", "sentences", "entities", "statements", …}
    #[command(
        after_help = "A line may bring \"tokens\" and \"sentences\", lists of {\"start\", \"end\"}, to be used as they are.
\"times\", \"places\", \"events\" and \"relations\" are always empty in this release.

Example:\n  attache task annotate --tokens < articles.jsonl > annotated.jsonl"
    )]
    Annotate {
        /// Print words too, with dictionary forms, tags and heads
        #[arg(long)]
        tokens: bool,
        #[command(flatten)]
        model: ModelArgs,
    },
    /// Say what an actor does to a recipient: {"id", "event", "quad", "scores"}
    #[command(after_help = "A line brings \"actor\" and \"recipient\", each {\"start\", \"end\"} or null;
the two may be 4,000 characters apart at most.

Example:\n  attache task relate < pairs.jsonl > events.jsonl")]
    Relate {
        #[command(flatten)]
        model: ModelArgs,
    },
}

/// Which model to annotate with.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// Use the model of this folder, not the one that the program carries
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
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
