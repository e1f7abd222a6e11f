//! Ladders of partnerships, as a text tells them: "three levels of partnerships: comprehensive, strategic and comprehensive strategic".

use attache_language::Upos;

use super::{Relation, RelationKind, Scene, values};

/// The rungs of a ladder, the lowest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ladder {
    pub rungs: Vec<String>,
}

/// The ladder that a text tells: rungs listed behind a colon in a sentence that speaks of levels of partnership.
///
/// A rung that is named by all the words of the others stands highest; without such a one the list is taken to climb.
pub(super) fn ladder(scene: &Scene<'_>) -> Option<Ladder> {
    let tree = scene.tree;
    let sentences = &tree.article.annotation.sentences;
    sentences.iter().find_map(|sentence| {
        let words = sentence.words.clone();
        let levels = |at: usize| {
            matches!(scene.lemma(at), "tier" | "level" | "rung" | "three-tier" | "two-tier" | "range" | "category")
        };
        let colon = words.clone().find(|&at| tree.form(at) == ":")?;
        if !(words.start..colon).any(levels) || !words.clone().any(|at| scene.lemma(at) == "partnership") {
            return None;
        }
        let mut rungs: Vec<String> = Vec::new();
        let mut rung: Vec<String> = Vec::new();
        for at in colon + 1..words.end {
            if values::is_rung(scene, at) {
                rung.push(tree.form(at).to_lowercase());
            } else if matches!(tree.upos(at), Upos::Punct | Upos::Cconj) && !rung.is_empty() {
                rungs.push(std::mem::take(&mut rung).join(" "));
            }
        }
        if !rung.is_empty() {
            rungs.push(rung.join(" "));
        }
        rungs.dedup();
        let length = |rung: &String| rung.split(' ').count();
        if rungs.first().map(length) > rungs.last().map(length) {
            rungs.reverse();
        }
        (2..=8).contains(&rungs.len()).then_some(Ladder { rungs })
    })
}

impl Ladder {
    /// The rung that "top tier" or "third tier" means; tiers are counted from the top.
    fn rung(&self, tier: &str) -> Option<&String> {
        let from_top = match tier.strip_suffix(" tier")? {
            "top" | "first" => 1,
            "second" => 2,
            "third" => 3,
            "fourth" => 4,
            "lowest" => self.rungs.len(),
            _ => return None,
        };
        self.rungs.len().checked_sub(from_top).and_then(|at| self.rungs.get(at))
    }

    /// Gives partnerships that are told by their tier the name of the rung.
    pub fn name(&self, relations: &mut [Relation]) {
        for relation in relations.iter_mut().filter(|relation| relation.kind == RelationKind::Partnership) {
            if let Some(rung) = relation.value.as_deref().and_then(|value| self.rung(value)) {
                relation.value = Some(rung.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_are_counted_from_the_top() {
        let ladder = Ladder { rungs: ["basic", "strategic", "full strategic"].map(String::from).to_vec() };
        let rung = |tier: &str| ladder.rung(tier).map(String::as_str);
        assert_eq!(rung("top tier"), Some("full strategic"));
        assert_eq!(rung("third tier"), Some("basic"));
        assert_eq!((rung("fourth tier"), rung("strategic")), (None, None));
    }
}
