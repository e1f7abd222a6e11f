//! What a sentence is like, apart from any one event in it.

use std::ops::Range;
use std::sync::LazyLock;

use attache_language::Upos;

use crate::ontology::Phrases;
use crate::tree::Tree;

/// A sentence's manner.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// It asks.
    pub question: bool,
    /// It names a time.
    pub dated: bool,
    /// It names a place.
    pub placed: bool,
    /// It names an actor with a code.
    pub coded: bool,
    /// It ends without a full stop and is short, as headlines are.
    pub headline: bool,
    /// How much it speaks of what is no politics: sport, culture, markets, weather.
    pub alien: f32,
    /// Words in quotation marks or in a statement's content.
    said: Vec<Range<usize>>,
}

impl Surroundings {
    pub fn of(tree: &Tree<'_>, sentence: usize) -> Self {
        let article = tree.article;
        let Some(sentence) = article.annotation.sentences.get(sentence) else { return Self::default() };
        let words = sentence.words.clone();
        let bytes =
            tree.words.get(words.clone()).and_then(|words| Some(words.first()?.bytes.start..words.last()?.bytes.end));
        let bytes = bytes.unwrap_or(0..0);
        let resolution = article.resolution;
        let first = resolution.mentions.partition_point(|mention| mention.head < words.start);
        let coded = resolution.mentions[first..].iter().take_while(|mention| mention.head < words.end);
        let last =
            words.clone().rev().map(|word| tree.form(word)).find(|form| !matches!(*form, "\"" | "”" | "'" | "’" | ")"));
        let finite = |word: usize| matches!(tree.xpos(word), "VBD" | "VBZ" | "VBP" | "MD");
        let stop = matches!(last, Some("." | "!" | "?" | ":" | "…"));
        let lemmas: Vec<&str> = words.clone().map(|word| tree.lemma(word)).collect();
        let mut alien: Vec<u32> = ALIEN.find(&lemmas).into_iter().map(|(_, _, cue)| cue).collect();
        alien.sort_unstable();
        alien.dedup();
        let digit =
            |word: usize| tree.form(word).len() == 1 && tree.form(word).bytes().all(|byte| byte.is_ascii_digit());
        let close = |word: usize| matches!((tree.words.get(word), tree.words.get(word + 2)), (Some(a), Some(b)) if b.bytes.start == a.bytes.end + 1);
        let score = words.clone().any(|word| {
            let pair = matches!(tree.form(word + 1), "-" | "–") && digit(word) && digit(word + 2) && close(word);
            let whole = tree.form(word).split_once('-').is_some_and(|(a, b)| {
                [a, b].iter().all(|side| side.len() == 1 && side.bytes().all(|byte| byte.is_ascii_digit()))
            });
            pair || whole
        });
        let place = |word: usize| tree.entity(word).is_some_and(|named| named.kind.is_place());
        Self {
            question: last == Some("?"),
            dated: {
                let n = article.times.partition_point(|time| time.span.end <= bytes.start);
                article.times.get(n).is_some_and(|time| time.span.start < bytes.end)
            },
            placed: words.clone().any(place),
            coded: coded.filter_map(|mention| resolution.actor_of(mention)).any(|actor| actor.code.is_some()),
            headline: !stop && (words.len() < 16 || !words.clone().any(finite)),
            alien: ((alien.len() + 2 * usize::from(score)) as f32 / 2.0).min(1.5),
            said: said(tree, words),
        }
    }

    /// Whether a word is said by somebody.
    pub fn quoted(&self, word: usize) -> bool {
        self.said.iter().any(|said| said.contains(&word))
    }
}

fn said(tree: &Tree<'_>, words: Range<usize>) -> Vec<Range<usize>> {
    let mut said = Vec::new();
    let mut open = None;
    for word in words {
        if tree.upos(word) == Upos::Punct && matches!(tree.form(word), "\"" | "“" | "”" | "``" | "''") {
            match open.take() {
                None => open = Some(word),
                Some(from) => said.push(from..word),
            }
        }
    }
    said
}

/// Words of what is no politics.
static ALIEN: LazyLock<Phrases<u32>> = LazyLock::new(|| {
    let rows = include_str!("../data/alien.tsv").lines().filter(|line| !line.starts_with('#'));
    let words = rows.filter_map(|line| line.split_once('\t')).flat_map(|(_, words)| words.split(';'));
    Phrases::new(words.zip(0u32..))
});
