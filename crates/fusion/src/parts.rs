//! Events that are part of others: the meeting within the visit.

use attache_coding::Side;
use attache_coding::ontology::{EventType, Modality};
use attache_press::CharSpan;

use crate::event::Event;
use crate::scene::Scene;

/// What is part of what: type and mode of the whole, type of the part.
const WHOLES: &[(EventType, &str, EventType)] = &[
    (EventType::Consult, "visit", EventType::Consult),
    (EventType::Consult, "visit", EventType::Agree),
    (EventType::Consult, "multilateral", EventType::Consult),
];

/// For each event the one that it is part of.
pub(crate) fn part_of(scene: &Scene<'_>, events: &[Event]) -> Vec<Option<usize>> {
    let whole = |part: &Event, at: usize| {
        let within = |whole: &Event| holds(whole, part) || is_told_with(scene, whole, part);
        let candidates = events.iter().enumerate().filter(|(n, whole)| *n != at && within(whole));
        candidates.max_by_key(|(n, whole)| (whole.mentions.len(), std::cmp::Reverse(*n))).map(|(n, _)| n)
    };
    events.iter().enumerate().map(|(at, part)| whole(part, at)).collect()
}

/// Whether a sentence tells one with the other: the detention that a verdict means, by the same word, and the charge that something
/// was done, beside what was allegedly done.
fn is_told_with(scene: &Scene<'_>, whole: &Event, part: &Event) -> bool {
    let told = |event: &Event| -> Vec<(usize, CharSpan, CharSpan)> {
        let mentions = event.mentions.iter().filter_map(|id| {
            let mention = scene.accounts.get(id.account)?.mentions.get(id.mention)?;
            Some((id.account, mention.sentence, mention.trigger))
        });
        mentions.collect()
    };
    let (all, own) = (told(whole), told(part));
    let by_word = || own.iter().any(|mention| all.contains(mention));
    let by_sentence = || own.iter().all(|mention| all.iter().any(|other| (other.0, other.1) == (mention.0, mention.1)));
    let named = |event: &Event, side: Side| -> Vec<String> {
        event.parties.iter().filter(|party| party.side == side).map(|party| party.name.clone()).collect()
    };
    let blamed = || {
        let (doers, accused) = (named(whole, Side::Actor), named(part, Side::Recipient));
        accused.iter().all(|name| doers.contains(name))
    };
    match (whole.event, part.event) {
        (EventType::Sanction, EventType::Coerce) => mode(whole) == "convict" && mode(part) == "arrest" && by_word(),
        (_, EventType::Accuse) => whole.modality == Modality::Alleged && by_sentence() && blamed(),
        _ => false,
    }
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
