//! Who an article says told it, or reported before it, by its words alone: what the coder makes of names that nobody knows is too little.

use attache_press::{Article, CharOffsets, CharSpan};
use serde::{Deserialize, Serialize};

/// A sentence that tells on the word of somebody who bears a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearsay {
    /// The sentence.
    pub sentence: CharSpan,
    /// The name: capitals and what stands between them, with no word for what bears it.
    pub name: String,
}

/// The sentences in which somebody tells an article's outlet something: they name it behind a word of telling.
pub(crate) fn told_here(article: &Article, sentences: &[CharSpan]) -> Vec<CharSpan> {
    let Some(outlet) = article.outlet.as_deref().map(|outlet| outlet.strip_prefix("The ").unwrap_or(outlet)) else {
        return Vec::new();
    };
    let text = article.text.as_str();
    let offsets = CharOffsets::new(text);
    let named = text.match_indices(outlet).filter(|(at, _)| is_told(&text[..*at])).map(|(at, _)| offsets.char_at(at));
    let mut told: Vec<CharSpan> = named
        .filter_map(|at| sentences.iter().find(|sentence| sentence.start <= at && at < sentence.end).copied())
        .collect();
    told.dedup();
    told
}

/// Whether words that stand before a name say that it was told something.
fn is_told(before: &str) -> bool {
    let mut words = before.split_whitespace().rev().filter(|word| !word.eq_ignore_ascii_case("the"));
    let (last, other) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    matches!(last, "told" | "tells" | "telling") || TELLING.contains(&(other, last))
}

/// Ways to say that somebody told an outlet something: what was done, and the word between that and the outlet.
const TELLING: &[(&str, &str)] = &[
    ("admitted", "to"),
    ("comments", "to"),
    ("confirmed", "to"),
    ("contacted", "by"),
    ("disclosed", "to"),
    ("explained", "to"),
    ("interview", "to"),
    ("interview", "with"),
    ("interviewed", "by"),
    ("reached", "by"),
    ("remarks", "to"),
    ("said", "to"),
    ("speaking", "to"),
    ("speaking", "with"),
    ("spoke", "to"),
    ("spoke", "with"),
    ("statement", "to"),
];

/// The names on whose word sentences tell: "NAME reported", "according to NAME", "it was NAME that broke the news".
pub(crate) fn hearsay(text: &str, sentences: &[CharSpan]) -> Vec<Hearsay> {
    let mut heard = Vec::new();
    let (mut chars, mut at) = (text.chars(), 0);
    for sentence in sentences.iter().filter(|sentence| sentence.start < sentence.end) {
        if sentence.start < at {
            continue;
        }
        chars.by_ref().take(sentence.start - at).for_each(drop);
        let words: String = chars.by_ref().take(sentence.end - sentence.start).collect();
        at = sentence.end;
        heard.extend(names(&words).into_iter().map(|name| Hearsay { sentence: *sentence, name }));
    }
    heard
}

/// The names in a sentence that stand beside words of reporting.
fn names(sentence: &str) -> Vec<String> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let bare = |at: usize| words.get(at).map_or("", |word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let is_capital = |at: usize| bare(at).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let ends = |at: usize| words[at].ends_with([',', '.', ':', ';', '”', '"', ')', '’', '\'']);
    let mut found = Vec::new();
    let mut from = 0;
    while from < words.len() {
        if !is_capital(from) {
            from += 1;
            continue;
        }
        let mut to = from + 1;
        while to < words.len() && is_capital(to) && !ends(to - 1) {
            to += 1;
        }
        let before = |back: usize| from.checked_sub(back).map_or("", bare);
        let skip = usize::from(before(1).eq_ignore_ascii_case("the"));
        let lead = || (2..=6).map(|back| before(back + skip)).any(|word| REPORT.contains(&word));
        let said = !ends(to - 1) && REPORTED.contains(&bare(to));
        let broke = matches!(bare(to), "that" | "which") && REPORTED.contains(&bare(to + 1));
        let behind = match before(1 + skip) {
            "to" => before(2 + skip).eq_ignore_ascii_case("according"),
            "by" => lead(),
            _ => false,
        };
        if said || broke || behind {
            found.push((from..to).map(bare).collect::<Vec<_>>().join(" "));
        }
        from = to;
    }
    found
}

/// What a paper or agency does with news.
const REPORTED: &[&str] = &["aired", "broke", "carried", "published", "quoted", "reported", "reports", "said", "says"];

/// What stands before "by NAME".
const REPORT: &[&str] = &[
    "aired",
    "broadcast",
    "broken",
    "carried",
    "cited",
    "published",
    "quoted",
    "report",
    "Report",
    "reported",
    "reports",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beside_words_of_reporting_are_heard_and_no_others() {
        assert_eq!(names("It was the Karsund Post that broke the news on Monday: the pier is shut."), ["Karsund Post"]);
        assert_eq!(names("The pier is shut, a report carried on Tuesday by Radio Karsund said."), ["Radio Karsund"]);
        assert_eq!(names("The pier is shut, according to the Harbour News."), ["Harbour News"]);
        assert_eq!(names("The Harbour News reported on Sunday that the pier is shut."), ["The Harbour News"]);
        assert!(names("Norway closed the Karsund Post on Monday.").is_empty());
    }

    #[test]
    fn who_speaks_to_the_paper_tells_it() {
        for before in ["the pilot told ", "He confirmed to The ", "In an interview with ", "spoke with the "] {
            assert!(is_told(before), "{before}");
        }
        assert!(!is_told("She was moved to the "));
        assert!(!is_told("the owner of "));
    }
}
