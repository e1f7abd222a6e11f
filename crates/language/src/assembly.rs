//! From the readings of a text's windows to its annotation.

use std::ops::Range;
use std::sync::Arc;

use attache_press::{CharOffsets, CharSpan};

use crate::annotation::{
    Act, Annotation, Entity, Input, KeptWindow, Sentence, Statement, StatementKind, Trigger, Word,
};
use crate::annotator::Keep;
use crate::manifest::{Label, Manifest};
use crate::reading::Reading;
use crate::windows::Laid;

/// Puts the readings one after the other.
pub fn assemble(input: &Input, laid: &Laid, readings: &[Arc<Reading>], manifest: &Manifest, keep: Keep) -> Annotation {
    let offsets = CharOffsets::new(input.text);
    let span_of = |n: usize| match input.words.and_then(|words| words.get(n)) {
        Some(given) => *given,
        None => offsets.span(laid.words[n]),
    };
    let mut annotation = Annotation { words: Vec::with_capacity(laid.words.len()), ..Annotation::default() };
    let mut speaker = Speaker::default();
    for reading in readings {
        let from = annotation.words.len();
        for (n, tagged) in reading.words.iter().enumerate() {
            annotation.words.push(Word {
                span: span_of(from + n),
                bytes: laid.words[from + n],
                upos: tagged.upos,
                xpos: tagged.xpos,
                head: tagged.head.map(|head| from + head),
                deprel: tagged.deprel,
                swapped: tagged.swapped,
            });
        }
        let shift = |words: &Range<usize>| words.start + from..words.end + from;
        let vectors = reading.vectors.chunks_exact(manifest.embedding);
        for (sentence, vector) in reading.sentences.iter().zip(vectors) {
            let words = shift(sentence);
            annotation.sentences.push(Sentence { span: annotation.span(&words), words, embedding: vector.to_vec() });
        }
        for (name, kind) in &reading.names {
            let words = shift(name);
            if words.clone().any(|word| is_address(annotation.words[word].bytes.of(input.text))) {
                continue; // an address of the net names nobody
            }
            annotation.entities.push(Entity { span: annotation.span(&words), words, kind: *kind });
        }
        for trigger in &reading.triggers {
            let words = shift(&trigger.words);
            annotation.triggers.push(Trigger {
                span: annotation.span(&words),
                words,
                event: trigger.event,
                score: trigger.score,
                embedding: trigger.vector.clone(),
            });
        }
        let act = |&(word, label, score): &(usize, _, _)| Act { word: from + word, label, score };
        annotation.acts.extend(reading.acts.iter().map(act));
        annotation.hearing.extend(&reading.hearing, from);
        tell(reading, &shift, &mut speaker, &mut annotation.statements);
        if let (Keep::States, Some(states)) = (keep, &reading.states) {
            annotation.states.push(KeptWindow { first_word: from, states: Arc::clone(states) });
        }
    }
    if let (Some(sentences), Some(numbers)) = (input.sentences, &laid.given) {
        as_given(&mut annotation, sentences, numbers, manifest);
    }
    annotation
}

/// Whether a word is an e-mail or web address.
fn is_address(word: &str) -> bool {
    word.contains("://")
        || word.starts_with("www.")
        || word.find('@').is_some_and(|at| at > 0 && word[at..].contains('.'))
}

/// Who spoke last, and up to which word.
#[derive(Default)]
struct Speaker {
    words: Range<usize>,
    until: usize,
}

/// A quotation of its own belongs to who spoke last, if no more words than these, about two paragraphs, lie between.
const LONGEST_PAUSE: usize = 80;

/// Adds a window's statements; a quotation that goes on has the source of the statement before it.
fn tell(
    reading: &Reading,
    shift: &impl Fn(&Range<usize>) -> Range<usize>,
    speaker: &mut Speaker,
    statements: &mut Vec<Statement>,
) {
    let mut open = reading.open_quotations.iter().peekable();
    for n in 0..=reading.statements.len() {
        while let Some((_, words)) = open.next_if(|(before, _)| *before <= n) {
            let words = shift(words);
            if !speaker.words.is_empty() && words.start <= speaker.until + LONGEST_PAUSE {
                speaker.until = words.end;
                let (source, content) = (speaker.words.clone(), vec![words]);
                statements.push(Statement { source, cue: 0..0, content, kind: StatementKind::Direct });
            }
        }
        let Some((told, kind)) = reading.statements.get(n) else { break };
        let some = |words: &Range<usize>| if words.is_empty() { 0..0 } else { shift(words) };
        let (source, cue) = (some(&told.source), some(&told.cue));
        let content: Vec<Range<usize>> = told.content.iter().map(shift).collect();
        if !source.is_empty() {
            let until = content.iter().chain([&source, &cue]).map(|words| words.end).max().unwrap_or(0);
            *speaker = Speaker { words: source.clone(), until };
        }
        statements.push(Statement { source, cue, content, kind: *kind });
    }
}

/// Makes the sentences those given: parts of one that was too long for a window are joined, its later roots hanging from
/// the first; given sentences without words are listed too.
fn as_given(annotation: &mut Annotation, given: &[CharSpan], numbers: &[Option<usize>], manifest: &Manifest) {
    let joint = ["parataxis", "dep"].into_iter().find_map(|name| manifest.deprel.iter().find(|label| **label == name));
    let joint: Label = joint.or(manifest.deprel.last()).copied().unwrap_or("dep");
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut last = None;
    for mut sentence in std::mem::take(&mut annotation.sentences) {
        let number = numbers.get(sentence.words.start).copied().flatten();
        if let Some(number) = number {
            sentence.span = given[number];
        }
        match sentences.last_mut() {
            Some(before) if number.is_some() && number == last => {
                hang(&mut annotation.words, &before.words, &sentence.words, joint);
                before.embedding = between(&before.embedding, &sentence.embedding);
                before.words.end = sentence.words.end;
            }
            _ => sentences.push(sentence),
        }
        last = number;
    }
    let mut has_words = vec![false; given.len()];
    for number in numbers.iter().flatten() {
        has_words[*number] = true;
    }
    let starts = |span: &CharSpan| annotation.words.partition_point(|word| word.span.start < span.start);
    for span in given.iter().zip(has_words).filter(|(_, has_words)| !has_words).map(|(span, _)| span) {
        let at = starts(span);
        let after = sentences.partition_point(|sentence| sentence.words.start < at || sentence.words.end <= at);
        let at = sentences.get(after).map_or(annotation.words.len(), |next| next.words.start);
        sentences.insert(after, Sentence { span: *span, words: at..at, embedding: Vec::new() });
    }
    annotation.sentences = sentences;
}

/// Hangs the root of the later words from the root of the earlier ones.
fn hang(words: &mut [Word], earlier: &Range<usize>, later: &Range<usize>, relation: Label) {
    let root = |words: &[Word], of: &Range<usize>| of.clone().find(|word| words[*word].head.is_none());
    if let (Some(first), Some(second)) = (root(words, earlier), root(words, later)) {
        words[second].head = Some(first);
        words[second].deprel = relation;
    }
}

/// The vector of length one between two.
fn between(a: &[f32], b: &[f32]) -> Vec<f32> {
    let sum: Vec<f32> = a.iter().zip(b).map(|(a, b)| a + b).collect();
    let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
    if length > 0.0 { sum.into_iter().map(|number| number / length).collect() } else { a.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::statements::Told;

    fn told(source: Range<usize>, content: Range<usize>) -> (Told, StatementKind) {
        (Told { source, cue: 0..0, content: vec![content] }, StatementKind::Direct)
    }

    fn sources(reading: &Reading) -> Vec<Range<usize>> {
        let (mut statements, mut speaker) = (Vec::new(), Speaker::default());
        tell(reading, &|words: &Range<usize>| words.clone(), &mut speaker, &mut statements);
        statements.into_iter().map(|statement| statement.source).collect()
    }

    #[test]
    fn a_quotation_goes_on_from_who_spoke_near_before_it_and_from_nobody_farther_back() {
        let near = Reading {
            statements: vec![told(0..2, 3..20)],
            open_quotations: vec![(1, 40..60), (1, 100..120)],
            ..Reading::default()
        };
        assert_eq!(sources(&near), [0..2, 0..2, 0..2]);
        let far = Reading {
            statements: vec![told(0..2, 3..20)],
            open_quotations: vec![(1, 20 + LONGEST_PAUSE + 1..200)],
            ..Reading::default()
        };
        assert_eq!(sources(&far), [0..2]);
    }
}
