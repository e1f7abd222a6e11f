//! `trace < articles.jsonl > lineage.jsonl`: as `attache task trace` reads and writes.

use std::io::{BufWriter, Read, Write};
use std::time::Instant;

use attache_press::Article;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let articles: Vec<Article> = input.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let start = Instant::now();
    let lineage = attache_stories::trace(&articles);
    eprintln!("{} articles in {:.2} s", articles.len(), start.elapsed().as_secs_f64());
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (article, lineage) in articles.iter().zip(&lineage) {
        let mut line = serde_json::json!({
            "id": article.id, "kind": lineage.kind, "of": lineage.of, "score": lineage.score,
            "repairs": lineage.repairs,
        });
        if std::env::args().any(|arg| arg == "--passages") {
            line["passages"] = serde_json::to_value(&lineage.passages)?;
        }
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}
