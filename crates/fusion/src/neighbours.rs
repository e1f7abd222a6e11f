//! Stories that may tell of one event: fused together, as papers tell of the same call weeks apart and under other heads.
//!
//! Two stories are linked by each key that they share: a type with two of: a party, another party, a town; at times that agree.
//! Nothing else is compared across stories, so that the work grows with what they share and not with their number.
//!
//! The *circle* of a story at some strictness is all that can be reached from it over links that are strong enough there; its
//! *neighbourhood* is its widest circle within bounds. Whoever is in a circle has that circle, and the same ones at every looser
//! strictness: neighbourhoods are a partition. They follow from the set of stories alone, and only what a story is linked to has any
//! bearing on its own, so that an archive can draw them anew where something changed.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::hash::Hash;
use std::rc::Rc;

use attache_world::calendar::Granularity;
use attache_world::fold;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::account::Account;
use crate::mention::{Mention, Party, hash};

/// No neighbourhood weighs more ([`Sketch::weight`]), unless a story alone does.
pub const MOST_WEIGHT: usize = 800;

/// A key that more mentions share links only those of one day, and each to so many on either side.
pub const MOST_SHARING: usize = 60;

/// Days within which two dates, or two days of publication where one mention is undated, agree.
const DAYS_NEAR: i32 = 3;
const DAYS_PUBLISHED: i32 = 21;

/// So many characters of text weigh as one article more.
const LONG: usize = 128 << 10;

/// How strong links are within a circle, from loose to strict; whoever is linked at one is linked at every looser one.
pub const STRICTNESS: [Strictness; 10] = [
    Strictness { keys: 1, days: None },
    Strictness { keys: 2, days: None },
    Strictness { keys: 3, days: None },
    Strictness { keys: 3, days: Some(28) },
    Strictness { keys: 4, days: Some(28) },
    Strictness { keys: 4, days: Some(7) },
    Strictness { keys: 6, days: Some(7) },
    Strictness { keys: 6, days: Some(1) },
    Strictness { keys: 10, days: Some(1) },
    Strictness { keys: 16, days: Some(1) },
];

/// How strong a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Least number of keys shared.
    pub keys: u32,
    /// Both stories begin in one stretch of so many days, counted as in [`Key`]; or no day of either is known.
    pub days: Option<i32>,
}

impl Strictness {
    fn links(&self, keys: u32, a: Option<i32>, b: Option<i32>) -> bool {
        let stretch = |day: Option<i32>| self.days.and_then(|days| Some(day?.div_euclid(days)));
        keys >= self.keys && stretch(a) == stretch(b)
    }
}

/// What links a story to others: a hash of type and parties, and the times of the mention that bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The hash.
    pub key: u64,
    /// The day of the mention, where it is told to the day; days are counted from 1 January 1970.
    pub day: Option<i32>,
    /// The day on which its article was published.
    pub published: Option<i32>,
}

impl Key {
    /// Whether the times of two mentions that share a key allow one event. A key that is shared widely asks for the same day.
    pub fn agrees(&self, other: &Self, widely: bool) -> bool {
        match (self.day, other.day) {
            (Some(a), Some(b)) => a.abs_diff(b) as i32 <= if widely { 0 } else { DAYS_NEAR },
            _ if widely => false,
            _ => match (self.published, other.published) {
                (Some(a), Some(b)) => a.abs_diff(b) as i32 <= DAYS_PUBLISHED,
                _ => true,
            },
        }
    }
}

/// What finding the neighbours of a story takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    /// Its keys, each once with each pair of times, sorted.
    pub keys: Vec<Key>,
    /// The day of its first report, counted as in [`Key`].
    pub day: Option<i32>,
    /// A hash that follows from its articles' ids: orders stories where nothing else does.
    pub place: u64,
    /// Its articles; a very long one counts as several.
    pub weight: usize,
}

impl Sketch {
    /// The sketch of a story's accounts.
    pub fn of<'a>(accounts: impl Iterator<Item = &'a Account>) -> Self {
        let mut sketch = Self::default();
        let mut name: Option<&str> = None;
        for account in accounts {
            let published = account.published.as_deref().and_then(|iso| iso.get(..10)?.parse().ok()).map(number);
            for mention in account.mentions.iter().filter(|mention| !mention.is_faint()) {
                let day = day(mention).map(number);
                sketch.keys.extend(keys(mention).into_iter().map(|key| Key { key, day, published }));
            }
            sketch.day = sketch.day.into_iter().chain(published).min();
            sketch.weight += 1 + account.sentences.last().map_or(0, |sentence| sentence.end / LONG);
            name = Some(name.map_or(&account.id, |name| name.min(&account.id)));
        }
        sketch.keys.sort_unstable();
        sketch.keys.dedup();
        sketch.place = name.map_or(0, |name| xxh3_64(name.as_bytes()));
        sketch
    }
}

/// Days from 1 January 1970.
fn number(day: Date) -> i32 {
    Date::constant(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}

/// Stories and the links between them, wherever they are kept.
pub trait Stories {
    /// Names a story.
    type Story: Copy + Ord + Hash;
    /// Why they could not be read.
    type Error;

    /// The stories that share keys with one, and how many; without itself, in any order.
    ///
    /// # Errors
    /// When they cannot be read.
    fn linked(&mut self, story: Self::Story) -> Result<Vec<(Self::Story, u32)>, Self::Error>;

    /// A story's [`Sketch::day`] and [`Sketch::weight`].
    ///
    /// # Errors
    /// When they cannot be read.
    fn about(&mut self, story: Self::Story) -> Result<(Option<i32>, usize), Self::Error>;
}

/// Finds neighbourhoods; remembers what it has looked up.
pub struct Neighbourhoods<S: Stories> {
    /// The stories.
    pub stories: S,
    linked: FxHashMap<S::Story, Linked<S::Story>>,
    about: FxHashMap<S::Story, (Option<i32>, usize)>,
    /// Stories whose circle at this strictness is known to be too wide.
    too_wide: FxHashSet<(usize, S::Story)>,
}

/// Stories with the number of keys that they share with another.
type Linked<T> = Rc<[(T, u32)]>;

impl<S: Stories> Neighbourhoods<S> {
    /// Of these stories, which may not change meanwhile.
    pub fn new(stories: S) -> Self {
        Self { stories, linked: FxHashMap::default(), about: FxHashMap::default(), too_wide: FxHashSet::default() }
    }

    /// The neighbourhood of a story, in order: its widest circle within bounds, else itself alone.
    ///
    /// # Errors
    /// When the stories cannot be read.
    pub fn around(&mut self, story: S::Story) -> Result<Vec<S::Story>, S::Error> {
        for (number, strictness) in STRICTNESS.iter().enumerate() {
            if let Some(circle) = self.circle(story, number, strictness)? {
                return Ok(circle);
            }
        }
        Ok(vec![story])
    }

    fn circle(
        &mut self,
        story: S::Story,
        number: usize,
        strictness: &Strictness,
    ) -> Result<Option<Vec<S::Story>>, S::Error> {
        if self.too_wide.contains(&(number, story)) {
            return Ok(None);
        }
        let mut reached = FxHashSet::from_iter([story]);
        let mut weight = self.about(story)?.1;
        let mut next = vec![story];
        let mut is_too_wide = false;
        'walk: while let Some(here) = next.pop() {
            let (day, _) = self.about(here)?;
            for (there, keys) in self.linked(here)?.iter() {
                let (other, own) = self.about(*there)?;
                if !strictness.links(*keys, day, other) || !reached.insert(*there) {
                    continue;
                }
                weight += own;
                next.push(*there);
                if weight > MOST_WEIGHT || self.too_wide.contains(&(number, *there)) {
                    is_too_wide = true;
                    break 'walk;
                }
            }
        }
        if is_too_wide {
            self.too_wide.extend(reached.into_iter().map(|story| (number, story)));
            return Ok(None);
        }
        let mut circle: Vec<S::Story> = reached.into_iter().collect();
        circle.sort_unstable();
        Ok(Some(circle))
    }

    /// The stories linked to one.
    ///
    /// # Errors
    /// When the stories cannot be read.
    pub fn linked(&mut self, story: S::Story) -> Result<Linked<S::Story>, S::Error> {
        if let Some(known) = self.linked.get(&story) {
            return Ok(Rc::clone(known));
        }
        let found: Linked<S::Story> = self.stories.linked(story)?.into();
        self.linked.insert(story, Rc::clone(&found));
        Ok(found)
    }

    fn about(&mut self, story: S::Story) -> Result<(Option<i32>, usize), S::Error> {
        if let Some(known) = self.about.get(&story) {
            return Ok(*known);
        }
        let about = self.stories.about(story)?;
        self.about.insert(story, about);
        Ok(about)
    }
}

/// The neighbourhoods of some stories, each a list of stories by their places, in order; those whose events are fused together.
///
/// `stories` are lists of places in `accounts`. What is together depends on neither order.
pub fn neighbourhoods(accounts: &[Account], stories: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let sketches: Vec<Sketch> =
        stories.iter().map(|members| Sketch::of(members.iter().map(|at| &accounts[*at]))).collect();
    let linked = links(&sketches);
    let mut found = Neighbourhoods::new(Held { sketches, linked });
    let mut placed = vec![false; stories.len()];
    let mut all = Vec::new();
    for story in 0..stories.len() {
        if placed[story] {
            continue;
        }
        let Ok(around) = found.around(story);
        around.iter().for_each(|story| placed[*story] = true);
        all.push(around);
    }
    all
}

/// Stories that are all at hand.
struct Held {
    sketches: Vec<Sketch>,
    linked: Vec<Vec<(usize, u32)>>,
}

impl Stories for Held {
    type Story = usize;
    type Error = Infallible;

    fn linked(&mut self, story: usize) -> Result<Vec<(usize, u32)>, Infallible> {
        Ok(self.linked.get_mut(story).map(std::mem::take).unwrap_or_default())
    }

    fn about(&mut self, story: usize) -> Result<(Option<i32>, usize), Infallible> {
        Ok(self.sketches.get(story).map_or((None, 0), |sketch| (sketch.day, sketch.weight)))
    }
}

/// For each story those that it shares keys with, and how many.
fn links(sketches: &[Sketch]) -> Vec<Vec<(usize, u32)>> {
    let mut keyed: BTreeMap<u64, Vec<(Key, usize)>> = BTreeMap::new();
    for (story, sketch) in sketches.iter().enumerate() {
        sketch.keys.iter().for_each(|key| keyed.entry(key.key).or_default().push((*key, story)));
    }
    let mut links: FxHashMap<(usize, usize), u32> = FxHashMap::default();
    for sharing in keyed.values_mut() {
        sharing.sort_unstable_by_key(|(key, story)| (key.day, key.published, sketches[*story].place, *story));
        let widely = sharing.len() > MOST_SHARING;
        let mut linked: FxHashSet<(usize, usize)> = FxHashSet::default();
        for (n, (a, story)) in sharing.iter().enumerate() {
            let others = sharing[n + 1..].iter().take(if widely { MOST_SHARING } else { usize::MAX });
            for (_, other) in others.filter(|(b, other)| other != story && a.agrees(b, widely)) {
                linked.insert((*story.min(other), *story.max(other)));
            }
        }
        linked.into_iter().for_each(|pair| *links.entry(pair).or_default() += 1);
    }
    let mut linked = vec![Vec::new(); sketches.len()];
    for ((a, b), keys) in links {
        linked[a].push((b, keys));
        linked[b].push((a, keys));
    }
    linked
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
    // papers write "the coast guards" and "the government": each stands for its state
    who.extend(mention.parties.iter().filter_map(|party| Some(hash(&format!("state:{}", party.code.as_ref()?)))));
    who.sort_unstable();
    who.dedup();
    who.truncate(6);
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
