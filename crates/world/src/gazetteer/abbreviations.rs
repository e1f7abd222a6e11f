//! How news abbreviates the divisions of countries.

use super::{Gazetteer, PlaceKind};
use crate::rows::rows;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The letters of a form to the GeoNames ids of the divisions.
static FORMS: LazyLock<FxHashMap<String, Vec<u32>>> = LazyLock::new(|| read(&mut Vec::new()));

/// The divisions that are abbreviated so, in the order of the table.
pub(super) fn divisions(form: &str) -> &'static [u32] {
    FORMS.get(&letters(form)).map_or(&[], Vec::as_slice)
}

fn read(unknown: &mut Vec<String>) -> FxHashMap<String, Vec<u32>> {
    let mut forms: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    rows("abbreviations.tsv", include_str!("../../data/abbreviations.tsv"), |row| {
        let bearers = Gazetteer::embedded().named(row.get("division"));
        let wanted = |p: &&super::Place| p.kind == PlaceKind::FirstDivision && p.country == row.get("country");
        match bearers.iter().find(wanted) {
            Some(place) => row.list("forms").for_each(|f| forms.entry(letters(f)).or_default().push(place.geonames)),
            None => unknown.push(row.source.to_string()),
        }
    });
    forms.values_mut().for_each(Vec::dedup);
    forms
}

/// The form without dots and spaces.
fn letters(form: &str) -> String {
    form.chars().filter(|c| c.is_alphanumeric() || *c == '&').collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_division_of_the_table_is_in_the_gazetteer() {
        let mut unknown = Vec::new();
        super::read(&mut unknown);
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
