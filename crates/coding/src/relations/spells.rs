//! Since when and until when: the times beside a trigger and the words that carry it, and anniversaries.

use attache_language::Upos;
use attache_world::calendar::{Granularity, Kind, Time};

use super::standing::Told;
use super::{RelationKind, Scene, Standing};
use crate::numbers::numbers;

/// When a relation holds, in ISO prefixes as exact as told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Spell {
    pub since: Option<String>,
    pub until: Option<String>,
}

/// How far from a trigger's words its times hang in the tree.
const FAR: usize = 2;

/// The spell of a relation.
pub(super) fn spell(scene: &Scene<'_>, kind: RelationKind, head: usize, told: &Told) -> Spell {
    let mut spell = Spell::default();
    if matches!(told.status, Standing::Wished | Standing::Proposed | Standing::Refused) {
        return spell;
    }
    for time in times(scene, head) {
        let Some(iso) = iso(time) else { continue };
        let Some(first) =
            time.words.clone().find(|word| scene.tree.head(*word).is_none_or(|above| !time.words.contains(&above)))
        else {
            continue;
        };
        let modifies = matches!(scene.tree.kind(first), "nummod" | "compound" | "amod" | "nmod")
            && scene.tree.head(first) == Some(head);
        let hangs = scene.tree.upwards(first).skip(1).take(FAR).any(|above| told.path.contains(&above));
        let before =
            |back: usize| first.checked_sub(back).map_or(String::new(), |at| scene.tree.form(at).to_lowercase());
        let case = scene.tree.case(first);
        let led = |word: &str| case == word || before(1) == word || before(2) == word && before(1) == "early";
        let from =
            |word: usize| (word.saturating_sub(4)..word).any(|at| scene.tree.form(at).eq_ignore_ascii_case("from"));
        if told.status != Standing::Ended && hangs && led("to") && from(first) {
            spell.until = spell.until.or(Some(iso));
            continue;
        }
        // what an officeholder does until a day is no term of office
        let other = kind == RelationKind::Office && !is_of_office(scene, first, head);
        if other && (led("until") || led("till") || led("since")) {
            continue;
        }
        if led("until") || led("till") {
            spell.until = spell.until.or(Some(iso));
        } else if led("since") || modifies && case.is_empty() {
            spell.since = spell.since.or(Some(iso));
        } else if hangs && told.status == Standing::Ended {
            spell.until = spell.until.or(Some(iso));
        } else if hangs && (told.begun || led("from")) && told.status == Standing::Stands {
            spell.since = spell.since.or(Some(iso));
        }
    }
    if spell.since.is_none() {
        spell.since = anniversary(scene, head);
    }
    spell
}

/// Whether a time belongs to an office, not to what its holder does: no verb but being and serving stands between.
fn is_of_office(scene: &Scene<'_>, time: usize, office: usize) -> bool {
    let tree = scene.tree;
    if (office + 1..office + 4).contains(&time) {
        return true;
    }
    let over = |&at: &usize| matches!(tree.upos(at), Upos::Verb);
    let Some(verb) = tree.upwards(time).skip(1).take_while(|&at| at != office).find(over) else { return true };
    let above = |most: usize| tree.upwards(office).take(most).any(|at| at == verb);
    above(2) || HOLDING.contains(&scene.lemma(verb)) && above(6)
}

/// What somebody does who has an office.
const HOLDING: &[&str] = &[
    "be", "become", "serve", "hold", "lead", "head", "run", "rule", "govern", "elect", "appoint", "name", "choose",
    "take", "resign", "step", "leave", "remain", "stay", "dismiss", "oust", "succeed", "chair", "swear",
];

/// Whether a spell has ended by the day of the article.
pub(super) fn is_over(scene: &Scene<'_>, spell: &Spell) -> bool {
    let day = scene.tree.article.day.map(|day| day.to_string());
    spell.until.as_deref().zip(day).is_some_and(|(until, day)| day.get(..until.len()).is_some_and(|day| until < day))
}

/// The dates of the sentence of a word.
fn times<'s>(scene: &'s Scene<'_>, head: usize) -> impl Iterator<Item = &'s Time> {
    let tree = scene.tree;
    let words =
        tree.article.annotation.sentences.get(tree.sentence(head)).map_or(0..0, |sentence| sentence.words.clone());
    let within = move |time: &&Time| time.words.start >= words.start && time.words.end <= words.end;
    tree.article.times.iter().filter(within).filter(|time| matches!(time.kind, Kind::Date | Kind::Time))
}

/// A year, month or day as an ISO prefix.
fn iso(time: &Time) -> Option<String> {
    let days = time.days?;
    match time.granularity {
        Granularity::Time | Granularity::Day => Some(days.first.to_string()),
        Granularity::Weekend | Granularity::Week | Granularity::Month => {
            let month = |day: jiff::civil::Date| (day.year(), day.month());
            (month(days.first) == month(days.last)).then(|| days.first.strftime("%Y-%m").to_string())
        }
        Granularity::Quarter | Granularity::Season | Granularity::Half | Granularity::Year => {
            (days.first.year() == days.last.year()).then(|| days.first.strftime("%Y").to_string())
        }
        _ => None,
    }
}

/// The year from which an anniversary in the sentence counts: "the 10th anniversary this year of …" in 2023 is of 2013.
fn anniversary(scene: &Scene<'_>, head: usize) -> Option<String> {
    let tree = scene.tree;
    let sentence = tree.article.annotation.sentences.get(tree.sentence(head))?;
    let noun =
        sentence.words.clone().find(|&word| scene.lemma(word) == "anniversary" || scene.lemma(word) == "jubilee")?;
    let of = tree.upwards(head).take(6).any(|above| above == noun) || noun < head || head + 8 > noun;
    let years = ordinal(scene, noun).filter(|_| of)?;
    let told = times(scene, noun).find(|time| time.granularity <= Granularity::Year).and_then(|time| time.days);
    let year = told.map(|days| days.first.year()).or(tree.article.day.map(|day| day.year()))?;
    let year = i32::from(year) - i32::try_from(years).ok()?;
    (1000..=9999).contains(&year).then(|| year.to_string())
}

/// The number of an anniversary: "10th", "tenth", "ten-year".
fn ordinal(scene: &Scene<'_>, noun: usize) -> Option<u32> {
    let from = noun.saturating_sub(4);
    for word in (from..noun).rev() {
        let form = scene.tree.form(word).to_lowercase();
        let digits: String = form.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(years) = digits.parse::<u32>() {
            return (years > 0 && years < 1000).then_some(years);
        }
        if let Some(at) = ORDINALS.iter().position(|name| *name == form) {
            return Some(TENS.get(at).copied().unwrap_or(0)).filter(|years| *years > 0);
        }
    }
    let number = numbers(scene.tree, &(from..noun)).pop()?;
    number.low.filter(|years| *years >= 1.0 && *years < 1000.0).map(|years| years as u32)
}

const ORDINALS: &[&str] = &[
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "fifteenth",
    "twentieth",
    "twenty-fifth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "hundredth",
    "centenary",
    "centennial",
];
const TENS: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60, 70, 100, 100, 100];
