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
//! A text goes this way: words by rule ([`words`]), windows of consecutive paragraphs ([`windows`](Annotator)), one
//! encoding of each window, which serves all heads, and decoding, which gives well-formed answers whatever the model says:
//! each sentence has one root and no cycle, names do not overlap, spans lie within the text.
//!
//! The same text and model give the same annotation, whatever else is annotated, in whatever order, by however many
//! threads: a window is encoded alone, and its reading depends on nothing else. Windows that were read before in the same
//! run (reprints) are not read again.

mod annotation;
mod annotator;
mod assembly;
mod decode;
pub mod engine;
mod error;
pub mod lemma;
mod manifest;
mod model;
mod pieces;
mod reading;
mod readings;
mod relations;
mod shapes;
mod windows;
pub mod words;

pub use annotation::{
    Annotation, Entity, EntityKind, Input, Pair, Relation, Sentence, Statement, StatementKind, Trigger, Upos, Word,
};
pub use annotator::{Annotator, Keep};
pub use error::Error;
pub use manifest::{Label, Layers, Manifest, NameStep, Thresholds};
pub use pieces::{Pieces, Splitter};
