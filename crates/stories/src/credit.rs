//! Whether an article says that an agency wrote it.

use std::sync::LazyLock;

use attache_press::{Article, agencies};
use regex::{Regex, RegexSet};

/// Bytes at either end of a text in which a credit may stand.
const REACH: usize = 400;

/// Whether the article's credits name an agency, or its dateline, byline or last lines do.
pub(crate) fn credits_an_agency(article: &Article) -> bool {
    if !article.credits.is_empty() {
        return true;
    }
    let text = article.text.as_str();
    let head = &text[..(0..=REACH.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)];
    let from = text.len().saturating_sub(REACH);
    let tail = &text[(from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())..];
    let byline = |byline: &String| CREDITS.is_match(&format!("By {byline}"));
    HEADS.is_match(head)
        || CREDITS.is_match(head)
        || CREDITS.is_match(tail)
        || article.byline.as_ref().is_some_and(byline)
}

/// Names, and short forms, of all agencies, as alternatives of a pattern.
static AGENCIES: LazyLock<(String, String)> = LazyLock::new(|| {
    let names = agencies().iter().flat_map(|agency| agency.others.iter().chain([&agency.name]));
    let shorts = agencies().iter().flat_map(|agency| agency.short.iter().chain([&agency.name]));
    (alternatives(names), alternatives(shorts))
});

fn alternatives<'a>(forms: impl Iterator<Item = &'a &'static str>) -> String {
    forms.map(|form| regex::escape(form)).collect::<Vec<_>>().join("|")
}

/// "OSLO, March 3 (AFP) -", "OSLO (Reuters) —".
#[allow(clippy::unwrap_used, reason = "the pattern is made of escaped rows, and a test compiles it")]
static HEADS: LazyLock<Regex> = LazyLock::new(|| {
    let (names, shorts) = &*AGENCIES;
    Regex::new(&format!(r"(?m)^[^\n()]{{0,60}}\((?:{shorts}|{names})\)\s*[-–—:]")).unwrap()
});

/// "By Reuters"; "(AP)" at the end of a line; "The Associated Press contributed to this report."
#[allow(clippy::unwrap_used, reason = "the patterns are made of escaped rows, and a test compiles them")]
static CREDITS: LazyLock<RegexSet> = LazyLock::new(|| {
    let (names, shorts) = &*AGENCIES;
    let agency = format!(r"(?:[Tt]he )?(?:{names}|{shorts})\b");
    let to_agency = r"[^\n.]{0,60}?";
    RegexSet::new([
        format!(r"(?m)^\W*[Bb][Yy] {agency}[^\n]{{0,40}}$"),
        format!(r"(?m)\((?:{shorts}|{names})\)\W*$"),
        format!(r"\b(?:[Rr]eporting|[Mm]aterial|[Rr]eports?|[Ff]iles?|[Ii]nputs?|[Ii]nformation|[Aa]gencies) (?:by|from){to_agency} {agency}"),
        format!(r"(?m)^\W*(?:[Ww]ith|[Ss]ource:?|[Vv]ia|[Cc]redit:?) {agency}[^\n]{{0,40}}$"),
        format!(r"{agency}[^\n.]{{0,80}} contributed to this (?:report|story|article)"),
        format!(r"(?:©|[Cc]opyright)[^\n]{{0,20}} {agency}"),
    ])
    .unwrap()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn credited(text: &str) -> bool {
        credits_an_agency(&Article { text: text.to_owned(), ..Article::default() })
    }

    #[test]
    fn datelines_bylines_and_closing_lines_credit_an_agency() {
        assert!(credited("TROMSØ, Norway (AP) — The last ferry of the year sailed on Sunday."));
        assert!(credited("By Agence France-Presse\n\nThe last ferry of the year sailed on Sunday."));
        assert!(credited("The last ferry of the year sailed on Sunday.\n(dpa)"));
        assert!(credited("The last ferry sailed on Sunday. The Associated Press contributed to this report."));
        assert!(credited("The last ferry sailed on Sunday. (Reporting by Reuters; editing by our desk)"));
    }

    #[test]
    fn naming_an_agency_in_the_story_is_no_credit() {
        assert!(!credited("The captain told Reuters on Sunday that it was the last ferry of the year."));
        assert!(!credited("The ferry (AP) union met on Sunday. Its head spoke to the Associated Press."));
        assert!(!credited(""));
    }
}
