//! What can be typed to get everything out: pages, files, tables.

use std::path::PathBuf;

use clap::Args;

use super::{Db, Limits, ModelArgs, WorldArgs};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache serve --db press.db                                   then open http://127.0.0.1:7878/
  attache serve --db press.db --read-only --bind 127.0.0.1:8000
  attache serve --db press.db --bind 0.0.0.0:7878 --token-file token.txt

Pages are read while others ingest, and delay nobody. Beyond this machine a token is needed: it goes over the wire as it is, \
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
  attache export --db press.db --to plover events.jsonl
  attache export press/ --to cameo events.tsv
  attache export today.jsonl.gz --to geojson - | jq '.features | length'

plover    JSON lines with the names of PLOVER's manual; ours stand beside them
cameo     tab-separated, with the columns of ICEWS; a row a pair of parties (Dyad 1: each event once)
csv       for spreadsheets: a row an event, lists joined by `; `
geojson   a FeatureCollection; events whose place is not told have no geometry
parquet   the table of events, as `attache batch` writes it

Each names the program, model and ontology that made it. A file that is there already is replaced when the new one is \
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

Writes articles, stories, events, mentions, statements and relations, a Parquet file each, and batch.json, which says \
what was read, what failed and what made the tables. The columns are those of `brief --format json`; docs/tables.md \
tells of each.
Stopped at any moment, run the same command again to go on: files that were read are not read again. A table bears its \
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
