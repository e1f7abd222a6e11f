//! Rows that a user adds to the tables or puts in the place of theirs.
//!
//! A file in TOML has rows as `[[state]]`, `[[body]]`, `[[office]]`, `[[agent]]`, `[[feature]]` and `[[members]]`; one in CSV has a
//! column `table` that says which of these a row is. The columns are those of the files under `data/`; in TOML a list may stand
//! where the tables separate parts by `|`. A row of a known code, id or name replaces that row; one of a known code or id that gives
//! no `name` adds its `others` to it; one with `remove = true` (in CSV: `yes`) takes it away.
//!
//! ```
//! use attache_world::{Meaning, World};
//! let world = World::embedded()
//!     .with_toml("mine.toml", r#"
//!         [[body]]
//!         id = "river-watch"
//!         name = "River Watch"
//!         kind = "ngo"
//!         code = "NGO"
//!         others = ["RW", "Watchers of the River@2001..2010"]
//!
//!         [[body]]
//!         id = "nato"
//!         others = "Pact of Brussels"
//!     "#)
//!     .unwrap();
//! assert!(matches!(world.meanings("River Watch", None)[0].meaning, Meaning::Body(b) if &*b.code == "NGO"));
//! assert!(matches!(world.meanings("Pact of Brussels", None)[0].meaning, Meaning::Body(b) if &*b.id == "nato"));
//! ```

use super::World;
use crate::bodies::{Body, Membership};
use crate::features::Feature;
use crate::offices::{Agent, Office};
use crate::rows::{Dated, Row, RowError, Source};
use crate::states::State;
use std::borrow::Cow;
use std::path::Path;

/// The greatest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Why a file of rows cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OverrideError {
    /// The file cannot be opened or read.
    #[error("{file}: {why}")]
    File {
        /// Its path.
        file: String,
        /// What is wrong.
        why: std::io::Error,
    },
    /// It is neither TOML nor CSV, by the end of its name.
    #[error("{0}: the name must end in .toml or .csv")]
    Format(String),
    /// It is too large.
    #[error("{0}: larger than {LARGEST} bytes")]
    Size(String),
    /// It is no TOML, or not of the form that is read.
    #[error("{file}: {why}")]
    Toml {
        /// Its name.
        file: String,
        /// What is wrong and where.
        why: String,
    },
    /// It is no CSV.
    #[error("{file}: {why}")]
    Csv {
        /// Its name.
        file: String,
        /// What is wrong and where.
        why: csv::Error,
    },
    /// A row cannot be read. In TOML, lines count rows.
    #[error(transparent)]
    Row(#[from] RowError),
}

/// A row as the user wrote it.
struct Given {
    table: String,
    cells: Vec<(String, String)>,
    source: Source,
}

impl World {
    /// These tables with the rows of a file, TOML or CSV by the end of its name.
    ///
    /// # Errors
    /// When the file or a row of it cannot be read; the error names it.
    pub fn with_file(&self, path: &Path) -> Result<Self, OverrideError> {
        let file = path.display().to_string();
        let broken = |why| OverrideError::File { file: file.clone(), why };
        if std::fs::metadata(path).map_err(broken)?.len() > LARGEST {
            return Err(OverrideError::Size(file));
        }
        let text = std::fs::read_to_string(path).map_err(broken)?;
        match path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("toml") => self.with_toml(&file, &text),
            Some("csv") => self.with_csv(&file, &text),
            _ => Err(OverrideError::Format(file)),
        }
    }

    /// These tables with the rows of a text in TOML; `file` names it in errors and as the source of its rows.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn with_toml(&self, file: &str, text: &str) -> Result<Self, OverrideError> {
        let broken = |why: String| OverrideError::Toml { file: file.to_owned(), why };
        let read: toml::Table = text.parse().map_err(|e: toml::de::Error| broken(e.to_string()))?;
        let mut given = Vec::new();
        for (table, rows) in &read {
            let rows = rows.as_array().ok_or_else(|| broken(format!("{table:?} must stand as [[{table}]]")))?;
            for (number, row) in rows.iter().enumerate() {
                let row = row.as_table().ok_or_else(|| broken(format!("{table:?} must stand as [[{table}]]")))?;
                let joint = if table == "members" { "," } else { "|" };
                let cells = row.iter().map(|(column, value)| (column.clone(), cell(value, joint))).collect();
                let source = Source { table: Cow::Owned(format!("{file} {table}")), line: number as u32 + 1 };
                given.push(Given { table: table.clone(), cells, source });
            }
        }
        self.with_rows(&given)
    }

    /// These tables with the rows of a text in CSV, under a header.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn with_csv(&self, file: &str, text: &str) -> Result<Self, OverrideError> {
        let broken = |why| OverrideError::Csv { file: file.to_owned(), why };
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns = reader.headers().map_err(broken)?.clone();
        let mut given = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, csv::Position::line) as u32;
            let cells = columns.iter().zip(&record).map(|(c, v)| (c.to_owned(), v.to_owned()));
            let (tables, cells): (Vec<_>, Vec<_>) = cells.partition(|(column, _)| column == "table");
            let table = tables.into_iter().next().map(|(_, table)| table).unwrap_or_default();
            given.push(Given { table, cells, source: Source { table: Cow::Owned(file.to_owned()), line } });
        }
        self.with_rows(&given)
    }

    fn with_rows(&self, given: &[Given]) -> Result<Self, OverrideError> {
        let mut world = self.clone();
        for row in given {
            let columns: Vec<&str> = row.cells.iter().map(|(column, _)| column.as_str()).collect();
            let cells = row.cells.iter().map(|(_, cell)| cell.as_str()).collect();
            world.put(&row.table, &Row::new(row.source.clone(), &columns, cells))?;
        }
        world.file();
        Ok(world)
    }

    fn put(&mut self, table: &str, row: &Row<'_>) -> Result<(), RowError> {
        let removed = matches!(row.get("remove"), "true" | "yes" | "1");
        match table {
            "state" => self.put_state(row, removed),
            "body" => self.put_body(row, removed),
            "office" => {
                let old = self.offices.iter().position(|o| *o.name == *row.get("name"));
                settle(&mut self.offices, old, (!removed).then(|| Office::read(row)), row)
            }
            "agent" => {
                let word = if row.get("singular").is_empty() { "plural" } else { "singular" };
                let same = |a: &Agent| row.get(word) == if word == "plural" { &*a.plural } else { &*a.singular };
                let old = self.agents.iter().position(same);
                settle(&mut self.agents, old, (!removed).then(|| Agent::read(row)), row)
            }
            "feature" => {
                let old = self.features.iter().position(|f| *f.name == *row.get("name"));
                settle(&mut self.features, old, (!removed).then(|| Feature::read(row)), row)
            }
            "members" => self.put_members(row, removed),
            other => {
                Err(row.error(format!("no table is {other:?}; there are state, body, office, agent, feature, members")))
            }
        }
    }

    fn put_state(&mut self, row: &Row<'_>, removed: bool) -> Result<(), RowError> {
        let old = self.states.iter().position(|s| *s.code == *row.get("code"));
        if let (Some(state), "", false) = (old.and_then(|at| self.states.get_mut(at)), row.get("name"), removed) {
            return add_names(&mut state.others, row);
        }
        settle(&mut self.states, old, (!removed).then(|| State::read(row)), row)
    }

    fn put_body(&mut self, row: &Row<'_>, removed: bool) -> Result<(), RowError> {
        let read = if row.get("name").is_empty() { None } else { Some(Body::read(row, None)?) };
        let id = read.as_ref().map_or(row.get("id"), |body| &body.id);
        let old = self.bodies.iter().position(|b| *b.id == *id);
        if let (Some(body), None, false) = (old.and_then(|at| self.bodies.get_mut(at)), &read, removed) {
            return add_names(&mut body.others, row);
        }
        let new = (!removed).then(|| read.ok_or_else(|| row.error("a body needs a name")));
        settle(&mut self.bodies, old, new, row)
    }

    fn put_members(&mut self, row: &Row<'_>, removed: bool) -> Result<(), RowError> {
        let period = row.period()?;
        let body = self.bodies.iter_mut().find(|b| *b.id == *row.get("body"));
        let body = body.ok_or_else(|| row.error(format!("no body is {:?}", row.get("body"))))?;
        for member in row.get("members").split(',').map(str::trim).filter(|m| !m.is_empty()) {
            if removed {
                body.members.retain(|m| *m.member != *member);
            } else {
                body.members.push(Membership { member: member.into(), period });
            }
        }
        Ok(())
    }
}

/// Puts a row in the place of the old one, behind all others, or takes the old one away.
fn settle<T>(
    all: &mut Vec<T>,
    old: Option<usize>,
    new: Option<Result<T, RowError>>,
    row: &Row<'_>,
) -> Result<(), RowError> {
    match (old, new.transpose()?) {
        (Some(at), Some(new)) => all[at] = new,
        (None, Some(new)) => all.push(new),
        (Some(at), None) => drop(all.remove(at)),
        (None, None) => return Err(row.error("there is no such row to remove")),
    }
    Ok(())
}

fn add_names(others: &mut Vec<Dated<Box<str>>>, row: &Row<'_>) -> Result<(), RowError> {
    others.extend(row.dated("others")?);
    Ok(())
}

/// A value of TOML as the tables write it.
fn cell(value: &toml::Value, joint: &str) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(parts) => parts.iter().map(|part| cell(part, joint)).collect::<Vec<_>>().join(joint),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Meaning;
    use proptest::prelude::*;

    #[test]
    fn rows_of_csv_replace_and_remove() {
        let text = "table,id,code,name,kind,sector,others,remove\n\
            body,hezbollah,LBN,,,,Host of the Cedar,\n\
            body,oxfam,,,,,,yes\n\
            office,,,harbour master,,,,\n";
        let error = World::embedded().with_csv("mine.csv", text).unwrap_err();
        assert!(error.to_string().starts_with("mine.csv:4: level"), "{error}");
        let world = World::embedded().with_csv("mine.csv", &text.replace("office,,,harbour master,,,,\n", "")).unwrap();
        let id = if world.body("LBN/hezbollah").is_some() { "LBN/hezbollah" } else { "hezbollah" };
        assert!(matches!(world.meanings("Host of the Cedar", None)[0].meaning, Meaning::Body(b) if &*b.id == id));
        assert!(world.body("oxfam").is_none() && World::embedded().body("oxfam").is_some());
    }

    #[test]
    fn a_new_state_gets_members_and_offices() {
        let text = r#"
            [[state]]
            code = "QLD"
            kind = "state"
            lat = 1.5
            lon = -20
            name = "Quelland"
            adjective = "Quellish"
            nouns = "Queller/Quellers"
            since = "1999"

            [[members]]
            body = "eu"
            since = "2030-01-01"
            members = ["QLD"]

            [[office]]
            name = "lord of the wells"
            sector = ["GOV"]
            level = "state"
            role = "head-of-government"
        "#;
        let world = World::embedded().with_toml("mine.toml", text).unwrap();
        assert!(
            matches!(world.meanings("Quellers", None)[0].meaning, Meaning::State(s) if s.source.table == "mine.toml state")
        );
        assert!(world.body("eu").unwrap().has_member("QLD", Some("2031-01-01".parse().unwrap())));
        assert!(
            matches!(world.meanings("Lords of the Wells", None)[0].meaning, Meaning::Office(o) if o.of_state_executive())
        );
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        let world = World::embedded();
        let told = |text: &str| world.with_toml("mine.toml", text).unwrap_err().to_string();
        assert!(told("[[states]]\ncode = \"X\"").contains("no table is \"states\""));
        assert!(told("state = 3").contains("[[state]]"));
        assert!(told("[[body]]\nid = \"nobody\"\nremove = true").contains("no such row"));
        assert!(told("[[body]\n").contains("mine.toml"));
        assert!(matches!(world.with_file(Path::new("/nowhere/mine.toml")), Err(OverrideError::File { .. })));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_file_breaks_reading(text in "\\PC{0,60}") {
            let world = World::default();
            let _ = world.with_toml("mine.toml", &text);
            let _ = world.with_csv("mine.csv", &format!("table,name\n{text}"));
        }
    }
}
