//! How an event is told: as done, planned, denied, undone, possible, long past.

use attache_language::Upos;

use crate::ontology::{Aux, LightVerb, Modality, Operator, Part, Pos, class, operators};
use crate::tree::Tree;

/// What the words over and beside an event make of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Telling {
    /// In the order of [`Aux::ALL`].
    pub aux: Vec<Aux>,
    /// What the strongest of them says; none: told as fact.
    pub modality: Option<Modality>,
    /// The word that says that it is alleged or denied.
    pub by: Option<usize>,
    /// The verb of its clause stands in the past perfect.
    pub earlier: bool,
    /// It is only wished for, or what something else is done for.
    pub wished: bool,
}

/// How many words up an operator is looked for.
const FAR: usize = 6;

impl Telling {
    pub fn of(tree: &Tree<'_>, word: usize, carrier: Option<(usize, &LightVerb)>) -> Self {
        let mut telling = Self::default();
        if let Some((_, light)) = carrier {
            telling.add(light.aux, light.modality, word);
        }
        let mut at = word;
        telling.beside(tree, at);
        telling.wished |= is_purpose(tree, carrier.map_or(word, |(verb, _)| verb));
        for _ in 0..FAR {
            let Some(above) = tree.head(at) else { break };
            let carries = carrier.is_some_and(|(verb, _)| verb == above);
            let Some(over) = over(tree, at) else { break };
            if over == "conj" {
                if tree.kids(at).iter().any(|&kid| matches!(tree.kind(kid), "aux" | "nsubj")) {
                    break;
                }
                telling.beside_verb(tree, above);
                at = above;
                continue;
            }
            let wish = class("wish").binary_search(&tree.lemma(above)).is_ok()
                && matches!(tree.upos(above), Upos::Verb | Upos::Noun);
            telling.wished |= wish && matches!(over, "comp" | "nmod");
            // "people familiar with the talks"
            telling.wished |= over == "nmod"
                && tree.upos(above) == Upos::Adj
                && class("privy").binary_search(&tree.lemma(above)).is_ok();
            telling.wished |= over == "obj" && class("rehearse").binary_search(&tree.lemma(above)).is_ok();
            if !carries || over != "obj" {
                for operator in operators_of(tree, above).filter(|operator| operator.over == over) {
                    telling.add(operator.aux, operator.modality, above);
                }
            }
            let light_subject = carrier.is_some_and(|(verb, light)| verb == above && light.subject == Part::Neither);
            let goes_on = carries
                || light_subject
                || matches!(tree.relation(at), "xcomp")
                || (over == "comp" && !tree.is_noun(above) && tree.mark(at) == "to" && tree.kind(at) != "advcl")
                || (over == "comp" && tree.is_noun(above));
            if !goes_on {
                // "could lead to a *meeting*"
                if tree.is_noun(at) && matches!(over, "obj" | "nmod") && is_possible(tree, above) {
                    telling.add(Some(Aux::Hypothetical), Some(Modality::Hypothetical), above);
                }
                break;
            }
            telling.beside(tree, above);
            at = above;
        }
        // "would gain by *arming* them"
        let means =
            tree.kind(at) == "advcl" && tree.xpos(at) == "VBG" && matches!(tree.mark(at).as_str(), "by" | "through");
        if let Some(above) = tree.head(at).filter(|&above| means && is_possible(tree, above)) {
            telling.add(Some(Aux::Hypothetical), Some(Modality::Hypothetical), above);
        }
        telling.wished |= is_heading(tree, word);
        let clause = tree.clause(at);
        if clause != at && tree.upos(word) != Upos::Verb && carrier.is_none() {
            telling.earlier |= is_past_perfect(tree, clause) && tree.head(word) == Some(clause);
        }
        telling.aux.sort_unstable();
        telling.aux.dedup();
        telling
    }

    pub fn has(&self, aux: Aux) -> bool {
        self.aux.contains(&aux)
    }

    fn add(&mut self, aux: Option<Aux>, modality: Option<Modality>, by: usize) {
        self.aux.extend(aux);
        let weight = |modality: Option<Modality>| match modality {
            None | Some(Modality::Happened) => 0,
            Some(Modality::Planned) => 1,
            Some(Modality::Hypothetical) => 2,
            Some(Modality::Alleged) => 3,
            Some(Modality::Denied) => 4,
        };
        if weight(modality) > weight(self.modality) {
            self.modality = modality;
            self.by = Some(by);
        }
    }

    /// What modifies a word.
    fn beside(&mut self, tree: &Tree<'_>, word: usize) {
        let mock =
            |kid: &usize| tree.kind(*kid) == "amod" && class("rehearse").binary_search(&tree.lemma(*kid)).is_ok();
        // "being open to talks is hard"
        let being = |kid: &usize| tree.kind(*kid) == "cop" && tree.xpos(*kid) == "VBG";
        self.wished |= tree.kids(word).iter().any(|kid| mock(kid) || being(kid));
        self.beside_verb(tree, word);
        if is_conditional(tree, word) {
            self.add(Some(Aux::Hypothetical), Some(Modality::Hypothetical), word);
        }
        self.earlier |= is_past_perfect(tree, word);
    }

    fn beside_verb(&mut self, tree: &Tree<'_>, word: usize) {
        for &kid in tree.kids(word) {
            if !matches!(tree.kind(kid), "aux" | "advmod" | "amod" | "det" | "mark" | "cc") {
                continue;
            }
            for operator in operators_of(tree, kid).filter(|operator| operator.over == "self") {
                self.add(operator.aux, operator.modality, kid);
            }
        }
        if is_to_be(tree, word) {
            self.add(Some(Aux::Future), Some(Modality::Planned), word);
        }
    }
}

/// Where an event's word stands to the word above it, as operators name places.
fn over(tree: &Tree<'_>, word: usize) -> Option<&'static str> {
    Some(match tree.relation(word) {
        "xcomp" | "ccomp" | "acl" | "csubj" => "comp",
        "advcl" if matches!(tree.mark(word).as_str(), "to" | "of" | "from" | "for") => "comp",
        "obj" | "nsubj:pass" => "obj",
        "nsubj" => "subj",
        "nmod" | "obl" if matches!(tree.case(word).as_str(), "of" | "for" | "to" | "about" | "from" | "with") => "nmod",
        "conj" => "conj",
        _ => return None,
    })
}

fn operators_of<'t>(tree: &'t Tree<'_>, word: usize) -> impl Iterator<Item = &'static Operator> + 't {
    let pos = match tree.upos(word) {
        Upos::Verb => Some(Pos::Verb),
        Upos::Noun | Upos::Propn => Some(Pos::Noun),
        Upos::Adj | Upos::Det => Some(Pos::Adjective),
        Upos::Aux => Some(Pos::Auxiliary),
        Upos::Adv | Upos::Part | Upos::Sconj | Upos::Cconj => Some(Pos::Adverb),
        _ => None,
    };
    let particle = tree.kids(word).iter().find(|&&kid| tree.relation(kid) == "compound:prt" || tree.xpos(kid) == "RP");
    let phrase = particle.map(|&particle| format!("{} {}", tree.lemma(word), tree.form(particle).to_lowercase()));
    let form = tree.form(word).to_lowercase();
    let mut found: Vec<&'static Operator> = Vec::new();
    if let Some(pos) = pos {
        match &phrase {
            Some(phrase) => found.extend(operators(phrase, pos)),
            None => found.extend(operators(tree.lemma(word), pos)),
        }
        if found.is_empty() && form != tree.lemma(word) {
            found.extend(operators(&form, pos));
        }
    }
    found.into_iter()
}

/// "is to visit", "are to meet", and the headline's "to visit".
fn is_to_be(tree: &Tree<'_>, verb: usize) -> bool {
    let passive = tree.xpos(verb) == "VBN" && tree.kids(verb).iter().any(|&kid| tree.relation(kid) == "aux:pass");
    if tree.xpos(verb) != "VB" && !passive {
        return false;
    }
    let to = tree.kids(verb).iter().any(|&kid| tree.lemma(kid) == "to" && tree.upos(kid) == Upos::Part);
    let is =
        |kid: usize| matches!(tree.form(kid).to_lowercase().as_str(), "is" | "are" | "was" | "were" | "'s" | "'re");
    let be = tree.kids(verb).iter().any(|&kid| is(kid) && tree.kind(kid) == "aux");
    let after_be = tree.relation(verb) == "xcomp" && tree.head(verb).is_some_and(|head| tree.lemma(head) == "be");
    to && (be || after_be || tree.relation(verb) == "root" && !passive)
}

/// "could lead", "may bring".
fn is_possible(tree: &Tree<'_>, verb: usize) -> bool {
    let modal = |kid: usize| tree.kind(kid) == "aux" && matches!(tree.lemma(kid), "could" | "may" | "might" | "would");
    tree.kids(verb).iter().any(|&kid| modal(kid))
}

/// "Had they bombed", "were it to fall": an auxiliary before its subject in a dependent clause.
fn is_conditional(tree: &Tree<'_>, verb: usize) -> bool {
    let conditional = |lemma: &str| matches!(lemma, "if" | "unless" | "whether" | "lest");
    if tree.kids(verb).iter().any(|&kid| tree.relation(kid) == "mark" && conditional(tree.lemma(kid))) {
        return true;
    }
    let subject = tree.kids(verb).iter().find(|&&kid| tree.kind(kid) == "nsubj");
    let aux = tree.kids(verb).iter().find(|&&kid| tree.kind(kid) == "aux");
    match (subject, aux) {
        (Some(subject), Some(aux)) => {
            let inverted =
                aux < subject && matches!(tree.form(*aux).to_lowercase().as_str(), "had" | "were" | "should");
            inverted && tree.kind(verb) == "advcl"
        }
        _ => false,
    }
}

/// "to strengthen ties": what something is done for, or a crime that somebody is jailed for.
fn is_purpose(tree: &Tree<'_>, verb: usize) -> bool {
    let to = tree.xpos(verb) == "VB" && tree.mark(verb) == "to";
    let passive_aux = tree.kids(verb).iter().any(|&kid| tree.kind(kid) == "aux");
    match (tree.kind(verb), tree.head(verb)) {
        ("advcl", Some(_)) if to && !passive_aux => true,
        ("advcl" | "acl" | "ccomp" | "xcomp" | "obl", Some(head))
            if matches!(tree.mark(verb).as_str(), "for" | "of" | "over") =>
        {
            tree.xpos(verb) == "VBG"
                && (class("jailed").binary_search(&tree.lemma(head)).is_ok() || tree.mark(verb) == "for")
        }
        // "hinting at upgrading", "progress toward strengthening"
        _ => tree.xpos(verb) == "VBG" && matches!(tree.mark(verb).as_str(), "at" | "toward" | "towards"),
    }
}

/// A heading that only names what is spoken of: "Mending the pipeline", "Lima, Quito ties".
fn is_heading(tree: &Tree<'_>, word: usize) -> bool {
    let finite = |kid: usize| matches!(tree.kind(kid), "nsubj" | "aux" | "cop" | "csubj" | "ccomp" | "parataxis");
    let alone = tree.kind(word) == "root" && !tree.kids(word).iter().any(|&kid| finite(kid));
    let theme =
        tree.xpos(word) == "VBG" || (tree.is_noun(word) && class("relation").binary_search(&tree.lemma(word)).is_ok());
    alone && theme
}

fn is_past_perfect(tree: &Tree<'_>, verb: usize) -> bool {
    tree.xpos(verb) == "VBN"
        && tree.kids(verb).iter().any(|&kid| tree.kind(kid) == "aux" && tree.form(kid).eq_ignore_ascii_case("had"))
}
