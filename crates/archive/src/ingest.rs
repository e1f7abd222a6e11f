//! Adding articles: what is new, what is a new version, what was seen before.

use std::collections::{BTreeMap, BTreeSet};

use attache_effort::{Stage, whole};
use attache_press::Article;
use rayon::prelude::*;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::actors;
use crate::cells::{self, Bounds};
use crate::error::ArchiveError;
use crate::events;
use crate::file::Archive;
use crate::hoods::Touched;
use crate::kin::{self, Keys};
use crate::links::{Links, Relinked};
use crate::reports::{self, KeptReport};
use crate::rows;
use crate::standing;
use crate::tell;
use crate::window::Window;

/// What became of a batch of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchOutcome {
    /// Articles whose id was not in the archive.
    pub new: usize,
    /// Second and later texts under an id that was.
    pub versions: usize,
    /// Articles that went back to an earlier text, which the archive held.
    pub returned: usize,
    /// Articles that the archive held already, just as they are.
    pub seen: usize,
    /// Stories told anew because of these articles.
    pub stories: usize,
}

impl std::ops::AddAssign for BatchOutcome {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.versions += other.versions;
        self.returned += other.returned;
        self.seen += other.seen;
        self.stories += other.stories;
    }
}

impl Archive {
    /// Adds articles, and tells the stories that they touch anew; all in one transaction.
    ///
    /// The same content under the same id changes nothing, so a batch may be added again. Which articles share a
    /// batch, and the order in which they arrive, have no bearing on lineage and stories: these follow from the set
    /// of articles alone. Where several contents arrive under one id, all are kept and the last to arrive is used, also
    /// when it had been used before.
    ///
    /// Holds in memory the batch, its keys, and the articles of one cell at a time (see [`crate::cells`]).
    ///
    /// # Errors
    /// When the archive cannot be written; then nothing of the batch is kept.
    pub fn ingest_batch(&mut self, articles: &[Article]) -> Result<BatchOutcome, ArchiveError> {
        self.ingest_reported(articles, &[])
    }

    /// Adds articles with the reports on them, where there are any: `reports` holds one for each article or none, in their
    /// order; what it lacks has none. A report on content that the archive holds takes the place of an earlier one.
    ///
    /// # Errors
    /// As [`ingest_batch`](Self::ingest_batch).
    pub fn ingest_reported(
        &mut self,
        articles: &[Article],
        reports: &[Option<KeptReport>],
    ) -> Result<BatchOutcome, ArchiveError> {
        let Self { connection, bounds, window: kept, most_keys } = self;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut outcome = BatchOutcome::default();
        let mut told = BTreeSet::new();
        let fresh = whole(Stage::Keep, || {
            let fresh = keep_all(&transaction, articles, &mut outcome)?;
            for (article, report) in articles.iter().zip(reports) {
                if let Some(report) = report {
                    told.extend(reports::keep(&transaction, article, report)?);
                }
            }
            Ok::<_, ArchiveError>(fresh)
        })?;
        let mut stories = Touched::new(&transaction);
        if !fresh.is_empty() {
            // out of its place: what a failure leaves of it is not to be believed
            let mut window = match kept.take() {
                Some(window) if window.is_true(&transaction)? => window,
                _ => Window::load(&transaction, *most_keys)?,
            };
            let cells = whole(Stage::Find, || find(&transaction, bounds, &mut window, &fresh))?;
            let changed: BTreeSet<i64> = fresh.iter().map(|(n, _)| *n).collect();
            let tell = || tell::tell(&transaction, &cells, &changed, &mut stories, &mut told);
            outcome.stories = whole(Stage::Group, tell)?;
            *kept = Some(window);
        }
        let told_anew = || {
            whole(Stage::Join, || actors::tell(&transaction, told.iter().copied()))?;
            whole(Stage::Fuse, || events::tell(&transaction, stories, told.iter().copied()))
        };
        let committed = told_anew().and_then(|()| whole(Stage::Keep, || Ok(transaction.commit()?)));
        if committed.is_err() {
            *kept = None;
        }
        committed?;
        Ok(outcome)
    }
}

/// Gives articles their keys, and draws anew the cells that this changes; returns those that are to be told.
fn find(
    transaction: &Transaction,
    bounds: &Bounds,
    window: &mut Window,
    fresh: &[(i64, &Article)],
) -> Result<Vec<Vec<i64>>, ArchiveError> {
    let keys: Vec<(Keys, Option<i32>)> =
        fresh.par_iter().map(|(_, article)| (kin::keys(article), kin::day(article))).collect();
    let cells = {
        let mut links = Links::new(transaction, bounds, window);
        links.prepare(&keys)?;
        let mut relinked = Relinked::default();
        for ((n, _), (keys, day)) in fresh.iter().zip(&keys) {
            links.replace_keys(*n, keys, *day, &mut relinked)?;
        }
        let changed = fresh.iter().map(|(n, _)| *n).collect();
        cells::redraw(transaction, bounds, &mut links, &changed, &relinked)?
    };
    window.lighten(transaction)?;
    window.note(transaction)?;
    Ok(cells)
}

/// Stores the articles, counts what became of them, and returns those that are not what they were before.
fn keep_all<'a>(
    transaction: &Transaction,
    articles: &'a [Article],
    outcome: &mut BatchOutcome,
) -> Result<Vec<(i64, &'a Article)>, ArchiveError> {
    // For each article that may have changed, the version it had before, and its last text.
    let mut fresh: BTreeMap<i64, (Option<i64>, &Article)> = BTreeMap::new();
    let mut returned = Vec::new();
    for article in articles {
        let (n, before) = match keep(transaction, article)? {
            Kept::Seen => {
                outcome.seen += 1;
                continue;
            }
            Kept::New(n) => {
                outcome.new += 1;
                (n, None)
            }
            Kept::Version(n, before) => {
                outcome.versions += 1;
                (n, Some(before))
            }
            Kept::Returned(n, before) => {
                returned.push(n);
                (n, Some(before))
            }
        };
        fresh.entry(n).or_insert((before, article)).1 = article;
    }
    // A pile with several texts under one id, read again, ends where it began.
    let mut unchanged = BTreeSet::new();
    for (n, (before, _)) in &fresh {
        if *before == Some(current(transaction, *n)?) {
            unchanged.insert(*n);
        }
    }
    let seen = returned.iter().filter(|n| unchanged.contains(n)).count();
    outcome.seen += seen;
    outcome.returned += returned.len() - seen;
    let changed = fresh.into_iter().filter(|(n, _)| !unchanged.contains(n));
    Ok(changed.map(|(n, (_, article))| (n, article)).collect())
}

/// What became of one article.
enum Kept {
    Seen,
    New(i64),
    /// A text that it had not; and the version that was current until now.
    Version(i64, i64),
    /// A text that it had before its current one; and the version that was current until now.
    Returned(i64, i64),
}

/// Stores an article's content, if it is not there yet, and makes it current, if it is not: of all contents under an id
/// the one that arrived last is used, also when it had been used before.
fn keep(transaction: &Transaction, article: &Article) -> Result<Kept, ArchiveError> {
    let hash = content_hash(article);
    let known = transaction
        .prepare_cached("SELECT n, current FROM article WHERE id = ?")?
        .query_row([&article.id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    let Some((n, current)) = known else {
        let seq = add_version(transaction, article, 1, &hash)?;
        transaction
            .prepare_cached("INSERT INTO article (id, current, bytes, keys, place) VALUES (?, ?, ?, x'', ?)")?
            .execute(params![article.id, seq, article.text.len() as i64, xxh3_64(article.id.as_bytes()).cast_signed()])?;
        return Ok(Kept::New(transaction.last_insert_rowid()));
    };
    let held: Option<i64> = transaction
        .prepare_cached("SELECT seq FROM version WHERE article = ? AND hash = ?")?
        .query_row(params![article.id, hash], |row| row.get(0))
        .optional()?;
    if held == Some(current) {
        return Ok(Kept::Seen);
    }
    // Only the current version can be searched for.
    transaction
        .prepare_cached(
            "INSERT INTO word (word, rowid, title, text) SELECT 'delete', seq, title, text FROM version WHERE seq = ?",
        )?
        .execute([current])?;
    let seq = match held {
        Some(seq) => {
            make_searchable(transaction, article, seq)?;
            seq
        }
        None => {
            let number: i64 = transaction
                .prepare_cached("SELECT max(number) + 1 FROM version WHERE article = ?")?
                .query_row([&article.id], |row| row.get(0))?;
            add_version(transaction, article, number, &hash)?
        }
    };
    transaction.prepare_cached("UPDATE article SET current = ?, bytes = ? WHERE n = ?")?.execute(params![
        seq,
        article.text.len() as i64,
        n
    ])?;
    standing::replace(transaction, current, seq)?;
    Ok(if held.is_some() { Kept::Returned(n, current) } else { Kept::Version(n, current) })
}

/// The version of an article that is used.
fn current(transaction: &Transaction, n: i64) -> Result<i64, ArchiveError> {
    Ok(transaction.prepare_cached("SELECT current FROM article WHERE n = ?")?.query_row([n], |row| row.get(0))?)
}

fn add_version(
    transaction: &Transaction,
    article: &Article,
    number: i64,
    hash: &[u8; 16],
) -> Result<i64, ArchiveError> {
    transaction
        .prepare_cached(
            "INSERT INTO version (article, number, hash, url, outlet, title, byline, dateline, credits, published,
                 language, text, removed, found) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            article.id,
            number,
            hash,
            article.url,
            article.outlet,
            article.title,
            article.byline,
            article.dateline,
            rows::json(&article.credits)?,
            article.published,
            article.language,
            article.text,
            rows::json(&article.removed)?,
            rows::json(&article.found)?,
        ])?;
    let seq = transaction.last_insert_rowid();
    make_searchable(transaction, article, seq)?;
    Ok(seq)
}

fn make_searchable(transaction: &Transaction, article: &Article, seq: i64) -> Result<(), ArchiveError> {
    transaction.prepare_cached("INSERT INTO word (rowid, title, text) VALUES (?, ?, ?)")?.execute(params![
        seq,
        article.title,
        article.text
    ])?;
    Ok(())
}

/// Names some bytes by what they are.
pub fn content_mark(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// A hash of everything that an article says, each field apart from the next.
pub(crate) fn content_hash(article: &Article) -> [u8; 16] {
    let mut bytes = Vec::with_capacity(article.text.len() + 256);
    let optional = [
        &article.url,
        &article.outlet,
        &article.title,
        &article.byline,
        &article.dateline,
        &article.published,
        &article.language,
    ];
    for field in optional {
        bytes.push(u8::from(field.is_some()));
        push(&mut bytes, field.as_deref().unwrap_or_default());
    }
    bytes.extend((article.credits.len() as u64).to_le_bytes());
    for credit in &article.credits {
        push(&mut bytes, credit);
    }
    push(&mut bytes, &article.text);
    xxh3_128(&bytes).to_be_bytes()
}

fn push(bytes: &mut Vec<u8>, field: &str) {
    bytes.extend((field.len() as u64).to_le_bytes());
    bytes.extend(field.as_bytes());
}
