//! `attache sample`: events drawn at random, on a sheet to judge by hand.

use std::collections::BTreeMap;

use attache_archive::content_mark;
use attache_archive::record::{Event, Party, Telling};

use crate::cli::{Common, Inputs, Limits, Sample, TableFormat};
use crate::gather::Gathering;
use crate::reporting::Reporter;
use crate::{Outcome, interrupt, output};

/// The column of the type.
pub const EVENT: &str = "event";

/// The columns to fill, and what each is called in the figures.
pub const JUDGED: [(&str, &str); 6] = [
    ("right_event", "type"),
    ("right_mode", "mode"),
    ("right_actor", "actors"),
    ("right_recipient", "recipients"),
    ("right_place", "place"),
    ("right_date", "date"),
];

/// The columns that say what was coded.
const CODED: [&str; 22] = [
    "id",
    "article",
    "published",
    "sentence",
    "start",
    "end",
    EVENT,
    "mode",
    "context",
    "cameo",
    "actor",
    "actor_code",
    "recipient",
    "recipient_code",
    "place",
    "country",
    "date",
    "enddate",
    "modality",
    "quantities",
    "sources",
    "confidence",
];

pub fn run(args: &Sample, common: &Common) -> anyhow::Result<Outcome> {
    interrupt::listen();
    let mut drawn = Drawn::new(args.n as usize, args.seed);
    let mut outcome = Outcome::Done;
    if let Some(db) = &args.db {
        let archive = attache_archive::Archive::open_existing(db)?;
        archive.each_event(|event| drawn.add(event))?;
    } else {
        let reporter = Reporter::new(&args.model, &args.world, common)?;
        let limits = Limits { max_article_size: args.limits.max_article_size };
        let mut gathering = Gathering::start(&Inputs { paths: args.paths.clone(), limits }, common);
        while let Some(articles) = gathering.batch() {
            let mut failed = Vec::new();
            reporter.each(
                &articles,
                |_| true,
                |n, report| match report {
                    Ok(report) => {
                        let telling = Telling::of(&articles[n]);
                        report
                            .events
                            .iter()
                            .for_each(|mention| drawn.add(Event::of_mention(mention, &report, &telling)));
                    }
                    Err(error) => failed.push(error),
                },
            );
            gathering.failed.append(&mut failed);
        }
        gathering.report_failed();
        outcome = if gathering.failed.is_empty() { Outcome::Done } else { Outcome::SomeFailed };
    }
    let headings: Vec<&str> =
        CODED.iter().copied().chain(JUDGED.iter().map(|(name, _)| *name)).chain(["note"]).collect();
    let rows: Vec<Vec<String>> = drawn.events.into_values().map(|event| row(&event)).collect();
    if rows.len() < args.n as usize && !common.quiet {
        output::note(&format!("attache: there are only {} events", rows.len()));
    }
    output::print_table(TableFormat::Csv, &headings, &rows)?;
    Ok(if interrupt::asked() { Outcome::Interrupted } else { outcome })
}

/// Events drawn at random: those whose hash with the seed is least. The draw does not depend on the order in which they come,
/// and holds no more than it keeps.
struct Drawn {
    seed: u64,
    most: usize,
    events: BTreeMap<(u64, String), Event>,
}

impl Drawn {
    fn new(most: usize, seed: u64) -> Self {
        Self { seed, most, events: BTreeMap::new() }
    }

    fn add(&mut self, event: Event) {
        let lot = content_mark(format!("{} {}", self.seed, event.id).as_bytes());
        self.events.insert((lot, event.id.clone()), event);
        if self.events.len() > self.most {
            self.events.pop_last();
        }
    }
}

fn row(event: &Event) -> Vec<String> {
    let mention = event.mentions.first();
    let joined = |parts: &[String]| parts.join("; ");
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ");
    let codes = |parties: &[Party]| {
        let code = |party: &Party| {
            let code = party.code.as_deref().unwrap_or("–");
            [code].into_iter().chain(party.sector.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
        };
        parties.iter().map(code).collect::<Vec<_>>().join("; ")
    };
    let quantity = |quantity: &attache_archive::record::Quantity| {
        let end = |end: Option<f64>| end.map_or(String::new(), |end| end.to_string());
        format!("{} {}..{}", quantity.what, end(quantity.low), end(quantity.high))
    };
    let place = event.place.as_ref();
    let mut row = vec![
        event.id.clone(),
        mention.map(|mention| mention.sentence.article.clone()).unwrap_or_default(),
        event.first_reported.clone().unwrap_or_default(),
        mention.map(|mention| mention.sentence.text.clone()).unwrap_or_default(),
        event.trigger.map(|span| span.start.to_string()).unwrap_or_default(),
        event.trigger.map(|span| span.end.to_string()).unwrap_or_default(),
        event.event.clone(),
        joined(&event.mode),
        joined(&event.context),
        event.cameo.clone(),
        names(&event.actor),
        codes(&event.actor),
        names(&event.recipient),
        codes(&event.recipient),
        place.map(|place| place.name.clone()).unwrap_or_default(),
        place.and_then(|place| place.country.clone()).unwrap_or_default(),
        event.date.clone().unwrap_or_default(),
        event.enddate.clone().unwrap_or_default(),
        event.modality.clone(),
        event.quantities.iter().map(quantity).collect::<Vec<_>>().join("; "),
        mention.map(|m| m.chain.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join(" < ")).unwrap_or_default(),
        event.confidence.to_string(),
    ];
    debug_assert_eq!(row.len(), CODED.len());
    row.resize(CODED.len() + JUDGED.len() + 1, String::new());
    row
}
