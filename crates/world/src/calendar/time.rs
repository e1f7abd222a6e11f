//! What the calendar finds: a [`Time`], what kind of expression it is, and what is kept of it so that it can be anchored later.

use attache_press::{ByteSpan, CharOffsets, CharSpan};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A time expression of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// Where it stands, in bytes of the text, end exclusive.
    pub span: Range<usize>,
    /// The words that it touches, as indices of the words given.
    pub words: Range<usize>,
    /// Its TIMEX3 type.
    pub kind: Kind,
    /// Its TIMEX3 value. What is not known stands as `X` (`XXXX-04-15`, `PXD`) or as a reference (`PAST_REF`).
    pub value: String,
    /// What narrows or bounds the value: "early March", "more than a week".
    pub modifier: Option<Modifier>,
    /// The first and last day that it covers, where they are known.
    pub days: Option<Days>,
    /// How exactly those days are told.
    pub granularity: Granularity,
    /// What the words say, whatever the anchor: from this and a new anchor the value can be made anew.
    pub expression: Expression,
    /// The tense of the verb that it goes with.
    pub tense: Tense,
    /// Whether it begins or ends a range that another expression of the text completes ("from 1990 to 1995", "May 3-5").
    pub bound: Option<Bound>,
    /// The event that it is counted from: "two weeks before the visit".
    pub event: Option<Hang>,
    /// The line or paragraph of the text that it stands in; dates told in the same one bear on it.
    pub(crate) paragraph: u32,
}

impl Time {
    /// Where it stands, in code points of the text.
    pub fn chars(&self, text: &CharOffsets<'_>) -> CharSpan {
        text.span(ByteSpan { start: self.span.start, end: self.span.end })
    }
}

/// TIMEX3 types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// A day or something longer on the calendar.
    Date,
    /// A time within a day.
    Time,
    /// A length of time.
    Duration,
    /// A time that comes again.
    Set,
}

impl Kind {
    /// As TIMEX3 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Date => "DATE",
            Kind::Time => "TIME",
            Kind::Duration => "DURATION",
            Kind::Set => "SET",
        }
    }
}

/// First and last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Days {
    /// The first day.
    #[serde(with = "iso")]
    pub first: Date,
    /// The last day.
    #[serde(with = "iso")]
    pub last: Date,
}

/// How exactly a time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// To a time or part of a day.
    Time,
    /// To the day.
    Day,
    /// To a weekend.
    Weekend,
    /// To an ISO week.
    Week,
    /// To a month.
    Month,
    /// To a quarter of a year.
    Quarter,
    /// To a season.
    Season,
    /// To half a year.
    Half,
    /// To a year.
    Year,
    /// To ten years.
    Decade,
    /// To a hundred years.
    Century,
    /// Not told.
    Unknown,
}

/// The tense of the words around an expression; it decides between last and next Saturday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tense {
    /// "said", "has met".
    Past,
    /// "says", "is".
    Present,
    /// "will meet", "is to meet".
    Future,
    /// No verb near.
    #[default]
    Unknown,
}

/// TIMEX3 modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)]
pub enum Modifier {
    Start,
    Mid,
    End,
    Approx,
    Before,
    After,
    LessThan,
    MoreThan,
    EqualOrLess,
    EqualOrMore,
}

/// Which end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// The range begins with it.
    From,
    /// The range ends with it.
    To,
}

/// The event that a time is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hang {
    /// The words that name the event, as indices of the words given.
    pub words: Range<usize>,
    /// The time lies before the event, not after it.
    pub before: bool,
}

/// Units of time, short to long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

/// How many units, in tenths ("two and a half years" are 25), or an unknown number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Amount {
    /// So many tenths of the unit.
    Tenths(u32),
    /// "several", "a few", none said.
    Unknown,
}

/// What the words of a time expression say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expression {
    /// A place on the calendar, some of it perhaps unsaid: "April 15", "Tuesday night", "the 1990s".
    Calendar(Calendar),
    /// So many units from a base: "last month", "two weeks earlier".
    Shift(Shift),
    /// A length: "six months", "the past two years".
    Length(Length),
    /// What comes again: "every Tuesday", "twice a year".
    Repeat(Repeat),
    /// No certain time: "recently".
    Vague(Vague),
}

impl Expression {
    /// Whether it tells a day, or a time in one.
    pub(crate) fn tells_day(&self) -> bool {
        match self {
            Expression::Calendar(c) => matches!(
                c.field,
                Field::Day { .. } | Field::Weekday { .. } | Field::Nth { .. } | Field::Named(_) | Field::Same
            ),
            Expression::Shift(s) => s.unit <= Unit::Day,
            _ => false,
        }
    }
}

/// A place on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Calendar {
    /// The year that it lies in.
    pub year: Year,
    /// What of the year.
    pub field: Field,
    /// "last" -1, "this" 0, "next" 1 before the field: which of them, seen from the base.
    pub turn: Option<i8>,
    /// From where an unsaid year, month or week is counted.
    pub base: Base,
    /// When in the day.
    pub clock: Option<Clock>,
    /// The year is one of accounts, which may not begin in January.
    pub fiscal: bool,
}

/// A year, said or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Year {
    /// Not said.
    #[default]
    Open,
    /// Said in figures or words.
    Given(i16),
    /// Said by its last two figures: "'38".
    Figures(u8),
    /// Said from the base: "last year" -1.
    Shifted(i16),
}

/// What of a year, or what longer than a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Field {
    /// The whole year.
    #[default]
    Whole,
    Month(u8),
    /// A day; the month may be unsaid ("the 25th"), the day of the week said beside it.
    Day {
        month: Option<u8>,
        day: u8,
        weekday: Option<u8>,
    },
    /// 1 is Monday; `weeks` from the base's week where that is said, `days` after that day ("a week from Friday": 7).
    Weekday {
        weekday: u8,
        weeks: Option<i16>,
        days: i16,
    },
    /// The week, or its weekend, with this day; day 32 is the last of the month.
    WeekOf {
        month: u8,
        day: u8,
        weekend: bool,
    },
    /// The nth day or weekday of a month ("the second Monday of May"); -1 is its last.
    Nth {
        month: u8,
        weekday: Option<u8>,
        nth: i8,
    },
    /// 1 to 4; 0 is the one told of before ("the 1988 quarter").
    Quarter(u8),
    Half(u8),
    /// 0 spring to 3 winter.
    Season(u8),
    /// A row of `calendar_names.tsv`.
    Named(u16),
    /// Ten years from the given one.
    Decade,
    /// The hundred years whose first has the number given.
    Century,
    /// The day of the base: "10 p.m." alone.
    Same,
}

/// When in the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Clock {
    /// To the hour or finer; `zone` in hours ahead of Greenwich.
    At { hour: u8, minute: Option<u8>, second: Option<u8>, zone: Option<i8> },
    /// A part of the day, as TIMEX3 writes it: MO, MI, AF, EV, NI.
    Part(DayPart),
}

/// Parts of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum DayPart {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
}

/// From where an expression counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Base {
    /// The time of speaking: the anchor.
    #[default]
    Anchor,
    /// The last date told before it in the text.
    Told,
    /// An event that the text names ([`Time::event`]).
    Event,
    /// The expression that follows: "the day after Christmas".
    Next,
}

/// So many units from a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// From where.
    pub base: Base,
    /// How many, without the direction.
    pub amount: Amount,
    /// 1 later, -1 earlier, 0 the unit that holds the base.
    pub direction: i8,
    /// Of what.
    pub unit: Unit,
    /// The units are counted ("a year ago"), not named whole ("last year").
    pub counted: bool,
    /// When in that day.
    pub clock: Option<Clock>,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// How many.
    pub amount: Amount,
    /// Of what.
    pub unit: Unit,
    /// And how many of a smaller unit: "two years and three months".
    pub and: Option<(Amount, Unit)>,
    /// It ends (-1) or begins (1) at its base: "the past two years".
    pub direction: i8,
    /// The time of speaking, or the expression that follows ("two weeks before Christmas").
    pub base: Base,
}

/// What comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// What: a length (`P1Y`) or a pattern of dates (`XXXX-WXX-2`), as TIMEX3 writes it.
    pub every: String,
    /// How often in each, where that is said: "twice a year".
    pub times: Option<u32>,
}

/// References to no certain time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Vague {
    Past,
    Present,
    Future,
}

impl Vague {
    /// As TIMEX3 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Vague::Past => "PAST_REF",
            Vague::Present => "PRESENT_REF",
            Vague::Future => "FUTURE_REF",
        }
    }
}

/// Days as ISO writes them.
mod iso {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
