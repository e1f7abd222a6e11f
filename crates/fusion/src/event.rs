//! The [`Event`]: one happening, put together from its mentions.

use std::collections::BTreeMap;

use attache_coding::Side;
use attache_coding::ontology::{Aux, Cameo, Context, EventType, Modality, Mode};
use attache_press::CharSpan;
use attache_world::calendar::{Days, Granularity};
use attache_world::resolve::Located;
use attache_world::{Sector, World, fold};
use xxhash_rust::xxh3::Xxh3;

use crate::disagree::{Disagreement, disagreements};
use crate::link::{Bond, MentionId};
use crate::mention::{Act, Quantity};
use crate::origins::{Origins, origins};
use crate::parties::parties;
use crate::scene::{Scene, Telling};

/// One happening, with all that its mentions say of it together.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Names the event: a hash of its first report's article, words and type.
    pub id: String,
    /// PLOVER's type.
    pub event: EventType,
    /// Modes, those of most mentions first.
    pub modes: Vec<Mode>,
    /// Walks of life.
    pub contexts: Vec<Context>,
    /// The most special CAMEO code.
    pub cameo: Cameo,
    /// From -10 to 10.
    pub scale: f64,
    /// What all mentions make of it.
    pub modality: Modality,
    /// PLOVER's auxiliary modes, of the mentions that have its modality.
    pub aux: Vec<Aux>,
    /// Who does it and to whom, the most named first on each side.
    pub parties: Vec<FusedParty>,
    /// Where: the most exact place that most agree on.
    pub place: Option<Located>,
    /// When: the most exact of the days that agree.
    pub when: Option<Dated>,
    /// Numbers, each kind once.
    pub quantities: Vec<FusedQuantity>,
    /// Its mentions, by account and place.
    pub mentions: Vec<MentionId>,
    /// Why its mentions are of one event: one bond a mention, but for a mention that stands alone.
    pub bonds: Vec<Bond>,
    /// Who stands behind it.
    pub origins: Origins,
    /// When it was first reported, as that article says.
    pub first_reported: Option<String>,
    /// When last.
    pub last_reported: Option<String>,
    /// Where the accounts differ.
    pub disagreements: Vec<Disagreement>,
    /// Place in the list of events of the one that it is part of.
    pub part_of: Option<usize>,
    /// Told as background by every mention.
    pub background: bool,
    /// How likely it is right, from 0 to 1.
    pub confidence: f32,
}

/// A party of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct FusedParty {
    /// Its side.
    pub side: Side,
    /// The fullest name.
    pub name: String,
    /// PLOVER code.
    pub code: Option<String>,
    /// Sectors.
    pub sectors: Vec<Sector>,
    /// Office.
    pub office: Option<String>,
    /// Stable id.
    pub id: Option<String>,
    /// Place of the actor in the story's cast.
    pub actor: Option<usize>,
    /// Mentions that name it.
    pub mentions: Vec<MentionId>,
}

/// The days of an event and the sentence that tells them.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// First and last day.
    pub days: Days,
    /// How exactly.
    pub granularity: Granularity,
    /// The mention that dates it.
    pub mention: MentionId,
    /// The sentence of its article that does.
    pub sentence: CharSpan,
}

/// A number of an event as all mentions tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct FusedQuantity {
    /// What is counted.
    pub what: String,
    /// The lowest told.
    pub low: Option<f64>,
    /// What most origins say; of equals the last told.
    pub best: Option<f64>,
    /// The highest told.
    pub high: Option<f64>,
    /// Unit of money and goods.
    pub unit: Option<String>,
    /// The side that it belongs to.
    pub of: Side,
    /// Who says what.
    pub tellings: Vec<(MentionId, Quantity)>,
}

/// The mentions of one event while it is put together.
pub(crate) struct Members<'s, 'a> {
    pub scene: &'s Scene<'a>,
    /// Tellings in canonical order.
    pub tellings: Vec<&'s Telling<'a>>,
}

impl<'s, 'a> Members<'s, 'a> {
    /// The acts of the mentions.
    fn acts(&self) -> impl Iterator<Item = &'a Act> + '_ {
        self.tellings.iter().filter_map(|telling| telling.mention.act.as_ref())
    }

    /// Weight of a mention: copies say nothing of their own, and rewrites break words.
    pub fn weight(&self, telling: &Telling<'_>) -> f64 {
        let account = &self.scene.accounts[telling.account];
        let rewrite = if account.is_rewrite() || account.of.is_some() { 0.5 } else { 1.0 };
        let act = telling.mention.act.as_ref();
        rewrite * act.map_or(0.5, |act| f64::from(act.confidence))
    }
}

impl Telling<'_> {
    pub(crate) fn id(&self) -> MentionId {
        MentionId { account: self.account, mention: self.number }
    }
}

/// Puts an event together; none where no mention is an act.
///
/// What happened is told by the mentions that are likely enough by themselves; the others stand beside as evidence.
pub(crate) fn assemble(all: &Members<'_, '_>) -> Option<Event> {
    let told = all.tellings.iter().copied().filter(|telling| !telling.mention.is_faint());
    let told = Members { scene: all.scene, tellings: told.collect() };
    let members = if told.tellings.is_empty() { all } else { &told };
    let event = most(members.tellings.iter().filter_map(|t| Some((t.mention.act.as_ref()?.event, members.weight(t)))))?;
    let of_type: Vec<&Telling<'_>> = members
        .tellings
        .iter()
        .copied()
        .filter(|t| t.mention.act.as_ref().is_some_and(|act| act.event == event))
        .collect();
    let acts = || of_type.iter().filter_map(|t| Some((t.mention.act.as_ref()?, members.weight(t))));
    let modality = modality(members);
    let modes =
        ranked(acts().flat_map(|(act, weight)| {
            act.modes.iter().enumerate().map(move |(n, mode)| (*mode, weight / (n + 1) as f64))
        }));
    let first = modes.first().copied();
    let fitting = |act: &Act| act.modes.first().copied() == first;
    let cameo = most(
        acts().filter(|(act, _)| fitting(act)).map(|(act, w)| (act.cameo, w + 0.01 * act.cameo.code().len() as f64)),
    )
    .or_else(|| most(acts().map(|(act, w)| (act.cameo, w))))?;
    let scale = acts().find(|(act, _)| act.cameo == cameo).map_or(event.score(), |(act, _)| act.scale);
    let contexts = ranked(acts().flat_map(|(act, weight)| act.contexts.iter().map(move |context| (*context, weight))));
    let mut aux: Vec<Aux> =
        members.acts().filter(|act| act.modality == modality).flat_map(|act| act.aux.iter().copied()).collect();
    aux.sort_unstable();
    aux.dedup();
    if modality == Modality::Happened {
        aux.retain(|aux| *aux != Aux::Future);
    }
    let origins = origins(all);
    let parties = parties(members, modality, first);
    let published = || all.tellings.iter().filter_map(|t| all.scene.accounts[t.account].published.clone());
    let misses: f64 = members.acts().map(|act| 1.0 - f64::from(act.confidence)).product();
    let mut mentions: Vec<MentionId> = all.tellings.iter().map(|t| t.id()).collect();
    mentions.sort_unstable();
    Some(Event {
        id: id_of(members, event),
        event,
        modes,
        contexts,
        cameo,
        scale,
        modality,
        aux,
        place: place_of(members, first, &parties),
        parties,
        when: dated(members),
        quantities: quantities(members, &origins),
        mentions,
        bonds: Vec::new(),
        first_reported: published().min(),
        last_reported: published().max(),
        disagreements: disagreements(members, &origins),
        origins,
        part_of: None,
        background: members.acts().all(|act| act.background),
        confidence: (1.0 - misses).clamp(0.0, 1.0) as f32,
    })
}

/// What has most weight; of equals the least.
fn most<T: Ord + Copy>(weighed: impl Iterator<Item = (T, f64)>) -> Option<T> {
    ranked(weighed).into_iter().next()
}

/// Things by their weight, the heaviest first; of equals the least.
fn ranked<T: Ord + Copy>(weighed: impl Iterator<Item = (T, f64)>) -> Vec<T> {
    let mut sums: BTreeMap<T, f64> = BTreeMap::new();
    weighed.for_each(|(thing, weight)| *sums.entry(thing).or_default() += weight);
    let mut ranked: Vec<(T, f64)> = sums.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.into_iter().map(|(thing, _)| thing).collect()
}

/// What the mentions together make of whether it happened: what is told as fact outweighs what was planned or alleged before; a
/// denial stands only where nobody tells it as fact.
fn modality(members: &Members<'_, '_>) -> Modality {
    let others = members.acts().any(|act| act.modality != Modality::Happened);
    let doubtful = |act: &Act| act.modality == Modality::Happened && act.confidence < DOUBTFUL && others;
    let has = |modality: Modality| members.acts().any(|act| act.modality == modality && !doubtful(act));
    [Modality::Happened, Modality::Alleged, Modality::Denied, Modality::Planned]
        .into_iter()
        .find(|modality| has(*modality))
        .unwrap_or(Modality::Hypothetical)
}

/// What is less sure than this to be an event at all makes no fact of what others only plan or suppose.
const DOUBTFUL: f32 = 0.5;

/// Names the event by its first mention.
fn id_of(members: &Members<'_, '_>, event: EventType) -> String {
    let mut hash = Xxh3::new();
    if let Some(first) = members.tellings.first() {
        let id = members.scene.accounts[first.account].id.as_bytes();
        hash.update(&(id.len() as u64).to_le_bytes());
        hash.update(id);
        hash.update(
            &[first.mention.trigger.start as u64, first.mention.trigger.end as u64].map(u64::to_le_bytes).concat(),
        );
    }
    hash.update(event.name().as_bytes());
    format!("{:016x}", hash.digest())
}

/// The place that most tell; of a visit in the country of those who are visited, where these are states or of one.
fn place_of(members: &Members<'_, '_>, mode: Option<Mode>, parties: &[FusedParty]) -> Option<Located> {
    let world = World::embedded();
    let state = |code: &str| world.state(code).map(|state| state.plover());
    let visit = mode.is_some_and(|mode| mode.name() == "visit");
    let hosts = parties.iter().filter(|party| visit && party.side == Side::Recipient);
    let hosts: Vec<&str> = hosts.filter_map(|party| state(party.code.as_deref()?)).collect();
    place_where(members, |place| {
        let there = place.country.as_deref().and_then(state);
        hosts.is_empty() || there.is_none_or(|there| hosts.contains(&there))
    })
}

/// The place that most tell who do not only suppose it; of those that lie at one another the most exact.
pub(crate) fn place(members: &Members<'_, '_>) -> Option<Located> {
    place_where(members, |_| true)
}

fn place_where(members: &Members<'_, '_>, fits: impl Fn(&Located) -> bool) -> Option<Located> {
    let mut told: Vec<(f64, &Located)> = Vec::new();
    let supposed = |telling: &&&Telling<'_>| {
        telling.mention.act.as_ref().is_some_and(|act| act.modality == Modality::Hypothetical)
    };
    let all_supposed = members.tellings.iter().all(|telling| supposed(&telling));
    for telling in members.tellings.iter().filter(|telling| all_supposed || !supposed(telling)) {
        let Some(place) = telling.mention.place.as_ref().filter(|place| fits(place)) else { continue };
        let weight = members.weight(telling);
        match told.iter_mut().find(|(_, other)| same_place(other, place)) {
            Some((sum, _)) => *sum += weight,
            None => told.push((weight, place)),
        }
    }
    let whole = |place: &Located| place.country.is_some() && place.division.is_none();
    let best = told.iter().max_by(|a, b| {
        (!whole(a.1)).cmp(&!whole(b.1)).then(a.0.total_cmp(&b.0)).then_with(|| b.1.name.cmp(&a.1.name))
    })?;
    Some(best.1.clone())
}

pub(crate) fn same_place(a: &Located, b: &Located) -> bool {
    a.geonames.is_some() && a.geonames == b.geonames || a.name == b.name && a.country == b.country
}

/// The most exact of the days that most agree with.
pub(crate) fn dated(members: &Members<'_, '_>) -> Option<Dated> {
    let told: Vec<(&Telling<'_>, &crate::When)> =
        members.tellings.iter().filter_map(|t| Some((*t, t.mention.when.as_ref()?))).collect();
    let agree = |when: &crate::When| -> f64 {
        let touches = |other: &crate::When| when.days.first <= other.days.last && other.days.first <= when.days.last;
        told.iter().filter(|(_, other)| touches(other)).map(|(t, _)| members.weight(t)).sum()
    };
    let best = told.iter().max_by(|a, b| {
        let rank = |(t, when): &(&Telling<'_>, &crate::When)| (agree(when), when.granularity, members.weight(t));
        let (x, y) = (rank(a), rank(b));
        x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)).then(x.2.total_cmp(&y.2)).then_with(|| b.0.id().cmp(&a.0.id()))
    })?;
    // among all that touch it, the most exact
    let touching =
        told.iter().filter(|(_, when)| when.days.first <= best.1.days.last && best.1.days.first <= when.days.last);
    let exact = touching.min_by(|a, b| {
        (a.1.granularity.cmp(&b.1.granularity))
            .then(agree(b.1).total_cmp(&agree(a.1)))
            .then_with(|| a.0.id().cmp(&b.0.id()))
    })?;
    let (telling, when) = exact;
    Some(Dated { days: when.days, granularity: when.granularity, mention: telling.id(), sentence: when.sentence })
}

/// Who says which number.
type Told = Vec<(MentionId, Quantity)>;

/// Numbers of one thing put together.
fn quantities(members: &Members<'_, '_>, origins: &Origins) -> Vec<FusedQuantity> {
    let mut found: BTreeMap<(String, Option<String>, Side), Told> = BTreeMap::new();
    for telling in &members.tellings {
        for quantity in &telling.mention.quantities {
            let key = (quantity.what.clone(), quantity.unit.as_deref().map(fold), quantity.of);
            found.entry(key).or_default().push((telling.id(), quantity.clone()));
        }
    }
    let fused = |((what, _, of), tellings): (_, Told)| {
        let ends = || tellings.iter().flat_map(|(_, q)| [q.low, q.high]).flatten();
        let mut counts: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
        for (n, (id, quantity)) in tellings.iter().enumerate() {
            let Some(number) = quantity.low.or(quantity.high).filter(|number| *number >= 0.0) else { continue };
            let own = usize::from(origins.is_independent(*id));
            let entry = counts.entry(number.to_bits()).or_default();
            *entry = (entry.0 + 1 + 2 * own, n);
        }
        let best = counts.iter().max_by_key(|(_, rank)| **rank).map(|(bits, _)| f64::from_bits(*bits));
        FusedQuantity {
            low: ends().min_by(f64::total_cmp),
            high: ends().max_by(f64::total_cmp),
            best,
            unit: tellings.iter().find_map(|(_, q)| q.unit.clone()),
            what,
            of,
            tellings,
        }
    };
    found.into_iter().map(fused).collect()
}
