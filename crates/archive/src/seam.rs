//! Stands in for parts of the stories crate that are being written.

use attache_press::Article;
use attache_stories::Lineage;

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

/// Stories.
pub fn stories(articles: &[Article], lineages: &[Lineage]) -> Vec<Story> {
    let mut root: Vec<usize> = (0..articles.len()).collect();
    for (n, lineage) in lineages.iter().enumerate() {
        if let Some(at) = lineage.of.as_ref().and_then(|of| articles.iter().position(|a| a.id == *of)) {
            let (from, to) = (root[n], root[at]);
            root.iter_mut().filter(|r| **r == from).for_each(|r| *r = to);
        }
    }
    let mut found: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for (n, r) in root.iter().enumerate() {
        found.entry(*r).or_default().push(n);
    }
    found
        .into_values()
        .map(|members| Story {
            id: articles[members[0]].id.clone(),
            title: articles[members[0]].title.clone().unwrap_or_default(),
            start: members.iter().filter_map(|m| articles[*m].published.clone()).min(),
            end: members.iter().filter_map(|m| articles[*m].published.clone()).max(),
            articles: members,
        })
        .collect()
}
