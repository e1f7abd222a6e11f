//! The map: where events happened.

use std::collections::BTreeMap;
use std::sync::Arc;

use attache_archive::record::Event;
use attache_archive::words::{self, count};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::{answer, code_of, quad_name};
use crate::Desk;
use crate::asked::Asked;
use crate::foreign::{clipped, name, value};
use crate::frame::{Here, Page};
use crate::land::View;
use crate::refusal::Refusal;

/// Events that are looked at, the latest.
const EVENTS: usize = 240;
/// Places that are listed beside the map.
const PLACES: usize = 40;

/// What the map shows, for those who do not see it.
const LABEL: &str = "Map of where events happened; the list below says the same";

/// A place with what happened there.
struct Spot {
    name: String,
    country: Option<String>,
    lat: f64,
    lon: f64,
    quads: [usize; 5],
}

impl Spot {
    fn count(&self) -> usize {
        self.quads.iter().sum()
    }

    /// The quad class of most of its events.
    fn quad(&self) -> usize {
        (1..5).max_by_key(|quad| self.quads[*quad]).unwrap_or(1)
    }
}

pub async fn page(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    answer(&desk, show(&desk, &uri).await)
}

async fn show(desk: &Arc<Desk>, uri: &Uri) -> Result<Page<'static>, Refusal> {
    let asked = Asked::of(uri)?;
    let wanted = asked.events(EVENTS);
    let events = desk.readers.ask(move |archive| Ok(archive.events(&wanted)?)).await?;
    let spots = spots(&events);
    let points: Vec<(f64, f64)> = spots.iter().map(|spot| (spot.lat, spot.lon)).collect();
    let view = if asked.get("view") == Some("world") { View::WORLD } else { View::of(&points) };
    let body = html! {
        header .heading {
            h1 { "Where it happened" }
            p .lead {
                (count(spots.iter().map(Spot::count).sum(), "event", "events")) " at "
                (count(spots.len(), "place", "places"))
                @if events.len() == EVENTS { ", of the latest " (EVENTS) " events" } }
            p .keep {
                @if view == View::WORLD {
                    a href={ "/map" (asked.with(&[("view", None)])) } { "Where events are" }
                } @else {
                    a href={ "/map" (asked.with(&[("view", Some("world"))])) } { "The whole world" }
                }
                " · Keep: "
                a href={ "/api/events" (asked.with(&[("format", Some("csv")), ("view", None)])) } { "CSV" }
                " "
                a href={ "/api/events" (asked.with(&[("view", None)])) } { "JSON" }
            }
        }
        (drawn(&spots, view))
        ul .key .quads aria-label="Colours" { @for quad in 1..5u8 { li class={ "k-q" (quad) } { (quad_name(quad)) } } }
        (listed(&spots, &asked))
    };
    let twin = Some(format!("/api/events{}", asked.with(&[("view", None)])));
    Ok(Page { here: Here::Map, title: "Map".into(), sought: None, twin, body })
}

/// The places of events, those of most events first.
fn spots(events: &[Event]) -> Vec<Spot> {
    let mut spots: BTreeMap<(String, Option<String>), Spot> = BTreeMap::new();
    for event in events {
        let Some(place) = event.place.as_ref().filter(|place| place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0)
        else {
            continue;
        };
        let spot = spots.entry((place.name.clone(), place.country.clone())).or_insert_with(|| Spot {
            name: place.name.clone(),
            country: place.country.clone(),
            lat: place.lat,
            lon: place.lon,
            quads: [0; 5],
        });
        spot.quads[usize::from(event.quad_code.min(4))] += 1;
    }
    let mut spots: Vec<Spot> = spots.into_values().collect();
    spots.sort_by_key(|spot| std::cmp::Reverse(spot.count()));
    spots
}

fn drawn(spots: &[Spot], view: View) -> Markup {
    let (width, height) = view.size();
    let (land, step) = view.land();
    let most = spots.first().map_or(1, Spot::count).max(1) as f64;
    let radius = |spot: &Spot| width * (0.005 + 0.011 * (spot.count() as f64 / most).sqrt());
    html! {
        svg .map viewBox=(format!("0 0 {width:.1} {height:.1}")) role="img" aria-label=(LABEL) {
            path .land d=(land) stroke-width=(format!("{:.2}", step * 0.8)) {}
            @for spot in spots.iter().take(PLACES * 5).rev() {
                @let (x, y) = view.place(spot.lat, spot.lon);
                @let told = format!("{}: {}", clipped(&spot.name, 80), count(spot.count(), "event", "events"));
                a href={ "/?place=" (value(&clipped(&spot.name, 200))) } data-evidence=(told) {
                    circle class={ "spot s-q" (spot.quad()) } cx=(exact(x)) cy=(exact(y)) r=(exact(radius(spot))) {
                        title { (told) }
                    }
                }
            }
            @for spot in spots.iter().take(8) {
                @let (x, y) = view.place(spot.lat, spot.lon);
                @let side = x > width * 0.8;
                @let shift = if side { -radius(spot) * 1.3 } else { radius(spot) * 1.3 };
                @let (x, y) = (exact(x + shift), exact(y + width * 0.004));
                text .label .left[side] x=(x) y=(y) font-size=(exact(width * 0.0135)) {
                    (clipped(&spot.name, 30))
                }
            }
        }
    }
}

/// A place in the drawing, as exact as can be seen.
fn exact(place: f64) -> String {
    format!("{place:.2}")
}

fn listed(spots: &[Spot], asked: &Asked) -> Markup {
    html! {
        @if spots.is_empty() {
            p .empty {
                "No event has a place." @if asked.filters().next().is_some() { " " a href="/map" { "Show all" } }
            }
        }
        ul .spots {
            @for spot in spots.iter().take(PLACES) {
                li data-step {
                    a href={ "/?place=" (value(&clipped(&spot.name, 200))) } { (name(&spot.name)) }
                    @if let Some(country) = &spot.country { " " (code_of(country)) }
                    " "
                    span .counts { (words::grouped(spot.count())) }
                }
            }
            @if spots.len() > PLACES { li .more { (spots.len() - PLACES) " more in the CSV" } }
        }
    }
}
