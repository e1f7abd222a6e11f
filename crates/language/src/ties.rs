//! What stands between the parties of a sentence: questions that are asked after the annotation, of the states that it kept.

use std::ops::Range;

use crate::annotation::Annotation;
use crate::engine::{Parties, Ties};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::reading::expect;

/// Parties of one sentence and pairs of them, to be asked about with [`Annotator::ties`](crate::Annotator::ties).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tied {
    /// The words of the sentence.
    pub words: Range<usize>,
    /// The head of each party, and what sort it is: 1 a person, 2 a state, 3 a body, 4 a group; four more for a pronoun.
    pub parties: Vec<(usize, u8)>,
    /// Pairs of heads, either of which may be missing.
    pub pairs: Vec<(Option<usize>, Option<usize>)>,
}

/// What stands between two parties.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tie {
    /// How likely each kind of relation is told of them, in the order of [`Manifest::ties`].
    pub kinds: Vec<f32>,
    /// For each kind how likely it stands in each way, if it is told, in the order of [`Manifest::standing`].
    pub standing: Vec<Vec<f32>>,
}

/// Most sorts of parties, none among them.
const SORTS: u8 = 10;

/// A question: the engine's input.
pub fn parties(annotation: &Annotation, asked: &Tied) -> Result<Parties, Error> {
    let words = asked.words.start..asked.words.end.min(annotation.words.len());
    let mut parties = Parties { length: words.len(), sorts: vec![0; words.len()], ..Parties::default() };
    for word in words.clone() {
        let (top, lower) = annotation.states_of(word)?;
        parties.words.extend_from_slice(top);
        parties.lower.extend_from_slice(lower);
    }
    for (head, sort) in asked.parties.iter().filter(|(head, _)| words.contains(head)) {
        parties.sorts[head - words.start] = i32::from((*sort).min(SORTS - 1));
    }
    let none = words.len() as i32;
    let over = |word: i32| {
        let head = annotation.words.get(words.start + usize::try_from(word).ok()?)?.head?;
        (word < none && words.contains(&head)).then(|| (head - words.start) as i32)
    };
    for (first, second) in &asked.pairs {
        let at = |word: &Option<usize>| {
            word.filter(|word| words.contains(word)).map_or(none, |word| (word - words.start) as i32)
        };
        let (first, second) = (at(first), at(second));
        let way = way(over, first, second);
        let on_way = |word: i32| if way.contains(&word) && word != first && word != second { 6 } else { 0 };
        parties.places.extend((0..none).map(|word| place(word, first, second) + on_way(word)));
        parties.gaps.push(gap(first, second) + 12 * way.len().min(LONGEST) as i32);
        parties.first.push(first);
        parties.second.push(second);
    }
    Ok(parties)
}

/// Words that are looked at from a word up to the root, at most.
const FARTHEST: usize = 24;

/// A way of so many words is told apart from none longer.
const LONGEST: usize = 7;

/// The words on the way through the tree from one word to another, both among them; none where there is no such way. `over` gives the
/// word over one of the sentence, none for what is not of it.
fn way(over: impl Fn(i32) -> Option<i32>, first: i32, second: i32) -> Vec<i32> {
    let up = |from: i32| {
        let mut found = vec![from];
        let mut at = from;
        while let Some(above) = over(at).filter(|above| !found.contains(above) && found.len() < FARTHEST) {
            found.push(above);
            at = above;
        }
        found
    };
    let (ours, theirs) = (up(first), up(second));
    let Some(top) = ours.iter().position(|at| theirs.contains(at)) else { return Vec::new() };
    let below = theirs.iter().take_while(|at| **at != ours[top]);
    ours[..=top].iter().chain(below).copied().collect()
}

/// Where a word stands to a pair: before both, between them, behind both, at the first, at the second, between the second and the first. Six
/// more where it lies on the way from one to the other through the tree.
fn place(word: i32, first: i32, second: i32) -> i32 {
    if word == second {
        4
    } else if word == first {
        3
    } else if word < first.min(second) {
        0
    } else if word > first.max(second) {
        2
    } else if first < second {
        1
    } else {
        5
    }
}

/// How far the second lies from the first, in powers of two, and on which side. Twelve more for each word on the way between them.
fn gap(first: i32, second: i32) -> i32 {
    let far = (first.abs_diff(second) + 1).ilog2().min(5) as i32;
    if second > first { far + 6 } else { far }
}

/// The answers out of the engine's scores of some pairs.
pub fn answered(scores: &Ties, pairs: usize, manifest: &Manifest) -> Result<Vec<Tie>, Error> {
    let (kinds, ways) = (manifest.ties.len(), manifest.standing.len());
    expect("ties", scores.kinds.len(), pairs * kinds)?;
    expect("ties", scores.standing.len(), pairs * kinds * ways)?;
    let tie = |pair: usize| Tie {
        kinds: scores.kinds[pair * kinds..(pair + 1) * kinds].iter().copied().map(likely).collect(),
        standing: scores.standing[pair * kinds * ways..(pair + 1) * kinds * ways]
            .chunks(ways)
            .map(|ways| ways.iter().copied().map(likely).collect())
            .collect(),
    };
    Ok((0..pairs).map(tie).collect())
}

fn likely(score: f32) -> f32 {
    if score.is_nan() { 0.0 } else { 1.0 / (1.0 + (-score).exp()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand_to_a_pair() {
        let places = |first, second| (0..6).map(|word| place(word, first, second)).collect::<Vec<_>>();
        assert_eq!(places(1, 4), [0, 3, 1, 1, 4, 2]);
        assert_eq!(places(4, 1), [0, 4, 5, 5, 3, 2]);
    }

    #[test]
    fn the_way_between_two_words_goes_over_what_is_over_both() {
        // 1 and 3 hang on 2, 0 on 1; 4 is of another tree
        let over = |word: i32| [Some(1), Some(2), None, Some(2), None][word as usize];
        assert_eq!(way(over, 0, 3), [0, 1, 2, 3]);
        assert_eq!(way(over, 0, 2), [0, 1, 2]);
        assert_eq!(way(over, 0, 4), [] as [i32; 0]);
    }

    #[test]
    fn gaps_grow_in_powers_of_two_and_know_their_side() {
        assert_eq!([gap(0, 0), gap(1, 0), gap(0, 1), gap(0, 40), gap(300, 0)], [0, 1, 7, 11, 5]);
    }
}
