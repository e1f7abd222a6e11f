//! Cleaning: a [`Clipping`] as found becomes an [`Article`]: its text without the page's furniture, and what it says
//! about itself in the fields where it belongs.
//!
//! A text is judged line by line. Rules are rows of `data/furniture.tsv`; a line goes by its
//! words, by its place or by its company ([`furniture`]). What stands over the story is read ([`nameplate`], [`masthead`]), so are the
//! agencies it credits ([`credits`]), and what is left is written out ([`tidy`]). Time and memory grow with the length
//! of the text, no faster.

mod credits;
mod fields;
mod furniture;
mod lines;
mod masthead;
mod nameplate;
mod rules;
mod sieve;
mod tidy;

use crate::article::{Article, Found};
use crate::clipping::{Body, Clipping};
use crate::{language, page};
use fields::Fields;
pub use rules::{Agency, agencies};

/// What cleaning gives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cleaned {
    /// The article.
    pub article: Article,
    /// The text that the offsets of [`Article::removed`] point into, where the body was a page: the page's own text.
    pub extracted: Option<String>,
}

/// Cleans a clipping. Never fails: what cannot be told stays empty, and what is not surely furniture stays in the text.
///
/// The text of the article is that of the clipping with the passages in `removed` cut out, up to white space; those
/// passages are in order and do not overlap. Where a field has several sources the first of these counts: given beside
/// the text, JSON-LD, the page's other marks, the page's face, the text itself, the address.
///
/// ```
/// use attache_press::{Body, Clipping, clean};
///
/// let text = "Ferry line reopens after storm\nBy Ada Pell\n\nHALDEN, May 3 (AP) - Boats between the islands sailed \
///             again on Tuesday, the harbour master said after a week of gales.\nRead more: How to tie a knot\n";
/// let clipping = Clipping { body: Body::Text(text.into()), ..Clipping::default() };
/// let article = clean(&clipping).article;
/// assert_eq!(article.title.as_deref(), Some("Ferry line reopens after storm"));
/// assert_eq!(article.byline.as_deref(), Some("Ada Pell"));
/// assert_eq!(article.dateline.as_deref(), Some("HALDEN, May 3"));
/// assert_eq!(article.credits, ["Associated Press"]);
/// assert!(article.text.starts_with("HALDEN, May 3 (AP) - Boats") && article.text.ends_with("gales.\n"));
/// ```
pub fn clean(clipping: &Clipping) -> Cleaned {
    let mut fields = Fields::given(clipping);
    match &clipping.body {
        Body::Text(text) => Cleaned { article: clean_text(clipping, fields, text), extracted: None },
        Body::Html(html) => {
            let page = page::extract(html, clipping.url.as_deref());
            fields.read_page(&page);
            Cleaned { article: clean_text(clipping, fields, &page.text), extracted: Some(page.text) }
        }
    }
}

fn clean_text(clipping: &Clipping, mut fields: Fields, text: &str) -> Article {
    let mut lines = lines::lines(text);
    let pending = furniture::remove_by_words(text, &mut lines);
    furniture::remove_by_place(&mut lines, &pending);
    fields.read_nameplate(nameplate::read(text, &mut lines));
    let masthead = masthead::read(text, &mut lines, fields.title());
    fields.read_masthead(masthead);
    furniture::remove_by_company(text, &mut lines, &pending, fields.title());
    credits::remove_lines(text, &mut lines);
    fields.read_lines(text, &lines);
    fields.read_address();
    let (kept, removed) = tidy::tidy(text, &lines);
    let mut article = fields.into_article(clipping);
    if article.language.is_none()
        && let Some(code) = language::identify(&kept)
    {
        article.language = Some(code.into());
        article.found.insert("language".into(), Found::Words);
    }
    article.text = kept;
    article.removed = removed;
    article
}
