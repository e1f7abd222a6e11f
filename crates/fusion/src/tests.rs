//! Events out of accounts made by hand.

use attache_coding::ontology::{Cameo, EventType, Modality, Mode};
use attache_coding::{CitationKind, Side, Stance};
use attache_press::CharSpan;
use attache_stories::Kind;
use attache_world::calendar::{Days, Granularity};
use attache_world::resolve::{Actor, ActorKind, Located};
use jiff::civil::Date;
use proptest::prelude::*;

use crate::{
    About, Account, Act, Cited, Event, Mention, MentionId, Party, Quantity, Ruling, Vector, When, carry_over, fuse,
    fuse_ruled, fuse_stories,
};

fn actor(name: &str, code: &str) -> Actor {
    let id = attache_world::ActorId::person(Some(code), name);
    Actor {
        kind: ActorKind::Person,
        name: Some(name.to_owned()),
        names: vec![name.to_owned()],
        code: Some(code.to_owned()),
        id: Some(id),
        ..Actor::default()
    }
}

/// A visit by the first actor to the second's country.
pub(crate) fn visit(day: Option<&str>) -> Mention {
    let span = CharSpan { start: 10, end: 17 };
    let party = |side, actor: usize, name: &str, code: &str| Party {
        side,
        actor: Some(actor),
        name: name.to_owned(),
        named: true,
        code: Some(code.to_owned()),
        sectors: Vec::new(),
        office: None,
        id: None,
        span,
    };
    let when = day.map(|day| {
        let day: Date = day.parse().unwrap();
        When {
            days: Days { first: day, last: day },
            granularity: Granularity::Day,
            sentence: CharSpan { start: 0, end: 40 },
        }
    });
    Mention {
        trigger: span,
        sentence: CharSpan { start: 0, end: 40 },
        place_in_text: 0,
        lemma: "visit".to_owned(),
        words: vec!["visit".to_owned()],
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
        parties: vec![party(Side::Actor, 0, "Ilse Dahl", "NOR"), party(Side::Recipient, 1, "Pekka Salo", "FIN")],
        arguments: Vec::new(),
        around: Vec::new(),
        cast: vec![0, 1],
        place: None,
        when,
        quantities: Vec::new(),
        sources: Vec::new(),
        vector: Vector::of(&[0.2, 0.8, 0.1]),
        echoes: Vec::new(),
        sentence_vector: Vector::default(),
    }
}

pub(crate) fn account(id: &str, outlet: &str, published: &str, mentions: Vec<Mention>) -> Account {
    Account {
        id: id.to_owned(),
        outlet: Some(outlet.to_owned()),
        published: Some(published.to_owned()),
        kind: Kind::Original,
        of: None,
        passages: Vec::new(),
        repairs: Vec::new(),
        credits: Vec::new(),
        credit_lines: Vec::new(),
        told_here: Vec::new(),
        hearsay: Vec::new(),
        actors: vec![actor("Ilse Dahl", "NOR"), actor("Pekka Salo", "FIN")],
        terms: Vec::new(),
        sentences: vec![CharSpan { start: 0, end: 40 }],
        mentions,
        open: None,
    }
}

fn cites(name: &str) -> Cited {
    Cited { kind: CitationKind::Outlet, name: name.to_owned(), actor: None, count: None }
}

#[test]
fn reports_of_one_visit_are_one_event_and_the_most_exact_date_wins() {
    let accounts = [
        account("a", "Harbour News", "2021-04-02", vec![visit(None)]),
        account("b", "Evening Echo", "2021-04-02", vec![visit(Some("2021-04-01"))]),
    ];
    let events = fuse(&accounts);
    assert_eq!(events.len(), 1);
    let dated = events[0].when.as_ref().unwrap();
    assert_eq!((dated.days.first.to_string().as_str(), dated.mention.account), ("2021-04-01", 1));
    assert_eq!(events[0].origins.independent(), 2);
    assert_eq!(events[0].parties.len(), 2);
}

#[test]
fn what_is_too_unlikely_by_itself_joins_what_others_tell_and_tells_nothing_alone() {
    let mut faint = visit(Some("2021-04-01"));
    faint.parties.truncate(1);
    faint.act.as_mut().unwrap().faint = true;
    let told = account("a", "Harbour News", "2021-04-02", vec![visit(Some("2021-04-01"))]);
    let doubted = account("b", "Evening Echo", "2021-04-02", vec![faint]);
    assert_eq!(fuse(std::slice::from_ref(&doubted)), []);
    let alone = fuse(std::slice::from_ref(&told));
    let both = fuse(&[told, doubted]);
    assert_eq!((both.len(), both[0].mentions.len(), both[0].origins.independent()), (1, 2, 2));
    assert_eq!((both[0].parties.len(), both[0].confidence), (2, alone[0].confidence));
}

#[test]
fn a_faint_mention_joins_no_event_that_is_itself_doubtful() {
    let with = |change: fn(&mut Act)| {
        let mut mention = visit(Some("2021-04-01"));
        change(mention.act.as_mut().unwrap());
        mention
    };
    let doubtful = with(|act| act.confidence = 0.4);
    let told = account("a", "Harbour News", "2021-04-02", vec![doubtful]);
    let faint = account("b", "Evening Echo", "2021-04-02", vec![with(|act| act.faint = true)]);
    assert_eq!(fuse(&[told, faint])[0].mentions.len(), 1);
}

#[test]
fn a_party_that_one_of_a_dozen_reports_adds_is_left_out() {
    let names = |reports: usize| {
        let told = |n: usize| {
            let mut mention = visit(Some("2021-04-01"));
            if n == 0 {
                let (name, code) = ("Outer Isles".to_owned(), Some("SWE".to_owned()));
                let stranger = Party { actor: None, name, code, ..mention.parties[1].clone() };
                mention.parties.push(stranger);
            }
            account(&n.to_string(), &format!("Paper {n}"), "2021-04-02", vec![mention])
        };
        let accounts: Vec<Account> = (0..reports).map(told).collect();
        fuse(&accounts)[0].parties.iter().map(|party| party.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(3), ["Ilse Dahl", "Pekka Salo", "Outer Isles"]);
    assert_eq!(names(12), ["Ilse Dahl", "Pekka Salo"]);
}

#[test]
fn a_visit_takes_place_where_its_hosts_are_at_home() {
    let told_at = |name: &str, country: &str| {
        let (name, country, division) = (name.to_owned(), Some(country.to_owned()), Some("Uusimaa".to_owned()));
        let place = Located { name, lat: 60.2, lon: 25.0, country, division, geonames: None, score: 1.0 };
        Mention { place: Some(place), ..visit(Some("2021-04-01")) }
    };
    // "on her way to a meeting in Nagoya": twice as often told as where she was
    let on_the_way = || told_at("Nagoya", "JPN");
    let place = |mentions: Vec<Mention>| {
        let papers = ["Harbour News", "Evening Echo", "Morning Call"];
        let told = mentions.into_iter().zip(papers);
        let accounts: Vec<Account> = told.map(|(m, paper)| account(paper, paper, "2021-04-02", vec![m])).collect();
        fuse(&accounts)[0].place.as_ref().map(|place| place.name.clone())
    };
    assert_eq!(place(vec![on_the_way(), on_the_way(), told_at("Helsinki", "FIN")]).as_deref(), Some("Helsinki"));
    assert_eq!(place(vec![on_the_way(), on_the_way()]), None);
    let to_an_alliance = |mut mention: Mention| {
        mention.parties[1] =
            Party { actor: None, name: "NATO".to_owned(), code: Some("IGO".to_owned()), ..mention.parties[1].clone() };
        mention
    };
    assert_eq!(place(vec![to_an_alliance(on_the_way())]).as_deref(), Some("Nagoya"));
}

#[test]
fn visits_weeks_apart_are_two_events() {
    let accounts = [
        account("a", "Harbour News", "2021-04-02", vec![visit(Some("2021-03-01"))]),
        account("b", "Evening Echo", "2021-04-02", vec![visit(Some("2021-04-01"))]),
    ];
    assert_eq!(fuse(&accounts).len(), 2);
}

#[test]
fn papers_that_cite_one_report_are_one_origin_and_a_spun_text_is_none() {
    let cited = |name: &str| Mention { sources: vec![cites(name)], ..visit(Some("2021-04-01")) };
    let mut spun = account("d", "Daily Spin", "2021-04-03", vec![visit(Some("2021-04-01"))]);
    spun.kind = Kind::Spun;
    let accounts = [
        account("a", "Harbour News", "2021-04-02", vec![cited("the Karsund Post")]),
        account("b", "Evening Echo", "2021-04-02", vec![cited("Karsund Post")]),
        account("c", "The Furrow", "2021-04-02", vec![visit(Some("2021-04-01"))]),
        spun,
    ];
    let events = fuse(&accounts);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].origins.independent(), 2, "{:?}", events[0].origins.all);
    assert!(events[0].origins.all.iter().any(|origin| !origin.independent && origin.accounts == [3]));
}

#[test]
fn tolls_are_fused_and_their_difference_is_told() {
    let toll = |number: f64| Quantity {
        what: "injured".to_owned(),
        low: Some(number),
        high: Some(number),
        unit: None,
        of: Side::Recipient,
        span: CharSpan { start: 0, end: 1 },
    };
    let with = |number: f64| Mention { quantities: vec![toll(number)], ..visit(Some("2021-04-01")) };
    let accounts = [
        account("a", "Harbour News", "2021-04-02", vec![with(3.0)]),
        account("b", "Evening Echo", "2021-04-02", vec![with(5.0)]),
        account("c", "The Furrow", "2021-04-02", vec![with(5.0)]),
    ];
    let events = fuse(&accounts);
    assert_eq!(events.len(), 1);
    let fused = &events[0].quantities[0];
    assert_eq!((fused.low, fused.best, fused.high), (Some(3.0), Some(5.0), Some(5.0)));
    let differ: Vec<About> = events[0].disagreements.iter().map(|d| d.about).collect();
    assert_eq!(differ, [About::Number]);
    assert_eq!(events[0].disagreements[0].sides[0].says, "5 injured");
}

#[test]
fn who_opens_with_anothers_report_retells_it_until_somebody_tells_it_so() {
    let cited = Mention { sources: vec![cites("Karsund Post")], ..visit(Some("2021-04-01")) };
    let named = |place: u32, outlet: Option<u16>| Mention {
        place_in_text: place,
        sentence: CharSpan { start: 50 * place as usize, end: 50 * place as usize + 40 },
        sources: vec![Cited {
            kind: CitationKind::Official,
            name: "Jon Moe, a clerk".to_owned(),
            actor: None,
            count: None,
        }],
        cast: [0, 1].into_iter().chain(outlet).collect(),
        ..visit(Some("2021-04-01"))
    };
    let origins = |second: Mention| {
        let mut retelling = account("a", "Harbour News", "2021-04-02", vec![cited.clone(), second]);
        retelling.actors.push(Actor {
            kind: ActorKind::Body,
            name: Some("Harbour News".to_owned()),
            ..Actor::default()
        });
        let events = fuse(&[retelling, account("b", "Karsund Post", "2021-04-01", vec![visit(Some("2021-04-01"))])]);
        assert_eq!(events.len(), 1);
        events[0].origins.independent()
    };
    assert_eq!(origins(named(1, None)), 1);
    assert_eq!(origins(named(1, Some(2))), 2, "the clerk told Harbour News");
}

#[test]
fn papers_whose_names_end_alike_are_two_and_a_dateline_s_agency_is_one() {
    let mut reprint = account("c", "The Furrow", "2021-04-02", vec![visit(Some("2021-04-01"))]);
    reprint.credit_lines = vec!["OSLO, April 2 (KNA".to_owned()];
    let accounts = [
        account("a", "Harbour Standard", "2021-04-02", vec![visit(Some("2021-04-01"))]),
        account("b", "Karsund Standard", "2021-04-02", vec![visit(Some("2021-04-01"))]),
        reprint,
        account("d", "Karsund News Agency", "2021-04-02", vec![visit(Some("2021-04-01"))]),
    ];
    let events = fuse(&accounts);
    let names: Vec<&str> = events[0].origins.all.iter().map(|origin| origin.name.as_str()).collect();
    assert_eq!(names, ["Karsund News Agency", "Harbour Standard", "Karsund Standard"]);
}

fn told_on(day: &str) -> Mention {
    visit(Some(day))
}

fn names_of_origins(accounts: &[Account]) -> Vec<String> {
    let events = fuse(accounts);
    assert_eq!(events.len(), 1);
    events[0].origins.all.iter().map(|origin| origin.name.clone()).collect()
}

#[test]
fn a_report_that_others_credit_to_an_agency_is_the_agency_s() {
    let whole = CharSpan { start: 0, end: 40 };
    let silent = account("a", "Harbour News", "2021-04-02", vec![told_on("2021-04-01")]);
    let mut reprint = account("b", "The Furrow", "2021-04-02", vec![told_on("2021-04-01")]);
    reprint.credit_lines = vec!["Source: Karsund News Agency".to_owned()];
    (reprint.kind, reprint.of) = (Kind::Copy, Some("a".to_owned()));
    reprint.passages = vec![attache_stories::Passage { here: whole, there: whole, similarity: 1.0 }];
    assert_eq!(names_of_origins(&[silent, reprint]), ["Karsund News Agency"]);
}

#[test]
fn an_agency_is_one_under_its_name_and_its_initials() {
    let with = |id: &str, outlet: &str, line: &str| {
        let mut reprint = account(id, outlet, "2021-04-02", vec![told_on("2021-04-01")]);
        reprint.credit_lines = vec![line.to_owned()];
        reprint
    };
    let accounts =
        [with("a", "Harbour News", "Source: Karsund News Agency"), with("b", "The Furrow", "OSLO, April 2 (KNA")];
    assert_eq!(names_of_origins(&accounts), ["Karsund News Agency"]);
}

#[test]
fn the_same_report_is_that_of_the_paper_named_before() {
    let other = CharSpan { start: 50, end: 90 };
    let again = Cited { kind: CitationKind::Document, ..cites("same report") };
    let heard = Mention { sources: vec![cites("Karsund Post")], ..told_on("2021-04-01") };
    let more = Mention { sources: vec![again], sentence: other, place_in_text: 1, ..told_on("2021-04-01") };
    assert_eq!(
        names_of_origins(&[account("a", "Harbour News", "2021-04-02", vec![heard, more])]),
        ["Karsund Post"],
        "nobody told Harbour News"
    );
}

#[test]
fn what_a_paper_was_told_besides_makes_it_an_origin_of_its_own() {
    let heard = Mention { sources: vec![cites("Karsund Post")], ..told_on("2021-04-01") };
    let mut retelling = account("a", "Harbour News", "2021-04-02", vec![heard]);
    retelling.told_here = vec![CharSpan { start: 50, end: 90 }];
    assert_eq!(names_of_origins(&[retelling]), ["Harbour News", "Karsund Post"]);
}

#[test]
fn a_toll_that_rises_in_later_reports_is_no_disagreement() {
    let with = |number: f64| {
        let (low, high, span) = (Some(number), Some(number), CharSpan { start: 0, end: 1 });
        let killed = Quantity { what: "killed".to_owned(), low, high, unit: None, of: Side::Recipient, span };
        Mention { quantities: vec![killed], ..visit(Some("2021-04-01")) }
    };
    let disagreements = |first: f64, later: f64| {
        let accounts = [
            account("a", "Harbour News", "2021-04-01", vec![with(first)]),
            account("b", "Evening Echo", "2021-04-03", vec![with(later)]),
        ];
        fuse(&accounts)[0].disagreements.len()
    };
    assert_eq!((disagreements(3.0, 5.0), disagreements(5.0, 3.0)), (0, 1));
}

#[test]
fn a_copy_tells_what_its_source_tells_where_the_coder_finds_nothing() {
    let whole = CharSpan { start: 0, end: 40 };
    let mut copy = account("b", "Daily Spin", "2021-04-03", Vec::new());
    (copy.kind, copy.of) = (Kind::Spun, Some("a".to_owned()));
    copy.passages = vec![attache_stories::Passage { here: whole, there: whole, similarity: 0.8 }];
    let mut accounts = [copy, account("a", "Harbour News", "2021-04-02", vec![visit(Some("2021-04-01"))])];
    carry_over(&mut accounts);
    let events = fuse(&accounts);
    assert_eq!((events.len(), events[0].mentions.len()), (1, 2));
    assert_eq!(events[0].origins.independent(), 1);
}

#[test]
fn stories_that_share_parties_and_days_tell_an_event_once() {
    let accounts = [
        account("a", "Harbour News", "2021-04-02", vec![visit(Some("2021-04-01"))]),
        account("b", "Evening Echo", "2021-04-02", vec![visit(Some("2021-04-01"))]),
    ];
    let told = fuse_stories(&accounts, &[vec![0], vec![1]]);
    assert_eq!((told[0].len(), told[1].len()), (1, 0));
    assert_eq!(told[0][0].mentions.len(), 2);
}

#[test]
fn an_article_s_call_and_visit_are_two_and_its_sentences_on_one_visit_are_one() {
    let span = |n: usize| CharSpan { start: 50 * n, end: 50 * n + 40 };
    let at = |n: usize, mention: Mention| Mention {
        sentence: span(n),
        trigger: span(n),
        place_in_text: n as u32,
        ..mention
    };
    let mut call = visit(Some("2021-04-01"));
    call.act.iter_mut().for_each(|act| act.modes = Mode::of(EventType::Consult, "phone").into_iter().collect());
    let mentions = vec![visit(Some("2021-04-01")), at(1, visit(None)), at(2, call)];
    let events = fuse(&[account("a", "Harbour News", "2021-04-02", mentions)]);
    let mut sizes: Vec<usize> = events.iter().map(|event| event.mentions.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
}

/// An account of one mention with actors of its own.
fn told_of(id: &str, actors: Vec<Actor>, mention: Mention) -> Account {
    Account { actors, ..account(id, id, "2021-04-02", vec![mention]) }
}

fn nameless(kind: ActorKind, code: &str) -> Actor {
    Actor { kind, code: Some(code.to_owned()), ..Actor::default() }
}

/// A mention of a type and mode between the first actor and the second.
fn act(event: EventType, mode: &str, names: [(&str, &str); 2], day: Option<&str>) -> Mention {
    let mut told = visit(day);
    for (party, (name, code)) in told.parties.iter_mut().zip(names) {
        (party.name, party.code) = (name.to_owned(), Some(code.to_owned()));
    }
    if let Some(act) = &mut told.act {
        (act.event, act.modes) = (event, Mode::of(event, mode).into_iter().collect());
    }
    told
}

#[test]
fn a_journey_to_two_countries_is_two_visits_and_a_leg_told_by_the_way_is_no_host() {
    let to = |name: &str, code: &str| act(EventType::Consult, "visit", [("Ilse Dahl", "NOR"), (name, code)], None);
    let own = |name: &str, code: &str| vec![actor("Ilse Dahl", "NOR"), actor(name, code)];
    let accounts = [
        told_of("a", own("Pekka Salo", "FIN"), to("Pekka Salo", "FIN")),
        told_of("b", own("Lars Berg", "SWE"), to("Lars Berg", "SWE")),
    ];
    assert_eq!(fuse(&accounts).len(), 2);
}

#[test]
fn a_president_s_call_is_not_his_minister_s() {
    let call = |name: &str| act(EventType::Consult, "phone", [(name, "NOR"), ("Pekka Salo", "FIN")], None);
    let own = |name: &str| vec![actor(name, "NOR"), actor("Pekka Salo", "FIN")];
    let told = |one: &str, other: &str| {
        fuse(&[told_of("a", own(one), call(one)), told_of("b", own(other), call(other))]).len()
    };
    assert_eq!((told("Ilse Dahl", "Ilse Dahl"), told("Ilse Dahl", "Jon Moe")), (1, 2));
}

#[test]
fn a_named_prisoner_is_not_another_article_s_nameless_one_unless_a_day_or_doer_says_so() {
    let arrest = |name: &str, day: Option<&str>| {
        let mut told = act(EventType::Coerce, "arrest", [("police", "NOR"), (name, "NOR")], day);
        told.parties.retain(|party| party.side == Side::Recipient);
        told
    };
    let named = || vec![nameless(ActorKind::Group, "NOR"), actor("Jon Moe", "NOR")];
    let other = || vec![nameless(ActorKind::Group, "NOR"), nameless(ActorKind::Person, "NOR")];
    let told = |day: Option<&str>| {
        let accounts = [told_of("a", named(), arrest("Jon Moe", day)), told_of("b", other(), arrest("a clerk", day))];
        fuse(&accounts).len()
    };
    assert_eq!((told(None), told(Some("2021-04-01"))), (2, 1));
}

#[test]
fn the_detention_that_a_verdict_means_is_part_of_it() {
    let told = |event, mode| act(event, mode, [("court", "NOR"), ("Jon Moe", "NOR")], Some("2021-04-01"));
    let own = vec![nameless(ActorKind::Body, "NOR"), actor("Jon Moe", "NOR")];
    let mentions = vec![told(EventType::Sanction, "convict"), told(EventType::Coerce, "arrest")];
    let events = fuse(&[Account { actors: own, ..account("a", "Harbour News", "2021-04-02", mentions) }]);
    let verdict = events.iter().position(|event| event.event == EventType::Sanction);
    let arrest = events.iter().find(|event| event.event == EventType::Coerce).unwrap();
    assert_eq!((events.len(), arrest.part_of), (2, verdict));
}

#[test]
fn what_a_user_joins_is_one_event_and_what_a_user_parts_is_two() {
    let accounts = [
        account("a", "Harbour News", "2021-04-02", vec![visit(Some("2021-03-01"))]),
        account("b", "Evening Echo", "2021-04-02", vec![visit(Some("2021-04-01"))]),
        account("c", "The Furrow", "2021-04-02", vec![visit(Some("2021-04-01"))]),
    ];
    let id = |account: usize| MentionId { account, mention: 0 };
    let sizes = |rulings: &[Ruling]| {
        let mut sizes: Vec<usize> = fuse_ruled(&accounts, rulings).iter().map(|event| event.mentions.len()).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(&[]), [1, 2]);
    let (joined, parted) = (Ruling::Together(vec![id(0)], vec![id(2)]), Ruling::Apart(vec![id(2)], vec![id(1)]));
    assert_eq!(sizes(std::slice::from_ref(&joined)), [3]);
    assert_eq!(sizes(std::slice::from_ref(&parted)), [1, 1, 1]);
    assert_eq!(sizes(&[joined.clone(), parted.clone()]), [1, 2], "c is parted from a and b");
    assert_eq!(sizes(&[parted, joined]), [1, 2], "c is joined to a alone");
    assert_eq!(sizes(&[Ruling::Together(vec![id(7)], vec![id(1)])]), [1, 2], "nobody is joined to nothing");
}

/// What an event is, without the places of accounts.
fn plain(events: &[Event], accounts: &[Account]) -> Vec<String> {
    let told = |event: &Event| {
        let mut articles: Vec<&str> = event.mentions.iter().map(|id| accounts[id.account].id.as_str()).collect();
        articles.sort_unstable();
        format!(
            "{} {articles:?} {:?} {}",
            event.id,
            event.when.as_ref().map(|when| when.days),
            event.origins.independent()
        )
    };
    events.iter().map(told).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_order_of_accounts_does_not_matter(days in prop::collection::vec(prop::option::of(1_u8..20), 2..9), turn in 0..8_usize) {
        let told = |(n, day): (usize, &Option<u8>)| {
            let day = day.map(|day| format!("2021-04-{day:02}"));
            account(&format!("n{n}"), &format!("Paper {n}"), "2021-04-22", vec![visit(day.as_deref())])
        };
        let mut accounts: Vec<Account> = days.iter().enumerate().map(told).collect();
        let first = plain(&fuse(&accounts), &accounts);
        let turn = turn % accounts.len();
        accounts.rotate_left(turn);
        prop_assert_eq!(plain(&fuse(&accounts), &accounts), first);
    }
}
