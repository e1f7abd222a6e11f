//! The desk as JSON and CSV: the objects that the commands print with `--format json`.

mod sheets;

use std::sync::Arc;

use attache_archive::record::{
    Claims, Cleaned, Event, FailedThen, FullArticle, Ledger, Lineage, PublishedFrom, Relation, Story, Timeline,
};
use attache_archive::{Archive, By, Told, WantedLedger, WantedRelations, WantedStatements};
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::Desk;
use crate::asked::Asked;
use crate::pages::actor::{Met, meet};
use crate::pages::article::{changed, published};
use crate::pages::dyad::day_of;
use crate::pages::event::explained;
use crate::pages::story::since;
use crate::pages::{self, search};
use crate::refusal::Refusal;
use crate::summary::{Facts, facts};
use sheets::{Line, Sheet};

/// Stories of a list, where no `limit` is asked for, and at most.
const STORIES: usize = 20;
const MOST: usize = 200;
/// Events of a list, likewise; as CSV they are a line each.
const EVENTS: usize = 50;
const MOST_EVENTS: usize = 2000;
/// Stories of more bytes than this are told without inferring the days of undated articles.
const READ: usize = 256 << 10;

pub fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/api/stories", get(stories))
        .route("/api/story/{id}", get(story))
        .route("/api/article/{*id}", get(article))
        .route("/api/actor/{*id}", get(actor))
        .route("/api/events", get(events))
        .route("/api/event/{id}", get(event))
        .route("/api/statements", get(statements))
        .route("/api/relations", get(relations))
        .route("/api/timeline", get(timeline))
        .route("/api/actors", get(actors))
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
fn list<T: Serialize>(asked: &Asked, sheet: &Sheet<T>, rows: &[T]) -> Response {
    match asked.get("format") {
        None | Some("json") => json(Ok(rows)),
        Some("csv") => sheet.response(rows),
        Some(_) => refused(&Refusal::Wrong("the format must be json or csv".to_owned())),
    }
}

/// Answers with a list that is read from the archive.
async fn listed<T: Serialize + Send + 'static>(
    desk: &Arc<Desk>,
    uri: &Uri,
    sheet: &Sheet<T>,
    read: impl FnOnce(&Archive, &Asked) -> Result<Vec<T>, Refusal> + Send + 'static,
) -> Response {
    let asked = match Asked::of(uri) {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    let asking = asked.clone();
    match desk.readers.ask(move |archive| read(archive, &asking)).await {
        Ok(rows) => list(&asked, sheet, &rows),
        Err(refusal) => refused(&refusal),
    }
}

/// How many of a list are asked for.
fn limit(asked: &Asked, usual: usize, most: usize) -> usize {
    asked.number("limit").unwrap_or(usual).clamp(1, most)
}

async fn stories(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let asked = match Asked::of(&uri) {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    let wanted = asked.headlines(limit(&asked, STORIES, MOST));
    if asked.get("format") == Some("csv") {
        return listed(&desk, &uri, &sheets::STORIES, move |archive, _| {
            Ok(archive.headlines(&wanted)?.into_iter().map(Line).collect())
        })
        .await;
    }
    listed(&desk, &uri, &sheets::TOLD, move |archive, _| {
        archive.headlines(&wanted)?.into_iter().map(|told| recorded(archive, told)).collect()
    })
    .await
}

/// A story as it is printed. Its texts are read only where one of them may tell its day.
fn recorded(archive: &Archive, told: Told) -> Result<Story, Refusal> {
    let is_dated = told.articles.iter().all(|member| member.article.published.is_some());
    let told = match is_dated || archive.story_size(&told.id)?.is_none_or(|(_, bytes)| bytes > READ) {
        true => told,
        false => archive.story(&told.id)?.unwrap_or(told),
    };
    Ok(Story::new(&told, false, archive.claims(&told)?))
}

async fn story(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    let asked = id.clone();
    let read = desk.readers.ask(move |archive| {
        let told = archive.story(&asked)?.ok_or(Refusal::Missing("story"))?;
        Ok(Story::new(&told, false, archive.claims(&told)?))
    });
    match read.await {
        Err(Refusal::Missing(what)) => match since(&desk, &id).await {
            Some(address) => Redirect::to(&format!("/api{address}")).into_response(),
            None => refused(&Refusal::Missing(what)),
        },
        read => json(read),
    }
}

async fn events(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    listed(&desk, &uri, &sheets::EVENTS, |archive, asked| {
        Ok(archive.events(&asked.events(limit(asked, EVENTS, MOST_EVENTS)))?)
    })
    .await
}

/// Of a story, `?story=ID`, as it tells them together; else of all articles, each as its article alone tells it.
async fn statements(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    listed(&desk, &uri, &sheets::STATEMENTS, |archive, asked| match asked.get("story") {
        Some(story) => Ok(claims(archive, story)?.statements),
        None => {
            let text = |name| asked.get(name).map(str::to_owned);
            let limit = Some(limit(asked, EVENTS, MOST_EVENTS));
            Ok(archive.statements(&WantedStatements { by: text("by"), about: text("about"), limit })?)
        }
    })
    .await
}

/// Of a story; else of all articles; what stood on a day where one is named.
async fn relations(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let on = match Asked::of(&uri).and_then(|asked| Ok(asked.day("on")?.map(str::to_owned).map(|on| (on, asked)))) {
        Ok(on) => on,
        Err(refusal) => return refused(&refusal),
    };
    let Some((on, asked)) = on else {
        return listed(&desk, &uri, &sheets::RELATIONS, |archive, asked| match asked.get("story") {
            Some(story) => Ok(claims(archive, story)?.relations),
            None => {
                let limit = Some(limit(asked, EVENTS, MOST_EVENTS));
                let kind = asked.get("kind").map(str::to_owned);
                Ok(archive.relations(&WantedRelations { between: asked.between(), kind, limit })?)
            }
        })
        .await;
    };
    let known = match asked.day("known") {
        Ok(known) => known.map(str::to_owned),
        Err(refusal) => return refused(&refusal),
    };
    let wanted = WantedLedger { between: asked.between(), kind: asked.get("kind").map(str::to_owned), on, known };
    match desk.readers.ask(move |archive| Ok(archive.ledger(&wanted)?)).await {
        Ok(ledger) if asked.get("format") == Some("csv") => sheets::LEDGER.response(&sheets::lines(&ledger)),
        ledger => json(ledger),
    }
}

fn claims(archive: &Archive, story: &str) -> Result<Claims, Refusal> {
    let told = archive.story(story)?.ok_or(Refusal::Missing("story"))?;
    Ok(archive.claims(&told)?)
}

/// What happened between those whom the address names, by period.
async fn timeline(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    match counted(&desk, &uri).await {
        Ok((asked, timeline)) => match asked.get("format") {
            Some("csv") => sheets::PERIODS.response(&timeline.periods),
            _ => json(Ok(timeline)),
        },
        Err(refusal) => refused(&refusal),
    }
}

async fn counted(desk: &Arc<Desk>, uri: &Uri) -> Result<(Asked, Timeline), Refusal> {
    let asked = Asked::of(uri)?;
    let between = asked.between();
    if between.is_empty() {
        return Err(Refusal::Wrong("name whose timeline it is to be: ?state=CODE, and &with=CODE for two".to_owned()));
    }
    let facts = facts(desk).await?;
    let by = asked.by()?.unwrap_or(By::Month);
    let happenings = desk.readers.ask(move |archive| Ok(archive.happenings(&between)?)).await?;
    let timeline = happenings.timeline(facts.press_by(by), asked.get("since"), asked.get("until"))?;
    Ok((asked, timeline))
}

async fn event(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    json(desk.readers.ask(move |archive| explained(archive, &id)).await)
}

/// `/api/dyad/ONE/OTHER`.
#[derive(Serialize)]
struct Dyad {
    events: Vec<Event>,
    relations: Vec<Relation>,
    timeline: Timeline,
    ledger: Ledger,
}

async fn dyad(State(desk): State<Arc<Desk>>, Path((one, other)): Path<(String, String)>, uri: Uri) -> Response {
    json(between(&desk, one, other, &uri).await)
}

async fn between(desk: &Arc<Desk>, one: String, other: String, uri: &Uri) -> Result<Dyad, Refusal> {
    let asked = Asked::of(uri)?;
    let facts = facts(desk).await?;
    let on = day_of(&asked, &facts)?;
    let between = desk.readers.ask(move |archive| crate::pages::dyad::read(archive, &one, &other, &on)).await?;
    let timeline = pages::timeline::timeline(&between.happenings, &facts, &asked)?.timeline;
    Ok(Dyad { events: between.events, relations: between.relations, timeline, ledger: between.ledger })
}

async fn rulings(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    listed(&desk, &uri, &sheets::RULINGS, |archive, _| Ok(archive.rulings()?)).await
}

/// Actors of a name.
async fn actors(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    listed(&desk, &uri, &sheets::ACTORS, |archive, asked| {
        let name = asked.get("q").unwrap_or_default();
        Ok(archive.actors_named(name, limit(asked, STORIES, MOST))?)
    })
    .await
}

async fn article(State(desk): State<Arc<Desk>>, Path(id): Path<String>, uri: Uri) -> Response {
    let asked = match Asked::of(&uri) {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    json(desk.readers.ask(move |archive| full(archive, &id, asked.get("changes").is_some())).await)
}

fn full(archive: &Archive, id: &str, with_changes: bool) -> Result<FullArticle, Refusal> {
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
        changes: if with_changes { changed(archive, id)? } else { None },
    })
}

async fn actor(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    match desk.readers.ask(move |archive| meet(archive, &id)).await {
        Ok(Met::One(known)) => json(Ok(known.glimpse.dossier)),
        Ok(Met::Several(several)) => (StatusCode::MULTIPLE_CHOICES, Json(several)).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

async fn search(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    listed(&desk, &uri, &sheets::HITS, |archive, asked| {
        Ok(archive.search_latest(&asked.words(), limit(asked, search::HITS, MOST))?)
    })
    .await
}

async fn outlets(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let facts = match (Asked::of(&uri), facts(&desk).await) {
        (Ok(asked), Ok(facts)) => (asked, facts),
        (Err(refusal), _) | (_, Err(refusal)) => return refused(&refusal),
    };
    list(&facts.0, &sheets::OUTLETS, &facts.1.outlets)
}

/// `/api/about`.
#[derive(Serialize)]
struct About {
    version: &'static str,
    articles: u32,
    versions: u32,
    stories: u32,
    events: u32,
    outlets: usize,
    languages: Vec<Tally>,
    annotated_by: Vec<Tally>,
    model: &'static str,
    failed: Vec<FailedThen>,
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
            events: facts.counts.events,
            outlets: facts.outlets.iter().filter(|share| share.outlet.is_some()).count(),
            languages: tallies(&facts.languages),
            annotated_by: tallies(&facts.marks),
            model: pages::model_version(),
            failed: facts.failures.0.clone(),
        }
    }
}

async fn about(State(desk): State<Arc<Desk>>) -> Response {
    json(facts(&desk).await.map(|facts| About::from(facts.as_ref())))
}
