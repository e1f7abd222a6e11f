//! Finds the places of articles: `places ARTICLES ANNOTATIONS [--weights FILE] [--signs | --speed]`.
//!
//! ARTICLES is JSONL with "id", "text", "outlet" and "published"; ANNOTATIONS what `attache task annotate --tokens`
//! makes of it. Prints JSONL with the places, or with everything that was weighed.

mod annotated;

use annotated::Labels;
use attache_press::CharSpan;
use attache_world::World;
use attache_world::resolve::{Setting, sign_names, weighed_toponyms};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| args.iter().any(|a| a == name);
    let [articles, annotations, ..] = &args[..] else { return Err("places ARTICLES ANNOTATIONS".into()) };
    let weights = args.iter().position(|a| a == "--weights").and_then(|at| args.get(at + 1));
    let weights = weights.map(std::fs::read_to_string).transpose()?;
    let world = World::embedded();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if flag("--signs") {
        let (naming, settling) = sign_names();
        writeln!(out, "{}", json!({ "naming": naming, "settling": settling }))?;
    }
    let mut labels = Labels::default();
    let (mut seconds, mut sentences, mut found) = (0.0, 0, 0);
    for (article, annotation) in lines(articles)?.zip(lines(annotations)?) {
        let (article, annotation): (Value, Value) =
            (serde_json::from_str(&article?)?, serde_json::from_str(&annotation?)?);
        let text = article["text"].as_str().unwrap_or_default();
        let annotation = labels.annotation(text, &annotation);
        let setting = Setting {
            as_of: article["published"].as_str().and_then(|p| p.get(..10)?.parse().ok()),
            outlet: article["outlet"].as_str(),
            ..Setting::default()
        };
        let began = Instant::now();
        let weighed = weighed_toponyms(world, text, &annotation, &setting, weights.as_deref());
        seconds += began.elapsed().as_secs_f64();
        (sentences, found) = (sentences + annotation.sentences.len(), found + weighed.toponyms.len());
        if flag("--signs") {
            let span = |s: &CharSpan| json!([s.start, s.end]);
            let stretches: Vec<Value> = weighed.stretches.iter().map(|(s, signs)| json!([span(s), signs])).collect();
            let names: Vec<Value> = weighed
                .names
                .iter()
                .map(|(mentions, places)| json!([mentions.iter().map(span).collect::<Vec<_>>(), places]))
                .collect();
            writeln!(out, "{}", json!({ "id": article["id"], "stretches": stretches, "names": names }))?;
        } else if !flag("--speed") {
            let places: Vec<Value> = weighed.toponyms.iter().map(|t| {
                let place = t.place();
                json!({ "start": t.span.start, "end": t.span.end, "lat": place.map(|p| p.lat), "lon": place.map(|p| p.lon),
                    "country": place.and_then(|p| p.country.clone()), "division": place.and_then(|p| p.division.clone()),
                    "geonames": place.and_then(|p| p.geonames), "name": place.map(|p| p.name.clone()),
                    "score": place.map(|p| p.score), "used_as": format!("{:?}", t.used_as) })
            }).collect();
            writeln!(out, "{}", json!({ "id": article["id"], "places": places }))?;
        }
    }
    if flag("--speed") {
        writeln!(
            out,
            "{found} toponyms in {sentences} sentences: {:.4} ms a sentence",
            seconds * 1e3 / sentences as f64
        )?;
    }
    Ok(())
}

fn lines(path: &str) -> std::io::Result<impl Iterator<Item = std::io::Result<String>>> {
    Ok(BufReader::new(std::fs::File::open(path)?).lines())
}
