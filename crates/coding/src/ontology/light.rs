use std::sync::LazyLock;

use super::companion::{Companion, Dependent};
use super::named::named;
use super::quality::{Aux, Modality};
use super::table::{self, Table};

named! {
    /// What a light verb's own subject is to the event that its noun names.
    Part, "part in an event", "data/light.tsv", {
        /// Does it: *hold* talks, *launch* an attack.
        Does = "does",
        /// It befalls the subject: *face* sanctions, *receive* aid.
        Undergoes = "undergoes",
        /// The subject is the event itself, or nobody: talks *took place*.
        Neither = "neither",
    }
}

/// A verb that says little itself: the event is in a noun beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct LightVerb {
    /// Dictionary form.
    pub lemma: &'static str,
    /// What must stand around it, its particle above all.
    pub with: Vec<Companion>,
    /// Where the noun stands: `obj`, `subj` or `obl` (a passive's subject counts as `obj`).
    pub relation: &'static str,
    /// The noun's prepositions of which one must stand there; none for none.
    pub cases: Vec<&'static str>,
    /// Nouns or classes that it takes; none: any noun that is a predicate.
    pub nouns: Vec<&'static str>,
    /// What the verb's subject is to the event.
    pub subject: Part,
    /// What the verb makes of the event.
    pub aux: Option<Aux>,
    /// What the verb makes of the telling.
    pub modality: Option<Modality>,
}

impl LightVerb {
    /// Whether it carries that noun there.
    pub fn carries(&self, noun: &Dependent<'_>) -> bool {
        let place =
            Companion { absent: false, relation: self.relation, cases: self.cases.clone(), words: self.nouns.clone() };
        place.holds(std::slice::from_ref(noun))
    }
}

/// The light verbs of that lemma that fit what stands around.
///
/// ```
/// use attache_coding::ontology::{Dependent, Part, light_verbs};
/// let talks = Dependent::new("obj", "", "talk");
/// assert!(light_verbs("hold", &[talks]).any(|verb| verb.carries(&talks) && verb.subject == Part::Does));
/// ```
pub fn light_verbs<'a>(lemma: &'a str, around: &'a [Dependent<'a>]) -> impl Iterator<Item = &'static LightVerb> + 'a {
    let particle = around.iter().any(|dependent| dependent.relation == "prt");
    let start = LIGHT.rows.partition_point(|verb| verb.lemma < lemma);
    LIGHT.rows[start..].iter().take_while(move |verb| verb.lemma == lemma).filter(move |verb| {
        let named = verb.with.iter().any(|companion| companion.relation == "prt");
        named == particle && verb.with.iter().all(|companion| companion.holds(around))
    })
}

/// Whether any light verb has that lemma.
pub fn is_light(lemma: &str) -> bool {
    LIGHT.rows.binary_search_by_key(&lemma, |verb| verb.lemma).is_ok()
}

static LIGHT: LazyLock<Table<LightVerb>> = LazyLock::new(|| {
    let lines = table::read(include_str!("../../data/light.tsv"), |cells| {
        let [lemmas, with, place, nouns, subject, aux, modality] = *cells else { return None };
        let (relation, cases) = place.split_once(':').unwrap_or((place, ""));
        let cases: Vec<&'static str> = cases.split('|').filter(|case| !case.is_empty()).collect();
        let with: Vec<Companion> = table::filled(with)
            .into_iter()
            .flat_map(|cell| cell.split(' '))
            .map(Companion::parse)
            .collect::<Option<_>>()?;
        let nouns: Vec<&'static str> = table::filled(nouns).into_iter().flat_map(|cell| cell.split('|')).collect();
        let (subject, aux) = (Part::named(subject)?, table::optional(aux, Aux::named)?);
        let modality = table::optional(modality, Modality::named)?;
        let verb = |lemma| LightVerb {
            lemma,
            with: with.clone(),
            relation,
            cases: cases.clone(),
            nouns: nouns.clone(),
            subject,
            aux,
            modality,
        };
        Some(lemmas.split('|').map(verb).collect::<Vec<_>>())
    });
    lines.flat().sorted(|verb| verb.lemma)
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::predicates::class;
    use super::*;

    #[test]
    fn light_verbs_are_read_whole_and_none_stands_twice() {
        assert!(LIGHT.unread.is_empty(), "{:?}", LIGHT.unread);
        let mut seen = HashSet::new();
        for verb in &LIGHT.rows {
            let with = format!("{:?}", verb.with);
            assert!(seen.insert((verb.lemma, with, verb.relation, verb.cases.clone(), verb.nouns.clone())), "{verb:?}");
        }
    }

    #[test]
    fn classes_that_light_verbs_name_exist() {
        for noun in LIGHT.rows.iter().flat_map(|verb| &verb.nouns) {
            assert!(noun.strip_prefix('@').is_none_or(|name| !class(name).is_empty()), "{noun}");
        }
    }

    #[test]
    fn who_faces_sanctions_does_not_impose_them() {
        let sanctions = Dependent::new("obj", "", "sanction");
        let subjects: Vec<Part> = light_verbs("face", &[sanctions])
            .filter(|verb| verb.carries(&sanctions))
            .map(|verb| verb.subject)
            .collect();
        assert_eq!(subjects, [Part::Undergoes]);
    }
}
