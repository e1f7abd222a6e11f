//! What the archive knows of events.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod generated;

use std::collections::BTreeSet;

use attache_archive::record::{Event, Evidence, Order};
use attache_archive::{Archive, By, KeptActor, KeptReport, WantedEvents, WantedTimeline};
use attache_coding::ontology::{Cameo, EventType, Modality, Mode};
use attache_coding::{Side, Stance};
use attache_fusion::{Account, Act, Mention, Party, Term, Vector, When};
use attache_press::{Article, CharSpan};
use attache_stories::Kind;
use attache_world::calendar::{Days, Granularity};
use generated::{Dice, press};
use jiff::civil::Date;

/// Envoys who visit each other.
const ENVOYS: [(&str, &str); 5] = [
    ("Oda Brandquist", "NOR"),
    ("Pekka Salo", "FIN"),
    ("Rui Telheiro", "PRT"),
    ("Ilse Dahl", "DNK"),
    ("Ann Lee", "GBR"),
];

fn envoy((name, code): (&str, &str)) -> KeptActor {
    KeptActor {
        kind: "person".into(),
        name: Some(name.into()),
        names: vec![name.into()],
        code: Some(code.into()),
        sectors: vec!["GOV".into()],
        office: None,
        id: Some(format!("person:{code}/{}", name.to_lowercase().replace(' ', "-"))),
        offices: Vec::new(),
        candidates: Vec::new(),
        mentions: 1,
    }
}

fn party(side: Side, actor: usize, envoy: (&str, &str)) -> Party {
    Party {
        side,
        actor: Some(actor),
        name: envoy.0.to_owned(),
        named: true,
        code: Some(envoy.1.to_owned()),
        sectors: Vec::new(),
        office: None,
        id: None,
        span: CharSpan { start: 0, end: 5 },
    }
}

/// One visit, told in the sentence of an article that has this number.
fn visit(article: &Article, number: usize, who: [(&str, &str); 2], day: Option<Date>) -> Mention {
    let ends: Vec<usize> = article.text.char_indices().filter(|(_, c)| *c == '.').map(|(at, _)| at + 1).collect();
    let sentence = CharSpan { start: if number == 0 { 0 } else { ends[number - 1] + 1 }, end: ends[number] };
    Mention {
        trigger: CharSpan { start: sentence.start, end: sentence.start + 4 },
        sentence,
        place_in_text: number as u32,
        lemma: "visit".into(),
        words: vec!["visit".into()],
        noun: false,
        act: Some(Act {
            event: EventType::Consult,
            modes: Mode::of(EventType::Consult, "visit").into_iter().collect(),
            contexts: Vec::new(),
            cameo: Cameo::parse("042").unwrap(),
            scale: 4.0,
            aux: Vec::new(),
            modality: Modality::Happened,
            stance: Stance::Asserted,
            background: false,
            confidence: 0.9,
            faint: false,
        }),
        parties: vec![party(Side::Actor, 0, who[0]), party(Side::Recipient, 1, who[1])],
        arguments: Vec::new(),
        around: vec![Term { hash: sentence.end as u32, rarity: 9 }],
        cast: vec![0, 1],
        place: None,
        when: day.map(|day| When { days: Days { first: day, last: day }, granularity: Granularity::Day, sentence }),
        quantities: Vec::new(),
        sources: Vec::new(),
        echoes: Vec::new(),
        vector: Vector::default(),
        sentence_vector: Vector::default(),
    }
}

/// A report on an article that tells of a visit or two, by dice that its id throws.
fn report(article: &Article, envoys: usize) -> KeptReport {
    let mut dice =
        Dice(article.id.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))));
    let published: Date = article.published.as_deref().unwrap().parse().unwrap();
    let who = [ENVOYS[dice.below(envoys)], ENVOYS[dice.below(envoys - 1) + 1]];
    let day = (dice.below(4) > 0).then(|| published.saturating_sub(jiff::Span::new().days(dice.below(3) as i64)));
    let mentions = (0..1 + dice.below(2)).map(|number| visit(article, number * 2, who, day)).collect();
    let account = Account {
        id: article.id.clone(),
        outlet: article.outlet.clone(),
        published: None,
        kind: Kind::Original,
        of: None,
        passages: Vec::new(),
        repairs: Vec::new(),
        credits: Vec::new(),
        credit_lines: Vec::new(),
        told_here: Vec::new(),
        hearsay: Vec::new(),
        actors: Vec::new(),
        terms: Vec::new(),
        sentences: Vec::new(),
        mentions,
        open: None,
    };
    KeptReport {
        mark: "m".into(),
        actors: who.map(envoy).to_vec(),
        account: Some(Box::new(account)),
        ..KeptReport::default()
    }
}

fn archive() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("a.db")).unwrap();
    (folder, archive)
}

/// All events of an archive that is filled batch by batch, with their evidence.
fn told(batches: &[&[Article]], envoys: usize) -> Vec<(Event, Vec<Evidence>)> {
    let (_folder, mut archive) = archive();
    for batch in batches {
        let reports: Vec<Option<KeptReport>> = batch.iter().map(|article| Some(report(article, envoys))).collect();
        archive.ingest_reported(batch, &reports).unwrap();
    }
    let events = archive.events(&WantedEvents::default()).unwrap();
    events.iter().map(|event| archive.explained(&event.id).unwrap().unwrap()).collect()
}

#[test]
fn events_are_the_same_whatever_the_order_and_the_batches() {
    for (stories, envoys, sizes) in [(12, 4, [1, 5]), (40, 2, [7, 31])] {
        let articles = press(stories);
        let whole = told(&[&articles], envoys);
        assert!(whole.len() > 2 && whole.len() < 2 * articles.len(), "{}", whole.len());
        // the number of its story is in an article's id
        let story = |article: &str| article.split(['/', '-']).nth(1).map(str::to_owned);
        let stories_of =
            |event: &Event| -> BTreeSet<_> { event.mentions.iter().map(|m| story(&m.sentence.article)).collect() };
        assert!(whole.iter().any(|(event, _)| stories_of(event).len() > 1), "no event of two stories");
        let mut dice = Dice(stories as u64);
        for size in sizes {
            let mut shuffled = articles.clone();
            dice.shuffle(&mut shuffled);
            assert_eq!(told(&shuffled.chunks(size).collect::<Vec<_>>(), envoys), whole);
        }
    }
}

#[test]
fn too_many_stories_of_one_pair_are_told_in_parts_and_no_order_shows() {
    let articles = press(150);
    let whole = told(&[&articles], 2);
    let mut shuffled = articles.clone();
    Dice(3).shuffle(&mut shuffled);
    assert_eq!(told(&shuffled.chunks(97).collect::<Vec<_>>(), 2), whole);
}

#[test]
fn a_report_that_comes_later_is_fused_with_the_others() {
    let articles = press(6);
    let whole = told(&[&articles], 4);
    let (_folder, mut archive) = archive();
    archive.ingest_batch(&articles).unwrap();
    assert!(archive.events(&WantedEvents::default()).unwrap().is_empty());
    for article in &articles {
        archive.ingest_reported(std::slice::from_ref(article), &[Some(report(article, 4))]).unwrap();
    }
    let events = archive.events(&WantedEvents::default()).unwrap();
    assert_eq!(events, whole.iter().map(|(event, _)| event.clone()).collect::<Vec<_>>());
}

#[test]
fn events_are_found_by_party_day_and_type() {
    let (_folder, mut archive) = archive();
    let articles = press(12);
    let reports: Vec<Option<KeptReport>> = articles.iter().map(|article| Some(report(article, 5))).collect();
    archive.ingest_reported(&articles, &reports).unwrap();
    let all = archive.events(&WantedEvents::default()).unwrap();
    let has = |parties: &[attache_archive::record::Party], code: &str| {
        parties.iter().any(|p| p.code.as_deref() == Some(code))
    };
    let count = |wanted: WantedEvents, is: &dyn Fn(&Event) -> bool| {
        let found = archive.events(&wanted).unwrap();
        assert_eq!(found, all.iter().filter(|event| is(event)).cloned().collect::<Vec<_>>());
        found.len()
    };
    let some = |name: &str| Some(name.to_owned());
    for name in ["nor", "oda brandquist", "BRANDQUIST", "person:NOR/oda-brandquist"] {
        let wanted = WantedEvents { actor: some(name), ..WantedEvents::default() };
        assert!(count(wanted, &|event| has(&event.actor, "NOR")) > 0, "{name}");
    }
    let between = WantedEvents { between: vec!["NOR".into(), "Pekka Salo".into()], ..WantedEvents::default() };
    count(between, &|event| ["NOR", "FIN"].iter().all(|code| has(&event.actor, code) || has(&event.recipient, code)));
    assert_eq!(count(WantedEvents { types: vec!["agree".into()], ..WantedEvents::default() }, &|_| false), 0);
    let since =
        WantedEvents { since: some("2010-01-05"), mode: some("visit"), quad: Some(1), ..WantedEvents::default() };
    count(since, &|event| event.enddate.as_deref().or(event.first_reported.as_deref()) >= Some("2010-01-05"));
    let first = WantedEvents { limit: Some(2), ..WantedEvents::default() };
    assert_eq!(archive.events(&first).unwrap(), all[..2]);
    let one = archive.event(&all[0].id[..12]).unwrap();
    assert_eq!(one.as_ref(), Some(&all[0]));
    assert_eq!(archive.event("nothing").unwrap(), None);
}

/// An archive of a few visits.
fn visits() -> (tempfile::TempDir, Archive, Vec<Article>) {
    let (folder, mut archive) = archive();
    let articles = press(12);
    keep(&mut archive, &articles);
    (folder, archive, articles)
}

fn keep(archive: &mut Archive, articles: &[Article]) {
    let reports: Vec<Option<KeptReport>> = articles.iter().map(|article| Some(report(article, 4))).collect();
    archive.ingest_reported(articles, &reports).unwrap();
}

fn all(archive: &Archive) -> Vec<Event> {
    archive.events(&WantedEvents::default()).unwrap()
}

#[test]
fn two_events_that_are_ruled_one_are_one_until_that_is_revoked() {
    let (_folder, mut archive, articles) = visits();
    let before = all(&archive);
    let (one, other) = (&before[0], before.last().unwrap());
    let order = Order::Merge { event: one.id.clone(), with: other.id.clone() };
    let ruling = archive.rule(&order).unwrap();
    let merged = archive.events_ruled(ruling.number).unwrap();
    assert_eq!((merged.len(), merged[0].mentions.len()), (1, one.mentions.len() + other.mentions.len()));
    assert_eq!((ruling.events, merged[0].rulings.as_slice()), (vec![merged[0].id.clone()], [ruling.number].as_slice()));
    let after = all(&archive);
    assert_eq!(after.len(), before.len() - 1);
    assert!(archive.rule(&order).is_err(), "they are one already, or gone");

    // what comes later does not undo it, and it holds however the archive was filled
    let more = press(14);
    keep(&mut archive, &more[articles.len()..]);
    assert_eq!(archive.events_ruled(ruling.number).unwrap().len(), 1);

    assert!(archive.revoke(ruling.number).unwrap());
    assert!(!archive.revoke(ruling.number).unwrap());
    let revoked = archive.rulings().unwrap();
    assert!(revoked[0].revoked.is_some() && revoked[0].events.is_empty());
    let (_other_folder, mut fresh) = self::archive();
    keep(&mut fresh, &more);
    assert_eq!(all(&archive), all(&fresh), "as if nothing had been ruled");
}

#[test]
fn a_sentence_that_is_ruled_to_tell_of_another_event_makes_one() {
    let (_folder, mut archive, articles) = visits();
    let before = all(&archive);
    let whole = before.iter().find(|event| event.mentions.len() > 3).unwrap();
    let sentence = &whole.mentions[2].sentence;
    let (article, start) = (sentence.article.clone(), sentence.span.start + 1);
    let ruling = archive.rule(&Order::Split { event: whole.id.clone(), article: article.clone(), start }).unwrap();
    let apart = archive.events_ruled(ruling.number).unwrap();
    assert_eq!((apart.len(), apart[0].mentions.len()), (1, 1));
    assert_eq!(all(&archive).len(), before.len() + 1);
    // the article comes with another text about it: the sentence is still known
    let mut changed = articles.iter().find(|other| other.id == article).unwrap().clone();
    let told = report(&changed, 4);
    changed.title = Some("Another head".into());
    archive.ingest_reported(&[changed], &[Some(told)]).unwrap();
    assert_eq!(archive.events_ruled(ruling.number).unwrap()[0].mentions[0].sentence.article, article);
    let none = Order::Split { event: whole.id.clone(), article: "nobody".into(), start: 0 };
    assert!(archive.rule(&none).unwrap_err().is_wrong_usage());
}

#[test]
fn what_is_corrected_is_told_and_found_so() {
    let (_folder, mut archive, _) = visits();
    let event = all(&archive).remove(0);
    archive.rule(&Order::Retype { event: event.id.clone(), to: "coerce".into() }).unwrap();
    let correct = Order::Correct {
        event: event.id.clone(),
        date: Some("1999-12-31".into()),
        enddate: None,
        actor: vec!["VNM".into(), "Nobody Known".into()],
        recipient: Vec::new(),
        place: Some("Hanoi".into()),
    };
    let ruling = archive.rule(&correct).unwrap();
    let told = archive.event(&event.id).unwrap().expect("its id stays");
    assert_eq!((told.event.as_str(), told.quad_code, told.mode.len()), ("COERCE", 4, 0));
    assert_eq!(
        (told.date.as_deref(), told.enddate.as_deref(), told.date_from),
        (Some("1999-12-31"), Some("1999-12-31"), None)
    );
    let actors: Vec<_> = told.actor.iter().map(|party| (party.code.as_deref(), party.name.as_str())).collect();
    assert_eq!(actors, [(Some("VNM"), "Vietnam"), (None, "Nobody Known")]);
    assert_eq!(told.place.as_ref().and_then(|place| place.country.as_deref()), Some("VNM"));
    assert_eq!(told.recipient, event.recipient);
    let found = WantedEvents { actor: Some("VNM".into()), until: Some("2000-01-01".into()), ..WantedEvents::default() };
    assert_eq!(archive.events(&found).unwrap().len(), 1);
    archive.revoke(ruling.number).unwrap();
    assert_eq!(archive.event(&event.id).unwrap().unwrap().date, event.date);
    let nothing = Order::Correct {
        event: event.id.clone(),
        date: None,
        enddate: None,
        actor: Vec::new(),
        recipient: Vec::new(),
        place: None,
    };
    assert!(archive.rule(&nothing).is_err());
}

#[test]
fn a_timeline_counts_each_event_once_beside_the_press_of_its_days() {
    let (_folder, archive, articles) = visits();
    for by in [By::Day, By::Week, By::Month] {
        let wanted = WantedTimeline { between: vec!["NOR".into()], by, since: None, until: None };
        let timeline = archive.timeline(&wanted).unwrap();
        let events = WantedEvents { between: vec!["NOR".into()], ..WantedEvents::default() };
        let counted: usize = timeline.periods.iter().map(|period| period.events).sum();
        assert_eq!(counted + timeline.inexact + timeline.outside, archive.events(&events).unwrap().len());
        assert_eq!(timeline.periods.iter().map(|period| period.articles).sum::<usize>(), articles.len());
        assert!(timeline.periods.windows(2).all(|pair| pair[0].end < pair[1].start), "{by:?}");
        let scores: f64 = timeline.periods.iter().map(|period| period.score).sum();
        assert!((scores - 4.0 * counted as f64).abs() < 1e-6);
        assert!(archive.presses().unwrap().contains(&archive.press(by, None, None).unwrap()), "{by:?}");
    }
    let wanted = WantedTimeline {
        between: vec!["NOR".into()],
        by: By::Day,
        since: Some("1900-01-01".into()),
        until: Some("2100-01-01".into()),
    };
    assert!(archive.timeline(&wanted).unwrap_err().is_wrong_usage());
}
