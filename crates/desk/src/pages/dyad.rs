//! How two actors stand: what happened between them over time, and the ledger of what stands.

use std::sync::Arc;

use attache_archive::record::{Event, Ledger, Relation};
use attache_archive::words::count;
use attache_archive::{Archive, Happenings, WantedEvents};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::{acts, answer, keep, ledger, state_name, timeline};
use crate::Desk;
use crate::asked::Asked;
use crate::foreign::{clipped, link, name, value};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;
use crate::summary::{Facts, facts};

/// Events of a dyad, the latest.
const EVENTS: usize = 80;
/// Of them, in the list.
const LISTED: usize = 40;

/// What is known of two.
pub struct Between {
    pub names: [String; 2],
    pub events: Vec<Event>,
    pub happenings: Happenings,
    /// Those of the ledger.
    pub relations: Vec<Relation>,
    pub ledger: Ledger,
    /// Whether more is told of what stands between them.
    pub more: bool,
}

/// Reads what is known of two actors, named by code, id or name; what stood `on` a day.
pub fn read(archive: &Archive, one: &str, other: &str, on: &str) -> Result<Between, Refusal> {
    let between = vec![one.to_owned(), other.to_owned()];
    let called = |asked: &str| -> Result<Option<String>, Refusal> {
        if let Some(actor) = archive.actors_named(asked, 1)?.pop() {
            return Ok(Some(actor.name));
        }
        // a state of which nothing is told, or somebody who is filed under no name
        if let Some(state) = state_name(&asked.to_uppercase()) {
            return Ok(Some(state.to_owned()));
        }
        Ok(archive.party(asked)?.map(|party| party.dossier.actor.name))
    };
    let names = [called(one)?, called(other)?];
    let (ledger, more) = archive.ledger_between(one, other, on)?;
    let happenings = archive.happenings(&between)?;
    let events = archive.events(&WantedEvents { between, limit: Some(EVENTS), ..WantedEvents::default() })?;
    if events.is_empty() && names.iter().any(Option::is_none) && ledger::count(&ledger) == 0 {
        return Err(Refusal::Missing("actor"));
    }
    // a code that is of no state alone: of a union, of all international bodies
    let [first, second] = names;
    Ok(Between {
        names: [first.unwrap_or_else(|| one.to_owned()), second.unwrap_or_else(|| other.to_owned())],
        happenings,
        events,
        relations: all_of(&ledger),
        ledger,
        more,
    })
}

/// The relations of a ledger, those told most often first.
fn all_of(ledger: &Ledger) -> Vec<Relation> {
    let parts = [&ledger.standing, &ledger.pending, &ledger.superseded, &ledger.ended];
    let mut relations: Vec<Relation> = parts.into_iter().flatten().cloned().collect();
    relations.sort_by_key(|relation| std::cmp::Reverse(relation.mentions.len()));
    relations
}

/// The day of which the ledger tells where none is asked for: the last of the archive's press.
pub fn day_of(asked: &Asked, facts: &Facts) -> Result<String, Refusal> {
    Ok(asked.day("on")?.map_or_else(|| facts.last_day(), str::to_owned))
}

pub async fn page(State(desk): State<Arc<Desk>>, Path((one, other)): Path<(String, String)>, uri: Uri) -> Response {
    if one.eq_ignore_ascii_case(&other) {
        // nobody stands towards himself
        return Redirect::to(&format!("/actor/{}", value(&clipped(&one, crate::foreign::NAME)))).into_response();
    }
    answer(&desk, show(&desk, one, other, &uri).await)
}

async fn show(desk: &Arc<Desk>, one: String, other: String, uri: &Uri) -> Result<Page<'static>, Refusal> {
    let asked = Asked::of(uri)?;
    let facts = facts(desk).await?;
    let on = day_of(&asked, &facts)?;
    let asking = (one.clone(), other.clone());
    let between = desk.readers.ask(move |archive| read(archive, &asking.0, &asking.1, &on)).await?;
    let timeline = timeline::timeline(&between.happenings, &facts, &asked)?;
    Ok(page_of(&between, &timeline, [&one, &other], &asked))
}

fn page_of(between: &Between, timeline: &timeline::Shown, who: [&str; 2], asked: &Asked) -> Page<'static> {
    let ([first, second], [one, other]) = (&between.names, who);
    let address = format!("/dyad/{}/{}", value(one), value(other));
    let query = format!("?state={}&with={}", value(one), value(other));
    let stands = ledger::count(&between.ledger);
    let is_unknown = between.events.is_empty() && between.relations.is_empty();
    let body = html! {
        header .heading {
            p .kicker { "Two actors" }
            h1 { (link("actor", one, name(first))) " and " (link("actor", other, name(second))) }
            p .lead {
                (count(timeline.count, "event", "events")) " between them that happened"
                @if stands > 0 { ", " (count(stands, "relation", "relations")) " in the ledger" }
            }
            p .keep {
                "Keep the events: " (keep("/api/events", &query))
                " · the timeline: " (keep("/api/timeline", &query))
                " · the ledger: " (keep("/api/relations", &format!("{query}&on={}", between.ledger.on)))
            }
        }
        @if is_unknown { p .empty { "Nothing in this archive tells of both." } } @else {
            @if timeline.count > 0 {
                section .timeline { h2 { "From conflict to cooperation" } (timeline::drawn(timeline, &address, asked)) }
            }
            section .ledger { h2 { "What stands, and what is proposed" } (ledger::shown(&between.ledger, between.more, asked)) }
        }
        @if !between.events.is_empty() {
            section {
                h2 { "Events" }
                (acts(&between.events, LISTED, between.events.len()))
                @if between.events.len() == EVENTS { p .more { "The latest " (EVENTS) "; all are in the CSV." } }
            }
        }
    };
    Page {
        here: Here::Elsewhere,
        title: format!("{} and {}", clipped(first, 60), clipped(second, 60)).into(),
        sought: None,
        twin: Some(format!("/api{address}{}", asked.with(&[]))),
        body,
    }
}
