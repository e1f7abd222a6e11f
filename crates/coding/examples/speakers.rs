//! Prints the statements of articles, and who may be the speaker of each with the signs that are weighed, for
//! `bench/fit_speakers.py`; what it prints, `bench/score_statements.py` takes too.
//!
//! Reads `{"id", "text", "published"?, "outlet"?, "title"?}` a line on standard input; the first argument is the model's folder.

use std::error::Error;
use std::io::BufRead;
use std::path::Path;

use attache_coding::{Article, Speaker, speaker_signs, weighed_speakers};
use attache_language::{Annotator, Input, Keep};
use attache_world::calendar::{self, Anchor};
use attache_world::{World, repairs, resolve};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: speakers MODEL < articles.jsonl > weighed.jsonl")?;
    let (annotator, world) = (Annotator::load(Path::new(&folder))?, World::embedded());
    let lines = std::io::stdin().lock().lines().collect::<Result<Vec<_>, _>>()?;
    let lines = lines.iter().map(|line| serde_json::from_str(line)).collect::<Result<Vec<serde_json::Value>, _>>()?;
    for line in lines {
        let text = line["text"].as_str().ok_or("a line without text")?;
        let Some(annotation) = annotator.annotate_keeping(&[Input::from(text)], Keep::Answers)?.pop() else { continue };
        let anchor: Option<Anchor> = line["published"].as_str().and_then(|published| published.parse().ok());
        let times = calendar::times_in(text, &annotation, anchor);
        let day = anchor.map(|anchor| anchor.day);
        let broken = repairs(text);
        let (outlet, title) = (line["outlet"].as_str(), line["title"].as_str());
        let setting = resolve::Setting { as_of: day, outlet, title, repairs: &broken, ..Default::default() };
        let resolution = resolve::resolve(world, text, &annotation, &setting);
        let article = Article { text, annotation: &annotation, resolution: &resolution, times: &times, day };
        let name = |speaker: &Speaker| {
            let actor = speaker.actor.and_then(|actor| resolution.actors.get(actor));
            let described = Some(&speaker.description).filter(|described| !described.is_empty());
            actor
                .and_then(|actor| actor.name.as_ref())
                .or(described)
                .or(actor.and_then(|actor| actor.office.as_ref()))
                .cloned()
        };
        let named = |speaker: &Speaker| serde_json::json!({"name": name(speaker)});
        let span = |words: &std::ops::Range<usize>| {
            let span = annotation.span(words);
            serde_json::json!({"start": span.start, "end": span.end})
        };
        let spans = |words: &std::ops::Range<usize>| if words.is_empty() { vec![] } else { vec![span(words)] };
        let told = weighed_speakers(&article).into_iter().map(|weighed| {
            let said = &weighed.statement;
            let candidate =
                |(speaker, signs): &(Speaker, Vec<f32>)| serde_json::json!({"name": name(speaker), "signs": signs});
            let asked = weighed.asked.iter().map(|(what, candidates)| {
                serde_json::json!({"what": what, "candidates": candidates.iter().map(candidate).collect::<Vec<_>>()})
            });
            serde_json::json!({
                "source": spans(&said.source), "cue": spans(&said.cue),
                "content": said.content.iter().map(span).collect::<Vec<_>>(),
                "speaker": said.speaker.as_ref().map(named), "with": said.with.iter().map(named).collect::<Vec<_>>(),
                "asked": asked.collect::<Vec<_>>(),
            })
        });
        let told: Vec<_> = told.collect();
        println!("{}", serde_json::json!({"id": line["id"], "statements": told, "signs": speaker_signs()}));
    }
    Ok(())
}
