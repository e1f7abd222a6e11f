//! A text as its lines, each with the features by which cleaning judges it.

use std::ops::Range;

use super::rules::RULES;
use crate::span::ByteSpan;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a full stop, question mark or the like.
    Sentence,
    /// With a colon: something follows that it announces.
    Colon,
    /// With neither: a headline, a name, a label.
    Open,
}

/// A line of the input, or several where the input breaks its lines at a fixed width.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Where it stands in the input, without the blanks around it; never empty.
    pub span: ByteSpan,
    /// Words, counted up to [`MANY_WORDS`].
    pub words: usize,
    pub ending: Ending,
    /// Whether a blank line stands before it.
    pub apart: bool,
    /// Why it goes; `None` while it stays.
    pub gone: Option<&'static str>,
}

/// Counting stops here: no rule asks for more.
pub(super) const MANY_WORDS: usize = 200;
/// A line of more words than this is judged by its beginning and end alone.
pub(super) const LONGEST_JUDGED: usize = 110;
/// And so is a line of more bytes.
const LONGEST_JUDGED_BYTES: usize = 2_000;
/// Words from which a line that ends as a sentence counts as a paragraph of the story.
const PARAGRAPH_WORDS: usize = 12;
/// Notes of crawlers hang at the first or last lines, and are no longer than this in bytes.
const SUFFIX_WINDOW: usize = 900;
/// Promotions at the end of a paragraph are no longer than this in bytes.
const PROMOTION_WINDOW: usize = 180;

impl Line {
    fn new(text: &str, span: ByteSpan, apart: bool) -> Self {
        let line = span.of(text);
        Self { span, words: count_words(line), ending: ending(line), apart, gone: None }
    }

    /// Whether it is still part of the article.
    pub fn stays(&self) -> bool {
        self.gone.is_none()
    }

    /// Whether it reads as a paragraph of the story.
    pub fn is_paragraph(&self) -> bool {
        self.words >= 40 || self.words >= PARAGRAPH_WORDS && self.ending != Ending::Open
    }

    /// Whether its words are looked at as a whole.
    pub fn is_judged(&self) -> bool {
        self.words <= LONGEST_JUDGED && self.span.end - self.span.start <= LONGEST_JUDGED_BYTES
    }

    /// Marks it as gone, unless it is gone already.
    pub fn remove(&mut self, why: &'static str) {
        self.gone.get_or_insert(why);
    }
}

/// The lines of a text that hold anything at all.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut apart = true;
    let mut at = 0;
    for raw in text.split_inclusive(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let span = trim(text, at..at + raw.len());
        at += raw.len();
        if span.start == span.end {
            apart |= raw != "\n" || !text[..span.start].ends_with('\r');
            continue;
        }
        lines.push(Line::new(text, span, apart));
        apart = false;
    }
    let mut lines = unwrap_fixed_width(text, lines);
    cut_suffixes(text, &mut lines);
    lines
}

/// The plain form by which rules know a line: one blank between words, quotes straight, outer brackets, bullets and
/// arrows off.
pub(super) fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            _ if is_blank(c) => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            _ if is_invisible(c) => {}
            '’' | '‘' | '`' | '´' => out.push('\''),
            '“' | '”' | '„' => out.push('"'),
            '…' => out.push_str("..."),
            _ => out.push(c),
        }
    }
    let mut core = out.as_str();
    loop {
        let before = core;
        core =
            core.trim().trim_start_matches(['•', '·', '*', '▶', '►', '▪', '■', '●', '◆', '»', '→', '|', '>', '—', '–']);
        core = core.trim_end_matches(['»', '→', '|', '*', '›', '▶', '►']).trim();
        if let Some(dashed) = core.strip_prefix("- ").or_else(|| core.strip_prefix("-- ")) {
            core = dashed;
        }
        for (open, close) in [('(', ')'), ('[', ']'), ('{', '}'), ('"', '"')] {
            let inner = core.strip_prefix(open).and_then(|c| c.strip_suffix(close));
            if let Some(inner) = inner.filter(|i| !i.contains([open, close])) {
                core = inner;
            }
        }
        if core == before {
            break;
        }
    }
    core.to_string()
}

/// A blank inside a line; the no-break and typographic ones too.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

/// A mark without width or meaning: zero-width and word-joining spaces, byte order marks, soft hyphens. The joiners
/// that shape letters (U+200C, U+200D) and the marks of direction are not among them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The words of a line without case and marks: what two printings of one headline share.
pub(super) fn key(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars().filter(|c| !is_invisible(*c)) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘') && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn count_words(line: &str) -> usize {
    line.split(is_blank).filter(|w| w.contains(|c: char| !is_invisible(c))).take(MANY_WORDS).count()
}

fn ending(line: &str) -> Ending {
    let core = line.trim_end_matches(|c: char| {
        is_blank(c) || is_invisible(c) || matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '*' | '」' | '』')
    });
    match core.chars().next_back() {
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔' | '．') => Ending::Sentence,
        Some(':' | '：' | ';') => Ending::Colon,
        _ => Ending::Open,
    }
}

fn trim(text: &str, range: Range<usize>) -> ByteSpan {
    let empty = |c: char| is_blank(c) || is_invisible(c);
    let line = &text[range.clone()];
    let core = line.trim_end_matches(empty);
    let lead = core.len() - core.trim_start_matches(empty).len();
    ByteSpan { start: range.start + lead, end: range.start + core.len() }
}

/// Joins lines into paragraphs where the input breaks its lines at a fixed width and parts paragraphs by blank lines.
fn unwrap_fixed_width(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let inner: Vec<&Line> = lines.windows(2).filter(|w| !w[1].apart).map(|w| &w[0]).collect();
    let width = |l: &&Line| (50..=100).contains(&l.span.of(text).chars().take(101).count());
    let broken = inner.iter().filter(|l| width(l) && l.ending == Ending::Open).count();
    if inner.len() < 4 || inner.len() * 2 < lines.len() || broken * 10 < inner.len() * 7 {
        return lines;
    }
    // paragraphs as the lines they consist of; features are taken once, of the whole
    let mut joined: Vec<Line> = Vec::new();
    let mut open: Option<(Line, ByteSpan)> = None;
    let close = |(first, last): (Line, ByteSpan)| match first.span.end == last.end {
        true => first,
        false => Line::new(text, ByteSpan { start: first.span.start, end: last.end }, first.apart),
    };
    for line in lines {
        // a line far short of the width ended its paragraph
        let joins = |last: &ByteSpan| !line.apart && last.of(text).chars().take(50).count() == 50;
        match &mut open {
            Some((_, last)) if joins(last) => *last = line.span,
            _ => {
                let span = line.span;
                joined.extend(open.replace((line, span)).map(close));
            }
        }
    }
    joined.extend(open.map(close));
    joined
}

/// Parts what hangs at the end of a line without belonging to it, as a line of its own that goes: the notes of machines
/// at the first and last lines, promotions at any.
fn cut_suffixes(text: &str, lines: &mut Vec<Line>) {
    let mut cut: Vec<Line> = Vec::with_capacity(lines.len() + 4);
    let count = lines.len();
    for (n, line) in lines.drain(..).enumerate() {
        let note = if n < 2 || n + 3 >= count { suffix(text, line.span) } else { None };
        let Some((at, why)) = note.or_else(|| promotion(text, line.span)) else {
            cut.push(line);
            continue;
        };
        let mut note = Line::new(text, trim(text, at..line.span.end), false);
        note.remove(why);
        let rest = trim(text, line.span.start..note.span.start);
        if rest.start < rest.end {
            cut.push(Line::new(text, rest, line.apart));
        }
        cut.push(note);
    }
    *lines = cut;
}

/// Where a machine's note begins at the end of a line, and its reason.
fn suffix(text: &str, line: ByteSpan) -> Option<(usize, &'static str)> {
    let from = back(text, line, SUFFIX_WINDOW);
    RULES.suffix(&text[from..line.end]).map(|(at, why)| (from + at, why))
}

/// Where a promotion begins that is the last sentence of a paragraph or stands in brackets at its end, and its reason.
fn promotion(text: &str, line: ByteSpan) -> Option<(usize, &'static str)> {
    let from = back(text, line, PROMOTION_WINDOW);
    let window = &text[from..line.end];
    let at = match window.chars().next_back()? {
        ')' => window.rfind('('),
        ']' => window.rfind('['),
        _ => None,
    };
    let sentence = || {
        let mut ends = window.char_indices().rev().skip(2).filter(|(_, c)| matches!(c, '.' | '!' | '?'));
        ends.find_map(|(end, _)| {
            let rest = window[end + 1..].trim_start_matches(['"', '\'', '”', '’', ')', ']']);
            let next = rest.trim_start_matches(is_blank);
            (next.len() < rest.len() && next.starts_with(char::is_uppercase)).then(|| window.len() - next.len())
        })
    };
    let at = from + at.or_else(sentence)?;
    (at > line.start).then_some(())?;
    RULES.inline(&plain(&text[at..line.end])).map(|why| (at, why))
}

/// The start of the last `window` bytes of a line.
fn back(text: &str, line: ByteSpan, window: usize) -> usize {
    let mut from = line.end.saturating_sub(window).max(line.start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_many_lines_to_one_long_one_takes_time_that_grows_with_the_text() {
        let mut text = format!("a{}b\n", " ".repeat(500_000));
        text.push_str(&format!("{}\n", "word ".repeat(12)).repeat(5_000));
        let start = std::time::Instant::now();
        assert_eq!(lines(&text).len(), 1);
        // at every join anew: a minute and more
        assert!(start.elapsed().as_secs_f64() < 2.0, "{:?}", start.elapsed());
    }
}
