//! What can be typed of articles: reading them, keeping them, finding them again.

use clap::{Args, ValueEnum};

use super::{Db, Inputs, ModelArgs, SummaryFormat, TableFormat, WorldArgs, day};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache brief examples/
  attache brief today.jsonl.gz --format json --with-text > today.json
  curl -s https://example.org/feed.xml | attache brief -

As JSON, English articles are annotated, and each story tells who says what.")]
pub struct Brief {
    #[command(flatten)]
    pub inputs: Inputs,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = BriefFormat::Terminal, value_name = "FORMAT")]
    pub format: BriefFormat,
    /// Add each article's cleaned text (JSON)
    #[arg(long)]
    pub with_text: bool,
    /// Do not annotate: lineage and stories alone, rewriters told by counts, sooner
    #[arg(long, conflicts_with_all = ["model", "world", "actors", "agents"])]
    pub no_annotate: bool,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub world: WorldArgs,
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
English articles are annotated on the way, which takes most of the time: `events`, `actors` and `statements` ask for what \
was found. Articles that were added without, or with another model or world, are annotated when they come again.
Stopped at any moment, the archive is whole: run the same command again to go on.")]
pub struct Ingest {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub db: Db,
    /// Keep articles without annotating them: fast, but they speak of nobody
    #[arg(long, conflicts_with_all = ["model", "world", "actors", "agents"])]
    pub no_annotate: bool,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub world: WorldArgs,
    /// How to say what was added
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text, value_name = "FORMAT")]
    pub format: SummaryFormat,
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
