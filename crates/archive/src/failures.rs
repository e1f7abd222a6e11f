//! What could not be read when articles were added: kept, so that an archive can say what it lacks.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::{Failed, FailedThen};

/// Failures that are kept, the latest.
const KEPT: i64 = 1_000;
/// What is kept of an input's name and of its error, in code points.
const NAME: usize = 400;

impl Archive {
    /// Notes inputs that failed today; of one that failed before, what is wrong now.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn note_failures(&mut self, failed: &[Failed]) -> Result<(), ArchiveError> {
        if failed.is_empty() {
            return Ok(());
        }
        let day = Timestamp::now().strftime("%Y-%m-%d").to_string();
        let cut = |text: &str| text.chars().take(NAME).collect::<String>();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for failed in failed {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO failure (input, error, day) VALUES (?, ?, ?)")?
                .execute(params![cut(&failed.input), cut(&failed.error), day])?;
        }
        transaction.execute(
            "DELETE FROM failure WHERE rowid NOT IN (SELECT rowid FROM failure ORDER BY rowid DESC LIMIT ?)",
            [KEPT],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Inputs that failed when they were last tried, the latest first, `most` of them; and how many there are. What an article
    /// of the same name has come for since is left out.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn failures(&self, most: usize) -> Result<(Vec<FailedThen>, usize), ArchiveError> {
        let lacking = "FROM failure WHERE NOT EXISTS (SELECT 1 FROM article WHERE id = input)";
        let sql = format!("SELECT input, error, day {lacking} ORDER BY rowid DESC LIMIT ?");
        let mut select = self.connection.prepare_cached(&sql)?;
        let failures = select.query_map([most as i64], |row| {
            Ok(FailedThen { failed: Failed { input: row.get(0)?, error: row.get(1)? }, day: row.get(2)? })
        })?;
        let failures = failures.collect::<Result<_, _>>()?;
        let count: i64 =
            self.connection.prepare_cached(&format!("SELECT count(*) {lacking}"))?.query_row([], |row| row.get(0))?;
        Ok((failures, count as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_told_until_an_article_of_that_name_comes() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
        let failed = |input: &str, error: &str| Failed { input: input.into(), error: error.into() };
        archive.note_failures(&[failed("a.html", "no text"), failed("b.jsonl:7", "no JSON")]).unwrap();
        archive.note_failures(&[failed("a.html", "no text in it")]).unwrap();
        let (failures, count) = archive.failures(10).unwrap();
        let told: Vec<_> = failures.iter().map(|then| (&*then.failed.input, &*then.failed.error)).collect();
        assert_eq!((told, count), (vec![("a.html", "no text in it"), ("b.jsonl:7", "no JSON")], 2));
        let text = "The lock was opened at dawn.".to_owned();
        archive.ingest_batch(&[attache_press::Article { id: "a.html".into(), text, ..Default::default() }]).unwrap();
        assert_eq!(archive.failures(10).unwrap().1, 1);
        let many: Vec<Failed> = (0..1_100).map(|n| failed(&format!("{n}"), "cut off")).collect();
        archive.note_failures(&many).unwrap();
        assert_eq!(archive.failures(3).unwrap().1, 1_000);
    }
}
