//! The brief as one HTML page that needs nothing else.

use askama::Template;

use super::page::Page;

#[derive(Template)]
#[template(path = "brief.html")]
struct Brief<'p> {
    page: &'p Page,
}

/// The page as HTML: self-contained, everything escaped, for light and dark.
///
/// # Errors
/// Never in practice: the template writes to memory.
pub fn render(page: &Page) -> Result<String, askama::Error> {
    Brief { page }.render()
}
