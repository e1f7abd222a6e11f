//! The cases that the predicate alone does not decide: the rules of `data/rules.tsv`, tried on a mention.

use rustc_hash::FxHashSet;

use crate::candidates::Candidate;
use crate::mention::EventMention;
use crate::ontology::{Aux, Cameo, Condition, Effect, EventType, Mode, Parties, Rule, class, rules};
use crate::tree::Tree;
use attache_language::Upos;
use attache_world::Sector;

/// What the rules make of a mention.
pub(crate) struct Decided {
    /// Whether it stays.
    pub stays: bool,
    /// The code that a rule gave it.
    pub cameo: Option<Cameo>,
    /// Other events to be coded beside it: type, mode and code.
    pub also: Vec<(EventType, Option<Mode>, Option<Cameo>)>,
}

/// Tries all rules on a mention; `lemmas` are those of its clause.
pub(crate) fn decide(tree: &Tree<'_>, candidate: &Candidate, lemmas: &[&str], mention: &mut EventMention) -> Decided {
    let mut decided = Decided { stays: true, cameo: None, also: Vec::new() };
    for rule in rules() {
        let moded = rule.mode.is_none_or(|mode| mention.modes.contains(&mode));
        if rule.event != mention.event || !moded || !holds(tree, candidate, lemmas, mention, rule) {
            continue;
        }
        match rule.effect {
            Effect::Drop => decided.stays = false,
            Effect::Also => decided.also.push((rule.to_event.unwrap_or(mention.event), rule.to_mode, rule.to_cameo)),
            Effect::Become => {
                if let Some(event) = rule.to_event.filter(|event| *event != mention.event) {
                    mention.event = event;
                    mention.modes.clear();
                }
                if let Some(mode) = rule.to_mode {
                    mention.modes.retain(|old| *old != mode);
                    mention.modes.insert(0, mode);
                }
                decided.cameo = rule.to_cameo;
                seat(mention);
            }
        }
    }
    decided
}

/// Puts the parties where the type wants them after a rule has changed it.
fn seat(mention: &mut EventMention) {
    let parties = mention.modes.first().map_or(mention.event.parties(), |mode| mode.parties());
    if mention.event == EventType::Cooperate && mention.recipients.is_empty() && mention.actors.len() > 1 {
        mention.recipients = mention.actors.clone();
    }
    if mention.event == EventType::Mobilize && mention.recipients == mention.actors {
        mention.recipients.clear();
    }
    if parties == Parties::Reciprocal && mention.event == EventType::Consult {
        let recipients = std::mem::take(&mut mention.recipients);
        for party in recipients {
            if !mention.actors.contains(&party) {
                mention.actors.push(party);
            }
        }
    }
}

fn holds(tree: &Tree<'_>, candidate: &Candidate, lemmas: &[&str], mention: &EventMention, rule: &Rule) -> bool {
    let word = tree.lemma(candidate.word);
    let in_class = |name: &str, lemma: &str| class(name).binary_search(&lemma).is_ok();
    let speaks_of = |name: &str| lemmas.iter().any(|lemma| in_class(name, lemma));
    let says = |words: &[&str]| lemmas.iter().any(|lemma| words.contains(lemma));
    let carrier = candidate.carrier.map_or("", |(verb, _)| tree.lemma(verb));
    let has = |parties: &[crate::mention::Party], sectors: &[Sector]| {
        parties.iter().any(|party| party.sectors.iter().any(|sector| sectors.contains(sector)))
    };
    match rule.condition {
        Condition::SeveralStates => codes(&mention.actors).len() > 1 && speaks_of("exercise"),
        Condition::OneState => {
            in_class(rule.about, word)
                && codes(&mention.actors).len() < 2
                && mention.actors.len() < 2
                && (mention.recipients.is_empty() || mention.recipients == mention.actors)
        }
        Condition::ThreeStates => codes(&mention.actors).len() > 2,
        Condition::InContext => mention.contexts.iter().any(|context| context.name() == rule.about),
        Condition::Beside => false,
        Condition::InCombat => {
            says(&["battle", "combat", "fighting", "clash", "offensive", "ambush", "front", "firefight"])
                && has(&mention.recipients, &[Sector::Military, Sector::Rebels])
        }
        Condition::Prison => is_prison(tree, candidate, lemmas),
        Condition::Sanctions => {
            says(&["sanction", "embargo", "tariff"]) && codes(&mention.recipients) != codes(&mention.actors)
        }
        Condition::Announced => {
            let announces = |lemma: &str| {
                matches!(lemma, "declare" | "announce" | "call" | "proclaim" | "offer" | "agree" | "order")
            };
            announces(carrier) || announces(word) || mention.aux.contains(&Aux::Future)
        }
        Condition::InForce => {
            says(&["observe", "respect", "honour", "honor"])
                || (in_class("truce", word) && says(&["hold", "effect", "force"]))
        }
        Condition::Own => {
            let own = |party: &crate::mention::Party| {
                let kids = tree.head_of(&party.words).into_iter().flat_map(|head| tree.kids(head));
                let mut owners = kids.filter(|&&kid| tree.relation(kid) == "nmod:poss");
                owners.any(|&owner| tree.upos(owner) == Upos::Pron)
            };
            in_class(rule.about, word) && !mention.recipients.is_empty() && mention.recipients.iter().all(own)
        }
        Condition::Summons => matches!(word, "summon" | "summons"),
        Condition::Mediator => {
            let through = [
                "mediation",
                "mediator",
                "intermediary",
                "auspices",
                "chairmanship",
                "mediate",
                "broker",
                "facilitation",
            ];
            says(&through)
        }
        Condition::CivilianActor => {
            has(&mention.actors, &[Sector::Party, Sector::Opposition, Sector::Labour, Sector::Society])
                && speaks_of("supporter")
        }
        Condition::StateOnCrowd => {
            has(&mention.actors, &[Sector::Police, Sector::Military])
                && (speaks_of("protest") || says(&["protester", "demonstrator", "crowd", "marcher"]))
        }
    }
}

/// Whether a conviction says prison: "six years", "life in prison", not a fine.
fn is_prison(tree: &Tree<'_>, candidate: &Candidate, lemmas: &[&str]) -> bool {
    let word = tree.lemma(candidate.word);
    let sentences =
        matches!(word, "sentence" | "jail" | "imprison" | "term" | "prison" | "send" | "condemn" | "imprisonment");
    let jailed = lemmas.iter().any(|lemma| matches!(*lemma, "prison" | "jail" | "imprisonment" | "bar" | "custody"));
    let long = lemmas.iter().any(|lemma| matches!(*lemma, "year" | "month" | "life" | "decade"));
    let hung = lemmas
        .iter()
        .any(|lemma| matches!(*lemma, "death" | "suspend" | "suspended" | "fine" | "probation" | "service"));
    sentences && (jailed || long) && !hung
}

fn codes(parties: &[crate::mention::Party]) -> FxHashSet<&str> {
    parties.iter().filter_map(|party| party.code.as_deref()).collect()
}
