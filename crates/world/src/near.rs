//! Near-synonyms.

/// Whether one word can stand for the other.
pub fn near_synonyms(a: &str, b: &str) -> bool {
    let _ = (a, b);
    false
}
