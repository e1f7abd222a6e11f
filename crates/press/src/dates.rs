//! Dates as publishers write them, made ISO 8601: [`iso_date`].
//!
//! Nothing is guessed: `04/05/2023` may be April or May and gives no date; an hour without a zone keeps none.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use regex::{Captures, Regex};

use crate::table::Table;

/// Reads a date or time as found in metadata, a feed, a dump or a date line, and gives it in ISO 8601.
///
/// The whole of `written` must be a date (a weekday or "Published" before it is passed over). The answer is a day
/// (`2023-04-15`), a time with offset (`2023-04-15T08:30:00+07:00`) or, where the hour has no zone or one whose letters
/// mean several, a local time (`2023-04-15T08:30:00`); its first ten characters are always the day. Understood are
/// ISO 8601, RFC 2822, English and some other languages' written dates, `2023年4月15日`, `20230415083000`, `2023041508`,
/// and Unix time in seconds or milliseconds (ten or thirteen digits). `None` for all else, for days that no calendar has,
/// and for numeric dates that could be read in two ways.
///
/// Ten digits that spell a year, month, day and hour of 1990 to 2029 are that hour: as seconds they would lie after 2032.
/// Where they spell one of other years from 1900 to 2099, either may be meant, and there is no date.
///
/// ```
/// use attache_press::iso_date;
///
/// assert_eq!(iso_date("Sat, 15 Apr 2023 08:30 GMT").as_deref(), Some("2023-04-15T08:30:00+00:00"));
/// assert_eq!(iso_date("April 15, 2023").as_deref(), Some("2023-04-15"));
/// assert_eq!(iso_date("04/05/2023"), None);
/// ```
pub fn iso_date(written: &str) -> Option<String> {
    let written = written.trim().trim_matches(['"', '\'']).trim();
    if written.len() > LONGEST {
        return None;
    }
    from_digits(written)
        .or_else(|| from_words(without_leads(written)))
        .filter(|when| YEARS.contains(&when.date.year()))
        .and_then(|when| when.iso())
}

/// No written date is longer, in bytes; zone names in brackets included.
const LONGEST: usize = 120;

/// Years of the press, from the first newspapers on; what lies outside is a placeholder (`0001-01-01`) or a misreading.
const YEARS: std::ops::Range<i16> = 1600..2200;

/// A date as read.
struct When {
    date: Date,
    time: Option<(Time, Option<TimeZone>)>,
}

impl When {
    fn iso(&self) -> Option<String> {
        let day = self.date;
        Some(match &self.time {
            None => day.to_string(),
            Some((time, None)) => day.to_datetime(*time).strftime("%FT%T").to_string(),
            Some((time, Some(zone))) => zone.to_zoned(day.to_datetime(*time)).ok()?.strftime("%FT%T%:z").to_string(),
        })
    }
}

/// A pattern of this module; all are constant and compiled by the tests.
fn pattern(regex: &str) -> Regex {
    Regex::new(regex).expect("a constant pattern")
}

/// Unix time, `20230415`, `2023041508`, `20230415T083000Z`, `20230415083000`.
fn from_digits(written: &str) -> Option<When> {
    static UNIX: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{10})(\.\d+|\d{3})?$"));
    static COMPACT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$"));
    if let Some(found) = UNIX.captures(written) {
        let milliseconds = found.get(2).is_some_and(|rest| !rest.as_str().starts_with('.'));
        if let Some(when) = spelt_hour(&found[1]).filter(|_| !milliseconds) {
            return HOURS.contains(&when.date.year()).then_some(when);
        }
        let zoned = Timestamp::from_second(found[1].parse().ok()?).ok()?.to_zoned(TimeZone::UTC);
        return Some(When { date: zoned.date(), time: Some((zoned.time(), Some(TimeZone::UTC))) });
    }
    let found = COMPACT.captures(written)?;
    let time = match found.get(4) {
        Some(_) => {
            let time = Time::new(number(&found, 4)?, number(&found, 5)?, number(&found, 6).unwrap_or(0), 0).ok()?;
            Some((time, found.get(7).and_then(|z| zone(z.as_str()))))
        }
        None => None,
    };
    Some(When { date: day(&found[1], found[2].parse().ok()?, &found[3])?, time })
}

/// Years of an hour in ten digits that is no Unix time: as such it would lie from 2033 on.
const HOURS: std::ops::Range<i16> = 1990..2030;

/// `2023041508`: year, month, day and hour.
fn spelt_hour(digits: &str) -> Option<When> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
    let date = digits.get(..4)?.parse().ok().filter(|year| (1900..2100).contains(year));
    let date = Date::new(date?, part(4..6)?, part(6..8)?).ok()?;
    Some(When { date, time: Some((Time::new(part(8..10)?, 0, 0, 0).ok()?, None)) })
}

/// Dates with separators or month names, the hour after, within or before them.
fn from_words(written: &str) -> Option<When> {
    static YEAR_FIRST: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.)(\d{1,2})(?:T|\b)(.*)$"));
    static EASTERN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]\s*(.*)$"));
    static YEAR_LAST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b(.*)$"));
    if let Some(found) = YEAR_FIRST.captures(written) {
        let month = number(&found, 2).or_else(|| number(&found, 3)).or_else(|| number(&found, 4))?;
        return with_time(day(&found[1], month, &found[5])?, &found[6]);
    }
    if let Some(found) = EASTERN.captures(written) {
        return with_time(day(&found[1], number(&found, 2)?, &found[3])?, &found[4]);
    }
    if let Some(found) = YEAR_LAST.captures(written) {
        let (first, second): (i8, i8) = (number(&found, 1)?, number(&found, 2)?);
        let (month, of_month) = match (first > 12, second > 12) {
            (true, false) => (second, &found[1]),
            (false, true) => (first, &found[2]),
            _ if first == second => (first, &found[2]),
            _ => return None,
        };
        return with_time(day(&found[3], month, of_month)?, &found[4]);
    }
    named_month(written).or_else(|| time_first(written))
}

/// `15 April 2023 …`, `April 15, 2023 …`, `Apr 15 08:30:00 +0000 2023`.
fn named_month(written: &str) -> Option<When> {
    static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[\s/-]*(?:(\pL+)\s+)?(\pL+)[.,]?[\s/-]*(?:(\pL+)\s+)?(\d{4}|\d{2})\b(.*)$",
        )
    });
    static MONTH_FIRST: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(\pL+)\.?[\s/-]*(\d{1,2})(?:st|nd|rd|th)?(?:\s*[,.]\s*|[\s/-]+)(\d{4})\b(.*)$"));
    static YEAR_AT_END: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(\pL+)\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?.*)\s(\d{4})$"));
    if let Some(found) = DAY_FIRST.captures(written) {
        let joints = [found.get(2), found.get(4)];
        if joints.into_iter().flatten().any(|w| meaning(w.as_str()) != Some(&Meaning::Joint)) {
            return None;
        }
        // RFC 822 years have two digits, and then an hour follows; "15 April 23" alone says too little
        let year = match &found[5] {
            short if short.len() == 2 => {
                found[6].contains(':').then_some(())?;
                if *short < *"50" { format!("20{short}") } else { format!("19{short}") }
            }
            full => full.to_owned(),
        };
        return with_time(day(&year, month(&found[3])?, &found[1])?, &found[6]);
    }
    if let Some(found) = MONTH_FIRST.captures(written) {
        return with_time(day(&found[3], month(&found[1])?, &found[2])?, &found[4]);
    }
    let found = YEAR_AT_END.captures(written)?;
    with_time(day(&found[4], month(&found[1])?, &found[2])?, &found[3])
}

/// `8:30 AM EDT, Sat April 15, 2023`: splits at each space until what follows is a date.
fn time_first(written: &str) -> Option<When> {
    written.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
    for (at, _) in written.match_indices([' ', ',']).take(6) {
        let (clock, rest) = written.split_at(at);
        let rest = without_leads(rest.trim_start_matches([' ', ',', '|', '-', '–', '·']));
        if let (Some(time), Some(when)) = (time_of_day(clock), named_month(rest)) {
            return when.time.is_none().then_some(When { date: when.date, time: Some(time) });
        }
    }
    None
}

/// The day with the hour that `rest` holds; `None` if `rest` is something else.
fn with_time(date: Date, rest: &str) -> Option<When> {
    let rest =
        rest.trim_start_matches([' ', ',', '\u{a0}', '|', '-', '–', '—', '·', '.', ';']).trim_end_matches(['.', ' ']);
    if rest.is_empty() {
        return Some(When { date, time: None });
    }
    // ISO 8601 allows midnight at the end of a day
    if let Some(after) = rest.strip_prefix("24:00").filter(|r| !r.starts_with(|c: char| c.is_ascii_digit())) {
        let time = time_of_day(&format!("00:00{after}"))?;
        return Some(When { date: date.checked_add(1.day()).ok()?, time: Some(time) });
    }
    Some(When { date, time: Some(time_of_day(rest)?) })
}

/// `08:30`, `8.30 p.m. EDT`, `at 08:30:15.250 +0700 (Indochina Time)`.
fn time_of_day(written: &str) -> Option<(Time, Option<TimeZone>)> {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(a\.?m\b\.?|p\.?m\b\.?|h\b|uhr\b)?\s*(\(?[\w:+−/-]*\)?)(?:\s*(?:\([^()]*\)|UTC|GMT))?$",
        )
    });
    let (first, rest) = written.split_once(' ').unwrap_or(("", written));
    let written = if meaning(first) == Some(&Meaning::Clock) { rest.trim_start() } else { written };
    let found = CLOCK.captures(written)?;
    let mut hour: i8 = number(&found, 1)?;
    let half = found.get(4).map(|m| m.as_str().to_lowercase());
    let half = half.as_deref().and_then(|h| h.chars().next());
    match half {
        Some('a' | 'p') if !(1..=12).contains(&hour) => return None,
        Some('a') => hour %= 12,
        Some('p') => hour = hour % 12 + 12,
        None if found.get(2).is_none() => return None, // a bare number is no hour
        _ => {}
    }
    let second = number::<i8>(&found, 3).unwrap_or(0).min(59); // a leap second counts as the one before it
    let time = Time::new(hour, number(&found, 2).unwrap_or(0), second, 0).ok()?;
    let letters = found[5].trim_matches(['(', ')']);
    let known = zone(letters);
    // letters that no table has may still be a zone; words and numbers are not
    let zone_like = letters.len() <= 5 && letters.chars().all(|c| c.is_ascii_uppercase());
    (known.is_some() || zone_like).then_some((time, known))
}

/// `Z`, `+07:00`, `-0500`, `GMT+7`, `EDT`.
fn zone(written: &str) -> Option<TimeZone> {
    static OFFSET: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:GMT|UTC)?([+−-])(\d{1,2})(?::?(\d{2}))?$"));
    static ZONES: LazyLock<HashMap<&str, TimeZone>> = LazyLock::new(|| {
        let table = Table::parse(include_str!("../data/zones.tsv"));
        table.rows().filter_map(|row| Some((row.get("zone")?, TimeZone::posix(row.get("rule")?).ok()?))).collect()
    });
    if let Some(found) = OFFSET.captures(written) {
        let seconds = number::<i32>(&found, 2)? * 3600 + number::<i32>(&found, 3).unwrap_or(0) * 60;
        let east = if &found[1] == "+" { seconds } else { -seconds };
        // no zone on earth lies further out
        return (seconds <= 14 * 3600).then_some(TimeZone::fixed(Offset::from_seconds(east).ok()?));
    }
    ZONES.get(written.to_uppercase().as_str()).cloned()
}

/// What a word in a date stands for.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Month(i8),
    Weekday,
    Lead,
    Joint,
    Clock,
}

fn meaning(word: &str) -> Option<&'static Meaning> {
    static WORDS: LazyLock<HashMap<&str, Meaning>> = LazyLock::new(|| {
        let table = Table::parse(include_str!("../data/date_words.tsv"));
        let read = |means: &str| match means {
            "weekday" => Some(Meaning::Weekday),
            "lead" => Some(Meaning::Lead),
            "joint" => Some(Meaning::Joint),
            "clock" => Some(Meaning::Clock),
            month => month.parse().ok().map(Meaning::Month),
        };
        table.rows().filter_map(|row| Some((row.get("word")?, read(row.get("means")?)?))).collect()
    });
    WORDS.get(word.to_lowercase().as_str())
}

fn month(word: &str) -> Option<i8> {
    match meaning(word)? {
        Meaning::Month(month) => Some(*month),
        _ => None,
    }
}

/// Drops weekdays and words such as "Published" from the front.
fn without_leads(written: &str) -> &str {
    let mut rest = written;
    loop {
        let word = rest.find(|c: char| !c.is_alphabetic()).map_or(rest, |end| &rest[..end]);
        match meaning(word) {
            Some(Meaning::Weekday | Meaning::Lead) => {
                rest = rest[word.len()..].trim_start_matches([' ', ',', '.', ':', '\u{a0}']);
            }
            _ => return rest,
        }
    }
}

fn day(year: &str, month: i8, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn number<N: std::str::FromStr>(found: &Captures, group: usize) -> Option<N> {
    found.get(group)?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ways_in_which_publishers_write_a_date_all_give_iso() {
        for (written, iso) in [
            ("2023-04-15", "2023-04-15"),
            ("2023/04/15", "2023-04-15"),
            ("2023.4.15", "2023-04-15"),
            ("20230415", "2023-04-15"),
            ("2023-04-15T08:30:00+07:00", "2023-04-15T08:30:00+07:00"),
            ("2023-04-15T08:30:00.123Z", "2023-04-15T08:30:00+00:00"),
            ("2023-04-15T08:30:00.123456", "2023-04-15T08:30:00"),
            ("2023-04-15 08:30:00", "2023-04-15T08:30:00"),
            ("2023-04-15 08:30:00 UTC", "2023-04-15T08:30:00+00:00"),
            ("2023-04-15 08:30:00 +0000 UTC", "2023-04-15T08:30:00+00:00"),
            ("2023-04-15T08:30-0500", "2023-04-15T08:30:00-05:00"),
            ("2023-04-15T08:30:00-05", "2023-04-15T08:30:00-05:00"),
            ("2023-04-15T24:00:00Z", "2023-04-16T00:00:00+00:00"),
            ("20230415T083000Z", "2023-04-15T08:30:00+00:00"),
            ("20230415083000", "2023-04-15T08:30:00"),
            ("2023041508", "2023-04-15T08:00:00"),
            ("2029123123", "2029-12-31T23:00:00"),
            ("2023041508.0", "2023-04-15T08:00:00"),
            ("2023041525", "2034-02-08T19:58:45+00:00"),
            ("1899123123", "2030-03-07T14:12:03+00:00"),
            ("2023041508000", "2034-02-08T19:58:28+00:00"),
            ("1681547400", "2023-04-15T08:30:00+00:00"),
            ("1681547400123", "2023-04-15T08:30:00+00:00"),
            ("1681547400.0", "2023-04-15T08:30:00+00:00"),
            ("Sat, 15 Apr 2023 08:30:00 +0700", "2023-04-15T08:30:00+07:00"),
            ("Sat, 15 Apr 2023 08:30 GMT", "2023-04-15T08:30:00+00:00"),
            ("15 Apr 23 08:30 EST", "2023-04-15T08:30:00-05:00"),
            ("Sat Apr 15 08:30:00 +0000 2023", "2023-04-15T08:30:00+00:00"),
            ("Sat Apr 15 2023 08:30:00 GMT+0700 (Indochina Time)", "2023-04-15T08:30:00+07:00"),
            ("April 15, 2023", "2023-04-15"),
            ("Apr. 15, 2023", "2023-04-15"),
            ("Saturday, April 15th, 2023", "2023-04-15"),
            ("15 April 2023", "2023-04-15"),
            ("15-Apr-2023", "2023-04-15"),
            ("15th of April 2023", "2023-04-15"),
            ("Published: April 15, 2023 at 8:30 p.m. EDT", "2023-04-15T20:30:00-04:00"),
            ("April 15, 2023, 12:05 AM ET", "2023-04-15T00:05:00-04:00"),
            ("January 15, 2023, 8 a.m. ET", "2023-01-15T08:00:00-05:00"),
            ("8:30 AM EDT, Sat April 15, 2023", "2023-04-15T08:30:00-04:00"),
            ("08:30, 15 April 2023", "2023-04-15T08:30:00"),
            ("15 April 2023 | 08:30 WIB", "2023-04-15T08:30:00+07:00"),
            ("15 April 2023 08:30 BST", "2023-04-15T08:30:00"),
            ("15/04/2023 08:30", "2023-04-15T08:30:00"),
            ("04/15/2023", "2023-04-15"),
            ("04/04/2023", "2023-04-04"),
            ("15 de abril de 2023", "2023-04-15"),
            ("1er août 2023 à 10h30", "2023-08-01T10:30:00"),
            ("15. März 2023", "2023-03-15"),
            ("15 апреля 2023", "2023-04-15"),
            ("2023年4月15日", "2023-04-15"),
            ("2023年4月15日 08:30", "2023-04-15T08:30:00"),
        ] {
            assert_eq!(iso_date(written).as_deref(), Some(iso), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_or_could_be_two_gives_none() {
        for written in [
            "",
            "04/05/2023",
            "4-5-2023",
            "2023-02-30",
            "0001-01-01",
            "0000-00-00",
            "yesterday",
            "3 hours ago",
            "2023",
            "April 2023",
            "April 15",
            "April 15, 2023 was a dull day",
            "15 men 2023",
            "12",
            "1681",
            "99/99/2023",
            "2023-04-15 to 2023-04-20",
            "April 15, 2023 100 people",
            "2023-13-01",
            "15 April 23",
            "1931010112",
            "2031010112",
            "20231315083000",
            "20230415253000",
        ] {
            assert_eq!(iso_date(written), None, "{written}");
        }
    }

    #[test]
    fn every_row_of_the_tables_is_understood() {
        for row in Table::parse(include_str!("../data/zones.tsv")).rows() {
            assert!(row.get("zone").and_then(zone).is_some(), "{row:?}");
        }
        for row in Table::parse(include_str!("../data/date_words.tsv")).rows() {
            assert!(row.get("word").and_then(meaning).is_some(), "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn an_iso_answer_reads_as_itself(seconds in 0i64..4_000_000_000, east in -12i8..=12) {
            let at = Timestamp::from_second(seconds).unwrap().to_zoned(TimeZone::fixed(Offset::constant(east)));
            let iso = at.strftime("%FT%T%:z").to_string();
            prop_assert_eq!(iso_date(&iso), Some(iso));
        }

        #[test]
        fn no_text_makes_it_fail(text in "\\PC{0,60}") {
            let _ = iso_date(&text);
        }
    }
}
