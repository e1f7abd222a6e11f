//! Which known phrase a run of words must have been.

use super::{Mended, Unit, cased};
use crate::frequencies::attested;
use crate::lexicon::{Form, LEXICON, NONE, WordId};
use crate::phrases::{PHRASEBOOK, Phrase, same};
use crate::tokens::Token;
use attache_press::ByteSpan;

/// A pair this many powers of ten likelier than chance is one that people write.
const WRITTEN: f32 = 1.0;
/// How near the changed words of a name, and of a term, must lie on average.
const NEAR_NAME: f32 = 0.05;
const NEAR_TERM: f32 = 0.2;

/// The phrase that the units must have been; none when two phrases lie equally near.
pub(super) fn look_up(text: &str, tokens: &[Token], units: &[Unit], capitals: bool, thorough: bool) -> Option<Mended> {
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
        } else if LEXICON.function(was)
            || LEXICON.function(word)
            || same(word, was)
            || unit.whole
            || (!phrase.name && !bent_alike(word, was, i + 1 == units.len()))
        {
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

/// Whether a term's word may have been put for another, by their endings: a noun has none of a verb's, and only the last word
/// of a term changes its number.
fn bent_alike(word: WordId, was: WordId, last: bool) -> bool {
    if (word.max(was) as usize) >= LEXICON.len() {
        return true;
    }
    match (LEXICON.form(word), LEXICON.form(was)) {
        (Form::Plain | Form::S, Form::Plain | Form::S) if last => true,
        (a, b) => a == b,
    }
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
