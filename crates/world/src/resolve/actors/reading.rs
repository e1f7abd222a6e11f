//! What one phrase says of its actor.

use super::lists::{self, Class, is};
use super::phrases::{Noun, Phrase};
use super::sectors;
use super::tree::Tree;
use crate::bodies::{Body, BodyKind};
use crate::names::PersonalName;
use crate::offices::{Level, Office, Role};
use crate::resolve::ActorKind;
use crate::sectors::Sector;
use crate::states::{State, StateKind};

/// How much what is said of an actor weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A rank or trade, or where it is.
    Weak,
    /// An office, or whose it is.
    Strong,
    /// The tables hold the actor itself.
    Known,
}

/// The row of the tables that an actor is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known<'w> {
    State(&'w State),
    Body(&'w Body),
}

/// What one phrase says.
#[derive(Debug, Clone, Default)]
pub(super) struct Said<'w> {
    pub kind: Option<ActorKind>,
    pub known: Option<Known<'w>>,
    pub code: Option<(Box<str>, Weight)>,
    pub sectors: Vec<(Sector, Weight)>,
    pub partial: bool,
    pub roles: Vec<Role>,
    pub body_kind: Option<BodyKind>,
    /// Head of the description, in its dictionary form.
    pub lemma: String,
    /// All nouns that describe it, in lower case.
    pub nouns: Vec<String>,
    pub office: Option<(String, Weight)>,
    pub past: bool,
    pub male: Option<bool>,
    /// What the first name says of it, which is less sure.
    pub sounds: Option<bool>,
    /// Whether its office is one of a body, not of a state.
    pub of_body: bool,
    pub plural: bool,
    pub definite: bool,
    pub indefinite: bool,
    /// Has a possessor or complement that tells whose it is.
    pub owned: bool,
    /// Counted: "three soldiers".
    pub counted: bool,
    /// Kept from being taken for the country that the article tells of.
    pub abroad: bool,
    /// Is told of by a region of several countries: "an Africa expert".
    pub regional: bool,
    /// The entity whose it is.
    pub owner: Option<usize>,
    /// Whose it is, by a possessive: "his men".
    pub possessor: Option<usize>,
    /// The body or group that it speaks or acts for.
    pub body: Option<usize>,
}

/// What tells whose a described actor is.
#[derive(Debug, Clone, Default)]
pub(super) struct Owner<'w> {
    pub code: Option<Box<str>>,
    pub sectors: Vec<Sector>,
    pub kind: Option<ActorKind>,
    pub known: Option<Known<'w>>,
    /// A place, which is weaker.
    pub place: bool,
    pub partial: bool,
    /// Stands behind the head.
    pub behind: bool,
    /// Its own code is not sure.
    pub weak: bool,
    /// The entity.
    pub entity: Option<usize>,
    /// Is told by a pronoun.
    pub pronoun: bool,
    /// Is told by a possessive: "France's".
    pub possessive: bool,
}

/// What a described actor, or the titles before a name, say.
pub(super) fn described<'w>(tree: &Tree<'_>, phrase: &Phrase<'w>, owners: &[Owner<'w>]) -> Said<'w> {
    let mut said = Said::default();
    let main = phrase.nouns.iter().find(|n| n.head == phrase.head).or_else(|| {
        let ranked = |n: &&Noun<'w>| n.office.is_some_and(|o| !rank(o, &n.lemma));
        phrase.nouns.iter().find(ranked).or(phrase.nouns.first())
    });
    shape(tree, phrase, &mut said);
    let Some(main) = main else { return said };
    said.lemma = main.lemma.clone();
    said.nouns = phrase.nouns.iter().map(|n| tree.reads(&n.words).to_lowercase()).collect();
    said.plural = phrase.name.is_none() && main.plural;
    said.past = phrase.nouns.iter().any(|n| past(tree, phrase, n));
    said.kind = Some(kind(main, phrase));
    said.abroad = is(&main.lemma, Class::Abroad);
    for noun in &phrase.nouns {
        said.roles.extend(noun.office.map(|o| o.role));
        said.male = said.male.or_else(|| sex(&noun.lemma));
    }
    take_owners(&mut said, main, owners);
    sectors::told(tree, phrase, main, owners, &mut said);
    if said.kind == Some(ActorKind::Person) && !is(&main.lemma, Class::Relation) {
        said.office = office(tree, phrase, main, owners);
    }
    sectors::specialise(&mut said);
    if let Some(code) = main.agent.map(|a| &a.code).filter(|c| !c.is_empty() && said.code.is_none()) {
        said.code = Some((code.clone(), Weight::Strong));
    }
    if let Some(state) =
        main.office.and_then(|o| o.state.as_deref()).filter(|_| said.code.is_none() && phrase.nouns.len() < 3)
    {
        // an office that only one state has may be named in another sense: the owner's word weighs more
        said.code = Some((state.split('/').next().unwrap_or(state).into(), Weight::Weak));
    }
    said
}

/// Determiner and number.
fn shape(tree: &Tree<'_>, phrase: &Phrase<'_>, said: &mut Said<'_>) {
    for d in tree.dependents(phrase.head).filter(|d| *d < phrase.head) {
        let form = tree.form(d).to_lowercase();
        match tree.deprel(d) {
            "det" => match &*form {
                "the" | "this" | "that" | "these" | "those" | "both" => said.definite = true,
                _ => said.indefinite = true,
            },
            "nmod:poss" => said.definite = true,
            "nummod" => said.counted = true,
            "amod"
                if matches!(&*form, "many" | "several" | "more" | "few" | "other" | "another" | "some" | "dozen") =>
            {
                said.counted = true;
            }
            _ => {}
        }
    }
}

fn kind(noun: &Noun<'_>, phrase: &Phrase<'_>) -> ActorKind {
    if phrase.name.is_some() {
        return ActorKind::Person;
    }
    if matches!(&*noun.lemma, "police" | "opposition" | "military" | "judiciary") {
        return ActorKind::Body;
    }
    match (noun.is_body(), noun.plural) {
        (true, false) => ActorKind::Body,
        (_, true) => ActorKind::Group,
        (false, false) => {
            let mass = matches!(&*noun.lemma, "infantry" | "troops" | "forces" | "people");
            if mass { ActorKind::Group } else { ActorKind::Person }
        }
    }
}

/// Whether the word tells a man, or a woman.
pub(super) fn sex(word: &str) -> Option<bool> {
    match (is(word, Class::Male), is(word, Class::Female)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether the first name tells a man, or a woman.
pub(super) fn sex_of_name(words: &[&str]) -> Option<bool> {
    let mut told = words.iter().filter_map(|word| PersonalName::of(word)).filter(|n| n.given && n.male != n.female);
    let first = words.first().and_then(|word| PersonalName::of(word));
    let by_first = first.filter(|n| n.given && n.male != n.female && !n.family_first).map(|n| n.male);
    by_first.or_else(|| if words.len() > 1 { told.next().map(|n| n.male) } else { None })
}

pub(super) fn past(tree: &Tree<'_>, phrase: &Phrase<'_>, noun: &Noun<'_>) -> bool {
    let first = tree.form(noun.words.start).to_lowercase();
    let ex = first.starts_with("ex-") || is(&first, Class::Past);
    let before = (phrase.words.start..noun.words.start).rev().take(6);
    let mut said = false;
    for at in before {
        let form = tree.form(at).to_lowercase();
        said |= is(&form, Class::Past) && matches!(tree.relation(at), "amod" | "advmod" | "compound" | "nmod");
    }
    // "head of the guard until May"
    let until = tree.get(phrase.words.end).is_some_and(|w| w.form(tree.text) == "until") && phrase.name.is_none();
    ex || said || until
}

/// Whether the office is but a rank or a trade.
pub(super) fn rank(office: &Office, lemma: &str) -> bool {
    match office.role {
        Role::Soldier => !matches!(lemma, "commander" | "chief" | "head" | "commander-in-chief"),
        Role::Scholar | Role::Cleric | Role::Address => true,
        Role::Executive => office.level == Level::Any && office.sectors == [Sector::Business],
        _ => false,
    }
}

/// The code, out of whose it is: the body before the state, what stands before the head before what stands behind.
fn take_owners<'w>(said: &mut Said<'w>, main: &Noun<'w>, owners: &[Owner<'w>]) {
    said.owned = owners.iter().any(|o| !o.place && (o.behind || o.possessive));
    // a colleague, a rival or an ally may be of anywhere; kin and successors are of where the other is
    let ally = is(&main.lemma, Class::Ally) && owners.iter().any(|o| o.kind == Some(ActorKind::Person));
    let equal = is(&main.lemma, Class::Relation)
        && !is(&main.lemma, Class::Kin)
        && !is(&main.lemma, Class::SameOffice)
        && !ally;
    let state = |o: &&Owner<'w>| matches!(o.known, Some(Known::State(_)));
    // "Kenyan nurses at a hospital in Rome" are Kenya's
    let people = main.plural && owners.iter().any(|o| state(&o) && !o.behind && !o.place);
    let body = |o: &&Owner<'w>| o.kind == Some(ActorKind::Body) && o.code.is_some() && !(people && o.behind);
    let rank = |o: &&Owner<'w>| (o.place, equal && !state(o), !body(o), o.behind);
    if let Some(owner) =
        owners.iter().filter(|o| o.code.is_some() && (!equal || state(o) && !o.pronoun)).min_by_key(rank)
    {
        let weight = if owner.place || owner.weak { Weight::Weak } else { Weight::Strong };
        said.code = owner.code.clone().map(|code| (code, weight));
    }
    if said.code.is_none() && !equal {
        said.owner = owners.iter().find(|o| !o.place).and_then(|o| o.entity);
    }
    said.possessor = owners.iter().find(|o| !o.place && (o.possessive || o.pronoun)).and_then(|o| o.entity);
    said.regional = owners.iter().any(|o| o.place && o.code.is_none() && !o.behind);
    said.partial = owners.iter().any(|o| o.partial && !o.place);
    let group = |o: &&Owner<'w>| matches!(o.kind, Some(ActorKind::Body | ActorKind::Group)) && !o.place;
    said.body = owners.iter().find(group).and_then(|o| o.entity);
}

/// The office in the text's words: without article, possessor, state and passing adjectives.
fn office(tree: &Tree<'_>, phrase: &Phrase<'_>, main: &Noun<'_>, owners: &[Owner<'_>]) -> Option<(String, Weight)> {
    let noun = phrase.nouns.iter().filter(|n| n.head == main.head).max_by_key(|n| n.words.len()).unwrap_or(main);
    if is(&noun.lemma, Class::Person) || (noun.office.is_none() && noun.agent.is_none()) {
        return None;
    }
    let mut start = noun.words.start;
    while start > phrase.words.start {
        let before = start - 1;
        let form = tree.form(before).to_lowercase();
        let capital = tree.is_capital(before) && phrase.name.is_none();
        let modifies =
            matches!(tree.relation(before), "amod" | "compound" | "advmod") || tree.deprel(before) == "nmod:desc";
        // "so-called", "self-styled"
        let hyphen = before >= phrase.words.start + 2 && tree.form(before - 1) == "-";
        let form = if hyphen { format!("{}-{form}", tree.form(before - 2).to_lowercase()) } else { form };
        if !modifies || is(&form, Class::Passing) && !is(&form, Class::Past) || capital || tree.label(before).is_some()
        {
            break;
        }
        start = if hyphen { before - 2 } else { before };
    }
    let mut end = noun.words.end;
    let complement = tree.get(end).map(|w| w.form(tree.text).to_lowercase());
    let by = complement.as_deref().is_some_and(|c| matches!(c, "of" | "for" | "to" | "from" | "at" | "on"));
    let state = owners.iter().any(|o| o.behind && matches!(o.known, Some(Known::State(_))))
        && complement.as_deref() == Some("of");
    if phrase.name.is_none() && by && !state && phrase.words.end > end {
        end = phrase.words.end;
    }
    let weight = match noun.office {
        Some(office) if !rank(office, &noun.lemma) => Weight::Strong,
        _ => Weight::Weak,
    };
    Some((tree.reads(&(start..end)).into_owned(), weight))
}

/// What a row of the tables says of itself.
pub(super) fn of_known(known: Known<'_>) -> Said<'_> {
    let mut said = Said { known: Some(known), ..Said::default() };
    match known {
        Known::State(state) => {
            said.kind = Some(ActorKind::State);
            said.code = Some((state.plover().into(), Weight::Known));
            said.sectors.push((Sector::Government, Weight::Known));
            if &*state.code == "VAT" {
                said.sectors.push((Sector::Religion, Weight::Known));
            }
            said.partial = state.kind == StateKind::Partial;
        }
        Known::Body(body) => {
            said.kind = Some(ActorKind::Body);
            said.code = (!body.code.is_empty()).then(|| (body.code.clone(), Weight::Known));
            said.sectors = body.sectors.iter().map(|s| (*s, Weight::Known)).collect();
            said.body_kind = Some(body.kind);
        }
    }
    said
}

/// What the words of a body's name say that no table holds.
pub(super) fn of_unknown(name: &str) -> Said<'static> {
    let mut said = Said { kind: Some(ActorKind::Body), ..Said::default() };
    if let Some(named) = lists::named(&name.to_lowercase()) {
        said.body_kind = Some(named.kind);
        said.sectors = named.sectors.iter().map(|s| (*s, Weight::Strong)).collect();
    } else if name.contains(" & ") {
        // "Lee & Berg"
        said.body_kind = Some(BodyKind::Company);
        said.sectors = vec![(Sector::Business, Weight::Strong)];
    }
    said
}
