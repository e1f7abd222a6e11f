//! Whom a pronoun or a bare description means, where several may be meant: candidates, weighed by signs.
//!
//! A logistic over the candidates of one question, its weights (`data/speakers.tsv`) fitted by `bench/fit_speakers.py`.

use std::ops::Range;
use std::sync::LazyLock;

use attache_language::StatementKind;
use attache_world::PersonalName;
use attache_world::resolve::{ActorKind, Mention, MentionKind};

use super::drafts::Draft;
use super::speaker::{self, Latest};
use super::{Speaker, Text};

/// What is looked at, by the names that `data/speakers.tsv` gives them.
pub(crate) const SIGNS: &[&str] = &[
    "resolved",
    "spoke-last",
    "spoke-second",
    "spoke-third",
    "spoke-here",
    "spoke-before",
    "spoke-quoted",
    "in-sentence",
    "one-sentence",
    "two-sentences",
    "far",
    "later",
    "subject",
    "object",
    "owner",
    "opens",
    "quoted",
    "outer",
    "in-outer",
    "sex-fits",
    "sex-differs",
    "number-differs",
    "named",
    "often",
    "nearest",
    "unknown",
    "holder",
    "called",
    "called-near",
    "code-differs",
    "itself",
    "itself-modified",
    "itself-first",
    "itself-known",
    "itself-bare",
];

/// What is asked: a column of `data/speakers.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// "he", "she".
    Human,
    /// "it", "they".
    Thing,
    /// "the analyst".
    Noun,
}

/// One who may be meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    pub speaker: Speaker,
    pub signs: Vec<f32>,
}

/// A question with its candidates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub asked: Asked,
    pub candidates: Vec<Candidate>,
}

/// What is known when a speaker is asked for.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a, 't> {
    pub text: &'a Text<'t>,
    pub draft: &'a Draft,
    /// The words of the source, and their head.
    pub words: &'a Range<usize>,
    pub head: usize,
    /// Who spoke before, in order.
    pub latest: &'a [Latest],
    /// Who says what the draft stands within, and where that begins.
    pub outer: Option<(&'a Speaker, usize)>,
    pub asked: Asked,
}

/// How far back is looked, in sentences and mentions; how many candidates are weighed.
const SENTENCES: usize = 9;
const MENTIONS: usize = 80;
const MOST: usize = 14;

impl Asked {
    /// Its name in the signs that are printed for fitting.
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Thing => "thing",
            Self::Noun => "noun",
        }
    }
}

impl Choice {
    /// The likeliest candidate.
    pub fn best(&self) -> Option<&Speaker> {
        let column = self.asked as usize;
        let score = |candidate: &Candidate| -> f32 {
            candidate.signs.iter().zip(WEIGHTS.iter()).map(|(sign, weights)| sign * weights[column]).sum()
        };
        let scored = self.candidates.iter().map(|candidate| (score(candidate), candidate));
        scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, candidate)| &candidate.speaker)
    }
}

impl Ask<'_, '_> {
    /// All who may be meant.
    pub fn choice(&self) -> Choice {
        let found = self.found();
        let nearest = found.iter().filter_map(|(_, last)| *last).filter(|&last| last < self.head).max();
        let weighed = |(speaker, last): (Speaker, Option<usize>)| {
            let signs = self.signs(&speaker, last, nearest);
            Candidate { speaker, signs }
        };
        Choice { asked: self.asked, candidates: found.into_iter().map(weighed).collect() }
    }

    /// Those who may be meant, each with the head of its last mention, the description itself first.
    fn found(&self) -> Vec<(Speaker, Option<usize>)> {
        let text = self.text;
        let resolution = text.tree.article.resolution;
        let mut found: Vec<(Speaker, Option<usize>)> = Vec::new();
        let own = resolution.headed_by(self.head).map(|mention| mention.actor);
        if self.asked == Asked::Noun {
            let unnamed = own.filter(|&actor| resolution.actors[actor].name.is_none());
            found.push((speaker::described(text, self.words, self.head, unnamed), None));
        }
        let before = resolution.mentions.partition_point(|mention| mention.head < self.head);
        let here = text.tree.sentence(self.head);
        let reach = if self.asked == Asked::Noun { 3 * SENTENCES } else { SENTENCES };
        let (earlier, later) = resolution.mentions.split_at(before);
        let near = |mention: &&Mention| here.saturating_sub(text.tree.sentence(mention.head)) <= reach;
        let told = |mention: &&Mention| mention.kind != MentionKind::Pronoun && self.may(mention);
        let named = earlier.iter().rev().take(MENTIONS).take_while(near).filter(told);
        for mention in named {
            self.add(&mut found, mention, Some(mention.head));
        }
        for spoken in self.latest.iter().rev().take(6).filter(|spoken| self.suits(spoken)) {
            let same = |(other, _): &(Speaker, Option<usize>)| is_same(other, &spoken.speaker);
            if !found.iter().any(same) && found.len() < MOST {
                found.push((spoken.speaker.clone(), None));
            }
        }
        if let Some(actor) = own.filter(|_| self.asked != Asked::Noun) {
            let first = resolution.mentions.iter().find(|m| m.actor == actor && m.kind != MentionKind::Pronoun);
            if let Some(first) = first.filter(|first| self.may(first)) {
                self.add(&mut found, first, None);
            }
        }
        let after = later.iter().take(8).filter(told).filter(|mention| mention.kind == MentionKind::Name);
        let follows =
            |mention: &&Mention| text.tree.sentence(mention.head) <= here + 1 && !self.words.contains(&mention.head);
        if self.asked != Asked::Noun && (found.is_empty() || self.draft.start() > self.head) {
            for mention in after.filter(follows).take(2) {
                self.add(&mut found, mention, None);
            }
        }
        found
    }

    fn add(&self, found: &mut Vec<(Speaker, Option<usize>)>, mention: &Mention, last: Option<usize>) {
        let known = |(other, _): &(Speaker, Option<usize>)| other.actor == Some(mention.actor);
        if found.iter().any(known) || found.len() >= MOST {
            return;
        }
        let spoken = self.latest.iter().rev().find(|spoken| spoken.speaker.actor == Some(mention.actor));
        let resolution = self.text.tree.article.resolution;
        let fullest = resolution.mentions.iter().find(|m| m.actor == mention.actor && m.kind != MentionKind::Pronoun);
        let mention = fullest.unwrap_or(mention);
        let speaker = match spoken {
            Some(spoken) => spoken.speaker.clone(),
            None => speaker::described(self.text, &mention.words, mention.head, Some(mention.actor)),
        };
        found.push((speaker, last));
    }

    /// Whether a mention is of the sort that is asked for.
    fn may(&self, mention: &Mention) -> bool {
        let text = self.text;
        let Some(actor) = text.tree.article.resolution.actors.get(mention.actor) else { return false };
        let plural = matches!(text.tree.xpos(mention.head), "NNS" | "NNPS");
        match self.asked {
            Asked::Human => {
                let unnamed = actor.kind == ActorKind::Group && actor.name.is_none() && !plural;
                actor.kind == ActorKind::Person && !plural
                    || unnamed && speaker::is_person(text, mention.head, Some(mention.actor))
            }
            Asked::Thing => actor.kind != ActorKind::Person,
            Asked::Noun => text.is_named_person(mention.actor),
        }
    }

    fn suits(&self, spoken: &Latest) -> bool {
        match self.asked {
            Asked::Human => spoken.human,
            Asked::Thing => !spoken.human,
            Asked::Noun => spoken.human && spoken.speaker.actor.is_some_and(|actor| self.text.is_named_person(actor)),
        }
    }

    fn signs(&self, speaker: &Speaker, last: Option<usize>, nearest: Option<usize>) -> Vec<f32> {
        let mut signs = vec![0.0; SIGNS.len()];
        let mut set = |name: &str, holds: bool| {
            if let Some(at) = SIGNS.iter().position(|sign| *sign == name).filter(|_| holds) {
                signs[at] = 1.0;
            }
        };
        let text = self.text;
        let tree = text.tree;
        let resolution = tree.article.resolution;
        let own = resolution.headed_by(self.head).map(|mention| mention.actor);
        let itself = self.asked == Asked::Noun && !speaker.actor.is_some_and(|actor| text.is_named_person(actor));
        set("resolved", !itself && own.is_some() && own == speaker.actor);
        if itself {
            self.itself(&mut set);
            return signs;
        }
        self.turns(speaker, &mut set);
        match last.map(|last| tree.sentence(self.head).saturating_sub(tree.sentence(last))) {
            Some(0) => set("in-sentence", true),
            Some(1) => set("one-sentence", true),
            Some(2) => set("two-sentences", true),
            Some(_) => set("far", true),
            None => set("later", speaker.actor.is_some()),
        }
        if let Some(last) = last {
            set("subject", tree.kind(last) == "nsubj");
            set("object", matches!(tree.kind(last), "obj" | "iobj" | "obl"));
            set("owner", tree.relation(last) == "nmod:poss");
            set(
                "opens",
                resolution
                    .mentions
                    .iter()
                    .find(|m| text.paragraph(m.head) == text.paragraph(last))
                    .is_some_and(|m| m.head == last),
            );
            set("quoted", tree.statements_of(last).any(|said| said.content.iter().any(|words| words.contains(&last))));
            set("in-outer", self.outer.is_some_and(|(_, from)| from <= last && last < self.head));
            set("nearest", nearest == Some(last));
        }
        set("outer", self.outer.is_some_and(|(outer, _)| is_same(outer, speaker)));
        let wanted = match self.asked {
            Asked::Human => sex_of_word(tree.lemma(self.head)),
            Asked::Thing => None,
            Asked::Noun => sex_of_word(tree.lemma(self.head)),
        };
        let sex = speaker.actor.and_then(|actor| text.sex(actor)).or_else(|| sex_of_words(&speaker.description));
        if let (Some(wanted), Some(sex)) = (wanted, sex) {
            set(if wanted == sex { "sex-fits" } else { "sex-differs" }, true);
        }
        let known = speaker.actor.and_then(|actor| resolution.actors.get(actor));
        set("named", known.is_some_and(|actor| actor.name.is_some()));
        set("unknown", known.is_none());
        let of = |mention: &&Mention| Some(mention.actor) == speaker.actor;
        set("often", resolution.mentions.iter().filter(of).take(5).count() > 4);
        if self.asked == Asked::Thing {
            let plural = last.map(|last| matches!(tree.xpos(last), "NNS" | "NNPS"));
            set("number-differs", plural.is_some_and(|plural| plural != (tree.lemma(self.head) == "they")));
        }
        if let Some(actor) = speaker.actor.filter(|_| self.asked == Asked::Noun) {
            set("holder", speaker::holds(text, self.head, actor));
            let (within, near) = self.called(actor);
            set("called", within);
            set("called-near", near && !within);
            set("code-differs", !speaker::fits(text, actor, own));
        }
        signs
    }

    /// Signs of when a candidate spoke.
    fn turns(&self, speaker: &Speaker, set: &mut impl FnMut(&str, bool)) {
        let mut rank = 0;
        let mut past: Vec<&Speaker> = Vec::new();
        for spoken in self.latest.iter().rev().take(10).filter(|spoken| self.suits(spoken)) {
            if past.iter().any(|other| is_same(other, &spoken.speaker)) {
                continue;
            }
            if is_same(&spoken.speaker, speaker) {
                let names = ["spoke-last", "spoke-second", "spoke-third"];
                names.get(rank).iter().for_each(|name| set(name, true));
                let apart =
                    self.text.paragraph(self.head).saturating_sub(self.text.paragraph(spoken.end.saturating_sub(1)));
                set("spoke-here", apart == 0 && rank == 0);
                set("spoke-before", apart == 1 && rank == 0);
                set("spoke-quoted", rank == 0 && self.draft.kind != StatementKind::Indirect);
                return;
            }
            past.push(&spoken.speaker);
            rank += 1;
        }
    }

    /// Signs of a description that stands for nobody named.
    fn itself(&self, set: &mut impl FnMut(&str, bool)) {
        let tree = self.text.tree;
        set("itself", true);
        let kids = tree.kids(self.head);
        let modified = kids.iter().any(|&kid| matches!(tree.kind(kid), "nmod" | "compound" | "amod" | "acl"));
        set("itself-modified", modified);
        let lemma = tree.lemma(self.head);
        let from = self.words.start.saturating_sub(3000);
        let earlier: Vec<usize> = (from..self.words.start).filter(|&at| tree.lemma(at) == lemma).collect();
        set("itself-first", earlier.is_empty());
        // brought in without a name: "a trader", then "the trader"
        let article =
            |at: &usize| tree.kids(*at).iter().any(|&kid| matches!(tree.lemma(kid), "a" | "an" | "another" | "one"));
        set("itself-known", earlier.iter().any(|at| article(at) && self.unnamed(*at)));
        set("itself-bare", !modified && !earlier.is_empty());
    }

    /// Whether no name stands beside a noun.
    fn unnamed(&self, noun: usize) -> bool {
        let tree = self.text.tree;
        let name = |at: usize| tree.entity(at).is_some();
        let below = tree.kids(noun).iter().any(|&kid| matches!(tree.kind(kid), "appos" | "flat") && name(kid));
        let above = matches!(tree.kind(noun), "appos" | "compound" | "flat") && tree.head(noun).is_some_and(name);
        !below && !above
    }

    /// Whether the article calls somebody by the noun, in the phrase of the name or beside it.
    fn called(&self, actor: usize) -> (bool, bool) {
        let tree = self.text.tree;
        let lemma = tree.lemma(self.head);
        let mentions = tree.article.resolution.mentions.iter();
        let named = mentions.filter(|m| m.actor == actor && m.kind == MentionKind::Name && m.head < self.words.start);
        let (mut within, mut close) = (false, false);
        for mention in named.take(12) {
            let sentence = tree.sentence(mention.head);
            let near = mention.words.start.saturating_sub(5)..(mention.words.end + 7).min(self.words.start);
            for at in near.filter(|&at| tree.lemma(at) == lemma && tree.sentence(at) == sentence) {
                close = true;
                let tied = tree.within(at, mention.head) || tree.within(mention.head, at);
                let clause = tree.kids(at).iter().any(|&kid| tree.relation(kid) == "cop");
                within |= mention.words.contains(&at)
                    || clause
                    || tied && matches!(tree.kind(at), "appos" | "compound" | "flat" | "nmod");
            }
        }
        (within, close)
    }
}

/// Whether two are one speaker.
fn is_same(one: &Speaker, other: &Speaker) -> bool {
    match (one.actor, other.actor) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.description == other.description,
        _ => false,
    }
}

const MEN: &[&str] = &[
    "he",
    "him",
    "his",
    "mr",
    "mr.",
    "sir",
    "lord",
    "king",
    "prince",
    "sultan",
    "father",
    "brother",
    "husband",
    "son",
    "man",
    "boy",
    "uncle",
    "grandfather",
    "widower",
    "chairman",
    "spokesman",
    "policeman",
    "businessman",
    "fisherman",
    "congressman",
    "monsieur",
    "señor",
    "herr",
    "nephew",
    "ferryman",
    "priest",
    "bishop",
    "imam",
    "abbot",
];
const WOMEN: &[&str] = &[
    "she",
    "her",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "miss",
    "dame",
    "lady",
    "queen",
    "princess",
    "mother",
    "sister",
    "wife",
    "daughter",
    "woman",
    "girl",
    "aunt",
    "grandmother",
    "widow",
    "chairwoman",
    "spokeswoman",
    "policewoman",
    "businesswoman",
    "congresswoman",
    "madame",
    "señora",
    "frau",
    "niece",
    "nun",
    "midwife",
    "actress",
    "waitress",
];

/// Whether a word is of a man.
fn sex_of_word(word: &str) -> Option<bool> {
    let man = MEN.contains(&word);
    (man || WOMEN.contains(&word)).then_some(man)
}

fn sex_of_words(words: &str) -> Option<bool> {
    let last = words.split([' ', ',']).next_back()?;
    sex_of_word(&last.to_lowercase())
}

impl Text<'_> {
    /// Whether an actor is a man: by what its phrases call it, else by its given name.
    fn sex(&self, actor: usize) -> Option<bool> {
        let tree = self.tree;
        let resolution = tree.article.resolution;
        let mentions = resolution.mentions.iter().filter(|m| m.actor == actor && m.kind != MentionKind::Pronoun);
        for mention in mentions.take(20) {
            // "her husband", "Mrs Lind's brother": the head's own words, none of an owner
            let words = mention.words.clone().filter(|&word| tree.relation(word) != "nmod:poss");
            let before = mention.words.start.checked_sub(1).filter(|&word| tree.head(word) == Some(mention.head));
            let owned = |word: usize| tree.kid(word, "nmod:poss").is_some() && word != mention.head;
            let told = before.into_iter().chain(words).filter(|&word| !owned(word));
            let owner = |word: usize| tree.kids(word).iter().any(|&kid| tree.xpos(kid) == "POS");
            if let Some(man) = told.filter(|&word| !owner(word)).find_map(|word| {
                let form = tree.form(word).to_lowercase();
                sex_of_word(&form).filter(|_| tree.relation(word) != "nmod:poss")
            }) {
                return Some(man);
            }
        }
        let name = resolution.actors.get(actor)?.name.as_deref()?;
        let first = name.split(' ').next().filter(|first| first.len() < name.len())?;
        let given = PersonalName::of(first)?;
        (given.male != given.female).then_some(given.male)
    }
}

/// The weights of each sign: for humans, things and nouns.
static WEIGHTS: LazyLock<Vec<[f32; 3]>> = LazyLock::new(|| {
    let rows = include_str!("../../data/speakers.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    let of = |sign: &&str| {
        let row = rows.iter().find(|row| row.first() == Some(sign));
        let at = |n: usize| row.and_then(|row| row.get(n + 1)?.parse().ok()).unwrap_or(0.0);
        [at(0), at(1), at(2)]
    };
    SIGNS.iter().map(of).collect()
});
