//! An article's words as trees: who depends on whom, dictionary forms, phrases.

use std::ops::Range;

use attache_language::{Upos, Word};
use rustc_hash::FxHashMap;

use crate::mention::Article;
use crate::ontology::{Pos, predicates};

/// The words of an article with what depends on each.
pub(crate) struct Tree<'a> {
    pub article: &'a Article<'a>,
    pub words: &'a [Word],
    /// Dictionary forms in lower case.
    lemmas: Vec<String>,
    /// Where each word's dependents begin in `dependents`; one more at the end.
    starts: Vec<usize>,
    dependents: Vec<usize>,
    /// The number of the entity that holds each word, plus one.
    entity: Vec<u32>,
    /// The statements with content in each sentence.
    said: Vec<Vec<usize>>,
    /// The first common noun that stands before each name of the article: "the *tanker* Blue Heron".
    described: FxHashMap<&'a str, usize>,
}

impl<'a> Tree<'a> {
    pub fn new(article: &'a Article<'a>) -> Self {
        let words: &[Word] = &article.annotation.words;
        let lemmas = words.iter().map(|word| dictionary_form(word, article.text)).collect();
        let mut starts = vec![0; words.len() + 1];
        for head in words.iter().filter_map(|word| word.head) {
            if let Some(count) = starts.get_mut(head + 1) {
                *count += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut dependents = vec![0; starts.last().copied().unwrap_or(0)];
        for (at, word) in words.iter().enumerate() {
            if let Some(head) = word.head.filter(|head| *head < words.len()) {
                dependents[next[head]] = at;
                next[head] += 1;
            }
        }
        let mut entity = vec![0; words.len()];
        for (number, named) in (1u32..).zip(&article.annotation.entities) {
            if let Some(held) = entity.get_mut(named.words.clone()) {
                held.fill(number);
            }
        }
        let mut said = vec![Vec::new(); article.annotation.sentences.len()];
        for (number, statement) in article.annotation.statements.iter().enumerate() {
            for content in &statement.content {
                let last = article.annotation.sentence_of(content.end.saturating_sub(1));
                if let (Some(first), Some(last)) = (article.annotation.sentence_of(content.start), last) {
                    said[first..=last.max(first)].iter_mut().for_each(|said| said.push(number));
                }
            }
        }
        let described = described(article);
        Self { article, words, lemmas, starts, dependents, entity, said, described }
    }

    /// The common noun that the article somewhere puts before the name that a word ends.
    pub fn kind_of_name(&self, word: usize) -> Option<usize> {
        self.described.get(self.form(word)).copied()
    }

    /// What depends on a word, in order.
    pub fn kids(&self, word: usize) -> &[usize] {
        match (self.starts.get(word), self.starts.get(word + 1)) {
            (Some(&from), Some(&to)) => &self.dependents[from..to],
            _ => &[],
        }
    }

    /// The first dependent of that relation.
    pub fn kid(&self, word: usize, relation: &str) -> Option<usize> {
        self.kids(word).iter().copied().find(|&kid| self.relation(kid) == relation)
    }

    pub fn relation(&self, word: usize) -> &'static str {
        self.words.get(word).map_or("", |word| word.deprel)
    }

    /// The relation without what stands after a colon.
    pub fn kind(&self, word: usize) -> &'static str {
        let relation = self.relation(word);
        relation.split_once(':').map_or(relation, |(kind, _)| kind)
    }

    pub fn head(&self, word: usize) -> Option<usize> {
        self.words.get(word).and_then(|word| word.head).filter(|head| *head < self.words.len())
    }

    pub fn lemma(&self, word: usize) -> &str {
        self.lemmas.get(word).map_or("", String::as_str)
    }

    pub fn form(&self, word: usize) -> &'a str {
        self.words.get(word).map_or("", |word| word.form(self.article.text))
    }

    pub fn upos(&self, word: usize) -> Upos {
        self.words.get(word).map_or(Upos::X, |word| word.upos)
    }

    pub fn xpos(&self, word: usize) -> &'static str {
        self.words.get(word).map_or("", |word| word.xpos)
    }

    /// The word class under which the tables know a word.
    pub fn pos(&self, word: usize) -> Option<Pos> {
        match self.upos(word) {
            Upos::Verb => Some(Pos::Verb),
            Upos::Noun | Upos::Propn => Some(Pos::Noun),
            Upos::Adj => Some(Pos::Adjective),
            Upos::Adv => Some(Pos::Adverb),
            Upos::Aux => Some(Pos::Auxiliary),
            _ => None,
        }
    }

    pub fn is_noun(&self, word: usize) -> bool {
        matches!(self.upos(word), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
    }

    /// The entity that holds a word.
    pub fn entity(&self, word: usize) -> Option<&'a attache_language::Entity> {
        let number = self.entity.get(word).copied().unwrap_or(0) as usize;
        number.checked_sub(1).and_then(|number| self.article.annotation.entities.get(number))
    }

    /// The preposition of a phrase, the words of a longer one joined by `_`: `in`, `because_of`.
    pub fn case(&self, word: usize) -> String {
        self.marked_by(word, "case")
    }

    /// What marks a clause: `to`, `that`, `after`; of a clause after a preposition, that.
    pub fn mark(&self, word: usize) -> String {
        let mark = self.marked_by(word, "mark");
        if mark.is_empty() { self.marked_by(word, "case") } else { mark }
    }

    fn marked_by(&self, word: usize, relation: &str) -> String {
        let is_mark = |kid: &usize| self.relation(*kid) == relation && self.xpos(*kid) != "POS";
        // "on twelve priests": the parser may hang the preposition on the numeral
        let inner = |kid: &&usize| **kid < word && matches!(self.kind(**kid), "nummod" | "det" | "amod" | "compound");
        let within = || self.kids(word).iter().filter(inner).flat_map(|&kid| self.kids(kid)).copied().find(is_mark);
        let Some(first) = self.kids(word).iter().copied().find(is_mark).or_else(within) else { return String::new() };
        let mut mark = self.form(first).to_lowercase();
        for &kid in self.kids(first).iter().filter(|kid| self.relation(**kid) == "fixed") {
            mark.push('_');
            mark.push_str(&self.form(kid).to_lowercase());
        }
        mark
    }

    /// Whether a word is below another, or that word itself.
    pub fn within(&self, word: usize, above: usize) -> bool {
        self.upwards(word).any(|at| at == above)
    }

    /// A word, its head, and so on to the root.
    pub fn upwards(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(word), |at| self.head(*at)).take(self.words.len().min(400))
    }

    /// A word and all that depends on it, left to right, as far as `enter` lets in.
    pub fn below(&self, word: usize, enter: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = vec![word];
        let mut at = 0;
        while at < found.len() {
            found.extend(self.kids(found[at]).iter().copied().filter(|&kid| enter(kid)));
            at += 1;
        }
        found.sort_unstable();
        found
    }

    /// The noun phrase of a word: no clause, apposition or second conjunct, no article or preposition before it.
    pub fn phrase(&self, word: usize) -> Range<usize> {
        let outer = |kid: usize| {
            let clause = matches!(
                self.kind(kid),
                "acl" | "appos" | "conj" | "cc" | "punct" | "parataxis" | "advcl" | "dep" | "list"
            );
            clause
                || matches!(self.relation(kid), "nsubj" | "cop" | "aux" | "mark" | "obl" | "advmod" | "expl")
                || (self.relation(kid) == "case" && self.head(kid) == Some(word))
        };
        let inner = |kid: usize| !outer(kid);
        let words = self.below(word, inner);
        let at = words.iter().position(|&at| at == word).unwrap_or(0);
        let (mut first, mut last) = (word, word);
        for &next in words[..at].iter().rev() {
            if first - next > 1 && (next + 1..first).any(|gap| !matches!(self.form(gap), "-" | "–" | "&")) {
                break;
            }
            first = next;
        }
        for &next in &words[at + 1..] {
            if next - last > 1 && (last + 1..next).any(|gap| !matches!(self.form(gap), "-" | "–" | "&")) {
                break;
            }
            last = next;
        }
        while first < word && self.is_opening(first) {
            first += 1;
        }
        first..last + 1
    }

    /// Whether a word opens a phrase without belonging to a party's name: articles, numerals, quotation marks.
    fn is_opening(&self, word: usize) -> bool {
        matches!(self.upos(word), Upos::Det | Upos::Punct)
            || (self.upos(word) == Upos::Num && self.relation(word) == "nummod")
            || (self.kind(word) == "advmod")
    }

    /// The words of a range as printed, white space made single.
    pub fn text(&self, words: &Range<usize>) -> String {
        let span = match (self.words.get(words.start), self.words.get(words.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if words.start < words.end => first.bytes.start..last.bytes.end,
            _ => return String::new(),
        };
        let text = self.article.text.get(span).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The nearest verb or other head of a clause above a word, or itself.
    pub fn clause(&self, word: usize) -> usize {
        self.upwards(word).find(|&at| self.heads_clause(at)).unwrap_or(word)
    }

    /// Whether a word heads a clause of its own.
    pub fn heads_clause(&self, word: usize) -> bool {
        matches!(self.kind(word), "root" | "ccomp" | "xcomp" | "advcl" | "acl" | "parataxis" | "csubj")
            || (self.kind(word) == "conj" && (self.upos(word) == Upos::Verb || self.kid(word, "cop").is_some()))
    }

    /// The last word of a phrase that hangs on none of it.
    pub fn head_of(&self, phrase: &Range<usize>) -> Option<usize> {
        phrase.clone().rev().find(|&word| self.head(word).is_none_or(|head| !phrase.contains(&head)))
    }

    /// The number of a word's sentence.
    pub fn sentence(&self, word: usize) -> usize {
        self.article.annotation.sentence_of(word).unwrap_or(0)
    }

    /// The statements with content in the sentence of a word.
    pub fn statements_of(&self, word: usize) -> impl Iterator<Item = &'a attache_language::Statement> + '_ {
        let numbers = self.said.get(self.sentence(word)).into_iter().flatten();
        numbers.filter_map(|&number| self.article.annotation.statements.get(number))
    }
}

/// The dictionary form of a word in lower case. A verb that the tagger took for its own dictionary form ("the mayors *deplored* it")
/// loses its ending where that makes a verb that the tables know.
fn dictionary_form(word: &Word, text: &str) -> String {
    let lemma = word.lemma(text).to_lowercase();
    let knows = |lemma: &str, pos: Pos| predicates(lemma, pos).next().is_some();
    if word.upos != Upos::Verb || knows(&lemma, Pos::Verb) {
        return lemma;
    }
    let bare = ["ed", "ing", "s", "d", "es"].iter().filter_map(|ending| lemma.strip_suffix(ending));
    let made = bare
        .flat_map(|bare| [bare.to_owned(), format!("{bare}e")])
        .chain(lemma.strip_suffix("ies").map(|bare| format!("{bare}y")));
    let known = made.filter(|made| made.len() > 2).find(|made| knows(made, Pos::Verb));
    known.unwrap_or(lemma)
}

/// For the last word of each name the first common noun that stands before the name.
fn described<'a>(article: &Article<'a>) -> FxHashMap<&'a str, usize> {
    let words: &'a [Word] = &article.annotation.words;
    let mut described = FxHashMap::default();
    for (at, pair) in words.windows(2).enumerate() {
        if pair[0].upos != Upos::Noun || pair[1].upos != Upos::Propn {
            continue;
        }
        let last = (at + 1..words.len()).take_while(|&next| words[next].upos == Upos::Propn).last().unwrap_or(at + 1);
        if let Some(form) = article.text.get(words[last].bytes.start..words[last].bytes.end) {
            described.entry(form).or_insert(at);
        }
    }
    described
}
