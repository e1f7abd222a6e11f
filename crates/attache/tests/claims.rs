//! Who says what, and what stands between whom: `task annotate`, `brief`, `statements` and `relations`, end to end with the model
//! that the program carries.

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

fn annotated(text: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let line = json!({"id": "a", "text": text, "published": "2021-06-15", "outlet": "The Pier"});
    let output = attache(folder.path(), &["task", "annotate"], &format!("{line}\n"));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Each relation as "kind subject object value since until status".
fn relations(text: &str) -> Vec<String> {
    let field = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let told = |relation: &Value| {
        let parts = [
            &relation["kind"],
            &relation["subject"]["name"],
            &relation["object"]["name"],
            &relation["value"],
            &relation["since"],
            &relation["until"],
            &relation["status"],
        ];
        parts.map(field).join(" | ")
    };
    annotated(text)["relations"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn relations_have_sides_value_times_and_status() {
    for (text, wanted) in [
        (
            "Peru and Finland established diplomatic relations in 1963.",
            "diplomatic | Peru | Finland | - | 1963 | - | stands",
        ),
        (
            "Chad broke off diplomatic relations with Qatar in March 2020.",
            "diplomatic | Chad | Qatar | - | - | 2020-03 | ended",
        ),
        (
            "Chile wants to upgrade its ties with Kenya to a strategic partnership.",
            "partnership | Chile | Kenya | strategic | - | - | wished",
        ),
        (
            "Kenya is Chile's second-largest trading partner.",
            "trade | Chile | Kenya | second-largest trading partner | - | - | stands",
        ),
        ("Spain refuses to recognise Kosovo.", "recognition | Spain | Kosovo | - | - | - | refused"),
        ("Finland joined NATO in April 2023.", "membership | Finland | NATO | - | 2023-04 | - | stands"),
        (
            "Canada lifted its arms embargo on Eritrea in May.",
            "sanctions | Canada | Eritrea | arms embargo | - | 2021-05 | ended",
        ),
        (
            "Norway and Chile are in talks on a free trade agreement.",
            "treaty | Norway | Chile | free trade agreement | - | - | proposed",
        ),
        (
            "An upgrade of relations between Norway and Chile to a strategic partnership is possible, officials said.",
            "partnership | Norway | Chile | strategic | - | - | proposed",
        ),
        (
            "Kenya's president, Joseph Wanyama, opened the dam.",
            "office | Joseph Wanyama | Kenya | president | - | - | stands",
        ),
    ] {
        let told = relations(text);
        assert!(told.iter().any(|relation| relation == wanted), "{text}: {told:?}");
    }
}

#[test]
fn lists_give_a_relation_each_and_rungs_left_behind_have_ended() {
    let told = relations("Portugal has strategic partnerships with 12 countries, among them Chile, Kenya and Oman.");
    assert_eq!(told.len(), 3, "{told:?}");
    let told = relations(
        "Mexico and Jordan raised their relationship from a comprehensive partnership to a strategic partnership in 2018.",
    );
    assert_eq!(
        told,
        [
            "partnership | Mexico | Jordan | comprehensive | - | 2018 | ended",
            "partnership | Mexico | Jordan | strategic | 2018 | - | stands"
        ]
    );
}

#[test]
fn what_is_denied_or_said_of_no_states_is_no_relation() {
    for text in [
        "Nepal and Bhutan do not have diplomatic relations.",
        "Peru has never been an ally of Chile.",
        "Oman is not a member of the African Union.",
        "The singer left her partner of ten years in May.",
        "An upgrade of ties between Norway and Chile to a strategic partnership is unlikely, officials said.",
        "The minister said that alliances are costly.",
    ] {
        let told = relations(text);
        assert!(told.is_empty(), "{text}: {told:?}");
    }
}

const TALKS: &str = "OSLO — Norwegian Foreign Minister Oda Brandquist met unions on Tuesday. “We will not close the yard,” she told \
    reporters after the talks. “We have orders for two years.”\n\nFour people familiar with the plan said that the yard would be \
    sold.\n\nNorway has been an ally of Iceland since 1951.\n";

#[test]
fn a_statement_has_speaker_and_parts_and_the_unnamed_have_who_vouches() {
    let told = annotated(TALKS);
    let statements = told["statements"].as_array().unwrap();
    let direct = statements.iter().find(|said| said["kind"] == "direct").unwrap_or_else(|| panic!("{told}"));
    assert_eq!(direct["speaker"]["name"], "Oda Brandquist");
    assert_eq!(
        (direct["verbatim"].as_bool(), direct["content"].as_array().unwrap().len()),
        (Some(true), 2),
        "{direct}"
    );
    let unnamed =
        statements.iter().find(|said| said["speaker"]["anonymous"] == true).unwrap_or_else(|| panic!("{told}"));
    assert_eq!(unnamed["speaker"]["count"], 4, "{unnamed}");
    assert!(unnamed["speaker"]["vouched_by"].is_string(), "{unnamed}");
}

#[test]
fn an_archive_is_asked_who_says_what_and_what_stands_between_whom() {
    let folder = tempfile::tempdir().unwrap();
    let line = json!({"id": "talks", "text": TALKS, "published": "2021-03-03", "outlet": "The Pier", "language": "en"});
    fs::write(folder.path().join("articles.jsonl"), format!("{line}\n")).unwrap();
    let output = attache(folder.path(), &["ingest", "articles.jsonl", "--db", "press.db"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let asked = |arguments: &[&str]| -> Value {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--db", "press.db", "--format", "json"]).collect();
        let output = attache(folder.path(), &arguments, "");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    };
    let said = asked(&["statements", "--by", "brandquist"]);
    assert!(said.as_array().unwrap().iter().any(|said| said["verbatim"] == true), "{said}");
    assert_eq!(asked(&["statements", "--by", "nobody"]), json!([]));
    let stands = asked(&["relations", "NOR", "ISL", "--kind", "alliance"]);
    assert_eq!((&stands[0]["kind"], &stands[0]["since"]), (&json!("alliance"), &json!("1951")), "{stands}");
    assert_eq!(asked(&["relations", "NOR", "--kind", "treaty"]), json!([]));
    let brief = attache(folder.path(), &["brief", "articles.jsonl"], "");
    let page = String::from_utf8_lossy(&brief.stdout).into_owned();
    assert!(page.contains("Relations") && page.contains("alliance"), "{page}");
}

#[test]
fn the_ledger_tells_what_stood_on_a_day_and_what_is_wished_apart() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Mexico and Jordan raised their relationship from a comprehensive partnership to a strategic partnership in \
        2018. Chile wants to upgrade its ties with Kenya to a strategic partnership.\n";
    let line = json!({"id": "ties", "text": text, "published": "2021-06-15", "outlet": "The Pier", "language": "en"});
    fs::write(folder.path().join("a.jsonl"), format!("{line}\n")).unwrap();
    let output = attache(folder.path(), &["ingest", "a.jsonl", "--db", "press.db"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let ledger = |arguments: &[&str]| -> Value {
        let all = [&["relations", "--kind", "partnership", "--db", "press.db", "--format", "json"], arguments].concat();
        let output = attache(folder.path(), &all, "");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    };
    let values = |ledger: &Value, part: &str| -> Vec<String> {
        ledger[part].as_array().unwrap().iter().map(|told| told["value"].as_str().unwrap_or("-").to_owned()).collect()
    };
    let (now, before) = (ledger(&["--on", "2021-01-01"]), ledger(&["--on", "2016-01-01"]));
    assert_eq!(
        (values(&now, "standing"), values(&before, "standing")),
        (vec!["strategic".into()], vec!["comprehensive".into()])
    );
    assert_eq!(values(&now, "pending"), ["strategic"], "what Chile wants: {now}");
    assert_eq!(values(&ledger(&["MEX", "JOR", "--on", "2021-01-01"]), "pending"), Vec::<String>::new());
    let unknown = ledger(&["--on", "2021-01-01", "--known", "2020-01-01"]);
    assert_eq!(values(&unknown, "standing"), Vec::<String>::new(), "nobody had told of it");
    let table = attache(folder.path(), &["relations", "--on", "2021-01-01", "--db", "press.db"], "");
    let table = String::from_utf8_lossy(&table.stdout).into_owned();
    assert!(table.contains("On 1 January 2021") && table.contains("Wished, proposed or refused"), "{table}");
    let wrong = attache(folder.path(), &["relations", "--known", "2021-01-01", "--db", "press.db"], "");
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn an_utterance_in_two_wordings_is_a_disagreement() {
    let folder = tempfile::tempdir().unwrap();
    let article = |id: &str, outlet: &str, lead: &str, said: &str, more: &str| {
        let text =
            format!("OSLO — {lead}\n\n“{said},” Norwegian Foreign Minister Oda Brandquist told reporters.\n\n{more}\n");
        let line = json!({"id": id, "text": text, "published": "2021-03-03", "outlet": outlet, "language": "en"});
        format!("{line}\n")
    };
    let first = "We will not close the Karsund yard before the last of the twelve ships is delivered";
    let other = "We will never shut the Karsund yard before the last of the twelve ships is delivered";
    let lines = article(
        "a",
        "The Pier",
        "Norway keeps its shipyard at Karsund open for now, the foreign minister told the unions there on Tuesday.",
        first,
        "Welders said that they had waited for months to hear it. Orders for ferries have fallen since the crisis in the north. \
         The town lives off the docks. In winter half of the halls stood empty.",
    ) + &article(
        "b",
        "The Quay",
        "Shipbuilders in Karsund heard a promise from the government after the talks with their unions this week.",
        other,
        "A letter that says so has been asked for, and a date. Apprentices leave for the oil fields of the south. A bus line \
         to Stavanger was cut last month. The mayor wants a museum in the old drawing office.",
    );
    fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    let told = attache(folder.path(), &["brief", "a.jsonl", "--format", "json"], "");
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let all: Vec<&Value> = told["stories"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|story| story["disagreements"].as_array().unwrap())
        .collect();
    let quotation = all.iter().find(|one| one["about"] == "quotation").unwrap_or_else(|| panic!("{told}"));
    let says: Vec<&str> =
        quotation["sides"].as_array().unwrap().iter().map(|side| side["says"].as_str().unwrap()).collect();
    assert!(says.len() == 2 && says.iter().any(|says| says.contains("never shut")), "{quotation}");
    let shown = attache(folder.path(), &["brief", "a.jsonl"], "");
    assert!(String::from_utf8_lossy(&shown.stdout).contains("quotation: “"), "{shown:?}");
}
