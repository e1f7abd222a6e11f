//! Where quotation stands, by the marks of all typographies: “ ”, " ", ‘ ’, ' ', « », » «, „ “.
//!
//! The encoder is told of “ ” and " alone ([`crate::shapes::Quotes`]), as it was when it was trained; what this module finds
//! serves the rules of direct speech.

use std::ops::Range;

/// The quotations of a paragraph in order, none over another, as bytes between the marks; one that is not closed goes on to
/// the paragraph's end, as quotations of several paragraphs do.
pub fn quotations(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some((at, mark)) = paragraph[rest..].char_indices().find(|(_, c)| is_opening(*c)) {
        let at = rest + at;
        let from = at + mark.len_utf8();
        rest = from;
        let behind = &paragraph[from..];
        let end = match mark {
            '‘' | '\'' if !opens_single(&paragraph[..at], behind) => continue,
            '‘' | '\'' => match single_end(behind, mark) {
                Some(end) => end,
                None => continue,
            },
            _ => behind.find(closing(mark)).unwrap_or(behind.len()),
        };
        found.push(from..from + end);
        rest = from + end + behind[end..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

fn is_opening(c: char) -> bool {
    matches!(c, '“' | '"' | '„' | '«' | '»' | '‘' | '\'')
}

/// The marks that close what `mark` opens; writers mix straight marks with curved ones.
fn closing(mark: char) -> &'static [char] {
    match mark {
        '„' => &['“', '”'],
        '«' => &['»'],
        '»' => &['«'],
        _ => &['”', '"'],
    }
}

/// Whether a single mark opens: at the beginning of a word, and not for letters left out ('90s).
fn opens_single(before: &str, behind: &str) -> bool {
    let free = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '’' | '\''));
    free && behind.chars().next().is_some_and(|c| c.is_alphabetic() || matches!(c, '“' | '"' | '…' | '[' | '('))
}

/// Where a single mark closes what one opened: after a sign, as speech ends; else after the first word that does not look like
/// a possessive (the workers’ pay), else after the first. Looked for until the next that opens.
fn single_end(behind: &str, mark: char) -> Option<usize> {
    let close = if mark == '‘' { '’' } else { '\'' };
    let (mut plain, mut possessive) = (None, None);
    for (at, c) in behind.char_indices().filter(|(_, c)| *c == close || *c == mark) {
        let (before, after) = (behind[..at].chars().next_back(), behind[at + c.len_utf8()..].chars().next());
        let closes = c == close && !after.is_some_and(char::is_alphanumeric) && !before.is_none_or(char::is_whitespace);
        if !closes {
            // an apostrophe, or the next to open
            if opens_single(&behind[..at], &behind[at + c.len_utf8()..]) {
                break;
            }
            continue;
        }
        match before {
            Some('.' | ',' | '!' | '?' | ';' | '…' | '—' | '–') => return plain.or(Some(at)),
            Some('s' | 'S' | 'z') => possessive = possessive.or(Some(at)),
            _ => plain = plain.or(Some(at)),
        }
    }
    plain.or(possessive)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn marks_of_all_typographies_quote() {
        for text in ["He said: “Not now.”", "He said: \"Not now.\"", "He said: ‘Not now.’", "He said: 'Not now.'"]
        {
            assert_eq!(quoted(text), ["Not now."], "{text}");
        }
        for text in ["Er sagte: „Not now.“", "Rzekł: „Not now.”", "Il dit : «Not now.»", "Er sagte: »Not now.«"]
        {
            assert_eq!(quoted(text), ["Not now."], "{text}");
        }
    }

    #[test]
    fn an_apostrophe_is_no_mark() {
        assert!(quoted("The workers’ pay and the minister’s pay haven’t risen since the ’90s or '80s.").is_empty());
        assert_eq!(
            quoted("‘The workers’ pay won’t rise,’ she said of the firms’ plan."),
            ["The workers’ pay won’t rise,"]
        );
        assert_eq!(quoted("She spoke of ‘bad faith’ and the workers’ pay."), ["bad faith"]);
        assert_eq!(
            quoted("'We don't want the workers' pay to fall,' he said."),
            ["We don't want the workers' pay to fall,"]
        );
    }

    #[test]
    fn quotation_within_quotation_is_one() {
        assert_eq!(
            quoted("“He called it ‘a trap’ and left,” she said, “at once.”"),
            ["He called it ‘a trap’ and left,", "at once."]
        );
    }

    #[test]
    fn what_is_not_closed_goes_on_to_the_end_but_not_behind_a_single_mark() {
        assert_eq!(quoted("“We will stay."), ["We will stay."]);
        assert!(quoted("‘We will stay. It is late").is_empty());
    }

    proptest! {
        #[test]
        fn quotations_are_in_order_and_apart(text in "([“”\"„«»‘’' ,.]|[as]{1,3}|\\PC){0,60}") {
            let mut at = 0;
            for range in quotations(&text) {
                prop_assert!(at <= range.start && range.start <= range.end);
                prop_assert!(text.get(range.clone()).is_some());
                at = range.end;
            }
        }
    }
}
