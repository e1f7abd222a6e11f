//! One key for all spellings of a name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key under which the tables hold a name.
///
/// Lower case, without diacritics ("ø" is "o"), dots and apostrophes; other punctuation and any white space is one space;
/// a leading "the" is dropped, "&" is "and", "+" is "plus", and "saint", "sainte", "mount" and "fort" are "st", "ste", "mt" and "ft". Empty when the name
/// holds neither letter nor digit.
///
/// ```
/// use attache_world::fold;
/// assert_eq!(fold("The  Côte-d’Ivoire"), "cote divoire");
/// assert_eq!(fold("U.S."), "us");
/// assert_eq!(fold("Saint-Étienne"), "st etienne");
/// ```
pub fn fold(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut word = String::new();
    let mut first = true;
    let mut article = false;
    let mut close = |word: &mut String, key: &mut String| {
        if word.is_empty() {
            return;
        }
        if std::mem::take(&mut first) && word == "the" {
            article = true;
        } else {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(match word.as_str() {
                "saint" => "st",
                "sainte" => "ste",
                "mount" => "mt",
                "fort" => "ft",
                other => other,
            });
        }
        word.clear();
    };
    let mut take = |letter: char, key: &mut String| match letter {
        '.' | '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´' | 'ʹ' | '′' => {}
        '&' | '+' => {
            close(&mut word, key);
            word.push_str(if letter == '&' { "and" } else { "plus" });
            close(&mut word, key);
        }
        _ if is_combining_mark(letter) => {}
        _ if letter.is_alphanumeric() => spell(letter, &mut word),
        _ => close(&mut word, key),
    };
    if name.is_ascii() {
        name.chars().for_each(|c| take(c.to_ascii_lowercase(), &mut key));
    } else {
        // letters of mathematics turn into capitals
        let plain = name.chars().flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase);
        plain.for_each(|c| take(c, &mut key));
    }
    take(' ', &mut key);
    if key.is_empty() && article { "the".to_owned() } else { key }
}

fn spell(letter: char, word: &mut String) {
    match letter {
        'ø' => word.push('o'),
        'ł' => word.push('l'),
        'đ' | 'ð' => word.push('d'),
        'þ' => word.push_str("th"),
        'æ' => word.push_str("ae"),
        'œ' => word.push_str("oe"),
        'ß' => word.push_str("ss"),
        'ı' => word.push('i'),
        'ħ' => word.push('h'),
        'ŧ' => word.push('t'),
        'ə' => word.push('a'),
        'ŋ' => word.push_str("ng"),
        other => word.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_a_name_meet() {
        for (a, b) in [
            ("Côte d'Ivoire", "Cote d’Ivoire"),
            ("Guinea-Bissau", "guinea bissau"),
            ("St. Petersburg", "Saint Petersburg"),
            ("Washington, D.C.", "Washington DC"),
            ("Trinidad & Tobago", "Trinidad and Tobago"),
            ("İstanbul", "Istanbul"),
            ("Malmö", "Malmo"),
            ("The Hague", "Hague"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
        assert_eq!(fold("The"), "the");
        assert_eq!(fold(" . "), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(name in "\\PC{0,24}") {
            let once = fold(&name);
            // an article behind an article is a name of its own
            prop_assume!(!once.starts_with("the "));
            prop_assert_eq!(fold(&once), once);
        }
    }
}
