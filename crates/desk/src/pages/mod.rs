//! The pages, and what several of them show.

pub mod about;
pub mod actor;
pub mod article;
mod axis;
mod beside;
mod card;
mod changes;
pub mod dyad;
pub mod event;
mod ledger;
pub mod map;
pub mod outlets;
pub mod rulings;
pub mod search;
pub mod spans;
pub mod story;
pub mod timeline;
pub mod today;

pub use card::version as model_version;

use std::sync::Arc;

use attache_archive::record::{Event, Party, Relation, Speaker, Statement};
use attache_archive::words::{self, count, events::EventWords};
use attache_archive::{Member, Told};
use attache_world::World;
use axum::extract::State;
use axum::http::Method;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

use crate::Desk;
use crate::foreign::{address, clipped, headline, link, name, passage, sentence};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// Answers with a page, or with why there is none.
pub fn answer(desk: &Desk, page: Result<Page<'_>, Refusal>) -> Response {
    match page {
        Ok(page) => Html(page.framed(desk).into_string()).into_response(),
        Err(refusal) => refused(desk, &refusal),
    }
}

/// A page that says why there is none.
pub fn refused(desk: &Desk, refusal: &Refusal) -> Response {
    let status = refusal.status();
    let body = html! {
        section .refused {
            p .number { (status.as_u16()) }
            h1 { (status.canonical_reason().unwrap_or("No answer")) }
            p .lead { (capitalised(&refusal.to_string())) "." }
            p { a href="/" { "Back to today" } }
        }
    };
    let page = Page { here: Here::Elsewhere, title: "No answer".into(), sought: None, twin: None, body };
    (status, Html(page.framed(desk).into_string())).into_response()
}

/// There is no such page.
pub async fn missing(State(desk): State<Arc<Desk>>) -> Response {
    refused(&desk, &Refusal::Missing("page"))
}

/// The page cannot be asked for so.
pub async fn other_method(State(desk): State<Arc<Desk>>, method: Method) -> Response {
    let takes =
        if method == Method::GET { "a form of this desk, and shows nothing" } else { "no form, and only shows" };
    refused(&desk, &Refusal::Method(takes))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Links to a list as files: all of it as CSV and as JSON.
pub fn keep(address: &str, query: &str) -> Markup {
    let with = |what: &str| format!("{address}{query}{}{what}", if query.is_empty() { '?' } else { '&' });
    html! { a href=(with("format=csv")) { "CSV" } " " a href=(with("limit=all")) { "JSON" } }
}

/// "9 articles, 3 sources".
pub fn tally(told: &Told) -> Markup {
    let origins = told.origins();
    html! {
        span .tally {
            b { (count(told.articles.len(), "article", "articles")) } ", "
            @match origins.independent {
                0 => "of unknown source",
                sources => b { (count(sources, "source", "sources")) },
            }
            @if origins.independent > 0 && origins.unknown > 0 { ", " (origins.unknown) " of unknown source" }
        }
    }
}

/// The outlets of a story, each once, the first `most` of them.
pub fn outlets(told: &Told, most: usize) -> Markup {
    let mut names: Vec<&str> = told.articles.iter().filter_map(|member| member.article.outlet.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    html! {
        @for (n, outlet) in names.iter().take(most).enumerate() { @if n > 0 { ", " } (name(outlet)) }
        @if names.len() > most { " and " (names.len() - most) " more" }
    }
}

/// A line of a story: headline, counts, outlets, and what happened: some of its `count` events.
pub fn story(told: &Told, events: &[Event], count: usize) -> Markup {
    html! {
        article .story data-step {
            h3 { (link("story", &told.id, headline(&told.title))) }
            p .meta {
                (tally(told)) " · " (words::span(told.start.as_deref(), told.end.as_deref())) " · " (outlets(told, 4))
            }
            @if !events.is_empty() { (acts(events, events.len(), count)) }
        }
    }
}

/// Events as lines, `most` of them, of `count` that there are.
pub fn acts(events: &[Event], most: usize, count: usize) -> Markup {
    let told = words::events::in_order(events);
    let shown = told.len().min(most);
    html! {
        ul .acts {
            @for (event, depth) in told.iter().take(most) { li .part[*depth > 0] { (act(event)) } }
            @if count > shown { li .more { (words::count(count - shown, "more event", "more events")) } }
        }
    }
}

/// An event in a line.
pub fn act(event: &Event) -> Markup {
    let told = EventWords::new(event, false);
    let evidence = event.mentions.first().map(|mention| clipped(&mention.sentence.text, crate::foreign::SENTENCE));
    html! {
        (quad(event))
        div .told {
            p .act { (link("event", &event.id, html! { span data-evidence=[evidence] { (sentence(&told.act)) } })) }
            p .meta {
                span .when { (told.day) }
                @for detail in &told.details { span .detail { (sentence(detail)) } }
                span .counts { (told.counts) }
                @if !event.disagreements.is_empty() { span .differ { "accounts differ on " (abouts(event)) } }
            }
        }
    }
}

fn abouts(event: &Event) -> String {
    let mut abouts: Vec<&str> = event.disagreements.iter().map(|d| d.about.as_str()).collect();
    abouts.sort_unstable();
    abouts.dedup();
    abouts.join(", ")
}

/// An event's type, with a sign of its quad class.
pub fn quad(event: &Event) -> Markup {
    let class = format!("quad q{}", event.quad_code.min(4));
    let called = words::line(&event.plover_event).to_lowercase();
    html! { span class=(class) title=(quad_name(event.quad_code)) { (called) } }
}

/// PLOVER's four quad classes.
pub fn quad_name(quad: u8) -> &'static str {
    match quad {
        1 => "verbal cooperation",
        2 => "material cooperation",
        3 => "verbal conflict",
        4 => "material conflict",
        _ => "no quad class",
    }
}

/// What stands in an address for an actor: its id, else its name.
pub fn actor(id: Option<&str>, named: &str) -> Markup {
    link("actor", id.unwrap_or(named), name(named))
}

/// A party with its office.
pub fn party(party: &Party) -> Markup {
    html! {
        (actor(party.id.as_deref(), &party.name))
        @if let Some(office) = &party.office { span .office { ", " (name(office)) } }
        @if let Some(code) = &party.code { " " (code_of(code)) }
    }
}

/// The name of the state that a code is of.
pub fn state_name(code: &str) -> Option<&'static str> {
    let state = World::embedded().state(code).filter(|_| code.len() == 3)?;
    Some(&state.name)
}

/// A code of PLOVER's.
pub fn code_of(code: &str) -> Markup {
    html! { span .code { (clipped(code, 12)) } }
}

fn speaker(speaker: Option<&Speaker>, statement: &Statement) -> Markup {
    html! {
        @match speaker {
            Some(Speaker { name: Some(named), id, office, anonymous, .. }) => {
                @if *anonymous { (name(named)) } @else { (actor(id.as_deref(), named)) }
                @if let Some(office) = office.as_ref().filter(|office| !named.contains(office.as_str())) {
                    span .office { ", " (name(office)) }
                }
            }
            _ => @match statement.chain.last() { Some(cited) => (name(&cited.name)), None => "unnamed" },
        }
    }
}

/// Who says what, with a link to where it stands.
pub fn statement(said: &Statement, outlet: Option<&str>) -> Markup {
    html! {
        figure .said {
            blockquote .verbatim[said.verbatim] { (passage(&said.article, said.span, sentence(&words::said(said)))) }
            figcaption {
                span .who { (speaker(said.speaker.as_ref(), said)) }
                @for cited in said.chain.iter().rev().take(3) { span .via { "via " (name(&cited.name)) } }
                @if let Some(venue) = &said.venue { span .via { (name(&venue.name)) } }
                @if let Some(date) = &said.date { span .when { (words::day(date)) } }
                @if let Some(outlet) = outlet { span .outlet { (name(outlet)) } }
            }
        }
    }
}

/// What stands between two, in a row of a table.
pub fn relation(told: &Relation) -> Markup {
    let side =
        |party: &Option<Party>| html! { @match party { Some(p) => (actor(p.id.as_deref(), &p.name)), None => "–" } };
    let first = told.mentions.first();
    let tellings = count(told.mentions.len(), "telling", "tellings");
    html! {
        tr class={ "stands-" (told.status) } {
            td { (side(&told.subject)) }
            td { (told.kind) @if let Some(value) = &told.value { ": " (name(value)) } }
            td { (side(&told.object)) }
            td { span class={ "status " (told.status) } { (told.status) }
                @if let Some(since) = &told.since { " since " (words::day(since)) }
                @if let Some(until) = &told.until { " until " (words::day(until)) } }
            td .evidence {
                @if let Some(mention) = first {
                    (passage(&mention.sentence.article, mention.sentence.span, html! {
                        span data-evidence=(clipped(&mention.sentence.text, 400)) { (tellings) }
                    }))
                }
            }
        }
    }
}

/// Relations as a table.
pub fn relations(told: &[Relation], most: usize) -> Markup {
    html! {
        div .scroll tabindex="0" role="region" aria-label="Relations" {
            table .relations {
                thead { tr { th { "Who" } th { "What" } th { "With whom" } th { "How it stands" } th { "Told in" } } }
                tbody { @for told in told.iter().take(most) { (relation(told)) } }
            }
        }
        @if told.len() > most { p .more { (told.len() - most) " more in the JSON of this page." } }
    }
}

/// What an article is: "spun, 0.93".
pub fn kind(member: &Member) -> Markup {
    let lineage = &member.lineage;
    let word = words::kind(lineage.kind);
    html! {
        span class={ "kind " (word) } { (word) }
        @if lineage.kind != attache_stories::Kind::Original { span .score { (format!("{:.2}", lineage.score)) } }
    }
}

/// The address of a thing's JSON.
pub fn twin(kind: &str, id: &str) -> Option<String> {
    address(kind, id).map(|address| format!("/api{address}"))
}
