//! PLOVER JSONL: an event a line, with the names of the manual (draft 0.8, 2021) first and ours beside them.

use std::io::{BufWriter, Write};

use attache_coding::ontology::{EventType, Mode};
use attache_world::Gazetteer;
use serde::Serialize;

use super::{ExportError, ONTOLOGY, Sink, Stamp};
use crate::record::{Disagreement, Event, Grain, Mention, Origin, Party, Place, Quantity};

/// Writes lines.
pub(super) struct Lines<W: Write> {
    out: BufWriter<W>,
    stamp: Stamp,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W, stamp: &Stamp) -> Self {
        Self { out: BufWriter::new(out), stamp: stamp.clone() }
    }
}

impl<W: Write> Sink for Lines<W> {
    fn add(&mut self, event: &Event) -> Result<(), ExportError> {
        serde_json::to_writer(&mut self.out, &Line::new(event, &self.stamp))?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

/// An event under the manual's names, and beside them what the manual has no name for.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    date: Option<&'a str>,
    enddate: Option<&'a str>,
    actor: Vec<Entity<'a>>,
    recipient: Vec<Entity<'a>>,
    event: [&'a str; 1],
    mode: Vec<&'a str>,
    context: &'a [String],
    event_loc: Option<Location<'a>>,
    event_text: Option<&'a str>,
    quad_code: u8,
    event_scale: f64,
    text: String,
    cite_info: String,
    coder: &'a str,
    coded_date: &'a str,
    // ours
    act: &'a str,
    act_mode: &'a [String],
    cameo: &'a str,
    granularity: Grain,
    date_from: Option<&'a str>,
    modality: &'a str,
    quantities: &'a [Quantity],
    reports: usize,
    independent_sources: usize,
    origins: &'a [Origin],
    mentions: &'a [Mention],
    first_reported: Option<&'a str>,
    last_reported: Option<&'a str>,
    disagreements: &'a [Disagreement],
    part_of: Option<&'a str>,
    confidence: f64,
    rulings: &'a [u32],
    program: &'a str,
    model: &'a str,
    ontology: &'a str,
}

#[derive(Serialize)]
struct Entity<'a> {
    code: Option<&'a str>,
    sector: &'a [String],
    entity_text: &'a str,
    identifier_id: Option<&'a str>,
    identifier_text: Option<&'a str>,
    office: Option<&'a str>,
}

#[derive(Serialize)]
struct Location<'a> {
    name: &'a str,
    latitude: f64,
    longitude: f64,
    country: Option<&'a str>,
    admin1: Option<&'static str>,
    geonames_id: Option<u32>,
}

impl<'a> Line<'a> {
    fn new(event: &'a Event, stamp: &'a Stamp) -> Self {
        let articles = event.articles();
        let mut sentences: Vec<&str> = Vec::new();
        for mention in &event.mentions {
            if !sentences.contains(&mention.sentence.text.as_str()) {
                sentences.push(&mention.sentence.text);
            }
        }
        let counted = Counted::of(event);
        Self {
            id: &event.id,
            date: event.date.as_deref(),
            enddate: event.enddate.as_deref(),
            actor: event.actor.iter().map(Entity::from).collect(),
            recipient: event.recipient.iter().map(Entity::from).collect(),
            event: [&event.plover_event],
            mode: counted.modes,
            context: &event.context,
            event_loc: event.place.as_ref().map(Location::from),
            event_text: event.best_mention().map(|mention| mention.sentence.text.as_str()),
            quad_code: counted.quad,
            event_scale: counted.scale,
            text: sentences.join("\n"),
            cite_info: articles.join("; "),
            coder: &stamp.program,
            coded_date: &stamp.coded,
            act: &event.event,
            act_mode: &event.mode,
            cameo: &event.cameo,
            granularity: event.granularity,
            date_from: event.date_from.as_deref(),
            modality: &event.modality,
            quantities: &event.quantities,
            reports: articles.len(),
            independent_sources: event.independent_sources,
            origins: &event.origins,
            mentions: &event.mentions,
            first_reported: event.first_reported.as_deref(),
            last_reported: event.last_reported.as_deref(),
            disagreements: &event.disagreements,
            part_of: event.part_of.as_deref(),
            confidence: event.confidence,
            rulings: &event.rulings,
            program: &stamp.program,
            model: &stamp.model,
            ontology: ONTOLOGY,
        }
    }
}

/// What an event counts as in PLOVER: an announced visit is AGREE, with AGREE's class and score and none of CONSULT's modes. The
/// auxiliary modes stand after the modes, as the manual has it.
struct Counted<'a> {
    modes: Vec<&'a str>,
    quad: u8,
    scale: f64,
}

impl<'a> Counted<'a> {
    fn of(event: &'a Event) -> Self {
        let aux = event.aux.iter().map(String::as_str);
        let as_told = Self {
            modes: event.mode.iter().map(String::as_str).chain(aux.clone()).collect(),
            quad: event.quad_code,
            scale: event.event_scale,
        };
        if event.plover_event == event.event {
            return as_told;
        }
        let Some(counted) = EventType::named(&event.plover_event) else { return as_told };
        let modes = event.mode.iter().map(String::as_str).filter(|mode| Mode::of(counted, mode).is_some());
        Self { modes: modes.chain(aux).collect(), quad: counted.quad().number(), scale: counted.score() }
    }
}

impl<'a> From<&'a Party> for Entity<'a> {
    fn from(party: &'a Party) -> Self {
        let id = party.id.as_deref();
        Self {
            code: party.code.as_deref(),
            sector: &party.sector,
            entity_text: &party.name,
            identifier_id: id,
            identifier_text: id.map(|_| party.name.as_str()),
            office: party.office.as_deref(),
        }
    }
}

impl<'a> From<&'a Place> for Location<'a> {
    fn from(place: &'a Place) -> Self {
        Self {
            name: &place.name,
            latitude: place.lat,
            longitude: place.lon,
            country: place.country.as_deref(),
            admin1: place.division(),
            geonames_id: place.geonames,
        }
    }
}

impl Place {
    /// The name of the first-order division that it lies in, if the gazetteer knows.
    pub(super) fn division(&self) -> Option<&'static str> {
        let all = Gazetteer::embedded();
        let place = all.by_id(self.geonames?)?;
        Some(all.by_id(place.division?)?.name)
    }
}
