use std::borrow::Cow;

use rustc_hash::FxHashMap;

/// Words and phrases to be found in a sentence of lemmas, each with a value.
///
/// Case, plural *s*, possessive *'s* and hyphens make no difference: `human-rights` finds *human right*.
#[derive(Debug)]
pub struct Phrases<T> {
    by_first: FxHashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T: Copy> Phrases<T> {
    /// The phrases with their values; empty phrases are left out.
    pub fn new<'p>(phrases: impl IntoIterator<Item = (&'p str, T)>) -> Self {
        let mut by_first: FxHashMap<String, Vec<(Vec<String>, T)>> = FxHashMap::default();
        for (phrase, value) in phrases {
            let mut words = folded(phrase.split_whitespace()).into_iter().map(|(word, _)| word.into_owned());
            if let Some(first) = words.next() {
                by_first.entry(first).or_default().push((words.collect(), value));
            }
        }
        Self { by_first }
    }

    /// Where phrases stand among the lemmas: index of the first lemma, number of words, value; in order, overlaps
    /// included.
    pub fn find(&self, lemmas: &[&str]) -> Vec<(usize, usize, T)> {
        let words = folded(lemmas.iter().copied());
        let mut found = Vec::new();
        for (at, (word, lemma)) in words.iter().enumerate() {
            for (rest, value) in self.by_first.get(word.as_ref()).into_iter().flatten() {
                let after = words.get(at + 1..at + 1 + rest.len());
                if after.is_some_and(|after| after.iter().zip(rest).all(|((word, _), wanted)| word == wanted)) {
                    found.push((*lemma, rest.len() + 1, *value));
                }
            }
        }
        found
    }
}

/// The words that are compared, each with the number of the lemma that it comes from.
fn folded<'w>(lemmas: impl IntoIterator<Item = &'w str>) -> Vec<(Cow<'w, str>, usize)> {
    let numbered = lemmas.into_iter().enumerate();
    let parts = numbered.flat_map(|(number, lemma)| lemma.split(['-', '‑', '–']).map(move |part| (part, number)));
    parts.filter_map(|(part, number)| fold(part).map(|word| (word, number))).collect()
}

fn fold(word: &str) -> Option<Cow<'_, str>> {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let word = word.trim_matches(['\'', '’']);
    if word.is_empty() {
        return None;
    }
    let lower: Cow<'_, str> =
        if word.chars().any(char::is_uppercase) { word.to_lowercase().into() } else { word.into() };
    let plural = lower.len() > 3 && lower.ends_with('s') && !["ss", "us", "is"].iter().any(|end| lower.ends_with(end));
    Some(match lower {
        Cow::Borrowed(word) if plural => word[..word.len() - 1].into(),
        Cow::Owned(mut word) if plural => {
            word.pop();
            word.into()
        }
        lower => lower,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hyphens_plurals_and_case_make_no_difference() {
        let phrases = Phrases::new([("human rights", 1), ("cease-fire", 2), ("woman's rights", 3)]);
        assert_eq!(phrases.find(&["Human", "right", "group"]), [(0, 2, 1)]);
        assert_eq!(phrases.find(&["the", "human-rights"]), [(1, 2, 1)]);
        assert_eq!(phrases.find(&["cease", "-", "fire"]), [(0, 2, 2)]);
        assert_eq!(phrases.find(&["woman", "'s", "right"]), [(0, 2, 3)]);
    }

    #[test]
    fn a_phrase_that_the_sentence_cuts_short_is_not_found() {
        assert!(Phrases::new([("peace talk", ())]).find(&["for", "peace"]).is_empty());
    }

    proptest! {
        #[test]
        fn any_words_are_searched_without_panic(words in proptest::collection::vec("\\PC{0,6}", 0..8)) {
            let lemmas: Vec<&str> = words.iter().map(String::as_str).collect();
            let phrases = Phrases::new(lemmas.iter().map(|&lemma| (lemma, ())));
            for (at, _, ()) in phrases.find(&lemmas) {
                prop_assert!(at < lemmas.len());
            }
        }
    }
}
