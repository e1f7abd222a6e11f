//! Stands in for parts of the stories crate that are being written.

use attache_press::Article;
use attache_stories::{Kind, Lineage};

/// A story.
pub struct Story {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day.
    pub start: Option<String>,
    /// Last day.
    pub end: Option<String>,
    /// Positions.
    pub articles: Vec<usize>,
}

/// Lineage of each.
pub fn trace(articles: &[Article]) -> Vec<Lineage> {
    articles
        .iter()
        .map(|_| Lineage { kind: Kind::Original, of: None, score: 1.0, repairs: vec![], passages: vec![] })
        .collect()
}

/// Stories.
pub fn stories(articles: &[Article], _lineages: &[Lineage]) -> Vec<Story> {
    if articles.is_empty() {
        return vec![];
    }
    vec![Story {
        id: articles[0].id.clone(),
        title: articles[0].title.clone().unwrap_or_default(),
        start: articles[0].published.clone(),
        end: articles[0].published.clone(),
        articles: (0..articles.len()).collect(),
    }]
}
