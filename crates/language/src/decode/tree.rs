//! Dependency trees: one root, no cycles, the highest sum of scores.

/// The head of each word of a sentence: 0 for the one root, else the number of a word, counted from 1.
///
/// `scores` holds a row a word, `stride` apart: column 0 scores the word as the root, column n the n-th word as its head.
/// Where the best head of each word makes a tree with one root, that is it; else the maximum spanning tree with one root
/// (Chu and Liu 1965, Edmonds 1967), the edges from the root all being made dearer by the same large sum.
pub fn heads(scores: &[f32], words: usize, stride: usize) -> Vec<usize> {
    let row = |word: usize| scores.get(word * stride..).and_then(|row| row.get(..words + 1)).unwrap_or(&[]);
    let greedy: Vec<usize> = (0..words)
        .map(|word| {
            let mut best = (0, f32::NEG_INFINITY);
            for (head, score) in row(word).iter().enumerate() {
                if head != word + 1 && *score > best.1 {
                    best = (head, *score);
                }
            }
            best.0
        })
        .collect();
    if is_tree(&greedy) {
        return greedy;
    }
    spanning(words, |word, head| row(word).get(head).copied().unwrap_or(0.0))
}

/// Whether there is one root and no cycle.
pub fn is_tree(heads: &[usize]) -> bool {
    let roots = heads.iter().filter(|head| **head == 0).count();
    if roots != 1 {
        return heads.is_empty();
    }
    let mut heads = std::iter::once(&0).chain(heads).copied().collect::<Vec<_>>();
    cycle(&mut heads).is_none()
}

/// The nodes of some cycle; `heads` has the root in front, whose own head does not count.
fn cycle(heads: &mut [usize]) -> Option<Vec<usize>> {
    // 0 unseen, else the walk in which a node was seen first
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut members = vec![at];
            let mut next = heads[at];
            while next != at {
                members.push(next);
                next = heads[next];
            }
            return Some(members);
        }
    }
    None
}

/// Larger than any difference between two trees' scores.
const ROOT_PRICE: f64 = 1e9;

/// What a score counts at most.
const MOST: f32 = 1e5;

/// A cycle that was made one node.
struct Contraction {
    /// Its nodes; the first stands for all.
    members: Vec<usize>,
    /// Their heads within it.
    inner: Vec<usize>,
    /// For each node outside, the member that would hang from it,
    enters: Vec<usize>,
    /// and the member that it would hang from.
    leaves: Vec<usize>,
}

fn spanning(words: usize, score: impl Fn(usize, usize) -> f32) -> Vec<usize> {
    let nodes = words + 1;
    let mut table = vec![f64::NEG_INFINITY; nodes * nodes];
    for word in 1..nodes {
        for head in (0..nodes).filter(|head| *head != word) {
            let score = score(word - 1, head);
            let score = if score.is_nan() { -MOST } else { score.clamp(-MOST, MOST) };
            table[word * nodes + head] = f64::from(score) - if head == 0 { ROOT_PRICE } else { 0.0 };
        }
    }
    let mut alive = vec![true; nodes];
    let mut heads = vec![0; nodes];
    let mut contractions = Vec::new();
    loop {
        for word in (1..nodes).filter(|word| alive[*word]) {
            let open = (0..nodes).filter(|head| *head != word && alive[*head]);
            heads[word] = most(open, |head| table[word * nodes + head]);
        }
        for dead in (1..nodes).filter(|node| !alive[*node]) {
            heads[dead] = 0;
        }
        let Some(members) = cycle(&mut heads) else { break };
        contractions.push(contract(members, &mut table, &mut alive, &heads, nodes));
    }
    while let Some(Contraction { members, inner, enters, leaves }) = contractions.pop() {
        let one = members[0];
        for member in &members {
            alive[*member] = true;
        }
        let entered_from = heads[one];
        for node in (1..nodes).filter(|node| alive[*node] && !members.contains(node)) {
            if heads[node] == one {
                heads[node] = leaves[node];
            }
        }
        for (member, head) in members.iter().zip(inner) {
            heads[*member] = head;
        }
        heads[enters[entered_from]] = entered_from;
    }
    heads.split_off(1)
}

fn contract(members: Vec<usize>, table: &mut [f64], alive: &mut [bool], heads: &[usize], nodes: usize) -> Contraction {
    let one = members[0];
    let inner: Vec<usize> = members.iter().map(|member| heads[*member]).collect();
    let kept: Vec<f64> = members.iter().map(|member| table[member * nodes + heads[*member]]).collect();
    let (mut enters, mut leaves) = (vec![one; nodes], vec![one; nodes]);
    for member in &members {
        alive[*member] = false;
    }
    for node in (0..nodes).filter(|node| alive[*node]) {
        if node != 0 {
            leaves[node] = most(members.iter().copied(), |member| table[node * nodes + member]);
        }
        let gain = |n: usize| table[members[n] * nodes + node] - kept[n];
        let best = most(0..members.len(), gain);
        enters[node] = members[best];
        let gain = gain(best);
        if node != 0 {
            table[node * nodes + one] = table[node * nodes + leaves[node]];
        }
        table[one * nodes + node] = gain;
    }
    alive[one] = true;
    Contraction { members, inner, enters, leaves }
}

/// The candidate with the highest value, the first of several; 0 for none.
fn most(candidates: impl Iterator<Item = usize>, value: impl Fn(usize) -> f64) -> usize {
    let mut best = None;
    for candidate in candidates {
        let value = value(candidate);
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((candidate, value));
        }
    }
    best.map_or(0, |(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best tree with one root by trying all.
    fn best_by_trial(scores: &[f32], words: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(words + 1).pow(words as u32) {
            let heads: Vec<usize> = (0..words).map(|word| code / (words + 1).pow(word as u32) % (words + 1)).collect();
            if is_tree(&heads) {
                best = best.max(sum(scores, &heads));
            }
        }
        best
    }

    fn sum(scores: &[f32], heads: &[usize]) -> f32 {
        heads.iter().enumerate().map(|(word, head)| scores[word * (heads.len() + 1) + head]).sum()
    }

    fn sentence(longest: usize) -> impl Strategy<Value = (usize, Vec<f32>)> {
        (0..=longest)
            .prop_flat_map(|words| (Just(words), proptest::collection::vec(-9.0_f32..9.0, words * (words + 1))))
    }

    proptest! {
        #[test]
        fn no_tree_with_one_root_scores_higher((words, mut scores) in sentence(5)) {
            for word in 0..words {
                scores[word * (words + 1) + word + 1] = -1e4;
            }
            let heads = heads(&scores, words, words + 1);
            if words > 0 {
                prop_assert!((sum(&scores, &heads) - best_by_trial(&scores, words)).abs() < 1e-3);
            }
        }

        #[test]
        fn there_is_always_one_root_and_no_cycle((words, scores) in sentence(40)) {
            prop_assert!(is_tree(&heads(&scores, words, words + 1)));
        }
    }

    #[test]
    fn scores_that_are_no_numbers_give_a_tree() {
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0] {
            assert!(is_tree(&heads(&vec![odd; 20 * 21], 20, 21)), "{odd}");
        }
        assert!(is_tree(&heads(&[], 3, 4)), "missing scores");
    }

    #[test]
    fn the_longest_sentence_takes_no_time() {
        // each word wants the next one, the last wants the first: one cycle over all
        let words = 500;
        let mut scores = vec![0.0; words * (words + 1)];
        for word in 0..words {
            scores[word * (words + 1) + (word + 1) % words + 1] = 9.0;
        }
        assert!(is_tree(&heads(&scores, words, words + 1)));
    }
}
