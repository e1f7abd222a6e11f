//! Extraction on pages in the shapes that news sites have, against the true text of each.
//!
//! `cargo test -p attache-press --test pages -- --nocapture` prints the figures.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attache_press::page::{Page, extract};
use attache_press::{Body, Clipping, Found, clean, words};
use proptest::{collection::vec, prelude::*};

/// The pages of `tests/pages` by name, with the true text of each.
fn pages() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "html"));
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    paths.iter().map(|path| (name(path), read(path), read(&path.with_extension("txt")))).collect()
}

fn page(name: &str) -> Page {
    let html = pages().into_iter().find(|(n, ..)| n == name).unwrap().1;
    extract(&html, None)
}

/// Precision and recall of the words of `got` as a bag, against those of `truth`.
fn overlap(got: &str, truth: &str) -> (f64, f64) {
    let bag = |text: &str| {
        let mut bag: HashMap<String, usize> = HashMap::new();
        words(text).for_each(|w| *bag.entry(w.of(text).to_lowercase()).or_default() += 1);
        bag
    };
    let (got, truth) = (bag(got), bag(truth));
    let shared: usize = got.iter().map(|(word, n)| n.min(truth.get(word).unwrap_or(&0))).sum();
    let size = |bag: &HashMap<String, usize>| bag.values().sum::<usize>().max(1) as f64;
    (shared as f64 / size(&got), shared as f64 / size(&truth))
}

#[test]
fn the_text_of_each_page_is_found_whole() {
    let (mut sum, mut n) = (0.0, 0.0);
    for (name, html, truth) in pages() {
        let got = extract(&html, None).text;
        let (precision, recall) = overlap(&got, &truth);
        let f1 = 2.0 * precision * recall / (precision + recall);
        println!("{name:12} precision {precision:.3} recall {recall:.3} F1 {f1:.3}");
        assert!(recall > 0.99, "{name}");
        // each paragraph stands on a line of its own
        for paragraph in truth.lines() {
            assert!(got.lines().any(|line| line == paragraph), "{name}: {paragraph}");
        }
        (sum, n) = (sum + f1, n + 1.0);
    }
    println!("mean F1 {:.3} over {n} pages", sum / n);
    assert!(sum / n > 0.9);
}

#[test]
fn cleaning_takes_furniture_and_none_of_the_story() {
    let f1 = |(precision, recall): (f64, f64)| 2.0 * precision * recall / (precision + recall);
    let (mut sum, mut n) = (0.0, 0.0);
    for (name, html, truth) in pages() {
        let extracted = overlap(&extract(&html, None).text, &truth);
        let article = clean(&Clipping { body: Body::Html(html), ..Clipping::default() }).article;
        let cleaned = overlap(&article.text, &truth);
        println!("{name:12} F1 extracted {:.3} cleaned {:.3} recall {:.3}", f1(extracted), f1(cleaned), cleaned.1);
        assert!(cleaned.1 >= extracted.1, "{name} lost: {:?}", article.removed);
        assert!(f1(cleaned) >= f1(extracted), "{name}");
        (sum, n) = (sum + f1(cleaned), n + 1.0);
    }
    println!("mean F1 {:.3} over {n} pages", sum / n);
    assert!(sum / n >= 0.97);
}

#[test]
fn metadata_is_found_and_where_it_was_is_said() {
    let noted = |n: &Option<attache_press::page::Noted>| n.as_ref().map(|n| (n.value.clone(), n.found));
    let some = |value: &str, found| Some((value.to_owned(), found));
    let daily = page("daily");
    assert_eq!(noted(&daily.byline), some("Marta Ellingham, Idris Kole", Found::JsonLd));
    assert_eq!(noted(&daily.outlet), some("The Portside Courier", Found::JsonLd));
    assert_eq!(noted(&daily.published), some("2022-09-14T06:15:00+01:00", Found::JsonLd));
    assert_eq!(noted(&daily.modified), some("2022-09-14T11:40:00+01:00", Found::JsonLd));
    assert_eq!(noted(&daily.language), some("en", Found::Meta));
    assert_eq!(
        noted(&page("live").title),
        some("Valley floods: river falls as crews reach cut-off villages", Found::JsonLd)
    );
    let wire = page("wire");
    assert_eq!(noted(&wire.byline), some("Anders Quist", Found::Meta));
    assert_eq!(noted(&wire.published), some("2019-11-07T13:31:00+00:00", Found::Meta));
    let broadcaster = page("broadcaster");
    assert_eq!(noted(&broadcaster.published), some("2018-02-11T09:20:00+10:30", Found::Meta));
    assert_eq!(noted(&broadcaster.byline).map(|(_, found)| found), Some(Found::Page));
    let script = page("script");
    assert_eq!(noted(&script.byline), some("Sol Varga", Found::JsonLd));
    assert_eq!(noted(&script.published), some("2017-06-03", Found::Url));
    assert_eq!(noted(&script.outlet), some("Island Post", Found::JsonLd));
}

#[test]
fn authors_side_by_side_are_all_named_and_those_of_other_articles_are_not() {
    let by = "<div>By <a rel=author>Ann Lee</a> and <a rel=author>Bo Sim</a></div>";
    let page = extract(
        &format!("<article><h1>Rain</h1>{by}<p>Rain fell.</article><aside><a rel=author>Cy Orr</a></aside>"),
        None,
    );
    assert_eq!(page.byline.map(|b| (b.value, b.found)), Some(("Ann Lee, Bo Sim".into(), Found::Page)));
}

#[test]
fn an_address_that_is_given_counts_before_the_one_a_page_claims() {
    let page = extract(
        "<link rel=canonical href='https://a.example/x'><p>Rain.",
        Some("https://www.b.example/2020/1/31/rain"),
    );
    assert_eq!(
        page.url.map(|u| (u.value, u.found)),
        Some(("https://www.b.example/2020/1/31/rain".into(), Found::Given))
    );
    assert_eq!(page.outlet.map(|o| (o.value, o.found)), Some(("b.example".into(), Found::Url)));
    assert_eq!(page.published.map(|p| (p.value, p.found)), Some(("2020-01-31".into(), Found::Url)));
}

#[test]
fn pages_that_are_no_pages_give_what_text_they_have() {
    assert_eq!(extract("", None), Page::default());
    assert_eq!(extract("Rain fell.", None).text, "Rain fell.\n");
    assert_eq!(extract("<p>Rain fell.<p>Snow <b>fell", None).text, "Rain fell.\nSnow fell\n");
    assert_eq!(extract("<article><p>Rain &amp; wind.</article><nav>Home</nav>", None).text, "Rain & wind.\n");
}

/// Time on a slow and busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn hostile_pages_neither_break_it_nor_hold_it_up() {
    let deep = |open: &str, close: &str| format!("<body>{}core of it{}", open.repeat(100_000), close.repeat(100_000));
    let text = "The council met on Tuesday and talked of rain and of the river that rose. ";
    for (name, html) in [
        ("divs", deep("<div>", "</div>")),
        ("unclosed", deep("<div><span>", "")),
        ("tables", deep("<table><tr><td>", "")),
        ("cells", deep("<div><table><tr><td></div>", "")),
        ("lists", deep("<ul><li>", "</li></ul>")),
        ("fonts", deep("<font a>", "")),
        ("formats", format!("<body>{}", "<b><i><p>core of it".repeat(20_000))),
        ("svg", deep("<svg><g>", "")),
        ("titles in svg", deep("<svg><title><div>", "")),
        ("links", format!("<body>{}", "<a href='/x'>core of it</a> ".repeat(50_000))),
        ("attributes", format!("<body><p {}>core of it", "x='1' ".repeat(200_000))),
        ("entities", format!("<body><p>core of it {}", "&lt;".repeat(500_000))),
        ("angles", format!("<body>core of it {}", "<".repeat(1_000_000))),
        ("comment", format!("<body>core of it<!-- {}", "<p>x".repeat(200_000))),
        ("long", format!("<body><article>core of it{}", format!("<p>{}</p>", text.repeat(5)).repeat(20_000))),
        ("one line", format!("<body><p>core of it {}", text.repeat(100_000))),
        ("json", format!("<script type='application/ld+json'>{}</script><p>core of it", "[".repeat(100_000))),
    ] {
        let started = Instant::now();
        let page = extract(&html, None);
        println!("{name:14} {:>9} bytes {:?}", html.len(), started.elapsed());
        // what stands within a drawing is not text
        assert!(page.text.contains("core of it") || name.contains("svg"), "{name}");
        assert!(started.elapsed() < PATIENCE, "{name}: {:?}", started.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_soup_of_tags_makes_it_fail(parts in vec("</?(p|div|article|table|td|li|b|a|h1|svg|script|time|title|body|select)( [a-z]{1,4}=['\"]?)?>?|&[a-z]{2,4};?|[ -~é中]{0,12}", 0..120)) {
        let _ = extract(&parts.concat(), None);
    }
}
