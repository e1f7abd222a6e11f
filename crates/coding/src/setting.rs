//! Where and when an event happened, as far as its sentence tells.

use std::cmp::Reverse;
use std::ops::Range;

use attache_language::Part;
use attache_world::calendar::{Kind, Time};
use attache_world::resolve::{PlaceUse, Toponym};

use crate::candidates::Candidate;
use crate::elsewhere::is_elsewhen;
use crate::mention::{Nearness, Party};
use crate::ontology::{EventType, Mode, Quad, class};
use crate::tree::Tree;

/// What a time or place is looked for.
pub(crate) struct Happening<'c> {
    pub candidate: &'c Candidate,
    pub event: EventType,
    pub mode: Option<Mode>,
    pub actors: &'c [Party],
    pub recipients: &'c [Party],
    pub sentence: usize,
}

/// How near a time or place stands, from 0; the higher the nearer.
type Closeness = u8;

/// How likely a place is: as heard, as the tree has it, and the nearer the likelier.
type Likely = (f32, Closeness, Reverse<usize>);

/// The time that dates an event: index among the article's.
pub(crate) fn time(tree: &Tree<'_>, of: &Happening<'_>) -> Option<usize> {
    let mut best: Option<((Closeness, usize), usize)> = None;
    for (at, words) in times_of(tree, of.sentence) {
        let close = closeness_of_time(tree, of.candidate, head_of(tree, &words));
        let far = words.start.abs_diff(of.candidate.word);
        if close > 0 && best.is_none_or(|((old, old_far), _)| (close, usize::MAX - far) > (old, usize::MAX - old_far)) {
            best = Some(((close, far), at));
        }
    }
    best.map(|(_, at)| at)
}

/// The dates of a sentence with their words.
fn times_of(tree: &Tree<'_>, sentence: usize) -> Vec<(usize, Range<usize>)> {
    let Some(sentence) = tree.article.annotation.sentences.get(sentence) else { return Vec::new() };
    let times = tree.article.times;
    let words = sentence.words.clone();
    let Some(start) = tree.words.get(words.start).map(|word| word.bytes.start) else { return Vec::new() };
    let Some(end) = tree.words.get(words.end.wrapping_sub(1)).map(|word| word.bytes.end) else { return Vec::new() };
    let first = times.partition_point(|time| time.span.end <= start);
    let within = times.iter().enumerate().skip(first).take_while(|(_, time)| time.span.start < end);
    within.filter(|(_, time)| is_date(time)).map(|(at, time)| (at, words_of(tree, &words, &time.span))).collect()
}

fn is_date(time: &Time) -> bool {
    matches!(time.kind, Kind::Date | Kind::Time)
}

fn words_of(tree: &Tree<'_>, within: &Range<usize>, bytes: &Range<usize>) -> Range<usize> {
    let words = &tree.words[within.clone()];
    let first = within.start + words.partition_point(|word| word.bytes.end <= bytes.start);
    let last = within.start + words.partition_point(|word| word.bytes.start < bytes.end);
    first..last.max(first)
}

/// The word of a range that hangs on a word outside of it.
fn head_of(tree: &Tree<'_>, words: &Range<usize>) -> usize {
    let outside = |word: &usize| tree.head(*word).is_none_or(|head| !words.contains(&head));
    words.clone().find(outside).unwrap_or(words.start)
}

/// Whether a time hangs on a word or below it: "*Monday's* ban".
pub(crate) fn hangs_on(tree: &Tree<'_>, time: usize, word: usize) -> bool {
    let Some(time) = tree.article.times.get(time) else { return false };
    tree.within(head_of(tree, &time.words), word)
}

/// How closely what hangs at `head` belongs to an event: 4 on its word, 3 on its verb, 2 in its clause, 1 shared by coordination.
fn closeness_of_time(tree: &Tree<'_>, candidate: &Candidate, head: usize) -> Closeness {
    let word = candidate.word;
    let carrier = candidate.carrier.map(|(verb, _)| verb);
    let Some(governor) = tree.head(head) else { return 0 };
    // what lasts until Monday did not happen then
    let ends = matches!(tree.case(head).as_str(), "until" | "till" | "til");
    if ends || dates_another(tree, candidate, head) || is_elsewhen(tree, word, head) {
        return 0;
    }
    if governor == word || tree.upwards(governor).take_while(|&at| !tree.heads_clause(at)).any(|at| at == word) {
        return 4;
    }
    if Some(governor) == carrier {
        return 3;
    }
    // "condemned Friday's raid": the day is the raid's
    if tree.relation(head) == "nmod:poss" {
        return 0;
    }
    let clause = tree.clause(governor);
    let own = tree.clause(carrier.unwrap_or(word));
    if clause == own && tree.is_noun(word) && carrier.is_none() {
        let direct = tree.head(word) == Some(clause) && matches!(tree.kind(word), "nsubj" | "obj" | "obl");
        let speaks = tree.kid(clause, "ccomp").is_some() || class("after").binary_search(&tree.lemma(clause)).is_ok();
        return if direct && !speaks { 2 } else { 0 };
    }
    if clause == own {
        return 3;
    }
    // coordinated and participial clauses share the time of the clause above
    let mut at = own;
    for _ in 0..3 {
        let Some(above) = tree.head(at) else { break };
        let shares = match tree.relation(at) {
            "conj" => true,
            "xcomp" => true,
            // "nine died in 1990 when a bomb exploded"
            "advcl" if is_meanwhile(tree, at) => true,
            // "said on Monday, citing the visits": when it was said is not when they were
            "advcl" if tree.is_noun(word) && carrier.is_none() => false,
            "advcl" => matches!(tree.xpos(at), "VBG" | "VBN") && tree.mark(at).is_empty(),
            _ => false,
        };
        if !shares {
            break;
        }
        if tree.clause(above) == clause || above == clause {
            return 1;
        }
        at = tree.clause(above);
    }
    // "X was arrested and jailed on Monday": what ends the last verb may belong to the first
    let after = tree.head(clause).is_some_and(|head| head == own) && tree.relation(clause) == "conj";
    u8::from(after && tree.kid(clause, "nsubj").is_none())
}

/// Whether a clause tells what happened as that above it did.
fn is_meanwhile(tree: &Tree<'_>, clause: usize) -> bool {
    let when = |kid: &usize| matches!(tree.kind(*kid), "advmod" | "mark") && tree.lemma(*kid) == "when";
    tree.kids(clause).iter().any(when) && matches!(tree.xpos(clause), "VBD" | "VBN")
}

/// Whether a time is part of the name of something else ("winner of the 2014 Prize") or told of somebody by the way, between commas
/// or dashes.
fn dates_another(tree: &Tree<'_>, candidate: &Candidate, head: usize) -> bool {
    let part = |at: usize| matches!(tree.relation(at), "compound" | "nummod" | "amod");
    let named = part(head) && tree.head(head).is_some_and(|noun| noun != candidate.word && tree.entity(noun).is_some());
    let between = tree.upwards(head).take_while(|&at| at != candidate.word && !tree.within(candidate.word, at));
    named || between.into_iter().any(|at| tree.relation(at) == "appos")
}

/// Where an event happened: index among the article's places, and how near the place stands.
pub(crate) fn place(tree: &Tree<'_>, of: &Happening<'_>) -> Option<(usize, Nearness)> {
    let sentence = tree.article.annotation.sentences.get(of.sentence)?;
    let places = &tree.article.resolution.places;
    let first = places.partition_point(|place| place.words.end <= sentence.words.start);
    let within = places.iter().enumerate().skip(first).take_while(|(_, place)| place.words.start < sentence.words.end);
    let is_heard = !tree.article.annotation.hearing.codes.is_empty();
    let verbal =
        matches!(of.event.quad(), Quad::VerbalCooperation | Quad::VerbalConflict) && of.event != EventType::Consult;
    let enough = if verbal { 4 } else { 1 };
    let mut likely: Vec<(Likely, usize)> = Vec::new();
    for (at, place) in within.filter(|(_, place)| place.used_as != PlaceUse::Adjective) {
        let close = match place.used_as {
            PlaceUse::Place => closeness_of_place(tree, of, head_of(tree, &place.words)),
            _ => 0,
        };
        let heard = heard_at(tree, of.candidate, &place.words);
        if heard < HEARD && !(close >= enough && (heard >= HEARD_BESIDE || !is_heard)) {
            continue;
        }
        likely.push(((heard, close, Reverse(place.words.start.abs_diff(of.candidate.word))), at));
    }
    likely.sort_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
    let &(_, widest) = likely.first()?;
    // "in the town of A, in the prefecture of B": it is in the town
    let within = |(_, at): &&(Likely, usize)| lies_in(&places[*at], &places[widest]);
    let &((heard, close, _), at) = likely.iter().find(within).or(likely.first())?;
    Some((at, if close > 2 || heard > 0.5 { Nearness::Clause } else { Nearness::Sentence }))
}

/// Whether a place is a town of the other, a division of a country.
fn lies_in(town: &Toponym, division: &Toponym) -> bool {
    let (Some(town), Some(division)) = (town.place(), division.place()) else { return false };
    let is_division = division.division.as_ref() == Some(&division.name);
    is_division && town.division == division.division && town.country == division.country && town.name != division.name
}

/// How likely the annotator must hear that an act happens at a place, alone and where the tree tells it too.
const HEARD: f32 = 0.4;
const HEARD_BESIDE: f32 = 0.2;

/// How likely the annotator hears that an act happens where these words say.
fn heard_at(tree: &Tree<'_>, candidate: &Candidate, place: &Range<usize>) -> f32 {
    let annotation = tree.article.annotation;
    let acts = candidate.trigger.clone().chain([candidate.word]);
    acts.flat_map(|act| place.clone().map(move |word| annotation.heard_of(act, word, Part::Where))).fold(0.0, f32::max)
}

/// Prepositions of the place where something happens.
const WHERE: &[&str] = &[
    "in",
    "at",
    "near",
    "on",
    "off",
    "outside",
    "inside",
    "around",
    "across",
    "along",
    "throughout",
    "above",
    "over",
    "within",
    "close_to",
    "north_of",
    "south_of",
    "east_of",
    "west_of",
];

/// Prepositions of the place that something moves to.
const WHITHER: &[&str] = &["to", "into", "towards", "toward", "onto", "through"];

fn closeness_of_place(tree: &Tree<'_>, of: &Happening<'_>, head: usize) -> Closeness {
    let word = of.candidate.word;
    let case = tree.case(head);
    let stands = WHERE.contains(&case.as_str());
    let goes = WHITHER.contains(&case.as_str());
    if of.mode.is_some_and(|mode| mode.name() == "phone") {
        return 0;
    }
    let carrier = of.candidate.carrier.map(|(verb, _)| verb);
    // "rehearsed strikes on the port": where they would fall
    let aimed = |noun: usize| noun != word && class("attack").binary_search(&tree.lemma(noun)).is_ok();
    let target_of_other = matches!(case.as_str(), "on" | "against") && tree.head(head).is_some_and(aimed);
    if is_elsewhen(tree, word, head) || target_of_other && of.event != EventType::Assault {
        return 0;
    }
    let visit = of.mode.is_some_and(|mode| mode.name() == "visit");
    let target = of.recipients.iter().any(|party| party.words.contains(&head));
    let actor = of.actors.iter().any(|party| party.words.contains(&head));
    let physical = matches!(of.event.quad(), Quad::MaterialConflict | Quad::MaterialCooperation);
    if target
        && (visit || (physical && matches!(of.event, EventType::Assault | EventType::Mobilize | EventType::Coerce)))
    {
        return 3;
    }
    if actor && !stands {
        return 0;
    }
    let governor = tree.head(head);
    let on_it = governor == Some(word) || (carrier.is_some() && governor == carrier);
    if on_it && stands {
        return 6;
    }
    if on_it && goes && (visit || matches!(of.event, EventType::Mobilize | EventType::Aid | EventType::Coerce)) {
        return 5;
    }
    let time = closeness_of_time(tree, of.candidate, head);
    if stands && time >= 2 && !actor {
        return match governor.filter(|&at| tree.is_noun(at)) {
            None => 5,
            Some(noun) if of.candidate.arguments.iter().any(|argument| argument.word == noun) => 4,
            // "on the way to a fair in Oslo": not there yet
            Some(noun) if matches!(tree.case(noun).as_str(), "to" | "for" | "from") => 0,
            Some(_) => 1,
        };
    }
    if !physical && of.event != EventType::Consult {
        return 0;
    }
    match (stands, time, actor) {
        (true, 1.., _) => 2,
        (true, 0, false) => 1,
        _ if tree.within(head, word) && matches!(case.as_str(), "from" | "of") && of.event == EventType::Retreat => 2,
        _ => 0,
    }
}
