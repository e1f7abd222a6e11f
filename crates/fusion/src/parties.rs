//! Who does it and to whom, as all mentions of an event tell it together.

use std::collections::BTreeMap;

use attache_coding::Side;
use attache_coding::ontology::{EventType, Modality, Mode};
use attache_world::fold;
use attache_world::resolve::ActorKind;
use rustc_hash::FxHashMap;

use crate::event::{FusedParty, Members, place};
use crate::link::MentionId;
use crate::scene::Telling;

/// A party with the weight of its mentions, and whether it has a name.
type Weighed = (f64, bool, FusedParty);

/// The parties: each actor once, under its fullest name. Where somebody is named, descriptions that may be them are left out.
pub(crate) fn parties(members: &Members<'_, '_>, modality: Modality, mode: Option<Mode>) -> Vec<FusedParty> {
    let mut found: BTreeMap<(Side, Option<usize>, String), FusedParty> = BTreeMap::new();
    let mut weight: FxHashMap<(Side, Option<usize>, String), f64> = FxHashMap::default();
    for telling in asserting(members, modality) {
        for (n, party) in telling.mention.parties.iter().enumerate() {
            let actor = telling.parties[n];
            let cast = actor.and_then(|n| members.scene.cast.actors.get(n));
            let key = (party.side, actor, if actor.is_some() { String::new() } else { fold(&party.name) });
            *weight.entry(key.clone()).or_default() += members.weight(telling);
            let entry = found.entry(key).or_insert_with(|| FusedParty {
                side: party.side,
                name: cast.and_then(|cast| cast.name.clone()).unwrap_or_else(|| party.name.clone()),
                code: cast.and_then(|cast| cast.code.clone()).or_else(|| party.code.clone()),
                sectors: party.sectors.clone(),
                office: cast.and_then(|cast| cast.office.clone()).or_else(|| party.office.clone()),
                id: cast.and_then(|cast| cast.id.as_ref()).map(ToString::to_string).or_else(|| party.id.clone()),
                actor,
                mentions: Vec::new(),
            });
            entry.mentions.push(telling.id());
            if entry.sectors.is_empty() {
                entry.sectors.clone_from(&party.sectors);
            }
        }
    }
    let mut parties: Vec<Weighed> = found
        .into_iter()
        .map(|(key, mut party)| {
            party.mentions.sort_unstable();
            party.mentions.dedup();
            party.mentions.shrink_to_fit();
            let named = party.actor.and_then(|n| members.scene.cast.actors.get(n)).is_some_and(|a| a.name.is_some());
            (weight.get(&key).copied().unwrap_or_default(), named, party)
        })
        .collect();
    parties.sort_by(|a, b| {
        a.2.side.cmp(&b.2.side).then(b.1.cmp(&a.1)).then(b.0.total_cmp(&a.0)).then_with(|| a.2.name.cmp(&b.2.name))
    });
    let same_actor = |a: &FusedParty, b: &FusedParty| a.actor.is_some() && a.actor == b.actor && a.side != b.side;
    let mut kept: Vec<Weighed> = Vec::new();
    for (weight, named, party) in parties {
        let covered = |other: &Weighed| {
            let one_side = other.2.side == party.side && !named && other.1;
            let may_be = one_side && (party.code.is_none() || party.code == other.2.code);
            let one_name = other.2.side == party.side && fold(&other.2.name) == fold(&party.name);
            // who alone does it does not do it to himself
            let sole = kept.iter().filter(|it| it.2.side == Side::Actor).count() == 1;
            may_be || one_name || same_actor(&other.2, &party) && (sole || other.0 >= weight)
        };
        if !kept.iter().any(covered) {
            kept.push((weight, named, party));
        }
    }
    let place = place(members).and_then(|place| place.country);
    let visit = mode.is_some_and(|mode| mode.name() == "visit");
    let told = kept.clone();
    let hosts = |code: &Option<String>| -> f64 {
        let share = |telling: &&Telling<'_>| {
            let mut codes: Vec<&Option<String>> =
                telling.mention.side(Side::Recipient).map(|host| &host.code).collect();
            codes.sort_unstable();
            codes.dedup();
            if codes.contains(&code) { members.weight(telling) / codes.len() as f64 } else { 0.0 }
        };
        asserting(members, modality).iter().map(share).sum()
    };
    kept.retain(|one| {
        let elsewhere = visit && one.2.side == Side::Recipient && place.is_some() && one.2.code != place;
        let leg = elsewhere && hosts(&one.2.code) < LEG * hosts(&place);
        !leg && !told.iter().any(|other| says_more(members, other, one)) && !is_own_host(members, &told, &one.2)
    });
    let strays: Vec<bool> = kept.iter().map(|(weight, _, party)| strays(members, &kept, *weight, party)).collect();
    kept.into_iter().zip(strays).filter(|(_, strays)| !strays).map(|((_, _, party), _)| party).collect()
}

/// A party of less than this share of the weight of its side's heaviest strays.
const STRAYS: f64 = 0.25;
/// And one of less than this where it is told beside that.
const SLIPS: f64 = 0.1;

/// Whether a party is likelier a slip than one of several: hardly any tell it, or few and none of them beside the heaviest of its side,
/// or only rewrites tell it where others tell of that side.
fn strays(members: &Members<'_, '_>, all: &[Weighed], weight: f64, party: &FusedParty) -> bool {
    let others = || all.iter().filter(|other| other.2.side == party.side && other.2 != *party);
    let tells = |id: &MentionId, of: &FusedParty| of.mentions.contains(id);
    let own = |id: &MentionId| !members.scene.accounts[id.account].is_rewrite();
    if !party.mentions.iter().any(own) && others().any(|other| other.2.mentions.iter().any(own)) {
        return true;
    }
    let heaviest = others().max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.2.name.cmp(&a.2.name)));
    heaviest.is_some_and(|heaviest| {
        let beside = party.mentions.iter().any(|mention| tells(mention, &heaviest.2));
        let least = if beside { SLIPS } else { STRAYS };
        weight < least * heaviest.0
    })
}

/// The tellings that say who took part: where it is told as done, none that only supposes or denies it.
fn asserting<'s, 'a>(members: &Members<'s, 'a>, modality: Modality) -> Vec<&'s Telling<'a>> {
    let supposes = |telling: &&&Telling<'_>| {
        let told = telling.mention.act.as_ref().map(|act| act.modality);
        modality == Modality::Happened && matches!(told, Some(Modality::Hypothetical | Modality::Denied))
    };
    members.tellings.iter().filter(|telling| !supposes(telling)).copied().collect()
}

/// Hosts of less than this share of the weight of those where the visit is placed are another leg of the journey.
const LEG: f64 = 0.5;

/// Whether one party says more than another of one side that no mention tells beside it: of a state its office or minister, of two
/// descriptions of one person or of people of one sector the one told more.
fn says_more(members: &Members<'_, '_>, more: &Weighed, less: &Weighed) -> bool {
    let (a, b) = (&more.2, &less.2);
    let kind = |party: &FusedParty| party.actor.and_then(|n| members.scene.cast.actors.get(n)).map(|actor| actor.kind);
    let beside = || a.mentions.iter().any(|mention| b.mentions.contains(mention));
    if a == b || a.side != b.side || a.code != b.code || a.code.is_none() || beside() {
        return false;
    }
    let heavier = (more.0, &b.name) > (less.0, &a.name);
    match (kind(a), kind(b)) {
        (Some(ActorKind::Person | ActorKind::Body), Some(ActorKind::State)) => more.1,
        (Some(ActorKind::Person), Some(ActorKind::Person)) => !more.1 && !less.1 && heavier,
        (Some(ActorKind::Group), Some(ActorKind::Group)) => {
            !more.1 && !less.1 && !a.sectors.is_empty() && (a.sectors == b.sectors && heavier || b.sectors.is_empty())
        }
        // "the interior of the country" beside voters
        (Some(ActorKind::Group), None) => !a.sectors.is_empty() && b.sectors.is_empty() && heavier,
        _ => false,
    }
}

/// Whether a recipient is a state that takes part itself: who of two states strengthens ties does it with the other.
fn is_own_host(members: &Members<'_, '_>, all: &[Weighed], party: &FusedParty) -> bool {
    let kind = party.actor.and_then(|n| members.scene.cast.actors.get(n)).map(|actor| actor.kind);
    let together = members
        .tellings
        .iter()
        .filter_map(|t| t.mention.act.as_ref())
        .all(|act| matches!(act.event, EventType::Agree | EventType::Support));
    let actors = || all.iter().filter(|other| other.2.side == Side::Actor).filter_map(|other| other.2.code.as_ref());
    together
        && party.side == Side::Recipient
        && kind == Some(ActorKind::State)
        && actors().any(|code| Some(code) == party.code.as_ref())
        && actors().any(|code| Some(code) != party.code.as_ref())
}
