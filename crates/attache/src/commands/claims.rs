//! `attache statements` and `attache relations`: who says what in an archive, and what stands between whom.

use attache_archive::record::{Relation, Statement};
use attache_archive::{Archive, WantedLedger, WantedRelations, WantedStatements};

use crate::cli::{Relations, Statements, TableFormat};
use crate::tell::words;
use crate::{Outcome, output};

pub fn statements(args: &Statements) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    let wanted = WantedStatements {
        by: args.by.clone(),
        about: args.about.clone(),
        limit: args.limit.map(|limit| limit as usize),
    };
    let said = archive.statements(&wanted)?;
    if args.format == TableFormat::Json {
        output::print_json(&said)?;
        return Ok(Outcome::Done);
    }
    if said.is_empty() && args.format == TableFormat::Table {
        nothing(&archive, "statement")?;
        return Ok(Outcome::Done);
    }
    let for_eyes = args.format == TableFormat::Table;
    let headings: &[&str] = if for_eyes {
        &["Day", "Speaker", "Says", "Through"]
    } else {
        &["date", "speaker", "code", "office", "kind", "verbatim", "text", "venue", "addressee", "through", "article"]
    };
    let rows: Vec<Vec<String>> = said.iter().map(|said| if for_eyes { short(said) } else { full(said) }).collect();
    output::print_table(args.format, headings, &rows)?;
    Ok(Outcome::Done)
}

fn speaker(said: &Statement) -> String {
    said.speaker.as_ref().and_then(|speaker| speaker.name.clone()).unwrap_or_default()
}

fn through(said: &Statement) -> String {
    said.chain.iter().map(|cited| cited.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn short(said: &Statement) -> Vec<String> {
    let day = said.date.as_deref().map(words::day).unwrap_or_default();
    let text = if said.verbatim { format!("“{}”", said.text) } else { words::said(said) };
    vec![day, speaker(said), text, through(said)]
}

fn full(said: &Statement) -> Vec<String> {
    let of = |field: fn(&attache_archive::record::Speaker) -> Option<String>| {
        said.speaker.as_ref().and_then(field).unwrap_or_default()
    };
    vec![
        said.date.clone().unwrap_or_default(),
        speaker(said),
        of(|speaker| speaker.code.clone()),
        of(|speaker| speaker.office.clone()),
        said.kind.clone(),
        said.verbatim.to_string(),
        said.text.clone(),
        said.venue.as_ref().map(|venue| venue.name.clone()).unwrap_or_default(),
        said.addressee.as_ref().and_then(|other| other.name.clone()).unwrap_or_default(),
        through(said),
        said.article.clone(),
    ]
}

pub fn relations(args: &Relations) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    if let Some(on) = &args.on {
        return ledger(args, &archive, on);
    }
    let wanted = WantedRelations {
        between: args.between.clone(),
        kind: args.kind.clone(),
        limit: args.limit.map(|limit| limit as usize),
    };
    let told = archive.relations(&wanted)?;
    if args.format == TableFormat::Json {
        output::print_json(&told)?;
        return Ok(Outcome::Done);
    }
    if told.is_empty() && args.format == TableFormat::Table {
        nothing(&archive, "relation")?;
        return Ok(Outcome::Done);
    }
    let headings: &[&str] = if args.format == TableFormat::Table {
        &["Side", "Kind", "Other side", "What", "Since", "Until", "Status", "Told"]
    } else {
        &["subject", "kind", "object", "value", "since", "until", "status", "mentions", "as_of"]
    };
    let rows: Vec<Vec<String>> = told.iter().map(|told| row(told, args.format != TableFormat::Table)).collect();
    output::print_table(args.format, headings, &rows)?;
    Ok(Outcome::Done)
}

/// What stood on a day.
fn ledger(args: &Relations, archive: &Archive, on: &str) -> anyhow::Result<Outcome> {
    let (between, kind) = (args.between.clone(), args.kind.clone());
    let wanted = WantedLedger { between, kind, on: on.to_owned(), known: args.known.clone() };
    let ledger = archive.ledger(&wanted)?;
    if args.format == TableFormat::Json {
        output::print_json(&ledger)?;
        return Ok(Outcome::Done);
    }
    let parts = [
        ("stands", &ledger.standing),
        ("pending", &ledger.pending),
        ("superseded", &ledger.superseded),
        ("ended", &ledger.ended),
    ];
    if args.format == TableFormat::Csv {
        let headings =
            ["on", "state", "subject", "kind", "object", "value", "since", "until", "status", "mentions", "as_of"];
        let row = |state: &str, told: &Relation| [vec![on.to_owned(), state.to_owned()], row(told, true)].concat();
        let rows: Vec<_> = parts.iter().flat_map(|(state, all)| all.iter().map(move |told| row(state, told))).collect();
        output::print_table(args.format, &headings, &rows)?;
        return Ok(Outcome::Done);
    }
    if ledger.standing.is_empty() && ledger.pending.is_empty() && args.format == TableFormat::Table {
        nothing(archive, "relation")?;
        return Ok(Outcome::Done);
    }
    let heard = args.known.as_deref().map(|known| format!(", as known by {}", words::day(known))).unwrap_or_default();
    for (state, relations) in parts.into_iter().filter(|(_, relations)| !relations.is_empty()) {
        let heading = match state {
            "stands" => format!("On {}{heard}", words::day(on)),
            "pending" => "Wished, proposed or refused".to_owned(),
            "superseded" => "Before, or superseded".to_owned(),
            _ => "Ended".to_owned(),
        };
        output::print(&format!("{heading}\n"))?;
        let headings = ["What", "Side", "Other side", "Since", "Until", "Status", "Last told", "Told"];
        let rows: Vec<Vec<String>> = relations.iter().map(rung).collect();
        output::print_table(args.format, &headings, &rows)?;
    }
    Ok(Outcome::Done)
}

/// A row of the ladder: the rung first.
fn rung(told: &Relation) -> Vec<String> {
    let [subject, kind, object, value, since, until, status, mentions, as_of] =
        <[String; 9]>::try_from(row(told, true)).unwrap_or_default();
    let what = if value.is_empty() { kind } else { format!("{value} ({kind})") };
    let last = if as_of.is_empty() { as_of } else { words::day(&as_of) };
    vec![what, subject, object, since, until, status, last, mentions]
}

fn row(told: &Relation, with_day: bool) -> Vec<String> {
    let side = |party: &Option<attache_archive::record::Party>| party.as_ref().map(|party| party.name.clone());
    let mut row = vec![
        side(&told.subject).unwrap_or_default(),
        told.kind.clone(),
        side(&told.object).unwrap_or_default(),
        told.value.clone().unwrap_or_default(),
        told.since.clone().unwrap_or_default(),
        told.until.clone().unwrap_or_default(),
        told.status.clone(),
        told.mentions.len().to_string(),
    ];
    if with_day {
        row.push(told.as_of.clone().unwrap_or_default());
    }
    row
}

fn nothing(archive: &Archive, what: &str) -> anyhow::Result<()> {
    output::note(&if archive.counts()?.articles == 0 {
        "attache: the archive is empty; add to it with `attache ingest PATH…`".to_owned()
    } else {
        format!(
            "attache: no {what} is like that; articles added with --no-annotate have none, ingest them again without it"
        )
    });
    Ok(())
}
