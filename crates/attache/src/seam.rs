//! Stands in for parts of the press crate that are being written.

use attache_press::{Article, Body, Clipping};

pub struct Cleaned {
    pub article: Article,
    pub extracted: Option<String>,
}
pub fn clean(c: &Clipping) -> Cleaned {
    let Body::Text(text) = &c.body else { return Cleaned { article: Article::default(), extracted: None } };
    let article = Article {
        id: c.id.clone(),
        url: c.url.clone(),
        outlet: c.outlet.clone(),
        title: c.title.clone(),
        published: c.published.clone(),
        language: c.language.clone(),
        text: text.clone(),
        ..Article::default()
    };
    Cleaned { article, extracted: None }
}
