//! Places in a text: [`CharSpan`] as every output gives them, [`ByteSpan`] as the code slices by.

use serde::{Deserialize, Serialize};

/// A stretch of text in Unicode code points, end exclusive: the unit of every offset that Attaché prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CharSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// A stretch of text in UTF-8 bytes, end exclusive, both ends on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl ByteSpan {
    /// The text under the span.
    ///
    /// # Panics
    /// If the span was not made from `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// Turns byte offsets into code point offsets, in one pass over the text.
pub struct CharOffsets<'t> {
    text: &'t str,
    /// Code points before each 64th byte (rounded down to a character boundary).
    marks: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'t> CharOffsets<'t> {
    /// Prepares a text; one word of memory for each 64 bytes of it.
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let (mut chars, mut at) = (0, 0);
        while at < text.len() {
            marks.push(chars);
            let end = (at + STRIDE).min(text.len());
            chars += count_chars(&text.as_bytes()[at..end]);
            at = end;
        }
        Self { text, marks }
    }

    /// Code points before byte `byte`; past the end, the length of the text.
    pub fn char_at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        match self.marks.get(byte / STRIDE) {
            Some(mark) => mark + count_chars(&self.text.as_bytes()[byte / STRIDE * STRIDE..byte]),
            None => match self.marks.last() {
                Some(mark) => {
                    let from = (self.marks.len() - 1) * STRIDE;
                    mark + count_chars(&self.text.as_bytes()[from..])
                }
                None => 0,
            },
        }
    }

    /// The same stretch in code points.
    pub fn span(&self, bytes: ByteSpan) -> CharSpan {
        CharSpan { start: self.char_at(bytes.start), end: self.char_at(bytes.end) }
    }
}

/// Bytes that begin a code point.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| (**b as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_boundary_has_the_offset_that_counting_gives(text in "\\PC{0,200}") {
            let offsets = CharOffsets::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(offsets.char_at(byte), n);
            }
            prop_assert_eq!(offsets.char_at(text.len()), text.chars().count());
        }
    }
}
