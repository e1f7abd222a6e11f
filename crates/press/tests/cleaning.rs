//! Cleaning from end to end: small articles in the manner of many outlets, and what is left of them.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fmt::Write;
use std::path::Path;

use attache_press::{Article, Body, Clipping, clean};
use proptest::prelude::*;

fn cleaned(text: &str) -> Article {
    clean(&Clipping { body: Body::Text(text.into()), ..Clipping::default() }).article
}

fn chars(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

/// Fields with where they were found, then what went, then what stayed.
fn report(text: &str, article: &Article) -> String {
    let mut out = String::new();
    let fields = [
        ("title", &article.title),
        ("byline", &article.byline),
        ("dateline", &article.dateline),
        ("outlet", &article.outlet),
        ("published", &article.published),
        ("language", &article.language),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "{name}: {value} ({:?})", article.found[name]).unwrap();
        }
    }
    writeln!(out, "credits: {}", article.credits.join(", ")).unwrap();
    writeln!(out, "\nremoved:").unwrap();
    for removed in &article.removed {
        writeln!(out, "{:>16} | {}", removed.why, chars(text, removed.span.start, removed.span.end)).unwrap();
    }
    write!(out, "\ntext:\n{}", article.text).unwrap();
    out
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cleaning/{name}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    insta::assert_snapshot!(name, report(&text, &cleaned(&text)));
}

macro_rules! articles {
    ($($name:ident)*) => { $(#[test] fn $name() { check(stringify!($name)); })* };
}

articles! {
    associated_reprint
    broadcaster_with_player
    crawler_note
    daily_with_promotions
    deutsche_zeitung
    diario_espanol
    evening_agency_page
    gazeta_russian
    hard_wrapped
    indian_daily
    journal_francais
    magazine_with_consent
    regional_portal
    transcript_and_timeline
    wire_story
}

#[test]
fn a_page_gives_its_metadata_before_its_text_does() {
    let html = r#"<html lang="en"><head><title>Ferry sails again - The Tidewater Post</title>
        <meta property="og:site_name" content="The Tidewater Post">
        <script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sails again",
        "datePublished":"2022-03-04T09:00:00+01:00","author":{"@type":"Person","name":"Iris Dunn"}}</script></head>
        <body><article><h1>Ferry sails again</h1><p>By Somebody Else</p>
        <p>The ferry to the outer islands sailed again on Friday after two weeks in dock, its owners said in a statement.</p>
        <p>Read more: What to pack for a long crossing</p>
        <p>The ship had lost a propeller in the storm that closed the sound in February, and divers found it on Tuesday.</p>
        <p>Passengers who had booked for the lost weeks will be paid back in full, the owners said on Thursday evening.</p>
        </article></body></html>"#;
    let clipping = Clipping {
        body: Body::Html(html.into()),
        url: Some("https://www.tidewater.example/2022/03/05/ferry".into()),
        ..Clipping::default()
    };
    let cleaned = clean(&clipping);
    let (article, extracted) = (cleaned.article, cleaned.extracted.unwrap());
    assert_eq!(article.title.as_deref(), Some("Ferry sails again"));
    assert_eq!(article.byline.as_deref(), Some("Iris Dunn"));
    assert_eq!(article.outlet.as_deref(), Some("The Tidewater Post"));
    assert_eq!(article.published.as_deref(), Some("2022-03-04T09:00:00+01:00"));
    assert!(!article.text.contains("Read more") && article.text.contains("propeller"), "{}", article.text);
    let promotion = article.removed.iter().find(|r| r.why == "read-more").unwrap();
    assert!(chars(&extracted, promotion.span.start, promotion.span.end).starts_with("Read more"));
}

#[test]
fn an_address_tells_outlet_and_day_where_nothing_else_does() {
    let clipping = Clipping {
        body: Body::Text("Rain fell on the hills all night and the river rose by a metre before dawn.".into()),
        url: Some("https://www.hilltimes.example/2020/05/06/rain".into()),
        ..Clipping::default()
    };
    let article = clean(&clipping).article;
    assert_eq!(article.outlet.as_deref(), Some("hilltimes.example"));
    assert_eq!(article.published.as_deref(), Some("2020-05-06"));
}

/// Lines of every kind, to be mixed at random.
const LINES: &[&str] = &[
    "",
    "  ",
    "Accessibility links",
    "Advertisement",
    "please wait",
    "0:00 0:02:12 0:00",
    "Read more: A fox in the henhouse",
    "Recommended",
    "Fox elected to board of henhouse",
    "By Jane Fox",
    "Published April 15, 2023",
    "April 15, 2023",
    "FILE - A fox crosses a field, Nov. 30, 2022.",
    "A fox was seen in the market on Tuesday,\u{a0}\u{200b}and  nobody minded, the farmers said.",
    "LONDON (Reuters) - A fox crossed the river by ferry on Tuesday, and paid for its ticket in coins.",
    "Why it matters",
    "© 2023 The Daily Fox. All rights reserved",
    "With Agence France-Presse",
    "He left. date 2023-04-15",
    "Foxes and hens sign a treaty",
    "\u{feff}Share",
    "狐は川を渡りました。",
    "Über die Füchse wird viel ge\u{ad}schrieben, sagt der Bauer.",
    "(Reporting by Ann Fox; Editing by Bo Hen)",
];

/// What stands for nothing when texts are compared.
fn solid(text: impl Iterator<Item = char>) -> String {
    text.filter(|c| !c.is_whitespace()).collect()
}

fn keeps_its_promise(text: &str) -> Result<(), TestCaseError> {
    let article = cleaned(text);
    let mut last = 0;
    for removed in &article.removed {
        prop_assert!(removed.span.start >= last && removed.span.end > removed.span.start);
        if let Some(words) = &removed.text {
            let there: String = text.chars().take(removed.span.end).skip(removed.span.start).collect();
            prop_assert!(there.contains(words.as_str()));
        }
        last = removed.span.end;
    }
    let gone = |n: usize| article.removed.iter().any(|r| (r.span.start..r.span.end).contains(&n));
    let left = text.chars().enumerate().filter(|(n, _)| !gone(*n)).map(|(_, c)| c);
    prop_assert_eq!(solid(left), solid(article.text.chars()));
    prop_assert!(article.text.is_empty() || article.text.ends_with('\n'));
    prop_assert!(!article.text.contains("\n\n") && !article.text.contains("  "));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_left_is_the_text_without_what_went(picks in prop::collection::vec(0..LINES.len(), 0..30), end in "[\n\r]{1,2}") {
        let text: String = picks.iter().map(|n| format!("{}{end}", LINES[*n])).collect();
        keeps_its_promise(&text)?;
    }

    #[test]
    fn no_text_makes_it_fail(text in "(?s).{0,300}") {
        keeps_its_promise(&text)?;
    }
}

#[test]
fn a_given_day_or_language_that_is_none_makes_way_for_the_next_source() {
    let text = "Barge sinks at the harbour mouth\nPublished April 15, 2023\n\nThe barge sank at dawn on Tuesday at the mouth \
                of the harbour, the coast guard said, and no ship may pass.\n";
    for written in ["yesterday", "last week", "31/02/2020", "soon"] {
        let clipping = Clipping {
            body: Body::Text(text.into()),
            published: Some(written.into()),
            language: Some("Klingonish".into()),
            ..Clipping::default()
        };
        let article = clean(&clipping).article;
        assert_eq!(article.published.as_deref(), Some("2023-04-15"), "{written}");
        assert_eq!(article.language.as_deref(), Some("en"), "{written}");
        let bare = Clipping { body: Body::Text("Ok.".into()), ..clipping };
        let article = clean(&bare).article;
        assert_eq!((article.published, article.language), (None, None), "{written}");
    }
}
