//! The work folder: what each step of a batch has made, as Parquet.
//!
//! A step's table bears its name only when it is whole, so that work that was stopped or failed can be taken up where it was. On a
//! cluster the folder must lie where the executors find it under the same path.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::WriterProperties;

use crate::columns::as_asked;

/// A file of a table is closed when it has so many bytes: each is read by one task.
const FILE: usize = 16 << 20;
/// Says of which work the folder is.
const ORDER: &str = "order";

/// A work folder.
pub struct Workshop {
    folder: PathBuf,
}

impl Workshop {
    /// Opens the folder, or makes it. `order` names all that the work depends on: what is there of another order is cleared away.
    /// Says, too, whether work is taken up.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn open(folder: &Path, order: &str) -> Result<(Self, bool)> {
        let advice = || format!("cannot write in {}; check that you may write there", folder.display());
        let known = fs::read_to_string(folder.join(ORDER)).ok();
        if known.as_deref() != Some(order) && folder.exists() {
            if known.is_none() && fs::read_dir(folder).with_context(advice)?.next().is_some() {
                anyhow::bail!("{} holds something else; name another folder for the work", folder.display());
            }
            fs::remove_dir_all(folder).with_context(advice)?;
        }
        fs::create_dir_all(folder).with_context(advice)?;
        fs::write(folder.join(ORDER), order).with_context(advice)?;
        let folder = fs::canonicalize(folder).with_context(advice)?;
        Ok((Self { folder }, known.as_deref() == Some(order)))
    }

    /// Where the table of a step is, when it is whole.
    pub fn path(&self, step: &str) -> PathBuf {
        self.folder.join(step)
    }

    /// Whether a step is done.
    pub fn has(&self, step: &str) -> bool {
        self.path(step).is_dir()
    }

    /// Begins the table of a step.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(&self, step: &str, schema: &Schema) -> Result<Writing> {
        let partial = self.folder.join(format!("{step}.partial"));
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        fs::create_dir_all(&partial).with_context(|| format!("cannot write in {}", self.folder.display()))?;
        Ok(Writing {
            whole: self.path(step),
            partial,
            schema: flat(schema),
            writer: None,
            files: 0,
            rows: 0,
            changed: 0,
        })
    }

    /// What is known of a step that was done before: rows in all, and rows that say that they changed something.
    pub fn counts(&self, step: &str) -> Option<Counts> {
        let text = fs::read_to_string(self.folder.join(format!("{step}.counts"))).ok()?;
        let (rows, changed) = text.split_once(' ')?;
        Some(Counts { rows: rows.parse().ok()?, changed: changed.parse().ok()? })
    }

    /// Clears the folder away.
    ///
    /// # Errors
    /// It cannot be cleared.
    pub fn clear(self) -> Result<()> {
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot clear {} away", self.folder.display()))
    }
}

/// How much a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows.
    pub rows: usize,
    /// Rows whose column `changed` is true; none where there is no such column.
    pub changed: usize,
}

/// A table under way.
pub struct Writing {
    whole: PathBuf,
    partial: PathBuf,
    schema: SchemaRef,
    writer: Option<ArrowWriter<File>>,
    files: usize,
    rows: usize,
    changed: usize,
}

impl Writing {
    /// Adds rows; members of structs become columns.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        let columns = flat_columns(batch);
        let columns: Vec<ArrayRef> = columns
            .iter()
            .zip(self.schema.fields())
            .map(|(column, field)| as_asked(column, field.data_type()))
            .collect::<Result<_, _>>()?;
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        self.rows += batch.num_rows();
        if let Some(changed) = batch.column_by_name("changed").and_then(|column| column.as_boolean_opt()) {
            self.changed += changed.true_count();
        }
        let writer = self.writer()?;
        writer.write(&batch)?;
        if writer.bytes_written() + writer.in_progress_size() >= FILE {
            self.close_file()?;
        }
        Ok(())
    }

    /// Closes the file under way: what follows goes into another.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn close_file(&mut self) -> Result<()> {
        if let Some(writer) = self.writer.take() {
            writer.close()?;
        }
        Ok(())
    }

    fn writer(&mut self) -> Result<&mut ArrowWriter<File>> {
        if self.writer.is_none() {
            let file = File::create(self.partial.join(format!("{:06}.parquet", self.files)))?;
            self.files += 1;
            let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
            self.writer = Some(ArrowWriter::try_new(file, Arc::clone(&self.schema), Some(properties))?);
        }
        self.writer.as_mut().context("a file was to be opened")
    }

    /// Ends the table and gives it its name.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> Result<Counts> {
        if self.files == 0 {
            self.writer()?; // an empty table tells its columns
        }
        self.close_file()?;
        let counts = Counts { rows: self.rows, changed: self.changed };
        fs::write(self.whole.with_extension("counts"), format!("{} {}", counts.rows, counts.changed))?;
        fs::rename(&self.partial, &self.whole)?;
        Ok(counts)
    }
}

/// The columns of a table with members of structs in place of these.
fn flat(schema: &Schema) -> SchemaRef {
    let mut fields: Vec<FieldRef> = Vec::new();
    for field in schema.fields() {
        match field.data_type() {
            DataType::Struct(members) => fields.extend(members.iter().map(|member| nullable(member))),
            _ => fields.push(nullable(field)),
        }
    }
    Arc::new(Schema::new(fields))
}

fn nullable(field: &Field) -> FieldRef {
    Arc::new(Field::new(field.name(), field.data_type().clone(), true))
}

fn flat_columns(batch: &RecordBatch) -> Vec<ArrayRef> {
    batch
        .columns()
        .iter()
        .flat_map(|column| match column.as_struct_opt() {
            Some(members) => members.columns().to_vec(),
            None => vec![Arc::clone(column)],
        })
        .collect()
}
