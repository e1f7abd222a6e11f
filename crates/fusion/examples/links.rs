//! Prints the signs of pairs of mentions, story by story, for `bench/fit_links.py`: the names of the signs, then a line a pair.
//!
//! `links MODEL` reads `{"id", "text", "story", "mentions": [{"id", "start", "end"}]}` a line and pairs all mentions of a story.
//! `links MODEL --acts` reads articles as `attache task group` does, makes stories of them, and pairs the units of acts that the coder
//! finds where they share a type or a word; each is named by its mentions: article, span of the sentence, type. `--within` pairs the
//! mentions of one type within each article.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use attache_coding::{Source, reports};
use attache_fusion::{Account, Mention, MentionId, Pairs, Vector, neighbourhoods, pair_signs, sign_names};
use attache_language::{Annotator, Input, Keep};
use attache_press::{Article, CharSpan};
use attache_stories::{stories, trace};
use attache_world::World;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: links MODEL < articles.jsonl > pairs.jsonl")?;
    let (annotator, world) = (Annotator::load(Path::new(&folder))?, World::embedded());
    match std::env::args().nth(2).as_deref() {
        Some("--acts") => return acts(&annotator, world, Pairs::Units),
        Some("--within") => return acts(&annotator, world, Pairs::Within),
        _ => {}
    }
    let mut stories: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        stories.entry(line["story"].as_str().unwrap_or_default().to_owned()).or_default().push(line);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "{}", serde_json::to_string(sign_names())?)?;
    for (story, lines) in &stories {
        let accounts: Vec<Account> =
            lines.iter().map(|line| account(&annotator, world, line)).collect::<Result<_, _>>()?;
        let ids: Vec<&Vec<Value>> = lines.iter().filter_map(|line| line["mentions"].as_array()).collect();
        pair_signs(&accounts, Pairs::Mentions, |a, b, signs| {
            let id = |m: &[MentionId]| &ids[m[0].account][m[0].mention]["id"];
            let _ = writeln!(out, "{}", json!({"story": story, "a": id(a), "b": id(b), "signs": signs}));
        });
    }
    Ok(())
}

/// Pairs of acts that the coder finds.
fn acts(annotator: &Annotator, world: &World, which: Pairs) -> Result<(), Box<dyn Error>> {
    let mut articles: Vec<Article> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        articles.push(Article {
            id: text("id").unwrap_or_default(),
            outlet: text("outlet"),
            title: text("title"),
            byline: text("byline"),
            published: text("published"),
            language: Some("en".to_owned()),
            text: text("text").unwrap_or_default(),
            ..Article::default()
        });
    }
    let lineages = trace(&articles);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "{}", serde_json::to_string(sign_names())?)?;
    let mut accounts = Vec::new();
    for (article, lineage) in articles.iter().zip(&lineages) {
        let report = reports(annotator, world, &[Source::from(article)]).remove(0)?;
        accounts.push(Account::new(article, lineage, &report, article.published.as_deref()));
    }
    let stories: Vec<Vec<usize>> = stories(&articles, &lineages).into_iter().map(|story| story.articles).collect();
    for (number, around) in neighbourhoods(&accounts, &stories).into_iter().enumerate() {
        let members = around.iter().flat_map(|story| &stories[*story]);
        let accounts: Vec<Account> = members.map(|at| accounts[*at].clone()).collect();
        let act = |m: &MentionId| &accounts[m.account].mentions[m.mention];
        let event = |m: &[MentionId]| act(&m[0]).act.as_ref().map(|act| act.event);
        let name = |m: &MentionId| {
            let sentence = act(m).sentence;
            json!([accounts[m.account].id, sentence.start, sentence.end, event(&[*m]).map_or("", |event| event.name())])
        };
        let names = |unit: &[MentionId]| unit.iter().map(name).collect::<Vec<_>>();
        pair_signs(&accounts, which, |a, b, signs| {
            if event(a) == event(b) || which == Pairs::Units && act(&a[0]).lemma == act(&b[0]).lemma {
                let _ = writeln!(out, "{}", json!({"story": number, "a": names(a), "b": names(b), "signs": signs}));
            }
        });
    }
    Ok(())
}

fn account(annotator: &Annotator, world: &World, line: &Value) -> Result<Account, Box<dyn Error>> {
    let text = line["text"].as_str().ok_or("a line without text")?;
    let report = reports(annotator, world, &[Source { text, ..Source::default() }]).remove(0)?;
    let annotation = annotator.annotate_keeping(&[Input::from(text)], Keep::States)?.remove(0);
    let mut account = Account::bare(line["id"].as_str().unwrap_or_default(), text, &report);
    for mention in line["mentions"].as_array().into_iter().flatten() {
        let at = |end: &str| mention[end].as_u64().unwrap_or_default() as usize;
        let span = CharSpan { start: at("start"), end: at("end") };
        let words = report.annotation.words_in(span);
        let event = report.events.iter().find(|e| e.trigger.start < words.end && words.start < e.trigger.end);
        let mut told = Mention::new(text, &report, words, event).ok_or("a mention without words")?;
        told.vector = Vector::of(&annotator.mentions(&annotation, &[span])?.remove(0));
        account.mentions.push(told);
    }
    Ok(account)
}
