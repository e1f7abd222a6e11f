//! How likely a word tells of an event of a type: a logistic of signs, its weights fitted by `bench/fit_events.py`.

use std::sync::LazyLock;

use attache_language::Upos;

use crate::candidates::{Candidate, Choice};
use crate::mention::Party;
use crate::ontology::{Aux, EventType, Modality, Sure};
use crate::surroundings::Surroundings;
use crate::telling::Telling;
use crate::tree::Tree;

/// What is looked at, by the names that `data/weights.tsv` gives them.
pub(crate) const SIGNS: &[&str] = &[
    "always",
    "sure-high",
    "sure-fair",
    "sure-low",
    "asks-words",
    "later-choice",
    "contested",
    "heard-same",
    "heard-other-type",
    "heard-no-type",
    "noun",
    "adjective",
    "carried",
    "actor-party",
    "actor-coded",
    "recipient-party",
    "recipient-coded",
    "no-party",
    "recipient-missing",
    "thing-acts",
    "speaker-acts",
    "past",
    "present",
    "perfect",
    "can",
    "future",
    "hypothetical",
    "negation",
    "question",
    "dated",
    "placed",
    "coded-beside",
    "alien",
    "bare-actor",
    "headline",
    "in-relative",
    "quoted",
    "content",
    "verbal-cooperation",
    "verbal-conflict",
    "material-cooperation",
    "person-recipient",
    "supposed",
    "protest-no-party",
    "assault-no-party",
    "reciprocal-no-party",
    "act",
    "act-odds",
    "act-other",
    "act-unlisted",
    "asks-two",
    "act-sure",
];

/// Where `content` stands.
const CONTENT: usize = 37;

/// The signs of one candidate, in the order of [`SIGNS`].
pub(crate) type Signs = Vec<f32>;

/// All that is known of a choice when it is weighed.
pub(crate) struct Case<'c> {
    pub candidate: &'c Candidate,
    pub choice: &'c Choice,
    pub actors: &'c [Party],
    pub recipients: &'c [Party],
    pub telling: &'c Telling,
    pub around: Option<&'c Surroundings>,
}

/// Reads the signs, that of the content left open.
pub(crate) fn signs(tree: &Tree<'_>, case: &Case<'_>) -> Signs {
    let Case { candidate, choice, actors, recipients, telling, around, .. } = case;
    let word = candidate.word;
    let event = choice.event;
    let yes = |holds: bool| f32::from(u8::from(holds));
    let heard = |wanted: &dyn Fn(Option<EventType>) -> bool| {
        candidate.heard.filter(|(event, _)| wanted(*event)).map_or(0.0, |(_, score)| score)
    };
    let nothing = Surroundings::default();
    let around = around.unwrap_or(&nothing);
    let clause = candidate.carrier.map_or_else(|| tree.clause(word), |(verb, _)| tree.clause(verb));
    let tense = Tense::of(tree, candidate.carrier.map_or(word, |(verb, _)| verb), clause);
    let actor_party = actors.iter().any(|party| party.mention.is_some() || party.code.is_some());
    let recipient_party = recipients.iter().any(|party| party.mention.is_some() || party.code.is_some());
    let subject = candidate.arguments.iter().find(|argument| matches!(argument.relation, "subj" | "subject"));
    let coded = |parties: &[Party]| parties.iter().any(|party| party.code.is_some());
    let first_person = candidate.arguments.iter().any(|argument| {
        matches!(tree.lemma(argument.word), "i" | "we" | "you" | "my" | "our" | "your" | "one" | "us" | "me")
    });
    let bare = subject.is_some_and(|subject| {
        matches!(tree.xpos(subject.word), "NNS") && tree.kids(subject.word).is_empty() && !coded(actors)
    });
    let asks = |row: &crate::ontology::Predicate| {
        row.with.iter().filter(|with| !with.absent && !with.words.is_empty()).count()
    };
    let asked = choice.predicate.map_or(0, asks);
    let missing = event.needs_recipient() && recipients.is_empty() && actors.len() < 2;
    let quad = event.quad().number();
    let act = candidate.acts.iter().find(|(told, _)| *told == event).map_or(0.0, |(_, p)| *p);
    let nobody = !actor_party && !recipient_party;
    vec![
        1.0,
        yes(choice.sure() == Some(Sure::High)),
        yes(choice.sure() == Some(Sure::Fair)),
        yes(choice.sure() == Some(Sure::Low)),
        yes(asked > 0),
        yes(choice.rank > 0),
        yes(candidate.choices.len() > 1),
        heard(&|heard| heard == Some(event)),
        heard(&|heard| heard.is_some_and(|heard| heard != event)),
        heard(&|heard| heard.is_none()),
        yes(matches!(tree.upos(word), Upos::Noun | Upos::Propn)),
        yes(matches!(tree.upos(word), Upos::Adj | Upos::Adv)),
        yes(candidate.carrier.is_some()),
        yes(actor_party),
        yes(coded(actors)),
        yes(recipient_party),
        yes(coded(recipients)),
        yes(nobody),
        yes(missing),
        yes(subject.is_some_and(|subject| !subject.party) && !actor_party),
        yes(first_person),
        yes(tense == Tense::Past),
        yes(tense == Tense::Present && !around.headline),
        yes(tense == Tense::Perfect),
        yes(tense == Tense::Can),
        yes(telling.has(Aux::Future)),
        yes(telling.modality == Some(Modality::Hypothetical)),
        yes(telling.has(Aux::Negation)),
        yes(around.question),
        yes(around.dated),
        yes(around.placed),
        yes(around.coded),
        around.alien,
        yes(bare),
        yes(around.headline),
        yes(tree.relation(clause) == "acl:relcl"),
        yes(around.quoted(word)),
        0.0,
        yes(quad == 1),
        yes(quad == 3),
        yes(quad == 2),
        yes(recipient_party && actor_party),
        yes(choice.supposed),
        yes(nobody && event == EventType::Protest),
        yes(nobody && event == EventType::Assault),
        yes(nobody && matches!(event, EventType::Consult | EventType::Agree | EventType::Cooperate)),
        act,
        (act.max(0.05) / (1.0 - act).max(0.01)).ln() / 4.0,
        candidate.acts.iter().filter(|(other, _)| *other != event).map(|(_, p)| *p).fold(0.0, f32::max),
        if choice.predicate.is_none() { act } else { 0.0 },
        yes(asked > 1),
        if choice.sure() == Some(Sure::High) { act } else { 0.0 },
    ]
}

/// Sets how likely the word is the content of another act.
pub(crate) fn set_content(signs: &mut Signs, content: f32) {
    if let Some(sign) = signs.get_mut(CONTENT) {
        *sign = content;
    }
}

/// The probability that the signs speak of.
pub(crate) fn probability(signs: &[f32]) -> f32 {
    let score: f32 = signs.iter().zip(&*WEIGHTS).map(|(sign, weight)| sign * weight).sum();
    1.0 / (1.0 + (-score).exp())
}

/// The weights, in the order of [`SIGNS`].
static WEIGHTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let rows = include_str!("../data/weights.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    let weight = |sign: &&str| {
        let row = rows.iter().find(|row| row.first() == Some(sign));
        row.and_then(|row| row.get(1)?.parse().ok()).unwrap_or(0.0)
    };
    SIGNS.iter().map(weight).collect()
});

/// The tense of an event's verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Present,
    Perfect,
    Future,
    Can,
    None,
}

impl Tense {
    /// Of a verb, or of the clause that it stands in.
    pub fn of(tree: &Tree<'_>, word: usize, clause: usize) -> Self {
        for at in [word, clause] {
            if matches!(tree.upos(at), Upos::Noun | Upos::Propn | Upos::Adj) && at == word && at != clause {
                continue;
            }
            let aux = |form: &[&str]| {
                tree.kids(at).iter().any(|&kid| {
                    matches!(tree.kind(kid), "aux" | "cop") && form.contains(&tree.form(kid).to_lowercase().as_str())
                })
            };
            if aux(&["can", "may", "might", "could", "would", "should", "must", "ought", "cannot"]) {
                return Self::Can;
            }
            if aux(&["will", "'ll", "shall", "wo"]) {
                return Self::Future;
            }
            if aux(&["have", "has", "'ve", "having"]) {
                return Self::Perfect;
            }
            if aux(&["was", "were", "did", "had"]) || tree.xpos(at) == "VBD" {
                return Self::Past;
            }
            if aux(&["is", "are", "am", "'s", "'re", "does", "do"]) || matches!(tree.xpos(at), "VBZ" | "VBP") {
                return if tree.xpos(at) == "VBG" { Self::Perfect } else { Self::Present };
            }
        }
        Self::None
    }
}
