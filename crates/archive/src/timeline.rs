//! What happened between two over time, and how much press there was to tell it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::params;

use crate::error::ArchiveError;
use crate::event_queries::WantedEvents;
use crate::file::Archive;
use crate::record::{Event, Grain, Timeline, TimelinePeriod};

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

impl Archive {
    /// The events in which all of these take part, by period; each event once, in the period in which it begins. Only what is told
    /// to have happened counts.
    ///
    /// # Errors
    /// [`ArchiveError::Asked`] where there are too many periods; else when the archive cannot be read.
    pub fn timeline(&self, wanted: &WantedTimeline) -> Result<Timeline, ArchiveError> {
        let mut events = Vec::new();
        let happened = WantedEvents {
            between: wanted.between.clone(),
            modality: Some("happened".into()),
            ..WantedEvents::default()
        };
        self.each_fused(&happened, |event| events.push(Counted::new(&event)))?;
        let mut timeline = Timeline {
            between: wanted.between.clone(),
            by: wanted.by.name().to_owned(),
            periods: self.periods(wanted)?,
            inexact: 0,
            outside: 0,
        };
        let place: BTreeMap<String, usize> =
            timeline.periods.iter().enumerate().map(|(n, period)| (period.start.clone(), n)).collect();
        for event in events {
            let Some(day) = event.day.filter(|_| wanted.by.holds(event.grain)) else {
                timeline.inexact += 1;
                continue;
            };
            let period = place.get(&wanted.by.start(day).to_string()).and_then(|n| timeline.periods.get_mut(*n));
            let Some(period) = period else {
                timeline.outside += 1;
                continue;
            };
            period.events += 1;
            period.score += event.scale;
            if let Some(quad) = period.quads.get_mut(usize::from(event.quad).wrapping_sub(1)) {
                quad.events += 1;
                quad.score += event.scale;
            }
        }
        Ok(timeline)
    }

    /// The periods asked for, with the articles and outlets of each.
    fn periods(&self, wanted: &WantedTimeline) -> Result<Vec<TimelinePeriod>, ArchiveError> {
        let by = wanted.by;
        let day = |iso: Option<&str>| iso.and_then(|iso| iso.get(..10)?.parse::<Date>().ok());
        let (since, until) = (wanted.since.as_deref(), wanted.until.as_deref());
        let mut press: BTreeMap<Date, (usize, BTreeSet<Option<String>>)> = BTreeMap::new();
        let mut select = self.connection.prepare_cached(
            "SELECT substr(published, 1, 10) AS day, outlet, count(*) FROM version WHERE seq IN (SELECT current FROM article)
             AND published >= coalesce(?1, '') AND substr(published, 1, 10) <= coalesce(?2, '9999-12-31')
             GROUP BY day, outlet",
        )?;
        // whole periods: an article before the first day wanted may lie in its week
        let from = day(since).map(|day| by.start(day).to_string());
        let to = day(until).map(|day| by.next(by.start(day)).saturating_sub(1.day()).to_string());
        let mut found = select.query(params![from, to])?;
        while let Some(row) = found.next()? {
            let published: Option<String> = row.get(0)?;
            if let Some(day) = day(published.as_deref()) {
                let (articles, outlets) = press.entry(by.start(day)).or_default();
                *articles += row.get::<_, u32>(2)? as usize;
                outlets.insert(row.get(1)?);
            }
        }
        let first = day(since).map(|day| by.start(day)).or(press.keys().next().copied());
        let last = day(until).map(|day| by.start(day)).or(press.keys().next_back().copied());
        let (Some(mut start), Some(last)) = (first, last) else { return Ok(Vec::new()) };
        let mut periods = Vec::new();
        while start <= last {
            let next = by.next(start);
            let (articles, outlets) =
                press.get(&start).map_or((0, 0), |(articles, outlets)| (*articles, outlets.len()));
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

/// What of an event is counted.
struct Counted {
    day: Option<Date>,
    grain: Grain,
    quad: u8,
    scale: f64,
}

impl Counted {
    fn new(event: &Event) -> Self {
        let day = event.date.as_deref().and_then(|day| day.parse().ok());
        Self { day, grain: event.granularity, quad: event.quad_code, scale: event.event_scale }
    }
}
