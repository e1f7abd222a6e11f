//! Spans of statements: the annotator's, and those of quotations and transcript lines that it left out.

use std::ops::Range;

use attache_language::{EntityKind, StatementKind, Upos};

use super::Text;

/// A statement in the making.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub source: Range<usize>,
    pub cue: Range<usize>,
    pub content: Vec<Range<usize>>,
    pub kind: StatementKind,
    /// Words that name outlets through which it comes, outermost first.
    pub through: Vec<Range<usize>>,
}

impl Draft {
    pub fn start(&self) -> usize {
        self.content.first().map_or(self.cue.start, |words| words.start)
    }

    pub fn end(&self) -> usize {
        let content = self.content.last().map_or(0, |words| words.end);
        content.max(self.cue.end).max(self.source.end)
    }

    pub fn has(&self, word: usize) -> bool {
        self.content.iter().any(|words| words.contains(&word))
    }
}

/// Fewest words of a quotation that is taken for a statement of its own.
const SHORTEST: usize = 5;

/// Most words before the colon of a transcript line.
const LONGEST_NAME: usize = 5;

/// The drafts of an article, in the order of their contents.
pub(super) fn drafts(text: &Text<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for said in &text.tree.article.annotation.statements {
        drafts.push(Draft {
            source: said.source.clone(),
            cue: said.cue.clone(),
            content: said.content.clone(),
            kind: said.kind,
            through: Vec::new(),
        });
    }
    transcript(text, &mut drafts);
    uncovered(text, &mut drafts);
    drafts.sort_by_key(|draft| (draft.start(), draft.cue.start));
    drafts
}

/// Adds the lines of an interview or transcript, "Ana Torres: We will stay.", where at least two lines are so made.
fn transcript(text: &Text<'_>, drafts: &mut Vec<Draft>) {
    let words = text.tree.words.len();
    let (mut lines, mut at) = (Vec::new(), 0);
    while at < words {
        let line = text.around(at);
        at = line.end.max(at + 1);
        let colon = line.clone().take(LONGEST_NAME + 1).find(|&word| text.tree.form(word) == ":");
        let Some(colon) = colon.filter(|&colon| colon > line.start && line.end > colon + 3) else { continue };
        let named = (line.start..colon).all(|word| {
            matches!(text.tree.upos(word), Upos::Propn | Upos::Noun | Upos::Punct | Upos::X | Upos::Sym)
                && text.tree.form(word).starts_with(|c: char| c.is_uppercase() || c == '.' || c == '-')
        });
        let person = text.tree.entity(line.start).is_some_and(|name| name.kind == EntityKind::Per)
            || (line.start..colon).any(|word| text.tree.entity(word).is_some_and(|name| name.kind == EntityKind::Per));
        let turn = colon == line.start + 1 && matches!(text.tree.form(line.start), "Q" | "A" | "Question" | "Answer");
        if named && (person || turn) {
            lines.push((line.start..colon, colon + 1..line.end));
        }
    }
    if lines.len() < 2 {
        return;
    }
    for (source, speech) in lines {
        let taken = speech.clone().filter(|&word| drafts.iter().any(|draft| draft.has(word))).count();
        if taken * 3 < speech.len() {
            let kind = StatementKind::Direct;
            let content = vec![speech];
            drafts.push(Draft { source, cue: 0..0, content, kind, through: Vec::new() });
        }
    }
}

/// Adds quotations in a paragraph that has a statement: what stands in marks beside a quotation belongs to who speaks there.
fn uncovered(text: &Text<'_>, drafts: &mut Vec<Draft>) {
    let mut added = Vec::new();
    for quoted in quotations(text) {
        let taken = quoted.clone().filter(|&word| drafts.iter().any(|draft| draft.has(word))).count();
        let counts = quoted.clone().filter(|&word| text.tree.upos(word) != Upos::Punct).count();
        if taken * 5 >= quoted.len() || counts < SHORTEST || !has_clause(text, &quoted) {
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

fn has_clause(text: &Text<'_>, words: &Range<usize>) -> bool {
    words.clone().any(|word| matches!(text.tree.upos(word), Upos::Verb | Upos::Aux))
}

/// What stands between double quotation marks, paragraph by paragraph.
fn quotations(text: &Text<'_>) -> Vec<Range<usize>> {
    let (mut found, mut open) = (Vec::new(), None);
    for word in 0..text.tree.words.len() {
        if open.is_some_and(|from| text.paragraph(from) != text.paragraph(word)) {
            open = None;
        }
        match (text.tree.form(word), open) {
            ("“" | "\"" | "``", None) => open = Some(word),
            ("”" | "\"" | "''", Some(from)) => {
                found.push(from + 1..word);
                open = None;
            }
            _ => {}
        }
    }
    found.retain(|words| !words.is_empty());
    found
}
