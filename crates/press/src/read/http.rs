//! What a web server answered, as crawlers keep it: status, head, and a page in some coding and encoding.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::encoding::decode_lines_as;
use super::error::Problem;

/// The page in an answer; none if it is no page, or no answer that brings one (a redirect, an error).
///
/// Crawlers keep some answers as they came over the wire and unpack others without saying so in the head: chunks and packing
/// that the head tells of are undone where the bytes are really so.
///
/// # Errors
/// [`Problem::Warc`], [`Problem::Coding`], [`Problem::Packed`], and [`Problem::TooLong`] for a page beyond `limit` bytes.
pub(super) fn page(answer: &[u8], limit: usize) -> Result<Option<String>, Problem> {
    let (head, body) =
        split(answer).ok_or_else(|| Problem::Warc("a response that does not hold an answer of HTTP".to_owned()))?;
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split_ascii_whitespace().nth(1));
    if !matches!(status, Some("200" | "203")) {
        return Ok(None);
    }
    let fields: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    let field = |name: &str| {
        let found = fields.iter().find(|(given, _)| given.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_ascii_lowercase()).unwrap_or_default()
    };
    let kind = field("content-type");
    let is_told = !kind.is_empty();
    if is_told && !is_page(&kind) {
        return Ok(None);
    }
    let whole = match field("transfer-encoding").contains("chunked") {
        true => unchunked(body).map_or(Cow::Borrowed(body), Cow::Owned),
        false => Cow::Borrowed(body),
    };
    let bytes = unpacked(whole, &field("content-encoding"), limit)?;
    if bytes.len() > limit {
        return Err(Problem::TooLong(limit));
    }
    let text = decode_lines_as(&bytes, parameter(&kind, "charset"));
    let begins_as_page = || text.trim_start_matches(['\u{feff}', ' ', '\n', '\t']).starts_with('<');
    Ok((is_told || begins_as_page()).then_some(text))
}

/// Whether a content type, in lower case, is that of a page.
pub(super) fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    matches!(kind, "text/html" | "application/xhtml+xml")
}

/// A parameter of a content type, without quotation marks.
pub(super) fn parameter<'a>(kind: &'a str, name: &str) -> Option<&'a str> {
    let given = kind.split(';').skip(1).filter_map(|part| part.split_once('='));
    let found = given.into_iter().find(|(given, _)| given.trim() == name);
    found.map(|(_, value)| value.trim().trim_matches(['"', '\''])).filter(|value| !value.is_empty())
}

/// Head and body of an answer.
fn split(answer: &[u8]) -> Option<(&[u8], &[u8])> {
    if !answer.starts_with(b"HTTP/") {
        return None;
    }
    let mut at = 0;
    while let Some(end) = answer[at..].iter().position(|byte| *byte == b'\n') {
        let line = &answer[at..at + end];
        if line.is_empty() || line == b"\r" {
            return Some((&answer[..at], &answer[at + end + 1..]));
        }
        at += end + 1;
    }
    // a head alone
    Some((answer, &[]))
}

/// A body put together from its chunks; none if it is not in chunks. What a cut body has of its last chunk is kept.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    while !rest.is_empty() {
        let end = rest.iter().take(100).position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            break;
        }
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        whole.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    }
    Some(whole)
}

/// A body unpacked, up to one byte beyond the limit.
fn unpacked<'a>(body: Cow<'a, [u8]>, coding: &str, limit: usize) -> Result<Cow<'a, [u8]>, Problem> {
    let packed = match body.get(..4) {
        _ if body.is_empty() => return Ok(body),
        Some([0x1f, 0x8b, ..]) => read(MultiGzDecoder::new(&*body), limit),
        Some([0x28, 0xb5, 0x2f, 0xfd]) => zstd::Decoder::new(&*body).and_then(|unpacked| read(unpacked, limit)),
        _ if coding.contains("deflate") => {
            let unpacked = read(ZlibDecoder::new(&*body), limit).or_else(|_| read(DeflateDecoder::new(&*body), limit));
            return Ok(unpacked.map_or(body, Cow::Owned)); // else it was unpacked already
        }
        // unpacked already, if it is text
        _ if coding.contains("br") && !is_text(&body) => return Err(Problem::Coding(coding.to_owned())),
        _ => return Ok(body),
    };
    let by = if body.starts_with(&[0x1f]) { "gzip" } else { "Zstandard" };
    packed.map(Cow::Owned).map_err(|error| Problem::Packed { by, why: error.to_string() })
}

fn read(unpacked: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    unpacked.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the start of a body has no controls but those of text.
fn is_text(body: &[u8]) -> bool {
    body.iter().take(512).all(|byte| *byte >= b' ' || byte.is_ascii_whitespace())
        && body.trim_ascii_start().first().is_some_and(|byte| *byte == b'<')
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
    use std::io::Write;

    fn answer(head: &str, body: &[u8]) -> Vec<u8> {
        [b"HTTP/1.1 200 OK\r\n", head.as_bytes(), b"\r\n\r\n", body].concat()
    }

    fn html(head: &str, body: &[u8]) -> String {
        page(&answer(head, body), 1 << 20).unwrap().unwrap()
    }

    #[test]
    fn the_encoding_is_that_of_the_head_unless_the_bytes_are_utf_8() {
        let cyrillic = "<p>Министр ушёл в отставку.</p>";
        let koi8 = encoding_rs::KOI8_R.encode(cyrillic).0.into_owned();
        assert_eq!(html("Content-Type: text/html; charset=\"koi8-r\"", &koi8), cyrillic);
        assert_eq!(html("Content-Type: text/html; charset=koi8-r", cyrillic.as_bytes()), cyrillic);
        let declared = encoding_rs::WINDOWS_1251.encode("<meta charset=koi8-r><p>Министр").0.into_owned();
        assert!(html("content-type:text/html;charset=windows-1251", &declared).ends_with("Министр"));
    }

    #[test]
    fn chunks_and_packing_are_undone_where_the_bytes_are_really_so() {
        let text = "<p>Rain fell on the pass, and the road was shut.</p>";
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(text.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(text.as_bytes()).unwrap();
        let zlib = zlib.finish().unwrap();
        let chunked = |body: &[u8]| {
            let (a, b) = body.split_at(10);
            let size = |part: &[u8]| format!("{:x};name=value\r\n", part.len()).into_bytes();
            [&size(a)[..], a, b"\r\n", &size(b), b, b"\r\n0\r\n\r\n"].concat()
        };
        let kind = "Content-Type: text/html\r\n";
        for (head, body) in [
            ("Transfer-Encoding: chunked", chunked(text.as_bytes())),
            ("Transfer-Encoding: chunked", text.as_bytes().to_vec()),
            ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(&gzip)),
            ("Content-Encoding: gzip", gzip.clone()),
            ("Content-Encoding: gzip", text.as_bytes().to_vec()),
            ("Content-Encoding: deflate", zlib),
            ("Content-Encoding: deflate", text.as_bytes().to_vec()),
            ("Content-Encoding: zstd", zstd::encode_all(text.as_bytes(), 3).unwrap()),
            ("Content-Encoding: br", text.as_bytes().to_vec()),
        ] {
            assert_eq!(html(&format!("{kind}{head}"), &body), text, "{head}");
        }
        assert!(matches!(
            page(&answer(&format!("{kind}Content-Encoding: gzip"), &gzip[..20]), 99),
            Err(Problem::Packed { .. })
        ));
        assert!(matches!(page(&answer(kind.trim(), &gzip), 20), Err(Problem::TooLong(20))));
    }

    #[test]
    fn what_is_no_page_is_none_and_no_answer_an_error() {
        for head in ["Content-Type: image/png", "Content-Type: application/json"] {
            assert_eq!(page(&answer(head, b"<p>Rain fell.</p>"), 99).unwrap(), None);
        }
        assert_eq!(page(b"HTTP/1.1 404 Not Found\r\n\r\n<p>No.</p>", 99).unwrap(), None);
        assert_eq!(page(b"HTTP/1.0 200 OK\n\n<p>Rain fell.</p>", 99).unwrap().unwrap(), "<p>Rain fell.</p>");
        assert_eq!(page(b"HTTP/1.0 200 OK\n\nRain", 99).unwrap(), None);
        assert!(matches!(page(b"<p>Rain fell.</p>", 99), Err(Problem::Warc(_))));
    }
}
