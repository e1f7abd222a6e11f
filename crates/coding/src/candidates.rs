//! Words that may tell of an event, with what each might be and who would stand where.

use std::ops::Range;

use attache_language::Upos;

use crate::arguments::Argument;
use crate::ontology::{
    Cameo, EventType, LightVerb, Mode, Part, Pos, Predicate, Role, Sure, candidates, class, is_light, light_verbs,
    possible,
};
use crate::tree::Tree;

/// A word that may tell of an event.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The word.
    pub word: usize,
    /// It with its particle.
    pub trigger: Range<usize>,
    /// The light verb that carries it, and what that makes of it.
    pub carrier: Option<(usize, &'static LightVerb)>,
    /// What stands around it, and around its carrier.
    pub arguments: Vec<Argument>,
    /// What it may be, one a type.
    pub choices: Vec<Choice>,
    /// What the model's event head says of the word: the type, if it is an event of ours, and how sure it is.
    pub heard: Option<(Option<EventType>, f32)>,
    /// What the model's graph of acts says of it: types, and how likely each.
    pub acts: Vec<(EventType, f32)>,
    /// The same of their modes.
    pub modes: Vec<(Mode, f32)>,
}

/// A type that a word may be of.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub event: EventType,
    /// The table's row; none when only the model says so.
    pub predicate: Option<&'static Predicate>,
    /// How many other types' rows fit better.
    pub rank: usize,
    /// Whether a name or a pronoun stands for one of the things that the row asks for.
    pub supposed: bool,
    pub roles: Roles,
}

/// Heads of the phrases that stand in each role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Roles {
    pub actors: Vec<usize>,
    pub recipients: Vec<usize>,
    /// Whether the actors do it together, with and to each other.
    pub mutual: bool,
    pub themes: Vec<usize>,
    pub acts: Vec<usize>,
    pub places: Vec<usize>,
}

impl Candidate {
    /// A word as the same predicates tell of it elsewhere, whatever stands around it here.
    pub fn again<'c>(tree: &Tree<'_>, word: usize, choices: impl Iterator<Item = &'c Choice>) -> Self {
        let arguments = tree.arguments(word);
        let of = |choice: &Choice| Choice {
            roles: roles(choice.event, choice.predicate, &arguments, arguments.len(), None),
            supposed: true,
            ..choice.clone()
        };
        let choices = choices.map(of).collect();
        Self {
            word,
            trigger: trigger(tree, word, &arguments),
            carrier: None,
            choices,
            heard: None,
            acts: Vec::new(),
            modes: Vec::new(),
            arguments,
        }
    }
}

impl Choice {
    pub fn mode(&self) -> Option<Mode> {
        self.predicate.and_then(|predicate| predicate.mode)
    }

    pub fn cameo(&self) -> Option<Cameo> {
        self.predicate.and_then(|predicate| predicate.cameo)
    }

    pub fn sure(&self) -> Option<Sure> {
        self.predicate.map(|predicate| predicate.sure)
    }

    /// Whether its row asks for certain words in a place.
    pub fn asks_for(&self, relation: &str) -> bool {
        let asked = self.predicate.into_iter().flat_map(|predicate| &predicate.with);
        asked.into_iter().any(|with| !with.absent && with.relation == relation && !with.words.is_empty())
    }
}

/// All candidates of an article, in order.
pub(crate) fn find(tree: &Tree<'_>) -> Vec<Candidate> {
    let carried = carriers(tree);
    let heard = heard(tree);
    let mut found = Vec::new();
    for word in 0..tree.words.len() {
        let Some(pos) = tree.pos(word).filter(|pos| *pos != Pos::Auxiliary) else { continue };
        if tree.entity(word).is_some_and(|named| named.words.len() > 1 && pos != Pos::Verb) && carried[word].is_none() {
            continue;
        }
        let mut arguments = tree.arguments(word);
        let own = arguments.len();
        if let Some((verb, light)) = carried[word] {
            carry(tree, word, verb, light, &mut arguments);
        }
        let (acts, modes) = acts(tree, word);
        let hears = Hears { event: heard[word].and_then(|(event, _)| event), acts: &acts };
        let choices = choices(tree, word, pos, &arguments, own, carried[word].map(|(_, light)| light), &hears);
        if !choices.is_empty() {
            let trigger = trigger(tree, word, &arguments);
            found.push(Candidate {
                word,
                trigger,
                carrier: carried[word],
                arguments,
                choices,
                heard: heard[word],
                acts,
                modes,
            });
        }
    }
    found
}

/// What the model says of a word.
struct Hears<'h> {
    event: Option<EventType>,
    acts: &'h [(EventType, f32)],
}

impl Hears<'_> {
    fn types(&self) -> impl Iterator<Item = EventType> + '_ {
        self.event.into_iter().chain(self.acts.iter().filter(|(_, p)| *p >= AUDIBLE).map(|(event, _)| *event))
    }
}

/// How likely an act must be, as the model says, to be weighed although no table knows the word.
const AUDIBLE: f32 = 0.15;

/// What is heard, and how likely each is.
type Heard<T> = Vec<(T, f32)>;

/// What the model's graph of acts says of a word: types, and modes of them.
fn acts(tree: &Tree<'_>, word: usize) -> (Heard<EventType>, Heard<Mode>) {
    let acts = &tree.article.annotation.acts;
    let from = acts.partition_point(|act| act.word < word);
    let (mut types, mut modes) = (Vec::new(), Vec::new());
    for act in acts[from..].iter().take_while(|act| act.word == word) {
        match act.label.split_once(':') {
            None => types.extend(EventType::named(act.label).map(|event| (event, act.score))),
            Some((event, mode)) => {
                let mode = EventType::named(event).and_then(|event| Mode::of(event, mode));
                modes.extend(mode.map(|mode| (mode, act.score)));
            }
        }
    }
    (types, modes)
}

/// What the model's event head says of each word.
fn heard(tree: &Tree<'_>) -> Vec<Option<(Option<EventType>, f32)>> {
    let mut heard = vec![None; tree.words.len()];
    for trigger in &tree.article.annotation.triggers {
        for word in trigger.words.clone() {
            if let Some(slot) = heard.get_mut(word) {
                *slot = Some((EventType::named(trigger.event), trigger.score));
            }
        }
    }
    heard
}

/// For each noun the light verb that carries it.
fn carriers(tree: &Tree<'_>) -> Vec<Option<(usize, &'static LightVerb)>> {
    let mut carried: Vec<Option<(usize, &'static LightVerb)>> = vec![None; tree.words.len()];
    for verb in (0..tree.words.len()).filter(|&word| matches!(tree.upos(word), Upos::Verb | Upos::Aux)) {
        if !is_light(tree.lemma(verb)) {
            continue;
        }
        let arguments = tree.arguments(verb);
        let around = tree.dependents(&arguments);
        for light in light_verbs(tree.lemma(verb), &around) {
            for (argument, noun) in arguments.iter().zip(&around) {
                let is_noun = matches!(tree.upos(argument.word), Upos::Noun | Upos::Propn);
                if is_noun && light.carries(noun) && carried[argument.word].is_none() {
                    carried[argument.word] = Some((verb, light));
                }
            }
        }
    }
    carried
}

/// Gives a noun what stands around the verb that carries it.
fn carry(tree: &Tree<'_>, noun: usize, verb: usize, light: &LightVerb, arguments: &mut Vec<Argument>) {
    for argument in tree.arguments(verb) {
        let (relation, case) = match argument.relation {
            "subj" if light.subject != Part::Neither => (SUBJECT, String::new()),
            "obl" => ("nmod", argument.case.clone()),
            "iobj" => ("nmod", "to".into()),
            "comp" => ("comp", argument.case.clone()),
            "advmod" => ("advmod", String::new()),
            "obj" if light.relation == "obl" => ("nmod", "of".into()),
            _ => continue,
        };
        let known = arguments.iter().any(|known| known.word == argument.word) || argument.word == noun;
        if !known && !tree.within(argument.word, noun) {
            arguments.push(Argument { relation, case, ..argument });
        }
    }
}

/// The place of a light verb's subject; no row names it.
const SUBJECT: &str = "subject";

fn trigger(tree: &Tree<'_>, word: usize, arguments: &[Argument]) -> Range<usize> {
    let next = arguments.iter().find(|argument| argument.relation == "prt" && argument.word == word + 1);
    let end = next.map_or(word + 1, |particle| particle.word + 1);
    let first = word.checked_sub(1).filter(|&before| {
        tree.relation(before) == "compound" && tree.head(before) == Some(word) && !tree.names_party(before)
    });
    first.unwrap_or(word)..end
}

fn choices(
    tree: &Tree<'_>,
    word: usize,
    pos: Pos,
    arguments: &[Argument],
    own: usize,
    light: Option<&LightVerb>,
    hears: &Hears<'_>,
) -> Vec<Choice> {
    let around = tree.dependents(arguments);
    let mut rows = candidates(tree.lemma(word), pos, &around);
    if rows.is_empty() && around.iter().any(|dependent| dependent.relation == "prt") {
        let without: Vec<_> = around.iter().filter(|dependent| dependent.relation != "prt").copied().collect();
        rows = candidates(tree.lemma(word), pos, &without);
    }
    if rows.is_empty() && pos == Pos::Verb && tree.xpos(word) == "VBG" {
        rows = candidates(&tree.form(word).to_lowercase(), Pos::Noun, &around);
    }
    let supposed = rows.is_empty();
    if supposed {
        rows = possible(tree.lemma(word), pos, &around);
    }
    let mut choices: Vec<Choice> = Vec::new();
    for row in rows {
        if choices.iter().all(|choice| choice.event != row.event) {
            let roles = roles(row.event, Some(row), arguments, own, light);
            choices.push(Choice { event: row.event, predicate: Some(row), rank: choices.len(), supposed, roles });
        }
    }
    let mute = class("mute").binary_search(&tree.lemma(word)).is_ok();
    let may_hear = matches!(pos, Pos::Verb | Pos::Noun) && !mute;
    for event in hears.types().filter(|_| may_hear) {
        if choices.iter().any(|choice| choice.event == event) {
            continue;
        }
        let roles = roles(event, None, arguments, own, light);
        choices.push(Choice { event, predicate: None, rank: choices.len(), supposed: false, roles });
    }
    choices
}

/// What each argument is to the event.
fn roles(
    event: EventType,
    row: Option<&Predicate>,
    arguments: &[Argument],
    own: usize,
    light: Option<&LightVerb>,
) -> Roles {
    let mut roles = Roles::default();
    // "the king's expulsion of the envoy": where it is told whom it befalls, the possessor does it
    let befalls = arguments.iter().any(|argument| {
        argument.relation == "nmod" && row.is_some_and(|row| row.role("nmod", &argument.case) == Some(Role::Recipient))
    });
    let takes_parties =
        row.map_or(event == EventType::Consult, |row| row.slots.iter().any(|slot| slot.role == Role::Party));
    for (at, argument) in arguments.iter().enumerate() {
        let role = match argument.relation {
            SUBJECT => match light.map(|light| light.subject) {
                Some(Part::Undergoes) => Some(Role::Recipient),
                _ if takes_parties => Some(Role::Party),
                _ => Some(Role::Actor),
            },
            relation => match row {
                Some(row) => row.role(relation, &argument.case),
                None => plain_role(relation, &argument.case),
            },
        };
        let adjective = matches!(argument.relation, "amod" | "compound");
        let owner = matches!(argument.relation, "poss" | "amod" | "compound");
        let role = if owner && befalls && role == Some(Role::Recipient) { Some(Role::Actor) } else { role };
        let Some(role) = role.filter(|role| argument.party || !adjective || *role == Role::Theme) else { continue };
        // what a carrying verb brings only fills what the noun itself leaves open
        let late = at >= own && argument.relation != SUBJECT;
        match role {
            Role::Actor | Role::Recipient | Role::Party if !argument.party && argument.relation == SUBJECT => {}
            Role::Actor => roles.actors.push(argument.word),
            Role::Party => {
                roles.actors.push(argument.word);
                roles.mutual = true;
            }
            Role::Recipient if late && !argument.party => roles.places.push(argument.word),
            Role::Recipient => roles.recipients.push(argument.word),
            Role::Theme => roles.themes.push(argument.word),
            Role::Act => roles.acts.push(argument.word),
            Role::Place => roles.places.push(argument.word),
        }
    }
    roles
}

/// Where parties stand at a word that no table knows.
fn plain_role(relation: &str, case: &str) -> Option<Role> {
    Some(match (relation, case) {
        ("subj" | "poss" | "amod" | "compound", _) | ("nmod", "by" | "from") => Role::Actor,
        ("obj" | "iobj", _) => Role::Recipient,
        ("obl" | "nmod", "against" | "on" | "upon" | "with" | "to" | "at" | "of") => Role::Recipient,
        ("comp", _) => Role::Act,
        ("obl" | "nmod", "in") => Role::Place,
        _ => return None,
    })
}
