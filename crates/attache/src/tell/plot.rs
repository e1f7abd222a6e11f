//! A timeline as a plot: counts of events by quad, and under them their scores.

use attache_archive::record::{Timeline, TimelinePeriod};
use plotters::coord::Shift;
use plotters::prelude::*;

/// In pixels.
const SIZE: (u32, u32) = (960, 560);
const UPPER: u32 = 320;

/// The legend stands over the highest bar.
const HEADROOM: f64 = 1.6;

/// Quads in the order of their codes, with the colours in which they are shown: blue cooperates, red is in conflict.
const QUADS: [(&str, RGBColor); 4] = [
    ("verbal cooperation", RGBColor(158, 202, 225)),
    ("material cooperation", RGBColor(33, 113, 181)),
    ("verbal conflict", RGBColor(253, 174, 107)),
    ("material conflict", RGBColor(203, 24, 29)),
];

/// The timeline as SVG.
pub fn svg(timeline: &Timeline) -> anyhow::Result<String> {
    let mut svg = String::new();
    draw(timeline, SVGBackend::with_string(&mut svg, SIZE).into_drawing_area())
        .map_err(|error| anyhow::anyhow!("the plot cannot be drawn: {error}"))?;
    Ok(svg)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(timeline: &Timeline, root: Area<'_>) -> Drawn {
    root.fill(&WHITE)?;
    let (upper, lower) = root.split_vertically(UPPER);
    counts(timeline, &upper)?;
    scores(timeline, &lower)?;
    root.present()?;
    Ok(())
}

/// Where a period stands along the plot: each takes one, and its bar most of it.
fn bar(n: usize) -> (f64, f64) {
    (n as f64 + 0.1, n as f64 + 0.9)
}

fn counts(timeline: &Timeline, area: &Area<'_>) -> Drawn {
    let periods = &timeline.periods;
    let most = periods.iter().map(|period| period.events).max().unwrap_or(0).max(1) as f64;
    let title = format!("{}: events by {}", super::words::line(&timeline.between.join(" – ")), timeline.by);
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 18))
        .margin(10)
        .x_label_area_size(24)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..periods.len().max(1) as f64, 0.0..most * HEADROOM)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .max_light_lines(0)
        .x_labels(10)
        .x_label_formatter(&|x| start(periods, *x))
        .y_labels(6)
        .y_label_formatter(&|y| whole(*y))
        .y_desc("events")
        .draw()?;
    for (quad, (name, colour)) in QUADS.iter().enumerate() {
        let rectangle = |(n, period): (usize, &TimelinePeriod)| {
            let below: usize = period.quads[..quad].iter().map(|quad| quad.events).sum();
            let top = below + period.quads[quad].events;
            let (left, right) = bar(n);
            (top > below).then(|| Rectangle::new([(left, below as f64), (right, top as f64)], colour.filled()))
        };
        chart
            .draw_series(periods.iter().enumerate().filter_map(rectangle))?
            .label(*name)
            .legend(|(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
    }
    chart.configure_series_labels().position(SeriesLabelPosition::UpperLeft).background_style(WHITE.mix(0.8)).draw()?;
    Ok(())
}

fn scores(timeline: &Timeline, area: &Area<'_>) -> Drawn {
    let periods = &timeline.periods;
    let ends = periods.iter().fold((-1.0_f64, 1.0_f64), |(low, high), p| (low.min(p.score), high.max(p.score)));
    let articles: usize = periods.iter().map(|period| period.articles).sum();
    let outlets = periods.iter().map(|period| period.outlets).max().unwrap_or(0);
    let under = format!("of {articles} articles in the archive; at most {outlets} outlets a {}", timeline.by);
    let mut chart = ChartBuilder::on(area)
        .margin(10)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..periods.len().max(1) as f64, ends.0 * 1.1..ends.1 * 1.1)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .max_light_lines(0)
        .x_labels(10)
        .x_label_formatter(&|x| start(periods, *x))
        .y_labels(6)
        .y_desc("sum of scores")
        .x_desc(under)
        .draw()?;
    chart.draw_series(periods.iter().enumerate().filter(|(_, period)| period.events > 0).map(|(n, period)| {
        let colour = if period.score < 0.0 { QUADS[3].1 } else { QUADS[1].1 };
        let (left, right) = bar(n);
        Rectangle::new([(left, 0.0), (right, period.score)], colour.filled())
    }))?;
    Ok(())
}

/// The day on which the period at a point begins.
fn start(periods: &[TimelinePeriod], at: f64) -> String {
    let is_whole = at.fract() == 0.0 && at >= 0.0;
    is_whole.then(|| periods.get(at as usize)).flatten().map(|period| period.start.clone()).unwrap_or_default()
}

/// A count; nothing between two counts.
fn whole(at: f64) -> String {
    if at.fract() == 0.0 { format!("{at}") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_is_drawn_with_its_days_and_an_empty_one_too() {
        let period = |start: &str, events: usize| TimelinePeriod {
            start: start.to_owned(),
            events,
            score: -3.5 * events as f64,
            ..TimelinePeriod::default()
        };
        let mut timeline = Timeline {
            between: vec!["NOR".into(), "<FIN>".into()],
            by: "month".into(),
            periods: vec![period("2021-03-01", 2), period("2021-04-01", 0)],
            inexact: 0,
            outside: 0,
        };
        timeline.periods[0].quads[3].events = 2;
        let drawn = svg(&timeline).unwrap();
        assert!(
            drawn.starts_with("<svg") && drawn.contains("2021-03-01") && drawn.contains("material conflict"),
            "{drawn}"
        );
        assert!(!drawn.contains("<FIN>"), "names are escaped");
        timeline.periods.clear();
        assert!(svg(&timeline).unwrap().ends_with("</svg>\n"));
    }
}
