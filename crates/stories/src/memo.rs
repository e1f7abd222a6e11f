//! What was made of texts of late: an archive tells a story anew whenever an article joins it, and need not read the others again.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Remembers what a pure function gave; forgets what was not asked for in a while.
pub(crate) struct Memo<K, V> {
    shelves: [Mutex<Shelf<K, V>>; SHELVES],
    /// No half of a shelf holds more.
    most: usize,
}

/// So many threads can look something up at once.
const SHELVES: usize = 16;

/// The half that is being filled, and the one that was filled before it.
struct Shelf<K, V> {
    young: Option<FxHashMap<K, V>>,
    old: Option<FxHashMap<K, V>>,
}

impl<V: Clone> Memo<u128, V> {
    /// Remembers at least as many values as this.
    pub const fn new(least: usize) -> Self {
        Self { shelves: [const { Mutex::new(Shelf { young: None, old: None }) }; SHELVES], most: least / SHELVES + 1 }
    }

    /// What is remembered under a key, or else what `make` gives, remembered from now on. The key must tell apart all that `make`
    /// tells apart.
    pub fn get(&self, key: u128, make: impl FnOnce() -> V) -> V {
        let shelf = &self.shelves[(key % SHELVES as u128) as usize];
        if let Some(known) = shelf.lock().unwrap_or_else(PoisonError::into_inner).known(&key) {
            return known;
        }
        let made = make();
        shelf.lock().unwrap_or_else(PoisonError::into_inner).put(key, made.clone(), self.most);
        made
    }
}

impl<K: Hash + Eq + Copy, V: Clone> Shelf<K, V> {
    fn known(&self, key: &K) -> Option<V> {
        let of = |half: &Option<FxHashMap<K, V>>| half.as_ref()?.get(key).cloned();
        of(&self.young).or_else(|| of(&self.old))
    }

    fn put(&mut self, key: K, value: V, most: usize) {
        if self.young.as_ref().is_some_and(|young| young.len() >= most) {
            self.old = self.young.take();
        }
        self.young.get_or_insert_default().insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_of_late_is_not_made_again_and_memory_is_bounded() {
        let memo: Memo<u128, u128> = Memo::new(160);
        for n in 0..10_000 {
            assert_eq!(memo.get(n, || n * 2), n * 2);
            assert_eq!(memo.get(n, || panic!("made again")), n * 2);
        }
        let held = |shelf: &Mutex<Shelf<u128, u128>>| {
            let shelf = shelf.lock().unwrap();
            shelf.young.as_ref().map_or(0, FxHashMap::len) + shelf.old.as_ref().map_or(0, FxHashMap::len)
        };
        assert!(memo.shelves.iter().map(held).sum::<usize>() <= 2 * 16 * 11);
        assert_eq!(memo.get(9_990, || panic!("made again")), 19_980);
    }
}
