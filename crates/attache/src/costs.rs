//! What a run has cost, stage by stage: said under `--verbose`.

use std::time::{Duration, Instant};

use attache_effort::{all, spent};

use crate::output;
use crate::tell::words::count;

/// A run whose costs are counted.
pub struct Costs {
    began: Instant,
}

impl Costs {
    /// From now on; the processor time that is counted is that of the whole program.
    pub fn new() -> Self {
        Self { began: Instant::now() }
    }

    /// Says on standard error what so many articles and words have cost until now.
    pub fn tell(&self, articles: usize, words: usize) {
        for line in lines(articles, words, self.began.elapsed(), all()) {
            output::note(&line);
        }
    }
}

fn lines(articles: usize, words: usize, passed: Duration, cost: Duration) -> Vec<String> {
    let a_second = |number: usize, time: Duration| number as f64 / time.as_secs_f64().max(1e-9);
    let mut lines = vec![
        format!(
            "attache: {} of {} words in {:.1} s: {:.1} articles and {:.0} words a second",
            count(articles, "article", "articles"),
            words,
            passed.as_secs_f64(),
            a_second(articles, passed),
            a_second(words, passed)
        ),
        "attache: stage       seconds of processor time   share   words a second of it".to_owned(),
    ];
    let mut known = Duration::ZERO;
    let line = |name: &str, time: Duration| {
        let share = 100.0 * time.as_secs_f64() / cost.as_secs_f64().max(1e-9);
        format!("attache: {name:<10} {:>26.2} {share:>6.1}% {:>20.0}", time.as_secs_f64(), a_second(words, time))
    };
    for (stage, time) in spent() {
        known += time;
        lines.push(line(stage.name(), time));
    }
    lines.push(line("else", cost.saturating_sub(known)));
    lines.push(line("all", cost));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_stages_together_are_what_the_program_cost() {
        let lines = lines(2, 1000, Duration::from_secs(2), Duration::from_secs(4));
        assert_eq!(lines[0], "attache: 2 articles of 1000 words in 2.0 s: 1.0 articles and 500 words a second");
        assert!(lines.last().is_some_and(|last| last.ends_with("100.0%                  250")), "{lines:?}");
    }
}
