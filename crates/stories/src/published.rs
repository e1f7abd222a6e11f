//! When an article was published, as far as two articles can be compared by it.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;

/// A day, and the instant when that is known too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

    /// Which came first: by the instant when both have one, else by the day.
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
