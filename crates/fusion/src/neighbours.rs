//! Stories that may tell of one event: fused together, as papers tell of the same call weeks apart and under other heads.
//!
//! Two stories are neighbours where mentions in them share a type and two of: a party, another party, a town; at times that agree.
//! Nothing else is compared across stories, so that the work grows with what they share and not with their number.

use std::collections::BTreeMap;

use attache_world::calendar::Granularity;
use attache_world::fold;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::mention::{Mention, Party, hash};
use crate::signs::apart;

/// No neighbourhood has more articles, unless a story alone has.
const MOST_ARTICLES: usize = 500;

/// A key that more mentions share links only those of one day.
const MOST_SHARING: usize = 60;

/// Days within which two dates, or two days of publication where one mention is undated, agree.
const DAYS_NEAR: i32 = 3;
const DAYS_PUBLISHED: i32 = 21;

/// The neighbourhoods of some stories, each a list of accounts by their places: lists of stories whose events are fused together.
///
/// `stories` are lists of places in `accounts`. What comes out depends on neither order.
pub fn neighbourhoods(accounts: &[Account], stories: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut keyed: BTreeMap<u64, Vec<Keyed>> = BTreeMap::new();
    for (story, members) in stories.iter().enumerate() {
        let mut seen: FxHashSet<(u64, Option<Date>)> = FxHashSet::default();
        for &account in members {
            let published = accounts[account].published.as_deref().and_then(|iso| iso.get(..10)?.parse().ok());
            for mention in &accounts[account].mentions {
                let day = day(mention);
                for key in keys(mention) {
                    if seen.insert((key, day.or(published))) {
                        keyed.entry(key).or_default().push(Keyed { story, day, published });
                    }
                }
            }
        }
    }
    let mut links: FxHashMap<(usize, usize), u32> = FxHashMap::default();
    for sharing in keyed.values_mut() {
        sharing.sort_unstable_by_key(|keyed| (keyed.day.is_none(), keyed.day, keyed.published, keyed.story));
        let strict = sharing.len() > MOST_SHARING;
        let mut linked: FxHashSet<(usize, usize)> = FxHashSet::default();
        for (n, a) in sharing.iter().enumerate() {
            let others = sharing[n + 1..].iter().take(if strict { MOST_SHARING } else { usize::MAX });
            for b in others.filter(|b| b.story != a.story && a.agrees(b, strict)) {
                linked.insert((a.story.min(b.story), a.story.max(b.story)));
            }
        }
        linked.into_iter().for_each(|pair| *links.entry(pair).or_default() += 1);
    }
    joined(accounts, stories, links)
}

/// A mention's key, its story and its times.
struct Keyed {
    story: usize,
    day: Option<Date>,
    published: Option<Date>,
}

impl Keyed {
    fn agrees(&self, other: &Self, strict: bool) -> bool {
        match (self.day, other.day) {
            (Some(a), Some(b)) => apart(a, b) <= if strict { 0 } else { DAYS_NEAR },
            _ if strict => false,
            _ => match (self.published, other.published) {
                (Some(a), Some(b)) => apart(a, b) <= DAYS_PUBLISHED,
                _ => true,
            },
        }
    }
}

/// The day of a mention, where it is told to the day.
fn day(mention: &Mention) -> Option<Date> {
    let when = mention.when.as_ref()?;
    (when.granularity <= Granularity::Day).then_some(when.days.first)
}

/// What a mention may be found by: its type with each two of its parties and its town.
fn keys(mention: &Mention) -> Vec<u64> {
    let Some(act) = &mention.act else { return Vec::new() };
    let mut who: Vec<u32> = mention.parties.iter().filter_map(party_key).collect();
    who.sort_unstable();
    who.dedup();
    who.truncate(5);
    let town = mention.place.as_ref().filter(|place| place.division.is_some()).and_then(|place| place.geonames);
    let kind = u64::from(hash(act.event.name())) << 32;
    let pair = |a: u32, b: u32| kind ^ u64::from(a.rotate_left(7) ^ b.wrapping_mul(0x9e37_79b9));
    let mut keys = Vec::new();
    for (n, a) in who.iter().enumerate() {
        keys.extend(who[n + 1..].iter().map(|b| pair(*a, *b)));
        keys.extend(town.map(|town| pair(*a, town ^ 0x5bd1_e995)));
    }
    // who acts upon nobody in particular is found by the word and the sharpest of its surroundings
    if keys.is_empty() {
        let mut rare: Vec<_> = mention.around.iter().filter(|term| term.rarity >= 11).collect();
        rare.sort_unstable_by_key(|term| (std::cmp::Reverse(term.rarity), term.hash));
        let first = who.first().copied().or(town).unwrap_or(0);
        keys.extend(rare.into_iter().take(3).map(|term| pair(first, term.hash)));
    }
    keys
}

/// A party as stories know it: a person by surname, a state or body by id, others by their state and head word.
fn party_key(party: &Party) -> Option<u32> {
    let id = party.id.as_deref().filter(|id| id.starts_with("state:") || id.starts_with("body:"));
    if let Some(id) = id {
        return Some(hash(id));
    }
    let folded = fold(&party.name);
    let last = folded.rsplit(' ').next().filter(|word| word.len() > 1)?;
    Some(if party.named { hash(last) } else { hash(&format!("{} {last}", party.code.as_deref().unwrap_or_default())) })
}

/// Joins linked stories, those that share most first, as long as their neighbourhood is not too large.
fn joined(accounts: &[Account], stories: &[Vec<usize>], links: FxHashMap<(usize, usize), u32>) -> Vec<Vec<usize>> {
    let name = |story: usize| stories[story].iter().map(|at| accounts[*at].id.as_str()).min().unwrap_or_default();
    let mut links: Vec<((usize, usize), u32)> = links.into_iter().collect();
    links.sort_by(|(a, x), (b, y)| {
        let named = |(p, q): &(usize, usize)| (name(*p).min(name(*q)), name(*p).max(name(*q)));
        y.cmp(x).then_with(|| named(a).cmp(&named(b)))
    });
    let mut of: Vec<usize> = (0..stories.len()).collect();
    let mut members: Vec<Vec<usize>> = (0..stories.len()).map(|n| vec![n]).collect();
    let mut size: Vec<usize> = stories.iter().map(Vec::len).collect();
    for ((a, b), _) in links {
        let (a, b) = (of[a].min(of[b]), of[a].max(of[b]));
        if a == b || size[a] + size[b] > MOST_ARTICLES {
            continue;
        }
        let moved = std::mem::take(&mut members[b]);
        moved.iter().for_each(|story| of[*story] = a);
        size[a] += size[b];
        members[a].extend(moved);
    }
    let gathered = |members: Vec<usize>| members.into_iter().flat_map(|story| stories[story].clone()).collect();
    members.into_iter().filter(|members| !members.is_empty()).map(gathered).collect()
}
