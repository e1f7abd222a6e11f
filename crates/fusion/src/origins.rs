//! Whose word an event is: each mention traced through copies, credits and citations to where it comes from.
//!
//! The unit is the newsroom: two papers that heard the same spokesman are two. A text taken from another has that text's origin. What
//! an article tells on the word of a paper or agency has that one's origin, whoever that one cites, and its own where it says that it
//! was told itself; else that of the agency that it credits, else its own. A rewrite whose source is not known has no origin that could
//! be counted, unless it names one.

use std::collections::BTreeMap;

use attache_coding::CitationKind;
use attache_stories::Kind;
use rustc_hash::FxHashSet;

use crate::event::Members;
use crate::link::MentionId;
use crate::mention::Mention;
use crate::newsroom::{Key, Newsroom, is_name_of, mended};
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

struct Found {
    key: Key,
    name: String,
    kind: CitationKind,
    steps: Vec<Step>,
}

/// Origins by what makes them one, with how many mentions call each by which name.
type Groups = BTreeMap<Key, (Origin, BTreeMap<String, usize>)>;

/// Traces the mentions of an event.
pub(crate) fn origins(members: &Members<'_, '_>) -> Origins {
    let tracer = Tracer { members };
    let mut groups = Groups::new();
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
    for account in tracer.told_besides() {
        let newsroom = tracer.newsroom(account);
        let kind = CitationKind::Outlet;
        let (origin, names) = groups.entry(newsroom.key()).or_insert_with(|| {
            (Origin { name: String::new(), kind, independent: true, accounts: Vec::new() }, BTreeMap::new())
        });
        *names.entry(newsroom.name()).or_default() += 1;
        origin.accounts.push(account);
    }
    for (short, whole) in abbreviated(&groups, &traces) {
        if let Some((origin, _)) = groups.remove(&short) {
            traces.iter_mut().filter(|(.., key)| *key == short).for_each(|(.., key)| *key = whole.clone());
            if let Some((other, _)) = groups.get_mut(&whole) {
                other.accounts.extend(origin.accounts);
            }
        }
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
        .map(|(mention, mut steps, key)| {
            // kept as long as the event: there are as many as mentions
            steps.shrink_to_fit();
            let origin = all.iter().position(|(other, _)| *other == key).unwrap_or(0);
            Trace { mention, steps, origin }
        })
        .collect();
    Origins { all: all.into_iter().map(|(_, origin)| origin).collect(), traces }
}

/// Origins that are only cited or credited in a short form of another's name, with that other: "KNA" and the Karsund News Agency.
fn abbreviated(groups: &Groups, traces: &[(MentionId, Vec<Step>, Key)]) -> Vec<(Key, Key)> {
    let is_own = |key: &Key| {
        let own = |steps: &[Step]| matches!(steps.last(), Some(Step::Own(_)));
        traces.iter().any(|(_, steps, other)| other == key && own(steps))
    };
    let name = |key: &Key| groups.get(key).and_then(|(_, names)| names.keys().next_back()).cloned().unwrap_or_default();
    let press: Vec<(&Key, String)> =
        groups.keys().filter(|key| matches!(key, Key::Press(_))).map(|key| (key, name(key))).collect();
    let mut found = Vec::new();
    for (short, label) in press.iter().filter(|(key, label)| !label.contains(' ') && !is_own(key)) {
        let mut wholes =
            press.iter().filter(|(key, name)| key != short && name.contains(' ') && is_name_of(label, name));
        if let (Some((whole, _)), None) = (wholes.next(), wholes.next()) {
            found.push(((*short).clone(), (*whole).clone()));
        }
    }
    found
}

struct Tracer<'m, 's, 'a> {
    members: &'m Members<'s, 'a>,
}

impl Tracer<'_, '_, '_> {
    fn newsroom(&self, account: usize) -> Newsroom<'_> {
        Newsroom { account: &self.members.scene.accounts[account], outlets: &self.members.scene.outlets }
    }

    /// Accounts whose own outlet was told of the event in a sentence in which the coder did not find it: what somebody confirms there is what
    /// the mention before it tells.
    fn told_besides(&self) -> Vec<usize> {
        let mut accounts: Vec<usize> = self.members.tellings.iter().map(|telling| telling.account).collect();
        accounts.dedup();
        let is_member = |account: usize, number: usize| {
            self.members.tellings.iter().any(|telling| telling.account == account && telling.number == number)
        };
        accounts.retain(|&at| {
            let account = &self.members.scene.accounts[at];
            let mentions = || account.mentions.iter().enumerate();
            account.told_here.iter().any(|told| {
                let before = mentions().filter(|(_, mention)| mention.sentence.start < told.start);
                let place = |(_, mention): &(usize, &Mention)| mention.sentence.start;
                let meant = before.max_by_key(place).or_else(|| mentions().min_by_key(place));
                let event = |mention: &Mention| mention.act.as_ref().map(|act| act.event);
                meant.is_some_and(|(number, meant)| {
                    let tells = |other: &Mention| other.sentence == *told && event(other) == event(meant);
                    is_member(at, number) && !account.mentions.iter().any(tells)
                })
            })
        });
        accounts
    }

    fn trace(&self, telling: &Telling<'_>) -> Found {
        let accounts = self.members.scene.accounts;
        let mut steps = Vec::new();
        let (mut at, mut sentence) = (telling.account, telling.mention.sentence);
        let mut own: Vec<&Telling<'_>> = vec![telling];
        let mut seen: FxHashSet<usize> = FxHashSet::from_iter([at]);
        // whence the text came
        while let Some(&source) = accounts[at].of.as_deref().and_then(|of| self.members.scene.place.get(of)) {
            let account = &accounts[at];
            let passage = account
                .passages
                .iter()
                .find(|passage| passage.here.start < sentence.end && sentence.start < passage.here.end);
            // what a copy adds is its own where it says who told it, or where most of it is
            let adds = passage.is_none() && !account.passages.is_empty() && !account.is_rewrite();
            let newsroom = self.newsroom(at);
            let heard = |telling: &&Telling<'_>| {
                newsroom.was_told(telling.mention) || newsroom.cited(telling.mention).is_some()
            };
            if adds && (!account.is_mostly_taken() || own.iter().any(heard)) || !seen.insert(source) {
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
        let newsroom = self.newsroom(at);
        if own.iter().any(|telling| newsroom.was_told(telling.mention)) {
            steps.push(Step::Own(newsroom.name()));
            return Found { key: newsroom.key(), name: newsroom.name(), kind: CitationKind::Outlet, steps };
        }
        if let Some((name, key)) = own.iter().find_map(|telling| newsroom.cited(telling.mention)) {
            steps.push(Step::Cites { name: name.clone(), kind: CitationKind::Outlet });
            return Found { key, name, kind: CitationKind::Outlet, steps };
        }
        let here: Vec<&Telling<'_>> =
            self.members.tellings.iter().copied().filter(|telling| telling.account == at).collect();
        // who opens with another's report retells it, whomever that one cites
        let opens = here.iter().min_by_key(|telling| (telling.mention.place_in_text, telling.number));
        let retold = opens.and_then(|telling| newsroom.cited(telling.mention));
        let named = own.iter().flat_map(|telling| &telling.mention.sources).next();
        let elsewhere =
            || here.iter().filter_map(|telling| newsroom.cited(telling.mention)).min_by(|a, b| a.1.cmp(&b.1));
        if let Some((name, key)) = retold.or_else(|| if named.is_none() { elsewhere() } else { None }) {
            steps.push(Step::CitesElsewhere { name: name.clone(), kind: CitationKind::Outlet });
            return Found { key, name, kind: CitationKind::Outlet, steps };
        }
        if let Some(source) = named {
            steps.push(Step::Cites { name: mended(account, &source.name), kind: source.kind });
        }
        self.own(at, &newsroom, steps)
    }

    /// The agency whose text an article is, or itself.
    fn own(&self, at: usize, newsroom: &Newsroom<'_>, mut steps: Vec<Step>) -> Found {
        if let Some((name, key)) = self.members.scene.credits[at].clone() {
            steps.push(Step::Credits(name.clone()));
            return Found { key, name, kind: CitationKind::Agency, steps };
        }
        let account = newsroom.account;
        if account.is_rewrite() {
            steps.push(Step::Unknown);
            return Found {
                key: Key::Unknown(account.id.clone()),
                name: newsroom.name(),
                kind: CitationKind::Outlet,
                steps,
            };
        }
        steps.push(Step::Own(newsroom.name()));
        Found { key: newsroom.key(), name: newsroom.name(), kind: CitationKind::Outlet, steps }
    }
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
