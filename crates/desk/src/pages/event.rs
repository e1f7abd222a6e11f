//! An event: every sentence behind it, on whose word each is, where the accounts differ, and what the user rules.

use std::sync::Arc;

use attache_archive::record::{Event, Evidence, Explained, JoinedBy, Place, Quantity, TraceStep};
use attache_archive::words::{self, events::EventWords};
use attache_archive::{Archive, WantedEvents};
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::rulings::{self, Forms};
use super::story::disagreement;
use super::{act, answer, party, quad_name, state_name, twin};
use crate::Desk;
use crate::foreign::{clipped, link, name, passage, sentence, value};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// Sentences on a page.
const SENTENCES: usize = 60;

/// An event with what its page shows beside it.
struct Shown {
    event: Event,
    why: Vec<Evidence>,
    parts: Vec<Event>,
    whole: Option<Event>,
}

/// An event with what it rests on.
pub fn explained(archive: &Archive, id: &str) -> Result<Explained, Refusal> {
    let (event, why) = archive.explained(id)?.ok_or(Refusal::Missing("event"))?;
    let mut articles: Vec<&str> = event.mentions.iter().map(|mention| mention.sentence.article.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    let versions = archive.changed(&articles)?;
    Ok(Explained { event, why, versions })
}

fn read(archive: &Archive, id: &str) -> Result<Shown, Refusal> {
    let Explained { event, why, .. } = explained(archive, id)?;
    let parts = archive.events(&WantedEvents {
        part_of: Some(event.id.clone()),
        limit: Some(20),
        ..WantedEvents::default()
    })?;
    let whole = event.part_of.as_deref().map(|whole| archive.event(whole)).transpose()?.flatten();
    Ok(Shown { event, why, parts, whole })
}

pub async fn page(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    let read = desk.readers.ask(move |archive| read(archive, &id)).await;
    let forms = Forms::of(&desk);
    answer(&desk, read.map(|shown| page_of(&shown, &forms)))
}

fn page_of(shown: &Shown, forms: &Forms) -> Page<'static> {
    let Shown { event, why, parts, whole } = shown;
    let told = EventWords::new(event, false);
    let body = html! {
        header .heading {
            p .kicker {
                "Event · " (quad_name(event.quad_code))
                @if let Some(whole) = whole {
                    " · part of " (link("event", &whole.id, sentence(&EventWords::new(whole, false).act)))
                }
            }
            h1 { (sentence(&told.act)) }
            p .lead {
                (told.day)
                @for detail in &told.details { " · " (sentence(detail)) }
                " · "
                span .tally { b { (told.counts) } }
            }
        }
        div .columns {
            div .main {
                section { h2 { "The sentences behind it" } (sentences(event, why, forms)) }
                @if !event.disagreements.is_empty() {
                    section {
                        h2 { "Where the accounts differ" }
                        @for d in event.disagreements.iter().take(20) { (disagreement(d)) }
                    }
                }
                @if !parts.is_empty() {
                    section { h2 { "Parts of it" } ul .acts { @for part in parts { li { (act(part)) } } } }
                }
                (rulings::forms(event, forms))
            }
            aside .margin { section { h2 { "As it is coded" } (codes(event)) } (origins(event, why)) }
        }
    };
    Page {
        here: Here::Elsewhere,
        title: clipped(&told.act, 90).into(),
        sought: None,
        twin: twin("event", &event.id),
        body,
    }
}

/// Every sentence with its chain: from the article to whose word it is.
fn sentences(event: &Event, why: &[Evidence], forms: &Forms) -> Markup {
    html! {
        ol .sentences {
            @for (n, evidence) in why.iter().take(SENTENCES).enumerate() {
                @let told = &evidence.mention.sentence;
                li #{ "s" (n + 1) } data-step {
                    blockquote .evidence { (passage(&told.article, told.span, sentence(&told.text))) }
                    (chain(evidence))
                    p .meta {
                        @if let Some(day) = &evidence.published { span { (words::day(day)) } }
                        span class={ "kind " (words::kind(evidence.lineage)) } { (words::kind(evidence.lineage)) }
                        @if evidence.mention.stance != "asserted" { span { (evidence.mention.stance) } }
                        @if evidence.mention.background { span { "background" } }
                        @if !evidence.independent { span { "no source of its own" } }
                        span {
                            "coded " (evidence.event.to_lowercase()) ", sure " (format!("{:.2}", evidence.confidence))
                        }
                    }
                    @if evidence.bond.is_some() || why.len() > 1 { (joined(evidence, event, forms, why.len() > 1)) }
                }
            }
        }
        @if why.len() > SENTENCES { p .more { (why.len() - SENTENCES) " more in the JSON of this page." } }
    }
}

/// The chain of citation, drawn as a row: article, whom it takes it from, whom that cites.
fn chain(evidence: &Evidence) -> Markup {
    let article = &evidence.mention.sentence.article;
    let outlet = evidence.outlet.as_deref().unwrap_or(article);
    html! {
        p .chain aria-label="On whose word" {
            span .link .outlet-link { (link("article", article, name(outlet))) }
            @for step in evidence.steps.iter().filter(|step| step.how != "own").take(8) { (arrow(step)) }
        }
    }
}

fn arrow(step: &TraceStep) -> Markup {
    let how = match step.how.as_str() {
        "taken_from" => "taken from",
        "cites" | "cites_elsewhere" => "cites",
        "credits" => "credits",
        _ => "from",
    };
    let kind = if step.how == "credits" { "agency" } else { step.kind.as_deref().unwrap_or("unnamed") };
    let called = step.name.as_deref().or(step.article.as_deref()).unwrap_or("nobody named");
    html! {
        span .arrow { (how) " →" }
        span class={ "link " (clipped(kind, 12)) } {
            @match &step.article { Some(article) => (link("article", article, name(called))), None => (name(called)) }
        }
    }
}

/// Why a sentence is counted to this event, and the form that says it is not to be.
fn joined(evidence: &Evidence, event: &Event, forms: &Forms, several: bool) -> Markup {
    let bond = evidence.bond.as_ref();
    html! {
        details .why {
            summary {
                "Why it is the same event"
                @if let Some(joined) = bond.and_then(|bond| bond.joined) { " (" (format!("{joined:+.1}")) ")" }
            }
            @match bond { Some(bond) => (signs(bond)), None => p .meta { "A ruling puts it here." } }
            @if several { (rulings::split(event, &evidence.mention.sentence, forms)) }
        }
    }
}

/// What speaks for and against it.
fn signs(bond: &JoinedBy) -> Markup {
    html! {
        p .meta { "Likest to: " (passage(&bond.to.article, bond.to.span, sentence(&bond.to.text))) }
        @if !bond.signs.is_empty() {
            table { tbody { @for share in bond.signs.iter().take(12) {
                tr {
                    th scope="row" { (clipped(&share.sign.replace('_', " "), 50)) }
                    td .n .for[share.adds > 0.0] .against[share.adds < 0.0] { (format!("{:+.2}", share.adds)) }
                }
            } } }
        }
    }
}

fn codes(event: &Event) -> Markup {
    let row = |what: &str, shown: Markup| html! { dt { (what) } dd { (shown) } };
    let listed = |all: &[String]| html! { (clipped(&all.join(", "), 120)) };
    html! {
        dl .codes {
            (row("Type", type_of(event)))
            @if !event.mode.is_empty() { (row("Mode", listed(&event.mode))) }
            @if !event.context.is_empty() { (row("Context", listed(&event.context))) }
            (row("CAMEO", html! { (event.cameo) }))
            (row("Score", html! { (format!("{:+.1}", event.event_scale)) " of −10 to 10" }))
            (row("Modality", html! { (event.modality) @for aux in &event.aux { ", " (aux) } }))
            @if !event.actor.is_empty() {
                (row("Actor", html! { ul { @for p in event.actor.iter().take(12) { li { (party(p)) } } } }))
            }
            @if !event.recipient.is_empty() {
                (row("Recipient", html! { ul { @for p in event.recipient.iter().take(12) { li { (party(p)) } } } }))
            }
            @if let Some(place) = &event.place {
                (row("Place", place_of(place)))
            }
            (row("Days", days(event)))
            @if let Some(from) = &event.date_from { (row("Dated by", html! { q { (sentence(from)) } })) }
            @for quantity in event.quantities.iter().take(10) { (row(&clipped(&quantity.what, 40), toll(quantity))) }
            @if let Some(day) = &event.first_reported { (row("First told", html! { (words::day(day)) })) }
            @if let Some(day) = &event.last_reported { (row("Last told", html! { (words::day(day)) })) }
            (row("Confidence", confidence(event)))
        }
        @if let Some((one, other)) = dyad(event) {
            p {
                a href={ "/dyad/" (value(one)) "/" (value(other)) } {
                    "How " (state_name(one).unwrap_or(one)) " and " (state_name(other).unwrap_or(other)) " stand"
                }
            }
        }
    }
}

fn type_of(event: &Event) -> Markup {
    html! {
        (super::quad(event))
        @if event.plover_event != event.event { " (act: " (event.event.to_lowercase()) ")" }
    }
}

/// When it was, how exactly that is told, and what stands for it where it is not.
fn days(event: &Event) -> Markup {
    html! {
        (words::span(event.date.as_deref(), event.enddate.as_deref()))
        @match (&event.date, &event.first_reported) {
            (Some(_), _) => { span .meta { ", told to the " (words::grain(event.granularity)) } },
            (None, Some(first)) => { span .meta { ": no sentence dates it; in lists it stands by its first report, " (words::day(first)) } },
            (None, None) => { span .meta { ": no sentence dates it" } },
        }
    }
}

fn place_of(place: &Place) -> Markup {
    html! {
        a href={ "/?place=" (value(&clipped(&place.name, 200))) } { (name(&place.name)) }
        @if let Some(country) = &place.country { " " (super::code_of(country)) }
        " " span .meta { (format!("{:.2}, {:.2}", place.lat, place.lon)) }
    }
}

fn confidence(event: &Event) -> Markup {
    html! { meter min="0" max="1" value=(event.confidence) {} " " (format!("{:.2}", event.confidence)) }
}

/// The first two states that parties are of.
fn dyad(event: &Event) -> Option<(&str, &str)> {
    let parties = event.actor.iter().chain(&event.recipient);
    let mut codes = parties.filter_map(|party| party.code.as_deref()).filter(|code| state_name(code).is_some());
    let one = codes.next()?;
    Some((one, codes.find(|other| *other != one)?))
}

fn toll(quantity: &Quantity) -> Markup {
    let told = words::events::quantity(quantity).unwrap_or_default();
    html! {
        (sentence(&told))
        @if let Some(mention) = quantity.mentions.first() {
            " "
            (passage(&mention.article, mention.span, "where told"))
        }
    }
}

fn origins(event: &Event, why: &[Evidence]) -> Markup {
    let outlet = |article: &str| {
        let told = why.iter().find(|evidence| evidence.mention.sentence.article == article);
        told.and_then(|evidence| evidence.outlet.clone()).unwrap_or_else(|| clipped(article, 40))
    };
    html! {
        section { h2 { "Whose word it is" }
            p .meta { (words::count(event.independent_sources, "independent source", "independent sources")) }
            ul .origins { @for origin in event.origins.iter().take(20) {
                li { b { (name(&origin.name)) } " " span .meta { (clipped(&origin.kind, 20)) ", in "
                    @for (n, article) in origin.articles.iter().take(4).enumerate() {
                        @if n > 0 { ", " } (link("article", article, name(&outlet(article))))
                    }
                    @if origin.articles.len() > 4 { " and " (origin.articles.len() - 4) " more" } } }
            } }
        }
    }
}
