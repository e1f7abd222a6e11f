//! Cells: which articles are told together.
//!
//! `brief` tells all its articles at once. An archive cannot do so after each batch, and need not: two articles that
//! share nothing have no bearing on each other. It therefore cuts its articles into *cells*, and tells anew only the
//! cells that a batch has changed, each by the same functions that `brief` calls for everything
//! ([`attache_stories::trace`] and [`attache_stories::stories`]). Neither lineage nor stories ever cross from one cell
//! into another.
//!
//! # How the cells are drawn
//! 1. Each article has *keys*: samples of its wording ("passages"), its heaviest names, numbers and rare words
//!    ("matters"), its whole text, and a few samples of all its passages together ("wordings").
//! 2. Two articles are *linked* when they share enough keys; passages and matters count between articles of the same weeks
//!    ([`kin::NEAR`]), reprints whenever they were published. How many is enough is the *strictness*, of which there are
//!    ten; whoever is linked at one is linked at every looser one.
//! 3. The *circle* of an article at some strictness is all that can be reached from it over such links.
//! 4. Its *cell* is its widest circle (the one of the least strictness) that is within bounds.
//!
//! Why this is a partition: whoever is in my circle at some strictness has the same circle there, and the same ones at
//! every looser strictness; so what is too wide for me is too wide for each of them, and we have one cell. Why no order
//! shows: links, and so circles and cells, follow from the set of articles alone. `redraw` only finds out which
//! cells can have changed: those of the articles at either end of a link that the batch changed, and of all who
//! shared a cell with one of these.
//!
//! # Bounds
//! - A passage that more articles of one period have than [`Bounds::frequent_passage`] links none of them: it is page furniture. Nor does
//!   a matter that more have than [`Bounds::frequent_matter`]: it is a word of the day. Periods are those of [`kin::period`], so
//!   that what an article is linked to does not hang on how often the same was told years ago; articles without a day have one of
//!   their own.
//! - Reprints are linked at every strictness and however many there are: in the row of all articles with one text, or
//!   one wording, sorted by a hash of their ids, each is linked to the three nearest on either side (if they have the
//!   same text, or at least half of the passages of the one that has more). A row costs the same for two articles as
//!   for a million.
//! - A circle has at most [`Bounds::articles`] articles, or [`Bounds::reprints`] at the last strictness, which reprints
//!   alone meet; and [`Bounds::bytes`] of text. An article whose strictest circle is too wide is told alone.
//!
//! What follows from them: a text that is reprinted more than ten thousand times, or whose reprints have more than 64 MiB
//! together, dissolves into single articles; and of a story that was reprinted more than a hundred times, articles in other
//! words may be told apart, for they are known by its matters. Telling a cell takes the memory of `brief` for as many
//! articles, and a batch takes at most the time to tell all cells that it touches: adding reprints of one text one by one
//! is quadratic in their number.

use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};

use rusqlite::Transaction;

use crate::error::ArchiveError;
use crate::kin::{self, KeyKind};
use crate::links::{Links, Relinked};

/// What keeps cells small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// A passage that more articles of one period share links none of them.
    pub frequent_passage: usize,
    /// A name, number or rare word that more articles of one period share links none of them.
    pub frequent_matter: usize,
    /// How many articles are told together, at most, unless all are reprints.
    pub articles: usize,
    /// How many articles are told together, at most, if all are reprints.
    pub reprints: usize,
    /// How many bytes of text are told together, at most.
    pub bytes: usize,
}

impl Bounds {
    /// The bounds of every archive: what is told would not be comparable under others.
    pub const STANDARD: Self =
        Self { frequent_passage: 400, frequent_matter: 100, articles: 1_000, reprints: 10_000, bytes: 64 << 20 };

    /// A key of this kind that more articles of one period share links none of them.
    pub const fn frequent(&self, kind: KeyKind) -> usize {
        match kind {
            KeyKind::Passage => self.frequent_passage,
            KeyKind::Matter => self.frequent_matter,
            KeyKind::Text | KeyKind::Wording => usize::MAX,
        }
    }

    /// How many articles a circle may hold at a strictness, by its place in [`kin::STRICTNESS`]; reprints alone meet the last.
    pub const fn articles_at(&self, strictness: usize) -> usize {
        if strictness + 1 == kin::STRICTNESS.len() { self.reprints } else { self.articles }
    }
}

/// Draws the cells anew around the articles whose links a batch has changed, and returns those that are to be told: the ones that are not
/// what they were, or hold a changed article. Each is a list of article numbers, ascending.
pub(crate) fn redraw<'t>(
    transaction: &'t Transaction<'t>,
    bounds: &'t Bounds,
    links: &mut Links<'t>,
    changed: &BTreeSet<i64>,
    relinked: &Relinked,
) -> Result<Vec<Vec<i64>>, ArchiveError> {
    links.renew(&relinked.anew)?;
    let mut circles = Circles::new(transaction, bounds, links);
    let mut work: VecDeque<i64> = relinked.anew.union(&relinked.parted).copied().collect();
    for &n in &relinked.anew {
        work.extend(circles.links.neighbours(n)?.iter().map(|(other, _)| *other));
    }
    let mut queued: HashSet<i64> = work.iter().copied().collect();
    let mut old_cells: HashSet<i64> = HashSet::new();
    let mut drawn: HashSet<i64> = HashSet::new();
    let mut cells: Vec<(Vec<i64>, BTreeSet<Option<i64>>)> = Vec::new();
    while let Some(n) = work.pop_front() {
        if drawn.contains(&n) {
            continue;
        }
        let members = circles.cell(n)?;
        let mut were = BTreeSet::new();
        for &member in &members {
            drawn.insert(member);
            let old = old_cell(transaction, member)?;
            were.insert(old);
            // Whoever shared a cell with a member may have lost it.
            if let Some(old) = old.filter(|old| old_cells.insert(*old)) {
                work.extend(mates(transaction, old)?.into_iter().filter(|mate| queued.insert(*mate)));
            }
        }
        cells.push((members, were));
    }
    let mut to_tell = Vec::new();
    for (members, were) in cells {
        let is_as_it_was = match were.first() {
            Some(Some(old)) if were.len() == 1 => mates(transaction, *old)?.len() == members.len(),
            _ => false,
        };
        if !is_as_it_was || members.iter().any(|n| changed.contains(n)) {
            to_tell.push(members);
        }
    }
    // Only now: the comparison above needs the cells as they were.
    let mut set = transaction.prepare_cached("UPDATE article SET cell = ? WHERE n = ?")?;
    for members in &to_tell {
        for member in members {
            set.execute((members.first(), member))?;
        }
    }
    to_tell.sort();
    Ok(to_tell)
}

/// Finds the circles around articles; remembers, for one redrawing, what it has looked up.
struct Circles<'t, 'l> {
    transaction: &'t Transaction<'t>,
    bounds: &'t Bounds,
    links: &'l mut Links<'t>,
    bytes: HashMap<i64, usize>,
    /// Articles whose circle at this strictness (an index) is known to be too wide.
    too_wide: HashSet<(usize, i64)>,
}

impl<'t, 'l> Circles<'t, 'l> {
    fn new(transaction: &'t Transaction<'t>, bounds: &'t Bounds, links: &'l mut Links<'t>) -> Self {
        Self { transaction, bounds, links, bytes: HashMap::new(), too_wide: HashSet::new() }
    }

    /// The cell of an article: its widest circle within bounds.
    fn cell(&mut self, n: i64) -> Result<Vec<i64>, ArchiveError> {
        for strictness in 0..kin::STRICTNESS.len() {
            if let Some(circle) = self.circle(n, strictness)? {
                return Ok(circle);
            }
        }
        Ok(vec![n])
    }

    /// All that can be reached from an article over links of this strictness; none if that is out of bounds.
    fn circle(&mut self, n: i64, strictness: usize) -> Result<Option<Vec<i64>>, ArchiveError> {
        let mut reached = BTreeSet::from([n]);
        let mut bytes = self.bytes(n)?;
        // The latest first: what is too wide shows among articles whose links are remembered, not far back in the archive's past.
        let mut next = BinaryHeap::from([n]);
        let mut is_too_wide = self.too_wide.contains(&(strictness, n));
        'walk: while let Some(here) = next.pop() {
            if is_too_wide {
                break;
            }
            for (there, shared) in self.links.neighbours(here)?.iter() {
                if !kin::STRICTNESS[strictness].links(*shared) || !reached.insert(*there) {
                    continue;
                }
                bytes += self.bytes(*there)?;
                next.push(*there);
                if reached.len() > self.bounds.articles_at(strictness)
                    || bytes > self.bounds.bytes
                    || self.too_wide.contains(&(strictness, *there))
                {
                    is_too_wide = true;
                    break 'walk;
                }
            }
        }
        // One article alone is always within bounds, however long it is.
        if is_too_wide && reached.len() > 1 {
            self.too_wide.extend(reached.into_iter().map(|n| (strictness, n)));
            return Ok(None);
        }
        Ok((!is_too_wide).then(|| reached.into_iter().collect()))
    }

    fn bytes(&mut self, n: i64) -> Result<usize, ArchiveError> {
        if let Some(known) = self.bytes.get(&n) {
            return Ok(*known);
        }
        let bytes: i64 = self
            .transaction
            .prepare_cached("SELECT bytes FROM article WHERE n = ?")?
            .query_row([n], |row| row.get(0))?;
        let bytes = usize::try_from(bytes).unwrap_or(0);
        self.bytes.insert(n, bytes);
        Ok(bytes)
    }
}

fn old_cell(transaction: &Transaction, n: i64) -> Result<Option<i64>, ArchiveError> {
    Ok(transaction.prepare_cached("SELECT cell FROM article WHERE n = ?")?.query_row([n], |row| row.get(0))?)
}

fn mates(transaction: &Transaction, cell: i64) -> Result<Vec<i64>, ArchiveError> {
    let mut select = transaction.prepare_cached("SELECT n FROM article WHERE cell = ?")?;
    let mates = select.query_map([cell], |row| row.get(0))?;
    Ok(mates.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::{Dice, press};
    use crate::{Archive, Told, Wanted};
    use attache_press::Article;
    use proptest::prelude::*;

    /// What is told within these bounds, and the sizes of the cells.
    fn told(bounds: Bounds, batches: &[&[Article]]) -> (Vec<Told>, Vec<usize>) {
        told_remembering(usize::MAX, bounds, batches)
    }

    /// Likewise where no more keys than these are in memory.
    fn told_remembering(most_keys: usize, bounds: Bounds, batches: &[&[Article]]) -> (Vec<Told>, Vec<usize>) {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
        (archive.bounds, archive.most_keys) = (bounds, most_keys);
        for batch in batches {
            archive.ingest_batch(batch).unwrap();
        }
        let mut select =
            archive.connection.prepare("SELECT count(*) FROM article GROUP BY cell ORDER BY min(id)").unwrap();
        let sizes: Vec<usize> =
            select.query_map([], |row| row.get::<_, u32>(0)).unwrap().map(|n| n.unwrap() as usize).collect();
        (archive.stories(&Wanted::default()).unwrap(), sizes)
    }

    #[test]
    fn no_cell_is_wider_than_its_bounds() {
        let articles = press(10);
        let narrow = Bounds { articles: 6, reprints: 6, ..Bounds::STANDARD };
        let (_, wide_cells) = told(Bounds::STANDARD, &[&articles]);
        let (_, cells) = told(narrow, &[&articles]);
        assert!(wide_cells.iter().any(|size| *size > 6), "nothing had to be narrowed: {wide_cells:?}");
        assert!(cells.iter().all(|size| *size <= 6) && cells.iter().any(|size| *size > 1), "{cells:?}");
    }

    #[test]
    fn names_alone_link_articles_of_the_same_weeks_and_undated_ones() {
        let all = press(1);
        let on = |day: Option<&str>| Article { published: day.map(str::to_owned), ..all[3].clone() };
        let (soon, later, whenever) = (on(Some("2010-01-29")), on(Some("2010-01-30")), on(None));
        let sizes = |articles: &[&Article]| {
            let batches: Vec<&[Article]> = articles.iter().map(|article| std::slice::from_ref(*article)).collect();
            told(Bounds::STANDARD, &batches).1
        };
        assert_eq!(all[0].published.as_deref(), Some("2010-01-01"));
        assert_eq!(sizes(&[&all[0], &soon]), [2]);
        assert_eq!(sizes(&[&all[0], &later]), [1, 1]);
        assert_eq!(sizes(&[&all[0], &whenever]), [2]);
        // another version bears another day
        assert_eq!(sizes(&[&all[0], &soon, &later]), [1, 1]);
        assert_eq!(sizes(&[&later, &all[0], &soon]), [2]);
    }

    #[test]
    fn names_told_often_in_other_weeks_link_as_ever() {
        let all = press(1);
        // the same names, and no passage in common
        let on = |n: usize, day: &str| {
            let mut words: Vec<&str> = all[0].text.split_whitespace().collect();
            Dice(n as u64).shuffle(&mut words);
            Article { id: format!("{n}"), published: Some(day.to_owned()), text: words.join(" "), ..all[0].clone() }
        };
        let bounds = Bounds { frequent_matter: 2, ..Bounds::STANDARD };
        let months = ["2010-01-10", "2010-03-10", "2010-05-10", "2010-07-10"];
        let pairs: Vec<Article> = (0..8).map(|n| on(n, months[n / 2])).collect();
        assert_eq!(told(bounds, &[&pairs]).1, [2, 2, 2, 2]);
        let crowd: Vec<Article> = pairs.into_iter().chain([on(8, months[0]), on(9, months[0])]).collect();
        assert_eq!(told(bounds, &[&crowd]).1, [1, 1, 2, 2, 2, 1, 1], "only in that month too many hold them");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

        #[test]
        fn within_narrow_bounds_too_order_does_not_show(
            seed in any::<u64>(),
            articles in 1_usize..12,
            reprints in 1_usize..12,
            frequent_matter in 1_usize..8,
            frequent_passage in 1_usize..12,
            size in 1_usize..16,
            most_keys in prop_oneof![Just(0_usize), 1_usize..2_000, Just(usize::MAX)],
        ) {
            let bounds = Bounds { frequent_passage, frequent_matter, articles, reprints, bytes: 64 << 20 };
            let mut dice = Dice(seed);
            let mut all = press(6);
            for article in &mut all {
                let (month, day) = (1 + dice.below(4), [1, 15, 28][dice.below(3)]);
                article.published = (dice.below(6) > 0).then(|| format!("2010-0{month}-{day:02}"));
            }
            let drafts: Vec<Article> = (0..5)
                .map(|_| {
                    let (a, b) = (dice.below(all.len()), dice.below(all.len()));
                    let published = (dice.below(3) > 0).then(|| format!("2010-0{}-01", 1 + dice.below(2)));
                    Article { text: all[b].text.clone() + "Draft.\n", published, ..all[a].clone() }
                })
                .collect();
            let mut shuffled = all.clone();
            dice.shuffle(&mut shuffled);
            let arriving: Vec<Article> = drafts.into_iter().chain(shuffled).collect();
            let batches: Vec<&[Article]> = arriving.chunks(size).collect();
            prop_assert_eq!(told_remembering(most_keys, bounds, &batches), told(bounds, &[&all]));
        }
    }
}
