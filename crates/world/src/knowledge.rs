//! All hand-written tables together, and the one index of their names.

mod dictionaries;
mod index;
mod overrides;

pub use index::{Entry, Meaning, Use};
pub use overrides::OverrideError;

use crate::bodies::{Body, BodyKind, Membership};
use crate::features::Feature;
use crate::offices::{Agent, Level, Office, Role, portfolios};
use crate::rows::{Period, Row, RowError, rows};
use crate::states::State;
use index::Index;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What the program knows of states, bodies, offices and features, with the user's own rows where there are any.
#[derive(Debug, Clone, Default)]
pub struct World {
    states: Vec<State>,
    bodies: Vec<Body>,
    offices: Vec<Office>,
    agents: Vec<Agent>,
    features: Vec<Feature>,
    state_by_code: FxHashMap<Box<str>, u32>,
    body_by_id: FxHashMap<Box<str>, u32>,
    index: Index,
}

static WORLD: LazyLock<World> = LazyLock::new(|| World::load(&mut Vec::new()));

/// The tables of bodies, and the kind of their rows where they have no such column.
const BODIES: [(&str, &str, Option<BodyKind>); 5] = [
    ("institutions.tsv", include_str!("../data/institutions.tsv"), None),
    ("organisations.tsv", include_str!("../data/organisations.tsv"), None),
    ("groups.tsv", include_str!("../data/groups.tsv"), Some(BodyKind::Group)),
    ("parties.tsv", include_str!("../data/parties.tsv"), Some(BodyKind::Party)),
    ("outlets.tsv", include_str!("../data/outlets.tsv"), Some(BodyKind::Outlet)),
];

impl World {
    /// The tables that the program holds.
    pub fn embedded() -> &'static Self {
        &WORLD
    }

    /// Reads the embedded tables; what cannot be read is told and left out.
    fn load(problems: &mut Vec<RowError>) -> Self {
        let mut world = Self::default();
        world.read_tables(problems);
        world.add_portfolios(problems);
        world.add_agencies();
        world.add_members(problems);
        world.file();
        world
    }

    fn read_tables(&mut self, problems: &mut Vec<RowError>) {
        let mut keep = |kept: Result<(), RowError>| problems.extend(kept.err());
        rows("states.tsv", include_str!("../data/states.tsv"), |r| keep(State::read(&r).map(|s| self.states.push(s))));
        for (name, text, kind) in BODIES {
            rows(name, text, |r| keep(Body::read(&r, kind).map(|b| self.bodies.push(b))));
        }
        rows("offices.tsv", include_str!("../data/offices.tsv"), |r| {
            keep(Office::read(&r).map(|o| self.offices.push(o)))
        });
        rows("agents.tsv", include_str!("../data/agents.tsv"), |r| keep(Agent::read(&r).map(|a| self.agents.push(a))));
        let features = include_str!("../data/features.tsv");
        rows("features.tsv", features, |r| keep(Feature::read(&r).map(|f| self.features.push(f))));
    }

    /// Ministries without a state and ministers, by portfolio.
    fn add_portfolios(&mut self, problems: &mut Vec<RowError>) {
        let (wholes, patterns) = (include_str!("../data/portfolios.tsv"), include_str!("../data/patterns.tsv"));
        portfolios(wholes, patterns, |kind, names, row| {
            if let Err(problem) = self.add_portfolio(kind, names, row) {
                problems.push(problem);
            }
        });
    }

    fn add_portfolio(&mut self, kind: &str, names: Vec<String>, row: &Row<'_>) -> Result<(), RowError> {
        let sectors = row.words("sector", crate::sectors::Sector::read)?;
        let mut names = names.into_iter().map(String::into_boxed_str);
        let Some(name) = names.next() else { return Ok(()) };
        if kind == "ministry" {
            let dated = |value| crate::rows::Dated { value, period: Period::ALWAYS };
            self.bodies.push(Body {
                id: crate::ids::slug(&name).into(),
                others: names.map(dated).collect(),
                kind: BodyKind::Ministry,
                code: "".into(),
                cameo: crate::sectors::cameo_actor("", &sectors).into(),
                sectors,
                period: Period::ALWAYS,
                members: Vec::new(),
                source: row.source.clone(),
                name,
            });
        } else {
            let role = if kind == "minister" { Role::Minister } else { Role::Deputy };
            self.offices.push(Office {
                plural: crate::offices::plural(&name).into(),
                others: names.collect(),
                sectors,
                level: Level::State,
                role,
                state: None,
                source: row.source.clone(),
                name,
            });
        }
        Ok(())
    }

    /// The news agencies, which `attache-press` knows already.
    fn add_agencies(&mut self) {
        for (line, agency) in attache_press::agencies().iter().enumerate() {
            let state = self.states.iter().find(|s| s.alpha2.as_deref() == Some(agency.state));
            let code: Box<str> = state.map_or("", |s| s.plover()).into();
            let dated = |name: &&str| crate::rows::Dated { value: Box::from(*name), period: Period::ALWAYS };
            let sectors = vec![crate::sectors::Sector::Press];
            self.bodies.push(Body {
                id: crate::ids::slug(agency.name).into(),
                name: agency.name.into(),
                others: agency.others.iter().chain(&agency.short).map(dated).collect(),
                kind: BodyKind::NewsAgency,
                cameo: crate::sectors::cameo_actor(&code, &sectors).into(),
                code,
                sectors,
                period: Period::ALWAYS,
                members: Vec::new(),
                source: crate::rows::Source { table: "agencies.tsv".into(), line: line as u32 + 1 },
            });
        }
    }

    fn add_members(&mut self, problems: &mut Vec<RowError>) {
        let by_id: FxHashMap<Box<str>, usize> =
            self.bodies.iter().enumerate().map(|(i, b)| (b.id.clone(), i)).collect();
        rows("members.tsv", include_str!("../data/members.tsv"), |row| {
            let body = by_id.get(row.get("body")).and_then(|&at| self.bodies.get_mut(at));
            match (body, row.period()) {
                (Some(body), Ok(period)) => {
                    let codes = row.get("members").split(',').filter(|code| !code.is_empty());
                    body.members.extend(codes.map(|code| Membership { member: code.into(), period }));
                }
                (None, _) => problems.push(row.error(format!("no body is {:?}", row.get("body")))),
                (_, Err(problem)) => problems.push(problem),
            }
        });
    }

    /// Makes the indexes anew.
    fn file(&mut self) {
        self.state_by_code = self.states.iter().enumerate().map(|(i, s)| (s.code.clone(), i as u32)).collect();
        // the first row of an id is the one that it means
        self.body_by_id = self.bodies.iter().enumerate().rev().map(|(i, b)| (b.id.clone(), i as u32)).collect();
        self.index = Index::of(self);
    }

    /// All states, territories and regions.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// All institutions, organisations, groups, parties and outlets.
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// All offices.
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// All nouns for people by what they do.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// All regions, seas and other features.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The state of a code: ISO alpha-3 or alpha-2 (also of a former state), or that of a region.
    ///
    /// ```
    /// use attache_world::World;
    /// let world = World::embedded();
    /// assert_eq!(&*world.state("VNM").unwrap().name, "Vietnam");
    /// assert_eq!(world.state("GRL").unwrap().plover(), "DNK");
    /// ```
    pub fn state(&self, code: &str) -> Option<&State> {
        match self.state_by_code.get(code) {
            Some(&at) => self.states.get(at as usize),
            None if code.len() == 2 => self.states.iter().find(|s| s.alpha2.as_deref() == Some(code)),
            None => None,
        }
    }

    /// The state of a Correlates of War number on the day; the latest, on no day in particular.
    pub fn state_by_cow(&self, number: u16, as_of: Option<Date>) -> Option<&State> {
        let lasting = |s: &&State| s.cow.iter().any(|n| n.value == number && n.period.holds(as_of));
        self.states.iter().filter(lasting).max_by_key(|s| s.cow.iter().any(|n| n.value == number && n.period.lasts()))
    }

    /// The state of a Gleditsch–Ward number on the day; the latest, on no day in particular.
    pub fn state_by_gw(&self, number: u16, as_of: Option<Date>) -> Option<&State> {
        let lasting = |s: &&State| s.gw.iter().any(|n| n.value == number && n.period.holds(as_of));
        self.states.iter().filter(lasting).max_by_key(|s| s.gw.iter().any(|n| n.value == number && n.period.lasts()))
    }

    /// The body of an id.
    pub fn body(&self, id: &str) -> Option<&Body> {
        self.body_by_id.get(id).and_then(|&at| self.bodies.get(at as usize))
    }

    /// The bodies that the state or body belongs to on the day.
    pub fn memberships(&self, member: &str, as_of: Option<Date>) -> impl Iterator<Item = &Body> {
        self.bodies.iter().filter(move |b| b.has_member(member, as_of))
    }

    /// Everything that bears the name on the day (on any, where none is given), states first, then bodies, offices, agents and
    /// features; in each, own names before others.
    ///
    /// Case, diacritics, hyphens and apostrophes do not matter (see [`crate::fold`]), but a name asks for its capital:
    /// "Turkey" is a state and "turkey" is none, and abbreviations are found only as they are written: "WHO", not "who". Some
    /// names are ones behind "the" only: "the Hill", "the States"; so look a name up with its article where it has one.
    /// Names of the past, and those of states that are no more, are found in their time, or where no day is given.
    ///
    /// ```
    /// use attache_world::{Meaning, Use, World};
    /// let world = World::embedded();
    /// let found = world.meanings("the Kremlin", Some("2020-01-01".parse().unwrap()));
    /// assert!(matches!(found[0].meaning, Meaning::State(s) if &*s.code == "RUS"));
    /// assert_eq!(found[0].used_as, Use::Seat);
    /// assert!(world.meanings("us", None).is_empty());
    /// ```
    pub fn meanings(&self, name: &str, as_of: Option<Date>) -> Vec<Entry<'_>> {
        self.index.meanings(self, name, as_of)
    }

    /// Whether the folded words are a name or begin one: for finding the longest name in a text.
    pub fn begins(&self, key: &str) -> bool {
        self.index.begins(key)
    }
}

#[cfg(test)]
mod tests;
