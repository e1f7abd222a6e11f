//! What two articles have in common, and what that makes of them.

use std::sync::Arc;

use attache_world::near_synonyms;

use crate::align::{Aligner, Alignment, WordPair};
use crate::memo::Memo;
use crate::pile::{Entry, Pile};
use crate::typeset::{Class, Typeset};

/// What texts of late have in common, mostly nothing; 20 to 40 MB.
static KINSHIPS: Memo<u128, Option<Arc<(Kinship, f64)>>> = Memo::new(262_144);

/// Two articles that share sentences.
pub(crate) struct Kin {
    pub a: usize,
    pub b: usize,
    found: Arc<(Kinship, f64)>,
}

impl Kin {
    /// Lays the article at `a` beside that at `b`; none when they have nothing in common.
    pub fn of(pile: &Pile, a: usize, b: usize, aligner: &mut Aligner) -> Option<Self> {
        let (x, y) = (&pile.articles[a], &pile.articles[b]);
        let mut found = || Self::between(x, y, aligner).map(Arc::new);
        let known = if x.is_short() && y.is_short() { KINSHIPS.get(x.beside(y), found) } else { found() };
        known.map(|found| Self { a, b, found })
    }

    /// What is counted of `a` beside `b`.
    pub fn kinship(&self) -> &Kinship {
        &self.found.0
    }

    /// Where few sentences can be aligned and one of the two reads as rewritten: the share of the names and numbers of the
    /// one that has fewer that stand in the other in the same order; else 0.
    pub fn skeleton(&self) -> f64 {
        self.found.1
    }

    /// What two articles have in common, and the skeleton that they share.
    fn between(x: &Entry, y: &Entry, aligner: &mut Aligner) -> Option<(Kinship, f64)> {
        let kinship = Kinship::of(&x.set, &y.set, &aligner.align(&x.set, &y.set));
        let rewritten = |entry: &Entry| entry.voice().spun.max(entry.voice().garbled) >= 0.5;
        let skeleton = match kinship.most() < 0.5 && (rewritten(x) || rewritten(y)) {
            true => skeleton(&x.set, &y.set),
            false => 0.0,
        };
        (skeleton > 0.0 || !kinship.shared.is_empty()).then_some((kinship, skeleton))
    }
}

/// The share of names and numbers that two articles have in the same order; 0 when it is too small to say that one is a
/// rewrite of the other.
fn skeleton(here: &Typeset, there: &Typeset) -> f64 {
    const MOST: usize = 400;
    const LEAST: usize = 10;
    const LEAST_SHARE: f64 = 0.7;
    let bones = |set: &Typeset| -> Vec<u32> {
        let marked = set.words.iter().filter(|word| matches!(word.class, Class::Name | Class::Number));
        let mut bones: Vec<u32> = marked.map(|word| word.hash).take(MOST).collect();
        bones.dedup();
        bones
    };
    let (ours, theirs) = (bones(here), bones(there));
    let fewer = ours.len().min(theirs.len());
    // the longest common subsequence
    let mut row = vec![0_usize; theirs.len() + 1];
    for bone in &ours {
        let mut diagonal = 0;
        for (j, other) in theirs.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if bone == other { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    let common = row[theirs.len()];
    let enough = common >= LEAST && 2 * fewer >= ours.len().max(theirs.len());
    if enough && share(common, fewer) >= LEAST_SHARE { share(common, fewer) } else { 0.0 }
}

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
    /// Words that are the same, those between quotation marks counted at a third: who quotes one speech copies nobody. None in a
    /// sentence that names others in the same words: forms are filled in anew, copies keep names.
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
            let weight =
                match is_renamed(here, there, &alignment.pairs[aligned.pairs.0 as usize..aligned.pairs.1 as usize]) {
                    true => 0.0,
                    false => aligned.kept as f32 * (1.0 - (1.0 - QUOTED) * quoted),
                };
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

    /// Whether half of one of the two, in sentences and in words, stands in the other: more than a sentence that all have.
    pub fn is_of_one_text(&self) -> bool {
        self.most() >= 0.5 && self.agreement_here.max(self.agreement_there) >= 0.4
    }

    /// The share of the article that has more of its sentences in the other.
    pub fn most(&self) -> f64 {
        self.share_here.max(self.share_there)
    }
}

/// Whether a name stands where the other sentence has another, and not another spelling of it.
fn is_renamed(here: &Typeset, there: &Typeset, pairs: &[WordPair]) -> bool {
    let is_name = |set: &Typeset, at: u32| set.words[at as usize].class == Class::Name;
    let start = |word: &str| word.chars().take(2).flat_map(char::to_lowercase).collect::<String>();
    pairs
        .iter()
        .filter(|pair| !pair.same && is_name(here, pair.here) && is_name(there, pair.there))
        .any(|pair| start(here.word(pair.here as usize)) != start(there.word(pair.there as usize)))
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

    /// Whether a good share of what was swapped is near-synonyms.
    pub fn are_synonyms(&self) -> bool {
        self.synonyms > 0 && 4 * self.synonyms >= self.content_swapped
    }

    /// Whether words were replaced at random: grammar as often as meaning, and one for one.
    pub fn are_noise(&self) -> bool {
        let content = f64::from(self.content_kept + self.content_swapped).max(1.0);
        let grammar = f64::from(self.function_kept + self.function_swapped).max(1.0);
        let [rate, touched] = [f64::from(self.content_swapped) / content, f64::from(self.function_swapped) / grammar];
        touched >= 0.4 * rate && f64::from(self.loose) <= 0.05 * (content + grammar)
    }

    /// Whether words were swapped one for one in many sentences, as few editors do: content words for their like, while the
    /// grammar stands.
    pub fn are_many(&self) -> bool {
        self.rate() >= 0.05 && self.content_swapped >= 8 && 5 * self.reworded >= self.sentences && self.spare_grammar()
    }

    /// Whether words were swapped in many sentences, whatever became of the grammar.
    pub fn are_frequent(&self) -> bool {
        self.rate() >= 0.1 && self.content_swapped >= 8 && 3 * self.reworded >= self.sentences
    }

    /// The same throughout, as no editor does.
    pub fn are_spun(&self) -> bool {
        let throughout = self.content_swapped >= 6 && self.reworded >= 3 && 10 * self.reworded >= 3 * self.sentences;
        let rate = self.rate();
        throughout && self.spare_grammar() && (rate >= 0.10 || (rate >= 0.06 && self.are_synonyms()))
    }

    /// Whether one in six words of grammar was exchanged, or one word in four has no partner.
    pub fn touch_grammar(&self) -> bool {
        let grammar = self.function_kept + self.function_swapped;
        let all = grammar + self.content_kept + self.content_swapped + self.marked_kept + self.marked_swapped;
        6 * self.function_swapped >= grammar || 4 * self.loose > all
    }

    /// Share of content words that were swapped.
    fn rate(&self) -> f64 {
        share(self.content_swapped as usize, (self.content_kept + self.content_swapped) as usize)
    }

    /// Words of grammar fall to chance as often as others; to a rewriter only where a phrase was put for a word.
    fn spare_grammar(&self) -> bool {
        let grammar = self.function_kept + self.function_swapped;
        let marked = self.marked_kept + self.marked_swapped;
        let all = self.content_kept + self.content_swapped + grammar + marked;
        let (rate, loose) = (self.rate(), share(self.loose as usize, all as usize));
        let touched = share(self.function_swapped as usize, grammar as usize);
        touched <= rate * (0.12 + 4.0 * loose).min(0.8)
            && f64::from(self.marked_swapped) <= 1.5 * rate * f64::from(marked)
            && loose <= 0.25
    }
}
