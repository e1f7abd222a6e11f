//! The tense of the verb that governs a word in its tree.

use super::tense::{Verbs, is_planned, told_past};
use super::time::Tense;
use attache_language::{Annotation, Upos};
use std::ops::Range;

/// Verbs whose infinitive is done when they are: "managed to leave".
const DONE: [&str; 20] = [
    "manage", "begin", "start", "continue", "fail", "have", "use", "come", "return", "travel", "go", "happen", "vote",
    "refuse", "decline", "try", "seek", "attempt", "help", "rush",
];

/// No path to the verb is longer.
const LONGEST: usize = 24;

/// The trees of a text, and its verbs in their order where a tree tells nothing.
pub(super) struct Governing<'a> {
    text: &'a str,
    annotation: &'a Annotation,
    verbs: Verbs,
    /// By word: the words that stand before a verb and help it, in order: "has", "will", "to", "be".
    helpers: Vec<Vec<usize>>,
}

impl<'a> Governing<'a> {
    pub(super) fn new(text: &'a str, annotation: &'a Annotation) -> Self {
        let words = &annotation.words;
        let verbs = Verbs::by_tags(words.iter().map(|w| (w.form(text), w.xpos)));
        let mut helpers: Vec<Vec<usize>> = vec![Vec::new(); words.len()];
        for (number, word) in words.iter().enumerate() {
            let helps = matches!(word.deprel, "aux" | "aux:pass" | "cop" | "mark");
            if let Some(of) = word.head.filter(|_| helps).and_then(|head| helpers.get_mut(head)) {
                of.push(number);
            }
        }
        Self { text, annotation, verbs, helpers }
    }

    /// The tense that governs a word.
    pub(super) fn tense(&self, word: usize) -> Tense {
        let words = &self.annotation.words;
        let mut at = word;
        for _ in 0..LONGEST {
            let Some(here) = words.get(at) else { break };
            if let Some(tense) = self.of_predicate(at) {
                return tense;
            }
            match here.head {
                Some(head) => at = head,
                None => break,
            }
        }
        self.verbs.around(word)
    }

    /// Trims the words of an event to the noun phrase that they begin with; a clause ("before he left") stays whole.
    pub(super) fn trim(&self, event: &mut Range<usize>) {
        let words = &self.annotation.words;
        let Some(first) = words.get(event.start) else { return };
        if matches!(first.upos, Upos::Pron | Upos::Verb | Upos::Aux) && first.deprel != "nmod:poss" {
            return;
        }
        let (mut named, mut joined) = (false, false);
        for at in event.clone() {
            let Some(word) = words.get(at) else { break };
            let of = word.upos == Upos::Adp && word.form(self.text) == "of";
            let starts = matches!(word.upos, Upos::Det | Upos::Pron) && !(joined || word.deprel == "nmod:poss");
            let within = matches!(
                word.upos,
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Part | Upos::Pron | Upos::Punct
            );
            if named && starts || !(within || of || word.xpos.starts_with("VB") && !named) {
                event.end = at.max(event.start + 1);
                return;
            }
            named |= matches!(word.upos, Upos::Noun | Upos::Propn);
            joined = of;
        }
    }

    /// The tense of a word, if it is the predicate of a clause that has one.
    fn of_predicate(&self, at: usize) -> Option<Tense> {
        let word = &self.annotation.words[at];
        let verb = matches!(word.upos, Upos::Verb | Upos::Aux);
        let helpers = &self.helpers[at];
        let form = |n: usize| self.annotation.words[n].form(self.text).to_lowercase();
        let copula = helpers.iter().any(|&n| self.annotation.words[n].deprel == "cop");
        if !verb && !copula {
            return None;
        }
        let has = |forms: &[&str]| helpers.iter().any(|&n| forms.contains(&form(n).as_str()));
        if has(&["will", "'ll", "’ll", "wo", "shall"]) {
            return Some(Tense::Future);
        }
        if has(&["would", "could", "should", "might", "may", "must", "can"]) {
            let done = has(&["have", "'ve", "’ve"]);
            return Some(if done { Tense::Past } else { Tense::Future });
        }
        let planned = is_planned(&form(at));
        let first =
            helpers.iter().map(|&n| self.annotation.words[n].xpos).find(|xpos| matches!(*xpos, "VBD" | "VBZ" | "VBP"));
        if helpers.iter().any(|&n| self.annotation.words[n].xpos == "TO") && word.xpos == "VB" {
            return self.of_infinitive(at);
        }
        // "was due to meet", whatever the tree makes of "due to"
        if word.xpos == "VB" && at > 1 && form(at - 1) == "to" && is_planned(&form(at - 2)) {
            return Some(Tense::Future);
        }
        // "the trip had been planned for months" does not tell what came of it
        if planned && word.xpos != "VBG" && !has(&["had"]) {
            return Some(Tense::Future);
        }
        match (first, word.xpos) {
            (Some("VBD"), _) => Some(Tense::Past),
            (Some(_), "VBN" | "VBG") if has(&["has", "have", "'ve", "’ve"]) => Some(Tense::Past),
            (Some(_), "VBG") => Some(Tense::Future),
            (Some(_), _) => Some(Tense::Present),
            (None, "VBD") => Some(Tense::Past),
            // a past tense that was tagged as a present: no present ends so
            (None, "VBP") if told_past(&form(at)) => Some(Tense::Past),
            (None, "VBZ" | "VBP") => Some(Tense::Present),
            // "the bomb found on Friday"
            (None, "VBN") => Some(Tense::Past),
            _ => None,
        }
    }

    /// "plans to meet", "is to meet" are to come; one of purpose, or on a noun, has the tense of what it hangs on.
    fn of_infinitive(&self, at: usize) -> Option<Tense> {
        let word = &self.annotation.words[at];
        let Some(head) = word.head else { return Some(Tense::Future) };
        if !matches!(word.deprel, "xcomp" | "ccomp") {
            return None;
        }
        let lemma = self.annotation.words[head].lemma(self.text);
        let done = self.annotation.words[head].xpos == "VBD" && DONE.contains(&&*lemma);
        (!done).then_some(Tense::Future)
    }
}
