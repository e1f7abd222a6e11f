//! Two articles laid side by side, sentence by sentence and word by word.
//!
//! Each sentence of one article is looked up in the other by the words and word pairs that they share: the place where
//! most of them fall in line is where it was taken from, wherever it was moved to, and whether it was merged with
//! another or split. There the words are aligned one by one, so that each is kept, swapped for another, added or gone.
//! Cost is linear in the words of both articles.

use crate::typeset::{Class, Sentence, Typeset};

/// How one article stands beside another.
#[derive(Debug, Default, Clone)]
pub(crate) struct Alignment {
    /// Sentences of this article that the other has too, in the order of this article.
    pub sentences: Vec<Aligned>,
    /// Words of this article beside those of the other, sentence by sentence.
    pub pairs: Vec<WordPair>,
    /// For each word of the other article whether it stands beside one of this.
    pub covered: Vec<bool>,
}

/// A sentence of this article that stands in the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Aligned {
    /// Which sentence.
    pub here: u32,
    /// First word there, and one past the last.
    pub from: u32,
    pub to: u32,
    /// Words that are the same,
    pub kept: u32,
    /// and words that only one of the two has, between words that both have.
    pub loose: u32,
    /// The sentence's stretch of [`Alignment::pairs`].
    pub pairs: (u32, u32),
}

/// A word of this article and the one that stands in its place in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordPair {
    pub here: u32,
    pub there: u32,
    pub same: bool,
}

impl Alignment {
    /// An article beside one with the same words.
    fn of_itself(set: &Typeset) -> Self {
        let whole = |(n, s): (usize, &Sentence)| Aligned {
            here: n as u32,
            from: s.from,
            to: s.to,
            kept: s.to - s.from,
            loose: 0,
            pairs: (s.from, s.to),
        };
        Self {
            sentences: set.sentences.iter().enumerate().map(whole).collect(),
            pairs: (0..set.words.len() as u32).map(|at| WordPair { here: at, there: at, same: true }).collect(),
            covered: vec![true; set.words.len()],
        }
    }
}

impl Aligned {
    /// Whether the sentence stands right after `last` in both articles.
    pub fn follows(&self, last: &Self) -> bool {
        last.here + 1 == self.here && (last.to..=last.to + 3).contains(&self.from)
    }

    /// Share of words that agree, of those that either side has.
    pub fn similarity(&self, words: usize) -> f64 {
        2.0 * f64::from(self.kept) / (words as f64 + f64::from(self.to - self.from))
    }
}

/// Words that may stand between where a sentence is expected and where it is.
const SLACK: i64 = 6;
/// Landmarks of one sentence that may lie this far out of line with each other.
const BEND: i64 = 6;
const KEEP: i32 = 6;
const GAP: i32 = -4;

/// Room to work in, reused from pair to pair.
#[derive(Default)]
pub(crate) struct Aligner {
    /// Sentence and diagonal of each landmark that both articles have.
    landmarks: Vec<(u32, i64)>,
    above: Vec<i32>,
    row: Vec<i32>,
    steps: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Both,
    Here,
    There,
}

impl Aligner {
    /// Looks every sentence of `here` up in `there`.
    pub fn align(&mut self, here: &Typeset, there: &Typeset) -> Alignment {
        let hashes = |set: &Typeset| set.words.iter().map(|word| word.hash).collect::<Vec<_>>();
        if here.words.len() == there.words.len() && hashes(here) == hashes(there) {
            return Alignment::of_itself(here);
        }
        let mut alignment = Alignment { covered: vec![false; there.words.len()], ..Alignment::default() };
        self.find_landmarks(here, there);
        let mut from = 0;
        while from < self.landmarks.len() {
            let sentence = self.landmarks[from].0;
            let many = self.landmarks[from..].partition_point(|(s, _)| *s == sentence);
            let diagonals = from..from + many;
            from += many;
            if let Some((low, high)) = self.line(diagonals, here.sentences[sentence as usize].len()) {
                self.lay(here, there, sentence, low, high, &mut alignment);
            }
        }
        alignment
    }

    /// Where words and word pairs of one article stand in the other, by sentence and then by diagonal.
    fn find_landmarks(&mut self, here: &Typeset, there: &Typeset) {
        const MOST: usize = 12;
        self.landmarks.clear();
        let (mut a, mut b) = (&here.places[..], &there.places[..]);
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            if x.0 != y.0 {
                let (behind, ahead) = if x.0 < y.0 { (&mut a, y.0) } else { (&mut b, x.0) };
                let skip = behind.iter().take_while(|place| place.0 < ahead).count();
                *behind = &behind[skip..];
                continue;
            }
            let (these, those) = (run(a), run(b));
            if these.len() * those.len() <= MOST {
                for place in these {
                    let sentence = here.sentence_of(place.1 as usize) as u32;
                    let diagonals = those.iter().map(|other| i64::from(other.1) - i64::from(place.1));
                    self.landmarks.extend(diagonals.map(|diagonal| (sentence, diagonal)));
                }
            }
            a = &a[these.len()..];
            b = &b[those.len()..];
        }
        self.landmarks.sort_unstable();
    }

    /// The narrow band of diagonals that holds the most landmarks of a sentence, if it holds enough of them.
    fn line(&self, of: std::ops::Range<usize>, words: usize) -> Option<(i64, i64)> {
        let marks = &self.landmarks[of];
        let mut best = (0, 0, 0);
        let mut from = 0;
        for (to, mark) in marks.iter().enumerate() {
            while mark.1 - marks[from].1 > BEND {
                from += 1;
            }
            if to + 1 - from > best.0 {
                best = (to + 1 - from, marks[from].1, mark.1);
            }
        }
        // a sentence of n words that is kept whole has some 1.5 n landmarks
        (best.0 * 5 >= words).then_some((best.1, best.2))
    }

    /// Aligns the words of a sentence with the stretch of the other article between two diagonals.
    fn lay(&mut self, here: &Typeset, there: &Typeset, sentence: u32, low: i64, high: i64, into: &mut Alignment) {
        let s = here.sentences[sentence as usize];
        let most = there.words.len() as i64;
        let from = (i64::from(s.from) + low - SLACK).clamp(0, most) as usize;
        let to = (i64::from(s.to) + high + SLACK).clamp(0, most) as usize;
        let start = into.pairs.len();
        let loose = self.walk(here, there, (s.from as usize, s.to as usize), (from, to), &mut into.pairs);
        let pairs = &into.pairs[start..];
        let kept = pairs.iter().filter(|pair| pair.same).count() as u32;
        let swapped = pairs.len() as u32 - kept;
        if !is_taken(s.len() as u32, kept, swapped, loose) {
            into.pairs.truncate(start);
            return;
        }
        for pair in pairs {
            into.covered[pair.there as usize] = true;
        }
        let (first, last) = (pairs[0].there, pairs[pairs.len() - 1].there);
        let pairs = (start as u32, into.pairs.len() as u32);
        into.sentences.push(Aligned { here: sentence, from: first, to: last + 1, kept, loose, pairs });
    }

    /// Global in the words of the sentence, free at both ends of the other's (Needleman and Wunsch 1970). Adds the pairs
    /// in order, and gives the number of words without a partner between the first and the last pair.
    fn walk(
        &mut self,
        here: &Typeset,
        there: &Typeset,
        (a0, a1): (usize, usize),
        (b0, b1): (usize, usize),
        pairs: &mut Vec<WordPair>,
    ) -> u32 {
        let (n, m) = (a1 - a0, b1 - b0);
        let width = m + 1;
        self.steps.clear();
        self.steps.resize((n + 1) * width, Step::There);
        self.above.clear();
        self.above.resize(width, 0);
        for i in 1..=n {
            let word = here.words[a0 + i - 1];
            self.row.clear();
            self.row.push(self.above[0] + GAP);
            self.steps[i * width] = Step::Here;
            for j in 1..=m {
                let other = there.words[b0 + j - 1];
                let both = self.above[j - 1] + score(word.hash == other.hash, word.class, other.class);
                let only_here = self.above[j] + GAP;
                let only_there = self.row[j - 1] + if i == n { 0 } else { GAP };
                let best = both.max(only_here).max(only_there);
                self.row.push(best);
                self.steps[i * width + j] = match best {
                    _ if best == both => Step::Both,
                    _ if best == only_here => Step::Here,
                    _ => Step::There,
                };
            }
            std::mem::swap(&mut self.above, &mut self.row);
        }
        let start = pairs.len();
        let (mut i, mut j) = (n, m);
        while i > 0 {
            match self.steps[i * width + j] {
                Step::Both => {
                    (i, j) = (i - 1, j - 1);
                    let same = here.words[a0 + i].hash == there.words[b0 + j].hash;
                    pairs.push(WordPair { here: (a0 + i) as u32, there: (b0 + j) as u32, same });
                }
                Step::Here => i -= 1,
                Step::There => j -= 1,
            }
        }
        pairs[start..].reverse();
        trim(pairs, start);
        let found = &pairs[start..];
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return 0 };
        let spread = (last.here - first.here) + (last.there - first.there) + 2;
        spread - 2 * found.len() as u32
    }
}

/// Takes off what only stands at the ends of a sentence because nothing else was left to stand there: three words or
/// more in a row that differ.
fn trim(pairs: &mut Vec<WordPair>, start: usize) {
    let tail = pairs[start..].iter().rev().take_while(|pair| !pair.same).count();
    if tail > 2 {
        pairs.truncate(pairs.len() - tail);
    }
    let head = pairs[start..].iter().take_while(|pair| !pair.same).count();
    if head > 2 {
        pairs.drain(start..start + head);
    }
}

/// The places at the head of a list that have the same hash.
fn run(places: &[(u32, u32)]) -> &[(u32, u32)] {
    let many = places.iter().take_while(|place| place.0 == places[0].0).count();
    &places[..many]
}

/// What it is worth to put one word beside another.
fn score(same: bool, here: Class, there: Class) -> i32 {
    match (same, here == Class::Function, there == Class::Function) {
        (true, true, _) => KEEP - 1,
        (true, false, _) => KEEP,
        (false, false, false) => 0,
        (false, true, true) => -2,
        (false, _, _) => -5,
    }
}

/// Whether a sentence was taken over, edited or reworded: most of its words are the same, or fewer are and nearly all
/// others stand in place of exactly one.
fn is_taken(words: u32, kept: u32, swapped: u32, loose: u32) -> bool {
    let edited = 2 * kept > words && 2 * kept >= kept + swapped + loose;
    let reworded = 5 * kept >= 2 * words && 10 * (kept + swapped) >= 9 * words && 10 * loose <= 2 * words;
    kept > 0 && (edited || reworded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn aligned(here: &str, there: &str) -> Alignment {
        Aligner::default().align(&Typeset::new(here), &Typeset::new(there))
    }

    /// (sentence here, words kept, words swapped)
    fn seen(here: &str, there: &str) -> Vec<(u32, u32, u32)> {
        let swapped = |s: &Aligned| s.pairs.1 - s.pairs.0 - s.kept;
        aligned(here, there).sentences.iter().map(|s| (s.here, s.kept, swapped(s))).collect()
    }

    const SOURCE: &str = "The harbour board closed the old lighthouse on Friday after a survey found rust in its frame. \
        Visitors will be sent to the new tower across the bay. Repairs should cost 2 million crowns.";

    #[test]
    fn a_text_stands_in_itself_word_for_word() {
        assert_eq!(seen(SOURCE, SOURCE), [(0, 17, 0), (1, 11, 0), (2, 6, 0)]);
    }

    #[test]
    fn a_text_that_repeats_itself_stands_in_itself_too() {
        let chorus = "Row on, row on. ".repeat(40);
        assert_eq!(seen(&chorus, &chorus).len(), 40);
    }

    #[test]
    fn sentences_are_found_where_they_were_moved_to() {
        let moved = "Repairs should cost 2 million crowns. A mayor spoke. The harbour board closed the old lighthouse on \
            Friday after a survey found rust in its frame.";
        assert_eq!(seen(moved, SOURCE), [(0, 6, 0), (2, 17, 0)]);
    }

    #[test]
    fn sentences_are_found_when_merged_and_when_split() {
        let merged = "Visitors will be sent to the new tower across the bay, and repairs should cost 2 million crowns.";
        assert_eq!(seen(merged, SOURCE), [(0, 17, 0)]);
        assert_eq!(aligned(SOURCE, merged).sentences.len(), 2);
    }

    #[test]
    fn a_swapped_word_stands_beside_the_one_it_replaced() {
        let spun = "The harbour council shut the ancient lighthouse on Friday after a study found rust in its frame.";
        let (here, there) = (Typeset::new(spun), Typeset::new(SOURCE));
        let alignment = Aligner::default().align(&here, &there);
        let swaps = alignment.pairs.iter().filter(|pair| !pair.same);
        let swaps: Vec<_> = swaps.map(|p| (here.word(p.here as usize), there.word(p.there as usize))).collect();
        assert_eq!(swaps, [("council", "board"), ("shut", "closed"), ("ancient", "old"), ("study", "survey")]);
    }

    #[test]
    fn unlike_texts_have_nothing_in_line() {
        let other = "The council will vote on the budget on Friday after a debate in the old hall.";
        assert_eq!(seen(other, SOURCE), []);
        assert_eq!(seen("", SOURCE), []);
        assert_eq!(seen(SOURCE, ""), []);
    }

    proptest! {
        #[test]
        fn pairs_lie_inside_both_texts_and_rise(a in "[abc]( [a-f]){0,40}[.]( [a-f]){0,40}", b in "[ab]( [a-f]){0,60}") {
            let (here, there) = (Typeset::new(&a), Typeset::new(&b));
            let alignment = Aligner::default().align(&here, &there);
            for sentence in &alignment.sentences {
                let pairs = &alignment.pairs[sentence.pairs.0 as usize..sentence.pairs.1 as usize];
                prop_assert!(pairs.is_sorted_by(|x, y| x.here < y.here && x.there < y.there));
                prop_assert!(pairs.iter().all(|p| (p.there as usize) < there.words.len()));
                prop_assert!(sentence.similarity(here.sentences[sentence.here as usize].len()) <= 1.0);
            }
        }
    }
}
