//! `attache serve`, and the walk through its pages in a real browser.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use browser::Browser;
use serde_json::{Value, json};

fn attache() -> Command {
    Command::new(env!("CARGO_BIN_EXE_attache"))
}

/// An archive of the examples.
fn archive(folder: &Path) -> std::path::PathBuf {
    let db = folder.join("press.db");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (model, examples) = (root.join("models/annotator"), root.join("examples"));
    let mut ingest = attache();
    ingest.args(["ingest", "--quiet", "--db"]).arg(&db).arg("--model").args([model, examples]);
    let ingested = ingest.status().unwrap();
    assert!(ingested.success());
    db
}

/// A desk that is open while it is held.
struct Desk {
    child: Child,
    address: String,
}

impl Desk {
    fn open(db: &Path, more: &[&str]) -> Self {
        let mut child = attache()
            .args(["serve", "--bind", "127.0.0.1:0", "--db"])
            .arg(db)
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.find("http://").unwrap_or_else(|| panic!("{line}"));
        let address = line[at..].split_whitespace().next().unwrap().trim_end_matches(['/', ';']).to_owned();
        Self { child, address }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn beyond_the_loopback_without_a_token_is_wrong_usage_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    drop(attache_archive::Archive::open(&db).unwrap());
    let token = folder.path().join("token");
    std::fs::write(&token, "short\n").unwrap();
    for more in [vec![], vec!["--token-file", token.to_str().unwrap()], vec!["--token-file", "/nowhere/token"]] {
        let run = attache().args(["serve", "--bind", "0.0.0.0:0", "--db"]).arg(&db).args(&more).output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{more:?}: {}", String::from_utf8_lossy(&run.stderr));
        assert!(String::from_utf8_lossy(&run.stderr).contains("token"), "{more:?}");
    }
    let missing = attache().args(["serve", "--db"]).arg(folder.path().join("none.db")).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn ctrl_c_closes_the_desk_with_success() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    drop(attache_archive::Archive::open(&db).unwrap());
    let mut desk = Desk::open(&db, &[]);
    assert!(Command::new("kill").args(["-INT", &desk.child.id().to_string()]).status().unwrap().success());
    assert_eq!(desk.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_walks_from_today_to_a_sentence_in_its_article_and_back() {
    let Some(mut browser) = Browser::open() else { return };
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&archive(folder.path()), &[]);
    browser.screen(1280, 900);
    browser.go(&desk.address);
    assert!(browser.text("document.body.innerText").contains("sources"));
    let event = browser.text("document.querySelector('.acts .act a').innerText");
    browser.follow(".acts .act a");
    assert_eq!(browser.text("document.querySelector('h1').innerText"), event);
    let sentence = browser.text("document.querySelector('.sentences blockquote a').innerText");
    browser.follow(".sentences blockquote a");
    let marked = browser.text("[...document.querySelectorAll('.text .here')].map(m => m.textContent).join('')");
    assert_eq!(marked.split_whitespace().collect::<Vec<_>>(), sentence.split_whitespace().collect::<Vec<_>>());
    let place = browser.script("document.getElementById('here').getBoundingClientRect().top");
    assert!(place.as_f64().is_some_and(|top| (0.0..900.0).contains(&top)), "the sentence is not in sight: {place}");
    browser.back(2);
    assert_eq!(browser.text("location.pathname"), "/");
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn a_ruling_is_made_and_undone_by_its_forms() {
    let Some(mut browser) = Browser::open() else { return };
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&archive(folder.path()), &[]);
    browser.go(&desk.address);
    browser.follow(".acts .act a");
    let id = browser.text("location.pathname");
    let told = browser.text("document.querySelector('.codes .quad').innerText");
    let other = if told == "protest" { "aid" } else { "protest" };
    browser.script(&format!("document.querySelector('select[name=to]').value = '{}'", other.to_uppercase()));
    browser.follow("form:has(select[name=to]) button");
    assert_eq!(browser.text("document.querySelector('.codes .quad').innerText"), other);
    browser.go(&format!("{}/rulings", desk.address));
    browser.follow(".rulings form button");
    assert_eq!(browser.script("document.querySelectorAll('.rulings .revoked').length"), json!(1));
    browser.go(&format!("{}{id}", desk.address));
    assert_eq!(browser.text("document.querySelector('.codes .quad').innerText"), told);
    assert_eq!(browser.complaints, Vec::<String>::new());

    let reading = Desk::open(&folder.path().join("press.db"), &["--read-only"]);
    browser.go(&format!("{}{id}", reading.address));
    assert_eq!(browser.script("document.querySelectorAll('form[method=post]').length"), json!(0));
}

/// The stories on a page.
fn stories(browser: &mut Browser) -> u64 {
    browser.script("document.querySelectorAll('.story').length").as_u64().unwrap()
}

#[test]
fn filters_are_filled_in_shown_in_the_address_and_taken_off_again() {
    let Some(mut browser) = Browser::open() else { return };
    let folder = tempfile::tempdir().unwrap();
    let db = archive(folder.path());
    let desk = Desk::open(&db, &[]);
    let events = attache_archive::Archive::open_reader(&db).unwrap().events(&Default::default()).unwrap();
    let placed = events.iter().find(|event| event.place.is_some()).unwrap();
    let (place, kind) = (placed.place.as_ref().unwrap().name.clone(), placed.plover_event.clone());
    // one with a name of its own: a group is called otherwise in each article
    let is_named = |id: &String| !id.starts_with("people:");
    let mut parties = events.iter().flat_map(|event| &event.actor);
    let party = parties.find(|party| party.id.as_ref().is_some_and(is_named) && party.code.is_some()).unwrap();
    let (code, actor) = (party.code.clone().unwrap(), party.name.clone());
    browser.screen(1280, 900);
    browser.go(&desk.address);
    let all = stories(&mut browser);
    for (field, text) in [
        ("q", "the"),
        ("state", &*code),
        ("actor", &*actor),
        ("type", &*kind),
        ("quad", "1"),
        ("place", &*place),
        ("language", "es"),
        ("since", "2019-01-01"),
        ("until", "2018-01-01"),
    ] {
        browser.go(&desk.address);
        browser.script(&format!("document.querySelector('.filters [name={field}]').value = {text:?}"));
        browser.follow(".filters button");
        assert!(browser.text("location.search").contains(&format!("{field}=")), "{field}");
        let kept = browser.text(&format!("document.querySelector('.filters [name={field}]').value"));
        assert_eq!(kept, text, "{field} is not as it was filled in");
        let some = stories(&mut browser);
        assert!(some >= 1 && (some < all || ["q", "quad"].contains(&field)), "{field}={text}: {some} of {all}");
        browser.follow(".chips a");
        assert_eq!(stories(&mut browser), all, "{field} was taken off");
    }
    browser.script("document.querySelector('select[name=outlet]').selectedIndex = 1");
    browser.follow(".filters button");
    assert!((1..all).contains(&stories(&mut browser)));
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn every_page_is_walked_by_keys_alone() {
    let Some(mut browser) = Browser::open() else { return };
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&archive(folder.path()), &[]);
    browser.screen(1280, 900);
    browser.go(&desk.address);
    browser.press("Tab");
    assert_eq!(browser.text("document.activeElement.className"), "skip");
    let ring = "getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(browser.text(ring), "solid", "what is in focus is seen to be");
    browser.press("Enter");
    assert_eq!(browser.text("document.activeElement.id"), "main");
    browser.press("j");
    assert_eq!(browser.text("document.activeElement.closest('[data-step]').className.split(' ')[0]"), "story");
    browser.press_on("Enter");
    assert!(browser.text("location.pathname").starts_with("/story/"));
    browser.press("/");
    assert_eq!(browser.text("document.activeElement.id"), "find");
    browser.press("Escape");
    assert_ne!(browser.text("document.activeElement.id"), "find");
    for (key, path) in [("m", "/map"), ("o", "/outlets"), ("t", "/")] {
        browser.press_on(key);
        assert_eq!(browser.text("location.pathname"), path);
    }
    // the sentence behind an event shows when it is come upon by Tab
    browser.script("document.querySelector('.acts .act a').focus()");
    assert_eq!(browser.script("document.getElementById('evidence').hidden"), json!(false));
    assert!(browser.text("document.getElementById('evidence').textContent").len() > 20);
    browser.press("Escape");
    assert_eq!(browser.script("document.getElementById('evidence').hidden"), json!(true));
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[test]
fn dark_and_light_wide_and_narrow_every_page_is_whole() {
    let Some(mut browser) = Browser::open() else { return };
    let folder = tempfile::tempdir().unwrap();
    let db = archive(folder.path());
    let desk = Desk::open(&db, &[]);
    let read = attache_archive::Archive::open_reader(&db).unwrap();
    let events = read.events(&Default::default()).unwrap();
    let told = read.stories(&Default::default()).unwrap();
    let rewrite = told.iter().flat_map(|told| &told.articles).find(|member| member.lineage.of.is_some()).unwrap();
    let pages = [
        "/".to_owned(),
        "/map".into(),
        "/outlets".into(),
        "/search?q=cyclone".into(),
        "/about".into(),
        "/rulings".into(),
        "/dyad/MOZ/ZWE".into(),
        "/actor/state:MOZ".into(),
        format!("/story/{}", told[0].id),
        format!("/event/{}", events[0].id),
        format!("/article/{}", rewrite.article.id),
        "/nowhere".into(),
    ];
    let background = "getComputedStyle(document.body).backgroundColor";
    for (width, height) in [(1440, 900), (390, 844)] {
        browser.screen(width, height);
        for page in &pages {
            let mut grounds = Vec::new();
            for scheme in ["light", "dark"] {
                browser.scheme(scheme);
                browser.go(&format!("{}{page}", desk.address));
                let wide = browser.script("document.documentElement.scrollWidth").as_u64().unwrap();
                assert!(wide <= u64::from(width), "{page} is {wide} wide on a screen of {width}");
                assert!(!browser.text("document.querySelector('h1').innerText").is_empty(), "{page} has no heading");
                grounds.push(browser.text(background));
            }
            assert_ne!(grounds[0], grounds[1], "{page} is as bright by night");
        }
    }
    // a page that is not there is said to be so, and that is the only thing that the console tells
    let others: Vec<&String> = browser.complaints.iter().filter(|said| !said.contains("404")).collect();
    assert_eq!(others, Vec::<&String>::new());
}

/// What an address answers, asked as any program would.
fn asked(desk: &Desk, address: &str) -> Value {
    let host = desk.address.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(stream, "GET {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{address}: {head}");
    serde_json::from_str(body).unwrap()
}

#[test]
fn the_api_answers_what_the_commands_print() {
    let folder = tempfile::tempdir().unwrap();
    let db = archive(folder.path());
    let desk = Desk::open(&db, &[]);
    let printed = |arguments: &[&str]| -> Value {
        let run = attache().args(arguments).args(["--format", "json", "--db"]).arg(&db).output().unwrap();
        serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
    };
    for (command, address) in [
        (vec!["events"], "/api/events?limit=2000"),
        (vec!["events", "--quad", "4"], "/api/events?quad=4&limit=2000"),
        (vec!["statements"], "/api/statements?limit=2000"),
        (vec!["relations"], "/api/relations?limit=2000"),
        (vec!["relations", "--kind", "office", "--on", "2019-04-01"], "/api/relations?kind=office&on=2019-04-01"),
        (vec!["timeline", "MOZ", "--by", "month"], "/api/timeline?state=MOZ&by=month"),
        (vec!["search", "cyclone"], "/api/search?q=cyclone"),
        (vec!["rulings"], "/api/rulings"),
    ] {
        assert_eq!(asked(&desk, address), printed(&command), "{address}");
    }
    // the desk puts those first that were told of last, the command those that began last
    let by_id = |list: Value| -> std::collections::BTreeMap<String, Value> {
        list.as_array().unwrap().iter().map(|told| (told["id"].as_str().unwrap().to_owned(), told.clone())).collect()
    };
    let stories = by_id(printed(&["stories"]));
    assert_eq!(by_id(asked(&desk, "/api/stories?limit=200")), stories);
    for (id, told) in &stories {
        assert_eq!(&asked(&desk, &format!("/api/story/{id}")), told);
        for event in told["events"].as_array().unwrap().iter().take(2) {
            let id = event["id"].as_str().unwrap();
            assert_eq!(asked(&desk, &format!("/api/event/{id}")), printed(&["event", id, "--why"]));
        }
        let article = told["articles"][0]["id"].as_str().unwrap();
        assert_eq!(asked(&desk, &format!("/api/article/{article}")), printed(&["article", article]));
    }
}
