//! Articles: reading them from any file, cleaning them, and saying where each thing was found.

mod article;
mod clean;
mod clipping;
mod dates;
pub mod language;
pub mod page;
pub mod read;
pub mod span;
mod table;
mod words;

pub use article::{Article, Found, Removed};
pub use clean::{Agency, Cleaned, agencies, clean};
pub use clipping::{Body, Clipping};
pub use dates::iso_date;
pub use span::{ByteSpan, CharOffsets, CharSpan};
pub use words::{sentences, words};
