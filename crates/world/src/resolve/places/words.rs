//! Words that tell a place beside a name: `data/place_words.tsv`.

use crate::rows::rows;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a word says of the name that it stands in or beside; bits of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Says(u16);

impl Says {
    pub(super) const LOCATIVE: Self = Self(1);
    pub(super) const ROAD: Self = Self(2);
    pub(super) const LEAD: Self = Self(4);
    pub(super) const WATER: Self = Self(8);
    pub(super) const LAND: Self = Self(16);
    pub(super) const BUILDING: Self = Self(32);
    pub(super) const DIVISION: Self = Self(64);
    pub(super) const TOWN: Self = Self(128);
    pub(super) const SIDE: Self = Self(256);
    pub(super) const TITLE: Self = Self(512);
    pub(super) const BODY: Self = Self(1024);

    /// What the word says, whatever its case.
    pub(super) fn of(word: &str) -> Self {
        if word.len() > 16 {
            return Self::default();
        }
        WORDS.get(word.to_lowercase().as_str()).copied().unwrap_or_default()
    }

    /// Whether it says that.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn read(class: &str) -> Option<Self> {
        Some(match class {
            "locative" => Self::LOCATIVE,
            "road" => Self::ROAD,
            "lead" => Self::LEAD,
            "water" => Self::WATER,
            "land" => Self::LAND,
            "building" => Self::BUILDING,
            "division" => Self::DIVISION,
            "town" => Self::TOWN,
            "side" => Self::SIDE,
            "title" => Self::TITLE,
            "body" => Self::BODY,
            _ => return None,
        })
    }
}

static WORDS: LazyLock<FxHashMap<Box<str>, Says>> = LazyLock::new(|| {
    let mut words: FxHashMap<Box<str>, Says> = FxHashMap::default();
    rows("place_words.tsv", include_str!("../../../data/place_words.tsv"), |row| {
        let Some(says) = Says::read(row.get("class")) else { return };
        row.list("words").for_each(|word| words.entry(word.into()).or_default().0 |= says.0);
    });
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_may_say_several_things_whatever_its_case() {
        assert!(Says::of("Road").has(Says::ROAD) && Says::of("Road").has(Says::LEAD));
        assert!(Says::of("NEAR").has(Says::LOCATIVE));
        assert_eq!(Says::of("teapot"), Says::default());
    }

    #[test]
    fn every_class_of_the_table_is_known() {
        rows("place_words.tsv", include_str!("../../../data/place_words.tsv"), |row| {
            assert!(Says::read(row.get("class")).is_some(), "{}", row.source);
        });
    }
}
