//! The trees of a text's sentences, read downwards, and the text as repaired.

use crate::repair::Repair;
use attache_language::{Annotation, EntityKind, Upos, Word};
use std::borrow::Cow;
use std::ops::Range;

/// A text with its trees.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub text: &'a str,
    pub annotation: &'a Annotation,
    heads: Vec<Option<usize>>,
    deprels: Vec<&'static str>,
    /// Dependents of all words, those of one word together and in order.
    dependents: Vec<u32>,
    /// Where those of each word begin.
    from: Vec<u32>,
    /// Repairs, each with the words that it touches, in order.
    repairs: Vec<(Range<usize>, &'a str)>,
    /// The sentence of each word.
    sentence: Vec<u32>,
    /// Whether each word stands in quotation marks.
    quoted: Vec<bool>,
}

/// No phrase is longer; the rest of one is cut off.
const LONGEST: usize = 40;

impl<'a> Tree<'a> {
    pub(super) fn new(text: &'a str, annotation: &'a Annotation, repairs: &'a [Repair]) -> Self {
        let words = &annotation.words;
        let mut sentence = vec![0; words.len()];
        for (n, s) in annotation.sentences.iter().enumerate() {
            sentence.get_mut(s.words.clone()).into_iter().flatten().for_each(|of| *of = n as u32);
        }
        let touched = |repair: &'a Repair| {
            let first = words.partition_point(|w| w.span.end <= repair.span.start);
            let end = words.partition_point(|w| w.span.start < repair.span.end);
            (first < end).then_some((first..end, &*repair.reads))
        };
        let mut repairs: Vec<_> = repairs.iter().filter_map(touched).collect();
        repairs.sort_by_key(|(words, _)| words.start);
        repairs.dedup_by(|b, a| b.0.start < a.0.end);
        let heads = words.iter().map(|w| w.head.filter(|head| *head < words.len())).collect();
        let deprels = words.iter().map(|w| w.deprel).collect();
        let mut tree = Self {
            text,
            annotation,
            heads,
            deprels,
            dependents: vec![],
            from: vec![],
            repairs,
            sentence,
            quoted: quoted(text, annotation),
        };
        tree.link();
        tree
    }

    /// Files the dependents of each word.
    fn link(&mut self) {
        let mut from = vec![0_u32; self.len() + 1];
        let heads = || self.heads.iter().enumerate().filter_map(|(word, head)| Some((word, (*head)?)));
        heads().for_each(|(_, head)| from[head + 1] += 1);
        for i in 0..self.len() {
            from[i + 1] += from[i];
        }
        let mut next = from.clone();
        let mut dependents = vec![0; from.last().copied().unwrap_or(0) as usize];
        for (word, head) in heads() {
            dependents[next[head] as usize] = word as u32;
            next[head] += 1;
        }
        (self.from, self.dependents) = (from, dependents);
    }

    /// Cuts a dateline off: what hangs on it behind `end` hangs together without it.
    pub(super) fn cut(&mut self, end: usize) {
        let Some(sentence) = self.annotation.sentences.get(self.sentence.get(end).copied().unwrap_or(0) as usize)
        else {
            return;
        };
        let (line, rest) = (sentence.words.start..end, end..sentence.words.end.min(self.len()));
        let hangs = |at: &usize| {
            self.heads[*at].is_some_and(|head| line.contains(&head)) && self.annotation.words[*at].upos != Upos::Punct
        };
        let Some(first) = rest.clone().find(hangs) else { return };
        let outside = line
            .clone()
            .find_map(|at| self.heads[at].filter(|head| !line.contains(head)).map(|head| (head, self.deprels[at])));
        for at in rest {
            if at != first && self.heads[at].is_some_and(|head| line.contains(&head)) {
                self.heads[at] = Some(first);
            }
        }
        match outside {
            Some((head, deprel)) if head != first => (self.heads[first], self.deprels[first]) = (Some(head), deprel),
            _ => (self.heads[first], self.deprels[first]) = (None, "root"),
        }
        self.link();
    }

    /// Whether a word stands in quotation marks.
    pub(super) fn quoted(&self, at: usize) -> bool {
        self.quoted.get(at).copied().unwrap_or(false)
    }

    pub(super) fn len(&self) -> usize {
        self.annotation.words.len()
    }

    pub(super) fn word(&self, at: usize) -> &'a Word {
        &self.annotation.words[at]
    }

    pub(super) fn get(&self, at: usize) -> Option<&'a Word> {
        self.annotation.words.get(at)
    }

    /// The word as it stands.
    pub(super) fn form(&self, at: usize) -> &'a str {
        self.word(at).form(self.text)
    }

    /// Its dictionary form, in lower case.
    pub(super) fn lemma(&self, at: usize) -> String {
        let word = self.word(at);
        if word.upos == Upos::Propn {
            // titles are tagged as names: "Ministers"
            let upos = if word.xpos == "NNPS" { Upos::Noun } else { Upos::Propn };
            return attache_language::lemma(&word.form(self.text).to_lowercase(), upos.name()).to_lowercase();
        }
        word.lemma(self.text).to_lowercase()
    }

    pub(super) fn upos(&self, at: usize) -> Upos {
        self.word(at).upos
    }

    pub(super) fn deprel(&self, at: usize) -> &'static str {
        self.deprels[at]
    }

    /// The relation without its subtype.
    pub(super) fn relation(&self, at: usize) -> &'static str {
        let deprel = self.deprels[at];
        deprel.split(':').next().unwrap_or(deprel)
    }

    pub(super) fn head(&self, at: usize) -> Option<usize> {
        self.heads[at]
    }

    /// Whether the word is a dash between two others, not within one.
    pub(super) fn dash(&self, at: usize) -> bool {
        let loose = || at > 0 && self.word(at - 1).bytes.end < self.word(at).bytes.start;
        match self.form(at) {
            "--" | "–" | "—" => true,
            "-" => loose(),
            _ => false,
        }
    }

    pub(super) fn sentence(&self, at: usize) -> usize {
        self.sentence.get(at).copied().unwrap_or(0) as usize
    }

    pub(super) fn dependents(&self, at: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let range = self.from[at] as usize..self.from[at + 1] as usize;
        self.dependents[range].iter().map(|word| *word as usize)
    }

    /// The preposition of a noun, in lower case.
    pub(super) fn preposition(&self, at: usize) -> Option<String> {
        let case = |at: usize| {
            self.dependents(at).find(|d| self.relation(*d) == "case" && self.upos(*d) != Upos::Part && *d < at)
        };
        // "of the ruling party": the tree may hang "of" on the adjective
        let within = || {
            let first = self.leftmost(at, 0);
            (self.relation(at) == "nmod" && self.relation(first) == "case" && self.upos(first) == Upos::Adp)
                .then_some(first)
        };
        let case = case(at).or_else(within)?;
        Some(self.form(case).to_lowercase())
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.form(at).starts_with(char::is_uppercase)
    }

    pub(super) fn first_of_sentence(&self, at: usize) -> bool {
        at == 0 || self.sentence(at) != self.sentence(at - 1) || matches!(self.form(at - 1), "\"" | "“" | "‘" | ":")
    }

    /// The text of some words as it reads when mended.
    pub(super) fn reads(&self, words: &Range<usize>) -> Cow<'a, str> {
        let bytes = |range: Range<usize>| {
            let words = self.annotation.words.get(range).unwrap_or_default();
            match (words.first(), words.last()) {
                (Some(first), Some(last)) => self.text.get(first.bytes.start..last.bytes.end).unwrap_or_default(),
                _ => "",
            }
        };
        let first = self.repairs.partition_point(|(range, _)| range.end <= words.start);
        let inside: Vec<_> = self.repairs[first..].iter().take_while(|(range, _)| range.end <= words.end).collect();
        if inside.iter().all(|(range, _)| range.start < words.start) {
            return Cow::Borrowed(bytes(words.clone()));
        }
        let (mut reads, mut at) = (String::new(), words.start);
        let mut add = |part: &str| {
            if !reads.is_empty() && !part.is_empty() {
                reads.push(' ');
            }
            reads.push_str(part);
        };
        for (range, mended) in inside.iter().filter(|(range, _)| range.start >= words.start) {
            add(bytes(at..range.start));
            add(mended);
            at = range.end;
        }
        add(bytes(at..words.end));
        Cow::Owned(reads)
    }

    /// Whether a repair begins with the word.
    pub(super) fn mended(&self, at: usize) -> bool {
        self.repairs.binary_search_by_key(&at, |(words, _)| words.start).is_ok()
    }

    /// What the annotator's name that holds the word is.
    pub(super) fn label(&self, at: usize) -> Option<EntityKind> {
        let entities = &self.annotation.entities;
        let n = entities.partition_point(|e| e.words.end <= at);
        entities.get(n).filter(|e| e.words.contains(&at)).map(|e| e.kind)
    }

    /// The words of the noun phrase of a head, without clauses, appositions, conjuncts and what is no complement.
    ///
    /// `named` says whether the head is a name, behind which "of X" stays outside.
    pub(super) fn phrase(&self, head: usize, named: bool) -> Range<usize> {
        let (mut start, mut end) = (head, head + 1);
        for left in self.dependents(head).take_while(|d| *d < head) {
            let keeps = match self.relation(left) {
                "det" | "amod" | "nummod" | "compound" | "nmod" | "flat" | "obl" => true,
                "advmod" => self.upos(head) == Upos::Num || self.deprel(head) != "root",
                _ => false,
            };
            let verbal = self.deprel(left) == "nmod" && self.preposition(left).is_some();
            if keeps && !verbal && !(self.relation(left) == "advmod" && self.has_predicate(head)) {
                start = start.min(self.leftmost(left, 0));
            }
        }
        for right in self.dependents(head).filter(|d| *d > head) {
            let follows = self.relation(right) == "nmod" || right <= end;
            if follows && self.complement(head, right, named) {
                // "King Juan of Freedonia and his guard": who is joined to a part of a name is none of it
                let part = named && self.relation(right) == "flat";
                end = end.max(self.rightmost(right, !part, 0));
            }
        }
        start = start.max((head + 1).saturating_sub(LONGEST));
        let first = self.annotation.sentences.get(self.sentence(head)).map_or(0, |s| s.words.start);
        start = start.max(first);
        // a dash or a comma within: what stands before it is none of the phrase
        if let Some(cut) = (start..head).rev().find(|at| self.dash(*at) || matches!(self.form(*at), ":" | ";")) {
            start = cut + 1;
        }
        while start < head
            && (self.upos(start) == Upos::Punct && !matches!(self.form(start), "\"" | "“")
                || self.upos(start) == Upos::Adp && self.relation(start) == "case")
        {
            start += 1;
        }
        start..end.min(head + LONGEST)
    }

    fn has_predicate(&self, head: usize) -> bool {
        self.dependents(head).any(|d| matches!(self.relation(d), "cop" | "nsubj"))
    }

    fn complement(&self, head: usize, right: usize, named: bool) -> bool {
        match self.relation(right) {
            "flat" | "nummod" => right == head + 1 || self.relation(right) == "flat",
            "compound" => true,
            "nmod" if !named => {
                let by = self.preposition(right);
                let near = right <= head + 12;
                near && by.is_some_and(|by| matches!(&*by, "of" | "for" | "to" | "from" | "in" | "at" | "on"))
                    && !(head + 1..right).any(|at| self.dash(at) || matches!(self.form(at), "," | ";"))
            }
            _ => false,
        }
    }

    fn leftmost(&self, at: usize, depth: usize) -> usize {
        if depth > 8 {
            return at;
        }
        let inner =
            self.dependents(at).take_while(|d| *d < at).filter(|d| !matches!(self.relation(*d), "punct" | "cc"));
        inner.map(|d| self.leftmost(d, depth + 1)).min().unwrap_or(at).min(at)
    }

    fn rightmost(&self, at: usize, joined: bool, depth: usize) -> usize {
        let inner = self.dependents(at).filter(|d| *d > at && depth < 8).filter(|d| {
            (matches!(self.relation(*d), "flat" | "compound" | "nmod" | "amod" | "nummod" | "case")
                || joined && self.relation(*d) == "conj")
                && !(at..*d).any(|between| self.dash(between) || matches!(self.form(between), "," | ";"))
        });
        inner.map(|d| self.rightmost(d, joined, depth + 1)).max().unwrap_or(at + 1).max(at + 1)
    }
}

/// Which words stand in quotation marks; a quotation ends with its paragraph.
fn quoted(text: &str, annotation: &Annotation) -> Vec<bool> {
    let (mut open, mut end) = (false, 0);
    let mut quoted = Vec::with_capacity(annotation.words.len());
    for word in &annotation.words {
        if text.get(end..word.bytes.start).is_some_and(|gap| gap.contains('\n')) {
            open = false;
        }
        end = word.bytes.end;
        match word.form(text) {
            "“" => open = true,
            "”" => open = false,
            "\"" | "''" | "``" => open = !open,
            _ => {}
        }
        quoted.push(open);
    }
    quoted
}
