//! What can go wrong in reading, each with what to do about it.

use std::fmt;
use std::io;

use super::stream::Damage;

/// An input, or one article of it, that could not be read; the rest goes on.
#[derive(Debug, thiserror::Error)]
#[error("{input}: {}{problem}", at(*.unit, *.line))]
pub struct ReadError {
    /// The input as the caller named it, or the path found under it; `-` is standard input.
    pub input: String,
    /// The line, from 1, where an input has lines that are articles of their own; or the row or record.
    pub line: Option<u64>,
    /// What `line` counts.
    pub unit: Unit,
    /// The article's id, where one could be read off a bad line.
    pub id: Option<String>,
    /// What is wrong.
    #[source]
    pub problem: Problem,
}

impl ReadError {
    pub(super) fn new(input: &str, problem: Problem) -> Self {
        Self { input: input.to_owned(), line: None, unit: Unit::Line, id: None, problem }
    }

    pub(super) fn on_line(input: &str, line: u64, problem: Problem) -> Self {
        Self { line: Some(line), ..Self::new(input, problem) }
    }

    /// The same in an input whose articles are rows or records.
    pub(super) fn counted_by(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// The input's name, as `failed[].input` of the JSON brief prints it.
    pub fn input(&self) -> &str {
        &self.input
    }

    /// What is wrong and where within the input, without the input's name, as `failed[].error` prints it.
    pub fn what(&self) -> String {
        format!("{}{}", at(self.unit, self.line), self.problem)
    }
}

fn at(unit: Unit, number: Option<u64>) -> String {
    number.map(|n| format!("{unit} {n}: ")).unwrap_or_default()
}

/// What articles of one input are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Lines, of JSON.
    #[default]
    Line,
    /// Rows, of Parquet.
    Row,
    /// Records, of WARC.
    Record,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Line => "line",
            Self::Row => "row",
            Self::Record => "record",
        })
    }
}

/// What is wrong with an input or a line of it, and what the user can do.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Nothing has this name.
    #[error("no such file or folder; check the spelling")]
    NotFound,
    /// A pattern that matches nothing.
    #[error("no file matches this pattern; check it, and quote it so that the shell leaves it alone")]
    NoMatch,
    /// A pattern that cannot be understood.
    #[error("not a valid pattern ({0}); write [[] for a literal bracket")]
    BadPattern(String),
    /// A pipe, socket or device, which might never end.
    #[error("is {0}, not a file; send its content to standard input and read `-`")]
    Special(&'static str),
    /// A link that leads back to a folder it lies in.
    #[error(
        "is a link back to {0}, a folder it lies in; it was not followed: remove the link, or name the folders to read"
    )]
    Loop(String),
    /// A folder with nothing in it to read.
    #[error("holds no files; name a folder that does (hidden files are passed over)")]
    EmptyFolder,
    /// The system would not give it.
    #[error("cannot be read ({0}); check its permissions and its disk")]
    Unreadable(#[source] io::Error),
    /// No content.
    #[error("is empty; remove it, or fetch it again")]
    Empty,
    /// A line with nothing on it, where each line is an article.
    #[error("is blank; each line must be a JSON object with a `text`: remove it")]
    Blank,
    /// Not text at all.
    #[error("is {kind}, not text; {advice}")]
    Binary {
        /// What it is.
        kind: String,
        /// What to do with it.
        advice: String,
    },
    /// Damaged or cut compression.
    #[error("is a damaged {by} file ({why}); what came before the damage was read: fetch the file again for the rest")]
    Packed {
        /// What packed it.
        by: &'static str,
        /// What is wrong.
        why: String,
    },
    /// Larger than any article.
    #[error(
        "is longer than {0} bytes, the most that one article may have; it was passed over: split it, or raise the limit"
    )]
    TooLong(usize),
    /// Bytes that are no UTF-8, in a format that must be.
    #[error("invalid UTF-8 at byte {0} of the line; JSON must be UTF-8: convert the file, with iconv for example")]
    NotUtf8(usize),
    /// A line or value that is not JSON.
    #[error("broken JSON ({0}); correct or remove it")]
    Json(String),
    /// JSON, but no object.
    #[error("{0} is not an article; each must be a JSON object with a `text`")]
    NotAnObject(&'static str),
    /// An object in which no known field holds text, or an entry of a feed with a title alone.
    #[error("no article text; JSON has it in `text` or `html`, a feed in an entry's content or summary")]
    NoText,
    /// A feed that no reader of feeds understands.
    #[error("broken feed ({0}); fetch it again, or check it with a feed validator")]
    Feed(String),
    /// More entries than any feed has.
    #[error("has more than {0} entries; the rest was passed over: split it")]
    TooMany(usize),
    /// A fault in a parser, which ends the reading of this input.
    #[error("could not be parsed any further, by a fault in the program ({0}); please report it with the input")]
    Fault(String),
    /// A WARC file that ends inside a record.
    #[error(
        "is cut: the file ends in the middle of this record; those before it were read: fetch it again for the rest"
    )]
    CutRecord,
    /// A WARC file that goes on with something that is no record, or a record that holds no message of HTTP.
    #[error("broken WARC ({0}); fetch the file again, or check it with warcio")]
    Warc(String),
    /// A WARC file without a page of text.
    #[error("holds no page with text among its {0} records; name a file with responses of web servers")]
    NoPages(u64),
    /// A page that a web server packed in a way that is not understood.
    #[error("is packed with {0}, which is not unpacked here; fetch the page without it")]
    Coding(String),
    /// Parquet that comes where it cannot be read from its end.
    #[error("is Parquet, which is read from its end; save it as a file of its own, unpacked, and name that")]
    Endless,
    /// Parquet that no reader understands.
    #[error("broken Parquet ({0}); fetch the file again, or write it anew")]
    Parquet(String),
    /// A table without a column that articles are known to stand in.
    #[error("has no column of article text; name it `text` or `html` (its columns: {0})")]
    NoTextColumn(String),
    /// A file that ends inside an article.
    #[error("ends in the middle of an article; fetch it again for the rest")]
    Unfinished,
}

impl Problem {
    /// What a failure of the system, or of what unpacks a stream, means.
    pub(super) fn from_io(error: io::Error) -> Self {
        if let Some(Damage { by, why }) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Self::Packed { by, why: why.clone() };
        }
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Unreadable(error),
        }
    }
}
