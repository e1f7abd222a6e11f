//! What one article brings to the fusing of events.

use std::ops::Range;

use attache_coding::Report;
use attache_language::Upos;
use attache_press::{Article, CharSpan, Removed};
use attache_stories::{Kind, Lineage, Passage};
use attache_world::calendar::{self, Anchor, Days, Time};
use attache_world::resolve::Actor;
use attache_world::{Repair, fold};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::hearsay::{Hearsay, hearsay, told_here};
use crate::mention::{Mention, Term, When, hash, rarity};

/// One article with all that fusing needs of it: its mentions, its actors, where its text comes from.
///
/// [`Account::of_report`] makes of it what the article alone tells; [`Account::placed`] adds what only its story knows: where its text
/// comes from and, where it does not say so itself, when it was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The article's id.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// When it was published, as ISO date or time, given or inferred.
    #[serde(skip)]
    pub published: Option<String>,
    /// What the article is.
    #[serde(skip, default = "crate::kept::original")]
    pub kind: Kind,
    /// Id of the article that it was taken from.
    #[serde(skip)]
    pub of: Option<String>,
    /// What was taken from where.
    #[serde(skip)]
    pub passages: Vec<Passage>,
    /// Broken names, mended.
    #[serde(with = "crate::kept::repairs")]
    pub repairs: Vec<Repair>,
    /// Agencies that it credits.
    pub credits: Vec<String>,
    /// Lines in which an article names whose text it is: its byline, its dateline, its last line where that is short, and the
    /// credits that cleaning took out.
    pub credit_lines: Vec<String>,
    /// Its sentences in which somebody tells its own outlet something, in order.
    pub told_here: Vec<CharSpan>,
    /// Its sentences that tell on the word of somebody who bears a name.
    pub hearsay: Vec<Hearsay>,
    /// Its actors.
    #[serde(skip)]
    pub actors: Vec<Actor>,
    /// Its telling words, by hash.
    pub terms: Vec<Term>,
    /// Its sentences, in order.
    pub sentences: Vec<CharSpan>,
    /// Its mentions, in order; the faint ones last.
    pub mentions: Vec<Mention>,
    /// Of an article that does not tell its day: what dates its mentions once the day is known.
    pub open: Option<Open>,
}

/// The times of an article of unknown day, and the mentions that hang on them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Open {
    times: Vec<Time>,
    /// One a mention, in their order.
    hooks: Vec<Hook>,
}

/// What dates a mention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Hook {
    /// The words of its trigger.
    trigger: Range<usize>,
    /// Place of its time, and the sentence that tells it.
    time: Option<(usize, CharSpan)>,
}

/// No account keeps more telling words.
const MOST_TERMS: usize = 256;

impl Account {
    /// What an article brings. `published` is when it was published, as given or as others tell: times that hang on the day of
    /// publication are anchored there where the report does not know it.
    pub fn new(article: &Article, lineage: &Lineage, report: &Report, published: Option<&str>) -> Self {
        Self::of_report(article, report).placed(lineage, published)
    }

    /// What an article alone brings: its outlet, credits, actors and mentions.
    pub fn of_report(article: &Article, report: &Report) -> Self {
        let mut account = Self::bare(&article.id, &article.text, report);
        account.outlet.clone_from(&article.outlet);
        account.repairs.clone_from(&report.repairs);
        account.credits.clone_from(&article.credits);
        account.credit_lines = credit_lines(article);
        account.told_here = told_here(article, &account.sentences);
        account.hearsay = hearsay(&article.text, &account.sentences);
        let mention = |(event, faint): (&attache_coding::EventMention, bool)| {
            let mut mention = Mention::new(&article.text, report, event.trigger.clone(), Some(event))?;
            mention.act.iter_mut().for_each(|act| act.faint = faint);
            let hook = Hook::new(report, event, &mention);
            Some((mention, hook))
        };
        let told = report.events.iter().map(|event| (event, false));
        let faint = report.faint.iter().map(|event| (event, true));
        let (mentions, hooks) = told.chain(faint).filter_map(mention).unzip();
        account.mentions = mentions;
        let is_open = report.day.is_none() && !report.times.is_empty();
        account.open = is_open.then(|| Open { times: report.times.clone(), hooks });
        account
    }

    /// The account in its story: where its text comes from, and when it was published.
    #[must_use]
    pub fn placed(mut self, lineage: &Lineage, published: Option<&str>) -> Self {
        self.published = published.map(str::to_owned);
        self.kind = lineage.kind;
        self.of.clone_from(&lineage.of);
        self.passages.clone_from(&lineage.passages);
        self.repairs.splice(0..0, lineage.repairs.iter().cloned());
        let day = published.and_then(|iso| iso.get(..10)?.parse::<Date>().ok());
        if let (Some(open), Some(day)) = (&mut self.open, day) {
            open.anchor(day, &mut self.mentions);
        }
        self
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
            told_here: Vec::new(),
            hearsay: Vec::new(),
            actors: report.resolution.actors.clone(),
            terms,
            sentences: annotation.sentences.iter().map(|sentence| sentence.span).collect(),
            mentions: Vec::new(),
            open: None,
        }
    }

    /// Whether most of its text was taken from another's; two papers may share a sentence and be each their own.
    pub(crate) fn is_mostly_taken(&self) -> bool {
        let length = |span: &CharSpan| span.end.saturating_sub(span.start);
        let all: usize = self.sentences.iter().map(length).sum();
        let taken: usize = self.passages.iter().map(|passage| length(&passage.here)).sum();
        self.is_rewrite() || self.passages.is_empty() || 2 * taken >= all
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
    lines.extend(article.removed.iter().filter_map(removed_credit));
    lines
}

/// The credit that a removed line gives: the whole of one that is nothing else, and where a pointer to the full story leads.
fn removed_credit(removed: &Removed) -> Option<String> {
    let line = removed.text.as_deref()?.trim();
    match removed.why.as_str() {
        "credit" => Some(line.to_owned()),
        "read-more" => {
            let folded = line.to_lowercase();
            let whole = FULL_STORY.iter().find_map(|words| folded.find(words).map(|at| at + words.len()))?;
            let rest = line.get(whole..)?.trim_start();
            let there = ["at ", "on ", "in ", "from "].iter().find_map(|word| rest.strip_prefix(word))?;
            Some(there.trim_end_matches(['.', '…', '»', '>', ' ']).to_owned())
        }
        _ => None,
    }
}

/// What a pointer to where a text was taken from calls it.
const FULL_STORY: &[&str] = &[
    "full story ",
    "full article ",
    "full report ",
    "original story ",
    "original article ",
    "original report ",
    "rest of this story ",
    "rest of the story ",
    "rest of this article ",
    "rest of the article ",
];

impl Hook {
    fn new(report: &Report, event: &attache_coding::EventMention, mention: &Mention) -> Self {
        let annotation = &report.annotation;
        let sentence = |time: usize| {
            let number = annotation.sentence_of(report.times.get(time)?.words.start)?;
            annotation.sentences.get(number).map(|sentence| sentence.span)
        };
        let time = event.time.map(|time| (time, sentence(time).unwrap_or(mention.sentence)));
        Self { trigger: event.trigger.clone(), time }
    }
}

impl Open {
    /// Anchors the times at a day, and dates the mentions that hang on them.
    fn anchor(&mut self, day: Date, mentions: &mut [Mention]) {
        calendar::anchor(&mut self.times, Some(Anchor { day, time: None }));
        self.date(mentions, |_| true);
        let dated: Vec<(Range<usize>, Days)> = (self.hooks.iter().zip(mentions.iter()))
            .filter_map(|(hook, mention)| Some((hook.trigger.clone(), mention.when.as_ref()?.days)))
            .collect();
        let settled = calendar::settle(&mut self.times, |words| {
            let touches = |trigger: &Range<usize>| trigger.start < words.end && words.start < trigger.end;
            dated.iter().find(|(trigger, _)| touches(trigger)).map(|(_, days)| *days)
        });
        if settled > 0 {
            self.date(mentions, |mention| mention.when.is_none());
        }
    }

    /// Gives the mentions that are due the days of their times.
    fn date(&self, mentions: &mut [Mention], is_due: impl Fn(&Mention) -> bool) {
        for (hook, mention) in self.hooks.iter().zip(mentions).filter(|(_, mention)| is_due(mention)) {
            let Some((time, sentence)) = hook.time else { continue };
            if let Some((days, granularity)) =
                self.times.get(time).and_then(|time| Some((time.days?, time.granularity)))
            {
                mention.when = Some(When { days, granularity, sentence });
            }
        }
    }
}
