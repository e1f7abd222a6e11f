//! Rows that a user adds.

/// Why a file of rows cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OverrideError(String);
