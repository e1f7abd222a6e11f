//! Searching titles and texts for words.

use attache_press::CharSpan;
use rusqlite::OptionalExtension;

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::Hit;

/// Mark the words found within a snippet. Each is three of the code points that Unicode keeps out of open interchange;
/// a text that holds one of them, or all three in another order, is not mistaken for a mark.
const OPEN: &str = "\u{fdd0}\u{fdd2}\u{fdd1}";
const CLOSE: &str = "\u{fdd1}\u{fdd2}\u{fdd0}";

/// Of more articles than this that have the words sought, only those that arrived last are ranked.
const MOST_RANKED: i64 = 10_000;

/// So many more than are asked for are put in order by id where they fit equally well, as reprints do.
const MOST_EQUALS: i64 = 200;

/// Words of a snippet, at most.
const SNIPPET: u32 = 28;

impl Archive {
    /// The articles (their newest versions) that have all the words in title or text, the best first.
    ///
    /// Case and accents do not count. A word with spaces is a phrase; one that ends in `*` is the beginning of a word.
    /// Ranked by BM25, a word of the title counting four times one of the text; where more than ten thousand articles have the
    /// words, those that arrived last are ranked.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn search(&self, words: &[String], limit: usize) -> Result<Vec<Hit>, ArchiveError> {
        Sought::new(words).map_or(Ok(Vec::new()), |sought| self.search_from(&sought, limit, 0))
    }

    /// What is sought, among the versions from this number on.
    pub(crate) fn search_from(&self, sought: &Sought, limit: usize, first: i64) -> Result<Vec<Hit>, ArchiveError> {
        let best = self.best(sought, limit, self.oldest_ranked(sought, first)?)?;
        let mut select = self.connection.prepare_cached(
            "SELECT version.article, version.outlet, version.published, version.language, version.title, story.id,
                    snippet(word, -1, ?, ?, '…', ?)
             FROM word JOIN version ON seq = word.rowid JOIN article ON current = seq
             LEFT JOIN member ON member.article = n LEFT JOIN story ON s = member.story
             WHERE word MATCH ? AND word.rowid = ?",
        )?;
        let mut hits = Vec::with_capacity(best.len());
        for seq in best {
            let hit = select.query_row((OPEN, CLOSE, SNIPPET, sought.expression(), seq), |row| {
                let (snippet, marks) = unmark(&row.get::<_, String>(6)?);
                Ok(Hit {
                    id: row.get(0)?,
                    outlet: row.get(1)?,
                    published: row.get(2)?,
                    language: row.get(3)?,
                    title: row.get(4)?,
                    story: row.get(5)?,
                    snippet,
                    marks,
                })
            });
            hits.extend(hit.optional()?);
        }
        Ok(hits)
    }

    /// The version from which on what is sought is ranked: of words that are in very many articles, the last to arrive are.
    fn oldest_ranked(&self, sought: &Sought, first: i64) -> Result<i64, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT rowid FROM word WHERE word MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
        )?;
        let oldest = select.query_row((sought.expression(), first, MOST_RANKED), |row| row.get(0)).optional()?;
        Ok(oldest.map_or(first, |oldest: i64| oldest.max(first)))
    }

    /// The versions that answer best, the best first; of equals by the article's id.
    fn best(&self, sought: &Sought, limit: usize, first: i64) -> Result<Vec<i64>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT seq FROM (SELECT word.rowid AS seq, bm25(word, 4.0, 1.0) AS fit FROM word
                              WHERE word MATCH ? AND word.rowid >= ? ORDER BY fit, seq LIMIT ?)
             JOIN version USING (seq) ORDER BY fit, version.article LIMIT ?",
        )?;
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let best = (sought.expression(), first, most.saturating_add(MOST_EQUALS), most);
        let seqs = select.query_map(best, |row| row.get(0))?;
        Ok(seqs.collect::<Result<_, _>>()?)
    }
}

/// What is sought, in the language of FTS5.
pub(crate) struct Sought {
    expression: String,
}

impl Sought {
    /// None when there is no letter and no digit to seek.
    pub(crate) fn new(words: &[String]) -> Option<Self> {
        let phrases: Vec<String> = words
            .iter()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .map(|word| {
                let (stem, star) = word.strip_suffix('*').map_or((word.as_str(), ""), |stem| (stem, "*"));
                format!("\"{}\"{star}", stem.replace(['"', '\0'], " "))
            })
            .collect();
        (!phrases.is_empty()).then(|| Self { expression: phrases.join(" AND ") })
    }

    pub(crate) fn expression(&self) -> &str {
        &self.expression
    }
}

/// Takes the marks out of a snippet, and says where they stood. Line ends become spaces.
fn unmark(marked: &str) -> (String, Vec<CharSpan>) {
    let mut snippet = String::with_capacity(marked.len());
    let (mut marks, mut start, mut at) = (Vec::new(), None, 0);
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(OPEN).filter(|_| start.is_none()) {
            (start, rest) = (Some(at), after);
        } else if let (Some(after), Some(start)) =
            (rest.strip_prefix(CLOSE), start.take_if(|_| rest.starts_with(CLOSE)))
        {
            marks.push(CharSpan { start, end: at });
            rest = after;
        } else {
            snippet.push(if c == '\n' { ' ' } else { c });
            at += 1;
            rest = &rest[c.len_utf8()..];
        }
    }
    (snippet, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(words: &[&str]) -> Option<String> {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        Sought::new(&words).map(|s| s.expression)
    }

    #[test]
    fn words_are_sought_together_phrases_whole_and_stars_as_beginnings() {
        assert_eq!(expression(&["river", "peace talks", "bank*"]).unwrap(), r#""river" AND "peace talks" AND "bank"*"#);
    }

    #[test]
    fn signs_of_the_query_language_are_only_words() {
        assert_eq!(expression(&["a\"b", "NOT", "(", "*"]).unwrap(), r#""a b" AND "NOT""#);
        assert_eq!(expression(&["?", "…"]), None);
    }

    #[test]
    fn marks_become_code_point_spans() {
        let (snippet, marks) = unmark(&format!("é {OPEN}pont{CLOSE}\nneuf"));
        assert_eq!(snippet, "é pont neuf");
        assert_eq!(marks, [CharSpan { start: 2, end: 6 }]);
    }

    #[test]
    fn control_characters_and_marks_within_a_text_are_text() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
        let text = format!("The \u{2}old\u{3} \u{fdd0} weir \u{fdd1} broke.{CLOSE}\n");
        let article = attache_press::Article { id: "a".into(), text, ..Default::default() };
        archive.ingest_batch(&[article]).unwrap();
        let hit = archive.search(&["weir".into()], 1).unwrap().remove(0);
        let marked: Vec<String> = hit
            .marks
            .iter()
            .map(|mark| hit.snippet.chars().skip(mark.start).take(mark.end - mark.start).collect())
            .collect();
        assert_eq!(marked, ["weir"]);
        assert!(hit.snippet.contains("\u{2}old\u{3}"), "{:?}", hit.snippet);
    }
}
