//! What stands in a sentence beside a word and belongs to something else: to what came before or after it, to what somebody says of
//! it, to what was asked or promised.

use attache_language::{StatementKind, Upos};
use attache_world::resolve::ActorKind;

use crate::arguments::Argument;
use crate::candidates::{Candidate, Choice};
use crate::mention::Side;
use crate::ontology::{EventType, Pos, Quad, class, predicates};
use crate::tree::Tree;

/// Prepositions and conjunctions of what came before or comes after.
const ORDER: &[&str] = &["after", "before", "following", "since", "ahead_of", "prior_to"];

/// Whether something belongs to another time than a word, for one is told to come before or after the other: "*landed* on Sunday after
/// a *visit*", "the *talks* follow a *call* on Friday".
pub(crate) fn is_elsewhen(tree: &Tree<'_>, word: usize, other: usize) -> bool {
    // "before dawn", "before the ministry" tell of nothing that happened
    let happens = |at: usize| !tree.is_noun(at) || predicates(tree.lemma(at), Pos::Noun).next().is_some();
    let ordered = |at: &usize| happens(*at) && is_ordered(tree, *at);
    let branch =
        |from: usize, to: usize| -> Vec<usize> { tree.upwards(from).take_while(|&at| !tree.within(to, at)).collect() };
    branch(word, other).iter().any(|at| tree.is_noun(*at) && ordered(at))
        || branch(other, word).iter().any(ordered)
        || are_told_apart(tree, word, other)
}

fn is_ordered(tree: &Tree<'_>, at: usize) -> bool {
    !tree.is_time(at) && ORDER.contains(&tree.mark(at).as_str())
}

/// Whether two words stand on the two sides of a verb that tells what followed what.
pub(crate) fn are_told_apart(tree: &Tree<'_>, word: usize, other: usize) -> bool {
    let Some(verb) = tree.upwards(other).find(|&at| tree.within(word, at)) else { return false };
    let side = |from: usize| tree.upwards(from).take_while(|&at| at != verb).last();
    let (Some(one), Some(two)) = (side(word), side(other)) else { return false };
    let stands = |at: usize| {
        let happens = tree.is_noun(at) && !tree.names_party(at) && !tree.is_time(at);
        happens && matches!(tree.kind(at), "nsubj" | "obj" | "obl")
    };
    one != two
        && tree.upos(verb) == Upos::Verb
        && class("after").binary_search(&tree.lemma(verb)).is_ok()
        && stands(one)
        && stands(two)
        && [one, two].iter().any(|&at| tree.kind(at) == "nsubj")
}

/// Whether a phrase only says in quotation marks what a word tells of, and has no part in it: no "we" or "us" stands there for it.
fn only_says(tree: &Tree<'_>, word: usize, head: usize, side: Side) -> bool {
    let own = |at: usize| match side {
        Side::Actor => matches!(tree.lemma(at), "i" | "we" | "my" | "our"),
        // not the United States
        Side::Recipient => matches!(tree.form(at), "me" | "us" | "my" | "our" | "My" | "Our"),
    };
    tree.statements_of(word).filter(|said| said.kind == StatementKind::Direct).any(|said| {
        let holds = |at: usize| said.content.iter().any(|content| content.contains(&at));
        let says = said.source.contains(&head) || tree.upwards(head).any(|at| said.source.contains(&at));
        holds(word) && !holds(head) && says && !said.content.iter().any(|content| content.clone().any(own))
    })
}

/// Whether a phrase has no part on a side of an act, however likely it seems, for it belongs to something else.
pub(crate) fn belongs_elsewhere(
    tree: &Tree<'_>,
    candidate: &Candidate,
    choice: &Choice,
    head: usize,
    side: Side,
) -> bool {
    let word = candidate.word;
    // who says it may do what is only words
    let says =
        side == Side::Recipient || !matches!(choice.event.quad(), Quad::VerbalConflict | Quad::VerbalCooperation);
    if says && only_says(tree, word, head, side) || (tree.is_noun(word) && are_told_apart(tree, word, head)) {
        return true;
    }
    // "landed in Oslo after a trip to Rome": received in Oslo
    let visit = choice.mode().is_some_and(|mode| mode.name() == "visit");
    let other_stop =
        visit && tree.upwards(head).take_while(|&at| !tree.within(word, at)).any(|at| is_ordered(tree, at));
    side == Side::Recipient
        && (other_stop || is_sent(tree, choice, head) || is_of_content(tree, candidate, choice, head))
}

/// Whether a phrase only says who one of those is who stand on the side of actors: "friends of *Ilse Dahl*"; on the other side, "Ilse
/// Dahl, head of *the bank*".
pub(crate) fn is_nested(tree: &Tree<'_>, head: usize, holder: usize, side: Side) -> bool {
    if head == holder || !tree.within(head, holder) {
        return false;
    }
    let resolution = tree.article.resolution;
    let actor = resolution.headed_by(head).and_then(|mention| resolution.actor_of(mention));
    let person = actor.is_some_and(|actor| actor.kind == ActorKind::Person && actor.name.is_some());
    let path: Vec<usize> = tree.upwards(head).take_while(|&at| at != holder).collect();
    let tells = |at: usize| match tree.relation(at) {
        "nmod" => tree.case(at) == "of",
        relation => matches!(relation, "nmod:poss" | "appos" | "compound" | "flat" | "nmod:desc"),
    };
    let owned = path.iter().any(|&at| tree.kind(at) == "nmod");
    let apposed = path.iter().any(|&at| tree.kind(at) == "appos");
    let aside = if side == Side::Actor { person } else { apposed };
    aside && owned && path.iter().all(|&at| tells(at))
}

/// Whether a phrase is sent or promised to be sent: "dispatched *engineers*" are what is given, not who gets it.
fn is_sent(tree: &Tree<'_>, choice: &Choice, head: usize) -> bool {
    let first = tree.upwards(head).find(|&at| tree.kind(at) != "conj").unwrap_or(head);
    let sends =
        |verb: usize| tree.upos(verb) == Upos::Verb && class("dispatch").binary_search(&tree.lemma(verb)).is_ok();
    let gives = matches!(choice.event, EventType::Aid | EventType::Agree | EventType::Mobilize);
    gives && tree.relation(first) == "obj" && tree.head(first).is_some_and(sends)
}

/// Whether a phrase stands in what is asked, where somebody else is asked ("urged *Lima* to free the *editor*"), or is whose hostile
/// act a promise speaks of ("vowed to answer *rebel* attacks").
fn is_of_content(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice, head: usize) -> bool {
    let within = |at: usize| choice.roles.acts.iter().any(|&act| tree.upos(act) == Upos::Verb && tree.within(at, act));
    match choice.event {
        EventType::Request => {
            let asked = |argument: &Argument| {
                matches!(argument.relation, "obj" | "iobj")
                    && argument.party
                    && argument.word != head
                    && !tree.within(head, argument.word)
            };
            let first = tree.upwards(head).find(|&at| tree.kind(at) != "conj").unwrap_or(head);
            // "asked for shelter for the refugees": nobody asks them
            let meant_for = tree.case(first) == "for" && tree.head(first).is_some_and(|above| above != candidate.word);
            meant_for || within(head) && !candidate.trigger.contains(&head) && candidate.arguments.iter().any(asked)
        }
        EventType::Agree => {
            let owner = tree.relation(head) == "nmod:poss" || matches!(tree.kind(head), "amod" | "compound");
            let hostile = |noun: usize| {
                let mut rows = predicates(tree.lemma(noun), Pos::Noun).peekable();
                rows.peek().is_some()
                    && rows.all(|row| row.event.quad() == Quad::MaterialConflict || is_menace(row.event))
            };
            within(head) && owner && tree.head(head).is_some_and(hostile)
        }
        _ => false,
    }
}

fn is_menace(event: EventType) -> bool {
    matches!(event, EventType::Threaten | EventType::Accuse)
}
