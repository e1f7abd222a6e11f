//! What happened between two over time, and how much press there was to tell it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{params, params_from_iter};

use crate::error::ArchiveError;
use crate::event_queries::WantedEvents;
use crate::file::Archive;
use crate::record::{Grain, Timeline, TimelinePeriod, rounded};

/// Length of a timeline's periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Days.
    Day,
    /// Weeks from Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
}

/// Which timeline is asked for.
#[derive(Debug, Clone)]
pub struct WantedTimeline {
    /// Who takes part, on whichever side: one or two codes, ids or names.
    pub between: Vec<String>,
    /// Length of its periods.
    pub by: By,
    /// ISO day that the first period holds; the first that an article was published on, if not given.
    pub since: Option<String>,
    /// ISO day that the last period holds; the last that an article was published on, if not given.
    pub until: Option<String>,
}

/// No timeline has more periods.
const MOST_PERIODS: usize = 20_000;

impl By {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first day of the period that holds a day.
    fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Month => day.first_of_month(),
        }
    }

    /// The first day of the next period.
    fn next(self, start: Date) -> Date {
        match self {
            Self::Day => start.saturating_add(1.day()),
            Self::Week => start.saturating_add(7.days()),
            Self::Month => start.saturating_add(1.month()),
        }
    }

    /// Whether a period can hold what is told so exactly.
    fn holds(self, grain: Grain) -> bool {
        match grain {
            Grain::Day => true,
            Grain::Week => self >= Self::Week,
            Grain::Month => self >= Self::Month,
            Grain::Year | Grain::Unknown => false,
        }
    }
}

/// The press of an archive by period: what counts of events are to be held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    by: By,
    /// Articles and outlets of the period that begins on a day.
    periods: BTreeMap<Date, (usize, usize)>,
}

impl Press {
    /// The last day on which an article of it was published, as far as its periods tell.
    pub fn last(&self) -> Option<Date> {
        let (start, _) = self.periods.last_key_value()?;
        Some(self.by.next(*start).saturating_sub(1.day()))
    }

    /// The periods from the one that holds `since` to the one that holds `until`; where these are not given, from its first to its
    /// last.
    fn between(&self, since: Option<Date>, until: Option<Date>) -> Result<Vec<TimelinePeriod>, ArchiveError> {
        let by = self.by;
        let first = since.map(|day| by.start(day)).or(self.periods.keys().next().copied());
        let last = until.map(|day| by.start(day)).or(self.periods.keys().next_back().copied());
        let (Some(mut start), Some(last)) = (first, last) else { return Ok(Vec::new()) };
        let mut periods = Vec::new();
        while start <= last {
            let next = by.next(start);
            let (articles, outlets) = self.periods.get(&start).copied().unwrap_or_default();
            let end = next.saturating_sub(1.day()).to_string();
            periods.push(TimelinePeriod {
                start: start.to_string(),
                end,
                articles,
                outlets,
                ..TimelinePeriod::default()
            });
            if periods.len() > MOST_PERIODS {
                let what =
                    format!("more than {MOST_PERIODS} periods; name --since and --until, or longer periods with --by");
                return Err(ArchiveError::Asked { what });
            }
            if next <= start {
                break;
            }
            start = next;
        }
        Ok(periods)
    }
}

/// What happened between some, counted by day, exactness and quad: what timelines of whatever periods are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Happenings {
    between: Vec<String>,
    counts: Vec<Counted>,
}

/// Events of one day, told equally exactly and of one quad.
#[derive(Debug, Clone, PartialEq)]
struct Counted {
    day: Option<Date>,
    grain: Grain,
    quad: u8,
    events: usize,
    score: f64,
}

impl Happenings {
    /// How many events there are.
    pub fn count(&self) -> usize {
        self.counts.iter().map(|counted| counted.events).sum()
    }

    /// The first and the last day on which one begins that is told to the month or more exactly.
    pub fn span(&self) -> Option<(Date, Date)> {
        let exact = self.counts.iter().filter(|counted| By::Month.holds(counted.grain));
        let days = exact.filter_map(|counted| counted.day);
        Some((days.clone().min()?, days.max()?))
    }

    /// Their timeline, in the periods of the press.
    ///
    /// # Errors
    /// [`ArchiveError::Asked`] where there are too many periods.
    pub fn timeline(&self, press: &Press, since: Option<&str>, until: Option<&str>) -> Result<Timeline, ArchiveError> {
        let by = press.by;
        let mut timeline = Timeline {
            between: self.between.clone(),
            by: by.name().to_owned(),
            periods: press.between(since.and_then(parsed), until.and_then(parsed))?,
            inexact: 0,
            outside: 0,
        };
        let starts = timeline.periods.iter().enumerate();
        let place: BTreeMap<Date, usize> = starts.filter_map(|(n, period)| Some((parsed(&period.start)?, n))).collect();
        for counted in &self.counts {
            let Some(day) = counted.day.filter(|_| by.holds(counted.grain)) else {
                timeline.inexact += counted.events;
                continue;
            };
            let period = place.get(&by.start(day)).and_then(|n| timeline.periods.get_mut(*n));
            let Some(period) = period else {
                timeline.outside += counted.events;
                continue;
            };
            period.events += counted.events;
            period.score = rounded(period.score + counted.score);
            if let Some(quad) = period.quads.get_mut(usize::from(counted.quad).wrapping_sub(1)) {
                quad.events += counted.events;
                quad.score = rounded(quad.score + counted.score);
            }
        }
        Ok(timeline)
    }
}

fn parsed(iso: &str) -> Option<Date> {
    iso.get(..10)?.parse().ok()
}

impl Archive {
    /// The events in which all of these take part, by period; each event once, in the period in which it begins. Only what is told
    /// to have happened counts.
    ///
    /// # Errors
    /// [`ArchiveError::Asked`] where there are too many periods; else when the archive cannot be read.
    pub fn timeline(&self, wanted: &WantedTimeline) -> Result<Timeline, ArchiveError> {
        let (since, until) = (wanted.since.as_deref(), wanted.until.as_deref());
        let press = self.press(wanted.by, since, until)?;
        self.happenings(&wanted.between)?.timeline(&press, since, until)
    }

    /// Counts the events in which all of these take part and that are told to have happened.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn happenings(&self, between: &[String]) -> Result<Happenings, ArchiveError> {
        let happened =
            WantedEvents { between: between.to_vec(), modality: Some("happened".into()), ..WantedEvents::default() };
        let (all, values) = self.event_conditions(&happened)?;
        // what begins and ends on one day is told to the day: only else is the record looked into. Counted here and not there, as days
        // of the busiest actors are thousands
        let sql = format!(
            "SELECT CASE WHEN dated THEN day END, quad, scale,
                    CASE WHEN dated AND day <> last THEN json_extract(record, '$.granularity') END
             FROM event INDEXED BY event_count WHERE {all}"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut found = select.query(params_from_iter(&values))?;
        let mut counts: BTreeMap<(Option<Date>, &'static str, u8), (usize, f64)> = BTreeMap::new();
        while let Some(row) = found.next()? {
            let day = row.get_ref(0)?.as_str_or_null().ok().flatten().and_then(parsed);
            let wide = row.get_ref(3)?.as_str_or_null().ok().flatten();
            let grain = match (day, wide) {
                (None, _) => Grain::Unknown,
                (Some(_), None) => Grain::Day,
                (Some(_), Some(grain)) => Grain::of(grain).unwrap_or(Grain::Unknown),
            };
            let (events, score) = counts.entry((day, grain.name(), row.get(1)?)).or_default();
            *events += 1;
            *score += row.get::<_, f64>(2)?;
        }
        let counted = |((day, grain, quad), (events, score)): ((_, &str, _), _)| Counted {
            day,
            grain: Grain::of(grain).unwrap_or(Grain::Unknown),
            quad,
            events,
            score,
        };
        Ok(Happenings { between: between.to_vec(), counts: counts.into_iter().map(counted).collect() })
    }

    /// How much press there was in each period, from the one that holds `since` to the one that holds `until`. Passes over all
    /// articles.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn press(&self, by: By, since: Option<&str>, until: Option<&str>) -> Result<Press, ArchiveError> {
        let mut press: BTreeMap<Date, (usize, BTreeSet<Option<String>>)> = BTreeMap::new();
        let mut select = self.connection.prepare_cached(
            "SELECT substr(published, 1, 10) AS day, outlet, count(*) FROM version WHERE seq IN (SELECT current FROM article)
             AND published >= coalesce(?1, '') AND substr(published, 1, 10) <= coalesce(?2, '9999-12-31')
             GROUP BY day, outlet",
        )?;
        // whole periods: an article before the first day wanted may lie in its week
        let from = since.and_then(parsed).map(|day| by.start(day).to_string());
        let to = until.and_then(parsed).map(|day| by.next(by.start(day)).saturating_sub(1.day()).to_string());
        let mut found = select.query(params![from, to])?;
        while let Some(row) = found.next()? {
            let published: Option<String> = row.get(0)?;
            if let Some(day) = published.as_deref().and_then(parsed) {
                let (articles, outlets) = press.entry(by.start(day)).or_default();
                *articles += row.get::<_, u32>(2)? as usize;
                outlets.insert(row.get(1)?);
            }
        }
        let counted = |(day, (articles, outlets)): (Date, (usize, BTreeSet<_>))| (day, (articles, outlets.len()));
        Ok(Press { by, periods: press.into_iter().map(counted).collect() })
    }
    /// The press of the whole archive by day, by week and by month. Passes over all articles, once.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn presses(&self) -> Result<[Press; 3], ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT substr(published, 1, 10) AS day, outlet, count(*) FROM version WHERE seq IN (SELECT current FROM article)
             AND published >= '' GROUP BY day, outlet",
        )?;
        let mut outlets: HashMap<Option<String>, usize> = HashMap::new();
        let mut counted = [const { BTreeMap::<Date, (usize, HashSet<usize>)>::new() }; 3];
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            let Some(day) = row.get_ref(0)?.as_str_or_null().ok().flatten().and_then(parsed) else { continue };
            let (next, articles) = (outlets.len(), row.get::<_, u32>(2)? as usize);
            let outlet = *outlets.entry(row.get(1)?).or_insert(next);
            for (by, periods) in [By::Day, By::Week, By::Month].into_iter().zip(&mut counted) {
                let (all, own) = periods.entry(by.start(day)).or_default();
                *all += articles;
                own.insert(outlet);
            }
        }
        let [days, weeks, months] = counted.map(|periods| {
            periods.into_iter().map(|(day, (articles, outlets))| (day, (articles, outlets.len()))).collect()
        });
        Ok([
            Press { by: By::Day, periods: days },
            Press { by: By::Week, periods: weeks },
            Press { by: By::Month, periods: months },
        ])
    }
}
