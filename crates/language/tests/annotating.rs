//! What must hold of every annotation, whatever the model says: held against an engine that says anything.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use attache_language::engine::Stub;
use attache_language::{Annotation, Annotator, Error, Input, Keep, Pair};
use attache_press::CharSpan;
use proptest::prelude::*;

fn annotator(seed: u64) -> Annotator {
    Annotator::with_engine(Stub::manifest(), Stub::pieces(), Box::new(Stub::new(seed)))
}

fn annotated(text: &str) -> Annotation {
    annotator(1).annotate(&[Input::from(text)]).unwrap().remove(0)
}

/// One root and no cycle a sentence, ranges and spans in order and in bounds.
fn assert_well_formed(text: &str, annotation: &Annotation, sentences_given: bool) -> Result<(), TestCaseError> {
    let words = &annotation.words;
    let chars = text.chars().count();
    let mut at = 0;
    for sentence in &annotation.sentences {
        prop_assert_eq!(sentence.words.start, at, "sentences touch");
        at = sentence.words.end;
        prop_assert!(sentence.words.start <= sentence.words.end && sentence.words.end <= words.len());
        prop_assert!(sentences_given || !sentence.words.clone().is_empty());
        let roots = sentence.words.clone().filter(|word| words[*word].head.is_none()).count();
        prop_assert_eq!(roots, usize::from(!sentence.words.clone().is_empty()));
        for word in sentence.words.clone() {
            let (mut up, mut steps) = (word, 0);
            while let Some(head) = words[up].head {
                prop_assert!(sentence.words.contains(&head));
                up = head;
                steps += 1;
                prop_assert!(steps <= words.len(), "a cycle");
            }
            prop_assert!((words[word].deprel == "root") == words[word].head.is_none());
        }
    }
    prop_assert_eq!(at, words.len());
    let mut at = 0;
    for entity in &annotation.entities {
        prop_assert!(at <= entity.words.start && entity.words.start < entity.words.end);
        at = entity.words.end;
    }
    for trigger in &annotation.triggers {
        prop_assert!(trigger.words.start < trigger.words.end && trigger.words.end <= words.len());
        prop_assert!((0.0..=1.0).contains(&trigger.score));
    }
    for statement in &annotation.statements {
        prop_assert!(!statement.content.is_empty());
        for part in statement.content.iter().chain([&statement.source, &statement.cue]) {
            let span = annotation.span(part);
            prop_assert!(part.start <= part.end && part.end <= words.len());
            prop_assert!(span.start <= span.end && span.end <= chars);
        }
    }
    Ok(())
}

const TEXTS: &str = "([ae]{1,3}[.,:”\"]?[ \n]|“|NAME: |\\PC){0,60}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_annotation_is_well_formed(text in TEXTS, seed in 0_u64..1000) {
        let annotator = annotator(seed).with_jobs(2);
        let annotation = annotator.annotate(&[Input::from(text.as_str())]).unwrap().remove(0);
        assert_well_formed(&text, &annotation, false)?;
    }

    #[test]
    fn given_words_and_sentences_are_used_as_they_are(
        text in TEXTS,
        cuts in proptest::collection::btree_set(0_usize..200, 0..40),
        seed in 0_u64..1000,
    ) {
        let cuts: Vec<_> = cuts.into_iter().filter(|cut| *cut <= text.chars().count()).collect();
        let words: Vec<_> = cuts.windows(2).map(|cut| CharSpan { start: cut[0], end: cut[1] }).collect();
        let sentences: Vec<_> = words.chunks(7).map(|some| CharSpan { start: some[0].start, end: some[some.len() - 1].end }).collect();
        let input = Input { text: &text, words: Some(&words), sentences: Some(&sentences) };
        let annotation = annotator(seed).annotate(&[input]).unwrap().remove(0);
        assert_well_formed(&text, &annotation, true)?;
        prop_assert_eq!(annotation.words.iter().map(|word| word.span).collect::<Vec<_>>(), words);
        prop_assert_eq!(annotation.sentences.iter().map(|sentence| sentence.span).collect::<Vec<_>>(), sentences);
    }

    #[test]
    fn any_given_spans_do_no_harm(
        text in TEXTS,
        spans in proptest::collection::vec((0_usize..80, 0_usize..80), 0..30),
    ) {
        let spans: Vec<_> = spans.into_iter().map(|(start, end)| CharSpan { start, end }).collect();
        let annotator = annotator(3);
        for (words, sentences) in [(Some(&spans[..]), None), (None, Some(&spans[..])), (Some(&spans[..]), Some(&spans[..]))] {
            let annotations = annotator.annotate_keeping(&[Input { text: &text, words, sentences }], Keep::States).unwrap();
            prop_assert!(words.is_none() || annotations[0].words.len() == spans.len());
            let all = 0..annotations[0].words.len();
            let pair = Pair { actor: Some(all.clone()), recipient: Some(all), trigger: Some(2..2) };
            if !annotations[0].words.is_empty() {
                prop_assert!(annotator.relate(&annotations[0], &[pair, Pair::default()]).is_ok());
            }
            prop_assert!(annotator.mentions(&annotations[0], &spans).is_ok());
        }
    }

    #[test]
    fn company_and_threads_change_nothing(texts in proptest::collection::vec(TEXTS, 1..5)) {
        let inputs: Vec<_> = texts.iter().map(|text| Input::from(text.as_str())).collect();
        let together = annotator(5).with_jobs(4).annotate(&inputs).unwrap();
        let annotator = annotator(5).with_jobs(1);
        for (input, annotation) in inputs.iter().zip(&together).rev() {
            prop_assert_eq!(&annotator.annotate(&[*input]).unwrap()[0], annotation);
        }
    }
}

#[test]
fn odd_texts_have_annotations() {
    let long = "word ".repeat(3000);
    let table = "1\t2\t3\n4\t5\t6\n".repeat(50);
    for text in ["", " ", "\n\n", "a", ".", "\u{200b}", "SHOUTED HEADLINE GOES HERE", "這是一個句子。", &long, &table]
    {
        let annotation = annotated(text);
        assert_well_formed(text, &annotation, false).unwrap();
        assert_eq!(annotation.words.is_empty(), annotation.embedding.is_empty());
    }
}

#[test]
fn a_sentence_longer_than_a_window_keeps_one_root_when_given() {
    let text = "ae ".repeat(200);
    let sentences = [CharSpan { start: 0, end: 600 }];
    let input = Input { sentences: Some(&sentences), ..Input::from(text.as_str()) };
    let annotation = annotator(1).annotate(&[input]).unwrap().remove(0);
    assert_eq!(annotation.sentences.len(), 1);
    assert_well_formed(&text, &annotation, true).unwrap();
}

#[test]
fn what_an_engine_says_is_of_the_sixteen_types() {
    let annotator = annotator(1);
    let annotation = annotator.annotate_keeping(&[Input::from("ae ea . ae")], Keep::States).unwrap().remove(0);
    let pair = Pair { actor: Some(0..1), recipient: Some(3..4), trigger: None };
    let relation = annotator.relate(&annotation, &[pair]).unwrap().remove(0);
    assert!(["AID", "ASSAULT"].contains(&relation.event));
    assert!((1..=4).contains(&relation.quad));
    assert!((relation.scores.iter().map(|(_, p)| p).sum::<f32>() - 1.0).abs() < 1e-3);
}

#[test]
fn answers_are_the_same_on_any_number_of_threads() {
    let text = "ae ea aa ee . ".repeat(8);
    let pair = |n: usize| Pair { actor: Some(n..n + 1), recipient: Some(n + 1..n + 3), trigger: None };
    let asked = |jobs: usize| {
        let annotator = annotator(1).with_jobs(jobs);
        let annotation = annotator.annotate_keeping(&[Input::from(text.as_str())], Keep::States).unwrap().remove(0);
        annotator.relate(&annotation, &(0..30).map(pair).collect::<Vec<_>>()).unwrap()
    };
    let alone = asked(1);
    assert_eq!(alone.len(), 30);
    assert_eq!(alone, asked(7));
}

#[test]
fn without_states_there_is_nothing_to_ask() {
    let annotation = annotated("ae ea");
    let error = annotator(1).relate(&annotation, &[Pair::default()]).unwrap_err();
    assert!(matches!(error, Error::NoStates));
}
