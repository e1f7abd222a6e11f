//! Words and sentences of JSONL articles, as `attache task annotate --tokens` prints them.
//!
//!     cargo run --release -p attache-language --example words < ARTICLES.jsonl > WORDS.jsonl
//!
//! Offsets are Unicode code points. With `--speed`, prints only how many words a second were cut, and how many with the ends of sentences.

use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use attache_language::{sentence_ends, tokenize};
use attache_press::CharOffsets;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let speed = std::env::args().any(|argument| argument == "--speed");
    let articles =
        io::stdin().lock().lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect::<io::Result<Vec<Value>>>()?;
    if speed {
        measure(&articles);
        return Ok(());
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    for article in &articles {
        let text = article["text"].as_str().unwrap_or_default();
        let words = tokenize(text);
        let offsets = CharOffsets::new(text);
        let span = |start, end| json!({"start": offsets.char_at(start), "end": offsets.char_at(end)});
        let mut sentences = Vec::new();
        let mut first = None;
        for (word, end) in words.iter().zip(sentence_ends(text, &words)) {
            let start = *first.get_or_insert(word.start);
            if end {
                sentences.push(span(start, word.end));
                first = None;
            }
        }
        let tokens: Vec<Value> = words.iter().map(|word| span(word.start, word.end)).collect();
        writeln!(out, "{}", json!({"id": article["id"], "tokens": tokens, "sentences": sentences}))?;
    }
    out.flush()
}

/// The best of several rounds over all texts.
fn measure(articles: &[Value]) {
    let texts: Vec<&str> = articles.iter().filter_map(|article| article["text"].as_str()).collect();
    let (mut cut, mut ended, mut count) = (Duration::MAX, Duration::MAX, 0);
    for _ in 0..9 {
        let start = Instant::now();
        let words: Vec<_> = texts.iter().map(|text| tokenize(text)).collect();
        cut = cut.min(start.elapsed());
        count = words.iter().map(Vec::len).sum();
        for (text, words) in texts.iter().zip(&words) {
            std::hint::black_box(sentence_ends(text, words));
        }
        ended = ended.min(start.elapsed());
    }
    let rate = |time: Duration| count as f64 / time.as_secs_f64() / 1e6;
    println!("{count} words: {:.1} million a second cut, {:.1} with the ends of sentences", rate(cut), rate(ended));
}
