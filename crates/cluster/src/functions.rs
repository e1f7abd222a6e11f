//! What plans call: the functions of map and reduce, as DataFusion knows them.
//!
//! Plans carry them by name from the client over the scheduler to the executors, each of which must know them. The names end in a
//! mark of program and model, so that programs that would not report alike do not work on one job.

mod fuse;
mod kin;
mod report;
mod tell;

use std::sync::OnceLock;

use attache_coding::REPORT;
use attache_language::Annotator;
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use crate::columns::as_asked;

pub use fuse::members_of;
pub use tell::member as member_type;

/// How errors of ours begin, which would come again if the job were run again.
pub const OURS: &str = "attache failed: ";

/// What a function does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Work {
    /// A clipping to the report on its article, with the keys by which its kin are found.
    Report,
    /// Whether two articles that share a key of reprints are reprints of one text.
    Reprints,
    /// The articles of a cell to their stories.
    Tell,
    /// Whether the times of two mentions allow one event.
    Agree,
    /// The stories of a neighbourhood to their events.
    Fuse,
}

impl Work {
    const ALL: [Self; 5] = [Self::Report, Self::Reprints, Self::Tell, Self::Agree, Self::Fuse];

    const fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Reprints => "reprints",
            Self::Tell => "tell",
            Self::Agree => "agree",
            Self::Fuse => "fuse",
        }
    }

    /// The types of its arguments, and what it gives.
    fn types(self) -> (Vec<DataType>, DataType) {
        match self {
            Self::Report => report::types(),
            Self::Reprints => kin::types_of_reprints(),
            Self::Tell => tell::types(),
            Self::Agree => kin::types_of_agree(),
            Self::Fuse => fuse::types(),
        }
    }

    fn done(self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        match self {
            Self::Report => report::report(arguments),
            Self::Reprints => kin::reprints(arguments),
            Self::Tell => tell::tell(arguments),
            Self::Agree => kin::agree(arguments),
            Self::Fuse => fuse::fuse(arguments),
        }
    }
}

/// A function under its full name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Function {
    work: Work,
    name: String,
    takes: Vec<DataType>,
    gives: DataType,
    signature: Signature,
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.gives.clone())
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&arguments.args)?;
        let columns: Vec<ArrayRef> =
            columns.iter().zip(&self.takes).map(|(column, kind)| as_asked(column, kind)).collect::<Result<_>>()?;
        if columns.len() != self.takes.len() {
            return Err(DataFusionError::Plan(format!("{} takes {} arguments", self.name, self.takes.len())));
        }
        Ok(ColumnarValue::Array(self.work.done(&columns)?))
    }
}

/// All functions, under the names of this program and model.
#[derive(Debug, Clone)]
pub struct Functions {
    mark: String,
    model: String,
}

impl Functions {
    /// Of the model that this program carries.
    ///
    /// # Errors
    /// It carries none.
    pub fn embedded() -> Result<Self, attache_language::Error> {
        let model = annotator()?.manifest().version.clone();
        let made = format!("{} {REPORT} {model}", env!("CARGO_PKG_VERSION"));
        let mark = format!("{:08x}", attache_archive::content_mark(made.as_bytes()) >> 32);
        Ok(Self { mark, model })
    }

    /// Names program and model in a few characters.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// The version of the model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The name under which plans call a function.
    pub fn name(&self, work: Work) -> String {
        format!("attache_{}_{}", work.word(), self.mark)
    }

    /// Each of them, to be registered.
    pub fn all(&self) -> impl Iterator<Item = ScalarUDF> + '_ {
        Work::ALL.into_iter().map(|work| {
            let (takes, gives) = work.types();
            let signature = Signature::any(takes.len(), Volatility::Immutable);
            ScalarUDF::from(Function { work, name: self.name(work), takes, gives, signature })
        })
    }
}

/// The annotator of this process, loaded when first asked for. One thread a call: calls are what runs side by side.
fn annotator() -> Result<&'static Annotator, attache_language::Error> {
    static ANNOTATOR: OnceLock<Annotator> = OnceLock::new();
    if let Some(annotator) = ANNOTATOR.get() {
        return Ok(annotator);
    }
    let loaded = Annotator::embedded()?.with_jobs(1);
    Ok(ANNOTATOR.get_or_init(|| loaded))
}

/// An error of ours, which another try would not mend.
fn ours(what: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::Execution(format!("{OURS}{what}"))
}

/// JSON in a column.
fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(ours)
}

/// What JSON in a column says.
fn parsed<T: serde::de::DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(ours)
}
