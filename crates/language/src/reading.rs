//! Reading one window: encode it once, and decode all that the heads say of it. A reading depends on its window alone.

use std::ops::Range;
use std::sync::Arc;

use crate::annotation::{EntityKind, StatementKind, Upos};
use crate::decode::names::names;
use crate::decode::sources;
use crate::decode::statements::{self, PARTS, Told};
use crate::decode::{best, other_than_first, probability, tree};
use crate::engine::{Arcs, Cues, Encoded, Engine, Padded};
use crate::error::Error;
use crate::hearing::{Hearing, Part};
use crate::manifest::{Label, Manifest};
use crate::windows::{End, Window};

/// What a window says; ranges are of its words.
#[derive(Debug, Default)]
pub struct Reading {
    pub words: Vec<Tagged>,
    pub sentences: Vec<Range<usize>>,
    /// A vector a sentence.
    pub vectors: Vec<f32>,
    pub names: Vec<(Range<usize>, EntityKind)>,
    pub statements: Vec<(Told, StatementKind)>,
    /// Quotations that go on from an earlier paragraph, each with the number of statements before it.
    pub open_quotations: Vec<(usize, Range<usize>)>,
    pub triggers: Vec<Triggered>,
    /// Words that may tell of acts, by word.
    pub acts: Vec<(usize, Label, f32)>,
    /// What is heard of who is told of.
    pub hearing: Hearing,
    /// The sum of the words' states.
    pub sum: Vec<f32>,
    /// The states, if kept.
    pub states: Option<Arc<States>>,
}

/// A word's tags; its head is a word of the window.
#[derive(Debug, Clone, Copy)]
pub struct Tagged {
    pub upos: Upos,
    pub xpos: Label,
    pub head: Option<usize>,
    pub deprel: Label,
    pub swapped: f32,
}

/// An event trigger.
#[derive(Debug)]
pub struct Triggered {
    pub words: Range<usize>,
    pub event: Label,
    pub score: f32,
    pub vector: Vec<f32>,
}

/// The encoder's states of a window, for questions that come later.
#[derive(Debug)]
pub struct States {
    /// Lower states: pieces × hidden.
    pub lower: Vec<f32>,
    /// Top states: words × hidden.
    pub words: Vec<f32>,
    /// Each word's pieces.
    pub pieces: Vec<Range<usize>>,
}

/// Reads a window.
pub fn read(window: &Window, manifest: &Manifest, engine: &dyn Engine, keep: bool) -> Result<Reading, Error> {
    let encoded = engine.trunk(&window.encodable)?;
    let reader = Reader { window, manifest, engine, encoded: &encoded };
    reader.check()?;
    let sentences = reader.sentences();
    let means = reader.means(&sentences);
    let mut words = reader.tags();
    let lower = reader.lower();
    reader.swaps(&lower, &mut words)?;
    reader.parse(&sentences, &mut words)?;
    let names = reader.names(&sentences);
    let (mut statements, open_quotations) = reader.statements(&names)?;
    for (told, _) in &mut statements {
        told.source = sources::whole(told, &words);
    }
    let vectors = engine.embed(&means, sentences.len())?;
    expect("embed", vectors.len(), sentences.len() * manifest.embedding)?;
    let hearing = reader.hearing(&sentences, &lower, &words)?;
    let mut reading = Reading {
        words,
        vectors,
        names,
        statements,
        open_quotations,
        triggers: reader.triggers(&sentences, &means)?,
        acts: reader.acts(&sentences, &lower)?,
        hearing,
        sum: reader.sum(0..window.marks.len()),
        sentences,
        states: None,
    };
    if keep {
        let pieces = window.encodable.pieces_of_words();
        reading.states = Some(Arc::new(States { lower: encoded.lower, words: encoded.words, pieces }));
    }
    Ok(reading)
}

/// Statements, and quotations that go on after so many of them.
type Statements = (Vec<(Told, StatementKind)>, Vec<(usize, Range<usize>)>);

/// Cues that are scored at once.
const MOST_CUES: usize = 16;

struct Reader<'a> {
    window: &'a Window,
    manifest: &'a Manifest,
    engine: &'a dyn Engine,
    encoded: &'a Encoded,
}

impl Reader<'_> {
    /// That the encoder gave as many numbers as everything after it relies on.
    fn check(&self) -> Result<(), Error> {
        let (pieces, words) = (self.window.encodable.pieces.len(), self.window.marks.len());
        let Encoded { lower, words: top, tags } = self.encoded;
        expect("trunk", lower.len(), pieces * self.manifest.hidden)?;
        expect("trunk", top.len(), words * self.manifest.hidden)?;
        expect("trunk", tags.len(), words * self.manifest.layers.width())
    }

    /// A word's scores in a layer.
    fn row(&self, word: usize, layer: &Range<usize>) -> &[f32] {
        let from = word * self.manifest.layers.width();
        &self.encoded.tags[from + layer.start..from + layer.end]
    }

    fn state(&self, word: usize) -> &[f32] {
        &self.encoded.words[word * self.manifest.hidden..(word + 1) * self.manifest.hidden]
    }

    fn sum(&self, words: Range<usize>) -> Vec<f32> {
        let mut sum = vec![0.0; self.manifest.hidden];
        for word in words {
            for (total, number) in sum.iter_mut().zip(self.state(word)) {
                *total += number;
            }
        }
        sum
    }

    /// The mean of some words' states.
    fn mean(&self, words: Range<usize>) -> Vec<f32> {
        let count = words.len().max(1) as f32;
        let mut mean = self.sum(words);
        mean.iter_mut().for_each(|number| *number /= count);
        mean
    }

    fn means(&self, stretches: &[Range<usize>]) -> Vec<f32> {
        stretches.iter().flat_map(|words| self.mean(words.clone())).collect()
    }

    /// Sentences by what is given, by rule and by the learned ends.
    fn sentences(&self) -> Vec<Range<usize>> {
        let thresholds = &self.manifest.thresholds;
        let mut sentences = Vec::new();
        let mut start = 0;
        for (word, end) in self.window.ends.iter().enumerate() {
            let likely = || other_than_first(self.row(word, &self.manifest.layers.end));
            let ends = match end {
                End::Never => false,
                End::Always => true,
                End::Unlikely => likely() > thresholds.end,
                End::Likely => likely() > thresholds.end_by_rule,
            };
            if ends {
                sentences.push(start..word + 1);
                start = word + 1;
            }
        }
        sentences
    }

    fn tags(&self) -> Vec<Tagged> {
        let Manifest { layers, upos, xpos, deprel, .. } = self.manifest;
        let tagged = |word| Tagged {
            upos: upos[best(self.row(word, &layers.upos))],
            xpos: xpos[best(self.row(word, &layers.xpos))],
            head: None,
            deprel: deprel[0],
            swapped: other_than_first(self.row(word, &layers.swapped)),
        };
        (0..self.window.marks.len()).map(tagged).collect()
    }

    /// The lower states of the words' first pieces.
    fn lower(&self) -> Vec<f32> {
        let hidden = self.manifest.hidden;
        let state = |&first: &i32| &self.encoded.lower[first as usize * hidden..(first as usize + 1) * hidden];
        self.window.encodable.first.iter().flat_map(state).copied().collect()
    }

    /// Says of each word how likely a rewriter put it there, where a graph of its own tells.
    fn swaps(&self, lower: &[f32], words: &mut [Tagged]) -> Result<(), Error> {
        if let Some(odds) = self.engine.swapped(&self.encoded.words, lower, words.len())? {
            expect("swapped", odds.len(), words.len())?;
            words.iter_mut().zip(odds).for_each(|(word, odds)| word.swapped = 1.0 / (1.0 + (-odds).exp()));
        }
        Ok(())
    }

    fn names(&self, sentences: &[Range<usize>]) -> Vec<(Range<usize>, EntityKind)> {
        let layer = &self.manifest.layers.names;
        let of = |sentence: &Range<usize>| {
            let start = sentence.start;
            let found = names(sentence.clone().map(|word| self.row(word, layer)), &self.manifest.names);
            found.into_iter().map(move |(name, kind)| (start + name.start..start + name.end, kind))
        };
        sentences.iter().flat_map(of).collect()
    }

    /// Gives each word its head and relation.
    fn parse(&self, sentences: &[Range<usize>], words: &mut [Tagged]) -> Result<(), Error> {
        let (mut dependents, mut heads, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for group in groups(sentences) {
            let padded = self.padded(&group, &self.encoded.words);
            let arcs = self.engine.parse(&padded)?;
            let (n, width) = (padded.length, arcs.width);
            expect("parse", arcs.arcs.len(), group.len() * n * (n + 1))?;
            expect("parse", arcs.dependent.len(), group.len() * n * width)?;
            expect("parse", arcs.head.len(), group.len() * (n + 1) * width)?;
            for (s, sentence) in group.into_iter().enumerate() {
                self.attach(&arcs, s, n, &sentence, words, |word, dependent, head| {
                    rows.push(word);
                    dependents.extend_from_slice(dependent);
                    heads.extend_from_slice(head);
                });
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let labels = self.engine.labels(&dependents, &heads, rows.len())?;
        expect("labels", labels.len(), rows.len() * self.manifest.deprel.len())?;
        for (word, scores) in rows.into_iter().zip(labels.chunks_exact(self.manifest.deprel.len())) {
            words[word].deprel = self.relation(scores, words[word].head.is_none());
        }
        Ok(())
    }

    /// Heads of one sentence of a group; each word's row and its head's go to `pair`.
    fn attach(
        &self,
        arcs: &Arcs,
        s: usize,
        length: usize,
        sentence: &Range<usize>,
        words: &mut [Tagged],
        mut pair: impl FnMut(usize, &[f32], &[f32]),
    ) {
        let width = arcs.width;
        let scores = &arcs.arcs[s * length * (length + 1)..];
        for (n, head) in tree::heads(scores, sentence.len(), length + 1).into_iter().enumerate() {
            let word = sentence.start + n;
            words[word].head = head.checked_sub(1).map(|head| sentence.start + head);
            let (dependent, head) = ((s * length + n) * width, (s * (length + 1) + head) * width);
            pair(word, &arcs.dependent[dependent..dependent + width], &arcs.head[head..head + width]);
        }
    }

    /// The relation of a word: that of the root is `root`, and no other's is.
    fn relation(&self, scores: &[f32], is_root: bool) -> Label {
        let labels = &self.manifest.deprel;
        let root = labels.iter().position(|label| *label == "root");
        match root {
            Some(root) if is_root => labels[root],
            Some(root) if best(scores) == root && labels.len() > 1 => {
                let (before, after) = (best(&scores[..root]), root + 1 + best(&scores[root + 1..]));
                let later = after < labels.len() && (root == 0 || scores[after] > scores[before]);
                labels[if later { after } else { before }]
            }
            _ => labels[best(scores)],
        }
    }

    /// Sentences padded to one length; `states` are those of all words.
    fn padded(&self, sentences: &[Range<usize>], states: &[f32]) -> Padded {
        let hidden = self.manifest.hidden;
        let length = sentences.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        let mut words = vec![0.0; sentences.len() * length * hidden];
        let mut mask = vec![0.0; sentences.len() * length];
        for (s, sentence) in sentences.iter().enumerate() {
            let states = &states[sentence.start * hidden..sentence.end * hidden];
            words[s * length * hidden..][..states.len()].copy_from_slice(states);
            mask[s * length..][..sentence.len()].fill(1.0);
        }
        Padded { sentences: sentences.len(), length, words, mask }
    }

    fn statements(&self, names: &[(Range<usize>, EntityKind)]) -> Result<Statements, Error> {
        let (mut statements, mut open) = (Vec::new(), Vec::new());
        for paragraph in &self.window.paragraphs {
            let marks = &self.window.marks[paragraph.clone()];
            let before = statements.len();
            let mut told = self.told(paragraph)?;
            let covered =
                |told: &[Told], word: usize| told.iter().flat_map(|t| &t.content).any(|run| run.contains(&word));
            let shapes = &self.window.shapes[paragraph.clone()];
            let is_place = |words: &Range<usize>| {
                let (from, to) = (words.start + paragraph.start, words.end + paragraph.start);
                names.iter().any(|(name, kind)| kind.is_place() && name.start < to && from < name.end)
            };
            let line = statements::transcript(marks, shapes, |word| covered(&told, word));
            // a place before the colon is a dateline
            if let Some((source, speech)) = line.filter(|(source, _)| !is_place(source)) {
                told.insert(0, Told { source, cue: 0..0, content: vec![speech] });
            } else if let Some(signed) = statements::signed(marks, shapes) {
                statements::sign(&mut told, signed);
            } else if let Some(words) = statements::uncovered_quotation(marks, |word| covered(&told, word)) {
                open.push((before + told.len(), words.start + paragraph.start..words.end + paragraph.start));
            }
            statements.extend(told.into_iter().map(|told| {
                let kind = statements::kind(&told.content, marks);
                (shifted(told, paragraph.start), kind)
            }));
        }
        Ok((statements, open))
    }

    /// The statements that the cues of a paragraph make.
    fn told(&self, paragraph: &Range<usize>) -> Result<Vec<Told>, Error> {
        let thresholds = &self.manifest.thresholds;
        let rows = paragraph.clone().map(|word| self.row(word, &self.manifest.layers.cue));
        let cues = statements::cues(rows, thresholds.cue);
        let words = paragraph.len();
        let mut scores = Vec::with_capacity(cues.len() * words * PARTS);
        for some in cues.chunks(MOST_CUES) {
            let parts = self.engine.attribution(&self.asked(some, paragraph))?;
            expect("attribution", parts.len(), some.len() * words * PARTS)?;
            scores.extend(parts);
        }
        Ok(statements::statements(&cues, &scores, words, thresholds))
    }

    fn asked(&self, cues: &[Range<usize>], paragraph: &Range<usize>) -> Cues {
        let (length, hidden) = (paragraph.len(), self.manifest.hidden);
        let states = &self.encoded.words[paragraph.start * hidden..paragraph.end * hidden];
        let mut asked = Cues { cues: cues.len(), length, ..Cues::default() };
        for cue in cues {
            asked.words.extend_from_slice(states);
            for word in 0..length {
                let of_cue = cue.contains(&word);
                let distance = (word as i32 - cue.start as i32).clamp(-31, 31) + 32;
                asked.cue.push(if of_cue { 1.0 / cue.len() as f32 } else { 0.0 });
                asked.distance.push(if of_cue { 65 } else { distance });
            }
        }
        asked
    }

    /// The words that may tell of acts, and of which.
    fn acts(&self, sentences: &[Range<usize>], lower: &[f32]) -> Result<Vec<(usize, Label, f32)>, Error> {
        let types = &self.manifest.acts;
        let mut acts = Vec::new();
        if types.is_empty() {
            return Ok(acts);
        }
        for group in groups(sentences) {
            let padded = self.padded(&group, &self.encoded.words);
            let Some(odds) = self.engine.acts(&padded, &self.padded(&group, lower).words)? else { break };
            expect("acts", odds.len(), group.len() * padded.length * types.len())?;
            for (s, sentence) in group.iter().enumerate() {
                let rows = odds[s * padded.length * types.len()..].chunks_exact(types.len());
                for (word, row) in sentence.clone().zip(rows) {
                    let likely = row.iter().map(|odds| 1.0 / (1.0 + (-odds).exp())).zip(types);
                    let likely = likely.filter(|(p, _)| *p >= self.manifest.thresholds.act);
                    acts.extend(likely.map(|(p, label)| (word, *label, p)));
                }
            }
        }
        acts.sort_by_key(|(word, ..)| *word);
        Ok(acts)
    }

    /// What a graph of its own hears of who is told of.
    fn hearing(&self, sentences: &[Range<usize>], lower: &[f32], words: &[Tagged]) -> Result<Hearing, Error> {
        let mut hearing = Hearing::default();
        let Some((sectors, codes)) = &self.manifest.parties else { return Ok(hearing) };
        let width = sectors.len() + codes.len();
        for group in groups(sentences) {
            let padded = self.padded(&group, &self.encoded.words);
            let Some((sides, told)) = self.engine.parties(&padded, &self.padded(&group, lower).words)? else { break };
            let (a_sentence, n) = (padded.length * padded.length * Part::ALL.len(), padded.length);
            expect("parties", sides.len(), group.len() * a_sentence)?;
            expect("parties", told.len(), group.len() * n * width)?;
            let rows = sides.chunks_exact(a_sentence.max(1)).zip(told.chunks_exact((n * width).max(1)));
            for (sentence, answers) in group.into_iter().zip(rows) {
                hearing.add(sentence, n, answers, (&sectors[..], &codes[..]), |word| words[word].upos);
            }
        }
        hearing.sort();
        Ok(hearing)
    }

    /// Words of one event type that touch are one trigger.
    fn triggers(&self, sentences: &[Range<usize>], means: &[f32]) -> Result<Vec<Triggered>, Error> {
        let layer = &self.manifest.layers.event;
        let mut triggers: Vec<Triggered> = Vec::new();
        let mut sentence_means = Vec::new();
        for (s, sentence) in sentences.iter().enumerate() {
            let before = triggers.len();
            for word in sentence.clone() {
                let row = self.row(word, layer);
                if other_than_first(row) <= self.manifest.thresholds.event {
                    continue;
                }
                let event = 1 + best(&row[1..]);
                let (label, score) = (self.manifest.event[event], probability(row, event));
                match triggers.get_mut(before..).and_then(<[_]>::last_mut) {
                    Some(last) if last.words.end == word && last.event == label => {
                        last.words.end += 1;
                        last.score = last.score.max(score);
                    }
                    _ => triggers.push(Triggered { words: word..word + 1, event: label, score, vector: Vec::new() }),
                }
            }
            let hidden = self.manifest.hidden;
            for _ in before..triggers.len() {
                sentence_means.extend_from_slice(&means[s * hidden..(s + 1) * hidden]);
            }
        }
        if !triggers.is_empty() {
            let words: Vec<_> = triggers.iter().map(|trigger| trigger.words.clone()).collect();
            let vectors = self.engine.mention(&self.means(&words), &sentence_means, words.len())?;
            expect("mention", vectors.len(), words.len() * self.manifest.mention)?;
            for (trigger, vector) in triggers.iter_mut().zip(vectors.chunks_exact(self.manifest.mention)) {
                trigger.vector = vector.to_vec();
            }
        }
        Ok(triggers)
    }
}

/// Sentences of about one length together, so that little is padded.
fn groups(sentences: &[Range<usize>]) -> Vec<Vec<Range<usize>>> {
    let mut sorted: Vec<_> = sentences.iter().filter(|sentence| !sentence.is_empty()).cloned().collect();
    sorted.sort_by_key(|sentence| (sentence.len(), sentence.start));
    let mut groups: Vec<Vec<Range<usize>>> = Vec::new();
    for sentence in sorted {
        match groups.last_mut() {
            Some(group) if sentence.len() <= 2 * group[0].len() + 8 => group.push(sentence),
            _ => groups.push(vec![sentence]),
        }
    }
    groups
}

fn shifted(told: Told, by: usize) -> Told {
    let shift = |words: Range<usize>| words.start + by..words.end + by;
    Told { source: shift(told.source), cue: shift(told.cue), content: told.content.into_iter().map(shift).collect() }
}

/// That a graph gave as many numbers as it must.
pub fn expect(graph: &'static str, given: usize, wanted: usize) -> Result<(), Error> {
    if given == wanted {
        return Ok(());
    }
    Err(Error::graph(graph, format!("it gives {given} numbers where the manifest means {wanted}")))
}
