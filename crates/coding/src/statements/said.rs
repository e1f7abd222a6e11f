//! Statements that the annotator left out and a tree shows: a verb of saying (`data/sayings.tsv`), who is its subject, and what stands
//! beside it as its content; and contents that a tree shows to end sooner or to go on.

use std::ops::Range;
use std::sync::LazyLock;

use attache_language::{StatementKind, Upos};
use rustc_hash::FxHashMap;

use super::Text;
use super::drafts::Draft;

static FRAMES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let rows = include_str!("../../data/sayings.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t')).map(|(verb, frames)| (verb, frames.split(' ').collect())).collect()
});

/// Where a verb may have what is said.
pub(super) fn frames(lemma: &str) -> &'static [&'static str] {
    FRAMES.get(lemma).map_or(&[], Vec::as_slice)
}

/// How far a subject may stand from its verb, in steps of the tree.
const FAR: usize = 3;

/// Adds what verbs of saying show to be said; `acts` are those whose subjects are known.
pub(super) fn add(text: &Text<'_>, drafts: &mut Vec<Draft>, acts: &FxHashMap<usize, Range<usize>>) {
    let tree = text.tree;
    let mut cues = vec![false; tree.words.len()];
    for draft in drafts.iter() {
        if let Some(held) = cues.get_mut(draft.cue.clone()) {
            held.fill(true);
        }
    }
    for (verb, cue) in cues.into_iter().enumerate() {
        let says = tree.upos(verb) == Upos::Verb && !cue && !frames(tree.lemma(verb)).is_empty();
        // of what is said within what is said the annotator knows more
        let within = text.quoted.get(verb).copied().unwrap_or(false) || drafts.iter().any(|draft| draft.has(verb));
        if !says || within || !is_told(text, verb) {
            continue;
        }
        let known = acts.get(&verb).filter(|source| !source.is_empty()).cloned();
        let Some(source) = known.or_else(|| source(text, verb)) else { continue };
        let Some(content) = content(text, verb).filter(|words| !overlap(words, &source)) else { continue };
        let shared = |draft: &Draft| draft.content.iter().map(|words| shared(words, &content)).sum::<usize>();
        let size = |draft: &Draft| draft.content.iter().map(ExactSizeIterator::len).sum::<usize>();
        if drafts.iter().any(|draft| shared(draft) * 2 >= content.len() && shared(draft) * 2 >= size(draft)) {
            continue;
        }
        let kind = text.kind(&content);
        drafts.push(Draft { source, cue: verb..verb + 1, content: vec![content], kind, through: Vec::new() });
    }
}

fn shared(one: &Range<usize>, other: &Range<usize>) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    shared(one, other) > 0
}

/// Whether a verb tells that something is or was said: finite, active, not denied, no question.
fn is_told(text: &Text<'_>, verb: usize) -> bool {
    let tree = text.tree;
    let kids = tree.kids(verb);
    let denied = kids.iter().any(|&kid| matches!(tree.lemma(kid), "not" | "never" | "n't" | "n’t"));
    let helped = kids.iter().any(|&kid| tree.kind(kid) == "aux");
    let finite = match tree.xpos(verb) {
        "VBD" | "VBZ" | "VBP" => true,
        "VBN" | "VBG" => helped,
        "VB" => helped && !kids.iter().any(|&kid| tree.lemma(kid) == "to"),
        _ => false,
    };
    let wished = kids.iter().any(|&kid| {
        tree.kind(kid) == "aux" && matches!(tree.lemma(kid), "should" | "could" | "may" | "might" | "must" | "can")
    });
    let supposed = matches!(tree.mark(verb).as_str(), "if" | "unless" | "whether");
    finite && !denied && !wished && !supposed && !tree.is_passive(verb)
}

/// Who says it: a person, body or people, or a pronoun.
pub(super) fn source(text: &Text<'_>, verb: usize) -> Option<Range<usize>> {
    let tree = text.tree;
    let subject = tree.subject(verb, FAR)?;
    let personal = matches!(tree.lemma(subject), "he" | "she" | "they");
    (personal || tree.names_party(subject)).then(|| tree.phrase(subject))
}

/// What is said, by the first of the verb's frames that holds.
fn content(text: &Text<'_>, verb: usize) -> Option<Range<usize>> {
    let tree = text.tree;
    let kids = tree.kids(verb);
    let after = |kid: &usize| *kid > verb;
    let infinitive = || {
        let to =
            |kid: &usize| tree.kids(*kid).iter().any(|&part| tree.lemma(part) == "to" && tree.kind(part) == "mark");
        kids.iter().copied().filter(after).find(|kid| matches!(tree.kind(*kid), "xcomp" | "ccomp") && to(kid))
    };
    let gerund = |kid: &usize| matches!(tree.kind(*kid), "xcomp" | "ccomp" | "advcl") && tree.xpos(*kid) == "VBG";
    let object = || kids.iter().copied().filter(after).find(|&kid| tree.relation(kid) == "obj");
    let noun = |word: &usize| matches!(tree.upos(*word), Upos::Noun | Upos::Propn);
    let with =
        |case: &str| kids.iter().copied().filter(after).find(|&kid| tree.kind(kid) == "obl" && tree.case(kid) == case);
    for frame in frames(tree.lemma(verb)) {
        let found = match *frame {
            "that" => {
                let clause = |kid: &usize| {
                    let subject = tree.kids(*kid).iter().any(|&part| tree.kind(part) == "nsubj");
                    tree.relation(*kid) == "ccomp" && subject && *kid > verb
                };
                kids.iter().copied().find(clause).map(|kid| below(text, verb, kid))
            }
            "to" => infinitive().filter(|_| object().is_none()).map(|kid| below(text, verb, kid)),
            "whom-to" => infinitive().filter(|_| object().is_some()).map(|kid| below(text, verb, kid)),
            "ing" => kids.iter().copied().filter(after).find(gerund).map(|kid| below(text, verb, kid)),
            "of-ing" => {
                let of = |kid: &usize| gerund(kid) && tree.mark(*kid) == "of";
                kids.iter().copied().filter(after).find(of).map(|kid| below(text, verb, kid))
            }
            "object" => object().filter(noun).filter(|_| infinitive().is_none()).map(|kid| below(text, verb, kid)),
            "for" => with("for").filter(noun).map(|kid| {
                let words = below(text, verb, kid);
                // "asked for the road to stay open"
                let end = infinitive().map_or(words.end, |to| below(text, verb, to).end);
                words.start..end.max(words.end)
            }),
            "out-object" => {
                let out = kids.iter().any(|&kid| tree.relation(kid) == "compound:prt" && tree.lemma(kid) == "out");
                object().filter(|_| out).map(|kid| below(text, verb, kid))
            }
            "at" => with("at").and_then(|figure| {
                let object = object().map(|object| below(text, verb, object))?;
                let figure = below(text, verb, figure);
                let number = figure.clone().any(|word| tree.upos(word) == Upos::Num);
                let when = kids.iter().filter(|&&kid| kid >= figure.end && tree.kind(kid) == "obl");
                let end = when.map(|&kid| below(text, verb, kid).end).max().unwrap_or(figure.end);
                (number && object.start < figure.end).then_some(object.start..end.max(object.end))
            }),
            _ => None,
        };
        if let Some(words) = found.filter(|words| !words.is_empty() && !words.contains(&verb)) {
            return Some(words);
        }
    }
    None
}

/// A word's whole phrase or clause behind a verb, without what introduces it and the marks at its ends.
fn below(text: &Text<'_>, verb: usize, top: usize) -> Range<usize> {
    let tree = text.tree;
    let words = tree.below(top, |kid| kid > verb && !matches!(tree.kind(kid), "parataxis" | "discourse"));
    let (mut first, mut last) = (words.first().copied().unwrap_or(top), words.last().copied().unwrap_or(top));
    let opens = |word: usize| {
        tree.upos(word) == Upos::Punct
            || matches!(tree.lemma(word), "that" | "for" | "of" | "at") && word < top && tree.head(word) == Some(top)
    };
    while first < last && opens(first) {
        first += 1;
    }
    while last > first && tree.upos(last) == Upos::Punct {
        last -= 1;
    }
    first..last + 1
}

/// Ends contents where what is told next is another act of the speaker's: "said it was so *and urged them to wait*". Gives the verbs of
/// these acts, and whose they are.
pub(super) fn cut(text: &Text<'_>, drafts: &mut [Draft]) -> FxHashMap<usize, Range<usize>> {
    let tree = text.tree;
    let mut acts = FxHashMap::default();
    for draft in drafts.iter_mut().filter(|draft| draft.kind != StatementKind::Direct) {
        let Some(verb) = draft.cue.clone().find(|&word| tree.upos(word) == Upos::Verb) else { continue };
        let within = draft.content.iter().flat_map(Clone::clone);
        let Some(next) = within.into_iter().find(|&word| word > verb && is_next(text, verb, word)) else { continue };
        let Some(words) = draft.content.iter_mut().find(|words| words.contains(&next)) else { continue };
        let start = tree.kids(next).iter().copied().filter(|&kid| kid < next && kid > verb).min().unwrap_or(next);
        let before = |word: &usize| tree.upos(*word) != Upos::Punct;
        let end = (words.start..start.max(words.start)).rev().find(before).map_or(words.start, |word| word + 1);
        if end > words.start + 1 {
            words.end = end;
            draft.kind = text.kind(words);
            acts.insert(next, draft.source.clone());
        }
    }
    acts
}

/// Whether a word is the verb of a further act of whoever says something, not part of what is said: a verb of saying joined to that
/// one; or of the same form, joined to one of another form ("said it *had missed* a chance and *urged* it").
fn is_next(text: &Text<'_>, says: usize, word: usize) -> bool {
    let tree = text.tree;
    if tree.relation(word) != "conj" || tree.upos(word) != Upos::Verb || frames(tree.lemma(word)).is_empty() {
        return false;
    }
    let alike = tree.xpos(word) == tree.xpos(says);
    let subject = tree.kid(word, "nsubj").is_some();
    match tree.head(word) {
        Some(head) if head == says => alike && !subject,
        Some(head) => alike && !subject && tree.xpos(head) != tree.xpos(word),
        None => false,
    }
}

/// Lets contents go on at both sides of what says whose they are: "*The road*, she told them, *was shut*".
pub(super) fn go_on(text: &Text<'_>, drafts: &mut [Draft]) {
    let tree = text.tree;
    for draft in drafts.iter_mut().filter(|draft| draft.kind == StatementKind::Indirect && draft.content.len() == 1) {
        if draft.source.is_empty() || draft.cue.is_empty() {
            continue;
        }
        let (from, to) = (draft.source.start.min(draft.cue.start), draft.source.end.max(draft.cue.end));
        let Some(sentence) = tree.article.annotation.sentences.get(tree.sentence(from)) else { continue };
        let all = sentence.words.clone();
        let content = draft.content[0].clone();
        let close = (to..all.end.min(to + 7)).find(|&word| matches!(tree.form(word), "," | ";"));
        let Some(close) = close.filter(|_| from > all.start + 1 && tree.form(from - 1) == "," && to - from < 14) else {
            continue;
        };
        if content.start < all.start || content.end > all.end || draft.has(close) || draft.has(from - 1) {
            continue;
        }
        let mark = |word: usize| matches!(tree.form(word), "“" | "”" | "\"" | "‘");
        if all.clone().any(mark) {
            continue;
        }
        let last = all.clone().rev().find(|&word| tree.upos(word) != Upos::Punct).map_or(all.end, |word| word + 1);
        let first = (all.start..from - 1)
            .rev()
            .find(|&word| matches!(tree.form(word), ";" | ":" | "–" | "—"))
            .map_or(all.start, |word| word + 1);
        if content.start > close {
            draft.content.insert(0, first..from - 1);
        } else if content.end < from && close + 1 < last {
            let goes = matches!(tree.lemma(close + 1), "but" | "not");
            let verb = (close + 1..last).any(|word| matches!(tree.xpos(word), "VBD" | "VBZ" | "VBP" | "MD"));
            if goes && (verb || last - close < 5) && tree.form(close) == "," {
                draft.content.push(close + 1..last);
            }
        }
    }
}
