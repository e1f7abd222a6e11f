//! How likely two mentions are of one event: a logistic of signs, fitted by `bench/fit_links.py`.

use std::sync::LazyLock;

use crate::signs::{SIGNS, Signs};

/// Which weights a pair is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Of mentions of any kind.
    Any,
    /// Of units, by all that their articles tell of them.
    Acts,
    /// Of coded acts of one article.
    Within,
}

/// The log-odds that two mentions are of one event.
pub(crate) fn odds(signs: &Signs, column: Column) -> f32 {
    let weights = &WEIGHTS[column as usize];
    let score: f32 = signs.iter().zip(weights).map(|(sign, weight)| sign * weight).sum();
    score.clamp(-8.0, 8.0)
}

/// What each sign of a pair adds to the log-odds, those that add or take most first.
pub(crate) fn shares(signs: &Signs, column: Column) -> Vec<(&'static str, f32)> {
    let mut shares: Vec<(&'static str, f32)> = SIGNS
        .iter()
        .zip(signs.iter().zip(&WEIGHTS[column as usize]))
        .map(|(name, (sign, weight))| (*name, sign * weight))
        .filter(|(name, share)| *share != 0.0 && *name != "always")
        .collect();
    shares.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    shares
}

/// Weights by [`Column`], each in the order of [`SIGNS`].
static WEIGHTS: LazyLock<[Vec<f32>; 3]> = LazyLock::new(|| {
    let rows = include_str!("../data/weights.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    let column = |column: usize| -> Vec<f32> {
        let weight = |sign: &&str| {
            let row = rows.iter().find(|row| row.first() == Some(sign));
            row.and_then(|row| row.get(column)?.parse().ok()).unwrap_or(0.0)
        };
        SIGNS.iter().map(weight).collect()
    };
    [column(1), column(2), column(3)]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_has_a_row_and_each_row_is_of_a_sign() {
        let rows = include_str!("../data/weights.tsv").lines().filter(|line| !line.starts_with('#'));
        let names: Vec<&str> = rows.filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(names, SIGNS);
    }
}
