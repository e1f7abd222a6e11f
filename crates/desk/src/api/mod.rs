//! The desk as JSON and CSV: the objects that the commands print with `--format json`.

mod paging;
mod sheets;

use std::sync::Arc;

use attache_archive::record::{
    ActorSummary, Claims, Cleaned, Event, FailedThen, FullArticle, Hit, Ledger, Lineage, PublishedFrom, Relation,
    Ruling, Statement, Story, Timeline,
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
use paging::{Listing, Turned, answer};
use sheets::{Line, Sheet};

/// Stories of a list, where no `limit` is asked for, and at most.
const STORIES: usize = 20;
const MOST: usize = 200;
/// Rows of other lists, likewise.
const USUAL: usize = 50;
const MOST_ROWS: usize = 2000;
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
        .route("/api", get(|| async { refused(&Refusal::Missing("list")) }))
        .route("/api/", get(|| async { refused(&Refusal::Missing("list")) }))
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

/// A list that is in memory as JSON, or as CSV where the address asks for it.
fn list<T: Serialize>(asked: &Asked, sheet: &Sheet<T>, rows: &[T]) -> Response {
    match asked.get("format") {
        None | Some("json") => json(Ok(rows)),
        Some("csv") => sheet.response(rows),
        Some(_) => refused(&Refusal::Wrong("the format must be json or csv".to_owned())),
    }
}

/// A page of a list that is read whole.
fn sliced<T>(all: Vec<T>, after: Option<&str>, most: usize) -> Result<Turned<T>, Refusal> {
    let from = match after.map(str::parse::<usize>) {
        None => 0,
        Some(Ok(from)) => from,
        Some(Err(_)) => return Err(Refusal::Wrong("this list goes on after a number of rows".to_owned())),
    };
    let end = from.saturating_add(most);
    let next = (end < all.len()).then(|| end.to_string());
    Ok((all.into_iter().skip(from).take(most).collect(), next))
}

static LINES: Listing<Line> = Listing {
    sheet: &sheets::STORIES,
    usual: STORIES,
    most: MOST,
    read: |archive, asked, after, most| {
        let (told, next) = turned(archive, asked, after, most)?;
        Ok((told.into_iter().map(Line).collect(), next))
    },
};

static TOLD: Listing<Story> = Listing {
    sheet: &sheets::TOLD,
    usual: STORIES,
    most: MOST,
    read: |archive, asked, after, most| {
        let (told, next) = turned(archive, asked, after, most)?;
        Ok((told.into_iter().map(|told| recorded(archive, told)).collect::<Result<_, _>>()?, next))
    },
};

fn turned(archive: &Archive, asked: &Asked, after: Option<&str>, most: usize) -> Result<Turned<Told>, Refusal> {
    let asked = asked.going_on(after);
    let wanted = asked.headlines(most)?;
    let (told, next) = archive.turned(&wanted)?;
    Ok((told, next.map(|next| next.to_string())))
}

static EVENTS: Listing<Event> = Listing {
    sheet: &sheets::EVENTS,
    usual: USUAL,
    most: MOST_ROWS,
    read: |archive, asked, after, most| Ok(archive.events_after(&asked.events(most), after, most)?),
};

/// Of a story, `?story=ID`, as it tells them together; else of all articles, each as its article alone tells it.
static STATEMENTS: Listing<Statement> = Listing {
    sheet: &sheets::STATEMENTS,
    usual: USUAL,
    most: MOST_ROWS,
    read: |archive, asked, after, most| match asked.get("story") {
        Some(story) => sliced(claims(archive, story)?.statements, after, most),
        None => {
            let text = |name| asked.get(name).map(str::to_owned);
            let wanted = WantedStatements { by: text("by"), about: text("about"), limit: None };
            Ok(archive.statements_after(&wanted, after, most)?)
        }
    },
};

/// Of a story; else of all articles.
static RELATIONS: Listing<Relation> = Listing {
    sheet: &sheets::RELATIONS,
    usual: USUAL,
    most: MOST_ROWS,
    read: |archive, asked, after, most| match asked.get("story") {
        Some(story) => sliced(claims(archive, story)?.relations, after, most),
        None => {
            let kind = asked.get("kind").map(str::to_owned);
            let wanted = WantedRelations { between: asked.between(), kind, limit: None };
            Ok(archive.relations_after(&wanted, after, most)?)
        }
    },
};

static RULINGS: Listing<Ruling> = Listing {
    sheet: &sheets::RULINGS,
    usual: USUAL,
    most: MOST_ROWS,
    read: |archive, _, after, most| sliced(archive.rulings()?, after, most),
};

/// Actors of a name.
static ACTORS: Listing<ActorSummary> = Listing {
    sheet: &sheets::ACTORS,
    usual: STORIES,
    most: MOST,
    read: |archive, asked, after, most| {
        sliced(archive.actors_named(asked.get("q").unwrap_or_default(), MOST)?, after, most)
    },
};

/// The articles that fit best, among those that came last.
static HITS: Listing<Hit> = Listing {
    sheet: &sheets::HITS,
    usual: search::HITS,
    most: MOST,
    read: |archive, asked, after, most| sliced(archive.search_latest(&asked.words(), MOST)?, after, most),
};

async fn stories(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let is_csv = Asked::of(&uri).is_ok_and(|asked| asked.get("format") == Some("csv"));
    if is_csv { answer(&desk, &uri, &LINES).await } else { answer(&desk, &uri, &TOLD).await }
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
    answer(&desk, &uri, &EVENTS).await
}

async fn statements(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    answer(&desk, &uri, &STATEMENTS).await
}

/// What is told of relations; what stood on a day where one is named.
async fn relations(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    let on = match Asked::of(&uri).and_then(|asked| Ok(asked.day("on")?.map(str::to_owned).map(|on| (on, asked)))) {
        Ok(on) => on,
        Err(refusal) => return refused(&refusal),
    };
    let Some((on, asked)) = on else { return answer(&desk, &uri, &RELATIONS).await };
    if asked.between().is_empty() && asked.get("kind").is_none() {
        let why =
            "name whose ledger it is to be: ?state=CODE, and &with=CODE for two; or a kind of relation: ?kind=treaty";
        return refused(&Refusal::Wrong(why.to_owned()));
    }
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
    answer(&desk, &uri, &RULINGS).await
}

async fn actors(State(desk): State<Arc<Desk>>, uri: Uri) -> Response {
    answer(&desk, &uri, &ACTORS).await
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
    answer(&desk, &uri, &HITS).await
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
