use std::sync::LazyLock;

use super::cameo::Cameo;
use super::modes::Mode;
use super::named::named;
use super::table::{self, Table};
use super::types::EventType;

named! {
    /// What must hold of a mention for a [`Rule`]; the coder looks, the table names.
    Condition, "condition", "data/rules.tsv", {
        /// Parties of more than one state.
        SeveralStates = "several-states",
        /// Parties of one state only, and the word is of the class given.
        OneState = "one-state",
        /// More than two states or organisations.
        ThreeStates = "three-states",
        /// The event has the context given.
        InContext = "context",
        /// The same sentence tells of an event of the type given between the same parties.
        Beside = "beside",
        /// In fighting.
        InCombat = "in-combat",
        /// The sentence is to prison.
        Prison = "prison",
        /// What is restricted is trade or dealings with another state: sanctions, embargo.
        Sanctions = "sanction",
        /// Declared, agreed or called, not yet kept.
        Announced = "announced",
        /// What is named is told to hold or to be carried out.
        InForce = "in-force",
        /// An ambassador or envoy is called in by his hosts.
        Summons = "summons",
        /// A mediator or a third place is told of.
        Mediator = "mediator",
        /// Who mobilises is a party, union, movement or leader of one, and whom, are supporters.
        CivilianActor = "civilian-actor",
        /// Those to whom it is done are the doer's own, as a possessive says, and the word is of the class given.
        Own = "own",
        /// Police or soldiers of a state against a crowd of its own people.
        StateOnCrowd = "state-on-crowd",
    }
}

named! {
    /// What a rule does with a mention.
    Effect, "effect", "data/rules.tsv", {
        /// It becomes another type or mode.
        Become = "become",
        /// Another event is coded beside it.
        Also = "also",
        /// It is not coded.
        Drop = "drop",
    }
}

/// A case that the predicate alone does not decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name, for telling why.
    pub name: &'static str,
    /// The type that a mention must have.
    pub event: EventType,
    /// The mode that it must have, if any.
    pub mode: Option<Mode>,
    /// What must hold.
    pub condition: Condition,
    /// What the condition is asked about, `""` for nothing.
    pub about: &'static str,
    /// What happens then.
    pub effect: Effect,
    /// The type then, `None` as it is.
    pub to_event: Option<EventType>,
    /// The mode then.
    pub to_mode: Option<Mode>,
    /// The code then, `None` as it is.
    pub to_cameo: Option<Cameo>,
    /// Why, in a line.
    pub because: &'static str,
}

/// The rules in the order in which they are tried.
pub fn rules() -> &'static [Rule] {
    &RULES.rows
}

/// What an act in the complement makes of the act of speech around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Complement {
    /// The outer act's mode.
    pub mode: Option<Mode>,
    /// The outer act's code.
    pub cameo: Cameo,
}

/// What it means to ask for, refuse, threaten or promise an act: *urge to release* is REQUEST yield, *refuse to
/// meet* REJECT meet.
/// `appeal` chooses CAMEO's appeals (02) over its demands (10). `None` when the two acts say nothing about each other.
///
/// ```
/// use attache_coding::ontology::{EventType, Mode, complement};
/// let release = Mode::of(EventType::Retreat, "release");
/// let asked = complement(EventType::Request, EventType::Retreat, release, false).expect("in the table");
/// assert_eq!((asked.mode.map(Mode::name), asked.cameo.code()), (Some("yield"), "1053"));
/// ```
pub fn complement(outer: EventType, inner: EventType, mode: Option<Mode>, appeal: bool) -> Option<Complement> {
    let rows = || COMPLEMENTS.rows.iter().filter(|row| row.outer == outer && row.inner == inner);
    let exact = mode.and_then(|mode| rows().find(|row| row.inner_mode == Some(mode)));
    let row = exact.or_else(|| rows().find(|row| row.inner_mode.is_none()))?;
    let cameo = row.appeal.filter(|_| appeal).unwrap_or(row.cameo);
    Some(Complement { mode: row.mode, cameo })
}

struct ComplementRow {
    outer: EventType,
    inner: EventType,
    inner_mode: Option<Mode>,
    mode: Option<Mode>,
    appeal: Option<Cameo>,
    cameo: Cameo,
}

static COMPLEMENTS: LazyLock<Table<ComplementRow>> = LazyLock::new(|| {
    table::read(include_str!("../../data/complements.tsv"), |cells| {
        let [outer, inner, inner_mode, mode, appeal, code] = *cells else { return None };
        let (outer, inner) = (EventType::named(outer)?, EventType::named(inner)?);
        Some(ComplementRow {
            outer,
            inner,
            inner_mode: table::optional(inner_mode, |name| Mode::of(inner, name))?,
            mode: table::optional(mode, |name| Mode::of(outer, name))?,
            appeal: table::optional(appeal, Cameo::parse)?,
            cameo: Cameo::parse(code)?,
        })
    })
});

static RULES: LazyLock<Table<Rule>> = LazyLock::new(|| {
    table::read(include_str!("../../data/rules.tsv"), |cells| {
        let [name, event, mode, condition, effect, to_event, to_mode, to_code, because] = *cells else { return None };
        let event = EventType::named(event)?;
        let (condition, about) = condition.split_once(':').unwrap_or((condition, ""));
        let same = |cell: &'static str| cell != "=" && cell != "-";
        let to_event = if same(to_event) { Some(EventType::named(to_event)?) } else { None };
        let of = to_event.unwrap_or(event);
        Some(Rule {
            name,
            event,
            mode: table::optional(mode, |name| Mode::of(event, name))?,
            condition: Condition::named(condition)?,
            about,
            effect: Effect::named(effect)?,
            to_event,
            to_mode: if same(to_mode) { Some(Mode::of(of, to_mode)?) } else { None },
            to_cameo: if same(to_code) { Some(Cameo::parse(to_code)?) } else { None },
            because,
        })
    })
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn rules_and_complements_are_read_whole() {
        assert!(RULES.unread.is_empty(), "{:?}", RULES.unread);
        assert!(COMPLEMENTS.unread.is_empty(), "{:?}", COMPLEMENTS.unread);
        for condition in Condition::ALL {
            assert!(RULES.rows.iter().any(|rule| rule.condition == *condition), "{condition}");
        }
    }

    #[test]
    fn a_rule_changes_something_and_has_a_name_of_its_own() {
        let names: HashSet<&str> = RULES.rows.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.rows.len());
        for rule in &RULES.rows {
            assert!(
                rule.effect == Effect::Drop || rule.to_event != Some(rule.event) || rule.to_mode != rule.mode,
                "{rule:?}"
            );
        }
    }

    #[test]
    fn a_complement_stands_once_and_its_code_is_of_the_outer_act() {
        let mut seen = HashSet::new();
        for row in &COMPLEMENTS.rows {
            assert!(seen.insert((row.outer, row.inner, row.inner_mode)), "{} {}", row.outer, row.inner);
            for code in [Some(row.cameo), row.appeal].into_iter().flatten() {
                assert_eq!(code.plover().map(|plover| plover.event), Some(row.outer), "{code}");
            }
        }
    }

    #[test]
    fn an_appeal_and_a_demand_for_the_same_have_different_codes() {
        let code = |appeal| complement(EventType::Request, EventType::Consult, None, appeal).map(|it| it.cameo.code());
        assert_eq!((code(true), code(false)), (Some("026"), Some("106")));
    }
}
