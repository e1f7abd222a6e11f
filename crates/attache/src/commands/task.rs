//! `attache task`: one stage at a time, JSON lines in and out, in the same order.

use std::io::{self, BufReader, BufWriter, StdoutLock, Write};

use attache_archive::record::{BadLine, Cleaned, Grouped, Lineage, Traced};
use attache_press::read::{ReadError, ReadOptions, json_lines};
use attache_press::{Article, Body, Clipping, clean, language};
use attache_stories::{stories, trace};
use rayon::prelude::*;
use serde::Serialize;

use crate::Outcome;
use crate::cli::Stage;

/// Lines cleaned at a time, at most,
const MOST_LINES: usize = 256;
/// and their bytes together (when one line alone does not have more).
const MOST_BYTES: usize = 8 << 20;

pub fn run(stage: &Stage) -> anyhow::Result<Outcome> {
    // The standard lock cannot go to other threads; a reader of our own can.
    let options = ReadOptions::default();
    let mut lines = json_lines(BufReader::new(io::stdin()), &options);
    let mut out = BufWriter::new(io::stdout().lock());
    let all_good = match stage {
        Stage::Clean { with_extracted } => clean_all(&mut lines, *with_extracted, &mut out)?,
        Stage::Trace => {
            let given = Given::read(&mut lines);
            let lineages = trace(&given.articles);
            given
                .print(&mut out, |n, article| Traced { id: article.id.clone(), lineage: Lineage::from(&lineages[n]) })?
        }
        Stage::Group => {
            let given = Given::read(&mut lines);
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
fn clean_all(
    lines: &mut impl Iterator<Item = Line>,
    with_extracted: bool,
    out: &mut BufWriter<StdoutLock>,
) -> anyhow::Result<bool> {
    let mut all_good = true;
    loop {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < MOST_LINES && bytes < MOST_BYTES {
            let Some(line) = lines.next() else { break };
            bytes += line.as_ref().map_or(0, size);
            batch.push(line);
        }
        if batch.is_empty() {
            return Ok(all_good);
        }
        let cleaned: Vec<Result<Cleaned, BadLine>> =
            batch.into_par_iter().map(|line| clean_line(line, with_extracted)).collect();
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

fn clean_line(line: Line, with_extracted: bool) -> Result<Cleaned, BadLine> {
    let cleaned = clean(&line.map_err(bad)?);
    Ok(Cleaned { extracted: cleaned.extracted.filter(|_| with_extracted), ..Cleaned::from(cleaned.article) })
}

fn size(clipping: &Clipping) -> usize {
    match &clipping.body {
        Body::Text(body) | Body::Html(body) => body.len(),
    }
}

fn bad(error: ReadError) -> BadLine {
    BadLine { id: error.id.clone(), error: error.what() }
}

/// A line of the input: an article, or what is wrong with it.
type Line = Result<Clipping, ReadError>;

/// All lines of the input: articles as they stand, and bad lines in their places.
struct Given {
    articles: Vec<Article>,
    /// For each line, the article's position or what is wrong.
    lines: Vec<Result<usize, BadLine>>,
}

impl Given {
    fn read(lines: &mut impl Iterator<Item = Line>) -> Self {
        let mut given = Self { articles: Vec::new(), lines: Vec::new() };
        for line in lines {
            let article = line.map_err(bad).and_then(as_it_stands);
            given.lines.push(article.map(|article| {
                given.articles.push(article);
                given.articles.len() - 1
            }));
        }
        given
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
