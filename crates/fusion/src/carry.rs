//! What a copy tells in broken words: mentions of its source, in the sentences that were taken from there.

use attache_coding::ontology::EventType;
use attache_press::CharSpan;
use rustc_hash::FxHashMap;

use crate::account::Account;
use crate::mention::Mention;

/// A mention that is carried over is so much less sure.
const LESS_SURE: f32 = 0.8;

/// Gives articles that were taken from others of these the mentions of their source that the coder did not find in them: where a
/// sentence was taken over, what it tells was too, however a rewriter broke it. Sources come before what is taken from them.
///
/// Do this once, to all accounts that are at hand, before they are fused; mentions that are added stand behind those that there are.
pub fn carry_over(accounts: &mut [Account]) {
    let place: FxHashMap<String, usize> = accounts.iter().enumerate().map(|(n, a)| (a.id.clone(), n)).collect();
    let mut done = vec![false; accounts.len()];
    for n in 0..accounts.len() {
        let mut way = vec![n];
        while let Some(&source) = way.last().and_then(|at| accounts[*at].of.as_ref()).and_then(|of| place.get(of)) {
            if done[source] || way.contains(&source) {
                break;
            }
            way.push(source);
        }
        for at in way.into_iter().rev().filter(|at| !std::mem::replace(&mut done[*at], true)) {
            let source = accounts[at].of.as_ref().and_then(|of| place.get(of)).filter(|source| **source != at);
            if let Some(&source) = source {
                let carried = carried(&accounts[at], &accounts[source]);
                accounts[at].mentions.extend(carried);
            }
        }
    }
}

/// Mentions of the source in sentences of the copy that tell of none of their type.
fn carried(copy: &Account, source: &Account) -> Vec<Mention> {
    let mut carried = Vec::new();
    let taken = sentences(copy, source);
    for &(here, there) in &taken {
        for mention in source.mentions.iter().filter(|mention| mention.sentence == there) {
            let kind = |mention: &Mention| -> Option<EventType> { mention.act.as_ref().map(|act| act.event) };
            let told = copy.mentions.iter().any(|own| own.sentence == here && kind(own) == kind(mention));
            let named = |party: &&crate::Party| party.named && party.actor.is_some();
            let known = |party: &crate::Party| {
                let name = party.actor.and_then(|n| source.actors.get(n)?.name.as_ref());
                name.is_some() && copy.actors.iter().any(|actor| actor.name.as_ref() == name)
            };
            // where all names are others, the words tell of something else
            let mut parties = mention.parties.iter().filter(named).peekable();
            let others = parties.peek().is_some() && !parties.any(known) && !copy.is_rewrite();
            if !told && !others {
                let mut own = in_copy(mention, here, copy, source);
                let echo = |echo: &CharSpan| taken.iter().find(|(_, there)| there == echo).map(|(here, _)| *here);
                own.echoes = mention.echoes.iter().filter_map(echo).collect();
                carried.push(own);
            }
        }
    }
    carried
}

/// The mention as the copy has it: in its sentence, with its actors where they bear the same names.
fn in_copy(mention: &Mention, here: CharSpan, copy: &Account, source: &Account) -> Mention {
    let actor = |n: usize| {
        let name = source.actors.get(n)?.name.as_ref()?;
        copy.actors.iter().position(|actor| actor.name.as_ref() == Some(name))
    };
    let mut mention = mention.clone();
    let number = copy.sentences.iter().position(|sentence| *sentence == here).unwrap_or(0);
    (mention.trigger, mention.sentence, mention.place_in_text) = (here, here, number as u32);
    for party in &mut mention.parties {
        (party.actor, party.span) = (party.actor.and_then(actor), here);
    }
    mention.sources.iter_mut().for_each(|cited| cited.actor = cited.actor.and_then(actor));
    let places = |n: u16| u16::try_from(actor(usize::from(n))?).ok();
    mention.cast = mention.cast.iter().filter_map(|n| places(*n)).collect();
    mention.cast.sort_unstable();
    mention.arguments.iter_mut().for_each(|argument| argument.actor = argument.actor.and_then(places));
    mention.quantities.clear();
    if let Some(when) = &mut mention.when {
        when.sentence = here;
    }
    if let Some(act) = &mut mention.act {
        act.confidence *= LESS_SURE;
    }
    mention
}

/// Sentences of the copy and those that they were taken from: of passages that have as many sentences here as there.
fn sentences(copy: &Account, source: &Account) -> Vec<(CharSpan, CharSpan)> {
    let within = |sentences: &[CharSpan], span: CharSpan| -> Vec<CharSpan> {
        let middle = |sentence: &CharSpan| (sentence.start + sentence.end) / 2;
        sentences.iter().copied().filter(|s| span.start <= middle(s) && middle(s) < span.end).collect()
    };
    let of = |passage: &attache_stories::Passage| {
        let (here, there) = (within(&copy.sentences, passage.here), within(&source.sentences, passage.there));
        if here.len() == there.len() { here.into_iter().zip(there).collect() } else { Vec::new() }
    };
    copy.passages.iter().flat_map(of).collect()
}
