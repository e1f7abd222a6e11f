//! Who is spoken of: the actors of each story, joined from its articles' reports, and asking for them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use attache_world::fold;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::join::{Joined, joined};
use crate::record::{ActorSummary, Dossier, OfficeHeld};
use crate::reports::{KeptActor, KeptEvent, KeptStatement};
use crate::rows;

/// Which actors are asked for; all that is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct WantedActors {
    /// PLOVER code.
    pub code: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// How many, at most.
    pub limit: Option<usize>,
}

/// What asking for one actor gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The only one of that name.
    One(Box<Dossier>),
    /// Several bear the name.
    Several(Vec<ActorSummary>),
    /// None does.
    Nobody,
}

/// Tells the actors of the stories of some articles anew.
pub(crate) fn tell(transaction: &Transaction, articles: impl Iterator<Item = i64>) -> Result<(), ArchiveError> {
    let mut story = transaction.prepare_cached("SELECT story FROM member WHERE article = ?")?;
    let mut stories = BTreeSet::new();
    for n in articles {
        stories.extend(story.query_row([n], |row| row.get::<_, i64>(0)).optional()?);
    }
    for story in stories {
        forget(transaction, story)?;
        tell_story(transaction, story)?;
    }
    Ok(())
}

/// Drops the actors of a story.
pub(crate) fn forget(transaction: &Transaction, story: i64) -> Result<(), ArchiveError> {
    if !transaction.prepare_cached("SELECT 1 FROM actor WHERE story = ?")?.exists([story])? {
        return Ok(());
    }
    for sql in [
        "DELETE FROM appearance WHERE actor IN (SELECT a FROM actor WHERE story = ?)",
        "DELETE FROM actor_name WHERE actor IN (SELECT a FROM actor WHERE story = ?)",
        "DELETE FROM actor WHERE story = ?",
    ] {
        transaction.prepare_cached(sql)?.execute([story])?;
    }
    Ok(())
}

fn tell_story(transaction: &Transaction, story: i64) -> Result<(), ArchiveError> {
    // by id: what is told must not depend on who came first
    let mut select = transaction.prepare_cached(
        "SELECT n, actors FROM member JOIN article ON n = member.article JOIN report ON version = current
         WHERE story = ? ORDER BY article.id",
    )?;
    let (mut numbers, mut reports): (Vec<i64>, Vec<Vec<KeptActor>>) = (Vec::new(), Vec::new());
    let mut found = select.query([story])?;
    while let Some(row) = found.next()? {
        numbers.push(row.get(0)?);
        reports.push(rows::parsed(row, 1)?);
    }
    for actor in joined(&reports) {
        store(transaction, story, &actor, &reports, &numbers)?;
    }
    Ok(())
}

fn store(
    transaction: &Transaction,
    story: i64,
    joined: &Joined,
    reports: &[Vec<KeptActor>],
    numbers: &[i64],
) -> Result<(), ArchiveError> {
    let Joined { actor, members } = joined;
    let Some(name) = actor.name.as_ref().or(actor.names.first()) else { return Ok(()) };
    let mut articles: Vec<usize> = members.iter().map(|(report, _)| *report).collect();
    articles.dedup();
    let mentions: usize = members.iter().map(|(report, local)| reports[*report][*local].mentions).sum();
    transaction
        .prepare_cached(
            "INSERT INTO actor (story, key, id, kind, name, names, code, sectors, office, articles, mentions)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            story,
            key(actor, name),
            actor.id,
            actor.kind,
            name,
            rows::json(&actor.names)?,
            actor.code,
            rows::json(&actor.sectors)?,
            actor.office,
            articles.len() as i64,
            mentions as i64,
        ])?;
    let a = transaction.last_insert_rowid();
    let mut add_name = transaction.prepare_cached("INSERT OR IGNORE INTO actor_name (name, actor) VALUES (?, ?)")?;
    for name in actor.names.iter().chain([name]).map(|name| fold(name)).filter(|name| !name.is_empty()) {
        add_name.execute(params![name, a])?;
    }
    let mut add =
        transaction.prepare_cached("INSERT OR IGNORE INTO appearance (actor, article, local) VALUES (?, ?, ?)")?;
    for (report, local) in members {
        add.execute(params![a, numbers[*report], *local as i64])?;
    }
    Ok(())
}

/// What an actor is the same by in all stories.
fn key(actor: &KeptActor, name: &str) -> String {
    match &actor.id {
        Some(id) => id.clone(),
        None => format!("{}:{}/{}", actor.kind, actor.code.as_deref().unwrap_or("-"), fold(name)),
    }
}

/// The columns of `actor` that make a summary, in the order that [`summary`] reads them.
pub(crate) const SUMMARY: &str = "actor.key, actor.id, actor.kind, actor.name, actor.names, actor.code, actor.sectors, actor.office, \
     actor.articles, actor.mentions";

/// Reads [`SUMMARY`] as what one story has of an actor.
pub(crate) fn summary(row: &Row) -> Result<(String, ActorSummary), ArchiveError> {
    let names: Vec<String> = rows::parsed(row, 4)?;
    let summary = ActorSummary {
        name: row.get(3)?,
        code: row.get(5)?,
        sectors: rows::parsed(row, 6)?,
        office: row.get(7)?,
        offices: row.get::<_, Option<String>>(7)?.into_iter().collect(),
        id: row.get(1)?,
        kind: row.get(2)?,
        names,
        articles: row.get::<_, u32>(8)? as usize,
        mentions: row.get::<_, u32>(9)? as usize,
    };
    Ok((row.get(0)?, summary))
}

/// Several stories' summaries of one actor made one: the commonest of each field, the first of equals.
pub(crate) fn merged(stories: Vec<ActorSummary>) -> Option<ActorSummary> {
    let commonest = |of: &dyn Fn(&ActorSummary) -> Option<String>| -> Option<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for story in &stories {
            *counts.entry(of(story)?).or_default() += story.mentions.max(1);
        }
        counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
    };
    let all = |of: &dyn Fn(&ActorSummary) -> Vec<String>| -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for story in &stories {
            of(story).into_iter().for_each(|value| *counts.entry(value).or_default() += story.mentions.max(1));
        }
        let mut values: Vec<(String, usize)> = counts.into_iter().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.into_iter().map(|(value, _)| value).collect()
    };
    let offices = all(&|story| story.offices.clone());
    let with_sectors = stories.iter().max_by_key(|story| (!story.sectors.is_empty(), story.mentions))?;
    Some(ActorSummary {
        name: commonest(&|story| Some(story.name.clone()))?,
        code: stories.iter().find_map(|story| story.code.clone()),
        sectors: with_sectors.sectors.clone(),
        office: offices.first().cloned(),
        offices,
        id: stories.first()?.id.clone(),
        kind: stories.first()?.kind.clone(),
        names: all(&|story| story.names.clone()),
        articles: stories.iter().map(|story| story.articles).sum(),
        mentions: stories.iter().map(|story| story.mentions).sum(),
    })
}

impl Archive {
    /// The actors that are wanted, those in most articles first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn actors(&self, wanted: &WantedActors) -> Result<Vec<ActorSummary>, ArchiveError> {
        let sql = format!("SELECT {SUMMARY} FROM actor JOIN story ON s = story ORDER BY actor.key, story.id");
        let mut select = self.connection.prepare(&sql)?;
        let mut found = select.query([])?;
        let (mut actors, mut same, mut last) = (Vec::new(), Vec::new(), String::new());
        while let Some(row) = found.next()? {
            let (key, summary) = summary(row)?;
            if key != last {
                actors.extend(merged(std::mem::take(&mut same)));
                last = key;
            }
            same.push(summary);
        }
        actors.extend(merged(same));
        let is = |wanted: &Option<String>, has: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(has);
        actors.retain(|actor| {
            is(&wanted.code, &|code| actor.code.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(code)))
                && is(&wanted.sector, &|sector| actor.sectors.iter().any(|own| own.eq_ignore_ascii_case(sector)))
        });
        actors.sort_by(|a, b| {
            let rank = |actor: &ActorSummary| (actor.articles, actor.mentions);
            rank(b).cmp(&rank(a)).then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
        });
        actors.truncate(wanted.limit.unwrap_or(usize::MAX));
        Ok(actors)
    }

    /// The actor of this id or name, with all that is known of it; `most` statements and events at most, the latest.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn actor(&self, name: &str, most: usize) -> Result<Found, ArchiveError> {
        let mut keys = self.keys_of(name)?;
        if keys.len() > 1 {
            // whose own name it is goes before those who are also called so
            let own: Vec<String> = self.keys_named(name, &keys)?;
            if !own.is_empty() {
                keys = own;
            }
        }
        match keys.as_slice() {
            [] => Ok(Found::Nobody),
            [key] => Ok(self.dossier(key, most)?.map_or(Found::Nobody, |dossier| Found::One(Box::new(dossier)))),
            _ => {
                let mut several = Vec::new();
                for key in &keys {
                    several.extend(self.summary_of(key)?);
                }
                several.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.id.cmp(&b.id)));
                Ok(Found::Several(several))
            }
        }
    }

    pub(crate) fn keys_of(&self, name: &str) -> Result<Vec<String>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT DISTINCT key FROM actor WHERE key = ?1
             UNION SELECT DISTINCT key FROM actor_name JOIN actor ON a = actor WHERE actor_name.name = ?2 ORDER BY 1",
        )?;
        let keys = select.query_map(params![name, fold(name)], |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    fn keys_named(&self, name: &str, keys: &[String]) -> Result<Vec<String>, ArchiveError> {
        let wanted = fold(name);
        let mut named = Vec::new();
        for key in keys {
            let own = self.summary_of(key)?.is_some_and(|summary| fold(&summary.name) == wanted);
            if own || key == name {
                named.push(key.clone());
            }
        }
        Ok(named)
    }

    fn summary_of(&self, key: &str) -> Result<Option<ActorSummary>, ArchiveError> {
        let sql = format!("SELECT {SUMMARY} FROM actor JOIN story ON s = story WHERE actor.key = ? ORDER BY story.id");
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query([key])?;
        let mut stories = Vec::new();
        while let Some(row) = found.next()? {
            stories.push(summary(row)?.1);
        }
        Ok(merged(stories))
    }

    fn dossier(&self, key: &str, most: usize) -> Result<Option<Dossier>, ArchiveError> {
        let Some(actor) = self.summary_of(key)? else { return Ok(None) };
        let mut select = self.connection.prepare_cached(
            "SELECT version.published, local, actors, statements, events
             FROM actor JOIN appearance ON appearance.actor = a JOIN article ON n = appearance.article
             JOIN version ON seq = current JOIN report ON report.version = current
             WHERE key = ? ORDER BY version.published IS NULL, version.published DESC, article.id, local",
        )?;
        let mut found = select.query([key])?;
        let mut dossier = Dossier { actor, offices: Vec::new(), statements: Vec::new(), events: Vec::new() };
        let mut told: HashSet<String> = HashSet::new();
        while let Some(row) = found.next()? {
            let published: Option<String> = row.get(0)?;
            let local = row.get::<_, u32>(1)? as usize;
            let actors: Vec<KeptActor> = rows::parsed(row, 2)?;
            let Some(here) = actors.get(local) else { continue };
            hold(&mut dossier.offices, here, published.as_deref());
            let statements: Vec<KeptStatement> = rows::parsed(row, 3)?;
            let own = statements.into_iter().filter(|said| said.by == Some(local));
            let room = most.saturating_sub(dossier.statements.len());
            dossier.statements.extend(own.take(room).map(|said| said.told));
            let events: Vec<KeptEvent> = rows::parsed(row, 4)?;
            let own = events.into_iter().filter(|kept| kept.parties.contains(&local));
            for kept in own {
                // an actor of the story may be two of one article
                if dossier.events.len() < most && told.insert(kept.event.id.clone()) {
                    dossier.events.push(kept.event);
                }
            }
        }
        Ok(Some(dossier))
    }
}

/// Adds the offices that an article gives an actor.
pub(crate) fn hold(offices: &mut Vec<OfficeHeld>, actor: &KeptActor, published: Option<&str>) {
    for held in &actor.offices {
        let day = published.map(str::to_owned);
        let same = |other: &&mut OfficeHeld| {
            fold(&other.office) == fold(&held.office) && other.of == held.of && other.past == held.past
        };
        match offices.iter_mut().find(same) {
            Some(known) => {
                known.first_reported = known.first_reported.take().into_iter().chain(day.clone()).min();
                known.last_reported = known.last_reported.take().into_iter().chain(day).max();
                known.mentions += 1;
            }
            None => offices.push(OfficeHeld {
                office: held.office.clone(),
                of: held.of.clone(),
                past: held.past,
                first_reported: day.clone(),
                last_reported: day,
                mentions: 1,
                sentence: held.sentence.clone(),
            }),
        }
    }
}
