//! What an article is about, as weighted words: a [`Profile`], made from that article alone.
//!
//! Cost: one pass over the text, about as fast as stemming it; at most [`MOST_FEATURES`] features (3 kB) an article,
//! however long. No profile depends on another article or on a corpus at hand: how telling a word is comes from a fixed
//! table of the language's word frequencies (`data/background.txt`), so that stories do not depend on order of arrival.

use std::cmp::Ordering;
use std::sync::LazyLock;

use attache_press::{Article, words};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// A profile keeps no more features than this, the heaviest.
pub const MOST_FEATURES: usize = 512;

/// How many of a profile's features serve as [`Profile::keys`].
pub const MOST_KEYS: usize = 32;

/// Two articles that share fewer keys than this need not be compared (profiles with very few keys excepted).
pub const SHARED_KEYS: usize = 2;

/// What is longer, in bytes, is no word and not stemmed.
const LONGEST_WORD: usize = 64;

/// A word that the background does not hold: rarer than its rarest.
const UNKNOWN: f32 = 13.0;

/// The weighted words of one article, scaled to length one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// Terms of the text, repeats counted.
    words: u32,
    /// Hash of a term, and its weight; by hash.
    features: Vec<(u32, f32)>,
}

impl Profile {
    /// Reads an article: its text, and its title where the text does not begin with it.
    ///
    /// Words of scripts with letter case are stemmed as English, which does other languages of that script no harm;
    /// words of other alphabets are cut to seven letters; scripts without spaces give pairs of characters.
    pub fn of(article: &Article) -> Self {
        let mut counts = FxHashMap::default();
        if let Some(title) = article.title.as_deref().filter(|title| !article.text.starts_with(title.trim())) {
            count(title, &mut counts);
        }
        count(&article.text, &mut counts);
        Self::weighted(counts)
    }

    fn weighted(counts: FxHashMap<u32, Count>) -> Self {
        let words = counts.values().fold(0_u32, |sum, c| sum.saturating_add(c.times));
        let mut features: Vec<(u32, f32)> =
            counts.into_iter().map(|(hash, c)| (hash, (1.0 + 0.5 * (c.times as f32).ln()) * c.rarity.sqrt())).collect();
        features.sort_unstable_by(heavier);
        features.truncate(MOST_FEATURES);
        features.sort_unstable_by_key(|f| f.0);
        let length = features.iter().map(|f| f.1 * f.1).sum::<f32>().sqrt();
        if length > 0.0 {
            features.iter_mut().for_each(|f| f.1 /= length);
        }
        Self { words, features }
    }

    /// How many terms (words, mostly) the article has.
    pub fn words(&self) -> u32 {
        self.words
    }

    /// Hashed features and their weights, in order of hash.
    pub fn features(&self) -> &[(u32, f32)] {
        &self.features
    }

    /// The hashes of the heaviest features, heaviest first: what an index or archive finds neighbours by. Articles of
    /// one story nearly always share at least [`SHARED_KEYS`] of them.
    pub fn keys(&self) -> Vec<u32> {
        self.heaviest().into_iter().map(|f| f.0).collect()
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

    /// The profile as bytes, little-endian: the number of words, then six bytes a feature: the hash, and the weight in
    /// 65,535ths.
    pub fn to_bytes(&self) -> Vec<u8> {
        let whole = f32::from(u16::MAX);
        let features = self.features.iter().flat_map(|&(hash, weight)| {
            let weight = ((weight * whole).round() as u16).to_le_bytes();
            hash.to_le_bytes().into_iter().chain(weight)
        });
        self.words.to_le_bytes().into_iter().chain(features).collect()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; none if the bytes are no such thing.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, bytes) = bytes.split_first_chunk()?;
        if !bytes.len().is_multiple_of(6) || bytes.len() / 6 > MOST_FEATURES {
            return None;
        }
        let features: Vec<(u32, f32)> = bytes
            .chunks_exact(6)
            .map(|f| {
                let weight = f32::from(u16::from_le_bytes([f[4], f[5]])) / f32::from(u16::MAX);
                (u32::from_le_bytes([f[0], f[1], f[2], f[3]]), weight)
            })
            .collect();
        features.is_sorted_by(|a, b| a.0 < b.0).then_some(Self { words: u32::from_le_bytes(*words), features })
    }
}

fn heavier(a: &(u32, f32), b: &(u32, f32)) -> Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

struct Count {
    times: u32,
    rarity: f32,
}

fn count(text: &str, counts: &mut FxHashMap<u32, Count>) {
    terms(text, |term| {
        let hash = xxh3_64(term.as_bytes());
        counts
            .entry(hash as u32)
            .and_modify(|c| c.times += 1)
            .or_insert_with(|| Count { times: 1, rarity: BACKGROUND.rarity(hash) });
    });
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

    fn profile(text: &str) -> Profile {
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
