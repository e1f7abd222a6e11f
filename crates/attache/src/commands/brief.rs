//! `attache brief`: read, and tell what happened; nothing is kept.

use std::collections::{HashMap, HashSet};

use attache_archive::record::{self, Claims, Failed, Telling};
use attache_archive::{KeptReport, Member, Told};
use attache_fusion::{Account, carry_over, fuse_stories};
use attache_press::Article;
use attache_stories::{Lineage, stories, trace};

use crate::Outcome;
use crate::cli::{Brief, BriefFormat, Common};
use crate::gather::Gathering;
use crate::reporting::Reporter;
use crate::tell::{self, Page};
use crate::{hearing, interrupt, output};

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
    let lineages = match args.no_annotate {
        true => trace(&articles.articles),
        false => hearing::trace(&articles.articles, &args.model, common)?,
    };
    let told = tell_stories(articles.articles, lineages);
    telling.finish_and_clear();
    let claims = if args.no_annotate {
        vec![Claims::default(); told.len()]
    } else {
        let annotating = gathering.say("annotating");
        let (claims, mut failed) = claims(&Reporter::new(&args.model, &args.world, common)?, &told);
        annotating.finish_and_clear();
        gathering.failed.append(&mut failed);
        claims
    };
    show(args, common, &told, claims, &gathering.failed)?;
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

/// Stories of articles whose lineage is known.
fn tell_stories(articles: Vec<Article>, lineages: Vec<Lineage>) -> Vec<Told> {
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

/// What happens in each story, who says what and what stands between whom, and what could not be annotated. Statements and relations of
/// articles that are taken from another are passed over: their words are that one's.
fn claims(reporter: &Reporter, told: &[Told]) -> (Vec<Claims>, Vec<Failed>) {
    let (mut failed, mut accounts, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut stories, mut claims): (Vec<Vec<usize>>, Vec<Claims>) = (Vec::new(), Vec::new());
    for told in told {
        let articles: Vec<&Article> = told.articles.iter().map(|member| &member.article).collect();
        let own: HashSet<&str> = told.own().map(|member| member.article.id.as_str()).collect();
        let published = told.published();
        let (mut said, mut members) = (Vec::new(), Vec::new());
        reporter.each(
            &articles,
            |_| true,
            |n, report| match report {
                Ok(report) => {
                    let (article, lineage) = (articles[n], &told.articles[n].lineage);
                    if own.contains(article.id.as_str()) {
                        let kept = KeptReport::new(&report, &Telling::of(article), reporter.mark());
                        said.push((&*article.id, kept));
                    }
                    members.push(accounts.len());
                    accounts.push(Account::new(article, lineage, &report, published[n].published.as_deref()));
                    texts.push(article.text.as_str());
                }
                Err(error) => failed.push(error),
            },
        );
        stories.push(members);
        claims.push(attache_archive::claims(told, said));
    }
    carry_over(&mut accounts);
    for (claims, events) in claims.iter_mut().zip(fuse_stories(&accounts, &stories)) {
        claims.events = record::events(&events, &accounts, &texts);
    }
    (claims, failed)
}

fn show(args: &Brief, common: &Common, told: &[Told], claims: Vec<Claims>, failed: &[Failed]) -> anyhow::Result<()> {
    if args.format == BriefFormat::Json {
        let both = told.iter().zip(claims);
        let stories = both.map(|(told, claims)| record::Story::new(told, args.with_text, claims)).collect();
        return output::print_json(&record::Brief { stories, failed: failed.to_vec() });
    }
    // In the terminal, what failed is named once: on standard error.
    let named = if args.format == BriefFormat::Terminal { &[] } else { failed };
    let mut page = Page::new(told, &claims, named, common.verbose);
    page.count_failed(failed.len());
    let text = match args.format {
        BriefFormat::Html => tell::html::render(&page)?,
        BriefFormat::Markdown => tell::markdown::render(&page),
        BriefFormat::Terminal | BriefFormat::Json => tell::terminal::render(&page, output::width(), common.verbose),
    };
    output::print(&text)?;
    Ok(())
}
