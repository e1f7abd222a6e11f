//! What is heard of who is told of: on which side of an act, of what sector, whose; and of where the act happens.
//!
//! A graph of its own (`parties`) answers for each pair of a sentence's words and for each word. Kept is only what is likely enough to
//! matter, since most pairs have nothing to do with each other.

use std::ops::Range;

use crate::annotation::{Annotation, Upos};
use crate::manifest::Label;

/// What one word may be to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// It names who does what the other word tells of.
    Actor,
    /// It names whom that is done to.
    Recipient,
    /// It tells of which country or body the one is whom the other word names.
    Whose,
    /// It names where that happens.
    Where,
}

impl Part {
    /// In the order of the graph's answers.
    pub(crate) const ALL: [Self; 4] = [Self::Actor, Self::Recipient, Self::Whose, Self::Where];
}

/// A pair of words of one sentence that may have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cast {
    /// The word of the act; of [`Part::Whose`] the party.
    pub of: usize,
    /// The other word.
    pub word: usize,
    /// What the other word is to it.
    pub part: Part,
    /// How likely, from 0 to 1.
    pub score: f32,
}

/// What a word that names somebody may tell of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// The word.
    pub word: usize,
    /// PLOVER's name of a sector; or the kind of code: `state`, `none`, or the code of a kind of body (`UNO`, `IGO`).
    pub label: Label,
    /// How likely, from 0 to 1.
    pub score: f32,
}

/// What was heard of the words of a window or a text, in order of the words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hearing {
    /// Pairs of words, by `of`, `word` and `part`.
    pub pairs: Vec<Cast>,
    /// Sectors, by word.
    pub sectors: Vec<Told>,
    /// Kinds of code, by word.
    pub codes: Vec<Told>,
}

/// What is less likely is not kept.
const LEAST: f32 = 0.04;

impl Hearing {
    /// Adds what a sentence of `length` padded words has: log-odds of pairs, and of each word its sectors and kinds of code.
    pub(crate) fn add(
        &mut self,
        sentence: Range<usize>,
        length: usize,
        answers: (&[f32], &[f32]),
        labels: (&[Label], &[Label]),
        upos: impl Fn(usize) -> Upos,
    ) {
        let (sides, told) = answers;
        let (sectors, codes) = labels;
        let width = sectors.len() + codes.len();
        let named = |word: usize| matches!(upos(word), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Det);
        let tells = |word: usize| matches!(upos(word), Upos::Noun | Upos::Propn | Upos::Adj);
        for (n, of) in sentence.clone().enumerate() {
            for (m, word) in sentence.clone().enumerate() {
                let row = (n * length + m) * Part::ALL.len();
                for (odds, part) in sides[row..row + Part::ALL.len()].iter().zip(Part::ALL) {
                    let score = logistic(*odds);
                    let may = match part {
                        Part::Actor | Part::Recipient => true,
                        Part::Whose => named(of) && tells(word),
                        Part::Where => tells(word),
                    };
                    if score >= LEAST && may {
                        self.pairs.push(Cast { of, word, part, score });
                    }
                }
            }
            if !named(of) {
                continue;
            }
            let (own, kinds) = told[n * width..(n + 1) * width].split_at(sectors.len());
            let likely = |labels: &[Label], scores: &mut dyn Iterator<Item = f32>| -> Vec<Told> {
                let all = labels.iter().zip(scores).map(|(label, score)| Told { word: of, label, score });
                all.filter(|told| told.score >= LEAST).collect()
            };
            self.sectors.extend(likely(sectors, &mut own.iter().map(|odds| logistic(*odds))));
            let most = kinds.iter().copied().fold(f32::MIN, f32::max);
            let sum: f32 = kinds.iter().map(|odds| (odds - most).exp()).sum();
            self.codes.extend(likely(codes, &mut kinds.iter().map(|odds| (odds - most).exp() / sum)));
        }
    }

    /// Puts what was added in order.
    pub(crate) fn sort(&mut self) {
        self.pairs.sort_by_key(|pair| (pair.of, pair.word, pair.part));
        self.sectors.sort_by_key(|told| told.word);
        self.codes.sort_by_key(|told| told.word);
    }

    /// Adds what was heard of a window whose first word has this number.
    pub(crate) fn extend(&mut self, window: &Self, first: usize) {
        let moved = |pair: &Cast| Cast { of: pair.of + first, word: pair.word + first, ..*pair };
        let told = |told: &Told| Told { word: told.word + first, ..*told };
        self.pairs.extend(window.pairs.iter().map(moved));
        self.sectors.extend(window.sectors.iter().map(told));
        self.codes.extend(window.codes.iter().map(told));
    }

    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        self.pairs.len() * size_of::<Cast>() + (self.sectors.len() + self.codes.len()) * size_of::<Told>()
    }
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

impl Annotation {
    /// How likely a word is this to another; 0 where it was not heard to be.
    pub fn heard_of(&self, of: usize, word: usize, part: Part) -> f32 {
        let key = |pair: &Cast| (pair.of, pair.word, pair.part);
        let pairs = &self.hearing.pairs;
        pairs.binary_search_by_key(&(of, word, part), key).map_or(0.0, |at| pairs[at].score)
    }

    /// The sectors that a word's bearer may be of, with how likely each is.
    pub fn sectors_heard(&self, word: usize) -> impl Iterator<Item = (Label, f32)> + '_ {
        of_word(&self.hearing.sectors, word)
    }

    /// The kinds of code that a word's bearer may have, with how likely each is.
    pub fn codes_heard(&self, word: usize) -> impl Iterator<Item = (Label, f32)> + '_ {
        of_word(&self.hearing.codes, word)
    }
}

fn of_word(told: &[Told], word: usize) -> impl Iterator<Item = (Label, f32)> + '_ {
    let from = told.partition_point(|told| told.word < word);
    told[from..].iter().take_while(move |told| told.word == word).map(|told| (told.label, told.score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_likely_is_found_by_its_words_and_the_rest_is_not_kept() {
        let mut hearing = Hearing::default();
        // two words: the second is the actor of the first
        let no = -9.0;
        let sides = [no, no, no, no, 4.0, no, no, no, no, no, no, no, no, no, 4.0, no];
        let told = [-9.0, -9.0, -9.0, 3.0, 5.0, 0.0];
        hearing.add(0..2, 2, (&sides[..], &told[..]), (&["MIL"][..], &["state", "none"][..]), |word| {
            if word == 0 { Upos::Verb } else { Upos::Noun }
        });
        hearing.sort();
        let mut annotation = Annotation::default();
        annotation.hearing.extend(&hearing, 3);
        assert!(annotation.heard_of(3, 4, Part::Actor) > 0.9 && annotation.heard_of(3, 4, Part::Recipient) == 0.0);
        assert!(annotation.heard_of(4, 4, Part::Whose) > 0.9);
        let sectors: Vec<Label> = annotation.sectors_heard(4).map(|(label, _)| label).collect();
        assert_eq!(sectors, ["MIL"]);
        assert!(annotation.codes_heard(4).next().is_some_and(|(label, score)| label == "state" && score > 0.9));
        assert_eq!(annotation.sectors_heard(3).count(), 0);
    }
}
