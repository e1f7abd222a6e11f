//! What one article brings to the fusing of events.

use attache_coding::Report;
use attache_language::Upos;
use attache_press::{Article, CharSpan};
use attache_stories::{Kind, Lineage, Passage};
use attache_world::calendar::{self, Anchor, Days};
use attache_world::resolve::Actor;
use attache_world::{Repair, fold};
use jiff::civil::Date;

use crate::mention::{Mention, Term, hash, rarity};

/// One article with all that fusing needs of it: its mentions, its actors, where its text comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The article's id.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// When it was published, as ISO date or time, given or inferred.
    pub published: Option<String>,
    /// What the article is.
    pub kind: Kind,
    /// Id of the article that it was taken from.
    pub of: Option<String>,
    /// What was taken from where.
    pub passages: Vec<Passage>,
    /// Broken names, mended.
    pub repairs: Vec<Repair>,
    /// Agencies that it credits.
    pub credits: Vec<String>,
    /// Lines in which an article names whose text it is: its byline, its dateline, its last line where that is short.
    pub credit_lines: Vec<String>,
    /// Its actors.
    pub actors: Vec<Actor>,
    /// Its telling words, by hash.
    pub terms: Vec<Term>,
    /// Its sentences, in order.
    pub sentences: Vec<CharSpan>,
    /// Its mentions, in order.
    pub mentions: Vec<Mention>,
}

/// No account keeps more telling words.
const MOST_TERMS: usize = 256;

impl Account {
    /// What an article brings. `day` is when it was published where the report does not know that and others tell: times that
    /// hang on the day of publication are anchored there.
    pub fn new(article: &Article, lineage: &Lineage, report: &Report, published: Option<&str>) -> Self {
        let mut account = Self::bare(&article.id, &article.text, report);
        account.outlet.clone_from(&article.outlet);
        account.published = published.map(str::to_owned);
        account.kind = lineage.kind;
        account.of.clone_from(&lineage.of);
        account.passages.clone_from(&lineage.passages);
        account.repairs = lineage.repairs.iter().chain(&report.repairs).cloned().collect();
        account.credits.clone_from(&article.credits);
        account.credit_lines = credit_lines(article);
        let day = published.and_then(|iso| iso.get(..10)?.parse::<Date>().ok());
        let told = if report.day.is_none() { day.map(|day| anchored(report, day)) } else { None };
        let report = told.as_ref().unwrap_or(report);
        let mention = |event| Mention::new(&article.text, report, event_words(event), Some(event));
        account.mentions = report.events.iter().filter_map(mention).collect();
        account
    }

    /// An account without mentions, of an original of its own.
    pub fn bare(id: &str, text: &str, report: &Report) -> Self {
        let annotation = &report.annotation;
        let telling = annotation
            .words
            .iter()
            .filter(|word| matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num));
        let term = |word: &attache_language::Word| {
            let lemma = fold(&word.lemma(text));
            Term { hash: hash(&lemma), rarity: rarity(&lemma) }
        };
        let mut terms: Vec<Term> = telling.map(term).filter(|term| term.rarity >= 7).collect();
        terms.sort_unstable_by_key(|term| (std::cmp::Reverse(term.rarity), term.hash));
        terms.dedup();
        terms.truncate(MOST_TERMS);
        terms.sort_unstable();
        Self {
            id: id.to_owned(),
            outlet: None,
            published: None,
            kind: Kind::Original,
            of: None,
            passages: Vec::new(),
            repairs: Vec::new(),
            credits: Vec::new(),
            credit_lines: Vec::new(),
            actors: report.resolution.actors.clone(),
            terms,
            sentences: annotation.sentences.iter().map(|sentence| sentence.span).collect(),
            mentions: Vec::new(),
        }
    }

    /// Whether a machine rewrote it.
    pub fn is_rewrite(&self) -> bool {
        matches!(self.kind, Kind::Spun | Kind::Translated)
    }
}

/// A last line is no longer than this where it credits somebody, and a dateline stands in so many bytes of a text.
const LAST_LINE: usize = 120;
const DATELINE: usize = 100;

fn credit_lines(article: &Article) -> Vec<String> {
    let mut lines: Vec<String> = article.byline.iter().chain(&article.dateline).cloned().collect();
    let text = article.text.trim();
    let head = &text[..(0..=DATELINE.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)];
    let dateline = head.find([')', '—', '–', '\n']).and_then(|at| head.get(..at));
    lines.extend(dateline.map(str::to_owned));
    let last = text.lines().next_back().map(str::trim).filter(|line| line.len() <= LAST_LINE && text.contains('\n'));
    lines.extend(last.map(str::to_owned));
    lines
}

fn event_words(event: &attache_coding::EventMention) -> std::ops::Range<usize> {
    event.trigger.clone()
}

/// A report with its open times anchored at a day, and the days of its events after them.
fn anchored(report: &Report, day: Date) -> Report {
    let mut report = report.clone();
    calendar::anchor(&mut report.times, Some(Anchor { day, time: None }));
    let days_of = |times: &[calendar::Time], event: &attache_coding::EventMention| {
        event.time.and_then(|time| times.get(time)).and_then(|time| Some((time.days?, time.granularity)))
    };
    for event in &mut report.events {
        if let Some((days, granularity)) = days_of(&report.times, event) {
            (event.days, event.granularity) = (Some(days), granularity);
        }
    }
    let dated: Vec<(std::ops::Range<usize>, Days)> =
        report.events.iter().filter_map(|event| Some((event.trigger.clone(), event.days?))).collect();
    let settled = calendar::settle(&mut report.times, |words| {
        let touches = |trigger: &std::ops::Range<usize>| trigger.start < words.end && words.start < trigger.end;
        dated.iter().find(|(trigger, _)| touches(trigger)).map(|(_, days)| *days)
    });
    if settled > 0 {
        for event in report.events.iter_mut().filter(|event| event.days.is_none()) {
            if let Some((days, granularity)) = days_of(&report.times, event) {
                (event.days, event.granularity) = (Some(days), granularity);
            }
        }
    }
    report.day = Some(day);
    report
}
