//! What is known of one place.

/// A place of the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// GeoNames id.
    pub geonames: u32,
    /// The name that GeoNames gives it.
    pub name: &'static str,
    /// Whether it was found by that name, not by an alternate one.
    pub own_name: bool,
    /// Latitude in degrees. Of a division: the mean of its places.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// ISO 3166-1 alpha-2 code of its country ("XK" for Kosovo).
    pub country: &'static str,
    /// GeoNames id of its first-order division (itself, when it is one).
    pub division: Option<u32>,
    /// Inhabitants, to three digits. Of a division or country: those of its places.
    pub population: u64,
    /// What it is.
    pub kind: PlaceKind,
}

impl Place {
    /// The distance to a point in kilometres, over the great circle.
    pub fn distance_km(&self, lat: f64, lon: f64) -> f64 {
        let (a, b) = (self.lat.to_radians(), lat.to_radians());
        let half = |x: f64| (x / 2.0).sin().powi(2);
        let chord = half(b - a) + a.cos() * b.cos() * half((lon - self.lon).to_radians());
        2.0 * 6371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// What a place is; the GeoNames feature codes that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A populated place (PPL, and what is not told apart).
    Town,
    /// The capital of a country (PPLC).
    Capital,
    /// Seat of a first-order division (PPLA) or of a government (PPLG).
    DivisionSeat,
    /// Seat of a second-order division (PPLA2).
    SecondSeat,
    /// Seat of a third-order division (PPLA3).
    ThirdSeat,
    /// Seat of a division of lower order (PPLA4, PPLA5).
    LowerSeat,
    /// A part of a town (PPLX).
    Section,
    /// A locality, settlement or farm village (PPLL, STLMT, PPLF, PPLS, PPLR).
    Locality,
    /// Abandoned, destroyed or historical (PPLQ, PPLW, PPLH, PPLCH).
    Former,
    /// A country or territory.
    Country,
    /// A first-order division of a country: a state, province or region (ADM1).
    FirstDivision,
    /// A second-order division: a county or district (ADM2).
    SecondDivision,
}

impl PlaceKind {
    pub(super) fn of(number: u8) -> Self {
        match number {
            1 => Self::Capital,
            2 => Self::DivisionSeat,
            3 => Self::SecondSeat,
            4 => Self::ThirdSeat,
            5 => Self::LowerSeat,
            6 => Self::Section,
            7 => Self::Locality,
            8 => Self::Former,
            9 => Self::Country,
            10 => Self::FirstDivision,
            11 => Self::SecondDivision,
            _ => Self::Town,
        }
    }

    /// Whether it is a point on the map, not an area.
    pub fn is_town(self) -> bool {
        !matches!(self, Self::Country | Self::FirstDivision | Self::SecondDivision)
    }

    /// The GeoNames feature class and code; the usual one where several are not told apart.
    pub fn feature(self) -> (&'static str, &'static str) {
        match self {
            Self::Town => ("P", "PPL"),
            Self::Capital => ("P", "PPLC"),
            Self::DivisionSeat => ("P", "PPLA"),
            Self::SecondSeat => ("P", "PPLA2"),
            Self::ThirdSeat => ("P", "PPLA3"),
            Self::LowerSeat => ("P", "PPLA4"),
            Self::Section => ("P", "PPLX"),
            Self::Locality => ("P", "PPLL"),
            Self::Former => ("P", "PPLH"),
            Self::Country => ("A", "PCLI"),
            Self::FirstDivision => ("A", "ADM1"),
            Self::SecondDivision => ("A", "ADM2"),
        }
    }
}
