//! What is counted of a text's wording as a whole: how well its words sit between their neighbours.

use super::features::{PAIR, Sight};
use crate::lexicon::{LEXICON, WordId};
use crate::tokens::Token;

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

/// The text's words and word pairs counted by cell.
pub(crate) fn cells(tokens: &[Token], sights: &[Sight]) -> [f64; CELLS] {
    let mut cells = [0.0; CELLS];
    let mut before: Option<f32> = None;
    for (i, (token, sight)) in tokens.iter().zip(sights).enumerate() {
        if !sight.plain {
            before = None;
            continue;
        }
        let next = sights.get(i + 1).filter(|n| n.joined && n.plain && n.pair[0] > 0.0);
        let after = next.map(|n| {
            let (fit, bin) = fit(n.pair);
            let class = 2 * usize::from(sight.judged) + usize::from(n.judged);
            cells[class * PAIR_BINS + bin] += 1.0;
            fit
        });
        if sight.judged {
            cells[FREQUENCIES + frequency_bin(token.id)] += 1.0;
            cells[JOINTS + level(before) * LEVELS + level(after)] += 1.0;
            if before.is_some() || after.is_some() {
                let unseen = usize::from(before.is_some_and(|f| f < 0.0)) + usize::from(after.is_some_and(|f| f < 0.0));
                let gain = if unseen == 0 { 0.0 } else { 3.0 * sight.alone[1] };
                cells[GAINS + unseen * GAIN_BINS + gain_bin(gain)] += 1.0;
            }
        }
        before = after;
    }
    cells
}

/// How well a pair sits in powers of ten over chance, and its bin.
fn fit([_, attested, over, expected]: [f32; PAIR]) -> (f32, usize) {
    if attested > 0.0 {
        let bin = [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.75, 2.5].iter().filter(|&&edge| over > edge).count();
        (over.max(-0.5) + 0.6, bin)
    } else {
        let bin = [-1.0, -0.25, 0.5, 1.0, 1.5, 2.0].iter().filter(|&&edge| expected > edge).count();
        // the more expected, the more it says that the pair was never seen
        ((-1.0 - expected * 0.5).clamp(-2.5, -0.3), 9 + bin)
    }
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
