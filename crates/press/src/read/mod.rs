//! Reading: files, folders, patterns and standard input to [`Clipping`]s.
//!
//! What a file is, its content tells and not its name: plain text (one article a file), an HTML page, JSONL or other JSON,
//! RSS, RDF, Atom and JSON Feed, each also in gzip. Encodings are detected. Anything that cannot be read becomes a
//! [`ReadError`] that names it, and the rest goes on. Streams are read as streams: memory is bounded by one article
//! ([`ReadOptions::max_article_bytes`]), for feeds by four.
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
mod inputs;
mod json;
mod stream;

use std::io::{self, BufRead, Read};

pub use error::{Problem, ReadError};
pub use json::article_from_json;
pub(crate) use json::mended;

use self::format::Format;
use self::inputs::{Input, Inputs};
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
/// An article's id is the one given, else its URL, else its path relative to the argument: for a file argument its file
/// name, for articles in JSONL `path#LINE`, in arrays and feeds `path#N`; standard input is called `-`. A page's id is its
/// path: what address it claims for itself is left to [`extract`](crate::page::extract).
pub fn read(arguments: &[String], options: &ReadOptions) -> Reader {
    let arguments = arguments.to_vec();
    Reader {
        inputs: Box::new(arguments.into_iter().flat_map(|argument| inputs::expand(&argument))),
        current: None,
        limit: options.max_article_bytes,
    }
}

/// Reads JSONL and nothing else, as `attache task` takes it on standard input: an article or an error a line, in order;
/// empty lines are passed over. Ids and errors are as [`read`] gives them for `-`; memory is bounded by one line.
pub fn json_lines(bytes: impl BufRead + Send + 'static, options: &ReadOptions) -> impl Iterator<Item = Article> + Send {
    json::JsonLines::new(Source {
        name: "-".into(),
        id: "-".into(),
        bytes: Box::new(bytes),
        packed: false,
        limit: options.max_article_bytes,
    })
}

/// Gives the clippings and errors of all inputs, in order; made by [`read`].
pub struct Reader {
    inputs: Inputs,
    current: Option<Articles>,
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
            match self.inputs.next()? {
                Ok(input) => match open(&input, self.limit) {
                    Ok(articles) => self.current = Some(articles),
                    Err(error) => return Some(Err(error)),
                },
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// One opened input.
struct Source {
    /// What errors call it.
    name: String,
    /// What ids are made of.
    id: String,
    bytes: Box<dyn BufRead + Send>,
    packed: bool,
    limit: usize,
}

impl Source {
    fn failed(&self, error: io::Error) -> ReadError {
        ReadError::new(&self.name, Problem::from_io(error, self.packed))
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
    let (name, id) = match input {
        Input::Stdin => ("-", "-"),
        Input::File { name, id, .. } => (name.as_str(), id.as_str()),
    };
    // neither files nor pipes end too soon or hold invalid data: only what unpacks them says so
    let wrong = |error| ReadError::new(name, Problem::from_io(error, true));
    let mut stream = Stream::open(input).map_err(wrong)?;
    let format = format::tell(&stream.head).map_err(|problem| ReadError::new(name, problem))?;
    if let (Format::JsonLines | Format::JsonValues, Some(encoding)) = (format, format::wide_encoding(&stream.head)) {
        stream = stream.transcoded(encoding).map_err(wrong)?;
    }
    let source = Source { name: name.into(), id: id.into(), bytes: stream.bytes, packed: stream.packed, limit };
    Ok(match format {
        Format::JsonLines => Box::new(json::JsonLines::new(source)),
        Format::JsonValues => Box::new(json::JsonValues::new(source)),
        Format::Feed => Box::new(feed::entries(source).into_iter()),
        Format::Html => Box::new(std::iter::once(one(source, Body::Html))),
        Format::Text => Box::new(std::iter::once(one(source, Body::Text))),
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
    Ok(Clipping { id: source.id, body: body(text), ..Clipping::default() })
}
