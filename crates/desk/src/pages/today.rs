//! Today: the stories, by day.

use std::sync::Arc;

use attache_archive::record::Event;
use attache_archive::{Archive, Headlines, Told, Turn, words};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::{answer, code_of, story};
use crate::Desk;
use crate::asked::Asked;
use crate::foreign::{clipped, is_code, is_plain, name};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;
use crate::summary::{Facts, facts};

/// Stories on a page.
const STORIES: usize = 25;
/// Events of a story.
const EVENTS: usize = 3;
/// Outlets and languages to choose from.
const CHOICES: usize = 60;

pub async fn page(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    answer(&desk, show(&desk, &uri).await)
}

async fn show(desk: &Arc<Desk>, uri: &Uri) -> Result<Page<'static>, Refusal> {
    let asked = Asked::of(uri)?;
    let wanted = asked.headlines(STORIES)?;
    let (told, next) = desk.readers.ask(move |archive| read(archive, &wanted)).await?;
    let facts = facts(desk).await?;
    let body = html! {
        div .sided {
            aside #filters .filters { (filters(&asked, &facts)) }
            div .flow {
                (heading(&asked, &facts))
                (days(&told))
                @if told.is_empty() { (nothing(&asked, &facts)) }
                (turn(&asked, next.as_ref()))
            }
        }
    };
    let twin = Some(format!("/api/stories{}", asked.with(&[])));
    Ok(Page { here: Here::Today, title: "Today".into(), sought: None, twin, body })
}

/// A story with the events that it is shown with, and how many it has.
struct Shown {
    told: Told,
    events: Vec<Event>,
    count: usize,
}

/// The stories with the events that lead them; where some are asked for, those that are. And where the list goes on.
fn read(archive: &Archive, wanted: &Headlines) -> Result<(Vec<Shown>, Option<Turn>), Refusal> {
    let (told, next) = archive.turned(wanted)?;
    let with = |told: Told| {
        let (events, count) = archive.leading_events(&told.id, wanted, EVENTS)?;
        Ok(Shown { told, events, count })
    };
    Ok((told.into_iter().map(with).collect::<Result<_, Refusal>>()?, next))
}

fn heading(asked: &Asked, facts: &Facts) -> Markup {
    let set: Vec<(&str, &str)> = asked.filters().collect();
    html! {
        div .heading {
            h1 { @if set.is_empty() { "What happened" } @else { "What happened, as asked" } }
            @if set.is_empty() {
                p .lead {
                    (words::count(facts.counts.stories as usize, "story", "stories")) " in "
                    (words::count(facts.counts.articles as usize, "article", "articles")) ", the latest first."
                }
            } @else {
                ul .chips aria-label="Filters" {
                    @for (filter, text) in &set {
                        li {
                            a href={ "/" (asked.with(&[(filter, None), ("after", None)])) } title="Remove this filter" {
                                (label(filter)) " " b { (name(text)) } span aria-hidden="true" { " ×" }
                            }
                        }
                    }
                }
            }
            a .to-filters href="#filters" { "Filter" }
            p .keep {
                "Keep this list: "
                (super::keep("/api/stories", &asked.with(&[("after", None)])))
            }
        }
    }
}

/// A filter in words.
fn label(filter: &str) -> &str {
    match filter {
        "q" => "words",
        "type" => "event",
        "quad" => "class",
        other => other,
    }
}

/// Stories under the days on which they were last told of.
fn days(told: &[Shown]) -> Markup {
    let day =
        |told: &Told| told.end.as_deref().or(told.start.as_deref()).map(|day| day.get(..10).unwrap_or(day).to_owned());
    html! {
        @for day_of in told.chunk_by(|a, b| day(&a.told) == day(&b.told)) {
            section .day {
                h2 { @match day_of.first().and_then(|first| day(&first.told)) {
                    Some(day) => time datetime=(clipped(&day, 10)) { (words::day(&day)) },
                    None => "Undated",
                } }
                @for shown in day_of { (story(&shown.told, &shown.events, shown.count)) }
            }
        }
    }
}

fn nothing(asked: &Asked, facts: &Facts) -> Markup {
    html! {
        p .empty {
            @if facts.counts.articles == 0 {
                "The archive is empty. Add to it with " code { "attache ingest PATH… --db FILE" } "."
            }
            @else if asked.get("after").is_some() { "There is nothing earlier." }
            @else { "No story is like that. " a href="/" { "Show all" } " or ask for less." }
        }
    }
}

fn turn(asked: &Asked, next: Option<&Turn>) -> Markup {
    html! {
        nav .turn aria-label="Pages" {
            @if asked.get("after").is_some() { a href={ "/" (asked.with(&[("after", None)])) } { "← Latest" } }
            @if let Some(next) = next {
                a rel="next" href={ "/" (asked.with(&[("after", Some(&next.to_string()))])) } { "Earlier →" }
            }
        }
    }
}

/// The filters as a form whose answer is an address.
fn filters(asked: &Asked, facts: &Facts) -> Markup {
    let text = |field: &str, label: &str, hint: &str| {
        html! {
            label {
                (label) input type="text" name=(field) value=[asked.get(field)] placeholder=(hint) maxlength="120";
            }
        }
    };
    let day =
        |field: &str, label: &str| html! { label { (label) input type="date" name=(field) value=[asked.get(field)]; } };
    html! {
        details open {
            summary { "Filter" }
            form action="/" method="get" {
                (text("q", "Words", "peace talks"))
                (text("actor", "Actor", "United Nations"))
                (text("state", "State", "FRA"))
                label { "Event" select name="type" {
                    option value="" { "any" }
                    @for name in super::rulings::TYPES {
                        @let is_asked = asked.get("type").is_some_and(|own| own.eq_ignore_ascii_case(name));
                        option value=(name) selected[is_asked] {
                            (name.to_lowercase())
                        }
                    }
                } }
                label { "Class" select name="quad" {
                    option value="" { "any" }
                    @for quad in 1..5_u8 {
                        option value=(quad) selected[asked.number("quad") == Some(usize::from(quad))] {
                            (super::quad_name(quad))
                        }
                    }
                } }
                (text("place", "Place", "Geneva"))
                label { "Outlet" select name="outlet" {
                    option value="" { "any" }
                    @for share in facts.outlets.iter().take(CHOICES) {
                        @if let Some(outlet) = &share.outlet { @if outlet.len() < 200 && is_plain(outlet) {
                            option value=(outlet) selected[asked.get("outlet") == Some(outlet)] {
                                (clipped(outlet, 60))
                            }
                        } }
                    }
                } }
                label { "Language" select name="language" {
                    option value="" { "any" }
                    @for (language, _) in facts.languages.iter().take(CHOICES) {
                        @if let Some(language) = language.as_ref().filter(|code| is_code(code)) {
                            option value=(language) selected[asked.get("language") == Some(language)] {
                                (words::language(language))
                            }
                        }
                    }
                } }
                div .pair { (day("since", "From")) (day("until", "To")) }
                div .buttons { button type="submit" { "Show" } a href="/" { "Clear" } }
            }
        }
        p .note { "A state is named by its three letters: " (code_of("FRA")) " " (code_of("KEN")) }
    }
}
