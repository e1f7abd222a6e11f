//! One mention for one telling: a light verb and its noun, a blow and its toll, are one event.

use attache_language::Upos;

use crate::elsewhere::are_told_apart;
use crate::mention::{EventMention, Party};
use crate::ontology::EventType;
use crate::tree::Tree;

/// Joins mentions of one sentence that tell the same event in different words.
pub(crate) fn merge(tree: &Tree<'_>, mentions: &mut Vec<EventMention>) {
    let mut kept: Vec<EventMention> = Vec::with_capacity(mentions.len());
    for next in mentions.drain(..) {
        let same =
            kept.iter_mut().rev().take_while(|old| old.sentence == next.sentence).find(|old| are_one(tree, old, &next));
        match same {
            Some(old) => join(tree, old, next),
            None => kept.push(next),
        }
    }
    *mentions = kept;
}

fn are_one(tree: &Tree<'_>, old: &EventMention, new: &EventMention) -> bool {
    if are_told_apart(tree, old.trigger.end.saturating_sub(1), new.trigger.end.saturating_sub(1)) {
        return false;
    }
    if old.event == EventType::Assault && new.event == old.event && old.aux == new.aux && is_toll(tree, old, new) {
        return true;
    }
    if new.event == old.event && old.aux == new.aux && is_carried(tree, old, new) {
        return true;
    }
    let modes = old.modes.is_empty() || new.modes.is_empty() || old.modes.iter().any(|mode| new.modes.contains(mode));
    old.event == new.event
        && modes
        && old.aux == new.aux
        && agree(&old.actors, &new.actors)
        && agree(&old.recipients, &new.recipients)
}

/// Whether one word only carries the other: "*held* a *rally*", "*shot* him *dead*", "the *blast killed* three".
fn is_carried(tree: &Tree<'_>, old: &EventMention, new: &EventMention) -> bool {
    let (first, second) = (old.trigger.end.saturating_sub(1), new.trigger.end.saturating_sub(1));
    let hangs = |inner: usize, outer: usize| {
        tree.head(inner) == Some(outer)
            && tree.upos(outer) == Upos::Verb
            && tree.upos(inner) != Upos::Verb
            && matches!(tree.kind(inner), "obj" | "obl" | "xcomp" | "nsubj" | "advmod")
    };
    let modes = old.modes.is_empty() || new.modes.is_empty() || old.modes.iter().any(|mode| new.modes.contains(mode));
    modes && (hangs(first, second) || hangs(second, first))
}

/// Whether one tells the toll of the other: "shelled the island, *killing* two marines".
fn is_toll(tree: &Tree<'_>, old: &EventMention, new: &EventMention) -> bool {
    let harms = |word: usize| matches!(tree.lemma(word), "kill" | "wound" | "injure" | "leave" | "hurt" | "die");
    let (first, second) = (tree.clause(old.trigger.start), new.trigger.end.saturating_sub(1));
    let same = new.actors.is_empty() || old.actors.is_empty() || agree(&old.actors, &new.actors);
    let below = matches!(tree.relation(second), "advcl" | "acl" | "conj") && tree.within(second, first);
    harms(second) && same && below
}

/// Whether two lists of parties can be the same: one is empty, or they share a party.
fn agree(old: &[Party], new: &[Party]) -> bool {
    let same = |party: &Party| new.iter().any(|other| other.words == party.words || (other.name == party.name));
    old.is_empty() || new.is_empty() || old.iter().any(same)
}

fn join(tree: &Tree<'_>, old: &mut EventMention, new: EventMention) {
    let toll = is_toll(tree, old, &new);
    for mode in new.modes {
        if !old.modes.contains(&mode) {
            old.modes.push(mode);
        }
    }
    if old.actors.is_empty() {
        old.actors = new.actors;
    }
    if old.recipients.is_empty() || (toll && old.recipients.iter().all(|party| party.mention.is_none())) {
        old.recipients = new.recipients;
    } else if toll {
        let fresh = |party: &Party| old.recipients.iter().all(|known| known.words != party.words);
        let more: Vec<Party> = new.recipients.into_iter().filter(fresh).collect();
        old.recipients.extend(more);
    }
    for quantity in new.quantities {
        if old.quantities.iter().all(|known| known.words != quantity.words || known.what != quantity.what) {
            old.quantities.push(quantity);
        }
    }
    if old.place.is_none() {
        (old.place, old.place_from) = (new.place, new.place_from);
    }
    if old.time.is_none() {
        (old.time, old.days, old.granularity) = (new.time, new.days, new.granularity);
    }
    old.confidence = old.confidence.max(new.confidence);
}
