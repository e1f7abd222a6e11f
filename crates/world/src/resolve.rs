//! Names to actors and places: what each mention of an article stands for.
//!
//! [`resolve`] reads one annotated article and nothing else. What it cannot settle stays open: an actor without a code, a place
//! with ranked candidates. `reconcile` settles across the articles of a story what one article alone left open.

mod actors;
mod places;
mod story;

pub use story::{Cast, StoryActor, StoryHeld, reconcile};

#[doc(hidden)]
pub use actors::WhoseAsked;
#[doc(hidden)]
pub use places::{Weighed, WeighedPlace, sign_names, weighed_toponyms};

use attache_language::Annotation;
use attache_press::CharSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::Range;

use crate::{ActorId, Repair, Sector, World};

/// Resolves the names, descriptions and pronouns of an annotated text.
pub fn resolve(world: &World, text: &str, annotation: &Annotation, setting: &Setting<'_>) -> Resolution {
    let places = places::toponyms(world, text, annotation, setting);
    let (mentions, actors, dateline) = actors::actors(world, text, annotation, setting, &places);
    Resolution { mentions, actors, places, dateline }
}

/// What was weighed to say of which countries the actors are that the text leaves open; for fitting the weights.
#[doc(hidden)]
pub fn whose_asked(world: &World, text: &str, annotation: &Annotation, setting: &Setting<'_>) -> Vec<WhoseAsked> {
    let places = places::toponyms(world, text, annotation, setting);
    actors::whose_asked(world, text, annotation, setting, &places)
}

/// The names of the signs and sorts of [`whose_asked`].
#[doc(hidden)]
pub fn whose_names() -> (&'static [&'static str], &'static [&'static str]) {
    actors::WHOSE_NAMES
}

/// What is known of an article beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting<'a> {
    /// The day of which the article speaks: its publication or its dateline.
    pub as_of: Option<Date>,
    /// The place of its dateline, as printed ("HANOI").
    pub dateline: Option<&'a str>,
    /// Its outlet, as named.
    pub outlet: Option<&'a str>,
    /// Its headline.
    pub title: Option<&'a str>,
    /// Names that a rewriter broke: a mention over the span of one reads as mended.
    pub repairs: &'a [Repair],
}

/// What the mentions of an article stand for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolution {
    /// Mentions of actors, in the order of their heads; none has the head of another.
    pub mentions: Vec<Mention>,
    /// The actors, in the order of their first mention.
    pub actors: Vec<Actor>,
    /// Names of places, in order. A state may be both: a place here and an actor there.
    pub places: Vec<Toponym>,
    /// How many words of the text are its dateline: "HANOI, March 3 (Agency) -".
    pub dateline: usize,
}

/// A phrase that stands for an actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The words of the whole phrase, title and determiner too ("U.S. Secretary of State Antony Blinken").
    pub words: Range<usize>,
    /// The word that heads it in the tree; what a predicate's argument points at.
    pub head: usize,
    /// How the phrase names it.
    pub kind: MentionKind,
    /// Index of its actor in [`Resolution::actors`].
    pub actor: usize,
    /// The head of another mention that heads this one too: "navies" of "Thai" in "Thai and Malaysian navies".
    pub shares: Option<usize>,
}

/// How a phrase names an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// By a proper name of its own.
    Name,
    /// By a description alone: "the top US diplomat", "three soldiers".
    Nominal,
    /// By a pronoun.
    Pronoun,
    /// By a capital or seat: "Washington", "the Kremlin".
    Metonym,
    /// By an adjective or possessive on another word, where nothing else names it: "French" in "a French ban".
    Adjective,
}

/// Who is meant, as far as the article tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Actor {
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// The fullest name in the article, without titles; none where it is only described.
    pub name: Option<String>,
    /// Forms under which the article names it, each once, in order.
    pub names: Vec<String>,
    /// PLOVER code: alpha-3 of the state it acts for, or `IGO`, `UNO`, `EUR`, `NGO`, `ISM`, `IMG`, `MNC`.
    pub code: Option<String>,
    /// Its sectors, the most telling first.
    pub sectors: Vec<Sector>,
    /// The office or role as the article gives it, without article, possessor and state ("foreign minister").
    pub office: Option<String>,
    /// A stable id, where the tables or the name give one.
    pub id: Option<ActorId>,
    /// Offices that the article says it holds or held.
    pub offices: Vec<Held>,
    /// Who else may be meant, the likeliest first, where nothing but the countries told of says whose the actor is, or where leaders
    /// of several states bear the surname; empty where it is settled.
    pub candidates: Vec<Candidate>,
}

/// What sort of actor is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// One human being.
    Person,
    /// A state, or its government as a whole.
    State,
    /// An institution, organisation, party, company or armed group.
    Body,
    /// People without a name as a body: "protesters", "three soldiers".
    #[default]
    Group,
}

/// An office that a text says somebody holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// As the text gives it.
    pub office: String,
    /// Code of the state or body whose office it is.
    pub of: Option<String>,
    /// Whether it is said to be past ("former", "ex-", "late").
    pub past: bool,
    /// Index of the mention that says so.
    pub mention: usize,
}

/// Another actor that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: ActorId,
    /// Its code.
    pub code: Option<String>,
    /// From 0 to 1.
    pub score: f32,
}

/// A name of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Toponym {
    /// Its words.
    pub words: Range<usize>,
    /// Where it stands.
    pub span: CharSpan,
    /// How the text uses it: as a place, or in the name or description of something else.
    pub used_as: PlaceUse,
    /// Where it is, the likeliest first, at most five; empty where the tables do not know it.
    pub candidates: Vec<Located>,
}

/// How a text uses the name of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PlaceUse {
    /// As a place.
    #[default]
    Place,
    /// Within a longer name: "Bergen" in "Bergen Fire Department".
    WithinName,
    /// By an adjective or a people: "French", "the Danes".
    Adjective,
}

impl Toponym {
    /// The likeliest place.
    pub fn place(&self) -> Option<&Located> {
        self.candidates.first()
    }
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Located {
    /// Its usual name.
    pub name: String,
    /// Latitude in degrees; of a country or region, its middle.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Alpha-3 of its country; none for seas and what lies in several.
    pub country: Option<String>,
    /// Name of its first-order division.
    pub division: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// From 0 to 1.
    pub score: f32,
}

impl Resolution {
    /// The mention that `word` heads.
    pub fn headed_by(&self, word: usize) -> Option<&Mention> {
        self.mentions.binary_search_by_key(&word, |mention| mention.head).ok().map(|at| &self.mentions[at])
    }

    /// All mentions that `word` heads: "navies" heads two in "Thai and Malaysian navies".
    pub fn all_headed_by(&self, word: usize) -> impl Iterator<Item = &Mention> {
        // those that share a head stand close before it
        let end = self.mentions.partition_point(|mention| mention.head <= word);
        let near = &self.mentions[end.saturating_sub(8)..end];
        near.iter().filter(move |mention| mention.head == word || mention.shares == Some(word))
    }

    /// The actor of a mention.
    pub fn actor_of(&self, mention: &Mention) -> Option<&Actor> {
        self.actors.get(mention.actor)
    }
}
