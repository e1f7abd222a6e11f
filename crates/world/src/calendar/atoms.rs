//! The pieces of a time expression that are read rather than listed: numbers, years, days, times of day.

use super::lexicon::{Class, Lexicon};
use super::time::Amount;
use super::tokens::Token;

/// A piece that a pattern asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Atom {
    Class(Class),
    Day,
    DayTh,
    Ord,
    Nth,
    Year,
    ShortYear,
    Yy,
    Decade,
    Num,
    Clock,
    Dotted,
    Hour,
    Military,
    AmPm,
    Numeric,
    Quarter,
}

/// What a piece says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Got {
    Class(Class, i32),
    Day(u8),
    Year(i16),
    /// The last two figures of a year; the century is that of the year at the other end of the range.
    ShortYear(u8),
    /// The last two figures of a year behind an apostrophe.
    Figures(u8),
    Decade(i16),
    Num(Amount),
    Clock {
        hour: u8,
        minute: Option<u8>,
        second: Option<u8>,
    },
    Pm(bool),
    Numeric {
        year: i16,
        month: u8,
        day: u8,
    },
    Quarter(u8),
    /// "last", "this", "next"; what they turn stands at `next`.
    Turn {
        by: i8,
        told: bool,
        next: usize,
    },
    /// A second time begins at this token.
    Cut(usize),
    /// The expression ends before this token; what follows only shows what it is.
    Look(usize),
}

impl Atom {
    /// The atom that patterns call by this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "DAY" => Atom::Day,
            "DAYTH" => Atom::DayTh,
            "NTH" => Atom::Nth,
            "ORD" => Atom::Ord,
            "YEAR" => Atom::Year,
            "SHORTYEAR" => Atom::ShortYear,
            "YY" => Atom::Yy,
            "DECADE" => Atom::Decade,
            "NUM" => Atom::Num,
            "CLOCK" => Atom::Clock,
            "DOTTED" => Atom::Dotted,
            "HOUR" => Atom::Hour,
            "MILITARY" => Atom::Military,
            "AMPM" => Atom::AmPm,
            "NUMERIC" => Atom::Numeric,
            "QUARTER" => Atom::Quarter,
            _ => return Class::named(name).map(Atom::Class),
        })
    }

    /// Reads the piece at `at`: how many tokens it takes, and what it says.
    pub(crate) fn read(self, text: &Reader<'_>, at: usize) -> Option<(usize, Got)> {
        match self {
            Atom::Class(class) => text.lexicon.read(class, text.tokens, at).map(|(n, v)| (n, Got::Class(class, v))),
            Atom::Day => text.day_figures(at).or_else(|| text.ordinal(at)),
            Atom::DayTh => text.ordinal(at),
            Atom::Nth => text.day_figures(at).filter(|(n, _)| *n == 2),
            Atom::Ord => match text.ordinal(at)? {
                (n, Got::Day(number)) => Some((n, Got::Class(Class::Ord, number.into()))),
                _ => None,
            },
            Atom::Year => text.year(at),
            Atom::ShortYear => {
                let number = text.figures(at, 2, 2).filter(|_| text.ends_number(at + 1))?;
                Some((1, Got::ShortYear(number as u8)))
            }
            Atom::Yy => {
                let number = text.literal(at, "'").then(|| text.figures(at + 1, 2, 2))??;
                (text.touches(at + 1) && text.ends_number(at + 2)).then_some((2, Got::Figures(number as u8)))
            }
            Atom::Decade => text.decade(at),
            Atom::Num => text.amount(at).map(|(n, a)| (n, Got::Num(a))),
            Atom::Clock => text.clock(at, ":"),
            Atom::Dotted => text.clock(at, "."),
            Atom::Hour => text.hour(at),
            Atom::Military => {
                let number = text.figures(at, 4, 4)?;
                let (hour, minute) = (number / 100, number % 100);
                let got = Got::Clock { hour: hour as u8, minute: Some(minute as u8), second: None };
                (hour < 24 && minute < 60).then_some((1, got))
            }
            Atom::AmPm => text.am_pm(at),
            Atom::Numeric => text.numeric(at),
            Atom::Quarter => text.quarter(at),
        }
    }
}

/// A cut text and the words that are known.
pub(crate) struct Reader<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: &'t [Token],
    pub(crate) lexicon: &'t Lexicon,
}

/// More groups of figures than this are no number that counts units of time: "1,000,000,000,000".
const GROUPS: usize = 4;

/// The largest number counted; beyond it a number is an unknown one.
const LARGEST: u64 = u32::MAX as u64 / 10;

/// "98" is 1998, "12" is 2012, where nothing better is known.
fn full_year(short: u32) -> i16 {
    super::resolve::full_year(short as u8, None)
}

/// A number in tenths; an unknown one where it is too large.
fn tenths(whole: u64, tenth: u64) -> Amount {
    if whole > LARGEST { Amount::Unknown } else { Amount::Tenths((whole * 10 + tenth) as u32) }
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| &self.text[t.start..t.end])
    }

    fn literal(&self, at: usize, mark: &str) -> bool {
        self.tokens.get(at).is_some_and(|t| t.id != 0 && t.id == self.lexicon.id(mark))
    }

    /// The token stands directly behind the one before.
    fn touches(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| !t.spaced)
    }

    /// A number of `low` to `high` figures.
    fn figures(&self, at: usize, low: usize, high: usize) -> Option<u32> {
        let token = self.tokens.get(at)?;
        (token.digits() >= low && token.digits() <= high).then_some(token.number?)
    }

    /// The number before `at` does not go on: no letter, no decimal, no thousands.
    fn ends_number(&self, at: usize) -> bool {
        if !self.touches(at) {
            return true;
        }
        let token = &self.tokens[at];
        let more = self.touches(at + 1) && self.tokens[at + 1].number.is_some();
        !(token.letters
            || token.number.is_some()
            || (matches!(self.word(at), "." | ",") && more)
            || self.word(at) == "%")
    }

    fn day_figures(&self, at: usize) -> Option<(usize, Got)> {
        let day = self.figures(at, 1, 2).filter(|d| (1..=31).contains(d))?;
        if self.touches(at + 1) && matches!(self.word(at + 1), "st" | "nd" | "rd" | "th") {
            return Some((2, Got::Day(day as u8)));
        }
        // "May 3,000" is no day; "May 3,1990" is
        let comma = self.touches(at + 1) && self.word(at + 1) == "," && self.figures(at + 2, 4, 4).is_some();
        (comma || self.ends_number(at + 1)).then_some((1, Got::Day(day as u8)))
    }

    fn ordinal(&self, at: usize) -> Option<(usize, Got)> {
        if let Some(got @ (2, _)) = self.day_figures(at) {
            return Some(got);
        }
        let (n, day) = self.lexicon.read(Class::Ord, self.tokens, at)?;
        Some((n, Got::Day(day as u8)))
    }

    fn year(&self, at: usize) -> Option<(usize, Got)> {
        if let Some(year) = self.figures(at, 4, 4) {
            let whole = at == 0 || !self.touches(at) || !matches!(self.word(at - 1), "." | "$" | "£" | "€" | "#" | ":");
            let year = (1000..2200).contains(&year) && whole && self.ends_number(at + 1);
            return year.then(|| (1, Got::Year(self.tokens[at].number.unwrap_or(0) as i16)));
        }
        self.year_in_words(at)
    }

    /// "nineteen ninety-one", "two thousand and five", "twenty twenty".
    fn year_in_words(&self, at: usize) -> Option<(usize, Got)> {
        let read = |class, at| self.lexicon.read(class, self.tokens, at);
        if let (Some((_, 2)), Some((_, 1000))) = (read(Class::Ones, at), read(Class::Scale, at + 1)) {
            let and = usize::from(self.word(at + 2) == "and");
            let (n, rest) = self.below_hundred(at + 2 + and).map_or((2, 0), |(n, rest)| (2 + and + n, rest));
            // "two thousand" alone counts something, unless "the year" or its like leads
            let led = at > 0 && matches!(self.word(at - 1), "year" | "in" | "by" | "since" | "until" | "of" | "to");
            let bare = rest == 0 && !led;
            let counted = bare || read(Class::Units, at + n).is_some() || read(Class::Scale, at + n).is_some();
            return (!counted).then_some((n, Got::Year(2000 + rest as i16)));
        }
        let (_, century) = read(Class::Teens, at)
            .filter(|(_, n)| *n >= 15)
            .or_else(|| read(Class::Tens, at).filter(|(_, n)| *n == 20))?;
        if let Some((_, 100)) = read(Class::Scale, at + 1) {
            return Some((2, Got::Year(century as i16 * 100)));
        }
        let (n, rest) = self.below_hundred(at + 1).filter(|(_, rest)| *rest >= 10)?;
        Some((1 + n, Got::Year((century as u32 * 100 + rest) as i16)))
    }

    fn below_hundred(&self, at: usize) -> Option<(usize, u32)> {
        let read = |class, at| self.lexicon.read(class, self.tokens, at);
        if let Some((n, tens)) = read(Class::Tens, at) {
            let hyphen = usize::from(self.literal(at + n, "-"));
            let ones = read(Class::Ones, at + n + hyphen);
            return Some(ones.map_or((n, tens as u32), |(m, ones)| (n + hyphen + m, (tens + ones) as u32)));
        }
        let (n, value) = read(Class::Teens, at).or_else(|| read(Class::Ones, at))?;
        Some((n, value as u32))
    }

    /// 1990s, 1990's, '90s, nineteen-nineties.
    fn decade(&self, at: usize) -> Option<(usize, Got)> {
        if let Some((_, century)) = self.lexicon.read(Class::Teens, self.tokens, at).filter(|(_, n)| *n >= 17) {
            let hyphen = usize::from(self.literal(at + 1, "-"));
            let (n, decade) = self.lexicon.read(Class::Tenties, self.tokens, at + 1 + hyphen)?;
            return Some((1 + hyphen + n, Got::Decade((century * 100 + decade % 100) as i16)));
        }
        let quote = usize::from(self.literal(at, "'"));
        // "the 80s" may be ages or degrees, but hardly from 50 on and without "his"
        let bare = quote == 0 && at > 0 && matches!(self.word(at - 1), "the" | "early" | "mid" | "late" | "-");
        let number = match quote {
            0 if bare && self.figures(at, 2, 2).is_some_and(|n| n >= 50) => 1900 + self.figures(at, 2, 2)?,
            0 => self.figures(at, 4, 4).filter(|y| (1000..2200).contains(y))?,
            _ => match self.figures(at + 1, 2, 2)? {
                recent @ 0..=20 => 2000 + recent,
                short => 1900 + short,
            },
        };
        let after = at + quote + 1;
        let apostrophe = usize::from(self.literal(after, "'") && self.touches(after));
        let plural = self.word(after + apostrophe) == "s" && self.touches(after + apostrophe);
        (plural && number % 10 == 0).then_some((quote + 2 + apostrophe, Got::Decade(number as i16)))
    }

    /// "two", "5 1/2", "two and a half", "1,200", "several".
    fn amount(&self, at: usize) -> Option<(usize, Amount)> {
        if let Some((n, value)) = self.lexicon.read(Class::Some, self.tokens, at) {
            let amount = if value == 0 { Amount::Unknown } else { Amount::Tenths(value as u32 * 10) };
            return Some((n, amount));
        }
        if let Some(n) = self.half(at) {
            return Some((n, Amount::Tenths(5)));
        }
        let (mut n, mut amount) = self.number(at)?;
        if let Some(more) = self.half(at + n).or_else(|| self.and_a_half(at + n)) {
            n += more;
            if let Amount::Tenths(tenths) = &mut amount {
                *tenths = tenths.saturating_add(5);
            }
        }
        if self.literal(at + n, "-") && matches!(self.word(at + n + 1), "plus" | "odd" | "some") {
            n += 2;
        }
        Some((n, amount))
    }

    /// "1/2": how many tokens.
    fn half(&self, at: usize) -> Option<usize> {
        let half =
            self.figures(at, 1, 1) == Some(1) && self.word(at + 1) == "/" && self.figures(at + 2, 1, 1) == Some(2);
        (half && self.touches(at + 1) && self.touches(at + 2) && self.ends_number(at + 3)).then_some(3)
    }

    /// "and a half", "-and-one-half": how many tokens.
    fn and_a_half(&self, at: usize) -> Option<usize> {
        let mut n = 0;
        for words in [&["and"][..], &["a", "one"], &["half"]] {
            n += usize::from(self.literal(at + n, "-"));
            if !words.contains(&self.word(at + n)) {
                return None;
            }
            n += 1;
        }
        Some(n)
    }

    /// A number, in figures or in words.
    fn number(&self, at: usize) -> Option<(usize, Amount)> {
        match self.figures(at, 1, 9) {
            Some(first) => self.number_in_figures(at, first),
            None => self.number_in_words(at),
        }
    }

    /// "1,200", "2.5", "3 million".
    fn number_in_figures(&self, at: usize, first: u32) -> Option<(usize, Amount)> {
        // not in the midst of a longer one: "1,200", "1/2"
        let within = at > 1
            && self.touches(at)
            && self.touches(at - 1)
            && matches!(self.word(at - 1), "," | "." | "/" | ":")
            && self.tokens[at - 2].number.is_some();
        if within {
            return None;
        }
        let (mut n, mut whole, mut tenth, mut groups) = (1, u64::from(first), 0, 0);
        while self.word(at + n) == "," && self.touches(at + n) && self.touches(at + n + 1) {
            let Some(thousands) = self.figures(at + n + 1, 3, 3) else { break };
            (whole, n, groups) = (whole.saturating_mul(1000).saturating_add(thousands.into()), n + 2, groups + 1);
            if groups > GROUPS {
                return None;
            }
        }
        if self.word(at + n) == "."
            && self.touches(at + n)
            && self.touches(at + n + 1)
            && let Some(token) = self.tokens.get(at + n + 1).filter(|t| t.number.is_some())
        {
            let first = self.text[token.start..].chars().next().and_then(|c| c.to_digit(10));
            (tenth, n) = (u64::from(first.unwrap_or(0)), n + 2);
        }
        if self.touches(at + n) && self.tokens[at + n].letters && self.tokens[at + n].number.is_none() {
            return None;
        }
        let scale = self.lexicon.read(Class::Scale, self.tokens, at + n).filter(|(_, scale)| *scale >= 1000);
        if let Some((more, scale)) = scale {
            (n, whole, tenth) = (n + more, whole.saturating_mul(scale as u64) + tenth * scale as u64 / 10, 0);
        }
        Some((n, tenths(whole, tenth)))
    }

    /// "two hundred and five", "three million two hundred thousand": scales fall from one to the next.
    fn number_in_words(&self, at: usize) -> Option<(usize, Amount)> {
        let (mut n, mut whole) = (0, 0_u64);
        let mut last = u64::MAX;
        while let Some((more, below)) = self.below_thousand(at + n) {
            let scale = self.lexicon.read(Class::Scale, self.tokens, at + n + more).map(|(m, scale)| (m, scale as u64));
            let (m, scale) = scale.filter(|(_, scale)| *scale >= 1000).unwrap_or((0, 1));
            if scale >= last {
                break;
            }
            (n, whole, last) = (n + more + m, whole.saturating_add(u64::from(below).saturating_mul(scale)), scale);
            if scale == 1 {
                break;
            }
            let and = usize::from(self.word(at + n) == "and");
            if self.below_hundred(at + n + and).is_none() {
                break;
            }
            n += and;
        }
        (n > 0).then(|| (n, tenths(whole, 0)))
    }

    /// "two hundred and five", "forty".
    fn below_thousand(&self, at: usize) -> Option<(usize, u32)> {
        let (n, first) = self.below_hundred(at)?;
        let Some((m, _)) = self.lexicon.read(Class::Scale, self.tokens, at + n).filter(|(_, scale)| *scale == 100)
        else {
            return Some((n, first));
        };
        let end = n + m;
        let and = usize::from(self.word(at + end) == "and");
        let rest = self.below_hundred(at + end + and);
        Some(rest.map_or((end, first * 100), |(more, rest)| (end + and + more, first * 100 + rest)))
    }

    fn clock(&self, at: usize, mark: &str) -> Option<(usize, Got)> {
        let hour = self.figures(at, 1, 2).filter(|h| *h <= 24)?;
        let pair = |at: usize| {
            let joined = self.word(at) == mark && self.touches(at) && self.touches(at + 1);
            self.figures(at + 1, 2, 2).filter(|m| joined && *m < 60)
        };
        let minute = pair(at + 1)?;
        let second = pair(at + 3);
        // the day ends at 24:00
        if hour == 24 && (minute > 0 || second.is_some_and(|s| s > 0)) {
            return None;
        }
        let n = if second.is_some() { 5 } else { 3 };
        Some((n, Got::Clock { hour: hour as u8, minute: Some(minute as u8), second: second.map(|s| s as u8) }))
    }

    fn hour(&self, at: usize) -> Option<(usize, Got)> {
        let hour = match self.figures(at, 1, 2) {
            Some(hour) => hour,
            None => self.below_hundred(at).filter(|(n, hour)| *n == 1 && *hour <= 12)?.1,
        };
        (hour <= 24).then_some((1, Got::Clock { hour: hour as u8, minute: None, second: None }))
    }

    fn am_pm(&self, at: usize) -> Option<(usize, Got)> {
        let word = self.word(at);
        if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") {
            return Some((1, Got::Pm(word.starts_with(['p', 'P']))));
        }
        let letter = word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("p");
        let dotted = letter && self.word(at + 1) == "." && self.word(at + 2).eq_ignore_ascii_case("m");
        let n = 3 + usize::from(self.word(at + 3) == "." && self.touches(at + 3));
        dotted.then(|| (n, Got::Pm(word.starts_with(['p', 'P']))))
    }

    /// 20010312, 2001-03-12, 2001/3/12, 3/12/2001, 3/12/01, 12.3.2001. Where it can be both, a slash has the month
    /// first, a point the day.
    fn numeric(&self, at: usize) -> Option<(usize, Got)> {
        if let Some(whole) = self.figures(at, 8, 8).filter(|_| self.ends_number(at + 1)) {
            let (year, month, day) = (whole / 10_000, whole / 100 % 100, whole % 100);
            let fits = (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
            return fits.then_some((1, Got::Numeric { year: year as i16, month: month as u8, day: day as u8 }));
        }
        let mark = self.word(at + 1);
        let joined =
            matches!(mark, "-" | "/" | "." | "–") && self.word(at + 3) == mark && (1..5).all(|k| self.touches(at + k));
        if !joined || !(self.ends_number(at + 5) || self.word(at + 5) == "T") {
            return None;
        }
        let (a, b, c) = (self.figures(at, 1, 4)?, self.figures(at + 2, 1, 2)?, self.figures(at + 4, 1, 4)?);
        let digits = |k: usize| self.tokens[at + k].digits();
        let (year, month, day) = match (digits(0), digits(4)) {
            (4, 1 | 2) => (a, b, c),
            (1 | 2, 4) if mark == "." || a > 12 => (c, b, a),
            (1 | 2, 4) => (c, a, b),
            (1 | 2, 2) if mark != "." && digits(2) == 2 && a > 12 => (u32::from(full_year(c) as u16), b, a),
            (1 | 2, 2) if mark != "." && digits(2) == 2 => (u32::from(full_year(c) as u16), a, b),
            _ => return None,
        };
        let fits = (1000..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        fits.then_some((5, Got::Numeric { year: year as i16, month: month as u8, day: day as u8 }))
    }

    fn quarter(&self, at: usize) -> Option<(usize, Got)> {
        let letter = |at| self.word(at) == "Q";
        let number =
            if letter(at) { self.figures(at + 1, 1, 1) } else { self.figures(at, 1, 1).filter(|_| letter(at + 1)) };
        let number = number.filter(|n| (1..=4).contains(n) && self.touches(at + 1))?;
        Some((2, Got::Quarter(number as u8)))
    }
}
