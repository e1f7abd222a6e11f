//! Standard output and standard error: colours when wanted, the width of the terminal, tables in every format.

use std::io::{self, BufWriter, IsTerminal, Write};

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width, presets};
use serde::Serialize;

use crate::cli::{Color, TableFormat};

/// Lines are no longer than this, however wide the terminal: long lines are hard to read.
const WIDEST: usize = 110;
const NARROWEST: usize = 40;
/// When there is no terminal.
const USUAL: usize = 80;

/// Obeys `--color`; `auto` obeys NO_COLOR, CLICOLOR_FORCE and whether there is a terminal.
pub fn choose_color(color: Color) {
    match color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
}

/// How many columns there are to write in: as COLUMNS says, or else the terminal.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let terminal = || {
        let size = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        size.map_or(USUAL, |(width, _)| usize::from(width.0))
    };
    columns.filter(|columns| *columns > 0).unwrap_or_else(terminal).clamp(NARROWEST, WIDEST)
}

/// Prints text; its styles are taken out where they are not wanted.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints a value as JSON: indented for eyes, on one line for programs.
pub fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let stdout = io::stdout().lock();
    let is_terminal = stdout.is_terminal();
    let mut out = BufWriter::new(stdout);
    if is_terminal {
        serde_json::to_writer_pretty(&mut out, value)?;
    } else {
        serde_json::to_writer(&mut out, value)?;
    }
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// Says something on standard error; it does not matter if nobody can read it.
pub fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// One line, under the headings: a row begins where its first column does.
const PLAIN: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Prints rows under their headings, in a format that has rows.
pub fn print_table(format: TableFormat, headings: &[&str], rows: &[Vec<String>]) -> anyhow::Result<()> {
    if format == TableFormat::Csv {
        let mut out = csv::Writer::from_writer(io::stdout().lock());
        out.write_record(headings)?;
        for row in rows {
            out.write_record(row.iter().map(|cell| safe_cell(cell)))?;
        }
        out.flush()?;
        return Ok(());
    }
    let mut table = Table::new();
    if format == TableFormat::Markdown {
        table.load_style(presets::ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Disabled);
    } else {
        table.load_style(PLAIN).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width()).unwrap_or(u16::MAX));
    }
    let escape = |cell: &str| match format {
        TableFormat::Markdown => crate::tell::markdown::escape(cell).replace('|', "\\|"),
        _ => crate::tell::words::line(cell),
    };
    table.set_header(headings.iter().map(Cell::new));
    for row in rows {
        table.add_row(row.iter().map(|cell| Cell::new(escape(cell))));
    }
    if format == TableFormat::Table {
        table.column_iter_mut().for_each(|column| {
            column.set_padding((0, 1));
        });
        keep_words_whole(&mut table, headings, rows);
        // An id is typed again: never in two pieces.
        let are_ids = rows.iter().filter_map(|row| row.first()).all(|cell| !cell.contains(' '));
        if let Some(ids) = table.column_mut(0).filter(|_| are_ids) {
            ids.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    print(&format!("{table}\n"))?;
    Ok(())
}

/// A longer word may be broken; where the screen is narrow, any that is longer than the least of these.
const LONGEST_WORDS: [usize; 5] = [16, 13, 11, 10, 9];

/// Makes each column as wide as its longest word, as far as the screen has room for all of them, and gives what is left to those
/// that need it most.
fn keep_words_whole(table: &mut Table, headings: &[&str], rows: &[Vec<String>]) {
    let letters = |text: &str| text.chars().count();
    let longest = |text: &str| text.split_whitespace().map(letters).max().unwrap_or(0);
    let most = |n: usize, of: &dyn Fn(&str) -> usize| {
        let cells = rows.iter().filter_map(|row| row.get(n)).map(|cell| of(cell)).max().unwrap_or(0);
        cells.max(of(headings[n]))
    };
    let words: Vec<usize> = (0..headings.len()).map(|n| most(n, &longest)).collect();
    // a space after each cell, and one between columns
    let all = |cap: usize| words.iter().map(|word| (*word).min(cap) + 1).sum::<usize>();
    let room = width().saturating_sub(headings.len().saturating_sub(1));
    let Some(cap) = LONGEST_WORDS.into_iter().find(|cap| all(*cap) <= room) else { return };
    let mut widths: Vec<usize> = words.iter().map(|word| (*word).min(cap)).collect();
    let whole: Vec<usize> = (0..headings.len()).map(|n| most(n, &letters)).collect();
    for _ in all(cap)..room {
        let lacks = |n: &usize| whole[*n] / (widths[*n] + 1);
        let Some(widest) = (0..widths.len()).filter(|n| lacks(n) > 0).max_by_key(|n| (lacks(n), whole[*n])) else {
            break;
        };
        widths[widest] += 1;
    }
    for (n, width) in widths.into_iter().enumerate() {
        if let Some(column) = table.column_mut(n) {
            column
                .set_constraint(ColumnConstraint::Absolute(Width::Fixed(u16::try_from(width + 1).unwrap_or(u16::MAX))));
        }
    }
}

/// A cell that neither steers a terminal nor is a formula to a spreadsheet: before one that begins like a formula stands
/// an apostrophe, which spreadsheets do not show (OWASP, "CSV injection").
fn safe_cell(cell: &str) -> String {
    let cell = crate::tell::words::harmless(cell);
    let is_formula = cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
    if is_formula { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_steers_no_terminal() {
        assert_eq!(safe_cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(safe_cell("\u{1b}[31mred"), "[31mred");
        assert_eq!(safe_cell("a = b"), "a = b");
        assert_eq!(safe_cell("-13.5"), "-13.5");
    }
}
