//! The record: every shape that Attaché prints as JSON.
//!
//! `brief`, `task`, the queries and whatever else prints JSON build these types and nothing else, so that one thing has
//! one shape everywhere. Offsets are code points of the article's text, ends exclusive. Missing values are `null`.

mod actor;
mod annotated;
mod claim;
mod event;
mod evidence;
mod fused;
mod ruling;
mod timeline;

pub use actor::{ActorSummary, Dossier, OfficeHeld};
pub use annotated::{Annotated, Mapped, Named, Said, Speaker, Timex, Token};
pub use claim::{Ledger, Relation, RelationMention, Spoken, Statement, Venue};
pub(crate) use event::Passages;
pub use event::{
    Cited, Disagreement, Event, Grain, Mention, Origin, Party, Passage, Place, Position, Quantity, Telling,
};
pub use evidence::{Changed, Evidence, Explained, JoinedBy, SignShare, TraceStep, evidence};
pub use fused::{disagreements, events};
pub use ruling::{Anchor, Correction, Order, Ruled, Ruling};
pub use timeline::{QuadCount, Timeline, TimelinePeriod};

use std::collections::BTreeMap;

use attache_press::read::GivenId;
use attache_press::{self as press, Found, Removed};
use attache_stories::{self as stories, Kind};
use attache_world::Repair;
use serde::{Deserialize, Serialize};

use crate::dates::Published;
use crate::told::{Member, Told};

/// What `attache brief --format json` prints.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Brief {
    /// What happened, story by story.
    pub stories: Vec<Story>,
    /// What could not be read.
    pub failed: Vec<Failed>,
}

/// An input that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// The file, or the line or member within it.
    pub input: String,
    /// What is wrong with it.
    pub error: String,
}

/// An input that failed when articles were added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedThen {
    /// The input, and why.
    #[serde(flatten)]
    pub failed: Failed,
    /// ISO day on which it was tried.
    pub day: String,
}

/// Nothing yet: always an empty array.
///
/// Holds the place of what later stages tell of a story, so that readers of the JSON can rely on the field.
pub type NoneYet = [(); 0];

/// A story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Names the story.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// ISO day of its first article.
    pub start: Option<String>,
    /// ISO day of its last article.
    pub end: Option<String>,
    /// Its articles.
    pub articles: Vec<Article>,
    /// What happened.
    pub events: Vec<Event>,
    /// Who said what, in articles that are taken from no other.
    pub statements: Vec<Statement>,
    /// What stands between two parties, in articles that are taken from no other.
    pub relations: Vec<Relation>,
    /// Where the accounts differ.
    pub disagreements: Vec<Disagreement>,
}

/// What a story's articles say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claims {
    /// What happened.
    pub events: Vec<Event>,
    /// Who says what.
    pub statements: Vec<Statement>,
    /// What stands between whom.
    pub relations: Vec<Relation>,
    /// Where the articles differ on what was said and of what somebody is accused; where they differ on an event, it tells.
    pub disagreements: Vec<Disagreement>,
}

/// An article of a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// What the article is called by.
    pub id: String,
    /// The paper, site or station.
    pub outlet: Option<String>,
    /// ISO date or time.
    pub published: Option<String>,
    /// How it is known when it was published.
    pub published_from: PublishedFrom,
    /// First and last ISO day on which it may have been published, where that is inferred and not one day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published_between: Option<[String; 2]>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Where its text comes from.
    pub lineage: Lineage,
    /// The cleaned text, if asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
}

/// How it is known when an article was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PublishedFrom {
    /// From the input, or from marks on the page that are there for machines.
    Metadata,
    /// From a line of the text.
    Text,
    /// From the other articles of its story.
    Story,
    /// It is not known.
    Unknown,
}

/// Where an article's text comes from; a line of `attache task` names the source in the form that its id was given in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lineage<Id = String> {
    /// What the article is.
    pub kind: Kind,
    /// Id of its nearest source.
    pub of: Option<Id>,
    /// How sure, from 0 to 1, to three places.
    pub score: f64,
    /// Broken names and phrases, mended.
    pub repairs: Vec<Repair>,
}

/// An article out of the archive, with all that is kept of it: what `attache article --format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FullArticle {
    /// As cleaned.
    #[serde(flatten)]
    pub cleaned: Cleaned,
    /// How it is known when it was published.
    pub published_from: PublishedFrom,
    /// First and last ISO day on which it may have been published, where that is inferred and not one day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published_between: Option<[String; 2]>,
    /// Where its text comes from.
    pub lineage: Lineage,
    /// Id of its story.
    pub story: Option<String>,
    /// All its versions, oldest first, if asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub versions: Option<Vec<Version>>,
    /// What changed from each version to the next, if asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changes: Option<Vec<Change>>,
}

/// One version of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// From 1.
    pub version: u32,
    /// As cleaned.
    #[serde(flatten)]
    pub cleaned: Cleaned,
}

/// What changed from one version of an article to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The earlier version.
    pub from: u32,
    /// The later version.
    pub to: u32,
    /// A unified diff of fields and text, sentence by sentence.
    pub diff: String,
}

/// A cleaned article: a line of `attache task clean`, which has the id in the form that it was given in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cleaned<Id = String> {
    /// What the article is called by.
    pub id: Id,
    /// Where it was published.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// The authors as printed.
    pub byline: Option<String>,
    /// Where and when it was filed, as printed.
    pub dateline: Option<String>,
    /// The paper, site or station.
    pub outlet: Option<String>,
    /// Agencies named as a source.
    pub credits: Vec<String>,
    /// ISO date or time.
    pub published: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// The text that is left.
    pub text: String,
    /// What was taken out; into the text before cleaning.
    pub removed: Vec<Removed>,
    /// Where each field was found, by field name.
    pub found: BTreeMap<String, Found>,
    /// For HTML: the text that `removed` points into, if asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub extracted: Option<String>,
}

/// A line of `attache task trace`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Traced {
    /// The article, in the form that its id was given in.
    pub id: GivenId,
    /// Where its text comes from.
    #[serde(flatten)]
    pub lineage: Lineage<GivenId>,
}

/// A line of `attache task group`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouped {
    /// The article, in the form that its id was given in.
    pub id: GivenId,
    /// Its story; the same for all its articles.
    pub story: String,
}

/// A line of `attache task relate`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The article, in the form that its id was given in.
    pub id: GivenId,
    /// The likeliest PLOVER type.
    pub event: String,
    /// 1 to 4: verbal and material cooperation, verbal and material conflict.
    pub quad: u8,
    /// Probabilities of the sixteen types, to three places.
    pub scores: BTreeMap<String, f64>,
}

/// A line of `attache task link`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The mention, in the form that its id was given in.
    pub mention: GivenId,
    /// Names its event; the same for all its mentions.
    pub cluster: String,
}

/// The line of an `attache task` whose input line could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadLine {
    /// The article, if the line says.
    #[serde(skip_serializing_if = "GivenId::is_missing", default)]
    pub id: GivenId,
    /// What is wrong with the line.
    pub error: String,
}

/// An article that `attache search` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The article.
    pub id: String,
    /// The paper, site or station.
    pub outlet: Option<String>,
    /// ISO date or time.
    pub published: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Id of its story.
    pub story: Option<String>,
    /// The words around what was found, as they stand.
    pub snippet: String,
    /// Where the words that were sought stand, in code points of the snippet.
    pub marks: Vec<press::CharSpan>,
}

/// What `attache ingest --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ingested {
    /// Articles whose id the archive did not have.
    pub new: usize,
    /// New texts of articles that it had.
    pub versions: usize,
    /// Articles that went back to an earlier text.
    pub returned: usize,
    /// Articles that it had just as they are.
    pub seen: usize,
    /// Articles that were annotated.
    pub annotated: usize,
    /// Whether all was read, and not stopped before.
    pub complete: bool,
    /// What could not be read.
    pub failed: Vec<Failed>,
}

impl Story {
    /// The record of a story; `with_text` adds the text of each article.
    pub fn new(told: &Told, with_text: bool, claims: Claims) -> Self {
        Self {
            id: told.id.clone(),
            title: told.title.clone(),
            start: told.start.clone(),
            end: told.end.clone(),
            articles: told
                .articles
                .iter()
                .zip(told.published())
                .map(|(report, published)| Article::new(report, published, with_text))
                .collect(),
            disagreements: disagreements(&claims.events).into_iter().chain(claims.disagreements).collect(),
            events: claims.events,
            statements: claims.statements,
            relations: claims.relations,
        }
    }
}

impl Article {
    fn new(report: &Member, published: Published, with_text: bool) -> Self {
        let article = &report.article;
        Self {
            id: article.id.clone(),
            outlet: article.outlet.clone(),
            published: published.published,
            published_from: published.from,
            published_between: published.between,
            language: article.language.clone(),
            lineage: Lineage::from(&report.lineage),
            text: with_text.then(|| article.text.clone()),
        }
    }
}

impl PublishedFrom {
    /// How it is known when an article was published.
    pub fn of(article: &press::Article) -> Self {
        if article.published.is_none() {
            return Self::Unknown;
        }
        match article.found.get("published") {
            Some(Found::Given | Found::JsonLd | Found::Meta | Found::Page | Found::Url) => Self::Metadata,
            Some(Found::Text) => Self::Text,
            Some(Found::Words) | None => Self::Unknown,
        }
    }
}

impl From<&stories::Lineage> for Lineage {
    fn from(lineage: &stories::Lineage) -> Self {
        Self {
            kind: lineage.kind,
            of: lineage.of.clone(),
            score: rounded(lineage.score),
            repairs: lineage.repairs.clone(),
        }
    }
}

impl<Id> Lineage<Id> {
    /// The lineage with its source, if it has one, called by another name.
    pub fn of<Other>(self, of: Option<Other>) -> Lineage<Other> {
        let Self { kind, score, repairs, .. } = self;
        Lineage { kind, of, score, repairs }
    }
}

impl From<press::Article> for Cleaned {
    fn from(article: press::Article) -> Self {
        let id = article.id.clone();
        Self::called(id, article)
    }
}

impl<Id> Cleaned<Id> {
    /// The article, called by `id` and not by its own.
    pub fn called(id: Id, article: press::Article) -> Self {
        Self {
            id,
            url: article.url,
            title: article.title,
            byline: article.byline,
            dateline: article.dateline,
            outlet: article.outlet,
            credits: article.credits,
            published: article.published,
            language: article.language,
            text: article.text,
            removed: article.removed,
            found: article.found,
            extracted: None,
        }
    }
}

/// The day of an ISO date or time.
fn rounded_day(iso: &str) -> &str {
    iso.get(..10).unwrap_or(iso)
}

/// A number to three places, as all that is printed.
pub(crate) fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_stage_tells_yet_is_an_empty_array() {
        let told = Told { id: "s".into(), title: "T".into(), start: None, end: None, articles: vec![] };
        let json = serde_json::to_string(&Story::new(&told, false, Claims::default())).unwrap();
        assert_eq!(
            json,
            r#"{"id":"s","title":"T","start":null,"end":null,"articles":[],"events":[],"statements":[],"relations":[],"disagreements":[]}"#
        );
    }

    #[test]
    fn a_day_from_a_page_is_metadata_and_one_from_the_text_is_not() {
        let mut article = press::Article { published: Some("2021-03-04".into()), ..press::Article::default() };
        article.found.insert("published".into(), Found::JsonLd);
        assert_eq!(PublishedFrom::of(&article), PublishedFrom::Metadata);
        article.found.insert("published".into(), Found::Text);
        assert_eq!(PublishedFrom::of(&article), PublishedFrom::Text);
        article.published = None;
        assert_eq!(PublishedFrom::of(&article), PublishedFrom::Unknown);
    }
}
