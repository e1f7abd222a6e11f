//! Statements: cues out of their tags, and the source and content of each cue out of the parts that words have for it.

use std::ops::Range;

use super::{probability, runs};
use crate::annotation::StatementKind;
use crate::manifest::Thresholds;

/// Columns of a row of parts: none, first and later words of the source, first and later words of the content.
pub const PARTS: usize = 5;

/// Source, cue and content of a statement, as ranges of a paragraph's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// May be empty.
    pub source: Range<usize>,
    /// Empty where no cue tells.
    pub cue: Range<usize>,
    /// At least one stretch.
    pub content: Vec<Range<usize>>,
}

/// The cues of a paragraph; `rows` are scores of no cue, a cue's first word, a later word.
pub fn cues<'s>(rows: impl Iterator<Item = &'s [f32]>, threshold: f32) -> Vec<Range<usize>> {
    let mut cues: Vec<Range<usize>> = Vec::new();
    for (word, row) in rows.enumerate() {
        if 1.0 - probability(row, 0) <= threshold {
            continue;
        }
        let goes_on = row.get(2) > row.get(1);
        match cues.last_mut() {
            Some(cue) if cue.end == word && goes_on => cue.end += 1,
            _ => cues.push(word..word + 1),
        }
    }
    cues
}

/// The statements of a paragraph, one a cue at most. `scores` holds for each cue a row of parts for each word.
pub fn statements(cues: &[Range<usize>], scores: &[f32], words: usize, thresholds: &Thresholds) -> Vec<Told> {
    let part = |cue: usize, word: usize, parts: Range<usize>| -> f32 {
        let row = (cue * words + word) * PARTS;
        let row = scores.get(row..row + PARTS).unwrap_or(&[0.0; PARTS]);
        parts.map(|part| probability(row, part)).sum()
    };
    let table = |parts: Range<usize>| -> Vec<f32> {
        (0..cues.len() * words).map(|n| part(n / words, n % words, parts.clone())).collect()
    };
    let (sources, contents) = (table(1..3), table(3..5));
    let strongest: Vec<f32> =
        (0..words).map(|word| (0..cues.len()).map(|cue| contents[cue * words + word]).fold(0.0, f32::max)).collect();
    let mut told = Vec::new();
    for (n, cue) in cues.iter().enumerate() {
        let content = &contents[n * words..(n + 1) * words];
        let source = &sources[n * words..(n + 1) * words];
        let mut is_content: Vec<bool> =
            content.iter().zip(&strongest).map(|(p, most)| *p > thresholds.content && p >= most).collect();
        bridge(&mut is_content, cue);
        let content = long_runs(&is_content);
        if !content.is_empty() {
            told.push(Told { source: source_of(source, &is_content, thresholds), cue: cue.clone(), content });
        }
    }
    told
}

/// Fills gaps of one word, unless it is of the cue.
fn bridge(is_content: &mut [bool], cue: &Range<usize>) {
    for gap in runs(is_content.iter().map(|content| !content)) {
        if gap.len() == 1 && gap.start > 0 && gap.end < is_content.len() && !cue.contains(&gap.start) {
            is_content[gap.start] = true;
        }
    }
}

/// Stretches of content without strays: at least three words, or as long as the longest.
fn long_runs(is_content: &[bool]) -> Vec<Range<usize>> {
    let mut runs = runs(is_content.iter().copied());
    let longest = runs.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    runs.retain(|run| run.len() >= 3.min(longest));
    runs
}

fn source_of(source: &[f32], is_content: &[bool], thresholds: &Thresholds) -> Range<usize> {
    let likely = source.iter().zip(is_content).map(|(p, content)| *p > thresholds.source && !content);
    let weight = |run: &Range<usize>| -> f32 { source[run.clone()].iter().sum() };
    let best = runs(likely).into_iter().reduce(|best, run| if weight(&run) > weight(&best) { run } else { best });
    best.unwrap_or_else(|| {
        let outside = source.iter().zip(is_content).map(|(p, content)| if *content { 0.0 } else { *p });
        let outside: Vec<f32> = outside.collect();
        let word = super::best(&outside);
        if outside[word] > thresholds.source_floor { word..word + 1 } else { 0..0 }
    })
}

/// A word as the rules of direct speech see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// It starts inside quotation marks of any kind.
    pub quoted: bool,
    /// It has a letter or digit.
    pub counts: bool,
    /// It is a colon, and not behind a label (`UPDATE:`).
    pub colon: bool,
    /// It is a dash, as stands before a signature.
    pub dash: bool,
}

/// How much of some content stands in quotation marks.
pub fn kind(content: &[Range<usize>], marks: &[Mark]) -> StatementKind {
    let words = content.iter().flat_map(|run| &marks[run.clone()]).filter(|word| word.counts);
    let (quoted, all) = words.fold((0, 0), |(quoted, all), word| (quoted + usize::from(word.quoted), all + 1));
    match quoted {
        0 => StatementKind::Indirect,
        _ if quoted * 5 >= all * 4 => StatementKind::Direct,
        _ => StatementKind::Mixed,
    }
}

/// The words of a quotation that fills a paragraph and that no statement covers: its speaker is that of the last one.
pub fn uncovered_quotation(marks: &[Mark], covered: impl Fn(usize) -> bool) -> Option<Range<usize>> {
    let quoted = || marks.iter().enumerate().filter(|(_, word)| word.quoted).map(|(n, _)| n);
    let count = quoted().count();
    let fills = count >= 8 && count * 5 > marks.len() * 4;
    let open = quoted().filter(|word| covered(*word)).count() * 5 < count;
    let (first, last) = (quoted().next()?, quoted().next_back()?);
    (fills && open).then_some(first..last + 1)
}

/// A quotation with the name of who said it behind a dash: “…” — Ada Lind, a baker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The name, without what follows a comma or bracket.
    pub name: Range<usize>,
    /// The dash.
    pub dash: Range<usize>,
    /// The quotation's words.
    pub quotation: Range<usize>,
}

/// Fewest words of a quotation that is signed, and most of a signature.
const SHORTEST_SIGNED: usize = 3;
const LONGEST_SIGNATURE: usize = 14;

/// The signed quotation that is a whole paragraph, if it is one; `shapes` are the words' letter classes.
pub fn signed(marks: &[Mark], shapes: &[u8]) -> Option<Signed> {
    let first = marks.iter().position(|word| word.counts)?;
    let quoted = marks[first..].iter().take_while(|word| word.quoted || !word.counts && !word.dash).count();
    let dash = first + quoted;
    let last = first + marks[first..dash].iter().rposition(|word| word.counts && word.quoted)?;
    let counted = marks[first..=last].iter().filter(|word| word.counts).count();
    let signature = marks.get(dash).filter(|word| word.dash).map(|_| dash + 1..marks.len())?;
    let letters = marks[signature.clone()].iter().take_while(|word| word.counts).count();
    let name = signature.start..signature.start + letters;
    let capital = |word: usize| shapes.get(word).is_some_and(|shape| matches!(shape, 2..=5));
    let is_name = name.clone().next().is_some_and(capital) && name.clone().next_back().is_some_and(capital);
    (counted >= SHORTEST_SIGNED && signature.len() <= LONGEST_SIGNATURE && is_name).then_some(Signed {
        name,
        dash: dash..dash + 1,
        quotation: first..last + 1,
    })
}

/// Gives a signed quotation to its signatory: what was told of most of it, or a statement of its own.
pub fn sign(told: &mut Vec<Told>, Signed { name, dash, quotation }: Signed) {
    let inside = |run: &Range<usize>| run.end.min(quotation.end).saturating_sub(run.start.max(quotation.start));
    let covers = |told: &Told| told.content.iter().map(inside).sum::<usize>() * 2 > quotation.len();
    told.retain(|told| !covers(told));
    let at = told.partition_point(|told| told.content.first().is_some_and(|run| run.start < quotation.start));
    told.insert(at, Told { source: name, cue: dash, content: vec![quotation] });
}

/// Most words of a speaker's name before the colon of a transcript line.
const LONGEST_SPEAKER: usize = 6;

/// The speaker and the speech of a transcript line, `NAME: what was said`, that no statement covers; `shapes` are the
/// words' letter classes.
pub fn transcript(
    marks: &[Mark],
    shapes: &[u8],
    covered: impl Fn(usize) -> bool,
) -> Option<(Range<usize>, Range<usize>)> {
    let colon = marks.iter().take(LONGEST_SPEAKER + 1).position(|word| word.colon)?;
    let speaker = &shapes[..colon];
    let named = speaker.contains(&3) && speaker.iter().all(|shape| matches!(shape, 3 | 4 | 8));
    let speech = colon + 1..marks.len();
    let count = speech.clone().filter(|word| marks[*word].counts).count();
    let taken = speech.clone().filter(|word| covered(*word)).count();
    (named && count >= 3 && taken * 5 < speech.len()).then_some((0..colon, speech))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(part: usize) -> [f32; PARTS] {
        let mut row = [0.0; PARTS];
        row[part] = 9.0;
        row
    }

    fn scores(parts: &str) -> Vec<f32> {
        parts.bytes().flat_map(|part| row(usize::from(part - b'0'))).collect()
    }

    #[test]
    fn a_cue_has_its_source_and_content() {
        // Rain will fall , the office said
        let told = statements(&[6..7], &scores("3440120"), 7, &Thresholds::default());
        assert_eq!(told, [Told { source: 4..6, cue: 6..7, content: vec![0..3] }]);
    }

    #[test]
    fn a_gap_of_one_word_is_bridged_and_strays_are_dropped() {
        let told = statements(&[0..1], &scores("0340444000004"), 13, &Thresholds::default());
        assert_eq!(told[0].content, [1..7]);
    }

    #[test]
    fn the_stronger_cue_takes_a_word() {
        let mut both = scores("0344");
        both.extend(scores("0344").iter().map(|score| score / 2.0));
        let told = statements(&[0..1, 1..2], &both, 4, &Thresholds::default());
        assert_eq!(told.len(), 1);
    }

    #[test]
    fn a_cue_goes_on_only_where_it_has_begun() {
        let (no, begin, later) = ([9.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 9.0]);
        let rows = [later, later, no, begin, begin, later];
        assert_eq!(cues(rows.iter().map(|row| &row[..]), 0.5), [0..2, 3..4, 4..6]);
    }

    fn marks(words: &str) -> Vec<Mark> {
        words
            .chars()
            .map(|c| Mark { quoted: c == 'q', counts: !".:-".contains(c), colon: c == ':', dash: c == '-' })
            .collect()
    }

    #[test]
    fn a_statement_is_direct_by_its_quoted_words() {
        let kind = |words: &str| kind(&[0..words.len()], &marks(words));
        assert_eq!(kind("qqqqw."), StatementKind::Direct);
        assert_eq!(kind("qqqww"), StatementKind::Mixed);
        assert_eq!(kind("www.."), StatementKind::Indirect);
    }

    #[test]
    fn a_quotation_that_fills_a_paragraph_goes_on() {
        let paragraph = marks(".qqqqqqqqqq.");
        assert_eq!(uncovered_quotation(&paragraph, |_| false), Some(1..11));
        assert_eq!(uncovered_quotation(&paragraph, |word| word < 5), None);
        assert_eq!(uncovered_quotation(&marks("qqq"), |_| false), None);
    }

    #[test]
    fn a_name_behind_a_dash_signs_the_quotation() {
        // “ Rain will fall . ” — Ada Lind , a baker
        let (paragraph, shapes) = (marks(".qqq..-ww.ww"), [8, 2, 1, 1, 8, 8, 8, 2, 2, 8, 1, 1]);
        let found = signed(&paragraph, &shapes);
        assert_eq!(found, Some(Signed { name: 7..9, dash: 6..7, quotation: 1..4 }));
        let mut told = vec![Told { source: 0..0, cue: 1..2, content: vec![1..4] }];
        sign(&mut told, found.expect("signed"));
        assert_eq!(told, [Told { source: 7..9, cue: 6..7, content: vec![1..4] }]);
        // a clause behind the dash, a short quotation, words before it
        assert_eq!(signed(&paragraph, &[8, 2, 1, 1, 8, 8, 8, 1, 1, 8, 1, 1]), None);
        assert_eq!(signed(&marks(".qq.-ww"), &[8, 2, 1, 8, 8, 2, 2]), None);
        assert_eq!(signed(&marks("ww.qqq.-ww"), &[2; 10]), None);
    }

    #[test]
    fn a_name_in_capitals_before_a_colon_speaks() {
        let line = marks("ww:wwww");
        assert_eq!(transcript(&line, &[3, 3, 8, 2, 1, 1, 1], |_| false), Some((0..2, 3..7)));
        assert_eq!(transcript(&line, &[2, 2, 8, 2, 1, 1, 1], |_| false), None);
    }

    proptest! {
        #[test]
        fn contents_are_in_order_and_apart_and_clear_of_the_source(
            words in 1_usize..20,
            cues in 1_usize..4,
            seed in proptest::collection::vec(-5.0_f32..5.0, 20 * 4 * PARTS),
        ) {
            let cues: Vec<_> = (0..cues.min(words)).map(|cue| cue..cue + 1).collect();
            for told in statements(&cues, &seed, words, &Thresholds::default()) {
                let mut at = 0;
                prop_assert!(!told.content.is_empty());
                for run in &told.content {
                    prop_assert!(at <= run.start && run.start < run.end && run.end <= words);
                    at = run.end + 1;
                }
                prop_assert!(told.source.end <= words);
                prop_assert!(told.content.iter().all(|run| run.end <= told.source.start || told.source.end <= run.start));
            }
        }
    }
}
