use std::sync::LazyLock;

use super::modes::Mode;
use super::table::{self, Table};
use super::types::EventType;

/// A noun by which an article speaks again of what it has told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Again {
    /// Its dictionary form.
    pub noun: &'static str,
    /// The type of the event.
    pub event: EventType,
    /// The mode that the event must have.
    pub mode: Option<Mode>,
    /// Whether it names people, of whom a bare plural may be said.
    pub people: bool,
}

/// What a noun may speak of again.
///
/// ```
/// use attache_coding::ontology::{EventType, again};
/// assert!(again("kidnapper").any(|row| row.event == EventType::Assault && row.people));
/// ```
pub fn again(noun: &str) -> impl Iterator<Item = &'static Again> {
    let start = AGAIN.rows.partition_point(|row| row.noun < noun);
    AGAIN.rows[start..].iter().take_while(move |row| row.noun == noun)
}

/// Whether papers give two modes to one act, by the word that they choose for it.
pub fn are_kindred(one: Mode, other: Mode) -> bool {
    one == other || KINDRED.rows.iter().any(|modes| modes.contains(&one) && modes.contains(&other))
}

static AGAIN: LazyLock<Table<Again>> = LazyLock::new(|| {
    let lines = table::read(include_str!("../../data/again.tsv"), |cells| {
        let [event, mode, stands, nouns] = *cells else { return None };
        let event = EventType::named(event)?;
        let mode = table::optional(mode, |name| Mode::of(event, name))?;
        let people = match stands {
            "people" => true,
            "definite" => false,
            _ => return None,
        };
        Some(nouns.split(';').map(|noun| Again { noun, event, mode, people }).collect::<Vec<_>>())
    });
    lines.flat().sorted(|row| row.noun)
});

static KINDRED: LazyLock<Table<Vec<Mode>>> = LazyLock::new(|| {
    table::read(include_str!("../../data/kindred_modes.tsv"), |cells| {
        let [event, modes] = *cells else { return None };
        let event = EventType::named(event)?;
        table::several(modes, |name| Mode::of(event, name))
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_to_the_last_line() {
        assert_eq!((&AGAIN.unread, &KINDRED.unread), (&Vec::new(), &Vec::new()));
        assert!(KINDRED.rows.iter().all(|modes| modes.len() > 1));
    }

    #[test]
    fn a_ban_and_a_muzzling_may_be_one_act_and_an_arrest_is_another() {
        let mode = |name| Mode::of(EventType::Coerce, name).unwrap();
        assert!(are_kindred(mode("censor"), mode("restrict")));
        assert!(!are_kindred(mode("censor"), mode("arrest")));
    }
}
