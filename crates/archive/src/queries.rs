//! Asking the archive.

use rusqlite::{OptionalExtension, Row, params_from_iter, types::Value};

use attache_press::Article;

use crate::changes::changes;
use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::Changed;
use crate::rows;
use crate::search::Sought;
use crate::told::{Member, Told};

/// Which stories are asked for; all that is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// ISO day: stories that last until then or longer.
    pub since: Option<String>,
    /// ISO day: stories that begin then or before.
    pub until: Option<String>,
    /// Part of an outlet's name, in any case: stories with an article of it.
    pub outlet: Option<String>,
    /// Stories with an article that has all these words; see [`Archive::search`].
    pub words: Vec<String>,
    /// How many, at most.
    pub limit: Option<usize>,
}

/// How much an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Articles.
    pub articles: u32,
    /// Versions of them.
    pub versions: u32,
    /// Stories.
    pub stories: u32,
    /// Events.
    pub events: u32,
}

/// An article with all that the archive knows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its current version, and where its text comes from.
    pub report: Member,
    /// Id of its story.
    pub story: Option<String>,
    /// All its versions with their numbers, oldest first.
    pub versions: Vec<(u32, Article)>,
    /// The number of the current version: the last to arrive, which may be one that had arrived before.
    pub current: u32,
}

impl Archive {
    /// The stories that are wanted, the latest first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn stories(&self, wanted: &Wanted) -> Result<Vec<Told>, ArchiveError> {
        let mut conditions = vec!["1"];
        let mut values: Vec<Value> = Vec::new();
        // Whole days: a time of day on the last day wanted is still on that day.
        if let Some(since) = &wanted.since {
            conditions.push("substr(coalesce(story.\"end\", story.start), 1, 10) >= ?");
            values.push(since.clone().into());
        }
        if let Some(until) = &wanted.until {
            conditions.push("substr(story.start, 1, 10) <= ?");
            values.push(until.clone().into());
        }
        if let Some(outlet) = &wanted.outlet {
            conditions.push(
                "s IN (SELECT story FROM member JOIN article ON n = member.article JOIN version ON seq = current
                       WHERE version.outlet IN (SELECT value FROM json_each(?)))",
            );
            values.push(rows::json(&self.outlets(outlet)?)?.into());
        }
        if let Some(sought) = Sought::new(&wanted.words) {
            conditions.push(
                "s IN (SELECT story FROM word JOIN article ON current = word.rowid
                       JOIN member ON member.article = n WHERE word MATCH ?)",
            );
            values.push(sought.expression().to_owned().into());
        }
        let sql = format!(
            "SELECT s, id, title, start, \"end\" FROM story WHERE {}
             ORDER BY start IS NULL, start DESC, id LIMIT ?",
            conditions.join(" AND ")
        );
        values.push(wanted.limit.map_or(-1, |limit| limit as i64).into());
        let mut select = self.connection.prepare(&sql)?;
        let found = select.query_map(params_from_iter(values), story_row)?.collect::<Result<Vec<_>, _>>()?;
        found.into_iter().map(|(s, told)| self.with_articles(s, told)).collect()
    }

    /// The outlets with this in their names, in any case. SQLite itself folds the letters of English alone.
    fn outlets(&self, part: &str) -> Result<Vec<String>, ArchiveError> {
        let part = part.to_lowercase();
        let mut select = self.connection.prepare("SELECT DISTINCT outlet FROM version WHERE outlet IS NOT NULL")?;
        let outlets = select.query_map([], |row| row.get::<_, String>(0))?;
        let outlets = outlets.filter(|outlet| !outlet.as_ref().is_ok_and(|name| !name.to_lowercase().contains(&part)));
        Ok(outlets.collect::<Result<_, _>>()?)
    }

    /// The story of this id; or the only story whose id begins so.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn story(&self, id: &str) -> Result<Option<Told>, ArchiveError> {
        let found = self
            .connection
            .prepare_cached("SELECT s, id, title, start, \"end\" FROM story WHERE id = ?")?
            .query_row([id], story_row)
            .optional()?;
        let found = match found {
            Some(found) => Some(found),
            None => self.only_story_like(id)?,
        };
        found.map(|(s, told)| self.with_articles(s, told)).transpose()
    }

    /// The ids of all stories, the earliest first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn story_ids(&self) -> Result<Vec<String>, ArchiveError> {
        let mut select = self.connection.prepare("SELECT id FROM story ORDER BY start IS NULL, start, id")?;
        let ids = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(ids)
    }

    fn only_story_like(&self, beginning: &str) -> Result<Option<(i64, Told)>, ArchiveError> {
        if beginning.is_empty() {
            return Ok(None);
        }
        let mut select = self.connection.prepare_cached(
            "SELECT s, id, title, start, \"end\" FROM story WHERE id >= ?1 AND substr(id, 1, length(?1)) = ?1
             ORDER BY id LIMIT 2",
        )?;
        let mut found = select.query_map([beginning], story_row)?.collect::<Result<Vec<_>, _>>()?;
        Ok(if found.len() == 1 { found.pop() } else { None })
    }

    /// The article of this id, with its versions.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn article(&self, id: &str) -> Result<Option<Kept>, ArchiveError> {
        let sql = format!(
            "SELECT {}, {}, story.id, version.number FROM article JOIN version ON seq = current JOIN lineage ON lineage.article = n
             LEFT JOIN member ON member.article = n LEFT JOIN story ON s = member.story WHERE article.id = ?",
            rows::ARTICLE,
            rows::LINEAGE
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query([id])?;
        let Some(row) = found.next()? else { return Ok(None) };
        let report = Member { article: rows::article(row, 0)?, lineage: rows::lineage(row, 12)? };
        Ok(Some(Kept { report, story: row.get(17)?, current: row.get(18)?, versions: self.versions(id)? }))
    }

    /// The last `most` versions of an article with their numbers, oldest first; none where their
    /// texts have more than so many `bytes` together.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn last_versions(
        &self,
        id: &str,
        most: usize,
        bytes: usize,
    ) -> Result<Option<Vec<(u32, Article)>>, ArchiveError> {
        let long: i64 = self
            .connection
            .prepare_cached(
                "SELECT coalesce(sum(length(text)), 0) FROM (SELECT text FROM version WHERE article = ? ORDER BY number DESC LIMIT ?)",
            )?
            .query_row((id, most as i64), |row| row.get(0))?;
        if long as usize > bytes {
            return Ok(None);
        }
        let sql =
            format!("SELECT {}, number FROM version WHERE article = ? ORDER BY number DESC LIMIT ?", rows::ARTICLE);
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query((id, most as i64))?;
        let mut versions = Vec::new();
        while let Some(row) = found.next()? {
            versions.push((row.get(12)?, rows::article(row, 0)?));
        }
        versions.reverse();
        Ok(Some(versions))
    }

    fn versions(&self, id: &str) -> Result<Vec<(u32, Article)>, ArchiveError> {
        let sql = format!("SELECT {}, number FROM version WHERE article = ? ORDER BY number", rows::ARTICLE);
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query([id])?;
        let mut versions = Vec::new();
        while let Some(row) = found.next()? {
            versions.push((row.get(12)?, rows::article(row, 0)?));
        }
        Ok(versions)
    }

    /// Those of some articles that have several versions, with what changed from each to the next.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn changed(&self, articles: &[&str]) -> Result<Vec<Changed>, ArchiveError> {
        let mut several = self.connection.prepare_cached("SELECT count(*) > 1 FROM version WHERE article = ?")?;
        let mut changed = Vec::new();
        for article in articles {
            if several.query_row([article], |row| row.get(0))? {
                changed.push(Changed { article: (*article).to_owned(), changes: changes(&self.versions(article)?) });
            }
        }
        Ok(changed)
    }

    /// How much the archive holds.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn counts(&self) -> Result<Counts, ArchiveError> {
        let count = |table: &str| {
            self.connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, u32>(0))
        };
        Ok(Counts {
            articles: count("article")?,
            versions: count("version")?,
            stories: count("story")?,
            events: count("event")?,
        })
    }

    fn with_articles(&self, s: i64, mut told: Told) -> Result<Told, ArchiveError> {
        let sql = format!(
            "SELECT {}, {} FROM member JOIN article ON n = member.article JOIN version ON seq = current
             JOIN lineage ON lineage.article = n WHERE member.story = ? ORDER BY member.place",
            rows::ARTICLE,
            rows::LINEAGE
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query([s])?;
        while let Some(row) = found.next()? {
            told.articles.push(Member { article: rows::article(row, 0)?, lineage: rows::lineage(row, 12)? });
        }
        Ok(told)
    }
}

pub(crate) fn story_row(row: &Row) -> rusqlite::Result<(i64, Told)> {
    let told = Told { id: row.get(1)?, title: row.get(2)?, start: row.get(3)?, end: row.get(4)?, articles: Vec::new() };
    Ok((row.get(0)?, told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_found_by_the_beginning_of_its_id_if_no_other_begins_so() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
        archive.ingest_batch(&crate::generated::press(3)).unwrap();
        let told = archive.stories(&Wanted::default()).unwrap();
        assert!(told.len() > 1);
        assert_eq!(archive.story(&told[0].id[..9]).unwrap().as_ref(), Some(&told[0]));
        assert_eq!(archive.story("s").unwrap(), None);
        assert_eq!(archive.story("").unwrap(), None);
    }

    #[test]
    fn an_outlet_is_found_in_any_case_of_any_letters() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
        let outlet = Some("Ötztaler Bote".to_owned());
        let article = Article { id: "a".into(), outlet, text: "The pass is open.".into(), ..Article::default() };
        archive.ingest_batch(&[article]).unwrap();
        for outlet in ["ötztaler", "ÖTZ", "bote"] {
            let wanted = Wanted { outlet: Some(outlet.to_owned()), ..Wanted::default() };
            assert_eq!(archive.stories(&wanted).unwrap().len(), 1, "{outlet}");
        }
    }
}
