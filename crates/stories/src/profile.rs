//! What an article is about, as weighted words: a [`Profile`], made from that article alone.
//!
//! Cost: one pass over the text, about as fast as stemming it; at most [`MOST_FEATURES`] features (3 kB) an article,
//! however long. No profile depends on another article or on a corpus at hand: how telling a word is comes from a fixed
//! table of the language's word frequencies (`data/background.txt`), so that stories do not depend on order of arrival.

use std::cmp::Ordering;
use std::sync::{Arc, LazyLock};

use attache_press::{Article, words};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::marks::{MOST_MARKS, TELLING, marks};
use crate::memo::Memo;

/// A profile keeps no more features than this, the heaviest.
pub const MOST_FEATURES: usize = 512;

/// How many of a profile's features serve as [`Profile::keys`].
pub const MOST_KEYS: usize = 32;

/// How many of its marks do besides.
pub const MOST_MARK_KEYS: usize = 16;

/// Two articles that share fewer keys than this need not be compared (profiles with very few keys excepted).
pub(crate) const SHARED_KEYS: usize = 2;

/// What is longer, in bytes, is no word and not stemmed.
const LONGEST_WORD: usize = 64;

/// A word that the background does not hold: rarer than its rarest.
const UNKNOWN: f32 = 13.0;

/// Profiles of late, a hundred megabytes if all are long.
static PROFILES: Memo<u128, Arc<Profile>> = Memo::new(16_384);

/// The weighted words of one article, scaled to length one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// Terms of the text, repeats counted.
    words: u32,
    /// Hash of a term, and its weight; by hash.
    features: Vec<(u32, f32)>,
    /// ISO 639-1 code of the article's language, where it is known.
    language: Option<[u8; 2]>,
    /// What needs no translation: hash of a name or number, and how telling it is; by hash.
    marks: Vec<(u32, f32)>,
}

impl Profile {
    /// Reads an article: its text, and its title where the text does not begin with it.
    ///
    /// Words of scripts with letter case are stemmed as English, which does other languages of that script no harm; how
    /// rare a word of another language is, its length tells;
    /// words of other alphabets are cut to seven letters; scripts without spaces give pairs of characters.
    pub fn of(article: &Article) -> Arc<Self> {
        let mut read = Xxh3::new();
        for part in [article.language.as_deref(), article.title.as_deref(), Some(&article.text)] {
            read.update(&part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
            read.update(part.unwrap_or_default().as_bytes());
        }
        PROFILES.get(read.digest128(), || Arc::new(Self::read(article)))
    }

    fn read(article: &Article) -> Self {
        let mut counts = FxHashMap::default();
        let foreign = article.language.as_deref().is_some_and(|code| !code.starts_with("en"));
        if let Some(title) = article.title.as_deref().filter(|title| !article.text.starts_with(title.trim())) {
            count(title, foreign, &mut counts);
        }
        count(&article.text, foreign, &mut counts);
        let stemmer = Stemmer::create(Algorithm::English);
        let rarity = |word: &str| BACKGROUND.rarity(xxh3_64(stemmer.stem(word).as_bytes()));
        let code = article.language.as_deref().and_then(|code| code.as_bytes().first_chunk());
        let marks = if code.is_some() { marks(&article.text, rarity) } else { Vec::new() };
        Self { language: code.map(|code| code.map(|c| c.to_ascii_lowercase())), marks, ..Self::weighted(counts) }
    }

    fn weighted(counts: FxHashMap<u32, Count>) -> Self {
        let words = counts.values().fold(0_u32, |sum, c| sum.saturating_add(c.times));
        let mut features: Vec<(u32, f32)> =
            counts.into_iter().map(|(hash, c)| (hash, (1.0 + 0.5 * (c.times as f32).ln()) * c.rarity.sqrt())).collect();
        features.retain(|f| f.1 > 0.0);
        features.sort_unstable_by(heavier);
        features.truncate(MOST_FEATURES);
        features.sort_unstable_by_key(|f| f.0);
        let length = features.iter().map(|f| f.1 * f.1).sum::<f32>().sqrt();
        if length > 0.0 {
            features.iter_mut().for_each(|f| f.1 /= length);
        }
        Self { words, features, ..Self::default() }
    }

    /// How many terms (words, mostly) the article has.
    pub fn words(&self) -> u32 {
        self.words
    }

    /// Hashed features and their weights, in order of hash.
    pub fn features(&self) -> &[(u32, f32)] {
        &self.features
    }

    /// The language of the article, where it is known.
    pub(crate) fn language(&self) -> Option<[u8; 2]> {
        self.language
    }

    /// Hashed names and numbers, and how telling each is, in order of hash.
    pub(crate) fn marks(&self) -> &[(u32, f32)] {
        &self.marks
    }

    /// The hashes of the heaviest features, heaviest first, then those of the most telling marks: what an index or
    /// archive finds neighbours by. Articles of one story nearly always share two of them at least.
    pub fn keys(&self) -> Vec<u32> {
        let marks = self.telling().into_iter().map(|mark| mark.0);
        self.heaviest().into_iter().map(|f| f.0).chain(marks).collect()
    }

    /// The marks by which articles in other languages are found, the most telling first.
    pub(crate) fn telling(&self) -> Vec<(u32, f32)> {
        let mut telling: Vec<(u32, f32)> = self.marks.iter().filter(|mark| mark.1 >= TELLING).copied().collect();
        telling.sort_unstable_by(heavier);
        telling.truncate(MOST_MARK_KEYS);
        telling
    }

    /// The keys and their weights, heaviest first.
    pub(crate) fn heaviest(&self) -> Vec<(u32, f32)> {
        let mut heaviest = self.features.clone();
        heaviest.sort_unstable_by(heavier);
        heaviest.truncate(MOST_KEYS);
        heaviest
    }

    /// Cosine of two profiles, from 0 to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.features.as_slice(), other.features.as_slice());
        let mut sum = 0.0;
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            match x.0.cmp(&y.0) {
                Ordering::Less => a = &a[1..],
                Ordering::Greater => b = &b[1..],
                Ordering::Equal => {
                    sum += f64::from(x.1) * f64::from(y.1);
                    (a, b) = (&a[1..], &b[1..]);
                }
            }
        }
        sum
    }

    /// The profile as bytes, little-endian: the number of words; the language, or two zeros; the number of features, in
    /// two bytes; then six bytes a feature and six a mark: the hash, and the weight in 65,535ths (a mark's, in 4,096ths).
    pub fn to_bytes(&self) -> Vec<u8> {
        let pairs = |pairs: &[(u32, f32)], whole: f32| -> Vec<u8> {
            let bytes = |&(hash, weight): &(u32, f32)| {
                hash.to_le_bytes().into_iter().chain(((weight * whole).round() as u16).to_le_bytes())
            };
            pairs.iter().flat_map(bytes).collect()
        };
        let mut bytes = self.words.to_le_bytes().to_vec();
        bytes.extend(self.language.unwrap_or_default());
        bytes.extend((self.features.len() as u16).to_le_bytes());
        bytes.extend(pairs(&self.features, WHOLE));
        bytes.extend(pairs(&self.marks, MARK));
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; none if the bytes are no such thing.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, bytes) = bytes.split_first_chunk()?;
        let (language, bytes) = bytes.split_first_chunk::<2>()?;
        let (count, bytes) = bytes.split_first_chunk()?;
        let count = usize::from(u16::from_le_bytes(*count));
        let (features, marks) = bytes.split_at_checked(6 * count)?;
        if count > MOST_FEATURES || marks.len() > 6 * MOST_MARKS {
            return None;
        }
        let language = (*language != [0, 0]).then_some(*language);
        let (features, marks) = (read_pairs(features, WHOLE)?, read_pairs(marks, MARK)?);
        Some(Self { words: u32::from_le_bytes(*words), features, language, marks })
    }
}

/// What a weight of one is in bytes: a feature's,
const WHOLE: f32 = 65_535.0;
/// and a mark's.
const MARK: f32 = 4_096.0;

fn read_pairs(bytes: &[u8], whole: f32) -> Option<Vec<(u32, f32)>> {
    let (pairs, rest) = bytes.as_chunks::<6>();
    let pair = |p: &[u8; 6]| {
        (u32::from_le_bytes([p[0], p[1], p[2], p[3]]), f32::from(u16::from_le_bytes([p[4], p[5]])) / whole)
    };
    let pairs: Vec<(u32, f32)> = pairs.iter().map(pair).collect();
    (rest.is_empty() && pairs.is_sorted_by(|a, b| a.0 < b.0)).then_some(pairs)
}

fn heavier(a: &(u32, f32), b: &(u32, f32)) -> Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

struct Count {
    times: u32,
    rarity: f32,
}

fn count(text: &str, foreign: bool, counts: &mut FxHashMap<u32, Count>) {
    terms(text, |term| {
        let hash = xxh3_64(term.as_bytes());
        let rarity = || match BACKGROUND.rarity(hash) {
            UNKNOWN if foreign => by_length(term),
            rarity => rarity,
        };
        counts.entry(hash as u32).and_modify(|c| c.times += 1).or_insert_with(|| Count { times: 1, rarity: rarity() });
    });
}

/// How rare a word is in a language whose frequencies are not at hand: the longer, the rarer (Zipf 1935); figures and signs
/// of scripts without spaces are rare.
fn by_length(term: &str) -> f32 {
    if !term.chars().all(char::is_alphabetic) || term.chars().any(is_unspaced) {
        return UNKNOWN;
    }
    (2.0 * (term.chars().count() as f32 - 2.0)).clamp(0.5, UNKNOWN)
}

/// The terms of a text, as profiles and the background count them: stems, cut words or character pairs.
pub fn terms(text: &str, mut each: impl FnMut(&str)) {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut lower = String::new();
    for span in words(text) {
        for part in span.of(text).split('-') {
            let part = part.strip_suffix("'s").or_else(|| part.strip_suffix("’s")).unwrap_or(part);
            lower.clear();
            lower.extend(part.chars().filter(|c| !matches!(c, '\'' | '’' | ',')).flat_map(char::to_lowercase));
            let Some(first) = lower.chars().next() else { continue };
            if lower.len() > LONGEST_WORD {
                each(&lower);
            } else if lower.is_ascii() || first.is_uppercase() != first.is_lowercase() && (first as u32) < 0x250 {
                each(&stemmer.stem(&lower));
            } else if first.is_lowercase() || !is_unspaced(first) {
                each(&lower[..lower.char_indices().nth(7).map_or(lower.len(), |(i, _)| i)]);
            } else {
                pairs(&lower, &mut each);
            }
        }
    }
}

/// Scripts that put no space between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32, 0xE00..=0xEFF | 0xF00..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

fn pairs(run: &str, each: &mut impl FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|(i, _)| i).chain([run.len()]).collect();
    match starts.len() {
        0..=3 => each(run),
        _ => starts.windows(3).for_each(|w| each(&run[w[0]..w[2]])),
    }
}

static BACKGROUND: LazyLock<Background> = LazyLock::new(|| Background::read(include_str!("../data/background.txt")));

/// How rare each stem is in news and on the web.
struct Background {
    rarity: FxHashMap<u64, f32>,
}

impl Background {
    /// Reads rows "rarity in tenths, then the stems of that rarity"; `#` begins a comment.
    fn read(table: &str) -> Self {
        let mut rarity = FxHashMap::default();
        for row in table.lines().filter(|row| !row.starts_with('#')) {
            let mut fields = row.split(' ');
            if let Some(tenths) = fields.next().and_then(|f| f.parse::<u8>().ok()) {
                rarity.extend(fields.map(|stem| (xxh3_64(stem.as_bytes()), f32::from(tenths) / 10.0)));
            }
        }
        Self { rarity }
    }

    fn rarity(&self, stem: u64) -> f32 {
        self.rarity.get(&stem).copied().unwrap_or(UNKNOWN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn profile(text: &str) -> Arc<Profile> {
        Profile::of(&Article { text: text.into(), ..Article::default() })
    }

    #[test]
    fn a_rare_word_weighs_more_than_a_common_one() {
        let common = BACKGROUND.rarity(xxh3_64(b"said"));
        assert!(common < BACKGROUND.rarity(xxh3_64(b"ferri")));
        assert!(BACKGROUND.rarity(xxh3_64(b"ferri")) < BACKGROUND.rarity(xxh3_64(b"zzyxqu")));
    }

    #[test]
    fn reports_of_one_sinking_are_liker_than_reports_of_two() {
        let one = profile("A ferry with ninety people aboard sank off Kendari; the coast guard saved sixty.");
        let same = profile("Rescuers pulled sixty survivors from the sea after a ferry went down near Kendari.");
        let other = profile("A ferry struck a pier in Oslo harbour and eleven passengers were bruised.");
        assert!(one.likeness(&same) > 1.5 * one.likeness(&other));
    }

    #[test]
    fn a_headline_that_the_text_repeats_counts_once() {
        let text = "Dam bursts. A dam burst above the town of Verdal.";
        let with = Profile::of(&Article { title: Some("Dam bursts".into()), text: text.into(), ..Article::default() });
        assert_eq!(with, profile(text));
    }

    #[test]
    fn unspaced_scripts_are_compared_by_pairs_of_characters() {
        let one = profile("東京で大きな地震があった。");
        assert!(one.likeness(&profile("昨夜、東京で地震が起きた。")) > 0.2);
    }

    proptest! {
        #[test]
        fn bytes_give_the_profile_back(text in "\\PC{0,400}") {
            let before = profile(&text);
            let after = Profile::from_bytes(&before.to_bytes()).unwrap();
            prop_assert_eq!(before.features().len(), after.features().len());
            if !before.features().is_empty() {
                prop_assert!((before.likeness(&after) - 1.0).abs() < 0.001);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = Profile::from_bytes(&bytes);
        }
    }
}
