//! Who stands on which side of an event.

use attache_language::Upos;
use attache_world::resolve::MentionKind;

use crate::arguments::Argument;
use crate::candidates::{Candidate, Choice};
use crate::casting::cast;
use crate::mention::{Party, Side};
use crate::ontology::{EventType, Quad, class};
use crate::standing::{Open, likeliest};
use crate::tree::Tree;

/// Actors and recipients of a choice: those in its slots and others of the sentence, weighed; where the annotator hears nothing of
/// sides, the slots, and where a side stays open the likeliest other party.
pub(crate) fn sides(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice) -> (Vec<Party>, Vec<Party>) {
    let (mut actors, mut recipients) = slotted(tree, candidate, choice);
    if !tree.article.annotation.hearing.codes.is_empty() {
        let (mut actors, recipients) = cast(tree, candidate, choice, (actors, recipients));
        actors.retain(|party| !is_share(tree, party));
        return together(tree, candidate, choice, actors, recipients);
    }
    for side in open_sides(choice, &actors, &recipients) {
        let open = Open { candidate, choice, actors: &actors, recipients: &recipients };
        let Some(head) = likeliest(tree, &open, side) else { continue };
        let found = tree.parties(&[head]);
        let fresh = |party: &Party| !actors.iter().chain(&recipients).any(|other| other.words == party.words);
        let found: Vec<Party> = found.into_iter().filter(fresh).collect();
        match side {
            Side::Actor => actors.extend(found),
            Side::Recipient => recipients.extend(found),
        }
    }
    (actors, recipients)
}

/// "62 percent": a number, not who it counts.
fn is_share(tree: &Tree<'_>, party: &Party) -> bool {
    tree.head_of(&party.words).is_some_and(|head| class("share").binary_search(&tree.lemma(head)).is_ok())
}

/// Whoever does something with or to each other stands on both sides where it is done to them too, else on that of actors alone.
fn together(
    tree: &Tree<'_>,
    candidate: &Candidate,
    choice: &Choice,
    mut actors: Vec<Party>,
    mut recipients: Vec<Party>,
) -> (Vec<Party>, Vec<Party>) {
    let both = matches!(choice.event, EventType::Cooperate | EventType::Assault);
    if actors.len() > 1 && is_reciprocal(tree, candidate) {
        recipients = if both || choice.event == EventType::Accuse { actors.clone() } else { Vec::new() };
    } else if both && choice.roles.mutual {
        if actors.len() < 2 {
            let fresh = |party: &Party| !actors.iter().any(|actor| actor.words == party.words);
            let others: Vec<Party> = recipients.iter().filter(|party| fresh(party)).cloned().collect();
            actors.extend(others);
        }
        if actors.len() > 1 {
            recipients.clone_from(&actors);
        }
    } else if actors.len() > 1 && matches!(choice.event, EventType::Agree | EventType::Consult) {
        let own = |party: &Party| party.code.is_some() && actors.iter().any(|actor| actor.code == party.code);
        recipients.retain(|party| !own(party));
    }
    (actors, recipients)
}

/// Whether a word says that something is done to each other, or to what is each other's.
pub(crate) fn is_reciprocal(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let second = |at: usize| {
        let before = at.checked_sub(1).map_or("", |before| tree.lemma(before));
        matches!((before, tree.lemma(at)), ("each", "other") | ("one", "another"))
    };
    candidate.arguments.iter().any(|argument| {
        let fits = matches!(argument.relation, "obj" | "iobj" | "obl" | "nmod");
        fits && (second(argument.word) || tree.kids(argument.word).iter().any(|&kid| second(kid)))
    })
}

/// The sides that may lack somebody: an actor or a recipient where there is none, the other party of what two do together.
pub(crate) fn open_sides(choice: &Choice, actors: &[Party], recipients: &[Party]) -> Vec<Side> {
    let mutual = choice.roles.mutual || choice.event == EventType::Consult && choice.mode().is_none();
    let mut open = Vec::new();
    if actors.is_empty() || (mutual && actors.len() == 1 && recipients.is_empty()) {
        open.push(Side::Actor);
    }
    let alone = choice.mode().is_some_and(|mode| {
        matches!(mode.name(), "curfew" | "martial-law" | "resign" | "militia" | "police" | "hunger")
    });
    if !mutual && !alone && !recipients.iter().any(|party| party.code.is_some() || party.mention.is_some()) {
        open.push(Side::Recipient);
    }
    open
}

/// Actors and recipients as the tables' slots give them.
pub(crate) fn slotted(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice) -> (Vec<Party>, Vec<Party>) {
    let roles = &choice.roles;
    let nominal = |head: &usize| tree.is_noun(*head) || tree.names_party(*head);
    let mut named: Vec<usize> = roles.actors.iter().copied().filter(|head| nominal(head)).collect();
    let unresolved = |head: usize| tree.upos(head) == Upos::Pron && tree.party(head).mention.is_none();
    let acting = |head: usize| tree.names_party(head) || tree.upos(head) == Upos::Pron;
    if named.iter().all(|&head| unresolved(head) || !acting(head)) {
        let others = other_actors(tree, candidate, choice);
        if !others.is_empty() || named.iter().all(|&head| unresolved(head)) {
            named = others;
        }
    }
    named
        .extend(partners(tree, candidate, choice).into_iter().filter(|head| !named.contains(head)).collect::<Vec<_>>());
    let mut actors: Vec<Party> = tree.parties(&named);
    actors.retain(|party| acts(tree, candidate, party));
    let heads: Vec<usize> =
        roles.recipients.iter().copied().filter(|head| nominal(head) && !unresolved(*head)).collect();
    let mut recipients = tree.parties(&heads);
    let known = |party: &Party| party.mention.is_some() || party.code.is_some();
    let lone = roles.mutual && actors.len() == 1;
    let placed =
        |party: &Party| party.mention.is_some() || party.words.clone().any(|word| tree.country_of(word).is_some());
    if !recipients.iter().any(placed) && (!roles.mutual || lone) {
        let through = recipients_through(tree, candidate, choice, &actors);
        if !through.is_empty() {
            recipients = through;
        }
    }
    if lone
        && matches!(choice.event, EventType::Consult | EventType::Agree)
        && choice.mode().is_none_or(|mode| mode.name() != "visit")
    {
        actors.append(&mut recipients);
    }
    recipients.retain(|party| known(party) || is_target(choice.event));
    let named = |party: &Party| {
        let mention = party.mention.and_then(|at| tree.article.resolution.mentions.get(at));
        mention.is_some_and(|mention| mention.kind != MentionKind::Nominal)
    };
    recipients.retain(|party| named(party) || !is_chattel(tree, party));
    let coded = |party: &Party| party.code.is_some() && actors.iter().any(|actor| actor.code == party.code);
    // "the council denounced it": not itself
    let pronoun = |party: &Party| {
        let mention = party.mention.and_then(|at| tree.article.resolution.mentions.get(at));
        mention.is_some_and(|mention| mention.kind == MentionKind::Pronoun)
    };
    let verbal = choice.event.quad() == Quad::VerbalConflict;
    recipients.retain(|party| !(verbal && pronoun(party) && coded(party)));
    let own_things = matches!(choice.event, EventType::Mobilize | EventType::Concede);
    recipients.retain(|party| !(own_things && coded(party)));
    let indoors = choice.mode().is_some_and(|mode| matches!(mode.name(), "curfew" | "martial-law"));
    recipients.retain(|party| !(indoors && (party.mention.is_none() || coded(party))));
    recipients.retain(|party| !actors.iter().any(|actor| actor.words == party.words));
    if roles.mutual && matches!(choice.event, EventType::Cooperate | EventType::Assault) && recipients.is_empty() {
        recipients = actors.clone();
    }
    (actors, recipients)
}

/// With whom something is done together where that stands at a thing ("signed agreements *with the union*"), and who mediates
/// ("under the auspices *of the bloc*").
fn partners(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice) -> Vec<usize> {
    let roles = &choice.roles;
    if !roles.mutual {
        return Vec::new();
    }
    let hung = |at: usize, cases: &[&str]| -> Vec<usize> {
        let kids = tree.kids(at).iter().copied();
        kids.filter(|&kid| matches!(tree.kind(kid), "nmod" | "obl") && cases.contains(&tree.case(kid).as_str()))
            .filter(|&kid| tree.names_party(kid))
            .collect()
    };
    let with = roles.themes.iter().flat_map(|&theme| hung(theme, &["with"]));
    let under = candidate.arguments.iter().filter(|argument| {
        class("mediation").binary_search(&tree.lemma(argument.word)).is_ok() && argument.case != "without"
    });
    with.chain(under.flat_map(|argument| hung(argument.word, &["of", "by"]))).collect()
}

/// Whether a phrase can act: a party, or a plain noun for people.
fn acts(tree: &Tree<'_>, candidate: &Candidate, party: &Party) -> bool {
    if party.mention.is_some() {
        return true;
    }
    let head = candidate.arguments.iter().find(|argument| party.words.contains(&argument.word));
    head.is_none_or(|head| head.party) && !party.words.clone().any(|word| tree.is_time(word))
}

/// Whether a phrase names things that stand for nobody: "eleven granaries", "the houses in the valley"; not "a *Kenyan* truck".
fn is_chattel(tree: &Tree<'_>, party: &Party) -> bool {
    let head = party.words.clone().rev().find(|&word| tree.head(word).is_none_or(|head| !party.words.contains(&head)));
    head.is_some_and(|head| {
        class("chattel").binary_search(&tree.lemma(head)).is_ok() && tree.owner_code(head).is_none()
    })
}

/// Types whose recipients may be things without an owner that is told.
pub(crate) fn is_target(event: EventType) -> bool {
    matches!(event, EventType::Assault | EventType::Coerce | EventType::Protest | EventType::Aid | EventType::Mobilize)
}

/// Who acts where no slot tells: the subject of the verb above a pronoun ("completed *their* withdrawal"), whom `by` names within
/// another phrase ("the torture of two men *by guards*"), those between whom a thing stands ("relations between *A and B* were
/// raised"), the subject of what is done "by bombing the port".
fn other_actors(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice) -> Vec<usize> {
    let word = candidate.word;
    let roles = &choice.roles;
    let objects =
        candidate.arguments.iter().filter(|argument| argument.relation == "obj").map(|argument| argument.word);
    let things: Vec<usize> = roles.recipients.iter().chain(&roles.themes).copied().chain(objects).collect();
    // whoever does what somebody is accused of is not the accuser
    let told = |thing: &&usize| choice.event != EventType::Accuse || tree.upos(**thing) != Upos::Verb;
    let hung = |case: &[&str]| {
        let kids = things.iter().filter(told).flat_map(|&thing| tree.kids(thing).iter().copied());
        let mut kids = kids.filter(|&kid| matches!(tree.kind(kid), "nmod" | "obl"));
        kids.find(|&kid| case.contains(&tree.case(kid).as_str()) && tree.names_party(kid))
    };
    if let Some(agent) = hung(&["by", "between"]) {
        return vec![agent];
    }
    // "Turkish tanks rolled", "NATO bombs hit": whose things act
    let acting = candidate.arguments.iter().filter(|argument| argument.relation == "subj" && !argument.party);
    let owned = acting.filter(|thing| roles.actors.contains(&thing.word)).find_map(|thing| {
        let kids = tree.kids(thing.word).iter().copied();
        let mut kids = kids.filter(|&kid| matches!(tree.relation(kid), "nmod:poss" | "amod" | "compound"));
        kids.find(|&kid| tree.party(kid).code.is_some() && tree.names_party(kid))
    });
    if let Some(owner) = owned {
        return vec![owner];
    }
    let nominal = tree.is_noun(word) || matches!(tree.kind(word), "obj" | "obl");
    let Some(verb) = tree.head(word).filter(|&verb| tree.upos(verb) == Upos::Verb && nominal) else {
        return Vec::new();
    };
    let owner = tree.kid(word, "nmod:poss").is_some_and(|owner| tree.upos(owner) == Upos::Pron);
    let by = tree.case(word) == "by";
    let crowd = choice.event == EventType::Protest && tree.kind(word) == "obl";
    let subject = (owner || by || crowd).then(|| tree.subject(verb, 3)).flatten();
    subject.filter(|&subject| tree.names_party(subject)).into_iter().collect()
}

/// The party that a thing acted upon belongs to or is meant for ("the *opposition's* call", "loans to *India*"), that an act
/// asked for or promised concerns ("agreed to lease land to *Ethiopia*"), or that stands beside the word without a role.
fn recipients_through(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice, actors: &[Party]) -> Vec<Party> {
    let roles = &choice.roles;
    let objects =
        candidate.arguments.iter().filter(|argument| argument.relation == "obj").map(|argument| argument.word);
    let things: Vec<usize> = roles
        .recipients
        .iter()
        .chain(&roles.themes)
        .copied()
        .chain(objects)
        .chain(roles.acts.iter().copied())
        .collect();
    let fresh = |head: &usize| {
        tree.is_noun(*head)
            && (tree.names_party(*head) || tree.country_of(*head).is_some())
            && !actors.iter().any(|actor| actor.words.contains(head))
            && !roles.actors.contains(head)
    };
    let mut inner = Vec::new();
    if choice.event == EventType::Accuse {
        inner.extend(things.iter().flat_map(|&thing| agents(tree, thing)).filter(fresh));
    }
    for &thing in &things {
        if tree.upos(thing) == Upos::Verb {
            inner.extend(towards(&tree.arguments(thing)).into_iter().filter(fresh));
            // "refused to let the *envoy* go"
            let below = tree.kids(thing).iter().copied().filter(|&kid| matches!(tree.relation(kid), "ccomp" | "xcomp"));
            inner.extend(below.filter_map(|clause| tree.kid(clause, "nsubj")).filter(fresh));
            for object in tree.arguments(thing).iter().filter(|argument| argument.relation == "obj") {
                inner.extend(owners(tree, object.word));
            }
        } else {
            inner.extend(owners(tree, thing));
        }
    }
    let place = |argument: &&Argument| {
        let bodily =
            matches!(choice.event, EventType::Assault | EventType::Protest | EventType::Mobilize | EventType::Coerce);
        let case = argument.case.as_str();
        // "burned the granaries at the ford"
        let there = bodily && case == "at" && !roles.recipients.is_empty();
        let fits = TOWARDS.contains(&case) && !there && !(bodily && matches!(case, "with" | "for" | "from" | "to"));
        matches!(argument.relation, "obl" | "nmod") && fits
    };
    inner.extend(candidate.arguments.iter().filter(place).map(|argument| argument.word));
    let adjective = |head: &usize| tree.names_party(*head) && !tree.is_noun(*head);
    let first = inner.into_iter().find(|head| fresh(head) || (adjective(head) && !roles.actors.contains(head)));
    let own = |party: &Party| {
        choice.event.quad() == Quad::MaterialConflict && actors.iter().any(|actor| actor.code == party.code)
    };
    let found = tree.parties(&first.into_iter().collect::<Vec<_>>());
    found.into_iter().filter(|party| (party.code.is_some() || party.mention.is_some()) && !own(party)).collect()
}

/// Who does what is condemned: "the hanging of nine men *by the government*".
fn agents(tree: &Tree<'_>, thing: usize) -> Vec<usize> {
    let below = tree.below(thing, |kid| matches!(tree.kind(kid), "nmod" | "obl" | "acl"));
    below.into_iter().filter(|&word| tree.case(word) == "by" && word != thing).collect()
}

/// Prepositions of whom something is meant for.
const TOWARDS: &[&str] =
    &["to", "for", "on", "against", "with", "from", "at", "over", "upon", "towards", "toward", "off"];

/// Parties that an act is done to.
fn towards(arguments: &[Argument]) -> Vec<usize> {
    let placed = |argument: &&Argument| {
        argument.party
            && (matches!(argument.relation, "obj" | "iobj")
                || (argument.relation == "obl" && (argument.case == "by" || TOWARDS.contains(&argument.case.as_str()))))
    };
    let mut found: Vec<&Argument> = arguments.iter().filter(placed).collect();
    found.sort_by_key(|argument| argument.relation == "obj" && arguments.iter().any(|other| other.relation == "obl"));
    found.into_iter().map(|argument| argument.word).collect()
}

/// Parties within the phrase of a thing: its possessor, its adjective, whom it is for; also through another thing ("checks on
/// *Moldovan* trucks").
fn owners(tree: &Tree<'_>, thing: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = vec![thing];
    for _ in 0..3 {
        let mut deeper = Vec::new();
        for thing in next.drain(..) {
            for &kid in tree.kids(thing) {
                let case = tree.case(kid);
                let goes = TOWARDS.contains(&case.as_str()) || matches!(case.as_str(), "by" | "of");
                let inner = tree.relation(kid) == "nmod:poss" || matches!(tree.kind(kid), "amod" | "compound");
                let hung = matches!(tree.kind(kid), "nmod" | "obl") && goes;
                if !(inner || hung) {
                    continue;
                }
                found.push(kid);
                if tree.is_noun(kid) && !tree.names_party(kid) {
                    deeper.push(kid);
                }
            }
        }
        next = deeper;
    }
    found
}
