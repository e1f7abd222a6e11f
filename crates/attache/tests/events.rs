//! Who and what is told of articles: `task annotate`, `actors`, `actor`, `sample`, `eval`, end to end with the model that
//! the program carries.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn attache(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("attache"))
        .current_dir(folder)
        .env_remove("ATTACHE_DB")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {output:?}"))).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The text under an object with `start` and `end`.
fn under(text: &str, span: &Value) -> String {
    let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

const TALKS: &str = "LISBON — Norwegian Foreign Minister Oda Brandquist met Portuguese President Rui Telheiro in Lisbon \
    on Tuesday. “We will not close our embassy,” Brandquist said after the talks. Portugal condemned last month's \
    missile strike on Kharkiv, in which Russian forces killed 14 civilians.\n";

const LATER: &str = "Norwegian Foreign Minister Oda Brandquist will visit Warsaw next week, her ministry said. Brandquist \
    met Portugal's president in Lisbon on March 2. Police in Warsaw arrested three protesters on Wednesday.\n";

fn articles() -> String {
    let lines = [
        json!({"id": "talks", "text": TALKS, "published": "2021-03-03", "outlet": "The Pier", "language": "en"}),
        json!({"id": "later", "text": LATER, "published": "2021-03-05", "outlet": "The Quay", "language": "en"}),
    ];
    lines.map(|line| format!("{line}\n")).concat()
}

#[test]
fn annotate_tells_who_when_where_and_what() {
    let folder = tempfile::tempdir().unwrap();
    let output = attache(folder.path(), &["task", "annotate"], &articles());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let talks = &lines(&output)[0];
    let at = |list: &str, words: &str| -> Value {
        let found = talks[list].as_array().unwrap().iter().find(|one| under(TALKS, one) == words);
        found.cloned().unwrap_or_else(|| panic!("no {words:?} in {}", talks[list]))
    };
    assert_eq!(at("times", "Tuesday")["value"], "2021-03-02");
    assert_eq!(at("times", "last month")["value"], json!("2021-02"));
    assert_eq!((&at("places", "Lisbon")["country"], at("places", "Lisbon")["lat"].is_f64()), (&json!("PRT"), true));
    let minister =
        talks["entities"].as_array().unwrap().iter().find(|one| under(TALKS, one).contains("Oda Brandquist"));
    assert_eq!(minister.unwrap()["code"], "NOR", "{talks}");
    let statement = talks["statements"].as_array().unwrap().iter().find(|said| said["kind"] == "direct").unwrap();
    assert_eq!(statement["speaker"]["code"], "NOR");
    let events = talks["events"].as_array().unwrap();
    let meeting = events.iter().find(|event| event["event"] == "CONSULT").unwrap_or_else(|| panic!("{talks}"));
    assert_eq!(under(TALKS, meeting), "met");
    let codes: Vec<&str> =
        meeting["actor"].as_array().unwrap().iter().map(|party| party["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"NOR") && codes.contains(&"PRT"), "{meeting}");
    assert_eq!((&meeting["date"], &meeting["quad_code"]), (&json!("2021-03-02"), &json!(1)));
    assert!(meeting["mentions"][0]["text"].as_str().unwrap().contains("Telheiro in Lisbon on Tuesday."));
    for event in events {
        for party in event["actor"].as_array().unwrap().iter().chain(event["recipient"].as_array().unwrap()) {
            assert!(!under(TALKS, party).is_empty(), "{party}");
        }
        for field in ["plover_event", "cameo", "event_scale", "granularity", "modality", "confidence", "origins"] {
            assert!(!event[field].is_null(), "{field}: {event}");
        }
    }
}

#[test]
fn without_a_day_of_publication_times_and_dates_stay_open() {
    let folder = tempfile::tempdir().unwrap();
    let input = json!({"id": 1, "text": "Norway's minister met Portugal's president on Tuesday."}).to_string();
    let annotated = lines(&attache(folder.path(), &["task", "annotate"], &input)).remove(0);
    assert!(annotated["times"][0]["value"].as_str().unwrap().starts_with("XXXX"), "{annotated}");
    for event in annotated["events"].as_array().unwrap() {
        assert!(event["date"].is_null(), "{event}");
    }
}

#[test]
fn the_users_tables_and_dictionaries_are_used() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("mine.toml"),
        "[[body]]\nid = \"tide-watch\"\nname = \"Tide Watch\"\nkind = \"ngo\"\ncode = \"ISL\"\n",
    )
    .unwrap();
    fs::write(folder.path().join("mine.actors"), "LANTERN_GUARD_ [PRTREB]\n+LANTERN_MEN_\n").unwrap();
    fs::write(folder.path().join("mine.agents"), "REEDCUTTER [~AGR]\n").unwrap();
    let text = "Tide Watch accused the Lantern Guard of torture. The Lantern Guard attacked Portugal's army on Monday.";
    let input = json!({"id": 1, "text": text, "published": "2021-03-03"}).to_string();
    let annotate = |more: &[&str]| {
        let output = attache(folder.path(), &[&["task", "annotate"], more].concat(), &input);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        lines(&output).remove(0)
    };
    let files = ["--world", "mine.toml", "--actors", "mine.actors", "--agents", "mine.agents"];
    let (with, without) = (annotate(&files), annotate(&[]));
    let code = |annotated: &Value, name: &str| {
        let entities = annotated["entities"].as_array().unwrap().iter();
        entities.filter(|one| under(text, one).contains(name)).find_map(|one| one["code"].as_str().map(str::to_owned))
    };
    assert_eq!(code(&with, "Lantern Guard").as_deref(), Some("PRT"), "{with}");
    assert_eq!(code(&with, "Tide Watch").as_deref(), Some("ISL"), "{with}");
    assert_ne!(code(&without, "Tide Watch").as_deref(), Some("ISL"));

    for (flag, file, why) in [
        ("--world", "none.toml", "none.toml"),
        ("--world", "mine.actors", "must end in .toml or .csv"),
        ("--actors", "none.actors", "none.actors"),
        ("--agents", "mine.toml", "no agent in it"),
    ] {
        let output = attache(folder.path(), &["task", "annotate", flag, file], &input);
        assert_eq!(output.status.code(), Some(2), "{flag} {file}: {output:?}");
        assert!(said(&output).contains(why), "{}", said(&output));
    }
}

#[test]
fn an_archive_knows_its_actors() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), articles()).unwrap();
    let ask = |arguments: &[&str]| attache(folder.path(), arguments, "");
    let ingested = ask(&["ingest", "a.jsonl", "--db", "a.db", "--format", "json"]);
    assert_eq!(lines(&ingested)[0]["annotated"], 2, "{ingested:?}");
    let again = ask(&["ingest", "a.jsonl", "--db", "a.db", "--format", "json"]);
    assert_eq!((&lines(&again)[0]["seen"], &lines(&again)[0]["annotated"]), (&json!(2), &json!(0)));

    let actors = lines(&ask(&["actors", "--db", "a.db", "--format", "json"])).remove(0);
    let minister = actors.as_array().unwrap().iter().find(|actor| actor["name"] == "Oda Brandquist");
    let minister = minister.unwrap_or_else(|| panic!("{actors}"));
    assert_eq!((&minister["articles"], &minister["code"]), (&json!(2), &json!("NOR")));
    let table = ask(&["actors", "--db", "a.db", "--code", "NOR"]);
    assert!(String::from_utf8_lossy(&table.stdout).contains("Brandquist"), "{table:?}");

    let dossier = lines(&ask(&["actor", "brandquist", "--db", "a.db", "--format", "json"])).remove(0);
    assert!(!dossier["events"].as_array().unwrap().is_empty(), "{dossier}");
    assert!(dossier["statements"][0]["text"].as_str().unwrap().contains("not close our embassy"), "{dossier}");
    assert_eq!(dossier["held"][0]["of"], "NOR", "{dossier}");
    let shown = ask(&["actor", "Oda Brandquist", "--db", "a.db"]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    for part in ["Offices", "Events", "Statements", "not close our embassy"] {
        assert!(shown.contains(part), "{shown}");
    }

    let nobody = ask(&["actor", "Nobody", "--db", "a.db"]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(said(&nobody).contains("attache actors"), "{}", said(&nobody));
    assert_eq!(ask(&["actors", "--db", "none.db"]).status.code(), Some(2));
}

#[test]
fn articles_added_without_annotating_are_annotated_when_they_come_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), articles()).unwrap();
    let ask = |arguments: &[&str]| attache(folder.path(), arguments, "");
    let count = || lines(&ask(&["actors", "--db", "a.db", "--format", "json"]))[0].as_array().unwrap().len();
    assert!(ask(&["ingest", "a.jsonl", "--db", "a.db", "--no-annotate"]).status.success());
    assert_eq!(count(), 0);
    let hint = ask(&["actors", "--db", "a.db"]);
    assert!(said(&hint).contains("--no-annotate"), "{}", said(&hint));
    let again = ask(&["ingest", "a.jsonl", "--db", "a.db", "--format", "json"]);
    assert_eq!((&lines(&again)[0]["seen"], &lines(&again)[0]["annotated"]), (&json!(2), &json!(2)));
    assert!(count() > 0);
}

/// A sheet with its `right_…` columns filled by a rule.
fn filled(sheet: &str, judge: impl Fn(usize, &str) -> &'static str) -> String {
    let mut rows = csv::Reader::from_reader(sheet.as_bytes());
    let headings = rows.headers().unwrap().clone();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&headings).unwrap();
    for (n, row) in rows.records().enumerate() {
        let cells = headings.iter().zip(row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
        out.write_record(cells.map(
            |(name, cell)| {
                if name.starts_with("right_") { judge(n, name).to_owned() } else { cell }
            },
        ))
        .unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

#[test]
fn a_sheet_is_drawn_filled_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), articles()).unwrap();
    let ask = |arguments: &[&str]| attache(folder.path(), arguments, "");
    let sheet = ask(&["sample", "--n", "3", "--seed", "7", "a.jsonl"]);
    assert_eq!(sheet.status.code(), Some(0), "{sheet:?}");
    let sheet = String::from_utf8(sheet.stdout).unwrap();
    assert_eq!(sheet, String::from_utf8(ask(&["sample", "--n", "3", "--seed", "7", "a.jsonl"]).stdout).unwrap());
    assert_eq!(csv::Reader::from_reader(sheet.as_bytes()).records().count(), 3, "{sheet}");
    assert!(ask(&["ingest", "a.jsonl", "--db", "a.db", "--quiet"]).status.success());
    let drawn = |arguments: &[&str]| String::from_utf8(ask(arguments).stdout).unwrap();
    assert_eq!(drawn(&["sample", "--n", "3", "--seed", "7", "--db", "a.db"]), sheet, "an archive has the same events");
    let all = drawn(&["sample", "--db", "a.db"]);
    assert!(
        (1..50).any(|seed| drawn(&["sample", "--n", "1", "--seed", &seed.to_string(), "--db", "a.db"])
            != drawn(&["sample", "--n", "1", "--seed", "7", "--db", "a.db"])),
        "{all}"
    );

    let judged = filled(&sheet, |n, column| match column {
        "right_event" => ["y", "n", "Yes"][n],
        "right_actor" if n == 0 => "n",
        _ => "",
    });
    fs::write(folder.path().join("sheet.csv"), &judged).unwrap();
    let output = ask(&["eval", "events", "sheet.csv", "--format", "json"]);
    let figures = lines(&output).remove(0);
    assert_eq!(figures["overall"]["right_event"]["right"], 2, "{figures}");
    assert_eq!(figures["overall"]["right_event"]["judged"], 3);
    let (low, high) = (
        figures["overall"]["right_event"]["interval"][0].as_f64(),
        figures["overall"]["right_event"]["interval"][1].as_f64(),
    );
    assert!((low.unwrap() - 0.208).abs() < 0.001 && (high.unwrap() - 0.939).abs() < 0.001, "{figures}");
    let table = String::from_utf8(ask(&["eval", "events", "sheet.csv"]).stdout).unwrap();
    assert!(table.contains("20.8 to 93.9"), "{table}");

    fs::write(folder.path().join("odd.csv"), judged.replacen("Yes", "perhaps", 1)).unwrap();
    let odd = ask(&["eval", "events", "odd.csv"]);
    assert_eq!(odd.status.code(), Some(2));
    assert!(said(&odd).contains("\"perhaps\"; write y or n"), "{}", said(&odd));
    fs::write(folder.path().join("other.csv"), "a,b\n1,2\n").unwrap();
    assert_eq!(ask(&["eval", "events", "other.csv"]).status.code(), Some(2));
}

#[test]
fn predictions_are_held_against_gold() {
    let folder = tempfile::tempdir().unwrap();
    let line = |id: Value, events: Value| json!({"id": id, "events": events}).to_string() + "\n";
    let gold =
        line(json!("a"), json!([{"event": "CONSULT", "actor": [{"code": "NOR"}, {"code": "PRT"}], "recipient": []}]))
            + &line(json!(2), json!([{"type": "AID", "actors": [{"state": "NOR"}], "recipients": [{"state": null}]}]))
            + &line(json!("c"), json!([]));
    let said_of =
        line(json!("a"), json!([{"event": "CONSULT", "actor": [{"code": "PRT"}, {"code": "NOR"}], "recipient": []}]))
            + &line(json!(2), json!([{"event": "AID", "actor": [{"code": "SWE"}], "recipient": []}]))
            + &json!({"id": "c", "error": "odd"}).to_string();
    fs::write(folder.path().join("gold.jsonl"), gold).unwrap();
    fs::write(folder.path().join("said.jsonl"), said_of).unwrap();
    let output = attache(folder.path(), &["eval", "events", "gold.jsonl", "said.jsonl", "--format", "json"], "");
    let figures = lines(&output).remove(0);
    assert_eq!((&figures["type"]["f1"], &figures["type_and_parties"]["right"]), (&json!(1.0), &json!(1)), "{figures}");
    assert_eq!(figures["negatives"]["left_alone"], 1);
    assert!(said(&output).contains("1 passages of the gold have no prediction"));
    let table = attache(folder.path(), &["eval", "events", "gold.jsonl", "said.jsonl"], "");
    assert!(String::from_utf8_lossy(&table.stdout).contains("all, with both parties"), "{table:?}");
    assert_eq!(attache(folder.path(), &["eval", "events", "none.jsonl", "said.jsonl"], "").status.code(), Some(2));
}

const REPORT: &str = "The grain terminal at Ostrel will close for six weeks from May 9, its owner said on Tuesday. \
    Rust was found in three of the eight silos during an inspection in March. Ships will be sent to Karsund and \
    Little Venn instead, harbour master Ilse Dahl told local radio. Forty workers will be paid in full.\n";

#[test]
fn a_missing_day_is_inferred_and_marked_so() {
    let folder = tempfile::tempdir().unwrap();
    let copy = REPORT.replace(" Forty workers will be paid in full.", "");
    let lines = [
        json!({"id": "dated", "text": REPORT, "published": "2019-04-03", "outlet": "The Pier"}),
        json!({"id": "open", "text": copy, "outlet": "The Quay"}),
    ];
    fs::write(folder.path().join("a.jsonl"), lines.map(|line| format!("{line}\n")).concat()).unwrap();
    let ask = |arguments: &[&str]| attache(folder.path(), arguments, "");
    let told = ask(&["brief", "a.jsonl", "--format", "json", "--no-annotate"]);
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let articles = told["stories"][0]["articles"].as_array().unwrap();
    let open = articles.iter().find(|article| article["id"] == "open").unwrap_or_else(|| panic!("{told}"));
    assert_eq!(open["published_from"], "story", "{told}");
    let (between, day) = (&open["published_between"], open["published"].as_str().unwrap());
    assert!(between[0].as_str().unwrap() <= day && day <= between[1].as_str().unwrap(), "{open}");
    assert!(between[0].as_str().unwrap() <= "2019-04-03" && "2019-04-03" <= between[1].as_str().unwrap(), "{open}");
    let shown = String::from_utf8(ask(&["brief", "a.jsonl"]).stdout).unwrap();
    assert!(shown.contains("(from its story)"), "{shown}");

    assert!(ask(&["ingest", "a.jsonl", "--db", "a.db", "--no-annotate"]).status.success());
    let kept: Value =
        serde_json::from_slice(&ask(&["article", "open", "--db", "a.db", "--format", "json"]).stdout).unwrap();
    assert_eq!((&kept["published_from"], &kept["published"]), (&open["published_from"], &open["published"]));
    let dated: Value =
        serde_json::from_slice(&ask(&["article", "dated", "--db", "a.db", "--format", "json"]).stdout).unwrap();
    assert_eq!((&dated["published_from"], &dated["published"]), (&json!("metadata"), &json!("2019-04-03")));
}

#[test]
fn the_json_brief_tells_who_says_what_once() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        format!("{TALKS}\nOfficials of both states are to meet again in Oslo before the summer, the ministry added.\n");
    let lines = [
        json!({"id": "own", "text": text, "published": "2021-03-03", "outlet": "The Pier"}),
        json!({"id": "copy", "text": text, "published": "2021-03-04", "outlet": "The Quay"}),
    ];
    fs::write(folder.path().join("a.jsonl"), lines.map(|line| format!("{line}\n")).concat()).unwrap();
    let told = attache(folder.path(), &["brief", "a.jsonl", "--format", "json"], "");
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let said = told["stories"][0]["statements"].as_array().unwrap();
    let embassy: Vec<&Value> =
        said.iter().filter(|said| said["text"].as_str().unwrap().contains("not close our embassy")).collect();
    assert_eq!(embassy.len(), 1, "{told}");
    assert_eq!((&embassy[0]["article"], &embassy[0]["speaker"]["code"]), (&json!("own"), &json!("NOR")));
    assert_eq!((&embassy[0]["verbatim"], &embassy[0]["date"]), (&json!(true), &json!("2021-03-03")));
}
