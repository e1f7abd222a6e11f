//! Which articles are copies, excerpts, reprints or rewrites, and of which: [`trace`].

use std::cmp::Ordering;
use std::sync::OnceLock;

use attache_press::{Article, CharOffsets};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::align::Aligner;
use crate::credit::credits_an_agency;
use crate::kinship::Kinship;
use crate::published::Published;
use crate::typeset::{Class, Typeset};
use crate::{Index, Kind, Lineage, Passage, Signature};

/// The lineage of each article, in the order given.
///
/// Every article has at most one source, its nearest, and nothing is its own source through others. The result does not
/// depend on the order of the articles, nor on the number of threads. Each article is compared with at most 32 that
/// stand before it by date or length, and no more than the first 50,000 words of each are read; memory is some 40 bytes
/// a word.
pub fn trace(articles: &[Article]) -> Vec<Lineage> {
    let pile = Pile::new(articles);
    let links = pile.links();
    let sources = choose(&links, pile.articles.len());
    let mut told: Vec<(usize, Lineage)> = (0..pile.articles.len())
        .into_par_iter()
        .map(|at| (pile.articles[at].position, pile.lineage(at, sources[at].map(|link| &links[link]))))
        .collect();
    told.sort_unstable_by_key(|(position, _)| *position);
    told.into_iter().map(|(_, lineage)| lineage).collect()
}

/// All articles, eldest first: by date, then the fuller, then by id.
struct Pile<'a> {
    articles: Vec<Entry<'a>>,
    /// Whether each credits an agency.
    credited: Vec<bool>,
    users: OnceLock<Users>,
}

/// How many articles use each word; counted when it is first asked for.
struct Users(FxHashMap<u32, u32>);

impl Users {
    fn of(articles: &[Entry]) -> Self {
        let mut users = FxHashMap::default();
        let mut words = Vec::new();
        for entry in articles {
            words.clear();
            words.extend(entry.set.words.iter().map(|word| word.hash));
            words.sort_unstable();
            words.dedup();
            words.iter().for_each(|word| *users.entry(*word).or_default() += 1);
        }
        Self(users)
    }

    /// Articles that use a word besides the one it was found in, and one.
    fn others(&self, word: u32) -> f64 {
        f64::from(self.0.get(&word).copied().unwrap_or(0).max(1))
    }
}

/// An article in the pile.
struct Entry<'a> {
    article: &'a Article,
    /// Where it stood in the input.
    position: usize,
    published: Option<Published>,
    set: Typeset<'a>,
}

/// An article and one that it may be taken from.
#[derive(Debug, Clone)]
struct Link {
    derived: usize,
    source: usize,
    kind: Kind,
    /// How near, from 0 to 2.
    nearness: f64,
    score: f64,
}

/// Two articles that share sentences.
struct Kin {
    a: usize,
    b: usize,
    kinship: Kinship,
}

impl<'a> Pile<'a> {
    fn new(articles: &'a [Article]) -> Self {
        let mut articles: Vec<_> = articles
            .par_iter()
            .enumerate()
            .map(|(position, article)| Entry {
                article,
                position,
                published: article.published.as_deref().and_then(Published::read),
                set: Typeset::new(&article.text),
            })
            .collect();
        articles.par_sort_by(|a, b| {
            let dates = match (a.published, b.published) {
                (Some(x), Some(y)) => x.cmp(&y),
                (x, y) => y.is_some().cmp(&x.is_some()),
            };
            dates.then_with(|| fuller(a, b))
        });
        let credited = articles.par_iter().map(|entry| credits_an_agency(entry.article)).collect();
        Self { articles, credited, users: OnceLock::new() }
    }

    /// Every article with every one that it may be taken from.
    fn links(&self) -> Vec<Link> {
        let signatures: Vec<_> = self.articles.par_iter().map(|entry| Signature::of(&entry.article.text)).collect();
        let pairs = Index::new(&signatures).candidates();
        drop(signatures);
        let kin: Vec<Kin> = pairs
            .par_iter()
            .map_init(Aligner::default, |aligner, pair| {
                let (a, b) = (pair.later as usize, pair.earlier as usize);
                let (here, there) = (&self.articles[a].set, &self.articles[b].set);
                let alignment = aligner.align(here, there);
                let taken = !alignment.sentences.is_empty();
                taken.then(|| Kin { a, b, kinship: Kinship::of(here, there, &alignment) })
            })
            .flatten()
            .collect();
        let stock = Stock::new(self, &kin);
        kin.par_iter().filter_map(|kin| self.judge(kin, &stock)).collect()
    }

    /// What two articles that share sentences are to each other, if anything.
    fn judge(&self, kin: &Kin, stock: &Stock) -> Option<Link> {
        let kinship = &kin.kinship;
        let evidence = stock.evidence(kin);
        let spun = kinship.most() >= 0.5 && kinship.swaps.are_spun();
        let derived_is_a = self.derives(kin, spun);
        let (derived, source) = if derived_is_a { (kin.a, kin.b) } else { (kin.b, kin.a) };
        let (own, of_source) = if derived_is_a {
            (kinship.share_here, kinship.share_there)
        } else {
            (kinship.share_there, kinship.share_here)
        };
        let (agreement, tightness) = if derived_is_a {
            (kinship.agreement_here, kinship.agreement_there)
        } else {
            (kinship.agreement_there, kinship.agreement_here)
        };
        let copied = of_source >= 0.5 && evidence.is_copy(kinship.similarity);
        let same_outlet = self.same_outlet(derived, source);
        let kind = if spun {
            Kind::Spun
        } else if copied && !same_outlet && (self.credited[derived] || self.credited[source]) {
            Kind::Wire
        } else if copied {
            Kind::Copy
        } else if own >= 0.5 && evidence.is_excerpt() {
            if self.credited[derived] && !same_outlet { Kind::Wire } else { Kind::Excerpt }
        } else if evidence.is_excerpt() && !same_outlet {
            // an outlet repeats paragraphs of background, and its furniture, without copying the article they stood in
            Kind::Excerpt
        } else {
            return None;
        };
        let nearness = agreement + 0.25 * tightness;
        Some(Link { derived, source, kind, nearness, score: 0.5 + 0.5 * agreement.min(1.0) })
    }

    /// Whether `kin.a` is the one that was taken from the other: the less natural of a spun pair, else the later, else
    /// the less full.
    fn derives(&self, kin: &Kin, spun: bool) -> bool {
        let (a, b) = (&self.articles[kin.a], &self.articles[kin.b]);
        if spun && let Some(strain) = self.strain(kin) {
            return strain > 0.0;
        }
        let dates = match (a.published, b.published) {
            (Some(x), Some(y)) => x.against(&y),
            _ => Ordering::Equal,
        };
        dates.then_with(|| fuller(a, b)) == Ordering::Greater
    }

    /// How much rarer the words of `kin.a` are than those that the other has in their place, as the mean of the logarithms
    /// of the number of articles that have them; none when that says nothing.
    fn strain(&self, kin: &Kin) -> Option<f64> {
        const LEAST: f64 = 0.1;
        let (here, there) = (&self.articles[kin.a].set, &self.articles[kin.b].set);
        let users = self.users.get_or_init(|| Users::of(&self.articles));
        let (mut strain, mut swaps) = (0.0, 0.0);
        for pair in Aligner::default().align(here, there).pairs.iter().filter(|pair| !pair.same) {
            let (ours, theirs) = (here.words[pair.here as usize], there.words[pair.there as usize]);
            if ours.class == Class::Content && theirs.class == Class::Content {
                strain += users.others(theirs.hash).ln() - users.others(ours.hash).ln();
                swaps += 1.0;
            }
        }
        Some(strain / swaps).filter(|strain| strain.abs() >= LEAST)
    }

    /// Whether both are known to have appeared in one outlet.
    fn same_outlet(&self, a: usize, b: usize) -> bool {
        let outlet = |at: usize| self.articles[at].article.outlet.as_deref();
        outlet(a).is_some() && outlet(a) == outlet(b)
    }

    fn lineage(&self, at: usize, link: Option<&Link>) -> Lineage {
        let Some(link) = link else {
            return Lineage { kind: Kind::Original, of: None, score: 1.0, repairs: Vec::new(), passages: Vec::new() };
        };
        let source = &self.articles[link.source];
        Lineage {
            kind: link.kind,
            of: Some(source.article.id.clone()),
            score: link.score,
            repairs: Vec::new(),
            passages: passages(&self.articles[at].set, &source.set),
        }
    }
}

/// The eldest of two articles without dates: the one with more words; then by text and id, so that the order of the
/// input does not matter, ids that are numbers by their value.
fn fuller(a: &Entry, b: &Entry) -> Ordering {
    let (x, y) = (a.article, b.article);
    b.set
        .words
        .len()
        .cmp(&a.set.words.len())
        .then_with(|| (x.id.len(), &x.id, &x.text, a.position).cmp(&(y.id.len(), &y.id, &y.text, b.position)))
}

/// Gives each article its nearest source; links that would close a ring are passed over, the nearest laid first.
fn choose(links: &[Link], articles: usize) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..links.len()).collect();
    order.sort_unstable_by(|x, y| {
        let (x, y) = (&links[*x], &links[*y]);
        y.nearness.total_cmp(&x.nearness).then((x.source, x.derived).cmp(&(y.source, y.derived)))
    });
    let mut chosen = vec![None; articles];
    let mut families = Families::new(articles);
    for at in order {
        let Link { derived, source, .. } = links[at];
        // an article without a source is the root of its family
        if chosen[derived].is_none() && families.root(source) != derived {
            chosen[derived] = Some(at);
            families.join(derived, source);
        }
    }
    chosen
}

/// Disjoint sets of articles; the root of each is the one that was not joined to another.
struct Families(Vec<u32>);

impl Families {
    fn new(articles: usize) -> Self {
        Self((0..articles as u32).collect())
    }

    fn root(&mut self, mut of: usize) -> usize {
        while self.0[of] as usize != of {
            self.0[of] = self.0[self.0[of] as usize];
            of = self.0[of] as usize;
        }
        of
    }

    /// Puts the family whose root is `root` under that of `under`.
    fn join(&mut self, root: usize, under: usize) {
        self.0[root] = self.root(under) as u32;
    }
}

/// How common each sentence is: a sentence that families of articles share which have nothing else in common says
/// nothing about where a text comes from.
struct Stock {
    family: Vec<u32>,
    families_with: FxHashMap<u64, u32>,
}

/// What speaks for one article being taken from another.
#[derive(Debug, Clone, Copy, Default)]
struct Evidence {
    /// Words that are the same in sentences of fair length, less those in quotations and in sentences that others have.
    words: f64,
    /// The same in sentences of any length.
    bare: f64,
    /// Words that are the same, whatever others have.
    plain: f64,
    /// Sentences of fair length, whatever others have.
    plain_sentences: usize,
    /// Sentences with weight,
    sentences: usize,
    /// and how many of them follow one another in both articles, at most.
    in_a_row: usize,
}

impl Evidence {
    /// Enough for a copy: several sentences, or few that hardly differ, for who tells of one thing in one sentence tells it
    /// much alike.
    fn is_copy(&self, similarity: f64) -> bool {
        let several = self.plain_sentences >= 3 && self.bare >= 8.0 && similarity >= 0.65;
        several || (self.plain >= 6.0 && similarity >= 0.85)
    }

    /// Enough for an excerpt, and to be no coincidence: two sentences in a row, or three, of fair length.
    fn is_excerpt(&self) -> bool {
        (self.in_a_row >= 2 && self.words >= 25.0) || (self.sentences >= 3 && self.words >= 40.0)
    }
}

impl Stock {
    fn new(pile: &Pile, kin: &[Kin]) -> Self {
        let mut families = Families::new(pile.articles.len());
        for kin in kin.iter().filter(|kin| kin.kinship.most() >= 0.5) {
            let (a, b) = (families.root(kin.a), families.root(kin.b));
            if a != b {
                families.join(a, b);
            }
        }
        let family: Vec<u32> = (0..pile.articles.len()).map(|at| families.root(at) as u32).collect();
        let mut seen: Vec<(u64, u32)> = pile
            .articles
            .par_iter()
            .zip(&family)
            .flat_map_iter(|(entry, family)| entry.set.sentences.iter().map(|s| (s.hash, *family)))
            .collect();
        seen.par_sort_unstable();
        seen.dedup();
        let mut families_with = FxHashMap::default();
        for same in seen.chunk_by(|x, y| x.0 == y.0).filter(|same| same.len() > 1) {
            families_with.insert(same[0].0, same.len() as u32);
        }
        Self { family, families_with }
    }

    fn evidence(&self, kin: &Kin) -> Evidence {
        let expected = if self.family[kin.a] == self.family[kin.b] { 1 } else { 2 };
        let mut evidence = Evidence::default();
        let mut row = 0;
        for shared in &kin.kinship.shared {
            let families = self.families_with.get(&shared.hash).copied().unwrap_or(1);
            let others = families.saturating_sub(expected);
            let weight = f64::from(shared.weight) / f64::from(1 + others);
            evidence.bare += weight;
            evidence.plain += f64::from(shared.weight);
            evidence.plain_sentences += usize::from(shared.weight >= 5.0);
            let counts = usize::from(weight >= 5.0);
            evidence.words += if counts == 1 { weight } else { 0.0 };
            evidence.sentences += counts;
            row = if shared.follows { row + counts } else { counts };
            evidence.in_a_row = evidence.in_a_row.max(row);
        }
        evidence
    }
}

/// What was taken, neighbouring sentences joined where they also follow each other in the source.
fn passages(here: &Typeset, there: &Typeset) -> Vec<Passage> {
    let alignment = Aligner::default().align(here, there);
    let (ours, theirs) = (CharOffsets::new(here.text), CharOffsets::new(there.text));
    let mut found: Vec<(Passage, f64)> = Vec::new();
    let mut before = None;
    for aligned in &alignment.sentences {
        let sentence = here.sentences[aligned.here as usize];
        let span = ours.span(sentence.span);
        let other = theirs.span(there.stretch(aligned.from as usize, aligned.to as usize));
        let (similarity, words) = (aligned.similarity(sentence.len()), sentence.len() as f64);
        match found.last_mut() {
            Some((last, weight)) if before.is_some_and(|before| aligned.follows(before)) => {
                last.here.end = span.end;
                last.there.end = other.end;
                last.similarity = (last.similarity * *weight + similarity * words) / (*weight + words);
                *weight += words;
            }
            _ => found.push((Passage { here: span, there: other, similarity }, words)),
        }
        before = Some(aligned);
    }
    found.into_iter().map(|(passage, _)| passage).collect()
}
