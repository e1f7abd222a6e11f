//! Days with a name, from `data/calendar_names.tsv`.

use super::lexicon::{cell, rows};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::sync::LazyLock;

pub(crate) static NAMES_TABLE: &str = include_str!("../../data/calendar_names.tsv");

/// When a named day falls.
#[derive(Debug, Clone, Copy)]
enum When {
    Fixed {
        month: i8,
        day: i8,
    },
    /// The nth weekday of a month, and days after it.
    Nth {
        month: i8,
        weekday: i8,
        nth: i8,
        after: i32,
    },
    /// Days after Easter Sunday.
    Easter(i32),
}

static WHEN: LazyLock<Vec<Option<When>>> = LazyLock::new(|| rows(NAMES_TABLE).map(|row| when(cell(&row, 0))).collect());

fn when(text: &str) -> Option<When> {
    if let Some(days) = text.strip_prefix('E') {
        return days.parse().ok().map(When::Easter);
    }
    if let Some((month, day)) = text.split_once('-').filter(|_| !text.contains('/')) {
        return Some(When::Fixed { month: month.parse().ok()?, day: day.parse().ok()? });
    }
    let (rule, after) = text.split_once('+').unwrap_or((text, "0"));
    let mut numbers = rule.split('/').map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(When::Nth { month: next()?, weekday: next()?, nth: next()?, after: after.parse().ok()? })
}

/// The day that row `row` of the table names in a year.
pub(crate) fn day(row: u16, year: i16) -> Option<Date> {
    match (*WHEN.get(usize::from(row))?)? {
        When::Fixed { month, day } => Date::new(year, month, day).ok(),
        When::Nth { month, weekday, nth, after } => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            let day = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?;
            day.checked_add(after.days()).ok()
        }
        When::Easter(after) => easter(year)?.checked_add(after.days()).ok(),
    }
}

/// Easter Sunday of the Western churches, by the anonymous Gregorian computus.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_almanacs_have_it() {
        for (year, month, day) in
            [(1961, 4, 2), (1999, 4, 4), (2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31)]
        {
            assert_eq!(easter(year), Date::new(year, month, day).ok());
        }
    }

    #[test]
    fn every_named_day_falls_in_every_year() {
        for (number, row) in rows(NAMES_TABLE).enumerate() {
            for year in 1900..2100 {
                let found = day(number as u16, year);
                assert!(found.is_some_and(|d| d.year() == year), "{row:?} in {year}: {found:?}");
            }
        }
    }
}
