//! HTML pages.
use regex::Regex;
use std::sync::LazyLock;
/// Whether a text holds HTML elements.
pub(crate) fn is_markup(text: &str) -> bool {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)</(?:p|div|a|span|em|strong|b|i|h[1-6]|ul|ol|li|td|tr|table|article|section|blockquote|figure|body|html)\s*>|<(?:br|p|hr)\s*/?>|<(?:img|p|a|div|iframe)\s[^>]*>")
            .expect("a constant pattern")
    });
    TAG.is_match(text)
}

/// The words of a short piece of HTML, such as a title, on one line.
pub(crate) fn plain(html: &str) -> String {
    let text = match html.contains(['<', '&']) {
        true => scraper::Html::parse_fragment(html).root_element().text().collect::<Vec<_>>().concat(),
        false => html.to_owned(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
