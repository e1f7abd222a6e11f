//! Telling: one page of stories, shown in the terminal, as Markdown or as HTML.

mod events;
pub mod html;
pub mod markdown;
mod page;
pub mod terminal;
mod tree;
pub mod words;
pub mod wrap;

pub use page::{Page, published_words};
