//! The layout of `tables/places.bin`, which the head of `tables/make_places.py` tells, read where it lies.

use std::cmp::Ordering;

/// So many names and keys share one entry of their index.
const BLOCK: usize = 16;
/// Marks of a posting.
const OWN_NAME: usize = 1 << 22;
const MORE: usize = 1 << 23;
/// The kind of a country.
const COUNTRY: u8 = 9;

/// The parts of the table. An empty one stands for bytes that are none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Table {
    pub(super) places: usize,
    divisions: &'static [u8],
    ids: &'static [u8],
    lats: &'static [u8],
    lons: &'static [u8],
    lies_in: &'static [u8],
    people: &'static [u8],
    kinds: &'static [u8],
    lengths: &'static [u8],
    name_starts: &'static [u8],
    names: &'static [u8],
    key_starts: &'static [u8],
    keys: &'static [u8],
}

/// A place that bears a name.
pub(super) struct Posting {
    pub(super) place: usize,
    pub(super) own_name: bool,
}

impl Table {
    /// The table in the bytes, when their sizes are what their head says.
    pub(super) fn open(bytes: &'static [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(b"ATG1")?;
        let mut take = |size: usize| {
            let (taken, left) = rest.split_at_checked(size)?;
            rest = left;
            Some(taken)
        };
        let head = take(20)?;
        let [n, d, k, names, keys] = [0, 1, 2, 3, 4].map(|i| u32_at(head, i) as usize);
        Some(Self {
            places: n,
            divisions: take(6 * d)?,
            ids: take(4 * n)?,
            lats: take(3 * n)?,
            lons: take(3 * n)?,
            lies_in: take(2 * n)?,
            people: take(2 * n)?,
            kinds: take(n)?,
            lengths: take(n)?,
            name_starts: take(4 * n.div_ceil(BLOCK))?,
            names: take(names)?,
            key_starts: take(4 * k.div_ceil(BLOCK))?,
            keys: take(keys)?,
        })
    }

    pub(super) fn id(&self, place: usize) -> u32 {
        u32_at(self.ids, place)
    }

    /// The number of the place of a GeoNames id.
    pub(super) fn number(&self, id: u32) -> Option<usize> {
        let (mut from, mut to) = (0, self.places);
        while from < to {
            let middle = from.midpoint(to);
            match self.id(middle).cmp(&id) {
                Ordering::Equal => return Some(middle),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    pub(super) fn lat(&self, place: usize) -> f64 {
        degrees(u24_at(self.lats, 3 * place), 180.0)
    }

    pub(super) fn lon(&self, place: usize) -> f64 {
        degrees(u24_at(self.lons, 3 * place), 360.0)
    }

    pub(super) fn kind(&self, place: usize) -> u8 {
        self.kinds.get(place).copied().unwrap_or_default()
    }

    pub(super) fn population(&self, place: usize) -> u64 {
        let packed = u16_at(self.people, place);
        u64::from(packed & 0xFFF) * 10_u64.pow(u32::from(packed >> 12))
    }

    /// The country and the GeoNames id of the division that the place lies in; 0 for none.
    pub(super) fn division(&self, place: usize) -> Option<(&'static str, u32)> {
        self.division_row(usize::from(u16_at(self.lies_in, place)))
    }

    fn division_row(&self, row: usize) -> Option<(&'static str, u32)> {
        let cell = self.divisions.get(6 * row..6 * row + 6)?;
        Some((std::str::from_utf8(&cell[..2]).ok()?, u32_at(&cell[2..], 0)))
    }

    /// The places that are countries, by their codes.
    pub(super) fn countries(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let own = |place: usize| Some((self.division(place)?.0, place));
        (0..self.places).filter(|&place| self.kind(place) == COUNTRY).filter_map(own)
    }

    pub(super) fn name(&self, place: usize) -> Option<&'static str> {
        let block = place - place % BLOCK;
        let before: usize = self.lengths.get(block..place)?.iter().map(|&l| usize::from(l)).sum();
        let start = u32_at(self.name_starts, place / BLOCK) as usize + before;
        let name = self.names.get(start..start + usize::from(*self.lengths.get(place)?))?;
        std::str::from_utf8(name).ok()
    }

    /// Calls `each` for the places under the key.
    pub(super) fn postings(&self, key: &str, mut each: impl FnMut(Posting)) {
        let key = key.as_bytes();
        let mut entries = self.entries(self.block_before(key));
        while let Some(order) = entries.next(key) {
            let postings = entries.postings;
            match order {
                Ordering::Less => {}
                Ordering::Equal => {
                    for at in (0..postings.len()).step_by(3) {
                        let packed = u24_at(postings, at);
                        each(Posting { place: packed & (OWN_NAME - 1), own_name: packed & OWN_NAME != 0 });
                    }
                    return;
                }
                Ordering::Greater => return,
            }
        }
    }

    /// Whether some key is the words given or goes on after them.
    pub(super) fn begins(&self, words: &str) -> bool {
        let words = words.as_bytes();
        let mut entries = self.entries(self.block_before(words));
        while let Some(order) = entries.next(words) {
            if order != Ordering::Less {
                let rest = entries.key.strip_prefix(words);
                return rest.is_some_and(|rest| rest.is_empty() || rest[0] == b' ') || self.goes_on(words);
            }
        }
        false
    }

    /// Whether a key begins with the words and a space.
    fn goes_on(&self, words: &[u8]) -> bool {
        let mut more = words.to_vec();
        more.push(b' ');
        let mut entries = self.entries(self.block_before(&more));
        while let Some(order) = entries.next(&more) {
            if order != Ordering::Less {
                return entries.key.starts_with(&more);
            }
        }
        false
    }

    /// The last block whose first key is not behind the key.
    fn block_before(&self, key: &[u8]) -> usize {
        let (mut from, mut to) = (0, self.key_starts.len() / 4);
        while from < to {
            let middle = from.midpoint(to);
            let start = u32_at(self.key_starts, middle) as usize;
            let length = self.keys.get(start).map_or(0, |&b| usize::from(b & 15));
            let (skip, length) = match length {
                15 => (2, 15 + self.keys.get(start + 1).map_or(0, |&b| usize::from(b))),
                short => (1, short),
            };
            let first = self.keys.get(start + skip..start + skip + length).unwrap_or_default();
            if first <= key { from = middle + 1 } else { to = middle }
        }
        from.saturating_sub(1)
    }

    fn entries(&self, block: usize) -> Entries {
        let start = if self.key_starts.is_empty() { 0 } else { u32_at(self.key_starts, block) as usize };
        Entries { rest: self.keys.get(start..).unwrap_or_default(), key: Vec::new(), postings: &[] }
    }
}

/// Reads keys one behind the other.
struct Entries {
    rest: &'static [u8],
    key: Vec<u8>,
    postings: &'static [u8],
}

impl Entries {
    /// Reads one more key and tells how it stands to the one looked for.
    fn next(&mut self, wanted: &[u8]) -> Option<Ordering> {
        let head = self.byte()?;
        let mut shared = usize::from(head >> 4);
        let mut length = usize::from(head & 15);
        if shared == 15 {
            shared += usize::from(self.byte()?);
        }
        if length == 15 {
            length += usize::from(self.byte()?);
        }
        let (suffix, rest) = self.rest.split_at_checked(length)?;
        self.key.truncate(shared);
        self.key.extend_from_slice(suffix);
        let mut count = 3;
        while rest.len() >= count && u24_at(rest, count - 3) & MORE != 0 {
            count += 3;
        }
        let (postings, rest) = rest.split_at_checked(count)?;
        (self.postings, self.rest) = (postings, rest);
        Some(self.key.as_slice().cmp(wanted))
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }
}

fn degrees(packed: usize, range: f64) -> f64 {
    let exact = packed as f64 / f64::from(0xFF_FFFF) * range - range / 2.0;
    (exact * 1e4).round() / 1e4
}

fn u32_at(bytes: &[u8], index: usize) -> u32 {
    bytes.get(4 * index..4 * index + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn u16_at(bytes: &[u8], index: usize) -> u16 {
    bytes.get(2 * index..2 * index + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u24_at(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..at + 3).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_table_are_refused() {
        for bytes in [&b""[..], b"ATG1", b"ATG1\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b"other bytes"] {
            assert!(Table::open(bytes).is_none());
        }
    }
}
