//! The rows of `data/` as the scanner asks for them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::table::rows;

/// What may follow an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The word that it belongs with.
    Name,
    /// A figure; else it is no abbreviation.
    Number,
    /// A figure, a comma or anything else: it is one everywhere.
    Date,
    /// The next sentence, maybe.
    End,
}

/// A row of `abbreviations.tsv`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Abbreviation {
    pub(super) capital: bool,
    pub(super) then: Then,
}

/// All tables, keyed by folded forms (see [`Folded`]).
pub(super) struct Rules {
    /// Form to the lengths of its parts in characters.
    contractions: FxHashMap<&'static str, Vec<usize>>,
    abbreviations: FxHashMap<&'static str, Abbreviation>,
    parts: FxHashMap<&'static str, u16>,
    emoticons: Vec<&'static str>,
    pub(super) sentence: FxHashMap<&'static str, u8>,
}

/// The kinds of `word_parts.tsv`, as bits.
pub(super) mod part {
    pub(in crate::words) const PREFIX: u16 = 1;
    pub(in crate::words) const SUFFIX: u16 = 2;
    pub(in crate::words) const WHOLE: u16 = 4;
    pub(in crate::words) const ELISION: u16 = 8;
    pub(in crate::words) const UNIT: u16 = 16;
    pub(in crate::words) const MONEY: u16 = 32;
    pub(in crate::words) const DOMAIN: u16 = 64;
    pub(in crate::words) const FILE: u16 = 128;
    pub(in crate::words) const BRIDGE: u16 = 256;

    pub(super) fn named(kind: &str) -> Option<u16> {
        Some(match kind {
            "prefix" => PREFIX,
            "suffix" => SUFFIX,
            "whole" => WHOLE,
            "elision" => ELISION,
            "unit" => UNIT,
            "money" => MONEY,
            "domain" => DOMAIN,
            "file" => FILE,
            "bridge" => BRIDGE,
            _ => return None,
        })
    }
}

/// The kinds of `sentence_words.tsv`, as bits.
pub(super) mod sentence {
    pub(in crate::words) const OPENER: u8 = 1;
    pub(in crate::words) const SAYS: u8 = 2;
    pub(in crate::words) const DATES: u8 = 4;
    pub(in crate::words) const WEEKDAY: u8 = 8;
    pub(in crate::words) const MONTH: u8 = 16;
    pub(in crate::words) const CLOCK: u8 = 32;
    pub(in crate::words) const LOST: u8 = 64;
    pub(in crate::words) const CAPTION: u8 = 128;

    pub(super) fn named(kind: &str) -> Option<u8> {
        Some(match kind {
            "opener" => OPENER,
            "says" => SAYS,
            "dates" => DATES,
            "weekday" => WEEKDAY,
            "month" => MONTH,
            "clock" => CLOCK,
            "lost" => LOST,
            "caption" => CAPTION,
            _ => return None,
        })
    }
}

const CONTRACTIONS: &str = include_str!("../../data/contractions.tsv");
const ABBREVIATIONS: &str = include_str!("../../data/abbreviations.tsv");
const PARTS: &str = include_str!("../../data/word_parts.tsv");
const SENTENCE_WORDS: &str = include_str!("../../data/sentence_words.tsv");

pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut parts = FxHashMap::default();
    for [kind, form] in rows(PARTS) {
        if let Some(bit) = part::named(kind) {
            *parts.entry(form).or_insert(0) |= bit;
        }
    }
    let mut sentence = FxHashMap::default();
    for [kind, word] in rows(SENTENCE_WORDS) {
        if let Some(bit) = sentence::named(kind) {
            *sentence.entry(word).or_insert(0) |= bit;
        }
    }
    let mut emoticons: Vec<&str> = rows(PARTS).filter(|[kind, _]| *kind == "emoticon").map(|[_, face]| face).collect();
    emoticons.sort_by_key(|face| std::cmp::Reverse(face.len()));
    let lengths = |parts: &str| parts.split('|').map(|part| part.chars().count()).collect();
    Rules {
        contractions: rows(CONTRACTIONS).map(|[form, parts]| (form, lengths(parts))).collect(),
        abbreviations: rows(ABBREVIATIONS)
            .filter_map(|[word, case, then]| {
                Some((word, Abbreviation { capital: case == "cap", then: then_of(then)? }))
            })
            .collect(),
        parts,
        emoticons,
        sentence,
    }
});

fn then_of(cell: &str) -> Option<Then> {
    Some(match cell {
        "name" => Then::Name,
        "number" => Then::Number,
        "date" => Then::Date,
        "end" => Then::End,
        _ => return None,
    })
}

impl Rules {
    /// The lengths, in characters, of the words that a form is made of.
    pub(super) fn contraction(&self, form: &str) -> Option<&[usize]> {
        Folded::new(form).get().and_then(|folded| self.contractions.get(folded)).map(Vec::as_slice)
    }

    /// The row of a word given without its last stop, if its case fits.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let row = Folded::new(word).get().and_then(|folded| self.abbreviations.get(folded)).copied()?;
        (!row.capital || word.starts_with(char::is_uppercase)).then_some(row)
    }

    /// Whether a part of a word is of one of `kinds`.
    pub(super) fn is_part(&self, form: &str, kinds: u16) -> bool {
        Folded::new(form).get().and_then(|folded| self.parts.get(folded)).is_some_and(|bits| bits & kinds != 0)
    }

    /// Whether a word, as written, is of one of the `kinds` of `sentence_words.tsv`.
    pub(super) fn is_sentence_word(&self, word: &str, kinds: u8) -> bool {
        self.sentence.get(word).is_some_and(|bits| bits & kinds != 0)
    }

    /// The longest face that the text begins with.
    pub(super) fn emoticon(&self, text: &str) -> Option<&'static str> {
        self.emoticons.iter().find(|face| text.starts_with(**face)).copied()
    }
}

/// A short form in lower case, with straight apostrophe and hyphen, without allocation.
struct Folded {
    bytes: [u8; 24],
    len: usize,
}

impl Folded {
    fn new(form: &str) -> Self {
        let mut folded = Self { bytes: [0; 24], len: 0 };
        for c in form.chars() {
            let c = match c {
                '’' | 'ʼ' | '`' | '´' => '\'',
                '‑' | '‐' => '-',
                c => c.to_ascii_lowercase(),
            };
            if folded.len + c.len_utf8() > folded.bytes.len() {
                folded.len = 0;
                break;
            }
            folded.len += c.encode_utf8(&mut folded.bytes[folded.len..]).len();
        }
        folded
    }

    fn get(&self) -> Option<&str> {
        if self.len == 0 { None } else { std::str::from_utf8(&self.bytes[..self.len]).ok() }
    }
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;

    #[test]
    fn every_row_is_of_a_known_kind_and_stands_once() {
        let mut seen = FxHashSet::default();
        for [kind, form] in rows(PARTS) {
            assert!(part::named(kind).is_some() || kind == "emoticon", "{kind} {form}");
            assert!(!form.is_empty() && seen.insert((kind, form)), "{kind} {form}");
        }
        for [kind, word] in rows(SENTENCE_WORDS) {
            assert!(sentence::named(kind).is_some() && seen.insert((kind, word)), "{kind} {word}");
        }
        for [word, case, then] in rows(ABBREVIATIONS) {
            let known = ["any", "cap"].contains(&case) && then_of(then).is_some();
            assert!(known && word == word.to_lowercase() && seen.insert(("abbreviation", word)), "{word}");
        }
        for [form, parts] in rows(CONTRACTIONS) {
            assert!(parts.replace('|', "") == form && seen.insert(("contraction", form)), "{form}");
        }
    }
}
