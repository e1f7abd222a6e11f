//! Tables of rules about the world: tab-separated rows under a header, with `#` comments that explain each column.

/// A table of `data/`, compiled into the program.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<&'static str>>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'t> {
    columns: &'t [&'static str],
    cells: &'t [&'static str],
}

impl Table {
    /// Reads a table. Lines that are empty or begin with `#` are passed over; the first other line names the columns.
    pub(crate) fn parse(text: &'static str) -> Self {
        let mut lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| l.split('\t').collect());
        Self { columns: lines.next().unwrap_or_default(), rows: lines.collect() }
    }

    /// The rows, in the order of the file.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: &self.columns, cells })
    }
}

impl Row<'_> {
    /// The cell under `column`; `None` where it is empty or absent.
    pub(crate) fn get(&self, column: &str) -> Option<&'static str> {
        let at = self.columns.iter().position(|c| *c == column)?;
        self.cells.get(at).copied().filter(|cell| !cell.is_empty())
    }
}
