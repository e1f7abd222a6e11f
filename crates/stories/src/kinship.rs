//! What two articles have in common, and what that makes of them.

use attache_world::near_synonyms;

use crate::align::{Alignment, WordPair};
use crate::typeset::{Class, Typeset};

/// What is counted of one article beside another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kinship {
    /// Sentences of this article that the other has,
    pub shared: Vec<Shared>,
    /// their share of this article's sentences, from 0 to 1,
    pub share_here: f64,
    /// and the share of the other's sentences that stand here.
    pub share_there: f64,
    /// Share of this article's words that stand in the other,
    pub agreement_here: f64,
    /// and of the other's words that stand here.
    pub agreement_there: f64,
    /// Share of words that agree in the shared sentences.
    pub similarity: f64,
    pub swaps: Swaps,
}

/// A sentence that two articles share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shared {
    pub hash: u64,
    /// Words that are the same, those between quotation marks counted at a third: who quotes one speech copies nobody.
    pub weight: f32,
    /// Whether it follows the shared sentence before it in both articles.
    pub follows: bool,
}

/// What became of the words in shared sentences.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Swaps {
    pub sentences: u32,
    /// Sentences with a content word swapped.
    pub reworded: u32,
    pub content_kept: u32,
    pub content_swapped: u32,
    /// Of these, near-synonyms.
    pub synonyms: u32,
    pub function_kept: u32,
    pub function_swapped: u32,
    pub marked_kept: u32,
    pub marked_swapped: u32,
    /// Words that only one of the two has.
    pub loose: u32,
}

/// Words between quotation marks count for this much as evidence.
const QUOTED: f32 = 0.3;

impl Kinship {
    /// Counts what the alignment of `here` with `there` shows.
    pub fn of(here: &Typeset, there: &Typeset, alignment: &Alignment) -> Self {
        let mut shared = Vec::with_capacity(alignment.sentences.len());
        let (mut kept, mut words) = (0, 0);
        let mut last = None;
        for aligned in &alignment.sentences {
            let follows = last.is_some_and(|last| aligned.follows(last));
            last = Some(aligned);
            let sentence = here.sentences[aligned.here as usize];
            let quoted = sentence.quoted as f32 / sentence.len() as f32;
            let weight = aligned.kept as f32 * (1.0 - (1.0 - QUOTED) * quoted);
            shared.push(Shared { hash: sentence.hash, weight, follows });
            kept += aligned.kept;
            words += sentence.len() as u32 + (aligned.to - aligned.from);
        }
        let covered = there.sentences.iter().filter(|s| {
            let words = &alignment.covered[s.from as usize..s.to as usize];
            2 * words.iter().filter(|word| **word).count() >= words.len()
        });
        Self {
            share_here: share(shared.len(), here.sentences.len()),
            share_there: share(covered.count(), there.sentences.len()),
            agreement_here: share(kept as usize, here.words.len()),
            agreement_there: share(kept as usize, there.words.len()).min(1.0),
            similarity: share(2 * kept as usize, words as usize),
            swaps: Swaps::of(here, there, alignment),
            shared,
        }
    }

    /// The share of the article that has more of its sentences in the other.
    pub fn most(&self) -> f64 {
        self.share_here.max(self.share_there)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Swaps {
    fn of(here: &Typeset, there: &Typeset, alignment: &Alignment) -> Self {
        let mut swaps = Self { sentences: alignment.sentences.len() as u32, ..Self::default() };
        for aligned in &alignment.sentences {
            let before = swaps.content_swapped;
            for pair in &alignment.pairs[aligned.pairs.0 as usize..aligned.pairs.1 as usize] {
                swaps.count(here, there, *pair);
            }
            swaps.reworded += u32::from(swaps.content_swapped > before);
            swaps.loose += aligned.loose;
        }
        swaps
    }

    fn count(&mut self, here: &Typeset, there: &Typeset, pair: WordPair) {
        let (ours, theirs) = (here.words[pair.here as usize].class, there.words[pair.there as usize].class);
        let one = u32::from(!pair.same);
        match (ours, theirs) {
            (Class::Function, _) | (_, Class::Function) => {
                self.function_swapped += one;
                self.function_kept += 1 - one;
            }
            (Class::Content, Class::Content) => {
                self.content_swapped += one;
                self.content_kept += 1 - one;
                if one == 1 {
                    let (a, b) = (here.word(pair.here as usize), there.word(pair.there as usize));
                    self.synonyms += u32::from(near_synonyms(a, b));
                }
            }
            _ => {
                self.marked_swapped += one;
                self.marked_kept += 1 - one;
            }
        }
    }

    /// Whether words were swapped one for one, throughout, as no editor does: content words for their like, while the
    /// grammar stands.
    pub fn are_spun(&self) -> bool {
        let content = f64::from(self.content_kept + self.content_swapped);
        let swapped = f64::from(self.content_swapped);
        // grammar, names and numbers: what a rewriter leaves and chance does not
        let rest = f64::from(self.function_kept + self.function_swapped + self.marked_kept + self.marked_swapped);
        let rate = swapped / content.max(1.0);
        let touched = f64::from(self.function_swapped + self.marked_swapped) / rest.max(1.0);
        let alike = f64::from(self.synonyms) / swapped.max(1.0);
        let throughout = self.content_swapped >= 6
            && self.reworded >= 3
            && 10 * self.reworded >= 3 * self.sentences
            && touched <= 0.45 * rate
            && f64::from(self.loose) <= 0.25 * (content + rest);
        throughout && (rate >= 0.10 || (rate >= 0.06 && alike >= 0.25))
    }
}
