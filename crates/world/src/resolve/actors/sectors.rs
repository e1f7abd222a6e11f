//! What a phrase says of the sectors of its actor.

use super::lists::{self, Class, is};
use super::phrases::{Noun, Phrase};
use super::reading::{Known, Owner, Said, Weight, past, rank};
use super::tree::Tree;
use crate::offices::{Level, Role};
use crate::resolve::ActorKind;
use crate::sectors::Sector;
use crate::states::StateKind;

/// Adds the sectors that a phrase tells: by its nouns, by whose the actor is, by the words before it.
pub(super) fn told<'w>(
    tree: &Tree<'_>,
    phrase: &Phrase<'w>,
    main: &Noun<'w>,
    owners: &[Owner<'w>],
    said: &mut Said<'w>,
) {
    if phrase.nouns.iter().any(|noun| church_title(tree, phrase, noun)) {
        said.sectors.push((Sector::Religion, Weight::Strong));
        return;
    }
    let relation = is(&main.lemma, Class::Relation);
    let owner = owners.iter().filter(|o| !o.place && !o.sectors.is_empty()).min_by_key(|o| o.behind);
    // an official of a people is no civilian
    let official = main.office.is_some_and(|o| !o.sectors.is_empty()) || main.is_body();
    let body = owner.filter(|o| {
        let people = o.kind == Some(ActorKind::Group) && o.sectors.iter().all(|s| *s == Sector::Civilians);
        !matches!(o.known, Some(Known::State(_))) && o.sectors != [Sector::Unknown] && !(official && people)
    });
    let international =
        owners.iter().any(|o| o.code.as_deref().is_some_and(|c| matches!(c, "UNO" | "IGO" | "EUR")) && !o.place);
    if shared(main, body, owners, said) {
        return;
    }
    if relation {
        return;
    }
    for noun in &phrase.nouns {
        let (own, weight, mut open) = of_noun(noun, noun.head == main.head);
        // a party's lawmaker acts for both
        if own == [Sector::Legislature]
            && let Some(party) = body.filter(|o| o.kind == Some(ActorKind::Body) && o.sectors.contains(&Sector::Party))
        {
            said.sectors.extend(party.sectors.iter().map(|s| (*s, weight)));
        }
        // a lawyer of a court or ministry acts for it
        let public = |o: &&Owner<'_>| {
            let bodies = o.kind == Some(ActorKind::Body) && !o.pronoun;
            bodies && o.sectors.iter().all(|s| matches!(s, Sector::Courts | Sector::Government | Sector::Military))
        };
        open |= own == [Sector::Society] && body.as_ref().is_some_and(public);
        if past(tree, phrase, noun) {
            let official = was_official(noun, own, body);
            said.sectors.extend(official.then_some((Sector::Elites, weight)));
            continue;
        }
        if own.is_empty() || open {
            if let Some(owner) = body {
                let theirs = owners_sectors(noun, own, owner);
                said.sectors.extend(theirs.iter().map(|s| (*s, weight)));
                if !theirs.is_empty() {
                    continue;
                }
            }
            if international && (own == [Sector::Government] || own == [Sector::Unknown] || own.is_empty()) {
                continue;
            }
        }
        let general = own == [Sector::Unknown] || own == [Sector::Government] || own == [Sector::Civilians];
        if general && noun.head != main.head && !said.sectors.is_empty() {
            continue;
        }
        said.sectors.extend(own.iter().map(|s| (*s, weight)));
    }
    if owner.is_none() {
        presides(main, owners, said);
    }
    modified(tree, phrase, main, said);
    crowned(main, owners, said);
    people_in_arms(main, owners, said);
    // "Freedonia's chief negotiator", "the Freedonian leader"
    let state = owners.iter().any(|o| !o.place && matches!(o.known, Some(Known::State(_))));
    let official = main.office.is_some_and(|o| {
        matches!(o.role, Role::Leader | Role::Diplomat | Role::Spokesperson | Role::Official | Role::Deputy)
    });
    if said.sectors.is_empty() && state && official {
        said.sectors.push((Sector::Government, Weight::Strong));
    }
    said.of_body = body.is_some_and(|o| o.kind == Some(ActorKind::Body));
}

/// The president of a club of which no more is told governs nothing.
fn presides(main: &Noun<'_>, owners: &[Owner<'_>], said: &mut Said<'_>) {
    let presides = main.office.is_some_and(|o| o.role == Role::HeadOfState && o.level == Level::Any);
    if presides && owners.iter().any(|o| !o.place && o.kind == Some(ActorKind::Body) && o.known.is_none()) {
        said.sectors.retain(|(s, _)| *s != Sector::Government);
    }
}

/// The sultan of a town rules no state.
fn crowned(main: &Noun<'_>, owners: &[Owner<'_>], said: &mut Said<'_>) {
    let royal = main.office.is_some_and(|o| matches!(o.role, Role::Royal | Role::HeadOfState))
        && matches!(&*main.lemma, "sultan" | "emir" | "king" | "sheikh" | "queen" | "chief" | "ruler" | "monarch");
    let town = owners.iter().any(|o| o.place && o.behind);
    if royal && town && !owners.iter().any(|o| matches!(o.known, Some(Known::State(_)))) {
        said.sectors = vec![(Sector::Society, Weight::Strong)];
    }
}

/// Who follows another, holds the same office or shares the cause has sectors of the other.
fn shared(main: &Noun<'_>, body: Option<&Owner<'_>>, owners: &[Owner<'_>], said: &mut Said<'_>) -> bool {
    if is(&main.lemma, Class::SameOffice) || matches!(&*main.lemma, "counterpart" | "colleague") {
        let held = body.iter().flat_map(|o| &o.sectors).filter(|s| **s != Sector::Elites).map(|s| (*s, Weight::Weak));
        said.sectors.extend(held);
        if said.sectors.is_empty() && body.is_some() {
            said.sectors.push((Sector::Government, Weight::Weak));
        }
        return true;
    }
    if is(&main.lemma, Class::Ally) {
        let theirs = owners.iter().filter(|o| !o.place).flat_map(|o| &o.sectors).filter(|s| **s != Sector::Elites);
        said.sectors.extend(theirs.map(|s| (*s, Weight::Weak)));
        return true;
    }
    false
}

/// Whether a word of kinship is a title of the church: "Father Lee", "Sister Ann".
fn church_title(tree: &Tree<'_>, phrase: &Phrase<'_>, noun: &Noun<'_>) -> bool {
    let kin = matches!(&*noun.lemma, "father" | "sister" | "mother" | "brother");
    kin && phrase.name.is_some() && tree.is_capital(noun.head) && noun.words.start == phrase.words.start
}

/// Whether who held an office that is past is a former official: the head of a ministry, not of a firm.
fn was_official(noun: &Noun<'_>, own: &[Sector], body: Option<&Owner<'_>>) -> bool {
    let public = |s: &Sector| {
        matches!(
            s,
            Sector::Government
                | Sector::Military
                | Sector::Intelligence
                | Sector::Police
                | Sector::Courts
                | Sector::Legislature
        )
    };
    let of_state = body.is_some_and(|o| o.kind == Some(ActorKind::Body) && o.sectors.iter().any(public));
    let office = noun.office.is_some_and(|o| !matches!(o.role, Role::Scholar | Role::Cleric));
    own == [Sector::Elites] || (!own.is_empty() || of_state) && office
}

/// What the words before a noun say of its sectors: "military judges", "rebel officials", "opposition lawmaker".
fn modified(tree: &Tree<'_>, phrase: &Phrase<'_>, main: &Noun<'_>, said: &mut Said<'_>) {
    let before =
        |at: usize| matches!(tree.relation(at), "amod" | "compound" | "nmod") && tree.preposition(at).is_none();
    for at in tree.dependents(main.head).filter(|d| *d < main.head && before(*d)) {
        // what is part of a noun of the tables is told by it
        if phrase.nouns.iter().any(|n| n.words.len() > 1 && n.words.contains(&at)) || tree.deprel(at) == "nmod:poss" {
            continue;
        }
        let Some(modifier) = lists::modifier(&tree.form(at).to_lowercase()) else { continue };
        let has = |s: &Sector| said.sectors.iter().any(|(own, _)| own == s);
        let own: Vec<Sector> = said.sectors.iter().map(|(s, _)| *s).collect();
        let plain = own.iter().all(|s| matches!(s, Sector::Unknown | Sector::Civilians | Sector::Government));
        let rules = has(&Sector::Government) && main.is_body();
        if own.iter().any(|s| modifier.beside.contains(s)) || rules && modifier.rules {
            let more = modifier.sectors.iter().filter(|s| !has(s)).map(|s| (*s, Weight::Strong)).collect::<Vec<_>>();
            said.sectors.iter_mut().for_each(|(_, weight)| *weight = (*weight).max(Weight::Strong));
            said.sectors.extend(more);
        } else if plain && !rules || own.iter().all(|s| modifier.instead.contains(s)) {
            said.sectors = modifier.sectors.iter().map(|s| (*s, Weight::Strong)).collect();
        }
    }
}

/// Soldiers of a people that is no state's are armed against one: "Kurdish forces".
fn people_in_arms(main: &Noun<'_>, owners: &[Owner<'_>], said: &mut Said<'_>) {
    let region = |o: &Owner<'_>| match o.known {
        Some(Known::State(state)) if state.kind == StateKind::Region => {
            !is(&state.plover().to_lowercase(), Class::Whole) && !o.behind && !o.possessive
        }
        _ => false,
    };
    let people = |o: &Owner<'_>| {
        let peaceful = |s: &Sector| matches!(s, Sector::Civilians | Sector::Religion);
        let group = o.kind == Some(ActorKind::Group) && o.known.is_none() && !o.sectors.is_empty();
        !o.place && (region(o) || group && o.sectors.iter().all(peaceful))
    };
    let force = is(&main.lemma, Class::Force) && said.sectors.iter().all(|(s, _)| *s == Sector::Military);
    let states = owners.iter().any(|o| matches!(o.known, Some(Known::State(_))) && !o.place && !region(o));
    if force && !states && owners.iter().any(people) {
        said.sectors = vec![(Sector::Rebels, Weight::Strong)];
    }
}

/// The sectors that a described actor has from the one that it belongs to; none where its own say more.
fn owners_sectors(noun: &Noun<'_>, own: &[Sector], owner: &Owner<'_>) -> Vec<Sector> {
    let force = |s: &&Sector| {
        matches!(
            s,
            Sector::Rebels | Sector::Armed | Sector::Military | Sector::Police | Sector::Paramilitary | Sector::Crime
        )
    };
    if is(&noun.lemma, Class::Adherent) {
        let office = |s: &Sector| {
            matches!(
                s,
                Sector::Government
                    | Sector::Elites
                    | Sector::Military
                    | Sector::Courts
                    | Sector::Legislature
                    | Sector::Police
                    | Sector::Intelligence
                    | Sector::Business
            )
        };
        return owner.sectors.iter().filter(|s| !office(s)).copied().collect();
    }
    if is(&noun.lemma, Class::Follower) {
        return owner.sectors.iter().filter(|s| **s != Sector::Elites).copied().collect();
    }
    let men = is(&noun.lemma, Class::Person) && noun.plural;
    let bears_arms = noun.office.is_none() && own.iter().any(|s| force(&s));
    if men || bears_arms {
        return owner.sectors.iter().filter(force).copied().collect();
    }
    owner.sectors.clone()
}

/// The sectors of a noun, how much they weigh, and whether the one that it belongs to knows better.
fn of_noun<'w>(noun: &Noun<'w>, main: bool) -> (&'w [Sector], Weight, bool) {
    if let Some(office) = noun.office {
        let weight = if rank(office, &noun.lemma) { Weight::Weak } else { Weight::Strong };
        let trade =
            matches!(office.role, Role::Jurist | Role::Scholar | Role::Cleric | Role::Police | Role::Legislator);
        let open = (matches!(office.level, Level::Any | Level::Body | Level::Party) && !trade)
            || matches!(office.role, Role::Spokesperson | Role::Leader | Role::Executive);
        return (&office.sectors, weight, open);
    }
    if let Some(agent) = noun.agent {
        let follows = is(&noun.lemma, Class::Follower) || is(&noun.lemma, Class::Person) && noun.plural;
        let open = follows
            || agent.sectors.iter().all(|s| {
                matches!(
                    s,
                    Sector::Unknown
                        | Sector::Rebels
                        | Sector::Armed
                        | Sector::Military
                        | Sector::Government
                        | Sector::Party
                )
            });
        let plain = agent.sectors.iter().all(|s| *s == Sector::Civilians);
        return (&agent.sectors, if main && !plain { Weight::Strong } else { Weight::Weak }, open);
    }
    (&[], Weight::Weak, true)
}

/// Sectors that say little give way to those that say more.
pub(super) fn specialise(said: &mut Said<'_>) {
    let telling = said.sectors.iter().any(|(s, _)| *s != Sector::Unknown);
    said.sectors.retain(|(s, _)| !telling || *s != Sector::Unknown);
    let more = said.sectors.iter().any(|(s, _)| !matches!(s, Sector::Civilians | Sector::Government));
    if more {
        said.sectors.retain(|(s, _)| *s != Sector::Civilians);
    }
}
