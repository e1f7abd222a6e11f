//! Where an old address leads: stories told anew under another id.

use rusqlite::{OptionalExtension, params};

use crate::error::ArchiveError;
use crate::file::Archive;

impl Archive {
    /// The id of the story that now tells what a story of this id told: a story's id is a hash of its first article's, and that
    /// article is in some story still. None where the id never was one of this archive.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn story_since(&self, id: &str) -> Result<Option<String>, ArchiveError> {
        let Some((least, most)) = places(id) else { return Ok(None) };
        let mut select = self.connection.prepare_cached(
            "SELECT story.id FROM article JOIN member ON member.article = n JOIN story ON s = member.story
             WHERE article.place BETWEEN ? AND ? ORDER BY article.id LIMIT 1",
        )?;
        Ok(select.query_row(params![least, most], |row| row.get(0)).optional()?)
    }
}

/// The places of the articles whose story would bear this id: the last 16 bits of an article's hash are not in it.
fn places(id: &str) -> Option<(i64, i64)> {
    let digits = id.strip_prefix('s')?.split('-').next()?;
    if digits.len() != 12 {
        return None;
    }
    let least = u64::from_str_radix(digits, 16).ok()? << 16;
    Some((least.cast_signed(), (least | 0xffff).cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Wanted;
    use attache_press::Article;

    #[test]
    fn the_id_of_a_story_that_is_told_anew_leads_to_the_story_of_its_articles() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
        let text = "The ferry Amalia ran aground off the pier of Velsund in thick fog on Thursday morning, and all of \
                    its forty passengers were brought ashore by fishing boats before noon, the harbour master said.\n";
        let article = |id: &str, day: &str| Article {
            id: id.into(),
            title: Some("Ferry aground off Velsund".into()),
            published: Some(day.into()),
            language: Some("en".into()),
            text: text.into(),
            ..Article::default()
        };
        let ids = |archive: &Archive| -> Vec<String> {
            archive.stories(&Wanted::default()).unwrap().into_iter().map(|told| told.id).collect()
        };
        for n in 0..20 {
            archive.ingest_batch(&[article(&format!("later-{n}"), "2021-03-05")]).unwrap();
        }
        let old = ids(&archive);
        archive.ingest_batch(&[article("earlier", "2021-03-04")]).unwrap();
        let new = ids(&archive);
        assert_eq!((old.len(), new.len()), (1, 1));
        assert_ne!(old, new, "an earlier article names the story");
        assert_eq!(archive.story_since(&old[0]).unwrap().as_ref(), new.first());
        assert_eq!(archive.story_since(&new[0]).unwrap().as_ref(), new.first());
        for none in ["s000000000000", "s", "", "sxyz", "s12345678901é", "t2345"] {
            assert_eq!(archive.story_since(none).unwrap(), None, "{none}");
        }
    }
}
