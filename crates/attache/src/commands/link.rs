//! `attache task link`: which given mentions are of one event.

use std::io::{BufRead, Cursor};

use attache_archive::record::{BadLine, Linked};
use attache_coding::{Source, reports};
use attache_fusion::{Account, Mention, MentionId, Sort, Vector, link};
use attache_language::{Annotator, Input, Keep};
use attache_press::read::{GivenId, ReadOptions, json_lines};
use attache_press::{Article, CharSpan};
use attache_stories::{stories, trace};
use attache_world::World;
use serde::Deserialize;

use super::task::{Refused, article_of, as_it_stands};

/// Bytes of text that are annotated at a time.
const MOST_BYTES: usize = 128 << 10;

/// A mention that a line gives.
#[derive(Debug, Deserialize)]
struct GivenMention {
    #[serde(default)]
    id: GivenId,
    #[serde(flatten)]
    span: CharSpan,
}

/// What a line gives beside its article.
#[derive(Debug, Deserialize)]
struct GivenMentions {
    #[serde(default)]
    mentions: Option<Vec<GivenMention>>,
}

/// An article and its mentions.
struct Line {
    id: GivenId,
    article: Article,
    mentions: Vec<GivenMention>,
}

/// Answers `task link`: for each mention of each line, in order, its cluster; for a bad line what is wrong with it.
pub(super) fn linked(
    input: impl BufRead,
    options: &ReadOptions,
    annotator: &Annotator,
    world: &World,
) -> anyhow::Result<Vec<Result<Linked, Refused>>> {
    let mut lines: Vec<Result<Line, Refused>> = Vec::new();
    for line in input.split(b'\n') {
        lines.extend(read(&line?, options));
    }
    let accounts = accounts(&mut lines, annotator, world);
    let places: Vec<usize> = (0..lines.len()).filter(|n| lines[*n].is_ok()).collect();
    let articles: Vec<Article> = lines.iter().flatten().map(|line| line.article.clone()).collect();
    let mut cluster: Vec<Vec<Option<usize>>> =
        lines.iter().map(|line| line.as_ref().map_or(Vec::new(), |line| vec![None; line.mentions.len()])).collect();
    let mut count = 0;
    let lineages = trace(&articles);
    for story in stories(&articles, &lineages) {
        let members: Vec<usize> = story.articles.iter().map(|at| places[*at]).collect();
        let told: Vec<Account> = members.iter().filter_map(|line| accounts[*line].clone()).collect();
        for event in link(&told, Sort::Any) {
            for MentionId { account, mention } in event {
                cluster[members[account]][mention] = Some(count);
            }
            count += 1;
        }
    }
    let mut answers = Vec::new();
    for (line, cluster) in lines.into_iter().zip(cluster) {
        match line {
            Ok(line) => {
                for (mention, cluster) in line.mentions.into_iter().zip(cluster) {
                    let cluster = cluster.unwrap_or_else(|| {
                        count += 1;
                        count - 1
                    });
                    answers.push(Ok(Linked { mention: mention.id, cluster: format!("e{cluster}") }));
                }
            }
            Err(refused) => answers.push(Err(refused)),
        }
    }
    Ok(answers)
}

/// The articles of a line, nearly always one, with the mentions that it gives.
fn read(line: &[u8], options: &ReadOptions) -> Vec<Result<Line, Refused>> {
    let given = json_lines(Cursor::new(line.to_vec()), options).map(|line| article_of(line).and_then(as_it_stands));
    let given: Vec<_> = given.collect();
    let mut mentions = Some(serde_json::from_slice::<GivenMentions>(line));
    let mut with = |(id, article): (GivenId, Article)| {
        let bad = |error: String| Refused::Bad(BadLine { id: id.clone(), error });
        let mentions = mentions.take().unwrap_or(Ok(GivenMentions { mentions: None }));
        let mentions = mentions.map_err(|error| {
            bad(format!("mentions must be a list of {{\"id\", \"start\", \"end\"}} objects ({error})"))
        })?;
        let mentions = mentions.mentions.unwrap_or_default();
        let chars = article.text.chars().count();
        let wrong = mentions.iter().find(|m| m.span.start >= m.span.end || m.span.end > chars);
        if let Some(GivenMention { span, .. }) = wrong {
            return Err(bad(format!("{}..{} is no place in a text of {chars} characters", span.start, span.end)));
        }
        Ok(Line { id, article, mentions })
    };
    given.into_iter().map(|line| line.and_then(&mut with)).collect()
}

/// What each line brings; a line that cannot be annotated is refused.
fn accounts(lines: &mut [Result<Line, Refused>], annotator: &Annotator, world: &World) -> Vec<Option<Account>> {
    let mut accounts: Vec<Option<Account>> = Vec::with_capacity(lines.len());
    let mut from = 0;
    while from < lines.len() {
        let (mut to, mut bytes) = (from, 0);
        while to < lines.len() && (to == from || bytes < MOST_BYTES) {
            bytes += lines[to].as_ref().map_or(0, |line| line.article.text.len());
            to += 1;
        }
        let batch: Vec<&Line> = lines[from..to].iter().flatten().collect();
        let mut found = batch_of(&batch, annotator, world).into_iter();
        for line in &mut lines[from..to] {
            let account = line.is_ok().then(|| found.next()).flatten();
            accounts.push(match account {
                Some(Ok(account)) => Some(account),
                Some(Err(error)) => {
                    let id = line.as_ref().map_or(GivenId::Missing, |line| line.id.clone());
                    *line = Err(Refused::Bad(BadLine { id, error }));
                    None
                }
                None => None,
            });
        }
        from = to;
    }
    accounts
}

fn batch_of(lines: &[&Line], annotator: &Annotator, world: &World) -> Vec<Result<Account, String>> {
    let sources: Vec<Source> = lines.iter().map(|line| Source::from(&line.article)).collect();
    let reports = reports(annotator, world, &sources);
    let inputs: Vec<Input> = lines.iter().map(|line| Input::from(line.article.text.as_str())).collect();
    let annotations = annotator.annotate_each(&inputs, Keep::States);
    let both = lines.iter().zip(reports.into_iter().zip(annotations));
    both.map(|(line, (report, annotation))| {
        let (report, annotation) = report.and_then(|r| Ok((r, annotation?))).map_err(|error| error.to_string())?;
        let text = line.article.text.as_str();
        let mut account = Account::bare(&line.article.id, text, &report);
        account.published.clone_from(&line.article.published);
        let spans: Vec<CharSpan> = line.mentions.iter().map(|mention| mention.span).collect();
        let vectors = annotator.mentions(&annotation, &spans).map_err(|error| error.to_string())?;
        for (span, vector) in spans.into_iter().zip(vectors) {
            let words = report.annotation.words_in(span);
            let event = report.events.iter().find(|e| e.trigger.start < words.end && words.start < e.trigger.end);
            let mut mention = Mention::new(text, &report, words, event)
                .ok_or_else(|| format!("the mention at {}..{} holds no word", span.start, span.end))?;
            mention.vector = Vector::of(&vector);
            account.mentions.push(mention);
        }
        Ok(account)
    })
    .collect()
}
