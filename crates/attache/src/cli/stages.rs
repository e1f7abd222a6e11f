//! What can be typed of single stages and of how right they are.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Limits, ModelArgs, TableFormat, WorldArgs};

#[derive(Debug, Args)]
#[command(
    after_help = "A line in is {\"id\", \"text\", \"title\"?, \"url\"?, \"outlet\"?, \"published\"?, \"language\"?}; `clean` also \
takes \"html\" in place of \"text\". A line that cannot be used gives {\"id\"?, \"error\"} in its \
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

A row is one event as one sentence tells it. Fill the columns that begin with `right_` with y or n, or leave them \
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

Gold is JSON lines: {\"id\", \"events\": [{\"event\", \"actor\": [{\"code\"}], \"recipient\": [{\"code\"}]}]}, with \"text\" and \
\"published\" if it is also to be the input of `task annotate`. Passages are matched by id; one that the predictions lack \
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
