//! An article beside the source that it was taken from, passage by passage.

use std::time::Duration;

use attache_archive::Member;
use attache_archive::words::{self, count};
use attache_press::{Article, CharSpan};
use attache_stories::Lineage;
use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use crate::foreign::{link, name};

/// Passages on a page, and the bytes of them that are compared word by word.
const PASSAGES: usize = 60;
const COMPARED: usize = 24_000;
/// Comparing a row takes no longer; what is left is told as other words.
const WITHIN: Duration = Duration::from_millis(20);

/// The article and its source, passage by passage.
pub fn beside(Member { article, lineage }: &Member, source: &Article) -> Markup {
    let (own, other) = (Cut::new(&article.text), Cut::new(&source.text));
    html! {
        section .beside {
            h2 { "Beside its source" }
            p .meta {
                (count(lineage.passages.len(), "passage", "passages")) " taken from "
                (link("article", &source.id, name(source.outlet.as_deref().unwrap_or(&source.id))))
                ". Words that differ are marked."
            }
            table {
                thead { tr { th { "This article" } th { "Its source" } } }
                tbody {
                    @for (here, there) in rows(lineage, &own, &other) { (compared(here, there)) }
                }
            }
            @if lineage.passages.len() > PASSAGES { p .more { (lineage.passages.len() - PASSAGES) " more passages." } }
        }
    }
}

/// The passages in rows: a paragraph each, where both sides have as many, as long as there is room on the page.
fn rows<'a>(lineage: &Lineage, own: &Cut<'a>, other: &Cut<'a>) -> Vec<(&'a str, &'a str)> {
    let (mut rows, mut room) = (Vec::new(), COMPARED);
    for passage in lineage.passages.iter().take(PASSAGES) {
        let (here, there) = (own.at(passage.here), other.at(passage.there));
        let paragraphs = |text: &'a str| text.lines().filter(|line| !line.trim().is_empty());
        if paragraphs(here).count() == paragraphs(there).count() {
            rows.extend(paragraphs(here).zip(paragraphs(there)));
        } else {
            rows.push((here, there));
        }
    }
    rows.retain(|(here, there)| {
        let fits = here.len() + there.len() <= room;
        room = room.saturating_sub(here.len() + there.len());
        fits
    });
    rows
}

fn compared(here: &str, there: &str) -> Markup {
    let (here, there) = (words::line(here), words::line(there));
    let diff = TextDiff::configure().timeout(WITHIN).diff_words(there.as_str(), here.as_str());
    let side = |gone: ChangeTag| {
        html! {
            bdi { @for change in diff.iter_all_changes() {
                @if change.tag() == ChangeTag::Equal {
                    (change.value())
                } @else if change.tag() == gone {
                    mark { (change.value()) }
                }
            } }
        }
    };
    html! { tr { td { (side(ChangeTag::Insert)) } td { (side(ChangeTag::Delete)) } } }
}

/// A text that is cut by code points.
pub struct Cut<'a> {
    text: &'a str,
    /// The byte of every 64th code point.
    steps: Vec<usize>,
}

impl<'a> Cut<'a> {
    /// A text, made ready to be cut.
    pub fn new(text: &'a str) -> Self {
        Self { text, steps: text.char_indices().step_by(64).map(|(at, _)| at).collect() }
    }

    fn byte(&self, char: usize) -> usize {
        let Some(from) = self.steps.get(char / 64) else { return self.text.len() };
        self.text[*from..].char_indices().nth(char % 64).map_or(self.text.len(), |(at, _)| from + at)
    }

    /// What stands at a span; as much of it as there is.
    pub fn at(&self, span: CharSpan) -> &'a str {
        self.text.get(self.byte(span.start)..self.byte(span.end)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_cut_by_code_points() {
        let text = "äöü ".repeat(100);
        let cut = Cut::new(&text);
        assert_eq!(cut.at(CharSpan { start: 65, end: 68 }), "öü ");
        assert_eq!(cut.at(CharSpan { start: 399, end: 9000 }), " ");
    }
}
