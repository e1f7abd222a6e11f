//! Articles and lineages as rows, and back.

use attache_press::Article;
use attache_stories::{Kind, Lineage};
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ArchiveError;

/// The columns of `version` that make an [`Article`], in the order that [`article`] reads them.
pub(crate) const ARTICLE: &str = "version.article, version.url, version.outlet, version.title, version.byline, \
     version.dateline, version.credits, version.published, version.language, version.text, version.removed, \
     version.found";

/// Reads [`ARTICLE`], from column `at` on.
pub(crate) fn article(row: &Row, at: usize) -> Result<Article, ArchiveError> {
    Ok(Article {
        id: row.get(at)?,
        url: row.get(at + 1)?,
        outlet: row.get(at + 2)?,
        title: row.get(at + 3)?,
        byline: row.get(at + 4)?,
        dateline: row.get(at + 5)?,
        credits: parsed(row, at + 6)?,
        published: row.get(at + 7)?,
        language: row.get(at + 8)?,
        text: row.get(at + 9)?,
        removed: parsed(row, at + 10)?,
        found: parsed(row, at + 11)?,
    })
}

/// The columns of `lineage`, in the order that [`lineage`] reads them.
pub(crate) const LINEAGE: &str = "lineage.kind, lineage.of, lineage.score, lineage.repairs, lineage.passages";

/// Reads [`LINEAGE`], from column `at` on.
pub(crate) fn lineage(row: &Row, at: usize) -> Result<Lineage, ArchiveError> {
    let kind: String = row.get(at)?;
    Ok(Lineage {
        kind: read_kind(&kind)?,
        of: row.get(at + 1)?,
        score: row.get(at + 2)?,
        repairs: parsed(row, at + 3)?,
        passages: parsed(row, at + 4)?,
    })
}

/// A kind by the name it is printed with.
pub(crate) fn read_kind(name: &str) -> Result<Kind, ArchiveError> {
    serde_json::from_value(serde_json::Value::from(name))
        .map_err(|_| ArchiveError::Damaged { what: format!("lineage.kind is {name:?}") })
}

/// A kind's printed name.
pub(crate) fn kind_name(kind: Kind) -> Result<String, ArchiveError> {
    let name = json(&kind)?;
    Ok(name.trim_matches('"').to_owned())
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, ArchiveError> {
    serde_json::to_string(value).map_err(|e| ArchiveError::Damaged { what: e.to_string() })
}

pub(crate) fn parsed<T: DeserializeOwned>(row: &Row, at: usize) -> Result<T, ArchiveError> {
    let text = row.get_ref(at)?.as_str().map_err(|e| ArchiveError::Damaged { what: e.to_string() })?;
    serde_json::from_str(text).map_err(|e| {
        let column = row.as_ref().column_name(at).unwrap_or("a column").to_owned();
        ArchiveError::Damaged { what: format!("{column}: {e}") }
    })
}
