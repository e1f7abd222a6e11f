//! What is kept of a text's wording so that its copies can be found: a [`Signature`].
//!
//! Two kinds of things are hashed while the text is read once. *Wording*: every three words that stand together, in
//! lower case. *Names*: every three capitalised words or numbers that follow one another, whatever stands between them;
//! these outlive a rewriter who swaps the words around them. Of each, those with the smallest hashes are kept (the
//! sketch of Broder, "On the resemblance and containment of documents", 1997, with a threshold in place of a fixed
//! size), so that two texts that share a passage keep the same keys of it whatever else they hold.

use serde::{Deserialize, Serialize};

/// A sample of what a text says in which words; some 250 bytes for a news article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signature {
    /// Ascending, without repeats.
    keys: Vec<u32>,
}

/// Wording keys lie below, name keys at or above.
const NAMES: u32 = 1 << 31;
/// One in eight of the wording is kept,
const WORDING_KEPT: u32 = NAMES / 8;
/// but of a short text as many as this,
const WORDING_LEAST: usize = 48;
/// and of a long one no more than this.
const WORDING_MOST: usize = 1024;
/// One in six of the name sequences is kept,
const NAMES_KEPT: u32 = NAMES / 6;
/// and no more than this.
const NAMES_MOST: usize = 256;

impl Signature {
    /// Reads a text once. Time is linear in its length; memory is bounded, however long it is.
    pub fn of(text: &str) -> Self {
        let mut wording = Sample::new(WORDING_KEPT, WORDING_LEAST, WORDING_MOST);
        let mut names = Sample::new(NAMES_KEPT, 0, NAMES_MOST);
        let (mut words, mut capitals) = (Window::default(), Window::default());
        each_word(text.as_bytes(), text, |word, names_something| {
            if let Some(key) = words.push(word) {
                wording.offer(key);
            }
            if names_something && let Some(key) = capitals.push(word) {
                names.offer(key);
            }
        });
        if let Some(key) = words.rest() {
            wording.offer(key);
        }
        let mut keys = wording.kept();
        keys.extend(names.kept().into_iter().map(|key| key | NAMES));
        Self { keys }
    }

    /// The keys by which texts that share wording are found: ascending, without repeats, at most 1,280.
    pub fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// Little-endian keys, four bytes each.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.keys.iter().flat_map(|key| key.to_le_bytes()).collect()
    }

    /// What [`to_bytes`](Self::to_bytes) wrote; none when the bytes are not a signature.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (whole, rest) = bytes.as_chunks::<4>();
        let keys: Vec<u32> = whole.iter().map(|b| u32::from_le_bytes(*b)).collect();
        (rest.is_empty() && keys.is_sorted_by(|a, b| a < b)).then_some(Self { keys })
    }
}

/// The last three words.
#[derive(Default)]
struct Window {
    seen: u32,
    last: [u64; 2],
}

impl Window {
    /// A key for the three words that `word` completes: 31 bits.
    #[inline]
    fn push(&mut self, word: u64) -> Option<u32> {
        let [before, first] = self.last;
        self.last = [word, before];
        self.seen = self.seen.saturating_add(1);
        (self.seen > 2).then(|| key_of(first, before, word))
    }

    /// The key of a text that is too short to have three words, but has one.
    fn rest(&self) -> Option<u32> {
        (self.seen == 1 || self.seen == 2).then(|| key_of(0, self.last[1], self.last[0]))
    }
}

#[inline]
fn key_of(first: u64, second: u64, third: u64) -> u32 {
    let mixed = first.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
        ^ second.wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(43)
        ^ third.wrapping_mul(0xd6e8_feb8_6659_fd93);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed >> 33) as u32
}

/// The smallest of the keys offered: all below a threshold, within bounds.
struct Sample {
    below: u32,
    least: usize,
    most: usize,
    kept: Vec<u32>,
    /// Keys above the threshold, kept while the text may still turn out to be short.
    spare: Vec<u32>,
}

impl Sample {
    fn new(below: u32, least: usize, most: usize) -> Self {
        Self { below, least, most, kept: Vec::with_capacity(64), spare: Vec::with_capacity(8 * least) }
    }

    #[inline]
    fn offer(&mut self, key: u32) {
        if key < self.below {
            self.kept.push(key);
            if self.kept.len() >= 4 * self.most {
                self.thin();
            }
        } else if self.spare.len() < 8 * self.least {
            self.spare.push(key);
        }
    }

    /// Keeps the smallest `most`, and takes only smaller ones from now on.
    #[cold]
    fn thin(&mut self) {
        self.kept.sort_unstable();
        self.kept.dedup();
        if self.kept.len() > self.most {
            self.kept.truncate(self.most);
            self.below = self.kept[self.most - 1];
        }
    }

    fn kept(mut self) -> Vec<u32> {
        // a text that overflowed the spare keys is long enough to do without them
        let short = self.kept.len() < self.least && self.spare.len() < 8 * self.least;
        self.kept.sort_unstable();
        self.kept.dedup();
        self.kept.truncate(self.most);
        if short {
            self.spare.sort_unstable();
            self.spare.dedup();
            self.spare.truncate(self.least.saturating_sub(self.kept.len()));
            self.kept.append(&mut self.spare);
        }
        self.kept
    }
}

/// What a byte is to a word.
const BREAK: u8 = 0;
const SILENT: u8 = 1;
const BEYOND_ASCII: u8 = 2;

/// For each byte: one of the three above, or the lower-case letter or digit that it is.
const CLASS: [u8; 256] = {
    let mut class = [BREAK; 256];
    let mut b = 0;
    while b < 256 {
        class[b] = match b as u8 {
            c @ (b'a'..=b'z' | b'0'..=b'9') => c,
            c @ b'A'..=b'Z' => c | 0x20,
            b'\'' => SILENT,
            0x80.. => BEYOND_ASCII,
            _ => BREAK,
        };
        b += 1;
    }
    class
};

/// Takes one more letter into the hash of a word. Five bits a letter tell the words of an alphabet apart; `key_of` mixes.
#[inline]
fn spell(hash: u64, letter: u64) -> u64 {
    hash.rotate_left(5) ^ letter
}

/// Calls `found` with the hash of each word in lower case, and whether it begins with a capital or a digit.
///
/// A word is a run of letters and digits; apostrophes and accents that stand apart from their letter are passed over.
/// Scripts that are written without spaces count each sign as a word.
#[inline]
fn each_word(bytes: &[u8], text: &str, mut found: impl FnMut(u64, bool)) {
    let mut at = 0;
    while at < bytes.len() {
        let opens = bytes[at];
        if CLASS[opens as usize] <= SILENT {
            at += 1;
            continue;
        }
        let mut hash = 0;
        let mut marked = opens.is_ascii_uppercase() || opens.is_ascii_digit();
        let mut letters = 0_u32;
        while at < bytes.len() {
            let class = CLASS[bytes[at] as usize];
            if class > BEYOND_ASCII {
                hash = spell(hash, u64::from(class));
                letters += 1;
                at += 1;
                continue;
            }
            if class == SILENT {
                at += 1;
                continue;
            }
            if class == BREAK {
                break;
            }
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if matches!(c, '’' | '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200d}' | '\u{feff}') {
                continue;
            }
            if !c.is_alphanumeric() {
                break;
            }
            marked |= letters == 0 && (c.is_uppercase() || c.is_numeric());
            for low in c.to_lowercase() {
                hash = spell(hash, u64::from(low).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            }
            letters += 1;
            if is_written_without_spaces(c) {
                break;
            }
        }
        if letters > 0 {
            found(hash, marked);
        }
    }
}

/// Han, kana, Thai, Lao, Khmer, Burmese.
pub(crate) fn is_written_without_spaces(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shared(a: &str, b: &str) -> usize {
        let (a, b) = (Signature::of(a), Signature::of(b));
        a.keys().iter().filter(|key| b.keys().binary_search(key).is_ok()).count()
    }

    const BRIDGE: &str = "The ferry company said on Monday that it would stop night crossings until the pier at \
        Lower Harrow is mended. Engineers found cracks in four of its eleven posts last week.";

    #[test]
    fn case_apostrophes_and_punctuation_do_not_count() {
        assert_eq!(Signature::of("It's the mayor's word, again!"), Signature::of("it’s THE mayor’s word — again"));
    }

    #[test]
    fn a_passage_is_found_in_a_longer_text() {
        let long =
            format!("{} {BRIDGE} {}", "Rain fell on the hills. ".repeat(40), "Nobody was hurt in it. ".repeat(40));
        assert!(shared(BRIDGE, &long) >= 3);
    }

    #[test]
    fn unlike_texts_share_no_key() {
        assert_eq!(shared(BRIDGE, "Two orchestras will share a hall next season, the city council has decided."), 0);
    }

    #[test]
    fn one_word_and_no_word_have_signatures_too() {
        assert_eq!(Signature::of("").keys().len(), 0);
        assert_eq!(Signature::of("?! …").keys().len(), 0);
        assert_eq!(Signature::of("Halt").keys().len(), 1);
        assert_ne!(Signature::of("Halt"), Signature::of("Go"));
    }

    #[test]
    fn signs_without_spaces_count_one_by_one() {
        assert!(shared("橋は月曜日まで閉鎖されると市は述べた", "火曜日、橋は月曜日まで閉鎖されると市長") >= 8);
    }

    #[test]
    fn a_long_text_has_a_bounded_signature() {
        let long: String = (0..300_000).map(|n| format!("word{n} Name{n} ")).collect();
        let keys = Signature::of(&long).keys().len();
        assert!((WORDING_MOST..=WORDING_MOST + NAMES_MOST).contains(&keys), "{keys}");
    }

    proptest! {
        #[test]
        fn bytes_bring_a_signature_back(text in "\\PC{0,300}") {
            let signature = Signature::of(&text);
            prop_assert!(signature.keys().is_sorted_by(|a, b| a < b));
            prop_assert_eq!(Signature::from_bytes(&signature.to_bytes()), Some(signature));
        }

        #[test]
        fn bytes_that_are_no_signature_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Some(signature) = Signature::from_bytes(&bytes) {
                prop_assert_eq!(signature.to_bytes(), bytes);
            }
        }
    }
}
