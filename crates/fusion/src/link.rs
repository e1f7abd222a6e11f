//! Event coreference: which mentions of the articles of a story are of one event.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::bars::never;
use crate::cluster::{Clusters, clusters};
use crate::kin::Kinship;
use crate::scene::{Scene, Telling};
use crate::signs::{SIGNS, Signs, signs};
use crate::units::{Unit, are_apart, units};
use crate::weigh::{Column, odds, shares};

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
    let mut sorted: Vec<Account> = order.iter().map(|n| accounts[*n].clone()).collect();
    let scene = Scene::new(&mut sorted);
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

/// Places of the mentions of each event among the tellings of a scene, and what bonds them.
pub(crate) struct Linked {
    pub events: Vec<Vec<usize>>,
    units: Vec<Unit>,
    bonds: FxHashMap<usize, Tie>,
}

/// What a telling is tied to: the first of another unit, or another of its own.
#[derive(Clone, Copy)]
struct Tie {
    to: usize,
    odds: Option<f32>,
    /// The average at which its unit was joined to others.
    joined: Option<f32>,
    /// The units of both where the two are first in them.
    units: Option<(usize, usize)>,
}

impl Linked {
    /// The bonds of some tellings of one event.
    pub fn bonds(&self, scene: &Scene<'_>, members: &[usize]) -> Vec<Bond> {
        let mut bond = |n: &usize| {
            let tie = *self.bonds.get(n).filter(|tie| members.contains(&tie.to))?;
            let (a, b) = (&scene.tellings[*n], &scene.tellings[tie.to]);
            let mut shares = match (tie.odds, tie.units) {
                (None, _) => Vec::new(),
                (Some(_), None) => shares(&signs(scene, &mut Kinship::new(), a, b), Column::Within),
                (Some(_), Some((one, other))) => {
                    let (a, b) = (self.whole(scene, one), self.whole(scene, other));
                    shares(&signs(scene, &mut Kinship::new(), &a, &b), Column::Acts)
                }
            };
            shares.truncate(MOST_SIGNS);
            shares.shrink_to_fit();
            Some(Bond { mention: a.id(), to: b.id(), odds: tie.odds, joined: tie.joined, signs: shares })
        };
        members.iter().filter_map(&mut bond).collect()
    }

    fn whole(&self, scene: &Scene<'_>, unit: usize) -> Telling<'_> {
        scene.in_place_of(self.units[unit].members[0], &self.units[unit].whole)
    }
}

/// Links the tellings of a scene.
pub(crate) fn of_scene(scene: &Scene<'_>, sort: Sort) -> Linked {
    match sort {
        Sort::Any => any(scene),
        Sort::Acts => acts(scene),
    }
}

/// Links mentions of any kind, each with each.
fn any(scene: &Scene<'_>) -> Linked {
    let mut kinship = Kinship::new();
    let count = scene.tellings.len();
    let mut pairs = Vec::with_capacity(count * count.saturating_sub(1) / 2);
    for (i, a) in scene.tellings.iter().enumerate() {
        for (j, b) in scene.tellings.iter().enumerate().skip(i + 1) {
            pairs.push((i, j, odds(&signs(scene, &mut kinship, a, b), Column::Any)));
        }
    }
    let mut events: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (telling, cluster) in clusters(count, &pairs, THRESHOLD_ANY).of.into_iter().enumerate() {
        events.entry(cluster).or_default().push(telling);
    }
    Linked { events: events.into_values().collect(), units: Vec::new(), bonds: FxHashMap::default() }
}

/// Links coded acts, unit by unit.
fn acts(scene: &Scene<'_>) -> Linked {
    let mut units = units(scene);
    let wholes: Vec<Telling<'_>> = units.iter().map(|unit| scene.in_place_of(unit.members[0], &unit.whole)).collect();
    let bundles = bundles(&wholes);
    let mut kinship = Kinship::new();
    let mut pairs = Vec::new();
    for (i, j) in candidates(&wholes, &bundles) {
        let (a, b) = (&wholes[bundles[i][0]], &wholes[bundles[j][0]]);
        let never = never(scene, a, b) || a.account == b.account && are_apart(scene, a, b);
        let score = if never { f32::NEG_INFINITY } else { odds(&signs(scene, &mut kinship, a, b), Column::Acts) };
        pairs.push((i, j, score));
    }
    let Clusters { of, joined } = clusters(bundles.len(), &pairs, THRESHOLD_ACTS);
    let mut best: Vec<Option<(usize, f32)>> = vec![None; bundles.len()];
    for (i, j, score) in pairs.into_iter().filter(|(i, j, _)| of[*i] == of[*j]) {
        for (one, other) in [(i, j), (j, i)] {
            if best[one].is_none_or(|(_, most)| score > most) {
                best[one] = Some((other, score));
            }
        }
    }
    let mut bonds = FxHashMap::default();
    let first = |unit: usize| units[unit].members[0];
    for (bundle, members) in bundles.iter().enumerate() {
        if let Some((other, score)) = best[bundle] {
            let pair = (members[0], bundles[other][0]);
            let tie = Tie { to: first(pair.1), odds: Some(score), joined: joined[bundle], units: Some(pair) };
            bonds.insert(first(members[0]), tie);
        }
        for alike in &members[1..] {
            let tie = Tie { to: first(members[0]), odds: None, joined: joined[bundle], units: None };
            bonds.insert(first(*alike), tie);
        }
    }
    let is_plain = |n: &usize| wholes[*n].mention.act.as_ref().is_some_and(|act| act.confidence >= PLAIN);
    let told = bundles.iter().zip(&of).filter(|(bundle, _)| bundle.iter().any(is_plain));
    let plain: BTreeSet<usize> = told.map(|(_, event)| *event).collect();
    let mut faint = Vec::new();
    for (n, telling) in scene.tellings.iter().enumerate().filter(|(_, telling)| telling.mention.is_faint()) {
        let Some((bundle, odds, joined)) = likest(scene, &mut kinship, &wholes, &bundles, &of, &plain, telling) else {
            continue;
        };
        let unit = bundles[bundle][0];
        let tie = Tie {
            to: first(unit),
            odds: Some(odds),
            joined: Some(joined),
            units: Some((units.len() + faint.len(), unit)),
        };
        bonds.insert(n, tie);
        faint.push((n, of[bundle]));
    }
    for unit in &units {
        for (member, (to, odds)) in unit.members[1..].iter().zip(&unit.bonds) {
            bonds.insert(*member, Tie { to: *to, odds: *odds, joined: None, units: None });
        }
    }
    let mut events: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (bundle, members) in bundles.into_iter().enumerate() {
        let tellings = members.into_iter().flat_map(|unit| units[unit].members.iter().copied());
        events.entry(of[bundle]).or_default().extend(tellings);
    }
    for (telling, event) in faint {
        events.entry(event).or_default().push(telling);
        let whole = scene.tellings[telling].mention.clone();
        units.push(Unit { members: vec![telling], bonds: Vec::new(), whole });
    }
    Linked { events: events.into_values().collect(), units, bonds }
}

/// The bundle that a faint telling is likest, of the plain event that it is like enough on average, with both odds.
fn likest<'a>(
    scene: &Scene<'a>,
    kinship: &mut Kinship<'a>,
    wholes: &[Telling<'a>],
    bundles: &[Vec<usize>],
    of: &[usize],
    plain: &BTreeSet<usize>,
    faint: &Telling<'a>,
) -> Option<(usize, f32, f32)> {
    let kind = |telling: &Telling<'_>| telling.mention.act.as_ref().map(|act| act.event);
    let mut events: BTreeMap<usize, (f32, usize, (f32, usize))> = BTreeMap::new();
    let alike = bundles.iter().enumerate().filter(|(_, bundle)| kind(&wholes[bundle[0]]) == kind(faint));
    for (n, bundle) in alike.take(MOST_BLOCK) {
        let whole = &wholes[bundle[0]];
        let never = never(scene, whole, faint) || whole.account == faint.account;
        let odds = if never { f32::NEG_INFINITY } else { odds(&signs(scene, kinship, whole, faint), Column::Acts) };
        let (sum, count, best) = events.entry(of[n]).or_insert((0.0, 0, (f32::NEG_INFINITY, n)));
        (*sum, *count) = (*sum + odds, *count + 1);
        if odds > best.0 {
            *best = (odds, n);
        }
    }
    events.retain(|event, _| plain.contains(event));
    let average = events.into_values().map(|(sum, count, best)| (sum / count as f32, best));
    let (joined, (odds, bundle)) = average.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (joined > THRESHOLD_FAINT).then_some((bundle, odds, joined))
}

/// Log-odds above which clusters are joined.
const THRESHOLD_ANY: f32 = 0.0;
const THRESHOLD_ACTS: f32 = -1.5;
/// Average log-odds above which a faint telling joins an event.
const THRESHOLD_FAINT: f32 = 0.0;
/// How likely a telling of an event must be for faint ones to join it: what is doubtful itself gains no weight by them.
const PLAIN: f32 = 0.6;

/// Units alike in all that is compared, as copies are: each bundle counts once.
fn bundles(wholes: &[Telling<'_>]) -> Vec<Vec<usize>> {
    let mut place: FxHashMap<_, usize> = FxHashMap::default();
    let mut bundles: Vec<Vec<usize>> = Vec::new();
    for (n, telling) in wholes.iter().enumerate() {
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
fn candidates(wholes: &[Telling<'_>], bundles: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut blocks: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
    for (n, bundle) in bundles.iter().enumerate() {
        let m = wholes[bundle[0]].mention;
        blocks.entry((0, m.lemma.clone())).or_default().push(n);
        if let Some(act) = &m.act {
            blocks.entry((1, act.event.name().to_owned())).or_default().push(n);
        }
    }
    let mut pairs: FxHashSet<(usize, usize)> = FxHashSet::default();
    for (_, block) in blocks {
        for part in parts(wholes, bundles, block) {
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
fn parts(wholes: &[Telling<'_>], bundles: &[Vec<usize>], block: Vec<usize>) -> Vec<Vec<usize>> {
    if block.len() <= MOST_BLOCK {
        return vec![block];
    }
    let mut parts: BTreeMap<(Option<usize>, Option<i32>), Vec<usize>> = BTreeMap::new();
    for n in block {
        let telling = &wholes[bundles[n][0]];
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

/// The names of the signs of [`pair_signs`]: for fitting the weights (`bench/fit_links.py`).
#[doc(hidden)]
pub fn sign_names() -> &'static [&'static str] {
    SIGNS
}

/// Which pairs [`pair_signs`] gives.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairs {
    /// All pairs of mentions.
    Mentions,
    /// Pairs of mentions of one article.
    Within,
    /// Pairs of units, each by its mentions.
    Units,
}

/// The signs of pairs of mentions of a story's accounts: for fitting the weights.
#[doc(hidden)]
pub fn pair_signs(accounts: &[Account], which: Pairs, mut each: impl FnMut(&[MentionId], &[MentionId], &[f32])) {
    let order = canonical(accounts);
    let mut sorted: Vec<Account> = order.iter().map(|n| accounts[*n].clone()).collect();
    let scene = Scene::new(&mut sorted);
    let mut kinship = Kinship::new();
    let id = |n: usize| {
        let telling = &scene.tellings[n];
        MentionId { account: order[telling.account], mention: telling.number }
    };
    if which == Pairs::Units {
        let units = units(&scene);
        let ids = |unit: &Unit| unit.members.iter().map(|n| id(*n)).collect::<Vec<_>>();
        let wholes: Vec<(Telling<'_>, Vec<MentionId>)> =
            units.iter().map(|unit| (scene.in_place_of(unit.members[0], &unit.whole), ids(unit))).collect();
        for (i, (a, of_a)) in wholes.iter().enumerate() {
            for (b, of_b) in &wholes[i + 1..] {
                let signs: Signs = signs(&scene, &mut kinship, a, b);
                each(of_a, of_b, &signs);
            }
        }
        return;
    }
    let told = |(_, telling): &(usize, &Telling<'_>)| !telling.mention.is_faint();
    for (i, a) in scene.tellings.iter().enumerate().filter(told) {
        for (j, b) in scene.tellings.iter().enumerate().skip(i + 1).filter(told) {
            if which == Pairs::Mentions || a.account == b.account {
                let signs: Signs = signs(&scene, &mut kinship, a, b);
                each(&[id(i)], &[id(j)], &signs);
            }
        }
    }
}
