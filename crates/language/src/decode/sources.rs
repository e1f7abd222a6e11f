//! Whole phrases for the sources of statements: the attribution head judges words one by one and at times takes but a part of
//! the phrase that the tree shows (“her” of “her rival, the mayor”), or a word that names nobody.

use std::ops::Range;

use super::statements::Told;
use crate::annotation::Upos;
use crate::reading::Tagged;

/// Steps up or down a tree at most; trees of the network may be odd, and are never circles.
const FARTHEST: usize = 6;

/// A statement's source as a whole phrase, clear of its cue and content; ranges are of `words`.
pub fn whole(told: &Told, words: &[Tagged]) -> Range<usize> {
    if told.source.is_empty() {
        return told.source.clone();
    }
    let phrases = Phrases { told, words };
    let source = match &told.source {
        one if one.len() == 1 && names_nobody(&words[one.start]) => match phrases.subject() {
            Some(subject) => subject..subject + 1,
            None => one.clone(),
        },
        some => some.clone(),
    };
    let head = phrases.top(&source);
    if !can_speak(words[head].upos) {
        return source;
    }
    let phrase = phrases.around(head);
    let both = source.start.min(phrase.start)..source.end.max(phrase.end);
    if both.clone().any(|word| phrases.barred(word)) { source } else { both }
}

fn names_nobody(word: &Tagged) -> bool {
    use Upos::{Adp, Adv, Aux, Cconj, Det, Part, Punct, Sconj, Verb};
    matches!(word.upos, Adp | Adv | Aux | Cconj | Det | Part | Punct | Sconj | Verb)
        || matches!(word.xpos, "POS" | "WDT")
}

fn can_speak(upos: Upos) -> bool {
    use Upos::{Adj, Det, Noun, Num, Pron, Propn, X};
    matches!(upos, Adj | Det | Noun | Num | Pron | Propn | X)
}

/// Whether a word with this relation is part of the phrase of its head.
fn within(deprel: &str) -> bool {
    const JOINED: [&str; 9] = ["advmod", "appos", "cc", "compound", "conj", "flat", "list", "nmod", "punct"];
    const LEADING: [&str; 6] = ["amod", "case", "det", "fixed", "goeswith", "nummod"];
    let relation = deprel.split(':').next().unwrap_or(deprel);
    JOINED.contains(&relation) || LEADING.contains(&relation)
}

/// Whether a word with this relation stands for its head.
fn stands_for_head(deprel: &str) -> bool {
    const UP: [&str; 9] = ["amod", "appos", "case", "compound", "det", "fixed", "flat", "goeswith", "nummod"];
    UP.contains(&deprel)
}

struct Phrases<'a> {
    told: &'a Told,
    words: &'a [Tagged],
}

impl Phrases<'_> {
    fn barred(&self, word: usize) -> bool {
        self.told.cue.contains(&word) || self.told.content.iter().any(|run| run.contains(&word))
    }

    /// The word that the phrase of some words hangs from.
    fn top(&self, source: &Range<usize>) -> usize {
        let outside = |word: &usize| self.words[*word].head.is_none_or(|head| !source.contains(&head));
        let mut top = source.clone().find(outside).unwrap_or(source.start);
        for _ in 0..FARTHEST {
            let Tagged { head: Some(head), deprel, upos, .. } = self.words[top] else { break };
            let owner = deprel == "nmod:poss" && !matches!(upos, Upos::Noun | Upos::Propn | Upos::Pron);
            if self.barred(head) || !stands_for_head(deprel) && !owner {
                break;
            }
            top = head;
        }
        top
    }

    /// The stretch of words about a noun that belong to it.
    fn around(&self, noun: usize) -> Range<usize> {
        let belongs = |word: usize| {
            let mut at = word;
            for _ in 0..2 * FARTHEST {
                if at == noun {
                    return true;
                }
                match self.words[at].head {
                    Some(head) if !self.barred(at) && within(self.words[at].deprel) => at = head,
                    _ => return false,
                }
            }
            false
        };
        let mut start = noun - (0..noun).rev().take_while(|word| belongs(*word)).count();
        let mut end = noun + 1 + (noun + 1..self.words.len()).take_while(|word| belongs(*word)).count();
        while start < noun && matches!(self.words[start].upos, Upos::Punct | Upos::Cconj | Upos::Adp) {
            start += 1;
        }
        while end > noun + 1 && matches!(self.words[end - 1].upos, Upos::Punct | Upos::Cconj) {
            end -= 1;
        }
        start..end
    }

    /// The subject of the cue, or whose it is.
    fn subject(&self) -> Option<usize> {
        self.told.cue.clone().find_map(|cue| self.subject_of(cue))
    }

    fn subject_of(&self, cue: usize) -> Option<usize> {
        let mut at = cue;
        for _ in 0..FARTHEST {
            let Tagged { head, deprel, upos, .. } = self.words[at];
            let child = |relation: &str| {
                let of = |word: &Tagged| word.head == Some(at) && word.deprel == relation;
                (0..self.words.len()).find(|word| of(&self.words[*word]) && !self.barred(*word))
            };
            let noun = matches!(upos, Upos::Noun | Upos::Propn);
            if let Some(found) = child("nsubj").or_else(|| noun.then(|| child("nmod:poss")).flatten()) {
                return Some(found);
            }
            at = match (deprel, head?) {
                ("acl" | "acl:relcl", noun) => return Some(noun).filter(|noun| !self.barred(*noun)),
                ("conj" | "xcomp" | "advcl" | "ccomp" | "cop" | "aux" | "parataxis" | "obj" | "obl", head) => head,
                _ => return None,
            };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree(rows: &[(Upos, usize, &'static str)]) -> Vec<Tagged> {
        let word = |(upos, head, deprel): &(Upos, usize, &'static str)| {
            let head = head.checked_sub(1);
            Tagged { upos: *upos, xpos: "", head, deprel, swapped: 0.0 }
        };
        rows.iter().map(word).collect()
    }

    fn told(source: Range<usize>, cue: usize, content: Range<usize>) -> Told {
        Told { source, cue: cue..cue + 1, content: vec![content] }
    }

    #[test]
    fn a_part_of_a_phrase_becomes_the_phrase() {
        use Upos::{Adp, Det, Noun, Verb};
        // a row of bakers said : rain falls
        let words = tree(&[
            (Det, 2, "det"),
            (Noun, 5, "nsubj"),
            (Adp, 4, "case"),
            (Noun, 2, "nmod"),
            (Verb, 0, "root"),
            (Upos::Punct, 5, "punct"),
            (Noun, 8, "nsubj"),
            (Verb, 5, "ccomp"),
        ]);
        assert_eq!(whole(&told(1..2, 4, 6..8), &words), 0..4);
        // a word that names nobody gives way to the subject
        assert_eq!(whole(&told(5..6, 4, 6..8), &words), 0..4);
        assert_eq!(whole(&told(0..0, 4, 6..8), &words), 0..0);
    }

    #[test]
    fn an_apposition_brings_the_name_before_it() {
        use Upos::{Det, Noun, Propn, Punct, Verb};
        // Lind , the mayor , said it
        let words = tree(&[
            (Propn, 6, "nsubj"),
            (Punct, 4, "punct"),
            (Det, 4, "det"),
            (Noun, 1, "appos"),
            (Punct, 1, "punct"),
            (Verb, 0, "root"),
            (Upos::Pron, 6, "obj"),
        ]);
        assert_eq!(whole(&told(2..4, 5, 6..7), &words), 0..4);
    }

    proptest! {
        #[test]
        fn a_source_stays_clear_of_cue_and_content_on_any_tree(
            heads in proptest::collection::vec((0_usize..12, 0_usize..6, 0_usize..6), 12),
            cue in 0_usize..4,
            source in 4_usize..8,
            content in 8_usize..12,
        ) {
            let tags = [Upos::Noun, Upos::Propn, Upos::Det, Upos::Verb, Upos::Adp, Upos::Punct];
            let relations = ["det", "nsubj", "appos", "nmod", "conj", "acl:relcl"];
            let rows: Vec<_> = heads.iter().map(|(head, tag, rel)| (tags[*tag], *head, relations[*rel])).collect();
            let whole = whole(&told(source..source + 1, cue, content..content + 1), &tree(&rows));
            prop_assert!(!whole.is_empty() && whole.end <= 12);
            prop_assert!(!whole.contains(&cue) && !whole.contains(&content));
        }
    }
}
