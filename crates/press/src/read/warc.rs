//! WARC (ISO 28500): what crawlers keep of the web, record after record; of these the pages that servers answered with.
//!
//! A `response` holds what a server sent, a `resource` a page as it was fetched, a `conversion` the text of a page (the WET
//! files of Common Crawl). All else, and what is no page (redirects, images, errors), is passed over. Where a gzip file is
//! made of a member for each record, as it should be, all members are read one after the other; a file that is cut is read
//! up to its last whole record.

use std::io::{self, BufRead, Read};

use super::error::{Problem, ReadError, Unit};
use super::http;
use super::{Article, Source, encoding};
use crate::clipping::{Body, Clipping};

/// Longest head of a record, in bytes.
const LONGEST_HEAD: usize = 64 << 10;

/// The pages of a WARC file.
pub(super) struct Pages {
    source: Source,
    /// Number of the record that is being read, from 1.
    record: u64,
    pages: u64,
    ended: bool,
}

/// The head of a record.
#[derive(Debug, Default)]
struct Head {
    kind: String,
    length: u64,
    content_type: String,
    target: Option<String>,
}

/// What stands in the way of a record or of all that follow.
enum Trouble {
    /// This record cannot be used; the next may.
    Record(Problem, Option<String>),
    /// The file cannot be read any further.
    File(Problem),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::File(Problem::from_io(error))
    }
}

impl Pages {
    pub(super) fn new(source: Source) -> Self {
        Self { source, record: 0, pages: 0, ended: false }
    }

    /// Reads on to the next page; `None` at the end.
    fn advance(&mut self) -> Result<Option<Clipping>, Trouble> {
        while let Some(head) = self.head()? {
            let most = self.source.limit as u64 + LONGEST_HEAD as u64;
            if !head.may_hold_page() {
                self.skip(head.length)?;
                continue;
            }
            if head.length > most {
                self.skip(head.length)?;
                return Err(Trouble::Record(Problem::TooLong(self.source.limit), head.target));
            }
            let mut content = Vec::new();
            self.source.bytes.by_ref().take(head.length).read_to_end(&mut content)?;
            if (content.len() as u64) < head.length {
                return Err(Trouble::File(Problem::CutRecord));
            }
            let page = head.page(&content, self.source.limit);
            match page {
                Ok(Some(body)) => return Ok(Some(self.clipping(head, body))),
                Ok(None) => {}
                Err(problem) => return Err(Trouble::Record(problem, head.target)),
            }
        }
        Ok(None)
    }

    fn clipping(&self, head: Head, body: Body) -> Clipping {
        let id = head.target.clone().unwrap_or_else(|| self.source.numbered(self.record));
        Clipping { id, url: head.target, body, ..Clipping::default() }
    }

    /// The head of the next record; `None` at the end of the file.
    fn head(&mut self) -> Result<Option<Head>, Trouble> {
        let mut room = LONGEST_HEAD;
        self.record += 1;
        let version = loop {
            match self.line(&mut room)? {
                None => {
                    self.record -= 1;
                    return Ok(None);
                }
                Some(line) if line.is_empty() => {}
                Some(line) => break line,
            }
        };
        if !version.starts_with(b"WARC/") {
            return Err(Trouble::File(Problem::Warc("something else stands where a record must begin".to_owned())));
        }
        let (mut head, mut length) = (Head::default(), None);
        loop {
            let line = self.line(&mut room)?.ok_or(Trouble::File(Problem::CutRecord))?;
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(&line);
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "content-length" => length = value.parse().ok(),
                "content-type" => head.content_type = value.to_ascii_lowercase(),
                "warc-target-uri" => head.target = target(value),
                _ => {}
            }
        }
        head.length =
            length.ok_or_else(|| Trouble::File(Problem::Warc("a record that does not tell its length".to_owned())))?;
        Ok(Some(head))
    }

    /// The next line without its end; `None` at the end of the file. A line takes of the room that is left to a head.
    fn line(&mut self, room: &mut usize) -> Result<Option<Vec<u8>>, Trouble> {
        let mut line = Vec::new();
        let read = self.source.bytes.by_ref().take(*room as u64).read_until(b'\n', &mut line)?;
        if read == *room {
            return Err(Trouble::File(Problem::Warc(format!(
                "the head of a record is longer than {LONGEST_HEAD} bytes"
            ))));
        }
        *room -= read;
        if read == 0 {
            return Ok(None);
        }
        if line.pop_if(|byte| *byte == b'\n').is_none() {
            return Err(Trouble::File(Problem::CutRecord));
        }
        line.pop_if(|byte| *byte == b'\r');
        Ok(Some(line))
    }

    fn skip(&mut self, length: u64) -> Result<(), Trouble> {
        let skipped = io::copy(&mut self.source.bytes.by_ref().take(length), &mut io::sink())?;
        if skipped < length { Err(Trouble::File(Problem::CutRecord)) } else { Ok(()) }
    }

    fn error(&self, problem: Problem, id: Option<String>) -> ReadError {
        let error = ReadError::on_line(&self.source.name, self.record.max(1), problem);
        ReadError { id, ..error.counted_by(Unit::Record) }
    }
}

impl Iterator for Pages {
    type Item = Article;

    fn next(&mut self) -> Option<Article> {
        if self.ended {
            return None;
        }
        match self.advance() {
            Ok(Some(page)) => {
                self.pages += 1;
                Some(Ok(page))
            }
            Ok(None) => {
                self.ended = true;
                (self.pages == 0).then(|| Err(ReadError::new(&self.source.name, Problem::NoPages(self.record))))
            }
            Err(Trouble::Record(problem, id)) => {
                self.pages += 1;
                Some(Err(self.error(problem, id)))
            }
            Err(Trouble::File(problem)) => {
                self.ended = true;
                Some(Err(self.error(problem, None)))
            }
        }
    }
}

/// An address as old crawlers write it, in angle brackets, without them; none where it is no address of a page.
fn target(value: &str) -> Option<String> {
    let value = value.trim_start_matches('<').trim_end_matches('>').trim();
    (!value.is_empty() && !value.starts_with("dns:")).then(|| value.to_owned())
}

impl Head {
    fn may_hold_page(&self) -> bool {
        match self.kind.as_str() {
            "response" => self.content_type.starts_with("application/http"),
            "resource" => http::is_page(&self.content_type),
            "conversion" => self.content_type.starts_with("text/plain"),
            _ => false,
        }
    }

    /// The page or text that the record holds, if it holds one.
    fn page(&self, content: &[u8], limit: usize) -> Result<Option<Body>, Problem> {
        let label = http::parameter(&self.content_type, "charset");
        let text = || encoding::decode_lines_as(content, label);
        let body = match self.kind.as_str() {
            "response" => http::page(content, limit)?.map(Body::Html),
            "resource" => Some(Body::Html(text())),
            _ => Some(Body::Text(text())),
        };
        Ok(body.filter(|(Body::Text(text) | Body::Html(text))| !text.trim().is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record as a crawler writes it.
    fn record(kind: &str, target: &str, content_type: &str, content: &str) -> String {
        let length = content.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {target}\r\nContent-Type: {content_type}\r\n\
             Content-Length: {length}\r\n\r\n{content}\r\n\r\n"
        )
    }

    fn answer(target: &str, text: &str) -> String {
        let content = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{text}</p>");
        record("response", target, "application/http; msgtype=response", &content)
    }

    fn pages(warc: &[u8]) -> Vec<Article> {
        let bytes = Box::new(io::Cursor::new(warc.to_vec()));
        Pages::new(Source { name: "w".into(), id: Some("w".into()), bytes, limit: 1000 }).collect()
    }

    #[test]
    fn pages_are_told_from_all_else_that_a_crawler_keeps() {
        let warc = [
            record("warcinfo", "", "application/warc-fields", "software: a crawler"),
            record("request", "http://a.example/1", "application/http; msgtype=request", "GET /1 HTTP/1.1\r\n\r\n"),
            answer("http://a.example/1", "Rain fell."),
            record("response", "dns:a.example", "text/dns", "a.example 10.0.0.1"),
            record("response", "http://a.example/2", "application/http", "HTTP/1.1 301 Moved\r\nLocation: /1\r\n\r\n"),
            record("resource", "<http://a.example/3>", "text/html; charset=utf-8", "<p>Snow fell.</p>"),
            record("conversion", "http://a.example/4", "text/plain", "Hail\r\nfell."),
            record("metadata", "http://a.example/1", "application/warc-fields", "fetchTimeMs: 7"),
        ];
        let read: Vec<(String, Body)> = pages(warc.concat().as_bytes())
            .into_iter()
            .map(|page| page.map(|page| (page.id, page.body)).unwrap())
            .collect();
        assert_eq!(
            read,
            [
                ("http://a.example/1".to_owned(), Body::Html("<p>Rain fell.</p>".to_owned())),
                ("http://a.example/3".to_owned(), Body::Html("<p>Snow fell.</p>".to_owned())),
                ("http://a.example/4".to_owned(), Body::Text("Hail\nfell.".to_owned())),
            ]
        );
    }

    #[test]
    fn a_cut_file_is_read_up_to_its_last_whole_record() {
        let whole = answer("http://a.example/1", "Rain fell.") + &answer("http://a.example/2", "Snow fell.");
        let first = answer("http://a.example/1", "Rain fell.").len();
        for cut in first + 1..whole.len() - 4 {
            let read = pages(&whole.as_bytes()[..cut]);
            assert!(read.len() == 2 && read[0].is_ok(), "{cut}: {read:?}");
            let error = read[1].as_ref().unwrap_err();
            assert!(matches!(error.problem, Problem::CutRecord), "{cut}: {error}");
            assert!(error.what().starts_with("record 2: is cut"), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_named_by_its_record_and_the_next_is_read() {
        let long = answer("http://a.example/1", &"Rain fell. ".repeat(7000));
        let brotli = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n\u{1}\u{2}";
        let packed = record("response", "http://a.example/2", "application/http", brotli);
        let read = pages([long, packed, answer("http://a.example/3", "Snow fell.")].concat().as_bytes());
        let problem = |n: usize| &read[n].as_ref().unwrap_err().problem;
        assert!(
            matches!(problem(0), Problem::TooLong(1000)) && matches!(problem(1), Problem::Coding(by) if by == "br")
        );
        assert_eq!(read[1].as_ref().unwrap_err().id.as_deref(), Some("http://a.example/2"));
        assert!(read.len() == 3 && read[2].is_ok());
    }

    #[test]
    fn what_is_no_warc_ends_the_reading_with_an_error() {
        let no_length = "WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n";
        let rest = answer("http://a.example/1", "Rain fell.") + "and then something else\r\n";
        let endless = format!("WARC/1.0\r\nX: {}", "x".repeat(LONGEST_HEAD));
        for (warc, at) in [(no_length, 0), (rest.as_str(), 1), (endless.as_str(), 0)] {
            let read = pages(warc.as_bytes());
            assert!(read.len() == at + 1, "{read:?}");
            assert!(matches!(read[at].as_ref().unwrap_err().problem, Problem::Warc(_)), "{read:?}");
        }
        let none = pages(record("warcinfo", "", "application/warc-fields", "").as_bytes());
        assert!(matches!(none[0].as_ref().unwrap_err().problem, Problem::NoPages(1)), "{none:?}");
    }
}
