//! Neighbourhoods: which stories' events are fused together, and drawing them anew where stories have changed.
//!
//! [`attache_fusion::neighbourhoods`] tells what they are; they follow from the set of stories alone. An archive keeps each story's
//! sketch and draws anew only the neighbourhoods that a batch can have changed, as it does with cells (`cells`): those of the
//! stories whose links were touched, of their neighbours, and of all who shared a neighbourhood with one of these.

use std::collections::{BTreeSet, HashSet, VecDeque};

use attache_fusion::{Key, MOST_SHARING, Neighbourhoods, Sketch, Stories};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::error::ArchiveError;
use crate::rulings::Rulings;

/// The stories that a batch changes, and those that they touch.
pub(crate) struct Touched<'t> {
    transaction: &'t Transaction<'t>,
    /// Stories whose links may have changed.
    stories: BTreeSet<i64>,
    /// Stories that say something else, or whose neighbourhood has lost one.
    changed: BTreeSet<i64>,
}

impl<'t> Touched<'t> {
    pub fn new(transaction: &'t Transaction<'t>) -> Self {
        Self { transaction, stories: BTreeSet::new(), changed: BTreeSet::new() }
    }

    /// Takes a story out, before it is dropped or told anew.
    pub fn leave(&mut self, story: i64) -> Result<(), ArchiveError> {
        let hood = self
            .transaction
            .prepare_cached("SELECT hood FROM sketch WHERE story = ?")?
            .query_row([story], |row| row.get::<_, Option<i64>>(0))
            .optional()?;
        let Some(hood) = hood else { return Ok(()) };
        if let Some(hood) = hood {
            let mates = mates(self.transaction, hood)?;
            self.stories.extend(&mates);
            self.changed.extend(&mates);
        }
        let linked = Kept { transaction: self.transaction }.linked(story)?;
        self.stories.extend(linked.into_iter().map(|(other, _)| other));
        let keys = distinct_keys(self.transaction, story)?;
        let wide: Vec<i64> = keys
            .into_iter()
            .filter_map(|key| self.is_wide(key).map(|is| is.then_some(key)).transpose())
            .collect::<Result<_, _>>()?;
        self.transaction.prepare_cached("DELETE FROM story_key WHERE story = ?")?.execute([story])?;
        self.transaction.prepare_cached("DELETE FROM sketch WHERE story = ?")?.execute([story])?;
        // what was shared widely and is no more links more than before
        for key in wide {
            if !self.is_wide(key)? {
                self.stories.extend(sharing(self.transaction, key)?);
            }
        }
        self.stories.remove(&story);
        self.changed.remove(&story);
        Ok(())
    }

    /// Puts a story in, or notes that it says something else.
    pub fn enter(&mut self, story: i64, sketch: &Sketch) -> Result<(), ArchiveError> {
        self.transaction
            .prepare_cached("INSERT INTO sketch (story, day, place, weight) VALUES (?, ?, ?, ?)")?
            .execute(params![story, sketch.day, sketch.place.cast_signed(), sketch.weight as i64])?;
        let mut add = self
            .transaction
            .prepare_cached("INSERT INTO story_key (key, day, published, place, story) VALUES (?, ?, ?, ?, ?)")?;
        let mut keys: Vec<i64> = sketch.keys.iter().map(|key| key.key.cast_signed()).collect();
        keys.dedup();
        let narrow: Vec<i64> = keys
            .into_iter()
            .filter_map(|key| self.is_wide(key).map(|is| (!is).then_some(key)).transpose())
            .collect::<Result<_, _>>()?;
        for Key { key, day, published } in &sketch.keys {
            add.execute(params![key.cast_signed(), day, published, sketch.place.cast_signed(), story])?;
        }
        // what is shared widely from now on links fewer than before
        for key in narrow {
            if self.is_wide(key)? {
                self.stories.extend(sharing(self.transaction, key)?);
            }
        }
        self.stories.insert(story);
        self.changed.insert(story);
        Ok(())
    }

    /// Marks a story as saying something else, without other links: a ruling on it was made or revoked.
    pub fn change(&mut self, story: i64) {
        self.stories.insert(story);
        self.changed.insert(story);
    }

    fn is_wide(&self, key: i64) -> Result<bool, ArchiveError> {
        is_wide(self.transaction, key)
    }

    /// Draws the neighbourhoods anew; gives those whose events are to be fused: that are not what they were, or hold a story that
    /// has changed. Each is a list of stories in an order that follows from their articles.
    pub fn redraw(self, rulings: &Rulings) -> Result<Vec<Vec<i64>>, ArchiveError> {
        let Self { transaction, stories, changed } = self;
        let mut drawing = Drawing { transaction, rulings, hoods: Neighbourhoods::new(Kept { transaction }) };
        let mut work: VecDeque<i64> = VecDeque::new();
        for &story in &stories {
            if has_sketch(transaction, story)? {
                work.push_back(story);
                work.extend(drawing.hoods.linked(story)?.iter().map(|(other, _)| *other));
            }
        }
        let mut queued: HashSet<i64> = work.iter().copied().collect();
        let (mut old_hoods, mut drawn): (HashSet<i64>, HashSet<i64>) = (HashSet::new(), HashSet::new());
        let mut hoods: Vec<(Vec<i64>, BTreeSet<Option<i64>>)> = Vec::new();
        while let Some(story) = work.pop_front() {
            if drawn.contains(&story) {
                continue;
            }
            let members = drawing.around(story)?;
            let mut were = BTreeSet::new();
            for &member in &members {
                drawn.insert(member);
                let old = old_hood(transaction, member)?;
                were.insert(old);
                if let Some(old) = old.filter(|old| old_hoods.insert(*old)) {
                    work.extend(mates(transaction, old)?.into_iter().filter(|mate| queued.insert(*mate)));
                }
            }
            hoods.push((members, were));
        }
        let mut to_fuse = Vec::new();
        for (members, were) in hoods {
            let is_as_it_was = match were.first() {
                Some(Some(old)) if were.len() == 1 => mates(transaction, *old)?.len() == members.len(),
                _ => false,
            };
            if !is_as_it_was || members.iter().any(|story| changed.contains(story)) {
                to_fuse.push(members);
            }
        }
        // only now: the comparison above needs the neighbourhoods as they were
        let mut set = transaction.prepare_cached("UPDATE sketch SET hood = ? WHERE story = ?")?;
        for members in &mut to_fuse {
            let least = members.iter().min().copied();
            for member in members.iter() {
                set.execute((least, member))?;
            }
            in_order(transaction, members)?;
        }
        Ok(to_fuse)
    }
}

struct Drawing<'t, 'r> {
    transaction: &'t Transaction<'t>,
    rulings: &'r Rulings,
    hoods: Neighbourhoods<Kept<'t>>,
}

impl Drawing<'_, '_> {
    /// The neighbourhood of a story, with those of all that a user's merging joins to it.
    fn around(&mut self, story: i64) -> Result<Vec<i64>, ArchiveError> {
        let mut members = self.hoods.around(story)?;
        if self.rulings.join_nothing() {
            return Ok(members);
        }
        let mut seen: BTreeSet<i64> = members.iter().copied().collect();
        let mut at = 0;
        while at < members.len() {
            for other in self.rulings.joined_to(self.transaction, members[at])? {
                if has_sketch(self.transaction, other)? && !seen.contains(&other) {
                    members.extend(self.hoods.around(other)?.into_iter().filter(|story| seen.insert(*story)));
                }
            }
            at += 1;
        }
        members.sort_unstable();
        Ok(members)
    }
}

/// Stories as the archive keeps them.
struct Kept<'t> {
    transaction: &'t Transaction<'t>,
}

impl Stories for Kept<'_> {
    type Story = i64;
    type Error = ArchiveError;

    fn linked(&mut self, story: i64) -> Result<Vec<(i64, u32)>, ArchiveError> {
        let mut select = self
            .transaction
            .prepare_cached("SELECT key, day, published, place, story FROM story_key WHERE story = ? ORDER BY key")?;
        let own: Vec<Sharing> = select.query_map([story], Sharing::read)?.collect::<Result<_, _>>()?;
        let mut links: std::collections::BTreeMap<i64, u32> = std::collections::BTreeMap::new();
        for same in own.chunk_by(|a, b| a.key.key == b.key.key) {
            let Some(first) = same.first() else { continue };
            let mut linked: BTreeSet<i64> = BTreeSet::new();
            if is_wide(self.transaction, first.key.key.cast_signed())? {
                let days: BTreeSet<i32> = same.iter().filter_map(|own| own.key.day).collect();
                for day in days {
                    let all = on_day(self.transaction, first.key.key.cast_signed(), day)?;
                    for (at, _) in all.iter().enumerate().filter(|(_, sharing)| sharing.story == story) {
                        let near = &all[at.saturating_sub(MOST_SHARING)..(at + MOST_SHARING + 1).min(all.len())];
                        linked.extend(near.iter().map(|other| other.story));
                    }
                }
            } else {
                for other in with_key(self.transaction, first.key.key.cast_signed())? {
                    if same.iter().any(|own| own.key.agrees(&other.key, false)) {
                        linked.insert(other.story);
                    }
                }
            }
            linked.remove(&story);
            linked.into_iter().for_each(|other| *links.entry(other).or_default() += 1);
        }
        Ok(links.into_iter().collect())
    }

    fn about(&mut self, story: i64) -> Result<(Option<i32>, usize), ArchiveError> {
        let mut select = self.transaction.prepare_cached("SELECT day, weight FROM sketch WHERE story = ?")?;
        let about = select.query_row([story], |row| Ok((row.get(0)?, row.get::<_, u32>(1)? as usize)));
        Ok(about.optional()?.unwrap_or((None, 1)))
    }
}

/// A key of a story.
struct Sharing {
    key: Key,
    story: i64,
}

impl Sharing {
    fn read(row: &Row) -> rusqlite::Result<Self> {
        let key = Key { key: row.get::<_, i64>(0)?.cast_unsigned(), day: row.get(1)?, published: row.get(2)? };
        Ok(Self { key, story: row.get(4)? })
    }
}

fn with_key(transaction: &Transaction, key: i64) -> Result<Vec<Sharing>, ArchiveError> {
    let mut select = transaction.prepare_cached(
        "SELECT key, day, published, place, story FROM story_key WHERE key = ? ORDER BY day, published, place, story",
    )?;
    Ok(select.query_map([key], Sharing::read)?.collect::<Result<_, _>>()?)
}

fn on_day(transaction: &Transaction, key: i64, day: i32) -> Result<Vec<Sharing>, ArchiveError> {
    let mut select = transaction.prepare_cached(
        "SELECT key, day, published, place, story FROM story_key WHERE key = ? AND day = ? ORDER BY published, place, story",
    )?;
    Ok(select.query_map((key, day), Sharing::read)?.collect::<Result<_, _>>()?)
}

fn distinct_keys(transaction: &Transaction, story: i64) -> Result<Vec<i64>, ArchiveError> {
    let mut select = transaction.prepare_cached("SELECT DISTINCT key FROM story_key WHERE story = ?")?;
    Ok(select.query_map([story], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn sharing(transaction: &Transaction, key: i64) -> Result<Vec<i64>, ArchiveError> {
    let mut select = transaction.prepare_cached("SELECT DISTINCT story FROM story_key WHERE key = ?")?;
    Ok(select.query_map([key], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Whether more mentions share a key than are all compared.
fn is_wide(transaction: &Transaction, key: i64) -> Result<bool, ArchiveError> {
    let count: i64 = transaction
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM story_key WHERE key = ? LIMIT ?)")?
        .query_row((key, MOST_SHARING as i64 + 1), |row| row.get(0))?;
    Ok(count > MOST_SHARING as i64)
}

fn has_sketch(transaction: &Transaction, story: i64) -> Result<bool, ArchiveError> {
    Ok(transaction.prepare_cached("SELECT 1 FROM sketch WHERE story = ?")?.exists([story])?)
}

fn old_hood(transaction: &Transaction, story: i64) -> Result<Option<i64>, ArchiveError> {
    let mut select = transaction.prepare_cached("SELECT hood FROM sketch WHERE story = ?")?;
    Ok(select.query_row([story], |row| row.get(0)).optional()?.flatten())
}

fn mates(transaction: &Transaction, hood: i64) -> Result<Vec<i64>, ArchiveError> {
    let mut select = transaction.prepare_cached("SELECT story FROM sketch WHERE hood = ?")?;
    Ok(select.query_map([hood], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Puts stories in an order that follows from their articles, not from their arrival.
fn in_order(transaction: &Transaction, stories: &mut [i64]) -> Result<(), ArchiveError> {
    let mut select = transaction.prepare_cached("SELECT place FROM sketch WHERE story = ?")?;
    let mut placed: Vec<(i64, i64)> = Vec::with_capacity(stories.len());
    for story in stories.iter() {
        placed.push((select.query_row([story], |row| row.get(0))?, *story));
    }
    placed.sort_unstable();
    stories.iter_mut().zip(placed).for_each(|(story, (_, placed))| *story = placed);
    Ok(())
}
