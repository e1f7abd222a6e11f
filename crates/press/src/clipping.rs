//! What reading gives: a [`Clipping`], an article as it was found, furniture and all.

use serde::{Deserialize, Serialize};

/// An article as found, before cleaning.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Clipping {
    /// Given by the input, or the URL, or the path relative to the argument.
    pub id: String,
    /// Where it was published.
    pub url: Option<String>,
    /// The paper, site or station, if the input says.
    pub outlet: Option<String>,
    /// Headline, if the input says.
    pub title: Option<String>,
    /// Authors, if the input says.
    pub byline: Option<String>,
    /// Publication date or time, if the input says; as the input writes it.
    pub published: Option<String>,
    /// Language, if the input says.
    pub language: Option<String>,
    /// The text or page itself.
    pub body: Body,
}

/// The content of a [`Clipping`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Plain text.
    Text(String),
    /// An HTML page or fragment.
    Html(String),
}

impl Default for Body {
    fn default() -> Self {
        Self::Text(String::new())
    }
}
