//! Words a second of the whole annotator over articles: `speed MODEL_DIR ARTICLES.jsonl [THREADS]`.
//!
//! Prints time by the clock; for time by the processor, on a machine that does other things too, run it under `time`.

use std::error::Error;
use std::time::Instant;

use attache_language::{Annotator, Input};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, articles, rest @ ..] = &arguments[..] else {
        return Err("usage: speed MODEL_DIR ARTICLES.jsonl [THREADS]".into());
    };
    let began = Instant::now();
    let annotator = Annotator::load(model.as_ref())?.with_jobs(rest.first().map_or(Ok(1), |jobs| jobs.parse())?);
    println!("loaded in {:.3} s", began.elapsed().as_secs_f64());
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(articles)?.lines() {
        let article: Value = serde_json::from_str(line)?;
        texts.extend(article["text"].as_str().map(str::to_owned));
    }
    let inputs: Vec<Input> = texts.iter().map(|text| Input::from(text.as_str())).collect();
    let began = Instant::now();
    let annotations = annotator.annotate(&inputs)?;
    let seconds = began.elapsed().as_secs_f64();
    let count = |of: fn(&attache_language::Annotation) -> usize| annotations.iter().map(of).sum::<usize>();
    let words = count(|annotation| annotation.words.len());
    println!("{} articles, {words} words, {:.0} a second", texts.len(), words as f64 / seconds);
    println!(
        "{} sentences, {} names, {} statements, {} triggers",
        count(|annotation| annotation.sentences.len()),
        count(|annotation| annotation.entities.len()),
        count(|annotation| annotation.statements.len()),
        count(|annotation| annotation.triggers.len()),
    );
    Ok(())
}
