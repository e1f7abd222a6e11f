//! Broken names and set phrases, and what they read when mended.

use crate::frequencies::attested;
use crate::lexicon::{Form, LEXICON, NONE, WordId};
use crate::phrases::{PHRASEBOOK, Phrase, same};
use crate::residue::residue_at;
use crate::tokens::{Token, tokens};
use crate::wording::{Wording, judge};
use attache_press::{ByteSpan, CharOffsets, CharSpan};
use serde::{Deserialize, Serialize};

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
    let mut kept: Vec<Mended> = Vec::new();
    for m in mended {
        if kept.iter().all(|k| m.span.end <= k.span.start || k.span.end <= m.span.start) {
            kept.push(m);
        }
    }
    kept.sort_by_key(|m| m.span.start);
    let offsets = CharOffsets::new(text);
    kept.into_iter()
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
/// A pair this many powers of ten likelier than chance is one that people write.
const WRITTEN: f32 = 1.0;
/// How near the changed words of a name, and of a term, must lie on average.
const NEAR_NAME: f32 = 0.05;
const NEAR_TERM: f32 = 0.2;

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

/// The phrase that the units must have been; none when two phrases lie equally near.
fn look_up(text: &str, tokens: &[Token], units: &[Unit], capitals: bool, thorough: bool) -> Option<Mended> {
    let words: Vec<WordId> = units.iter().map(|u| u.id).collect();
    let mut found: Vec<(usize, f32, &Phrase)> = Vec::new();
    let mut consider = |phrase: &'static Phrase, wanted: usize| {
        if capitals && !phrase.name || !capitals && phrase.name && !phrase.office {
            return;
        }
        let Some(kept) = fits(units, phrase).filter(|&kept| kept >= wanted) else { return };
        let better = gain(&words, &phrase.words);
        let near = nearness(&words, &phrase.words);
        let (enough, nearest) = match (capitals, kept) {
            (true, 0) => (1.5, 0.3),
            (true, _) => (0.7, NEAR_NAME),
            // the nearer the words, the less the phrase must be better
            _ => (if near >= 0.3 { 2.2 } else { 3.0 }, NEAR_TERM),
        };
        if better >= enough && near >= nearest && found.iter().all(|f| !std::ptr::eq(f.2, phrase)) {
            found.push((kept, near + commonness(&phrase.words), phrase));
        }
    };
    for (place, &word) in words.iter().enumerate().filter(|&(_, &w)| !LEXICON.function(w)) {
        for form in crate::phrases::forms(word) {
            for phrase in PHRASEBOOK.holding(form, place, words.len()) {
                consider(phrase, 1);
            }
        }
    }
    if thorough && capitals && words.len() == 2 && units.iter().all(|u| u.words == 1) {
        for form in PHRASEBOOK.before(words[0]) {
            for phrase in PHRASEBOOK.holding(form, 0, 2).chain(PHRASEBOOK.holding(LEXICON.inflect_any(form), 0, 2)) {
                if phrase.famous {
                    consider(phrase, 0);
                }
            }
        }
    }
    found.sort_by(|a, b| (b.0, b.1).partial_cmp(&(a.0, a.1)).unwrap_or(std::cmp::Ordering::Equal));
    let &(kept, close, phrase) = found.first()?;
    let rival = found.get(1).is_some_and(|f| f.0 == kept && f.1 > close - 0.1 && differ(f.2, phrase));
    if rival || PHRASEBOOK.knows(&words) {
        return None;
    }
    let (first, last) = (units.first()?, units.last()?);
    let span = ByteSpan { start: tokens[first.token].span.start, end: tokens[last.token + last.words - 1].span.end };
    let reads = reading(text, tokens, units, phrase);
    Some(Mended { span, reads, weight: 10 * words.len() + kept, name: capitals })
}

/// Whether two phrases are more than the singular and plural of one.
fn differ(a: &Phrase, b: &Phrase) -> bool {
    a.words.len() != b.words.len() || a.words.iter().zip(&b.words).any(|(&x, &y)| !same(x, y))
}

/// How near the changed words lie to those of the phrase, on average.
fn nearness(words: &[WordId], phrase: &[WordId]) -> f32 {
    let (mut near, mut changed) = (0.0, 0.0_f32);
    for (&word, &was) in words.iter().zip(phrase).filter(|&(&a, &b)| !same(a, b)) {
        near += PHRASEBOOK.nearness(word, was);
        changed += 1.0;
    }
    near / changed.max(1.0)
}

/// How often the phrase is written, as what it adds to nearness where two phrases are as near.
fn commonness(phrase: &[WordId]) -> f32 {
    let (mut common, mut pairs) = (0.0, 0.0_f32);
    for pair in phrase.windows(2).filter(|p| (p[0].max(p[1]) as usize) < LEXICON.len()) {
        common += LEXICON.unigram(pair[0]) + attested(pair[0], pair[1]).unwrap_or(-5.0);
        pairs += 1.0;
    }
    0.15 * common / pairs.max(1.0)
}

/// How many content words were kept when every other may have been put for the phrase's; none when it does not fit or
/// nothing was changed.
fn fits(units: &[Unit], phrase: &Phrase) -> Option<usize> {
    let (mut kept, mut changed) = (0, 0);
    for (i, (unit, &was)) in units.iter().zip(&phrase.words).enumerate() {
        let word = unit.id;
        // only the last word of a term may change its number: "right wings", not "rights wing"
        if word == was || (same(word, was) && (phrase.name || i + 1 == units.len())) {
            kept += usize::from(!LEXICON.function(was));
        } else if LEXICON.function(was) || LEXICON.function(word) || same(word, was) || unit.whole {
            return None;
        } else {
            changed += 1;
        }
    }
    if changed == 0 {
        return None;
    }
    let may = |(unit, &was): (&Unit, &WordId)| same(unit.id, was) || PHRASEBOOK.akin(unit.id, was);
    units.iter().zip(&phrase.words).all(may).then_some(kept)
}

/// How much better the phrase's words hold together than those that stand there, in powers of ten for a pair.
fn gain(words: &[WordId], phrase: &[WordId]) -> f32 {
    let mut sum = 0.0;
    let mut pairs: f32 = 0.0;
    let mut written = f32::MIN;
    for i in 1..words.len() {
        if same(words[i - 1], phrase[i - 1]) && same(words[i], phrase[i]) {
            continue;
        }
        let over = |a: WordId, b: WordId, unseen: f32| {
            if (a.max(b) as usize) >= LEXICON.len() {
                return 0.0;
            }
            attested(a, b).map_or(unseen, |p| p - LEXICON.unigram(b))
        };
        let now = over(words[i - 1], words[i], -1.0);
        sum += over(phrase[i - 1], phrase[i], 1.0) - now;
        written = written.max(now);
        pairs += 1.0;
    }
    // what holds together well is a phrase of its own, however much better another does
    if written > WRITTEN { f32::MIN } else { sum / pairs.max(1.0) }
}

/// The phrase in the case and number of what stands there.
fn reading(text: &str, tokens: &[Token], units: &[Unit], phrase: &Phrase) -> String {
    let mut out = String::new();
    let mut last_end: Option<usize> = None;
    for (i, (unit, part)) in units.iter().zip(&phrase.parts).enumerate() {
        let (first, last) = (&tokens[unit.token], &tokens[unit.token + unit.words - 1]);
        if let Some(end) = last_end {
            out.push_str(&text[end..first.span.start]);
        }
        last_end = Some(last.span.end);
        let stands = first.span.of(text);
        if unit.words == 1 && same(unit.id, phrase.words[i]) {
            out.push_str(stands);
            continue;
        }
        let plural = i + 1 == units.len()
            && unit.words == 1
            && (unit.id as usize) < LEXICON.len()
            && LEXICON.noun(unit.id) != NONE
            && (phrase.words[i] as usize) < LEXICON.len()
            && LEXICON.noun(phrase.words[i]) == NONE
            && !part.ends_with('s');
        let mut word = (*part).to_owned();
        if plural {
            let form = LEXICON.inflect(phrase.words[i], Form::S);
            word = if form == NONE { format!("{word}s") } else { LEXICON.word(form).to_owned() };
        }
        out.push_str(&cased(&word, stands, first.capital));
    }
    out
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

/// A common word before a surname that was a given name: "Invoice" for "Bill".
fn given_name(text: &str, tokens: &[Token], ids: &[WordId], at: usize) -> Option<Mended> {
    let surname = tokens.get(at + 1)?;
    let after_name = at > 0 && tokens[at].joined && tokens[at - 1].capital;
    let goes_on = tokens.get(at + 2).is_some_and(|t| t.joined && t.capital);
    if !tokens[at].capital || !surname.capital || !surname.joined || after_name || goes_on || tokens[at].possessive {
        return None;
    }
    let rare =
        surname.id == NONE || LEXICON.unigram(surname.id) < -4.8 && PHRASEBOOK.before(surname.id).next().is_none();
    if !rare || surname.span.of(text).chars().skip(1).any(char::is_uppercase) || surname.span.of(text).len() < 4 {
        return None;
    }
    if surname.id != NONE && attested(ids[at], surname.id).is_some() {
        return None;
    }
    let name = PHRASEBOOK.given(ids[at])?;
    let span = ByteSpan { start: tokens[at].span.start, end: surname.span.end };
    let reads = format!("{name}{}", &text[tokens[at].span.end..surname.span.end]);
    Some(Mended { span, reads, weight: 21, name: true })
}

/// "College of" before a place's name for "University of".
fn template(text: &str, tokens: &[Token], ids: &[WordId], at: usize) -> Option<Mended> {
    let rest: Vec<WordId> = (at + 2..(at + 6).min(ids.len()))
        .take_while(|&i| tokens[i].capital && tokens[i].joined)
        .map(|i| ids[i])
        .collect();
    if !tokens[at].capital || rest.len() < 2 || !tokens[at + 1].joined || !PHRASEBOOK.begins_with_name(&rest) {
        return None;
    }
    let name = PHRASEBOOK.template(ids[at], ids[at + 1])?;
    let end = tokens[at + 1 + rest.len()].span.end;
    let span = ByteSpan { start: tokens[at].span.start, end };
    Some(Mended {
        span,
        reads: format!("{name}{}", &text[tokens[at].span.end..end]),
        weight: 10 * (rest.len() + 2),
        name: true,
    })
}

/// "Chinese language" for "Chinese" before what is no matter of language.
fn language(text: &str, tokens: &[Token], ids: &[WordId], at: usize) -> Option<Mended> {
    let (word, next) = (tokens.get(at + 1)?, tokens.get(at + 2)?);
    let here = PHRASEBOOK.language(ids[at]) && word.joined && next.joined && word.span.of(text) == "language";
    if !here || next.id == NONE || LEXICON.function(next.id) || next.capital || attested(word.id, next.id).is_some() {
        return None;
    }
    let span = ByteSpan { start: tokens[at].span.start, end: word.span.end };
    Some(Mended { span, reads: tokens[at].span.of(text).to_owned(), weight: 22, name: false })
}

/// Residue that is sure enough to be read otherwise.
fn left_behind(text: &str, tokens: &[Token]) -> Vec<Mended> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((row, taken)) = residue_at(tokens, at) else {
            at += 1;
            continue;
        };
        if let (Some(reads), true) = (row.reads, row.weight >= 1.5) {
            let span = ByteSpan { start: tokens[at].span.start, end: tokens[at + taken - 1].span.end };
            let reads = cased(reads, tokens[at].span.of(text), tokens[at].capital);
            let reads = if row.reads.is_some_and(|r| r.starts_with(char::is_uppercase)) {
                row.reads.unwrap_or_default().to_owned()
            } else {
                reads
            };
            found.push(Mended { span, reads, weight: 10 * taken - 5, name: false });
        }
        at += taken;
    }
    found
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
