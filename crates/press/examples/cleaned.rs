//! Shows what cleaning makes of text files and pages: `cleaned FILE…` prints the fields, then each line as it stays or,
//! with its reason before it, as it went.

use attache_press::{Body, Clipping, clean};

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let content = std::fs::read_to_string(&path)?;
        let html = path.ends_with(".html");
        let body = if html { Body::Html(content.clone()) } else { Body::Text(content.clone()) };
        let cleaned = clean(&Clipping { id: path.clone(), body, ..Clipping::default() });
        let (article, text) = (cleaned.article, cleaned.extracted.unwrap_or(content));
        println!("=== {path}");
        for (name, value) in [
            ("title", &article.title),
            ("outlet", &article.outlet),
            ("published", &article.published),
            ("byline", &article.byline),
            ("dateline", &article.dateline),
            ("language", &article.language),
        ] {
            println!("{name:>10}: {} {:?}", value.as_deref().unwrap_or("-"), article.found.get(name));
        }
        println!("{:>10}: {}", "credits", article.credits.join(", "));
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        for removed in &article.removed {
            show(&chars[at..removed.span.start], "");
            show(&chars[removed.span.start..removed.span.end], &removed.why);
            at = removed.span.end;
        }
        show(&chars[at..], "");
    }
    Ok(())
}

fn show(passage: &[char], why: &str) {
    let passage: String = passage.iter().collect();
    passage.lines().filter(|l| !l.trim().is_empty()).for_each(|line| println!("{why:>14} | {line}"));
}
