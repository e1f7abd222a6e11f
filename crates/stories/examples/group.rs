//! Groups articles into stories: JSONL in (`id`, `text`, `title`?, `published`?), `{"id","story"}` out.
//!
//! Options as `name=value`: `threshold`, `slope`, `rigour`, `belief`, `same`, `copies`, `neighbours`, `postings`.

use std::io::{self, BufRead, Write};

use attache_press::Article;
use attache_stories::{GroupOptions, group_with};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = GroupOptions::default();
    for argument in std::env::args().skip(1) {
        let (name, value) = argument.split_once('=').ok_or("options are name=value")?;
        let number: f64 = value.parse()?;
        match name {
            "threshold" => options.threshold = number,
            "slope" => options.slope = number,
            "rigour" => options.rigour = number,
            "belief" => options.belief = number,
            "same" => options.same = number,
            "copies" => options.copies = number,
            "neighbours" => options.neighbours = number as usize,
            "postings" => options.postings = number as usize,
            _ => return Err(format!("no option {name}").into()),
        }
    }
    let mut articles = Vec::new();
    for line in io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| row[name].as_str().map(str::to_owned);
        articles.push(Article {
            id: field("id").unwrap_or_default(),
            title: field("title"),
            published: field("published"),
            text: field("text").unwrap_or_default(),
            ..Article::default()
        });
    }
    let mut out = io::stdout().lock();
    for (article, story) in articles.iter().zip(group_with(&articles, &[], &options)) {
        writeln!(out, "{}", serde_json::json!({"id": article.id, "story": story}))?;
    }
    Ok(())
}
