//! Repairs that rest on one word and where it stands: given names, names of places, languages, residue.

use super::{Mended, cased};
use crate::frequencies::attested;
use crate::lexicon::{LEXICON, NONE, WordId};
use crate::phrases::{PHRASEBOOK, same};
use crate::residue::residue_at;
use crate::tokens::Token;
use attache_press::ByteSpan;

/// A common word before a surname that was a given name: "Invoice" for "Bill".
pub(super) fn given_name(text: &str, tokens: &[Token], ids: &[WordId], at: usize) -> Option<Mended> {
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
    if !of_a_person(text, tokens, ids, at) {
        return None;
    }
    let name = PHRASEBOOK.given(ids[at])?;
    let span = ByteSpan { start: tokens[at].span.start, end: surname.span.end };
    let reads = format!("{name}{}", &text[tokens[at].span.end..surname.span.end]);
    Some(Mended { span, reads, weight: 21, name: true })
}

/// Whether the two words at `at` go as a person's name does: the surname stands alone too, and the word before it is never
/// written small, as that of a storm or a street would be.
fn of_a_person(text: &str, tokens: &[Token], ids: &[WordId], at: usize) -> bool {
    let surname = tokens[at + 1].span.of(text);
    let alone = |i: usize| {
        let before = i.checked_sub(1).filter(|_| tokens[i].joined);
        i != at + 1 && tokens[i].span.of(text) == surname && before.is_none_or(|b| ids[b] != ids[at] && ids[b] != NONE)
    };
    (0..tokens.len()).any(alone)
        && !(0..tokens.len()).any(|i| !tokens[i].capital && ids[i] != NONE && same(ids[i], ids[at]))
}

/// "College of" before a place's name for "University of".
pub(super) fn template(text: &str, tokens: &[Token], ids: &[WordId], at: usize) -> Option<Mended> {
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
pub(super) fn language(text: &str, tokens: &[Token], ids: &[WordId], at: usize) -> Option<Mended> {
    let (word, next) = (tokens.get(at + 1)?, tokens.get(at + 2)?);
    let here = PHRASEBOOK.language(ids[at]) && word.joined && next.joined && word.span.of(text) == "language";
    if !here || next.id == NONE || LEXICON.function(next.id) || next.capital || attested(word.id, next.id).is_some() {
        return None;
    }
    let span = ByteSpan { start: tokens[at].span.start, end: word.span.end };
    Some(Mended { span, reads: tokens[at].span.of(text).to_owned(), weight: 22, name: false })
}

/// Residue that is sure enough to be read otherwise.
pub(super) fn left_behind(text: &str, tokens: &[Token]) -> Vec<Mended> {
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
