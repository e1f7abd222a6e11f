//! Who stands where no slot tells: the other parties of a sentence, weighed by where they hang.
//!
//! A logistic of signs for each side, its weights (`data/standing.tsv`) fitted by `bench/fit_standing.py` on sentences whose actors
//! and recipients are marked. It only fills a side that the tables leave open.

use std::sync::LazyLock;

use attache_language::Upos;
use attache_world::resolve::{ActorKind, MentionKind};

use crate::candidates::{Candidate, Choice};
use crate::mention::{Party, Side};
use crate::ontology::{EventType, Quad, predicates};
use crate::tree::Tree;

/// What is looked at, by the names that `data/standing.tsv` gives them.
pub(crate) const SIGNS: &[&str] = &[
    "always",
    "slot-actor",
    "slot-recipient",
    "slot-theme",
    "slot-act",
    "slot-place",
    "slot-other",
    "in-actor",
    "in-recipient",
    "in-theme",
    "in-act",
    "in-place",
    "in-other",
    "in-word",
    "above-subject",
    "above-object",
    "above-oblique",
    "above-in-subject",
    "above-in-object",
    "poss",
    "adjective",
    "by",
    "against",
    "to",
    "with",
    "of",
    "in",
    "from",
    "deep",
    "person",
    "state",
    "body",
    "group",
    "unnamed",
    "coded",
    "actors-code",
    "recipients-code",
    "before",
    "near",
    "far",
    "source",
    "passive",
    "noun",
    "alone",
    "actor-open",
    "recipient-open",
    "first",
    "other-clause",
    "others",
    "joined",
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// Signs of one phrase, in the order of [`SIGNS`].
pub(crate) type Signs = Vec<f32>;

/// A choice whose sides are partly open.
pub(crate) struct Open<'c> {
    pub candidate: &'c Candidate,
    pub choice: &'c Choice,
    pub actors: &'c [Party],
    pub recipients: &'c [Party],
}

/// How sure a phrase must be to fill a side.
const ENOUGH: f32 = 0.55;

/// The likeliest phrase of the sentence for a side that is open, if one is likely enough.
pub(crate) fn likeliest(tree: &Tree<'_>, open: &Open<'_>, side: Side) -> Option<usize> {
    let quad = open.choice.event.quad().number();
    let weights = match side {
        Side::Actor => &WEIGHTS.0,
        Side::Recipient => &WEIGHTS.1,
    };
    let stands = |(head, signs): (usize, Signs)| {
        let score = |weights: &[f32; 5]| weights[0] + weights.get(quad as usize).copied().unwrap_or(0.0);
        let score: f32 = signs.iter().zip(weights).map(|(sign, weights)| sign * score(weights)).sum();
        (head, 1.0 / (1.0 + (-score).exp()))
    };
    let moves = open.choice.event == EventType::Mobilize;
    let may = |(head, _): &(usize, Signs)| match side {
        Side::Actor => may_act(tree, open.candidate, *head),
        Side::Recipient => !moves || !is_apart(tree, open.candidate.word, *head, true),
    };
    let best = heads(tree, open)
        .into_iter()
        .filter(may)
        .map(stands)
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.filter(|(_, p)| *p >= ENOUGH).map(|(head, _)| head)
}

/// The phrases of a sentence that may be parties, with their signs; those that a side holds already are left out.
pub(crate) fn heads(tree: &Tree<'_>, open: &Open<'_>) -> Vec<(usize, Signs)> {
    let word = open.candidate.word;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(word)) else { return Vec::new() };
    let held = |head: usize| {
        let mut parties = open.actors.iter().chain(open.recipients);
        parties.any(|party| {
            party.words.contains(&head) && !matches!(link(tree, head), Some("in" | "against" | "to" | "with"))
        })
    };
    let own = |head: usize| open.candidate.trigger.contains(&head) || head < tree.article.resolution.dateline;
    let material = matches!(open.choice.event.quad(), Quad::MaterialConflict | Quad::MaterialCooperation);
    let speaks = |head: usize| material && tells_of_others(tree, word, head);
    let may = |&head: &usize| {
        let mention = tree.article.resolution.headed_by(head);
        let pronoun = mention.is_some_and(|mention| mention.kind == MentionKind::Pronoun);
        let named =
            mention.is_some() || tree.names_party(head) && tree.entity(head).is_none_or(|it| it.words.end == head + 1);
        // where something is done to bodies or goods is no party to it
        let there =
            open.choice.event.quad() == Quad::MaterialConflict && mention.is_none() && link(tree, head) == Some("in");
        let same = |party: &Party| {
            let known = party.mention.and_then(|at| tree.article.resolution.mentions.get(at));
            known.is_some_and(|known| mention.is_some_and(|mention| mention.actor == known.actor))
        };
        let held = held(head) || open.actors.iter().chain(open.recipients).any(same);
        named && !pronoun && !there && !held && !own(head) && !speaks(head) && !tree.is_time(head)
    };
    let found: Vec<usize> = sentence.words.clone().filter(may).take(MOST).collect();
    let alone = found.len() == 1;
    found.iter().map(|&head| (head, signs(tree, open, head, alone, found.first() == Some(&head)))).collect()
}

/// Whether a phrase only says what a word tells of, as one who has no part in it: no "we" stands in what is said.
fn tells_of_others(tree: &Tree<'_>, word: usize, head: usize) -> bool {
    let first = |word: usize| matches!(tree.lemma(word), "i" | "we" | "our" | "us" | "my" | "me");
    tree.statements_of(word).any(|said| {
        let within = said.content.iter().any(|content| content.contains(&word));
        within && said.source.contains(&head) && !said.content.iter().any(|content| content.clone().any(first))
    })
}

/// Whether a phrase stands beside what somebody says, and the word within it: nobody there is told of by it but who says "we".
pub(crate) fn stands_outside(tree: &Tree<'_>, word: usize, head: usize) -> bool {
    let first = |word: usize| matches!(tree.lemma(word), "i" | "we" | "our" | "us" | "my" | "me");
    tree.statements_of(word).any(|said| {
        let holds = |word: usize| said.content.iter().any(|content| content.contains(&word));
        holds(word) && !holds(head) && !said.content.iter().any(|content| content.clone().any(first))
    })
}

/// Whether a phrase can do what a word tells of: none beside its subject, none out of a clause of its own or out of another act's
/// phrase.
pub(crate) fn may_act(tree: &Tree<'_>, candidate: &Candidate, head: usize) -> bool {
    let subject = candidate.arguments.iter().find(|argument| argument.relation == "subj");
    if subject.is_some_and(|subject| !tree.within(head, subject.word) && tree.upos(subject.word) != Upos::Pron) {
        return false;
    }
    !is_apart(tree, candidate.word, head, tree.is_noun(candidate.word))
}

/// Whether a phrase stands in a clause of its own, or in the phrase of another act where that counts.
fn is_apart(tree: &Tree<'_>, word: usize, head: usize, acts: bool) -> bool {
    let own = tree.upwards(head).skip(1).take_while(|&at| at != word && !tree.within(word, at));
    let tells = |at: usize| tree.pos(at).is_some_and(|pos| predicates(tree.lemma(at), pos).next().is_some());
    let apart = |at: usize| {
        matches!(tree.kind(at), "advcl" | "ccomp" | "parataxis" | "csubj")
            || tree.relation(at) == "acl:relcl"
            || (acts && tree.upos(at) == Upos::Noun && tells(at) && !tree.names_party(at))
    };
    own.into_iter().any(apart)
}

/// How many phrases of a sentence are looked at.
const MOST: usize = 40;

/// The signs of one phrase.
pub(crate) fn signs(tree: &Tree<'_>, open: &Open<'_>, head: usize, alone: bool, first: bool) -> Signs {
    let mut signs = vec![0.0; SIGNS.len()];
    let mut set = |name: &str, value: f32| {
        if let Some(at) = SIGNS.iter().position(|sign| *sign == name) {
            signs[at] = value;
        }
    };
    let Open { candidate, choice, actors, recipients } = open;
    let word = candidate.word;
    set("always", 1.0);
    let (place, depth) = place(tree, candidate, choice, head);
    set(place, 1.0);
    set("deep", depth as f32 / 3.0);
    if let Some(link) = link(tree, head) {
        set(link, 1.0);
    }
    let mention = tree.article.resolution.headed_by(head);
    let actor = mention.and_then(|mention| tree.article.resolution.actor_of(mention));
    set(
        match actor.map(|actor| actor.kind) {
            Some(ActorKind::Person) => "person",
            Some(ActorKind::State) => "state",
            Some(ActorKind::Body) => "body",
            Some(ActorKind::Group) => "group",
            None => "unnamed",
        },
        1.0,
    );
    let yes = |holds: bool| f32::from(u8::from(holds));
    let code = actor.and_then(|actor| actor.code.as_deref());
    let has = |parties: &[Party]| code.is_some() && parties.iter().any(|party| party.code.as_deref() == code);
    set("coded", yes(code.is_some()));
    set("actors-code", yes(has(actors)));
    set("recipients-code", yes(has(recipients)));
    set("before", yes(head < word));
    set("near", yes(head.abs_diff(word) <= 4));
    set("far", yes(head.abs_diff(word) > 14));
    let source = tree.statements_of(word).any(|said| said.source.contains(&head));
    set("source", yes(source));
    set("passive", yes(tree.is_passive(word)));
    set("noun", yes(tree.is_noun(word)));
    set("alone", yes(alone));
    set("actor-open", yes(actors.is_empty()));
    set("recipient-open", yes(recipients.is_empty()));
    set("first", yes(first));
    let between = between(tree, word, head);
    let clause = |at: usize| matches!(tree.kind(at), "advcl" | "acl" | "ccomp" | "parataxis" | "csubj");
    set("other-clause", yes(between.iter().any(|&at| clause(at))));
    let tells = |at: usize| tree.pos(at).is_some_and(|pos| predicates(tree.lemma(at), pos).next().is_some());
    set("others", yes(between.iter().any(|&at| tells(at) && !tree.names_party(at))));
    let joined = between
        .iter()
        .any(|&at| tree.relation(at) == "conj" && tree.upos(at) == Upos::Verb && tree.upos(word) == Upos::Verb);
    set("joined", yes(joined));
    set(choice.event.name(), 1.0);
    signs
}

/// The words that a phrase hangs on before its branch of the tree meets the predicate's, that of the predicate's own branch too.
fn between(tree: &Tree<'_>, word: usize, head: usize) -> Vec<usize> {
    let branch = |from: usize, other: usize| -> Vec<usize> {
        tree.upwards(from).take_while(|&at| !tree.within(other, at)).filter(|&at| at != head && at != word).collect()
    };
    let mut found = branch(head, word);
    found.extend(branch(word, head));
    if tree.within(head, word) || tree.within(word, head) {
        return found;
    }
    // the clause of the predicate itself counts too
    found.extend((tree.kind(word) == "conj" || tree.heads_clause(word)).then_some(word));
    found
}

/// Where a phrase hangs as seen from the predicate, and how many phrases deep.
fn place(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice, head: usize) -> (&'static str, usize) {
    let roles = &choice.roles;
    let argument = |at: usize| candidate.arguments.iter().any(|argument| argument.word == at);
    let slot = |at: usize| {
        let stands = [
            (&roles.actors, "slot-actor", "in-actor"),
            (&roles.recipients, "slot-recipient", "in-recipient"),
            (&roles.themes, "slot-theme", "in-theme"),
            (&roles.acts, "slot-act", "in-act"),
            (&roles.places, "slot-place", "in-place"),
        ];
        let known =
            stands.into_iter().find(|(heads, ..)| heads.contains(&at)).map(|(_, itself, inside)| (itself, inside));
        known.or_else(|| argument(at).then_some(("slot-other", "in-other")))
    };
    for (depth, at) in tree.upwards(head).enumerate() {
        if at == candidate.word || candidate.carrier.is_some_and(|(verb, _)| verb == at) {
            return ("in-word", depth);
        }
        if let Some((itself, inside)) = slot(at) {
            return if depth == 0 { (itself, 0) } else { (inside, depth) };
        }
    }
    // beside the predicate: at a clause above it, or elsewhere
    let mut above = None;
    for (depth, at) in tree.upwards(head).enumerate() {
        let over = tree.head(at).filter(|&over| tree.within(candidate.word, over));
        if over.is_some() {
            above = Some((depth, tree.kind(at)));
            break;
        }
    }
    match above {
        Some((0, "nsubj")) => ("above-subject", 0),
        Some((0, "obj" | "iobj")) => ("above-object", 0),
        Some((depth, "nsubj")) => ("above-in-subject", depth),
        Some((depth, "obj" | "iobj")) => ("above-in-object", depth),
        Some((depth, "obl" | "nmod")) => ("above-oblique", depth),
        _ => ("", 4),
    }
}

/// What joins a phrase to the word above it.
fn link(tree: &Tree<'_>, head: usize) -> Option<&'static str> {
    let first = tree.upwards(head).find(|&at| tree.kind(at) != "conj").unwrap_or(head);
    if tree.relation(first) == "nmod:poss" {
        return Some("poss");
    }
    if matches!(tree.kind(first), "amod" | "compound") {
        return Some("adjective");
    }
    Some(match tree.case(first).as_str() {
        "by" => "by",
        "against" | "at" | "on" | "upon" | "over" | "off" => "against",
        "to" | "for" | "towards" | "toward" | "into" => "to",
        "with" | "alongside" => "with",
        "of" => "of",
        "in" | "near" | "around" | "within" | "inside" | "outside" => "in",
        "from" => "from",
        _ => return None,
    })
}

/// For each side, the weights of each sign: for all events, and beside it for each quad.
type Weights = Vec<[f32; 5]>;

static WEIGHTS: LazyLock<(Weights, Weights)> = LazyLock::new(|| {
    let rows = include_str!("../data/standing.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    let weights = |side: &str| {
        let of = |sign: &&str| {
            let row = rows.iter().find(|row| row.first() == Some(&side) && row.get(1) == Some(sign));
            let at = |n: usize| row.and_then(|row| row.get(n + 2)?.parse().ok()).unwrap_or(0.0);
            [at(0), at(1), at(2), at(3), at(4)]
        };
        SIGNS.iter().map(of).collect()
    };
    (weights("actor"), weights("recipient"))
});
