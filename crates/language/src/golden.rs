//! The runtime held against what the trainer's reference gives: `golden.json` in the model's folder.

use std::path::{Path, PathBuf};

use attache_press::CharSpan;
use serde::Deserialize;

use crate::annotation::Input;
use crate::decode::best;
use crate::engine::Engine;
use crate::manifest::NameStep;
use crate::model::Model;
use crate::pieces::Splitter;
use crate::windows::{Room, Window, lay};

#[derive(Deserialize)]
struct Golden {
    windows: Vec<Reference>,
}

/// A window as the trainer made it, and what the reference runtime says of it.
#[derive(Deserialize)]
struct Reference {
    words: Vec<String>,
    /// Words of each paragraph.
    paragraphs: Vec<usize>,
    pieces: Vec<i32>,
    shapes: Vec<i32>,
    quotes: Vec<i32>,
    first: Vec<i32>,
    upos: Vec<String>,
    xpos: Vec<String>,
    names: Vec<String>,
    /// States of the first words.
    words_state: Vec<Vec<f32>>,
}

/// The folder of the model under test: `$ATTACHE_MODEL`, else the repository's.
///
/// # Panics
/// It has no `golden.json`: a runtime that is held against nothing must not pass.
fn folder() -> PathBuf {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/annotator");
    let folder = std::env::var_os("ATTACHE_MODEL").map_or(ours, PathBuf::from);
    assert!(
        folder.join("golden.json").is_file(),
        "{} has no golden.json to hold the runtime against; make it with the model (training/), or name another folder in \
         ATTACHE_MODEL",
        folder.display()
    );
    folder
}

fn laid(reference: &Reference, model: &Model) -> Window {
    let (mut text, mut spans, mut at) = (String::new(), Vec::new(), 0);
    for count in &reference.paragraphs {
        for word in &reference.words[at..at + count] {
            let start = text.chars().count();
            text.push_str(word);
            spans.push(CharSpan { start, end: text.chars().count() });
            text.push(' ');
        }
        text.push('\n');
        at += count;
    }
    let input = Input { text: &text, words: Some(&spans), sentences: None };
    let room = Room { window: model.manifest.window, shared: model.manifest.window };
    let laid = lay(&input, room, &model.pieces, &mut Splitter::default());
    assert_eq!(laid.windows.len(), 1, "one window: {text}");
    laid.windows.into_iter().next().unwrap()
}

fn name(step: &NameStep) -> String {
    match step {
        NameStep::Outside => "O".to_owned(),
        NameStep::Begin(kind) => format!("B-{kind}"),
        NameStep::Inside(kind) => format!("I-{kind}"),
    }
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn words_that_a_rewriter_put_in_stand_out() {
    let annotator = crate::Annotator::load(&folder()).unwrap();
    let written = "The city council voted on Monday to close two schools, and parents said they would go to court.";
    let spun = "The metropolis committee balloted on Monday to shut two academies, and guardians uttered they would travel to court.";
    let annotations = annotator.annotate(&[written.into(), spun.into()]).unwrap();
    let loud = |n: usize| annotations[n].words.iter().filter(|word| word.swapped > 0.5).count();
    assert!(loud(0) <= 1 && loud(1) >= 3, "{} {}", loud(0), loud(1));
}

#[test]
fn the_runtime_agrees_with_the_reference() {
    let folder = folder();
    let model = Model::load(&folder).unwrap();
    let golden: Golden = serde_json::from_slice(&std::fs::read(folder.join("golden.json")).unwrap()).unwrap();
    assert!(!golden.windows.is_empty(), "golden.json holds no window");
    let (mut right, mut asked, mut near, mut states) = (0, 0, 0.0, 0);
    for reference in &golden.windows {
        let mut encodable = laid(reference, &model).encodable;
        assert_eq!(encodable.pieces, reference.pieces, "{:?}", reference.words);
        assert_eq!(encodable.shapes, reference.shapes, "{:?}", reference.words);
        assert_eq!(encodable.first, reference.first, "{:?}", reference.words);
        if !reference.words.iter().any(|word| word.contains(['"', '“', '”'])) {
            assert_eq!(encodable.quotes, reference.quotes);
        }
        encodable.quotes.clone_from(&reference.quotes);
        let mut encoded = Err(crate::Error::NoStates);
        model.engine.on_worker(&mut || encoded = model.engine.trunk(&encodable));
        let encoded = encoded.unwrap();
        let layers = &model.manifest.layers;
        for (n, tags) in encoded.tags.chunks_exact(layers.width()).enumerate() {
            let of = |layer: &std::ops::Range<usize>| best(&tags[layer.clone()]);
            right += usize::from(model.manifest.upos[of(&layers.upos)].name() == reference.upos[n]);
            right += usize::from(model.manifest.xpos[of(&layers.xpos)] == reference.xpos[n]);
            right += usize::from(name(&model.manifest.names[of(&layers.names)]) == reference.names[n]);
            asked += 3;
        }
        for (state, wanted) in encoded.words.chunks_exact(model.manifest.hidden).zip(&reference.words_state) {
            near += cosine(state, wanted);
            states += 1;
        }
    }
    let (labels, cosine) = (f64::from(right as u32) / f64::from(asked as u32), near / states as f32);
    println!("{asked} labels, {:.2} % the same; cosine of {states} states {cosine:.4}", 100.0 * labels);
    assert!(cosine >= 0.99, "cosine {cosine}");
    assert!(labels >= 0.995, "labels {labels}");
}
