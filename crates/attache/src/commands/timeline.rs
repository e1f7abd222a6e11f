//! `attache timeline`: what happened between two over time.

use attache_archive::record::{Timeline, TimelinePeriod};
use attache_archive::{Archive, By, WantedTimeline};

use crate::cli::{Every, PlotFormat, TableFormat, TimelineArgs};
use crate::tell::{plot, words};
use crate::{Outcome, WrongUsage, output};

pub fn run(args: &TimelineArgs) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    if let (Some(since), Some(until)) = (&args.since, &args.until)
        && since > until
    {
        return Err(WrongUsage(format!("--since {since} is after --until {until}; exchange them")).into());
    }
    let by = match args.by {
        Every::Day => By::Day,
        Every::Week => By::Week,
        Every::Month => By::Month,
    };
    let wanted =
        WantedTimeline { between: args.between.clone(), by, since: args.since.clone(), until: args.until.clone() };
    let timeline = archive.timeline(&wanted)?;
    let format = match args.format {
        PlotFormat::Json => {
            output::print_json(&timeline)?;
            return Ok(Outcome::Done);
        }
        PlotFormat::Svg => {
            output::print(&plot::svg(&timeline)?)?;
            return Ok(Outcome::Done);
        }
        PlotFormat::Table => TableFormat::Table,
        PlotFormat::Markdown => TableFormat::Markdown,
        PlotFormat::Csv => TableFormat::Csv,
    };
    if timeline.periods.is_empty() && format == TableFormat::Table {
        output::note("attache: no article in the archive bears a date; name --since and --until");
        return Ok(Outcome::Done);
    }
    let for_eyes = format != TableFormat::Csv;
    let headings = if for_eyes { HEADINGS } else { COLUMNS };
    // eyes need no row for a time of which the archive has nothing; a computer needs every one
    let shown = timeline.periods.iter().filter(|period| !for_eyes || period.events > 0 || period.articles > 0);
    let rows: Vec<Vec<String>> = shown.map(|period| if for_eyes { short(period) } else { full(period) }).collect();
    output::print_table(format, headings, &rows)?;
    if format == TableFormat::Table {
        left_out(&timeline);
    }
    Ok(Outcome::Done)
}

const HEADINGS: &[&str] =
    &["From", "Events", "Score", "Words +", "Deeds +", "Words −", "Deeds −", "Articles", "Outlets"];

fn short(period: &TimelinePeriod) -> Vec<String> {
    let mut row = vec![period.start.clone(), period.events.to_string(), format!("{:.1}", period.score)];
    row.extend(period.quads.iter().map(|quad| quad.events.to_string()));
    row.extend([period.articles.to_string(), period.outlets.to_string()]);
    row
}

const COLUMNS: &[&str] = &[
    "start",
    "end",
    "events",
    "score",
    "verbal_cooperation",
    "verbal_cooperation_score",
    "material_cooperation",
    "material_cooperation_score",
    "verbal_conflict",
    "verbal_conflict_score",
    "material_conflict",
    "material_conflict_score",
    "articles",
    "outlets",
];

fn full(period: &TimelinePeriod) -> Vec<String> {
    let mut row = vec![period.start.clone(), period.end.clone(), period.events.to_string(), period.score.to_string()];
    row.extend(period.quads.iter().flat_map(|quad| [quad.events.to_string(), quad.score.to_string()]));
    row.extend([period.articles.to_string(), period.outlets.to_string()]);
    row
}

/// Says what no period holds, or that none holds anything.
fn left_out(timeline: &Timeline) {
    if timeline.inexact + timeline.outside == 0 && timeline.periods.iter().all(|period| period.events == 0) {
        output::note("attache: nothing of the kind is told to have happened; `attache actors` lists who is spoken of");
    }
    if timeline.inexact > 0 {
        let events = words::count(timeline.inexact, "event", "events");
        output::note(&format!("attache: {events} dated less exactly than a {}, or not at all", timeline.by));
    }
    if timeline.outside > 0 {
        let events = words::count(timeline.outside, "event", "events");
        output::note(&format!("attache: {events} before or after these days; --since and --until widen them"));
    }
}
