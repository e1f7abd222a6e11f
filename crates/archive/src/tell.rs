//! Telling a cell: lineage and stories of its articles, stored in place of what was told before.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rusqlite::{OptionalExtension, Transaction, params};

use attache_press::Article;
use attache_stories::{Lineage, Story, stories, trace};

use crate::actors;
use crate::error::ArchiveError;
use crate::events;
use crate::headlines;
use crate::hoods::Touched;
use crate::origins;
use crate::rows;

/// Tells the articles of each cell, given by their numbers; returns how many stories are told anew, and adds their articles to `anew`.
/// A story that is as it was, and has no article that changed, is left alone: with its actors and its events.
pub(crate) fn tell(
    transaction: &Transaction,
    cells: &[Vec<i64>],
    changed: &BTreeSet<i64>,
    touched: &mut Touched<'_>,
    anew: &mut BTreeSet<i64>,
) -> Result<usize, ArchiveError> {
    let (mut stories, mut rest) = (0, cells);
    while !rest.is_empty() {
        let mut read: Vec<Cell> = Vec::new();
        let (mut articles, mut bytes) = (0, 0);
        while let Some((cell, others)) = rest.split_first().filter(|_| articles < TOGETHER && bytes < BYTES_TOGETHER) {
            let cell = Cell::read(transaction, cell)?;
            articles += cell.articles.len();
            bytes += cell.articles.iter().map(|article| article.text.len()).sum::<usize>();
            read.push(cell);
            rest = others;
        }
        // many small cells at once: one alone would not keep two threads busy
        read.par_iter_mut().for_each(Cell::judge);
        for cell in read {
            stories += tell_cell(transaction, &cell, changed, touched, anew)?;
        }
    }
    Ok(stories)
}

/// Cells of so many articles, or bytes of text, are read and judged together.
const TOGETHER: usize = 256;
const BYTES_TOGETHER: usize = 8 << 20;

/// The articles of a cell, by their ids: what is told must not depend on who came first.
struct Cell {
    numbers: Vec<i64>,
    articles: Vec<Article>,
    lineages: Vec<Lineage>,
    stories: Vec<Story>,
}

impl Cell {
    fn read(transaction: &Transaction, cell: &[i64]) -> Result<Self, ArchiveError> {
        let mut members = Vec::with_capacity(cell.len());
        for n in cell {
            members.push((*n, newest(transaction, *n)?));
        }
        members.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
        let (numbers, articles) = members.into_iter().unzip();
        Ok(Self { numbers, articles, lineages: Vec::new(), stories: Vec::new() })
    }

    fn judge(&mut self) {
        self.lineages = trace(&self.articles);
        self.stories = stories(&self.articles, &self.lineages);
    }
}

fn tell_cell(
    transaction: &Transaction,
    cell: &Cell,
    changed: &BTreeSet<i64>,
    touched: &mut Touched<'_>,
    anew: &mut BTreeSet<i64>,
) -> Result<usize, ArchiveError> {
    let Cell { numbers, lineages, .. } = cell;
    let mut other = Vec::new();
    for story in &cell.stories {
        let has_changed = story.articles.iter().any(|member| changed.contains(&numbers[*member]));
        if has_changed || !is_told(transaction, story, numbers, lineages)? {
            other.push(story);
        }
    }
    for story in &other {
        let members: Vec<i64> = story.articles.iter().map(|member| numbers[*member]).collect();
        forget(transaction, &members, touched)?;
        for member in &story.articles {
            store_lineage(transaction, numbers[*member], &lineages[*member])?;
        }
        anew.extend(members);
    }
    for story in &other {
        store_story(transaction, story, numbers)?;
    }
    Ok(other.len())
}

/// Whether a story is in the archive just as it is, and the lineage of its articles.
fn is_told(
    transaction: &Transaction,
    story: &Story,
    numbers: &[i64],
    lineages: &[Lineage],
) -> Result<bool, ArchiveError> {
    let Some(first) = story.articles.first() else { return Ok(false) };
    let known = transaction
        .prepare_cached(
            "SELECT s, id, title, start, \"end\" FROM member JOIN story ON s = member.story WHERE member.article = ?",
        )?
        .query_row([numbers[*first]], |row| {
            let same = row.get::<_, String>(1)? == story.id
                && row.get::<_, String>(2)? == story.title
                && row.get::<_, Option<String>>(3)? == story.start
                && row.get::<_, Option<String>>(4)? == story.end;
            Ok(same.then_some(row.get::<_, i64>(0)?))
        })
        .optional()?;
    let Some(Some(s)) = known else { return Ok(false) };
    let mut select = transaction.prepare_cached("SELECT article FROM member WHERE story = ? ORDER BY place")?;
    let members = select.query_map([s], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    if !members.iter().eq(story.articles.iter().map(|member| &numbers[*member])) {
        return Ok(false);
    }
    let mut select =
        transaction.prepare_cached("SELECT kind, of, score, repairs, passages FROM lineage WHERE article = ?")?;
    for member in &story.articles {
        let lineage = &lineages[*member];
        let (kind, repairs, passages) =
            (rows::kind_name(lineage.kind)?, rows::json(&lineage.repairs)?, rows::json(&lineage.passages)?);
        let same = select.query_row([numbers[*member]], |row| {
            Ok(row.get_ref(0)?.as_str()? == kind
                && row.get_ref(1)?.as_str_or_null()? == lineage.of.as_deref()
                && row.get::<_, f64>(2)? == lineage.score
                && row.get_ref(3)?.as_str()? == repairs
                && row.get_ref(4)?.as_str()? == passages)
        });
        if !same.optional()?.unwrap_or(false) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The newest version of an article.
fn newest(transaction: &Transaction, n: i64) -> Result<Article, ArchiveError> {
    let sql = format!("SELECT {} FROM article JOIN version ON seq = current WHERE n = ?", rows::ARTICLE);
    let mut select = transaction.prepare_cached(&sql)?;
    let mut found = select.query([n])?;
    match found.next()? {
        Some(row) => rows::article(row, 0),
        None => Err(ArchiveError::Damaged { what: format!("article {n} is missing") }),
    }
}

/// Drops the stories that these articles were in: all of a story's articles share a cell, so none is cut in two.
fn forget(transaction: &Transaction, numbers: &[i64], touched: &mut Touched<'_>) -> Result<(), ArchiveError> {
    let mut drop_members = transaction.prepare_cached(
        "DELETE FROM member WHERE story = (SELECT story FROM member WHERE article = ?) RETURNING story",
    )?;
    let mut drop_story = transaction.prepare_cached("DELETE FROM story WHERE s = ?")?;
    for n in numbers {
        let dropped: Vec<i64> = drop_members.query_map([n], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if let Some(story) = dropped.first() {
            actors::forget(transaction, *story)?;
            touched.leave(*story)?;
            events::forget(transaction, *story)?;
            drop_story.execute([story])?;
        }
    }
    Ok(())
}

fn store_lineage(transaction: &Transaction, n: i64, lineage: &Lineage) -> Result<(), ArchiveError> {
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO lineage (article, kind, of, score, repairs, passages) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            n,
            rows::kind_name(lineage.kind)?,
            lineage.of,
            lineage.score,
            rows::json(&lineage.repairs)?,
            rows::json(&lineage.passages)?,
        ])?;
    Ok(())
}

fn store_story(transaction: &Transaction, story: &Story, numbers: &[i64]) -> Result<(), ArchiveError> {
    transaction
        .prepare_cached("INSERT INTO story (id, title, start, \"end\") VALUES (?, ?, ?, ?)")?
        .execute(params![story.id, story.title, story.start, story.end])?;
    let s = transaction.last_insert_rowid();
    let mut add = transaction.prepare_cached("INSERT INTO member (article, story, place) VALUES (?, ?, ?)")?;
    for (place, member) in story.articles.iter().enumerate() {
        if let Some(n) = numbers.get(*member) {
            add.execute(params![n, s, place as i64])?;
        }
    }
    let (articles, origins) = origins::of_story(transaction, s)?;
    transaction
        .prepare_cached("UPDATE story SET weight = ? WHERE s = ?")?
        .execute(params![headlines::weight(origins, articles), s])?;
    Ok(())
}
