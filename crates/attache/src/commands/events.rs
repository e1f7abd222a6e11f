//! `attache events` and `attache event`: what happened, and why it is told so.

use attache_archive::record::{Event, Explained, Party};
use attache_archive::{Archive, WantedEvents};

use crate::cli::{EventArgs, Events, SummaryFormat, TableFormat};
use crate::tell::{card, events::in_words, words};
use crate::{Outcome, WrongUsage, output};

/// So much of an id is shown: enough to name it, in archives of millions.
const SHOWN: usize = 10;

pub fn list(args: &Events) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    if let (Some(since), Some(until)) = (&args.since, &args.until)
        && since > until
    {
        return Err(WrongUsage(format!("--since {since} is after --until {until}; exchange them")).into());
    }
    let events = archive.events(&wanted(args))?;
    if args.format == TableFormat::Json {
        output::print_json(&events)?;
        return Ok(Outcome::Done);
    }
    if events.is_empty() && args.format == TableFormat::Table {
        output::note(if archive.counts()?.articles == 0 {
            "attache: the archive is empty; add to it with `attache ingest PATH…`"
        } else {
            "attache: no event is like that; articles added with --no-annotate, or by an earlier attache, have none: ingest \
             them again"
        });
        return Ok(Outcome::Done);
    }
    let for_eyes = args.format != TableFormat::Csv;
    let headings = if for_eyes { HEADINGS } else { COLUMNS };
    let rows: Vec<Vec<String>> = events.iter().map(|event| if for_eyes { short(event) } else { full(event) }).collect();
    output::print_table(args.format, headings, &rows)?;
    Ok(Outcome::Done)
}

fn wanted(args: &Events) -> WantedEvents {
    WantedEvents {
        actor: args.actor.clone(),
        recipient: args.recipient.clone(),
        between: args.between.clone(),
        types: args.types.clone(),
        quad: args.quad,
        mode: args.mode.clone(),
        modality: args.modality.clone(),
        since: args.since.clone(),
        until: args.until.clone(),
        place: args.place.clone(),
        min_sources: args.min_sources.map(|sources| sources as usize),
        limit: args.limit.map(|limit| limit as usize),
        ..WantedEvents::default()
    }
}

fn short(event: &Event) -> Vec<String> {
    let told = in_words(std::slice::from_ref(event)).remove(0);
    let mut what = vec![told.act];
    what.extend(told.details);
    what.extend(match told.disagreements.len() {
        0 => None,
        differ => Some(words::count(differ, "disagreement", "disagreements")),
    });
    let day = match (&event.date, &event.first_reported) {
        (None, Some(first)) => format!("reported {}", words::day(first)),
        _ => told.day,
    };
    vec![short_id(&event.id).to_owned(), day, what.join(" · "), told.counts]
}

/// The beginning of an id.
pub(super) fn short_id(id: &str) -> &str {
    id.get(..SHOWN).unwrap_or(id)
}

const HEADINGS: &[&str] = &["Event", "Days", "What happened", "Told by"];

const COLUMNS: &[&str] = &[
    "id",
    "date",
    "enddate",
    "granularity",
    "event",
    "plover_event",
    "mode",
    "context",
    "cameo",
    "quad_code",
    "event_scale",
    "actor",
    "actor_code",
    "recipient",
    "recipient_code",
    "place",
    "country",
    "lat",
    "lon",
    "geonames",
    "modality",
    "articles",
    "independent_sources",
    "first_reported",
    "last_reported",
    "part_of",
    "confidence",
];

fn full(event: &Event) -> Vec<String> {
    let place = event.place.as_ref();
    let or_empty = |field: &Option<String>| field.clone().unwrap_or_default();
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ");
    let codes = |parties: &[Party]| {
        parties.iter().map(|party| party.code.as_deref().unwrap_or_default()).collect::<Vec<_>>().join("; ")
    };
    let mut articles: Vec<&str> = event.mentions.iter().map(|mention| mention.sentence.article.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    vec![
        event.id.clone(),
        or_empty(&event.date),
        or_empty(&event.enddate),
        words::grain(event.granularity).to_owned(),
        event.event.clone(),
        event.plover_event.clone(),
        event.mode.join("; "),
        event.context.join("; "),
        event.cameo.clone(),
        event.quad_code.to_string(),
        event.event_scale.to_string(),
        names(&event.actor),
        codes(&event.actor),
        names(&event.recipient),
        codes(&event.recipient),
        place.map(|place| place.name.clone()).unwrap_or_default(),
        place.and_then(|place| place.country.clone()).unwrap_or_default(),
        place.map(|place| place.lat.to_string()).unwrap_or_default(),
        place.map(|place| place.lon.to_string()).unwrap_or_default(),
        place.and_then(|place| place.geonames).map(|id| id.to_string()).unwrap_or_default(),
        event.modality.clone(),
        articles.len().to_string(),
        event.independent_sources.to_string(),
        or_empty(&event.first_reported),
        or_empty(&event.last_reported),
        or_empty(&event.part_of),
        event.confidence.to_string(),
    ]
}

pub fn one(args: &EventArgs) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    let (event, why) = archive.explained(&args.id)?.ok_or_else(|| {
        WrongUsage(format!(
            "no one event has an id like {:?}; `attache events` lists the ids of all there are",
            args.id
        ))
    })?;
    let mut articles: Vec<&str> = event.mentions.iter().map(|mention| mention.sentence.article.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    let versions = archive.changed(&articles)?;
    if args.format == SummaryFormat::Json {
        if args.why {
            output::print_json(&Explained { event, why, versions })?;
        } else {
            output::print_json(&event)?;
        }
        return Ok(Outcome::Done);
    }
    let parts = archive.events(&WantedEvents { part_of: Some(event.id.clone()), ..WantedEvents::default() })?;
    let whole = match &event.part_of {
        Some(whole) => archive.event(whole)?,
        None => None,
    };
    let why = args.why.then_some(why.as_slice());
    let card = card::Card { event: &event, parts: &parts, whole: whole.as_ref(), versions: &versions, why };
    output::print(&card.render(output::width()))?;
    Ok(Outcome::Done)
}
