//! The articles among which lineage is sought.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use attache_press::Article;
use attache_world::{Wording, wording};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::Signature;
use crate::credit::credits_an_agency;
use crate::memo::Memo;
use crate::published::Published;
use crate::typeset::Typeset;

/// How texts of late are worded, a megabyte or two.
static VOICES: Memo<u128, Wording> = Memo::new(16_384);
/// Signatures of texts of late, some 250 bytes each and never above 5 kB.
static SIGNATURES: Memo<u128, Arc<Signature>> = Memo::new(16_384);

/// In bytes.
const LONGEST_REMEMBERED: usize = 32 << 10;

/// All articles, eldest first: by date, then the fuller, then by id.
pub(crate) struct Pile<'a> {
    pub articles: Vec<Entry<'a>>,
}

/// An article in the pile.
pub(crate) struct Entry<'a> {
    pub article: &'a Article,
    /// Where it stood in the input.
    pub position: usize,
    pub set: Typeset<'a>,
    pub credited: bool,
    published: Option<Published>,
    voice: OnceLock<Wording>,
    /// Of its text.
    digest: u128,
}

impl<'a> Pile<'a> {
    pub fn new(articles: &'a [Article]) -> Self {
        let entry = |(position, article)| Entry::new(position, article);
        let mut articles: Vec<_> = articles.par_iter().enumerate().map(entry).collect();
        articles.par_sort_by(|a: &Entry, b: &Entry| {
            let dates = match (a.published, b.published) {
                (Some(x), Some(y)) => x.order().cmp(&y.order()),
                (x, y) => y.is_some().cmp(&x.is_some()),
            };
            dates.then_with(|| a.fuller(b))
        });
        Self { articles }
    }
}

impl<'a> Entry<'a> {
    fn new(position: usize, article: &'a Article) -> Self {
        Self {
            article,
            position,
            set: Typeset::new(&article.text),
            credited: credits_an_agency(article),
            published: article.published.as_deref().and_then(Published::read),
            voice: OnceLock::new(),
            digest: xxh3_128(article.text.as_bytes()),
        }
    }

    /// What its wording says of how it was made; judged when it is first asked for.
    pub fn voice(&self) -> Wording {
        let text = &self.article.text;
        *self.voice.get_or_init(|| VOICES.get(self.digest, || wording(text)))
    }

    /// By what texts that share wording with it are found.
    pub fn signature(&self) -> Arc<Signature> {
        SIGNATURES.get(self.digest, || Arc::new(Signature::of(&self.article.text)))
    }

    /// Whether what is made of it beside another is remembered: of a long text that may be long itself.
    pub fn is_short(&self) -> bool {
        self.article.text.len() <= LONGEST_REMEMBERED
    }

    /// Names its text beside another, in this order.
    pub fn beside(&self, other: &Self) -> u128 {
        xxh3_128(&[self.digest.to_le_bytes(), other.digest.to_le_bytes()].concat())
    }

    /// Whether it came before the other, or is the fuller of two whose dates do not tell.
    pub fn is_elder(&self, other: &Self) -> bool {
        let dates = match (self.published, other.published) {
            (Some(x), Some(y)) => x.against(&y),
            _ => Ordering::Equal,
        };
        dates.then_with(|| self.fuller(other)) == Ordering::Less
    }

    /// The one with more words first; then the one with a date; then by id and text, so that the order of the input does not matter, ids that are
    /// numbers by their value.
    fn fuller(&self, other: &Self) -> Ordering {
        let key = |entry: &Self| {
            let number: Option<u64> = entry.article.id.parse().ok();
            (entry.published.is_none(), number.is_none(), number)
        };
        let (x, y) = (self.article, other.article);
        other.set.words.len().cmp(&self.set.words.len()).then_with(|| {
            let names = (&x.id, &x.text, self.position).cmp(&(&y.id, &y.text, other.position));
            key(self).cmp(&key(other)).then(names)
        })
    }

    /// Whether both are known to have appeared in one outlet.
    pub fn same_outlet(&self, other: &Self) -> bool {
        self.article.outlet.is_some() && self.article.outlet == other.article.outlet
    }
}
