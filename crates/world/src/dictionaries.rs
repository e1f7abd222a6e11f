//! Actor and agent dictionaries in the formats of TABARI, PETRARCH and Phoenix.
//!
//! An actor dictionary has records of a name, synonyms behind `+`, and codes in brackets, on the same line or on lines of their own, each
//! with a restriction in time or none:
//!
//! ```text
//! RIVERLAND_ [RVL]                  ; comments follow # or ; or stand in <!-- -->
//! +RIVER_REPUBLIC_
//! JOAN_EXAMPLE_
//!     [RVLELI <19990101]
//!     [RVLGOV 19990101-20031231]
//!     [RVLOPP >040101]
//! ```
//!
//! Underscores are spaces. Dates are YYYYMMDD or YYMMDD, and belong to the time that they limit. The first restriction that holds gives the code;
//! a code without one holds when no other does. An agent dictionary has lines `NOUN {PLURAL} [~CODE]`, or `[CODE~]` for a code that
//! stands before the actor's; `{}` is no plural, and without braces it is regular. `!NAME! = A, B` defines words that may stand for `!NAME!`.

use crate::fold::fold;
use crate::rows::{Dated, Period, RowError, Source};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Two-digit years below this are of the twenty-first century.
const TURN: i16 = 30;
/// No more words come of one line with substitutions.
const MOST_WORDS: usize = 1_000;

/// An actor of a dictionary.
#[derive(Debug, Clone, PartialEq)]
pub struct DictionaryActor {
    /// Its names, the first one first.
    pub names: Vec<String>,
    /// Its codes under a restriction in time, in the order of the file.
    pub codes: Vec<Dated<String>>,
    /// Its code when none of these holds.
    pub default: Option<String>,
    /// Where it stands.
    pub source: Source,
}

/// The actors of a dictionary, findable by name.
#[derive(Debug, Clone, Default)]
pub struct ActorDictionary {
    /// All of them.
    pub actors: Vec<DictionaryActor>,
    /// Lines that could not be read.
    pub problems: Vec<RowError>,
    by_name: FxHashMap<String, usize>,
}

/// An agent of a dictionary: a noun that adds a role to an actor's code.
#[derive(Debug, Clone, PartialEq)]
pub struct DictionaryAgent {
    /// The code, without `~`.
    pub code: String,
    /// Whether it stands before the actor's code.
    pub before: bool,
    /// Whether the word is a plural.
    pub plural: bool,
}

/// The agents of a dictionary, findable by noun.
#[derive(Debug, Clone, Default)]
pub struct AgentDictionary {
    /// Lines that could not be read.
    pub problems: Vec<RowError>,
    by_noun: FxHashMap<String, DictionaryAgent>,
}

impl ActorDictionary {
    /// Reads a dictionary; `file` names it in sources. Lines that are none are left out and told in `problems`.
    pub fn read(file: &str, text: &str) -> Self {
        let mut dictionary = Self::default();
        for (source, line) in lines(file, text) {
            if let Err(problem) = dictionary.take(&source, &line) {
                dictionary.problems.push(problem);
            }
        }
        for (at, actor) in dictionary.actors.iter().enumerate() {
            for name in &actor.names {
                dictionary.by_name.entry(fold(name)).or_insert(at);
            }
        }
        dictionary
    }

    fn take(&mut self, source: &Source, line: &str) -> Result<(), RowError> {
        let (name, codes) = line.split_once('[').map_or((line, None), |(n, rest)| (n, Some(rest)));
        let spoken = name.trim().trim_start_matches('+');
        let spoken = spoken.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        if !spoken.is_empty() {
            if !name.trim_start().starts_with('+') {
                let (names, codes) = (Vec::new(), Vec::new());
                self.actors.push(DictionaryActor { names, codes, default: None, source: source.clone() });
            }
            let actor = self.actors.last_mut().ok_or_else(|| error(source, "a synonym of nothing"))?;
            actor.names.push(spoken);
        }
        let Some(codes) = codes else { return Ok(()) };
        let actor = self.actors.last_mut().ok_or_else(|| error(source, "a code of nothing"))?;
        for code in codes.split('[') {
            let (inside, _) = code.split_once(']').ok_or_else(|| error(source, "a bracket is not closed"))?;
            let inside = inside.trim();
            let split = inside.find([' ', '\t', '<', '>']).unwrap_or(inside.len());
            let (code, limits) = (inside[..split].to_owned(), inside[split..].trim());
            if limits.is_empty() {
                actor.default.get_or_insert(code);
            } else {
                let period =
                    restriction(limits).ok_or_else(|| error(source, &format!("no restriction: {limits:?}")))?;
                actor.codes.push(Dated { value: code, period });
            }
        }
        Ok(())
    }

    /// The actor of a name, whatever its case, diacritics and punctuation.
    pub fn named(&self, name: &str) -> Option<&DictionaryActor> {
        self.by_name.get(&fold(name)).and_then(|&at| self.actors.get(at))
    }

    /// The code of a name on the day; on no day in particular, the default or else the last. `None` also for the null code `---`.
    pub fn code(&self, name: &str, as_of: Option<Date>) -> Option<&str> {
        let actor = self.named(name)?;
        let dated = match as_of {
            Some(_) => actor.codes.iter().find(|c| c.period.holds(as_of)),
            None if actor.default.is_none() => actor.codes.last(),
            None => None,
        };
        let code = dated.map(|c| &c.value).or(actor.default.as_ref())?;
        Some(code.as_str()).filter(|code| code.chars().any(char::is_alphanumeric))
    }
}

impl AgentDictionary {
    /// Reads a dictionary; `file` names it in problems.
    pub fn read(file: &str, text: &str) -> Self {
        let mut dictionary = Self::default();
        let mut stands_for: Vec<(String, Vec<String>)> = Vec::new();
        for (source, line) in lines(file, text) {
            if let (true, Some((marker, words))) = (line.trim_start().starts_with('!'), line.split_once('=')) {
                let words = words.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
                stands_for.push((marker.trim().to_owned(), words.collect()));
            } else if let Err(problem) = dictionary.take(&source, &line, &stands_for) {
                dictionary.problems.push(problem);
            }
        }
        dictionary
    }

    fn take(&mut self, source: &Source, line: &str, stands_for: &[(String, Vec<String>)]) -> Result<(), RowError> {
        let (noun, code) = line.split_once('[').ok_or_else(|| error(source, "an agent needs a code in brackets"))?;
        let code = code.split([']', '}']).next().unwrap_or_default().trim();
        let (noun, plural) = match noun.split_once('{') {
            Some((noun, plural)) => (noun, Some(plural.split('}').next().unwrap_or_default())),
            None => (noun, None),
        };
        let spoken = |phrase: &str| phrase.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let (noun, before) = (spoken(noun), code.ends_with('~'));
        let code = code.trim_matches('~').to_owned();
        if noun.is_empty() || code.is_empty() {
            return Err(error(source, "an agent needs a noun and a code"));
        }
        let substituted = substitute(&noun, stands_for);
        let plain = substituted.len() == 1 && substituted[0] == noun;
        for singular in substituted {
            self.keep(&singular, DictionaryAgent { code: code.clone(), before, plural: false });
        }
        let plural = match plural {
            Some(given) => spoken(given),
            None if plain => regular_plural(&noun),
            None => String::new(),
        };
        for plural in substitute(&plural, stands_for).iter().filter(|p| !p.is_empty()) {
            self.keep(plural, DictionaryAgent { code: code.clone(), before, plural: true });
        }
        Ok(())
    }

    fn keep(&mut self, noun: &str, agent: DictionaryAgent) {
        self.by_noun.entry(fold(noun)).or_insert(agent);
    }

    /// The agent of a noun, in either number, whatever its case and punctuation.
    pub fn named(&self, noun: &str) -> Option<&DictionaryAgent> {
        self.by_noun.get(&fold(noun))
    }

    /// All nouns, folded, in the order of their letters.
    pub fn nouns(&self) -> impl Iterator<Item = (&str, &DictionaryAgent)> {
        let mut nouns: Vec<_> = self.by_noun.iter().map(|(noun, agent)| (noun.as_str(), agent)).collect();
        nouns.sort_unstable_by_key(|(noun, _)| *noun);
        nouns.into_iter()
    }

    /// The number of nouns, plurals included.
    pub fn len(&self) -> usize {
        self.by_noun.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.by_noun.is_empty()
    }
}

impl DictionaryAgent {
    /// The code of an actor who is this agent: "RVL" and "~MIL" make "RVLMIL".
    pub fn of(&self, actor: &str) -> String {
        if self.before { format!("{}{actor}", self.code) } else { format!("{actor}{}", self.code) }
    }
}

/// The lines that say something, without comments.
fn lines<'t>(file: &str, text: &'t str) -> impl Iterator<Item = (Source, Cow<'t, str>)> {
    let file: Cow<'static, str> = Cow::Owned(file.to_owned());
    let mut inside = false;
    text.lines().enumerate().filter_map(move |(number, line)| {
        let mut said: Cow<'t, str> = Cow::Borrowed(line);
        if inside || line.contains("<!--") {
            said = Cow::Owned(outside_comments(line, &mut inside));
        }
        let end = said.find(['#', ';']).unwrap_or(said.len());
        let said = match said {
            Cow::Borrowed(line) => Cow::Borrowed(&line[..end]),
            Cow::Owned(mut line) => {
                line.truncate(end);
                Cow::Owned(line)
            }
        };
        let source = Source { table: file.clone(), line: number as u32 + 1 };
        (!said.trim().is_empty()).then_some((source, said))
    })
}

/// What of a line stands outside `<!-- -->`; `inside` tells whether a comment goes on behind it.
fn outside_comments(line: &str, inside: &mut bool) -> String {
    let mut said = String::new();
    let mut rest = line;
    loop {
        let mark = if *inside { "-->" } else { "<!--" };
        let Some((before, behind)) = rest.split_once(mark) else {
            if !*inside {
                said.push_str(rest);
            }
            return said;
        };
        if !*inside {
            said.push_str(before);
        }
        *inside = !*inside;
        rest = behind;
    }
}

/// `<19990101`, `>19990101` or `19990101-20031231`.
fn restriction(limits: &str) -> Option<Period> {
    if let Some(until) = limits.strip_prefix('<') {
        return Some(Period { from: None, until: Some(date(until)?) });
    }
    if let Some(from) = limits.strip_prefix('>') {
        return Some(Period { from: Some(date(from)?), until: None });
    }
    let (from, until) = limits.split_once('-')?;
    let period = Period { from: Some(date(from)?), until: Some(date(until)?) };
    (period.from <= period.until).then_some(period)
}

fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if !text.is_ascii() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match text.len() {
        8 => (text[..4].parse().ok()?, &text[4..]),
        6 => {
            let year: i16 = text[..2].parse().ok()?;
            (year + if year < TURN { 2000 } else { 1900 }, &text[2..])
        }
        _ => return None,
    };
    let (month, day): (i8, i8) = (rest[..2].parse().ok()?, rest[2..].parse().ok()?);
    // a day of 00 or 31 stands for an end of the month in many dictionaries
    let first = Date::new(year, month.clamp(1, 12), 1).ok()?;
    Some(Date::new(year, first.month(), day.max(1)).unwrap_or(first.last_of_month()))
}

fn regular_plural(noun: &str) -> String {
    let stem = noun.strip_suffix(['Y', 'y']);
    match stem {
        Some(stem) => format!("{stem}IES"),
        None if noun.to_ascii_uppercase().ends_with("SS") => format!("{noun}ES"),
        None => format!("{noun}S"),
    }
}

/// All words that a noun with markers stands for.
fn substitute(noun: &str, stands_for: &[(String, Vec<String>)]) -> Vec<String> {
    let mut words = vec![noun.to_owned()];
    for (marker, others) in stands_for.iter().filter(|(marker, _)| !marker.is_empty()) {
        if words.iter().any(|word| word.contains(marker.as_str())) {
            words = words.iter().flat_map(|w| others.iter().map(move |o| w.replace(marker.as_str(), o))).collect();
            words.truncate(MOST_WORDS);
        }
    }
    words
}

fn error(source: &Source, why: &str) -> RowError {
    RowError { source_row: source.clone(), why: why.to_owned() }
}

#[cfg(test)]
mod tests;
