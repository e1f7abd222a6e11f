//! The annotator's names, set right: titles taken off, missing words put on, halves put together.

use super::lists::{Class, is};
use super::spot::{Name, What, tree_head};
use super::tree::Tree;
use crate::bodies::BodyKind;
use crate::knowledge::{Entry, Meaning, Use, World};
use crate::names::PersonalName;
use crate::offices::{Agent, Role};
use crate::resolve::places::is_large_town;
use attache_language::{EntityKind, Upos};
use std::ops::Range;

/// An organisation's name that is cut in two is one.
pub(super) fn merge_split(tree: &Tree<'_>, found: &mut Vec<Name<'_>>) {
    found.dedup_by(|b, a| {
        let organisations =
            matches!(a.what, What::Organisation) && matches!(b.what, What::Organisation | What::Place | What::Other);
        let between = a.words.end..b.words.start;
        let linked = between.len() <= 2
            && between
                .clone()
                .all(|at| matches!(&*tree.form(at).to_lowercase(), "for" | "of" | "and" | "the" | "on" | "&"));
        let (x, y) = (tree_head(tree, &a.words), tree_head(tree, &b.words));
        let one = tree.head(y) == Some(x) || tree.head(x) == Some(y);
        let flat = |at| {
            matches!(tree.relation(at), "flat" | "compound") || (!between.is_empty() && tree.relation(at) == "nmod")
        };
        // a name that is cut in two
        let whole = a.is_person()
            && b.is_person()
            && between.is_empty()
            && tree.sentence(a.words.start) == tree.sentence(b.words.start);
        if whole {
            a.words.end = b.words.end;
            return true;
        }
        // "New" and "York"
        let places = matches!((&a.what, &b.what), (What::Place, What::Place)) && between.is_empty();
        if places && tree.sentence(a.words.start) == tree.sentence(b.words.start) {
            let both = a.words.start..b.words.end;
            if is_large_town(&tree.reads(&both)) {
                a.words = both;
                return true;
            }
        }
        // "Thai" of "Thai Van Duong" is a name, not a people
        let short = a.words.len() == 1 && between.is_empty() && b.is_person() && !a.is_person();
        let (first, second) = (a.words.start, b.words.start);
        let down = tree.relation(second) == "flat" && tree.head(second) == Some(first);
        let up = matches!(tree.relation(first), "compound" | "flat")
            && tree.head(first).is_some_and(|h| b.words.contains(&h));
        if short && tree.upos(first) == Upos::Propn && (down || up && !matches!(a.what, What::Organisation)) {
            (a.words.end, a.what) = (b.words.end, What::Person);
            return true;
        }
        let merges = organisations
            && linked
            && one
            && (flat(x) || flat(y))
            && (between.is_empty() || matches!(b.what, What::Organisation));
        if merges {
            a.words.end = b.words.end;
        }
        merges
    });
}

/// A label that the words gainsay.
pub(super) fn corrected<'w>(tree: &Tree<'_>, what: What<'w>, words: &Range<usize>) -> What<'w> {
    let reads = tree.reads(words).to_lowercase();
    let last = reads.rsplit(' ').next().unwrap_or_default();
    let affairs = last == "affairs" && super::lists::named(&reads).is_none();
    if matches!(what, What::Organisation) && (is(last, Class::Matter) || affairs) {
        return What::Other;
    }
    match what {
        What::Person | What::Place | What::Other if words.len() > 1 => {
            let first = reads.split(' ').next().unwrap_or_default();
            let airs =
                matches!(first, "radio" | "rádio" | "radyo" | "television" | "tv" | "télé" | "channel" | "canal");
            let body = super::lists::named(&reads).is_some_and(|named| named.kind != BodyKind::Outlet || airs);
            let given = words.clone().any(|at| PersonalName::of(tree.form(at)).is_some_and(|n| n.given));
            if body && !(matches!(what, What::Person) && given) && !matches!(what, What::Place) {
                What::Organisation
            } else {
                what
            }
        }
        What::Organisation if words.len() > 1 && words.len() < 4 => {
            let names = words.clone().all(|at| PersonalName::of(tree.form(at)).is_some());
            let given = PersonalName::of(tree.form(words.start)).is_some_and(|n| n.given);
            let titled = tree.dependents(tree_head(tree, words)).any(|d| tree.deprel(d) == "nmod:desc");
            if names && given && titled { What::Person } else { what }
        }
        what => what,
    }
}

/// Without titles in front and what is no name.
pub(super) fn trimmed(
    world: &World,
    tree: &Tree<'_>,
    kind: EntityKind,
    mut words: Range<usize>,
) -> Option<Range<usize>> {
    let dash = |at: &usize| tree.dash(*at) || matches!(tree.form(*at), ":" | ";" | "(" | ")");
    if let Some(cut) = words.clone().find(dash) {
        let (before, after) = (words.start..cut, cut + 1..words.end);
        words = if kind == EntityKind::Per && !after.is_empty() { after } else { before };
    }
    if kind == EntityKind::Per {
        while words.len() > 1 && (title(world, tree.form(words.start)) || ends_office(world, tree, words.start)) {
            words.start += 1;
        }
    }
    if kind == EntityKind::Per && words.len() == 1 && before_person(world, tree, words.end) {
        return None;
    }
    // "the King", "his Minister": an office, though in capitals
    let before = words.start.checked_sub(1).map(|at| tree.form(at).to_lowercase()).unwrap_or_default();
    let determined = matches!(&*before, "the" | "a" | "an" | "his" | "her" | "its" | "their" | "our");
    if determined && kind != EntityKind::Org && words.len() < 4 {
        let reads = tree.reads(&words).to_lowercase();
        let office = |e: &Entry<'_>| matches!(e.meaning, Meaning::Office(o) if o.role != Role::Address);
        let meanings = world.meanings(&reads, None);
        if !meanings.is_empty() && meanings.iter().all(office) && !before_person(world, tree, words.end) {
            return None;
        }
    }
    // "the Archbishop of the town" is an office
    let article = words.start > 0 && tree.form(words.start - 1).eq_ignore_ascii_case("the");
    if kind == EntityKind::Per && words.len() == 1 && article && title(world, tree.form(words.start)) {
        return None;
    }
    if words.len() == 1 && tree.first_of_sentence(words.start) && several(world, tree.form(words.start)) {
        return None;
    }
    let capital = words.clone().any(|at| tree.form(at).starts_with(|c: char| c.is_uppercase() || c.is_numeric()));
    if words.is_empty() || !capital {
        return None;
    }
    if kind != EntityKind::Per && mended_office(world, tree, &words) {
        return None;
    }
    // a common noun that begins a sentence
    let only = words.len() == 1 && tree.first_of_sentence(words.start) && kind != EntityKind::Per;
    let common = matches!(tree.upos(words.start), Upos::Noun | Upos::Adj | Upos::Verb | Upos::Adv);
    let word = tree.form(words.start).to_lowercase();
    let noun = !world.meanings(&word, None).is_empty();
    let general = common && (only && kind != EntityKind::Norp || words.len() == 1 && noun);
    (!general).then_some(words)
}

/// Whether a word is a common noun for people in the plural, which begins a sentence like a name: "Gendarmes".
fn several(world: &World, word: &str) -> bool {
    let agent = |e: &Entry<'_>| {
        let lower = |agent: &Agent| agent.singular.starts_with(char::is_lowercase);
        matches!(e.meaning, Meaning::Agent(agent) if e.used_as == Use::Plural && lower(agent))
    };
    world.meanings(&word.to_lowercase(), None).iter().any(agent)
}

/// Whether a repair brought an office back where the words stand: that is a title, no name.
pub(super) fn mended_office(world: &World, tree: &Tree<'_>, words: &Range<usize>) -> bool {
    if !words.clone().any(|at| tree.mended(at)) {
        return false;
    }
    let reads = tree.reads(words).to_lowercase();
    let parts: Vec<&str> = reads.split(' ').collect();
    let office = |part: &str| world.meanings(part, None).iter().any(|e| matches!(e.meaning, Meaning::Office(_)));
    (1..=parts.len().min(3)).any(|n| office(&parts[..n].join(" ")))
}

/// Whether a word ends an office that began before it: "State" of "Secretary of State".
fn ends_office(world: &World, tree: &Tree<'_>, at: usize) -> bool {
    let office = |from: usize| {
        let reads = tree.reads(&(from..at + 1)).to_lowercase();
        world.meanings(&reads, None).iter().any(|e| matches!(e.meaning, Meaning::Office(_)))
    };
    (at.saturating_sub(4)..at).any(|from| tree.is_capital(from) && office(from))
}

/// Whether a person's name goes on, or begins, behind a word or a title.
fn before_person(world: &World, tree: &Tree<'_>, next: usize) -> bool {
    let person = |at: usize| at < tree.len() && tree.label(at) == Some(EntityKind::Per);
    let titled = |at: usize| at < tree.len() && title(world, tree.form(at));
    person(next) && next > 0 && titled(next - 1) || titled(next) && person(next + 1)
}

/// Whether a word is a title: an office that may stand before a name, or a form of address.
pub(super) fn title(world: &World, word: &str) -> bool {
    let office = |e: &Entry<'_>| matches!(e.meaning, Meaning::Office(o) if o.role != Role::Royal);
    let lower = word.to_lowercase();
    let meanings = world.meanings(&lower, None);
    let address = |e: &Entry<'_>| matches!(e.meaning, Meaning::Office(o) if o.role == Role::Address);
    if matches!(&*lower, "sir" | "dame" | "lord" | "lady") && meanings.iter().any(address) {
        return true;
    }
    meanings.iter().any(office) && (!PersonalName::of(word).is_some_and(|n| n.given) || word.ends_with('.'))
}

/// With the words of the name that the label left out.
pub(super) fn extended(
    world: &World,
    tree: &Tree<'_>,
    kind: EntityKind,
    mut words: Range<usize>,
    last: usize,
) -> Range<usize> {
    let name = |at: usize| tree.upos(at) == Upos::Propn && tree.is_capital(at);
    while words.end < tree.len() && name(words.end) && tree.relation(words.end) == "flat" {
        if !tree.head(words.end).is_some_and(|head| words.contains(&head)) {
            break;
        }
        words.end += 1;
    }
    while kind == EntityKind::Per && words.start > last && tree.relation(words.start) == "flat" {
        let head = tree.head(words.start);
        let linked = ends_office(world, tree, words.start - 1);
        let titled = title(world, tree.form(words.start - 1));
        if !name(words.start - 1)
            || linked
            || titled
            || head.is_none_or(|head| head >= words.start || words.start - head > 3)
        {
            break;
        }
        words.start -= 1;
    }
    if kind == EntityKind::Org {
        words = organisation(tree, words, last);
    }
    words
}

/// "Ethics and [Anti-Corruption Commission]", "Great [Council of Elders]", "[Muslim League] (Q)".
fn organisation(tree: &Tree<'_>, mut words: Range<usize>, last: usize) -> Range<usize> {
    let part = |at: usize| {
        tree.is_capital(at) && matches!(tree.upos(at), Upos::Propn | Upos::Adj | Upos::Noun) && tree.label(at).is_none()
    };
    while words.start > last && part(words.start - 1) && (words.start < 2 || !tree.first_of_sentence(words.start - 1)) {
        words.start -= 1;
    }
    // "the Weavers' [Federation]"
    let owner =
        |at: usize| part(at) && tree.is_capital(at) && tree.form(at).ends_with('s') && tree.upos(at) != Upos::Adj;
    if words.start >= last + 2
        && matches!(tree.form(words.start - 1), "'" | "’")
        && owner(words.start - 2)
        && super::lists::named(&tree.reads(&words).to_lowercase()).is_some()
    {
        words.start -= 2;
        while words.start > last && part(words.start - 1) && !tree.first_of_sentence(words.start - 1) {
            words.start -= 1;
        }
    }
    if words.start >= last + 3 && matches!(tree.form(words.start - 1), "and" | "&") && part(words.start - 2) {
        let before = tree.form(words.start - 3).to_lowercase();
        if before == "the" {
            words.start -= 2;
        }
    }
    let bracket = words.end + 2 < tree.len() && tree.form(words.end) == "(" && tree.form(words.end + 2) == ")";
    if bracket && tree.form(words.end + 1).chars().count() <= 2 {
        words.end += 3;
    }
    words
}
