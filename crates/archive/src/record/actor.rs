//! Actors as the archive knows them.

use serde::{Deserialize, Serialize};

use super::{Event, Passage, Statement};

/// An actor, as `attache actors --format json` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorSummary {
    /// Its usual name.
    pub name: String,
    /// PLOVER's code.
    pub code: Option<String>,
    /// PLOVER's sectors, the most telling first.
    pub sectors: Vec<String>,
    /// The office or role in which it is spoken of most.
    pub office: Option<String>,
    /// All offices or roles in which it is spoken of, the commonest first.
    pub offices: Vec<String>,
    /// Its id; the same in every archive.
    pub id: Option<String>,
    /// `person`, `state`, `body` or `group`.
    pub kind: String,
    /// All forms under which it is named, the commonest first.
    pub names: Vec<String>,
    /// In how many articles it is spoken of.
    pub articles: usize,
    /// How often, pronouns not counted.
    pub mentions: usize,
}

/// All that is known of an actor: what `attache actor NAME --format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// Who it is.
    #[serde(flatten)]
    pub actor: ActorSummary,
    /// Offices that it is said to hold or to have held.
    #[serde(rename = "held")]
    pub offices: Vec<OfficeHeld>,
    /// What it says, the latest first.
    pub statements: Vec<Statement>,
    /// What it takes part in, the latest reports first; each as one article alone tells it.
    pub events: Vec<Event>,
}

/// An office that articles say an actor holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHeld {
    /// As the text gives it.
    pub office: String,
    /// Code of the state or body whose office it is.
    pub of: Option<String>,
    /// Whether it is said to be past.
    pub past: bool,
    /// ISO day or time of the first article that says so.
    pub first_reported: Option<String>,
    /// ISO day or time of the last.
    pub last_reported: Option<String>,
    /// How many articles say so.
    pub mentions: usize,
    /// A sentence that says so.
    pub sentence: Passage,
}
