//! Signs that a stretch of text names a place.

use crate::{Frequencies, PersonalName, PlaceKind};
use attache_language::{EntityKind, Upos};
use rustc_hash::{FxHashMap, FxHashSet};

use super::bearers::{Form, Sort};
use super::spans::{Page, Stretch};
use super::weights::signs;
use super::words::Says;

signs! {
    /// Signs that a stretch names a place.
    Sign {
        Always = "always",
        // what the annotator takes it for: the whole of a name, its beginning, some of it, or no name
        WholeGpe = "whole-gpe", WholeLoc = "whole-loc", WholeFac = "whole-fac", WholeOrg = "whole-org",
        WholePer = "whole-per", WholeNorp = "whole-norp", WholeMisc = "whole-misc",
        StartGpe = "start-gpe", StartLoc = "start-loc", StartFac = "start-fac", StartOrg = "start-org",
        StartPer = "start-per", StartNorp = "start-norp", StartMisc = "start-misc",
        SomeGpe = "some-gpe", SomeLoc = "some-loc", SomeFac = "some-fac", SomeOrg = "some-org",
        SomePer = "some-per", SomeNorp = "some-norp", SomeMisc = "some-misc",
        NoEntity = "no-entity", Crossing = "crossing",
        // what the tables know
        State = "state", Adjective = "adjective", Abbreviation = "abbreviation", Feature = "feature",
        Division = "division", County = "county", City = "city", LargeTown = "large-town", SmallTown = "small-town", Capital = "capital",
        OtherNameOnly = "other-name-only", Loosely = "loosely", Unknown = "unknown",
        LongUnknown = "long-unknown",
        // the words of it
        TwoWords = "two-words", MoreWords = "more-words", Capitals = "capitals", Common = "common-word",
        NotProper = "not-proper", Road = "road", Water = "water", Land = "land", Building = "building",
        DivisionWord = "division-word", PersonsName = "persons-name", GivenName = "given-name", Short = "short",
        // the words beside it
        Locative = "locative", From = "from-of", Article = "article", AfterName = "after-name", BeforeName = "before-name",
        BeforeBody = "before-body", BeforeRoad = "before-road", BeforeLower = "before-noun", Possessive = "possessive",
        Contained = "contained", Container = "container", Title = "after-title", AfterGiven = "after-given",
        Dateline = "dateline", SentenceStart = "sentence-start", TownOf = "town-of", HyphenBeside = "hyphen-beside",
        AfterNumber = "after-number", Parenthesis = "parenthesis", ListOfPlaces = "list-of-places",
        // the rest of the text
        Surname = "surname", TaggedElsewhere = "tagged-elsewhere", ContainedElsewhere = "contained-elsewhere",
        LocativeElsewhere = "locative-elsewhere", PersonElsewhere = "person-elsewhere", InOutlet = "in-outlet",
        OrgPartElsewhere = "org-part-elsewhere",
    }
}

/// The values of the signs of one stretch.
pub(super) type Signs = [f32; Sign::COUNT];

/// What the whole text shows of its names.
pub(super) struct Elsewhere {
    surnames: FxHashSet<String>,
    persons: FxHashSet<String>,
    tagged: FxHashMap<String, usize>,
    contained: FxHashSet<String>,
    locative: FxHashMap<String, usize>,
    in_bodies: FxHashMap<String, usize>,
    /// The letters of the outlet's name, lower case.
    outlet: String,
}

impl Elsewhere {
    pub(super) fn new(page: &Page<'_>, stretches: &[Stretch], containers: &[Option<usize>], outlet: &str) -> Self {
        let mut known = Self {
            surnames: FxHashSet::default(),
            persons: FxHashSet::default(),
            tagged: FxHashMap::default(),
            contained: FxHashSet::default(),
            locative: FxHashMap::default(),
            in_bodies: FxHashMap::default(),
            outlet: outlet.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
        };
        for (kind, words) in page.kinds.iter().zip(&page.extents) {
            let whole = page.slice(words).to_lowercase();
            match kind {
                EntityKind::Per => {
                    if words.len() > 1 {
                        known.surnames.insert(page.form(words.end - 1).to_lowercase());
                    }
                    known.persons.insert(whole);
                }
                EntityKind::Gpe | EntityKind::Loc => *known.tagged.entry(whole).or_default() += 1,
                _ => {}
            }
        }
        for (stretch, container) in stretches.iter().zip(containers) {
            let name = page.slice(&stretch.words).to_lowercase();
            let entity = page.entity_at[stretch.words.start].map(|e| &page.annotation.entities[e]);
            if container.is_some() {
                known.contained.insert(name.clone());
            }
            if entity.is_some_and(|e| e.kind == EntityKind::Org && e.words != stretch.words) {
                *known.in_bodies.entry(name.clone()).or_default() += 1;
            }
            if before(page, stretch).has(Says::LOCATIVE) {
                *known.locative.entry(name).or_default() += 1;
            }
        }
        known
    }

    /// Whether the outlet bears the name.
    pub(super) fn in_outlet(&self, name: &str) -> bool {
        let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        letters.chars().count() >= 4 && self.outlet.contains(&letters)
    }
}

/// What the word before says.
fn before(page: &Page<'_>, stretch: &Stretch) -> Says {
    match stretch.words.start.checked_sub(1) {
        Some(word)
            if !page.is_capital(word)
                || page.form(word).chars().all(char::is_uppercase)
                || starts_sentence(page, word) =>
        {
            Says::of(page.form(word))
        }
        _ => Says::default(),
    }
}

fn starts_sentence(page: &Page<'_>, word: usize) -> bool {
    page.annotation.sentence_of(word).is_some_and(|s| page.annotation.sentences[s].words.start == word)
}

/// The signs of a stretch.
pub(super) fn signs(page: &Page<'_>, stretch: &Stretch, containing: Containing, elsewhere: &Elsewhere) -> Signs {
    let mut signs = [0.0; Sign::COUNT];
    let mut set = |sign: Sign, holds: bool| signs[sign as usize] = f32::from(u8::from(holds));
    set(Sign::Always, true);
    entity_signs(page, stretch, &mut set);
    table_signs(stretch, &mut set);
    word_signs(page, stretch, &mut set);
    beside_signs(page, stretch, containing, &mut set);
    let name = page.slice(&stretch.words).to_lowercase();
    let whole = whole_entity(page, stretch);
    let tagged = elsewhere.tagged.get(&name).copied().unwrap_or(0);
    set(Sign::TaggedElsewhere, tagged > usize::from(matches!(whole, Some(EntityKind::Gpe | EntityKind::Loc))));
    set(Sign::ContainedElsewhere, !containing.contained && elsewhere.contained.contains(&name));
    let locative = elsewhere.locative.get(&name).copied().unwrap_or(0);
    set(Sign::LocativeElsewhere, locative > usize::from(before(page, stretch).has(Says::LOCATIVE)));
    set(Sign::Surname, elsewhere.surnames.contains(&name));
    set(Sign::PersonElsewhere, elsewhere.persons.contains(&name) && whole != Some(EntityKind::Per));
    set(Sign::OrgPartElsewhere, elsewhere.in_bodies.get(&name).copied().unwrap_or(0) > 1);
    set(Sign::InOutlet, elsewhere.in_outlet(&name));
    signs
}

/// How a stretch stands to those beside it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Containing {
    /// A place that it lies in is named behind it.
    pub contained: bool,
    /// It is named as the place in which the one before lies.
    pub container: bool,
}

/// The kind of the entity that it is the whole of.
fn whole_entity(page: &Page<'_>, stretch: &Stretch) -> Option<EntityKind> {
    let number = page.entity_at[stretch.words.start]?;
    (trimmed(page, &page.extents[number]) == stretch.words).then_some(page.kinds[number])
}

/// An entity's words without the article.
fn trimmed(page: &Page<'_>, words: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let article = words.len() > 1 && page.form(words.start).eq_ignore_ascii_case("the");
    words.start + usize::from(article)..words.end
}

fn entity_signs(page: &Page<'_>, stretch: &Stretch, set: &mut impl FnMut(Sign, bool)) {
    let words = &stretch.words;
    let at = |word: usize| page.entity_at.get(word).copied().flatten();
    let (first, last) = (at(words.start), at(words.end - 1));
    let Some(number) = first.or(last) else { return set(Sign::NoEntity, true) };
    let inside = trimmed(page, &page.extents[number]);
    if first != last || words.start < inside.start || words.end > inside.end {
        set(Sign::Crossing, true);
    }
    use EntityKind::{Fac, Gpe, Loc, Misc, Norp, Org, Per};
    let [whole, start, some] = match page.kinds[number] {
        Gpe => [Sign::WholeGpe, Sign::StartGpe, Sign::SomeGpe],
        Loc => [Sign::WholeLoc, Sign::StartLoc, Sign::SomeLoc],
        Fac => [Sign::WholeFac, Sign::StartFac, Sign::SomeFac],
        Org => [Sign::WholeOrg, Sign::StartOrg, Sign::SomeOrg],
        Per => [Sign::WholePer, Sign::StartPer, Sign::SomePer],
        Norp => [Sign::WholeNorp, Sign::StartNorp, Sign::SomeNorp],
        Misc => [Sign::WholeMisc, Sign::StartMisc, Sign::SomeMisc],
    };
    let sign = match () {
        () if inside == *words => whole,
        () if inside.start == words.start => start,
        () => some,
    };
    set(sign, true);
}

fn table_signs(stretch: &Stretch, set: &mut impl FnMut(Sign, bool)) {
    let known = &stretch.known;
    match known.form {
        Form::Adjective => return set(Sign::Adjective, true),
        Form::Abbreviation => return set(Sign::Abbreviation, true),
        Form::Name => {}
    }
    let Some(first) = known.places.first() else {
        set(Sign::LongUnknown, stretch.words.len() > 3);
        return set(Sign::Unknown, true);
    };
    let has = |sort: fn(Sort) -> bool| known.places.iter().any(|p| sort(p.sort));
    let people = known.places.iter().filter(|p| p.is_town()).map(|p| p.population).max().unwrap_or(0);
    let sign = match () {
        () if first.loosely => Sign::Loosely,
        () if has(|s| s == Sort::Country) => Sign::State,
        () if has(|s| matches!(s, Sort::Feature(_))) => Sign::Feature,
        () if has(|s| s == Sort::Division) => Sign::Division,
        () if has(|s| s == Sort::Town(PlaceKind::Capital)) || people >= 100_000 => Sign::City,
        () if has(|s| s == Sort::County) => Sign::County,
        () if people >= 8_000 => Sign::LargeTown,
        () => Sign::SmallTown,
    };
    set(sign, true);
    set(Sign::Capital, has(|s| s == Sort::Town(PlaceKind::Capital)) && !first.loosely);
    set(Sign::OtherNameOnly, known.places.iter().all(|p| !p.own_name));
}

/// From this share of running text on, natural log, a word is a common one.
const COMMON: f64 = -10.5;

fn word_signs(page: &Page<'_>, stretch: &Stretch, set: &mut impl FnMut(Sign, bool)) {
    let words = &stretch.words;
    let name = page.slice(words);
    set(Sign::TwoWords, words.len() == 2);
    set(Sign::MoreWords, words.len() > 2);
    set(Sign::Capitals, name.len() > 3 && !name.chars().any(char::is_lowercase));
    set(Sign::Short, name.chars().filter(|c| c.is_alphanumeric()).count() < 4);
    let towns = stretch.known.form == Form::Name
        && !stretch.known.places.iter().any(|p| matches!(p.sort, Sort::Country | Sort::Division | Sort::Feature(_)));
    let common = towns && words.len() == 1 && Frequencies::word(&name.to_lowercase()).is_some_and(|f| f > COMMON);
    set(Sign::Common, common);
    set(Sign::NotProper, !page.annotation.words[words.clone()].iter().any(|w| w.upos == Upos::Propn));
    let last = Says::of(page.form(words.end - 1));
    let first = Says::of(page.form(words.start));
    let long = words.len() > 1;
    set(Sign::Road, stretch.is_road(page));
    set(Sign::Water, long && (last.has(Says::WATER) || first.has(Says::WATER)));
    set(Sign::Land, long && (last.has(Says::LAND) || first.has(Says::LAND)));
    set(Sign::Building, long && last.has(Says::BUILDING));
    set(Sign::DivisionWord, long && last.has(Says::DIVISION));
    let person = if words.len() == 1 { PersonalName::of(name) } else { None };
    set(Sign::PersonsName, person.is_some_and(|p| p.family));
    set(Sign::GivenName, person.is_some_and(|p| p.given));
}

fn beside_signs(page: &Page<'_>, stretch: &Stretch, containing: Containing, set: &mut impl FnMut(Sign, bool)) {
    let words = &stretch.words;
    let says = before(page, stretch);
    let previous = words.start.checked_sub(1).map_or("", |w| page.form(w));
    let starts = starts_sentence(page, words.start);
    set(Sign::Locative, says.has(Says::LOCATIVE));
    set(Sign::From, previous.eq_ignore_ascii_case("of"));
    set(Sign::Article, previous.eq_ignore_ascii_case("the"));
    let joined = words.start > 0 && !starts && page.joins(words.start - 1);
    // "Two Kenyan": a capital because it begins the sentence
    let named = |word: usize| !starts_sentence(page, word) || page.annotation.words[word].upos == Upos::Propn;
    let capital = joined && page.is_capital(words.start - 1) && named(words.start - 1);
    let after_name = capital && !says.has(Says::LOCATIVE);
    set(Sign::AfterName, after_name && !previous.eq_ignore_ascii_case("the"));
    set(Sign::Title, joined && Says::of(previous).has(Says::TITLE));
    set(Sign::AfterGiven, after_name && PersonalName::of(previous).is_some_and(|p| p.given));
    set(Sign::SentenceStart, starts);
    set(Sign::HyphenBeside, matches!(previous, "-") || page.form(words.end) == "-");
    set(Sign::AfterNumber, previous.starts_with(|c: char| c.is_ascii_digit()));
    set(Sign::Parenthesis, previous == "(");
    let next = page.form(words.end);
    let follows =
        page.joins(words.end - 1) && page.annotation.sentence_of(words.end) == page.annotation.sentence_of(words.start);
    let name_follows = follows && page.is_capital(words.end);
    set(Sign::BeforeName, name_follows);
    let says_next = if follows { Says::of(next) } else { Says::default() };
    let whole = page.entity_at[words.start].map(|number| &page.extents[number]).filter(|e| e.end > words.end);
    let body = |says: Says| says.has(Says::BODY) || says.has(Says::BUILDING) || says.has(Says::DIVISION);
    let ends_as_body = whole.is_some_and(|e| body(Says::of(page.form(e.end - 1))));
    set(Sign::BeforeBody, name_follows && (body(says_next) || ends_as_body));
    set(Sign::BeforeRoad, name_follows && says_next.has(Says::ROAD));
    let noun = page.annotation.words.get(words.end).is_some_and(|w| w.upos == Upos::Noun);
    set(Sign::BeforeLower, follows && !name_follows && noun);
    set(Sign::Possessive, matches!(next, "'s" | "’s" | "'" | "’"));
    set(Sign::Contained, containing.contained);
    set(Sign::Container, containing.container);
    let dash = (words.end..words.end + 7)
        .take_while(|&w| !matches!(page.form(w), "." | "!" | "?"))
        .any(|w| matches!(page.form(w), "—" | "–" | "--" | "-") && !page.joins_tightly(w));
    set(Sign::Dateline, starts && dash);
    let town =
        words.start > 1 && previous.eq_ignore_ascii_case("of") && Says::of(page.form(words.start - 2)).has(Says::TOWN);
    set(Sign::TownOf, town);
    let listed = matches!(previous, "," | "and" | "or")
        && words.start > 1
        && page.entity_at[words.start - 2].is_some_and(|e| page.annotation.entities[e].kind.is_place());
    set(Sign::ListOfPlaces, listed && !containing.container);
}

impl Page<'_> {
    /// Whether no space stands before and behind a word.
    fn joins_tightly(&self, word: usize) -> bool {
        let all = &self.annotation.words;
        let touches = |a: usize, b: usize| match (all.get(a), all.get(b)) {
            (Some(a), Some(b)) => a.bytes.end == b.bytes.start,
            _ => false,
        };
        word > 0 && touches(word - 1, word) && touches(word, word + 1)
    }
}
