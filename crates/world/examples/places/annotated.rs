//! Annotations read back from what `attache task annotate --tokens` prints.

use attache_language::{Annotation, Entity, EntityKind, Sentence, Upos, Word};
use attache_press::{ByteSpan, CharSpan};
use serde_json::Value;
use std::collections::HashSet;

/// Makes annotations; labels live as long as the program.
#[derive(Default)]
pub struct Labels(HashSet<&'static str>);

impl Labels {
    /// An annotation out of what `attache task annotate --tokens` prints.
    pub fn annotation(&mut self, text: &str, printed: &Value) -> Annotation {
        let labels = &mut self.0;
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let byte = |char: usize| bytes.get(char).copied().unwrap_or(text.len());
        let span = |v: &Value| CharSpan {
            start: v["start"].as_u64().unwrap_or(0) as usize,
            end: v["end"].as_u64().unwrap_or(0) as usize,
        };
        let mut label = |v: &Value| {
            let word = v.as_str().unwrap_or_default();
            match labels.get(word) {
                Some(known) => *known,
                None => {
                    let kept: &'static str = Box::leak(word.to_owned().into_boxed_str());
                    labels.insert(kept);
                    kept
                }
            }
        };
        let mut annotation = Annotation::default();
        for token in printed["tokens"].as_array().into_iter().flatten() {
            let span = span(token);
            annotation.words.push(Word {
                span,
                bytes: ByteSpan { start: byte(span.start), end: byte(span.end) },
                upos: token["upos"].as_str().and_then(Upos::parse).unwrap_or(Upos::X),
                xpos: label(&token["xpos"]),
                head: token["head"].as_u64().map(|h| h as usize),
                deprel: label(&token["deprel"]),
                swapped: 0.0,
            });
        }
        let mut next = 0;
        for sentence in printed["sentences"].as_array().into_iter().flatten() {
            let span = span(sentence);
            let words = &annotation.words;
            let end = next + words[next..].iter().take_while(|w| w.span.start < span.end).count();
            annotation.sentences.push(Sentence { span, words: next..end, embedding: Vec::new() });
            next = end;
        }
        for entity in printed["entities"].as_array().into_iter().flatten() {
            let span = span(entity);
            let words = annotation.words_in(span);
            let kind = serde_json::from_value::<EntityKind>(entity["type"].clone()).unwrap_or(EntityKind::Misc);
            annotation.entities.push(Entity { span, words, kind });
        }
        annotation
    }
}
