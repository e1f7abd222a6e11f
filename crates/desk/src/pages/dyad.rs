//! How two actors stand: what happened between them over time, and the ledger of what stands.

use std::sync::Arc;

use attache_archive::record::{Event, Relation};
use attache_archive::words::{self, count, events::EventWords};
use attache_archive::{Archive, WantedEvents};
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{acts, answer, quad_name, relations};
use crate::Desk;
use crate::foreign::{address, clipped, link, name, value};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;

/// Events of a dyad, the latest.
const EVENTS: usize = 80;
/// Of them, in the list.
const LISTED: usize = 40;
const RELATIONS: usize = 60;
/// The drawing's size, in its own units.
const WIDE: f64 = 900.0;
const HIGH: f64 = 190.0;
const ROW: f64 = 26.0;
/// What the drawings show, for those who do not see them.
const TIMELINE: &str =
    "Events by PLOVER score, from −10, conflict, to 10, cooperation, over time; the list below says the same";
const LADDER: &str = "What stands between the two, from when to when; the table below says the same";
/// Rows of the ladder.
const RUNGS: usize = 14;

/// What is known of two.
pub struct Between {
    pub names: [String; 2],
    pub events: Vec<Event>,
    pub relations: Vec<Relation>,
}

/// Reads what is known of two actors, named by code, id or name.
pub fn read(archive: &Archive, one: &str, other: &str) -> Result<Between, Refusal> {
    let wanted = WantedEvents {
        between: vec![one.to_owned(), other.to_owned()],
        limit: Some(EVENTS),
        ..WantedEvents::default()
    };
    let called = |asked: &str| {
        Ok::<_, Refusal>(archive.actors_named(asked, 1)?.pop().map_or_else(|| asked.to_owned(), |actor| actor.name))
    };
    Ok(Between {
        names: [called(one)?, called(other)?],
        events: archive.events(&wanted)?,
        relations: archive.relations_between(one, other)?,
    })
}

pub async fn page(State(desk): State<Arc<Desk>>, Path((one, other)): Path<(String, String)>) -> Response {
    let twin = format!("/api/dyad/{}/{}", value(&one), value(&other));
    let read = desk.readers.ask(move |archive| Ok((read(archive, &one, &other)?, one, other))).await;
    answer(&desk, read.map(|(between, one, other)| Page { twin: Some(twin), ..page_of(&between, &one, &other) }))
}

fn page_of(between: &Between, one: &str, other: &str) -> Page<'static> {
    let [first, second] = &between.names;
    let query = format!("?state={}&with={}", value(one), value(other));
    let body = html! {
        header .heading {
            p .kicker { "Two actors" }
            h1 { (link("actor", one, name(first))) " and " (link("actor", other, name(second))) }
            p .lead {
                (count(between.events.len(), "event", "events")) " between them"
                @if between.events.len() == EVENTS { ", the latest" }
                @if !between.relations.is_empty() {
                    ", " (count(between.relations.len(), "relation", "relations")) " in the ledger"
                }
            }
            p .keep {
                "Keep: "
                a href={ "/api/events" (query) "&format=csv" } { "CSV" }
                " "
                a href={ "/api/events" (query) } { "JSON" }
            }
        }
        @if between.events.is_empty() && between.relations.is_empty() {
            p .empty { "Nothing in this archive tells of both." }
        }
        @if !between.events.is_empty() {
            section .timeline { h2 { "From conflict to cooperation" } (timeline(&between.events)) }
        }
        @if !between.relations.is_empty() {
            section .ledger {
                h2 { "What stands, over time" } (ladder(&between.relations)) (relations(&between.relations, RELATIONS))
            }
        }
        @if !between.events.is_empty() {
            section { h2 { "Events" } (acts(&between.events, LISTED, between.events.len())) }
        }
    };
    Page {
        here: Here::Elsewhere,
        title: format!("{} and {}", clipped(first, 60), clipped(second, 60)).into(),
        sought: None,
        twin: None,
        body,
    }
}

/// The days that a drawing spans, as places across it.
struct Scale {
    first: Date,
    days: f64,
    left: f64,
    /// It is one day, which stands in the middle.
    is_one: bool,
}

impl Scale {
    fn of(days: impl Iterator<Item = Date> + Clone, left: f64) -> Option<Self> {
        let (first, last) = (days.clone().min()?, days.max()?);
        let days = f64::from(first.until(last).map_or(0, |span| span.get_days())).max(1.0);
        Some(Self { first, days, left, is_one: first == last })
    }

    fn x(&self, day: Date) -> f64 {
        let days = f64::from(self.first.until(day).map_or(0, |span| span.get_days()));
        let share = if self.is_one { 0.5 } else { (days / self.days).clamp(0.0, 1.0) };
        self.left + (WIDE - self.left - 20.0) * share
    }

    /// First days of months or years, few enough to be read, with what they are called.
    fn ticks(&self) -> Vec<(f64, String)> {
        let months = self.days / 30.4;
        let step = [1.0, 3.0, 6.0, 12.0, 24.0, 60.0, 120.0, 240.0]
            .into_iter()
            .find(|step| months / step <= 9.0)
            .unwrap_or(600.0) as i32;
        if months < 1.5 {
            return vec![(self.x(self.first), words::day(&self.first.to_string()))];
        }
        let first = i32::from(self.first.year()) * 12 + i32::from(self.first.month()) - 1;
        let tick = |n: i32| {
            let month = (first / step + n) * step;
            let day =
                Date::new(i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1)
                    .ok()?;
            let called = if step < 12 { day.strftime("%b %Y").to_string() } else { day.year().to_string() };
            (day >= self.first).then(|| (self.x(day), called))
        };
        (0..12).filter_map(tick).filter(|(x, _)| *x < WIDE - 20.0).collect()
    }
}

fn day(iso: &str) -> Option<Date> {
    match iso.len() {
        4 => Date::new(iso.parse().ok()?, 1, 1).ok(),
        7 => format!("{iso}-01").parse().ok(),
        _ => iso.get(..10)?.parse().ok(),
    }
}

fn day_of(event: &Event) -> Option<Date> {
    event.date.as_deref().or(event.first_reported.as_deref()).and_then(day)
}

/// Each event as a point: across by its day, up and down by its score.
fn timeline(events: &[Event]) -> Markup {
    let dated: Vec<(Date, &Event)> = events.iter().filter_map(|event| Some((day_of(event)?, event))).collect();
    let Some(scale) = Scale::of(dated.iter().map(|(day, _)| *day), 40.0) else {
        return html! { p .empty { "None of them is dated." } };
    };
    let y = |score: f64| HIGH / 2.0 - score.clamp(-10.0, 10.0) * (HIGH / 2.0 - 14.0) / 10.0;
    html! {
        div .scroll tabindex="0" role="region" aria-label="Timeline" {
            svg .chart viewBox=(format!("0 0 {WIDE} {:.0}", HIGH + 24.0)) role="img" aria-label=(TIMELINE) {
                @for score in [10, 0, -10] {
                    @let height = tenth(y(f64::from(score)));
                    line .grid x1="40" x2=(WIDE) y1=(height) y2=(height) {

                    }
                    text .axis x="32" y=(format!("{:.1}", y(f64::from(score)) + 4.0)) text-anchor="end" { (score) }
                }
                @for (x, called) in scale.ticks() {
                    line .tick x1=(tenth(x)) x2=(tenth(x)) y1="6" y2=(HIGH) {}
                    text .axis x=(tenth(x)) y=(HIGH + 16.0) { (called) }
                }
                @for (day, event) in &dated {
                    @let told = EventWords::new(event, false);
                    @let class = quad_name(event.quad_code);
                    @let told = format!("{}\n{} · {class} · {:+.1}", clipped(&told.act, 200), told.day, event.event_scale);
                    @let quad = event.quad_code.min(4);
                    @let radius = 4.0 + (event.independent_sources as f64).sqrt().min(5.0);
                    @let (x, y) = (scale.x(*day), y(event.event_scale));
                    a href=[address("event", &event.id)] data-evidence=(told) {
                        line class={ "stem s-q" (quad) } x1=(tenth(x)) x2=(tenth(x)) y1=(tenth(HIGH / 2.0)) y2=(tenth(y)) {

                        }
                        circle class={ "spot s-q" (quad) } cx=(tenth(x)) cy=(tenth(y)) r=(tenth(radius)) {
                            title { (told) }
                        }
                    }
                }
            }
        }
        ul .key .quads aria-label="Colours" { @for quad in 1..5u8 { li class={ "k-q" (quad) } { (quad_name(quad)) } } }
    }
}

/// A relation's kind and value.
fn called(told: &Relation) -> String {
    match &told.value {
        Some(value) => format!("{}: {}", told.kind, clipped(value, 60)),
        None => told.kind.clone(),
    }
}

/// A place in a drawing, as exact as can be seen.
fn tenth(place: f64) -> String {
    format!("{place:.1}")
}

/// Each relation as a bar from when it stands to when it is last told; what is proposed is an outline.
fn ladder(relations: &[Relation]) -> Markup {
    let spans: Vec<(&Relation, Date, Date)> = relations
        .iter()
        .filter_map(|told| {
            let last = told.until.as_deref().or(told.as_of.as_deref()).and_then(day);
            let first = told.since.as_deref().and_then(day).or(last)?;
            Some((told, first, last.unwrap_or(first).max(first)))
        })
        .take(RUNGS)
        .collect();
    let Some(scale) =
        Scale::of(spans.iter().flat_map(|(_, first, last)| [*first, *last]).collect::<Vec<_>>().into_iter(), 260.0)
    else {
        return html! {};
    };
    let high = ROW * spans.len() as f64;
    html! {
        div .scroll tabindex="0" role="region" aria-label="Ladder" {
            svg .chart viewBox=(format!("0 0 {WIDE} {:.0}", high + 24.0)) role="img" aria-label=(LADDER) {
                @for (x, called) in scale.ticks() {
                    line .tick x1=(tenth(x)) x2=(tenth(x)) y1="0" y2=(high) {}
                    text .axis x=(tenth(x)) y=(high + 16.0) { (called) }
                }
                @for (n, (told, first, last)) in spans.iter().enumerate() {
                    @let y = ROW * n as f64;
                    @let (from, to) = (scale.x(*first), scale.x(*last).max(scale.x(*first) + 8.0));
                    @let what = called(told);
                    text .rung x="0" y=(format!("{:.1}", y + 17.0)) { (clipped(&what, 38)) }
                    @let (x, y, width) = (tenth(from), tenth(y + 6.0), tenth(to - from));
                    rect class={ "rung-" (told.status) } x=(x) y=(y) width=(width) height="13" rx="2" {
                        title { (what) ", " (told.status) }
                    }
                }
            }
        }
        ul .key aria-label="Bars" {
            li .k-stands { "stands" } li .k-proposed { "proposed or wished" } li .k-ended { "refused or ended" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_are_places_across() {
        assert_eq!(day("2021").unwrap().to_string(), "2021-01-01");
        assert_eq!(day("2021-05").unwrap().to_string(), "2021-05-01");
        assert_eq!(day("2021-05-06T07:08:09Z").unwrap().to_string(), "2021-05-06");
        assert_eq!(day("spring"), None);
        let days = ["2011-03-05", "2021-05-06"].map(|iso| day(iso).unwrap());
        let scale = Scale::of(days.into_iter(), 40.0).unwrap();
        assert!((scale.x(days[0]) - 40.0).abs() < 0.01 && scale.x(days[1]) <= WIDE);
        let ticks = scale.ticks();
        assert!((2..=12).contains(&ticks.len()), "{ticks:?}");
    }
}
