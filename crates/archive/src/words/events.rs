//! Events in words: who did what to whom, when, where, on whose word, and where the papers differ.

use jiff::ToSpan;
use std::sync::LazyLock;

use super::{self as words, count};
use crate::record::{Disagreement, Event, Grain, Party, Position, Quantity};

/// An event in words.
pub struct EventWords {
    /// "29 March 2023"; "reported 30 March 2023" where no article tells its day; "undated".
    pub day: String,
    /// "Karsund visited Ostrel".
    pub act: String,
    /// "at Little Venn · 3 killed".
    pub details: Vec<String>,
    /// "3 killed".
    pub quantities: Vec<String>,
    /// "4 reports, 2 independent sources".
    pub counts: String,
    /// "date: 5 April (Harbour News) or 6 April (Evening Echo, a rewrite)".
    pub disagreements: Vec<String>,
    /// It is part of the event told before it.
    pub is_part: bool,
    /// From 0 to 1.
    pub confidence: f64,
    /// Its id.
    pub id: String,
}

/// The events of a story parted: what it is about, and what is only told beside it.
#[derive(Default)]
pub struct Parted {
    /// What happened, by day.
    pub leading: Vec<EventWords>,
    /// What lies long before, or has no day and one report.
    pub asides: Vec<EventWords>,
}

/// So many days before a story's first article an event may lie and lead it.
const RECENT: i32 = 60;

/// A story of fewer articles has nothing to part.
const FEW: usize = 3;

/// Parts the events of a story of so many articles that begins on an ISO day. What is part of an event goes with it; where nothing
/// would lead, all does.
pub fn parted(events: &[Event], articles: usize, start: Option<&str>) -> Parted {
    let mut parted = Parted::default();
    let mut leads = true;
    for (event, depth) in in_order(events) {
        if depth == 0 {
            let has_parts = events.iter().any(|part| part.part_of.as_ref() == Some(&event.id));
            leads = articles < FEW || has_parts || is_leading(event, start);
        }
        let told = if leads { &mut parted.leading } else { &mut parted.asides };
        told.push(EventWords::new(event, depth > 0));
    }
    if parted.leading.is_empty() {
        std::mem::swap(&mut parted.leading, &mut parted.asides);
    }
    parted
}

fn is_leading(event: &Event, start: Option<&str>) -> bool {
    let Some(last) = event.enddate.as_deref().or(event.date.as_deref()) else { return reports(event) > 1 };
    match (words::parsed(last), start.and_then(words::parsed)) {
        (Some(last), Some(start)) => {
            let exact = matches!(event.granularity, Grain::Day | Grain::Week);
            exact && last.checked_add(RECENT.days()).is_ok_and(|reach| reach >= start)
        }
        _ => true,
    }
}

/// Events of a story in words, in the order of [`in_order`].
pub fn in_words(events: &[Event]) -> Vec<EventWords> {
    in_order(events).into_iter().map(|(event, depth)| EventWords::new(event, depth > 0)).collect()
}

/// Events of a story as they stand, each followed by those that are part of it, with how deep each lies.
pub fn in_order(events: &[Event]) -> Vec<(&Event, usize)> {
    let known = |id: &String| events.iter().any(|event| event.id == *id);
    let is_part = |event: &Event| event.part_of.as_ref().is_some_and(known);
    let mut told = Vec::with_capacity(events.len());
    for whole in events.iter().filter(|event| !is_part(event)) {
        tell(events, whole, 0, &mut told);
    }
    told
}

/// Parts of parts are told so deep.
const DEEPEST: usize = 3;

fn tell<'a>(events: &'a [Event], event: &'a Event, depth: usize, told: &mut Vec<(&'a Event, usize)>) {
    told.push((event, depth));
    if depth < DEEPEST {
        let parts = events.iter().filter(|part| part.part_of.as_ref() == Some(&event.id));
        parts.for_each(|part| tell(events, part, depth + 1, told));
    }
}

impl EventWords {
    /// The event in words.
    pub fn new(event: &Event, is_part: bool) -> Self {
        let mut details: Vec<String> = Vec::new();
        details.extend(event.place.as_ref().map(|place| format!("in {}", words::line(&place.name))));
        let quantities: Vec<String> = event.quantities.iter().filter_map(quantity).collect();
        details.extend(quantities.iter().cloned());
        Self {
            day: day(event),
            act: act(event),
            details,
            quantities,
            counts: counts(event),
            disagreements: event.disagreements.iter().map(disagreement).collect(),
            is_part,
            confidence: event.confidence,
            id: event.id.clone(),
        }
    }
}

fn day(event: &Event) -> String {
    match (&event.date, &event.enddate) {
        (None, None) => match &event.first_reported {
            Some(day) => format!("reported {}", words::day(day)),
            None => "undated".to_owned(),
        },
        (first, last) => words::span(first.as_deref(), last.as_deref()),
    }
}

/// How many articles tell it.
fn reports(event: &Event) -> usize {
    let mut articles: Vec<&str> = event.mentions.iter().map(|mention| mention.sentence.article.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    articles.len()
}

/// "2 reports, 1 independent source".
fn counts(event: &Event) -> String {
    let reports = count(reports(event), "report", "reports");
    match event.independent_sources {
        0 => format!("{reports}, of unknown source"),
        sources => format!("{reports}, {}", count(sources, "independent source", "independent sources")),
    }
}

/// Who did what to whom.
fn act(event: &Event) -> String {
    let wording = wording(&event.event, event.mode.first().map(String::as_str), &event.cameo);
    let (actors, recipients) = (names(&event.actor), names(&event.recipient));
    let planned = matches!(event.modality.as_str(), "planned");
    let denied = event.modality == "denied" || event.aux.iter().any(|aux| aux == "negation");
    let may = event.modality == "hypothetical";
    let many = are_many(&event.actor);
    let verb = |did: &str, infinitive: &str| match () {
        () if planned => format!("{} to {infinitive}", if many { "are" } else { "is" }),
        () if denied => format!("did not {infinitive}"),
        () if may => format!("may {infinitive}"),
        () if event.modality == "alleged" => format!("allegedly {did}"),
        () => did.to_owned(),
    };
    let told = match (actors.is_empty(), recipients.is_empty()) {
        (false, false) => format!("{actors} {} {recipients}", verb(wording.did, wording.infinitive)),
        (false, true) => format!("{actors} {}", verb(wording.alone, wording.act)),
        (true, false) => {
            let (was, be) = if are_many(&event.recipient) { ("were", "are") } else { ("was", "is") };
            match () {
                () if planned => format!("{recipients} {be} to be {}", wording.done),
                () if denied => format!("{recipients} {was} not {}", wording.done),
                () if may => format!("{recipients} may be {}", wording.done),
                () if event.modality == "alleged" => format!("{recipients} {was} allegedly {}", wording.done),
                () => format!("{recipients} {was} {}", wording.done),
            }
        }
        (true, true) => format!("somebody {}", verb(wording.alone, wording.act)),
    };
    words::capitalised(&told)
}

/// Whether the parties take a verb in the plural.
fn are_many(parties: &[Party]) -> bool {
    let is_group = |party: &Party| party.id.as_deref().is_none_or(|id| id.starts_with("people:"));
    let plural = |party: &Party| {
        let name = party.name.as_str();
        is_group(party)
            && (PLURALS.iter().any(|plural| name.ends_with(plural)) || name.ends_with('s') && !name.ends_with("ss"))
    };
    parties.len() > 1 || parties.iter().any(plural)
}

/// Groups in the plural without an s.
const PLURALS: [&str; 4] = ["people", "police", "men", "children"];

/// Parties named of one side.
const PARTIES: usize = 4;

/// "Ann Lee, the guard and Ostrel"; beyond four, how many others.
fn names(parties: &[Party]) -> String {
    let mut names: Vec<String> =
        parties.iter().map(|party| words::line(&party.name)).filter(|n| !n.is_empty()).collect();
    names.dedup();
    let rest = names.len().saturating_sub(PARTIES);
    if rest > 0 {
        names.truncate(PARTIES);
        names.push(format!("{rest} more"));
    }
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// "3 killed", "12 to 15 injured", "2.5 million dollars".
pub fn quantity(quantity: &Quantity) -> Option<String> {
    let number = match (quantity.low, quantity.high) {
        (Some(low), Some(high)) if low == high => figure(low),
        (Some(low), Some(high)) => match quantity.best.filter(|best| *best > low && *best < high) {
            Some(best) => format!("{} to {} (most say {})", figure(low), figure(high), figure(best)),
            None => format!("{} to {}", figure(low), figure(high)),
        },
        (Some(low), None) => format!("at least {}", figure(low)),
        (None, Some(high)) => format!("at most {}", figure(high)),
        (None, None) => return None,
    };
    let what = quantity.unit.as_deref().unwrap_or(&quantity.what);
    Some(format!("{number} {}", words::line(what)))
}

fn figure(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { words::grouped(number as usize) } else { format!("{number}") }
}

/// "date: 5 April 2021 (Harbour News) or 6 April 2021 (rewrite)".
pub fn disagreement(disagreement: &Disagreement) -> String {
    let side = |side: &Position| {
        let says = if disagreement.about == "date" { dates(&side.says) } else { words::line(&side.says) };
        let says = if disagreement.about == "quotation" { format!("“{says}”") } else { says };
        let by = match () {
            () if side.rewrite => "a rewrite".to_owned(),
            () => side.origins.iter().map(|origin| words::line(origin)).collect::<Vec<_>>().join(", "),
        };
        if by.is_empty() { says } else { format!("{says} ({by})") }
    };
    let sides: Vec<String> = disagreement.sides.iter().map(side).collect();
    format!("{}: {}", disagreement.about, sides.join(" or "))
}

fn dates(says: &str) -> String {
    match says.split_once('/') {
        Some((first, last)) => words::span(Some(first), Some(last)),
        None => words::day(says),
    }
}

/// A row of `data/acts.tsv`.
struct Wording {
    event: &'static str,
    mode: &'static str,
    did: &'static str,
    infinitive: &'static str,
    done: &'static str,
    alone: &'static str,
    act: &'static str,
}

static UNWORDED: Wording = Wording {
    event: "",
    mode: "",
    did: "acted towards",
    infinitive: "act towards",
    done: "concerned",
    alone: "acted",
    act: "act",
};

static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let rows = include_str!("../../data/acts.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| match line.split('\t').collect::<Vec<_>>()[..] {
        [event, mode, did, infinitive, done, alone, act] => {
            Some(Wording { event, mode, did, infinitive, done, alone, act })
        }
        _ => None,
    };
    rows.filter_map(row).collect()
});

/// The row of a CAMEO code or one above it, else of the mode, else of the type.
fn wording(event: &str, mode: Option<&str>, cameo: &str) -> &'static Wording {
    let of = |mode: &str| WORDINGS.iter().find(|row| row.event == event && row.mode == mode);
    let above = (2..=cameo.len()).rev().find_map(|length| of(cameo.get(..length)?));
    above.or_else(|| mode.and_then(of)).or_else(|| of("*")).unwrap_or(&UNWORDED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attache_coding::ontology::EventType;

    #[test]
    fn each_type_has_words_and_each_row_a_type() {
        let rows = include_str!("../../data/acts.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(WORDINGS.len(), rows);
        for event in EventType::ALL {
            assert_eq!(wording(event.name(), None, "").event, event.name());
        }
        assert_eq!(wording("AGREE", None, "0333").did, "promised aid to");
        let is_code = |mode: &str| mode.starts_with(|first: char| first.is_ascii_digit());
        for row in WORDINGS.iter().filter(|row| row.mode != "*" && !is_code(row.mode)) {
            let event = EventType::named(row.event).unwrap();
            assert!(attache_coding::ontology::Mode::of(event, row.mode).is_some(), "{} {}", row.event, row.mode);
        }
    }

    #[test]
    fn what_lies_long_before_a_story_or_is_told_once_without_a_day_is_an_aside() {
        let event = |id: &str, day: Option<&str>, granularity: Grain| {
            let date = day.map(str::to_owned);
            Event { id: id.to_owned(), enddate: date.clone(), date, granularity, ..Event::default() }
        };
        let part = Event { part_of: Some("now".to_owned()), ..event("part", None, Grain::Unknown) };
        let old = event("old", Some("2009-05-01"), Grain::Day);
        let events =
            [old.clone(), event("now", Some("2021-04-15"), Grain::Day), event("once", None, Grain::Unknown), part];
        let ids = |told: &[EventWords]| told.iter().map(|event| event.id.clone()).collect::<Vec<_>>();
        let told = parted(&events, 5, Some("2021-04-16"));
        assert_eq!(
            (ids(&told.leading), ids(&told.asides)),
            (vec!["now".into(), "part".into()], vec!["old".into(), "once".into()])
        );
        assert!(parted(&events, 2, Some("2021-04-16")).asides.is_empty());
        assert_eq!(ids(&parted(&[old], 5, Some("2021-04-16")).leading), ["old"]);
    }

    #[test]
    fn numbers_and_names_read_as_one_says_them() {
        let party = |name: &str| Party { name: name.to_owned(), ..Party::default() };
        assert_eq!(names(&[party("Ann"), party("Bo"), party("the guard")]), "Ann, Bo and the guard");
        assert!(are_many(&[party("two guards")]) && !are_many(&[party("Ann")]));
        assert_eq!(words::capitalised("élan"), "Élan");
        assert_eq!(figure(1200.0), "1,200");
    }
}
