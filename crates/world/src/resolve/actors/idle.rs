//! Which phrases stand for nobody: predicates, places, things.

use super::lists::{Class, is};
use super::phrases::{Noun, Phrase};
use super::spot::{Name, What};
use super::tree::Tree;
use crate::bodies::BodyKind;
use crate::knowledge::Use;
use crate::resolve::MentionKind;
use crate::states::State;

/// Whether a phrase is none that stands for anybody: a predicate, "as president", "no group", a place.
pub(super) fn idle(tree: &Tree<'_>, names: &[Name<'_>], phrase: &Phrase<'_>) -> bool {
    let head = phrase.head;
    let nobody =
        tree.dependents(head).any(|d| tree.relation(d) == "det" && is(&tree.form(d).to_lowercase(), Class::Nobody));
    let by = preposition(tree, head);
    if phrase.kind == MentionKind::Nominal && phrase.name.is_none() {
        let place = phrase.nouns.first().is_some_and(Noun::is_body)
            && by.as_deref().is_some_and(|by| is(by, Class::PlacePreposition));
        let thing = phrase.nouns.first().is_some_and(|n| is(&n.lemma, Class::Thing)) && tree.relation(head) != "nsubj";
        return nobody || predicative(tree, phrase) || place || thing;
    }
    let Some(n) = phrase.name else { return nobody };
    // "the two Smiths" are told of apart
    let namesakes = names[n].is_person() && tree.dependents(head).any(|d| tree.relation(d) == "nummod" && d < head);
    if namesakes {
        return true;
    }
    match &names[n].what {
        What::State(state, used_as) => place_use(tree, names, head, state, *used_as, by.as_deref()),
        What::Place | What::Feature(_) | What::Other => true,
        What::Bodies(bodies) if bodies.first().is_some_and(|b| b.kind == BodyKind::Seat) => {
            by.as_deref().is_some_and(|by| !is(by, Class::MetonymPreposition))
        }
        _ => nobody,
    }
}

/// Whether a description says what somebody is or is called: "is president", "as president", "call him president".
pub(super) fn predicative(tree: &Tree<'_>, phrase: &Phrase<'_>) -> bool {
    let mut head = phrase.head;
    // "is a rival and a source of trouble"
    while tree.relation(head) == "conj" {
        match tree.head(head).filter(|up| *up < head) {
            Some(up) => head = up,
            None => break,
        }
    }
    let has = |relation: &str| tree.dependents(head).any(|d| tree.relation(d) == relation);
    phrase.kind == MentionKind::Nominal
        && phrase.name.is_none()
        && (has("cop")
            || preposition(tree, head).as_deref() == Some("as")
            || tree.relation(head) == "xcomp" && !has("det"))
}

/// The preposition of a noun, or of the one that it is joined to.
fn preposition(tree: &Tree<'_>, mut at: usize) -> Option<String> {
    for _ in 0..6 {
        if let Some(by) = tree.preposition(at) {
            return Some(by);
        }
        match tree.head(at) {
            Some(head) if tree.relation(at) == "conj" => at = head,
            _ => break,
        }
    }
    None
}

/// Whether the name of a state is that of a place where it stands.
fn place_use(tree: &Tree<'_>, names: &[Name<'_>], head: usize, _: &State, used_as: Use, by: Option<&str>) -> bool {
    let mut at = head;
    while tree.relation(at) == "conj" {
        match tree.head(at) {
            Some(up) if up < at => at = up,
            _ => break,
        }
    }
    let governor = tree.head(at);
    let lemma = governor.map(|g| tree.lemma(g)).unwrap_or_default();
    // "Tuzla, Bosnia": a state that tells where a town is
    let of_place =
        governor.and_then(|g| super::spot::at(names, g)).is_some_and(|n| matches!(names[n].what, What::Place));
    if of_place && matches!(tree.relation(at), "appos" | "nmod" | "list" | "flat" | "parataxis") {
        return true;
    }
    let demonym = matches!(used_as, Use::Adjective | Use::Person | Use::People);
    match (by, tree.relation(at)) {
        (Some(by), _) if is(by, Class::PlacePreposition) => !demonym,
        (Some("to" | "from" | "for" | "through"), _) if is(&lemma, Class::Motion) => !demonym,
        (Some("of"), _) if is(&lemma, Class::PlaceNoun) => !demonym,
        (None, "obj") if is(&lemma, Class::PlaceObject) => !demonym,
        (None, "obj") if used_as == Use::Seat && is(&lemma, Class::TownObject) => true,
        (None, "obl") => !demonym,
        (by, relation) if used_as == Use::Seat => match by {
            Some(by) => !is(by, Class::MetonymPreposition),
            None => !matches!(
                relation,
                "nsubj" | "obj" | "iobj" | "nmod" | "root" | "conj" | "compound" | "appos" | "xcomp"
            ),
        },
        _ => false,
    }
}
