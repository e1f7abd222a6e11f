//! Phrases that may stand for actors: what heads them, what is within them, and what is left out.

use super::lists::{Class, is};
use super::spot::{Name, What, tree_head};
use super::tree::Tree;
use crate::bodies::BodyKind;
use crate::knowledge::{Entry, Meaning, Use, World};
use crate::offices::{Agent, Office, Role};
use crate::resolve::MentionKind;
use attache_language::Upos;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A noun that tells what somebody does.
#[derive(Debug, Clone)]
pub(super) struct Noun<'w> {
    /// Its words: "chief of staff", "rebel commander".
    pub words: Range<usize>,
    /// The word that heads it.
    pub head: usize,
    pub office: Option<&'w Office>,
    pub agent: Option<&'w Agent>,
    pub plural: bool,
    /// Its head, in its dictionary form.
    pub lemma: String,
}

impl Noun<'_> {
    /// Whether it names a body, not people one by one.
    pub(super) fn is_body(&self) -> bool {
        let craft = is(&self.lemma, Class::Craft) && self.agent.is_some();
        (craft || is(&self.lemma, Class::Body))
            && self.office.is_none_or(|office| office.role == Role::Leader && self.plural)
    }
}

/// A phrase that may stand for an actor.
#[derive(Debug, Clone)]
pub(super) struct Phrase<'w> {
    pub words: Range<usize>,
    pub head: usize,
    pub kind: MentionKind,
    /// Index of its own name.
    pub name: Option<usize>,
    /// Nouns that tell what it is: its head, its titles.
    pub nouns: Vec<Noun<'w>>,
    /// The phrase that holds it, which is then the one to tell.
    pub within: Option<usize>,
    /// How it is within: the relation of its head, and its preposition.
    pub link: (&'static str, String),
    /// Whether it is there to be resolved only: a possessive pronoun.
    pub silent: bool,
    /// The phrase that tells of the same person, joined by "and": "founder and chief".
    pub with: Option<usize>,
    /// The noun that it shares with another mention: "Thai" in "Thai and Malaysian navies".
    pub shares: Option<usize>,
}

/// All phrases, in the order of their heads.
pub(super) fn phrases<'w>(
    world: &'w World,
    tree: &Tree<'_>,
    names: &[Name<'w>],
    as_of: Option<Date>,
) -> Vec<Phrase<'w>> {
    let mut found: Vec<Phrase<'w>> = Vec::new();
    let mut named: FxHashMap<usize, usize> = FxHashMap::default();
    for (n, name) in names.iter().enumerate() {
        name.words.clone().for_each(|word| {
            named.insert(word, n);
        });
    }
    for at in 0..tree.len() {
        if let Some(&n) = named.get(&at) {
            if tree_head(tree, &names[n].words) == at {
                found.extend(of_name(tree, names, n, at));
            }
        } else if matches!(tree.upos(at), Upos::Noun | Upos::Propn) || tree.deprel(at) == "nmod:desc" {
            found.extend(noun(world, tree, at, as_of).and_then(|noun| of_noun(tree, noun)));
        } else if tree.upos(at) == Upos::Pron {
            found.extend(of_pronoun(tree, at));
        } else if tree.upos(at) == Upos::Adj {
            found.extend(of_adjective(tree, at));
        }
    }
    drop_parts(tree, names, &mut found);
    let mut found = join_titles(tree, names, found);
    nest(tree, names, &mut found);
    found
}

fn phrase<'w>(words: Range<usize>, head: usize, kind: MentionKind) -> Phrase<'w> {
    let link = ("", String::new());
    Phrase {
        words,
        head,
        kind,
        name: None,
        nouns: Vec::new(),
        within: None,
        link,
        silent: false,
        with: None,
        shares: None,
    }
}

fn of_name<'w>(tree: &Tree<'_>, names: &[Name<'w>], n: usize, head: usize) -> Option<Phrase<'w>> {
    let name = &names[n];
    let kind = match &name.what {
        What::State(_, Use::Seat) => MentionKind::Metonym,
        What::Bodies(bodies) if bodies.first().is_some_and(|b| b.kind == BodyKind::Seat) => MentionKind::Metonym,
        What::State(_, Use::Adjective) | What::People if tree.upos(head) == Upos::Adj => MentionKind::Adjective,
        What::State(_, Use::Adjective | Use::Person | Use::People) | What::People => MentionKind::Nominal,
        _ => MentionKind::Name,
    };
    let mut words = tree.phrase(head, true);
    words = words.start.min(name.words.start)..words.end.max(name.words.end);
    let mut phrase = phrase(words, head, kind);
    phrase.name = Some(n);
    phrase.silent = name.dateline;
    Some(phrase)
}

fn of_noun<'w>(tree: &Tree<'_>, noun: Noun<'w>) -> Option<Phrase<'w>> {
    let words = tree.phrase(noun.head, false);
    let words = words.start.min(noun.words.start)..words.end.max(noun.words.end);
    let mut phrase = phrase(words, noun.head, MentionKind::Nominal);
    phrase.nouns.push(noun);
    Some(phrase)
}

fn of_pronoun<'w>(tree: &Tree<'_>, at: usize) -> Option<Phrase<'w>> {
    let form = tree.form(at).to_lowercase();
    let possessive =
        matches!(&*form, "his" | "its" | "their" | "whose") || (form == "her" && tree.deprel(at) == "nmod:poss");
    if !possessive && !matches!(&*form, "he" | "she" | "it" | "they" | "him" | "her" | "them") {
        return None;
    }
    if tree.relation(at) == "expl" {
        return None;
    }
    let mut phrase = phrase(at..at + 1, at, MentionKind::Pronoun);
    phrase.silent = possessive;
    Some(phrase)
}

/// "the displaced", "the wounded": an adjective that heads a phrase.
fn of_adjective<'w>(tree: &Tree<'_>, at: usize) -> Option<Phrase<'w>> {
    let article = tree.dependents(at).any(|d| tree.deprel(d) == "det" && tree.form(d).eq_ignore_ascii_case("the"));
    let argument = matches!(tree.relation(at), "nsubj" | "obj" | "iobj");
    let people = tree.upos(at) == Upos::Adj
        && matches!(
            &*tree.form(at).to_lowercase(),
            "displaced" | "wounded" | "injured" | "accused" | "condemned" | "missing"
        );
    (article && argument && people).then(|| {
        let words = tree.phrase(at, false);
        let mut phrase = phrase(words, at, MentionKind::Nominal);
        let lemma = tree.form(at).to_lowercase();
        phrase.nouns.push(Noun { words: at..at + 1, head: at, office: None, agent: None, plural: true, lemma });
        phrase
    })
}

/// What the tables say of a noun, with the words around it that make its name.
pub(super) fn noun<'w>(world: &'w World, tree: &Tree<'_>, at: usize, as_of: Option<Date>) -> Option<Noun<'w>> {
    let mut best: Option<(Range<usize>, Told<'w>)> = None;
    let first = at.saturating_sub(3);
    for start in first..=at {
        // "State" does not head "secretary of state"
        let joins = |at: usize| {
            tree.upos(at) != Upos::Adp && !matches!(tree.form(at), "," | ";" | "." | "(" | ")" | "\"" | "and" | "or")
        };
        if tree.sentence(start) != tree.sentence(at)
            || !(start..at).all(joins)
            || matches!(tree.upos(start), Upos::Det | Upos::Adp | Upos::Punct)
        {
            continue;
        }
        for end in at + 1..=tree.len().min(at + 5) {
            let longer = best.as_ref().is_none_or(|(words, ..)| words.len() < end - start);
            let linked = end == at + 1
                || matches!(&*tree.form(at + 1).to_lowercase(), "of" | "for" | "in" | "to" | "without" | "-");
            if !longer || !linked || tree.sentence(end - 1) != tree.sentence(at) || tree.upos(end - 1) == Upos::Punct {
                continue;
            }
            let reads = tree.reads(&(start..end));
            let mut lower = reads.to_lowercase();
            if let Some(present) = lower.strip_prefix("ex-") {
                lower = present.to_owned();
            }
            let mut entries = world.meanings(&lower, as_of);
            if entries.is_empty() && *reads != *lower {
                entries = world.meanings(&reads, as_of);
            }
            if let Some(told) = told(&entries) {
                best = Some((start..end, told));
            }
        }
    }
    let lemma = tree.lemma(at);
    let lemma = lemma.strip_prefix("ex-").map(str::to_owned).unwrap_or(lemma);
    let plural = matches!(tree.word(at).xpos, "NNS" | "NNPS");
    match best {
        Some((words, (office, agent, many))) => {
            Some(Noun { words, head: at, office, agent, plural: many || plural, lemma })
        }
        None => {
            let known =
                [Class::Body, Class::Relation, Class::Person, Class::State].iter().any(|class| is(&lemma, *class));
            let lower = !tree.is_capital(at)
                || tree.first_of_sentence(at)
                || tree.dependents(at).any(|d| tree.deprel(d) == "det");
            (known && lower).then(|| Noun { words: at..at + 1, head: at, office: None, agent: None, plural, lemma })
        }
    }
}

/// What the tables say of a noun, and whether it is in the plural.
type Told<'w> = (Option<&'w Office>, Option<&'w Agent>, bool);

fn told<'w>(entries: &[Entry<'w>]) -> Option<Told<'w>> {
    let office = entries.iter().find_map(|e| match e.meaning {
        Meaning::Office(office) if office.role != Role::Address => Some((office, e.used_as == Use::Plural)),
        _ => None,
    });
    let agent = entries.iter().find_map(|e| match e.meaning {
        Meaning::Agent(agent) => Some((agent, e.used_as == Use::Plural)),
        _ => None,
    });
    let plural = office.map(|o| o.1).or(agent.map(|a| a.1))?;
    Some((office.map(|o| o.0), agent.map(|a| a.0), plural))
}

/// What was labelled a name but is part of an office is none: "National Defence" in "Secretary of National Defence".
fn drop_parts(tree: &Tree<'_>, names: &[Name<'_>], found: &mut Vec<Phrase<'_>>) {
    let offices: Vec<Range<usize>> =
        found.iter().flat_map(|phrase| &phrase.nouns).filter(|n| n.words.len() > 1).map(|n| n.words.clone()).collect();
    let mut at = 0;
    found.retain(|phrase| {
        // "attorney" is no other in "attorney general"
        let part = |office: &Range<usize>| {
            let own = phrase.nouns.first();
            office.contains(&phrase.head)
                && own.is_some_and(|n| n.words.len() < office.len() && office.start <= n.words.start)
        };
        // the governor of "the governor's office" is told of by himself
        if phrase.name.is_none() && tree.deprel(phrase.head) != "nmod:poss" {
            let near = offices.partition_point(|office| office.end <= phrase.head);
            return phrase.kind == MentionKind::Pronoun || !offices[near..].iter().take(2).any(part);
        }
        let Some(n) = phrase.name else { return true };
        let words = &names[n].words;
        while offices.get(at).is_some_and(|office| office.end <= words.start) {
            at += 1;
        }
        let within = offices.get(at).is_some_and(|office| office.start <= words.start && words.end <= office.end);
        !within || matches!(names[n].what, What::State(..) | What::Bodies(_))
    });
}

/// A title and the name behind it are one phrase, whichever heads the other.
fn join_titles<'w>(tree: &Tree<'_>, names: &[Name<'w>], found: Vec<Phrase<'w>>) -> Vec<Phrase<'w>> {
    let mut joined: Vec<Phrase<'w>> = Vec::new();
    for mut phrase in found {
        let person = phrase.name.is_some_and(|n| names[n].is_person());
        if person {
            let name = names[phrase.name.unwrap_or(0)].words.clone();
            while let Some(last) = joined.last() {
                let nominal = last.kind == MentionKind::Nominal && last.name.is_none() && !last.nouns.is_empty();
                let touches =
                    nominal && last.nouns[0].words.end <= name.start && name.start - last.nouns[0].words.end <= 3;
                let gap = nominal
                    && (last.nouns[0].words.end..name.start).all(|at| {
                        phrase.words.contains(&at)
                            || tree.deprel(at) == "nmod:desc"
                            || tree.form(at) == "."
                            || tree.upos(at) == Upos::Propn
                    });
                let held = nominal && (phrase.words.contains(&last.head) || touches && gap);
                let apart = nominal
                    && tree.dependents(last.head).any(|d| tree.deprel(d) == "nmod:poss" && tree.upos(d) == Upos::Pron)
                    && !phrase.words.contains(&last.head);
                let says = tree.head(last.head) == Some(phrase.head) && tree.relation(last.head) == "nsubj";
                let elsewhere = tree.sentence(last.head) != tree.sentence(phrase.head);
                if !held || apart || says || elsewhere || last.nouns[0].plural || last.words.start > name.start {
                    break;
                }
                let Some(title) = joined.pop() else { break };
                let outer = tree
                    .head(phrase.head)
                    .is_some_and(|head| title.words.contains(&head) && !phrase.words.contains(&head));
                phrase.head = if outer { title.head } else { phrase.head };
                phrase.words = phrase.words.start.min(title.words.start)..phrase.words.end;
                phrase.nouns.extend(title.nouns);
            }
            join_first(tree, &mut joined, &mut phrase);
        }
        joined.push(phrase);
    }
    joined.sort_by_key(|phrase| phrase.head);
    joined.dedup_by(|b, a| a.head == b.head);
    joined
}

/// "journalist and activist Ann Lee": the first of two titles.
fn join_first<'w>(tree: &Tree<'_>, joined: &mut Vec<Phrase<'w>>, phrase: &mut Phrase<'w>) {
    let start = phrase.words.start;
    let linked = !phrase.nouns.is_empty() && start > 1 && tree.form(start - 1) == "and";
    let first = joined.last().filter(|last| linked && last.kind == MentionKind::Nominal && last.name.is_none());
    let bare = |last: &Phrase<'_>| {
        let noun = last.nouns.first().filter(|n| !n.plural && !n.is_body());
        let tied = tree.head(phrase.head) == Some(last.head) || tree.head(last.head) == Some(phrase.head);
        noun.is_some_and(|n| n.words.end == start - 1 && n.words.start == last.words.start) && tied
    };
    if first.is_some_and(bare)
        && let Some(title) = joined.pop()
    {
        phrase.head = if tree.head(phrase.head) == Some(title.head) { title.head } else { phrase.head };
        phrase.words = title.words.start..phrase.words.end;
        phrase.nouns.extend(title.nouns);
    }
}

/// Tells which phrases are within others, and which nouns within are titles only.
fn nest(tree: &Tree<'_>, names: &[Name<'_>], found: &mut Vec<Phrase<'_>>) {
    let mut dropped = vec![false; found.len()];
    let mut outer: Vec<usize> = (0..found.len()).collect();
    outer.sort_by_key(|&p| (found[p].words.start, std::cmp::Reverse(found[p].words.end)));
    let mut open: Vec<usize> = Vec::new();
    for &p in &outer {
        open.retain(|&o| found[o].words.end > found[p].words.start);
        let holder = open
            .iter()
            .rev()
            .copied()
            .find(|&o| o != p && found[o].words.contains(&found[p].head) && holds(tree, &found[o], &found[p]));
        if let Some(o) = holder {
            let actor = found[p].name.is_some() || found[p].kind == MentionKind::Pronoun;
            let modifier = matches!(tree.relation(found[p].head), "compound" | "amod" | "flat")
                || tree.deprel(found[p].head) == "nmod:desc";
            if !actor && modifier {
                // "rebel commander": the modifier tells of the sector
                let mut nouns = std::mem::take(&mut found[p].nouns);
                nouns.retain(|n| !is(&n.lemma, Class::Passing));
                let told: Vec<Range<usize>> = found[o].nouns.iter().map(|n| n.words.clone()).collect();
                found[o].nouns.extend(nouns.into_iter().filter(|n| !told.iter().any(|t| t.contains(&n.head))));
                dropped[p] = true;
                continue;
            }
            let by = tree.preposition(found[p].head).unwrap_or_default();
            found[p].link = (tree.deprel(found[p].head), by);
            found[p].within = Some(o);
        }
        if !dropped[p] {
            open.push(p);
        }
    }
    share(tree, names, found);
    let kept: Vec<usize> = (0..found.len()).filter(|&p| !dropped[p]).collect();
    let place: FxHashMap<usize, usize> = kept.iter().enumerate().map(|(new, &old)| (old, new)).collect();
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !dropped[at - 1]
    });
    for phrase in found.iter_mut() {
        phrase.within = phrase.within.and_then(|o| place.get(&o).copied());
    }
    join_descriptions(tree, found);
}

/// "the foreign minister and leader of the party" is one person.
fn join_descriptions(tree: &Tree<'_>, found: &mut [Phrase<'_>]) {
    let one = |phrase: &Phrase<'_>| {
        let noun = phrase.nouns.first().filter(|n| !n.plural && !n.is_body());
        phrase.kind == MentionKind::Nominal && phrase.name.is_none() && noun.is_some()
    };
    for p in 0..found.len() {
        let head = found[p].head;
        if tree.relation(head) != "conj" || !one(&found[p]) {
            continue;
        }
        let Some(first) = tree.head(head) else { continue };
        let Ok(q) = found.binary_search_by_key(&first, |phrase| phrase.head) else { continue };
        let bare = !tree.dependents(head).any(|d| matches!(tree.deprel(d), "det" | "nmod:poss"));
        let explains = matches!(tree.relation(first), "appos");
        if q < p && one(&found[q]) && (bare || explains) {
            found[p].with = Some(q);
            found[p].silent = true;
        }
    }
}

/// Whether the phrase holds the other in the tree, not beside it.
fn holds(tree: &Tree<'_>, outer: &Phrase<'_>, inner: &Phrase<'_>) -> bool {
    let mut at = inner.head;
    for _ in 0..12 {
        match tree.head(at) {
            Some(head) if head == outer.head => return true,
            Some(head) => at = head,
            None => break,
        }
    }
    // a title that heads the name it stands before
    outer.words.start <= inner.words.start && inner.words.end <= outer.words.end && outer.words != inner.words
}

/// "Thai and Malaysian navies" are two, "French, German and Thai officials" three.
fn share(tree: &Tree<'_>, names: &[Name<'_>], found: &mut [Phrase<'_>]) {
    let state = |phrase: &Phrase<'_>| {
        phrase.name.is_some_and(|n| names[n].is_demonym() || matches!(names[n].what, What::State(_, Use::Name)))
    };
    for p in 0..found.len() {
        let Some(o) = found[p].within else { continue };
        let head = found[o].head;
        let modifies =
            matches!(tree.relation(found[p].head), "amod" | "compound") && tree.head(found[p].head) == Some(head);
        let plural = found[o].nouns.first().is_some_and(|n| n.plural);
        if !state(&found[p]) || !modifies || !plural || found[o].name.is_some() {
            continue;
        }
        let mut joined: Vec<usize> = vec![p];
        for word in found[p].head + 1..head.min(found[p].head + 12) {
            // each hangs on the first or on the one before it
            let on = |up: usize| joined.iter().any(|q| found[*q].head == up);
            let conj = tree.relation(word) == "conj" && tree.head(word).is_some_and(on);
            let Ok(q) = found.binary_search_by_key(&word, |phrase| phrase.head) else { continue };
            if conj && state(&found[q]) {
                joined.push(q);
            }
        }
        let Some(last) = joined.pop().filter(|q| *q != p) else { continue };
        // each stands for itself, the last keeps the noun
        let nouns = found[o].nouns.clone();
        for q in joined {
            let other = &mut found[q];
            other.within = None;
            other.shares = Some(head);
            other.kind = MentionKind::Nominal;
            other.nouns = nouns.clone();
            other.words = other.head..other.head + 1;
        }
        found[o].words.start = found[last].words.start.min(head);
        found[last].within = Some(o);
        found[last].link = ("amod", String::new());
    }
}
