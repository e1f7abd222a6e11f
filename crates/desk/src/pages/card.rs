//! The card of the model that the program carries: its text, as far as a model card's marks go.

use std::sync::LazyLock;

use maud::{Markup, html};

/// The card, as it lies beside the model.
const CARD: &str = include_str!("../../../../models/annotator/MODEL_CARD.md");

/// The version of the model that it is of.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let manifest: serde_json::Value =
        serde_json::from_str(include_str!("../../../../models/annotator/annotator.json")).unwrap_or_default();
    manifest["version"].as_str().unwrap_or("unknown").to_owned()
});

/// The version of the model that the program carries.
pub fn version() -> &'static str {
    &VERSION
}

/// The card.
pub fn shown() -> Markup {
    let blocks = blocks(CARD);
    html! {
        div .card {
            @for block in &blocks {
                @match block {
                    Block::Heading(text) => { h3 { (inline(text)) } },
                    Block::Paragraph(text) => { p { (inline(text)) } },
                    Block::List(points) => { ul { @for point in points { li { (inline(point)) } } } },
                    Block::Table(rows) => { (table(rows)) },
                }
            }
        }
    }
}

fn table(rows: &[Vec<&str>]) -> Markup {
    let Some((head, body)) = rows.split_first() else { return html! {} };
    html! {
        div .scroll tabindex="0" role="region" aria-label="Table of the model card" {
            table {
                thead { tr { @for cell in head { th { (inline(cell)) } } } }
                tbody { @for row in body { tr { @for cell in row { td { (inline(cell)) } } } } }
            }
        }
    }
}

/// What a card is made of.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Heading(&'a str),
    Paragraph(String),
    List(Vec<String>),
    Table(Vec<Vec<&'a str>>),
}

/// The blocks of a text in Markdown; its title is left out, the page has one.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let (was_open, line) = (std::mem::replace(&mut is_open, true), line.trim_end());
        match (line, blocks.last_mut()) {
            ("", _) => is_open = false,
            (line, _) if line.starts_with("# ") => is_open = false,
            (line, _) if line.starts_with('#') => {
                blocks.push(Block::Heading(line.trim_start_matches('#').trim()));
                is_open = false;
            }
            (line, last) if line.starts_with('|') => {
                let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
                let is_rule = cells.iter().all(|cell| cell.bytes().all(|b| matches!(b, b'-' | b':')));
                match last {
                    Some(Block::Table(rows)) if was_open => rows.extend((!is_rule).then_some(cells)),
                    _ => blocks.push(Block::Table(vec![cells])),
                }
            }
            (line, last) if line.starts_with("- ") => match last {
                Some(Block::List(points)) if was_open => points.push(line[2..].to_owned()),
                _ => blocks.push(Block::List(vec![line[2..].to_owned()])),
            },
            (line, Some(Block::List(points))) if was_open => match points.last_mut() {
                Some(point) => *point = format!("{point} {}", line.trim()),
                None => points.push(line.to_owned()),
            },
            (line, Some(Block::Paragraph(text))) if was_open => *text = format!("{text} {line}"),
            (line, _) => blocks.push(Block::Paragraph(line.to_owned())),
        }
    }
    blocks
}

/// Text with what stands in backticks as code.
fn inline(text: &str) -> Markup {
    html! {
        @for (n, piece) in text.split('`').enumerate() {
            @if n % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_headings_paragraphs_lists_and_tables() {
        let text = "# Title\n\nOne line\nand `more`.\n\n## Data\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n- first\n  goes on\n- second\n";
        let blocks = blocks(text);
        assert_eq!(
            blocks,
            [
                Block::Paragraph("One line and `more`.".into()),
                Block::Heading("Data"),
                Block::Table(vec![vec!["a", "b"], vec!["1", "2"]]),
                Block::List(vec!["first goes on".into(), "second".into()]),
            ]
        );
        assert_eq!(inline("a `b` <c>").into_string(), "a <code>b</code> &lt;c&gt;");
    }

    #[test]
    fn the_carried_models_card_is_whole() {
        let card = shown().into_string();
        assert!(card.contains("<h3>Limits</h3>") && card.contains("<table>") && card.len() < 20_000, "{}", card.len());
        assert_ne!(version(), "unknown");
    }
}
