//! Broken names and set phrases, and what they read when mended.

mod lookup;
mod single;

use std::collections::BTreeMap;

use crate::lexicon::{LEXICON, NONE, WordId};
use crate::phrases::PHRASEBOOK;
use crate::tokens::{Token, tokens};
use crate::wording::{Wording, judge};
use attache_press::{ByteSpan, CharOffsets, CharSpan};
use lookup::look_up;
use serde::{Deserialize, Serialize};
use single::{given_name, language, left_behind, template};

/// A name or set phrase that a rewriter broke, and what it must have been.
///
/// Repairs never change the text; later stages read the article through them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Where the broken phrase stands, in code points of the article's text.
    #[serde(flatten)]
    pub span: CharSpan,
    /// The phrase as it stands.
    pub text: String,
    /// What it reads when mended.
    pub reads: String,
}

/// The broken names and phrases of a text that reads as spun, in order and apart; none of any other text.
///
/// ```
/// let text = "Writers of the Related Press stated on the time that the go to to the metropolis was in keeping with \
///     sources on the State Division, in addition to to a suppose tank. The journey got here weeks in the past, and \
///     different nations have been advised in regards to the assembly by the Monetary Instances.";
/// let reads: Vec<_> = attache_world::repairs(text).into_iter().map(|r| r.reads).collect();
/// assert!(reads.contains(&"Associated Press".to_owned()), "{reads:?}");
/// ```
pub fn repairs(text: &str) -> Vec<Repair> {
    let tokens = tokens(text);
    if judge(text, &tokens).spun < Wording::SPUN {
        return Vec::new();
    }
    let mut mended = candidates(text, &tokens, true);
    mended.extend(left_behind(text, &tokens));
    // where two overlap, the one that mends more words stands, then the earlier
    mended.sort_by_key(|m| (std::cmp::Reverse(m.weight), m.span.start, m.span.end));
    let mut kept: BTreeMap<usize, Mended> = BTreeMap::new();
    for m in mended {
        let before = kept.range(..m.span.end).next_back();
        if before.is_none_or(|(_, before)| before.span.end <= m.span.start) {
            kept.insert(m.span.start, m);
        }
    }
    let offsets = CharOffsets::new(text);
    kept.into_values()
        .map(|m| Repair { span: offsets.span(m.span), text: m.span.of(text).to_owned(), reads: m.reads })
        .collect()
}

/// A repair before its place is told in code points.
pub(crate) struct Mended {
    pub(crate) span: ByteSpan,
    pub(crate) reads: String,
    /// Ten for each word of the phrase, one more for each kept.
    weight: usize,
    /// A name: what says most that a text was spun.
    pub(crate) name: bool,
}

/// One word of a window, or two that the lexicon holds as one.
#[derive(Clone, Copy)]
struct Unit {
    id: WordId,
    token: usize,
    words: usize,
    /// Part of a known name that stands there unbroken.
    whole: bool,
}

const LONGEST: usize = 7;
/// All phrases of a text that may be broken, with what they may have been; they may overlap.
///
/// Only a thorough search finds names of which no word was kept.
pub(crate) fn candidates(text: &str, tokens: &[Token], thorough: bool) -> Vec<Mended> {
    let mut found = Vec::new();
    let ids: Vec<WordId> =
        tokens.iter().map(|t| if t.id == NONE { PHRASEBOOK.extra(t.span.of(text)) } else { t.id }).collect();
    let held: Vec<bool> = ids.iter().map(|&id| id != NONE && PHRASEBOOK.holds(id)).collect();
    let whole = whole_names(tokens, &ids);
    let pairs: Vec<WordId> = (0..tokens.len()).map(|i| pair_at(text, tokens, &ids, i)).collect();
    for start in 0..tokens.len() {
        if ids[start] == NONE || LEXICON.function(ids[start]) {
            continue;
        }
        let first = &tokens[start];
        let mut lower = !first.capital || first.first;
        let mut capitals = first.capital;
        let mut holds = held[start];
        let mut pair = None;
        for last in start + 1..tokens.len().min(start + LONGEST) {
            if !tokens[last].joined || ids[last] == NONE {
                break;
            }
            lower &= !tokens[last].capital;
            capitals &= tokens[last].capital || LEXICON.function(ids[last]);
            holds |= held[last];
            if pairs[last - 1] != NONE {
                pair = pair.or(Some(last - 1));
            }
            if LEXICON.function(ids[last]) && pair != Some(last - 1) {
                continue;
            }
            let short = last - start < 3;
            if (capitals && (holds || short && thorough)) || (lower && holds && short) {
                let units: Vec<Unit> =
                    (start..=last).map(|i| Unit { id: ids[i], token: i, words: 1, whole: whole[i] }).collect();
                found.extend(look_up(text, tokens, &units, capitals, thorough));
            }
            if let (Some(i), true) = (pair, holds && last - start < 5) {
                found.extend(with_pair(text, tokens, &ids, &whole, start..last + 1, (i, pairs[i])));
            }
            if !capitals && !lower && pair.is_none() && !short {
                break;
            }
        }
        if !whole[start] {
            found.extend(given_name(text, tokens, &ids, start));
        }
        found.extend(template(text, tokens, &ids, start));
        found.extend(language(text, tokens, &ids, start));
    }
    found
}

/// Which words belong to known names that stand there unbroken.
fn whole_names(tokens: &[Token], ids: &[WordId]) -> Vec<bool> {
    let mut whole = vec![false; tokens.len()];
    for start in (0..tokens.len()).filter(|&i| tokens[i].capital) {
        let joined = tokens[start + 1..].iter().take(5).take_while(|t| t.joined).count();
        let length = PHRASEBOOK.name_length(&ids[start..=start + joined]);
        let last = start + length;
        if length > 0 && tokens[last - 1].capital {
            whole[start..last].fill(true);
        }
    }
    whole
}

/// The number of the two-word entry that stands at `i` and after it.
fn pair_at(text: &str, tokens: &[Token], ids: &[WordId], i: usize) -> WordId {
    let joined = tokens.get(i + 1).is_some_and(|t| t.joined);
    if !joined || !LEXICON.begins_pair(ids[i]) {
        return NONE;
    }
    LEXICON.id(&text[tokens[i].span.start..tokens[i + 1].span.end])
}

/// Looks a window up in which the words at `i` and after it stand for one ("get together").
fn with_pair(
    text: &str,
    tokens: &[Token],
    ids: &[WordId],
    whole: &[bool],
    window: std::ops::Range<usize>,
    (i, pair): (usize, WordId),
) -> Option<Mended> {
    if window.len() < 3 {
        return None;
    }
    let others = || window.clone().filter(|&j| j != i && j != i + 1);
    let capitals = others().all(|j| tokens[j].capital || LEXICON.function(ids[j])) && tokens[i].capital;
    let lower = others().all(|j| !tokens[j].capital) && !tokens[i].capital;
    if !others().any(|j| PHRASEBOOK.holds(ids[j])) || !(lower || capitals) {
        return None;
    }
    let units: Vec<Unit> = window
        .filter(|&j| j != i + 1)
        .map(|j| {
            if j == i {
                Unit { id: pair, token: j, words: 2, whole: whole[j] }
            } else {
                Unit { id: ids[j], token: j, words: 1, whole: whole[j] }
            }
        })
        .collect();
    look_up(text, tokens, &units, capitals, false)
}

/// A word in the case of the one in whose place it comes.
fn cased(word: &str, stands: &str, capital: bool) -> String {
    if capital && stands.chars().count() > 1 && stands.chars().all(|c| !c.is_lowercase()) {
        return word.to_uppercase();
    }
    let mut chars = word.chars();
    match (capital, chars.next()) {
        (true, Some(first)) => first.to_uppercase().chain(chars).collect(),
        (false, Some(first)) if !word.chars().skip(1).any(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the phrases of a text may have been, whatever the text as a whole reads like.
    fn reads(text: &str) -> Vec<String> {
        candidates(text, &tokens(text), true).into_iter().map(|m| m.reads).collect()
    }

    #[test]
    fn a_name_is_known_by_near_synonyms_of_its_words() {
        assert_eq!(reads("They spoke to the Related Press."), ["Associated Press"]);
        assert_eq!(reads("as the Planetary Bank reported").len(), 0);
        assert!(reads("The Justice Division sued.").contains(&"Justice Department".to_owned()));
        assert!(reads("of the Socialist Occasion on Friday").contains(&"Socialist Party".to_owned()));
    }

    #[test]
    fn two_words_may_stand_for_one() {
        assert!(reads("of the Socialist Get together on Friday").contains(&"Socialist Party".to_owned()));
    }

    #[test]
    fn what_is_kept_keeps_its_case_and_what_is_mended_its_number() {
        assert!(reads("two STRATEGIC COMPANIONS of Peru").contains(&"STRATEGIC PARTNERS".to_owned()));
        assert!(reads("its strategic companions in Asia").iter().all(|r| r == "strategic partners"));
    }

    #[test]
    fn names_that_people_write_are_left_alone() {
        for text in [
            "the National Guard and the General Assembly",
            "East Asia and the National Defense University",
            "the Labor Day weekend",
            "President Hollande met Judge Okafor",
        ] {
            assert_eq!(reads(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_clean_text_has_no_repairs() {
        let text = "The town council met on Tuesday evening to talk about the budget for next year, and about the bridge \
            over the river, which has been closed since the floods in March. A spokesman said that the work would take \
            at least six months and that the money had not yet been found. Residents asked why nobody had told them.";
        assert_eq!(repairs(text), []);
    }

    proptest! {
        #[test]
        fn repairs_point_at_what_they_mend(text in "(the|go|to|Related|Press|suppose|tank|State|Division|,|\\.|é| ){0,80}") {
            let chars: Vec<char> = text.chars().collect();
            for repair in repairs(&text) {
                let there: String = chars[repair.span.start..repair.span.end].iter().collect();
                prop_assert_eq!(there, repair.text);
            }
            let words = tokens(&text);
            for mended in candidates(&text, &words, true) {
                prop_assert!(!mended.span.of(&text).is_empty() && !mended.reads.is_empty());
            }
        }

        #[test]
        fn no_text_breaks_the_mending(text in "\\PC{0,200}") {
            let words = tokens(&text);
            candidates(&text, &words, true);
            repairs(&text);
        }
    }
}
