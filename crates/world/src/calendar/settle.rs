//! Times that hang on events: closed once the events have their days.

use super::point::Point;
use super::resolve::Context;
use super::time::*;
use std::ops::Range;

/// Gives the times that are counted from an event ([`Time::event`]) the days that they have once the event's are known.
///
/// `days_of` tells the days of the event that words name, by their indices ([`Hang::words`]); where it knows none, the
/// time stays open. What lies before an event is counted from its first day, what lies after it from its last. A
/// length ("two weeks before the visit") keeps its value; a date ("the day before the vote") gets one. Tells how many
/// times were closed.
///
/// ```
/// use attache_world::calendar::{self, Days, Verbs};
///
/// let text = "Two weeks before the visit, the envoys spoke by telephone.";
/// let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
/// let verbs = Verbs::by_form(text, &words);
/// let mut times = calendar::times(text, &words, None, |word| verbs.around(word));
/// let visit = Days { first: "2019-05-20".parse()?, last: "2019-05-22".parse()? };
/// assert_eq!(calendar::settle(&mut times, |event| text[words[event.end - 1].clone()].eq("visit").then_some(visit)),
/// 1); assert_eq!(times[0].days.unwrap().first.to_string(), "2019-05-06");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn settle(times: &mut [Time], mut days_of: impl FnMut(&Range<usize>) -> Option<Days>) -> usize {
    let mut closed = 0;
    for time in times {
        let Some(hang) = &time.event else { continue };
        let Some(days) = days_of(&hang.words) else { continue };
        closed += usize::from(settle_one(time, days));
    }
    closed
}

fn settle_one(time: &mut Time, event: Days) -> bool {
    let before = time.event.as_ref().is_some_and(|hang| hang.before);
    let next = Point::new(if before { event.first } else { event.last }, Granularity::Day);
    let context = Context { next, tense: time.tense, ..Context::default() };
    let resolved = match &time.expression {
        Expression::Length(length) => {
            let direction = if before { -1 } else { 1 };
            context.resolve(&Expression::Length(Length { base: Base::Next, direction, ..*length }))
        }
        Expression::Shift(shift) => {
            let resolved = context.resolve(&Expression::Shift(Shift { base: Base::Next, ..*shift }));
            if resolved.days.is_some() {
                time.value.clone_from(&resolved.value);
            }
            resolved
        }
        _ => return false,
    };
    let Some(days) = resolved.days else { return false };
    (time.days, time.granularity) = (Some(days), resolved.granularity);
    true
}

#[cfg(test)]
mod tests {
    use super::super::{Verbs, times};
    use super::*;

    fn closed(text: &str, event: &str, first: &str, last: &str) -> Vec<(String, Option<String>)> {
        let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
        let verbs = Verbs::by_form(text, &words);
        let mut times = times(text, &words, None, |word| verbs.around(word));
        let days = Days { first: first.parse().unwrap(), last: last.parse().unwrap() };
        settle(&mut times, |named| named.clone().any(|w| &text[words[w].clone()] == event).then_some(days));
        times.iter().map(|t| (t.value.clone(), t.days.map(|d| d.first.to_string()))).collect()
    }

    #[test]
    fn what_lies_before_an_event_is_counted_from_its_first_day_and_what_lies_after_from_its_last() {
        let told = closed(
            "Ten days before the summit they met; a day after the summit they fell out.",
            "summit",
            "2020-03-11",
            "2020-03-13",
        );
        assert_eq!(told[0].1.as_deref(), Some("2020-03-01"));
        assert_eq!(told[1].1.as_deref(), Some("2020-03-14"));
    }

    #[test]
    fn an_event_without_days_leaves_its_time_open() {
        let told = closed("Ten days before the summit they met.", "election", "2020-03-11", "2020-03-13");
        assert_eq!(told[0], ("P10D".to_owned(), None));
    }
}
