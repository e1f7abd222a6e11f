//! The tense that governs a word: of the verb nearest before it in its sentence, else of the first verb after it.

use super::time::Tense;
use std::ops::Range;

/// How far a verb may stand from the word that it governs, in words.
const REACH: usize = 25;

/// The verbs of a text.
#[derive(Debug, Clone)]
pub struct Verbs {
    words: Vec<Mark>,
}

/// After these, "to" is no infinitive's.
const INF: bool = false;
const NOUNS_START: [&str; 16] = [
    "the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "this", "that", "these", "those", "about",
    "more",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Other,
    Verb(Tense),
    /// A sentence ends with this word or before it.
    Stop,
}

static FORMS: &str = include_str!("../../data/calendar_verbs.tsv");

fn tense_of_form(word: &str) -> Option<Tense> {
    use rustc_hash::FxHashMap;
    use std::sync::LazyLock;
    static TABLE: LazyLock<FxHashMap<&'static str, Tense>> = LazyLock::new(|| {
        let tense = |name: &str| match name {
            "past" => Tense::Past,
            "future" => Tense::Future,
            "other" => Tense::Unknown,
            _ => Tense::Present,
        };
        let row = |row: Vec<&'static str>| {
            let tense = tense(super::lexicon::cell(&row, 0));
            super::lexicon::cell(&row, 1).split(' ').map(move |word| (word, tense)).collect::<Vec<_>>()
        };
        super::lexicon::rows(FORMS).flat_map(row).collect()
    });
    if let Some(&tense) = TABLE.get(word) {
        return Some(tense).filter(|t| *t != Tense::Unknown);
    }
    (word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed")).then_some(Tense::Past)
}

impl Verbs {
    /// By the form of the words alone (`words` are byte spans of `text`, in order).
    pub fn by_form(text: &str, words: &[Range<usize>]) -> Self {
        let (mut last, mut to) = (0, false);
        let mut lower = String::new();
        let marks = words.iter().map(|span| {
            let word = text.get(span.clone()).unwrap_or("");
            let between = text.get(last..span.start).unwrap_or("");
            last = span.end;
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            let infinitive = INF
                && to
                && word.starts_with(|c: char| c.is_ascii_lowercase())
                && !NOUNS_START.contains(&lower.as_str());
            to = lower == "to";
            match tense_of_form(&lower) {
                _ if infinitive && !between.contains(',') => Mark::Verb(Tense::Future),
                _ if ends_sentence(word) || between.contains(['.', '!', '?', ';']) || between.contains("\n\n") => {
                    Mark::Stop
                }
                Some(tense) if !word.starts_with(char::is_uppercase) => Mark::Verb(tense),
                _ => Mark::Other,
            }
        });
        Verbs { words: marks.collect() }
    }

    /// By Penn Treebank tags, one for each of the words, whose forms are given with them.
    pub fn by_tags<'t>(tagged: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut had = false;
        let mut to = false;
        let mark = |(word, tag): (&str, &str)| {
            let tense = match tag {
                "VBD" => Some(Tense::Past),
                "VBN" if had => Some(Tense::Past),
                "VBZ" | "VBP" => Some(Tense::Present),
                "VB" if to => Some(Tense::Future),
                "MD" => matches!(word.to_ascii_lowercase().as_str(), "will" | "'ll" | "shall" | "wo")
                    .then_some(Tense::Future),
                _ => None,
            };
            had = matches!(word.to_ascii_lowercase().as_str(), "has" | "have" | "had" | "'ve") || had && tag == "RB";
            to = tag == "TO";
            match (ends_sentence(word), tense) {
                (true, _) => Mark::Stop,
                (_, Some(tense)) => Mark::Verb(tense),
                _ => Mark::Other,
            }
        };
        Verbs { words: tagged.into_iter().map(mark).collect() }
    }

    /// The tense of the verb that governs the word with this index.
    pub fn around(&self, word: usize) -> Tense {
        let word = word.min(self.words.len());
        let before = self.words[..word].iter().rev().take(REACH).take_while(|m| **m != Mark::Stop);
        let after = self.words[word..].iter().take(REACH).take_while(|m| **m != Mark::Stop);
        let tense = |mark: &Mark| match *mark {
            Mark::Verb(tense) => Some(tense),
            _ => None,
        };
        before.clone().find_map(tense).or_else(|| after.clone().find_map(tense)).unwrap_or_default()
    }
}

fn ends_sentence(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | ";" | "…")
}
