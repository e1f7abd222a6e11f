//! The heads of what stands around a mention in its tree, whatever kind of word the mention is.

use std::ops::Range;

use attache_coding::Report;
use attache_language::{Annotation, Upos};
use attache_world::fold;
use serde::{Deserialize, Serialize};

use crate::mention::{hash, rarity};

/// What stands around a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Argument {
    /// How it stands to the mention.
    pub part: Part,
    /// Hash of the dictionary form of its head.
    pub hash: u32,
    /// Rarity of that word ([`crate::Term::rarity`]).
    pub rarity: u8,
    /// Its place among the article's actors, where it is one.
    pub actor: Option<u16>,
}

/// How an argument stands to a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// Who does it.
    Doer,
    /// Whom or what it is done to.
    Done,
    /// What else hangs on it: with a preposition, as a compound, as a possessor.
    Other,
    /// What describes it: an adjective, a number.
    Trait,
}

/// No mention has more.
const MOST: usize = 12;

/// The arguments of a mention that `head` heads.
pub(crate) fn arguments(text: &str, report: &Report, head: usize, trigger: &Range<usize>) -> Vec<Argument> {
    let annotation = &report.annotation;
    let sentence = annotation.sentence_of(head).and_then(|n| annotation.sentences.get(n));
    let sentence = sentence.map_or(0..0, |sentence| sentence.words.clone());
    let tree = Tree { annotation, sentence };
    let mut found: Vec<(usize, Part)> = tree.below(head);
    found.extend(tree.above(head));
    found.retain(|(word, _)| !trigger.contains(word));
    let argument = |(word, part): (usize, Part)| {
        let token = &annotation.words[word];
        let actor = report.resolution.headed_by(word).and_then(|mention| u16::try_from(mention.actor).ok());
        if token.upos == Upos::Pron && actor.is_none() {
            return None;
        }
        let lemma = fold(&token.lemma(text));
        let (hash, rarity) = if token.upos == Upos::Pron { (0, 0) } else { (hash(&lemma), rarity(&lemma)) };
        Some(Argument { part, hash, rarity, actor })
    };
    let mut arguments: Vec<Argument> = found.into_iter().filter_map(argument).take(MOST).collect();
    arguments.sort_unstable();
    arguments.dedup();
    arguments
}

struct Tree<'a> {
    annotation: &'a Annotation,
    sentence: Range<usize>,
}

impl Tree<'_> {
    fn kids(&self, word: usize) -> impl Iterator<Item = usize> {
        self.sentence.clone().filter(move |kid| self.annotation.words[*kid].head == Some(word))
    }

    fn relation(&self, word: usize) -> &str {
        self.annotation.words[word].deprel
    }

    fn passive(&self, word: usize) -> bool {
        self.kids(word).any(|kid| matches!(self.relation(kid), "aux:pass" | "nsubj:pass"))
    }

    /// What hangs on a word.
    fn below(&self, head: usize) -> Vec<(usize, Part)> {
        let mut found = Vec::new();
        for kid in self.kids(head) {
            let part = match self.relation(kid) {
                "nsubj" | "csubj" => Part::Doer,
                "nsubj:pass" | "obj" => Part::Done,
                "iobj" | "nmod" | "nmod:poss" | "compound" | "nmod:of" | "flat" | "appos" => Part::Other,
                "obl:agent" => Part::Doer,
                relation if relation.starts_with("obl") || relation.starts_with("nmod") => Part::Other,
                "amod" | "nummod" => Part::Trait,
                _ => continue,
            };
            found.push((kid, part));
            let also = self.kids(kid).filter(|word| self.relation(word.to_owned()) == "conj");
            found.extend(also.map(|word| (word, part)));
        }
        found
    }

    /// What the words over it lend it: the subject of the verb that carries it, the noun that it describes.
    fn above(&self, head: usize) -> Vec<(usize, Part)> {
        let words = &self.annotation.words;
        let mut found = Vec::new();
        let mut at = head;
        for _ in 0..4 {
            let Some(over) = words[at].head else { break };
            let relation = self.relation(at);
            match relation {
                "acl:relcl" => found.push((over, Part::Other)),
                "acl" if words[at].xpos == "VBN" => found.push((over, Part::Done)),
                "acl" if words[at].xpos == "VBG" => found.push((over, Part::Doer)),
                "compound" | "nmod:poss" if at == head => found.push((over, Part::Other)),
                "conj" | "xcomp" | "advcl" | "ccomp" if at != head || !self.has_subject(head) => {
                    if relation != "ccomp" {
                        found.extend(
                            self.kids(over).filter(|kid| self.relation(*kid) == "nsubj").map(|kid| (kid, Part::Doer)),
                        );
                        found.extend(
                            self.kids(over)
                                .filter(|kid| self.relation(*kid) == "nsubj:pass")
                                .map(|kid| (kid, Part::Done)),
                        );
                    }
                }
                "obj" | "obl" | "nmod" | "nsubj" | "nsubj:pass" if at == head => {
                    let verb = words[over].upos == Upos::Verb;
                    let others = self.below(over).into_iter().filter(|(kid, _)| verb && *kid != at);
                    let lent = |part: Part| {
                        if part == Part::Doer && relation == "obj" && !self.passive(over) {
                            Part::Doer
                        } else {
                            Part::Other
                        }
                    };
                    found.extend(others.map(|(kid, part)| (kid, lent(part))));
                }
                _ => break,
            }
            at = over;
        }
        found
    }

    fn has_subject(&self, word: usize) -> bool {
        self.kids(word).any(|kid| self.relation(kid).starts_with("nsubj"))
    }
}
