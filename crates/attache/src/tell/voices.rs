//! Who said what: each speaker once, in the words that carry most.

use attache_archive::Member;
use attache_archive::record::{Speaker, Statement};
use attache_stories::Kind;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::words::{self, count};

/// Speakers shown of a story, unless all are asked for.
const SPEAKERS: usize = 8;

/// A statement of fewer words says little; of more, too much for a line.
const WORDS: std::ops::RangeInclusive<usize> = 6..=45;

/// Characters shown of a statement.
const LENGTH: usize = 220;

/// The voices of a story in words.
pub struct VoiceWords {
    /// "Ann Lee, foreign minister".
    pub who: String,
    /// "“We have agreed.”"; without marks where the words are not the speaker's.
    pub says: String,
    /// "Harbour News · and 3 more statements".
    pub how: String,
}

/// The speakers who have a name, those in most articles first; all of them if `all`, and how many more there are if not.
pub fn in_words(statements: &[Statement], articles: &[Member], all: bool) -> (Vec<VoiceWords>, usize) {
    let mut by_speaker: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
    for statement in statements {
        let speaker = statement.speaker.as_ref().filter(|speaker| has_a_voice(speaker));
        if let Some(key) = speaker.and_then(|speaker| speaker.id.as_deref().or(speaker.name.as_deref())) {
            by_speaker.entry(key).or_default().push(statement);
        }
    }
    let mut voices: Vec<_> = by_speaker.into_values().filter_map(|said| Voice::new(said, articles)).collect();
    voices.sort_by_key(|voice| {
        (Reverse(voice.articles), Reverse(voice.said.len()), voice.best.article.as_str(), voice.best.span.start)
    });
    let shown = if all { voices.len() } else { SPEAKERS.min(voices.len()) };
    let more = voices.len() - shown;
    (voices.iter().take(shown).map(|voice| voice.in_words(articles)).collect(), more)
}

/// Whether it is a person or a body with a name: states and groups speak through these.
fn has_a_voice(speaker: &Speaker) -> bool {
    let id = speaker.id.as_deref().unwrap_or_default();
    !speaker.anonymous && (id.starts_with("person:") || id.starts_with("body:"))
}

struct Voice<'a> {
    said: Vec<&'a Statement>,
    best: &'a Statement,
    articles: usize,
}

impl<'a> Voice<'a> {
    fn new(said: Vec<&'a Statement>, articles: &[Member]) -> Option<Self> {
        let best = said.iter().copied().min_by_key(|statement| rank(statement, articles))?;
        let articles = said.iter().map(|statement| statement.article.as_str()).collect::<BTreeSet<_>>().len();
        (best.text.split_whitespace().count() >= *WORDS.start()).then_some(Self { said, best, articles })
    }

    fn in_words(&self, articles: &[Member]) -> VoiceWords {
        let speaker = self.best.speaker.as_ref();
        let name = speaker.and_then(|speaker| speaker.name.as_deref()).map(words::line).unwrap_or_default();
        let office = self.said.iter().find_map(|said| said.speaker.as_ref()?.office.as_deref()).map(words::line);
        let mut how = vec![outlet(self.best, articles)];
        if self.said.len() > 1 {
            how.push(format!("and {}", count(self.said.len() - 1, "more statement", "more statements")));
        }
        VoiceWords {
            who: office.map_or(name.clone(), |office| format!("{name}, {office}")),
            says: quoted(self.best),
            how: how.join(" · "),
        }
    }
}

/// What is shown of a speaker: whole clauses of a fair length before others, an article's before a rewrite's, own words before
/// another's, early before late.
fn rank<'a>(statement: &'a Statement, articles: &[Member]) -> (bool, bool, bool, &'a str, usize) {
    let rewrite =
        member(statement, articles).is_some_and(|member| matches!(member.lineage.kind, Kind::Spun | Kind::Translated));
    let length = statement.text.split_whitespace().count();
    let text = &statement.text;
    let whole = statement.verbatim || text.starts_with(char::is_uppercase) || text.starts_with("that ");
    (
        !(whole && WORDS.contains(&length)),
        rewrite,
        !statement.verbatim,
        statement.article.as_str(),
        statement.span.start,
    )
}

fn member<'a>(statement: &Statement, articles: &'a [Member]) -> Option<&'a Member> {
    articles.iter().find(|member| member.article.id == statement.article)
}

fn outlet(statement: &Statement, articles: &[Member]) -> String {
    let named = member(statement, articles).and_then(|member| member.article.outlet.as_deref());
    words::line(named.unwrap_or(&statement.article))
}

/// The statement on one line, in quotation marks if these are the speaker's words.
fn quoted(statement: &Statement) -> String {
    let said = words::said(statement);
    let mut shown: String = said.chars().take(LENGTH).collect();
    if shown.len() < said.len() {
        shown.truncate(shown.rfind(' ').unwrap_or(shown.len()));
        shown.push('…');
    }
    if statement.verbatim { format!("“{shown}”") } else { shown }
}
