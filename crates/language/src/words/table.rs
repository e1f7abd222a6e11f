//! Rows of `data/`: tab-separated under a header, with `#` comments that explain each column.

/// The rows of a table of two or three columns; absent cells are empty.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).skip(1).map(|line| {
        let mut cells = line.split('\t');
        [(); 3].map(|()| cells.next().unwrap_or_default())
    })
}
