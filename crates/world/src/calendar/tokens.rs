//! A text as the calendar's rules see it: runs of letters, runs of digits, single marks, whatever words the caller has.

use super::lexicon::{Class, Lexicon, WordId};

/// Marks after which a line end ends a paragraph, and does not only wrap it.
const ENDS: [&str; 9] = [".", "!", "?", "\"", "”", ")", "'", "’", ":"];

/// A piece of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its number in the lexicon, 0 when no rule knows it.
    pub(crate) id: WordId,
    /// What a run of up to nine digits says.
    pub(crate) number: Option<u32>,
    /// White space stands before it.
    pub(crate) spaced: bool,
    /// An empty line stands before it: no expression reaches over.
    pub(crate) apart: bool,
    /// Begins with a capital.
    pub(crate) capital: bool,
    /// A letter, digit or mark.
    pub(crate) letters: bool,
    pub(crate) paragraph: u32,
}

impl Token {
    pub(crate) fn digits(&self) -> usize {
        if self.number.is_some() { self.end - self.start } else { 0 }
    }
}

/// Cuts a text. Marks that look alike become one: apostrophes `'`, hyphens and the en dash `-`.
pub(crate) fn tokens(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    tokens_within(text, lexicon, &[])
}

/// [`tokens`], with the places where sentences begin, in order: no expression reaches over one.
pub(crate) fn tokens_within(text: &str, lexicon: &Lexicon, starts: &[usize]) -> Vec<Token> {
    let mut starts = starts.iter().copied().peekable();
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 5 + 1);
    let mut lower = String::new();
    let (mut lines, mut spaced, mut paragraph) = (0, false, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            spaced = true;
            lines += u32::from(c == '\n');
            continue;
        }
        let mut end = start + c.len_utf8();
        let (letters, digits) = (c.is_alphabetic(), c.is_ascii_digit());
        if letters || digits {
            while let Some(&(at, next)) = chars.peek() {
                if !(letters && next.is_alphabetic() || digits && next.is_ascii_digit()) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let piece = &text[start..end];
        let id = match c {
            '\'' | '’' | '‘' | '`' | '´' => lexicon.id("'"),
            '-' | '‐' | '‑' | '–' | '−' => lexicon.id("-"),
            _ if letters && piece.len() <= 24 => {
                lower.clear();
                lower.extend(piece.chars().flat_map(char::to_lowercase));
                lexicon.id(&lower)
            }
            _ => lexicon.id(piece),
        };
        let number = if digits && end - start <= 9 { piece.parse().ok() } else { None };
        let ended = found.last().is_some_and(|t| ENDS.contains(&&text[t.start..t.end]));
        paragraph += u32::from(lines > 1 || lines > 0 && ended);
        let mut begins = false;
        while starts.next_if(|at| *at <= start).is_some() {
            begins = true;
        }
        let apart = lines > 1 || begins && !goes_on(&found, lexicon);
        found.push(Token { start, end, id, number, spaced, apart, capital: c.is_uppercase(), letters, paragraph });
        (lines, spaced) = (0, false);
    }
    found
}

/// Whether a text goes on though a sentence may end here: behind "Oct." and its like.
fn goes_on(found: &[Token], lexicon: &Lexicon) -> bool {
    let Some(before) = found.len().checked_sub(2) else { return false };
    [Class::Month, Class::Weekday]
        .into_iter()
        .any(|class| lexicon.read(class, found, before).is_some_and(|(taken, _)| taken == 2))
}
