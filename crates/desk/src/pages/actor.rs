//! An actor's dossier.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use attache_archive::record::{ActorSummary, Event, OfficeHeld};
use attache_archive::words::{self, count};
use attache_archive::{Archive, Glimpse, Happenings, WantedEvents};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{acts, answer, code_of, keep, state_name, statement, story, timeline, twin};
use crate::Desk;
use crate::asked::Asked;
use crate::foreign::{address, clipped, headline, link, name, passage, value};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;
use crate::summary::facts;

/// Statements and events of a dossier, each.
const MOST: usize = 40;
/// States with which it stands somehow.
const OTHERS: usize = 8;
/// Actors of one name to choose from.
const NAMESAKES: usize = 30;

/// What a name leads to.
pub enum Met {
    One(Box<Known>),
    Several(Vec<ActorSummary>),
}

/// What is known of one actor.
pub struct Known {
    pub glimpse: Glimpse,
    /// By what its events are found: a state by its code, so that what its people and bodies do counts too.
    named: String,
    events: Vec<Event>,
    happenings: Happenings,
}

/// Whom a key or name means.
pub fn meet(archive: &Archive, asked: &str) -> Result<Met, Refusal> {
    if let Some(glimpse) = archive.glimpse(asked, MOST)? {
        return one(archive, glimpse);
    }
    let keys = archive.actor_keys(asked)?;
    match keys.as_slice() {
        // filed under no name: a group, or somebody who is only described
        [] => match (archive.party(asked)?, called(asked)) {
            (Some(glimpse), _) => known(archive, glimpse, asked.to_owned()),
            // one article alone knows it by this id: others may know it by the name in it
            (None, Some(name)) => meet(archive, &name),
            (None, None) => Err(Refusal::Missing("actor")),
        },
        [key] => one(archive, archive.glimpse(key, MOST)?.ok_or(Refusal::Missing("actor"))?),
        _ => Ok(Met::Several(archive.actors_named(asked, NAMESAKES)?)),
    }
}

/// The name in an id: `person:KEN/ann-lee` is of Ann Lee; none in what is no such id.
fn called(id: &str) -> Option<String> {
    let (_, name) = id.split_once(':')?.1.split_once('/')?;
    Some(name.replace(['-', ':'], " ").trim().to_owned()).filter(|name| !name.is_empty())
}

fn one(archive: &Archive, glimpse: Glimpse) -> Result<Met, Refusal> {
    let actor = &glimpse.dossier.actor;
    let named = match (&actor.code, &actor.id) {
        (Some(code), _) if actor.kind == "state" => code.clone(),
        (_, Some(id)) => id.clone(),
        _ => actor.name.clone(),
    };
    known(archive, glimpse, named)
}

/// An actor with the events in which one of a code, id or name takes part.
fn known(archive: &Archive, glimpse: Glimpse, named: String) -> Result<Met, Refusal> {
    let between = vec![named.clone()];
    let happenings = archive.happenings(&between)?;
    let events = archive.events(&WantedEvents { between, limit: Some(MOST), ..WantedEvents::default() })?;
    Ok(Met::One(Box::new(Known { glimpse, named, events, happenings })))
}

pub async fn page(State(desk): State<Arc<Desk>>, Path(actor): Path<String>, uri: Uri) -> Response {
    let sought = format!("/search?q={}", value(&clipped(&actor, crate::foreign::NAME)));
    let is_name = !actor.contains(':');
    match show(&desk, actor, &uri).await {
        // a description, under which nobody is filed: its words are told somewhere
        Err(Refusal::Missing(_)) if is_name => Redirect::to(&sought).into_response(),
        page => answer(&desk, page),
    }
}

async fn show(desk: &Arc<Desk>, actor: String, uri: &Uri) -> Result<Page<'static>, Refusal> {
    let asked = Asked::of(uri)?;
    let (met, actor) = desk.readers.ask(move |archive| Ok((meet(archive, &actor)?, actor))).await?;
    match met {
        Met::One(known) => {
            let facts = facts(desk).await?;
            let timeline = timeline::timeline(&known.happenings, &facts, &asked)?;
            Ok(dossier(&known, &timeline, &actor, &asked))
        }
        Met::Several(several) => Ok(choice(&several, &actor)),
    }
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

fn dossier(known: &Known, timeline: &timeline::Shown, named: &str, asked: &Asked) -> Page<'static> {
    let Known { glimpse: Glimpse { dossier, stories, relations, more }, events, .. } = known;
    let states = others(known);
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
            p .keep {
                "Keep the events: " (keep("/api/events", &format!("?state={}", value(&known.named))))
                " · what it says: " (keep("/api/statements", &format!("?by={}", value(&known.named))))
            }
            @if *more { p .meta { "What it says is told here from its latest 60 articles." } }
        }
        div .columns {
            div .main {
                @if timeline.count > 1 {
                    section .timeline { h2 { "From conflict to cooperation" }
                        (timeline::drawn(timeline, &address("actor", named).unwrap_or_default(), asked)) }
                }
                @if !events.is_empty() {
                    section {
                        h2 { @if actor.kind == "state" { "What it and its people took part in" } @else { "What it took part in" } }
                        (acts(events, MOST, events.len()))
                        @if events.len() == MOST { p .more { "The latest " (MOST) "; all are in the CSV." } }
                    }
                }
                @if !relations.is_empty() {
                    section { h2 { "What stands between it and others" } (super::relations(relations, relations.len())) }
                }
                @if !dossier.statements.is_empty() {
                    section { h2 { "What it says" } @for said in &dossier.statements { (statement(said, None)) } }
                }
            }
            aside .margin {
                @if !dossier.offices.is_empty() { section { h2 { "Offices" } (offices(&dossier.offices)) } }
                @if let (Some(code), false) = (&actor.code, states.is_empty()) {
                    section { h2 { "How it stands with" }
                        ul .dyads { @for (other, n) in &states {
                            li {
                                a href={ "/dyad/" (value(code)) "/" (value(other)) } { (state_name(other).unwrap_or(other)) } " " (code_of(other))
                                " " span .counts { (count(*n, "event", "events")) }
                            }
                        } }
                    }
                }
                @if !stories.is_empty() { section { h2 { "Stories" } @for told in stories { (story(told, &[], 0)) } } }
            }
        }
    };
    Page {
        here: Here::Elsewhere,
        title: clipped(&actor.name, 90).into(),
        sought: None,
        twin: twin("actor", named),
        body,
    }
}

/// The states that meet it most often in its latest events, with how many of these they are in.
fn others(known: &Known) -> Vec<(String, usize)> {
    let own = known.glimpse.dossier.actor.code.as_deref();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &known.events {
        let codes = event.actor.iter().chain(&event.recipient).filter_map(|party| party.code.as_deref());
        let codes: BTreeSet<&str> = codes.filter(|code| state_name(code).is_some() && Some(*code) != own).collect();
        codes.into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
    }
    let mut others: Vec<(String, usize)> = counts.into_iter().map(|(code, n)| (code.to_owned(), n)).collect();
    others.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    others.truncate(OTHERS);
    others
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
