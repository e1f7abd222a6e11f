//! Where the accounts of one event differ, and who says what.

use std::collections::{BTreeMap, BTreeSet};

use attache_coding::Side;
use attache_coding::ontology::{Modality, Parties, Quad};
use attache_world::calendar::{self, Granularity};
use attache_world::fold;
use attache_world::resolve::ActorKind;

use crate::event::{Members, dated, same_place};
use crate::link::MentionId;
use crate::mention::{Party, Quantity};
use crate::newsroom::Newsroom;
use crate::origins::{Origins, Step};
use crate::scene::Telling;
use crate::signs::{differs, overlap};

/// A point on which accounts of one event differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// What it is about.
    pub about: About,
    /// What they say, those of most origins first.
    pub sides: Vec<Position>,
}

/// What accounts differ about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The day.
    Date,
    /// A toll, a crowd, a sum.
    Number,
    /// Where.
    Place,
    /// Who, or to whom.
    Party,
    /// How a name is spelt.
    Name,
    /// Of what somebody is accused.
    Charge,
    /// Whether it happened.
    Modality,
    /// On whose word.
    Attribution,
}

impl About {
    /// As records name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Number => "number",
            Self::Place => "place",
            Self::Party => "party",
            Self::Name => "name",
            Self::Charge => "charge",
            Self::Modality => "modality",
            Self::Attribution => "attribution",
        }
    }
}

/// One side of a disagreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// What it says: an ISO day, a number with what is counted, a name.
    pub says: String,
    /// The mentions that say it.
    pub mentions: Vec<MentionId>,
    /// Places of their origins among the event's.
    pub origins: Vec<usize>,
    /// Only rewrites by machine say it: no independent account, likely a broken one.
    pub rewrite: bool,
}

/// The disagreements of an event.
pub(crate) fn disagreements(members: &Members<'_, '_>, origins: &Origins) -> Vec<Disagreement> {
    let finder = Finder { members, origins };
    let mut found = Vec::new();
    found.extend(finder.dates());
    found.extend(finder.numbers());
    found.extend(finder.places());
    found.extend(finder.parties());
    found.extend(finder.names());
    found.extend(finder.modality());
    found
}

/// A party and its actor in the story.
type Known = (Party, Option<usize>);

/// What is counted, and its unit.
type Counted<'a> = (&'a str, Option<String>);

/// First and last day.
type Days = (jiff::civil::Date, jiff::civil::Date);

/// What is counted again as bodies are found.
const TOLLS: &[&str] = &["killed", "injured", "displaced"];

struct Finder<'m, 's, 'a> {
    members: &'m Members<'s, 'a>,
    origins: &'m Origins,
}

impl Finder<'_, '_, '_> {
    /// A disagreement out of what each side says, if there is more than one.
    fn told(&self, about: About, sides: BTreeMap<String, Vec<MentionId>>) -> Option<Disagreement> {
        let accounts = self.members.scene.accounts;
        let mut positions: Vec<Position> = sides
            .into_iter()
            .map(|(says, mut mentions)| {
                mentions.sort_unstable();
                mentions.dedup();
                let mut origins: Vec<usize> = mentions.iter().filter_map(|mention| self.origins.of(*mention)).collect();
                origins.sort_unstable();
                origins.dedup();
                let rewrite = mentions.iter().all(|mention| accounts[mention.account].is_rewrite());
                Position { says, mentions, origins, rewrite }
            })
            .collect();
        // who says both says neither against the other: no article, and no newsroom by its copies and updates
        let strength = |p: &Position| (p.origins.len(), p.mentions.len());
        positions.sort_by(|a, b| strength(b).cmp(&strength(a)).then_with(|| a.says.cmp(&b.says)));
        let (mut articles, mut heard): (BTreeSet<usize>, BTreeSet<usize>) = Default::default();
        positions.retain(|position| {
            let own = position.mentions.iter().map(|mention| mention.account);
            let news = own.filter(|account| articles.insert(*account)).count() > 0;
            position.origins.iter().filter(|origin| heard.insert(**origin)).count() > 0 && news
        });
        // a machine's rewrite errs in days, numbers and names more often than papers differ
        let own = positions.iter().filter(|position| !position.rewrite).count();
        if own < 2 && !matches!(about, About::Name | About::Modality) {
            return None;
        }
        positions.sort_by(|a, b| {
            (a.rewrite.cmp(&b.rewrite))
                .then(b.origins.len().cmp(&a.origins.len()))
                .then(b.mentions.len().cmp(&a.mentions.len()))
                .then_with(|| a.says.cmp(&b.says))
        });
        (positions.len() > 1).then_some(Disagreement { about, sides: positions })
    }

    fn tellings(&self) -> impl Iterator<Item = &Telling<'_>> {
        self.members.tellings.iter().copied()
    }

    /// Whether a mention stands in a text that was taken from another, at hand or not.
    fn is_anothers(&self, telling: &Telling<'_>) -> bool {
        let trace = self.origins.traces.iter().find(|trace| trace.mention == telling.id());
        let account = &self.members.scene.accounts[telling.account];
        let credits = || Newsroom { account, outlets: &self.members.scene.outlets }.credited().is_some();
        let taken = |step: &Step| match step {
            Step::TakenFrom { .. } | Step::Unknown => true,
            Step::Credits(_) => credits(),
            _ => false,
        };
        trace.is_some_and(|trace| trace.steps.iter().any(taken))
    }

    /// Whether a day that stands beside a noun is that of the words of the same sentence that speak of it: "condemned on Tuesday the attack".
    fn is_of_another(&self, telling: &Telling<'_>, days: calendar::Days) -> bool {
        let mention = telling.mention;
        self.members.scene.accounts[telling.account].mentions.iter().any(|other| {
            let speaks = other.act.as_ref().is_some_and(|act| {
                matches!(act.event.quad(), Quad::VerbalCooperation | Quad::VerbalConflict) && !other.noun
            });
            let same = other.when.as_ref().is_some_and(|when| when.days.first == days.first);
            other.sentence == mention.sentence && speaks && same
        })
    }

    /// Whether the higher of two tolls was told later by all: it rose, and nobody disagrees.
    fn rose(&self, what: &str, sides: &[(&Quantity, Vec<MentionId>)]) -> bool {
        let published = |side: &[MentionId]| -> Option<Vec<_>> {
            side.iter().map(|id| self.members.scene.accounts[id.account].published.as_deref()).collect()
        };
        let mut rising: Vec<&(&Quantity, Vec<MentionId>)> = sides.iter().collect();
        rising.sort_by(|a, b| a.0.low.unwrap_or(0.0).total_cmp(&b.0.low.unwrap_or(0.0)));
        let before = |pair: &[&(&Quantity, Vec<MentionId>)]| {
            let (Some(lower), Some(higher)) = (published(&pair[0].1), published(&pair[1].1)) else { return false };
            lower.iter().max() < higher.iter().min()
        };
        TOLLS.contains(&what) && rising.windows(2).all(before)
    }

    /// Days told to the day that differ. Of one article the day that most of its mentions tell counts: the others are its other events'.
    fn dates(&self) -> Option<Disagreement> {
        let mut first: BTreeMap<usize, MentionId> = BTreeMap::new();
        for telling in self.tellings() {
            first.entry(telling.account).and_modify(|id| *id = telling.id().min(*id)).or_insert(telling.id());
        }
        let mut of_article: BTreeMap<usize, BTreeMap<Days, Vec<MentionId>>> = BTreeMap::new();
        for telling in self.tellings() {
            // "yesterday" in a copy is the day before that of its source
            let Some(when) = telling.mention.when.as_ref().filter(|_| !self.is_anothers(telling)) else { continue };
            // beside a noun within a clause stands the day of the clause
            let is_first = first.get(&telling.account) == Some(&telling.id());
            let own = !telling.mention.noun || is_first && !self.is_of_another(telling, when.days);
            if own && when.granularity <= Granularity::Day && when.days.first == when.days.last {
                let days = (when.days.first, when.days.last);
                of_article.entry(telling.account).or_default().entry(days).or_default().push(telling.id());
            }
        }
        let mut sides: BTreeMap<String, Vec<MentionId>> = BTreeMap::new();
        for days in of_article.into_values() {
            let most = days.into_iter().max_by(|a, b| a.1.len().cmp(&b.1.len()).then_with(|| b.0.cmp(&a.0)));
            if let Some(((first, _), mentions)) = most {
                sides.entry(first.to_string()).or_default().extend(mentions);
            }
        }
        self.told(About::Date, sides)
    }

    /// Numbers of one thing that cannot be the same.
    fn numbers(&self) -> Vec<Disagreement> {
        let mut things: BTreeMap<Counted<'_>, Vec<(MentionId, &Quantity)>> = BTreeMap::new();
        for telling in &self.members.tellings {
            for quantity in &telling.mention.quantities {
                let key = (quantity.what.as_str(), quantity.unit.as_deref().map(fold));
                things.entry(key).or_default().push((telling.id(), quantity));
            }
        }
        let differ = |((what, unit), told): (Counted<'_>, Vec<(MentionId, &Quantity)>)| {
            let mut sides: Vec<(&Quantity, Vec<MentionId>)> = Vec::new();
            // what is told exactly first: "at least ten" may be any of the numbers above
            let mut told = told;
            told.sort_by_key(|(id, q)| (q.low != q.high, q.low.map(f64::to_bits), *id));
            for (id, quantity) in told {
                match sides.iter_mut().find(|(side, _)| overlap(side, quantity)) {
                    Some((_, mentions)) => mentions.push(id),
                    None => sides.push((quantity, vec![id])),
                }
            }
            let says = |q: &Quantity| {
                let number = match (q.low, q.high) {
                    (Some(low), Some(high)) if low == high => format!("{low}"),
                    (Some(low), Some(high)) => format!("{low} to {high}"),
                    (Some(low), None) => format!("at least {low}"),
                    (None, Some(high)) => format!("at most {high}"),
                    (None, None) => "some".to_owned(),
                };
                format!("{number} {what}{}", unit.as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default())
            };
            if self.rose(what, &sides) {
                return None;
            }
            self.told(About::Number, sides.into_iter().map(|(q, mentions)| (says(q), mentions)).collect())
        };
        things.into_iter().filter_map(differ).collect()
    }

    /// Towns that differ; a country is no other place than a town in it.
    fn places(&self) -> Option<Disagreement> {
        let mut sides: Vec<(&attache_world::resolve::Located, Vec<MentionId>)> = Vec::new();
        for telling in &self.members.tellings {
            let Some(place) = &telling.mention.place else { continue };
            match sides.iter_mut().find(|(other, _)| same_place(other, place)) {
                Some((_, mentions)) => mentions.push(telling.id()),
                None => sides.push((place, vec![telling.id()])),
            }
        }
        let is_town = |place: &attache_world::resolve::Located| {
            place.division.is_some() && place.division.as_ref() != Some(&place.name)
        };
        sides.retain(|(place, _)| is_town(place));
        // towns of two states are two happenings
        if sides.iter().any(|(place, _)| place.country != sides[0].0.country) {
            return None;
        }
        self.told(About::Place, sides.into_iter().map(|(place, mentions)| (place.name.clone(), mentions)).collect())
    }

    /// Who did it, where one cannot be the other: two that are named, of one sort, and not those whom it befalls. In what parties do
    /// together each paper names whom it likes.
    fn parties(&self) -> Option<Disagreement> {
        let together =
            |t: &Telling<'_>| t.mention.act.as_ref().is_some_and(|act| act.event.parties() != Parties::Directed);
        if self.tellings().any(together) { None } else { self.side(Side::Actor) }
    }

    /// The sort of a party that can be held against another.
    fn sort(&self, known: &Known) -> Option<ActorKind> {
        let actor = self.members.scene.cast.actors.get(known.1?)?;
        let times = |side: Side| {
            let parties = self.tellings().flat_map(|telling| telling.mention.parties.iter().zip(&telling.parties));
            parties.filter(|(party, other)| party.side == side && **other == known.1).count()
        };
        let befalls = times(Side::Recipient) >= times(Side::Actor).max(1);
        // who speaks for a crowd is not it
        let speaks = actor.kind == ActorKind::Person && self.is_done_by_many();
        (actor.name.is_some() && known.0.named && !befalls && !speaks).then_some(actor.kind)
    }

    /// Whether some say that people without a name did it.
    fn is_done_by_many(&self) -> bool {
        let of = |actor: &Option<usize>| actor.and_then(|n| self.members.scene.cast.actors.get(n));
        self.tellings().any(|telling| {
            let mut parties = telling.mention.parties.iter().zip(&telling.parties);
            parties.any(|(party, actor)| {
                party.side == Side::Actor && of(actor).is_some_and(|actor| actor.kind == ActorKind::Group)
            })
        })
    }

    fn side(&self, side: Side) -> Option<Disagreement> {
        let scene = self.members.scene;
        let is_state = |actor: Option<usize>| {
            actor.and_then(|n| scene.cast.actors.get(n)).is_some_and(|actor| actor.kind == ActorKind::State)
        };
        let of = |t: &Telling<'_>| -> Vec<(Party, Option<usize>)> {
            let all = t.mention.parties.iter().zip(&t.parties).filter(|(party, _)| party.side == side);
            // beside a noun stands the state that speaks of it: "its criticism of the ban"
            let all = all.filter(|(_, actor)| !(t.mention.noun && is_state(**actor)));
            all.map(|(party, actor)| (party.clone(), *actor)).filter(|known| self.sort(known).is_some()).collect()
        };
        let mut sides: Vec<(Vec<Known>, Vec<MentionId>)> = Vec::new();
        let mut told: Vec<&Telling<'_>> = self.members.tellings.clone();
        told.sort_by_key(|t| (of(t).len(), t.id()));
        for telling in told {
            let parties = of(telling);
            if parties.is_empty() {
                continue;
            }
            let clash = |other: &[(Party, Option<usize>)]| {
                let mut pairs = parties.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
                pairs.all(|(a, b)| self.sort(a) == self.sort(b) && differ(scene, a, b))
            };
            // who is of another sort than all before is no other side
            match sides.iter_mut().find(|(other, _)| !clash(other)) {
                Some((_, mentions)) => mentions.push(telling.id()),
                None => sides.push((parties, vec![telling.id()])),
            }
        }
        let name = |(party, actor): &(Party, Option<usize>)| {
            actor.and_then(|n| scene.cast.actors.get(n)?.name.clone()).unwrap_or_else(|| party.name.clone())
        };
        let says = |parties: &[(Party, Option<usize>)]| parties.iter().map(name).collect::<Vec<_>>().join(", ");
        self.told(About::Party, sides.into_iter().map(|(parties, mentions)| (says(&parties), mentions)).collect())
    }

    /// Spellings of one person's name that differ by more than how much of it is given.
    fn names(&self) -> Vec<Disagreement> {
        let cast = &self.members.scene.cast;
        let mut people: BTreeMap<usize, BTreeMap<String, Vec<MentionId>>> = BTreeMap::new();
        for telling in &self.members.tellings {
            for (party, actor) in telling.mention.parties.iter().zip(&telling.parties) {
                let Some(actor) = actor.filter(|n| cast.actors.get(*n).is_some_and(|a| a.kind == ActorKind::Person))
                else {
                    continue;
                };
                if party.named {
                    people.entry(actor).or_default().entry(party.name.clone()).or_default().push(telling.id());
                }
            }
        }
        let differ = |names: BTreeMap<String, Vec<MentionId>>| {
            let words = |name: &str| fold(name).split(' ').map(str::to_owned).collect::<Vec<_>>();
            let mut sides: Vec<(String, Vec<MentionId>)> = Vec::new();
            let mut longest: Vec<(String, Vec<MentionId>)> = names.into_iter().collect();
            longest.sort_by_key(|(name, _)| (std::cmp::Reverse(words(name).len()), name.clone()));
            for (name, mentions) in longest {
                let part_of = |full: &str| words(&name).iter().all(|word| words(full).contains(word));
                match sides.iter_mut().find(|(full, _)| part_of(full)) {
                    Some((_, all)) => all.extend(mentions),
                    None => sides.push((name, mentions)),
                }
            }
            self.told(About::Name, sides.into_iter().collect())
        };
        people.into_values().filter_map(differ).collect()
    }

    /// Whether it happened: told or alleged by some and denied by others, or still to come for one who writes when its day is past and
    /// others tell it as done.
    fn modality(&self) -> Option<Disagreement> {
        let modality = |t: &Telling<'_>| t.mention.act.as_ref().map(|act| act.modality);
        let published = |t: &Telling<'_>| self.members.scene.published[t.account];
        let happened = |t: &&Telling<'_>| modality(t) == Some(Modality::Happened);
        let is_told = self.tellings().any(|telling| happened(&telling));
        let done = dated(self.members).map(|dated| dated.days.last);
        // "the money that was paid on Friday is to mend roads"
        let to_come = |t: &Telling<'_>| {
            let ahead = |at| t.mention.when.as_ref().is_some_and(|when| when.days.last >= at);
            !t.mention.noun && published(t).is_some_and(ahead)
        };
        let mut sides: BTreeMap<String, Vec<MentionId>> = BTreeMap::new();
        for telling in self.tellings() {
            let late = matches!((published(telling), done), (Some(at), Some(done)) if at > done);
            let says = match modality(telling) {
                Some(Modality::Happened | Modality::Alleged) if is_told => Modality::Happened,
                Some(Modality::Alleged) => Modality::Alleged,
                Some(Modality::Denied) => Modality::Denied,
                // what was planned before and is named now was done: "the trip had been planned"
                Some(Modality::Planned) if late && is_told && to_come(telling) => Modality::Planned,
                _ => continue,
            };
            sides.entry(says.name().to_owned()).or_default().push(telling.id());
        }
        self.told(About::Modality, sides)
    }
}

/// Whether two parties cannot be one: of different states, or two that bear different names.
fn differ(scene: &crate::scene::Scene<'_>, a: &Known, b: &Known) -> bool {
    let bodies = |known: &Known| {
        known.1.and_then(|n| scene.cast.actors.get(n)).is_some_and(|a| a.kind == ActorKind::Body && a.name.is_some())
    };
    let full = |known: &Known| known.1.and_then(|n| scene.cast.actors.get(n)?.name.as_deref()).map(fold);
    let (ours, theirs) = ([Some(fold(&a.0.name)), full(a)], [Some(fold(&b.0.name)), full(b)]);
    let one = |a: &str, b: &str| a.contains(b) || b.contains(a);
    let alike = ours.iter().flatten().any(|a| theirs.iter().flatten().any(|b| one(a, b)));
    let other = a.1 != b.1 && !alike;
    other && (differs(scene, (&a.0, a.1), (&b.0, b.1)) || bodies(a) && bodies(b))
}
