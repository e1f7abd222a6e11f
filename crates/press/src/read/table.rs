//! Parquet: a row an article, columns named as the fields of JSON are (`data/json_fields.tsv`), nested ones too.
//!
//! Only columns whose names are known are read. A row is turned into the JSON that it stands for and read as a line of JSONL
//! is, so that both forms understand the same names.

mod value;

use std::fs::File;

use arrow_array::{Array, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use super::error::{Problem, ReadError, Unit};
use super::{Article, Source, fields, json};

/// Rows that are read at a time, at most; fewer where they are long.
const MOST_ROWS: i64 = 64;
/// Bytes that these have together, unless one row has more.
const MOST_BYTES: i64 = 8 << 20;
/// Names of columns that an error lists.
const NAMED: usize = 12;

/// The articles of a Parquet file.
pub(super) struct Rows {
    source: Source,
    batches: ParquetRecordBatchReader,
    /// Rows read so far.
    row: u64,
    waiting: std::vec::IntoIter<Article>,
    ended: bool,
}

impl Rows {
    /// # Errors
    /// [`Problem::Parquet`] for what cannot be read, [`Problem::NoTextColumn`] for what holds no articles.
    pub(super) fn new(source: Source, file: File) -> Result<Self, ReadError> {
        let wrong = |error: ParquetError| ReadError::new(&source.name, Problem::Parquet(told(&error.to_string())));
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(wrong)?;
        let names: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        if !names.iter().any(|name| fields::may_hold_text(name)) {
            let more = if names.len() > NAMED { ", …" } else { "" };
            let listed = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ") + more;
            return Err(ReadError::new(&source.name, Problem::NoTextColumn(listed)));
        }
        let known = (0..names.len()).filter(|n| fields::is_known(&names[*n]));
        let mask = ProjectionMask::roots(builder.parquet_schema(), known);
        let groups = builder.metadata().row_groups();
        let longest = groups.iter().map(|group| group.total_byte_size() / group.num_rows().max(1)).max().unwrap_or(1);
        let rows = (MOST_BYTES / longest.max(1)).clamp(1, MOST_ROWS);
        let batches =
            builder.with_projection(mask).with_batch_size(usize::try_from(rows).unwrap_or(1)).build().map_err(wrong)?;
        Ok(Self { source, batches, row: 0, waiting: Vec::new().into_iter(), ended: false })
    }

    /// The articles of some rows.
    fn articles(&mut self, rows: &RecordBatch) -> Vec<Article> {
        let names = rows.schema_ref().fields().iter().map(|field| field.name().as_str());
        let columns: Vec<(&str, &dyn Array)> = names.zip(rows.columns().iter().map(AsRef::as_ref)).collect();
        let mut articles = Vec::with_capacity(rows.num_rows());
        for n in 0..rows.num_rows() {
            self.row += 1;
            let row = value::object(&columns, n).to_string().into_bytes();
            let found = json::articles(&self.source, self.row, self.source.numbered(self.row), Ok(row));
            articles.extend(found.into_iter().map(|line| line.article.map_err(|error| error.counted_by(Unit::Row))));
        }
        articles
    }
}

impl Iterator for Rows {
    type Item = Article;

    fn next(&mut self) -> Option<Article> {
        loop {
            if let Some(article) = self.waiting.next() {
                return Some(article);
            }
            if self.ended {
                return None;
            }
            let Some(batch) = self.batches.next() else {
                self.ended = true;
                if self.row > 0 {
                    return None;
                }
                return Some(Err(ReadError::new(&self.source.name, Problem::Empty)));
            };
            match batch {
                Ok(rows) => self.waiting = self.articles(&rows).into_iter(),
                Err(error) => {
                    self.ended = true;
                    let error =
                        ReadError::on_line(&self.source.name, self.row + 1, Problem::Parquet(told(&error.to_string())));
                    return Some(Err(error.counted_by(Unit::Row)));
                }
            }
        }
    }
}

/// The first line of what a library says.
fn told(error: &str) -> String {
    error.lines().next().unwrap_or_default().to_owned()
}
