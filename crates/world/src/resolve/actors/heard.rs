//! What the annotator hears of an actor's words: of what sector and of what kind of code it may be.

use super::resolver::Resolver;
use crate::resolve::MentionKind;
use crate::sectors::Sector;

/// So many mentions are listened to.
const MENTIONS: usize = 8;

/// What is less likely counts as this likely.
const LEAST: f32 = 0.02;

/// The words that head what names or describes the actor, pronouns left out.
pub(super) fn telling_heads(r: &Resolver<'_, '_, '_>, first: usize, others: &[usize]) -> Vec<usize> {
    let tells = |head: &usize| r.headed(*head).is_none_or(|p| r.phrases[p].kind != MentionKind::Pronoun);
    std::iter::once(&first).chain(others).copied().filter(tells).take(MENTIONS).collect()
}

/// The sectors that are likelier than not by the mean of what is heard of these words, the likeliest first.
pub(super) fn sectors(r: &Resolver<'_, '_, '_>, heads: &[usize]) -> Vec<Sector> {
    let annotation = r.tree.annotation;
    let heard: Vec<usize> =
        heads.iter().copied().filter(|head| annotation.codes_heard(*head).next().is_some()).collect();
    let of = |sector: &Sector, head: usize| {
        let score = annotation.sectors_heard(head).find(|(label, _)| *label == sector.word());
        log_odds(score.map_or(0.0, |(_, score)| score))
    };
    let sum = |sector: &Sector| heard.iter().map(|head| of(sector, *head)).sum::<f32>();
    let mut likely: Vec<(f32, Sector)> = Sector::ALL.iter().map(|sector| (sum(sector), *sector)).collect();
    likely.retain(|(odds, sector)| *odds > 0.0 && *sector != Sector::Unknown);
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    likely.into_iter().map(|(_, sector)| sector).collect()
}

/// How likely the annotator hears that the words' bearer has this kind of code; none where it says nothing of them.
pub(super) fn code(r: &Resolver<'_, '_, '_>, heads: &[usize], kind: &str) -> Option<f32> {
    let annotation = r.tree.annotation;
    let of = |head: &usize| -> Option<f32> {
        annotation.codes_heard(*head).next()?;
        Some(annotation.codes_heard(*head).find(|(label, _)| *label == kind).map_or(0.0, |(_, score)| score))
    };
    let heard: Vec<f32> = heads.iter().filter_map(of).collect();
    (!heard.is_empty()).then(|| heard.iter().sum::<f32>() / heard.len() as f32)
}

/// The log-odds of a probability, within what a sign may count.
pub(super) fn log_odds(p: f32) -> f32 {
    let p = p.clamp(LEAST, 1.0 - LEAST / 4.0);
    (p / (1.0 - p)).ln()
}
