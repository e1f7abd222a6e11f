//! What stands around a trigger, by slots.
//!
//! | slot | holds |
//! | --- | --- |
//! | `subj` | the subject of the trigger, or of the verb that carries it ("A and B established relations") |
//! | `obj` | the object of a verb; of a noun, who the carrying verb acts on ("offered B a partnership") |
//! | `poss` | the possessor ("A's ally") |
//! | `pre` | a name before the noun ("the A-B partnership", "A sanctions") |
//! | `appos` | a name beside the noun ("A's ally B", "B, an ally of A", "allies such as B") |
//! | `place` | where it is |
//! | a preposition | what stands behind it ("with", "between", "out_of") |

use attache_language::Upos;

use super::frames::Frame;
use super::{RelationKind, Scene};

/// A word in its slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub name: String,
    pub word: usize,
    /// It belongs to the word that carries the trigger, not to the trigger.
    pub carried: bool,
}

/// How far up carriers are followed.
const FAR: usize = 4;

/// The slots around a trigger.
pub(super) fn slots(scene: &Scene<'_>, head: usize, frame: &Frame) -> Vec<Slot> {
    let mut slots = Vec::new();
    if frame.verb {
        around_verb(scene, head, &mut slots, false);
        // "was the first to recognise B", "became the fourth country to join"
        let noun = scene.tree.head(head).filter(|_| scene.tree.kind(head) == "acl");
        if let Some(noun) = noun.filter(|_| !slots.iter().any(|slot| slot.name == "subj")) {
            let subject = predicated(scene, noun).or_else(|| scene.tree.subject(noun, 3));
            subject.into_iter().for_each(|subject| push(&mut slots, "subj", subject, false));
        }
    } else {
        around_noun(scene, head, &mut slots, false);
        beside(scene, head, &mut slots);
        for clause in clauses(scene, head) {
            let mut found = Vec::new();
            around_verb(scene, clause, &mut found, true);
            found.retain(|slot| slot.word != head);
            found.into_iter().for_each(|slot| push(&mut slots, &slot.name, slot.word, true));
        }
        carriers(scene, head, &mut slots);
        if frame.kind == RelationKind::Office {
            // "Foreign Minister Ana Torres of Eldoria"
            let persons: Vec<usize> = slots.iter().filter(|slot| slot.name == "appos").map(|slot| slot.word).collect();
            persons.into_iter().for_each(|person| around_noun(scene, person, &mut slots, true));
        }
    }
    slots
}

fn push(slots: &mut Vec<Slot>, name: &str, word: usize, carried: bool) {
    if !slots.iter().any(|slot| slot.word == word) {
        slots.push(Slot { name: name.to_owned(), word, carried });
    }
}

fn around_verb(scene: &Scene<'_>, verb: usize, slots: &mut Vec<Slot>, carried: bool) {
    for argument in scene.tree.arguments(verb) {
        let name = match argument.relation {
            "subj" | "obj" | "poss" => argument.relation,
            "iobj" => "obj",
            "obl" if argument.case == "in" => "place",
            "obl" => argument.case.as_str(),
            _ => continue,
        };
        push(slots, name, argument.word, carried);
    }
}

fn around_noun(scene: &Scene<'_>, noun: usize, slots: &mut Vec<Slot>, carried: bool) {
    for argument in scene.tree.arguments(noun) {
        let name = match argument.relation {
            "poss" => "poss",
            "compound" | "amod" => "pre",
            "nmod" if matches!(argument.case.as_str(), "including" | "such_as" | "like" | "namely") => "appos",
            "nmod" => argument.case.as_str(),
            _ => continue,
        };
        let relative = scene.tree.xpos(argument.word) == "WP$";
        let clause = scene.tree.upwards(noun).take(5).find(|&at| scene.tree.relation(at) == "acl:relcl");
        let whose = clause.filter(|_| relative).and_then(|clause| scene.tree.head(clause));
        push(slots, name, whose.unwrap_or(argument.word), carried);
    }
}

/// The clauses that say what is done with a noun: "tariffs that A levied on B", "a treaty signed by A".
pub(super) fn clauses(scene: &Scene<'_>, noun: usize) -> Vec<usize> {
    let tree = scene.tree;
    if !tree.is_noun(noun) {
        return Vec::new();
    }
    let done = |kid: &usize| {
        tree.kind(*kid) == "acl" && tree.upos(*kid) == Upos::Verb && !place_in(scene, noun, *kid).is_empty()
    };
    tree.kids(noun).iter().copied().filter(done).collect()
}

/// Where a noun stands in a clause of its own: its object, or its subject.
pub(super) fn place_in(scene: &Scene<'_>, noun: usize, clause: usize) -> &'static str {
    let own = scene.tree.arguments(clause).into_iter().find(|argument| argument.word == noun);
    match own.map(|argument| argument.relation) {
        Some("obj") => "obj",
        Some("subj") => "subj",
        _ => "",
    }
}

/// What is apposed to a noun, and what the noun is said of.
fn beside(scene: &Scene<'_>, noun: usize, slots: &mut Vec<Slot>) {
    let tree = scene.tree;
    for &kid in tree.kids(noun) {
        match tree.kind(kid) {
            "appos" | "flat" | "list" | "parataxis" if tree.is_noun(kid) => push(slots, "appos", kid, false),
            // "its members, A, B and C"
            "conj" if tree.xpos(noun) == "NNS" && tree.upos(kid) == Upos::Propn && kid == noun + 2 => {
                push(slots, "appos", kid, false);
            }
            "nmod" if matches!(tree.case(kid).as_str(), "including" | "such_as" | "like" | "among") => {
                push(slots, "appos", kid, false);
            }
            _ => {}
        }
    }
    let first = top(scene, noun);
    if let Some(subject) = predicated(scene, first) {
        push(slots, "subj", subject, false);
    }
    let Some(head) = tree.head(first) else { return };
    match tree.kind(first) {
        "appos" => push(slots, "appos", head, false),
        "nmod" if matches!(tree.relation(first), "nmod:desc" | "nmod:unmarked") => push(slots, "appos", head, false),
        "compound" | "flat" if first < head => push(slots, "appos", head, false),
        "flat" => push(slots, "appos", head, false),
        "xcomp" => {
            // "considers B an ally"
            let verb = tree.arguments(head);
            let find =
                |name: &str| verb.iter().find(|argument| argument.relation == name).map(|argument| argument.word);
            if let (Some(object), Some(subject)) = (find("obj").filter(|object| *object != first), find("subj")) {
                push(slots, "subj", object, false);
                push(slots, "poss", subject, false);
            } else if let Some(subject) = find("subj") {
                push(slots, "subj", subject, false);
            }
        }
        "obl"
            if tree.case(first) == "as"
                && matches!(scene.lemma(head), "join" | "enter" | "leave" | "quit" | "admit") => {}
        "obl"
            if tree.case(first) == "as"
                && matches!(
                    scene.lemma(head),
                    "overtake" | "replace" | "displace" | "surpass" | "succeed" | "resign"
                ) =>
        {
            let subject = tree.arguments(head).into_iter().find(|argument| argument.relation == "subj");
            subject.into_iter().for_each(|argument| push(slots, "subj", argument.word, false));
        }
        "obl" if tree.case(first) == "as" => {
            let verb = tree.arguments(head);
            let find =
                |name: &str| verb.iter().find(|argument| argument.relation == name).map(|argument| argument.word);
            match (
                find("obj").filter(|object| tree.names_party(*object) || tree.upos(*object) == Upos::Propn),
                find("subj"),
            ) {
                (Some(object), Some(subject)) => {
                    push(slots, "subj", object, false);
                    push(slots, "poss", subject, false);
                }
                (Some(said), None) | (None, Some(said)) => push(slots, "subj", said, false),
                _ => {}
            }
        }
        _ => {}
    }
}

/// The first of coordinated predicates: of "a member of A and an ally of B", "member".
fn top(scene: &Scene<'_>, noun: usize) -> usize {
    let tree = scene.tree;
    let mut at = noun;
    for _ in 0..FAR {
        match (tree.kind(at), tree.head(at)) {
            ("conj", Some(head)) if tree.is_noun(head) || tree.upos(head) == Upos::Adj => at = head,
            _ => break,
        }
    }
    at
}

/// The subject of a noun that is a predicate, or of "one" in "one of its partners".
fn predicated(scene: &Scene<'_>, noun: usize) -> Option<usize> {
    let tree = scene.tree;
    let mut at = noun;
    for _ in 0..FAR {
        let predicate = tree.kid(at, "cop").is_some() || tree.kids(at).iter().any(|&kid| tree.kind(kid) == "nsubj");
        if predicate {
            return tree.subject(at, 2);
        }
        let head = tree.head(at)?;
        let part = tree.kind(at) == "nmod"
            && matches!(tree.case(at).as_str(), "of" | "among")
            && matches!(scene.lemma(head), "one" | "two" | "three" | "part" | "some" | "first" | "last" | "none");
        if !part {
            return None;
        }
        at = head;
    }
    None
}

/// The words that carry a noun: the verb that it is the object of, the noun that it belongs to.
fn carriers(scene: &Scene<'_>, noun: usize, slots: &mut Vec<Slot>) {
    let tree = scene.tree;
    let mut at = noun;
    for _ in 0..FAR {
        let Some(head) = tree.head(at) else { break };
        let case = tree.case(at);
        let goes = match tree.kind(at) {
            "obj" | "iobj" | "nsubj" | "conj" | "xcomp" => true,
            "obl" => case != "than" && case != "because_of",
            "nmod" => tree.relation(at) != "nmod:poss",
            "acl" => tree.relation(at) != "acl:relcl" || tree.kid(at, "nsubj").is_none(),
            "compound" => false,
            _ => false,
        };
        if !goes {
            break;
        }
        match tree.upos(head) {
            Upos::Verb | Upos::Aux => {
                verb_of(scene, head, noun, at, slots);
                break;
            }
            _ => {
                around_noun_carrier(scene, head, at, slots);
                if let Some(subject) = predicated(scene, head) {
                    push(slots, "subj", subject, true);
                }
            }
        }
        at = head;
    }
}

fn around_noun_carrier(scene: &Scene<'_>, carrier: usize, from: usize, slots: &mut Vec<Slot>) {
    let mut found = Vec::new();
    around_noun(scene, carrier, &mut found, true);
    for slot in found.into_iter().filter(|slot| slot.word != from) {
        if is_bond(scene, slot.word) {
            around_noun(scene, slot.word, slots, true);
            continue;
        }
        let name = if slot.name == "poss" || slot.name == "by" { "subj" } else { slot.name.as_str() };
        push(slots, name, slot.word, true);
    }
}

/// What stands around the verb that carries a noun; of "upgraded its ties with B to a partnership", B too.
fn verb_of(scene: &Scene<'_>, verb: usize, noun: usize, from: usize, slots: &mut Vec<Slot>) {
    let mut found = Vec::new();
    around_verb(scene, verb, &mut found, true);
    for slot in found.into_iter().filter(|slot| slot.word != noun && slot.word != from) {
        if is_bond(scene, slot.word) {
            let mut inner = Vec::new();
            around_noun(scene, slot.word, &mut inner, true);
            inner.into_iter().for_each(|slot| push(slots, &slot.name, slot.word, true));
            continue;
        }
        push(slots, &slot.name, slot.word, true);
    }
}

/// Words for what stands between parties.
fn is_bond(scene: &Scene<'_>, word: usize) -> bool {
    matches!(
        scene.lemma(word),
        "tie" | "relation" | "relationship" | "partnership" | "cooperation" | "link" | "bond" | "connection" | "level"
    )
}
