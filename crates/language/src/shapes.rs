//! What lower-casing takes from a word, given to the encoder beside its pieces: the case of its letters, and whether it
//! stands inside quotation marks.

/// The class of a word by its letters, 1 to 8: lower, Capitalised, CAPITALS, one Capital, miXed, digits, letters with
/// digits, neither.
pub fn shape(word: &str) -> u8 {
    let digits = word.chars().any(is_digit);
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(_) = letters.next() else { return if digits { 6 } else { 8 } };
    if digits {
        return 7;
    }
    let more = letters.next().is_some();
    // as Python's islower and isupper: some letter has a case, and none has the other
    let (lower, upper) = word.chars().fold((false, false), |(l, u), c| (l || c.is_lowercase(), u || is_upper(c)));
    match (lower, upper) {
        (true, false) => 1,
        (false, true) => 3 + u8::from(!more),
        _ => {
            let mut chars = word.chars();
            let first = chars.next().is_some_and(is_upper);
            let (lower, upper) = chars.fold((false, false), |(l, u), c| (l || c.is_lowercase(), u || is_upper(c)));
            if first && lower && !upper { 2 } else { 5 }
        }
    }
}

/// Added to the class for a word's second and later pieces.
pub const LATER: u8 = 9;

fn is_upper(c: char) -> bool {
    c.is_uppercase() || matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ')
}

/// As Python's `isdigit`: decimal digits of any script, superscripts and the like.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric() && !c.is_alphabetic() && !is_number_sign(c))
}

/// Fractions and letter-like numbers, which are numeric and no digits.
fn is_number_sign(c: char) -> bool {
    matches!(c, '¼'..='¾' | '\u{9f4}'..='\u{9f9}' | '\u{bf0}'..='\u{bf2}' | '\u{2150}'..='\u{218f}' | '\u{3220}'..='\u{32ff}')
}

/// Follows quotation marks through one paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quotes {
    inside: bool,
}

impl Quotes {
    /// Whether a word that starts with `c` starts inside quotation; a mark itself is outside.
    pub fn starts_inside(&self, c: char) -> bool {
        self.inside && !matches!(c, '"' | '“' | '”')
    }

    /// Passes over some text.
    pub fn pass(&mut self, text: &str) {
        for b in text.chars() {
            match b {
                '“' => self.inside = true,
                '”' => self.inside = false,
                '"' => self.inside = !self.inside,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_class_of_its_letters() {
        let cases = [
            ("rain", 1),
            ("Rain", 2),
            ("U.S.", 3),
            ("NATO", 3),
            ("A", 4),
            ("I.", 4),
            ("McCoy", 5),
            ("iPhone", 5),
            ("1,200", 6),
            ("G7", 7),
            ("—", 8),
            ("", 8),
            ("'s", 1),
            ("Ö", 4),
            ("中国", 5),
        ];
        for (word, class) in cases {
            assert_eq!(shape(word), class, "{word}");
        }
    }

    #[test]
    fn straight_marks_toggle_and_curly_marks_open_and_close() {
        let text = r#"a "b" “c” d"#;
        let mut quotes = Quotes::default();
        let inside: String = text
            .chars()
            .filter(|c| {
                let inside = quotes.starts_inside(*c);
                quotes.pass(c.encode_utf8(&mut [0; 4]));
                inside
            })
            .collect();
        assert_eq!(inside, "bc");
    }
}
