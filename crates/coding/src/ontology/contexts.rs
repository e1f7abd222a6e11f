use std::sync::LazyLock;

use super::named::named;
use super::phrases::Phrases;
use super::table::{self, Table};

named! {
    /// The walk of life that an event belongs to; an event may have several.
    Context, "context", "data/contexts.tsv", {
        Military = "military",
        Intelligence = "intelligence",
        Executive = "executive",
        Legislative = "legislative",
        Election = "election",
        PoliticalInstitutions = "political_institutions",
        ProDemocracy = "pro_democracy",
        ProAutocracy = "pro_autocracy",
        Economic = "economic",
        Legal = "legal",
        Reparations = "reparations",
        HumanRights = "human_rights",
        RightsFreedoms = "rights_freedoms",
        Repression = "repression",
        HumanSecurity = "human_security",
        Gender = "gender",
        Lgbt = "lgbt",
        ReligionEthnicity = "religion_ethnicity",
        Inequality = "inequality",
        Diplomatic = "diplomatic",
        Territory = "territory",
        Peacekeeping = "peacekeeping",
        Health = "health",
        Asylum = "asylum",
        Migration = "migration",
        Disasters = "disasters",
        NaturalResource = "natural_resource",
        Environment = "environment",
        Technology = "technology",
        Terrorism = "terrorism",
        Cbrn = "cbrn",
        Cyber = "cyber",
        Misinformation = "misinformation",
        Crime = "crime",
        Corruption = "corruption",
        IllegalDrugs = "illegal_drugs",
        Trafficking = "trafficking",
    }
}

/// How much words speak for a context: a sure cue counts two, a faint one counts one, each once; two are enough.
const ENOUGH: usize = 2;

/// The contexts that the lemmas of a clause or sentence speak of, in the order of [`Context::ALL`].
///
/// ```
/// use attache_coding::ontology::{Context, contexts};
/// let lemmas = ["the", "envoy", "discuss", "tariff", "with", "his", "counterpart"];
/// assert_eq!(contexts(&lemmas, &[]), [Context::Economic, Context::Diplomatic]);
/// ```
///
/// `leaning` are contexts that something else speaks for, such as the predicate's CAMEO code: there one faint cue is
/// enough.
pub fn contexts(lemmas: &[&str], leaning: &[Context]) -> Vec<Context> {
    let mut found: Vec<(Context, usize, u32)> =
        CUES.find(lemmas).into_iter().map(|(_, _, (context, strength, cue))| (context, strength, cue)).collect();
    found.sort_unstable_by_key(|&(context, _, cue)| (context, cue));
    found.dedup();
    let weigh = |context: &Context| {
        let cues = found.iter().filter(|(of, _, _)| of == context);
        let weight: usize = cues.map(|(_, strength, _)| strength).sum();
        weight >= ENOUGH || (weight > 0 && leaning.contains(context))
    };
    Context::ALL.iter().copied().filter(weigh).collect()
}

struct Row {
    context: Context,
    strength: usize,
    cues: Vec<&'static str>,
}

static CONTEXTS: LazyLock<Table<Row>> = LazyLock::new(|| {
    table::read(include_str!("../../data/contexts.tsv"), |cells| {
        let [context, strength, cues] = *cells else { return None };
        let strength = match strength {
            "sure" => ENOUGH,
            "faint" => 1,
            _ => return None,
        };
        Some(Row { context: Context::named(context)?, strength, cues: table::several(cues, Some)? })
    })
});

static CUES: LazyLock<Phrases<(Context, usize, u32)>> = LazyLock::new(|| {
    let cues = CONTEXTS.rows.iter().flat_map(|row| row.cues.iter().map(|&cue| (cue, row.context, row.strength)));
    Phrases::new(cues.zip(0..).map(|((cue, context, strength), number)| (cue, (context, strength, number))))
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_thirty_seven_contexts_each_with_sure_and_faint_cues() {
        assert!(CONTEXTS.unread.is_empty(), "{:?}", CONTEXTS.unread);
        assert_eq!(Context::ALL.len(), 37);
        for &context in Context::ALL {
            for strength in [1, ENOUGH] {
                let cues = CONTEXTS.rows.iter().filter(|row| row.context == context && row.strength == strength);
                assert_eq!(cues.clone().count(), 1, "{context}");
                assert!(cues.map(|row| row.cues.len()).sum::<usize>() >= 8, "{context}");
            }
        }
    }

    #[test]
    fn no_cue_of_a_context_stands_twice() {
        let mut seen = HashSet::new();
        for row in &CONTEXTS.rows {
            for cue in &row.cues {
                assert!(seen.insert((row.context, *cue)), "{} {cue}", row.context);
                assert!(!cue.is_empty());
            }
        }
    }

    #[test]
    fn one_faint_cue_is_not_enough_but_two_are() {
        assert!(!contexts(&["a", "vote"], &[]).contains(&Context::Election));
        assert!(contexts(&["the", "candidate", "campaign", "there"], &[]).contains(&Context::Election));
        assert!(!contexts(&["vote", "after", "vote"], &[]).contains(&Context::Election));
        assert!(contexts(&["a", "vote"], &[Context::Election]).contains(&Context::Election));
    }
}
