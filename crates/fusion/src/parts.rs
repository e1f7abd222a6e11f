//! Events that are part of others: the meeting within the visit.

use attache_coding::Side;
use attache_coding::ontology::EventType;

use crate::event::Event;

/// What is part of what: type and mode of the whole, type of the part.
const WHOLES: &[(EventType, &str, EventType)] = &[
    (EventType::Consult, "visit", EventType::Consult),
    (EventType::Consult, "visit", EventType::Agree),
    (EventType::Consult, "multilateral", EventType::Consult),
];

/// For each event the one that it is part of.
pub(crate) fn part_of(events: &[Event]) -> Vec<Option<usize>> {
    let whole = |part: &Event, at: usize| {
        let candidates = events.iter().enumerate().filter(|(n, whole)| *n != at && holds(whole, part));
        candidates.max_by_key(|(n, whole)| (whole.mentions.len(), std::cmp::Reverse(*n))).map(|(n, _)| n)
    };
    events.iter().enumerate().map(|(at, part)| whole(part, at)).collect()
}

fn mode(event: &Event) -> &'static str {
    event.modes.first().map_or("", |mode| mode.name())
}

/// Whether the whole may hold the part: the kinds fit, the days touch, an actor of the whole takes part, and the part is with those or
/// where the whole goes.
fn holds(whole: &Event, part: &Event) -> bool {
    let fits = WHOLES.iter().any(|(of, with, kind)| {
        whole.event == *of && mode(whole) == *with && part.event == *kind && !(part.event == *of && mode(part) == *with)
    });
    if !fits || matches!(mode(part), "phone" | "visit") {
        return false;
    }
    let (Some(a), Some(b)) = (&whole.when, &part.when) else { return false };
    let touch = a.days.first <= b.days.last && b.days.first <= a.days.last;
    let actor = |event: &Event, side: Option<Side>| -> Vec<usize> {
        let all = event.parties.iter().filter(|party| side.is_none_or(|side| party.side == side));
        all.filter_map(|party| party.actor).collect()
    };
    let travellers = actor(whole, Some(Side::Actor));
    let comes = actor(part, None).iter().any(|one| travellers.contains(one));
    let codes = |event: &Event, side: Option<Side>| -> Vec<String> {
        let all = event.parties.iter().filter(|party| side.is_none_or(|side| party.side == side));
        all.filter_map(|party| party.code.clone()).collect()
    };
    let country = |event: &Event| event.place.as_ref().and_then(|place| place.country.clone());
    let hosts = codes(whole, Some(Side::Recipient));
    let there = country(part).is_some()
        && (country(part) == country(whole) || country(part).is_some_and(|c| hosts.contains(&c)));
    let with = codes(part, None).iter().any(|code| hosts.contains(code));
    touch && comes && (there || with)
}
