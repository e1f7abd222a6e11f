//! Keeps pages from nesting so deep that parsing them takes long or their tree breaks the stack.

use std::borrow::Cow;

/// Elements within one another; real pages stay far below.
pub(super) const DEEPEST: usize = 200;

/// Formatting elements open at one time. HTML opens them anew in each paragraph until they are closed, so that many
/// unclosed ones multiply.
const FORMATS: usize = 8;

/// The page with start tags beyond [`DEEPEST`] left out; their text stays. One pass; most pages come back as they are.
///
/// Follows the parser's rules closely enough to count what stays open: end tags close the nearest element of their name, but
/// not across a table cell. Elements whose end may be left out (`p`, `li` and the like) do not count.
pub(super) fn shallow(html: &str) -> Cow<'_, str> {
    if html.bytes().filter(|b| *b == b'<').take(DEEPEST).count() < DEEPEST {
        return Cow::Borrowed(html);
    }
    let mut open: Vec<&str> = Vec::new();
    let mut formats = 0usize;
    let mut kept: Option<String> = None;
    let mut copied = 0;
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        at = tag.end;
        let drop = match tag.kind {
            Kind::End => {
                formats -= usize::from(is_format(tag.name) && formats > 0);
                close(&mut open, tag.name);
                false
            }
            Kind::Start if is_format(tag.name) => {
                formats += 1;
                formats > FORMATS
            }
            Kind::Start if is_light(tag.name) => false,
            Kind::Start => {
                if is_table_part(tag.name) {
                    let table = open.iter().rposition(|name| name.eq_ignore_ascii_case("table")).map_or(0, |n| n + 1);
                    if table > 0 {
                        open.truncate(table);
                    }
                }
                let full = open.len() >= DEEPEST;
                if !full {
                    open.push(tag.name);
                }
                full
            }
        };
        if drop {
            kept.get_or_insert_with(|| String::with_capacity(html.len())).push_str(&html[copied..tag.start]);
            copied = tag.end;
        } else if matches!(tag.kind, Kind::Start) && is_raw(tag.name) && !open.iter().any(|n| is_foreign(n)) {
            at = end_of_raw(html, at, tag.name);
        }
    }
    match kept {
        Some(mut kept) => {
            kept.push_str(&html[copied..]);
            Cow::Owned(kept)
        }
        None => Cow::Borrowed(html),
    }
}

enum Kind {
    Start,
    End,
}

struct Tag<'h> {
    kind: Kind,
    name: &'h str,
    start: usize,
    end: usize,
}

/// The next start or end tag from byte `at` on; comments and declarations are passed over.
fn next_tag(html: &str, mut at: usize) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    loop {
        let start = at + html.get(at..)?.find('<')?;
        let rest = &html[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            let open = html.len() - comment.len();
            // "<!-->" and "<!--->" are whole comments
            let from = open.saturating_sub(2);
            at = html[from..].find("-->").map_or(html.len(), |end| from + end + 3);
            continue;
        }
        if rest.starts_with(['!', '?']) {
            at = rest.find('>').map_or(html.len(), |end| start + 1 + end + 1);
            continue;
        }
        let (kind, name_at) = if rest.starts_with('/') { (Kind::End, start + 2) } else { (Kind::Start, start + 1) };
        if !bytes.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
            continue;
        }
        let name_len =
            bytes[name_at..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>')).count();
        let end = end_of_tag(bytes, name_at + name_len);
        return Some(Tag { kind, name: &html[name_at..name_at + name_len], start, end });
    }
}

/// One past the `>` of a tag whose name ends at `at`; a quoted attribute may hold `>`.
fn end_of_tag(bytes: &[u8], mut at: usize) -> usize {
    let mut after_equals = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' if after_equals => {
                at += bytes[at + 1..].iter().position(|b| b == byte).map_or(bytes.len(), |end| end + 1);
                after_equals = false;
            }
            b'=' => after_equals = true,
            b if b.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    bytes.len()
}

/// Where the content of an element that holds no tags ends.
fn end_of_raw(html: &str, at: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut from = at;
    while let Some(found) = html[from..].find("</") {
        let start = from + found;
        let after = start + 2 + name.len();
        if bytes.get(start + 2..after).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(after).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
        {
            return start;
        }
        from = start + 2;
    }
    html.len()
}

fn close(open: &mut Vec<&str>, name: &str) {
    let crosses_cells = is_table_part(name) || name.eq_ignore_ascii_case("table");
    for at in (0..open.len()).rev() {
        if open[at].eq_ignore_ascii_case(name) {
            open.truncate(at);
            return;
        }
        let wall = if crosses_cells { open[at].eq_ignore_ascii_case("table") } else { is_wall(open[at]) };
        if wall {
            return;
        }
    }
}

fn any(name: &str, of: &[&str]) -> bool {
    of.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// Elements that cannot be closed from within by the end tag of one around them.
fn is_wall(name: &str) -> bool {
    any(name, &["td", "th", "caption", "table", "template", "object", "applet", "marquee", "button", "foreignObject"])
}

fn is_table_part(name: &str) -> bool {
    any(name, &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"])
}

/// Elements that hold nothing, or that end by themselves where the next of their kind begins.
fn is_light(name: &str) -> bool {
    const LIGHT: [&str; 27] = [
        "p", "li", "dt", "dd", "option", "optgroup", "rt", "rp", "html", "head", "body", "a", "area", "base", "br",
        "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "tr",
    ];
    any(name, &LIGHT) || is_raw(name)
}

fn is_raw(name: &str) -> bool {
    any(name, &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"])
}

fn is_foreign(name: &str) -> bool {
    any(name, &["svg", "math"])
}

fn is_format(name: &str) -> bool {
    any(name, &["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn deep_nesting_is_flattened_and_keeps_its_text() {
        let deep = format!("{}core{}", "<div class='>'>".repeat(10_000), "</div>".repeat(10_000));
        let flat = shallow(&deep);
        assert_eq!(flat.matches("<div").count(), DEEPEST);
        assert!(flat.contains("core"));
    }

    #[test]
    fn long_pages_that_are_not_deep_come_back_as_they_are() {
        let row = "<tr><td><p>One<li>two<br><b>three</b><a href=x>four</a></td></tr>";
        let page = format!("<div><table>{}</table></div>", row.repeat(1000));
        assert!(matches!(shallow(&page), Cow::Borrowed(_)));
        let script = format!("<script>{}</script><!-- {} -->", "'<div>'".repeat(1000), "<div>".repeat(1000));
        assert!(matches!(shallow(&script), Cow::Borrowed(_)));
    }

    #[test]
    fn end_tags_that_the_parser_ignores_do_not_hide_the_depth() {
        let page = "<div><table><tr><td></div>".repeat(2000);
        assert!(shallow(&page).matches("<div").count() <= DEEPEST);
    }

    proptest! {
        #[test]
        fn no_page_makes_it_fail(parts in proptest::collection::vec("<(/)?(div|td|table|b|script|svg|!--)? ?[a-z=\"'é>]{0,3}", 0..600)) {
            let _ = shallow(&parts.concat());
        }
    }
}
