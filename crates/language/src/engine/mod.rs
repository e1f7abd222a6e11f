//! Running a model's graphs. The rest of the crate sees only [`Engine`].

mod onnx;
mod stub;

pub use onnx::Onnx;
pub use stub::Stub;

use std::ops::Range;

use crate::error::Error;

/// Log-odds of pairs of words, and of words, as [`Engine::parties`] gives them.
pub type Heard = (Vec<f32>, Vec<f32>);

/// The graphs of a model, run on rows of plain numbers.
///
/// All matrices are row by row. One engine serves all workers at once; each worker calls [`on_worker`](Self::on_worker)
/// once and does all its work inside.
pub trait Engine: Send + Sync {
    /// Runs a worker's whole work, with whatever the engine keeps for a thread; the calling thread waits.
    fn on_worker(&self, work: &mut (dyn FnMut() + Send)) {
        work();
    }

    /// Encodes one window: never several, since what is quantised together changes each other's numbers, and a window's
    /// reading must depend on nothing else.
    ///
    /// # Errors
    /// The graph does not run or does not give what it must; so for the others too.
    fn trunk(&self, window: &Encodable) -> Result<Encoded, Error>;

    /// Scores the heads of words in sentences padded to one length.
    fn parse(&self, sentences: &Padded) -> Result<Arcs, Error>;

    /// Scores relations: rows of `dependent` and `head` as `parse` gives them; a row of scores for each.
    fn labels(&self, dependent: &[f32], head: &[f32], rows: usize) -> Result<Vec<f32>, Error>;

    /// Scores the part of each word of a paragraph for each cue: no part, first and later words of the source, first
    /// and later words of the content.
    fn attribution(&self, cues: &Cues) -> Result<Vec<f32>, Error>;

    /// Scores what stands between the actor and the recipient of each pair.
    fn relation(&self, pairs: &Pairs) -> Result<Relations, Error>;

    /// Vectors of sentences or texts from the means of their words' states.
    fn embed(&self, means: &[f32], rows: usize) -> Result<Vec<f32>, Error>;

    /// Log-odds for each word that a rewriter put it there, from its top state and its first piece's lower state; none where the
    /// model has no graph for that.
    fn swapped(&self, _words: &[f32], _lower: &[f32], _rows: usize) -> Result<Option<Vec<f32>>, Error> {
        Ok(None)
    }

    /// Log-odds for each word of sentences padded to one length that it tells of an act of each type; none where the model has no
    /// graph for that. `lower` are the lower states of the words' first pieces, padded likewise.
    fn acts(&self, _sentences: &Padded, _lower: &[f32]) -> Result<Option<Vec<f32>>, Error> {
        Ok(None)
    }

    /// Log-odds of what stands between the parties of some sentences; none where the model has no graph for that.
    fn ties(&self, _sentences: &Parties) -> Result<Option<Ties>, Error> {
        Ok(None)
    }

    /// Log-odds for each pair of words of sentences padded to one length of what the second is to the first, in the order of
    /// `Part`, and for each word of its sectors and of the kinds of its code; none where the model has no graph for that.
    fn parties(&self, _sentences: &Padded, _lower: &[f32]) -> Result<Option<Heard>, Error> {
        Ok(None)
    }

    /// Vectors of event mentions from the means of their words' states and of their sentences'.
    fn mention(&self, words: &[f32], means: &[f32], rows: usize) -> Result<Vec<f32>, Error>;
}

/// A window as the encoder takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Encodable {
    /// Piece numbers: `[CLS]`, and each paragraph's pieces with `[SEP]` after them.
    pub pieces: Vec<i32>,
    /// Letter classes of the pieces, plus nine at a word's later pieces; 0 at special ones.
    pub shapes: Vec<i32>,
    /// 1 outside and 2 inside quotation marks; 0 at special ones.
    pub quotes: Vec<i32>,
    /// Each word's first piece.
    pub first: Vec<i32>,
}

impl Encodable {
    /// The pieces of each word, special pieces being none's.
    pub fn pieces_of_words(&self) -> Vec<Range<usize>> {
        let next = self.first.iter().skip(1).map(|first| *first as usize).chain([self.pieces.len()]);
        let special = |end: usize| end > 0 && self.shapes[end - 1] == 0;
        let pieces = |(first, next): (&i32, usize)| *first as usize..if special(next) { next - 1 } else { next };
        self.first.iter().zip(next).map(pieces).collect()
    }
}

/// An encoded window.
#[derive(Debug, Clone, Default)]
pub struct Encoded {
    /// Lower states: pieces × hidden.
    pub lower: Vec<f32>,
    /// Top states: words × hidden.
    pub words: Vec<f32>,
    /// Scores of all word layers: words × layers.
    pub tags: Vec<f32>,
}

/// Sentences of one window padded to one length.
#[derive(Debug, Clone, Default)]
pub struct Padded {
    /// Number of sentences.
    pub sentences: usize,
    /// Words of each, with padding.
    pub length: usize,
    /// States: sentences × length × hidden.
    pub words: Vec<f32>,
    /// 1 at words and 0 at padding: sentences × length.
    pub mask: Vec<f32>,
}

/// Scores of heads, and what relations are scored by.
#[derive(Debug, Clone, Default)]
pub struct Arcs {
    /// For each word its heads' scores, the root in column 0: sentences × length × (length + 1).
    pub arcs: Vec<f32>,
    /// Words as dependents: sentences × length × `width`.
    pub dependent: Vec<f32>,
    /// The root and the words as heads: sentences × (length + 1) × `width`.
    pub head: Vec<f32>,
    /// Numbers a row of `dependent` and `head`.
    pub width: usize,
}

/// The cues of one paragraph.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    /// Number of cues.
    pub cues: usize,
    /// Words of the paragraph.
    pub length: usize,
    /// The paragraph's states once a cue: cues × length × hidden.
    pub words: Vec<f32>,
    /// Shares of the cue's words, each one over their number: cues × length.
    pub cue: Vec<f32>,
    /// Distances in words from the cue's first word, from -31 to 31, plus 32; 65 at the cue: cues × length.
    pub distance: Vec<i32>,
}

/// Pairs of actors and recipients in one stretch of text.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    /// Number of pairs.
    pub pairs: usize,
    /// Pieces of the stretch.
    pub length: usize,
    /// Its lower states once a pair: pairs × length × hidden.
    pub lower: Vec<f32>,
    /// 1 at the actor's pieces, 2 at the recipient's, 3 at the trigger's, else 0: pairs × length.
    pub roles: Vec<i32>,
}

/// The words of some sentences, and pairs of those that stand for parties.
#[derive(Debug, Clone, Default)]
pub struct Parties {
    /// Words.
    pub length: usize,
    /// Top states: words × hidden.
    pub words: Vec<f32>,
    /// Lower states of the words' first pieces: words × hidden.
    pub lower: Vec<f32>,
    /// What sort of party each word heads, 0 for none.
    pub sorts: Vec<i32>,
    /// The words of each pair; the number of words for a side that is not told.
    pub first: Vec<i32>,
    /// Likewise.
    pub second: Vec<i32>,
    /// Where each word of its sentence stands to each pair, from 0 to 11: pairs × words.
    pub places: Vec<i32>,
    /// How far the second lies from the first, from 0 to 95: a number a pair.
    pub gaps: Vec<i32>,
    /// 0 for two words of one sentence, else far below: words × words.
    pub apart: Vec<f32>,
    /// 0 for the words of a pair's sentence, else far below: pairs × words.
    pub outside: Vec<f32>,
}

/// Log-odds of the relations of pairs.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    /// Of each kind: pairs × kinds.
    pub kinds: Vec<f32>,
    /// How each kind stands, if it is told: pairs × kinds × ways to stand.
    pub standing: Vec<f32>,
}

/// Scores of pairs, a row each.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// Of the event types and of none.
    pub relation: Vec<f32>,
    /// Of the four quads.
    pub quad: Vec<f32>,
    /// Of modalities.
    pub modality: Vec<f32>,
    /// Of auxiliaries.
    pub aux: Vec<f32>,
    /// Of modes.
    pub mode: Vec<f32>,
}
