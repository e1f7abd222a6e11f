//! `attache rule` and `attache rulings`: what the user holds against the program.

use attache_archive::Archive;
use attache_archive::record::{Anchor, Correction, Order, Party, Ruled, Ruling};

use crate::cli::{Rule, RuleOrder, Rulings, RulingsWhat, SummaryFormat, TableFormat};
use crate::tell::words;
use crate::{Outcome, output};

pub fn rule(args: &Rule) -> anyhow::Result<Outcome> {
    let mut archive = Archive::open_existing(&args.db)?;
    let ruling = archive.rule(&order(&args.order))?;
    if args.format == SummaryFormat::Json {
        output::print_json(&ruling)?;
        return Ok(Outcome::Done);
    }
    let events = match ruling.events.as_slice() {
        [] => "no event is told so any more".to_owned(),
        [event] => format!("it makes event {event}"),
        events => format!("it makes events {}", events.join(", ")),
    };
    let taken_back = format!("`attache rulings revoke {}` takes it back", ruling.number);
    output::print(&format!("Ruling {}: {}; {events}. {taken_back}.\n", ruling.number, what(&ruling.ruled)))?;
    Ok(Outcome::Done)
}

fn order(order: &RuleOrder) -> Order {
    match order.clone() {
        RuleOrder::Merge { event, with } => Order::Merge { event, with },
        RuleOrder::Split { event, mention: (article, start) } => Order::Split { event, article, start },
        RuleOrder::Retype { event, to } => Order::Retype { event, to },
        RuleOrder::Correct { event, date, enddate, actor, recipient, place } => {
            Order::Correct { event, date, enddate, actor, recipient, place }
        }
    }
}

pub fn run(args: &Rulings) -> anyhow::Result<Outcome> {
    let mut archive = Archive::open_existing(&args.db)?;
    if let Some(RulingsWhat::Revoke { number }) = args.what {
        let was_standing = archive.revoke(number)?;
        let said = if was_standing { "is revoked" } else { "had been revoked before" };
        output::print(&format!("Ruling {number} {said}.\n"))?;
        return Ok(Outcome::Done);
    }
    let rulings = archive.rulings()?;
    if args.format == TableFormat::Json {
        output::print_json(&rulings)?;
        return Ok(Outcome::Done);
    }
    if rulings.is_empty() && args.format == TableFormat::Table {
        output::note("attache: there are no rulings; `attache rule --help` shows how to make one");
        return Ok(Outcome::Done);
    }
    let for_eyes = args.format == TableFormat::Table;
    let rows: Vec<Vec<String>> = rulings.iter().map(|ruling| row(ruling, for_eyes)).collect();
    let headings: &[&str] = match args.format {
        TableFormat::Csv => &["ruling", "made", "revoked", "what", "of", "events"],
        _ => &["Ruling", "Made", "Revoked", "What", "Of", "Events"],
    };
    output::print_table(args.format, headings, &rows)?;
    Ok(Outcome::Done)
}

/// Characters of a sentence that are shown in a table.
const SHOWN: usize = 60;

fn row(ruling: &Ruling, for_eyes: bool) -> Vec<String> {
    let mentions = match &ruling.ruled {
        Ruled::Merge { mentions, .. }
        | Ruled::Split { mentions, .. }
        | Ruled::Retype { mentions, .. }
        | Ruled::Correct { mentions, .. } => mentions,
    };
    let day = |time: &String| if for_eyes { words::day(time) } else { time.clone() };
    let id = |id: &String| if for_eyes { super::events::short_id(id).to_owned() } else { id.clone() };
    let sentence = mentions.first().map(sentence).unwrap_or_default();
    let is_long = for_eyes && sentence.chars().count() > SHOWN;
    let sentence = if is_long { sentence.chars().take(SHOWN).chain(['…']).collect() } else { sentence };
    vec![
        ruling.number.to_string(),
        day(&ruling.made),
        ruling.revoked.as_ref().map(day).unwrap_or_default(),
        what(&ruling.ruled),
        sentence,
        ruling.events.iter().map(id).collect::<Vec<_>>().join(" "),
    ]
}

/// "“The weir broke.” (a.html)".
fn sentence(anchor: &Anchor) -> String {
    format!("“{}” ({})", anchor.sentence, anchor.article)
}

/// What is ruled, in words.
fn what(ruled: &Ruled) -> String {
    match ruled {
        Ruled::Merge { with, .. } => match with.first() {
            Some(other) => format!("one event with {}", sentence(other)),
            None => "one event".to_owned(),
        },
        Ruled::Split { .. } => "an event of its own".to_owned(),
        Ruled::Retype { to, .. } => format!("of type {to}"),
        Ruled::Correct { correction: Correction { days, actor, recipient, place }, .. } => {
            let names =
                |parties: &Vec<Party>| parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ");
            let mut what = Vec::new();
            what.extend(days.as_ref().map(|[first, last]| words::span(Some(first), Some(last))));
            what.extend(actor.as_ref().map(|parties| format!("by {}", names(parties))));
            what.extend(recipient.as_ref().map(|parties| format!("to {}", names(parties))));
            what.extend(place.as_ref().map(|place| format!("at {}", place.name)));
            what.join(", ")
        }
    }
}
