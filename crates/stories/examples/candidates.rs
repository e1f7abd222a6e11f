//! How fast signatures, index and candidates are on texts in memory: `candidates DOCS.jsonl`, each line with a `"text"`.
//!
//! Prints a line of JSON: documents, seconds and documents a second, the reading of the file not counted.

use std::time::Instant;

use attache_stories::{Index, Signature};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: candidates DOCS.jsonl")?;
    let texts = std::fs::read_to_string(path)?
        .lines()
        .map(|line| Ok(serde_json::from_str::<Document>(line)?.text))
        .collect::<Result<Vec<_>, serde_json::Error>>()?;
    let start = Instant::now();
    let signatures: Vec<_> = texts.par_iter().map(|text| Signature::of(text)).collect();
    let signed = start.elapsed().as_secs_f64();
    let index = Index::new(&signatures);
    let indexed = start.elapsed().as_secs_f64();
    let pairs = index.candidates();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{{\"documents\":{},\"pairs\":{},\"signatures\":{signed:.4},\"index\":{:.4},\"candidates\":{:.4},\
         \"seconds\":{seconds:.4},\"documents_a_second\":{:.0}}}",
        texts.len(),
        pairs.len(),
        indexed - signed,
        seconds - indexed,
        texts.len() as f64 / seconds
    );
    Ok(())
}

#[derive(serde::Deserialize)]
struct Document {
    text: String,
}
