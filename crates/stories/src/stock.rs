//! What shared sentences prove: nothing, when everybody has them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::choose::Families;
use crate::kinship::Kin;
use crate::pile::Pile;

/// How common each sentence is: a sentence that families of articles share which have nothing else in common says
/// nothing about where a text comes from.
pub(crate) struct Stock {
    family: Vec<u32>,
    families_with: FxHashMap<u64, u32>,
}

/// What speaks for one article being taken from another.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Evidence {
    /// Words that are the same in sentences of fair length, less those in quotations and in sentences that others have.
    pub words: f64,
    /// The same in sentences of any length.
    bare: f64,
    /// Words that are the same, whatever others have.
    plain: f64,
    /// Sentences of fair length, whatever others have.
    plain_sentences: usize,
    /// Sentences with weight,
    sentences: usize,
    /// and how many of them follow one another in both articles, at most.
    pub in_a_row: usize,
}

impl Evidence {
    /// Enough for a copy: several sentences, or few that hardly differ, for who tells of one thing in one sentence tells it
    /// much alike.
    pub fn is_copy(&self, similarity: f64) -> bool {
        let several = self.plain_sentences >= 3 && self.bare >= 8.0 && similarity >= 0.65;
        several || (self.plain >= 6.0 && self.bare >= 3.0 && similarity >= 0.85)
    }

    /// Enough for an excerpt, and to be no coincidence: three sentences in a row that hardly differ, or two that are long or most of the
    /// article (`own` is the share of its words), or three long ones apart.
    pub fn is_excerpt(&self, own: f64, similarity: f64) -> bool {
        let pair = self.in_a_row >= 2 && self.words >= if own >= 0.5 { 25.0 } else { 40.0 };
        let row = self.in_a_row >= 3 && self.words >= 25.0;
        similarity >= 0.88 && (row || pair || self.sentences >= 3 && self.words >= 60.0)
    }

    /// Enough for an article of so many words that is nothing but a sentence or two of another's, word for word and not only quotations.
    pub fn is_all(&self, words: usize, similarity: f64) -> bool {
        self.words >= 9.0 && self.plain >= 0.65 * words as f64 && similarity >= 0.97
    }
}

impl Stock {
    pub fn new(pile: &Pile, kin: &[Kin]) -> Self {
        let mut families = Families::new(pile.articles.len());
        for kin in kin.iter().filter(|kin| kin.kinship().is_of_one_text()) {
            let (a, b) = (families.root(kin.a), families.root(kin.b));
            if a != b {
                families.join(a, b);
            }
        }
        let family: Vec<u32> = (0..pile.articles.len()).map(|at| families.root(at) as u32).collect();
        let mut seen: Vec<(u64, u32)> = pile
            .articles
            .par_iter()
            .zip(&family)
            .flat_map_iter(|(entry, family)| entry.set.sentences.iter().map(|s| (s.hash, *family)))
            .collect();
        seen.par_sort_unstable();
        seen.dedup();
        let mut families_with = FxHashMap::default();
        for same in seen.chunk_by(|x, y| x.0 == y.0).filter(|same| same.len() > 1) {
            families_with.insert(same[0].0, same.len() as u32);
        }
        Self { family, families_with }
    }

    pub fn evidence(&self, kin: &Kin) -> Evidence {
        let expected = if self.family[kin.a] == self.family[kin.b] { 1 } else { 2 };
        let mut evidence = Evidence::default();
        let mut row = 0;
        for shared in &kin.kinship().shared {
            let families = self.families_with.get(&shared.hash).copied().unwrap_or(1);
            let others = families.saturating_sub(expected);
            let weight = f64::from(shared.weight) / f64::from(1 + others);
            evidence.bare += weight;
            evidence.plain += f64::from(shared.weight);
            evidence.plain_sentences += usize::from(shared.weight >= 5.0);
            let counts = usize::from(weight >= 5.0);
            evidence.words += if counts == 1 { weight } else { 0.0 };
            evidence.sentences += counts;
            row = if shared.follows { row + counts } else { counts };
            evidence.in_a_row = evidence.in_a_row.max(row);
        }
        evidence
    }
}
