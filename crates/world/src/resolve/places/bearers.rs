//! The places that bear a name: what a name may mean before its text is looked at.

use crate::rows::rows;
use crate::{Feature, FeatureKind, Gazetteer, Meaning, Place, PlaceKind, State, StateKind, Use, World, fold};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

use super::words::Says;

/// More places than this that bear one name are not weighed: the most populous are, and those asked for by division.
const MOST: usize = 80;

/// A place that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bearer {
    pub name: Box<str>,
    pub sort: Sort,
    pub lat: f64,
    pub lon: f64,
    /// How far it reaches from there, kilometres; 0 for a town.
    pub radius_km: f64,
    /// ISO 3166-1 alpha-2.
    pub alpha2: Box<str>,
    /// Alpha-3 of its country.
    pub country: Option<Box<str>>,
    /// GeoNames id of its first-order division.
    pub division: Option<u32>,
    pub geonames: Option<u32>,
    pub population: u64,
    /// Found by its usual name.
    pub own_name: bool,
    /// Found by the name but for a word beside it ("northern Kent") or its kind ("Dale Township").
    pub loosely: bool,
}

/// What a place is, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Country,
    /// A division of the first order, or a part of a state that acts.
    Division,
    /// A division of the second order.
    County,
    Town(PlaceKind),
    /// A sea, region or other feature.
    Feature(FeatureKind),
}

/// How a name names what bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    #[default]
    Name,
    /// The adjective of a state or its people.
    Adjective,
    /// The abbreviation of a division.
    Abbreviation,
}

/// What bears a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Bearers {
    pub places: Vec<Bearer>,
    pub form: Form,
}

impl Bearer {
    /// The distance to another in kilometres.
    pub(super) fn distance_km(&self, other: &Self) -> f64 {
        distance_km((self.lat, self.lon), (other.lat, other.lon))
    }

    /// Whether it lies in the other.
    pub(super) fn within(&self, other: &Self) -> bool {
        match other.sort {
            Sort::Country => self.alpha2 == other.alpha2 && self.sort != Sort::Country,
            Sort::Division => self.division.is_some() && self.division == other.division && self.sort != Sort::Division,
            Sort::County => {
                self.division == other.division && matches!(self.sort, Sort::Town(_)) && self.distance_km(other) < 80.0
            }
            Sort::Feature(_) => other.radius_km > 0.0 && self.distance_km(other) < other.radius_km,
            Sort::Town(_) => false,
        }
    }

    pub(super) fn is_town(&self) -> bool {
        matches!(self.sort, Sort::Town(_))
    }

    fn of_state(world: &World, state: &State, own_name: bool) -> Self {
        let gazetteer = Gazetteer::embedded();
        let sovereign = state.code.split('/').next().and_then(|code| world.state(code));
        let alpha2 = state.alpha2.as_deref().or(sovereign.and_then(|s| s.alpha2.as_deref())).unwrap_or_default();
        let part = state.code.contains('/');
        let place = match part {
            false => gazetteer.country(alpha2),
            true => first_division(gazetteer, &state.name, alpha2)
                .or_else(|| first_division(gazetteer, &state.official, alpha2)),
        };
        let past = state.kind == StateKind::Former;
        Self {
            name: state.name.clone(),
            sort: if part { Sort::Division } else { Sort::Country },
            lat: state.lat,
            lon: state.lon,
            radius_km: 300.0,
            alpha2: if past { "".into() } else { alpha2.into() },
            country: state.code.split('/').next().map(Into::into),
            division: place.filter(|_| part).map(|p| p.geonames),
            geonames: place.filter(|_| !past).map(|p| p.geonames),
            population: place.map_or(1_000_000, |p| p.population.max(1)),
            own_name,
            loosely: false,
        }
    }

    fn of_feature(world: &World, feature: &Feature, own_name: bool) -> Self {
        Self {
            name: feature.name.clone(),
            sort: Sort::Feature(feature.kind),
            lat: feature.lat,
            lon: feature.lon,
            radius_km: feature.radius_km,
            alpha2: single_country(world, feature.states.as_ref()),
            country: (feature.states.len() == 1).then(|| feature.states[0].clone()),
            division: None,
            geonames: None,
            population: 1_000_000,
            own_name,
            loosely: false,
        }
    }

    fn of_place(world: &World, place: &Place) -> Self {
        let (sort, radius_km) = match place.kind {
            PlaceKind::Country => (Sort::Country, 300.0),
            PlaceKind::FirstDivision => (Sort::Division, 150.0),
            PlaceKind::SecondDivision => (Sort::County, 40.0),
            kind => (Sort::Town(kind), 0.0),
        };
        let (lat, lon) = MIDDLES.get(&place.geonames).copied().unwrap_or((place.lat, place.lon));
        Self {
            name: place.name.into(),
            sort,
            lat,
            lon,
            radius_km,
            alpha2: place.country.into(),
            country: alpha3(world, place.country),
            division: place.division,
            geonames: Some(place.geonames),
            population: place.population,
            own_name: place.own_name,
            loosely: false,
        }
    }
}

/// Middles of first-order divisions whose towns lie far to one side, by GeoNames id.
static MIDDLES: LazyLock<FxHashMap<u32, (f64, f64)>> = LazyLock::new(|| {
    let mut middles = FxHashMap::default();
    rows("division_middles.tsv", include_str!("../../../data/division_middles.tsv"), |row| {
        let place = first_division(Gazetteer::embedded(), row.get("division"), row.get("country"));
        if let (Some(place), Ok(lat), Ok(lon)) = (place, row.number("lat"), row.number("lon")) {
            middles.insert(place.geonames, (lat, lon));
        }
    });
    middles
});

/// A country and a name of the gazetteer in it.
type Alias = (Box<str>, Box<str>);

/// Names that the gazetteer lacks: the folded name to the country and the name that it has.
static ALIASES: LazyLock<FxHashMap<String, Alias>> = LazyLock::new(|| {
    let mut aliases = FxHashMap::default();
    rows("place_aliases.tsv", include_str!("../../../data/place_aliases.tsv"), |row| {
        aliases.insert(fold(row.get("name")), (row.text("country"), row.text("of")));
    });
    aliases
});

fn first_division(gazetteer: &Gazetteer, name: &str, alpha2: &str) -> Option<Place> {
    let named = gazetteer.named(name);
    named.into_iter().find(|p| p.kind == PlaceKind::FirstDivision && p.country == alpha2)
}

fn alpha3(world: &World, alpha2: &str) -> Option<Box<str>> {
    if alpha2 == "XK" {
        return Some("KOS".into());
    }
    world.state(alpha2).map(|state| state.code.clone())
}

/// The distance between two points in kilometres, over the great circle.
pub(super) fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let (a_lat, b_lat) = (a.0.to_radians(), b.0.to_radians());
    let chord = half(b_lat - a_lat) + a_lat.cos() * b_lat.cos() * half((b.1 - a.1).to_radians());
    2.0 * 6371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
}

/// What bears the name as the tables have it. `name` is as written, `article` whether "the" stands before it.
pub(super) fn bearers(world: &World, name: &str, article: bool, as_of: Option<Date>) -> Bearers {
    let mut found = Bearers::default();
    let with_article = if article { format!("the {name}") } else { String::new() };
    let asked = if article { with_article.as_str() } else { name };
    let capitals = !name.contains(char::is_lowercase);
    for entry in world.meanings(asked, as_of) {
        if capitals && matches!(entry.meaning, Meaning::Body(_)) && found.places.is_empty() {
            // "NATO" is no town in the Philippines
            return found;
        }
        match (entry.meaning, entry.used_as) {
            (Meaning::State(state), Use::Name) => {
                found.places.push(Bearer::of_state(world, state, entry.own_name));
            }
            (Meaning::State(state), Use::Adjective | Use::People | Use::Person) if found.places.is_empty() => {
                found.places.push(Bearer::of_state(world, state, entry.own_name));
                found.form = Form::Adjective;
            }
            (Meaning::Feature(feature), _) if found.form == Form::Name => {
                found.places.push(Bearer::of_feature(world, feature, entry.own_name));
            }
            _ => {}
        }
    }
    if !article && !found.places.iter().any(|p| matches!(p.sort, Sort::Feature(_))) {
        // "Asia Pacific", but "the Pacific"
        let behind = world.meanings(&format!("the {name}"), as_of).into_iter();
        found.places.extend(behind.filter_map(|e| match e.meaning {
            Meaning::Feature(f) if found.form == Form::Name => Some(Bearer::of_feature(world, f, false)),
            _ => None,
        }));
    }
    // a former state gives way to one that is
    if found.places.iter().any(|p| p.sort == Sort::Country && !p.alpha2.is_empty()) {
        found.places.retain(|p| p.sort != Sort::Country || !p.alpha2.is_empty());
    }
    if found.form == Form::Adjective {
        return found;
    }
    let known: Vec<u32> = found.places.iter().filter_map(|p| p.geonames).collect();
    let gazetteer = Gazetteer::embedded();
    let mut places = gazetteer.named(name);
    if let Some((country, of)) = ALIASES.get(&fold(name)) {
        places.extend(gazetteer.named(of).into_iter().filter(|p| p.country == &**country));
    }
    places.retain(|p| !known.contains(&p.geonames) && p.kind != PlaceKind::Country);
    places.truncate(MOST);
    // a division that the features hold too is there once
    let twin = |b: &Bearer| {
        let same = |p: &Place| p.kind == PlaceKind::FirstDivision && p.own_name && p.country == &*b.alpha2;
        matches!(b.sort, Sort::Feature(_)) && !b.alpha2.is_empty() && places.iter().any(same)
    };
    found.places.retain(|b| !twin(b));
    found.places.extend(places.iter().map(|place| Bearer::of_place(world, place)));
    found
}

fn single_country(world: &World, states: &[Box<str>]) -> Box<str> {
    match states {
        [one] => world.state(one).and_then(|s| s.alpha2.clone()).unwrap_or_default(),
        _ => "".into(),
    }
}

/// The divisions that are abbreviated so.
pub(super) fn abbreviated(world: &World, form: &str) -> Bearers {
    let divisions = Gazetteer::embedded().abbreviated(form);
    Bearers { places: divisions.iter().map(|p| Bearer::of_place(world, p)).collect(), form: Form::Abbreviation }
}

/// What bears the name without a word that tells a side or kind: "northern Kent", "Dale Township", "city of Aden".
pub(super) fn loosely(world: &World, name: &str, as_of: Option<Date>) -> Bearers {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.len() > 1 && Says::of(words[0]).has(Says::SIDE) {
        words.remove(0);
    }
    if words.len() > 2 && Says::of(words[0]).has(Says::TOWN) && words[1].eq_ignore_ascii_case("of") {
        words.drain(..2);
    }
    while words.len() > 1 && Says::of(words[words.len() - 1]).has(Says::DIVISION) {
        words.pop();
    }
    let rest = words.join(" ");
    if rest.is_empty() || rest == name {
        return Bearers::default();
    }
    let mut found = bearers(world, &rest, false, as_of);
    if found.form == Form::Adjective {
        return Bearers::default();
    }
    found.places.iter_mut().for_each(|p| p.loosely = true);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_stands_before_the_towns_of_its_name_and_is_there_once() {
        let world = World::embedded();
        let jordan = bearers(world, "Jordan", false, None);
        assert_eq!((jordan.places[0].sort, jordan.places[0].country.as_deref()), (Sort::Country, Some("JOR")));
        assert_eq!(jordan.places.iter().filter(|p| p.sort == Sort::Country).count(), 1);
        assert!(jordan.places.iter().any(Bearer::is_town));
        let danes = bearers(world, "Danish", false, None);
        assert!(bearers(world, "NATO", false, None).places.is_empty());
        assert_eq!((danes.form, danes.places[0].country.as_deref()), (Form::Adjective, Some("DNK")));
    }

    #[test]
    fn divisions_have_middles_and_hold_their_towns() {
        let world = World::embedded();
        let texas = &abbreviated(world, "Texas").places;
        assert!(texas.is_empty());
        let texas = bearers(world, "Texas", false, None).places.into_iter().find(|p| p.sort == Sort::Division).unwrap();
        let austin = bearers(world, "Austin", false, None).places;
        assert!(austin.iter().any(|p| p.within(&texas)));
        assert!((texas.lat - 31.2).abs() < 1.0 && (texas.lon + 99.3).abs() < 1.0, "{texas:?}");
    }

    #[test]
    fn every_alias_leads_to_a_place() {
        for (alias, (country, of)) in ALIASES.iter() {
            assert!(Gazetteer::embedded().named(of).iter().any(|p| p.country == &**country), "{alias}");
        }
        assert!(!bearers(World::embedded(), "Hodeidah", false, None).places.is_empty());
    }

    #[test]
    fn a_side_or_a_kind_beside_a_name_leaves_it_found() {
        let world = World::embedded();
        let kent = loosely(world, "northern Kent", None);
        assert!(kent.places.iter().any(|p| p.country.as_deref() == Some("GBR") && p.loosely));
        assert!(loosely(world, "Kent", None).places.is_empty());
    }
}
