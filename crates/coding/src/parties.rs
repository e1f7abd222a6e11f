//! Who is meant: phrases to parties with codes.

use attache_language::{Part, Upos};
use attache_world::resolve::{Mention, MentionKind};
use rustc_hash::FxHashSet;

use crate::mention::Party;
use crate::ontology::class;
use crate::tree::Tree;

/// How sure the annotator must be of whose somebody is.
const HEARD: f32 = 0.55;

impl Tree<'_> {
    /// The parties that some phrases name, coordinated ones apart, each once.
    pub fn parties(&self, heads: &[usize]) -> Vec<Party> {
        let mut seen = FxHashSet::default();
        let mut parties = Vec::new();
        for &head in heads {
            for head in self.members(head).into_iter().flat_map(|head| self.sharing(head)) {
                let party = self.party(head);
                let actor = party.mention.and_then(|at| self.article.resolution.mentions.get(at)).map(|it| it.actor);
                let key = actor.map_or((1, party.words.start), |actor| (0, actor));
                if !party.words.is_empty() && seen.insert(key) {
                    parties.push(party);
                }
            }
        }
        parties
    }

    /// The heads of what a phrase coordinates: itself, and what `and` joins to it; of "the presidents of A and B", A and B.
    fn members(&self, head: usize) -> Vec<usize> {
        let conjuncts = |first: usize| {
            let mut heads = vec![first];
            let listed = self.kid(first, "conj").is_some();
            let joined = self.kids(first).iter().filter(|&&kid| match self.kind(kid) {
                "conj" => self.is_noun(kid),
                // "A, B and C", "A and Mr B": the parser may make an apposition or a name of what is joined
                "appos" => listed && self.is_name(kid) && self.kid(kid, "det").is_none(),
                "flat" => self.kid(kid, "cc").is_some(),
                _ => false,
            });
            heads.extend(joined);
            // a chain of conjuncts, each hung on the last
            for at in 1..heads.len() {
                let further = self.kids(heads[at]).iter().copied();
                let further: Vec<usize> =
                    further.filter(|&kid| self.relation(kid) == "conj" && self.is_noun(kid)).collect();
                heads.extend(further);
            }
            heads
        };
        let plural = matches!(self.xpos(head), "NNS" | "NNPS");
        let of =
            self.kids(head).iter().copied().find(|&kid| {
                self.relation(kid) == "nmod" && matches!(self.case(kid).as_str(), "of" | "from" | "between")
            });
        if let Some(of) = of.filter(|&of| plural && self.names_party(of)) {
            let inner = conjuncts(of);
            if inner.len() > 1 && self.kid(head, "conj").is_none() {
                return inner;
            }
        }
        conjuncts(head)
    }

    /// The heads of all mentions that a word heads: "Thai" and "navies" of "Thai and Malaysian navies".
    fn sharing(&self, head: usize) -> Vec<usize> {
        let mut heads: Vec<usize> = self.article.resolution.all_headed_by(head).map(|mention| mention.head).collect();
        if heads.len() < 2 {
            heads.extend(self.several(head));
        }
        if !heads.contains(&head) {
            heads.push(head);
        }
        heads
    }

    /// The adjectives of several states before one noun: "*Kenyan* and *Ugandan* engineers"; without that whose code the noun has.
    fn several(&self, head: usize) -> Vec<usize> {
        let whole = self.mention(head).and_then(|(_, mention)| self.article.resolution.actor_of(mention)?.code.clone());
        let kids = self
            .kids(head)
            .iter()
            .copied()
            .filter(|&kid| kid < head && matches!(self.kind(kid), "amod" | "compound" | "conj"));
        let mut adjectives: Vec<usize> = Vec::new();
        for kid in kids {
            adjectives.push(kid);
            adjectives.extend(self.kids(kid).iter().copied().filter(|&next| self.kind(next) == "conj" && next < head));
        }
        if adjectives.len() < 2 {
            return Vec::new();
        }
        let first = whole.or_else(|| self.inner_code(head));
        adjectives.retain(|&word| {
            let code = self.country_of(word);
            code.is_some() && code != first
        });
        adjectives
    }

    /// The party that a phrase names.
    pub fn party(&self, head: usize) -> Party {
        let apposed = || {
            let names = self.kids(head).iter().filter(|&&kid| matches!(self.kind(kid), "appos" | "flat"));
            names.copied().find_map(|name| self.mention(name))
        };
        match self.mention(head).or_else(apposed) {
            Some((at, mention)) => self.resolved(head, at, mention),
            None => self.described(head),
        }
    }

    /// The mention that a word heads or stands in.
    fn mention(&self, head: usize) -> Option<(usize, &Mention)> {
        let mentions = &self.article.resolution.mentions;
        let at = mentions.partition_point(|mention| mention.head < head);
        let exact = mentions.get(at).filter(|mention| mention.head == head).map(|mention| (at, mention));
        exact.or_else(|| {
            let near = at.saturating_sub(4)..(at + 4).min(mentions.len());
            let holds = |n: &usize| mentions[*n].words.contains(&head) && mentions[*n].kind == MentionKind::Name;
            near.into_iter().find(holds).map(|n| (n, &mentions[n]))
        })
    }

    fn resolved(&self, head: usize, at: usize, mention: &Mention) -> Party {
        let resolution = self.article.resolution;
        let mentions = &resolution.mentions;
        let same = |n: &usize| mentions[*n].actor == mention.actor && mentions[*n].kind != MentionKind::Pronoun;
        let named = match mention.kind {
            MentionKind::Pronoun => (0..at).rev().find(same).or_else(|| (at..mentions.len()).find(same)),
            _ => Some(at),
        };
        let Some(actor) = resolution.actor_of(mention) else { return self.described(head) };
        let words = match named {
            Some(n) if mentions[n].kind == MentionKind::Adjective || mentions[n].shares.is_some() => {
                mentions[n].words.clone()
            }
            Some(n) => self.phrase(mentions[n].head),
            None => mention.words.clone(),
        };
        let mut party = Party {
            mention: Some(at),
            name: actor.name.clone().unwrap_or_else(|| self.text(&words)),
            words,
            code: actor.code.clone(),
            sectors: actor.sectors.clone(),
        };
        if mention.kind == MentionKind::Nominal && self.is_from_elsewhere(mention.head) {
            party.code = self.code_within(mention.head, &["from"]).filter(|_| !self.is_beside(mention.head));
        } else if party.code.is_none() {
            party.code = self.inner_code(head);
        }
        party.code = party.code.or_else(|| self.heard_code(mention.head));
        party
    }

    /// Whether a description says that those described are not of the place where they are, or not of the state that it names: "the
    /// *refugees* at the border", "the island's *neighbours*".
    fn is_from_elsewhere(&self, head: usize) -> bool {
        class("outsider").binary_search(&self.lemma(head)).is_ok() || self.is_beside(head)
    }

    /// "Its neighbours", "the kingdom's rivals"; not "Kenyan rivals".
    fn is_beside(&self, head: usize) -> bool {
        let owned = self
            .kids(head)
            .iter()
            .any(|&kid| self.relation(kid) == "nmod:poss" || (self.relation(kid) == "nmod" && self.case(kid) == "of"));
        let named = self.kids(head).iter().any(|&kid| self.kind(kid) == "amod" && self.country_of(kid).is_some());
        class("neighbour").binary_search(&self.lemma(head)).is_ok() && owned && !named
    }

    /// A party that nothing resolves: its words, and the code of what it belongs to.
    fn described(&self, head: usize) -> Party {
        let words = self.phrase(head);
        let name = self.text(&words);
        let code = match self.is_name(head) {
            true => self.country_of(head).or_else(|| self.inner_code(head)),
            false => self.inner_code(head),
        };
        let code = code.or_else(|| self.heard_code(head));
        Party { mention: None, name, words, code, sectors: Vec::new() }
    }

    /// The code of the name or place in the sentence of which the annotator hears that it tells whose a phrase is.
    fn heard_code(&self, head: usize) -> Option<String> {
        let annotation = self.article.annotation;
        if self.is_heard_stateless(head) {
            return None;
        }
        let sentence = annotation.sentences.get(self.sentence(head))?;
        let names = |word: &usize| {
            let mention = self.article.resolution.headed_by(*word);
            mention.is_none_or(|mention| !matches!(mention.kind, MentionKind::Nominal | MentionKind::Pronoun))
        };
        let tied =
            sentence.words.clone().filter(names).map(|word| (annotation.heard_of(head, word, Part::Whose), word));
        let mut tied: Vec<(f32, usize)> = tied.filter(|(p, _)| *p >= HEARD).collect();
        tied.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        tied.into_iter().find_map(|(_, word)| self.own_code(word))
    }

    /// Whether the annotator hears that a phrase's bearer is of no state that the text tells.
    pub fn is_heard_stateless(&self, head: usize) -> bool {
        self.article.annotation.codes_heard(head).any(|(kind, p)| kind == "none" && p >= HEARD)
    }

    /// The code that an adjective, possessor or place within a phrase gives it: "a *Chinese* trawler", "villagers at *Rais*".
    fn inner_code(&self, head: usize) -> Option<String> {
        // those from elsewhere are not of the place where they are
        if class("outsider").binary_search(&self.lemma(head)).is_ok() {
            return self.owner_code(head);
        }
        self.code_within(head, &["of", "in", "from", "at", "near", "off", "outside"])
    }

    /// The code of any name within a phrase.
    pub fn placed_code(&self, head: usize) -> Option<String> {
        self.code_within(head, &["of", "in", "from", "at", "near", "off", "outside", "with"])
    }

    /// The code of whom a phrase says that it belongs to: by adjective, possessor or `of`.
    pub fn owner_code(&self, head: usize) -> Option<String> {
        self.code_within(head, &["of", "from"])
    }

    /// The first code within a phrase that hangs by an adjective, a possessor or one of these prepositions, at most three words deep.
    fn code_within(&self, head: usize, cases: &[&str]) -> Option<String> {
        let mut level = vec![head];
        for _ in 0..3 {
            let hung = |kid: &usize| {
                matches!(self.kind(*kid), "amod" | "compound" | "flat")
                    || self.relation(*kid) == "nmod:poss"
                    || (self.relation(*kid) == "nmod" && cases.contains(&self.case(*kid).as_str()))
            };
            level = level.iter().flat_map(|&word| self.kids(word)).copied().filter(hung).collect();
            if let Some(code) = level.iter().find_map(|&kid| self.own_code(kid)) {
                return Some(code);
            }
            level.retain(|&kid| self.upos(kid) != Upos::Pron);
        }
        None
    }

    /// The code of the mention or place that a word itself names.
    fn own_code(&self, word: usize) -> Option<String> {
        let named = self.mention(word).and_then(|(_, mention)| self.article.resolution.actor_of(mention)?.code.clone());
        named.or_else(|| self.country_of(word))
    }

    fn is_name(&self, word: usize) -> bool {
        self.upos(word) == Upos::Propn || self.entity(word).is_some()
    }

    /// The country of the place that a word names.
    pub fn country_of(&self, word: usize) -> Option<String> {
        let places = &self.article.resolution.places;
        let at = places.partition_point(|place| place.words.end <= word);
        let place = places.get(at).filter(|place| place.words.contains(&word))?;
        place.place()?.country.clone()
    }
}
