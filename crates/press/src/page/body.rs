//! The main text of a page, one paragraph a line.

use std::panic::{AssertUnwindSafe, catch_unwind};

use scraper::{ElementRef, Html, Node, Selector};
use trafilatura::Options;

use super::nesting::DEEPEST;

/// The main text. `told` is the text that the page's schema.org object gives, which counts where the page itself shows much
/// less, as pages do that are filled by script.
pub(super) fn text(html: &str, document: &Html, told: Option<String>) -> String {
    let mut text = if is_moderate(document) { main_text(html) } else { String::new() };
    if text.chars().take(SHORT).count() < SHORT {
        text = short_text(document, text);
    }
    if let Some(told) = told
        && told.len() > 2 * text.len()
    {
        text = told;
    }
    if text.is_empty() { visible_text(document, &["article", "main", "[role=main]", "body", "html"]) } else { text }
}

/// Characters below which `trafilatura` does not trust what it found (its `min_extracted_size`).
const SHORT: usize = 250;

/// Elements and text that `trafilatura` takes less than about a second for.
const MOST_ELEMENTS: usize = 15_000;
/// In bytes.
const MOST_TEXT: usize = 400 << 10;

fn is_moderate(document: &Html) -> bool {
    let (mut elements, mut text) = (0, 0);
    for node in document.tree.nodes() {
        match node.value() {
            Node::Element(_) => elements += 1,
            Node::Text(t) if !node.parent().is_some_and(|p| is_hidden(p.value())) => text += t.len(),
            _ => {}
        }
        if elements > MOST_ELEMENTS || text > MOST_TEXT {
            return false;
        }
    }
    // what the count of open tags did not foresee, the tree itself shows
    depth(document) <= 3 * DEEPEST
}

/// Elements within one another at the deepest place.
fn depth(document: &Html) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    walk(document.root_element(), |side, _| match side {
        Side::Start => {
            depth += 1;
            deepest = deepest.max(depth);
        }
        Side::End => depth -= 1,
    });
    deepest
}

enum Side {
    Start,
    End,
}

/// Goes to each node under an element and leaves it again, without recursion.
fn walk(root: ElementRef, mut visit: impl FnMut(Side, &Node)) {
    let mut node = *root;
    loop {
        visit(Side::Start, node.value());
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            visit(Side::End, node.value());
            if node.id() == root.id() {
                return;
            }
            match (node.next_sibling(), node.parent()) {
                (Some(next), _) => {
                    node = next;
                    break;
                }
                (None, Some(parent)) => node = parent,
                (None, None) => return,
            }
        }
    }
}

fn main_text(html: &str) -> String {
    let options = Options::default().with_fallback(true).with_exclude_comments(true);
    // a fault in the library on some odd page must not end the run
    let Ok(Ok(found)) = catch_unwind(AssertUnwindSafe(|| trafilatura::extract(html, &options))) else {
        return String::new();
    };
    let paragraphs = paragraphs(Html::parse_fragment(&found.content_html).root_element());
    // both hold the same words; the plain text counts where the tree has lost some
    if paragraphs.len() * 10 < found.content_text.len() * 9 { found.content_text } else { paragraphs }
}

/// The text of an article so short that `trafilatura` gave the whole page, navigation and all, its paragraphs run together.
fn short_text(document: &Html, found: String) -> String {
    let article = visible_text(document, &["article", "main", "[role=main]"]);
    if !article.is_empty() {
        return article;
    }
    let body = visible_text(document, &["body"]);
    // about the same words: then those with their paragraphs
    if found.len() * 5 >= body.len() * 4 { body } else { found }
}

/// All that a reader sees of the one element that the first fitting selector finds.
fn visible_text(document: &Html, selectors: &[&str]) -> String {
    for selector in selectors {
        let Ok(selector) = Selector::parse(selector) else { continue };
        let mut texts = document.select(&selector).map(paragraphs).filter(|text| !text.is_empty());
        // several articles are a list of them, and the first would be any
        if let (Some(text), None) = (texts.next(), texts.next()) {
            return text;
        }
    }
    String::new()
}

/// The text under an element: each block on its line, spaces as a browser shows them.
pub(super) fn paragraphs(root: ElementRef) -> String {
    let mut lines = Lines::default();
    let mut hidden = 0usize;
    walk(root, |side, node| match (node, side) {
        (Node::Text(text), Side::Start) if hidden == 0 => lines.add(text),
        (Node::Element(_), side) if is_hidden(node) => match side {
            Side::Start => hidden += 1,
            Side::End => hidden -= 1,
        },
        (Node::Element(element), _) if breaks(element.name()) => lines.end(),
        (Node::Element(element), _) if matches!(element.name(), "td" | "th") => lines.add(" "),
        _ => {}
    });
    lines.end();
    lines.text
}

/// Lines of text with the spaces within them made single.
#[derive(Default)]
struct Lines {
    text: String,
    space: bool,
    begun: bool,
}

impl Lines {
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else {
                if self.space && self.begun {
                    self.text.push(' ');
                }
                self.text.push(c);
                (self.space, self.begun) = (false, true);
            }
        }
    }

    fn end(&mut self) {
        if self.begun {
            self.text.push('\n');
        }
        (self.space, self.begun) = (false, false);
    }
}

/// Elements whose content is not shown as text.
fn is_hidden(node: &Node) -> bool {
    const HIDDEN: [&str; 17] = [
        "nav", "footer", "aside", "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object",
        "select", "textarea", "button", "video", "audio",
    ];
    node.as_element().is_some_and(|e| HIDDEN.contains(&e.name()) || e.attr("hidden").is_some())
}

/// Elements that begin and end a line.
fn breaks(name: &str) -> bool {
    const INLINE: [&str; 34] = [
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
        "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "td", "th",
        "time", "tt", "u", "wbr",
    ];
    !INLINE.contains(&name)
}
