//! Grouping articles into stories.
//!
//! Neighbours are found through an index of [`Profile::keys`], so no article is compared with all others. Clusters then
//! merge, the likest pair first, by average likeness (cosine). What it takes to merge is relative to what the clusters
//! are like inside ([`GroupOptions::rigour`]): two arrests of two players of one team are like each other, but less than
//! the reports on either are among themselves.
//!
//! Cost, with n articles of at most f features (512) and k neighbours (64) each, of which an article looks up at most
//! keys·postings (32·512) and compares 2k in full: time O(n·(keys·postings + k·f)) up to a logarithm, memory
//! O(n·(f + k)). A cluster keeps at most 4k neighbours, so that one story of all articles costs no more; its words are
//! never more than its members' together. Finding neighbours runs on all cores, merging on one.
//!
//! Stories told in different languages are joined last (`tongues`).
//!
//! The partition depends neither on the order of the input nor on the number of threads.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use attache_press::Article;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::lineage::Lineage;
use crate::profile::{Profile, SHARED_KEYS};
use crate::story::{canonical_order, day};
use crate::tongues;

/// Up to this many words an article is short.
const SHORT: f64 = 40.0;

/// No distance in time asks for more than this many times the likeness.
const MOST_LAPSE: f64 = 6.0;

/// How strictly to group. The defaults were chosen on ECB+ train (short texts without dates) and on parts of long news
/// articles; `bench/stories.py` measures them on other topics. Neighbouring values change B-cubed by a point or less.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupOptions {
    /// Least average likeness of two clusters of short articles that merge, 0 to 1.
    pub threshold: f64,
    /// What is added to the threshold, as a share of it, for each e-fold of an article's length beyond forty words:
    /// any two long texts share many words.
    pub slope: f64,
    /// How much of the clusters' own cohesion above the threshold (the geometric mean of the two) is asked for on top of
    /// it, 0 to 1.
    pub rigour: f64,
    /// How many pairs of just the threshold's likeness each cluster is held to contain beside its own: the fewer, the
    /// sooner a cluster's own cohesion is believed.
    pub belief: f64,
    /// Articles as like as this count as copies of each other, traced or not.
    pub same: f64,
    /// Copies of one article weigh together as this many articles at most.
    pub copies: f64,
    /// Days between the means of two clusters that cost nothing.
    pub days_free: f64,
    /// Days beyond these after which twice the likeness is asked for; six times is the most.
    pub days_double: f64,
    /// How many neighbours of an article or cluster are kept.
    pub neighbours: usize,
    /// How many articles an index entry offers: those nearest in canonical order.
    pub postings: usize,
}

impl Default for GroupOptions {
    fn default() -> Self {
        Self {
            threshold: 0.11,
            slope: 0.4,
            rigour: 0.85,
            belief: 20.0,
            same: 0.9,
            copies: 6.0,
            days_free: 3.0,
            days_double: 10.0,
            neighbours: 64,
            postings: 512,
        }
    }
}

/// The number of each article's story, in the order given. Stories are numbered by their canonical first article
/// (earliest published, then smallest id). `lineages` stands beside `articles`, or is empty: an article is always in
/// the story of the article it was taken from.
pub fn group(articles: &[Article], lineages: &[Lineage]) -> Vec<usize> {
    group_with(articles, lineages, &GroupOptions::default())
}

/// [`group`] with other options.
pub fn group_with(articles: &[Article], lineages: &[Lineage], options: &GroupOptions) -> Vec<usize> {
    if articles.len() < 2 {
        return vec![0; articles.len()];
    }
    let order = canonical_order(articles);
    let read: Vec<Arc<Profile>> = order.par_iter().map(|&at| Profile::of(&articles[at])).collect();
    let profiles: Vec<&Profile> = read.iter().map(Arc::as_ref).collect();
    let days: Vec<Option<i32>> = order.iter().map(|&at| day(articles[at].published.as_deref())).collect();
    let mut places = FxHashMap::default();
    for (place, &at) in order.iter().enumerate() {
        places.entry(articles[at].id.as_str()).or_insert(place);
    }
    let ties: Vec<(usize, usize)> = order
        .iter()
        .enumerate()
        .filter_map(|(place, &at)| {
            let of = lineages.get(at)?.of.as_deref()?;
            Some((place, *places.get(of)?))
        })
        .collect();
    let grouped = group_profiles(&profiles, &days, &ties, options);
    let mut stories = vec![0; articles.len()];
    for (place, &at) in order.iter().enumerate() {
        stories[at] = grouped[place];
    }
    stories
}

/// The number of each profile's story. `days` (since any day) stands beside `profiles`, or is empty; `ties` join two
/// profiles whatever their likeness. Profiles in another order give the same partition where no two likenesses are
/// exactly equal; [`group`] sees to the rest by ordering the articles.
pub fn group_profiles(
    profiles: &[&Profile],
    days: &[Option<i32>],
    ties: &[(usize, usize)],
    options: &GroupOptions,
) -> Vec<usize> {
    let mut forest = Forest::new(profiles.len());
    for &(a, b) in ties {
        if a < profiles.len() && b < profiles.len() {
            forest.join(a, b);
        }
    }
    let edges = candidates(profiles, options);
    for &(a, b, likeness) in &edges {
        let apart = |at: usize| days.get(at).copied().flatten().map_or((0.0, 0.0), |day| (f64::from(day), 1.0));
        if likeness >= options.same * lapse(apart(a), apart(b), options) {
            forest.join(a, b);
        }
    }
    let mut merging = Merging::new(profiles, days, &mut forest, options);
    merging.link(&edges, &mut forest);
    merging.run(&mut forest);
    tongues::join(profiles, days, &mut forest);
    let mut numbers = FxHashMap::default();
    (0..profiles.len())
        .map(|place| {
            let next = numbers.len();
            *numbers.entry(forest.root(place)).or_insert(next)
        })
        .collect()
}

/// Two places, the lower first, and their likeness.
type Edge = (usize, usize, f64);

/// The pairs worth comparing, compared; in order.
fn candidates(profiles: &[&Profile], options: &GroupOptions) -> Vec<Edge> {
    let keys: Vec<Vec<(u32, f32)>> = profiles.par_iter().map(|profile| profile.heaviest()).collect();
    let mut index: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
    for (place, keys) in keys.iter().enumerate() {
        for &(key, weight) in keys {
            index.entry(key).or_default().push((place as u32, weight));
        }
    }
    let mut edges: Vec<Edge> = (0..profiles.len())
        .into_par_iter()
        .flat_map_iter(|place| {
            let near = neighbours(place, profiles, &keys, &index, options);
            near.into_iter().map(move |(likeness, other)| (place.min(other), place.max(other), likeness))
        })
        .collect();
    edges.par_sort_unstable_by_key(|&(a, b, _)| (a, b));
    edges.dedup_by_key(|&mut (a, b, _)| (a, b));
    edges
}

/// The places that share most with one place: of those that share enough keys, the nearest by keys are compared in full.
fn neighbours(
    place: usize,
    profiles: &[&Profile],
    keys: &[Vec<(u32, f32)>],
    index: &FxHashMap<u32, Vec<(u32, f32)>>,
    options: &GroupOptions,
) -> Vec<(f64, usize)> {
    let mut shared: FxHashMap<u32, (usize, f32)> = FxHashMap::default();
    for &(key, weight) in &keys[place] {
        let Some(posting) = index.get(&key) else { continue };
        let here = posting.partition_point(|&(other, _)| (other as usize) < place);
        let from = here.saturating_sub(options.postings / 2);
        let to = posting.len().min(here + 1 + options.postings / 2);
        for &(other, there) in &posting[from..to] {
            let (count, sum) = shared.entry(other).or_default();
            *count += 1;
            *sum += weight * there;
        }
    }
    let enough = SHARED_KEYS.min(keys[place].len());
    // words of two languages are not compared: `tongues` sees to these
    let comparable = |other: usize| match (profiles[place].language(), profiles[other].language()) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let nearest = |near: &mut Vec<(f64, usize)>, most: usize| {
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.truncate(most);
    };
    let mut near: Vec<(f64, usize)> = shared
        .into_iter()
        .map(|(other, (count, sum))| (other as usize, count, f64::from(sum)))
        .filter(|&(other, count, _)| other != place && count >= enough.min(keys[other].len()) && comparable(other))
        .map(|(other, _, sum)| (sum, other))
        .collect();
    nearest(&mut near, 2 * options.neighbours);
    near.iter_mut().for_each(|(likeness, other)| *likeness = profiles[place].likeness(profiles[*other]));
    nearest(&mut near, options.neighbours);
    near
}

/// A cluster as it grows.
struct Cluster {
    /// The sum of its members' profiles.
    sum: FxHashMap<u32, f64>,
    /// Members; of copies, no more than count.
    size: f64,
    /// Sum of the likenesses of all pairs of members.
    within: f64,
    /// Sum of its members' thresholds.
    asked: f64,
    /// Sum of the days known, and how many are.
    days: (f64, f64),
    /// Sum of the likenesses between its members and those of the neighbour.
    near: FxHashMap<usize, f64>,
    /// Changes with each merger; a plan made for an earlier state is void.
    state: u32,
}

impl Cluster {
    fn times(&self, other: &Self) -> f64 {
        let (few, many) = if self.sum.len() <= other.sum.len() { (self, other) } else { (other, self) };
        few.sum.iter().filter_map(|(hash, weight)| Some(weight * many.sum.get(hash)?)).sum()
    }

    /// Scales a tied set down to the weight of `most` articles, their average likeness kept.
    fn lighten(&mut self, most: f64) {
        let pairs = |size: f64| size * (size - 1.0) / 2.0;
        if self.size < 2.0 {
            return;
        }
        let square: f64 = self.sum.values().map(|weight| weight * weight).sum();
        let average = ((square - self.size) / 2.0).max(0.0) / pairs(self.size);
        let size = self.size.min(most);
        let share = size / self.size;
        self.sum.values_mut().for_each(|weight| *weight *= share);
        self.asked *= share;
        self.size = size;
        self.within = average * pairs(size);
    }

    fn cohesion(&self, options: &GroupOptions) -> f64 {
        let pairs = self.size * (self.size - 1.0) / 2.0;
        (self.within + options.belief * self.asked / self.size) / (pairs + options.belief)
    }
}

/// A merger that may be made.
struct Plan {
    gain: f64,
    pair: (usize, usize),
    states: (u32, u32),
}

impl Ord for Plan {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |plan: &Self| (std::cmp::Reverse(plan.pair), plan.states);
        self.gain.total_cmp(&other.gain).then_with(|| key(self).cmp(&key(other)))
    }
}

impl PartialOrd for Plan {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Plan {}

struct Merging<'o> {
    /// By root; none once merged into another.
    clusters: Vec<Option<Cluster>>,
    plans: BinaryHeap<Plan>,
    options: &'o GroupOptions,
}

impl<'o> Merging<'o> {
    /// Each tied set becomes one cluster of at most [`GroupOptions::copies`] articles' weight: a hundred reprints must not
    /// make it look so cohesive that nothing else may join.
    fn new(profiles: &[&Profile], days: &[Option<i32>], forest: &mut Forest, options: &'o GroupOptions) -> Self {
        let mut clusters: Vec<Option<Cluster>> = (0..profiles.len()).map(|_| None).collect();
        for (place, profile) in profiles.iter().enumerate() {
            let root = forest.root(place);
            let cluster = clusters[root].get_or_insert_with(|| Cluster {
                sum: FxHashMap::default(),
                size: 0.0,
                within: 0.0,
                asked: 0.0,
                days: (0.0, 0.0),
                near: FxHashMap::default(),
                state: 0,
            });
            for &(hash, weight) in profile.features() {
                *cluster.sum.entry(hash).or_default() += f64::from(weight);
            }
            cluster.size += 1.0;
            cluster.asked += threshold(profile, options);
            if let Some(day) = days.get(place).copied().flatten() {
                cluster.days = (cluster.days.0 + f64::from(day), cluster.days.1 + 1.0);
            }
        }
        for cluster in clusters.iter_mut().flatten() {
            cluster.lighten(options.copies);
        }
        Self { clusters, plans: BinaryHeap::new(), options }
    }

    /// Makes the clusters of candidate articles neighbours.
    fn link(&mut self, edges: &[Edge], forest: &mut Forest) {
        let alone = |root: usize, forest: &Forest| forest.sizes[root] == 1;
        let mut pairs: Vec<(usize, usize, Option<f64>)> = Vec::with_capacity(edges.len());
        for &(a, b, likeness) in edges {
            let (a, b) = (forest.root(a), forest.root(b));
            if a != b {
                let known = (alone(a, forest) && alone(b, forest)).then_some(likeness);
                pairs.push((a.min(b), a.max(b), known));
            }
        }
        pairs.par_sort_unstable_by_key(|&(a, b, _)| (a, b));
        pairs.dedup_by_key(|&mut (a, b, _)| (a, b));
        let likeness: Vec<f64> =
            pairs.par_iter().map(|&(a, b, known)| known.unwrap_or_else(|| self.times(a, b))).collect();
        for (&(a, b, _), &likeness) in pairs.iter().zip(&likeness) {
            self.meet(a, b, likeness);
            self.plan(a, b);
        }
    }

    /// Merges until no pair is like enough.
    fn run(&mut self, forest: &mut Forest) {
        while let Some(plan) = self.plans.pop() {
            let (a, b) = plan.pair;
            let state = |at: usize| self.clusters[at].as_ref().map(|c| c.state);
            if state(a) == Some(plan.states.0) && state(b) == Some(plan.states.1) {
                self.merge(a, b, forest);
            }
        }
    }

    fn merge(&mut self, a: usize, b: usize, forest: &mut Forest) {
        let (Some(first), Some(second)) = (self.clusters[a].take(), self.clusters[b].take()) else { return };
        let root = forest.join(a, b);
        let likeness = first.near.get(&b).copied().unwrap_or(0.0);
        let mut near: Vec<usize> =
            first.near.keys().chain(second.near.keys()).copied().filter(|&c| c != a && c != b).collect();
        near.sort_unstable();
        near.dedup();
        let mut met = Vec::with_capacity(near.len());
        for other in near {
            let Some(third) = self.clusters[other].as_mut() else { continue };
            let to_first = first.near.get(&other).copied().unwrap_or_else(|| first.times(third));
            let to_second = second.near.get(&other).copied().unwrap_or_else(|| second.times(third));
            third.near.remove(&a);
            third.near.remove(&b);
            met.push((other, to_first + to_second, (to_first + to_second) / third.size));
        }
        met.sort_unstable_by(|x, y| y.2.total_cmp(&x.2).then(x.0.cmp(&y.0)));
        met.truncate(4 * self.options.neighbours);
        let (mut large, small) = if first.sum.len() >= second.sum.len() { (first, second) } else { (second, first) };
        for (hash, weight) in small.sum {
            *large.sum.entry(hash).or_default() += weight;
        }
        self.clusters[root] = Some(Cluster {
            sum: large.sum,
            size: large.size + small.size,
            within: large.within + small.within + likeness,
            asked: large.asked + small.asked,
            days: (large.days.0 + small.days.0, large.days.1 + small.days.1),
            near: FxHashMap::default(),
            state: large.state.max(small.state) + 1,
        });
        for (other, likeness, _) in met {
            self.meet(root, other, likeness);
            self.plan(root, other);
        }
    }

    fn times(&self, a: usize, b: usize) -> f64 {
        match (&self.clusters[a], &self.clusters[b]) {
            (Some(a), Some(b)) => a.times(b),
            _ => 0.0,
        }
    }

    fn meet(&mut self, a: usize, b: usize, likeness: f64) {
        for (here, there) in [(a, b), (b, a)] {
            if let Some(cluster) = &mut self.clusters[here] {
                cluster.near.insert(there, likeness);
            }
        }
    }

    /// Plans the merger of two neighbours if they are like enough.
    fn plan(&mut self, a: usize, b: usize) {
        let pair = (a.min(b), a.max(b));
        let (Some(first), Some(second)) = (&self.clusters[pair.0], &self.clusters[pair.1]) else { return };
        let Some(sum) = first.near.get(&pair.1) else { return };
        let options = self.options;
        let threshold = (first.asked / first.size + second.asked / second.size) / 2.0;
        let cohesion = (first.cohesion(options) * second.cohesion(options)).sqrt();
        let asked = threshold + options.rigour * (cohesion - threshold).max(0.0);
        let gain = sum / (first.size * second.size) - asked * lapse(first.days, second.days, options);
        if gain >= 0.0 {
            self.plans.push(Plan { gain, pair, states: (first.state, second.state) });
        }
    }
}

/// The likeness asked for of an article of this length.
fn threshold(profile: &Profile, options: &GroupOptions) -> f64 {
    options.threshold * (1.0 + options.slope * (f64::from(profile.words()) / SHORT).ln().max(0.0))
}

/// How many times the usual likeness is asked for, given the days of two clusters. Mean days are compared, and not the
/// nearest, lest a story creep through the months.
fn lapse(a: (f64, f64), b: (f64, f64), options: &GroupOptions) -> f64 {
    if a.1 == 0.0 || b.1 == 0.0 {
        return 1.0;
    }
    let gap = (a.0 / a.1 - b.0 / b.1).abs();
    (1.0 + (gap - options.days_free).max(0.0) / options.days_double).min(MOST_LAPSE)
}

/// Sets that join; the lowest place of each is its root.
pub(crate) struct Forest {
    parents: Vec<usize>,
    /// Members, at the roots.
    sizes: Vec<usize>,
}

impl Forest {
    fn new(size: usize) -> Self {
        Self { parents: (0..size).collect(), sizes: vec![1; size] }
    }

    pub(crate) fn root(&mut self, mut place: usize) -> usize {
        while self.parents[place] != place {
            self.parents[place] = self.parents[self.parents[place]];
            place = self.parents[place];
        }
        place
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        if low != high {
            self.parents[high] = low;
            self.sizes[low] += self.sizes[high];
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::Kind;
    use proptest::prelude::*;

    /// Two sinkings, two verdicts, a harvest.
    const PRESS: &[(&str, &str)] = &[
        (
            "a1",
            "A ferry with ninety people aboard sank off Kendari on Monday and sixty were saved, the coast guard said.",
        ),
        ("a2", "Rescuers pulled sixty survivors from the sea after the Kendari ferry sank with ninety people aboard."),
        ("a3", "Thirty people are missing after a ferry sank near Kendari, the coast guard said."),
        ("b1", "A ferry struck the pier at Drobak and eleven passengers were bruised, the Oslofjord operator said."),
        ("b2", "Eleven bruised as Oslofjord ferry strikes the pier at Drobak; the operator blames a rudder."),
        ("c1", "A court in Tunis jailed the banker Slim Haddad for nine years for forging loans."),
        ("c2", "Nine years for Slim Haddad: the Tunis court found that the banker forged loans."),
        ("d1", "Grape growers around Mendoza expect the smallest harvest in a decade after hail."),
    ];

    fn article(id: &str, text: &str, published: Option<&str>) -> Article {
        Article { id: id.into(), text: text.into(), published: published.map(str::to_owned), ..Article::default() }
    }

    fn press() -> Vec<Article> {
        PRESS.iter().map(|(id, text)| article(id, text, None)).collect()
    }

    #[test]
    fn look_alike_happenings_stay_apart_and_reports_of_one_come_together() {
        assert_eq!(group(&press(), &[]), [0, 0, 0, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn a_copy_goes_with_its_source_whatever_its_words() {
        let mut articles = press();
        articles.push(article("e1", "Wine people near that town think a tiny crop will come.", None));
        let original =
            Lineage { kind: Kind::Original, of: None, score: 1.0, repairs: Vec::new(), passages: Vec::new() };
        let mut lineages = vec![original.clone(); articles.len()];
        lineages[8] = Lineage { kind: Kind::Spun, of: Some("d1".into()), ..original };
        assert_eq!(group(&articles, &lineages)[8], 3);
    }

    #[test]
    fn forty_reprints_of_one_text_do_not_keep_other_reports_out() {
        let mut articles = press();
        articles.extend((0..40).map(|n| article(&format!("r{n}"), PRESS[0].1, None)));
        let stories = group(&articles, &[]);
        assert_eq!(stories[..8], [0, 0, 0, 1, 1, 2, 2, 3]);
        assert!(stories[8..].iter().all(|&story| story == 0));
    }

    #[test]
    fn months_apart_the_same_words_are_another_story() {
        let one = "Workers at the Harland yard voted on Tuesday to strike over pay and shifts, the union said.";
        let two = "The Harland yard faces a strike: workers want shorter shifts and better pensions.";
        let near = [article("1", one, Some("2021-03-02")), article("2", two, Some("2021-03-03"))];
        assert_eq!(group(&near, &[]), [0, 0]);
        let far = [article("1", one, Some("2021-03-02")), article("2", two, Some("2022-03-03"))];
        assert_eq!(group(&far, &[]), [0, 1]);
    }

    #[test]
    fn empty_articles_are_stories_of_their_own() {
        assert_eq!(group(&[article("1", "", None), article("2", " ", None)], &[]), [0, 1]);
        assert!(group(&[], &[]).is_empty());
    }

    proptest! {
        #[test]
        fn the_partition_does_not_depend_on_the_order_of_input(
            order in Just((0..PRESS.len()).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let straight = press();
            let expected = group(&straight, &[]);
            let shuffled: Vec<Article> = order.iter().map(|&at| straight[at].clone()).collect();
            let got = group(&shuffled, &[]);
            prop_assert_eq!(got, order.iter().map(|&at| expected[at]).collect::<Vec<_>>());
        }
    }
}
