//! Where the articles of a story differ on what was said: one utterance quoted in different words, or put into different mouths; and
//! of what one accused is held to be guilty.
//!
//! Two quotations are of one utterance where most of their words agree in order. A part of a longer quotation does not differ from
//! it, nor do small words and forms of one word.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use attache_stories::Kind;
use attache_world::fold;
use jiff::civil::Date;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::record::{Disagreement, Passage, Position, Relation, Speaker, Statement};
use crate::told::Told;

/// Least share of the words of an overlap that agree in two quotations of one utterance.
const ONE_UTTERANCE: f64 = 0.6;

/// Least number of words that agree.
const LEAST_WORDS: usize = 5;

/// No more quotations of one story are compared.
const MOST_QUOTATIONS: usize = 400;

/// No longer quotations are compared, in words.
const LONGEST: usize = 300;

/// The disagreements of a story's articles on words and charges. `statements` and `relations` are theirs, those of rewrites too.
pub(crate) fn differences(told: &Told, statements: &[Statement], relations: &[Relation]) -> Vec<Disagreement> {
    let press = Press::new(told);
    let quotations: Vec<Quotation<'_>> =
        statements.iter().filter_map(|said| Quotation::new(said, &press)).take(MOST_QUOTATIONS).collect();
    let mut found = utterances(&quotations, &press);
    found.extend(charges(relations, &press));
    found
}

/// Days within which two articles may tell of one utterance in different mouths; further apart two people said the same.
const DAYS: i32 = 2;

/// The articles of a story: whose word each is, and whether a machine rewrote it.
struct Press<'a> {
    articles: HashMap<&'a str, (usize, String, bool)>,
    published: HashMap<&'a str, Date>,
}

impl<'a> Press<'a> {
    fn new(told: &'a Told) -> Self {
        let origins = crate::origins::number(&told.articles);
        let article = |(member, origin): (&'a crate::told::Member, &usize)| {
            let article = &member.article;
            let rewrite = matches!(member.lineage.kind, Kind::Spun | Kind::Translated);
            let name = article.outlet.clone().unwrap_or_else(|| article.id.clone());
            (article.id.as_str(), (*origin, name, rewrite))
        };
        let day = |member: &'a crate::told::Member| {
            let day = member.article.published.as_deref()?.get(..10)?.parse().ok()?;
            Some((member.article.id.as_str(), day))
        };
        Self {
            articles: told.articles.iter().zip(&origins).map(article).collect(),
            published: told.articles.iter().filter_map(day).collect(),
        }
    }

    /// Whether some article of each side was published near one of each other's; not known of undated ones.
    fn are_near(&self, sides: &[(String, Vec<Passage>)]) -> bool {
        let days = |side: &(String, Vec<Passage>)| -> Vec<Option<Date>> {
            side.1.iter().map(|passage| self.published.get(passage.article.as_str()).copied()).collect()
        };
        let near = |a: &Option<Date>, b: &Option<Date>| match (a, b) {
            (Some(a), Some(b)) => a.until(*b).is_ok_and(|span| span.get_days().abs() <= DAYS),
            _ => true,
        };
        let sides: Vec<Vec<Option<Date>>> = sides.iter().map(days).collect();
        let first = |at: usize| sides[at + 1..].iter().all(|b| sides[at].iter().any(|x| b.iter().any(|y| near(x, y))));
        (0..sides.len()).all(first)
    }

    /// Number of the origin of an article.
    fn origin(&self, article: &str) -> Option<usize> {
        self.articles.get(article).map(|(origin, ..)| *origin)
    }

    /// A side of a disagreement.
    fn side(&self, says: String, mentions: Vec<Passage>) -> Position {
        let known = || mentions.iter().filter_map(|passage| self.articles.get(passage.article.as_str()));
        let origins: BTreeSet<String> = known().map(|(_, name, _)| name.clone()).collect();
        let rewrite = known().all(|(.., rewrite)| *rewrite);
        Position { says, mentions, origins: origins.into_iter().collect(), rewrite }
    }

    /// A disagreement of some sides: at least two, of different origins, not of rewrites alone.
    fn disagreement(&self, about: &str, sides: Vec<(String, Vec<Passage>)>) -> Option<Disagreement> {
        let origins: BTreeSet<usize> = sides
            .iter()
            .flat_map(|(_, mentions)| mentions)
            .filter_map(|passage| self.origin(&passage.article))
            .collect();
        let mut sides: Vec<Position> = sides.into_iter().map(|(says, mentions)| self.side(says, mentions)).collect();
        sides.sort_by(|a, b| {
            (a.rewrite.cmp(&b.rewrite))
                .then(b.origins.len().cmp(&a.origins.len()))
                .then(b.mentions.len().cmp(&a.mentions.len()))
                .then_with(|| a.says.cmp(&b.says))
        });
        let differ = sides.len() > 1 && origins.len() > 1 && sides.iter().any(|side| !side.rewrite);
        differ.then(|| Disagreement { about: about.to_owned(), event: None, sides })
    }
}

/// Somebody's own words, as an article has them.
struct Quotation<'a> {
    said: &'a Statement,
    speaker: Option<String>,
    words: Vec<String>,
    /// Its longer words, sorted.
    telling: Vec<String>,
    origin: usize,
}

impl<'a> Quotation<'a> {
    fn new(said: &'a Statement, press: &Press<'_>) -> Option<Self> {
        let words: Vec<String> =
            fold(&said.text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let fits = said.kind == "direct" && (LEAST_WORDS..=LONGEST).contains(&words.len());
        let speaker = said.speaker.as_ref().filter(|speaker| !speaker.anonymous).and_then(key);
        let origin = press.origin(&said.article).filter(|_| fits)?;
        let mut telling: Vec<String> = words.iter().filter(|word| word.chars().count() > 3).cloned().collect();
        telling.sort_unstable();
        telling.dedup();
        Some(Self { said, speaker, words, telling, origin })
    }

    /// Whether enough words are in both for one utterance, in whatever order.
    fn may_be(&self, other: &Self) -> bool {
        let shared = self.telling.iter().filter(|word| other.telling.binary_search(word).is_ok()).count();
        2 * shared >= self.telling.len().min(other.telling.len())
    }

    fn stands_to(&self, other: &Self) -> Alike {
        let compared = self.said.article != other.said.article && self.may_be(other);
        if compared { alike(&self.words, &other.words) } else { Alike::No }
    }

    fn passage(&self) -> Passage {
        Passage { article: self.said.article.clone(), span: self.said.span, text: self.said.text.clone() }
    }
}

/// What a speaker is known by.
fn key(speaker: &Speaker) -> Option<String> {
    let surname = |name: &String| fold(name).rsplit(' ').next().map(str::to_owned);
    speaker.id.clone().or_else(|| speaker.name.as_ref().and_then(surname)).filter(|key| !key.is_empty())
}

/// How two quotations stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alike {
    /// Of different utterances.
    No,
    /// The same words, as far as both have them.
    Same,
    /// One utterance in different words.
    Reworded,
}

fn alike(a: &[String], b: &[String]) -> Alike {
    let ops = capture_diff_slices(Algorithm::Myers, a, b);
    let equal = |op: &DiffOp| matches!(op, DiffOp::Equal { .. });
    let (Some(first), Some(last)) = (ops.iter().position(equal), ops.iter().rposition(equal)) else { return Alike::No };
    let (mut agree, mut differ, mut telling) = (0, 0, false);
    for op in &ops[first..=last] {
        let (old, new) = (op.old_range(), op.new_range());
        if equal(op) {
            agree += old.len();
        } else {
            differ += old.len().max(new.len());
            telling |= tells(&a[old], &b[new]);
        }
    }
    // what stands before or behind in both is other words, not more of them
    for op in ops[..first].iter().chain(&ops[last + 1..]) {
        if let DiffOp::Replace { old_len, new_len, .. } = op {
            differ += old_len.min(new_len);
            telling |= tells(&a[op.old_range()], &b[op.new_range()]);
        }
    }
    let share = agree as f64 / (agree + differ) as f64;
    match () {
        () if agree < LEAST_WORDS.min(a.len()).min(b.len()) || share < ONE_UTTERANCE => Alike::No,
        () if telling => Alike::Reworded,
        () => Alike::Same,
    }
}

/// Whether words that stand in place of others are no mere form of them.
fn tells(old: &[String], new: &[String]) -> bool {
    let telling = |words: &[String], others: &[String]| {
        let known = |word: &String| others.iter().any(|other| stem(other) == stem(word));
        words.iter().any(|word| word.chars().count() > 3 && !SMALL.contains(&word.as_str()) && !known(word))
    };
    telling(old, new) || telling(new, old)
}

/// Words of more than three letters that say nothing of their own.
const SMALL: &[&str] =
    &["shall", "will", "would", "should", "that", "which", "have", "been", "with", "from", "upon", "into"];

/// The beginning of a word, which its forms share.
fn stem(word: &str) -> String {
    word.chars().take(4).collect()
}

/// Quotations of one utterance that differ in wording, or in who said it.
fn utterances(quotations: &[Quotation<'_>], press: &Press<'_>) -> Vec<Disagreement> {
    let mut group: Vec<usize> = (0..quotations.len()).collect();
    let mut reworded: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (n, a) in quotations.iter().enumerate() {
        for (m, b) in quotations.iter().enumerate().skip(n + 1) {
            let stands = a.stands_to(b);
            if stands == Alike::No || stands == Alike::Reworded && a.speaker != b.speaker {
                continue;
            }
            if stands == Alike::Reworded {
                reworded.insert((n, m));
            }
            let (from, to) = (group[n].max(group[m]), group[n].min(group[m]));
            group.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
        }
    }
    let mut found = Vec::new();
    let heads: BTreeSet<usize> = group.iter().copied().collect();
    for head in heads {
        let members: Vec<usize> = (0..group.len()).filter(|n| group[*n] == head).collect();
        let origins: BTreeSet<usize> = members.iter().map(|n| quotations[*n].origin).collect();
        if origins.len() < 2 {
            continue;
        }
        found.extend(press.disagreement("quotation", wordings(quotations, &members, &reworded)));
        found.extend(press.disagreement("attribution", mouths(quotations, &members, press)));
    }
    found
}

/// The wordings of one utterance, each with the quotations that have it; the fullest stands for it.
fn wordings(
    quotations: &[Quotation<'_>],
    members: &[usize],
    reworded: &BTreeSet<(usize, usize)>,
) -> Vec<(String, Vec<Passage>)> {
    let mut longest: Vec<usize> = members.to_vec();
    longest.sort_by_key(|n| (std::cmp::Reverse(quotations[*n].words.len()), &quotations[*n].said.article));
    let mut sides: Vec<Vec<usize>> = Vec::new();
    for n in longest {
        let fits = |side: &&mut Vec<usize>| side.iter().all(|m| !reworded.contains(&(n.min(*m), n.max(*m))));
        match sides.iter_mut().find(fits) {
            Some(side) => side.push(n),
            None => sides.push(vec![n]),
        }
    }
    let told = |side: Vec<usize>| {
        let says = quotations[side[0]].said.text.clone();
        (says, side.into_iter().map(|n| quotations[n].passage()).collect())
    };
    sides.into_iter().map(told).collect()
}

/// Those who are said to have said it; none where one may be the other.
fn mouths(quotations: &[Quotation<'_>], members: &[usize], press: &Press<'_>) -> Vec<(String, Vec<Passage>)> {
    let mut mouths: BTreeMap<&str, (String, Vec<Passage>)> = BTreeMap::new();
    for quotation in members.iter().map(|n| &quotations[*n]) {
        let Some(speaker) = &quotation.speaker else { continue };
        let name = quotation.said.speaker.as_ref().and_then(|speaker| speaker.name.clone()).unwrap_or_default();
        let mouth = mouths.entry(speaker).or_insert_with(|| (name, Vec::new()));
        mouth.1.push(quotation.passage());
    }
    let named = mouths.values().all(|(name, _)| name.split(' ').count() > 1);
    let surname = |name: &str| fold(name).rsplit(' ').next().map(str::to_owned);
    let surnames: BTreeSet<Option<String>> = mouths.values().map(|(name, _)| surname(name)).collect();
    let sides: Vec<(String, Vec<Passage>)> = mouths.into_values().collect();
    if named && surnames.len() == sides.len() && press.are_near(&sides) { sides } else { Vec::new() }
}

/// Those who are held, with what each article says they are held for.
fn charges(relations: &[Relation], press: &Press<'_>) -> Vec<Disagreement> {
    let mut accused: BTreeMap<String, Vec<(&str, Passage)>> = BTreeMap::new();
    for relation in relations.iter().filter(|relation| relation.kind == "detention") {
        let (Some(held), Some(charge)) = (&relation.object, &relation.value) else { continue };
        let who = held.id.clone().unwrap_or_else(|| fold(&held.name));
        let sentences = relation.mentions.iter().map(|mention| (charge.as_str(), mention.sentence.clone()));
        accused.entry(who).or_default().extend(sentences);
    }
    let differ = |told: Vec<(&str, Passage)>| {
        let words = |charge: &str| -> BTreeSet<String> {
            fold(charge).split(' ').filter(|word| word.chars().count() > 3).map(stem).collect()
        };
        let mut sides: Vec<(String, Vec<Passage>)> = Vec::new();
        let mut fullest = told;
        fullest.sort_by_key(|(charge, passage)| {
            (std::cmp::Reverse(words(charge).len()), passage.article.clone(), passage.span)
        });
        for (charge, passage) in fullest {
            let mine = words(charge);
            match sides.iter_mut().find(|(says, _)| mine.is_subset(&words(says))) {
                Some((_, mentions)) => mentions.push(passage),
                None => sides.push((charge.to_owned(), vec![passage])),
            }
        }
        press.disagreement("charge", sides)
    };
    accused.into_values().filter_map(differ).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        fold(text).split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_part_of_a_quotation_and_small_words_make_no_other_wording() {
        let whole = words("We shall not open the harbour before the last ship has left it, whatever they say.");
        assert_eq!(alike(&whole, &words("not open the harbour before the last ship has left")), Alike::Same);
        assert_eq!(alike(&whole, &words("We will not open the harbor before the last ship has left it.")), Alike::Same);
        let other = words("We shall never open the port before the final ship has left it, whatever they say.");
        assert_eq!(alike(&whole, &other), Alike::Reworded);
        assert_eq!(alike(&whole, &words("The fishing fleet is safe and so are the men.")), Alike::No);
    }
}
