//! A text as the tables see it: numbered words, their case, and which of them touch.

use crate::lexicon::{LEXICON, NONE, WordId};
use attache_press::{ByteSpan, words};

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Where it stands, without a possessive ending.
    pub(crate) span: ByteSpan,
    /// Its number, [`NONE`] when the tables do not hold it.
    pub(crate) id: WordId,
    /// Begins with a capital.
    pub(crate) capital: bool,
    /// Only blanks stand between the word before and this one.
    pub(crate) joined: bool,
    /// Nothing, a line end or a mark that ends a sentence or opens a quotation stands before it.
    pub(crate) first: bool,
    /// Ended in 's.
    pub(crate) possessive: bool,
}

/// The words of a text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 6);
    let mut last = 0;
    for mut span in words(text) {
        let between = &text[last..span.start];
        let mut word = span.of(text);
        last = span.end;
        let mut id = LEXICON.id(word);
        let mut possessive = false;
        if id == NONE {
            for ending in ["'s", "’s"] {
                if let Some(stem) = word.strip_suffix(ending) {
                    word = stem;
                    span.end = span.start + stem.len();
                    possessive = true;
                    id = LEXICON.id(word);
                }
            }
        }
        let joined = !found.is_empty() && !between.is_empty() && between.bytes().all(|b| b == b' ');
        let first = found.is_empty()
            || between.contains(['.', '!', '?', '\n', '“', '"', ':', '…', '(']) && !between.starts_with(". ,");
        let joined = joined && !found.last().is_some_and(|t: &Token| t.possessive);
        found.push(Token { span, id, capital: word.starts_with(char::is_uppercase), joined, first, possessive });
    }
    found
}
