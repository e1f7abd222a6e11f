//! `attache serve`, and the walk through its pages in a real browser.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use browser::Browser;
use serde_json::json;

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

#[test]
fn filters_dark_mode_phones_and_keys_work() {
    let Some(mut browser) = Browser::open() else { return };
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&archive(folder.path()), &[]);
    browser.screen(1280, 900);
    browser.scheme("light");
    browser.go(&desk.address);
    let background = "getComputedStyle(document.body).backgroundColor";
    let light = browser.text(background);
    let all = browser.script("document.querySelectorAll('.story').length").as_u64().unwrap();

    browser.script("document.querySelector('select[name=outlet]').selectedIndex = 1");
    browser.follow(".filters button");
    assert!(browser.text("location.search").contains("outlet="));
    let some = browser.script("document.querySelectorAll('.story').length").as_u64().unwrap();
    assert!((1..all).contains(&some), "{some} of {all}");
    browser.follow(".chips a");
    assert_eq!(browser.script("document.querySelectorAll('.story').length").as_u64(), Some(all));

    browser.press("j");
    assert_eq!(browser.text("document.activeElement.closest('[data-step]').className.split(' ')[0]"), "story");
    browser.press("/");
    assert_eq!(browser.text("document.activeElement.id"), "find");

    browser.scheme("dark");
    assert_ne!(browser.text(background), light);
    browser.screen(390, 844);
    for page in ["/", "/map", "/outlets", "/search?q=cyclone", "/about", "/rulings", "/dyad/MOZ/ZWE"] {
        browser.go(&format!("{}{page}", desk.address));
        let wide = browser.script("document.documentElement.scrollWidth").as_u64().unwrap();
        assert!(wide <= 390, "{page} is {wide} wide");
    }
    browser.go(&desk.address);
    browser.follow(".story h3 a");
    assert!(browser.script("document.documentElement.scrollWidth").as_u64().unwrap() <= 390);
    assert_eq!(browser.complaints, Vec::<String>::new());
}
