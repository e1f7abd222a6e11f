//! Names of places to places on the map.
//!
//! [`spans`] gathers stretches that may name a place, [`signs`] weighs whether each does, [`bearers`] tells the places
//! of a name, and [`settle`] which of them is meant: by its kind and size, what it is said to lie in, where the outlet
//! is at home, and the other places of the text. Weights are in `data/place_weights.tsv`, learnt by
//! `tables/train_places.py`.

mod bearers;
mod home;
mod settle;
mod signs;
mod spans;
pub(super) mod weights;
mod words;

use attache_language::{Annotation, EntityKind};
use attache_press::CharSpan;

use super::{Located, PlaceUse, Setting, Toponym};
use crate::World;
use bearers::{Bearer, Form, Sort};
use home::Home;
use settle::{Name, add_dateline, names, settle};
use signs::{Containing, Elsewhere, Signs, signs};
use spans::{Page, Stretch, mend, stretches};
pub(super) use spans::{is_large_town, is_nothing_but_a_town};
use weights::{WEIGHTS, Weights, weighed};
use words::Says;

/// So many places are kept for a name.
const KEPT: usize = 5;

/// The names of places in a text, in order.
pub(super) fn toponyms(world: &World, text: &str, annotation: &Annotation, setting: &Setting<'_>) -> Vec<Toponym> {
    weigh(world, text, annotation, setting, &WEIGHTS).toponyms
}

/// Everything that was weighed on the way to a text's toponyms; for the training of the weights.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    /// Each stretch that may name a place, and its signs.
    pub stretches: Vec<(CharSpan, Vec<f32>)>,
    /// The names chosen: their mentions, and of each place its latitude, longitude, GeoNames id, and signs alone and
    /// among the others.
    pub names: Vec<(Vec<CharSpan>, Vec<WeighedPlace>)>,
    /// What came out.
    pub toponyms: Vec<Toponym>,
}

/// A place with its signs.
#[doc(hidden)]
pub type WeighedPlace = (f64, f64, Option<u32>, Vec<f32>, Vec<f32>);

/// Weighs with the weights of a table; the embedded ones where none is given.
#[doc(hidden)]
pub fn weighed_toponyms(
    world: &World,
    text: &str,
    annotation: &Annotation,
    setting: &Setting<'_>,
    weights: Option<&str>,
) -> Weighed {
    match weights {
        Some(table) => weigh(world, text, annotation, setting, &Weights::read(table)),
        None => weigh(world, text, annotation, setting, &WEIGHTS),
    }
}

/// The names of the signs: of names, and of places.
#[doc(hidden)]
pub fn sign_names() -> (&'static [&'static str], &'static [&'static str]) {
    (signs::Sign::NAMES, settle::Sign::NAMES)
}

fn weigh(world: &World, text: &str, annotation: &Annotation, setting: &Setting<'_>, weights: &Weights) -> Weighed {
    let mut page = Page::new(world, text, annotation, setting.as_of);
    let mut found = stretches(&mut page);
    mend(&page, setting.repairs, &mut found);
    let containers = containers(&page, &found);
    let outlet = setting.outlet.unwrap_or_default();
    let elsewhere = Elsewhere::new(&page, &found, &containers, outlet);
    let mut is_container = vec![false; found.len()];
    containers.iter().flatten().for_each(|&c| is_container[c] = true);
    let all: Vec<Signs> = (0..found.len())
        .map(|n| {
            let containing = Containing { contained: containers[n].is_some(), container: is_container[n] };
            signs(&page, &found[n], containing, &elsewhere)
        })
        .collect();
    let scores: Vec<f32> = all.iter().map(|s| weighed(s, &weights.naming)).collect();
    let kept = choose(&found, &scores);
    let chosen: Vec<Stretch> = kept.iter().map(|&n| found[n].clone()).collect();
    let place_of = |n: usize| kept.iter().position(|&k| k == n);
    let inner: Vec<Option<usize>> = kept.iter().map(|&n| containers[n].and_then(place_of)).collect();
    let datelines: Vec<bool> = kept.iter().map(|&n| all[n][signs::Sign::Dateline as usize] > 0.0).collect();
    let mut names = names(&page, &chosen, &inner, &datelines);
    if let Some(dateline) = setting.dateline {
        add_dateline(&page, dateline, &mut names);
    }
    let named = chosen.iter().filter(|s| elsewhere.in_outlet(page.slice(&s.words)));
    let points = |b: &&Bearer| matches!(b.sort, Sort::Town(_) | Sort::County);
    let home_places = named.flat_map(|s| s.known.places.iter().filter(points).cloned());
    let home = Home::of(world, outlet, home_places);
    settle(&mut names, &home, weights);
    Weighed {
        toponyms: told(&page, &chosen, &names),
        stretches: found.iter().zip(&all).map(|(s, signs)| (annotation.span(&s.words), signs.to_vec())).collect(),
        names: names.iter().map(|name| traced(annotation, &chosen, name)).collect(),
    }
}

/// Of stretches over each other the likeliest, where likelier than not, in order.
fn choose(found: &[Stretch], scores: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.len()).filter(|&n| scores[n] > 0.0).collect();
    order.sort_by(|&a, &b| {
        scores[b].total_cmp(&scores[a]).then(found[b].words.len().cmp(&found[a].words.len())).then(a.cmp(&b))
    });
    let words = found.iter().map(|s| s.words.end).max().unwrap_or(0);
    let mut taken = vec![false; words];
    let mut kept: Vec<usize> = Vec::new();
    for n in order {
        let stretch = &mut taken[found[n].words.clone()];
        if stretch.iter().all(|t| !t) {
            stretch.fill(true);
            kept.push(n);
        }
    }
    kept.sort_unstable();
    kept
}

/// By stretch: the one that names the place in which it is said to lie: "Dale, Ohio", "Dale (Ohio)", "Ohio's Dale
/// County", "the Kenyan town of Dale".
fn containers(page: &Page<'_>, found: &[Stretch]) -> Vec<Option<usize>> {
    let wide = |s: &Stretch| {
        let sort = |b: &Bearer| matches!(b.sort, Sort::Country | Sort::Division | Sort::County) && !b.loosely;
        s.known.form != Form::Adjective && s.known.places.iter().any(sort)
    };
    // the longest that begins at a word, and the longest that ends before it
    let words = page.annotation.words.len();
    let (mut begins, mut ends) = (vec![None; words + 1], vec![None; words + 1]);
    for (n, stretch) in found.iter().enumerate().filter(|(_, s)| wide(s)) {
        begins[stretch.words.start] = Some(n);
        if ends[stretch.words.end].is_none() {
            ends[stretch.words.end] = Some(n);
        }
    }
    let mut peoples = vec![None; words + 1];
    for (n, stretch) in found.iter().enumerate().filter(|(_, s)| s.is_adjective()) {
        peoples[stretch.words.end] = Some(n);
    }
    let of = |stretch: &Stretch| {
        let behind = stretch.words.end;
        if stretch.known.form != Form::Name {
            return None;
        }
        let named =
            |word: usize| Says::of(page.form(word)).has(Says::TOWN) || Says::of(page.form(word)).has(Says::DIVISION);
        let start = stretch.words.start;
        if start > 2 && page.form(start - 1) == "of" && named(start - 2) && peoples[start - 2].is_some() {
            return peoples[start - 2];
        }
        if matches!(page.form(behind), "," | "(") && page.joins(stretch.words.end - 1) {
            return begins.get(behind + 1).copied().flatten();
        }
        if stretch.known.form == Form::Name
            && begins.get(behind).copied().flatten().is_some_and(|n: usize| found[n].known.form == Form::Abbreviation)
        {
            return begins[behind];
        }
        let mark = stretch.words.start.checked_sub(1)?;
        matches!(page.form(mark), "'s" | "’s").then(|| ends[mark])?
    };
    found.iter().map(of).collect()
}

/// The toponyms of the stretches chosen.
fn told(page: &Page<'_>, chosen: &[Stretch], names: &[Name]) -> Vec<Toponym> {
    let mut toponyms: Vec<Toponym> = Vec::with_capacity(chosen.len());
    for name in names {
        let mut order: Vec<usize> = (0..name.known.places.len()).collect();
        order.sort_by(|&a, &b| name.likely[b].total_cmp(&name.likely[a]).then(a.cmp(&b)));
        let mut candidates: Vec<Located> =
            order.iter().take(KEPT).map(|&b| located(&name.known.places[b], name.likely[b])).collect();
        // "the Kenyan town of Dale", of which no table knows, lies in Kenya and in no other country's Dale
        if let Some(country) = name.unknown_within(names) {
            candidates = vec![located(country, 1.0)];
        }
        toponyms.extend(name.mentions.iter().map(|&mention| Toponym {
            words: chosen[mention].words.clone(),
            span: page.annotation.span(&chosen[mention].words),
            used_as: used_as(page, &chosen[mention]),
            candidates: candidates.clone(),
        }));
    }
    toponyms.sort_by_key(|t| t.words.start);
    toponyms
}

fn used_as(page: &Page<'_>, stretch: &Stretch) -> PlaceUse {
    let entity = page.entity_at[stretch.words.start];
    let kind = entity.filter(|e| page.annotation.entities[*e].words.len() > stretch.words.len()).map(|e| page.kinds[e]);
    match kind {
        _ if stretch.is_adjective() => PlaceUse::Adjective,
        Some(kind) if !kind.is_place() && kind != EntityKind::Norp => PlaceUse::WithinName,
        Some(EntityKind::Fac) => PlaceUse::WithinName,
        _ => PlaceUse::Place,
    }
}

fn located(bearer: &Bearer, score: f32) -> Located {
    let division = bearer.division.and_then(|id| crate::Gazetteer::embedded().by_id(id));
    Located {
        name: bearer.name.to_string(),
        lat: bearer.lat,
        lon: bearer.lon,
        country: bearer.country.as_deref().map(str::to_owned),
        division: division.map(|d| d.name.to_owned()),
        geonames: bearer.geonames,
        score,
    }
}

fn traced(annotation: &Annotation, chosen: &[Stretch], name: &Name) -> (Vec<CharSpan>, Vec<WeighedPlace>) {
    let mentions = name.mentions.iter().map(|&m| annotation.span(&chosen[m].words)).collect();
    let places = name.known.places.iter().zip(name.alone.iter().zip(&name.among));
    (mentions, places.map(|(p, (a, b))| (p.lat, p.lon, p.geonames, a.to_vec(), b.to_vec())).collect())
}

#[cfg(test)]
mod tests;
