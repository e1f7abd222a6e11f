//! The tense that governs a word: of the verb nearest before it in its sentence, else of the first verb after it.

use super::lexicon::{cell, rows};
use super::time::Tense;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// How far a verb may stand from the word that it governs, in words.
const REACH: usize = 25;

/// How near a verb in the present must stand to say that a day is to come: "the fair opens Friday".
const PRESENT_REACH: usize = 6;

/// Words before an infinitive.
const MODALS: [&str; 11] = ["to", "will", "would", "can", "could", "may", "might", "must", "shall", "should", "’ll"];

/// The verbs of a text.
#[derive(Debug, Clone)]
pub struct Verbs {
    words: Vec<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Other,
    Verb(Tense),
    /// A sentence ends with this word or before it.
    Stop,
}

static FORMS_TABLE: &str = include_str!("../../data/calendar_verbs.tsv");

/// The rows of the table by word; what is no verb though it looks like one is `Unknown`.
static FORMS: LazyLock<FxHashMap<&'static str, Tense>> = LazyLock::new(|| {
    let mut forms = FxHashMap::default();
    for row in rows(FORMS_TABLE) {
        let tense = match cell(&row, 0) {
            "past" => Tense::Past,
            "present" => Tense::Present,
            "future" => Tense::Future,
            _ => Tense::Unknown,
        };
        forms.extend(cell(&row, 1).split(' ').map(|word| (word, tense)));
    }
    forms
});

fn tense_of_form(word: &str) -> Option<Tense> {
    match FORMS.get(word) {
        Some(Tense::Unknown) => None,
        Some(&tense) => Some(tense),
        None => (word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed")).then_some(Tense::Past),
    }
}

/// Whether the form of the word alone says that it is past: "paraded".
pub(super) fn told_past(word: &str) -> bool {
    tense_of_form(word) == Some(Tense::Past)
}

/// Whether the word says that something is to come: "scheduled", "plans".
pub(super) fn is_planned(word: &str) -> bool {
    FORMS.get(word) == Some(&Tense::Future)
}

impl Verbs {
    /// By the form of the words alone (`words` are byte spans of `text`, in order).
    pub fn by_form(text: &str, words: &[Range<usize>]) -> Self {
        let (mut before, mut bare) = (0..0, false);
        let marks = words.iter().map(|span| {
            let word = text.get(span.clone()).unwrap_or("");
            let between = text.get(before.end..span.start).unwrap_or("");
            // "Mr. Smith", "Sept. 22": a point after a short word with a capital ends no sentence
            let short = before.len() <= 4 && text[before.start..].starts_with(char::is_uppercase);
            before = span.clone();
            // "would have", "to be": the form after these tells no tense
            let infinitive = bare && word != "not";
            bare = MODALS.contains(&word) || bare && word == "not";
            let stop = between.contains(['!', '?', ';']) || between.contains('.') && !short || between.contains("\n\n");
            if stop || ends_sentence(word) {
                Mark::Stop
            } else if infinitive || word.starts_with(char::is_uppercase) {
                Mark::Other
            } else {
                tense_of_form(word).map_or(Mark::Other, Mark::Verb)
            }
        });
        Verbs { words: marks.collect() }
    }

    /// By Penn Treebank tags: each word's form, and its tag.
    pub fn by_tags<'t>(tagged: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut had = false;
        let mark = |(word, tag): (&str, &str)| {
            let lower = word.to_lowercase();
            let planned = FORMS.get(lower.as_str()) == Some(&Tense::Future);
            let tense = match tag {
                "VBD" | "VBN" | "VBZ" | "VBP" if planned => Some(Tense::Future),
                "JJ" if planned => Some(Tense::Future),
                "VBD" => Some(Tense::Past),
                "VBN" if had => Some(Tense::Past),
                "VBZ" | "VBP" => Some(Tense::Present),
                "MD" if planned || matches!(lower.as_str(), "'ll" | "’ll" | "wo") => Some(Tense::Future),
                _ => None,
            };
            had = matches!(lower.as_str(), "has" | "have" | "had" | "'ve" | "’ve") || had && tag == "RB";
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
        let first = |marks: &mut dyn Iterator<Item = &Mark>| {
            for (distance, mark) in marks.take(REACH).enumerate() {
                match *mark {
                    Mark::Stop => return None,
                    Mark::Verb(Tense::Present) if distance >= PRESENT_REACH => return Some(Tense::Unknown),
                    Mark::Verb(tense) => return Some(tense),
                    Mark::Other => {}
                }
            }
            None
        };
        // the word that begins a sentence is marked as its stop
        let begins = self.words.get(word) == Some(&Mark::Stop);
        let before = if begins { None } else { first(&mut self.words[..word].iter().rev()) };
        let after = || first(&mut self.words.iter().skip(word + 1)).filter(|tense| *tense != Tense::Present);
        before.or_else(after).unwrap_or_default()
    }
}

fn ends_sentence(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | ";" | "…")
}
