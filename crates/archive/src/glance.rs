//! At a glance: what a page shows of an archive. Every query here is bounded, however much the archive holds, and
//! reads no text that is not shown.

use std::path::Path;
use std::time::Duration;

use attache_press::Article;
use attache_world::fold;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use crate::actors;
use crate::claims::is_side;
use crate::error::ArchiveError;
use crate::file::Archive;
use crate::queries::{Kept, story_row};
use crate::record::{ActorSummary, Dossier, Event, Hit, Relation};
use crate::reports::{KeptActor, KeptEvent, KeptReport, KeptStatement};
use crate::rows;
use crate::search::Sought;
use crate::told::{Member, Told};

/// Which stories a page shows; all that is left out does not limit. Days are those of a story's last article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headlines {
    /// ISO day: stories that last until then or longer.
    pub since: Option<String>,
    /// ISO day: stories that begin then or before.
    pub until: Option<String>,
    /// An outlet's name, whole: stories with an article of it.
    pub outlet: Option<String>,
    /// ISO 639-1: stories with an article in it.
    pub language: Option<String>,
    /// Key, code or name of an actor: stories that speak of it.
    pub actor: Option<String>,
    /// PLOVER's type, under which it counts it: stories with such an event.
    pub event: Option<String>,
    /// 1 to 4: stories with an event of this quad class.
    pub quad: Option<String>,
    /// A code: stories with an event in which a party of it takes part.
    pub state: Option<String>,
    /// A place's name or a country's alpha-3 code: stories with an event there.
    pub place: Option<String>,
    /// Stories with an article that has all these words; see [`Archive::search`].
    pub words: Vec<String>,
    /// Stories after this one: its last day (empty: undated) and id.
    pub after: Option<(String, String)>,
    /// How many, at most.
    pub limit: usize,
}

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

/// Conditions on stories, with their values.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<String>,
}

impl Conditions {
    fn add(&mut self, sql: impl Into<String>, values: impl IntoIterator<Item = String>) {
        self.sql.push(sql.into());
        self.values.extend(values);
    }
}

/// What is found so often is frequent.
const FREQUENT: i64 = 2_000;
/// Stories that are looked through for what stands between two, at most.
const STORIES: usize = 80;
/// Stories of one actor whose rows are merged, and articles of it that are read, at most.
const WITHIN: usize = 200;
const READ: usize = 60;
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

    /// The stories that are wanted, the latest first, without the texts of their articles.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn headlines(&self, wanted: &Headlines) -> Result<Vec<Told>, ArchiveError> {
        let Conditions { sql, values } = self.told_conditions(wanted)?;
        let all = if sql.is_empty() { "1".to_owned() } else { sql.join(" AND ") };
        let sql = format!(
            "SELECT s, id, title, start, \"end\" FROM story WHERE {all} ORDER BY {LAST} DESC, id LIMIT {}",
            wanted.limit
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let found = select.query_map(params_from_iter(values), story_row)?.collect::<Result<Vec<_>, _>>()?;
        found.into_iter().map(|(s, told)| self.outlined(s, told, usize::MAX)).collect()
    }

    fn told_conditions(&self, wanted: &Headlines) -> Result<Conditions, ArchiveError> {
        let mut all = Conditions::default();
        if let Some(since) = &wanted.since {
            all.add(format!("{LAST} >= ?"), [since.clone()]);
        }
        if let Some(until) = &wanted.until {
            all.add("substr(story.start, 1, 10) <= ?", [until.clone()]);
        }
        if let Some((day, id)) = &wanted.after {
            all.add(format!("{LAST} <= ?"), [day.clone()]);
            all.add(format!("NOT ({LAST} = ? AND story.id <= ?)"), [day.clone(), id.clone()]);
        }
        let of_version = "FROM member JOIN article ON n = member.article JOIN version ON seq = current WHERE";
        if let Some(outlet) = &wanted.outlet {
            let sql =
                "FROM version JOIN article ON current = seq JOIN member ON member.article = n WHERE version.outlet = ?";
            self.with_some(&mut all, sql, "member.story", vec![outlet.clone()])?;
        }
        if let Some(language) = &wanted.language {
            let sql = format!("{of_version} version.language = ?");
            self.with_some(&mut all, &sql, "member.story", vec![language.clone()])?;
        }
        if let Some(actor) = &wanted.actor {
            let keys = rows::json(&self.actor_keys(actor)?)?;
            let sql = "FROM actor WHERE actor.key IN (SELECT value FROM json_each(?))";
            self.with_some(&mut all, sql, "actor.story", vec![keys])?;
        }
        let (mut sql, mut values) = ("FROM event WHERE 1".to_owned(), Vec::new());
        for (value, condition) in [
            (&wanted.event, "event.plover = upper(?)"),
            (&wanted.quad, "event.quad = CAST(? AS INTEGER)"),
            (&wanted.state, "event.e IN (SELECT event FROM event_party WHERE term = upper(?))"),
        ] {
            if let Some(value) = value {
                sql.push_str(&format!(" AND {condition}"));
                values.push(value.clone());
            }
        }
        if let Some(place) = &wanted.place {
            sql.push_str(" AND (event.place = ? OR event.country = ?)");
            values.extend([fold(place), place.to_uppercase()]);
        }
        if !values.is_empty() {
            self.with_some(&mut all, &sql, "event.story", values)?;
        }
        if let Some(sought) = Sought::new(&wanted.words) {
            let sql =
                "FROM word JOIN article ON current = word.rowid JOIN member ON member.article = n WHERE word MATCH ?";
            all.add(format!("s IN (SELECT member.story {sql})"), [sought.expression().to_owned()]);
        }
        Ok(all)
    }

    /// Adds that something `from` some tables is of the story. What is rare is looked up first, what is frequent is
    /// met soon on the way along the stories.
    fn with_some(
        &self,
        all: &mut Conditions,
        from: &str,
        story: &str,
        values: Vec<String>,
    ) -> Result<(), ArchiveError> {
        let count = format!("SELECT count(*) FROM (SELECT 1 {from} LIMIT {FREQUENT})");
        let found: i64 =
            self.connection.prepare_cached(&count)?.query_row(params_from_iter(&values), |row| row.get(0))?;
        match found < FREQUENT {
            true => all.add(format!("s IN (SELECT {story} {from})"), values),
            false => {
                // told with a plus, so that SQLite looks along the story and not along all that is alike
                let from = ["event.e", "event.plover", "event.quad", "event.place", "actor.key", "version.outlet"]
                    .iter()
                    .fold(from.to_owned(), |from, column| from.replace(column, &format!("+{column}")));
                all.add(format!("EXISTS (SELECT 1 {from} AND {story} = s)"), values);
            }
        }
        Ok(())
    }

    /// The events of a story that most sources tell of, `most` of them, in the order of the story; and how many there
    /// are.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn leading_events(&self, story: &str, most: usize) -> Result<(Vec<Event>, usize), ArchiveError> {
        let of_story = "FROM event WHERE story IN (SELECT s FROM story WHERE id = ?1)";
        let sql = format!(
            "SELECT record FROM (SELECT e, record {of_story} ORDER BY sources DESC, reports DESC, e LIMIT ?2) ORDER BY e"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query(params![story, most as i64])?;
        let mut events = Vec::new();
        while let Some(row) = found.next()? {
            events.push(rows::parsed(row, 0)?);
        }
        let count: i64 = self
            .connection
            .prepare_cached(&format!("SELECT count(*) {of_story}"))?
            .query_row([story], |row| row.get(0))?;
        Ok((events, count as usize))
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

    fn outlined(&self, s: i64, mut told: Told, most: usize) -> Result<Told, ArchiveError> {
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

    /// Keys of the actors of this key, name or, of states, code.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn actor_keys(&self, actor: &str) -> Result<Vec<String>, ArchiveError> {
        let mut keys = self.keys_of(actor)?;
        if keys.is_empty() && actor.len() == 3 {
            keys = self.keys_of(&format!("state:{}", actor.to_ascii_uppercase()))?;
        }
        Ok(keys)
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
        Ok(Some(Glimpse { more: looked == READ && dossier.actor.articles > READ, dossier, stories }))
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

/// A story's last day; empty where no article is dated.
const LAST: &str = "ifnull(story.\"end\", ifnull(story.start, ''))";

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
