//! Addresses of the network, names of files, handles and tags: one word each.

use super::rules::{RULES, part};

/// The end of the address or file name that begins at the start of `rest`, the rest of a run without blanks.
pub(super) fn address(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let scheme = letters > 1 && (rest[letters..].starts_with("://") || rest.starts_with("mailto:"));
    if scheme || (letters == 3 && rest[3..].starts_with('.') && rest.len() > 5 && rest[..3].eq_ignore_ascii_case("www"))
    {
        let end = trimmed(rest);
        return (end > letters + 1).then_some(end);
    }
    mail(bytes).or_else(|| host(rest))
}

/// `name@host`, whole; also without a dot in the host, as mail programs within a firm write it.
fn mail(bytes: &[u8]) -> Option<usize> {
    let name =
        bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-')).count();
    if name == 0 || bytes.get(name) != Some(&b'@') {
        return None;
    }
    let host =
        bytes[name + 1..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')).count();
    let mut end = name + 1 + host;
    while end > name + 1 && !bytes[end - 1].is_ascii_alphanumeric() {
        end -= 1;
    }
    (end > name + 1).then_some(end)
}

/// `example.org`, `example.org/path`, `report.pdf`, `alt.some.newsgroup`.
fn host(rest: &str) -> Option<usize> {
    let run = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')).count();
    let run = rest[..run].trim_end_matches(['.', '-', '_']);
    let (front, last) = run.rsplit_once('.')?;
    let labels = || front.split('.');
    let one_case = |s: &str| !s.bytes().any(|b| b.is_ascii_uppercase()) || !s.bytes().any(|b| b.is_ascii_lowercase());
    if !one_case(last) || labels().any(str::is_empty) {
        return None;
    }
    let capital = last.starts_with(|c: char| c.is_ascii_uppercase());
    if capital && front.bytes().any(|b| b.is_ascii_lowercase()) && !RULES.is_part(last, part::FILE) {
        return None; // "ended.IT", not a host
    }
    let path = rest[run.len()..].starts_with('/');
    let spelled = |label: &str| label.len() > 1 && label.bytes().all(|b| b.is_ascii_lowercase());
    let group = labels().count() > 1 && spelled(last) && labels().all(spelled);
    let short = labels().all(|label| label.len() == 1);
    let known = RULES.is_part(last, part::DOMAIN | part::FILE) && !short;
    if !known && !group {
        return None;
    }
    Some(if path && RULES.is_part(last, part::DOMAIN) { trimmed(rest) } else { run.len() })
}

/// The length of an address that runs on to the end of `rest`, without the marks of the sentence around it.
fn trimmed(rest: &str) -> usize {
    let mut end = rest.find(['<', '>', '"', '“', '”', '»']).unwrap_or(rest.len());
    while let Some(last) = rest[..end].chars().next_back() {
        let marks = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | ']' | '}' | '…');
        let closes = last == ')'
            && rest[..end].bytes().filter(|b| *b == b'(').count() < rest[..end].bytes().filter(|b| *b == b')').count();
        if !marks && !closes {
            break;
        }
        end -= last.len_utf8();
    }
    end
}
