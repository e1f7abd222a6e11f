//! When an article was published, as far as two articles can be compared by it.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day, and the instant when that is known too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Published {
    day: Date,
    at: Option<Timestamp>,
}

impl Published {
    /// Reads `2023-04-15` or `2023-04-15T08:30:00+07:00`; none for anything else.
    pub fn read(iso: &str) -> Option<Self> {
        let iso = iso.trim();
        let day = iso.get(..10)?.parse().ok()?;
        Some(Self { day, at: iso.parse().ok() })
    }

    /// The day, in the zone of its outlet.
    pub fn day(&self) -> Date {
        self.day
    }

    /// For putting many in order: the instant, or the day's first where only the day is known, as if it were UTC.
    pub fn order(&self) -> Timestamp {
        self.at.or_else(|| self.day.to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp())).unwrap_or_default()
    }

    /// Which came first, if their dates tell: by the instant when both have one, else by the day.
    pub fn against(&self, other: &Self) -> Ordering {
        match (self.at, other.at) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.day.cmp(&other.day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn against(a: &str, b: &str) -> Option<Ordering> {
        Some(Published::read(a)?.against(&Published::read(b)?))
    }

    #[test]
    fn instants_are_compared_across_zones_and_days_without_them() {
        assert_eq!(against("2021-03-02T01:00:00+07:00", "2021-03-01T20:00:00Z"), Some(Ordering::Less));
        assert_eq!(against("2021-03-02", "2021-03-02T09:00:00Z"), Some(Ordering::Equal));
        assert_eq!(against("2021-03-02", "2021-03-03"), Some(Ordering::Less));
        assert_eq!(against("yesterday", "2021-03-03"), None);
    }
}
