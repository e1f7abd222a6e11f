//! What changed between two versions of an article.

use std::fmt::Write;

use attache_press::{Article, sentences};
use similar::TextDiff;

use crate::record::Change;

/// Sentences shown around a change.
const AROUND: usize = 1;

/// What changed from each version to the next, as unified diffs with a sentence a line.
pub fn changes(versions: &[(u32, Article)]) -> Vec<Change> {
    versions
        .windows(2)
        .map(|pair| {
            let [(from, old), (to, new)] = pair else { unreachable!("windows of two") };
            Change { from: *from, to: *to, diff: diff((*from, old), (*to, new)) }
        })
        .collect()
}

fn diff((from, old): (u32, &Article), (to, new): (u32, &Article)) -> String {
    let (before, after) = (lines(old), lines(new));
    TextDiff::from_lines(before.as_str(), after.as_str())
        .unified_diff()
        .context_radius(AROUND)
        .header(&format!("{} (version {from})", old.id), &format!("{} (version {to})", new.id))
        .to_string()
}

/// An article, a field or a sentence to a line.
fn lines(article: &Article) -> String {
    let mut lines = String::with_capacity(article.text.len() + 256);
    let fields = [
        ("url", &article.url),
        ("outlet", &article.outlet),
        ("title", &article.title),
        ("byline", &article.byline),
        ("dateline", &article.dateline),
        ("published", &article.published),
        ("language", &article.language),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(lines, "{name}: {value}");
        }
    }
    if !article.credits.is_empty() {
        let _ = writeln!(lines, "credits: {}", article.credits.join(", "));
    }
    for sentence in sentences(&article.text) {
        let _ = writeln!(lines, "{}", sentence.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" "));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_number_shows_as_one_sentence_out_and_one_in() {
        let article = |text: &str| Article { id: "quake".into(), text: text.into(), ..Article::default() };
        let versions = [
            (1, article("A quake shook the coast on Friday. Nine people were hurt. Schools will stay shut.\n")),
            (2, article("A quake shook the coast on Friday. Eleven people were hurt. Schools will stay shut.\n")),
        ];
        let changes = changes(&versions);
        assert_eq!(changes.len(), 1);
        assert!(
            changes[0].diff.contains("-Nine people were hurt.\n+Eleven people were hurt.\n"),
            "{}",
            changes[0].diff
        );
    }
}
