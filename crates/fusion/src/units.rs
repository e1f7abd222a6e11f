//! Units: what one article, and the articles taken from it, tell of one happening, in one sentence or in many.
//!
//! An article dates a happening in its first sentence, names the place in the second and counts the dead in the fifth. Mentions of
//! different articles are therefore compared by all that their units tell, and what a copy repeats is of its source's unit.

use std::collections::BTreeMap;

use attache_coding::Side;
use attache_coding::ontology::{Modality, are_kindred};
use attache_press::CharSpan;
use attache_world::resolve::ActorKind;
use rustc_hash::FxHashMap;

use crate::bars::never;
use crate::cluster::clusters;
use crate::kin::Kinship;
use crate::mention::{Mention, Party, When};
use crate::scene::{Scene, Telling};
use crate::signs::{Nearness, differs, signs, times};
use crate::weigh::{Column, odds};

/// A unit of a scene.
pub(crate) struct Unit {
    /// Places of its tellings, the one that tells most first.
    pub members: Vec<usize>,
    /// For each but the first its likest member, by place among the tellings, and the odds; none where it repeats that one.
    pub bonds: Vec<(usize, Option<f32>)>,
    /// All that its own article tells, as one mention.
    pub whole: Mention,
}

/// Log-odds above which mentions of one article are joined.
const THRESHOLD: f32 = 2.0;

/// So many mentions of one type are compared within an article; of more, those that stand near each other.
const MOST_TOGETHER: usize = 200;

/// The units of a scene, by their first telling; faint mentions are of none.
pub(crate) fn units(scene: &Scene<'_>) -> Vec<Unit> {
    let mut finder = Finder::new(scene);
    for account in sources_first(scene) {
        finder.join(account);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for telling in (0..scene.tellings.len()).filter(|n| !scene.tellings[*n].mention.is_faint()) {
        members.entry(finder.unit[telling]).or_default().push(telling);
    }
    members.into_iter().map(|(root, members)| finder.unit(root, members)).collect()
}

/// Places of accounts, each after the one that it was taken from.
fn sources_first(scene: &Scene<'_>) -> Vec<usize> {
    let place: FxHashMap<&str, usize> = scene.accounts.iter().enumerate().map(|(n, a)| (a.id.as_str(), n)).collect();
    let (mut order, mut done) = (Vec::new(), vec![false; scene.accounts.len()]);
    for n in 0..scene.accounts.len() {
        let mut way = Vec::new();
        let mut at = Some(n);
        while let Some(here) = at.filter(|here| !std::mem::replace(&mut done[*here], true)) {
            way.push(here);
            at = scene.accounts[here].of.as_deref().and_then(|of| place.get(of)).copied();
        }
        order.extend(way.into_iter().rev());
    }
    order
}

struct Finder<'s, 'a> {
    scene: &'s Scene<'a>,
    kinship: Kinship<'a>,
    /// Places of each account's tellings.
    own: Vec<Vec<usize>>,
    place: FxHashMap<&'s str, usize>,
    /// The first telling of each telling's unit, in its root article.
    unit: Vec<usize>,
    /// What each telling is joined to.
    bond: Vec<Option<(usize, Option<f32>)>>,
}

impl<'s, 'a> Finder<'s, 'a> {
    fn new(scene: &'s Scene<'a>) -> Self {
        let mut own = vec![Vec::new(); scene.accounts.len()];
        let told = scene.tellings.iter().enumerate().filter(|(_, telling)| !telling.mention.is_faint());
        told.for_each(|(n, telling)| own[telling.account].push(n));
        Self {
            scene,
            kinship: Kinship::new(),
            own,
            place: scene.accounts.iter().enumerate().map(|(n, a)| (a.id.as_str(), n)).collect(),
            unit: (0..scene.tellings.len()).collect(),
            bond: vec![None; scene.tellings.len()],
        }
    }

    /// Makes units of the mentions of one account, once those of its source are made.
    fn join(&mut self, account: usize) {
        let own = self.own[account].clone();
        let repeats: Vec<Option<usize>> = own.iter().map(|telling| self.repeated(*telling)).collect();
        let mut pairs = Vec::new();
        for (i, j) in together(self.scene, &own) {
            let (a, b) = (&self.scene.tellings[own[i]], &self.scene.tellings[own[j]]);
            let score = match (repeats[i], repeats[j]) {
                (Some(x), Some(y)) if self.unit[x] == self.unit[y] => 8.0,
                (Some(_), Some(_)) => f32::NEG_INFINITY,
                _ if never(self.scene, a, b) || are_apart(self.scene, a, b) => f32::NEG_INFINITY,
                _ => odds(&signs(self.scene, &mut self.kinship, a, b), Column::Within),
            };
            pairs.push((i, j, score));
        }
        let of = clusters(own.len(), &pairs, THRESHOLD).of;
        let mut best: Vec<Option<(usize, f32)>> = vec![None; own.len()];
        for (i, j, score) in pairs.into_iter().filter(|(i, j, _)| of[*i] == of[*j]) {
            for (one, other) in [(i, j), (j, i)] {
                if best[one].is_none_or(|(_, most)| score > most) {
                    best[one] = Some((other, score));
                }
            }
        }
        for (n, telling) in own.iter().enumerate() {
            let mates = || (0..own.len()).filter(|other| of[*other] == of[n]);
            let root = mates().find_map(|mate| Some(self.unit[repeats[mate]?]));
            self.unit[*telling] = root.unwrap_or_else(|| mates().map(|mate| own[mate]).min().unwrap_or(*telling));
            self.bond[*telling] = match (repeats[n], best[n]) {
                (Some(source), _) => Some((source, None)),
                (None, Some((other, score))) => Some((own[other], Some(score))),
                (None, None) => None,
            };
        }
    }

    /// The mention of its source that a mention repeats: of the same type, in the sentence that its own was taken from.
    fn repeated(&self, telling: usize) -> Option<usize> {
        let telling = &self.scene.tellings[telling];
        let account = &self.scene.accounts[telling.account];
        if !account.is_mostly_taken() {
            return None;
        }
        let source = *self.place.get(account.of.as_deref()?).filter(|source| **source != telling.account)?;
        let touch = |one: CharSpan, other: CharSpan| one.start < other.end && other.start < one.end;
        let own = telling.mention.sentence;
        let there: Vec<CharSpan> =
            account.passages.iter().filter(|passage| touch(passage.here, own)).map(|passage| passage.there).collect();
        let kind = |of: &Telling<'_>| of.mention.act.as_ref().map(|act| act.event);
        let alike = self.own[source].iter().copied().filter(|n| {
            let other = &self.scene.tellings[*n];
            kind(other).is_some()
                && kind(other) == kind(telling)
                && !self.clash(other, telling)
                && there.iter().any(|there| touch(*there, other.mention.sentence))
        });
        alike.min_by_key(|n| {
            let other = self.scene.tellings[*n].mention;
            (other.lemma != telling.mention.lemma, other.place_in_text.abs_diff(telling.mention.place_in_text), *n)
        })
    }

    /// Whether a sentence that stands in two articles tells of two happenings: papers use their own words again, with other days and doers.
    fn clash(&self, a: &Telling<'_>, b: &Telling<'_>) -> bool {
        let far = times(a.mention.when.as_ref(), b.mention.when.as_ref()) == Some(Nearness::Far);
        let doers = |telling: &Telling<'_>| -> Vec<(Party, Option<usize>)> {
            let parties = telling.mention.parties.iter().cloned().zip(telling.parties.iter().copied());
            parties.filter(|(party, _)| party.side == Side::Actor && party.code.is_some()).collect()
        };
        let (x, y) = (doers(a), doers(b));
        let differ = |one: &(Party, Option<usize>)| {
            y.iter().all(|other| differs(self.scene, (&one.0, one.1), (&other.0, other.1)))
        };
        far || !x.is_empty() && !y.is_empty() && x.iter().all(differ)
    }

    fn unit(&self, root: usize, mut members: Vec<usize>) -> Unit {
        let tellings = &self.scene.tellings;
        let account = tellings[root].account;
        let rank = |n: &usize| (tellings[*n].account != account, std::cmp::Reverse(told(tellings[*n].mention)), *n);
        members.sort_by_key(rank);
        let first = members[0];
        let own = members.iter().map(|n| &tellings[*n]).filter(|telling| telling.account == account);
        let whole = whole(tellings[first].mention, &own.map(|telling| telling.mention).collect::<Vec<_>>());
        let bond = |n: &usize| self.bond[*n].filter(|(to, _)| to != n).unwrap_or((first, None));
        Unit { bonds: members[1..].iter().map(bond).collect(), members, whole }
    }
}

/// Pairs of mentions of one article that are compared: those of one type.
fn together(scene: &Scene<'_>, own: &[usize]) -> Vec<(usize, usize)> {
    let mut types: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, telling) in own.iter().enumerate() {
        if let Some(act) = &scene.tellings[*telling].mention.act {
            types.entry(act.event.name()).or_default().push(n);
        }
    }
    let mut pairs = Vec::new();
    for block in types.values().flat_map(|all| all.chunks(MOST_TOGETHER)) {
        for (i, a) in block.iter().enumerate() {
            pairs.extend(block[i + 1..].iter().map(|b| (*a, *b)));
        }
    }
    pairs
}

/// Whether an article tells two acts apart: by modes that are not given to one act, or by other people.
pub(crate) fn are_apart(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let modes = |telling: &Telling<'_>| telling.mention.act.as_ref().map(|act| act.modes.clone()).unwrap_or_default();
    let (x, y) = (modes(a), modes(b));
    let others = !x.is_empty() && !y.is_empty() && !x.iter().any(|one| y.iter().any(|other| are_kindred(*one, *other)));
    let people = |telling: &Telling<'_>| -> Vec<usize> {
        let named =
            |n: &usize| scene.cast.actors.get(*n).is_some_and(|a| a.kind == ActorKind::Person && a.name.is_some());
        telling.parties.iter().flatten().copied().filter(named).collect()
    };
    let (p, q) = (people(a), people(b));
    others || !p.is_empty() && !q.is_empty() && !p.iter().any(|one| q.contains(one))
}

/// How much a mention tells of who, when and where.
fn told(mention: &Mention) -> usize {
    use attache_coding::Side::{Actor, Recipient};
    let side = |side| mention.side(side).map(|party| 1 + usize::from(party.code.is_some())).max().unwrap_or(0);
    let exact = mention.when.as_ref().map_or(0, |when| 1 + usize::from(when.days.first == when.days.last));
    side(Actor) + side(Recipient) + exact + usize::from(mention.place.is_some())
}

/// A mention with what others of its article add to it.
fn whole(best: &Mention, mentions: &[&Mention]) -> Mention {
    let mut whole = best.clone();
    for mention in mentions {
        for party in &mention.parties {
            let same =
                |known: &Party| known.side == party.side && (known.actor, &known.name) == (party.actor, &party.name);
            if !whole.parties.iter().any(same) {
                whole.parties.push(party.clone());
            }
        }
        whole.arguments.extend_from_slice(&mention.arguments);
        whole.around.extend_from_slice(&mention.around);
        whole.cast.extend_from_slice(&mention.cast);
        for quantity in &mention.quantities {
            let same = |known: &crate::Quantity| {
                (&known.what, known.low, known.high, &known.unit)
                    == (&quantity.what, quantity.low, quantity.high, &quantity.unit)
            };
            if !whole.quantities.iter().any(same) {
                whole.quantities.push(quantity.clone());
            }
        }
        if let (Some(act), Some(more)) = (&mut whole.act, &mention.act) {
            let new = more.modes.iter().filter(|mode| !act.modes.contains(mode)).copied().collect::<Vec<_>>();
            act.modes.extend(new);
            if more.modality == Modality::Happened {
                act.modality = Modality::Happened;
            }
        }
        whole.place_in_text = whole.place_in_text.min(mention.place_in_text);
    }
    whole.arguments.sort_unstable();
    whole.arguments.dedup();
    whole.around.sort_unstable();
    whole.around.dedup();
    whole.cast.sort_unstable();
    whole.cast.dedup();
    whole.when = day(mentions).cloned();
    whole.place = whole.place.or_else(|| mentions.iter().find_map(|mention| mention.place.clone()));
    whole
}

/// The most exact of the days that most agree with; of equals the first told.
fn day<'m>(mentions: &[&'m Mention]) -> Option<&'m When> {
    let told: Vec<&When> = mentions.iter().filter_map(|mention| mention.when.as_ref()).collect();
    let agree =
        |when: &When| told.iter().filter(|w| w.days.first <= when.days.last && when.days.first <= w.days.last).count();
    let length = |when: &When| when.days.first.until(when.days.last).map_or(i32::MAX, |span| span.get_days());
    let best = told.iter().enumerate().min_by_key(|(n, when)| (std::cmp::Reverse(agree(when)), length(when), *n))?;
    Some(best.1)
}
