//! The places of the world: towns, divisions and countries by name and by GeoNames id.

mod abbreviations;
mod place;
mod table;

pub use place::{Place, PlaceKind};

use crate::fold::fold;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use table::{Posting, Table};

static PLACES: &[u8] = include_bytes!("../tables/places.bin");

/// All populated places of 500 and more inhabitants, the first- and second-order divisions of countries, and the countries,
/// as GeoNames has them. Searched where it lies in the program; nothing is built when it is opened.
#[derive(Debug, Clone, Copy)]
pub struct Gazetteer {
    table: Table,
}

/// The countries by ISO 3166-1 alpha-2 code.
static COUNTRIES: LazyLock<FxHashMap<&str, usize>> = LazyLock::new(|| GAZETTEER.table.countries().collect());

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer { table: Table::open(PLACES).unwrap_or_default() });

impl Gazetteer {
    /// Where the places come from, as their licence wants it told.
    pub const CREDIT: &str = "GeoNames (geonames.org), CC BY 4.0, changed";

    /// The gazetteer that the program holds.
    pub fn embedded() -> &'static Self {
        &GAZETTEER
    }

    /// The number of places.
    pub fn len(&self) -> usize {
        self.table.places
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.table.places == 0
    }

    /// Every place that bears the name, whatever its case, diacritics and punctuation (see [`fold`]); those of most
    /// inhabitants first, so that a division stands before the town that it is named after.
    ///
    /// ```
    /// use attache_world::Gazetteer;
    /// let places = Gazetteer::embedded().named("Bergen");
    /// assert!(places.iter().any(|p| p.country == "NO" && p.geonames == 3161732 && p.kind.is_town()));
    /// ```
    pub fn named(&self, name: &str) -> Vec<Place> {
        self.named_folded(&fold(name))
    }

    /// [`Gazetteer::named`] for a name that is folded already.
    pub fn named_folded(&self, key: &str) -> Vec<Place> {
        let mut found = Vec::new();
        self.table.postings(key, |p: Posting| found.extend(self.place(p.place, p.own_name)));
        found
    }

    /// Whether some place bears the name.
    pub fn knows(&self, name: &str) -> bool {
        let mut known = false;
        self.table.postings(&fold(name), |_| known = true);
        known
    }

    /// Whether some place's name is the folded words given, or goes on after them: "new york" begins "new york mills".
    pub fn begins(&self, key: &str) -> bool {
        self.table.begins(key)
    }

    /// The place of a GeoNames id.
    pub fn by_id(&self, geonames: u32) -> Option<Place> {
        self.place(self.table.number(geonames)?, true)
    }

    /// Where all places are: degrees north and east of each.
    ///
    /// ```
    /// let is_far_north = |(lat, _): &(f64, f64)| *lat > 75.0;
    /// assert!(attache_world::Gazetteer::embedded().points().any(|point| is_far_north(&point)));
    /// ```
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let table = self.table;
        (0..table.places).map(move |place| (table.lat(place), table.lon(place)))
    }

    /// The first-order divisions that news abbreviates so behind a town: "Ill.", "TX", "N.S.W."; found as written, but for
    /// dots and spaces.
    pub fn abbreviated(&self, form: &str) -> Vec<Place> {
        abbreviations::divisions(form).iter().filter_map(|&id| self.by_id(id)).collect()
    }

    /// The country of an ISO 3166-1 alpha-2 code, as a place.
    pub fn country(&self, alpha2: &str) -> Option<Place> {
        self.place(*COUNTRIES.get(alpha2)?, true)
    }

    fn place(&self, number: usize, own_name: bool) -> Option<Place> {
        let table = &self.table;
        let (country, division) = table.division(number)?;
        Some(Place {
            geonames: table.id(number),
            name: table.name(number)?,
            own_name,
            lat: table.lat(number),
            lon: table.lon(number),
            country,
            division: (division != 0).then_some(division),
            population: table.population(number),
            kind: PlaceKind::of(table.kind(number)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_place_is_found_by_its_own_name_and_by_its_id() {
        let all = Gazetteer::embedded();
        assert!(all.len() > 250_000);
        for number in (0..all.len()).step_by(7) {
            let place = all.place(number, true).unwrap();
            assert_eq!(all.by_id(place.geonames), Some(place), "{place:?}");
            assert!(all.named(place.name).contains(&place), "{place:?} under {:?}", fold(place.name));
            assert!((-90.0..=90.0).contains(&place.lat) && (-180.0..=180.0).contains(&place.lon), "{place:?}");
        }
    }

    #[test]
    fn a_name_gives_its_places_the_most_populous_first() {
        let all = Gazetteer::embedded();
        let london = all.named("LONDON");
        assert_eq!((london[0].country, london[0].geonames), ("GB", 2_643_743));
        assert!(london.iter().any(|p| p.country == "CA" && p.own_name));
        assert!(london.windows(2).all(|p| p[0].population >= p[1].population));
        let munich = all.named("München").iter().find(|p| p.country == "DE" && p.kind.is_town()).copied().unwrap();
        assert!((munich.lat - 48.14).abs() < 0.01 && (munich.lon - 11.58).abs() < 0.01, "{munich:?}");
        assert_eq!(all.named("Munich")[0].geonames, munich.geonames);
        assert!(!all.named("Munich")[0].own_name || munich.name == "Munich");
    }

    #[test]
    fn divisions_and_countries_are_places() {
        let all = Gazetteer::embedded();
        let texas = all.named("Texas").into_iter().find(|p| p.kind == PlaceKind::FirstDivision).unwrap();
        assert_eq!((texas.country, texas.geonames), ("US", 4_736_286));
        let austin = all.named("Austin").into_iter().find(|p| p.division == Some(texas.geonames)).unwrap();
        assert_eq!(austin.kind, PlaceKind::DivisionSeat);
        assert!(all.named("Anderson County").iter().any(|p| p.kind == PlaceKind::SecondDivision));
        assert_eq!(all.country("VN").unwrap().kind, PlaceKind::Country);
        assert_eq!(all.country("VN").unwrap().geonames, 1_562_822);
        assert_eq!(all.country("ZZ"), None);
        assert_eq!(all.by_id(3), None);
    }

    #[test]
    fn abbreviations_of_divisions_are_found_as_written() {
        let all = Gazetteer::embedded();
        let names = |form: &str| all.abbreviated(form).iter().map(|p| p.name).collect::<Vec<_>>();
        assert_eq!((names("Ill."), names("ill")), (vec!["Illinois"], vec![]));
        assert_eq!(names("N. Y."), ["New York"]);
        assert_eq!(names("WA"), ["Washington", "Western Australia"]);
    }

    #[test]
    fn beginnings_of_names_are_known() {
        let all = Gazetteer::embedded();
        assert!(all.begins("new york") && all.begins("new") && all.begins("bergen"));
        assert!(!all.begins("new yorkish placelessness"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_look_up(name in "\\PC{0,24}", id: u32) {
            let all = Gazetteer::embedded();
            all.named(&name);
            all.begins(&name);
            all.by_id(id);
        }
    }
}
