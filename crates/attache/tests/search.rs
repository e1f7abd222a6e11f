//! `attache search`, end to end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn attache(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("attache"));
    command.current_dir(folder).env("ATTACHE_DB", "a.db").args(arguments).output().unwrap()
}

fn archive() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        json!({"id": "1", "outlet": "Harbour Courier", "title": "Ferries stop at night", "published": "2021-03-04",
            "text": "The ferry company will stop night crossings until the pier is mended, it said on Monday.\n"}),
        json!({"id": "2", "title": "Choir wins prize",
            "text": "A choir has won the singing contest. Its leader came home by night ferry from the island.\n"}),
        json!({"id": "3", "language": "fr", "title": "L’élection annulée",
            "text": "Le tribunal a annulé l’élection du maire de la commune après un recours déposé en février.\n"}),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    assert!(attache(folder.path(), &["ingest", "a.jsonl", "--no-annotate", "--quiet"]).status.success());
    folder
}

fn found(folder: &Path, words: &[&str]) -> Vec<String> {
    let arguments: Vec<&str> = ["search", "--format", "json"].iter().chain(words).copied().collect();
    let hits: Vec<Value> = serde_json::from_slice(&attache(folder, &arguments).stdout).unwrap();
    hits.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn all_words_must_be_there_and_titles_count_more() {
    let folder = archive();
    assert_eq!(found(folder.path(), &["night", "ferr*"]), ["1", "2"]);
    assert_eq!(found(folder.path(), &["night", "choir"]), ["2"]);
    assert_eq!(found(folder.path(), &["night ferry"]), ["2"]);
    assert_eq!(found(folder.path(), &["pier", "choir"]), Vec::<String>::new());
}

#[test]
fn case_and_accents_do_not_count() {
    let folder = archive();
    assert_eq!(found(folder.path(), &["ELECTION", "fevrier"]), ["3"]);
}

#[test]
fn snippets_mark_what_was_found_in_code_points() {
    let folder = archive();
    let output = attache(folder.path(), &["search", "recours", "--format", "json"]);
    let hits: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let snippet: Vec<char> = hits[0]["snippet"].as_str().unwrap().chars().collect();
    let mark = |end: &str| hits[0]["marks"][0][end].as_u64().unwrap() as usize;
    assert_eq!(snippet[mark("start")..mark("end")].iter().collect::<String>(), "recours");
}

#[test]
fn hits_are_listed_for_eyes() {
    let folder = archive();
    let output = attache(folder.path(), &["search", "élection"]);
    let listed = String::from_utf8(output.stdout).unwrap();
    assert!(listed.contains("L’élection annulée") && listed.contains("French"), "{listed}");
    assert!(!listed.contains('\u{1b}'));
    let styled = attache(folder.path(), &["search", "élection", "--color", "always"]);
    assert!(String::from_utf8(styled.stdout).unwrap().contains('\u{1b}'));
}

#[test]
fn nothing_found_is_said_and_nothing_to_seek_is_wrong_usage() {
    let folder = archive();
    let nothing = attache(folder.path(), &["search", "zeppelin"]);
    assert_eq!((nothing.status.code(), nothing.stdout.len()), (Some(0), 0));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("try fewer"));
    assert_eq!(attache(folder.path(), &["search", "?!"]).status.code(), Some(2));
    assert_eq!(attache(folder.path(), &["search"]).status.code(), Some(2));
}
