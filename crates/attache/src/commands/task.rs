//! `attache task`: one stage at a time, JSON lines in and out, in the same order.

use std::collections::HashMap;
use std::io::{self, BufReader, BufWriter, StdoutLock, Write};

use attache_archive::record::{BadLine, Cleaned, Grouped, Lineage, Traced};
use attache_press::read::{GivenId, JsonLine, json_lines};
use attache_press::{Article, Body, Clipping, clean, language};
use attache_stories::{stories, trace};
use rayon::prelude::*;
use serde::Serialize;

use super::{annotate, link, relate};
use crate::Outcome;
use crate::cli::{Common, Stage, Task};
use crate::hearing;

/// Lines answered at a time, at most.
const MOST_LINES: usize = 256;

/// Their bytes together (when one line alone does not have more), by what a stage keeps of a byte.
const MOST_CLEANED: usize = 8 << 20;
const MOST_ANNOTATED: usize = 128 << 10;

pub fn run(args: &Task, common: &Common) -> anyhow::Result<Outcome> {
    // The standard lock cannot go to other threads; a reader of our own can.
    let options = args.limits.read_options();
    let mut lines = json_lines(BufReader::new(io::stdin()), &options);
    let mut out = BufWriter::new(io::stdout().lock());
    let all_good = match &args.stage {
        Stage::Clean { with_extracted } => in_batches(&mut lines, MOST_CLEANED, &mut out, |batch| {
            batch.into_par_iter().map(|line| clean_line(line, *with_extracted)).collect()
        })?,
        Stage::Trace { no_annotate, model } => {
            let given = Given::read(&mut lines);
            let lineages = match no_annotate {
                true => trace(&given.articles),
                false => hearing::trace(&given.articles, model, common)?,
            };
            given.print(&mut out, |n, id| {
                let of = lineages[n].of.as_deref().and_then(|of| given.id(of));
                Traced { id, lineage: Lineage::from(&lineages[n]).of(of) }
            })?
        }
        Stage::Group => {
            let given = Given::read(&mut lines);
            let story_of = group(&given.articles);
            given.print(&mut out, |n, id| Grouped { id, story: story_of[n].clone() })?
        }
        Stage::Annotate { tokens, model, world } => {
            let annotator = annotate::annotator(model, common)?;
            let world = world.load()?;
            in_batches(&mut lines, MOST_ANNOTATED, &mut out, |batch| {
                annotate::annotated(batch, &annotator, &world, *tokens)
            })?
        }
        Stage::Link { model, world } => {
            let annotator = annotate::annotator(model, common)?;
            let world = world.load()?;
            let answers = link::linked(BufReader::new(io::stdin()), &options, &annotator, &world)?;
            for answer in &answers {
                match answer {
                    Ok(answer) => print(&mut out, answer)?,
                    Err(refused) => refused.print(&mut out)?,
                }
            }
            answers.iter().all(Result::is_ok)
        }
        Stage::Relate { model } => {
            let annotator = annotate::annotator(model, common)?;
            in_batches(&mut lines, MOST_ANNOTATED, &mut out, |batch| relate::related(batch, &annotator))?
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

/// Answers line by line, in bounded memory; says whether every line could be used.
fn in_batches<T: Serialize>(
    lines: &mut impl Iterator<Item = JsonLine>,
    most_bytes: usize,
    out: &mut BufWriter<StdoutLock>,
    answers: impl Fn(Vec<JsonLine>) -> Vec<Result<T, Refused>>,
) -> anyhow::Result<bool> {
    let mut all_good = true;
    loop {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < MOST_LINES && bytes < most_bytes {
            let Some(line) = lines.next() else { break };
            bytes += line.article.as_ref().map_or(0, size);
            batch.push(line);
        }
        if batch.is_empty() {
            return Ok(all_good);
        }
        for answer in answers(batch) {
            match &answer {
                Ok(answer) => print(out, answer)?,
                Err(refused) => refused.print(out)?,
            }
            all_good &= answer.is_ok();
        }
        out.flush()?;
    }
}

fn clean_line(line: JsonLine, with_extracted: bool) -> Result<Cleaned<GivenId>, Refused> {
    let (id, clipping) = article_of(line)?;
    let mut cleaned = clean(&clipping);
    // who gave the text has the words
    cleaned.article.removed.iter_mut().for_each(|removed| removed.text = None);
    Ok(Cleaned { extracted: cleaned.extracted.filter(|_| with_extracted), ..Cleaned::called(id, cleaned.article) })
}

fn size(clipping: &Clipping) -> usize {
    match &clipping.body {
        Body::Text(body) | Body::Html(body) => body.len(),
    }
}

/// What answers a line that has no article.
pub(super) enum Refused {
    /// What is wrong with it.
    Bad(BadLine),
    /// What an earlier stage said was wrong, as that stage put it.
    Before(String),
}

impl Refused {
    fn print(&self, out: &mut BufWriter<StdoutLock>) -> anyhow::Result<()> {
        match self {
            Self::Bad(bad) => print(out, bad),
            Self::Before(line) => Ok(writeln!(out, "{line}")?),
        }
    }
}

/// The article of a line and its id in the form given.
pub(super) fn article_of(line: JsonLine) -> Result<(GivenId, Clipping), Refused> {
    match (line.article, line.report) {
        (Ok(clipping), _) => Ok((line.id, clipping)),
        (Err(_), Some(report)) => Err(Refused::Before(report)),
        (Err(error), None) => Err(Refused::Bad(BadLine { id: line.id, error: error.what() })),
    }
}

/// All lines of the input: articles as they stand, and bad lines in their places.
#[derive(Default)]
struct Given {
    /// Each with an id of its own.
    articles: Vec<Article>,
    /// Their ids in the form given.
    ids: Vec<GivenId>,
    /// Positions of articles by the ids that they have here.
    places: HashMap<String, usize>,
    /// For each line, the article's position or what is wrong.
    lines: Vec<Result<usize, Refused>>,
}

impl Given {
    fn read(lines: &mut impl Iterator<Item = JsonLine>) -> Self {
        let mut given = Self::default();
        for line in lines {
            let line = article_of(line).and_then(as_it_stands).map(|(id, article)| given.add(id, article));
            given.lines.push(line);
        }
        given
    }

    /// Adds an article, under another id where an earlier one has its id: `7` and `"7"`, one text twice without an id.
    fn add(&mut self, id: GivenId, mut article: Article) -> usize {
        let place = self.articles.len();
        while self.places.contains_key(&article.id) {
            article.id = format!("{}#{}", article.id, place + 1);
        }
        self.places.insert(article.id.clone(), place);
        self.articles.push(article);
        self.ids.push(id);
        place
    }

    /// The form given of an id here.
    fn id(&self, here: &str) -> Option<GivenId> {
        self.places.get(here).map(|place| self.ids[*place].clone())
    }

    /// Prints an answer for each line; says whether every line could be used.
    fn print<T: Serialize>(
        &self,
        out: &mut BufWriter<StdoutLock>,
        answer: impl Fn(usize, GivenId) -> T,
    ) -> anyhow::Result<bool> {
        for line in &self.lines {
            match line {
                Ok(n) => print(out, &answer(*n, self.ids[*n].clone()))?,
                Err(refused) => refused.print(out)?,
            }
        }
        Ok(self.lines.iter().all(Result::is_ok))
    }
}

/// The article of a clipping, its text untouched: only `task clean` cleans.
pub(super) fn as_it_stands((id, clipping): (GivenId, Clipping)) -> Result<(GivenId, Article), Refused> {
    let Body::Text(text) = clipping.body else {
        let error = "this stage reads text, not html; run the lines through `attache task clean` first".to_owned();
        return Err(Refused::Bad(BadLine { id, error }));
    };
    let article = Article {
        id: clipping.id,
        url: clipping.url,
        outlet: clipping.outlet,
        title: clipping.title,
        byline: clipping.byline,
        published: clipping.published,
        language: clipping.language.or_else(|| language::identify(&text).map(str::to_owned)),
        text,
        ..Article::default()
    };
    Ok((id, article))
}

fn print(out: &mut BufWriter<StdoutLock>, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}
