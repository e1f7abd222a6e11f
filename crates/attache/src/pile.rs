//! A pile of articles, told all at once and in memory: what `brief` and `export` share.

use std::collections::{HashMap, HashSet};

use attache_archive::record::{self, Claims, Failed, Telling};
use attache_archive::{KeptReport, Told};
use attache_effort::{Stage, whole};
use attache_fusion::{Account, carry_over, fuse_stories};
use attache_press::Article;
use attache_stories::trace;

use crate::cli::{Common, Inputs, ModelArgs, WorldArgs};
use crate::gather::Gathering;
use crate::reporting::Reporter;
use crate::{Outcome, hearing, interrupt, output};

/// What a pile of articles tells.
pub struct Pile {
    /// Its stories.
    pub told: Vec<Told>,
    /// What happens in each, who says what, what stands between whom; nothing where it was not annotated.
    pub claims: Vec<Claims>,
    /// Version of the model that annotated it.
    pub model: String,
    /// How it was gathered, and what could not be read or annotated.
    pub gathering: Gathering,
    /// Whether the user stopped the reading.
    pub was_stopped: bool,
}

impl Pile {
    /// Reads and tells what some paths name.
    pub fn tell(
        inputs: &Inputs,
        annotate: bool,
        model: &ModelArgs,
        world: &WorldArgs,
        common: &Common,
    ) -> anyhow::Result<Self> {
        let mut gathering = Gathering::start(inputs, common);
        let mut articles = Newest::default();
        while let Some(batch) = gathering.batch() {
            batch.into_iter().for_each(|article| articles.add(article));
        }
        let was_stopped = interrupt::asked();
        if was_stopped {
            output::note(&format!("attache: stopped; telling of the {} articles read so far", gathering.articles));
        }
        let telling = gathering.say("telling");
        let told = whole(Stage::Group, || {
            let lineages = match annotate {
                true => hearing::trace(&articles.articles, model, common)?,
                false => trace(&articles.articles),
            };
            anyhow::Ok(Told::all(articles.articles, lineages))
        })?;
        telling.finish_and_clear();
        let mut pile =
            Self { claims: vec![Claims::default(); told.len()], told, model: String::new(), gathering, was_stopped };
        if annotate {
            let annotating = pile.gathering.say("annotating");
            let reporter = Reporter::new(model, world, common)?;
            let (claims, mut failed) = claims(&reporter, &pile.told);
            annotating.finish_and_clear();
            pile.gathering.failed.append(&mut failed);
            (pile.claims, pile.model) = (claims, reporter.model().to_owned());
        }
        Ok(pile)
    }

    /// How the command ends that told it.
    pub fn outcome(&self) -> Outcome {
        match () {
            () if self.was_stopped => Outcome::Interrupted,
            () if self.gathering.failed.is_empty() => Outcome::Done,
            () => Outcome::SomeFailed,
        }
    }
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
        claims.push(whole(Stage::Join, || attache_archive::claims(told, said)));
    }
    let fused = whole(Stage::Fuse, || {
        carry_over(&mut accounts);
        fuse_stories(&accounts, &stories)
    });
    for (claims, events) in claims.iter_mut().zip(fused) {
        claims.events = record::events(&events, &accounts, &texts);
    }
    (claims, failed)
}
