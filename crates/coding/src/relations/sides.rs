//! Who stands on which side: from slots to parties.

use attache_language::Upos;
use attache_world::resolve::ActorKind;

use super::frames::{Frame, Order};
use super::groups::{
    THE_BODY, THE_STATE, after_marker, before_sentence, is_group, is_pair, last_named, last_states, leading, listed,
    other_state,
};
use super::naming::{INSTITUTIONS, is_person, named, of_person, owner_of, persons};
use super::slots::Slot;
use super::{RelationKind, Scene, titles};
use crate::mention::Party;

/// Slots of those who stand first in a mutual relation, and of those who stand against them.
const OURS: &[&str] = &["subj", "poss", "pre", "between", "among", "amongst", "of", "by", "for"];

const THEIRS: &[&str] = &["with", "to", "toward", "towards", "obj", "and", "from", "against", "alongside"];

/// Words between which and what they stand for at most so many words lie.
pub(super) const FAR: usize = 60;

/// The parties of both sides; of a mutual relation among several, all on the first.
pub(super) fn sides(scene: &Scene<'_>, frame: &Frame, head: usize, slots: &[Slot]) -> (Vec<Party>, Vec<Party>) {
    if frame.subject == ["*"] {
        let (ours, mut theirs) = (filled(scene, frame, head, slots, OURS), filled(scene, frame, head, slots, THEIRS));
        theirs.retain(|party| !ours.iter().any(|other| same(scene, party, other)));
        let grouped = slots.iter().any(|slot| is_group(scene, slot.word) && !is_pair(scene, slot.word));
        if theirs.is_empty() && ours.len() > 1 && grouped && frame.kind == RelationKind::Partnership {
            // "four countries are on the top rung: A, B, C and D": with whose ladder it is
            theirs = before_sentence(scene, head);
            theirs.retain(|party| !ours.iter().any(|other| same(scene, party, other)));
        }
        return (ours, theirs);
    }
    let subjects = first_filled(scene, frame, head, slots, &frame.subject, false);
    let subjects = if subjects.is_empty() && frame.kind == RelationKind::Trade && !frame.verb {
        last_named(scene, head, ActorKind::State)
    } else {
        subjects
    };
    let mut objects = first_filled(scene, frame, head, slots, &frame.object, true);
    let mut subjects = subjects;
    let all_same =
        !objects.is_empty() && objects.iter().all(|party| subjects.iter().any(|other| same(scene, party, other)));
    if all_same {
        // "B, its largest partner": not B's own
        let pronoun = slots
            .iter()
            .find(|slot| scene.tree.upos(slot.word) == Upos::Pron && frame.subject.contains(&slot.name.as_str()));
        if let Some(slot) = pronoun {
            subjects = leading(scene, frame, slot.word, false);
        }
    }
    objects.retain(|party| !subjects.iter().any(|other| same(scene, party, other)));
    let said_of = slots.iter().any(|slot| slot.name == "subj" && !slot.carried) || scene.tree.kind(head) == "appos";
    if objects.is_empty() && !subjects.is_empty() && frame.order == Order::Free && !frame.verb && !said_of {
        // a list of partners, not partners of each other; allies are whose the sentence says
        if frame.kind == RelationKind::Alliance {
            return (Vec::new(), Vec::new());
        }
        objects = before_sentence(scene, head);
        objects.retain(|party| !subjects.iter().any(|other| same(scene, party, other)));
        if objects.is_empty() {
            return (Vec::new(), Vec::new());
        }
    }
    if objects.is_empty() && frame.kind == RelationKind::Recognition {
        // "recognised the rebel chief as head of B", "the city as capital of B"
        let role = slots.iter().find(|slot| slot.name == "as").map(|slot| slot.word);
        let of = role.and_then(|role| {
            scene.tree.kids(role).iter().copied().find(|&kid| {
                scene.tree.relation(kid) == "nmod:poss"
                    || scene.tree.kind(kid) == "nmod" && scene.tree.case(kid) == "of"
            })
        });
        objects = of.map(|of| meant(scene, frame, head, of, true)).unwrap_or_default();
    }
    if objects.is_empty() && frame.kind == RelationKind::Membership && !subjects.is_empty() && !frame.verb {
        objects = last_named(scene, head, ActorKind::Body);
    }
    if objects.is_empty() && frame.kind == RelationKind::Claim && subjects.len() == 1 {
        objects = other_state(scene, head, &subjects);
    }
    if frame.kind == RelationKind::Office {
        objects.retain(|party| !(is_person(scene, party) && party.name.contains(' ')));
        // a minister's state may stay untold, not whom somebody heads
        let may_stay = !frame.verb && !titles::is_bare_lead(&titles::title(scene, head));
        if objects.is_empty() && may_stay {
            objects = of_person(&subjects);
        }
        if objects.is_empty() && may_stay {
            objects = last_named(scene, head, ActorKind::State);
        }
        objects.truncate(1);
    }
    (subjects, objects)
}

/// Who stands with whom.
pub(super) fn pairs(frame: &Frame, ours: Vec<Party>, theirs: Vec<Party>) -> Vec<(Option<Party>, Option<Party>)> {
    let alone = |parties: &[Party]| {
        let mut pairs = Vec::new();
        for (n, first) in parties.iter().enumerate().take(MOST) {
            pairs.extend(parties[n + 1..].iter().take(MOST).map(|second| (Some(first.clone()), Some(second.clone()))));
        }
        pairs
    };
    match (ours.is_empty(), theirs.is_empty()) {
        (false, false) => {
            let each = |first: &Party| {
                theirs.iter().map(|second| (Some(first.clone()), Some(second.clone()))).collect::<Vec<_>>()
            };
            ours.iter().flat_map(each).collect()
        }
        (false, true) if frame.order == Order::Free && ours.len() > 1 => alone(&ours),
        (false, true) if frame.kind == RelationKind::Treaty => {
            ours.into_iter().map(|party| (Some(party), None)).collect()
        }
        (true, false) if frame.order == Order::Free && theirs.len() > 1 => alone(&theirs),
        (false, true) if frame.kind == RelationKind::Claim && ours.len() > 1 => alone(&ours),
        (false, true) if frame.kind == RelationKind::Claim => {
            ours.into_iter().map(|party| (Some(party), None)).collect()
        }
        (true, false) if matches!(frame.kind, RelationKind::Detention | RelationKind::Sanctions) => {
            theirs.into_iter().map(|party| (None, Some(party))).collect()
        }
        _ => Vec::new(),
    }
}

/// Most parties that are paired with each other.
const MOST: usize = 8;

pub(super) fn same(scene: &Scene<'_>, a: &Party, b: &Party) -> bool {
    let actor = |party: &Party| Some(scene.tree.article.resolution.mentions.get(party.mention?)?.actor);
    actor(a).is_some() && actor(a) == actor(b) || a.name == b.name
}

fn filled(scene: &Scene<'_>, frame: &Frame, head: usize, slots: &[Slot], names: &[&str]) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    let titled = frame.kind == RelationKind::Treaty && scene.tree.form(head).starts_with(char::is_uppercase);
    for name in names.iter().filter(|name| !(titled && **name == "of")) {
        for slot in slots.iter().filter(|slot| slot.name == *name) {
            for party in meant(scene, frame, head, slot.word, false) {
                if !parties.iter().any(|other| same(scene, &party, other)) {
                    parties.push(party);
                }
            }
        }
    }
    parties
}

fn first_filled(
    scene: &Scene<'_>,
    frame: &Frame,
    head: usize,
    slots: &[Slot],
    names: &[&str],
    is_object: bool,
) -> Vec<Party> {
    for name in names {
        let found = match *name {
            "held" if frame.kind == RelationKind::Claim => holder(scene, frame, head),
            "person" => persons(scene, head, slots),
            _ => {
                let mut found: Vec<Party> = Vec::new();
                // "has ties with several allies": who has them is none of those
                let personal = matches!(scene.lemma(head), "ally" | "partner" | "member") && !frame.verb;
                for slot in slots.iter().filter(|slot| slot.name == *name && !(personal && slot.carried)) {
                    let portfolio = frame.kind == RelationKind::Office && titles::is_portfolio(scene, slot.word);
                    if !portfolio {
                        found.extend(meant(scene, frame, head, slot.word, is_object));
                    }
                }
                if personal && *name == "appos" && found.is_empty() && scene.tree.xpos(head) == "NNS" {
                    // "partners of B, such as A", whatever the tree
                    found = named(scene, frame, scene.tree.parties(&after_marker(scene, head)), is_object);
                }
                if frame.kind == RelationKind::Office && !is_object && found.len() > 1 {
                    // of several who are coordinated, the nearest before the verb
                    let near =
                        found.iter().filter(|party| party.words.start < head).max_by_key(|party| party.words.start);
                    found = near.cloned().into_iter().collect();
                }
                found
            }
        };
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Who holds the territory that is claimed: "the islands, held by B", "ruled by B and claimed by A", "the coast of B".
fn holder(scene: &Scene<'_>, frame: &Frame, head: usize) -> Vec<Party> {
    let tree = scene.tree;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(head)) else { return Vec::new() };
    let holds = sentence.words.clone().filter(|&verb| {
        verb != head
            && tree.upos(verb) == Upos::Verb
            && matches!(
                scene.lemma(verb),
                "hold" | "control" | "administer" | "govern" | "rule" | "occupy" | "seize" | "own" | "annex"
            )
    });
    let agents = holds.flat_map(|verb| tree.arguments(verb)).filter(|argument| argument.relation == "subj");
    let found: Vec<Party> = agents.flat_map(|argument| meant(scene, frame, head, argument.word, false)).collect();
    if !found.is_empty() {
        return found;
    }
    let land = tree.kids(head).iter().copied().filter(|&kid| {
        tree.kind(kid) == "obj" || tree.kind(kid) == "nmod" && matches!(tree.case(kid).as_str(), "to" | "over" | "on")
    });
    let of = land.flat_map(|land| {
        tree.kids(land).iter().copied().filter(move |&kid| {
            tree.kind(kid) == "nmod"
                && tree.case(kid) == "of"
                && tree.upos(land) == Upos::Propn
                && tree.upos(kid) == Upos::Propn
        })
    });
    of.flat_map(|of| meant(scene, frame, head, of, false)).collect()
}

/// The parties that a phrase stands for.
fn meant(scene: &Scene<'_>, frame: &Frame, trigger: usize, word: usize, is_object: bool) -> Vec<Party> {
    let tree = scene.tree;
    // "recognised B's independence", "A's sovereignty over B"
    if frame.kind == RelationKind::Recognition && is_object && ABSTRACT.contains(&scene.lemma(word)) {
        let owners = tree.kids(word).iter().copied().filter(|&kid| {
            matches!(tree.relation(kid), "nmod:poss" | "amod" | "compound")
                || tree.kind(kid) == "nmod" && matches!(tree.case(kid).as_str(), "of" | "in" | "by")
        });
        let mut owners: Vec<usize> = owners.collect();
        if let Some(&by) = owners.iter().find(|&&kid| tree.case(kid) == "by") {
            owners = vec![by];
        }
        return named(scene, frame, tree.parties(&owners), is_object);
    }
    let institution = tree.upos(word) == Upos::Noun && INSTITUTIONS.contains(&scene.lemma(word));
    let stands_for = institution && frame.kind != RelationKind::Office;
    if let Some(owner) = owner_of(scene, word).filter(|_| stands_for) {
        return named(scene, frame, vec![owner], is_object);
    }
    if is_group(scene, word) && tree.xpos(word) == "NN" && THE_STATE.contains(&scene.lemma(word)) {
        let definite = tree.kids(word).iter().any(|&kid| tree.form(kid).eq_ignore_ascii_case("the"));
        let named = tree.kids(word).iter().any(|&kid| matches!(tree.kind(kid), "appos" | "nmod" | "acl"));
        if definite && !named {
            return last_named(scene, word, ActorKind::State);
        }
    }
    if is_group(scene, word) && tree.xpos(word) == "NN" && THE_BODY.contains(&scene.lemma(word)) {
        return last_named(scene, word, ActorKind::Body);
    }
    if is_group(scene, word) {
        let listed = listed(scene, word, trigger);
        if !listed.is_empty() {
            return named(scene, frame, listed, is_object);
        }
        return if is_pair(scene, word) {
            named(scene, frame, last_states(scene, word), is_object)
        } else {
            Vec::new()
        };
    }
    if tree.is_noun(word) && matches!(scene.lemma(word), "it" | "its" | "which" | "that" | "he" | "his" | "she" | "her")
    {
        let parties = named(scene, frame, tree.parties(&[word]), is_object);
        return if parties.is_empty() { leading(scene, frame, word, is_object) } else { parties };
    }
    if matches!(scene.lemma(word), "they" | "their" | "both") {
        let parties = named(scene, frame, tree.parties(&[word]), is_object);
        return if parties.is_empty() { named(scene, frame, last_states(scene, word), is_object) } else { parties };
    }
    named(scene, frame, tree.parties(&[word]), is_object)
}

/// What is recognised of somebody.
const ABSTRACT: &[&str] = &[
    "independence",
    "sovereignty",
    "statehood",
    "government",
    "authority",
    "claim",
    "annexation",
    "republic",
    "junta",
    "rule",
    "administration",
    "leadership",
    "right",
    "control",
    "existence",
];
