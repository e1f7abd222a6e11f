use std::collections::{HashMap, HashSet};

use super::super::modes::modes;
use super::*;

fn codes(lemma: &str, pos: Pos, around: &[Dependent<'_>]) -> Vec<(EventType, &'static str)> {
    let best = candidates(lemma, pos, around);
    best.iter().map(|predicate| (predicate.event, predicate.mode.map_or("", Mode::name))).collect()
}

#[test]
fn tables_are_read_whole() {
    assert!(FRAMES.unread.is_empty() && CLASSES.unread.is_empty(), "{:?}", FRAMES.unread);
    assert!(LEXICON.unread.is_empty(), "type * 10000 + line: {:?}", LEXICON.unread);
    assert!(LEXICON.rows.len() >= 1200, "{}", LEXICON.rows.len());
}

#[test]
fn no_predicate_stands_twice() {
    let mut seen: HashMap<String, EventType> = HashMap::new();
    for predicate in &LEXICON.rows {
        let key = format!(
            "{} {} {:?} {:?}",
            predicate.lemma,
            predicate.pos,
            predicate.with,
            (predicate.event, predicate.mode)
        );
        assert!(
            seen.insert(key, predicate.event).is_none(),
            "{} {:?} {}",
            predicate.lemma,
            predicate.with,
            predicate.event
        );
    }
}

#[test]
fn the_same_word_with_the_same_companions_has_no_two_surest_meanings() {
    let mut seen: HashMap<String, EventType> = HashMap::new();
    for predicate in LEXICON.rows.iter().filter(|predicate| predicate.sure == Sure::High) {
        let key = format!("{} {} {:?}", predicate.lemma, predicate.pos, predicate.with);
        let before = seen.insert(key, predicate.event);
        assert!(before.is_none_or(|event| event == predicate.event), "{} {:?}", predicate.lemma, predicate.with);
    }
}

#[test]
fn every_type_and_every_mode_has_verbs_and_nouns_or_both() {
    for &event in EventType::ALL {
        for pos in [Pos::Verb, Pos::Noun] {
            assert!(LEXICON.rows.iter().any(|row| row.event == event && row.pos == pos), "{event} {pos}");
        }
        for mode in modes(event) {
            // What is asked, refused or threatened decides these: `complement`.
            let some = LEXICON.rows.iter().filter(|row| row.mode == Some(mode)).count();
            assert!(some >= 2, "{event} {}: {some}", mode.name());
        }
    }
}

#[test]
fn classes_that_predicates_name_exist_and_every_class_is_named() {
    let mut named: HashSet<&str> = HashSet::new();
    for word in LEXICON.rows.iter().flat_map(|row| &row.with).flat_map(|companion| &companion.words) {
        let Some(name) = word.strip_prefix('@').filter(|name| *name != "PARTY") else { continue };
        assert!(!class(name).is_empty(), "{name}");
        named.insert(name);
    }
    let light = concat!(include_str!("../../../data/light.tsv"), include_str!("../../../data/quantities.tsv"));
    let by_code = [
        "after",
        "artefact",
        "chattel",
        "dispatch",
        "hazard",
        "measure",
        "jailed",
        "mediation",
        "mute",
        "neighbour",
        "other",
        "outsider",
        "privy",
        "rehearse",
        "share",
        "stranger",
        "undergone",
        "warning",
        "wish",
    ];
    for (name, _) in &CLASSES.rows {
        assert!(
            named.contains(name) || by_code.contains(name) || light.contains(&format!("@{name}")),
            "nothing names @{name}"
        );
    }
}

#[test]
fn a_predicates_code_belongs_to_its_type_or_leads_there() {
    for row in &LEXICON.rows {
        let Some(cameo) = row.cameo else { continue };
        assert!(cameo.is_written(), "{} {cameo}", row.lemma);
        let event = cameo.plover().map(|plover| plover.event);
        let shared = ["080", "087", "0871", "0831"].contains(&cameo.code());
        assert!(event == Some(row.event) || shared, "{} {cameo} {}", row.lemma, row.event);
    }
}

#[test]
fn every_event_predicate_says_who_acts_or_whom_it_befalls() {
    for row in &LEXICON.rows {
        let party = |slot: &Slot| matches!(slot.role, Role::Actor | Role::Recipient | Role::Party);
        assert!(row.slots.iter().any(party), "{} {}", row.lemma, row.event);
    }
}

#[test]
fn lemmas_are_dictionary_forms_in_lower_case() {
    for row in &LEXICON.rows {
        assert!(
            !row.lemma.is_empty() && row.lemma.chars().all(|c| c.is_lowercase() || "-'".contains(c)),
            "{:?}",
            row.lemma
        );
    }
}

#[test]
fn the_particle_makes_another_verb() {
    let off =
        [Dependent::party("subj", "", "union"), Dependent::new("prt", "", "off"), Dependent::new("obj", "", "visit")];
    assert_eq!(codes("call", Pos::Verb, &off).first(), Some(&(EventType::Sanction, "discontinue")));
    assert!(codes("call", Pos::Verb, &off[1..2]).is_empty());
}

#[test]
fn what_is_withdrawn_decides_what_withdrawing_is() {
    let troops = [Dependent::new("obj", "", "troop")];
    let envoy = [Dependent::new("obj", "", "ambassador")];
    let treaty = [Dependent::new("obl", "from", "treaty")];
    assert_eq!(codes("withdraw", Pos::Verb, &troops).first(), Some(&(EventType::Retreat, "withdraw")));
    assert_eq!(codes("withdraw", Pos::Verb, &envoy).first(), Some(&(EventType::Sanction, "withdraw")));
    assert_eq!(codes("withdraw", Pos::Verb, &treaty).first(), Some(&(EventType::Sanction, "withdraw")));
}

#[test]
fn roles_are_found_by_preposition() {
    let visit = candidates("visit", Pos::Noun, &[])[0];
    assert_eq!(visit.role("nmod", "to"), Some(Role::Recipient));
    assert_eq!(visit.role("nmod", "by"), Some(Role::Actor));
    assert_eq!(visit.role("nmod", "during"), None);
    assert_eq!(visit.role("poss", ""), Some(Role::Actor));
}

/// A word with what stands around it, `relation:case=lemma` with `*` before the lemma of a party, and what it should
/// be.
const READINGS: &[(&str, &str, &str)] = &[
    ("attack VERB", "subj=*rebel obj=*town", "ASSAULT"),
    ("visit VERB", "subj=*minister obj=*oslo", "CONSULT visit"),
    ("meet VERB", "subj=*union obj=*mayor", "CONSULT"),
    ("meet VERB", "subj=*union obj=deadline", "nothing"),
    ("incursion NOUN", "nmod:into=*chad", "ASSAULT"),
    ("trip NOUN", "poss=*king nmod:to=*lima", "CONSULT visit"),
    ("talk NOUN", "nmod:between=*peru", "CONSULT"),
    ("talk NOUN", "compound=phone", "CONSULT phone"),
    ("call NOUN", "compound=phone nmod:with=*premier", "CONSULT phone"),
    ("call NOUN", "nmod:for=talk", "REQUEST meet"),
    ("call VERB", "subj=*bishop obl:on=*army comp:to=withdraw", "REQUEST yield"),
    ("call VERB", "subj=*bishop obl:for=aid", "REQUEST assist"),
    ("call VERB", "subj=*firm prt=off obj=strike", "CONCEDE"),
    ("sentence VERB", "subj=court obj=*banker obl:to=prison", "SANCTION convict"),
    ("sentence NOUN", "compound=prison", "SANCTION convict"),
    ("impose VERB", "subj=*council obj=sanction obl:on=*bank", "SANCTION discontinue"),
    ("impose VERB", "subj=*governor obj=curfew", "COERCE curfew"),
    ("withdraw VERB", "subj=*army obj=troop obl:from=*valley", "RETREAT withdraw"),
    ("withdraw VERB", "subj=*chad obl:from=treaty", "SANCTION withdraw"),
    ("withdraw VERB", "subj=*chad obj=ambassador", "SANCTION withdraw"),
    ("expel VERB", "subj=*chile obj=diplomat", "SANCTION expel"),
    ("expel VERB", "subj=*police obj=migrant", "COERCE deport"),
    ("summon VERB", "subj=ministry obj=ambassador", "ACCUSE disapprove"),
    ("accuse VERB", "subj=*ngo obj=*mayor obl:of=bribery", "ACCUSE allege"),
    ("refuse VERB", "subj=*mayor comp:to=meet", "REJECT meet"),
    ("threaten VERB", "subj=*junta comp:to=expel", "THREATEN expel"),
    ("strike NOUN", "compound=hunger", "PROTEST hunger"),
    ("strike NOUN", "compound=drone", "ASSAULT drone"),
    ("strike NOUN", "compound=rail", "PROTEST strike"),
    ("strike VERB", "subj=nurse obl:over=pay", "PROTEST strike"),
    ("strike VERB", "subj=missile obj=depot", "ASSAULT heavy-weapons"),
    ("send VERB", "subj=*ghana obj=troop obl:to=border", "MOBILIZE troops"),
    ("send VERB", "subj=*ghana obj=peacekeeper obl:to=*mali", "AID"),
    ("send VERB", "subj=*ghana obj=tent obl:to=*mali", "AID"),
    ("drill NOUN", "amod=joint", "COOPERATE"),
    ("drill NOUN", "amod=naval", "MOBILIZE troops"),
    ("share VERB", "subj=*kenya obj=intelligence obl:with=*uganda", "COOPERATE"),
    ("sign VERB", "subj=*kenya obj=treaty obl:with=*uganda", "SUPPORT"),
    ("free VERB", "subj=*rebel obj=hostage", "RETREAT release"),
    ("lift VERB", "subj=*army obj=siege", "RETREAT withdraw"),
    ("lift VERB", "subj=*union obj=sanction", "CONCEDE"),
    ("step VERB", "subj=*premier prt=down", "RETREAT resign"),
    ("freeze VERB", "subj=*bank obj=asset", "COERCE seize"),
    ("close VERB", "subj=*ministry obj=newspaper", "COERCE censor"),
    ("close VERB", "subj=*ministry obj=embassy", "SANCTION withdraw"),
    ("take VERB", "subj=*gunman obj=*nun comp=hostage", "ASSAULT abduct"),
    ("fire VERB", "subj=police obj=gas obl:at=crowd", "ASSAULT crowd-control"),
    ("fire VERB", "subj=*army obj=missile obl:into=sea", "MOBILIZE weapons"),
    ("fire VERB", "subj=*army obj=rocket obl:into=*town", "ASSAULT heavy-weapons"),
    ("recognise VERB", "subj=*peru obj=*council", "SUPPORT"),
    ("offer VERB", "subj=*rome comp:to=mediate", "AGREE"),
    ("welcome VERB", "subj=*rome obj=agreement", "SUPPORT"),
    ("welcome VERB", "subj=*rome obj=*president", "CONSULT visit"),
    ("block VERB", "subj=farmer obj=highway", "PROTEST obstruct"),
    ("hack VERB", "subj=*spy obj=server", "COERCE cyber"),
    ("charge VERB", "subj=prosecutor obj=*banker obl:with=fraud", "ACCUSE allege"),
];

#[test]
fn words_are_read_by_what_stands_around_them() {
    let mut wrong = Vec::new();
    for &(word, around, expected) in READINGS {
        let (lemma, pos) = word.split_once(' ').expect("lemma and word class");
        let dependents: Vec<Dependent<'_>> = around
            .split(' ')
            .map(|part| {
                let (place, lemma) = part.split_once('=').expect("place and lemma");
                let (relation, case) = place.split_once(':').unwrap_or((place, ""));
                match lemma.strip_prefix('*') {
                    Some(lemma) => Dependent::party(relation, case, lemma),
                    None => Dependent::new(relation, case, lemma),
                }
            })
            .collect();
        let best = codes(lemma, Pos::named(pos).expect("word class"), &dependents).first().copied();
        let read = best.map_or("nothing".to_owned(), |(event, mode)| format!("{event} {mode}").trim().to_owned());
        if read != expected {
            wrong.push(format!("{word} {around}: {read}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn any_words_around_a_predicate_are_weighed_without_panic() {
    let odd = [Dependent::new("", "", ""), Dependent::new("prt", "x", "é"), Dependent::party("obl", "\u{0}", "a b")];
    for row in &LEXICON.rows {
        let _ = candidates(row.lemma, row.pos, &odd);
    }
    assert!(candidates("", Pos::Verb, &odd).is_empty());
}
