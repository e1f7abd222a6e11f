//! GeoJSON (RFC 7946): an event a feature, at the point where it happened; one whose place is not told has no geometry.

use std::io::{BufWriter, Write};

use serde::Serialize;

use super::{ExportError, ONTOLOGY, Sink, Stamp};
use crate::record::{Event, Grain, Party};

/// Writes features.
pub(super) struct Features<W: Write> {
    out: BufWriter<W>,
    stamp: Stamp,
    any: bool,
}

impl<W: Write> Features<W> {
    pub(super) fn new(out: W, stamp: &Stamp) -> Result<Self, ExportError> {
        let mut out = BufWriter::new(out);
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Self { out, stamp: stamp.clone(), any: false })
    }
}

impl<W: Write> Sink for Features<W> {
    fn add(&mut self, event: &Event) -> Result<(), ExportError> {
        self.out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        Ok(serde_json::to_writer(&mut self.out, &Feature::new(event))?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let made = Made {
            program: &self.stamp.program,
            model: &self.stamp.model,
            ontology: ONTOLOGY,
            coded_date: &self.stamp.coded,
        };
        self.out.write_all(b"\n],\"made\":")?;
        serde_json::to_writer(&mut self.out, &made)?;
        self.out.write_all(b"}\n")?;
        Ok(self.out.flush()?)
    }
}

/// Who made the collection, as a member of it that the standard leaves free.
#[derive(Serialize)]
struct Made<'a> {
    program: &'a str,
    model: &'a str,
    ontology: &'a str,
    coded_date: &'a str,
}

#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    id: &'a str,
    geometry: Option<Point>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Point {
    r#type: &'static str,
    /// East, then north.
    coordinates: [f64; 2],
}

/// What maps show and filter by: flat, lists of words joined by `; `.
#[derive(Serialize)]
struct Properties<'a> {
    event: &'a str,
    plover_event: &'a str,
    mode: String,
    context: String,
    cameo: &'a str,
    quad_code: u8,
    event_scale: f64,
    date: Option<&'a str>,
    enddate: Option<&'a str>,
    granularity: Grain,
    actor: String,
    actor_code: String,
    recipient: String,
    recipient_code: String,
    place: Option<&'a str>,
    country: Option<&'a str>,
    geonames: Option<u32>,
    modality: &'a str,
    reports: usize,
    independent_sources: usize,
    first_reported: Option<&'a str>,
    last_reported: Option<&'a str>,
    confidence: f64,
    sentence: Option<&'a str>,
}

impl<'a> Feature<'a> {
    fn new(event: &'a Event) -> Self {
        let place = event.place.as_ref();
        let names = |parties: &[Party]| parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ");
        let codes = |parties: &[Party]| parties.iter().map(Party::cameo_code).collect::<Vec<_>>().join("; ");
        let is_on_earth = |lat: f64, lon: f64| (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        let point = place.filter(|place| is_on_earth(place.lat, place.lon));
        Self {
            r#type: "Feature",
            id: &event.id,
            geometry: point.map(|place| Point { r#type: "Point", coordinates: [place.lon, place.lat] }),
            properties: Properties {
                event: &event.event,
                plover_event: &event.plover_event,
                mode: event.mode.join("; "),
                context: event.context.join("; "),
                cameo: &event.cameo,
                quad_code: event.quad_code,
                event_scale: event.event_scale,
                date: event.date.as_deref(),
                enddate: event.enddate.as_deref(),
                granularity: event.granularity,
                actor: names(&event.actor),
                actor_code: codes(&event.actor),
                recipient: names(&event.recipient),
                recipient_code: codes(&event.recipient),
                place: place.map(|place| place.name.as_str()),
                country: place.and_then(|place| place.country.as_deref()),
                geonames: place.and_then(|place| place.geonames),
                modality: &event.modality,
                reports: event.articles().len(),
                independent_sources: event.independent_sources,
                first_reported: event.first_reported.as_deref(),
                last_reported: event.last_reported.as_deref(),
                confidence: event.confidence,
                sentence: event.best_mention().map(|mention| mention.sentence.text.as_str()),
            },
        }
    }
}
