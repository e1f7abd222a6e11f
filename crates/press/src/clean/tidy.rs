//! Writes the text that is left, and where what is gone stood.

use super::lines::{Line, is_blank, is_invisible};
use crate::article::Removed;
use crate::span::{ByteSpan, CharOffsets, CharSpan};

/// Bytes of what cleaning takes out of one article that are kept, at most.
const MOST_KEPT: usize = 16 << 10;

/// The lines that stay, one blank between words and one line end after each, and the passages of `text` that went.
pub(super) fn tidy(text: &str, lines: &[Line]) -> (String, Vec<Removed>) {
    let mut kept = String::with_capacity(text.len());
    let mut gone: Vec<(ByteSpan, &'static str)> = Vec::new();
    let mut at = 0;
    for line in lines {
        invisible(text, at, line.span.start, &mut gone);
        match line.gone {
            Some(why) => gone.push((line.span, why)),
            None => write_line(text, line.span, &mut kept, &mut gone),
        }
        at = line.span.end;
    }
    invisible(text, at, text.len(), &mut gone);
    let offsets = CharOffsets::new(text);
    let mut room = MOST_KEPT;
    let removed = gone.into_iter().map(|(span, why)| Removed {
        span: chars(&offsets, span),
        why: why.into(),
        text: words(span.of(text), &mut room),
    });
    (kept, removed.collect())
}

/// What a passage said, where anything can be read of it and there is room for it.
fn words(passage: &str, room: &mut usize) -> Option<String> {
    let words = passage.trim_matches(|c| is_blank(c) || is_invisible(c));
    if words.is_empty() || words.len() > *room {
        return None;
    }
    *room -= words.len();
    Some(words.to_owned())
}

fn chars(offsets: &CharOffsets, span: ByteSpan) -> CharSpan {
    offsets.span(span)
}

fn write_line(text: &str, span: ByteSpan, kept: &mut String, gone: &mut Vec<(ByteSpan, &'static str)>) {
    let line = span.of(text);
    let odd = |c: char| is_invisible(c) || is_blank(c) && c != ' ';
    if !line.contains(odd) && !line.contains("  ") {
        kept.push_str(line);
    } else {
        invisible(text, span.start, span.end, gone);
        let mut blank = false;
        for c in line.chars().filter(|c| !is_invisible(*c)) {
            if is_blank(c) {
                blank = true;
                continue;
            }
            if std::mem::take(&mut blank) {
                kept.push(' ');
            }
            kept.push(c);
        }
    }
    kept.push('\n');
}

/// Notes each run of marks without width between two bytes of the text.
fn invisible(text: &str, start: usize, end: usize, gone: &mut Vec<(ByteSpan, &'static str)>) {
    for (at, c) in text[start..end].char_indices().filter(|(_, c)| is_invisible(*c)) {
        let from = start + at;
        let to = from + c.len_utf8();
        match gone.last_mut() {
            Some((last, "invisible")) if last.end == from => last.end = to,
            _ => gone.push((ByteSpan { start: from, end: to }, "invisible")),
        }
    }
}
