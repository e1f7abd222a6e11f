//! Whether a text alone reads as spun by a machine or garbled by translation.

mod features;
mod heard;

use crate::garble;
use crate::repair::candidates;
use crate::residue::residue_at;
use crate::tokens::{Token, tokens};
use attache_language::Annotation;
use features::{CELLS, cells};
use heard::{POOLED, pooled};
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::ops::Range;
use std::sync::LazyLock;

/// What the wording of a text says of its making.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Wording {
    /// Probability, 0 to 1, that words were swapped for near-synonyms by a machine.
    pub spun: f64,
    /// Probability, 0 to 1, that the text went through machine translation or was mangled on its way.
    pub garbled: f64,
    /// How many English words in lower case the judgement rests on.
    pub words: usize,
}

impl Wording {
    /// From here on a text is called spun: set on training texts for fewer than one false alarm in a hundred.
    pub const SPUN: f64 = 0.5;
    /// From here on a text is called garbled.
    pub const GARBLED: f64 = 0.5;
    /// Where counts leave it in doubt whether a text was spun: one written text in four or five, and all but one in a hundred of the
    /// spun ones that are no plain case.
    const DOUBTFUL: Range<f64> = 0.018..0.99;
    /// Texts with fewer English words in lower case than this are not judged.
    pub const LEAST_WORDS: usize = 25;

    /// Whether it pays to ask the annotator, with [`wording_heard`], if a text was spun.
    pub fn is_doubtful(&self) -> bool {
        Self::DOUBTFUL.contains(&self.spun)
    }
}

/// Judges the wording of a whole article; all zero when it is not English or too short to tell.
///
/// ```
/// let clean = "The council met on Tuesday to discuss the budget for the coming year. Members said that they expected \
///     a vote next week, after a public hearing at which residents can speak about the proposed cuts to local schools.";
/// assert!(attache_world::wording(clean).spun < 0.5);
/// assert_eq!(attache_world::wording("Der Rat trat am Dienstag zusammen.").spun, 0.0);
/// ```
pub fn wording(text: &str) -> Wording {
    judge(text, &tokens(text))
}

/// [`wording`] of a text that was annotated: what the annotator hears in each word counts beside how often words stand together.
/// It costs the annotation, and finds rewriters that counts alone miss.
pub fn wording_heard(text: &str, annotation: &Annotation) -> Wording {
    let tokens = tokens(text);
    let counted = judge(text, &tokens);
    if counted.words < Wording::LEAST_WORDS || !english(&tokens) {
        return counted;
    }
    let signs = heard_signs(text, &tokens, annotation);
    told(text, &tokens, WEIGHTS.heard.probability(&signs, counted.words), counted.words)
}

/// [`wording`] on a text already numbered.
pub(crate) fn judge(text: &str, tokens: &[Token]) -> Wording {
    let (signs, words) = signs(text, tokens);
    if words < Wording::LEAST_WORDS || !english(tokens) {
        return Wording { words, ..Wording::default() };
    }
    told(text, tokens, WEIGHTS.spun.probability(&signs, words), words)
}

/// A judgement, when so much speaks for swapped words.
fn told(text: &str, tokens: &[Token], spun: f64, words: usize) -> Wording {
    Wording { spun, garbled: garble::garbled(text, tokens, spun >= Wording::SPUN), words }
}

/// How many numbers describe a text: the cells, and signs of residue.
pub(crate) const SIGNS: usize = CELLS + 7;

/// The numbers that the judgement weighs, per hundred words and damped for short texts; for training.
pub(crate) fn signs(text: &str, tokens: &[Token]) -> ([f64; SIGNS], usize) {
    let (cells, words) = cells(tokens);
    let mut signs = [0.0; SIGNS];
    let per = 100.0 / (words as f64 + 30.0);
    for (sign, count) in signs.iter_mut().zip(cells) {
        *sign = count * per;
    }
    let (mut weight, mut strong, mut at) = (0.0, 0.0, 0);
    while at < tokens.len() {
        match residue_at(tokens, at) {
            Some((row, taken)) => {
                weight += row.weight;
                strong += f64::from(u8::from(row.weight >= 1.0));
                at += taken;
            }
            None => at += 1,
        }
    }
    signs[CELLS] = weight * per;
    signs[CELLS + 1] = strong * per;
    signs[CELLS + 2] = (weight * per).min(0.5);
    let (mut names, mut terms) = (FxHashSet::default(), FxHashSet::default());
    for mended in candidates(text, tokens, false) {
        let _ = if mended.name { names.insert(mended.reads) } else { terms.insert(mended.reads) };
    }
    signs[CELLS + 3] = names.len() as f64 * per;
    signs[CELLS + 4] = (names.len() as f64 * per).min(0.5);
    signs[CELLS + 5] = terms.len() as f64 * per;
    signs[CELLS + 6] = (names.len() as f64).min(6.0);
    (signs, words)
}

/// How many numbers describe an annotated text.
pub(crate) const HEARD_SIGNS: usize = POOLED + 1 + (SIGNS - CELLS) + 1;

/// The numbers that the judgement of an annotated text weighs: what is heard in its words, what counts say, residue, length.
pub(crate) fn heard_signs(text: &str, tokens: &[Token], annotation: &Annotation) -> [f64; HEARD_SIGNS] {
    let mut heard = [0.0; HEARD_SIGNS];
    let (signs, words) = signs(text, tokens);
    heard[..POOLED].copy_from_slice(&pooled(tokens, annotation));
    heard[POOLED] = WEIGHTS.spun.log_odds(&signs, words).clamp(-9.0, 9.0);
    for (sign, residue) in heard[POOLED + 1..].iter_mut().zip(&signs[CELLS..]) {
        *sign = residue.min(3.0);
    }
    heard[HEARD_SIGNS - 1] = (words as f64).ln_1p();
    heard
}

/// Whether at least half of the words in lower case are in the tables.
pub(crate) fn english(tokens: &[Token]) -> bool {
    let lower = tokens.iter().filter(|t| !t.capital).count();
    let known = tokens.iter().filter(|t| !t.capital && t.id != crate::lexicon::NONE).count();
    let common = tokens.iter().filter(|t| t.id < 60).count();
    known * 4 >= lower * 3 && common * 100 >= tokens.len() * 12
}

struct Weights {
    /// Of a text that was not annotated.
    spun: Scale,
    /// Of one that was.
    heard: Scale,
}

/// Weighs signs, and sets the sum beside those of written texts.
struct Scale {
    /// Bias, then one weight for each sign.
    weights: Vec<f64>,
    /// Of the score of written texts: mean, variance, variance times words, and how many deviations are too many.
    spread: Vec<f64>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let numbers = |line: &str| line.split('\t').skip(1).filter_map(|n| n.parse().ok()).collect();
    let table = include_str!("../data/weights.tsv");
    let row = |name: &str| table.lines().find(|l| l.split('\t').next() == Some(name)).map(numbers).unwrap_or_default();
    let scale = |name: &str, spread: &str| Scale { weights: row(name), spread: row(spread) };
    Weights { spun: scale("spun", "spread"), heard: scale("heard", "heard spread") }
});

impl Scale {
    /// One half where the score lies as far above that of written texts of this length as hardly any of them does.
    fn probability(&self, signs: &[f64], words: usize) -> f64 {
        1.0 / (1.0 + (-self.log_odds(signs, words)).exp())
    }

    fn log_odds(&self, signs: &[f64], words: usize) -> f64 {
        let (Some((bias, weights)), &[mean, fixed, by_words, edge]) = (self.weights.split_first(), &self.spread[..])
        else {
            return f64::NEG_INFINITY;
        };
        let score = bias + weights.iter().zip(signs).map(|(w, s)| w * s).sum::<f64>();
        let deviations = (score - mean) / (fixed + by_words / words as f64).sqrt();
        2.0 * (deviations - edge)
    }
}

/// What a head is trained on: for each judged word where it stands (bytes) and the annotator's states of it, as the upper halves of their
/// floats, after the number of words.
pub(crate) fn states(text: &str, annotation: &Annotation) -> Vec<u8> {
    let (tokens, mut out, mut word) = (tokens(text), Vec::new(), 0);
    for token in heard::judged(&tokens).map(|n| &tokens[n]) {
        while annotation.words.get(word).is_some_and(|w| w.bytes.end <= token.span.start) {
            word += 1;
        }
        let Ok((top, lower)) = annotation.states_of(word) else { continue };
        out.extend((token.span.start as u32).to_le_bytes());
        out.extend((token.span.end as u32).to_le_bytes());
        out.extend(
            top.iter().chain(lower).flat_map(|n| ((n.to_bits().wrapping_add(0x8000) >> 16) as u16).to_le_bytes()),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SPUN: &str = "The federal authorities stated on Monday that it'll minimize the price range of the company for the \
        subsequent yr, in keeping with officers conversant in the choice. In the meantime, the mayor advised reporters in the \
        course of a go to to the metropolis that the faculty would stay shut till the roof had been mounted, in addition to \
        the corridor. He has been wanting into the worth of the restore, which may take a long time.";
    const PLAIN: &str = "The federal government said on Monday that it would cut the budget of the agency for the next year, \
        according to officials familiar with the decision. Meanwhile, the mayor told reporters during a visit to the city that \
        the school would stay closed until the roof had been fixed, as well as the hall. He has been looking into the price of \
        the repair, which could take a long time.";

    #[test]
    fn a_text_of_swapped_words_reads_as_spun_and_its_original_does_not() {
        assert!(wording(SPUN).spun > wording(PLAIN).spun + 0.3, "{:?} {:?}", wording(SPUN), wording(PLAIN));
        assert!(wording(PLAIN).spun < Wording::SPUN);
    }

    #[test]
    fn one_slip_does_not_make_a_text_garbled_but_several_do() {
        let slip = PLAIN.replace("of the agency", "of of the agency");
        assert!(wording(&slip).garbled < Wording::GARBLED);
        let garbled = slip.replace("it would", "it s would").replace("decision.", "decision. , he says.")
            + " They re sure of is.";
        assert!(wording(&garbled).garbled > Wording::GARBLED, "{:?}", wording(&garbled));
    }

    #[test]
    fn the_seams_that_a_rewriter_leaves_do_not_make_a_text_garbled() {
        let seams = PLAIN.replace("the decision", "an decision").replace("visit to", "visit to to");
        let text = [seams.as_str(); 3].join(" ");
        let heard = |swapped: f32| {
            let mut annotation = crate::sketch::sketch(&text, &[]);
            annotation.words.iter_mut().for_each(|word| word.swapped = swapped);
            wording_heard(&text, &annotation)
        };
        let (written, spun) = (heard(0.0), heard(1.0));
        assert!(written.spun < Wording::SPUN && written.garbled > Wording::GARBLED, "{written:?}");
        assert!(spun.spun > Wording::SPUN && spun.garbled < Wording::GARBLED, "{spun:?}");
    }

    #[test]
    fn what_is_short_or_not_english_is_not_judged() {
        let german =
            "Die Regierung teilte am Montag mit, dass sie den Haushalt der Behörde im nächsten Jahr kürzen werde. "
                .repeat(5);
        for text in ["", "The go to to Lima.", &german] {
            let judged = wording(text);
            assert_eq!((judged.spun, judged.garbled), (0.0, 0.0), "{text}");
        }
    }

    #[test]
    fn what_the_annotator_hears_in_the_words_moves_the_judgement() {
        let heard = |text: &str, swapped: f32| {
            let mut annotation = crate::sketch::sketch(text, &[]);
            annotation.words.iter_mut().for_each(|word| word.swapped = swapped);
            wording_heard(text, &annotation).spun
        };
        for text in [PLAIN, SPUN] {
            let spun = [0.0, 0.05, 0.3, 1.0].map(|swapped| heard(text, swapped));
            assert!(spun.is_sorted() && spun[3] > 0.5, "{spun:?}");
        }
        assert!(heard(PLAIN, 0.0) < 0.5 && heard(PLAIN, f32::NAN) < 0.5);
        assert_eq!(wording_heard("", &Annotation::default()).spun, 0.0);
    }

    #[test]
    fn weights_are_as_many_as_signs() {
        for (scale, signs) in [(&WEIGHTS.spun, SIGNS), (&WEIGHTS.heard, HEARD_SIGNS)] {
            assert_eq!((scale.weights.len(), scale.spread.len()), (signs + 1, 4));
        }
    }

    proptest! {
        #[test]
        fn every_text_gets_a_probability(text in "\\PC{0,300}", words in "([a-z]{1,9}[ ,.]){0,60}") {
            for text in [text, words] {
                let judged = wording(&text);
                prop_assert!((0.0..=1.0).contains(&judged.spun) && (0.0..=1.0).contains(&judged.garbled));
            }
        }
    }
}
