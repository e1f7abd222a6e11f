//! Quotations that no statement covers, and who says them by what stands beside: “…,” *she said*; *she said*, “…”; *Ana Torres*: “…”.

use std::ops::Range;

use attache_language::{EntityKind, StatementKind, Upos};

use super::drafts::Draft;
use super::{Text, said};
use crate::mention::Article;

/// Fewest words of a quotation that is taken for a statement where no verb of saying stands beside it.
const SHORTEST: usize = 5;

/// Most words between a quotation and the verb of saying beside it.
const NEAR: usize = 10;

/// Adds the quotations of a paragraph that has a statement, or that a verb or colon brings in.
pub(super) fn add(text: &Text<'_>, drafts: &mut Vec<Draft>) {
    let mut added = Vec::new();
    for quoted in quotations(text) {
        let taken = quoted.clone().filter(|&word| drafts.iter().any(|draft| draft.has(word))).count();
        let counts = quoted.clone().filter(|&word| text.tree.upos(word) != Upos::Punct).count();
        if taken * 2 >= quoted.len() || counts == 0 {
            continue;
        }
        if let Some(verb) = cue(text, &quoted) {
            let own = drafts.iter_mut().find(|draft| draft.cue.contains(&verb));
            match own {
                Some(draft) if taken > 0 || draft.start().abs_diff(quoted.start) > 60 => {}
                Some(draft) => {
                    draft.content.push(quoted);
                    draft.content.sort_by_key(|words| words.start);
                }
                None => {
                    if let Some(source) = said::source(text, verb).filter(|_| taken == 0) {
                        added.push(direct(source, verb..verb + 1, quoted));
                    }
                }
            }
            continue;
        }
        if taken * 5 >= quoted.len() {
            continue;
        }
        if let Some(source) = introduced(text, &quoted, drafts) {
            added.push(direct(source, 0..0, quoted));
            continue;
        }
        if counts < SHORTEST || !has_clause(text, &quoted) {
            continue;
        }
        let line = text.around(quoted.start);
        let beside = |draft: &&Draft| {
            draft.kind == StatementKind::Direct
                && draft.content.iter().any(|words| words.start < line.end && line.start < words.end)
        };
        let near = |draft: &&Draft| draft.start().abs_diff(quoted.start);
        if let Some(by) = drafts.iter().filter(beside).min_by_key(near) {
            added.push(Draft { cue: 0..0, content: vec![quoted], ..by.clone() });
        }
    }
    drafts.extend(added);
}

fn direct(source: Range<usize>, cue: Range<usize>, quoted: Range<usize>) -> Draft {
    Draft { source, cue, content: vec![quoted], kind: StatementKind::Direct, through: Vec::new() }
}

/// The verb of saying beside a quotation.
fn cue(text: &Text<'_>, quoted: &Range<usize>) -> Option<usize> {
    let tree = text.tree;
    let line = text.around(quoted.start);
    let ends = |word: usize| matches!(tree.form(word), "," | "?" | "!" | "…" | "." | "..." | "–" | "—");
    let says = |word: usize| tree.upos(word) == Upos::Verb && said::frames(tree.lemma(word)).contains(&"quote");
    let behind = quoted.end + 1;
    if behind < line.end
        && (ends(quoted.end - 1) && tree.form(quoted.end - 1) != "." || ends(behind) && tree.form(behind) != ".")
    {
        let clause = (behind..line.end.min(behind + NEAR))
            .take_while(|&word| !matches!(tree.form(word), "." | "“" | "\"" | ";"));
        let found = clause
            .into_iter()
            .find(|&word| says(word) && tree.kids(word).iter().any(|&kid| tree.kind(kid) == "nsubj" && kid >= behind));
        if found.is_some() {
            return found;
        }
    }
    let mark = quoted.start.checked_sub(1).filter(|&mark| mark > line.start)?;
    match tree.form(mark - 1) {
        "," | ":" => {
            let from = line.start.max(mark.saturating_sub(NEAR));
            let clause =
                (from..mark - 1).rev().take_while(|&word| !matches!(tree.form(word), "." | "”" | "\"" | ";" | ","));
            let stands = tree.form(mark - 1) == ",";
            clause.into_iter().find(|&word| says(word)).filter(|&word| stands || word + 4 > mark)
        }
        _ => Some(mark - 1).filter(|&word| says(word)),
    }
}

/// Who is named before the colon that brings a quotation in.
fn introduced(text: &Text<'_>, quoted: &Range<usize>, drafts: &[Draft]) -> Option<Range<usize>> {
    let tree = text.tree;
    let colon = quoted.start.checked_sub(2).filter(|&colon| tree.form(colon) == ":")?;
    let line = text.around(quoted.start);
    let stops = |word: usize| matches!(tree.form(word), "." | "?" | "!" | "”");
    let first = (line.start..colon).rev().find(|&word| stops(word)).map_or(line.start, |word| word + 1);
    let told =
        drafts.iter().rev().find(|draft| draft.cue.start >= first && draft.end() <= colon && !draft.source.is_empty());
    if let Some(told) = told {
        return Some(told.source.clone());
    }
    let verb = (first..colon).find(|&word| tree.upos(word) == Upos::Verb && tree.subject(word, 1).is_some());
    if let Some(subject) = verb.and_then(|verb| tree.subject(verb, 1)) {
        return Some(tree.phrase(subject)).filter(|words| tree.names_party(subject) && words.end <= colon);
    }
    let end = (first..colon).find(|&word| matches!(tree.form(word), "," | "(")).unwrap_or(colon);
    let person = (first..end).any(|word| tree.entity(word).is_some_and(|name| name.kind == EntityKind::Per));
    (person && end - first <= 8).then_some(first..end)
}

fn has_clause(text: &Text<'_>, words: &Range<usize>) -> bool {
    words.clone().any(|word| matches!(text.tree.upos(word), Upos::Verb | Upos::Aux))
}

impl Text<'_> {
    /// How much of some words stands in quotation marks.
    pub(super) fn kind(&self, words: &Range<usize>) -> StatementKind {
        let counts = |word: &usize| self.tree.upos(*word) != Upos::Punct;
        let all = words.clone().filter(counts).count();
        let inside = |word: &usize| self.quoted.get(*word).copied().unwrap_or(false);
        match words.clone().filter(counts).filter(inside).count() {
            0 => StatementKind::Indirect,
            quoted if quoted * 5 >= all * 4 => StatementKind::Direct,
            _ => StatementKind::Mixed,
        }
    }
}

/// What stands between double quotation marks, paragraph by paragraph; each with whether its paragraph closes it.
fn marked(article: &Article<'_>, paragraph: impl Fn(usize) -> u32) -> Vec<(Range<usize>, bool)> {
    let words = &article.annotation.words;
    let (mut found, mut open) = (Vec::new(), None);
    for (word, one) in words.iter().enumerate() {
        if let Some(from) = open.filter(|&from| paragraph(from) != paragraph(word)) {
            found.push((from + 1..word, false));
            open = None;
        }
        match (one.form(article.text), open) {
            ("“" | "\"" | "``", None) => open = Some(word),
            ("”" | "\"" | "''", Some(from)) => {
                found.push((from + 1..word, true));
                open = None;
            }
            _ => {}
        }
    }
    found.extend(open.map(|from| (from + 1..words.len(), false)));
    found.retain(|(words, _)| !words.is_empty());
    found
}

/// Whether each word stands in double quotation marks.
pub(super) fn inside(article: &Article<'_>, paragraphs: &[u32]) -> Vec<bool> {
    let mut inside = vec![false; article.annotation.words.len()];
    for (words, _) in marked(article, |word| paragraphs[word]) {
        inside[words].fill(true);
    }
    inside
}

/// The quotations that are closed in their paragraphs.
fn quotations(text: &Text<'_>) -> Vec<Range<usize>> {
    let marked = marked(text.tree.article, |word| text.paragraph(word));
    marked.into_iter().filter(|(_, closed)| *closed).map(|(words, _)| words).collect()
}
