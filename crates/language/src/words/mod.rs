//! Words as the Universal Dependencies treebanks of English (EWT, GUM) cut them, and the ends of sentences, by rule.
//!
//! Time and memory grow with the length of the text; every word is looked at a bounded number of times.

mod form;
mod lines;
mod network;
mod rules;
mod scan;
mod sentences;

use attache_press::ByteSpan;
pub use sentences::sentence_ends;

/// One word, number, sign or run of signs of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Word {
    /// The word as it is written.
    ///
    /// # Panics
    /// If the word was not cut from `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

impl From<Word> for ByteSpan {
    fn from(word: Word) -> Self {
        Self { start: word.start, end: word.end }
    }
}

/// The words of a text, left to right: they never overlap, leave out nothing but blanks, and never cut a grapheme.
///
/// Contractions are two words ("ca|n't", "Hanoi|'s"), so are hyphenated ones at each hyphen but behind prefixes
/// ("Hanoi|-|based", "non-stop"); amounts lose their signs and units ("$|5|m", "20|%"); abbreviations keep their stop.
pub fn tokenize(text: &str) -> Vec<Word> {
    scan::words(text)
}

/// For each word whether a paragraph, a headline or another line of its own ends behind it: at empty lines, and at line
/// ends that end a sentence; not where a line merely was full.
pub fn paragraph_ends(text: &str, words: &[Word]) -> Vec<bool> {
    let breaks = lines::breaks(text, words);
    (0..words.len()).map(|word| breaks.after(word)).collect()
}

/// What stands between words and belongs to none: white space, controls, and the marks of no width that only steer
/// line breaks and the direction of writing.
fn is_blank(c: char) -> bool {
    match c {
        ' '..='~' => c == ' ',
        '\u{ad}' => false,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => true,
        _ => c.is_whitespace() || c.is_control(),
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '´')
}

/// The first character at byte `at`.
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(&byte) if byte < 0x80 => Some(byte as char),
        Some(_) => text[at..].chars().next(),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn cut(text: &str) -> String {
        tokenize(text).iter().map(|word| word.of(text)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn contractions_are_cut_before_their_ending() {
        for (text, words) in [
            ("don't can't won’t", "do|n't|ca|n't|wo|n’t"),
            ("Hanoi's I'm they'll we've he'd you're", "Hanoi|'s|I|'m|they|'ll|we|'ve|he|'d|you|'re"),
            ("gimme cannot gonna dunno", "gim|me|can|not|gon|na|du|n|no"),
            ("y'all o'clock O'Reilly ma'am", "y'|all|o'clock|O'Reilly|ma'am"),
            ("wouldn't've the voters' 'em 1980's", "would|n't|'ve|the|voters|'|'em|1980's"),
            ("Hanoi 's is n't", "Hanoi|'s|is|n't"),
        ] {
            assert_eq!(cut(text), words);
        }
    }

    #[test]
    fn hyphens_are_words_but_behind_prefixes_and_in_codes() {
        for (text, words) in [
            ("Hanoi-based ten-year-old", "Hanoi|-|based|ten|-|year|-|old"),
            ("e-mail non-stop co-operate anti-war mid-1980s", "e-mail|non-stop|co-operate|anti-war|mid-1980s"),
            ("555-0142 1-800-555-0142 2021-03-04", "555-0142|1-800-555-0142|2021-03-04"),
            ("5-10 1990–1995 U.S.-led", "5|-|10|1990|–|1995|U.S.|-|led"),
            ("war--and peace—now over-the-top", "war|--|and|peace|—|now|over|-|the|-|top"),
        ] {
            assert_eq!(cut(text), words);
        }
    }

    #[test]
    fn a_stop_stays_on_abbreviations_and_initials_only() {
        for (text, words) in [
            ("Mr. J. P. Ward, e.g. the U.S. one.", "Mr.|J.|P.|Ward|,|e.g.|the|U.S.|one|."),
            ("He said no. She left.", "He|said|no|.|She|left|."),
            ("No. 5 on Jan. 3, p. 7", "No.|5|on|Jan.|3|,|p.|7"),
            ("It sat. Sat. 5 came.", "It|sat|.|Sat.|5|came|."),
            ("Vitamin C. The end.", "Vitamin|C|.|The|end|."),
            ("It ended.Then rain fell...", "It|ended|.|Then|rain|fell|..."),
            ("Oduya Inc. (Ltd.)", "Oduya|Inc.|(|Ltd.|)"),
            ("a Ph.D. from non-U.S. schools (R-S.C.)", "a|Ph.D.|from|non-U.S.|schools|(|R|-|S.C.|)"),
        ] {
            assert_eq!(cut(text), words);
        }
    }

    #[test]
    fn amounts_lose_their_signs_and_units() {
        for (text, words) in [
            ("$5 US$5 €1.2bn 5€ £10m", "$|5|US$|5|€|1.2|bn|5|€|£|10|m"),
            ("20% 5pm 5p.m. 10km 35°C", "20|%|5|pm|5|p.m.|10|km|35|°|C"),
            ("1,200 1,200.50 6:30 9/11 1/2 3rd 1970s", "1,200|1,200.50|6:30|9/11|1/2|3rd|1970s"),
            ("[13,14] and/or 24/7 #1", "[|13|,|14|]|and|/|or|24/7|#|1"),
        ] {
            assert_eq!(cut(text), words);
        }
    }

    #[test]
    fn addresses_handles_tags_and_faces_are_one_word() {
        for (text, words) in [
            ("(https://example.org/a-b?c=d).", "(|https://example.org/a-b?c=d|)|."),
            (
                "a.b-c@example.org, example.com/x. www.example.net!",
                "a.b-c@example.org|,|example.com/x|.|www.example.net|!",
            ),
            ("@ada #VoteNow :-) ;)", "@ada|#VoteNow|:-)|;)"),
            ("report.pdf AT&T R&D Q&A", "report.pdf|AT&T|R&D|Q&A"),
        ] {
            assert_eq!(cut(text), words);
        }
    }

    #[test]
    fn quotes_brackets_and_runs_of_signs_are_words() {
        assert_eq!(cut("“Go!!” ‘he’ said [...] (why?!)"), "“|Go|!!|”|‘|he|’|said|[...]|(|why|?!|)");
        assert_eq!(cut("''x'' ``y'' *** -----"), "''|x|''|``|y|''|***|-----");
    }

    #[test]
    fn a_grapheme_is_never_cut() {
        assert_eq!(cut("👩‍👩‍👧!🇻🇳🇺🇸"), "👩‍👩‍👧|!|🇻🇳|🇺🇸");
        assert_eq!(cut("nai\u{308}ve.\u{301} x"), "nai\u{308}ve|.\u{301}|x");
    }

    #[test]
    fn endless_runs_take_no_longer_than_their_length() {
        for piece in ["a", ".", "a.b", "a-1", "x@", "🇻🇳", "部长", "'s", "e\u{301}", "http://", "1,", "(a"] {
            let text = piece.repeat(200_000 / piece.len());
            let words = tokenize(&text);
            assert_eq!(words.iter().map(|w| w.end - w.start).sum::<usize>(), text.len());
            assert_eq!(sentence_ends(&text, &words).len(), words.len());
        }
    }

    proptest! {
        #[test]
        fn words_cover_all_but_blanks_and_cut_no_grapheme(
            text in prop_oneof![
                "\\PC{0,80}",
                "[A-Za-z0-9.'’“”\"$%@#/:,;?!()\\[\\]&+* \n-]{0,80}",
                "[\u{300}\u{200d}\u{1f1e6}\u{1f1e7}👩a. '’\u{ac00}\u{1100}\u{600}-]{0,30}",
                any::<String>(),
            ]
        ) {
            let words = tokenize(&text);
            let mut at = 0;
            for word in &words {
                prop_assert!(word.start >= at && word.end > word.start);
                prop_assert!(text[at..word.start].chars().all(is_blank));
                prop_assert!(!word.of(&text).chars().any(is_blank));
                at = word.end;
            }
            prop_assert!(text[at..].chars().all(is_blank));
            for (start, grapheme) in text.grapheme_indices(true) {
                let inside = |p: usize| p > start && p < start + grapheme.len();
                // a mark upon a blank has nothing else to belong to
                let upon_blank = grapheme.chars().any(is_blank);
                prop_assert!(upon_blank || !words.iter().any(|w| inside(w.start) || inside(w.end)));
            }
            let ends = sentence_ends(&text, &words);
            prop_assert_eq!(ends.len(), words.len());
            prop_assert!(ends.last().is_none_or(|last| *last));
        }
    }
}
