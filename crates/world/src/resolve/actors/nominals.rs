//! Descriptions to the actors that they mean: "the prime minister", "the group", "three soldiers".

use super::cast::Entity;
use super::lists::{Class, is, means};
use super::phrases::{Noun, Phrase};
use super::reading::{Known, Owner, Said, Weight, described};
use super::resolver::Resolver;
use crate::offices::Role;
use crate::resolve::{ActorKind, MentionKind};
use crate::rows::rows;
use crate::sectors::Sector;
use crate::states::{State, StateKind};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How many of the last mentioned a description may reach back over.
const REACH: usize = 60;

/// Towns that stand for a court of many states, each with its code: rows of `data/court_seats.tsv`.
static COURT_SEATS: LazyLock<FxHashMap<Box<str>, Box<str>>> = LazyLock::new(|| {
    let mut seats = FxHashMap::default();
    rows("court_seats.tsv", include_str!("../../../data/court_seats.tsv"), |row| {
        seats.insert(row.text("town"), row.text("code"));
    });
    seats
});

/// The code of the court of many states in whose town a phrase says that somebody is: "the judges *in The Hague*".
fn court_seat(r: &Resolver<'_, '_, '_>, p: usize) -> Option<&'static str> {
    let names = r.inner[p].iter().filter_map(|q| r.phrases[*q].name);
    names.into_iter().find_map(|n| COURT_SEATS.get(&*r.tree.reads(&r.names[n].words)).map(|code| &**code))
}

/// The actor of a description.
pub(super) fn settle(r: &mut Resolver<'_, '_, '_>, p: usize) -> Option<usize> {
    let phrase = &r.phrases[p];
    if first_person(r, phrase) && phrase.nouns.iter().any(|n| told_by(n)) {
        return None;
    }
    let mut owners = r.owners(p);
    if owners.is_empty() {
        owners.extend(implied_owner(r, p));
    }
    let mut said = described(r.tree, phrase, &owners);
    if let Some(code) = court_seat(r, p).filter(|_| said.sectors.iter().any(|(s, _)| *s == Sector::Courts)) {
        said.code = Some((code.into(), Weight::Strong));
    }
    if is(&said.lemma, Class::Kin) {
        owners.iter().filter_map(|o| o.entity).for_each(|e| r.cast.learn_kin(e));
    }
    if let Some(subject) = predicated(r, p, &said) {
        let known = r.cast.get(subject).sectors.iter().map(|(_, weight)| *weight).max();
        said.sectors.retain(|(_, weight)| known.is_none_or(|k| k < *weight));
        r.cast.learn(subject, &said, p);
        return Some(subject);
    }
    if let Some(entity) = phrase.with.and_then(|q| r.of[q]) {
        r.cast.learn(entity, &said, p);
        return Some(entity);
    }
    if let Some(state) = stands_for_state(r, p, &said) {
        return Some(r.of_state(state, p));
    }
    // "China's neighbour", "its ally" is a state, but which?
    let states = owners.iter().all(|o| matches!(o.known, Some(Known::State(_))) && o.possessive);
    if is(&said.lemma, Class::Relation) && !owners.is_empty() && states && r.apposed(p).is_none() {
        return None;
    }
    if is(&said.lemma, Class::State) && phrase.nouns[0].agent.is_none() && said.kind == Some(ActorKind::Body) {
        return None;
    }
    let apposed = r.apposed(p).filter(|e| may_be(r.cast.get(*e), &said));
    let entity = match apposed {
        Some(entity) => entity,
        None => match antecedent(r, p, &said) {
            Some(entity) => entity,
            None => r.cast.add(phrase.head),
        },
    };
    if apposed.is_none()
        && r.cast.get(entity).names.is_empty()
        && r.cast.get(entity).code.is_none()
        && said.code.is_none()
    {
        said.abroad |= foreign(r, p);
    }
    if apposed.is_none() {
        // a description of one who is known already teaches little
        let known = r.cast.get(entity).sectors.iter().map(|(_, weight)| *weight).max();
        said.sectors.retain(|(sector, weight)| known.is_none_or(|k| k < *weight) || *sector == Sector::Elites);
    }
    r.cast.learn(entity, &said, p);
    Some(entity)
}

/// Whether a phrase is of those who write: "our correspondent".
fn first_person(r: &Resolver<'_, '_, '_>, phrase: &Phrase<'_>) -> bool {
    let ours = |d: usize| r.tree.relation(d) == "nmod" && matches!(&*r.tree.form(d).to_lowercase(), "our" | "my");
    r.tree.dependents(phrase.head).any(|d| d < phrase.head && ours(d)) && !r.tree.quoted(phrase.head)
}

/// Whether a noun is of the press.
fn told_by(noun: &Noun<'_>) -> bool {
    let press = |sectors: &[Sector]| sectors == [Sector::Press];
    noun.office.is_some_and(|o| press(&o.sectors)) || noun.agent.is_some_and(|a| press(&a.sectors))
}

/// Whose an actor is that needs somebody to belong to, and of whom the phrase does not say it: "a spokesman" is one of the body
/// told of last, "supporters" are those of whom the verb has as its subject.
fn implied_owner<'w>(r: &Resolver<'_, 'w, '_>, p: usize) -> Option<Owner<'w>> {
    let phrase = &r.phrases[p];
    let noun = phrase.nouns.first().filter(|n| n.head == phrase.head && phrase.name.is_none())?;
    let speaks = noun.office.is_some_and(|o| o.role == Role::Spokesperson && o.sectors.is_empty());
    let follows = noun.plural && is(&noun.lemma, Class::Adherent) && r.tree.relation(phrase.head) != "nsubj";
    let entity = if speaks {
        let near = |e: &Entity<'_>| r.tree.sentence(phrase.head).saturating_sub(r.tree.sentence(e.last)) <= 1;
        let speaks_for = |e: &Entity<'_>| {
            let group = e.kind == Some(ActorKind::Group) && e.sectors.iter().any(|(s, _)| *s == Sector::Rebels);
            matches!(e.kind, Some(ActorKind::Body | ActorKind::State)) && !e.plural || group
        };
        r.cast.recent().take(8).find(|(_, e)| near(e) && speaks_for(e)).map(|(at, _)| at)?
    } else if follows {
        let verb = r.tree.head(phrase.head)?;
        let subject = r.tree.dependents(verb).find(|d| r.tree.relation(*d) == "nsubj")?;
        r.headed(subject).and_then(|q| r.of[q]).filter(|e| r.cast.get(*e).kind == Some(ActorKind::Person))?
    } else {
        return None;
    };
    Some(r.owner(entity))
}

/// Of whom a description is a predicate: "Ann Lee is the head of the guard".
fn predicated(r: &Resolver<'_, '_, '_>, p: usize, said: &Said<'_>) -> Option<usize> {
    let head = r.phrases[p].head;
    let has = |relation: &str| r.tree.dependents(head).any(|d| r.tree.relation(d) == relation);
    let cop = r.tree.dependents(head).find(|d| r.tree.relation(*d) == "cop")?;
    let present = matches!(&*r.tree.form(cop).to_lowercase(), "is" | "are" | "'s" | "’s");
    let nominal = r.phrases[p].kind == MentionKind::Nominal && r.phrases[p].name.is_none();
    if !present || !nominal || has("aux") || has("advmod") || r.tree.quoted(head) || is(&said.lemma, Class::Relation) {
        return None;
    }
    let subject = r.tree.dependents(head).find(|d| r.tree.relation(*d) == "nsubj")?;
    let entity = r.headed(subject).and_then(|q| r.of[q]).map(|e| r.cast.root(e))?;
    let known = r.cast.get(entity);
    (known.known.is_none() && known.kind == said.kind && may_be(known, said)).then_some(entity)
}

/// Whether an apposition may mean the same.
fn may_be(entity: &Entity<'_>, said: &Said<'_>) -> bool {
    let kinds = match (entity.kind, said.kind) {
        (Some(a), Some(b)) => {
            a == b || matches!((a, b), (ActorKind::Body, ActorKind::Group) | (ActorKind::Group, ActorKind::Body))
        }
        _ => true,
    };
    let clash = match (&entity.code, &said.code) {
        (Some((a, x)), Some((b, y))) => a != b && (*x).min(*y) >= Weight::Strong,
        _ => false,
    };
    kinds
        && !clash
        && (said.kind != Some(ActorKind::Person) || !said.plural)
        && entity.male.is_none_or(|m| said.male.is_none_or(|s| s == m))
}

/// "the government", "its country": the state itself.
fn stands_for_state<'w>(r: &Resolver<'_, 'w, '_>, p: usize, said: &Said<'_>) -> Option<&'w State> {
    let phrase = &r.phrases[p];
    let lemma = phrase.nouns.first().map(|n| r.tree.reads(&n.words).to_lowercase())?;
    let government =
        matches!(&*lemma, "government" | "authorities" | "regime" | "administration" | "federal government");
    let country = matches!(&*lemma, "country" | "nation" | "state" | "republic" | "kingdom");
    if !(government || country) || !(said.definite || said.owned || (government && !said.indefinite)) {
        return None;
    }
    let head = phrase.nouns[0].head;
    let part = r.tree.dependents(head).any(|d| {
        let form = r.tree.form(d).to_lowercase();
        let small = [
            "regional",
            "local",
            "provincial",
            "municipal",
            "city",
            "state",
            "county",
            "district",
            "breakaway",
            "other",
            "military",
            "host",
            "shadow",
            "student",
        ];
        small.contains(&&*form) || matches!(r.tree.relation(d), "nummod")
    });
    if part {
        return None;
    }
    let owners = r.owners(p);
    if let Some(owner) = owners.iter().find(|o| !o.place) {
        return match owner.known {
            Some(Known::State(state)) if state.kind != StateKind::Region => Some(state),
            Some(_) => None,
            None if country => owner.code.as_deref().and_then(|code| r.world.state(code)),
            None => None,
        };
    }
    if owners.iter().any(|o| o.place) {
        return None;
    }
    if &*lemma == "state" && r.tree.relation(head) != "nsubj" {
        return None;
    }
    let code = r.country(p)?;
    // the state that is told of under that code, a former one too
    let told = r.cast.recent().find_map(|(_, e)| match e.known {
        Some(Known::State(state)) if state.plover() == &*code && state.kind != StateKind::Region => Some(state),
        _ => None,
    });
    told.or_else(|| r.world.state(&code))
}

/// The actor named or told of before that a description means.
fn antecedent(r: &Resolver<'_, '_, '_>, p: usize, said: &Said<'_>) -> Option<usize> {
    let phrase = &r.phrases[p];
    let relation = is(&said.lemma, Class::Relation);
    if introduced(r, phrase)
        || said.indefinite
        || phrase.shares.is_some()
        || relation
        || (said.counted && !said.definite)
    {
        return None;
    }
    let mut best: Option<(u8, usize)> = None;
    for (at, entity) in r.cast.recent().take(REACH) {
        let score = likeness(r, phrase, said, entity);
        if score > 0 && best.is_none_or(|(other, _)| score > other) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

/// Whether the description introduces a name: "the Lithuanian envoy, Ann Lee,".
fn introduced(r: &Resolver<'_, '_, '_>, phrase: &Phrase<'_>) -> bool {
    let person = |q: usize| r.phrases[q].name.is_some_and(|n| r.names[n].is_person());
    let explains =
        r.tree.dependents(phrase.head).any(|d| r.tree.relation(d) == "appos" && r.headed(d).is_some_and(person));
    let comma = r.tree.get(phrase.words.end).is_some_and(|w| w.form(r.tree.text) == ",");
    let at =
        r.phrases.partition_point(|other| other.words.start <= phrase.words.end && other.head < phrase.words.end + 1);
    let next = r.phrases.get(at).filter(|q| q.words.start == phrase.words.end + 1).map(|_| at);
    explains
        || comma
            && next.is_some_and(|q| person(q) && r.tree.sentence(r.phrases[q].head) == r.tree.sentence(phrase.head))
}

/// How well a description fits an actor: 0 not at all.
fn likeness(r: &Resolver<'_, '_, '_>, phrase: &Phrase<'_>, said: &Said<'_>, entity: &Entity<'_>) -> u8 {
    let clash = match (&entity.code, &said.code) {
        (Some((a, x)), Some((b, y))) => a != b && (*x).min(*y) >= Weight::Strong,
        _ => false,
    };
    if clash || entity.male.is_some_and(|m| said.male.is_some_and(|s| s != m)) {
        return 0;
    }
    // one within the same phrase, or another argument of the same verb, is another
    if phrase.words.contains(&entity.last) || super::pronouns::bound(r, phrase.head, entity.last) {
        return 0;
    }
    let armed = |s: &Sector| matches!(s, Sector::Rebels | Sector::Opposition | Sector::Crime | Sector::Armed);
    let state = |s: &Sector| matches!(s, Sector::Government | Sector::Military | Sector::Police | Sector::Courts);
    let (ours, theirs): (Vec<Sector>, Vec<Sector>) =
        (said.sectors.iter().map(|s| s.0).collect(), entity.telling_sectors());
    let against = !ours.iter().any(|s| theirs.contains(s))
        && (ours.iter().any(armed) && theirs.iter().any(state) || ours.iter().any(state) && theirs.iter().any(armed));
    let elsewhere = said.partial && !entity.partial && entity.code.is_some();
    if against || elsewhere {
        return 0;
    }
    let same = entity.lemmas.contains(&said.lemma);
    let noun = said.nouns.first().is_some_and(|n| entity.nouns.contains(n));
    match (said.kind, entity.kind) {
        (Some(ActorKind::Person), Some(ActorKind::Person)) => {
            let near = r.tree.sentence(phrase.head).saturating_sub(r.tree.sentence(entity.last)) <= 2;
            let common =
                |s: &Sector| matches!(s, Sector::Government | Sector::Civilians | Sector::Education | Sector::Business);
            let shares = ours.iter().any(|s| theirs.contains(s) && !common(s));
            let alone = phrase.within.is_none();
            let last = r.tree.sentence(phrase.head).saturating_sub(r.tree.sentence(entity.last)) == 1 && entity.subject;
            let apart = r.tree.sentence(phrase.head) != r.tree.sentence(entity.last);
            person(said, entity, &Ties { same, noun, near: near && apart, shares, alone, last })
        }
        (Some(ActorKind::Body), Some(ActorKind::Body)) => body(said, entity, same),
        (Some(ActorKind::Group), Some(ActorKind::Group)) => {
            // "Kurdish forces" are not "Tuareg forces"
            if let (Some(a), Some(b)) = (said.body, entity.body)
                && r.cast.root(a) != r.cast.root(b)
            {
                return 0;
            }
            let plain = !entity.counted || said.definite;
            let owned = said.owned && entity.code.is_none();
            if noun && plain && !owned {
                3
            } else if same && said.definite && said.nouns.len() == 1 && !owned {
                2
            } else {
                0
            }
        }
        (Some(ActorKind::Group), Some(ActorKind::Body)) => {
            let form = phrase.nouns.first().map(|n| r.tree.form(n.head).to_lowercase()).unwrap_or_default();
            let known = entity.body_kind.is_some() || !entity.sectors.is_empty();
            let kinds = means(&form).iter().any(|m| {
                let kind = entity.body_kind.is_some_and(|kind| m.kinds.contains(&kind));
                kind || m.sectors.iter().any(|s| entity.sectors.iter().any(|(own, _)| own == s))
            });
            let plain = !said.counted
                && (said.definite || phrase.nouns.first().is_some_and(|n| n.words.start == phrase.words.start));
            let domestic = entity.code.as_ref().is_some_and(|(code, _)| r.world.state(code).is_some());
            if known
                && kinds
                && plain
                && (said.definite || domestic)
                && (said.definite || is(&said.lemma, Class::Domestic))
            {
                2
            } else {
                0
            }
        }
        _ => 0,
    }
}

/// What ties a description to a person told of before.
struct Ties {
    /// The same noun heads another description of the person.
    same: bool,
    /// The same words describe the person.
    noun: bool,
    /// The person is told of within two sentences.
    near: bool,
    /// They share a sector.
    shares: bool,
    /// The description is not within another.
    alone: bool,
    /// The person is the subject of the sentence before.
    last: bool,
}

fn person(said: &Said<'_>, entity: &Entity<'_>, ties: &Ties) -> u8 {
    let Ties { same, noun, near, shares, alone, last } = *ties;
    if said.plural || entity.plural {
        return 0;
    }
    let named = !entity.names.is_empty();
    // an office that is past is not the one that another holds
    if said.past && !entity.offices.is_empty() && !entity.is_past() {
        return u8::from(said.definite && !said.owned && named && alone && last);
    }
    if said.owned && !(noun && entity.code.is_some() && said.code.is_some()) && !(same && entity.names.is_empty()) {
        // whose it is tells another, unless the office is the same one
        let roles = !said.roles.is_empty() && said.roles.iter().any(|role| entity.roles.contains(role));
        let known = entity.code.is_some() && said.code.is_some();
        let leader = means(&said.lemma).iter().any(|m| m.roles.iter().any(|role| entity.roles.contains(role)));
        let of_body = said.of_body != entity.of_body;
        return u8::from(!of_body && !said.of_body && known && (roles || leader) && !same && said.nouns.len() == 1);
    }
    // the president of a club is not "the president"
    if entity.of_body && !said.of_body && said.roles.contains(&Role::HeadOfState) {
        return u8::from(noun);
    }
    let office = same && !said.nouns.is_empty();
    if noun {
        return 4;
    }
    if office && said.definite {
        return 3;
    }
    let roles = means(&said.lemma).iter().any(|m| m.roles.iter().any(|role| entity.roles.contains(role)));
    if said.definite && roles && (!said.past || entity.is_past()) {
        return 2;
    }
    // "the president" is who is known to be it
    let rules = |role: &Role| matches!(role, Role::HeadOfState | Role::HeadOfGovernment);
    let known = entity.lemmas.is_empty() || entity.offices.iter().all(|told| told.weight == Weight::Weak);
    if said.definite && !said.past && known && said.roles.iter().any(|r| rules(r) && entity.roles.contains(r)) {
        return 2;
    }
    let anyone = is(&said.lemma, Class::Person) && entity.male.is_some() && said.male.is_some();
    // "the veteran leader" is who was named without an office
    let leads = said.roles.iter().any(|r| {
        matches!(
            r,
            Role::Leader
                | Role::HeadOfState
                | Role::HeadOfGovernment
                | Role::Minister
                | Role::Legislator
                | Role::Diplomat
        )
    });
    let open = entity.roles.is_empty() && named && leads && entity.sectors.is_empty() && !said.past;
    let like = shares && named && !said.roles.is_empty();
    // "the retired general", "the prisoner": who was the subject of the sentence before
    let varied = named && last && (said.past || entity.sectors.is_empty());
    u8::from(said.definite && !said.owned && alone && near && (anyone || open || like || varied))
}

fn body(said: &Said<'_>, entity: &Entity<'_>, same: bool) -> u8 {
    let by_name = entity.names.iter().any(|name| {
        let name = name.to_lowercase();
        name.split([' ', '-']).any(|word| word == said.lemma)
    });
    if said.owned && !same && !by_name {
        return 0;
    }
    if (same || by_name) && said.definite {
        return 4;
    }
    let plain = same && entity.names.is_empty() && said.nouns.first().is_some_and(|n| entity.nouns.contains(n));
    if plain {
        return 3;
    }
    let means = means(&said.lemma);
    let kind = entity.body_kind.is_some_and(|kind| means.iter().any(|m| m.kinds.contains(&kind)));
    // who governs, if in uniform, is not "the army"
    let governs = entity.sectors.iter().any(|(s, _)| *s == Sector::Government);
    let sector = means.iter().any(|m| {
        let own = m.sectors.iter().any(|s| entity.sectors.iter().any(|(own, _)| own == s));
        own && (!governs || m.sectors.contains(&Sector::Government))
    });
    if said.definite && (kind || sector) { if kind { 2 } else { 1 } } else { 0 }
}

/// Whether a description without any sign of a country is of people who may be of any.
fn foreign(r: &Resolver<'_, '_, '_>, p: usize) -> bool {
    let phrase = &r.phrases[p];
    let start = phrase.words.start;
    let western = (start..phrase.head).any(|at| is(&r.tree.form(at).to_lowercase(), Class::Continental));
    western && r.tree.lemma(phrase.head) != "minister"
}
