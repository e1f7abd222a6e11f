//! Names of all tables in one sorted list.

use super::World;
use crate::bodies::Body;
use crate::features::Feature;
use crate::fold::fold;
use crate::offices::{Agent, Office};
use crate::rows::Period;
use crate::states::State;
use jiff::civil::Date;

/// What a name may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Meaning<'w> {
    /// A state, territory or region.
    State(&'w State),
    /// An institution, organisation, group, party or outlet.
    Body(&'w Body),
    /// An office or title.
    Office(&'w Office),
    /// People by what they do.
    Agent(&'w Agent),
    /// A region, sea or other feature.
    Feature(&'w Feature),
}

/// How the name names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// As its name, in the singular.
    Name,
    /// As the adjective of a state: "French".
    Adjective,
    /// As one of a state's people: "Dane".
    Person,
    /// As a state's people: "Danes".
    People,
    /// By the capital or seat that stands for a state's government: "Moscow", "the Kremlin".
    Seat,
    /// In the plural: "ministers", "protesters".
    Plural,
}

/// One meaning of a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'w> {
    /// What is meant.
    pub meaning: Meaning<'w>,
    /// How it is named.
    pub used_as: Use,
    /// When the name held for it.
    pub period: Period,
    /// Whether it is the usual name, not another one.
    pub own_name: bool,
}

/// Which tables the rows are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shelf {
    State,
    Body,
    Office,
    Agent,
    Feature,
}

/// What the case of a text must be for a name to be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Any,
    /// The first letter is a capital.
    Capital,
    /// As written in the table.
    Exact,
}

#[derive(Debug, Clone)]
struct Slot {
    key: Box<str>,
    shelf: Shelf,
    row: u32,
    used_as: Use,
    other: bool,
    case: Case,
    period: Period,
    /// The letters of a name that is found as written only.
    letters: Option<Box<str>>,
    /// Found behind "the" only: "the Hill".
    article: bool,
}

/// The names, sorted by key, then by shelf.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    slots: Vec<Slot>,
}

/// Abbreviations are capitals only, and no longer.
const LONGEST_ABBREVIATION: usize = 7;

impl Index {
    pub(super) fn of(world: &World) -> Self {
        let mut index = Self { slots: Vec::with_capacity(16_384) };
        world.states.iter().enumerate().for_each(|(row, state)| index.add_state(row as u32, state));
        for (row, body) in world.bodies.iter().enumerate() {
            let at = (Shelf::Body, row as u32);
            index.add(at, Use::Name, &body.name, false, body.period);
            body.others.iter().for_each(|o| index.add(at, Use::Name, &o.value, true, o.period.within(body.period)));
        }
        world.offices.iter().enumerate().for_each(|(row, office)| index.add_office(row as u32, office));
        for (row, agent) in world.agents.iter().enumerate() {
            let at = (Shelf::Agent, row as u32);
            index.add(at, Use::Name, &agent.singular, false, Period::ALWAYS);
            if agent.plural != agent.singular {
                index.add(at, Use::Plural, &agent.plural, false, Period::ALWAYS);
            }
        }
        for (row, feature) in world.features.iter().enumerate() {
            let at = (Shelf::Feature, row as u32);
            index.add(at, Use::Name, &feature.name, false, feature.period);
            let others = feature.others.iter();
            others.for_each(|o| index.add(at, Use::Name, &o.value, true, o.period.within(feature.period)));
        }
        index.sort();
        index
    }

    fn sort(&mut self) {
        let rank = |s: &Slot| (s.shelf, s.other, s.used_as, s.row);
        self.slots.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| rank(a).cmp(&rank(b))));
        // one name may be written in several ways that fold to one key
        self.slots.dedup_by(|b, a| {
            let same = (&a.key, a.shelf, a.row, a.used_as, a.period) == (&b.key, b.shelf, b.row, b.used_as, b.period);
            same && (a.case, &a.letters, a.article) == (b.case, &b.letters, b.article)
        });
    }

    fn add_state(&mut self, row: u32, state: &State) {
        let at = (Shelf::State, row);
        let named = state.period_of_names();
        self.add(at, Use::Name, &state.name, false, named);
        self.add(at, Use::Name, &state.official, true, named);
        state.others.iter().for_each(|o| self.add(at, Use::Name, &o.value, true, o.period));
        for (i, adjective) in state.adjectives.iter().enumerate() {
            self.add(at, Use::Adjective, adjective, i > 0, Period::ALWAYS);
        }
        for people in &state.people {
            self.add(at, Use::Person, &people.singular, false, Period::ALWAYS);
            if people.plural != people.singular {
                self.add(at, Use::People, &people.plural, false, Period::ALWAYS);
            }
        }
        state.seats.iter().for_each(|s| self.add(at, Use::Seat, &s.value, false, s.period.within(named)));
    }

    fn add_office(&mut self, row: u32, office: &Office) {
        let at = (Shelf::Office, row);
        self.add(at, Use::Name, &office.name, false, Period::ALWAYS);
        self.add(at, Use::Plural, &office.plural, false, Period::ALWAYS);
        for other in &office.others {
            self.add(at, Use::Name, other, true, Period::ALWAYS);
            // abbreviated titles have no plural
            if !other.ends_with('.') && other.len() > 4 {
                self.add(at, Use::Plural, &crate::offices::plural(other), true, Period::ALWAYS);
            }
        }
    }

    fn add(&mut self, (shelf, row): (Shelf, u32), used_as: Use, name: &str, other: bool, period: Period) {
        let key = fold(name).into_boxed_str();
        if key.is_empty() {
            return;
        }
        let case = case_of(name);
        let letters = (case == Case::Exact).then(|| letters(name).into_boxed_str());
        let article = name.starts_with("the ");
        self.slots.push(Slot { key, shelf, row, used_as, other, case, period, letters, article });
    }

    pub(super) fn meanings<'w>(&self, world: &'w World, name: &str, as_of: Option<Date>) -> Vec<Entry<'w>> {
        let key = fold(name);
        let written = letters(name);
        let capital = written.chars().next().is_some_and(|first| !first.is_lowercase());
        let from = self.slots.partition_point(|s| *s.key < *key);
        let mut found: Vec<Entry<'w>> = Vec::new();
        let (article, mut told) = (article(name), Vec::new());
        for slot in self.slots[from..].iter().take_while(|s| *s.key == *key) {
            let fits = match slot.case {
                Case::Any => true,
                Case::Capital => capital,
                Case::Exact => slot.letters.as_deref() == Some(&*written),
            };
            // a name that is written in two ways is one meaning
            let this = (slot.shelf, slot.row, slot.used_as);
            if fits && (article || !slot.article) && slot.period.holds(as_of) && !told.contains(&this) {
                found.extend(meaning(world, slot));
                told.push(this);
            }
        }
        found
    }

    pub(super) fn begins(&self, key: &str) -> bool {
        let from = self.slots.partition_point(|s| *s.key < *key);
        let mut rest = self.slots[from..].iter().map_while(|s| s.key.strip_prefix(key));
        // what goes on with a letter may stand before what goes on with a space only where a space sorts behind it: never
        rest.next().is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }
}

fn meaning<'w>(world: &'w World, slot: &Slot) -> Option<Entry<'w>> {
    let row = slot.row as usize;
    let meaning = match slot.shelf {
        Shelf::State => Meaning::State(world.states.get(row)?),
        Shelf::Body => Meaning::Body(world.bodies.get(row)?),
        Shelf::Office => Meaning::Office(world.offices.get(row)?),
        Shelf::Agent => Meaning::Agent(world.agents.get(row)?),
        Shelf::Feature => Meaning::Feature(world.features.get(row)?),
    };
    Some(Entry { meaning, used_as: slot.used_as, period: slot.period, own_name: !slot.other })
}

/// Whether the name begins with "the".
fn article(name: &str) -> bool {
    name.trim_start().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "))
}

/// The letters and digits of a name as written, without a leading "the".
fn letters(name: &str) -> String {
    let name = name.trim_start();
    let rest = if article(name) { &name[4..] } else { name };
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn case_of(name: &str) -> Case {
    let letters = letters(name);
    if letters.chars().next().is_some_and(char::is_lowercase) {
        Case::Any
    } else if letters.len() <= LONGEST_ABBREVIATION && !letters.chars().any(char::is_lowercase) {
        Case::Exact
    } else {
        Case::Capital
    }
}
