//! What changed between the versions of an article, sentence by sentence.

use std::time::Duration;

use attache_archive::record::Change;
use attache_archive::words;
use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use crate::foreign::{clipped, sentence};

/// Bytes of changes on a page.
const SHOWN: usize = 20_000;
/// Comparing two sentences takes no longer; what is left is told as other words.
const WITHIN: Duration = Duration::from_millis(20);

/// The changes, the latest first.
pub fn shown(changes: &[Change]) -> Markup {
    let mut room = SHOWN;
    html! {
        @for change in changes.iter().rev() {
            div .change {
                h3 { "From version " (change.from) " to version " (change.to) }
                @let blocks = blocks(&change.diff);
                @if blocks.is_empty() { p .empty { "Nothing that shows: its removed passages or its fields’ places." } }
                @for block in &blocks { (told(block, &mut room)) }
            }
        }
        @if room == 0 { p .more { "More has changed; the JSON has all of it." } }
    }
}

/// Sentences that stay, or that go for others.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Same(Vec<&'a str>),
    Other { gone: Vec<&'a str>, come: Vec<&'a str> },
    Gap,
}

/// The blocks of a unified diff.
fn blocks(diff: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for line in diff.lines().skip_while(|line| !line.starts_with("@@")) {
        let Some((sign, text)) = line.split_at_checked(1) else { continue };
        match sign {
            "@" if blocks.is_empty() => {}
            "@" => blocks.push(Block::Gap),
            " " => match blocks.last_mut() {
                Some(Block::Same(lines)) => lines.push(text),
                _ => blocks.push(Block::Same(vec![text])),
            },
            "-" | "+" => {
                if !matches!(blocks.last(), Some(Block::Other { .. })) {
                    blocks.push(Block::Other { gone: Vec::new(), come: Vec::new() });
                }
                if let Some(Block::Other { gone, come }) = blocks.last_mut() {
                    if sign == "-" { gone.push(text) } else { come.push(text) }
                }
            }
            _ => {}
        }
    }
    blocks
}

/// A block, as long as there is room.
fn told(block: &Block<'_>, room: &mut usize) -> Markup {
    let mut cut = |lines: &[&'_ str]| -> usize {
        let fits = |line: &&&str| {
            let fits = line.len() < *room;
            *room = if fits { *room - line.len() } else { 0 };
            fits
        };
        lines.iter().take_while(fits).count()
    };
    match block {
        Block::Gap => html! { p .gap aria-hidden="true" { "…" } },
        Block::Same(lines) => {
            let shown = cut(lines);
            html! { @for line in &lines[..shown] { p .same { (sentence(line)) } } }
        }
        Block::Other { gone, come } if gone.len() == come.len() => {
            let shown = cut(gone).min(cut(come));
            html! { @for (old, new) in gone.iter().zip(come).take(shown) { (replaced(old, new)) } }
        }
        Block::Other { gone, come } => {
            let (out, new) = (cut(gone), cut(come));
            html! {
                @for line in &gone[..out] { p .gone { span .sign { "out" } " " del { (sentence(line)) } } }
                @for line in &come[..new] { p .come { span .sign { "in" } " " ins { (sentence(line)) } } }
            }
        }
    }
}

/// A sentence and what took its place, with the words marked that differ.
fn replaced(old: &str, new: &str) -> Markup {
    let (old, new) = (words::line(old), words::line(new));
    let (old, new) = (clipped(&old, crate::foreign::SENTENCE), clipped(&new, crate::foreign::SENTENCE));
    let diff = TextDiff::configure().timeout(WITHIN).diff_words(old.as_str(), new.as_str());
    let side = |tag: ChangeTag| {
        html! {
            bdi { @for change in diff.iter_all_changes() {
                @if change.tag() == ChangeTag::Equal { (change.value()) } @else if change.tag() == tag { mark { (change.value()) } }
            } }
        }
    };
    html! {
        p .gone { span .sign { "out" } " " del { (side(ChangeTag::Delete)) } }
        p .come { span .sign { "in" } " " ins { (side(ChangeTag::Insert)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "--- a (version 1)\n+++ a (version 2)\n@@ -2,3 +2,3 @@\n The weir broke.\n-Nine were hurt.\n+Eleven were hurt.\n\
         @@ -9 +9,2 @@\n Rain fell.\n+<b>More</b> is to come.\n";

    #[test]
    fn a_sentence_that_took_anothers_place_shows_the_words_that_differ() {
        let shown = shown(&[Change { from: 1, to: 2, diff: DIFF.into() }]).into_string();
        assert!(shown.contains("<del><bdi><mark>Nine</mark>"), "{shown}");
        assert!(shown.contains("<ins><bdi><mark>Eleven</mark>"), "{shown}");
        assert!(shown.contains("&lt;b&gt;More&lt;/b&gt;") && !shown.contains("<b>"), "{shown}");
        assert!(shown.contains("From version 1 to version 2"), "{shown}");
    }

    #[test]
    fn hunks_stand_apart_and_headers_are_no_lines() {
        let blocks = blocks(DIFF);
        assert_eq!(blocks.len(), 5, "{blocks:?}");
        assert_eq!(blocks[2], Block::Gap);
        assert_eq!(super::blocks(""), []);
    }

    #[test]
    fn much_that_changed_is_cut_to_what_a_page_bears() {
        let diff =
            format!("@@ -1 +1 @@\n{}", "-A sentence of some length that went out of the article.\n".repeat(5_000));
        let shown = shown(&[Change { from: 1, to: 2, diff }]).into_string();
        assert!((10_000..60_000).contains(&shown.len()) && shown.contains("More has changed"), "{}", shown.len());
    }
}
