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
    let article = Article { text, annotation: &annotation, resolution: &resolution, times: &[], day: None };
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
fn a_talk_is_known_by_labels_that_come_again() {
    let text = "Moderator: Will it rain?\n\nThe CLERK: It may.\n\nModerator: And snow?\n\nThe CLERK: No.";
    let told = said(text, &[]);
    assert_eq!(told.len(), 4, "{told:?}");
    let names: Vec<_> = told.iter().filter_map(|said| said.speaker.as_ref()).map(|s| s.description.clone()).collect();
    assert!(names.iter().all(|name| name == "Moderator" || name.ends_with("CLERK")), "{names:?}");
    assert!(said("Weather: rain.\n\nTraffic: slow.\n\nTides: high.", &[]).is_empty());
}

#[test]
fn every_verb_of_saying_has_known_frames_and_every_weight_its_sign() {
    let known = ["quote", "that", "to", "whom-to", "object", "for", "of-ing", "ing", "at", "out-object"];
    let rows = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
    for row in rows(include_str!("../../data/sayings.tsv")) {
        let (_, frames) = row.split_once('\t').unwrap();
        assert!(frames.split(' ').all(|frame| known.contains(&frame)), "{row}");
    }
    for row in rows(include_str!("../../data/speakers.tsv")) {
        let mut cells = row.split('\t');
        assert!(choice::SIGNS.contains(&cells.next().unwrap()), "{row}");
        assert!(cells.filter_map(|cell| cell.parse::<f32>().ok()).count() == 3, "{row}");
    }
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
