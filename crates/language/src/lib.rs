//! What the words of an article are: where they and its sentences begin and end, and their dictionary forms.
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

mod lemma;
mod table;
mod words;

pub use lemma::{lemma, lemma_tagged};
pub use words::{Word, sentence_ends, tokenize};
