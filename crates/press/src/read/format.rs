//! What a stream of bytes is, told from its content alone.

use std::sync::LazyLock;

use encoding_rs::{Encoding, UTF_8};
use regex::Regex;

use super::encoding::{decode, wide};
use super::error::Problem;
use super::stream::HEAD;
use crate::table::Table;

/// The forms in which articles come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A JSON object on each line.
    JsonLines,
    /// JSON over several lines: one object, some one after the other, or an array of them.
    JsonValues,
    /// RSS, RDF, Atom or JSON Feed.
    Feed,
    /// What a crawler kept of the web.
    Warc,
    /// A table.
    Parquet,
    /// A page.
    Html,
    /// One article.
    Text,
}

/// Tells the format of a stream from its first bytes.
///
/// # Errors
/// [`Problem::Empty`] and [`Problem::Binary`].
pub(super) fn tell(head: &[u8]) -> Result<Format, Problem> {
    if head.is_empty() {
        return Err(Problem::Empty);
    }
    if head.starts_with(b"WARC/") && head.windows(9).any(|name| name.eq_ignore_ascii_case(b"WARC-Type")) {
        return Ok(Format::Warc);
    }
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if let Some(problem) = known_binary(head) {
        return Err(problem);
    }
    let text = decode(head);
    if is_binary(&text) {
        return Err(Problem::Binary {
            kind: "binary data".into(),
            advice: "turn it into text first, or leave it out".into(),
        });
    }
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.is_empty() && head.len() < HEAD {
        return Err(Problem::Empty);
    }
    if let Some(json) = json(text, head.len() == HEAD) {
        return Ok(json);
    }
    Ok(if is_feed(text) {
        Format::Feed
    } else if is_page(text) {
        Format::Html
    } else {
        Format::Text
    })
}

/// UTF-16, marked or not, which streams are first turned into UTF-8 from.
pub(super) fn wide_encoding(head: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(head).map(|(e, _)| e).filter(|e| *e != UTF_8).or_else(|| wide(head))
}

fn known_binary(head: &[u8]) -> Option<Problem> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../data/binaries.tsv")));
    let row = TABLE.rows().find(|row| {
        let magic = row.get("magic").and_then(unhex).unwrap_or_default();
        let at = row.get("at").and_then(|at| at.parse().ok()).unwrap_or(0);
        let holds = row.get("holds").map(str::as_bytes).unwrap_or_default();
        !magic.is_empty()
            && head.get(at..).is_some_and(|from| from.starts_with(&magic))
            && (holds.is_empty() || head.windows(holds.len()).any(|w| w == holds))
    })?;
    Some(Problem::Binary { kind: row.get("kind")?.to_owned(), advice: row.get("advice")?.to_owned() })
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok()).collect()
}

/// Zero bytes, or more controls and broken characters than any text has.
pub(super) fn is_binary(text: &str) -> bool {
    let controls =
        text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b')).count();
    let broken = text.chars().filter(|c| *c == '\u{fffd}').count();
    text.contains('\0') || (controls + broken) * 10 > text.chars().count()
}

/// JSON that could be articles, and how it is laid out; `cut` if more follows the text.
fn json(text: &str, cut: bool) -> Option<Format> {
    let opens = |line: &str| {
        line.strip_prefix('{').is_some_and(|rest| matches!(rest.trim_start().bytes().next(), None | Some(b'"' | b'}')))
    };
    if let Some(rest) = text.strip_prefix('[') {
        let first = rest.trim_start().bytes().next();
        return (first == Some(b'{') || first == Some(b']') && rest.trim_start().len() < 4)
            .then_some(Format::JsonValues);
    }
    let mut lines = text.lines().map(str::trim_end).filter(|l| !l.trim().is_empty());
    let first = lines.next()?;
    if opens(first) {
        if text.contains("\"version\"") && text.contains("jsonfeed.org/version/") {
            return Some(Format::Feed);
        }
        let goes_on =
            first.ends_with([',', '{', '[', ':']) && !lines.next().is_some_and(|second| second.starts_with("{\""));
        return Some(if goes_on { Format::JsonValues } else { Format::JsonLines });
    }
    // a broken first line does not hide the lines after it
    let mut rest: Vec<&str> = text.lines().skip(1).filter(|l| !l.trim().is_empty()).collect();
    if cut {
        rest.pop();
    }
    let objects = rest.iter().filter(|l| opens(l) && l.trim_end().ends_with('}')).count();
    (objects > 0 && objects * 2 >= rest.len()).then_some(Format::JsonLines)
}

fn is_feed(text: &str) -> bool {
    static ROOT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?s:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>)*<(?:rss|(?:\w+:)?RDF|(?:\w+:)?feed)[\s>]")
            .expect("a constant pattern")
    });
    text.starts_with('<') && ROOT.is_match(text)
}

fn is_page(text: &str) -> bool {
    static ROOT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)^<(?:!doctype|!--|\?xml|[a-z][\w:-]*[\s/>])").expect("a constant pattern"));
    static INNER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)<html[\s>]|<body[\s>]|<head>|</(?:p|div|article|section|table|td|ul|h1)>")
            .expect("a constant pattern")
    });
    ROOT.is_match(text) || INNER.find_iter(text).take(2).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_format() {
        for (text, format) in [
            ("{\"text\": \"a\"}\n{\"text\": \"b\"}\n", Format::JsonLines),
            ("{\"text\": \"a\"}", Format::JsonLines),
            ("not json\n{\"text\": \"a\"}\n{\"text\": \"b\"}\n", Format::JsonLines),
            ("{\"text\": \"cut\n{\"text\": \"b\"}\n", Format::JsonLines),
            ("{\n  \"text\": \"a\"\n}\n", Format::JsonValues),
            ("{\"title\": \"a\",\n  \"text\": \"a\"\n}\n", Format::JsonValues),
            ("\u{feff}[{\"text\": \"a\"}]", Format::JsonValues),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", Format::Feed),
            ("<?xml version='1.0'?>\n<!-- x -->\n<rss version='2.0'><channel/></rss>", Format::Feed),
            ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>", Format::Feed),
            ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'></rdf:RDF>", Format::Feed),
            ("<!doctype html><title>x</title>", Format::Html),
            ("\n<html><body>x", Format::Html),
            ("<p>One.</p>", Format::Html),
            ("Saved.\n<div><p>One.</p></div>", Format::Html),
            ("PARIS (Agency) - One.", Format::Text),
            ("[Photo: a street] One.", Format::Text),
            ("{{Infobox}} One.", Format::Text),
            ("<3 is how she signed it.", Format::Text),
            ("A feed <rss> is named in this text.", Format::Text),
        ] {
            assert_eq!(tell(text.as_bytes()).unwrap(), format, "{text}");
        }
    }

    #[test]
    fn binary_files_are_named_and_text_never_taken_for_one() {
        let kind = |bytes: &[u8]| match tell(bytes) {
            Err(Problem::Binary { kind, .. }) => kind,
            other => panic!("{other:?}"),
        };
        assert_eq!(kind(b"%PDF-1.7\n..."), "a PDF document");
        assert_eq!(kind(b"PK\x03\x04....word/document.xml"), "a Word document (docx)");
        assert_eq!(kind(b"PK\x03\x04....readme"), "a ZIP archive");
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...."), "a PNG image");
        assert_eq!(kind(b"some\0bytes\0that are\0no text"), "binary data");
        assert_eq!(kind(&(0..=255).cycle().skip(1).take(254).collect::<Vec<u8>>()), "binary data");
        assert!(matches!(tell(b" \n\t "), Err(Problem::Empty)));
        assert_eq!(
            tell(&encoding_rs::SHIFT_JIS.encode("政府は火曜日、予算案を閣議決定した。").0).unwrap(),
            Format::Text
        );
    }

    #[test]
    fn every_row_of_the_table_of_binaries_can_match() {
        for row in Table::parse(include_str!("../../data/binaries.tsv")).rows() {
            assert!(row.get("magic").and_then(unhex).is_some_and(|m| m.len() > 1), "{row:?}");
            assert!(row.get("at").is_some_and(|at| at.parse::<usize>().is_ok()), "{row:?}");
            assert!(row.get("kind").is_some() && row.get("advice").is_some(), "{row:?}");
        }
    }
}
