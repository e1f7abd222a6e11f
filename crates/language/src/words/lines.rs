//! Line ends: which of them end a sentence.

use super::Word;

/// Share of line ends that come where the next word would not have fitted any more, above which a text is wrapped by hand.
const WRAPPED: f64 = 0.7;
/// A line longer than this, without a stop, may go on in the next when that begins with a small letter.
const LONG: usize = 40;
/// Longest line of a wrapped text, in bytes.
const WIDEST: usize = 120;

/// The words after which a line end ends the sentence.
pub(super) struct Breaks {
    /// Numbers of words, ascending.
    words: Vec<usize>,
    any: bool,
}

impl Breaks {
    /// Whether the text has line ends at all.
    pub(super) fn any(&self) -> bool {
        self.any
    }

    /// Whether a line end ends the sentence after word `i`.
    pub(super) fn after(&self, i: usize) -> bool {
        !self.words.is_empty() && self.words.binary_search(&i).is_ok()
    }
}

/// A line end between two words.
struct LineEnd {
    word: usize,
    /// Bytes of the line, and of the first word of the next.
    length: usize,
    next: usize,
    empty: bool,
}

pub(super) fn breaks(text: &str, words: &[Word]) -> Breaks {
    let ends = line_ends(text, words);
    let single = || ends.iter().filter(|end| !end.empty);
    let widest = ends.iter().map(|end| end.length).max().unwrap_or(0);
    let full = |end: &LineEnd| end.length + 1 + end.next > widest;
    let wrapped = widest <= WIDEST
        && single().count() >= 3
        && single().filter(|end| full(end) || end.length * 10 > widest * 8).count() as f64
            > WRAPPED * single().count() as f64;
    let wrapped = wrapped && single().filter(|end| !stops(text, words, end.word)).count() * 2 > single().count();
    let ends_sentence = |end: &LineEnd| {
        let next = form(text, words, end.word + 1);
        let small = next.starts_with(char::is_lowercase);
        if end.empty || stops(text, words, end.word) {
            return end.empty || !small;
        }
        if wrapped {
            return !small && end.length * 10 < widest * 6;
        }
        !(small && end.length > LONG)
    };
    Breaks { any: !ends.is_empty(), words: ends.iter().filter(|end| ends_sentence(end)).map(|end| end.word).collect() }
}

fn stops(text: &str, words: &[Word], i: usize) -> bool {
    form(text, words, i).ends_with(['.', '!', '?', '"', '”', '’', '\'', ')', ':', '…', ';'])
}

fn form<'t>(text: &'t str, words: &[Word], i: usize) -> &'t str {
    text.get(words[i].start..words[i].end).unwrap_or_default()
}

fn line_ends(text: &str, words: &[Word]) -> Vec<LineEnd> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut line = words.first().map_or(0, |word| word.start);
    for (i, pair) in words.windows(2).enumerate() {
        let (start, end) = (pair[0].end, pair[1].start);
        // most gaps are one blank
        if end == start + 1 && bytes.get(start) == Some(&b' ') {
            continue;
        }
        let Some(gap) = text.get(start..end).filter(|gap| !gap.is_empty()) else { continue };
        let lines = gap.matches(['\n', '\u{2028}', '\u{2029}', '\u{85}']).count().max(gap.matches('\r').count());
        if lines > 0 {
            let empty = lines > 1 || gap.contains('\u{2029}');
            found.push(LineEnd {
                word: i,
                length: start.saturating_sub(line),
                next: pair[1].end.saturating_sub(end),
                empty,
            });
            line = end;
        }
    }
    found
}
