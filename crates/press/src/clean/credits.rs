//! Agencies that the text names as its source, where it names them: credit lines, datelines, bylines.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::lines::{Line, plain};
use super::rules::{AGENCY_TABLE, RULES};

/// Lines at either end of the article among which a credit may stand alone or open or close a paragraph.
const ENDS: usize = 3;

static AGENCY: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"{agency}"));

/// A line that is nothing but a credit: "With Agence France-Presse", "Reuters", "AFP, dpa", "(AP and staff)".
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(
        r"^(?:(?:with|from|by|source|sources|via|courtesy(?: of)?|credit|avec|mit|con|com|par|von|из|[-–—]) ?:? ?)?(?:files? from )?(?:the )?{agency}\b(?:(?: ?[,/&+] ?| - |-| (?:and|und|et|y|e|и|with) )(?:the )?(?:(?:agencies|staff|wires?|news agencies|dpa|epd)\b|{names}))*\.?$",
    )
});

/// "HANOI, April 15 (Agency) -", "(Agency) —", "Agency -" where a story opens.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(
        r"^[^()\[\]]{0,60}[\[(](?P<names>[^()\[\]]{2,50})[\])]\.? ?(?:-|–|—|_|:|$)|^(?:{upper}[^/()\[\]]{2,30}[,/] ?)?(?P<bare>{upper}[^/,()\[\]]{1,40}?)(?: ?—| ?–| - )",
    )
});

/// "(Agency)", "- Agency", "/Agency" where a story closes.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(
        r"[.!?”’'\x22] ?(?:[\[(](?P<names>[^()\[\]]{2,50})[\])]|(?:-|–|—|/){1,2} ?(?P<bare>[^/()\[\]–—]{2,40}?))\.?$",
    )
});

/// Whether a name as it stands in brackets is an agency's, alone or before others: "Reuters", "AFP/dpa".
pub(super) fn begins_with_agency(names: &str) -> bool {
    let mut credits = Vec::new();
    let names = names.trim_start_matches("the ");
    let first = names.find(['/', ',', '|']).map_or(names, |end| &names[..end]).trim();
    name_agencies(first, &mut credits);
    AGENCY_TABLE.named(first).is_some() || !credits.is_empty() && AGENCY.find(first).is_some_and(|m| m.start() == 0)
}

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
            Some("credit" | "byline" | "date-line" | "timestamp") => name_agencies(&plain(written), &mut credits),
            Some("legal") => {
                let owner = holder(&plain(written));
                owner.as_deref().into_iter().for_each(|o| name_agencies(o, &mut credits));
            }
            Some(_) => {}
            None => {
                if staying[..head].contains(&n) {
                    let opening: String = written.chars().take(120).collect();
                    name_signed(OPENING.captures(&opening).as_ref(), &mut credits);
                }
                if staying[tail..].contains(&n) {
                    let mut from = written.len().saturating_sub(80);
                    while !written.is_char_boundary(from) {
                        from += 1;
                    }
                    name_signed(CLOSING.captures(&written[from..]).as_ref(), &mut credits);
                }
            }
        }
    }
    credits
}

/// Adds the agencies that sign where a story opens or closes.
fn name_signed(found: Option<&Captures>, credits: &mut Vec<String>) {
    let Some(found) = found else { return };
    if let Some(names) = found.name("names").filter(|n| begins_with_agency(n.as_str())) {
        name_agencies(names.as_str(), credits);
    }
    if let Some(bare) = found.name("bare").filter(|b| AGENCY_TABLE.named(b.as_str().trim()).is_some()) {
        name_agencies(bare.as_str(), credits);
    }
}

/// Adds the agencies that a credit names.
pub(super) fn name_agencies(credit: &str, credits: &mut Vec<String>) {
    for found in AGENCY.find_iter(credit) {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if inside(credit[..found.start()].chars().next_back()) || inside(credit[found.end()..].chars().next()) {
            continue;
        }
        if is_part_of_name(credit, found.start(), found.end()) {
            continue;
        }
        if let Some(agency) = AGENCY_TABLE.named(found.as_str())
            && !credits.iter().any(|c| c == agency.name)
        {
            credits.push(agency.name.to_string());
        }
    }
}

/// Whether a short form that is also a name stands beside another part of it: "Petra Roe", "Ann Saba".
fn is_part_of_name(credit: &str, start: usize, end: usize) -> bool {
    let form = &credit[start..end];
    if form.len() > 6
        || form.contains(' ')
        || !form.contains(char::is_lowercase)
        || form.starts_with(char::is_lowercase)
    {
        return false;
    }
    let name = |word: Option<&str>| {
        let word = word.unwrap_or("").trim_end_matches([',', '.', ';']);
        word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && !NO_SURNAMES.contains(&word)
    };
    let after = credit[end..].strip_prefix(' ').map(|rest| rest.split(' ').next().unwrap_or(""));
    let before = credit[..start].strip_suffix(' ').map(|rest| rest.rsplit(' ').next().unwrap_or(""));
    name(after) || name(before)
}

/// Capitalised words beside an agency's name that make it no person's.
const NO_SURNAMES: &[&str] =
    &["Agency", "By", "From", "News", "Newswire", "Photo", "Source", "Staff", "The", "Via", "With", "Writer"];

static HOLDER: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"(?:©|\(c\)|copyright)(?: ?(?:©|\(c\)))? ?(?:(?:19|20)\d\d(?: ?[-–] ?(?:19|20)?\d\d)?)?,? (?:by )?(?P<name>(?-i:(?:The |the )?\p{Lu}[^.,|;©]{1,60}?))(?:\.|,|\||;| (?:all rights|(?:19|20)\d\d|inc|ltd|llc|limited|corp|plc|gmbh)\b|$)")
});

/// Who holds the rights, by a line such as "© 2023 The Daily Example. All rights reserved".
pub(super) fn holder(legal: &str) -> Option<String> {
    Some(HOLDER.captures(legal)?.name("name")?.as_str().trim().to_string())
}

static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"^\(?(?:reporting|report|text|story|words)(?: and writing)? by:? (?P<names>[^;()]+?)(?:;|$|\)|\.$)")
});

/// Who reported, by a tail such as "(Reporting by … in … and …; editing by …)".
pub(super) fn reporters(credit: &str) -> Option<String> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"^{part}(?: {of}?{part}){1,3}$"));
    let listed = REPORTERS.captures(credit)?.name("names")?.as_str();
    let names: Vec<&str> = listed
        .split([',', '&'])
        .flat_map(|part| part.split(" and "))
        .map(|part| part.split(" in ").next().unwrap_or("").trim().trim_start_matches("and "))
        .filter(|name| NAME.is_match(name))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(credit: &str) -> Vec<String> {
        let mut credits = Vec::new();
        name_agencies(credit, &mut credits);
        credits
    }

    #[test]
    fn agencies_are_read_in_order_and_once() {
        assert_eq!(named("With files from Reuters, AFP and Reuters"), ["Reuters", "Agence France-Presse"]);
        assert_eq!(named("The Associated Press/dpa"), ["Associated Press", "Deutsche Presse-Agentur"]);
    }

    #[test]
    fn a_name_or_word_that_holds_a_short_form_is_no_agency() {
        assert_eq!(named("Reporting by Petra Holm and Ann Saba"), [""; 0]);
        assert_eq!(named("NAPA and the APPLE pickers"), [""; 0]);
    }

    #[test]
    fn a_tail_names_the_reporters_without_their_places() {
        let tail = "Reporting by Ola Berg in Oslo, Uma Rao and Tim Ashe in Delhi; Editing by Hugh Lane";
        assert_eq!(reporters(tail).as_deref(), Some("Ola Berg, Uma Rao, Tim Ashe"));
        assert_eq!(reporters("Editing by Hugh Lane"), None);
    }

    #[test]
    fn who_holds_the_rights_is_read_from_the_legal_line() {
        assert_eq!(holder("© 2023 The Hill Post. All rights reserved").as_deref(), Some("The Hill Post"));
        assert_eq!(holder("(c) 2023 The Hill Post").as_deref(), Some("The Hill Post"));
        assert_eq!(holder("Copyright The Hill Post 2023").as_deref(), Some("The Hill Post"));
        assert_eq!(holder("All rights reserved"), None);
    }
}
