//! The desk's pages and their JSON, asked without a network.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asking;
mod press;

use std::path::{Path, PathBuf};

use attache_archive::record::{Failed, Party, Story};
use attache_archive::{
    Archive, By, KeptReport, Wanted, WantedEvents, WantedLedger, WantedRelations, WantedStatements, WantedTimeline,
    changes,
};
use attache_desk::{Config, Token, router};
use attache_press::Article;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

use asking::{archive_of, ask, assert_harmless, config, get, json, links};

#[test]
fn a_long_text_comes_in_parts_that_lead_to_where_a_sentence_stands() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..40_000).map(|n| format!("Line {n} of the inquiry.\n")).collect();
    let at = text.find("Line 20000 ").unwrap();
    let article = Article { id: "long".into(), title: Some("Inquiry".into()), text, ..Article::default() };
    let config = config(&archive_of(folder.path(), &[article], |_| KeptReport::default()));
    let answer = get(&config, &format!("/article/long?from={at}&to={}", at + 10));
    assert_harmless("/article/long", &answer);
    assert!(answer.body.contains("id=\"here\">Line 20000</span>"), "not led there");
    assert!(get(&config, "/article/long?part=99999999999").status.is_success());
    assert!(get(&config, "/article/long?from=99999999999999999999&to=-1").status.is_success());
}

#[test]
fn every_answer_forbids_what_no_page_needs() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&archive_of(folder.path(), &[], |_| KeptReport::default()));
    for address in ["/", "/api/stories", "/nothing", "/desk.css", "/story/none", "/sign-in"] {
        let answer = get(&config, address);
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{address}: {policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{address}");
        assert_eq!(answer.headers["referrer-policy"], "same-origin", "{address}");
    }
    assert_eq!(get(&config, "/story/none").status, StatusCode::NOT_FOUND);
    assert_eq!(get(&config, "/nothing").status, StatusCode::NOT_FOUND);
    assert_eq!(get(&config, "/?since=never").status, StatusCode::BAD_REQUEST);
}

#[test]
fn without_a_token_only_names_of_this_machine_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&archive_of(folder.path(), &[], |_| KeptReport::default()));
    let with_host =
        |host: &str| ask(&config, Request::get("/").header("host", host).body(Body::empty()).unwrap()).status;
    assert_eq!(with_host("127.0.0.1:7878"), StatusCode::OK);
    assert_eq!(with_host("rebound.example"), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(ask(&config, Request::get("/").body(Body::empty()).unwrap()).status, StatusCode::MISDIRECTED_REQUEST);
}

#[test]
fn beyond_this_machine_nothing_is_shown_without_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive_of(folder.path(), &[], |_| KeptReport::default());
    let open = Config { bind: "0.0.0.0:7878".parse().unwrap(), ..config(&path) };
    assert!(router(&open).is_err_and(|error| error.is_wrong_usage()));

    let token = "correct horse battery staple";
    let kept = Config { token: Some(Token::read(token).unwrap()), ..open };
    let asked = |address: &str, header: (&str, &str)| {
        ask(
            &kept,
            Request::get(address)
                .header("host", "desk.example")
                .header(header.0, header.1)
                .body(Body::empty())
                .unwrap(),
        )
    };
    assert_eq!(asked("/", ("x-none", "")).headers["location"], "/sign-in");
    assert_eq!(asked("/api/stories", ("x-none", "")).status, StatusCode::UNAUTHORIZED);
    assert_eq!(asked("/api/stories", ("authorization", "Bearer wrong")).status, StatusCode::UNAUTHORIZED);
    assert_eq!(asked("/api/stories", ("authorization", &format!("Bearer {token}"))).status, StatusCode::OK);
    assert_eq!(asked("/", ("cookie", "attache_desk=wrong")).headers["location"], "/sign-in");

    let sign_in = |given: &str| {
        let body = Body::from(format!("token={}", given.replace(' ', "+")));
        let form = Request::post("/sign-in")
            .header("host", "desk.example")
            .header("content-type", "application/x-www-form-urlencoded");
        ask(&kept, form.body(body).unwrap())
    };
    assert_eq!(sign_in("wrong").status, StatusCode::UNAUTHORIZED);
    let cookie = sign_in(token).headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(token), "{cookie}");
}

#[test]
fn pages_have_twins_in_json_and_lists_in_csv() {
    let folder = tempfile::tempdir().unwrap();
    let article = |id: &str, outlet: &str, text: &str| Article {
        id: id.into(),
        title: Some("=Ferry aground".into()),
        outlet: Some(outlet.into()),
        published: Some("2021-03-04".into()),
        language: Some("en".into()),
        text: text.into(),
        ..Article::default()
    };
    let one =
        article("a", "Evening Echo", "The ferry ran aground off the northern pier in thick fog on Thursday morning.\n");
    let config = config(&archive_of(folder.path(), &[one], |_| KeptReport::default()));
    let stories: serde_json::Value = serde_json::from_str(&get(&config, "/api/stories").body).unwrap();
    assert_eq!(stories[0]["articles"][0]["outlet"], "Evening Echo");
    let id = stories[0]["id"].as_str().unwrap();
    let story: serde_json::Value = serde_json::from_str(&get(&config, &format!("/api/story/{id}")).body).unwrap();
    assert_eq!(story, stories[0]);
    let csv = get(&config, "/api/stories?format=csv");
    assert!(csv.headers["content-disposition"].to_str().unwrap().contains("stories.csv"));
    assert!(csv.body.contains("'=Ferry aground"), "{}", csv.body);
    assert_eq!(get(&config, "/api/stories?outlet=Nobody").body, "[]");
    let error: serde_json::Value = serde_json::from_str(&get(&config, "/api/article/none").body).unwrap();
    assert!(error["error"].is_string());
    let page = get(&config, "/?outlet=Evening+Echo&since=2021-03-01").body;
    assert!(page.contains("1 article") && page.contains("/story/"), "{page}");
}

/// An archive of some generated stories.
fn generated(folder: &Path, stories: usize) -> PathBuf {
    let told: Vec<(Article, KeptReport)> = (0..stories).flat_map(|n| press::story(n, stories)).collect();
    let articles: Vec<Article> = told.iter().map(|(article, _)| article.clone()).collect();
    archive_of(folder, &articles, |article| {
        told.iter().find(|(other, _)| other.id == article.id).map(|(_, report)| report.clone()).unwrap()
    })
}

fn value(record: impl serde::Serialize) -> Value {
    serde_json::to_value(record).unwrap()
}

#[test]
fn twins_hold_the_objects_that_the_commands_print() {
    let folder = tempfile::tempdir().unwrap();
    let path = generated(folder.path(), 40);
    let (config, archive) = (config(&path), Archive::open_reader(&path).unwrap());

    let stories = archive.stories(&Wanted::default()).unwrap();
    let listed = json(&config, "/api/stories?limit=200");
    assert_eq!(listed.as_array().unwrap().len(), stories.len());
    for told in &stories {
        let record = value(Story::new(told, false, archive.claims(told).unwrap()));
        assert_eq!(json(&config, &format!("/api/story/{}", told.id)), record);
        assert!(listed.as_array().unwrap().contains(&record), "{}", told.id);
        let of = |list: &str| json(&config, &format!("/api/{list}?story={}", told.id));
        assert_eq!(of("statements"), record["statements"]);
        assert_eq!(of("relations"), record["relations"]);
    }

    let events = archive.events(&WantedEvents::default()).unwrap();
    assert!(events.len() > 20, "{}", events.len());
    assert_eq!(json(&config, "/api/events?limit=2000"), value(&events));
    let of_state = WantedEvents { between: vec!["NOR".into()], quad: Some(1), ..WantedEvents::default() };
    assert_eq!(json(&config, "/api/events?state=NOR&quad=1&limit=2000"), value(archive.events(&of_state).unwrap()));
    assert_eq!(
        json(&config, "/api/statements?limit=2000"),
        value(archive.statements(&WantedStatements::default()).unwrap())
    );
    assert_eq!(
        json(&config, "/api/relations?limit=2000"),
        value(archive.relations(&WantedRelations::default()).unwrap())
    );
    assert_eq!(json(&config, "/api/rulings"), Value::Array(Vec::new()));
}

#[test]
fn a_dyads_page_tells_what_timeline_and_relations_tell() {
    let folder = tempfile::tempdir().unwrap();
    let path = generated(folder.path(), 120);
    let (config, archive) = (config(&path), Archive::open_reader(&path).unwrap());
    let all = archive.relations(&WantedRelations::default()).unwrap();
    let told = all.iter().find(|told| told.status == "stands").unwrap();
    let code = |party: &Option<Party>| party.as_ref().unwrap().code.clone().unwrap();
    let (one, other) = (code(&told.subject), code(&told.object));
    let between = vec![one.clone(), other.clone()];

    let wanted = WantedTimeline { between: between.clone(), by: By::Month, since: None, until: None };
    let timeline = archive.timeline(&wanted).unwrap();
    assert_eq!(json(&config, &format!("/api/timeline?state={one}&with={other}")), value(&timeline));
    let shown = json(&config, &format!("/api/dyad/{one}/{other}?by=month"));
    let counted = |periods: &Value| -> Vec<Value> {
        periods.as_array().unwrap().iter().filter(|period| period["events"] != 0).cloned().collect()
    };
    assert!(!counted(&shown["timeline"]["periods"]).is_empty());
    assert_eq!(
        counted(&shown["timeline"]["periods"]),
        counted(&value(&timeline.periods)),
        "with the same press beside them"
    );

    for on in ["2014-06-01", "2022-12-31"] {
        let wanted = WantedLedger { between: between.clone(), on: on.into(), ..WantedLedger::default() };
        let ledger = archive.ledger(&wanted).unwrap();
        assert_eq!(json(&config, &format!("/api/dyad/{one}/{other}?on={on}"))["ledger"], value(&ledger), "{on}");
        assert_eq!(json(&config, &format!("/api/relations?state={one}&with={other}&on={on}")), value(&ledger), "{on}");
    }
    let page = get(&config, &format!("/dyad/{one}/{other}?on=2022-12-31")).body;
    for part in [
        "From conflict to cooperation",
        "articles by",
        "class=\"press\"",
        "rung-stands",
        "As it stood on",
        "The same as numbers",
    ] {
        assert!(page.contains(part), "{part} is not on {page}");
    }
    for (by, status) in [("week", StatusCode::OK), ("day", StatusCode::OK), ("hour", StatusCode::BAD_REQUEST)] {
        assert_eq!(get(&config, &format!("/dyad/{one}/{other}?by={by}")).status, status, "{by}");
    }
    assert_eq!(get(&config, &format!("/dyad/{one}/{other}?on=never")).status, StatusCode::BAD_REQUEST);
    assert!(
        get(&config, "/dyad/AND/BTN").body.contains("Nothing in this archive")
            || get(&config, "/dyad/AND/BTN").status.is_success()
    );
}

#[test]
fn every_list_downloads_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&generated(folder.path(), 30));
    for list in [
        "stories",
        "events",
        "statements",
        "relations",
        "search?q=river",
        "outlets",
        "rulings",
        "actors?q=Norway",
        "timeline?state=NOR",
        "relations?state=NOR&on=2020-01-01",
    ] {
        let address = format!("/api/{list}{}format=csv", if list.contains('?') { '&' } else { '?' });
        let answer = get(&config, &address);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8", "{address}: {}", answer.body);
        assert!(answer.headers["content-disposition"].to_str().unwrap().contains(".csv\""), "{address}");
        let lines = answer.body.lines().count();
        assert!(lines > 1 || list == "rulings", "{address}: {}", answer.body);
    }
    // what the pages offer to keep is there
    let story = json(&config, "/api/stories")[0]["id"].as_str().unwrap().to_owned();
    for page in
        ["/", "/map", "/outlets", "/search?q=river", "/dyad/NOR/PRT", "/actor/state:NOR", &format!("/story/{story}")]
    {
        let kept: Vec<String> =
            links(&get(&config, page).body).into_iter().filter(|link| link.starts_with("/api/")).collect();
        assert!(kept.iter().any(|link| link.contains("format=csv")), "{page} offers no CSV: {kept:?}");
        assert!(kept.iter().any(|link| !link.contains("format=csv")), "{page} offers no JSON");
        for link in kept {
            assert_eq!(get(&config, &link).status, StatusCode::OK, "{page} offers {link}");
        }
    }
}

#[test]
fn an_old_address_of_a_story_leads_to_where_its_articles_are_told_now() {
    let folder = tempfile::tempdir().unwrap();
    let text = "The ferry Amalia ran aground off the pier of Velsund in thick fog on Thursday morning, and all of its forty \
                passengers were brought ashore by fishing boats before noon, the harbour master said.\n";
    let article = |id: &str, day: &str| Article {
        id: id.into(),
        title: Some("Ferry aground off Velsund".into()),
        published: Some(day.into()),
        language: Some("en".into()),
        text: text.into(),
        ..Article::default()
    };
    let path = archive_of(folder.path(), &[article("later", "2021-03-05")], |_| KeptReport::default());
    let config = config(&path);
    let id = |config: &Config| json(config, "/api/stories")[0]["id"].as_str().unwrap().to_owned();
    let old = id(&config);
    Archive::open(&path).unwrap().ingest_batch(&[article("earlier", "2021-03-04")]).unwrap();
    let new = id(&config);
    assert_ne!(old, new);
    let answer = get(&config, &format!("/story/{old}"));
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.headers["location"].to_str().unwrap(), format!("/story/{new}?was={old}"));
    let page = get(&config, &format!("/story/{new}?was={old}")).body;
    assert!(page.contains("earlier telling") && page.contains(&old), "{page}");
    let twin = get(&config, &format!("/api/story/{old}"));
    assert_eq!(twin.headers["location"].to_str().unwrap(), format!("/api/story/{new}"));
    assert_eq!(get(&config, "/story/s000000000000").status, StatusCode::NOT_FOUND);
}

#[test]
fn an_article_of_several_versions_shows_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let article = |text: &str| Article {
        id: "quake".into(),
        title: Some("Quake".into()),
        text: text.into(),
        ..Article::default()
    };
    let path = archive_of(
        folder.path(),
        &[article("A quake shook the coast. Nine people were hurt. Schools stay shut.\n")],
        |_| KeptReport::default(),
    );
    let config = config(&path);
    assert!(!get(&config, "/article/quake").body.contains("What changed"));
    let later = article("A quake shook the coast. Eleven people were hurt. Schools stay shut.\n");
    Archive::open(&path).unwrap().ingest_batch(&[later]).unwrap();
    let page = get(&config, "/article/quake").body;
    assert!(page.contains("<mark>Nine</mark>") && page.contains("<mark>Eleven</mark>"), "{page}");
    let kept = Archive::open_reader(&path).unwrap().article("quake").unwrap().unwrap();
    assert_eq!(json(&config, "/api/article/quake?changes=1")["changes"], value(changes(&kept.versions)));
    assert!(json(&config, "/api/article/quake")["changes"].is_null());
}

#[test]
fn about_tells_of_what_failed_and_of_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive_of(folder.path(), &[], |_| KeptReport::default());
    let failed = Failed { input: "press/broken.html".into(), error: "no text was found in it".into() };
    Archive::open(&path).unwrap().note_failures(&[failed]).unwrap();
    let config = config(&path);
    let page = get(&config, "/about").body;
    for part in ["press/broken.html", "no text was found in it", "The model that this program carries", "Limits"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(json(&config, "/api/about")["failed"][0]["input"], "press/broken.html");
}

#[test]
fn a_form_that_is_too_long_and_one_too_many_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&archive_of(folder.path(), &[], |_| KeptReport::default()));
    let form = |address: &str, body: String| {
        let form = Request::post(address)
            .header("host", "localhost:7878")
            .header("content-type", "application/x-www-form-urlencoded");
        form.body(Body::from(body)).unwrap()
    };
    let long = ask(&config, form("/rule", format!("token={}", "x".repeat(100_000))));
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);

    // a wrong token is thought about for a while: meanwhile others come, and too many are sent away at once
    let token = Token::read("correct horse battery staple").unwrap();
    let kept = Config { token: Some(token), ..config };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let statuses = runtime.block_on(async {
        let pages = router(&kept).unwrap();
        let asking: Vec<_> =
            (0..80).map(|_| tokio::spawn(pages.clone().oneshot(form("/sign-in", "token=wrong".into())))).collect();
        let mut statuses = Vec::new();
        for answer in asking {
            statuses.push(answer.await.unwrap().unwrap().status());
        }
        statuses
    });
    let count = |status: StatusCode| statuses.iter().filter(|other| **other == status).count();
    assert_eq!((count(StatusCode::UNAUTHORIZED), count(StatusCode::SERVICE_UNAVAILABLE)), (64, 16), "{statuses:?}");
}

#[test]
fn pages_come_and_articles_are_added_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = generated(folder.path(), 10);
    let config = config(&path);
    let adding = std::thread::spawn(move || {
        let mut archive = Archive::open(&path).unwrap();
        for n in 10..20 {
            let (articles, reports): (Vec<Article>, Vec<KeptReport>) = press::story(n, 20).into_iter().unzip();
            archive.ingest_reported(&articles, &reports.into_iter().map(Some).collect::<Vec<_>>()).unwrap();
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let pages = router(&config).unwrap();
        let mut asked = 0;
        while !adding.is_finished() || asked < 2 {
            for address in ["/", "/map", "/dyad/NOR/PRT", "/outlets", "/search?q=river", "/api/events"] {
                let request = Request::get(address).header("host", "localhost:7878").body(Body::empty()).unwrap();
                let answer = pages.clone().oneshot(request).await.unwrap();
                assert_eq!(answer.status(), StatusCode::OK, "{address}");
            }
            asked += 1;
        }
    });
    adding.join().unwrap();
}
