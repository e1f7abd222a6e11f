//! Articles in JSON: one a line, or values that run over several lines.

use std::io::{self, BufRead, Read};
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::error::{Problem, ReadError};
use super::fields::Record;
use super::{Article, Source};
use crate::clipping::Clipping;
use crate::span::CharSpan;

/// Reads one line of JSONL, as `attache task` takes them: the fields of Attaché's own form and those of common dumps.
///
/// The text is left as it is: offsets are into it. The id is empty if the line gives neither id nor URL.
///
/// # Errors
/// Broken JSON, no object, or no text; the error's `id` is set if one could be read all the same.
///
/// ```
/// use attache_press::{Body, read::article_from_json};
///
/// let clipping = article_from_json(r#"{"id": "7", "headline": "Rain", "maintext": "Rain fell."}"#)?;
/// assert_eq!(clipping.body, Body::Text("Rain fell.".to_owned()));
/// let broken = article_from_json(r#"{"id": "8", "text": }"#).unwrap_err();
/// assert_eq!(broken.id.as_deref(), Some("8"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn article_from_json(line: &str) -> Result<Clipping, ReadError> {
    let record =
        parse(line).map_err(|problem| ReadError { id: salvaged_id(line).text(), ..ReadError::new("-", problem) })?;
    let id = record.id();
    record.clipping(usize::MAX).map_err(|problem| ReadError { id, ..ReadError::new("-", problem) })
}

/// What one line of JSONL says, and the id that it says it under; given by [`json_lines`](super::json_lines).
#[derive(Debug)]
pub struct JsonLine {
    /// The id in the form that the line has it in.
    pub id: GivenId,
    /// The article, or what is wrong with the line.
    pub article: Article,
    /// The line itself, where it is the report of a bad line by an earlier stage: an `error`, an `id` or none, nothing else.
    pub report: Option<String>,
    /// Places in the text that the line names, or why they cannot be read; stages that do not ask for them pass over both.
    pub places: Result<Places, String>,
}

/// Places in an article's text that a line names, in code points: words and sentences to be used as they are, and parties
/// to be asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Places {
    /// Its words.
    pub tokens: Option<Vec<CharSpan>>,
    /// Its sentences.
    pub sentences: Option<Vec<CharSpan>>,
    /// Who does something.
    pub actor: Option<CharSpan>,
    /// Whom it is done to.
    pub recipient: Option<CharSpan>,
}

impl Places {
    fn parse(json: &str) -> Result<Self, String> {
        if !["\"tokens\"", "\"sentences\"", "\"actor\"", "\"recipient\""].iter().any(|name| json.contains(name)) {
            return Ok(Self::default());
        }
        let read = serde_json::from_str(json).or_else(|error| match mended(json) {
            Some(json) => serde_json::from_str(&json),
            None => Err(error),
        });
        read.map_err(|error| {
            format!("tokens, sentences, actor and recipient must be {{\"start\", \"end\"}} objects or null ({error})")
        })
    }

    /// Whether every place begins before it ends and lies in a text of so many code points, and whether words and sentences
    /// stand in order, none over another; what is wrong with the first that does not.
    pub fn check(&self, chars: usize) -> Result<(), String> {
        let lists = self.tokens.iter().chain(&self.sentences).flatten();
        let mut all = lists.chain(&self.actor).chain(&self.recipient);
        if let Some(span) = all.find(|span| span.start > span.end || span.end > chars) {
            return Err(format!("{}..{} is no place in a text of {chars} characters", span.start, span.end));
        }
        for (name, list) in [("tokens", &self.tokens), ("sentences", &self.sentences)] {
            let mut pairs = list.iter().flat_map(|list| list.windows(2));
            if let Some([before, span]) = pairs.find(|pair| pair[1].start < pair[0].end) {
                return Err(format!(
                    "{name} must stand in order, none over another, but {}..{} comes behind {}..{}",
                    span.start, span.end, before.start, before.end
                ));
            }
        }
        Ok(())
    }
}

/// An id in the form that JSON gives it in. As JSON it is that again, or null.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum GivenId {
    /// A number: as what [`Clipping::id`] has in digits.
    Number(Number),
    /// The id, or the URL that stands for it.
    Text(String),
    /// Neither id nor URL.
    #[default]
    Missing,
}

impl GivenId {
    /// Whether there is no id.
    pub fn is_missing(&self) -> bool {
        *self == Self::Missing
    }

    /// The id as text, as [`ReadError::id`] has it.
    fn text(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Missing => None,
        }
    }
}

impl JsonLine {
    pub(super) fn wrong(id: GivenId, error: ReadError) -> Self {
        Self { article: Err(ReadError { id: id.text(), ..error }), id, report: None, places: Ok(Places::default()) }
    }
}

/// Whether a line says nothing but what was wrong with another.
fn is_report(json: &str) -> bool {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape counts")]
    struct Report {
        id: Option<GivenId>,
        error: String,
    }
    serde_json::from_str::<Report>(json).is_ok()
}

/// Reads a JSON object, also as Python writes it (`NaN`) and with raw controls or half characters in its strings.
fn parse(json: &str) -> Result<Record, Problem> {
    let first = json.trim_start().bytes().next();
    let error = match Record::parse(json) {
        Ok(record) => return Ok(record),
        Err(error) => error,
    };
    match first {
        Some(b'[') => return Err(Problem::NotAnObject("a list")),
        Some(b'"') => return Err(Problem::NotAnObject("a string")),
        Some(b'0'..=b'9' | b'-') if json.trim().parse::<f64>().is_ok() => return Err(Problem::NotAnObject("a number")),
        _ if matches!(json.trim(), "null" | "true" | "false") => return Err(Problem::NotAnObject("a bare word")),
        _ => {}
    }
    if let Some(record) = mended(json).and_then(|json| Record::parse(&json).ok()) {
        return Ok(record);
    }
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or(&what);
    Err(Problem::Json(if json.contains('\n') {
        what.to_owned()
    } else {
        format!("{what} at column {}", error.column())
    }))
}

/// The JSON with what some writers get wrong put right, if anything was: `NaN` and `Infinity` for null, raw controls in
/// strings, halves of surrogate pairs.
pub(crate) fn mended(json: &str) -> Option<String> {
    static WRONG: LazyLock<Regex> = LazyLock::new(|| {
        // strings are matched whole, so that the words are only found outside of them
        Regex::new(r#""(?:[^"\\]|\\(?s:.))*"|-?\b(?:NaN|Infinity)\b"#).expect("a constant pattern")
    });
    let out = WRONG.replace_all(json, |found: &regex::Captures| match &found[0] {
        string if string.starts_with('"') => mended_string(string),
        _ => "null".to_owned(),
    });
    (out != json).then(|| out.into_owned())
}

fn mended_string(string: &str) -> String {
    static SURROGATES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\ud[89a-f][0-9a-f]{2}|\\(?s:.)")
            .expect("a constant pattern")
    });
    let whole = SURROGATES.replace_all(string, |found: &regex::Captures| match (found.get(1), found[0].len()) {
        // no escape of JSON, but clear: a raw line end, an apostrophe
        (None, 2) if matches!(found[0].as_bytes()[1], ..0x20 | b'\'') => found[0][1..].to_owned(),
        (Some(_), _) | (None, ..6) => found[0].to_owned(),
        _ => "\\ufffd".to_owned(),
    });
    let mut out = String::with_capacity(whole.len());
    for c in whole.chars() {
        match c {
            '\0'..='\x1f' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

/// The id on a line that is otherwise broken.
fn salvaged_id(line: &str) -> GivenId {
    static ID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^\s*\{(?:[^{\[]{0,400}?,)?\s*"id"\s*:\s*("(?:[^"\\]|\\.)*"|\d+)"#).expect("a constant pattern")
    });
    let Some(found) = ID.captures(line).and_then(|found| found.get(1)) else { return GivenId::Missing };
    let found = found.as_str();
    serde_json::from_str(found).unwrap_or_else(|_| GivenId::Text(found.trim_matches('"').to_owned()))
}

/// Longest JSON value read, as a multiple of the longest article: escapes and other fields take room too.
const ROOM: usize = 2;

/// Bytes of one value passed over before the rest of the input is given up.
const MOST_SKIPPED: u64 = 4 << 30;

/// One JSON object a line.
pub(super) struct JsonLines {
    source: Source,
    line: u64,
    waiting: std::vec::IntoIter<JsonLine>,
    /// Blank lines are bad lines, and not passed over.
    blank_counts: bool,
    ended: bool,
}

impl JsonLines {
    pub(super) fn new(source: Source, blank_counts: bool) -> Self {
        Self { source, line: 0, waiting: Vec::new().into_iter(), blank_counts, ended: false }
    }

    /// The next line without its end; `None` at the end.
    fn next_line(&mut self) -> io::Result<Option<Result<Vec<u8>, Problem>>> {
        let limit = self.source.limit.saturating_mul(ROOM);
        let mut line = Vec::new();
        self.line += 1;
        let read = self.source.bytes.by_ref().take(limit as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if read > limit {
            drop(line);
            let skipped = self.source.bytes.by_ref().take(MOST_SKIPPED).skip_until(b'\n')?;
            self.ended = skipped as u64 == MOST_SKIPPED;
            return Ok(Some(Err(Problem::TooLong(self.source.limit))));
        }
        Ok(Some(Ok(line)))
    }
}

impl Iterator for JsonLines {
    type Item = JsonLine;

    fn next(&mut self) -> Option<JsonLine> {
        loop {
            if let Some(line) = self.waiting.next() {
                return Some(line);
            }
            if self.ended {
                return None;
            }
            match self.next_line() {
                Ok(None) => self.ended = true,
                Ok(Some(Ok(line))) if line.iter().all(u8::is_ascii_whitespace) => {
                    if self.blank_counts {
                        let error = ReadError::on_line(&self.source.name, self.line, Problem::Blank);
                        return Some(JsonLine::wrong(GivenId::Missing, error));
                    }
                }
                Ok(Some(line)) => {
                    let id = self.source.numbered(self.line);
                    self.waiting = articles(&self.source, self.line, id, line).into_iter();
                }
                Err(error) => {
                    self.ended = true;
                    return Some(JsonLine::wrong(GivenId::Missing, self.source.failed(error)));
                }
            }
        }
    }
}

/// The articles in one JSON value: one, or those that it lists.
pub(super) fn articles(source: &Source, line: u64, id: String, value: Result<Vec<u8>, Problem>) -> Vec<JsonLine> {
    let wrong = |problem, id| JsonLine::wrong(id, ReadError::on_line(&source.name, line, problem));
    let value = match value {
        Ok(value) => value,
        Err(problem) => return vec![wrong(problem, GivenId::Missing)],
    };
    let value = value.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&value);
    let json = match std::str::from_utf8(value) {
        Ok(json) => json,
        Err(error) => {
            let id = salvaged_id(&String::from_utf8_lossy(&value[..value.len().min(1024)]));
            return vec![wrong(Problem::NotUtf8(error.valid_up_to() + 1), id)];
        }
    };
    let mut record = match parse(json) {
        Ok(record) => record,
        Err(problem) => return vec![wrong(problem, salvaged_id(json))],
    };
    let finish = |record: super::fields::Record, id: String| {
        let given = record.given_id();
        let found = match record.clipping(source.limit) {
            Ok(clipping) if clipping.id.is_empty() => Clipping { id, ..clipping },
            Ok(clipping) => clipping,
            Err(problem) => return wrong(problem, given),
        };
        JsonLine { id: given, article: Ok(found), report: None, places: Ok(Places::default()) }
    };
    if record.has_body() || record.each.is_empty() {
        let line = finish(record, id);
        let report = (line.article.is_err() && is_report(json)).then(|| json.trim().to_owned());
        return vec![JsonLine { report, places: Places::parse(json), ..line }];
    }
    let separator = if id.contains('#') { '.' } else { '#' };
    let nth = |n: usize| if id.is_empty() { String::new() } else { format!("{id}{separator}{}", n + 1) };
    let each = std::mem::take(&mut record.each).into_iter().enumerate();
    each.map(|(n, record)| finish(record, nth(n))).collect()
}

/// JSON values over several lines: objects one after the other, or arrays of them.
pub(super) struct JsonValues {
    source: Source,
    /// Line at which reading stands, from 1.
    line: u64,
    /// Articles seen in the array that reading is in.
    listed: Option<u64>,
    waiting: std::vec::IntoIter<Article>,
    ended: bool,
}

impl JsonValues {
    pub(super) fn new(source: Source) -> Self {
        Self { source, line: 1, listed: None, waiting: Vec::new().into_iter(), ended: false }
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let ahead = self.source.bytes.fill_buf()?;
            if ahead.is_empty() {
                return Ok(None);
            }
            let blank = |b: &u8| b.is_ascii_whitespace() || matches!(b, 0xef | 0xbb | 0xbf);
            let spaces = ahead.iter().take_while(|b| blank(b)).count();
            let next = ahead.get(spaces).copied();
            self.line += ahead[..spaces].iter().filter(|b| **b == b'\n').count() as u64;
            self.source.bytes.consume(spaces);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Reads on to the next value, through commas and brackets of arrays.
    fn advance(&mut self) -> io::Result<Option<Vec<Article>>> {
        loop {
            match (self.peek()?, self.listed) {
                (None, None) => return Ok(None),
                (None, Some(_)) => {
                    self.ended = true;
                    return Ok(Some(vec![Err(ReadError::on_line(&self.source.name, self.line, Problem::Unfinished))]));
                }
                (Some(b'['), None) => self.listed = Some(0),
                (Some(b']'), Some(_)) => self.listed = None,
                (Some(b','), _) => {}
                (Some(_), _) => return self.value().map(Some),
            }
            self.source.bytes.consume(1);
        }
    }

    fn value(&mut self) -> io::Result<Vec<Article>> {
        let line = self.line;
        let first = self.peek()? == Some(b'{');
        let value = if first { self.object()? } else { self.scrap()? };
        let number = self.listed.map(|n| n + 1);
        let id = match number {
            Some(n) => self.source.numbered(n),
            // an object alone in its file is the file
            None if line == 1 && self.peek()?.is_none() => self.source.id.clone().unwrap_or_default(),
            None => self.source.numbered(line),
        };
        self.listed = number;
        Ok(articles(&self.source, line, id, value).into_iter().map(|line| line.article).collect())
    }

    /// An object up to its closing brace.
    fn object(&mut self) -> io::Result<Result<Vec<u8>, Problem>> {
        let limit = self.source.limit.saturating_mul(ROOM);
        let (mut value, mut length) = (Vec::new(), 0u64);
        let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
        loop {
            let ahead = self.source.bytes.fill_buf()?;
            if ahead.is_empty() {
                self.ended = true;
                return Ok(Err(Problem::Unfinished));
            }
            let mut end = None;
            for (i, byte) in ahead.iter().enumerate() {
                self.line += u64::from(*byte == b'\n');
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_string => escaped = true,
                    b'"' => in_string = !in_string,
                    b'{' if !in_string => depth += 1,
                    b'}' if !in_string => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    end = Some(i + 1);
                    break;
                }
            }
            let taken = end.unwrap_or(ahead.len());
            length += taken as u64;
            if length <= limit as u64 {
                value.extend_from_slice(&ahead[..taken]);
            } else {
                value = Vec::new();
            }
            self.source.bytes.consume(taken);
            self.ended |= length > MOST_SKIPPED;
            if end.is_some() || self.ended {
                return Ok(if length <= limit as u64 { Ok(value) } else { Err(Problem::TooLong(self.source.limit)) });
            }
        }
    }

    /// What stands where an object should, to the end of the line.
    fn scrap(&mut self) -> io::Result<Result<Vec<u8>, Problem>> {
        let mut scrap = Vec::new();
        self.source.bytes.by_ref().take(4096).read_until(b'\n', &mut scrap)?;
        if scrap.last() == Some(&b'\n') {
            self.line += 1;
        } else if scrap.len() == 4096 {
            self.source.bytes.by_ref().take(MOST_SKIPPED).skip_until(b'\n')?;
            self.line += 1;
        }
        while scrap.last().is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b',' | b']')) {
            scrap.pop();
        }
        Ok(Ok(scrap))
    }
}

impl Iterator for JsonValues {
    type Item = Article;

    fn next(&mut self) -> Option<Article> {
        loop {
            if let Some(article) = self.waiting.next() {
                return Some(article);
            }
            if self.ended {
                return None;
            }
            match self.advance() {
                Ok(Some(articles)) => self.waiting = articles.into_iter(),
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(self.source.failed(error)));
                }
            }
        }
    }
}
