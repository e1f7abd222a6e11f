//! Finds the times of articles: JSONL with "id", "text" and "published" on standard input, JSONL with the times on
//! standard output.
//!
//!     cargo run --release -p attache-world --example times < articles.jsonl
//!     cargo run --release -p attache-world --example times -- --annotations FILE < articles.jsonl
//!     cargo run --release -p attache-world --example times -- --speed < articles.jsonl    # milliseconds a sentence, one core
//!
//! FILE is what `attache task annotate --tokens` makes of the articles; without it words and tenses are those of rules.

#[path = "places/annotated.rs"]
mod annotated;

use annotated::Labels;
use attache_language::Annotation;
use attache_press::{CharOffsets, sentences, words};
use attache_world::calendar::{self, Anchor, Time, Verbs};
use std::io::{BufRead, BufReader, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let mut articles = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let published = article["published"].as_str().and_then(|p| p.parse::<Anchor>().ok());
        articles.push((article["id"].clone(), article["text"].as_str().unwrap_or_default().to_owned(), published));
    }
    let mut annotations: Vec<Option<Annotation>> = vec![None; articles.len()];
    if let Some(path) = args.iter().position(|a| a == "--annotations").and_then(|at| args.get(at + 1)) {
        let mut labels = Labels::default();
        for ((line, (_, text, _)), annotation) in
            BufReader::new(std::fs::File::open(path)?).lines().zip(&articles).zip(&mut annotations)
        {
            *annotation = Some(labels.annotation(text, &serde_json::from_str(&line?)?));
        }
    }
    if args.iter().any(|a| a == "--speed") {
        times("the tables, once", None, None);
        let count: usize = articles.iter().map(|(_, text, _)| sentences(text).len()).sum();
        let began = Instant::now();
        let each = articles.iter().zip(&annotations);
        let found: usize = each.map(|((_, text, published), a)| times(text, a.as_ref(), *published).len()).sum();
        let each = began.elapsed().as_secs_f64() * 1e3 / count.max(1) as f64;
        println!("{found} times in {count} sentences: {each:.4} ms a sentence");
        return Ok(());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for ((id, text, published), annotation) in articles.iter().zip(&annotations) {
        let offsets = CharOffsets::new(text);
        let found: Vec<_> = times(text, annotation.as_ref(), *published)
            .into_iter()
            .map(|time| {
                let span = time.chars(&offsets);
                serde_json::json!({
                    "start": span.start, "end": span.end,
                    "type": time.kind.as_str(), "value": time.value, "tense": time.tense, "days": time.days,
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({ "id": id, "times": found }))?;
    }
    Ok(())
}

fn times(text: &str, annotation: Option<&Annotation>, published: Option<Anchor>) -> Vec<Time> {
    if let Some(annotation) = annotation {
        return calendar::times_in(text, annotation, published);
    }
    let words: Vec<_> = words(text).map(|w| w.start..w.end).collect();
    let verbs = Verbs::by_form(text, &words);
    calendar::times(text, &words, published, |word| verbs.around(word))
}
