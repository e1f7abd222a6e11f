//! Where an outlet is at home, as far as its name or address tells.

use crate::{Meaning, World};

use super::bearers::{Bearer, Sort, bearers};

/// Where an outlet is at home.
#[derive(Debug, Clone, Default)]
pub(super) struct Home<'w> {
    /// ISO 3166-1 alpha-2 of its country, by the tables or by the end of its address.
    pub alpha2: Option<&'w str>,
    /// Places that its name may hold.
    places: Vec<Bearer>,
}

impl<'w> Home<'w> {
    /// By the name of an outlet ("Harbour Gazette") or its address ("harbourgazette.co.uk"). `named` are the names of
    /// the text that the outlet's holds.
    pub(super) fn of(world: &'w World, outlet: &str, named: impl Iterator<Item = Bearer>) -> Self {
        let mut home = Self { alpha2: country_of(world, outlet), places: named.collect() };
        let words: Vec<&str> = outlet.split_whitespace().collect();
        if words.len() > 1 {
            for length in (1..words.len().min(4)).rev() {
                let found = bearers(world, &words[..length].join(" "), false, None);
                home.places.extend(found.places.into_iter().filter(|p| matches!(p.sort, Sort::Town(_) | Sort::County)));
            }
        }
        home
    }

    /// Whether the place is that near to one that the outlet is named after.
    pub(super) fn near(&self, place: &Bearer, km: f64) -> bool {
        let point = matches!(place.sort, Sort::Town(_) | Sort::County);
        point && self.places.iter().any(|p| (p.lat - place.lat).abs() < 2.0 && p.distance_km(place) < km)
    }
}

fn country_of<'w>(world: &'w World, outlet: &str) -> Option<&'w str> {
    let body = world.meanings(outlet, None).into_iter().find_map(|entry| match entry.meaning {
        Meaning::Body(body) if !body.code.is_empty() => world.state(&body.code),
        _ => None,
    });
    if let Some(state) = body {
        return state.alpha2.as_deref();
    }
    let (_, end) = outlet.trim_end_matches('/').rsplit_once('.')?;
    let code = end.to_ascii_uppercase();
    // ends that are used the world over say nothing
    if code.len() != 2 || matches!(code.as_str(), "CO" | "TV" | "IO" | "ME" | "FM" | "AI" | "CC" | "WS") {
        return None;
    }
    world.state(if code == "UK" { "GB" } else { code.as_str() })?.alpha2.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_country_and_a_name_its_town() {
        let world = World::embedded();
        assert_eq!(country_of(world, "harbourgazette.co.uk"), Some("GB"));
        assert_eq!(country_of(world, "examplenews.com"), None);
        let home = Home::of(world, "Bergen Gazette", std::iter::empty());
        let bergen = bearers(world, "Bergen", false, None).places;
        assert!(bergen.iter().filter(|p| p.is_town()).all(|p| home.near(p, 1.0)));
    }
}
