//! Searching titles and texts for words.

use attache_press::CharSpan;

use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::Hit;

/// Mark the words found within a snippet; no text that was read by Attaché holds them.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

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
        let Some(sought) = Sought::new(words) else { return Ok(Vec::new()) };
        let mut select = self.connection.prepare_cached(
            "SELECT version.article, version.outlet, version.published, version.language, version.title, story.id,
                    snippet(word, -1, char(2), char(3), '…', ?)
             FROM word JOIN version ON seq = word.rowid JOIN article ON current = seq
             LEFT JOIN member ON member.article = n LEFT JOIN story ON s = member.story
             WHERE word MATCH ? ORDER BY bm25(word, 4.0, 1.0), version.article LIMIT ?",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let hits = select.query_map((SNIPPET, sought.expression(), limit), |row| {
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
    let (mut marks, mut start, mut at) = (Vec::new(), 0, 0);
    for c in marked.chars() {
        match c {
            OPEN => start = at,
            CLOSE => marks.push(CharSpan { start, end: at }),
            c => {
                snippet.push(if c == '\n' { ' ' } else { c });
                at += 1;
            }
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
        let (snippet, marks) = unmark("é \u{2}pont\u{3}\nneuf");
        assert_eq!(snippet, "é pont neuf");
        assert_eq!(marks, [CharSpan { start: 2, end: 6 }]);
    }
}
