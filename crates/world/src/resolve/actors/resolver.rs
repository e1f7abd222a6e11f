//! Each phrase in turn to the actor that it means.

use super::cast::Cast;
use super::focus::Focus;
use super::idle::{idle, predicative};
use super::people::{Fit, Spelling};
use super::phrases::Phrase;
use super::reading::{Known, Said, Weight, described, of_known, sex, sex_of_name};
use super::spot::{Name, What};
use super::tree::Tree;
use super::whose::Asked;
use super::{nominals, peoples, pronouns, whose};
use crate::knowledge::{Meaning, Use, World};
use crate::offices::Role;
use crate::resolve::{ActorKind, MentionKind, Toponym};
use crate::sectors::Sector;
use crate::states::{State, StateKind};
use attache_language::Upos;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// What is at hand while the phrases of a text are resolved.
pub(super) struct Resolver<'r, 'w, 'a> {
    pub world: &'w World,
    pub tree: &'r Tree<'a>,
    pub names: &'r [Name<'w>],
    pub phrases: &'r [Phrase<'w>],
    pub places: &'r [Toponym],
    pub focus: &'r Focus,
    pub cast: Cast<'w>,
    /// The day of which the text speaks.
    pub as_of: Option<Date>,
    /// The entity of each phrase.
    pub of: Vec<Option<usize>>,
    /// The phrases within each phrase.
    pub inner: Vec<Vec<usize>>,
    /// The phrase that a word heads.
    headed: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl<'r, 'w, 'a> Resolver<'r, 'w, 'a> {
    pub(super) fn new(
        world: &'w World,
        tree: &'r Tree<'a>,
        names: &'r [Name<'w>],
        phrases: &'r [Phrase<'w>],
        places: &'r [Toponym],
        focus: &'r Focus,
    ) -> Self {
        let mut inner = vec![Vec::new(); phrases.len()];
        let mut headed = vec![NONE; tree.len()];
        for (p, phrase) in phrases.iter().enumerate() {
            if let Some(outer) = phrase.within {
                inner[outer].push(p);
            }
            headed[phrase.head] = p as u32;
            // a title that heads its name, and the other way round
            if let Some(n) = phrase.name {
                let head = super::spot::tree_head(tree, &names[n].words);
                headed[head] = p as u32;
            }
        }
        let of = vec![None; phrases.len()];
        Self { world, tree, names, phrases, places, focus, cast: Cast::default(), as_of: None, of, inner, headed }
    }

    /// Resolves all phrases, those within others first.
    pub(super) fn run(&mut self) {
        let mut order: Vec<(usize, std::cmp::Reverse<usize>, usize)> = Vec::with_capacity(self.phrases.len());
        for p in 0..self.phrases.len() {
            let (mut root, mut depth) = (p, 0);
            while let Some(outer) = self.phrases[root].within.filter(|_| depth < 12) {
                (root, depth) = (outer, depth + 1);
            }
            order.push((self.phrases[root].words.start, std::cmp::Reverse(depth), p));
        }
        order.sort_unstable();
        for (_, _, p) in order {
            self.of[p] = self.settle(p);
            if let Some(entity) = self.of[p] {
                let phrase = &self.phrases[p];
                // a dateline, a place and "called him president" tell of nobody whom a later word may mean
                let place = phrase.name.is_some() && phrase.within.is_none() && self.is_idle(p);
                if place || predicative(self.tree, phrase) {
                    continue;
                }
                let subject = phrase.within.is_none() && self.is_subject(phrase.head);
                self.cast.mention(entity, phrase.head, self.tree.sentence(phrase.head), subject);
            }
        }
    }

    /// Whether a word, or what it explains, is the subject of a main clause.
    fn is_subject(&self, mut word: usize) -> bool {
        for _ in 0..4 {
            match self.tree.head(word) {
                Some(head) if matches!(self.tree.relation(word), "appos" | "flat") => word = head,
                _ => break,
            }
        }
        let verb = self.tree.head(word);
        let main = verb.is_some_and(|v| matches!(self.tree.relation(v), "root" | "ccomp" | "parataxis" | "conj"));
        self.tree.relation(word) == "nsubj" && main
    }

    /// The phrase that a word heads.
    pub(super) fn headed(&self, word: usize) -> Option<usize> {
        self.headed.get(word).filter(|p| **p != NONE).map(|p| *p as usize)
    }

    fn settle(&mut self, p: usize) -> Option<usize> {
        let phrase = &self.phrases[p];
        if phrase.kind == MentionKind::Pronoun {
            let entity = pronouns::antecedent(self, p)?;
            if let Some(male) = sex(&self.tree.form(phrase.head).to_lowercase()) {
                self.cast.learn_sex(entity, male);
            }
            return Some(entity);
        }
        let Some(n) = phrase.name else { return nominals::settle(self, p) };
        match &self.names[n].what {
            What::Person => Some(self.person(p, n)),
            What::State(state, used_as) => self.state(p, state, *used_as),
            What::Bodies(bodies) => Some(self.body(p, n, bodies)),
            What::Organisation => Some(self.organisation(p, n)),
            What::People => peoples::people(self, p),
            What::Feature(_) | What::Place | What::Other => None,
        }
    }

    /// The code that PLOVER writes for a code of the tables.
    pub(super) fn plover(&self, code: &str) -> Box<str> {
        if code.contains('/') {
            self.world.state(code).map_or_else(|| code.into(), |s| s.plover().into())
        } else {
            code.into()
        }
    }

    fn person(&mut self, p: usize, n: usize) -> usize {
        let name = self.tree.reads(&self.names[n].words).into_owned();
        let spelling = Spelling::of(&name);
        let phrase = &self.phrases[p];
        let mut said = described(self.tree, phrase, &self.owners(p));
        said.kind = Some(ActorKind::Person);
        said.plural = false;
        let titles: Vec<String> =
            (phrase.words.start..self.names[n].words.start).map(|at| self.tree.form(at).to_lowercase()).collect();
        let words: Vec<&str> = name.split([' ', '-']).collect();
        said.male = titles.iter().rev().find_map(|t| sex(t)).or(said.male);
        said.sounds = if words.len() > 1 { sex_of_name(&words) } else { None };
        if words.len() > 1 && !said.past {
            self.known_leader(&name, &mut said);
            self.office_named(&name, &mut said);
        }
        let other = titles.iter().any(|t| t == "another");
        let mut found = if other { None } else { self.known_person(&spelling, &said) };
        // "Lees' visit" in a text that tells of Lee
        let (words, end) = (name.clone(), self.names[n].words.end);
        if found.is_none()
            && self.tree.get(end).is_some_and(|w| matches!(w.form(self.tree.text), "'" | "’" | "'s" | "’s"))
            && let Some(stem) = words.strip_suffix('s').filter(|_| !words.contains(' '))
        {
            found = self.known_person(&Spelling::of(stem), &said);
            if let Some(entity) = found {
                self.cast.learn(entity, &said, p);
                return entity;
            }
        }
        // "the president left, as Ann Lee said": who was told of by the office alone
        found = found.or_else(|| self.announced(p, &said).filter(|_| !other));
        found = found.or_else(|| self.titled(p, &said).filter(|_| !other));
        let apposed = self.apposed(p).filter(|e| {
            let entity = self.cast.get(*e);
            matches!(entity.kind, Some(ActorKind::Person) | None)
                && (entity.names.is_empty() || entity.fits_person(&spelling).is_some())
        });
        let entity = match (found, apposed) {
            (Some(a), Some(b)) => {
                self.cast.merge(a.min(b), a.max(b));
                self.cast.root(a)
            }
            (a, b) => a.or(b).unwrap_or_else(|| self.cast.add(phrase.head)),
        };
        self.cast.name(entity, &name);
        self.cast.learn(entity, &said, p);
        entity
    }

    /// Who was told of by the title alone that stands before the name now: "the general fled; General Lee".
    fn titled(&self, p: usize, said: &Said<'_>) -> Option<usize> {
        let title = self.phrases[p].nouns.first().filter(|n| n.office.is_some() && !said.past && !said.owned)?;
        let like = |e: &super::cast::Entity<'_>| {
            let clash = match (&e.code, &said.code) {
                (Some((a, _)), Some((b, _))) => a != b,
                _ => false,
            };
            e.names.is_empty()
                && !e.plural
                && !clash
                && e.kind == Some(ActorKind::Person)
                && !e.is_past()
                && e.nouns.contains(&self.tree.reads(&title.words).to_lowercase())
        };
        let mut fits = self.cast.recent().take(40).filter(|(_, e)| like(e));
        let (at, _) = fits.next()?;
        fits.next().is_none().then_some(at)
    }

    /// Whom the sentence told of by a great office before it names somebody, without one, in a clause with "as".
    fn announced(&self, p: usize, said: &Said<'_>) -> Option<usize> {
        let head = self.phrases[p].head;
        let verb = self.tree.head(head).filter(|_| self.tree.relation(head) == "nsubj")?;
        let clause = self
            .tree
            .dependents(verb)
            .any(|d| self.tree.relation(d) == "mark" && self.tree.form(d).eq_ignore_ascii_case("as") && d < head);
        if !clause || !said.roles.is_empty() || self.apposed(p).is_some() {
            return None;
        }
        let great = |role: &Role| matches!(role, Role::HeadOfState | Role::HeadOfGovernment | Role::Minister);
        let one = |e: &super::cast::Entity<'_>| {
            e.names.is_empty()
                && !e.plural
                && e.kind == Some(ActorKind::Person)
                && e.roles.iter().any(great)
                && self.tree.sentence(e.last) == self.tree.sentence(head)
        };
        let mut fits = self.cast.recent().take(12).filter(|(_, e)| one(e));
        let (at, _) = fits.next()?;
        fits.next().is_none().then_some(at)
    }

    /// Adds what any reader knows of a leader; what the text says weighs more.
    fn known_leader(&self, name: &str, said: &mut Said<'_>) {
        let code = said.code.as_ref().map(|(code, _)| &**code);
        let Some(leader) = super::leaders::leader(name, self.as_of).filter(|l| code.is_none_or(|code| code == l.code))
        else {
            return;
        };
        said.code = said.code.take().or_else(|| Some((leader.code.into(), Weight::Weak)));
        said.sectors.extend(leader.sectors.iter().map(|sector| (*sector, Weight::Weak)));
        let office = leader.office.map(|office| self.world.meanings(office, None)).unwrap_or_default();
        said.roles.extend(office.iter().find_map(|e| match e.meaning {
            Meaning::Office(office) => Some(office.role),
            _ => None,
        }));
    }

    /// Adds what an office tells that stands for its one holder's name: "the Dalai Lama".
    fn office_named(&self, name: &str, said: &mut Said<'_>) {
        let found = self.world.meanings(&name.to_lowercase(), None);
        let office = found.iter().find_map(|e| match e.meaning {
            Meaning::Office(office) => Some(office),
            _ => None,
        });
        let Some(office) = office else { return };
        said.sectors.extend(office.sectors.iter().map(|sector| (*sector, Weight::Strong)));
        said.roles.push(office.role);
        if let Some(state) = office.state.as_deref().filter(|_| said.code.is_none()) {
            said.code = Some((self.plover(state), Weight::Weak));
        }
    }

    /// The person named before of whom the name may be another form.
    fn known_person(&self, spelling: &Spelling, said: &Said<'_>) -> Option<usize> {
        let mut best: Option<((bool, Fit, bool), usize)> = None;
        for (at, entity) in self.cast.recent() {
            if entity.kind != Some(ActorKind::Person) || entity.names.is_empty() {
                continue;
            }
            if entity.male.is_some_and(|m| said.male.is_some_and(|s| s != m)) {
                continue;
            }
            let Some(fit) = entity.fits_person(spelling) else { continue };
            let shares = said.roles.iter().any(|r| entity.roles.contains(r));
            let apart = !said.roles.is_empty() && !entity.roles.is_empty() && !shares && fit < Fit::Most;
            let rank = (!apart, fit.max(Fit::Surname), shares);
            if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                best = Some((rank, at));
            }
        }
        best.map(|(_, at)| at)
    }

    fn state(&mut self, p: usize, state: &'w State, used_as: Use) -> Option<usize> {
        let phrase = &self.phrases[p];
        let name = &self.names[phrase.name?];
        let demonym = matches!(used_as, Use::Adjective | Use::Person | Use::People);
        if demonym
            && !matches!(self.tree.relation(phrase.head), "amod" | "compound")
            && phrase.shares.is_none()
            && phrase.within.is_none()
        {
            return peoples::demonym(self, p, state, used_as);
        }
        if used_as == Use::Seat && !is_town(state, &self.tree.reads(&name.words)) {
            let reads = self.tree.reads(&name.words).into_owned();
            let entity = self.cast.keyed(format!("seat:{}:{}", state.code, crate::fold(&reads)), phrase.head);
            let said = Said {
                kind: Some(ActorKind::Body),
                code: Some((state.plover().into(), Weight::Known)),
                sectors: vec![(Sector::Government, Weight::Known)],
                ..Said::default()
            };
            self.cast.name(entity, &reads);
            self.cast.learn(entity, &said, p);
            return Some(entity);
        }
        let shared = phrase.shares.is_some().then(|| peoples::shared(self, p, state));
        if let Some(entity) = shared {
            return Some(entity);
        }
        Some(self.of_state(state, p))
    }

    /// The entity of a state.
    pub(super) fn of_state(&mut self, state: &'w State, p: usize) -> usize {
        let head = self.phrases[p].head;
        let entity = self.cast.keyed(format!("state:{}", state.code), head);
        self.cast.name(entity, &state.name);
        self.cast.learn(entity, &of_known(Known::State(state)), p);
        entity
    }

    pub(super) fn sentence_end(&self, p: usize) -> usize {
        let sentence = self.tree.sentence(self.phrases[p].head);
        self.tree.annotation.sentences.get(sentence).map_or(0, |s| s.words.end)
    }

    /// The country that the article tells of where a phrase stands.
    pub(super) fn country(&self, p: usize) -> Option<Box<str>> {
        let asked = Asked { phrase: p, entity: None, others: &[], decided: &FxHashMap::default() };
        whose::rank(self, &asked).likeliest().map(Into::into)
    }

    /// Whether a phrase is none to tell of.
    pub(super) fn idle(&self, p: usize) -> bool {
        let (mut at, mut depth) = (p, 0);
        // what is within a phrase that tells of an actor is told with it
        while let Some(outer) = self.phrases[at].within.filter(|_| depth < 12) {
            if self.of[outer].is_some() && !self.is_idle(outer) {
                return true;
            }
            (at, depth) = (outer, depth + 1);
        }
        self.is_idle(p)
    }

    fn is_idle(&self, p: usize) -> bool {
        let phrase = &self.phrases[p];
        phrase.silent || idle(self.tree, self.names, phrase)
    }

    /// Whether the word is an adjective, not a noun, where it stands.
    pub(super) fn modifies(&self, word: usize) -> bool {
        matches!(self.tree.relation(word), "amod" | "compound")
            || (self.tree.upos(word) == Upos::Adj && self.tree.relation(word) == "conj")
            || self.tree.deprel(word) == "nmod:desc"
    }
}

/// Whether the seat of a state is a town, which stands for the state itself, not a house of its rulers.
fn is_town(state: &State, name: &str) -> bool {
    let alpha2 = state.alpha2.as_deref().unwrap_or_default();
    let former = state.kind == StateKind::Former;
    crate::Gazetteer::embedded()
        .named(name)
        .iter()
        .any(|place| place.kind.is_town() && (place.country == alpha2 || former) && place.population > 1000)
}
