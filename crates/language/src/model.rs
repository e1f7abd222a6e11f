//! A model's files: a folder's, or those that the program carries.

use std::borrow::Cow;
use std::path::Path;

use crate::engine::Onnx;
use crate::error::Error;
use crate::manifest::Manifest;
use crate::pieces::Pieces;

/// A loaded model.
pub struct Model {
    pub manifest: Manifest,
    pub pieces: Pieces,
    pub engine: Onnx,
}

impl Model {
    /// Loads the model of a folder.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        Self::read(|name| {
            let path = folder.join(name);
            std::fs::read(&path).map(Cow::Owned).map_err(|source| Error::File { path, source })
        })
    }

    /// Loads the model that the program carries.
    pub fn embedded() -> Result<Self, Error> {
        let file = |name: &str| embedded::FILES.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes);
        Self::read(|name| file(name).map(Cow::Borrowed).ok_or(Error::NotEmbedded))
    }

    fn read(file: impl Fn(&str) -> Result<Cow<'static, [u8]>, Error>) -> Result<Self, Error> {
        let lines = file("pieces.txt")?;
        let lines = std::str::from_utf8(&lines).map_err(|error| Error::manifest("pieces.txt", error))?;
        let pieces = Pieces::parse(lines)?;
        let manifest = Manifest::parse(&file("annotator.json")?, pieces.count)?;
        let graph = |graph: &str| file(&format!("{graph}.onnx")).map(Cow::into_owned);
        let engine = Onnx::load(&manifest, graph)?;
        Ok(Self { manifest, pieces, engine })
    }
}

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}
