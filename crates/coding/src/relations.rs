//! What stands between actors over time, as one article tells it: diplomatic relations, partnerships and their rungs, alliances,
//! membership, treaties, recognition, claims, sanctions, trade, offices, detention.
//!
//! A row of `data/relations.tsv` says which words tell of a relation and where its sides stand. [`relations`] looks for the words
//! (`frames`), gathers what stands around each (`slots`), finds the parties (`sides`, with
//! `groups` and `naming`), reads the words over it for whether it
//! stands (`standing`), the times beside it (`spells`) and its value (`values`, `titles`, `terms`, and
//! `ladder` for tiers). What names beside offices leave out, resolution knows (`offices`). What is told twice is told once (`twins`).

mod frames;
mod groups;
mod heard;
mod ladder;
mod naming;
mod nearby;
mod offices;
mod sides;
mod slots;
mod spells;
mod standing;
mod terms;
mod titles;
mod twins;
mod values;

use std::ops::Range;

use attache_world::Repair;
use rustc_hash::FxHashMap;

use crate::mention::{Article, Party};
use crate::ontology::named;
use crate::tree::Tree;
use frames::{Frame, Order};
pub use heard::Hearing;
use heard::{ByRows, Heard, heard};

named! {
    /// What sort of relation.
    RelationKind, "kind of relation", "data/relations.tsv", {
        /// Two states have diplomatic relations.
        Diplomatic = "diplomatic",
        /// Two states, or a state and a bloc, call each other partners.
        Partnership = "partnership",
        /// Two states are allies.
        Alliance = "alliance",
        /// Somebody belongs to an organisation.
        Membership = "membership",
        /// A treaty binds its parties.
        Treaty = "treaty",
        /// One recognises the other.
        Recognition = "recognition",
        /// Somebody claims a territory.
        Claim = "claim",
        /// One has sanctions on the other.
        Sanctions = "sanctions",
        /// One trades with the other.
        Trade = "trade",
        /// A person holds an office.
        Office = "office",
        /// Somebody holds a person captive.
        Detention = "detention",
    }
}

named! {
    /// Whether a relation stands.
    Standing, "status of a relation", "data/relation_operators.tsv", {
        /// It holds.
        Stands = "stands",
        /// One side wants it.
        Wished = "wished",
        /// It is offered, applied for or under negotiation.
        Proposed = "proposed",
        /// It was turned down.
        Refused = "refused",
        /// It holds no more.
        Ended = "ended",
    }
}

/// A relation as one sentence tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// What sort it is.
    pub kind: RelationKind,
    /// One side; none where the article does not tell who.
    pub subject: Option<Party>,
    /// The other side.
    pub object: Option<Party>,
    /// The rung, rank, office, territory, name of the pact or kind of sanctions, as the kind has it.
    pub value: Option<String>,
    /// Since when: an ISO year, month or day, as exact as told.
    pub since: Option<String>,
    /// Until when, likewise.
    pub until: Option<String>,
    /// Whether it stands.
    pub status: Standing,
    /// Index of its sentence in the annotation.
    pub sentence: usize,
    /// The words that tell it.
    pub trigger: Range<usize>,
    /// Whether the sides may change places.
    pub mutual: bool,
}

/// The relations that an article tells of, in the order of their triggers. `repairs` are its broken names.
pub fn relations(article: &Article<'_>, repairs: &[Repair], hearing: Hearing<'_>) -> Vec<Relation> {
    let tree = Tree::new(article);
    let scene = Scene { tree: &tree, lemmas: lemmas(&tree, repairs), spun: !repairs.is_empty() };
    let mut found = weighed(&scene, by_rows(&scene), &heard(&scene, hearing));
    if let Some(ladder) = ladder::ladder(&scene) {
        ladder.name(&mut found);
    }
    found = found.into_iter().map(awaiting).collect();
    found.sort_by_key(|relation| relation.trigger.start);
    let all = found.clone();
    found.retain(|relation| !all.iter().any(|other| is_told_by(relation, other)));
    twins::once(&scene, found)
}

/// Whether a relation without a rung or name says no more than another that has one.
fn is_told_by(bare: &Relation, other: &Relation) -> bool {
    let rungs = matches!(bare.kind, RelationKind::Partnership | RelationKind::Diplomatic | RelationKind::Alliance);
    let sides = |it: &Relation| [name(&it.subject).map(str::to_owned), name(&it.object).map(str::to_owned)];
    let (ours, mut theirs) = (sides(bare), sides(other));
    let same = ours == theirs || {
        theirs.reverse();
        bare.mutual && ours == theirs
    };
    let times = |own: &Option<String>, other: &Option<String>| own.is_none() || own == other;
    let within = times(&bare.since, &other.since) && times(&bare.until, &other.until);
    rungs
        && bare.value.is_none()
        && other.value.is_some()
        && bare.kind == other.kind
        && bare.status == other.status
        && same
        && within
}

/// What the rows and what the model say, together.
fn weighed(scene: &Scene<'_>, by_rows: Vec<Relation>, all: &[Heard]) -> Vec<Relation> {
    let (mut found, mut by_model): (Vec<Relation>, Vec<(f32, Relation)>) = (Vec::new(), Vec::new());
    let mut near: FxHashMap<(usize, RelationKind), Vec<usize>> = FxHashMap::default();
    for (at, relation) in by_rows.iter().enumerate() {
        near.entry((relation.sentence, relation.kind)).or_default().push(at);
    }
    let mut left: Vec<Option<ByRows>> = by_rows.into_iter().map(|it| Some(ByRows::new(scene, it))).collect();
    for heard in all {
        let near = near.get(&(heard.sentence, heard.kind)).map_or(&[][..], Vec::as_slice);
        let is = |at: &&usize| left[**at].as_ref().is_some_and(|told| heard.is(told));
        let same: Vec<usize> = near.iter().filter(is).copied().collect();
        if !heard.is_told(!same.is_empty()) {
            same.into_iter().for_each(|at| left[at] = None);
            continue;
        }
        if same.is_empty() {
            by_model.extend(alone(scene, heard, all).map(|relation| (heard.likely, relation)));
        }
        // of two that one sentence tells of the same two, as where a rung gives way, the rows know how each stands
        let alone = same.len() == 1;
        let told = same.into_iter().filter_map(|at| left[at].take()).map(|told| told.relation);
        found.extend(told.map(|relation| if alone { heard.corrected(relation) } else { relation }));
    }
    found.extend(left.into_iter().flatten().map(|told| told.relation));
    // one word names one holder's office, and who held it before
    by_model.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rows = found.len();
    for (_, heard) in by_model {
        let word = heard.trigger.start;
        let by_it = |(at, told): (usize, &Relation)| {
            told.kind == RelationKind::Office
                && told.trigger.contains(&word)
                && (at < rows || told.status == heard.status)
        };
        let taken =
            heard.kind == RelationKind::Office && scene.tree.xpos(word) != "NNS" && found.iter().enumerate().any(by_it);
        if !taken {
            found.push(heard);
        }
    }
    found
}

/// A relation that the model alone hears.
fn alone(scene: &Scene<'_>, heard: &Heard, all: &[Heard]) -> Option<Relation> {
    let is_same = |a: Option<(heard::Who, usize)>, b: Option<(heard::Who, usize)>| a.map(|it| it.0) == b.map(|it| it.0);
    // a side is left open only where nobody stands there
    let rival = |other: &&Heard| {
        other.kind == heard.kind
            && other.sentence == heard.sentence
            && other.is_told(false)
            && (heard.subject.is_none() && is_same(other.object, heard.object) && other.subject.is_some()
                || heard.object.is_none() && is_same(other.subject, heard.subject) && other.object.is_some())
    };
    if (heard.subject.is_none() || heard.object.is_none()) && all.iter().any(|other| rival(&other)) {
        return None;
    }
    // "A and B both claim it": once, by whom the model rather takes for the claimant
    let turned = |other: &Heard| {
        let same = other.kind == heard.kind && other.sentence == heard.sentence;
        let sides = other.object.map(|it| it.0) == heard.subject.map(|it| it.0)
            && other.subject.map(|it| it.0) == heard.object.map(|it| it.0);
        same && sides && (other.likely, other.subject.map(|it| it.1)) > (heard.likely, heard.subject.map(|it| it.1))
    };
    if matches!(heard.kind, RelationKind::Claim | RelationKind::Trade) && all.iter().any(turned) {
        return None;
    }
    let near = nearby::nearby(scene, heard)?;
    let party = |side: Option<(heard::Who, usize)>| side.map(|(_, word)| naming::whole(scene, scene.tree.party(word)));
    let (subject, object) = (party(heard.subject), party(heard.object));
    // a pact of mutual defence makes allies
    if heard.kind == RelationKind::Treaty && near.value.as_deref().is_some_and(is_of_defence) {
        return None;
    }
    let same_state = subject.as_ref().zip(object.as_ref()).is_some_and(|(a, b)| naming::is_same_state(scene, a, b));
    let binds = |party: &Option<Party>| party.as_ref().is_none_or(|party| naming::can_bind(scene, heard.kind, party));
    if same_state || name(&subject) == name(&object) || !binds(&subject) || !binds(&object) {
        return None;
    }
    let status = heard.standing(near.by_cue.then_some(near.told.status));
    if near.denied && status == Standing::Stands {
        return None;
    }
    let told = standing::Told { status, ..near.told };
    let spell = spells::spell(scene, heard.kind, near.word, &told);
    Some(Relation {
        kind: heard.kind,
        subject,
        object,
        value: near.value,
        since: spell.since,
        until: spell.until,
        status,
        sentence: heard.sentence,
        trigger: near.word..near.word + 1,
        mutual: matches!(
            heard.kind,
            RelationKind::Diplomatic | RelationKind::Partnership | RelationKind::Alliance | RelationKind::Treaty
        ),
    })
}

/// An office that somebody has been chosen for but not taken is proposed.
fn awaiting(relation: Relation) -> Relation {
    let office = relation.value.as_deref().filter(|_| relation.kind == RelationKind::Office).map(titles::awaited);
    match office {
        Some((office, true)) => Relation { value: Some(office.to_owned()), status: Standing::Proposed, ..relation },
        _ => relation,
    }
}

/// Whether a treaty's name says that its parties defend each other.
fn is_of_defence(name: &str) -> bool {
    let name = name.to_lowercase();
    ["mutual defen", "collective defen"].iter().any(|words| name.contains(words))
}

/// The relations that the rows tell of.
fn by_rows(scene: &Scene<'_>) -> Vec<Relation> {
    let mut found: Vec<Relation> = Vec::new();
    for (frame, trigger, head) in frames::triggers(scene) {
        if found.iter().any(|old| old.trigger.contains(&head) && old.kind != RelationKind::Office) {
            continue;
        }
        found.extend(told(scene, frame, trigger, head));
    }
    for office in offices::offices(scene) {
        let same = |other: &Relation| {
            other.kind == RelationKind::Office
                && other.sentence == office.sentence
                && name_of(other) == name_of(&office)
        };
        if !found.iter().any(same) {
            found.push(office);
        }
    }
    // the treaty under which two are allies is told with the alliance
    let pacts: Vec<(usize, Option<String>)> = found
        .iter()
        .filter(|relation| relation.kind == RelationKind::Alliance && relation.value.is_some())
        .map(|relation| (relation.sentence, relation.value.clone()))
        .collect();
    found.retain(|relation| {
        relation.kind != RelationKind::Treaty || !pacts.contains(&(relation.sentence, relation.value.clone()))
    });
    found
}

fn name(party: &Option<Party>) -> Option<&str> {
    party.as_ref().map(|party| party.name.as_str())
}

fn name_of(relation: &Relation) -> Option<&str> {
    relation.subject.as_ref().map(|party| party.name.as_str())
}

/// An article as this module looks at it.
struct Scene<'a> {
    tree: &'a Tree<'a>,
    /// Dictionary forms in lower case, broken words mended.
    lemmas: Vec<String>,
    /// A rewriter exchanged some of its words.
    spun: bool,
}

impl Scene<'_> {
    fn lemma(&self, word: usize) -> &str {
        self.lemmas.get(word).map_or("", String::as_str)
    }
}

fn lemmas(tree: &Tree<'_>, repairs: &[Repair]) -> Vec<String> {
    let mut lemmas: Vec<String> = (0..tree.words.len()).map(|word| tree.lemma(word).to_owned()).collect();
    for repair in repairs {
        let words = tree.article.annotation.words_in(repair.span);
        let reads: Vec<&str> = repair.reads.split_whitespace().collect();
        if reads.len() == words.len() {
            for (word, read) in words.zip(reads) {
                let tagged = tree.words.get(word);
                let lemma = tagged.map(|tagged| attache_language::lemma_tagged(read, tagged.upos.name(), tagged.xpos));
                lemmas[word] = lemma.unwrap_or(read.into()).to_lowercase();
            }
        }
    }
    if !repairs.is_empty() {
        // a spinner's word for a partner
        for (word, lemma) in lemmas.iter_mut().enumerate() {
            let noun = tree.upos(word) == attache_language::Upos::Noun;
            if noun && !frames::is_trigger(lemma) && attache_world::near_synonyms(lemma, "partner") {
                "partner".clone_into(lemma);
            }
        }
    }
    lemmas
}

/// The relations that one trigger tells of.
fn told(scene: &Scene<'_>, frame: &Frame, trigger: Range<usize>, head: usize) -> Vec<Relation> {
    let mut slots = slots::slots(scene, head, frame);
    if frame.kind == RelationKind::Treaty || frame.kind == RelationKind::Alliance && frame.value == "pact" {
        // names in a treaty's name are no parties, if others are told
        let named = scene.tree.form(head).starts_with(char::is_uppercase);
        let other = slots.iter().any(|slot| slot.name != "pre" && scene.tree.names_party(slot.word));
        let tree = scene.tree;
        let joined = |word: usize| {
            let hyphen = |at: usize| matches!(tree.form(at), "-" | "–" | "/");
            hyphen(word + 1) || word > 0 && hyphen(word - 1)
        };
        let state = |word: usize| {
            let actor = tree.article.resolution.headed_by(word).and_then(|it| tree.article.resolution.actor_of(it));
            actor.is_some_and(|actor| actor.kind == attache_world::resolve::ActorKind::State)
        };
        slots.retain(|slot| slot.name != "pre" || !(named && other) && (joined(slot.word) || state(slot.word)));
    }
    let (subjects, objects) = sides::sides(scene, frame, head, &slots);
    let pairs = sides::pairs(frame, subjects, objects);
    if pairs.is_empty() {
        return Vec::new();
    }
    let Some(told) = standing::standing(scene, frame, head) else { return Vec::new() };
    let values = values::values(scene, frame, head, &slots, &told);
    let Some((value, old)) = values else { return Vec::new() };
    let spell = spells::spell(scene, frame.kind, head, &told);
    let mut told = told;
    if told.status == Standing::Stands && spells::is_over(scene, &spell) {
        told.status = Standing::Ended;
    }
    let mut relations = Vec::new();
    for (subject, object) in pairs {
        let titled = |party: &Option<Party>| {
            name(party).is_some_and(|name| value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(name)))
        };
        if name(&subject).is_some() && name(&subject) == name(&object) || titled(&object) {
            continue;
        }
        let relation = Relation {
            kind: frame.kind,
            subject,
            object,
            value: value.clone(),
            since: spell.since.clone(),
            until: spell.until.clone(),
            status: told.status,
            sentence: scene.tree.sentence(head),
            trigger: trigger.clone(),
            mutual: frame.order == Order::Free,
        };
        if let Some(old) = &old {
            let ended = told.status == Standing::Stands;
            relations.push(Relation {
                value: Some(old.clone()),
                since: None,
                until: spell.since.clone().filter(|_| ended),
                status: if ended { Standing::Ended } else { Standing::Stands },
                ..relation.clone()
            });
        }
        relations.push(relation);
    }
    relations
}

#[cfg(test)]
mod tests;
