//! How things are put in words: days, spans, counts, kinds, languages; and making foreign text safe to print.

pub mod events;

use attache_press::language;
use attache_stories::Kind;
use jiff::civil::Date;

use crate::dates::Published;
use crate::origins::Origins;
use crate::record::{Grain, PublishedFrom, Statement};

/// Text on one line, without characters that would steer a terminal.
pub fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if steers(c) => {}
            c => line.push(c),
        }
    }
    line.trim().to_owned()
}

/// With a capital.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What is said without the quotation marks, dashes and commas around it; where one end alone bears a mark, and its partner may stand
/// inside, the mark stays.
pub fn unquoted(said: &str) -> &str {
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ',');
    let said = said.trim_matches(is_edge);
    let inner = said.trim_matches(is_quote);
    if inner.contains(is_quote) && said.starts_with(is_quote) != said.ends_with(is_quote) {
        return said;
    }
    inner.trim_matches(is_edge)
}

/// Words of cues that say no more than that something is said.
const PLAIN: &[&str] = &[
    "according",
    "add",
    "added",
    "adding",
    "adds",
    "also",
    "announced",
    "explained",
    "had",
    "has",
    "have",
    "reported",
    "said",
    "say",
    "saying",
    "says",
    "state",
    "stated",
    "states",
    "tell",
    "telling",
    "tells",
    "to",
    "told",
    "write",
    "writes",
    "writing",
    "wrote",
];

/// What is said, in the speaker's words or the article's; where the article's words before it do more than say that it is said
/// ("denied that …", "refused to …"), with these.
pub fn said(statement: &Statement) -> String {
    let text = line(&statement.text);
    let text = unquoted(&text);
    let cue =
        statement.cue.as_deref().map(line).filter(|_| !statement.verbatim && text.starts_with(char::is_lowercase));
    let is_plain = |word: &str| PLAIN.contains(&word.to_lowercase().as_str());
    match cue {
        Some(cue) if cue.starts_with(char::is_alphabetic) && !cue.split(' ').all(is_plain) => format!("{cue} {text}"),
        _ => text.strip_prefix("that ").map_or_else(|| text.to_owned(), capitalised),
    }
}

/// Text as it stands, without characters that would steer a terminal.
pub fn harmless(text: &str) -> String {
    text.chars().filter(|c| !steers(*c)).collect()
}

/// Whether a character steers a terminal, turns the direction of what follows, or does not show.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
}

/// "5 articles", "1 article".
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// "5 articles, 2 independent origins, 3 of unknown source".
pub fn origins(articles: usize, origins: Origins) -> String {
    let mut told = count(articles, "article", "articles");
    if origins.independent > 0 {
        told = format!("{told}, {}", count(origins.independent, "independent origin", "independent origins"));
    }
    match origins.unknown {
        0 => told,
        1 if articles == 1 => told + ", of unknown source",
        unknown if unknown == articles => told + ", all of unknown source",
        unknown => format!("{told}, {} of unknown source", grouped(unknown)),
    }
}

/// Digits in groups of three.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "15 April 2023" from an ISO date or time; what is no such thing stays as it is.
pub fn day(iso: &str) -> String {
    parsed(iso).map_or_else(|| line(iso), |day| day.strftime("%-d %B %Y").to_string())
}

/// "15–17 April 2023", "February 2023", "1995": from the first to the last ISO day; "undated" without either.
pub fn span(start: Option<&str>, end: Option<&str>) -> String {
    let (Some(start), Some(end)) = (start.or(end), end.or(start)) else { return "undated".to_owned() };
    let (Some(from), Some(to)) = (parsed(start), parsed(end)) else {
        return if start == end { line(start) } else { format!("{} – {}", line(start), line(end)) };
    };
    if from == to {
        return day(end);
    }
    let first_of = |date: Date| date.day() == 1;
    if first_of(from) && to == to.last_of_month() && from.year() == to.year() {
        if from.month() == to.month() {
            return from.strftime("%B %Y").to_string();
        }
        if from.month() == 1 && to.month() == 12 {
            return from.year().to_string();
        }
    }
    let to_text = day(end);
    if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}–{to_text}", from.day())
    } else if from.year() == to.year() {
        format!("{} – {to_text}", from.strftime("%-d %B"))
    } else {
        format!("{} – {to_text}", day(start))
    }
}

fn parsed(iso: &str) -> Option<Date> {
    iso.get(..10)?.parse().ok()
}

/// How exactly days are told, in a word.
pub fn grain(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Year => "year",
        Grain::Unknown => "unknown",
    }
}

/// What an article is, in a word.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Original => "original",
        Kind::Copy => "copy",
        Kind::Excerpt => "excerpt",
        Kind::Wire => "wire",
        Kind::Spun => "spun",
        Kind::Translated => "translated",
    }
}

/// The name of a language by its ISO 639-1 code; the code itself if it has none here.
pub fn language(code: &str) -> String {
    let known = language::code(code).and_then(language::name);
    known.map_or_else(|| line(code), str::to_owned)
}

/// "player, caption ×3": things with how often each comes, most first, then in order of appearance.
pub fn tally<'a>(things: impl IntoIterator<Item = &'a str>) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for thing in things {
        match counted.iter_mut().find(|(known, _)| *known == thing) {
            Some((_, times)) => *times += 1,
            None => counted.push((thing, 1)),
        }
    }
    counted.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let named =
        counted.iter().map(|(thing, times)| format!("{}{}", line(&thing.replace('-', " ")), times_over(*times)));
    named.collect::<Vec<_>>().join(", ")
}

/// " ×3", or nothing for once.
pub fn times_over(times: usize) -> String {
    if times > 1 { format!(" ×{times}") } else { String::new() }
}

/// When an article was published, and how that is known where it is not given.
pub fn published(published: &Published) -> Option<String> {
    let day = match &published.between {
        Some([first, last]) => span(Some(first), Some(last)),
        None => day(published.published.as_deref()?),
    };
    Some(match published.from {
        PublishedFrom::Text => format!("{day} (from its text)"),
        PublishedFrom::Story => format!("{day} (from its story)"),
        PublishedFrom::Metadata | PublishedFrom::Unknown => day,
    })
}

/// The address if it leads to the web, and to nothing else that a link can do, and could steer nothing where it is shown.
pub fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_web = matches!(scheme.as_deref(), Some("http" | "https"));
    let is_clean = !url.chars().any(|c| c.is_whitespace() || steers(c));
    (is_web && is_clean).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_around_all_that_is_said_are_taken_off() {
        assert_eq!(unquoted("“We go,” "), "We go");
        assert_eq!(unquoted("“We go” – and "), "“We go” – and");
        assert_eq!(unquoted("that they \"will go.\""), "that they \"will go.\"");
        assert_eq!(unquoted("“We go,” he said, “now.”"), "We go,” he said, “now.");
        assert_eq!(unquoted("we go”"), "we go");
    }

    #[test]
    fn who_denies_or_refuses_is_not_shown_as_saying_so() {
        let said_by = |cue: &str, text: &str| {
            said(&Statement {
                speaker: None,
                with: Vec::new(),
                kind: "indirect".into(),
                verbatim: false,
                text: text.into(),
                cue: Some(cue.into()),
                article: "a".into(),
                span: attache_press::CharSpan { start: 0, end: 1 },
                date: None,
                addressee: None,
                venue: None,
                about: Vec::new(),
                chain: Vec::new(),
            })
        };
        assert_eq!(said_by("denied", "that the men had been taken"), "denied that the men had been taken");
        assert_eq!(said_by("did not say", "who would come"), "did not say who would come");
        assert_eq!(said_by("refused", "to put off the visit"), "refused to put off the visit");
        assert_eq!(said_by("has said", "that the bridge is open"), "The bridge is open");
        assert_eq!(said_by("complained", "The bridge was closed, "), "The bridge was closed");
    }

    #[test]
    fn spans_say_no_more_than_they_must() {
        assert_eq!(span(Some("2021-04-15"), Some("2021-04-15")), "15 April 2021");
        assert_eq!(span(Some("2021-04-15"), Some("2021-04-17T08:00:00+07:00")), "15–17 April 2021");
        assert_eq!(span(Some("2021-04-30"), Some("2021-05-02")), "30 April – 2 May 2021");
        assert_eq!(span(Some("2021-12-31"), Some("2022-01-01")), "31 December 2021 – 1 January 2022");
        assert_eq!(span(Some("2021-02-01"), Some("2021-02-28")), "February 2021");
        assert_eq!(span(Some("1998-01-01"), Some("1998-12-31")), "1998");
        assert_eq!(span(Some("2021-02-01"), Some("2021-03-31")), "1 February – 31 March 2021");
        assert_eq!(span(None, Some("2021-04-15")), "15 April 2021");
        assert_eq!(span(None, None), "undated");
        assert_eq!(span(Some("spring"), Some("spring")), "spring");
    }

    #[test]
    fn text_that_would_steer_a_terminal_is_made_harmless() {
        assert_eq!(line("a\u{1b}[31mred\u{7}\r\n  b\u{202e}c"), "a[31mred bc");
        assert_eq!(harmless("+ a\u{1b}[31m  b\u{2066}c\u{200f}d"), "+ a[31m  bcd");
    }

    #[test]
    fn things_are_tallied_most_first() {
        assert_eq!(tally(["player", "photo-credit", "photo-credit"]), "photo credit ×2, player");
    }

    #[test]
    fn a_language_has_its_name_or_else_its_code() {
        assert_eq!(language("pt-BR"), "Portuguese");
        assert_eq!(language("nb"), "Norwegian");
        assert_eq!(language("qq"), "qq");
    }

    #[test]
    fn what_is_of_unknown_source_is_not_called_independent() {
        let of = |articles, independent, unknown| origins(articles, Origins { independent, unknown });
        assert_eq!(of(5, 2, 3), "5 articles, 2 independent origins, 3 of unknown source");
        assert_eq!(of(2, 1, 0), "2 articles, 1 independent origin");
        assert_eq!(of(3, 0, 3), "3 articles, all of unknown source");
        assert_eq!(of(1, 0, 1), "1 article, of unknown source");
    }

    #[test]
    fn large_counts_are_grouped() {
        assert_eq!(count(1_234_567, "article", "articles"), "1,234,567 articles");
        assert_eq!(count(1, "article", "articles"), "1 article");
    }
}
