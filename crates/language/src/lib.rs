//! The annotator: one small encoder, one pass over a text, many heads.
//!
//! ```no_run
//! use attache_language::{Annotator, Input};
//!
//! let annotator = Annotator::load("models/annotator".as_ref())?;
//! let text = "The mayor said on Monday that the bridge would stay closed.";
//! let annotation = &annotator.annotate(&[Input::from(text)])?[0];
//! for word in &annotation.words {
//!     println!("{} {} {}", word.form(text), word.upos, word.lemma(text));
//! }
//! for statement in &annotation.statements {
//!     println!("{:?} says {:?}", annotation.span(&statement.source), statement.content);
//! }
//! # Ok::<(), attache_language::Error>(())
//! ```
//!
//! Words, sentence ends by rule and dictionary forms are to be had without a model:
//!
//! ```
//! use attache_language::{sentence_ends, tokenize};
//!
//! let text = "Gen. Ada Oduya can't travel. She'll speak at 5pm.";
//! let words = tokenize(text);
//! let forms: Vec<&str> = words.iter().map(|word| word.of(text)).collect();
//! assert_eq!(forms[..7], ["Gen.", "Ada", "Oduya", "ca", "n't", "travel", "."]);
//! assert_eq!(sentence_ends(text, &words).into_iter().filter(|end| *end).count(), 2);
//! ```
//!
//! A text goes this way: words by rule ([`tokenize`]), windows of consecutive paragraphs, one
//! encoding of each window, which serves all heads, and decoding, which gives well-formed answers whatever the model says:
//! each sentence has one root and no cycle, names do not overlap, spans lie within the text.
//!
//! The same text and model give the same annotation, whatever else is annotated, in whatever order, by however many
//! threads: a window is encoded alone, and its reading depends on nothing else. Windows that were read before in the same
//! run (reprints) are not read again.

#![cfg_attr(test, allow(clippy::single_range_in_vec_init, reason = "a range of words is one value here"))]

mod annotation;
mod annotator;
mod assembly;
mod decode;
pub mod engine;
mod error;
#[cfg(test)]
mod golden;
mod hearing;
mod lemma;
mod manifest;
mod model;
mod pieces;
mod quotations;
mod reading;
mod readings;
mod relations;
mod shapes;
mod table;
mod ties;
mod windows;
mod words;

pub use annotation::{
    Act, Annotation, Entity, EntityKind, Input, Pair, Relation, Sentence, Statement, StatementKind, Trigger, Upos, Word,
};
pub use annotator::{Annotator, Keep};
pub use error::Error;
pub use hearing::{Cast, Hearing, Part, Told};
pub use lemma::{lemma, lemma_tagged};
pub use manifest::{Label, Layers, Manifest, NameStep, Thresholds};
pub use pieces::{Pieces, Splitter};
pub use ties::{Tie, Tied};
pub use words::{Word as Cut, paragraph_ends, sentence_ends, tokenize};
