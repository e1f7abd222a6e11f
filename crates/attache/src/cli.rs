//! What can be typed.

mod events;

use std::path::PathBuf;

use attache_press::read::ReadOptions;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use events::{EventArgs, Events, Every, PlotFormat, Rule, RuleOrder, Rulings, RulingsWhat, TimelineArgs};

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
English articles are annotated on the way, which takes most of the time: `events`, `actors` and `statements` ask for what
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

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache actors --db press.db
  attache actors --code VNM --sector GOV --limit 20
  attache actors --format json | jq '.[] | {name, id}'

Those in most articles come first. Mentions by pronoun are not counted.")]
pub struct Actors {
    #[command(flatten)]
    pub db: Db,
    /// Actors of this code: alpha-3 of a state, or IGO, UNO, EUR, NGO, ISM, IMG, MNC
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// Actors of this sector: GOV, MIL, REB, JRN …
    #[arg(long, value_name = "SECTOR")]
    pub sector: Option<String>,
    /// Show this many at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    pub format: TableFormat,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache statements --by 'foreign minister' --db press.db
  attache statements --by Nguyen --about USA --limit 20
  attache statements --about body:nato --format json

The latest come first, each as its article has it. A name is found by any of its words; case and accents do not count.")]
pub struct Statements {
    #[command(flatten)]
    pub db: Db,
    /// What this speaker says: words of a name or description, an id, or a code
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// What is said of this actor: a code, an id, or words of a name
    #[arg(long, value_name = "CODE")]
    pub about: Option<String>,
    /// Show this many at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    pub format: TableFormat,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache serve --db press.db                                   then open http://127.0.0.1:7878/
  attache serve --db press.db --read-only --bind 127.0.0.1:8000
  attache serve --db press.db --bind 0.0.0.0:7878 --token-file token.txt

Pages are read while others ingest, and delay nobody. Beyond this machine a token is needed: it goes over the wire as it is,
so put a proxy with TLS before the desk. Programs send it as `Authorization: Bearer TOKEN`; lists and pages are JSON under /api.
Ctrl-C closes the desk, with exit status 0.")]
pub struct Serve {
    #[command(flatten)]
    pub db: Db,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7878")]
    pub bind: std::net::SocketAddr,
    /// A file whose first line is the token that opens the desk; needed to listen beyond this machine
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Take no rulings
    #[arg(long)]
    pub read_only: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache relations --db press.db
  attache relations VNM                            all in which Vietnam is a side
  attache relations VNM USA --kind partnership
  attache relations VNM --kind partnership --on 2023-04-15      the ladder as it stood that day
  attache relations --kind sanctions --format json

Those told most often come first; the same relation told by several articles is listed once. With --on, what stood on a
day comes first, of partnerships the one that began last; what was wished, proposed or refused, and what had ended or was
superseded, is listed apart. With --known, only articles published by then are heard.")]
pub struct Relations {
    /// A side, or both: code, id, or words of a name
    #[arg(value_name = "CODE", num_args = 0..=2)]
    pub between: Vec<String>,
    #[command(flatten)]
    pub db: Db,
    /// Of this kind: diplomatic, partnership, alliance, membership, treaty, recognition, claim, sanctions, trade, office, detention
    #[arg(long, value_name = "KIND", value_parser = RELATION_KINDS)]
    pub kind: Option<String>,
    /// As it stood on this day (YYYY-MM-DD)
    #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "limit")]
    pub on: Option<String>,
    /// As far as was known by this day (YYYY-MM-DD)
    #[arg(long, value_name = "DAY", value_parser = day, requires = "on")]
    pub known: Option<String>,
    /// Show this many at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    pub format: TableFormat,
}

/// Kinds of relations, as they are asked for.
const RELATION_KINDS: [&str; 11] = [
    "diplomatic",
    "partnership",
    "alliance",
    "membership",
    "treaty",
    "recognition",
    "claim",
    "sanctions",
    "trade",
    "office",
    "detention",
];

#[derive(Debug, Args)]
#[command(name = "actor")]
#[command(after_help = "Examples:
  attache actor 'United Nations' --db press.db
  attache actor state:VNM --format json
  attache actor Nguyen                             any form under which articles name the actor

Case and accents do not count. Where several actors bear the name, their ids are listed.
Offices carry the days of the articles that give them; events are told as each article alone has them.")]
pub struct ActorArgs {
    /// The actor: a name, or an id
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub db: Db,
    /// Show this many statements and events at most, the latest [default: 20; all as JSON]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
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
#[command(after_help = "Examples:
  attache export --db press.db --to plover events.jsonl
  attache export press/ --to cameo events.tsv
  attache export today.jsonl.gz --to geojson - | jq '.features | length'

plover    JSON lines with the names of PLOVER's manual; ours stand beside them
cameo     tab-separated, with the columns of ICEWS; a row a pair of parties: those with Dyad 1 are the events
csv       for spreadsheets: a row an event, lists joined by `; `
geojson   a FeatureCollection; events whose place is not told have no geometry
parquet   the table of events, as `attache batch` writes it

Each names the program, model and ontology that made it. A file that is there already is replaced when the new one is
whole.")]
pub struct Export {
    /// Files, folders, patterns, or `-` for standard input; read as `brief` reads them
    #[arg(required_unless_present = "db", conflicts_with = "db", value_name = "PATH")]
    pub paths: Vec<String>,
    /// Export the events of this archive
    #[arg(long, value_name = "FILE", conflicts_with_all = ["model", "world", "actors", "agents"])]
    pub db: Option<PathBuf>,
    /// In which form, and into which file (`-` for standard output)
    #[arg(long, required = true, num_args = 2, value_names = ["FORMAT", "OUT"])]
    pub to: Vec<String>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub world: WorldArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache batch --input press/ --output tables/
  attache batch --input 'crawl/*.warc.gz' dump.parquet --output tables/
  duckdb -c \"SELECT event, count(*) FROM 'tables/events.parquet' GROUP BY 1 ORDER BY 2 DESC\"

Writes articles, stories, events, mentions, statements and relations, a Parquet file each, and batch.json, which says
what was read, what failed and what made the tables. The columns are those of `brief --format json`; docs/tables.md
tells of each.
Stopped at any moment, run the same command again to go on: files that were read are not read again. A table bears its
name only when it is whole.")]
pub struct Batch {
    /// Files, folders, patterns, or `-` for standard input: WARC, Parquet, JSON lines, HTML, text …; gzip, Zstandard
    #[arg(long, required = true, num_args = 1.., value_name = "PATH")]
    pub input: Vec<String>,
    /// The folder for the tables
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,
    /// Keep the working archive (DIR/.attache-batch) when all is done, so that a later run need not read the same files again
    #[arg(long)]
    pub keep: bool,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub world: WorldArgs,
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
    Trace {
        /// Judge wording by counts alone: faster, and blind to some rewriters whose source is not among the texts
        #[arg(long)]
        no_annotate: bool,
        #[command(flatten)]
        model: ModelArgs,
    },
    /// Say which articles tell of the same matter: {"id", "story"}
    #[command(after_help = "Example:\n  attache task group < articles.jsonl > stories.jsonl")]
    Group,
    /// Say what stands in each text: {"id", "sentences", "entities", "times", "places", "statements", "events", …}
    #[command(
        after_help = "A line may bring \"tokens\" and \"sentences\", lists of {\"start\", \"end\"}, to be used as they are.
\"published\" is the day from which \"last week\" is counted; without it such times stay open.
\"relations\" are always empty in this release.

Examples:
  attache task annotate --tokens < articles.jsonl > annotated.jsonl
  attache task annotate --world mine.toml --actors countries.actors < articles.jsonl"
    )]
    Annotate {
        /// Print words too, with dictionary forms, tags and heads
        #[arg(long)]
        tokens: bool,
        #[command(flatten)]
        model: ModelArgs,
        #[command(flatten)]
        world: WorldArgs,
    },
    /// Say which given mentions are of one event: a line a mention, {"mention", "cluster"}
    #[command(
        after_help = "A line brings \"mentions\", a list of {\"id\", \"start\", \"end\"}. All lines are read before the first answer.

Example:\n  attache task link < articles.jsonl > clusters.jsonl"
    )]
    Link {
        #[command(flatten)]
        model: ModelArgs,
        #[command(flatten)]
        world: WorldArgs,
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

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache sample --n 200 --seed 7 press/ > sheet.csv
  attache sample --db press.db > sheet.csv

A row is one event as one sentence tells it. Fill the columns that begin with `right_` with y or n, or leave them
empty, in any spreadsheet; then `attache eval events sheet.csv`. The same articles and seed give the same sheet.")]
pub struct Sample {
    /// Files, folders, patterns, or `-` for standard input
    #[arg(required_unless_present = "db", conflicts_with = "db", value_name = "PATH")]
    pub paths: Vec<String>,
    /// Draw from this archive, as its articles were annotated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["model", "world", "actors", "agents"])]
    pub db: Option<PathBuf>,
    /// How many events
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub n: u32,
    /// Another seed draws others
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub world: WorldArgs,
}

#[derive(Debug, Args)]
pub struct Eval {
    #[command(subcommand)]
    pub of: Evaluated,
}

#[derive(Debug, Subcommand)]
pub enum Evaluated {
    /// Events: a sheet filled by hand, or gold and predictions
    #[command(after_help = "Examples:
  attache eval events sheet.csv                    precision by type, with 95 % intervals (Wilson)
  attache task annotate < gold.jsonl > said.jsonl
  attache eval events gold.jsonl said.jsonl        precision, recall and F1 by type, and with both parties' codes

Gold is JSON lines: {\"id\", \"events\": [{\"event\", \"actor\": [{\"code\"}], \"recipient\": [{\"code\"}]}]}, with \"text\" and
\"published\" if it is also to be the input of `task annotate`. Passages are matched by id; one that the predictions lack
counts as if nothing had been said of it. Parties match by their codes, in any order; null codes count for nothing.")]
    Events {
        /// The filled sheet, or gold and predictions
        #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// How to print the figures
        #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
        format: TableFormat,
    },
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
