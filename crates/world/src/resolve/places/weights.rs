//! The weights by which signs count, from `data/place_weights.tsv`.

use crate::rows::rows;
use std::sync::LazyLock;

/// Makes an enum of signs, each with the name under which its weight stands.
macro_rules! signs {
    ($(#[$of_all:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$of_all])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::resolve) enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            pub(in crate::resolve) const NAMES: &'static [&'static str] = &[$($word),+];
            pub(in crate::resolve) const COUNT: usize = Self::NAMES.len();
        }
    };
}
pub(in crate::resolve) use signs;

use super::settle::Sign as Settling;
use super::signs::Sign as Naming;

/// What each sign counts.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    /// That a stretch names a place: log odds.
    pub naming: [f32; Naming::COUNT],
    /// That a bearer is the one meant, before the other names are looked at.
    pub alone: [f32; Settling::COUNT],
    /// The same, with the other names.
    pub among: [f32; Settling::COUNT],
}

/// The embedded weights.
pub(super) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("../../../data/place_weights.tsv")));

impl Weights {
    /// Reads a table; a sign without a row counts nothing.
    pub(super) fn read(table: &str) -> Self {
        let mut weights =
            Self { naming: [0.0; Naming::COUNT], alone: [0.0; Settling::COUNT], among: [0.0; Settling::COUNT] };
        rows("place_weights.tsv", table, |row| {
            let number = |column| row.number(column).unwrap_or_default() as f32;
            let at = |names: &[&str]| names.iter().position(|name| *name == row.get("sign"));
            match row.get("of") {
                "name" => at(Naming::NAMES).into_iter().for_each(|i| weights.naming[i] = number("weight")),
                "alone" => at(Settling::NAMES).into_iter().for_each(|i| weights.alone[i] = number("weight")),
                "among" => at(Settling::NAMES).into_iter().for_each(|i| weights.among[i] = number("weight")),
                _ => {}
            }
        });
        weights
    }
}

pub(super) fn weighed(signs: &[f32], weights: &[f32]) -> f32 {
    signs.iter().zip(weights).map(|(sign, weight)| sign * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_weights_is_of_a_sign() {
        rows("place_weights.tsv", include_str!("../../../data/place_weights.tsv"), |row| {
            let names = if row.get("of") == "name" { Naming::NAMES } else { Settling::NAMES };
            assert!(names.contains(&row.get("sign")), "{}", row.source);
            assert!(row.number("weight").is_ok(), "{}", row.source);
        });
    }
}
