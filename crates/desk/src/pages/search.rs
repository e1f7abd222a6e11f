//! Search: articles by their words, and actors of that name.

use std::sync::Arc;

use attache_archive::record::{ActorSummary, Hit};
use attache_archive::words;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::actor::listed;
use super::answer;
use super::spans::{Mark, paragraphs};
use crate::Desk;
use crate::asked::Asked;
use crate::foreign::{headline, link, name};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// Articles on a page.
pub const HITS: usize = 30;

pub async fn page(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let page = show(&desk, &uri).await;
    let sought = Asked::of(&uri).ok().and_then(|asked| asked.get("q").map(str::to_owned));
    answer(&desk, page.map(|page| Page { sought: sought.as_deref(), ..page }))
}

async fn show(desk: &Arc<Desk>, uri: &Uri) -> Result<Page<'static>, Refusal> {
    let asked = Asked::of(uri)?;
    let (words, whole) = (asked.words(), asked.get("q").unwrap_or_default().replace('"', ""));
    let sought = words.clone();
    let (hits, actors) = desk
        .readers
        .ask(move |archive| Ok((archive.search_latest(&sought, HITS)?, archive.actors_named(whole.trim(), 5)?)))
        .await?;
    let query = asked.with(&[]);
    let body = html! {
        header .heading { h1 { "Search" }
            @if words.is_empty() {
                p .lead {
                    "All words in title or text, in any order. "
                    q { "A phrase" }
                    " goes in quotation marks; "
                    code { "bank*" }
                    " finds what begins so."
                }
            }
            @else {
                p .lead {
                    (found(&hits)) " · "
                    a href={ "/" (query) } { "as stories" }
                    " · keep: "
                    (super::keep("/api/search", &query))
                }
            }
        }
        @if !actors.is_empty() { section .who { h2 { "Actors" } (self::actors(&actors)) } }
        @if !hits.is_empty() { section { h2 { "Articles" } @for hit in &hits { (self::hit(hit)) } } }
        @else if !words.is_empty() {
            p .empty { "No article has all these words; try fewer, or the beginning of one." }
        }
    };
    Ok(Page {
        here: Here::Search,
        title: "Search".into(),
        sought: None,
        twin: Some(format!("/api/search{query}")),
        body,
    })
}

fn found(hits: &[Hit]) -> String {
    if hits.len() == HITS {
        format!("the best {HITS} articles")
    } else {
        words::count(hits.len(), "article", "articles")
    }
}

fn actors(actors: &[ActorSummary]) -> Markup {
    listed(actors)
}

fn hit(hit: &Hit) -> Markup {
    let marks: Vec<Mark> =
        hit.marks.iter().map(|span| Mark { span: *span, class: "m-sought", note: None, href: None }).collect();
    html! {
        article .hit data-step {
            h3 { (link("article", &hit.id, headline(hit.title.as_deref().unwrap_or_default()))) }
            p .meta {
                @if let Some(outlet) = &hit.outlet { (name(outlet)) " · " }
                @if let Some(day) = &hit.published { (words::day(day)) " · " }
                @if let Some(story) = &hit.story { (link("story", story, "its story")) }
            }
            div .snippet { (paragraphs(&crate::foreign::within(&hit.snippet), 0, &marks, None)) }
        }
    }
}
