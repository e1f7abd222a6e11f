//! Interviews, hearings, calls and rounds of voices: lines that open with who speaks, "Ana Torres: We will stay."

use std::ops::Range;

use attache_language::{EntityKind, StatementKind, Upos};

use super::Text;
use super::drafts::Draft;

/// Most words before the colon of a line, and of the name among them.
const LONGEST_LABEL: usize = 12;
const LONGEST_NAME: usize = 7;

/// Fewest voices of a talk that speak again, fewest lines that it has, and fewest lines of persons elsewhere.
const FEWEST_VOICES: usize = 2;
const FEWEST: usize = 4;
const FEWEST_PERSONS: usize = 2;

struct Line {
    /// All before the colon.
    label: Range<usize>,
    /// Who speaks: no "Q –" before it, no description behind a comma.
    name: Range<usize>,
    speech: Range<usize>,
}

/// Adds the lines of a transcript. Where voices come again, all lines are of it, and each is whole: what was found of it without more of
/// a source than its label goes. Where not, only lines of persons are added, if little of them was found.
pub(super) fn read(text: &Text<'_>, drafts: &mut Vec<Draft>) {
    let mut lines = lines(text);
    let again = is_talk(text, &lines);
    if !again {
        lines.retain(|line| line.speech.len() > 2 && is_person(text, line));
        if lines.len() < FEWEST_PERSONS {
            return;
        }
    }
    for Line { label, name, speech } in lines {
        let covered =
            |draft: &Draft| draft.content.iter().all(|words| label.start <= words.start && words.end <= speech.end);
        let labelled = |draft: &Draft| {
            draft.cue.is_empty() && !speech.contains(&draft.source.start)
                || draft.source.start < label.end && label.start < draft.source.end
                || draft.cue.contains(&label.end)
        };
        if again {
            drafts.retain(|draft| !(covered(draft) && labelled(draft)));
        } else if speech.clone().filter(|&word| drafts.iter().any(|draft| draft.has(word))).count() * 3 >= speech.len()
        {
            continue;
        }
        let (kind, content) = (StatementKind::Direct, vec![speech]);
        drafts.push(Draft { source: name, cue: 0..0, content, kind, through: Vec::new() });
    }
}

fn lines(text: &Text<'_>) -> Vec<Line> {
    let words = text.tree.words.len();
    let (mut lines, mut at) = (Vec::new(), 0);
    while at < words {
        let line = text.around(at);
        at = line.end.max(at + 1);
        let colon = line.clone().take(LONGEST_LABEL + 1).find(|&word| text.tree.form(word) == ":");
        let Some(colon) = colon.filter(|&colon| colon > line.start && line.end > colon + 1) else { continue };
        let label = line.start..colon;
        let speech = bare(text, colon + 1..line.end);
        let spoken = speech.clone().any(|word| text.tree.upos(word) != Upos::Punct);
        if let Some(name) = name(text, &label).filter(|_| spoken) {
            lines.push(Line { label, name, speech });
        }
    }
    lines
}

/// Speech without quotation marks around it.
fn bare(text: &Text<'_>, speech: Range<usize>) -> Range<usize> {
    let mark = |word: usize| matches!(text.tree.form(word), "\"" | "“" | "”" | "``" | "''");
    match speech.len() > 2 && mark(speech.start) && mark(speech.end - 1) {
        true => speech.start + 1..speech.end - 1,
        false => speech,
    }
}

/// The name in a label: capitalised, but for its smaller words.
fn name(text: &Text<'_>, label: &Range<usize>) -> Option<Range<usize>> {
    let tree = text.tree;
    // "Q – Ellen Marsh, Tidewater Research"
    let turn = |word: usize| matches!(tree.form(word), "Q" | "A" | "Q." | "A.") && word + 2 < label.end;
    let mut first = label.start;
    if turn(first) {
        first = (first + 1..label.end).find(|&word| tree.upos(word) != Upos::Punct)?;
    }
    let last = (first..label.end).find(|&word| matches!(tree.form(word), "," | "(" | "[")).unwrap_or(label.end);
    let name = first..last;
    let fits = |word: usize| {
        let form = tree.form(word);
        form.starts_with(|c: char| c.is_uppercase() || matches!(c, '.' | '-' | '–' | '\'' | '’' | '@'))
            || matches!(form, "of" | "for" | "the" | "and" | "de" | "da" | "von" | "van" | "al" | "bin")
    };
    let letters = name.clone().any(|word| tree.form(word).chars().any(char::is_alphabetic));
    (letters && name.len() <= LONGEST_NAME && name.clone().all(fits)).then_some(name)
}

/// Whether these lines are a talk: two of its voices speak again. Questions and answers without names are none.
fn is_talk(text: &Text<'_>, lines: &[Line]) -> bool {
    let voice = |line: &Line| {
        let mut last = line.name.clone().rev().map(|word| text.tree.form(word));
        last.find(|form| form.chars().any(char::is_alphabetic)).map(str::to_lowercase)
    };
    let voices: Vec<String> = lines.iter().filter_map(voice).filter(|voice| voice.chars().count() > 1).collect();
    let mut again: Vec<&String> =
        voices.iter().enumerate().filter(|(n, voice)| voices[..*n].contains(voice)).map(|(_, voice)| voice).collect();
    again.sort_unstable();
    again.dedup();
    // "TORRES:" is hardly a list's
    let capitals = |line: &Line| {
        let mut forms = line.name.clone().map(|word| text.tree.form(word));
        forms.any(|form| form.chars().count() > 2 && form.chars().all(char::is_uppercase))
    };
    let enough = if lines.iter().all(capitals) { 1 } else { FEWEST_VOICES };
    again.len() >= enough && voices.len() >= FEWEST
}

/// Whether a line is of somebody named, or a turn of "Q" and "A".
fn is_person(text: &Text<'_>, line: &Line) -> bool {
    let turn = line.label.len() == 1 && matches!(text.tree.form(line.label.start), "Q" | "A" | "Question" | "Answer");
    let nouns =
        |word: usize| matches!(text.tree.upos(word), Upos::Propn | Upos::Noun | Upos::Punct | Upos::X | Upos::Sym);
    if !line.label.clone().all(nouns) {
        return false;
    }
    let small = line.label.len() > 5
        || line
            .label
            .clone()
            .any(|word| !text.tree.form(word).starts_with(|c: char| c.is_uppercase() || c == '.' || c == '-'));
    turn || !small
        && line.name.clone().any(|word| text.tree.entity(word).is_some_and(|name| name.kind == EntityKind::Per))
}
