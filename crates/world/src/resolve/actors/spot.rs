//! Names in a text: those that the annotator found, set right by the tables and the trees.

use super::labels::{corrected, extended, mended_office, merge_split, trimmed};
use super::leaders;
use super::lists::{Class, is};
use super::tree::Tree;
use crate::bodies::BodyKind;
use crate::features::Feature;
use crate::fold::fold;
use crate::knowledge::{Entry, Meaning, Use, World};
use crate::names::PersonalName;
use crate::resolve::Toponym;
use crate::resolve::places::is_nothing_but_a_town;
use crate::sectors::Sector;
use crate::states::{State, StateKind};
use crate::{Gazetteer, bodies::Body};
use attache_language::{EntityKind, Upos};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What a name names.
#[derive(Debug, Clone)]
pub(super) enum What<'w> {
    /// A person.
    Person,
    /// A state, by name, adjective, people or seat.
    State(&'w State, Use),
    /// Bodies that bear the name, the likeliest first.
    Bodies(Vec<&'w Body>),
    /// An organisation that no table holds.
    Organisation,
    /// A people, creed or party that no table of states holds.
    People,
    /// A region or sea.
    Feature(&'w Feature),
    /// A town or another place.
    Place,
    /// Anything else.
    Other,
}

/// A name in the text.
#[derive(Debug, Clone)]
pub(super) struct Name<'w> {
    pub words: Range<usize>,
    pub what: What<'w>,
    /// Whether it stands in the dateline.
    pub dateline: bool,
}

/// No name of the tables has more words.
const LONGEST: usize = 9;

/// All names, in order and apart.
pub(super) fn names<'w>(world: &'w World, tree: &Tree<'_>, as_of: Option<Date>) -> Vec<Name<'w>> {
    let mut found = labelled(world, tree, as_of);
    let surnames = Surnames::of(tree, &found);
    let mut gone = vec![false; found.len()];
    let mut at = 0;
    let mut added: Vec<Name<'w>> = Vec::new();
    for mut name in known(world, tree, as_of) {
        if name.is_demonym() && surnames.begins(tree, &name.words) {
            name.what = What::Person;
        }
        while found.get(at).is_some_and(|other| other.words.end <= name.words.start) {
            at += 1;
        }
        let to = at + found[at..].iter().take_while(|other| other.words.start < name.words.end).count();
        if found[at..to].iter().all(|other| stands(tree, &surnames, &name, other))
            && !(at == to && surnames.holds(tree, &name.words))
        {
            gone[at..to].fill(true);
            added.push(name);
        }
    }
    let mut n = 0;
    found.retain(|_| {
        n += 1;
        !gone[n - 1]
    });
    found.extend(added);
    found.sort_by_key(|name| name.words.start);
    compass(tree, &mut found);
    let end = dateline(tree);
    found.iter_mut().for_each(|name| name.dateline = name.words.start < end);
    found
}

/// A name that several states bear ("Congo") is that of the one of which the text tells by other names, or of the first.
pub(super) fn choose_states<'w>(world: &'w World, tree: &Tree<'_>, found: &mut [Name<'w>], places: &[Toponym]) {
    let bearers = |name: &Name<'w>| -> Vec<&'w State> {
        let What::State(_, used_as) = name.what else { return Vec::new() };
        let mut states: Vec<&'w State> = Vec::new();
        for entry in world.meanings(&tree.reads(&name.words), None) {
            if let Meaning::State(state) = entry.meaning
                && entry.used_as == used_as
                && state.kind == StateKind::State
                && !states.iter().any(|other| other.code == state.code)
            {
                states.push(state);
            }
        }
        states
    };
    let mut open: Vec<(usize, Vec<&'w State>)> = Vec::new();
    let mut told: FxHashMap<Box<str>, u32> = FxHashMap::default();
    for (n, name) in found.iter().enumerate() {
        let states = bearers(name);
        if states.len() > 1 {
            open.push((n, states));
            continue;
        }
        let code: Option<Box<str>> = match &name.what {
            What::State(state, _) => Some(state.plover().into()),
            What::Place => super::focus::place_code(world, tree, name, places),
            _ => None,
        };
        code.into_iter().for_each(|code| *told.entry(code).or_default() += 1);
    }
    for (n, states) in open {
        let votes = |state: &State| told.get(state.plover()).copied().unwrap_or(0);
        let most = states.iter().map(|state| votes(state)).max().unwrap_or(0);
        if let (What::State(_, used_as), true) = (&found[n].what, most > 0) {
            let used_as = *used_as;
            let told = states.into_iter().find(|state| votes(state) == most);
            told.into_iter().for_each(|state| found[n].what = What::State(state, used_as));
        }
    }
}

/// "the North" is the state of the text whose name begins so.
fn compass<'w>(tree: &Tree<'_>, found: &mut Vec<Name<'w>>) {
    let mut states: Vec<&'w State> = Vec::new();
    for name in found.iter() {
        if let What::State(state, Use::Name | Use::Adjective) = name.what
            && ["North ", "South ", "East ", "West "].iter().any(|word| state.name.starts_with(word))
            && !states.contains(&state)
        {
            states.push(state);
        }
    }
    if states.is_empty() {
        return;
    }
    // where one half is told of by its own name, the other is meant by the other word
    let half = |word: &str| states.iter().copied().find(|state| state.name.split(' ').next() == Some(word));
    let mut added = Vec::new();
    for word in 1..tree.len() {
        let alone = tree.form(word - 1).eq_ignore_ascii_case("the")
            && !(word + 1 < tree.len()
                && tree.is_capital(word + 1)
                && tree.upos(word + 1) == Upos::Propn
                && tree.relation(word) == "compound");
        let state = half(tree.form(word)).filter(|_| alone);
        let taken = at(found, word).is_some_and(|n| found[n].words.len() > 1);
        if let Some(state) = state.filter(|_| !taken) {
            added.push(Name { words: word..word + 1, what: What::State(state, Use::Name), dateline: false });
        }
    }
    let again: FxHashSet<usize> = added.iter().map(|name| name.words.start).collect();
    found.retain(|name| !again.contains(&name.words.start));
    found.extend(added);
    found.sort_by_key(|name| name.words.start);
}

/// Last words of people's full names: alone they are people too.
struct Surnames(FxHashSet<String>, FxHashSet<String>);

impl Surnames {
    fn of(tree: &Tree<'_>, names: &[Name<'_>]) -> Self {
        let full = names.iter().filter(|n| n.is_person() && n.words.len() > 1);
        let last = full.clone().map(|n| tree.form(n.words.end - 1).to_lowercase()).collect();
        let first = full.filter(|n| n.words.len() > 2).map(|n| tree.form(n.words.start).to_lowercase()).collect();
        Self(last, first)
    }

    /// Whether a word that could be a people's name is the family name, which stands first, of one named in the text: "Thai left".
    fn begins(&self, tree: &Tree<'_>, words: &Range<usize>) -> bool {
        let alone = tree.dependents(words.start).next().is_none() && tree.relation(words.start) == "nsubj";
        words.len() == 1 && alone && self.1.contains(&tree.form(words.start).to_lowercase())
    }

    fn holds(&self, tree: &Tree<'_>, words: &Range<usize>) -> bool {
        words.len() == 1 && self.0.contains(&tree.form(words.start).to_lowercase())
    }
}

/// Whether a name of the tables stands against a name that the annotator found over the same words.
fn stands(tree: &Tree<'_>, surnames: &Surnames, name: &Name<'_>, other: &Name<'_>) -> bool {
    if !other.is_person() {
        // "Congress (I)" is the Congress of the tables
        let bracket = name.words.start == other.words.start && tree.form(name.words.end.min(tree.len() - 1)) == "(";
        return name.words.len() >= other.words.len() || bracket;
    }
    let title = tree.dependents(tree_head(tree, &name.words)).any(|d| tree.deprel(d) == "nmod:desc");
    let given = name.words.len() == 1 && PersonalName::of(tree.form(name.words.start)).is_some_and(|n| n.given);
    let state = matches!(name.what, What::State(_, Use::Name | Use::Adjective | Use::People | Use::Seat));
    let wider = other.words.len() < name.words.len();
    !surnames.holds(tree, &name.words) && !title && (wider || other.words == name.words && (!given || state))
}

/// The name that holds a word.
pub(super) fn at(names: &[Name<'_>], word: usize) -> Option<usize> {
    let n = names.partition_point(|name| name.words.end <= word);
    names.get(n).filter(|name| name.words.contains(&word)).map(|_| n)
}

impl Name<'_> {
    pub(super) fn is_person(&self) -> bool {
        matches!(self.what, What::Person)
    }

    /// Whether it is an adjective or a people: "French", "Danes".
    pub(super) fn is_demonym(&self) -> bool {
        matches!(self.what, What::State(_, Use::Adjective | Use::Person | Use::People) | What::People)
    }
}

/// The word of a name that is highest in the tree.
pub(super) fn tree_head(tree: &Tree<'_>, words: &Range<usize>) -> usize {
    let outside = |at: &usize| tree.head(*at).is_none_or(|head| !words.contains(&head));
    words.clone().find(outside).unwrap_or(words.start)
}

/// Names that the tables hold, the longest first found from the left.
fn known<'w>(world: &'w World, tree: &Tree<'_>, as_of: Option<Date>) -> Vec<Name<'w>> {
    let mut found: Vec<Name<'w>> = Vec::new();
    let mut at = 0;
    while at < tree.len() {
        let longest = longest(world, tree, at, as_of);
        at = longest.as_ref().map_or(at + 1, |name| name.words.end);
        found.extend(longest);
    }
    found
}

fn longest<'w>(world: &'w World, tree: &Tree<'_>, at: usize, as_of: Option<Date>) -> Option<Name<'w>> {
    let mended = tree.mended(at);
    let begins = |c: char| c.is_uppercase() || c.is_numeric();
    let small = || matches!(tree.form(at), "al" | "al-" | "e" | "south" | "north") || tree.form(at).starts_with("al-");
    if !tree.form(at).starts_with(begins) && !mended && !small() {
        return None;
    }
    let article = at > 0 && tree.form(at - 1).eq_ignore_ascii_case("the");
    let mut best = None;
    for end in at + 1..=tree.len().min(at + LONGEST) {
        if tree.sentence(end - 1) != tree.sentence(at) {
            break;
        }
        if tree.upos(end - 1) == Upos::Punct && !mended {
            continue;
        }
        let reads = tree.reads(&(at..end));
        if !world.begins(&fold(&reads)) {
            break;
        }
        let reads = if small() && end > at + 1 { capitalised(&reads) } else { reads.into_owned() };
        let asked = if article { format!("the {reads}") } else { reads };
        let entries = world.meanings(&asked, as_of);
        if let Some(what) = what(&entries, as_of).filter(|what| plausible(tree, at, end, what, mended)) {
            best = Some(Name { words: at..end, what, dateline: false });
        }
    }
    best
}

/// "south Korean", as some write it, is "South Korean".
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn peaceful(sector: &Sector) -> bool {
    matches!(sector, Sector::Civilians | Sector::Religion)
}

/// What is meant by a name of the tables; offices and agent nouns are no names.
fn what<'w>(entries: &[Entry<'w>], as_of: Option<Date>) -> Option<What<'w>> {
    let states = || {
        entries.iter().filter_map(|e| match e.meaning {
            Meaning::State(state) => Some((state, e.used_as)),
            _ => None,
        })
    };
    // of states that shared a capital, the one that was there on the day
    let state = states().find(|(state, _)| as_of.is_some() && state.period.holds(as_of)).or(states().next());
    let bodies: Vec<&'w Body> = entries
        .iter()
        .filter_map(|e| match e.meaning {
            Meaning::Body(body) => Some(body),
            _ => None,
        })
        .collect();
    let people = entries.iter().any(|e| match e.meaning {
        Meaning::Agent(agent) => {
            let name = if agent.singular.is_empty() { &agent.plural } else { &agent.singular };
            name.contains(' ') && name.starts_with(char::is_uppercase) && agent.sectors.iter().all(peaceful)
        }
        _ => false,
    });
    let feature = entries.iter().find_map(|e| match e.meaning {
        Meaning::Feature(feature) => Some(feature),
        _ => None,
    });
    // a town may stand for an organisation more than for its state: "Brussels"
    if let Some((state, Use::Seat)) = state
        && let Some(body) = bodies.iter().find(|b| b.kind == BodyKind::Seat && b.code != state.code)
    {
        return Some(What::Bodies(vec![body]));
    }
    match (state, feature) {
        (Some((state, used_as)), _) => Some(What::State(state, used_as)),
        _ if !bodies.is_empty() => Some(What::Bodies(bodies)),
        (_, Some(feature)) => Some(What::Feature(feature)),
        _ if people => Some(What::People),
        _ => None,
    }
}

/// Whether a name of one word that begins a sentence, or stands in lower case, is one here.
fn plausible(tree: &Tree<'_>, at: usize, end: usize, what: &What<'_>, mended: bool) -> bool {
    if mended || end - at > 1 {
        return true;
    }
    let word = tree.word(at);
    let labelled = tree.label(at).is_some();
    let form = tree.form(at);
    let short = form.len() <= 5 && !form.chars().any(char::is_lowercase);
    match what {
        What::State(..) => true,
        _ if labelled || short => true,
        _ => word.upos == Upos::Propn || (tree.is_capital(at) && !tree.first_of_sentence(at)),
    }
}

/// The annotator's names, mended.
fn labelled<'w>(world: &'w World, tree: &Tree<'_>, as_of: Option<Date>) -> Vec<Name<'w>> {
    let mut found: Vec<Name<'w>> = Vec::new();
    for entity in &tree.annotation.entities {
        let words = entity.words.start.min(tree.len())..entity.words.end.min(tree.len());
        let Some(words) = trimmed(world, tree, entity.kind, words) else { continue };
        let last = found.last().map_or(0, |name| name.words.end);
        let words = extended(world, tree, entity.kind, words, last);
        if words.start < last || words.is_empty() {
            continue;
        }
        let what = match entity.kind {
            EntityKind::Per => What::Person,
            EntityKind::Org => What::Organisation,
            EntityKind::Norp => What::People,
            EntityKind::Gpe | EntityKind::Loc | EntityKind::Fac => What::Place,
            EntityKind::Misc => What::Other,
        };
        let what = corrected(tree, what, &words);
        found.push(Name { words, what, dateline: false });
    }
    merge_split(tree, &mut found);
    let surnames = Surnames::of(tree, &found);
    for name in &mut found {
        if matches!(name.what, What::Organisation | What::Place | What::Other) && surnames.holds(tree, &name.words) {
            name.what = What::Person;
            continue;
        }
        let reads = tree.reads(&name.words);
        if name.words.len() > 1 || surnames.holds(tree, &name.words) {
            continue;
        }
        let body = matches!(name.what, What::Organisation | What::Other);
        // a surname, not "UN"
        let surname = reads.chars().count() > 3 && reads.contains(char::is_lowercase);
        if body && surname && world.meanings(&reads, None).is_empty() && leaders::leader(&reads, as_of).is_some() {
            name.what = What::Person;
        } else if (body || name.is_person()) && is_nothing_but_a_town(world, &reads) {
            name.what = What::Place;
        }
    }
    found.extend(unlabelled(world, tree, &found));
    found.sort_by_key(|name| name.words.start);
    found
}

/// Names that were labelled elsewhere in the text, or that say themselves what they name.
fn unlabelled<'w>(world: &World, tree: &Tree<'_>, labelled: &[Name<'w>]) -> Vec<Name<'w>> {
    let mut known: FxHashMap<&str, What<'w>> = FxHashMap::default();
    for name in labelled.iter().filter(|n| matches!(n.what, What::Person | What::Organisation)) {
        if name.words.len() == 1 {
            known.insert(tree.form(name.words.start), name.what.clone());
        } else if name.is_person() {
            known.entry(tree.form(name.words.end - 1)).or_insert(What::Person);
        }
    }
    let mut found = Vec::new();
    let mut next = 0;
    for at in 0..tree.len() {
        let free = |at: usize| at < tree.len() && self::at(labelled, at).is_none();
        if at < next || !free(at) || !tree.is_capital(at) || tree.upos(at) != Upos::Propn && tree.first_of_sentence(at)
        {
            continue;
        }
        if let Some(what) = known.get(tree.form(at)).filter(|_| tree.upos(at) == Upos::Propn) {
            found.push(Name { words: at..at + 1, what: what.clone(), dateline: false });
            next = at + 1;
            continue;
        }
        let small = |at: usize| at < tree.len() && matches!(tree.form(at), "of" | "for" | "and" | "the");
        let capital = |at: usize| free(at) && tree.is_capital(at);
        let mut end = at + 1;
        while end < tree.len() && end < at + 8 && tree.sentence(end) == tree.sentence(at) {
            let goes_on = capital(end) || (small(end) && (capital(end + 1) || small(end + 1) && capital(end + 2)));
            if !goes_on {
                break;
            }
            end += 1;
        }
        let article = at > 0 && tree.form(at - 1).eq_ignore_ascii_case("the");
        let lower = tree.reads(&(at..end)).to_lowercase();
        let tells = end - at > 1
            && article
            && super::lists::named(&lower).is_some()
            && !mended_office(world, tree, &(at..end))
            && world.meanings(&lower, None).is_empty();
        if tells {
            found.push(Name { words: at..end, what: What::Organisation, dateline: false });
            next = end;
        }
    }
    found
}

/// Where the text begins behind its dateline: "HANOI, March 3 (Agency) -"; 0 where it has none.
pub(super) fn dateline(tree: &Tree<'_>) -> usize {
    if tree.len() < 3 {
        return 0;
    }
    let capitals = |at: usize| {
        let form = tree.form(at);
        form.chars().count() > 1 && form.chars().any(char::is_alphabetic) && !form.chars().any(char::is_lowercase)
    };
    let loud = capitals(0);
    for at in 0..tree.len().min(16) {
        let form = tree.form(at);
        if tree.dash(at) || (form == ":" && loud && at < 8) {
            return at + 1;
        }
        if matches!(form, "." | "!" | "?") {
            return if loud && (1..5).contains(&at) && (0..at).all(capitals) { at + 1 } else { 0 };
        }
        let fits = tree.is_capital(at)
            || form.chars().any(|c| c.is_numeric() || c.is_ascii_punctuation())
            || is(form, Class::PlacePreposition)
            || matches!(form, "es" | "de" | "al" | "of" | "the");
        if !fits || (!loud && at > 8) {
            return 0;
        }
    }
    0
}

/// The country of a place by name: that of the most populous place so called.
pub(super) fn country(name: &str) -> Option<&'static str> {
    Gazetteer::embedded().named(name).first().map(|place| place.country)
}
