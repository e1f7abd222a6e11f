//! Agencies that the text names as its source, where it names them: credit lines, datelines, bylines.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Line, plain};
use super::rules::{AGENCY_TABLE, RULES};

/// Lines at either end of the article among which a credit may stand alone or open or close a paragraph.
const ENDS: usize = 3;

static AGENCY: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"{agency}"));

/// A line that is nothing but a credit: "With Agence France-Presse", "Reuters", "AFP, dpa", "(AP and staff)".
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(
        r"^(?:(?:with|from|by|source|sources|via|courtesy(?: of)?|credit|avec|mit|con|com|par|von|из|[-–—]) ?:? ?)?(?:files? from )?(?:the )?{agency}\b(?:(?: ?[,/&+] ?| - |-| (?:and|und|et|y|e|и|with) )(?:the )?(?:(?:{agency}|agencies|staff|wires?|news agencies)\b|{names}))*\.?$",
    )
});

/// "HANOI, April 15 (Agency) -", "(Agency) —", "Agency -" where a story opens.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"^[^()\[\]]{0,60}[\[(](?P<names>(?:the )?{agency}(?:[/, ][^()\[\]]{0,30})?)[\])] ?(?:-|–|—|:|$)|^(?P<bare>{agency})(?: ?—| ?–| - )|^(?-i:[\p{Lu}][\p{L} .'’-]{2,30})[,/] ?(?P<slash>{agency})(?: ?[,–—:-]| )")
});

/// "(Agency)", "- Agency", "/Agency" where a story closes.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"[.!?”’'\x22] ?[\[(](?P<names>{agency}(?:[/, ][^()\[\]]{0,40})?)[\])]\.?$|[.!?”’'\x22] ?(?:-|–|—|/){1,2} ?(?P<bare>{agency})\.?$")
});

/// Removes the lines that are credits and nothing else, at the ends of the article.
pub(super) fn remove_lines(text: &str, lines: &mut [Line]) {
    let staying: Vec<usize> = (0..lines.len()).filter(|n| lines[*n].stays()).collect();
    let (head, tail) = (staying.len().min(ENDS + 1), staying.len().saturating_sub(ENDS));
    let ends = staying[..head].iter().chain(&staying[tail.max(head)..]);
    for &n in ends {
        if lines[n].words <= 12 && ALONE.is_match(&plain(lines[n].span.of(text))) {
            lines[n].remove("credit");
        }
    }
}

/// The agencies that the article credits, by their usual names, in the order of the text.
pub(super) fn credited(text: &str, lines: &[Line]) -> Vec<String> {
    let mut credits = Vec::new();
    let staying: Vec<usize> = (0..lines.len()).filter(|n| lines[*n].stays()).collect();
    let (head, tail) = (staying.len().min(ENDS), staying.len().saturating_sub(2));
    for (n, line) in lines.iter().enumerate() {
        let written = line.span.of(text);
        match line.gone {
            Some("credit" | "byline") => name_agencies(&plain(written), &mut credits),
            Some("legal") => {
                let owner = holder(&plain(written));
                owner.as_deref().into_iter().for_each(|o| name_agencies(o, &mut credits));
            }
            Some(_) => {}
            None => {
                if staying[..head].contains(&n) {
                    let opening: String = written.chars().take(120).collect();
                    let found = OPENING.captures(&opening);
                    let names = found.as_ref().and_then(|c| ["names", "bare", "slash"].iter().find_map(|g| c.name(g)));
                    names.into_iter().for_each(|m| name_agencies(m.as_str(), &mut credits));
                }
                if staying[tail..].contains(&n) {
                    let mut from = written.len().saturating_sub(80);
                    while !written.is_char_boundary(from) {
                        from += 1;
                    }
                    let found = CLOSING.captures(&written[from..]);
                    let names = found.as_ref().and_then(|c| c.name("names").or_else(|| c.name("bare")));
                    names.into_iter().for_each(|m| name_agencies(m.as_str(), &mut credits));
                }
            }
        }
    }
    credits
}

/// Adds the agencies that a credit names.
pub(super) fn name_agencies(credit: &str, credits: &mut Vec<String>) {
    for found in AGENCY.find_iter(credit) {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if inside(credit[..found.start()].chars().next_back()) || inside(credit[found.end()..].chars().next()) {
            continue;
        }
        if let Some(agency) = AGENCY_TABLE.named(found.as_str())
            && !credits.iter().any(|c| c == agency.name)
        {
            credits.push(agency.name.to_string());
        }
    }
}

static HOLDER: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"(?:©|\(c\)|copyright)(?: ?(?:©|\(c\)))? ?(?:(?:19|20)\d\d(?: ?[-–] ?(?:19|20)?\d\d)?)?,? (?:by )?(?P<name>(?-i:(?:The |the )?\p{Lu}[^.,|;©]{1,60}?))(?:\.|,|\||;| (?:all rights|(?:19|20)\d\d|inc|ltd|llc|limited|corp|plc|gmbh)\b|$)")
});

/// Who holds the rights, by a line such as "© 2023 The Daily Example. All rights reserved".
pub(super) fn holder(legal: &str) -> Option<String> {
    Some(HOLDER.captures(legal)?.name("name")?.as_str().trim().to_string())
}

static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"^\(?(?:reporting|report|text|story|words)(?: and writing)? by:? (?P<names>{names})(?: in [^;]{2,60})?(?:;|$|\.)")
});

/// Who reported, by a tail such as "(Reporting by …; editing by …)".
pub(super) fn reporters(credit: &str) -> Option<String> {
    Some(REPORTERS.captures(credit)?.name("names")?.as_str().trim_end_matches('.').to_string())
}
