use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::cameo::Cameo;
use super::companion::{Companion, Dependent, RELATIONS};
use super::modes::Mode;
use super::named::named;
use super::table::{self, Table};
use super::types::EventType;

named! {
    /// Word class, as Universal Dependencies names it.
    Pos, "word class", "data/predicates/FORMAT.md", {
        Verb = "VERB",
        Noun = "NOUN",
        Adjective = "ADJ",
        Adverb = "ADV",
        Auxiliary = "AUX",
    }
}

named! {
    /// What a word around a predicate is to the event.
    Role, "role", "data/predicates/FORMAT.md", {
        /// Who does it.
        Actor = "actor",
        /// To whom.
        Recipient = "recipient",
        /// One of those who do it together.
        Party = "party",
        /// What is given, taken, asked for, used, or whom it befalls that is no party; quantities and contexts are
        /// read here.
        Theme = "theme",
        /// The act that is asked for, promised, refused or threatened; see `complement`.
        Act = "act",
        /// Where.
        Place = "place",
    }
}

named! {
    /// How surely the predicate alone, its companions given, tells of the event.
    Sure, "sureness", "data/predicates/FORMAT.md", {
        /// Seldom; something else must speak for it.
        Low = "low",
        /// Mostly, among political actors.
        Fair = "fair",
        /// Nearly always.
        High = "high",
    }
}

/// A place at a predicate and what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// `subj`, `obj`, `obl`, `nmod` …
    pub relation: &'static str,
    /// Preposition, empty for any or none.
    pub case: &'static str,
    /// What it is to the event.
    pub role: Role,
}

/// A verb, noun or adjective that may tell of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// Dictionary form.
    pub lemma: &'static str,
    /// Word class.
    pub pos: Pos,
    /// What must stand around it; all of them.
    pub with: Vec<Companion>,
    /// The event's type.
    pub event: EventType,
    /// The event's mode, if the predicate tells it.
    pub mode: Option<Mode>,
    /// The CAMEO code to begin from, if the predicate tells it.
    pub cameo: Option<Cameo>,
    /// What stands where.
    pub slots: Vec<Slot>,
    /// How surely it tells of the event.
    pub sure: Sure,
}

impl Predicate {
    /// What the word at that place is to the event; a slot that names the preposition goes before one for any.
    pub fn role(&self, relation: &str, case: &str) -> Option<Role> {
        let at = |slot: &&Slot| slot.relation == relation;
        let exact = self.slots.iter().filter(at).find(|slot| slot.case == case);
        let any =
            || self.slots.iter().filter(at).find(|slot| slot.case.is_empty() && !matches!(relation, "obl" | "nmod"));
        exact.or_else(any).map(|slot| slot.role)
    }

    /// Whether the words around it are as it asks. A particle that it does not name makes another verb of it.
    pub fn fits(&self, around: &[Dependent<'_>]) -> bool {
        self.takes_particle(around) && self.with.iter().all(|companion| companion.holds(around))
    }

    /// Whether the words around it may be as it asks, for all that they say.
    pub fn may_fit(&self, around: &[Dependent<'_>]) -> bool {
        let holds = |companion: &Companion| companion.holds(around) || companion.may_hold(around);
        self.takes_particle(around) && self.with.iter().all(holds)
    }

    fn takes_particle(&self, around: &[Dependent<'_>]) -> bool {
        let particle = around.iter().any(|dependent| dependent.relation == "prt");
        let named = self.with.iter().any(|companion| companion.relation == "prt");
        named || !particle || self.pos != Pos::Verb
    }

    /// How much it asks: the more, the more special. A word asked for says more than two places
    /// filled, and what must be absent says nothing.
    fn demands(&self) -> usize {
        let asked = self.with.iter().filter(|companion| !companion.absent);
        asked.map(|companion| if companion.words.is_empty() { 1 } else { 3 }).sum()
    }
}

/// The predicates of that lemma (dictionary form, lower case) and word class, whatever stands around them.
pub fn predicates(lemma: &str, pos: Pos) -> impl Iterator<Item = &'static Predicate> {
    let numbers = BY_LEMMA.get(&(lemma, pos)).map_or(&[][..], Vec::as_slice);
    numbers.iter().filter_map(|&number| LEXICON.rows.get(number))
}

/// The predicates that fit what stands around the word, the most special first; of equals the surest, then one with
/// a mode, then the table's order.
///
/// ```
/// use attache_coding::ontology::{Dependent, EventType, Pos, candidates};
/// let around = [Dependent::party("subj", "", "minister"), Dependent::new("prt", "", "off"),
///     Dependent::new("obj", "", "talk")];
/// assert_eq!(candidates("break", Pos::Verb, &around)[0].event, EventType::Sanction);
/// ```
pub fn candidates(lemma: &str, pos: Pos, around: &[Dependent<'_>]) -> Vec<&'static Predicate> {
    let fitting = predicates(lemma, pos).filter(|predicate| predicate.fits(around));
    most_special_first(fitting.collect())
}

/// The predicates that may fit, where a name or a pronoun stands for one of the things that they ask for; in the same order.
pub fn possible(lemma: &str, pos: Pos, around: &[Dependent<'_>]) -> Vec<&'static Predicate> {
    let fitting = predicates(lemma, pos).filter(|predicate| predicate.may_fit(around));
    most_special_first(fitting.collect())
}

fn most_special_first(mut fitting: Vec<&'static Predicate>) -> Vec<&'static Predicate> {
    fitting.sort_by_key(|predicate| std::cmp::Reverse((predicate.demands(), predicate.sure, predicate.mode.is_some())));
    fitting
}

/// All predicates, by type and in the tables' order.
pub fn all_predicates() -> &'static [Predicate] {
    &LEXICON.rows
}

/// The words of a class of `data/classes.tsv`, sorted; none when there is no such class.
pub fn class(name: &str) -> &'static [&'static str] {
    let class = CLASSES.rows.binary_search_by_key(&name, |class| class.0).ok().and_then(|at| CLASSES.rows.get(at));
    class.map_or(&[], |class| class.1.as_slice())
}

/// The tables of predicates, one a type.
const TABLES: &[(EventType, &str)] = &[
    (EventType::Agree, include_str!("../../data/predicates/agree.tsv")),
    (EventType::Consult, include_str!("../../data/predicates/consult.tsv")),
    (EventType::Support, include_str!("../../data/predicates/support.tsv")),
    (EventType::Concede, include_str!("../../data/predicates/concede.tsv")),
    (EventType::Cooperate, include_str!("../../data/predicates/cooperate.tsv")),
    (EventType::Aid, include_str!("../../data/predicates/aid.tsv")),
    (EventType::Retreat, include_str!("../../data/predicates/retreat.tsv")),
    (EventType::Request, include_str!("../../data/predicates/request.tsv")),
    (EventType::Accuse, include_str!("../../data/predicates/accuse.tsv")),
    (EventType::Reject, include_str!("../../data/predicates/reject.tsv")),
    (EventType::Threaten, include_str!("../../data/predicates/threaten.tsv")),
    (EventType::Protest, include_str!("../../data/predicates/protest.tsv")),
    (EventType::Sanction, include_str!("../../data/predicates/sanction.tsv")),
    (EventType::Mobilize, include_str!("../../data/predicates/mobilize.tsv")),
    (EventType::Coerce, include_str!("../../data/predicates/coerce.tsv")),
    (EventType::Assault, include_str!("../../data/predicates/assault.tsv")),
];

static LEXICON: LazyLock<Table<Predicate>> = LazyLock::new(|| {
    let mut lexicon = Table { rows: Vec::new(), unread: Vec::new() };
    for &(event, text) in TABLES {
        let lines = table::read(text, |cells| line(event, cells));
        lexicon.rows.extend(lines.rows.into_iter().flatten());
        lexicon.unread.extend(lines.unread.into_iter().map(|number| event as usize * 10_000 + number));
    }
    lexicon
});

static BY_LEMMA: LazyLock<FxHashMap<(&'static str, Pos), Vec<usize>>> = LazyLock::new(|| {
    let mut by_lemma: FxHashMap<(&'static str, Pos), Vec<usize>> = FxHashMap::default();
    for (number, predicate) in LEXICON.rows.iter().enumerate() {
        by_lemma.entry((predicate.lemma, predicate.pos)).or_default().push(number);
    }
    by_lemma
});

/// A line of a table of predicates: a predicate a lemma.
fn line(event: EventType, cells: &[&'static str]) -> Option<Vec<Predicate>> {
    let [lemmas, pos, with, mode, cameo, roles, sure] = *cells else { return None };
    let (pos, sure) = (Pos::named(pos)?, Sure::named(sure)?);
    let with: Vec<Companion> = table::filled(with)
        .into_iter()
        .flat_map(|cell| cell.split(' '))
        .map(Companion::parse)
        .collect::<Option<_>>()?;
    let mode = table::optional(mode, |name| Mode::of(event, name))?;
    let cameo = table::optional(cameo, Cameo::parse)?;
    let slots = slots(roles)?;
    let predicate =
        |lemma| Predicate { lemma, pos, with: with.clone(), event, mode, cameo, slots: slots.clone(), sure };
    Some(lemmas.split('|').map(predicate).collect())
}

/// Frames and slots, the first that speaks of a place holds.
pub(super) fn slots(roles: &'static str) -> Option<Vec<Slot>> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut add = |more: Vec<Slot>| {
        for slot in more {
            if !slots.iter().any(|old| (old.relation, old.case) == (slot.relation, slot.case)) {
                slots.push(slot);
            }
        }
    };
    // What the row says itself goes before what its frame says.
    let (own, framed): (Vec<_>, Vec<_>) = roles.split(' ').partition(|part| part.contains('='));
    for part in own {
        add(slot(part)?);
    }
    for part in framed {
        add(FRAMES.rows.iter().find(|frame| frame.0 == part)?.1.clone());
    }
    Some(slots)
}

/// `obl:on|upon=recipient` is a slot a preposition.
fn slot(text: &'static str) -> Option<Vec<Slot>> {
    let (place, role) = text.split_once('=')?;
    let (relation, cases) = place.split_once(':').unwrap_or((place, ""));
    let role = Role::named(role)?;
    let known = RELATIONS.contains(&relation);
    known.then(|| cases.split('|').map(|case| Slot { relation, case, role }).collect())
}

static FRAMES: LazyLock<Table<(&'static str, Vec<Slot>)>> = LazyLock::new(|| {
    table::read(include_str!("../../data/frames.tsv"), |cells| {
        let [name, roles, _] = *cells else { return None };
        let slots: Option<Vec<Vec<Slot>>> = roles.split(' ').map(slot).collect();
        Some((name, slots?.concat()))
    })
});

static CLASSES: LazyLock<Table<(&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    let classes = table::read(include_str!("../../data/classes.tsv"), |cells| {
        let [name, words] = *cells else { return None };
        let mut words: Vec<&'static str> = words.split(' ').collect();
        words.sort_unstable();
        Some((name, words))
    });
    classes.sorted(|class| class.0)
});

#[cfg(test)]
mod tests;
