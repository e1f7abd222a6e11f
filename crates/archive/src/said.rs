//! Asking who says what over all articles: page by page, and of one speaker in the articles alone that can hold it.

use std::collections::HashMap;

use attache_world::fold;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::claims::holds;
use crate::error::ArchiveError;
use crate::event_queries::no_place;
use crate::file::Archive;
use crate::record::{Speaker, Spoken, Statement};
use crate::reports::{KeptActor, KeptStatement};
use crate::rows;
use crate::search::Sought;

/// Which statements are asked for; all that is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct WantedStatements {
    /// Whose: a part of a name, or an id or code.
    pub by: Option<String>,
    /// Of whom they speak: a code, an id, or a part of a name.
    pub about: Option<String>,
    /// How many, at most.
    pub limit: Option<usize>,
}

/// Where a list of statements was left: the article, and how many of those that are wanted it has given.
#[derive(Debug, Clone, Copy)]
struct Left {
    article: i64,
    given: usize,
}

/// In which articles what is wanted may be said.
#[derive(Default)]
struct Within {
    conditions: Vec<String>,
    values: Vec<String>,
    /// They are few enough to look all of them up; else they are met along the days.
    are_few: bool,
}

/// So many articles of one name are no longer few.
const MANY: i64 = 8_000;

/// An article whose statements are looked through.
struct Heard {
    n: i64,
    version: i64,
}

impl Archive {
    /// The statements that are wanted, the latest first; each as its article alone tells it.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn statements(&self, wanted: &WantedStatements) -> Result<Vec<Statement>, ArchiveError> {
        Ok(self.statements_after(wanted, None, wanted.limit.unwrap_or(usize::MAX))?.0)
    }

    /// The statements that are wanted, `most` of them, in the order of [`statements`](Self::statements), from where an earlier page left
    /// them; and where this page leaves them, if there may be more.
    ///
    /// # Errors
    /// When the archive cannot be read, or `after` is no place where a page left off.
    pub fn statements_after(
        &self,
        wanted: &WantedStatements,
        after: Option<&str>,
        most: usize,
    ) -> Result<(Vec<Statement>, Option<String>), ArchiveError> {
        let left = match after {
            None => None,
            Some(after) => {
                let place = after
                    .split_once(' ')
                    .and_then(|(n, given)| Some(Left { article: n.parse().ok()?, given: given.parse().ok()? }));
                Some(place.ok_or_else(|| no_place(after))?)
            }
        };
        let within = self.heard_within(wanted)?;
        let mut statements = Vec::new();
        let mut last = None;
        for dated in [true, false] {
            let goes_on = self.each_heard(&within, dated, left, |heard| {
                let skip = left.filter(|left| left.article == heard.n).map_or(0, |left| left.given);
                let own = self.said_in(&heard, wanted)?;
                let room = most - statements.len();
                let is_all = own.len().saturating_sub(skip) <= room;
                statements.extend(own.into_iter().skip(skip).take(room));
                if !is_all {
                    last = Some(Left { article: heard.n, given: skip + room });
                }
                Ok(is_all)
            })?;
            if !goes_on {
                break;
            }
        }
        Ok((statements, last.map(|Left { article, given }| format!("{article} {given}"))))
    }

    /// Passes over the articles in which what is wanted may be said, from the one on where a page left off: the dated ones, the latest
    /// first, or the others. Ends where `take` says so, and tells whether it did not.
    fn each_heard(
        &self,
        within: &Within,
        dated: bool,
        left: Option<Left>,
        mut take: impl FnMut(Heard) -> Result<bool, ArchiveError>,
    ) -> Result<bool, ArchiveError> {
        let mut all = vec![format!("version.published IS {}", if dated { "NOT NULL" } else { "NULL" })];
        all.extend_from_slice(&within.conditions);
        let mut values = within.values.clone();
        if let Some(left) = left {
            let (published, id) = self.place_of(left.article)?.ok_or_else(|| no_place(&left.article.to_string()))?;
            match (dated, published) {
                (true, None) => return Ok(true),
                (true, Some(day)) => {
                    all.push("version.published <= ? AND (version.published < ? OR version.article >= ?)".to_owned());
                    values.extend([day.clone(), day, id]);
                }
                (false, None) => {
                    all.push("version.article >= ?".to_owned());
                    values.push(id);
                }
                (false, Some(_)) => {}
            }
        }
        // few are put in order; many are met along the days
        let (from, order) = match within.are_few {
            true => ("article CROSS JOIN version ON seq = current", "+version.published"),
            false => ("version CROSS JOIN article ON current = seq", "version.published"),
        };
        let sql =
            format!("SELECT n, seq FROM {from} WHERE {} ORDER BY {order} DESC, version.article", all.join(" AND "));
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query(params_from_iter(values))?;
        while let Some(row) = found.next()? {
            if !take(Heard { n: row.get(0)?, version: row.get(1)? })? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// When an article was published, and its id.
    fn place_of(&self, n: i64) -> Result<Option<(Option<String>, String)>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT published, version.article FROM article JOIN version ON seq = current WHERE n = ?",
        )?;
        Ok(select.query_row([n], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Which articles may hold what somebody says, or what is said of somebody; all, where nobody is named. Somebody is found by id, by
    /// code, as whom the articles' actors are known, and, if that is no code, by words.
    fn heard_within(&self, wanted: &WantedStatements) -> Result<Within, ArchiveError> {
        let mut within = Within::default();
        for name in [&wanted.by, &wanted.about].into_iter().flatten() {
            let mut lookup = "SELECT appearance.article FROM actor JOIN appearance ON appearance.actor = a
                              WHERE actor.key = ? OR actor.code = ?
                              UNION SELECT appearance.article FROM actor_name JOIN appearance ON appearance.actor = actor_name.actor
                              WHERE actor_name.name = ?"
                .to_owned();
            let mut test = "EXISTS (SELECT 1 FROM member CROSS JOIN actor ON actor.story = member.story
                                    CROSS JOIN appearance ON appearance.actor = a AND appearance.article = member.article
                                    WHERE member.article = n AND (+actor.key = ? OR +actor.code = ?
                                    OR EXISTS (SELECT 1 FROM actor_name WHERE actor_name.name = ? AND actor_name.actor = a)))"
                .to_owned();
            let mut values = vec![name.trim().to_owned(), name.trim().to_uppercase(), fold(name)];
            let words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
            let is_sought = !name.contains(':') && !self.is_code(name.trim())?;
            if let Some(sought) = Sought::new(&words).filter(|_| is_sought) {
                lookup.push_str(" UNION SELECT n FROM word JOIN article ON current = word.rowid WHERE word MATCH ?");
                test.push_str(" OR current IN (SELECT rowid FROM word WHERE word MATCH ?)");
                values.push(sought.expression().to_owned());
            }
            let count = format!("SELECT count(*) FROM (SELECT 1 FROM ({lookup}) LIMIT {MANY})");
            let found: i64 =
                self.connection.prepare_cached(&count)?.query_row(params_from_iter(&values), |row| row.get(0))?;
            within.are_few |= found < MANY;
            within.conditions.push(if found < MANY { format!("n IN ({lookup})") } else { format!("({test})") });
            within.values.extend(values);
        }
        Ok(within)
    }

    /// Whether somebody bears this as a code, letter by letter: "AND" is Andorra, "and" a word.
    fn is_code(&self, name: &str) -> Result<bool, ArchiveError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM actor WHERE code = ?")?.exists([name])?)
    }

    /// The statements of one article that are wanted, in their order.
    fn said_in(&self, heard: &Heard, wanted: &WantedStatements) -> Result<Vec<Statement>, ArchiveError> {
        let mut select = self.connection.prepare_cached("SELECT statements, actors FROM report WHERE version = ?")?;
        let mut found = select.query([heard.version])?;
        let Some(row) = found.next()? else { return Ok(Vec::new()) };
        let mut kept: Vec<KeptStatement> = rows::parsed(row, 0)?;
        if kept.is_empty() || (wanted.by.is_none() && wanted.about.is_none()) {
            return Ok(kept.into_iter().map(|said| said.told).collect());
        }
        let actors: Vec<KeptActor> = rows::parsed(row, 1)?;
        let filed = self.filed(heard.n, [&wanted.by, &wanted.about].into_iter().flatten())?;
        let is_filed = |local: usize, name: &str| filed.get(name).is_some_and(|locals| locals.contains(&local));
        kept.retain(|said| {
            let by = wanted.by.as_deref().is_none_or(|name| {
                let forms = said.by.and_then(|place| actors.get(place)).map_or(&[][..], |actor| &actor.names);
                said.by.is_some_and(|local| is_filed(local, name))
                    || said.told.speaker.iter().chain(&said.told.with).any(|speaker| is_speaker(speaker, name))
                    || forms.iter().any(|form| holds(form, name))
            });
            by && wanted.about.as_deref().is_none_or(|name| {
                said.on.iter().any(|local| is_filed(*local, name))
                    || said.told.about.iter().any(|actor| is_spoken(actor, name))
            })
        });
        Ok(kept.into_iter().map(|said| said.told).collect())
    }

    /// The places in an article's report of the actors that its story knows by some ids.
    fn filed<'a>(
        &self,
        n: i64,
        names: impl Iterator<Item = &'a String>,
    ) -> Result<HashMap<&'a str, Vec<usize>>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT local FROM member JOIN actor ON actor.story = member.story
             JOIN appearance ON appearance.actor = a AND appearance.article = member.article
             WHERE member.article = ? AND +actor.key = ?",
        )?;
        let mut filed = HashMap::new();
        for name in names.filter(|name| name.contains(':')) {
            let locals = select.query_map((n, name), |row| Ok(row.get::<_, i64>(0)? as usize))?;
            filed.insert(name.as_str(), locals.collect::<Result<_, _>>()?);
        }
        Ok(filed)
    }
}

fn is_speaker(speaker: &Speaker, wanted: &str) -> bool {
    speaker.name.as_deref().is_some_and(|name| holds(name, wanted))
        || speaker.id.as_deref() == Some(wanted)
        || speaker.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(wanted))
}

fn is_spoken(actor: &Spoken, wanted: &str) -> bool {
    actor.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(wanted))
        || actor.id.as_deref() == Some(wanted)
        || holds(&actor.name, wanted)
}
