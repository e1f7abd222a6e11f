//! Reading end to end: every form of input, and every way in which inputs are bad.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use attache_press::read::{Problem, ReadError, ReadOptions, json_lines, read};
use attache_press::{Body, Clipping};
use flate2::{Compression, write::GzEncoder};
use proptest::{collection::vec, prelude::*};
use tempfile::{TempDir, tempdir};

type Outcome = Result<Clipping, ReadError>;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn read_path(path: &Path) -> Vec<Outcome> {
    read(&[path.display().to_string()], &ReadOptions::default()).collect()
}

fn ids(outcomes: &[Outcome]) -> Vec<&str> {
    outcomes.iter().flatten().map(|c| c.id.as_str()).collect()
}

fn errors(outcomes: &[Outcome]) -> Vec<&ReadError> {
    outcomes.iter().filter_map(|o| o.as_ref().err()).collect()
}

fn text(clipping: &Clipping) -> &str {
    let (Body::Text(text) | Body::Html(text)) = &clipping.body;
    text
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_folder_is_read_by_name_with_ids_relative_to_it() {
    let folder = folder(&[
        ("b.txt", b"Snow fell."),
        ("a/two.txt", b"Rain fell."),
        ("a/one.html", b"<html><body><p>Hail fell.</p></body></html>"),
        (".hidden/x.txt", b"No."),
        (".secret", b"No."),
    ]);
    let outcomes = read_path(folder.path());
    assert_eq!(ids(&outcomes), ["a/one.html", "a/two.txt", "b.txt"]);
    assert!(matches!(outcomes[0].as_ref().unwrap().body, Body::Html(_)));
    assert!(errors(&outcomes).is_empty());
    let two = folder.path().join("a/two.txt").display().to_string();
    assert_eq!(ids(&read_path(Path::new(&two))), [two]);
}

#[test]
fn files_of_one_name_in_several_places_keep_ids_of_their_own() {
    let folder =
        folder(&[("x/front.txt", b"Rain fell."), ("y/front.txt", b"Snow fell."), ("y/back.txt", b"Hail fell.")]);
    let at = |path: &str| format!("{}/{path}", folder.path().display());
    let all = |arguments: &[String]| read(arguments, &ReadOptions::default()).collect::<Vec<_>>();
    assert_eq!(ids(&all(&[at("x/front.txt"), at("y/front.txt")])), [at("x/front.txt"), at("y/front.txt")]);
    assert_eq!(ids(&all(&[at("x"), at("y")])), ["front.txt", "back.txt", &at("y/front.txt")]);
    // the same file is the same article
    assert_eq!(ids(&all(&[at("x"), at("x/"), at("./x/front.txt")])), ["front.txt", "front.txt", &at("x/front.txt")]);
}

#[test]
fn a_leading_dot_is_no_part_of_an_id() {
    assert_eq!(ids(&read_path(Path::new("./Cargo.toml"))), ["Cargo.toml"]);
    assert_eq!(ids(&read_path(Path::new("./data/../Cargo.toml"))), ["data/../Cargo.toml"]);
}

#[test]
fn articles_of_two_days_from_standard_input_get_two_ids() {
    let of = |lines: &'static str| {
        let outcomes: Vec<_> = json_lines(lines.as_bytes(), &ReadOptions::default()).map(|line| line.article).collect();
        ids(&outcomes).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let (monday, tuesday) = (of("{\"text\": \"Rain.\"}\n{\"text\": \"Snow.\"}\n"), of("{\"text\": \"Hail.\"}\n"));
    assert_ne!(monday[0], tuesday[0]);
    assert_eq!(of("{\"text\": \"Snow.\"}\n"), monday[1..]);
}

#[test]
fn a_backslash_before_a_line_end_loses_nothing() {
    let folder = folder(&[("a.json", b"[\n{\"text\": \"One\\\nline.\"},\n{\"text\": \"It\\'s two.\"}\n]\n")]);
    let outcomes = read_path(folder.path());
    assert_eq!(errors(&outcomes).len(), 0, "{:?}", errors(&outcomes));
    assert_eq!(outcomes.iter().flatten().map(text).collect::<Vec<_>>(), ["One\nline.", "It's two."]);
}

#[test]
fn a_file_that_grows_is_read_to_where_it_was() {
    let line = format!("{{\"text\": \"{}\"}}\n", "Rain fell. ".repeat(100));
    let folder = folder(&[("a.jsonl", line.repeat(1000).as_bytes())]);
    let path = folder.path().join("a.jsonl");
    let mut log = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let mut articles = read(&[path.display().to_string()], &ReadOptions::default());
    let mut count = 0;
    while articles.next().is_some() {
        log.write_all(line.as_bytes()).unwrap();
        count += 1;
        assert!(count <= 1000);
    }
    assert_eq!(count, 1000);
}

#[test]
fn patterns_match_files_and_say_so_when_nothing_does() {
    let folder = folder(&[("a1.txt", b"One."), ("a2.txt", b"Two."), ("b.txt", b"No."), ("odd[1].txt", b"Odd.")]);
    let at = |name: &str| folder.path().join(name).display().to_string();
    assert_eq!(ids(&read_path(&folder.path().join("a?.txt"))), [at("a1.txt"), at("a2.txt")]);
    // a name is a name before it is a pattern
    assert_eq!(ids(&read_path(&folder.path().join("odd[1].txt"))), [at("odd[1].txt")]);
    let outcomes = read_path(&folder.path().join("c*.txt"));
    assert!(matches!(errors(&outcomes)[0].problem, Problem::NoMatch));
    assert!(errors(&outcomes)[0].input().ends_with("c*.txt"));
    assert!(matches!(errors(&read_path(&folder.path().join("[*.txt")))[0].problem, Problem::BadPattern(_)));
}

#[test]
fn content_and_not_the_name_decides_the_form() {
    let line = br#"{"id": "x", "text": "Rain fell."}"#;
    let folder =
        folder(&[("a.txt", line), ("b.jsonl", b"Rain fell."), ("c.txt", &gzip(line)), ("d.gz", &gzip(&gzip(line)))]);
    let outcomes = read_path(folder.path());
    assert_eq!(ids(&outcomes), ["x", "b.jsonl", "x", "x"]);
    assert!(outcomes.iter().all(|o| text(o.as_ref().unwrap()) == "Rain fell."));
}

#[test]
fn json_comes_in_lines_arrays_objects_and_lists() {
    let folder = folder(&[
        ("1.jsonl", b"\xef\xbb\xbf{\"text\": \"a\"}\r\n\r\n{\"text\": \"b\", \"url\": \"https://n.example/b\"}\n"),
        ("2.json", b"[\n  {\"text\": \"a\"},\n  {\"text\": \"b\", \"id\": 7}\n]\n"),
        ("3.json", b"{\n  \"title\": \"T\",\n  \"text\": \"a } b\"\n}\n"),
        ("4.json", b"{\n\"text\": \"a\"\n}\n{\n\"text\": \"b\"\n}\n"),
        ("5.json", br#"{"status": "ok", "articles": [{"content": "a"}, {"content": "b"}]}"#),
        ("6.json", br#"{"title": "T", "text": "a \ud83d", "author": NaN}"#),
    ]);
    let outcomes = read_path(folder.path());
    assert!(errors(&outcomes).is_empty(), "{:?}", errors(&outcomes));
    let expected = [
        "1.jsonl#1",
        "https://n.example/b",
        "2.json#1",
        "7",
        "3.json",
        "4.json#1",
        "4.json#4",
        "5.json#1.1",
        "5.json#1.2",
        "6.json#1",
    ];
    assert_eq!(ids(&outcomes), expected);
    assert_eq!(text(outcomes[4].as_ref().unwrap()), "a } b");
}

#[test]
fn a_broken_line_is_named_and_the_rest_goes_on() {
    let mut lines: Vec<Vec<u8>> =
        (1..=10).map(|n| format!(r#"{{"id": "n{n}", "text": "Rain {n}."}}"#).into_bytes()).collect();
    lines[2] = b"{\"id\": \"n3\", \"text\": \"caf\xe9\"}".to_vec();
    lines[4] = br#"{"id": "n5", "title": "No text here"}"#.to_vec();
    lines[6] = br#"{"id": "n7", "text": "Rain" oops}"#.to_vec();
    lines[8] = br#"["a", "list"]"#.to_vec();
    let folder = folder(&[("a.jsonl", &lines.join(&b'\n'))]);
    let outcomes = read_path(folder.path());
    assert_eq!(ids(&outcomes), ["n1", "n2", "n4", "n6", "n8", "n10"]);
    let errors = errors(&outcomes);
    let found: Vec<_> = errors.iter().map(|e| (e.line, e.id.as_deref())).collect();
    assert_eq!(found, [(Some(3), Some("n3")), (Some(5), Some("n5")), (Some(7), Some("n7")), (Some(9), None)]);
    assert!(errors.iter().all(|e| e.input().ends_with("a.jsonl")));
    assert!(errors[0].what().starts_with("line 3: invalid UTF-8"), "{}", errors[0]);
    assert!(errors[1].what().starts_with("line 5: no article text"), "{}", errors[1]);
    assert!(errors[2].what().starts_with("line 7: broken JSON"), "{}", errors[2]);
    assert!(errors[3].what().contains("a list is not an article"), "{}", errors[3]);
}

#[test]
fn lines_of_standard_input_give_an_answer_each() {
    let lines: &[u8] = b"{\"id\": 1, \"text\": \"One.\"}\n{\"id\": 2, \"text\": \xff}\n\n{\"text\": \"Three.\"}";
    let outcomes: Vec<_> = json_lines(lines, &ReadOptions::default()).map(|line| line.article).collect();
    assert!(ids(&outcomes)[0] == "1" && ids(&outcomes)[1].starts_with("-#"), "{:?}", ids(&outcomes));
    assert_eq!((errors(&outcomes)[0].input(), errors(&outcomes)[0].id.as_deref()), ("-", Some("2")));
    assert_eq!((errors(&outcomes).len(), errors(&outcomes)[1].line), (2, Some(3)));
}

#[test]
fn a_line_of_a_hundred_megabytes_is_passed_over() {
    let folder = tempdir().unwrap();
    let mut file = fs::File::create(folder.path().join("a.jsonl")).unwrap();
    file.write_all(b"{\"id\": \"1\", \"text\": \"One.\"}\n{\"id\": \"2\", \"text\": \"").unwrap();
    let megabyte = vec![b'x'; 1 << 20];
    (0..100).for_each(|_| file.write_all(&megabyte).unwrap());
    file.write_all(b"\"}\n{\"id\": \"3\", \"text\": \"Three.\"}\n").unwrap();
    let started = Instant::now();
    let outcomes = read_path(folder.path());
    assert_eq!(ids(&outcomes), ["1", "3"]);
    assert!(matches!(errors(&outcomes)[0].problem, Problem::TooLong(_)));
    assert_eq!(errors(&outcomes)[0].line, Some(2));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn texts_over_the_limit_are_named_whatever_their_form() {
    let long = "x".repeat(5000);
    let folder = folder(&[
        ("a.txt", long.as_bytes()),
        ("b.jsonl", format!("{{\"text\": \"{long}\"}}").as_bytes()),
        ("c.json", format!("[{{\"text\": \"{}\"}}, {{\"text\": \"b\"}}]", long.repeat(3)).as_bytes()),
        ("d.gz", &gzip(long.as_bytes())),
        ("e.html", format!("<p>{long}</p>").as_bytes()),
    ]);
    let options = ReadOptions { max_article_bytes: 4000 };
    let outcomes: Vec<_> = read(&[folder.path().display().to_string()], &options).collect();
    assert_eq!(ids(&outcomes), ["c.json#2"]);
    assert_eq!(errors(&outcomes).iter().filter(|e| matches!(e.problem, Problem::TooLong(4000))).count(), 5);
}

#[test]
fn empty_and_binary_files_are_named_for_what_they_are() {
    let folder = folder(&[
        ("a.txt", b""),
        ("b.txt", b" \r\n \n"),
        ("c.txt", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"),
        ("d.txt", b"PK\x03\x04\x14\0\0\0word/document.xml\0\0"),
        ("e.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("f.txt", b"abc\0def\0\x01\x02\x03"),
        ("g.txt", b"Rain fell."),
        ("h.gz", &gzip(b"")),
    ]);
    let outcomes = read_path(folder.path());
    assert_eq!(ids(&outcomes), ["g.txt"]);
    let what: Vec<_> = errors(&outcomes).iter().map(|e| e.what()).collect();
    for (n, part) in
        ["is empty", "is empty", "a PDF document", "a Word document", "a PNG image", "binary data", "is empty"]
            .iter()
            .enumerate()
    {
        assert!(what[n].contains(part), "{}", what[n]);
    }
}

#[test]
fn articles_before_the_damage_of_a_gzip_file_are_read() {
    let lines: String =
        (0..3000).map(|n| format!("{{\"id\": \"n{n}\", \"text\": \"Rain {} fell.\"}}\n", n * 7919)).collect();
    let mut cut = gzip(lines.as_bytes());
    cut.truncate(cut.len() * 2 / 3);
    let mut spoilt = gzip(lines.as_bytes());
    let middle = spoilt.len() / 2;
    spoilt[middle..middle + 40].fill(0xff);
    let array = format!("[{}]", lines.trim_end().replace('\n', ","));
    let mut cut_array = gzip(array.as_bytes());
    cut_array.truncate(cut_array.len() / 2);
    let mut stub = gzip(b"Rain fell.");
    stub.truncate(12);
    for (name, bytes, least) in
        [("cut.gz", cut, 1000), ("spoilt.gz", spoilt, 500), ("array.gz", cut_array, 500), ("stub.gz", stub, 0)]
    {
        let folder = folder(&[(name, &bytes), ("z.txt", b"Snow fell.")]);
        let outcomes = read_path(folder.path());
        assert_eq!(ids(&outcomes).last(), Some(&"z.txt"), "{name}");
        assert!(ids(&outcomes).len() > least, "{name}: {}", ids(&outcomes).len());
        assert!(
            errors(&outcomes).iter().any(|e| matches!(e.problem, Problem::Packed { by: "gzip", .. })),
            "{name}: {:?}",
            errors(&outcomes)
        );
    }
}

#[test]
fn a_gzip_bomb_costs_neither_memory_nor_the_other_files() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"{\"id\": \"1\", \"text\": \"One.\"}\n{\"id\": \"2\", \"text\": \"").unwrap();
    let megabyte = vec![b'x'; 1 << 20];
    (0..1024).for_each(|_| encoder.write_all(&megabyte).unwrap());
    let folder = folder(&[("bomb.gz", &encoder.finish().unwrap()), ("z.txt", b"Snow fell.")]);
    let outcomes = read_path(folder.path());
    assert_eq!(ids(&outcomes), ["1", "z.txt"]);
    assert!(matches!(errors(&outcomes)[0].problem, Problem::TooLong(_)));
}

#[test]
fn text_is_read_in_the_encoding_it_is_in() {
    let page =
        b"<html><head><meta charset=gb2312></head><body><p>\xd6\xd0\xb9\xfa\xcd\xe2\xbd\xbb\xb2\xbf</p></body></html>";
    let wide: Vec<u8> = "\u{feff}Rain fell.\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let lines: Vec<u8> = "\u{feff}{\"text\": \"été\"}\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let folder = folder(&[
        ("a.txt", b"Le pr\xe9sident a \xe9t\xe9 \xe9lu \xe0 l'issue d'un second tour tr\xe8s disput\xe9."),
        ("b.html", page),
        ("c.txt", &wide),
        ("d.jsonl", &lines),
    ]);
    let outcomes = read_path(folder.path());
    let texts: Vec<_> = outcomes.iter().map(|o| text(o.as_ref().unwrap())).collect();
    assert!(texts[0].starts_with("Le président a été élu à"));
    assert!(texts[1].contains("中国外交部"));
    assert_eq!(texts[2], "Rain fell.\n");
    assert_eq!(texts[3], "été");
}

#[test]
fn feeds_give_their_entries() {
    let rss = r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Day</title><link>https://day.example/</link><language>en-gb</language>
        <item><title>Rain &amp; wind</title><link>https://day.example/rain</link><guid isPermaLink="false">81</guid><dc:creator>Ann Lee</dc:creator>
        <pubDate>Sat, 15 Apr 2023 08:30:00 +0700</pubDate><description>Short.</description>
        <content:encoded><![CDATA[<p>Rain fell.</p><p>Wind rose.</p>]]></content:encoded></item>
        <item><title>Snow</title><description>Snow fell on&nbsp;Tuesday.</description></item>
        <item><title>Nothing</title><link>https://day.example/nothing</link></item></channel></rss>"#;
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>The Night</title><id>urn:f</id><updated>2023-04-15T00:00:00Z</updated>
        <entry><id>tag:night.example,2023:1</id><title>Hail</title><link href="https://night.example/1"/><updated>2023-04-15T08:30:00Z</updated>
        <published>2023-04-15T07:00:00-05:00</published><author><name>Bo Sim</name></author><content type="html">&lt;p&gt;Hail fell.&lt;/p&gt;</content></entry></feed>"#;
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://old.example/"><title>Old</title><link>https://old.example/</link><description>d</description></channel>
        <item rdf:about="https://old.example/1"><title>Fog</title><link>https://old.example/1</link><description>Fog lay.</description><dc:date>2003-04-15</dc:date></item></rdf:RDF>"#;
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "New", "items": [{"id": "https://new.example/1",
        "url": "https://new.example/1", "title": "Frost", "content_text": "Frost came.", "date_published": "2023-04-15T08:30:00Z"}]}"#;
    let folder = folder(&[
        ("1.xml", rss.as_bytes()),
        ("2.xml", atom.as_bytes()),
        ("3.xml", rdf.as_bytes()),
        ("4.json", json.as_bytes()),
        ("5.gz", &gzip(rss.as_bytes())),
    ]);
    let outcomes = read_path(folder.path());
    let rain = outcomes[0].as_ref().unwrap();
    assert_eq!((rain.id.as_str(), rain.url.as_deref()), ("https://day.example/rain", Some("https://day.example/rain")));
    assert_eq!(rain.title.as_deref(), Some("Rain & wind"));
    assert_eq!(rain.byline.as_deref(), Some("Ann Lee"));
    assert_eq!(rain.outlet.as_deref(), Some("The Day"));
    assert_eq!(rain.language.as_deref(), Some("en-gb"));
    assert_eq!(rain.published.as_deref(), Some("Sat, 15 Apr 2023 08:30:00 +0700"));
    assert_eq!(rain.body, Body::Html("<p>Rain fell.</p><p>Wind rose.</p>".into()));
    let expected = [
        "https://day.example/rain",
        "1.xml#2",
        "tag:night.example,2023:1",
        "https://old.example/1",
        "https://new.example/1",
        "https://day.example/rain",
        "5.gz#2",
    ];
    assert_eq!(ids(&outcomes), expected);
    let published: Vec<_> = outcomes.iter().flatten().map(|c| c.published.as_deref()).collect();
    assert_eq!(published[2..5], [Some("2023-04-15T07:00:00-05:00"), Some("2003-04-15"), Some("2023-04-15T08:30:00Z")]);
    assert_eq!(errors(&outcomes).len(), 2);
    assert!(errors(&outcomes).iter().all(|e| e.id.as_deref() == Some("https://day.example/nothing")));
}

#[test]
fn the_good_entries_of_a_broken_feed_are_read() {
    let item = |n: u32| {
        format!(
            "<item><title>T{n}</title><link>https://d.example/{n}</link><description>Rain {n}.</description></item>"
        )
    };
    let broken = "<item><title>Bad</title><description><b>Rain</description></item>";
    let whole = format!("<rss version=\"2.0\"><channel><title>D</title>{}{broken}{}</channel></rss>", item(1), item(2));
    let many: String = (0..500).map(item).collect();
    let mut cut = gzip(format!("<rss version=\"2.0\"><channel><title>D</title>{many}</channel></rss>").as_bytes());
    cut.truncate(cut.len() / 2);
    let folder = folder(&[("1.xml", whole.as_bytes()), ("2.gz", &cut)]);
    let outcomes = read_path(folder.path());
    assert_eq!(ids(&outcomes)[..2], ["https://d.example/1", "https://d.example/2"]);
    assert!(ids(&outcomes).len() > 50, "{}", ids(&outcomes).len());
    let errors = errors(&outcomes);
    assert!(errors[0].what().contains("entry 2"), "{}", errors[0]);
    assert!(matches!(errors[1].problem, Problem::Packed { by: "gzip", .. }), "{}", errors[1]);
    assert_eq!(errors.len(), 2);
}

#[test]
fn what_is_not_there_or_holds_nothing_is_named() {
    let folder = tempdir().unwrap();
    let missing = folder.path().join("none.txt");
    assert!(matches!(errors(&read_path(&missing))[0].problem, Problem::NotFound));
    assert!(matches!(errors(&read_path(folder.path()))[0].problem, Problem::EmptyFolder));
    let arguments = [missing.display().to_string(), String::new()];
    assert_eq!(read(&arguments, &ReadOptions::default()).filter(Result::is_err).count(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_fail(start in "(\\{\"text\": \"|\\[|<rss version='2.0'>|<p>|\\x1f\\u{8b}\\x08|)", bytes in vec(any::<u8>(), 0..300)) {
        let folder = folder(&[("a", &[start.as_bytes(), &bytes].concat()), ("z.txt", b"Last.")]);
        let outcomes = read_path(folder.path());
        prop_assert!(ids(&outcomes).last() == Some(&"z.txt"));
        prop_assert!(outcomes.len() >= 2);
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    #[test]
    fn a_folder_loop_is_named_and_not_followed() {
        let folder = folder(&[("a/one.txt", b"One."), ("z.txt", b"Last.")]);
        symlink(folder.path(), folder.path().join("a/back")).unwrap();
        symlink(folder.path().join("nowhere"), folder.path().join("a/dangling")).unwrap();
        let outcomes = read_path(folder.path());
        assert_eq!(ids(&outcomes), ["a/one.txt", "z.txt"]);
        let errors = errors(&outcomes);
        assert!(
            matches!(errors[0].problem, Problem::Loop(_)) && errors[0].input().ends_with("a/back"),
            "{}",
            errors[0]
        );
        assert!(
            matches!(errors[1].problem, Problem::NotFound) && errors[1].input().ends_with("dangling"),
            "{}",
            errors[1]
        );
    }

    #[test]
    fn links_among_folders_do_not_multiply() {
        let folder = folder(&[("d20/one.txt", b"One.")]);
        for n in 0..20 {
            let here = folder.path().join(format!("d{n:02}"));
            fs::create_dir_all(&here).unwrap();
            for link in ["x", "y"] {
                symlink(folder.path().join(format!("d{:02}", n + 1)), here.join(link)).unwrap();
            }
        }
        assert!(read_path(folder.path()).len() < 100);
    }

    #[test]
    fn pipes_sockets_and_devices_are_named_and_never_waited_for() {
        let folder = folder(&[("z.txt", b"Last.")]);
        let made = Command::new("mkfifo").arg(folder.path().join("a.pipe")).status();
        let _socket = UnixListener::bind(folder.path().join("b.socket")).unwrap();
        let outcomes = read_path(folder.path());
        assert_eq!(ids(&outcomes), ["z.txt"]);
        let expected = 1 + usize::from(made.is_ok_and(|status| status.success()));
        assert_eq!(errors(&outcomes).iter().filter(|e| matches!(e.problem, Problem::Special(_))).count(), expected);
        let pipe = folder.path().join("a.pipe");
        assert!(!pipe.exists() || matches!(errors(&read_path(&pipe))[0].problem, Problem::Special("a pipe")));
        assert!(matches!(errors(&read_path(Path::new("/dev/zero")))[0].problem, Problem::Special("a device")));
    }

    #[test]
    fn what_may_not_be_read_is_named_and_the_rest_goes_on() {
        let folder = folder(&[("a.txt", b"Secret."), ("b/c.txt", b"Secret."), ("z.txt", b"Last.")]);
        let shut =
            |name: &str| fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(0o000)).unwrap();
        shut("a.txt");
        shut("b");
        let outcomes = read_path(folder.path());
        fs::set_permissions(folder.path().join("b"), fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(ids(&outcomes).last(), Some(&"z.txt"));
        // a superuser may read all
        if ids(&outcomes).len() == 1 {
            let errors = errors(&outcomes);
            assert_eq!(errors.len(), 2);
            assert!(errors.iter().all(|e| matches!(e.problem, Problem::Unreadable(_))), "{errors:?}");
            assert!(errors[0].input().ends_with("a.txt") && errors[1].input().ends_with('b'));
        }
    }
}
