//! What the user holds against the program: kept by what outlives processing anew, and applied whenever events are fused.
//!
//! A ruling is made on an event as it is told now, and kept as one on its mentions, each known by its article, the words of its
//! sentence, its type and its own words: a new model, or a new version of the article that keeps the sentence, finds them again.
//! Rulings are applied by their numbers, each to what those before it have left; a revoked one stays listed and is not applied.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use attache_coding::ontology::{Aux, Coded, EventType, cameo_for};
use attache_fusion::{Account, Event as Fused, MentionId, Ruling as Link};
use attache_press::CharSpan;
use attache_world::fold;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::error::ArchiveError;
use crate::event_queries::WantedEvents;
use crate::events;
use crate::file::Archive;
use crate::hoods::Touched;
use crate::naming;
use crate::record::{Anchor, Correction, Event, Evidence, Grain, Order, Ruled, Ruling};
use crate::rows;

/// No ruling names more mentions of an event: enough to find it again.
const MOST_ANCHORS: usize = 100;

/// The rulings that stand.
pub(crate) struct Rulings {
    standing: Vec<(u32, Ruled)>,
}

impl Rulings {
    pub fn of(transaction: &Transaction) -> Result<Self, ArchiveError> {
        let mut select =
            transaction.prepare_cached("SELECT number, ruling FROM ruling WHERE revoked IS NULL ORDER BY number")?;
        let mut found = select.query([])?;
        let mut standing = Vec::new();
        while let Some(row) = found.next()? {
            standing.push((row.get(0)?, rows::parsed(row, 1)?));
        }
        Ok(Self { standing })
    }

    /// Whether no two events are to be one.
    pub fn join_nothing(&self) -> bool {
        !self.standing.iter().any(|(_, ruled)| matches!(ruled, Ruled::Merge { .. }))
    }

    /// The stories with mentions that are to be of one event with mentions of this one.
    pub fn joined_to(&self, transaction: &Transaction, story: i64) -> Result<Vec<i64>, ArchiveError> {
        let mut select = transaction
            .prepare_cached("SELECT article.id FROM member JOIN article ON n = member.article WHERE story = ?")?;
        let own: BTreeSet<String> = select.query_map([story], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut others = BTreeSet::new();
        for (_, ruled) in &self.standing {
            let Ruled::Merge { mentions, with } = ruled else { continue };
            let all = || mentions.iter().chain(with);
            if all().any(|anchor| own.contains(&anchor.article)) {
                others.extend(all().map(|anchor| anchor.article.as_str()));
            }
        }
        let stories =
            others.into_iter().map(|article| story_of(transaction, article)).collect::<Result<Vec<_>, _>>()?;
        Ok(stories.into_iter().flatten().filter(|other| *other != story).collect())
    }

    /// The rulings that concern some accounts, with the mentions that they mean.
    pub fn grounds(&self, accounts: &[Account], texts: &[&str]) -> Grounds<'_> {
        if self.standing.is_empty() {
            return Grounds { rulings: Vec::new() };
        }
        let place = accounts.iter().enumerate().map(|(n, account)| (account.id.as_str(), n)).collect();
        let ground = Ground { accounts, texts, place };
        let concerning = self.standing.iter().map(|(number, ruled)| {
            let (mentions, others): (&[Anchor], &[Anchor]) = match ruled {
                Ruled::Merge { mentions, with } => (mentions, with),
                Ruled::Split { mentions, from } => (mentions, from),
                Ruled::Retype { mentions, .. } | Ruled::Correct { mentions, .. } => (mentions, &[]),
            };
            Grounded { number: *number, ruled, mentions: ground.all(mentions), others: ground.all(others) }
        });
        Grounds { rulings: concerning.filter(|grounded| !grounded.mentions.is_empty()).collect() }
    }
}

/// The story that an article is in.
fn story_of(transaction: &Transaction, article: &str) -> Result<Option<i64>, ArchiveError> {
    let mut select = transaction
        .prepare_cached("SELECT story FROM article JOIN member ON member.article = article.n WHERE article.id = ?")?;
    Ok(select.query_row([article], |row| row.get(0)).optional()?)
}

/// Accounts in which mentions are found again.
struct Ground<'a> {
    accounts: &'a [Account],
    texts: &'a [&'a str],
    place: HashMap<&'a str, usize>,
}

impl Ground<'_> {
    fn all(&self, anchors: &[Anchor]) -> Vec<MentionId> {
        let mut ids: Vec<MentionId> = anchors.iter().flat_map(|anchor| self.found(anchor)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The mentions that an anchor means: in its sentence those of its type, of these the one with its words, where there is one.
    fn found(&self, anchor: &Anchor) -> Vec<MentionId> {
        let Some(&account) = self.place.get(anchor.article.as_str()) else { return Vec::new() };
        let (text, sentence) = (self.texts[account], fold(&anchor.sentence));
        let mentions = self.accounts[account].mentions.iter().enumerate();
        let in_sentence: Vec<_> = mentions.filter(|(_, told)| fold(&at(text, told.sentence)) == sentence).collect();
        let of_type: Vec<_> = in_sentence
            .iter()
            .filter(|(_, told)| told.act.as_ref().is_some_and(|act| act.event.name() == anchor.event))
            .collect();
        let worded = of_type.iter().filter(|(_, told)| at(text, told.trigger) == anchor.trigger);
        let id = |(mention, _): &(usize, _)| MentionId { account, mention: *mention };
        let exact: Vec<MentionId> = worded.map(|told| id(told)).collect();
        match (exact.is_empty(), of_type.is_empty()) {
            (false, _) => exact,
            (true, false) => of_type.into_iter().map(id).collect(),
            (true, true) if in_sentence.len() == 1 => in_sentence.iter().map(id).collect(),
            (true, true) => Vec::new(),
        }
    }
}

/// What stands at a span.
fn at(text: &str, span: CharSpan) -> String {
    text.chars().skip(span.start).take(span.end.saturating_sub(span.start)).collect()
}

/// A ruling, and what it means here.
struct Grounded<'r> {
    number: u32,
    ruled: &'r Ruled,
    mentions: Vec<MentionId>,
    others: Vec<MentionId>,
}

/// Rulings on some accounts.
pub(crate) struct Grounds<'r> {
    rulings: Vec<Grounded<'r>>,
}

impl Grounds<'_> {
    /// What they make of the linking of mentions.
    pub fn links(&self) -> Vec<Link> {
        let link = |grounded: &Grounded<'_>| match grounded.ruled {
            Ruled::Merge { .. } => Some(Link::Together(grounded.mentions.clone(), grounded.others.clone())),
            Ruled::Split { .. } => Some(Link::Apart(grounded.mentions.clone(), grounded.others.clone())),
            Ruled::Retype { .. } | Ruled::Correct { .. } => None,
        };
        self.rulings.iter().filter_map(link).collect()
    }

    /// Corrects events as told, and notes on each the rulings that made it so.
    pub fn correct(&self, fused: &[Fused], events: &mut [Event]) {
        for grounded in &self.rulings {
            let count = |event: &Fused| grounded.mentions.iter().filter(|id| event.mentions.contains(id)).count();
            let most = fused.iter().enumerate().filter(|(_, event)| count(event) > 0);
            let most = most.max_by_key(|(n, event)| (count(event), std::cmp::Reverse(*n)));
            let Some(event) = most.and_then(|(n, _)| events.get_mut(n)) else { continue };
            event.rulings.push(grounded.number);
            match grounded.ruled {
                Ruled::Retype { to, .. } => retype(event, to),
                Ruled::Correct { correction, .. } => correct(event, correction),
                Ruled::Merge { .. } | Ruled::Split { .. } => {}
            }
        }
    }
}

fn retype(event: &mut Event, to: &str) {
    let Some(to) = EventType::named(to) else { return };
    let announced = event.aux.iter().any(|aux| aux == Aux::Future.name());
    event.event = to.name().to_owned();
    event.plover_event = if announced { to.announced() } else { to }.name().to_owned();
    event.mode.clear();
    event.cameo = cameo_for(&Coded::new(to)).code().to_owned();
    event.quad_code = to.quad().number();
    event.event_scale = to.score();
}

fn correct(event: &mut Event, correction: &Correction) {
    let Correction { days, actor, recipient, place } = correction;
    if let Some([first, last]) = days {
        (event.date, event.enddate) = (Some(first.clone()), Some(last.clone()));
        (event.granularity, event.date_from) = (Grain::Day, None);
    }
    if let Some(actor) = actor {
        event.actor.clone_from(actor);
    }
    if let Some(recipient) = recipient {
        event.recipient.clone_from(recipient);
    }
    if let Some(place) = place {
        event.place = Some(place.clone());
    }
}

impl Archive {
    /// Makes a ruling and fuses anew what it concerns; gives its number and the ids of the events that it makes.
    ///
    /// # Errors
    /// [`ArchiveError::Asked`] where it names what is not there or asks for what cannot be; else when the archive cannot be written.
    pub fn rule(&mut self, order: &Order) -> Result<Ruling, ArchiveError> {
        let ruled = self.ruled(order)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction
            .prepare_cached("INSERT INTO ruling (made, ruling) VALUES (?, ?)")?
            .execute(params![now(), rows::json(&ruled)?])?;
        let number = u32::try_from(transaction.last_insert_rowid()).unwrap_or(u32::MAX);
        apply(&transaction, &ruled)?;
        transaction.commit()?;
        self.ruling(number)?.ok_or_else(|| ArchiveError::Damaged { what: format!("ruling {number} is missing") })
    }

    /// Revokes a ruling and fuses anew what it concerned; false where it was revoked before.
    ///
    /// # Errors
    /// [`ArchiveError::Asked`] where there is none of this number; else when the archive cannot be written.
    pub fn revoke(&mut self, number: u32) -> Result<bool, ArchiveError> {
        let known = self.ruling(number)?;
        let ruling =
            known.ok_or_else(|| unknown(format!("there is no ruling {number}; `attache rulings` lists them")))?;
        if ruling.revoked.is_some() {
            return Ok(false);
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction
            .prepare_cached("UPDATE ruling SET revoked = ? WHERE number = ?")?
            .execute(params![now(), number])?;
        apply(&transaction, &ruling.ruled)?;
        transaction.commit()?;
        Ok(true)
    }

    /// All rulings, by number; those that are revoked too.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn rulings(&self) -> Result<Vec<Ruling>, ArchiveError> {
        let mut events: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        let mut select = self.connection.prepare_cached(
            "SELECT ruling, id FROM event_ruling JOIN event ON e = event_ruling.event ORDER BY ruling, id",
        )?;
        for pair in select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (number, id) = pair?;
            events.entry(number).or_default().push(id);
        }
        let mut select =
            self.connection.prepare_cached("SELECT number, made, revoked, ruling FROM ruling ORDER BY number")?;
        let mut found = select.query([])?;
        let mut rulings = Vec::new();
        while let Some(row) = found.next()? {
            let number = row.get(0)?;
            rulings.push(Ruling {
                number,
                made: row.get(1)?,
                revoked: row.get(2)?,
                ruled: rows::parsed(row, 3)?,
                events: events.remove(&number).unwrap_or_default(),
            });
        }
        Ok(rulings)
    }

    fn ruling(&self, number: u32) -> Result<Option<Ruling>, ArchiveError> {
        Ok(self.rulings()?.into_iter().find(|ruling| ruling.number == number))
    }

    /// What an order says, in words that outlive the ids of events.
    fn ruled(&self, order: &Order) -> Result<Ruled, ArchiveError> {
        match order {
            Order::Merge { event, with } => {
                let ((one, mentions), (other, with)) = (self.anchored(event)?, self.anchored(with)?);
                if one.id == other.id {
                    return Err(unknown(format!("{event} and {} are one event already", other.id)));
                }
                Ok(Ruled::Merge { mentions: capped(mentions), with: capped(with) })
            }
            Order::Split { event, article, start } => {
                let (told, anchors) = self.anchored(event)?;
                let is_meant = |n: usize| {
                    let sentence = &told.mentions[n].sentence;
                    sentence.article == *article && (sentence.span.start..sentence.span.end).contains(start)
                };
                let (mut mentions, mut from) = (Vec::new(), Vec::new());
                for (n, anchor) in anchors.into_iter().enumerate() {
                    if is_meant(n) { mentions.push(anchor) } else { from.push(anchor) }
                }
                if mentions.is_empty() {
                    let why = format!(
                        "no sentence of {article} at {start} tells of {event}; `attache event {event} --why` shows"
                    );
                    return Err(unknown(why + " where they stand"));
                }
                if from.is_empty() {
                    return Err(unknown(format!("nothing else tells of {event}: there is nothing to split it from")));
                }
                Ok(Ruled::Split { mentions, from: capped(from) })
            }
            Order::Retype { event, to } => {
                let name = to.to_uppercase();
                let known = EventType::named(&name);
                let to =
                    known.ok_or_else(|| unknown(format!("{to:?} is no type of PLOVER's; write CONSULT, ASSAULT …")))?;
                Ok(Ruled::Retype { mentions: capped(self.anchored(event)?.1), to: to.name().to_owned() })
            }
            Order::Correct { event, date, enddate, actor, recipient, place } => {
                let parties = |names: &[String]| {
                    let all = names.iter().map(|name| naming::party(self, name)).collect::<Result<Vec<_>, _>>()?;
                    Ok::<_, ArchiveError>((!all.is_empty()).then_some(all))
                };
                let correction = Correction {
                    days: days(date.as_deref(), enddate.as_deref())?,
                    actor: parties(actor)?,
                    recipient: parties(recipient)?,
                    place: place.as_deref().map(naming::place).transpose()?,
                };
                if correction == Correction::default() {
                    return Err(unknown(
                        "name what is to be corrected: a date, an actor, a recipient, a place".to_owned(),
                    ));
                }
                Ok(Ruled::Correct { mentions: capped(self.anchored(event)?.1), correction })
            }
        }
    }

    /// The event of this id and what its mentions are known by, in their order.
    fn anchored(&self, event: &str) -> Result<(Event, Vec<Anchor>), ArchiveError> {
        let explained = self.explained(event)?;
        let none = || {
            unknown(format!("no one event has an id like {event:?}; `attache events` lists the ids of all there are"))
        };
        let (event, why) = explained.ok_or_else(none)?;
        let anchor = |evidence: Evidence| Anchor {
            article: evidence.mention.sentence.article,
            sentence: evidence.mention.sentence.text,
            event: evidence.event,
            trigger: evidence.trigger.text,
        };
        Ok((event, why.into_iter().map(anchor).collect()))
    }

    /// The events that a ruling made what they are.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn events_ruled(&self, number: u32) -> Result<Vec<Event>, ArchiveError> {
        self.events(&WantedEvents { ruling: Some(number), ..WantedEvents::default() })
    }
}

/// Fuses anew the stories that a ruling concerns.
fn apply(transaction: &Transaction, ruled: &Ruled) -> Result<(), ArchiveError> {
    let (mentions, others): (&[Anchor], &[Anchor]) = match ruled {
        Ruled::Merge { mentions, with } => (mentions, with),
        Ruled::Split { mentions, from } => (mentions, from),
        Ruled::Retype { mentions, .. } | Ruled::Correct { mentions, .. } => (mentions, &[]),
    };
    let articles: BTreeSet<&str> = mentions.iter().chain(others).map(|anchor| anchor.article.as_str()).collect();
    let mut touched = Touched::new(transaction);
    for article in articles {
        if let Some(story) = story_of(transaction, article)? {
            touched.change(story);
        }
    }
    events::fuse(transaction, touched)
}

fn capped(mut anchors: Vec<Anchor>) -> Vec<Anchor> {
    anchors.truncate(MOST_ANCHORS);
    anchors
}

fn days(first: Option<&str>, last: Option<&str>) -> Result<Option<[String; 2]>, ArchiveError> {
    let day = |text: &str| {
        let day = text.parse::<jiff::civil::Date>();
        day.map_err(|_| unknown(format!("{text:?} is no day; write it as YYYY-MM-DD, for example 2024-03-01")))
    };
    let Some(first) = first else {
        return match last {
            Some(_) => Err(unknown("an end needs a beginning: name the first day too".to_owned())),
            None => Ok(None),
        };
    };
    let first = day(first)?;
    let last = last.map_or(Ok(first), day)?;
    if last < first {
        return Err(unknown(format!("{last} is before {first}; exchange them")));
    }
    Ok(Some([first.to_string(), last.to_string()]))
}

fn unknown(what: String) -> ArchiveError {
    ArchiveError::Asked { what }
}

fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
