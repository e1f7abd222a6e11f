//! Mentions to actors.
//!
//! [`spot`] finds names, [`phrases`] the noun phrases around names, offices, agent nouns and pronouns, [`reading`] what one phrase
//! says of its actor, and [`resolver`] takes the phrases in turn and finds the actor of each among those of the [`cast`]
//! (`nominals`, `pronouns`, `ties`). What a phrase leaves open, the country that the article tells of there ([`focus`]) may close.

mod cast;
mod focus;
mod idle;
mod labels;
mod leaders;
mod lists;
mod nominals;
pub(super) mod people;
mod peoples;
mod phrases;
mod pronouns;
mod reading;
mod resolver;
mod sectors;
mod spot;
mod ties;
mod tree;

use attache_language::Annotation;
use rustc_hash::FxHashMap;

use super::{Actor, ActorKind, Candidate, Held, Mention, MentionKind, Setting, Toponym};
use crate::offices::Role;
use crate::{ActorId, Sector, World};
use cast::Entity;
use focus::Focus;
use lists::{Class, is};
use phrases::Phrase;
use reading::{Known, Weight};
use resolver::Resolver;
use tree::Tree;

/// The mentions of actors in a text, in order of their heads, the actors that they stand for, and how many words are its dateline.
pub(super) fn actors(
    world: &World,
    text: &str,
    annotation: &Annotation,
    setting: &Setting<'_>,
    places: &[Toponym],
) -> (Vec<Mention>, Vec<Actor>, usize) {
    let mut tree = Tree::new(text, annotation, setting.repairs);
    let dateline = spot::dateline(&tree);
    tree.cut(dateline);
    let mut names = spot::names(world, &tree, setting.as_of);
    spot::choose_states(world, &tree, &mut names, places);
    let phrases = phrases::phrases(world, &tree, &names, setting.as_of);
    let focus = Focus::of(world, &tree, &names, places, setting);
    let mut resolver = Resolver::new(world, &tree, &names, &phrases, places, &focus);
    resolver.as_of = setting.as_of;
    resolver.run();
    let (mentions, actors) = told(&resolver, setting);
    (mentions, actors, dateline)
}

/// The mentions that stand for themselves, and their actors.
fn told(r: &Resolver<'_, '_, '_>, setting: &Setting<'_>) -> (Vec<Mention>, Vec<Actor>) {
    let mut mentions: Vec<Mention> = Vec::new();
    let mut said_by: Vec<Option<usize>> = vec![None; r.phrases.len()];
    let mut number: FxHashMap<usize, usize> = FxHashMap::default();
    let mut entities: Vec<(usize, usize)> = Vec::new();
    for (p, phrase) in r.phrases.iter().enumerate() {
        let Some(entity) = r.of[p].map(|e| r.cast.root(e)).filter(|_| !r.idle(p)) else { continue };
        let Some(kind) = kind(r, phrase, r.cast.get(entity)) else { continue };
        if mentions.last().is_some_and(|m| m.head >= phrase.head) {
            continue;
        }
        let actor = *number.entry(entity).or_insert_with(|| {
            entities.push((entity, p));
            entities.len() - 1
        });
        said_by[p] = Some(mentions.len());
        mentions.push(Mention { words: phrase.words.clone(), head: phrase.head, kind, actor, shares: phrase.shares });
    }
    let actors = entities.iter().map(|(entity, p)| actor(r, *entity, *p, &said_by, setting)).collect();
    (mentions, actors)
}

/// How a phrase names its actor; none where it is not worth a mention.
fn kind(r: &Resolver<'_, '_, '_>, phrase: &Phrase<'_>, entity: &Entity<'_>) -> Option<MentionKind> {
    let modifies = r.modifies(phrase.head);
    let possessive = r.tree.deprel(phrase.head) == "nmod:poss";
    if phrase.shares.is_some() {
        return Some(phrase.kind);
    }
    if phrase.name.is_some() {
        let state = entity.kind == Some(ActorKind::State);
        return Some(if modifies || (possessive && state) { MentionKind::Adjective } else { phrase.kind });
    }
    if modifies {
        // "a rebel attack"
        let acts = [
            Sector::Military,
            Sector::Police,
            Sector::Rebels,
            Sector::Armed,
            Sector::Government,
            Sector::Paramilitary,
            Sector::Opposition,
        ];
        let party = entity.sectors.iter().any(|(s, _)| acts.contains(s)) || entity.kind == Some(ActorKind::State);
        return party.then_some(MentionKind::Adjective);
    }
    Some(phrase.kind)
}

fn actor(r: &Resolver<'_, '_, '_>, entity: usize, p: usize, said_by: &[Option<usize>], setting: &Setting<'_>) -> Actor {
    let e = r.cast.get(entity);
    let kind = e.kind.unwrap_or_default();
    let name = match e.known {
        Some(Known::State(state)) => Some(state.name.to_string()),
        _ => e.fullest().map(str::to_owned),
    };
    let mut sectors = sectors(e);
    let mut code = e.code.as_ref().filter(|(_, weight)| *weight > Weight::Weak).map(|(code, _)| code.to_string());
    // whom the text leaves open the table of leaders may know
    let leader =
        name.as_deref().filter(|_| kind == ActorKind::Person).and_then(|name| leaders::leader(name, setting.as_of));
    if let Some(leader) = leader.filter(|leader| code.as_deref().is_none_or(|code| code == leader.code)) {
        code = Some(leader.code.to_owned());
        if sectors.is_empty() {
            sectors = leader.sectors;
        }
    }
    let said = code.is_some();
    let weak = || e.code.as_ref().map(|(code, _)| code.to_string());
    let code = code.or_else(weak).or_else(|| owned(r, e, setting)).or_else(|| presumed(r, e, p));
    let offices = offices(r, e, said_by, code.as_deref());
    let strong = || e.offices.iter().filter(|told| told.weight >= Weight::Strong);
    let told = strong().find(|told| !told.past).or_else(|| strong().next()).or(e.offices.first());
    let office = told.map(|told| told.office.clone());
    let id = id(e, kind, name.as_deref(), code.as_deref(), office.as_deref());
    let mut actor =
        Actor { kind, name, names: e.names.clone(), code, sectors, office, id, offices, candidates: Vec::new() };
    if !said {
        actor.candidates = candidates(r, e, &actor, p, setting);
    }
    actor
}

/// How much must tell of another country for its minister, or its troops, to be meant perhaps.
const PERHAPS: f32 = 0.2;

/// Who else may be meant where nothing but the country told of says whose an actor is: who holds the office in another country
/// told of there; the leaders of other states who bear the surname.
fn candidates(
    r: &Resolver<'_, '_, '_>,
    e: &Entity<'_>,
    actor: &Actor,
    p: usize,
    setting: &Setting<'_>,
) -> Vec<Candidate> {
    if let Some(name) = actor.name.as_deref().filter(|_| actor.kind == ActorKind::Person && actor.office.is_none()) {
        let bearers = leaders::several(name, setting.as_of);
        let score = 1.0 / bearers.len().max(1) as f32;
        let others = bearers.into_iter().filter(|(code, _)| actor.code.as_deref() != Some(*code));
        let one = |(code, name): (&str, &str)| Candidate {
            id: ActorId::person(Some(code), name),
            code: Some(code.to_owned()),
            score,
        };
        return others.map(one).collect();
    }
    if !e.names.is_empty() || e.abroad {
        return Vec::new();
    }
    let noun = match actor.kind {
        ActorKind::Person => actor.office.clone().map(|office| (office, true)),
        ActorKind::Group => e.nouns.first().cloned().map(|noun| (noun, false)),
        _ => None,
    };
    let Some((noun, office)) = noun else { return Vec::new() };
    let ranked = r.focus.ranked(r.phrases[p].head, r.sentence_end(p));
    let others = ranked.into_iter().filter(|(code, share)| *share >= PERHAPS && actor.code.as_deref() != Some(*code));
    let one = |(code, score): (&str, f32)| {
        let id = if office { ActorId::office(Some(code), &noun) } else { ActorId::people(Some(code), &noun) };
        Candidate { id, code: Some(code.to_owned()), score }
    };
    others.take(3).map(one).collect()
}

/// The sectors; those of whom the text tells nothing but their kin are civilians.
fn sectors(e: &Entity<'_>) -> Vec<Sector> {
    let told = e.telling_sectors();
    let kin = e.lemmas.iter().any(|l| is(l, Class::Kin)) && e.kind != Some(ActorKind::Body);
    let has_kin = e.has_kin && e.kind == Some(ActorKind::Person) && e.offices.is_empty();
    if told.is_empty() && (kin || has_kin) {
        return vec![Sector::Civilians];
    }
    told
}

/// The code of whoever the actor belongs to: "the Oduya administration".
fn owned(r: &Resolver<'_, '_, '_>, e: &Entity<'_>, setting: &Setting<'_>) -> Option<String> {
    let owner = r.cast.get(e.owner?);
    let told = owner.code.as_ref().map(|(code, _)| code.to_string());
    let leader = || owner.fullest().and_then(|name| leaders::leader(name, setting.as_of)).map(|l| l.code.to_owned());
    told.or_else(leader)
}

/// The country of an actor that nothing in the text ties to one.
fn presumed(r: &Resolver<'_, '_, '_>, e: &Entity<'_>, p: usize) -> Option<String> {
    let nameless = e.names.is_empty();
    if nameless && e.abroad || e.regional {
        return None;
    }
    // those who are told something, not those whom something befalls
    let head = r.phrases[p].head;
    let told = matches!(r.tree.relation(head), "iobj" | "obj" | "obl")
        && r.tree.head(head).is_some_and(|v| is(&r.tree.lemma(v), Class::Say));
    // "the ruling coalition" is at home, "the coalition" is anybody's
    let abroad = |l: &str| {
        is(l, Class::Abroad)
            && (l != "coalition" || e.sectors.iter().all(|(s, _)| matches!(s, Sector::Unknown | Sector::Military)))
    };
    if nameless && e.lemmas.iter().any(|l| abroad(l) || told && is(l, Class::Audience)) {
        return None;
    }
    if nameless && let Some(code) = r.clause_country(p, e) {
        return Some(code);
    }
    // "the Kenyan minister and the union leader Ann Lee"
    if let Some(code) = r.first_of_joined(p).filter(|_| !e.lemmas.is_empty()) {
        return Some(code);
    }
    // envoys are not of the country where they are
    if e.roles.contains(&Role::Diplomat) && e.lemmas.iter().any(|l| matches!(&**l, "ambassador" | "consul" | "attache"))
    {
        return r.focus.last_before(head, 30).map(str::to_owned);
    }
    r.country(p).map(String::from)
}

fn offices(r: &Resolver<'_, '_, '_>, e: &Entity<'_>, said_by: &[Option<usize>], code: Option<&str>) -> Vec<Held> {
    let mut held: Vec<Held> = Vec::new();
    for told in &e.offices {
        let Some(mention) = said_by[told.phrase].filter(|_| !r.phrases[told.phrase].silent) else { continue };
        let of = told.of.as_deref().or(code).map(str::to_owned);
        let lower = told.office.to_lowercase();
        if !held.iter().any(|h| h.office.to_lowercase() == lower && h.past == told.past) {
            held.push(Held { office: told.office.clone(), of, past: told.past, mention });
        }
    }
    held
}

fn id(
    e: &Entity<'_>,
    kind: ActorKind,
    name: Option<&str>,
    code: Option<&str>,
    office: Option<&str>,
) -> Option<ActorId> {
    match (e.known, kind, name) {
        (Some(Known::State(state)), ..) => Some(state.actor()),
        (Some(Known::Body(body)), ..) => Some(body.actor()),
        (None, ActorKind::Person, Some(name)) => Some(ActorId::person(code, name)),
        (None, ActorKind::Person, None) => office.zip(code).map(|(office, code)| ActorId::office(Some(code), office)),
        (None, ActorKind::Group, _) => {
            let noun = e.nouns.first().filter(|_| code.is_some());
            noun.map(|noun| ActorId::people(code, noun))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
