//! Telling: one page of stories, shown in the terminal, as Markdown or as HTML.

pub mod card;
pub mod html;
pub mod markdown;
mod page;
pub mod plot;
pub mod terminal;
mod voices;
pub mod wrap;

use attache_archive::tree;
pub use attache_archive::words;
pub use attache_archive::words::events;
pub use page::Page;
