//! What happened: the events of neighbouring stories fused and kept, and asking for them.

use std::collections::{BTreeMap, BTreeSet};

use attache_fusion::{Account, Sketch, carry_over, fuse_ruled};
use attache_press::Article;
use attache_world::fold;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::dates;
use crate::error::ArchiveError;
use crate::hoods::Touched;
use crate::record::{self, Event, Evidence, Grain};
use crate::reports::KeptActor;
use crate::rows;
use crate::rulings::Rulings;
use crate::told::Member;

/// Fuses the events of the stories of some articles anew, with those of all stories whose neighbourhoods that changes.
pub(crate) fn tell(
    transaction: &Transaction,
    mut touched: Touched<'_>,
    articles: impl Iterator<Item = i64>,
) -> Result<(), ArchiveError> {
    let mut story = transaction.prepare_cached("SELECT story FROM member WHERE article = ?")?;
    let mut stories = BTreeSet::new();
    for n in articles {
        stories.extend(story.query_row([n], |row| row.get::<_, i64>(0)).optional()?);
    }
    for story in stories {
        touched.leave(story)?;
        forget(transaction, story)?;
        let accounts: Vec<Account> = kept(transaction, story)?.into_iter().map(|(_, _, account)| account).collect();
        if !accounts.is_empty() {
            touched.enter(story, &Sketch::of(accounts.iter()))?;
        }
    }
    fuse(transaction, touched)
}

/// Fuses the neighbourhoods that have changed.
pub(crate) fn fuse(transaction: &Transaction, touched: Touched<'_>) -> Result<(), ArchiveError> {
    let rulings = Rulings::of(transaction)?;
    for hood in touched.redraw(&rulings)? {
        tell_hood(transaction, &hood, &rulings)?;
    }
    Ok(())
}

/// Drops the events whose home a story is.
pub(crate) fn forget(transaction: &Transaction, story: i64) -> Result<(), ArchiveError> {
    if !transaction.prepare_cached("SELECT 1 FROM event WHERE story = ?")?.exists([story])? {
        return Ok(());
    }
    for sql in [
        "DELETE FROM event_mode WHERE event IN (SELECT e FROM event WHERE story = ?)",
        "DELETE FROM event_party WHERE event IN (SELECT e FROM event WHERE story = ?)",
        "DELETE FROM event_ruling WHERE event IN (SELECT e FROM event WHERE story = ?)",
        "DELETE FROM event_mention WHERE event IN (SELECT e FROM event WHERE story = ?)",
        "DELETE FROM event WHERE story = ?",
    ] {
        transaction.prepare_cached(sql)?.execute([story])?;
    }
    Ok(())
}

/// The articles of a story that have reports, with their numbers and accounts; by place in the story.
fn kept(transaction: &Transaction, story: i64) -> Result<Vec<(i64, Article, Account)>, ArchiveError> {
    let sql = format!(
        "SELECT {}, {}, report.actors, report.account, n FROM member JOIN article ON n = member.article
         JOIN version ON seq = current JOIN lineage ON lineage.article = n LEFT JOIN report ON report.version = current
         WHERE member.story = ? ORDER BY member.place",
        rows::ARTICLE,
        rows::LINEAGE
    );
    let mut select = transaction.prepare_cached(&sql)?;
    let mut found = select.query([story])?;
    let (mut members, mut reports, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(row) = found.next()? {
        let bytes: Option<Vec<u8>> = row.get(18)?;
        let account = match bytes {
            Some(bytes) => KeptActor::account(&bytes, &rows::parsed::<Vec<_>>(row, 17)?),
            None => None,
        };
        members.push(Member { article: rows::article(row, 0)?, lineage: rows::lineage(row, 12)? });
        reports.push(account);
        numbers.push(row.get::<_, i64>(19)?);
    }
    let accounts = accounts(&members, reports);
    let mut articles: Vec<Option<Article>> = members.into_iter().map(|member| Some(member.article)).collect();
    Ok(accounts.into_iter().filter_map(|(at, account)| Some((numbers[at], articles[at].take()?, account))).collect())
}

/// What the articles of one story bring to fusing: the accounts of those that have one, each with the place of its article among
/// `members` and all that only its story knows. `reports` holds, in the same order, what each article alone brings.
pub fn accounts(members: &[Member], reports: Vec<Option<Account>>) -> Vec<(usize, Account)> {
    let published = dates::published(&members.iter().map(|member| &member.article).collect::<Vec<_>>());
    let (mut places, mut accounts) = (Vec::new(), Vec::new());
    for (at, ((member, published), account)) in members.iter().zip(published).zip(reports).enumerate() {
        if let Some(account) = account {
            accounts.push(account.placed(&member.lineage, published.published.as_deref()));
            places.push(at);
        }
    }
    // whatever an article is taken from is of its story
    carry_over(&mut accounts);
    places.into_iter().zip(accounts).collect()
}

fn tell_hood(transaction: &Transaction, stories: &[i64], rulings: &Rulings) -> Result<(), ArchiveError> {
    let (mut numbers, mut articles, mut fusing, mut story_of) = (BTreeMap::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, story) in stories.iter().enumerate() {
        forget(transaction, *story)?;
        for (n, article, account) in kept(transaction, *story)? {
            numbers.insert(article.id.clone(), n);
            articles.push(article);
            fusing.push(account);
            story_of.push(place);
        }
    }
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    let grounds = rulings.grounds(&fusing, &texts);
    let fused = fuse_ruled(&fusing, &grounds.links());
    let homes = attache_fusion::homes(&fused, &story_of);
    let mut events = record::events(&fused, &fusing, &texts);
    grounds.correct(&fused, &mut events);
    let evidence = record::evidence(&fused, &fusing, &texts);
    for ((event, evidence), home) in events.iter().zip(&evidence).zip(homes) {
        store(transaction, stories[home], event, evidence, &numbers)?;
    }
    Ok(())
}

fn store(
    transaction: &Transaction,
    story: i64,
    event: &Event,
    evidence: &[Evidence],
    numbers: &BTreeMap<String, i64>,
) -> Result<(), ArchiveError> {
    let first = event.first_reported.as_ref().and_then(|iso| iso.get(..10)).map(str::to_owned);
    let articles: BTreeSet<&str> = event.mentions.iter().map(|mention| mention.sentence.article.as_str()).collect();
    transaction
        .prepare_cached(
            "INSERT INTO event (id, story, type, plover, quad, scale, modality, day, last, dated, country, place, reports, sources,
                 record, why, whole) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            event.id,
            story,
            event.event,
            event.plover_event,
            event.quad_code,
            event.event_scale,
            event.modality,
            event.date.as_ref().or(first.as_ref()),
            event.enddate.as_ref().or(event.date.as_ref()).or(first.as_ref()),
            event.date.is_some() && event.granularity != Grain::Unknown,
            event.place.as_ref().and_then(|place| place.country.as_ref()),
            event.place.as_ref().map(|place| fold(&place.name)),
            articles.len() as i64,
            event.independent_sources as i64,
            rows::json(event)?,
            rows::json(&evidence)?,
            event.part_of,
        ])?;
    let e = transaction.last_insert_rowid();
    let mut add = transaction.prepare_cached("INSERT OR IGNORE INTO event_mode (mode, event) VALUES (?, ?)")?;
    for mode in &event.mode {
        add.execute(params![mode, e])?;
    }
    let mut add = transaction
        .prepare_cached("INSERT OR IGNORE INTO event_party (term, side, event, party) VALUES (?, ?, ?, ?)")?;
    for (side, parties) in [("actor", &event.actor), ("recipient", &event.recipient)] {
        for (place, party) in parties.iter().enumerate() {
            let name = fold(&party.name);
            let terms = party.code.as_deref().into_iter().chain(party.id.as_deref());
            for term in terms.chain(name.split(' ').filter(|word| !word.is_empty())) {
                add.execute(params![term, side, e, place as i64])?;
            }
        }
    }
    let mut add = transaction.prepare_cached("INSERT INTO event_ruling (ruling, event) VALUES (?, ?)")?;
    for ruling in &event.rulings {
        add.execute(params![ruling, e])?;
    }
    let mut add = transaction
        .prepare_cached("INSERT OR IGNORE INTO event_mention (event, article, start, \"end\") VALUES (?, ?, ?, ?)")?;
    for mention in &event.mentions {
        let sentence = &mention.sentence;
        if let Some(n) = numbers.get(&sentence.article) {
            add.execute(params![e, n, sentence.span.start as i64, sentence.span.end as i64])?;
        }
    }
    Ok(())
}
