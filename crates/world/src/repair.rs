//! Broken names and set phrases, and what they read when mended.

use attache_press::CharSpan;
use serde::{Deserialize, Serialize};

/// A name or set phrase that a rewriter broke, and what it must have been.
///
/// Repairs never change the text; later stages read the article through them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Where the broken phrase stands, in code points of the article's text.
    #[serde(flatten)]
    pub span: CharSpan,
    /// The phrase as it stands.
    pub text: String,
    /// What it reads when mended.
    pub reads: String,
}

/// The broken names and phrases of a text, in order.
pub fn repairs(text: &str) -> Vec<Repair> {
    let _ = text;
    Vec::new()
}
