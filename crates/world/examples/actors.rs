//! Articles as JSON lines to their mentions of actors, for `bench/score_actors.py`.
//!
//! With `--whose`, each line also has "whose": of each actor whose country the text leaves open what was weighed, for `bench/fit_whose.py`;
//! the first line then has the names of the signs and of the sorts of actors. `--model DIR` takes another model than the program's.
//!
//! A line has `id`, `text` and, where known, `story`, `title`, `published`, `outlet`; articles of one `story` are reconciled.

use std::collections::BTreeMap;
use std::io::{BufRead, stdin};
use std::path::Path;

use attache_language::{Annotation, Annotator, Input};
use attache_world::World;
use attache_world::resolve::{Cast, Resolution, Setting, reconcile, resolve, whose_asked, whose_names};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let weighed = std::env::args().any(|arg| arg == "--whose");
    if weighed {
        let (signs, sorts) = whose_names();
        println!("{}", json!({ "signs": signs, "sorts": sorts }));
    }
    let args: Vec<String> = std::env::args().collect();
    let annotator = match args.iter().position(|arg| arg == "--model").and_then(|at| args.get(at + 1)) {
        Some(folder) => Annotator::load(Path::new(folder))?,
        None => Annotator::embedded()?,
    };
    let mut articles: Vec<(Value, Annotation, Resolution)> = Vec::new();
    let mut asked = Vec::new();
    let mut stories: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for line in stdin().lock().lines() {
        let article: Value = serde_json::from_str(&line?)?;
        let text = article["text"].as_str().ok_or("a line without text")?;
        let annotation = annotator.annotate(&[Input::from(text)])?.remove(0);
        let setting = Setting {
            as_of: article["published"].as_str().and_then(|day| day.get(..10)?.parse().ok()),
            title: article["title"].as_str(),
            outlet: article["outlet"].as_str(),
            ..Setting::default()
        };
        let resolution = resolve(World::embedded(), text, &annotation, &setting);
        asked.push(if weighed { whose_asked(World::embedded(), text, &annotation, &setting) } else { Vec::new() });
        let story = article["story"].as_str().or(article["id"].as_str()).unwrap_or_default().to_owned();
        stories.entry(story).or_default().push(articles.len());
        articles.push((article, annotation, resolution));
    }
    let mut told: Vec<Vec<Value>> = vec![Vec::new(); articles.len()];
    for members in stories.values() {
        let resolutions: Vec<&Resolution> = members.iter().map(|at| &articles[*at].2).collect();
        let cast = reconcile(&resolutions);
        for (n, at) in members.iter().enumerate() {
            told[*at] = mentions(&articles[*at].1, &articles[*at].2, &cast, n);
        }
    }
    for (((article, ..), mentions), asked) in articles.iter().zip(told).zip(asked) {
        let line = if weighed {
            json!({ "id": article["id"], "mentions": mentions, "whose": asked })
        } else {
            json!({ "id": article["id"], "mentions": mentions })
        };
        println!("{line}");
    }
    Ok(())
}

/// The mentions of the story's article number `n`.
fn mentions(annotation: &Annotation, resolution: &Resolution, cast: &Cast, n: usize) -> Vec<Value> {
    let one = |mention: &attache_world::resolve::Mention| {
        let (span, head) = (annotation.span(&mention.words), annotation.words[mention.head].span);
        let (actor, story) = (&resolution.actors[mention.actor], cast.of[n][mention.actor]);
        json!({
            "start": span.start, "end": span.end, "head": [head.start, head.end],
            "kind": format!("{:?}", mention.kind), "type": format!("{:?}", actor.kind),
            "name": actor.name, "code": actor.code, "office": actor.office,
            "sectors": actor.sectors.iter().map(|sector| sector.word()).collect::<Vec<_>>(),
            "actor": mention.actor, "story_actor": story, "story_code": cast.actors[story].code,
        })
    };
    resolution.mentions.iter().map(one).collect()
}
