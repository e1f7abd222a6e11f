//! Signs that a text was garbled by translation or on its way: orphaned letters, marks where none belong.

use crate::frequencies::attested;
use crate::lexicon::NONE;
use crate::tokens::Token;

/// What the signs must add up to before the text is as likely garbled as not.
const ENOUGH: f64 = 3.0;
/// What each word adds to that,
const PER_WORD: f64 = 1.0 / 1000.0;
/// and each word of a text that was spun: a rewriter leaves a wrong article or a doubled preposition at up to two swaps in a hundred,
/// which is more than six in a thousand words of one training text in thirty.
const PER_SPUN_WORD: f64 = 10.0 / 1000.0;

/// Probability, 0 to 1, that the text is garbled: a logistic of what its signs add up to.
///
/// A single slip says nothing, whatever it is; a long text may have more, and one that was `spun` more still.
pub(crate) fn garbled(text: &str, tokens: &[Token], spun: bool) -> f64 {
    let sum = strays(text) + tokens.windows(2).map(|w| broken_pair(text, &w[0], &w[1])).sum::<f64>();
    let enough = ENOUGH + tokens.len() as f64 * if spun { PER_SPUN_WORD } else { PER_WORD };
    1.0 / (1.0 + (-3.0 * (sum - enough)).exp())
}

/// Marks where none belong: " ," after a space, ". ," and ".,", "( ", doubled commas.
fn strays(text: &str) -> f64 {
    let mut sum = 0.0;
    let bytes = text.as_bytes();
    for i in memchr::memchr2_iter(b',', b'.', bytes) {
        let before = &bytes[..i];
        let after = bytes.get(i + 1).copied().unwrap_or(b' ');
        sum += match (bytes[i], before) {
            // a stop and then a comma: "signed the pact. , they added"
            (b',', [.., b'.', b' ']) => 1.5,
            (b',', [.., b',']) | (b',', [.., b',', b' ']) => 0.7,
            (b',', [.., c, b' ']) if c.is_ascii_alphanumeric() && after == b' ' => 0.5,
            (b'.', [.., a, b' ']) if a.is_ascii_lowercase() && after.is_ascii_whitespace() => 0.5,
            _ => 0.0,
        };
    }
    sum
}

/// Two words that stand together only where a text was broken.
fn broken_pair(text: &str, first: &Token, second: &Token) -> f64 {
    if !second.joined || first.id == NONE || second.id == NONE {
        return 0.0;
    }
    let (a, b) = (first.span.of(text), second.span.of(text));
    match (a, b) {
        // an apostrophe lost: "it s", "don t"
        ("it" | "he" | "she" | "that" | "It" | "He" | "She" | "That" | "there" | "what" | "who", "s") => 1.5,
        ("don" | "didn" | "doesn" | "isn" | "wasn" | "won" | "couldn" | "wouldn", "t") => 1.5,
        ("we" | "they" | "you" | "We" | "They" | "You", "re" | "ve" | "ll") => 1.5,
        // a word doubled, save those that may be
        _ if a == b && a.len() > 1 && !second.capital && !matches!(a, "that" | "had" | "very" | "so" | "no" | "is") => {
            0.7
        }
        ("the" | "a" | "an", "the" | "a" | "an" | "of" | "and" | "is" | "was" | "are" | "were" | "to") => 0.7,
        ("of" | "to" | "in" | "for" | "with" | "by", "of" | "was" | "is" | "are" | "were" | "has" | "have") => 0.5,
        ("amid" | "despite" | "during" | "of" | "among", adjective)
            if attested(first.id, second.id).is_none() && unfit(adjective) =>
        {
            1.0
        }
        // "a hour", "an country"
        ("a", vowel) if article(vowel, true) && attested(first.id, second.id).is_none() => 0.6,
        ("an", consonant) if article(consonant, false) && attested(first.id, second.id).is_none() => 0.6,
        _ => 0.0,
    }
}

/// Adjectives that stand alone after no preposition.
fn unfit(word: &str) -> bool {
    matches!(
        word,
        "unclear" | "able" | "unable" | "aware" | "unaware" | "likely" | "unlikely" | "afraid" | "ready" | "willing"
    )
}

/// Whether a lower-case word begins as the other article asks.
fn article(word: &str, vowel: bool) -> bool {
    let first = word.as_bytes().first().copied().unwrap_or(b'x');
    let sounds_otherwise = matches!(first, b'u' | b'h') || word.starts_with("on") || word.starts_with("eu");
    first.is_ascii_lowercase()
        && word.len() > 2
        && !sounds_otherwise
        && matches!(first, b'a' | b'e' | b'i' | b'o') == vowel
}
