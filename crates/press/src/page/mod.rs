//! Pages: the main text of an HTML page, and what it says of itself.
//!
//! The text is found by the `trafilatura` crate; metadata is read from schema.org objects first, then `<meta>` elements,
//! then what a reader sees, then the address. Which names and selectors, `data/page_marks.tsv` says.
//!
//! ```
//! use attache_press::{Found, page::extract};
//!
//! let page = extract(
//!     r#"<html><head><title>Rain | The Day</title><meta property="article:published_time" content="2023-04-15T08:30:00Z">
//!     </head><body><nav>Home News</nav><article><h1>Rain</h1><p>Rain fell on Tuesday.</p></article></body></html>"#,
//!     Some("https://www.day.example/2023/04/15/rain"),
//! );
//! assert!(page.text.contains("Rain fell on Tuesday.") && !page.text.contains("Home"));
//! let published = page.published.unwrap();
//! assert_eq!((published.value.as_str(), published.found), ("2023-04-15T08:30:00+00:00", Found::Meta));
//! assert_eq!(page.outlet.unwrap().value, "The Day");
//! ```

pub(crate) mod address;
mod body;
mod json_ld;
mod marks;
mod nesting;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use regex::Regex;
use scraper::Html;

use crate::article::Found;

/// What an HTML page holds of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The main text, still with what furniture stands within it; paragraphs end in `\n`.
    pub text: String,
    /// Headline.
    pub title: Option<Noted>,
    /// Authors as printed, without "By".
    pub byline: Option<Noted>,
    /// The paper, site or station; its domain where only the address tells.
    pub outlet: Option<Noted>,
    /// When it was published, as [`iso_date`](crate::iso_date) writes it.
    pub published: Option<Noted>,
    /// When it was last changed, likewise.
    pub modified: Option<Noted>,
    /// Its address: the one given, else the one it claims.
    pub url: Option<Noted>,
    /// The language that it claims, as an ISO 639-1 code.
    pub language: Option<Noted>,
}

/// A value and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The value.
    pub value: String,
    /// Where it stood.
    pub found: Found,
}

/// Takes the main text and metadata out of a page or a fragment of one; `url` is its address, if known.
///
/// Never fails: where no main text can be told from the rest, all visible text of `<article>`, `<main>` or `<body>` is
/// given. Nesting beyond any real page is flattened, and pages too large for `trafilatura` (400 KiB of text, 15,000
/// elements) get their visible text, so that time stays linear. A page at which the parser itself fails gives what stands
/// between its tags.
pub fn extract(html: &str, url: Option<&str>) -> Page {
    let html = nesting::shallow(html);
    parsed_or_bare(&html, || {
        let document = Html::parse_document(&html);
        let objects = json_ld::article(&document);
        let mut page = marks::read(&document, objects.as_ref(), url, &html);
        page.text = body::text(&html, &document, objects.as_ref().and_then(json_ld::Objects::body));
        page
    })
}

/// The page as it is parsed; where that panics, what stands between its tags.
fn parsed_or_bare(html: &str, parse: impl FnOnce() -> Page) -> Page {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)<!--.*?-->|<script\b.*?</script\s*>|<style\b.*?</style\s*>|</?[a-z!?][^>]*>")
            .expect("a constant pattern")
    });
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        let bare = TAG.replace_all(html, "\n");
        Page {
            text: bare.lines().map(one_line).filter(|l| !l.is_empty()).map(|l| l + "\n").collect(),
            ..Page::default()
        }
    })
}

/// Whether a text holds HTML elements.
pub(crate) fn is_markup(text: &str) -> bool {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)</(?:p|div|a|span|em|strong|b|i|h[1-6]|ul|ol|li|td|tr|table|article|section|blockquote|figure|body|html)\s*>
            |<(?:br|p|hr)\s*/?>|<(?:img|p|a|div|iframe)\s[^>]*>",
        )
        .expect("a constant pattern")
    });
    TAG.is_match(text)
}

/// The words of a short piece of HTML, such as a title, on one line.
pub(crate) fn plain(html: &str) -> String {
    if html.contains('<') && is_markup(html) || html.contains('&') {
        let fragment = Html::parse_fragment(&nesting::shallow(html));
        return one_line(&fragment.root_element().text().collect::<String>());
    }
    one_line(html)
}

/// The words with one space between them.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_at_which_the_parser_fails_keeps_its_words() {
        let html = "<title>Rain</title><!-- <p>no --><script>if (a < b) {}</script><p class='x'>Rain  fell: 3 < 4.</p>";
        let page = parsed_or_bare(html, || panic!("an odd page"));
        assert_eq!(page, Page { text: "Rain\nRain fell: 3 < 4.\n".to_owned(), ..Page::default() });
    }
}
