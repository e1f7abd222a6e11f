//! Reading what crawlers and data sets keep: WARC, Parquet, and JSONL in gzip and Zstandard.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, Int64Array, RecordBatch, StringArray, StructArray, TimestampMillisecondArray,
};
use arrow_schema::{DataType, Field};
use attache_press::read::{Problem, ReadError, ReadOptions, Unit, parts, read, read_parts};
use attache_press::{Body, Clipping, clean};
use flate2::{Compression, write::GzEncoder};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression as Codec;
use parquet::file::properties::WriterProperties;
use tempfile::tempdir;

type Outcome = Result<Clipping, ReadError>;

fn read_path(path: &Path) -> Vec<Outcome> {
    read(&[path.display().to_string()], &ReadOptions::default()).collect()
}

fn ids(outcomes: &[Outcome]) -> Vec<&str> {
    outcomes.iter().flatten().map(|c| c.id.as_str()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A crawl of so many pages, a record each with its request before it; each record is a string of bytes.
fn crawl(pages: usize) -> Vec<Vec<u8>> {
    let record = |kind: &str, head: &str, content: &[u8]| {
        let head = format!("WARC/1.1\r\nWARC-Type: {kind}\r\n{head}Content-Length: {}\r\n\r\n", content.len());
        [head.as_bytes(), content, b"\r\n\r\n"].concat()
    };
    let mut records = vec![record("warcinfo", "Content-Type: application/warc-fields\r\n", b"isPartOf: a test\r\n")];
    for n in 0..pages {
        let target = format!("WARC-Target-URI: https://pier.example/{n}\r\n");
        let request = format!("{target}Content-Type: application/http; msgtype=request\r\n");
        records.push(record("request", &request, b"GET / HTTP/1.1\r\nHost: pier.example\r\n\r\n"));
        let page = format!(
            "<html><head><title>Ferry {n} delayed – The Pier</title>\
             <meta property=\"article:published_time\" content=\"2022-02-{:02}\"></head><body><nav>Home</nav><article>\
             <h1>Ferry {n} delayed</h1><p>Ferry number {} was held in port on Monday after fog closed the sound.</p>\
             <p>Its captain said the crossing would be made at dawn.</p></article></body></html>",
            n % 28 + 1,
            n * 7919
        );
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\nX-Crawler-Content-Length: 9\r\n\r\n{page}"
        );
        let answer = encoding_rs::WINDOWS_1252.encode(&answer).0.into_owned();
        let head = format!("{target}Content-Type: application/http; msgtype=response\r\n");
        records.push(record("response", &head, &answer));
    }
    records
}

#[test]
fn a_crawl_is_read_whole_packed_or_not() {
    let folder = tempdir().unwrap();
    let records = crawl(40);
    let by_member: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    let whole = records.concat();
    for (name, bytes) in [
        ("a.warc", whole.clone()),
        ("b.warc.gz", by_member),
        ("c.warc.gz", gzip(&whole)),
        ("d.warc.zst", zstd::encode_all(&whole[..], 3).unwrap()),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let outcomes = read_path(&path);
        let expected: Vec<String> = (0..40).map(|n| format!("https://pier.example/{n}")).collect();
        assert_eq!(ids(&outcomes), expected, "{name}");
        assert_eq!(outcomes.len(), 40, "{name}");
        let article = clean(outcomes[2].as_ref().unwrap()).article;
        assert!(article.text.contains("Ferry number 15838 was held"), "{name}: {article:?}");
        assert!(article.title.as_deref() == Some("Ferry 2 delayed"), "{name}: {article:?}");
        assert_eq!(article.published.as_deref(), Some("2022-02-03"), "{name}");
    }
}

#[test]
fn a_cut_crawl_is_read_up_to_its_last_whole_record_and_the_rest_goes_on() {
    let folder = tempdir().unwrap();
    let members: Vec<Vec<u8>> = crawl(30).iter().map(|record| gzip(record)).collect();
    let all: Vec<u8> = members.concat();
    // in the middle of the last page
    let cut = all.len() - members[members.len() - 1].len() / 2;
    fs::write(folder.path().join("a.warc.gz"), &all[..cut]).unwrap();
    fs::write(folder.path().join("b.warc"), &crawl(3).concat()[..2000]).unwrap();
    fs::write(folder.path().join("c.txt"), "Rain fell.").unwrap();
    let outcomes = read_path(folder.path());
    let errors: Vec<&ReadError> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!((errors.len(), ids(&outcomes).len()), (2, 29 + 2 + 1), "{errors:?}");
    assert_eq!(ids(&outcomes)[28], "https://pier.example/28");
    assert!(matches!(errors[0].problem, Problem::Packed { by: "gzip", .. }), "{}", errors[0]);
    assert!(errors[0].input().ends_with("a.warc.gz") && errors[0].unit == Unit::Record, "{}", errors[0]);
    assert_eq!(errors[0].line, Some(61));
    assert!(matches!(errors[1].problem, Problem::CutRecord), "{}", errors[1]);
    assert_eq!(ids(&outcomes).last(), Some(&"c.txt"));
}

/// A table of three articles under names of several dumps.
fn table(path: &Path, codec: Codec) {
    let id: ArrayRef = Arc::new(Int64Array::from(vec![Some(7), Some(8), None]));
    let html: ArrayRef = Arc::new(BinaryArray::from_opt_vec(vec![None, Some(b"<p>Caf\xe9s shut.</p>"), None]));
    let text: ArrayRef =
        Arc::new(StringArray::from(vec![Some("Rain “fell”.\nSnow followed."), None, Some("Hail fell.")]));
    let at: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![Some(1_681_547_400_000), None, None]));
    let day: ArrayRef = Arc::new(Date32Array::from(vec![None, Some(19_000), None]));
    let mut authors = ListBuilder::new(StringBuilder::new());
    authors.append_value([Some("Ann Lee"), Some("Bo Rask")]);
    authors.append_null();
    authors.append_value([None::<&str>; 0]);
    let names: ArrayRef = Arc::new(StringArray::from(vec![Some("The Pier"), None, Some("The Quay")]));
    let source = StructArray::from(vec![(Arc::new(Field::new("name", DataType::Utf8, true)), names)]);
    let unknown: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    let rows = RecordBatch::try_from_iter([
        ("id", id),
        ("raw_html", html),
        ("maintext", text),
        ("published_at", at),
        ("date", day),
        ("authors", Arc::new(authors.finish()) as ArrayRef),
        ("source", Arc::new(source) as ArrayRef),
        ("clicks", unknown),
    ])
    .unwrap();
    let properties = WriterProperties::builder().set_compression(codec).build();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
}

#[test]
fn a_table_is_read_by_the_names_of_json() {
    let folder = tempdir().unwrap();
    for (name, codec) in [
        ("a", Codec::SNAPPY),
        ("b", Codec::ZSTD(Default::default())),
        ("c", Codec::GZIP(Default::default())),
        ("d", Codec::LZ4_RAW),
    ] {
        let path = folder.path().join(name);
        table(&path, codec);
        let outcomes = read_path(&path);
        let read: Vec<&Clipping> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap()).collect();
        assert_eq!(read.len(), 3, "{name}");
        assert_eq!(read[0].id, "7");
        assert_eq!(read[0].body, Body::Text("Rain “fell”.\nSnow followed.".into()));
        assert_eq!(read[0].byline.as_deref(), Some("Ann Lee, Bo Rask"));
        assert_eq!(read[0].outlet.as_deref(), Some("The Pier"));
        assert_eq!(clean(read[0]).article.published.as_deref(), Some("2023-04-15T08:30:00"));
        assert_eq!(read[1].body, Body::Html("<p>Cafés shut.</p>".into()));
        assert_eq!(read[1].published.as_deref(), Some("2022-01-08"));
        assert!(read[2].id.ends_with(&format!("{name}#3")), "{}", read[2].id);
    }
}

#[test]
fn tables_that_cannot_be_used_say_why() {
    let folder = tempdir().unwrap();
    let whole = folder.path().join("whole");
    table(&whole, Codec::SNAPPY);
    let bytes = fs::read(&whole).unwrap();
    let problem = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut outcomes = read_path(&path);
        outcomes.pop().unwrap().unwrap_err().problem
    };
    assert!(matches!(problem("cut", &bytes[..bytes.len() / 2]), Problem::Parquet(_)));
    assert!(matches!(problem("packed.gz", &gzip(&bytes)), Problem::Endless));
    let spoilt: Vec<u8> =
        bytes.iter().enumerate().map(|(n, byte)| if (20..400).contains(&n) { 0xee } else { *byte }).collect();
    assert!(matches!(problem("spoilt", &spoilt), Problem::Parquet(_) | Problem::Fault(_)));
    let other = folder.path().join("other");
    let rows = RecordBatch::try_from_iter([("clicks", Arc::new(Int64Array::from(vec![1])) as ArrayRef)]).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(&other).unwrap(), rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    let error = read_path(&other).pop().unwrap().unwrap_err();
    assert!(matches!(&error.problem, Problem::NoTextColumn(names) if names == "clicks"), "{error}");
}

#[test]
fn lines_in_zstandard_are_read_up_to_the_damage() {
    let folder = tempdir().unwrap();
    let lines: String =
        (0..9000).map(|n| format!("{{\"id\": {n}, \"text\": \"Rain {} fell.\"}}\n", n * 7919)).collect();
    let mut packed = zstd::encode_all(lines.as_bytes(), 3).unwrap();
    fs::write(folder.path().join("a.jsonl.zst"), &packed).unwrap();
    assert_eq!(ids(&read_path(folder.path())).len(), 9000);
    packed.truncate(packed.len() - 5);
    fs::write(folder.path().join("a.jsonl.zst"), &packed).unwrap();
    let outcomes = read_path(folder.path());
    let error = outcomes.iter().find_map(|outcome| outcome.as_ref().err()).unwrap();
    assert!(matches!(error.problem, Problem::Packed { by: "Zstandard", .. }), "{error}");
}

#[test]
fn parts_of_a_run_have_the_ids_that_they_have_in_the_whole() {
    let folder = tempdir().unwrap();
    for day in ["a", "b"] {
        fs::create_dir(folder.path().join(day)).unwrap();
        fs::write(folder.path().join(day).join("front.txt"), "Rain fell.").unwrap();
    }
    let arguments = ["a", "b"].map(|day| folder.path().join(day).display().to_string());
    let whole: Vec<Outcome> = read(&arguments, &ReadOptions::default()).collect();
    let parts: Vec<_> = parts(&arguments).map(Result::unwrap).collect();
    assert_eq!(parts.len(), 2);
    let second = parts.into_iter().filter(|part| part.path().is_some_and(|path| path.ends_with("b/front.txt")));
    let second: Vec<Outcome> = read_parts(second.collect::<Vec<_>>(), &ReadOptions::default()).collect();
    assert_eq!(ids(&second), ids(&whole)[1..]);
}
