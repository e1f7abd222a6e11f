//! Recall: the links of articles that were asked for, in memory; true as long as whoever changes links notes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::kin::{KeyKind, Shared};

/// Links that are remembered, at most: what is linked is drawn again and again, while stories grow. 256 MB.
const MOST_LINKS: usize = 16_000_000;

/// To which articles an article is linked, ascending, and what they share.
pub(crate) type Linked = Arc<[(i64, Shared)]>;

/// Who shared a key that has become frequent.
#[derive(Default)]
pub(crate) struct Crowd {
    /// The articles that hold it where it is frequent: none of them is linked over it any more,
    pub own: Vec<i64>,
    /// nor to these, of other periods, who are still linked over it among themselves.
    pub beside: Vec<i64>,
}

/// The links of articles that were asked for, with the round in which they last were.
#[derive(Default)]
pub(crate) struct Recall {
    links: FxHashMap<i64, (Linked, u64)>,
    /// How many links that are.
    held: usize,
    round: u64,
}

impl Recall {
    /// Begins another round: what is not asked for in it is forgotten before what is.
    pub fn turn(&mut self) {
        self.round += 1;
    }

    /// The links of an article, where they are remembered.
    pub fn get(&mut self, n: i64) -> Option<Linked> {
        let (linked, round) = self.links.get_mut(&n)?;
        *round = self.round;
        Some(Arc::clone(linked))
    }

    /// Whether the links of an article are remembered.
    pub fn holds(&self, n: i64) -> bool {
        self.links.contains_key(&n)
    }

    /// Remembers the links of an article.
    pub fn put(&mut self, n: i64, linked: Linked) {
        if self.held > MOST_LINKS {
            self.forget_half();
        }
        self.remove(n);
        self.held += 1 + linked.len();
        self.links.insert(n, (linked, self.round));
    }

    /// Forgets the links of an article.
    pub fn remove(&mut self, n: i64) -> Option<Linked> {
        let (linked, _) = self.links.remove(&n)?;
        self.held -= 1 + linked.len();
        Some(linked)
    }

    /// Forgets those that were not asked for the longest, of those that were in the same round the ones that arrived first.
    fn forget_half(&mut self) {
        let mut order: Vec<(u64, i64)> = self.links.iter().map(|(n, (_, round))| (*round, *n)).collect();
        let middle = order.len() / 2;
        if middle == 0 {
            return;
        }
        let (_, middle, _) = order.select_nth_unstable(middle);
        self.links.retain(|n, (_, round)| (*round, *n) > *middle);
        self.held = self.links.values().map(|(linked, _)| 1 + linked.len()).sum();
    }

    /// Notes in the links of an article, where they are remembered, what it shares with another now; nothing if they are linked no more.
    pub fn relink(&mut self, n: i64, other: i64, shared: Option<Shared>) {
        let Some((linked, _)) = self.links.get_mut(&n) else { return };
        let place = linked.binary_search_by_key(&other, |(other, _)| *other);
        if matches!(place, Ok(at) if Some(linked[at].1) == shared) || place.is_err() && shared.is_none() {
            return;
        }
        let mut changed = linked.to_vec();
        match (place, shared) {
            (Ok(at), Some(shared)) => changed[at].1 = shared,
            (Ok(at), None) => drop(changed.remove(at)),
            (Err(at), Some(shared)) => changed.insert(at, (other, shared)),
            (Err(_), None) => {}
        }
        self.held = self.held + changed.len() - linked.len();
        *linked = changed.into();
    }

    /// Notes in the links that are remembered that a crowd shares a key of this kind no more; returns the ends of those that reach less
    /// far by that. What it cannot tell are links between two articles of which neither's are remembered.
    pub fn part(&mut self, kind: KeyKind, crowd: &Crowd) -> BTreeSet<i64> {
        let mut own = crowd.own.clone();
        own.sort_unstable();
        let mut all = [&*own, &*crowd.beside].concat();
        all.sort_unstable();
        let mut ends = BTreeSet::new();
        crowd.own.iter().for_each(|n| self.part_from(kind, *n, &all, &mut ends));
        crowd.beside.iter().for_each(|n| self.part_from(kind, *n, &own, &mut ends));
        ends
    }

    /// Likewise the links of one article to others, ascending.
    fn part_from(&mut self, kind: KeyKind, n: i64, others: &[i64], ends: &mut BTreeSet<i64>) {
        let Some((linked, _)) = self.links.get_mut(&n) else { return };
        let is_parted = |other: i64| others.binary_search(&other).is_ok();
        if !linked.iter().any(|(other, _)| is_parted(*other)) {
            return;
        }
        let left = linked.iter().filter_map(|&(other, shared)| {
            let less = if is_parted(other) { shared.without(kind) } else { shared };
            if less.reach() < shared.reach() {
                ends.extend([n, other]);
            }
            (less.reach() > 0).then_some((other, less))
        });
        let left: Linked = left.collect();
        self.held -= linked.len() - left.len();
        *linked = left;
    }
}
