//! Which phrases name a side: states for their institutions, whole names, persons beside their offices.

use attache_language::{EntityKind, Upos};
use attache_world::World;
use attache_world::resolve::{Actor, ActorKind};

use super::frames::Frame;
use super::slots::Slot;
use super::{RelationKind, Scene, values};
use crate::mention::Party;

/// The state for which a person acts whose office names none.
pub(super) fn of_person(persons: &[Party]) -> Vec<Party> {
    let code = persons.first().and_then(|person| person.code.as_deref());
    let state = code.and_then(|code| World::embedded().state(code));
    let party = state.map(|state| Party {
        name: state.name.to_string(),
        code: Some(state.plover().to_owned()),
        ..Party::default()
    });
    party.into_iter().collect()
}

/// The named person whom an office is told of.
pub(super) fn persons(scene: &Scene<'_>, head: usize, slots: &[Slot]) -> Vec<Party> {
    if let Some(person) = next_to(scene, head) {
        return vec![person];
    }
    for name in ["appos", "subj", "obj"] {
        for slot in slots.iter().filter(|slot| slot.name == name && !slot.carried) {
            let found = scene.tree.parties(&[slot.word]);
            let person = found.into_iter().find(|party| {
                let known =
                    actor(scene, party).is_some_and(|actor| actor.kind == ActorKind::Person && actor.name.is_some());
                let called = scene.tree.entity(slot.word).is_some_and(|entity| entity.kind == EntityKind::Per);
                party.name.contains(' ') && (known || called)
            });
            if let Some(person) = person {
                return vec![person];
            }
        }
    }
    Vec::new()
}

/// The name right beside an office, whatever the tree: "the foreign minister of Eldoria, Ana Torres", "Ana Torres, minister".
pub(super) fn next_to(scene: &Scene<'_>, head: usize) -> Option<Party> {
    let tree = scene.tree;
    let sentence = tree.article.annotation.sentences.get(tree.sentence(head))?.words.clone();
    let person = |at: usize| {
        let entity = tree.entity(at).filter(|entity| entity.kind == EntityKind::Per)?;
        let top =
            entity.words.clone().find(|&word| tree.head(word).is_none_or(|head| !entity.words.contains(&head)))?;
        let party = tree.party(top);
        (entity.words.len() > 1 || is_person(scene, &party) && party.name.contains(' ')).then_some(party)
    };
    // "Foreign Minister Ana Torres", "the minister of Eldoria, Ana Torres,"
    let mut at = head + 1;
    if let Some(found) = person(at) {
        return Some(found);
    }
    if tree.form(at).eq_ignore_ascii_case("of") || tree.form(at).eq_ignore_ascii_case("since") {
        while at < sentence.end
            && at < head + 9
            && tree.form(at) != ","
            && !matches!(tree.upos(at), Upos::Verb | Upos::Aux)
        {
            at += 1;
        }
    }
    let behind = (tree.form(at) == "," && at + 1 < sentence.end).then(|| person(at + 1)).flatten();
    if behind.is_some() {
        return behind;
    }
    // "Ana Torres, the foreign minister"
    let first = values::modifiers(scene, head).first().copied().unwrap_or(head);
    let before = (sentence.start..first).rev().take(6).find(|&at| {
        !matches!(tree.upos(at), Upos::Det | Upos::Adj | Upos::Noun | Upos::Adv)
            && !matches!(tree.form(at), "'s" | "’s")
            && tree.entity(at).is_none()
    })?;
    (tree.form(before) == "," && before > sentence.start).then(|| person(before - 1)).flatten()
}

/// Those of the parties that a relation of this kind can hold between.
pub(super) fn named(scene: &Scene<'_>, frame: &Frame, parties: Vec<Party>, is_object: bool) -> Vec<Party> {
    let described = is_object && matches!(frame.kind, RelationKind::Sanctions | RelationKind::Detention);
    let fits = |party: Party| {
        let person = is_person(scene, &party);
        if !party.words.is_empty() && party.words.clone().all(|word| values::is_rung(scene, word)) {
            return None;
        }
        if frame.kind == RelationKind::Detention && is_object {
            let things = party.words.clone().any(|word| THINGS.contains(&scene.lemma(word)));
            return (person && !things).then_some(party);
        }
        if frame.kind == RelationKind::Office && !is_object {
            return (person && party.name.contains(' ') && party.name.starts_with(char::is_uppercase)).then_some(party);
        }
        if described && !is_named(scene, &party) {
            let head = head_of(scene, &party);
            let people =
                head.is_some_and(|head| scene.tree.names_party(head) || ORGANISED.contains(&scene.lemma(head)));
            return if people { Some(party) } else { owner(scene, &party, false) };
        }
        if frame.kind == RelationKind::Membership && is_object {
            let state = actor(scene, &party).is_some_and(|actor| actor.kind == ActorKind::State);
            let human = person
                && party.name.contains(' ')
                && scene.tree.entity(party.words.start).is_none_or(|entity| entity.kind == EntityKind::Per);
            return (!state && !human && is_named(scene, &party)).then_some(party);
        }
        if frame.kind == RelationKind::Trade && person {
            return (party.words.len() <= 1 && is_named(scene, &party)).then_some(party);
        }
        if frame.kind == RelationKind::Office && !is_named(scene, &party) {
            return owner(scene, &party, false);
        }
        if frame.kind == RelationKind::Membership && frame.subject == ["obj"] && !is_named(scene, &party) {
            return None;
        }
        let party = state_of(scene, frame, party);
        is_named(scene, &party).then_some(party)
    };
    let mut fitting: Vec<Party> = Vec::new();
    for party in parties.into_iter().filter_map(fits).map(|party| whole(scene, party)) {
        if can_bind(scene, frame.kind, &party) && !fitting.iter().any(|other| other.name == party.name) {
            fitting.push(party);
        }
    }
    fitting
}

/// Whether two parties are one state, under two of its names.
pub(super) fn is_same_state(scene: &Scene<'_>, one: &Party, other: &Party) -> bool {
    let state = |party: &Party| {
        let actor = actor(scene, party).filter(|actor| actor.kind == ActorKind::State)?;
        actor.code.clone()
    };
    state(one).is_some_and(|code| state(other) == Some(code))
}

/// Whether a party can be of relations that bind states: no person on its own account, no dateline; and of any, no pronoun and
/// no word that answers.
pub(super) fn can_bind(scene: &Scene<'_>, kind: RelationKind, party: &Party) -> bool {
    use RelationKind::{Alliance, Diplomatic, Partnership, Treaty};
    let pronoun = party.words.len() == 1 && scene.tree.upos(party.words.start) == Upos::Pron;
    let pronoun = pronoun && scene.tree.form(party.words.start) == party.name;
    let answer = pronoun || matches!(party.name.to_lowercase().as_str(), "no" | "yes");
    let personal = actor(scene, party).is_some_and(|actor| {
        let own = match actor.name.as_deref() {
            Some(name) => name == party.name && name.contains(' '),
            None => !party.name.starts_with(char::is_uppercase),
        };
        let said = party.words.clone().find_map(|word| scene.tree.entity(word));
        actor.kind == ActorKind::Person && own && said.is_none_or(|entity| entity.kind == EntityKind::Per)
    });
    let mutual = matches!(kind, Alliance | Diplomatic | Partnership | Treaty);
    !(answer || is_dateline(scene, &party.words) || mutual && personal)
}

/// Whether a name stands before the text and says where it was written: "HALDEN, 3 May (Agency) -".
fn is_dateline(scene: &Scene<'_>, words: &std::ops::Range<usize>) -> bool {
    let tree = scene.tree;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(words.start)) else { return false };
    let loud = |at: usize| {
        let form = tree.form(at);
        form.chars().count() > 1 && !form.chars().any(char::is_lowercase) && form.chars().any(char::is_alphabetic)
    };
    let led = !words.is_empty() && (sentence.words.start..words.end).all(|at| loud(at) || tree.upos(at) == Upos::Punct);
    led && matches!(tree.form(words.end), "," | "(" | "-" | "–" | "—" | ":")
}

/// A party under its whole name, where resolution has but a word of it: "Port" of "Port Halden".
pub(super) fn whole(scene: &Scene<'_>, party: Party) -> Party {
    let tree = scene.tree;
    let Some(entity) = tree.entity(party.words.start).filter(|entity| (2..=6).contains(&entity.words.len())) else {
        return party;
    };
    let bond = matches!(
        scene.lemma(entity.words.end - 1),
        "partnership" | "agreement" | "treaty" | "pact" | "alliance" | "accord"
    );
    if bond {
        return party;
    }
    let within = entity.words.start <= party.words.start && party.words.end <= entity.words.end;
    let text = tree.text(&entity.words);
    let known = actor(scene, &party)
        .is_some_and(|actor| matches!(actor.kind, ActorKind::State | ActorKind::Person) && actor.code.is_some());
    let longer = text.split_whitespace().count() > party.name.split_whitespace().count();
    let text = text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(&text).to_owned();
    match within && !known && longer && text.contains(&party.name) && !text.contains(" and ") {
        true => Party { name: text, words: entity.words.clone(), ..party },
        false => party,
    }
}

/// What is held or released and is nobody.
pub(super) const THINGS: &[&str] = &[
    "figure",
    "data",
    "village",
    "number",
    "statement",
    "talk",
    "film",
    "baby",
    "report",
    "town",
    "city",
    "vote",
    "election",
    "meeting",
    "office",
    "post",
    "record",
    "share",
    "stake",
    "seat",
    "territory",
    "document",
    "money",
    "fund",
];

pub(super) fn actor<'s>(scene: &'s Scene<'_>, party: &Party) -> Option<&'s Actor> {
    let resolution = scene.tree.article.resolution;
    resolution.actor_of(resolution.mentions.get(party.mention?)?)
}

pub(super) fn is_person(scene: &Scene<'_>, party: &Party) -> bool {
    let kind = actor(scene, party).map(|actor| actor.kind);
    let entity = party.words.clone().find_map(|word| scene.tree.entity(word)).map(|entity| entity.kind);
    match kind {
        Some(ActorKind::Person | ActorKind::Group) => true,
        Some(_) => false,
        None => entity == Some(EntityKind::Per),
    }
}

pub(super) fn is_named(scene: &Scene<'_>, party: &Party) -> bool {
    let known = actor(scene, party).is_some_and(|actor| actor.name.is_some() && actor.kind != ActorKind::Group);
    let proper = || {
        party.words.clone().any(|word| scene.tree.entity(word).is_some() || scene.tree.upos(word) == Upos::Propn)
            && head_of(scene, party).is_none_or(|head| scene.tree.upos(head) != Upos::Noun)
    };
    known || party.name.starts_with(char::is_uppercase) && proper()
}

pub(super) fn head_of(scene: &Scene<'_>, party: &Party) -> Option<usize> {
    let words = &party.words;
    words.clone().find(|&word| scene.tree.head(word).is_none_or(|head| !words.contains(&head)))
}

/// Firms and the like, on which sanctions fall.
pub(super) const ORGANISED: &[&str] = &[
    "company",
    "firm",
    "bank",
    "individual",
    "entity",
    "official",
    "officer",
    "businessman",
    "oligarch",
    "tanker",
    "ship",
    "airline",
    "carrier",
];

/// The state for which a person or institution of it stands, in relations between states.
pub(super) fn state_of(scene: &Scene<'_>, frame: &Frame, party: Party) -> Party {
    use RelationKind::{Office, Trade};
    if matches!(frame.kind, Office | Trade) || frame.kind == RelationKind::Recognition && is_person(scene, &party) {
        return party;
    }
    if let Some(owner) = owner(scene, &party, true) {
        return owner;
    }
    let governs = actor(scene, &party).is_some_and(|actor| {
        let sector = actor.sectors.first().map(|sector| sector.word());
        matches!(sector, Some("GOV" | "LEG" | "MIL" | "JUD")) && actor.kind != ActorKind::State
    });
    let state = party.code.as_deref().filter(|_| governs).and_then(|code| World::embedded().state(code));
    match state {
        Some(state) => Party { name: state.name.to_string(), ..party },
        None => party,
    }
}

/// The named owner of an institution or of people: "A's cabinet", "soldiers of A", "an A official".
pub(super) fn owner(scene: &Scene<'_>, party: &Party, governs: bool) -> Option<Party> {
    let tree = scene.tree;
    let head = head_of(scene, party)?;
    if tree.upos(head) != Upos::Noun || actor(scene, party).is_some_and(|actor| actor.kind == ActorKind::State) {
        return None;
    }
    if governs && !INSTITUTIONS.contains(&scene.lemma(head)) {
        return None;
    }
    owner_of(scene, head)
}

pub(super) fn owner_of(scene: &Scene<'_>, head: usize) -> Option<Party> {
    let tree = scene.tree;
    let owns = tree.kids(head).iter().copied().filter(|&kid| {
        matches!(tree.relation(kid), "nmod:poss" | "amod" | "compound")
            || tree.kind(kid) == "nmod" && matches!(tree.case(kid).as_str(), "of" | "in" | "from")
    });
    owns.flat_map(|kid| tree.parties(&[kid])).find(|party| is_named(scene, party))
}

/// Institutions and people for whom their state stands.
pub(super) const INSTITUTIONS: &[&str] = &[
    "government",
    "cabinet",
    "ministry",
    "parliament",
    "senate",
    "congress",
    "president",
    "minister",
    "prosecutor",
    "official",
    "envoy",
    "soldier",
    "king",
    "queen",
    "general",
    "authority",
    "army",
    "police",
    "court",
    "leader",
    "administration",
    "lawmaker",
    "senator",
    "diplomat",
    "regime",
    "council",
    "military",
    "junta",
    "navy",
    "force",
    "premier",
    "legislature",
    "troop",
    "ruler",
    "emir",
    "chancellor",
    "delegation",
    "negotiator",
    "foreign",
    "department",
    "assembly",
    "treasury",
    "agency",
    "office",
    "state",
    "republic",
    "country",
    "territory",
    "people",
    "house",
    "mission",
    "embassy",
];
