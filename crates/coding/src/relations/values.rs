//! The value of a relation: rung, rank, name of a treaty, territory, kind of sanctions, charge.

use std::sync::LazyLock;

use attache_language::Upos;
use rustc_hash::FxHashSet;

use super::frames::Frame;
use super::slots::Slot;
use super::standing::Told;
use super::{Scene, terms, titles};

/// Words of rungs.
static RUNGS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/rungs.tsv").lines().filter(|line| !line.starts_with('#')).map(str::trim).collect()
});

/// A value, and that of a rung left behind.
type Value = (Option<String>, Option<String>);

/// The value of a relation; none where there is no relation without one.
pub(super) fn values(scene: &Scene<'_>, frame: &Frame, head: usize, slots: &[Slot], told: &Told) -> Option<Value> {
    if let Some(words) = frame.value.strip_prefix('=') {
        return Some((Some(words.to_owned()), None));
    }
    let value = match frame.value {
        "rung" => return rungs(scene, head, told),
        "level" => level(scene, head),
        "role" => role(scene, head),
        "as" => standing_as(scene, frame, head, slots),
        "name" => return titles::name(scene, head).map(|name| (Some(name), None)),
        "over" => return terms::over(scene, head, slots).map(|place| (Some(place), None)),
        "short" => Some(terms::short(scene, head)),
        "rank" => terms::rank(scene, head).map(|words| scene.tree.text(&words).to_lowercase()),
        "volume" => return terms::volume(scene, head).map(|amount| (Some(amount), None)),
        "charge" => terms::charge(scene, head, slots),
        "term" => return terms::term(scene, head).map(|term| (Some(term), None)),
        "own" => return terms::own(scene, head, slots).map(|place| (Some(place), None)),
        "title" => Some(titles::title(scene, head)),
        "pact" => titles::pact(scene, head),
        _ => None,
    };
    if frame.value == "rank" && value.is_none() {
        let from = modifiers(scene, head).into_iter().find(|&at| !party(scene, at)).unwrap_or(head);
        return Some((Some(scene.tree.text(&(from.max(head.saturating_sub(1))..head + 1)).to_lowercase()), None));
    }
    Some((value, None))
}

/// What stands before a noun in its phrase, articles and possessors left out, in order.
pub(super) fn modifiers(scene: &Scene<'_>, noun: usize) -> Vec<usize> {
    let tree = scene.tree;
    let mut found: Vec<usize> = Vec::new();
    let mut at = noun;
    while at > 0 {
        at -= 1;
        let below = tree.upwards(at).skip(1).take(4).any(|above| above == noun)
            || at + 1 == noun && tree.head(at) == tree.head(noun) && matches!(tree.upos(at), Upos::Noun | Upos::Adj);
        let plain = matches!(tree.upos(at), Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Adv | Upos::Verb)
            || matches!(tree.form(at), "-" | "–" | "“" | "\"" | "‘" | "'");
        if !below || !plain || noun - at > 9 {
            // "“strategic partnership”", "comprehensive, strategic"
            if matches!(tree.form(at), "and" | ",") && tree.kind(at) != "root" && noun - at <= 4 && below {
                continue;
            }
            break;
        }
        if tree.relation(at) == "nmod:poss" {
            break;
        }
        found.push(at);
    }
    found.reverse();
    found
}

/// The first word of a noun's own words: modifiers that name no party.
pub(super) fn first_modifier(scene: &Scene<'_>, noun: usize) -> usize {
    // "is now *also* prime minister", "was *no longer* head"
    let aside = |at: usize| scene.tree.upos(at) == Upos::Adv && scene.tree.head(at) == Some(noun);
    let modifiers = modifiers(scene, noun).into_iter().rev();
    let own = modifiers.take_while(|&at| !party(scene, at) && !is_mark(scene, at) && !aside(at));
    own.last().unwrap_or(noun)
}

pub(super) fn is_mark(scene: &Scene<'_>, at: usize) -> bool {
    scene.tree.upos(at) == Upos::Punct && !matches!(scene.tree.form(at), "-" | "–")
}

/// Whether a word names a party.
pub(super) fn party(scene: &Scene<'_>, at: usize) -> bool {
    scene.tree.article.resolution.headed_by(at).is_some()
        || scene.tree.article.resolution.mentions.iter().any(|mention| {
            mention.kind == attache_world::resolve::MentionKind::Name
                && mention.words.contains(&at)
                && mention.words.len() <= 3
        })
}

/// Whether a word is of a rung's name.
pub(super) fn is_rung(scene: &Scene<'_>, word: usize) -> bool {
    RUNGS.contains(scene.lemma(word)) || RUNGS.contains(scene.tree.form(word).to_lowercase().as_str())
}

/// The rung that the words before a noun name: "comprehensive strategic".
pub(super) fn rung(scene: &Scene<'_>, noun: usize) -> Option<String> {
    if let Some(tier) = tier(scene, noun) {
        return Some(tier);
    }
    let words: Vec<String> = modifiers(scene, noun)
        .into_iter()
        .filter(|&at| is_rung(scene, at))
        .map(|at| {
            let form = scene.tree.form(at).to_lowercase();
            if RUNGS.contains(form.as_str()) { form } else { scene.lemma(at).to_owned() }
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// "top tier", "third tier".
pub(super) fn tier(scene: &Scene<'_>, noun: usize) -> Option<String> {
    let words = modifiers(scene, noun);
    let own = matches!(scene.lemma(noun), "tier" | "rung").then_some(noun);
    let tier = own.or_else(|| words.iter().copied().find(|&at| matches!(scene.lemma(at), "tier" | "rung")))?;
    let which = (tier.saturating_sub(2)..tier).rev().find_map(|at| match scene.lemma(at) {
        "top" | "high" | "upper" => Some("top"),
        "third" => Some("third"),
        "second" => Some("second"),
        "bottom" | "low" => Some("lowest"),
        "first" => Some("first"),
        "fourth" => Some("fourth"),
        _ => None,
    })?;
    Some(format!("{which} tier"))
}

fn rungs(scene: &Scene<'_>, head: usize, told: &Told) -> Option<Value> {
    let tree = scene.tree;
    let own = rung(scene, head).or_else(|| quoted(scene, head)).or_else(|| described(scene, head)).or_else(|| {
        // "a partnership at the strategic level"
        let level =
            tree.kids(head).iter().copied().find(|&kid| scene.lemma(kid) == "level" && tree.kind(kid) == "nmod");
        if let Some(rung) = level.and_then(|level| rung(scene, level)) {
            return Some(rung);
        }
        // "the top tier of its partnerships"
        let over = tree.head(head).filter(|_| tree.kind(head) == "nmod" && tree.case(head) == "of")?;
        tier(scene, over)
    });
    let own = match (own, scene.lemma(head)) {
        (Some(own), "tier") => beyond(scene, head).or(Some(own)),
        (own, _) => own,
    };
    let Some(verb) = told.raised else { return Some((own, None)) };
    // the rung that is left behind has no relation of its own
    let case = tree.case(head);
    if case == "from" {
        return None;
    }
    let bonds: Vec<usize> = tree
        .arguments(verb)
        .into_iter()
        .filter(|argument| argument.word != head && (argument.relation == "obj" || argument.case == "from"))
        .map(|argument| argument.word)
        .collect();
    let target = tree.arguments(verb).into_iter().any(|argument| {
        argument.word != head && matches!(argument.case.as_str(), "to" | "into") && rung(scene, argument.word).is_some()
    });
    if target && !matches!(case.as_str(), "to" | "into") {
        return None;
    }
    let old = bonds.into_iter().find_map(|bond| rung(scene, bond)).filter(|old| Some(old) != own.as_ref());
    if own.is_none() && old.is_none() && case.is_empty() && target {
        return None;
    }
    Some((own, old))
}

/// "a partnership that has been strategic since 2015".
fn described(scene: &Scene<'_>, head: usize) -> Option<String> {
    let tree = scene.tree;
    let clause = tree.kids(head).iter().copied().find(|&kid| tree.relation(kid) == "acl:relcl")?;
    RUNGS.contains(scene.lemma(clause)).then(|| scene.lemma(clause).to_owned())
}

/// "the top tier of Comprehensive Strategic Partners": the rung of those.
fn beyond(scene: &Scene<'_>, tier: usize) -> Option<String> {
    let tree = scene.tree;
    let of = tree.kids(tier).iter().copied().find(|&kid| tree.kind(kid) == "nmod" && tree.case(kid) == "of")?;
    rung(scene, of)
}

/// A name in quotation marks before the noun: “no limits” partnership.
fn quoted(scene: &Scene<'_>, noun: usize) -> Option<String> {
    let close = noun.checked_sub(1).filter(|&at| matches!(scene.tree.form(at), "”" | "\"" | "’" | "'"))?;
    let open =
        (close.saturating_sub(5)..close).rev().find(|&at| matches!(scene.tree.form(at), "“" | "\"" | "‘" | "'"))?;
    (open + 1 < close).then(|| scene.tree.text(&(open + 1..close)).to_lowercase())
}

/// The level of diplomatic relations.
fn level(scene: &Scene<'_>, head: usize) -> Option<String> {
    let words = scene.tree.article.annotation.sentences.get(scene.tree.sentence(head))?.words.clone();
    let near = head.saturating_sub(8).max(words.start)..(head + 14).min(words.end);
    near.clone()
        .find_map(|at| match scene.lemma(at) {
            "ambassador" if led(scene, at, &["level", "at"]) => Some("ambassadors"),
            "ambassador-level" | "ambassadorial" => Some("ambassadors"),
            "charge" | "chargé" if scene.lemma(at + 1).starts_with("d'") || scene.lemma(at + 1) == "d" => {
                Some("charge d'affaires")
            }
            "liaison" if scene.lemma(at + 1) == "office" => Some("liaison office"),
            "consular" | "consulate" => Some("consulate"),
            _ => None,
        })
        .map(str::to_owned)
}

fn led(scene: &Scene<'_>, at: usize, words: &[&str]) -> bool {
    (at.saturating_sub(4)..at + 2).any(|near| words.contains(&scene.lemma(near)))
}

/// How somebody belongs: observer, candidate, founding or associate member.
fn role(scene: &Scene<'_>, head: usize) -> Option<String> {
    let words: Vec<&str> = modifiers(scene, head).into_iter().map(|at| scene.lemma(at)).collect();
    let has = |word: &str| words.contains(&word) || words.iter().any(|own| own.starts_with(word) && word.len() > 4);
    let role = match scene.lemma(head) {
        "founder" => "founding member",
        "observer" => "observer",
        "membership"
            if scene.tree.head(head).is_some_and(|over| matches!(scene.lemma(over), "candidate" | "applicant")) =>
        {
            "candidate"
        }
        _ if has("founding") || has("found") || has("founder") => "founding member",
        _ if has("observer") => "observer",
        _ if has("associate") || has("associated") => "associate",
        _ if has("candidate") || has("aspiring") => "candidate",
        _ if has("dialogue") => "dialogue partner",
        _ => return None,
    };
    Some(role.to_owned())
}

/// As what somebody is recognised or joins.
fn standing_as(scene: &Scene<'_>, frame: &Frame, head: usize, slots: &[Slot]) -> Option<String> {
    let object = slots.iter().find(|slot| slot.name == "obj").map(|slot| slot.word);
    let abstracted = |word: usize| match scene.lemma(word) {
        "independence" => Some("independence"),
        "sovereignty" => Some("sovereignty"),
        "statehood" | "state" | "nationhood" => Some("state"),
        "government" | "authority" | "administration" | "leadership" | "junta" => Some("government"),
        _ => None,
    };
    if frame.kind == super::RelationKind::Recognition {
        let claimed =
            object.filter(|&object| matches!(scene.lemma(object), "sovereignty" | "claim" | "annexation" | "control"));
        let land = claimed.and_then(|claim| {
            scene.tree.kids(claim).iter().copied().find(|&kid| {
                matches!(scene.tree.case(kid).as_str(), "over" | "to" | "of" | "on") && terms::is_land(scene, kid)
            })
        });
        if let Some(land) = land {
            return Some(scene.tree.text(&scene.tree.phrase(land)));
        }
        if let Some(what) = object.and_then(abstracted) {
            return Some(what.to_owned());
        }
        let of = scene.tree.kids(head).iter().copied().find(|&kid| scene.tree.case(kid) == "of");
        if let Some(what) = of.and_then(abstracted) {
            return Some(what.to_owned());
        }
    }
    let role = slots.iter().find(|slot| slot.name == "as").map(|slot| slot.word)?;
    if scene.lemma(role) == "capital" {
        return object.map(|object| scene.tree.text(&scene.tree.phrase(object)));
    }
    let words = modifiers(scene, role).into_iter().chain([role]);
    let known = words.filter_map(|at| match scene.lemma(at) {
        "state" | "country" | "nation" | "republic" | "independent" => Some("state"),
        "government" | "leader" | "president" | "authority" | "legitimate" | "head" | "ruler" | "premier" => {
            Some("government")
        }
        "sovereign" => Some("state"),
        "observer" => Some("observer"),
        "associate" => Some("associate"),
        "candidate" => Some("candidate"),
        "founding" | "founder" => Some("founding member"),
        "dialogue" => Some("dialogue partner"),
        _ => None,
    });
    let wanted = frame.kind == super::RelationKind::Recognition;
    let mut known = known.filter(|value| matches!(*value, "state" | "government") == wanted);
    known.next().map(str::to_owned)
}
