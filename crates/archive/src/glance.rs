//! At a glance: what a page shows of an archive. Every query here is bounded, however much the archive holds, and
//! reads no text that is not shown.

use std::path::Path;
use std::time::Duration;

use attache_press::Article;
use attache_world::fold;
use rusqlite::{OptionalExtension, Row, params};

use crate::actors;
use crate::claims::is_side;
use crate::error::ArchiveError;
use crate::file::Archive;
use crate::headlines::Headlines;
use crate::queries::{Kept, story_row};
use crate::record::{ActorSummary, Dossier, Hit, Relation};
use crate::reports::{KeptActor, KeptEvent, KeptReport, KeptStatement};
use crate::rows;
use crate::search::Sought;
use crate::told::{Member, Told};

/// What an outlet brings: how many of its articles are what.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct OutletShare {
    /// The outlet; none for articles that name none.
    pub outlet: Option<String>,
    /// Its articles.
    pub articles: u32,
    /// Written for it, as far as the texts show.
    pub original: u32,
    /// Copies and excerpts of others.
    pub reprinted: u32,
    /// Agency texts that others have too.
    pub wire: u32,
    /// Spun or translated.
    pub rewritten: u32,
    /// ISO day or time of its first article.
    pub first: Option<String>,
    /// And of its last.
    pub last: Option<String>,
}

/// What is known of an actor, within the bounds of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Glimpse {
    /// Who it is, and what it says and does; `articles` and `mentions` are of the whole archive.
    pub dossier: Dossier,
    /// The stories that speak of it, the latest first, without texts.
    pub stories: Vec<Told>,
    /// What stands between it and others, of somebody who is known by that alone.
    pub relations: Vec<Relation>,
    /// Whether more articles speak of it than were looked at.
    pub more: bool,
}

/// Stops what is being read: for readers with a limit of time.
pub struct Reading(rusqlite::InterruptHandle);

impl Reading {
    /// Makes the query that runs now fail.
    pub fn stop(&self) {
        self.0.interrupt();
    }
}

/// Stories that are looked through for what stands between two, at most.
const STORIES: usize = 80;
/// Stories of one actor whose rows are merged, and articles of it that are read, at most.
const WITHIN: usize = 200;
const READ: usize = 60;
/// Stories that are asked whom a name means, at most: the last.
const NAMESAKES: i64 = 1_500;
/// Articles that are ranked by how well they fit, at most: the last to arrive.
const RANKED: i64 = 1_000;

impl Archive {
    /// Opens an archive that must exist, for reading alone: a query that would write fails. Reading delays no writer.
    ///
    /// # Errors
    /// As [`Archive::open_existing`].
    pub fn open_reader(path: &Path) -> Result<Self, ArchiveError> {
        let archive = Self::open_existing(path)?;
        archive.connection.pragma_update(None, "query_only", true)?;
        Ok(archive)
    }

    /// Opens an archive that must exist, to change it; gives up when another program writes for longer than `patience`.
    ///
    /// # Errors
    /// As [`Archive::open_existing`].
    pub fn open_writer(path: &Path, patience: Duration) -> Result<Self, ArchiveError> {
        let archive = Self::open_existing(path)?;
        archive.connection.busy_timeout(patience)?;
        Ok(archive)
    }

    /// Lets another thread stop what this archive reads.
    pub fn reading(&self) -> Reading {
        Reading(self.connection.get_interrupt_handle())
    }

    /// What stands between two actors, named by key, code or name: as the latest stories tell it that speak of both.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn relations_between(&self, one: &str, other: &str) -> Result<Vec<Relation>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT relations FROM
             (SELECT story FROM actor WHERE key IN (SELECT value FROM json_each(?1))
              INTERSECT SELECT story FROM actor WHERE key IN (SELECT value FROM json_each(?2))
              ORDER BY story DESC LIMIT ?3) AS told
             JOIN member ON member.story = told.story JOIN article ON n = member.article JOIN report ON version = current
             ORDER BY article.id LIMIT ?4",
        )?;
        let (a, b) = (rows::json(&self.actor_keys(one)?)?, rows::json(&self.actor_keys(other)?)?);
        let mut found = select.query(params![a, b, STORIES as i64, WITHIN as i64])?;
        let mut told: Vec<Relation> = Vec::new();
        while let Some(row) = found.next()? {
            let relations: Vec<Relation> = rows::parsed(row, 0)?;
            told.extend(relations.into_iter().filter(|told| {
                [one, other].iter().all(|name| is_side(&told.subject, name) || is_side(&told.object, name))
            }));
        }
        let mut relations = Relation::joined(told);
        relations.sort_by_key(|relation| std::cmp::Reverse(relation.mentions.len()));
        Ok(relations)
    }

    /// As [`Archive::search`], among the last thousand to arrive of the articles that have the words.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn search_latest(&self, words: &[String], limit: usize) -> Result<Vec<Hit>, ArchiveError> {
        let Some(sought) = Sought::new(words) else { return Ok(Vec::new()) };
        let first: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT min(rowid) FROM (SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid DESC LIMIT ?)",
            )?
            .query_row((sought.expression(), RANKED), |row| row.get(0))?;
        first.map_or(Ok(Vec::new()), |first| self.search_from(&sought, limit, first))
    }

    /// How many articles a story has, and how many bytes of text.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn story_size(&self, id: &str) -> Result<Option<(usize, usize)>, ArchiveError> {
        let size = self
            .connection
            .prepare_cached(
                "SELECT count(*), sum(bytes) FROM story JOIN member ON story = s
                 JOIN article ON n = member.article WHERE story.id = ?",
            )?
            .query_row([id], |row| {
                Ok((row.get::<_, i64>(0)? as usize, row.get::<_, Option<i64>>(1)?.unwrap_or(0) as usize))
            })?;
        Ok((size.0 > 0).then_some(size))
    }

    /// The story of this id with its first articles, `most` of them, without their texts.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn outline(&self, id: &str, most: usize) -> Result<Option<Told>, ArchiveError> {
        let found = self
            .connection
            .prepare_cached("SELECT s, id, title, start, \"end\" FROM story WHERE id = ?")?
            .query_row([id], story_row)
            .optional()?;
        found.map(|(s, told)| self.outlined(s, told, most)).transpose()
    }

    pub(crate) fn outlined(&self, s: i64, mut told: Told, most: usize) -> Result<Told, ArchiveError> {
        let sql = format!(
            "SELECT version.article, version.url, version.outlet, version.title, version.byline, version.credits,
                    version.published, version.language, version.found, {}
             FROM member JOIN article ON n = member.article JOIN version ON seq = current
             JOIN lineage ON lineage.article = n WHERE member.story = ? ORDER BY member.place LIMIT ?",
            rows::LINEAGE
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query(params![s, i64::try_from(most).unwrap_or(i64::MAX)])?;
        while let Some(row) = found.next()? {
            told.articles.push(Member { article: outline(row)?, lineage: rows::lineage(row, 9)? });
        }
        Ok(told)
    }

    /// What the current version of an article says by itself.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn report(&self, article: &str) -> Result<Option<KeptReport>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT mark, actors, statements, events, relations FROM article JOIN report ON version = current WHERE id = ?",
        )?;
        let mut found = select.query([article])?;
        let Some(row) = found.next()? else { return Ok(None) };
        Ok(Some(KeptReport {
            mark: row.get(0)?,
            actors: rows::parsed(row, 1)?,
            statements: rows::parsed(row, 2)?,
            events: rows::parsed(row, 3)?,
            relations: rows::parsed(row, 4)?,
            ..KeptReport::default()
        }))
    }

    /// The article of this id without its versions, and how many there are.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn current(&self, id: &str) -> Result<Option<(Kept, u32)>, ArchiveError> {
        let sql = format!(
            "SELECT {}, {}, story.id, version.number, (SELECT count(*) FROM version AS v WHERE v.article = article.id)
             FROM article JOIN version ON seq = current JOIN lineage ON lineage.article = n
             LEFT JOIN member ON member.article = n LEFT JOIN story ON s = member.story WHERE article.id = ?",
            rows::ARTICLE,
            rows::LINEAGE
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query([id])?;
        let Some(row) = found.next()? else { return Ok(None) };
        let report = Member { article: rows::article(row, 0)?, lineage: rows::lineage(row, 12)? };
        let kept = Kept { report, story: row.get(17)?, versions: Vec::new(), current: row.get(18)? };
        Ok(Some((kept, row.get(19)?)))
    }

    /// Keys of the actors of this key, name or, of states, code; of a name that very many stories have, of the actors whom the latest of
    /// these call so.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn actor_keys(&self, actor: &str) -> Result<Vec<String>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT key FROM (SELECT key FROM actor WHERE key = ?1 LIMIT 1)
             UNION SELECT key FROM (SELECT actor AS a FROM actor_name WHERE name = ?2 ORDER BY actor DESC LIMIT ?3)
                   JOIN actor USING (a) ORDER BY 1",
        )?;
        let mut keys_of = |name: &str| -> Result<Vec<String>, ArchiveError> {
            let keys = select.query_map(params![name, fold(name), NAMESAKES], |row| row.get(0))?;
            Ok(keys.collect::<Result<_, _>>()?)
        };
        let keys = keys_of(actor)?;
        match keys.is_empty() && actor.len() == 3 {
            true => keys_of(&format!("state:{}", actor.to_ascii_uppercase())),
            false => Ok(keys),
        }
    }

    /// The actors of this key or name, those of most stories first; `most` of them.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn actors_named(&self, name: &str, most: usize) -> Result<Vec<ActorSummary>, ArchiveError> {
        let mut found = Vec::new();
        for key in self.actor_keys(name)?.iter().take(most) {
            found.extend(self.summary_within(key)?);
        }
        found.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.id.cmp(&b.id)));
        Ok(found)
    }

    /// An actor by its key: what the latest articles tell of it, `most` statements and events of them.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn glimpse(&self, key: &str, most: usize) -> Result<Option<Glimpse>, ArchiveError> {
        let Some(actor) = self.summary_within(key)? else { return Ok(None) };
        let mut dossier = Dossier { actor, offices: Vec::new(), statements: Vec::new(), events: Vec::new() };
        let mut select = self.connection.prepare_cached(
            "SELECT version.published, local, actors, statements, events FROM
             (SELECT appearance.article AS article, local FROM actor JOIN appearance ON appearance.actor = a
              WHERE key = ?1 ORDER BY a DESC LIMIT ?2) AS seen
             JOIN article ON n = seen.article JOIN version ON seq = current JOIN report ON report.version = current
             ORDER BY version.published IS NULL, version.published DESC, article.id, local",
        )?;
        let mut found = select.query(params![key, READ as i64])?;
        let mut told = std::collections::HashSet::new();
        let mut looked = 0;
        while let Some(row) = found.next()? {
            looked += 1;
            let published: Option<String> = row.get(0)?;
            let local = row.get::<_, u32>(1)? as usize;
            let own: Vec<KeptActor> = rows::parsed(row, 2)?;
            let Some(here) = own.get(local) else { continue };
            actors::hold(&mut dossier.offices, here, published.as_deref());
            if dossier.statements.len() < most {
                let statements: Vec<KeptStatement> = rows::parsed(row, 3)?;
                dossier
                    .statements
                    .extend(statements.into_iter().filter(|said| said.by == Some(local)).map(|said| said.told));
            }
            if dossier.events.len() < most {
                let events: Vec<KeptEvent> = rows::parsed(row, 4)?;
                let own = events.into_iter().filter(|kept| kept.parties.contains(&local)).map(|kept| kept.event);
                dossier.events.extend(own.filter(|event| told.insert(event.id.clone())));
            }
        }
        dossier.statements.truncate(most);
        dossier.events.truncate(most);
        let stories = self.headlines(&Headlines { actor: Some(key.to_owned()), limit: 12, ..Headlines::default() })?;
        let more = looked == READ && dossier.actor.articles > READ;
        Ok(Some(Glimpse { dossier, stories, relations: Vec::new(), more }))
    }

    /// The summary of an actor, merged from the stories told last; counts are of all.
    fn summary_within(&self, key: &str) -> Result<Option<ActorSummary>, ArchiveError> {
        let sql = format!(
            "SELECT {} FROM actor JOIN story ON s = story WHERE a IN
             (SELECT a FROM actor WHERE key = ? ORDER BY a DESC LIMIT ?) ORDER BY story.id",
            actors::SUMMARY
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query(params![key, WITHIN as i64])?;
        let mut stories = Vec::new();
        while let Some(row) = found.next()? {
            stories.push(actors::summary(row)?.1);
        }
        let Some(mut summary) = actors::merged(stories) else { return Ok(None) };
        (summary.articles, summary.mentions) = self
            .connection
            .prepare_cached("SELECT sum(articles), sum(mentions) FROM actor WHERE key = ?")?
            .query_row([key], |row| Ok((row.get::<_, i64>(0)? as usize, row.get::<_, i64>(1)? as usize)))?;
        Ok(Some(summary))
    }

    /// What each outlet brings, those of most articles first. Passes over all articles.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn outlet_shares(&self) -> Result<Vec<OutletShare>, ArchiveError> {
        let mut select = self.connection.prepare(
            "SELECT outlet, count(*), sum(kind = 'original'), sum(kind IN ('copy', 'excerpt')), sum(kind = 'wire'),
                    sum(kind IN ('spun', 'translated')), min(published), max(published)
             FROM article JOIN version ON seq = current JOIN lineage ON lineage.article = n
             GROUP BY outlet ORDER BY 2 DESC, 1",
        )?;
        let shares = select.query_map([], |row| {
            Ok(OutletShare {
                outlet: row.get(0)?,
                articles: row.get(1)?,
                original: row.get(2)?,
                reprinted: row.get(3)?,
                wire: row.get(4)?,
                rewritten: row.get(5)?,
                first: row.get(6)?,
                last: row.get(7)?,
            })
        })?;
        Ok(shares.collect::<Result<_, _>>()?)
    }

    /// How many articles there are in each language, the commonest first. Passes over all articles.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn languages(&self) -> Result<Vec<(Option<String>, u32)>, ArchiveError> {
        self.tally("SELECT language, count(*) FROM article JOIN version ON seq = current GROUP BY 1 ORDER BY 2 DESC, 1")
    }

    /// How many articles have a report under each mark of program, model and tables; none: not annotated.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn reports_by_mark(&self) -> Result<Vec<(Option<String>, u32)>, ArchiveError> {
        self.tally(
            "SELECT mark, count(*) FROM article LEFT JOIN report ON version = current GROUP BY 1 ORDER BY 2 DESC, 1",
        )
    }

    fn tally(&self, sql: &str) -> Result<Vec<(Option<String>, u32)>, ArchiveError> {
        let mut select = self.connection.prepare(sql)?;
        let counts = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counts.collect::<Result<_, _>>()?)
    }
}

/// An article without text, as the first nine columns of [`Archive::outlined`] have it.
fn outline(row: &Row) -> Result<Article, ArchiveError> {
    Ok(Article {
        id: row.get(0)?,
        url: row.get(1)?,
        outlet: row.get(2)?,
        title: row.get(3)?,
        byline: row.get(4)?,
        credits: rows::parsed(row, 5)?,
        published: row.get(6)?,
        language: row.get(7)?,
        found: rows::parsed(row, 8)?,
        ..Article::default()
    })
}
