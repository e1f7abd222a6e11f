//! `data/calendar_rules.tsv` and `data/calendar_vague.tsv` as a machine: the patterns become tries, and the longest way
//! through them that ends in a rule whose conditions hold wins.

use super::atoms::{Atom, Got, Reader};
use super::lexicon::{Class, Lexicon, WordId, cell, rows, unit_named};
use super::time::{Base, DayPart, Unit, Vague};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static RULES_TABLE: &str = include_str!("../../data/calendar_rules.tsv");
static VAGUE_TABLE: &str = include_str!("../../data/calendar_vague.tsv");

/// The rules, read once.
pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(Rules::load);

/// What the words of a rule make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Makes {
    Date,
    Clock,
    Shift,
    Length,
    Set,
    Vague(Vague),
    /// No time.
    Nothing,
}

/// The column `means` of a rule.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Means {
    pub(crate) by: Option<i16>,
    pub(crate) unit: Option<Unit>,
    pub(crate) direction: i8,
    pub(crate) base: Option<Base>,
    pub(crate) part: Option<DayPart>,
    pub(crate) value: Option<&'static str>,
    pub(crate) fiscal: bool,
    pub(crate) half: bool,
    pub(crate) some: bool,
    pub(crate) end: bool,
    pub(crate) year: Option<i16>,
    pub(crate) weeks: Option<i16>,
    pub(crate) days: i16,
    pub(crate) counts: Option<Counts>,
    /// The quarter told of before, in another year.
    pub(crate) same: bool,
}

/// What an ordinal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    Quarter,
    Half,
    Century,
    Day,
    Week,
    Weekday,
}

/// Words next to an expression that a rule asks for or forbids.
#[derive(Debug, Default)]
struct Near {
    words: Vec<WordId>,
    capital: bool,
    number: bool,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) makes: Makes,
    pub(crate) means: Means,
    after: Near,
    never_after: Near,
    never_before: Near,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Word(WordId),
    Atom(Atom),
    Part(usize),
    Cut,
    Look,
}

#[derive(Debug, Default)]
struct Node {
    steps: Vec<(Step, usize)>,
    /// Rules that end here.
    ends: Vec<usize>,
}

/// A trie of patterns; node 0 is its root.
#[derive(Debug)]
struct Trie(Vec<Node>);

/// All rules.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) lexicon: Lexicon,
    rules: Vec<Rule>,
    main: Trie,
    /// What patterns use as `{name}`.
    parts: Vec<Trie>,
}

/// A rule that holds at some token.
#[derive(Debug)]
pub(crate) struct Match<'r> {
    pub(crate) rule: &'r Rule,
    /// One past its last token.
    pub(crate) end: usize,
    pub(crate) got: Vec<Got>,
}

impl Rules {
    /// The best rule for an expression whose own words begin at `at` and whose modifiers begin at `from`.
    pub(crate) fn best(&self, text: &Reader<'_>, from: usize, at: usize) -> Option<Match<'_>> {
        let mut walk = Walk { rules: self, text, from, got: Vec::new(), best: None };
        walk.visit(&self.main, 0, at);
        walk.best.map(|(end, rule, got)| Match { rule: &self.rules[rule], end, got })
    }

    fn holds(&self, rule: &Rule, text: &Reader<'_>, from: usize, end: usize) -> bool {
        let near = |near: &Near, at: usize| {
            text.tokens.get(at).is_some_and(|t| {
                (t.id != 0 && near.words.contains(&t.id))
                    || near.capital && t.capital
                    || near.number && t.number.is_some()
            })
        };
        let begins = from == 0 || text.tokens.get(from).is_some_and(|t| t.apart);
        let asked = rule.after.words.is_empty() || from > 0 && near(&rule.after, from - 1);
        let apart = text.tokens.get(end).is_some_and(|t| t.apart);
        asked && (begins || !near(&rule.never_after, from - 1)) && (apart || !near(&rule.never_before, end))
    }

    fn load() -> Self {
        let mut loader = Loader { lexicon: Lexicon::load(), parts: Vec::new(), names: FxHashMap::default() };
        let (mut rules, mut main) = (Vec::new(), Trie(vec![Node::default()]));
        for row in rows(RULES_TABLE) {
            let pattern = loader.expand(cell(&row, 1));
            if let Some(name) = cell(&row, 0).strip_prefix('=') {
                let mut trie = Trie(vec![Node::default()]);
                pattern.iter().for_each(|steps| trie.add(steps, 0));
                loader.names.insert(name, loader.parts.len());
                loader.parts.push(trie);
                continue;
            }
            let makes = match cell(&row, 0) {
                "date" => Makes::Date,
                "clock" => Makes::Clock,
                "shift" => Makes::Shift,
                "length" => Makes::Length,
                "set" => Makes::Set,
                _ => Makes::Nothing,
            };
            pattern.iter().for_each(|steps| main.add(steps, rules.len()));
            rules.push(loader.rule(makes, Means::read(cell(&row, 2)), [cell(&row, 3), cell(&row, 4), cell(&row, 5)]));
        }
        for row in rows(VAGUE_TABLE) {
            let makes = match cell(&row, 0) {
                "PAST_REF" => Makes::Vague(Vague::Past),
                "FUTURE_REF" => Makes::Vague(Vague::Future),
                _ => Makes::Vague(Vague::Present),
            };
            for phrase in cell(&row, 1).split('|') {
                let steps: Vec<Step> = loader.lexicon.phrase(phrase).into_iter().map(Step::Word).collect();
                main.add(&steps, rules.len());
            }
            rules.push(loader.rule(makes, Means::default(), [cell(&row, 2), cell(&row, 3), cell(&row, 4)]));
        }
        Rules { lexicon: loader.lexicon, rules, main, parts: loader.parts }
    }
}

/// One search for the longest rule.
struct Walk<'r, 't> {
    rules: &'r Rules,
    text: &'r Reader<'t>,
    from: usize,
    got: Vec<Got>,
    best: Option<(usize, usize, Vec<Got>)>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, trie: &Trie, node: usize, at: usize) {
        for &rule in &trie.0[node].ends {
            let longer = self.best.as_ref().is_none_or(|(end, best, _)| (at, *best) > (*end, rule));
            if longer && self.rules.holds(&self.rules.rules[rule], self.text, self.from, at) {
                self.best = Some((at, rule, self.got.clone()));
            }
        }
        for (step, next) in &trie.0[node].steps {
            let kept = self.got.len();
            if let Some(n) = self.take(step, at) {
                self.visit(trie, *next, at + n);
            }
            self.got.truncate(kept);
        }
    }

    /// Takes one step if it fits: how many tokens it used.
    fn take(&mut self, step: &Step, at: usize) -> Option<usize> {
        match step {
            Step::Cut => self.got.push(Got::Cut(at)),
            Step::Look => self.got.push(Got::Look(at)),
            _ => {
                let token = self.text.tokens.get(at).filter(|t| !t.apart || at == self.from)?;
                match step {
                    Step::Word(id) => return (token.id == *id).then_some(1),
                    Step::Atom(atom) => {
                        let (n, got) = atom.read(self.text, at)?;
                        self.got.push(match got {
                            Got::Class(Class::Turn, by) => Got::Turn { by: by as i8, told: false, next: at + n },
                            Got::Class(Class::Return, by) => Got::Turn { by: by as i8, told: true, next: at + n },
                            got => got,
                        });
                        return Some(n);
                    }
                    Step::Part(part) => {
                        let mut inner =
                            Walk { rules: self.rules, text: self.text, from: self.from, got: Vec::new(), best: None };
                        let trie = &self.rules.parts[*part];
                        inner.longest(trie, 0, at);
                        let (end, _, got) = inner.best?;
                        self.got.extend(got);
                        return Some(end - at);
                    }
                    _ => {}
                }
            }
        }
        Some(0)
    }

    /// As [`Walk::visit`], for a part, which has no conditions.
    fn longest(&mut self, trie: &Trie, node: usize, at: usize) {
        if !trie.0[node].ends.is_empty() && self.best.as_ref().is_none_or(|(end, ..)| at > *end) {
            self.best = Some((at, 0, self.got.clone()));
        }
        for (step, next) in &trie.0[node].steps {
            let kept = self.got.len();
            if let Some(n) = self.take(step, at) {
                self.longest(trie, *next, at + n);
            }
            self.got.truncate(kept);
        }
    }
}

impl Trie {
    fn add(&mut self, steps: &[Step], rule: usize) {
        let mut node = 0;
        for step in steps {
            node = match self.0[node].steps.iter().find(|(s, _)| s == step) {
                Some((_, next)) => *next,
                None => {
                    let next = self.0.len();
                    self.0.push(Node::default());
                    self.0[node].steps.push((step.clone(), next));
                    next
                }
            };
        }
        if node != 0 && !self.0[node].ends.contains(&rule) {
            self.0[node].ends.push(rule);
        }
    }
}

impl Means {
    fn read(text: &'static str) -> Self {
        let mut means = Means::default();
        for (key, value) in text.split(' ').filter_map(|pair| pair.split_once('=')) {
            match key {
                "by" => means.by = value.parse().ok(),
                "unit" => means.unit = unit_named(value).map(|(unit, _)| unit),
                "dir" => means.direction = value.parse().unwrap_or(0),
                "base" => means.base = Some(if value == "told" { Base::Told } else { Base::Anchor }),
                "part" => means.part = DayPart::named(value),
                "value" => means.value = Some(value),
                "fiscal" => means.fiscal = true,
                "half" => means.half = true,
                "some" => means.some = true,
                "end" => means.end = true,
                "year" => means.year = value.parse().ok(),
                "week" => means.weeks = value.parse().ok(),
                "same" => means.same = true,
                "ord" => {
                    means.counts = match value {
                        "quarter" => Some(Counts::Quarter),
                        "half" => Some(Counts::Half),
                        "century" => Some(Counts::Century),
                        "day" => Some(Counts::Day),
                        "week" => Some(Counts::Week),
                        "weekday" => Some(Counts::Weekday),
                        _ => None,
                    }
                }
                "days" => means.days = value.parse().unwrap_or(0),
                _ => debug_assert!(false, "unknown key {key}"),
            }
        }
        means
    }
}

/// Reads patterns.
struct Loader {
    lexicon: Lexicon,
    parts: Vec<Trie>,
    names: FxHashMap<&'static str, usize>,
}

impl Loader {
    fn rule(&mut self, makes: Makes, means: Means, near: [&'static str; 3]) -> Rule {
        let [after, never_after, never_before] = near.map(|cell| {
            let mut near = Near::default();
            for word in cell.split('|').filter(|w| !w.is_empty()) {
                match word {
                    "Aa" => near.capital = true,
                    "0" => near.number = true,
                    _ => near.words.push(self.lexicon.intern(word)),
                }
            }
            near
        });
        Rule { makes, means, after, never_after, never_before }
    }

    /// Every way to go through a pattern.
    fn expand(&mut self, pattern: &'static str) -> Vec<Vec<Step>> {
        let pieces: Vec<&'static str> = pattern.split(' ').filter(|p| !p.is_empty()).collect();
        let mut at = 0;
        self.alternatives(&pieces, &mut at)
    }

    fn alternatives(&mut self, pieces: &[&'static str], at: &mut usize) -> Vec<Vec<Step>> {
        let mut done = Vec::new();
        let mut ways: Vec<Vec<Step>> = vec![Vec::new()];
        while let Some(&piece) = pieces.get(*at) {
            *at += 1;
            let (piece, optional) = match piece.strip_suffix('?') {
                Some(bare) if !bare.is_empty() => (bare, true),
                _ => (piece, false),
            };
            let (mut next, optional) = match piece {
                "|" => {
                    done.append(&mut ways);
                    ways = vec![Vec::new()];
                    continue;
                }
                ")" => break,
                "(" => {
                    let inner = self.alternatives(pieces, at);
                    (inner, pieces.get(*at - 1) == Some(&")?"))
                }
                _ => (vec![self.steps(piece)], optional),
            };
            if optional {
                next.push(Vec::new());
            }
            ways = ways.iter().flat_map(|way| next.iter().map(move |n| [way.as_slice(), n].concat())).collect();
        }
        done.append(&mut ways);
        done
    }

    fn steps(&mut self, piece: &'static str) -> Vec<Step> {
        if let Some(name) = piece.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            return self.names.get(name).map(|&part| vec![Step::Part(part)]).unwrap_or_default();
        }
        match piece {
            "~" => return vec![Step::Cut],
            "!" => return vec![Step::Look],
            "LP" => return vec![Step::Word(self.lexicon.intern("("))],
            "RP" => return vec![Step::Word(self.lexicon.intern(")"))],
            _ => {}
        }
        if let Some(atom) = Atom::named(piece) {
            return vec![Step::Atom(atom)];
        }
        self.lexicon.phrase(&piece.to_lowercase()).into_iter().map(Step::Word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_uses_parts_and_classes_that_are_known() {
        let spoken = ["BC", "B", "C", "BCE", "AD", "A", "D", "FY", "LP", "RP"];
        let mut names = Vec::new();
        for row in rows(RULES_TABLE) {
            for piece in cell(&row, 1).split(' ').map(|p| p.strip_suffix('?').filter(|p| !p.is_empty()).unwrap_or(p)) {
                if let Some(name) = piece.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
                    assert!(names.contains(&name), "{name} is used before it is told: {row:?}");
                } else if piece.len() > 1 && piece.chars().all(|c| c.is_ascii_uppercase()) {
                    assert!(Atom::named(piece).is_some() || spoken.contains(&piece), "{piece} in {row:?}");
                }
            }
            names.extend(cell(&row, 0).strip_prefix('='));
            let depth = |mark: &str| cell(&row, 1).split(' ').filter(|p| p.trim_end_matches('?') == mark).count();
            assert_eq!(depth("("), depth(")"), "{row:?}");
        }
    }

    #[test]
    fn the_tries_stay_small() {
        let nodes = RULES.main.0.len() + RULES.parts.iter().map(|p| p.0.len()).sum::<usize>();
        assert!(nodes < 30_000, "{nodes}");
    }
}
