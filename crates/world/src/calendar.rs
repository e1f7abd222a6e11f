//! The calendar: time expressions out of English text, by rule, with their TIMEX3 type and value and the days they
//! cover.
//!
//! ```
//! use attache_world::calendar::{self, Anchor, Kind, Verbs};
//!
//! let text = "The minister arrived on Tuesday, two weeks after the talks in early March.";
//! let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
//! let verbs = Verbs::by_form(text, &words);
//! let anchor: Anchor = "2023-03-30".parse()?;
//! let times = calendar::times(text, &words, Some(anchor), |word| verbs.around(word));
//! let found: Vec<_> = times.iter().map(|t| (&text[t.span.clone()], t.kind, t.value.as_str())).collect();
//! assert_eq!(found[0], ("Tuesday", Kind::Date, "2023-03-28"));
//! assert_eq!(found[1], ("two weeks", Kind::Duration, "P2W"));
//! assert_eq!(found[2], ("early March", Kind::Date, "2023-03"));
//! # Ok::<(), attache_world::calendar::NoDate>(())
//! ```
//!
//! The rules and their words are tables: `data/calendar_*.tsv`. A text is cut into tokens, the longest rule at each
//! token says what its words mean ([`Expression`]), and the anchor and the dates told before give that a value. What
//! has no anchor stays open and is closed later by [`anchor`], without the text.

mod atoms;
mod governing;
mod infer;
mod lexicon;
mod meaning;
mod names;
mod point;
mod resolve;
mod rules;
mod settle;
mod tense;
mod time;
mod tokens;
mod values;

pub use infer::{Clue, Dated, Inferred, infer_from_story, infer_published};
pub use settle::settle;
pub use tense::Verbs;
pub use time::*;

use atoms::{Atom, Reader};
use attache_language::Annotation;
use governing::Governing;
use lexicon::Class;
use meaning::Draft;
use resolve::Context;
use rules::{Makes, Match, RULES, Rules};
use std::ops::Range;
use std::str::FromStr;

/// When a text speaks: the day of its publication or of its dateline, and the time of day where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The day.
    pub day: jiff::civil::Date,
    /// The time of day.
    pub time: Option<jiff::civil::Time>,
}

/// A text that was to be an ISO date or time is none.
#[derive(Debug, Clone, thiserror::Error)]
#[error("not a date: {0:?}; give a day as 2023-03-30 or a time as 2023-03-30T18:00")]
pub struct NoDate(String);

impl FromStr for Anchor {
    type Err = NoDate;

    /// Reads an ISO date, or a date and time with or without a zone (the day is the one of that zone).
    fn from_str(text: &str) -> Result<Self, NoDate> {
        if let Ok(at) = text.parse::<jiff::civil::DateTime>().or_else(|_| text.trim_end_matches('Z').parse()) {
            let timed = text.contains([':', 'T']);
            return Ok(Anchor { day: at.date(), time: timed.then(|| at.time()) });
        }
        text.parse().map(|day| Anchor { day, time: None }).map_err(|_| NoDate(text.to_owned()))
    }
}

/// The time expressions of a text, in order, none over another.
///
/// `words` are the byte spans of the text's words in order, and `tense` gives the tense that governs a word, by its
/// index ([`Verbs::around`]); both only inform: expressions are found in the text itself, whatever its words. Without
/// `anchor` what hangs on the time of speaking stays open. Takes time in proportion to the text.
pub fn times(text: &str, words: &[Range<usize>], anchor: Option<Anchor>, tense: impl Fn(usize) -> Tense) -> Vec<Time> {
    find(text, words, &[], anchor, tense)
}

/// The time expressions of an annotated text, none of them over the end of a sentence; the tense is that of the verb
/// that governs the expression in its tree. [`Time::words`] and [`Hang::words`] are words of the annotation.
pub fn times_in(text: &str, annotation: &Annotation, anchor: Option<Anchor>) -> Vec<Time> {
    let words: Vec<Range<usize>> = annotation.words.iter().map(|w| w.bytes.start..w.bytes.end).collect();
    let starts = annotation.sentences.iter().filter_map(|s| words.get(s.words.start).map(|w| w.start));
    let starts: Vec<usize> = starts.collect();
    let governing = Governing::new(text, annotation);
    let mut times = find(text, &words, &starts, anchor, |word| governing.tense(word));
    times.iter_mut().filter_map(|time| time.event.as_mut()).for_each(|hang| governing.trim(&mut hang.words));
    times
}

fn find(
    text: &str,
    words: &[Range<usize>],
    starts: &[usize],
    anchor: Option<Anchor>,
    tense: impl Fn(usize) -> Tense,
) -> Vec<Time> {
    let rules: &Rules = &RULES;
    let tokens = tokens::tokens_within(text, &rules.lexicon, starts);
    let reader = Reader { text, tokens: &tokens, lexicon: &rules.lexicon };
    let mut found: Vec<Time> = Vec::new();
    let mut last = None;
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].id == 0 && tokens[at].number.is_none() {
            at += 1;
            continue;
        }
        let Some((drafts, modifier, end)) = expression(rules, &reader, at) else {
            at += 1;
            continue;
        };
        for mut draft in drafts {
            if let Some(time) =
                found.last_mut().filter(|_| last.is_some_and(|first| is_range(&reader, first, draft.from)))
            {
                time.bound = time.bound.or(Some(Bound::From));
                draft.bound = draft.bound.or(Some(Bound::To));
            }
            last = Some((draft.from, draft.end));
            let span = tokens[draft.from].start..tokens[draft.end - 1].end;
            let word = words.partition_point(|w| w.end <= span.start);
            let event = event(&draft, &reader, words);
            let mut expression = draft.expression.clone();
            let mut kind = draft.kind;
            if let (Expression::Length(length), true) = (&expression, is_rate(&draft, &reader)) {
                let every = values::length_value(length.amount, length.unit);
                (kind, expression) = (Kind::Set, Expression::Repeat(Repeat { every, times: None }));
            }
            if let (Expression::Shift(shift), Some(_)) = (&mut expression, &event) {
                shift.base = if shift.base == Base::Told { Base::Event } else { shift.base };
            }
            let modifier = if draft.at_end { Some(Modifier::End) } else { modifier };
            found.push(Time {
                words: word..words.partition_point(|w| w.start < span.end).max(word),
                span,
                kind,
                value: String::new(),
                modifier,
                days: None,
                granularity: Granularity::Unknown,
                expression,
                tense: hint(&reader, &draft, modifier).unwrap_or_else(|| governed(&reader, &draft, tense(word))),
                bound: draft.bound,
                event,
                paragraph: tokens[draft.from].paragraph,
            });
        }
        at = end.max(at + 1);
    }
    drop_pointless(&mut found);
    lean(&mut found, words);
    self::anchor(&mut found, anchor);
    found
}

/// Drops "that day" and "the day" where no day was told before them in their paragraph: they mean no certain one.
fn drop_pointless(times: &mut Vec<Time>) {
    let mut told_in = None;
    times.retain(|time| {
        let points = matches!(
            &time.expression,
            Expression::Shift(Shift { unit: Unit::Day, direction: 0, base: Base::Told, clock: None, .. })
        );
        let kept = !points || told_in == Some(time.paragraph);
        if kept && time.expression.tells_day() {
            told_in = Some(time.paragraph);
        }
        kept
    });
}

/// Whether the expression of tokens `first` and the one that begins at `second` are the ends of a range: "from Monday
/// to Friday", "between May and August".
fn is_range(text: &Reader<'_>, first: (usize, usize), second: usize) -> bool {
    let word = |at: usize| text.tokens.get(at).map_or("", |t| &text.text[t.start..t.end]);
    let before = first.0.checked_sub(1).map_or("", word);
    match word(first.1) {
        _ if second != first.1 + 1 => false,
        "to" | "until" | "till" | "through" => before.eq_ignore_ascii_case("from"),
        "and" => before.eq_ignore_ascii_case("between"),
        _ => false,
    }
}

/// What is counted from an expression and not from an event, "two weeks before Christmas", leans on it.
fn lean(times: &mut [Time], words: &[Range<usize>]) {
    for at in 1..times.len() {
        let start = times[at].span.start;
        let time = &mut times[at - 1];
        let Some(event) = time.event.take_if(|e| words.get(e.words.start).is_some_and(|w| w.start == start)) else {
            continue;
        };
        match &mut time.expression {
            Expression::Length(length) => {
                (length.base, length.direction) = (Base::Next, if event.before { -1 } else { 1 });
            }
            Expression::Shift(shift) => shift.base = Base::Next,
            _ => {}
        }
    }
}

/// Gives the expressions of a text, in its order, the values that they have from `anchor`; from `None`, open ones.
pub fn anchor(times: &mut [Time], anchor: Option<Anchor>) {
    let mut context = Context { anchor, ..Context::default() };
    let mut told_in = 0;
    // whether the quarter told so far is one that accounts are compared with
    let mut quarter_past = false;
    for at in 0..times.len() {
        let (time, rest) = match &mut times[at..] {
            [time, rest @ ..] => (time, rest),
            [] => return,
        };
        context.near = context.told.filter(|_| told_in == time.paragraph);
        let base = match &time.expression {
            Expression::Shift(shift) => shift.base,
            Expression::Length(length) => length.base,
            _ => Base::Anchor,
        };
        context.next = rest.first().filter(|_| base == Base::Next).and_then(|next| {
            context.tense = next.tense;
            context.resolve(&next.expression).point
        });
        context.tense = time.tense;
        let resolved = context.resolve(&time.expression);
        (time.value, time.granularity) = (resolved.value, resolved.granularity);
        time.days = resolved.days.map(|days| narrowed(days, time.modifier));
        // "a year earlier" compares; what follows goes on from where the text was
        let compares = match &time.expression {
            Expression::Shift(s) if s.unit == Unit::Year && s.direction < 0 => {
                s.amount == Amount::Tenths(10) && (s.counted || s.base == Base::Told)
            }
            Expression::Calendar(c) => c.field == Field::Quarter(0),
            _ => false,
        };
        let previous_year = matches!(time.expression, Expression::Calendar(Calendar { year: Year::Shifted(..0), .. }));
        if let Some(point) = resolved.point.filter(|_| !compares) {
            (context.told, told_in) = (Some(point), time.paragraph);
            if point.granularity == Granularity::Quarter
                && (context.quarter.is_none() || quarter_past && !previous_year)
            {
                (context.quarter, quarter_past) = (Some(point), previous_year);
            }
        }
    }
}

/// "early", "mid" and "late" take a third of what they stand before.
fn narrowed(days: Days, modifier: Option<Modifier>) -> Days {
    let length = days.first.until(days.last).map_or(0, |span| span.get_days()) + 1;
    let third = length / 3;
    let (skip, drop) = match modifier {
        Some(Modifier::Start) => (0, 2 * third),
        Some(Modifier::Mid) => (third, third),
        Some(Modifier::End) => (2 * third, 0),
        _ => (0, 0),
    };
    let day = |day: jiff::civil::Date, by: i32| day.checked_add(jiff::Span::new().days(by)).unwrap_or(day);
    if third == 0 { days } else { Days { first: day(days.first, skip), last: day(days.last, -drop) } }
}

/// The expression that begins at `at`, with what narrows it, and one past its last token; no drafts when the words
/// there are no time for sure.
fn expression(rules: &Rules, text: &Reader<'_>, at: usize) -> Option<(Vec<Draft>, Option<Modifier>, usize)> {
    let mut best: Option<(Match<'_>, Option<Modifier>)> = rules.best(text, at, at).map(|m| (m, None));
    for class in [Class::Narrow, Class::Bound] {
        let Some((n, value)) = text.lexicon.read(class, text.tokens, at) else { continue };
        // "over the past year" is no bound
        if class == Class::Bound && n == 1 && text.tokens.get(at + 1).is_some_and(|t| t.id == text.lexicon.id("the")) {
            continue;
        }
        let Some(inner) = rules.best(text, at, at + n) else { continue };
        let fits = match inner.rule.makes {
            Makes::Date | Makes::Shift | Makes::Clock => true,
            Makes::Length => class == Class::Bound,
            _ => false,
        };
        if fits && best.as_ref().is_none_or(|(m, _)| inner.end > m.end) {
            best = Some((inner, Modifier::numbered(value)));
        }
    }
    let (found, modifier) = best?;
    let drafts = meaning::drafts(&found, text, at);
    let end = drafts.last().map_or(found.end, |d| d.end);
    if drafts.is_empty() && found.rule.makes != Makes::Nothing {
        return None;
    }
    Some((drafts.into_iter().filter(|d| !is_name(d, text)).collect(), modifier, end))
}

/// Words beside an expression that show better than any verb whether it is to come ("by Friday") or past ("Friday's
/// close").
fn hint(text: &Reader<'_>, draft: &Draft, modifier: Option<Modifier>) -> Option<Tense> {
    let is = |at: usize, words: &[&str]| {
        text.tokens.get(at).is_some_and(|t| words.iter().any(|w| text.text[t.start..t.end].eq_ignore_ascii_case(w)))
    };
    let before = |back: usize, words: &[&str]| draft.from >= back && is(draft.from - back, words);
    if modifier == Some(Modifier::Before)
        || before(1, &["by", "until", "till"])
        || before(1, &["as"]) && before(2, &["soon", "early"])
    {
        return Some(Tense::Future);
    }
    if before(1, &["for"]) && before(2, &["set", "scheduled", "slated", "planned", "due", "expected", "called"]) {
        return Some(Tense::Future);
    }
    if before(1, &["of"]) && before(2, &["ahead"]) {
        return Some(Tense::Future);
    }
    before(1, &["since"]).then_some(Tense::Past)
}

/// The tense of the words around; a verb in the present says nothing of "Friday's close".
fn governed(text: &Reader<'_>, draft: &Draft, tense: Tense) -> Tense {
    let owns = text.tokens.get(draft.end).is_some_and(|t| t.id != 0 && t.id == text.lexicon.id("'"));
    if owns && tense == Tense::Present { Tense::Unknown } else { tense }
}

/// Someone's or something's name: "Theresa May", "Jan Novak said", "USA Today".
fn is_name(draft: &Draft, text: &Reader<'_>) -> bool {
    let first = &text.tokens[draft.from];
    if draft.from > 0 && matches!(&text.text[first.start..first.end], "Sun" | "Sat") {
        // a newspaper at the end of a sentence: "the Harbour Sun."
        let before = &text.tokens[draft.from - 1];
        return before.letters && (before.capital || before.id == text.lexicon.id("the"));
    }
    if draft.end != draft.from + 1 {
        return false;
    }
    let stranger = |at: usize| text.tokens.get(at).is_some_and(|t| t.letters && t.capital && t.id == 0 && !t.apart);
    let titled = draft.from > 1 && {
        let title = &text.tokens[draft.from - 2];
        matches!(
            &text.text[title.start..title.end],
            "Mr" | "Ms" | "Mrs" | "Dr" | "Prof" | "Rev" | "Gen" | "Sgt" | "Capt"
        )
    };
    let after_name = titled || draft.from > 0 && stranger(draft.from - 1);
    match draft.expression {
        Expression::Calendar(Calendar { field: Field::Month(month), .. }) => {
            let led = draft.from > 0 && text.lexicon.read(Class::Leads, text.tokens, draft.from - 1).is_some();
            matches!(month, 3 | 4 | 5 | 6 | 8) && (after_name || !led && stranger(draft.end))
                || text.tokens[draft.from].end - text.tokens[draft.from].start == 3 && month == 1 && stranger(draft.end)
        }
        Expression::Calendar(Calendar { field: Field::Same, .. }) | Expression::Shift(_) | Expression::Vague(_) => {
            after_name && text.tokens[draft.from].capital
        }
        _ => false,
    }
}

/// Whether "a year" says how often, not how long: "$2 a share a year", "four flights a week".
fn is_rate(draft: &Draft, text: &Reader<'_>) -> bool {
    let one =
        draft.end == draft.from + 2 && ["a", "an"].iter().any(|w| text.tokens[draft.from].id == text.lexicon.id(w));
    let Some(before) = draft.from.checked_sub(1).filter(|_| one) else { return false };
    let free = |at: usize| {
        let stops = text.lexicon.read(Class::Stop, text.tokens, at).is_some();
        text.tokens[at].number.is_some() || text.tokens[at].letters && !stops
    };
    let number = |at: &usize| Atom::Num.read(text, *at).is_some();
    free(before)
        && (draft.from.saturating_sub(6)..draft.from)
            .rev()
            .take_while(|at| text.tokens[*at].id != text.lexicon.id("."))
            .any(|at| number(&at))
}

/// The event that a length or shift is counted from: the words after "before", "after" and their like.
fn event(draft: &Draft, text: &Reader<'_>, words: &[Range<usize>]) -> Option<Hang> {
    if !matches!(draft.expression, Expression::Length(_) | Expression::Shift(_)) {
        return None;
    }
    let word = |at: usize| text.tokens.get(at).map_or("", |t| &text.text[t.start..t.end]);
    // "the day before the vote": the rule has taken "before" already
    let last = word(draft.end - 1);
    let at = if matches!(last, "before" | "after") { draft.end - 1 } else { draft.end };
    let (before, n) = match (word(at), word(at + 1)) {
        ("before", _) => (true, 1),
        ("prior", "to") | ("ahead", "of") => (true, 2),
        ("after" | "following" | "since", _) => (false, 1),
        _ => return None,
    };
    let first = at + n;
    let stops = |at: &usize| {
        text.tokens.get(*at).is_none_or(|t| t.apart || text.lexicon.read(Class::Stop, text.tokens, *at).is_some())
    };
    let end = (first..first + 8).find(stops).unwrap_or(first + 8);
    let (from, to) = (text.tokens.get(first)?.start, text.tokens.get(end.checked_sub(1)?)?.end);
    let range = words.partition_point(|w| w.end <= from)..words.partition_point(|w| w.start < to);
    (end > first && !range.is_empty()).then_some(Hang { words: range, before })
}

#[cfg(test)]
mod tests;
