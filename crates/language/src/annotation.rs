//! What the annotator tells of a text.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use attache_press::{ByteSpan, CharSpan};
use serde::{Deserialize, Serialize};

use crate::hearing::Hearing;
use crate::lemma::lemma_tagged;
use crate::manifest::Label;
use crate::reading::States;

/// A text to annotate.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// The text; all offsets are into it.
    pub text: &'a str,
    /// Its words, used as they are; found by rule where not given.
    pub words: Option<&'a [CharSpan]>,
    /// Its sentences, used as they are; found where not given. Words outside of them make sentences of their own.
    pub sentences: Option<&'a [CharSpan]>,
}

impl<'a> From<&'a str> for Input<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A text's annotation. Ranges of words are into [`words`](Self::words); spans are into the text, in code points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Annotation {
    /// The words in order.
    pub words: Vec<Word>,
    /// The sentences in order; each word is in one.
    pub sentences: Vec<Sentence>,
    /// Names, in order, none within another.
    pub entities: Vec<Entity>,
    /// Who says what, in the order of the cues.
    pub statements: Vec<Statement>,
    /// Words that tell of events, in order.
    pub triggers: Vec<Trigger>,
    /// Words that may tell of acts of PLOVER's types, in order; a word may stand under several types.
    pub acts: Vec<Act>,
    /// What is heard of who is told of, where the model has a graph for that.
    pub hearing: Hearing,
    /// The text's vector, of length one; empty for a text without words.
    pub embedding: Vec<f32>,
    /// The encoder's states, if kept.
    pub(crate) states: Vec<KeptWindow>,
}

/// The states of one window and where its words begin.
#[derive(Debug, Clone)]
pub(crate) struct KeptWindow {
    pub first_word: usize,
    pub states: Arc<States>,
}

impl PartialEq for KeptWindow {
    fn eq(&self, other: &Self) -> bool {
        self.first_word == other.first_word
    }
}

/// A word that may tell of an act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Act {
    /// The word.
    pub word: usize,
    /// PLOVER's type, or a mode of it (`ASSAULT:drone`).
    pub label: Label,
    /// How likely, from 0 to 1.
    pub score: f32,
}

/// A word in its sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word {
    /// Where it stands.
    pub span: CharSpan,
    /// Where it stands, in bytes.
    pub bytes: ByteSpan,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: Label,
    /// The word that it depends on, of the same sentence; none for the one root of each sentence.
    pub head: Option<usize>,
    /// Universal dependency relation to the head.
    pub deprel: Label,
    /// How likely another word stood here before a rewriter replaced it, from 0 to 1.
    pub swapped: f32,
}

impl Word {
    /// The word as it stands in the text.
    pub fn form<'t>(&self, text: &'t str) -> &'t str {
        self.bytes.of(text)
    }

    /// Its dictionary form.
    pub fn lemma<'t>(&self, text: &'t str) -> Cow<'t, str> {
        lemma_tagged(self.form(text), self.upos.name(), self.xpos)
    }
}

/// A sentence: words that share one tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// Where it stands.
    pub span: CharSpan,
    /// Its words; none where a given sentence holds no word's beginning.
    pub words: Range<usize>,
    /// Its vector, of length one; empty without words.
    pub embedding: Vec<f32>,
}

/// A name.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Where it stands.
    pub span: CharSpan,
    /// Its words.
    pub words: Range<usize>,
    /// What it names.
    pub kind: EntityKind,
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum EntityKind {
    /// A person.
    Per,
    /// An organisation.
    Org,
    /// A state, region or town.
    Gpe,
    /// Another place: a river, a mountain range.
    Loc,
    /// A building, an airport, a road.
    Fac,
    /// A nationality, creed or political group.
    Norp,
    /// Another name.
    Misc,
}

impl EntityKind {
    /// Whether it names a place of any kind.
    pub fn is_place(self) -> bool {
        matches!(self, Self::Gpe | Self::Loc | Self::Fac)
    }

    pub(crate) fn parse(label: &str) -> Option<Self> {
        Some(match label {
            "PER" => Self::Per,
            "ORG" => Self::Org,
            "GPE" => Self::Gpe,
            "LOC" => Self::Loc,
            "FAC" => Self::Fac,
            "NORP" => Self::Norp,
            "MISC" => Self::Misc,
            _ => return None,
        })
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Per => "PER",
            Self::Org => "ORG",
            Self::Gpe => "GPE",
            Self::Loc => "LOC",
            Self::Fac => "FAC",
            Self::Norp => "NORP",
            Self::Misc => "MISC",
        })
    }
}

/// Somebody says something. A cue brings a content, from a source where one is named.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Words that name who says it; may be empty.
    pub source: Range<usize>,
    /// Words that say that it is said; empty where only a name before a colon, or a quotation that goes on, tells.
    pub cue: Range<usize>,
    /// Words of what is said, in stretches that do not touch.
    pub content: Vec<Range<usize>>,
    /// How much of it stands in quotation marks.
    pub kind: StatementKind,
}

/// How much of a statement's content stands in quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// At least four words in five.
    Direct,
    /// Some.
    Mixed,
    /// None.
    Indirect,
}

impl fmt::Display for StatementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        })
    }
}

/// Words that tell of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Where they stand.
    pub span: CharSpan,
    /// The words.
    pub words: Range<usize>,
    /// PLOVER event type, or `OTHER`.
    pub event: Label,
    /// How sure, from 0 to 1.
    pub score: f32,
    /// The mention's vector, of length one: near those of other mentions of the same event.
    pub embedding: Vec<f32>,
}

impl Annotation {
    /// The same without the encoder's states, if they were kept.
    #[must_use]
    pub fn without_states(mut self) -> Self {
        self.states = Vec::new();
        self
    }

    /// The stretch of text that a range of words covers; where the range is empty, none of it.
    pub fn span(&self, words: &Range<usize>) -> CharSpan {
        let words = self.words.get(words.clone()).unwrap_or_default();
        let start = words.first().map_or(0, |word| word.span.start);
        let end = words.iter().map(|word| word.span.end).max().unwrap_or(0);
        CharSpan { start, end: end.max(start) }
    }

    /// The words that a stretch of text touches.
    pub fn words_in(&self, span: CharSpan) -> Range<usize> {
        let touches = |word: &Word| word.span.start < span.end && span.start < word.span.end;
        let Some(first) = self.words.iter().position(touches) else { return 0..0 };
        let count = self.words[first..].iter().take_while(|word| touches(word)).count();
        first..first + count
    }

    /// The number of the sentence that holds a word.
    pub fn sentence_of(&self, word: usize) -> Option<usize> {
        let n = self.sentences.partition_point(|sentence| sentence.words.end <= word);
        self.sentences.get(n).filter(|sentence| sentence.words.contains(&word)).map(|_| n)
    }
}

/// Universal part of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "named as Universal Dependencies name them")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

/// The parts of speech with their names.
const UPOS: [(Upos, &str); 17] = [
    (Upos::Adj, "ADJ"),
    (Upos::Adp, "ADP"),
    (Upos::Adv, "ADV"),
    (Upos::Aux, "AUX"),
    (Upos::Cconj, "CCONJ"),
    (Upos::Det, "DET"),
    (Upos::Intj, "INTJ"),
    (Upos::Noun, "NOUN"),
    (Upos::Num, "NUM"),
    (Upos::Part, "PART"),
    (Upos::Pron, "PRON"),
    (Upos::Propn, "PROPN"),
    (Upos::Punct, "PUNCT"),
    (Upos::Sconj, "SCONJ"),
    (Upos::Sym, "SYM"),
    (Upos::Verb, "VERB"),
    (Upos::X, "X"),
];

impl Upos {
    /// By its name: `NOUN`.
    pub fn parse(name: &str) -> Option<Self> {
        UPOS.iter().find(|(_, known)| *known == name).map(|(upos, _)| *upos)
    }

    /// Its name: `NOUN`.
    pub fn name(self) -> &'static str {
        UPOS[self as usize].1
    }
}

impl fmt::Display for Upos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An actor and a recipient, either of which may be missing, to be asked about with [`Annotator::relate`](crate::Annotator::relate).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// Words of who does it.
    pub actor: Option<Range<usize>>,
    /// Words of whom it is done to.
    pub recipient: Option<Range<usize>>,
    /// Words that tell what is done.
    pub trigger: Option<Range<usize>>,
}

/// What an actor does to a recipient.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The likeliest PLOVER type; always one of the sixteen.
    pub event: Label,
    /// Probabilities of the sixteen types, given that there is an event.
    pub scores: Vec<(Label, f32)>,
    /// The likeliest quad, 1 to 4: verbal and material cooperation, verbal and material conflict.
    pub quad: u8,
    /// Probabilities of the four quads.
    pub quads: [f32; 4],
    /// How likely there is no event between the two.
    pub none: f32,
    /// Whether it happened, the likeliest first.
    pub modality: Vec<(Label, f32)>,
    /// What stands around the verb, as independent probabilities.
    pub aux: Vec<(Label, f32)>,
    /// PLOVER modes of the event's type (`ASSAULT:aerial`), as independent probabilities, the likeliest first.
    pub mode: Vec<(Label, f32)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_speech_is_found_by_its_name() {
        for (n, (upos, name)) in UPOS.into_iter().enumerate() {
            assert_eq!((upos as usize, upos.name(), Upos::parse(name)), (n, name, Some(upos)));
        }
    }
}
