use std::sync::LazyLock;

use serde::{Serialize, Serializer};

use super::table::{self, Table};
use super::types::{EventType, Parties};

/// A mode of an event type: *visit* of CONSULT, *withdraw* of RETREAT. The same name under another type is another
/// mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mode(u8);

impl Mode {
    /// The mode of that name.
    pub fn of(event: EventType, name: &str) -> Option<Self> {
        modes(event).find(|mode| mode.name() == name)
    }

    /// The name that stands in records.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// The type that it belongs to.
    pub fn event(self) -> EventType {
        self.row().map_or(EventType::Consult, |row| row.event)
    }

    /// The score of an event of this mode; the type's where the manual gives none.
    pub fn score(self) -> f64 {
        self.row().and_then(|row| row.score).unwrap_or_else(|| self.event().score())
    }

    /// How parties stand to each other.
    pub fn parties(self) -> Parties {
        self.row().and_then(|row| row.parties).unwrap_or_else(|| self.event().parties())
    }

    /// What belongs here, in a line.
    pub fn covers(self) -> &'static str {
        self.row().map_or("", |row| row.covers)
    }

    fn row(self) -> Option<&'static Row> {
        MODES.rows.get(usize::from(self.0))
    }
}

impl Serialize for Mode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The modes of a type.
pub fn modes(event: EventType) -> impl Iterator<Item = Mode> {
    let numbered = (0u8..).zip(&MODES.rows);
    numbered.filter(move |(_, row)| row.event == event).map(|(number, _)| Mode(number))
}

struct Row {
    event: EventType,
    name: &'static str,
    score: Option<f64>,
    parties: Option<Parties>,
    covers: &'static str,
}

static MODES: LazyLock<Table<Row>> = LazyLock::new(|| {
    table::read(include_str!("../../data/modes.tsv"), |cells| {
        let [event, name, score, parties, covers] = *cells else { return None };
        Some(Row {
            event: EventType::named(event)?,
            name,
            score: table::optional(score, |cell| cell.parse().ok())?,
            parties: table::optional(parties, Parties::named)?,
            covers,
        })
    })
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_mode_has_a_type_and_stands_there_once() {
        assert!(MODES.unread.is_empty(), "{:?}", MODES.unread);
        let all: HashSet<(EventType, &str)> = MODES.rows.iter().map(|row| (row.event, row.name)).collect();
        assert_eq!(all.len(), MODES.rows.len());
        assert!(MODES.rows.len() < 256);
        for row in &MODES.rows {
            assert_eq!(
                Mode::of(row.event, row.name).map(|mode| (mode.event(), mode.name())),
                Some((row.event, row.name))
            );
        }
    }

    #[test]
    fn a_mode_is_on_the_same_side_of_zero_as_its_type_or_near_it() {
        for &event in EventType::ALL {
            for mode in modes(event) {
                assert!(mode.score() * event.score() >= 0.0, "{event} {}", mode.name());
            }
        }
    }

    #[test]
    fn a_mode_without_a_score_has_its_types() {
        assert_eq!(Mode::of(EventType::Protest, "vandalize").map(Mode::score), Some(-5.0));
    }

    #[test]
    fn a_visit_is_directed_though_talks_are_not() {
        assert_eq!(Mode::of(EventType::Consult, "visit").map(Mode::parties), Some(Parties::Directed));
        assert_eq!(Mode::of(EventType::Consult, "phone").map(Mode::parties), Some(Parties::Reciprocal));
    }
}
