//! Rulings: what the user holds against the program, as forms, with undo.

use std::sync::Arc;

use attache_archive::record::{Event, Order, Passage, Ruled, Ruling};
use attache_archive::words;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{answer, refused};
use crate::Desk;
use crate::foreign::{address, clipped, is_plain, link, name, sentence};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// PLOVER's types, as forms offer them.
pub const TYPES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];
/// Rulings on a page, the latest.
const RULINGS: usize = 200;

/// Whether and with what token forms are shown.
pub struct Forms(Option<String>);

impl Forms {
    /// The forms of a desk; none on one that only reads.
    pub fn of(desk: &Desk) -> Self {
        Self((!desk.read_only).then(|| desk.secrets.form().to_owned()))
    }
}

/// Puts what the user says about an event right.
pub fn forms(event: &Event, Forms(token): &Forms) -> Markup {
    let Some(token) = token else { return html! {} };
    let hidden = |rule: &str| {
        html! {
            input type="hidden" name="token" value=(token);
            input type="hidden" name="rule" value=(rule);
            input type="hidden" name="event" value=(event.id);
        }
    };
    let text = |field: &str, label: &str, hint: &str| {
        html! {
            label { (label) input type="text" name=(field) placeholder=(hint) maxlength="200"; }
        }
    };
    html! {
        section .rule-it {
            h2 { "Put it right" }
            p .meta { "A ruling outlives new articles and new readings of old ones; each can be undone." }
            details { summary { "It is of another type" }
                form .stack method="post" action="/rule" { (hidden("retype"))
                    label {
                        "Type"
                        select name="to" {
                            @for name in TYPES {
                                option value=(name) selected[name == event.event] { (name.to_lowercase()) }
                            }
                        }
                    }
                    button type="submit" { "Retype" } } }
            details { summary { "Who, whom, when or where is otherwise" }
                form .stack method="post" action="/rule" { (hidden("correct"))
                    (text("actor", "Actor: codes, ids or names, commas between", "KEN"))
                    (text("recipient", "Recipient", ""))
                    (text("place", "Place: a name, or a number of GeoNames", "Geneva"))
                    div .pair {
                        label { "From" input type="date" name="date"; } label { "To" input type="date" name="enddate"; }
                    }
                    p .note { "What is left empty stays as it is told." }
                    button type="submit" { "Correct" } } }
            details { summary { "It is the same as another event" }
                form .stack method="post" action="/rule" { (hidden("merge"))
                    (text("with", "Id of the other event, from its address", ""))
                    button type="submit" { "Merge" } } }
            p { "This event is " code { (event.id) } ". " a href="/rulings" { "All rulings" } }
        }
    }
}

/// Makes a sentence an event of its own.
pub fn split(event: &Event, told: &Passage, Forms(token): &Forms) -> Markup {
    let Some(token) = token.as_ref().filter(|_| is_plain(&told.article)) else { return html! {} };
    html! {
        form .split method="post" action="/rule" {
            input type="hidden" name="token" value=(token);
            input type="hidden" name="rule" value="split";
            input type="hidden" name="event" value=(event.id);
            input type="hidden" name="article" value=(told.article);
            input type="hidden" name="start" value=(told.span.start);
            button .quiet type="submit" { "Not the same event: split it off" }
        }
    }
}

/// What a form of rulings sends; what a form lacks is empty, and refused as what is wrong.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    token: String,
    rule: String,
    event: String,
    with: String,
    article: String,
    start: String,
    to: String,
    date: String,
    enddate: String,
    actor: String,
    recipient: String,
    place: String,
}

impl Sent {
    fn order(self) -> Result<Order, Refusal> {
        let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let names =
            |text: &str| text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let event = self.event;
        Ok(match self.rule.as_str() {
            "merge" => Order::Merge { event, with: self.with.trim().to_owned() },
            "split" => {
                let start = self
                    .start
                    .parse()
                    .map_err(|_| Refusal::Wrong("the form does not say which sentence".to_owned()))?;
                Order::Split { event, article: self.article, start }
            }
            "retype" => Order::Retype { event, to: self.to },
            "correct" => Order::Correct {
                event,
                date: filled(self.date),
                enddate: filled(self.enddate),
                actor: names(&self.actor),
                recipient: names(&self.recipient),
                place: filled(self.place),
            },
            _ => return Err(Refusal::Wrong("there is no such ruling".to_owned())),
        })
    }
}

/// Takes a ruling and leads to what it made.
pub async fn rule(State(desk): State<Arc<Desk>>, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    match made(&desk, &headers, sent).await {
        Ok(ruling) => {
            let event = ruling.events.first().and_then(|event| address("event", event));
            Redirect::to(&event.unwrap_or_else(|| "/rulings".to_owned())).into_response()
        }
        Err(refusal) => refused(&desk, &refusal),
    }
}

async fn made(desk: &Arc<Desk>, headers: &HeaderMap, sent: Sent) -> Result<Ruling, Refusal> {
    desk.may_write(headers, &sent.token)?;
    let order = sent.order()?;
    desk.readers.change(move |archive| Ok(archive.rule(&order)?)).await
}

/// What the form of undoing sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Undo {
    token: String,
}

/// Revokes a ruling.
pub async fn undo(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    headers: HeaderMap,
    Form(sent): Form<Undo>,
) -> Response {
    let undone = match desk.may_write(&headers, &sent.token) {
        Ok(()) => desk.readers.change(move |archive| Ok(archive.revoke(number)?)).await,
        Err(refusal) => Err(refusal),
    };
    match undone {
        Ok(_) => Redirect::to("/rulings").into_response(),
        Err(refusal) => refused(&desk, &refusal),
    }
}

pub async fn page(State(desk): State<Arc<Desk>>) -> Response {
    let read = desk.readers.ask(|archive| Ok(archive.rulings()?)).await;
    let forms = Forms::of(&desk);
    answer(
        &desk,
        read.map(|rulings| Page {
            here: Here::Rulings,
            title: "Rulings".into(),
            sought: None,
            twin: Some("/api/rulings".to_owned()),
            body: html! {
                header .heading {
                    h1 { "Rulings" }
                    p .lead { "What was put right by hand, the latest first. They stand until they are undone." }
                    @if !rulings.is_empty() { p .keep { "Keep this list: " (super::keep("/api/rulings", "")) } }
                }
                @if rulings.is_empty() { p .empty { "None yet. Every event’s page has the forms." } }
                ol .rulings { @for ruling in rulings.iter().rev().take(RULINGS) { (shown(ruling, &forms)) } }
            },
        }),
    )
}

fn shown(ruling: &Ruling, Forms(token): &Forms) -> Markup {
    let (what, mentions) = in_words(&ruling.ruled);
    html! {
        li .revoked[ruling.revoked.is_some()] data-step {
            p .head {
                b { (ruling.number) ". " (name(&what)) }
                span .when { (words::day(&ruling.made)) }
                @if let Some(day) = &ruling.revoked { span .when { "undone " (words::day(day)) } }
            }
            @for said in mentions.iter().take(2) { p .evidence { (sentence(said)) } }
            p .meta {
                @for event in ruling.events.iter().take(5) {
                    span { (link("event", event, html! { "event " code { (clipped(event, 20)) } })) }
                }
            }
            @if let (Some(token), None) = (token, &ruling.revoked) {
                form method="post" action={ "/rulings/" (ruling.number) "/undo" } {
                    input type="hidden" name="token" value=(token); button .quiet type="submit" { "Undo" }
                }
            }
        }
    }
}

/// What is ruled, and of which sentences.
pub fn in_words(ruled: &Ruled) -> (String, Vec<String>) {
    let (what, anchors) = match ruled {
        Ruled::Merge { mentions, with } => {
            ("These are one event".to_owned(), mentions.iter().take(1).chain(with.iter().take(1)).collect::<Vec<_>>())
        }
        Ruled::Split { mentions, .. } => ("This is an event of its own".to_owned(), mentions.iter().collect()),
        Ruled::Retype { mentions, to } => (format!("This is of type {}", to.to_lowercase()), mentions.iter().collect()),
        Ruled::Correct { mentions, correction } => {
            let parties = |all: &Option<Vec<attache_archive::record::Party>>, side: &str| {
                all.as_ref()
                    .map(|all| format!("{side}: {}", all.iter().map(|p| p.name.clone()).collect::<Vec<_>>().join(", ")))
            };
            let mut parts: Vec<String> = Vec::new();
            parts.extend(parties(&correction.actor, "actor"));
            parts.extend(parties(&correction.recipient, "recipient"));
            parts.extend(correction.place.as_ref().map(|place| format!("place: {}", place.name)));
            parts.extend(correction.days.as_ref().map(|[first, last]| words::span(Some(first), Some(last))));
            (format!("Corrected: {}", parts.join("; ")), mentions.iter().collect())
        }
    };
    (what, anchors.iter().map(|anchor| anchor.sentence.clone()).collect())
}
