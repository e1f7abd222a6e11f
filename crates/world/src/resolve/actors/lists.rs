//! Classes of words: rows of `data/actor_words.tsv`, `data/actor_means.tsv` and `data/actor_named.tsv`.

use crate::bodies::BodyKind;
use crate::offices::Role;
use crate::rows::{Row, rows};
use crate::sectors::Sector;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Class {
    /// Before a place: "in", "near".
    PlacePreposition = 1,
    /// Verb or noun of motion.
    Motion = 1 << 1,
    /// Verb whose object is a place when it may be one.
    PlaceObject = 1 << 2,
    /// Says that an office is past.
    Past = 1 << 3,
    /// No part of an office.
    Passing = 1 << 4,
    /// Names a body.
    Body = 1 << 5,
    /// Stands for the state.
    State = 1 << 6,
    /// Not taken to be of the article's country.
    Abroad = 1 << 7,
    /// Acts within its own country.
    Domestic = 1 << 8,
    /// Tells a relation to another person, no office.
    Relation = 1 << 9,
    /// Any person.
    Person = 1 << 10,
    /// A man.
    Male = 1 << 11,
    /// A woman.
    Female = 1 << 12,
    /// Verb of saying.
    Say = 1 << 13,
    /// Part of the names of institutions of many states.
    Institution = 1 << 14,
    /// Whoever holds it acts for the one behind "to".
    ComplementOwner = 1 << 15,
    /// Before "of" and a place.
    PlaceNoun = 1 << 16,
    /// Makes a phrase mean nobody in particular.
    Nobody = 1 << 17,
    /// Before a capital that stands for its government.
    MetonymPreposition = 1 << 18,
    /// A family tie.
    Kin = 1 << 19,
    /// Holds, or held, the office of another.
    SameOffice = 1 << 20,
    /// Told something, may be of anywhere.
    Audience = 1 << 21,
    /// More often a thing than an actor.
    Thing = 1 << 22,
    /// Belongs to the one whom it follows.
    Follower = 1 << 23,
    /// Says of a state that few recognize it.
    Breakaway = 1 << 24,
    /// Ends the name of what does not act.
    Matter = 1 << 25,
    /// Stands by another without being in office.
    Adherent = 1 << 26,
    /// People or units under arms.
    Force = 1 << 27,
    /// Shares the cause of the one whose it is.
    Ally = 1 << 28,
    /// Behind a hyphen: who helps others, whose they are not.
    Backed = 1 << 29,
    /// Verbs by which those who have troops move them.
    Musters = 1 << 30,
    /// Codes of states whose parts have no armies of their own.
    Whole = 1 << 31,
    /// Of several countries: "western", "Asian".
    Continental = 1 << 32,
    /// Ships and other machines that act for those who send them.
    Craft = 1 << 33,
    /// Verbs whose object is a place when it is a town.
    TownObject = 1 << 34,
    /// Word in the name of a body that works in many countries.
    Worldwide = 1 << 35,
}

const CLASSES: [(Class, &str); 36] = [
    (Class::PlacePreposition, "place-preposition"),
    (Class::Motion, "motion"),
    (Class::PlaceObject, "place-object"),
    (Class::Past, "past"),
    (Class::Passing, "passing"),
    (Class::Body, "body"),
    (Class::State, "state"),
    (Class::Abroad, "abroad"),
    (Class::Domestic, "domestic"),
    (Class::Relation, "relation"),
    (Class::Person, "person"),
    (Class::Male, "male"),
    (Class::Female, "female"),
    (Class::Say, "say"),
    (Class::Institution, "institution"),
    (Class::ComplementOwner, "complement-owner"),
    (Class::PlaceNoun, "place-noun"),
    (Class::Nobody, "nobody"),
    (Class::MetonymPreposition, "metonym-preposition"),
    (Class::Kin, "kin"),
    (Class::SameOffice, "same-office"),
    (Class::Audience, "audience"),
    (Class::Thing, "thing"),
    (Class::Follower, "follower"),
    (Class::Breakaway, "breakaway"),
    (Class::Matter, "matter"),
    (Class::Adherent, "adherent"),
    (Class::Force, "force"),
    (Class::Ally, "ally"),
    (Class::Backed, "backed"),
    (Class::Musters, "musters"),
    (Class::Whole, "whole"),
    (Class::Continental, "continental"),
    (Class::Craft, "craft"),
    (Class::TownObject, "town-object"),
    (Class::Worldwide, "worldwide"),
];

/// What a description may mean.
#[derive(Debug, Default)]
pub(super) struct Means {
    /// Roles of persons.
    pub roles: Vec<Role>,
    /// Kinds of bodies.
    pub kinds: Vec<BodyKind>,
    /// Sectors of bodies.
    pub sectors: Vec<Sector>,
}

/// What words in a body's name tell of it.
#[derive(Debug)]
pub(super) struct Named {
    words: Vec<Box<str>>,
    pub kind: BodyKind,
    pub sectors: Vec<Sector>,
}

/// What a word before a noun tells of the sectors of the whole.
#[derive(Debug)]
pub(super) struct Modifier {
    /// Its sectors.
    pub sectors: Vec<Sector>,
    /// Sectors of the noun beside which they stand.
    pub beside: Vec<Sector>,
    /// Sectors of the noun, beside those that say little, in whose place they stand.
    pub instead: Vec<Sector>,
    /// Whether a government so called has them too.
    pub rules: bool,
}

#[derive(Debug, Default)]
struct Lists {
    classes: FxHashMap<Box<str>, u64>,
    means: FxHashMap<Box<str>, Vec<Means>>,
    named: Vec<Named>,
    modifiers: FxHashMap<Box<str>, Modifier>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);

impl Lists {
    fn read() -> Self {
        let mut lists = Self::default();
        rows("actor_words.tsv", include_str!("../../../data/actor_words.tsv"), |row| lists.add_class(&row));
        rows("actor_means.tsv", include_str!("../../../data/actor_means.tsv"), |row| lists.add_means(&row));
        rows("actor_named.tsv", include_str!("../../../data/actor_named.tsv"), |row| lists.add_named(&row));
        rows("actor_modifiers.tsv", include_str!("../../../data/actor_modifiers.tsv"), |row| lists.add_modifier(&row));
        lists
    }

    fn add_modifier(&mut self, row: &Row<'_>) {
        let sectors = |column: &str| -> Vec<Sector> { row.list(column).filter_map(Sector::read).collect() };
        for word in row.list("words") {
            let rules = row.get("rules") == "yes";
            let (sectors, beside, instead) = (sectors("sector"), sectors("beside"), sectors("instead"));
            self.modifiers.insert(word.into(), Modifier { sectors, beside, instead, rules });
        }
    }

    fn add_class(&mut self, row: &Row<'_>) {
        let class = CLASSES.iter().find(|(_, name)| *name == row.get("class")).map_or(0, |(class, _)| *class as u64);
        row.list("words").for_each(|word| *self.classes.entry(word.into()).or_default() |= class);
    }

    fn add_means(&mut self, row: &Row<'_>) {
        for noun in row.list("noun") {
            let means = Means {
                roles: row.list("may").filter_map(Role::read).collect(),
                kinds: row.list("may").filter_map(BodyKind::read).collect(),
                sectors: row.list("sectors").filter_map(Sector::read).collect(),
            };
            self.means.entry(noun.into()).or_default().push(means);
        }
    }

    fn add_named(&mut self, row: &Row<'_>) {
        let Some(kind) = BodyKind::read(row.get("kind")) else { return };
        let sectors = row.list("sector").filter_map(Sector::read).collect();
        self.named.push(Named { words: row.list("words").map(Into::into).collect(), kind, sectors });
    }
}

/// Whether a word, in lower case, is of the class.
pub(super) fn is(word: &str, class: Class) -> bool {
    LISTS.classes.get(word).is_some_and(|classes| classes & class as u64 != 0)
}

/// What a noun may mean.
pub(super) fn means(noun: &str) -> &'static [Means] {
    LISTS.means.get(noun).map_or(&[], Vec::as_slice)
}

/// What a word before a noun, in lower case, tells.
pub(super) fn modifier(word: &str) -> Option<&'static Modifier> {
    LISTS.modifiers.get(word)
}

/// What the words of a body's name, in lower case, tell of it.
pub(super) fn named(name: &str) -> Option<&'static Named> {
    let holds = |part: &str| {
        name.match_indices(part).any(|(at, _)| {
            let before = name[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            before && name[at + part.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
        })
    };
    // "*bank": the end of a name of one word
    let ends = |end: &str| {
        let stem = name.strip_suffix(end).filter(|_| !name.contains(' '));
        stem.is_some_and(|stem| stem.chars().filter(|c| c.is_alphabetic()).count() > 2)
    };
    let fits = |part: &str| part.strip_prefix('*').map_or_else(|| holds(part), ends);
    LISTS.named.iter().find(|named| named.words.iter().any(|part| fits(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        rows("actor_words.tsv", include_str!("../../../data/actor_words.tsv"), |row| {
            assert!(CLASSES.iter().any(|(_, name)| *name == row.get("class")), "{}", row.get("class"));
        });
        rows("actor_means.tsv", include_str!("../../../data/actor_means.tsv"), |row| {
            let known = |may: &str| Role::read(may).is_some() || BodyKind::read(may).is_some();
            assert!(row.list("may").all(known), "{}", row.get("noun"));
            assert!(row.list("sectors").all(|s| Sector::read(s).is_some()), "{}", row.get("noun"));
        });
        rows("actor_named.tsv", include_str!("../../../data/actor_named.tsv"), |row| {
            assert!(BodyKind::read(row.get("kind")).is_some(), "{}", row.get("words"));
            assert!(row.list("sector").all(|s| Sector::read(s).is_some()), "{}", row.get("words"));
        });
    }

    #[test]
    fn every_modifier_has_sectors() {
        rows("actor_modifiers.tsv", include_str!("../../../data/actor_modifiers.tsv"), |row| {
            for column in ["sector", "beside", "instead"] {
                assert!(row.list(column).all(|s| Sector::read(s).is_some()), "{}", row.get("words"));
            }
            assert!(row.list("sector").next().is_some() && row.list("words").next().is_some(), "{}", row.source);
        });
    }

    #[test]
    fn names_of_unknown_bodies_tell_what_they_are() {
        assert_eq!(named("northern liberation front").map(|n| n.kind), Some(BodyKind::Group));
        assert_eq!(named("ministry of rivers").map(|n| n.kind), Some(BodyKind::Ministry));
        assert!(named("partying").is_none());
        assert_eq!(named("ostrobank").map(|n| n.kind), Some(BodyKind::Company));
        assert_eq!(
            named("northern military court").map(|n| &*n.sectors),
            Some(&[Sector::Courts, Sector::Military][..])
        );
    }
}
