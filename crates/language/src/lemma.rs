//! Dictionary forms, as the Universal Dependencies treebanks of English write them.
//!
//! Function words stand in `data/lemmas.tsv`; all else is decided by its ending, out of a table drawn from WordNet
//! (`tables/README.md`), which holds the exceptions as endings that are whole words.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::table::rows;

/// The dictionary form of a word with its universal part of speech: "ran" VERB is "run", "n't" PART is "not", "me" PRON is
/// "I"; names keep their case, and an unknown tag leaves the word as it is.
pub fn lemma<'f>(form: &'f str, upos: &str) -> Cow<'f, str> {
    lemma_tagged(form, upos, "")
}

/// The same with the Penn tag, which tells more: "lay" is "lie" in the past only, "glasses" more than one, "her" a "she".
/// An empty or unknown tag is as none.
pub fn lemma_tagged<'f>(form: &'f str, upos: &str, xpos: &str) -> Cow<'f, str> {
    let mut key = Key::new(form);
    if let Some(lemma) = TABLES.word(upos, key.get(), xpos) {
        return Cow::Borrowed(lemma);
    }
    match upos {
        "NOUN" => noun(form, &mut key, xpos),
        "PROPN" if xpos == "NNPS" => name(form, &mut key),
        "VERB" | "AUX" if matches!(xpos, "VB" | "VBP" | "MD") => lower(form),
        "VERB" if xpos.starts_with("NNP") => Cow::Owned(capitalised(&TABLES.decided(Part::Verb, form, &mut key))),
        "VERB" | "AUX" => TABLES.decided(Part::Verb, form, &mut key),
        "ADJ" => adjective(form, &mut key, xpos),
        "ADV" if matches!(xpos, "" | "RBR" | "RBS") => TABLES.decided(Part::Adverb, form, &mut key),
        "ADV" if is_short_name(form) => Cow::Borrowed(form),
        "NUM" => number(form),
        "PRON" | "DET" | "PART" | "CCONJ" | "SCONJ" | "ADP" | "INTJ" | "ADV" => lower(form),
        _ => Cow::Borrowed(form),
    }
}

fn noun<'f>(form: &'f str, key: &mut Key, xpos: &str) -> Cow<'f, str> {
    if form.starts_with(|c: char| c.is_ascii_digit()) {
        return Cow::Borrowed(form);
    }
    let singular = form.strip_suffix('s').filter(|rest| rest.len() > 1 && xpos != "NN" && is_short_name(rest));
    if let Some(singular) = singular {
        return Cow::Borrowed(singular); // "CEOs"
    }
    if is_short_name(form) {
        return Cow::Borrowed(form);
    }
    if xpos == "NN" { lower(form) } else { TABLES.decided(Part::Noun, form, key) }
}

/// The singular of a name, in its own case.
fn name<'f>(form: &'f str, key: &mut Key) -> Cow<'f, str> {
    let Some(edit) = TABLES.edit(Part::Noun, key) else { return Cow::Borrowed(form) };
    let keep = form.len().saturating_sub(edit.cut);
    let Some(stem) = form.get(..keep).filter(|stem| !(stem.is_empty() && edit.add.is_empty())) else {
        return Cow::Borrowed(form);
    };
    if edit.add.is_empty() {
        return Cow::Borrowed(stem);
    }
    let shouted = form.len() > 1 && !form.contains(|c: char| c.is_ascii_lowercase());
    let add = if shouted { edit.add.to_ascii_uppercase() } else { edit.add.to_owned() };
    Cow::Owned(format!("{stem}{add}"))
}

fn adjective<'f>(form: &'f str, key: &mut Key, xpos: &str) -> Cow<'f, str> {
    if xpos == "NNP" || is_short_name(form) {
        return Cow::Borrowed(form);
    }
    let capital = TABLES.edit(Part::Case, key).map_or("", |edit| edit.add);
    if capital == "^" || (capital == "~" && starts_high(form)) || (form.contains('-') && starts_high(last_piece(form)))
    {
        return if starts_high(form) || form.contains('-') {
            Cow::Borrowed(form)
        } else {
            Cow::Owned(capitalised(form))
        };
    }
    if xpos == "JJ" { lower(form) } else { TABLES.decided(Part::Adjective, form, key) }
}

/// Figures without the commas between thousands; Roman numerals as they are, words in lower case.
fn number(form: &str) -> Cow<'_, str> {
    if form.starts_with(|c: char| c.is_ascii_digit()) {
        return if form.contains(',') { Cow::Owned(form.replace(',', "")) } else { Cow::Borrowed(form) };
    }
    if form.bytes().all(|b| b"IVXLCDM".contains(&b)) { Cow::Borrowed(form) } else { lower(form) }
}

/// Whether a word is written as abbreviations and codes are: "TV", "CO2", "B2B", "YouTube".
fn is_short_name(form: &str) -> bool {
    let letters = || form.bytes().filter(u8::is_ascii_alphabetic);
    let high = letters().filter(u8::is_ascii_uppercase).count();
    if high == 0 || high < letters().count() {
        // a capital within, as in "iPhone"
        return high > 0 && form.bytes().skip(1).any(|b| b.is_ascii_uppercase()) && !form.contains('-');
    }
    let vowels = letters().any(|b| matches!(b, b'A' | b'E' | b'I' | b'O' | b'U'));
    form.len() <= 3 || !vowels || form.bytes().any(|b| b.is_ascii_digit() || b == b'&' || b == b'.')
}

fn starts_high(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
}

fn last_piece(form: &str) -> &str {
    form.rsplit('-').next().unwrap_or(form)
}

fn lower(form: &str) -> Cow<'_, str> {
    if form.chars().any(char::is_uppercase) { Cow::Owned(form.to_lowercase()) } else { Cow::Borrowed(form) }
}

fn capitalised(form: &str) -> String {
    let mut chars = form.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The tables by which a word is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Noun,
    Verb,
    Adjective,
    Adverb,
    Case,
}

const PARTS: [&str; 5] = ["noun", "verb", "adj", "adv", "case"];

/// What an ending does to a word.
#[derive(Debug, Clone, Copy)]
struct Edit {
    cut: usize,
    add: &'static str,
}

struct Tables {
    /// Form to its rows of (universal tag, Penn tag or nothing, lemma), those with a Penn tag first.
    words: FxHashMap<&'static str, Vec<[&'static str; 3]>>,
    endings: [FxHashMap<&'static str, Edit>; 5],
    longest: usize,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut words: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for [upos, form, xpos, lemma] in rows(include_str!("../data/lemmas.tsv")) {
        words.entry(form).or_default().push([upos, xpos, lemma]);
    }
    for of_form in words.values_mut() {
        of_form.sort_by_key(|row| row[1].is_empty());
    }
    let mut endings: [FxHashMap<_, _>; 5] = Default::default();
    let mut longest = 0;
    for [part, ending, cut, add] in rows(include_str!("../tables/endings.tsv")) {
        if let (Some(part), Ok(cut)) = (PARTS.iter().position(|name| *name == part), cut.parse()) {
            endings[part].insert(ending, Edit { cut, add });
            longest = longest.max(ending.len());
        }
    }
    Tables { words, endings, longest }
});

impl Tables {
    fn word(&self, upos: &str, form: &str, xpos: &str) -> Option<&'static str> {
        let rows = self.words.get(form)?;
        rows.iter().find(|row| row[0] == upos && (row[1].is_empty() || row[1] == xpos)).map(|row| row[2])
    }

    /// What the longest ending that fits says.
    fn edit(&self, part: Part, key: &mut Key) -> Option<Edit> {
        let whole = key.anchored();
        let endings = &self.endings[part as usize];
        let first = whole.len().saturating_sub(self.longest);
        (first..=whole.len()).filter(|at| whole.is_char_boundary(*at)).find_map(|at| endings.get(&whole[at..])).copied()
    }

    fn decided<'f>(&self, part: Part, form: &'f str, key: &mut Key) -> Cow<'f, str> {
        let Some(edit) = self.edit(part, key) else { return lower(form) };
        let lowered = key.get();
        let keep = lowered.len().saturating_sub(edit.cut);
        let Some(stem) = lowered.get(..keep).filter(|stem| !(stem.is_empty() && edit.add.is_empty())) else {
            return lower(form);
        };
        if edit.add.is_empty() && form.get(..keep) == Some(stem) {
            return Cow::Borrowed(&form[..keep]);
        }
        let mut lemma = String::with_capacity(keep + edit.add.len());
        lemma.push_str(stem);
        lemma.push_str(edit.add);
        Cow::Owned(lemma)
    }
}

/// A form as the tables have it: in lower case, apostrophes straight; on the stack where it is short.
struct Key {
    short: [u8; 40],
    len: usize,
    long: String,
}

impl Key {
    fn new(form: &str) -> Self {
        let mut key = Self { short: [b'^'; 40], len: 1, long: String::new() };
        if form.len() < key.short.len() && form.is_ascii() {
            for (to, from) in key.short[1..].iter_mut().zip(form.bytes()) {
                *to = if from == b'`' { b'\'' } else { from.to_ascii_lowercase() };
            }
            if form.starts_with("``") {
                key.short[1..3].copy_from_slice(b"``");
            }
            key.len = form.len() + 1;
        } else {
            key.long.push('^');
            let straight = form.chars().count() > 1;
            let letters = form.chars().map(|c| if straight && matches!(c, '’' | 'ʼ') { '\'' } else { c });
            key.long.extend(letters.flat_map(char::to_lowercase));
        }
        key
    }

    /// The form behind the mark of its beginning.
    fn anchored(&self) -> &str {
        if self.long.is_empty() { std::str::from_utf8(&self.short[..self.len]).unwrap_or("^") } else { &self.long }
    }

    fn get(&self) -> &str {
        &self.anchored()[1..]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn inflected_words_are_led_back_to_their_dictionary_forms() {
        for (upos, forms) in [
            (
                "VERB",
                "ran=run hoping=hope hopped=hop carried=carry dying=die watches=watch agreed=agree controlled=control",
            ),
            (
                "VERB",
                "travelled=travel Said=say begun=begin panicked=panic lies=lie went=go ate=eat googled=google retweeted=retweet",
            ),
            (
                "NOUN",
                "Cities=city wolves=wolf policewomen=policewoman buses=bus houses=house crises=crisis lens=lens gas=gas",
            ),
            (
                "NOUN",
                "CEOs=CEO TV=TV 1990s=1990s people=people cyberattacks=cyberattack heroes=hero movies=movie arms=arm",
            ),
            (
                "ADJ",
                "bigger=big latest=late happiest=happy nicer=nice honest=honest clever=clever Turkish=Turkish Many=many",
            ),
            ("ADV", "later=late best=well however=however Together=together faster=fast"),
            ("AUX", "'s=be 'll=will wo=will ca=can ’ve=have Were=be"),
            ("PRON", "me=I Them=they us=we her=her those=that Himself=himself"),
            ("PART", "n't=not n’t=not 's='s '='s ’s='s to=to"),
            ("DET", "An=a these=this The=the"),
            ("NUM", "1,200=1200 third=third XIV=XIV Five=five"),
            ("PROPN", "Sachs=Sachs STATES=STATES Sept.=September"),
            ("PUNCT", "“=\" –=- .=."),
            ("X", "Etc=Etc"),
        ] {
            for pair in forms.split(' ') {
                let (form, expected) = pair.split_once('=').unwrap();
                assert_eq!(lemma(form, upos), expected, "{form} {upos}");
            }
        }
    }

    #[test]
    fn a_penn_tag_settles_what_the_form_leaves_open() {
        for (form, upos, xpos, expected) in [
            ("found", "VERB", "VB", "found"),
            ("found", "VERB", "VBD", "find"),
            ("her", "PRON", "PRP", "she"),
            ("her", "PRON", "PRP$", "her"),
            ("Nations", "PROPN", "NNPS", "Nation"),
            ("STUDIES", "PROPN", "NNPS", "STUDY"),
            ("Williams", "PROPN", "NNP", "Williams"),
            ("'d", "AUX", "VBD", "have"),
            ("'d", "AUX", "MD", "would"),
            ("National", "ADJ", "NNP", "National"),
        ] {
            assert_eq!(lemma_tagged(form, upos, xpos), expected, "{form} {xpos}");
        }
    }

    #[test]
    fn every_row_can_be_used() {
        let tags = "NOUN PROPN VERB AUX ADJ ADV PRON DET PART CCONJ SCONJ ADP NUM PUNCT SYM";
        for [upos, form, _, lemma] in rows(include_str!("../data/lemmas.tsv")) {
            assert!(tags.split(' ').any(|tag| tag == upos) && !lemma.is_empty(), "{upos} {form}");
            assert_eq!(form, form.to_lowercase());
        }
        for [part, ending, cut, _] in rows(include_str!("../tables/endings.tsv")) {
            let cut: usize = cut.parse().unwrap();
            assert!(PARTS.contains(&part) && cut <= 16 && ending.is_ascii(), "{part} {ending}");
            assert!(!ending.starts_with('^') || cut < ending.len(), "{part} {ending}");
        }
    }

    proptest! {
        #[test]
        fn any_form_with_any_tag_has_a_lemma(form in "\\PC{1,50}", tag in 0usize..8) {
            let upos = ["NOUN", "VERB", "ADJ", "ADV", "PROPN", "NUM", "PUNCT", "AUX"][tag];
            for xpos in ["", "NNPS", "NNS", "VBD", "JJR"] {
                prop_assert!(!lemma_tagged(&form, upos, xpos).is_empty());
            }
        }
    }
}
