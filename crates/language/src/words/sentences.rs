//! Ends of sentences by rule.

use super::lines::{Breaks, breaks};
use super::rules::{RULES, Rules, Then, sentence};
use super::{Word, char_at};

/// Most words of a dateline, dash included.
const DATELINE: usize = 16;

/// For each word, whether a sentence ends with it. The last word always ends one.
///
/// A sentence ends at a stop, question or exclamation mark with the quotes and brackets closing after it; not after
/// abbreviations, initials and list numbers, nor where a quotation goes on ("Why?" he asked). Empty lines, and line ends in
/// a text that is not wrapped by hand, end it too, as do a dateline's dash and the date line of an article whose line ends
/// are lost.
pub fn sentence_ends(text: &str, words: &[Word]) -> Vec<bool> {
    let splitter = Splitter { text, words, rules: &RULES, breaks: breaks(text, words) };
    let mut ends = vec![false; words.len()];
    let (mut first, mut paragraph) = (0, 0);
    let mut i = 0;
    while i < words.len() {
        let end = splitter.end_at(first, paragraph, i);
        if let Some(end) = end {
            ends[end] = true;
            (first, i) = (end + 1, end);
        }
        if splitter.breaks.after(i) {
            paragraph = i + 1;
        }
        i += 1;
    }
    splitter.date_lines(&mut ends);
    if let Some(last) = ends.last_mut() {
        *last = true;
    }
    ends
}

struct Splitter<'t> {
    text: &'t str,
    words: &'t [Word],
    rules: &'static Rules,
    breaks: Breaks,
}

/// What a word does to the sentence that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A full stop.
    Stop,
    /// A question or exclamation mark, or a run of both.
    Call,
    /// Three dots or more.
    Dots,
    /// A full stop of a script without blanks between sentences.
    Bare,
    /// An abbreviation with its stop.
    Abbreviation,
    None,
}

impl Splitter<'_> {
    /// The last word of the sentence that ends at word `i`, if one does: `i` itself, or the last of the closing marks after it.
    fn end_at(&self, first: usize, paragraph: usize, i: usize) -> Option<usize> {
        let mark = self.mark(i);
        if mark == Mark::None {
            let ends =
                self.breaks.after(i) || (paragraph == first && self.is_dateline(first, i)) || self.is_lost_line_end(i);
            return ends.then_some(i);
        }
        let (end, closed) = self.closing(i);
        if end + 1 >= self.words.len() || (i..=end).any(|k| self.breaks.after(k)) {
            let at = (i..=end).find(|k| self.breaks.after(*k)).unwrap_or(end);
            return Some(at);
        }
        self.ends_before_next(mark, first, i, end, closed).then_some(end)
    }

    fn mark(&self, i: usize) -> Mark {
        let form = self.form(i);
        match form.as_bytes().first().copied().unwrap_or_default() {
            b'.' if form == "." => {
                // dots with blanks between them
                let beside = |k: usize| self.words.get(k).is_some() && self.form(k) == ".";
                if beside(i + 1) || (i > 0 && beside(i - 1)) { Mark::Dots } else { Mark::Stop }
            }
            b'.' if form.bytes().all(|b| b == b'.') => Mark::Dots,
            b'!' | b'?' => Mark::Call,
            0x80.. => wide_mark(form),
            b'[' if form.len() > 3 => Mark::Dots,
            _ if form.ends_with('.') => Mark::Abbreviation,
            _ => Mark::None,
        }
    }

    /// The last of the quotes, brackets and marks that close after word `i`, and whether a quote or bracket is among them.
    fn closing(&self, i: usize) -> (usize, bool) {
        let (mut end, mut closed) = (i, false);
        while end + 1 < self.words.len() && end - i < 8 {
            let form = self.form(end + 1);
            let glued = self.glued(end);
            let closes = matches!(form, "\"" | "”" | "’" | "'" | "''" | "’’" | ")" | "]" | "»" | "}");
            let typographic = matches!(form, "”" | "’’" | ")" | "]" | "»");
            let again = glued && matches!(self.mark(end + 1), Mark::Stop | Mark::Call | Mark::Bare | Mark::Dots);
            let face = self.is_face(form);
            if !(again || face || (closes && (glued || (typographic && closed)))) {
                break;
            }
            // an opening quote, though no blank stands before it
            if form == "\""
                && end + 2 < self.words.len()
                && self.glued(end + 1)
                && self.starts_word(end + 2)
                && !self.open_quote(i)
            {
                break;
            }
            closed |= closes;
            end += 1;
        }
        (end, closed)
    }

    /// Whether the straight quotes before word `i`, of the last 120 words, leave one open.
    fn open_quote(&self, i: usize) -> bool {
        (i.saturating_sub(120)..i).filter(|k| self.form(*k) == "\"").count() % 2 == 1
    }

    fn ends_before_next(&self, mark: Mark, first: usize, i: usize, end: usize, closed: bool) -> bool {
        let Some((next, quoted)) = self.opening(end + 1) else { return true };
        let form = self.form(next);
        let Some(c) = char_at(form, 0) else { return true };
        if mark == Mark::Bare {
            return !(closed && matches!(c, ',' | '，' | '、' | 'と'));
        }
        if matches!(c, ',' | ';' | ':' | '!' | '?' | '.' | '…' | '%' | '/' | ')' | ']' | '&') {
            return false;
        }
        if self.is_list_number(mark, first, i) {
            return false;
        }
        let bracket = self.form(end + 1).starts_with(['(', '[']);
        let dash = matches!(self.form(end + 1), "-" | "--" | "—" | "–");
        let glued = self.glued(end);
        if c.is_lowercase() {
            return self.ends_before_small(mark, first, i, closed, quoted || dash || bracket);
        }
        match mark {
            Mark::Abbreviation => self.abbreviation_ends(i, closed, quoted, next),
            Mark::Call if closed => !self.says_follows(next),
            Mark::Stop if glued => c.is_uppercase() || quoted,
            Mark::Call if glued => c.is_uppercase() || quoted,
            // an aside: "are you ready? — the talks"
            Mark::Call => !dash,
            Mark::Dots => !dash && (c.is_uppercase() || quoted) && !glued,
            _ => !(dash && closed),
        }
    }

    /// Whether a sentence ends before one that begins with a small letter, as careless writers let it.
    fn ends_before_small(&self, mark: Mark, first: usize, i: usize, closed: bool, opened: bool) -> bool {
        if closed || opened || i == first || self.glued(i) {
            return false;
        }
        let before = self.form(i - 1);
        let high = before.starts_with(char::is_uppercase);
        match mark {
            // a short word that cannot be spoken may be an abbreviation that no row knows
            Mark::Stop => {
                before.len() > 3
                    || (!high
                        && before.contains(|c| !matches!(c, 'b'..='d' | 'f'..='h' | 'j'..='n' | 'p'..='t' | 'v'..='z')))
            }
            // "Yahoo! is": part of a name
            Mark::Call => !(self.form(i) == "!" && high && i - 1 > first && before.contains(char::is_lowercase)),
            _ => false,
        }
    }

    fn abbreviation_ends(&self, i: usize, closed: bool, quoted: bool, next: usize) -> bool {
        let word = self.form(i).trim_end_matches('.');
        let opener = self.rules.is_sentence_word(self.form(next), sentence::OPENER);
        let row = self.rules.abbreviation(word);
        let then = row.map_or(Then::End, |row| row.then);
        let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
        match then {
            _ if initial => closed && opener,
            Then::Name | Then::Number => closed && opener,
            Then::Date => opener,
            Then::End => {
                let clock = matches!(word, "a.m" | "p.m" | "A.M" | "P.M");
                let upper = self.form(next).starts_with(char::is_uppercase);
                let names = sentence::CLOCK | sentence::WEEKDAY | sentence::MONTH;
                let zone = self.rules.is_sentence_word(self.form(next), names);
                opener || (upper && (closed || quoted || word == "etc")) || (clock && upper && !zone)
            }
        }
    }

    /// The first word at `at` or after that is no opening quote, bracket or dash, and whether a quote opens.
    fn opening(&self, at: usize) -> Option<(usize, bool)> {
        let mut quoted = false;
        for next in at..(at + 4).min(self.words.len()) {
            let form = self.form(next);
            let quote = matches!(form, "\"" | "“" | "‘" | "'" | "``" | "''" | "«" | "„");
            quoted |= quote;
            if !quote && !matches!(form, "(" | "[" | "-" | "--" | "—" | "–" | "*" | "•" | ">") {
                return Some((next, quoted));
            }
        }
        (at < self.words.len()).then_some((at, quoted))
    }

    /// Whether the stop belongs to "1." or "b." at the beginning of a sentence.
    fn is_list_number(&self, mark: Mark, first: usize, i: usize) -> bool {
        let label = |form: &str| {
            (form.len() <= 3 && form.bytes().all(|b| b.is_ascii_digit()))
                || (form.len() == 1 && form != "I" && form != "a")
        };
        match mark {
            Mark::Stop => i > 0 && (i == first + 1 || (i > 1 && self.form(i - 2) == ":")) && label(self.form(i - 1)),
            Mark::Abbreviation => i == first && label(self.form(i).trim_end_matches('.')),
            _ => false,
        }
    }

    /// Whether a verb of saying follows a quotation within a few words: "Why?" Mr. Oduya asked.
    fn says_follows(&self, next: usize) -> bool {
        let ahead = next..(next + 7).min(self.words.len());
        for k in ahead {
            let form = self.form(k);
            if self.rules.is_sentence_word(form, sentence::SAYS) {
                return true;
            }
            if !(form.starts_with(char::is_alphabetic) || matches!(form, "-" | "'s" | "’s")) {
                return false;
            }
        }
        false
    }

    /// Whether word `i` is the dash of a dateline that opens the paragraph: place in capitals or agency in brackets before it.
    fn is_dateline(&self, first: usize, i: usize) -> bool {
        if i == first
            || i - first >= DATELINE
            || !matches!(self.form(i), "-" | "--" | "—" | "–")
            || i + 1 >= self.words.len()
        {
            return false;
        }
        if self.glued(i) && self.glued(i - 1) && self.form(i) == "-" {
            return false;
        }
        let forms = || (first..i).map(|k| self.form(k));
        let shouted = |form: &str| form.len() > 3 && form.bytes().all(|b| b.is_ascii_uppercase());
        let fits = |form: &str| {
            !form.starts_with(char::is_lowercase)
                || form.ends_with('.')
                || matches!(form, "al" | "el" | "de" | "of" | "the" | "and")
        };
        let bracket = (first..i).rev().find(|k| self.form(*k) == "(");
        let agency = self.form(i - 1) == ")" && bracket.is_some_and(|k| (k..i).all(|k| self.form(k) != "-"));
        let place =
            shouted(self.form(first)) && forms().any(|form| form == "," || form == ")" || self.is_date_word(form));
        let alone = (1..=3).contains(&(i - first)) && forms().all(shouted);
        let dated = self.form(first).starts_with(char::is_uppercase) && forms().any(|form| form == ",");
        let capital_next = self.opening(i + 1).is_some_and(|(next, _)| self.form(next).starts_with(char::is_uppercase));
        capital_next
            && forms().all(fits)
            && !forms().any(|form| matches!(form, "?" | "!" | ":"))
            && (agency || place || alone || (dated && i - first >= 3))
    }

    /// Whether a line end seems to have stood after word `i`, in a text that has none left.
    fn is_lost_line_end(&self, i: usize) -> bool {
        if self.breaks.any() || i + 2 >= self.words.len() {
            return false;
        }
        let next = self.form(i + 1);
        if !next.starts_with(|c: char| c.is_ascii_uppercase())
            || !self.rules.is_sentence_word(next, sentence::LOST | sentence::CAPTION)
        {
            return false;
        }
        let third = self.form(i + 2);
        let begins = match self.rules.is_sentence_word(next, sentence::CAPTION) {
            true => matches!(third, ":" | ";"),
            false => third.starts_with(char::is_lowercase) && !self.glued(i + 1),
        };
        let form = self.form(i);
        let word = form.ends_with(char::is_alphanumeric) && !self.glued(i);
        begins && word && !self.rules.is_sentence_word(form, sentence::DATES)
    }

    fn is_date_word(&self, form: &str) -> bool {
        self.rules.is_sentence_word(form, sentence::WEEKDAY | sentence::MONTH)
    }

    /// Marks both ends of "Tuesday, May 5, 2020" where it stands as a line of its own would, between headline and text.
    fn date_lines(&self, ends: &mut [bool]) {
        for i in 0..self.words.len().saturating_sub(6) {
            if !self.rules.is_sentence_word(self.form(i), sentence::WEEKDAY) || self.form(i + 1) != "," {
                continue;
            }
            let month = |k: usize| self.rules.is_sentence_word(self.form(k), sentence::MONTH);
            let figures = |k: usize, most: usize| {
                let form = self.form(k);
                form.len() <= most && form.bytes().all(|b| b.is_ascii_digit())
            };
            let american = month(i + 2) && figures(i + 3, 2) && self.form(i + 4) == "," && figures(i + 5, 4);
            let british = figures(i + 2, 2) && month(i + 3) && figures(i + 4, 4);
            let last = if american { i + 5 } else { i + 4 };
            let Some(next) = (last + 1 < self.words.len()).then(|| self.form(last + 1)) else { continue };
            let within = i > 0 && self.rules.is_sentence_word(self.form(i - 1), sentence::DATES);
            if (american || british)
                && !within
                && next.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '['))
            {
                ends[last] = true;
                if i > 0 {
                    ends[i - 1] = true;
                }
            }
        }
    }

    fn form(&self, i: usize) -> &str {
        self.text.get(self.words[i].start..self.words[i].end).unwrap_or_default()
    }

    /// Whether nothing stands between word `i` and the next.
    fn glued(&self, i: usize) -> bool {
        self.words.get(i + 1).is_some_and(|next| next.start == self.words[i].end)
    }

    fn starts_word(&self, i: usize) -> bool {
        self.form(i).starts_with(char::is_alphanumeric)
    }

    fn is_face(&self, form: &str) -> bool {
        (2..=5).contains(&form.len())
            && form.starts_with([':', ';', '=', '^', '>'])
            && self.rules.emoticon(form).is_some()
    }
}

/// The marks outside of ASCII.
fn wide_mark(form: &str) -> Mark {
    if form.starts_with('…') {
        return Mark::Dots;
    }
    let bare = form.chars().next().is_some_and(|c| "。｡！？؟۔।॥።፧။។։".contains(c));
    match form {
        _ if bare => Mark::Bare,
        _ if form.ends_with('.') => Mark::Abbreviation,
        _ => Mark::None,
    }
}

#[cfg(test)]
mod tests {
    use crate::tokenize;

    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let words = tokenize(text);
        let mut from = None;
        let mut found = Vec::new();
        for (word, end) in words.iter().zip(sentence_ends(text, &words)) {
            let start = *from.get_or_insert(word.start);
            if end {
                found.push(&text[start..word.end]);
                from = None;
            }
        }
        found
    }

    #[test]
    fn stops_of_abbreviations_and_initials_end_nothing() {
        for sentences in [
            &["Gen. J. P. Ward met Mr. Oduya.", "They spoke."][..],
            &["The U.S. Senate left the U.S.", "The vote failed."],
            &["It opens at 5 p.m. Eastern time.", "Doors close at 9 p.m.", "Nobody may enter."],
            &["See No. 5 of vol. 2.", "It cost $3.5 million."],
            &["Oduya Inc. Chairman Lee spoke.", "He works for Oduya Inc.", "He left."],
            &["She holds a Ph.D. from there.", "It was . . . hard to see . . . at noon."],
            &["Was it so?", "Yes!", "He went on...", "Then he fell."],
        ] {
            assert_eq!(split(&sentences.join(" ")), sentences);
        }
    }

    #[test]
    fn quotes_and_brackets_belong_to_the_sentence_that_they_close() {
        for sentences in [
            &["\"We won.\"", "She left (early.)", "Then rain fell."][..],
            &["“Why?” Mr. Oduya asked.", "“Go!”", "They went."],
            &["He called it \"a day\".", "\"No,\" she said.", "\"Never.\""],
            &["\"Go!\" he cried.", "(He had waited.)", "No one moved."],
        ] {
            assert_eq!(split(&sentences.join(" ")), sentences);
        }
    }

    #[test]
    fn line_ends_end_headlines_but_not_wrapped_lines() {
        assert_eq!(split("Ministers meet\n\nThey met on Monday"), ["Ministers meet", "They met on Monday"]);
        assert_eq!(split("Ministers meet\nThey met on Monday."), ["Ministers meet", "They met on Monday."]);
        let wrapped = "The ministers of the four neighbour states met on\nMonday in the capital to speak of the river that\n\
                       they share and of the dam that Lendu wants to build\nacross it before the next rains.";
        assert_eq!(split(wrapped), [wrapped]);
    }

    #[test]
    fn datelines_and_date_lines_stand_alone() {
        assert_eq!(
            split("HANOI, April 15 (Wire) - The talks began."),
            ["HANOI, April 15 (Wire) -", "The talks began."]
        );
        assert_eq!(split("GENEVA — Talks began."), ["GENEVA —", "Talks began."]);
        assert_eq!(
            split("Talks begin in capital Tuesday, May 5, 2020 The talks began."),
            ["Talks begin in capital", "Tuesday, May 5, 2020", "The talks began."]
        );
        assert_eq!(split("The talks - long and hard - ended."), ["The talks - long and hard - ended."]);
    }

    #[test]
    fn small_letters_begin_sentences_of_careless_writers_only() {
        assert_eq!(split("he left. nobody saw him. it rained"), ["he left.", "nobody saw him.", "it rained"]);
        assert_eq!(
            split("The dept. of the river and Oduya! magazine met."),
            ["The dept. of the river and Oduya! magazine met."]
        );
    }

    #[test]
    fn words_given_by_others_may_share_their_spans_or_be_empty() {
        let text = "Dámelo. Ya.";
        let spans = [(0, 7), (0, 7), (7, 8), (8, 8), (9, 11), (9, 11), (11, 12), (2, 3), (400, 500)];
        let words: Vec<Word> = spans.iter().map(|&(start, end)| Word { start, end }).collect();
        assert_eq!(sentence_ends(text, &words).len(), words.len());
    }

    #[test]
    fn list_numbers_begin_a_sentence() {
        assert_eq!(split("1. The river. 2. The dam."), ["1. The river.", "2. The dam."]);
    }

    #[test]
    fn scripts_without_blanks_end_sentences_at_their_stops() {
        assert_eq!(split("部长星期二辞职。谁来接任？"), ["部长星期二辞职。", "谁来接任？"]);
    }
}
