//! Rows of the hand-written tables: cells under named columns, periods, names with the case that they ask for.

use jiff::civil::Date;
use std::borrow::Cow;
use std::fmt;

/// From when to when a row or name holds; both ends belong to it, and either may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first day; `None` where it is unknown or long ago.
    pub from: Option<Date>,
    /// The last day; `None` while it holds.
    pub until: Option<Date>,
}

impl Period {
    /// Always.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// Reads two dates, each a year, a month or a day of ISO 8601, or empty. A year as the last day is its last day.
    /// `None` for what is no date, and when the end is before the beginning.
    ///
    /// ```
    /// use attache_world::Period;
    /// let unrest = Period::read("2013-11", "2014").unwrap();
    /// assert!(unrest.holds(Some("2014-12-31".parse().unwrap())));
    /// assert!(!unrest.holds(Some("2013-10-31".parse().unwrap())));
    /// ```
    pub fn read(from: &str, until: &str) -> Option<Self> {
        let period = Self { from: day(from, false)?, until: day(until, true)? };
        match (period.from, period.until) {
            (Some(a), Some(b)) if b < a => None,
            _ => Some(period),
        }
    }

    /// Whether it holds on the day; on no day in particular, everything does.
    pub fn holds(&self, as_of: Option<Date>) -> bool {
        as_of.is_none_or(|day| self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until))
    }

    /// Whether it has no end.
    pub fn lasts(&self) -> bool {
        self.until.is_none()
    }

    /// The days that are in both.
    pub fn within(&self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            until: match (self.until, other.until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        }
    }
}

/// `None` for what is no date, `Some(None)` for nothing.
fn day(text: &str, last: bool) -> Option<Option<Date>> {
    if text.is_empty() {
        return Some(None);
    }
    let mut parts = text.splitn(3, '-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month = parts.next().map(str::parse::<i8>).transpose().ok()?;
    let date = parts.next().map(str::parse::<i8>).transpose().ok()?;
    let first = Date::new(year, month.unwrap_or(if last { 12 } else { 1 }), date.unwrap_or(1)).ok()?;
    Some(Some(if last && date.is_none() { first.last_of_month() } else { first }))
}

/// Something with the period in which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// What holds.
    pub value: T,
    /// When.
    pub period: Period,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The table's or file's name.
    pub table: Cow<'static, str>,
    /// The line in it, from 1.
    pub line: u32,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.table, self.line)
    }
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_row}: {why}")]
pub struct RowError {
    /// Which one.
    pub source_row: Source,
    /// What is wrong with it.
    pub why: String,
}

/// One row of a table.
#[derive(Debug)]
pub(crate) struct Row<'t> {
    pub(crate) source: Source,
    columns: &'t [&'t str],
    cells: Vec<&'t str>,
}

/// The rows of a table: tab-separated lines under a header; empty lines and lines that begin with `#` are passed over.
pub(crate) fn rows<'t>(table: &'static str, text: &'t str, mut each: impl FnMut(Row<'_>)) {
    let mut columns: Option<Vec<&'t str>> = None;
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells = line.split('\t').collect();
        match &columns {
            None => columns = Some(cells),
            Some(columns) => {
                let source = Source { table: Cow::Borrowed(table), line: number as u32 + 1 };
                each(Row { source, columns, cells });
            }
        }
    }
}

impl<'t> Row<'t> {
    pub(crate) fn new(source: Source, columns: &'t [&'t str], cells: Vec<&'t str>) -> Self {
        Self { source, columns, cells }
    }

    /// The cell under the column; empty where there is none.
    pub(crate) fn get(&self, column: &str) -> &'t str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|at| self.cells.get(at)).copied().unwrap_or_default()
    }

    pub(crate) fn text(&self, column: &str) -> Box<str> {
        self.get(column).into()
    }

    pub(crate) fn optional(&self, column: &str) -> Option<Box<str>> {
        Some(self.get(column)).filter(|cell| !cell.is_empty()).map(Into::into)
    }

    /// The parts of a cell between `|`.
    pub(crate) fn list(&self, column: &str) -> impl Iterator<Item = &'t str> {
        self.get(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }

    /// The parts of a cell, each with its period: `name@from..until`.
    pub(crate) fn dated(&self, column: &str) -> Result<Vec<Dated<Box<str>>>, RowError> {
        self.list(column).map(|part| self.dated_part(part)).collect()
    }

    fn dated_part(&self, part: &str) -> Result<Dated<Box<str>>, RowError> {
        let (value, period) = match part.rsplit_once('@') {
            None => (part, Some(Period::ALWAYS)),
            Some((value, dates)) => {
                let (from, until) = dates.split_once("..").unwrap_or((dates, ""));
                (value, Period::read(from, until))
            }
        };
        let period = period.ok_or_else(|| self.error(format!("{part:?} has no period that can be read")))?;
        Ok(Dated { value: value.into(), period })
    }

    /// The period under the columns `since` and `until`.
    pub(crate) fn period(&self) -> Result<Period, RowError> {
        let (since, until) = (self.get("since"), self.get("until"));
        Period::read(since, until).ok_or_else(|| self.error(format!("no period: {since:?} to {until:?}")))
    }

    pub(crate) fn number(&self, column: &str) -> Result<f64, RowError> {
        let cell = self.get(column);
        cell.parse().map_err(|_| self.error(format!("{column}: no number: {cell:?}")))
    }

    /// The cell as one of the words that `read` knows.
    pub(crate) fn word<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, RowError> {
        let cell = self.get(column);
        read(cell).ok_or_else(|| self.error(format!("{column}: {cell:?} is not known")))
    }

    pub(crate) fn words<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, RowError> {
        let known = |part| read(part).ok_or_else(|| self.error(format!("{column}: {part:?} is not known")));
        self.list(column).map(known).collect()
    }

    pub(crate) fn error(&self, why: impl Into<String>) -> RowError {
        RowError { source_row: self.source.clone(), why: why.into() }
    }
}

/// Makes an enum of the words that a column of the tables may hold; serde has it by its word.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As the tables write it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one that the tables write so.
            pub fn read(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::read(&word).ok_or_else(|| serde::de::Error::custom(format!("{word:?} is not known")))
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_include_their_ends_and_may_be_open() {
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        let period = Period::read("1949-10-07", "1990").unwrap();
        assert!(period.holds(day("1949-10-07")) && period.holds(day("1990-12-31")) && period.holds(None));
        assert!(!period.holds(day("1949-10-06")) && !period.holds(day("1991-01-01")));
        assert!(Period::read("", "2000-02").unwrap().holds(day("2000-02-29")));
        assert_eq!(Period::read("2001", "2000"), None);
        assert_eq!(Period::read("2001-02-30", ""), None);
        assert_eq!(Period::read("soon", ""), None);
    }

    #[test]
    fn a_cell_gives_its_parts_with_their_periods() {
        rows("test", "# note\nname\tothers\nA\tB@1950..1960|C\n", |row| {
            let others = row.dated("others").unwrap();
            assert_eq!((&*others[0].value, others[1].period), ("B", Period::ALWAYS));
            assert_eq!(others[0].period, Period::read("1950", "1960").unwrap());
            assert_eq!((row.get("name"), row.get("none"), row.source.to_string().as_str()), ("A", "", "test:3"));
        });
    }
}
