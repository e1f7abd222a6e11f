//! What a text says that needs no translation: names, acronyms and numbers, spelled so that languages agree.
//!
//! A name is reduced to its consonants as most languages would write them (`Habana`, `Havana` and `Havanna` are one, as are
//! `Kolumbien` and `Colombia`), a number to its digits (`54.000` is `54,000`, `50,2` is `50.2`). Accents do not count.
//! Only names in letters of Latin origin are reduced; those of other scripts are kept as they are.

use attache_press::{sentences, words};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A text has no more marks than this, the most telling.
pub(crate) const MOST_MARKS: usize = 96;

/// A mark as telling as this is seldom shared by chance.
pub(crate) const TELLING: f32 = 3.0;

/// Words of names as common as this (the natural logarithm of one article in so many) say nothing,
const COMMON: f32 = 3.0;
/// and those rarer by this much say the most that a name can.
const RAREST: f32 = 5.0;

/// Keeps marks apart from the stems that profiles hold.
const SEED: u64 = 0x6d61_726b;

/// The marks of a text: hash and weight, by hash. `rarity` tells how rare a word in lower case is.
pub(crate) fn marks(text: &str, rarity: impl Fn(&str) -> f32) -> Vec<(u32, f32)> {
    let mut found: FxHashMap<u32, f32> = FxHashMap::default();
    for sentence in sentences(text) {
        let sentence = sentence.of(text);
        let tokens: Vec<_> = words(sentence).collect();
        let capital = |at: usize| tokens.get(at).is_some_and(|w| w.of(sentence).starts_with(char::is_uppercase));
        let mut at = 0;
        while at < tokens.len() {
            let word = tokens[at].of(sentence);
            let mark = if word.starts_with(|c: char| c.is_ascii_digit()) {
                let mut number = word.to_owned();
                // "54 000", with a space of any width
                while number.len() <= 9
                    && word.len() <= 3
                    && let Some(next) = tokens.get(at + 1)
                    && is_group(&sentence[tokens[at].end..next.start], next.of(sentence))
                {
                    number.push_str(next.of(sentence));
                    at += 1;
                }
                number_mark(&number)
            } else if capital(at) && (at > 0 || capital(1)) {
                let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
                let weight = (rarity(&folded(word)) - COMMON).min(RAREST);
                (weight > 0.0).then(|| (skeleton(word), weight))
            } else {
                None
            };
            if let Some((mark, weight)) = mark.filter(|(mark, _)| mark.chars().nth(1).is_some()) {
                let figure = u32::from(mark.starts_with(|c: char| c.is_ascii_digit()));
                found.insert(xxh3_64_with_seed(mark.as_bytes(), SEED) as u32 & !1 | figure, weight);
            }
            at += 1;
        }
    }
    let mut marks: Vec<(u32, f32)> = found.into_iter().collect();
    marks.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    marks.truncate(MOST_MARKS);
    marks.sort_unstable_by_key(|mark| mark.0);
    marks
}

/// Whether a mark is a number.
pub(crate) fn is_figure(hash: u32) -> bool {
    hash & 1 == 1
}

/// Whether what follows a number after `gap` is its next three digits.
fn is_group(gap: &str, next: &str) -> bool {
    matches!(gap, " " | "\u{a0}" | "\u{202f}" | "\u{2009}")
        && next.len() == 3
        && next.bytes().all(|b| b.is_ascii_digit())
}

/// A number by its digits, and what it says: small ones and years little.
fn number_mark(word: &str) -> Option<(String, f32)> {
    let digits: Vec<&str> = word.split(['.', ',']).collect();
    if !digits.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (first, rest) = digits.split_first()?;
    let thousands = rest.iter().all(|part| part.len() == 3) && first.len() <= 3;
    if rest.is_empty() || thousands {
        let whole = digits.concat();
        let year = rest.is_empty() && whole.len() == 4 && (whole.starts_with("19") || whole.starts_with("20"));
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        let weight = match whole.len() - zeros {
            _ if whole.len() < 2 => return None,
            _ if year || whole.len() == 2 => 1.0,
            1 => 2.0,
            2 => 3.5,
            _ => 5.0,
        };
        return Some((whole, weight));
    }
    let [decimals] = rest else { return None };
    Some((format!("{first}.{decimals}"), 4.0))
}

/// In lower case without accents.
fn folded(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// What is written differently for one sound, longest first, and what it becomes here.
const SOUNDS: &[(&str, &str)] = &[
    ("tsch", "x"),
    ("sch", "x"),
    ("tch", "x"),
    ("ch", "x"),
    ("sh", "x"),
    ("zh", "j"),
    ("dj", "j"),
    ("ph", "f"),
    ("th", "t"),
    ("kh", "h"),
    ("gh", "g"),
    ("ck", "k"),
    ("qu", "k"),
    ("ß", "s"),
    ("ł", "l"),
    ("đ", "d"),
    ("c", "k"),
    ("q", "k"),
    ("v", "b"),
    ("w", "b"),
    ("z", "s"),
];

/// How languages agree to write a name, nearly: its consonants, of which the first five; of short names the vowels too.
fn skeleton(word: &str) -> String {
    let plain = folded(&word.replace(['ç', 'Ç'], "s"));
    if plain.chars().any(|c| c.is_alphabetic() && c > '\u{24f}') {
        return plain;
    }
    let stem = plain.strip_suffix("ien").filter(|stem| stem.len() > 3).unwrap_or(&plain);
    let (mut bones, mut full) = (String::new(), String::new());
    let mut rest = stem;
    while let Some(c) = rest.chars().next() {
        let (sound, taken) = match SOUNDS.iter().find(|(written, _)| rest.starts_with(written)) {
            Some((written, sound)) => (sound.chars().next().unwrap_or(c), written.len()),
            None => (c, c.len_utf8()),
        };
        rest = &rest[taken..];
        let first = full.is_empty();
        full.push(sound);
        let bone = match sound {
            'y' if first => Some('j'),
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'ø' | 'œ' | 'ı' => first.then_some('a'),
            'h' if !first => None,
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        };
        bones.extend(bone.filter(|bone| !bones.ends_with(*bone)));
    }
    if bones.len() < 3 { full } else { bones.chars().take(5).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_agree_and_other_names_do_not() {
        for (a, b) in [
            ("Habana", "Havanna"),
            ("Kolumbien", "Colombia"),
            ("Brasilien", "Brazil"),
            ("Müller", "Muller"),
            ("Moçambique", "Mosambik"),
            ("Schukow", "Chukov"),
            ("Kairo", "Cairo"),
            ("Yemen", "Jemen"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_ne!(skeleton("Lisboa"), skeleton("Porto"));
        assert_ne!(skeleton("Peru"), skeleton("Paro"));
    }

    #[test]
    fn numbers_agree_however_their_thousands_and_decimals_are_set_off() {
        let all = |text| marks(text, |_| 0.0).into_iter().map(|mark| mark.0).collect::<Vec<_>>();
        assert_eq!(all("of 54,000 and 50.2 in all"), all("de 54.000 y 50,2"));
        assert_eq!(all("of 54,000 people"), all("près de 54 000 personnes"));
        assert_eq!(all("7 of 9"), [0; 0]);
    }

    proptest! {
        #[test]
        fn any_text_has_marks_in_bounds(text in "\\PC{0,300}") {
            let marks = marks(&text, |_| 13.0);
            prop_assert!(marks.len() <= MOST_MARKS && marks.is_sorted_by(|a, b| a.0 < b.0));
        }
    }
}
