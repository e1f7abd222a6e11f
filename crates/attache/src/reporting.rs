//! Reports on cleaned articles, with progress: what `brief`, `ingest` and `sample` share.

use std::borrow::{Borrow, Cow};

use attache_archive::record::Failed;
use attache_coding::{BYTES_AT_A_TIME, REPORT, Report, Source, is_read, reports};
use attache_language::Annotator;
use attache_press::Article;
use attache_world::World;

use crate::cli::{Common, ModelArgs, WorldArgs};
use crate::commands::annotate::annotator;
use crate::interrupt;

/// The version of the model that a mark of reports names.
pub fn model_of(mark: &str) -> &str {
    let rest = mark.splitn(3, ' ').nth(2).unwrap_or(mark);
    rest.split('+').next().unwrap_or(rest)
}

/// Reports on articles.
pub struct Reporter {
    annotator: Annotator,
    world: Cow<'static, World>,
    mark: String,
}

impl Reporter {
    /// With the model and the world that the arguments name.
    pub fn new(model: &ModelArgs, world: &WorldArgs, common: &Common) -> anyhow::Result<Self> {
        let annotator = annotator(model, common)?;
        let mark = format!("{} {REPORT} {}{}", env!("CARGO_PKG_VERSION"), annotator.manifest().version, world.mark()?);
        Ok(Self { annotator, world: world.load()?, mark })
    }

    /// Names all that a report depends on beside its article: program, model, the user's tables.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// Version of the model that annotates.
    pub fn model(&self) -> &str {
        &self.annotator.manifest().version
    }

    /// Reports on those of the articles that are wanted, in their order, in bounded memory; stops when the user asks for it.
    ///
    /// Each is told with its number; those in other languages than English have none.
    pub fn each<A: Borrow<Article>>(
        &self,
        articles: &[A],
        wanted: impl Fn(usize) -> bool,
        mut take: impl FnMut(usize, Result<Report, Failed>),
    ) {
        let is_due = |n: &usize| wanted(*n) && is_read(articles[*n].borrow());
        let readable: Vec<usize> = (0..articles.len()).filter(is_due).collect();
        let mut rest = readable.as_slice();
        while !rest.is_empty() && !interrupt::asked() {
            let (mut count, mut bytes) = (0, 0);
            let size = |n: usize| articles[n].borrow().text.len();
            while count < rest.len() && (count == 0 || bytes + size(rest[count]) <= BYTES_AT_A_TIME) {
                bytes += size(rest[count]);
                count += 1;
            }
            let (now, later) = rest.split_at(count);
            let sources: Vec<Source> = now.iter().map(|n| Source::from(articles[*n].borrow())).collect();
            for (n, report) in now.iter().zip(reports(&self.annotator, &self.world, &sources)) {
                let failed = |error: attache_language::Error| Failed {
                    input: articles[*n].borrow().id.clone(),
                    error: format!("it was not annotated: {error}"),
                };
                take(*n, report.map_err(failed));
            }
            rest = later;
        }
    }
}
