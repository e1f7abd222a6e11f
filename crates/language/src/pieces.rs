//! Word pieces: BERT's uncased normalisation and its greedy longest match, over words that are given.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::error::Error;

/// The vocabulary of a model: `pieces.txt`, a piece a line, its number the line's.
#[derive(Debug)]
pub struct Pieces {
    /// Pieces that begin a word, and those that go on (`##` taken off).
    begin: FxHashMap<Box<str>, i32>,
    go_on: FxHashMap<Box<str>, i32>,
    /// Bytes of the longest piece.
    longest: usize,
    /// Number of pieces.
    pub count: usize,
    /// `[UNK]`.
    pub unknown: i32,
    /// `[CLS]`, the first of each window.
    pub class: i32,
    /// `[SEP]`, after each paragraph.
    pub separator: i32,
}

/// A part of a word longer than this, in characters, is unknown.
const LONGEST_PART: usize = 100;

const FILE: &str = "pieces.txt";

impl Pieces {
    /// Reads the vocabulary.
    ///
    /// # Errors
    /// No `[UNK]`, `[CLS]` or `[SEP]`.
    pub fn parse(lines: &str) -> Result<Self, Error> {
        let (mut begin, mut go_on) = (FxHashMap::default(), FxHashMap::default());
        let (mut longest, mut count) = (0, 0);
        for (number, line) in lines.lines().enumerate() {
            let number = i32::try_from(number).map_err(|why| Error::manifest(FILE, why))?;
            count += 1;
            let (pieces, piece) = match line.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut go_on, rest),
                _ => (&mut begin, line),
            };
            longest = longest.max(piece.len());
            pieces.insert(piece.into(), number);
        }
        let special = |name: &str| {
            begin.get(name).copied().ok_or_else(|| Error::manifest(FILE, format!("it has no line `{name}`")))
        };
        let (unknown, class, separator) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Ok(Self { begin, go_on, longest, count, unknown, class, separator })
    }

    /// Appends the pieces of a word to `out`: at least one, at most `most`.
    fn split(&self, word: &str, most: usize, out: &mut Vec<i32>) {
        let from = out.len();
        if word.is_ascii() {
            // the common case: nothing to normalise but case
            let lower = word.to_ascii_lowercase();
            self.split_normal(&lower, most, out);
        } else {
            self.split_normal(&normalised(word), most, out);
        }
        if out.len() == from {
            out.push(self.unknown);
        }
        out.truncate(from + most);
    }

    fn split_normal(&self, word: &str, most: usize, out: &mut Vec<i32>) {
        let from = out.len();
        let mut rest = word;
        while let Some(c) = rest.chars().next() {
            let end = if c.is_whitespace() || c.is_control() {
                rest = &rest[c.len_utf8()..];
                continue;
            } else if stands_alone(c) {
                c.len_utf8()
            } else {
                rest.find(|c: char| c.is_whitespace() || c.is_control() || stands_alone(c)).unwrap_or(rest.len())
            };
            self.match_part(&rest[..end], out);
            if out.len() >= from + most {
                return;
            }
            rest = &rest[end..];
        }
    }

    /// Greedy longest match over one part between punctuation; all of it is unknown if some of it is.
    fn match_part(&self, part: &str, out: &mut Vec<i32>) {
        let from = out.len();
        let mut at = 0;
        let too_long = part.len() > LONGEST_PART && part.chars().count() > LONGEST_PART;
        while at < part.len() && !too_long {
            let pieces = if at == 0 { &self.begin } else { &self.go_on };
            let mut end = part.floor_char_boundary(at + self.longest.min(part.len() - at));
            loop {
                if end <= at {
                    out.truncate(from);
                    out.push(self.unknown);
                    return;
                }
                if let Some(piece) = pieces.get(&part[at..end]) {
                    out.push(*piece);
                    at = end;
                    break;
                }
                end = part.floor_char_boundary(end - 1);
            }
        }
        if too_long {
            out.push(self.unknown);
        }
    }
}

/// Without accents and capitals, and without what BERT's cleaning drops.
fn normalised(word: &str) -> String {
    let marks = |c: &char| !c.is_ascii() && is(&MARK, *c);
    let dropped = |c: char| matches!(c, '\0' | '\u{fffd}') || !c.is_ascii() && is(&DROPPED, c);
    let kept = word.chars().filter(|c| !dropped(*c));
    kept.nfd().filter(|c| !marks(c)).flat_map(char::to_lowercase).collect()
}

static MARK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\p{Mn}$").expect("a constant pattern"));
static DROPPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[\p{Cc}\p{Cf}\p{Co}\p{Cn}]$").expect("a constant pattern"));
static PUNCTUATION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\p{P}$").expect("a constant pattern"));

fn is(class: &Regex, c: char) -> bool {
    class.is_match(c.encode_utf8(&mut [0; 4]))
}

/// Punctuation and Chinese characters are parts by themselves.
fn stands_alone(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_punctuation(),
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ceaf}' => true,
        '\u{2f800}'..='\u{2fa1f}' => true,
        _ => !c.is_alphanumeric() && is(&PUNCTUATION, c),
    }
}

/// Splits words and remembers how: one a worker.
#[derive(Debug, Default)]
pub struct Splitter {
    known: FxHashMap<Box<str>, Range<u32>>,
    /// Bytes of the words known.
    bytes: usize,
    /// Pieces of the words known, and of the last one that is too long to be remembered.
    pieces: Vec<i32>,
}

/// Words remembered; with that many, all are forgotten and learned anew.
const MOST_KNOWN: usize = 1 << 16;
/// Their bytes together; then too.
const MOST_BYTES: usize = 1 << 20;
/// Pieces remembered; then too.
const MOST_PIECES: usize = 1 << 20;
/// Bytes of a word that is remembered.
const LONGEST_KNOWN: usize = 256;

impl Splitter {
    /// The pieces of a word: at least one, at most `most`, which must be the same at each call.
    pub fn split(&mut self, word: &str, most: usize, pieces: &Pieces) -> &[i32] {
        let range = match self.known.get(word) {
            Some(range) => range.clone(),
            None => {
                let full = self.known.len() >= MOST_KNOWN || self.bytes >= MOST_BYTES;
                if full || self.pieces.len() >= MOST_PIECES {
                    *self = Self::default();
                }
                let from = self.pieces.len();
                pieces.split(word, most, &mut self.pieces);
                let range = from as u32..self.pieces.len() as u32;
                if word.len() <= LONGEST_KNOWN {
                    self.bytes += word.len();
                    self.known.insert(word.into(), range.clone());
                }
                range
            }
        };
        &self.pieces[range.start as usize..range.end as usize]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces() -> Pieces {
        Pieces::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\nrain\n##ed\n##s\n,\n.\ncafe\n国\n##r\nr").unwrap()
    }

    fn split(word: &str) -> Vec<i32> {
        Splitter::default().split(word, 50, &pieces()).to_vec()
    }

    #[test]
    fn the_longest_pieces_are_taken_first() {
        assert_eq!(split("Rained"), [4, 5]);
        assert_eq!(split("rains."), [4, 6, 8]);
        assert_eq!(split("rr"), [12, 11]);
    }

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(split("CAFÉ"), [9]);
        assert_eq!(split("cafe\u{301}s"), [9, 6]);
    }

    #[test]
    fn what_cannot_be_split_is_unknown() {
        for word in ["snow", "rainx", "", "\u{200b}", "\u{301}", " ", &"rain".repeat(40)] {
            assert_eq!(split(word), [1], "{word:?}");
        }
        assert_eq!(split("国rain"), [10, 4]);
    }

    #[test]
    fn a_vocabulary_without_special_pieces_is_refused() {
        assert!(Pieces::parse("[UNK]\n[CLS]").unwrap_err().to_string().contains("[SEP]"));
    }

    #[test]
    fn what_is_remembered_is_bounded_in_bytes_however_long_the_words() {
        let (mut splitter, pieces) = (Splitter::default(), pieces());
        let held = |splitter: &Splitter| {
            splitter.known.keys().map(|word| word.len()).sum::<usize>() + 4 * splitter.pieces.capacity()
        };
        for n in 0..20_000 {
            let word = format!("{n}{}", "rain,".repeat(if n % 100 == 0 { 20_000 } else { 40 }));
            assert!(splitter.split(&word, 50, &pieces).len() <= 50);
            assert!(held(&splitter) <= MOST_BYTES + LONGEST_KNOWN + 8 * MOST_PIECES, "after {n}");
        }
        assert!(splitter.bytes <= MOST_BYTES + LONGEST_KNOWN);
    }

    proptest! {
        #[test]
        fn every_word_has_pieces_and_never_too_many(word in "\\PC{0,300}", most in 1_usize..20) {
            let count = Splitter::default().split(&word, most, &pieces()).len();
            prop_assert!((1..=most).contains(&count));
        }
    }
}
