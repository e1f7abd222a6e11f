//! How right the coding is: a filled coding sheet to precision, events said against gold to precision and recall.
//!
//! # The format of gold
//! JSON lines, one an article or passage; unknown fields are passed over:
//!
//! ```text
//! {"id": "g1", "events": [{"event": "CONSULT", "actor": [{"code": "VNM"}], "recipient": [{"code": "USA"}]}]}
//! {"id": "g2", "events": []}
//! ```
//!
//! What `attache task annotate` prints is of this form; `bench/gold/events`, which says `type`, `actors`, `recipients` and
//! `state`, is read too. An event is right by type when gold has an event of its type that no other event took; right with its
//! parties when that event also has the same codes as actors and the same as recipients, in any order; a party without a code
//! counts for nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::ontology::EventType;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many are right.
    pub right: usize,
    /// Of how many.
    pub all: usize,
}

impl Share {
    /// Counts one more.
    pub fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    /// The share, from 0 to 1; none of nothing.
    pub fn value(self) -> Option<f64> {
        (self.all > 0).then(|| self.right as f64 / self.all as f64)
    }

    /// Wilson's score interval (1927) at 95 %, from 0 to 1: sound for few and for shares near 0 and 1.
    ///
    /// ```
    /// use attache_coding::score::Share;
    /// let (low, high) = Share { right: 8, all: 10 }.interval().unwrap();
    /// assert!((low - 0.490).abs() < 0.001 && (high - 0.943).abs() < 0.001);
    /// ```
    pub fn interval(self) -> Option<(f64, f64)> {
        const Z: f64 = 1.959_964;
        let (p, n) = (self.value()?, self.all as f64);
        let middle = p + Z * Z / (2.0 * n);
        let reach = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        Some((((middle - reach) / scale).max(0.0), ((middle + reach) / scale).min(1.0)))
    }
}

/// What was said held against what is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreement {
    /// Events that are in both.
    pub right: usize,
    /// Events said.
    pub said: usize,
    /// Events of the gold.
    pub gold: usize,
}

impl Agreement {
    /// Of the events said, those that are right.
    pub fn precision(self) -> Share {
        Share { right: self.right, all: self.said }
    }

    /// Of the gold's events, those that are said.
    pub fn recall(self) -> Share {
        Share { right: self.right, all: self.gold }
    }

    /// The harmonic mean of both; none where there is neither gold nor anything said.
    pub fn f1(self) -> Option<f64> {
        (self.said + self.gold > 0).then(|| 2.0 * self.right as f64 / (self.said + self.gold) as f64)
    }
}

/// An event as gold has it: its type and its parties' codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Coded {
    /// PLOVER's type.
    #[serde(alias = "type")]
    pub event: EventType,
    /// Who does it.
    #[serde(default, alias = "actors")]
    pub actor: Vec<Side>,
    /// To whom.
    #[serde(default, alias = "recipients")]
    pub recipient: Vec<Side>,
}

/// A party of an event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Side {
    /// PLOVER's code; none where it is not known.
    #[serde(default, alias = "state")]
    pub code: Option<String>,
}

impl Coded {
    fn codes(sides: &[Side]) -> BTreeSet<&str> {
        sides.iter().filter_map(|side| side.code.as_deref()).filter(|code| !code.is_empty()).collect()
    }

    fn has_parties_of(&self, other: &Self) -> bool {
        Self::codes(&self.actor) == Self::codes(&other.actor)
            && Self::codes(&self.recipient) == Self::codes(&other.recipient)
    }
}

/// How right the events of some passages are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scores {
    /// By type.
    pub types: Agreement,
    /// By type and both parties' codes.
    pub parties: Agreement,
    /// By type, for each type of its own.
    pub by_type: BTreeMap<EventType, Agreement>,
    /// Passages without an event that are left alone.
    pub negatives: Share,
}

impl Scores {
    /// Adds a passage.
    pub fn add(&mut self, gold: &[Coded], said: &[Coded]) {
        if gold.is_empty() {
            self.negatives.add(said.is_empty());
        }
        let types: BTreeSet<EventType> = gold.iter().chain(said).map(|event| event.event).collect();
        for event in types {
            let of = |events: &[Coded]| events.iter().filter(|coded| coded.event == event).cloned().collect::<Vec<_>>();
            let (gold, said) = (of(gold), of(said));
            let this = Agreement { right: gold.len().min(said.len()), said: said.len(), gold: gold.len() };
            let mut left = gold;
            let with_parties = said.iter().filter(|coded| {
                let same = left.iter().position(|other| other.has_parties_of(coded));
                same.map(|at| left.swap_remove(at)).is_some()
            });
            let with_parties = Agreement { right: with_parties.count(), ..this };
            self.by_type.entry(event).or_default().join(this);
            self.types.join(this);
            self.parties.join(with_parties);
        }
    }
}

impl Agreement {
    fn join(&mut self, other: Self) {
        self.right += other.right;
        self.said += other.said;
        self.gold += other.gold;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coded(json: &str) -> Vec<Coded> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn parties_are_the_same_in_any_order_and_under_either_name() {
        let gold = coded(r#"[{"type": "CONSULT", "actors": [{"state": "VNM"}, {"state": null}, {"state": "USA"}]}]"#);
        let said = coded(r#"[{"event": "CONSULT", "actor": [{"code": "USA"}, {"code": "VNM"}], "recipient": []}]"#);
        let mut scores = Scores::default();
        scores.add(&gold, &said);
        assert_eq!(scores.parties, Agreement { right: 1, said: 1, gold: 1 });
    }

    #[test]
    fn one_event_of_gold_makes_one_right() {
        let gold = coded(r#"[{"event": "AID", "actor": [{"code": "NOR"}]}, {"event": "ASSAULT"}]"#);
        let said =
            coded(r#"[{"event": "AID", "actor": [{"code": "SWE"}]}, {"event": "AID", "actor": [{"code": "NOR"}]}]"#);
        let mut scores = Scores::default();
        scores.add(&gold, &said);
        scores.add(&[], &[]);
        scores.add(&[], &said);
        assert_eq!(scores.types, Agreement { right: 1, said: 4, gold: 2 });
        assert_eq!(scores.parties.right, 1);
        assert_eq!(scores.by_type[&EventType::Assault], Agreement { right: 0, said: 0, gold: 1 });
        assert_eq!(scores.negatives, Share { right: 1, all: 2 });
        assert_eq!(scores.types.f1(), Some(2.0 / 6.0));
    }

    #[test]
    fn of_nothing_there_is_no_share() {
        assert_eq!((Share::default().value(), Share::default().interval()), (None, None));
        assert_eq!(Share { right: 0, all: 5 }.interval().map(|(low, _)| low), Some(0.0));
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share(right in 0_usize..200, more in 0_usize..200) {
            let share = Share { right, all: right + more + 1 };
            let (low, high) = share.interval().unwrap();
            let value = share.value().unwrap();
            prop_assert!(0.0 <= low && low <= value + 1e-9 && value <= high + 1e-9 && high <= 1.0);
        }
    }
}
