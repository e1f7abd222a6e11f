//! What comes from articles and from addresses, made harmless: escaped, on one line, no longer than a page bears, and
//! turning the direction of nothing around it.

use attache_archive::words;
use maud::{Markup, Render, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A headline is shown so long, in code points.
pub const HEADLINE: usize = 220;
/// A name.
pub const NAME: usize = 90;
/// A sentence or quotation.
pub const SENTENCE: usize = 700;
/// Ids longer than this, in bytes, are shown and not linked.
const LINKED: usize = 2000;

/// All that an address's part cannot hold as it is.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Foreign text, shown isolated (`<bdi>`).
pub struct Foreign(String);

impl Render for Foreign {
    fn render(&self) -> Markup {
        html! { bdi { (self.0) } }
    }
}

/// A headline.
pub fn headline(text: &str) -> Foreign {
    let line = clipped(text, HEADLINE);
    Foreign(if line.is_empty() { "(untitled)".to_owned() } else { line })
}

/// A name.
pub fn name(text: &str) -> Foreign {
    Foreign(clipped(text, NAME))
}

/// A sentence.
pub fn sentence(text: &str) -> Foreign {
    Foreign(clipped(text, SENTENCE))
}

/// Text on one line, without characters that steer, `most` code points of it.
pub fn clipped(text: &str, most: usize) -> String {
    // what is dropped may be much: look at no more than could matter
    let within: String = text.chars().take(most.saturating_mul(8)).collect();
    let line = words::line(&within);
    match line.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

/// Text as it stands, of which no more is kept than a snippet can have.
pub fn within(text: &str) -> String {
    text.chars().take(SENTENCE * 2).collect()
}

/// Whether text is a code of a language, whichever.
pub fn is_code(text: &str) -> bool {
    text.len() < 12 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Whether text is short and steers nothing, so that a form may hold it as it is.
pub fn is_plain(text: &str) -> bool {
    text.len() < LINKED && !text.chars().any(words::steers)
}

/// The address of a thing of the desk: `/story/s12…`; none where the id is too long for one.
pub fn address(kind: &str, id: &str) -> Option<String> {
    let fits = !id.is_empty() && id.len() <= LINKED;
    fits.then(|| format!("/{kind}/{}", utf8_percent_encode(id, PART)))
}

/// A value in the query of an address.
pub fn value(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

/// A link to a thing of the desk around `inner`; where there can be none, `inner` alone.
pub fn link(kind: &str, id: &str, inner: impl Render) -> Markup {
    match address(kind, id) {
        Some(address) => html! { a href=(address) { (inner) } },
        None => html! { (inner) },
    }
}

/// A link into an article, to a stretch of its text.
pub fn passage(article: &str, span: attache_press::CharSpan, inner: impl Render) -> Markup {
    match address("article", article) {
        Some(address) => html! { a href={ (address) "?from=" (span.start) "&to=" (span.end) "#here" } { (inner) } },
        None => html! { (inner) },
    }
}

/// A link out of the desk, where the address is one of the web.
pub fn outward(url: &str, inner: impl Render) -> Markup {
    match words::web_address(url).filter(|url| url.len() <= LINKED) {
        Some(url) => html! { a href=(url) rel="noreferrer noopener external" { (inner) } },
        None => html! { (inner) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_escaped_isolated_and_short() {
        let shown = headline("<script>alert(1)</script> \u{202e}evil\u{0}").render().into_string();
        assert_eq!(shown, "<bdi>&lt;script&gt;alert(1)&lt;/script&gt; evil</bdi>");
        let long = "word ".repeat(2_000_000);
        assert!(headline(&long).render().into_string().len() < 1000);
        assert_eq!(headline(" \u{200b}").render().into_string(), "<bdi>(untitled)</bdi>");
    }

    #[test]
    fn addresses_hold_any_id_and_nothing_else() {
        assert_eq!(
            address("article", "https://a.example/x?y=1#z\"").unwrap(),
            "/article/https:%2F%2Fa.example%2Fx%3Fy%3D1%23z%22"
        );
        assert_eq!(address("article", &"x".repeat(5000)), None);
        assert_eq!(address("article", ""), None);
    }

    #[test]
    fn only_the_web_is_linked() {
        assert!(!outward("javascript:alert(1)", "x").into_string().contains("href"));
        assert!(!outward("data:text/html,x", "x").into_string().contains("href"));
        assert!(outward("https://a.example/", "x").into_string().contains("href=\"https://a.example/\""));
    }
}
