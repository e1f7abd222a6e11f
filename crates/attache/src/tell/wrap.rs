//! Wrapping styled text to a width.

use std::fmt::Write;

use anstyle::Style;
use textwrap::core::display_width;

/// A piece of text in one style.
pub type Piece<'t> = (Style, &'t str);

/// Writes pieces as lines of at most `width` columns: `first` stands before the first line, `rest` before the others
/// (both in style `margin`). Words that are longer than a line are broken.
pub fn wrap(out: &mut String, width: usize, margin: Style, first: &str, rest: &str, pieces: &[Piece]) {
    let mut line = Line { out, width, margin, rest, column: 0, is_empty: true, open: Style::new() };
    line.open(first);
    // Text runs on across pieces: a space divides words only where there is one.
    let mut word: Vec<Piece> = Vec::new();
    for &(style, text) in pieces {
        let mut start = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| *c == ' ') {
            word.push((style, &text[start..at]));
            line.word(&word);
            word.clear();
            start = at + c.len_utf8();
        }
        word.push((style, &text[start..]));
    }
    line.word(&word);
    line.ink(Style::new());
    line.out.push('\n');
}

struct Line<'o> {
    out: &'o mut String,
    width: usize,
    margin: Style,
    rest: &'o str,
    column: usize,
    is_empty: bool,
    /// The style that what was written last is in.
    open: Style,
}

impl Line<'_> {
    fn open(&mut self, margin: &str) {
        self.styled(self.margin, margin);
        self.column = display_width(margin);
        self.is_empty = true;
    }

    fn word(&mut self, pieces: &[Piece]) {
        let columns: usize = pieces.iter().map(|(_, text)| display_width(text)).sum();
        if columns == 0 {
            return;
        }
        if !self.is_empty {
            if self.column + 1 + columns > self.width {
                self.turn();
            } else {
                // A space within a style is in it; between two styles it is in neither.
                if pieces.first().is_some_and(|(style, _)| *style != self.open) {
                    self.ink(Style::new());
                }
                self.out.push(' ');
                self.column += 1;
            }
        }
        for &(style, text) in pieces {
            self.piece(style, text);
        }
    }

    fn piece(&mut self, style: Style, mut text: &str) {
        while !text.is_empty() {
            let room = self.width.saturating_sub(self.column);
            let mut used = 0;
            let fits = text
                .char_indices()
                .map(|(at, c)| (at + c.len_utf8(), display_width(c.encode_utf8(&mut [0; 4]))))
                .take_while(|(_, columns)| {
                    used += columns;
                    used <= room
                })
                .last()
                .map_or(0, |(end, _)| end);
            if fits == 0 && !self.is_empty {
                self.turn();
                continue;
            }
            // At least one character a line, however narrow.
            let end = if fits == 0 { text.chars().next().map_or(0, char::len_utf8) } else { fits };
            self.styled(style, &text[..end]);
            self.column += display_width(&text[..end]);
            self.is_empty = false;
            text = &text[end..];
        }
    }

    fn turn(&mut self) {
        self.ink(Style::new());
        self.out.push('\n');
        let rest = self.rest;
        self.open(rest);
    }

    fn styled(&mut self, style: Style, text: &str) {
        if !text.trim().is_empty() {
            self.ink(style);
        }
        self.out.push_str(text);
    }

    /// Changes the style of what follows.
    fn ink(&mut self, style: Style) {
        if style != self.open {
            let _ = write!(self.out, "{:#}{style}", self.open);
            self.open = style;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(width: usize, text: &str) -> String {
        let mut out = String::new();
        wrap(&mut out, width, Style::new(), "- ", "  ", &[(Style::new(), text)]);
        out
    }

    #[test]
    fn words_that_do_not_fit_go_to_the_next_line() {
        assert_eq!(plain(12, "one two three four"), "- one two\n  three four\n");
    }

    #[test]
    fn a_word_may_have_several_styles() {
        let mut out = String::new();
        wrap(&mut out, 20, Style::new(), "", "", &[(Style::new().bold(), "Courier"), (Style::new(), ", May")]);
        assert_eq!(anstream::adapter::strip_str(&out).to_string(), "Courier, May\n");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_nothing_is_lost(text in "[a-zé漢 ]{0,120}", width in 8_usize..40) {
            let out = plain(width, &text);
            for line in out.lines() {
                prop_assert!(display_width(line) <= width, "{line:?}");
            }
            let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&out[2..]), bare(&text));
        }
    }
}
