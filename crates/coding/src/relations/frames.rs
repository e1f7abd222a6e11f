//! The rows of `data/relations.tsv`, and where an article has their words.

use std::ops::Range;
use std::sync::LazyLock;

use attache_language::Upos;
use rustc_hash::FxHashMap;

use super::{RelationKind, Scene, terms, values};

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    pub kind: RelationKind,
    pub verb: bool,
    pub with: With,
    pub subject: Vec<&'static str>,
    pub object: Vec<&'static str>,
    pub order: Order,
    pub value: &'static str,
    pub base: Base,
}

/// What must stand before the trigger.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum With {
    Nothing,
    OneOf(Vec<&'static str>),
    Name,
    Rung,
    Tier,
    Rank,
    /// The verb over it is one of relations between states.
    Bond,
    /// It is exchanged.
    Exchange,
    /// Nothing: the words tell of no relation but give the value of one that the model hears.
    Heard,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Free,
    Told,
}

/// What telling the trigger in the past makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Stands,
    Begun,
    Ended,
    Proposed,
}

/// Frames by the last word of their trigger (a verb's first), with the words before (a verb's particle).
/// Frames with the words of their triggers beside the one by which they are found.
type Frames = FxHashMap<&'static str, Vec<(Vec<&'static str>, Frame)>>;

static FRAMES: LazyLock<Frames> = LazyLock::new(|| {
    let mut frames = Frames::default();
    for (words, frame) in rows().into_iter().flatten() {
        for phrase in words.split(';') {
            let mut parts: Vec<&'static str> = phrase.split(' ').collect();
            let key = if frame.verb { Some(parts.remove(0)) } else { parts.pop() };
            if let Some(key) = key {
                frames.entry(key).or_default().push((parts, frame.clone()));
            }
        }
    }
    frames
});

/// The rows of the table, none for a line that cannot be read.
pub(super) fn rows() -> Vec<Option<(&'static str, Frame)>> {
    let lines = include_str!("../../data/relations.tsv").lines();
    lines.filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(row).collect()
}

/// Whether a word tells of relations.
pub(super) fn is_trigger(lemma: &str) -> bool {
    FRAMES.contains_key(lemma)
}

/// Whether a noun names an office.
pub(super) fn is_office(noun: &str) -> bool {
    let frames = FRAMES.get(noun).into_iter().flatten();
    frames.into_iter().any(|(_, frame)| frame.kind == RelationKind::Office && !frame.verb)
}

fn row(line: &'static str) -> Option<(&'static str, Frame)> {
    let cells: Vec<&'static str> = line.split('\t').map(str::trim).collect();
    let [kind, pos, words, with, subject, object, order, value, status] = cells[..] else { return None };
    let with = match with {
        "-" => With::Nothing,
        "NAME" => With::Name,
        "RUNG" => With::Rung,
        "TIER" => With::Tier,
        "RANK" => With::Rank,
        "BOND" => With::Bond,
        "EXCHANGE" => With::Exchange,
        "HEARD" => With::Heard,
        words => With::OneOf(words.split('|').collect()),
    };
    let order = match order {
        "free" => Order::Free,
        "told" => Order::Told,
        _ => return None,
    };
    let base = match status {
        "stands" => Base::Stands,
        "begun" => Base::Begun,
        "ended" => Base::Ended,
        "proposed" => Base::Proposed,
        _ => return None,
    };
    let verb = match pos {
        "NOUN" | "ADJ" => false,
        "VERB" => true,
        _ => return None,
    };
    let slots = |cell: &'static str| cell.split(';').collect();
    let kind = RelationKind::named(kind)?;
    Some((words, Frame { kind, verb, with, subject: slots(subject), object: slots(object), order, value, base }))
}

/// Where the article has triggers: the frame, the words that tell, and the word that heads them.
pub(super) fn triggers(scene: &Scene<'_>) -> Vec<(&'static Frame, Range<usize>, usize)> {
    let mut found = Vec::new();
    for word in 0..scene.tree.words.len() {
        for (rest, frame) in FRAMES.get(scene.lemma(word)).into_iter().flatten() {
            let is_verb = matches!(scene.tree.upos(word), Upos::Verb);
            let noun = matches!(scene.tree.upos(word), Upos::Noun | Upos::Propn | Upos::Adj)
                || is_verb && is_nominal(scene, word);
            if frame.verb && !is_verb || !frame.verb && !noun {
                continue;
            }
            let plural = matches!(scene.tree.xpos(word), "NNS" | "NNPS");
            let half = scene.tree.form(word + 1) == "-" || scene.tree.form(word + 1) == "–";
            if frame.kind == RelationKind::Office && (plural || half || is_of_another(scene, word)) && !frame.verb {
                continue;
            }
            let Some(trigger) = span(scene, word, rest, frame.verb) else { continue };
            let named = frame.kind == RelationKind::Partnership
                && scene.tree.entity(word).is_some_and(|entity| {
                    // an organisation that is called so
                    entity.words.len() > 2
                        && entity.words.end == word + 1
                        && scene.tree.form(word).starts_with(char::is_uppercase)
                        && !rest_is_rung(scene, &entity.words)
                });
            if !named && fulfils(scene, frame, word) {
                let first = values::first_modifier(scene, word).min(trigger.start);
                let trigger = if frame.verb { trigger } else { first..trigger.end };
                found.push((frame, trigger, word));
            }
        }
    }
    found
}

/// The words of a stretch that may tell of a kind, whatever stands around them.
pub(super) fn cues(scene: &Scene<'_>, words: &Range<usize>, kind: RelationKind) -> Vec<(usize, &'static Frame)> {
    let mut found = Vec::new();
    for word in words.clone() {
        let frames = FRAMES.get(scene.lemma(word)).into_iter().flatten();
        let verb = scene.tree.upos(word) == Upos::Verb && !is_nominal(scene, word);
        let fits = |(rest, frame): &&(Vec<&'static str>, Frame)| {
            frame.kind == kind && frame.verb == verb && span(scene, word, rest, frame.verb).is_some()
        };
        found.extend(frames.filter(fits).map(|(_, frame)| (word, frame)).next());
    }
    found
}

/// Whether all words of a name but the last are states or rungs: "the Norway-Ghana Strategic Partnership".
fn rest_is_rung(scene: &Scene<'_>, words: &Range<usize>) -> bool {
    let rung = |word: usize| {
        let resolution = scene.tree.article.resolution;
        values::is_rung(scene, word)
            || resolution.headed_by(word).is_some()
            || resolution.places.iter().any(|place| place.words.contains(&word))
            || scene.tree.upos(word) == Upos::Punct
    };
    (words.start..words.end - 1).all(rung)
}

/// Whether a noun belongs to one behind it that is no name: "chief executive", "head coach".
pub(super) fn is_of_another(scene: &Scene<'_>, noun: usize) -> bool {
    let tree = scene.tree;
    let head = tree.head(noun).filter(|&head| head > noun && matches!(tree.kind(noun), "compound" | "amod"));
    let other = head.is_some_and(|head| tree.upos(head) == Upos::Noun && !is_trigger(scene.lemma(head)));
    other || scene.lemma(noun) == "chief" && OF_FIRMS.contains(&scene.lemma(noun + 1))
}

/// What a chief is called whom no state has.
const OF_FIRMS: &[&str] =
    &["executive", "operating", "financial", "economist", "scientist", "engineer", "strategist", "analyst"];

/// A noun that the tagger took for a verb: it has an article or a possessor.
fn is_nominal(scene: &Scene<'_>, word: usize) -> bool {
    scene.tree.kids(word).iter().any(|&kid| matches!(scene.tree.relation(kid), "det" | "nmod:poss" | "amod"))
}

fn span(scene: &Scene<'_>, word: usize, rest: &[&str], verb: bool) -> Option<Range<usize>> {
    if verb {
        let particle =
            |part: &&str| scene.tree.kids(word).iter().any(|&kid| scene.lemma(kid) == *part && kid <= word + 3);
        return rest.iter().all(particle).then(|| word..word + 1 + rest.len());
    }
    let from = word.checked_sub(rest.len())?;
    rest.iter().enumerate().all(|(n, part)| scene.lemma(from + n) == *part).then_some(from..word + 1)
}

fn fulfils(scene: &Scene<'_>, frame: &Frame, word: usize) -> bool {
    let before = values::modifiers(scene, word);
    match &frame.with {
        With::Nothing => true,
        With::Heard => false,
        With::OneOf(words) => before.iter().any(|&at| words.contains(&scene.lemma(at))),
        With::Rung => values::rung(scene, word).is_some(),
        With::Tier => values::tier(scene, word).is_some(),
        With::Rank => terms::rank(scene, word).is_some(),
        With::Bond => is_carried(scene, word, BONDS) && before.iter().all(|&at| !PLAIN.contains(&scene.lemma(at))),
        With::Exchange => is_carried(scene, word, &["exchange"]),
        With::Name => !before.is_empty() || scene.tree.form(word).starts_with(char::is_uppercase),
    }
}

/// Verbs whose relations are those between states.
const BONDS: &[&str] = &[
    "sever",
    "cut",
    "break",
    "restore",
    "resume",
    "establish",
    "reestablish",
    "re-establish",
    "normalise",
    "normalize",
    "suspend",
    "renew",
];

/// What makes relations of another sort.
const PLAIN: &[&str] =
    &["trade", "economic", "business", "military", "cultural", "labour", "public", "family", "sexual"];

fn is_carried(scene: &Scene<'_>, noun: usize, verbs: &[&str]) -> bool {
    let tree = scene.tree;
    let over = tree.head(noun).filter(|_| matches!(tree.kind(noun), "obj" | "nsubj" | "obl"));
    let within = tree.kids(noun).iter().copied().find(|&kid| tree.kind(kid) == "acl" || tree.kind(kid) == "amod");
    over.into_iter().chain(within).any(|verb| verbs.contains(&scene.lemma(verb)))
}
