//! Asking for events.

use attache_world::fold;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::{Event, Evidence};
use crate::rows;
use crate::told::Told;

/// Which events are asked for; all that is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct WantedEvents {
    /// Who does it: PLOVER code, id, or words of a name; in what parties do together, any of them.
    pub actor: Option<String>,
    /// To whom it is done, named likewise.
    pub recipient: Option<String>,
    /// Who takes part, on whichever side: all of them.
    pub between: Vec<String>,
    /// PLOVER's types, of the act or as it is counted: any of them.
    pub types: Vec<String>,
    /// 1 to 4: verbal and material cooperation, verbal and material conflict.
    pub quad: Option<u8>,
    /// A mode of PLOVER's.
    pub mode: Option<String>,
    /// `happened`, `planned`, `alleged`, `denied` or `hypothetical`.
    pub modality: Option<String>,
    /// ISO day: events that last until then or longer. An undated event counts on the day of its first report.
    pub since: Option<String>,
    /// ISO day: events that begin then or before.
    pub until: Option<String>,
    /// Name of a place, or alpha-3 code of the country that it lies in.
    pub place: Option<String>,
    /// At least so many independent sources.
    pub min_sources: Option<usize>,
    /// Id of the story that has most of its mentions.
    pub story: Option<String>,
    /// Id of an article that tells it.
    pub article: Option<String>,
    /// Id of the event that they are part of.
    pub part_of: Option<String>,
    /// Number of a ruling that made them what they are.
    pub ruling: Option<u32>,
    /// How many, at most.
    pub limit: Option<usize>,
}

/// Terms of more events than this are looked for along the days, not collected first.
const FREQUENT: i64 = 4_000;

/// Conditions on events, with their values.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.sql.push(sql.into());
        self.values.extend(values);
    }
}

impl Archive {
    /// The events that are wanted, the latest first; of one day by id.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn events(&self, wanted: &WantedEvents) -> Result<Vec<Event>, ArchiveError> {
        let mut events = Vec::new();
        self.each_fused(wanted, |event| events.push(event))?;
        Ok(events)
    }

    /// Passes over the events that are wanted, one at a time, in the order of [`events`](Self::events): for exports of any size.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn each_fused(&self, wanted: &WantedEvents, mut take: impl FnMut(Event)) -> Result<(), ArchiveError> {
        let (all, mut values) = self.event_conditions(wanted)?;
        let sql = format!("SELECT record FROM event WHERE {all} ORDER BY day DESC, id LIMIT ?");
        values.push(wanted.limit.map_or(-1, |limit| limit as i64).into());
        let mut select = self.connection.prepare(&sql)?;
        let mut found = select.query(params_from_iter(values))?;
        while let Some(row) = found.next()? {
            take(rows::parsed(row, 0)?);
        }
        Ok(())
    }

    /// What holds of the events that are wanted, as SQL, with its values.
    pub(crate) fn event_conditions(&self, wanted: &WantedEvents) -> Result<(String, Vec<Value>), ArchiveError> {
        let Conditions { sql, values } = self.conditions(wanted)?;
        Ok((if sql.is_empty() { "1".to_owned() } else { sql.join(" AND ") }, values))
    }

    fn conditions(&self, wanted: &WantedEvents) -> Result<Conditions, ArchiveError> {
        let mut all = Conditions::default();
        let limited = wanted.limit.is_some();
        for (name, side) in [(&wanted.actor, Some("actor")), (&wanted.recipient, Some("recipient"))] {
            if let Some(name) = name {
                self.takes_part(&mut all, name, side, limited)?;
            }
        }
        for name in &wanted.between {
            self.takes_part(&mut all, name, None, limited)?;
        }
        if !wanted.types.is_empty() {
            let types = rows::json(&wanted.types.iter().map(|name| name.to_uppercase()).collect::<Vec<_>>())?;
            let listed = "IN (SELECT value FROM json_each(?))";
            all.add(format!("(type {listed} OR plover {listed})"), [types.clone().into(), types.into()]);
        }
        if let Some(quad) = wanted.quad {
            all.add("quad = ?", [i64::from(quad).into()]);
        }
        if let Some(mode) = &wanted.mode {
            all.add("e IN (SELECT event FROM event_mode WHERE mode = ?)", [mode.to_lowercase().into()]);
        }
        if let Some(modality) = &wanted.modality {
            all.add("modality = ?", [modality.to_lowercase().into()]);
        }
        if let Some(since) = &wanted.since {
            all.add("last >= ?", [since.clone().into()]);
        }
        if let Some(until) = &wanted.until {
            all.add("day <= ?", [until.clone().into()]);
        }
        if let Some(place) = &wanted.place {
            all.add("(place = ? OR country = ?)", [fold(place).into(), place.to_uppercase().into()]);
        }
        if let Some(sources) = wanted.min_sources {
            all.add("sources >= ?", [(sources as i64).into()]);
        }
        if let Some(story) = &wanted.story {
            all.add("story IN (SELECT s FROM story WHERE id = ?)", [story.clone().into()]);
        }
        if let Some(article) = &wanted.article {
            let told = "e IN (SELECT event FROM event_mention WHERE article IN (SELECT n FROM article WHERE id = ?))";
            all.add(told, [article.clone().into()]);
        }
        if let Some(whole) = &wanted.part_of {
            all.add("whole = ?", [whole.clone().into()]);
        }
        if let Some(number) = wanted.ruling {
            all.add("e IN (SELECT event FROM event_ruling WHERE ruling = ?)", [i64::from(number).into()]);
        }
        Ok(all)
    }

    /// Adds that somebody takes part: by code, by id, or as a party whose name has all words given.
    fn takes_part(
        &self,
        all: &mut Conditions,
        name: &str,
        side: Option<&str>,
        limited: bool,
    ) -> Result<(), ArchiveError> {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let of_side = side.map_or(String::new(), |side| format!(" AND p.side = '{side}'"));
        let code = name.trim().to_uppercase();
        let is_code = self.has_term(&code)?;
        if is_code || name.contains(':') || words.is_empty() {
            let term = if is_code { code } else { name.trim().to_owned() };
            // a frequent party is met soon on the way along the days
            let frequent = limited && self.frequency(&term)? >= FREQUENT;
            let (from, to) =
                if frequent { ("EXISTS (SELECT 1", " AND p.event = e)") } else { ("e IN (SELECT p.event", ")") };
            all.add(format!("{from} FROM event_party p WHERE p.term = ?{of_side}{to}"), [term.into()]);
            return Ok(());
        }
        let mut sql = "e IN (SELECT p.event FROM event_party p".to_owned();
        for n in 1..words.len() {
            sql.push_str(&format!(
                " JOIN event_party w{n} ON w{n}.term = ? AND w{n}.event = p.event AND w{n}.side = p.side AND w{n}.party = p.party"
            ));
        }
        sql.push_str(&format!(" WHERE p.term = ?{of_side})"));
        let (first, rest) = (words[0].to_owned(), &words[1..]);
        all.add(sql, rest.iter().map(|word| Value::from((*word).to_owned())).chain([first.into()]));
        Ok(())
    }

    fn has_term(&self, term: &str) -> Result<bool, ArchiveError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM event_party WHERE term = ? LIMIT 1")?.exists([term])?)
    }

    fn frequency(&self, term: &str) -> Result<i64, ArchiveError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM event_party WHERE term = ? LIMIT ?)")?;
        Ok(select.query_row((term, FREQUENT), |row| row.get(0))?)
    }

    /// The event of this id; or the only event whose id begins so.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn event(&self, id: &str) -> Result<Option<Event>, ArchiveError> {
        Ok(self.explained(id)?.map(|(event, _)| event))
    }

    /// The event of this id, or the only one whose id begins so, with the evidence for each of its mentions, in their order.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn explained(&self, id: &str) -> Result<Option<(Event, Vec<Evidence>)>, ArchiveError> {
        let Some(e) = self.event_number(id)? else { return Ok(None) };
        let mut select = self.connection.prepare_cached("SELECT record, why FROM event WHERE e = ?")?;
        let mut found = select.query([e])?;
        let Some(row) = found.next()? else { return Ok(None) };
        Ok(Some((rows::parsed(row, 0)?, rows::parsed(row, 1)?)))
    }

    pub(crate) fn event_number(&self, id: &str) -> Result<Option<i64>, ArchiveError> {
        if id.is_empty() {
            return Ok(None);
        }
        let mut select = self.connection.prepare_cached("SELECT e FROM event WHERE id = ? ORDER BY e LIMIT 1")?;
        if let Some(e) = select.query_row([id], |row| row.get(0)).optional()? {
            return Ok(Some(e));
        }
        let mut select = self.connection.prepare_cached(
            "SELECT e FROM event WHERE id >= ?1 AND id < ?1 || 'g' AND substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 2",
        )?;
        let found: Vec<i64> = select.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(if let [only] = found[..] { Some(only) } else { None })
    }

    /// The events of a story, by day; those of which another story has more mentions are told there.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn events_of(&self, told: &Told) -> Result<Vec<Event>, ArchiveError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT record FROM event WHERE story IN (SELECT s FROM story WHERE id = ?) ORDER BY e")?;
        let mut found = select.query([&told.id])?;
        let mut events = Vec::new();
        while let Some(row) = found.next()? {
            events.push(rows::parsed(row, 0)?);
        }
        Ok(events)
    }
}
