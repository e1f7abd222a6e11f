//! What each article says by itself, as the archive keeps it.

use attache_coding::{Party as Told, Report};
use attache_fusion::Account;
use attache_press::Article;
use attache_world::resolve::{Actor, ActorKind, Held, MentionKind};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::ingest::content_hash;
use crate::record::{Event, Passage, Passages, Relation, Statement, Telling};
use crate::rows;
use crate::standing;

/// What is kept of a [`Report`]: who is spoken of, who says what, what happens, what stands between whom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeptReport {
    /// Names the program, the model and the tables that made it.
    pub mark: String,
    /// The actors, in the order of their first mention.
    pub actors: Vec<KeptActor>,
    /// The statements, in order.
    pub statements: Vec<KeptStatement>,
    /// The events, in the order of their triggers.
    pub events: Vec<KeptEvent>,
    /// What stands between whom, a telling each.
    pub relations: Vec<Relation>,
    /// What fusing its events with those of other articles takes; without it they are told by this article alone.
    pub account: Option<Box<Account>>,
}

/// An actor as one article has it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KeptActor {
    /// `person`, `state`, `body` or `group`.
    pub kind: String,
    /// The fullest name.
    pub name: Option<String>,
    /// All forms under which it is named.
    pub names: Vec<String>,
    /// PLOVER's code.
    pub code: Option<String>,
    /// PLOVER's sectors, the most telling first.
    pub sectors: Vec<String>,
    /// Office or role.
    pub office: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Offices that it is said to hold or to have held.
    pub offices: Vec<KeptOffice>,
    /// What else it may be: ids, codes, scores.
    pub candidates: Vec<(String, Option<String>, f32)>,
    /// How often it is spoken of.
    pub mentions: usize,
}

/// An office that an article says somebody holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptOffice {
    /// As the text gives it.
    pub office: String,
    /// Code of the state or body whose office it is.
    pub of: Option<String>,
    /// Whether it is said to be past.
    pub past: bool,
    /// The sentence that says so.
    pub sentence: Passage,
}

/// Who says what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptStatement {
    /// Place of the speaker among the actors.
    pub by: Option<usize>,
    /// Places of the actors spoken of.
    pub on: Vec<usize>,
    /// As this article alone tells it.
    #[serde(flatten)]
    pub told: Statement,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptEvent {
    /// The event, as this article alone tells it.
    pub event: Event,
    /// Places of all parties among the actors.
    pub parties: Vec<usize>,
}

impl KeptReport {
    /// What is kept of a report.
    pub fn new(report: &Report, telling: &Telling<'_>, mark: &str) -> Self {
        let passages = Passages::of(report, telling);
        let mut actors: Vec<KeptActor> =
            report.resolution.actors.iter().map(|actor| KeptActor::new(actor, report, &passages)).collect();
        for mention in &report.resolution.mentions {
            // a pronoun names nobody anew
            let counts = mention.kind != MentionKind::Pronoun;
            if let Some(actor) = actors.get_mut(mention.actor).filter(|_| counts) {
                actor.mentions += 1;
            }
        }
        let statement = |said: &attache_coding::Statement| {
            let by = said.speaker.as_ref().and_then(|speaker| speaker.actor);
            KeptStatement { by, on: said.about.clone(), told: Statement::of(said, report, telling) }
        };
        let event = |mention: &attache_coding::EventMention| {
            let place = |party: &Told| Some(report.resolution.mentions.get(party.mention?)?.actor);
            let mut parties: Vec<usize> = mention.actors.iter().chain(&mention.recipients).filter_map(place).collect();
            parties.sort_unstable();
            parties.dedup();
            KeptEvent { event: Event::of_mention(mention, report, telling), parties }
        };
        Self {
            mark: mark.to_owned(),
            actors,
            statements: report.statements.iter().map(statement).collect(),
            events: report.events.iter().map(event).collect(),
            relations: report.relations.iter().map(|told| Relation::of(told, report, telling)).collect(),
            account: None,
        }
    }

    /// What is kept of a report on an article of an archive: with what fusing its events takes.
    pub fn of_article(report: &Report, article: &Article, mark: &str) -> Self {
        let account = Some(Box::new(Account::of_report(article, report)));
        Self { account, ..Self::new(report, &Telling::of(article), mark) }
    }
}

impl KeptActor {
    fn new(actor: &Actor, report: &Report, passages: &Passages<'_>) -> Self {
        let office = |held: &Held| {
            let mention = report.resolution.mentions.get(held.mention)?;
            let sentence = passages.sentence(report.annotation.sentence_of(mention.head)?);
            Some(KeptOffice { office: held.office.clone(), of: held.of.clone(), past: held.past, sentence })
        };
        Self {
            kind: kind_name(actor.kind).to_owned(),
            name: actor.name.clone(),
            names: actor.names.clone(),
            code: actor.code.clone(),
            sectors: actor.sectors.iter().map(|sector| sector.word().to_owned()).collect(),
            office: actor.office.clone(),
            id: actor.id.as_ref().map(ToString::to_string),
            offices: actor.offices.iter().filter_map(office).collect(),
            candidates: actor.candidates.iter().map(|c| (c.id.to_string(), c.code.clone(), c.score)).collect(),
            mentions: 0,
        }
    }
}

const KINDS: [(ActorKind, &str); 4] = [
    (ActorKind::Person, "person"),
    (ActorKind::State, "state"),
    (ActorKind::Body, "body"),
    (ActorKind::Group, "group"),
];

pub(crate) fn kind_name(kind: ActorKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("group", |(_, name)| name)
}

pub(crate) fn kind_named(name: &str) -> Option<ActorKind> {
    KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
}

impl KeptOffice {
    /// The office as resolving its article gave it, but for the mention.
    pub(crate) fn resolved(&self) -> Held {
        Held { office: self.office.clone(), of: self.of.clone(), past: self.past, mention: 0 }
    }
}

impl Archive {
    /// For each article whether there is no report of this mark on its content.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn unreported(&self, articles: &[Article], mark: &str) -> Result<Vec<bool>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT 1 FROM version JOIN report ON report.version = seq WHERE article = ? AND hash = ? AND mark = ?",
        )?;
        articles.iter().map(|article| Ok(!select.exists(params![article.id, content_hash(article), mark])?)).collect()
    }

    /// What made the reports that the archive keeps: program, model and tables, each mark once.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn marks(&self) -> Result<Vec<String>, ArchiveError> {
        let mut select = self.connection.prepare("SELECT DISTINCT mark FROM report ORDER BY mark")?;
        let marks = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(marks)
    }

    /// Passes over the events of all articles, as each article alone tells them.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn each_event(&self, mut take: impl FnMut(Event)) -> Result<(), ArchiveError> {
        let mut select = self
            .connection
            .prepare("SELECT events FROM article JOIN report ON version = current ORDER BY article.id")?;
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            let events: Vec<KeptEvent> = rows::parsed(row, 0)?;
            events.into_iter().for_each(|kept| take(kept.event));
        }
        Ok(())
    }
}

/// Keeps a report on an article that the archive holds; returns the article's number, if its current version is the one
/// reported on.
pub(crate) fn keep(
    transaction: &Transaction,
    article: &Article,
    report: &KeptReport,
) -> Result<Option<i64>, ArchiveError> {
    let version: i64 = transaction
        .prepare_cached("SELECT seq FROM version WHERE article = ? AND hash = ?")?
        .query_row(params![article.id, content_hash(article)], |row| row.get(0))?;
    let reported: Option<i64> = transaction
        .prepare_cached("SELECT n FROM article WHERE current = ?")?
        .query_row([version], |row| row.get(0))
        .optional()?;
    standing::forget(transaction, version)?;
    if reported.is_some() {
        standing::enter(transaction, version, &report.relations)?;
    }
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO report (version, mark, actors, statements, events, relations, account)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            version,
            report.mark,
            rows::json(&report.actors)?,
            rows::json(&report.statements)?,
            rows::json(&report.events)?,
            rows::json(&report.relations)?,
            report.account.as_ref().map(|account| account.to_bytes()),
        ])?;
    Ok(reported)
}
