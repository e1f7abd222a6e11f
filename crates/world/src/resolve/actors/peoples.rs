//! Peoples and those named by their state alone: "the Americans", "Kenyans", "Thai" in "Thai and Malaysian navies".

use super::lists::{Class, is};
use super::reading::{Said, Weight, described};
use super::resolver::Resolver;
use super::spot::What;
use crate::knowledge::Use;
use crate::resolve::{ActorKind, MentionKind};
use crate::sectors::Sector;
use crate::states::State;

/// How many of the last mentioned a people may reach back over.
const REACH: usize = 60;

/// "the Americans", "the American", "Kenyans".
pub(super) fn demonym<'w>(r: &mut Resolver<'_, 'w, '_>, p: usize, state: &'w State, used_as: Use) -> Option<usize> {
    let phrase = &r.phrases[p];
    let head = phrase.head;
    let xpos = r.tree.word(head).xpos;
    let definite =
        r.tree.dependents(head).any(|d| r.tree.relation(d) == "det" && r.tree.form(d).eq_ignore_ascii_case("the"));
    let counted = r.tree.dependents(head).any(|d| matches!(r.tree.relation(d), "nummod" | "amod" | "nmod"));
    let verb = r.tree.head(head).filter(|_| r.tree.relation(head) == "nsubj");
    let one = verb.is_some_and(|v| matches!(r.tree.word(v).xpos, "VBZ"))
        || r.tree.dependents(head).any(|d| matches!(r.tree.form(d), "a" | "an" | "one" | "One"));
    let plural =
        used_as == Use::People || matches!(xpos, "NNS" | "NNPS") || (r.tree.form(head).ends_with("ese") && !one);
    let code: Box<str> = state.plover().into();
    if plural && definite && !counted && phrase.kind == MentionKind::Nominal {
        return Some(r.of_state(state, p));
    }
    let mut said = Said { code: Some((code.clone(), Weight::Known)), plural, definite, counted, ..Said::default() };
    said.kind = Some(if plural { ActorKind::Group } else { ActorKind::Person });
    said.lemma = r.tree.form(head).to_lowercase();
    said.nouns.push(said.lemma.clone());
    if plural {
        said.sectors.push((Sector::Civilians, Weight::Weak));
    }
    let known = r.cast.recent().take(REACH).find(|(_, e)| {
        let same = e.code.as_ref().is_some_and(|(c, _)| *c == code);
        let open = e.code.is_none() && e.roles.is_empty() && !e.names.is_empty();
        if plural {
            same && e.plural && e.lemmas.contains(&said.lemma) && !counted
        } else {
            definite
                && (same || open)
                && e.kind == Some(ActorKind::Person)
                && !e.plural
                && !super::pronouns::bound(r, head, e.last)
        }
    });
    let entity = match known.map(|(at, _)| at) {
        Some(at) => at,
        None => r.cast.add(head),
    };
    r.cast.learn(entity, &said, p);
    Some(entity)
}

/// A people, creed or party that no state's table holds.
pub(super) fn people(r: &mut Resolver<'_, '_, '_>, p: usize) -> Option<usize> {
    let phrase = &r.phrases[p];
    let head = phrase.head;
    let name = phrase.name.map(|n| &r.names[n])?;
    debug_assert!(matches!(name.what, What::People));
    let plural = matches!(r.tree.word(head).xpos, "NNS" | "NNPS") || !r.modifies(head);
    let reads = r.tree.reads(&name.words).into_owned();
    let entry = r.world.meanings(&reads, None).into_iter().find_map(|e| match e.meaning {
        crate::knowledge::Meaning::Agent(agent) => Some(agent),
        _ => None,
    });
    let mut said = Said { kind: Some(ActorKind::Group), plural, lemma: reads.to_lowercase(), ..Said::default() };
    said.nouns.push(said.lemma.clone());
    // "East Asian" is of no one country
    said.abroad = said.lemma.split([' ', '-']).next_back().is_some_and(|word| is(word, Class::Continental));
    if let Some(agent) = entry {
        said.sectors = agent.sectors.iter().map(|s| (*s, Weight::Weak)).collect();
        said.code = (!agent.code.is_empty()).then(|| (agent.code.clone(), Weight::Strong));
    } else {
        said.sectors.push((Sector::Civilians, Weight::Weak));
    }
    let known =
        r.cast.recent().take(REACH).find(|(_, e)| e.kind == Some(ActorKind::Group) && e.lemmas.contains(&said.lemma));
    let entity = match known.map(|(at, _)| at) {
        Some(at) => at,
        None => r.cast.add(head),
    };
    r.cast.learn(entity, &said, p);
    Some(entity)
}

/// The first of two who share a noun: "Thai" in "Thai and Malaysian navies".
pub(super) fn shared<'w>(r: &mut Resolver<'_, 'w, '_>, p: usize, state: &'w State) -> usize {
    let phrase = &r.phrases[p];
    let mut said = described(r.tree, phrase, &[]);
    said.code = Some((state.plover().into(), Weight::Known));
    said.office = None;
    said.plural = true;
    said.kind =
        Some(if phrase.nouns.first().is_some_and(|n| n.is_body()) { ActorKind::Body } else { ActorKind::Group });
    let entity = r.cast.add(phrase.head);
    r.cast.learn(entity, &said, p);
    entity
}
