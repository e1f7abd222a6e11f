//! What the annotator hears in a text's words: how likely each is one that a rewriter put in, pooled over the text.

use crate::lexicon::{LEXICON, WordId};
use crate::tokens::Token;
use attache_language::Annotation;

/// How many numbers are pooled.
pub(crate) const POOLED: usize = 3 + EDGES.len();
/// Log-odds above which words are counted.
const EDGES: [f64; 6] = [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
/// Words of no doubt, added to those of the text, so that a few words of a short one do not speak for it.
const DAMPED: f64 = 10.0;

/// Content words of English in lower case, as numbers of `tokens`: those that a rewriter would swap.
pub(crate) fn judged(tokens: &[Token]) -> impl Iterator<Item = usize> {
    let content = |token: &Token| super::features::plain(token) && !LEXICON.function(token.id);
    (0..tokens.len()).filter(move |&n| content(&tokens[n]))
}

/// Pools log-odds, each word type once by its mean: their mean, mean probability, shares above each edge, and what they exceed the
/// first edge by.
pub(crate) fn pooled(tokens: &[Token], annotation: &Annotation) -> [f64; POOLED] {
    let mut odds = odds(tokens, annotation);
    odds.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (mut pooled, mut types) = ([0.0; POOLED], DAMPED);
    for group in odds.chunk_by(|a, b| a.0 == b.0) {
        types += 1.0;
        let mean = group.iter().map(|(_, odds)| odds).sum::<f64>() / group.len() as f64;
        pooled[0] += mean;
        pooled[1] += 1.0 / (1.0 + (-mean).exp());
        for (sum, edge) in pooled[2..].iter_mut().zip(EDGES) {
            *sum += f64::from(u8::from(mean > edge));
        }
        pooled[POOLED - 1] += (mean - EDGES[0]).max(0.0);
    }
    pooled.map(|sum| sum / types)
}

/// The log-odds of every judged word that the annotation holds.
fn odds(tokens: &[Token], annotation: &Annotation) -> Vec<(WordId, f64)> {
    /// Surer than this, either way, no word says more.
    const MOST: f64 = 8.0;
    let mut words = annotation.words.iter().peekable();
    let mut odds = Vec::with_capacity(tokens.len() / 2);
    for token in judged(tokens).map(|n| &tokens[n]) {
        while words.next_if(|word| word.bytes.end <= token.span.start).is_some() {}
        let Some(word) = words.peek().filter(|word| word.bytes.start < token.span.end) else { continue };
        let p = f64::from(word.swapped);
        if p.is_nan() {
            continue;
        }
        odds.push((token.id, (p / (1.0 - p)).ln().clamp(-MOST, MOST)));
    }
    odds
}
