//! From what an expression says, the anchor and the dates told before it, to a TIMEX3 value and an interval.

use super::point::Point;
use super::time::*;
use super::values::{length_value, open_value, with_clock};
use super::{Anchor, names};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// How much nearer a future date must be than a past one to be meant beside a verb in the past, in tenths: much of what
/// follows "said" is to come.
const PAST_BIAS: i32 = 25;

/// The same where no tense is told.
const OPEN_BIAS: i32 = 20;

/// How much nearer a past date must be than a future one beside a verb in the future.
const FUTURE_BIAS: i32 = 40;

/// What bears on an expression beside its own words.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context {
    pub(crate) anchor: Option<Anchor>,
    /// The last date told.
    pub(crate) told: Option<Point>,
    /// The last date told, when that was in the same paragraph.
    pub(crate) near: Option<Point>,
    /// The first quarter told: the one that a report of accounts is about.
    pub(crate) quarter: Option<Point>,
    /// Where the expression that follows lies, when this one is counted from it.
    pub(crate) next: Option<Point>,
    pub(crate) tense: Tense,
}

/// What an expression comes to.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) value: String,
    pub(crate) point: Option<Point>,
    pub(crate) days: Option<Days>,
    pub(crate) granularity: Granularity,
}

/// Days of a month in the longest year; 0 for no month.
pub(crate) fn days_of(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// The year of two figures: the last such year until some years after `now`; without `now`, one from 1930 to 2029.
pub(crate) fn full_year(figures: u8, now: Option<i16>) -> i16 {
    /// News tells of the years to come by two figures, but not of many.
    const AHEAD: i16 = 6;
    let figures = i16::from(figures % 100);
    match now {
        None if figures < 30 => 2000 + figures,
        None => 1900 + figures,
        Some(now) => {
            let latest = now.saturating_add(AHEAD);
            let year = latest - latest.rem_euclid(100) + figures;
            if year > latest { year - 100 } else { year }
        }
    }
}

impl Context {
    /// Gives an expression its value.
    pub(crate) fn resolve(&self, expression: &Expression) -> Resolved {
        match expression {
            Expression::Calendar(calendar) => {
                let calendar = &self.with_full_year(*calendar);
                match self.calendar(calendar) {
                    Some(point) => Resolved::at(point, calendar.clock),
                    None => Resolved::open(with_clock(open_value(calendar), calendar.clock)),
                }
            }
            Expression::Shift(shift) => self.shift(shift),
            Expression::Length(length) => self.length(length),
            Expression::Repeat(repeat) => Resolved::open(repeat.every.clone()),
            Expression::Vague(vague) => Resolved::open(vague.as_str().to_owned()),
        }
    }

    fn with_full_year(&self, mut c: Calendar) -> Calendar {
        if let Year::Figures(figures) = c.year {
            c.year = Year::Given(full_year(figures, self.anchor.map(|a| a.day.year())));
        }
        c
    }

    fn day(&self, base: Base) -> Option<Date> {
        let anchor = self.anchor.map(|a| a.day);
        match base {
            Base::Anchor => anchor,
            Base::Told => self.told.map(|p| p.first).or(anchor),
            Base::Event => None,
            Base::Next => self.next.map(|p| p.first),
        }
    }

    fn calendar(&self, c: &Calendar) -> Option<Point> {
        match c.field {
            Field::Whole => self.in_year(c, |y| Point::new(Date::new(y, 1, 1).ok()?, Granularity::Year)),
            Field::Decade => self.in_year(c, |y| Point::new(Date::new(y, 1, 1).ok()?, Granularity::Decade)),
            Field::Century => self.in_year(c, |y| Point::new(Date::new(y, 1, 1).ok()?, Granularity::Century)),
            Field::Month(m) => self.in_year(c, |y| Point::new(Date::new(y, m as i8, 1).ok()?, Granularity::Month)),
            Field::Day { month: Some(m), day, weekday } => self.in_year(c, |y| {
                let date = Date::new(y, m as i8, day as i8).ok()?;
                let fits =
                    weekday.is_none_or(|w| c.year != Year::Open || date.weekday().to_monday_one_offset() == w as i8);
                fits.then(|| Point::new(date, Granularity::Day))?
            }),
            Field::Day { month: None, day, weekday } => self.day_of_month(c, day, weekday),
            Field::Weekday { weekday, weeks, days } => {
                let day = self.weekday(c, weekday, weeks)?.checked_add(Span::new().try_days(days).ok()?).ok()?;
                Point::new(day, Granularity::Day)
            }
            Field::WeekOf { month, day, weekend } => {
                let granularity = if weekend { Granularity::Weekend } else { Granularity::Week };
                self.in_year(c, |y| Point::new(Date::new(y, month as i8, day as i8).ok()?, granularity))
            }
            Field::Quarter(0) => {
                let quarter = self.reported_quarter()?;
                let year = match c.year {
                    Year::Given(year) => year,
                    Year::Shifted(by) => quarter.year().checked_add(by)?,
                    Year::Open | Year::Figures(_) => quarter.year(),
                };
                Point::new(Date::new(year, quarter.month(), 1).ok()?, Granularity::Quarter)
            }
            Field::Quarter(q) => {
                self.in_year(c, |y| Point::new(Date::new(y, q as i8 * 3 - 2, 1).ok()?, Granularity::Quarter))
            }
            Field::Nth { month, weekday, nth } => self.in_year(c, |y| {
                let first = Date::new(y, month as i8, 1).ok()?;
                let day = match weekday.map(|w| Weekday::from_monday_one_offset(w as i8)) {
                    Some(weekday) => first.nth_weekday_of_month(nth, weekday.ok()?).ok()?,
                    None if nth < 0 => first.last_of_month(),
                    None => Date::new(y, month as i8, nth).ok()?,
                };
                Point::new(day, Granularity::Day)
            }),
            Field::Half(h) => {
                self.in_year(c, |y| Point::new(Date::new(y, h as i8 * 6 - 5, 1).ok()?, Granularity::Half))
            }
            Field::Season(s) => {
                self.in_year(c, |y| Point::new(Date::new(y, s as i8 * 3 + 3, 1).ok()?, Granularity::Season))
            }
            Field::Named(row) => self.in_year(c, |y| Point::new(names::day(row, y)?, Granularity::Day)),
            Field::Same => {
                let told = self.near.filter(|p| p.granularity <= Granularity::Day);
                let near = told.map(|p| p.first);
                let day = match c.turn {
                    Some(by) => self.anchor?.day.checked_add(i32::from(by).days()).ok()?,
                    None => near.or(self.anchor.map(|a| a.day))?,
                };
                Point::new(day, Granularity::Day)
            }
        }
    }

    /// The day or period in the year said, or in the year that fits best when none is said.
    fn in_year(&self, c: &Calendar, make: impl Fn(i16) -> Option<Point>) -> Option<Point> {
        match c.year {
            Year::Given(year) => make(year),
            Year::Shifted(by) => make(self.day(c.base)?.year().checked_add(by)?),
            Year::Open | Year::Figures(_) => {
                let Some(base) = self.day(c.base) else {
                    // without an anchor the year told in the same paragraph stands
                    let near = self.near.filter(|p| p.granularity <= Granularity::Year)?;
                    return make(near.first.year()).filter(|_| c.turn.is_none());
                };
                let day = matches!(c.field, Field::Day { weekday: Some(_), .. });
                let reach = if day { 6 } else { 2 };
                let points: Vec<Point> = (base.year() - reach..=base.year() + reach).filter_map(make).collect();
                self.choose(&points, base, c)
            }
        }
    }

    /// Of points in order, the one that the turn, the tense or else nearness asks for.
    fn choose(&self, points: &[Point], base: Date, c: &Calendar) -> Option<Point> {
        let last = |p: &&Point| p.days().last;
        let before = || points.iter().rev().find(|p| last(p) < base);
        let after = || points.iter().find(|p| p.first > base);
        let begun = || points.iter().rev().find(|p| p.first <= base);
        let coming = || points.iter().find(|p| last(p) >= base);
        let nearest = || {
            let (past, coming) = match self.tense {
                Tense::Past => (10, PAST_BIAS),
                Tense::Future => (FUTURE_BIAS, 10),
                _ => (10, OPEN_BIAS),
            };
            let distance = |p: &&Point| {
                let days = i32::from(p.first > base) * days_between(base, p.first)
                    + i32::from(last(p) < base) * days_between(last(p), base);
                if p.first > base { days * coming } else { days * past }
            };
            points.iter().min_by_key(distance)
        };
        let quarter = matches!(c.field, Field::Quarter(_));
        let period = matches!(c.field, Field::Half(_) | Field::Season(_));
        let found = match (c.turn, self.tense) {
            (Some(-1), _) => before(),
            (Some(1), _) => after(),
            (Some(0), _) if c.base == Base::Anchor => points.iter().find(|p| p.first.year() == base.year()),
            (Some(_), _) => nearest(),
            (None, _) if quarter => begun(),
            (None, Tense::Future) if period => coming(),
            (None, _) if period => begun(),
            (None, _) => nearest(),
        };
        found.copied()
    }

    /// "the 25th": of the month told, else of a month near the anchor.
    fn day_of_month(&self, c: &Calendar, day: u8, weekday: Option<u8>) -> Option<Point> {
        let fits = |p: &Point| weekday.is_none_or(|w| p.first.weekday().to_monday_one_offset() == w as i8);
        let told = self.near.filter(|p| p.granularity <= Granularity::Month);
        let in_month =
            |first: Date| Point::new(Date::new(first.year(), first.month(), day as i8).ok()?, Granularity::Day);
        if let Some(point) = told.and_then(|p| in_month(p.first)).filter(fits) {
            return Some(point);
        }
        let base = self.day(c.base)?;
        let reach = if weekday.is_some() { 14 } else { 2 };
        let months =
            (-reach..=reach).filter_map(|by: i32| in_month(base.first_of_month().checked_add(by.months()).ok()?));
        self.choose(&months.filter(fits).collect::<Vec<_>>(), base, c)
    }

    fn weekday(&self, c: &Calendar, weekday: u8, weeks: Option<i16>) -> Option<Date> {
        let base = self.day(c.base)?;
        let weekday = Weekday::from_monday_one_offset(weekday as i8).ok()?;
        let in_week = base.weekday().to_monday_zero_offset() - weekday.to_monday_zero_offset();
        if let Some(weeks) = weeks {
            let shift = i32::from(weeks) * 7 - i32::from(in_week);
            return base.checked_add(shift.days()).ok();
        }
        let back = i32::from(in_week).rem_euclid(7);
        let past = base.checked_sub(back.days()).ok()?;
        let days = match (c.turn, self.tense) {
            (Some(-1), _) if back == 0 => -7,
            (Some(1), _) => 7,
            (Some(0), Tense::Past) | (None, _) if back == 0 => 0,
            (Some(-1), _) | (Some(0), Tense::Past) => 0,
            (Some(0), _) if back == 0 => 0,
            (Some(0), _) => 7,
            (None, Tense::Future | Tense::Present) => 7,
            (None, _) => 0,
            (Some(_), _) => 0,
        };
        past.checked_add(days.days()).ok()
    }

    fn shift(&self, s: &Shift) -> Resolved {
        let vague = match s.direction {
            0 => Vague::Present,
            1 => Vague::Future,
            _ => Vague::Past,
        };
        let resolved = match s.unit {
            Unit::Second | Unit::Minute | Unit::Hour => self.hours(s).or_else(|| self.unclocked(s)),
            _ => self.shifted(s).map(|point| Resolved::at(point, s.clock)),
        };
        resolved.unwrap_or_else(|| match (s.base, granularity_of(s.unit)) {
            (Base::Event, Some(granularity)) => {
                Resolved::open(with_clock(granularity.open_value().to_owned(), s.clock))
            }
            _ => Resolved::open(vague.as_str().to_owned()),
        })
    }

    fn shifted(&self, s: &Shift) -> Option<Point> {
        let Amount::Tenths(tenths) = s.amount else { return None };
        let mut granularity = granularity_of(s.unit)?;
        let mut base = self.day(s.base)?;
        // days cannot be counted from a year
        let coarse = |told: Point| told.granularity > granularity && told.granularity >= Granularity::Month;
        if s.base == Base::Told && s.direction != 0 && self.told.is_some_and(coarse) {
            return None;
        }
        if tenths % 10 != 0 {
            granularity = granularity.finer();
        }
        if s.direction == 0 && s.base == Base::Told {
            base = self.named_before(s.unit).or(self.anchor.map(|a| a.day)).unwrap_or(base);
        }
        if s.unit == Unit::Weekend {
            return self.weekend(s, base);
        }
        let counted = s.counted || s.base == Base::Told;
        let told = self.told.filter(|p| counted && p.granularity == Granularity::Quarter);
        if let (Unit::Year, 10, -1, Some(quarter)) = (s.unit, tenths, s.direction, told) {
            (base, granularity) = (quarter.first, Granularity::Quarter);
        }
        let span = span_of(tenths, s.unit)?;
        let day = match s.direction {
            0 => base,
            1 => base.checked_add(span).ok()?,
            _ => base.checked_sub(span).ok()?,
        };
        Point::new(day, granularity)
    }

    /// The quarter that a text speaks of: the one told of, else the one last ended while its accounts come out, else
    /// the present one.
    fn reported_quarter(&self) -> Option<Date> {
        if let Some(told) = self.quarter {
            return Some(told.first);
        }
        let quarter = Point::new(self.anchor?.day.checked_sub(45.days()).ok()?, Granularity::Quarter)?;
        Some(quarter.first)
    }

    /// Where "the quarter", "the day", told without a turn, lies.
    fn named_before(&self, unit: Unit) -> Option<Date> {
        match unit {
            Unit::Quarter => self.reported_quarter(),
            Unit::Day => self.near.filter(|p| p.granularity <= Granularity::Day).map(|p| p.first),
            _ => None,
        }
    }

    fn weekend(&self, s: &Shift, base: Date) -> Option<Point> {
        let saturday = base.checked_add((6 - i32::from(base.weekday().to_monday_one_offset())).days()).ok()?;
        // on Saturday and Sunday the weekend is on
        let on = base.weekday().to_monday_one_offset() >= 6;
        let weeks = match s.direction {
            0 if on || s.base == Base::Anchor && self.tense != Tense::Past || self.tense == Tense::Future => 0,
            0 | -1 => -1,
            _ if on => 1,
            _ => 0,
        };
        Point::new(saturday.checked_add((weeks * 7).days()).ok()?, Granularity::Weekend)
    }

    fn hours(&self, s: &Shift) -> Option<Resolved> {
        let Amount::Tenths(tenths) = s.amount else { return None };
        let anchor = self.anchor.filter(|_| s.base == Base::Anchor)?;
        let now = anchor.day.to_datetime(anchor.time?);
        let each: i64 = match s.unit {
            Unit::Hour => 3600,
            Unit::Minute => 60,
            _ => 1,
        };
        let seconds = i64::from(tenths) * each / 10 * i64::from(s.direction);
        let then = now.checked_add(Span::new().try_seconds(seconds).ok()?).ok()?;
        let value = then.strftime("%Y-%m-%dT%H:%M").to_string();
        let day = then.date();
        let days = Days { first: day, last: day };
        Some(Resolved {
            value,
            point: Point::new(day, Granularity::Day),
            days: Some(days),
            granularity: Granularity::Time,
        })
    }

    /// "an hour later": some time of the day told of.
    fn unclocked(&self, s: &Shift) -> Option<Resolved> {
        let told = self.told.filter(|p| s.base == Base::Told && p.granularity <= Granularity::Day);
        let day = told.map_or_else(|| "XXXX-XX-XX".to_owned(), |p| p.value());
        (s.base != Base::Anchor).then(|| Resolved::open(format!("{day}TXX:XX")))
    }

    fn length(&self, l: &Length) -> Resolved {
        let mut value = length_value(l.amount, l.unit);
        if let Some((amount, unit)) = l.and {
            let more = length_value(amount, unit);
            let more = &more[1..];
            value.push_str(if value.contains('T') { more.trim_start_matches('T') } else { more });
        }
        let mut resolved = Resolved::open(value);
        resolved.days = self.span_from_anchor(l);
        if resolved.days.is_some() {
            resolved.granularity = granularity_of(l.unit).unwrap_or(Granularity::Time);
        }
        resolved
    }

    /// "the past two years": from then to the anchor.
    fn span_from_anchor(&self, l: &Length) -> Option<Days> {
        let Amount::Tenths(tenths) = l.amount else { return None };
        let base = self.day(l.base)?;
        let span = span_of(tenths, l.unit)?;
        let other = if l.direction < 0 { base.checked_sub(span).ok()? } else { base.checked_add(span).ok()? };
        if l.base == Base::Next {
            return Some(Days { first: other, last: other });
        }
        match l.direction {
            1 => Some(Days { first: base, last: other }),
            -1 => Some(Days { first: other, last: base }),
            _ => None,
        }
    }
}

impl Resolved {
    fn open(value: String) -> Self {
        Resolved { value, point: None, days: None, granularity: Granularity::Unknown }
    }

    fn at(point: Point, clock: Option<Clock>) -> Self {
        let value = with_clock(point.value(), clock);
        let granularity = if clock.is_some() { Granularity::Time } else { point.granularity };
        Resolved { value, point: Some(point), days: Some(point.days()), granularity }
    }
}

fn days_between(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX / 4, |span| span.get_days())
}

fn granularity_of(unit: Unit) -> Option<Granularity> {
    Some(match unit {
        Unit::Day => Granularity::Day,
        Unit::Weekend => Granularity::Weekend,
        Unit::Week => Granularity::Week,
        Unit::Month => Granularity::Month,
        Unit::Quarter => Granularity::Quarter,
        Unit::Year => Granularity::Year,
        Unit::Decade => Granularity::Decade,
        Unit::Century => Granularity::Century,
        _ => return None,
    })
}

/// A span of so many tenths of a unit, as far as calendars can tell it.
fn span_of(tenths: u32, unit: Unit) -> Option<Span> {
    let tenths = i64::from(tenths);
    let months = |each: i64| Span::new().try_months(tenths.checked_mul(each)? / 10).ok();
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => None,
        Unit::Day => Span::new().try_days(tenths / 10).ok(),
        Unit::Week | Unit::Weekend => Span::new().try_days(tenths * 7 / 10).ok(),
        Unit::Month => months(1),
        Unit::Quarter => months(3),
        Unit::Year => months(12),
        Unit::Decade => months(120),
        Unit::Century => months(1200),
        Unit::Millennium => months(12000),
    }
}
