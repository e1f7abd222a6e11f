//! `attache brief`, end to end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn brief(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("attache"));
    command.current_dir(folder).env_remove("NO_COLOR").arg("brief").args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const REPORT: &str = "The grain terminal at Ostrel will close for six weeks from May 9, its owner said on Tuesday. \
    Rust was found in three of the eight silos during an inspection in March. Ships will be sent to Karsund and \
    Little Venn instead, harbour master Ilse Dahl told local radio. Forty workers will be paid in full. The owner \
    expects the work to cost 2.6 million crowns.\n";

const OWN: &str = "Farmers around Ostrel fear for their harvest: the grain terminal there shuts on May 9 because three \
    silos have rusted through. Ilse Dahl, the harbour master, promised berths in Karsund. The work on the silos costs \
    2.6 million crowns, and the owner of the terminal has asked for state aid.\n";

const FRENCH: &str = "Une chorale de la vallée a remporté dimanche le concours de chant avec une chanson sur la pluie. \
    Quarante chanteurs ont participé à la finale dans l’ancienne maison des douanes.\n";

/// Two stories: a report, its copy, a report of its own; and one in French.
fn press() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let copy = REPORT.replace(" Forty workers will be paid in full.", "").replace("told local radio", "said");
    let lines = [
        json!({"id": "n/1", "outlet": "Harbour News", "title": "Rust closes grain terminal at Ostrel",
            "published": "2019-04-02", "language": "en", "text": REPORT}),
        json!({"id": "e/1", "outlet": "Evening Echo", "title": "Ostrel terminal shuts",
            "published": "2019-04-03T07:00:00Z", "language": "en", "text": copy}),
        json!({"id": "f/1", "outlet": "The Furrow", "title": "Ostrel farmers fear for harvest as silos rust",
            "published": "2019-04-04", "language": "en", "text": OWN}),
        json!({"id": "p/1", "outlet": "Le Phare", "title": "Une chorale <primée>", "published": "2019-05-30",
            "language": "fr", "text": FRENCH}),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(folder.path().join("press.jsonl"), lines).unwrap();
    folder
}

#[test]
fn the_terminal_brief_reads_like_this() {
    let folder = press();
    let output = brief(folder.path(), &["press.jsonl"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(&output));
}

#[test]
fn the_markdown_brief_reads_like_this() {
    let folder = press();
    insta::assert_snapshot!(text(&brief(folder.path(), &["press.jsonl", "--format", "markdown"])));
}

#[test]
fn the_html_brief_is_one_escaped_page_that_needs_nothing_else() {
    let folder = press();
    let page = text(&brief(folder.path(), &["press.jsonl", "--format", "html"]));
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("Une chorale &#60;primée&#62;"), "{page}");
    assert!(page.contains("prefers-color-scheme: dark"));
    for outside in ["http:", "https:", "<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn names_are_links_where_the_address_is_one_of_the_web() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        json!({"id": "a", "outlet": "Harbour News", "url": "https://a.example/1?x=\"2\"&y=3", "text": REPORT}),
        json!({"id": "b", "outlet": "Le Phare", "url": "javascript:alert(1).x", "text": FRENCH}),
    ];
    fs::write(folder.path().join("a.jsonl"), lines.map(|line| format!("{line}\n")).concat()).unwrap();
    let page = text(&brief(folder.path(), &["a.jsonl", "--format", "html"]));
    assert!(page.contains("<a href=\"https://a.example/1?x=&#34;2&#34;&#38;y=3\">Harbour News</a>"), "{page}");
    let markdown = text(&brief(folder.path(), &["a.jsonl", "--format", "markdown"]));
    assert!(markdown.contains("**[Harbour News](<https://a.example/1?x=\"2\"&amp;y=3>)**"), "{markdown}");
    for told in [page, markdown] {
        assert!(told.contains("Le Phare") && !told.contains("javascript:"), "{told}");
    }
}

#[test]
fn an_article_longer_than_the_limit_is_named_as_failed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("long.txt"), REPORT.repeat(100)).unwrap();
    let small = brief(folder.path(), &["long.txt", "--max-article-size", "20K"]);
    assert_eq!(small.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&small.stderr).contains("20480 bytes"));
    assert_eq!(brief(folder.path(), &["long.txt", "--max-article-size", "1M"]).status.code(), Some(0));
}

#[test]
fn the_json_brief_has_the_shape_of_the_design() {
    let folder = press();
    let output = brief(folder.path(), &["press.jsonl", "nowhere.txt", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let brief_json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&brief_json), ["failed", "stories"]);
    assert_eq!(brief_json["failed"][0]["input"], "nowhere.txt");
    assert_eq!(keys(&brief_json["failed"][0]), ["error", "input"]);
    let story = &brief_json["stories"][0];
    assert_eq!(
        keys(story),
        ["articles", "disagreements", "end", "events", "id", "relations", "start", "statements", "title"]
    );
    assert_eq!((&story["start"], &story["end"]), (&json!("2019-04-02"), &json!("2019-04-04")));
    for article in story["articles"].as_array().unwrap() {
        assert_eq!(keys(article), ["id", "language", "lineage", "outlet", "published", "published_from"]);
        assert_eq!(keys(&article["lineage"]), ["kind", "of", "repairs", "score"]);
    }
    let with_text = brief(folder.path(), &["press.jsonl", "--format", "json", "--with-text"]);
    let with_text: Value = serde_json::from_slice(&with_text.stdout).unwrap();
    assert!(with_text["stories"][0]["articles"][0]["text"].as_str().unwrap().contains("Ostrel"));
}

#[test]
fn threads_do_not_change_what_is_told() {
    let folder = press();
    let one = text(&brief(folder.path(), &["press.jsonl", "--format", "json", "--jobs", "1"]));
    assert_eq!(text(&brief(folder.path(), &["press.jsonl", "--format", "json", "--jobs", "7"])), one);
}

#[test]
fn a_later_text_under_one_id_takes_the_place_of_the_earlier() {
    let folder = tempfile::tempdir().unwrap();
    let line = |text: &str| json!({"id": "x", "text": text}).to_string() + "\n";
    fs::write(folder.path().join("a.jsonl"), line(REPORT) + &line(OWN)).unwrap();
    let told = brief(folder.path(), &["a.jsonl", "--format", "json", "--with-text"]);
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told["stories"].as_array().unwrap().len(), 1);
    assert!(told["stories"][0]["articles"][0]["text"].as_str().unwrap().starts_with("Farmers"));
}

#[test]
fn colours_come_when_asked_for_only() {
    let folder = press();
    assert!(!text(&brief(folder.path(), &["press.jsonl"])).contains('\u{1b}'));
    assert!(text(&brief(folder.path(), &["press.jsonl", "--color", "always"])).contains('\u{1b}'));
    assert!(!text(&brief(folder.path(), &["press.jsonl", "--color", "never"])).contains('\u{1b}'));
}

#[test]
fn quiet_names_no_failures_but_exits_with_1() {
    let folder = press();
    let output = brief(folder.path(), &["press.jsonl", "nowhere.txt", "--quiet"]);
    assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
    assert!(text(&output).contains("1 failed"));
}

#[test]
fn wrong_usage_exits_with_2_and_help_shows_examples() {
    let folder = press();
    assert_eq!(brief(folder.path(), &[]).status.code(), Some(2));
    assert_eq!(brief(folder.path(), &["press.jsonl", "--format", "morse"]).status.code(), Some(2));
    let help = brief(folder.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help).contains("Examples:"));
}
