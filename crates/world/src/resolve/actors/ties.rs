//! How phrases hang together: whose an actor is, and which phrase explains another.

use super::cast::Entity;
use super::focus::place_code;
use super::lists::{Class, is};
use super::phrases::Phrase;
use super::reading::{Owner, Weight};
use super::resolver::Resolver;
use super::spot::What;
use crate::knowledge::Use;
use crate::offices::Role;
use crate::resolve::{ActorKind, MentionKind};
use crate::sectors::Sector;
use attache_language::Upos;

impl<'w> Resolver<'_, 'w, '_> {
    /// What tells whose the actor of a phrase is.
    pub(super) fn owners(&self, p: usize) -> Vec<Owner<'w>> {
        let phrase = &self.phrases[p];
        let mut owners = Vec::new();
        // "the minister and leader of the party": what stands behind the second belongs to it
        let beside = phrase.with.map_or(&[][..], |first| &self.inner[first]).iter();
        let beside = beside.filter(|q| self.phrases[**q].words.start >= phrase.words.end);
        // "US East Asia envoy": the state stands within the region
        let region = |q: &usize| {
            self.phrases[*q].name.is_some_and(|n| matches!(self.names[n].what, What::Feature(_) | What::Place))
        };
        let within: Vec<usize> =
            self.inner[p].iter().filter(|q| region(q)).flat_map(|q| self.inner[*q].iter().copied()).collect();
        for &q in self.inner[p].iter().chain(beside).chain(&within) {
            let inner = &self.phrases[q];
            if self.helps(inner.head) {
                continue;
            }
            let place = inner.name.is_some_and(|n| matches!(self.names[n].what, What::Place | What::Feature(_)));
            owners.extend(if place { self.place_owner(p, q) } else { self.actor_owner(p, q) });
        }
        if owners.is_empty() {
            owners.extend(self.owner_beside(p));
        }
        owners
    }

    /// What a place within a phrase tells: "residents in", but "the candidate, now in" is elsewhere.
    fn place_owner(&self, p: usize, q: usize) -> Option<Owner<'w>> {
        let (phrase, inner) = (&self.phrases[p], &self.phrases[q]);
        let behind = inner.head > phrase.head;
        let by = inner.link.1.as_str();
        let one = phrase.nouns.first().is_some_and(|n| !n.plural && !n.is_body());
        let fits = !behind || matches!(by, "of" | "from" | "") || matches!(by, "in" | "at") && !one;
        let code = inner.name.and_then(|n| place_code(self.world, self.tree, &self.names[n], self.places));
        fits.then(|| Owner { code, place: true, behind, ..Owner::default() })
    }

    /// What an actor within a phrase tells.
    fn actor_owner(&self, p: usize, q: usize) -> Option<Owner<'w>> {
        let (phrase, inner) = (&self.phrases[p], &self.phrases[q]);
        let behind = inner.head > phrase.head;
        let breakaway = inner.name.is_none()
            && self.tree.dependents(inner.head).any(|d| is(&self.tree.form(d).to_lowercase(), Class::Breakaway));
        let part =
            |lemma: &str| is(lemma, Class::State) || matches!(lemma, "region" | "territory" | "enclave" | "province");
        if breakaway && inner.nouns.first().is_some_and(|n| part(&n.lemma)) {
            return Some(Owner { partial: true, behind, ..Owner::default() });
        }
        let by = inner.link.1.as_str();
        let entity = self.of[q].map(|e| self.cast.get(e))?;
        let state = entity.kind == Some(ActorKind::State);
        let aide = phrase.nouns.iter().any(|n| is(&n.lemma, Class::ComplementOwner));
        let one = state && phrase.nouns.first().is_some_and(|n| !n.plural && !n.is_body());
        let fits = match by {
            "" | "of" | "from" => true,
            "in" | "at" => !one,
            "for" => !state || phrase.nouns.iter().any(|n| n.office.is_some_and(|o| o.role == Role::Spokesperson)),
            "to" => aide && !state,
            _ => false,
        };
        fits.then(|| Owner {
            place: matches!(by, "in" | "at") && state,
            behind,
            weak: entity.code.as_ref().is_some_and(|(_, weight)| *weight == Weight::Weak),
            pronoun: inner.kind == MentionKind::Pronoun,
            possessive: inner.link.0 == "nmod:poss",
            ..self.owner(self.of[q].unwrap_or_default())
        })
    }

    /// The state named beside a noun in front of another that is no actor: "Kenyan" of "a Kenyan army raid".
    fn owner_beside(&self, p: usize) -> Option<Owner<'w>> {
        let head = self.phrases[p].head;
        let before = |at: usize| matches!(self.tree.relation(at), "amod" | "compound");
        let up = self.tree.head(head).filter(|up| before(head) && self.headed(*up).is_none())?;
        let state = |d: usize| {
            let q = self.headed(d).filter(|q| *q != p && d < head && before(d) && !self.helps(d))?;
            let named = self.phrases[q].name.is_some_and(|n| matches!(self.names[n].what, What::State(..)));
            self.of[q].filter(|_| named)
        };
        let entity = self.tree.dependents(up).find_map(state)?;
        Some(Owner { weak: false, pronoun: false, ..self.owner(entity) })
    }

    /// The country that the clause of a nameless phrase tells: whose troops its subject moves, or where it says that things happen.
    pub(super) fn clause_country(&self, p: usize, entity: &Entity<'_>) -> Option<String> {
        let head = self.phrases[p].head;
        let home = |l: &String| is(l, Class::Domestic) || is(l, Class::Force) || is(l, Class::Body);
        let home = entity.lemmas.iter().any(home);
        let mut verb = self.tree.head(head)?;
        let object = self.tree.relation(head) == "obj";
        if object
            && home
            && let Some(code) = self.mover(verb, entity)
        {
            return Some(code);
        }
        // "troops fired at protesters in the capital": said to happen there
        for _ in 0..3 {
            if matches!(self.tree.upos(verb), Upos::Verb) && !is(&self.tree.lemma(verb), Class::Say) {
                let place = |d: usize| {
                    let by = self.tree.preposition(d).is_some_and(|by| is(&by, Class::PlacePreposition));
                    matches!(self.tree.relation(d), "obl" | "nmod") && by
                };
                let near = self.tree.dependents(verb).filter(|d| place(*d)).find_map(|d| self.place_of(d));
                if near.is_some() {
                    return near;
                }
            }
            match self.tree.head(verb) {
                Some(up) if matches!(self.tree.relation(verb), "acl" | "advcl" | "xcomp" | "nmod" | "conj") => {
                    verb = up
                }
                _ => break,
            }
        }
        None
    }

    /// The country of the person to whom "and" joins a person whom it does not place.
    pub(super) fn first_of_joined(&self, p: usize) -> Option<String> {
        let head = self.phrases[p].head;
        let first = self.tree.head(head).filter(|_| self.tree.relation(head) == "conj")?;
        let person = |e: usize| self.cast.get(e).kind == Some(ActorKind::Person) && !self.cast.get(e).plural;
        let (own, other) = (self.of[p]?, self.headed(first).and_then(|q| self.of[q])?);
        let code = self.cast.get(other).code.as_ref().filter(|(_, weight)| *weight > Weight::Weak);
        code.filter(|_| person(own) && person(other)).map(|(code, _)| code.to_string())
    }

    /// The country of the subject of a verb that moves troops, or of the official who is the subject of another verb.
    fn mover(&self, verb: usize, entity: &Entity<'_>) -> Option<String> {
        let own = self.tree.dependents(verb).find(|d| self.tree.relation(*d) == "nsubj");
        let relative = own.is_none_or(|s| matches!(&*self.tree.form(s).to_lowercase(), "who" | "which" | "that"));
        let subject = match own {
            Some(subject) if !relative => subject,
            _ if self.tree.relation(verb) == "acl" => self.tree.head(verb)?,
            _ => return None,
        };
        let other = self.headed(subject).and_then(|q| self.of[q]).map(|e| self.cast.get(e))?;
        let (code, _) = other.code.as_ref()?;
        let musters = is(&self.tree.lemma(verb), Class::Musters);
        let official = other.kind == Some(ActorKind::Person)
            && entity.kind == Some(ActorKind::Body)
            && other.sectors.iter().any(|(s, _)| *s == Sector::Government);
        let force = entity.lemmas.iter().any(|l| is(l, Class::Force));
        (official || musters && force).then(|| code.to_string())
    }

    /// The country of the place that a word heads.
    pub(super) fn place_of(&self, word: usize) -> Option<String> {
        let n = super::spot::at(self.names, word)?;
        match &self.names[n].what {
            What::State(state, Use::Name) => Some(state.plover().to_owned()),
            What::Place => place_code(self.world, self.tree, &self.names[n], self.places).map(String::from),
            _ => None,
        }
    }

    /// Whether a word tells who helps others: "French" in "French-backed rebels".
    fn helps(&self, word: usize) -> bool {
        let behind = self.tree.get(word + 2).map(|w| w.form(self.tree.text).to_lowercase());
        self.tree.get(word + 1).is_some_and(|w| w.form(self.tree.text) == "-")
            && behind.is_some_and(|form| is(&form, Class::Backed))
    }

    /// What an entity that is told of elsewhere tells of those who belong to it.
    pub(super) fn owner(&self, entity: usize) -> Owner<'w> {
        let owner = self.cast.get(entity);
        Owner {
            code: owner.code.as_ref().map(|(code, _)| code.clone()),
            sectors: owner.telling_sectors(),
            kind: owner.kind,
            known: owner.known,
            place: false,
            partial: owner.partial,
            behind: false,
            weak: true,
            entity: Some(entity),
            pronoun: true,
            possessive: false,
        }
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
        let tied = governor.and_then(|g| self.headed(g)).filter(|q| *q != p);
        // a name explains the office that stands just before it, even where the tree hangs it on another name
        let named = |q: usize| self.phrases[q].name.is_some_and(|n| self.names[n].is_person());
        let other = tied.filter(|q| named(p) && named(*q)).and_then(|_| self.beside(p)).filter(|q| !named(*q));
        let mut q = other.or(tied).or_else(|| self.beside(p))?;
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
        if start < 2 || !comma(start - 1) || !closes {
            return None;
        }
        let listed = self.tree.relation(phrase.head) == "conj" && self.joined(phrase.head);
        let sentence = self.tree.sentence(start);
        for at in (start.saturating_sub(12)..start - 1).rev() {
            // "state-owned" is no verb of a clause
            let verb = self.tree.upos(at) == Upos::Verb && self.tree.relation(at) != "amod";
            if self.tree.sentence(at) != sentence || comma(at) || verb || self.tree.upos(at) == Upos::Cconj {
                return None;
            }
            if let Some(q) =
                self.headed(at).filter(|q| self.phrases[*q].within.is_none() && self.phrases[*q].head <= at)
            {
                let other = &self.phrases[q];
                let names = (other.name.is_some(), phrase.name.is_some());
                let person = |q: usize| self.phrases[q].name.is_some_and(|n| self.names[n].is_person());
                // in a list, a name explains but an office of the one who holds it: "the party's head, Ann Lee, and"
                let sole = !names.0
                    && person(p)
                    && self
                        .tree
                        .dependents(at)
                        .any(|d| self.tree.relation(d) == "det" || self.tree.deprel(d) == "nmod:poss");
                let one = names.0 != names.1 && (person(q) || person(p)) && (!listed || sole);
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
