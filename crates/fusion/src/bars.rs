//! What bars two acts from being one event, however alike they are told.

use attache_coding::Side;
use attache_coding::ontology::{EventType, Quad};
use attache_world::resolve::ActorKind;

use crate::mention::{Party, Quantity};
use crate::scene::{Scene, Telling};
use crate::signs::{apart, times};

/// Days beyond which no mistake explains that two dates differ.
const DAYS_APART: i32 = 10;

/// How many times one toll may be the other and still be an earlier or later count of the same.
const TOLL_RATIO: f64 = 10.0;

/// Whether two acts cannot be one event.
pub(crate) fn never(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let (Some(x), Some(y)) = (&a.mention.act, &b.mention.act) else { return are_far(a, b) || are_worlds_apart(a, b) };
    let company = || {
        x.event == EventType::Consult
            && y.event == EventType::Consult
            && (have_other_company(scene, a, b) || go_elsewhere(scene, a, b) || go_elsewhere(scene, b, a))
    };
    let words = || x.event == y.event && x.event.quad() == Quad::VerbalConflict && speak_apart(scene, a, b);
    are_far(a, b) || are_worlds_apart(a, b) || company() || words() || befall_others(scene, a, b)
}

/// Whether they lie so far apart in time that no mistake explains it.
fn are_far(a: &Telling<'_>, b: &Telling<'_>) -> bool {
    match (&a.mention.when, &b.mention.when) {
        (Some(x), Some(y)) => {
            let touch = x.days.first <= y.days.last && y.days.first <= x.days.last;
            !touch && apart(x.days.last, y.days.first).min(apart(y.days.last, x.days.first)) > DAYS_APART
        }
        _ => false,
    }
}

/// Whether their tolls are of another order.
fn are_worlds_apart(a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let apart = |x: &Quantity, y: &Quantity| {
        let (low, high) = (x.low.or(x.high), y.low.or(y.high));
        matches!((low, high), (Some(p), Some(q)) if p > 0.0 && q > 0.0 && (p / q).max(q / p) > TOLL_RATIO)
    };
    a.mention.quantities.iter().any(|x| {
        let same = |y: &&Quantity| y.what == x.what && y.unit == x.unit;
        let mut others = b.mention.quantities.iter().filter(same).peekable();
        others.peek().is_some() && others.all(|y| apart(x, y))
    })
}

/// The parties of a side, or of both, with their places in the cast.
fn parties<'t>(t: &'t Telling<'_>, side: Option<Side>) -> impl Iterator<Item = (&'t Party, Option<usize>)> {
    let all = t.mention.parties.iter().zip(t.parties.iter().copied());
    all.filter(move |(party, _)| side.is_none_or(|side| party.side == side))
}

fn code<'t>(scene: &'t Scene<'_>, (party, actor): (&'t Party, Option<usize>)) -> Option<&'t str> {
    let known = actor.and_then(|n| scene.cast.actors.get(n)).and_then(|actor| actor.code.as_deref());
    known.or(party.code.as_deref())
}

fn codes<'t>(scene: &'t Scene<'_>, t: &'t Telling<'_>, side: Option<Side>) -> Vec<&'t str> {
    let mut codes: Vec<&str> = parties(t, side).filter_map(|party| code(scene, party)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn is_named_person(scene: &Scene<'_>, actor: Option<usize>) -> bool {
    let known = actor.and_then(|n| scene.cast.actors.get(n));
    known.is_some_and(|actor| actor.kind == ActorKind::Person && actor.name.is_some())
}

/// The people named, each with the code.
fn people<'t>(scene: &'t Scene<'_>, t: &'t Telling<'_>) -> Vec<(Option<&'t str>, usize)> {
    let named = parties(t, None).filter(|(_, actor)| is_named_person(scene, *actor));
    named.filter_map(|party| Some((code(scene, party), party.1?))).collect()
}

fn has_mode(t: &Telling<'_>, name: &str) -> bool {
    t.mention.act.as_ref().is_some_and(|act| act.modes.iter().any(|mode| mode.name() == name))
}

/// Whether other people of one state met in each, or one side met others: the president's call is not his minister's, nor are talks
/// with one neighbour those with the next. More than two at a table may be told in part.
fn have_other_company(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let (p, q) = (people(scene, a), people(scene, b));
    let stands_for = |all: &[(Option<&str>, usize)], state: Option<&str>| -> Vec<usize> {
        all.iter().filter(|(code, _)| *code == state).map(|(_, actor)| *actor).collect()
    };
    let others = p.iter().any(|(state, _)| {
        let (x, y) = (stands_for(&p, *state), stands_for(&q, *state));
        state.is_some() && !y.is_empty() && !x.iter().any(|actor| y.contains(actor))
    });
    let (x, y) = (codes(scene, a, None), codes(scene, b, None));
    let shared = x.iter().filter(|code| y.contains(code)).count();
    let many = has_mode(a, "multilateral") || has_mode(b, "multilateral");
    others || !many && shared == 1 && x.len() > 1 && y.len() > 1
}

/// Whether one is a visit and the other one to another country, or a meeting elsewhere without the hosts.
fn go_elsewhere(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let hosts = |t: &Telling<'_>| -> Vec<String> {
        let own = codes(scene, t, Some(Side::Actor));
        let hosts = codes(scene, t, Some(Side::Recipient)).into_iter().filter(|code| !own.contains(code));
        hosts.map(str::to_owned).collect()
    };
    let at = hosts(a);
    if !has_mode(a, "visit") || at.is_empty() {
        return false;
    }
    if has_mode(b, "visit") {
        let there = hosts(b);
        return !there.is_empty() && !at.iter().any(|code| there.contains(code));
    }
    let country = b.mention.place.as_ref().and_then(|place| place.country.as_ref());
    let with_hosts = codes(scene, b, None).iter().any(|code| at.iter().any(|host| host == code));
    !with_hosts && country.is_some_and(|country| !at.contains(country))
}

/// Whether what was asked, blamed, refused or threatened came from others.
fn speak_apart(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let actors = |t: &Telling<'_>| -> Vec<Option<usize>> { parties(t, Some(Side::Actor)).map(|(_, n)| n).collect() };
    let share = |x: &[Option<usize>], y: &[Option<usize>]| x.iter().any(|actor| actor.is_some() && y.contains(actor));
    let (x, y) = (actors(a), actors(b));
    let named = |all: &[Option<usize>]| all.iter().any(|actor| is_named_person(scene, *actor));
    let (states, others) = (codes(scene, a, Some(Side::Actor)), codes(scene, b, Some(Side::Actor)));
    let all_coded = |t: &Telling<'_>| parties(t, Some(Side::Actor)).all(|party| code(scene, party).is_some());
    let foreign = !states.is_empty() && !others.is_empty() && all_coded(a) && all_coded(b);
    let foreign = foreign && !states.iter().any(|state| others.contains(state));
    !share(&x, &y) && (named(&x) && named(&y) || foreign || are_of_other_walks(scene, a, b))
}

/// Whether somebody named acts in one and in the other only people of other walks of life: a president, and a rebel commander.
fn are_of_other_walks(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let apart = |one: &Telling<'_>, other: &Telling<'_>| {
        let mut pairs =
            parties(one, Some(Side::Actor)).flat_map(|p| parties(other, Some(Side::Actor)).map(move |q| (p, q)));
        let mut any = false;
        let all = pairs.all(|((p, named), (q, _))| {
            any = true;
            let other = p.sectors.iter().all(|sector| !q.sectors.contains(sector));
            is_named_person(scene, named) && !q.named && !p.sectors.is_empty() && !q.sectors.is_empty() && other
        });
        any && all
    };
    apart(a, b) || apart(b, a)
}

/// Whether it befell one who is named here and somebody only described there, with neither day nor doer to say that they are one.
fn befall_others(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let hurts = |t: &Telling<'_>| {
        let event = t.mention.act.as_ref().map(|act| act.event);
        matches!(event, Some(EventType::Coerce | EventType::Sanction | EventType::Assault))
    };
    let recipients =
        |t: &Telling<'_>| -> Vec<Option<usize>> { parties(t, Some(Side::Recipient)).map(|(_, actor)| actor).collect() };
    let (x, y) = (recipients(a), recipients(b));
    let named = |actor: &Option<usize>| is_named_person(scene, *actor);
    let described = |actor: &Option<usize>| {
        let known = actor.and_then(|n| scene.cast.actors.get(n));
        known.is_none_or(|known| known.name.is_none())
    };
    let parted = |x: &[Option<usize>], y: &[Option<usize>]| {
        !x.is_empty() && !y.is_empty() && x.iter().any(named) && y.iter().all(described)
    };
    let doers = |t: &Telling<'_>| codes(scene, t, Some(Side::Actor)).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let (doer, other) = (doers(a), doers(b));
    let by_one = doer.iter().any(|code| other.contains(code));
    hurts(a)
        && hurts(b)
        && a.account != b.account
        && times(a.mention.when.as_ref(), b.mention.when.as_ref()).is_none()
        && !by_one
        && (parted(&x, &y) || parted(&y, &x))
}
