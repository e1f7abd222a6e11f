//! The extractor on sentences whose trees are given, without a model.

use attache_language::{Annotation, Sentence, Upos, Word};
use attache_press::{ByteSpan, CharSpan};
use attache_world::calendar;
use attache_world::resolve::Resolution;
use proptest::prelude::*;

use crate::arguments::Argument;
use crate::candidates::Candidate;
use crate::elsewhere::{are_told_apart, is_elsewhen, is_nested};
use crate::events;
use crate::hazards::Hazards;
use crate::mention::{Article, EventMention, Side};
use crate::numbers::numbers;
use crate::ontology::{Aux, EventType, Modality};
use crate::sides::is_reciprocal;
use crate::telling::Telling;
use crate::tree::Tree;

const RELATIONS: &[&str] = &[
    "root",
    "nsubj",
    "nsubj:pass",
    "obj",
    "iobj",
    "obl",
    "obl:agent",
    "aux",
    "aux:pass",
    "cop",
    "case",
    "det",
    "nmod",
    "nmod:poss",
    "amod",
    "compound",
    "compound:prt",
    "xcomp",
    "ccomp",
    "advcl",
    "acl",
    "acl:relcl",
    "conj",
    "cc",
    "mark",
    "nummod",
    "advmod",
    "punct",
    "appos",
    "flat",
    "csubj",
];

/// A sentence of `form/UPOS/XPOS/head/relation`, heads counted from 1, 0 for the root.
fn sentence(rows: &str) -> (String, Annotation) {
    let mut annotation = Annotation::default();
    let mut text = String::new();
    for row in rows.split_whitespace() {
        let cells: Vec<&str> = row.split('/').collect();
        let [form, upos, xpos, head, relation] = cells[..] else { panic!("{row}") };
        if !text.is_empty() {
            text.push(' ');
        }
        let (start, end) = (text.len(), text.len() + form.len());
        text.push_str(form);
        annotation.words.push(Word {
            span: CharSpan { start, end },
            bytes: ByteSpan { start, end },
            upos: Upos::parse(upos).unwrap_or(Upos::X),
            xpos: Box::leak(xpos.to_owned().into_boxed_str()),
            head: head.parse::<usize>().ok().and_then(|head| head.checked_sub(1)),
            deprel: RELATIONS.iter().find(|known| **known == relation).copied().unwrap_or("dep"),
            swapped: 0.0,
        });
    }
    let words = 0..annotation.words.len();
    let span = CharSpan { start: 0, end: text.len() };
    annotation.sentences.push(Sentence { span, words, embedding: Vec::new() });
    (text, annotation)
}

fn with_tree<T>(rows: &str, look: impl FnOnce(&Tree<'_>) -> T) -> T {
    let (text, annotation) = sentence(rows);
    let words: Vec<_> = annotation.words.iter().map(|word| word.bytes.start..word.bytes.end).collect();
    let times = calendar::times(&text, &words, None, |_| calendar::Tense::Past);
    let article =
        Article { text: &text, annotation: &annotation, resolution: &Resolution::default(), times: &times, day: None };
    look(&Tree::new(&article))
}

fn places(rows: &str, verb: usize) -> Vec<(String, String)> {
    with_tree(rows, |tree| {
        let told = |argument: Argument| (argument.relation.to_owned(), tree.form(argument.word).to_owned());
        tree.arguments(verb).into_iter().map(told).collect()
    })
}

fn has(places: &[(String, String)], relation: &str, word: &str) -> bool {
    places.iter().any(|(of, form)| of == relation && form == word)
}

/// Types of what an article tells, and of what only others may tell.
fn told_and_faint(rows: &str) -> (Vec<EventType>, Vec<EventType>) {
    with_tree(rows, |tree| {
        let (told, faint) = events::told_and_faint(tree.article);
        let types = |mentions: Vec<EventMention>| mentions.iter().map(|mention| mention.event).collect();
        (types(told), types(faint))
    })
}

#[test]
fn a_definite_noun_of_an_act_may_be_meant_where_others_tell_it() {
    let subject = "Sunday/PROPN/NNP/3/nmod:poss 's/PART/POS/1/case deployment/NOUN/NN/4/nsubj";
    let unsettled = format!("{subject} unsettled/VERB/VBD/0/root many/ADJ/JJ/4/obj");
    assert_eq!(told_and_faint(&unsettled), (vec![], vec![EventType::Mobilize]));
    let indefinite =
        unsettled.replace("Sunday/PROPN/NNP/3/nmod:poss 's/PART/POS/1/case", "A/DET/DT/3/det big/ADJ/JJ/3/amod");
    assert_eq!(told_and_faint(&indefinite), (vec![], vec![]));
    let called_off = "They/PRON/PRP/2/nsubj cancelled/VERB/VBD/0/root Sunday/PROPN/NNP/5/nmod:poss 's/PART/POS/3/case deployment/NOUN/NN/2/obj";
    assert_eq!(told_and_faint(called_off), (vec![], vec![]));
}

#[test]
fn a_passive_stands_as_its_active() {
    let rows = "Editors/NOUN/NNS/3/nsubj:pass were/AUX/VBD/3/aux:pass jailed/VERB/VBN/0/root by/ADP/IN/5/case soldiers/NOUN/NNS/3/obl";
    let around = places(rows, 2);
    assert!(has(&around, "obj", "Editors") && has(&around, "subj", "soldiers"), "{around:?}");
}

#[test]
fn a_headline_leaves_out_the_auxiliary_of_a_passive() {
    let rows =
        "Harbour/NOUN/NN/2/compound pilot/NOUN/NN/3/nsubj detained/VERB/VBD/0/root in/ADP/IN/5/case port/NOUN/NN/3/obl";
    assert!(has(&places(rows, 2), "obj", "pilot"));
    let told = format!("{rows} ./PUNCT/./3/punct");
    assert!(has(&places(&told, 2), "subj", "pilot"));
}

#[test]
fn an_object_behind_the_verb_makes_it_active_whatever_its_subject_is_called() {
    let rows = "Rangers/NOUN/NNS/2/nsubj:pass detained/VERB/VBN/0/root nine/NUM/CD/4/nummod poachers/NOUN/NNS/2/obj ./PUNCT/./2/punct";
    let around = places(rows, 1);
    assert!(has(&around, "subj", "Rangers") && has(&around, "obj", "poachers"), "{around:?}");
}

#[test]
fn a_verb_that_was_taken_for_its_dictionary_form_is_looked_up_without_its_ending() {
    let rows = "Bishops/NOUN/NNS/2/nsubj deplored/VERB/VBP/0/root it/PRON/PRP/2/obj";
    with_tree(rows, |tree| assert_eq!(tree.lemma(1), "deplore"));
}

#[test]
fn an_act_that_is_only_rehearsed_is_none() {
    let rows = "Jets/NOUN/NNS/2/nsubj simulated/VERB/VBD/0/root strikes/NOUN/NNS/2/obj ./PUNCT/./2/punct";
    with_tree(rows, |tree| assert!(Telling::of(tree, 2, None).wished));
}

#[test]
fn coordinated_verbs_share_subject_and_object() {
    let rows = "Rebels/NOUN/NNS/2/nsubj bombed/VERB/VBD/0/root and/CCONJ/CC/4/cc shelled/VERB/VBD/2/conj the/DET/DT/6/det town/NOUN/NN/4/obj";
    assert!(has(&places(rows, 1), "obj", "town"));
    assert!(has(&places(rows, 3), "subj", "Rebels"));
}

#[test]
fn who_is_asked_to_act_is_the_subject_of_what_is_asked() {
    let rows =
        "Lima/PROPN/NNP/2/nsubj urged/VERB/VBD/0/root Quito/PROPN/NNP/2/obj to/PART/TO/5/mark withdraw/VERB/VB/2/xcomp";
    assert!(has(&places(rows, 4), "subj", "Quito"));
}

#[test]
fn a_relative_clause_acts_on_the_noun_that_it_describes() {
    let rows =
        "the/DET/DT/2/det town/NOUN/NN/0/root that/PRON/WDT/5/obj rebels/NOUN/NNS/5/nsubj shelled/VERB/VBD/2/acl:relcl";
    let around = places(rows, 4);
    assert!(has(&around, "obj", "town") && has(&around, "subj", "rebels"), "{around:?}");
}

#[test]
fn who_is_among_the_first_to_act_acts() {
    let rows = "Lena/PROPN/NNP/6/nsubj was/AUX/VBD/6/cop among/ADP/IN/6/case the/DET/DT/6/det first/ADJ/JJ/6/amod \
        envoys/NOUN/NNS/0/root to/PART/TO/8/mark leave/VERB/VB/6/acl Ostrel/PROPN/NNP/8/obj";
    assert!(has(&places(rows, 7), "subj", "Lena"));
}

#[test]
fn a_participle_after_a_noun_befalls_it() {
    let rows = "two/NUM/CD/2/nummod men/NOUN/NNS/0/root detained/VERB/VBN/2/acl by/ADP/IN/5/case police/NOUN/NNS/3/obl";
    let around = places(rows, 2);
    assert!(has(&around, "obj", "men") && has(&around, "subj", "police"), "{around:?}");
}

fn telling(rows: &str, word: usize) -> Telling {
    with_tree(rows, |tree| Telling::of(tree, word, None))
}

#[test]
fn what_will_be_done_is_planned_and_what_was_not_is_negated() {
    let will = telling("Oslo/PROPN/NNP/3/nsubj will/AUX/MD/3/aux expel/VERB/VB/0/root him/PRON/PRP/3/obj", 2);
    assert_eq!((will.aux, will.modality), (vec![Aux::Future], Some(Modality::Planned)));
    let not = telling(
        "Oslo/PROPN/NNP/4/nsubj did/AUX/VBD/4/aux not/PART/RB/4/advmod expel/VERB/VB/0/root him/PRON/PRP/4/obj",
        3,
    );
    assert_eq!(not.aux, [Aux::Negation]);
}

#[test]
fn what_is_denied_and_what_somebody_is_accused_of_are_told_so() {
    let denied =
        telling("Oslo/PROPN/NNP/2/nsubj denied/VERB/VBD/0/root arming/VERB/VBG/2/xcomp them/PRON/PRP/3/obj", 2);
    assert_eq!(denied.modality, Some(Modality::Denied));
    let rows =
        "Lima/PROPN/NNP/2/nsubj accused/VERB/VBD/0/root Quito/PROPN/NNP/2/obj of/ADP/IN/5/mark arming/VERB/VBG/2/advcl";
    assert_eq!(telling(rows, 4).modality, Some(Modality::Alleged));
}

#[test]
fn what_two_do_to_each_other_is_told_apart() {
    let reciprocal =
        |rows: &str| with_tree(rows, |tree| is_reciprocal(tree, &Candidate::again(tree, 1, [].into_iter())));
    let owned = "Tribes/NOUN/NNS/2/nsubj burned/VERB/VBD/0/root each/DET/DT/4/det other/ADJ/JJ/6/nmod:poss 's/PART/POS/4/case \
        huts/NOUN/NNS/2/obj";
    assert!(reciprocal("Tribes/NOUN/NNS/2/nsubj blamed/VERB/VBD/0/root each/DET/DT/4/det other/ADJ/JJ/2/obj"));
    assert!(reciprocal(owned));
    assert!(!reciprocal("Tribes/NOUN/NNS/2/nsubj blamed/VERB/VBD/0/root other/ADJ/JJ/4/amod herders/NOUN/NNS/2/obj"));
}

#[test]
fn a_purpose_is_no_event() {
    let rows = "Lima/PROPN/NNP/2/nsubj came/VERB/VBD/0/root to/PART/TO/4/mark negotiate/VERB/VB/2/advcl";
    assert!(telling(rows, 3).wished);
}

#[test]
fn what_comes_after_a_visit_dates_and_places_no_visit() {
    let rows = "Lena/PROPN/NNP/2/nsubj landed/VERB/VBD/0/root in/ADP/IN/4/case Oslo/PROPN/NNP/2/obl on/ADP/IN/6/case \
        Sunday/PROPN/NNP/2/obl after/ADP/IN/9/case a/DET/DT/9/det visit/NOUN/NN/2/obl to/ADP/IN/11/case Rome/PROPN/NNP/9/nmod";
    with_tree(rows, |tree| {
        assert!(is_elsewhen(tree, 8, 5) && is_elsewhen(tree, 8, 3), "Sunday and Oslo are of the landing");
        assert!(!is_elsewhen(tree, 8, 10) && !is_elsewhen(tree, 1, 5));
    });
    let dawn = "Troops/NOUN/NNS/2/nsubj struck/VERB/VBD/0/root before/ADP/IN/4/case dawn/NOUN/NN/2/obl on/ADP/IN/6/case \
        Sunday/PROPN/NNP/4/nmod";
    with_tree(dawn, |tree| assert!(!is_elsewhen(tree, 1, 5)));
}

#[test]
fn what_follows_and_what_is_followed_are_two() {
    let rows = "The/DET/DT/2/det talks/NOUN/NNS/3/nsubj followed/VERB/VBD/0/root a/DET/DT/5/det call/NOUN/NN/3/obj \
        between/ADP/IN/7/case Lena/PROPN/NNP/5/nmod on/ADP/IN/9/case Friday/PROPN/NNP/5/nmod";
    with_tree(rows, |tree| {
        assert!(are_told_apart(tree, 1, 4) && are_told_apart(tree, 1, 8) && are_told_apart(tree, 1, 6));
        assert!(!are_told_apart(tree, 4, 8));
    });
}

#[test]
fn a_heading_that_names_a_theme_tells_nothing() {
    let theme = "Mending/VERB/VBG/0/root Lima/PROPN/NNP/4/compound -/PUNCT/HYPH/4/punct ties/NOUN/NNS/1/obj";
    assert!(telling(theme, 0).wished);
    let told = "Lima/PROPN/NNP/3/nsubj is/AUX/VBZ/3/aux mending/VERB/VBG/0/root ties/NOUN/NNS/3/obj";
    assert!(!telling(told, 2).wished);
}

#[test]
fn what_would_be_gained_by_an_act_is_not_done_and_what_may_take_weeks_neither() {
    let means = "Lima/PROPN/NNP/3/nsubj would/AUX/MD/3/aux gain/VERB/VB/0/root by/SCONJ/IN/5/mark arming/VERB/VBG/3/advcl \
        them/PRON/PRP/5/obj";
    assert_eq!(telling(means, 4).modality, Some(Modality::Hypothetical));
    let subject = "It/PRON/PRP/3/nsubj may/AUX/MD/3/aux take/VERB/VB/0/root weeks/NOUN/NNS/3/obj to/PART/TO/6/mark \
        free/VERB/VB/3/csubj them/PRON/PRP/6/obj";
    assert_eq!(telling(subject, 5).modality, Some(Modality::Hypothetical));
}

#[test]
fn the_bank_that_a_doer_heads_is_not_done_to() {
    let rows = "Lena/PROPN/NNP/7/nsubj ,/PUNCT/,/3/punct head/NOUN/NN/1/appos of/ADP/IN/6/case the/DET/DT/6/det \
        bank/NOUN/NN/3/nmod seized/VERB/VBD/0/root ships/NOUN/NNS/7/obj";
    with_tree(rows, |tree| {
        assert!(is_nested(tree, 5, 0, Side::Recipient));
        assert!(!is_nested(tree, 7, 0, Side::Recipient) && !is_nested(tree, 5, 0, Side::Actor));
    });
}

#[test]
fn numbers_are_read_with_their_bounds() {
    let bounds = |rows: &str| {
        with_tree(rows, |tree| {
            let found = numbers(tree, &(0..tree.words.len()));
            found.first().map(|number| (number.low, number.high, tree.form(number.noun).to_owned()))
        })
    };
    let men = || "men".to_owned();
    let least = "at/ADP/IN/3/advmod least/ADJ/JJS/3/advmod twelve/NUM/CD/4/nummod men/NOUN/NNS/0/root";
    assert_eq!(bounds(least), Some((Some(12.0), None, men())));
    let most = "up/ADP/IN/3/advmod to/ADP/IN/3/advmod 1,200/NUM/CD/4/nummod men/NOUN/NNS/0/root";
    assert_eq!(bounds(most), Some((None, Some(1200.0), men())));
    let many = "dozens/NOUN/NNS/0/root of/ADP/IN/3/case men/NOUN/NNS/1/nmod";
    assert_eq!(bounds(many), Some((Some(24.0), None, men())));
    let between = "between/ADP/IN/2/advmod 30/NUM/CD/5/nummod and/CCONJ/CC/4/cc 40/NUM/CD/2/conj men/NOUN/NNS/0/root";
    assert_eq!(bounds(between).map(|(low, high, _)| (low, high)), Some((Some(30.0), Some(40.0))));
}

proptest! {
    #[test]
    fn any_tree_is_read_without_a_panic_and_the_same_twice(
        rows in prop::collection::vec((0usize..12, 0usize..40, 0usize..29, 0usize..8), 1..14)
    ) {
        let forms = ["police", "arrested", "protesters", "visit", "to", "two", "million", "not", "talks", "held", "Rome", "attack"];
        let tags = [("NOUN", "NNS"), ("VERB", "VBD"), ("VERB", "VBN"), ("VERB", "VBG"), ("PROPN", "NNP"), ("NUM", "CD"), ("ADP", "IN"), ("PRON", "WDT")];
        let count = rows.len();
        let text: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(at, (form, head, relation, tag))| {
                // heads stand before their words: a tree, whatever it is
                let head = if at == 0 { 0 } else { head % at + 1 };
                format!("{}/{}/{}/{head}/{}", forms[*form], tags[*tag].0, tags[*tag].1, RELATIONS[*relation])
            })
            .collect();
        let (text, annotation) = sentence(&text.join(" "));
        let article = Article {
            text: &text, annotation: &annotation, resolution: &Resolution::default(), times: &[], day: None
        };
        let mentions = crate::events(&article);
        prop_assert!(mentions.iter().all(|mention| mention.trigger.end <= count && (0.0..=1.0).contains(&mention.confidence)));
        prop_assert_eq!(mentions, crate::events(&article));
    }
}

fn of_rows<T>(rows: &[&str], ask: impl Fn(&Tree<'_>, &Hazards<'_>) -> T) -> T {
    let (mut text, mut whole) = (String::new(), Annotation::default());
    for row in rows {
        let (told, annotation) = sentence(row);
        let (shift, first) = (text.len(), whole.words.len());
        whole.words.extend(annotation.words.into_iter().map(|word| Word {
            span: CharSpan { start: word.span.start + shift, end: word.span.end + shift },
            bytes: ByteSpan { start: word.bytes.start + shift, end: word.bytes.end + shift },
            head: word.head.map(|head| head + first),
            ..word
        }));
        let words = first..whole.words.len();
        whole.sentences.push(Sentence {
            span: CharSpan { start: shift, end: shift + told.len() },
            words,
            embedding: Vec::new(),
        });
        text.push_str(&told);
        text.push(' ');
    }
    let article =
        Article { text: &text, annotation: &whole, resolution: &Resolution::default(), times: &[], day: None };
    let tree = Tree::new(&article);
    ask(&tree, &Hazards::of(&tree))
}

#[test]
fn an_article_is_about_a_disaster_when_enough_of_its_sentences_name_a_hazard() {
    let storm = "The/DET/DT/2/det storm/NOUN/NN/3/nsubj killed/VERB/VBD/0/root nine/NUM/CD/3/obj";
    let guards = "Guards/NOUN/NNS/2/nsubj shot/VERB/VBD/0/root nine/NUM/CD/2/obj";
    let prevails = |rows: &[&str]| of_rows(rows, |_, hazards| hazards.prevail());
    assert!(prevails(&[storm, guards, storm, guards, storm]));
    assert!(!prevails(&[storm, guards, guards, guards, guards]));
}

#[test]
fn a_storm_is_known_by_its_name_and_whoever_shares_a_part_of_it_is_none() {
    let rows = [
        "Cyclone/PROPN/NNP/3/nsubj Idai/PROPN/NNP/1/flat struck/VERB/VBD/0/root",
        "Idai/PROPN/NNP/2/nsubj hit/VERB/VBD/0/root Idai/PROPN/NNP/2/obj Banda/PROPN/NNP/3/flat",
    ];
    let is_one = |words: std::ops::Range<usize>| {
        of_rows(&rows, |tree, hazards| {
            hazards.is_one(tree, &crate::Party { words: words.clone(), ..Default::default() })
        })
    };
    assert!(is_one(0..2) && is_one(3..4));
    assert!(!is_one(5..7) && !is_one(2..3));
}
