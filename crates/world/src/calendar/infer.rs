//! When an article without a date was published, as far as its text or the other articles of its story tell.

use super::time::*;
use super::{Anchor, anchor};
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::Range;

/// When an article was published, by inference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inferred {
    /// The first and last day on which it may have been published.
    pub days: Days,
    /// The likeliest of them.
    pub day: Date,
    /// How likely that is so, from 0 to 1: the share of dated articles of which it was true, where their dates were
    /// hidden.
    pub confidence: f32,
    /// What tells it.
    pub from: Clue,
}

/// What tells when an article was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clue {
    /// A full date at its head, by itself or behind "Published" or its like.
    Printed,
    /// The date of its dateline, with the year or with one that its weekdays and years allow.
    Dateline,
    /// A day told near its head together with its day of the week ("on Tuesday (March 28)").
    Weekday,
    /// A full date near its head, of which it tells as news.
    Latest,
    /// The days that it shares with other articles of its story.
    SharedDays,
    /// The other articles of its story alone.
    Story,
}

impl Inferred {
    /// The day to anchor the article's times at: the likeliest.
    pub fn anchor(&self) -> Anchor {
        Anchor { day: self.day, time: None }
    }
}

/// News stands in the first so many bytes of an article; what is told later may be background.
const HEAD: usize = 700;
/// A dateline begins in the first so many.
const DATELINE: usize = 160;
/// The news itself stands in the first so many.
const LEAD: usize = 300;
/// News is published at most so many days after what it tells of.
const FRESH: i32 = 13;
/// A date without a year lies at most so many days from a month that the text tells with its year: where its weekday
/// stands beside it, and where the text only tells of that weekday.
const NEARBY: [i32; 2] = [300, 120];

/// Infers from the text alone when an article was published; `None` where it does not tell. `times` are those of the
/// text, anchored or not. Nothing is guessed from background: a bad date is worse than none.
///
/// ```
/// use attache_world::calendar::{self, Clue, Verbs};
///
/// let text = "OSLO, March 5, 2018 (Agency) - The fjord froze on Monday, fishermen said.";
/// let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
/// let verbs = Verbs::by_form(text, &words);
/// let times = calendar::times(text, &words, None, |word| verbs.around(word));
/// let published = calendar::infer_published(text, &times).unwrap();
/// assert_eq!((published.days.first.to_string(), published.from), ("2018-03-05".to_owned(), Clue::Dateline));
/// ```
pub fn infer_published(text: &str, times: &[Time]) -> Option<Inferred> {
    let mut times = times.to_vec();
    anchor(&mut times, None);
    let told: Vec<Told> = times.iter().filter_map(|t| Told::of(t, &times)).collect();
    if let Some(printed) = told.iter().find(|d| d.year_said && is_printed(text, &d.span)) {
        return Some(printed.published(Clue::Printed, 1, 0.95));
    }
    let latest = told.iter().filter(|d| d.year_said && d.past).map(|d| d.day).max();
    // what is told as past of a later day contradicts a date
    let holds = |day: Date| latest.is_none_or(|latest| latest <= plus(day, 1));
    if let Some(dateline) = told.iter().find(|d| is_dateline(text, &d.span)) {
        let told = dateline.published(Clue::Dateline, 1, if dateline.year_said { 0.9 } else { 0.8 });
        return holds(dateline.day).then_some(told);
    }
    if times.iter().any(|time| is_dateline(text, &time.span)) {
        // its year is not to be had, and what else is told may be old
        return None;
    }
    let head = told.iter().filter(|d| d.span.start < HEAD && d.past && holds(d.day));
    let weekday = head.clone().filter(|d| d.weekday).max_by_key(|d| d.day);
    if let Some(told) = weekday {
        return (newest(&times) <= told.day.year()).then(|| told.published(Clue::Weekday, FRESH, 0.75));
    }
    let latest = head.filter(|d| d.year_said && d.news && d.span.start < LEAD).max_by_key(|d| d.day)?;
    (newest(&times) <= latest.day.year()).then(|| latest.published(Clue::Latest, FRESH, 0.75))
}

/// A day that a text tells.
#[derive(Debug)]
struct Told {
    day: Date,
    span: Range<usize>,
    year_said: bool,
    /// Its day of the week stands beside it.
    weekday: bool,
    /// Not told as to come.
    past: bool,
    /// Told by a verb in the past, and no end of a range or "since".
    news: bool,
}

/// The last year that a text tells, but as to come; the first of all where it tells none.
fn newest(times: &[Time]) -> i16 {
    let year = |time: &Time| match time.expression {
        Expression::Calendar(Calendar { year: Year::Given(year), field, .. })
            if !matches!(field, Field::Decade | Field::Century) && time.tense != Tense::Future && year < 2200 =>
        {
            Some(year)
        }
        _ => None,
    };
    times.iter().filter_map(year).max().unwrap_or(i16::MIN)
}

impl Told {
    /// The day of a time, with its year said, or with the only one that the text allows.
    fn of(time: &Time, times: &[Time]) -> Option<Self> {
        let Expression::Calendar(calendar) = &time.expression else { return None };
        let Field::Day { month: Some(month), day, weekday } = calendar.field else { return None };
        let date = |year: i16| Date::new(year, month as i8, day as i8).ok();
        let said = match calendar.year {
            Year::Given(year) => Some(date(year)?),
            _ => None,
        };
        let day = match said {
            Some(day) => day,
            None if calendar.turn.is_none() && calendar.year == Year::Open => fitting(weekday, times, date)?,
            None => return None,
        };
        Some(Self {
            day,
            span: time.span.clone(),
            year_said: said.is_some(),
            weekday: weekday.is_some(),
            past: time.tense != Tense::Future && time.bound.is_none(),
            news: time.tense == Tense::Past && time.bound.is_none() && time.modifier.is_none(),
        })
    }

    /// Published on the day or at most so many later.
    fn published(&self, from: Clue, until: i32, confidence: f32) -> Inferred {
        // news told with its date is mostly that of the day before
        let day = plus(self.day, i32::from(until > 1));
        Inferred { days: Days { first: self.day, last: plus(self.day, until) }, day, confidence, from }
    }
}

/// The day in a year that the text tells with a month, near it; its weekday must be the one said beside it, or one
/// told of it or of the day before. `None` where no year fits, or several do.
fn fitting(beside: Option<u8>, times: &[Time], date: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let months = times.iter().filter_map(|time| match time.expression {
        Expression::Calendar(Calendar { year: Year::Given(_), field: Field::Day { .. } | Field::Month(_), .. }) => {
            time.days
        }
        _ => None,
    });
    let weekdays: Vec<u8> = times.iter().filter_map(weekday).collect();
    let fits = |day: Date| {
        let is = |day: Date, weekday: u8| day.weekday().to_monday_one_offset() == weekday as i8;
        match beside {
            Some(weekday) => is(day, weekday),
            None => weekdays.iter().any(|&w| is(day, w) || is(plus(day, -1), w)),
        }
    };
    let mut found: Option<Date> = None;
    for days in months {
        let year = days.first.year();
        for day in (year - 1..=year + 1).filter_map(&date) {
            if apart(day, days.first) <= NEARBY[usize::from(beside.is_none())] && fits(day) {
                if found.is_some_and(|other| other != day) {
                    return None;
                }
                found = Some(day);
            }
        }
    }
    found
}

/// The weekday that a time tells by its name alone, but as to come.
fn weekday(time: &Time) -> Option<u8> {
    match time.expression {
        Expression::Calendar(Calendar {
            field: Field::Weekday { weekday, weeks: None, days: 0 }, turn: None, ..
        }) if time.tense != Tense::Future => Some(weekday),
        _ => None,
    }
}

/// Words that stand before the date of publication.
const PUBLISHED: [&str; 8] =
    ["published", "posted", "updated", "date", "first published", "last updated", "issued", "modified"];

/// Whether the date stands by itself on a line at the head, or behind "Published" or its like.
fn is_printed(text: &str, span: &Range<usize>) -> bool {
    if span.start > HEAD {
        return false;
    }
    let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..)) else { return false };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let rest = after.split('\n').next().unwrap_or_default();
    let lead = line.trim().trim_end_matches([':', '-', '|', ',']).trim().to_lowercase();
    let alone = rest.trim_matches(|c: char| !c.is_alphabetic()).len() < 12;
    let named = PUBLISHED
        .iter()
        .any(|word| lead == *word || lead.ends_with(&format!(" {word}")) || lead.ends_with(&format!("{word} on")));
    named && lead.len() < 60 || lead.is_empty() && alone
}

/// Whether the date stands in a dateline: behind a name in capitals or with a comma, before a dash or a bracket.
fn is_dateline(text: &str, span: &Range<usize>) -> bool {
    let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..)) else { return false };
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.len() > 60 || span.start > HEAD || line.trim().is_empty() && span.start > DATELINE {
        return false;
    }
    let after = after.trim_start_matches([' ', ',', '.']);
    let mark = after.starts_with(['-', '–', '—', '(', '/', '_', '|'])
        || after.starts_with("Reuters")
        || after.starts_with("AP ");
    let names = line.trim().trim_end_matches([',', '(']);
    let place = names.chars().next().is_some_and(char::is_uppercase)
        && names.split_whitespace().count() <= 5
        && !names.contains(['.', ':', '"', '“']);
    mark && place
}

fn plus(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// An article of a story: when it was published, and its times, anchored there.
#[derive(Debug, Clone, Copy)]
pub struct Dated<'a> {
    /// The day of publication.
    pub published: Date,
    /// Its times.
    pub times: &'a [Time],
}

/// An article of a story may lie so many days from the middle of the others.
const REACH: i32 = 10;

/// Infers when an article was published from the dated articles of its story: by the day and month of its dateline;
/// else on the day from which its own words ("on Tuesday", "yesterday", "March 3") come to the days of which the
/// others tell; or, where it shares none, somewhen among them. `times` are the times of the undated article; `None`
/// where no other is dated, or they lie further apart than a story's do.
pub fn infer_from_story(text: &str, times: &[Time], others: &[Dated<'_>]) -> Option<Inferred> {
    let mut published: Vec<Date> = others.iter().map(|o| o.published).collect();
    published.sort_unstable();
    let (&first, &last) = (published.first()?, published.last()?);
    let middle = published[published.len() / 2];
    let mut times = times.to_vec();
    anchor(&mut times, Some(Anchor { day: middle, time: None }));
    let dateline = times.iter().find(|t| is_dateline(text, &t.span)).and_then(single_day);
    if let Some(day) = dateline.filter(|day| apart(*day, middle) <= 3 * REACH) {
        let days = Days { first: plus(day, -1), last: plus(day, 1) };
        return Some(Inferred { days, day, confidence: 0.9, from: Clue::Dateline });
    }
    let told: Vec<Date> = others.iter().flat_map(|o| o.times).filter_map(single_day).collect();
    let shared = shared(&mut times, &told, middle);
    let most = shared.iter().map(|(n, _)| *n).max().unwrap_or(0);
    let best: Vec<Date> = shared.iter().filter(|(n, _)| *n == most).map(|(_, day)| *day).collect();
    let nearest = best.iter().copied().min_by_key(|day| apart(*day, middle));
    if let (Some(day), Some(&first), Some(&last)) = (nearest, best.first(), best.last())
        && most > 0
        && apart(first, last) <= 7
    {
        let days = Days { first: plus(first, -1), last: plus(last, 1) };
        return Some(Inferred { days, day, confidence: 0.75, from: Clue::SharedDays });
    }
    let days = Days { first: plus(first, -3), last: plus(last, 3) };
    (apart(first, last) <= REACH).then_some(Inferred { days, day: middle, confidence: 0.9, from: Clue::Story })
}

/// For each day near the middle: how many days the times share with those told, if that day is the one of publication.
fn shared(times: &mut [Time], told: &[Date], middle: Date) -> Vec<(usize, Date)> {
    let count = |day: Date| {
        anchor(times, Some(Anchor { day, time: None }));
        let open = times.iter().filter(|t| is_relative(t)).filter_map(single_day);
        let mut common: Vec<Date> = open.filter(|d| told.contains(d)).collect();
        common.sort_unstable();
        common.dedup();
        (common.len(), day)
    };
    (-REACH..=REACH).map(|by| plus(middle, by)).map(count).collect()
}

fn apart(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

/// The day of a time that is told to the day.
fn single_day(time: &Time) -> Option<Date> {
    time.days.filter(|d| d.first == d.last && time.granularity <= Granularity::Day).map(|d| d.first)
}

/// Whether what a time comes to depends on when its text speaks.
fn is_relative(time: &Time) -> bool {
    match &time.expression {
        Expression::Calendar(c) => {
            c.base == Base::Anchor && c.field != Field::Same && !matches!(c.year, Year::Given(_))
        }
        Expression::Shift(s) => s.base == Base::Anchor && s.unit == Unit::Day && s.clock.is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Verbs, times};
    use super::*;

    fn found(text: &str, at: Option<&str>) -> Vec<Time> {
        let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
        let verbs = Verbs::by_form(text, &words);
        times(text, &words, at.and_then(|day| day.parse().ok()), |word| verbs.around(word))
    }

    fn inferred(text: &str) -> Option<(Clue, String, String)> {
        let published = infer_published(text, &found(text, None))?;
        Some((published.from, published.days.first.to_string(), published.days.last.to_string()))
    }

    #[test]
    fn a_dateline_with_its_year_tells_the_day() {
        let told = inferred("LIMA, May 3, 2011 (Agency) - The council met on Tuesday, a clerk said.");
        assert_eq!(told, Some((Clue::Dateline, "2011-05-03".into(), "2011-05-04".into())));
    }

    #[test]
    fn a_date_without_a_year_takes_that_of_a_month_near_it_in_which_its_weekday_fits() {
        let told = inferred("LIMA, May 3 (Agency) - The council met on Tuesday. It began on March 12, 2016.");
        assert_eq!(told, Some((Clue::Dateline, "2016-05-03".into(), "2016-05-04".into())));
        assert_eq!(inferred("LIMA, May 3 (Agency) - The council met on Tuesday."), None);
        assert_eq!(inferred("LIMA, May 3 (Agency) - The council met on Friday. It began on March 12, 2016."), None);
    }

    #[test]
    fn a_day_with_its_weekday_tells_about_when() {
        let told = inferred("The council met on Tuesday (May 3), as it had in March 2016, clerks said.");
        assert_eq!(told, Some((Clue::Weekday, "2016-05-03".into(), "2016-05-16".into())));
    }

    #[test]
    fn background_tells_nothing() {
        assert_eq!(inferred("The council met on Tuesday. Members remember the flood of 1998."), None);
        assert_eq!(inferred("The council will meet on March 3, 2031, it said."), None);
        assert_eq!(inferred("No date here at all."), None);
    }

    #[test]
    fn other_articles_tell_the_day_by_the_days_that_all_tell_of() {
        let dated = found("The bridge fell on Monday, and on Tuesday divers went down.", Some("2019-06-05"));
        let other = Dated { published: "2019-06-05".parse().unwrap(), times: &dated };
        let text = "The bridge fell on June 3, and yesterday divers went down.";
        let undated = found(text, None);
        let told = infer_from_story(text, &undated, &[other]).unwrap();
        assert_eq!((told.from, told.day.to_string()), (Clue::SharedDays, "2019-06-05".into()));
        assert_eq!(infer_from_story(text, &undated, &[]), None);
        let text = "LIMA, June 6 (Agency) - The bridge fell.";
        let told = infer_from_story(text, &found(text, None), &[other]).unwrap();
        assert_eq!((told.from, told.day.to_string()), (Clue::Dateline, "2019-06-06".into()));
    }
}
