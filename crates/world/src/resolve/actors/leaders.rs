//! Leaders whom news names without their office: rows of `data/leaders.tsv`.

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
    /// The name as the table writes it.
    written: Box<str>,
    office: Box<str>,
    /// Sectors on the days of the period.
    sectors: Vec<Sector>,
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
        let mut sectors: Vec<Sector> = row.list("sector").filter_map(Sector::read).collect();
        if row.get("sector").is_empty() {
            sectors.push(Sector::Government);
        }
        let (code, name, office) = (row.text("code"), Spelling::of(row.get("name")), row.text("office"));
        leaders.rows.push(Leader { code, name, written: row.text("name"), office, sectors, period });
    });
    leaders
});

/// Who bears a name, as the table has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    /// Code of the state.
    pub code: &'static str,
    /// Sectors on the day; those who governed once have ELI. Empty where the table does not say.
    pub sectors: Vec<Sector>,
    /// The office held on the day.
    pub office: Option<&'static str>,
}

/// The leader of that name.
///
/// A surname alone names only who is in office on the day.
pub(super) fn leader(name: &str, as_of: Option<Date>) -> Option<Known> {
    let mut fits = fitting(name, as_of);
    let code = &fits.first()?.code;
    if fits.iter().any(|leader| leader.code != *code) {
        return None;
    }
    let governs = |leader: &Leader| leader.sectors.contains(&Sector::Government);
    let gone = as_of.is_some_and(|day| fits.iter().all(|l| l.period.until.is_some_and(|until| until < day)));
    let ruled = gone && fits.iter().any(|leader| governs(leader));
    match as_of {
        Some(_) => fits.retain(|leader| leader.period.holds(as_of)),
        None => fits.truncate(1),
    }
    let mut sectors: Vec<Sector> = if ruled { vec![Sector::Elites] } else { Vec::new() };
    for sector in fits.iter().flat_map(|leader| &leader.sectors) {
        if !sectors.contains(sector) {
            sectors.push(*sector);
        }
    }
    Some(Known { code, sectors, office: fits.first().map(|leader| &*leader.office) })
}

/// Codes and names of the leaders of several states whom a name may mean; none where there are less than two.
pub(super) fn several(name: &str, as_of: Option<Date>) -> Vec<(&'static str, &'static str)> {
    let mut found: Vec<(&str, &str)> = fitting(name, as_of).iter().map(|l| (&*l.code, &*l.written)).collect();
    found.sort_unstable();
    found.dedup_by_key(|(code, _)| *code);
    if found.len() > 1 { found } else { Vec::new() }
}

/// The rows that a name fits.
fn fitting(name: &str, as_of: Option<Date>) -> Vec<&'static Leader> {
    let spelling = Spelling::of(name);
    let key = fold(name);
    let rows = key.split(' ').filter_map(|word| LEADERS.by_word.get(word)).flatten().map(|row| &LEADERS.rows[*row]);
    let begun = |leader: &&'static Leader| as_of.is_none_or(|day| leader.period.from.is_none_or(|from| from <= day));
    rows.filter(begun)
        .filter(|leader| match leader.name.person(&spelling) {
            Some(Fit::Whole) => true,
            // "Mohammad Khatami" is not "Mohammad Reza Khatami"
            Some(Fit::Most) => spelling.len() <= leader.name.len(),
            Some(Fit::Surname) => as_of.is_some() && leader.period.holds(as_of),
            _ => false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_are_known_by_name_and_day() {
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        let merkel = leader("Angela Merkel", day("2010-01-01")).unwrap();
        assert_eq!(
            (merkel.code, &*merkel.sectors, merkel.office),
            ("DEU", &[Sector::Government][..], Some("chancellor"))
        );
        let merkel = leader("Angela Merkel", day("2023-01-01")).unwrap();
        assert_eq!((merkel.code, &*merkel.sectors, merkel.office), ("DEU", &[Sector::Elites][..], None));
        assert_eq!(leader("Macron", day("2020-01-01")).map(|l| l.code), Some("FRA"));
        assert_eq!(leader("Angela Merkel", day("2001-01-01")), None);
        assert_eq!(leader("Macron", None), None);
        assert_eq!(leader("Boris Yeltsin-Smith", None), None);
        assert_eq!(leader("Ada Quill", None), None);
    }

    #[test]
    fn every_row_has_a_state_a_name_and_a_period() {
        rows("leaders.tsv", include_str!("../../../data/leaders.tsv"), |row| {
            assert!(row.period().is_ok() && !row.get("name").is_empty(), "{}", row.source);
            let state = crate::World::embedded().state(row.get("code")).is_some();
            assert!(state || matches!(row.get("code"), "UNO" | "EUR" | "IGO" | "IMG"), "{}", row.get("code"));
            assert!(row.list("sector").all(|s| s == "-" || Sector::read(s).is_some()), "{}", row.source);
        });
    }
}
