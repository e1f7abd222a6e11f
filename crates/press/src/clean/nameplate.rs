//! The lines near the head that name the outlet or the day: "The Hill Post, October 3, 2016", "NEWSLAND | Posted
//! 3 October 2016", a paper's name alone over the headline.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Ending, Line, plain};
use super::masthead::{BYLINE, ROLE, one_line};
use super::rules::{AGENCY_TABLE, RULES};
use crate::dates::iso_date;
use crate::table::Table;

/// What these lines say.
#[derive(Debug, Default)]
pub(super) struct Nameplate {
    pub outlet: Option<String>,
    pub byline: Option<String>,
    pub published: Option<String>,
}

/// Lines from the top among which outlet and day are looked for.
const HEAD_LINES: usize = 24;
/// Paragraphs that may stand above: a standfirst.
const PARAGRAPHS: usize = 2;
/// Most words of a line that holds a date and the names of outlet and author.
const DATED_WORDS: usize = 24;
/// Most words of an outlet's name.
const NAME_WORDS: usize = 7;

/// Reads and removes the lines that name the outlet or the day.
pub(super) fn read(text: &str, lines: &mut [Line]) -> Nameplate {
    let mut nameplate = Nameplate::default();
    let head = head(lines);
    for line in &mut lines[..head] {
        let dated = line.words <= DATED_WORDS && line.ending != Ending::Colon;
        if !dated || !matches!(line.gone, None | Some("date-line" | "timestamp")) {
            continue;
        }
        let written = plain(line.span.of(text));
        if !written.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let Some(dated) = Dated::read(&written, line.gone.is_some()) else { continue };
        line.remove(if dated.byline.is_some() { "byline" } else { "date-line" });
        nameplate.published = nameplate.published.or(dated.published);
        nameplate.outlet = nameplate.outlet.or(dated.outlet);
        nameplate.byline = nameplate.byline.or(dated.byline);
    }
    for n in 0..head {
        if lines[n].stays() && is_nameplate(text, lines, n) {
            lines[n].remove("masthead");
            let name = one_line(lines[n].span.of(text));
            nameplate.outlet.get_or_insert_with(|| name.split(", ").next().unwrap_or("").to_string());
        }
    }
    nameplate
}

/// How many of the first lines stand over the story or between standfirst and story.
fn head(lines: &[Line]) -> usize {
    let mut paragraphs = 0;
    let over = |l: &&Line| {
        paragraphs += usize::from(l.stays() && (l.is_paragraph() || l.words > DATED_WORDS));
        paragraphs <= PARAGRAPHS
    };
    lines.iter().take(HEAD_LINES).take_while(over).count()
}

/// Whether a line is the outlet's name and nothing else, in a place where that stands.
fn is_nameplate(text: &str, lines: &[Line], n: usize) -> bool {
    let line = &lines[n];
    if line.words > NAME_WORDS || line.ending != Ending::Open {
        return false;
    }
    let written = plain(line.span.of(text));
    // "The Hill Post, Brena" under an author's name
    let written = written.split_once(", ").filter(|(_, place)| is_name(place)).map_or(&*written, |(name, _)| name);
    if AGENCY_TABLE.named(written).is_some() {
        return false;
    }
    let strength = strength(written);
    let marked = is_capitals(written) || ARTICLES.iter().any(|a| written.to_lowercase().starts_with(a));
    let dated = |m: Option<usize>| m.and_then(|m| lines.get(m)).is_some_and(|l| l.gone == Some("date-line"));
    let marked = marked || dated(n.checked_sub(1)) || dated(Some(n + 1));
    if strength == Strength::None || strength == Strength::Weak && !marked {
        return false;
    }
    // over the headline, or beside what stands around it
    let next = lines[n + 1..].iter().find(|l| l.stays());
    let over_title = next.is_some_and(|l| l.words > line.words && l.words > 3 && !l.is_paragraph());
    let signs = |l: &Line| matches!(l.gone, Some("date-line" | "byline" | "timestamp")) || signed(text, l);
    let beside = |m: Option<usize>| m.and_then(|m| lines.get(m)).is_some_and(signs);
    let first = lines[..n].iter().all(|l| !l.stays());
    first && over_title || beside(n.checked_sub(1)) || beside(Some(n + 1)) && n > 0
}

/// A headline as pages print it, with the outlet after its last bar or dash: headline and outlet.
pub(super) fn without_outlet(title: &str) -> Option<(&str, &str)> {
    let parted = [" | ", " - ", " – ", " — "].into_iter().filter_map(|mark| title.rsplit_once(mark));
    let (headline, outlet) = parted.min_by_key(|(_, outlet)| outlet.len())?;
    let sure = strength(outlet) == Strength::Strong
        || strength(outlet) == Strength::Weak && ARTICLES.iter().any(|a| outlet.to_lowercase().starts_with(a));
    (sure && headline.split(' ').count() >= 3).then_some((headline.trim(), outlet.trim()))
}

fn signed(text: &str, line: &Line) -> bool {
    line.stays() && line.words <= 16 && BYLINE.is_match(&plain(line.span.of(text)))
}

/// A line that holds a date, taken apart.
#[derive(Debug, Default, PartialEq)]
struct Dated {
    published: Option<String>,
    outlet: Option<String>,
    byline: Option<String>,
}

static WHEN: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"\b{when}"));
static DATE: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"{date}"));
static PARTS: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r" ?[|•·;()\[\]] ?| ?/ ?| -{1,2} | ?[–—] ?|, "));
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(
        r"(?:^|[ |•·/(–—-])(?:(?:first |originally )?(?:published|posted|issued|filed|created|date|dated|on|at|veröffentlicht|publié|publicado|publicada|pubblicato|опубликовано)(?: am| on| at| le| el| em| il)?|(?P<later>(?:last )?(?:updated?|modified|edited|aktualisiert|mis à jour|actualizado|atualizado|aggiornato|обновлено)(?: am| on| at| le| el| em| il)?)) ?[:|–-]? ?$",
    )
});
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"^(?:(?:at )?{time}|{weekday}|today|yesterday|{sections}|\d+ min(?:ute)?s?(?: read)?)$")
});
static SECTION: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"^{sections}$"));

impl Dated {
    /// Takes the line apart, if it consists of a date and names alone; of a line that is `gone` already only what is known.
    fn read(line: &str, gone: bool) -> Option<Self> {
        let mut dated = Self::default();
        let (mut at, mut dates) = (0, 0);
        let mut parts: Vec<&str> = Vec::new();
        for mut found in WHEN.find_iter(line) {
            dates += 1;
            let mut day = iso_date(found.as_str().trim_end_matches([' ', ',', '|', '-']));
            // a number before the date need not be its hour
            if day.is_none()
                && let Some(date) = DATE.find_at(line, found.start()).filter(|d| d.end() <= found.end())
            {
                (found, day) = (date, iso_date(date.as_str()));
            }
            let mut before = &line[at..found.start()];
            let lead = LEAD.captures(before);
            let later = lead.as_ref().is_some_and(|l| l.name("later").is_some());
            if let Some(lead) = lead.as_ref().and_then(|l| l.get(0)) {
                before = &before[..lead.start()];
            }
            parts.extend(PARTS.split(before));
            at = found.end();
            if !later && dated.published.is_none() {
                dated.published = day;
            }
        }
        if dates == 0 {
            return None;
        }
        parts.extend(PARTS.split(&line[at..]));
        let by_comma_alone = PARTS.find_iter(line).all(|p| p.as_str() == ", ");
        for part in
            parts.into_iter().map(|p| p.trim().trim_matches([',', ':', '-', '.', ' '])).filter(|p| !p.is_empty())
        {
            dated.take(part, by_comma_alone).or(gone.then_some(()))?;
        }
        Some(dated)
    }

    /// Reads one part; `None` if it is not one that stands beside a date.
    fn take(&mut self, part: &str, by_comma_alone: bool) -> Option<()> {
        if TIME.is_match(part) || ROLE.is_match(part) || LEAD.is_match(part) {
            return Some(());
        }
        if let Some(names) = BYLINE.captures(part).and_then(|c| c.name("names")).filter(|n| n.as_str().contains(' ')) {
            self.byline.get_or_insert_with(|| names.as_str().to_string());
            return Some(());
        }
        let known = strength(part) != Strength::None;
        if !known && !is_name(part) {
            return None;
        }
        // a common word alone is an outlet beside a date; other single words are as often places
        let alone = WORDS.contains_key(part.to_lowercase().as_str()) && !by_comma_alone;
        if known || alone {
            self.outlet.get_or_insert_with(|| part.to_string());
            return Some(());
        }
        (!by_comma_alone).then_some(())
    }
}

/// How surely a name is an outlet's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    None,
    Weak,
    Strong,
}

/// Rows of `data/outlet_words.tsv`.
static WORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let table = Table::parse(include_str!("../../data/outlet_words.tsv"));
    table.rows().filter_map(|row| Some((row.get("word")?, row.get("strength")?))).collect()
});

/// Articles that open a paper's name.
const ARTICLES: &[&str] =
    &["the ", "el ", "la ", "le ", "il ", "o ", "a ", "die ", "der ", "das ", "de ", "les ", "los "];

/// What the words of a name say about its being an outlet's.
fn strength(name: &str) -> Strength {
    static DOMAIN: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"^(?:www\.)?[a-z0-9-]+(?:\.[a-z]{2,})+$"));
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        RULES.pattern(
            r"^(?:{sections}|(?:breaking|latest|top|today's|other|more|related|your|our|all|weather|crime|election|local|big|good|bad|fake|live|in the|just in)(?: {sections})? (?:news|world|report|reports|today|daily|video|online|updates?|headlines|wire|review))$",
        )
    });
    if DOMAIN.is_match(name) {
        return Strength::Strong;
    }
    if !is_name(name) || HEADING.is_match(name) {
        return Strength::None;
    }
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let ends = [words.first(), words.last(), words.get(1).filter(|_| ARTICLES.iter().any(|a| lower.starts_with(a)))];
    let one = |word: &str| match WORDS.get(word) {
        Some(&"weak") => Strength::Weak,
        Some(_) => Strength::Strong,
        None => {
            let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let inside = |(part, strength): (&&str, &&str)| {
                **strength == *"inside"
                    && (word.starts_with(*part) || word.ends_with(*part) || letters.ends_with(*part))
            };
            let found = word.len() > 4 && WORDS.iter().any(inside);
            if found { Strength::Strong } else { Strength::None }
        }
    };
    let all = ends.into_iter().flatten().map(|w| one(w));
    // a common word alone is no name
    let best =
        all.fold(Strength::None, |best, s| if s == Strength::None || best == Strength::Strong { best } else { s });
    if words.len() == 1 && WORDS.contains_key(lower.as_str()) { Strength::None } else { best }
}

/// Few words, each with a capital or digit, or small ones of the kind that stand inside names.
fn is_name(part: &str) -> bool {
    const SMALL: &[&str] = &[
        "of", "the", "and", "&", "for", "on", "de", "del", "della", "di", "du", "des", "la", "le", "el", "da", "do",
        "der", "und", "y", "e",
    ];
    let words: Vec<&str> = part.split(' ').collect();
    let capital = |w: &str| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let named = |w: &&str| capital(w) || SMALL.contains(w);
    let clean = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '&' | '\'' | '-' | '.');
    words.len() <= NAME_WORDS
        && words.iter().any(|w| w.starts_with(char::is_uppercase))
        && words.iter().all(named)
        && part.chars().all(clean)
        && !SECTION.is_match(part)
}

fn is_capitals(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    const STORY: &str =
        "The harbour was closed to all ships on Tuesday after a barge sank at its mouth, officials said in Brena.";

    /// Outlet, day and author that the lines over the story say, and how many of these lines stay.
    fn head(top: &str) -> (Option<String>, Option<String>, Option<String>, usize) {
        let text = format!("{top}\n\n{STORY}\nThe barge will be raised before the end of the week, the mayor said.");
        let mut lines = lines(&text);
        let got = read(&text, &mut lines);
        (got.outlet, got.published, got.byline, lines.iter().filter(|l| l.stays()).count() - 2)
    }

    #[test]
    fn a_line_of_outlet_and_date_gives_both_and_goes() {
        for (line, outlet, day) in [
            ("Brenawire7 - 30/03/2021", "Brenawire7", "2021-03-30"),
            ("Newsbarrel | Posted 3 October 2016", "Newsbarrel", "2016-10-03"),
            ("The Hill Post, October 3, 2016", "The Hill Post", "2016-10-03"),
            ("By Ann Roe in Brena\nThe Hill Post, October 3, 2016", "The Hill Post", "2016-10-03"),
            ("27 April 2019 – Brena Chronicle", "Brena Chronicle", "2019-04-27"),
            ("Mon 4 Oct 2016, Brena Herald", "Brena Herald", "2016-10-04"),
            ("SOUTHERN VOICE / 27 April 2019", "SOUTHERN VOICE", "2019-04-27"),
            ("Brena Evening Mail\n4 October 2016", "Brena Evening Mail", "2016-10-04"),
            ("El Correo de Brena\n4 October 2016", "El Correo de Brena", "2016-10-04"),
            ("brenanews.example | 4 October 2016", "brenanews.example", "2016-10-04"),
            ("Published 4 October 2016 (Updated 5 October 2016) | Kurier", "Kurier", "2016-10-04"),
        ] {
            let (got, published, _, left) = head(&format!("Barge sinks at the harbour mouth\n{line}"));
            assert_eq!(published.as_deref(), Some(day), "{line}");
            assert_eq!(got.as_deref(), Some(outlet), "{line}");
            assert!(left <= 2, "{line}");
        }
    }

    #[test]
    fn author_and_days_on_one_line_are_told_apart() {
        let line = "By Ann Roe | 26 March 2021 09:15 | Updated 27 March 2021 11:02";
        let (outlet, published, byline, left) = head(&format!("Barge sinks at the harbour mouth\n{line}"));
        assert_eq!((outlet, left), (None, 1));
        assert_eq!(published.as_deref(), Some("2021-03-26T09:15:00"));
        assert_eq!(byline.as_deref(), Some("Ann Roe"));
    }

    #[test]
    fn a_papers_name_over_the_headline_is_the_outlet() {
        for name in ["THE HILL POST", "The Hill Post", "Brena Gazette", "BRENA STANDARD", "Radio Brena", "Brena24"] {
            let (outlet, .., left) = head(&format!("{name}\nBarge sinks at the harbour mouth"));
            assert_eq!((outlet.as_deref(), left), (Some(name), 1), "{name}");
        }
    }

    #[test]
    fn headlines_places_and_headings_are_no_outlets() {
        for top in [
            "Barge sinks at the harbour mouth",
            "Divers break record\nBarge sinks at the harbour mouth",
            "World News\nBarge sinks at the harbour mouth",
            "Breaking News\nBarge sinks at the harbour mouth",
            "Barge sinks at the harbour mouth\nBrena, October 3, 2016",
            "Barge sinks at the harbour mouth\nFrom 3 October 2016 the harbour is shut",
            "Barge sinks at the harbour mouth\nOn 3 October 2016, Brena Herald readers knew",
        ] {
            assert_eq!(head(top).0, None, "{top}");
        }
    }
}
