/// A table read from an embedded file.
pub(super) struct Table<T> {
    pub rows: Vec<T>,
    /// Lines that could not be read, from 1. A test holds every table to none.
    #[cfg_attr(not(test), allow(dead_code))]
    pub unread: Vec<usize>,
}

impl<T> Table<Vec<T>> {
    /// A table whose lines stand for several rows each, as one of rows.
    pub fn flat(self) -> Table<T> {
        Table { rows: self.rows.into_iter().flatten().collect(), unread: self.unread }
    }
}

impl<T> Table<T> {
    /// The rows sorted; rows of the same key stay in the table's order.
    pub fn sorted<K: Ord>(mut self, key: impl Fn(&T) -> K) -> Self {
        self.rows.sort_by_key(key);
        self
    }
}

/// Reads a table: a row a line, cells split at tabs; empty lines and lines that begin with `#` are comments.
pub(super) fn read<T>(text: &'static str, row: impl Fn(&[&'static str]) -> Option<T>) -> Table<T> {
    let mut table = Table { rows: Vec::new(), unread: Vec::new() };
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let cells: Vec<&'static str> = line.split('\t').map(str::trim).collect();
        match row(&cells) {
            Some(row) => table.rows.push(row),
            None => table.unread.push(number + 1),
        }
    }
    table
}

/// `-` stands for an empty cell.
pub(super) fn filled(cell: &'static str) -> Option<&'static str> {
    (cell != "-").then_some(cell)
}

/// A cell that may be empty: `Some(None)` when it is, `None` when it cannot be read.
pub(super) fn optional<T>(cell: &'static str, read: impl Fn(&'static str) -> Option<T>) -> Option<Option<T>> {
    match filled(cell) {
        None => Some(None),
        Some(cell) => read(cell).map(Some),
    }
}

/// A cell of several values with `;` between, none when it is `-`.
pub(super) fn several<T>(cell: &'static str, read: impl Fn(&'static str) -> Option<T>) -> Option<Vec<T>> {
    filled(cell).into_iter().flat_map(|cell| cell.split(';')).map(|part| read(part.trim())).collect()
}
