//! Numbers of a sentence: what is counted, and between which bounds.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::tree::Tree;

/// A number in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub words: Range<usize>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The noun that is counted; the number's own word where it stands alone.
    pub noun: usize,
    /// The currency, of an amount of money.
    pub money: Option<String>,
}

/// The numbers among some words, those of dates and durations left out.
pub(crate) fn numbers(tree: &Tree<'_>, words: &Range<usize>) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = words.start;
    while at < words.end {
        let Some((low, high, end)) = number(tree, at, words.end) else {
            at += 1;
            continue;
        };
        let (low, high, end) = range(tree, at, low, high, end, words.end);
        let is_time = (at..end).any(|word| tree.is_time(word));
        let last = end - 1;
        let ordinal = tree.relation(last) == "amod" && tree.form(last).chars().any(char::is_alphabetic) && low == high;
        if !is_time && !ordinal {
            let money = currency(tree, at, end);
            let noun = counted(tree, last);
            found.push(Number { words: at..end, low, high, noun, money });
        }
        at = end;
    }
    found
}

/// A number that begins at a word: its bounds and end.
fn number(tree: &Tree<'_>, at: usize, until: usize) -> Option<(Option<f64>, Option<f64>, usize)> {
    let form = tree.form(at).to_lowercase();
    if matches!(VALUES.get(form.as_str()), Some(Value::Times(_))) || VALUES.contains_key(form.as_str()) {
        let three = (at + 2 < until).then(|| format!("{form}_of_{}", tree.form(at + 2).to_lowercase()));
        if let Some(Value::Many(low)) = three.as_deref().and_then(|three| VALUES.get(three)) {
            return Some((Some(*low), None, at + 3));
        }
    } else if form == "tens" && at + 2 < until {
        let three = format!("tens_of_{}", tree.form(at + 2).to_lowercase());
        if let Some(Value::Many(low)) = VALUES.get(three.as_str()) {
            return Some((Some(*low), None, at + 3));
        }
    }
    let mut end = at + 1;
    let mut value = match VALUES.get(form.as_str()) {
        Some(Value::Many(low)) => return Some((Some(*low), None, end)),
        Some(Value::Number(value)) => *value,
        // "a dozen", "hundred"
        Some(Value::Times(value)) if at > 0 && matches!(tree.lemma(at - 1), "a" | "an" | "one") => *value,
        Some(_) => return None,
        None => digits(&form)?,
    };
    // "forty-one": the parts of a compound are words of their own
    let tens = end + 1 < until && (20.0..100.0).contains(&value) && value % 10.0 == 0.0 && tree.form(end) == "-";
    if tens
        && let Some(Value::Number(units)) = VALUES.get(tree.form(end + 1).to_lowercase().as_str())
        && (1.0..10.0).contains(units)
        && !form.starts_with(|first: char| first.is_ascii_digit())
    {
        (value, end) = (value + units, end + 2);
    }
    while end < until {
        match VALUES.get(tree.form(end).to_lowercase().as_str()) {
            Some(Value::Times(times)) => value *= times,
            _ => break,
        }
        end += 1;
    }
    (value.is_finite()).then_some((Some(value), Some(value), end))
}

/// Bounds that the words around a number set.
fn range(
    tree: &Tree<'_>,
    at: usize,
    low: Option<f64>,
    high: Option<f64>,
    end: usize,
    until: usize,
) -> (Option<f64>, Option<f64>, usize) {
    let before = |back: usize| at.checked_sub(back).map_or(String::new(), |word| tree.form(word).to_lowercase());
    let joint = if end < until { tree.form(end).to_lowercase() } else { String::new() };
    let between = before(1) == "between" && joint == "and";
    let joined = high.is_some() && (between || matches!(joint.as_str(), "to" | "or" | "-" | "–")) && end + 1 < until;
    let upper = joined.then(|| number(tree, end + 1, until)).flatten();
    if let Some((_, Some(upper), after)) = upper.filter(|(_, upper, _)| low < *upper) {
        return (low, Some(upper), after);
    }
    for back in (1..=3).rev() {
        let phrase: Vec<String> = (1..=back).rev().map(before).collect();
        match VALUES.get(phrase.join("_").as_str()) {
            Some(Value::Least) => return (low, None, end),
            Some(Value::Most) => return (None, high.or(low), end),
            Some(Value::About) => return (low, high, end),
            _ => {}
        }
    }
    (low, high, end)
}

/// The noun that a number counts.
fn counted(tree: &Tree<'_>, last: usize) -> usize {
    let of = tree.kids(last).iter().copied().find(|&kid| tree.relation(kid) == "nmod" && tree.case(kid) == "of");
    if let Some(of) = of {
        return of;
    }
    match (tree.kind(last), tree.head(last)) {
        ("nummod" | "compound" | "amod" | "det" | "nmod", Some(head)) if head > last => {
            // "two million dollars", "3,000 more soldiers"
            match (tree.kind(head), tree.head(head)) {
                ("nummod", Some(above)) => above,
                _ => head,
            }
        }
        _ => last,
    }
}

fn currency(tree: &Tree<'_>, at: usize, end: usize) -> Option<String> {
    let before = at.checked_sub(1).map_or("", |word| tree.form(word));
    if before.ends_with(['$', '€', '£', '¥']) {
        return Some(before.to_owned());
    }
    let after = tree.form(end);
    let named = matches!(
        after.to_lowercase().trim_end_matches('s'),
        "dollar"
            | "euro"
            | "pound"
            | "yen"
            | "yuan"
            | "rupee"
            | "rouble"
            | "ruble"
            | "peso"
            | "franc"
            | "krona"
            | "kroner"
            | "crown"
            | "lira"
            | "mark"
            | "shilling"
            | "dinar"
            | "riyal"
            | "won"
            | "real"
    );
    named.then(|| after.to_owned())
}

/// `1,800`, `2.5`, `7.000`.
fn digits(form: &str) -> Option<f64> {
    let form = form.trim_start_matches(['$', '€', '£', '¥']);
    if !form.starts_with(|first: char| first.is_ascii_digit())
        || !form.chars().all(|c| c.is_ascii_digit() || ",.".contains(c))
    {
        return None;
    }
    form.replace(',', "").parse().ok()
}

/// What a word does in a number.
enum Value {
    Number(f64),
    Many(f64),
    Times(f64),
    Least,
    Most,
    About,
}

static VALUES: LazyLock<FxHashMap<&'static str, Value>> = LazyLock::new(|| {
    let mut values = FxHashMap::default();
    for line in include_str!("../data/numbers.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(kind), Some(words), Some(value)) = (cells.next(), cells.next(), cells.next()) else { continue };
        for word in words.split(';') {
            let number = value.parse::<f64>();
            let value = match (kind, number) {
                ("number", Ok(number)) => Value::Number(number),
                ("many", Ok(number)) => Value::Many(number),
                ("times", Ok(number)) => Value::Times(number),
                ("least", _) => Value::Least,
                ("most", _) => Value::Most,
                ("about", _) => Value::About,
                _ => continue,
            };
            values.insert(word, value);
        }
    }
    values
});
