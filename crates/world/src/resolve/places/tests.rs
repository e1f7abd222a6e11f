//! What places come out of made-up news.

use super::*;
use crate::sketch::sketch;
use EntityKind::{Fac, Gpe, Loc, Norp, Org, Per};
use proptest::prelude::*;

fn places(text: &str, names: &[(&str, EntityKind)], outlet: Option<&str>) -> Vec<(String, Located)> {
    let annotation = sketch(text, names);
    let setting = Setting { outlet, ..Setting::default() };
    let found = toponyms(World::embedded(), text, &annotation, &setting);
    let chars: Vec<char> = text.chars().collect();
    let said = |t: &Toponym| chars[t.span.start..t.span.end].iter().collect::<String>();
    found.iter().filter_map(|t| Some((said(t), t.place()?.clone()))).collect()
}

fn place(found: &[(String, Located)], name: &str) -> Located {
    found.iter().find(|(said, _)| said == name).unwrap_or_else(|| panic!("no {name} in {found:?}")).1.clone()
}

#[test]
fn what_a_place_is_said_to_lie_in_decides() {
    let found = places(
        "A fire broke out in Manchester, N.H., on Friday. Manchester has had three since May.",
        &[("Manchester", Gpe), ("N.H.", Gpe)],
        None,
    );
    assert!(found.iter().filter(|(said, _)| said == "Manchester").count() == 2);
    for (_, at) in found.iter().filter(|(said, _)| said == "Manchester") {
        assert_eq!((at.country.as_deref(), at.division.as_deref()), (Some("USA"), Some("New Hampshire")));
    }
    let found = places("A fire broke out in Manchester on Friday.", &[("Manchester", Gpe)], None);
    assert_eq!(place(&found, "Manchester").country.as_deref(), Some("GBR"));
}

#[test]
fn a_state_or_region_is_never_a_point_in_a_town() {
    let found = places(
        "Ministers from Georgia, Jordan and Nigeria met in Kano, in northern Nigeria.",
        &[("Georgia", Gpe), ("Jordan", Gpe), ("Nigeria", Gpe), ("Kano", Gpe)],
        None,
    );
    assert_eq!(place(&found, "Georgia").country.as_deref(), Some("GEO"));
    assert_eq!(place(&found, "Georgia").geonames, Some(614_540));
    assert_eq!(place(&found, "Jordan").geonames, Some(248_816));
    assert_eq!(place(&found, "Kano").country.as_deref(), Some("NGA"));
}

#[test]
fn a_great_town_is_a_place_whatever_the_label_says() {
    let found =
        places("Chelyabinsk's governor met the mayor of Bandung.", &[("Chelyabinsk", Per), ("Bandung", Org)], None);
    assert_eq!(place(&found, "Chelyabinsk").country.as_deref(), Some("RUS"));
    assert_eq!(place(&found, "Bandung").country.as_deref(), Some("IDN"));
    let found = places("The strike began in New York on Friday.", &[("New", Gpe), ("York", Gpe)], None);
    assert_eq!(place(&found, "New York").country.as_deref(), Some("USA"));
}

#[test]
fn a_town_said_to_be_of_a_people_lies_in_its_country() {
    let text = "Shots were heard near the Kenyan town of Zwickau.";
    let found = places(text, &[("Kenyan", Norp), ("Zwickau", Gpe)], None);
    assert_eq!(place(&found, "Zwickau").country.as_deref(), Some("KEN"));
}

#[test]
fn a_capital_stands_before_the_division_of_its_name() {
    let found = places("Talks between Washington and Hanoi failed.", &[("Washington", Gpe), ("Hanoi", Gpe)], None);
    let washington = place(&found, "Washington");
    assert!((washington.lat - 38.9).abs() < 0.2 && (washington.lon + 77.0).abs() < 0.2, "{washington:?}");
}

#[test]
fn the_other_places_of_a_text_decide() {
    let text = "The river rose in Springfield, Jacksonville and Decatur, and in all of Sangamon County.";
    let names = [("Springfield", Gpe), ("Jacksonville", Gpe), ("Decatur", Gpe), ("Sangamon County", Gpe)];
    let found = places(text, &names, None);
    for name in ["Springfield", "Jacksonville", "Decatur", "Sangamon County"] {
        assert_eq!(place(&found, name).division.as_deref(), Some("Illinois"), "{name}");
    }
}

#[test]
fn the_outlet_is_at_home_where_it_is_named_after() {
    let text = "The mayor of Boston opened the market in Boston on Friday.";
    let found = places(text, &[("Boston", Gpe)], Some("bostonstandard.co.uk"));
    assert_eq!(place(&found, "Boston").country.as_deref(), Some("GBR"));
    assert_eq!(place(&places(text, &[("Boston", Gpe)], None), "Boston").country.as_deref(), Some("USA"));
}

#[test]
fn people_and_bodies_are_no_places_but_their_names_may_hold_some() {
    let text = "Paris Hilton met Jack London in the hall of the Oslo Fire Department. French officers watched.";
    let names = [("Paris Hilton", Per), ("Jack London", Per), ("Oslo Fire Department", Org), ("French", Norp)];
    let annotation = sketch(text, &names);
    let found = toponyms(World::embedded(), text, &annotation, &Setting::default());
    let used: Vec<_> = found.iter().map(|t| (t.place().map(|p| p.name.clone()), t.used_as)).collect();
    assert!(!used.iter().any(|(name, _)| matches!(name.as_deref(), Some("Paris" | "London"))), "{used:?}");
    assert!(used.contains(&(Some("Oslo".to_owned()), PlaceUse::WithinName)), "{used:?}");
    assert!(used.contains(&(Some("France".to_owned()), PlaceUse::Adjective)), "{used:?}");
}

#[test]
fn seas_and_regions_have_a_middle_and_roads_have_none() {
    let text = "Ships waited in the Red Sea while lorries queued along Harbour Road in Aden.";
    let annotation = sketch(text, &[("Red Sea", Loc), ("Harbour Road", Fac), ("Aden", Gpe)]);
    let found = toponyms(World::embedded(), text, &annotation, &Setting::default());
    assert_eq!(found.len(), 3, "{found:?}");
    let sea = found[0].place().unwrap();
    assert_eq!((sea.name.as_str(), sea.geonames), ("Red Sea", None));
    assert!(found[1].candidates.is_empty());
}

#[test]
fn a_broken_name_reads_as_mended_and_a_dateline_beside_the_text_bears_on_it() {
    let text = "Ships waited at the Red Ocean. In Salem pilots rested.";
    let annotation = sketch(text, &[("Red Ocean", Loc), ("Salem", Gpe)]);
    let span = attache_press::CharSpan { start: 20, end: 29 };
    let repairs = [crate::Repair { span, text: "Red Ocean".into(), reads: "Red Sea".into() }];
    let of = |dateline| {
        let setting = Setting { dateline, repairs: &repairs, ..Setting::default() };
        toponyms(World::embedded(), text, &annotation, &setting)
    };
    let found = of(Some("ROANOKE, Va."));
    assert_eq!(found[0].place().unwrap().name, "Red Sea");
    assert_eq!(found[1].place().unwrap().division.as_deref(), Some("Virginia"));
    assert_eq!(of(None)[1].place().unwrap().country.as_deref(), Some("IND"));
}

#[test]
fn names_that_hyphens_join_are_whole() {
    let found = places("Aid reached Port-au-Prince on Monday.", &[("Port", Gpe)], None);
    assert_eq!(place(&found, "Port-au-Prince").country.as_deref(), Some("HTI"));
}

#[test]
fn a_text_of_nothing_but_names_takes_bounded_time() {
    let text = "Springfield, San Jose, Victoria, Santa Cruz, San Antonio and Newport. ".repeat(400);
    let annotation = sketch(&text, &[("Springfield", Gpe), ("Victoria", Gpe)]);
    let began = std::time::Instant::now();
    toponyms(World::embedded(), &text, &annotation, &Setting::default());
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

/// Words in which places may hide.
const WORDS: [&str; 18] = [
    "Paris", "Texas", ",", "in", "the", "Ohio", "(", ")", "U.S.", "Main", "Street", "-", "St.", "é", "Tenn.", "'s",
    "of", "\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn toponyms_stand_in_order_within_the_text_and_their_shares_are_at_most_one(
        text in prop_oneof![
            "\\PC{0,120}",
            prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..40).prop_map(|words| words.join(" ")),
        ],
    ) {
        let annotation = sketch(&text, &[("Paris", Gpe), ("Ohio", Loc), ("Main Street", Fac), ("Texas", Per)]);
        let mut last = 0;
        let setting = Setting { outlet: Some(&text), ..Setting::default() };
        for toponym in toponyms(World::embedded(), &text, &annotation, &setting) {
            prop_assert!(toponym.words.start >= last && toponym.words.end <= annotation.words.len());
            last = toponym.words.end;
            prop_assert!(toponym.candidates.len() <= KEPT);
            prop_assert!(toponym.candidates.iter().all(|c| (0.0..=1.0).contains(&c.score)));
            prop_assert!(toponym.candidates.windows(2).all(|c| c[0].score >= c[1].score));
        }
    }
}
