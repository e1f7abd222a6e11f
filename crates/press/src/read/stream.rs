//! The bytes of an input, unpacked, with enough of their start in view to tell what they are.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Decoder, Encoding};
use flate2::bufread::GzDecoder;

use super::inputs::Input;

/// Bytes looked at to tell the format.
pub(super) const HEAD: usize = 64 * 1024;

/// Gzip or Zstandard within one of them, no deeper than this.
const LAYERS: usize = 3;

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    /// As the first bytes tell it: for Zstandard a frame, or one to be skipped, as parallel packers write first.
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstandard),
            // 0x5d is a dictionary, without which the rest cannot be unpacked
            [0x50..=0x5c, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstandard),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstandard => "Zstandard",
        }
    }
}

/// What is wrong with a packed stream; the source of the [`io::Error`] that reading it ends with.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub(super) struct Damage {
    /// What packed it.
    pub by: &'static str,
    /// What is wrong.
    pub why: String,
}

/// What an input holds, after unpacking.
pub(super) struct Stream {
    /// The first bytes, up to [`HEAD`]; they are also the first that `bytes` gives.
    pub head: Vec<u8>,
    /// All bytes.
    pub bytes: Box<dyn BufRead + Send>,
    /// Whether it was packed.
    pub packed: bool,
}

impl Stream {
    /// Opens an input and unpacks it, however it is named.
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
            let Some(packing) = Packing::of(&stream.head) else { break };
            let unpacked: Box<dyn Read + Send> = match packing {
                Packing::Gzip => Box::new(Gunzip::new(stream.bytes)),
                Packing::Zstandard => Box::new(zstd::Decoder::with_buffer(stream.bytes)?),
            };
            stream = Self::look(Box::new(Unpacking { packing, bytes: Some(unpacked) }), true)?;
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

/// A stream that is being unpacked; after damage it has ended.
struct Unpacking {
    packing: Packing,
    bytes: Option<Box<dyn Read + Send>>,
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(bytes) = &mut self.bytes else { return Ok(0) };
        bytes.read(buffer).map_err(|error| {
            // what the system says, or what lies within, stays as it is
            if error.raw_os_error().is_some()
                || error.kind() == io::ErrorKind::Interrupted
                || error.get_ref().is_some_and(|inner| inner.is::<Damage>())
            {
                return error;
            }
            self.bytes = None;
            let why = match error.kind() {
                io::ErrorKind::UnexpectedEof => "it ends too soon".to_owned(),
                _ => error.to_string(),
            };
            io::Error::new(error.kind(), Damage { by: self.packing.name(), why })
        })
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
    fn zstandard_is_unpacked_frame_by_frame_up_to_its_damage() {
        let text = "a line of news\n".repeat(20_000);
        let pack = |text: &str| zstd::encode_all(text.as_bytes(), 3).unwrap();
        assert_eq!(unpacked([pack("one "), pack("two")].concat()).0, "one two");
        assert_eq!(unpacked(gzip(&pack("within"))).0, "within");
        let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4][..], &pack("after")].concat();
        assert_eq!(unpacked(skipped).0, "after");
        let mut cut = [pack(&text), pack(&text)].concat();
        cut.truncate(cut.len() - 9);
        let (got, error) = unpacked(cut);
        assert!(got.starts_with(&text), "{}", got.len());
        let error = error.unwrap();
        let damage = error.get_ref().and_then(|inner| inner.downcast_ref::<Damage>()).unwrap();
        assert_eq!((damage.by, damage.why.as_str()), ("Zstandard", "it ends too soon"));
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
