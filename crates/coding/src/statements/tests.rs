#![allow(clippy::single_range_in_vec_init, reason = "a range of words is one value here")]

use attache_language::engine::Stub;
use attache_language::{Annotation, Annotator, Input, Keep, StatementKind};
use attache_world::World;
use attache_world::resolve::{Setting, resolve};
use proptest::prelude::*;

use super::*;

/// Source, cue and contents, as words.
type Spans = (Range<usize>, Range<usize>, Vec<Range<usize>>);

/// The statements of a text, the annotator's answers being those of a stub; `said` gives source, cue and contents as words.
fn said(text: &str, said: &[Spans]) -> Vec<Statement> {
    let annotator = Annotator::with_engine(Stub::manifest(), Stub::pieces(), Box::new(Stub::new(1)));
    let mut annotation: Annotation =
        annotator.annotate_each(&[Input::from(text)], Keep::Answers).pop().and_then(Result::ok).unwrap_or_default();
    annotation.statements = said
        .iter()
        .map(|(source, cue, content)| attache_language::Statement {
            source: source.clone(),
            cue: cue.clone(),
            content: content.clone(),
            kind: StatementKind::Direct,
        })
        .collect();
    let resolution = resolve(World::embedded(), text, &annotation, &Setting::default());
    let none = |_: &[attache_language::Pair]| Vec::new();
    let article =
        Article { text, annotation: &annotation, resolution: &resolution, times: &[], day: None, relations: &none };
    statements(&article, &[], true)
}

#[test]
fn a_quotation_split_by_its_cue_is_one_statement() {
    // “ We wait , ” she said . “ We have time . ”
    let text = "“We wait,” she said. “We have time.”";
    let parts = [(5..6, 6..7, vec![0..5]), (5..6, 0..0, vec![8..14])];
    let told = said(text, &parts);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].content.len(), 2);
    assert!(told[0].verbatim);
}

#[test]
fn two_cues_make_two_statements() {
    let text = "“We wait,” she said. “We have time,” she added.";
    let parts = [(5..6, 6..7, vec![0..5]), (14..15, 15..16, vec![8..14])];
    assert_eq!(said(text, &parts).len(), 2);
}

#[test]
fn every_row_of_venues_has_its_words() {
    let rows = include_str!("../../data/venues.tsv").lines().filter(|line| !line.starts_with('#'));
    assert!(rows.into_iter().all(|row| row.split_once('\t').is_some_and(|(_, words)| !words.is_empty())));
}

proptest! {
    #[test]
    fn contents_stay_in_order_and_apart_whatever_the_spans(
        spans in proptest::collection::vec((0_usize..12, 0_usize..3, 0_usize..12, 0_usize..6), 0..5),
    ) {
        let text = "“Rain fell,” Ana said. “It fell on us,” she told the town, quoting him as saying so.";
        let parts: Vec<_> = spans
            .into_iter()
            .map(|(source, length, content, words)| {
                (source..source + length, source..source + 1, vec![content..content + words + 1])
            })
            .collect();
        for told in said(text, &parts) {
            let mut at = 0;
            prop_assert!(!told.content.is_empty());
            for words in &told.content {
                prop_assert!(at <= words.start && words.start < words.end);
                at = words.end;
            }
        }
    }
}
