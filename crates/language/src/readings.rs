//! Readings of windows seen before in the same run: reprints are read once.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::reading::Reading;

/// Readings by the key of their window, in two generations: when the young one is full it becomes the old one, and the
/// old one is forgotten. What is asked for stays young.
#[derive(Default)]
pub struct Readings {
    generations: Mutex<[Generation; 2]>,
}

#[derive(Default)]
struct Generation {
    readings: FxHashMap<u128, Arc<Reading>>,
    bytes: usize,
}

/// Bytes of one generation.
const MOST_BYTES: usize = 32 << 20;

impl Readings {
    /// A reading made before; where states are wanted, one with states.
    pub fn get(&self, key: u128, with_states: bool) -> Option<Arc<Reading>> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |reading: &&Arc<Reading>| !with_states || reading.states.is_some();
        if let Some(young) = generations[0].readings.get(&key).filter(fits) {
            return Some(Arc::clone(young));
        }
        let old = Arc::clone(generations[1].readings.get(&key).filter(fits)?);
        put(&mut generations, key, &old);
        Some(old)
    }

    /// Remembers a reading.
    pub fn put(&self, key: u128, reading: &Arc<Reading>) {
        put(&mut self.generations.lock().unwrap_or_else(PoisonError::into_inner), key, reading);
    }
}

fn put(generations: &mut [Generation; 2], key: u128, reading: &Arc<Reading>) {
    let bytes = size(reading);
    if generations[0].bytes + bytes > MOST_BYTES {
        generations[1] = std::mem::take(&mut generations[0]);
    }
    let young = &mut generations[0];
    young.bytes += bytes;
    if let Some(before) = young.readings.insert(key, Arc::clone(reading)) {
        young.bytes -= size(&before);
    }
}

/// About how many bytes a reading takes.
fn size(reading: &Reading) -> usize {
    let numbers = reading.states.as_ref().map_or(0, |states| states.lower.len() + states.words.len());
    let vectors = reading.triggers.iter().map(|trigger| trigger.vector.len()).sum::<usize>();
    1024 + reading.words.len() * 96
        + reading.statements.len() * 128
        + reading.triggers.len() * 64
        + reading.acts.len() * 32
        + reading.hearing.size()
        + 4 * (numbers + reading.vectors.len() + reading.sum.len() + vectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_outlives_what_is_not() {
        let readings = Readings::default();
        let big = || Arc::new(Reading { sum: vec![0.0; MOST_BYTES / 16], ..Reading::default() });
        for key in 0..20 {
            readings.put(key, &big());
            assert!(readings.get(0, false).is_some(), "after {key}");
        }
        assert!(readings.get(1, false).is_none());
        assert!(readings.get(19, false).is_some());
        assert!(readings.get(19, true).is_none(), "it has no states");
    }
}
