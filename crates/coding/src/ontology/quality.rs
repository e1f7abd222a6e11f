use std::sync::LazyLock;

use super::named::named;
use super::predicates::Pos;
use super::table::{self, Table};

named! {
    /// PLOVER's auxiliary modes: what qualifies an event of any type.
    Aux, "auxiliary mode", "data/qualities.tsv", {
        /// Told as background, long past.
        Historical = "historical",
        /// Announced or expected.
        Future = "future",
        /// Conditional, wished, feared or merely possible.
        Hypothetical = "hypothetical",
        /// Did not happen.
        Negation = "negation",
    }
}

named! {
    /// How sure the telling is that an event happened.
    Modality, "modality", "data/qualities.tsv", {
        /// Told as fact.
        Happened = "happened",
        /// Scheduled, announced, intended.
        Planned = "planned",
        /// Told on a claim that the article does not make its own.
        Alleged = "alleged",
        /// Said by somebody not to be so.
        Denied = "denied",
        /// Told as a possibility.
        Hypothetical = "hypothetical",
    }
}

/// A word that tells how an event below or beside it stands: *plan to*, *deny*, *alleged*, *never*.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// Its dictionary form; may be of several words.
    pub lemma: &'static str,
    /// Its word class.
    pub pos: Pos,
    /// Where the event stands: `comp`, `obj`, `subj`, `nmod` below it, `self` beside it.
    pub over: &'static str,
    /// What it makes of the event.
    pub aux: Option<Aux>,
    /// What it makes of the telling.
    pub modality: Option<Modality>,
}

/// The operators of that lemma and word class.
///
/// ```
/// use attache_coding::ontology::{Modality, Pos, operators};
/// assert!(operators("deny", Pos::Verb).any(|word| word.over == "obj" && word.modality == Some(Modality::Denied)));
/// ```
pub fn operators(lemma: &str, pos: Pos) -> impl Iterator<Item = &'static Operator> {
    let start = OPERATORS.rows.partition_point(|operator| operator.lemma < lemma);
    let same = OPERATORS.rows[start..].iter().take_while(move |operator| operator.lemma == lemma);
    same.filter(move |operator| operator.pos == pos)
}

static OPERATORS: LazyLock<Table<Operator>> = LazyLock::new(|| {
    let lines = table::read(include_str!("../../data/operators.tsv"), |cells| {
        let [lemmas, pos, over, aux, modality] = *cells else { return None };
        let known = ["comp", "obj", "subj", "nmod", "self"].contains(&over);
        let (pos, aux) = (Pos::named(pos)?, table::optional(aux, Aux::named)?);
        let modality = table::optional(modality, Modality::named)?;
        known.then(|| {
            lemmas.split('|').map(move |lemma| Operator { lemma, pos, over, aux, modality }).collect::<Vec<_>>()
        })
    });
    lines.flat().sorted(|operator| operator.lemma)
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    static QUALITIES: LazyLock<Table<(&str, &str)>> = LazyLock::new(|| {
        table::read(include_str!("../../data/qualities.tsv"), |cells| Some((*cells.first()?, *cells.get(1)?)))
    });

    #[test]
    fn the_table_names_every_quality() {
        let named = |kind| QUALITIES.rows.iter().filter(|row| row.0 == kind).map(|row| row.1).collect::<Vec<_>>();
        assert_eq!(named("aux"), Aux::ALL.iter().map(|aux| aux.name()).collect::<Vec<_>>());
        assert_eq!(named("modality"), Modality::ALL.iter().map(|modality| modality.name()).collect::<Vec<_>>());
    }

    #[test]
    fn operators_are_read_whole_and_none_stands_twice() {
        assert!(OPERATORS.unread.is_empty(), "{:?}", OPERATORS.unread);
        let mut seen = HashSet::new();
        for operator in &OPERATORS.rows {
            assert!(seen.insert((operator.lemma, operator.pos, operator.over)), "{operator:?}");
        }
    }

    #[test]
    fn every_quality_but_the_plain_one_has_operators() {
        for aux in Aux::ALL {
            assert!(OPERATORS.rows.iter().any(|operator| operator.aux == Some(*aux)), "{aux}");
        }
        for modality in Modality::ALL.iter().filter(|&&modality| modality != Modality::Happened) {
            assert!(OPERATORS.rows.iter().any(|operator| operator.modality == Some(*modality)), "{modality}");
        }
    }
}
