//! `attache brief`: read, and tell what happened; nothing is kept.

use std::collections::HashMap;

use attache_archive::record::{self, Failed};
use attache_archive::{Member, Told};
use attache_press::Article;
use attache_stories::{stories, trace};

use crate::Outcome;
use crate::cli::{Brief, BriefFormat, Common};
use crate::gather::Gathering;
use crate::tell::{self, Page};
use crate::{interrupt, output};

pub fn run(args: &Brief, common: &Common) -> anyhow::Result<Outcome> {
    interrupt::listen();
    let mut gathering = Gathering::start(&args.inputs, common);
    let mut articles = Newest::default();
    while let Some(batch) = gathering.batch() {
        batch.into_iter().for_each(|article| articles.add(article));
    }
    let was_stopped = interrupt::asked();
    if was_stopped {
        output::note(&format!("attache: stopped; telling of the {} articles read so far", gathering.articles));
    }
    let telling = gathering.say("telling");
    let told = tell_stories(articles.articles);
    telling.finish_and_clear();
    show(args, common, &told, &gathering.failed)?;
    gathering.report_failed();
    Ok(match () {
        () if was_stopped => Outcome::Interrupted,
        () if gathering.failed.is_empty() => Outcome::Done,
        () => Outcome::SomeFailed,
    })
}

/// Articles, each id once: a later text under an id takes the place of the earlier.
#[derive(Default)]
struct Newest {
    articles: Vec<Article>,
    place: HashMap<String, usize>,
}

impl Newest {
    fn add(&mut self, article: Article) {
        match self.place.get(&article.id) {
            Some(&place) => self.articles[place] = article,
            None => {
                self.place.insert(article.id.clone(), self.articles.len());
                self.articles.push(article);
            }
        }
    }
}

/// Lineage and stories of articles.
fn tell_stories(articles: Vec<Article>) -> Vec<Told> {
    let lineages = trace(&articles);
    let stories = stories(&articles, &lineages);
    let mut reports: Vec<Option<Member>> =
        articles.into_iter().zip(lineages).map(|(article, lineage)| Some(Member { article, lineage })).collect();
    let mut take = |at: usize| reports.get_mut(at).and_then(Option::take);
    stories
        .into_iter()
        .map(|story| Told {
            id: story.id,
            title: story.title,
            start: story.start,
            end: story.end,
            articles: story.articles.into_iter().filter_map(&mut take).collect(),
        })
        .collect()
}

fn show(args: &Brief, common: &Common, told: &[Told], failed: &[Failed]) -> anyhow::Result<()> {
    if args.format == BriefFormat::Json {
        let stories = told.iter().map(|told| record::Story::new(told, args.with_text)).collect();
        return output::print_json(&record::Brief { stories, failed: failed.to_vec() });
    }
    // In the terminal, what failed is named once: on standard error.
    let named = if args.format == BriefFormat::Terminal { &[] } else { failed };
    let mut page = Page::new(told, named, common.verbose);
    page.count_failed(failed.len());
    let text = match args.format {
        BriefFormat::Html => tell::html::render(&page)?,
        BriefFormat::Markdown => tell::markdown::render(&page),
        BriefFormat::Terminal | BriefFormat::Json => tell::terminal::render(&page, output::width(), common.verbose),
    };
    output::print(&text)?;
    Ok(())
}
