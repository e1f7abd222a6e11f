//! Which articles may share text: an inverted index over signatures, so that no two are compared that share no key.

use std::borrow::Borrow;

use rayon::prelude::*;

use crate::Signature;

/// An inverted index over the signatures of a pile of articles.
///
/// Building sorts all keys once; finding candidates takes time linear in them: a key that many texts share is followed
/// only to the nearest of them and the first, so that a phrase that everybody uses costs little, while texts that share
/// *many* such keys (a hundred reprints of one agency story) still find each other.
pub struct Index {
    /// The keys that more than one article has, article by article.
    shared: Vec<Posting>,
    /// Where each article's keys begin in `shared`, and the end.
    starts: Vec<u32>,
    /// Articles by key, ascending within a key.
    articles: Vec<u32>,
    /// How many keys each article has.
    sizes: Vec<u32>,
}

/// One key of an article, as a place in [`Index::articles`].
#[derive(Clone, Copy, Default)]
struct Posting {
    /// Where the key's articles begin.
    start: u32,
    /// Where this article stands among them.
    at: u32,
}

/// An earlier article that shares keys with a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// Position of the later article in the pile.
    pub later: u32,
    /// Position of the earlier article in the pile.
    pub earlier: u32,
    /// How many keys they were seen to share.
    pub votes: u32,
}

/// Of a key that more articles share, only the first and the nearest few are looked at.
const FREQUENT: usize = 12;
const FIRST: usize = 4;
const NEAREST: usize = 6;
/// Pairs need as many keys in common,
const LEAST_VOTES: u32 = 3;
/// and as large a share of the keys of the one that has fewer.
const LEAST_SHARE: f64 = 0.06;
/// Earlier articles considered for each article.
const MOST_CANDIDATES: usize = 32;

impl Index {
    /// Builds the index; positions in `signatures` name the articles from here on. Four bytes a key, and eight for each
    /// key that two articles share.
    pub fn new(signatures: &[impl Borrow<Signature>]) -> Self {
        let signatures: Vec<&Signature> = signatures.iter().map(Borrow::borrow).collect();
        let keys: usize = signatures.iter().map(|s| s.keys().len()).sum();
        let mut postings = Vec::with_capacity(keys);
        for (n, signature) in signatures.iter().enumerate() {
            postings.extend(signature.keys().iter().map(|key| u64::from(*key) << 32 | n as u64));
        }
        sort_by_key(&mut postings);
        let mut articles = Vec::with_capacity(keys / 2);
        let mut starts = vec![0_u32; signatures.len() + 1];
        for same in shared_keys(&postings) {
            for posting in same {
                articles.push(*posting as u32);
                starts[*posting as u32 as usize + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut ends = starts.clone();
        let mut shared = vec![Posting::default(); articles.len()];
        let mut at = 0;
        for same in shared_keys(&postings) {
            let start = at;
            for posting in same {
                let end = &mut ends[*posting as u32 as usize];
                shared[*end as usize] = Posting { start, at };
                *end += 1;
                at += 1;
            }
        }
        let sizes = signatures.iter().map(|s| s.keys().len() as u32).collect();
        Self { shared, starts, articles, sizes }
    }

    /// All pairs that share enough keys to be compared, each once, ordered by the later article and then by votes.
    ///
    /// At most 32 earlier articles for each article, those with the most keys in common. The same for any number of
    /// threads.
    pub fn candidates(&self) -> Vec<Pair> {
        let chunk = self.sizes.len().div_ceil(4 * rayon::current_num_threads()).max(256);
        let parts: Vec<Vec<Pair>> = (0..self.sizes.len())
            .collect::<Vec<_>>()
            .par_chunks(chunk)
            .map(|part| {
                let mut votes = vec![0_u16; self.sizes.len()];
                let mut seen = Vec::new();
                let mut pairs = Vec::new();
                for &later in part {
                    self.vote(later, &mut votes, &mut seen);
                    self.elect(later, &mut votes, &mut seen, &mut pairs);
                }
                pairs
            })
            .collect();
        parts.concat()
    }

    /// Counts for each earlier article the keys that it shares with `later`.
    fn vote(&self, later: usize, votes: &mut [u16], seen: &mut Vec<u32>) {
        let mut count = |articles: &[u32]| {
            for &earlier in articles {
                let vote = &mut votes[earlier as usize];
                if *vote == 0 {
                    seen.push(earlier);
                }
                *vote = vote.saturating_add(1);
            }
        };
        for posting in &self.shared[self.starts[later] as usize..self.starts[later + 1] as usize] {
            let before = &self.articles[posting.start as usize..posting.at as usize];
            if before.len() <= FREQUENT {
                count(before);
            } else {
                count(&before[..FIRST]);
                count(&before[before.len() - NEAREST..]);
            }
        }
    }

    /// Turns the votes for one article into pairs, and clears them.
    fn elect(&self, later: usize, votes: &mut [u16], seen: &mut Vec<u32>, pairs: &mut Vec<Pair>) {
        let from = pairs.len();
        for &earlier in seen.iter() {
            let got = u32::from(std::mem::take(&mut votes[earlier as usize]));
            let fewer = self.sizes[later].min(self.sizes[earlier as usize]);
            if got >= LEAST_VOTES.min(fewer) && f64::from(got) >= LEAST_SHARE * f64::from(fewer) {
                pairs.push(Pair { later: later as u32, earlier, votes: got });
            }
        }
        seen.clear();
        pairs[from..].sort_unstable_by_key(|pair| (std::cmp::Reverse(pair.votes), pair.earlier));
        pairs.truncate(from + MOST_CANDIDATES);
    }
}

/// The runs of postings of one key, where there is more than one.
fn shared_keys(postings: &[u64]) -> impl Iterator<Item = &[u64]> {
    postings.chunk_by(|a, b| a >> 32 == b >> 32).filter(|same| same.len() > 1)
}

/// Sorts by the upper 32 bits in three passes, and leaves what is equal there in order (a radix sort).
fn sort_by_key(postings: &mut Vec<u64>) {
    const BITS: u32 = 11;
    let mut other = vec![0_u64; postings.len()];
    for shift in [32, 32 + BITS, 32 + 2 * BITS] {
        let digit = |posting: u64| (posting >> shift) as usize & ((1 << BITS) - 1);
        let mut places = [0_usize; 1 << BITS];
        postings.iter().for_each(|posting| places[digit(*posting)] += 1);
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for posting in postings.iter() {
            let place = &mut places[digit(*posting)];
            other[*place] = *posting;
            *place += 1;
        }
        std::mem::swap(postings, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidates(texts: &[&str]) -> Vec<(u32, u32)> {
        let signatures: Vec<_> = texts.iter().map(|text| Signature::of(text)).collect();
        Index::new(&signatures).candidates().iter().map(|pair| (pair.later, pair.earlier)).collect()
    }

    const STORM: &str = "A storm took the roofs off forty houses in the valley on Sunday night, the fire service said.";

    #[test]
    fn articles_that_share_a_sentence_are_candidates_and_others_are_not() {
        let longer = format!("{STORM} Schools stay shut until the power lines are repaired.");
        let other = "The museum has bought a letter that was lost for a century.";
        assert_eq!(candidates(&[STORM, other, &longer]), [(2, 0)]);
    }

    #[test]
    fn a_hundred_reprints_all_find_an_earlier_one() {
        let reprints = vec![STORM; 100];
        let pairs = candidates(&reprints);
        assert!((1..100).all(|n| pairs.contains(&(n, 0))));
        assert!(pairs.len() <= 100 * MOST_CANDIDATES);
    }

    #[test]
    fn nothing_at_all_has_no_candidates() {
        assert_eq!(candidates(&[]), []);
        assert_eq!(candidates(&["", "", "?"]), []);
    }

    proptest! {
        #[test]
        fn pairs_point_backwards_and_come_once(texts in proptest::collection::vec("[ab]( [abc]){0,12}", 0..40)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut pairs = candidates(&texts);
            prop_assert!(pairs.iter().all(|(later, earlier)| earlier < later));
            pairs.sort_unstable();
            let all = pairs.len();
            pairs.dedup();
            prop_assert_eq!(all, pairs.len());
        }
    }
}
