//! What can be typed of events: asking for them, counting them, ruling on them.

use std::path::PathBuf;

use attache_coding::ontology::EventType;
use clap::{Args, Subcommand, ValueEnum};

use super::{Db, SummaryFormat, TableFormat, day};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache events --db press.db --since 2024-03-01
  attache events --actor USA --recipient VNM --type CONSULT
  attache events --between USA 'foreign minister' --quad 4 --min-sources 2
  attache events --place Hanoi --format json | jq '.[] | {date, event, independent_sources}'

The latest come first. An event that no report dates counts on the day of its first report.
An actor is a code, an id, or words of a name, in any case. The first column, or its beginning, names the event to \
`attache event`.")]
pub struct Events {
    #[command(flatten)]
    pub db: Db,
    /// Who does it: code, id, or words of a name
    #[arg(long, value_name = "CODE|NAME")]
    pub actor: Option<String>,
    /// To whom
    #[arg(long, value_name = "CODE|NAME")]
    pub recipient: Option<String>,
    /// Both take part, whoever acts
    #[arg(long, value_names = ["CODE|NAME", "CODE|NAME"], num_args = 2)]
    pub between: Vec<String>,
    /// Of this type of PLOVER: AGREE, CONSULT, ASSAULT …; may be given several times
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    pub types: Vec<String>,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub quad: Option<u8>,
    /// Of this mode: visit, phone, arrest …
    #[arg(long, value_name = "MODE")]
    pub mode: Option<String>,
    /// How sure it is that it happened
    #[arg(long, value_name = "MODALITY", value_parser = MODALITIES)]
    pub modality: Option<String>,
    /// Events that last until this day (YYYY-MM-DD) or longer
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub since: Option<String>,
    /// Events that begin on this day (YYYY-MM-DD) or before
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<String>,
    /// At this place, or in the country of this code
    #[arg(long, value_name = "NAME|CODE")]
    pub place: Option<String>,
    /// With at least so many independent sources
    #[arg(long, value_name = "N")]
    pub min_sources: Option<u32>,
    /// Show this many at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    pub format: TableFormat,
}

/// Modalities, as they are asked for.
const MODALITIES: [&str; 5] = ["happened", "planned", "alleged", "denied", "hypothetical"];

#[derive(Debug, Args)]
#[command(name = "event")]
#[command(after_help = "Examples:
  attache event 3f9c1e --db press.db
  attache event 3f9c1e --why                       every sentence, whose word it is, and what joined it
  attache event 3f9c1e --why --format json")]
pub struct EventArgs {
    /// The event: its id, or the beginning of it if no other begins so; `attache events` lists them
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub db: Db,
    /// Show every sentence that tells it, the way to its source, and why it counts as telling of this event
    #[arg(long)]
    pub why: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text, value_name = "FORMAT")]
    pub format: SummaryFormat,
}

#[derive(Debug, Args)]
#[command(name = "timeline")]
#[command(after_help = "Examples:
  attache timeline USA VNM --db press.db
  attache timeline USA VNM --by week --since 2024-01-01 --format csv
  attache timeline USA VNM --format svg > usa-vnm.svg

Each event counts once, however many reports tell it, in the period in which it begins, if it is told to have happened.
Scores are PLOVER's, from -10 (conflict) to 10 (cooperation), summed. Articles and outlets are all that the archive has of \
the period: hold counts against them. Events dated less exactly than a period are counted apart.")]
pub struct TimelineArgs {
    /// Who takes part, whoever acts: code, id, or words of a name
    #[arg(value_name = "CODE|NAME", required = true, num_args = 1..=2)]
    pub between: Vec<String>,
    #[command(flatten)]
    pub db: Db,
    /// Length of periods
    #[arg(long, value_enum, default_value_t = Every::Month, value_name = "PERIOD")]
    pub by: Every,
    /// From the period of this day (YYYY-MM-DD) [default: of the first article]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub since: Option<String>,
    /// To the period of this day (YYYY-MM-DD) [default: of the last article]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = PlotFormat::Table, value_name = "FORMAT")]
    pub format: PlotFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Every {
    Day,
    Week,
    Month,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlotFormat {
    Table,
    Json,
    Csv,
    Markdown,
    Svg,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache rule merge 3f9c1e 77ab02 --db press.db
  attache rule split 3f9c1e --mention press/page.html:1042
  attache rule retype 3f9c1e COERCE
  attache rule correct 3f9c1e --date 2024-03-01 --actor VNM --place Hanoi

A ruling holds for the sentences that tell of the event now. It is kept when their articles are read anew, applied \
whenever events are fused, listed by `attache rulings` and taken back by `attache rulings revoke N`.")]
pub struct Rule {
    #[command(subcommand)]
    pub order: RuleOrder,
    /// The archive
    #[arg(long, value_name = "FILE", env = "ATTACHE_DB", default_value = "attache.db", global = true)]
    pub db: PathBuf,
    /// How to say what came of it
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text, value_name = "FORMAT", global = true)]
    pub format: SummaryFormat,
}

#[derive(Debug, Clone, Subcommand)]
pub enum RuleOrder {
    /// Two events are one
    #[command(after_help = "Example:\n  attache rule merge 3f9c1e 77ab02")]
    Merge {
        /// The one
        #[arg(value_name = "ID")]
        event: String,
        /// The other
        #[arg(value_name = "ID")]
        with: String,
    },
    /// What a sentence tells is an event of its own
    #[command(after_help = "Example:\n  attache rule split 3f9c1e --mention press/page.html:1042")]
    Split {
        /// The event that it is told as
        #[arg(value_name = "ID")]
        event: String,
        /// The sentence: its article and where it begins, as `attache event ID --why` shows
        #[arg(long, value_name = "ARTICLE:START", value_parser = sentence)]
        mention: (String, usize),
    },
    /// It is of another type
    #[command(after_help = "Example:\n  attache rule retype 3f9c1e COERCE")]
    Retype {
        /// The event
        #[arg(value_name = "ID")]
        event: String,
        /// PLOVER's type
        #[arg(value_name = "TYPE", value_parser = event_type)]
        to: String,
    },
    /// Its day, its parties or its place are others
    #[command(
        after_help = "Example:\n  attache rule correct 3f9c1e --date 2024-03-01 --actor VNM --actor 'Ann Lee' --place Hanoi"
    )]
    #[command(group = clap::ArgGroup::new("what").args(["date", "actor", "recipient", "place"]).multiple(true).required(true))]
    Correct {
        /// The event
        #[arg(value_name = "ID")]
        event: String,
        /// The day on which it began (YYYY-MM-DD)
        #[arg(long, value_name = "DAY", value_parser = day)]
        date: Option<String>,
        /// The day on which it ended, if that is another
        #[arg(long, value_name = "DAY", value_parser = day, requires = "date")]
        enddate: Option<String>,
        /// Who did it: code, id or name; may be given several times
        #[arg(long, value_name = "CODE|NAME")]
        actor: Vec<String>,
        /// To whom
        #[arg(long, value_name = "CODE|NAME")]
        recipient: Vec<String>,
        /// Where: a name, or a number of GeoNames
        #[arg(long, value_name = "NAME")]
        place: Option<String>,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache rulings --db press.db
  attache rulings revoke 3")]
pub struct Rulings {
    #[command(subcommand)]
    pub what: Option<RulingsWhat>,
    /// The archive
    #[arg(long, value_name = "FILE", env = "ATTACHE_DB", default_value = "attache.db", global = true)]
    pub db: PathBuf,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT", global = true)]
    pub format: TableFormat,
}

#[derive(Debug, Subcommand)]
pub enum RulingsWhat {
    /// Take a ruling back; it stays listed
    #[command(after_help = "Example:\n  attache rulings revoke 3")]
    Revoke {
        /// Its number
        #[arg(value_name = "N")]
        number: u32,
    },
}

/// An article and where a sentence of it begins.
fn sentence(text: &str) -> Result<(String, usize), String> {
    let read = |(article, start): (&str, &str)| Some((article.to_owned(), start.parse().ok()?));
    text.rsplit_once(':')
        .and_then(read)
        .ok_or_else(|| "write the article, a colon and a number, for example press/page.html:1042".to_owned())
}

/// A type of PLOVER's, in any case.
fn event_type(text: &str) -> Result<String, String> {
    let name = text.to_uppercase();
    let known = || EventType::ALL.iter().map(|event| event.name()).collect::<Vec<_>>().join(", ");
    EventType::named(&name).map(|_| name).ok_or_else(|| format!("write one of {}", known()))
}
