//! Infers when articles were published, as if their dates were not known: JSONL with "id" and "text" on standard
//! input, JSONL with the days, the confidence and the clue on standard output. Of articles that bring a "story" and
//! "published", each is also dated from the others of its story ("from_story").

use attache_press::words;
use attache_world::calendar::{self, Anchor, Dated, Inferred, Time, Verbs};
use serde_json::{Value, json};
use std::io::{BufRead, Write};

struct Article {
    row: Value,
    published: Option<Anchor>,
    open: Vec<Time>,
    anchored: Vec<Time>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut articles = Vec::new();
    for line in std::io::stdin().lock().lines() {
        articles.push(article(serde_json::from_str(&line?)?));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, article) in articles.iter().enumerate() {
        let story = &article.row["story"];
        let others: Vec<Dated<'_>> = articles
            .iter()
            .enumerate()
            .filter(|(n, other)| *n != number && !story.is_null() && other.row["story"] == *story)
            .filter_map(|(_, other)| Some(Dated { published: other.published?.day, times: &other.anchored }))
            .collect();
        let text = article.row["text"].as_str().unwrap_or_default();
        let told = calendar::infer_published(text, &article.open).map(|told| printed(&told));
        let from_story = calendar::infer_from_story(text, &article.open, &others).map(|told| printed(&told));
        let line = json!({ "id": article.row["id"], "published": told, "from_story": from_story });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn article(row: Value) -> Article {
    let text = row["text"].as_str().unwrap_or_default();
    let words: Vec<_> = words(text).map(|w| w.start..w.end).collect();
    let verbs = Verbs::by_form(text, &words);
    let published: Option<Anchor> = row["published"].as_str().and_then(|p| p.get(..10)?.parse().ok());
    let times = |anchor| calendar::times(text, &words, anchor, |word| verbs.around(word));
    Article { published, open: times(None), anchored: times(published), row: row.clone() }
}

fn printed(told: &Inferred) -> Value {
    json!({ "days": told.days, "day": told.day.to_string(), "confidence": told.confidence, "from": format!("{:?}", told.from) })
}
