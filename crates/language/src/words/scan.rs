//! The scanner: runs without blanks, cut from left to right.

use super::form::{
    ending, fixed_form, inner_stop, is_boundary, is_ending, is_letter, one_letter, only_figures, tail_letter,
};
use super::network;
use super::rules::{RULES, Rules, Then, part, sentence};
use super::{Word, char_at, is_apostrophe, is_blank};

/// Bytes after which a run is cut at the next letter that nothing can join, so that work stays in proportion to the text.
const LONG: usize = 1024;
/// Bytes after which it is cut in any case.
const LONGEST: usize = 16 * LONG;

/// What a run holds beside ASCII letters, as bits.
mod holds {
    pub(super) const DIGIT: u8 = 1;
    pub(super) const STOP: u8 = 2;
    pub(super) const HYPHEN: u8 = 4;
    pub(super) const APOSTROPHE: u8 = 8;
    pub(super) const SLASH: u8 = 16;
    pub(super) const AT: u8 = 32;
    pub(super) const SIGN: u8 = 64;
    pub(super) const WIDE: u8 = 128;
    /// Not a bit of any run: the byte ends it.
    pub(super) const BLANK: u8 = 255;
}

const CLASS: [u8; 128] = {
    let mut class = [holds::SIGN; 128];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        class[b] = match byte {
            0..=32 | 127 => holds::BLANK,
            b'a'..=b'z' | b'A'..=b'Z' => 0,
            b'0'..=b'9' => holds::DIGIT,
            b'.' => holds::STOP,
            b'-' => holds::HYPHEN,
            b'\'' | b'`' => holds::APOSTROPHE,
            b'/' => holds::SLASH,
            b'@' => holds::AT,
            _ => holds::SIGN,
        };
        b += 1;
    }
    class
};

pub(super) fn words(text: &str) -> Vec<Word> {
    let mut scanner =
        Scanner { text, rules: &RULES, out: Vec::with_capacity(text.len() / 5 + 1), start: 0, end: 0, holds: 0 };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (start, mut found) = (at, 0);
        while let Some(&byte) = bytes.get(at) {
            let class = CLASS.get(byte as usize).copied().unwrap_or_else(|| {
                let blank = char_at(text, at).is_some_and(is_blank);
                if blank { holds::BLANK } else { holds::WIDE }
            });
            if class == holds::BLANK || (at - start >= LONG && (at - start >= LONGEST || stands_alone(text, at))) {
                break;
            }
            found |= class;
            at += if byte < 0x80 { 1 } else { wide_len(byte) };
        }
        if at > start {
            scanner.run(start, at, found);
        } else {
            at += if bytes[at] < 0x80 { 1 } else { wide_len(bytes[at]) };
        }
    }
    scanner.out
}

/// Whether no grapheme spans the place before the character at `at`, whatever stands before.
fn stands_alone(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(|c| {
        c.is_ascii() || matches!(c, '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{3400}'..='\u{9fff}')
    })
}

/// The length of the character that begins with a byte above 0x7f.
fn wide_len(byte: u8) -> usize {
    match byte {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}

struct Scanner<'t> {
    text: &'t str,
    rules: &'static Rules,
    out: Vec<Word>,
    /// The run being cut, and what it holds.
    start: usize,
    end: usize,
    holds: u8,
}

impl Scanner<'_> {
    fn run(&mut self, start: usize, end: usize, found: u8) {
        (self.start, self.end, self.holds) = (start, end, found);
        if found == 0 {
            self.push_split(start, end);
            return;
        }
        let first = self.out.len();
        let mut at = start;
        while at < end {
            at = self.piece(at);
        }
        if found & holds::WIDE != 0 {
            self.mend(first);
        }
    }

    /// Pushes the word or words at `at`; where the next begins.
    fn piece(&mut self, at: usize) -> usize {
        let Some(c) = self.char(at) else { return self.end };
        if let Some(end) = self.special(at, c) {
            self.push(at, end);
            return if c.is_ascii_alphanumeric() { self.stop_after(at, end) } else { end };
        }
        let next = self.char(at + c.len_utf8());
        let fraction = c == '.' && next.is_some_and(|d| d.is_ascii_digit()) && !self.after_word(at);
        let dialled = c == '+' && at == self.start && next.is_some_and(|d| d.is_ascii_digit());
        if is_letter(c) {
            self.core(at, at)
        } else if fraction || dialled {
            self.core(at, at + 1)
        } else {
            let end = self.sign(at, c);
            self.push(at, end);
            end
        }
    }

    /// The end of an address, handle, tag, face, elision or fixed form at `at`.
    fn special(&self, at: usize, c: char) -> Option<usize> {
        let rest = &self.text[at..self.end];
        let held = |bits| self.holds & bits != 0;
        if c.is_ascii_alphanumeric() {
            let linked = held(holds::AT) || (held(holds::SIGN) && held(holds::SLASH)) || rest.starts_with("mailto:");
            if (linked || (held(holds::STOP) && inner_stop(rest)))
                && let Some(length) = network::address(rest)
            {
                return Some(at + length);
            }
            if held(holds::HYPHEN | holds::APOSTROPHE | holds::SLASH | holds::STOP | holds::WIDE) {
                let form = fixed_form(rest);
                if self.rules.is_part(form, part::WHOLE) {
                    return Some(at + form.len());
                }
            }
        }
        match c {
            '@' | '#' => {
                let name = &rest[1..];
                let length = name.find(|d: char| !is_letter(d)).unwrap_or(name.len());
                let starts =
                    name.starts_with(|d: char| if c == '#' { d.is_alphabetic() || d == '_' } else { is_letter(d) });
                let own = !self.after_word(at);
                (starts && own).then_some(at + 1 + length)
            }
            ':' | ';' | '=' | '>' | '<' | '^' | '-' | '(' | ')' | '\\' | '¯' | '8' | 'B' | 'X' | 'x' | 'D' | 'o'
            | 'O' => self.face(at, rest),
            '[' => ["[...]", "[…]", "[....]"].iter().find(|gap| rest.starts_with(**gap)).map(|gap| at + gap.len()),
            _ if is_apostrophe(c) || c == '‘' => self.elision(at, c),
            _ => None,
        }
    }

    fn face(&self, at: usize, rest: &str) -> Option<usize> {
        let face = self.rules.emoticon(rest)?;
        let after = rest[face.len()..].chars().next();
        let ends_letter = face.ends_with(|c: char| c.is_ascii_alphanumeric());
        let clear = after
            .is_none_or(|c| if ends_letter { matches!(c, '.' | '!' | ',') } else { !c.is_alphanumeric() && c != '/' });
        let before = &self.text[self.start..at];
        let own =
            before.is_empty() || (!ends_letter && face.starts_with([':', ';', '=']) && !before.contains(['(', '[']));
        (clear && own).then_some(at + face.len())
    }

    /// "'em", "'90s", and endings that were cut before ("Hanoi 's").
    fn elision(&self, at: usize, c: char) -> Option<usize> {
        if self.after_word(at) {
            return None;
        }
        let from = at + c.len_utf8();
        let end = from + self.letters(from);
        let form = &self.text[from..end];
        let digits = form.bytes().take_while(u8::is_ascii_digit).count();
        let decade = digits == 2 && matches!(&form[2..], "" | "s");
        let glued = at == self.start && end == self.end && is_ending(form) && !self.out.is_empty() && c != '‘';
        // the quotation mark counts as an apostrophe here, for editors that turn it the wrong way
        let mut key = String::with_capacity(8);
        if form.len() <= 8 {
            key.push('\'');
            key.push_str(form);
        }
        let closed = self.char(end).is_some_and(is_apostrophe);
        let elided = self.rules.is_part(&key, part::ELISION) && !closed;
        ((decade && !closed) || glued || elided).then_some(end)
    }

    /// A word that begins at `at`, its letters at `from`: how far it goes, and where it is cut.
    fn core(&mut self, at: usize, from: usize) -> usize {
        let mut segment = at;
        let mut end = from + self.letters(from);
        while end < self.end {
            let Some(mark) = self.char(end) else { break };
            let next = end + mark.len_utf8();
            let goes_on = match mark {
                '-' | '‑' | '‐' => self.hyphen_joins(segment, end, next).inspect(|_| segment = next),
                _ => self.joins(segment, end, mark, next),
            };
            match goes_on {
                Some(to) if to > end => end = to,
                _ => break,
            }
        }
        let last = self.push_split(at, end);
        self.stop_after(last, end)
    }

    /// Where the word goes on to if `mark` at `end` is part of it.
    fn joins(&self, segment: usize, end: usize, mark: char, next: usize) -> Option<usize> {
        let before = &self.text[segment..end];
        let digit_before = before.ends_with(|c: char| c.is_ascii_digit());
        let letter_before = before.ends_with(char::is_alphabetic);
        let after = self.char(next);
        let digit_after = after.is_some_and(|c| c.is_ascii_digit());
        let letter_after = after.is_some_and(char::is_alphabetic);
        let run = self.letters(next);
        let form = &self.text[next..next + run];
        let joined = match mark {
            '.' if digit_before && digit_after => true,
            '.' if letter_before && letter_after => tail_letter(before) && one_letter(form),
            ',' => {
                let digits = form.bytes().take_while(u8::is_ascii_digit).count();
                let group = before.bytes().rev().take_while(u8::is_ascii_digit).count();
                digits == 3 && (1..=3).contains(&group)
            }
            ':' => digit_before && digit_after && !before.contains('.') && form.len() >= 2,
            '/' => digit_before && digit_after && form.bytes().all(|b| b.is_ascii_digit()) && only_figures(before),
            '&' => letter_before && letter_after && !form.starts_with("amp"),
            '*' | '$' => letter_before && letter_after,
            '+' => false,
            _ if is_apostrophe(mark) => {
                (letter_before && letter_after && (mark != '`' || is_ending(form))) || (digit_before && form == "s")
            }
            _ => false,
        };
        if joined {
            return Some(next + run);
        }
        let sum = mark == '$' && letter_before && self.rules.is_part(&self.text[segment..next], part::MONEY);
        sum.then_some(next)
    }

    /// Where the word goes on to if the hyphen at `end` is part of it.
    fn hyphen_joins(&self, segment: usize, end: usize, next: usize) -> Option<usize> {
        let after = self.char(next).filter(|c| is_letter(*c))?;
        let before = &self.text[segment..end];
        let run = self.letters(next);
        if after.is_ascii_digit() && before.ends_with(|c: char| c.is_ascii_digit()) {
            return self.code(end, next);
        }
        let form = &self.text[next..next + run];
        // "over-the-counter"
        let prefix = self.rules.is_part(before, part::PREFIX) && !self.rules.is_part(form, part::BRIDGE);
        let suffix =
            self.rules.is_part(form, part::SUFFIX) && self.char(next + run).is_none_or(|c| !matches!(c, '-' | '‑'));
        (prefix || suffix).then_some(next + run)
    }

    /// The end of a telephone number, date or code of figures and hyphens; ranges ("5-10") are none.
    fn code(&self, end: usize, next: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let first = bytes[self.start..end].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        if bytes[self.start..end - first].iter().next_back().is_some_and(|b| matches!(b, b'$' | b'.' | b':' | b',')) {
            return None;
        }
        let mut lengths = [first, 0, 0, 0, 0];
        let (mut at, mut groups) = (next, 1);
        while groups < lengths.len() {
            let digits = bytes[at..self.end].iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            (lengths[groups], groups, at) = (digits, groups + 1, at + digits);
            if bytes.get(at) != Some(&b'-') || !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
                break;
            }
            at += 1;
        }
        let letters = self.char(at).is_some_and(|c| is_letter(c) || c == '-' || c == '%');
        let long = groups > 2 && lengths.iter().sum::<usize>() > 5;
        let known = matches!(lengths[..groups], [3, 4] | [5, 4]);
        (!letters && (long || known)).then_some(at)
    }

    /// Pushes a word, cut where it is a contraction or an amount with its unit; where the last of its parts begins.
    fn push_split(&mut self, at: usize, end: usize) -> usize {
        let form = &self.text[at..end];
        if (2..=24).contains(&form.len())
            && let Some(lengths) = self.rules.contraction(form)
        {
            return self.push_parts(at, lengths);
        }
        if self.holds & (holds::APOSTROPHE | holds::WIDE) != 0
            && form.len() <= 64
            && let Some(cut) = ending(form)
        {
            let last = at + cut;
            self.push_split(at, last);
            self.push(last, end);
            return last;
        }
        if self.holds & holds::DIGIT != 0
            && let Some(cut) = self.unit(form)
        {
            self.push(at, at + cut);
            self.push(at + cut, end);
            return at + cut;
        }
        self.push(at, end);
        at
    }

    fn push_parts(&mut self, at: usize, lengths: &[usize]) -> usize {
        let mut last = at;
        let mut from = at;
        for &length in lengths {
            let to = from + self.text[from..].chars().take(length).map(char::len_utf8).sum::<usize>();
            self.push(from, to);
            (last, from) = (from, to);
        }
        last
    }

    /// Where the unit begins in "5pm", or the figures in "USD500".
    fn unit(&self, form: &str) -> Option<usize> {
        let first = form.bytes().next()?;
        if first.is_ascii_digit() || first == b'.' {
            let cut = form.find(|c: char| c.is_alphabetic())?;
            return self.rules.is_part(&form[cut..], part::UNIT).then_some(cut);
        }
        let cut = form.find(|c: char| c.is_ascii_digit())?;
        let figures = only_figures(&form[cut..]);
        (figures && self.rules.is_part(&form[..cut], part::MONEY)).then_some(cut)
    }

    /// Adds the stop at `end` to the last word, which begins at `last`, if the word is an abbreviation.
    fn stop_after(&mut self, last: usize, end: usize) -> usize {
        if self.text.as_bytes().get(end) != Some(&b'.') || end >= self.end {
            return end;
        }
        let next = self.char(end + 1);
        if next == Some('.') || !self.keeps_stop(last, end, next) {
            return end;
        }
        if let Some(word) = self.out.last_mut() {
            word.end = end + 1;
        }
        end + 1
    }

    fn keeps_stop(&self, last: usize, end: usize, next: Option<char>) -> bool {
        let word = &self.text[last..end];
        let (following, word_following) = self.following(end + 1);
        let opener = self.rules.is_sentence_word(word_following, sentence::OPENER);
        let initial = one_letter(word) && word.starts_with(char::is_uppercase);
        if let Some(row) = self.rules.abbreviation(word).filter(|_| !initial) {
            let glued = next.is_some_and(is_letter);
            return match row.then {
                Then::Number => following.is_some_and(|c| c.is_ascii_digit()) || (row.capital && next == Some(',')),
                _ if glued => false,
                Then::Name => following.is_some(),
                Then::Date => true,
                Then::End if !row.capital => true,
                Then::End => self.after_comma(last) || !(following.is_none() || opener),
            };
        }
        if next.is_some_and(is_letter) {
            return false;
        }
        // "U.S", also in "non-U.S"
        let mut letters = word.rsplit(['-', '‑']).next().unwrap_or(word).split('.');
        if word.len() > 2 && word.contains('.') && letters.all(one_letter) {
            return true;
        }
        initial && self.is_initial(last, word, following, opener)
    }

    /// Whether a capital before a stop is an initial: a name follows it, or it stands among initials.
    fn is_initial(&self, at: usize, word: &str, following: Option<char>, opener: bool) -> bool {
        let named = following.is_some_and(char::is_uppercase) && !opener;
        // the word itself is the last pushed
        let before = self.out.iter().rev().nth(1).map(|w| w.of(self.text));
        let after_name =
            before.is_none_or(|w| w.starts_with(char::is_uppercase) || !w.starts_with(char::is_alphanumeric));
        let inner = at > self.start && following == Some(',');
        if word == "I" {
            named && after_name && before.is_some()
        } else {
            named || inner || (following == Some(',') && after_name)
        }
    }

    /// The first character behind `at` that is no blank, and its run's letters.
    fn following(&self, at: usize) -> (Option<char>, &str) {
        let rest = &self.text[at..];
        let mut starts = rest.char_indices().take(16).skip_while(|(_, c)| is_blank(*c));
        let Some((start, c)) = starts.next() else { return (None, "") };
        let word = &rest[start..];
        let length = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        (Some(c), &word[..length.min(word.len())])
    }

    fn after_comma(&self, last: usize) -> bool {
        self.text[..last].chars().rev().find(|c| !is_blank(*c)) == Some(',')
    }

    /// The end of a sign or of a run of the same sign.
    fn sign(&self, at: usize, c: char) -> usize {
        let rest = &self.text[at..self.end];
        let same = |of: fn(char, char) -> bool| at + rest.find(|d| !of(c, d)).unwrap_or(rest.len());
        match c {
            '.' | '…' => same(|_, d| matches!(d, '.' | '…')),
            '!' | '?' => same(|_, d| matches!(d, '!' | '?')),
            '-' | '—' | '*' | '=' | '_' | '~' | '+' | '<' | '>' | '`' | '#' | '•' | '·' => same(|c, d| c == d),
            '\'' | '’' | '‘' => {
                let from = at + c.len_utf8();
                let end = from + self.letters(from);
                let form = &self.text[from..end];
                if end > from && at > self.start && is_ending(form) && (self.after_word(at) || c != '‘') {
                    return end; // "(Oduya)'s"
                }
                if self.char(from) == Some(c) { from + c.len_utf8() } else { from }
            }
            _ => at + c.len_utf8(),
        }
    }

    fn push(&mut self, start: usize, end: usize) {
        if end > start {
            self.out.push(Word { start, end });
        }
    }

    /// The character at `at` of the run.
    fn char(&self, at: usize) -> Option<char> {
        if at < self.end { char_at(self.text, at) } else { None }
    }

    /// Bytes of letters and digits from `from` on.
    fn letters(&self, from: usize) -> usize {
        let Some(rest) = self.text.get(from..self.end) else { return 0 };
        let ascii = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        match rest.as_bytes().get(ascii) {
            Some(&b) if b >= 0x80 || b == b'_' => rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len()),
            _ => ascii,
        }
    }

    fn after_word(&self, at: usize) -> bool {
        self.text[self.start..at].chars().next_back().is_some_and(is_letter)
    }

    /// Joins the words of this run, from `first` on, that a grapheme spans.
    fn mend(&mut self, first: usize) {
        let mut kept = first;
        for i in first..self.out.len() {
            let word = self.out[i];
            if kept > first && !is_boundary(&self.text[self.start..self.end], word.start - self.start) {
                self.out[kept - 1].end = word.end;
            } else {
                self.out[kept] = word;
                kept += 1;
            }
        }
        self.out.truncate(kept);
    }
}
