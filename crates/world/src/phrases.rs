//! Known names and fixed terms, and which of them a broken phrase may stand for.

use crate::lexicon::{LEXICON, NONE, WordId, u16_at};
use crate::thesaurus::{kinship, near, neighbours};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

static TABLE: &str = include_str!("../data/phrases.tsv");
static SWAPS: &str = include_str!("../data/swaps.tsv");
static TERMS: &[u8] = include_bytes!("../tables/terms.bin");

/// A known name or term.
pub(crate) struct Phrase {
    /// Its words by number.
    pub(crate) words: Vec<WordId>,
    /// Its words as written.
    pub(crate) parts: Vec<&'static str>,
    /// Written with capitals: a name or an office.
    pub(crate) name: bool,
    /// An outlet: known although no word of its name was kept.
    pub(crate) famous: bool,
    /// A name that is written in lower case too.
    pub(crate) office: bool,
}

/// The names and terms of `data/phrases.tsv` and `tables/terms.bin`.
pub(crate) struct Phrasebook {
    phrases: Vec<Phrase>,
    /// For each content word, the phrases that hold it and where.
    holding: FxHashMap<WordId, Vec<(u32, u8)>>,
    /// For each word by number, whether it or a dictionary form of it is in some phrase.
    held: Vec<bool>,
    /// Words of names that the lexicon lacks, numbered after its own.
    extra: FxHashMap<String, WordId>,
    known: FxHashSet<Vec<WordId>>,
    known_names: FxHashSet<Vec<WordId>>,
    given: FxHashMap<WordId, &'static str>,
    titles: FxHashSet<WordId>,
    languages: FxHashSet<WordId>,
    templates: Vec<(WordId, WordId, &'static str)>,
    swaps: FxHashMap<WordId, Vec<WordId>>,
}

pub(crate) static PHRASEBOOK: LazyLock<Phrasebook> = LazyLock::new(Phrasebook::load);

impl Phrasebook {
    fn load() -> Self {
        let mut book = Self {
            phrases: Vec::new(),
            holding: FxHashMap::default(),
            held: Vec::new(),
            extra: FxHashMap::default(),
            known: FxHashSet::default(),
            known_names: FxHashSet::default(),
            given: FxHashMap::default(),
            titles: FxHashSet::default(),
            languages: FxHashSet::default(),
            templates: Vec::new(),
            swaps: FxHashMap::default(),
        };
        book.load_terms();
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            if let Some((kind, phrase)) = line.split_once('\t') {
                book.add(kind, phrase);
            }
        }
        for line in SWAPS.lines().filter(|l| !l.starts_with('#')) {
            let Some((word, others)) = line.split_once('\t') else { continue };
            let a = LEXICON.id(word);
            for b in others.split(',').map(|o| LEXICON.id(o.trim())) {
                if a != NONE && b != NONE {
                    book.swaps.entry(a).or_default().push(b);
                    book.swaps.entry(b).or_default().push(a);
                }
            }
        }
        book.held = (0..NONE).map(|id| forms(id).any(|l| book.holding.contains_key(&l))).collect();
        book
    }

    fn load_terms(&mut self) {
        let mut at = 8;
        while at + 2 <= TERMS.len() {
            let (length, name) = (TERMS[at] as usize, TERMS[at + 1] == 1);
            let words: Vec<WordId> = (0..length).map(|i| u16_at(&TERMS[at + 2..], i)).collect();
            if name {
                self.known_names.insert(words.clone());
            }
            self.known.insert(words);
            at += 2 + 2 * length;
        }
    }

    fn add(&mut self, kind: &str, phrase: &'static str) {
        let parts: Vec<&'static str> = phrase.split([' ', '-']).collect();
        let words: Vec<WordId> = parts.iter().map(|p| self.number(p)).collect();
        match kind {
            "given" => {
                self.given.insert(words[0], phrase);
            }
            "title" => {
                self.titles.insert(words[0]);
            }
            "language" => {
                self.languages.insert(words[0]);
            }
            "template" => self.templates.push((words[0], words[1], parts[0])),
            _ => {
                let number = self.phrases.len() as u32;
                for (i, &word) in words.iter().enumerate().filter(|&(_, &w)| !LEXICON.function(w)) {
                    self.holding.entry(word).or_default().push((number, i as u8));
                }
                self.known.insert(words.clone());
                let name = kind != "term";
                if name {
                    self.known_names.insert(words.clone());
                }
                let (famous, office) = (kind == "outlet", kind == "office");
                self.phrases.push(Phrase { words, parts, name, famous, office });
            }
        }
    }

    fn number(&mut self, word: &str) -> WordId {
        let id = LEXICON.id(word.trim_end_matches("'s"));
        if id != NONE {
            return id;
        }
        let next = LEXICON.len() + self.extra.len();
        *self.extra.entry(word.to_lowercase()).or_insert(next.min(NONE as usize - 1) as WordId)
    }

    /// The number of a word that only names hold.
    pub(crate) fn extra(&self, word: &str) -> WordId {
        if self.extra.is_empty() { NONE } else { self.extra.get(&word.to_lowercase()).copied().unwrap_or(NONE) }
    }

    /// Whether the words stand together as a known name or term, in either number.
    pub(crate) fn knows(&self, words: &[WordId]) -> bool {
        let mut singular = words.to_vec();
        if self.known.contains(&singular) {
            return true;
        }
        match singular.last_mut() {
            Some(last) if (*last as usize) < LEXICON.len() && LEXICON.noun(*last) != NONE => {
                *last = LEXICON.noun(*last);
                self.known.contains(&singular)
            }
            _ => false,
        }
    }

    /// How many words from the first on are a known name, 0 when none are.
    pub(crate) fn name_length(&self, words: &[WordId]) -> usize {
        (2..=words.len().min(6)).rev().find(|&n| self.known_names.contains(&words[..n])).unwrap_or(0)
    }

    /// Whether the words begin with a known name of two to four words.
    pub(crate) fn begins_with_name(&self, words: &[WordId]) -> bool {
        (2..=words.len().min(4)).any(|n| self.known_names.contains(&words[..n]))
    }

    /// The phrases that hold this word in this place and have so many words.
    pub(crate) fn holding(&self, word: WordId, place: usize, length: usize) -> impl Iterator<Item = &Phrase> {
        let list = self.holding.get(&word).map_or(&[][..], Vec::as_slice);
        list.iter()
            .filter(move |&&(_, at)| at as usize == place)
            .map(|&(number, _)| &self.phrases[number as usize])
            .filter(move |phrase| phrase.words.len() == length)
    }

    /// Whether any phrase holds this word, inflected or not.
    pub(crate) fn holds(&self, word: WordId) -> bool {
        self.held.get(word as usize).copied().unwrap_or(false)
    }

    /// What a word may have been before: its near-synonyms, and what spinners are known to put it for.
    pub(crate) fn before(&self, word: WordId) -> impl Iterator<Item = WordId> {
        forms(word).flat_map(|l| {
            let near = (l as usize) < LEXICON.len();
            let swapped = self.swaps.get(&l).map_or(&[][..], Vec::as_slice);
            near.then(|| neighbours(l)).into_iter().flatten().chain(swapped.iter().copied())
        })
    }

    /// Whether one word may have been put for the other.
    pub(crate) fn akin(&self, a: WordId, b: WordId) -> bool {
        if a as usize >= LEXICON.len() || b as usize >= LEXICON.len() {
            return false;
        }
        near(a, b)
            || forms(a).any(|x| self.swaps.get(&x).is_some_and(|list| forms(b).any(|y| list.contains(&y))))
            || kinship(a, b) > 0.4
    }

    /// How near two words lie, 0 to 1: what spinners are known to swap lies near whatever the thesaurus says.
    pub(crate) fn nearness(&self, a: WordId, b: WordId) -> f32 {
        let swapped = forms(a).any(|x| self.swaps.get(&x).is_some_and(|list| forms(b).any(|y| list.contains(&y))));
        let own = a.max(b) as usize;
        if own >= LEXICON.len() {
            return 0.0;
        }
        kinship(a, b).max(if swapped { 0.3 } else { 0.0 })
    }

    /// The given name that this word may have been, as written.
    pub(crate) fn given(&self, word: WordId) -> Option<&'static str> {
        if self.given.contains_key(&word) || self.titles.contains(&word) {
            return None;
        }
        self.before(word)
            .filter_map(|name| self.given.get(&name).map(|written| (name, *written)))
            .max_by(|a, b| kinship(word, a.0).total_cmp(&kinship(word, b.0)).then(b.1.cmp(a.1)))
            .map(|(_, written)| written)
    }

    /// Whether the word names a language that is a nation's adjective too.
    pub(crate) fn language(&self, word: WordId) -> bool {
        self.languages.contains(&word)
    }

    /// What the first of two words was, where they begin names like "University of" that a place's name ends.
    pub(crate) fn template(&self, first: WordId, second: WordId) -> Option<&'static str> {
        self.templates.iter().find(|t| t.1 == second && t.0 != first && self.akin(first, t.0)).map(|t| t.2)
    }
}

/// The word and its dictionary forms.
pub(crate) fn forms(word: WordId) -> impl Iterator<Item = WordId> + Clone {
    let (noun, verb) =
        if (word as usize) < LEXICON.len() { (LEXICON.noun(word), LEXICON.verb(word)) } else { (NONE, NONE) };
    let verb = if verb == noun { NONE } else { verb };
    [word, noun, verb].into_iter().filter(|&l| l != NONE)
}

/// Whether the two are one word, inflected or not.
pub(crate) fn same(a: WordId, b: WordId) -> bool {
    forms(a).any(|x| forms(b).any(|y| x == y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_kind_and_a_phrase() {
        let kinds = ["outlet", "organisation", "party", "office", "term", "given", "title", "language", "template"];
        for line in TABLE.lines().filter(|l| !l.starts_with('#')) {
            let (kind, phrase) = line.split_once('\t').expect("two columns");
            assert!(kinds.contains(&kind) && !phrase.is_empty(), "{line}");
        }
    }

    #[test]
    fn a_word_may_have_been_a_given_name_but_a_title_not() {
        assert_eq!(PHRASEBOOK.given(LEXICON.id("invoice")), Some("Bill"));
        assert_eq!(PHRASEBOOK.given(LEXICON.id("judge")), None);
    }
}
