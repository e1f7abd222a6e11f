//! Mentions to actors.
//!
//! [`spot`] finds names, [`phrases`] the noun phrases around names, offices, agent nouns and pronouns, [`reading`] what one phrase
//! says of its actor, and [`resolver`] takes the phrases in turn and finds the actor of each among those of the [`cast`]
//! (`nominals`, `pronouns`, `ties`). What a phrase leaves open, the country that the article tells of there ([`focus`]) may close.

mod bodies;
mod cast;
mod focus;
mod heard;
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
mod whose;

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
use whose::{Asked, Ranking};

/// The mentions of actors in a text, in order of their heads, the actors that they stand for, and how many words are its dateline.
pub(super) fn actors(
    world: &World,
    text: &str,
    annotation: &Annotation,
    setting: &Setting<'_>,
    places: &[Toponym],
) -> (Vec<Mention>, Vec<Actor>, usize) {
    let told = |resolver: &Resolver<'_, '_, '_>| told(resolver, setting, &mut |_, _| ());
    let ((mentions, actors), dateline) = with_resolver(world, text, annotation, setting, places, told);
    (mentions, actors, dateline)
}

/// What was weighed to say of which countries the actors are that the text leaves open: the actor, its sort, and of each country
/// (none: undecided) the signs. For fitting the weights.
#[doc(hidden)]
pub type WhoseAsked = (usize, usize, Vec<(Option<String>, Vec<f32>)>);

/// All that was weighed on the way to the countries of actors, with the names of signs and sorts.
pub(super) fn whose_asked(
    world: &World,
    text: &str,
    annotation: &Annotation,
    setting: &Setting<'_>,
    places: &[Toponym],
) -> Vec<WhoseAsked> {
    let mut asked = Vec::new();
    with_resolver(world, text, annotation, setting, places, |resolver| {
        told(resolver, setting, &mut |actor, ranking| {
            let countries = ranking.countries.iter();
            let countries = countries.map(|(code, _, signs)| (code.as_deref().map(str::to_owned), signs.to_vec()));
            asked.push((actor, ranking.sort, countries.collect()));
        })
    });
    asked
}

/// The names of the signs and sorts of [`whose_asked`].
pub(super) const WHOSE_NAMES: (&[&str], &[&str]) = whose::NAMES;

/// Resolves, and gives what `then` makes of it and how many words are the dateline.
fn with_resolver<T>(
    world: &World,
    text: &str,
    annotation: &Annotation,
    setting: &Setting<'_>,
    places: &[Toponym],
    then: impl FnOnce(&Resolver<'_, '_, '_>) -> T,
) -> (T, usize) {
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
    (then(&resolver), dateline)
}

/// The mentions that stand for themselves, and their actors.
fn told(
    r: &Resolver<'_, '_, '_>,
    setting: &Setting<'_>,
    trace: &mut dyn FnMut(usize, &Ranking),
) -> (Vec<Mention>, Vec<Actor>) {
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
    let mut heads: Vec<Vec<usize>> = vec![Vec::new(); entities.len()];
    mentions.iter().for_each(|m| heads[m.actor].push(m.head));
    let mut decided: FxHashMap<usize, String> = FxHashMap::default();
    let mut actors = Vec::with_capacity(entities.len());
    for (n, (entity, p)) in entities.iter().enumerate() {
        let others = &heads[n][1.min(heads[n].len())..];
        let asked = Asked { phrase: *p, entity: Some((*entity, r.cast.get(*entity))), others, decided: &decided };
        let actor = actor(r, &asked, &said_by, setting, &mut |ranking| trace(n, ranking));
        actor.code.iter().for_each(|code| {
            decided.insert(*entity, code.clone());
        });
        actors.push(actor);
    }
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

fn actor(
    r: &Resolver<'_, '_, '_>,
    asked: &Asked<'_, '_>,
    said_by: &[Option<usize>],
    setting: &Setting<'_>,
    trace: &mut dyn FnMut(&Ranking),
) -> Actor {
    let entity = asked.entity.map_or(0, |(entity, _)| entity);
    let e = r.cast.get(entity);
    let kind = e.kind.unwrap_or_default();
    let name = match e.known {
        Some(Known::State(state)) => Some(state.name.to_string()),
        _ => e.fullest().map(str::to_owned),
    };
    let mut sectors = sectors(r, e);
    // what no table knows the annotator may hear
    if kind != ActorKind::State && sectors.iter().all(|s| *s == Sector::Unknown) {
        let heads = heard::telling_heads(r, r.phrases[asked.phrase].head, asked.others);
        let likely = heard::sectors(r, &heads);
        sectors = if likely.is_empty() { sectors } else { likely };
    }
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
    let ranking = if said { Ranking::default() } else { whose::rank(r, asked) };
    let code = code.or_else(|| owned(r, e, asked.decided, setting)).or_else(|| presumed(r, e, asked, &ranking, trace));
    let home = matches!(kind, ActorKind::Person | ActorKind::Group | ActorKind::Body);
    if !said
        && home
        && code.as_deref().is_some_and(|code| r.focus.breakaway(code))
        && !sectors.contains(&Sector::Partial)
    {
        sectors.push(Sector::Partial);
    }
    let offices = offices(r, e, said_by, code.as_deref());
    let strong = || e.offices.iter().filter(|told| told.weight >= Weight::Strong);
    let told = strong().find(|told| !told.past).or_else(|| strong().next()).or(e.offices.first());
    let office = told.map(|told| told.office.clone());
    let id = id(e, kind, name.as_deref(), code.as_deref(), office.as_deref());
    let mut actor =
        Actor { kind, name, names: e.names.clone(), code, sectors, office, id, offices, candidates: Vec::new() };
    if !said {
        actor.candidates = candidates(e, &actor, &ranking, setting);
    }
    actor
}

/// How much must tell of another country for its minister, or its troops, to be meant perhaps.
const PERHAPS: f32 = 0.1;

/// Who else may be meant where nothing but the country told of says whose an actor is: who holds the office in another country
/// told of there; the leaders of other states who bear the surname.
fn candidates(e: &Entity<'_>, actor: &Actor, ranking: &Ranking, setting: &Setting<'_>) -> Vec<Candidate> {
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
    let ranked = ranking.countries.iter().filter_map(|(code, likely, _)| Some((code.as_deref()?, *likely)));
    let others = ranked.filter(|(code, share)| *share >= PERHAPS && actor.code.as_deref() != Some(*code));
    let one = |(code, score): (&str, f32)| {
        let id = if office { ActorId::office(Some(code), &noun) } else { ActorId::people(Some(code), &noun) };
        Candidate { id, code: Some(code.to_owned()), score }
    };
    others.take(3).map(one).collect()
}

/// The sectors; those of whom the text tells nothing but their kin are civilians.
fn sectors(r: &Resolver<'_, '_, '_>, e: &Entity<'_>) -> Vec<Sector> {
    let mut told = e.telling_sectors();
    let kin = e.lemmas.iter().any(|l| is(l, Class::Kin)) && e.kind != Some(ActorKind::Body);
    let has_kin = e.has_kin && e.kind == Some(ActorKind::Person) && e.offices.is_empty();
    // "its spokesman", of a body of which the text tells later what it is
    let acts = e.kind == Some(ActorKind::Person) && (!e.offices.is_empty() || !e.roles.is_empty()) && !kin;
    if acts && told.iter().all(|s| *s == Sector::Unknown) {
        let body = e.body.map(|body| r.cast.get(body).telling_sectors()).unwrap_or_default();
        told = body.into_iter().filter(|s| !matches!(s, Sector::Elites | Sector::Civilians)).collect();
    }
    let men = e.kind == Some(ActorKind::Group) && e.lemmas.iter().any(|l| is(l, Class::Person) || l == "lad");
    if men && told.iter().all(|s| *s == Sector::Civilians) {
        let force = |s: &Sector| {
            use Sector::{Armed, Crime, Military, Paramilitary, Police, Rebels};
            matches!(s, Rebels | Armed | Military | Police | Paramilitary | Crime)
        };
        let theirs = e.possessor.map(|owner| r.cast.get(owner).telling_sectors()).unwrap_or_default();
        let theirs: Vec<Sector> = theirs.into_iter().filter(force).collect();
        if !theirs.is_empty() {
            return theirs;
        }
    }
    if told == [Sector::Military] && police_only(r, e) {
        return vec![Sector::Police];
    }
    if told.is_empty() && (kin || has_kin) {
        return vec![Sector::Civilians];
    }
    told
}

/// Whether somebody of whom only a rank, or "officer", is told is of the police: the text tells of police and of no army.
fn police_only(r: &Resolver<'_, '_, '_>, e: &Entity<'_>) -> bool {
    let officer = e.lemmas.iter().any(|l| l == "officer");
    let ranked = e.kind == Some(ActorKind::Person) && e.sectors.iter().all(|(_, weight)| *weight == Weight::Weak);
    if !(officer || ranked) || e.kind == Some(ActorKind::Body) {
        return false;
    }
    // those told of last before; an officer is of them, one with a rank only where the text tells of no army
    let mut last: Option<(usize, bool)> = None;
    let (mut police, mut army) = (false, false);
    for other in r.cast.all().filter(|other| matches!(other.kind, Some(ActorKind::Body | ActorKind::Group))) {
        let officers = other.lemmas.iter().any(|l| l == "officer");
        let has = |sector: Sector| !officers && other.sectors.iter().any(|(s, _)| *s == sector);
        let force = (has(Sector::Police), has(Sector::Military));
        (police, army) = (police || force.0, army || force.1);
        let nearer = other.first < e.first && last.is_none_or(|(first, _)| first < other.first);
        if (force.0 || force.1) && nearer {
            last = Some((other.first, force.0));
        }
    }
    police && (!army || officer && last.is_some_and(|(_, police)| police))
}

/// The code of whoever the actor belongs to: "the Oduya administration".
fn owned(
    r: &Resolver<'_, '_, '_>,
    e: &Entity<'_>,
    decided: &FxHashMap<usize, String>,
    setting: &Setting<'_>,
) -> Option<String> {
    let owner = r.cast.get(e.owner?);
    let settled = decided.get(&r.cast.root(e.owner?)).cloned();
    let told = settled.or_else(|| owner.code.as_ref().map(|(code, _)| code.to_string()));
    let leader = || owner.fullest().and_then(|name| leaders::leader(name, setting.as_of)).map(|l| l.code.to_owned());
    told.or_else(leader)
}

/// The country of an actor that nothing in the text ties to one.
fn presumed(
    r: &Resolver<'_, '_, '_>,
    e: &Entity<'_>,
    asked: &Asked<'_, '_>,
    ranking: &Ranking,
    trace: &mut dyn FnMut(&Ranking),
) -> Option<String> {
    // envoys are not of the country where they are
    if e.roles.contains(&Role::Diplomat) && e.lemmas.iter().any(|l| matches!(&**l, "ambassador" | "consul" | "attache"))
    {
        return r.focus.last_before(r.phrases[asked.phrase].head, 30).map(str::to_owned);
    }
    trace(ranking);
    // the code of a place or of the table of leaders stands where no country is told of
    let weak = || e.code.as_ref().map(|(code, _)| code.to_string());
    let best = ranking.best().map(str::to_owned);
    if e.code.as_ref().is_some_and(|(code, _)| !r.focus.holds(code)) { weak() } else { best }
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
