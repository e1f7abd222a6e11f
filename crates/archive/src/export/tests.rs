//! Exports of one event with all that an event can have.

use arrow_array::{Array, Date32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Fields};
use attache_press::CharSpan;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use super::*;
use crate::record::{
    self, Cited, Claims, Disagreement, Grain, Origin, Passage, Place, Position, Quantity, Relation, RelationMention,
    Speaker, Spoken, Statement, Venue,
};
use crate::told::{Member, Told};

fn stamp() -> Stamp {
    Stamp { program: "attache 9.9".into(), model: "m7".into(), coded: "2024-05-01".into() }
}

fn party(name: &str, code: &str, sector: &[&str]) -> Party {
    Party {
        name: name.into(),
        code: Some(code.into()),
        sector: sector.iter().map(|sector| (*sector).to_owned()).collect(),
        office: Some("minister".into()),
        id: Some(format!("person:{code}/{name}")),
        span: None,
    }
}

fn passage(article: &str, text: &str) -> Passage {
    Passage { article: article.into(), span: CharSpan { start: 3, end: 3 + text.chars().count() }, text: text.into() }
}

fn mention(article: &str, text: &str, stance: &str) -> Mention {
    let chain = vec![Cited { name: "Harbour Radio".into(), kind: "outlet".into(), count: Some(2) }];
    Mention { sentence: passage(article, text), chain, stance: stance.into(), background: false }
}

/// A visit that two articles tell of, with all that an event can have.
fn visit() -> Event {
    let side = |says: &str, rewrite| Position {
        says: says.into(),
        mentions: vec![passage("b", "It took place on Friday.")],
        origins: vec!["The Quay".into()],
        rewrite,
    };
    Event {
        id: "e1".into(),
        event: "CONSULT".into(),
        plover_event: "CONSULT".into(),
        mode: vec!["visit".into()],
        context: vec!["diplomatic".into()],
        cameo: "042".into(),
        quad_code: 1,
        event_scale: 4.0,
        actor: vec![party("Oda Brandquist", "NOR", &["GOV"])],
        recipient: vec![party("Rui Telheiro", "PRT", &["GOV", "MIL"])],
        place: Some(Place {
            name: "Bergen".into(),
            lat: 60.39,
            lon: 5.32,
            country: Some("NOR".into()),
            geonames: Some(3_161_732),
        }),
        date: Some("2021-03-02".into()),
        enddate: Some("2021-03-03".into()),
        granularity: Grain::Day,
        date_from: Some("It took place on Tuesday.".into()),
        modality: "happened".into(),
        quantities: vec![Quantity {
            what: "participants".into(),
            low: Some(3.0),
            best: Some(4.0),
            high: Some(5.0),
            unit: Some("ministers".into()),
            of: "actor".into(),
            mentions: vec![passage("a", "four ministers")],
        }],
        mentions: vec![
            mention("a", "=She is said\tto have gone\nthere.", "alleged"),
            mention("b", "She went there.", "asserted"),
            mention("b", "She went.", "asserted"),
        ],
        independent_sources: 2,
        origins: vec![Origin { name: "The Quay".into(), kind: "outlet".into(), articles: vec!["b".into()] }],
        first_reported: Some("2021-03-03".into()),
        last_reported: Some("2021-03-05T08:00:00Z".into()),
        disagreements: vec![Disagreement { about: "date".into(), event: None, sides: vec![side("Friday", true)] }],
        part_of: Some("e0".into()),
        confidence: 0.875,
        rulings: vec![3],
        ..Event::default()
    }
}

fn exported(format: Format, events: &[Event]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut sink = sink(format, &mut out, &stamp()).unwrap();
    events.iter().for_each(|event| sink.add(event).unwrap());
    sink.finish().unwrap();
    out
}

fn lines(format: Format, events: &[Event]) -> Vec<String> {
    String::from_utf8(exported(format, events)).unwrap().lines().map(str::to_owned).collect()
}

/// The cell of each column.
fn cell<'l>(lines: &'l [String], row: usize, column: &str) -> &'l str {
    let place = lines[0].split('\t').position(|name| name == column).unwrap();
    lines[row].split('\t').nth(place).unwrap()
}

#[test]
fn plover_has_the_names_of_the_manual() {
    let lines = lines(Format::Plover, &[visit()]);
    let line: Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(line["event"], json!(["CONSULT"]));
    assert_eq!(line["mode"], json!(["visit"]));
    let recipient = json!([{"code": "PRT", "sector": ["GOV", "MIL"], "entity_text": "Rui Telheiro",
        "identifier_id": "person:PRT/Rui Telheiro", "identifier_text": "Rui Telheiro", "office": "minister"}]);
    assert_eq!(line["recipient"], recipient);
    let place = json!({"name": "Bergen", "latitude": 60.39, "longitude": 5.32, "country": "NOR", "admin1": "Vestland",
        "geonames_id": 3_161_732});
    assert_eq!(line["event_loc"], place);
    assert_eq!((&line["event_text"], &line["quad_code"]), (&json!("She went there."), &json!(1)));
    assert_eq!((&line["cite_info"], &line["coder"]), (&json!("a; b"), &json!("attache 9.9")));
    assert_eq!((&line["coded_date"], &line["model"]), (&json!("2024-05-01"), &json!("m7")));
    assert_eq!((&line["reports"], &line["independent_sources"]), (&json!(2), &json!(2)));
    assert_eq!(line["ontology"], json!(ONTOLOGY));
    assert_eq!((&line["date"], &line["enddate"]), (&json!("2021-03-02"), &json!("2021-03-03")));
}

#[test]
fn an_announced_visit_counts_as_agreement() {
    let announced =
        Event { plover_event: "AGREE".into(), aux: vec!["future".into()], modality: "planned".into(), ..visit() };
    let line: Value = serde_json::from_str(&lines(Format::Plover, &[announced])[0]).unwrap();
    assert_eq!(line["event"], json!(["AGREE"]));
    assert_eq!(line["mode"], json!(["future"]));
    assert_eq!((&line["event_scale"], &line["act"]), (&json!(2.5), &json!("CONSULT")));
    assert_eq!(line["act_mode"], json!(["visit"]));
}

#[test]
fn cameo_is_tabulated_as_icews_does() {
    let lines = lines(Format::Cameo, &[visit()]);
    assert!(lines[0].starts_with("Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name"));
    assert_eq!(lines.len(), 2);
    for (column, expected) in [
        ("Event ID", "e1"),
        ("Event Date", "2021-03-02"),
        ("Source Name", "Oda Brandquist"),
        ("Source Country", "Norway"),
        ("Target Sectors", "GOV,MIL"),
        ("Target Code", "PRTGOVMIL"),
        ("CAMEO Code", "042"),
        ("Intensity", "4"),
        ("Publisher", "The Quay"),
        ("City", "Bergen"),
        ("Province", "Vestland"),
        ("Country", "Norway"),
        ("Reports", "2"),
        ("Independent Sources", "2"),
        ("Sentence", "She went there."),
        ("Model", "m7"),
        ("Coded Date", "2024-05-01"),
    ] {
        assert_eq!(cell(&lines, 1, column), expected, "{column}");
    }
}

#[test]
fn each_pair_of_parties_is_a_row_and_the_first_is_the_event() {
    let third = party("Ana Ruiz", "ESP", &[]);
    let mut meeting = Event { recipient: Vec::new(), ..visit() };
    meeting.actor.extend([party("Rui Telheiro", "PRT", &["GOV"]), third.clone()]);
    let mut two_hosts = visit();
    two_hosts.recipient.push(third);
    let alone = Event { recipient: Vec::new(), ..visit() };
    let nobody = Event { actor: Vec::new(), recipient: Vec::new(), ..visit() };
    let lines = lines(Format::Cameo, &[meeting, two_hosts, alone, nobody]);
    assert_eq!(lines.len(), 1 + 3 + 2 + 1 + 1);
    let codes: Vec<(&str, &str)> =
        (1..lines.len()).map(|row| (cell(&lines, row, "Source Code"), cell(&lines, row, "Target Code"))).collect();
    assert_eq!(codes[..3], [("NORGOV", "PRTGOV"), ("NORGOV", "ESP"), ("PRTGOV", "ESP")]);
    assert_eq!(codes[3..], [("NORGOV", "PRTGOVMIL"), ("NORGOV", "ESP"), ("NORGOV", ""), ("", "")]);
    assert_eq!((1..lines.len()).filter(|row| cell(&lines, *row, "Dyad") == "1").count(), 4);
    assert_eq!(cell(&lines, 1, "Dyads"), "3");
}

#[test]
fn sheets_join_lists_and_hold_no_formulas() {
    let mut event = visit();
    event.event_scale = -3.5;
    event.actor.push(party("=HYPERLINK(1)", "ESP", &[]));
    event.recipient = vec![party("@rui", "PRT", &[])];
    let out = exported(Format::Csv, &[event]);
    let mut rows = csv::Reader::from_reader(&out[..]);
    let names = rows.headers().unwrap().clone();
    let row = rows.records().next().unwrap().unwrap();
    let cell = |name: &str| row.get(names.iter().position(|column| column == name).unwrap()).unwrap().to_owned();
    assert_eq!(cell("actor"), "Oda Brandquist; =HYPERLINK(1)");
    assert_eq!(cell("recipient"), "'@rui");
    assert_eq!((cell("event_scale"), cell("lon")), ("-3.5".to_owned(), "5.32".to_owned()));
    assert_eq!(cell("quantities"), "participants 3–5 ministers");
    assert_eq!((cell("articles"), cell("reports")), ("a; b".to_owned(), "2".to_owned()));
    assert_eq!(cell("disagreements"), "date: Friday");
    assert_eq!((cell("program"), cell("ontology")), ("attache 9.9".to_owned(), ONTOLOGY.to_owned()));
}

#[test]
fn maps_get_a_collection_of_features() {
    let placeless = Event { place: None, id: "e2".into(), ..visit() };
    let all: Value = serde_json::from_slice(&exported(Format::GeoJson, &[visit(), placeless])).unwrap();
    assert_eq!(all["type"], "FeatureCollection");
    assert_eq!(all["features"][0]["geometry"], json!({"type": "Point", "coordinates": [5.32, 60.39]}));
    assert_eq!(all["features"][0]["properties"]["actor_code"], "NORGOV");
    assert!(all["features"][1]["geometry"].is_null() && all["features"][1]["id"] == "e2");
    assert_eq!(all["made"]["model"], "m7");
    let none: Value = serde_json::from_slice(&exported(Format::GeoJson, &[])).unwrap();
    assert_eq!(none["features"], json!([]));
}

fn rows(bytes: Vec<u8>) -> (Vec<RecordBatch>, Vec<(String, Option<String>)>) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let made = builder.metadata().file_metadata().key_value_metadata().unwrap();
    let made = made.iter().map(|pair| (pair.key.clone(), pair.value.clone())).collect();
    (builder.build().unwrap().map(Result::unwrap).collect(), made)
}

#[test]
fn tables_hold_events_and_say_what_made_them() {
    let undated = Event { date: None, enddate: Some("-000044-03-15".into()), ..visit() };
    let (batches, made) = rows(exported(Format::Parquet, &[visit(), undated]));
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 2);
    let column = |name: &str| batches[0].column_by_name(name).unwrap().clone();
    let ids = column("id");
    assert_eq!(ids.as_any().downcast_ref::<StringArray>().unwrap().value(1), "e1");
    let days = column("date");
    let days = days.as_any().downcast_ref::<Date32Array>().unwrap();
    assert_eq!(days.value_as_date(0).unwrap().to_string(), "2021-03-02");
    assert!(days.is_null(1) && column("enddate").is_null(1));
    assert!(made.contains(&("attache.model".to_owned(), Some("m7".to_owned()))), "{made:?}");
}

/// The first member of a JSON value that has no place in a column of this kind.
fn unknown(value: &Value, kind: &DataType, path: &str) -> Option<String> {
    match (value, kind) {
        (Value::Object(members), DataType::Struct(fields)) => missing(members, fields, path),
        (Value::Array(items), DataType::List(item)) => {
            items.iter().find_map(|value| unknown(value, item.data_type(), path))
        }
        _ => None,
    }
}

fn missing(members: &serde_json::Map<String, Value>, fields: &Fields, path: &str) -> Option<String> {
    members.iter().find_map(|(name, value)| {
        let here = format!("{path}.{name}");
        let field: Option<&Field> = fields.find(name).map(|(_, field)| field.as_ref());
        match field {
            Some(field) => unknown(value, field.data_type(), &here),
            None => Some(here),
        }
    })
}

fn full_story() -> (record::Story, Told) {
    let speaker = Speaker {
        name: Some("Oda Brandquist".into()),
        code: Some("NOR".into()),
        sector: vec!["GOV".into()],
        office: Some("minister".into()),
        id: Some("person:NOR/x".into()),
        anonymous: true,
        count: Some(1),
        vouched_by: Some("The Quay".into()),
    };
    let statement = Statement {
        speaker: Some(speaker.clone()),
        with: vec![speaker.clone()],
        kind: "direct".into(),
        verbatim: true,
        text: "We went.".into(),
        cue: Some("said".into()),
        article: "b".into(),
        span: CharSpan { start: 1, end: 9 },
        date: Some("2021-03-03".into()),
        addressee: Some(speaker),
        venue: Some(Venue { kind: "interview".into(), name: "Harbour Radio".into() }),
        about: vec![Spoken { name: "Portugal".into(), code: Some("PRT".into()), id: Some("state:PRT".into()) }],
        chain: mention("b", "x", "asserted").chain,
    };
    let relation = Relation {
        subject: Some(party("Norway", "NOR", &[])),
        object: Some(party("Portugal", "PRT", &[])),
        kind: "partnership".into(),
        value: Some("strategic".into()),
        since: Some("2019".into()),
        until: Some("2024".into()),
        as_of: Some("2021-03-03".into()),
        status: "stands".into(),
        mentions: vec![RelationMention {
            sentence: passage("b", "They are partners."),
            trigger: CharSpan { start: 9, end: 17 },
        }],
    };
    let article = attache_press::Article {
        id: "b".into(),
        text: "She went there.".into(),
        url: Some("https://quay.example/b".into()),
        credits: vec!["Some Agency".into()],
        ..Default::default()
    };
    let repair = attache_world::Repair { span: CharSpan { start: 0, end: 3 }, text: "She".into(), reads: "Oda".into() };
    let lineage = attache_stories::Lineage {
        kind: attache_stories::Kind::Spun,
        of: Some("a".into()),
        score: 0.5,
        repairs: vec![repair],
        passages: Vec::new(),
    };
    let told = Told {
        id: "s1".into(),
        title: "A visit".into(),
        start: Some("2021-03-03".into()),
        end: Some("2021-03-05".into()),
        articles: vec![Member { article, lineage }],
    };
    let claims =
        Claims { events: vec![visit()], statements: vec![statement], relations: vec![relation], ..Claims::default() };
    (record::Story::new(&told, false, claims), told)
}

#[test]
fn every_member_of_the_records_has_a_column() {
    let (story, _) = full_story();
    let lacking = |table: Table, value: Value, but: &[&str]| {
        let Value::Object(mut members) = value else { panic!("no object") };
        members.retain(|name, _| !but.contains(&name.as_str()));
        assert_eq!(missing(&members, &table.columns(), table.name()), None);
    };
    let json = |value: Result<Value, serde_json::Error>| value.unwrap();
    lacking(Table::Events, json(serde_json::to_value(&story.events[0])), &["mentions"]);
    lacking(Table::Mentions, json(serde_json::to_value(&story.events[0].mentions[0])), &[]);
    lacking(Table::Articles, json(serde_json::to_value(&story.articles[0])), &[]);
    lacking(Table::Statements, json(serde_json::to_value(&story.statements[0])), &[]);
    lacking(Table::Relations, json(serde_json::to_value(&story.relations[0])), &[]);
    // a story's lists are tables
    lacking(Table::Stories, json(serde_json::to_value(&story)), &["statements", "relations", "disagreements"]);
}

#[test]
fn a_story_fills_all_tables_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (story, told) = full_story();
    let mut tables = Tables::create(&out, &stamp()).unwrap();
    tables.add(&story, &told).unwrap();
    assert!(!out.join("events.parquet").exists());
    tables.finish().unwrap();
    let mut names: Vec<String> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let expected = ["articles", "events", "mentions", "relations", "statements", "stories"];
    assert_eq!(names, expected.map(|name| format!("{name}.parquet")));
    for (table, count) in Table::ALL.into_iter().zip([1, 1, 1, 3, 1, 1]) {
        let file = std::fs::read(out.join(table.name()).with_extension("parquet")).unwrap();
        let (batches, _) = rows(file);
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), count, "{}", table.name());
    }
}

#[test]
fn long_tables_are_written_in_parts_and_whole() {
    let events: Vec<Event> = (0..3000).map(|n| Event { id: format!("e{n}"), ..visit() }).collect();
    let (batches, _) = rows(exported(Format::Parquet, &events));
    let ids: Vec<String> = batches
        .iter()
        .flat_map(|batch| {
            let ids = batch.column_by_name("id").unwrap().clone();
            let ids = ids.as_any().downcast_ref::<StringArray>().unwrap();
            ids.iter().map(|id| id.unwrap().to_owned()).collect::<Vec<_>>()
        })
        .collect();
    assert!(ids.len() == 3000 && ids[2999] == "e2999");
}

#[test]
fn every_column_is_told_of_in_the_documentation() {
    let told = include_str!("../../../../docs/tables.md");
    for table in Table::ALL {
        let from = told.find(&format!("## `{}`", table.name())).unwrap();
        let section = told[from + 3..].split("\n## ").next().unwrap();
        let names: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let columns: Vec<String> = table.columns().iter().map(|field| field.name().clone()).collect();
        assert_eq!(names, columns, "{}", table.name());
    }
}
