//! What is counted of a text's wording: how well each word sits between its neighbours, and whether a near-synonym would
//! sit there much better.

use crate::frequencies::attested;
use crate::lexicon::{Form, LEXICON, NONE, WordId};
use crate::thesaurus::neighbours;
use crate::tokens::Token;

/// Synonyms tried in a word's place, the most frequent first.
const TRIED: usize = 64;
/// Bins of a pair: nine of how much likelier the second word is after the first, seven of how expected an unseen pair was.
const PAIR_BINS: usize = 16;
const GAIN_BINS: usize = 8;
const FREQUENCY_BINS: usize = 8;
const GAINS: usize = 4 * PAIR_BINS;
const FREQUENCIES: usize = GAINS + 3 * GAIN_BINS;
const JOINTS: usize = FREQUENCIES + FREQUENCY_BINS;
/// Levels of how well a word sits beside one neighbour.
const LEVELS: usize = 6;
/// How many numbers describe a text.
pub(crate) const CELLS: usize = JOINTS + LEVELS * LEVELS;

/// The text's words and word pairs counted by cell, and how many English words in lower case there were.
pub(crate) fn cells(tokens: &[Token]) -> ([f64; CELLS], usize) {
    let mut cells = [0.0; CELLS];
    let mut counted = 0;
    let mut before: Option<f32> = None;
    for (i, token) in tokens.iter().enumerate() {
        if !plain(token) {
            before = None;
            continue;
        }
        counted += 1;
        let next = tokens.get(i + 1).filter(|n| n.joined && plain(n) && !token.possessive);
        let after = next.map(|n| {
            let (fit, bin) = fit(token.id, n.id);
            let class = 2 * usize::from(!LEXICON.function(token.id)) + usize::from(!LEXICON.function(n.id));
            cells[class * PAIR_BINS + bin] += 1.0;
            fit
        });
        if !LEXICON.function(token.id) {
            cells[FREQUENCIES + frequency_bin(token.id)] += 1.0;
            cells[JOINTS + level(before) * LEVELS + level(after)] += 1.0;
            let previous = before.and(i.checked_sub(1)).map(|p| tokens[p].id);
            if before.is_some() || after.is_some() {
                let unseen = usize::from(before.is_some_and(|f| f < 0.0)) + usize::from(after.is_some_and(|f| f < 0.0));
                let next = next.map(|n| n.id);
                let gain = if unseen == 0 { 0.0 } else { gain(token.id, previous, next, before, after) };
                cells[GAINS + unseen * GAIN_BINS + gain_bin(gain)] += 1.0;
            }
        }
        before = after;
    }
    (cells, counted)
}

/// An English word in lower case: one that says something of the wording.
pub(super) fn plain(token: &Token) -> bool {
    token.id != NONE && !token.capital
}

/// How well `b` sits after `a` in powers of ten over chance, and the bin of the pair.
fn fit(a: WordId, b: WordId) -> (f32, usize) {
    if let Some(p) = attested(a, b) {
        let over = p - LEXICON.unigram(b);
        let bin = [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.75, 2.5].iter().filter(|&&edge| over > edge).count();
        (over.max(-0.5) + 0.6, bin)
    } else {
        let expected = LEXICON.unigram(a) + LEXICON.unigram(b);
        let bin = [-9.0, -8.25, -7.5, -7.0, -6.5, -6.0].iter().filter(|&&edge| expected > edge).count();
        // the more expected, the more it says that the pair was never seen
        ((-1.0 - (expected + 8.0) * 0.5).clamp(-2.5, -0.3), 9 + bin)
    }
}

/// How much better the best near-synonym, inflected alike, sits between the neighbours than the word does.
fn gain(word: WordId, previous: Option<WordId>, next: Option<WordId>, before: Option<f32>, after: Option<f32>) -> f32 {
    let now = before.unwrap_or(0.0) + after.unwrap_or(0.0);
    let mut best = 0.0_f32;
    let mut try_form = |candidate: WordId| {
        let left = previous.map_or(0.0, |p| attested(p, candidate).map_or(-1.0, |q| q - LEXICON.unigram(candidate)));
        if previous.is_some() && left < 0.0 && next.is_none() {
            return;
        }
        let right = next.map_or(0.0, |n| attested(candidate, n).map_or(-1.0, |q| q - LEXICON.unigram(n)));
        best = best.max(left + right - now);
    };
    let form = LEXICON.form(word);
    let bases = LEXICON.lemmas(word);
    for base in bases {
        let wanted = if base == word { Form::Plain } else { form };
        for synonym in neighbours(base).take(TRIED) {
            let candidate = LEXICON.inflect(synonym, wanted);
            if candidate != NONE && candidate != word {
                try_form(candidate);
            }
        }
    }
    best
}

/// From 0, no neighbour, through 1, a pair to be expected and never seen, to 5, a set phrase.
fn level(fit: Option<f32>) -> usize {
    fit.map_or(0, |f| 1 + [-1.2, 0.0, 1.0, 2.0].iter().filter(|&&edge| f > edge).count())
}

fn gain_bin(gain: f32) -> usize {
    [0.0, 0.75, 1.5, 2.25, 3.0, 4.0, 5.0].iter().filter(|&&edge| gain > edge).count()
}

fn frequency_bin(id: WordId) -> usize {
    [-3.25, -3.75, -4.25, -4.75, -5.25, -5.75, -6.25].iter().filter(|&&edge| LEXICON.unigram(id) < edge).count()
}
