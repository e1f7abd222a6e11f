//! Of what a sentence tells of a party under two of its names, once: rows and model may each choose another name.

use std::cmp::Ordering;

use attache_world::resolve::{ActorKind, MentionKind};

use super::{Relation, RelationKind, Scene, naming};
use crate::mention::Party;

/// The relations without those that say no more than another does.
pub(super) fn once(scene: &Scene<'_>, all: Vec<Relation>) -> Vec<Relation> {
    let mut kept: Vec<Relation> = Vec::new();
    for relation in all {
        let twin = kept.iter().enumerate().find_map(|(at, other)| Some((at, told_better(scene, &relation, other)?)));
        match twin {
            Some((at, true)) => kept[at] = relation,
            Some((_, false)) => {}
            None => kept.push(relation),
        }
    }
    kept
}

/// Whether a relation names the parties of another better; none where it is another relation.
fn told_better(scene: &Scene<'_>, one: &Relation, other: &Relation) -> Option<bool> {
    let value = |it: &Relation| it.value.as_deref().map(str::to_lowercase);
    let same = one.kind == other.kind && one.sentence == other.sentence && one.status == other.status;
    if !same || value(one) != value(other) {
        return None;
    }
    let sides = |a: &Option<Party>, b: &Option<Party>| match (a, b) {
        (None, None) => Some(0),
        (Some(a), Some(b)) => named_better(scene, one.kind, a, b).map(|it| it as i32),
        _ => None,
    };
    let both = |subject: &Option<Party>, object: &Option<Party>| {
        Some(sides(subject, &other.subject)? + sides(object, &other.object)?)
    };
    let straight = both(&one.subject, &one.object);
    let turned = || one.mutual.then(|| both(&one.object, &one.subject)).flatten();
    straight.or_else(turned).map(|more| more > 0)
}

/// Which of two names of a party says more: the longer of two that overlap, else the state's own; none where they may be two parties.
fn named_better(scene: &Scene<'_>, kind: RelationKind, one: &Party, other: &Party) -> Option<Ordering> {
    use RelationKind::{Detention, Office, Sanctions};
    if one.name == other.name {
        return Some(Ordering::Equal);
    }
    if one.words.start < other.words.end && other.words.start < one.words.end {
        return Some(one.words.len().cmp(&other.words.len()));
    }
    let code = one.code.as_ref().filter(|code| other.code.as_ref() == Some(code));
    let of_states = code.is_some() && !matches!(kind, Office | Detention | Sanctions);
    let (ours, theirs) = (is_state(scene, one), is_state(scene, other));
    (naming::is_same_state(scene, one, other) || of_states && (ours || theirs)).then(|| ours.cmp(&theirs))
}

/// Whether a party is a state by its own name.
fn is_state(scene: &Scene<'_>, party: &Party) -> bool {
    let resolution = scene.tree.article.resolution;
    let mention = party.mention.and_then(|at| resolution.mentions.get(at));
    mention.is_some_and(|mention| {
        let state = resolution.actor_of(mention).is_some_and(|actor| actor.kind == ActorKind::State);
        state && mention.kind == MentionKind::Name
    })
}
