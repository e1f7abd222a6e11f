//! The actors of a text as they are gathered, mention by mention.

use super::people::{Fit, Spelling};
use super::reading::{Known, Said, Weight};
use crate::bodies::BodyKind;
use crate::offices::Role;
use crate::resolve::ActorKind;
use crate::sectors::Sector;
use rustc_hash::FxHashMap;

/// An actor in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Entity<'w> {
    /// The entity that it turned out to be.
    into: Option<usize>,
    pub kind: Option<ActorKind>,
    pub known: Option<Known<'w>>,
    /// Forms of its name, in order.
    pub names: Vec<String>,
    spellings: Vec<Spelling>,
    pub code: Option<(Box<str>, Weight)>,
    pub sectors: Vec<(Sector, Weight)>,
    pub partial: bool,
    pub roles: Vec<Role>,
    pub body_kind: Option<BodyKind>,
    pub lemmas: Vec<String>,
    pub nouns: Vec<String>,
    pub offices: Vec<Told>,
    pub male: Option<bool>,
    /// What the first name says of it, which is less sure.
    pub sounds: Option<bool>,
    /// Whether its office is one of a body, not of a state.
    pub of_body: bool,
    pub plural: bool,
    pub counted: bool,
    pub abroad: bool,
    /// Whose it is, where that one's code was not known yet.
    pub owner: Option<usize>,
    /// Whose it is, by a possessive: "his men".
    pub possessor: Option<usize>,
    /// The first and the last word that named it.
    pub first: usize,
    pub last: usize,
    /// The sentence of the last mention, and whether it is its subject there.
    pub sentence: usize,
    pub subject: bool,
    /// The body or group that it speaks or acts for.
    pub body: Option<usize>,
    /// Whether it is told of by a region of several countries.
    pub regional: bool,
    /// Whether the text tells of kin of it.
    pub has_kin: bool,
}

/// An office that a phrase gives to an actor.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub office: String,
    pub weight: Weight,
    pub past: bool,
    /// Code of whose office it is.
    pub of: Option<Box<str>>,
    /// The phrase that says so.
    pub phrase: usize,
}

/// All actors of a text.
#[derive(Debug, Default)]
pub(super) struct Cast<'w> {
    entities: Vec<Entity<'w>>,
    keyed: FxHashMap<String, usize>,
    /// By recency, the last one mentioned at the end.
    recent: Vec<usize>,
}

/// How many of the last mentioned are looked through.
const MEMORY: usize = 160;

impl<'w> Cast<'w> {
    pub(super) fn get(&self, at: usize) -> &Entity<'w> {
        &self.entities[self.root(at)]
    }

    fn get_mut(&mut self, at: usize) -> &mut Entity<'w> {
        let at = self.root(at);
        &mut self.entities[at]
    }

    /// The entity that it turned out to be.
    pub(super) fn root(&self, mut at: usize) -> usize {
        while let Some(into) = self.entities[at].into {
            at = into;
        }
        at
    }

    pub(super) fn add(&mut self, first: usize) -> usize {
        self.entities.push(Entity { first, last: first, ..Entity::default() });
        self.entities.len() - 1
    }

    /// The entity of a key, made where there is none.
    pub(super) fn keyed(&mut self, key: String, first: usize) -> usize {
        if let Some(&at) = self.keyed.get(&key) {
            return self.root(at);
        }
        let at = self.add(first);
        self.keyed.insert(key, at);
        at
    }

    /// The last mentioned, latest first, each once.
    pub(super) fn recent(&self) -> impl Iterator<Item = (usize, &Entity<'w>)> {
        self.recent.iter().rev().filter(|at| self.entities[**at].into.is_none()).map(|at| (*at, &self.entities[*at]))
    }

    /// All, in the order in which they were told of.
    pub(super) fn all(&self) -> impl Iterator<Item = &Entity<'w>> {
        self.entities.iter().filter(|entity| entity.into.is_none())
    }

    /// Notes that a word mentions it.
    ///
    /// Who was the subject of a sentence stays it there: "Lee met her host".
    pub(super) fn mention(&mut self, at: usize, word: usize, sentence: usize, subject: bool) {
        let at = self.root(at);
        let entity = &mut self.entities[at];
        entity.last = word;
        entity.subject = subject || (entity.subject && entity.sentence == sentence);
        entity.sentence = sentence;
        self.recent.retain(|other| *other != at);
        self.recent.push(at);
        if self.recent.len() > MEMORY {
            self.recent.remove(0);
        }
    }

    pub(super) fn name(&mut self, at: usize, name: &str) {
        let name = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '"'));
        let entity = self.get_mut(at);
        if !entity.names.iter().any(|n| n == name) && entity.names.len() < 32 {
            entity.names.push(name.to_owned());
            entity.spellings.push(Spelling::of(name));
        }
    }

    /// Adds what a phrase says.
    pub(super) fn learn(&mut self, at: usize, said: &Said<'w>, phrase: usize) {
        let entity = self.get_mut(at);
        entity.kind = entity.kind.or(said.kind);
        entity.known = entity.known.or(said.known);
        take_code(&mut entity.code, said.code.clone());
        for sector in &said.sectors {
            if !entity.sectors.contains(sector) {
                entity.sectors.push(*sector);
            }
        }
        entity.partial |= said.partial;
        said.roles.iter().for_each(|r| add(&mut entity.roles, *r));
        entity.body_kind = entity.body_kind.or(said.body_kind);
        if !said.lemma.is_empty() {
            add(&mut entity.lemmas, said.lemma.clone());
        }
        said.nouns.iter().for_each(|n| add(&mut entity.nouns, n.clone()));
        if let Some((office, weight)) = &said.office {
            let of = said.code.as_ref().map(|(code, _)| code.clone());
            if entity.offices.len() < 32 {
                entity.offices.push(Told { office: office.clone(), weight: *weight, past: said.past, of, phrase });
            }
        }
        entity.male = entity.male.or(said.male);
        entity.sounds = entity.sounds.or(said.sounds);
        entity.of_body |= said.of_body;
        entity.plural |= said.plural;
        entity.counted |= said.counted;
        entity.abroad |= said.abroad;
        entity.regional |= said.regional;
        entity.owner = entity.owner.or(said.owner);
        entity.possessor = entity.possessor.or(said.possessor);
        entity.body = entity.body.or(said.body);
    }

    /// Notes that the text tells of its kin.
    pub(super) fn learn_kin(&mut self, at: usize) {
        self.get_mut(at).has_kin = true;
    }

    /// Notes that it is a man, or a woman.
    pub(super) fn learn_sex(&mut self, at: usize, male: bool) {
        let entity = self.get_mut(at);
        entity.male = entity.male.or(Some(male));
    }

    /// Makes two entities one: the second becomes the first.
    pub(super) fn merge(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let gone = std::mem::take(&mut self.entities[b]);
        self.entities[b].into = Some(a);
        let kept = &mut self.entities[a];
        kept.kind = kept.kind.or(gone.kind);
        kept.known = kept.known.or(gone.known);
        for (name, spelling) in gone.names.into_iter().zip(gone.spellings) {
            if !kept.names.contains(&name) {
                kept.names.push(name);
                kept.spellings.push(spelling);
            }
        }
        take_code(&mut kept.code, gone.code);
        gone.sectors.into_iter().for_each(|s| add(&mut kept.sectors, s));
        gone.roles.into_iter().for_each(|r| add(&mut kept.roles, r));
        gone.lemmas.into_iter().for_each(|l| add(&mut kept.lemmas, l));
        gone.nouns.into_iter().for_each(|n| add(&mut kept.nouns, n));
        kept.offices.extend(gone.offices);
        kept.body_kind = kept.body_kind.or(gone.body_kind);
        kept.partial |= gone.partial;
        kept.male = kept.male.or(gone.male);
        kept.sounds = kept.sounds.or(gone.sounds);
        kept.of_body |= gone.of_body;
        kept.plural |= gone.plural;
        kept.owner = kept.owner.or(gone.owner);
        kept.possessor = kept.possessor.or(gone.possessor);
        kept.body = kept.body.or(gone.body);
        kept.has_kin |= gone.has_kin;
        kept.first = kept.first.min(gone.first);
        if gone.last > kept.last {
            (kept.last, kept.subject, kept.sentence) = (gone.last, gone.subject, gone.sentence);
        }
        self.recent.retain(|at| *at != b);
    }
}

impl Entity<'_> {
    /// How well a person's name fits.
    pub(super) fn fits_person(&self, name: &Spelling) -> Option<Fit> {
        // each full form must allow it: "Lemma" is no form of one who is known by another full name
        let fuller: Vec<Option<Fit>> = self.spellings.iter().filter(|s| s.len() > 1).map(|s| s.person(name)).collect();
        if name.len() > 1 && !fuller.is_empty() {
            return fuller.into_iter().max().flatten();
        }
        self.spellings.iter().filter_map(|s| s.person(name)).max()
    }

    /// How well a body's name fits.
    pub(super) fn fits_body(&self, name: &Spelling) -> Option<Fit> {
        self.spellings.iter().filter_map(|s| s.body(name)).max()
    }

    /// The sectors that weigh most.
    pub(super) fn telling_sectors(&self) -> Vec<Sector> {
        let most = self.sectors.iter().map(|(_, weight)| *weight).max().unwrap_or(Weight::Weak);
        let ruler = self.roles.contains(&Role::HeadOfState);
        let mut told: Vec<Sector> = Vec::new();
        for (sector, weight) in &self.sectors {
            let rank = matches!(sector, Sector::Military | Sector::Religion);
            let soldier = ruler && rank && self.kind == Some(ActorKind::Person);
            if *weight == most || soldier || (*sector == Sector::Elites && *weight >= Weight::Strong) {
                add(&mut told, *sector);
            }
        }
        if told.len() > 1 {
            told.retain(|s| *s != Sector::Unknown);
            let more = told.iter().any(|s| !matches!(s, Sector::Civilians | Sector::Government));
            told.retain(|s| !more || *s != Sector::Civilians);
        }
        if self.partial {
            add(&mut told, Sector::Partial);
        }
        told
    }

    /// Whether it has a past office and no other.
    pub(super) fn is_past(&self) -> bool {
        !self.offices.is_empty() && self.offices.iter().all(|told| told.past)
    }

    /// The fullest form of its name.
    pub(super) fn fullest(&self) -> Option<&str> {
        let telling = |n: &&String| (n.split(' ').count().min(6), n.chars().count());
        let first = self.names.iter().max_by(|a, b| telling(a).cmp(&telling(b)).then_with(|| b.cmp(a)));
        first.map(String::as_str)
    }
}

fn add<T: PartialEq>(to: &mut Vec<T>, what: T) {
    if to.len() < 64 && !to.contains(&what) {
        to.push(what);
    }
}

fn take_code(code: &mut Option<(Box<str>, Weight)>, other: Option<(Box<str>, Weight)>) {
    if let Some((said, weight)) = other
        && code.as_ref().is_none_or(|(_, known)| *known < weight)
    {
        *code = Some((said, weight));
    }
}
