//! Spans of statements: the annotator's, and what it left out: lines of transcripts, quotations, what verbs of saying show.

use std::ops::Range;

use attache_language::StatementKind;

use super::{Text, quoted, said, transcript};

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

    /// Whether it is a line of a transcript: a label, a colon, speech.
    pub fn is_line(&self, text: &Text<'_>) -> bool {
        let first = self.content.first().map_or(0, |words| words.start);
        self.cue.is_empty()
            && self.source.start < self.source.end
            && self.source.end < first
            && (self.source.end..first).any(|word| text.tree.form(word) == ":")
            && text.around(self.source.start).start + 3 > self.source.start
            && text.paragraph(self.source.start) == text.paragraph(first)
    }

    pub fn has(&self, word: usize) -> bool {
        self.content.iter().any(|words| words.contains(&word))
    }
}

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
    transcript::read(text, &mut drafts);
    let acts = said::cut(text, &mut drafts);
    quoted::add(text, &mut drafts);
    said::add(text, &mut drafts, &acts);
    said::go_on(text, &mut drafts);
    drafts.sort_by_key(|draft| (draft.start(), draft.cue.start));
    drafts
}
