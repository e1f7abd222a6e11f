//! Links: which articles share keys, looked up in the archive and remembered for one batch.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rusqlite::Transaction;
use rustc_hash::FxHashMap;

use crate::cells::Bounds;
use crate::error::ArchiveError;
use crate::kin::{self, Key, Keys, Shared, Slot};
use crate::recall::Linked;
use crate::window::Window;

/// The links between articles as one transaction sees and changes them.
pub(crate) struct Links<'t> {
    transaction: &'t Transaction<'t>,
    bounds: &'t Bounds,
    window: &'t mut Window,
    /// Keys of articles and their places in the rows of reprints, as far as they were asked for.
    keys: FxHashMap<i64, Rc<(Keys, i64)>>,
    /// Days of articles, as far as they were asked for.
    days: FxHashMap<i64, Option<i32>>,
    counts: Counts,
}

/// The articles whose links a batch changes.
#[derive(Default)]
pub(crate) struct Relinked {
    /// Those whose links are to be looked up again: they and whoever they are linked to may be told with others.
    pub anew: BTreeSet<i64>,
    /// The ends of links that became weaker, where no more than that changed.
    pub parted: BTreeSet<i64>,
}

/// The keys of so many articles are remembered.
const MOST_REMEMBERED: usize = 10_000;

impl<'t> Links<'t> {
    pub(crate) fn new(transaction: &'t Transaction<'t>, bounds: &'t Bounds, window: &'t mut Window) -> Self {
        Self {
            transaction,
            bounds,
            window,
            keys: FxHashMap::default(),
            days: FxHashMap::default(),
            counts: Counts::default(),
        }
    }

    /// Looks up who shares the keys of a batch, each article's with its day.
    pub(crate) fn prepare(&mut self, keys: &[(Keys, Option<i32>)]) -> Result<(), ArchiveError> {
        let held = |(keys, day): &'_ (Keys, Option<i32>)| -> Vec<Slot> {
            keys.all().iter().map(|key| Slot::of(*key, *day)).collect()
        };
        self.window.prepare(self.transaction, self.bounds, keys.iter().flat_map(held))
    }

    /// Gives an article its keys and its day in place of those it had; notes the articles whose links this may change: itself,
    /// those it was linked to, and the holders of keys that became frequent by it, or ceased to be, as far as that matters to them.
    /// Once all articles have theirs, [`renew`](Self::renew) those.
    pub(crate) fn replace_keys(
        &mut self,
        n: i64,
        keys: &Keys,
        day: Option<i32>,
        relinked: &mut Relinked,
    ) -> Result<(), ArchiveError> {
        let known = self.keys_of(n)?;
        let (old, place) = (&known.0, known.1);
        let before = self.day_of(n)?;
        let moves = |key: Key| !key.kind.is_of_reprints() && day != before;
        let touched = &mut relinked.anew;
        touched.insert(n);
        if !old.all().is_empty() {
            touched.extend(self.looked_up(n)?.into_iter().map(|(other, _)| other));
        }
        for key in old.all().iter().filter(|key| !keys.has(**key) || moves(**key)) {
            if key.kind.is_of_reprints() {
                touched.extend(self.window.beside(self.transaction, *key, place)?);
                self.window.leave_row(self.transaction, *key, place)?;
            } else {
                let holders = self.window.remove(self.transaction, self.bounds, Slot::of(*key, before), n)?;
                touched.extend(self.sharing_more(holders, *key)?);
            }
        }
        for key in keys.all().iter().filter(|key| !old.has(**key) || moves(**key)) {
            if key.kind.is_of_reprints() {
                self.window.join_row(self.transaction, *key, place, n)?;
                touched.extend(self.window.beside(self.transaction, *key, place)?);
            } else {
                let crowd = self.window.add(self.transaction, self.bounds, Slot::of(*key, day), n)?;
                relinked.parted.extend(self.window.recall.part(key.kind, &crowd));
                let mut unknown = [crowd.own, crowd.beside].concat();
                unknown.retain(|n| !self.window.recall.holds(*n));
                touched.extend(self.sharing_more(unknown, *key)?);
            }
        }
        self.transaction.prepare_cached("UPDATE article SET keys = ?, day = ? WHERE n = ?")?.execute((
            keys.to_bytes(),
            day,
            n,
        ))?;
        self.keys.remove(&n);
        self.days.remove(&n);
        Ok(())
    }

    /// Of the holders of a key that counts no more, or again, those that share another that counts with one of them: one key alone links
    /// nobody, so that to the others it does not matter.
    fn sharing_more(&mut self, holders: Vec<i64>, key: Key) -> Result<BTreeSet<i64>, ArchiveError> {
        let mut held: Vec<(Key, i64)> = Vec::new();
        for n in holders {
            let known = self.keys_of(n)?;
            let others = known.0.all().iter().filter(|other| **other != key && !other.kind.is_of_reprints());
            held.extend(others.map(|other| (*other, n)));
        }
        held.sort_unstable();
        let mut more = BTreeSet::new();
        for sharing in held.chunk_by(|(a, _), (b, _)| a == b).filter(|sharing| sharing.len() > 1) {
            for &(key, n) in sharing {
                let held = Slot::of(key, self.day_of(n)?);
                if !self.window.is_frequent(self.transaction, self.bounds, held)? {
                    more.insert(n);
                }
            }
        }
        Ok(more)
    }

    /// Looks up the links of articles that may have others now; what is remembered of the articles at their other ends is set right.
    pub(crate) fn renew(&mut self, touched: &BTreeSet<i64>) -> Result<(), ArchiveError> {
        let mut before: BTreeMap<i64, Linked> = BTreeMap::new();
        for n in touched {
            before.extend(self.window.recall.remove(*n).map(|linked| (*n, linked)));
        }
        for n in touched {
            let linked = self.neighbours(*n)?;
            for (other, _) in before.get(n).into_iter().flat_map(|before| before.iter()) {
                if linked.binary_search_by_key(other, |(other, _)| *other).is_err() {
                    self.window.recall.relink(*other, *n, None);
                }
            }
            for (other, shared) in linked.iter() {
                self.window.recall.relink(*other, *n, Some(*shared));
            }
        }
        Ok(())
    }

    /// The articles that the loosest links lead to, with what they share, ascending.
    pub(crate) fn neighbours(&mut self, n: i64) -> Result<Linked, ArchiveError> {
        if let Some(known) = self.window.recall.get(n) {
            return Ok(known);
        }
        let found: Linked = self.looked_up(n)?.into();
        self.window.recall.put(n, Arc::clone(&found));
        Ok(found)
    }

    fn looked_up(&mut self, n: i64) -> Result<Vec<(i64, Shared)>, ArchiveError> {
        let mut shared = std::mem::take(&mut self.counts);
        let known = self.keys_of(n)?;
        let (keys, place) = (&known.0, known.1);
        let day = self.day_of(n)?;
        let mut beside = BTreeSet::new();
        for &key in keys.all() {
            if key.kind.is_of_reprints() {
                beside.extend(self.window.beside(self.transaction, key, place)?);
                continue;
            }
            self.window.each_holder(self.transaction, self.bounds, Slot::of(key, day), |other| {
                if other != n {
                    shared.of(other).count(key.kind);
                }
            })?;
        }
        for other in beside {
            if keys.are_of_reprints(&self.keys_of(other)?.0) {
                shared.of(other).is_reprint = true;
            }
        }
        let mut linked = Vec::new();
        // most share too little: they are not asked for their day
        shared.drain(|other, both| linked.extend(kin::STRICTNESS[0].links(both).then_some((other, both))));
        self.counts = shared;
        for (other, both) in &mut linked {
            if !kin::are_near(day, self.day_of(*other)?) {
                *both = both.far_apart();
            }
        }
        linked.retain(|(_, both)| kin::STRICTNESS[0].links(*both));
        linked.sort_unstable_by_key(|(other, _)| *other);
        Ok(linked)
    }

    /// The day of an article.
    fn day_of(&mut self, n: i64) -> Result<Option<i32>, ArchiveError> {
        if let Some(known) = self.days.get(&n) {
            return Ok(*known);
        }
        let day =
            self.transaction.prepare_cached("SELECT day FROM article WHERE n = ?")?.query_row([n], |row| row.get(0))?;
        self.days.insert(n, day);
        Ok(day)
    }

    /// The keys of an article, and its place in the rows of reprints.
    fn keys_of(&mut self, n: i64) -> Result<Rc<(Keys, i64)>, ArchiveError> {
        if let Some(known) = self.keys.get(&n) {
            return Ok(Rc::clone(known));
        }
        let (bytes, place): (Vec<u8>, i64) = self
            .transaction
            .prepare_cached("SELECT keys, place FROM article WHERE n = ?")?
            .query_row([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let keys = Keys::from_bytes(&bytes);
        let keys = keys.ok_or_else(|| ArchiveError::Damaged { what: format!("the keys of article {n}") })?;
        if self.keys.len() >= MOST_REMEMBERED {
            self.keys.clear();
        }
        let found = Rc::new((keys, place));
        self.keys.insert(n, Rc::clone(&found));
        Ok(found)
    }
}

/// How many keys an article shares with each other one: a place for every article, as those that share keys with one mostly arrived about
/// when it did, so that few places are looked at; and which of them were.
#[derive(Default)]
struct Counts {
    shared: Vec<Shared>,
    touched: Vec<i64>,
}

impl Counts {
    /// What is counted of an article.
    fn of(&mut self, n: i64) -> &mut Shared {
        let at = usize::try_from(n).unwrap_or(0);
        if at >= self.shared.len() {
            self.shared.resize(at + 1, Shared::default());
        }
        let shared = &mut self.shared[at];
        if *shared == Shared::default() {
            self.touched.push(n);
        }
        shared
    }

    /// Passes over what was counted, and forgets it.
    fn drain(&mut self, mut each: impl FnMut(i64, Shared)) {
        for n in self.touched.drain(..) {
            each(n, std::mem::take(&mut self.shared[usize::try_from(n).unwrap_or(0)]));
        }
    }
}

/// Notes the day of every article.
pub(crate) fn date_all(transaction: &Transaction) -> Result<(), ArchiveError> {
    let mut published =
        transaction.prepare("SELECT article.n, published FROM article JOIN version ON seq = current")?;
    let days = published
        .query_map([], |row| Ok((row.get(0)?, attache_stories::day(row.get::<_, Option<String>>(1)?.as_deref()))))?
        .collect::<Result<Vec<(i64, Option<i32>)>, _>>()?;
    let mut date = transaction.prepare("UPDATE article SET day = ? WHERE n = ?")?;
    days.into_iter().try_for_each(|(n, day)| date.execute((day, n)).map(drop))?;
    Ok(())
}
