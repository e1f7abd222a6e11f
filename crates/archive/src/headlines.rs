//! Headlines: the stories that a page shows, ranked as a newsroom ranks them, and the events that each is shown with.
//!
//! The latest day comes first; of one day the stories that most independent sources tell of, then those of most articles. Every
//! query is bounded: what is rare is looked up, what is frequent is met soon on the way along the stories.

use attache_world::fold;
use rusqlite::{Transaction, params, params_from_iter};

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::groups::{self, Named};
use crate::origins::Origins;
use crate::queries::story_row;
use crate::record::Event;
use crate::rows;
use crate::search::Sought;
use crate::told::Told;

/// Which stories a page shows; all that is left out does not limit. Days are those of a story's last article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headlines {
    /// ISO day: stories that last until then or longer.
    pub since: Option<String>,
    /// ISO day: stories that begin then or before.
    pub until: Option<String>,
    /// An outlet's name, whole: stories with an article of it.
    pub outlet: Option<String>,
    /// ISO 639-1: stories with an article in it.
    pub language: Option<String>,
    /// Key, code or name of an actor: stories that speak of it, or in which a party of that id or name takes part.
    pub actor: Option<String>,
    /// PLOVER's type, under which it counts it: stories with such an event.
    pub event: Option<String>,
    /// 1 to 4: stories with an event of this quad class.
    pub quad: Option<String>,
    /// A code: stories with an event in which a party of it takes part.
    pub state: Option<String>,
    /// A place's name or a country's alpha-3 code: stories with an event there.
    pub place: Option<String>,
    /// Stories with an article that has all these words; see [`Archive::search`].
    pub words: Vec<String>,
    /// Stories after this one: see [`Archive::headlines`].
    pub after: Option<Turn>,
    /// How many, at most.
    pub limit: usize,
}

/// Where a list of stories was left: the last story's place in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Turn {
    /// Its last day; empty: undated.
    pub day: String,
    /// What it weighs among the stories of that day.
    pub weight: i64,
    /// Its id.
    pub id: String,
}

impl std::fmt::Display for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = if self.day.is_empty() { "-" } else { &self.day };
        write!(f, "{day} {} {}", self.weight, self.id)
    }
}

impl Turn {
    /// Reads what is written of one; without a weight the story stands last of its day.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(' ').collect();
        let (day, weight, id) = match parts.as_slice() {
            [day, id] => (*day, 0, *id),
            [day, weight, id] => (*day, weight.parse().ok()?, *id),
            _ => return None,
        };
        let is_day = day.len() >= 10 && day.starts_with(|c: char| c.is_ascii_digit());
        let day = if day == "-" { "" } else { day };
        (!id.is_empty() && (is_day || day.is_empty())).then(|| Self { day: day.to_owned(), weight, id: id.to_owned() })
    }
}

/// Conditions on stories, with their values.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<String>,
}

impl Conditions {
    fn add(&mut self, sql: impl Into<String>, values: impl IntoIterator<Item = String>) {
        self.sql.push(sql.into());
        self.values.extend(values);
    }
}

/// Something that a story has, told twice: as a look-up of all stories that have it, and as a test of one story, `s`.
struct Trait {
    /// `FROM … WHERE …`, with the column that holds the story.
    lookup: (String, &'static str),
    /// `FROM … WHERE …` of one story.
    test: String,
    values: Vec<String>,
}

/// What is found so often is frequent: it is looked for along the stories.
const FREQUENT: i64 = 2_000;
/// A story's last day; empty where no article is dated.
const LAST: &str = "ifnull(story.\"end\", ifnull(story.start, ''))";

/// How much an independent source weighs, in articles.
const SOURCE: i64 = 1_000_000;

/// What a story weighs among those of its day.
pub(crate) fn weight(origins: Origins, articles: usize) -> i64 {
    origins.independent as i64 * SOURCE + articles as i64
}

/// Weighs the stories of an archive that had none weighed.
pub(crate) fn weigh_all(transaction: &Transaction) -> Result<(), ArchiveError> {
    let stories: Vec<i64> =
        transaction.prepare("SELECT s FROM story")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for s in stories {
        let (articles, origins) = crate::origins::of_story(transaction, s)?;
        transaction
            .prepare_cached("UPDATE story SET weight = ? WHERE s = ?")?
            .execute(params![weight(origins, articles), s])?;
    }
    Ok(())
}

impl Archive {
    /// The stories that are wanted, without the texts of their articles: the latest day first, of one day those that most independent
    /// sources tell of, then those of most articles, then by id.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn headlines(&self, wanted: &Headlines) -> Result<Vec<Told>, ArchiveError> {
        Ok(self.turned(wanted)?.0)
    }

    /// The stories that are wanted, and where the list goes on, if it does.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn turned(&self, wanted: &Headlines) -> Result<(Vec<Told>, Option<Turn>), ArchiveError> {
        let Conditions { sql, values } = self.told_conditions(wanted)?;
        let all = if sql.is_empty() { "1".to_owned() } else { sql.join(" AND ") };
        let sql = format!(
            "SELECT s, id, title, start, \"end\", weight, {LAST} FROM story WHERE {all}
             ORDER BY {LAST} DESC, weight DESC, id LIMIT {}",
            wanted.limit.saturating_add(1)
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let found = select.query_map(params_from_iter(values), |row| {
            let (s, told) = story_row(row)?;
            let turn = Turn { weight: row.get(5)?, day: row.get(6)?, id: told.id.clone() };
            Ok((s, told, turn))
        })?;
        let found = found.collect::<Result<Vec<_>, _>>()?;
        let goes_on = found.len() > wanted.limit;
        let (mut stories, mut last) = (Vec::new(), None);
        for (s, told, turn) in found.into_iter().take(wanted.limit) {
            stories.push(self.outlined(s, told, usize::MAX)?);
            last = Some(turn);
        }
        Ok((stories, last.filter(|_| goes_on)))
    }

    fn told_conditions(&self, wanted: &Headlines) -> Result<Conditions, ArchiveError> {
        let mut all = Conditions::default();
        if let Some(since) = &wanted.since {
            all.add(format!("{LAST} >= ?"), [since.clone()]);
        }
        if let Some(until) = &wanted.until {
            all.add("substr(story.start, 1, 10) <= ?", [until.clone()]);
        }
        if let Some(Turn { day, weight, id }) = &wanted.after {
            all.add(format!("{LAST} <= ?"), [day.clone()]);
            let weight = weight.to_string();
            all.add(
                format!(
                    "({LAST} < ? OR story.weight < CAST(? AS INTEGER)
                      OR (story.weight = CAST(? AS INTEGER) AND story.id > ?))"
                ),
                [day.clone(), weight.clone(), weight, id.clone()],
            );
        }
        for (column, value) in [("outlet", &wanted.outlet), ("language", &wanted.language)] {
            if let Some(value) = value {
                self.with_some(&mut all, of_version(column, value))?;
            }
        }
        if let Some(actor) = &wanted.actor {
            self.with_actor(&mut all, actor)?;
        }
        if let Some(happening) = happening(wanted) {
            self.with_some(&mut all, happening)?;
        }
        if let Some(sought) = Sought::new(&wanted.words) {
            self.with_words(&mut all, &sought)?;
        }
        Ok(all)
    }

    /// Adds that the story has something. What is rare is looked up first, what is frequent is met soon on the way along the stories.
    fn with_some(&self, all: &mut Conditions, some: Trait) -> Result<(), ArchiveError> {
        let Trait { lookup: (from, story), test, values } = some;
        match self.is_frequent(&from, &values)? {
            false => all.add(format!("s IN (SELECT {story} {from})"), values),
            true => all.add(format!("EXISTS (SELECT 1 {test})"), values),
        }
        Ok(())
    }

    fn is_frequent(&self, from: &str, values: &[String]) -> Result<bool, ArchiveError> {
        let count = format!("SELECT count(*) FROM (SELECT 1 {from} LIMIT {FREQUENT})");
        let found: i64 =
            self.connection.prepare_cached(&count)?.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(found == FREQUENT)
    }

    /// Adds that the story speaks of somebody, or that one of that id or name takes part in what it tells.
    fn with_actor(&self, all: &mut Conditions, actor: &str) -> Result<(), ArchiveError> {
        let mut values = vec![rows::json(&self.actor_keys(actor)?)?];
        let filed = "FROM actor WHERE actor.key IN (SELECT value FROM json_each(?))";
        let mut is_frequent = self.is_frequent(filed, &values)?;
        let mut lookup = format!("SELECT actor.story {filed}");
        let mut test = format!("EXISTS (SELECT 1 {} AND actor.story = s)", filed.replace("actor.key", "+actor.key"));
        if let Some(Named { lookup: of_event, test: of_one, values: terms }) = groups::named(actor) {
            is_frequent |= self.is_frequent(&format!("FROM event WHERE {of_event}"), &terms)?;
            lookup.push_str(&format!(" UNION SELECT event.story FROM event WHERE {of_event}"));
            test = format!("({test} OR EXISTS (SELECT 1 FROM event WHERE event.story = s AND {of_one}))");
            values.extend(terms);
        }
        all.add(if is_frequent { test } else { format!("s IN ({lookup})") }, values);
        Ok(())
    }

    /// Adds that an article of the story has the words: those of the articles that have them are looked up, or, where these are many,
    /// noted by number and met along the stories.
    fn with_words(&self, all: &mut Conditions, sought: &Sought) -> Result<(), ArchiveError> {
        let values = vec![sought.expression().to_owned()];
        let sql = match self.is_frequent("FROM word WHERE word MATCH ?", &values)? {
            false => {
                "s IN (SELECT member.story FROM word JOIN article ON current = word.rowid
                       JOIN member ON member.article = n WHERE word MATCH ?)"
            }
            true => {
                "EXISTS (SELECT 1 FROM member JOIN article ON n = member.article
                         WHERE member.story = s AND current IN (SELECT rowid FROM word WHERE word MATCH ?))"
            }
        };
        all.add(sql, values);
        Ok(())
    }

    /// The events that a story is shown with, `most` of them, and how many it has. Those come first that are like what is wanted;
    /// then what is of the story's own days, what is yet to come or only thought of, and what lies further back; of these what most
    /// sources, then most articles tell; then what is dated, the latest first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn leading_events(
        &self,
        story: &str,
        wanted: &Headlines,
        most: usize,
    ) -> Result<(Vec<Event>, usize), ArchiveError> {
        let (mut fits, mut values) = happening_of(wanted).unwrap_or_else(|| ("e > 0".to_owned(), Vec::new()));
        if let Some(Named { test, values: terms, .. }) = wanted.actor.as_deref().and_then(groups::named) {
            fits = format!("{fits} AND {test}");
            values.extend(terms);
        }
        // the records of those alone that are shown: a story may have hundreds of events
        let sql = format!(
            "SELECT e, count(*) OVER () FROM event JOIN story ON s = event.story WHERE story.id = ?
             ORDER BY ({fits}) DESC,
                 CASE WHEN event.last < date(story.start, '-{BEFORE} days') THEN 2
                      WHEN event.day > date(ifnull(story.\"end\", story.start), '+1 day') THEN 1
                      WHEN modality = 'hypothetical' THEN 1 ELSE 0 END,
                 sources DESC, reports DESC, dated DESC, event.day DESC, e
             LIMIT {most}"
        );
        values.insert(0, story.to_owned());
        let mut select = self.connection.prepare_cached(&sql)?;
        let leading = select
            .query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<(i64, i64)>, _>>()?;
        let mut select = self.connection.prepare_cached("SELECT record FROM event WHERE e = ?")?;
        let mut events = Vec::with_capacity(leading.len());
        for (e, _) in &leading {
            let mut found = select.query([e])?;
            if let Some(row) = found.next()? {
                events.push(rows::parsed(row, 0)?);
            }
        }
        Ok((events, leading.first().map_or(0, |(_, count)| *count as usize)))
    }
}

/// What happened so many days before the first article of a story is still its news.
const BEFORE: u32 = 10;

/// That the current version of an article has a value in some column.
fn of_version(column: &str, value: &str) -> Trait {
    let lookup = format!(
        "FROM version JOIN article ON current = seq JOIN member ON member.article = n WHERE version.{column} = ?"
    );
    // along the story and not along all that is alike; of a version, which is long, the index alone is looked at
    let test = format!(
        "FROM member CROSS JOIN article ON n = member.article CROSS JOIN version INDEXED BY version_{column} ON seq = current
         WHERE version.{column} = ? AND member.story = s"
    );
    Trait { lookup: (lookup, "member.story"), test, values: vec![value.to_owned()] }
}

/// That an event is as it is wanted, if any is: of one event all that is asked for.
fn happening(wanted: &Headlines) -> Option<Trait> {
    let (sql, values) = happening_of(wanted)?;
    // of one story there are few events: each is looked at
    let test = ["event.plover", "event.quad", "event.place", "event.country"]
        .iter()
        .fold(sql.clone(), |sql, column| sql.replace(column, &format!("+{column}")));
    let lookup = sql.replace(TAKES_PART, "event.e IN (SELECT event FROM event_party WHERE term = upper(?))");
    Some(Trait {
        lookup: (format!("FROM event WHERE {lookup}"), "event.story"),
        test: format!("FROM event WHERE {test} AND event.story = s"),
        values,
    })
}

/// That somebody of a code takes part in an event.
const TAKES_PART: &str = "EXISTS (SELECT 1 FROM event_party p WHERE p.term = upper(?) AND p.event = event.e)";

/// What an event that is wanted is like, in SQL, and the values.
fn happening_of(wanted: &Headlines) -> Option<(String, Vec<String>)> {
    let (mut all, mut values) = (Vec::new(), Vec::new());
    for (value, condition) in [
        (&wanted.event, "event.plover = upper(?)"),
        (&wanted.quad, "event.quad = CAST(? AS INTEGER)"),
        (&wanted.state, TAKES_PART),
    ] {
        if let Some(value) = value {
            all.push(condition);
            values.push(value.clone());
        }
    }
    if let Some(place) = &wanted.place {
        all.push("(event.place = ? OR event.country = ?)");
        values.extend([fold(place), place.to_uppercase()]);
    }
    (!all.is_empty()).then(|| (all.join(" AND "), values))
}
