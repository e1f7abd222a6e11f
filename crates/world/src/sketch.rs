//! Annotations without a model, for tests and benchmarks: words and sentences by rule, the names that are given.

use attache_language::{Annotation, Entity, EntityKind, Sentence, Upos, Word, sentence_ends, tokenize};
use attache_press::{ByteSpan, CharOffsets};

/// The annotation of a text in which the given stretches are names; each is a name wherever it stands.
pub fn sketch(text: &str, names: &[(&str, EntityKind)]) -> Annotation {
    let cuts = tokenize(text);
    let offsets = CharOffsets::new(text);
    let mut annotation = Annotation::default();
    let mut first = 0;
    let ends = sentence_ends(text, &cuts);
    for (number, (cut, ends)) in cuts.iter().zip(ends).enumerate() {
        let bytes = ByteSpan::from(*cut);
        let form = cut.of(text);
        let (upos, xpos) = match form {
            _ if form.starts_with(char::is_uppercase) => (Upos::Propn, "NNP"),
            "will" => (Upos::Aux, "MD"),
            _ if form.ends_with("ed") || matches!(form, "said" | "met" | "fell") => (Upos::Verb, "VBD"),
            _ => (Upos::Noun, "NN"),
        };
        let head = (number != first).then_some(first);
        annotation.words.push(Word { span: offsets.span(bytes), bytes, upos, xpos, head, deprel: "dep", swapped: 0.0 });
        if ends || number + 1 == cuts.len() {
            let words = first..number + 1;
            annotation.sentences.push(Sentence { span: annotation.span(&words), words, embedding: Vec::new() });
            first = number + 1;
        }
    }
    for (name, kind) in names {
        for (start, _) in text.match_indices(name) {
            let span = offsets.span(ByteSpan { start, end: start + name.len() });
            let words = annotation.words_in(span);
            if !words.is_empty() && !annotation.entities.iter().any(|e| e.words.contains(&words.start)) {
                annotation.entities.push(Entity { span, words, kind: *kind });
            }
        }
    }
    annotation.entities.sort_by_key(|e| e.words.start);
    annotation
}
