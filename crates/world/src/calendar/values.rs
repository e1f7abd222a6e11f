//! TIMEX3 values as they are written: lengths, open dates, times of day.

use super::names;
use super::time::*;

pub(crate) const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// Appends the time of day.
pub(crate) fn with_clock(value: String, clock: Option<Clock>) -> String {
    match clock {
        None => value,
        Some(Clock::Part(part)) => format!("{value}T{}", part.code()),
        Some(Clock::At { hour, minute, second: None, .. }) => format!("{value}T{hour:02}:{:02}", minute.unwrap_or(0)),
        Some(Clock::At { hour, minute, second: Some(second), .. }) => {
            format!("{value}T{hour:02}:{:02}:{second:02}", minute.unwrap_or(0))
        }
    }
}

/// The value of a place on the calendar whose year, or more, stays open.
pub(crate) fn open_value(c: &Calendar) -> String {
    match c.field {
        Field::Whole => "XXXX".to_owned(),
        Field::Decade => "XXX".to_owned(),
        Field::Century => "XX".to_owned(),
        Field::Month(m) => format!("XXXX-{m:02}"),
        Field::Day { month: Some(m), day, .. } => format!("XXXX-{m:02}-{day:02}"),
        Field::Day { month: None, day, .. } => format!("XXXX-XX-{day:02}"),
        Field::Weekday { weekday, .. } => format!("XXXX-WXX-{weekday}"),
        Field::WeekOf { .. } => "XXXX-WXX".to_owned(),
        Field::Quarter(0) => "XXXX-QX".to_owned(),
        Field::Quarter(q) => format!("XXXX-Q{q}"),
        Field::Nth { month, .. } => format!("XXXX-{month:02}-XX"),
        Field::Half(h) => format!("XXXX-H{h}"),
        Field::Season(s) => format!("XXXX-{}", SEASONS[usize::from(s) % 4]),
        Field::Named(row) => match (names::day(row, 2001), names::day(row, 2002)) {
            (Some(a), Some(b)) if (a.month(), a.day()) == (b.month(), b.day()) => a.strftime("XXXX-%m-%d").to_string(),
            _ => "XXXX-XX-XX".to_owned(),
        },
        Field::Same => "XXXX-XX-XX".to_owned(),
    }
}

impl Granularity {
    /// That of a part of such a stretch: half a century ago is told to the year.
    pub(crate) fn finer(self) -> Self {
        match self {
            Granularity::Century | Granularity::Decade => Granularity::Year,
            Granularity::Year => Granularity::Month,
            Granularity::Month | Granularity::Week | Granularity::Quarter => Granularity::Day,
            other => other,
        }
    }

    /// The value of an unknown stretch.
    pub(crate) fn open_value(self) -> &'static str {
        match self {
            Granularity::Time | Granularity::Day | Granularity::Unknown => "XXXX-XX-XX",
            Granularity::Weekend => "XXXX-WXX-WE",
            Granularity::Week => "XXXX-WXX",
            Granularity::Month => "XXXX-XX",
            Granularity::Quarter => "XXXX-QX",
            Granularity::Half => "XXXX-HX",
            Granularity::Season | Granularity::Year => "XXXX",
            Granularity::Decade => "XXX",
            Granularity::Century => "XX",
        }
    }
}

/// A length as TIMEX3 writes it: P2W, PT5H30M, P2.5Y, PXD.
pub(crate) fn length_value(amount: Amount, unit: Unit) -> String {
    if let (Amount::Tenths(tenths), Unit::Decade | Unit::Century) = (amount, unit)
        && tenths % 10 != 0
    {
        let years = tenths.saturating_mul(if unit == Unit::Decade { 10 } else { 100 });
        return length_value(Amount::Tenths(years), Unit::Year);
    }
    let (prefix, letters) = match unit {
        Unit::Second => ("PT", "S"),
        Unit::Minute => ("PT", "M"),
        Unit::Hour => ("PT", "H"),
        Unit::Day => ("P", "D"),
        Unit::Weekend => ("P", "WE"),
        Unit::Week => ("P", "W"),
        Unit::Month => ("P", "M"),
        Unit::Quarter => ("P", "Q"),
        Unit::Year => ("P", "Y"),
        Unit::Decade => ("P", "DE"),
        Unit::Century => ("P", "CE"),
        Unit::Millennium => ("P", "ML"),
    };
    match amount {
        Amount::Unknown => format!("{prefix}X{letters}"),
        Amount::Tenths(tenths) if tenths % 10 == 0 => format!("{prefix}{}{letters}", tenths / 10),
        Amount::Tenths(5) if unit == Unit::Year => "P6M".to_owned(),
        Amount::Tenths(5) if unit == Unit::Hour => "PT30M".to_owned(),
        Amount::Tenths(tenths) if unit == Unit::Hour => format!("PT{}H{}M", tenths / 10, tenths % 10 * 6),
        Amount::Tenths(tenths) => format!("{prefix}{}.{}{letters}", tenths / 10, tenths % 10),
    }
}
