//! Asking a desk without a network, and reading its pages as a browser does.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::{Path, PathBuf};

use attache_archive::{Archive, KeptReport};
use attache_desk::{Config, router};
use attache_press::Article;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

/// What an answer is.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

pub fn ask(config: &Config, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = router(config).unwrap().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    })
}

pub fn get(config: &Config, address: &str) -> Answer {
    ask(config, Request::get(address).header("host", "localhost:7878").body(Body::empty()).unwrap())
}

pub fn config(archive: &Path) -> Config {
    Config { archive: archive.to_owned(), bind: "127.0.0.1:7878".parse().unwrap(), token: None, read_only: false }
}

/// What an address answers as JSON.
pub fn json(config: &Config, address: &str) -> Value {
    let answer = get(config, address);
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{address}: {error}: {}", answer.body))
}

/// An archive of some articles, with a report on each.
pub fn archive_of(folder: &Path, articles: &[Article], report: impl Fn(&Article) -> KeptReport) -> PathBuf {
    let path = folder.join("press.db");
    let mut archive = Archive::open(&path).unwrap();
    let reports: Vec<Option<KeptReport>> = articles.iter().map(|article| Some(report(article))).collect();
    archive.ingest_reported(articles, &reports).unwrap();
    path
}

/// An element as it begins: its name, and its attributes with their values as they stand.
pub type Tag<'a> = (&'a str, Vec<(&'a str, &'a str)>);

/// Every tag of a page, read as a browser reads markup: a `<` before a letter begins one, wherever it came from.
pub fn tags(page: &str) -> Vec<Tag<'_>> {
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
pub fn links(page: &str) -> Vec<String> {
    let all = tags(page).into_iter().filter(|(name, _)| *name == "a").flat_map(|(_, attributes)| attributes);
    let hrefs = all.filter(|(name, value)| *name == "href" && value.starts_with('/'));
    hrefs.map(|(_, value)| value.replace("&amp;", "&")).collect()
}

/// Asserts that nothing of a page is other than the desk made it.
pub fn assert_harmless(address: &str, answer: &Answer) {
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
