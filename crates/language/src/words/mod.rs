//! Words by rule: a plain stand-in for the tokenizer.

/// A word: a stretch of the text in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Splits a text into words: runs of letters and digits, and every other mark by itself.
pub fn tokenize(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (start, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let end = start + c.len_utf8();
        match words.last_mut() {
            Some(word)
                if word.end == start
                    && c.is_alphanumeric()
                    && text[word.start..].starts_with(char::is_alphanumeric) =>
            {
                word.end = end;
            }
            _ => words.push(Word { start, end }),
        }
    }
    words
}

/// For each word, whether a sentence may end with it.
pub fn sentence_ends(text: &str, words: &[Word]) -> Vec<bool> {
    words.iter().map(|word| matches!(&text[word.start..word.end], "." | "!" | "?")).collect()
}
