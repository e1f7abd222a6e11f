//! Names of treaties and pacts, titles of offices.

use attache_language::{EntityKind, Upos};

use super::values::{is_mark, modifiers, party};
use super::{Scene, frames};

/// Adjectives and adverbs that are no part of an office.
pub(super) const OF_NO_OFFICE: &[&str] = &[
    "former",
    "next",
    "new",
    "first",
    "then",
    "ex",
    "current",
    "longtime",
    "long-serving",
    "exiled",
    "ousted",
    "deposed",
    "jailed",
    "embattled",
    "late",
    "outgoing",
    "woman",
    "female",
    "incoming",
    "wartime",
    "newly",
    "elected",
    "young",
    "once",
    "veteran",
    "popular",
    "longest-serving",
    "second",
    "third",
    "last",
    "previous",
    "own",
    "old",
    "senior",
    "top",
    "also",
    "still",
    "again",
    "now",
    "already",
    "twice",
    "longer",
];

/// An office without what says that somebody is yet to take it, and whether it is so.
pub(super) fn awaited(office: &str) -> (&str, bool) {
    let without = [" - elect", "-elect", " elect", " - designate", "-designate", " designate"];
    match without.iter().find_map(|ending| office.strip_suffix(ending)) {
        Some(office) => (office, true),
        None => (office, false),
    }
}

/// An office without what says no more than how long, since when or how it is held: what stands behind the last such word before "of".
pub(super) fn bare(office: &str) -> &str {
    let title = [" of ", " for "].iter().filter_map(|of| office.find(of)).min().unwrap_or(office.len());
    let mut bare = office;
    let mut rest = office;
    while let Some((word, behind)) = rest.split_once(' ').filter(|(_, behind)| office.len() - behind.len() < title) {
        let ordinal = word == "first" && (behind.starts_with("minister") || behind.starts_with("secretary"));
        if !ordinal && (OF_NO_OFFICE.contains(&word) || word.ends_with("-serving")) {
            bare = behind;
        }
        rest = behind;
    }
    bare
}

/// An office in lower case, without whose it is: "defence minister", "secretary of state".
pub(super) fn title(scene: &Scene<'_>, head: usize) -> String {
    let tree = scene.tree;
    let mut from = head;
    for at in modifiers(scene, head).into_iter().rev() {
        let place = tree.article.resolution.places.iter().any(|place| place.words.contains(&at));
        let own =
            !place && tree.entity(at).is_none_or(|entity| !entity.kind.is_place() && entity.kind != EntityKind::Norp);
        let plain = tree.upos(at) != Upos::Num && tree.xpos(at) != "NNPS" && own;
        // "first minister" is an office
        let first =
            scene.lemma(at) == "first" && at + 1 == head && matches!(scene.lemma(head), "minister" | "secretary");
        let counted =
            tree.form(at).starts_with(|c: char| c.is_ascii_digit()) || matches!(scene.lemma(at), "year" | "now");
        let body =
            tree.entity(at).is_some_and(|entity| entity.kind == EntityKind::Org && !entity.words.contains(&head));
        if !plain
            || counted
            || body
            || OF_NO_OFFICE.contains(&scene.lemma(at)) && !first
            || is_mark(scene, at)
            || names_state(scene, at)
        {
            break;
        }
        from = at;
    }
    while from < head && matches!(tree.form(from), "-" | "–") {
        from += 1;
    }
    // "director-general" in three words
    let joined = from == head && head >= 2 && tree.form(head - 1) == "-" && frames::is_office(scene.lemma(head - 2));
    from -= if joined { 2 } else { 0 };
    let of = tree
        .kids(head)
        .iter()
        .copied()
        .find(|&kid| tree.kind(kid) == "nmod" && matches!(tree.case(kid).as_str(), "of" | "for"));
    let field = |of: &usize| PORTFOLIOS.contains(&scene.lemma(*of)) && tree.form(*of) != "States";
    let end = match of.filter(field) {
        Some(of) => of + 1,
        None if is_general(scene, head) => head + 2,
        None => head + 1,
    };
    bare(&tree.text(&(from..end.min(head + 7))).to_lowercase()).to_owned()
}

/// Whether "general" behind an office belongs to it: "secretary general".
fn is_general(scene: &Scene<'_>, head: usize) -> bool {
    let takes = ["secretary", "director", "prosecutor", "attorney", "governor", "auditor", "consul", "inspector"];
    scene.tree.form(head + 1).eq_ignore_ascii_case("general") && takes.contains(&scene.lemma(head))
}

/// Whether an office is told by a word that says no more than that somebody leads, so that it takes a name to say whom.
pub(super) fn is_bare_lead(office: &str) -> bool {
    matches!(
        office,
        "leader"
            | "chief"
            | "head"
            | "director"
            | "director-general"
            | "director general"
            | "chairman"
            | "chairwoman"
            | "chairperson"
            | "chair"
            | "secretary"
            | "general secretary"
            | "secretary general"
            | "secretary-general"
            | "commissioner"
            | "commander"
            | "treasurer"
    )
}

/// An office with the "of state" that belongs to it.
pub(super) fn of_state(scene: &Scene<'_>, noun: usize, office: String) -> String {
    let state =
        scene.tree.form(noun + 1).eq_ignore_ascii_case("of") && scene.tree.form(noun + 2).eq_ignore_ascii_case("state");
    if state && scene.lemma(noun) == "secretary" { format!("{office} of state") } else { office }
}

/// What stands behind "minister of".
pub(super) const PORTFOLIOS: &[&str] = &[
    "state",
    "exchequer",
    "affair",
    "affairs",
    "defence",
    "defense",
    "interior",
    "finance",
    "justice",
    "health",
    "education",
    "trade",
    "energy",
    "agriculture",
    "labour",
    "labor",
    "transport",
    "environment",
    "staff",
    "security",
    "industry",
];

/// Whether a word names a field of government, not whose an office is.
pub(super) fn is_portfolio(scene: &Scene<'_>, word: usize) -> bool {
    PORTFOLIOS.contains(&scene.lemma(word))
}

pub(super) fn names_state(scene: &Scene<'_>, at: usize) -> bool {
    let resolution = scene.tree.article.resolution;
    let state = resolution.headed_by(at).and_then(|mention| resolution.actor_of(mention));
    state.is_some_and(|actor| actor.kind == attache_world::resolve::ActorKind::State)
}

/// The name of the pact that makes allies: the trigger's own, or that under which they are; else what kind of pact it is ("mutual defence
/// pact").
pub(super) fn pact(scene: &Scene<'_>, head: usize) -> Option<String> {
    let tree = scene.tree;
    let named = |at: usize| tree.form(at).starts_with(char::is_uppercase);
    if !matches!(scene.lemma(head), "ally" | "alliance") && named(head) {
        return name(scene, head);
    }
    let words = tree.article.annotation.sentences.get(tree.sentence(head))?.words.clone();
    let near = words.start.max(head)..words.end.min(head + 10);
    let pacts = near
        .filter(|&at| matches!(scene.lemma(at), "treaty" | "pact" | "compact" | "agreement" | "accord" | "convention"));
    let pacts: Vec<usize> = pacts.collect();
    let own = pacts.iter().filter(|&&at| named(at) && at != head).find_map(|&at| name(scene, at));
    own.or_else(|| pacts.iter().find_map(|&at| defence(scene, at)))
}

/// A pact to defend each other by its kind.
fn defence(scene: &Scene<'_>, noun: usize) -> Option<String> {
    let arms = |at: &usize| matches!(scene.lemma(*at), "defence" | "defense" | "security" | "military" | "alliance");
    let kind = |at: &usize| arms(at) || matches!(scene.lemma(*at), "mutual" | "collective" | "joint" | "common");
    let before: Vec<usize> = super::values::modifiers(scene, noun).into_iter().rev().take_while(kind).collect();
    let first = before.last().copied().filter(|_| before.iter().any(arms))?;
    Some(scene.tree.text(&(first..noun + 1)).to_lowercase())
}

/// Adjectives that are no part of a treaty's name.
pub(super) const PASSING: &[&str] = &[
    "new",
    "historic",
    "landmark",
    "recent",
    "major",
    "controversial",
    "long-standing",
    "longstanding",
    "formal",
    "current",
    "existing",
    "proposed",
    "final",
    "old",
    "decades-old",
    "first",
    "key",
    "important",
    "so-called",
    "same",
    "other",
    "several",
    "similar",
    "joint",
    "further",
    "possible",
    "draft",
    "binding",
    "interim",
    "former",
    "separate",
    "last",
    "latest",
    "sweeping",
    "secret",
    "disputed",
    "lapsed",
    "signed",
];

/// The name of a treaty, without article, parties and passing adjectives.
pub(super) fn name(scene: &Scene<'_>, head: usize) -> Option<String> {
    let tree = scene.tree;
    let mut from = head;
    for at in modifiers(scene, head).into_iter().rev() {
        let passing = PASSING.contains(&scene.lemma(at)) || tree.is_time(at) || tree.upos(at) == Upos::Num;
        if passing || is_mark(scene, at) || (party(scene, at) && !tree.form(head).starts_with(char::is_uppercase)) {
            break;
        }
        from = at;
    }
    while from < head && matches!(tree.form(from), "-" | "–") {
        from += 1;
    }
    let capital = tree.form(head).starts_with(char::is_uppercase);
    let mut end = head + 1;
    let tail = |at: usize| {
        tree.kids(at).iter().copied().find(|&kid| {
            tree.kind(kid) == "nmod"
                && kid > head
                && matches!(tree.case(kid).as_str(), "of" | "on" | "for" | "concerning" | "against")
        })
    };
    if let Some(of) =
        tail(head).filter(|&of| capital || scene.lemma(head) == "treaty" && !party(scene, of) && from == head)
    {
        let below = tree.below(of, |kid| !matches!(tree.kind(kid), "acl" | "appos" | "parataxis" | "advcl"));
        for at in below.into_iter().filter(|&at| at > head) {
            if at > end {
                break;
            }
            end = end.max(at + 1);
        }
    }
    if end > head + 2 && tree.is_time(end - 1) && tree.form(end - 2).eq_ignore_ascii_case("of") {
        // "the Canal Treaty of 1903"
        end -= 2;
    }
    // a word that a rewriter put there names nothing
    let made_up = |at: usize| {
        scene.spun && tree.words.get(at).is_some_and(|word| word.swapped > 0.5) && tree.upos(at) == Upos::Noun
    };
    if (from..head).any(made_up) {
        return None;
    }
    (from < head || end > head + 1).then(|| tree.text(&(from..end)))
}
