//! Reading: files, folders, patterns and standard input to [`Clipping`]s.
//!
//! What a file is, its content tells and not its name: plain text (one article a file), an HTML page, JSONL or other JSON,
//! RSS, RDF, Atom and JSON Feed, WARC (the pages in it), each also in gzip or Zstandard, and Parquet (columns named as the fields
//! of JSON). Encodings are detected. Anything that cannot be read becomes a
//! [`ReadError`] that names it, and the rest goes on. Streams are read as streams: memory is bounded by one article
//! ([`ReadOptions::max_article_bytes`]), for feeds by four, for Parquet by a few dozen.
//!
//! Line ends of plain text and pages become `\n` on reading, and all offsets are into what reading gives; text in JSON is
//! left as it is.
//!
//! ```
//! use attache_press::{Body, read::{ReadOptions, read}};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("rain.txt"), "Rain fell on Tuesday.\r\n")?;
//! std::fs::write(folder.path().join("wire.jsonl"), "{\"id\": \"w1\", \"text\": \"Snow fell.\"}\n{oops\n")?;
//!
//! let mut clippings = read(&[folder.path().display().to_string()], &ReadOptions::default());
//! let rain = clippings.next().unwrap()?;
//! assert_eq!((rain.id.as_str(), rain.body), ("rain.txt", Body::Text("Rain fell on Tuesday.\n".to_owned())));
//! assert_eq!(clippings.next().unwrap()?.id, "w1");
//! let error = clippings.next().unwrap().unwrap_err();
//! assert!(error.input().ends_with("wire.jsonl") && error.what().starts_with("line 2: broken JSON"));
//! assert!(clippings.next().is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod encoding;
mod error;
mod feed;
mod fields;
mod format;
mod http;
mod inputs;
mod json;
mod stream;
mod table;
mod warc;

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use error::{Problem, ReadError, Unit};
pub use inputs::{Part, parts};
pub(crate) use json::mended;
pub use json::{GivenId, JsonLine, Places, article_from_json};
use xxhash_rust::xxh3::Xxh3;

use self::format::Format;
use self::inputs::Input;
use self::stream::Stream;
use crate::clipping::{Body, Clipping};

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Most bytes of text or page that one article may have; what is longer is passed over with an error.
    pub max_article_bytes: usize,
}

impl Default for ReadOptions {
    /// 16 MiB an article.
    fn default() -> Self {
        Self { max_article_bytes: 16 << 20 }
    }
}

/// Reads all that `arguments` name: files, folders (by name, hidden files passed over), patterns (where nothing has that
/// very name), and `-` for standard input. Files are opened one after the other, as articles are asked for.
///
/// An article's id is the one given, else its URL, else its path relative to the folder that was named; that of a file
/// named itself is its path as given, without `./` in front. Where another file of the run has that id already, the
/// argument stands before it (`x/front.txt`). Articles in JSONL are called `path#LINE`, in arrays and feeds `path#N`. An
/// article from standard input has no place: it is called by what it holds, `-#` and sixteen digits of a hash, so that it
/// keeps its id when it is read again, and another day's gets another. A page's id is its path: what address it claims for
/// itself is left to [`extract`](crate::page::extract).
///
/// A file is read up to the length that it has when it is opened. A fault in the parser of a format ends the reading of that
/// input alone, with an error.
pub fn read(arguments: &[String], options: &ReadOptions) -> Reader {
    let limit = options.max_article_bytes;
    Reader { parts: Box::new(parts(arguments)), current: None, limit }
}

/// Reads some of the [`parts`] of a run, one after the other.
pub fn read_parts(parts: impl IntoIterator<Item = Part, IntoIter: Send + 'static>, options: &ReadOptions) -> Reader {
    Reader { parts: Box::new(parts.into_iter().map(Ok)), current: None, limit: options.max_article_bytes }
}

/// Reads JSONL and nothing else, as `attache task` takes it on standard input: an article or an error a line, in order,
/// an error for a blank line too. Ids and errors are as [`read`] gives them for `-`; memory is bounded by one line.
pub fn json_lines<B: BufRead + Send + 'static>(
    bytes: B,
    options: &ReadOptions,
) -> impl Iterator<Item = JsonLine> + Send + use<B> {
    let limit = options.max_article_bytes;
    let source = Source { name: "-".into(), id: None, bytes: Box::new(bytes), limit };
    let mut lines = Some(json::JsonLines::new(source, true));
    std::iter::from_fn(move || {
        let open = lines.as_mut()?;
        let named = |line: JsonLine| JsonLine { article: named_by_content(line.article), ..line };
        guarded("-", || open.next().map(named)).unwrap_or_else(|fault| {
            lines = None;
            Some(JsonLine::wrong(GivenId::Missing, fault))
        })
    })
}

/// Gives the clippings and errors of all inputs, in order; made by [`read`].
pub struct Reader {
    parts: Box<dyn Iterator<Item = Result<Part, ReadError>> + Send>,
    current: Option<Guarded>,
    limit: usize,
}

/// An article or what is wrong with it.
type Article = Result<Clipping, ReadError>;

/// The articles of one input.
type Articles = Box<dyn Iterator<Item = Article> + Send>;

impl Iterator for Reader {
    type Item = Article;

    fn next(&mut self) -> Option<Article> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(article) = current.next() {
                    return Some(article);
                }
                self.current = None;
            }
            match self.parts.next()? {
                Ok(Part { input }) => {
                    let name = input.name().to_owned();
                    match guarded(&name, || open(&input, self.limit)).flatten() {
                        Ok(articles) => self.current = Some(Guarded { name, articles: Some(articles) }),
                        Err(error) => return Some(Err(error)),
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The articles of an input up to a fault in what parses them, which becomes an error.
struct Guarded {
    name: String,
    /// `None` after a fault.
    articles: Option<Articles>,
}

impl Iterator for Guarded {
    type Item = Article;

    fn next(&mut self) -> Option<Article> {
        let articles = self.articles.as_mut()?;
        guarded(&self.name, || articles.next()).unwrap_or_else(|fault| {
            self.articles = None;
            Some(Err(fault))
        })
    }
}

/// Does work in which a parser might panic.
fn guarded<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
        ReadError::new(name, Problem::Fault(said.unwrap_or("it gives no reason").to_owned()))
    })
}

/// Gives an article without an id one made of all that it holds.
fn named_by_content(article: Article) -> Article {
    let mut clipping = article?;
    if clipping.id.is_empty() {
        let mut hash = Xxh3::new();
        let (kind, text) = match &clipping.body {
            Body::Text(text) => ("text", text),
            Body::Html(html) => ("html", html),
        };
        let marks = [&clipping.outlet, &clipping.title, &clipping.byline, &clipping.published, &clipping.language];
        let marks = marks.map(|mark| mark.as_deref().unwrap_or_default());
        for part in marks.into_iter().chain([kind, text]) {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        clipping.id = format!("-#{:016x}", hash.digest());
    }
    Ok(clipping)
}

/// One opened input.
struct Source {
    /// What errors call it.
    name: String,
    /// What ids are made of; none for standard input, whose articles are named by their content.
    id: Option<String>,
    bytes: Box<dyn BufRead + Send>,
    limit: usize,
}

impl Source {
    /// The id of an article of several; empty if it has none by its place.
    fn numbered(&self, number: impl Display) -> String {
        self.id.as_ref().map(|id| format!("{id}#{number}")).unwrap_or_default()
    }

    fn failed(&self, error: io::Error) -> ReadError {
        ReadError::new(&self.name, Problem::from_io(error))
    }

    /// All of it, up to `limit` bytes, and what broke it off.
    fn whole(&mut self, limit: usize) -> (Vec<u8>, Option<ReadError>) {
        let mut bytes = Vec::new();
        let error = match self.bytes.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() > limit => Some(ReadError::new(&self.name, Problem::TooLong(limit))),
            Ok(_) => None,
            Err(error) => Some(self.failed(error)),
        };
        (bytes, error)
    }
}

fn open(input: &Input, limit: usize) -> Result<Articles, ReadError> {
    let name = input.name();
    let id = match input {
        Input::Stdin => None,
        Input::File { id, .. } => Some(id.clone()),
    };
    let wrong = |error| ReadError::new(name, Problem::from_io(error));
    let mut stream = Stream::open(input).map_err(wrong)?;
    let format = format::tell(&stream.head).map_err(|problem| ReadError::new(name, problem))?;
    if let (Format::JsonLines | Format::JsonValues, Some(encoding)) = (format, format::wide_encoding(&stream.head)) {
        stream = stream.transcoded(encoding).map_err(wrong)?;
    }
    if format == Format::Parquet {
        let Input::File { path, id, .. } = input else { return Err(ReadError::new(name, Problem::Endless)) };
        if stream.packed {
            return Err(ReadError::new(name, Problem::Endless));
        }
        let file = File::open(path).map_err(wrong)?;
        let source = Source { name: name.into(), id: Some(id.clone()), bytes: Box::new(io::empty()), limit };
        return Ok(Box::new(table::Rows::new(source, file)?));
    }
    let source = Source { name: name.into(), id, bytes: stream.bytes, limit };
    let articles: Articles = match format {
        Format::JsonLines => Box::new(json::JsonLines::new(source, false).map(|line| line.article)),
        Format::JsonValues => Box::new(json::JsonValues::new(source)),
        Format::Feed => Box::new(feed::entries(source).into_iter()),
        Format::Warc | Format::Parquet => Box::new(warc::Pages::new(source)),
        Format::Html => Box::new(std::iter::once(one(source, Body::Html))),
        Format::Text => Box::new(std::iter::once(one(source, Body::Text))),
    };
    Ok(match input {
        Input::Stdin => Box::new(articles.map(named_by_content)),
        Input::File { .. } => articles,
    })
}

/// A file that is one article.
fn one(mut source: Source, body: fn(String) -> Body) -> Article {
    let (bytes, error) = source.whole(source.limit);
    if let Some(error) = error {
        return Err(error);
    }
    let text = encoding::decode_lines(&bytes);
    if text.contains('\0') && format::is_binary(&text) {
        let advice = "turn it into text first, or leave it out".to_owned();
        return Err(ReadError::new(&source.name, Problem::Binary { kind: "binary data".to_owned(), advice }));
    }
    Ok(Clipping { id: source.id.unwrap_or_default(), body: body(text), ..Clipping::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_in_a_parser_is_named_and_ends_its_input_alone() {
        let mut n = 0;
        let articles = std::iter::from_fn(move || {
            n += 1;
            assert!(n < 2, "odd entry {n}");
            Some(Ok(Clipping::default()))
        });
        let outcomes: Vec<_> = Guarded { name: "x.xml".into(), articles: Some(Box::new(articles)) }.collect();
        let error = outcomes[1].as_ref().unwrap_err();
        assert!(outcomes[0].is_ok() && outcomes.len() == 2);
        assert!(error.input() == "x.xml" && error.what().contains("odd entry 2"), "{error}");
    }

    #[test]
    fn articles_without_a_place_are_named_by_all_that_they_hold() {
        let id = |json: &str| {
            let mut lines = json_lines(std::io::Cursor::new(json.to_owned()), &ReadOptions::default());
            lines.find_map(|line| line.article.ok()).unwrap().id
        };
        let rain = id(r#"{"text": "Rain fell."}"#);
        assert_eq!(rain, id("\n\n{\"text\": \"Rain fell.\"}\n"));
        assert!(rain.starts_with("-#") && rain.len() == 18, "{rain}");
        for other in
            [r#"{"text": "Snow fell."}"#, r#"{"text": "Rain fell.", "outlet": "The Day"}"#, r#"{"html": "Rain fell."}"#]
        {
            assert_ne!(id(other), rain, "{other}");
        }
        assert_eq!(id(r#"{"text": "Rain fell.", "id": 7}"#), "7");
    }

    #[test]
    fn each_line_has_its_id_in_the_form_given_and_a_blank_one_is_a_bad_line() {
        let input = "{\"id\": 7, \"text\": \"One.\"}\n \n{\"id\": \"7\", \"text\": \"Two.\"}\n{\"id\": 8, \"error\": \"odd\"}\n{";
        let lines: Vec<JsonLine> = json_lines(input.as_bytes(), &ReadOptions::default()).collect();
        let ids: Vec<_> = lines.iter().map(|line| line.id.clone()).collect();
        let text = GivenId::Text("7".to_owned());
        let number = |n: u64| GivenId::Number(n.into());
        assert_eq!(ids, [number(7), GivenId::Missing, text, number(8), GivenId::Missing]);
        assert!(matches!(lines[1].article, Err(ReadError { problem: Problem::Blank, line: Some(2), .. })));
        assert_eq!(lines[3].report.as_deref(), Some("{\"id\": 8, \"error\": \"odd\"}"));
        assert!(lines[4].article.is_err() && lines[4].report.is_none());
    }
}
