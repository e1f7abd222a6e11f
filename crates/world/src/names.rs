//! Given names and family names of the world.

use crate::fold::fold;
use std::cmp::Ordering;

/// Lines of a folded name, a space and marks, sorted by name.
static NAMES: &str = include_str!("../tables/names.txt");

/// What is known of one word of a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PersonalName {
    /// Given to men.
    pub male: bool,
    /// Given to women.
    pub female: bool,
    /// A given name.
    pub given: bool,
    /// A family name.
    pub family: bool,
    /// A family name of a people that puts it first: "Nguyen", "Kim".
    pub family_first: bool,
}

impl PersonalName {
    /// What the word is as a part of a person's name; `None` when it is not known as one.
    ///
    /// ```
    /// use attache_world::PersonalName;
    /// assert!(PersonalName::of("Priya").unwrap().female);
    /// assert!(PersonalName::of("Nguyễn").unwrap().family_first);
    /// assert!(PersonalName::of("Parliament").is_none());
    /// ```
    pub fn of(word: &str) -> Option<Self> {
        let key = fold(word);
        let marks = marks(&key)?;
        let has = |mark| marks.contains(mark);
        Some(Self {
            male: has('m') || has('u'),
            female: has('f') || has('u'),
            given: has('m') || has('f') || has('u'),
            family: has('s') || has('e'),
            family_first: has('e'),
        })
    }
}

/// The marks of a name, found by halving the text at line ends.
fn marks(key: &str) -> Option<&'static str> {
    let text = NAMES.as_bytes();
    let (mut from, mut to) = (0, text.len());
    while from < to {
        let middle = from.midpoint(to);
        let start = text[from..middle].iter().rposition(|&b| b == b'\n').map_or(from, |at| from + at + 1);
        let end = text[middle..to].iter().position(|&b| b == b'\n').map_or(to, |at| middle + at);
        let (name, marks) = NAMES.get(start..end)?.split_once(' ')?;
        match name.as_bytes().cmp(key.as_bytes()) {
            Ordering::Equal => return Some(marks),
            Ordering::Less => from = end + 1,
            Ordering::Greater => to = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_name_of_the_table_is_found() {
        let names: Vec<&str> = NAMES.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(names.len() > 40_000 && names.is_sorted());
        assert!(names.iter().all(|name| PersonalName::of(name).is_some()));
    }

    #[test]
    fn names_tell_sex_and_place() {
        let name = |word| PersonalName::of(word).unwrap();
        assert!(name("Vladimir").male && !name("Vladimir").female);
        assert!(name("Mary").female && !name("Mary").male);
        assert!(name("Robin").male && name("Robin").female);
        assert!(name("Kowalski").family && !name("Kowalski").given);
        assert!(name("Wang").family_first && !name("Kowalski").family_first);
        assert_eq!(PersonalName::of(""), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_look_up(word in "\\PC{0,12}") {
            PersonalName::of(&word);
        }
    }
}
