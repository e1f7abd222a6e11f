//! What stands between an actor and a recipient, and what an event mention is like: questions that are asked after the
//! annotation, of the states that it kept.

use std::ops::Range;

use crate::annotation::{Annotation, Pair, Relation};
use crate::decode::{best, probabilities};
use crate::engine::{Pairs, Relations};
use crate::error::Error;
use crate::manifest::{Label, Manifest};
use crate::reading::{States, expect};

/// A question about one window: the engine's input.
pub fn asked(annotation: &Annotation, pair: &Pair, hidden: usize) -> Result<Pairs, Error> {
    let parts = [(&pair.actor, 1), (&pair.recipient, 2), (&pair.trigger, 3)];
    let named: Vec<(Range<usize>, i32)> = parts
        .into_iter()
        .filter_map(|(words, role)| Some((words.clone()?, role)))
        .filter(|(words, _)| words.start < words.end && words.end <= annotation.words.len())
        .collect();
    let (states, first_word) = annotation.window_of(named.first().map_or(0, |(words, _)| words.start))?;
    let window = first_word..first_word + states.pieces.len();
    let stretch = annotation.stretch(named.iter().map(|(words, _)| words), &window);
    if stretch.is_empty() {
        return Ok(Pairs { pairs: 1, length: 1, lower: vec![0.0; hidden], roles: vec![0] });
    }
    let pieces_of = |words: Range<usize>| {
        let (first, last) = (&states.pieces[words.start - first_word], &states.pieces[words.end - 1 - first_word]);
        first.start..last.end
    };
    let pieces = pieces_of(stretch.clone());
    let mut roles = vec![0; pieces.len()];
    // where they overlap, the recipient goes before the trigger and the actor before both
    for (words, role) in named.into_iter().rev() {
        let words = words.start.max(stretch.start)..words.end.min(stretch.end);
        if words.start < words.end {
            let of = pieces_of(words);
            roles[of.start - pieces.start..of.end - pieces.start].fill(role);
        }
    }
    let lower = states.lower[pieces.start * hidden..pieces.end * hidden].to_vec();
    Ok(Pairs { pairs: 1, length: pieces.len(), lower, roles })
}

/// The answer out of the engine's scores of one pair.
pub fn answered(scores: &Relations, manifest: &Manifest) -> Result<Relation, Error> {
    for (given, wanted) in [
        (scores.relation.len(), manifest.relation.len()),
        (scores.quad.len(), 4),
        (scores.modality.len(), manifest.modality.len()),
        (scores.aux.len(), manifest.aux.len()),
        (scores.mode.len(), manifest.mode.len()),
    ] {
        expect("relation", given, wanted)?;
    }
    let all = probabilities(&scores.relation);
    let none = manifest.relation.iter().position(|label| *label == NONE).map_or(0.0, |none| all[none]);
    let rest = (1.0 - none).max(f32::MIN_POSITIVE);
    let types = manifest.relation.iter().zip(&all).filter(|(label, _)| **label != NONE);
    let types: Vec<(Label, f32)> = types.map(|(label, p)| (*label, (p / rest).min(1.0))).collect();
    let event = types.get(best(&types.iter().map(|(_, p)| *p).collect::<Vec<_>>())).map_or(NONE, |(label, _)| label);
    let mut quads = quads(&types, &scores.quad);
    let (quad, taught) = quads_of(event);
    let likeliest = best(&quads);
    let likeliest = if likeliest == taught { quad } else { likeliest };
    retell(&mut quads, &types);
    let mut modes: Vec<(Label, f32)> =
        manifest.mode.iter().copied().zip(scores.mode.iter().copied().map(yes)).collect();
    modes.retain(|(mode, _)| mode.split_once(':').is_some_and(|(of, _)| of == event));
    let mut modality: Vec<(Label, f32)> =
        manifest.modality.iter().copied().zip(probabilities(&scores.modality)).collect();
    for ranked in [&mut modes, &mut modality] {
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    }
    Ok(Relation {
        event,
        quad: likeliest as u8 + 1,
        quads,
        none,
        modality,
        aux: manifest.aux.iter().copied().zip(scores.aux.iter().copied().map(yes)).collect(),
        mode: modes,
        scores: types,
    })
}

/// The relation that is none.
const NONE: Label = "NONE";

/// What the quad's own head says, weighed by what the types add up to; by quads as they were taught.
fn quads(types: &[(Label, f32)], scores: &[f32]) -> [f32; 4] {
    let mut quads = [1e-9; 4];
    for (event, p) in types {
        quads[quads_of(event).1] += p;
    }
    for (quad, p) in quads.iter_mut().zip(probabilities(scores)) {
        *quad *= p;
    }
    let sum: f32 = quads.iter().sum();
    quads.map(|quad| if sum > 0.0 { quad / sum } else { 0.25 })
}

/// Gives the share of each type that was taught in another quad to its own.
fn retell(quads: &mut [f32; 4], types: &[(Label, f32)]) {
    let taught = *quads;
    for (event, p) in types {
        let (own, other) = quads_of(event);
        if own != other {
            let all: f32 = types.iter().filter(|(event, _)| quads_of(event).1 == other).map(|(_, p)| p).sum();
            let share = taught[other] * (p / all.max(f32::MIN_POSITIVE)).min(1.0);
            quads[own] += share;
            quads[other] = (quads[other] - share).max(0.0);
        }
    }
}

/// The quad of a PLOVER type, and the one that the model was taught for it; from 0.
fn quads_of(event: &str) -> (usize, usize) {
    let mut rows = include_str!("../data/quads.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = rows.find_map(|line| line.strip_prefix(event)?.strip_prefix('\t'));
    let number = |cell: &str| cell.parse().map_or(3, |quad: usize| quad.clamp(1, 4) - 1);
    row.and_then(|row| row.split_once('\t')).map_or((3, 3), |(own, taught)| (number(own), number(taught)))
}

fn yes(score: f32) -> f32 {
    if score.is_nan() { 0.0 } else { 1.0 / (1.0 + (-score).exp()) }
}

/// The means of some words' states and of their sentence's, within the window of the first.
pub fn mention_means(annotation: &Annotation, words: Range<usize>, hidden: usize) -> Result<[Vec<f32>; 2], Error> {
    let (states, first_word) = annotation.window_of(words.start)?;
    let window = first_word..first_word + states.pieces.len();
    let sentence = annotation.sentence_of(words.start).map_or(words.clone(), |s| annotation.sentences[s].words.clone());
    Ok([words, sentence].map(|words| {
        let within = words.start.max(window.start) - first_word..words.end.min(window.end) - first_word;
        states.mean(within, hidden)
    }))
}

impl Annotation {
    /// The encoder's states of a word, at its top and of the word's first piece halfway up.
    ///
    /// # Errors
    /// The annotation was made without [`Keep::States`](crate::Keep::States).
    pub fn states_of(&self, word: usize) -> Result<(&[f32], &[f32]), Error> {
        let (states, first) = self.window_of(word)?;
        let n = word - first;
        let pieces = states.pieces.get(n).ok_or(Error::NoStates)?;
        let hidden = states.words.len() / states.pieces.len();
        let row = |at: usize| at * hidden..(at + 1) * hidden;
        let (top, lower) = (states.words.get(row(n)), states.lower.get(row(pieces.start)));
        top.zip(lower).ok_or(Error::NoStates)
    }
}

impl States {
    fn mean(&self, words: Range<usize>, hidden: usize) -> Vec<f32> {
        let count = words.len().max(1) as f32;
        let mut mean = vec![0.0; hidden];
        for state in self.words[words.start * hidden..words.end * hidden].chunks_exact(hidden) {
            mean.iter_mut().zip(state).for_each(|(total, number)| *total += number);
        }
        mean.iter_mut().for_each(|number| *number /= count);
        mean
    }
}

impl Annotation {
    /// The states of the window that holds a word, and its first word.
    fn window_of(&self, word: usize) -> Result<(&States, usize), Error> {
        let n = self.states.partition_point(|window| window.first_word <= word);
        let window = n.checked_sub(1).and_then(|n| self.states.get(n)).ok_or(Error::NoStates)?;
        Ok((&window.states, window.first_word))
    }

    /// From the first sentence that some words stand in to the last, within a window; the window's first for none.
    fn stretch<'w>(&self, words: impl Iterator<Item = &'w Range<usize>>, window: &Range<usize>) -> Range<usize> {
        let mut stretch: Option<Range<usize>> = None;
        for word in words.flat_map(|words| [words.start, words.end - 1]).filter(|word| window.contains(word)) {
            let Some(sentence) = self.sentence_of(word).map(|s| &self.sentences[s].words) else { continue };
            stretch = Some(match stretch {
                None => sentence.clone(),
                Some(before) => before.start.min(sentence.start)..before.end.max(sentence.end),
            });
        }
        let first = || self.sentence_of(window.start).map_or(window.clone(), |s| self.sentences[s].words.clone());
        let stretch = stretch.unwrap_or_else(first);
        stretch.start.max(window.start)..stretch.end.min(window.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Stub;

    #[test]
    fn a_concession_is_verbal_whatever_quad_the_model_was_taught() {
        let manifest = Manifest { relation: vec!["CONCEDE", "RETREAT", "ACCUSE", NONE], ..Stub::manifest() };
        let said = |relation: [f32; 4]| {
            let scores = Relations {
                relation: relation.to_vec(),
                quad: vec![0.0, 5.0, 0.0, 0.0],
                modality: vec![0.0; manifest.modality.len()],
                aux: vec![0.0; manifest.aux.len()],
                mode: vec![0.0; manifest.mode.len()],
            };
            answered(&scores, &manifest).unwrap()
        };
        let (concession, retreat) = (said([5.0, 1.0, 0.0, 0.0]), said([1.0, 5.0, 0.0, 0.0]));
        assert_eq!((concession.event, concession.quad), ("CONCEDE", 1));
        assert_eq!((retreat.event, retreat.quad), ("RETREAT", 2));
        assert!(concession.quads[0] > 0.9 && retreat.quads[1] > 0.9);
        assert!((concession.quads.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
