//! From the words that a rule took to what they say.

use super::atoms::{Got, Reader};
use super::lexicon::Class;
use super::rules::{Counts, Makes, Match, Means};
use super::time::*;

/// An expression found, not yet anchored.
#[derive(Debug)]
pub(crate) struct Draft {
    /// First token, and one past the last.
    pub(crate) from: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    pub(crate) expression: Expression,
    pub(crate) bound: Option<Bound>,
    /// The end of what it names.
    pub(crate) at_end: bool,
}

/// The expressions that a match makes: none where its words do not fit together, two for a range.
pub(crate) fn drafts(found: &Match<'_>, text: &Reader<'_>, from: usize) -> Vec<Draft> {
    let means = &found.rule.means;
    let mut end = found.end;
    let mut cut = None;
    for got in &found.got {
        match *got {
            Got::Look(at) => end = at,
            Got::Cut(at) => cut = Some(at),
            _ => {}
        }
    }
    let draft = |from, end, kind, expression, bound| Draft { from, end, kind, expression, bound, at_end: means.end };
    let one = |made: Option<(Kind, Expression)>| {
        made.map(|(kind, expression)| draft(from, end, kind, expression, None)).into_iter().collect()
    };
    match found.rule.makes {
        Makes::Nothing => Vec::new(),
        Makes::Vague(vague) => one(Some((Kind::Date, Expression::Vague(vague)))),
        Makes::Length => one(length(&found.got, means).map(|l| (Kind::Duration, Expression::Length(l)))),
        Makes::Set => one(repeat(&found.got, means).map(|r| (Kind::Set, Expression::Repeat(r)))),
        Makes::Shift => one(shift(&found.got, means).map(|s| {
            let kind = if s.clock.is_some() || s.unit < Unit::Day { Kind::Time } else { Kind::Date };
            (kind, Expression::Shift(s))
        })),
        Makes::Date | Makes::Clock => {
            let Some(cut) = cut else {
                return one(Pieces::of(&found.got, text)
                    .calendar(means)
                    .map(|c| (kind_of(&c), Expression::Calendar(c))));
            };
            let middle = found.got.iter().position(|g| matches!(g, Got::Cut(_))).unwrap_or(0);
            let mut first = Pieces::of(&found.got[..middle], text);
            let mut second = Pieces::of(&found.got[middle + 1..], text);
            first.borrow(&second);
            second.borrow(&first);
            let (Some(a), Some(b)) = (first.calendar(means), second.calendar(means)) else { return Vec::new() };
            // the mark or word between them belongs to neither
            vec![
                draft(from, cut - 1, kind_of(&a), Expression::Calendar(a), Some(Bound::From)),
                draft(cut, end, kind_of(&b), Expression::Calendar(b), Some(Bound::To)),
            ]
        }
    }
}

/// A part of a day that is told leaves it a date ("Friday night"), as the annotators of news have it; a part alone
/// ("this morning") and a time by the clock are times.
fn kind_of(calendar: &Calendar) -> Kind {
    match calendar.clock {
        Some(Clock::Part(_)) if calendar.field != Field::Same => Kind::Date,
        Some(_) => Kind::Time,
        None => Kind::Date,
    }
}

/// What the words say of a date, as far as they say it.
#[derive(Debug, Default, Clone)]
struct Pieces {
    year: Year,
    short_year: Option<u8>,
    month: Option<u8>,
    month_turn: Option<i8>,
    day: Option<u8>,
    ordinal: Option<u8>,
    weekday: Option<u8>,
    weeks: Option<i16>,
    count: Option<i16>,
    season: Option<u8>,
    quarter: Option<u8>,
    named: Option<u16>,
    decade: Option<i16>,
    turn: Option<i8>,
    told: bool,
    part: Option<DayPart>,
    hour: Option<(u8, Option<u8>, Option<u8>)>,
    pm: Option<bool>,
    zone: Option<i8>,
    noon: Option<u8>,
    past: Option<i8>,
    same: bool,
    second: bool,
    broken: bool,
}

impl Pieces {
    fn of(got: &[Got], text: &Reader<'_>) -> Self {
        let mut p = Pieces::default();
        for got in got {
            let timed = p.hour.is_some() || p.noon.is_some();
            match *got {
                // of two times of day for one moment, "10:35 a.m. (0735 GMT)", the first counts
                Got::Clock { .. } if timed => p.second = true,
                Got::Pm(_) | Got::Class(Class::Zone, _) if p.second => {}
                Got::Class(Class::Month, m) => p.month = Some(m as u8),
                Got::Class(Class::Weekday, d) => p.weekday = Some(d as u8),
                // "two Sundays ago"
                Got::Class(Class::Weekdays, d) => (p.weekday, p.turn) = (Some(d as u8), Some(-1)),
                Got::Num(Amount::Tenths(n)) => p.count = i16::try_from(n / 10).ok(),
                Got::Class(Class::Season, s) => p.season = Some(s as u8),
                Got::Class(Class::Ord, n) => p.ordinal = Some(n as u8),
                Got::Class(Class::Part, n) => p.part = DayPart::ALL.get(n as usize).copied(),
                Got::Class(Class::Halfpast, m) => p.past = Some(m as i8),
                Got::Class(Class::Noon, h) => p.noon = Some(h as u8),
                Got::Class(Class::Zone, z) => p.zone = Some(z as i8),
                Got::Class(Class::Holiday, row) => p.named = Some(row as u16),
                Got::Class(Class::Tenties, year) => p.decade = Some(year as i16),
                Got::Class(Class::Dayword, by) => (p.turn, p.same) = (Some(by as i8), true),
                Got::Turn { by, told, next } => p.turn_to(by, told, next, text),
                Got::Day(d) => p.day = Some(d),
                Got::Year(y) => p.year = Year::Given(y),
                Got::ShortYear(y) => p.short_year = Some(y),
                Got::Figures(y) => p.year = Year::Figures(y),
                Got::Decade(y) => p.decade = Some(y),
                Got::Clock { hour, minute, second } => p.hour = Some((hour, minute, second)),
                Got::Pm(pm) => p.pm = Some(pm),
                Got::Numeric { year, month, day } => {
                    (p.year, p.month, p.day) = (Year::Given(year), Some(month), Some(day));
                }
                Got::Quarter(q) => p.quarter = Some(q),
                _ => {}
            }
        }
        p
    }

    /// "last" and its like turn the unit that follows, else what is named.
    fn turn_to(&mut self, by: i8, told: bool, next: usize, text: &Reader<'_>) {
        self.told |= told;
        let unit = (next..next + 2).find_map(|at| text.lexicon.read(Class::Unit, text.tokens, at));
        match unit.and_then(|(_, value)| Unit::ALL.get(value as usize % 100)) {
            Some(Unit::Year) => self.year = Year::Shifted(by.into()),
            Some(Unit::Week) => self.weeks = Some(by.into()),
            Some(Unit::Month) => self.month_turn = Some(by),
            Some(_) => self.broken = true,
            None => self.turn = Some(by),
        }
    }

    /// Takes from the other end of a range what this end leaves out.
    fn borrow(&mut self, other: &Pieces) {
        if let (Some(short), Year::Given(year)) = (self.short_year, other.year) {
            self.year = Year::Given(year - year.rem_euclid(100) + i16::from(short));
        }
        if self.year == Year::Open {
            self.year = other.year;
        }
        if self.day.is_some() {
            self.month = self.month.or(other.month);
        }
        self.pm = self.pm.or(other.pm);
        self.zone = self.zone.or(other.zone);
    }

    fn clock(&self) -> Option<Option<Clock>> {
        if let Some((mut hour, mut minute, second)) = self.hour {
            if let Some(past) = self.past {
                hour = if past < 0 { (hour + 23) % 24 } else { hour };
                minute = Some(past.rem_euclid(60) as u8);
            }
            let later = match self.part {
                Some(DayPart::Afternoon | DayPart::Evening) => Some(true),
                Some(DayPart::Night) => Some(hour >= 5),
                Some(DayPart::Morning) => Some(false),
                _ => None,
            };
            match self.pm.or(later) {
                Some(true) if hour < 12 => hour += 12,
                Some(false) if hour == 12 => hour = 0,
                _ => {}
            }
            return (hour <= 24).then_some(Some(Clock::At { hour, minute, second, zone: self.zone }));
        }
        if let Some(hour) = self.noon {
            return Some(Some(Clock::At { hour, minute: None, second: None, zone: self.zone }));
        }
        Some(self.part.map(Clock::Part))
    }

    fn calendar(&self, means: &Means) -> Option<Calendar> {
        let mut year = match (self.year, means.year) {
            (Year::Open, Some(by)) => Year::Shifted(by),
            (year, _) => year,
        };
        let mut clock = self.clock()?;
        if clock.is_none() {
            clock = means.part.map(Clock::Part);
        }
        let field = match means.counts {
            Some(Counts::Quarter) => Field::Quarter(self.ordinal.or(self.quarter).filter(|q| (1..=4).contains(q))?),
            Some(Counts::Half) if self.decade.is_none() => Field::Half(self.ordinal.unwrap_or(2)),
            Some(Counts::Century) => {
                year = Year::Given(i16::from(self.ordinal?) * 100 - 100);
                Field::Century
            }
            Some(Counts::Day | Counts::Weekday) => {
                let weekday = self.weekday.filter(|_| means.counts == Some(Counts::Weekday));
                Field::Nth { month: self.month?, weekday, nth: self.ordinal.map_or(-1, |n| n as i8) }
            }
            Some(Counts::Week) => {
                let day = self.ordinal.map_or(Some(22), |n| (1..=5).contains(&n).then(|| n * 7 - 6))?;
                Field::WeekOf { month: self.month?, day: day.min(28), weekend: false }
            }
            _ => self.field(means, &mut year)?,
        };
        let fits = !self.broken
            && match field {
                Field::Half(h) => h <= 2,
                Field::Whole => year != Year::Open,
                Field::Day { month: Some(month), day, .. } | Field::WeekOf { month, day, .. } => {
                    day <= super::resolve::days_of(month)
                }
                _ => true,
            };
        let base = if self.told || means.base == Some(Base::Told) { Base::Told } else { Base::Anchor };
        let turn = if base == Base::Told && self.turn.is_none() && means.base.is_some() { Some(1) } else { self.turn };
        fits.then_some(Calendar { year, field, turn, base, clock, fiscal: means.fiscal })
    }

    fn field(&self, means: &Means, year: &mut Year) -> Option<Field> {
        if let Some(decade) = self.decade {
            *year = Year::Given(decade);
            // "the 1600s" are all of the century
            return Some(if decade % 100 == 0 && decade < 1900 { Field::Century } else { Field::Decade });
        }
        if means.same {
            if *year == Year::Open {
                *year = Year::Shifted(-1);
            }
            return Some(Field::Quarter(0));
        }
        if let (Some(unit), Some(month), Some(day)) = (means.unit, self.month, self.day) {
            return Some(Field::WeekOf { month, day, weekend: unit == Unit::Weekend });
        }
        if let Some(day) = self.day {
            let weekday = self.weekday;
            return Some(Field::Day { month: self.month, day, weekday });
        }
        if let Some(month) = self.month {
            return Some(Field::Month(month));
        }
        if let Some(weekday) = self.weekday {
            let days = means.days - self.count.map_or(0, |n| n.saturating_sub(1).saturating_mul(7));
            return Some(Field::Weekday { weekday, weeks: self.weeks.or(means.weeks), days });
        }
        if let Some(q) = self.quarter {
            return Some(Field::Quarter(q));
        }
        if let Some(season) = self.season {
            return Some(Field::Season(season));
        }
        if let Some(row) = self.named {
            return Some(Field::Named(row));
        }
        if self.hour.is_some() || self.noon.is_some() || self.same {
            return Some(Field::Same);
        }
        Some(Field::Whole)
    }
}

/// The unit that a value of the classes UNIT and UNITS stands for, and how many of it.
fn unit_of(value: i32) -> Option<(Unit, u32)> {
    let unit = *Unit::ALL.get(usize::try_from(value % 100).ok()?)?;
    Some((unit, value as u32 / 100))
}

/// The first unit and the last, with how many of it the word stands for.
fn units(got: &[Got]) -> Vec<(Unit, u32)> {
    let unit = |got: &Got| match *got {
        Got::Class(Class::Unit | Class::Units | Class::Ly, value) => unit_of(value),
        _ => None,
    };
    got.iter().filter_map(unit).collect()
}

fn amounts(got: &[Got]) -> Vec<Amount> {
    let amount = |got: &Got| match *got {
        Got::Num(amount) => Some(amount),
        _ => None,
    };
    got.iter().filter_map(amount).collect()
}

fn times(amount: Amount, by: u32) -> Amount {
    match amount {
        Amount::Tenths(tenths) => Amount::Tenths(tenths.saturating_mul(by)),
        Amount::Unknown => Amount::Unknown,
    }
}

/// How many, from the words and from what the rule says.
fn amount(got: &[Got], means: &Means) -> Amount {
    match amounts(got).first() {
        Some(&amount) => amount,
        None if means.some || means.by.is_none() && many_unsaid(got) => Amount::Unknown,
        None => {
            let whole = means.by.map_or(u32::from(!means.half), |by| by.unsigned_abs().into());
            Amount::Tenths(whole * 10 + if means.half { 5 } else { 0 })
        }
    }
}

/// "decades-long": more than one, and not how many.
fn many_unsaid(got: &[Got]) -> bool {
    matches!(
        got.iter().find(|g| matches!(g, Got::Class(Class::Unit | Class::Units, _))),
        Some(Got::Class(Class::Units, _))
    )
}

fn shift(got: &[Got], means: &Means) -> Option<Shift> {
    let units = units(got);
    let (unit, many) = means.unit.map(|u| (u, 1)).or(units.first().copied())?;
    let mut base = means.base.unwrap_or_default();
    let mut direction = means.direction;
    let mut amount = amount(got, means);
    let mut clock = means.part;
    for got in got {
        match *got {
            Got::Turn { by, told, .. } if means.by.is_none() => {
                (amount, direction) = (Amount::Tenths(u32::from(by.unsigned_abs()) * 10), by.signum());
                base = if told { Base::Told } else { base };
            }
            Got::Class(Class::Part, part) => clock = DayPart::ALL.get(part as usize).copied(),
            _ => {}
        }
    }
    if let (Some(by), 0) = (means.by, means.direction) {
        (amount, direction) = (Amount::Tenths(u32::from(by.unsigned_abs()) * 10), by.signum() as i8);
    }
    let fits = means.direction != 0 || means.unit.is_some() || unit >= Unit::Day;
    let clock = clock.map(Clock::Part);
    let counted = means.direction != 0;
    fits.then_some(Shift { base, amount: times(amount, many), direction, unit, counted, clock })
}

fn length(got: &[Got], means: &Means) -> Option<Length> {
    let units = units(got);
    let amounts = amounts(got);
    let (unit, many) = means.unit.map(|u| (u, 1)).or(units.first().copied())?;
    let and = match (&amounts[..], &units[..]) {
        ([_, second, ..], [first, (smaller, by), ..]) if smaller < &first.0 => Some((times(*second, *by), *smaller)),
        _ => None,
    };
    Some(Length { amount: times(amount(got, means), many), unit, and, direction: means.direction, base: Base::Anchor })
}

fn repeat(got: &[Got], means: &Means) -> Option<Repeat> {
    let mut pattern = None;
    let (mut every, mut often, mut part) = (1, None, None);
    let mut numbers = amounts(got).into_iter();
    for got in got {
        match *got {
            Got::Class(Class::Every, n) => every = n as u32,
            Got::Class(Class::Times, n) => often = Some(n as u32),
            Got::Class(Class::Weekday | Class::Weekdays, d) if pattern.is_none() => {
                pattern = Some(format!("XXXX-WXX-{d}"))
            }
            Got::Class(Class::Month, m) => pattern = Some(format!("XXXX-{m:02}")),
            Got::Class(Class::Season, s) => pattern = Some(format!("XXXX-{}", super::values::SEASONS[s as usize % 4])),
            Got::Class(Class::Part | Class::Parts, p) => part = DayPart::ALL.get(p as usize).copied(),
            Got::Class(Class::Ord, q) if means.counts.is_some() => pattern = Some(format!("XXXX-Q{q}")),
            _ => {}
        }
    }
    let units = units(got);
    let every = match (means.value.filter(|v| *v != "Q"), pattern, part, units.last()) {
        (Some(value), ..) => value.to_owned(),
        (_, Some(pattern), Some(part), _) => format!("{pattern}T{}", part.code()),
        (_, Some(pattern), None, _) => pattern,
        (_, None, Some(part), _) => format!("XXXX-XX-XXT{}", part.code()),
        (_, None, None, Some(&(unit, many))) => {
            let counted = got.iter().any(|g| matches!(g, Got::Class(Class::Every, _)));
            let amount = if counted { numbers.next() } else { None };
            super::values::length_value(times(amount.unwrap_or(Amount::Tenths(10)), many * every), unit)
        }
        _ => return None,
    };
    if let Some(Amount::Tenths(n)) = numbers.next() {
        often = often.or(Some(n / 10));
    }
    Some(Repeat { every, times: often })
}
