use std::sync::LazyLock;

use super::named::named;
use super::table::{self, Table};

named! {
    /// PLOVER's type of an event.
    EventType, "event type", "data/types.tsv", {
        Agree = "AGREE",
        Consult = "CONSULT",
        Support = "SUPPORT",
        Concede = "CONCEDE",
        Cooperate = "COOPERATE",
        Aid = "AID",
        Retreat = "RETREAT",
        Request = "REQUEST",
        Accuse = "ACCUSE",
        Reject = "REJECT",
        Threaten = "THREATEN",
        Protest = "PROTEST",
        Sanction = "SANCTION",
        Mobilize = "MOBILIZE",
        Coerce = "COERCE",
        Assault = "ASSAULT",
    }
}

named! {
    /// How the parties of an event stand to each other.
    Parties, "relation of parties", "data/types.tsv", {
        /// From actor to recipient.
        Directed = "directed",
        /// Every party is an actor, nobody a recipient.
        Reciprocal = "reciprocal",
        /// The predicate tells.
        Either = "either",
    }
}

/// The four classes of event data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Quad {
    /// 1
    VerbalCooperation = 1,
    /// 2
    MaterialCooperation,
    /// 3
    VerbalConflict,
    /// 4
    MaterialConflict,
}

impl Quad {
    /// The class of that number, 1 to 4.
    pub fn numbered(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::VerbalCooperation),
            2 => Some(Self::MaterialCooperation),
            3 => Some(Self::VerbalConflict),
            4 => Some(Self::MaterialConflict),
            _ => None,
        }
    }

    /// 1 to 4, as records have it.
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl EventType {
    /// The type's class.
    pub fn quad(self) -> Quad {
        self.row().quad
    }

    /// From -10 (conflict) to 10 (cooperation), for an event without a mode; [`super::Mode::score`] replaces it.
    ///
    /// ```
    /// use attache_coding::ontology::{EventType, Mode};
    /// assert_eq!(EventType::Consult.score(), 2.5);
    /// assert_eq!(Mode::of(EventType::Consult, "visit").map(Mode::score), Some(4.0));
    /// ```
    pub fn score(self) -> f64 {
        self.row().score
    }

    /// Whether an event without a recipient (among several parties: with only one) is no event of this type.
    pub fn needs_recipient(self) -> bool {
        self.row().needs_recipient
    }

    /// How parties stand to each other, unless the mode says otherwise.
    pub fn parties(self) -> Parties {
        self.row().parties
    }

    /// What an act that was only announced is exported as: AGREE for cooperation, else the type itself.
    pub fn announced(self) -> Self {
        self.row().announced
    }

    /// What belongs here, in a sentence.
    pub fn covers(self) -> &'static str {
        self.row().covers
    }

    fn row(self) -> &'static Row {
        // The table holds a row a type, in the order of the enum; a test says so.
        TYPES.rows.get(self as usize).unwrap_or(&MISSING)
    }
}

struct Row {
    #[cfg_attr(not(test), expect(dead_code))]
    event: EventType,
    quad: Quad,
    score: f64,
    needs_recipient: bool,
    parties: Parties,
    announced: EventType,
    covers: &'static str,
}

static MISSING: Row = Row {
    event: EventType::Consult,
    quad: Quad::VerbalCooperation,
    score: 0.0,
    needs_recipient: false,
    parties: Parties::Directed,
    announced: EventType::Consult,
    covers: "",
};

static TYPES: LazyLock<Table<Row>> = LazyLock::new(|| {
    table::read(include_str!("../../data/types.tsv"), |cells| {
        let [event, quad, score, recipient, parties, announced, covers] = *cells else { return None };
        Some(Row {
            event: EventType::named(event)?,
            quad: Quad::numbered(quad.parse().ok()?)?,
            score: score.parse().ok()?,
            needs_recipient: match recipient {
                "required" => true,
                "optional" => false,
                _ => return None,
            },
            parties: Parties::named(parties)?,
            announced: EventType::named(announced)?,
            covers,
        })
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_type_in_the_order_of_the_enum() {
        assert!(TYPES.unread.is_empty(), "{:?}", TYPES.unread);
        let types: Vec<EventType> = TYPES.rows.iter().map(|row| row.event).collect();
        assert_eq!(types, EventType::ALL);
    }

    #[test]
    fn scores_stay_between_minus_ten_and_ten_and_tell_conflict_from_cooperation() {
        for &event in EventType::ALL {
            assert!((-10.0..=10.0).contains(&event.score()));
            assert_eq!(event.score() > 0.0, event.quad() <= Quad::MaterialCooperation, "{event}");
        }
    }

    #[test]
    fn announced_cooperation_is_agreement_and_an_announced_threat_stays_a_threat() {
        assert_eq!(EventType::Aid.announced(), EventType::Agree);
        assert_eq!(EventType::Retreat.announced(), EventType::Retreat);
        assert_eq!(EventType::Threaten.announced(), EventType::Threaten);
    }

    #[test]
    fn names_are_read_exactly() {
        assert_eq!("CONSULT".parse(), Ok(EventType::Consult));
        assert!("consult".parse::<EventType>().is_err());
    }
}
