//! What the model hears between the parties of a sentence, and how it is weighed with what the rows say.
//!
//! The model's graph of ties is asked about all pairs of parties that a sentence names. Its odds join the rows' answer (`data/ties.tsv`
//! holds the marks): what the rows say is told unless the model holds it unlikely, and what the model alone says only where it is sure.
//! Parties whom the model cannot be asked about are left to the rows.

use std::sync::LazyLock;

use attache_language::{EntityKind, Tie, Tied};
use attache_world::resolve::{ActorKind, MentionKind};
use rustc_hash::FxHashMap;

use super::{Relation, RelationKind, Scene, Standing};
use crate::mention::Party;

/// Answers of the model about pairs of sentences' parties: for each sentence one a pair in their order; none where it cannot answer. Kinds
/// and ways to stand are those of [`RelationKind::ALL`] and [`Standing::ALL`], in their order.
pub type Hearing<'a> = &'a dyn Fn(&[Tied]) -> Vec<Vec<Tie>>;

/// Most parties of a sentence about which the model is asked.
const MOST: usize = 24;

/// Of what is less likely nobody asks how it stands.
const FAINT: f32 = 0.01;

/// From which odds the model is believed that what the rows let stand does not: how something stands, words over it mostly tell better, but
/// what stands to the rows mostly does so for want of a word that they know.
const SURE: f32 = 0.9;

/// Who is meant: an actor of the article, or a name that resolution left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Who {
    Actor(usize),
    Name(usize),
}

/// What the model says of two parties.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub sentence: usize,
    pub kind: RelationKind,
    /// Who stands on each side, and the word that says so.
    pub subject: Option<(Who, usize)>,
    pub object: Option<(Who, usize)>,
    /// How likely the relation is told.
    pub likely: f32,
    /// How likely it stands in each way, if it is.
    pub standing: Vec<f32>,
}

/// What the model says of all parties of all sentences, by sentence.
pub(super) fn heard(scene: &Scene<'_>, hearing: Hearing<'_>) -> Vec<Heard> {
    let (mut asked, mut named) = (Vec::new(), Vec::new());
    for (sentence, held) in scene.tree.article.annotation.sentences.iter().enumerate() {
        let parties = parties(scene, &held.words);
        if parties.is_empty() {
            continue;
        }
        let sides = || (0..parties.len()).map(Some).chain([None]);
        let who = |side: Option<usize>| side.map(|at| parties[at].who);
        let different = |(a, b): &(Option<usize>, Option<usize>)| who(*a) != who(*b);
        let pairs: Vec<(Option<usize>, Option<usize>)> =
            sides().flat_map(|a| sides().map(move |b| (a, b))).filter(different).collect();
        let head = |side: Option<usize>| side.map(|at| parties[at].head);
        asked.push(Tied {
            words: held.words.clone(),
            parties: parties.iter().map(|party| (party.head, party.sort)).collect(),
            pairs: pairs.iter().map(|(a, b)| (head(*a), head(*b))).collect(),
        });
        named.push((sentence, parties, pairs));
    }
    let of_sentence = |((sentence, parties, pairs), ties): (&(usize, Vec<Named>, Vec<_>), Vec<Tie>)| {
        let of = |side: Option<usize>| side.map(|at| &parties[at]);
        let pairs: Vec<_> = pairs.iter().map(|(a, b)| (of(*a), of(*b))).collect();
        best(*sentence, &pairs, &ties)
    };
    named.iter().zip(hearing(&asked)).flat_map(of_sentence).collect()
}

/// For each kind and two parties what is said of the likeliest pair of their mentions.
fn best(sentence: usize, pairs: &[(Option<&Named>, Option<&Named>)], ties: &[Tie]) -> Vec<Heard> {
    let mut place: FxHashMap<(RelationKind, Option<Who>, Option<Who>), usize> = FxHashMap::default();
    let mut found: Vec<Heard> = Vec::new();
    for ((subject, object), tie) in pairs.iter().zip(ties) {
        for (n, (kind, likely)) in RelationKind::ALL.iter().zip(&tie.kinds).enumerate() {
            let mut key = (*kind, subject.map(|it| it.who), object.map(|it| it.who));
            if kind.is_mutual() && key.1 > key.2 {
                key = (key.0, key.2, key.1);
            }
            let standing = || tie.standing.get(n).cloned().unwrap_or_default();
            let heard = || Heard {
                sentence,
                kind: *kind,
                subject: subject.map(|it| (it.who, it.head)),
                object: object.map(|it| (it.who, it.head)),
                likely: *likely,
                standing: if *likely >= FAINT { standing() } else { Vec::new() },
            };
            match place.get(&key) {
                Some(&at) if found[at].likely >= *likely => {}
                Some(&at) => found[at] = heard(),
                None => {
                    place.insert(key, found.len());
                    found.push(heard());
                }
            }
        }
    }
    found
}

impl RelationKind {
    /// Whether the sides may change places.
    fn is_mutual(self) -> bool {
        matches!(self, Self::Diplomatic | Self::Partnership | Self::Alliance | Self::Treaty)
    }
}

/// A word that heads what stands for a party.
struct Named {
    head: usize,
    who: Who,
    /// As [`Tied::parties`] has it.
    sort: u8,
}

/// The parties that a sentence names.
fn parties(scene: &Scene<'_>, words: &std::ops::Range<usize>) -> Vec<Named> {
    let tree = scene.tree;
    let resolution = tree.article.resolution;
    let mut taken = vec![false; words.len()];
    let mut parties = Vec::new();
    for mention in resolution.mentions.iter().filter(|mention| words.contains(&mention.head)) {
        let Some(actor) = resolution.actor_of(mention) else { continue };
        let sort = match actor.kind {
            ActorKind::Person => 1,
            ActorKind::State => 2,
            ActorKind::Body => 3,
            ActorKind::Group => 4,
        };
        let pronoun = mention.kind == MentionKind::Pronoun;
        let sort = sort + if pronoun { 4 } else { 0 };
        let named = matches!(mention.kind, MentionKind::Name | MentionKind::Adjective | MentionKind::Metonym);
        let over = if named { mention.words.clone() } else { mention.head..mention.head + 1 };
        over.filter(|word| words.contains(word)).for_each(|word| taken[word - words.start] = true);
        parties.push(Named { head: mention.head, who: Who::Actor(mention.actor), sort });
    }
    for (number, entity) in tree.article.annotation.entities.iter().enumerate() {
        let free = entity.words.clone().all(|word| words.contains(&word) && !taken[word - words.start]);
        let sort = match entity.kind {
            EntityKind::Per => 1,
            EntityKind::Gpe | EntityKind::Loc | EntityKind::Norp => 2,
            EntityKind::Org | EntityKind::Fac => 3,
            _ => continue,
        };
        if free && !entity.words.is_empty() {
            let head = tree.head_of(&entity.words).unwrap_or(entity.words.end - 1);
            parties.push(Named { head, who: Who::Name(number), sort });
        }
    }
    parties.truncate(MOST);
    parties
}

/// A relation of the rows.
pub(super) struct ByRows {
    pub relation: Relation,
    /// Who its sides are to the model: nobody where a side is open, none where the model does not know them.
    subject: Option<Option<Who>>,
    object: Option<Option<Who>>,
}

impl ByRows {
    pub fn new(scene: &Scene<'_>, relation: Relation) -> Self {
        let side = |party: &Option<Party>| party.as_ref().map(|party| who(scene, party));
        Self { subject: side(&relation.subject), object: side(&relation.object), relation }
    }
}

/// Who a party of the rows is to the model.
fn who(scene: &Scene<'_>, party: &Party) -> Option<Who> {
    let resolution = scene.tree.article.resolution;
    if let Some(mention) = party.mention.and_then(|at| resolution.mentions.get(at)) {
        return Some(Who::Actor(mention.actor));
    }
    let within = resolution.mentions.iter().find(|mention| party.words.contains(&mention.head));
    if let Some(mention) = within.filter(|mention| mention.kind != MentionKind::Pronoun) {
        return Some(Who::Actor(mention.actor));
    }
    let code = party.code.as_deref().filter(|_| party.words.is_empty());
    let state = |code: &str| {
        resolution.actors.iter().position(|it| it.kind == ActorKind::State && it.code.as_deref() == Some(code))
    };
    if let Some(actor) = code.and_then(state) {
        return Some(Who::Actor(actor));
    }
    let entities = &scene.tree.article.annotation.entities;
    let over = entities.iter().position(|it| it.words.start < party.words.end && party.words.start < it.words.end);
    over.map(Who::Name)
}

/// From which odds on a relation is told.
struct Marks {
    /// Where the model alone says so.
    alone: f32,
    /// Where the rows say so too.
    both: f32,
}

/// The marks of each kind.
static MARKS: LazyLock<FxHashMap<&'static str, Marks>> = LazyLock::new(|| {
    let lines = include_str!("../../data/ties.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let (kind, alone, both) = (cells.next()?, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
        Some((kind, Marks { alone, both }))
    };
    lines.filter_map(row).collect()
});

#[cfg(test)]
pub(super) fn has_marks(kind: RelationKind) -> bool {
    MARKS.contains_key(kind.name())
}

impl Heard {
    /// Whether it is told, where the rows say so or not.
    pub fn is_told(&self, by_rows: bool) -> bool {
        let marks = MARKS.get(self.kind.name());
        marks.is_some_and(|marks| self.likely >= if by_rows { marks.both } else { marks.alone })
    }

    /// Whether it is a relation of the rows, of which is known who its sides are.
    pub fn is(&self, told: &ByRows) -> bool {
        let (ours, theirs) = (self.subject.map(|it| Some(it.0)), self.object.map(|it| Some(it.0)));
        let same = told.subject == ours && told.object == theirs;
        same || told.subject == theirs && told.object == ours && told.relation.mutual
    }

    /// How it stands; where the model does not say, as the rows have it.
    pub fn standing(&self, by_rows: Option<Standing>) -> Standing {
        self.likeliest().map(|(standing, _)| standing).or(by_rows).unwrap_or(Standing::Stands)
    }

    /// A relation of the rows as it stands to rows and model together.
    pub fn corrected(&self, told: Relation) -> Relation {
        match self.likeliest() {
            Some((status, odds)) if odds >= SURE && told.status == Standing::Stands => match status {
                Standing::Stands => told,
                Standing::Ended => Relation { status, ..told },
                // what does not stand yet has no days
                _ => Relation { status, since: None, until: None, ..told },
            },
            _ => told,
        }
    }

    fn likeliest(&self) -> Option<(Standing, f32)> {
        let ways = Standing::ALL.iter().copied().zip(self.standing.iter().copied());
        ways.max_by(|a, b| a.1.total_cmp(&b.1))
    }
}
