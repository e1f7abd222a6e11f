//! One table in Parquet: rows given as what they print as JSON, put into columns of fixed types.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Fields, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde::Serialize;
use serde_json::Value;

use super::columns::columns;
use super::tables::EventRow;
use super::{ExportError, ONTOLOGY, Sink, Stamp};
use crate::record::Event;

/// Rows that become columns at a time, and bytes after which they do all the same.
const ROWS: usize = 1024;
const BYTES: usize = 8 << 20;
/// Bytes of a row group before it is written; memory is bounded by this and by [`BYTES`].
const GROUP: usize = 32 << 20;

/// A table of what was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Articles, cleaned, with their lineage.
    Articles,
    /// Stories, and what belongs to them.
    Stories,
    /// Events, each once.
    Events,
    /// Sentences that tell events.
    Mentions,
    /// Who says what.
    Statements,
    /// What stands between whom.
    Relations,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 6] =
        [Self::Articles, Self::Stories, Self::Events, Self::Mentions, Self::Statements, Self::Relations];

    /// The name of its file, without `.parquet`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Stories => "stories",
            Self::Events => "events",
            Self::Mentions => "mentions",
            Self::Statements => "statements",
            Self::Relations => "relations",
        }
    }

    /// Its columns: names are those of the JSON records, missing values are null. `docs/tables.md` tells what they hold.
    pub fn columns(self) -> Fields {
        let columns = match self {
            Self::Articles => articles(),
            Self::Stories => stories(),
            Self::Events => events(),
            Self::Mentions => mentions(),
            Self::Statements => statements(),
            Self::Relations => relations(),
        };
        columns.into()
    }
}

fn column(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn text(name: &str) -> Field {
    column(name, DataType::Utf8)
}

fn day(name: &str) -> Field {
    column(name, DataType::Date32)
}

fn number(name: &str) -> Field {
    column(name, DataType::Float64)
}

/// A count or an offset in code points.
fn count(name: &str) -> Field {
    column(name, DataType::Int64)
}

fn flag(name: &str) -> Field {
    column(name, DataType::Boolean)
}

fn list_of(name: &str, item: DataType) -> Field {
    column(name, DataType::List(Arc::new(Field::new("item", item, true))))
}

fn texts(name: &str) -> Field {
    list_of(name, DataType::Utf8)
}

fn structure<const N: usize>(fields: [Field; N]) -> DataType {
    DataType::Struct(Vec::from(fields).into())
}

fn party() -> DataType {
    structure([text("name"), text("code"), texts("sector"), text("office"), text("id")])
}

fn speaker() -> DataType {
    structure([
        text("name"),
        text("code"),
        texts("sector"),
        text("office"),
        text("id"),
        flag("anonymous"),
        count("count"),
        text("vouched_by"),
    ])
}

fn passage() -> DataType {
    structure([text("article"), count("start"), count("end"), text("text")])
}

fn cited() -> DataType {
    structure([text("name"), text("kind"), count("count")])
}

fn articles() -> Vec<Field> {
    let repair = structure([count("start"), count("end"), text("text"), text("reads")]);
    let lineage = structure([text("kind"), text("of"), number("score"), list_of("repairs", repair)]);
    vec![
        text("id"),
        text("story"),
        text("url"),
        text("outlet"),
        text("title"),
        text("byline"),
        text("dateline"),
        texts("credits"),
        text("published"),
        text("published_from"),
        texts("published_between"),
        text("language"),
        column("lineage", lineage),
        text("text"),
    ]
}

fn stories() -> Vec<Field> {
    vec![text("id"), text("title"), day("start"), day("end"), texts("articles"), texts("events")]
}

fn events() -> Vec<Field> {
    let place = structure([text("name"), number("lat"), number("lon"), text("country"), count("geonames")]);
    let quantity = structure([
        text("what"),
        number("low"),
        number("best"),
        number("high"),
        text("unit"),
        text("of"),
        list_of("mentions", passage()),
    ]);
    let side = structure([text("says"), list_of("mentions", passage()), texts("origins"), flag("rewrite")]);
    vec![
        text("id"),
        text("story"),
        text("event"),
        text("plover_event"),
        texts("mode"),
        texts("context"),
        text("cameo"),
        column("quad_code", DataType::Int32),
        number("event_scale"),
        list_of("actor", party()),
        list_of("recipient", party()),
        column("place", place),
        day("date"),
        day("enddate"),
        text("granularity"),
        text("date_from"),
        texts("aux"),
        text("modality"),
        list_of("quantities", quantity),
        count("reports"),
        count("independent_sources"),
        list_of("origins", structure([text("name"), text("kind"), texts("articles")])),
        text("first_reported"),
        text("last_reported"),
        list_of("disagreements", structure([text("about"), list_of("sides", side)])),
        text("part_of"),
        number("confidence"),
        list_of("rulings", DataType::Int64),
    ]
}

fn mentions() -> Vec<Field> {
    vec![
        text("event"),
        text("story"),
        text("article"),
        count("start"),
        count("end"),
        text("text"),
        list_of("chain", cited()),
        text("stance"),
        flag("background"),
    ]
}

fn statements() -> Vec<Field> {
    vec![
        text("story"),
        column("speaker", speaker()),
        list_of("with", speaker()),
        text("kind"),
        flag("verbatim"),
        text("text"),
        text("cue"),
        text("article"),
        count("start"),
        count("end"),
        text("date"),
        column("addressee", speaker()),
        column("venue", structure([text("kind"), text("name")])),
        list_of("about", structure([text("name"), text("code"), text("id")])),
        list_of("chain", cited()),
    ]
}

fn relations() -> Vec<Field> {
    let trigger = column("trigger", structure([count("start"), count("end")]));
    let mention = structure([text("article"), count("start"), count("end"), text("text"), trigger]);
    vec![
        text("story"),
        column("subject", party()),
        column("object", party()),
        text("kind"),
        text("value"),
        text("since"),
        text("until"),
        text("as_of"),
        text("status"),
        list_of("mentions", mention),
    ]
}

/// Writes the rows of a table.
pub struct TableWriter<W: Write + Send> {
    schema: Arc<Schema>,
    writer: ArrowWriter<W>,
    rows: Vec<Value>,
    /// Bytes of the rows, about.
    bytes: usize,
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a table, packed with Zstandard, with the stamp among its metadata.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(table: Table, out: W, stamp: &Stamp) -> Result<Self, ExportError> {
        let schema = Arc::new(Schema::new(table.columns()));
        let made = [
            ("attache.program", stamp.program.as_str()),
            ("attache.model", stamp.model.as_str()),
            ("attache.ontology", ONTOLOGY),
            ("attache.coded", stamp.coded.as_str()),
            ("attache.table", table.name()),
        ];
        let made = made.map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_key_value_metadata(Some(made.to_vec()))
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties))?;
        Ok(Self { schema, writer, rows: Vec::new(), bytes: 0 })
    }

    /// Adds a row, given as what prints as a JSON object; members that are no columns are left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, row: &impl Serialize) -> Result<(), ExportError> {
        let row = serde_json::to_value(row)?;
        self.bytes += size(&row);
        self.rows.push(row);
        if self.rows.len() >= ROWS || self.bytes > BYTES { self.pass_on() } else { Ok(()) }
    }

    fn pass_on(&mut self) -> Result<(), ExportError> {
        let rows: Vec<&Value> = self.rows.iter().collect();
        let columns = columns(self.schema.fields(), &rows)?;
        if !rows.is_empty() {
            self.writer.write(&RecordBatch::try_new(self.schema.clone(), columns)?)?;
        }
        self.rows.clear();
        self.bytes = 0;
        if self.writer.in_progress_size() > GROUP {
            self.writer.flush()?;
        }
        Ok(())
    }

    /// Writes what is left, and the end of the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(), ExportError> {
        self.pass_on()?;
        self.writer.close()?;
        Ok(())
    }
}

/// Bytes of a value in memory, about.
fn size(value: &Value) -> usize {
    const EACH: usize = 32;
    EACH + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(name, value)| name.len() + size(value)).sum(),
        _ => 0,
    }
}

/// The table of events alone.
pub(super) struct Events<W: Write + Send>(pub TableWriter<W>);

impl<W: Write + Send> Sink for Events<W> {
    fn add(&mut self, event: &Event) -> Result<(), ExportError> {
        self.0.add(&EventRow::new(None, event))
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        self.0.finish()
    }
}
