//! The rules of furniture and the news agencies, as rows of `data/`, compiled once.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::sieve::Sieve;
use crate::table::Table;

/// Rows of `data/furniture.tsv`.
const FURNITURE: &str = include_str!("../../data/furniture.tsv");
/// Rows of `data/agencies.tsv`.
const AGENCIES: &str = include_str!("../../data/agencies.tsv");

/// Compiled patterns may take this much.
const SIZE_LIMIT: usize = 256 << 20;

/// Lines of more words than this are asked about by fewer rules, if they end as sentences.
pub(super) const LONG: usize = 14;

/// Where in an article a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Any,
    Head,
    Tail,
    Edge,
    Beside,
    Body,
    End,
    Twice,
    Player,
    Links,
}

/// What goes with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    /// The headlines beneath it.
    List,
    /// The same, and it goes itself only where two or more are there.
    Links,
    /// The next line.
    Next,
}

/// One row of the table.
#[derive(Debug)]
pub(super) struct Rule {
    pub why: &'static str,
    pub place: Place,
    /// Only lines that do not end as a sentence.
    pub open_only: bool,
    /// Most words that the line may have.
    pub max_words: usize,
    pub takes: Takes,
    /// Whether the line goes even if it tells something as the story does.
    pub though_told: bool,
}

/// All rules, and what tells which of them fit a line.
pub(super) struct Rules {
    rows: Vec<Rule>,
    /// All patterns, in the order of the rows.
    all: Sieve,
    /// The patterns of rows that speak of long lines ending as sentences, of which most texts consist; few.
    long: Sieve,
    /// The rows of `long`.
    long_rows: Vec<u16>,
    /// What ends a line without being part of it, with its reason.
    suffixes: Vec<(Regex, &'static str)>,
    /// What a paragraph may end in without its being part of the story, with the reasons.
    inline: Sieve,
    inline_reasons: Vec<&'static str>,
    pieces: HashMap<&'static str, String>,
}

/// The rules of this program.
pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::parse(FURNITURE));

impl Rules {
    /// The rule behind a number that [`matching`](Self::matching) gave.
    pub fn get(&self, number: u16) -> &Rule {
        &self.rows[usize::from(number)]
    }

    /// Numbers of the rules whose pattern fits the plain form of a line, in the order of the table. For a `long_sentence`
    /// only rules are asked that speak of lines of more than [`LONG`] words that end as sentences.
    pub fn matching(&self, plain: &str, long_sentence: bool) -> Vec<u16> {
        if long_sentence {
            return self.long.matches(plain).into_iter().map(|n| self.long_rows[usize::from(n)]).collect();
        }
        self.all.matches(plain)
    }

    /// Where a machine's note begins that hangs at the end of `line`, and its reason.
    pub fn suffix(&self, line: &str) -> Option<(usize, &'static str)> {
        self.suffixes.iter().find_map(|(pattern, why)| Some((pattern.captures(line)?.name("note")?.start(), *why)))
    }

    /// Why the last sentence or bracket of a paragraph, as plain text, is not part of the story; `None` if it is.
    pub fn inline(&self, plain: &str) -> Option<&'static str> {
        self.inline.matches(plain).first().map(|n| self.inline_reasons[usize::from(*n)])
    }

    /// Whether a line, in its plain form, tells what somebody said or what came to pass.
    pub fn tells(&self, plain: &str) -> bool {
        static TOLD: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r#"(?:^|[ "'(,;]){told}(?:[ ,.;:"')?!]|$)"#));
        TOLD.is_match(plain)
    }

    #[cfg(test)]
    pub fn sieves(&self) -> [&Sieve; 3] {
        [&self.all, &self.long, &self.inline]
    }

    /// A pattern in which `{piece}` stands for the pieces of the table, any case.
    pub fn pattern(&self, with_pieces: &str) -> Regex {
        let source = expand(with_pieces, &self.pieces);
        RegexBuilder::new(&source).case_insensitive(true).size_limit(SIZE_LIMIT).build().expect("checked by a test")
    }

    fn parse(table: &'static str) -> Self {
        let mut pieces = HashMap::from([("agency", AGENCY_TABLE.pattern())]);
        let (mut rows, mut sources, mut suffixes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut inline, mut inline_reasons) = (Vec::new(), Vec::new());
        let table = Table::parse(table);
        for row in table.rows() {
            let (Some(why), Some(pattern)) = (row.get("why"), row.get("pattern")) else { continue };
            let pattern = expand(pattern, &pieces);
            if let Some(name) = why.strip_prefix('=') {
                pieces.insert(name, format!("(?:{pattern})"));
                continue;
            }
            match row.get("match") {
                Some("suffix") => {
                    let source = format!(r"(?i)(?:^|[.!?)”'\x22]\s+)(?P<note>{pattern})\s*$");
                    suffixes.push((Regex::new(&source).expect("checked by a test"), why));
                    sources.push(format!("^(?:{pattern})$"));
                }
                Some("inline") => {
                    inline.push(format!("^(?:{pattern})$"));
                    inline_reasons.push(why);
                    continue;
                }
                Some("start") => sources.push(format!("^(?:{pattern})")),
                _ if row.get("ends") == Some("any") => sources.push(format!(r"^(?:{pattern})\.?$")),
                _ => sources.push(format!("^(?:{pattern})$")),
            }
            rows.push(Rule {
                why,
                place: place_named(row.get("place").unwrap_or("any")),
                open_only: row.get("ends") == Some("open"),
                max_words: row.get("words").and_then(|w| w.parse().ok()).unwrap_or(0),
                takes: takes_named(row.get("takes").unwrap_or("-")),
                though_told: row.get("told") == Some("goes"),
            });
        }
        let speaks = |rule: &Rule| rule.max_words > LONG && !rule.open_only;
        let long_rows: Vec<u16> = (0..rows.len()).filter(|n| speaks(&rows[*n])).map(|n| n as u16).collect();
        let long = Sieve::new(long_rows.iter().map(|n| &sources[usize::from(*n)]));
        let inline = Sieve::new(inline.iter());
        Self { all: Sieve::new(sources.iter()), long, long_rows, rows, suffixes, inline, inline_reasons, pieces }
    }
}

fn place_named(name: &str) -> Place {
    match name {
        "head" => Place::Head,
        "tail" => Place::Tail,
        "edge" => Place::Edge,
        "beside" => Place::Beside,
        "body" => Place::Body,
        "end" => Place::End,
        "twice" => Place::Twice,
        "player" => Place::Player,
        "links" => Place::Links,
        _ => Place::Any,
    }
}

fn takes_named(name: &str) -> Takes {
    match name {
        "list" => Takes::List,
        "links" => Takes::Links,
        "next" => Takes::Next,
        _ => Takes::Nothing,
    }
}

/// Puts the pieces where a pattern names them.
fn expand(pattern: &str, pieces: &HashMap<&'static str, String>) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let name = rest[open + 1..].split('}').next().unwrap_or("");
        match pieces.get(name) {
            Some(piece) => {
                out.push_str(piece);
                rest = &rest[open + name.len() + 2..];
            }
            None => {
                out.push('{');
                rest = &rest[open + 1..];
            }
        }
    }
    out.push_str(rest);
    in_ascii(&out)
}

/// Digits, word characters, blanks and word boundaries of ASCII in place of Unicode's: these would make the automata
/// many times as large, and keep the fast ones from every line that is not ASCII.
fn in_ascii(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 64);
    let mut chars = pattern.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '[' => in_class = true,
            ']' => in_class = false,
            '\\' => {
                let Some(escaped) = chars.next() else { break };
                let class = match escaped {
                    'd' => "0-9",
                    'w' => "0-9A-Za-z_",
                    's' => " ",
                    'S' => {
                        out.push_str("[^ ]");
                        continue;
                    }
                    'b' if !out.ends_with("-u:") => {
                        out.push_str(r"(?-u:\b)");
                        continue;
                    }
                    _ => {
                        out.extend(['\\', escaped]);
                        continue;
                    }
                };
                if in_class {
                    out.push_str(class);
                } else {
                    out.extend(["[", class, "]"]);
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// One news agency.
#[derive(Debug)]
pub struct Agency {
    /// The usual name, as credits print it.
    pub name: &'static str,
    /// Short forms, in their own case: they name the agency only where a credit or dateline stands.
    pub short: Vec<&'static str>,
    /// Other names.
    pub others: Vec<&'static str>,
    /// ISO 3166 alpha-2 code of the state of its seat.
    pub state: &'static str,
}

/// The news agencies of the world that are known, in the order of the table.
pub fn agencies() -> &'static [Agency] {
    &AGENCY_TABLE.rows
}

/// All agencies, findable by any of their names.
pub(super) struct Agencies {
    rows: Vec<Agency>,
    /// Every long form in lower case, and every short form as it is, to its row.
    by_form: HashMap<String, usize>,
}

/// The agencies of this program.
pub(super) static AGENCY_TABLE: LazyLock<Agencies> = LazyLock::new(|| Agencies::parse(AGENCIES));

impl Agencies {
    fn parse(table: &'static str) -> Self {
        let mut rows = Vec::new();
        let mut by_form = HashMap::new();
        let table = Table::parse(table);
        for row in table.rows() {
            let Some(name) = row.get("name") else { continue };
            let forms = |column| row.get(column).unwrap_or("").split('|').filter(|f| !f.is_empty()).collect();
            let state = row.get("state").unwrap_or_default();
            let agency = Agency { name, short: forms("short"), others: forms("others"), state };
            let row = rows.len();
            for long in std::iter::once(&agency.name).chain(&agency.others) {
                by_form.entry(long.to_lowercase()).or_insert(row);
            }
            for short in &agency.short {
                by_form.entry((*short).to_string()).or_insert(row);
            }
            rows.push(agency);
        }
        Self { rows, by_form }
    }

    /// The agency that `form` names, a long form in any case or a short form in its own.
    pub fn named(&self, form: &str) -> Option<&Agency> {
        let row = self.by_form.get(form).or_else(|| self.by_form.get(&form.to_lowercase()))?;
        self.rows.get(*row)
    }

    /// A pattern of all forms, longest first; short forms keep their case.
    fn pattern(&self) -> String {
        let mut forms: Vec<(usize, String)> = Vec::new();
        for agency in &self.rows {
            for long in std::iter::once(&agency.name).chain(&agency.others) {
                let escaped = regex::escape(long);
                let strict = if long.len() < 6 { format!("(?-i:{escaped})") } else { escaped };
                forms.push((long.len(), strict));
            }
            forms.extend(agency.short.iter().map(|s| (s.len(), format!("(?-i:{})", regex::escape(s)))));
        }
        forms.sort_by(|a, b| b.cmp(a));
        forms.dedup();
        let all: Vec<String> = forms.into_iter().map(|(_, form)| form).collect();
        format!("(?:{})", all.join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_compiles_and_names_known_columns() {
        assert!(RULES.rows.len() > 80);
        for row in Table::parse(FURNITURE).rows() {
            let why = row.get("why").unwrap();
            assert!(row.get("pattern").is_some(), "{why}");
            if why.starts_with('=') {
                continue;
            }
            assert!(matches!(row.get("match"), Some("line" | "start" | "suffix" | "inline")), "{why}");
            assert!(matches!(row.get("ends"), Some("any" | "open")), "{why}");
            assert!(matches!(row.get("takes"), Some("-" | "list" | "links" | "next")), "{why}");
            assert!(matches!(row.get("told"), Some("-" | "goes")), "{why}");
            assert!(row.get("words").unwrap().parse::<usize>().is_ok(), "{why}");
            let place = row.get("place").unwrap();
            assert!(place == "any" || place_named(place) != Place::Any, "{why}: {place}");
            assert!(why.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{why}");
        }
    }

    #[test]
    fn no_row_fits_an_empty_line() {
        assert_eq!(RULES.matching("", false), [0u16; 0]);
    }

    #[test]
    fn agencies_have_one_name_each_and_no_form_names_two() {
        assert!(AGENCY_TABLE.rows.len() >= 60);
        let mut seen = std::collections::HashSet::new();
        for agency in &AGENCY_TABLE.rows {
            for form in std::iter::once(&agency.name).chain(&agency.short).chain(&agency.others) {
                assert!(seen.insert(*form), "{form}");
            }
        }
        for row in Table::parse(AGENCIES).rows() {
            assert_eq!(row.get("state").unwrap().len(), 2);
            assert!(row.get("url").unwrap().contains('.'));
        }
    }

    #[test]
    fn an_agency_is_known_by_short_forms_in_their_own_case_alone() {
        assert_eq!(AGENCY_TABLE.named("AFP").unwrap().name, "Agence France-Presse");
        assert_eq!(AGENCY_TABLE.named("agence france presse").unwrap().name, "Agence France-Presse");
        assert!(AGENCY_TABLE.named("ap").is_none());
    }
}
