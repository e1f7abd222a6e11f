//! To whom, where and when something is said.

use std::ops::Range;
use std::sync::LazyLock;

use attache_language::Upos;
use attache_world::Sector;
use attache_world::calendar::{Days, Granularity};

use super::drafts::Draft;
use super::{Speaker, Text, Venue, speaker};
use crate::mention::CitationKind;
use crate::sources::citation;

/// Kinds of venue by the lemmas that end their phrases.
static VENUES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/venues.tsv").lines().filter(|line| !line.starts_with('#'));
    let pairs = rows.filter_map(|line| line.split_once('\t'));
    pairs.flat_map(|(kind, words)| words.split(';').map(move |word| (word, kind))).collect()
});

/// Verbs whose object is who listens.
const TO_SOMEBODY: &[&str] = &[
    "tell", "inform", "assure", "remind", "warn", "advise", "brief", "ask", "urge", "notify", "promise", "address",
    "caution", "reassure", "order", "instruct", "beg", "implore",
];

/// Who listens, and the venue; an outlet that is told something is a venue.
pub(super) fn setting(text: &Text<'_>, draft: &Draft) -> (Option<Speaker>, Option<Venue>) {
    let Some(verb) = verb(text, draft) else { return (None, None) };
    let tree = text.tree;
    let (mut addressee, mut place) = (None, None);
    for argument in tree.arguments(verb) {
        let word = argument.word;
        if draft.source.contains(&word) || argument.relation == "subj" {
            continue;
        }
        let within = draft.has(word) && !draft.cue.contains(&word);
        let heard = (matches!(argument.relation, "obj" | "iobj") && TO_SOMEBODY.contains(&tree.lemma(verb)))
            || (argument.relation == "obl" && matches!(argument.case.as_str(), "to" | "with") && argument.party);
        if heard && tree.is_noun(word) && !(within && argument.relation == "obl") {
            let phrase = tree.phrase(word);
            match outlet(text, &phrase) {
                Some(venue) => place = place.or(Some(venue)),
                None if is_press(text, word) => {}
                None => addressee = addressee.or_else(|| speaker::named(text, &phrase)),
            }
        } else if argument.relation == "obl" && !within {
            place = place.or_else(|| venue(text, word));
        }
    }
    (addressee, place.or_else(|| beside(text, draft, verb)))
}

/// The verb of a cue.
fn verb(text: &Text<'_>, draft: &Draft) -> Option<usize> {
    draft.cue.clone().find(|&word| text.tree.upos(word) == Upos::Verb)
}

/// "told reporters": those who ask are nobody in particular.
fn is_press(text: &Text<'_>, word: usize) -> bool {
    matches!(text.tree.lemma(word), "reporter" | "journalist" | "press" | "media" | "medium" | "newsman")
}

fn outlet(text: &Text<'_>, phrase: &Range<usize>) -> Option<Venue> {
    let cited = citation(text.tree, phrase)?;
    let head = phrase.clone().last()?;
    let outlet = matches!(cited.kind, CitationKind::Outlet | CitationKind::Agency) && !is_press(text, head);
    let resolution = text.tree.article.resolution;
    let actor = cited.mention.and_then(|at| resolution.actor_of(resolution.mentions.get(at)?));
    let press = actor.is_some_and(|actor| actor.sectors.contains(&Sector::Press)) && !is_press(text, head);
    let name = actor.and_then(|actor| actor.name.clone()).unwrap_or_else(|| text.reads(phrase));
    (outlet || press).then(|| Venue { kind: "outlet", name, words: phrase.clone() })
}

/// The venue that a phrase names: "in an interview with the paper", "on Twitter".
fn venue(text: &Text<'_>, head: usize) -> Option<Venue> {
    let tree = text.tree;
    let ends = |words: &str| {
        let parts: Vec<&str> = words.split(' ').collect();
        head + 1 >= parts.len() && parts.iter().rev().enumerate().all(|(back, part)| tree.lemma(head - back) == *part)
    };
    let (_, kind) = VENUES.iter().filter(|(words, _)| ends(words)).max_by_key(|(words, _)| words.len())?;
    let phrase = tree.phrase(head);
    let asked = tree.kids(head).iter().copied().find(|&kid| {
        tree.kind(kid) == "nmod" && matches!(tree.case(kid).as_str(), "with" | "to" | "by" | "for" | "in")
    });
    let of = asked.and_then(|with| outlet(text, &tree.phrase(with))).map(|venue| venue.name);
    Some(Venue { kind, name: of.unwrap_or_else(|| text.reads(&phrase)), words: phrase })
}

/// A venue in the cue's own words, "wrote on Twitter", or right behind it.
fn beside(text: &Text<'_>, draft: &Draft, verb: usize) -> Option<Venue> {
    let tree = text.tree;
    let sentence = tree.article.annotation.sentences.get(tree.sentence(verb))?;
    let last = sentence.words.end.min(verb + 12);
    let led = |&word: &usize| {
        matches!(tree.form(word).to_lowercase().as_str(), "on" | "in" | "at" | "during" | "via" | "through")
            && !draft.has(word)
    };
    (verb + 1..last).filter(led).find_map(|adposition| {
        let head = (adposition + 1..last.min(adposition + 7))
            .take_while(|&word| !draft.has(word))
            .find(|&word| tree.is_noun(word) && tree.kind(word) != "compound" && tree.relation(word) != "nmod:poss")?;
        venue(text, head)
    })
}

/// When it is said: the time beside the cue, else the article's day.
pub(super) fn days(text: &Text<'_>, draft: &Draft, start: usize) -> Option<Days> {
    let tree = text.tree;
    let article = tree.article;
    let own = article.day.map(|day| Days { first: day, last: day });
    let at = verb(text, draft).unwrap_or(start);
    let Some(sentence) = article.annotation.sentences.get(tree.sentence(at)) else { return own };
    let free = |words: &Range<usize>| {
        words.start >= sentence.words.start
            && words.end <= sentence.words.end
            && !words.clone().any(|word| draft.has(word))
    };
    let exact = |granularity: Granularity| granularity <= Granularity::Year;
    let times = article.times.iter().filter(|time| free(&time.words) && exact(time.granularity));
    let hangs = |words: &Range<usize>| {
        words.clone().any(|word| tree.upwards(word).skip(1).take(3).any(|above| above == at))
            || words.start.abs_diff(at) <= 6
    };
    let dated = times.filter(|time| hangs(&time.words) && !draft.cue.is_empty());
    dated.min_by_key(|time| time.words.start.abs_diff(at)).and_then(|time| time.days).or(own)
}
