//! Words for one happening: the same, of one stem, of one family ("die", "death"), near-synonyms.

use std::sync::LazyLock;

use attache_world::near_synonyms;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

/// How near two words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Kin {
    /// Strangers.
    #[default]
    None,
    /// The thesaurus gives one for the other.
    Near,
    /// WordNet derives one from the other, or one is the cause of the other.
    Family,
    /// One stem: "announce", "announcement".
    Stem,
    /// The same word.
    Same,
}

/// Tells how near words are, and remembers what it was asked.
pub(crate) struct Kinship<'w> {
    stemmer: Stemmer,
    known: FxHashMap<(&'w str, &'w str), Kin>,
}

impl<'w> Kinship<'w> {
    pub fn new() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), known: FxHashMap::default() }
    }

    pub fn of(&mut self, a: &'w str, b: &'w str) -> Kin {
        if a == b {
            return Kin::Same;
        }
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        let stemmer = &self.stemmer;
        *self.known.entry((a, b)).or_insert_with(|| {
            if a.len() > 2 && stemmer.stem(a) == stemmer.stem(b) {
                Kin::Stem
            } else if FAMILIES.contains(&(a, b)) {
                Kin::Family
            } else if near_synonyms(a, b) {
                Kin::Near
            } else {
                Kin::None
            }
        })
    }

    /// The nearest that a word of one is to a word of the other: of phrases ("opened fire"), whose head alone says little.
    pub fn of_phrases(&mut self, a: &'w [String], b: &'w [String]) -> Kin {
        let telling = |words: &'w [String]| words.iter().filter(|word| word.len() > 3).take(4);
        let pairs: Vec<_> = telling(a).flat_map(|x| telling(b).map(move |y| (x.as_str(), y.as_str()))).collect();
        pairs.into_iter().map(|(x, y)| self.of(x, y)).max().unwrap_or_default()
    }
}

/// Pairs of words of one family, each in the order of the alphabet.
static FAMILIES: LazyLock<FxHashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../data/derivations.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = rows.filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(word, others)| others.split(' ').map(move |other| (word, other))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_one_happening_are_kin() {
        let mut kinship = Kinship::new();
        assert_eq!(kinship.of("announcement", "announce"), Kin::Stem);
        assert_eq!(kinship.of("die", "death"), Kin::Family);
        assert_eq!(kinship.of("assault", "attack"), Kin::Near);
        assert_eq!(kinship.of("harbour", "announce"), Kin::None);
        let phrase = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(Kinship::new().of_phrases(&phrase("open fire"), &phrase("fire")) == Kin::Same);
    }
}
