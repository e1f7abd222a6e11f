//! Which actors of a story's articles are the same.

use super::actors::people::{Fit, Spelling};
use super::{Actor, ActorKind, Resolution};
use crate::fold::fold;
use crate::frequencies::Frequencies;
use crate::knowledge::{Meaning, World};
use crate::offices::Role;
use crate::{ActorId, Sector};
use rustc_hash::{FxHashMap, FxHashSet};

/// The actors of a story.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cast {
    /// For each article and each of its actors, its place in [`actors`](Self::actors).
    pub of: Vec<Vec<usize>>,
    /// The actors; those of most articles first.
    pub actors: Vec<StoryActor>,
}

/// An actor of a story.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoryActor {
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// The fullest name that an article gives.
    pub name: Option<String>,
    /// All names, sorted.
    pub names: Vec<String>,
    /// The PLOVER code that most articles give.
    pub code: Option<String>,
    /// The sectors that most articles give.
    pub sectors: Vec<Sector>,
    /// The office that most articles give.
    pub office: Option<String>,
    /// A stable id.
    pub id: Option<ActorId>,
    /// Offices that the articles say it holds or held, sorted.
    pub offices: Vec<StoryHeld>,
    /// Article and actor of each that it is, in order.
    pub members: Vec<(usize, usize)>,
}

/// An office that an article says an actor holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoryHeld {
    /// As the text gives it.
    pub office: String,
    /// Code of the state or body whose office it is.
    pub of: Option<String>,
    /// Whether it is said to be past.
    pub past: bool,
    /// The article that says so.
    pub article: usize,
    /// Index of the mention in it that says so.
    pub mention: usize,
}

/// Says which actors of the articles of one story are the same.
///
/// Who is who does not depend on the order of the articles; only the numbers of [`StoryActor::members`] do.
pub fn reconcile(articles: &[&Resolution]) -> Cast {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    for (article, resolution) in articles.iter().enumerate() {
        nodes.extend(resolution.actors.iter().enumerate().map(|(at, actor)| Node::new(article, at, actor)));
    }
    nodes.sort_by(|a, b| a.key().cmp(&b.key()).then((a.article, a.at).cmp(&(b.article, b.at))));
    let mut groups = Groups::new(&nodes);
    groups.by_id(&nodes);
    groups.people(&nodes);
    groups.bodies(&nodes);
    groups.office_holders(&nodes);
    groups.told(&nodes, articles)
}

/// An actor of one article.
struct Node<'a> {
    article: usize,
    at: usize,
    actor: &'a Actor,
    /// Names, the fullest first.
    spellings: Vec<Spelling>,
}

impl<'a> Node<'a> {
    fn new(article: usize, at: usize, actor: &'a Actor) -> Self {
        let mut spellings: Vec<Spelling> =
            actor.name.iter().chain(&actor.names).map(|name| Spelling::of(name)).collect();
        spellings.dedup();
        Self { article, at, actor, spellings }
    }

    /// What it is, whatever its place: the fullest name first.
    fn key(&self) -> impl Ord + use<'a> {
        let words = self.spellings.first().map_or(0, Spelling::len);
        let actor = self.actor;
        (
            std::cmp::Reverse(words),
            actor.name.clone(),
            actor.code.clone(),
            actor.office.clone(),
            actor.names.clone(),
            actor.sectors.clone(),
        )
    }

    fn is_person(&self) -> bool {
        self.actor.kind == ActorKind::Person && !self.spellings.is_empty()
    }

    fn clashes(&self, other: &Self) -> bool {
        matches!((&self.actor.code, &other.actor.code), (Some(a), Some(b)) if a != b)
    }

    /// Whether both bear one name, and hardly two bodies bear that: they are one whatever state each article gives it. Two states each
    /// have a Supreme Court.
    fn shares_rare_name(&self, other: &Self) -> bool {
        use Sector::{Courts, Government, Legislature, Military, Police};
        let is_organ = |sector: &Sector| matches!(sector, Government | Courts | Legislature | Police | Military);
        let own = |node: &Self| node.actor.id.is_none() && !node.actor.sectors.iter().any(is_organ);
        self.actor.name == other.actor.name
            && own(self)
            && own(other)
            && self.actor.name.as_deref().is_some_and(is_rare)
    }

    fn shares_office(&self, other: &Self) -> bool {
        let lower =
            |actor: &Actor| -> FxHashSet<String> { actor.offices.iter().map(|h| h.office.to_lowercase()).collect() };
        let (a, b) = (lower(self.actor), lower(other.actor));
        a.intersection(&b).next().is_some()
            || self.actor.sectors == other.actor.sectors && !self.actor.sectors.is_empty()
    }
}

/// The logarithm of the share of English that a word has which its tables do not hold.
const UNKNOWN: f64 = -17.0;
/// Minus the logarithm of the share of a word that makes a name rare,
const RARE_WORD: f64 = 13.0;
/// and of all words of a rare name together.
const RARE_NAME: f64 = 40.0;

/// Whether a name is of several words, one of them or all together rare in English.
fn is_rare(name: &str) -> bool {
    let folded = fold(&name.replace(['\'', '’'], " "));
    let rarities: Vec<f64> = folded
        .split(' ')
        .filter(|word| word.len() > 1)
        .map(|word| -Frequencies::word(word).unwrap_or(UNKNOWN))
        .collect();
    rarities.len() > 1 && (rarities.iter().any(|word| *word > RARE_WORD) || rarities.iter().sum::<f64>() > RARE_NAME)
}

/// Sets of nodes that are one actor; no set has two of one article, unless their names are the same.
struct Groups {
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
}

/// No story is compared beyond this many actors of a sort, name by name.
const MOST: usize = 4_000;

impl Groups {
    fn new(nodes: &[Node<'_>]) -> Self {
        Self { of: (0..nodes.len()).collect(), members: (0..nodes.len()).map(|n| vec![n]).collect() }
    }

    fn join(&mut self, nodes: &[Node<'_>], a: usize, b: usize, surely: bool) {
        let (a, b) = (self.of[a].min(self.of[b]), self.of[a].max(self.of[b]));
        if a == b {
            return;
        }
        let articles: FxHashSet<usize> = self.members[a].iter().map(|n| nodes[*n].article).collect();
        if !surely && self.members[b].iter().any(|n| articles.contains(&nodes[*n].article)) {
            return;
        }
        let moved = std::mem::take(&mut self.members[b]);
        moved.iter().for_each(|n| self.of[*n] = a);
        self.members[a].extend(moved);
    }

    /// States, bodies of the tables and groups with the same description.
    fn by_id(&mut self, nodes: &[Node<'_>]) {
        let mut first: FxHashMap<String, usize> = FxHashMap::default();
        for (n, node) in nodes.iter().enumerate() {
            let Some(id) = node.actor.id.as_ref().map(ToString::to_string) else { continue };
            if node.actor.kind == ActorKind::Person && node.actor.name.is_none() {
                continue;
            }
            let surely = !id.starts_with("people:");
            match first.get(&id) {
                Some(&other) => self.join(nodes, other, n, surely),
                None => {
                    first.insert(id, n);
                }
            }
        }
    }

    /// People by their names: first those whose whole names are alike, then shorter ones, each to the one whom it fits best.
    fn people(&mut self, nodes: &[Node<'_>]) {
        let people: Vec<usize> = (0..nodes.len()).filter(|n| nodes[*n].is_person()).take(MOST).collect();
        let fit = |a: usize, b: usize| -> Option<Fit> {
            let (x, y) = (&nodes[a].spellings[0], &nodes[b].spellings[0]);
            x.person(y)
        };
        for (i, &a) in people.iter().enumerate() {
            for &b in &people[i + 1..] {
                let long = nodes[a].spellings[0].len() > 1 && nodes[b].spellings[0].len() > 1;
                if fit(a, b) == Some(Fit::Whole)
                    && (long || !nodes[a].clashes(&nodes[b]))
                    && (!nodes[a].clashes(&nodes[b]) || nodes[a].shares_office(&nodes[b]) || long)
                {
                    self.join(nodes, a, b, false);
                }
            }
        }
        // the fullest names stand first
        for (i, &short) in people.iter().enumerate() {
            let mut best: Option<((bool, bool, Fit), usize, bool)> = None;
            for &full in &people[..i] {
                if self.of[full] == self.of[short] || nodes[full].article == nodes[short].article {
                    continue;
                }
                let Some(fit) = fit(full, short) else { continue };
                let rank = (!nodes[full].clashes(&nodes[short]), nodes[full].shares_office(&nodes[short]), fit);
                match &mut best {
                    Some((other, at, several)) if *other == rank => *several |= self.of[*at] != self.of[full],
                    Some((other, ..)) if *other > rank => {}
                    _ => best = Some((rank, full, false)),
                }
            }
            if let Some((_, full, false)) = best {
                self.join(nodes, full, short, false);
            }
        }
    }

    /// Bodies that no table holds, by name.
    fn bodies(&mut self, nodes: &[Node<'_>]) {
        let body = |n: &usize| nodes[*n].actor.kind == ActorKind::Body && !nodes[*n].spellings.is_empty();
        let bodies: Vec<usize> = (0..nodes.len()).filter(body).take(MOST).collect();
        for (i, &a) in bodies.iter().enumerate() {
            for &b in &bodies[i + 1..] {
                let clash = || nodes[a].clashes(&nodes[b]) && !nodes[a].shares_rare_name(&nodes[b]);
                if self.of[a] == self.of[b] || clash() {
                    continue;
                }
                let pairs = nodes[a].spellings.iter().flat_map(|x| nodes[b].spellings.iter().map(move |y| x.body(y)));
                if pairs.flatten().max().is_some_and(|fit| fit >= Fit::Surname) {
                    self.join(nodes, a, b, false);
                }
            }
        }
    }

    /// "The Iranian ambassador" of one article is the ambassador whom another names.
    fn office_holders(&mut self, nodes: &[Node<'_>]) {
        let mut holders: FxHashMap<(String, String), Vec<usize>> = FxHashMap::default();
        for (n, node) in nodes.iter().enumerate().filter(|(_, node)| node.actor.kind == ActorKind::Person) {
            let Some(code) = &node.actor.code else { continue };
            let current = node
                .actor
                .offices
                .iter()
                .filter(|h| !h.past)
                .map(|h| fold(&h.office))
                .chain(node.actor.office.as_deref().map(fold));
            let offices: FxHashSet<String> = current.filter(|office| sole(office)).collect();
            offices.into_iter().for_each(|office| holders.entry((code.clone(), office)).or_default().push(n));
        }
        let mut keys: Vec<_> = holders.into_iter().collect();
        keys.sort();
        for (_, mut holders) in keys {
            holders.sort_unstable();
            holders.dedup();
            let named: FxHashSet<usize> =
                holders.iter().filter(|n| nodes[**n].actor.name.is_some()).map(|n| self.of[*n]).collect();
            let first = holders.iter().find(|n| nodes[**n].actor.name.is_some()).or(holders.first()).copied();
            let Some(first) = first.filter(|_| named.len() < 2) else { continue };
            for &n in holders.iter().filter(|n| nodes[**n].actor.name.is_none()) {
                self.join(nodes, first, n, false);
            }
        }
    }

    fn told(mut self, nodes: &[Node<'_>], articles: &[&Resolution]) -> Cast {
        let groups: Vec<Vec<usize>> = self.members.drain(..).filter(|members| !members.is_empty()).collect();
        let mut actors: Vec<StoryActor> = groups.iter().map(|members| story_actor(nodes, members)).collect();
        actors.sort_by(|a, b| {
            let key = |s: &StoryActor| {
                (
                    std::cmp::Reverse(s.members.len()),
                    s.name.clone(),
                    s.code.clone(),
                    s.office.clone(),
                    s.names.clone(),
                    s.sectors.clone(),
                )
            };
            key(a).cmp(&key(b)).then_with(|| a.members.cmp(&b.members))
        });
        let mut of: Vec<Vec<usize>> = articles.iter().map(|a| vec![0; a.actors.len()]).collect();
        for (n, actor) in actors.iter().enumerate() {
            actor.members.iter().for_each(|(article, at)| of[*article][*at] = n);
        }
        Cast { of, actors }
    }
}

/// Whether a state has but one holder of the office.
fn sole(office: &str) -> bool {
    let sole = |role: Role| {
        matches!(role, Role::HeadOfState | Role::HeadOfGovernment | Role::Minister | Role::Royal)
            || role == Role::Diplomat
    };
    let meanings = World::embedded().meanings(office, None);
    let found = meanings.iter().find_map(|e| match e.meaning {
        Meaning::Office(office) => Some(office.role),
        _ => None,
    });
    let general = matches!(
        office,
        "minister" | "diplomat" | "envoy" | "negotiator" | "delegate" | "prince" | "princess" | "secretary"
    );
    found.is_some_and(sole) && !general
}

fn story_actor(nodes: &[Node<'_>], members: &[usize]) -> StoryActor {
    let actors = || members.iter().map(|n| nodes[*n].actor);
    let mut names: Vec<String> = actors().flat_map(|a| a.names.iter().cloned()).collect();
    names.sort();
    names.dedup();
    let telling = |n: &String| (n.split(' ').count().min(6), n.chars().count());
    let named = actors().filter_map(|a| a.name.clone());
    let name = named.max_by(|a, b| telling(a).cmp(&telling(b)).then_with(|| b.cmp(a)));
    let mut offices: Vec<StoryHeld> = Vec::new();
    for &n in members {
        offices.extend(nodes[n].actor.offices.iter().map(|held| StoryHeld {
            office: held.office.clone(),
            of: held.of.clone(),
            past: held.past,
            article: nodes[n].article,
            mention: held.mention,
        }));
    }
    offices.sort();
    let mut places: Vec<(usize, usize)> = members.iter().map(|n| (nodes[*n].article, nodes[*n].at)).collect();
    places.sort_unstable();
    let kind = most(actors().map(|a| a.kind as u8).collect());
    let code = most(actors().filter_map(|a| a.code.clone()).collect());
    let settled = actors().filter_map(|a| a.id.clone()).min_by_key(|id| id.to_string().len());
    let full = name.as_ref().filter(|_| actors().any(|a| a.kind == ActorKind::Person));
    StoryActor {
        kind: actors().map(|a| a.kind).find(|k| Some(*k as u8) == kind).unwrap_or_default(),
        names,
        sectors: most(actors().map(|a| a.sectors.clone()).filter(|s| !s.is_empty()).collect()).unwrap_or_default(),
        office: most(actors().filter_map(|a| a.office.clone()).collect()),
        id: full.map(|name| ActorId::person(code.as_deref(), name)).or(settled),
        code,
        name,
        offices,
        members: places,
    }
}

/// What there is most of; of equals the first in order.
fn most<T: Ord + Clone>(mut all: Vec<T>) -> Option<T> {
    all.sort();
    let mut best: Option<(usize, T)> = None;
    for same in all.chunk_by(|a, b| a == b) {
        if best.as_ref().is_none_or(|(count, _)| same.len() > *count) {
            best = Some((same.len(), same[0].clone()));
        }
    }
    best.map(|(_, what)| what)
}
