//! `attache eval`: how right a stage is.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use attache_coding::ontology::EventType;
use attache_coding::score::{Agreement, Coded, Scores, Share};
use attache_press::read::GivenId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::sample::{EVENT, JUDGED};
use crate::cli::{Eval, Evaluated, TableFormat};
use crate::{Outcome, WrongUsage, output};

pub fn run(args: &Eval) -> anyhow::Result<Outcome> {
    let Evaluated::Events { files, format } = &args.of;
    match files.as_slice() {
        [sheet] => show_sheet(&Sheet::read(sheet)?, *format)?,
        [gold, said] => show_scores(&scores(gold, said)?, *format)?,
        _ => return Err(WrongUsage("give one filled sheet, or gold and predictions".to_owned()).into()),
    }
    Ok(Outcome::Done)
}

/// A coding sheet as judged: for each type, and of all, how many were right in each column.
#[derive(Debug, Default, PartialEq)]
struct Sheet {
    by_type: BTreeMap<EventType, Share>,
    /// Share of each column of [`JUDGED`].
    columns: Vec<Share>,
    /// Rows that nobody judged.
    unjudged: usize,
}

impl Sheet {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let wrong = |why: String| WrongUsage(format!("{}: {why}", path.display()));
        let file = File::open(path).map_err(|why| wrong(why.to_string()))?;
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::new(file));
        let headings = rows.headers().map_err(|why| wrong(why.to_string()))?.clone();
        let place = |name: &str| headings.iter().position(|heading| heading.trim_start_matches('\u{feff}') == name);
        let missing = |name: &str| wrong(format!("no column {name:?}; it must be a sheet that `attache sample` wrote"));
        let event = place(EVENT).ok_or_else(|| missing(EVENT))?;
        let judged: Vec<Option<usize>> = JUDGED.iter().map(|(name, _)| place(name)).collect();
        if judged[0].is_none() {
            return Err(missing(JUDGED[0].0).into());
        }
        let mut sheet = Self { columns: vec![Share::default(); JUDGED.len()], ..Self::default() };
        for row in rows.records() {
            let row = row.map_err(|why| wrong(why.to_string()))?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |at: usize| row.get(at).unwrap_or_default().trim();
            let event: EventType =
                cell(event).parse().map_err(|why: attache_coding::Error| wrong(format!("line {line}: {why}")))?;
            let mut any = false;
            for (n, at) in judged.iter().enumerate() {
                let Some(at) = at else { continue };
                let Some(right) = judgement(cell(*at)).map_err(|cell| {
                    wrong(format!("line {line}: {} is {cell:?}; write y or n, or leave it empty", JUDGED[n].0))
                })?
                else {
                    continue;
                };
                any = true;
                sheet.columns[n].add(right);
                if n == 0 {
                    sheet.by_type.entry(event).or_default().add(right);
                }
            }
            sheet.unjudged += usize::from(!any);
        }
        Ok(sheet)
    }
}

/// What a cell says; nothing where it is empty.
fn judgement(cell: &str) -> Result<Option<bool>, &str> {
    match cell.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "y" | "yes" | "1" | "true" | "right" => Ok(Some(true)),
        "n" | "no" | "0" | "false" | "wrong" => Ok(Some(false)),
        _ => Err(cell),
    }
}

fn show_sheet(sheet: &Sheet, format: TableFormat) -> anyhow::Result<()> {
    let all = sheet.columns.iter().zip(JUDGED).filter(|(share, _)| share.all > 0);
    if format == TableFormat::Json {
        let types: BTreeMap<String, Value> = sheet.by_type.iter().map(|(t, s)| (t.to_string(), share(*s))).collect();
        let columns: BTreeMap<&str, Value> = all.map(|(of, (name, _))| (name, share(*of))).collect();
        return output::print_json(&json!({"by_type": types, "overall": columns, "unjudged": sheet.unjudged}));
    }
    let row = |name: String, of: Share| {
        let mut row = vec![name, of.all.to_string(), of.right.to_string()];
        row.extend(in_percent(of, format));
        row
    };
    let mut rows: Vec<Vec<String>> =
        sheet.by_type.iter().map(|(event, share)| row(event.to_string(), *share)).collect();
    rows.extend(all.map(|(share, (name, label))| {
        row(if format == TableFormat::Csv { name.to_owned() } else { format!("all: {label}") }, *share)
    }));
    if rows.is_empty() {
        output::note("attache: no row is judged yet; fill the columns that begin with `right_` with y or n");
    }
    let headings = match format {
        TableFormat::Csv => ["of", "judged", "right", "precision", "low", "high"].as_slice(),
        _ => &["Of", "Judged", "Right", "Precision %", "95 % interval"],
    };
    output::print_table(format, headings, &rows)?;
    if sheet.unjudged > 0 {
        output::note(&format!("attache: {} rows are not judged", sheet.unjudged));
    }
    Ok(())
}

fn share(of: Share) -> Value {
    json!({"judged": of.all, "right": of.right, "precision": of.value(), "interval": of.interval()})
}

/// A share and its interval: one cell each for eyes, three numbers for programs.
fn in_percent(of: Share, format: TableFormat) -> Vec<String> {
    let (value, interval) = (of.value(), of.interval());
    if format == TableFormat::Csv {
        let numbers = [value, interval.map(|i| i.0), interval.map(|i| i.1)];
        return numbers.map(|number| number.map_or(String::new(), |number| format!("{number:.4}"))).to_vec();
    }
    let percent = |number: f64| format!("{:.1}", 100.0 * number);
    vec![
        value.map_or("–".to_owned(), percent),
        interval.map_or("–".to_owned(), |(low, high)| format!("{} to {}", percent(low), percent(high))),
    ]
}

/// A line of gold or of predictions.
#[derive(Deserialize)]
struct Passage {
    #[serde(default)]
    id: GivenId,
    #[serde(default)]
    events: Vec<Coded>,
    /// What `task annotate` said was wrong with it.
    error: Option<String>,
}

fn passages(path: &Path) -> anyhow::Result<Vec<Passage>> {
    let wrong = |why: String| WrongUsage(format!("{}: {why}", path.display()));
    let file = File::open(path).map_err(|why| wrong(why.to_string()))?;
    let mut passages = Vec::new();
    for (n, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|why| wrong(why.to_string()))?;
        if !line.trim().is_empty() {
            let passage = serde_json::from_str(&line).map_err(|why| wrong(format!("line {}: {why}", n + 1)))?;
            passages.push(passage);
        }
    }
    Ok(passages)
}

fn scores(gold: &Path, said: &Path) -> anyhow::Result<Scores> {
    let name = |id: &GivenId| serde_json::to_string(id).unwrap_or_default();
    let said: HashMap<String, Passage> =
        passages(said)?.into_iter().map(|passage| (name(&passage.id), passage)).collect();
    let (mut scores, mut missing) = (Scores::default(), 0);
    for passage in passages(gold)? {
        let answer = said.get(&name(&passage.id)).filter(|answer| answer.error.is_none());
        missing += usize::from(answer.is_none());
        scores.add(&passage.events, answer.map_or(&[], |answer| &answer.events));
    }
    if missing > 0 {
        output::note(&format!("attache: {missing} passages of the gold have no prediction; they count as left alone"));
    }
    Ok(scores)
}

fn show_scores(scores: &Scores, format: TableFormat) -> anyhow::Result<()> {
    if format == TableFormat::Json {
        let types: BTreeMap<String, Value> =
            scores.by_type.iter().map(|(event, of)| (event.to_string(), agreement(*of))).collect();
        return output::print_json(&json!({
            "type": agreement(scores.types), "type_and_parties": agreement(scores.parties), "by_type": types,
            "negatives": {"passages": scores.negatives.all, "left_alone": scores.negatives.right,
                "share": scores.negatives.value(), "interval": scores.negatives.interval()},
        }));
    }
    let is_csv = format == TableFormat::Csv;
    let number = |share: Option<f64>| match share {
        Some(share) if is_csv => format!("{share:.4}"),
        Some(share) => format!("{:.1}", 100.0 * share),
        None => if is_csv { "" } else { "–" }.to_owned(),
    };
    let row = |name: &str, of: Agreement| {
        let counts = [of.gold, of.said, of.right].map(|count| count.to_string());
        let shares = [of.precision().value(), of.recall().value(), of.f1()].map(number);
        [name.to_owned()].into_iter().chain(counts).chain(shares).collect::<Vec<_>>()
    };
    let mut rows: Vec<Vec<String>> = scores.by_type.iter().map(|(event, of)| row(event.name(), *of)).collect();
    rows.push(row(if is_csv { "type" } else { "all, by type" }, scores.types));
    rows.push(row(if is_csv { "type_and_parties" } else { "all, with both parties" }, scores.parties));
    let headings = match format {
        TableFormat::Csv => ["of", "gold", "said", "right", "precision", "recall", "f1"],
        _ => ["Of", "Gold", "Said", "Right", "Precision %", "Recall %", "F1 %"],
    };
    output::print_table(format, &headings, &rows)?;
    let Share { right, all } = scores.negatives;
    if all > 0 && format != TableFormat::Csv {
        let cells = in_percent(scores.negatives, format);
        output::print(&format!(
            "{right} of {all} passages without an event left alone: {} % ({})\n",
            cells[0], cells[1]
        ))?;
    }
    Ok(())
}

fn agreement(of: Agreement) -> Value {
    json!({"gold": of.gold, "said": of.said, "right": of.right, "precision": of.precision().value(),
        "recall": of.recall().value(), "f1": of.f1()})
}
