//! What can be typed of who is spoken of, who says what and what stands between whom.

use clap::Args;

use super::{Db, SummaryFormat, TableFormat, day};

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
  attache relations --db press.db
  attache relations VNM                            all in which Vietnam is a side
  attache relations VNM USA --kind partnership
  attache relations VNM --kind partnership --on 2023-04-15      the ladder as it stood that day
  attache relations --kind sanctions --format json

Those told most often come first; the same relation told by several articles is listed once. With --on, what stood on a \
day comes first, of partnerships the one that began last; what was wished, proposed or refused, and what had ended or was \
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
