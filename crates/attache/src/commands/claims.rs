//! `attache statements` and `attache relations`: who says what in an archive, and what stands between whom.

use attache_archive::record::{Relation, Statement};
use attache_archive::{Archive, WantedRelations, WantedStatements};

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
    let text = if said.verbatim { format!("“{}”", said.text) } else { said.text.clone() };
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
