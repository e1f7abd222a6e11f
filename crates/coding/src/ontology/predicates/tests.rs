use std::collections::{HashMap, HashSet};

use super::super::modes::modes;
use super::*;

fn codes(lemma: &str, pos: Pos, around: &[Dependent<'_>]) -> Vec<(EventType, &'static str)> {
    let best = candidates(lemma, pos, around);
    best.iter().map(|predicate| (predicate.event, predicate.mode.map_or("", Mode::name))).collect()
}

#[test]
fn tables_are_read_whole() {
    assert!(FRAMES.unread.is_empty() && CLASSES.0.unread.is_empty(), "{:?}", FRAMES.unread);
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
    let light = include_str!("../../../data/light.tsv");
    for name in CLASSES.1.keys() {
        assert!(named.contains(name) || light.contains(&format!("@{name}")), "nothing names @{name}");
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

#[test]
fn any_words_around_a_predicate_are_weighed_without_panic() {
    let odd = [Dependent::new("", "", ""), Dependent::new("prt", "x", "é"), Dependent::party("obl", "\u{0}", "a b")];
    for row in &LEXICON.rows {
        let _ = candidates(row.lemma, row.pos, &odd);
    }
    assert!(candidates("", Pos::Verb, &odd).is_empty());
}
