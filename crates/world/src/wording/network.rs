//! A small network that says of each word how likely a machine put it there for another.
//!
//! It sees a window of words as vectors, with the numbers of `features.rs`. `tables/network.bin` is made by `tables/train.py`:
//! "ATN1"; u32 numbers: slots, dimensions, inputs, hidden, hidden again; the vectors, i8; then f32: for each input the weights to
//! the hidden units, their biases, from these to the second layer, its biases, from these to the score, its bias.

use super::features::{ALONE, EDGE, PAIR, Sight};
use std::sync::LazyLock;

static TABLE: &[u8] = include_bytes!("../../tables/network.bin");

/// Words seen on either side of the one judged.
const REACH: usize = 3;
const WINDOW: usize = 2 * REACH + 1;
/// Dimensions of a word's vector.
pub(crate) const DIMENSIONS: usize = 32;
const FLAGS: usize = WINDOW + WINDOW - 1;
const PAIRS: usize = 4;
/// Inputs of the first layer: vectors, capitals, joints, pairs, and what is told of the word alone.
const INPUTS: usize = WINDOW * DIMENSIONS + FLAGS + PAIRS * PAIR + ALONE;
const HIDDEN: usize = 64;
const SECOND: usize = 24;

/// The network, its vectors left packed.
pub(crate) struct Network {
    vectors: &'static [u8],
    first: Vec<[f32; HIDDEN]>,
    first_bias: [f32; HIDDEN],
    second: Vec<[f32; SECOND]>,
    second_bias: [f32; SECOND],
    last: [f32; SECOND],
    last_bias: f32,
}

pub(crate) static NETWORK: LazyLock<Network> = LazyLock::new(Network::load);

impl Network {
    fn load() -> Self {
        let slots = super::features::SLOTS;
        let (vectors, rest) = TABLE[24..].split_at(slots * DIMENSIONS);
        let mut numbers = rest.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let mut next = || numbers.next().unwrap_or_default();
        Self {
            vectors,
            first: (0..INPUTS).map(|_| std::array::from_fn(|_| next())).collect(),
            first_bias: std::array::from_fn(|_| next()),
            second: (0..HIDDEN).map(|_| std::array::from_fn(|_| next())).collect(),
            second_bias: std::array::from_fn(|_| next()),
            last: std::array::from_fn(|_| next()),
            last_bias: next(),
        }
    }

    /// The packed vector of a slot.
    pub(crate) fn vector(&self, slot: u16) -> impl Iterator<Item = f32> {
        let at = slot as usize * DIMENSIONS;
        self.vectors[at..at + DIMENSIONS].iter().map(|&b| f32::from(b as i8))
    }

    /// Log-odds that the word at `at` was put there by a machine.
    pub(crate) fn odds(&self, sights: &[Sight], at: usize) -> f32 {
        let mut hidden = self.first_bias;
        let window = window(sights, at);
        for (place, sight) in window.iter().enumerate() {
            let slot = sight.map_or(EDGE, |s| s.slot);
            let rows = &self.first[place * DIMENSIONS..(place + 1) * DIMENSIONS];
            for (x, row) in self.vector(slot).zip(rows) {
                add(&mut hidden, x, row);
            }
        }
        let mut input = WINDOW * DIMENSIONS;
        let mut give = |x: f32| {
            if x != 0.0 {
                add(&mut hidden, x, &self.first[input]);
            }
            input += 1;
        };
        window.iter().for_each(|s| give(f32::from(u8::from(s.is_some_and(|s| s.capital)))));
        window[1..].iter().for_each(|s| give(f32::from(u8::from(s.is_some_and(|s| s.joined)))));
        for sight in &window[REACH - 1..REACH + PAIRS - 1] {
            sight.map_or([0.0; PAIR], |s| s.pair).into_iter().for_each(&mut give);
        }
        sights[at].alone.into_iter().for_each(&mut give);
        let mut second = self.second_bias;
        for (x, row) in hidden.iter().zip(&self.second).filter(|&(&x, _)| x > 0.0) {
            add(&mut second, *x, row);
        }
        self.last_bias + second.iter().zip(&self.last).map(|(x, w)| x.max(0.0) * w).sum::<f32>()
    }
}

/// The word and those around it within its sentence.
fn window(sights: &[Sight], at: usize) -> [Option<&Sight>; WINDOW] {
    let mut window = [None; WINDOW];
    window[REACH] = Some(&sights[at]);
    for k in 1..=REACH {
        if k > at || sights[at + 1 - k].first {
            break;
        }
        window[REACH - k] = Some(&sights[at - k]);
    }
    for k in 1..=REACH {
        match sights.get(at + k) {
            Some(next) if !next.first => window[REACH + k] = Some(next),
            _ => break,
        }
    }
    window
}

#[inline]
fn add<const N: usize>(sum: &mut [f32; N], x: f32, row: &[f32; N]) {
    for (s, w) in sum.iter_mut().zip(row) {
        *s += x * w;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_as_long_as_its_head_says() {
        let head: Vec<usize> = (1..6).map(|i| crate::lexicon::u32_at(TABLE, i)).collect();
        assert_eq!(head, [super::super::features::SLOTS, DIMENSIONS, INPUTS, HIDDEN, SECOND]);
        let numbers = INPUTS * HIDDEN + HIDDEN + HIDDEN * SECOND + SECOND + SECOND + 1;
        assert_eq!(TABLE.len(), 24 + head[0] * DIMENSIONS + 4 * numbers);
    }
}
