//! A story with all that is known of its articles: what every way of telling starts from.

use std::collections::HashSet;

use attache_press::Article;
use attache_stories::{Lineage, stories};

use crate::dates::{self, Published};
use crate::origins::Origins;

/// A story as it is told, whether on the spot or out of an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Names the story.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// ISO day of its first article, if any is dated.
    pub start: Option<String>,
    /// ISO day of its last article, if any is dated.
    pub end: Option<String>,
    /// Its articles, in the order of the story.
    pub articles: Vec<Member>,
}

/// An article in its story.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The article.
    pub article: Article,
    /// Where its text comes from.
    pub lineage: Lineage,
}

impl Told {
    /// The stories of articles whose lineage is known, one each, in their order.
    pub fn all(articles: Vec<Article>, lineages: Vec<Lineage>) -> Vec<Self> {
        let stories = stories(&articles, &lineages);
        let mut members: Vec<Option<Member>> =
            articles.into_iter().zip(lineages).map(|(article, lineage)| Some(Member { article, lineage })).collect();
        let mut take = |at: usize| members.get_mut(at).and_then(Option::take);
        stories
            .into_iter()
            .map(|story| Self {
                id: story.id,
                title: story.title,
                start: story.start,
                end: story.end,
                articles: story.articles.into_iter().filter_map(&mut take).collect(),
            })
            .collect()
    }

    /// When each of its articles was published, and how that is known.
    pub fn published(&self) -> Vec<Published> {
        dates::published(&self.articles.iter().map(|member| &member.article).collect::<Vec<_>>())
    }

    /// The articles that are taken from no other of the story.
    pub fn own(&self) -> impl Iterator<Item = &Member> {
        let ids: HashSet<&str> = self.articles.iter().map(|member| member.article.id.as_str()).collect();
        self.articles.iter().filter(move |member| member.lineage.of.as_deref().is_none_or(|of| !ids.contains(of)))
    }

    /// How many origins stand behind the articles: see [`crate::origins`].
    pub fn origins(&self) -> Origins {
        crate::origins::count(&self.articles)
    }
}
