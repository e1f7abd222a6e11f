//! What one article tells of one happening, as compactly as it can be kept: all that fusing looks at.

use std::ops::Range;

use attache_coding::ontology::{Aux, Cameo, Context, EventType, Modality, Mode};
use attache_coding::{CitationKind, EventMention, Report, Side, Stance};
use attache_language::{Annotation, Upos};
use attache_press::CharSpan;
use attache_world::calendar::{Days, Granularity, Time};
use attache_world::resolve::{Located, MentionKind};
use attache_world::{Frequencies, Sector, fold};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::arguments::{Argument, arguments};
use crate::vector::Vector;

/// One telling of one happening. Spans are code points of the article's text; actors are places in its list of actors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The words that tell it.
    pub trigger: CharSpan,
    /// Its sentence.
    pub sentence: CharSpan,
    /// Number of its sentence in the article.
    pub place_in_text: u32,
    /// The dictionary form of the word that heads the trigger, folded.
    pub lemma: String,
    /// Dictionary forms of all its words, folded.
    pub words: Vec<String>,
    /// The head is a noun or name.
    pub noun: bool,
    /// What the coder makes of it; none where it is no act of the ontology.
    pub act: Option<Act>,
    /// Who does it and to whom.
    pub parties: Vec<Party>,
    /// The heads of what stands around it in the tree.
    pub arguments: Vec<Argument>,
    /// Telling words of its sentence, but for the trigger's; by hash.
    pub around: Vec<Term>,
    /// Actors of its sentence, sorted.
    pub cast: Vec<u16>,
    /// Where.
    pub place: Option<Located>,
    /// When.
    pub when: Option<When>,
    /// Tolls, crowds, money, goods.
    pub quantities: Vec<Quantity>,
    /// On whose word, from the article inwards.
    pub sources: Vec<Cited>,
    /// Other sentences of its article that speak of it again.
    pub echoes: Vec<CharSpan>,
    /// The mention's vector; empty where none was made.
    pub vector: Vector,
    /// Its sentence's vector.
    pub sentence_vector: Vector,
}

/// What the coder makes of a mention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// PLOVER's type.
    pub event: EventType,
    /// Modes, the most telling first.
    #[serde(with = "crate::kept::modes")]
    pub modes: Vec<Mode>,
    /// Walks of life.
    pub contexts: Vec<Context>,
    /// The most special CAMEO code that holds.
    #[serde(with = "crate::kept::cameo")]
    pub cameo: Cameo,
    /// From -10 to 10.
    pub scale: f64,
    /// PLOVER's auxiliary modes.
    pub aux: Vec<Aux>,
    /// How sure the telling is that it happened.
    pub modality: Modality,
    /// How the article stands to it.
    pub stance: Stance,
    /// Told as background.
    pub background: bool,
    /// How likely the mention is right, from 0 to 1.
    pub confidence: f32,
    /// Too unlikely by itself: it joins what others tell, and tells nothing alone.
    pub faint: bool,
}

/// One of those who act or are acted upon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Its side.
    pub side: Side,
    /// Its place among the article's actors, where it is one.
    pub actor: Option<usize>,
    /// Its fullest name in the article, else the words as printed.
    pub name: String,
    /// Named by a proper name.
    pub named: bool,
    /// PLOVER code.
    pub code: Option<String>,
    /// Sectors, the most telling first.
    pub sectors: Vec<Sector>,
    /// Office.
    pub office: Option<String>,
    /// Stable id.
    pub id: Option<String>,
    /// Where it is named.
    pub span: CharSpan,
}

/// When a mention says that it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct When {
    /// First and last day.
    pub days: Days,
    /// How exactly they are told.
    pub granularity: Granularity,
    /// The sentence that tells them.
    pub sentence: CharSpan,
}

/// A number that belongs to a mention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// What is counted.
    pub what: String,
    /// At least so many.
    pub low: Option<f64>,
    /// At most so many.
    pub high: Option<f64>,
    /// Unit of money and goods.
    pub unit: Option<String>,
    /// The side that it belongs to.
    pub of: Side,
    /// Where it is told.
    pub span: CharSpan,
}

/// A source that an article names for a mention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cited {
    /// What sort.
    pub kind: CitationKind,
    /// As the article names it.
    pub name: String,
    /// Its place among the article's actors, where it is one.
    pub actor: Option<usize>,
    /// How many people.
    pub count: Option<u32>,
}

/// A word by its hash, and how telling it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Term {
    /// Hash of its folded dictionary form.
    pub hash: u32,
    /// Rarity in English: minus the natural logarithm of its share, at most 255.
    pub rarity: u8,
}

/// The hash by which words are compared.
pub(crate) fn hash(word: &str) -> u32 {
    (xxh3_64(word.as_bytes()) >> 32) as u32
}

/// Minus the natural logarithm of a word's share of English; of an unknown word, as of the rarest.
pub(crate) fn rarity(word: &str) -> u8 {
    Frequencies::word(word).map_or(17.0, |share| -share).clamp(0.0, 255.0) as u8
}

impl Mention {
    /// The mention that stands at some words of a report's text; none where there are none. With `event`, the coder's
    /// answers are taken over.
    pub fn new(text: &str, report: &Report, words: Range<usize>, event: Option<&EventMention>) -> Option<Self> {
        let annotation = &report.annotation;
        let head = head_of(annotation, &words)?;
        let number = annotation.sentence_of(head)?;
        let sentence = annotation.sentences.get(number)?;
        let lemma_of = |word: usize| fold(&annotation.words[word].lemma(text));
        let mut mention = Self {
            trigger: annotation.span(&words),
            sentence: sentence.span,
            place_in_text: number as u32,
            lemma: lemma_of(head),
            words: words.clone().map(lemma_of).collect(),
            noun: matches!(annotation.words[head].upos, Upos::Noun | Upos::Propn),
            arguments: arguments(text, report, head, &words),
            around: around(text, annotation, &sentence.words, &words),
            cast: cast(report, &sentence.words),
            sentence_vector: Vector::of(&sentence.embedding),
            act: None,
            parties: Vec::new(),
            place: None,
            when: None,
            quantities: Vec::new(),
            sources: Vec::new(),
            echoes: Vec::new(),
            vector: Vector::default(),
        };
        let triggers = annotation.triggers.iter();
        let touching = triggers.filter(|t| t.words.start < words.end && words.start < t.words.end);
        if let Some(trigger) = touching.min_by_key(|t| t.words.start.abs_diff(words.start)) {
            mention.vector = Vector::of(&trigger.embedding);
        }
        let time = match event {
            Some(event) => {
                mention.take_over(report, event);
                event.time
            }
            None => time_beside(annotation, &report.times, &sentence.words, head),
        };
        let told = time.and_then(|time| report.times.get(time));
        let days = event.and_then(|event| Some((event.days?, event.granularity)));
        let days = days.or_else(|| told.and_then(|time| Some((time.days?, time.granularity))));
        mention.when = days.map(|(days, granularity)| {
            let at = told.and_then(|time| annotation.sentence_of(time.words.start));
            let sentence = at.and_then(|n| annotation.sentences.get(n)).map_or(mention.sentence, |s| s.span);
            When { days, granularity, sentence }
        });
        Some(mention)
    }

    fn take_over(&mut self, report: &Report, event: &EventMention) {
        let (annotation, resolution) = (&report.annotation, &report.resolution);
        let party = |side: Side| {
            move |party: &attache_coding::Party| {
                let mention = party.mention.and_then(|n| resolution.mentions.get(n));
                let actor = mention.and_then(|mention| resolution.actor_of(mention));
                Party {
                    side,
                    actor: mention.map(|mention| mention.actor),
                    name: party.name.clone(),
                    named: actor.is_some_and(|actor| actor.name.is_some()),
                    code: party.code.clone(),
                    sectors: party.sectors.clone(),
                    office: actor.and_then(|actor| actor.office.clone()),
                    id: actor.and_then(|actor| actor.id.as_ref()).map(ToString::to_string),
                    span: annotation.span(&party.words),
                }
            }
        };
        self.parties = event.actors.iter().map(party(Side::Actor)).collect();
        self.parties.extend(event.recipients.iter().map(party(Side::Recipient)));
        self.place = event.place.and_then(|n| resolution.places.get(n)?.place()).cloned();
        let quantity = |quantity: &attache_coding::Quantity| Quantity {
            what: quantity.what.to_owned(),
            low: quantity.low,
            high: quantity.high,
            unit: quantity.unit.clone(),
            of: quantity.of,
            span: annotation.span(&quantity.words),
        };
        self.quantities = event.quantities.iter().map(quantity).collect();
        let cited = |cited: &attache_coding::Citation| Cited {
            kind: cited.kind,
            name: cited.name.clone(),
            actor: cited.mention.and_then(|n| Some(resolution.mentions.get(n)?.actor)),
            count: cited.count,
        };
        self.sources = event.sources.iter().map(cited).collect();
        let spans = event.echoes.iter().filter_map(|words| annotation.sentence_of(words.start));
        self.echoes = spans.map(|number| annotation.sentences[number].span).collect();
        self.act = Some(Act {
            event: event.event,
            modes: event.modes.clone(),
            contexts: event.contexts.clone(),
            cameo: event.cameo,
            scale: event.scale,
            aux: event.aux.clone(),
            modality: event.modality,
            stance: event.stance,
            background: event.background,
            confidence: event.confidence,
            faint: false,
        });
    }

    /// Whether it tells nothing alone.
    pub fn is_faint(&self) -> bool {
        self.act.as_ref().is_some_and(|act| act.faint)
    }

    /// The parties of a side.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(move |party| party.side == side)
    }
}

/// The word of a range that hangs on none of it.
pub(crate) fn head_of(annotation: &Annotation, words: &Range<usize>) -> Option<usize> {
    let within = words.start..words.end.min(annotation.words.len());
    let outside = |word: &usize| annotation.words[*word].head.is_none_or(|head| !within.contains(&head));
    let punct = |word: &usize| annotation.words[*word].upos != Upos::Punct;
    within.clone().filter(punct).find(outside).or_else(|| within.clone().next())
}

/// Words that tell what a sentence is about.
fn around(text: &str, annotation: &Annotation, sentence: &Range<usize>, trigger: &Range<usize>) -> Vec<Term> {
    let telling = |word: &usize| {
        let upos = annotation.words[*word].upos;
        matches!(upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num) && !trigger.contains(word)
    };
    let term = |word: usize| {
        let lemma = fold(&annotation.words[word].lemma(text));
        Term { hash: hash(&lemma), rarity: rarity(&lemma) }
    };
    let mut terms: Vec<Term> = sentence.clone().filter(telling).map(term).filter(|term| term.rarity >= 6).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The actors that a sentence names.
fn cast(report: &Report, sentence: &Range<usize>) -> Vec<u16> {
    let mentions = &report.resolution.mentions;
    let from = mentions.partition_point(|mention| mention.head < sentence.start);
    let within = mentions[from..].iter().take_while(|mention| mention.head < sentence.end);
    let named = within.filter(|mention| mention.kind != MentionKind::Adjective);
    let mut cast: Vec<u16> = named.filter_map(|mention| u16::try_from(mention.actor).ok()).collect();
    cast.sort_unstable();
    cast.dedup();
    cast
}

/// The time of a mention that no coder dates: one that hangs on it or on its clause, else the only one of its sentence.
fn time_beside(annotation: &Annotation, times: &[Time], sentence: &Range<usize>, head: usize) -> Option<usize> {
    let from = times.partition_point(|time| time.words.start < sentence.start);
    let within: Vec<usize> = (from..times.len())
        .take_while(|n| times[*n].words.start < sentence.end)
        .filter(|n| times[*n].days.is_some())
        .collect();
    let hangs = |n: &usize| {
        let mut at = head_of(annotation, &times[*n].words);
        for _ in 0..6 {
            at = at.and_then(|word| annotation.words[word].head);
            if at == Some(head) {
                return true;
            }
        }
        false
    };
    let above = annotation.words[head].head;
    let beside = |n: &usize| {
        above.is_some() && head_of(annotation, &times[*n].words).and_then(|w| annotation.words[w].head) == above
    };
    let only = || if within.len() == 1 { within.first() } else { None };
    within.iter().find(|n| hangs(n)).or_else(|| within.iter().find(|n| beside(n))).or_else(only).copied()
}
