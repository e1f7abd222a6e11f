//! Offices held: from what resolution knows of the persons of an article.

use std::sync::LazyLock;

use attache_world::World;
use attache_world::resolve::{Actor, ActorKind, Held, Mention, MentionKind};

use super::{Relation, RelationKind, Scene, Standing, frames, naming, titles};
use crate::mention::Party;

/// Last words of roles that are no offices.
static NONE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/no_offices.tsv").lines().filter(|line| !line.starts_with('#')).map(str::trim).collect()
});

/// The offices that sentences give with the name of who holds them.
pub(super) fn offices(scene: &Scene<'_>) -> Vec<Relation> {
    let resolution = scene.tree.article.resolution;
    let mut found: Vec<Relation> = Vec::new();
    for (number, actor) in resolution.actors.iter().enumerate() {
        if actor.kind != ActorKind::Person || actor.name.is_none() {
            continue;
        }
        for held in &actor.offices {
            found.extend(office(scene, number, actor, held));
        }
    }
    found
}

fn office(scene: &Scene<'_>, number: usize, actor: &Actor, held: &Held) -> Option<Relation> {
    let tree = scene.tree;
    let resolution = tree.article.resolution;
    let said = resolution.mentions.get(held.mention)?;
    let sentence = tree.sentence(said.head);
    let named = |mention: &&Mention| {
        mention.actor == number && mention.kind == MentionKind::Name && tree.sentence(mention.head) == sentence
    };
    let person = resolution.mentions.iter().position(|mention| named(&mention))?;
    let value = held.office.to_lowercase();
    let value = titles::bare(&value).to_owned();
    if value.contains(" of ") || !frames::is_office(value.split(' ').next_back()?) {
        return None;
    }
    let last = value.split(' ').next_back()?.to_owned();
    if NONE.iter().any(|role| *role == last || *role == value) {
        return None;
    }
    let words = tree.article.annotation.sentences.get(sentence)?.words.clone();
    let noun = words
        .filter(|&word| scene.lemma(word) == last || tree.form(word).eq_ignore_ascii_case(&last))
        .min_by_key(|word| word.abs_diff(said.head))
        .unwrap_or(said.head);
    if frames::is_of_another(scene, noun) {
        return None;
    }
    let value = titles::of_state(scene, noun, value);
    let object = of(scene, noun, said, held, &value)?;
    let status = if held.past { Standing::Ended } else { Standing::Stands };
    let named = &resolution.mentions[person];
    Some(Relation {
        kind: RelationKind::Office,
        subject: Some(Party {
            mention: Some(person),
            words: named.words.clone(),
            code: actor.code.clone(),
            sectors: actor.sectors.clone(),
            name: actor.name.clone().unwrap_or_default(),
        }),
        object: Some(object),
        value: Some(value),
        since: None,
        until: None,
        status,
        sentence,
        trigger: noun..noun + 1,
        mutual: false,
    })
}

/// Whose office it is: a name that belongs to its noun, else the state that resolution gives.
fn of(scene: &Scene<'_>, noun: usize, said: &Mention, held: &Held, value: &str) -> Option<Party> {
    let tree = scene.tree;
    let mut heads: Vec<usize> = Vec::new();
    for argument in tree.arguments(noun).into_iter().chain(tree.arguments(said.head)) {
        let belongs = match argument.relation {
            "poss" | "compound" | "amod" => true,
            "nmod" => matches!(argument.case.as_str(), "of" | "at" | "for" | "in"),
            _ => false,
        };
        if belongs && argument.party {
            heads.push(argument.word);
        }
    }
    let is_body = |party: &Party| {
        let mention = party.mention.and_then(|at| tree.article.resolution.mentions.get(at));
        let actor = mention.and_then(|mention| tree.article.resolution.actor_of(mention));
        actor.is_some_and(|actor| matches!(actor.kind, ActorKind::State | ActorKind::Body))
            || mention.is_none() && party.name.starts_with(char::is_uppercase)
    };
    let party = tree.parties(&heads).into_iter().find(is_body);
    party.filter(|party| naming::can_bind(scene, RelationKind::Office, party)).or_else(|| {
        if titles::is_bare_lead(value) {
            return None;
        }
        let state = World::embedded().state(held.of.as_deref()?)?;
        Some(Party { name: state.name.to_string(), code: Some(state.plover().to_owned()), ..Party::default() })
    })
}
