//! A stretch of the calendar with a name in TIMEX3: a day, a week, a quarter, a decade.

use super::time::{Days, Granularity};
use super::values::SEASONS;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    /// Its first day.
    pub(crate) first: Date,
    pub(crate) granularity: Granularity,
    last: Date,
}

impl Point {
    /// The stretch of that granularity that holds `day`; `None` at the ends of the calendar. A season begins on `day`.
    pub(crate) fn new(day: Date, granularity: Granularity) -> Option<Self> {
        let weekday = i32::from(day.weekday().to_monday_zero_offset());
        let year = |year: i16, years: i16| {
            let first = Date::new(year, 1, 1).ok()?;
            Some((first, Date::new(year.checked_add(years - 1)?, 12, 31).ok()?))
        };
        let months =
            |first: Date, months: i32| Some((first, first.checked_add(months.months()).ok()?.yesterday().ok()?));
        let month = |each: i8| Date::new(day.year(), (day.month() - 1) / each * each + 1, 1).ok();
        let (first, last) = match granularity {
            Granularity::Time | Granularity::Day | Granularity::Unknown => (day, day),
            Granularity::Week => {
                let first = day.checked_sub(weekday.days()).ok()?;
                (first, first.checked_add(6.days()).ok()?)
            }
            Granularity::Weekend => {
                let first = day.checked_add(Span::new().try_days(5 - weekday).ok()?).ok()?;
                (first, first.tomorrow().ok()?)
            }
            Granularity::Month => months(month(1)?, 1)?,
            Granularity::Quarter => months(month(3)?, 3)?,
            Granularity::Half => months(month(6)?, 6)?,
            Granularity::Season => months(day, 3)?,
            Granularity::Year => year(day.year(), 1)?,
            Granularity::Decade => year(day.year().div_euclid(10) * 10, 10)?,
            Granularity::Century => year(day.year().div_euclid(100) * 100, 100)?,
        };
        Some(Point { first, granularity, last })
    }

    pub(crate) fn days(&self) -> Days {
        Days { first: self.first, last: self.last }
    }

    /// As TIMEX3 writes it.
    pub(crate) fn value(&self) -> String {
        let first = self.first;
        let (year, month) = (first.year(), first.month());
        match self.granularity {
            Granularity::Week => first.strftime("%G-W%V").to_string(),
            Granularity::Weekend => first.strftime("%G-W%V-WE").to_string(),
            Granularity::Month => format!("{year:04}-{month:02}"),
            Granularity::Quarter => format!("{year:04}-Q{}", (month + 2) / 3),
            Granularity::Half => format!("{year:04}-H{}", (month + 5) / 6),
            Granularity::Season => format!("{year:04}-{}", SEASONS[(month as usize / 3).saturating_sub(1) % 4]),
            Granularity::Year => format!("{year:04}"),
            Granularity::Decade => format!("{:03}", year.div_euclid(10)),
            Granularity::Century => format!("{:02}", year.div_euclid(100)),
            Granularity::Time | Granularity::Day | Granularity::Unknown => {
                format!("{year:04}-{month:02}-{:02}", first.day())
            }
        }
    }
}
