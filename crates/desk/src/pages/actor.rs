//! An actor's dossier.

use std::sync::Arc;

use attache_archive::record::{ActorSummary, Event, OfficeHeld};
use attache_archive::words::{self, count};
use attache_archive::{Archive, Glimpse, WantedEvents};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{acts, answer, code_of, statement, story, twin};
use crate::Desk;
use crate::foreign::{clipped, headline, link, name, passage, value};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// Statements and events of a dossier, each.
const MOST: usize = 40;
/// Actors of one name to choose from.
const NAMESAKES: usize = 30;

/// What a name leads to.
pub enum Met {
    One(Box<Glimpse>, Vec<Event>),
    Several(Vec<ActorSummary>),
}

/// Whom a key or name means.
pub fn meet(archive: &Archive, asked: &str) -> Result<Met, Refusal> {
    if let Some(glimpse) = archive.glimpse(asked, MOST)? {
        return one(archive, glimpse);
    }
    let keys = archive.actor_keys(asked)?;
    match keys.as_slice() {
        [] => Err(Refusal::Missing("actor")),
        [key] => one(archive, archive.glimpse(key, MOST)?.ok_or(Refusal::Missing("actor"))?),
        _ => Ok(Met::Several(archive.actors_named(asked, NAMESAKES)?)),
    }
}

fn one(archive: &Archive, glimpse: Glimpse) -> Result<Met, Refusal> {
    let actor = &glimpse.dossier.actor;
    let named = actor.id.clone().unwrap_or_else(|| actor.name.clone());
    let wanted = WantedEvents { between: vec![named], limit: Some(MOST), ..WantedEvents::default() };
    Ok(Met::One(Box::new(glimpse), archive.events(&wanted)?))
}

pub async fn page(State(desk): State<Arc<Desk>>, Path(asked): Path<String>) -> Response {
    let sought = format!("/search?q={}", value(&clipped(&asked, crate::foreign::NAME)));
    let is_name = !asked.contains(':');
    let met = desk.readers.ask(move |archive| Ok((meet(archive, &asked)?, asked))).await;
    if is_name && matches!(met, Err(Refusal::Missing(_))) {
        // a description, under which nobody is filed: its words are told somewhere
        return Redirect::to(&sought).into_response();
    }
    answer(
        &desk,
        met.map(|(met, asked)| match met {
            Met::One(glimpse, events) => dossier(&glimpse, &events, &asked),
            Met::Several(several) => choice(&several, &asked),
        }),
    )
}

fn choice(several: &[ActorSummary], asked: &str) -> Page<'static> {
    let body = html! {
        header .heading { p .kicker { "Actors" } h1 { "Several are called " (name(asked)) } }
        (listed(several))
    };
    Page { here: Here::Elsewhere, title: "Actors".into(), sought: None, twin: twin("actor", asked), body }
}

/// Actors in a list.
pub fn listed(actors: &[ActorSummary]) -> Markup {
    html! {
        ul .actors {
            @for actor in actors {
                li data-step {
                    b { (link("actor", actor.id.as_deref().unwrap_or(&actor.name), name(&actor.name))) }
                    @if let Some(code) = &actor.code { " " (code_of(code)) }
                    @if let Some(office) = &actor.office { span .office { ", " (name(office)) } }
                    span .counts { (count(actor.articles, "article", "articles")) }
                }
            }
        }
    }
}

fn dossier(glimpse: &Glimpse, events: &[Event], asked: &str) -> Page<'static> {
    let Glimpse { dossier, stories, more } = glimpse;
    let actor = &dossier.actor;
    let body = html! {
        header .heading {
            p .kicker {
                (actor.kind)
                @if let Some(code) = &actor.code { " · " (code_of(code)) }
                @for sector in &actor.sectors { " " (code_of(sector)) }
            }
            h1 { (headline(&actor.name)) }
            p .lead {
                @if let Some(office) = &actor.office { (name(office)) " · " }
                (count(actor.articles, "article", "articles")) ", " (count(actor.mentions, "mention", "mentions"))
            }
            @let others: Vec<&String> = actor.names.iter().filter(|other| **other != actor.name).collect();
            @if !others.is_empty() {
                p .meta {
                    "Also called "
                    @for (n, other) in others.iter().take(8).enumerate() { @if n > 0 { ", " } (name(other)) }
                }
            }
            @if *more { p .meta { "What it says is told here from its latest 60 articles." } }
        }
        div .columns {
            div .main {
                @if !events.is_empty() {
                    section { h2 { "What it took part in" } (acts(events, MOST, events.len())) }
                }
                @if !dossier.statements.is_empty() {
                    section { h2 { "What it says" } @for said in &dossier.statements { (statement(said, None)) } }
                }
            }
            aside .margin {
                @if !dossier.offices.is_empty() { section { h2 { "Offices" } (offices(&dossier.offices)) } }
                @if !stories.is_empty() { section { h2 { "Stories" } @for told in stories { (story(told, &[], 0)) } } }
            }
        }
    };
    Page {
        here: Here::Elsewhere,
        title: clipped(&actor.name, 90).into(),
        sought: None,
        twin: twin("actor", asked),
        body,
    }
}

fn offices(held: &[OfficeHeld]) -> Markup {
    html! {
        ul .offices { @for office in held.iter().take(20) {
            li {
                @if office.past { span .meta { "formerly " } }
                (passage(&office.sentence.article, office.sentence.span, name(&office.office)))
                @if let Some(of) = &office.of { " " (code_of(of)) }
                span .when { (words::span(office.first_reported.as_deref(), office.last_reported.as_deref())) } }
        } }
    }
}
