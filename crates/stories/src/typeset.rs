//! A text set in words and sentences, ready to be laid beside another.

use std::sync::LazyLock;

use attache_press::{ByteSpan, sentences, words};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::signature::is_written_without_spaces;

/// A text in words and sentences: some 30 bytes a word beside the text itself.
pub(crate) struct Typeset<'t> {
    pub text: &'t str,
    pub words: Vec<Word>,
    /// Every sentence that has words, in order; a very long one in several pieces.
    pub sentences: Vec<Sentence>,
    /// Hash and position of each two words that stand together, and of each word that is not frequent here; ascending.
    pub places: Vec<(u32, u32)>,
}

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// Of its lower case, apostrophes left out.
    pub hash: u32,
    start: u32,
    len: u16,
    pub class: Class,
}

/// What a word is to a rewriter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Grammar: rewriters leave it.
    Function,
    /// Lower case, and has meaning: what rewriters swap.
    Content,
    /// Capitalised inside a sentence.
    Name,
    /// Has a digit.
    Number,
    /// Capitalised, but it opens a sentence.
    Opening,
}

/// A sentence, or a piece of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence {
    /// First word and one past the last.
    pub from: u32,
    pub to: u32,
    pub span: ByteSpan,
    /// Of all its words in order.
    pub hash: u64,
    /// Words that stand between quotation marks.
    pub quoted: u32,
}

impl Sentence {
    pub fn len(&self) -> usize {
        (self.to - self.from) as usize
    }
}

/// Words past this many are not compared: bounds what a single huge text can cost.
pub(crate) const MOST_WORDS: usize = 50_000;
/// Longer sentences are laid in pieces of this many words.
const LONGEST_PIECE: usize = 80;
/// A word that stands in a text more often than this is no landmark in it.
const FREQUENT: usize = 6;

static FUNCTION_WORDS: LazyLock<FxHashSet<u32>> = LazyLock::new(|| {
    let rows = include_str!("../data/function-words.txt").lines();
    rows.filter(|row| !row.is_empty() && !row.starts_with('#')).map(hash_of).collect()
});

impl<'t> Typeset<'t> {
    /// Linear in the text, of which it reads the first 50,000 words.
    pub fn new(text: &'t str) -> Self {
        let mut set = Self { text, words: Vec::new(), sentences: Vec::new(), places: Vec::new() };
        let mut quotes = false;
        for span in sentences(text) {
            set.lay(span, &mut quotes);
            if set.words.len() >= MOST_WORDS {
                break;
            }
        }
        set.note_places();
        set
    }

    /// Lays one sentence; `quotes` says whether a quotation stands open.
    fn lay(&mut self, span: ByteSpan, quotes: &mut bool) {
        let sentence = span.of(self.text);
        let first = self.words.len();
        let mut quoted = Vec::new();
        let mut last = 0;
        if sentence.starts_with('“') {
            *quotes = false; // a quotation that runs over paragraphs opens each anew
        }
        let all = words(sentence).flat_map(|word| signs(sentence, word));
        for word in all.take(MOST_WORDS.saturating_sub(first)) {
            turn(&sentence[last..word.start], quotes);
            last = word.end;
            let class = class_of(word.of(sentence), self.words.len() == first);
            let hash = hash_of(word.of(sentence));
            let class = if FUNCTION_WORDS.contains(&hash) { Class::Function } else { class };
            let start = (span.start + word.start) as u32;
            let len = (word.end - word.start).min(usize::from(u16::MAX)) as u16;
            self.words.push(Word { hash, start, len, class });
            quoted.push(*quotes);
        }
        turn(&sentence[last..], quotes);
        let mut from = first;
        for piece in quoted.chunks(LONGEST_PIECE) {
            let to = from + piece.len();
            let words = &self.words[from..to];
            let whole = piece.len() == quoted.len();
            let bytes = ByteSpan { start: words[0].start as usize, end: self.end(to - 1) };
            self.sentences.push(Sentence {
                from: from as u32,
                to: to as u32,
                span: if whole { span } else { bytes },
                hash: words.iter().fold(words.len() as u64, |h, w| mix(h, w.hash)),
                quoted: piece.iter().filter(|q| **q).count() as u32,
            });
            from = to;
        }
    }

    fn note_places(&mut self) {
        let mut often: FxHashMap<u32, usize> = FxHashMap::default();
        for word in self.words.iter().filter(|word| word.class != Class::Function) {
            *often.entry(word.hash).or_default() += 1;
        }
        let landmarks =
            self.words.iter().enumerate().filter(|(_, w)| often.get(&w.hash).is_some_and(|n| *n <= FREQUENT));
        let pairs = self.words.windows(2).enumerate();
        self.places = landmarks
            .map(|(at, word)| (word.hash, at as u32))
            .chain(pairs.map(|(at, two)| (mix(u64::from(two[0].hash), two[1].hash) as u32, at as u32)))
            .collect();
        self.places.sort_unstable();
    }

    /// A word as it stands in the text.
    pub fn word(&self, at: usize) -> &'t str {
        &self.text[self.words[at].start as usize..self.end(at)]
    }

    /// The bytes of the words from `from` up to `to`, with the marks around sentences that begin and end there.
    pub fn stretch(&self, from: usize, to: usize) -> ByteSpan {
        let opens = self.sentences[self.sentence_of(from)];
        let closes = self.sentences[self.sentence_of(to - 1)];
        ByteSpan {
            start: if opens.from as usize == from { opens.span.start } else { self.words[from].start as usize },
            end: if closes.to as usize == to { closes.span.end } else { self.end(to - 1) },
        }
    }

    /// The bytes of the words from `first` through `last`, bare.
    pub fn stretch_of_words(&self, first: usize, last: usize) -> ByteSpan {
        ByteSpan { start: self.start(first), end: self.end(last) }
    }

    /// The byte at which a word begins.
    pub fn start(&self, at: usize) -> usize {
        self.words[at].start as usize
    }

    /// Whether nothing but a space stands between a word and the next.
    pub fn joined(&self, at: usize) -> bool {
        at + 1 < self.words.len() && &self.text[self.end(at)..self.start(at + 1)] == " "
    }

    /// The sentence that a word stands in.
    pub fn sentence_of(&self, word: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.to as usize <= word)
    }

    fn end(&self, at: usize) -> usize {
        let word = self.words[at];
        // a word too long to note its length ends where a search for its end does
        let mut end = word.start as usize + usize::from(word.len);
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        end
    }
}

/// A word, or in scripts that are written without spaces each of its signs.
fn signs(sentence: &str, word: ByteSpan) -> impl Iterator<Item = ByteSpan> {
    let text = word.of(sentence);
    let spaced = text.is_ascii() || !text.contains(is_written_without_spaces);
    let each = text.char_indices().filter(move |_| !spaced);
    let each = each.map(move |(at, c)| ByteSpan { start: word.start + at, end: word.start + at + c.len_utf8() });
    each.chain(spaced.then_some(word))
}

/// Opens or closes a quotation with the marks between two words. Straight marks turn, as do two apostrophes; curly ones
/// say which they are.
fn turn(between: &str, open: &mut bool) {
    let mut last = ' ';
    for c in between.chars() {
        match (last, c) {
            (_, '“' | '«' | '„') | ('`', '`') => *open = true,
            (_, '”' | '»' | '\n') => *open = false,
            (_, '"') | ('\'', '\'') => *open = !*open,
            _ => {}
        }
        last = c;
    }
}

fn class_of(word: &str, opens: bool) -> Class {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        Class::Number
    } else if !word.chars().next().is_some_and(char::is_uppercase) {
        Class::Content
    } else if opens {
        Class::Opening
    } else {
        Class::Name
    }
}

fn hash_of(word: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut put = |c: u32| hash = (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3);
    for c in word.chars().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_ascii() {
            put(u32::from(c.to_ascii_lowercase()));
        } else {
            c.to_lowercase().for_each(|low| put(u32::from(low)));
        }
    }
    (hash ^ (hash >> 32)) as u32
}

fn mix(hash: u64, word: u32) -> u64 {
    let mixed = (hash.rotate_left(27) ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_told_apart_by_what_a_rewriter_does_with_them() {
        let set = Typeset::new("Ministers met Ana Lopes for 3 hours.");
        let classes: Vec<_> = set.words.iter().map(|w| w.class).collect();
        assert_eq!(
            classes,
            [Class::Opening, Class::Content, Class::Name, Class::Name, Class::Function, Class::Number, Class::Content]
        );
    }

    #[test]
    fn quoted_words_are_counted() {
        let set = Typeset::new(
            "“We will rebuild the pier,” she said. \"All of it.\" Work starts soon. ''At last!'' he said.",
        );
        let quoted: Vec<_> = set.sentences.iter().map(|s| s.quoted).collect();
        assert_eq!(quoted, [5, 3, 0, 2]);
    }

    #[test]
    fn function_words_are_sorted_and_come_once() {
        let rows: Vec<_> = include_str!("../data/function-words.txt").lines().filter(|r| !r.starts_with('#')).collect();
        assert!(rows.is_sorted_by(|a, b| a < b));
    }

    proptest! {
        #[test]
        fn every_word_belongs_to_one_sentence(text in "\\PC{0,200}") {
            let set = Typeset::new(&text);
            let mut next = 0;
            for sentence in &set.sentences {
                prop_assert_eq!(sentence.from, next);
                prop_assert!(sentence.to > sentence.from);
                prop_assert!(!sentence.span.of(&text).is_empty());
                next = sentence.to;
            }
            prop_assert_eq!(next as usize, set.words.len());
            (0..set.words.len()).for_each(|at| { set.word(at); });
        }
    }
}
