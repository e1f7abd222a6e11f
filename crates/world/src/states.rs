//! States, territories and the regions that act in the news.

use crate::ids::ActorId;
use crate::rows::{Dated, Period, Row, RowError, Source, words};
use crate::sectors::Sector;

words! {
    /// What a state is.
    StateKind {
        /// A state.
        State = "state",
        /// Stands alone without being a member of the United Nations.
        Area = "area",
        /// A dependency of a state.
        Dependency = "dependency",
        /// Recognized by some states only.
        Partial = "partial",
        /// A part of a state.
        Region = "region",
        /// A state that is no more.
        Former = "former",
    }
}

/// The name of a state's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// One of them: "Dane"; empty where there is no such word.
    pub singular: Box<str>,
    /// All of them: "Danes".
    pub plural: Box<str>,
}

/// A state, territory or region.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// ISO 3166-1 alpha-3, "KOS", or ISO 3166-3 of a former state; of a part of a state: its code, a slash and a name.
    pub code: Box<str>,
    /// ISO 3166-1 alpha-2; none of a part of a state.
    pub alpha2: Option<Box<str>>,
    /// What it is.
    pub kind: StateKind,
    /// The code of its sovereign, or of the successor of a former state.
    pub of: Option<Box<str>>,
    /// Since when, and until when.
    pub period: Period,
    /// Latitude of its middle, degrees.
    pub lat: f64,
    /// Longitude of its middle, degrees.
    pub lon: f64,
    /// The common English name.
    pub name: Box<str>,
    /// The official English name.
    pub official: Box<str>,
    /// Other names and when they held.
    pub others: Vec<Dated<Box<str>>>,
    /// Adjectives, the usual one first.
    pub adjectives: Vec<Box<str>>,
    /// Its people, the usual name first.
    pub people: Vec<People>,
    /// Capitals and seats whose names stand for its government.
    pub seats: Vec<Dated<Box<str>>>,
    /// Correlates of War numbers.
    pub cow: Vec<Dated<u16>>,
    /// Gleditsch–Ward numbers.
    pub gw: Vec<Dated<u16>>,
    /// CAMEO's country code.
    pub cameo: Box<str>,
    /// Where the row stands.
    pub source: Source,
}

impl State {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, RowError> {
        let code = row.text("code");
        let cameo = row.optional("cameo").unwrap_or_else(|| code.split('/').next().unwrap_or_default().into());
        let adjectives: Vec<Box<str>> = row.list("adjective").map(Into::into).collect();
        let mut people: Vec<People> = row.list("nouns").filter_map(people_pair).collect();
        if row.get("nouns").is_empty() {
            people.extend(adjectives.first().map(|adjective| regular_people(adjective)));
        }
        if code.is_empty() || row.get("name").is_empty() {
            return Err(row.error("a state needs a code and a name"));
        }
        Ok(Self {
            alpha2: row.optional("a2"),
            kind: row.word("kind", StateKind::read)?,
            of: row.optional("of"),
            period: row.period()?,
            lat: row.number("lat")?,
            lon: row.number("lon")?,
            name: row.text("name"),
            official: row.text("official"),
            others: row.dated("others")?,
            adjectives,
            people,
            seats: row.dated("capital")?,
            cow: numbers(row, "cow")?,
            gw: numbers(row, "gw")?,
            cameo,
            source: row.source.clone(),
            code,
        })
    }

    /// Its id among actors.
    pub fn actor(&self) -> ActorId {
        ActorId::state(&self.code)
    }

    /// When its names hold: those of a former state outlive it only as names of the past.
    pub(crate) fn period_of_names(&self) -> Period {
        if self.kind == StateKind::Former { self.period } else { Period::ALWAYS }
    }

    /// The code that PLOVER writes: its own, or the sovereign's for a dependency or a part of a state.
    pub fn plover(&self) -> &str {
        match self.kind {
            StateKind::State | StateKind::Area | StateKind::Former => &self.code,
            _ => self.of.as_deref().unwrap_or(&self.code),
        }
    }

    /// The sectors that it bears for what it is: PRE when it is only partially recognized.
    pub fn sectors(&self) -> &'static [Sector] {
        if self.kind == StateKind::Partial { &[Sector::Partial] } else { &[] }
    }

    /// Its Correlates of War number on the day.
    pub fn cow_on(&self, as_of: Option<jiff::civil::Date>) -> Option<u16> {
        self.cow.iter().rev().find(|n| n.period.holds(as_of)).map(|n| n.value)
    }

    /// Its Gleditsch–Ward number on the day.
    pub fn gw_on(&self, as_of: Option<jiff::civil::Date>) -> Option<u16> {
        self.gw.iter().rev().find(|n| n.period.holds(as_of)).map(|n| n.value)
    }
}

fn numbers(row: &Row<'_>, column: &str) -> Result<Vec<Dated<u16>>, RowError> {
    let number = |dated: Dated<Box<str>>| {
        let value = dated.value.parse().map_err(|_| row.error(format!("{column}: no number: {:?}", dated.value)))?;
        Ok(Dated { value, period: dated.period })
    };
    row.dated(column)?.into_iter().map(number).collect()
}

fn people_pair(part: &str) -> Option<People> {
    let (singular, plural) = part.split_once('/')?;
    (!plural.is_empty()).then(|| People { singular: singular.into(), plural: plural.into() })
}

/// "Brazilian" and "Brazilians"; "Chinese" is both.
fn regular_people(adjective: &str) -> People {
    let invariable = ["ese", "ss", "sh", "ch", "ois", "ais"].iter().any(|end| adjective.ends_with(end));
    let plural = if invariable { adjective.to_owned() } else { format!("{adjective}s") };
    People { singular: adjective.into(), plural: plural.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_names_of_peoples_are_made_from_adjectives() {
        assert_eq!(&*regular_people("Kenyan").plural, "Kenyans");
        assert_eq!(&*regular_people("Maltese").plural, "Maltese");
        assert_eq!(people_pair("Pole/Poles").unwrap().plural.as_ref(), "Poles");
        assert_eq!(people_pair("/"), None);
    }
}
