//! Links: which articles share keys, looked up in the archive and remembered for one batch.

use std::collections::BTreeSet;

use rusqlite::Transaction;
use rustc_hash::FxHashMap;

use crate::cells::Bounds;
use crate::error::ArchiveError;
use crate::kin::{self, Key, Keys, NEAREST, Shared};
use crate::window::Window;

/// The links between articles as one transaction sees and changes them.
pub(crate) struct Links<'t> {
    transaction: &'t Transaction<'t>,
    bounds: &'t Bounds,
    window: &'t mut Window,
}

impl<'t> Links<'t> {
    pub(crate) fn new(transaction: &'t Transaction<'t>, bounds: &'t Bounds, window: &'t mut Window) -> Self {
        Self { transaction, bounds, window }
    }

    /// Looks up who shares the keys of a batch.
    pub(crate) fn prepare(&mut self, keys: &[Keys]) -> Result<(), ArchiveError> {
        self.window.prepare(self.transaction, self.bounds, keys.iter().flat_map(|keys| &keys.0))
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
                touched.extend(self.window.remove(self.transaction, self.bounds, *key, n)?);
            }
        }
        for key in keys.0.difference(&old.0) {
            if key.kind.is_of_reprints() {
                self.join_row(*key, place, n)?;
                touched.extend(self.beside(*key, place)?);
            } else {
                touched.extend(self.window.add(self.transaction, self.bounds, *key, n)?);
            }
        }
        self.transaction.prepare_cached("UPDATE article SET keys = ? WHERE n = ?")?.execute((keys.to_bytes(), n))?;
        Ok(touched)
    }

    /// The articles that the loosest links lead to, with what they share, ascending.
    pub(crate) fn neighbours(&mut self, n: i64) -> Result<Vec<(i64, Shared)>, ArchiveError> {
        let mut shared: FxHashMap<i64, Shared> = FxHashMap::default();
        let (keys, place) = self.keys_of(n)?;
        let mut beside = BTreeSet::new();
        for &key in &keys.0 {
            if key.kind.is_of_reprints() {
                beside.extend(self.beside(key, place)?);
                continue;
            }
            let holders = self.window.holders(self.transaction, self.bounds, key)?;
            for other in holders.into_iter().flatten().filter(|other| **other != n) {
                shared.entry(*other).or_default().count(key.kind);
            }
        }
        for other in beside {
            if keys.are_of_reprints(&self.keys_of(other)?.0) {
                shared.entry(other).or_default().is_reprint = true;
            }
        }
        let linked = shared.into_iter().filter(|(_, shared)| kin::STRICTNESS[0].links(*shared));
        let mut linked: Vec<(i64, Shared)> = linked.collect();
        linked.sort_unstable_by_key(|(other, _)| *other);
        Ok(linked)
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
}
