//! Links: which articles share keys, looked up in the archive and remembered for one batch.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Transaction;

use crate::cells::Bounds;
use crate::error::ArchiveError;
use crate::kin::{self, Key, Keys, Shared};

/// The links between articles as one transaction sees and changes them.
pub(crate) struct Links<'t> {
    transaction: &'t Transaction<'t>,
    bounds: &'t Bounds,
    /// Who holds a key; none for a frequent one. Only keys that were asked for.
    holders: HashMap<Key, Option<BTreeSet<i64>>>,
}

/// How many reprints an article is linked to on either side of it, in the row of each key that it shares with them.
const NEAREST: usize = 3;

impl<'t> Links<'t> {
    pub(crate) fn new(transaction: &'t Transaction<'t>, bounds: &'t Bounds) -> Self {
        Self { transaction, bounds, holders: HashMap::new() }
    }

    /// Gives an article its keys in place of those it had; returns the articles whose links this may change: itself,
    /// those it was linked to, and the holders of keys that became frequent by it, or ceased to be.
    pub(crate) fn replace_keys(&mut self, n: i64, keys: &Keys) -> Result<BTreeSet<i64>, ArchiveError> {
        let (old, place) = self.keys_of(n)?;
        let mut touched = BTreeSet::from([n]);
        if !old.0.is_empty() {
            touched.extend(self.neighbours(n)?.into_iter().map(|(other, _)| other));
        }
        for key in old.0.difference(&keys.0) {
            if key.kind.is_of_reprints() {
                touched.extend(self.beside(*key, place)?);
                self.leave_row(*key, place)?;
            } else {
                self.remove(*key, n, &mut touched)?;
            }
        }
        for key in keys.0.difference(&old.0) {
            if key.kind.is_of_reprints() {
                self.join_row(*key, place, n)?;
                touched.extend(self.beside(*key, place)?);
            } else {
                self.add(*key, n, &mut touched)?;
            }
        }
        self.transaction.prepare_cached("UPDATE article SET keys = ? WHERE n = ?")?.execute((keys.to_bytes(), n))?;
        Ok(touched)
    }

    fn remove(&mut self, key: Key, n: i64, touched: &mut BTreeSet<i64>) -> Result<(), ArchiveError> {
        let was_frequent = self.holders(key)?.is_none();
        self.transaction.prepare_cached("DELETE FROM key WHERE kind = ? AND key = ? AND article = ?")?.execute((
            key.kind as u8,
            key.bits,
            n,
        ))?;
        if was_frequent {
            // How many hold a frequent key was not counted: count again.
            self.holders.remove(&key);
            touched.extend(self.holders(key)?.into_iter().flatten());
        } else if let Some(Some(holders)) = self.holders.get_mut(&key) {
            holders.remove(&n);
        }
        Ok(())
    }

    fn add(&mut self, key: Key, n: i64, touched: &mut BTreeSet<i64>) -> Result<(), ArchiveError> {
        let frequent = self.bounds.frequent(key.kind);
        self.holders(key)?;
        self.transaction.prepare_cached("INSERT INTO key (kind, key, article) VALUES (?, ?, ?)")?.execute((
            key.kind as u8,
            key.bits,
            n,
        ))?;
        if let Some(entry) = self.holders.get_mut(&key)
            && let Some(holders) = entry
        {
            holders.insert(n);
            if holders.len() > frequent {
                touched.extend(std::mem::take(holders));
                *entry = None;
            }
        }
        Ok(())
    }

    /// The articles that the loosest links lead to, with what they share, ascending.
    pub(crate) fn neighbours(&mut self, n: i64) -> Result<Vec<(i64, Shared)>, ArchiveError> {
        let mut shared: BTreeMap<i64, Shared> = BTreeMap::new();
        let (keys, place) = self.keys_of(n)?;
        let mut beside = BTreeSet::new();
        for &key in &keys.0 {
            if key.kind.is_of_reprints() {
                beside.extend(self.beside(key, place)?);
                continue;
            }
            for other in self.holders(key)?.into_iter().flatten().filter(|other| **other != n) {
                shared.entry(*other).or_default().count(key.kind);
            }
        }
        for other in beside {
            if keys.are_of_reprints(&self.keys_of(other)?.0) {
                shared.entry(other).or_default().is_reprint = true;
            }
        }
        shared.retain(|_, shared| kin::STRICTNESS[0].links(*shared));
        Ok(shared.into_iter().collect())
    }

    /// The nearest few on either side of a place in the row of a key.
    fn beside(&self, key: Key, place: i64) -> Result<Vec<i64>, ArchiveError> {
        let mut before = self.transaction.prepare_cached(
            "SELECT article FROM reprint WHERE kind = ? AND key = ? AND place < ? ORDER BY place DESC",
        )?;
        let mut after = self
            .transaction
            .prepare_cached("SELECT article FROM reprint WHERE kind = ? AND key = ? AND place > ? ORDER BY place")?;
        let asked = (key.kind as u8, key.bits, place);
        let mut beside = Vec::with_capacity(2 * NEAREST);
        for select in [&mut before, &mut after] {
            for other in select.query_map(asked, |row| row.get(0))?.take(NEAREST) {
                beside.push(other?);
            }
        }
        Ok(beside)
    }

    fn join_row(&self, key: Key, place: i64, n: i64) -> Result<(), ArchiveError> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO reprint (kind, key, place, article) VALUES (?, ?, ?, ?)")?
            .execute((key.kind as u8, key.bits, place, n))?;
        Ok(())
    }

    fn leave_row(&self, key: Key, place: i64) -> Result<(), ArchiveError> {
        self.transaction.prepare_cached("DELETE FROM reprint WHERE kind = ? AND key = ? AND place = ?")?.execute((
            key.kind as u8,
            key.bits,
            place,
        ))?;
        Ok(())
    }

    /// The keys of an article, and its place in the rows of reprints.
    fn keys_of(&self, n: i64) -> Result<(Keys, i64), ArchiveError> {
        let (bytes, place): (Vec<u8>, i64) = self
            .transaction
            .prepare_cached("SELECT keys, place FROM article WHERE n = ?")?
            .query_row([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let keys = Keys::from_bytes(&bytes);
        let keys = keys.ok_or_else(|| ArchiveError::Damaged { what: format!("the keys of article {n}") })?;
        Ok((keys, place))
    }

    /// The articles that have a key; none if it is frequent.
    fn holders(&mut self, key: Key) -> Result<Option<&BTreeSet<i64>>, ArchiveError> {
        if !self.holders.contains_key(&key) {
            let most = self.bounds.frequent(key.kind);
            // No LIMIT: SQLite would plan the query anew for each value of it.
            let mut select = self.transaction.prepare_cached("SELECT article FROM key WHERE kind = ? AND key = ?")?;
            let rows = select.query_map((key.kind as u8, key.bits), |row| row.get(0))?;
            let holders: BTreeSet<i64> = rows.take(most + 1).collect::<Result<_, _>>()?;
            self.holders.insert(key, (holders.len() <= most).then_some(holders));
        }
        Ok(self.holders.get(&key).and_then(Option::as_ref))
    }
}
