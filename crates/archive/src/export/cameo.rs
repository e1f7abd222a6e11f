//! CAMEO as ICEWS tabulates it: tab-separated, with its columns and some of ours behind them.
//!
//! ICEWS has one source and one target a row. An event with several parties gives a row for each pair of an actor and a
//! recipient, one of parties that are all actors (a meeting) a row for each pair of them; all have the event's id, `Dyad` numbers
//! them from 1 and `Dyads` says how many there are, so that rows with `Dyad` 1 are the events, each once.

use std::io::Write;

use attache_coding::ontology::Cameo;
use attache_world::World;

use super::{ExportError, ONTOLOGY, Sink, Stamp, in_line};
use crate::record::{Event, Party};

/// The columns: those of ICEWS, then ours.
const COLUMNS: [&str; 39] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "Reports",
    "Independent Sources",
    "Dyad",
    "Dyads",
    "End Date",
    "Granularity",
    "Source Code",
    "Target Code",
    "PLOVER Event",
    "PLOVER Mode",
    "Modality",
    "First Reported",
    "Last Reported",
    "Confidence",
    "Sentence",
    "Program",
    "Model",
    "Ontology",
    "Coded Date",
];

/// Writes rows.
pub(super) struct Rows<W: Write> {
    out: csv::Writer<W>,
    stamp: Stamp,
}

impl<W: Write> Rows<W> {
    pub(super) fn new(out: W, stamp: &Stamp) -> Result<Self, ExportError> {
        // a tab-separated file has no quotation marks: cells hold neither tabs nor line ends
        let mut out = csv::WriterBuilder::new().delimiter(b'\t').quote_style(csv::QuoteStyle::Never).from_writer(out);
        out.write_record(COLUMNS)?;
        Ok(Self { out, stamp: stamp.clone() })
    }
}

impl<W: Write> Sink for Rows<W> {
    fn add(&mut self, event: &Event) -> Result<(), ExportError> {
        let pairs = pairs(event);
        for (n, (source, target)) in pairs.iter().enumerate() {
            let cells = cells(event, *source, *target, (n + 1, pairs.len()), &self.stamp);
            self.out.write_record(cells.iter().map(|cell| in_line(cell)))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

type Pair<'a> = (Option<&'a Party>, Option<&'a Party>);

/// Who does it to whom, pair by pair; at least one, of which either side may be missing.
fn pairs(event: &Event) -> Vec<Pair<'_>> {
    let (actors, recipients) = (&event.actor, &event.recipient);
    if recipients.is_empty() && actors.len() > 1 {
        let others = |n: usize| actors[n + 1..].iter().map(move |other| (Some(&actors[n]), Some(other)));
        return (0..actors.len()).flat_map(others).collect();
    }
    let or_none = |parties: &'_ [Party]| parties.len().max(1);
    let pair = |n: usize| move |m: usize| (actors.get(n), recipients.get(m));
    (0..or_none(actors)).flat_map(|n| (0..or_none(recipients)).map(pair(n))).collect()
}

fn cells(
    event: &Event,
    source: Option<&Party>,
    target: Option<&Party>,
    (dyad, dyads): (usize, usize),
    stamp: &Stamp,
) -> [String; COLUMNS.len()] {
    let owned = |text: &Option<String>| text.clone().unwrap_or_default();
    let best = event.best_mention();
    let place = event.place.as_ref();
    let publisher = event.origins.iter().find(|origin| matches!(origin.kind.as_str(), "outlet" | "agency"));
    [
        event.id.clone(),
        owned(&event.date),
        source.map(|party| party.name.clone()).unwrap_or_default(),
        source.map(|party| party.sector.join(",")).unwrap_or_default(),
        country(source.and_then(|party| party.code.as_deref())),
        Cameo::parse(&event.cameo).map(|code| code.name().to_owned()).unwrap_or_default(),
        event.cameo.clone(),
        event.event_scale.to_string(),
        target.map(|party| party.name.clone()).unwrap_or_default(),
        target.map(|party| party.sector.join(",")).unwrap_or_default(),
        country(target.and_then(|party| party.code.as_deref())),
        best.map(|mention| mention.sentence.article.clone()).unwrap_or_default(),
        // sentences are told by their place in the article's characters, not by number
        String::new(),
        publisher.map(|origin| origin.name.clone()).unwrap_or_default(),
        place.map(|place| place.name.clone()).unwrap_or_default(),
        String::new(),
        place.and_then(|place| place.division()).unwrap_or_default().to_owned(),
        country(place.and_then(|place| place.country.as_deref())),
        place.map(|place| place.lat.to_string()).unwrap_or_default(),
        place.map(|place| place.lon.to_string()).unwrap_or_default(),
        event.articles().len().to_string(),
        event.independent_sources.to_string(),
        dyad.to_string(),
        dyads.to_string(),
        owned(&event.enddate),
        event.granularity.name().to_owned(),
        source.map(Party::cameo_code).unwrap_or_default(),
        target.map(Party::cameo_code).unwrap_or_default(),
        event.plover_event.clone(),
        event.mode.join(","),
        event.modality.clone(),
        owned(&event.first_reported),
        owned(&event.last_reported),
        event.confidence.to_string(),
        best.map(|mention| mention.sentence.text.clone()).unwrap_or_default(),
        stamp.program.clone(),
        stamp.model.clone(),
        ONTOLOGY.to_owned(),
        stamp.coded.clone(),
    ]
}

/// The name of a state, as ICEWS has it in place of its code; other codes (IGO, NGO …) are left as they are.
fn country(code: Option<&str>) -> String {
    let named =
        |code: &str| World::embedded().state(code).map_or_else(|| code.to_owned(), |state| state.name.to_string());
    code.map(named).unwrap_or_default()
}
