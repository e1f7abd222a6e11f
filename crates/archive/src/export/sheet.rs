//! CSV for spreadsheets: a row an event, lists joined by `; `, no cell a formula.

use std::io::Write;

use super::{ExportError, ONTOLOGY, Sink, Stamp, in_line};
use crate::record::{Disagreement, Event, Party, Quantity};

const COLUMNS: [&str; 41] = [
    "id",
    "date",
    "enddate",
    "granularity",
    "event",
    "plover_event",
    "mode",
    "context",
    "cameo",
    "quad_code",
    "event_scale",
    "actor",
    "actor_code",
    "actor_sector",
    "actor_office",
    "recipient",
    "recipient_code",
    "recipient_sector",
    "recipient_office",
    "place",
    "lat",
    "lon",
    "country",
    "geonames",
    "aux",
    "modality",
    "quantities",
    "reports",
    "independent_sources",
    "origins",
    "first_reported",
    "last_reported",
    "disagreements",
    "part_of",
    "confidence",
    "sentence",
    "date_from",
    "articles",
    "program",
    "model",
    "ontology",
];

/// Writes rows.
pub(super) struct Rows<W: Write> {
    out: csv::Writer<W>,
    stamp: Stamp,
}

/// A cell.
enum Cell {
    Text(String),
    Number(String),
}

impl Cell {
    /// As it is written: a text that begins as a formula does has an apostrophe before it, which spreadsheets do not show (OWASP,
    /// "CSV injection"); a number may begin with a minus.
    fn written(&self) -> String {
        match self {
            Self::Number(number) => number.clone(),
            Self::Text(text) => {
                let text = in_line(text);
                if text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
                    format!("'{text}")
                } else {
                    text
                }
            }
        }
    }
}

impl<W: Write> Rows<W> {
    pub(super) fn new(out: W, stamp: &Stamp) -> Result<Self, ExportError> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(COLUMNS)?;
        Ok(Self { out, stamp: stamp.clone() })
    }
}

impl<W: Write> Sink for Rows<W> {
    fn add(&mut self, event: &Event) -> Result<(), ExportError> {
        self.out.write_record(cells(event, &self.stamp).iter().map(Cell::written))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

fn cells(event: &Event, stamp: &Stamp) -> [Cell; COLUMNS.len()] {
    let text = |text: &str| Cell::Text(text.to_owned());
    let known = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default());
    let list = |list: &[String]| Cell::Text(list.join("; "));
    let each = |parties: &[Party], part: fn(&Party) -> String| {
        Cell::Text(parties.iter().map(part).collect::<Vec<_>>().join("; "))
    };
    let number = |number: Option<f64>| Cell::Number(number.map(|number| number.to_string()).unwrap_or_default());
    let count = |count: usize| Cell::Number(count.to_string());
    let place = event.place.as_ref();
    let office = |party: &Party| party.office.clone().unwrap_or_default();
    let origins: Vec<String> = event.origins.iter().map(|origin| origin.name.clone()).collect();
    [
        text(&event.id),
        known(&event.date),
        known(&event.enddate),
        text(event.granularity.name()),
        text(&event.event),
        text(&event.plover_event),
        list(&event.mode),
        list(&event.context),
        text(&event.cameo),
        Cell::Number(event.quad_code.to_string()),
        number(Some(event.event_scale)),
        each(&event.actor, |party| party.name.clone()),
        each(&event.actor, |party| party.code.clone().unwrap_or_default()),
        each(&event.actor, |party| party.sector.join(" ")),
        each(&event.actor, office),
        each(&event.recipient, |party| party.name.clone()),
        each(&event.recipient, |party| party.code.clone().unwrap_or_default()),
        each(&event.recipient, |party| party.sector.join(" ")),
        each(&event.recipient, office),
        Cell::Text(place.map(|place| place.name.clone()).unwrap_or_default()),
        number(place.map(|place| place.lat)),
        number(place.map(|place| place.lon)),
        Cell::Text(place.and_then(|place| place.country.clone()).unwrap_or_default()),
        Cell::Number(place.and_then(|place| place.geonames).map(|id| id.to_string()).unwrap_or_default()),
        list(&event.aux),
        text(&event.modality),
        Cell::Text(event.quantities.iter().map(quantity).collect::<Vec<_>>().join("; ")),
        count(event.articles().len()),
        count(event.independent_sources),
        list(&origins),
        known(&event.first_reported),
        known(&event.last_reported),
        Cell::Text(event.disagreements.iter().map(disagreement).collect::<Vec<_>>().join("; ")),
        known(&event.part_of),
        number(Some(event.confidence)),
        Cell::Text(event.best_mention().map(|mention| mention.sentence.text.clone()).unwrap_or_default()),
        known(&event.date_from),
        Cell::Text(event.articles().join("; ")),
        text(&stamp.program),
        text(&stamp.model),
        text(ONTOLOGY),
    ]
}

/// "killed 3–5", "money 2000000 USD".
fn quantity(quantity: &Quantity) -> String {
    let number = |number: Option<f64>| number.map(|number| number.to_string());
    let range = match (number(quantity.low), number(quantity.high)) {
        (Some(low), Some(high)) if low != high => format!("{low}–{high}"),
        (Some(low), Some(_)) => low,
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "?".to_owned(),
    };
    let unit = quantity.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    format!("{} {range}{unit}", quantity.what)
}

/// "number: 3 | 5".
fn disagreement(disagreement: &Disagreement) -> String {
    let sides: Vec<&str> = disagreement.sides.iter().map(|side| side.says.as_str()).collect();
    format!("{}: {}", disagreement.about, sides.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_numbers_stay_numbers() {
        assert_eq!(Cell::Text("=1+1".into()).written(), "'=1+1");
        assert_eq!(Cell::Text("\t@cmd".into()).written(), "' @cmd");
        assert_eq!(Cell::Text("a = b\nc".into()).written(), "a = b c");
        assert_eq!(Cell::Number("-3.5".into()).written(), "-3.5");
    }
}
