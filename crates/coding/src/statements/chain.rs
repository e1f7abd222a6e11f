//! Through whose word: "the paper reported, citing two people", "the agency quoted an official as saying".

use std::ops::Range;

use attache_language::Upos;

use super::Text;
use super::drafts::Draft;
use crate::mention::{Citation, CitationKind};
use crate::sources::citation;

/// Turns outlets that cite into links of a chain: whom they cite is the source.
pub(super) fn unfold(text: &Text<'_>, drafts: &mut Vec<Draft>) {
    for draft in drafts.iter_mut() {
        quoted_as_saying(text, draft);
        in_the_words_of(text, draft);
    }
    citing(text, drafts);
    // "the agency quoted him" and "saying" are two cues of one statement
    let same = |a: &Draft, b: &Draft| a.source == b.source && a.content.iter().any(|words| b.has(words.start));
    drafts.dedup_by(|later, first| same(later, first) && !first.through.is_empty() && !later.through.is_empty());
}

/// "The agency quoted the envoy as saying …": the envoy says it, through the agency.
fn quoted_as_saying(text: &Text<'_>, draft: &mut Draft) {
    let tree = text.tree;
    let quotes = |word: usize| tree.upos(word) == Upos::Verb && matches!(tree.lemma(word), "quote" | "cite");
    let cue = draft.cue.clone().find(|&word| quotes(word)).or_else(|| {
        // the cue may be "saying" alone
        let saying = draft.cue.clone().find(|&word| tree.form(word).eq_ignore_ascii_case("saying"))?;
        tree.head(saying).filter(|&head| quotes(head))
    });
    let Some(verb) = cue.filter(|&verb| !tree.is_passive(verb)) else { return };
    let from = verb + 1;
    let end =
        tree.article.annotation.sentence_of(verb).map_or(from, |n| tree.article.annotation.sentences[n].words.end);
    let said = (from..end.min(from + 60))
        .find(|&word| tree.form(word).eq_ignore_ascii_case("saying") && tree.form(word - 1).eq_ignore_ascii_case("as"));
    let Some(said) = said.filter(|&said| said > from + 1) else { return };
    let outlet = if draft.source.is_empty() {
        tree.kid(verb, "nsubj").map_or(0..0, |subject| tree.phrase(subject))
    } else {
        draft.source.clone()
    };
    if outlet.is_empty() || from <= outlet.start && outlet.end <= said {
        return;
    }
    let first = if tree.form(said + 1).eq_ignore_ascii_case("that") { said + 2 } else { said + 1 };
    let mut content: Vec<Range<usize>> = Vec::new();
    for words in &draft.content {
        let words = words.start.max(first)..words.end;
        if !words.is_empty() {
            content.push(words);
        }
    }
    if content.is_empty() {
        let last = (first..end).rev().find(|&word| tree.upos(word) != Upos::Punct).map_or(first, |word| word + 1);
        content.push(first..last);
    }
    if content.iter().any(|words| words.is_empty()) {
        return;
    }
    (draft.source, draft.cue, draft.content) = (from..said - 1, said..said + 1, content);
    draft.through.push(outlet);
}

/// "…, in the words of the envoy, a disaster".
fn in_the_words_of(text: &Text<'_>, draft: &mut Draft) {
    let tree = text.tree;
    let Some(number) = tree.article.annotation.sentence_of(draft.start()) else { return };
    let Some(sentence) = tree.article.annotation.sentences.get(number) else { return };
    let is = |word: usize, form: &str| tree.form(word).eq_ignore_ascii_case(form);
    let of = sentence.words.clone().find(|&at| {
        is(at, "the") && (is(at + 1, "words") || is(at + 1, "word")) && is(at + 2, "of") && at > 0 && is(at - 1, "in")
    });
    let Some(at) = of else { return };
    let last = (at + 3..sentence.words.end).find(|&word| tree.form(word) == ",").unwrap_or(at + 3);
    let near =
        draft.source.is_empty() || draft.has(at + 1) || draft.cue.contains(&(at + 1)) || draft.start() == last + 1;
    if !near || last <= at + 3 || last - at > 14 {
        return;
    }
    (draft.source, draft.cue) = (at + 3..last, at + 1..at + 2);
    for words in &mut draft.content {
        if words.start >= at.saturating_sub(1) && words.start <= last {
            words.start = last + 1;
        }
    }
    draft.content.retain(|words| words.start < words.end);
    if draft.content.is_empty() {
        draft.content.push(last + 1..sentence.words.end);
    }
}

/// "…, the paper said, citing four people": the four say it, through the paper.
fn citing(text: &Text<'_>, drafts: &mut Vec<Draft>) {
    let tree = text.tree;
    let mut dropped = Vec::new();
    for n in 0..drafts.len() {
        let cue = drafts[n].cue.clone().find(|&word| matches!(tree.lemma(word), "cite" | "quote"));
        let Some(verb) = cue.filter(|_| drafts[n].through.is_empty()) else { continue };
        let object = tree.kid(verb, "obj").or_else(|| drafts[n].content.first().map(|words| head_of(text, words)));
        let Some(object) = object else { continue };
        let phrase = long_phrase(text, object);
        let Some(cited) = citation(tree, &phrase) else { continue };
        let speaks = matches!(cited.kind, CitationKind::Unnamed | CitationKind::Outlet | CitationKind::Agency)
            || (cited.kind == CitationKind::Official && cited.mention.is_some());
        let main = drafts.iter().position(|other| {
            !std::ptr::eq(other, &drafts[n])
                && tree.article.annotation.sentence_of(other.start()) == tree.article.annotation.sentence_of(verb)
                && is_outlet(text, &other.source)
                && other.cue != drafts[n].cue
        });
        if let Some(main) = main.filter(|_| speaks) {
            let outlet = std::mem::replace(&mut drafts[main].source, phrase);
            drafts[main].through.push(outlet);
            dropped.push(n);
        }
    }
    for n in dropped.into_iter().rev() {
        drafts.remove(n);
    }
    // without a statement of its own: "the paper said, quoting an aide"
    for draft in drafts.iter_mut().filter(|draft| is_outlet(text, &draft.source)) {
        let verbs = draft.cue.clone().flat_map(|cue| tree.kids(cue).to_vec());
        let cites = |verb: &usize| tree.xpos(*verb) == "VBG" && matches!(tree.lemma(*verb), "cite" | "quote");
        let Some(object) = verbs.filter(cites).find_map(|verb| tree.kid(verb, "obj")) else { continue };
        let phrase = long_phrase(text, object);
        if phrase.start < draft.source.end && draft.source.start < phrase.end || draft.has(object) {
            continue;
        }
        let outlet = std::mem::replace(&mut draft.source, phrase);
        draft.through.push(outlet);
    }
}

/// The whole phrase of a noun: what follows it too, up to a comma.
fn long_phrase(text: &Text<'_>, noun: usize) -> Range<usize> {
    let tree = text.tree;
    let below = tree.below(noun, |kid| !matches!(tree.kind(kid), "conj" | "cc" | "appos" | "parataxis" | "punct"));
    let mut range = tree.phrase(noun);
    while range.start > 0 && tree.upos(range.start - 1) == Upos::Num && tree.head(range.start - 1) == Some(noun) {
        range.start -= 1;
    }
    for word in below.into_iter().filter(|&word| word >= noun) {
        if word <= range.end {
            range.end = range.end.max(word + 1);
        }
    }
    range
}

fn head_of(text: &Text<'_>, words: &Range<usize>) -> usize {
    let outside = |word: &usize| text.tree.head(*word).is_none_or(|head| !words.contains(&head));
    words.clone().find(outside).unwrap_or(words.start)
}

/// Whether the source is a paper, broadcaster or agency, not somebody who works there.
fn is_outlet(text: &Text<'_>, source: &Range<usize>) -> bool {
    if source.is_empty() {
        return false;
    }
    citation(text.tree, source).is_some_and(|cited| matches!(cited.kind, CitationKind::Outlet | CitationKind::Agency))
}

/// For each draft, through whom the article has it, from the article inwards.
pub(super) fn chains(text: &Text<'_>, drafts: &[Draft]) -> Vec<Vec<Citation>> {
    let size = |draft: &Draft| draft.content.iter().map(ExactSizeIterator::len).sum::<usize>();
    let own = |draft: &Draft, chain: &mut Vec<Citation>, with_source: bool| {
        let source = with_source.then_some(&draft.source);
        for words in draft.through.iter().chain(source) {
            if let Some(mut link) = (!words.is_empty()).then(|| citation(text.tree, words)).flatten() {
                link.name = named(text, &link);
                if !chain.iter().any(|old| old.name == link.name) {
                    chain.push(link);
                }
            }
        }
    };
    drafts
        .iter()
        .map(|draft| {
            let within = |outer: &&Draft| {
                size(outer) > size(draft)
                    && outer.has(draft.start())
                    && draft.content.last().is_some_and(|words| outer.has(words.end - 1))
            };
            let mut outer: Vec<&Draft> = drafts.iter().filter(within).collect();
            outer.sort_by_key(|outer| std::cmp::Reverse(size(outer)));
            let mut chain = Vec::new();
            outer.iter().for_each(|outer| own(outer, &mut chain, true));
            own(draft, &mut chain, false);
            according_to(text, draft, &mut chain);
            chain
        })
        .collect()
}

/// "…, a spokesman said, according to the agency".
fn according_to(text: &Text<'_>, draft: &Draft, chain: &mut Vec<Citation>) {
    let tree = text.tree;
    let Some(number) = tree.article.annotation.sentence_of(draft.cue.start.max(draft.start())) else { return };
    let Some(sentence) = tree.article.annotation.sentences.get(number).filter(|_| !draft.cue.is_empty()) else {
        return;
    };
    let phrases: &[&[&str]] = &[&["according", "to"], &["in", "keeping", "with"], &["as", "quoted", "by"]];
    for at in sentence.words.clone() {
        let found = phrases
            .iter()
            .find(|phrase| phrase.iter().enumerate().all(|(n, word)| tree.form(at + n).eq_ignore_ascii_case(word)));
        let Some(phrase) = found else { continue };
        let first = at + phrase.len();
        let head = (first..sentence.words.end.min(first + 8))
            .find(|&word| tree.is_noun(word) && { tree.head(word).is_none_or(|head| head < at || head >= first + 8) });
        let Some(head) = head.filter(|&head| !draft.has(head) && !draft.source.contains(&head)) else { continue };
        let Some(mut link) = citation(tree, &tree.phrase(head)) else { continue };
        if matches!(link.kind, CitationKind::Outlet | CitationKind::Agency) {
            link.name = named(text, &link);
            if !chain.iter().any(|old| old.name == link.name) {
                chain.insert(0, link);
            }
        }
    }
}

/// An outlet's name as mended, and without who owns it: "Britain's Financial Times".
fn named(text: &Text<'_>, link: &Citation) -> String {
    let resolution = text.tree.article.resolution;
    let actor = link.mention.and_then(|at| resolution.actor_of(resolution.mentions.get(at)?));
    if let Some(name) = actor.and_then(|actor| actor.name.clone()) {
        return name;
    }
    let after = link.words.clone().rev().find(|&word| text.tree.xpos(word) == "POS").map(|word| word + 1);
    let words = after.filter(|&from| from < link.words.end).unwrap_or(link.words.start)..link.words.end;
    text.reads(&words)
}
