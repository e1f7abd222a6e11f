//! Ids of actors.
//!
//! | id | names |
//! | --- | --- |
//! | `state:VNM`, `state:GEO/abkhazia` | a state, territory or region by its code in `data/states.tsv` |
//! | `body:nato`, `body:USA/state-department` | an institution, organisation, group, party or outlet by its id |
//! | `office:VNM/prime-minister` | whoever holds an office of a state, when no name is known |
//! | `people:SYR/protesters` | people of a state named by what they do |
//! | `person:VNM/nguyen-van-a` | a person by state and full name; `-` where the state is not known |
//!
//! The part behind the slash is the folded name ([`crate::fold`]) with hyphens for spaces. An id depends on code and name alone,
//! never on order, on other rows or on when it was made; it stays the same as long as the row keeps its id or name.

use crate::fold::fold;
use std::fmt;
use std::str::FromStr;

/// The id of an actor.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId {
    sort: Sort,
    rest: Box<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Sort {
    State,
    Body,
    Office,
    People,
    Person,
}

const SORTS: [(Sort, &str); 5] = [
    (Sort::State, "state"),
    (Sort::Body, "body"),
    (Sort::Office, "office"),
    (Sort::People, "people"),
    (Sort::Person, "person"),
];

impl ActorId {
    /// Of a state by its code.
    pub fn state(code: &str) -> Self {
        Self { sort: Sort::State, rest: code.into() }
    }

    /// Of a body by its id.
    pub fn body(id: &str) -> Self {
        Self { sort: Sort::Body, rest: id.into() }
    }

    /// Of whoever holds the office of the state.
    pub fn office(state: Option<&str>, office: &str) -> Self {
        Self::within(Sort::Office, state, office)
    }

    /// Of people named by what they do.
    pub fn people(state: Option<&str>, noun: &str) -> Self {
        Self::within(Sort::People, state, noun)
    }

    /// Of a person by name.
    pub fn person(state: Option<&str>, name: &str) -> Self {
        Self::within(Sort::Person, state, name)
    }

    fn within(sort: Sort, state: Option<&str>, name: &str) -> Self {
        Self { sort, rest: format!("{}/{}", state.unwrap_or("-"), slug(name)).into() }
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sort = SORTS.iter().find(|(sort, _)| *sort == self.sort).map_or("", |(_, word)| word);
        write!(f, "{sort}:{}", self.rest)
    }
}

/// What is no id of an actor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no actor id; they look like state:FRA, body:nato or person:FRA/some-name")]
pub struct NoActorId(String);

impl FromStr for ActorId {
    type Err = NoActorId;

    fn from_str(id: &str) -> Result<Self, NoActorId> {
        let parts = id.split_once(':').filter(|(_, rest)| !rest.is_empty());
        let sort = parts.and_then(|(sort, _)| SORTS.iter().find(|(_, word)| *word == sort));
        match (parts, sort) {
            (Some((_, rest)), Some(&(sort, _))) => Ok(Self { sort, rest: rest.into() }),
            _ => Err(NoActorId(id.to_owned())),
        }
    }
}

/// The folded name with hyphens for spaces.
pub(crate) fn slug(name: &str) -> String {
    fold(name).replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let id = ActorId::person(Some("BRA"), "João  D'Ávila");
        assert_eq!(id.to_string(), "person:BRA/joao-davila");
        for id in [id, ActorId::state("GEO/abkhazia"), ActorId::body("nato"), ActorId::people(None, "protesters")] {
            assert_eq!(id.to_string().parse::<ActorId>().unwrap(), id);
        }
        assert!("nato".parse::<ActorId>().is_err() && "body:".parse::<ActorId>().is_err());
    }
}
