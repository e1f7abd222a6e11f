//! What stands between the parties of sentences: questions that are asked after the annotation, of the states that it kept.
//!
//! Several sentences are asked about in one run of the graph, told apart by what is added to its attention: most have few words and
//! pairs, and a run costs as much as thirty words.

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

/// Words of sentences that are asked about at once, at most, unless one has more.
const WORDS_AT_ONCE: usize = 128;
/// Pairs, likewise.
const PAIRS_AT_ONCE: usize = 256;

/// Sentences that are asked about at once: neighbours, as many as fit.
pub fn batches(asked: &[Tied]) -> impl Iterator<Item = &[Tied]> {
    let (mut words, mut pairs) = (0, 0);
    asked.chunk_by(move |before, next| {
        (words, pairs) = (words + before.words.len(), pairs + before.pairs.len());
        let fits = words + next.words.len() <= WORDS_AT_ONCE && pairs + next.pairs.len() <= PAIRS_AT_ONCE;
        if !fits {
            (words, pairs) = (0, 0);
        }
        fits
    })
}

/// What is added to the attention between what has nothing to do with each other.
const FAR: f32 = -1e4;

/// A question about some sentences: the engine's input.
pub fn parties(annotation: &Annotation, asked: &[Tied]) -> Result<Parties, Error> {
    let within = |asked: &Tied| asked.words.start..asked.words.end.min(annotation.words.len());
    let length: usize = asked.iter().map(|asked| within(asked).len()).sum();
    let mut parties =
        Parties { length, sorts: vec![0; length], apart: vec![FAR; length * length], ..Parties::default() };
    let mut start = 0;
    for asked in asked {
        let words = within(asked);
        for word in words.clone() {
            let (top, lower) = annotation.states_of(word)?;
            parties.words.extend_from_slice(top);
            parties.lower.extend_from_slice(lower);
        }
        let end = start + words.len();
        (start..end).for_each(|row| parties.apart[row * length + start..row * length + end].fill(0.0));
        for (head, sort) in asked.parties.iter().filter(|(head, _)| words.contains(head)) {
            parties.sorts[start + head - words.start] = i32::from((*sort).min(SORTS - 1));
        }
        pairs(annotation, asked, &words, start, &mut parties);
        start = end;
    }
    Ok(parties)
}

/// Adds the pairs of a sentence whose words begin at `start` among all.
fn pairs(annotation: &Annotation, asked: &Tied, words: &Range<usize>, start: usize, parties: &mut Parties) {
    let none = words.len() as i32;
    let over = |word: i32| {
        let head = annotation.words.get(words.start + usize::try_from(word).ok()?)?.head?;
        (word < none && words.contains(&head)).then(|| (head - words.start) as i32)
    };
    let own = start..start + words.len();
    for (first, second) in &asked.pairs {
        let at = |word: &Option<usize>| {
            word.filter(|word| words.contains(word)).map_or(none, |word| (word - words.start) as i32)
        };
        let (first, second) = (at(first), at(second));
        let way = way(over, first, second);
        let on_way = |word: i32| if way.contains(&word) && word != first && word != second { 6 } else { 0 };
        let from = parties.places.len();
        parties.places.resize(from + parties.length, 0);
        parties.outside.resize(from + parties.length, FAR);
        for (word, place_of) in (0..none).zip(&mut parties.places[from + own.start..from + own.end]) {
            *place_of = place(word, first, second) + on_way(word);
        }
        parties.outside[from + own.start..from + own.end].fill(0.0);
        parties.gaps.push(gap(first, second) + 12 * way.len().min(LONGEST) as i32);
        let among_all = |word: i32| if word == none { parties.length as i32 } else { start as i32 + word };
        parties.first.push(among_all(first));
        parties.second.push(among_all(second));
    }
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

/// The answers out of the engine's scores of some sentences: those of each sentence's pairs.
pub fn answered(scores: &Ties, asked: &[Tied], manifest: &Manifest) -> Result<Vec<Vec<Tie>>, Error> {
    let pairs = asked.iter().map(|asked| asked.pairs.len()).sum::<usize>();
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
    let mut ties = (0..pairs).map(tie);
    Ok(asked.iter().map(|asked| ties.by_ref().take(asked.pairs.len()).collect()).collect())
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
    fn neighbours_are_asked_about_at_once_as_far_as_they_fit() {
        let asked = |words: usize| Tied { words: 0..words, ..Tied::default() };
        let sizes = |words: &[usize]| {
            let asked: Vec<Tied> = words.iter().map(|words| asked(*words)).collect();
            batches(&asked).map(<[Tied]>::len).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[30, 40, 50, 9, 100]), [3, 2]);
        assert_eq!(sizes(&[300, 128, 1]), [1, 1, 1]);
        assert_eq!(sizes(&[64, 64, 64, 64]), [2, 2]);
        assert_eq!(sizes(&[]), [0; 0]);
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
