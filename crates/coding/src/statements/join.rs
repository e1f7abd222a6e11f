//! Split quotations: "“We will wait,” the minister said. “We have time.”" is one statement.

use attache_language::StatementKind;

use super::Text;
use super::drafts::Draft;

/// Most words between two parts of a quotation, the speaker and cue among them.
const GAP: usize = 40;

/// Joins the parts of split quotations; the part with the cue gives source and cue.
pub(super) fn join(text: &Text<'_>, drafts: &mut Vec<Draft>) {
    let mut joined: Vec<Draft> = Vec::new();
    for draft in drafts.drain(..) {
        match joined.iter_mut().rev().take(2).find(|before| is_one(text, before, &draft)) {
            Some(before) => merge(before, draft),
            None => joined.push(draft),
        }
    }
    for draft in &mut joined {
        draft.content = apart(std::mem::take(&mut draft.content));
    }
    *drafts = joined;
}

/// Whether two drafts are parts of one utterance: quoted, by one speaker, one of them without a cue of its own.
fn is_one(text: &Text<'_>, before: &Draft, after: &Draft) -> bool {
    if before.kind == StatementKind::Indirect || after.kind == StatementKind::Indirect {
        return false;
    }
    let far = after.start().saturating_sub(before.end().min(after.start()));
    let apart = text.paragraph(after.start()).saturating_sub(text.paragraph(before.end().saturating_sub(1)));
    if far > GAP || apart > 1 {
        return false;
    }
    let transcript =
        |draft: &Draft| draft.cue.is_empty() && draft.source.end <= draft.start() && !draft.source.is_empty();
    if transcript(before) && text.tree.form(before.source.end) == ":" {
        return after.cue.is_empty() && after.source == before.source && apart <= 1;
    }
    if after.cue.is_empty() {
        return after.source.is_empty() || after.source == before.source;
    }
    before.cue.is_empty() && before.source == after.source && apart == 0
}

fn merge(before: &mut Draft, after: Draft) {
    let weight = |draft: &Draft| draft.content.iter().map(ExactSizeIterator::len).sum::<usize>();
    if before.kind != after.kind && weight(&after) > weight(before) {
        before.kind = after.kind;
    }
    before.content.extend(after.content);
    if before.cue.is_empty() {
        before.cue = after.cue;
    }
    if before.source.is_empty() {
        before.source = after.source;
    }
    before.through.extend(after.through);
}

/// The stretches in order, those that touch or overlap made one.
fn apart(mut content: Vec<std::ops::Range<usize>>) -> Vec<std::ops::Range<usize>> {
    content.retain(|words| !words.is_empty());
    content.sort_by_key(|words| (words.start, words.end));
    let mut apart: Vec<std::ops::Range<usize>> = Vec::new();
    for words in content {
        match apart.last_mut() {
            Some(last) if words.start <= last.end => last.end = last.end.max(words.end),
            _ => apart.push(words),
        }
    }
    apart
}
