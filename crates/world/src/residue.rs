//! What spinners and translators leave behind: word sequences that hardly anyone writes.

use crate::lexicon::{LEXICON, NONE, WordId};
use crate::tokens::Token;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// One row of `data/residue.tsv`.
pub(crate) struct Residue {
    words: Vec<WordId>,
    /// What it reads when mended, where that is sure.
    pub(crate) reads: Option<&'static str>,
    /// How much it says, 1 for a plain sign.
    pub(crate) weight: f64,
}

static TABLE: &str = include_str!("../data/residue.tsv");

static ROWS: LazyLock<FxHashMap<WordId, Vec<Residue>>> = LazyLock::new(|| {
    let mut rows: FxHashMap<WordId, Vec<Residue>> = FxHashMap::default();
    for line in TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let mut fields = line.split('\t');
        let words: Vec<WordId> = fields.next().unwrap_or("").split(' ').map(|w| LEXICON.id(w)).collect();
        let weight = fields.next().and_then(|w| w.parse().ok()).unwrap_or(1.0);
        let reads = fields.next().filter(|r| !r.is_empty());
        if !words.contains(&NONE) {
            rows.entry(words[0]).or_default().push(Residue { words, reads, weight });
        }
    }
    for list in rows.values_mut() {
        list.sort_by_key(|r| std::cmp::Reverse(r.words.len()));
    }
    rows
});

/// The longest row that stands at `at`, and how many words it takes.
pub(crate) fn residue_at(tokens: &[Token], at: usize) -> Option<(&'static Residue, usize)> {
    let rows = ROWS.get(&tokens[at].id)?;
    rows.iter()
        .find(|row| {
            row.words.iter().enumerate().all(|(k, &word)| {
                tokens.get(at + k).is_some_and(|t| t.id == word && (k == 0 || (t.joined && !t.capital)))
            })
        })
        .map(|row| (row, row.words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_of_words_that_the_tables_hold() {
        for line in TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            for word in line.split('\t').next().unwrap().split(' ') {
                assert_ne!(LEXICON.id(word), NONE, "{word} in {line}");
            }
        }
    }
}
