//! Judges the wording of articles: JSONL with "id" and "text" on standard input, JSONL with the scores on standard output.
//!
//!     cargo run --release -p attache-world --example wording < articles.jsonl
//!     cargo run --release -p attache-world --example wording -- --signs < articles.jsonl    # for tables/train.py
//!     cargo run --release -p attache-world --example wording -- --repairs < articles.jsonl
//!     cargo run --release -p attache-world --example wording -- --speed < articles.jsonl    # words a second, one core
//!
//! `tables/score.py` makes the articles, runs this and prints recall and false alarms.

use attache_world::{repairs, wording, wording_signs};
use std::io::{BufRead, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let mut texts = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let id = article["id"].as_str().or(article["doc"].as_str()).unwrap_or_default().to_owned();
        texts.push((id, article["text"].as_str().unwrap_or_default().to_owned()));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if mode == "--speed" {
        wording(&texts[0].1);
        let began = Instant::now();
        let words: usize = texts
            .iter()
            .map(|(_, text)| {
                std::hint::black_box(wording(text));
                text.split_ascii_whitespace().count()
            })
            .sum();
        let seconds = began.elapsed().as_secs_f64();
        writeln!(out, "{words} words in {seconds:.2} s: {:.0} words a second", words as f64 / seconds)?;
        return Ok(());
    }
    for (id, text) in &texts {
        let judged = wording(text);
        let mut line =
            serde_json::json!({ "id": id, "spun": judged.spun, "garbled": judged.garbled, "words": judged.words });
        match mode.as_str() {
            "--signs" => line["signs"] = serde_json::json!(wording_signs(text)),
            "--repairs" => line["repairs"] = serde_json::to_value(repairs(text))?,
            _ => {}
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}
