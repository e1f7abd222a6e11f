//! The bytes of an input, unpacked, with enough of their start in view to tell what they are.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Decoder, Encoding};
use flate2::bufread::GzDecoder;

use super::inputs::Input;

/// Bytes looked at to tell the format.
pub(super) const HEAD: usize = 64 * 1024;

/// Gzip within gzip, no deeper than this.
const LAYERS: usize = 3;

/// What an input holds, after unpacking.
pub(super) struct Stream {
    /// The first bytes, up to [`HEAD`]; they are also the first that `bytes` gives.
    pub head: Vec<u8>,
    /// All bytes.
    pub bytes: Box<dyn BufRead + Send>,
    /// Whether it came out of gzip, where a short or bad read means damage.
    pub packed: bool,
}

impl Stream {
    /// Opens an input and unpacks gzip, however it is named.
    pub(super) fn open(input: &Input) -> io::Result<Self> {
        let bytes: Box<dyn Read + Send> = match input {
            Input::Stdin => Box::new(io::stdin()),
            Input::File { path, .. } => {
                let file = File::open(path)?;
                // what is written to it from now on is not waited for
                let length = file.metadata()?.len();
                Box::new(file.take(length))
            }
        };
        Self::from_read(bytes)
    }

    pub(super) fn from_read(bytes: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut stream = Self::look(bytes, false)?;
        for _ in 0..LAYERS {
            if !stream.head.starts_with(&[0x1f, 0x8b]) {
                break;
            }
            stream = Self::look(Box::new(Gunzip::new(stream.bytes)), true)?;
        }
        Ok(stream)
    }

    /// Reads the head. Damage within it is kept for later: what stands before the damage is still to be read.
    fn look(mut bytes: Box<dyn Read + Send>, packed: bool) -> io::Result<Self> {
        let mut head = Vec::new();
        let outcome = bytes.by_ref().take(HEAD as u64).read_to_end(&mut head);
        let rest: Box<dyn Read + Send> = match outcome {
            Ok(_) => bytes,
            Err(error) if head.is_empty() => return Err(error),
            Err(error) => Box::new(Failing(Some(error))),
        };
        let whole = Cursor::new(head.clone()).chain(rest);
        Ok(Self { head, bytes: Box::new(BufReader::with_capacity(HEAD, whole)), packed })
    }

    /// The same stream as UTF-8, if it is written in `encoding`; bounded memory.
    pub(super) fn transcoded(self, encoding: &'static Encoding) -> io::Result<Self> {
        let decoding =
            Transcode { bytes: self.bytes, decoder: encoding.new_decoder(), text: Vec::new(), given: 0, done: false };
        Self::look(Box::new(decoding), self.packed)
    }
}

/// A stream at the point where it broke.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The members of a gzip file one after the other; zero padding after the last is passed over, as `gzip` does.
struct Gunzip {
    member: Option<GzDecoder<Box<dyn BufRead + Send>>>,
}

impl Gunzip {
    fn new(bytes: Box<dyn BufRead + Send>) -> Self {
        Self { member: Some(GzDecoder::new(bytes)) }
    }
}

impl Read for Gunzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = match member.read(buffer) {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                    self.member = None;
                    return Err(error);
                }
                read => read?,
            };
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(member) = self.member.take() else { break };
            let mut rest = member.into_inner();
            let next = loop {
                let ahead = rest.fill_buf()?;
                let zeros = ahead.iter().take_while(|b| **b == 0).count();
                if zeros < ahead.len() || ahead.is_empty() {
                    break ahead.get(zeros).copied();
                }
                rest.consume(zeros);
            };
            match next {
                None => {}
                Some(0x1f) => self.member = Some(GzDecoder::new(rest)),
                Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, "other data follows its end")),
            }
        }
        Ok(0)
    }
}

/// A stream in another encoding, given as UTF-8.
struct Transcode {
    bytes: Box<dyn BufRead + Send>,
    decoder: Decoder,
    text: Vec<u8>,
    given: usize,
    done: bool,
}

impl Read for Transcode {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.done {
            let source = self.bytes.fill_buf()?;
            self.done = source.is_empty();
            self.text.resize(HEAD, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(source, &mut self.text, self.done);
            self.text.truncate(written);
            self.given = 0;
            self.bytes.consume(read);
        }
        let n = buffer.len().min(self.text.len() - self.given);
        buffer[..n].copy_from_slice(&self.text[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: Vec<u8>) -> (String, Option<io::Error>) {
        let mut stream = Stream::from_read(Box::new(Cursor::new(bytes))).unwrap();
        let mut text = Vec::new();
        let error = stream.bytes.read_to_end(&mut text).err();
        (String::from_utf8(text).unwrap(), error)
    }

    #[test]
    fn members_layers_and_padding_of_gzip_are_all_unpacked() {
        let two = [gzip(b"one "), gzip(b"two"), vec![0; 512]].concat();
        assert_eq!(unpacked(two.clone()).0, "one two");
        assert!(unpacked(two).1.is_none());
        assert_eq!(unpacked(gzip(&gzip(b"within"))).0, "within");
    }

    #[test]
    fn what_stands_before_the_damage_is_given_and_then_the_error() {
        let text = "a line of news\n".repeat(20_000);
        let mut cut = gzip(text.as_bytes());
        cut.truncate(cut.len() - 20);
        let (got, error) = unpacked(cut);
        assert!(text.starts_with(&got) && got.len() > 100_000, "{}", got.len());
        assert_eq!(error.unwrap().kind(), io::ErrorKind::UnexpectedEof);
        let (got, error) = unpacked([gzip(b"whole"), b"garbage".to_vec()].concat());
        assert_eq!(got, "whole");
        assert_eq!(error.unwrap().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn utf_16_streams_are_given_as_utf_8() {
        let text = "{\"text\": \"été\"}\n".repeat(10_000);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let stream = Stream::from_read(Box::new(Cursor::new(bytes))).unwrap();
        let mut got = String::new();
        stream.transcoded(encoding_rs::UTF_16LE).unwrap().bytes.read_to_string(&mut got).unwrap();
        assert!(got == text);
    }
}
