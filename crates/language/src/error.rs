use std::path::PathBuf;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the model is missing or unreadable.
    #[error("cannot read {path}: {source}; a model is a folder with annotator.json, pieces.txt and seven .onnx graphs")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// This program was built without a model.
    #[error("this program carries no model; name a folder that holds one (--model DIR)")]
    NotEmbedded,
    /// `annotator.json` or `pieces.txt` does not hold what it must.
    #[error("the model's {file} is unusable: {why}")]
    Manifest {
        /// The file.
        file: &'static str,
        /// What is wrong in it.
        why: String,
    },
    /// A graph cannot be loaded or run, or does not give what the manifest promises.
    #[error("the model's {graph}.onnx is unusable: {why}")]
    Graph {
        /// The graph.
        graph: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A question about an annotation that was made without keeping the encoder's states.
    #[error("the annotation keeps no states to ask; annotate with `Keep::States`")]
    NoStates,
}

impl Error {
    pub(crate) fn manifest(file: &'static str, why: impl ToString) -> Self {
        Self::Manifest { file, why: why.to_string() }
    }

    pub(crate) fn graph(graph: &'static str, why: impl ToString) -> Self {
        Self::Graph { graph, why: why.to_string() }
    }
}
