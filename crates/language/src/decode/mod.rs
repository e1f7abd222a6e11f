//! From scores to answers that are well-formed whatever the scores: the model proposes, these functions decide.

pub mod names;
pub mod sources;
pub mod statements;
pub mod tree;

use std::ops::Range;

/// The column of the highest number; 0 for none. Numbers that are no numbers never win.
pub fn best(scores: &[f32]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (n, score) in scores.iter().enumerate() {
        if *score > best.1 {
            best = (n, *score);
        }
    }
    best.0
}

/// The probability that a label other than the first wins.
pub fn other_than_first(scores: &[f32]) -> f32 {
    1.0 - probability(scores, 0)
}

/// The probability of one label among all of `scores`; 0 where the scores are no numbers.
pub fn probability(scores: &[f32], label: usize) -> f32 {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
    let p = (scores.get(label).copied().unwrap_or(f32::NEG_INFINITY) - highest).exp() / sum;
    if p.is_finite() { p } else { 0.0 }
}

/// Probabilities of all labels.
pub fn probabilities(scores: &[f32]) -> Vec<f32> {
    (0..scores.len()).map(|label| probability(scores, label)).collect()
}

/// Stretches of positions at which something holds.
pub fn runs(holds: impl IntoIterator<Item = bool>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (n, _) in holds.into_iter().enumerate().filter(|(_, holds)| *holds) {
        match runs.last_mut() {
            Some(run) if run.end == n => run.end += 1,
            _ => runs.push(n..n + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_are_no_numbers_give_an_answer_all_the_same() {
        let scores = [f32::NAN, f32::INFINITY, 1.0];
        assert_eq!(best(&[f32::NAN; 3]), 0);
        assert_eq!(best(&scores), 1);
        assert!(probabilities(&scores).iter().all(|p| (0.0..=1.0).contains(p)));
    }

    #[test]
    fn runs_are_stretches_without_gaps() {
        assert_eq!(runs([true, true, false, true]), [0..2, 3..4]);
        assert!(runs([]).is_empty());
    }
}
