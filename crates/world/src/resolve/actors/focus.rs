//! What tells of countries in an article, and where.

use super::leaders;
use super::lists::{Class, is};
use super::spot::{Name, What, country};
use super::tree::Tree;
use crate::Gazetteer;
use crate::fold::fold;
use crate::knowledge::{Meaning, Use, World};
use crate::resolve::{PlaceUse, Setting, Toponym};
use crate::states::StateKind;
use rustc_hash::FxHashMap;

/// In what way something tells of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A town, region or feature, or the state's name where it stands as a place.
    Place,
    /// The state's name, capital or seat.
    State,
    /// An adjective or a people.
    People,
    /// An adjective of an envoy, or of who helps others.
    Helper,
    /// A body that the tables hold.
    Body,
    /// A leader that the tables hold.
    Leader,
}

pub(super) const SOURCES: usize = 6;

/// Something that tells of a country.
#[derive(Debug, Clone)]
pub(super) struct Sign {
    pub word: usize,
    pub code: Box<str>,
    pub source: Source,
    pub weight: f32,
    /// Whether it opens its sentence as the place of it: "In Nairobi, residents".
    pub opens: bool,
    /// Whether it names a region of the country that few recognize as a state.
    pub partial: bool,
}

/// What the whole article tells of one country.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    pub by: [f32; SOURCES],
    pub dateline: f32,
    pub title: f32,
    pub outlet: f32,
    /// How much of that is told by a breakaway region of it.
    pub partial: f32,
}

impl Told {
    pub(super) fn sum(&self) -> f32 {
        self.by.iter().sum::<f32>() + 2.0 * self.dateline + 1.5 * self.title + 0.4 * self.outlet
    }
}

/// What tells of countries, and where.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// In order of their words.
    pub signs: Vec<Sign>,
    /// By code, the one that is told of most first.
    pub total: Vec<(Box<str>, Told)>,
}

/// A place's bearer that is less likely tells nothing.
const LIKELY: f32 = 0.08;
/// A town that a headline or outlet is told by has so many inhabitants.
const KNOWN_TOWN: u64 = 100_000;
/// More countries than these are not weighed.
const MOST: usize = 24;

impl Focus {
    pub(super) fn of(
        world: &World,
        tree: &Tree<'_>,
        names: &[Name<'_>],
        places: &[Toponym],
        setting: &Setting<'_>,
    ) -> Self {
        let mut signs = by_names(world, tree, names, setting);
        signs.extend(by_places(world, tree, names, places));
        signs.sort_by(|a, b| a.word.cmp(&b.word).then_with(|| a.code.cmp(&b.code)));
        let mut total: FxHashMap<Box<str>, Told> = FxHashMap::default();
        let line = super::spot::dateline(tree);
        for sign in &signs {
            let told = total.entry(sign.code.clone()).or_default();
            told.by[sign.source as usize] += sign.weight;
            if sign.partial {
                told.partial += sign.weight;
            }
            if sign.word < line {
                told.dateline = told.dateline.max(sign.weight);
            }
        }
        if let Some(code) = setting.dateline.and_then(|line| code_of(world, line, setting)) {
            total.entry(code).or_default().dateline = 1.0;
        }
        for (code, weight) in setting.title.iter().flat_map(|title| told(world, title, setting)) {
            let told = total.entry(code).or_default();
            told.title = told.title.max(weight);
        }
        for (code, weight) in setting.outlet.iter().flat_map(|outlet| at_home(world, outlet, setting)) {
            let told = total.entry(code).or_default();
            told.outlet = told.outlet.max(weight);
        }
        let mut total: Vec<(Box<str>, Told)> = total.into_iter().collect();
        total.sort_by(|a, b| b.1.sum().total_cmp(&a.1.sum()).then_with(|| a.0.cmp(&b.0)));
        total.truncate(MOST);
        Self { signs, total }
    }

    /// Whether the country is told of at all.
    pub(super) fn holds(&self, code: &str) -> bool {
        self.total.iter().any(|(told, _)| &**told == code)
    }

    /// Whether most of what is told of the country is told of a breakaway region of it.
    pub(super) fn breakaway(&self, code: &str) -> bool {
        let named = |told: &Told| told.by.iter().sum::<f32>() - told.by[Source::Place as usize];
        self.total.iter().any(|(of, told)| &**of == code && told.partial > 0.6 * named(told).max(told.partial))
    }

    /// The signs before a word.
    pub(super) fn before(&self, word: usize) -> &[Sign] {
        &self.signs[..self.signs.partition_point(|sign| sign.word < word)]
    }

    /// The country told of last before a word, if within so many words.
    pub(super) fn last_before(&self, word: usize, within: usize) -> Option<&str> {
        let sign = self.before(word).last()?;
        (word - sign.word <= within).then_some(&*sign.code)
    }

    /// Whether the country is told of within some words before a word.
    pub(super) fn near(&self, code: &str, word: usize) -> bool {
        self.before(word).iter().rev().take_while(|sign| word - sign.word <= 40).take(8).any(|sign| &*sign.code == code)
    }
}

/// What the names of states, bodies and leaders tell.
fn by_names(world: &World, tree: &Tree<'_>, names: &[Name<'_>], setting: &Setting<'_>) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for name in names {
        let word = name.words.start;
        let opens = word > 0 && tree.form(word - 1) == "In" && tree.first_of_sentence(word - 1);
        let partial = matches!(name.what, What::State(state, _) if state.kind == StateKind::Partial);
        let mut add = |code: &str, source: Source, weight: f32| {
            signs.push(Sign { word, code: code.into(), source, weight, opens, partial });
        };
        match &name.what {
            What::State(state, used_as) => {
                let weight = if state.kind == StateKind::Former { 0.8 } else { 1.0 };
                let placed = tree
                    .preposition(super::spot::tree_head(tree, &name.words))
                    .is_some_and(|by| is(&by, Class::PlacePreposition));
                match used_as {
                    Use::Adjective if helper(tree, name) => add(state.plover(), Source::Helper, weight),
                    Use::Adjective | Use::Person | Use::People => add(state.plover(), Source::People, weight),
                    _ if placed => add(state.plover(), Source::Place, weight),
                    _ => add(state.plover(), Source::State, weight),
                }
            }
            What::Bodies(bodies) => {
                let words = tree.reads(&name.words).to_lowercase();
                let general = words.split([' ', '-']).all(|w| is(w, Class::Institution));
                let states = bodies.iter().filter_map(|body| world.state(&body.code));
                let states: Vec<&str> = states.map(|state| state.plover()).collect();
                if !general && states.len() < 4 {
                    states.iter().for_each(|code| add(code, Source::Body, 1.0 / states.len() as f32));
                }
            }
            What::Person => {
                let reads = tree.reads(&name.words);
                if let Some(leader) = leaders::leader(&reads, setting.as_of) {
                    add(leader.code, Source::Leader, 1.0);
                }
            }
            What::Feature(feature) => {
                let states = feature.states.iter().filter_map(|code| world.state(code));
                let states: Vec<&str> = states.map(|state| state.plover()).collect();
                if states.len() < 4 {
                    states.iter().for_each(|code| add(code, Source::Place, 1.0 / states.len() as f32));
                }
            }
            What::Organisation | What::People | What::Place | What::Other => {}
        }
    }
    signs
}

/// What the names of towns and regions tell; one that several bear tells of each as far as it is likely.
fn by_places(world: &World, tree: &Tree<'_>, names: &[Name<'_>], places: &[Toponym]) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for place in places {
        let word = place.words.start;
        let named = place.words.clone().find_map(|at| super::spot::at(names, at)).map(|n| &names[n].what);
        let other =
            matches!(named, Some(What::State(..) | What::Bodies(_) | What::Feature(_) | What::Person | What::People));
        if other || place.used_as == PlaceUse::Adjective {
            continue;
        }
        let opens = word > 0 && tree.form(word - 1) == "In" && tree.first_of_sentence(word - 1);
        let part = if place.used_as == PlaceUse::Place { 1.0 } else { 0.7 };
        let mut states: Vec<(&str, f32)> = Vec::new();
        let sum: f32 = place.candidates.iter().map(|c| c.score).sum();
        for bearer in &place.candidates {
            let Some(state) = bearer.country.as_deref().and_then(|code| world.state(code)) else { continue };
            let share = bearer.score / sum.max(f32::EPSILON);
            match states.iter_mut().find(|(code, _)| *code == state.plover()) {
                Some((_, told)) => *told += share,
                None => states.push((state.plover(), share)),
            }
        }
        states.retain(|(_, share)| *share >= LIKELY);
        signs.extend(states.into_iter().map(|(code, share)| Sign {
            word,
            code: code.into(),
            source: Source::Place,
            weight: share * part,
            opens,
            partial: false,
        }));
    }
    signs
}

/// Whether an adjective tells whose an envoy is, or who helps others, rather than where.
fn helper(tree: &Tree<'_>, name: &Name<'_>) -> bool {
    let end = name.words.end;
    let backed = tree.get(end).is_some_and(|w| w.form(tree.text) == "-")
        && tree.get(end + 1).is_some_and(|w| is(&w.form(tree.text).to_lowercase(), Class::Backed));
    backed || tree.head(name.words.start).is_some_and(|head| is(&tree.lemma(head), Class::Abroad))
}

/// The code of the country of a place.
pub(super) fn place_code(world: &World, tree: &Tree<'_>, name: &Name<'_>, places: &[Toponym]) -> Option<Box<str>> {
    let at = places.partition_point(|place| place.words.end <= name.words.start);
    let place = places.get(at).filter(|place| place.words.start < name.words.end).and_then(Toponym::place);
    if let Some(country) = place.and_then(|place| place.country.as_deref()) {
        return world.state(country).map(|state| state.plover().into());
    }
    let alpha2 = country(&tree.reads(&name.words))?;
    world.state(alpha2).map(|state| state.plover().into())
}

/// The code of a place named outside of the text.
fn code_of(world: &World, place: &str, setting: &Setting<'_>) -> Option<Box<str>> {
    let state = told(world, place, setting).into_iter().next_back().map(|(code, _)| code);
    let first = place.split([',', '(', '-']).next().unwrap_or(place).trim();
    state.or_else(|| world.state(country(first)?).map(|state| state.plover().into()))
}

/// The country of an outlet, as far as the tables or its name tell.
fn at_home(world: &World, outlet: &str, setting: &Setting<'_>) -> Vec<(Box<str>, f32)> {
    let body = world.meanings(outlet, None).into_iter().find_map(|e| match e.meaning {
        Meaning::Body(body) if body.code.len() == 3 => world.state(&body.code),
        _ => None,
    });
    match body {
        Some(state) => vec![(state.plover().into(), 1.0)],
        None => told(world, outlet, setting),
    }
}

/// The states that a headline names, or is told by a great town, a region or a body; each with how surely.
fn told(world: &World, title: &str, setting: &Setting<'_>) -> Vec<(Box<str>, f32)> {
    let words: Vec<&str> =
        title.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).take(40).collect();
    let (mut codes, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let mut next = at + 1;
        if words[at].starts_with(char::is_uppercase) {
            let mut found: Option<(Box<str>, f32)> = None;
            for end in at + 1..=words.len().min(at + 4) {
                let name = words[at..end].join(" ");
                let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(&name);
                if let Some(told) = named(world, name, setting) {
                    (found, next) = (Some(told), end);
                } else if !world.begins(&fold(name)) && !Gazetteer::embedded().begins(&fold(name)) {
                    break;
                }
            }
            codes.extend(found);
        }
        at = next;
    }
    codes
}

/// The state that a name outside of the text tells.
fn named(world: &World, name: &str, setting: &Setting<'_>) -> Option<(Box<str>, f32)> {
    let meanings = world.meanings(name, setting.as_of);
    let state = meanings.iter().find_map(|e| match e.meaning {
        Meaning::State(state) => Some(state),
        _ => None,
    });
    if let Some(state) = state {
        return Some((state.plover().into(), 1.0));
    }
    let mut told = meanings.iter().filter_map(|e| match e.meaning {
        Meaning::Body(body) => world.state(&body.code).filter(|_| body.code.len() == 3),
        Meaning::Feature(feature) => {
            feature.states.first().filter(|_| feature.states.len() == 1).and_then(|s| world.state(s))
        }
        _ => None,
    });
    if let Some(state) = told.next() {
        let same = told.all(|other| other.code == state.code);
        return same.then(|| (state.plover().into(), 0.6));
    }
    // words that mean something else ("Post", "Nation") are no towns
    if !meanings.is_empty() || !world.meanings(&name.to_lowercase(), None).is_empty() || name.chars().count() < 4 {
        return None;
    }
    let places = Gazetteer::embedded().named(name);
    let place = places.first().filter(|place| place.population >= KNOWN_TOWN)?;
    world.state(place.country).map(|state| (state.plover().into(), 0.5))
}
