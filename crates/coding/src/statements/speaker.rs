//! Who speaks: from the words of a source to an actor.

use std::ops::Range;

use attache_language::{EntityKind, Upos};
use attache_world::fold;
use attache_world::resolve::{ActorKind, MentionKind};

use super::drafts::Draft;
use super::{Speaker, Text};
use crate::numbers::numbers;

/// A description ("the analyst") or pronoun means who spoke last, if no more words than these lie between.
const FAR: usize = 120;

/// Somebody who spoke.
#[derive(Debug, Clone)]
pub(super) struct Latest {
    speaker: Speaker,
    /// One human being, as far as is known.
    human: bool,
    /// Where the source stands that names it.
    at: usize,
    /// Where what it says ends.
    end: usize,
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
        Self { speaker: speaker.clone(), human, at: draft.source.start, end: draft.end() }
    }
}

/// Who says a draft, the first named first. `latest` are those who spoke before; `own` is who says what the draft stands within.
pub(super) fn speakers(text: &Text<'_>, draft: &Draft, latest: &[Latest], own: Option<&Speaker>) -> Vec<Speaker> {
    let mut words = if draft.source.is_empty() { governor(text, draft) } else { draft.source.clone() };
    if words.is_empty() {
        return Vec::new();
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
        let speaker = match own.filter(|_| matches!(form.as_str(), "i" | "we" | "me")) {
            Some(own) => own.clone(),
            None => one(text, &words, head, draft, latest),
        };
        let same = |other: &Speaker| speaker.actor.is_some() && other.actor == speaker.actor;
        if !speakers.iter().any(same) {
            speakers.push(speaker);
        }
    }
    speakers
}

/// The noun that "who" stands for.
fn antecedent(text: &Text<'_>, draft: &Draft, words: &Range<usize>) -> Option<Range<usize>> {
    let tree = text.tree;
    let relative = words.len() == 1 && matches!(tree.xpos(words.start), "WP" | "WDT");
    if !relative {
        return None;
    }
    let clause = tree.upwards(words.start).take(6).find(|&at| tree.relation(at) == "acl:relcl")?;
    let noun = tree.head(clause).filter(|&noun| !draft.has(noun))?;
    Some(tree.phrase(noun))
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
        Upos::Verb | Upos::Aux => Some(governor(text, draft)).filter(|found| !found.is_empty()),
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

fn one(text: &Text<'_>, words: &Range<usize>, head: usize, draft: &Draft, latest: &[Latest]) -> Speaker {
    let tree = text.tree;
    let resolution = tree.article.resolution;
    let mention = resolution.headed_by(head);
    if let Some(actor) = example(text, words, head) {
        return described(text, words, head, Some(actor));
    }
    let actor = mention.map(|mention| mention.actor);
    if tree.upos(head) == Upos::Pron {
        return pronoun(text, words, head, draft, latest);
    }
    let is_named = actor.is_some_and(|actor| resolution.actors[actor].name.is_some());
    if is_named {
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
    if let Some(actor) = apposed(text, head).or_else(|| by_surname(text, words)) {
        return described(text, words, head, Some(actor));
    }
    let definite = tree.kids(head).iter().any(|&kid| tree.form(kid).eq_ignore_ascii_case("the"));
    if definite && tree.xpos(head) == "NN" && is_person(text, head, actor) {
        if let Some(actor) = holder(text, words, head).or_else(|| called_so(text, words, head)) {
            return described(text, words, head, Some(actor));
        }
        let near = latest.last().filter(|last| last.human && draft.start().saturating_sub(last.end) <= FAR);
        let near = near.and_then(|last| last.speaker.actor).filter(|actor| text.is_named_person(*actor));
        if let Some(latest) = near.filter(|latest| fits(text, *latest, actor)) {
            return described(text, words, head, Some(latest));
        }
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

/// For whom a pronoun stands: whom resolution says, unless somebody of its sort spoke since that one was named.
fn pronoun(text: &Text<'_>, words: &Range<usize>, head: usize, draft: &Draft, latest: &[Latest]) -> Speaker {
    let tree = text.tree;
    let resolution = tree.article.resolution;
    let actor = resolution.headed_by(head).map(|mention| mention.actor);
    let human = matches!(tree.lemma(head), "he" | "she" | "him" | "her");
    let known = actor.and_then(|actor| resolution.actors.get(actor));
    let sort = known.is_some_and(|actor| human == (actor.kind == ActorKind::Person) && actor.name.is_some());
    let told = |mention: &attache_world::resolve::Mention| {
        mention.kind != MentionKind::Pronoun && Some(mention.actor) == actor
    };
    let before = resolution.mentions.partition_point(|mention| mention.head < head);
    let named = resolution.mentions[..before].iter().rev().find(|mention| told(mention)).map(|mention| mention.head);
    let far = |last: &&Latest| draft.start().saturating_sub(last.end) <= FAR && last.at < head && last.human == human;
    let last = latest.iter().rev().take(3).find(far);
    match last {
        Some(last) if !sort || named.is_none_or(|named| named < last.at) => last.speaker.clone(),
        _ if human && !sort => {
            // the last person named before, or the first after
            let person = |mention: &&attache_world::resolve::Mention| {
                mention.kind == MentionKind::Name && text.is_named_person(mention.actor)
            };
            let (earlier, later) = resolution.mentions.split_at(before);
            let named = earlier.iter().rev().take(40).find(person).or_else(|| later.iter().take(40).find(person));
            described(text, words, head, named.map(|mention| mention.actor).or(actor))
        }
        _ => described(text, words, head, actor),
    }
}

/// The named person whom the article calls by a noun where it names him: "Ana Torres, a trader", then "the trader".
fn called_so(text: &Text<'_>, words: &Range<usize>, head: usize) -> Option<usize> {
    let tree = text.tree;
    let resolution = tree.article.resolution;
    let before = resolution.mentions.partition_point(|mention| mention.head < words.start);
    let named = resolution.mentions[..before].iter().rev().take(200);
    let mut named = named.filter(|mention| mention.kind == MentionKind::Name && text.is_named_person(mention.actor));
    let called = |mention: &&attache_world::resolve::Mention| {
        let sentence = tree.sentence(mention.head);
        let near = mention.words.start.saturating_sub(5)..(mention.words.end + 7).min(tree.words.len());
        near.into_iter()
            .any(|at| at < words.start && tree.sentence(at) == sentence && tree.lemma(at) == tree.lemma(head))
    };
    named.find(called).map(|mention| mention.actor)
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

/// The person of the article whose last name alone stands there, in whatever case: "TORRES:".
fn by_surname(text: &Text<'_>, words: &Range<usize>) -> Option<usize> {
    let last =
        words.clone().rev().map(|word| text.tree.form(word)).find(|form| form.chars().any(char::is_alphabetic))?;
    if !last.starts_with(char::is_uppercase) {
        return None;
    }
    let last = fold(last);
    let actors = text.tree.article.resolution.actors.iter().enumerate();
    let mut bearing = actors.filter(|(_, actor)| {
        actor.kind == ActorKind::Person
            && actor
                .name
                .as_deref()
                .is_some_and(|name| name.split(' ').next_back().is_some_and(|own| fold(own) == last))
    });
    let found = bearing.next().map(|(n, _)| n);
    found.filter(|_| bearing.next().is_none())
}

/// Whether a description is of one human being.
fn is_person(text: &Text<'_>, head: usize, actor: Option<usize>) -> bool {
    let known = actor.and_then(|actor| text.tree.article.resolution.actors.get(actor));
    if let Some(actor) = known.filter(|actor| actor.kind != ActorKind::Group) {
        return actor.kind == ActorKind::Person;
    }
    let lemma = text.tree.lemma(head);
    let ends = ["er", "or", "ist", "ian", "man", "woman", "ant", "expert", "head", "chief", "official", "diplomat"];
    !matches!(lemma, "paper" | "newspaper" | "letter" | "order" | "broadcaster" | "center" | "centre" | "newsletter")
        && ends.iter().any(|end| lemma.ends_with(end))
}

/// The named person who holds the office that a description gives: "the foreign minister".
fn holder(text: &Text<'_>, words: &Range<usize>, head: usize) -> Option<usize> {
    let tree = text.tree;
    let said = fold(&text.reads(&tree.phrase(head)));
    let resolution = tree.article.resolution;
    let before = resolution.mentions.partition_point(|mention| mention.head < words.start);
    let holds = |actor: usize| {
        let Some(actor) = resolution.actors.get(actor) else { return false };
        let offices = actor.offices.iter().filter(|held| !held.past).map(|held| &held.office).chain(&actor.office);
        offices.into_iter().any(|office| {
            let office = fold(office);
            office == said || said.ends_with(&format!(" {office}")) || office.ends_with(&format!(" {said}"))
        })
    };
    let named = resolution.mentions[..before].iter().rev().take(200);
    let mut named = named.filter(|mention| mention.kind == MentionKind::Name && text.is_named_person(mention.actor));
    named.find(|mention| holds(mention.actor)).map(|mention| mention.actor)
}

/// Whether a description may be of a named person: nothing that is known of both differs.
fn fits(text: &Text<'_>, person: usize, described: Option<usize>) -> bool {
    let actors = &text.tree.article.resolution.actors;
    let (Some(person), Some(other)) = (actors.get(person), described.and_then(|actor| actors.get(actor))) else {
        return true;
    };
    let code = person.code.is_none() || other.code.is_none() || person.code == other.code;
    let spokesman = |office: &Option<String>| office.as_deref().is_some_and(|office| office.contains("spokes"));
    code && (other.offices.is_empty() || spokesman(&other.office) == spokesman(&person.office))
}

fn described(text: &Text<'_>, words: &Range<usize>, head: usize, actor: Option<usize>) -> Speaker {
    let tree = text.tree;
    let resolution = tree.article.resolution;
    let opens = |word: &usize| matches!(tree.upos(*word), Upos::Det | Upos::Punct | Upos::Adp);
    let first = words.clone().find(|word| !opens(word)).unwrap_or(words.start);
    let last = words.clone().rev().find(|&word| tree.upos(word) != Upos::Punct).map_or(words.end, |word| word + 1);
    let known = actor.and_then(|actor| resolution.actors.get(actor));
    let named = known.is_some_and(|actor| actor.name.is_some())
        || tree.entity(head).is_some_and(|name| matches!(name.kind, EntityKind::Per | EntityKind::Org));
    let is_body = known.is_some_and(|actor| matches!(actor.kind, ActorKind::State | ActorKind::Body));
    let count = numbers(tree, words).into_iter().find(|number| number.noun == head).and_then(|number| number.low);
    let alone = tree.upos(head) == Upos::Pron;
    Speaker {
        actor,
        description: if alone { String::new() } else { text.reads(&(first..last.max(first))) },
        anonymous: !named && !is_body && !alone,
        count: count.filter(|count| *count >= 1.0).map(|count| count as u32),
    }
}
