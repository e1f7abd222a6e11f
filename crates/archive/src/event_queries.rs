//! Asking for events.

use attache_world::fold;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::{Event, Evidence};
use crate::rows;
use crate::told::Told;
use crate::words;

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

/// The first events for which something holds, in the order of days. Records are read of these alone, and not put in order with all.
fn few(columns: &str, all: &str, limit: &str) -> String {
    format!(
        "SELECT {columns} FROM event WHERE e IN (SELECT e FROM event WHERE {all} ORDER BY day DESC, id LIMIT {limit})
         ORDER BY day DESC, id"
    )
}

/// That a list was not left at a place.
pub(crate) fn no_place(after: &str) -> ArchiveError {
    let what = format!("to go on after “{}”, where no page of this list ends; begin it anew", words::line(after));
    ArchiveError::Asked { what }
}

/// Terms of so many events are looked for along the days, not collected first.
const FREQUENT: i64 = 2_000;
/// Of several terms the rarest is collected up to so many.
const RAREST: i64 = 4_000;

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
        let sql = match wanted.limit {
            None => format!("SELECT record FROM event WHERE {all} ORDER BY day DESC, id"),
            Some(limit) => {
                values.push((limit as i64).into());
                few("record", &all, "?")
            }
        };
        let mut select = self.connection.prepare(&sql)?;
        let mut found = select.query(params_from_iter(values))?;
        while let Some(row) = found.next()? {
            take(rows::parsed(row, 0)?);
        }
        Ok(())
    }

    /// The events that are wanted, in the order of [`events`](Self::events), from where an earlier page left them; and where this page
    /// leaves them, if there are more.
    ///
    /// # Errors
    /// When the archive cannot be read, or `after` is no place where a page left off.
    pub fn events_after(
        &self,
        wanted: &WantedEvents,
        after: Option<&str>,
        most: usize,
    ) -> Result<(Vec<Event>, Option<String>), ArchiveError> {
        let (all, values) = self.event_conditions(&WantedEvents { limit: Some(most), ..wanted.clone() })?;
        let mut found: Vec<(Option<String>, Event)> = Vec::new();
        let (day, id) = match after {
            None => (None, None),
            Some(after) => {
                let (day, id) = after.split_once(' ').ok_or_else(|| no_place(after))?;
                ((day != "-").then_some(day), Some(id))
            }
        };
        // the dated ones first, then the others: a page of each is found along an index
        let dated = match (day, id) {
            (Some(day), Some(id)) => {
                Some(("day <= ? AND (day < ? OR id > ?)", vec![day.to_owned(), day.to_owned(), id.to_owned()]))
            }
            (None, Some(_)) => None,
            _ => Some(("day IS NOT NULL", Vec::new())),
        };
        let undated = match (day, id) {
            (None, Some(id)) => ("day IS NULL AND id > ?", vec![id.to_owned()]),
            _ => ("day IS NULL", Vec::new()),
        };
        for (place, own) in dated.into_iter().chain([undated]) {
            let room = (most + 1).saturating_sub(found.len());
            let sql = few("day, record", &format!("{all} AND {place}"), &room.to_string());
            let values = values.iter().cloned().chain(own.into_iter().map(Value::from));
            let mut select = self.connection.prepare_cached(&sql)?;
            let mut rows = select.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                found.push((row.get(0)?, rows::parsed(row, 1)?));
            }
            if found.len() > most {
                break;
            }
        }
        let goes_on = found.len() > most;
        found.truncate(most);
        let last = found.last().filter(|_| goes_on);
        let last = last.map(|(day, event)| format!("{} {}", day.as_deref().unwrap_or("-"), event.id));
        Ok((found.into_iter().map(|(_, event)| event).collect(), last))
    }

    /// What holds of the events that are wanted, as SQL, with its values.
    pub(crate) fn event_conditions(&self, wanted: &WantedEvents) -> Result<(String, Vec<Value>), ArchiveError> {
        let Conditions { sql, values } = self.conditions(wanted)?;
        Ok((if sql.is_empty() { "1".to_owned() } else { sql.join(" AND ") }, values))
    }

    fn conditions(&self, wanted: &WantedEvents) -> Result<Conditions, ArchiveError> {
        let mut all = Conditions::default();
        let sides = [(&wanted.actor, Some("actor")), (&wanted.recipient, Some("recipient"))];
        let named: Vec<(&String, Option<&str>)> = sides
            .into_iter()
            .filter_map(|(name, side)| Some((name.as_ref()?, side)))
            .chain(wanted.between.iter().map(|name| (name, None)))
            .collect();
        let mut counts = Vec::with_capacity(named.len());
        for (name, _) in &named {
            counts.push(match self.term(name)? {
                Some(term) => self.frequency(&term)?,
                None => 0,
            });
        }
        let rarest = counts.iter().min().copied().unwrap_or(0);
        for ((name, side), count) in named.iter().zip(counts) {
            // one frequent party is met soon on the way along the days; of several the rarest is collected, as they may meet seldom
            let most = if named.len() > 1 && count == rarest { RAREST } else { FREQUENT };
            self.takes_part(&mut all, name, *side, wanted.limit.is_some() && count >= most)?;
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

    /// The code or id that a name is; none where it is words, of which all are to be in what a party is called.
    fn term(&self, name: &str) -> Result<Option<String>, ArchiveError> {
        let code = name.trim().to_uppercase();
        if self.has_term(&code)? {
            return Ok(Some(code));
        }
        let has_words = fold(name).split(' ').any(|word| !word.is_empty());
        Ok((name.contains(':') || !has_words).then(|| name.trim().to_owned()))
    }

    /// Adds that somebody takes part: by code, by id, or as a party whose name has all words given. Who is `met` is looked for in one
    /// event after the other, else all of its events are collected.
    fn takes_part(&self, all: &mut Conditions, name: &str, side: Option<&str>, met: bool) -> Result<(), ArchiveError> {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let of_side = side.map_or(String::new(), |side| format!(" AND p.side = '{side}'"));
        if let Some(term) = self.term(name)? {
            let (from, to) =
                if met { ("EXISTS (SELECT 1", " AND p.event = e)") } else { ("e IN (SELECT p.event", ")") };
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
        Ok(select.query_row((term, RAREST), |row| row.get(0))?)
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
