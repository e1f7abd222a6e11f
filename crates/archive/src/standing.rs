//! What stands between whom, over all articles: an index of the relations that the reports on current versions tell, and asking for them.

use attache_world::fold;
use rusqlite::types::Value;
use rusqlite::{Transaction, params, params_from_iter};

use crate::claims::{WantedRelations, is_side};
use crate::error::ArchiveError;
use crate::event_queries::no_place;
use crate::file::Archive;
use crate::record::{Party, Relation};
use crate::rows;

/// Terms of more relations than this are met along the relations that are told most, not collected first.
const FREQUENT: i64 = 3_000;

/// That somebody stands on a side, by three terms.
const MET: &str = "EXISTS (SELECT 1 FROM relation_party p WHERE p.term IN (?, ?, ?) AND p.key = relation_sum.key)";
const COLLECTED: &str = "key IN (SELECT p.key FROM relation_party p WHERE p.term IN (?, ?, ?))";

/// Where so many are wanted, so many more are looked at: the poorer of two relations is part of the richer.
const SPARE: usize = 50;

/// Another version of an article is current: the index has what its report tells, if there is one, and no more what that on the version
/// before it does.
pub(crate) fn replace(transaction: &Transaction, before: i64, current: i64) -> Result<(), ArchiveError> {
    forget(transaction, before)?;
    let mut select = transaction.prepare_cached("SELECT relations FROM report WHERE version = ?")?;
    let mut found = select.query([current])?;
    match found.next()? {
        Some(row) => enter(transaction, current, &rows::parsed::<Vec<Relation>>(row, 0)?),
        None => Ok(()),
    }
}

/// Drops what the index has of a version's report.
pub(crate) fn forget(transaction: &Transaction, version: i64) -> Result<(), ArchiveError> {
    let mut drop = transaction.prepare_cached("DELETE FROM relation WHERE version = ? RETURNING key")?;
    let keys: Vec<i64> = drop.query_map([version], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut less = transaction.prepare_cached("UPDATE relation_sum SET tellings = tellings - 1 WHERE key = ?")?;
    for key in keys {
        less.execute([key])?;
    }
    Ok(())
}

/// Adds the relations of a version's report to the index.
pub(crate) fn enter(transaction: &Transaction, version: i64, relations: &[Relation]) -> Result<(), ArchiveError> {
    let mut add = transaction.prepare_cached("INSERT INTO relation (key, version, place, told) VALUES (?, ?, ?, ?)")?;
    let mut more = transaction.prepare_cached(
        "INSERT INTO relation_sum (key, kind, tellings) VALUES (?, ?, 1)
         ON CONFLICT (key) DO UPDATE SET tellings = tellings + 1",
    )?;
    let mut term =
        transaction.prepare_cached("INSERT OR IGNORE INTO relation_party (term, key, side) VALUES (?, ?, ?)")?;
    for (place, relation) in relations.iter().enumerate() {
        let key = relation.hash();
        add.execute(params![key, version, place as i64, rows::json(relation)?])?;
        more.execute(params![key, fold(&relation.kind)])?;
        for (side, party) in [&relation.subject, &relation.object].into_iter().enumerate() {
            for name in party.iter().flat_map(terms) {
                term.execute(params![name, key, side as i64])?;
            }
        }
    }
    Ok(())
}

/// Makes the index of an archive that had none.
pub(crate) fn enter_all(transaction: &Transaction) -> Result<(), ArchiveError> {
    let mut select = transaction.prepare("SELECT version, relations FROM report JOIN article ON current = version")?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        let relations: Vec<Relation> = rows::parsed(row, 1)?;
        enter(transaction, row.get(0)?, &relations)?;
    }
    Ok(())
}

/// By what a party can be found.
fn terms(party: &Party) -> Vec<String> {
    let code = party.code.as_ref().map(|code| code.to_uppercase());
    let name = fold(&party.name);
    let words = name.split(' ').filter(|word| !word.is_empty()).map(str::to_owned);
    code.into_iter().chain(party.id.clone()).chain(words).collect()
}

impl Archive {
    /// The relations that are wanted, those told most often first; the same one of several articles joined.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn relations(&self, wanted: &WantedRelations) -> Result<Vec<Relation>, ArchiveError> {
        let keys = self.likely(wanted, None)?.into_iter().map(|(_, key)| key).collect();
        let mut relations = self.told_with(keys, wanted)?;
        relations.truncate(wanted.limit.unwrap_or(usize::MAX));
        Ok(relations)
    }

    /// The relations that are wanted, in the order of [`relations`](Self::relations), from where an earlier page left them; and where
    /// this page leaves them, if there are more. A poorer telling is part of a richer one where one page holds both.
    ///
    /// # Errors
    /// When the archive cannot be read, or `after` is no place where a page left off.
    pub fn relations_after(
        &self,
        wanted: &WantedRelations,
        after: Option<&str>,
        most: usize,
    ) -> Result<(Vec<Relation>, Option<String>), ArchiveError> {
        let after = match after {
            None => None,
            Some(after) => {
                let place = after.split_once(' ').and_then(|(n, key)| Some((n.parse().ok()?, key.parse().ok()?)));
                Some(place.ok_or_else(|| no_place(after))?)
            }
        };
        let wanted = WantedRelations { limit: Some(most.saturating_add(1)), ..wanted.clone() };
        let mut keys = self.likely(&wanted, after)?;
        let goes_on = keys.len() > most;
        keys.truncate(most);
        let last = keys.last().filter(|_| goes_on).map(|(tellings, key)| format!("{tellings} {key}"));
        Ok((self.told_with(keys.into_iter().map(|(_, key)| key).collect(), &wanted)?, last))
    }

    /// What is told of relations of some keys, as far as it is wanted, the same one of several articles joined.
    fn told_with(&self, keys: Vec<i64>, wanted: &WantedRelations) -> Result<Vec<Relation>, ArchiveError> {
        let mut told = self.tellings(keys)?;
        told.retain(|(_, _, relation)| {
            wanted.kind.as_deref().is_none_or(|kind| relation.kind.eq_ignore_ascii_case(kind))
                && wanted.between.iter().all(|name| is_side(&relation.subject, name) || is_side(&relation.object, name))
        });
        told.sort_by(|(a, m, _), (b, n, _)| a.cmp(b).then(m.cmp(n)));
        let mut relations = Relation::joined(told.into_iter().map(|(_, _, relation)| relation));
        relations.sort_by_key(|relation| std::cmp::Reverse(relation.mentions.len()));
        Ok(relations)
    }

    /// How often the relations are told that may be wanted, and their keys, those told most often first: from a place on as many as the
    /// limit; else some more, as some may be joined.
    fn likely(&self, wanted: &WantedRelations, after: Option<(i64, i64)>) -> Result<Vec<(i64, i64)>, ArchiveError> {
        let (mut all, mut values) = (vec!["tellings > 0".to_owned()], Vec::<Value>::new());
        let mut is_narrow = false;
        if let Some(kind) = &wanted.kind {
            all.push("kind = ?".to_owned());
            values.push(fold(kind).into());
        }
        for name in &wanted.between {
            let (is_frequent, terms) = self.side(name)?;
            let is_met_soon = is_frequent && wanted.limit.is_some();
            is_narrow |= !is_met_soon;
            all.push(if is_met_soon { MET } else { COLLECTED }.to_owned());
            values.extend(terms.into_iter().map(Value::from));
        }
        if let Some((tellings, key)) = after {
            all.push("tellings <= ? AND (tellings < ? OR key < ?)".to_owned());
            values.extend([tellings, tellings, key].map(Value::from));
        }
        // what few terms give is put in order; else the order of the index is followed
        let order = if is_narrow { "+tellings DESC, key DESC" } else { "tellings DESC, key DESC" };
        let sql =
            format!("SELECT tellings, key FROM relation_sum WHERE {} ORDER BY {order} LIMIT ?", all.join(" AND "));
        values.push(wanted.limit.map_or(-1, |limit| limit.saturating_add(SPARE) as i64).into());
        let mut select = self.connection.prepare(&sql)?;
        let keys = select.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// By which terms somebody is found: a code, an id, the sharpest word of a name (the others are looked for in what is told); and
    /// whether one is of many relations.
    pub(crate) fn side(&self, name: &str) -> Result<(bool, [String; 3]), ArchiveError> {
        let folded = fold(name);
        let (mut sharpest, mut fewest) = (String::new(), None);
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            let count = self.told_of(word)?;
            if fewest.is_none_or(|fewest| count < fewest) {
                (sharpest, fewest) = (word.to_owned(), Some(count));
            }
        }
        let (code, id) = (name.trim().to_uppercase(), name.trim().to_owned());
        let most = fewest.unwrap_or(0).max(self.told_of(&code)?).max(self.told_of(&id)?);
        Ok((most >= FREQUENT, [code, id, sharpest]))
    }

    /// How many relations a term is of, up to [`FREQUENT`].
    fn told_of(&self, term: &str) -> Result<i64, ArchiveError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM relation_party WHERE term = ? LIMIT ?)")?;
        Ok(select.query_row((term, FREQUENT), |row| row.get(0))?)
    }

    /// What articles tell of relations, with the articles' ids and the places in their reports.
    fn tellings(&self, keys: Vec<i64>) -> Result<Vec<(String, usize, Relation)>, ArchiveError> {
        let mut select = self.connection.prepare_cached("SELECT place, told FROM relation WHERE key = ?")?;
        let mut told = Vec::new();
        for key in keys {
            let mut found = select.query([key])?;
            while let Some(row) = found.next()? {
                let relation: Relation = rows::parsed(row, 1)?;
                let id = relation.mentions.first().map_or_else(String::new, |told| told.sentence.article.clone());
                told.push((id, usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX), relation));
            }
        }
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::KeptReport;
    use attache_press::Article;

    fn told(value: &str) -> Option<KeptReport> {
        Some(KeptReport { mark: "m1".into(), relations: vec![Relation::partnership(value)], ..KeptReport::default() })
    }

    #[test]
    fn what_only_an_earlier_version_tells_is_told_again_when_that_returns_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
        let article = |text: &str| Article { id: "one".into(), text: text.into(), ..Article::default() };
        let (first, second) = (article("They are partners.\n"), article("They are strategic partners.\n"));
        let values = |archive: &Archive| -> Vec<String> {
            let wanted = WantedRelations { between: vec!["NOR".into()], ..WantedRelations::default() };
            archive.relations(&wanted).unwrap().into_iter().filter_map(|relation| relation.value).collect()
        };
        archive.ingest_reported(std::slice::from_ref(&first), &[told("plain")]).unwrap();
        assert_eq!(values(&archive), ["plain"]);
        archive.ingest_reported(std::slice::from_ref(&second), &[told("strategic")]).unwrap();
        assert_eq!(values(&archive), ["strategic"]);
        archive.ingest_batch(std::slice::from_ref(&first)).unwrap();
        assert_eq!(values(&archive), ["plain"]);
        // a report on what is not current any more is kept, and tells nothing
        archive.ingest_reported(&[second, first], &[told("special"), told("plain")]).unwrap();
        assert_eq!(values(&archive), ["plain"]);
    }
}
