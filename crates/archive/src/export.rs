//! Exports: events as other programs read them, one at a time.
//!
//! A [`Sink`] takes [`Event`]s in any order and writes them in one of five forms, each stamped with what made it. Memory is that
//! of one event; for Parquet that of a group of rows.
//!
//! ```
//! use attache_archive::{export::{self, Format, Stamp}, record::Event};
//!
//! let stamp = Stamp { program: "attache 1.0".into(), model: "m1".into(), coded: "2024-05-01".into() };
//! let mut out = Vec::new();
//! let mut sink = export::sink(Format::Plover, &mut out, &stamp)?;
//! let event = Event { id: "e1".into(), event: "CONSULT".into(), plover_event: "CONSULT".into(), quad_code: 1, ..Event::default() };
//! sink.add(&event)?;
//! sink.finish()?;
//! let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
//! assert_eq!((&line["event"][0], &line["coder"]), (&"CONSULT".into(), &"attache 1.0".into()));
//! # Ok::<(), export::ExportError>(())
//! ```

mod cameo;
mod columns;
mod geojson;
mod plover;
mod sheet;
mod table;
mod tables;

use std::collections::HashSet;
use std::io::{self, Write};

use jiff::{Timestamp, Zoned, tz::TimeZone};

pub use table::{Table, TableWriter};
pub use tables::Tables;

use crate::record::{Event, Mention, Party};

/// The versions of the ontologies in which events are coded: PLOVER's manual and CAMEO's.
pub const ONTOLOGY: &str = "PLOVER 0.8; CAMEO 1.1b3";

/// What made an export, as each of its rows or its head says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Program and version.
    pub program: String,
    /// Version of the model that annotated the articles.
    pub model: String,
    /// ISO day of the export.
    pub coded: String,
}

impl Stamp {
    /// What this version of `attache` makes today with a model; SOURCE_DATE_EPOCH, where it is set, says what day today is, so that an
    /// export can be made again as it was.
    pub fn today(model: &str) -> Self {
        let epoch = std::env::var("SOURCE_DATE_EPOCH")
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds.parse().ok()?).ok());
        let day = epoch.map_or_else(|| Zoned::now().date(), |instant| instant.to_zoned(TimeZone::UTC).date());
        Self {
            program: format!("attache {}", env!("CARGO_PKG_VERSION")),
            model: model.to_owned(),
            coded: day.to_string(),
        }
    }
}

/// The forms in which events are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON lines with the names of PLOVER's manual.
    Plover,
    /// Tab-separated, with the columns of ICEWS and some of ours; a row a pair of parties.
    Cameo,
    /// For spreadsheets: a row an event.
    Csv,
    /// A FeatureCollection (RFC 7946).
    GeoJson,
    /// The table of events that [`Tables`] writes.
    Parquet,
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The system would not take it.
    #[error("the export cannot be written ({0}); check the disk's free space and your permissions")]
    Write(#[from] io::Error),
    /// The JSON of an event cannot be written.
    #[error("the export cannot be written ({0}); check the disk's free space and your permissions")]
    Json(#[from] serde_json::Error),
    /// A row of a sheet cannot be written.
    #[error("the export cannot be written ({0}); check the disk's free space and your permissions")]
    Sheet(#[from] csv::Error),
    /// A row does not fit its table.
    #[error("a row cannot be put into its table ({0}); please report it")]
    Row(#[from] arrow_schema::ArrowError),
    /// A Parquet file cannot be written.
    #[error("the Parquet file cannot be written ({0}); check the disk's free space and your permissions")]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// Takes events and writes them.
pub trait Sink {
    /// Writes one event.
    ///
    /// # Errors
    /// When it cannot be written.
    fn add(&mut self, event: &Event) -> Result<(), ExportError>;

    /// Writes what must stand at the end; without it the export is not whole.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// What writes events to `out` in a form.
///
/// # Errors
/// When not even the head can be written.
pub fn sink<'o>(format: Format, out: impl Write + Send + 'o, stamp: &Stamp) -> Result<Box<dyn Sink + 'o>, ExportError> {
    Ok(match format {
        Format::Plover => Box::new(plover::Lines::new(out, stamp)),
        Format::Cameo => Box::new(cameo::Rows::new(out, stamp)?),
        Format::Csv => Box::new(sheet::Rows::new(out, stamp)?),
        Format::GeoJson => Box::new(geojson::Features::new(out, stamp)?),
        Format::Parquet => Box::new(table::Events(TableWriter::new(Table::Events, out, stamp)?)),
    })
}

impl Event {
    /// The mention that tells it best: asserted as the news, else asserted, else the first.
    fn best_mention(&self) -> Option<&Mention> {
        let rank = |mention: &&Mention| (mention.stance != "asserted", mention.background);
        self.mentions.iter().min_by_key(rank)
    }

    /// Ids of the articles that tell it, each once, in the order of mentions.
    pub(crate) fn articles(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let articles = self.mentions.iter().map(|mention| mention.sentence.article.as_str());
        articles.filter(|article| seen.insert(*article)).collect()
    }
}

impl Party {
    /// Code and sectors as CAMEO strings them together.
    fn cameo_code(&self) -> String {
        self.code.iter().chain(&self.sector).map(String::as_str).collect()
    }
}

/// Text that stays in its row and column and steers no terminal: controls are made spaces.
fn in_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
