//! Phrases that stand for states or bodies named elsewhere: "12 countries, among them …", "the two sides", "its", "the bloc".

use attache_language::{EntityKind, Upos};
use attache_world::resolve::{ActorKind, MentionKind};

use super::Scene;
use super::frames::Frame;
use super::naming::named;
use super::sides::{FAR, same};
use crate::mention::Party;

/// Nouns that stand for states or members that are named elsewhere.
pub(super) const GROUPS: &[&str] = &[
    "country",
    "nation",
    "state",
    "member",
    "partner",
    "ally",
    "government",
    "capital",
    "side",
    "neighbour",
    "neighbor",
    "economy",
    "power",
    "republic",
    "one",
    "other",
    "party",
    "island",
    "claimant",
    "signatory",
    "bloc",
    "organisation",
    "organization",
    "grouping",
    "body",
    "enemy",
    "foe",
    "rival",
    "leader",
    "sides",
];

/// The only other state that a sentence names beside a claimant and what it claims.
pub(super) fn other_state(scene: &Scene<'_>, head: usize, claimants: &[Party]) -> Vec<Party> {
    let tree = scene.tree;
    let resolution = tree.article.resolution;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(head)) else { return Vec::new() };
    let from = resolution.mentions.partition_point(|mention| mention.head < sentence.words.start);
    let within = resolution.mentions[from..].iter().take_while(|mention| mention.head < sentence.words.end);
    let state = |mention: &&attache_world::resolve::Mention| {
        let actor = resolution.actor_of(mention);
        actor.is_some_and(|actor| actor.kind == ActorKind::State) && mention.kind == MentionKind::Name
    };
    let mut found: Vec<Party> = Vec::new();
    for mention in within.filter(state) {
        let party = tree.party(mention.head);
        if !found.iter().chain(claimants).any(|other| same(scene, &party, other)) {
            found.push(party);
        }
    }
    if found.len() == 1 { found } else { Vec::new() }
}

/// The state that was named last before the sentence of a word.
pub(super) fn before_sentence(scene: &Scene<'_>, word: usize) -> Vec<Party> {
    let first = scene.tree.article.annotation.sentences.get(scene.tree.sentence(word)).map_or(0, |it| it.words.start);
    last_named(scene, first, ActorKind::State)
}

/// The state or body that was named last before a word, in its sentence or the one before.
pub(super) fn last_named(scene: &Scene<'_>, word: usize, kind: ActorKind) -> Vec<Party> {
    let resolution = scene.tree.article.resolution;
    let before = resolution.mentions.partition_point(|mention| mention.head < word);
    let near = resolution.mentions[..before].iter().rev().take_while(|mention| word - mention.head <= FAR / 2);
    let fits = |mention: &attache_world::resolve::Mention| {
        let actor = resolution.actor_of(mention);
        let unknown = actor.is_some_and(|actor| actor.code.is_none() && actor.name.is_some());
        let entity = scene.tree.entity(mention.head).map(|entity| (entity.kind, entity.words.len()));
        let called = match (kind, entity) {
            (ActorKind::Body, Some((EntityKind::Org, words))) => words > 1,
            (ActorKind::State, Some((EntityKind::Gpe | EntityKind::Loc, _))) => true,
            (ActorKind::State, Some((EntityKind::Per, 1))) => true,
            _ => false,
        };
        actor.is_some_and(|actor| actor.kind == kind) || unknown && called
    };
    let names = |kind: MentionKind| matches!(kind, MentionKind::Name | MentionKind::Metonym | MentionKind::Adjective);
    let named: Vec<&attache_world::resolve::Mention> =
        near.filter(|mention| names(mention.kind) && fits(mention)).collect();
    // who leads a sentence goes before who is named in passing
    let leads = |mention: &&&attache_world::resolve::Mention| {
        kind == ActorKind::State && matches!(scene.tree.relation(mention.head), "nsubj" | "nsubj:pass" | "nmod:poss")
    };
    let first = named.iter().find(leads).or(named.first());
    first.map(|mention| vec![scene.tree.party(mention.head)]).unwrap_or_default()
}

/// For whom "its" stands where nothing resolves it: the subject that leads its sentence, else the name before it.
pub(super) fn leading(scene: &Scene<'_>, frame: &Frame, word: usize, is_object: bool) -> Vec<Party> {
    let tree = scene.tree;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(word)) else { return Vec::new() };
    let names = || sentence.words.start..word;
    let subject =
        |&at: &usize| tree.upos(at) == Upos::Propn && matches!(tree.relation(at), "nsubj" | "nsubj:pass" | "root");
    let first = |&at: &usize| tree.upos(at) == Upos::Propn && !matches!(tree.kind(at), "flat" | "compound");
    let found = names().find(subject).or_else(|| names().find(first));
    found.map(|at| named(scene, frame, tree.parties(&[at]), is_object)).unwrap_or_default()
}

/// Whether a phrase stands for states or bodies without naming them.
pub(super) fn is_group(scene: &Scene<'_>, word: usize) -> bool {
    let resolution = scene.tree.article.resolution;
    let actor = resolution.headed_by(word).and_then(|mention| resolution.actor_of(mention));
    if actor.is_some_and(|actor| actor.kind == ActorKind::State && actor.name.is_some()) {
        return false;
    }
    let named = scene.tree.entity(word).is_some() || scene.tree.upos(word) == Upos::Propn;
    (!named || scene.tree.xpos(word) == "NNS") && GROUPS.contains(&scene.lemma(word))
        || scene.tree.upos(word) == Upos::Num
}

/// "the two countries", "both sides", "the neighbours".
pub(super) fn is_pair(scene: &Scene<'_>, word: usize) -> bool {
    let plural = matches!(scene.tree.xpos(word), "NNS" | "NNPS");
    let both = |kid: &usize| matches!(scene.lemma(*kid), "two" | "both" | "2" | "the" | "their");
    plural && scene.tree.kids(word).iter().any(both)
}

/// The named of "12 countries, among them A, B and C", "partners such as A", "A and B are among the countries that …".
pub(super) fn listed(scene: &Scene<'_>, word: usize, trigger: usize) -> Vec<Party> {
    let tree = scene.tree;
    let mut heads = Vec::new();
    for &kid in tree.kids(word) {
        let list = match tree.kind(kid) {
            "nmod" => matches!(tree.case(kid).as_str(), "including" | "such_as" | "like" | "among" | "namely" | "as"),
            "appos" | "list" | "parataxis" | "conj" | "flat" => tree.is_noun(kid),
            _ => false,
        };
        if list {
            let inner = if is_group(scene, kid) { listed(scene, kid, trigger) } else { Vec::new() };
            if !inner.is_empty() {
                return inner;
            }
            heads.push(kid);
        }
    }
    if heads.is_empty() {
        heads = after_colon(scene, word);
    }
    if heads.is_empty() {
        heads = after_marker(scene, word);
    }
    if heads.is_empty() {
        // "A and B are among the countries that …", "A is one of the four"
        let mut at = word;
        for _ in 0..3 {
            if let Some(subject) = tree.subject(at, 1).filter(|&subject| subject != word && subject != trigger) {
                heads.push(subject);
                break;
            }
            let Some(head) = tree.head(at).filter(|_| matches!(tree.kind(at), "nmod")) else { break };
            at = head;
        }
    }
    tree.parties(&heads)
}

/// Names behind the sentence's last colon: "four countries belong to the top tier: A, B and C".
pub(super) fn after_colon(scene: &Scene<'_>, word: usize) -> Vec<usize> {
    let tree = scene.tree;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(word)) else { return Vec::new() };
    let Some(colon) = sentence.words.clone().rev().find(|&at| tree.form(at) == ":").filter(|&colon| colon > word)
    else {
        return Vec::new();
    };
    let resolution = tree.article.resolution;
    (colon + 1..sentence.words.end).filter(|&at| resolution.headed_by(at).is_some()).collect()
}

/// Names behind "such as" and the like, whatever the tree.
pub(super) fn after_marker(scene: &Scene<'_>, word: usize) -> Vec<usize> {
    let tree = scene.tree;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(word)) else { return Vec::new() };
    let near = word + 1..sentence.words.end.min(word + 9);
    let is = |at: usize, form: &str| tree.form(at).eq_ignore_ascii_case(form);
    let marker = near.into_iter().find(|&at| {
        is(at, "including")
            || is(at, "like")
            || is(at, "such") && is(at + 1, "as")
            || is(at, "corresponding") && is(at + 1, "to")
    });
    let Some(marker) = marker else { return Vec::new() };
    let resolution = tree.article.resolution;
    let end = (marker + 1..sentence.words.end)
        .find(|&at| matches!(tree.upos(at), Upos::Verb | Upos::Aux) || tree.form(at) == ";")
        .unwrap_or(sentence.words.end);
    let names = (marker + 1..end)
        .filter(|&at| resolution.headed_by(at).is_some_and(|mention| mention.kind == MentionKind::Name));
    names.collect()
}

/// The two states that were named last.
pub(super) fn last_states(scene: &Scene<'_>, word: usize) -> Vec<Party> {
    let resolution = scene.tree.article.resolution;
    let before = resolution.mentions.partition_point(|mention| mention.head < word);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for mention in resolution.mentions[..before].iter().rev() {
        if word - mention.head > FAR || found.len() == 2 {
            break;
        }
        let state = resolution.actor_of(mention).is_some_and(|actor| {
            let word = actor.name.as_deref().is_some_and(|name| !name.contains(' '));
            actor.kind == ActorKind::State || word && mention.kind == MentionKind::Name
        });
        let names = !matches!(mention.kind, MentionKind::Pronoun | MentionKind::Nominal);
        if state && names && !found.iter().any(|(actor, _)| *actor == mention.actor) {
            found.push((mention.actor, mention.head));
        }
    }
    if found.len() < 2 {
        return Vec::new();
    }
    found.reverse();
    scene.tree.parties(&found.into_iter().map(|(_, head)| head).collect::<Vec<_>>())
}

/// Nouns that mean the organisation named before.
pub(super) const THE_BODY: &[&str] = &["bloc", "organisation", "organization", "grouping", "body", "alliance", "union"];

/// Nouns that mean the state named before.
pub(super) const THE_STATE: &[&str] = &["state", "country", "nation", "republic", "kingdom", "island"];
