//! `attache search`: articles by their words.

use anstyle::{AnsiColor, Style};
use attache_archive::Archive;
use attache_archive::record::Hit;

use crate::cli::{Search, TableFormat};
use crate::tell::words;
use crate::tell::wrap::{Piece, wrap};
use crate::{Outcome, WrongUsage, output};

pub fn run(args: &Search) -> anyhow::Result<Outcome> {
    if !args.words.iter().any(|word| word.chars().any(char::is_alphanumeric)) {
        return Err(WrongUsage("nothing to search for; give at least one word with a letter or digit".into()).into());
    }
    let archive = Archive::open_existing(&args.db.db)?;
    let hits = archive.search(&args.words, args.limit as usize)?;
    match args.format {
        TableFormat::Json => output::print_json(&hits)?,
        TableFormat::Table if hits.is_empty() => {
            output::note("attache: no article has all these words; try fewer, or the beginning of one (`bank*`)");
        }
        TableFormat::Table => output::print(&listed(&hits, output::width()))?,
        TableFormat::Csv | TableFormat::Markdown => {
            let headings = ["article", "outlet", "published", "language", "title", "story", "snippet"];
            let rows: Vec<Vec<String>> = hits.into_iter().map(row).collect();
            output::print_table(args.format, &headings, &rows)?;
        }
    }
    Ok(Outcome::Done)
}

fn row(hit: Hit) -> Vec<String> {
    let fields = [hit.outlet, hit.published, hit.language, hit.title, hit.story].map(Option::unwrap_or_default);
    [hit.id].into_iter().chain(fields).chain([hit.snippet]).collect()
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const FOUND: Style = AnsiColor::Yellow.on_default().bold();

/// Each article with its headline, where it is from, and the words found.
fn listed(hits: &[Hit], width: usize) -> String {
    let mut out = String::new();
    for hit in hits {
        let title = hit.title.as_deref().map(words::line).filter(|title| !title.is_empty());
        wrap(&mut out, width, PLAIN, "", "", &[(BOLD, title.as_deref().unwrap_or("(untitled)"))]);
        let mut about: Vec<String> = Vec::new();
        about.extend(hit.outlet.as_deref().map(words::line));
        about.extend(hit.published.as_deref().map(words::day));
        about.extend(hit.language.as_deref().filter(|code| !code.starts_with("en")).map(words::language));
        about.push(words::line(&hit.id));
        about.extend(hit.story.as_ref().map(|story| format!("story {story}")));
        wrap(&mut out, width, PLAIN, "  ", "  ", &[(DIM, &about.join(" · "))]);
        let pieces = marked(hit);
        let pieces: Vec<Piece> = pieces.iter().map(|(style, text)| (*style, text.as_str())).collect();
        wrap(&mut out, width, PLAIN, "  ", "  ", &pieces);
        out.push('\n');
    }
    out
}

/// The snippet in pieces, with the words found set off.
fn marked(hit: &Hit) -> Vec<(Style, String)> {
    let mut pieces: Vec<(Style, String)> = Vec::new();
    for (at, c) in hit.snippet.chars().enumerate().filter(|(_, c)| !words::steers(*c)) {
        let style = if hit.marks.iter().any(|mark| (mark.start..mark.end).contains(&at)) { FOUND } else { PLAIN };
        match pieces.last_mut() {
            Some((last, text)) if *last == style => text.push(c),
            _ => pieces.push((style, c.to_string())),
        }
    }
    pieces
}
