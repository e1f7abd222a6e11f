//! Who says what, to whom, where and when, and through whose word the article has it.
//!
//! The annotator finds spans: a source, a cue, a content. [`statements`] makes [`Statement`]s of them: `drafts` takes the spans and
//! adds transcript lines (`transcript`), quotations (`quoted`) and what verbs of saying show (`said`), `chain` reads who is cited by whom, `join` puts split quotations
//! together, `speaker` finds the actor (`choice` weighs whom a pronoun or a bare description means), `setting` the listener, the venue and the day.

mod chain;
pub(crate) mod choice;
mod drafts;
mod join;
mod quoted;
mod said;
mod setting;
mod speaker;
mod transcript;

use std::ops::Range;

use attache_language::StatementKind;
use attache_world::Repair;
use attache_world::calendar::Days;

use crate::mention::{Article, Citation};
use crate::tree::Tree;

/// Somebody says something. Ranges are of words of the annotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Who says it; none where the article does not tell.
    pub speaker: Option<Speaker>,
    /// Others who say it with the speaker: "the two ministers", named.
    pub with: Vec<Speaker>,
    /// Words that name the source, as the article has them; may be empty.
    pub source: Range<usize>,
    /// Words that say that it is said; may be empty.
    pub cue: Range<usize>,
    /// Words of what is said, in order and apart; a split quotation has several stretches.
    pub content: Vec<Range<usize>>,
    /// How much of it stands in quotation marks.
    pub kind: StatementKind,
    /// Whether these are the speaker's own words, unbroken: quoted, in an article that no machine rewrote.
    pub verbatim: bool,
    /// To whom it is said, where named; none where that is an outlet.
    pub addressee: Option<Speaker>,
    /// Where or by what means it is said.
    pub venue: Option<Venue>,
    /// Actors spoken of: indices in the resolution, each once, in order.
    pub about: Vec<usize>,
    /// Outlets and persons through whom the article has it, from the article inwards; without the speaker.
    pub chain: Vec<Citation>,
    /// The day or days on which it is said, where the words tell or the article has a day.
    pub days: Option<Days>,
}

/// Who speaks or is spoken to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Speaker {
    /// Index in the resolution's actors.
    pub actor: Option<usize>,
    /// Words of the article that describe it, mended and without article: "four people familiar with the matter".
    pub description: String,
    /// Whether it has no name of its own: an official, a witness, people.
    pub anonymous: bool,
    /// How many people it is, where told.
    pub count: Option<u32>,
}

/// Where or by what means something is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Venue {
    /// `outlet`, `interview`, `conference`, `briefing`, `speech`, `hearing`, `document`, `online`, `call` … (`data/venues.tsv`).
    pub kind: &'static str,
    /// As the article names it: "Radio Free Asia", "Twitter", "a news conference".
    pub name: String,
    /// The words that name it.
    pub words: Range<usize>,
}

/// The statements of an article, in order. `repairs` are its broken names; `faithful` is whether its wording is its writer's own,
/// neither spun nor garbled.
pub fn statements(article: &Article<'_>, repairs: &[Repair], faithful: bool) -> Vec<Statement> {
    weighed(article, repairs, faithful).into_iter().map(|(said, _)| said).collect()
}

/// The statements, and what was weighed to find the speaker of each.
pub(crate) fn weighed(
    article: &Article<'_>,
    repairs: &[Repair],
    faithful: bool,
) -> Vec<(Statement, Vec<choice::Choice>)> {
    let paragraphs = paragraphs(article);
    let quoted = quoted::inside(article, &paragraphs);
    let text = Text { tree: &Tree::new(article), repairs, paragraphs, quoted };
    let mut drafts = drafts::drafts(&text);
    chain::unfold(&text, &mut drafts);
    join::join(&text, &mut drafts);
    drafts.retain(|draft| draft.content.iter().any(|words| !words.is_empty()));
    let chains = chain::chains(&text, &drafts);
    let mut said: Vec<(Statement, Vec<choice::Choice>)> = Vec::new();
    let mut latest: Vec<speaker::Latest> = Vec::new();
    for (draft, chain) in drafts.into_iter().zip(chains) {
        let start = draft.start();
        let within = said.iter().rev().map(|(outer, _)| outer);
        let within = within.into_iter().find(|outer| outer.content.iter().any(|words| words.contains(&start)));
        let outer = within.and_then(|outer| Some((outer.speaker.as_ref()?, outer.content.first()?.start)));
        let mut choices = Vec::new();
        let mut speakers = speaker::speakers(&text, &draft, &latest, outer, &mut choices);
        let speaker = (!speakers.is_empty()).then(|| speakers.remove(0));
        latest.extend(speaker.as_ref().map(|speaker| speaker::Latest::new(&text, &draft, speaker)));
        let whole = faithful && !text.is_mended(&draft.content);
        let (addressee, venue) = setting::setting(&text, &draft);
        let about = text.about(&draft.content, speaker.as_ref().and_then(|speaker| speaker.actor));
        let told = Statement {
            with: speakers,
            verbatim: whole && draft.kind == StatementKind::Direct,
            days: setting::days(&text, &draft, start),
            speaker,
            source: draft.source,
            cue: draft.cue,
            content: draft.content,
            kind: draft.kind,
            addressee,
            venue,
            about,
            chain,
        };
        said.push((told, choices));
    }
    said
}

/// An article as this module looks at it.
struct Text<'a> {
    tree: &'a Tree<'a>,
    repairs: &'a [Repair],
    /// The number of each word's paragraph.
    paragraphs: Vec<u32>,
    /// Whether each word stands in double quotation marks.
    quoted: Vec<bool>,
}

fn paragraphs(article: &Article<'_>) -> Vec<u32> {
    let words = &article.annotation.words;
    let mut numbers = Vec::with_capacity(words.len());
    let (mut number, mut end) = (0, 0);
    for word in words {
        let between = article.text.get(end..word.bytes.start).unwrap_or_default();
        number += u32::from(between.contains('\n'));
        numbers.push(number);
        end = word.bytes.end;
    }
    numbers
}

impl Text<'_> {
    fn paragraph(&self, word: usize) -> u32 {
        self.paragraphs.get(word).copied().unwrap_or(0)
    }

    /// The words of the paragraph that a word stands in.
    fn around(&self, word: usize) -> Range<usize> {
        let number = self.paragraph(word);
        let first = self.paragraphs.partition_point(|other| *other < number);
        first..self.paragraphs.partition_point(|other| *other <= number)
    }

    /// Some words as printed, broken names mended.
    fn reads(&self, words: &Range<usize>) -> String {
        let span = self.tree.article.annotation.span(words);
        let mut read = self.tree.text(words);
        for repair in self.repairs.iter().filter(|r| r.span.start < span.end && span.start < r.span.end) {
            read = read.replace(&repair.text, &repair.reads);
        }
        read
    }

    /// Whether a broken name stands in some words.
    fn is_mended(&self, content: &[Range<usize>]) -> bool {
        content
            .iter()
            .map(|words| self.tree.article.annotation.span(words))
            .any(|span| self.repairs.iter().any(|repair| repair.span.start < span.end && span.start < repair.span.end))
    }

    fn is_named_person(&self, actor: usize) -> bool {
        let actor = self.tree.article.resolution.actors.get(actor);
        actor.is_some_and(|actor| actor.name.is_some() && actor.kind == attache_world::resolve::ActorKind::Person)
    }

    /// The actors that some words speak of, without the speaker.
    fn about(&self, content: &[Range<usize>], speaker: Option<usize>) -> Vec<usize> {
        let mentions = &self.tree.article.resolution.mentions;
        let mut about = Vec::new();
        for words in content {
            let from = mentions.partition_point(|mention| mention.head < words.start);
            for mention in mentions[from..].iter().take_while(|mention| mention.head < words.end) {
                if Some(mention.actor) != speaker && !about.contains(&mention.actor) {
                    about.push(mention.actor);
                }
            }
        }
        about
    }
}

#[cfg(test)]
mod tests;
