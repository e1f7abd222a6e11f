//! An article: its text with what was read from it, what cleaning removed, and its source beside it.

use std::ops::Range;
use std::sync::Arc;

use attache_archive::dates::{Published, published as published_of};
use attache_archive::record::{Change, Event, Passage, PublishedFrom};
use attache_archive::words::{self, count, events::EventWords};
use attache_archive::{Archive, Kept, KeptReport, Member, Told, WantedEvents, changes};
use attache_press::{Article, CharSpan, Removed};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::beside::{Cut, beside};
use super::spans::{Mark, paragraphs};
use super::{answer, kind, quad_name, twin};
use crate::Desk;
use crate::asked::Asked;
use crate::foreign::{address, clipped, headline, is_code, link, name, outward};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// Code points of a text on a page.
const PART: usize = 20_000;
/// Removed passages on a page, and bytes of their words.
const REMOVED: usize = 40;
const REMOVED_WORDS: usize = 12_000;
/// Versions whose changes are shown, the last, and the bytes of all their texts.
const VERSIONS: usize = 5;
const CHANGED: usize = 160 << 10;
/// Events that its marks lead to, at most.
const EVENTS: usize = 120;
/// A story of more bytes is not read to date one of its articles.
const READ: usize = 256 << 10;

struct Shown {
    kept: Kept,
    versions: u32,
    published: Option<Published>,
    report: Option<KeptReport>,
    source: Option<Article>,
    /// The events that it tells.
    events: Vec<Event>,
    /// What changed between its last versions; none where they are too long to be compared while a page is made.
    changes: Option<Vec<Change>>,
}

pub async fn page(State(desk): State<Arc<Desk>>, Path(id): Path<String>, uri: Uri) -> Response {
    answer(&desk, show(&desk, id, &uri).await)
}

async fn show(desk: &Arc<Desk>, id: String, uri: &Uri) -> Result<Page<'static>, Refusal> {
    let asked = Asked::of(uri)?;
    desk.readers.ask(move |archive| Ok(page_of(&read(archive, &id)?, &asked))).await
}

fn read(archive: &Archive, id: &str) -> Result<Shown, Refusal> {
    let (kept, versions) = archive.current(id)?.ok_or(Refusal::Missing("article"))?;
    let source = match &kept.report.lineage.of {
        Some(of) => archive.current(of)?.map(|(source, _)| source.report.article),
        None => None,
    };
    let published = published(archive, &kept)?;
    let wanted = WantedEvents { article: Some(id.to_owned()), limit: Some(EVENTS), ..WantedEvents::default() };
    let events = archive.events(&wanted)?;
    let changes = if versions > 1 { changed(archive, id)? } else { Some(Vec::new()) };
    Ok(Shown { events, report: archive.report(id)?, source, published, kept, versions, changes })
}

/// What changed between the last versions of an article; none where that takes long.
pub fn changed(archive: &Archive, id: &str) -> Result<Option<Vec<Change>>, Refusal> {
    Ok(archive.last_versions(id, VERSIONS, CHANGED)?.map(|versions| changes(&versions)))
}

/// When the article was published, as far as it or a story of few articles tells.
pub fn published(archive: &Archive, kept: &Kept) -> Result<Option<Published>, Refusal> {
    let article = &kept.report.article;
    if article.published.is_none()
        && let Some(id) = &kept.story
        && archive.story_size(id)?.is_some_and(|(_, bytes)| bytes <= READ)
    {
        let told: Option<Told> = archive.story(id)?;
        return Ok(told.and_then(|told| {
            let place = told.articles.iter().position(|member| member.article.id == article.id)?;
            told.published().into_iter().nth(place)
        }));
    }
    if article.published.is_none() && article.text.len() > READ {
        return Ok(Some(Published { published: None, from: PublishedFrom::Unknown, between: None }));
    }
    Ok(published_of(&[article]).pop())
}

fn page_of(shown: &Shown, asked: &Asked) -> Page<'static> {
    let member = &shown.kept.report;
    let Member { article, lineage } = member;
    let here = match (asked.number("from"), asked.number("to")) {
        (Some(start), Some(end)) if start < end => Some(CharSpan { start, end }),
        _ => None,
    };
    let parts = parts(&article.text);
    let at = |here: CharSpan| parts.iter().position(|part| here.start < part.chars.end);
    let number = asked.number("part").map(|part| part.saturating_sub(1)).or_else(|| here.and_then(at));
    let number = number.unwrap_or(0).min(parts.len() - 1);
    let part = &parts[number];
    let marks = shown.report.as_ref().map(|report| marks(report, shown)).unwrap_or_default();
    let body = html! {
        header .heading {
            p .kicker {
                "Article" @if let Some(story) = &shown.kept.story { " · " (link("story", story, "its story")) }
            }
            h1 dir="auto" { (headline(article.title.as_deref().unwrap_or_default())) }
            (credits(shown))
        }
        div .columns {
            div .main {
                @if parts.len() > 1 { (turn(article, number, parts.len())) }
                div .text lang=[article.language.as_deref().filter(|code| is_code(code))] {
                    (paragraphs(&article.text[part.bytes.clone()], part.chars.start, &marks, here))
                }
                @if parts.len() > 1 { (turn(article, number, parts.len())) }
                @if article.text.trim().is_empty() { p .empty { "Nothing is left of its text." } }
            }
            aside .margin {
                (legend(&marks, shown))
                (removed(article))
                @if !lineage.repairs.is_empty() {
                    details open { summary { "Mended names" } ul .pairs {
                        @for repair in lineage.repairs.iter().take(40) {
                            li { s { (name(&repair.text)) } " reads " em { (name(&repair.reads)) } }
                        }
                    } }
                }
                (found(article))
            }
        }
        @if let Some(source) = &shown.source { (beside(member, source)) }
        @if shown.versions > 1 { (versions(shown)) }
    };
    Page {
        here: Here::Elsewhere,
        title: clipped(article.title.as_deref().unwrap_or("Article"), 90).into(),
        sought: None,
        twin: twin("article", &article.id),
        body,
    }
}

fn credits(shown: &Shown) -> Markup {
    let source = shown.source.as_ref().and_then(|source| source.outlet.as_deref());
    let member = &shown.kept.report;
    let article = &member.article;
    html! {
        p .lead {
            @if let Some(outlet) = &article.outlet { b { (name(outlet)) } }
            @if let Some(byline) = &article.byline { " · " (name(byline)) }
            @if let Some(day) = shown.published.as_ref().and_then(words::published) { " · " (day) }
            @if let Some(language) = article.language.as_deref().filter(|code| !code.starts_with("en")) {
                " · " (words::language(language))
            }
        }
        p .meta {
            (kind(member))
            @if let Some(of) = &member.lineage.of {
                " of "
                (link("article", of, name(source.unwrap_or(of))))
            }
            @if !article.credits.is_empty() { " · credits " (name(&article.credits.join(", "))) }
            @if shown.versions > 1 {
                " · "
                a href="#versions" { "version " (shown.kept.current) " of " (shown.versions) }
            }
            " · "
            @match &article.url {
                Some(url) => (outward(url, html! { "as published" })),
                None => (name(&article.id)),
            }
        }
    }
}

/// What changed from version to version.
fn versions(shown: &Shown) -> Markup {
    let json = twin("article", &shown.kept.report.article.id).map(|twin| format!("{twin}?changes=1"));
    html! {
        section #versions .versions {
            h2 { "What changed between its versions" }
            p .meta {
                (count(shown.versions as usize, "version", "versions")) ", "
                @if shown.kept.current != shown.versions { "of which number " (shown.kept.current) " came last and is shown" }
                @else { "of which the last is shown" }
                "; words that differ are marked. " a href=[json] { "JSON" }
            }
            @match &shown.changes {
                Some(changes) => {
                    (super::changes::shown(changes))
                    @if shown.versions as usize > VERSIONS { p .more { "Earlier changes: " code { "attache article ID --changes" } "." } }
                },
                None => p .empty { "They are too long to be compared here: " code { "attache article ID --changes" } " does it." },
            }
        }
    }
}

/// A stretch of a text that a page bears.
struct Part {
    bytes: Range<usize>,
    chars: Range<usize>,
}

/// A text in parts of about [`PART`] code points, cut after paragraphs where there are any; at least one.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut first, mut last_line): ((usize, usize), Option<(usize, usize)>) = ((0, 0), None);
    let mut at = 0;
    for (char, (byte, c)) in text.char_indices().enumerate() {
        at = char + 1;
        if char - first.1 >= PART {
            let (byte, char) = last_line.take().unwrap_or((byte, char));
            parts.push(Part { bytes: first.0..byte, chars: first.1..char });
            first = (byte, char);
        }
        if c == '\n' {
            last_line = Some((byte + 1, char + 1));
        }
    }
    parts.push(Part { bytes: first.0..text.len(), chars: first.1..at });
    parts
}

fn turn(article: &Article, number: usize, parts: usize) -> Markup {
    let part = |n: usize| address("article", &article.id).map(|address| format!("{address}?part={n}"));
    html! {
        nav .turn aria-label="Parts of the text" {
            @if number > 0 { a href=[part(number)] { "← Before" } }
            span { "Part " (number + 1) " of " (parts) }
            @if number + 1 < parts { a href=[part(number + 2)] { "After →" } }
        }
    }
}

/// What was read from the text, as marks on it.
fn marks(report: &KeptReport, shown: &Shown) -> Vec<Mark> {
    let kept = &shown.kept;
    let mut marks = Vec::new();
    for said in &report.statements {
        let who = said.told.speaker.as_ref().and_then(|speaker| speaker.name.as_deref()).unwrap_or("unnamed");
        let note = format!("{} says ({})", clipped(who, 90), said.told.kind);
        marks.push(Mark { span: said.told.span, class: "m-said", note: Some(note), href: None });
    }
    for relation in &report.relations {
        for mention in &relation.mentions {
            let side = |party: &Option<attache_archive::record::Party>| {
                party.as_ref().map_or("–".to_owned(), |p| clipped(&p.name, 60))
            };
            let note = format!(
                "{}: {} – {} ({})",
                relation.kind,
                side(&relation.subject),
                side(&relation.object),
                relation.status
            );
            marks.push(Mark { span: mention.trigger, class: "m-stands", note: Some(note), href: None });
        }
    }
    for event in report.events.iter().map(|kept| &kept.event) {
        let Some(span) = event.trigger else { continue };
        let told = EventWords::new(event, false);
        let note = format!("{} · {} · {}", clipped(&told.act, 200), quad_name(event.quad_code), told.day);
        let class = ["m-q0", "m-q1", "m-q2", "m-q3", "m-q4"][usize::from(event.quad_code.min(4))];
        let fused = shown.events.iter().find(|fused| is_told(fused, event, &kept.report.article.id, span));
        marks.push(Mark { span, class, note: Some(note), href: fused.and_then(|fused| address("event", &fused.id)) });
    }
    for repair in &kept.report.lineage.repairs {
        let note = Some(format!("reads “{}”", clipped(&repair.reads, 120)));
        marks.push(Mark { span: repair.span, class: "m-mended", note, href: None });
    }
    marks
}

/// Whether a fused event is told by the words at `span` of the article.
fn is_told(fused: &Event, own: &Event, article: &str, span: CharSpan) -> bool {
    let holds = |sentence: &Passage| {
        sentence.article == article && sentence.span.start <= span.start && span.end <= sentence.span.end
    };
    fused.event == own.event && fused.mentions.iter().any(|mention| holds(&mention.sentence))
}

fn legend(marks: &[Mark], shown: &Shown) -> Markup {
    let counted = |class: &str| marks.iter().filter(|mark| mark.class == class).count();
    let kinds = [
        ("m-q1", "verbal cooperation"),
        ("m-q2", "material cooperation"),
        ("m-q3", "verbal conflict"),
        ("m-q4", "material conflict"),
        ("m-said", "what somebody says"),
        ("m-stands", "what stands between two"),
        ("m-mended", "a broken name, mended"),
    ];
    html! {
        section .legend {
            h2 { "Read from it" }
            @if shown.report.is_none() {
                p .empty { "It was not annotated: only English articles are, when they are ingested." }
            }
            @else if marks.is_empty() { p .empty { "No event, statement or relation." } }
            ul {
                @for (class, what) in kinds {
                    @if counted(class) > 0 { li { span class=(class) { (what) } " " span .n { (counted(class)) } } }
                }
            }
        }
    }
}

/// What cleaning took out: why, what it said, how long it was, and before which words it stood.
fn removed(article: &Article) -> Markup {
    // marks without width are nothing to be seen
    let seen: Vec<&Removed> = article.removed.iter().filter(|removed| removed.why != "invisible").collect();
    let marks = article.removed.len() - seen.len();
    let shown = &seen[..seen.len().min(REMOVED)];
    let before = stood_before(article, shown);
    let mut room = REMOVED_WORDS;
    let said: Vec<Option<String>> = shown
        .iter()
        .map(|removed| {
            let said = clipped(removed.text.as_deref()?, crate::foreign::SENTENCE);
            room = room.checked_sub(said.len())?;
            (!said.is_empty()).then_some(said)
        })
        .collect();
    let is_unkept = shown.iter().any(|removed| removed.text.is_none());
    html! {
        @if !article.removed.is_empty() {
            details .removed {
                summary { "Removed by cleaning: " (count(seen.len(), "passage", "passages")) }
                ol {
                    @for ((removed, before), said) in shown.iter().zip(&before).zip(&said) {
                        li {
                            b { (clipped(&removed.why.replace('-', " "), 60)) }
                            span .meta {
                                ", " (count(removed.span.end.saturating_sub(removed.span.start), "character", "characters"))
                                @match before {
                                    Some(words) => { ", before " q { (name(words)) } },
                                    None => { ", at the end" },
                                }
                            }
                            @if let Some(said) = said { p .gone { bdi { (said) } } }
                        }
                    }
                }
                @if seen.len() > shown.len() {
                    p .more { (words::grouped(seen.len() - shown.len())) " more in the JSON of this page." }
                }
                @if marks > 0 { p .note { (count(marks, "mark", "marks")) " without width." } }
                @if is_unkept {
                    p .note {
                        "Of some the words are not kept: of one article 16 KiB are, and none of articles added before they "
                        "were kept."
                    }
                }
            }
        }
    }
}

/// The words before which each removed passage stood, as far as can be told: what was removed before it is taken off its place.
fn stood_before(article: &Article, removed: &[&Removed]) -> Vec<Option<String>> {
    let cut = Cut::new(&article.text);
    let mut gone = 0;
    let words = |place: usize| {
        let words = words::line(cut.at(CharSpan { start: place, end: place + 120 }));
        let words: Vec<&str> = words.split(' ').skip(usize::from(place > 0)).take(6).collect();
        (!words.is_empty()).then(|| words.join(" ") + " …")
    };
    removed
        .iter()
        .map(|removed| {
            let place = removed.span.start.saturating_sub(gone);
            gone += removed.span.end.saturating_sub(removed.span.start);
            words(place)
        })
        .collect()
}

/// Where each field was found.
fn found(article: &Article) -> Markup {
    html! {
        @if !article.found.is_empty() {
            details .found { summary { "Where its fields were found" }
                dl {
                    @for (field, found) in article.found.iter().take(20) { dt { (clipped(field, 40)) } dd { (place(*found)) } }
                } }
        }
    }
}

fn place(found: attache_press::Found) -> String {
    serde_json::to_value(found).ok().and_then(|value| Some(value.as_str()?.replace('-', " "))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_text_without_overlap() {
        for text in ["", "one\ntwo\n", &"é".repeat(50_001), &"line of words\n".repeat(5000)] {
            let parts = parts(text);
            let whole: String = parts.iter().map(|part| &text[part.bytes.clone()]).collect();
            assert_eq!(whole, text);
            for pair in parts.windows(2) {
                assert_eq!(pair[0].chars.end, pair[1].chars.start);
            }
            assert!(parts.iter().all(|part| part.chars.len() <= PART), "{}", parts.len());
            assert_eq!(parts.last().unwrap().chars.end, text.chars().count());
        }
    }
}
