//! `attache export` and `attache batch`, end to end with the model that the program carries.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn attache(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("attache"));
    command
        .current_dir(folder)
        .env_remove("ATTACHE_DB")
        .env("SOURCE_DATE_EPOCH", "1617235200")
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const TALKS: &str = "LISBON — Norwegian Foreign Minister Oda Brandquist met Portuguese President Rui Telheiro in Lisbon \
    on Tuesday. “We will not close our embassy,” Brandquist said after the talks. Portugal condemned last month's \
    missile strike on Kharkiv, in which Russian forces killed 14 civilians.\n";

const OWN: &str = "Norway's foreign minister, Oda Brandquist, held talks with Portugal's president in Lisbon on March 2, \
    a spokesman said. Police in Lisbon arrested three protesters outside the palace on the same day.\n";

fn press() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        json!({"id": "talks", "title": "Brandquist in Lisbon", "text": TALKS, "published": "2021-03-03",
            "outlet": "The Pier", "language": "en"}),
        json!({"id": "own", "title": "Talks in Lisbon", "text": OWN, "published": "2021-03-04", "outlet": "The Quay",
            "language": "en"}),
    ];
    fs::write(folder.path().join("press.jsonl"), lines.map(|line| format!("{line}\n")).concat()).unwrap();
    folder
}

fn events(folder: &Path) -> Vec<Value> {
    let brief = attache(folder, &["brief", "press.jsonl", "--format", "json"]);
    let brief: Value = serde_json::from_slice(&brief.stdout).unwrap();
    brief["stories"].as_array().unwrap().iter().flat_map(|story| story["events"].as_array().unwrap().clone()).collect()
}

#[test]
fn the_events_of_a_brief_are_exported_in_every_form() {
    let folder = press();
    let events = events(folder.path());
    assert!(events.len() > 1, "{events:?}");
    for (format, file) in [
        ("plover", "e.jsonl"),
        ("cameo", "e.tsv"),
        ("csv", "e.csv"),
        ("geojson", "e.geojson"),
        ("parquet", "e.parquet"),
    ] {
        let output = attache(folder.path(), &["export", "press.jsonl", "--to", format, file]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", said(&output));
    }
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
    let lines: Vec<Value> = read("e.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), events.len());
    for (line, event) in lines.iter().zip(&events) {
        assert_eq!(line["id"], event["id"]);
        assert_eq!(line["event"], json!([event["plover_event"]]));
        assert_eq!(line["independent_sources"], event["independent_sources"]);
        assert_eq!(line["coded_date"], "2021-04-01");
        assert!(line["model"].as_str().is_some_and(|model| !model.is_empty()) && line["ontology"].is_string());
    }
    let met = lines.iter().find(|line| line["event"][0] == "CONSULT").unwrap();
    assert_eq!((&met["event_loc"]["name"], &met["event_loc"]["country"]), (&json!("Lisbon"), &json!("PRT")));
    let cameo = read("e.tsv");
    let firsts = cameo.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>()).filter(|row| row[22] == "1");
    assert_eq!(firsts.count(), events.len());
    assert!(cameo.starts_with("Event ID\tEvent Date\tSource Name\t"));
    assert_eq!(csv::Reader::from_reader(read("e.csv").as_bytes()).records().count(), events.len());
    let map: Value = serde_json::from_str(&read("e.geojson")).unwrap();
    assert_eq!(map["features"].as_array().unwrap().len(), events.len());
    let parquet = fs::read(folder.path().join("e.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    let again = attache(folder.path(), &["export", "press.jsonl", "--to", "plover", "-"]);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), read("e.jsonl"));
}

#[test]
fn wrong_usage_of_export_is_told_and_overwrites_nothing() {
    let folder = press();
    for (arguments, said_of) in [
        (&["export", "press.jsonl", "--to", "excel", "e.xls"][..], "no form of export"),
        (&["export", "press.jsonl", "--to", "plover", "./press.jsonl"], "name another file"),
        (&["export", "press.jsonl", "--to", "plover"], "FORMAT"),
        (&["export", "--to", "plover", "e.jsonl"], "PATH"),
    ] {
        let output = attache(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(said_of), "{arguments:?}: {}", said(&output));
    }
    assert!(fs::read_to_string(folder.path().join("press.jsonl")).unwrap().starts_with('{'));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const TABLES: [&str; 7] = [
    "articles.parquet",
    "batch.json",
    "events.parquet",
    "mentions.parquet",
    "relations.parquet",
    "statements.parquet",
    "stories.parquet",
];

#[test]
fn a_batch_leaves_its_tables_and_nothing_else_and_is_not_done_twice() {
    let folder = press();
    fs::write(folder.path().join("bad.jsonl"), "{oops\n{\"id\": \"z\", \"text\": \"Rain fell on the pass.\"}\n")
        .unwrap();
    let arguments = ["batch", "--input", "press.jsonl", "bad.jsonl", "--output", "out"];
    let output = attache(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("bad.jsonl: line 1"), "{}", said(&output));
    assert_eq!(names(&folder.path().join("out")), TABLES);
    let summary: Value = serde_json::from_slice(&fs::read(folder.path().join("out/batch.json")).unwrap()).unwrap();
    assert_eq!((&summary["articles"], &summary["failed"][0]["input"]), (&json!(3), &json!("bad.jsonl")));
    let changed = || fs::metadata(folder.path().join("out/events.parquet")).unwrap().modified().unwrap();
    let before = changed();
    let output = attache(folder.path(), &arguments);
    assert!(output.status.code() == Some(1) && said(&output).contains("already"), "{}", said(&output));
    assert_eq!(changed(), before);
    fs::write(folder.path().join("bad.jsonl"), "{\"id\": \"z\", \"text\": \"Rain fell on the pass.\"}\n").unwrap();
    let output = attache(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(changed() > before);
}

#[test]
fn a_batch_that_was_stopped_goes_on_where_it_was() {
    let folder = press();
    let kept = ["batch", "--input", "press.jsonl", "--output", "out", "--keep"];
    assert_eq!(attache(folder.path(), &kept).status.code(), Some(0));
    // as after a kill between reading and writing
    fs::remove_file(folder.path().join("out/batch.json")).unwrap();
    fs::remove_file(folder.path().join("out/events.parquet")).unwrap();
    fs::write(folder.path().join("out/.events.parquet.partial"), "half").unwrap();
    let output = attache(folder.path(), &kept[..5]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(names(&folder.path().join("out")), TABLES);
}

/// The bytes of all tables.
fn tables(folder: &Path) -> Vec<Vec<u8>> {
    TABLES.iter().filter(|name| name.ends_with("parquet")).map(|name| fs::read(folder.join(name)).unwrap()).collect()
}

#[cfg(unix)]
#[test]
fn stopped_and_taken_up_again_a_batch_gives_the_same_tables_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let days = |n: usize| format!("2021-03-{:02}", n % 28 + 1);
    let line = |n: usize| {
        let text = TALKS
            .replace("Lisbon", ["Lisbon", "Porto", "Braga"][n % 3])
            .replace("14 civilians", &format!("{n} civilians"));
        json!({"id": n, "title": format!("Talks {n}"), "text": text, "published": days(n), "outlet": format!("Paper {}", n % 7)})
    };
    let lines: String = (10..160).map(|n| format!("{}\n", line(n))).collect();
    fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    let run = |out: &str| attache(folder.path(), &["batch", "--input", "a.jsonl", "--output", out]);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("attache"))
        .current_dir(folder.path())
        .env("SOURCE_DATE_EPOCH", "1617235200")
        .args(["batch", "--input", "a.jsonl", "--output", "stopped"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while child.try_wait().unwrap().is_none() && !folder.path().join("stopped/.attache-batch/archive.db-wal").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::thread::sleep(std::time::Duration::from_millis(700));
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let output = child.wait_with_output().unwrap();
    match output.status.code() {
        Some(130) => assert!(said(&output).contains("run the same command again"), "{}", said(&output)),
        code => assert_eq!(code, Some(0), "{}", said(&output)),
    }
    assert_eq!(run("stopped").status.code(), Some(0));
    assert_eq!(run("straight").status.code(), Some(0));
    assert!(tables(&folder.path().join("stopped")) == tables(&folder.path().join("straight")));
    assert_eq!(names(&folder.path().join("stopped")), TABLES);
}

/// Runs Python where it can read Parquet; says so where not.
fn python(script: &str, folder: &Path) -> Option<String> {
    let python = std::env::var("ATTACHE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let can = Command::new(&python).args(["-c", "import duckdb, pandas, pyarrow"]).output();
    if !can.is_ok_and(|can| can.status.success()) {
        eprintln!("not run: {python} has no duckdb, pandas and pyarrow; name one that has with ATTACHE_PYTHON");
        return None;
    }
    let output = Command::new(&python).current_dir(folder).args(["-c", script]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn duckdb_and_pandas_read_the_tables() {
    let folder = press();
    let output = attache(folder.path(), &["batch", "--input", "press.jsonl", "--output", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let script = r#"
import duckdb, pandas as pd, json
rows = {}
for table in "articles stories events mentions statements relations".split():
    path = f"out/{table}.parquet"
    counted = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
    frame = pd.read_parquet(path)
    assert len(frame) == counted, table
    rows[table] = counted
types = dict(duckdb.sql("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM 'out/events.parquet')").fetchall())
assert types["date"] == "DATE" and types["mode"] == "VARCHAR[]" and "lat DOUBLE" in types["place"], types
met = duckdb.sql("""SELECT e.date::VARCHAR, e.place.name, count(m.text), list_sort(list_distinct(list(a.outlet)))
    FROM 'out/events.parquet' e JOIN 'out/mentions.parquet' m ON m.event = e.id JOIN 'out/articles.parquet' a ON a.id = m.article
    WHERE e.event = 'CONSULT' GROUP BY 1, 2 ORDER BY 3 DESC""").fetchall()
parties = duckdb.sql("SELECT DISTINCT p.code FROM (SELECT unnest(actor) AS p FROM 'out/events.parquet')").fetchall()
offsets = duckdb.sql("""SELECT count(*) FROM 'out/mentions.parquet' m JOIN 'out/articles.parquet' a ON a.id = m.article
    WHERE substring(a.text, m.start + 1, m."end" - m.start) <> m.text""").fetchall()[0][0]
print(json.dumps({"rows": rows, "met": met, "codes": sorted(c[0] or "" for c in parties), "wrong_offsets": offsets}))
"#;
    let Some(told) = python(script, folder.path()) else { return };
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["rows"]["articles"], &told["wrong_offsets"]), (&json!(2), &json!(0)), "{told}");
    assert_eq!(told["rows"]["events"], json!(events(folder.path()).len()), "{told}");
    assert_eq!(told["met"][0].as_array().unwrap()[..2], [json!("2021-03-02"), json!("Lisbon")], "{told}");
    assert!(told["codes"].as_array().unwrap().contains(&json!("NOR")), "{told}");
    assert!(told["rows"]["statements"].as_u64() > Some(0), "{told}");
}
