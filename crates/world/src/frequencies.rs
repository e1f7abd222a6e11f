//! How often words and pairs of words stand in English.

use crate::lexicon::{LEXICON, NONE, WordId, u16_at, u32_at};
use std::sync::LazyLock;

static BIGRAMS: &[u8] = include_bytes!("../tables/bigrams.bin");

/// How often words and pairs of words stand in English: natural logarithms of probabilities.
///
/// ```
/// use attache_world::Frequencies;
///
/// assert!(Frequencies::word("government") > Frequencies::word("polity"));
/// assert!(Frequencies::pair("prime", "minister") > Frequencies::pair("first", "minister"));
/// assert_eq!(Frequencies::word("xqzzy"), None);
/// ```
pub struct Frequencies;

impl Frequencies {
    /// Natural log of the word's share of running text, whatever its case; none when it is not in the tables.
    pub fn word(word: &str) -> Option<f64> {
        let id = LEXICON.id(word);
        (id != NONE).then(|| f64::from(LEXICON.unigram(id)) * std::f64::consts::LN_10)
    }

    /// Natural log of the probability that `second` follows `first`; backed off to `second` alone when the pair is not
    /// in the tables; none when one of the words is not.
    pub fn pair(first: &str, second: &str) -> Option<f64> {
        let (a, b) = (LEXICON.id(first), LEXICON.id(second));
        (a != NONE && b != NONE).then(|| f64::from(conditional(a, b)) * std::f64::consts::LN_10)
    }
}

/// Bits of which every pair in the table has set one: most pairs asked for are not in it, and this tells so at once.
static SEEN: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0_u64; 1 << (SEEN_BITS - 6)];
    let words = LEXICON.len();
    let (starts, seconds) = (&BIGRAMS[8..], &BIGRAMS[8 + 4 * (words + 1)..]);
    for a in 0..words {
        for i in u32_at(starts, a)..u32_at(starts, a + 1) {
            let bit = mix(a as WordId, u16_at(seconds, i));
            bits[bit >> 6] |= 1 << (bit & 63);
        }
    }
    bits
});
const SEEN_BITS: u32 = 24;

fn mix(a: WordId, b: WordId) -> usize {
    let both = u64::from(a) << 16 | u64::from(b);
    (both.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SEEN_BITS)) as usize
}

/// Log10 of p(b | a) when the pair is in the table.
pub(crate) fn attested(a: WordId, b: WordId) -> Option<f32> {
    if a as usize >= LEXICON.len() {
        return None; // a word of the phrases alone
    }
    let bit = mix(a, b);
    if SEEN[bit >> 6] >> (bit & 63) & 1 == 0 {
        return None;
    }
    let starts = &BIGRAMS[8..];
    let (mut from, mut to) = (u32_at(starts, a as usize), u32_at(starts, a as usize + 1));
    let seconds = &BIGRAMS[8 + 4 * (LEXICON.len() + 1)..];
    while from < to {
        let middle = from.midpoint(to);
        match u16_at(seconds, middle).cmp(&b) {
            std::cmp::Ordering::Equal => {
                let count = u32_at(&BIGRAMS[4..], 0);
                return Some(-f32::from(seconds[2 * count + middle]) / 32.0);
            }
            std::cmp::Ordering::Less => from = middle + 1,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    None
}

/// Log10 of p(b | a), backed off when the pair is not in the table.
pub(crate) fn conditional(a: WordId, b: WordId) -> f32 {
    attested(a, b).unwrap_or_else(|| LEXICON.backoff(a).min(0.0) + LEXICON.unigram(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_phrases_are_likelier_than_their_broken_forms() {
        for ((a, b), (c, d)) in [
            (("human", "rights"), ("human", "privileges")),
            (("state", "department"), ("state", "division")),
            (("think", "tank"), ("suppose", "tank")),
        ] {
            assert!(Frequencies::pair(a, b) > Frequencies::pair(c, d), "{a} {b}");
        }
    }
}
