//! The brief as Markdown (CommonMark).

use std::fmt::Write;

use super::events::EventWords;
use super::page::{ArticleWords, Page};

/// The page as Markdown: a heading a story, a nested list for its lineage.
pub fn render(page: &Page) -> String {
    let mut out = String::new();
    for story in &page.stories {
        let _ = writeln!(out, "## {}\n\n{} · {}\n", escape(&story.title), escape(&story.span), story.counts);
        for event in &story.events {
            render_event(&mut out, event);
        }
        for disagreement in &story.disagreements {
            let _ = writeln!(out, "- ≠ {}", escape(disagreement));
        }
        if !story.asides.is_empty() {
            out.push_str("\n### Background, and told in passing\n\n");
        }
        for event in &story.asides {
            let _ = writeln!(out, "- {}: {} · {}", event.day, escape(&event.act), event.counts);
        }
        if !story.voices.is_empty() {
            out.push_str("\n### Voices\n\n");
        }
        for voice in &story.voices {
            let _ = writeln!(out, "- **{}**: {} · *{}*", escape(&voice.who), escape(&voice.says), escape(&voice.how));
        }
        if story.has_claims() {
            out.push_str("\n### Articles\n\n");
        }
        for article in &story.articles {
            render_article(&mut out, article);
        }
        if !story.relations.is_empty() {
            out.push_str("\n### Relations\n\n");
        }
        for relation in &story.relations {
            let how = if relation.how.is_empty() { String::new() } else { format!(" · *{}*", escape(&relation.how)) };
            let _ = writeln!(out, "- {}{how}", escape(&relation.what));
        }
        out.push('\n');
    }
    if !page.failed.is_empty() {
        out.push_str("## Failed\n\n");
        for failed in &page.failed {
            let _ = writeln!(out, "- **{}**: {}", escape(&failed.input), escape(&failed.error));
        }
        out.push('\n');
    }
    let _ = writeln!(out, "---\n\n{}", page.summary);
    out
}

fn render_event(out: &mut String, event: &EventWords) {
    let indent = if event.is_part { "  " } else { "" };
    let details: String = event.details.iter().map(|detail| format!("{} · ", escape(detail))).collect();
    let _ = write!(out, "{indent}- {}: **{}**  \n{indent}  {details}{}", event.day, escape(&event.act), event.counts);
    for disagreement in &event.disagreements {
        let _ = write!(out, "  \n{indent}  ≠ {}", escape(disagreement));
    }
    out.push('\n');
}

fn render_article(out: &mut String, article: &ArticleWords) {
    let indent = "  ".repeat(article.place.depth());
    let name = escape(&article.name);
    let mut head = vec![match &article.url {
        Some(url) => format!("**[{name}]({})**", destination(url)),
        None => format!("**{name}**"),
    }];
    head.extend(article.day.as_deref().map(escape));
    head.push(if article.place.depth() > 0 || article.is_rewrite {
        format!("*{}*", article.kind)
    } else {
        article.kind.clone()
    });
    head.extend(article.remark.map(str::to_owned));
    head.extend(article.credits.as_deref().map(|credits| format!("credits {}", escape(credits))));
    head.extend(article.language.as_deref().map(|language| format!("in {}", escape(language))));
    let _ = write!(out, "{indent}- {}", head.join(" · "));
    // Two spaces and a line end make a line of their own within the list's paragraph.
    let mut line = |text: String| {
        let _ = write!(out, "  \n{indent}  {text}");
    };
    if let Some(title) = &article.title {
        line(escape(title));
    }
    for repair in &article.repairs {
        line(format!("“{}” reads “{}”{}", escape(&repair.text), escape(&repair.reads), repair.times));
    }
    for passage in &article.passages {
        line(format!("here: {}", escape(&passage.here)));
        line(format!("source: {}", escape(&passage.there)));
    }
    if let Some(removed) = &article.removed {
        line(format!("*removed: {}*", escape(removed)));
    }
    out.push('\n');
}

/// Text in which nothing means anything to Markdown.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let text = super::words::line(text);
    if text.contains('.') && text.parse::<f64>().is_ok() {
        return text;
    }
    for (at, c) in text.char_indices() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~');
        // These mean something at the start of a line only.
        let opens = at == 0 && matches!(c, '#' | '+' | '-' | '=') || c == '.' && is_number(&text[..at]);
        if is_mark || opens {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// An address as the destination of a link, in angle brackets: what would end it or mean anything is percent-encoded.
fn destination(url: &str) -> String {
    let mut encoded = String::with_capacity(url.len() + 2);
    encoded.push('<');
    for c in url.chars() {
        match c {
            '<' => encoded.push_str("%3C"),
            '>' => encoded.push_str("%3E"),
            '\\' => encoded.push_str("%5C"),
            '&' => encoded.push_str("&amp;"),
            c => encoded.push(c),
        }
    }
    encoded.push('>');
    encoded
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_a_text_are_only_text() {
        assert_eq!(escape("<b>*Bold* [a](b)"), r"\<b\>\*Bold\* \[a\](b)");
        assert_eq!(escape("# 1. x"), r"\# 1. x");
        assert_eq!(escape("12. x"), r"12\. x");
        assert_eq!(escape("-12.5"), "-12.5");
        assert_eq!(escape("a\n- b"), "a - b");
    }

    #[test]
    fn an_address_cannot_end_its_link() {
        assert_eq!(destination(r"http://a.example/(b)>\?c&copy=<d"), r"<http://a.example/(b)%3E%5C?c&amp;copy=%3Cd>");
    }
}
