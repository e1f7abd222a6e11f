//! The sentences of `tests/calendar.tsv`, and what must hold for any text.

use super::*;
use crate::sketch::sketch;
use proptest::prelude::*;

static CASES: &str = include_str!("../../tests/calendar.tsv");

fn found(text: &str, anchor: Option<Anchor>) -> Vec<Time> {
    let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
    let verbs = Verbs::by_form(text, &words);
    times(text, &words, anchor, |word| verbs.around(word))
}

fn at(day: &str) -> Option<Anchor> {
    day.parse().ok()
}

#[test]
fn every_sentence_of_the_table_has_the_times_that_it_tells() {
    let mut wrong = Vec::new();
    for row in lexicon::rows(CASES) {
        let (anchor, text, wanted) = (lexicon::cell(&row, 0), lexicon::cell(&row, 1), lexicon::cell(&row, 2));
        assert!(anchor.is_empty() || at(anchor).is_some(), "{anchor}");
        let told = |t: &Time| format!("{} = {} {}", &text[t.span.clone()], t.kind.as_str(), t.value);
        let got = found(text, at(anchor)).iter().map(told).collect::<Vec<_>>().join(" ; ");
        if got != wanted.trim() {
            wrong.push(format!("{anchor} {text}\n  wanted {wanted}\n  got    {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_open_is_closed_by_a_later_anchor_without_the_text() {
    let text = "The envoy arrived on Tuesday. Two days later, on April 9, he left; he returns next month.";
    let mut open = found(text, None);
    let closed = found(text, at("2019-04-12"));
    assert_eq!(open[0].value, "XXXX-WXX-2");
    anchor(&mut open, at("2019-04-12"));
    assert_eq!(open, closed);
    assert_eq!(open[0].value, "2019-04-09");
    anchor(&mut open, None);
    assert_eq!(open, found(text, None));
}

#[test]
fn a_time_keeps_its_days_its_granularity_and_what_narrows_it() {
    let times = found("In early 2016, in mid-May 2017 and in the week of June 7, 2018 it rained.", None);
    let days: Vec<_> = times.iter().map(|t| t.days.map(|d| (d.first.to_string(), d.last.to_string()))).collect();
    assert_eq!(days[0], Some(("2016-01-01".into(), "2016-05-01".into())));
    assert_eq!(days[1], Some(("2017-05-11".into(), "2017-05-21".into())));
    assert_eq!(days[2], Some(("2018-06-04".into(), "2018-06-10".into())));
    let kinds: Vec<_> = times.iter().map(|t| (t.granularity, t.modifier)).collect();
    assert_eq!(kinds[0], (Granularity::Year, Some(Modifier::Start)));
    assert_eq!(kinds[1], (Granularity::Month, Some(Modifier::Mid)));
    assert_eq!(kinds[2], (Granularity::Week, None));
}

#[test]
fn the_past_two_years_end_with_the_anchor() {
    let times = found("Over the past two years rents doubled.", at("2020-03-15"));
    let days = times[0].days.map(|d| (d.first.to_string(), d.last.to_string()));
    assert_eq!(days, Some(("2018-03-15".into(), "2020-03-15".into())));
}

#[test]
fn a_time_counted_from_an_event_names_its_words() {
    let text =
        "Three weeks before the state visit, in the days after his arrest and a month after the vote, crowds gathered.";
    let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
    let times = found(text, at("2020-03-15"));
    let events: Vec<_> = times
        .iter()
        .map(|t| t.event.as_ref().map(|e| (&text[words[e.words.start].start..words[e.words.end - 1].end], e.before)))
        .collect();
    assert_eq!(events[0], Some(("the state visit", true)));
    assert!(events.contains(&Some(("the vote", false))), "{events:?}");
    assert!(times.iter().filter(|t| t.event.is_some()).all(|t| t.days.is_none()));
}

#[test]
fn a_time_counted_from_another_time_leans_on_it() {
    let times = found("Two weeks before May 20, 2015 they met, and three days after Easter 2016.", None);
    let days: Vec<_> = times.iter().filter_map(|t| t.days.map(|d| d.first.to_string())).collect();
    assert_eq!(days, ["2015-05-06", "2015-05-20", "2016-03-30", "2016-03-27"]);
    assert!(times.iter().all(|t| t.event.is_none()));
}

#[test]
fn both_ends_of_a_range_know_it() {
    for text in ["It ran from 1990 to 1995.", "It ran May 3-5.", "It ran from Monday night until early Tuesday."] {
        let times = found(text, None);
        assert_eq!(times.iter().map(|t| t.bound).collect::<Vec<_>>(), [Some(Bound::From), Some(Bound::To)], "{text}");
    }
    assert!(found("Between us, on Monday and Tuesday it rained.", None).iter().all(|t| t.bound.is_none()));
}

#[test]
fn tense_decides_between_last_and_next_saturday() {
    let text = "The two sides (met) on Saturday.";
    let words: Vec<_> = attache_press::words(text).map(|w| w.start..w.end).collect();
    let value = |tense| times(text, &words, at("2022-11-09"), |_| tense)[0].value.clone();
    assert_eq!(value(Tense::Past), "2022-11-05");
    assert_eq!(value(Tense::Future), "2022-11-12");
}

#[test]
fn tags_tell_the_tense_that_forms_leave_open() {
    let tagged = [("Ministers", "NNS"), ("set", "VBD"), ("off", "RP"), ("Monday", "NNP"), (".", "."), ("They", "PRP")];
    assert_eq!(Verbs::by_tags(tagged).around(3), Tense::Past);
    let tagged = [("Ministers", "NNS"), ("will", "MD"), ("set", "VB"), ("off", "RP"), ("Monday", "NNP")];
    assert_eq!(Verbs::by_tags(tagged).around(4), Tense::Future);
}

#[test]
fn times_survive_being_written_and_read() {
    let times = found("On 3 May 2011, two weeks before the vote, at 5 p.m., every Monday, recently.", at("2012-01-01"));
    let text = serde_json::to_string(&times).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Time>>(&text).unwrap(), times);
}

#[test]
fn the_anchor_is_read_from_days_and_times() {
    assert_eq!(at("2020-02-03T04:05:06Z").unwrap().day.to_string(), "2020-02-03");
    assert_eq!(at("2020-02-03T04:05:06+08:00").unwrap().time.unwrap().hour(), 4);
    assert_eq!(at("2020-02-03").unwrap().time, None);
    assert!("yesterday".parse::<Anchor>().is_err());
}

#[test]
fn runs_of_numbers_take_time_in_proportion_to_their_length() {
    for piece in ["one hundred ", "1,000,", "1,000,000,000,", "two thousand and ", "1/2 "] {
        let began = std::time::Instant::now();
        found(&piece.repeat(20_000), at("2020-01-01"));
        assert!(began.elapsed().as_secs() < 5, "{piece}: {:?}", began.elapsed());
    }
}

#[test]
fn no_expression_reaches_over_the_end_of_an_annotated_sentence() {
    let text = "He was tired on May 3. 2019 was a good year. She left on Oct. 12.";
    let annotation = sketch(text, &[]);
    let times = times_in(text, &annotation, None);
    let told: Vec<_> = times.iter().map(|t| &text[t.span.clone()]).collect();
    assert_eq!(told, ["May 3", "2019", "Oct. 12"]);
    let offsets = attache_press::CharOffsets::new(text);
    assert_eq!((times[1].chars(&offsets).start, annotation.words[times[1].words.start].form(text)), (23, "2019"));
}

#[test]
fn the_event_of_an_annotated_text_is_a_noun_phrase() {
    let text = "Three weeks before the state visit Ruiz of Peru met lawyers.";
    let mut annotation = sketch(text, &[]);
    for (word, upos) in [(3, attache_language::Upos::Det), (6, attache_language::Upos::Pron)] {
        annotation.words[word].upos = upos;
    }
    let times = times_in(text, &annotation, None);
    let event = times[0].event.as_ref().unwrap();
    assert_eq!(
        annotation.words[event.words.clone()].iter().map(|w| w.form(text)).collect::<Vec<_>>(),
        ["the", "state", "visit"]
    );
}

#[test]
fn the_tense_of_an_annotated_text_is_that_of_its_trees() {
    let value = |text: &str| {
        let times = times_in(text, &sketch(text, &[]), at("2022-11-09"));
        times.first().map(|t| t.value.clone())
    };
    assert_eq!(value("envoys met in Rome on Saturday."), Some("2022-11-05".to_owned()));
    assert_eq!(value("envoys will meet in Rome on Saturday."), Some("2022-11-12".to_owned()));
}

/// A text whose every word hangs on one verb, that verb and its helpers tagged by hand.
fn told(text: &str, verb: (usize, &'static str), helpers: &[(usize, &'static str)]) -> Option<String> {
    let mut annotation = sketch(text, &[]);
    for (number, word) in annotation.words.iter_mut().enumerate() {
        word.head = (number != verb.0).then_some(verb.0);
    }
    (annotation.words[verb.0].upos, annotation.words[verb.0].xpos) = (attache_language::Upos::Verb, verb.1);
    for &(number, xpos) in helpers {
        (annotation.words[number].deprel, annotation.words[number].xpos) = ("aux", xpos);
    }
    times_in(text, &annotation, at("2022-11-09")).first().map(|t| t.value.clone())
}

#[test]
fn what_has_been_going_on_looks_back_and_what_is_going_on_ahead() {
    let text = "Crowds have been mourning since the raid of Sunday.";
    assert_eq!(told(text, (3, "VBG"), &[(1, "VBP"), (2, "VBN")]), Some("2022-11-06".to_owned()));
    let text = "Ministers are meeting in Rome on Sunday.";
    assert_eq!(told(text, (2, "VBG"), &[(1, "VBP")]), Some("2022-11-13".to_owned()));
}

#[test]
fn a_form_that_only_the_past_has_is_past_whatever_its_tag() {
    assert_eq!(told("On Sunday, farmers paraded in Dakar.", (4, "VBP"), &[]), Some("2022-11-06".to_owned()));
    assert_eq!(told("On Sunday, farmers march in Dakar.", (4, "VBP"), &[]), Some("2022-11-13".to_owned()));
}

#[test]
fn what_was_due_is_to_come_also_where_the_tree_takes_due_to_for_a_preposition() {
    let text = "The cabinet was due to meet on Sunday.";
    assert_eq!(told(text, (5, "VB"), &[(2, "VBD")]), Some("2022-11-13".to_owned()));
}

#[test]
fn an_ordinal_after_a_weekday_is_a_day_of_the_month_only_in_figures() {
    let value = |text: &str| found(text, at("2022-11-09")).first().map(|t| t.value.clone());
    assert_eq!(value("She left Rome Monday, the first envoy to do so."), Some("2022-11-07".to_owned()));
    assert_eq!(value("She leaves Rome on Tuesday the 15th."), Some("2022-11-15".to_owned()));
}

/// Texts of the words that the rules know, in any order.
fn wordy() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "the",
        "last",
        "next",
        "May",
        "March",
        "Friday",
        "31",
        "30",
        "2",
        "1999",
        "9999",
        "0",
        "999999999",
        "1/2",
        "years",
        "year",
        "ago",
        "later",
        "before",
        "after",
        "a",
        "million",
        "century",
        "quarter",
        "first",
        "-",
        ",",
        "'",
        "s",
        "at",
        "noon",
        "12:59",
        "25:61",
        "p.m.",
        "of",
        "and",
        "half",
        "every",
        "twice",
        "decade",
        "’98",
        "Easter",
        "weekend",
        "to",
        "two",
        "hundred",
        "thousand",
        "in",
        "week",
        "Q4",
        "GMT",
        "(",
        ")",
        "\n",
        "\n\n",
        "é",
        "日",
        "tonight",
        "early",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_gives_spans_in_order_and_in_range(
        text in prop_oneof![wordy(), any::<String>()],
        day in prop::option::of((-9998i16..9999, 1i8..13, 1i8..29)),
    ) {
        let anchor = day.map(|(y, m, d)| Anchor { day: jiff::civil::Date::new(y, m, d).unwrap(), time: None });
        let mut last = 0;
        for time in found(&text, anchor) {
            prop_assert!(last <= time.span.start && time.span.start < time.span.end);
            prop_assert!(text.get(time.span.clone()).is_some());
            prop_assert!(!time.value.is_empty());
            prop_assert!(time.days.is_none_or(|d| d.first <= d.last));
            last = time.span.end;
        }
    }
}
