//! Names: the likeliest sequence of steps in which each name begins before it goes on.

use std::ops::Range;

use crate::annotation::EntityKind;
use crate::manifest::NameStep;

/// The names of one sentence, as ranges of its words; `scores` holds a row of step scores for each word, `stride` apart.
///
/// By Viterbi: the sequence of steps with the highest sum of scores among those in which a word inside a name follows a
/// word of a name of the same kind.
pub fn names<'s>(rows: impl Iterator<Item = &'s [f32]>, steps: &[NameStep]) -> Vec<(Range<usize>, EntityKind)> {
    let count = steps.len();
    let mut best = vec![0.0_f32; count];
    let mut reached = vec![0.0_f32; count];
    let mut came: Vec<u16> = Vec::new();
    let mut words = 0;
    for row in rows {
        for (to, step) in steps.iter().enumerate() {
            let score = row.get(to).copied().filter(|score| score.is_finite()).unwrap_or(-1e9);
            let from = if words == 0 {
                (0, if matches!(step, NameStep::Inside(_)) { -1e30 } else { 0.0 })
            } else {
                (0..count)
                    .filter(|from| follows(steps[*from], *step))
                    .map(|from| (from, best[from]))
                    .fold((0, -1e30), |most, from| if from.1 > most.1 { from } else { most })
            };
            reached[to] = from.1 + score;
            came.push(from.0 as u16);
        }
        std::mem::swap(&mut best, &mut reached);
        words += 1;
    }
    let mut at = super::best(&best);
    let mut path = vec![NameStep::Outside; words];
    for word in (0..words).rev() {
        path[word] = steps.get(at).copied().unwrap_or(NameStep::Outside);
        at = came[word * count + at] as usize;
    }
    spans(&path)
}

fn follows(before: NameStep, step: NameStep) -> bool {
    match (before, step) {
        (NameStep::Begin(a) | NameStep::Inside(a), NameStep::Inside(b)) => a == b,
        (_, step) => !matches!(step, NameStep::Inside(_)),
    }
}

fn spans(path: &[NameStep]) -> Vec<(Range<usize>, EntityKind)> {
    let mut spans: Vec<(Range<usize>, EntityKind)> = Vec::new();
    for (word, step) in path.iter().enumerate() {
        match (step, spans.last_mut()) {
            (NameStep::Inside(kind), Some((span, of))) if span.end == word && kind == of => span.end += 1,
            (NameStep::Inside(kind) | NameStep::Begin(kind), _) => spans.push((word..word + 1, *kind)),
            (NameStep::Outside, _) => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use EntityKind::{Org, Per};

    const STEPS: [NameStep; 5] =
        [NameStep::Outside, NameStep::Begin(Per), NameStep::Inside(Per), NameStep::Begin(Org), NameStep::Inside(Org)];

    fn of(rows: &[[f32; 5]]) -> Vec<(Range<usize>, EntityKind)> {
        names(rows.iter().map(|row| &row[..]), &STEPS)
    }

    #[test]
    fn a_name_that_goes_on_has_begun() {
        // the second word alone would go on with an organisation, which the first does not begin
        let rows = [[0.0, 2.0, 0.0, 1.5, 0.0], [0.0, 0.0, 1.0, 0.0, 3.0]];
        assert_eq!(of(&rows), [(0..2, Org)]);
        assert_eq!(of(&[[0.0, -9.0, 5.0, -9.0, 5.0]]), []);
    }

    #[test]
    fn two_names_may_touch() {
        let rows = [[0.0, 5.0, 0.0, 0.0, 0.0], [0.0, 5.0, 0.0, 0.0, 0.0]];
        assert_eq!(of(&rows), [(0..1, Per), (1..2, Per)]);
        assert_eq!(of(&[]), []);
    }

    proptest! {
        #[test]
        fn names_are_in_order_and_apart(rows in proptest::collection::vec(proptest::array::uniform5(-9.0_f32..9.0), 0..30)) {
            let mut at = 0;
            for (name, _) in of(&rows) {
                prop_assert!(at <= name.start && name.start < name.end && name.end <= rows.len());
                at = name.end;
            }
        }
    }
}
