//! Which of the places that bear a name is meant: each name once a text, by itself first and then among the others.

use crate::{PlaceKind, fold};
use rustc_hash::FxHashMap;
use std::rc::Rc;

use super::bearers::{Bearer, Bearers, Form, Sort, abbreviated, bearers};
use super::home::Home;
use super::spans::{Page, Stretch};
use super::weights::{Weights, signs, weighed};

signs! {
    /// Signs that a bearer is the place meant.
    Sign {
        Country = "country", Division = "division", County = "county", Feature = "feature",
        Capital = "capital", Seat = "seat", MinorTown = "minor-town",
        People = "people", PeopleShare = "people-share", Largest = "largest",
        KindTold = "kind-told", OtherKindTold = "other-kind-told", CapitalBesideDivision = "capital-beside-division",
        OwnName = "own-name", Loosely = "loosely", UnderState = "under-state",
        Contained = "contained", NotContained = "not-contained", ContainedElsewhere = "contained-elsewhere",
        HomeCountry = "home-country", NotHomeCountry = "not-home-country", NearHome = "near-home",
        // the other names of the text
        Near = "near", Around = "around", SameDivision = "same-division", SameCountry = "same-country",
        DivisionNamed = "division-named", CountryNamed = "country-named", CountyNamed = "county-named",
        DivisionShare = "division-share", CountryShare = "country-share",
        DatelineAround = "dateline-around", DatelineDivision = "dateline-division", DatelineCountry = "dateline-country",
        NearestTown = "beside-it", BesideDivision = "beside-division",
    }
}

pub(super) type Signs = [f32; Sign::COUNT];

/// So many names before and behind bear on a name.
const REACH: usize = 40;
/// Other names' places that are less likely than this do not bear on a name.
const LIKELY: f32 = 0.1;
/// "Near" and "around", kilometres.
const NEAR_KM: f64 = 40.0;
const AROUND_KM: f64 = 161.0;
/// Fewer inhabitants than this count as so many.
const FEWEST: u64 = 1000;
/// How often the names are weighed among each other.
const ROUNDS: usize = 3;

/// A name of the text with all its mentions.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub known: Rc<Bearers>,
    /// Indices of the stretches that bear it.
    pub mentions: Vec<usize>,
    /// Index of the name of the place that it is said to lie in.
    container: Option<usize>,
    key: String,
    dateline: bool,
    /// What the text calls it: "the town of", "province".
    called: Called,
    /// How likely each bearer is the one meant.
    pub likely: Vec<f32>,
    pub alone: Vec<Signs>,
    pub among: Vec<Signs>,
}

impl Name {
    /// The country, told by its adjective, in which it is said to lie where nothing known by the name lies in it.
    pub(super) fn unknown_within<'n>(&self, names: &'n [Name]) -> Option<&'n Bearer> {
        let container = &names[self.container?].known;
        let country = container.places.first().filter(|_| container.form == Form::Adjective)?;
        (!self.known.places.iter().any(|place| place.within(country))).then_some(country)
    }
}

/// What sort of place a text calls a name.
#[derive(Debug, Clone, Copy, Default)]
struct Called {
    division: bool,
    county: bool,
    town: bool,
    country: bool,
}

impl Called {
    /// Notes the word behind a mention, its own last word, and the one before "of" and it.
    fn note(&mut self, page: &Page<'_>, stretch: &Stretch) {
        let words = &stretch.words;
        let mut hear = |word: &str| match word.to_lowercase().as_str() {
            "province" | "state" | "region" | "prefecture" | "oblast" | "governorate" | "republic" | "krai" => {
                self.division = true;
            }
            "county" | "district" | "parish" | "department" | "raion" => self.county = true,
            "city" | "town" | "village" | "municipality" | "suburb" | "hamlet" => self.town = true,
            "country" | "kingdom" => self.country = true,
            _ => {}
        };
        if page.joins(words.end - 1) {
            hear(page.form(words.end));
        }
        if words.len() > 1 {
            hear(page.form(words.end - 1));
        }
        if words.start > 1 && page.form(words.start - 1).eq_ignore_ascii_case("of") {
            hear(page.form(words.start - 2));
        }
    }

    /// Whether it is called what the place is; none where nothing is said.
    fn fits(self, sort: Sort) -> Option<bool> {
        let Self { division, county, town, country } = self;
        let fits = match sort {
            Sort::Country => country,
            Sort::Division => division || county,
            Sort::County => county || division,
            Sort::Town(_) => town,
            Sort::Feature(_) => division,
        };
        (division || county || town || country).then_some(fits)
    }
}

/// The names of the stretches chosen; `containers` are indices into `chosen`.
pub(super) fn names(
    page: &Page<'_>,
    chosen: &[Stretch],
    containers: &[Option<usize>],
    datelines: &[bool],
) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut at: FxHashMap<(String, String), usize> = FxHashMap::default();
    let mut of_stretch = vec![0; chosen.len()];
    let key_of = |stretch: &Stretch| format!("{:?} {}", stretch.known.form, fold(page.slice(&stretch.words)));
    for (number, stretch) in chosen.iter().enumerate() {
        let key = key_of(stretch);
        let within = containers[number].map_or(String::new(), |c| key_of(&chosen[c]));
        let name = *at.entry((key.clone(), within)).or_insert_with(|| {
            names.push(Name {
                known: stretch.known.clone(),
                mentions: Vec::new(),
                container: None,
                key,
                dateline: false,
                called: Called::default(),
                likely: Vec::new(),
                alone: Vec::new(),
                among: Vec::new(),
            });
            names.len() - 1
        });
        of_stretch[number] = name;
        names[name].mentions.push(number);
        names[name].dateline |= datelines[number];
        names[name].called.note(page, stretch);
    }
    for (number, container) in containers.iter().enumerate() {
        if let Some(container) = container {
            names[of_stretch[number]].container = Some(of_stretch[*container]);
        }
    }
    names
}

/// Adds the names of a dateline that stands beside the text: no mention of the text bears them, but they bear on it.
pub(super) fn add_dateline(page: &Page<'_>, dateline: &str, names: &mut Vec<Name>) {
    const PARTS: usize = 4;
    let first = names.len();
    for part in dateline.split(',').map(str::trim).filter(|part| !part.is_empty()).take(PARTS) {
        let mut known = bearers(page.world, part, false, page.as_of);
        if known.places.is_empty() {
            known = abbreviated(page.world, part);
        }
        if known.places.is_empty() {
            continue;
        }
        let at = names.len();
        if let Some(before) = names[first..].last_mut() {
            before.container = Some(at);
        }
        names.push(Name {
            known: Rc::new(known),
            mentions: Vec::new(),
            container: None,
            key: format!("dateline {}", fold(part)),
            dateline: true,
            called: Called::default(),
            likely: Vec::new(),
            alone: Vec::new(),
            among: Vec::new(),
        });
    }
}

/// Finds how likely each bearer of each name is meant.
pub(super) fn settle(names: &mut [Name], home: &Home, weights: &Weights) {
    for at in 0..names.len() {
        let signs: Vec<Signs> = (0..names[at].known.places.len()).map(|b| alone(names, at, b, home)).collect();
        names[at].likely = shares(&signs, &weights.alone);
        names[at].alone = signs;
    }
    for _ in 0..ROUNDS {
        let told = told(names);
        let next: Vec<_> = (0..names.len())
            .map(|at| {
                let signs = among(names, &told, at);
                (shares(&signs, &weights.among), signs)
            })
            .collect();
        for (name, (likely, signs)) in names.iter_mut().zip(next) {
            (name.likely, name.among) = (likely, signs);
        }
    }
}

/// Shares of one by weighed signs.
fn shares(signs: &[Signs], weights: &[f32]) -> Vec<f32> {
    let scores: Vec<f32> = signs.iter().map(|s| weighed(s, weights)).collect();
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut shares: Vec<f32> = scores.iter().map(|s| (s - highest).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.iter_mut().for_each(|s| *s /= sum.max(f32::MIN_POSITIVE));
    shares
}

/// The signs of a bearer without the other names of the text.
fn alone(names: &[Name], at: usize, bearer: usize, home: &Home) -> Signs {
    let name = &names[at];
    let places = &name.known.places;
    let place = &places[bearer];
    let mut signs = [0.0; Sign::COUNT];
    let mut set = |sign: Sign, value: f32| signs[sign as usize] = value;
    match place.sort {
        Sort::Country => set(Sign::Country, 1.0),
        Sort::Division => set(Sign::Division, 1.0),
        Sort::County => set(Sign::County, 1.0),
        Sort::Feature(_) => set(Sign::Feature, 1.0),
        Sort::Town(PlaceKind::Capital) => set(Sign::Capital, 1.0),
        Sort::Town(PlaceKind::DivisionSeat) => set(Sign::Seat, 1.0),
        Sort::Town(PlaceKind::Section | PlaceKind::Locality | PlaceKind::Former) => set(Sign::MinorTown, 1.0),
        Sort::Town(_) => {}
    }
    // of many small towns the inhabitants are not known
    let people = |p: &Bearer| (p.population.max(FEWEST) as f32).log10();
    let most = places.iter().map(people).fold(0.0, f32::max);
    set(Sign::People, people(place) - 4.0);
    set(Sign::PeopleShare, people(place) - most);
    set(Sign::Largest, f32::from(u8::from(people(place) >= most)));
    set(Sign::OwnName, f32::from(u8::from(place.own_name)));
    set(Sign::Loosely, f32::from(u8::from(place.loosely)));
    match name.called.fits(place.sort) {
        Some(true) => set(Sign::KindTold, 1.0),
        Some(false) => set(Sign::OtherKindTold, 1.0),
        None => {}
    }
    let state = places.iter().any(|p| p.sort == Sort::Country);
    let division = places.iter().any(|p| p.sort == Sort::Division);
    let capital = place.sort == Sort::Town(PlaceKind::Capital) && !state;
    set(Sign::CapitalBesideDivision, f32::from(u8::from(division && capital)));
    let lesser = !capital && !matches!(place.sort, Sort::Country | Sort::Division | Sort::Feature(_));
    set(Sign::UnderState, f32::from(u8::from((state || division) && lesser)));
    let lies_in = |container: usize| names[container].known.places.iter().any(|c| place.within(c));
    if let Some(container) = name.container {
        set(if lies_in(container) { Sign::Contained } else { Sign::NotContained }, 1.0);
    } else {
        let twins = names.iter().filter(|n| n.key == name.key).filter_map(|n| n.container);
        set(Sign::ContainedElsewhere, f32::from(u8::from(twins.into_iter().any(lies_in))));
    }
    if let Some(country) = home.alpha2 {
        set(if *place.alpha2 == *country { Sign::HomeCountry } else { Sign::NotHomeCountry }, 1.0);
    }
    set(Sign::NearHome, f32::from(u8::from(home.near(place, AROUND_KM))));
    signs
}

/// A place that another name likely means.
struct Told<'n> {
    place: &'n Bearer,
    /// Its share of its name's mentions.
    weight: f32,
    dateline: bool,
}

/// The likely places of each name.
fn told(names: &[Name]) -> Vec<Vec<Told<'_>>> {
    let of = |name: &'_ Name| -> Vec<(usize, f32)> {
        let often = (name.mentions.len() as f32).clamp(1.0, 4.0).sqrt();
        let mut likely: Vec<(usize, f32)> =
            name.likely.iter().copied().enumerate().filter(|(_, p)| *p >= LIKELY).collect();
        likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        likely.truncate(4);
        likely.into_iter().map(|(b, p)| (b, p * often)).collect()
    };
    names
        .iter()
        .map(|name| {
            let tell =
                |(b, weight): (usize, f32)| Told { place: &name.known.places[b], weight, dateline: name.dateline };
            of(name).into_iter().map(tell).collect()
        })
        .collect()
}

/// The signs of all bearers of a name among the other names.
fn among(names: &[Name], told: &[Vec<Told<'_>>], at: usize) -> Vec<Signs> {
    let (from, to) = (at.saturating_sub(REACH), (at + REACH + 1).min(names.len()));
    let others: Vec<usize> = (from..to).filter(|&n| n != at && names[n].key != names[at].key).collect();
    let all: f32 = others.iter().flat_map(|&n| &told[n]).map(|t| t.weight).sum();
    let beside = [at.checked_sub(1), Some(at + 1)];
    let bearers = names[at].known.places.iter().zip(&names[at].alone);
    bearers
        .map(|(place, alone)| {
            let mut signs = *alone;
            let mut sums = [0.0_f32; Sign::COUNT];
            for &other in &others {
                let next = beside.contains(&Some(other));
                for told in &told[other] {
                    count(place, told, next, &mut |sign: Sign| sums[sign as usize] += told.weight);
                }
            }
            for (sign, sum) in signs.iter_mut().zip(&sums).skip(Sign::Near as usize) {
                *sign = (1.0 + sum).ln();
            }
            let share = |sign: Sign| sums[sign as usize] / (all + 1.0);
            signs[Sign::DivisionShare as usize] = share(Sign::SameDivision) + share(Sign::DivisionNamed);
            signs[Sign::CountryShare as usize] = share(Sign::SameCountry) + share(Sign::CountryNamed);
            signs
        })
        .collect()
}

/// What the place of another name says for a bearer.
fn count(place: &Bearer, told: &Told<'_>, beside: bool, add: &mut impl FnMut(Sign)) {
    let other = told.place;
    let same_country = !place.alpha2.is_empty() && place.alpha2 == other.alpha2;
    if same_country {
        add(if other.sort == Sort::Country { Sign::CountryNamed } else { Sign::SameCountry });
        if told.dateline {
            add(Sign::DatelineCountry);
        }
    }
    let same_division = same_country && place.division.is_some() && place.division == other.division;
    if same_division {
        add(if other.sort == Sort::Division { Sign::DivisionNamed } else { Sign::SameDivision });
        if told.dateline {
            add(Sign::DatelineDivision);
        }
        if beside {
            add(Sign::BesideDivision);
        }
    }
    let points = |b: &Bearer| matches!(b.sort, Sort::Town(_) | Sort::County);
    if !points(place) || !points(other) {
        return;
    }
    // a degree of latitude is 111 km
    if (place.lat - other.lat).abs() > 1.5 {
        return;
    }
    let km = place.distance_km(other);
    if km < NEAR_KM {
        add(Sign::Near);
        if other.sort == Sort::County && same_division {
            add(Sign::CountyNamed);
        }
    }
    if km < AROUND_KM {
        add(Sign::Around);
        if told.dateline {
            add(Sign::DatelineAround);
        }
        if beside {
            add(Sign::NearestTown);
        }
    }
}
