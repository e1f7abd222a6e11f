//! The desk's pages and their JSON, asked without a network.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use attache_archive::record::{Party, Passage, Relation, RelationMention, Speaker, Statement};
use attache_archive::{Archive, KeptActor, KeptReport, KeptStatement};
use attache_desk::{Config, Token, router};
use attache_press::{Article, CharSpan, Removed};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;

/// What an answer is.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

fn ask(config: &Config, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = router(config).unwrap().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    })
}

fn get(config: &Config, address: &str) -> Answer {
    ask(config, Request::get(address).header("host", "localhost:7878").body(Body::empty()).unwrap())
}

fn config(archive: &Path) -> Config {
    Config { archive: archive.to_owned(), bind: "127.0.0.1:7878".parse().unwrap(), token: None, read_only: false }
}

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
        ..KeptReport::default()
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
        published: Some(HOSTILE.into()),
        language: Some(HOSTILE.into()),
        text: format!(
            "The quarry wall fell on Monday night. {HOSTILE} Nobody of the village was hurt, number {n}.\n{HOSTILE}\n"
        ),
        removed: vec![Removed { span: CharSpan { start: 9, end: 3 }, why: HOSTILE.into() }],
        ..Article::default()
    }
}

fn archive_of(folder: &Path, articles: &[Article], report: impl Fn(&Article) -> KeptReport) -> PathBuf {
    let path = folder.join("press.db");
    let mut archive = Archive::open(&path).unwrap();
    let reports: Vec<Option<KeptReport>> = articles.iter().map(|article| Some(report(article))).collect();
    archive.ingest_reported(articles, &reports).unwrap();
    path
}

/// An element as it begins: its name, and its attributes with their values as they stand.
type Tag<'a> = (&'a str, Vec<(&'a str, &'a str)>);

/// Every tag of a page, read as a browser reads markup: a `<` before a letter begins one, wherever it came from.
fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let length = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        let name = &rest[..length];
        rest = &rest[length..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
            let attribute = &rest[..end.max(1)];
            rest = &rest[end.max(1)..];
            let mut value = "";
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let end = quoted.find('"').unwrap_or(quoted.len());
                (value, rest) = (&quoted[..end], quoted.get(end + 1..).unwrap_or_default());
            }
            attributes.push((attribute, value));
        }
        tags.push((name, attributes));
    }
    tags
}

/// All addresses of the desk that a page links to.
fn links(page: &str) -> Vec<String> {
    let all = tags(page).into_iter().filter(|(name, _)| *name == "a").flat_map(|(_, attributes)| attributes);
    let hrefs = all.filter(|(name, value)| *name == "href" && value.starts_with('/'));
    hrefs.map(|(_, value)| value.replace("&amp;", "&")).collect()
}

/// Asserts that nothing of a page is other than the desk made it.
fn assert_harmless(address: &str, answer: &Answer) {
    assert!(answer.body.len() < 100_000, "{address}: {} bytes", answer.body.len());
    let steering =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!answer.body.contains(steering), "{address} steers");
    let tags = tags(&answer.body);
    let count = |what: &[&str]| tags.iter().filter(|(name, _)| what.contains(name)).count();
    assert_eq!(
        (count(&["script"]), count(&["style", "img", "iframe", "object", "embed", "base"])),
        (1, 0),
        "{address}"
    );
    for (tag, attributes) in tags {
        for (name, value) in attributes {
            assert!(!name.starts_with("on") && name != "style", "{address}: {tag} {name}={value}");
            if ["href", "src", "action"].contains(&name) {
                let own = value.starts_with('/') && !value.starts_with("//") || value.starts_with('#');
                let web = value.starts_with("http://") || value.starts_with("https://");
                assert!(own || web, "{address}: {tag} {name}={value}");
            }
        }
    }
}

#[test]
fn hostile_articles_change_nothing_on_any_page() {
    let folder = tempfile::tempdir().unwrap();
    let articles: Vec<Article> = (0..3).map(|n| hostile(n, HOSTILE.into())).collect();
    let config = config(&archive_of(folder.path(), &articles, hostile_report));
    let mut to_see = vec![
        "/".to_owned(),
        "/outlets".into(),
        "/search?q=quarry".into(),
        "/about".into(),
        "/actor/person:-%2Fhostile".into(),
    ];
    to_see.push(format!("/search?q={}", "%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE"));
    let mut seen = Vec::new();
    while let Some(address) = to_see.pop() {
        if seen.contains(&address) || seen.len() > 60 {
            continue;
        }
        let answer = get(&config, &address);
        if !address.starts_with("/api") {
            assert_harmless(&address, &answer);
            to_see.extend(links(&answer.body));
        }
        assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{address}: {}", answer.body);
        seen.push(address);
    }
    assert!(seen.iter().any(|address| address.starts_with("/article/")), "{seen:?}");
    assert!(seen.iter().any(|address| address.starts_with("/story/")), "{seen:?}");
}

#[test]
fn a_headline_and_an_id_of_ten_megabytes_fit_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut article = hostile(0, "headline ".repeat(1_200_000));
    article.published = Some("2021-03-04".into());
    let long_id = Article { id: "x".repeat(3_000_000), ..hostile(1, "short".into()) };
    let config = config(&archive_of(folder.path(), &[article, long_id], |_| KeptReport::default()));
    for address in ["/", "/search?q=quarry", "/outlets", "/about"] {
        assert_harmless(address, &get(&config, address));
    }
    for address in links(&get(&config, "/").body).iter().filter(|address| address.starts_with("/story")) {
        assert_harmless(address, &get(&config, address));
    }
}

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
