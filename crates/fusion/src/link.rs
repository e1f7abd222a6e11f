//! Event coreference: which mentions of the articles of a story are of one event.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::cluster::{Clusters, clusters};
use crate::kin::Kinship;
use crate::scene::{Scene, Telling};
use crate::signs::{SIGNS, Signs, apart, signs};
use crate::weigh::{odds, shares};

/// A mention, by its account and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionId {
    /// Place of the account among those given.
    pub account: usize,
    /// Place of the mention in the account.
    pub mention: usize,
}

/// What sort of mentions are linked; each has weights of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Words for happenings of any kind.
    Any,
    /// Acts of the ontology, with parties, days and places as the coder found them.
    Acts,
}

/// Links the mentions of the articles of one story; gives the mentions of each event, in the order of the accounts.
///
/// What is linked follows from the accounts alone, never from their order. Memory and time grow with the pairs that share a type or
/// a word; mentions that are alike in all that is compared count once.
pub fn link(accounts: &[Account], sort: Sort) -> Vec<Vec<MentionId>> {
    let order = canonical(accounts);
    let sorted: Vec<Account> = order.iter().map(|n| accounts[*n].clone()).collect();
    let scene = Scene::new(&sorted);
    let mut linked: Vec<Vec<MentionId>> = of_scene(&scene, sort)
        .events
        .into_iter()
        .map(|members| {
            let id = |t: usize| {
                let telling = &scene.tellings[t];
                MentionId { account: order[telling.account], mention: telling.number }
            };
            let mut ids: Vec<MentionId> = members.into_iter().map(id).collect();
            ids.sort_unstable();
            ids
        })
        .collect();
    linked.sort_unstable();
    linked
}

/// Places of the accounts, the earliest published first, then by id and by what they hold.
pub(crate) fn canonical(accounts: &[Account]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..accounts.len()).collect();
    let key = |n: usize| {
        let Account { published, id, mentions, terms, .. } = &accounts[n];
        (published.is_none(), published.as_deref(), id.as_str(), mentions.len(), terms.len())
    };
    order.sort_by(|a, b| key(*a).cmp(&key(*b)));
    order
}

/// Why a mention is of its event.
#[derive(Debug, Clone, PartialEq)]
pub struct Bond {
    /// The mention.
    pub mention: MentionId,
    /// The mention of the event that it is likest.
    pub to: MentionId,
    /// The log-odds that the two are of one event, from -8 to 8; none where they are alike in all that is compared.
    pub odds: Option<f32>,
    /// The average log-odds at which it was joined to the others.
    pub joined: Option<f32>,
    /// What adds most to the odds of the pair, and what takes most, by the names of signs.
    pub signs: Vec<(&'static str, f32)>,
}

/// No bond names more signs.
const MOST_SIGNS: usize = 6;

/// Places of the mentions of each event among the tellings of a scene, and what bonds them: by telling, to which, the odds and the
/// average at which it was joined.
pub(crate) struct Linked {
    pub events: Vec<Vec<usize>>,
    bonds: FxHashMap<usize, (usize, Option<f32>, Option<f32>)>,
}

impl Linked {
    /// The bonds of some tellings of one event.
    pub fn bonds(&self, scene: &Scene<'_>, members: &[usize]) -> Vec<Bond> {
        let mut kinship = Kinship::new();
        let mut bond = |n: &usize| {
            let (to, odds, joined) = *self.bonds.get(n).filter(|bond| members.contains(&bond.0))?;
            let (a, b) = (&scene.tellings[*n], &scene.tellings[to]);
            let mut shares = if odds.is_some() { shares(&signs(scene, &mut kinship, a, b)) } else { Vec::new() };
            shares.truncate(MOST_SIGNS);
            Some(Bond { mention: a.id(), to: b.id(), odds, joined, signs: shares })
        };
        members.iter().filter_map(&mut bond).collect()
    }
}

/// Links the tellings of a scene.
pub(crate) fn of_scene(scene: &Scene<'_>, sort: Sort) -> Linked {
    let bundles = bundles(scene, sort);
    let threshold = if sort == Sort::Any { THRESHOLD_ANY } else { THRESHOLD_ACTS };
    let mut kinship = Kinship::new();
    let mut pairs = Vec::new();
    for (i, j) in candidates(scene, &bundles, sort) {
        let (a, b) = (&scene.tellings[bundles[i][0]], &scene.tellings[bundles[j][0]]);
        let score = if sort == Sort::Acts && never(a, b) {
            f32::NEG_INFINITY
        } else {
            odds(&signs(scene, &mut kinship, a, b), sort)
        };
        pairs.push((i, j, score));
    }
    let Clusters { of, joined } = clusters(bundles.len(), &pairs, threshold);
    let mut best: Vec<Option<(usize, f32)>> = vec![None; bundles.len()];
    for (i, j, score) in pairs.into_iter().filter(|(i, j, _)| of[*i] == of[*j]) {
        for (one, other) in [(i, j), (j, i)] {
            if best[one].is_none_or(|(_, most)| score > most) {
                best[one] = Some((other, score));
            }
        }
    }
    let mut bonds = FxHashMap::default();
    for (bundle, members) in bundles.iter().enumerate() {
        if let Some((other, score)) = best[bundle] {
            bonds.insert(members[0], (bundles[other][0], Some(score), joined[bundle]));
        }
        members[1..].iter().for_each(|alike| {
            bonds.insert(*alike, (members[0], None, joined[bundle]));
        });
    }
    let mut events: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (bundle, members) in bundles.into_iter().enumerate() {
        events.entry(of[bundle]).or_default().extend(members);
    }
    Linked { events: events.into_values().collect(), bonds }
}

/// Log-odds above which clusters are joined.
const THRESHOLD_ANY: f32 = 0.0;
const THRESHOLD_ACTS: f32 = -1.0;

/// Mentions alike in all that is compared, as copies are: each bundle counts once. Mentions of any kind are each their own.
fn bundles(scene: &Scene<'_>, sort: Sort) -> Vec<Vec<usize>> {
    if sort == Sort::Any {
        return (0..scene.tellings.len()).map(|n| vec![n]).collect();
    }
    let mut place: FxHashMap<_, usize> = FxHashMap::default();
    let mut bundles: Vec<Vec<usize>> = Vec::new();
    for (n, telling) in scene.tellings.iter().enumerate() {
        let m = telling.mention;
        let Some(act) = &m.act else {
            bundles.push(vec![n]);
            continue;
        };
        let parties: Vec<_> =
            m.parties.iter().zip(&telling.parties).map(|(p, actor)| (p.side, *actor, p.code.as_deref())).collect();
        let place_of = m.place.as_ref().map(|place| (place.geonames, place.name.as_str()));
        let numbers: Vec<_> =
            m.quantities.iter().map(|q| (q.what.as_str(), q.low.map(f64::to_bits), q.high.map(f64::to_bits))).collect();
        let telling_of = (m.lemma.as_str(), act.event, &act.modes, act.modality, m.when.as_ref().map(|w| w.days));
        let key = (telling_of, parties, place_of, numbers, m.around.as_slice());
        match place.get(&key) {
            Some(bundle) => bundles[*bundle].push(n),
            None => {
                place.insert(key, bundles.len());
                bundles.push(vec![n]);
            }
        }
    }
    bundles
}

/// Blocks of more bundles than this are cut up by the parties.
const MOST_BLOCK: usize = 1000;

/// Pairs of bundles that may be one event, in order.
fn candidates(scene: &Scene<'_>, bundles: &[Vec<usize>], sort: Sort) -> Vec<(usize, usize)> {
    if sort == Sort::Any {
        let count = bundles.len();
        return (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).collect();
    }
    let mut blocks: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
    for (n, bundle) in bundles.iter().enumerate() {
        let m = scene.tellings[bundle[0]].mention;
        blocks.entry((0, m.lemma.clone())).or_default().push(n);
        if let Some(act) = &m.act {
            blocks.entry((1, act.event.name().to_owned())).or_default().push(n);
        }
    }
    let mut pairs: FxHashSet<(usize, usize)> = FxHashSet::default();
    for (_, block) in blocks {
        for part in parts(scene, bundles, block) {
            for (i, a) in part.iter().enumerate() {
                pairs.extend(part[i + 1..].iter().map(|b| (*a, *b)));
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

/// A block, or where it is too large its parts by day and by party; a part that is too large still is cut in order.
fn parts(scene: &Scene<'_>, bundles: &[Vec<usize>], block: Vec<usize>) -> Vec<Vec<usize>> {
    if block.len() <= MOST_BLOCK {
        return vec![block];
    }
    let mut parts: BTreeMap<(Option<usize>, Option<i32>), Vec<usize>> = BTreeMap::new();
    for n in block {
        let telling = &scene.tellings[bundles[n][0]];
        let fortnight = telling.mention.when.as_ref().map(|when| i32::from(when.days.first.day_of_year()) / 14);
        let parties = telling.parties.iter().flatten().map(|actor| Some(*actor));
        for party in parties.chain(telling.parties.is_empty().then_some(None)) {
            parts.entry((party, fortnight)).or_default().push(n);
            parts.entry((party, None)).or_default().push(n);
        }
    }
    parts
        .into_values()
        .map(|mut part| {
            part.dedup();
            part
        })
        .flat_map(|part| part.chunks(MOST_BLOCK).map(<[usize]>::to_vec).collect::<Vec<_>>())
        .collect()
}

/// Days beyond which no mistake explains that two dates differ.
const DAYS_APART: i32 = 10;

/// How many times one toll may be the other and still be an earlier or later count of the same.
const TOLL_RATIO: f64 = 10.0;

/// Whether two acts cannot be one event.
fn never(a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let far = match (&a.mention.when, &b.mention.when) {
        (Some(x), Some(y)) => {
            let touch = x.days.first <= y.days.last && y.days.first <= x.days.last;
            !touch && apart(x.days.last, y.days.first).min(apart(y.days.last, x.days.first)) > DAYS_APART
        }
        _ => false,
    };
    let worlds_apart = a.mention.quantities.iter().any(|x| {
        b.mention.quantities.iter().filter(|y| y.what == x.what && y.unit == x.unit).any(|y| {
            let (low, high) = (x.low.or(x.high), y.low.or(y.high));
            matches!((low, high), (Some(p), Some(q)) if p > 0.0 && q > 0.0 && (p / q).max(q / p) > TOLL_RATIO)
        })
    });
    far || worlds_apart
}

/// The names of the signs of [`pair_signs`]: for fitting the weights (`bench/fit_links.py`).
#[doc(hidden)]
pub fn sign_names() -> &'static [&'static str] {
    SIGNS
}

/// The signs of all pairs of mentions of a story's accounts: for fitting the weights.
#[doc(hidden)]
pub fn pair_signs(accounts: &[Account], mut each: impl FnMut(MentionId, MentionId, &[f32])) {
    let scene = Scene::new(accounts);
    let mut kinship = Kinship::new();
    let id = |t: &Telling<'_>| MentionId { account: t.account, mention: t.number };
    for (i, a) in scene.tellings.iter().enumerate() {
        for b in &scene.tellings[i + 1..] {
            let signs: Signs = signs(&scene, &mut kinship, a, b);
            each(id(a), id(b), &signs);
        }
    }
}
