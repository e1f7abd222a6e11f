//! Clusters out of scores of pairs: the same whatever the order of the pairs.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

/// What was never scored counts as this: the lowest score that there is.
const STRANGERS: f32 = -8.0;

/// Average-link clusters of `count` things, given in a canonical order: the two clusters whose members score highest on average are
/// joined first, as long as that is above `threshold`; a pair of `-∞` is never in one cluster. Of equals the first in order are joined.
///
/// Clusters are numbered by first member.
pub(crate) fn clusters(count: usize, pairs: &[(usize, usize, f32)], threshold: f32) -> Clusters {
    let mut links: Vec<FxHashMap<usize, f32>> = vec![FxHashMap::default(); count];
    let mut heap = BinaryHeap::new();
    for &(a, b, score) in pairs {
        links[a].insert(b, score);
        links[b].insert(a, score);
        if score > threshold {
            heap.push(Join { score, a: a.min(b), b: a.max(b), sizes: 2 });
        }
    }
    let mut joined = vec![None; count];
    let mut members: Vec<Vec<usize>> = (0..count).map(|n| vec![n]).collect();
    while let Some(Join { score, a, b, sizes }) = heap.pop() {
        if members[a].is_empty() || members[b].is_empty() || members[a].len() + members[b].len() != sizes {
            continue;
        }
        let (x, y) = (members[a].len() as f32, members[b].len() as f32);
        for alone in [a, b].into_iter().filter(|n| members[*n].len() == 1) {
            joined[alone] = Some(score);
        }
        let moved = std::mem::take(&mut members[b]);
        members[a].extend(moved);
        let (mine, theirs) = (std::mem::take(&mut links[a]), std::mem::take(&mut links[b]));
        let mut others: Vec<usize> = mine.keys().chain(theirs.keys()).copied().filter(|n| *n != a && *n != b).collect();
        others.sort_unstable();
        others.dedup();
        let mut merged = FxHashMap::default();
        for other in others {
            let score = |links: &FxHashMap<usize, f32>| links.get(&other).copied().unwrap_or(STRANGERS);
            let average = (score(&mine) * x + score(&theirs) * y) / (x + y);
            links[other].remove(&b);
            links[other].insert(a, average);
            merged.insert(other, average);
            if average > threshold {
                let sizes = members[a].len() + members[other].len();
                heap.push(Join { score: average, a: a.min(other), b: a.max(other), sizes });
            }
        }
        links[a] = merged;
    }
    let mut cluster = vec![0; count];
    for (number, members) in members.iter().filter(|members| !members.is_empty()).enumerate() {
        members.iter().for_each(|n| cluster[*n] = number);
    }
    Clusters { of: cluster, joined }
}

/// What clustering gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clusters {
    /// Each thing's cluster.
    pub of: Vec<usize>,
    /// The average score at which each thing was joined to others; none where it stands alone.
    pub joined: Vec<Option<f32>>,
}

/// Two clusters that may be joined, by their first members.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Join {
    score: f32,
    a: usize,
    b: usize,
    /// Members of both when this was scored: another number, and it is out of date.
    sizes: usize,
}

impl Eq for Join {}

impl Ord for Join {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score
            .total_cmp(&other.score)
            .then_with(|| (other.a, other.b, other.sizes).cmp(&(self.a, self.b, self.sizes)))
    }
}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pair_that_cannot_be_keeps_its_clusters_apart() {
        let never = f32::NEG_INFINITY;
        assert_eq!(clusters(3, &[(0, 1, 5.0), (1, 2, 4.0), (0, 2, never)], 0.0).of, [0, 0, 1]);
        assert_eq!(clusters(3, &[(0, 1, 5.0), (1, 2, 4.0), (0, 2, 3.0)], 0.0).of, [0, 0, 0]);
        assert_eq!(clusters(2, &[], 0.0).of, [0, 1]);
    }

    proptest! {
        #[test]
        fn the_order_of_pairs_does_not_matter(scores in prop::collection::vec(-3_i8..4, 45), turn in 0..45_usize) {
            let all: Vec<(usize, usize)> = (0..10).flat_map(|a| (a + 1..10).map(move |b| (a, b))).collect();
            let mut pairs: Vec<(usize, usize, f32)> =
                all.into_iter().zip(scores).map(|((a, b), score)| (a, b, f32::from(score))).collect();
            let first = clusters(10, &pairs, 0.0);
            pairs.rotate_left(turn);
            pairs.iter_mut().for_each(|(a, b, _)| std::mem::swap(a, b));
            prop_assert_eq!(clusters(10, &pairs, 0.0), first);
        }
    }
}
