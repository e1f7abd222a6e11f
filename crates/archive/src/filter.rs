//! Which keys the tables may hold: nobody has had most of an article's keys before, and those need not be looked for in a file that
//! no memory holds.
//!
//! A split block Bloom filter, as Parquet has it (Putze, Sanders and Singler, "Cache-, hash- and space-efficient Bloom filters", 2007):
//! eleven bits a key, of which one in a hundred that are not there is looked for in vain. It is kept in the archive, and made anew,
//! twice as wide, when it is full. Keys that leave the tables stay in it.

use std::collections::BTreeSet;

use rusqlite::Transaction;

use crate::error::ArchiveError;
use crate::kin::{Slot, mixed};

/// 256 bits, of which a key sets one in each word.
type Block = [u32; 8];

const BITS_PER_KEY: usize = 11;
/// Keys that a new filter has room for.
const LEAST: usize = 1 << 18;
/// Blocks of a piece as it is kept: 16 KiB.
const PIECE: usize = 512;

/// Says of a key whether the tables may hold it.
#[derive(Default)]
pub(crate) struct Filter {
    blocks: Vec<Block>,
    /// How many keys were added, the same key several times perhaps.
    keys: usize,
    /// The pieces that are not kept as they are.
    changed: BTreeSet<usize>,
}

impl Filter {
    /// The filter of an archive; made from its tables where it is not kept.
    pub fn load(transaction: &Transaction) -> Result<Self, ArchiveError> {
        let (upto, keys): (i64, i64) =
            transaction
                .query_row("SELECT max(upto), max(filtered) FROM keyed", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut filter = Self { keys: usize::try_from(keys).unwrap_or(0), ..Self::default() };
        let mut select = transaction.prepare("SELECT bits FROM key_filter ORDER BY piece")?;
        let mut pieces = select.query([])?;
        while let Some(row) = pieces.next()? {
            let bits: Vec<u8> = row.get(0)?;
            filter.blocks.extend(bits.as_chunks::<32>().0.iter().map(block_of));
        }
        if filter.blocks.is_empty() && upto > 0 {
            filter.renew(transaction)?;
            filter.keep(transaction)?;
        }
        Ok(filter)
    }

    /// Whether the tables may hold a key.
    pub fn may_hold(&self, key: Slot) -> bool {
        let (at, bits) = self.place(key);
        self.blocks.get(at).is_some_and(|block| block.iter().zip(bits).all(|(word, bit)| word & bit != 0))
    }

    /// Notes a key that was added to the tables; [`keep`](Self::keep) is due before the transaction ends.
    pub fn add(&mut self, key: Slot) {
        let (at, bits) = self.place(key);
        if let Some(block) = self.blocks.get_mut(at) {
            block.iter_mut().zip(bits).for_each(|(word, bit)| *word |= bit);
            self.changed.insert(at / PIECE);
        }
        self.keys += 1;
    }

    /// Keeps what has changed.
    pub fn keep(&mut self, transaction: &Transaction) -> Result<(), ArchiveError> {
        if self.keys > self.blocks.len() * 256 / BITS_PER_KEY {
            self.renew(transaction)?;
        }
        let mut put = transaction.prepare_cached("INSERT OR REPLACE INTO key_filter (piece, bits) VALUES (?, ?)")?;
        for piece in std::mem::take(&mut self.changed) {
            let blocks = self.blocks.iter().skip(piece * PIECE).take(PIECE);
            let bits: Vec<u8> = blocks.flatten().flat_map(|word| word.to_le_bytes()).collect();
            put.execute((piece as i64, bits))?;
        }
        transaction.prepare_cached("UPDATE keyed SET filtered = ?")?.execute([self.keys as i64])?;
        Ok(())
    }

    /// The block of a key, and its bit in each word.
    fn place(&self, key: Slot) -> (usize, Block) {
        let (number, bits) = key.row();
        let hash = mixed(bits.cast_unsigned(), number.cast_unsigned());
        let at = ((hash >> 32) * self.blocks.len() as u64) >> 32;
        let low = hash as u32;
        (at as usize, SALT.map(|salt| 1 << (low.wrapping_mul(salt) >> 27)))
    }

    /// Makes it anew from the tables, with room for as many keys again.
    fn renew(&mut self, transaction: &Transaction) -> Result<(), ArchiveError> {
        const SIZES: [&str; 2] = ["SELECT count(*) FROM key", "SELECT count(*) FROM reprint"];
        const KEYS: [&str; 2] = ["SELECT kind, key FROM key", "SELECT kind, key FROM reprint"];
        let mut keys = 0;
        for sql in SIZES {
            keys += transaction.query_row(sql, [], |row| row.get::<_, i64>(0))?;
        }
        let room = (2 * usize::try_from(keys).unwrap_or(0)).max(LEAST);
        let blocks = vec![Block::default(); (room * BITS_PER_KEY).div_ceil(256)];
        *self = Self { blocks, keys: 0, changed: BTreeSet::new() };
        for sql in KEYS {
            let mut select = transaction.prepare(sql)?;
            let mut rows = select.query([])?;
            let mut last = None;
            while let Some(row) = rows.next()? {
                let key = Slot::of_row((row.get(0)?, row.get(1)?));
                key.filter(|_| key != last).into_iter().for_each(|key| self.add(key));
                last = key;
            }
        }
        transaction.execute("DELETE FROM key_filter", [])?;
        self.changed = (0..self.blocks.len().div_ceil(PIECE)).collect();
        Ok(())
    }
}

/// Odd numbers that spread a hash over the bits of each word, those of Parquet's filter.
const SALT: Block =
    [0x47b6_137b, 0x4497_4d91, 0x8824_ad5b, 0xa2b7_289d, 0x7054_95c7, 0x2df1_424b, 0x9efc_4947, 0x5c6b_fb31];

fn block_of(bytes: &[u8; 32]) -> Block {
    let (words, _) = bytes.as_chunks::<4>();
    std::array::from_fn(|at| u32::from_le_bytes(words[at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Archive;
    use crate::kin::{Key, KeyKind};

    fn key(number: i64) -> Slot {
        let kind = [KeyKind::Wording, KeyKind::Passage, KeyKind::Matter][number as usize % 3];
        Slot::of(Key { kind, bits: number.wrapping_mul(7) }, Some(number as i32 - 5_000))
    }

    #[test]
    fn no_key_of_the_tables_is_missed_and_few_others_are_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut archive = Archive::open(&path).unwrap();
        let transaction = archive.connection.transaction().unwrap();
        transaction.execute("PRAGMA defer_foreign_keys = ON", []).unwrap();
        let held = LEAST as i64 + 1_000;
        let mut filter = Filter::load(&transaction).unwrap();
        assert!(!filter.may_hold(key(0)), "nothing is looked for in an empty table");
        for number in 0..held {
            let (kind, bits) = key(number).row();
            let sql = match key(number).kind() {
                KeyKind::Wording => "INSERT INTO reprint (kind, key, place, article) VALUES (?, ?, 1, 1)",
                _ => "INSERT INTO key (kind, key, article) VALUES (?, ?, 1)",
            };
            transaction.prepare_cached(sql).unwrap().execute((kind, bits)).unwrap();
            filter.add(key(number));
            if number == 10 || number == held - 1 {
                // from the tables at first, and when it is full
                filter.keep(&transaction).unwrap();
            }
        }
        transaction.execute("UPDATE keyed SET upto = 1", []).unwrap();
        for filter in [filter, Filter::load(&transaction).unwrap()] {
            assert!((0..held).all(|number| filter.may_hold(key(number))));
            let vain = (held..2 * held).filter(|number| filter.may_hold(key(*number))).count();
            assert!(vain < held as usize / 50, "{vain}");
        }
    }
}
