//! Judges the wording of articles: JSONL with "id" and "text" on standard input, JSONL with the scores on standard output.
//!
//!     cargo run --release -p attache-world --example wording < articles.jsonl
//!     cargo run --release -p attache-world --example wording -- --signs < articles.jsonl    # for tables/train.py
//!     cargo run --release -p attache-world --example wording -- --repairs < articles.jsonl
//!     cargo run --release -p attache-world --example wording -- --heard MODEL < articles.jsonl     # with the annotator
//!     cargo run --release -p attache-world --example wording -- --states MODEL < articles.jsonl    # for training/swapped.py
//!     cargo run --release -p attache-world --example wording -- --speed < articles.jsonl    # words a second, one core
//!
//! `tables/score.py` turns these scores into recall and false alarms, and repairs into the share that stands in the original.

use attache_language::{Annotator, Keep};
use attache_world::{
    near_synonyms, repairs, wording, wording_heard, wording_heard_signs, wording_signs, wording_states,
};
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
        return speed(&texts, &mut out);
    }
    if mode == "--heard" || mode == "--states" {
        let folder = std::env::args().nth(2).ok_or("which model?")?;
        return heard(&texts, &Annotator::load(folder.as_ref())?, mode == "--states", &mut out);
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

/// Judges texts with the annotator where counts leave doubt, or writes its states of their words: packed, after their length in bytes.
fn heard(
    texts: &[(String, String)],
    annotator: &Annotator,
    states: bool,
    out: &mut impl Write,
) -> Result<(), Box<dyn std::error::Error>> {
    for texts in texts.chunks(16) {
        let inputs: Vec<_> = texts.iter().map(|(_, text)| text.as_str().into()).collect();
        let annotations = annotator.annotate_keeping(&inputs, if states { Keep::States } else { Keep::Answers })?;
        for ((id, text), annotation) in texts.iter().zip(&annotations) {
            if states {
                let packed = wording_states(text, annotation);
                out.write_all(&(packed.len() as u32).to_le_bytes())?;
                out.write_all(&packed)?;
                continue;
            }
            let counted = wording(text);
            let judged = if counted.is_doubtful() { wording_heard(text, annotation) } else { counted };
            let signs = wording_heard_signs(text, annotation);
            let line = serde_json::json!({ "id": id, "spun": judged.spun, "garbled": judged.garbled, "words": judged.words, "signs": signs });
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Times the first use, the judgement and the look-ups, each on one core.
fn speed(texts: &[(String, String)], out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let began = Instant::now();
    wording("a text to load the tables with");
    writeln!(out, "tables ready after {:.1} ms", began.elapsed().as_secs_f64() * 1e3)?;
    let began = Instant::now();
    let mut words = 0;
    for (_, text) in texts {
        std::hint::black_box(wording(text));
        words += text.split_ascii_whitespace().count();
    }
    let seconds = began.elapsed().as_secs_f64();
    writeln!(out, "{words} words in {seconds:.2} s: {:.0} words a second", words as f64 / seconds)?;
    let all: Vec<&str> = texts.iter().flat_map(|(_, text)| text.split_ascii_whitespace()).take(1_000_000).collect();
    let began = Instant::now();
    let found = all.windows(2).filter(|pair| near_synonyms(pair[0], pair[1])).count();
    let seconds = began.elapsed().as_secs_f64();
    writeln!(out, "{found} near-synonyms; {:.0} look-ups a second", all.len() as f64 / seconds)?;
    Ok(())
}
