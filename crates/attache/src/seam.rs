//! Stands in for parts of the press crate that are being written.

use attache_press::{Article, Body, Clipping};

pub struct ReadError {
    input: String,
    what: String,
    pub id: Option<String>,
}
impl ReadError {
    pub fn input(&self) -> &str {
        &self.input
    }
    pub fn what(&self) -> String {
        self.what.clone()
    }
}
pub struct Cleaned {
    pub article: Article,
    pub extracted: Option<String>,
}
#[derive(Default)]
pub struct ReadOptions;
pub fn read(args: &[String], _: &ReadOptions) -> impl Iterator<Item = Result<Clipping, ReadError>> + Send + use<> {
    args.to_vec().into_iter().flat_map(|arg| match std::fs::read_to_string(&arg) {
        Ok(text) if text.starts_with('{') => text.lines().map(article_from_json).collect::<Vec<_>>(),
        Ok(text) => vec![Ok(Clipping { id: arg, body: Body::Text(text), ..Clipping::default() })],
        Err(error) => vec![Err(ReadError { input: arg, what: error.to_string(), id: None })],
    })
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
pub fn article_from_json(line: &str) -> Result<Clipping, ReadError> {
    let err = |what: String| ReadError { input: "line".into(), what, id: None };
    let v: serde_json::Value = serde_json::from_str(line).map_err(|e| err(e.to_string()))?;
    let s = |f: &str| v.get(f).and_then(|x| x.as_str()).map(str::to_owned);
    let text = s("text").ok_or_else(|| err("no text".into()))?;
    Ok(Clipping {
        id: s("id").unwrap_or_default(),
        url: s("url"),
        outlet: s("outlet"),
        title: s("title"),
        byline: s("byline"),
        published: s("published"),
        language: s("language"),
        body: Body::Text(text),
    })
}
