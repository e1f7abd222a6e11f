//! Deaths and ruin without a hand: what storms, floods, quakes and wrecks do is no assault.

use std::collections::BTreeSet;

use attache_language::Upos;
use attache_world::Sector;

use crate::judge::Judged;
use crate::mention::Party;
use crate::ontology::{EventType, class};
use crate::tree::Tree;

/// Whether an article is about a disaster: so many of its sentences, and such a share of them, name a hazard.
const MANY: usize = 3;
const SHARE: usize = 5;

/// What an article tells of hazards.
pub(crate) struct Hazards<'t> {
    prevail: bool,
    /// What storms are called: "Cyclone *Idai*".
    names: BTreeSet<&'t str>,
}

impl<'t> Hazards<'t> {
    pub fn of(tree: &Tree<'t>) -> Self {
        let sentences = &tree.article.annotation.sentences;
        let named =
            sentences.iter().filter(|sentence| sentence.words.clone().any(|word| is_hazard(tree, word))).count();
        let prevail = named >= MANY && named * SHARE >= sentences.len();
        let is_name = |word: usize| tree.upos(word) == Upos::Propn && tree.form(word).starts_with(char::is_uppercase);
        let bears_name = |&word: &usize| is_hazard(tree, word) && is_name(word) && is_name(word + 1);
        let words = sentences.iter().flat_map(|sentence| sentence.words.start..sentence.words.end.saturating_sub(1));
        Self { prevail, names: words.filter(bears_name).map(|word| tree.form(word + 1)).collect() }
    }

    /// Whether what stands for a party is a storm, by its kind or its name: "*Cyclone Idai*", "when *Idai* struck".
    pub fn is_one(&self, tree: &Tree<'_>, party: &Party) -> bool {
        let storm = |word: usize| is_hazard(tree, word) || self.names.contains(tree.form(word));
        !party.words.is_empty() && party.words.clone().all(storm)
    }

    /// Whether the article is about a disaster.
    pub fn prevail(&self) -> bool {
        self.prevail
    }

    /// Whether what was done was done by no hand: an assault that is a hazard's work, a way closed by a wreck.
    pub fn did(&self, tree: &Tree<'_>, judged: &Judged) -> bool {
        match judged.choice().event {
            EventType::Assault => self.struck(tree, judged),
            EventType::Coerce => is_stranded(tree, judged),
            _ => false,
        }
    }

    /// Whether an assault is a hazard's work: a hazard does it or it happens in one, nobody does it in a sentence that names a
    /// hazard, or nobody armed does it and the article is about a disaster.
    fn struck(&self, tree: &Tree<'_>, judged: &Judged) -> bool {
        let actors = &judged.verdict().actors;
        if actors.iter().flat_map(|party| &party.sectors).any(is_armed) {
            return false;
        }
        let named = |head: usize| {
            is_hazard(tree, head)
                || tree.kids(head).iter().any(|&kid| tree.kind(kid) == "compound" && is_hazard(tree, kid))
        };
        let by_hazard = actors.iter().any(|party| party.words.clone().any(|word| is_hazard(tree, word)))
            || judged.candidate.arguments.iter().any(|argument| is_cause(argument.relation) && named(argument.word));
        let sentence = &tree.article.annotation.sentences[tree.sentence(judged.candidate.word)];
        let nobody = actors.is_empty() && sentence.words.clone().any(|word| is_hazard(tree, word));
        by_hazard || nobody || self.prevail
    }
}

/// Whether a vessel or a vehicle is all that restricts: one that lies across a channel coerces nobody.
fn is_stranded(tree: &Tree<'_>, judged: &Judged) -> bool {
    let thing =
        |word: usize| ["vessel", "wheels"].iter().any(|name| class(name).binary_search(&tree.lemma(word)).is_ok());
    let subject = judged.candidate.arguments.iter().find(|argument| argument.relation == "subj");
    let armed = judged.verdict().actors.iter().flat_map(|party| &party.sectors).any(is_armed);
    let restricts = judged.choice().mode().is_none_or(|mode| mode.name() == "restrict");
    restricts && !armed && subject.is_some_and(|subject| thing(subject.word))
}

/// Whether an argument of this relation may say what does it, or in what it happens.
fn is_cause(relation: &str) -> bool {
    matches!(relation, "subj" | "obl")
}

fn is_hazard(tree: &Tree<'_>, word: usize) -> bool {
    class("hazard").binary_search(&tree.lemma(word).to_lowercase().as_str()).is_ok()
}

fn is_armed(sector: &Sector) -> bool {
    use Sector::{Armed, Crime, Intelligence, Military, Opposition, Paramilitary, Partial, Police, Rebels};
    matches!(sector, Armed | Crime | Intelligence | Military | Opposition | Paramilitary | Partial | Police | Rebels)
}
