//! Rows of `data/` and `tables/`: tab-separated under a header, with `# ` comments that explain each column.

/// The cells of each row, as many as are asked for; absent ones are empty.
pub(crate) fn rows<const CELLS: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; CELLS]> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).skip(1).map(|line| {
        let mut cells = line.split('\t');
        [(); CELLS].map(|()| cells.next().unwrap_or_default())
    })
}
