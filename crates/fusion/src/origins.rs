//! Whose word an event is: each mention traced through copies, credits and citations to where it comes from.
//!
//! The unit is the newsroom: two papers that heard the same spokesman are two. A text taken from another has that text's origin. What
//! an article tells on the word of a paper or agency has that one's origin, whoever that one cites, and its own where it says that it
//! was told itself; else that of the agency that it credits, else its own. A rewrite whose source is not known has no origin that could
//! be counted, unless it names one.

use std::collections::BTreeMap;

use attache_coding::CitationKind;
use attache_stories::Kind;
use attache_world::{BodyKind, Meaning, World, fold};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::event::Members;
use crate::link::MentionId;
use crate::mention::Cited;
use crate::scene::Telling;

/// Who stands behind an event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Origins {
    /// The origins, those of most articles first.
    pub all: Vec<Origin>,
    /// How each mention was traced to its origin, in the order of the mentions.
    pub traces: Vec<Trace>,
}

/// Somebody on whose word an event is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// As most name it.
    pub name: String,
    /// What sort of source it is.
    pub kind: CitationKind,
    /// Whether it counts: what only rewrites of unknown source tell does not.
    pub independent: bool,
    /// Places of the accounts that have it, sorted.
    pub accounts: Vec<usize>,
}

/// How one mention was traced.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The mention.
    pub mention: MentionId,
    /// From its article to the origin.
    pub steps: Vec<Step>,
    /// Place of the origin in [`Origins::all`].
    pub origin: usize,
}

/// A step on the way to an origin.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The text was taken from that account.
    TakenFrom {
        /// Its place.
        account: usize,
        /// What the copy is.
        kind: Kind,
    },
    /// The article cites somebody for it.
    Cites {
        /// As it names them.
        name: String,
        /// What sort of source.
        kind: CitationKind,
    },
    /// The article cites them for the same event elsewhere.
    CitesElsewhere {
        /// As it names them.
        name: String,
        /// What sort of source.
        kind: CitationKind,
    },
    /// The article credits an agency.
    Credits(String),
    /// The outlet's own word.
    Own(String),
    /// A rewrite of which the source is not known.
    Unknown,
}

impl Origins {
    /// How many independent origins there are.
    pub fn independent(&self) -> usize {
        self.all.iter().filter(|origin| origin.independent).count()
    }

    /// Whether a mention has an origin that counts.
    pub(crate) fn is_independent(&self, mention: MentionId) -> bool {
        self.of(mention).and_then(|origin| self.all.get(origin)).is_some_and(|origin| origin.independent)
    }

    /// Place of a mention's origin.
    pub fn of(&self, mention: MentionId) -> Option<usize> {
        self.traces.iter().find(|trace| trace.mention == mention).map(|trace| trace.origin)
    }
}

/// What makes two origins one: a known body by its id, a name, or a rewrite that nobody stands behind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Press(String),
    Article(String),
    Unknown(String),
}

struct Found {
    key: Key,
    name: String,
    kind: CitationKind,
    steps: Vec<Step>,
}

/// Traces the mentions of an event.
pub(crate) fn origins(members: &Members<'_, '_>) -> Origins {
    let accounts = members.scene.accounts;
    let place: FxHashMap<&str, usize> = accounts.iter().enumerate().map(|(n, a)| (a.id.as_str(), n)).collect();
    let tracer = Tracer { members, place };
    let mut groups: BTreeMap<Key, (Origin, BTreeMap<String, usize>)> = BTreeMap::new();
    let mut traces: Vec<(MentionId, Vec<Step>, Key)> = Vec::new();
    for telling in &members.tellings {
        let found = tracer.trace(telling);
        let independent = !matches!(found.key, Key::Unknown(_));
        let (origin, names) = groups.entry(found.key.clone()).or_insert_with(|| {
            (Origin { name: String::new(), kind: found.kind, independent, accounts: Vec::new() }, BTreeMap::new())
        });
        *names.entry(found.name).or_default() += 1;
        origin.accounts.push(telling.account);
        origin.kind = origin.kind.min(found.kind);
        traces.push((telling.id(), found.steps, found.key));
    }
    let mut all: Vec<(Key, Origin)> = groups
        .into_iter()
        .map(|(key, (mut origin, names))| {
            origin.accounts.sort_unstable();
            origin.accounts.dedup();
            let best = names.into_iter().max_by(|a, b| (a.1, a.0.len()).cmp(&(b.1, b.0.len())).then(b.0.cmp(&a.0)));
            origin.name = best.map(|(name, _)| name).unwrap_or_default();
            (key, origin)
        })
        .collect();
    all.sort_by(|(_, a), (_, b)| {
        b.independent
            .cmp(&a.independent)
            .then(b.accounts.len().cmp(&a.accounts.len()))
            .then_with(|| a.name.cmp(&b.name))
    });
    let traces = traces
        .into_iter()
        .map(|(mention, steps, key)| {
            let origin = all.iter().position(|(other, _)| *other == key).unwrap_or(0);
            Trace { mention, steps, origin }
        })
        .collect();
    Origins { all: all.into_iter().map(|(_, origin)| origin).collect(), traces }
}

struct Tracer<'m, 's, 'a> {
    members: &'m Members<'s, 'a>,
    place: FxHashMap<&'m str, usize>,
}

impl Tracer<'_, '_, '_> {
    fn trace(&self, telling: &Telling<'_>) -> Found {
        let accounts = self.members.scene.accounts;
        let mut steps = Vec::new();
        let (mut at, mut sentence) = (telling.account, telling.mention.sentence);
        let mut own: Vec<&Telling<'_>> = vec![telling];
        let mut seen: FxHashSet<usize> = FxHashSet::from_iter([at]);
        // whence the text came
        while let Some(&source) = accounts[at].of.as_deref().and_then(|of| self.place.get(of)) {
            let account = &accounts[at];
            let passage = account
                .passages
                .iter()
                .find(|passage| passage.here.start < sentence.end && sentence.start < passage.here.end);
            let taken = account.passages.is_empty() || passage.is_some() || account.is_rewrite();
            if !taken || !seen.insert(source) {
                break;
            }
            steps.push(Step::TakenFrom { account: source, kind: account.kind });
            if let Some(passage) = passage {
                sentence = passage.there;
            }
            at = source;
            own = self.members.tellings.iter().copied().filter(|t| t.account == at).collect();
        }
        self.root(at, &own, steps)
    }

    /// The origin of what the article at the end of the way says.
    fn root(&self, at: usize, own: &[&Telling<'_>], mut steps: Vec<Step>) -> Found {
        let account = &self.members.scene.accounts[at];
        let here = own.iter().find_map(|telling| self.press(account, &telling.mention.sources));
        if let Some((name, key)) = here {
            steps.push(Step::Cites { name: name.clone(), kind: CitationKind::Outlet });
            return Found { key, name, kind: CitationKind::Outlet, steps };
        }
        let named = own.iter().flat_map(|telling| &telling.mention.sources).next();
        if let Some(source) = named {
            steps.push(Step::Cites { name: mended(account, &source.name), kind: source.kind });
        } else {
            let same = self.members.tellings.iter().filter(|telling| telling.account == at);
            let elsewhere =
                same.filter_map(|telling| self.press(account, &telling.mention.sources)).min_by(|a, b| a.1.cmp(&b.1));
            if let Some((name, key)) = elsewhere {
                steps.push(Step::CitesElsewhere { name: name.clone(), kind: CitationKind::Outlet });
                return Found { key, name, kind: CitationKind::Outlet, steps };
            }
        }
        self.own(at, steps)
    }

    /// The agency that an article credits, or itself.
    fn own(&self, at: usize, mut steps: Vec<Step>) -> Found {
        let account = &self.members.scene.accounts[at];
        if account.is_rewrite() {
            steps.push(Step::Unknown);
            let name = account.outlet.clone().unwrap_or_else(|| account.id.clone());
            return Found { key: Key::Unknown(account.id.clone()), name, kind: CitationKind::Outlet, steps };
        }
        if let Some(agency) = account.credits.first() {
            steps.push(Step::Credits(agency.clone()));
            let key = known_press(agency).map_or_else(|| Key::Press(fold(agency)), |(_, id)| Key::Press(id));
            return Found { key, name: agency.clone(), kind: CitationKind::Agency, steps };
        }
        if let Some(outlet) = self.credited(account) {
            steps.push(Step::Credits(outlet.to_owned()));
            let key = known_press(outlet).map_or_else(|| Key::Press(press_key(outlet)), |(_, id)| Key::Press(id));
            return Found { key, name: outlet.to_owned(), kind: CitationKind::Agency, steps };
        }
        let name = account.outlet.clone().unwrap_or_else(|| account.id.clone());
        steps.push(Step::Own(name.clone()));
        let key = match (&account.outlet, known_press(&name)) {
            (Some(_), Some((_, id))) => Key::Press(id),
            (Some(_), None) => Key::Press(press_key(&name)),
            (None, _) => Key::Article(account.id.clone()),
        };
        Found { key, name, kind: CitationKind::Outlet, steps }
    }

    /// Another outlet of the story's articles that an article names where texts say whose they are.
    fn credited(&self, account: &Account) -> Option<&str> {
        if account.credit_lines.is_empty() {
            return None;
        }
        let lines: Vec<String> = account.credit_lines.iter().map(|line| format!(" {} ", fold(line))).collect();
        let own = account.outlet.as_deref().map(press_key);
        let outlets = self.members.scene.accounts.iter().filter_map(|other| other.outlet.as_deref());
        let named = |outlet: &&str| {
            let key = press_key(outlet);
            own.as_ref() != Some(&key)
                && key.contains(' ')
                && lines.iter().any(|line| line.contains(&format!(" {key} ")))
        };
        outlets.filter(named).min()
    }

    /// The paper or agency that stands innermost in a chain, and what it is known by.
    fn press(&self, account: &Account, chain: &[Cited]) -> Option<(String, Key)> {
        chain.iter().rev().find_map(|cited| {
            let name = mended(account, &cited.name);
            let known = known_press(&name);
            let says = matches!(cited.kind, CitationKind::Outlet | CitationKind::Agency);
            let own = self.outlet(&name);
            match (known, own) {
                (Some((name, id)), _) => Some((name, Key::Press(id))),
                (None, Some(outlet)) => Some((outlet.to_owned(), Key::Press(press_key(outlet)))),
                (None, None) if says => Some((name.clone(), Key::Press(press_key(&name)))),
                (None, None) => None,
            }
        })
    }

    /// The outlet of the story's articles that bears a name.
    fn outlet(&self, name: &str) -> Option<&str> {
        let key = press_key(name);
        let outlets = self.members.scene.accounts.iter().filter_map(|account| account.outlet.as_deref());
        outlets.min_by_key(|outlet| (press_key(outlet) != key, outlet.len())).filter(|outlet| press_key(outlet) == key)
    }
}

/// A source's name as it reads once the article's broken names are mended, without possessor ("Britain's …").
fn mended(account: &Account, name: &str) -> String {
    let mut mended = name.to_owned();
    for repair in &account.repairs {
        mended = mended.replace(repair.text.as_str(), &repair.reads);
    }
    mended
}

/// The outlet's name without article, as it is compared.
fn press_key(name: &str) -> String {
    let folded = fold(name);
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

/// The outlet or agency of the tables that a name, or the end of it, names; with its id.
fn known_press(name: &str) -> Option<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    (0..words.len()).find_map(|from| {
        let name = words[from..].join(" ");
        World::embedded().meanings(&name, None).into_iter().find_map(|entry| match entry.meaning {
            Meaning::Body(body) if matches!(body.kind, BodyKind::Outlet | BodyKind::NewsAgency) => {
                Some((body.name.to_string(), body.id.to_string()))
            }
            _ => None,
        })
    })
}

impl Origins {
    /// Calls accounts by their places in another order.
    pub(crate) fn renumber(&mut self, order: &[usize]) {
        for origin in &mut self.all {
            origin.accounts.iter_mut().for_each(|account| *account = order[*account]);
            origin.accounts.sort_unstable();
        }
        for trace in &mut self.traces {
            trace.mention.account = order[trace.mention.account];
            for step in &mut trace.steps {
                if let Step::TakenFrom { account, .. } = step {
                    *account = order[*account];
                }
            }
        }
    }
}
