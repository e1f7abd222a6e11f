//! What happened between two over time.

use serde::{Deserialize, Serialize};

/// Events by period, each event once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Who takes part, as asked for.
    pub between: Vec<String>,
    /// `day`, `week` or `month`.
    pub by: String,
    /// All periods from the first to the last, those without events too.
    pub periods: Vec<TimelinePeriod>,
    /// Events that no period can hold: undated, or dated less exactly than a period.
    pub inexact: usize,
    /// Events before the first period or after the last.
    pub outside: usize,
}

/// A day, a week from Monday, or a month.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TimelinePeriod {
    /// Its first ISO day.
    pub start: String,
    /// Its last ISO day.
    pub end: String,
    /// Events that begin in it and happened.
    pub events: usize,
    /// Their scores by PLOVER, from -10 to 10 each, summed.
    pub score: f64,
    /// By quad code: verbal and material cooperation, verbal and material conflict.
    pub quads: [QuadCount; 4],
    /// Articles in the archive that were published in it, on whatever matter: what counts are to be held against.
    pub articles: usize,
    /// Outlets with such an article.
    pub outlets: usize,
}

/// Events of one quad.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct QuadCount {
    /// How many.
    pub events: usize,
    /// Their scores summed.
    pub score: f64,
}
