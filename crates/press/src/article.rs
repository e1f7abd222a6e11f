//! The first noun: an [`Article`], as published and cleaned.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::span::CharSpan;

/// One article as its outlet published it, cleaned of what is not its text.
///
/// All offsets into an article are code points of [`text`](Self::text), except those in [`removed`](Self::removed),
/// which point into the text before cleaning.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// What the article is called by: given, or its URL, or its path relative to the argument.
    pub id: String,
    /// Where it was published.
    pub url: Option<String>,
    /// The paper, site or station.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// The authors as printed, without "By".
    pub byline: Option<String>,
    /// "HANOI, April 15": where and when it was filed, as printed, without the agency.
    pub dateline: Option<String>,
    /// Agencies named as a source of the text, by their usual name, in order of mention.
    pub credits: Vec<String>,
    /// ISO 8601: a date (`2023-04-15`), a time with offset (`2023-04-15T08:30:00+07:00`) or, where no zone is printed, a
    /// local time (`2023-04-15T08:30:00`); the first ten characters are the day.
    pub published: Option<String>,
    /// ISO 639-1 code of the language of the text.
    pub language: Option<String>,
    /// The text that is left after cleaning; paragraphs end in `\n`.
    pub text: String,
    /// What cleaning took out, in order.
    pub removed: Vec<Removed>,
    /// Where each filled field was found, by field name.
    pub found: BTreeMap<String, Found>,
}

/// A passage that cleaning took out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Where it stood, in code points of the text before cleaning.
    #[serde(flatten)]
    pub span: CharSpan,
    /// Why it is not part of the story: the name of a rule, such as `navigation` or `player`.
    pub why: String,
    /// What it said, so far as that is kept: of one article no more than 16 KiB, the passages that fit in their order; none of marks
    /// without width.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
}

/// Where a field of an [`Article`] was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// Given by the input beside the text (a JSONL field, a feed element).
    Given,
    /// A schema.org object in the page.
    JsonLd,
    /// A `<meta>` element or another machine-readable mark of the page.
    Meta,
    /// The page's visible furniture: `<h1>`, `<time>`, an author box.
    Page,
    /// A line of the text: a dateline, a byline, a date line, a credit.
    Text,
    /// The address: its host names the outlet, its path the day.
    Url,
    /// Read off the words themselves (the language).
    Words,
}
