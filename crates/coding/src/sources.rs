//! On whose word an event is told: from the article inwards, outlet, agency, official, witness.

use std::ops::Range;
use std::sync::LazyLock;

use attache_language::{Statement, Upos};
use attache_world::Sector;
use attache_world::resolve::MentionKind;

use crate::candidates::Candidate;
use crate::mention::{Citation, CitationKind, Party};
use crate::numbers::numbers;
use crate::ontology::{Modality, Phrases};
use crate::telling::Telling;
use crate::tree::Tree;

/// The sources of an event, outermost first. A party that speaks its own act is none, one that alleges or denies is.
pub(crate) fn sources(tree: &Tree<'_>, candidate: &Candidate, telling: &Telling, parties: &[Party]) -> Vec<Citation> {
    let word = candidate.word;
    let mut said: Vec<&Statement> = tree.statements_of(word).filter(|said| tells(said, word)).collect();
    let size = |said: &Statement| said.content.iter().map(ExactSizeIterator::len).sum::<usize>();
    said.sort_by_key(|said| std::cmp::Reverse(size(said)));
    let mut chain: Vec<Citation> = Vec::new();
    for statement in said {
        if let Some(listener) = listener(tree, statement) {
            add(&mut chain, listener);
        }
        if let Some(speaker) = (!statement.source.is_empty()).then(|| citation(tree, &statement.source)).flatten() {
            add(&mut chain, speaker);
        }
    }
    for cited in cited(tree, word) {
        add(&mut chain, cited);
    }
    let disputed = matches!(telling.modality, Some(Modality::Alleged | Modality::Denied));
    let speaks = |by: &usize| disputed && chain.is_empty() && tree.upos(*by) == Upos::Verb;
    if let Some(by) = telling.by.filter(speaks) {
        let accuser = tree.arguments(by).into_iter().find(|argument| argument.relation == "subj" && argument.party);
        if let Some(accuser) = accuser.and_then(|accuser| citation(tree, &tree.phrase(accuser.word))) {
            add(&mut chain, accuser);
        }
    }
    if !disputed {
        chain.retain(|citation| !parties.iter().any(|party| is_party(tree, party, citation)));
    }
    chain
}

fn tells(statement: &Statement, word: usize) -> bool {
    statement.content.iter().any(|content| content.contains(&word)) && !statement.cue.contains(&word)
}

fn add(chain: &mut Vec<Citation>, next: Citation) {
    let same =
        |old: &Citation| old.words.start < next.words.end && next.words.start < old.words.end || old.name == next.name;
    if !chain.iter().any(same) {
        chain.push(next);
    }
}

/// The outlet that somebody told: "an official told the Bangkok Post".
fn listener(tree: &Tree<'_>, statement: &Statement) -> Option<Citation> {
    let cue = statement.cue.clone().find(|&word| tree.lemma(word) == "tell")?;
    let told = tree.arguments(cue).into_iter().find(|argument| matches!(argument.relation, "obj" | "iobj"))?;
    let citation = citation(tree, &tree.phrase(told.word))?;
    matches!(citation.kind, CitationKind::Outlet | CitationKind::Agency).then_some(citation)
}

/// Those whom a reporting clause cites: "…, quoting the border guard".
fn cited(tree: &Tree<'_>, word: usize) -> Vec<Citation> {
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(word)) else { return Vec::new() };
    let cites = |verb: &usize| {
        tree.upos(*verb) == Upos::Verb && tree.xpos(*verb) == "VBG" && matches!(tree.lemma(*verb), "cite" | "quote")
    };
    let objects = sentence.words.clone().filter(cites).filter_map(|verb| tree.kid(verb, "obj"));
    objects.filter_map(|object| citation(tree, &tree.phrase(object))).collect()
}

/// A source out of the words that name it.
pub(crate) fn citation(tree: &Tree<'_>, words: &Range<usize>) -> Option<Citation> {
    let head = words.clone().find(|&word| tree.head(word).is_none_or(|head| !words.contains(&head)))?;
    let resolution = tree.article.resolution;
    let mention = resolution.mentions.binary_search_by_key(&head, |mention| mention.head).ok();
    let actor = mention.and_then(|at| resolution.actor_of(&resolution.mentions[at]));
    let named = mention.is_some_and(|at| resolution.mentions[at].kind == MentionKind::Name);
    let pronoun = tree.upos(head) == Upos::Pron;
    let first = words.clone().find(|&word| !matches!(tree.upos(word), Upos::Det | Upos::Punct | Upos::Adp))?;
    let own = tree.text(&(first..words.end));
    let name = match actor.and_then(|actor| actor.name.clone()) {
        Some(name) if pronoun => name,
        _ if pronoun => return None,
        _ => own,
    };
    let lemmas: Vec<&str> = words.clone().map(|word| tree.lemma(word)).collect();
    let hinted = KINDS.find(&lemmas).into_iter().map(|(_, _, kind)| kind).next();
    let press = actor.is_some_and(|actor| actor.sectors.contains(&Sector::Press));
    let kind = match hinted {
        Some(CitationKind::Agency) => CitationKind::Agency,
        Some(CitationKind::Outlet) if !person(actor) => CitationKind::Outlet,
        _ if press => CitationKind::Outlet,
        Some(CitationKind::Unnamed) if !named => CitationKind::Unnamed,
        Some(CitationKind::Document) if !named => CitationKind::Document,
        _ if named || actor.is_some_and(|actor| actor.name.is_some()) => CitationKind::Official,
        _ if matches!(tree.xpos(head), "NNS") => CitationKind::Unnamed,
        _ => CitationKind::Official,
    };
    let count = numbers(tree, words).into_iter().find(|number| number.noun == head).and_then(|number| number.low);
    Some(Citation { kind, name, words: first..words.end, mention, count: count.map(|count| count as u32) })
}

fn person(actor: Option<&attache_world::resolve::Actor>) -> bool {
    actor.is_some_and(|actor| actor.kind == attache_world::resolve::ActorKind::Person)
}

fn is_party(tree: &Tree<'_>, party: &Party, citation: &Citation) -> bool {
    let actor = |mention: Option<usize>| Some(tree.article.resolution.mentions.get(mention?)?.actor);
    let same = actor(party.mention).is_some() && actor(party.mention) == actor(citation.mention);
    same || (party.words.start < citation.words.end && citation.words.start < party.words.end)
}

static KINDS: LazyLock<Phrases<CitationKind>> = LazyLock::new(|| {
    let rows = include_str!("../data/sources.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = rows
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(kind, words)| Some((CitationKind::named(kind)?, words)));
    Phrases::new(rows.flat_map(|(kind, words)| words.split(';').map(move |word| (word, kind))))
});
