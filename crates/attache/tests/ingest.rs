//! `attache ingest`, end to end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../archive/tests/generated/mod.rs"]
mod generated;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use generated::{Dice, json_lines, press};
use rusqlite::Connection;

fn attache(folder: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("attache"));
    command.current_dir(folder).env_remove("ATTACHE_DB");
    command
}

fn ingest(folder: &Path, input: &str, db: &str) -> Output {
    attache(folder).args(["ingest", input, "--no-annotate", "--db", db, "--format", "json"]).output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

/// Everything that an archive holds, but for numbers that only tie its tables together.
fn content(db: &Path) -> Vec<String> {
    let connection = Connection::open(db).unwrap();
    let healthy: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(healthy, "ok");
    connection.execute("INSERT INTO word (word) VALUES ('integrity-check')", []).unwrap();
    let tables = [
        "SELECT seq || article || number || hex(hash) || coalesce(title, '') || text FROM version ORDER BY 1",
        "SELECT n || id || current || hex(keys) || cell FROM article ORDER BY 1",
        "SELECT kind || ' ' || key || ' ' || article FROM key ORDER BY 1",
        "SELECT article || kind || coalesce(of, '') || score || repairs || passages FROM lineage ORDER BY 1",
        "SELECT story.id || title || coalesce(start, '') || coalesce(\"end\", '') || article || ' ' || place
         FROM story JOIN member ON story = s ORDER BY 1",
    ];
    let rows = |sql: &str| -> Vec<String> {
        let mut select = connection.prepare(sql).unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    tables.iter().flat_map(|sql| rows(sql)).collect()
}

#[test]
fn articles_are_added_once_and_versions_kept() {
    let folder = tempfile::tempdir().unwrap();
    let articles = press(3);
    fs::write(folder.path().join("a.jsonl"), json_lines(&articles)).unwrap();
    let first = ingest(folder.path(), "a.jsonl", "a.db");
    assert_eq!(first.status.code(), Some(0));
    assert_eq!(json(&first)["new"], 12);
    let before = content(&folder.path().join("a.db"));
    assert_eq!(json(&ingest(folder.path(), "a.jsonl", "a.db"))["seen"], 12);
    assert_eq!(content(&folder.path().join("a.db")), before);

    let changed = json_lines(&articles[..1]).replacen(".\\n", ". Corrected on Friday.\\n", 1);
    fs::write(folder.path().join("b.jsonl"), changed).unwrap();
    let second = ingest(folder.path(), "b.jsonl", "a.db");
    assert_eq!((json(&second)["new"].clone(), json(&second)["versions"].clone()), (0.into(), 1.into()));

    let id = &articles[0].id;
    let diff = attache(folder.path()).args(["article", id, "--changes", "--db", "a.db"]).output().unwrap();
    let diff = String::from_utf8(diff.stdout).unwrap();
    assert!(diff.contains("\n+Corrected on Friday.") && !diff.contains("\n-published"), "{diff}");
    let full = attache(folder.path())
        .args(["article", id, "--versions", "--changes", "--format", "json", "--db", "a.db"])
        .output()
        .unwrap();
    let full = json(&full);
    assert_eq!(full["versions"].as_array().unwrap().len(), 2);
    assert!(full["text"].as_str().unwrap().contains("Corrected"));
    assert!(!full["versions"][0]["text"].as_str().unwrap().contains("Corrected"));
}

#[test]
fn files_of_one_name_in_two_folders_are_two_articles() {
    let folder = tempfile::tempdir().unwrap();
    for (day, text) in [("mon", "Ferries stood still at Ostrel."), ("tue", "Bakers of Little Venn won a prize.")] {
        fs::create_dir(folder.path().join(day)).unwrap();
        fs::write(folder.path().join(day).join("1.txt"), text).unwrap();
    }
    let added = attache(folder.path())
        .args(["ingest", "mon", "tue", "--no-annotate", "--db", "a.db", "--format", "json"])
        .output()
        .unwrap();
    assert_eq!((&json(&added)["new"], &json(&added)["versions"]), (&2.into(), &0.into()));
}

#[test]
fn the_archive_may_be_named_by_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), json_lines(&press(1))).unwrap();
    let mut command = attache(folder.path());
    assert!(
        command.env("ATTACHE_DB", "env.db").args(["ingest", "a.jsonl", "--no-annotate"]).status().unwrap().success()
    );
    assert!(folder.path().join("env.db").exists());
}

#[test]
fn a_file_that_is_no_archive_is_wrong_usage_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), json_lines(&press(1))).unwrap();
    fs::write(folder.path().join("mine.txt"), "my notes").unwrap();
    let output = ingest(folder.path(), "a.jsonl", "mine.txt");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not an Attaché archive"));
    assert_eq!(fs::read_to_string(folder.path().join("mine.txt")).unwrap(), "my notes");
}

#[test]
fn killed_at_any_moment_and_run_again_the_archive_is_as_if_never_stopped() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), json_lines(&press(300))).unwrap();
    let begun = Instant::now();
    assert_eq!(ingest(folder.path(), "a.jsonl", "whole.db").status.code(), Some(0));
    let needed = begun.elapsed();
    let whole = content(&folder.path().join("whole.db"));

    let mut dice = Dice(needed.as_nanos() as u64);
    let (mut killed, mut kept) = (0, 0);
    for _ in 0..3 {
        let db = folder.path().join("killed.db");
        for _ in 0..3 {
            let mut child = attache(folder.path())
                .args(["ingest", "a.jsonl", "--no-annotate", "--db", "killed.db", "--quiet"])
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_micros(dice.below(needed.as_micros() as usize) as u64));
            // SIGKILL, where there are signals.
            child.kill().unwrap();
            killed += u32::from(!child.wait().unwrap().success());
            if db.exists() && fs::metadata(&db).unwrap().len() > 0 {
                let connection = Connection::open(&db).unwrap();
                let count = connection.query_row("SELECT count(*) FROM article", [], |row| row.get::<_, u32>(0));
                kept += count.unwrap_or(0);
            }
        }
        assert_eq!(ingest(folder.path(), "a.jsonl", "killed.db").status.code(), Some(0));
        assert_eq!(content(&db), whole);
        for file in ["killed.db", "killed.db-wal", "killed.db-shm"] {
            let _ = fs::remove_file(folder.path().join(file));
        }
    }
    assert!(killed > 0 && kept > 0, "killed {killed} times, {kept} articles kept: no moment in the midst was hit");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_whole_batches_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), json_lines(&press(100))).unwrap();
    // Standard input that never ends: only Ctrl-C stops it.
    let mut child = attache(folder.path())
        .args(["ingest", "a.jsonl", "-", "--no-annotate", "--db", "a.db"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let input = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("400 new articles") && said.contains("all of this is kept"), "{said}");
    assert!(content(&folder.path().join("a.db")).len() > 400);
}
