//! Words and sentences by rule: enough for signatures, grouping and cleaning, at the speed of reading.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::span::ByteSpan;
use crate::table::Table;

/// The words of a text, left to right: runs of letters and digits, with the apostrophes, hyphens and stops inside them
/// ("U.S", "don't", "Tsai Ing-wen" is two words, "1.2" is one).
pub fn words(text: &str) -> impl Iterator<Item = ByteSpan> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + text[at..].find(char::is_alphanumeric)?;
        let mut end = from;
        loop {
            end += text[end..].find(|c: char| !c.is_alphanumeric() && !is_mark(c)).unwrap_or(text.len() - end);
            let mut rest = text[end..].chars();
            let joins = rest.next().is_some_and(|c| matches!(c, '\'' | '’' | '-' | '.' | ','));
            let digits = text[end..].starts_with(',');
            let next = rest.next();
            let goes_on = if digits {
                // "1,200" but not "Paris,Rome"
                text[..end].ends_with(|c: char| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit())
            } else {
                next.is_some_and(char::is_alphanumeric)
            };
            if !(joins && goes_on) {
                break;
            }
            end += text[end..].chars().next().map_or(0, char::len_utf8);
        }
        at = end;
        Some(ByteSpan { start: from, end })
    })
}

/// A combining mark: part of the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The rows of `data/sentence_marks.tsv` by kind.
struct Marks {
    /// Marks that end a sentence without a space after them, in order.
    stops: Vec<char>,
    closes: Vec<char>,
    carry_on: Vec<&'static str>,
    abbreviations: HashSet<&'static str>,
    before_numbers: HashSet<&'static str>,
    openers: HashSet<&'static str>,
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let table = Table::parse(include_str!("../data/sentence_marks.tsv"));
    let of = |kind: &'static str| {
        let rows = table.rows().filter(move |row| row.get("kind") == Some(kind));
        rows.filter_map(|row| row.get("mark"))
    };
    let chars = |kind| {
        let mut chars: Vec<char> = of(kind).flat_map(str::chars).collect();
        chars.sort_unstable();
        chars
    };
    Marks {
        stops: chars("stop"),
        closes: chars("close"),
        carry_on: of("on").collect(),
        abbreviations: of("abbreviation").collect(),
        before_numbers: of("number").collect(),
        openers: of("opener").collect(),
    }
});

/// What a character does at the end of a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Ends it where a space and no small letter follow.
    Spaced,
    /// Ends it whatever follows.
    Bare,
    No,
}

fn end_by(c: char, marks: &Marks) -> End {
    match c {
        '.' | '!' | '?' | '…' => End::Spaced,
        // all the others stand far behind the Latin letters
        '\u{500}'.. if marks.stops.binary_search(&c).is_ok() => End::Bare,
        _ => End::No,
    }
}

/// The sentences of a text, trimmed; a line end always ends a sentence. Where a script has marks that end a sentence without
/// a space after them (`。`, `।`, `۔` and others), they do so here.
pub fn sentences(text: &str) -> Vec<ByteSpan> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        split_line(text, line_start, line_start + line.len(), &mut found);
        line_start += line.len();
    }
    found
}

fn split_line(text: &str, start: usize, end: usize, found: &mut Vec<ByteSpan>) {
    let marks: &Marks = &MARKS;
    let mut from = start;
    let mut chars = text[start..end].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let mut kind = end_by(c, marks);
        if kind == End::No {
            continue;
        }
        let stop = start + i;
        // closing quotes and brackets belong to the sentence that they close
        let mut after = stop + c.len_utf8();
        let mut closed = false;
        while let Some(&(j, d)) = chars.peek() {
            match end_by(d, marks) {
                End::Bare => kind = End::Bare,
                End::No if marks.closes.binary_search(&d).is_ok() => closed = true,
                End::No => break,
                End::Spaced => {}
            }
            after = start + j + d.len_utf8();
            chars.next();
        }
        let rest = &text[after..end];
        let next = rest.trim_start();
        if kind == End::Bare {
            if !(closed && marks.carry_on.iter().any(|on| rest.starts_with(on))) {
                push_trimmed(text, from, after, found);
                from = after;
            }
            continue;
        }
        if next.len() == rest.len() && !next.is_empty() {
            continue; // no space: "U.S.-led", "3.5"
        }
        let opens = next.trim_start_matches(['"', '“', '‘', '\'', '(', '[', '«', '—', '–', '-', ' ']);
        let begins = opens
            .chars()
            .next()
            .is_none_or(|d| d.is_uppercase() || d.is_numeric() || !d.is_alphabetic() || !d.is_lowercase());
        if begins && !(c == '.' && after == stop + 1 && stands_for(&text[from..stop], next)) {
            push_trimmed(text, from, after, found);
            from = after;
        }
    }
    push_trimmed(text, from, end, found);
}

/// Whether the stop after `before` marks an abbreviation rather than an end, `next` being what follows.
fn stands_for(before: &str, next: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '‘')).next().unwrap_or("");
    let letters = word.chars().count();
    if letters == 1 && word.chars().all(char::is_uppercase) {
        return true; // an initial
    }
    if word.contains('.') && word.split('.').all(|p| p.chars().count() == 1) {
        // "U.S. officials" goes on; "in the U.S. The" ends
        let first = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        return !MARKS.openers.contains(first);
    }
    let lower = word.to_lowercase();
    if MARKS.before_numbers.contains(lower.as_str()) {
        return next.starts_with(|c: char| c.is_ascii_digit());
    }
    MARKS.abbreviations.contains(lower.as_str())
}

fn push_trimmed(text: &str, start: usize, end: usize, found: &mut Vec<ByteSpan>) {
    let piece = &text[start..end];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let start = start + (piece.len() - piece.trim_start().len());
        found.push(ByteSpan { start, end: start + trimmed.len() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn a_stop_after_a_title_or_an_initial_does_not_end_a_sentence() {
        assert_eq!(
            split("Gen. J. P. Ward met Mr. Oduya. They spoke."),
            ["Gen. J. P. Ward met Mr. Oduya.", "They spoke."]
        );
        assert_eq!(
            split("The U.S. Senate left the U.S. The vote failed."),
            ["The U.S. Senate left the U.S.", "The vote failed."]
        );
    }

    #[test]
    fn a_closing_quote_belongs_to_the_sentence_it_closes() {
        assert_eq!(split("“We won.” She left (early.) Then rain."), ["“We won.”", "She left (early.)", "Then rain."]);
    }

    #[test]
    fn words_keep_what_stands_inside_them() {
        let text = "The U.S.-led talks' 1,200 delegates don't stay, Ing-wen.";
        let got: Vec<_> = words(text).map(|w| w.of(text)).collect();
        assert_eq!(got, ["The", "U.S", "led", "talks", "1,200", "delegates", "don't", "stay", "Ing-wen"]);
    }

    #[test]
    fn scripts_that_write_no_space_after_a_stop_are_split_at_it() {
        for (text, expected) in [
            (
                "部长星期二辞职。议会将投票！谁来接任？尚不清楚。",
                &["部长星期二辞职。", "议会将投票！", "谁来接任？", "尚不清楚。"][..],
            ),
            ("他说：“我们会来。”会议结束。", &["他说：“我们会来。”", "会议结束。"]),
            ("“我们会来！”，他说。", &["“我们会来！”，他说。"]),
            (
                "首相は「辞任する。」と述べた。投票は火曜日だ｡雨だった。",
                &["首相は「辞任する。」と述べた。", "投票は火曜日だ｡", "雨だった。"],
            ),
            (
                "मंत्री ने इस्तीफा दिया।संसद में मतदान होगा। बारिश हुई॥",
                &["मंत्री ने इस्तीफा दिया।", "संसद में मतदान होगा।", "बारिश हुई॥"],
            ),
            (
                "وزیر نے استعفیٰ دے دیا۔پارلیمان میں ووٹ ہوگا۔ کب؟کل۔",
                &["وزیر نے استعفیٰ دے دیا۔", "پارلیمان میں ووٹ ہوگا۔", "کب؟", "کل۔"],
            ),
            ("هل استقال الوزير؟ قال نعم. ثم خرج.", &["هل استقال الوزير؟", "قال نعم.", "ثم خرج."]),
            ("ሚኒስትሩ ለቀቁ።ዝናብ ጣለ።", &["ሚኒስትሩ ለቀቁ።", "ዝናብ ጣለ።"]),
        ] {
            assert_eq!(split(text), expected);
        }
    }

    #[test]
    fn every_row_of_the_marks_is_of_a_known_kind() {
        for row in Table::parse(include_str!("../data/sentence_marks.tsv")).rows() {
            let (kind, mark) = (row.get("kind").unwrap(), row.get("mark").unwrap());
            let one = mark.chars().count() == 1;
            let fits = match kind {
                "stop" => one && end_by(mark.chars().next().unwrap(), &MARKS) == End::Bare,
                "close" => one,
                "abbreviation" | "number" => mark.to_lowercase() == mark,
                "on" | "opener" => true,
                _ => false,
            };
            assert!(fits && row.get("where").is_some(), "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn sentences_cover_all_that_is_not_space(text in "[A-Za-z .!?\"”。」，।\n]{0,120}") {
            let kept: String = split(&text).concat().chars().filter(|c| !c.is_whitespace()).collect();
            let all: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(kept, all);
        }

        #[test]
        fn words_never_overlap(text in "\\PC{0,100}") {
            let mut last = 0;
            for w in words(&text) {
                prop_assert!(w.start >= last && w.end > w.start);
                last = w.end;
            }
        }
    }
}
