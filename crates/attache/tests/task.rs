//! `attache task`, end to end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn task(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("attache"))
        .arg("task")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const REPORT: &str = "The grain terminal at Ostrel will close for six weeks from May 9, its owner said on Tuesday. \
    Rust was found in three of the eight silos during an inspection in March. Ships will be sent to Karsund and \
    Little Venn instead, harbour master Ilse Dahl told local radio. Forty workers will be paid in full. The owner \
    expects the work to cost 2.6 million crowns.\n";

fn input() -> Vec<u8> {
    let copy = REPORT.replace(" Forty workers will be paid in full.", "");
    let other = "A painter from the hill town of Averin has given nineteen pictures to the national gallery, which will \
        show them in a new wing from September. Her sister said that she had never sold one.\n";
    let lines = [
        json!({"id": "a", "text": REPORT, "published": "2019-04-02"}).to_string(),
        "{\"id\": \"b\", \"text\": ".to_owned(),
        json!({"id": "c", "text": copy, "published": "2019-04-03", "unknown": [1]}).to_string(),
        String::new(),
        json!({"id": "d", "text": other}).to_string(),
    ];
    (lines.join("\n") + "\n").into_bytes()
}

#[test]
fn trace_names_the_source_and_keeps_the_order() {
    let output = task(&["trace"], &input());
    let traced = lines(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(traced.len(), 5);
    assert_eq!(
        traced[0],
        json!({"id": "a", "kind": "original", "of": null, "score": traced[0]["score"], "repairs": []})
    );
    assert_eq!(traced[1]["id"], "b");
    assert!(traced[1]["error"].as_str().unwrap().contains("line 2"));
    assert_eq!((&traced[2]["kind"], &traced[2]["of"]), (&json!("copy"), &json!("a")));
    assert!(traced[3]["error"].as_str().unwrap().contains("line 4: is blank"));
    assert_eq!((&traced[4]["kind"], &traced[4]["of"]), (&json!("original"), &Value::Null));
}

#[test]
fn group_gives_articles_of_one_matter_one_story() {
    let grouped = lines(&task(&["group"], &input()));
    assert_eq!(grouped[0]["story"], grouped[2]["story"]);
    assert_ne!(grouped[0]["story"], grouped[4]["story"]);
    assert_eq!(grouped[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "story"]);
}

#[test]
fn clean_gives_each_line_its_article_or_its_error() {
    let output = task(&["clean"], &input());
    let cleaned = lines(&output);
    assert_eq!((output.status.code(), cleaned.len()), (Some(1), 5));
    assert_eq!(cleaned[0]["published"], "2019-04-02");
    assert_eq!(cleaned[0]["text"].as_str().unwrap().trim(), REPORT.trim());
    assert!(cleaned[1]["error"].is_string());
    for field in ["title", "byline", "dateline", "outlet"] {
        assert!(cleaned[0].get(field).is_some(), "{field} is missing");
    }
    assert!(cleaned[0]["credits"].is_array() && cleaned[0]["removed"].is_array());
}

#[test]
fn clean_points_into_the_text_that_it_extracted() {
    let page = format!(
        "<html><body><nav><a href=/>Home</a></nav><article><h1>Terminal to close</h1><p>{REPORT}</p>\
         <p>Share on Facebook</p><p>{REPORT}</p></article></body></html>"
    );
    let line = json!({"id": "p", "html": page}).to_string();
    let cleaned = lines(&task(&["clean", "--with-extracted"], line.as_bytes()));
    let extracted: Vec<char> = cleaned[0]["extracted"].as_str().unwrap().chars().collect();
    for removed in cleaned[0]["removed"].as_array().unwrap() {
        let (start, end) = (removed["start"].as_u64().unwrap() as usize, removed["end"].as_u64().unwrap() as usize);
        assert!(start < end && end <= extracted.len() && removed["why"].is_string(), "{removed}");
    }
    assert!(lines(&task(&["clean"], line.as_bytes()))[0].get("extracted").is_none());
    let refused = lines(&task(&["trace"], line.as_bytes()));
    assert!(refused[0]["error"].as_str().unwrap().contains("task clean"), "{refused:?}");
}

#[test]
fn bad_lines_of_every_kind_leave_the_others_alone() {
    let good = json!({"id": "g", "text": REPORT}).to_string();
    let mut input = Vec::new();
    for bad in [&b"\xff\xfe{"[..], b"[1, 2]", b"null", b"{\"id\": \"x\"}", b"{\"id\": 7, \"text\": 8}", b"\x00\x01"] {
        input.extend_from_slice(bad);
        input.push(b'\n');
        input.extend_from_slice(good.as_bytes());
        input.push(b'\n');
    }
    for stage in ["clean", "trace", "group"] {
        let output = task(&[stage], &input);
        let answers = lines(&output);
        assert_eq!((output.status.code(), answers.len()), (Some(1), 12), "{stage}");
        assert!(answers.iter().skip(1).step_by(2).all(|answer| answer["id"] == "g"), "{stage}");
        assert!(answers.iter().step_by(2).filter(|answer| answer["error"].is_string()).count() >= 5, "{stage}");
    }
}

#[test]
fn ids_come_back_in_the_form_that_they_were_given_in() {
    let copy = REPORT.replace(" Forty workers will be paid in full.", "");
    let of = |source: Value| {
        let lines = [
            json!({"id": source, "text": REPORT, "published": "2019-04-02"}),
            json!({"id": "7", "text": copy, "published": "2019-04-03"}),
            json!({"text": copy, "published": "2019-04-04"}),
            json!({"text": copy, "published": "2019-04-04"}),
        ];
        lines.map(|line| format!("{line}\n")).concat()
    };
    for source in [json!(7), json!(-3), json!(7.5), json!(null), json!("a")] {
        let traced = lines(&task(&["trace"], of(source.clone()).as_bytes()));
        let ids: Vec<&Value> = traced.iter().map(|line| &line["id"]).collect();
        assert_eq!(ids, [&source, &json!("7"), &Value::Null, &Value::Null]);
        assert_eq!((&traced[1]["kind"], &traced[1]["of"]), (&json!("copy"), &source), "{traced:?}");
        for stage in ["clean", "group"] {
            let answers = lines(&task(&[stage], of(source.clone()).as_bytes()));
            assert_eq!(answers.iter().map(|line| &line["id"]).collect::<Vec<_>>(), ids, "{stage}");
        }
    }
    let bad = lines(&task(&["trace"], b"{\"id\": 8}\n{\"id\": 9, \"text\": }\n{\"title\": \"x\"}\n"));
    assert_eq!((&bad[0]["id"], &bad[1]["id"], bad[2].get("id")), (&json!(8), &json!(9), None));
}

#[test]
fn what_an_earlier_stage_said_of_a_bad_line_is_passed_through() {
    let reports = "{\"id\": 4,  \"error\": \"line 1: odd\"}\n{\"error\":\"line 2: \\u006fdd\"}\n";
    let input = reports.to_owned() + &json!({"id": "a", "error": "none", "text": REPORT}).to_string() + "\n";
    for stage in ["clean", "trace", "group"] {
        let output = task(&[stage], input.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{stage}");
        assert!(output.stdout.starts_with(reports.as_bytes()), "{stage}");
        assert!(lines(&output)[2].get("error").is_none(), "{stage}");
    }
}

#[test]
fn a_line_longer_than_the_limit_is_a_bad_line_and_the_limit_can_be_raised() {
    let input = json!({"id": 1, "text": REPORT.repeat(100)}).to_string();
    for arguments in [["trace", "--max-article-size", "20K"], ["--max-article-size", "20K", "trace"]] {
        let output = task(&arguments, input.as_bytes());
        assert_eq!(output.status.code(), Some(1));
        assert!(lines(&output)[0]["error"].as_str().unwrap().contains("20480 bytes"));
    }
    assert_eq!(task(&["trace", "--max-article-size", "1M"], input.as_bytes()).status.code(), Some(0));
    assert_eq!(task(&["trace", "--max-article-size", "much"], input.as_bytes()).status.code(), Some(2));
}

#[test]
fn nothing_in_gives_nothing_out() {
    for stage in ["clean", "trace", "group"] {
        let output = task(&[stage], b"");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    }
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let line = json!({"id": "a", "text": REPORT}).to_string() + "\n";
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("attache"))
        .args(["task", "clean"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let _ = child.stdin.take().unwrap().write_all(line.repeat(500).as_bytes());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

/// The folder of the repository's model, if it is there.
fn model() -> Option<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/annotator");
    folder.join("annotator.json").is_file().then_some(folder)
}

#[test]
fn annotate_names_a_folder_that_holds_no_model() {
    let folder = tempfile::tempdir().unwrap();
    let output = task(&["annotate", "--model", folder.path().to_str().unwrap()], &input());
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("pieces.txt") && error.contains("seven .onnx graphs"), "{error}");
}

#[test]
fn annotate_answers_each_line_and_uses_given_words() {
    let Some(model) = model() else { return };
    let given = json!({"id": 3, "text": "Rain fell.", "tokens": [{"start": 0, "end": 9}, {"start": 9, "end": 10}],
        "sentences": [{"start": 0, "end": 10}]});
    let beyond = json!({"id": "x", "text": "Rain.", "tokens": [{"start": 0, "end": 99}]});
    let mut all = input();
    all.extend(format!("{given}\n{beyond}\n").into_bytes());
    let output = task(&["annotate", "--tokens", "--model", model.to_str().unwrap()], &all);
    let annotated = lines(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(annotated.len(), 7);
    assert!(annotated[0]["sentences"].as_array().unwrap().len() >= 4);
    assert!(annotated[1]["error"].as_str().unwrap().contains("broken JSON"));
    assert_eq!(annotated[5]["id"], 3);
    assert_eq!(annotated[5]["tokens"].as_array().unwrap().len(), 2);
    assert_eq!(annotated[5]["tokens"][0]["end"], 9);
    assert_eq!(annotated[5]["sentences"], json!([{"start": 0, "end": 10}]));
    assert!(annotated[6]["error"].as_str().unwrap().contains("no place in a text of 5 characters"));
}

#[test]
fn relate_finds_its_parties_in_a_long_text() {
    let Some(model) = model() else { return };
    let filling = "Ships were late again.\n".repeat(3000);
    let sentence = "Karsund accused Ostrel of theft.";
    let (long, at) = (format!("{filling}{sentence}\n{filling}"), filling.len());
    let of = |text: &str, at: usize| json!({"id": at, "text": text, "actor": {"start": at, "end": at + 7}, "recipient": {"start": at + 16, "end": at + 22}});
    let lines_in = format!("{}\n{}\n", of(&long, at), of(&long[at - 46..at + 100], 46));
    let output = task(&["relate", "--model", model.to_str().unwrap()], lines_in.as_bytes());
    let related = lines(&output);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(related[0]["id"], at);
    assert!(related[1]["quad"].is_u64());
}

#[test]
fn relate_answers_with_a_type_a_quad_and_all_scores() {
    let Some(model) = model() else { return };
    let pair = json!({"id": "p", "text": "Karsund accused Ostrel of theft.", "actor": {"start": 0, "end": 7},
        "recipient": {"start": 16, "end": 22}});
    let nobody = json!({"id": "n", "text": "Karsund accused Ostrel of theft.", "actor": null, "recipient": null});
    let output = task(&["relate", "--model", model.to_str().unwrap()], format!("{pair}\n{nobody}\n").as_bytes());
    let related = lines(&output);
    assert_eq!(related.len(), 2);
    assert_eq!(related[0]["scores"].as_object().unwrap().len(), 16);
    assert!((1..=4).contains(&related[0]["quad"].as_u64().unwrap()));
}
