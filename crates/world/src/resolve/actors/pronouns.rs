//! Pronouns to the actors named before them.

use super::cast::Entity;
use super::lists::{Class, is};
use super::resolver::Resolver;
use crate::resolve::ActorKind;
use crate::sectors::Sector;
use attache_language::StatementKind;

/// How many of the last mentioned a pronoun may reach back over, and how many sentences.
const REACH: usize = 30;
const SENTENCES: usize = 4;

/// What a pronoun asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wants {
    Man,
    Woman,
    Thing,
    Several,
}

/// The actor that a pronoun stands for.
pub(super) fn antecedent(r: &Resolver<'_, '_, '_>, p: usize) -> Option<usize> {
    let at = r.phrases[p].head;
    let form = r.tree.form(at).to_lowercase();
    let wants = match &*form {
        "he" | "him" | "his" => Wants::Man,
        "she" | "her" => Wants::Woman,
        "it" | "its" => Wants::Thing,
        _ => Wants::Several,
    };
    if wants == Wants::Thing && empty(r, at) {
        return None;
    }
    if form == "whose" {
        return relative(r, at);
    }
    let sentence = r.tree.sentence(at);
    let (speaker, quoted) = speech(r, at);
    let mut best: Option<(f32, usize)> = None;
    for (e, entity) in r.cast.recent().take(REACH) {
        let Some(kind) = suits(wants, entity) else { continue };
        if entity.last >= at || bound(r, at, entity.last) || r.phrases[p].words.contains(&entity.last) {
            continue;
        }
        let back = sentence.saturating_sub(r.tree.sentence(entity.last));
        if back > SENTENCES {
            continue;
        }
        let speaks = speaker.as_ref().is_some_and(|s| s.is(r, e, entity));
        if speaks && quoted && matches!(wants, Wants::Man | Wants::Woman | Wants::Thing) {
            continue;
        }
        // who speaks for a state or body says "we" of it
        let ours = speaker.as_ref().is_some_and(|s| s.acts_for(r, e, entity));
        if ours && quoted && matches!(wants, Wants::Thing | Wants::Several) {
            continue;
        }
        let mut score = kind - back as f32;
        score += match (entity.subject, wants) {
            (false, _) => 0.0,
            (true, Wants::Several) => 0.3,
            (true, _) => 0.7,
        };
        score += if speaks { 1.0 } else { 0.0 };
        score += if ours && !quoted && wants != Wants::Man && wants != Wants::Woman { 0.8 } else { 0.0 };
        // whom somebody else's words tell of
        score -= if r.tree.quoted(entity.last) && !r.tree.quoted(at) { 0.6 } else { 0.0 };
        score += if entity.names.is_empty() { 0.0 } else { 0.2 };
        score -= at.saturating_sub(entity.last).min(60) as f32 / 120.0;
        if best.is_none_or(|(other, _)| score > other) {
            best = Some((score, e));
        }
    }
    best.map(|(_, e)| e)
}

/// The actor that a relative clause is about: "the state whose envoy left".
fn relative(r: &Resolver<'_, '_, '_>, pronoun: usize) -> Option<usize> {
    let mut at = pronoun;
    for _ in 0..8 {
        let clause = r.tree.relation(at) == "acl";
        at = r.tree.head(at)?;
        if clause {
            // the last of those that "and" joins is meant
            let word = r.phrases.partition_point(|phrase| phrase.head < pronoun);
            let joined = |q: &usize| {
                r.tree.relation(r.phrases[*q].head) == "conj" && r.tree.head(r.phrases[*q].head) == Some(at)
            };
            let last = (word.saturating_sub(6)..word).rev().find(joined);
            let q = last.or_else(|| r.headed(at))?;
            return r.of[q].map(|e| r.cast.root(e));
        }
    }
    None
}

/// How well an actor suits, if at all.
fn suits(wants: Wants, entity: &Entity<'_>) -> Option<f32> {
    let kind = entity.kind.unwrap_or(ActorKind::Group);
    match wants {
        Wants::Man | Wants::Woman => {
            let man = wants == Wants::Man;
            let fits = kind == ActorKind::Person && !entity.plural && entity.male.is_none_or(|male| male == man);
            let known = match (entity.male, entity.sounds) {
                (Some(_), _) => 0.6,
                (None, Some(sounds)) => {
                    if sounds == man {
                        0.4
                    } else {
                        -1.0
                    }
                }
                (None, None) => {
                    if man {
                        0.2
                    } else {
                        0.0
                    }
                }
            };
            fits.then_some(known)
        }
        Wants::Thing => (matches!(kind, ActorKind::Body | ActorKind::State) && !entity.plural).then_some(0.0),
        Wants::Several => match kind {
            // those who are told something are seldom spoken of
            ActorKind::Group if entity.lemmas.iter().any(|l| is(l, Class::Audience)) => Some(-0.6),
            ActorKind::Group => Some(0.6),
            // "the army", "the police" are several; "the League" is one, and "it"
            ActorKind::Body
                if entity.names.is_empty() && entity.lemmas.iter().any(|l| is(l, Class::Force) || l == "police") =>
            {
                Some(0.3)
            }
            ActorKind::Body => Some(-0.6),
            _ => None,
        },
    }
}

/// "It is the first time that", "it rained": no actor.
fn empty(r: &Resolver<'_, '_, '_>, at: usize) -> bool {
    let Some(head) = r.tree.head(at) else { return true };
    if r.tree.relation(at) != "nsubj" {
        return false;
    }
    let copula = r.tree.dependents(head).any(|d| r.tree.relation(d) == "cop");
    let clause = r
        .tree
        .dependents(head)
        .any(|d| d > head && matches!(r.tree.relation(d), "csubj" | "ccomp" | "acl" | "advcl" | "xcomp"));
    let seems =
        matches!(&*r.tree.lemma(head), "seem" | "appear" | "happen" | "matter" | "rain" | "snow" | "take" | "emerge");
    clause && (copula || seems)
}

/// Whether the two words are arguments of one predicate, so that they cannot be the same.
pub(super) fn bound(r: &Resolver<'_, '_, '_>, pronoun: usize, mut other: usize) -> bool {
    if r.tree.deprel(pronoun) == "nmod:poss" {
        return false;
    }
    for _ in 0..4 {
        match r.tree.head(other) {
            Some(head) if matches!(r.tree.relation(other), "appos" | "flat") => other = head,
            _ => break,
        }
    }
    let (from, to) = (pronoun.min(other), pronoun.max(other));
    if (from..to).any(|at| matches!(r.tree.form(at), ":" | ";")) {
        return false;
    }
    let argument = |at: usize| matches!(r.tree.relation(at), "nsubj" | "obj" | "iobj" | "obl" | "xcomp");
    let Some(verb) = r.tree.head(pronoun).filter(|_| argument(pronoun) && argument(other)) else { return false };
    // "the tanks came to meet them": who came met
    let subject = |verb: usize| r.tree.dependents(verb).any(|d| r.tree.relation(d) == "nsubj");
    let controlled = matches!(r.tree.relation(pronoun), "obj" | "iobj" | "obl")
        && r.tree.relation(other) == "nsubj"
        && matches!(r.tree.relation(verb), "xcomp" | "advcl" | "conj")
        && !subject(verb);
    r.tree.head(other) == Some(verb) || controlled && r.tree.head(verb) == r.tree.head(other)
}

/// Who says what a word is part of.
struct Speaker {
    entity: Option<usize>,
    name: Option<super::people::Spelling>,
    lemma: String,
}

impl Speaker {
    fn is(&self, r: &Resolver<'_, '_, '_>, e: usize, entity: &Entity<'_>) -> bool {
        match (self.entity, &self.name) {
            (Some(own), _) => r.cast.root(own) == e,
            (None, Some(name)) => entity.fits_person(name).is_some() || entity.fits_body(name).is_some(),
            (None, None) => !self.lemma.is_empty() && entity.lemmas.contains(&self.lemma),
        }
    }

    /// Whether the speaker acts for a state or body.
    fn acts_for(&self, r: &Resolver<'_, '_, '_>, e: usize, entity: &Entity<'_>) -> bool {
        let Some(own) = self.entity.map(|own| r.cast.get(own)) else { return false };
        let code = own.code.as_ref().map(|(code, _)| code);
        let official = own.sectors.iter().any(|(s, _)| *s == Sector::Government);
        let state = entity.kind == Some(ActorKind::State)
            || entity.kind == Some(ActorKind::Body) && entity.lemmas.iter().any(|l| is(l, Class::State));
        own.body.is_some_and(|body| r.cast.root(body) == e)
            || official && state && code.is_some() && code == entity.code.as_ref().map(|(code, _)| code)
    }
}

/// Who says what a word is part of, where that is one of the actors.
pub(super) fn speaker(r: &Resolver<'_, '_, '_>, at: usize) -> Option<usize> {
    speech(r, at).0?.entity
}

/// The source of the statement that a word is in, and whether it stands in quotation marks.
fn speech(r: &Resolver<'_, '_, '_>, at: usize) -> (Option<Speaker>, bool) {
    let statements = &r.tree.annotation.statements;
    // statements stand in the order of their cues, contents near them
    let near = statements.partition_point(|s| s.cue.start.max(s.source.start) + 120 < at);
    let holds = |s: &&attache_language::Statement| s.content.iter().any(|c| c.contains(&at));
    let Some(statement) = statements[near..].iter().take(24).find(holds) else { return (None, false) };
    let quoted = statement.kind != StatementKind::Indirect && r.tree.quoted(at);
    let phrase = statement.source.clone().find_map(|word| r.headed(word).filter(|q| r.phrases[*q].within.is_none()));
    let speaker = phrase.map(|q| Speaker {
        entity: r.of[q],
        name: r.phrases[q].name.map(|n| super::people::Spelling::of(&r.tree.reads(&r.names[n].words))),
        lemma: r.tree.lemma(r.phrases[q].head),
    });
    (speaker, quoted)
}
