//! The [`Report`]: everything derived from one article alone.

use std::ops::Range;

use attache_effort::{Stage, whole, within};
use attache_language::{Annotation, Annotator, Error, Input, Keep};
use attache_press::CharSpan;
use attache_world::calendar::{self, Anchor, Inferred, Time};
use attache_world::resolve::{Mention, Resolution, Setting, resolve};
use attache_world::{Repair, Wording, World, repairs, wording};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::events::told_and_faint;
use crate::relations::{Relation, RelationKind, Standing};
use crate::statements::{Statement, statements};
use crate::{Article, EventMention};

/// What is reported on: an article's text, and what is known of it beside.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source<'a> {
    /// The text; all offsets are into it.
    pub text: &'a str,
    /// When it was published, as ISO date or time; what is neither anchors nothing.
    pub published: Option<&'a str>,
    /// The paper, site or station.
    pub outlet: Option<&'a str>,
    /// Its headline.
    pub title: Option<&'a str>,
    /// Its dateline as printed ("HANOI, April 15").
    pub dateline: Option<&'a str>,
    /// Its words, used as they are; found where not given.
    pub words: Option<&'a [CharSpan]>,
    /// Its sentences, used as they are; found where not given.
    pub sentences: Option<&'a [CharSpan]>,
}

impl<'a> From<&'a attache_press::Article> for Source<'a> {
    fn from(article: &'a attache_press::Article) -> Self {
        Self {
            text: &article.text,
            published: article.published.as_deref(),
            outlet: article.outlet.as_deref(),
            title: article.title.as_deref(),
            dateline: article.dateline.as_deref(),
            ..Self::default()
        }
    }
}

/// Everything that one article says: a pure function of the article, the model and the world. It never depends on other
/// articles, their order or the clock; what the article cannot settle stays open in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Words, trees, names, statements.
    pub annotation: Annotation,
    /// Whom and where the names mean.
    pub resolution: Resolution,
    /// Time expressions in order, anchored at [`day`](Self::day); open where there is none.
    pub times: Vec<Time>,
    /// What happened, in the order of the triggers.
    pub events: Vec<EventMention>,
    /// What was perhaps told besides, in the order of the triggers: too unlikely by itself, but others may tell the same.
    pub faint: Vec<EventMention>,
    /// Who says what, in the order of what is said.
    pub statements: Vec<Statement>,
    /// What stands between whom, in the order of the words that tell it.
    pub relations: Vec<Relation>,
    /// The day of which the article speaks.
    pub day: Option<Date>,
    /// When it was published, where it does not say so but its text tells; then [`day`](Self::day) is of this.
    pub inferred: Option<Inferred>,
    /// Names that a rewriter broke, as the article alone shows them.
    pub repairs: Vec<Repair>,
}

/// What reports hold, by number: raised when something is added to them or told otherwise.
pub const REPORT: &str = "r5";

/// Bytes of text that are best reported on at a time; the encoder's states take a hundred times as much.
pub const BYTES_AT_A_TIME: usize = 128 << 10;

/// Whether an article can be reported on: it is in English, or does not say.
pub fn is_read(article: &attache_press::Article) -> bool {
    article.language.as_deref().is_none_or(|code| code.starts_with("en"))
}

/// Reports on articles, in their order; on the threads of the annotator, then on those of the current pool.
///
/// While it works it holds the encoder's states, about 4 KiB a word: give it some 100 KB of text at a time. Of a text longer than
/// 512 KiB no states are held; the tables alone tell its events.
///
/// # Errors
/// One that concerns an article alone stands in its place.
pub fn reports(annotator: &Annotator, world: &World, sources: &[Source<'_>]) -> Vec<Result<Report, Error>> {
    let is_long = |source: &&Source| source.text.len() > LONGEST_KEPT;
    let inputs: Vec<Input> = sources.iter().filter(|source| !is_long(source)).map(Source::input).collect();
    let annotations: Vec<_> = whole(Stage::Annotate, || {
        let mut kept = annotator.annotate_each(&inputs, Keep::States).into_iter();
        let long = |source: &Source| annotator.annotate_each(&[source.input()], Keep::Answers).pop();
        sources.iter().map(|source| if is_long(&source) { long(source) } else { kept.next() }).collect()
    });
    whole(Stage::Code, || {
        let both = sources.par_iter().zip(annotations);
        both.map(|(source, annotation)| {
            Ok(report(annotator, world, source, annotation.unwrap_or(Err(Error::NoStates))?))
        })
        .collect()
    })
}

/// Bytes of the longest text whose states are held.
const LONGEST_KEPT: usize = 512 << 10;

/// The report on one annotated article; the annotation must have kept its states, or the tables alone tell what stands between parties.
fn report(annotator: &Annotator, world: &World, source: &Source<'_>, annotation: Annotation) -> Report {
    let text = source.text;
    let Known { mut times, inferred, day, repairs, resolution, faithful } =
        within(Stage::Resolve, Stage::Code, || known(world, source, &annotation));
    let (mut events, mut faint) =
        told_and_faint(&Article { text, annotation: &annotation, resolution: &resolution, times: &times, day });
    settle(&mut times, &mut events, &mut faint);
    let article = Article { text, annotation: &annotation, resolution: &resolution, times: &times, day };
    let statements = statements(&article, &repairs, faithful);
    let manifest = annotator.manifest();
    let is_ours = manifest.ties.iter().copied().eq(RelationKind::ALL.iter().map(|kind| kind.name()))
        && manifest.standing.iter().copied().eq(Standing::ALL.iter().map(|standing| standing.name()));
    let hearing = |asked: &[attache_language::Tied]| match is_ours {
        true => annotator.ties(&annotation, asked).unwrap_or_default(),
        false => Vec::new(),
    };
    let relations = crate::relations::relations(&article, &repairs, &hearing);
    let annotation = annotation.without_states();
    Report { annotation, resolution, times, events, faint, statements, relations, day, inferred, repairs }
}

/// What is known of an article before it is coded.
struct Known {
    times: Vec<Time>,
    inferred: Option<Inferred>,
    day: Option<Date>,
    repairs: Vec<Repair>,
    resolution: Resolution,
    /// Whether its words are those of its author.
    faithful: bool,
}

/// Reads an annotated article's times, broken names, actors and places.
fn known(world: &World, source: &Source<'_>, annotation: &Annotation) -> Known {
    let Source { text, dateline, outlet, title, .. } = *source;
    let given = source.published.and_then(anchor_of);
    let mut times = calendar::times_in(text, annotation, given);
    let inferred = if given.is_none() { calendar::infer_published(text, &times) } else { None };
    if let Some(inferred) = &inferred {
        calendar::anchor(&mut times, Some(inferred.anchor()));
    }
    let day = given.or(inferred.map(|inferred| inferred.anchor())).map(|anchor| anchor.day);
    let repairs = repairs(text);
    let setting = Setting { as_of: day, dateline, outlet, title, repairs: &repairs };
    let resolution = resolve(world, text, annotation, &setting);
    let worded = wording(text);
    let faithful = worded.spun < Wording::SPUN && worded.garbled < Wording::GARBLED;
    Known { times, inferred, day, repairs, resolution, faithful }
}

/// Closes the times that are counted from events whose days are known, and dates the events that hang on them: "two weeks before the
/// visit the envoys spoke".
fn settle(times: &mut [Time], events: &mut [EventMention], faint: &mut [EventMention]) {
    let dated: Vec<(Range<usize>, calendar::Days)> =
        events.iter().filter_map(|event| Some((event.trigger.clone(), event.days?))).collect();
    let days_of = |words: &Range<usize>| {
        let named = |trigger: &Range<usize>| trigger.start < words.end && words.start < trigger.end;
        dated.iter().find(|(trigger, _)| named(trigger)).map(|(_, days)| *days)
    };
    if calendar::settle(times, days_of) == 0 {
        return;
    }
    for event in events.iter_mut().chain(faint).filter(|event| event.days.is_none()) {
        if let Some(time) = event.time.and_then(|time| times.get(time)) {
            (event.days, event.granularity) = (time.days, time.granularity);
        }
    }
}

/// A date or time as input brings it; ISO, or as papers write it.
fn anchor_of(published: &str) -> Option<Anchor> {
    published.parse().ok().or_else(|| attache_press::iso_date(published)?.parse().ok())
}

impl<'a> Source<'a> {
    fn input(&self) -> Input<'a> {
        Input { text: self.text, words: self.words, sentences: self.sentences }
    }
}

impl Report {
    /// The mention that names most exactly what stands at some words: one headed within them.
    pub fn mention_at(&self, words: &Range<usize>) -> Option<&Mention> {
        let mentions = &self.resolution.mentions;
        let from = mentions.partition_point(|mention| mention.head < words.start);
        let within = mentions[from..].iter().take_while(|mention| mention.head < words.end);
        within.min_by_key(|mention| mention.words.start.abs_diff(words.start) + mention.words.end.abs_diff(words.end))
    }
}

#[cfg(test)]
mod tests {
    use attache_language::engine::Stub;

    use super::*;

    fn annotator() -> Annotator {
        Annotator::with_engine(Stub::manifest(), Stub::pieces(), Box::new(Stub::new(1)))
    }

    #[test]
    fn a_report_does_not_depend_on_company() {
        let texts = ["The mayor met the union on Tuesday.", "", "Two ferries ran aground in fog last week."];
        let sources: Vec<_> =
            texts.iter().map(|text| Source { text, published: Some("2021-03-04"), ..Source::default() }).collect();
        let together = reports(&annotator(), World::embedded(), &sources);
        for (source, report) in sources.iter().zip(&together) {
            let alone = reports(&annotator(), World::embedded(), &[*source]).remove(0).unwrap();
            assert_eq!(&alone, report.as_ref().unwrap());
        }
    }

    #[test]
    fn times_are_anchored_at_the_day_of_publication_and_open_without_one() {
        let text = "The mayor met the union on Tuesday.";
        let value = |published| {
            let source = Source { text, published, ..Source::default() };
            reports(&annotator(), World::embedded(), &[source]).remove(0).unwrap().times[0].value.clone()
        };
        assert_eq!(value(Some("2021-03-04T08:30:00+07:00")), "2021-03-02");
        assert_eq!(value(None), value(Some("some day")));
        assert!(value(None).starts_with("XXXX"), "{}", value(None));
    }
}
