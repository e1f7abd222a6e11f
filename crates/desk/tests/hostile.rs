//! A hostile press: script tags, event handlers, addresses of other kinds, characters that turn the direction, endless headlines.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asking;
mod press;

use std::path::{Path, PathBuf};

use attache_archive::record::{Failed, Order, Party, Passage, Relation, RelationMention, Speaker, Statement};
use attache_archive::{Archive, KeptActor, KeptReport, KeptStatement, WantedEvents};
use attache_coding::Side;
use attache_coding::ontology::EventType;
use attache_fusion as fusion;
use attache_press::{Article, CharSpan, Removed};
use attache_world::calendar::{Days, Granularity};
use attache_world::resolve::Located;
use axum::http::StatusCode;

use asking::{archive_of, assert_harmless, config, get, json, links, tags};

/// What a hostile press writes wherever it can write.
const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover=\"alert(1)' \u{202e}\u{2066}desrever\u{0}\u{7} \
     &lt;b&gt; <svg/onload=alert(1)> javascript:alert(1) {{7*7}} </title></textarea><style>*{display:none}</style>";

fn hostile_report(article: &Article) -> KeptReport {
    let passage = Passage { article: article.id.clone(), span: CharSpan { start: 3, end: 40 }, text: HOSTILE.into() };
    let party = || {
        Some(Party { name: HOSTILE.into(), code: Some(HOSTILE.into()), id: Some(HOSTILE.into()), ..Party::default() })
    };
    let told = Statement {
        speaker: Some(Speaker {
            name: Some(HOSTILE.into()),
            office: Some(HOSTILE.into()),
            id: Some(HOSTILE.into()),
            ..Speaker::default()
        }),
        with: Vec::new(),
        kind: "direct".into(),
        verbatim: true,
        text: HOSTILE.into(),
        cue: None,
        article: article.id.clone(),
        span: CharSpan { start: 10, end: usize::MAX },
        date: Some(HOSTILE.into()),
        addressee: None,
        venue: None,
        about: Vec::new(),
        chain: Vec::new(),
    };
    KeptReport {
        mark: HOSTILE.into(),
        actors: vec![KeptActor {
            kind: "person".into(),
            name: Some(HOSTILE.into()),
            names: vec![HOSTILE.into()],
            office: Some(HOSTILE.into()),
            id: Some("person:-/hostile".into()),
            mentions: 1,
            ..KeptActor::default()
        }],
        statements: vec![KeptStatement { by: Some(0), on: Vec::new(), told }],
        relations: vec![Relation {
            subject: party(),
            object: party(),
            kind: "alliance".into(),
            value: Some(HOSTILE.into()),
            since: Some(HOSTILE.into()),
            until: None,
            as_of: None,
            status: "stands".into(),
            mentions: vec![RelationMention { sentence: passage, trigger: CharSpan { start: 5, end: 9 } }],
        }],
        account: Some(Box::new(press::account(article, vec![hostile_mention(article)]))),
        ..KeptReport::default()
    }
}

/// An act between two of hostile names, at a hostile place, with a hostile toll, told in a hostile sentence.
fn hostile_mention(article: &Article) -> fusion::Mention {
    let party = |side: Side, code: &str| fusion::Party {
        side,
        actor: Some(0),
        name: HOSTILE.into(),
        named: true,
        code: Some(code.into()),
        sectors: Vec::new(),
        office: Some(HOSTILE.into()),
        id: Some(HOSTILE.into()),
        span: CharSpan { start: 0, end: 5 },
    };
    let start = article.text.chars().take_while(|c| *c != '<').count();
    let sentence = CharSpan { start, end: start + HOSTILE.chars().count() };
    let day = "2021-03-04".parse().unwrap();
    let (name, number) = (HOSTILE.to_owned(), article.id.len() % 10);
    fusion::Mention {
        parties: vec![party(Side::Actor, "NOR"), party(Side::Recipient, if number == 0 { HOSTILE } else { "FIN" })],
        place: Some(Located {
            name: name.clone(),
            lat: 60.4,
            lon: 5.3,
            country: Some(HOSTILE.into()),
            division: Some(HOSTILE.into()),
            geonames: None,
            score: 1.0,
        }),
        when: Some(fusion::When { days: Days { first: day, last: day }, granularity: Granularity::Day, sentence }),
        quantities: vec![fusion::Quantity {
            what: name.clone(),
            low: Some(3.0),
            high: Some(1e300),
            unit: Some(name),
            of: Side::Recipient,
            span: sentence,
        }],
        ..press::mention(sentence, HOSTILE, EventType::Consult, "042", 3.0)
    }
}

fn hostile(n: usize, title: String) -> Article {
    let field = || Some(format!("{HOSTILE} {n}"));
    Article {
        id: format!("{HOSTILE}/{n}"),
        url: Some("javascript:alert(1)//http://a.example".into()),
        outlet: field(),
        title: Some(title),
        byline: field(),
        dateline: field(),
        credits: vec![HOSTILE.into()],
        published: Some(if n == 0 { HOSTILE.into() } else { format!("2021-03-0{n}") }),
        language: Some(HOSTILE.into()),
        text: format!(
            "The quarry wall fell on Monday night. {HOSTILE} Nobody of the village was hurt, number {n}.\n{HOSTILE}\n"
        ),
        removed: vec![Removed { span: CharSpan { start: 9, end: 3 }, why: HOSTILE.into(), text: Some(HOSTILE.into()) }],
        ..Article::default()
    }
}

/// An archive of a hostile press: events, rulings with hostile words, an article in two versions, inputs that failed.
fn hostile_archive(folder: &Path) -> PathBuf {
    let articles: Vec<Article> = (0..3).map(|n| hostile(n, HOSTILE.into())).collect();
    let path = archive_of(folder, &articles, hostile_report);
    let mut archive = Archive::open(&path).unwrap();
    let again =
        Article { text: format!("{HOSTILE} It fell on Tuesday night. {HOSTILE}"), ..hostile(1, HOSTILE.into()) };
    archive.ingest_reported(std::slice::from_ref(&again), &[Some(hostile_report(&again))]).unwrap();
    archive.note_failures(&[Failed { input: HOSTILE.into(), error: HOSTILE.into() }]).unwrap();
    let events = archive.events(&WantedEvents::default()).unwrap();
    assert!(!events.is_empty() && events[0].actor[0].name.contains("<script>"), "{events:?}");
    let correct = Order::Correct {
        event: events[0].id.clone(),
        date: None,
        enddate: None,
        actor: vec![HOSTILE.into()],
        recipient: vec![HOSTILE.into()],
        place: None,
    };
    archive.rule(&correct).unwrap();
    path
}

#[test]
fn hostile_articles_change_nothing_on_any_page() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&hostile_archive(folder.path()));
    let quoted = "%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE";
    let mut to_see: Vec<String> = [
        "/",
        "/map",
        "/map?view=world",
        "/outlets",
        "/search?q=quarry",
        "/rulings",
        "/about",
        "/actor/person:-%2Fhostile",
        "/dyad/NOR/FIN",
        "/dyad/NOR/FIN?by=month&on=2021-12-31",
        "/dyad/%22onload=%22/%3Cb%3E",
        "/actor/state:NOR",
    ]
    .map(str::to_owned)
    .into();
    to_see.extend(
        ["/search?q=", "/?q=", "/?actor=", "/?place=", "/story/", "/event/", "/actor/"]
            .map(|page| format!("{page}{quoted}")),
    );
    to_see.reverse();
    let mut seen = Vec::new();
    while let Some(address) = to_see.pop() {
        if seen.contains(&address) || seen.len() > 140 {
            continue;
        }
        let answer = get(&config, &address);
        if answer.status.is_redirection() {
            to_see.push(answer.headers["location"].to_str().unwrap().to_owned());
        } else if !address.starts_with("/api") {
            assert_harmless(&address, &answer);
            to_see.extend(links(&answer.body));
        }
        assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{address}: {}", answer.body);
        seen.push(address);
    }
    for kind in ["/article/", "/story/", "/event/", "/dyad/", "/map", "/outlets", "/rulings", "/about", "/actor/"] {
        let shown = seen.iter().any(|address| address.starts_with(kind) && get(&config, address).status.is_success());
        assert!(shown, "no page of {kind} among {seen:?}");
    }
}

#[test]
fn what_articles_say_is_shown_as_words_on_every_page_that_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&hostile_archive(folder.path()));
    let events = json(&config, "/api/events");
    let event = format!("/event/{}", events[0]["id"].as_str().unwrap());
    let article = links(&get(&config, &event).body).into_iter().find(|link| link.starts_with("/article/")).unwrap();
    let article = article.split(['?', '#']).next().unwrap().to_owned();
    let story = links(&get(&config, "/").body).into_iter().find(|link| link.starts_with("/story/")).unwrap();
    for address in ["/", "/map", "/outlets", "/search?q=quarry", "/rulings", "/about", &event, &article, &story] {
        let body = get(&config, address).body;
        assert!(body.contains("&lt;script&gt;alert(1)"), "{address} shows nothing of it: {body}");
    }
    let forms = get(&config, &event).body;
    assert!(tags(&forms).iter().filter(|(name, _)| *name == "form").count() > 3, "the forms are there: {forms}");
    let changed =
        links(&get(&config, &story).body).iter().any(|link| get(&config, link).body.contains("id=\"versions\""));
    assert!(changed, "no article shows its versions");
}

#[test]
fn a_headline_and_an_id_of_ten_megabytes_fit_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut article = hostile(0, "headline ".repeat(1_200_000));
    article.published = Some("2021-03-04".into());
    let long_id = Article { id: "x".repeat(3_000_000), ..hostile(1, "short".into()) };
    let config = config(&archive_of(folder.path(), &[article, long_id], hostile_report));
    let mut pages: Vec<String> =
        ["/", "/map", "/search?q=quarry", "/outlets", "/about", "/rulings", "/dyad/NOR/FIN"].map(str::to_owned).into();
    let all: Vec<String> = pages.iter().flat_map(|page| links(&get(&config, page).body)).collect();
    pages.extend(
        all.into_iter().filter(|link| ["/story/", "/event/", "/article/"].iter().any(|kind| link.starts_with(kind))),
    );
    pages.sort();
    pages.dedup();
    for kind in ["/story/", "/event/"] {
        assert!(pages.iter().any(|page| page.starts_with(kind)), "no {kind} in {pages:?}");
    }
    for address in pages {
        assert_harmless(&address, &get(&config, &address));
    }
}
