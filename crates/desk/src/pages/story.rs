//! A story: its articles as a tree of who took from whom, what happened, where the accounts differ, who says what.

use std::collections::HashMap;
use std::sync::Arc;

use attache_archive::dates::Published;
use attache_archive::record::{Claims, Disagreement, Story};
use attache_archive::{Archive, Told, tree, words};
use attache_stories::Kind;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{acts, answer, kind, outlets, relations, statement, tally, twin};
use crate::Desk;
use crate::asked::Asked;
use crate::foreign::{address, clipped, headline, link, name, passage, sentence, value};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// Stories of more bytes than this are shown without inferring the days of undated articles.
const READ: usize = 256 << 10;
/// Articles, statements and relations on a page.
const ARTICLES: usize = 80;
const STATEMENTS: usize = 40;
const RELATIONS: usize = 40;
const EVENTS: usize = 60;

/// A story as a page shows it.
pub struct Shown {
    pub told: Told,
    pub published: Vec<Published>,
    pub claims: Claims,
    pub articles: usize,
}

/// Reads a story for its page.
pub fn read(archive: &Archive, id: &str) -> Result<Shown, Refusal> {
    let Some((articles, bytes)) = archive.story_size(id)? else { return Err(Refusal::Missing("story")) };
    let told =
        if bytes <= READ && articles <= ARTICLES { archive.story(id)? } else { archive.outline(id, ARTICLES)? };
    let told = told.ok_or(Refusal::Missing("story"))?;
    Ok(Shown { published: told.published(), claims: archive.claims(&told)?, told, articles })
}

pub async fn page(State(desk): State<Arc<Desk>>, Path(id): Path<String>, uri: Uri) -> Response {
    let asked = id.clone();
    match desk.readers.ask(move |archive| read(archive, &asked)).await {
        Err(Refusal::Missing(what)) => match since(&desk, &id).await {
            Some(address) => Redirect::to(&format!("{address}?was={}", value(&clipped(&id, 40)))).into_response(),
            None => answer(&desk, Err(Refusal::Missing(what))),
        },
        read => {
            let was = Asked::of(&uri).ok().and_then(|asked| asked.get("was").map(str::to_owned));
            answer(&desk, read.map(|shown| page_of(&shown, was.as_deref())))
        }
    }
}

/// The address of the story that now tells what one of this id told before articles came that changed it.
pub async fn since(desk: &Arc<Desk>, id: &str) -> Option<String> {
    let was = id.to_owned();
    let now = desk.readers.ask(move |archive| Ok(archive.story_since(&was)?)).await.ok().flatten()?;
    address("story", &now).filter(|_| now != id)
}

fn page_of(shown: &Shown, was: Option<&str>) -> Page<'static> {
    let Shown { told, claims, .. } = shown;
    let record = Story::new(told, false, claims.clone());
    let by_article: HashMap<&str, &str> = told
        .articles
        .iter()
        .filter_map(|member| Some((member.article.id.as_str(), member.article.outlet.as_deref()?)))
        .collect();
    let body = html! {
        header .heading {
            p .kicker { "Story · " (words::span(told.start.as_deref(), told.end.as_deref())) }
            h1 { (headline(&told.title)) }
            p .lead { (tally(told)) " · " (outlets(told, 8)) }
            @if let Some(was) = was {
                p .note role="status" {
                    "You came by the address of an earlier telling, " code { (clipped(was, 40)) } ": articles that came since changed it, "
                    "and what it told is told here."
                }
            }
        }
        div .columns {
            div .main {
                @if !claims.events.is_empty() {
                    section { h2 { "What happened" (kept("/api/events", &told.id)) } (acts(&claims.events, EVENTS, claims.events.len())) }
                }
                @if !record.disagreements.is_empty() {
                    section {
                        h2 { "Where the accounts differ" }
                        @for d in record.disagreements.iter().take(20) { (disagreement(d)) }
                    }
                }
                @if !claims.statements.is_empty() {
                    section { h2 { "Who says what" (kept("/api/statements", &told.id)) }
                        @for said in claims.statements.iter().take(STATEMENTS) {
                            (statement(said, by_article.get(said.article.as_str()).copied()))
                        }
                        @if claims.statements.len() > STATEMENTS {
                            p .more { (claims.statements.len() - STATEMENTS) " more in the JSON of this page." }
                        }
                    }
                }
                @if !claims.relations.is_empty() {
                    section { h2 { "What stands between whom" (kept("/api/relations", &told.id)) } (relations(&claims.relations, RELATIONS)) }
                }
            }
            aside .lineage {
                h2 { "Articles, and what they are taken from" }
                (lineage(shown))
            }
        }
    };
    Page {
        here: Here::Elsewhere,
        title: clipped(&told.title, 90).into(),
        sought: None,
        twin: twin("story", &told.id),
        body,
    }
}

/// Links to a list of a story's as files.
fn kept(list: &str, story: &str) -> Markup {
    html! { span .keep { (super::keep(list, &format!("?story={}", value(story)))) } }
}

/// The articles, each under its source.
fn lineage(shown: &Shown) -> Markup {
    let told = &shown.told;
    html! {
        ol .tree {
            @for place in tree::places(&told.articles) {
                @let member = &told.articles[place.article];
                @let outlet = member.article.outlet.as_deref().unwrap_or(&member.article.id);
                @let is_rewrite = matches!(member.lineage.kind, Kind::Spun | Kind::Translated);
                @let language = member.article.language.as_deref().filter(|code| !code.starts_with("en"));
                li class={ "d" (place.depth().min(6)) } data-step {
                    p .head {
                        b {
                            (link("article", &member.article.id, name(outlet)))
                        }
                        " " (kind(member))
                    }
                    @if let Some(title) = &member.article.title { p .title { (headline(title)) } }
                    p .meta {
                        @if let Some(day) = shown.published.get(place.article).and_then(words::published) { (day) }
                        @if !member.article.credits.is_empty() {
                            " · credits " (name(&member.article.credits.join(", ")))
                        }
                        @if let Some(language) = language {
                            " · " (words::language(language))
                        }
                        @if member.lineage.of.is_none() && is_rewrite {
                            " · source unknown"
                        }
                    }
                    @if !member.lineage.repairs.is_empty() { (repairs(member)) }
                }
            }
        }
        @if shown.articles > told.articles.len() {
            p .more { (shown.articles - told.articles.len()) " more articles." }
        }
    }
}

/// Broken names and what they read, each once.
fn repairs(member: &attache_archive::Member) -> Markup {
    let mut pairs: Vec<(&str, &str)> =
        member.lineage.repairs.iter().map(|r| (r.text.as_str(), r.reads.as_str())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    html! {
        details .repairs {
            summary { (words::count(pairs.len(), "broken name", "broken names")) " mended" }
            ul { @for (text, reads) in pairs.iter().take(12) {
                li { s { (name(text)) } " reads " em { (name(reads)) } }
            }
                @if pairs.len() > 12 { li .more { (pairs.len() - 12) " more" } } }
        }
    }
}

/// The sides of a disagreement, beside each other.
pub fn disagreement(told: &Disagreement) -> Markup {
    html! {
        div .differing {
            h3 {
                @match &told.event {
                    Some(event) => (link("event", event, html! { (told.about) })),
                    None => (told.about),
                }
            }
            div .sides {
                @for side in told.sides.iter().take(6) {
                    div .side .rewrite[side.rewrite] {
                        p .says { (name(&says(&told.about, &side.says))) }
                        p .meta { @if side.rewrite { "a rewrite" } @else { (clipped(&side.origins.join(", "), 160)) } }
                        @for mention in side.mentions.iter().take(2) {
                            p .evidence { (passage(&mention.article, mention.span, sentence(&mention.text))) }
                        }
                    }
                }
            }
        }
    }
}

/// A date in words.
fn says(about: &str, text: &str) -> String {
    match text.split_once('/') {
        Some((first, last)) if about == "date" => words::span(Some(first), Some(last)),
        None if about == "date" => words::day(text),
        _ => text.to_owned(),
    }
}
