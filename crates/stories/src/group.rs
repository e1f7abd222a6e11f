//! Grouping articles into stories.
//!
//! Neighbours are found through an index of [`Profile::keys`], so no article is compared with all others. Clusters then
//! merge, the likest pair first, by average likeness (cosine). What it takes to merge is relative to what the clusters
//! are like inside ([`GroupOptions::rigour`]): two arrests of two players of one team are like each other, but less than
//! the reports on either are among themselves.
//!
//! Cost, with n articles of at most f features and k neighbours each: time O(n·(k·f + postings)), memory O(n·(f + k)).
//! The partition depends neither on the order of the input nor on the number of threads.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use attache_press::Article;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lineage::Lineage;
use crate::profile::{Profile, SHARED_KEYS};
use crate::story::{canonical_order, day};

/// How strictly to group. The default is what ECB+ train and long articles speak for; `bench/stories.py` measures it.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupOptions {
    /// Least average likeness of two clusters that merge, 0 to 1.
    pub threshold: f64,
    /// How much of the clusters' own cohesion above the threshold is asked for on top of it, 0 to 1: the lesser cohesion
    /// of the two counts.
    pub rigour: f64,
    /// How many pairs of just the threshold's likeness each cluster is held to contain beside its own: the fewer, the
    /// sooner a cluster's own cohesion is believed.
    pub belief: f64,
    /// Days between two clusters that cost nothing.
    pub days_free: f64,
    /// Days beyond these after which twice the likeness is asked for; four times is the most.
    pub days_double: f64,
    /// How many neighbours of an article or cluster are kept.
    pub neighbours: usize,
    /// How many articles an index entry offers: those nearest in canonical order.
    pub postings: usize,
}

impl Default for GroupOptions {
    fn default() -> Self {
        Self {
            threshold: 0.1,
            rigour: 0.8,
            belief: 6.0,
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
    let order = canonical_order(articles);
    let profiles: Vec<Profile> = order.par_iter().map(|&at| Profile::of(&articles[at])).collect();
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
    profiles: &[Profile],
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
    let mut merging = Merging::new(profiles, days, &mut forest, options);
    merging.link(&edges, &mut forest);
    merging.run(&mut forest);
    let mut numbers = FxHashMap::default();
    (0..profiles.len())
        .map(|place| {
            let next = numbers.len();
            *numbers.entry(forest.root(place)).or_insert(next)
        })
        .collect()
}

/// The pairs worth comparing, lower place first, in order.
fn candidates(profiles: &[Profile], options: &GroupOptions) -> Vec<(usize, usize)> {
    let keys: Vec<Vec<u32>> = profiles.par_iter().map(Profile::keys).collect();
    let mut index: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (place, keys) in keys.iter().enumerate() {
        for &key in keys {
            index.entry(key).or_default().push(place as u32);
        }
    }
    let mut edges: Vec<(usize, usize)> = (0..profiles.len())
        .into_par_iter()
        .flat_map_iter(|place| {
            let near = neighbours(place, profiles, &keys, &index, options);
            near.into_iter().map(move |other| (place.min(other), place.max(other)))
        })
        .collect();
    edges.par_sort_unstable();
    edges.dedup();
    edges
}

/// The places that share most with one place.
fn neighbours(
    place: usize,
    profiles: &[Profile],
    keys: &[Vec<u32>],
    index: &FxHashMap<u32, Vec<u32>>,
    options: &GroupOptions,
) -> Vec<usize> {
    let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
    for key in &keys[place] {
        let Some(posting) = index.get(key) else { continue };
        let here = posting.partition_point(|&other| (other as usize) < place);
        let from = here.saturating_sub(options.postings / 2);
        let to = posting.len().min(here + 1 + options.postings / 2);
        for &other in &posting[from..to] {
            *shared.entry(other).or_default() += 1;
        }
    }
    let enough = SHARED_KEYS.min(keys[place].len());
    let mut near: Vec<(f64, usize)> = shared
        .into_iter()
        .map(|(other, count)| (other as usize, count))
        .filter(|&(other, count)| other != place && count >= enough.min(keys[other].len()))
        .map(|(other, _)| (profiles[place].likeness(&profiles[other]), other))
        .collect();
    near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    near.truncate(options.neighbours);
    near.into_iter().map(|(_, other)| other).collect()
}

/// A cluster as it grows.
struct Cluster {
    /// The sum of its members' profiles.
    sum: FxHashMap<u32, f64>,
    /// Members; copies count as one.
    size: f64,
    /// Sum of the likenesses of all pairs of members.
    within: f64,
    /// First and last day known.
    days: Option<(i32, i32)>,
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

    fn cohesion(&self, options: &GroupOptions) -> f64 {
        let pairs = self.size * (self.size - 1.0) / 2.0;
        (self.within + options.belief * options.threshold) / (pairs + options.belief)
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
    /// Each tied set becomes one cluster that counts as one article: its copies must not make it look cohesive.
    fn new(profiles: &[Profile], days: &[Option<i32>], forest: &mut Forest, options: &'o GroupOptions) -> Self {
        let mut clusters: Vec<Option<Cluster>> = (0..profiles.len()).map(|_| None).collect();
        for (place, profile) in profiles.iter().enumerate() {
            let root = forest.root(place);
            let day = days.get(place).copied().flatten().map(|day| (day, day));
            let cluster = clusters[root].get_or_insert_with(|| Cluster {
                sum: FxHashMap::default(),
                size: 1.0,
                within: 0.0,
                days: None,
                near: FxHashMap::default(),
                state: 0,
            });
            for &(hash, weight) in profile.features() {
                *cluster.sum.entry(hash).or_default() += f64::from(weight);
            }
            cluster.days = span(cluster.days, day);
        }
        for cluster in clusters.iter_mut().flatten() {
            let length = cluster.sum.values().map(|w| w * w).sum::<f64>().sqrt();
            if length > 0.0 {
                cluster.sum.values_mut().for_each(|w| *w /= length);
            }
        }
        Self { clusters, plans: BinaryHeap::new(), options }
    }

    /// Makes the clusters of candidate articles neighbours.
    fn link(&mut self, edges: &[(usize, usize)], forest: &mut Forest) {
        let pairs: FxHashSet<(usize, usize)> = edges
            .iter()
            .map(|&(a, b)| (forest.root(a), forest.root(b)))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        let mut pairs: Vec<(usize, usize)> = pairs.into_iter().collect();
        pairs.par_sort_unstable();
        let likeness: Vec<f64> = pairs.par_iter().map(|&(a, b)| self.times(a, b)).collect();
        for (&(a, b), &likeness) in pairs.iter().zip(&likeness) {
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
            days: span(large.days, small.days),
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
        let cohesion = first.cohesion(options).min(second.cohesion(options));
        let asked = options.threshold + options.rigour * (cohesion - options.threshold).max(0.0);
        let gain = sum / (first.size * second.size) - asked * lapse(first.days, second.days, options);
        if gain >= 0.0 {
            self.plans.push(Plan { gain, pair, states: (first.state, second.state) });
        }
    }
}

/// How many times the usual likeness is asked for, given the days of two clusters.
fn lapse(a: Option<(i32, i32)>, b: Option<(i32, i32)>, options: &GroupOptions) -> f64 {
    let (Some(a), Some(b)) = (a, b) else { return 1.0 };
    let gap = f64::from(a.0) - f64::from(b.1);
    let gap = gap.max(f64::from(b.0) - f64::from(a.1));
    (1.0 + (gap - options.days_free).max(0.0) / options.days_double).min(4.0)
}

fn span(a: Option<(i32, i32)>, b: Option<(i32, i32)>) -> Option<(i32, i32)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    }
}

/// Sets that join; the lowest place of each is its root.
struct Forest {
    parents: Vec<usize>,
}

impl Forest {
    fn new(size: usize) -> Self {
        Self { parents: (0..size).collect() }
    }

    fn root(&mut self, mut place: usize) -> usize {
        while self.parents[place] != place {
            self.parents[place] = self.parents[self.parents[place]];
            place = self.parents[place];
        }
        place
    }

    fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parents[high] = low;
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
    fn months_apart_the_same_words_are_another_story() {
        let text = |n| format!("Workers at the {n} Harland yard voted on Tuesday to strike over pay and shifts.");
        let (one, two) = (text("big"), text("old"));
        let near = [article("1", &one, Some("2021-03-02")), article("2", &two, Some("2021-03-03"))];
        assert_eq!(group(&near, &[]), [0, 0]);
        let options = GroupOptions { threshold: 0.3, ..GroupOptions::default() };
        let far = [article("1", &one, Some("2021-03-02")), article("2", &two, Some("2022-03-03"))];
        assert_eq!(group_with(&far, &[], &options), [0, 1]);
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
