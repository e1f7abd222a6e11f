//! How fast signatures, index and candidates are on texts in memory: `candidates DOCS.jsonl`, each line with a `"text"`.
//!
//! Prints a line of JSON: documents, seconds of processor time (of the clock, where that is not to be had) and documents a
//! second, the reading of the file not counted.

use std::sync::LazyLock;
use std::time::Instant;

use attache_stories::{Index, Signature};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: candidates DOCS.jsonl")?;
    let texts = std::fs::read_to_string(path)?
        .lines()
        .map(|line| Ok(serde_json::from_str::<Document>(line)?.text))
        .collect::<Result<Vec<_>, serde_json::Error>>()?;
    let start = seconds();
    let signatures: Vec<_> = texts.par_iter().map(|text| Signature::of(text)).collect();
    let signed = seconds() - start;
    let index = Index::new(&signatures);
    let indexed = seconds() - start;
    let pairs = index.candidates();
    let all = seconds() - start;
    println!(
        "{{\"documents\":{},\"pairs\":{},\"signatures\":{signed:.4},\"index\":{:.4},\"candidates\":{:.4},\
         \"seconds\":{all:.4},\"documents_a_second\":{:.0}}}",
        texts.len(),
        pairs.len(),
        indexed - signed,
        all - indexed,
        texts.len() as f64 / all
    );
    Ok(())
}

/// Processor time of all threads so far.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let of_thread = |entry: std::io::Result<std::fs::DirEntry>| -> Option<f64> {
        let schedule = std::fs::read_to_string(entry.ok()?.path().join("schedstat")).ok()?;
        Some(schedule.split(' ').next()?.parse::<f64>().ok()? * 1e-9)
    };
    match std::fs::read_dir("/proc/self/task") {
        Ok(threads) => threads.filter_map(of_thread).sum(),
        Err(_) => START.elapsed().as_secs_f64(),
    }
}

#[derive(serde::Deserialize)]
struct Document {
    text: String,
}
