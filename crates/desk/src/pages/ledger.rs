//! The ledger of two as a ladder over time: what stands, what is proposed, what others took the place of, what ended.

use attache_archive::record::{Ledger, Relation};
use attache_archive::words;
use jiff::civil::Date;
use maud::{Markup, html};

use super::axis::{Axis, WIDE, day, tenth};
use super::relation;
use crate::asked::Asked;
use crate::foreign::clipped;

/// Rungs of the drawing, and rows of the table.
const RUNGS: usize = 18;
const ROWS: usize = 60;
/// The drawing: where days begin, and how high a rung is.
const LEFT: f64 = 262.0;
const RUNG: f64 = 25.0;
/// What the drawing shows, for those who do not see it.
const LABEL: &str =
    "What stands between the two, from when to when, and apart from it what is proposed; the table below says the same";

/// The parts of a ledger: how they are drawn, what they are called, their relations.
fn parts(ledger: &Ledger) -> [(&'static str, &'static str, &[Relation]); 4] {
    [
        ("stands", "Stands", &ledger.standing),
        ("proposed", "Proposed, wished or refused", &ledger.pending),
        ("before", "Before, or superseded", &ledger.superseded),
        ("ended", "Ended", &ledger.ended),
    ]
}

/// How many relations a ledger has.
pub fn count(ledger: &Ledger) -> usize {
    parts(ledger).iter().map(|(.., relations)| relations.len()).sum()
}

/// The ledger with the form that asks for another day.
pub fn shown(ledger: &Ledger, more: bool, asked: &Asked) -> Markup {
    html! {
        form .as-of method="get" {
            @for name in ["by", "since", "until"] {
                @if let Some(text) = asked.get(name) { input type="hidden" name=(name) value=(text); }
            }
            label { "As it stood on " input type="date" name="on" value=(ledger.on); }
            button .quiet type="submit" { "Show" }
        }
        @if count(ledger) == 0 {
            p .empty { "Nothing was told to stand between them, or to be proposed, by " (words::day(&ledger.on)) "." }
        } @else {
            (ladder(ledger))
            (table(ledger))
            @if more { p .meta { "Heard from the latest stories that speak of both." } }
        }
    }
}

/// From when to when a relation is drawn: its beginning, if that is told; its end; when it was last told.
struct Rung<'a> {
    told: &'a Relation,
    class: &'static str,
    since: Option<Date>,
    until: Option<Date>,
    last: Option<Date>,
}

impl<'a> Rung<'a> {
    fn of(told: &'a Relation, class: &'static str, on: Option<Date>) -> Option<Self> {
        let of = |iso: &Option<String>| iso.as_deref().and_then(day);
        let (since, last) = (of(&told.since), of(&told.as_of));
        let until = of(&told.until).or(if class == "stands" { on } else { last });
        (since.or(until).or(last).is_some()).then_some(Self { told, class, since, until, last })
    }

    fn days(&self) -> impl Iterator<Item = Date> {
        self.since.into_iter().chain(self.until).chain(self.last)
    }

    /// "partnership: comprehensive".
    fn called(&self) -> String {
        let who = (self.told.kind == "office").then(|| self.told.subject.as_ref().map(|party| party.name.as_str()));
        match (&self.told.value, who.flatten()) {
            (Some(value), Some(who)) => format!("{}, {}", clipped(who, 40), clipped(value, 40)),
            (Some(value), None) => format!("{}: {}", self.told.kind, clipped(value, 60)),
            (None, _) => self.told.kind.clone(),
        }
    }

    /// What it is, how it stands, since when, last told when.
    fn in_words(&self) -> String {
        let mut words = format!("{}\n{}", self.called(), self.told.status);
        words.push_str(&match &self.told.since {
            Some(since) => format!(" since {}", words::day(since)),
            None => ", since when is not told".to_owned(),
        });
        if let Some(until) = &self.told.until {
            words.push_str(&format!(" until {}", words::day(until)));
        }
        if let Some(last) = &self.told.as_of {
            words.push_str(&format!("\nlast told {}", words::day(last)));
        }
        words
    }
}

/// Each relation as a bar, part by part; what is proposed is an outline, and where a beginning is not told the bar fades in.
fn ladder(ledger: &Ledger) -> Markup {
    let on = day(&ledger.on);
    let mut left = RUNGS;
    let groups = parts(ledger).map(|(class, name, relations)| {
        let rungs: Vec<Rung<'_>> = relations.iter().filter_map(|told| Rung::of(told, class, on)).take(left).collect();
        left -= rungs.len();
        (name, rungs)
    });
    let days: Vec<Date> = groups.iter().flat_map(|(_, rungs)| rungs.iter().flat_map(Rung::days)).chain(on).collect();
    let Some(axis) = Axis::of(days.into_iter(), LEFT) else { return html! {} };
    let mut y = 0.0;
    let mut rows = Vec::new();
    for (name, rungs) in groups.iter().filter(|(_, rungs)| !rungs.is_empty()) {
        rows.push((y, Err(*name)));
        y += RUNG;
        for rung in rungs {
            rows.push((y, Ok(rung)));
            y += RUNG;
        }
        y += 8.0;
    }
    html! {
        div .scroll tabindex="0" role="region" aria-label="Ladder" {
            svg .chart .ladder viewBox=(format!("0 0 {WIDE} {:.0}", y + 24.0)) role="img" aria-label=(LABEL) {
                @for (x, called) in axis.ticks() {
                    line .tick x1=(tenth(x)) x2=(tenth(x)) y1="4" y2=(tenth(y)) {}
                    text .axis x=(tenth(x)) y=(tenth(y + 16.0)) text-anchor="middle" { (called) }
                }
                @if let Some(on) = on {
                    line .on x1=(tenth(axis.x(on))) x2=(tenth(axis.x(on))) y1="4" y2=(tenth(y)) {}
                }
                @for (y, row) in &rows {
                    @match row {
                        Err(name) => text .group x="0" y=(tenth(y + 17.0)) { (name) },
                        Ok(rung) => (bar(rung, &axis, *y)),
                    }
                }
            }
        }
    }
}

fn bar(rung: &Rung<'_>, axis: &Axis, y: f64) -> Markup {
    let x = |day: Option<Date>| day.map(|day| axis.x(day));
    let end = x(rung.until).or(x(rung.last)).unwrap_or(LEFT);
    let (top, middle) = (tenth(y + 5.0), tenth(y + 11.5));
    html! {
        g .told data-evidence=(rung.in_words()) {
            text .rung x="10" y=(tenth(y + 16.0)) { (clipped(&rung.called(), 37)) }
            @match x(rung.since) {
                Some(start) => rect class={ "rung-" (rung.class) } x=(tenth(start)) y=(top) height="13" rx="2"
                    width=(tenth((end - start).max(6.0))) {},
                None => line class={ "open rung-" (rung.class) } x1=(LEFT) x2=(tenth(end.max(LEFT + 6.0))) y1=(middle) y2=(middle) {},
            }
            @if let Some(last) = x(rung.last) { circle .last cx=(tenth(last)) cy=(middle) r="3.5" {} }
        }
    }
}

/// The same as a table, part by part.
fn table(ledger: &Ledger) -> Markup {
    let mut left = ROWS;
    let groups = parts(ledger).map(|(_, name, relations)| {
        let shown = &relations[..relations.len().min(left)];
        left -= shown.len();
        (name, shown)
    });
    let all = count(ledger);
    html! {
        ul .key aria-label="Marks" {
            li .k-stands { "stands" } li .k-proposed { "proposed, wished or refused" } li .k-before { "superseded" }
            li .k-ended { "ended" } li .k-open { "since when is not told" } li .k-last { "last told" }
        }
        div .scroll tabindex="0" role="region" aria-label="Ledger" {
            table .relations {
                thead { tr { th { "Who" } th { "What" } th { "With whom" } th { "How it stands" } th { "Told in" } } }
                @for (name, relations) in groups.iter().filter(|(_, relations)| !relations.is_empty()) {
                    tbody {
                        tr .part { th colspan="5" scope="rowgroup" { (name) } }
                        @for told in *relations { (relation(told)) }
                    }
                }
            }
        }
        @if all > ROWS { p .more { (all - ROWS) " more in the JSON of this page." } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(value: &str, since: Option<&str>, status: &str) -> Relation {
        Relation {
            subject: None,
            object: None,
            kind: "partnership".into(),
            value: Some(value.into()),
            since: since.map(str::to_owned),
            until: None,
            as_of: Some("2020-04-05".into()),
            status: status.into(),
            mentions: Vec::new(),
        }
    }

    #[test]
    fn what_is_proposed_is_drawn_apart_from_what_stands() {
        let ledger = Ledger {
            on: "2020-12-31".into(),
            standing: vec![told("comprehensive", Some("2013"), "stands")],
            pending: vec![told("strategic", None, "wished")],
            ..Ledger::default()
        };
        let drawn = ladder(&ledger).into_string();
        let at = |what: &str| drawn.find(what).unwrap_or_else(|| panic!("{what} in {drawn}"));
        assert!(at(">Stands<") < at("class=\"rung-stands\""));
        assert!(at("class=\"rung-stands\"") < at(">Proposed, wished or refused<"));
        assert!(at(">Proposed, wished or refused<") < at("class=\"open rung-proposed\""));
        assert!(drawn.contains("last told 5 April 2020") && drawn.contains("since when is not told"), "{drawn}");
        let table = table(&ledger).into_string();
        assert!(table.find("comprehensive") < table.find("strategic"), "{table}");
    }

    #[test]
    fn days_that_are_none_draw_nothing_and_harm_nothing() {
        let mut odd = told("x", Some("once upon a time"), "stands");
        odd.as_of = Some("never".into());
        let ledger = Ledger { on: "no day".into(), standing: vec![odd], ..Ledger::default() };
        assert_eq!(ladder(&ledger).into_string(), "");
    }
}
