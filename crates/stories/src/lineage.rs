//! Where a text comes from: the nouns of lineage.

use attache_press::CharSpan;
use attache_world::Repair;
use serde::{Deserialize, Serialize};

/// What an article is in relation to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Written for its outlet, as far as the texts show.
    Original,
    /// At least half of the source's sentences, edited or not.
    Copy,
    /// Fewer than half of the source's sentences.
    Excerpt,
    /// The same agency text as another outlet's.
    Wire,
    /// Words swapped for near-synonyms, by machine.
    Spun,
    /// Garbled or re-translated.
    Translated,
}

/// The lineage of one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lineage {
    /// What the article is.
    pub kind: Kind,
    /// Id of its nearest source among the articles given; none for an original, or when the text alone shows the kind.
    pub of: Option<String>,
    /// How sure, from 0 to 1.
    pub score: f64,
    /// Broken names and phrases, mended; in order.
    pub repairs: Vec<Repair>,
    /// What was taken from the source, passage by passage, in the order of this article.
    pub passages: Vec<Passage>,
}

/// A passage of an article and the passage of its source that it was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// In code points of this article's text.
    pub here: CharSpan,
    /// In code points of the source's text.
    pub there: CharSpan,
    /// Share of words that agree, from 0 to 1.
    pub similarity: f64,
}
