//! The sample press in `examples/`, told as `bench/examples_expected.json` says that it should be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The brief's articles by id, each with the id of its story.
fn told(root: &Path) -> HashMap<String, (String, Value)> {
    let mut attache = Command::new(assert_cmd::cargo::cargo_bin!("attache"));
    let output = attache.current_dir(root).args(["brief", "examples/", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let brief: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut told = HashMap::new();
    for story in brief["stories"].as_array().unwrap() {
        for article in story["articles"].as_array().unwrap() {
            let id = article["id"].as_str().unwrap().to_owned();
            told.insert(id, (story["id"].as_str().unwrap().to_owned(), article.clone()));
        }
    }
    told
}

/// The expectation by the id that the brief uses: the key, or the path of a page that names another address of its own.
fn expected(root: &Path, told: &HashMap<String, (String, Value)>) -> HashMap<String, Value> {
    let rows: HashMap<String, Value> =
        serde_json::from_str(&fs::read_to_string(root.join("bench/examples_expected.json")).unwrap()).unwrap();
    let name = |key: &str, row: &Value| match row["path"].as_str() {
        Some(path) if !told.contains_key(key) => path.to_owned(),
        _ => key.to_owned(),
    };
    let names: HashMap<&String, String> = rows.iter().map(|(key, row)| (key, name(key, row))).collect();
    let renamed = |(key, row): (&String, &Value)| {
        let mut row = row.clone();
        if let Some(of) = row["of"].as_str() {
            row["of"] = names[&of.to_owned()].clone().into();
        }
        (names[key].clone(), row)
    };
    rows.iter().map(renamed).collect()
}

#[test]
fn every_article_of_the_sample_press_is_told_for_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let told = told(&root);
    let expected = expected(&root, &told);
    let mut wrong = Vec::new();
    for (id, row) in &expected {
        let Some((_, article)) = told.get(id) else {
            wrong.push(format!("{id}: not there"));
            continue;
        };
        for field in ["kind", "of"] {
            if article["lineage"][field] != row[field] {
                wrong.push(format!("{id}: {field} {}, expected {}", article["lineage"][field], row[field]));
            }
        }
        if article["published"].as_str().and_then(|day| day.get(..10)) != row["published"].as_str() {
            wrong.push(format!("{id}: published {}, expected {}", article["published"], row["published"]));
        }
    }
    assert_eq!(told.len(), expected.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_stories_of_the_sample_press_are_the_expected_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let told = told(&root);
    let expected = expected(&root, &told);
    for (a, row) in &expected {
        for (b, other) in &expected {
            let together = told[a].0 == told[b].0;
            assert_eq!(together, row["story"] == other["story"], "{a} and {b}");
        }
    }
}
