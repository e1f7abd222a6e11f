//! Who is cast on which side of an event: the phrases that the tables' slots give, and all others of the sentence, weighed with what
//! the annotator hears of each.
//!
//! A logistic of signs for each side, its weights (`data/casting.tsv`) fitted by `bench/fit_casting.py` on sentences whose actors
//! and recipients are marked and which the graph behind them did not see. Where the annotator has no such graph, the slots and
//! [`standing`](crate::standing) decide.

use std::sync::LazyLock;

use attache_language::{Part, Upos};
use attache_world::Sector;
use attache_world::resolve::MentionKind;

use crate::candidates::{Candidate, Choice};
use crate::elsewhere::{belongs_elsewhere, is_nested};
use crate::mention::{Party, Side};
use crate::ontology::{EventType, Mode, Quad, Role, class, modes};
use crate::sides::is_target;
use crate::standing::{self, Open};
use crate::tree::Tree;

/// What is looked at beside [`standing::SIGNS`], by the names that `data/casting.tsv` gives them.
const OWN: &[&str] = &[
    "heard-actor",
    "heard-recipient",
    "most-actor",
    "most-recipient",
    "least-actor",
    "least-recipient",
    "others-actor",
    "others-recipient",
    "held-actor",
    "held-recipient",
    "held-actor-pronoun",
    "held-recipient-pronoun",
    "held-actor-nameless",
    "held-recipient-nameless",
    "actors-held",
    "recipients-held",
    "pronoun",
    "mention",
    "mutual",
    "act",
    "table",
    // what the row knows of: somebody acting, somebody whom it befalls; what sort of phrase it is
    "row-actor",
    "row-recipient",
    "town",
    "chattel",
    "lower",
    "civil",
    "force",
];

/// The names of the signs of [`Cast`]: our own, those of [`standing`], the modes.
pub(crate) static SIGNS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| OWN.iter().chain(standing::SIGNS).copied().chain(MODES.iter().map(|(_, name)| &**name)).collect());

/// All modes, each with the name of its sign: who stands beside an act hangs on its mode as on its type.
static MODES: LazyLock<Vec<(Mode, String)>> = LazyLock::new(|| {
    let named = |mode: Mode| (mode, format!("{}:{}", mode.event().name(), mode.name()));
    EventType::ALL.iter().flat_map(|&event| modes(event).map(named)).collect()
});

/// A phrase that may stand on a side, with its signs in the order of [`SIGNS`].
pub(crate) struct Cast {
    pub party: Party,
    pub head: usize,
    /// Whether the slots have it as actor, as recipient.
    pub held: [bool; 2],
    pub signs: Vec<f32>,
}

/// How likely a phrase must be to stand on a side.
const ENOUGH: f32 = 0.5;

/// The same of the likeliest actor, recipient where no other is likely enough; whoever acts then stands in no clause or phrase of
/// another act.
const ENOUGH_ALONE: [f32; 2] = [0.4, 0.3];

/// The same of an actor whom the slots have.
const ENOUGH_HELD: f32 = 0.1;

/// How likely one must be who does it with another.
const JOINED: f32 = 0.15;

/// How likely it must be heard that somebody did what a participle after a noun tells, where the phrase does not say who.
const SURE: f32 = 0.9;

/// How likely a word must be on either side to be looked at although nothing says that it names a party.
const AUDIBLE: f32 = 0.25;

/// How many phrases of a sentence are looked at.
const MOST: usize = 48;

/// Actors and recipients of a choice, out of those in its slots and all others of the sentence.
pub(crate) fn cast(
    tree: &Tree<'_>,
    candidate: &Candidate,
    choice: &Choice,
    slotted: (Vec<Party>, Vec<Party>),
) -> (Vec<Party>, Vec<Party>) {
    let quad = choice.event.quad().number() as usize;
    let likely = |signs: &[f32], weights: &Weights| {
        let of = |(sign, weights): (&f32, &[f32; 5])| sign * (weights[0] + weights.get(quad).copied().unwrap_or(0.0));
        1.0 / (1.0 + (-signs.iter().zip(weights).map(of).sum::<f32>()).exp())
    };
    let mut sides: [Vec<(usize, f32, Party)>; 2] = [Vec::new(), Vec::new()];
    let both = matches!(choice.event, EventType::Cooperate | EventType::Assault | EventType::Accuse);
    let casts = considered(tree, candidate, choice, &slotted);
    let holders: Vec<usize> =
        casts.iter().filter(|cast| cast.held[0]).flat_map(|cast| tree.head_of(&cast.party.words)).collect();
    for cast in casts {
        let p = [likely(&cast.signs, &WEIGHTS.0), likely(&cast.signs, &WEIGHTS.1)];
        let known = cast.party.mention.is_some() || cast.party.code.is_some();
        for (side, kept) in sides.iter_mut().enumerate() {
            let (own, other) = (p[side], p[1 - side]);
            let beaten = other > own && !(both && other >= ENOUGH);
            let of = if side == 0 { Side::Actor } else { Side::Recipient };
            let nested = |&holder: &usize| is_nested(tree, cast.head, holder, of);
            if belongs_elsewhere(tree, candidate, choice, cast.head, of)
                || !cast.held[side] && holders.iter().any(nested)
            {
                continue;
            }
            let fits = match side {
                0 if is_kept_out(tree, candidate, choice, cast.head) => false,
                0 => cast.held[0] || own >= ENOUGH || standing::may_act(tree, candidate, cast.head),
                _ => known || is_target(choice.event),
            };
            // whom the tables join with another is one of the two though little is heard of him
            let joined = choice.roles.mutual && side == 0 && cast.held[0] && own >= JOINED;
            let alone = if side == 0 && cast.held[0] { ENOUGH_HELD } else { ENOUGH_ALONE[side] };
            if joined || own >= alone && !beaten && fits {
                kept.push((cast.head, if joined { own.max(ENOUGH) } else { own }, cast.party.clone()));
            }
        }
    }
    for side in &mut sides {
        let most = side.iter().map(|(_, p, _)| *p).fold(0.0, f32::max);
        side.retain(|(_, p, _)| *p >= most.min(ENOUGH));
    }
    let [actors, recipients] = sides.map(|side| once(tree, side));
    (actors, recipients)
}

/// Whether a phrase is none that acts, however likely it seems: beside a participle that stands before its noun ("the jailed reporter")
/// all but whom `by` names in that noun's phrase; by whom another verb says that something is done; whoever stands beside the words
/// of somebody that tell of a deed, unless that is heard well.
fn is_kept_out(tree: &Tree<'_>, candidate: &Candidate, choice: &Choice, head: usize) -> bool {
    let word = candidate.word;
    let close = |noun: usize| (word + 1..noun).all(|at| !matches!(tree.upos(at), Upos::Det | Upos::Adp | Upos::Punct));
    let participle = tree.xpos(word) == "VBN" && tree.kind(word) == "amod";
    let modified = tree.head(word).filter(|&noun| participle && word < noun && close(noun));
    if let Some(noun) = modified {
        let named_by = tree.upwards(head).any(|at| tree.case(at) == "by" && tree.within(at, noun));
        return !(named_by || (head < word && tree.head(head) == Some(word)));
    }
    // "the bridge mined in May": who mined it only `by` says
    let reduced = tree.xpos(word) == "VBN" && tree.relation(word) == "acl";
    let noun = tree.head(word).unwrap_or(word);
    if reduced && !tree.within(head, noun) && heard(tree, candidate, head)[0] < SURE {
        return true;
    }
    // "a prize founded by Lima": its founder, and nothing else
    let of_other = |verb: usize| {
        let joined = |a: usize, b: usize| tree.kind(a) == "conj" && tree.head(a) == Some(b);
        let own = verb == word || candidate.carrier.is_some_and(|(carrier, _)| carrier == verb);
        !own && tree.upos(verb) == Upos::Verb && !tree.within(word, verb) && !joined(verb, word)
    };
    if tree.case(head) == "by" && tree.head(head).is_some_and(of_other) {
        return true;
    }
    let deed = matches!(choice.event.quad(), Quad::MaterialConflict | Quad::MaterialCooperation);
    deed && heard(tree, candidate, head)[0] < ENOUGH && standing::stands_outside(tree, word, head)
}

/// Each actor once, by the likeliest of its phrases.
fn once(tree: &Tree<'_>, mut side: Vec<(usize, f32, Party)>) -> Vec<Party> {
    let actor = |party: &Party| party.mention.and_then(|at| Some(tree.article.resolution.mentions.get(at)?.actor));
    side.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut kept: Vec<(usize, Party)> = Vec::new();
    for (head, _, party) in side {
        let same = |(_, other): &(usize, Party)| {
            let overlaps = other.words.start < party.words.end && party.words.start < other.words.end;
            overlaps || (actor(other).is_some() && actor(other) == actor(&party))
        };
        // "Thai and Malaysian navies" are two although the one lies in the other
        let shares = party.mention.is_some_and(|at| tree.article.resolution.mentions[at].shares.is_some());
        if shares || !kept.iter().any(same) {
            kept.push((head, party));
        }
    }
    kept.sort_by_key(|(head, _)| *head);
    kept.into_iter().map(|(_, party)| party).collect()
}

/// The phrases that may stand on a side of a choice, with their signs.
pub(crate) fn considered(
    tree: &Tree<'_>,
    candidate: &Candidate,
    choice: &Choice,
    slotted: &(Vec<Party>, Vec<Party>),
) -> Vec<Cast> {
    let resolution = tree.article.resolution;
    let head_of = |party: &Party| {
        let mention = party.mention.and_then(|at| resolution.mentions.get(at)).map(|mention| mention.head);
        mention.or_else(|| tree.head_of(&party.words)).unwrap_or(party.words.start)
    };
    let mut found: Vec<(Party, usize, [bool; 2])> = Vec::new();
    for (side, parties) in [&slotted.0, &slotted.1].into_iter().enumerate() {
        for party in parties {
            match found.iter_mut().find(|(known, ..)| known.words == party.words) {
                Some((.., held)) => held[side] = true,
                None => found.push((party.clone(), head_of(party), [side == 0, side == 1])),
            }
        }
    }
    for head in others(tree, candidate, &found) {
        found.push((tree.party(head), head, [false, false]));
    }
    let heard: Vec<[f32; 2]> = found.iter().map(|(_, head, _)| heard(tree, candidate, *head)).collect();
    let alone = found.len() == 1;
    let first = found.iter().map(|(_, head, _)| *head).min();
    let casts = found.iter().enumerate().map(|(n, (party, head, held))| {
        let rest = |side: usize| -> Vec<Party> {
            let others = found.iter().enumerate().filter(|(m, (.., held))| *m != n && held[side]);
            others.map(|(_, (party, ..))| party.clone()).collect()
        };
        let (actors, recipients) = (rest(0), rest(1));
        let open = Open { candidate, choice, actors: &actors, recipients: &recipients };
        let mut signs = own_signs(tree, &open, (party, *head, *held), &heard, n);
        signs.extend(standing::signs(tree, &open, *head, alone, first == Some(*head)));
        signs.extend(MODES.iter().map(|(mode, _)| f32::from(u8::from(choice.mode() == Some(*mode)))));
        Cast { party: party.clone(), head: *head, held: *held, signs }
    });
    casts.collect()
}

/// Heads of other phrases of the sentence that may be parties.
fn others(tree: &Tree<'_>, candidate: &Candidate, held: &[(Party, usize, [bool; 2])]) -> Vec<usize> {
    let resolution = tree.article.resolution;
    let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(candidate.word)) else {
        return Vec::new();
    };
    let actor = |at: Option<usize>| Some(resolution.mentions.get(at?)?.actor);
    let may = |&head: &usize| {
        let mention = resolution.headed_by(head);
        let pronoun = mention.is_some_and(|mention| mention.kind == MentionKind::Pronoun);
        let last = tree.entity(head).is_none_or(|named| named.words.end == head + 1);
        let loud = || tree.is_noun(head) && heard(tree, candidate, head).iter().any(|p| *p >= AUDIBLE);
        let named = mention.is_some() || (last && (tree.names_party(head) || loud()));
        let known = held.iter().any(|(party, own, _)| {
            *own == head || mention.is_some_and(|mention| actor(party.mention) == Some(mention.actor))
        });
        let own = candidate.trigger.contains(&head) || head < resolution.dateline;
        named && !pronoun && !known && !own && !tree.is_time(head)
    };
    sentence.words.clone().filter(may).take(MOST).collect()
}

/// How likely the annotator hears a phrase on either side of a word.
fn heard(tree: &Tree<'_>, candidate: &Candidate, head: usize) -> [f32; 2] {
    let annotation = tree.article.annotation;
    [Part::Actor, Part::Recipient].map(|part| {
        let trigger = candidate.trigger.clone();
        trigger
            .map(|word| annotation.heard_of(word, head, part))
            .fold(annotation.heard_of(candidate.word, head, part), f32::max)
    })
}

/// Log-odds above those of what is not heard at all.
fn loud(p: f32) -> f32 {
    let p = p.clamp(0.04, 0.995);
    (p / (1.0 - p)).ln() + 3.2
}

/// The signs of [`OWN`] of the phrase with this number.
fn own_signs(
    tree: &Tree<'_>,
    open: &Open<'_>,
    of: (&Party, usize, [bool; 2]),
    heard: &[[f32; 2]],
    n: usize,
) -> Vec<f32> {
    let (party, head, held) = of;
    let yes = |holds: bool| f32::from(u8::from(holds));
    let others = |side: usize| {
        heard.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, heard)| heard[side]).fold(0.0, f32::max)
    };
    let mention = party.mention.and_then(|at| tree.article.resolution.mentions.get(at));
    let pronoun = mention.is_some_and(|mention| mention.kind == MentionKind::Pronoun);
    let own = heard[n];
    let slot = |role: Role| open.choice.predicate.is_some_and(|row| row.slots.iter().any(|slot| slot.role == role));
    let has = |sectors: &[Sector]| party.sectors.iter().any(|sector| sectors.contains(sector));
    let act = open.candidate.acts.iter().find(|(event, _)| *event == open.choice.event).map_or(0.0, |(_, p)| *p);
    vec![
        loud(own[0]),
        loud(own[1]),
        yes(own[0] > others(0)),
        yes(own[1] > others(1)),
        yes(own[0] < 0.05),
        yes(own[1] < 0.05),
        loud(others(0)),
        loud(others(1)),
        yes(held[0]),
        yes(held[1]),
        yes(held[0] && pronoun),
        yes(held[1] && pronoun),
        yes(held[0] && mention.is_none()),
        yes(held[1] && mention.is_none()),
        yes(!open.actors.is_empty()),
        yes(!open.recipients.is_empty()),
        yes(pronoun),
        yes(mention.is_some()),
        yes(open.choice.roles.mutual),
        act,
        yes(open.choice.predicate.is_some()),
        yes(slot(Role::Actor) || slot(Role::Party)),
        yes(slot(Role::Recipient)),
        yes(mention.is_none() && tree.country_of(head).is_some()),
        yes(class("chattel").binary_search(&tree.lemma(head)).is_ok()),
        yes(mention.is_none() && tree.upos(head) == Upos::Noun),
        yes(has(&[Sector::Civilians, Sector::Refugees, Sector::Press, Sector::Health, Sector::Religion])),
        yes(has(&[
            Sector::Military,
            Sector::Police,
            Sector::Armed,
            Sector::Rebels,
            Sector::Government,
            Sector::Courts,
        ])),
    ]
}

/// For each side, the weights of each sign: for all events, and beside it for each quad.
type Weights = Vec<[f32; 5]>;

static WEIGHTS: LazyLock<(Weights, Weights)> = LazyLock::new(|| {
    let rows = include_str!("../data/casting.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    let weights = |side: Side| {
        let of = |sign: &&str| {
            let row = rows.iter().find(|row| row.first() == Some(&side.name()) && row.get(1) == Some(sign));
            let at = |n: usize| row.and_then(|row| row.get(n + 2)?.parse().ok()).unwrap_or(0.0);
            [at(0), at(1), at(2), at(3), at(4)]
        };
        SIGNS.iter().map(of).collect()
    };
    (weights(Side::Actor), weights(Side::Recipient))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_weights_is_of_a_side_and_a_sign() {
        for line in include_str!("../data/casting.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert!(matches!(cells[0], "actor" | "recipient") && SIGNS.contains(&cells[1]), "{line}");
            assert!(cells.len() == 7 && cells[2..].iter().all(|cell| cell.parse::<f32>().is_ok()), "{line}");
        }
    }
}
