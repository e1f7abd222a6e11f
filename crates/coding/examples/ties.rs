//! Writes what `training/ties.py` learns from: for each text its words, mentions, actors and names, a line of JSON each into `OUT.idx`, and
//! the encoder's states of its words, top and lower, as half floats into `OUT.f16`.
//!
//! Reads `{"id", "text", "published"?}` a line on standard input; the arguments are the model's folder and OUT.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufWriter, Write};
use std::path::Path;

use attache_language::{Annotation, Annotator, Input, Keep};
use attache_world::calendar::Anchor;
use attache_world::resolve::{self, Resolution};
use attache_world::{World, repairs};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: ties MODEL OUT < texts.jsonl".into());
    };
    let (annotator, world) = (Annotator::load(Path::new(&folder))?, World::embedded());
    let mut states = BufWriter::new(File::create(format!("{out}.f16"))?);
    let mut index = BufWriter::new(File::create(format!("{out}.idx"))?);
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let text = line["text"].as_str().ok_or("a line without text")?;
        let annotation = annotator.annotate_keeping(&[Input::from(text)], Keep::States)?.remove(0);
        let anchor: Option<Anchor> = line["published"].as_str().and_then(|published| published.parse().ok());
        let repairs = repairs(text);
        let setting =
            resolve::Setting { as_of: anchor.map(|anchor| anchor.day), repairs: &repairs, ..Default::default() };
        let resolution = resolve::resolve(world, text, &annotation, &setting);
        for word in 0..annotation.words.len() {
            let (top, lower) = annotation.states_of(word)?;
            for number in top.iter().chain(lower) {
                states.write_all(&half(*number).to_le_bytes())?;
            }
        }
        writeln!(index, "{}", row(text, &line["id"], &annotation, &resolution))?;
    }
    Ok(())
}

fn row(text: &str, id: &Value, annotation: &Annotation, resolution: &Resolution) -> Value {
    let words: Vec<Value> = annotation
        .words
        .iter()
        .map(|word| json!([word.form(text), word.upos.name(), word.xpos, word.head, word.deprel]))
        .collect();
    let sentences: Vec<_> = annotation.sentences.iter().map(|it| [it.words.start, it.words.end]).collect();
    let entities: Vec<Value> =
        annotation.entities.iter().map(|it| json!([it.words.start, it.words.end, format!("{:?}", it.kind)])).collect();
    let mentions: Vec<Value> = resolution
        .mentions
        .iter()
        .map(|it| json!({"w": [it.words.start, it.words.end], "h": it.head, "k": format!("{:?}", it.kind), "a": it.actor}))
        .collect();
    let actors: Vec<Value> = resolution
        .actors
        .iter()
        .map(|it| json!({"k": format!("{:?}", it.kind), "n": it.name, "ns": it.names, "c": it.code}))
        .collect();
    json!({"id": id, "words": words, "sentences": sentences, "entities": entities, "mentions": mentions, "actors": actors})
}

/// A number as a half float; what is too small becomes nothing, what is too large the largest.
fn half(number: f32) -> u16 {
    let bits = number.to_bits();
    let sign = ((bits >> 16) & 0x8000) as u16;
    let rounded = (bits & 0x7fff_ffff) + 0x1000;
    match (rounded >> 23).checked_sub(112) {
        None | Some(0) => sign,
        Some(exponent @ 1..=30) => sign | (exponent << 10) as u16 | ((rounded >> 13) & 0x3ff) as u16,
        Some(_) => sign | 0x7bff,
    }
}
