//! Heads of state and government whom news names without their office: rows of `data/leaders.tsv`.

use super::people::{Fit, Spelling};
use crate::fold::fold;
use crate::rows::{Period, rows};
use crate::sectors::Sector;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

#[derive(Debug)]
struct Leader {
    code: Box<str>,
    name: Spelling,
    period: Period,
}

#[derive(Debug, Default)]
struct Leaders {
    rows: Vec<Leader>,
    /// Rows by the words of their names.
    by_word: FxHashMap<String, Vec<usize>>,
}

static LEADERS: LazyLock<Leaders> = LazyLock::new(|| {
    let mut leaders = Leaders::default();
    rows("leaders.tsv", include_str!("../../../data/leaders.tsv"), |row| {
        let Ok(period) = row.period() else { return };
        let key = fold(row.get("name"));
        for word in key.split(' ').filter(|word| word.len() > 1) {
            leaders.by_word.entry(word.to_owned()).or_default().push(leaders.rows.len());
        }
        leaders.rows.push(Leader { code: row.text("code"), name: Spelling::of(row.get("name")), period });
    });
    leaders
});

/// The state of a leader of that name, and the sector that the leader has on the day: GOV in office, ELI after it.
///
/// A surname alone names only who is in office on the day.
pub(super) fn leader(name: &str, as_of: Option<Date>) -> Option<(&'static str, Option<Sector>)> {
    let spelling = Spelling::of(name);
    let key = fold(name);
    let rows = key.split(' ').filter_map(|word| LEADERS.by_word.get(word)).flatten().map(|row| &LEADERS.rows[*row]);
    let begun = |leader: &&'static Leader| as_of.is_none_or(|day| leader.period.from.is_none_or(|from| from <= day));
    let fits: Vec<&'static Leader> = rows
        .filter(begun)
        .filter(|leader| match leader.name.person(&spelling) {
            Some(Fit::Whole) => true,
            // "Mohammad Khatami" is not "Mohammad Reza Khatami"
            Some(Fit::Most) => spelling.len() <= leader.name.len(),
            Some(Fit::Surname) => as_of.is_some() && leader.period.holds(as_of),
            _ => false,
        })
        .collect();
    let first = fits.first()?;
    if fits.iter().any(|leader| leader.code != first.code) {
        return None;
    }
    let sector = match as_of {
        Some(day) if fits.iter().any(|leader| leader.period.holds(Some(day))) => Some(Sector::Government),
        Some(day) if fits.iter().all(|leader| leader.period.until.is_some_and(|until| until < day)) => {
            Some(Sector::Elites)
        }
        Some(_) => None,
        None => Some(Sector::Government),
    };
    Some((&first.code, sector))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_are_known_by_name_and_day() {
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        assert_eq!(leader("Angela Merkel", day("2010-01-01")), Some(("DEU", Some(Sector::Government))));
        assert_eq!(leader("Angela Merkel", day("2023-01-01")), Some(("DEU", Some(Sector::Elites))));
        assert_eq!(leader("Macron", day("2020-01-01")).map(|l| l.0), Some("FRA"));
        assert_eq!(leader("Angela Merkel", day("2001-01-01")), None);
        assert_eq!(leader("Macron", None), None);
        assert_eq!(leader("Boris Yeltsin-Smith", None), None);
        assert_eq!(leader("Ada Quill", None), None);
    }

    #[test]
    fn every_row_has_a_state_a_name_and_a_period() {
        rows("leaders.tsv", include_str!("../../../data/leaders.tsv"), |row| {
            assert!(row.period().is_ok() && !row.get("name").is_empty(), "{}", row.source);
            assert!(crate::World::embedded().state(row.get("code")).is_some(), "{}", row.get("code"));
        });
    }
}
