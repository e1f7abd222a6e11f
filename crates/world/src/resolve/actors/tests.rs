//! Texts with trees written by hand: what they say must not hang on a model.

use super::super::{Actor, ActorKind, MentionKind, Resolution, Setting, reconcile, resolve};
use crate::{Repair, Sector, World};
use attache_language::{Annotation, Entity, EntityKind, Sentence, Upos, Word};
use attache_press::{ByteSpan, CharOffsets, CharSpan};
use proptest::prelude::*;

/// Sentences of `form/UPOS/head/deprel`, heads counted from 1 within the sentence, 0 for its root; names in `names`.
pub(in crate::resolve) fn annotated(sentences: &[&str], names: &[(&str, EntityKind)]) -> (String, Annotation) {
    let mut text = String::new();
    let mut annotation = Annotation::default();
    for sentence in sentences {
        let first = annotation.words.len();
        for item in sentence.split_whitespace() {
            let parts: Vec<&str> = item.rsplitn(4, '/').collect();
            let (deprel, head, upos, form) = (parts[0], parts[1].parse::<usize>().unwrap(), parts[2], parts[3]);
            if !text.is_empty() && !matches!(form, "," | "." | "'s") {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            let upos = Upos::parse(upos).unwrap();
            let plural = upos == Upos::Noun && form.ends_with('s');
            let xpos = if plural { "NNS" } else { "NN" };
            let head = head.checked_sub(1).map(|head| first + head);
            let deprel: &'static str = Box::leak(deprel.to_owned().into_boxed_str());
            let bytes = ByteSpan { start, end: text.len() };
            let span = CharSpan { start: 0, end: 0 };
            annotation.words.push(Word { span, bytes, upos, xpos, head, deprel, swapped: 0.0 });
        }
        let words = first..annotation.words.len();
        annotation.sentences.push(Sentence { span: CharSpan { start: 0, end: 0 }, words, embedding: Vec::new() });
    }
    let offsets = CharOffsets::new(&text);
    annotation.words.iter_mut().for_each(|word| word.span = offsets.span(word.bytes));
    for (name, kind) in names {
        for (at, _) in text.match_indices(name) {
            let span = offsets.span(ByteSpan { start: at, end: at + name.len() });
            let words = annotation.words_in(span);
            annotation.entities.push(Entity { span, words, kind: *kind });
        }
    }
    annotation.entities.sort_by_key(|entity| entity.words.start);
    (text, annotation)
}

fn read(sentences: &[&str], names: &[(&str, EntityKind)]) -> (String, Annotation, Resolution) {
    let (text, annotation) = annotated(sentences, names);
    let resolution = resolve(World::embedded(), &text, &annotation, &Setting::default());
    (text, annotation, resolution)
}

fn phrases<'t>(text: &'t str, annotation: &Annotation, resolution: &Resolution) -> Vec<(&'t str, usize)> {
    let words = &annotation.words;
    let form = |m: &super::Mention| &text[words[m.words.start].bytes.start..words[m.words.end - 1].bytes.end];
    resolution.mentions.iter().map(|m| (form(m), m.actor)).collect()
}

const TITLED: &str = "Peruvian/ADJ/3/amod Prime/ADJ/3/amod Minister/PROPN/4/nmod:desc Rosa/PROPN/6/nsubj Quiroga/PROPN/4/flat \
    met/VERB/0/root miners/NOUN/6/obj ././PUNCT/6/punct";

#[test]
fn a_title_teaches_state_sector_and_office() {
    let (text, annotation, read) =
        read(&[TITLED], &[("Peruvian", EntityKind::Norp), ("Rosa Quiroga", EntityKind::Per)]);
    assert_eq!(phrases(&text, &annotation, &read), [("Peruvian Prime Minister Rosa Quiroga", 0), ("miners", 1)]);
    let actor = &read.actors[0];
    assert_eq!((actor.name.as_deref(), actor.code.as_deref()), (Some("Rosa Quiroga"), Some("PER")));
    assert_eq!((actor.office.as_deref(), &*actor.sectors), (Some("Prime Minister"), &[Sector::Government][..]));
    assert_eq!(actor.id.as_ref().unwrap().to_string(), "person:PER/rosa-quiroga");
    assert!(!actor.offices[0].past);
}

#[test]
fn short_forms_descriptions_and_pronouns_mean_who_was_named() {
    let later = "The/DET/2/det premier/NOUN/3/nsubj said/VERB/0/root she/PRON/5/nsubj trusted/VERB/3/ccomp Quiroga/PROPN/8/nmod:poss \
        's/PART/6/case deputy/NOUN/5/obj ././PUNCT/3/punct";
    let names = [("Peruvian", EntityKind::Norp), ("Rosa Quiroga", EntityKind::Per)];
    let (text, mut annotation) = annotated(&[TITLED, later], &names);
    let at = annotation.words.iter().rposition(|w| w.form(&text) == "Quiroga").unwrap();
    let span = annotation.words[at].span;
    annotation.entities.push(Entity { span, words: at..at + 1, kind: EntityKind::Per });
    let read = resolve(World::embedded(), &text, &annotation, &Setting::default());
    let told = phrases(&text, &annotation, &read);
    let same: Vec<&str> = told.iter().filter(|(_, actor)| *actor == 0).map(|(form, _)| *form).collect();
    assert_eq!(same, ["Peruvian Prime Minister Rosa Quiroga", "The premier", "she"]);
    let deputy = told.iter().find(|(form, _)| form.ends_with("deputy")).unwrap();
    assert_eq!(read.actors[deputy.1].code.as_deref(), Some("PER"));
}

#[test]
fn joined_adjectives_make_two_actors_of_one_noun() {
    let (_, annotation, read) = read(
        &[
            "Thai/ADJ/4/amod and/CCONJ/3/cc Malaysian/ADJ/1/conj navies/NOUN/5/nsubj trained/VERB/0/root ././PUNCT/5/punct",
        ],
        &[("Thai", EntityKind::Norp), ("Malaysian", EntityKind::Norp)],
    );
    let codes: Vec<_> = read.mentions.iter().map(|m| read.actors[m.actor].code.as_deref().unwrap()).collect();
    assert_eq!(codes, ["THA", "MYS"]);
    let navies = annotation.words.len() - 3;
    assert_eq!(read.all_headed_by(navies).count(), 2);
    assert!(read.actors.iter().all(|a| a.sectors == [Sector::Military]));
}

#[test]
fn an_adjective_alone_is_a_party() {
    let (_, _, read) =
        read(&["A/DET/3/det French/ADJ/3/amod ban/NOUN/4/nsubj angered/VERB/0/root farmers/NOUN/4/obj"], &[]);
    assert_eq!(read.mentions[0].kind, MentionKind::Adjective);
    assert_eq!(read.actors[read.mentions[0].actor].code.as_deref(), Some("FRA"));
}

#[test]
fn a_broken_name_reads_as_mended() {
    let sentence = "Invoice/PROPN/3/nsubj Hartley/PROPN/1/flat spoke/VERB/0/root ././PUNCT/3/punct";
    let (text, annotation) = annotated(&[sentence], &[("Hartley", EntityKind::Per)]);
    let span = CharSpan { start: 0, end: 15 };
    let repairs = [Repair { span, text: "Invoice Hartley".into(), reads: "Bill Hartley".into() }];
    let setting = Setting { repairs: &repairs, ..Setting::default() };
    let read = resolve(World::embedded(), &text, &annotation, &setting);
    assert_eq!(read.actors[0].name.as_deref(), Some("Bill Hartley"));
}

#[test]
fn the_articles_of_a_story_share_their_people_in_any_order() {
    let full = read(&[TITLED], &[("Peruvian", EntityKind::Norp), ("Rosa Quiroga", EntityKind::Per)]).2;
    let short = read(&["Quiroga/PROPN/2/nsubj left/VERB/0/root ././PUNCT/2/punct"], &[("Quiroga", EntityKind::Per)]).2;
    let other =
        read(&["Pablo/PROPN/3/nsubj Quiroga/PROPN/1/flat sang/VERB/0/root"], &[("Pablo Quiroga", EntityKind::Per)]).2;
    let forth = reconcile(&[&full, &other]);
    assert_ne!(forth.of[0][0], forth.of[1][0]);
    let (forth, back) = (reconcile(&[&full, &short]), reconcile(&[&short, &full]));
    assert_eq!((forth.of[0][0], forth.of[1][0]), (back.of[1][0], back.of[0][0]));
    assert_eq!(forth.of[0][0], forth.of[1][0]);
    assert_eq!(forth.actors[forth.of[1][0]].code.as_deref(), Some("PER"));
}

#[test]
fn a_body_of_a_rare_name_is_one_and_each_state_has_its_supreme_court() {
    let told = |name: &str, code: &str| Resolution {
        actors: vec![Actor {
            kind: ActorKind::Body,
            name: Some(name.to_owned()),
            names: vec![name.to_owned()],
            code: Some(code.to_owned()),
            ..Actor::default()
        }],
        ..Resolution::default()
    };
    let codes = |name: &str| -> Vec<Option<String>> {
        let papers = [told(name, "TUR"), told(name, "ESP"), told(name, "TUR")];
        reconcile(&papers.iter().collect::<Vec<_>>()).actors.into_iter().map(|actor| actor.code).collect()
    };
    assert_eq!(codes("Silver Highlands Liberation Front"), [Some("TUR".to_owned())]);
    assert_eq!(codes("Supreme Court").len(), 2);
    assert_eq!(codes("Anti-Corruption Commission").len(), 2);
}

const WORDS: [&str; 36] = [
    "Rosa",
    "Quiroga",
    "Peruvian",
    "the",
    "minister",
    "of",
    "and",
    ",",
    ".",
    "\"",
    "Paris",
    "rebels",
    "he",
    "its",
    "-",
    "(",
    ")",
    "U.N.",
    "spokesman",
    "Élysée",
    "Chad",
    "'s",
    "ex-president",
    "two",
    "said",
    "her",
    "Army",
    "Liberation",
    "Kim",
    "government",
    "они",
    "🦀",
    "U",
    "it",
    "troops",
    "Great",
];
const RELATIONS: [&str; 18] = [
    "nsubj",
    "obj",
    "nmod",
    "nmod:poss",
    "nmod:desc",
    "amod",
    "compound",
    "flat",
    "appos",
    "conj",
    "case",
    "cc",
    "det",
    "punct",
    "obl",
    "cop",
    "root",
    "acl:relcl",
];
const KINDS: [EntityKind; 7] = [
    EntityKind::Per,
    EntityKind::Org,
    EntityKind::Gpe,
    EntityKind::Loc,
    EntityKind::Fac,
    EntityKind::Norp,
    EntityKind::Misc,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Heads point anywhere, in circles too; names and sentences end where they like.
    #[test]
    fn no_annotation_breaks_it(
        words in prop::collection::vec((0..WORDS.len(), 0..17_usize, 0..80_usize, 0..RELATIONS.len(), any::<bool>()), 0..70),
        names in prop::collection::vec((0..70_usize, 1..5_usize, 0..KINDS.len()), 0..12),
    ) {
        const TAGS: [&str; 17] = ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"];
        let mut text = String::new();
        let mut annotation = Annotation::default();
        let mut first = 0;
        for (n, (word, upos, head, relation, ends)) in words.iter().enumerate() {
            let start = text.len();
            text.push_str(WORDS[*word]);
            let bytes = ByteSpan { start, end: text.len() };
            text.push(' ');
            let head = (*head < words.len() && head % 7 != 0).then_some(*head);
            let span = CharSpan { start: 0, end: 0 };
            annotation.words.push(Word { span, bytes, upos: Upos::parse(TAGS[*upos]).unwrap(), xpos: "NNS", head, deprel: RELATIONS[*relation], swapped: 0.0 });
            if *ends || n + 1 == words.len() {
                annotation.sentences.push(Sentence { span, words: first..n + 1, embedding: Vec::new() });
                first = n + 1;
            }
        }
        let offsets = CharOffsets::new(&text);
        annotation.words.iter_mut().for_each(|word| word.span = offsets.span(word.bytes));
        let mut last = 0;
        let mut sorted = names.clone();
        sorted.sort_unstable();
        for (start, len, kind) in sorted {
            if start >= last && start + len <= words.len() {
                annotation.entities.push(Entity { span: annotation.span(&(start..start + len)), words: start..start + len, kind: KINDS[kind] });
                last = start + len;
            }
        }
        let repairs = [Repair { span: CharSpan { start: 3, end: 12 }, text: String::new(), reads: "Foreign Minister".into() }];
        let setting = Setting { repairs: &repairs, title: Some(&text), dateline: Some(&text), outlet: Some(&text), as_of: None };
        let read = resolve(World::embedded(), &text, &annotation, &setting);
        prop_assert!(read.mentions.windows(2).all(|m| m[0].head < m[1].head));
        prop_assert!(read.mentions.iter().all(|m| m.words.contains(&m.head) && m.words.end <= words.len() && m.actor < read.actors.len()));
        let held = read.actors.iter().flat_map(|a| &a.offices).all(|h| h.mention < read.mentions.len());
        prop_assert!(held);
        let story = reconcile(&[&read, &read]);
        prop_assert!(story.of.iter().all(|of| of.len() == read.actors.len() && of.iter().all(|a| *a < story.actors.len())));
    }
}

#[test]
fn three_joined_adjectives_make_three_actors() {
    let (_, _, read) = read(
        &[
            "Dutch/ADJ/6/amod ,/PUNCT/3/punct Swiss/ADJ/1/conj and/CCONJ/5/cc Kenyan/ADJ/1/conj engineers/NOUN/7/nsubj met/VERB/0/root",
        ],
        &[("Dutch", EntityKind::Norp), ("Swiss", EntityKind::Norp), ("Kenyan", EntityKind::Norp)],
    );
    let codes: Vec<_> = read.mentions.iter().filter_map(|m| read.actors[m.actor].code.as_deref()).collect();
    assert!(codes.contains(&"NLD") && codes.contains(&"CHE") && codes.contains(&"KEN"), "{codes:?}");
}

#[test]
fn words_before_a_noun_tell_of_its_sectors() {
    let sectors = |modifier: &str, noun: &str| {
        let sentence = format!("Some/DET/3/det {modifier}/ADJ/3/amod {noun}/NOUN/4/nsubj left/VERB/0/root");
        let (_, _, read) = read(&[&sentence], &[]);
        read.actors[0].sectors.clone()
    };
    assert_eq!(sectors("military", "judges"), [Sector::Courts, Sector::Military]);
    assert_eq!(sectors("rebel", "officials"), [Sector::Rebels]);
    assert_eq!(sectors("opposition", "senators"), [Sector::Opposition, Sector::Legislature]);
    assert_eq!(sectors("veteran", "ministers"), [Sector::Government]);
}

#[test]
fn a_predicate_teaches_and_is_no_actor_of_its_own() {
    let (text, annotation, read) = read(
        &[
            "Ada/PROPN/5/nsubj Quill/PROPN/1/flat is/AUX/5/cop the/DET/5/det speaker/NOUN/0/root ././PUNCT/5/punct",
            "She/PRON/2/nsubj left/VERB/0/root",
        ],
        &[("Ada Quill", EntityKind::Per)],
    );
    assert_eq!(phrases(&text, &annotation, &read), [("Ada Quill", 0), ("She", 0)]);
    assert_eq!(read.actors[0].sectors, [Sector::Legislature]);
}

#[test]
fn a_spokesman_speaks_for_the_body_told_of_last() {
    let (_, _, read) = read(
        &[
            "The/DET/2/det court/NOUN/3/nsubj adjourned/VERB/0/root ././PUNCT/3/punct",
            "A/DET/2/det spokesman/NOUN/3/nsubj apologised/VERB/0/root",
        ],
        &[],
    );
    assert_eq!(read.actors[1].sectors, [Sector::Courts]);
}

#[test]
fn an_office_that_only_the_country_told_of_places_has_candidates() {
    let (_, _, read) = read(
        &[
            "Peru/PROPN/2/nsubj sued/VERB/0/root Chile/PROPN/2/obj ././PUNCT/2/punct",
            "The/DET/3/det foreign/ADJ/3/amod minister/NOUN/4/nsubj resigned/VERB/0/root",
        ],
        &[("Peru", EntityKind::Gpe), ("Chile", EntityKind::Gpe)],
    );
    let minister = read.actors.iter().find(|a| a.office.is_some()).unwrap();
    assert_eq!(minister.candidates.len(), 1, "{minister:?}");
    assert_ne!(minister.candidates[0].code, minister.code);
    assert!((super::PERHAPS..=0.8).contains(&minister.candidates[0].score));
    assert!(read.actors.iter().filter(|a| a.office.is_none()).all(|a| a.candidates.is_empty()));
}

#[test]
fn a_state_beside_a_noun_that_stands_before_another_owns_it() {
    let (_, _, read) = read(
        &[
            "A/DET/4/det Kenyan/ADJ/4/amod army/NOUN/4/compound raid/NOUN/5/nsubj angered/VERB/0/root Somalia/PROPN/5/obj",
        ],
        &[("Kenyan", EntityKind::Norp), ("Somalia", EntityKind::Gpe)],
    );
    let army = read.actors.iter().find(|a| a.sectors == [Sector::Military]).unwrap();
    assert_eq!(army.code.as_deref(), Some("KEN"));
}

#[test]
fn who_is_placed_by_nothing_is_of_the_country_that_the_text_tells_of_most() {
    let first = "In/ADP/2/case Peru/PROPN/6/obl ,/PUNCT/2/punct riot/NOUN/5/compound police/NOUN/6/nsubj fought/VERB/0/root \
        miners/NOUN/6/obj ././PUNCT/6/punct";
    let second = "Rosa/PROPN/3/nsubj Quiroga/PROPN/1/flat blamed/VERB/0/root Peruvian/ADJ/5/amod ministers/NOUN/3/obj \
        ././PUNCT/3/punct";
    let names = [("Peru", EntityKind::Gpe), ("Peruvian", EntityKind::Norp), ("Rosa Quiroga", EntityKind::Per)];
    let (.., read) = read(&[first, second], &names);
    assert!(read.actors.iter().all(|actor| actor.code.as_deref() == Some("PER")), "{:?}", read.actors);
}

#[test]
fn bodies_that_work_in_many_countries_are_of_none() {
    let text = "Weavers/PROPN/2/compound International/PROPN/4/nsubj has/AUX/4/aux left/VERB/0/root Peru/PROPN/4/obj ././PUNCT/4/punct";
    let (.., read) = read(&[text], &[("Weavers International", EntityKind::Org), ("Peru", EntityKind::Gpe)]);
    assert_eq!(read.actors[0].code.as_deref(), Some("NGO"));
}

#[test]
fn a_priest_is_called_father() {
    let text = "Father/PROPN/2/nmod:desc Lee/PROPN/3/nsubj prayed/VERB/0/root ././PUNCT/3/punct";
    let (.., read) = read(&[text], &[("Lee", EntityKind::Per)]);
    assert_eq!(&*read.actors[0].sectors, &[Sector::Religion]);
}

#[test]
fn a_capital_acts_although_it_is_labelled_a_person() {
    let text = "Paris/PROPN/2/nsubj recalled/VERB/0/root envoys/NOUN/2/obj from/ADP/5/case Chile/PROPN/2/obl ././PUNCT/2/punct";
    let (.., read) = read(&[text], &[("Paris", EntityKind::Per), ("Chile", EntityKind::Gpe)]);
    assert_eq!((read.actors[0].kind, read.actors[0].code.as_deref()), (ActorKind::State, Some("FRA")));
}

#[test]
fn people_of_a_state_are_not_of_the_country_of_the_body_where_they_work() {
    let text = "Kenyan/ADJ/2/amod nurses/NOUN/8/nsubj at/ADP/5/case a/DET/5/det hospital/NOUN/2/nmod in/ADP/7/case Peru/PROPN/5/nmod \
        resigned/VERB/0/root ././PUNCT/8/punct";
    let (.., read) = read(&[text], &[("Kenyan", EntityKind::Norp), ("Peru", EntityKind::Gpe)]);
    assert_eq!(read.actors[0].code.as_deref(), Some("KEN"), "{:?}", read.actors);
}
