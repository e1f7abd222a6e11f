//! How much cleaning takes out of texts that hold little but story: `cleaning_loss FILE.jsonl…`.
//!
//! Reads JSONL with `text` (and, where they are known, `title` and `url`), or plain text files, cleans each, and prints
//! every passage that went with its reason, then the count of sentences that went beside that of all sentences. A
//! sentence counts as gone if most of it lies in removed passages; headlines, which are kept as titles, are printed
//! apart too. `--quiet` prints the counts alone.

use std::collections::BTreeMap;

use attache_press::{Body, CharOffsets, Clipping, Removed, clean, sentences};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, paths): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let quiet = flags.iter().any(|f| f == "--quiet");
    let (mut articles, mut total, mut lost, mut lost_headlines, mut bytes) = (0, 0, 0, 0, 0);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut spent = std::time::Duration::ZERO;
    // patterns are built on first use
    clean(&Clipping { body: Body::Text("Rain fell.".into()), ..Clipping::default() });
    for path in &paths {
        for clipping in read(path)? {
            let Body::Text(text) = &clipping.body else { continue };
            let start = std::time::Instant::now();
            let article = clean(&clipping).article;
            spent += start.elapsed();
            bytes += text.len();
            articles += 1;
            if !quiet && (article.title.is_some() || article.byline.is_some()) {
                println!("{}\t# title {:?} byline {:?}", clipping.id, article.title, article.byline);
            }
            if !quiet && (article.dateline.is_some() || !article.credits.is_empty()) {
                println!("{}\t# dateline {:?} credits {:?}", clipping.id, article.dateline, article.credits);
            }
            if !quiet && article.published.is_some() {
                println!("{}\t# published {:?}", clipping.id, article.published);
            }
            for removed in &article.removed {
                *reasons.entry(removed.why.clone()).or_default() += 1;
                if !quiet {
                    let (from, length) = (removed.span.start, removed.span.end - removed.span.start);
                    let passage: String = text.chars().skip(from).take(length).collect();
                    println!("{}\t{}\t{}", clipping.id, removed.why, passage.replace('\n', " "));
                }
            }
            let but_title: Vec<Removed> = article.removed.iter().filter(|r| r.why != "title").cloned().collect();
            let (all, gone) = count(text, &article.removed);
            total += all;
            lost += gone;
            lost_headlines += gone - count(text, &but_title).1;
        }
    }
    let one_in = if lost == 0 { f64::INFINITY } else { total as f64 / lost as f64 };
    println!("articles {articles}\tsentences {total}\tremoved {lost} ({lost_headlines} headlines)\tone in {one_in:.0}");
    println!("reasons {reasons:?}");
    println!("{:.1} MB/s", bytes as f64 / 1e6 / spent.as_secs_f64());
    Ok(())
}

fn read(path: &str) -> Result<Vec<Clipping>, Box<dyn std::error::Error>> {
    let content = std::fs::read_to_string(path)?;
    if !path.ends_with(".jsonl") {
        return Ok(vec![Clipping { id: path.into(), body: Body::Text(content), ..Clipping::default() }]);
    }
    let mut clippings = Vec::new();
    for line in content.lines() {
        let row: Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().map(str::to_owned);
        let id = field("id").or_else(|| field("doc")).unwrap_or_default();
        let body = Body::Text(field("text").unwrap_or_default());
        clippings.push(Clipping { id, body, title: field("title"), url: field("url"), ..Clipping::default() });
    }
    Ok(clippings)
}

/// Sentences of the text, and those of them that mostly lie in removed passages.
fn count(text: &str, removed: &[Removed]) -> (usize, usize) {
    let offsets = CharOffsets::new(text);
    let sentences = sentences(text);
    let mut first = 0;
    let gone = sentences.iter().filter(|s| {
        let s = offsets.span(**s);
        while removed.get(first).is_some_and(|r| r.span.end <= s.start) {
            first += 1;
        }
        let over = |r: &Removed| r.span.end.min(s.end).saturating_sub(r.span.start.max(s.start));
        let within = removed[first..].iter().take_while(|r| r.span.start < s.end);
        within.map(over).sum::<usize>() * 2 > s.end - s.start
    });
    let gone = gone.count();
    (sentences.len(), gone)
}
