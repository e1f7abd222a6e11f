//! A text with stretches of it marked, however they overlap.

use attache_press::CharSpan;
use maud::{Markup, html};

/// A marked stretch.
#[derive(Debug, Clone)]
pub struct Mark {
    /// In code points of the whole text.
    pub span: CharSpan,
    /// How it looks.
    pub class: &'static str,
    /// What is told of it.
    pub note: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
}

/// Part of a text, which begins at code point `start` of the whole, as paragraphs with their marks; `here` is where a
/// reader was led.
pub fn paragraphs(part: &str, start: usize, marks: &[Mark], here: Option<CharSpan>) -> Markup {
    let mut at = start;
    let mut anchored = false;
    html! {
        @for line in part.split('\n') {
            @let from = at;
            @let length = line.chars().count();
            @let () = { at += length + 1; };
            @if !line.trim().is_empty() {
                p dir="auto" {
                    (marked(line, CharSpan { start: from, end: from + length }, marks, here, &mut anchored))
                }
            }
        }
    }
}

/// A line cut wherever a mark begins or ends.
fn marked(line: &str, span: CharSpan, marks: &[Mark], here: Option<CharSpan>, anchored: &mut bool) -> Markup {
    let meets = |other: &CharSpan| other.start < span.end && other.end > span.start && other.start < other.end;
    let within: Vec<&Mark> = marks.iter().filter(|mark| meets(&mark.span)).collect();
    let here = here.filter(meets);
    let mut cuts: Vec<usize> = within.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
    cuts.extend(here.iter().flat_map(|here| [here.start, here.end]));
    cuts.extend([span.start, span.end]);
    cuts.retain(|cut| (span.start..=span.end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut rest = line;
    html! {
        @for pair in cuts.windows(2) {
            @let length = pair[1] - pair[0];
            @let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
            @let piece = attache_archive::words::harmless(&rest[..end]);
            @let () = { rest = &rest[end..]; };
            @let covers = |span: &CharSpan| span.start <= pair[0] && span.end >= pair[1];
            @let covering: Vec<&&Mark> = within.iter().filter(|mark| covers(&mark.span)).collect();
            @let is_here = here.is_some_and(|here| here.start <= pair[0] && here.end >= pair[1]);
            @let id = (is_here && !std::mem::replace(anchored, *anchored || is_here)).then_some("here");
            @if covering.is_empty() && !is_here { (piece) } @else { (piece_of(&piece, &covering, is_here, id)) }
        }
    }
}

fn piece_of(piece: &str, covering: &[&&Mark], is_here: bool, id: Option<&str>) -> Markup {
    let mut classes: Vec<&str> = covering.iter().map(|mark| mark.class).collect();
    classes.extend(is_here.then_some("here"));
    classes.dedup();
    let notes: Vec<&str> = covering.iter().filter_map(|mark| mark.note.as_deref()).collect();
    let note = (!notes.is_empty()).then(|| notes.join("\n"));
    let classes = classes.join(" ");
    html! {
        @match covering.iter().find_map(|mark| mark.href.as_deref()) {
            Some(href) => a class=(classes) href=(href) data-evidence=[note] id=[id] { (piece) },
            None => span class=(classes) data-evidence=[note] id=[id] { (piece) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, class: &'static str) -> Mark {
        Mark { span: CharSpan { start, end }, class, note: None, href: None }
    }

    #[test]
    fn overlapping_marks_cut_each_other_and_lose_no_text() {
        let text = "Été <b>one</b>\n\ntwo three";
        let marks = [mark(0, 6, "a"), mark(4, 9, "b"), mark(16, 40, "c")];
        let shown = paragraphs(text, 0, &marks, Some(CharSpan { start: 4, end: 7 })).into_string();
        assert!(shown.contains("<span class=\"a\">Été </span>"), "{shown}");
        assert!(shown.contains("<span class=\"a b here\" id=\"here\">&lt;b</span>"), "{shown}");
        assert!(shown.contains("<span class=\"c\">two three</span>"), "{shown}");
        assert_eq!(shown.matches("id=\"here\"").count(), 1);
    }

    #[test]
    fn marks_outside_the_part_do_no_harm() {
        let shown =
            paragraphs("middle", 100, &[mark(0, 5, "a"), mark(usize::MAX - 1, usize::MAX, "b")], None).into_string();
        assert_eq!(shown, "<p dir=\"auto\">middle</p>");
    }
}
