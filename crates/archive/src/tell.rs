//! Telling a cell: lineage and stories of its articles, stored in place of what was told before.

use rusqlite::{Transaction, params};

use attache_press::Article;
use attache_stories::{Lineage, Story, stories, trace};

use crate::actors;
use crate::error::ArchiveError;
use crate::events;
use crate::hoods::Touched;
use crate::rows;

/// Tells the articles of each cell, given by their numbers; returns how many stories they make.
pub(crate) fn tell(
    transaction: &Transaction,
    cells: &[Vec<i64>],
    touched: &mut Touched<'_>,
) -> Result<usize, ArchiveError> {
    for cell in cells {
        forget(transaction, cell, touched)?;
    }
    let mut stories = 0;
    for cell in cells {
        stories += tell_cell(transaction, cell)?;
    }
    Ok(stories)
}

fn tell_cell(transaction: &Transaction, cell: &[i64]) -> Result<usize, ArchiveError> {
    let mut members = Vec::with_capacity(cell.len());
    for n in cell {
        members.push((*n, newest(transaction, *n)?));
    }
    // What is told must not depend on who came first.
    members.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    let (numbers, articles): (Vec<i64>, Vec<Article>) = members.into_iter().unzip();
    let lineages = trace(&articles);
    let told = stories(&articles, &lineages);
    for (n, lineage) in numbers.iter().zip(&lineages) {
        store_lineage(transaction, *n, lineage)?;
    }
    for story in &told {
        store_story(transaction, story, &numbers)?;
    }
    Ok(told.len())
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
    Ok(())
}
