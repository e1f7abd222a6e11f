//! The brief in a terminal.

use anstyle::{AnsiColor, Style};

use super::events::EventWords;
use super::page::{ArticleWords, Page, StoryWords};
use super::wrap::{Piece, wrap};

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const TITLE: Style = Style::new().bold().underline();
const TAKEN: Style = AnsiColor::Cyan.on_default();
const REWRITE: Style = AnsiColor::Yellow.on_default();
const BAD: Style = AnsiColor::Red.on_default();

/// Repairs shown of one article, unless all are asked for.
const REPAIRS: usize = 8;

/// The page in lines of at most `width` columns, styled; `verbose` adds ids and all repairs.
pub fn render(page: &Page, width: usize, verbose: bool) -> String {
    let mut out = String::new();
    for story in &page.stories {
        render_story(&mut out, story, width, verbose);
        out.push('\n');
    }
    for failed in &page.failed {
        let pieces = [(BAD, "failed "), (BOLD, failed.input.as_str()), (PLAIN, ": "), (PLAIN, failed.error.as_str())];
        wrap(&mut out, width, PLAIN, "", "  ", &pieces);
    }
    if !page.failed.is_empty() {
        out.push('\n');
    }
    wrap(&mut out, width, PLAIN, "", "", &[(BOLD, &page.summary)]);
    out
}

fn render_story(out: &mut String, story: &StoryWords, width: usize, verbose: bool) {
    wrap(out, width, PLAIN, "", "", &[(TITLE, &story.title)]);
    let mut pieces: Vec<Piece> = vec![(PLAIN, &story.span), (DIM, " · "), (PLAIN, &story.counts)];
    if verbose {
        pieces.extend([(DIM, " · "), (DIM, story.id.as_str())]);
    }
    wrap(out, width, PLAIN, "", "", &pieces);
    out.push('\n');
    for event in &story.events {
        render_event(out, event, width, verbose);
    }
    if !story.events.is_empty() {
        out.push('\n');
    }
    render_asides(out, story, width, verbose);
    for disagreement in &story.disagreements {
        wrap(out, width, DIM, "  ", "    ", &[(REWRITE, "≠ "), (PLAIN, disagreement)]);
    }
    if !story.disagreements.is_empty() {
        out.push('\n');
    }
    render_voices(out, story, width);
    if story.has_claims() {
        heading(out, width, "Articles");
    }
    for article in &story.articles {
        render_article(out, article, width, verbose);
    }
    if !story.relations.is_empty() {
        out.push('\n');
        heading(out, width, "Relations");
    }
    for relation in &story.relations {
        let mut pieces: Vec<Piece> = vec![(PLAIN, &relation.what)];
        if !relation.how.is_empty() {
            pieces.extend([(DIM, " · "), (DIM, relation.how.as_str())]);
        }
        wrap(out, width, PLAIN, "  ", "    ", &pieces);
    }
}

fn heading(out: &mut String, width: usize, text: &str) {
    wrap(out, width, PLAIN, "", "", &[(BOLD, text)]);
}

/// A line each.
fn render_asides(out: &mut String, story: &StoryWords, width: usize, verbose: bool) {
    if story.asides.is_empty() {
        return;
    }
    heading(out, width, "Background, and told in passing");
    for event in &story.asides {
        let (first, rest) = if event.is_part { ("    └ ", "      ") } else { ("  • ", "    ") };
        let day = format!("{}  ", event.day);
        let mut pieces: Vec<Piece> = vec![(DIM, &day), (PLAIN, &event.act), (DIM, " · "), (DIM, &event.counts)];
        if verbose {
            pieces.extend([(DIM, " · "), (DIM, event.id.as_str())]);
        }
        wrap(out, width, DIM, first, rest, &pieces);
    }
    if story.doubtful > 0 {
        let more = format!("and {} more, doubtful; --verbose shows them", story.doubtful);
        wrap(out, width, DIM, "    ", "    ", &[(DIM, &more)]);
    }
    out.push('\n');
}

fn render_voices(out: &mut String, story: &StoryWords, width: usize) {
    if story.voices.is_empty() {
        return;
    }
    heading(out, width, "Voices");
    for voice in &story.voices {
        let pieces = [(BOLD, voice.who.as_str()), (PLAIN, ": "), (PLAIN, &voice.says), (DIM, " · "), (DIM, &voice.how)];
        wrap(out, width, PLAIN, "  ", "    ", &pieces);
    }
    if story.more_voices > 0 {
        let more = format!("and {} more speakers; --verbose shows them", story.more_voices);
        wrap(out, width, DIM, "    ", "    ", &[(DIM, &more)]);
    }
    out.push('\n');
}

/// A line for the act, one for its details, one for each disagreement.
fn render_event(out: &mut String, event: &EventWords, width: usize, verbose: bool) {
    let (first, rest) = if event.is_part { ("    └ ", "      ") } else { ("  • ", "    ") };
    let day = format!("{}  ", event.day);
    let mut head: Vec<Piece> = vec![(DIM, &day), (BOLD, &event.act)];
    if verbose {
        head.extend([(DIM, " · "), (DIM, event.id.as_str())]);
    }
    wrap(out, width, DIM, first, rest, &head);
    let mut details: Vec<Piece> = Vec::new();
    for detail in &event.details {
        details.extend([(PLAIN, detail.as_str()), (DIM, " · ")]);
    }
    details.push((DIM, &event.counts));
    wrap(out, width, DIM, rest, rest, &details);
    for disagreement in &event.disagreements {
        wrap(out, width, DIM, rest, rest, &[(REWRITE, "≠ "), (PLAIN, disagreement)]);
    }
}

fn render_article(out: &mut String, article: &ArticleWords, width: usize, verbose: bool) {
    let branch = format!("  {}", article.place.branch());
    let trunk = format!("  {}", article.place.trunk());
    let mut line = |first: &str, pieces: &[Piece]| wrap(out, width, DIM, first, &trunk, pieces);

    let kind = match (article.is_rewrite, article.kind.as_str()) {
        (true, _) => REWRITE,
        (false, "original") => PLAIN,
        _ => TAKEN,
    };
    let mut head: Vec<Piece> = vec![(BOLD, &article.name)];
    let mut add = |style, text| head.extend([(DIM, " · "), (style, text)]);
    if let Some(day) = &article.day {
        add(PLAIN, day);
    }
    add(kind, &article.kind);
    if let Some(remark) = article.remark {
        add(kind, remark);
    }
    let credits = article.credits.as_ref().map(|credits| format!("credits {credits}"));
    if let Some(credits) = &credits {
        add(PLAIN, credits);
    }
    let language = article.language.as_ref().map(|language| format!("in {language}"));
    if let Some(language) = &language {
        add(BOLD, language);
    }
    line(&branch, &head);
    if let Some(title) = &article.title {
        line(&trunk, &[(PLAIN, title)]);
    }
    if verbose && article.id != article.name {
        line(&trunk, &[(DIM, &article.id)]);
    }
    let shown = if verbose { article.repairs.len() } else { REPAIRS };
    for repair in article.repairs.iter().take(shown) {
        let (text, reads) = (format!("“{}”", repair.text), format!("“{}”", repair.reads));
        let pieces = [(REWRITE, text.as_str()), (DIM, " reads "), (PLAIN, &reads), (DIM, repair.times.as_str())];
        line(&trunk, &pieces);
    }
    if article.repairs.len() > shown {
        let more = format!("and {} more repairs; --verbose shows them all", article.repairs.len() - shown);
        line(&trunk, &[(DIM, &more)]);
    }
    for passage in &article.passages {
        line(&trunk, &[(DIM, "here   "), (PLAIN, &passage.here)]);
        line(&trunk, &[(DIM, "source "), (PLAIN, &passage.there)]);
    }
    if let Some(removed) = &article.removed {
        line(&trunk, &[(DIM, "removed: "), (DIM, removed)]);
    }
}
