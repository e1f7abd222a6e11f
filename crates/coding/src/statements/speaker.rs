//! Who speaks: from the words of a source to an actor.

use std::ops::Range;

use attache_language::{EntityKind, Upos};
use attache_world::fold;
use attache_world::resolve::{ActorKind, MentionKind};

use super::choice::{Ask, Asked, Choice};
use super::drafts::Draft;
use super::{Speaker, Text};
use crate::numbers::numbers;

/// A description ("the analyst") or pronoun means who spoke last, if no more words than these lie between.
const FAR: usize = 120;

/// Somebody who spoke.
#[derive(Debug, Clone)]
pub(super) struct Latest {
    pub speaker: Speaker,
    /// One human being, as far as is known.
    pub human: bool,
    /// Where what it says ends.
    pub end: usize,
}

impl Latest {
    pub fn new(text: &Text<'_>, draft: &Draft, speaker: &Speaker) -> Self {
        let resolution = text.tree.article.resolution;
        let kind = speaker.actor.and_then(|actor| resolution.actors.get(actor)).map(|actor| actor.kind);
        let head = heads(text, &draft.source).first().copied();
        let pronoun = head.is_some_and(|head| matches!(text.tree.lemma(head), "he" | "she" | "who"));
        let singular = head.is_some_and(|head| text.tree.xpos(head) != "NNS" && is_person(text, head, speaker.actor));
        let human =
            kind == Some(ActorKind::Person) || pronoun || kind.is_none_or(|kind| kind == ActorKind::Group) && singular;
        Self { speaker: speaker.clone(), human, end: draft.end() }
    }
}

/// Who says a draft, the first named first. `latest` are those who spoke before; `outer` is who says what the draft stands within, and
/// where that begins. What was weighed for it is added to `weighed`.
pub(super) fn speakers(
    text: &Text<'_>,
    draft: &Draft,
    latest: &[Latest],
    outer: Option<(&Speaker, usize)>,
    weighed: &mut Vec<Choice>,
) -> Vec<Speaker> {
    let mut words = if draft.source.is_empty() { governor(text, draft) } else { draft.source.clone() };
    if words.is_empty() {
        return Vec::new();
    }
    if draft.is_line(text) {
        return vec![voice(text, &words)];
    }
    if let Some(meant) = antecedent(text, draft, &words).or_else(|| mended(text, draft, &words)) {
        words = meant;
    }
    if words.is_empty() {
        return Vec::new();
    }
    let mut speakers: Vec<Speaker> = Vec::new();
    for head in heads(text, &words) {
        let form = text.tree.form(head).to_lowercase();
        let speaker = match outer.filter(|_| matches!(form.as_str(), "i" | "we" | "me")) {
            Some((own, _)) => own.clone(),
            None => one(&Ask { text, draft, words: &words, head, latest, outer, asked: Asked::Noun }, weighed),
        };
        let same = |other: &Speaker| speaker.actor.is_some() && other.actor == speaker.actor;
        if !speakers.iter().any(same) {
            speakers.push(speaker);
        }
    }
    speakers
}

/// Whom the label of a transcript's line means: a person of the article by name or office, else who stands there.
fn voice(text: &Text<'_>, words: &Range<usize>) -> Speaker {
    let tree = text.tree;
    let resolution = tree.article.resolution;
    let Some(&head) = heads(text, words).first() else { return Speaker::default() };
    if let Some(actor) = bearer(text, words, false) {
        return described(text, words, head, Some(actor));
    }
    let label = tree.text(words);
    let label = fold(label.strip_prefix("The ").unwrap_or(&label));
    let mut holders = (0..resolution.actors.len()).filter(|&actor| {
        let held = |office: &String| fold(office) == label;
        text.is_named_person(actor) && resolution.actors[actor].office.as_ref().is_some_and(held)
    });
    if let Some(actor) = holders.next().filter(|_| holders.next().is_none()) {
        return described(text, words, head, Some(actor));
    }
    let own = resolution.mentions.iter().filter(|mention| {
        words.contains(&mention.head) && (mention.kind == MentionKind::Name || !text.is_named_person(mention.actor))
    });
    let place = |actor: usize| {
        matches!(resolution.actors[actor].kind, ActorKind::State) || words.len() > 1 && !text.is_named_person(actor)
    };
    let own = own.map(|mention| mention.actor).find(|&actor| !place(actor));
    described(text, words, head, own)
}

/// The noun that "who" stands for.
fn antecedent(text: &Text<'_>, draft: &Draft, words: &Range<usize>) -> Option<Range<usize>> {
    let tree = text.tree;
    let relative = words.len() == 1 && matches!(tree.xpos(words.start), "WP" | "WDT");
    if !relative {
        return None;
    }
    let clause = tree.upwards(words.start).take(6).find(|&at| tree.relation(at) == "acl:relcl");
    let noun = clause.and_then(|clause| tree.head(clause)).or_else(|| {
        let before = (words.start.saturating_sub(3)..words.start).rev().find(|&at| tree.is_noun(at))?;
        let whole = |&at: &usize| tree.is_noun(at) && tree.phrase(at).contains(&before);
        tree.upwards(before).take(4).take_while(whole).last()
    });
    noun.filter(|&noun| !draft.has(noun)).map(|noun| tree.phrase(noun))
}

/// A person or body that some words name, be it no source.
pub(super) fn named(text: &Text<'_>, words: &Range<usize>) -> Option<Speaker> {
    let head = *heads(text, words).first()?;
    let mention = text.tree.article.resolution.headed_by(head);
    Some(described(text, words, head, mention.map(|mention| mention.actor)))
}

/// The source itself, where the annotator's span is a clause, half a phrase or a time.
fn mended(text: &Text<'_>, draft: &Draft, words: &Range<usize>) -> Option<Range<usize>> {
    let tree = text.tree;
    if words.clone().all(|word| tree.is_time(word) || tree.upos(word) == Upos::Punct) {
        return Some(governor(text, draft));
    }
    let outside = |word: &usize| tree.head(*word).is_none_or(|head| !words.contains(&head));
    let top = words.clone().filter(outside).find(|&word| tree.upos(word) != Upos::Punct)?;
    match tree.upos(top) {
        // "who watched it", "seen by this paper": whom the clause is about
        Upos::Verb | Upos::Aux => {
            let clause = tree.upwards(top).take(3).find(|&at| tree.kind(at) == "acl");
            let about =
                clause.and_then(|clause| tree.head(clause)).filter(|&noun| tree.is_noun(noun) && !draft.has(noun));
            let found = about.map_or_else(|| governor(text, draft), |noun| tree.phrase(noun));
            Some(found).filter(|found| !found.is_empty())
        }
        Upos::Det => tree.head(top).filter(|&noun| tree.is_noun(noun)).map(|noun| tree.phrase(noun)),
        // "Mission" of "Mission chief Ana Torres"
        Upos::Noun | Upos::Propn if words.len() == 1 && tree.relation(top) == "compound" => {
            let noun = tree.head(top).filter(|&noun| noun > top && tree.entity(noun).is_none() && !draft.has(noun))?;
            let name = tree.kids(noun).iter().copied().filter(|&kid| matches!(tree.kind(kid), "appos" | "flat")).max();
            let name = name.or_else(|| tree.head(noun).filter(|_| tree.relation(noun) == "nmod:desc"));
            Some(top..name.unwrap_or(noun) + 1)
        }
        _ => None,
    }
}

/// The subject of the cue, where the annotator found no source.
fn governor(text: &Text<'_>, draft: &Draft) -> Range<usize> {
    let tree = text.tree;
    let verb = draft.cue.clone().find(|&word| matches!(tree.upos(word), Upos::Verb));
    let Some(verb) = verb.filter(|&verb| !tree.is_passive(verb)) else { return 0..0 };
    match tree.subject(verb, 4).filter(|&subject| tree.names_party(subject) && !draft.has(subject)) {
        Some(subject) => tree.phrase(subject),
        None => 0..0,
    }
}

/// The heads of a source: its noun, and what that coordinates.
fn heads(text: &Text<'_>, words: &Range<usize>) -> Vec<usize> {
    let tree = text.tree;
    let outside = |word: &usize| tree.head(*word).is_none_or(|head| !words.contains(&head));
    let top = words.clone().filter(outside).find(|&word| tree.is_noun(word) || tree.entity(word).is_some());
    let first = top.or_else(|| words.clone().filter(outside).find(|&word| tree.upos(word) != Upos::Punct));
    let Some(first) = first else { return Vec::new() };
    let mut heads = vec![first];
    heads.extend(
        tree.kids(first)
            .iter()
            .copied()
            .filter(|&kid| tree.relation(kid) == "conj" && words.contains(&kid) && tree.is_noun(kid)),
    );
    heads
}

fn one(ask: &Ask<'_, '_>, weighed: &mut Vec<Choice>) -> Speaker {
    let Ask { text, draft, words, head, latest, .. } = *ask;
    let tree = text.tree;
    let resolution = tree.article.resolution;
    let mention = resolution.headed_by(head);
    if let Some(actor) = example(text, words, head) {
        return described(text, words, head, Some(actor));
    }
    let actor = mention.map(|mention| mention.actor);
    let asked = match tree.lemma(head) {
        "he" | "she" | "him" | "her" => Some(Asked::Human),
        "it" | "they" | "them" => Some(Asked::Thing),
        _ => None,
    };
    let weigh = |asked: Asked, weighed: &mut Vec<Choice>| {
        let choice = Ask { asked, ..*ask }.choice();
        let best = choice.best().cloned();
        weighed.push(choice);
        best
    };
    if let Some(asked) = asked.filter(|_| tree.upos(head) == Upos::Pron) {
        return weigh(asked, weighed).unwrap_or_else(|| described(text, words, head, actor));
    }
    let is_named = actor.is_some_and(|actor| resolution.actors[actor].name.is_some());
    let by_name = mention.is_some_and(|mention| mention.kind != MentionKind::Nominal)
        || words.clone().any(|word| text.tree.entity(word).is_some_and(|name| name.kind == EntityKind::Per));
    let bare = is_definite(text, head) && tree.xpos(head) == "NN" && is_person(text, head, actor);
    if is_named && (by_name || !bare) {
        return described(text, words, head, actor);
    }
    if DOCUMENTS.contains(&tree.lemma(head)) {
        // "its statement", "a statement of the ministry"
        let owner = tree.kids(head).iter().copied().find(|&kid| {
            matches!(tree.relation(kid), "nmod:poss" | "compound")
                || tree.kind(kid) == "nmod" && matches!(tree.case(kid).as_str(), "of" | "from" | "by")
        });
        if let Some(owner) = owner {
            let known = resolution.headed_by(owner).map(|mention| mention.actor);
            if known.is_some_and(|actor| resolution.actors[actor].name.is_some()) {
                return described(text, words, head, known);
            }
            let last = latest
                .last()
                .filter(|last| tree.upos(owner) == Upos::Pron && draft.start().saturating_sub(last.end) <= FAR);
            if let Some(last) = last {
                return last.speaker.clone();
            }
        }
    }
    if let Some(actor) = apposed(text, head).or_else(|| bearer(text, words, true)) {
        return described(text, words, head, Some(actor));
    }
    if bare && let Some(best) = weigh(Asked::Noun, weighed) {
        return best;
    }
    described(text, words, head, actor)
}

/// Texts that speak for who issues them.
const DOCUMENTS: &[&str] = &[
    "statement",
    "letter",
    "report",
    "communique",
    "communiqué",
    "tweet",
    "post",
    "paper",
    "memo",
    "filing",
    "website",
    "release",
];

/// Whether a description is of somebody known: "the analyst".
fn is_definite(text: &Text<'_>, head: usize) -> bool {
    text.tree.kids(head).iter().any(|&kid| matches!(text.tree.lemma(kid), "the" | "this" | "that"))
}

/// The named person of "analysts such as Ana Torres".
fn example(text: &Text<'_>, words: &Range<usize>, head: usize) -> Option<usize> {
    let tree = text.tree;
    if !matches!(tree.xpos(head), "NNS" | "NNPS") {
        return None;
    }
    let mentions = &tree.article.resolution.mentions;
    let from = mentions.partition_point(|mention| mention.head < words.start);
    let within = mentions[from..].iter().take_while(|mention| mention.head < words.end);
    let led = |first: usize| {
        (first.saturating_sub(3)..first).any(|word| {
            matches!(tree.form(word).to_lowercase().as_str(), "as" | "like" | "including" | "corresponding" | "among")
        })
    };
    let mut named = within.filter(|mention| mention.kind == MentionKind::Name && text.is_named_person(mention.actor));
    named.find(|mention| mention.words.start > head && led(mention.words.start)).map(|mention| mention.actor)
}

/// The named person that a description is apposed to: "the group's head, Ana Torres".
fn apposed(text: &Text<'_>, head: usize) -> Option<usize> {
    let tree = text.tree;
    let named = |word: usize| {
        let mention = tree.article.resolution.headed_by(word)?;
        text.is_named_person(mention.actor).then_some(mention.actor)
    };
    let kids = tree.kids(head).iter().copied().filter(|&kid| matches!(tree.kind(kid), "appos" | "flat"));
    let over = tree
        .head(head)
        .filter(|_| matches!(tree.kind(head), "compound" | "flat") || tree.relation(head) == "nmod:desc");
    kids.into_iter().chain(over).find_map(named)
}

/// The person of the article whose last name alone stands there, in whatever case: "TORRES:"; else, unless that is asked for, whose
/// other name.
fn bearer(text: &Text<'_>, words: &Range<usize>, by_last: bool) -> Option<usize> {
    let last =
        words.clone().rev().map(|word| text.tree.form(word)).find(|form| form.chars().any(char::is_alphabetic))?;
    if !last.starts_with(char::is_uppercase) {
        return None;
    }
    let last = fold(last);
    let actors = &text.tree.article.resolution.actors;
    let only = |bears: &dyn Fn(&str) -> bool| {
        let named = |actor: &attache_world::resolve::Actor| {
            actor.kind == ActorKind::Person && actor.name.as_deref().is_some_and(bears)
        };
        let mut bearing = (0..actors.len()).filter(|&n| named(&actors[n]));
        bearing.next().filter(|_| bearing.next().is_none())
    };
    let ends = |name: &str| name.split(' ').next_back().is_some_and(|own| fold(own) == last);
    let bears = |name: &str| !by_last && name.split(' ').any(|own| fold(own) == last);
    only(&ends).or_else(|| only(&bears))
}

/// Whether a description is of one human being.
pub(super) fn is_person(text: &Text<'_>, head: usize, actor: Option<usize>) -> bool {
    let known = actor.and_then(|actor| text.tree.article.resolution.actors.get(actor));
    if let Some(actor) = known.filter(|actor| actor.kind != ActorKind::Group) {
        return actor.kind == ActorKind::Person;
    }
    let lemma = text.tree.lemma(head);
    let ends = ["er", "or", "ist", "ian", "man", "woman", "ant", "expert", "head", "chief", "official", "diplomat"];
    !matches!(lemma, "paper" | "newspaper" | "letter" | "order" | "broadcaster" | "center" | "centre" | "newsletter")
        && ends.iter().any(|end| lemma.ends_with(end))
}

/// Whether a person holds the office that a description gives: "the foreign minister".
pub(super) fn holds(text: &Text<'_>, head: usize, actor: usize) -> bool {
    let said = fold(&text.reads(&text.tree.phrase(head)));
    let Some(actor) = text.tree.article.resolution.actors.get(actor) else { return false };
    let offices = actor.offices.iter().filter(|held| !held.past).map(|held| &held.office).chain(&actor.office);
    offices.into_iter().any(|office| {
        let office = fold(office);
        office == said || said.ends_with(&format!(" {office}")) || office.ends_with(&format!(" {said}"))
    })
}

/// Whether a description may be of a named person: nothing that is known of both differs.
pub(super) fn fits(text: &Text<'_>, person: usize, described: Option<usize>) -> bool {
    let actors = &text.tree.article.resolution.actors;
    let (Some(person), Some(other)) = (actors.get(person), described.and_then(|actor| actors.get(actor))) else {
        return true;
    };
    let code = person.code.is_none() || other.code.is_none() || person.code == other.code;
    let spokesman = |office: &Option<String>| office.as_deref().is_some_and(|office| office.contains("spokes"));
    code && (other.offices.is_empty() || spokesman(&other.office) == spokesman(&person.office))
}

pub(super) fn described(text: &Text<'_>, words: &Range<usize>, head: usize, actor: Option<usize>) -> Speaker {
    let tree = text.tree;
    let resolution = tree.article.resolution;
    let opens = |word: &usize| matches!(tree.upos(*word), Upos::Det | Upos::Punct | Upos::Adp);
    let first = words.clone().find(|word| !opens(word)).unwrap_or(words.start);
    // no clause of its own: "the trader, who is his cousin"
    let clause = |&word: &usize| tree.form(word) == "," && matches!(tree.xpos(word + 1), "WP" | "WDT" | "WP$");
    let end = (head..words.end).find(clause).unwrap_or(words.end);
    let counts = |word: &usize| tree.upos(*word) != Upos::Punct;
    let last = (words.start..end).rev().find(counts).map_or(end, |word| word + 1);
    let known = actor.and_then(|actor| resolution.actors.get(actor));
    let named = known.is_some_and(|actor| actor.name.is_some())
        || tree.entity(head).is_some_and(|name| matches!(name.kind, EntityKind::Per | EntityKind::Org));
    let is_body = known.is_some_and(|actor| matches!(actor.kind, ActorKind::State | ActorKind::Body));
    let count = numbers(tree, words).into_iter().find(|number| number.noun == head).and_then(|number| number.low);
    let alone = tree.upos(head) == Upos::Pron && (words.len() == 1 || tree.xpos(head).starts_with("PRP"));
    Speaker {
        actor,
        description: if alone { String::new() } else { text.reads(&(first..last.max(first))) },
        anonymous: !named && !is_body && !alone,
        count: count.filter(|count| *count >= 1.0).map(|count| count as u32),
    }
}
