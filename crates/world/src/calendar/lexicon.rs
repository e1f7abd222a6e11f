//! The words that time expressions are made of: `data/calendar_words.tsv` and the words of the other calendar tables.

use super::names::NAMES_TABLE;
use super::time::{DayPart, Modifier, Unit};
use super::tokens::{Token, tokens};
use rustc_hash::FxHashMap;

/// Number of a word that some rule knows; 0 is every other word.
pub(crate) type WordId = u16;

/// What a word or a set of words means to the rules; the names are those of the table's first column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(clippy::upper_case_acronyms)]
pub(crate) enum Class {
    Month,
    Weekday,
    Weekdays,
    Unit,
    Units,
    Season,
    Part,
    Parts,
    Noon,
    Ones,
    Teens,
    Tens,
    Scale,
    Some,
    Ord,
    Tenties,
    Turn,
    Return,
    Dayword,
    Halfpast,
    Every,
    Ly,
    Times,
    Zone,
    Narrow,
    Bound,
    Stop,
    Leads,
    Holiday,
}

impl Class {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "MONTH" => Class::Month,
            "WEEKDAY" => Class::Weekday,
            "WEEKDAYS" => Class::Weekdays,
            "UNIT" => Class::Unit,
            "UNITS" => Class::Units,
            "SEASON" => Class::Season,
            "PART" => Class::Part,
            "PARTS" => Class::Parts,
            "NOON" => Class::Noon,
            "ONES" => Class::Ones,
            "TEENS" => Class::Teens,
            "TENS" => Class::Tens,
            "SCALE" => Class::Scale,
            "SOME" => Class::Some,
            "ORD" => Class::Ord,
            "TENTIES" => Class::Tenties,
            "TURN" => Class::Turn,
            "RETURN" => Class::Return,
            "HALFPAST" => Class::Halfpast,
            "DAYWORD" => Class::Dayword,
            "EVERY" => Class::Every,
            "LY" => Class::Ly,
            "TIMES" => Class::Times,
            "ZONE" => Class::Zone,
            "NARROW" => Class::Narrow,
            "BOUND" => Class::Bound,
            "LEADS" => Class::Leads,
            "STOP" => Class::Stop,
            "HOLIDAY" => Class::Holiday,
            _ => return None,
        })
    }
}

/// One meaning of a word that begins it.
#[derive(Debug)]
struct Entry {
    /// The words that must follow.
    rest: Vec<WordId>,
    class: Class,
    value: i32,
    capital: bool,
}

/// All words known, and what they mean.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    ids: FxHashMap<Box<str>, WordId>,
    entries: Vec<Vec<Entry>>,
    /// Bit by class: whether the word begins a member of it.
    classes: Vec<u32>,
}

static WORDS: &str = include_str!("../../data/calendar_words.tsv");

impl Lexicon {
    /// The words of the tables; rules add theirs with [`Lexicon::intern`].
    pub(crate) fn load() -> Self {
        let mut lexicon = Lexicon::default();
        lexicon.intern("\0");
        lexicon.intern("q");
        for row in rows(WORDS) {
            let Some(class) = Class::named(cell(&row, 0)) else { continue };
            let value = value_of(class, cell(&row, 1));
            for phrase in cell(&row, 2).split('|') {
                lexicon.add(phrase, class, value, cell(&row, 3) == "C");
            }
        }
        for (number, row) in rows(NAMES_TABLE).enumerate() {
            for phrase in cell(&row, 1).split('|') {
                lexicon.add(phrase, Class::Holiday, number as i32, true);
            }
        }
        for entries in &mut lexicon.entries {
            entries.sort_by_key(|e| std::cmp::Reverse(e.rest.len()));
        }
        lexicon
    }

    /// The number of a word, 0 when no rule knows it.
    pub(crate) fn id(&self, word: &str) -> WordId {
        self.ids.get(word).copied().unwrap_or(0)
    }

    /// The number of a word, a new one when it is new.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = self.entries.len() as WordId;
        self.ids.insert(word.into(), id);
        self.entries.push(Vec::new());
        self.classes.push(0);
        id
    }

    /// The numbers of the words of a phrase, cut as a text is.
    pub(crate) fn phrase(&mut self, phrase: &str) -> Vec<WordId> {
        let pieces: Vec<String> =
            tokens(phrase, &Lexicon::default()).iter().map(|t| phrase[t.start..t.end].to_lowercase()).collect();
        pieces.iter().map(|piece| self.intern(piece)).collect()
    }

    fn add(&mut self, phrase: &str, class: Class, value: i32, capital: bool) {
        let ids = self.phrase(phrase);
        let Some((&first, rest)) = ids.split_first() else { return };
        self.classes[usize::from(first)] |= 1 << class as u32;
        self.entries[usize::from(first)].push(Entry { rest: rest.to_vec(), class, value, capital });
    }

    /// The longest member of `class` that stands at `at`: how many tokens it takes, and its value.
    pub(crate) fn read(&self, class: Class, tokens: &[Token], at: usize) -> Option<(usize, i32)> {
        let token = tokens.get(at)?;
        if self.classes[usize::from(token.id)] & (1 << class as u32) == 0 {
            return None;
        }
        self.entries[usize::from(token.id)]
            .iter()
            .filter(|e| e.class == class && (!e.capital || token.capital))
            .find(|e| {
                e.rest.iter().enumerate().all(|(k, &id)| tokens.get(at + 1 + k).is_some_and(|t| t.id == id && !t.apart))
            })
            .map(|e| (1 + e.rest.len(), e.value))
    }
}

/// The rows of a calendar table, without comments.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

/// A cell of a row, empty where the row is shorter.
pub(crate) fn cell(row: &[&'static str], at: usize) -> &'static str {
    row.get(at).copied().unwrap_or("")
}

fn value_of(class: Class, text: &str) -> i32 {
    match class {
        Class::Unit | Class::Units | Class::Ly => {
            unit_named(text).map_or(-1, |(unit, times)| unit as i32 + 100 * times)
        }
        Class::Season => ["SP", "SU", "FA", "WI"].iter().position(|s| *s == text).map_or(-1, |p| p as i32),
        Class::Part | Class::Parts => DayPart::named(text).map_or(-1, |p| p as i32),
        Class::Narrow | Class::Bound => Modifier::named(text).map_or(-1, |m| m as i32),
        _ => text.parse().unwrap_or(-1),
    }
}

/// A unit and how many of it a word stands for: a fortnight is two weeks.
pub(crate) fn unit_named(name: &str) -> Option<(Unit, i32)> {
    let unit = match name {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "weekend" => Unit::Weekend,
        "week" => Unit::Week,
        "fortnight" => return Some((Unit::Week, 2)),
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        "millennium" => Unit::Millennium,
        _ => return None,
    };
    Some((unit, 1))
}

impl Unit {
    pub(crate) const ALL: [Unit; 12] = [
        Unit::Second,
        Unit::Minute,
        Unit::Hour,
        Unit::Day,
        Unit::Weekend,
        Unit::Week,
        Unit::Month,
        Unit::Quarter,
        Unit::Year,
        Unit::Decade,
        Unit::Century,
        Unit::Millennium,
    ];
}

impl DayPart {
    pub(crate) const ALL: [DayPart; 5] =
        [DayPart::Morning, DayPart::Midday, DayPart::Afternoon, DayPart::Evening, DayPart::Night];

    pub(crate) fn named(code: &str) -> Option<Self> {
        DayPart::ALL.into_iter().find(|part| part.code() == code)
    }

    /// As TIMEX3 writes it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            DayPart::Morning => "MO",
            DayPart::Midday => "MI",
            DayPart::Afternoon => "AF",
            DayPart::Evening => "EV",
            DayPart::Night => "NI",
        }
    }
}

impl Modifier {
    pub(crate) const ALL: [(&str, Modifier); 10] = [
        ("START", Modifier::Start),
        ("MID", Modifier::Mid),
        ("END", Modifier::End),
        ("APPROX", Modifier::Approx),
        ("BEFORE", Modifier::Before),
        ("AFTER", Modifier::After),
        ("LESS_THAN", Modifier::LessThan),
        ("MORE_THAN", Modifier::MoreThan),
        ("EQUAL_OR_LESS", Modifier::EqualOrLess),
        ("EQUAL_OR_MORE", Modifier::EqualOrMore),
    ];

    pub(crate) fn named(code: &str) -> Option<Self> {
        Modifier::ALL.into_iter().find(|(name, _)| *name == code).map(|(_, m)| m)
    }

    pub(crate) fn numbered(number: i32) -> Option<Self> {
        Modifier::ALL.into_iter().map(|(_, m)| m).find(|m| *m as i32 == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_words_has_a_class_and_a_value() {
        for row in rows(WORDS) {
            let class = Class::named(cell(&row, 0));
            assert!(class.is_some(), "{row:?}");
            let exact = cell(&row, 1) == "EXACT" || cell(&row, 1).parse::<i32>().is_ok();
            assert!(exact || value_of(class.unwrap(), cell(&row, 1)) >= 0, "{row:?}");
            assert!(!cell(&row, 2).is_empty(), "{row:?}");
        }
    }
}
