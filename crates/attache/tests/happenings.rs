//! What happened, as an archive tells it: `events`, `event`, `rule`, `rulings`, `timeline`, end to end with the model that the program
//! carries.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn attache(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("attache"))
        .current_dir(folder)
        .env("ATTACHE_DB", "a.db")
        .args(arguments)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn parsed(output: &Output) -> Value {
    serde_json::from_str(&out(output)).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

fn articles() -> Vec<Value> {
    let quay = "LISBON — Norwegian Foreign Minister Oda Brandquist met Portuguese President Rui Telheiro in Lisbon on Tuesday, \
        March 2. They spoke of fishing rights and of the ferry line between their ports.\n\nPolice in Lisbon arrested three \
        protesters outside the palace.\n";
    let pier = "Portugal's President Rui Telheiro received Oda Brandquist, the foreign minister of Norway, in the Portuguese \
        capital on Tuesday. The two discussed fishing rights and a ferry line.\n\nFive protesters were arrested by police \
        outside the palace in Lisbon, a police spokesman said.\n";
    let later = "Russian forces fired missiles at Kharkiv on March 9, killing 14 civilians, Ukrainian officials said. Norway \
        condemned the strike.\n";
    let lines = [
        ("quay", quay, "2021-03-03", "The Quay"),
        ("pier", pier, "2021-03-03", "The Pier"),
        ("copy", quay, "2021-03-04", "The Jetty"),
        ("later", later, "2021-03-10", "The Pier"),
    ];
    lines
        .map(|(id, text, day, outlet)| {
            json!({"id": id, "text": text, "published": day, "outlet": outlet, "language": "en", "title": id})
        })
        .to_vec()
}

fn write(folder: &Path, name: &str, articles: &[Value]) {
    fs::write(folder.join(name), articles.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

fn archive() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.jsonl", &articles());
    out(&attache(folder.path(), &["ingest", "a.jsonl", "--quiet"]));
    folder
}

fn events(folder: &Path) -> Vec<Value> {
    parsed(&attache(folder, &["events", "--format", "json"])).as_array().unwrap().clone()
}

fn by_id(mut events: Vec<Value>) -> Vec<Value> {
    events.sort_by_key(|event| event["id"].as_str().unwrap().to_owned());
    events
}

fn consult(folder: &Path) -> Value {
    let found = events(folder).into_iter().find(|event| event["event"] == "CONSULT");
    found.unwrap_or_else(|| panic!("{:?}", events(folder)))
}

#[test]
fn an_archive_tells_the_events_that_brief_tells_however_it_was_filled() {
    let folder = archive();
    let told = events(folder.path());
    assert!(!told.is_empty());
    let brief = parsed(&attache(folder.path(), &["brief", "a.jsonl", "--format", "json"]));
    let stories = brief["stories"].as_array().unwrap();
    let briefed: Vec<Value> = stories.iter().flat_map(|story| story["events"].as_array().unwrap().clone()).collect();
    assert_eq!(by_id(told.clone()), by_id(briefed));

    let one_by_one = tempfile::tempdir().unwrap();
    for article in articles().into_iter().rev() {
        write(one_by_one.path(), "one.jsonl", &[article]);
        out(&attache(one_by_one.path(), &["ingest", "one.jsonl", "--quiet"]));
    }
    assert_eq!(events(one_by_one.path()), told);
    let story = parsed(&attache(folder.path(), &["stories", "--format", "json"]));
    assert!(story.as_array().unwrap().iter().any(|story| !story["events"].as_array().unwrap().is_empty()));
}

#[test]
fn events_are_asked_for_by_actor_day_and_type() {
    let folder = archive();
    let ask = |arguments: &[&str]| {
        let all: Vec<&str> = [&["events"], arguments, &["--format", "json"]].concat();
        parsed(&attache(folder.path(), &all)).as_array().unwrap().clone()
    };
    let meeting = ask(&["--type", "consult", "--between", "NOR", "telheiro"]);
    assert_eq!(meeting.len(), 1, "{meeting:?}");
    assert_eq!((&meeting[0]["date"], &meeting[0]["independent_sources"]), (&json!("2021-03-02"), &json!(2)));
    let day = |event: &Value| event["date"].as_str().or(event["first_reported"].as_str()).map(str::to_owned);
    assert!(ask(&["--since", "2021-03-05"]).iter().all(|event| day(event).as_deref() >= Some("2021-03-05")));
    assert!(!ask(&["--actor", "RUS", "--quad", "4"]).is_empty());
    assert!(ask(&["--min-sources", "9"]).is_empty());
    assert_eq!(ask(&["--limit", "1"]).len(), 1);
    assert_eq!(ask(&["--place", "lisbon"]), ask(&["--place", "PRT"]));

    let table = out(&attache(folder.path(), &["events", "--type", "CONSULT"]));
    assert!(table.contains("Telheiro") && table.contains("independent"), "{table}");
    let sheet = out(&attache(folder.path(), &["events", "--format", "csv"]));
    assert_eq!(csv::Reader::from_reader(sheet.as_bytes()).records().count(), events(folder.path()).len());
    let wrong = attache(folder.path(), &["events", "--type", "PICNIC"]);
    assert_eq!(wrong.status.code(), Some(2));
    let wrong = attache(folder.path(), &["events", "--since", "2021-03-05", "--until", "2021-03-01"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert_eq!(attache(folder.path(), &["events", "--db", "none.db"]).status.code(), Some(2));
    let nothing = attache(folder.path(), &["events", "--actor", "nobody at all"]);
    assert!(nothing.status.success() && String::from_utf8_lossy(&nothing.stderr).contains("no event is like that"));
}

#[test]
fn an_event_is_shown_with_all_that_it_rests_on() {
    let folder = archive();
    let meeting = consult(folder.path());
    let id = meeting["id"].as_str().unwrap();
    let card = out(&attache(folder.path(), &["event", &id[..8]]));
    for part in ["Telheiro", "2 March 2021", "dated by", "The Quay", "The Pier", id] {
        assert!(card.contains(part), "{part}: {card}");
    }
    let why = out(&attache(folder.path(), &["event", id, "--why"]));
    for part in ["copy of quay", "counts as The Quay", "likely one event", "alike in all that is compared"] {
        assert!(why.contains(part), "{part}: {why}");
    }
    let explained = parsed(&attache(folder.path(), &["event", id, "--why", "--format", "json"]));
    let evidence = explained["why"].as_array().unwrap();
    assert_eq!(evidence.len(), meeting["mentions"].as_array().unwrap().len());
    assert!(evidence.iter().any(|one| one["steps"][0]["how"] == "taken_from"), "{explained}");
    assert!(evidence.iter().any(|one| one["bond"]["odds"].is_f64()), "{explained}");
    assert_eq!(parsed(&attache(folder.path(), &["event", id, "--format", "json"])), meeting);
    assert_eq!(attache(folder.path(), &["event", "zzz"]).status.code(), Some(2));
}

#[test]
fn rulings_are_applied_listed_and_revoked() {
    let folder = archive();
    let before = events(folder.path());
    let meeting = consult(folder.path());
    let id = meeting["id"].as_str().unwrap();
    let sentence = &meeting["mentions"][0];
    let at = format!("{}:{}", sentence["article"].as_str().unwrap(), sentence["start"]);
    let split = out(&attache(folder.path(), &["rule", "split", id, "--mention", &at]));
    assert!(split.starts_with("Ruling 1: an event of its own"), "{split}");
    assert_eq!(events(folder.path()).len(), before.len() + 1);

    let id = consult(folder.path())["id"].as_str().unwrap().to_owned();
    let said = out(&attache(folder.path(), &["rule", "correct", &id, "--date", "2021-03-01", "--actor", "VNM"]));
    assert!(said.contains("1 March 2021, by Vietnam"), "{said}");
    out(&attache(folder.path(), &["rule", "retype", &id, "AGREE"]));
    // what is read anew is told as ruled
    out(&attache(folder.path(), &["ingest", "a.jsonl", "--quiet"]));
    let ruled = parsed(&attache(folder.path(), &["event", &id, "--format", "json"]));
    assert_eq!(
        (&ruled["event"], &ruled["date"], &ruled["rulings"]),
        (&json!("AGREE"), &json!("2021-03-01"), &json!([1, 2, 3]))
    );
    assert!(out(&attache(folder.path(), &["event", &id])).contains("ruled"));

    let list = parsed(&attache(folder.path(), &["rulings", "--format", "json"]));
    assert_eq!(list.as_array().unwrap().len(), 3);
    for number in ["1", "2", "3"] {
        out(&attache(folder.path(), &["rulings", "revoke", number]));
    }
    assert_eq!(events(folder.path()), before);
    let list = out(&attache(folder.path(), &["rulings", "--format", "csv"]));
    assert!(
        list.contains("of type AGREE") && csv::Reader::from_reader(list.as_bytes()).records().count() == 3,
        "{list}"
    );
    for wrong in [
        &["rulings", "revoke", "9"] as &[&str],
        &["rule", "merge", &id, &id],
        &["rule", "merge", &id, "zzz"],
        &["rule", "correct", &id],
        &["rule", "correct", &id, "--place", "Nowhere At All Whatever"],
        &["rule", "split", &id, "--mention", "quay"],
        &["rule", "retype", &id, "PICNIC"],
    ] {
        let output = attache(folder.path(), wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
    }
}

#[test]
fn a_timeline_is_a_table_a_sheet_and_a_plot() {
    let folder = archive();
    let timeline = parsed(&attache(folder.path(), &["timeline", "NOR", "PRT", "--by", "day", "--format", "json"]));
    let periods = timeline["periods"].as_array().unwrap();
    assert_eq!((&periods[0]["start"], &periods[0]["articles"]), (&json!("2021-03-03"), &json!(2)));
    assert_eq!(timeline["outside"], 1, "the meeting was the day before: {timeline}");
    let wider = ["timeline", "NOR", "PRT", "--by", "day", "--since", "2021-03-01", "--format"];
    let wider = |format: &str| out(&attache(folder.path(), &[&wider[..], &[format]].concat()));
    let meeting: Value = serde_json::from_str(&wider("json")).unwrap();
    assert_eq!(meeting["periods"][1]["events"], 1, "{meeting}");
    assert_eq!(meeting["periods"][1]["quads"][0]["events"], 1);
    assert!(wider("csv").starts_with("start,end,events,score,"));
    assert!(wider("table").contains("2021-03-02"));
    let plot = wider("svg");
    assert!(plot.starts_with("<svg") && plot.contains("NOR – PRT"), "{plot}");
    assert_eq!(attache(folder.path(), &["timeline"]).status.code(), Some(2));
}
