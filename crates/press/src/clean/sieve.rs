//! Many patterns over one line, of which hardly any fits: the words that each needs are looked for first.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, Anchored, MatchKind};
use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind, Look};

/// Compiled patterns may take this much.
const SIZE_LIMIT: usize = 256 << 20;
/// A pattern that needs one of more pieces of text than this is tried on every line.
const MOST_PIECES: usize = 600;
/// And one whose pieces are shorter than this in bytes, where they may stand anywhere in the line.
const SHORTEST_INSIDE: usize = 3;
/// No piece is longer.
const LONGEST: usize = 24;

/// A set of patterns that all begin at the start of the line.
pub(super) struct Sieve {
    patterns: Vec<Pattern>,
    /// Pieces with which a line begins that a pattern fits.
    starts: Needles,
    /// Pieces that stand somewhere in a line that a pattern fits.
    inside: Needles,
    /// Patterns that need no piece.
    always: Vec<u16>,
}

struct Pattern {
    source: String,
    compiled: OnceLock<Regex>,
}

#[derive(Default)]
struct Needles {
    finder: Option<AhoCorasick>,
    /// The pattern that each piece belongs to.
    owners: Vec<u16>,
    pieces: Vec<Vec<u8>>,
}

/// What every line holds that a pattern fits: one of these pieces, in lower case.
#[derive(Debug, Clone)]
struct Needed {
    pieces: BTreeSet<Vec<u8>>,
    at_start: bool,
}

impl Sieve {
    /// Prepares patterns, each of which begins with `^` and is read in any case.
    pub fn new<'s>(sources: impl Iterator<Item = &'s String>) -> Self {
        let mut sieve =
            Self { patterns: Vec::new(), starts: Needles::default(), inside: Needles::default(), always: Vec::new() };
        for (n, source) in sources.enumerate() {
            let number = n as u16;
            match needed(source) {
                None => sieve.always.push(number),
                Some(alternatives) => {
                    for needed in alternatives {
                        let needles = if needed.at_start { &mut sieve.starts } else { &mut sieve.inside };
                        needles.owners.extend(needed.pieces.iter().map(|_| number));
                        needles.pieces.extend(needed.pieces);
                    }
                }
            }
            sieve.patterns.push(Pattern { source: source.clone(), compiled: OnceLock::new() });
        }
        sieve.starts.build(true);
        sieve.inside.build(false);
        sieve
    }

    /// Numbers of the patterns that fit, in order.
    pub fn matches(&self, line: &str) -> Vec<u16> {
        let lower = line.to_lowercase();
        let mut candidates = self.always.clone();
        self.starts.find(&lower, Anchored::Yes, &mut candidates);
        self.inside.find(&lower, Anchored::No, &mut candidates);
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|n| self.patterns[usize::from(*n)].fits(line));
        candidates
    }
}

impl Pattern {
    fn fits(&self, line: &str) -> bool {
        self.compiled.get_or_init(|| compile(&self.source)).is_match(line)
    }
}

fn compile(source: &str) -> Regex {
    RegexBuilder::new(source).case_insensitive(true).size_limit(SIZE_LIMIT).build().expect("checked by a test")
}

impl Needles {
    fn build(&mut self, anchored: bool) {
        use aho_corasick::StartKind;
        let kind = if anchored { StartKind::Anchored } else { StartKind::Unanchored };
        let built = AhoCorasickBuilder::new().match_kind(MatchKind::Standard).start_kind(kind).build(&self.pieces);
        self.finder = built.ok();
        self.pieces = Vec::new();
    }

    fn find(&self, lower: &str, anchored: Anchored, owners: &mut Vec<u16>) {
        let Some(finder) = &self.finder else { return };
        let mut state = aho_corasick::automaton::OverlappingState::start();
        let input = aho_corasick::Input::new(lower).anchored(anchored);
        loop {
            finder.find_overlapping(input.clone(), &mut state);
            let Some(found) = state.get_match() else { return };
            owners.push(self.owners[found.pattern().as_usize()]);
        }
    }
}

/// What the alternatives of a pattern need; `None` if one of them needs nothing that could be looked for.
fn needed(source: &str) -> Option<Vec<Needed>> {
    // in lower case, for the lines to be looked through are
    let hir = ParserBuilder::new().case_insensitive(false).build().parse(source).expect("checked by a test");
    alternatives(&hir).iter().map(|parts| best(parts)).collect()
}

/// The pattern as alternatives at its outermost level, each as the sequence of its parts.
fn alternatives(hir: &Hir) -> Vec<Vec<Hir>> {
    match hir.kind() {
        HirKind::Capture(capture) => alternatives(&capture.sub),
        HirKind::Alternation(several) => several.iter().flat_map(alternatives).collect(),
        HirKind::Concat(parts) => {
            let first = parts.iter().position(|p| !matches!(p.kind(), HirKind::Look(Look::Start)));
            let Some(first) = first else { return vec![parts.clone()] };
            let rest = &parts[first + 1..];
            let opened = alternatives(&parts[first]);
            opened
                .into_iter()
                .map(|mut a| {
                    a.extend_from_slice(rest);
                    a
                })
                .collect()
        }
        _ => vec![vec![hir.clone()]],
    }
}

/// The pieces by which lines that do not fit are told best.
fn best(parts: &[Hir]) -> Option<Needed> {
    let mut best: Option<(usize, Needed)> = None;
    for from in 0..parts.len() {
        let Some(pieces) = prefixes(&Hir::concat(parts[from..].to_vec())) else { continue };
        let shortest = pieces.iter().map(Vec::len).min().unwrap_or(0);
        let at_start = from == 0;
        if shortest == 0 || !at_start && shortest < SHORTEST_INSIDE {
            continue;
        }
        // a piece at the start is worth more than one of the same length anywhere
        let worth = if at_start { shortest * 4 } else { shortest };
        if best.as_ref().is_none_or(|(least, _)| worth > *least) {
            best = Some((worth, Needed { pieces, at_start }));
        }
        if worth >= LONGEST {
            // what stands further on cannot be worth more
            break;
        }
    }
    best.map(|(_, needed)| needed)
}

/// Pieces with one of which all begins that `hir` fits.
fn prefixes(hir: &Hir) -> Option<BTreeSet<Vec<u8>>> {
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(12).limit_literal_len(LONGEST).limit_total(MOST_PIECES);
    let sequence = extractor.extract(hir);
    let literals = sequence.literals()?;
    let lower = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) => text.to_lowercase().into_bytes(),
        // cut within a letter: what is whole before
        Err(e) => String::from_utf8_lossy(&bytes[..e.valid_up_to()]).to_lowercase().into_bytes(),
    };
    Some(literals.iter().map(|l| lower(l.as_bytes())).collect())
}

#[cfg(test)]
mod tests {
    use super::super::rules::RULES;

    #[test]
    fn what_every_pattern_tried_in_turn_finds_is_found() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cleaning");
        let texts = std::fs::read_dir(folder).unwrap().flatten();
        let text: String = texts.map(|entry| std::fs::read_to_string(entry.path()).unwrap()).collect();
        for sieve in RULES.sieves() {
            for line in text.lines() {
                let line = super::super::lines::plain(line);
                let numbers = 0..sieve.patterns.len() as u16;
                let tried: Vec<u16> = numbers.filter(|n| sieve.patterns[usize::from(*n)].fits(&line)).collect();
                assert_eq!(sieve.matches(&line), tried, "{line}");
            }
        }
    }

    #[test]
    fn few_patterns_are_tried_on_every_line() {
        for sieve in RULES.sieves() {
            let always: Vec<&str> = sieve.always.iter().map(|n| &*sieve.patterns[usize::from(*n)].source).collect();
            assert!(
                always.len() <= 12,
                "{} {:?}",
                always.len(),
                always.iter().map(|s| s.chars().take(200).collect::<String>()).collect::<Vec<_>>()
            );
        }
    }
}
