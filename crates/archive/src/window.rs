//! The window: who holds the keys of the articles that arrived last, in memory.
//!
//! Keys are hashes: added to their table one by one, each changes a page of its own, and an archive of a million articles would
//! write a hundred pages for each article that arrives. So the keys of the last articles lie with these alone (`article.keys`), and
//! in memory as an index; when there are too many, the older half is added to the table at once, in its order. Whoever opens the
//! archive makes the window again from the articles after [`Window::written`]; what it answers depends on neither.
//! The rows of reprints are kept alike.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use rusqlite::Transaction;
use rustc_hash::FxHashMap;

use crate::cells::Bounds;
use crate::error::ArchiveError;
use crate::filter::Filter;
use crate::kin::{self, Key, KeyKind, Keys, NEAREST, Slot};
use crate::recall::{Crowd, Recall};

/// A window has no more keys than this, some 35,000 articles' and 150 MB; what is asked for in one batch comes on top.
pub(crate) const MOST_KEYS: usize = 3_000_000;

/// Who holds the keys of the last articles, and of those that were asked for.
pub(crate) struct Window {
    /// Articles up to this number have their keys in the table.
    written: i64,
    /// The last article.
    last: i64,
    held: FxHashMap<Slot, Holders>,
    /// The periods in which keys are held, ascending.
    periods: Arc<[i32]>,
    /// Keys of reprints and the places of articles in their rows, with the articles: those that are not in the table.
    rows: BTreeMap<(Key, i64), i64>,
    /// What may be in the tables.
    filter: Filter,
    most_keys: usize,
    /// The links of articles that were asked for.
    pub recall: Recall,
    /// By what SQLite tells that another connection has changed the file.
    version: i64,
}

/// The articles that hold a key.
struct Holders {
    /// All of them, if they were asked for and are not too many; else those whose keys are not in the table.
    articles: Articles,
    /// The table was asked.
    is_asked: bool,
    /// More hold it than it may link.
    is_frequent: bool,
}

/// Numbers of articles; mostly there is one.
enum Articles {
    None,
    One(i64),
    #[expect(clippy::box_collection, reason = "most keys have one article: the rest must not widen theirs")]
    Many(Box<Vec<i64>>),
}

impl Articles {
    fn all(&self) -> &[i64] {
        match self {
            Self::None => &[],
            Self::One(n) => std::slice::from_ref(n),
            Self::Many(all) => all,
        }
    }

    fn add(&mut self, n: i64) {
        match self {
            Self::None => *self = Self::One(n),
            Self::One(own) if *own == n => {}
            Self::One(own) => *self = Self::Many(Box::new(vec![*own, n])),
            Self::Many(all) if all.contains(&n) => {}
            Self::Many(all) => all.push(n),
        }
    }

    fn retain(&mut self, keep: impl Fn(i64) -> bool) {
        match self {
            Self::None => {}
            Self::One(own) if keep(*own) => {}
            Self::One(_) => *self = Self::None,
            Self::Many(all) => all.retain(|n| keep(*n)),
        }
    }
}

impl Window {
    /// The window of an archive.
    pub fn load(transaction: &Transaction, most_keys: usize) -> Result<Self, ArchiveError> {
        let written = transaction.query_row("SELECT max(upto) FROM keyed", [], |row| row.get(0))?;
        let version = state(transaction)?;
        let mut window = Self {
            written,
            last: written,
            held: FxHashMap::default(),
            periods: periods(transaction)?,
            rows: BTreeMap::new(),
            filter: Filter::load(transaction)?,
            most_keys,
            recall: Recall::default(),
            version,
        };
        let mut select = transaction.prepare("SELECT n, keys, place, day FROM article WHERE n > ? ORDER BY n")?;
        let mut found = select.query([written])?;
        while let Some(row) = found.next()? {
            let (n, bytes): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let keys = Keys::from_bytes(&bytes);
            let keys = keys.ok_or_else(|| ArchiveError::Damaged { what: format!("the keys of article {n}") })?;
            let (place, day): (i64, Option<i32>) = (row.get(2)?, row.get(3)?);
            window.note_period(Some(day.map_or(Slot::UNDATED, kin::period)));
            for key in keys.all() {
                if key.kind.is_of_reprints() {
                    window.rows.insert((*key, place), n);
                } else {
                    window.held.entry(Slot::of(*key, day)).or_default().articles.add(n);
                }
            }
            window.last = n;
        }
        Ok(window)
    }

    /// Whether it still tells what is in the archive: no other connection has written since it was last [noted](Self::note).
    pub fn is_true(&self, transaction: &Transaction) -> Result<bool, ArchiveError> {
        Ok(state(transaction)? == self.version)
    }

    /// Notes in which state the archive is.
    pub fn note(&mut self, transaction: &Transaction) -> Result<(), ArchiveError> {
        self.version = state(transaction)?;
        Ok(())
    }

    /// Asks for many keys at once, in the order of the table.
    pub fn prepare(
        &mut self,
        transaction: &Transaction,
        bounds: &Bounds,
        keys: impl Iterator<Item = Slot>,
    ) -> Result<(), ArchiveError> {
        let mut keys: Vec<Slot> = keys.filter(|key| !key.kind().is_of_reprints()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().try_for_each(|key| self.asked(transaction, bounds, key).map(drop))
    }

    /// Passes over the articles that a key may link an article to which holds it, in any order: none if it is frequent there, and those
    /// of the periods beside its own and those without a day too, as far as it is not frequent with them.
    pub fn each_holder(
        &mut self,
        transaction: &Transaction,
        bounds: &Bounds,
        key: Slot,
        mut each: impl FnMut(i64),
    ) -> Result<(), ArchiveError> {
        let own = self.asked(transaction, bounds, key)?;
        if own.is_frequent {
            return Ok(());
        }
        own.articles.all().iter().for_each(|n| each(*n));
        self.each_beside(transaction, bounds, key, each)
    }

    /// Likewise those of other periods alone.
    fn each_beside(
        &mut self,
        transaction: &Transaction,
        bounds: &Bounds,
        key: Slot,
        mut each: impl FnMut(i64),
    ) -> Result<(), ArchiveError> {
        let Some(period) = key.period() else { return Ok(()) };
        let all = Arc::clone(&self.periods);
        let near = [Slot::UNDATED, period.saturating_sub(1), period.saturating_add(1)];
        let periods = if period == Slot::UNDATED { &*all } else { &near };
        for other in periods.iter().filter(|other| **other != period && all.binary_search(other).is_ok()) {
            let other = key.in_period(*other);
            if !self.held.contains_key(&other) && !self.filter.may_hold(other) {
                continue;
            }
            let holders = self.asked(transaction, bounds, other)?;
            if !holders.is_frequent {
                holders.articles.all().iter().for_each(|n| each(*n));
            }
        }
        Ok(())
    }

    /// Whether more articles hold a key than it may link.
    pub fn is_frequent(&mut self, transaction: &Transaction, bounds: &Bounds, key: Slot) -> Result<bool, ArchiveError> {
        Ok(self.asked(transaction, bounds, key)?.is_frequent)
    }

    fn asked(&mut self, transaction: &Transaction, bounds: &Bounds, key: Slot) -> Result<&mut Holders, ArchiveError> {
        let holders = self.held.entry(key).or_default();
        if !holders.is_asked {
            let may_be_written = self.filter.may_hold(key);
            let most = bounds.frequent(key.kind());
            // No LIMIT: SQLite would plan the query anew for each value of it.
            let mut select = transaction.prepare_cached("SELECT article FROM key WHERE kind = ? AND key = ?")?;
            let written: Vec<i64> = if may_be_written {
                let rows = select.query_map(key.row(), |row| row.get(0))?;
                rows.take(most.saturating_add(1)).collect::<Result<_, _>>()?
            } else {
                Vec::new()
            };
            holders.is_asked = true;
            holders.is_frequent = written.len() + holders.articles.all().len() > most;
            if !holders.is_frequent {
                written.into_iter().for_each(|n| holders.articles.add(n));
            }
        }
        Ok(holders)
    }

    /// Notes that an article has a key; returns who shares it no more if it became frequent by that.
    pub fn add(
        &mut self,
        transaction: &Transaction,
        bounds: &Bounds,
        key: Slot,
        n: i64,
    ) -> Result<Crowd, ArchiveError> {
        let written = self.written;
        self.last = self.last.max(n);
        self.note_period(key.period());
        if n <= written {
            let (kind, bits) = key.row();
            transaction
                .prepare_cached("INSERT OR IGNORE INTO key (kind, key, article) VALUES (?, ?, ?)")?
                .execute((kind, bits, n))?;
            self.filter.add(key);
        }
        let holders = self.asked(transaction, bounds, key)?;
        if holders.is_frequent {
            if n > written {
                holders.articles.add(n);
            }
            return Ok(Crowd::default());
        }
        holders.articles.add(n);
        if holders.articles.all().len() <= bounds.frequent(key.kind()) {
            return Ok(Crowd::default());
        }
        let mut crowd = Crowd { own: holders.articles.all().to_vec(), beside: Vec::new() };
        holders.is_frequent = true;
        holders.articles.retain(|n| n > written);
        self.each_beside(transaction, bounds, key, |n| crowd.beside.push(n))?;
        Ok(crowd)
    }

    /// Notes that an article has a key no more; returns all whose links this may change if the key ceased to be frequent by that.
    pub fn remove(
        &mut self,
        transaction: &Transaction,
        bounds: &Bounds,
        key: Slot,
        n: i64,
    ) -> Result<Vec<i64>, ArchiveError> {
        let written = self.written;
        if n <= written {
            let (kind, bits) = key.row();
            transaction
                .prepare_cached("DELETE FROM key WHERE kind = ? AND key = ? AND article = ?")?
                .execute((kind, bits, n))?;
        }
        let holders = self.asked(transaction, bounds, key)?;
        holders.articles.retain(|other| other != n);
        if !holders.is_frequent {
            return Ok(Vec::new());
        }
        // how many hold a frequent key was not counted: count again
        holders.is_asked = false;
        let mut all = Vec::new();
        self.each_holder(transaction, bounds, key, |n| all.push(n))?;
        Ok(all)
    }

    /// Notes that keys are held in a period.
    fn note_period(&mut self, period: Option<i32>) {
        if let Some((period, Err(place))) = period.map(|period| (period, self.periods.binary_search(&period))) {
            let mut all = self.periods.to_vec();
            all.insert(place, period);
            self.periods = all.into();
        }
    }

    /// The nearest few on either side of a place in the row of a key of reprints.
    pub fn beside(&self, transaction: &Transaction, key: Key, place: i64) -> Result<Vec<i64>, ArchiveError> {
        let here = (key, place);
        let before = self.rows.range((key, i64::MIN)..here).rev();
        let after = self.rows.range((Bound::Excluded(here), Bound::Included((key, i64::MAX))));
        let mut before: Vec<(i64, i64)> = before.take(NEAREST).map(|((_, place), n)| (*place, *n)).collect();
        let mut after: Vec<(i64, i64)> = after.take(NEAREST).map(|((_, place), n)| (*place, *n)).collect();
        if self.filter.may_hold(Slot::of(key, None)) {
            const BEFORE: &str =
                "SELECT place, article FROM reprint WHERE kind = ? AND key = ? AND place < ? ORDER BY place DESC";
            const AFTER: &str =
                "SELECT place, article FROM reprint WHERE kind = ? AND key = ? AND place > ? ORDER BY place";
            for (sql, beside) in [(BEFORE, &mut before), (AFTER, &mut after)] {
                let mut select = transaction.prepare_cached(sql)?;
                let written =
                    select.query_map((key.kind as u8, key.bits, place), |row| Ok((row.get(0)?, row.get(1)?)))?;
                for row in written.take(NEAREST) {
                    beside.push(row?);
                }
                beside.sort_unstable_by_key(|(other, _): &(i64, i64)| other.abs_diff(place));
                beside.truncate(NEAREST);
            }
        }
        Ok(before.into_iter().chain(after).map(|(_, n)| n).collect())
    }

    /// Puts an article into the row of a key of reprints.
    pub fn join_row(&mut self, transaction: &Transaction, key: Key, place: i64, n: i64) -> Result<(), ArchiveError> {
        if n > self.written {
            self.rows.insert((key, place), n);
            return Ok(());
        }
        self.filter.add(Slot::of(key, None));
        write_rows(transaction, &[((key, place), n)])
    }

    /// Takes an article out of the row of a key of reprints.
    pub fn leave_row(&mut self, transaction: &Transaction, key: Key, place: i64) -> Result<(), ArchiveError> {
        if self.rows.remove(&(key, place)).is_none() {
            transaction.prepare_cached("DELETE FROM reprint WHERE kind = ? AND key = ? AND place = ?")?.execute((
                key.kind as u8,
                key.bits,
                place,
            ))?;
        }
        Ok(())
    }

    /// Moves the older half to the table if there are too many keys.
    pub fn lighten(&mut self, transaction: &Transaction) -> Result<(), ArchiveError> {
        if self.held.len() > self.most_keys {
            self.write(transaction, self.written.midpoint(self.last))?;
        }
        if self.held.len() > self.most_keys {
            self.write(transaction, self.last)?;
        }
        self.recall.turn();
        self.filter.keep(transaction)
    }

    /// Adds the keys of the articles up to a number to the table, and forgets what only they hold.
    fn write(&mut self, transaction: &Transaction, upto: i64) -> Result<(), ArchiveError> {
        let due = |n: i64| self.written < n && n <= upto;
        let mut rows: Vec<(Slot, i64)> = Vec::new();
        for (key, holders) in &self.held {
            rows.extend(holders.articles.all().iter().filter(|n| due(**n)).map(|n| (*key, *n)));
        }
        rows.sort_unstable();
        let mut add = transaction.prepare_cached("INSERT OR IGNORE INTO key (kind, key, article) VALUES (?, ?, ?)")?;
        for (key, n) in &rows {
            let (kind, bits) = key.row();
            add.execute((kind, bits, n))?;
        }
        rows.dedup_by_key(|(key, _)| *key);
        rows.iter().for_each(|(key, _)| self.filter.add(*key));
        let mut reprints: Vec<((Key, i64), i64)> = Vec::new();
        self.rows.retain(|here, n| {
            let is_due = *n <= upto;
            reprints.extend(is_due.then_some((*here, *n)));
            !is_due
        });
        write_rows(transaction, &reprints)?;
        reprints.dedup_by_key(|((key, _), _)| *key);
        reprints.iter().for_each(|((key, _), _)| self.filter.add(Slot::of(*key, None)));
        transaction.execute("UPDATE keyed SET upto = ?", [upto])?;
        self.written = upto;
        self.held.retain(|_, holders| {
            if holders.is_frequent || !holders.is_asked {
                holders.articles.retain(|n| n > upto);
            }
            holders.articles.all().iter().any(|n| *n > upto)
        });
        Ok(())
    }
}

impl Default for Holders {
    fn default() -> Self {
        Self { articles: Articles::None, is_asked: false, is_frequent: false }
    }
}

/// The periods in which keys are held, as the table has them.
fn periods(transaction: &Transaction) -> Result<Arc<[i32]>, ArchiveError> {
    let mut next = transaction.prepare("SELECT min(kind) FROM key WHERE kind > ?")?;
    let (mut found, mut after) = (Vec::new(), KeyKind::Passage as i64);
    while let Some(number) = next.query_row([after], |row| row.get(0))? {
        found.extend(Slot::of_row((number, 0)).and_then(Slot::period));
        after = number;
    }
    found.sort_unstable();
    found.dedup();
    Ok(found.into())
}

/// Adds articles to the rows of reprints in their table.
fn write_rows(transaction: &Transaction, rows: &[((Key, i64), i64)]) -> Result<(), ArchiveError> {
    let mut add =
        transaction.prepare_cached("INSERT OR REPLACE INTO reprint (kind, key, place, article) VALUES (?, ?, ?, ?)")?;
    for ((Key { kind, bits }, place), n) in rows {
        add.execute((*kind as u8, bits, place, n))?;
    }
    Ok(())
}

fn state(transaction: &Transaction) -> Result<i64, ArchiveError> {
    Ok(transaction.pragma_query_value(None, "data_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use crate::generated::{Dice, press};
    use crate::{Archive, Told, Wanted};
    use attache_press::Article;

    /// What is told where a window has no more keys than this, the archive opened anew for each batch or not; and how many keys are in
    /// the table.
    fn told(most_keys: usize, batches: &[&[Article]], anew: bool) -> (Vec<Told>, i64) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let open = || {
            let mut archive = Archive::open(&path).unwrap();
            archive.most_keys = most_keys;
            archive
        };
        let mut archive = open();
        for batch in batches {
            archive.ingest_batch(batch).unwrap();
            if anew {
                archive = open();
            }
        }
        let written = archive.connection.query_row("SELECT count(*) FROM key", [], |row| row.get(0)).unwrap();
        (archive.stories(&Wanted::default()).unwrap(), written)
    }

    #[test]
    fn how_many_keys_are_in_memory_has_no_bearing_on_what_is_told() {
        let mut all = press(8);
        let drafts: Vec<Article> = all[..6]
            .iter()
            .map(|article| Article { text: article.text.clone() + "Draft.\n", ..article.clone() })
            .collect();
        Dice(7).shuffle(&mut all);
        let arriving: Vec<Article> = drafts.iter().chain(&all).chain(&drafts[..3]).cloned().collect();
        let batches: Vec<&[Article]> = arriving.chunks(5).collect();
        let (wide, written) = told(usize::MAX, &batches, false);
        assert_eq!(written, 0);
        for most_keys in [0, 300, 1500] {
            for anew in [false, true] {
                let (narrow, written) = told(most_keys, &batches, anew);
                assert_eq!(narrow, wide, "{most_keys} keys, opened anew: {anew}");
                assert!(written > 0);
            }
        }
    }

    #[test]
    fn what_another_program_adds_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (mut one, mut other) = (Archive::open(&path).unwrap(), Archive::open(&path).unwrap());
        let all = press(1);
        one.ingest_batch(&all[..1]).unwrap();
        other.ingest_batch(&all[1..2]).unwrap();
        one.ingest_batch(&all[2..3]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut together = Archive::open(&folder.path().join("a.db")).unwrap();
        together.ingest_batch(&all[..3]).unwrap();
        assert_eq!(one.stories(&Wanted::default()).unwrap(), together.stories(&Wanted::default()).unwrap());
    }
}
