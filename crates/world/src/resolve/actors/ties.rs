//! How phrases hang together: whose an actor is, and which phrase explains another.

use super::focus::place_code;
use super::lists::{Class, is};
use super::phrases::Phrase;
use super::reading::{Owner, Weight};
use super::resolver::Resolver;
use super::spot::What;
use crate::offices::Role;
use crate::resolve::{ActorKind, MentionKind};
use attache_language::Upos;

impl<'w> Resolver<'_, 'w, '_> {
    /// What tells whose the actor of a phrase is.
    pub(super) fn owners(&self, p: usize) -> Vec<Owner<'w>> {
        let phrase = &self.phrases[p];
        let mut owners = Vec::new();
        for &q in &self.inner[p] {
            let inner = &self.phrases[q];
            let behind = inner.head > phrase.head;
            let by = inner.link.1.as_str();
            let place = inner.name.is_some_and(|n| matches!(self.names[n].what, What::Place | What::Feature(_)));
            if place {
                let code = inner.name.and_then(|n| place_code(self.world, self.tree, &self.names[n], self.places));
                // "residents in", but "the candidate, now in" is elsewhere
                let one = phrase.nouns.first().is_some_and(|n| !n.plural && !n.is_body());
                let fits = !behind || matches!(by, "of" | "from" | "") || matches!(by, "in" | "at") && !one;
                if fits {
                    owners.push(Owner {
                        code,
                        sectors: vec![],
                        kind: None,
                        known: None,
                        place: true,
                        partial: false,
                        behind,
                        weak: false,
                        entity: None,
                        pronoun: false,
                        possessive: false,
                    });
                }
                continue;
            }
            let breakaway = inner.name.is_none()
                && self.tree.dependents(inner.head).any(|d| is(&self.tree.form(d).to_lowercase(), Class::Breakaway));
            if breakaway && inner.nouns.first().is_some_and(|n| is(&n.lemma, Class::State)) {
                let (code, sectors, kind, known) = (None, vec![], None, None);
                owners.push(Owner {
                    code,
                    sectors,
                    kind,
                    known,
                    place: false,
                    partial: true,
                    behind,
                    weak: false,
                    entity: None,
                    pronoun: false,
                    possessive: false,
                });
                continue;
            }
            let Some(entity) = self.of[q].map(|e| self.cast.get(e)) else { continue };
            let state = entity.kind == Some(ActorKind::State);
            let weak = matches!(by, "in" | "at");
            let aide = phrase.nouns.iter().any(|n| is(&n.lemma, Class::ComplementOwner));
            let one = state && phrase.nouns.first().is_some_and(|n| !n.plural && !n.is_body());
            let fits = match by {
                "" | "of" | "from" => true,
                "in" | "at" => !one,
                "for" => !state || phrase.nouns.iter().any(|n| n.office.is_some_and(|o| o.role == Role::Spokesperson)),
                "to" => aide && !state,
                _ => false,
            };
            if fits {
                owners.push(Owner {
                    code: entity.code.as_ref().map(|(code, _)| code.clone()),
                    sectors: entity.telling_sectors(),
                    kind: entity.kind,
                    known: entity.known,
                    place: weak && state,
                    partial: entity.partial,
                    behind,
                    weak: entity.code.as_ref().is_some_and(|(_, weight)| *weight == Weight::Weak),
                    entity: self.of[q],
                    pronoun: inner.kind == MentionKind::Pronoun,
                    possessive: inner.link.0 == "nmod:poss",
                });
            }
        }
        owners
    }

    /// The phrase before or behind which this one is an apposition, if its actor is known.
    pub(super) fn apposed(&self, p: usize) -> Option<usize> {
        let mut head = self.phrases[p].head;
        if let Some(n) = self.phrases[p].name {
            let name = super::spot::tree_head(self.tree, &self.names[n].words);
            let outside = self.tree.head(name).is_some_and(|up| !self.phrases[p].words.contains(&up));
            head = if self.tree.relation(name) == "appos" && outside { name } else { head };
        }
        let governor = self.tree.head(head).filter(|_| self.tree.relation(head) == "appos");
        // of those that "and" joins, the last is explained
        let joined = |g: usize| self.tree.dependents(g).rfind(|d| self.tree.relation(*d) == "conj" && *d < head);
        let governor = governor
            .map(|g| joined(g).filter(|d| *d > g && self.headed(*d).is_some()).unwrap_or(g))
            .or_else(|| self.second_subject(head));
        let mut q = governor.and_then(|g| self.headed(g)).filter(|q| *q != p).or_else(|| self.beside(p))?;
        // "the commander of the guard, Ann Lee": the name explains the commander, whatever the tree says
        let person = self.phrases[p].name.is_some_and(|n| self.names[n].is_person());
        let bears = |q: usize| self.of[q].is_some_and(|e| self.cast.get(e).kind == Some(ActorKind::Person));
        while person && !bears(q) {
            q = self.phrases[q].within.filter(|o| *o != p)?;
        }
        let found = self.of[q].map(|e| self.cast.root(e))?;
        // "her rival" is not she
        let own = self.inner[p].iter().any(|i| self.of[*i].is_some_and(|e| self.cast.root(e) == found));
        (!own).then_some(found)
    }

    /// The subject before a comma of a verb that seems to have two: "Ann Lee, head of the guard until May, left".
    fn second_subject(&self, head: usize) -> Option<usize> {
        if self.tree.relation(head) != "nsubj" {
            return None;
        }
        let verb = self.tree.head(head)?;
        let first = self.tree.dependents(verb).find(|d| self.tree.relation(*d) == "nsubj").filter(|d| *d < head)?;
        let comma = (first..head).any(|at| self.tree.form(at) == ",");
        comma.then_some(first)
    }

    /// The phrase before a comma that a phrase between commas explains, where the tree does not say so: "their envoy in
    /// Geneva, Ann Lee, said".
    fn beside(&self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        let (start, end) = (phrase.words.start, phrase.words.end);
        let comma = |at: usize| self.tree.get(at).is_some_and(|w| w.form(self.tree.text) == ",");
        let closes = self.tree.get(end).is_none_or(|w| matches!(w.form(self.tree.text), "," | "." | ";" | ")"));
        if start < 2
            || !comma(start - 1)
            || !closes
            || self.tree.relation(phrase.head) == "conj" && self.joined(phrase.head)
        {
            return None;
        }
        let sentence = self.tree.sentence(start);
        for at in (start.saturating_sub(12)..start - 1).rev() {
            if self.tree.sentence(at) != sentence || comma(at) || matches!(self.tree.upos(at), Upos::Verb | Upos::Cconj)
            {
                return None;
            }
            if let Some(q) =
                self.headed(at).filter(|q| self.phrases[*q].within.is_none() && self.phrases[*q].head <= at)
            {
                let other = &self.phrases[q];
                let names = (other.name.is_some(), phrase.name.is_some());
                let person = |q: usize| self.phrases[q].name.is_some_and(|n| self.names[n].is_person());
                let one = names.0 != names.1 && (person(q) || person(p));
                let office = |phrase: &Phrase<'_>| {
                    phrase.name.is_some() || phrase.nouns.first().is_some_and(|n| !n.plural && !n.is_body())
                };
                if one && office(other) && office(phrase) {
                    return Some(q);
                }
                if !matches!(self.tree.relation(at), "nmod" | "obl") {
                    return None;
                }
            }
        }
        None
    }

    /// Whether a word is joined by "and" to others.
    fn joined(&self, at: usize) -> bool {
        let joins = |at: usize| self.tree.dependents(at).any(|d| self.tree.relation(d) == "cc");
        joins(at)
            || self
                .tree
                .head(at)
                .is_some_and(|head| self.tree.dependents(head).any(|d| self.tree.relation(d) == "conj" && joins(d)))
    }
}
