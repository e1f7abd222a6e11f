//! Windows: consecutive paragraphs of one text, packed while their pieces fit into what the encoder takes at once.

use std::hash::Hash;
use std::ops::Range;
use std::sync::LazyLock;

use attache_press::{ByteSpan, CharSpan};
use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::Xxh3;

use crate::annotation::Input;
use crate::decode::statements::Mark;
use crate::engine::Encodable;
use crate::pieces::{Pieces, Splitter};
use crate::quotations::quotations;
use crate::shapes::{LATER, Quotes, shape};
use crate::words::{self, Word};

/// A text's words, in which paragraphs and sentences they stand, and its windows.
#[derive(Debug, Default)]
pub struct Laid {
    /// Where the words stand, in bytes.
    pub words: Vec<ByteSpan>,
    /// For each word the number of its given sentence, if sentences were given and one has it.
    pub given: Option<Vec<Option<usize>>>,
    /// The windows in order; their words follow each other and are all words.
    pub windows: Vec<Window>,
}

/// A window: all that its reading depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Window {
    /// What is encoded.
    pub encodable: Encodable,
    /// Paragraphs, or parts of long ones, as ranges of the window's words; they touch.
    pub paragraphs: Vec<Range<usize>>,
    /// What is known of each word's place in its sentence.
    pub ends: Vec<End>,
    /// What the rules of direct speech see of each word.
    pub marks: Vec<Mark>,
    /// Letter classes of the words.
    pub shapes: Vec<u8>,
}

impl Window {
    /// Names the window by all that it holds.
    pub fn key(&self) -> u128 {
        let mut hash = Xxh3::new();
        self.hash(&mut hash);
        hash.digest128()
    }
}

/// Whether a sentence ends with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// It is given that none does.
    Never,
    /// It is given that one does, or a paragraph ends.
    Always,
    /// No rule says so.
    Unlikely,
    /// A rule says that one may.
    Likely,
}

/// A part of a long paragraph has at most so many words where no sentence end is near.
const LONGEST_PART: usize = 170;

/// Pieces of one word at most; what a longer one has more is left out.
const MOST_PIECES: usize = 40;

/// Most pieces of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Of any window, at least 8; a longer paragraph is cut.
    pub window: usize,
    /// Of one that several paragraphs share: the cost of a piece grows with the window, its worth soon does not.
    pub shared: usize,
}

/// Lays out a text.
pub fn lay(input: &Input, room: Room, pieces: &Pieces, splitter: &mut Splitter) -> Laid {
    let window = room.window;
    let text = input.text;
    let words = match input.words {
        Some(given) => given_words(text, given),
        None => words::tokenize(text),
    };
    let given = input.sentences.map(|sentences| sentence_numbers(text, &words, sentences));
    let mut breaks = words::paragraph_ends(text, &words);
    if let Some(given) = &given {
        keep_whole(given, &mut breaks);
    }
    let mut ends = match &given {
        Some(given) => given_ends(given),
        None => ruled_ends(text, &words),
    };
    if given.is_none() {
        ends.iter_mut().zip(&breaks).filter(|(_, is_break)| **is_break).for_each(|(end, _)| *end = End::Always);
    }
    let split = SplitWords::new(text, &words, MOST_PIECES.min(window - 2), pieces, splitter);
    let quoted = quoted(text, &words, &breaks);
    let speech = Speech::of(text, &words, &breaks);
    let parts = parts(&breaks, &ends, &split, window);
    let windows = packed(parts, &split, room.shared).into_iter().map(|parts| {
        let from = parts[0].start;
        let all = from..parts[parts.len() - 1].end;
        let form = |word: &Word| &text[word.start..word.end];
        let shapes: Vec<u8> = words[all.clone()].iter().map(|word| shape(form(word))).collect();
        let marks = all.clone().map(|n| Mark {
            quoted: speech.quoted[n],
            counts: form(&words[n]).contains(char::is_alphanumeric),
            colon: form(&words[n]) == ":" && !speech.behind_label[n],
            dash: matches!(form(&words[n]), "—" | "–" | "―" | "-" | "--"),
        });
        Window {
            encodable: split.encodable(&parts, &shapes, &quoted, pieces),
            marks: marks.collect(),
            shapes,
            ends: closed(&ends[all], &parts, from),
            paragraphs: parts.into_iter().map(|part| part.start - from..part.end - from).collect(),
        }
    });
    let windows = windows.collect();
    let words = words.iter().map(|word| ByteSpan { start: word.start, end: word.end }).collect();
    Laid { words, given, windows }
}

/// Ends within a window: the end of a part always is one, since no tree goes over it.
fn closed(ends: &[End], parts: &[Range<usize>], from: usize) -> Vec<End> {
    let mut ends = ends.to_vec();
    for part in parts {
        ends[part.end - 1 - from] = End::Always;
    }
    ends
}

/// Bytes of code points, left to right; made once and asked in any order.
struct Places<'t> {
    text: &'t str,
    ascii: bool,
    chars: Vec<usize>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let ascii = text.is_ascii();
        let chars = if ascii { Vec::new() } else { text.char_indices().map(|(byte, _)| byte).collect() };
        Self { text, ascii, chars }
    }

    fn byte(&self, char: usize) -> usize {
        if self.ascii { char.min(self.text.len()) } else { self.chars.get(char).copied().unwrap_or(self.text.len()) }
    }
}

/// Given words in bytes; what reaches beyond the text is cut.
fn given_words(text: &str, given: &[CharSpan]) -> Vec<Word> {
    let places = Places::new(text);
    let word = |span: &CharSpan| {
        let start = places.byte(span.start);
        Word { start, end: places.byte(span.end).max(start) }
    };
    given.iter().map(word).collect()
}

/// For each word the number of the sentence in which it begins.
fn sentence_numbers(text: &str, words: &[Word], sentences: &[CharSpan]) -> Vec<Option<usize>> {
    let places = Places::new(text);
    let bytes: Vec<_> = sentences.iter().map(|span| places.byte(span.start)..places.byte(span.end)).collect();
    let mut at = 0;
    let number = |word: &Word| {
        while bytes.get(at).is_some_and(|sentence| sentence.end <= word.start) {
            at += 1;
        }
        bytes.get(at).filter(|sentence| sentence.start <= word.start).map(|_| at)
    };
    words.iter().map(number).collect()
}

fn given_ends(given: &[Option<usize>]) -> Vec<End> {
    let next = given.iter().skip(1).map(Some).chain([None]);
    given.iter().zip(next).map(|(this, next)| if Some(this) == next { End::Never } else { End::Always }).collect()
}

fn ruled_ends(text: &str, words: &[Word]) -> Vec<End> {
    let ends = words::sentence_ends(text, words);
    ends.into_iter().map(|end| if end { End::Likely } else { End::Unlikely }).collect()
}

/// Takes back the paragraph ends that lie within a given sentence.
fn keep_whole(given: &[Option<usize>], breaks: &mut [bool]) {
    for (pair, is_break) in given.windows(2).zip(breaks) {
        *is_break &= pair[0].is_none() || pair[0] != pair[1];
    }
}

/// What the rules of direct speech are told of all words.
struct Speech {
    /// It begins inside quotation marks of any kind that its paragraph opened.
    quoted: Vec<bool>,
    /// It stands behind a label that begins its paragraph: `UPDATE`.
    behind_label: Vec<bool>,
}

impl Speech {
    fn of(text: &str, words: &[Word], breaks: &[bool]) -> Self {
        let (mut quoted, mut behind_label) = (Vec::with_capacity(words.len()), vec![false; words.len()]);
        let (mut start, mut at) = (0, 0);
        for end in (0..words.len()).filter(|word| breaks[*word] || word + 1 == words.len()).map(|word| word + 1) {
            let paragraph = &words[start..end];
            // words that are given may stand in any order
            let from = paragraph[0].start.max(at).min(text.len());
            let to = paragraph.iter().map(|word| word.end).max().unwrap_or(from).max(from);
            let spans = quotations(text.get(from..to).unwrap_or_default());
            quoted.extend(paragraph.iter().map(|word| {
                let of = spans.partition_point(|span| from + span.end <= word.start);
                spans.get(of).is_some_and(|span| from + span.start <= word.start)
            }));
            if let Some(label) = label(text, paragraph) {
                behind_label[start + label] = true;
            }
            (start, at) = (end, to);
        }
        Self { quoted, behind_label }
    }
}

/// Most words of a label.
const LONGEST_LABEL: usize = 4;

/// The number of the word behind a label with which a paragraph begins.
fn label(text: &str, paragraph: &[Word]) -> Option<usize> {
    static LABELS: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| include_str!("../data/labels.txt").lines().filter(|line| !line.starts_with('#')).collect());
    let forms = || paragraph.iter().take(LONGEST_LABEL + 1).map(|word| &text[word.start..word.end]);
    let colon = forms().position(|form| form == ":").filter(|colon| *colon > 0)?;
    let label = forms().take(colon).map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    LABELS.contains(label.as_str()).then_some(colon)
}

/// For each word whether it begins inside “ ” or " that its paragraph opened: what the encoder is told.
fn quoted(text: &str, words: &[Word], breaks: &[bool]) -> Vec<bool> {
    let mut quotes = Quotes::default();
    let mut at = words.first().map_or(0, |word| word.start);
    let mut inside = Vec::with_capacity(words.len());
    for (word, is_break) in words.iter().zip(breaks) {
        if let Some(passed) = text.get(at..word.start) {
            quotes.pass(passed);
            at = word.start;
        }
        inside.push(text[word.start..].chars().next().is_some_and(|c| quotes.starts_inside(c)));
        if *is_break {
            quotes = Quotes::default();
            at = at.max(word.end);
        }
    }
    inside
}

/// The pieces of all words.
struct SplitWords {
    pieces: Vec<i32>,
    /// Where each word's pieces begin, and where the last's end.
    starts: Vec<usize>,
}

impl SplitWords {
    fn new(text: &str, words: &[Word], most: usize, pieces: &Pieces, splitter: &mut Splitter) -> Self {
        let mut split = Self { pieces: Vec::with_capacity(words.len() * 3 / 2), starts: vec![0] };
        for word in words {
            split.pieces.extend_from_slice(splitter.split(&text[word.start..word.end], most, pieces));
            split.starts.push(split.pieces.len());
        }
        split
    }

    fn count(&self, words: &Range<usize>) -> usize {
        self.starts[words.end] - self.starts[words.start]
    }

    /// What is encoded of some parts that follow each other; `shapes` are of their words alone, `quoted` of all.
    fn encodable(&self, parts: &[Range<usize>], shapes: &[u8], quoted: &[bool], pieces: &Pieces) -> Encodable {
        let from = parts[0].start;
        let mut all = Encodable::default();
        let special = |all: &mut Encodable, piece| {
            all.pieces.push(piece);
            all.shapes.push(0);
            all.quotes.push(0);
        };
        special(&mut all, pieces.class);
        for part in parts {
            for word in part.clone() {
                all.first.push(all.pieces.len() as i32);
                for (n, piece) in self.pieces[self.starts[word]..self.starts[word + 1]].iter().enumerate() {
                    let later = if n == 0 { 0 } else { LATER };
                    all.pieces.push(*piece);
                    all.shapes.push(i32::from(shapes[word - from] + later));
                    all.quotes.push(1 + i32::from(quoted[word]));
                }
            }
            special(&mut all, pieces.separator);
        }
        all
    }
}

/// Paragraphs, and parts of those that do not fit: cut after a sentence if one ends in time.
fn parts(breaks: &[bool], ends: &[End], split: &SplitWords, window: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for end in (0..breaks.len()).filter(|word| breaks[*word] || word + 1 == breaks.len()).map(|word| word + 1) {
        while split.count(&(start..end)) + 2 > window {
            let fits = |to: &usize| split.count(&(start..*to)) + 2 <= window;
            let most = (start + 1..end).take(LONGEST_PART).take_while(fits).last().unwrap_or(start + 1);
            let sure = (start + 1..=most).rev().find(|to| ends[to - 1] == End::Always);
            let likely = || (start + 1..=most).rev().find(|to| ends[to - 1] == End::Likely);
            let cut = sure.or_else(likely).unwrap_or(most);
            parts.push(start..cut);
            start = cut;
        }
        if start < end {
            parts.push(start..end);
        }
        start = end;
    }
    parts
}

/// Parts by window.
fn packed(parts: Vec<Range<usize>>, split: &SplitWords, shared: usize) -> Vec<Vec<Range<usize>>> {
    let mut windows: Vec<Vec<Range<usize>>> = Vec::new();
    let mut room = 0;
    for part in parts {
        let pieces = split.count(&part) + 1;
        match windows.last_mut() {
            Some(last) if pieces <= room => last.push(part),
            _ => {
                room = shared.saturating_sub(1);
                windows.push(vec![part]);
            }
        }
        room = room.saturating_sub(pieces);
    }
    windows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::Stub;

    fn room(window: usize) -> Room {
        Room { window, shared: window }
    }

    fn laid(text: &str, window: usize) -> Laid {
        lay(&Input::from(text), room(window), &Stub::pieces(), &mut Splitter::default())
    }

    #[test]
    fn paragraphs_share_a_window_while_they_fit() {
        let laid = laid("a a a\na a\n\na a a a a", 10);
        let paragraphs: Vec<_> = laid.windows.iter().map(|window| window.paragraphs.clone()).collect();
        assert_eq!(paragraphs, [vec![0..3, 3..5], vec![0..5]]);
        assert_eq!(laid.windows[0].encodable.pieces, [2, 4, 4, 4, 3, 4, 4, 3]);
        assert_eq!(laid.windows[0].encodable.first, [1, 2, 3, 5, 6]);
    }

    #[test]
    fn lines_wrapped_by_hand_stay_one_paragraph_and_given_sentences_stay_whole() {
        let wrapped = "The two states met on Monday in the capital, where they share an office that was\n\
            built by the older brother of the last king. The ministers of both had come by the\n\
            night train, and none of them would say what had been agreed before they had left\n\
            for the coast again, where the talks are to go on for at least three more days.";
        let words = words::tokenize(wrapped);
        assert!(words::paragraph_ends(wrapped, &words).iter().all(|end| !end));
        let mut breaks = vec![true, true, true];
        keep_whole(&[Some(0), Some(0), Some(1)], &mut breaks);
        assert_eq!(breaks, [false, true, true]);
    }

    #[test]
    fn a_paragraph_longer_than_windows_that_are_shared_has_one_alone() {
        let room = Room { window: 12, shared: 7 };
        let input = Input::from("a a\n\na a\n\na a\n\na a a a a a a a");
        let laid = lay(&input, room, &Stub::pieces(), &mut Splitter::default());
        let words: Vec<_> = laid.windows.iter().map(|window| window.marks.len()).collect();
        assert_eq!(words, [4, 2, 8]);
    }

    #[test]
    fn a_long_paragraph_is_cut_after_a_sentence() {
        let laid = laid("a a a . a a . a a a a a a a a a a a", 10);
        let words: Vec<_> = laid.windows.iter().map(|window| window.marks.len()).collect();
        assert_eq!(words, [7, 8, 3]);
    }

    #[test]
    fn given_sentences_are_kept_whole_where_they_fit() {
        let text = "a a a a a a a a a a a a a";
        let sentences = [(0, 9), (10, 19), (20, 25)].map(|(start, end)| CharSpan { start, end });
        let input = Input { sentences: Some(&sentences), ..Input::from(text) };
        let laid = lay(&input, room(9), &Stub::pieces(), &mut Splitter::default());
        let words: Vec<_> = laid.windows.iter().map(|window| window.marks.len()).collect();
        assert_eq!(words, [5, 5, 3]);
        assert_eq!(laid.given.unwrap()[4..6], [Some(0), Some(1)]);
    }

    #[test]
    fn quotation_ends_with_its_paragraph() {
        let laid = laid("“a a\na “e” a", 40);
        let quoted: Vec<_> = laid.windows[0].marks.iter().map(|mark| mark.quoted).collect();
        assert_eq!(quoted, [false, true, true, false, false, true, false, false]);
        assert_eq!(laid.windows[0].encodable.quotes[..5], [0, 1, 2, 2, 0]);
    }

    #[test]
    fn marks_that_the_encoder_was_not_taught_quote_all_the_same() {
        let laid = laid("a ‘a a,’ a\n«a a» a\n„a“ a", 40);
        let quoted: Vec<_> = laid.windows[0].marks.iter().map(|mark| mark.quoted).collect();
        let form = |n: usize| laid.words[n].of("a ‘a a,’ a\n«a a» a\n„a“ a");
        let inside: Vec<_> = (0..quoted.len()).filter(|n| quoted[*n]).map(form).collect();
        assert_eq!(inside, ["a", "a", ",", "a", "a", "a"]);
        let told = self::laid("a ‘a a,’ a\n«a a» a", 40);
        assert!(told.windows[0].encodable.quotes.iter().all(|quote| *quote < 2), "as it was taught");
    }

    #[test]
    fn a_label_before_a_colon_is_no_speaker() {
        let colons = |text: &str| laid(text, 40).windows[0].marks.iter().filter(|mark| mark.colon).count();
        for label in ["UPDATE", "Breaking News", "EDITOR'S NOTE", "READ MORE"] {
            assert_eq!(colons(&format!("{label}: a a a")), 0, "{label}");
        }
        assert_eq!(colons("ADA LIND: a a a"), 1);
        assert_eq!(colons("UPDATE: a : a a"), 1);
    }

    proptest! {
        #[test]
        fn windows_hold_each_word_once_and_never_too_many_pieces(
            text in "([ae.A“”\"]{1,30}| |\n|\\PC){0,80}",
            window in 8_usize..60,
            given in proptest::option::of(proptest::collection::vec((0_usize..90, 0_usize..90), 0..30)),
        ) {
            let spans: Option<Vec<_>> =
                given.map(|spans| spans.into_iter().map(|(start, end)| CharSpan { start, end }).collect());
            for (words, sentences) in [(None, None), (spans.as_deref(), None), (None, spans.as_deref())] {
                let input = Input { text: &text, words, sentences };
                let laid = lay(&input, room(window), &Stub::pieces(), &mut Splitter::default());
                let mut count = 0;
                for one in &laid.windows {
                    let encodable = &one.encodable;
                    prop_assert!(encodable.pieces.len() <= window);
                    prop_assert_eq!(encodable.pieces.len(), encodable.shapes.len());
                    prop_assert_eq!(encodable.pieces.len(), encodable.quotes.len());
                    prop_assert_eq!(encodable.first.len(), one.marks.len());
                    prop_assert_eq!(one.paragraphs.iter().map(ExactSizeIterator::len).sum::<usize>(), one.marks.len());
                    count += one.marks.len();
                }
                prop_assert_eq!(count, laid.words.len());
            }
        }
    }
}
