//! Independent origins: how many separate tellers stand behind a set of articles.
//!
//! A text taken from another has that text's origin. Texts that credit the same agency share an origin: nothing shows
//! that they do not both repeat it. A rewrite of unknown source, with all that was taken from it, has an unknown origin:
//! nothing shows that it is independent of the others, so it is counted apart.

use std::collections::{BTreeSet, HashMap, HashSet};

use attache_press::Article;
use attache_stories::{Kind, Lineage};
use rusqlite::Transaction;

use crate::error::ArchiveError;
use crate::rows;
use crate::told::Member;

/// How many tellers stand behind some articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origins {
    /// Separate origins that are known.
    pub independent: usize,
    /// Articles of unknown origin.
    pub unknown: usize,
}

impl std::iter::Sum for Origins {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, next| Self {
            independent: sum.independent + next.independent,
            unknown: sum.unknown + next.unknown,
        })
    }
}

/// Counts the origins of articles.
pub fn count(articles: &[Member]) -> Origins {
    let numbers = number(articles);
    let place: HashSet<&str> = articles.iter().map(|member| member.article.id.as_str()).collect();
    let known: BTreeSet<usize> = articles
        .iter()
        .zip(&numbers)
        .filter(|(Member { lineage, .. }, _)| match &lineage.of {
            Some(of) => !place.contains(of.as_str()),
            None => !matches!(lineage.kind, Kind::Spun | Kind::Translated),
        })
        .map(|(_, number)| *number)
        .collect();
    let unknown = |number: &&usize| !known.contains(number);
    Origins { independent: known.len(), unknown: numbers.iter().filter(unknown).count() }
}

/// How many articles a story has, and how many origins stand behind them.
pub(crate) fn of_story(transaction: &Transaction, s: i64) -> Result<(usize, Origins), ArchiveError> {
    let mut select = transaction.prepare_cached(
        "SELECT article.id, version.credits, lineage.kind, lineage.of FROM member JOIN article ON n = member.article
         JOIN version ON seq = current JOIN lineage ON lineage.article = n WHERE member.story = ? ORDER BY member.place",
    )?;
    let mut found = select.query([s])?;
    let mut members = Vec::new();
    while let Some(row) = found.next()? {
        let article = Article { id: row.get(0)?, credits: rows::parsed(row, 1)?, ..Article::default() };
        let (kind, of) = (rows::read_kind(&row.get::<_, String>(2)?)?, row.get(3)?);
        let lineage = Lineage { kind, of, score: 1.0, repairs: Vec::new(), passages: Vec::new() };
        members.push(Member { article, lineage });
    }
    Ok((members.len(), count(&members)))
}

/// Numbers the origins, in order of appearance; gives each article's.
pub fn number(articles: &[Member]) -> Vec<usize> {
    let place: HashMap<&str, usize> = articles.iter().enumerate().map(|(n, a)| (a.article.id.as_str(), n)).collect();
    let mut sets = Sets::new(articles.len());
    let mut agencies: HashMap<&str, usize> = HashMap::new();
    for (n, report) in articles.iter().enumerate() {
        let source = report.lineage.of.as_deref().and_then(|of| place.get(of).copied());
        if let Some(source) = source {
            sets.join(n, source);
        }
        // What a rewriter left of the credits says whence the text came; so does the credit of a wire text.
        let is_root = source.is_none() && !matches!(report.lineage.kind, Kind::Spun | Kind::Translated);
        if is_root || report.lineage.kind == Kind::Wire {
            for agency in &report.article.credits {
                sets.join(n, *agencies.entry(agency).or_insert(n));
            }
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    (0..articles.len())
        .map(|n| {
            let root = sets.root(n);
            let next = numbers.len();
            *numbers.entry(root).or_insert(next)
        })
        .collect()
}

/// Disjoint sets of articles.
struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    fn new(len: usize) -> Self {
        Self { parent: (0..len).collect() }
    }

    fn root(&mut self, mut n: usize) -> usize {
        while self.parent[n] != n {
            self.parent[n] = self.parent[self.parent[n]];
            n = self.parent[n];
        }
        n
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(id: &str, kind: Kind, of: Option<&str>, credits: &[&str]) -> Member {
        let credits = credits.iter().map(|c| (*c).to_owned()).collect();
        Member {
            article: Article { id: id.to_owned(), credits, ..Article::default() },
            lineage: Lineage { kind, of: of.map(str::to_owned), score: 1.0, repairs: vec![], passages: vec![] },
        }
    }

    #[test]
    fn a_copy_of_a_copy_has_the_origin_of_the_first() {
        let articles = [
            report("a", Kind::Original, None, &[]),
            report("b", Kind::Copy, Some("a"), &[]),
            report("c", Kind::Spun, Some("b"), &[]),
            report("d", Kind::Original, None, &[]),
        ];
        assert_eq!(number(&articles), [0, 0, 0, 1]);
    }

    #[test]
    fn articles_that_credit_one_agency_count_once() {
        let articles = [
            report("a", Kind::Original, None, &["Reuters"]),
            report("b", Kind::Original, None, &["Reuters", "Agence France-Presse"]),
            report("c", Kind::Original, None, &["Associated Press"]),
        ];
        assert_eq!(count(&articles), Origins { independent: 2, unknown: 0 });
    }

    #[test]
    fn rewrites_without_a_known_source_and_their_copies_are_of_unknown_origin() {
        let articles = [
            report("a", Kind::Spun, None, &["Reuters"]),
            report("b", Kind::Spun, None, &["Reuters"]),
            report("c", Kind::Original, None, &["Reuters"]),
            report("d", Kind::Copy, Some("b"), &[]),
        ];
        assert_eq!(count(&articles), Origins { independent: 1, unknown: 3 });
    }

    #[test]
    fn sources_that_run_in_a_circle_are_one_origin() {
        let articles = [report("a", Kind::Copy, Some("b"), &[]), report("b", Kind::Copy, Some("a"), &[])];
        assert_eq!(number(&articles), [0, 0]);
    }
}
