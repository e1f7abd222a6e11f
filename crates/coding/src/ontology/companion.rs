use super::predicates::class;

/// A word that depends on a predicate, as the coder sees it: passives turned to actives, auxiliaries left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependent<'a> {
    /// `subj`, `obj`, `iobj`, `obl`, `comp`, `prt`, `nmod`, `poss`, `amod`, `compound`, `advmod`
    /// (data/predicates/FORMAT.md).
    pub relation: &'a str,
    /// The preposition of an `obl` or `nmod`, the marker of a `comp` (`to`, `that`, `of` …), else empty.
    pub case: &'a str,
    /// The word's dictionary form in lower case.
    pub lemma: &'a str,
    /// Another word that says what it is: "tanker" of "the tanker Blue Heron", "flour" of "tonnes of flour"; else empty.
    pub kind: &'a str,
    /// Whether it names a party: a person, organisation, state or people.
    pub party: bool,
    /// Whether no word says what it is: a name of neither person nor place, "it".
    pub opaque: bool,
}

impl<'a> Dependent<'a> {
    /// A dependent that is a plain word.
    pub fn new(relation: &'a str, case: &'a str, lemma: &'a str) -> Self {
        Self { relation, case, lemma, kind: "", party: false, opaque: false }
    }

    /// A dependent that names a party.
    pub fn party(relation: &'a str, case: &'a str, lemma: &'a str) -> Self {
        Self { party: true, ..Self::new(relation, case, lemma) }
    }
}

/// What a predicate asks of the words around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Whether there must be none such.
    pub absent: bool,
    /// The relation.
    pub relation: &'static str,
    /// Prepositions of which one must stand there; none: any.
    pub cases: Vec<&'static str>,
    /// Words of which one must stand there, classes (`@meeting`) and `@PARTY` among them; none: any.
    pub words: Vec<&'static str>,
}

impl Companion {
    /// Reads `obl:on|upon=talk|@meeting`; a `!` before it asks for absence.
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        let (absent, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let (place, words) = text.split_once('=').unwrap_or((text, ""));
        let (relation, cases) = place.split_once(':').unwrap_or((place, ""));
        let list = |text: &'static str| text.split('|').filter(|part| !part.is_empty()).collect();
        RELATIONS.contains(&relation).then(|| Self { absent, relation, cases: list(cases), words: list(words) })
    }

    /// Whether the words around the predicate are as asked.
    pub fn holds(&self, around: &[Dependent<'_>]) -> bool {
        around.iter().any(|dependent| self.is(dependent)) != self.absent
    }

    /// Whether something of which no word says what it is stands where certain things are asked for.
    pub fn may_hold(&self, around: &[Dependent<'_>]) -> bool {
        let things = self.words.iter().any(|word| *word != "@PARTY");
        !self.absent && things && around.iter().any(|dependent| dependent.opaque && self.stands(dependent))
    }

    fn is(&self, dependent: &Dependent<'_>) -> bool {
        self.stands(dependent) && (self.words.is_empty() || self.words.iter().any(|word| names(word, dependent)))
    }

    fn stands(&self, dependent: &Dependent<'_>) -> bool {
        self.relation == dependent.relation && (self.cases.is_empty() || self.cases.contains(&dependent.case))
    }
}

/// The relations that companions and roles may name.
pub(super) const RELATIONS: &[&str] =
    &["subj", "obj", "iobj", "obl", "comp", "prt", "nmod", "poss", "amod", "compound", "advmod"];

fn names(word: &str, dependent: &Dependent<'_>) -> bool {
    match word.strip_prefix('@') {
        Some("PARTY") => dependent.party,
        Some(name) => [dependent.lemma, dependent.kind].iter().any(|word| class(name).binary_search(word).is_ok()),
        None => word == dependent.lemma || word == dependent.kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_companion_asks_for_relation_case_and_word() {
        let companion = Companion::parse("obl:on|upon=talk|@PARTY").expect("well formed");
        assert!(companion.holds(&[Dependent::new("obl", "upon", "talk")]));
        assert!(companion.holds(&[Dependent::party("obl", "on", "paris")]));
        assert!(!companion.holds(&[Dependent::new("obl", "in", "talk")]));
        assert!(!companion.holds(&[Dependent::new("obj", "", "talk")]));
    }

    #[test]
    fn absence_is_asked_with_a_mark() {
        let companion = Companion::parse("!obj").expect("well formed");
        assert!(companion.holds(&[]));
        assert!(!companion.holds(&[Dependent::new("obj", "", "house")]));
    }

    #[test]
    fn what_a_name_stands_for_may_be_told_beside_it_or_left_open() {
        let companion = Companion::parse("obj=tanker").expect("well formed");
        let named = Dependent { kind: "tanker", ..Dependent::new("obj", "", "heron") };
        assert!(companion.holds(&[named]));
        let open = Dependent { opaque: true, ..Dependent::new("obj", "", "heron") };
        assert!(!companion.holds(&[open]) && companion.may_hold(&[open]));
        assert!(!companion.may_hold(&[Dependent::new("obj", "", "house")]));
    }

    #[test]
    fn an_unknown_relation_is_not_read() {
        assert_eq!(Companion::parse("dobj=house"), None);
    }
}
