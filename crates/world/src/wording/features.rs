//! What is told of each word: how well it sits beside its neighbours, and whether a near-synonym would sit there much better.

use crate::frequencies::attested;
use crate::lexicon::{Form, LEXICON, NONE, WordId};
use crate::residue::residue_at;
use crate::thesaurus::neighbours;
use crate::tokens::Token;

/// Synonyms tried in a word's place, the most frequent first.
const TRIED: usize = 24;
/// Words that have a vector of their own, the most frequent; the slots after them are for kinds of other words.
pub(crate) const OWN_VECTORS: usize = 30_000;
/// Past the edge of the sentence; a rarer word of the tables; an unknown word in lower case; an unknown name; a number.
pub(crate) const EDGE: u16 = OWN_VECTORS as u16;
const RARE: u16 = EDGE + 1;
const UNKNOWN: u16 = EDGE + 2;
const NAME: u16 = EDGE + 3;
const NUMBER: u16 = EDGE + 4;
/// How many slots there are.
pub(crate) const SLOTS: usize = OWN_VECTORS + 5;
/// Numbers of the pair that a word makes with the one before it, then of the word alone.
pub(crate) const PAIR: usize = 4;
pub(crate) const ALONE: usize = 10;

/// A word as the network sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    /// The row of its vector.
    pub(crate) slot: u16,
    pub(crate) capital: bool,
    /// Only blanks stand between the word before and this one.
    pub(crate) joined: bool,
    /// Begins a sentence.
    pub(crate) first: bool,
    /// An English word in lower case.
    pub(crate) plain: bool,
    /// One that may have been swapped: plain, and no function word.
    pub(crate) judged: bool,
    /// Whether there is a pair with the word before, whether it was ever seen, how much likelier it is than chance, how
    /// expected it was if unseen.
    pub(crate) pair: [f32; PAIR],
    /// Rarity; gain of the best near-synonym; residue; whether it is inflected in -s, -ed, -ing; how much likelier its near-synonyms
    /// are here, how much commoner the commonest and all of them are; a wrong article before it.
    pub(crate) alone: [f32; ALONE],
}

/// Every word of a text as the network sees it.
pub(crate) fn sights(text: &str, tokens: &[Token]) -> Vec<Sight> {
    let mut seen: Vec<Sight> = tokens.iter().map(|token| bare(text, token)).collect();
    for i in 1..tokens.len() {
        if tokens[i].joined && known(&tokens[i - 1]) && known(&tokens[i]) {
            seen[i].pair = pair(tokens[i - 1].id, tokens[i].id);
        }
    }
    for i in 0..tokens.len() {
        if !seen[i].judged {
            continue;
        }
        let (before, after) = (seen[i].pair, seen.get(i + 1).map_or([0.0; PAIR], |s| s.pair));
        let previous = (before[0] > 0.0).then(|| tokens[i - 1].id);
        let next = (after[0] > 0.0).then(|| tokens[i + 1].id);
        let rivals = rivals(tokens[i].id, previous, next, before[2] + after[2]);
        seen[i].alone[1] = rivals.gain.min(6.0) / 3.0;
        seen[i].alone[6..9].copy_from_slice(&[rivals.likelier, rivals.commonest, rivals.commoner]);
        if i > 0 && tokens[i].joined && wrong_article(tokens[i - 1].span.of(text), tokens[i].span.of(text)) {
            seen[i].alone[9] = 1.0;
        }
    }
    let mut at = 0;
    while at < tokens.len() {
        match residue_at(tokens, at) {
            Some((row, taken)) => {
                for sight in &mut seen[at..at + taken] {
                    sight.alone[2] = row.weight as f32;
                }
                at += taken;
            }
            None => at += 1,
        }
    }
    seen
}

fn bare(text: &str, token: &Token) -> Sight {
    let plain = token.id != NONE && !token.capital;
    let slot = match token.id {
        NONE if token.span.of(text).starts_with(|c: char| c.is_ascii_digit()) => NUMBER,
        NONE if token.capital => NAME,
        NONE => UNKNOWN,
        id if (id as usize) < OWN_VECTORS => id,
        _ => RARE,
    };
    let mut alone = [0.0; ALONE];
    if token.id != NONE {
        alone[0] = (-LEXICON.unigram(token.id) - 4.0) * 0.5;
        match LEXICON.form(token.id) {
            Form::Plain => {}
            form => alone[2 + form as usize] = 1.0,
        }
    }
    Sight {
        slot,
        capital: token.capital,
        joined: token.joined,
        first: token.first,
        plain,
        judged: plain && !LEXICON.function(token.id),
        pair: [0.0; PAIR],
        alone,
    }
}

/// Whether a pair with this word tells something: not when it may be part of a name.
fn known(token: &Token) -> bool {
    token.id != NONE && (!token.capital || token.first) && !token.possessive
}

/// The numbers of a pair of words.
fn pair(a: WordId, b: WordId) -> [f32; PAIR] {
    match attested(a, b) {
        Some(p) => [1.0, 1.0, (p - LEXICON.unigram(b)).clamp(-2.0, 5.0), 0.0],
        None => [1.0, 0.0, -1.0, (LEXICON.unigram(a) + LEXICON.unigram(b) + 8.0).clamp(-4.0, 3.0)],
    }
}

/// What the near-synonyms of a word say of it, in powers of ten.
#[derive(Default)]
struct Rivals {
    /// How much better the best sits between the neighbours.
    gain: f32,
    /// How much likelier all of them together are between the neighbours.
    likelier: f32,
    /// How much commoner the commonest is, and all of them together.
    commonest: f32,
    commoner: f32,
}

/// Weighs a word against its near-synonyms, inflected alike, in its place.
fn rivals(word: WordId, previous: Option<WordId>, next: Option<WordId>, now: f32) -> Rivals {
    let own = place(word, previous, next);
    let mut found = Rivals { gain: 0.0, likelier: -1.5, commonest: -1.5, commoner: -1.5 };
    let (mut likelier, mut commoner) = (0.0_f32, 0.0_f32);
    let form = LEXICON.form(word);
    for base in LEXICON.lemmas(word) {
        let wanted = if base == word { Form::Plain } else { form };
        for synonym in neighbours(base).take(TRIED) {
            let candidate = LEXICON.inflect(synonym, wanted);
            if candidate == NONE || candidate == word {
                continue;
            }
            let here = place(candidate, previous, next);
            let share = 10.0 / (10.0 + neighbours(synonym).len() as f32);
            found.gain = found.gain.max(here.over - now);
            likelier += share * power(here.log - own.log);
            let common = LEXICON.unigram(candidate) - LEXICON.unigram(word);
            found.commonest = found.commonest.max(common);
            commoner += share * power(common);
        }
    }
    found.likelier = likelier.max(0.03).log10().min(5.0) * 0.5;
    found.commoner = commoner.max(0.03).log10().min(5.0) * 0.5;
    found.commonest = found.commonest.min(5.0) * 0.5;
    found
}

/// Ten to the power of what lies between -3 and 6.
fn power(exponent: f32) -> f32 {
    (exponent.clamp(-3.0, 6.0) * std::f32::consts::LOG2_10).exp2()
}

struct Place {
    /// Log10 of the probability of a word and what follows, given what stands before.
    log: f32,
    /// How much likelier than chance its pairs are; -1 for one never seen.
    over: f32,
}

/// How a word sits between two others.
fn place(word: WordId, previous: Option<WordId>, next: Option<WordId>) -> Place {
    let mut place = Place { log: LEXICON.unigram(word), over: 0.0 };
    for (a, b) in [(previous, Some(word)), (Some(word), next)] {
        let (Some(a), Some(b)) = (a, b) else { continue };
        let over = attested(a, b).map(|p| p - LEXICON.unigram(b));
        place.log += over.unwrap_or_else(|| LEXICON.backoff(a).min(0.0));
        place.over += over.unwrap_or(-1.0);
    }
    place
}

/// "a" before a vowel or "an" before a consonant, where letters tell.
fn wrong_article(article: &str, word: &str) -> bool {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    let told = !["one", "once", "uni", "use", "usu", "uti", "eu", "ubi", "hour", "hon", "heir", "herb", "u-"]
        .iter()
        .any(|w| word.starts_with(w));
    told && word.len() > 2
        && (article.eq_ignore_ascii_case("a") && vowel || article.eq_ignore_ascii_case("an") && !vowel)
}
