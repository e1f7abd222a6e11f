//! Searching titles and texts for words.

use attache_press::CharSpan;

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::Hit;

/// Mark the words found within a snippet. Each is three of the code points that Unicode keeps out of open interchange;
/// a text that holds one of them, or all three in another order, is not mistaken for a mark.
const OPEN: &str = "\u{fdd0}\u{fdd2}\u{fdd1}";
const CLOSE: &str = "\u{fdd1}\u{fdd2}\u{fdd0}";

/// Words of a snippet, at most.
const SNIPPET: u32 = 28;

impl Archive {
    /// The articles (their newest versions) that have all the words in title or text, the best first.
    ///
    /// Case and accents do not count. A word with spaces is a phrase; one that ends in `*` is the beginning of a word.
    /// Ranked by BM25, a word of the title counting four times one of the text.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn search(&self, words: &[String], limit: usize) -> Result<Vec<Hit>, ArchiveError> {
        Sought::new(words).map_or(Ok(Vec::new()), |sought| self.search_from(&sought, limit, 0))
    }

    /// What is sought, among the versions from this number on.
    pub(crate) fn search_from(&self, sought: &Sought, limit: usize, first: i64) -> Result<Vec<Hit>, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT version.article, version.outlet, version.published, version.language, version.title, story.id,
                    snippet(word, -1, ?, ?, '…', ?)
             FROM word JOIN version ON seq = word.rowid JOIN article ON current = seq
             LEFT JOIN member ON member.article = n LEFT JOIN story ON s = member.story
             WHERE word MATCH ? AND word.rowid >= ? ORDER BY bm25(word, 4.0, 1.0), version.article LIMIT ?",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let hits = select.query_map((OPEN, CLOSE, SNIPPET, sought.expression(), first, limit), |row| {
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
        })?;
        Ok(hits.collect::<Result<_, _>>()?)
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
