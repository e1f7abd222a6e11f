//! What a model says of itself: `annotator.json`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::{LazyLock, Mutex};

use serde::Deserialize;

use crate::annotation::{EntityKind, Upos};
use crate::error::Error;

/// A label of the model: part of speech, relation, event type.
pub type Label = &'static str;

/// A model's labels, sizes and thresholds.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// Names the model in caches and reports.
    pub version: String,
    /// Pieces of a window at most, `[CLS]` and `[SEP]`s included.
    pub window: usize,
    /// Pieces at most of a window that several paragraphs share.
    pub shared: usize,
    /// Numbers in a state.
    pub hidden: usize,
    /// Numbers in a sentence's or text's vector.
    pub embedding: usize,
    /// Numbers in an event mention's vector.
    pub mention: usize,
    /// Universal parts of speech, by label number.
    pub upos: Vec<Upos>,
    /// Penn tags.
    pub xpos: Vec<Label>,
    /// Steps of a name, by label number.
    pub names: Vec<NameStep>,
    /// Event types of trigger words; the first is none.
    pub event: Vec<Label>,
    /// Universal dependency relations.
    pub deprel: Vec<Label>,
    /// PLOVER event types between an actor and a recipient; the last is none.
    pub relation: Vec<Label>,
    /// Whether it happened.
    pub modality: Vec<Label>,
    /// What stands around the verb.
    pub aux: Vec<Label>,
    /// PLOVER modes.
    pub mode: Vec<Label>,
    /// Where each word layer lies in `tags`.
    pub layers: Layers,
    /// How sure the decoder must be.
    pub thresholds: Thresholds,
    /// The types of act and their modes that a graph of its own, `acts`, tells; none where there is no such graph.
    pub acts: Vec<Label>,
    /// The kinds of relation and whether they stand, as a graph of its own, `ties`, tells of parties; none where there is no such graph.
    pub ties: Vec<Label>,
    /// Whether they stand.
    pub standing: Vec<Label>,
    /// Sectors and kinds of code that a graph of its own, `parties`, tells; none where there is no such graph.
    pub parties: Option<(Vec<Label>, Vec<Label>)>,
    /// Whether a graph of its own, `swapped`, says which words a rewriter put in; the word layer of that name does otherwise.
    pub has_swapped_graph: bool,
}

/// A label of the names layer: a BIO step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameStep {
    /// No name.
    Outside,
    /// A name's first word.
    Begin(EntityKind),
    /// A name's later word.
    Inside(EntityKind),
}

/// Columns of `tags` by word layer, in the order in which they lie.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "named as the layers are")]
pub struct Layers {
    pub upos: Range<usize>,
    pub xpos: Range<usize>,
    pub names: Range<usize>,
    pub cue: Range<usize>,
    pub content: Range<usize>,
    pub source: Range<usize>,
    pub event: Range<usize>,
    pub swapped: Range<usize>,
    pub end: Range<usize>,
}

impl Layers {
    /// Columns of all layers together.
    pub fn width(&self) -> usize {
        self.end.end
    }
}

/// How sure the decoder must be, each a probability; a model may set its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// A word is part of a cue.
    pub cue: f32,
    /// A word is part of what a cue brings.
    pub content: f32,
    /// A word is part of a cue's source.
    pub source: f32,
    /// The likeliest word is the source where no word reaches `source`.
    pub source_floor: f32,
    /// A sentence ends where no rule says so.
    pub end: f32,
    /// A sentence ends where a rule says so.
    pub end_by_rule: f32,
    /// A word triggers an event.
    pub event: f32,
    /// A word may tell of an act.
    pub act: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            cue: 0.3,
            content: 0.5,
            source: 0.4,
            source_floor: 0.15,
            end: 0.6,
            end_by_rule: 0.3,
            event: 0.5,
            act: 0.1,
        }
    }
}

/// The file as it stands.
#[derive(Deserialize)]
struct Raw {
    version: String,
    pieces: usize,
    hidden: usize,
    window: usize,
    shared: Option<usize>,
    labels: HashMap<String, Vec<String>>,
    #[serde(default)]
    thresholds: Thresholds,
    embedding: usize,
    mention: usize,
    /// Graphs beside those that each model has.
    #[serde(default)]
    further: Vec<String>,
}

/// Pieces of a shared window where the model does not say: with more, a piece costs more (attention, a quarter at 200).
const SHARED: usize = 136;

/// Most labels that a layer may have, most bytes of one.
const MOST_LABELS: usize = 1024;
const LONGEST_LABEL: usize = 64;

const FILE: &str = "annotator.json";

impl Manifest {
    /// Reads `annotator.json`; `pieces` is the number of lines in `pieces.txt`.
    ///
    /// # Errors
    /// Broken JSON, missing layers, unknown parts of speech or kinds of names, sizes that cannot be.
    pub fn parse(json: &[u8], pieces: usize) -> Result<Self, Error> {
        let raw: Raw = serde_json::from_slice(json).map_err(|error| Error::manifest(FILE, error))?;
        let wrong = |why: &str| Err(Error::manifest(FILE, why));
        if raw.pieces != pieces {
            return wrong(&format!("it counts {} pieces, pieces.txt holds {pieces}", raw.pieces));
        }
        if !(8..=512).contains(&raw.window) {
            return wrong("`window` must be from 8 to 512 pieces");
        }
        if [raw.hidden, raw.embedding, raw.mention].iter().any(|size| !(1..=4096).contains(size)) {
            return wrong("`hidden`, `embedding` and `mention` must be from 1 to 4096");
        }
        let labels = |layer: &str, least: usize| -> Result<Vec<Label>, Error> {
            let labels = raw.labels.get(layer).map_or(&[][..], Vec::as_slice);
            if !(least..=MOST_LABELS).contains(&labels.len()) || labels.iter().any(|l| l.len() > LONGEST_LABEL) {
                return Err(Error::manifest(FILE, format!("layer `{layer}` needs {least} labels or more")));
            }
            Ok(labels.iter().map(|label| interned(label)).collect())
        };
        let mut at = 0;
        let mut layer = |labels: usize| {
            at += labels;
            at - labels..at
        };
        let (upos, xpos, names) = (labels("upos", 1)?, labels("xpos", 1)?, labels("names", 1)?);
        let (cue, content, source) = (labels("cue", 3)?, labels("content", 2)?, labels("source", 2)?);
        let (event, swapped, end) = (labels("event", 2)?, labels("swapped", 2)?, labels("end", 2)?);
        let layers = Layers {
            upos: layer(upos.len()),
            xpos: layer(xpos.len()),
            names: layer(names.len()),
            cue: layer(cue.len()),
            content: layer(content.len()),
            source: layer(source.len()),
            event: layer(event.len()),
            swapped: layer(swapped.len()),
            end: layer(end.len()),
        };
        let has = |name: &str| raw.further.iter().any(|graph| graph == name);
        let unknown = |label: &&str| Error::manifest(FILE, format!("unknown label `{label}`"));
        Ok(Self {
            version: raw.version,
            window: raw.window,
            shared: raw.shared.unwrap_or(SHARED).min(raw.window),
            hidden: raw.hidden,
            embedding: raw.embedding,
            mention: raw.mention,
            upos: upos.iter().map(|l| Upos::parse(l).ok_or_else(|| unknown(l))).collect::<Result<_, _>>()?,
            xpos,
            names: names.iter().map(|l| NameStep::parse(l).ok_or_else(|| unknown(l))).collect::<Result<_, _>>()?,
            event,
            deprel: labels("deprel", 1)?,
            relation: labels("relation", 2)?,
            modality: labels("modality", 1)?,
            aux: labels("aux", 1)?,
            mode: labels("mode", 1)?,
            layers,
            thresholds: raw.thresholds,
            acts: if has("acts") { labels("acts", 1)? } else { Vec::new() },
            ties: if has("ties") { labels("ties", 1)? } else { Vec::new() },
            standing: if has("ties") { labels("standing", 1)? } else { Vec::new() },
            parties: match has("parties") {
                true => Some((labels("sectors", 1)?, labels("codes", 1)?)),
                false => None,
            },
            has_swapped_graph: has("swapped"),
        })
    }
}

impl NameStep {
    fn parse(label: &str) -> Option<Self> {
        match label.split_once('-') {
            None => (label == "O").then_some(Self::Outside),
            Some(("B", kind)) => EntityKind::parse(kind).map(Self::Begin),
            Some(("I", kind)) => EntityKind::parse(kind).map(Self::Inside),
            Some(_) => None,
        }
    }
}

/// One copy of each label for the life of the program, however many models are loaded.
fn interned(label: &str) -> Label {
    static LABELS: LazyLock<Mutex<HashMap<String, Label>>> = LazyLock::new(Mutex::default);
    let mut labels = LABELS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match labels.entry(label.to_owned()) {
        Entry::Occupied(known) => known.get(),
        Entry::Vacant(new) => new.insert(Box::leak(label.to_owned().into_boxed_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Stub;

    #[test]
    fn layers_follow_each_other_without_gaps() {
        let layers = Stub::manifest().layers;
        assert_eq!(layers.upos.start, 0);
        assert_eq!(layers.xpos.start, layers.upos.end);
        assert_eq!(layers.end.end, layers.width());
    }

    #[test]
    fn a_broken_manifest_says_what_is_wrong() {
        for (json, why) in [("{", "EOF"), (r#"{"version":"1"}"#, "missing field")] {
            let error = Manifest::parse(json.as_bytes(), 0).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
