//! What a user holds against the program.

use serde::{Deserialize, Serialize};

use super::event::{Party, Place};

/// What a user rules on events as they are told now; as the desk takes it in JSON: `{"rule": "merge", "event": …, "with": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "lowercase")]
pub enum Order {
    /// Two events are one.
    Merge {
        /// Id of the one.
        event: String,
        /// Id of the other.
        with: String,
    },
    /// What a sentence tells is an event of its own.
    Split {
        /// Id of the event that it is told as.
        event: String,
        /// Id of the sentence's article.
        article: String,
        /// A code point of the sentence.
        start: usize,
    },
    /// It is of another type.
    Retype {
        /// Its id.
        event: String,
        /// PLOVER's type.
        to: String,
    },
    /// Something of it is otherwise; what is not named stays as it is told.
    Correct {
        /// Its id.
        event: String,
        /// The ISO day on which it began.
        #[serde(default)]
        date: Option<String>,
        /// The ISO day on which it ended, if that is another.
        #[serde(default)]
        enddate: Option<String>,
        /// Who did it: codes, ids or names.
        #[serde(default)]
        actor: Vec<String>,
        /// To whom: codes, ids or names.
        #[serde(default)]
        recipient: Vec<String>,
        /// Where: a name, or a number of GeoNames.
        #[serde(default)]
        place: Option<String>,
    },
}

/// A ruling as the archive keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    /// Its number.
    pub number: u32,
    /// When it was made, as ISO time in UTC.
    pub made: String,
    /// When it was revoked.
    pub revoked: Option<String>,
    /// What is ruled, in words that outlive the ids of events.
    #[serde(flatten)]
    pub ruled: Ruled,
    /// Ids of the events that it made what they are now.
    pub events: Vec<String>,
}

/// What is ruled, of mentions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "lowercase")]
pub enum Ruled {
    /// These and those mentions are of one event.
    Merge {
        /// Mentions of the one.
        mentions: Vec<Anchor>,
        /// Mentions of the other.
        with: Vec<Anchor>,
    },
    /// These mentions are an event of their own.
    Split {
        /// The mentions.
        mentions: Vec<Anchor>,
        /// The others of the event that they were told as.
        from: Vec<Anchor>,
    },
    /// The event of these mentions is of another type.
    Retype {
        /// Its mentions.
        mentions: Vec<Anchor>,
        /// PLOVER's type.
        to: String,
    },
    /// Something of the event of these mentions is otherwise.
    Correct {
        /// Its mentions.
        mentions: Vec<Anchor>,
        /// What it is.
        #[serde(flatten)]
        correction: Correction,
    },
}

/// What an event is, against what is told of it; none where that stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Correction {
    /// First and last ISO day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub days: Option<[String; 2]>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actor: Option<Vec<Party>>,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub recipient: Option<Vec<Party>>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
}

/// What a mention is known by when its article is read anew: article, sentence, type and words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Anchor {
    /// Id of its article.
    pub article: String,
    /// Its sentence.
    pub sentence: String,
    /// PLOVER's type, as the coder has it.
    pub event: String,
    /// The words that carry the type.
    pub trigger: String,
}
