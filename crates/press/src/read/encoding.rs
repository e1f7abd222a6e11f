//! Bytes to text, whatever they were written in.

use std::borrow::Cow;
use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use regex::bytes::Regex;

/// Decodes a whole file; never fails, what no encoding explains becomes U+FFFD.
///
/// In this order: a byte order mark; UTF-16 by its zero bytes; UTF-8 if the bytes are valid in it (a page that
/// was saved in UTF-8 often still declares what its server sent); UTF-8 with damage; the encoding that a
/// `<meta charset>` or XML declaration near the start names; and for what is left, a guess from the bytes.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    decode_as(bytes, None)
}

/// Decodes as [`decode`] does a page of which its server said that it is in the encoding of this label; that counts before
/// what the page says of itself.
pub(super) fn decode_as<'a>(bytes: &'a [u8], label: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    let said = label.and_then(|label| Encoding::for_label(label.as_bytes())).map(byte_wise);
    let declared = said.or_else(|| declared(bytes));
    if let Ok(text) = std::str::from_utf8(bytes) {
        // ISO-2022-JP is written in ASCII bytes, between escapes into Japanese
        if !text.contains("\x1b$") {
            return Cow::Borrowed(text);
        }
    }
    let encoding = match declared {
        _ if is_damaged_utf_8(bytes, declared) => UTF_8,
        Some(encoding) if encoding != UTF_8 => encoding,
        _ => guess(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0
}

/// Decodes as [`decode`] and makes `\r\n` and `\r` into `\n`: all offsets are into what this gives.
pub(super) fn decode_lines(bytes: &[u8]) -> String {
    decode_lines_as(bytes, None)
}

/// Decodes as [`decode_as`], with line ends as [`decode_lines`].
pub(super) fn decode_lines_as(bytes: &[u8], label: Option<&str>) -> String {
    let text = decode_as(bytes, label);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() }
}

/// UTF-16 without a mark: in news half of its bytes, always the same half, are mostly zero.
pub(super) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if half < 4 {
        return None;
    }
    match (even, odd) {
        (0, odd) if odd * 3 > half => Some(UTF_16LE),
        (even, 0) if even * 3 > half => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding named by a `<meta>` element or an XML declaration in the first kilobytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i-u)<(?:meta[^>]{0,300}charset|\?xml[^>]{0,200}encoding)\s*=\s*["']?\s*([\w.:-]+)"#)
            .expect("a constant pattern")
    });
    let found = NAMED.captures(&bytes[..bytes.len().min(8192)])?;
    Encoding::for_label(found.get(1)?.as_bytes()).map(byte_wise)
}

/// A file whose declaration can be read byte for byte is not in UTF-16, whatever it says.
fn byte_wise(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding }
}

/// Faults that a page may have which declares UTF-8 and has no letter beyond ASCII to show for it.
const FEW: usize = 8;

/// Whether bytes that are not valid UTF-8 are UTF-8 with some damage (a cut character, a stray byte) and not another
/// encoding, in which hardly a letter beyond ASCII would look like one of UTF-8.
fn is_damaged_utf_8(bytes: &[u8], declared: Option<&'static Encoding>) -> bool {
    let (mut letters, mut faults) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    // "ISO-2022-JP" is all ASCII, and other declarations are believed unless the bytes speak clearly against them
    match declared {
        Some(encoding) if encoding == UTF_8 => letters >= faults || faults <= FEW,
        Some(_) => letters > 20 * faults,
        None => letters > faults,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // what is ASCII tells nothing, except for the escapes of ISO-2022-JP
    let from = bytes.iter().position(|b| !b.is_ascii() || *b == 0x1b).unwrap_or(0).saturating_sub(BEFORE);
    // a megabyte tells as much as the whole, and the guess must not cost more than the reading
    detector.feed(&bytes[from..bytes.len().min(from + (1 << 20))], true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Bytes of ASCII that the guess sees before the first that is none.
const BEFORE: usize = 1 << 10;

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_KR, GB18030, ISO_2022_JP, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    #[test]
    fn text_in_the_encodings_of_the_world_is_read_as_it_was_meant() {
        let french = "Le président a été élu après une longue journée de débats à l’Assemblée, où siègent désormais cent députés.";
        let russian = "Президент подписал закон о бюджете, сообщила во вторник пресс-служба правительства.";
        let chinese = "中国外交部发言人星期二在北京举行的例行记者会上说，两国将继续保持沟通。";
        let taiwan = "外交部發言人星期二在臺北舉行的例行記者會上說，兩國將繼續保持溝通，並擴大經濟合作。";
        let japanese = "政府は火曜日、来年度の予算案を閣議決定した。首相は記者会見で理解を求めた。";
        let korean = "정부는 화요일 국무회의를 열고 내년도 예산안을 의결했다고 밝혔다.";
        for (text, encoding) in [
            (french, WINDOWS_1252),
            (russian, WINDOWS_1251),
            (chinese, GB18030),
            (taiwan, BIG5),
            (japanese, SHIFT_JIS),
            (japanese, ISO_2022_JP),
            (korean, EUC_KR),
            (french, UTF_8),
        ] {
            let bytes = encoding.encode(text).0;
            assert_eq!(decode(&bytes), text, "{}", encoding.name());
        }
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let text = "The minister resigned on Tuesday.";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little), text);
        assert_eq!(decode(&big), text);
        assert_eq!(decode(&[&[0xff, 0xfe], &little[..]].concat()), text);
        assert_eq!(decode(&[&[0xfe, 0xff], &big[..]].concat()), text);
    }

    #[test]
    fn a_declaration_is_believed_unless_the_bytes_are_utf_8() {
        let page =
            |text: &str| format!("<html><meta http-equiv=Content-Type content='text/html; charset=koi8-r'>{text}");
        let said = page("Президент");
        assert!(decode(&encoding_rs::KOI8_R.encode(&said).0).contains("Президент"));
        assert!(decode(said.as_bytes()).contains("Президент"));
        let xml = "<?xml version='1.0' encoding='ISO-8859-1'?><rss>été</rss>";
        assert!(decode(&WINDOWS_1252.encode(xml).0).contains("été"));
    }

    #[test]
    fn a_stray_byte_does_not_make_utf_8_into_another_encoding() {
        let mut bytes = "Премьер-министр прибыл во вторник на переговоры".as_bytes().to_vec();
        bytes.push(0xff);
        assert!(decode(&bytes).starts_with("Премьер-министр прибыл"));
    }

    #[test]
    fn damaged_utf_8_keeps_all_its_good_letters_wherever_they_stand() {
        let page = |head: &str, text: &str| [head.as_bytes(), text.as_bytes(), b" a stray \xe9 byte"].concat();
        for (head, text) in [
            ("<meta charset=utf-8>", "The café opened."),
            ("<?xml version='1.0' encoding='UTF-8'?>", "No letter beyond ASCII."),
            ("", "Le café a rouvert à midi."),
            (&"All of this is ASCII. ".repeat(5000), "“Le café” a rouvert à midi."),
        ] {
            let bytes = page(head, text);
            assert_eq!(decode(&bytes), format!("{head}{text} a stray \u{fffd} byte"));
        }
    }

    #[test]
    fn a_wrong_declaration_of_utf_8_does_not_lose_the_letters() {
        let text = "<meta charset=utf-8>Президент подписал закон о бюджете, сообщила пресс-служба правительства.";
        assert_eq!(decode(&WINDOWS_1251.encode(text).0), text);
    }

    #[test]
    fn letters_after_much_ascii_are_guessed_all_the_same() {
        let text =
            "All of this is ASCII. ".repeat(80_000) + "Президент подписал закон о бюджете, сообщила пресс-служба.";
        assert!(decode(&WINDOWS_1251.encode(&text).0) == text);
    }

    #[test]
    fn line_ends_become_newlines() {
        assert_eq!(decode_lines(b"one\r\ntwo\rthree\n"), "one\ntwo\nthree\n");
    }
}
