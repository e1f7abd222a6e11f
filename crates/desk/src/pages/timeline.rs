//! A timeline drawn: scores by period, conflict down and cooperation up, over the press of each period.

use std::sync::Arc;

use attache_archive::record::{Timeline, TimelinePeriod};
use attache_archive::words::{self, count};
use attache_archive::{By, Happenings};
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::axis::{WIDE, day, tenth};
use super::quad_name;
use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::summary::Facts;

/// Periods that are counted, and those of a drawing, the latest.
const COUNTED: i64 = 400;
const PERIODS: usize = 110;
/// Rows of its table, the latest.
const ROWS: usize = 60;
/// The drawing: where bars begin, how high scores are drawn, and the press under them.
const LEFT: f64 = 46.0;
const SCORES: f64 = 190.0;
const PRESS: f64 = 44.0;
const GAP: f64 = 16.0;
const HIGH: f64 = SCORES + GAP + PRESS + 24.0;
/// What the drawing shows, for those who do not see it.
const LABEL: &str = "PLOVER scores by period, cooperation above the line and conflict below, and under them how many \
    articles the archive holds of each period; the table below says the same";

/// A timeline and the periods that its page offers.
pub struct Shown {
    pub timeline: Timeline,
    pub by: By,
    /// Events of all periods, and beside them.
    pub count: usize,
}

/// The length of periods that an address asks for, else one that gives few enough of them.
fn length(asked: &Asked, span: Option<(Date, Date)>) -> Result<By, Refusal> {
    match asked.by()? {
        Some(by) => Ok(by),
        None => Ok(match span.map_or(0, |(first, last)| first.until(last).map_or(0, |span| span.get_days())) {
            0..62 => By::Day,
            62..500 => By::Week,
            _ => By::Month,
        }),
    }
}

/// The timeline that an address asks for: of the days that it names, else from the first event to the last.
pub fn timeline(happenings: &Happenings, facts: &Arc<Facts>, asked: &Asked) -> Result<Shown, Refusal> {
    let span = happenings.span();
    let by = length(asked, span)?;
    let press = facts.press_by(by);
    let ends = span.map(|(first, last)| [first, last].map(|day| day.to_string()));
    let end = |n: usize| ends.as_ref().map(|ends| ends[n].as_str());
    let timeline = match (asked.get("since").or(end(0)), asked.get("until").or(end(1))) {
        (Some(since), Some(until)) => {
            let since = since.to_owned().max(before(until, by));
            happenings.timeline(press, Some(&since), Some(until))?
        }
        // nothing is dated: no period at all, and not those of all the press
        _ => happenings.timeline(press, Some("0001-01-02"), Some("0001-01-01"))?,
    };
    Ok(Shown { timeline, by, count: happenings.count() })
}

/// The day so many periods before another that none earlier is counted for a page.
fn before(until: &str, by: By) -> String {
    let days = match by {
        By::Day => 1,
        By::Week => 7,
        By::Month => 31,
    };
    let first = day(until).map(|day| day.saturating_sub((days * COUNTED).days()));
    first.map_or_else(String::new, |day| day.to_string())
}

/// The drawing with its key, table and what no bar holds. `address` is of its page.
pub fn drawn(shown: &Shown, address: &str, asked: &Asked) -> Markup {
    let Shown { timeline, by, .. } = shown;
    let all = &timeline.periods;
    let periods = &all[all.len().saturating_sub(PERIODS)..];
    html! {
        @if periods.iter().any(|period| period.events > 0) {
            (chart(periods, *by))
            ul .key .quads aria-label="Colours" {
                @for quad in 1..5u8 { li class={ "k-q" (quad) } { (quad_name(quad)) } }
                li .k-press { "articles in the archive, on whatever matter" }
            }
        }
        p .meta .periods {
            @for (name, other) in [("day", By::Day), ("week", By::Week), ("month", By::Month)] {
                span {
                    @if other == *by { b { "by " (name) } }
                    @else { a href={ (address) (asked.with(&[("by", Some(name))])) } { "by " (name) } }
                }
            }
            @if all.len() > periods.len() {
                span {
                    "the latest " (periods.len()) " of " (words::grouped(all.len())) " periods; "
                    @let before = &all[all.len() - periods.len() - 1].end;
                    a href={ (address) (asked.with(&[("until", Some(before))])) } { "earlier" }
                }
            }
        }
        @if let Some(left) = left_out(timeline) { p .meta { (left) } }
        @if periods.iter().any(|period| period.events > 0) { (table(periods, *by)) }
    }
}

/// What no period holds.
fn left_out(timeline: &Timeline) -> Option<String> {
    let mut left = Vec::new();
    if timeline.inexact > 0 {
        let events = count(timeline.inexact, "event", "events");
        left.push(format!("{events} dated less exactly than a {}, or not at all", timeline.by));
    }
    if timeline.outside > 0 {
        left.push(format!("{} before or after these days", count(timeline.outside, "event", "events")));
    }
    (!left.is_empty()).then(|| format!("In no bar: {}.", left.join("; ")))
}

/// A period in words: its day, its week, its month.
fn called(period: &TimelinePeriod, by: By) -> String {
    match by {
        By::Day => words::day(&period.start),
        By::Week => words::span(Some(&period.start), Some(&period.end)),
        By::Month => day(&period.start).map_or_else(String::new, |day| day.strftime("%B %Y").to_string()),
    }
}

/// "2 events, score +8.0 · of 12 articles by 5 outlets".
fn told(period: &TimelinePeriod, by: By) -> String {
    let press = format!(
        "{} by {} in the archive",
        count(period.articles, "article", "articles"),
        count(period.outlets, "outlet", "outlets")
    );
    format!("{}\n{}, score {:+.1}\n{press}", called(period, by), count(period.events, "event", "events"), period.score)
}

/// The greatest of numbers, rounded up to what an axis can be marked with.
fn top(most: f64) -> f64 {
    let magnitude = 10_f64.powf(most.max(1.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * magnitude).find(|top| *top >= most).unwrap_or(most)
}

fn chart(periods: &[TimelinePeriod], by: By) -> Markup {
    let sums = |sign: f64| {
        let of = move |period: &TimelinePeriod| -> f64 {
            period.quads.iter().map(|quad| (quad.score * sign).max(0.0)).sum()
        };
        periods.iter().map(of).fold(0.0, f64::max)
    };
    let most = top(sums(1.0).max(sums(-1.0)));
    let articles = periods.iter().map(|period| period.articles).max().unwrap_or(0).max(1);
    let wide = (WIDE - LEFT) / periods.len().max(1) as f64;
    let bar = (wide * 0.72).min(26.0);
    let y = |score: f64| SCORES / 2.0 - score / most * (SCORES / 2.0 - 8.0);
    let floor = SCORES + GAP + PRESS;
    let x = |n: usize| LEFT + wide * n as f64;
    html! {
        div .scroll tabindex="0" role="region" aria-label="Timeline" {
            svg .chart viewBox=(format!("0 0 {WIDE} {HIGH}")) role="img" aria-label=(LABEL) {
                @for score in [most, 0.0, -most] {
                    @let height = tenth(y(score));
                    line .grid .zero[score == 0.0] x1=(LEFT) x2=(WIDE) y1=(height) y2=(height) {}
                    text .axis x=(LEFT - 8.0) y=(tenth(y(score) + 4.0)) text-anchor="end" { (score) }
                }
                line .grid x1=(LEFT) x2=(WIDE) y1=(floor) y2=(floor) {}
                text .axis x=(LEFT - 8.0) y=(tenth(floor - PRESS + 10.0)) text-anchor="end" { (words::grouped(articles)) }
                @for (at, called) in ticks(periods) {
                    @let at = x(at) + wide / 2.0;
                    line .tick x1=(tenth(at)) x2=(tenth(at)) y1="4" y2=(floor) {}
                    @let is_last = at > WIDE - 30.0;
                    text .axis x=(tenth(if is_last { WIDE } else { at })) y=(floor + 16.0)
                        text-anchor=(if is_last { "end" } else { "middle" }) { (called) }
                }
                @for (n, period) in periods.iter().enumerate() {
                    @if period.articles > 0 || period.events > 0 {
                        @let left = tenth(x(n) + (wide - bar) / 2.0);
                        g .col data-evidence=(told(period, by)) {
                            rect .hit x=(tenth(x(n))) y="0" width=(tenth(wide)) height=(floor) {}
                            (stacked(period, &left, bar, y))
                            @let high = PRESS * period.articles as f64 / articles as f64;
                            rect .press x=(left) y=(tenth(floor - high)) width=(tenth(bar)) height=(tenth(high)) {}
                        }
                    }
                }
            }
        }
    }
}

/// The quads of a period on each other: cooperation up from the line, conflict down.
fn stacked(period: &TimelinePeriod, left: &str, wide: f64, y: impl Fn(f64) -> f64) -> Markup {
    let (mut up, mut down) = (0.0, 0.0);
    let bars = period.quads.iter().enumerate().filter(|(_, quad)| quad.score != 0.0).map(|(n, quad)| {
        let from = if quad.score > 0.0 { &mut up } else { &mut down };
        let (first, last) = (*from, *from + quad.score);
        *from = last;
        (n + 1, y(first.max(last)), (y(first) - y(last)).abs().max(1.0))
    });
    let bars: Vec<(usize, f64, f64)> = bars.collect();
    html! {
        @for (quad, top, high) in bars {
            rect class={ "s-q" (quad) } x=(left) y=(tenth(top)) width=(tenth(wide)) height=(tenth(high)) {}
        }
    }
}

/// Some periods, evenly apart, with what they are called under the drawing.
fn ticks(periods: &[TimelinePeriod]) -> Vec<(usize, String)> {
    let days: Vec<Date> = periods.iter().filter_map(|period| day(&period.start)).collect();
    let Some(is_long) = days.first().zip(days.last()).map(|(first, last)| first.year() != last.year()) else {
        return Vec::new();
    };
    let step = days.len().div_ceil(8).max(1);
    let word = |day: &Date| day.strftime(if is_long { "%b %Y" } else { "%-d %b" }).to_string();
    days.iter().enumerate().step_by(step).map(|(n, day)| (n, word(day))).collect()
}

/// The same as numbers.
fn table(periods: &[TimelinePeriod], by: By) -> Markup {
    let rows: Vec<&TimelinePeriod> = periods.iter().rev().filter(|period| period.events > 0).collect();
    html! {
        details .numbers {
            summary { "The same as numbers" }
            div .scroll tabindex="0" role="region" aria-label="Timeline as numbers" {
                table {
                    thead { tr {
                        th { "When" } th .n { "Events" } th .n { "Score" }
                        @for quad in 1..5u8 { th .n { (quad_name(quad)) } }
                        th .n { "Articles" } th .n { "Outlets" } th .n { "Events per 100 articles" }
                    } }
                    tbody { @for period in rows.iter().take(ROWS) {
                        tr {
                            th scope="row" { (called(period, by)) }
                            td .n { (words::grouped(period.events)) }
                            td .n { (format!("{:+.1}", period.score)) }
                            @for quad in &period.quads { td .n { @if quad.events > 0 { (quad.events) } @else { "·" } } }
                            td .n { (words::grouped(period.articles)) }
                            td .n { (words::grouped(period.outlets)) }
                            td .n {
                                @if period.articles > 0 {
                                    (format!("{:.1}", period.events as f64 * 100.0 / period.articles as f64))
                                } @else { "–" }
                            }
                        }
                    } }
                }
            }
            @if rows.len() > ROWS { p .more { (rows.len() - ROWS) " more in the CSV." } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attache_archive::record::QuadCount;

    fn period(start: &str, scores: [f64; 4], articles: usize) -> TimelinePeriod {
        let quads = scores.map(|score| QuadCount { events: usize::from(score != 0.0), score });
        TimelinePeriod {
            start: start.into(),
            end: start.into(),
            events: quads.iter().map(|quad| quad.events).sum(),
            score: scores.iter().sum(),
            quads,
            articles,
            outlets: articles.min(3),
        }
    }

    #[test]
    fn cooperation_is_drawn_above_the_line_and_conflict_below_it() {
        let periods = [period("2021-03-01", [4.0, 0.0, -2.0, -10.0], 7), period("2021-03-02", [0.0; 4], 0)];
        let drawn = chart(&periods, By::Day).into_string();
        assert_eq!(drawn.matches("class=\"col\"").count(), 1, "a day without press or events has no column: {drawn}");
        for quad in [1, 3, 4] {
            assert_eq!(drawn.matches(&format!("class=\"s-q{quad}\"")).count(), 1, "{drawn}");
        }
        assert!(drawn.contains("2 events") || drawn.contains("3 events, score -8.0"), "{drawn}");
        assert!(drawn.contains("7 articles by 3 outlets in the archive"), "{drawn}");
    }

    #[test]
    fn an_axis_ends_at_a_round_number_above_all_bars() {
        for (most, end) in [(0.0, 1.0), (0.4, 1.0), (3.2, 5.0), (10.0, 10.0), (11.0, 20.0), (480.0, 500.0)] {
            assert!((top(most) - end).abs() < 1e-9, "{most}: {}", top(most));
        }
    }

    #[test]
    fn a_long_timeline_fits_on_a_page() {
        let periods: Vec<_> = (0..PERIODS).map(|_| period("2021-03-01", [4.0, 1.0, -2.0, -10.0], 70_000)).collect();
        let size = chart(&periods, By::Month).into_string().len() + table(&periods, By::Month).into_string().len();
        assert!(size < 80_000, "{size}");
    }
}
