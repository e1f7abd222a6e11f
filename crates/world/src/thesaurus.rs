//! Which words a rewriter may have put for which.

use crate::lexicon::{LEXICON, NONE, WordId, u16_at, u32_at};

static SYNONYMS: &[u8] = include_bytes!("../tables/synonyms.bin");

/// Whether one word may stand for the other: the thesaurus gives either for the other, inflected or not.
///
/// Case does not matter; a word is no synonym of itself, nor of its own plural. Two words written as one entry
/// ("get together") are looked up with one space. Words that the tables do not hold have no synonyms.
///
/// ```
/// assert!(attache_world::near_synonyms("Companions", "partner"));
/// assert!(attache_world::near_synonyms("department", "division"));
/// assert!(!attache_world::near_synonyms("department", "departments"));
/// assert!(!attache_world::near_synonyms("department", "banana"));
/// ```
pub fn near_synonyms(a: &str, b: &str) -> bool {
    let (a, b) = (LEXICON.id(a), LEXICON.id(b));
    a != NONE && b != NONE && near(a, b)
}

/// [`near_synonyms`] on numbers.
pub(crate) fn near(a: WordId, b: WordId) -> bool {
    if a == b || LEXICON.lemmas(a).any(|x| LEXICON.lemmas(b).any(|y| x == y)) {
        return false;
    }
    LEXICON.lemmas(a).any(|x| LEXICON.lemmas(b).any(|y| linked(x, y)))
}

/// How alike the two words' neighbours are, from 0 to 1: what lies one hop further than [`near`].
///
/// The share of neighbours that both have among those that either could share (the cosine of their sets).
pub(crate) fn kinship(a: WordId, b: WordId) -> f32 {
    let mut best = 0.0_f32;
    for x in LEXICON.lemmas(a) {
        for y in LEXICON.lemmas(b) {
            best = best.max(shared(x, y));
        }
    }
    best
}

/// The direct near-synonyms of an entry as it stands, the most frequent first.
pub(crate) fn neighbours(id: WordId) -> impl Iterator<Item = WordId> {
    let (from, to) = row(id);
    let all = flat();
    (from..to).map(move |i| u16_at(all, i))
}

fn row(id: WordId) -> (usize, usize) {
    let starts = &SYNONYMS[8..];
    (u32_at(starts, id as usize), u32_at(starts, id as usize + 1))
}

fn flat() -> &'static [u8] {
    &SYNONYMS[8 + 4 * (LEXICON.len() + 1)..]
}

/// Whether the table links the two entries as they stand; searched in the shorter of the two rows.
pub(crate) fn linked(a: WordId, b: WordId) -> bool {
    let (rows_a, rows_b) = (row(a), row(b));
    let ((mut from, mut to), wanted) =
        if rows_a.1 - rows_a.0 <= rows_b.1 - rows_b.0 { (rows_a, b) } else { (rows_b, a) };
    let all = flat();
    while from < to {
        let middle = from.midpoint(to);
        match u16_at(all, middle).cmp(&wanted) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = middle + 1,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    false
}

fn shared(a: WordId, b: WordId) -> f32 {
    let ((mut i, end_i), (mut j, end_j)) = (row(a), row(b));
    let sizes = ((end_i - i) * (end_j - j)) as f32;
    let all = flat();
    let mut both = 0.0;
    while i < end_i && j < end_j {
        match u16_at(all, i).cmp(&u16_at(all, j)) {
            std::cmp::Ordering::Equal => {
                both += 1.0;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    if both == 0.0 { 0.0 } else { both / sizes.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_spinners_swap_is_near() {
        for (a, b) in [
            ("associated", "related"),
            ("general", "common"),
            ("party", "occasion"),
            ("bill", "invoice"),
            ("think", "suppose"),
            ("house", "home"),
            ("university", "college"),
            ("comprehensive", "complete"),
            ("department", "division"),
            ("corporation", "company"),
            ("party", "get together"),
        ] {
            assert!(near_synonyms(a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_needs_one_more_hop_is_kin() {
        let id = |w| LEXICON.id(w);
        assert!(kinship(id("financial"), id("monetary")) > kinship(id("financial"), id("banana")));
        assert!(kinship(id("journal"), id("diary")) > kinship(id("journal"), id("table")));
    }

    proptest! {
        #[test]
        fn nearness_goes_both_ways(a in 0..60_000_u16, b in 0..60_000_u16) {
            prop_assert_eq!(near(a, b), near(b, a));
        }

        #[test]
        fn no_text_breaks_a_look_up(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            near_synonyms(&a, &b);
        }
    }
}
