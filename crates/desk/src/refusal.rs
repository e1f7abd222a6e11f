//! What the desk does not answer, and how it says so.

use attache_archive::ArchiveError;
use axum::http::StatusCode;

/// Why a request gets no answer.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is nothing of that name.
    #[error("there is no {0} of that name in this archive")]
    Missing(&'static str),
    /// A page is asked for in another way than by looking at it, or a form by looking.
    #[error("this address takes {0}")]
    Method(&'static str),
    /// The address or form asks for what cannot be.
    #[error("{0}")]
    Wrong(String),
    /// A form came from elsewhere, or without its token.
    #[error("this form was not sent from this desk, or is too old; go back, reload the page and send it again")]
    Foreign,
    /// The archive or the desk has too much to do.
    #[error("the desk is busy; try again in a moment")]
    Busy,
    /// The desk was started to read only.
    #[error("this desk is for reading only; start `attache serve` without --read-only to make rulings")]
    ReadOnly,
    /// The archive cannot be read, or the desk is at fault.
    #[error("{0}")]
    Broken(String),
}

impl Refusal {
    /// The status that says so in HTTP.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Missing(_) => StatusCode::NOT_FOUND,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Wrong(_) => StatusCode::BAD_REQUEST,
            Self::Foreign | Self::ReadOnly => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<ArchiveError> for Refusal {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Busy => Self::Busy,
            other if other.is_wrong_usage() => Self::Wrong(other.to_string()),
            other => Self::Broken(other.to_string()),
        }
    }
}
