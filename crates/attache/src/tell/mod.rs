//! Telling: one page of stories, shown in the terminal, as Markdown or as HTML.

pub mod card;
pub mod events;
pub mod html;
pub mod markdown;
mod page;
pub mod plot;
pub mod terminal;
mod tree;
pub mod words;
pub mod wrap;

pub use page::{Page, published_words};
