use super::*;
use proptest::prelude::*;

const ACTORS: &str = "\
<!-- actors of a land
that is nowhere -->
RIVERLAND_ [RVL]   ; the land
+RIVER_REPUBLIC_
+RIVERLANDER

JOAN_EXAMPLE_   # a politician
+JOAN_B._EXAMPLE
\t[RVLELI <19981231]
\t[RVLGOV 19990101-20031231]
\t[RVLOPP >040101]

HILL FOLK [HLLREB <19450508] [HLLGOV >450509] <!-- on one line -->
WANDERERS_ [---]
FERRYMAN [RVL 19990101-]
OLD_KING [RVLGOV] # default
\t[RVLELI >19700101]
";

const AGENTS: &str = "\
<!-- agents -->
!PERSON! = MAN, MEN, WOMAN, WOMEN
SOLDIER [~MIL]
ARMY [~MIL]
POLICE {} [~COP] ; no plural
ATTORNEY_GENERAL {ATTORNEYS_GENERAL} [~GOVATG]
FERRY!PERSON! [~LAB]
AID_AGENCY [NGO~]
BOSS [~BUS]
NOTHING
";

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

#[test]
fn names_and_synonyms_give_the_code_of_the_day() {
    let actors = ActorDictionary::read("land.actors.txt", ACTORS);
    assert_eq!(actors.code("Riverland", None), Some("RVL"));
    assert_eq!(actors.code("the river republic", day("2020-01-01")), Some("RVL"));
    let joan = |on| actors.code("Joan B. Example", day(on));
    assert_eq!((joan("1998-12-31"), joan("1999-01-01")), (Some("RVLELI"), Some("RVLGOV")));
    assert_eq!((joan("2003-12-31"), joan("2010-05-05")), (Some("RVLGOV"), Some("RVLOPP")));
    assert_eq!(actors.code("hill folk", day("1945-05-08")), Some("HLLREB"));
    assert_eq!(actors.code("hill folk", day("1945-05-09")), Some("HLLGOV"));
    assert_eq!(actors.code("wanderers", None), None);
    assert_eq!(actors.code("old king", day("1960-01-01")), Some("RVLGOV"));
    assert_eq!(actors.code("old king", day("1980-01-01")), Some("RVLELI"));
    assert_eq!(actors.code("nobody", None), None);
}

#[test]
fn lines_that_cannot_be_read_are_told() {
    let actors = ActorDictionary::read("land.actors.txt", ACTORS);
    let told: Vec<String> = actors.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["land.actors.txt:15: no restriction: \"19990101-\""]);
    let agents = AgentDictionary::read("land.agents.txt", AGENTS);
    assert_eq!(agents.problems[0].to_string(), "land.agents.txt:10: an agent needs a code in brackets");
}

#[test]
fn agents_are_found_in_both_numbers() {
    let agents = AgentDictionary::read("land.agents.txt", AGENTS);
    let role = |noun: &str| agents.named(noun).map(|a| (a.of("RVL"), a.plural));
    assert_eq!(role("soldier"), Some(("RVLMIL".to_owned(), false)));
    assert_eq!(role("soldiers"), Some(("RVLMIL".to_owned(), true)));
    assert_eq!(role("armies"), Some(("RVLMIL".to_owned(), true)));
    assert_eq!((role("police").unwrap().0.as_str(), role("polices")), ("RVLCOP", None));
    assert!(role("attorneys general").unwrap().1 && role("attorney generals").is_none());
    assert_eq!((role("ferrywoman").unwrap().0.as_str(), role("ferrymens")), ("RVLLAB", None));
    assert_eq!(role("aid agencies").unwrap().0, "NGORVL");
    assert!(role("bosses").unwrap().1);
}

#[test]
fn years_of_two_digits_turn_at_thirty() {
    assert_eq!(date("290101"), day("2029-01-01"));
    assert_eq!(date("300101"), day("1930-01-01"));
    assert_eq!(date("20010230"), day("2001-02-28"));
    assert_eq!((date("2001"), date("éé"), date("2001aaaa")), (None, None, None));
}

proptest! {
    #[test]
    fn no_text_breaks_reading(text in "[A-Z_+\\[\\]<>~{}!=,;# \\n0-9é-]{0,120}") {
        let actors = ActorDictionary::read("any", &text);
        for actor in &actors.actors {
            actors.code(&actor.names[0], None);
        }
        AgentDictionary::read("any", &text);
    }
}
