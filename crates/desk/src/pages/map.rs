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
/// Places that are drawn.
const SPOTS: usize = 200;
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
                (super::keep("/api/events", &asked.with(&[("view", None)])))
            }
        }
        (drawn(&spots, view))
        (quads(&asked))
        (listed(&spots, &asked))
    };
    let twin = Some(format!("/api/events{}", asked.with(&[("view", None)])));
    Ok(Page { here: Here::Map, title: "Map".into(), sought: None, twin, body })
}

/// The colours, each a filter: what is of its class alone, or all again.
fn quads(asked: &Asked) -> Markup {
    html! {
        ul .key .quads aria-label="Colours, and filters by class" {
            @for quad in 1..5u8 {
                @let is_asked = asked.number("quad") == Some(usize::from(quad));
                @let other = (!is_asked).then(|| quad.to_string());
                li class={ "k-q" (quad) } {
                    a href={ "/map" (asked.with(&[("quad", other.as_deref())])) } aria-current=[is_asked.then_some("true")] {
                        (quad_name(quad))
                    }
                    @if is_asked { " (alone; follow again for all)" }
                }
            }
        }
    }
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
    let discs: Vec<(&Spot, Disc)> = spots
        .iter()
        .take(SPOTS)
        .map(|spot| {
            let (x, y) = view.place(spot.lat, spot.lon);
            (spot, Disc { x, y, radius: radius(spot) })
        })
        .collect();
    html! {
        svg .map viewBox=(format!("0 0 {width:.1} {height:.1}")) role="img" aria-label=(LABEL) {
            path .land d=(land) stroke-width=(format!("{:.2}", step * 0.66)) stroke-linecap="round"
                stroke-dasharray=(format!("0 {step:.2}")) {}
            @for (spot, disc) in discs.iter().rev() {
                @let told = format!("{}: {}", clipped(&spot.name, 80), count(spot.count(), "event", "events"));
                a href={ "/?place=" (value(&clipped(&spot.name, 200))) } data-evidence=(told) {
                    circle class={ "spot s-q" (spot.quad()) } cx=(exact(disc.x)) cy=(exact(disc.y)) r=(exact(disc.radius)) {
                        title { (told) }
                    }
                }
            }
            @for label in labels(&discs, (width, height)) {
                text .label .left[label.is_left] x=(exact(label.x)) y=(exact(label.y)) font-size=(exact(width * TYPE)) {
                    (label.text)
                }
            }
        }
    }
}

/// The size of labels, as a share of the drawing's width, and how wide a letter is of it.
const TYPE: f64 = 0.0135;
const LETTER: f64 = 0.56;
/// Labels, at most.
const LABELS: usize = 24;

/// Where a spot is drawn.
struct Disc {
    x: f64,
    y: f64,
    radius: f64,
}

/// The name of a spot where it is drawn; to the left of it, or to the right.
struct Label {
    text: String,
    x: f64,
    y: f64,
    is_left: bool,
}

/// The names of spots, those of most events first, each where it covers no other name and no spot; else it is left out.
fn labels(discs: &[(&Spot, Disc)], (width, height): (f64, f64)) -> Vec<Label> {
    let size = width * TYPE;
    let mut taken: Vec<[f64; 4]> = discs
        .iter()
        .take(LABELS * 4)
        .map(|(_, disc)| [disc.x - disc.radius, disc.y - disc.radius, disc.x + disc.radius, disc.y + disc.radius])
        .collect();
    let mut labels = Vec::new();
    for (spot, disc) in discs.iter().take(LABELS * 2) {
        let text = clipped(&spot.name, 26);
        let (long, away) = (text.chars().count() as f64 * size * LETTER, disc.radius + size * 0.35);
        let right = (disc.x + away, disc.y + size * 0.34, false);
        let left = (disc.x - away, disc.y + size * 0.34, true);
        let above = (disc.x + away * 0.6, disc.y - disc.radius - size * 0.2, false);
        let below = (disc.x + away * 0.6, disc.y + disc.radius + size * 0.9, false);
        for (x, y, is_left) in [right, left, above, below] {
            let from = if is_left { x - long } else { x };
            let covered = [from, y - size * 0.8, from + long, y + size * 0.2];
            let is_within = covered[0] > 0.0 && covered[1] > 0.0 && covered[2] < width && covered[3] < height;
            let meets = |other: &[f64; 4]| {
                covered[0] < other[2] && other[0] < covered[2] && covered[1] < other[3] && other[1] < covered[3]
            };
            if is_within && !taken.iter().any(meets) {
                taken.push(covered);
                labels.push(Label { text, x, y, is_left });
                break;
            }
        }
        if labels.len() == LABELS {
            break;
        }
    }
    labels
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

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str) -> Spot {
        Spot { name: name.into(), country: None, lat: 0.0, lon: 0.0, quads: [0, 1, 0, 0, 0] }
    }

    #[test]
    fn names_cover_neither_each_other_nor_the_edge() {
        let spots: Vec<Spot> = ["Velsund", "Ostrel", "Karsund", "Little Venn"].map(spot).into();
        let at = [(50.0, 25.0), (50.4, 25.1), (50.2, 24.8), (99.5, 25.0)];
        let discs: Vec<(&Spot, Disc)> =
            spots.iter().zip(at).map(|(spot, (x, y))| (spot, Disc { x, y, radius: 0.6 })).collect();
        let labels = labels(&discs, (100.0, 50.0));
        let at_edge = labels.iter().find(|label| label.text == "Little Venn").unwrap();
        assert!(at_edge.is_left);
        for (n, one) in labels.iter().enumerate() {
            for other in &labels[n + 1..] {
                let apart = (one.y - other.y).abs() >= 100.0 * TYPE || one.is_left != other.is_left || one.x > 99.0;
                assert!(apart || (one.x - other.x).abs() > 5.0, "{} and {}", one.text, other.text);
            }
        }
    }
}
