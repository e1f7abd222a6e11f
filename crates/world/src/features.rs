//! Regions, seas, straits, islands, rivers and disputed places that news names and no gazetteer of towns holds.

use crate::rows::{Dated, Period, Row, RowError, Source, words};

words! {
    /// What a feature is.
    FeatureKind {
        /// An ocean.
        Ocean = "ocean",
        /// A sea.
        Sea = "sea",
        /// A gulf or bay.
        Gulf = "gulf",
        /// A strait or channel.
        Strait = "strait",
        /// A canal.
        Canal = "canal",
        /// A river.
        River = "river",
        /// A lake or reservoir.
        Lake = "lake",
        /// An island.
        Island = "island",
        /// A group of islands.
        Archipelago = "archipelago",
        /// A reef, shoal or bank.
        Reef = "reef",
        /// A peninsula or cape.
        Peninsula = "peninsula",
        /// A mountain or range.
        Mountain = "mountain",
        /// A desert.
        Desert = "desert",
        /// A valley, plain, plateau, forest or other land.
        Land = "land",
        /// A continent.
        Continent = "continent",
        /// A part of the world or of a country.
        Region = "region",
        /// A border, line or demilitarized zone.
        Border = "border",
        /// A crossing, base, plant, dam or other site.
        Site = "site",
    }
}

/// A named part of the earth's surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// The usual English name.
    pub name: Box<str>,
    /// Other names, and when they held.
    pub others: Vec<Dated<Box<str>>>,
    /// What it is.
    pub kind: FeatureKind,
    /// Latitude of its middle, degrees.
    pub lat: f64,
    /// Longitude of its middle, degrees.
    pub lon: f64,
    /// How far it reaches from there, kilometres.
    pub radius_km: f64,
    /// Codes of the states that it lies in or between, or that claim it; the one that holds it first.
    pub states: Vec<Box<str>>,
    /// Whether several states claim it.
    pub disputed: bool,
    /// Since when, and until when.
    pub period: Period,
    /// Where the row stands.
    pub source: Source,
}

impl Feature {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, RowError> {
        let name = row.text("name");
        if name.is_empty() {
            return Err(row.error("a feature needs a name"));
        }
        Ok(Self {
            name,
            others: row.dated("others")?,
            kind: row.word("kind", FeatureKind::read)?,
            lat: row.number("lat")?,
            lon: row.number("lon")?,
            radius_km: row.number("km")?,
            states: row.get("states").split(',').filter(|s| !s.is_empty()).map(Into::into).collect(),
            disputed: row.get("disputed") == "yes",
            period: row.period()?,
            source: row.source.clone(),
        })
    }
}
