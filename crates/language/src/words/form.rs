//! What a form looks like: letters, endings, graphemes.

use unicode_segmentation::GraphemeCursor;

use super::{char_at, is_apostrophe};

/// Letters, digits, marks upon them, and what stands for a letter within a word.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Whether a stop stands before a letter or figure.
pub(super) fn inner_stop(rest: &str) -> bool {
    rest.as_bytes().windows(2).any(|pair| pair[0] == b'.' && pair[1].is_ascii_alphanumeric())
}

/// The letters, and the marks that stand within fixed forms, at the start of `rest`.
pub(super) fn fixed_form(rest: &str) -> &str {
    let end =
        rest.find(|c: char| !(is_letter(c) || is_apostrophe(c) || matches!(c, '-' | '/' | '.'))).unwrap_or(rest.len());
    rest[..end].trim_end_matches(|c: char| matches!(c, '.' | '-') || is_apostrophe(c))
}

/// Whether the last of the letters before a stop stands alone, as in "U.S" or "5p".
pub(super) fn tail_letter(before: &str) -> bool {
    let mut back = before.chars().rev();
    back.next().is_some_and(char::is_alphabetic) && back.next().is_none_or(|c| !c.is_alphabetic())
}

pub(super) fn one_letter(form: &str) -> bool {
    let mut chars = form.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

pub(super) fn only_figures(form: &str) -> bool {
    form.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'/' | b'+'))
}

/// What follows the apostrophe of a contraction.
pub(super) fn is_ending(form: &str) -> bool {
    form.len() <= 2 && ["s", "m", "d", "re", "ve", "ll"].iter().any(|ending| form.eq_ignore_ascii_case(ending))
}

/// Where the ending of a contraction begins in a word.
pub(super) fn ending(form: &str) -> Option<usize> {
    let (at, mark) = form.char_indices().rev().find(|(_, c)| is_apostrophe(*c))?;
    let tail = &form[at + mark.len_utf8()..];
    if at == 0 {
        return None;
    }
    if tail.eq_ignore_ascii_case("t") {
        let n = form[..at].chars().next_back().filter(|c| c.eq_ignore_ascii_case(&'n'))?;
        let cut = at - n.len_utf8();
        return (cut > 0).then_some(cut);
    }
    let decade = tail == "s" && form[..at].ends_with('0') && form.starts_with(|c: char| c.is_ascii_digit());
    (is_ending(tail) && !decade).then_some(at)
}

/// Whether a cut at `at` falls between graphemes.
pub(super) fn is_boundary(text: &str, at: usize) -> bool {
    let next = char_at(text, at).map_or(0, u32::from);
    let before = text[..at].chars().next_back().map_or(0, u32::from);
    let plain = |c: u32| c < 0x300 || (0x2010..0x205f).contains(&c);
    if plain(next) && (before < 0x600 || plain(before)) {
        return true;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.is_boundary(text, 0).unwrap_or_default()
}
