use attache_language::engine::Stub;
use attache_language::{Annotator, Input, Keep, Tie, Tied};
use attache_world::World;
use attache_world::resolve::{Setting, resolve};
use proptest::prelude::*;

use super::*;

#[test]
fn every_row_of_the_table_is_read() {
    assert_eq!(frames::rows().iter().filter(|row| row.is_none()).count(), 0);
    assert_eq!(standing::unread(), 0);
}

/// The relations of a text whose trees a stub grows.
fn told(text: &str, seed: u64) -> Vec<Relation> {
    let annotator = Annotator::with_engine(Stub::manifest(), Stub::pieces(), Box::new(Stub::new(seed)));
    let annotation =
        annotator.annotate_each(&[Input::from(text)], Keep::Answers).pop().and_then(Result::ok).unwrap_or_default();
    let resolution = resolve(World::embedded(), text, &annotation, &Setting::default());
    let article = Article { text, annotation: &annotation, resolution: &resolution, times: &[], day: None };
    // a model that says anything
    let any = |n: usize| ((n as u64 * 37 + seed * 11) % 100) as f32 / 100.0;
    let hearing = |asked: &[Tied]| {
        let tie = |n: usize| Tie {
            kinds: (0..RelationKind::ALL.len()).map(|kind| any(n * 13 + kind)).collect(),
            standing: (0..RelationKind::ALL.len())
                .map(|kind| (0..Standing::ALL.len()).map(|way| any(n + kind * 7 + way)).collect())
                .collect(),
        };
        asked.iter().map(|asked| (0..asked.pairs.len()).map(tie).collect()).collect::<Vec<Vec<_>>>()
    };
    relations(&article, &[], &hearing)
}

#[test]
fn every_kind_has_its_marks() {
    assert!(RelationKind::ALL.iter().all(|kind| heard::has_marks(*kind)));
}

proptest! {
    #[test]
    fn any_tree_is_read_without_a_panic_and_the_same_twice(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "Norland", "Peru", "and", "the", "ally", "partner", "strategic", "partnership", "of", "with", "claims",
                "islands", "president", "Ana", "Torres", ",", ":", "such", "as", "held", "sanctions", "on", "trade",
                "top", "tier", "$", "4", "million", "treaty", "wants", "to", "join", "10th", "anniversary", "their",
                "countries", "two", "“", "”", "-", ".", "\n", "former", "not", "recognise", "market", "largest",
            ]),
            0..40,
        ),
        seed in 0_u64..1000,
    ) {
        let text = words.join(" ");
        prop_assert_eq!(told(&text, seed), told(&text, seed));
    }
}
