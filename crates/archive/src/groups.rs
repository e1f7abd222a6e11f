//! Parties of events by id or words: also those who are filed under no name, as groups and descriptions are.

use std::collections::{BTreeMap, BTreeSet};

use attache_world::fold;
use rusqlite::params_from_iter;

use crate::claims::WantedRelations;
use crate::error::ArchiveError;
use crate::file::Archive;
use crate::glance::Glimpse;
use crate::headlines::Headlines;
use crate::record::{ActorSummary, Dossier, Event, Party};
use crate::rows;

/// Events that are looked at for what a party is called, the latest, and for where it is told of.
const READ: usize = 60;
const COUNTED: usize = 2_000;
/// Relations that are looked at, those told most.
const RELATIONS: usize = 20;

/// That a party of some id, or with all the words of a name, takes part in an `event`.
pub(crate) struct Named {
    /// As a condition that gathers all such events.
    pub lookup: String,
    /// As a test of one event.
    pub test: String,
    /// Their values, the same for both.
    pub values: Vec<String>,
}

/// How a party of this id or name is found; none where there is no word in it.
pub(crate) fn named(name: &str) -> Option<Named> {
    let terms = if name.contains(':') { vec![name.trim().to_owned()] } else { words(name) };
    let (first, others) = terms.split_first()?;
    let joins: String = (1..terms.len())
        .map(|n| {
            format!(
                " JOIN event_party w{n} ON w{n}.term = ? AND w{n}.event = p.event AND w{n}.side = p.side \
                 AND w{n}.party = p.party"
            )
        })
        .collect();
    let from = format!("FROM event_party p{joins} WHERE p.term = ?");
    Some(Named {
        lookup: format!("event.e IN (SELECT p.event {from})"),
        test: format!("EXISTS (SELECT 1 {from} AND p.event = event.e)"),
        values: others.iter().chain([first]).cloned().collect(),
    })
}

/// The words of a name, folded, the longest first: it is mostly the rarest.
fn words(name: &str) -> Vec<String> {
    let folded = fold(name);
    let mut words: Vec<String> = folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

fn is_named(party: &Party, name: &str, words: &[String]) -> bool {
    if party.id.as_deref() == Some(name.trim()) {
        return true;
    }
    let folded = fold(&party.name);
    let own: BTreeSet<&str> = folded.split(' ').collect();
    !words.is_empty() && !name.contains(':') && words.iter().all(|word| own.contains(word.as_str()))
}

impl Archive {
    /// What is known of somebody who may be filed under no name, as groups are: the events in which one of that id takes part, or one
    /// called by all these words; else, by id, what stands between it and others. Says nothing and holds no office here.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn party(&self, name: &str) -> Result<Option<Glimpse>, ArchiveError> {
        let Some(Named { lookup, values, .. }) = named(name) else { return Ok(None) };
        let sql = format!("SELECT record FROM event WHERE {lookup} ORDER BY day DESC, id LIMIT {READ}");
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query(params_from_iter(&values))?;
        let words = words(name);
        let mut called = Vec::new();
        while let Some(row) = found.next()? {
            let event: Event = rows::parsed(row, 0)?;
            called.extend(event.actor.into_iter().chain(event.recipient).filter(|party| is_named(party, name, &words)));
        }
        if called.is_empty() {
            return self.side_of(name);
        }
        let sql = format!(
            "SELECT count(DISTINCT article), count(*) FROM event_mention
             WHERE event IN (SELECT event.e FROM event WHERE {lookup} LIMIT {COUNTED})"
        );
        let (articles, mentions): (i64, i64) = self
            .connection
            .prepare_cached(&sql)?
            .query_row(params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let actor = summary(&called, articles as usize, mentions as usize);
        let wanted = Headlines { actor: Some(name.to_owned()), limit: 12, ..Headlines::default() };
        let dossier = Dossier { actor, offices: Vec::new(), statements: Vec::new(), events: Vec::new() };
        Ok(Some(Glimpse { dossier, stories: self.headlines(&wanted)?, relations: Vec::new(), more: false }))
    }

    /// What is known of somebody by the relations alone in which one of this id stands.
    fn side_of(&self, id: &str) -> Result<Option<Glimpse>, ArchiveError> {
        if !id.contains(':') {
            return Ok(None);
        }
        let wanted = WantedRelations { between: vec![id.to_owned()], ..WantedRelations::default() };
        let (relations, _) = self.relations_after(&wanted, None, RELATIONS)?;
        let sides = relations.iter().flat_map(|relation| relation.subject.iter().chain(&relation.object));
        let called: Vec<Party> = sides.filter(|party| is_named(party, id, &[])).cloned().collect();
        if called.is_empty() {
            return Ok(None);
        }
        let mentions: Vec<&str> = relations
            .iter()
            .flat_map(|relation| relation.mentions.iter().map(|mention| mention.sentence.article.as_str()))
            .collect();
        let articles: BTreeSet<&str> = mentions.iter().copied().collect();
        let mut actor = summary(&called, articles.len(), mentions.len());
        if let Some((kind @ ("person" | "body" | "state"), _)) = id.split_once(':') {
            actor.kind = kind.to_owned();
        }
        let dossier = Dossier { actor, offices: Vec::new(), statements: Vec::new(), events: Vec::new() };
        Ok(Some(Glimpse { dossier, stories: Vec::new(), relations, more: false }))
    }
}

/// One actor of what some parties are called: the commonest of each, the first of equals.
fn summary(called: &[Party], articles: usize, mentions: usize) -> ActorSummary {
    fn counted<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        values.for_each(|value| *counts.entry(value).or_default() += 1);
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        counts.into_iter().map(|(value, _)| value.to_owned()).collect()
    }
    let names = counted(called.iter().map(|party| party.name.as_str()));
    let only = |values: Vec<String>| if let [one] = values.as_slice() { Some(one.clone()) } else { None };
    let offices = counted(called.iter().filter_map(|party| party.office.as_deref()));
    ActorSummary {
        name: names.first().cloned().unwrap_or_default(),
        code: only(counted(called.iter().filter_map(|party| party.code.as_deref()))),
        sectors: counted(called.iter().flat_map(|party| party.sector.iter().map(String::as_str))),
        office: offices.first().cloned(),
        offices,
        id: only(counted(called.iter().filter_map(|party| party.id.as_deref()))),
        kind: "group".to_owned(),
        names,
        articles,
        mentions,
    }
}
