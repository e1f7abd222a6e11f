//! The desk as JSON and CSV: the objects that the commands print with `--format json`.

use std::sync::Arc;

use attache_archive::record::{Cleaned, Event, FullArticle, Hit, Lineage, Party, PublishedFrom, Relation, Story};
use attache_archive::{Archive, Told, words};
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::Desk;
use crate::asked::Asked;
use crate::pages::actor::{Met, meet};
use crate::pages::article::published;
use crate::pages::event::explained;
use crate::pages::{download, search};
use crate::refusal::Refusal;
use crate::summary::{Facts, facts};

/// Stories of a list, where no `limit` is asked for, and at most.
const STORIES: usize = 20;
const MOST: usize = 200;
/// Events of a list, likewise; as CSV they are a line each.
const EVENTS: usize = 50;
const MOST_EVENTS: usize = 2000;

pub fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/api/stories", get(stories))
        .route("/api/story/{id}", get(story))
        .route("/api/article/{*id}", get(article))
        .route("/api/actor/{*id}", get(actor))
        .route("/api/events", get(events))
        .route("/api/event/{id}", get(event))
        .route("/api/dyad/{one}/{other}", get(dyad))
        .route("/api/rulings", get(rulings))
        .route("/api/search", get(search))
        .route("/api/outlets", get(outlets))
        .route("/api/about", get(about))
        .route("/api/{*rest}", get(|| async { refused(&Refusal::Missing("list")) }))
}

fn json(answer: Result<impl Serialize, Refusal>) -> Response {
    match answer {
        Ok(value) => Json(value).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

/// `{"error": …}`, as the commands say it.
fn refused(refusal: &Refusal) -> Response {
    (refusal.status(), Json(serde_json::json!({ "error": refusal.to_string() }))).into_response()
}

/// A list as JSON, or as CSV where the address asks for it.
fn list<T: Serialize>(
    asked: &Asked,
    file: &str,
    rows: &[T],
    headings: &[&str],
    row: impl Fn(&T) -> Vec<String>,
) -> Response {
    match asked.get("format") {
        None | Some("json") => json(Ok(rows)),
        Some("csv") => match csv_of(headings, rows.iter().map(row)) {
            Ok(body) => download("text/csv; charset=utf-8", file, body),
            Err(error) => refused(&Refusal::Broken(error.to_string())),
        },
        Some(_) => refused(&Refusal::Wrong("the format must be json or csv".to_owned())),
    }
}

fn csv_of(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(headings)?;
    for row in rows {
        out.write_record(row.iter().map(|cell| safe_cell(cell)))?;
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A cell that is no formula to a spreadsheet: before one that begins like a formula stands an apostrophe (OWASP,
/// "CSV injection").
fn safe_cell(cell: &str) -> String {
    let cell = words::harmless(cell);
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell }
}

async fn stories(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let asked = match Asked::of(&uri) {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    let wanted = asked.headlines(asked.number("limit").unwrap_or(STORIES).clamp(1, MOST));
    if asked.get("format") == Some("csv") {
        return match desk.readers.ask(move |archive| Ok(archive.headlines(&wanted)?)).await {
            Ok(told) => csv_stories(&told),
            Err(refusal) => refused(&refusal),
        };
    }
    let told = desk.readers.ask(move |archive| {
        archive
            .headlines(&wanted)?
            .iter()
            .map(|told| Ok(Story::new(told, false, archive.claims(told)?)))
            .collect::<Result<Vec<_>, Refusal>>()
    });
    json(told.await)
}

fn csv_stories(told: &[Told]) -> Response {
    let row = |told: &Told| {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let (articles, sources) = (told.articles.len().to_string(), told.origins().independent.to_string());
        vec![told.id.clone(), text(&told.start), text(&told.end), articles, sources, told.title.clone()]
    };
    match csv_of(&["story", "start", "end", "articles", "independent_origins", "title"], told.iter().map(row)) {
        Ok(body) => download("text/csv; charset=utf-8", "stories.csv", body),
        Err(error) => refused(&Refusal::Broken(error.to_string())),
    }
}

async fn story(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    let read = desk.readers.ask(move |archive| {
        let told = archive.story(&id)?.ok_or(Refusal::Missing("story"))?;
        Ok(Story::new(&told, false, archive.claims(&told)?))
    });
    json(read.await)
}

async fn events(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let asked = match Asked::of(&uri) {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    let wanted = asked.events(asked.number("limit").unwrap_or(EVENTS).clamp(1, MOST_EVENTS));
    let headings = [
        "event",
        "date",
        "enddate",
        "type",
        "mode",
        "cameo",
        "quad",
        "scale",
        "actor",
        "actor_code",
        "recipient",
        "recipient_code",
        "place",
        "country",
        "lat",
        "lon",
        "modality",
        "reports",
        "independent_sources",
        "confidence",
    ];
    match desk.readers.ask(move |archive| Ok(archive.events(&wanted)?)).await {
        Ok(events) => list(&asked, "events.csv", &events, &headings, event_row),
        Err(refusal) => refused(&refusal),
    }
}

fn event_row(event: &Event) -> Vec<String> {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.clone()).collect::<Vec<_>>().join("; ");
    let codes =
        |parties: &[Party]| parties.iter().filter_map(|party| party.code.clone()).collect::<Vec<_>>().join("; ");
    let place = event.place.as_ref();
    vec![
        event.id.clone(),
        text(&event.date),
        text(&event.enddate),
        event.plover_event.clone(),
        event.mode.join("; "),
        event.cameo.clone(),
        event.quad_code.to_string(),
        event.event_scale.to_string(),
        names(&event.actor),
        codes(&event.actor),
        names(&event.recipient),
        codes(&event.recipient),
        place.map(|place| place.name.clone()).unwrap_or_default(),
        place.and_then(|place| place.country.clone()).unwrap_or_default(),
        place.map(|place| place.lat.to_string()).unwrap_or_default(),
        place.map(|place| place.lon.to_string()).unwrap_or_default(),
        event.modality.clone(),
        event.mentions.len().to_string(),
        event.independent_sources.to_string(),
        event.confidence.to_string(),
    ]
}

async fn event(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    json(desk.readers.ask(move |archive| explained(archive, &id)).await)
}

/// `/api/dyad/ONE/OTHER`.
#[derive(Serialize)]
struct Dyad {
    events: Vec<Event>,
    relations: Vec<Relation>,
}

async fn dyad(State(desk): State<Arc<Desk>>, Path((one, other)): Path<(String, String)>) -> Response {
    let read = desk.readers.ask(move |archive| crate::pages::dyad::read(archive, &one, &other)).await;
    json(read.map(|between| Dyad { events: between.events, relations: between.relations }))
}

async fn rulings(State(desk): State<Arc<Desk>>) -> Response {
    json(desk.readers.ask(|archive| Ok(archive.rulings()?)).await)
}

async fn article(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    json(desk.readers.ask(move |archive| full(archive, &id)).await)
}

fn full(archive: &Archive, id: &str) -> Result<FullArticle, Refusal> {
    let (kept, _) = archive.current(id)?.ok_or(Refusal::Missing("article"))?;
    let when = published(archive, &kept)?;
    let from = when.as_ref().map_or(PublishedFrom::Unknown, |when| when.from);
    let (day, between) = when.map_or((None, None), |when| (when.published, when.between));
    Ok(FullArticle {
        published_from: from,
        published_between: between,
        lineage: Lineage::from(&kept.report.lineage),
        cleaned: Cleaned { published: day, ..Cleaned::from(kept.report.article) },
        story: kept.story,
        versions: None,
        changes: None,
    })
}

async fn actor(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    match desk.readers.ask(move |archive| meet(archive, &id)).await {
        Ok(Met::One(glimpse, _)) => json(Ok(glimpse.dossier)),
        Ok(Met::Several(several)) => (StatusCode::MULTIPLE_CHOICES, Json(several)).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

async fn search(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let asked = match Asked::of(&uri) {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    let (words, limit) = (asked.words(), asked.number("limit").unwrap_or(search::HITS).clamp(1, MOST));
    match desk.readers.ask(move |archive| Ok(archive.search(&words, limit)?)).await {
        Ok(hits) => list(
            &asked,
            "search.csv",
            &hits,
            &["article", "outlet", "published", "language", "title", "story", "snippet"],
            hit_row,
        ),
        Err(refusal) => refused(&refusal),
    }
}

fn hit_row(hit: &Hit) -> Vec<String> {
    let fields = [&hit.outlet, &hit.published, &hit.language, &hit.title, &hit.story]
        .map(|field| field.clone().unwrap_or_default());
    [hit.id.clone()].into_iter().chain(fields).chain([hit.snippet.clone()]).collect()
}

async fn outlets(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let facts = match (Asked::of(&uri), facts(&desk).await) {
        (Ok(asked), Ok(facts)) => (asked, facts),
        (Err(refusal), _) | (_, Err(refusal)) => return refused(&refusal),
    };
    let headings = ["outlet", "articles", "original", "reprinted", "wire", "rewritten", "first", "last"];
    list(&facts.0, "outlets.csv", &facts.1.outlets, &headings, |share| {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let counts =
            [share.articles, share.original, share.reprinted, share.wire, share.rewritten].map(|n| n.to_string());
        [text(&share.outlet)].into_iter().chain(counts).chain([text(&share.first), text(&share.last)]).collect()
    })
}

/// `/api/about`.
#[derive(Serialize)]
struct About {
    version: &'static str,
    articles: u32,
    versions: u32,
    stories: u32,
    outlets: usize,
    languages: Vec<Tally>,
    annotated_by: Vec<Tally>,
}

#[derive(Serialize)]
struct Tally {
    name: Option<String>,
    articles: u32,
}

impl From<&Facts> for About {
    fn from(facts: &Facts) -> Self {
        let tallies = |counts: &[(Option<String>, u32)]| {
            counts.iter().map(|(name, articles)| Tally { name: name.clone(), articles: *articles }).collect()
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            articles: facts.counts.articles,
            versions: facts.counts.versions,
            stories: facts.counts.stories,
            outlets: facts.outlets.iter().filter(|share| share.outlet.is_some()).count(),
            languages: tallies(&facts.languages),
            annotated_by: tallies(&facts.marks),
        }
    }
}

async fn about(State(desk): State<Arc<Desk>>) -> Response {
    json(facts(&desk).await.map(|facts| About::from(facts.as_ref())))
}
