//! Bad input of every kind: a clear error that names it, the rest goes on, exit status 1.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

const GOOD: &str = "Snow closed the pass at Lerrin on Sunday and forty lorries had to wait until ploughs came from the \
    valley, the road office said. Nobody was hurt.\n";

/// Reads a folder with a good article and what `spoil` adds; gives the failures' names and errors.
fn failed(spoil: impl FnOnce(&Path)) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let press = folder.path().join("press");
    fs::create_dir(&press).unwrap();
    fs::write(press.join("good.txt"), GOOD).unwrap();
    spoil(&press);
    let output = Command::new(assert_cmd::cargo::cargo_bin!("attache"))
        .current_dir(folder.path())
        .args(["brief", "press", "--format", "json", "--with-text"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let brief: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let texts: Vec<&Value> =
        brief["stories"].as_array().unwrap().iter().flat_map(|s| s["articles"].as_array().unwrap()).collect();
    assert!(texts.iter().any(|article| article["id"] == "good.txt"), "the good article is missing: {brief}");
    let text = |failure: &Value, field: &str| failure[field].as_str().unwrap().to_owned();
    let failed = brief["failed"].as_array().unwrap();
    for failure in failed {
        assert!(said.contains(&text(failure, "input")), "{said}");
    }
    failed.iter().map(|failure| (text(failure, "input"), text(failure, "error"))).collect()
}

fn failed_on(name: &str, bytes: &[u8]) -> String {
    let failed = failed(|press| fs::write(press.join(name), bytes).unwrap());
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].0.contains(name), "{failed:?}");
    failed[0].1.clone()
}

#[test]
fn an_empty_file_is_named() {
    assert!(failed_on("nothing.txt", b"").contains("empty"));
}

#[test]
fn a_binary_file_is_named() {
    let mut bytes = b"\x7fELF\x02\x01\x01\x00".to_vec();
    bytes.extend((0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()));
    failed_on("program", &bytes);
}

#[test]
fn a_truncated_gzip_file_is_named() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    for n in 0..2_000 {
        writeln!(packed, "{}", json!({"id": n, "text": format!("{GOOD} It was day {n} of {}.", n * 7919)})).unwrap();
    }
    let packed = packed.finish().unwrap();
    let error = failed_on("dump.jsonl.gz", &packed[..packed.len() / 2]);
    assert!(error.contains("gzip"), "{error}");
}

#[test]
fn a_hundred_megabytes_on_one_line_are_named() {
    let error = failed_on("line.jsonl", &[&b"{\"id\": \"x\", \"text\": \""[..], &vec![b'a'; 100 << 20]].concat());
    assert!(error.contains("bytes"), "{error}");
}

#[test]
fn invalid_utf_8_in_json_is_named_with_its_line() {
    let line = json!({"id": "a", "text": GOOD}).to_string();
    let error = failed_on("a.jsonl", &[line.as_bytes(), b"\n{\"id\": \"b\", \"text\": \"\xff\xfe\xfa\"}\n"].concat());
    assert!(error.contains("line 2"), "{error}");
}

#[test]
fn broken_json_on_line_7_is_named_with_its_line() {
    let lines: Vec<String> = (1..=9)
        .map(|n| {
            if n == 7 {
                "{\"id\": \"7\", \"te".to_owned()
            } else {
                json!({"id": n.to_string(), "text": GOOD}).to_string()
            }
        })
        .collect();
    let error = failed_on("a.jsonl", lines.join("\n").as_bytes());
    assert!(error.contains("line 7"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_folder_loop_is_named_and_not_followed() {
    let failed = failed(|press| {
        fs::create_dir(press.join("deep")).unwrap();
        std::os::unix::fs::symlink("..", press.join("deep").join("again")).unwrap();
    });
    assert!(failed.iter().any(|(input, error)| input.contains("again") && error.contains("link")), "{failed:?}");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let mut is_root = false;
    let folder = tempfile::tempdir().unwrap();
    let locked = folder.path().join("locked.txt");
    fs::write(&locked, GOOD).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    is_root |= fs::read(&locked).is_ok();
    if is_root {
        return; // Nothing is unreadable to root.
    }
    let failed = failed(|press| {
        fs::copy(folder.path().join("locked.txt"), press.join("locked.txt")).map(drop).unwrap_or_else(|_| {
            fs::write(press.join("locked.txt"), GOOD).unwrap();
            fs::set_permissions(press.join("locked.txt"), fs::Permissions::from_mode(0o000)).unwrap();
        });
    });
    assert!(failed[0].0.contains("locked.txt"), "{failed:?}");
}

#[test]
fn a_name_that_nothing_has_is_named() {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("attache"))
        .args(["brief", "/no/such/press", "/nor/this/one"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("/no/such/press") && said.contains("/nor/this/one"), "{said}");
}
