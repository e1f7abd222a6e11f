//! What stands around a predicate, made the same for all wordings: passives turned to actives, controlled, relative,
//! participial and coordinated clauses given what they share with the words above them.

use attache_language::{EntityKind, Upos};
use attache_world::resolve::ActorKind;

use crate::ontology::{Dependent, class};
use crate::tree::Tree;

/// A word around a predicate and where it stands (`data/predicates/FORMAT.md`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    pub relation: &'static str,
    pub case: String,
    pub word: usize,
    pub party: bool,
}

/// How many clauses a shared subject is followed through.
const FAR: usize = 6;

impl<'a> Tree<'a> {
    /// What stands around a word that may be a predicate.
    pub fn arguments(&self, word: usize) -> Vec<Argument> {
        let mut found = Vec::new();
        match self.upos(word) {
            Upos::Verb | Upos::Aux => self.around_verb(word, &mut found),
            Upos::Adj | Upos::Adv => self.around_adjective(word, &mut found),
            _ => self.around_noun(word, &mut found),
        }
        found.retain(|argument| argument.case != "according_to" && argument.word >= self.article.resolution.dateline);
        found.retain(|argument| matches!(argument.relation, "comp" | "prt" | "advmod") || !self.is_time(argument.word));
        for argument in &mut found {
            if let Some(counted) = self.counted_people(argument.word) {
                (argument.word, argument.party) = (counted, self.names_party(counted));
            }
        }
        found
    }

    /// As the tables look at arguments.
    pub fn dependents<'t>(&'t self, arguments: &'t [Argument]) -> Vec<Dependent<'t>> {
        let seen = |argument: &'t Argument| Dependent {
            relation: argument.relation,
            case: &argument.case,
            lemma: self.lemma(argument.word),
            kind: self
                .kind_word(argument.word)
                .map_or_else(|| self.kind_of_place(argument.word), |word| self.lemma(word)),
            party: argument.party,
            opaque: self.is_opaque(argument.word),
        };
        arguments.iter().map(seen).collect()
    }

    /// The word that says what a word stands for: "the *tanker* Blue Heron", "tonnes of *flour*".
    fn kind_word(&self, word: usize) -> Option<usize> {
        let noun = |kid: &usize| self.upos(*kid) == Upos::Noun;
        match self.upos(word) {
            Upos::Propn => {
                let beside = self.kids(word).iter().copied().find(|kid| {
                    matches!(self.kind(*kid), "compound" | "appos" | "flat" | "nmod")
                        && self.case(*kid).is_empty()
                        && noun(kid)
                });
                beside.or_else(|| self.kind_of_name(word))
            }
            Upos::Noun if class("measure").binary_search(&self.lemma(word)).is_ok() => {
                let of = |kid: &usize| self.relation(*kid) == "nmod" && self.case(*kid) == "of";
                self.kids(word).iter().copied().find(of)
            }
            _ => None,
        }
    }

    /// "town" for the name of a place that stands for no state: what is captured or shelled there is a town.
    fn kind_of_place(&self, word: usize) -> &'static str {
        let place = self.entity(word).is_some_and(|it| matches!(it.kind, EntityKind::Gpe | EntityKind::Loc));
        let named = || {
            let mention = self.article.resolution.headed_by(word);
            mention.and_then(|mention| self.article.resolution.actor_of(mention))
        };
        let state = || named().is_some_and(|actor| actor.kind == ActorKind::State);
        if place && self.upos(word) == Upos::Propn && !state() { "town" } else { "" }
    }

    /// Whether no word says what it is: a name of neither person nor place, "it".
    fn is_opaque(&self, word: usize) -> bool {
        match self.upos(word) {
            Upos::Propn => {
                let kind = self.entity(word).map(|entity| entity.kind);
                !matches!(kind, Some(EntityKind::Per | EntityKind::Gpe | EntityKind::Loc | EntityKind::Norp))
                    && self.article.resolution.headed_by(word).is_none()
                    && self.kind_word(word).is_none()
            }
            Upos::Pron => matches!(self.lemma(word), "it" | "they" | "them" | "which" | "that"),
            _ => false,
        }
    }

    /// Who is counted: "thousands of *students*".
    fn counted_people(&self, word: usize) -> Option<usize> {
        if self.article.resolution.headed_by(word).is_some() || !MANY.contains(&self.lemma(word)) {
            return None;
        }
        self.kids(word).iter().copied().find(|&kid| self.relation(kid) == "nmod" && self.case(kid) == "of")
    }

    fn argument(&self, relation: &'static str, case: String, word: usize) -> Argument {
        Argument { relation, case, word, party: self.names_party(word) }
    }

    fn around_verb(&self, verb: usize, found: &mut Vec<Argument>) {
        let passive = self.is_passive(verb);
        let has = |relation: &str| self.kid(verb, relation).is_some();
        let owned = self.kids(verb).iter().any(|&kid| self.relation(kid) == "nmod:poss" || self.relation(kid) == "det");
        let mut relative = false;
        let gerund = self.xpos(verb) == "VBG";
        let before = |kid: usize| self.kids(verb).iter().any(|&other| other < kid && self.kind(other) == "nsubj");
        for &kid in self.kids(verb) {
            let (relation, case) = match self.relation(kid) {
                // a subject behind its verb, with none or another before it, is the object
                "nsubj" | "nsubj:pass" if kid > verb && !has("obj") && (gerund || before(kid)) => {
                    ("obj", String::new())
                }
                "iobj" if !has("obj") && !passive => ("obj", String::new()),
                // "hit by a drone": whatever the parser makes of it
                "nsubj" | "nsubj:pass" if passive && self.case(kid) == "by" => ("subj", String::new()),
                "nsubj" | "nsubj:pass" | "nsubj:outer" if !passive => ("subj", String::new()),
                "nsubj" | "nsubj:pass" | "nsubj:outer" if has("obj") => ("iobj", String::new()),
                "nsubj" | "nsubj:pass" | "nsubj:outer" => ("obj", String::new()),
                // "pull out of": the preposition is no particle
                "compound:prt" if self.lemma(kid) == "of" => continue,
                "obj"
                    if self
                        .kids(verb)
                        .iter()
                        .any(|&of| self.relation(of) == "compound:prt" && self.lemma(of) == "of") =>
                {
                    ("obl", "of".into())
                }
                "obj" => ("obj", String::new()),
                "iobj" => ("iobj", String::new()),
                "compound:prt" => ("prt", String::new()),
                "advmod" if kid == verb + 1 && PARTICLES.contains(&self.lemma(kid)) => ("prt", String::new()),
                "advmod" if self.xpos(kid) == "RP" => ("prt", String::new()),
                "advmod" => ("advmod", String::new()),
                "obl:agent" if self.case(kid) != "according_to" => ("subj", String::new()),
                "obl:unmarked" | "obl:tmod" | "obl:npmod" => continue,
                "nmod:poss" if has("nmod") || has("obl") || has("obj") => ("subj", String::new()),
                "nmod:poss" => ("poss", String::new()),
                "obl" | "nmod" => match self.case(kid) {
                    case if passive && case == "by" && !self.is_time(kid) => ("subj", String::new()),
                    case if case == "of" && owned => ("obj", String::new()),
                    // a bare phrase that the parser could not place: the subject before the verb, the object behind it
                    case if case.is_empty()
                        && kid < verb
                        && !has("nsubj")
                        && !has("nsubj:pass")
                        && self.names_party(kid) =>
                    {
                        ("subj", String::new())
                    }
                    case if case.is_empty() && kid > verb && !has("obj") && !passive => ("obj", String::new()),
                    case => ("obl", case),
                },
                "xcomp" | "ccomp" => ("comp", self.mark(kid)),
                "advcl" | "acl" | "acl:relcl" => match self.mark(kid) {
                    mark if CONTENT.contains(&mark.as_str()) => ("comp", mark),
                    _ => continue,
                },
                _ => continue,
            };
            let word = match self.antecedent(kid) {
                Some(noun) => {
                    relative = true;
                    noun
                }
                None => kid,
            };
            found.push(self.argument(relation, case, word));
        }
        self.share(verb, passive, relative, found);
    }

    /// Adds what a verb shares with the words above it.
    fn share(&self, verb: usize, passive: bool, relative: bool, found: &mut Vec<Argument>) {
        let head = self.head(verb);
        let has = |found: &[Argument], relation: &str| found.iter().any(|argument| argument.relation == relation);
        let own_subject = self.kids(verb).iter().any(|&kid| self.kind(kid) == "nsubj" || self.kind(kid) == "csubj");
        if let Some(subject) = self.subject(verb, FAR).filter(|_| !own_subject) {
            let place = if passive { "obj" } else { "subj" };
            if !has(found, place) && !found.iter().any(|argument| argument.word == subject) {
                found.push(self.argument(place, String::new(), subject));
            }
        }
        // "bombed and shelled the town": what follows the last belongs to all
        for &next in self.kids(verb).iter().filter(|&&kid| self.relation(kid) == "conj" && kid > verb) {
            if !passive && !has(found, "obj") && self.upos(next) == Upos::Verb && self.kid(next, "nsubj").is_none() {
                let object = self.kid(next, "obj").filter(|_| self.is_near(verb, next));
                found.extend(object.map(|object| self.argument("obj", String::new(), object)));
            }
            if passive && !has(found, "subj") {
                let agent = self.kid(next, "obl:agent").filter(|_| self.kid(next, "nsubj:pass").is_none());
                found.extend(agent.map(|agent| self.argument("subj", String::new(), agent)));
            }
        }
        let Some(head) = head else { return };
        let acted_upon =
            self.relation(verb) == "acl:relcl" && own_subject && !relative && !passive && !has(found, "obj");
        if acted_upon && !self.is_time(head) && !EMPTY.contains(&self.lemma(head)) {
            found.push(self.argument("obj", String::new(), head));
        }
        if self.relation(verb) == "conj" && self.upos(head) == Upos::Verb && !own_subject {
            let after = |kid: &&usize| **kid > verb;
            let obj = self.kids(head).iter().filter(after).find(|&&kid| self.relation(kid) == "obj");
            if let (Some(&object), false, false) = (obj, passive, has(found, "obj")) {
                found.push(self.argument("obj", String::new(), object));
            }
            let agent = self.kids(head).iter().filter(after).find(|&&kid| self.relation(kid) == "obl:agent");
            if let (Some(&agent), true, false) = (agent, passive, has(found, "subj")) {
                found.push(self.argument("subj", String::new(), agent));
            }
        }
    }

    /// Whether at most a conjunction and an adverb stand between two verbs.
    fn is_near(&self, first: usize, second: usize) -> bool {
        second - first <= 3
            && (first + 1..second).all(|at| matches!(self.upos(at), Upos::Cconj | Upos::Adv | Upos::Punct))
    }

    /// The surface subject of a verb, its own or shared.
    pub fn subject(&self, verb: usize, far: usize) -> Option<usize> {
        let own = self.kids(verb).iter().copied().find(|&kid| matches!(self.kind(kid), "nsubj"));
        if let Some(own) = own {
            return Some(self.antecedent(own).unwrap_or(own));
        }
        let head = self.head(verb).filter(|_| far > 0)?;
        match self.relation(verb) {
            "conj" if !self.is_noun(head) => self.subject(head, far - 1),
            // "X did it, Y said": the parser may give both subjects to the verb of saying
            "ccomp" if head > verb => {
                self.kids(head).iter().copied().find(|&kid| kid < verb && self.relation(kid) == "nsubj")
            }
            // "accused Moscow of poisoning": who is accused does it
            "ccomp" | "advcl"
                if matches!(self.mark(verb).as_str(), "of" | "from" | "into") && self.xpos(verb) == "VBG" =>
            {
                let object =
                    self.kid(head, "obj").or_else(|| self.kid(head, "iobj")).filter(|_| !self.is_passive(head));
                object.or_else(|| self.subject(head, far - 1))
            }
            "acl:relcl" => Some(head),
            "acl" if self.mark(verb) == "to" => self.controller(head, far),
            "acl" if self.mark(verb).is_empty() => Some(head),
            "acl" => self.controller(head, far),
            "xcomp" => {
                let passive = self.is_passive(head);
                let object = self.kid(head, "obj").filter(|_| !passive && !SUBJECT_CONTROL.contains(&self.lemma(head)));
                let object = object.map(|object| self.antecedent(object).unwrap_or(object));
                object.or_else(|| self.subject(head, far - 1))
            }
            "advcl" if matches!(self.xpos(verb), "VBG" | "VBN" | "VB") || self.mark(verb) == "to" => {
                let asked = self
                    .kid(head, "obj")
                    .filter(|_| self.mark(verb) == "to" && class("demand").binary_search(&self.lemma(head)).is_ok());
                asked.or_else(|| self.subject(head, far - 1))
            }
            _ => None,
        }
    }

    /// Who is to do what depends on a noun: its possessor, who it is said to be ("she was among the first leaders to call"), or the
    /// subject of the verb that it is the object of.
    fn controller(&self, noun: usize, far: usize) -> Option<usize> {
        if let Some(owner) = self.kid(noun, "nmod:poss") {
            return Some(owner);
        }
        if self.kid(noun, "cop").is_some() {
            return self.kids(noun).iter().copied().find(|&kid| kid < noun && self.relation(kid) == "nsubj");
        }
        let above = self.head(noun).filter(|_| far > 0)?;
        match self.kind(noun) {
            "obj" | "obl" | "xcomp" => self.subject(above, far - 1),
            "appos" if self.names_party(above) => Some(above),
            _ => None,
        }
    }

    /// What a relative pronoun stands for.
    fn antecedent(&self, word: usize) -> Option<usize> {
        let relative = matches!(self.xpos(word), "WDT" | "WP" | "WP$");
        if !relative && (self.lemma(word) != "that" || self.upos(word) != Upos::Pron) {
            return None;
        }
        let clause = self.upwards(word).skip(1).take(FAR).find(|&at| self.relation(at) == "acl:relcl")?;
        self.head(clause)
    }

    /// Whether a verb is in the passive, also where no auxiliary says so: reduced clauses, headlines, second conjuncts.
    pub fn is_passive(&self, verb: usize) -> bool {
        let has = |relation: &str| self.kid(verb, relation).is_some();
        let subjects = self.kids(verb).iter().filter(|&&kid| self.kind(kid) == "nsubj");
        let (mut before, mut after) = (false, false);
        subjects.for_each(|&subject| if subject < verb { before = true } else { after = true });
        if before && after && !has("aux:pass") {
            return false;
        }
        let object = || self.kids(verb).iter().any(|&kid| kid > verb && self.relation(kid) == "obj");
        if has("aux:pass") || has("obl:agent") || (has("nsubj:pass") && !(before && object())) {
            return true;
        }
        // "Mayor held in dawn raid": headlines leave out the auxiliary, and the tagger takes it for the past
        let undergone = class("undergone").binary_search(&self.lemma(verb)).is_ok() && self.relation(verb) == "root";
        let undergone = undergone && !has("conj");
        if undergone && before && self.xpos(verb) != "VBZ" && !has("aux") && !object() && self.is_headline(verb) {
            return true;
        }
        if self.xpos(verb) != "VBN" || has("aux") || has("obj") {
            return false;
        }
        match self.kind(verb) {
            "acl" => self.relation(verb) != "acl:relcl",
            "amod" | "advcl" => true,
            "conj" => self.head(verb).is_some_and(|head| self.upos(head) == Upos::Verb && self.is_passive(head)),
            _ => has("nsubj"),
        }
    }

    /// Whether a word's sentence ends without a stop, as headlines do.
    fn is_headline(&self, word: usize) -> bool {
        let sentence = self.article.annotation.sentences.get(self.sentence(word));
        let last = sentence.and_then(|sentence| sentence.words.clone().last());
        last.is_some_and(|last| self.upos(last) != Upos::Punct)
    }

    fn around_adjective(&self, word: usize, found: &mut Vec<Argument>) {
        for &kid in self.kids(word) {
            let (relation, case) = match self.relation(kid) {
                "nsubj" | "nsubj:outer" => ("subj", String::new()),
                "obl" | "nmod" => ("obl", self.case(kid)),
                "xcomp" | "ccomp" | "advcl" | "acl" => ("comp", self.mark(kid)),
                "advmod" => ("advmod", String::new()),
                _ => continue,
            };
            let kid = self.antecedent(kid).unwrap_or(kid);
            found.push(self.argument(relation, case, kid));
        }
        let head = self.head(word);
        match (self.relation(word), head) {
            ("amod", Some(noun)) => found.push(self.argument("subj", String::new(), noun)),
            ("xcomp" | "acl" | "conj", Some(_)) if !found.iter().any(|argument| argument.relation == "subj") => {
                let subject = self.subject(word, FAR);
                found.extend(subject.map(|subject| self.argument("subj", String::new(), subject)));
            }
            _ => {}
        }
    }

    fn around_noun(&self, noun: usize, found: &mut Vec<Argument>) {
        for &kid in self.kids(noun) {
            let (relation, case) = match self.relation(kid) {
                "nmod:poss" => ("poss", String::new()),
                "compound" | "nmod:desc" | "nmod:unmarked" | "nmod:npmod" | "flat" => ("compound", String::new()),
                "amod" => ("amod", String::new()),
                "nmod" | "obl" | "obl:agent" => ("nmod", self.case(kid)),
                "acl" | "advcl" | "ccomp" | "xcomp" if self.mark(kid) == "to" => ("comp", "to".into()),
                "acl" | "advcl" | "ccomp" => match self.mark(kid) {
                    mark if CONTENT.contains(&mark.as_str()) && !mark.is_empty() => ("comp", mark),
                    _ => continue,
                },
                "advmod" => ("advmod", String::new()),
                _ => continue,
            };
            found.push(self.argument(relation, case, kid));
        }
        // "the arrest and deportation of the editor"
        let relative = self.head(noun).filter(|_| self.relation(noun) == "conj");
        if let Some(first) = relative.filter(|&first| self.is_noun(first)) {
            for &kid in self.kids(first) {
                let owner = self.relation(kid) == "nmod:poss" && self.kid(noun, "nmod:poss").is_none();
                let after = kid > noun && matches!(self.relation(kid), "nmod");
                if owner {
                    found.push(self.argument("poss", String::new(), kid));
                } else if after {
                    found.push(self.argument("nmod", self.case(kid), kid));
                }
            }
        }
        for &next in self.kids(noun).iter().filter(|&&kid| self.relation(kid) == "conj" && kid > noun) {
            let own = found.iter().any(|argument| argument.relation == "nmod" && argument.case == "of");
            let of =
                self.kids(next).iter().copied().find(|&kid| self.relation(kid) == "nmod" && self.case(kid) == "of");
            if let (Some(of), false) = (of, own) {
                found.push(self.argument("nmod", "of".into(), of));
            }
        }
    }

    /// Whether a phrase names a party: a person, body, state or people.
    pub fn names_party(&self, word: usize) -> bool {
        let Some(upos) = self.words.get(word).map(|word| word.upos) else { return false };
        if self.article.resolution.headed_by(word).is_some() {
            return true;
        }
        let kind = self.entity(word).map(|entity| entity.kind);
        if kind
            .is_some_and(|kind| matches!(kind, EntityKind::Per | EntityKind::Org | EntityKind::Gpe | EntityKind::Norp))
        {
            return true;
        }
        match upos {
            Upos::Noun => {
                let lemma = self.lemma(word);
                let ends = AGENTS.iter().any(|end| lemma.len() > end.len() + 2 && lemma.ends_with(end));
                (ends && self.xpos(word) == "NNS" && class("artefact").binary_search(&lemma).is_err())
                    || PEOPLE.iter().any(|name| class(name).binary_search(&lemma).is_ok())
            }
            Upos::Pron => matches!(self.lemma(word), "he" | "she" | "they" | "his" | "her" | "its" | "their" | "who"),
            _ => false,
        }
    }

    /// Whether a word is in a time expression.
    pub fn is_time(&self, word: usize) -> bool {
        let Some(place) = self.words.get(word).map(|word| word.bytes) else { return false };
        let n = self.article.times.partition_point(|time| time.span.end <= place.start);
        self.article.times.get(n).is_some_and(|time| time.span.start < place.end)
    }
}

/// Marks of clauses that say what a word is about; others (`after`, `because`) only go with it.
const CONTENT: &[&str] =
    &["to", "that", "of", "for", "from", "in", "with", "into", "against", "by", "over", "about", "whether", "if", "on"];

/// Verbs whose clause has their subject although they have an object.
const SUBJECT_CONTROL: &[&str] = &["promise", "vow", "pledge", "threaten", "offer", "use"];

/// Adverbs that make another verb of the one that they follow.
const PARTICLES: &[&str] = &["out", "up", "off", "down", "away", "over"];

/// Nouns that only count.
const MANY: &[&str] = &[
    "thousand",
    "thousands",
    "hundred",
    "hundreds",
    "dozen",
    "dozens",
    "score",
    "scores",
    "ten",
    "tens",
    "million",
    "millions",
    "number",
    "group",
    "handful",
    "band",
    "majority",
    "crowd",
    "pair",
    "lot",
    "some",
    "many",
    "most",
    "several",
];

/// Nouns that a relative clause does not act upon.
const EMPTY: &[&str] = &["day", "time", "way", "reason", "place", "moment", "fact"];

/// Endings of nouns for people, in the plural.
const AGENTS: &[&str] = &["er", "or", "ist", "ant", "ian", "man", "woman", "ee", "eer"];

/// Classes of words for people.
const PEOPLE: &[&str] = &["person", "troops", "police", "diplomat", "envoy", "leader", "supporter", "captive", "court"];
