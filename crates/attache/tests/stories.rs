//! `attache stories` and `attache article`, end to end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../archive/tests/generated/mod.rs"]
mod generated;

use std::path::Path;
use std::process::{Command, Output};

use generated::{json_lines, press};
use serde_json::Value;

fn attache(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("attache"));
    command.current_dir(folder).env("ATTACHE_DB", "a.db").args(arguments).output().unwrap()
}

fn archive() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.jsonl"), json_lines(&press(4))).unwrap();
    assert!(attache(folder.path(), &["ingest", "a.jsonl", "--no-annotate", "--quiet"]).status.success());
    folder
}

fn json(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn stories_have_the_shape_of_the_brief() {
    let folder = archive();
    let stories = json(&attache(folder.path(), &["stories", "--format", "json"]));
    assert!(!stories.is_empty());
    for story in &stories {
        for field in ["id", "title", "start", "end"] {
            assert!(story[field].is_string(), "{story}");
        }
        for field in ["events", "statements", "relations", "disagreements"] {
            assert_eq!(story[field], Value::Array(vec![]), "{story}");
        }
        let article = &story["articles"][0];
        assert_eq!(article["published_from"], "metadata");
        assert!(article["lineage"]["kind"].is_string() && article["lineage"]["repairs"].is_array());
        assert!(article.get("text").is_none());
    }
    let with_text = json(&attache(folder.path(), &["stories", "--format", "json", "--with-text"]));
    assert!(with_text[0]["articles"][0]["text"].is_string());
}

#[test]
fn stories_are_chosen_by_day_outlet_and_words() {
    let folder = archive();
    let ids = |more: &[&str]| -> Vec<Value> {
        let arguments: Vec<&str> = ["stories", "--format", "json"].iter().chain(more).copied().collect();
        json(&attache(folder.path(), &arguments)).into_iter().map(|story| story["id"].clone()).collect()
    };
    let all = ids(&[]);
    assert_eq!(ids(&["--since", "2030-01-01"]), Vec::<Value>::new());
    assert_eq!(ids(&["--until", "2001-01-01"]), Vec::<Value>::new());
    assert_eq!(ids(&["--since", "2010-01-01", "--until", "2010-12-31"]), all);
    assert_eq!(ids(&["--limit", "1"]), all[..1]);
    assert!(!ids(&["--outlet", "COURIER"]).is_empty());
    assert!(ids(&["--outlet", "no such paper"]).is_empty());
    assert_eq!(ids(&["--text", "corrected"]), Vec::<Value>::new());
    let title = json(&attache(folder.path(), &["stories", "--format", "json"]))[0]["title"].clone();
    assert!(!ids(&["--text", title.as_str().unwrap()]).is_empty());
}

#[test]
fn one_story_is_told_in_full() {
    let folder = archive();
    let stories = json(&attache(folder.path(), &["stories", "--format", "json"]));
    let id = stories[0]["id"].as_str().unwrap();
    let output = attache(folder.path(), &["stories", id]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains(stories[0]["title"].as_str().unwrap()) && told.contains("independent origin"), "{told}");

    let missing = attache(folder.path(), &["stories", "none-such"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("lists the ids"));
}

#[test]
fn tables_come_as_text_csv_and_markdown() {
    let folder = archive();
    let run = |format| String::from_utf8(attache(folder.path(), &["stories", "--format", format]).stdout).unwrap();
    let csv = run("csv");
    assert!(csv.starts_with("story,start,end,articles,independent_origins,title\n"), "{csv}");
    assert!(run("markdown").starts_with("| story"));
    assert!(run("table").contains("Origins"));
    assert!(run("table").lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn an_article_is_shown_and_an_unknown_one_is_wrong_usage() {
    let folder = archive();
    let shown = attache(folder.path(), &["article", "courier/0-0"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("courier · ") && shown.contains(" and "), "{shown}");
    let changes = attache(folder.path(), &["article", "courier/0-0", "--changes"]);
    assert!(String::from_utf8_lossy(&changes.stdout).contains("nothing changed"));
    assert_eq!(attache(folder.path(), &["article", "courier/9-9"]).status.code(), Some(2));
}

#[test]
fn an_archive_that_is_not_there_is_wrong_usage_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let output = attache(folder.path(), &["stories"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("attache ingest"));
    assert!(!folder.path().join("a.db").exists());
}
