//! Which country an article tells of, at each of its places.

use super::lists::{Class, is};
use super::spot::{Name, What, country};
use super::tree::Tree;
use crate::fold::fold;
use crate::knowledge::{Meaning, Use, World};
use crate::resolve::{Setting, Toponym};
use crate::states::StateKind;
use rustc_hash::FxHashMap;

/// What tells of countries, and where.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// Word, code and weight, in order.
    signs: Vec<(usize, Box<str>, f32)>,
    total: FxHashMap<Box<str>, f32>,
}

/// How many signs around a word are weighed.
const NEAR: usize = 8;
/// What a place that opens its sentence weighs in it.
const OPENS: f32 = 4.0;
/// Words after which a sign weighs less by e.
const FADES: f32 = 30.0;
/// What the whole article weighs against the signs near by.
const WHOLE: f32 = 5.0;
/// The part of the weight that the country must have.
const SHARE: f32 = 0.3;

impl Focus {
    pub(super) fn of(
        world: &World,
        tree: &Tree<'_>,
        names: &[Name<'_>],
        places: &[Toponym],
        setting: &Setting<'_>,
    ) -> Self {
        let mut focus = Self::default();
        let mut weak: Vec<(Box<str>, f32)> = Vec::new();
        if let Some(line) = setting.dateline {
            let code = code_of(world, line, setting);
            weak.extend(code.map(|code| (code, 2.0)));
        }
        if let Some(title) = setting.title {
            weak.extend(told(world, title, setting).into_iter().map(|code| (code, 1.5)));
        }
        if let Some(outlet) = setting.outlet {
            let body = world.meanings(outlet, None).into_iter().find_map(|e| match e.meaning {
                Meaning::Body(body) if body.code.len() == 3 => Some(body.code.clone()),
                _ => None,
            });
            weak.extend(body.map(|code| (code, 0.4)));
            weak.extend(told(world, outlet, setting).into_iter().map(|code| (code, 0.4)));
        }
        for name in names {
            let at = name.words.start;
            if let Some((code, weight)) = sign(world, tree, name, places) {
                let weight = if name.dateline { 2.0 } else { weight };
                // "In Nairobi, residents": the sentence tells of there
                let opens = at > 0 && tree.form(at - 1) == "In" && tree.first_of_sentence(at - 1);
                focus.add(at, code, weight, if opens { OPENS } else { weight });
            }
        }
        for (code, weight) in weak {
            *focus.total.entry(code).or_default() += weight;
        }
        focus
    }

    fn add(&mut self, at: usize, code: Box<str>, weight: f32, near: f32) {
        *self.total.entry(code.clone()).or_default() += weight;
        self.signs.push((at, code, near));
    }

    /// Whether the country is told of at all.
    pub(super) fn holds(&self, code: &str) -> bool {
        self.total.contains_key(code)
    }

    /// The country told of last before a word, if within so many words.
    pub(super) fn last_before(&self, word: usize, within: usize) -> Option<&str> {
        let to = self.signs.partition_point(|(at, ..)| *at < word);
        let (at, code, _) = self.signs.get(to.checked_sub(1)?)?;
        (word - at <= within).then_some(&**code)
    }

    /// Whether the country is told of within some words before a word.
    pub(super) fn near(&self, code: &str, word: usize) -> bool {
        let to = self.signs.partition_point(|(at, ..)| *at < word);
        let near = &self.signs[to.saturating_sub(NEAR)..to];
        near.iter().any(|(at, of, _)| &**of == code && word - at <= 40)
    }

    /// The country that is told of at a word of a sentence that ends at `end`; none where it is open.
    pub(super) fn at(&self, word: usize, end: usize) -> Option<&str> {
        let best = self.shares(word, end).max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(a.0)));
        best.filter(|(_, share)| *share >= SHARE).map(|(code, _)| code)
    }

    /// The countries that are told of at a word, each with its part of all that tells of countries there; the likeliest first.
    pub(super) fn ranked(&self, word: usize, end: usize) -> Vec<(&str, f32)> {
        let mut ranked: Vec<(&str, f32)> = self.shares(word, end).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        ranked
    }

    fn shares(&self, word: usize, end: usize) -> impl Iterator<Item = (&str, f32)> {
        let all: f32 = self.total.values().sum();
        let to = self.signs.partition_point(|(at, ..)| *at < end);
        let mut near: Vec<(&str, f32)> = Vec::new();
        for (at, code, weight) in &self.signs[to.saturating_sub(NEAR)..to] {
            let fades = (-(word.abs_diff(*at) as f32) / FADES).exp();
            match near.iter_mut().find(|(c, _)| *c == &**code) {
                Some((_, sum)) => *sum += weight * fades,
                None => near.push((code, weight * fades)),
            }
        }
        let sum: f32 = near.iter().map(|(_, sum)| sum).sum::<f32>() + WHOLE;
        self.total.iter().filter(move |_| all > 0.0).map(move |(code, total)| {
            let close = near.iter().find(|(c, _)| *c == &**code).map_or(0.0, |(_, sum)| *sum);
            (&**code, (close + WHOLE * total / all) / sum)
        })
    }
}

/// What a name says of a country.
fn sign(world: &World, tree: &Tree<'_>, name: &Name<'_>, places: &[Toponym]) -> Option<(Box<str>, f32)> {
    match &name.what {
        What::State(state, used_as) => {
            let weight = match used_as {
                Use::Seat => 1.2,
                Use::Adjective if helper(tree, name) => 0.2,
                Use::Adjective => 0.7,
                _ => 1.0,
            };
            Some((state.plover().into(), if state.kind == StateKind::Former { 0.8 } else { weight }))
        }
        What::Bodies(bodies) => {
            let words = tree.reads(&name.words).to_lowercase();
            let general = words.split([' ', '-']).all(|w| is(w, Class::Institution));
            let body = bodies.first().filter(|body| !general && bodies.len() == 1 && body.code.len() == 3)?;
            world.state(&body.code).map(|state| (state.plover().into(), 0.5))
        }
        What::Feature(feature) => {
            let code = feature.states.first().filter(|_| feature.states.len() == 1)?;
            world.state(code).map(|state| (state.plover().into(), 0.7))
        }
        What::Place => place_code(world, tree, name, places).map(|code| (code, 0.8)),
        _ => None,
    }
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
    let state = told(world, place, setting).into_iter().next_back();
    let first = place.split([',', '(', '-']).next().unwrap_or(place).trim();
    state.or_else(|| world.state(country(first)?).map(|state| state.plover().into()))
}

/// The states that a headline names.
fn told(world: &World, title: &str, setting: &Setting<'_>) -> Vec<Box<str>> {
    let words: Vec<&str> =
        title.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).take(40).collect();
    let (mut codes, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let mut next = at + 1;
        if words[at].starts_with(char::is_uppercase) {
            for end in at + 1..=words.len().min(at + 4) {
                let name = words[at..end].join(" ");
                let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(&name);
                if !world.begins(&fold(name)) {
                    break;
                }
                let state = world.meanings(name, setting.as_of).into_iter().find_map(|e| match e.meaning {
                    Meaning::State(state) => Some(state),
                    _ => None,
                });
                if let Some(state) = state {
                    codes.push(state.plover().into());
                    next = end;
                }
            }
        }
        at = next;
    }
    codes
}
