//! Prints the signs by which the coder judges each candidate, for `bench/fit_events.py`; with `standing` as second argument those
//! of the phrases that may fill a candidate's open sides, for `bench/fit_standing.py`; with `casting` those of all phrases that may
//! stand on a side, for `bench/fit_casting.py`.
//!
//! Reads `{"id", "text", "published"?}` a line on standard input; the first argument is the model's folder.

use std::error::Error;
use std::io::BufRead;
use std::path::Path;

use attache_coding::{Article, casting_names, considered, sign_names, signs, standing_names, standings};
use attache_language::{Annotator, Input, Keep};
use attache_world::calendar::{self, Anchor, Verbs};
use attache_world::{World, resolve};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: signs MODEL < texts.jsonl > signs.jsonl")?;
    let (annotator, world) = (Annotator::load(Path::new(&folder))?, World::embedded());
    let what = std::env::args().nth(2).unwrap_or_default();
    let names = match &*what {
        "standing" => standing_names(),
        "casting" => casting_names(),
        _ => sign_names(),
    };
    println!("{}", serde_json::to_string(names)?);
    for line in std::io::stdin().lock().lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let text = line["text"].as_str().ok_or("a line without text")?;
        let Some(annotation) = annotator.annotate_keeping(&[Input::from(text)], Keep::States)?.pop() else { continue };
        let anchor: Option<Anchor> = line["published"].as_str().and_then(|published| published.parse().ok());
        let words: Vec<_> = annotation.words.iter().map(|word| word.bytes.start..word.bytes.end).collect();
        let verbs = Verbs::by_form(text, &words);
        let times = calendar::times(text, &words, anchor, |word| verbs.around(word));
        let day = anchor.map(|anchor| anchor.day);
        let setting = resolve::Setting { as_of: day, ..Default::default() };
        let resolution = resolve::resolve(world, text, &annotation, &setting);
        let article = Article { text, annotation: &annotation, resolution: &resolution, times: &times, day };
        if what == "casting" {
            let told = considered(&article).into_iter().map(|it| {
                let span = |words: &std::ops::Range<usize>| annotation.span(words);
                let (trigger, head, of) = (span(&it.trigger), span(&(it.head..it.head + 1)), span(&it.party.words));
                serde_json::json!({"start": trigger.start, "end": trigger.end, "event": it.event.name(), "quad": it.event.quad().number(),
                    "head": [head.start, head.end], "span": [of.start, of.end], "held": it.held, "signs": it.signs})
            });
            println!("{}", serde_json::json!({"id": line["id"], "casting": told.collect::<Vec<_>>()}));
            continue;
        }
        if what == "standing" {
            let told = standings(&article).into_iter().map(|it| {
                let (trigger, head) = (annotation.span(&it.trigger), annotation.span(&(it.head..it.head + 1)));
                serde_json::json!({"start": trigger.start, "end": trigger.end, "event": it.event.name(), "quad": it.event.quad().number(),
                    "side": it.side.name(), "head": [head.start, head.end], "signs": it.signs})
            });
            println!("{}", serde_json::json!({"id": line["id"], "standing": told.collect::<Vec<_>>()}));
            continue;
        }
        let told: Vec<_> = signs(&article)
            .iter()
            .map(|sign| {
                let span = annotation.span(&sign.trigger);
                serde_json::json!({"start": span.start, "end": span.end, "event": sign.event.name(), "signs": sign.signs})
            })
            .collect();
        println!("{}", serde_json::json!({"id": line["id"], "signs": told}));
    }
    Ok(())
}
