//! `attache task`: one stage at a time, JSON lines in and out, in the same order.

use std::io::{self, BufRead, BufWriter, StdoutLock, Write};

use attache_archive::record::{BadLine, Cleaned, Grouped, Lineage, Traced};
use attache_press::read::{ReadError, article_from_json};
use attache_press::{Article, Body, Clipping, clean, language};
use attache_stories::{stories, trace};
use rayon::prelude::*;
use serde::Serialize;

use crate::Outcome;
use crate::cli::Stage;

/// A line may have no more bytes than this.
const LONGEST_LINE: usize = 64 << 20;
/// Lines cleaned at a time, at most,
const MOST_LINES: usize = 256;
/// and their bytes together (when one line alone does not have more).
const MOST_BYTES: usize = 8 << 20;

pub fn run(stage: &Stage) -> anyhow::Result<Outcome> {
    let mut lines = Lines { input: io::stdin().lock(), number: 0 };
    let mut out = BufWriter::new(io::stdout().lock());
    let all_good = match stage {
        Stage::Clean { with_extracted } => clean_all(&mut lines, *with_extracted, &mut out)?,
        Stage::Trace => {
            let given = Given::read(&mut lines)?;
            let lineages = trace(&given.articles);
            given
                .print(&mut out, |n, article| Traced { id: article.id.clone(), lineage: Lineage::from(&lineages[n]) })?
        }
        Stage::Group => {
            let given = Given::read(&mut lines)?;
            let story_of = group(&given.articles);
            given.print(&mut out, |n, article| Grouped { id: article.id.clone(), story: story_of[n].clone() })?
        }
    };
    out.flush()?;
    Ok(if all_good { Outcome::Done } else { Outcome::SomeFailed })
}

/// Each article's story.
fn group(articles: &[Article]) -> Vec<String> {
    let lineages = trace(articles);
    let mut story_of = vec![String::new(); articles.len()];
    for story in stories(articles, &lineages) {
        for member in story.articles {
            story_of[member].clone_from(&story.id);
        }
    }
    story_of
}

/// Cleans line by line, in bounded memory; says whether every line could be used.
fn clean_all(lines: &mut Lines, with_extracted: bool, out: &mut BufWriter<StdoutLock>) -> anyhow::Result<bool> {
    let mut all_good = true;
    loop {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < MOST_LINES && bytes < MOST_BYTES {
            let Some(line) = lines.next()? else { break };
            bytes += line.as_ref().map_or(0, |line| line.text.len());
            batch.push(line);
        }
        if batch.is_empty() {
            return Ok(all_good);
        }
        let cleaned: Vec<Result<Cleaned, BadLine>> =
            batch.into_par_iter().map(|line| clean_line(&line?, with_extracted)).collect();
        for answer in &cleaned {
            match answer {
                Ok(cleaned) => print(out, cleaned)?,
                Err(bad) => print(out, bad)?,
            }
            all_good &= answer.is_ok();
        }
        out.flush()?;
    }
}

fn clean_line(line: &Line, with_extracted: bool) -> Result<Cleaned, BadLine> {
    let clipping = parse(line)?;
    let cleaned = clean(&clipping);
    Ok(Cleaned { extracted: cleaned.extracted.filter(|_| with_extracted), ..Cleaned::from(cleaned.article) })
}

/// The clipping of a line; one without an id is called by its line.
fn parse(line: &Line) -> Result<Clipping, BadLine> {
    let what = |error: &ReadError| format!("line {}: {}", line.number, error.what());
    let clipping =
        article_from_json(&line.text).map_err(|error| BadLine { id: error.id.clone(), error: what(&error) })?;
    let id = if clipping.id.is_empty() { format!("-#{}", line.number) } else { clipping.id };
    Ok(Clipping { id, ..clipping })
}

/// All lines of the input: articles as they stand, and bad lines in their places.
struct Given {
    articles: Vec<Article>,
    /// For each line, the article's position or what is wrong.
    lines: Vec<Result<usize, BadLine>>,
}

impl Given {
    fn read(lines: &mut Lines) -> anyhow::Result<Self> {
        let mut given = Self { articles: Vec::new(), lines: Vec::new() };
        while let Some(line) = lines.next()? {
            let article = line.and_then(|line| as_it_stands(parse(&line)?));
            given.lines.push(article.map(|article| {
                given.articles.push(article);
                given.articles.len() - 1
            }));
        }
        Ok(given)
    }

    /// Prints an answer for each line; says whether every line could be used.
    fn print<T: Serialize>(
        &self,
        out: &mut BufWriter<StdoutLock>,
        answer: impl Fn(usize, &Article) -> T,
    ) -> anyhow::Result<bool> {
        for line in &self.lines {
            match line {
                Ok(n) => print(out, &answer(*n, &self.articles[*n]))?,
                Err(bad) => print(out, bad)?,
            }
        }
        Ok(self.lines.iter().all(Result::is_ok))
    }
}

/// The article of a clipping, its text untouched: only `task clean` cleans.
fn as_it_stands(clipping: Clipping) -> Result<Article, BadLine> {
    let Body::Text(text) = clipping.body else {
        let error = "this stage reads text, not html; run the lines through `attache task clean` first".to_owned();
        return Err(BadLine { id: Some(clipping.id), error });
    };
    Ok(Article {
        id: clipping.id,
        url: clipping.url,
        outlet: clipping.outlet,
        title: clipping.title,
        byline: clipping.byline,
        published: clipping.published,
        language: clipping.language.or_else(|| language::identify(&text).map(str::to_owned)),
        text,
        ..Article::default()
    })
}

fn print(out: &mut BufWriter<StdoutLock>, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// One line of the input.
struct Line {
    /// From 1.
    number: usize,
    text: String,
}

/// The lines of standard input that are not blank, each within bounds.
struct Lines<'i> {
    input: io::StdinLock<'i>,
    number: usize,
}

impl Lines<'_> {
    /// The next line, or what is wrong with it; none at the end.
    fn next(&mut self) -> io::Result<Option<Result<Line, BadLine>>> {
        loop {
            let mut bytes = Vec::new();
            let Some(is_whole) = self.read_line(&mut bytes)? else { return Ok(None) };
            self.number += 1;
            let bad =
                |error: String| Ok(Some(Err(BadLine { id: None, error: format!("line {}: {error}", self.number) })));
            if !is_whole {
                return bad(format!("is longer than {} MiB; split the article", LONGEST_LINE >> 20));
            }
            match String::from_utf8(bytes) {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) => return Ok(Some(Ok(Line { number: self.number, text }))),
                Err(_) => return bad("is not UTF-8; convert the file first, for example with iconv".to_owned()),
            }
        }
    }

    /// Reads to the end of the line, keeping no more of it than its bound; none at the end of the input, else whether
    /// all of it was kept.
    fn read_line(&mut self, kept: &mut Vec<u8>) -> io::Result<Option<bool>> {
        let (mut read_any, mut is_whole) = (false, true);
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Ok(read_any.then_some(is_whole));
            }
            read_any = true;
            let (used, is_end) = match chunk.iter().position(|b| *b == b'\n') {
                Some(at) => (at + 1, true),
                None => (chunk.len(), false),
            };
            is_whole &= kept.len() + used <= LONGEST_LINE;
            if is_whole {
                kept.extend_from_slice(&chunk[..used]);
            } else {
                *kept = Vec::new();
            }
            self.input.consume(used);
            if is_end {
                return Ok(Some(is_whole));
            }
        }
    }
}
