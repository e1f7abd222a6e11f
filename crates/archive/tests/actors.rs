//! What the archive knows of actors.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod generated;

use attache_archive::record::{Passage, Speaker, Statement};
use attache_archive::{Archive, Found, KeptActor, KeptOffice, KeptReport, KeptStatement, WantedActors};
use attache_press::{Article, CharSpan};
use generated::{Dice, press};

/// What a speaker says, word for word.
fn statement(passage: &Passage, speaker: &str) -> Statement {
    Statement {
        speaker: Some(Speaker { name: Some(speaker.to_owned()), ..Speaker::default() }),
        with: Vec::new(),
        kind: "direct".into(),
        verbatim: true,
        text: passage.text.clone(),
        cue: None,
        article: passage.article.clone(),
        span: passage.span,
        date: None,
        addressee: None,
        venue: None,
        about: Vec::new(),
        chain: Vec::new(),
    }
}

/// A report on an article that speaks of somebody under a name.
fn report(article: &Article, names: &[&str], mark: &str) -> KeptReport {
    let passage =
        Passage { article: article.id.clone(), span: CharSpan { start: 0, end: 9 }, text: "A passage".into() };
    let person = |name: &&str| KeptActor {
        kind: "person".into(),
        name: Some((*name).to_owned()),
        names: vec![(*name).to_owned()],
        code: Some("NOR".into()),
        sectors: vec!["GOV".into()],
        office: Some("harbour minister".into()),
        id: Some(format!("person:NOR/{}", name.to_lowercase().replace(' ', "-"))),
        offices: vec![KeptOffice {
            office: "harbour minister".into(),
            of: Some("NOR".into()),
            past: false,
            sentence: passage.clone(),
        }],
        candidates: Vec::new(),
        mentions: 2,
    };
    KeptReport {
        mark: mark.into(),
        actors: names.iter().map(person).collect(),
        statements: vec![KeptStatement { by: Some(0), on: Vec::new(), told: statement(&passage, names[0]) }],
        events: Vec::new(),
        relations: Vec::new(),
        account: None,
    }
}

fn archive() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("a.db")).unwrap();
    (folder, archive)
}

/// Three articles of one story and one of another, with who is spoken of.
fn told() -> (Vec<Article>, Vec<Option<KeptReport>>) {
    let mut articles = press(2);
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    let reports = articles.iter().map(|article| Some(report(article, &["Oda Brandquist"], "m1"))).collect();
    (articles, reports)
}

#[test]
fn an_actor_is_counted_over_all_stories_and_told_with_what_it_says() {
    let (_folder, mut archive) = archive();
    let (articles, reports) = told();
    archive.ingest_reported(&articles, &reports).unwrap();
    let actors = archive.actors(&WantedActors::default()).unwrap();
    assert_eq!(actors.len(), 1, "{actors:?}");
    assert_eq!((actors[0].articles, actors[0].mentions), (articles.len(), 2 * articles.len()));
    for name in ["oda brandquist", "person:NOR/oda-brandquist"] {
        let Found::One(dossier) = archive.actor(name, 3).unwrap() else { panic!("{name}") };
        assert_eq!(dossier.statements.len(), 3);
        assert_eq!((dossier.offices.len(), dossier.offices[0].mentions), (1, articles.len()));
        assert!(dossier.offices[0].first_reported <= dossier.offices[0].last_reported);
    }
    assert_eq!(archive.actor("Nobody At All", 3).unwrap(), Found::Nobody);
    let wanted = |code: &str| WantedActors { code: Some(code.into()), ..WantedActors::default() };
    assert_eq!((archive.actors(&wanted("nor")).unwrap().len(), archive.actors(&wanted("SWE")).unwrap().len()), (1, 0));
}

#[test]
fn batches_order_and_repetition_do_not_show() {
    let (articles, reports) = told();
    let mut both: Vec<_> = articles.into_iter().zip(reports).collect();
    let tell = |batches: &[Vec<(Article, Option<KeptReport>)>]| {
        let (_folder, mut archive) = archive();
        for batch in batches {
            let (articles, reports): (Vec<_>, Vec<_>) = batch.iter().cloned().unzip();
            archive.ingest_reported(&articles, &reports).unwrap();
        }
        let Found::One(dossier) = archive.actor("Oda Brandquist", 99).unwrap() else { panic!("not one") };
        (archive.actors(&WantedActors::default()).unwrap(), dossier)
    };
    let whole = tell(&[both.clone()]);
    Dice(7).shuffle(&mut both);
    let apart: Vec<Vec<_>> = both.chunks(1).map(<[_]>::to_vec).collect();
    assert_eq!(tell(&apart), whole);
    assert_eq!(tell(&[both.clone(), both.clone()]), whole);
}

#[test]
fn reports_are_added_to_what_is_held_and_made_anew_under_another_mark() {
    let (_folder, mut archive) = archive();
    let (articles, reports) = told();
    archive.ingest_batch(&articles).unwrap();
    assert!(archive.unreported(&articles, "m1").unwrap().iter().all(|missing| *missing));
    assert!(archive.actors(&WantedActors::default()).unwrap().is_empty());

    assert_eq!(archive.ingest_reported(&articles, &reports).unwrap().seen, articles.len());
    assert!(archive.unreported(&articles, "m1").unwrap().iter().all(|missing| !missing));
    assert_eq!(archive.actors(&WantedActors::default()).unwrap().len(), 1);

    assert!(archive.unreported(&articles, "m2").unwrap().iter().all(|missing| *missing));
    let anew: Vec<_> = articles.iter().map(|article| Some(report(article, &["Nils Aarvik"], "m2"))).collect();
    archive.ingest_reported(&articles, &anew).unwrap();
    assert_eq!(archive.actors(&WantedActors::default()).unwrap()[0].name, "Nils Aarvik");
    assert_eq!(archive.actor("Oda Brandquist", 9).unwrap(), Found::Nobody);
}

#[test]
fn two_of_one_name_are_listed() {
    let (_folder, mut archive) = archive();
    let articles = press(1);
    let reports: Vec<_> = articles
        .iter()
        .map(|article| {
            let mut report = report(article, &["Oda Brandquist", "Nils Brandquist"], "m1");
            report.actors.iter_mut().for_each(|actor| actor.names.push("Brandquist".into()));
            Some(report)
        })
        .collect();
    archive.ingest_reported(&articles, &reports).unwrap();
    let Found::Several(several) = archive.actor("Brandquist", 9).unwrap() else { panic!("not several") };
    assert_eq!(several.len(), 2);
    assert!(matches!(archive.actor("Nils Brandquist", 9).unwrap(), Found::One(_)));
}

#[test]
fn an_archive_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(include_str!("../migrations/1.sql")).unwrap();
    connection.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 0x41544348").unwrap();
    drop(connection);
    let mut archive = Archive::open(&path).unwrap();
    let (articles, reports) = told();
    archive.ingest_reported(&articles, &reports).unwrap();
    assert_eq!(archive.actors(&WantedActors::default()).unwrap().len(), 1);
}
