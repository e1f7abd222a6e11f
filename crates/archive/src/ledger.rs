//! The ledger: what stood between whom on a day, as far as was known by another.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Rows, params};

use crate::claims::is_side;
use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::{Ledger, Relation};
use crate::rows;

/// Which part of the ledger is asked for.
#[derive(Debug, Clone, Default)]
pub struct WantedLedger {
    /// Whose, on either side: codes, ids or names; all of them.
    pub between: Vec<String>,
    /// Of which kind.
    pub kind: Option<String>,
    /// ISO day of which it is asked what stood (valid time).
    pub on: String,
    /// ISO day until which articles are heard (as-of time); all, if not given.
    pub known: Option<String>,
}

/// Stories that speak of both and are heard of them, and articles of these, at most.
const STORIES: usize = 80;
const WITHIN: i64 = 200;

impl Archive {
    /// What stood on a day, what was pending and what had ended, as the articles until another day tell.
    ///
    /// Between two sides one relation of a kind stands, where its values exclude each other (partnerships): the one that began last
    /// by that day. A relation whose beginning nobody tells counts from its first telling, or as standing already where only
    /// later articles tell of it.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn ledger(&self, wanted: &WantedLedger) -> Result<Ledger, ArchiveError> {
        const TOLD: &str = "SELECT relations, substr(version.published, 1, 10) FROM article
             JOIN report ON report.version = current JOIN version ON seq = current";
        let Some(one) = wanted.between.first() else {
            let mut select = self.connection.prepare_cached(&format!("{TOLD} ORDER BY article.id"))?;
            return kept(select.query([])?, wanted);
        };
        // in the reports alone that tell a relation of one of them
        let (_, terms) = self.side(one)?;
        let mut select = self.connection.prepare_cached(&format!(
            "{TOLD} WHERE current IN (SELECT relation.version FROM relation_party JOIN relation USING (key)
                                      WHERE relation_party.term IN (SELECT value FROM json_each(?)))
             ORDER BY article.id"
        ))?;
        kept(select.query([rows::json(&terms)?])?, wanted)
    }

    /// As [`Archive::ledger`] between two, named by key, code or name: as the latest stories tell it that speak of both, and so
    /// within the bounds of a page. Also says whether there are more.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn ledger_between(&self, one: &str, other: &str, on: &str) -> Result<(Ledger, bool), ArchiveError> {
        let (a, b) = (rows::json(&self.actor_keys(one)?)?, rows::json(&self.actor_keys(other)?)?);
        let mut stories: Vec<i64> = self
            .connection
            .prepare_cached(
                "SELECT story FROM actor WHERE key IN (SELECT value FROM json_each(?1))
                 INTERSECT SELECT story FROM actor WHERE key IN (SELECT value FROM json_each(?2))
                 ORDER BY story DESC LIMIT ?3",
            )?
            .query_map(params![a, b, STORIES as i64 + 1], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let more = stories.len() > STORIES;
        stories.truncate(STORIES);
        let mut select = self.connection.prepare_cached(
            "SELECT relations, substr(version.published, 1, 10) FROM member JOIN article ON n = member.article
             JOIN report ON version = current JOIN version ON seq = current
             WHERE member.story IN (SELECT value FROM json_each(?1)) AND relations <> '[]' ORDER BY article.id LIMIT ?2",
        )?;
        let between = vec![one.to_owned(), other.to_owned()];
        let wanted = WantedLedger { between, on: on.to_owned(), ..WantedLedger::default() };
        let ledger = kept(select.query(params![rows::json(&stories)?, WITHIN])?, &wanted)?;
        Ok((ledger, more))
    }
}

/// The ledger of what rows of relations and days of publication tell.
fn kept(mut found: Rows<'_>, wanted: &WantedLedger) -> Result<Ledger, ArchiveError> {
    let (mut told, mut published): (Vec<Relation>, HashMap<String, String>) = (Vec::new(), HashMap::new());
    while let Some(row) = found.next()? {
        let day: Option<String> = row.get(1)?;
        if wanted.known.as_ref().is_some_and(|known| day.as_ref().is_none_or(|day| day > known)) {
            continue;
        }
        let relations: Vec<Relation> = rows::parsed(row, 0)?;
        for relation in relations.into_iter().filter(|relation| wanted.takes(relation)) {
            if let (Some(day), Some(mention)) = (&day, relation.mentions.first()) {
                published.insert(mention.sentence.article.clone(), day.clone());
            }
            told.push(relation);
        }
    }
    let relations = Relation::joined(told);
    let first = |relation: &Relation| {
        relation.mentions.iter().filter_map(|mention| published.get(&mention.sentence.article)).min().cloned()
    };
    let entries = relations.into_iter().map(|relation| Entry { first: first(&relation), relation }).collect();
    Ok(drawn(entries, &wanted.on, wanted.known.clone()))
}

impl WantedLedger {
    fn takes(&self, relation: &Relation) -> bool {
        self.kind.as_deref().is_none_or(|kind| relation.kind.eq_ignore_ascii_case(kind))
            && self.between.iter().all(|name| is_side(&relation.subject, name) || is_side(&relation.object, name))
    }
}

/// A relation, and the day of the first article that tells it.
struct Entry {
    relation: Relation,
    first: Option<String>,
}

impl Entry {
    /// From when it counts.
    fn from(&self) -> Option<&str> {
        self.relation.since.as_deref().or(self.first.as_deref())
    }

    /// Whether it has begun by a day: as exactly as its beginning is told. What began before anybody told of it may have.
    fn has_begun(&self, day: &str) -> bool {
        self.relation.since.as_deref().is_none_or(|since| is_by(since, day))
    }

    fn has_ended(&self, day: &str) -> bool {
        match (self.relation.until.as_deref(), self.relation.status.as_str()) {
            (Some(until), _) => until < day.get(..until.len()).unwrap_or(day),
            (None, "ended") => self.from().is_none_or(|from| is_by(from, day)),
            (None, _) => false,
        }
    }

    /// How near before the day it counts from: what began last stands.
    fn rank(&self, day: &str) -> (bool, String, usize) {
        let from = self.from().unwrap_or_default();
        let before = is_by(from, day);
        (before, if before { from.to_owned() } else { String::new() }, self.relation.mentions.len())
    }
}

/// Whether a year, month or day begins by a day.
fn is_by(told: &str, day: &str) -> bool {
    told <= day.get(..told.len()).unwrap_or(day)
}

/// The entries by how they stand on a day.
fn drawn(entries: Vec<Entry>, on: &str, known: Option<String>) -> Ledger {
    let mut ledger = Ledger { on: on.to_owned(), known, ..Ledger::default() };
    let mut standing: BTreeMap<(String, String, String), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let pending = matches!(entry.relation.status.as_str(), "wished" | "proposed" | "refused");
        match (pending, entry.has_ended(on), entry.has_begun(on)) {
            (true, _, true) => ledger.pending.push(entry.relation),
            (false, true, _) => ledger.ended.push(entry.relation),
            (false, false, true) => standing.entry(entry.relation.place()).or_default().push(entry),
            (_, _, false) => {}
        }
    }
    for mut entries in standing.into_values() {
        entries.sort_by(|a, b| b.rank(on).cmp(&a.rank(on)).then_with(|| a.relation.value.cmp(&b.relation.value)));
        let mut entries = entries.into_iter().map(|entry| entry.relation);
        ledger.standing.extend(entries.next());
        ledger.superseded.extend(entries);
    }
    let words = |relation: &Relation| relation.value.as_deref().map_or(0, |value| value.split(' ').count());
    ledger.standing.sort_by(|a, b| {
        let order =
            |relation: &Relation| (relation.kind.clone(), std::cmp::Reverse(words(relation)), relation.value.clone());
        order(a).cmp(&order(b)).then_with(|| a.since.cmp(&b.since))
    });
    ledger
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(value: &str, since: Option<&str>, status: &str, first: &str) -> Entry {
        let since = since.map(str::to_owned);
        let relation = Relation { since, status: status.into(), ..Relation::partnership(value) };
        Entry { relation, first: Some(first.into()) }
    }

    #[test]
    fn the_rung_that_began_last_by_the_day_stands_and_wishes_stand_apart() {
        let entries = || {
            vec![
                told("strategic", Some("2007"), "stands", "2020-01-05"),
                told("comprehensive strategic", Some("2013-05"), "stands", "2020-01-05"),
                told("special", None, "wished", "2020-01-05"),
            ]
        };
        let on = |day: &str| {
            let ledger = drawn(entries(), day, None);
            let values =
                |relations: &[Relation]| -> Vec<String> { relations.iter().filter_map(|r| r.value.clone()).collect() };
            (values(&ledger.standing), values(&ledger.pending))
        };
        assert_eq!(on("2021-01-01").0, ["comprehensive strategic"]);
        assert_eq!(on("2010-06-01").0, ["strategic"]);
        assert_eq!(on("2013-05-01").0, ["comprehensive strategic"], "told to the month");
        assert_eq!(on("2006-12-31").0, Vec::<String>::new());
        assert_eq!(on("2021-01-01").1, ["special"]);
    }

    #[test]
    fn what_ended_stands_no_more() {
        let mut ended = told("strategic", Some("2007"), "stands", "2020-01-05");
        ended.relation.until = Some("2019-04".into());
        assert_eq!(drawn(vec![ended], "2020-01-01", None).ended.len(), 1);
        let mut ended = told("strategic", Some("2007"), "ended", "2020-01-05");
        ended.relation.until = Some("2019-04".into());
        assert_eq!(drawn(vec![ended], "2018-01-01", None).standing.len(), 1);
    }
}
