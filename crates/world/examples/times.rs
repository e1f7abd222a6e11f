//! Finds the times of articles: JSONL with "id", "text" and "published" on standard input, JSONL with the times on standard output.
//!
//!     cargo run --release -p attache-world --example times < articles.jsonl
//!     cargo run --release -p attache-world --example times -- --speed < articles.jsonl    # milliseconds a sentence, one core

use attache_press::{CharOffsets, sentences, words};
use attache_world::calendar::{self, Anchor, Time, Verbs};
use std::io::{BufRead, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut articles = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let published = article["published"].as_str().and_then(|p| p.parse::<Anchor>().ok());
        articles.push((article["id"].clone(), article["text"].as_str().unwrap_or_default().to_owned(), published));
    }
    if std::env::args().any(|a| a == "--speed") {
        times("the tables, once", None);
        let count: usize = articles.iter().map(|(_, text, _)| sentences(text).len()).sum();
        let began = Instant::now();
        let found: usize = articles.iter().map(|(_, text, published)| times(text, *published).len()).sum();
        let each = began.elapsed().as_secs_f64() * 1e3 / count.max(1) as f64;
        println!("{found} times in {count} sentences: {each:.4} ms a sentence");
        return Ok(());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (id, text, published) in &articles {
        let offsets = CharOffsets::new(text);
        let found: Vec<_> = times(text, *published)
            .into_iter()
            .map(|time| {
                serde_json::json!({
                    "start": offsets.char_at(time.span.start), "end": offsets.char_at(time.span.end),
                    "type": time.kind.as_str(), "value": time.value, "tense": time.tense, "days": time.days,
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({ "id": id, "times": found }))?;
    }
    Ok(())
}

fn times(text: &str, published: Option<Anchor>) -> Vec<Time> {
    let words: Vec<_> = words(text).map(|w| w.start..w.end).collect();
    let verbs = Verbs::by_form(text, &words);
    calendar::times(text, &words, published, |word| verbs.around(word))
}
