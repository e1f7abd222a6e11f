//! The toll, the numbers of people, the money and the goods of an event: numbers of its clause, by the rows of
//! `data/quantities.tsv`.

use std::sync::LazyLock;

use attache_world::resolve::ActorKind;

use crate::candidates::{Candidate, Choice};
use crate::mention::{Party, Quantity, Side};
use crate::numbers::{Number, numbers};
use crate::ontology::{EventType, Mode, class};
use crate::tree::Tree;

/// What numbers are read for.
pub(crate) struct Counted<'c> {
    pub candidate: &'c Candidate,
    pub choice: &'c Choice,
    pub modes: &'c [Mode],
    pub actors: &'c [Party],
    pub recipients: &'c [Party],
    pub sentence: usize,
}

/// The quantities of an event.
pub(crate) fn quantities(tree: &Tree<'_>, of: &Counted<'_>) -> Vec<Quantity> {
    let Some(sentence) = tree.article.annotation.sentences.get(of.sentence) else { return Vec::new() };
    let mut found: Vec<Quantity> = Vec::new();
    for number in numbers(tree, &sentence.words) {
        let place = stands(tree, of, &number);
        let Some(place) = place else { continue };
        let row = ROWS.iter().find(|row| row.holds(tree, of) && row.counts(tree, place, &number));
        if let Some(row) = row {
            found.push(Quantity {
                what: row.what,
                low: number.low,
                high: number.high,
                unit: number
                    .money
                    .clone()
                    .or_else(|| (row.what == "goods").then(|| tree.lemma(number.noun).to_owned())),
                of: row.of,
                words: number.words.clone(),
            });
        }
    }
    if let Some(single) = single(tree, of).filter(|single| found.iter().all(|known| known.what != single.what)) {
        found.push(single);
    }
    found
}

/// Where a counted noun stands to the event; none outside of its clause.
fn stands(tree: &Tree<'_>, of: &Counted<'_>, number: &Number) -> Option<&'static str> {
    let noun = number.noun;
    let roles = &of.choice.roles;
    // a number of a phrase or of what stands in it ("a force of 300 men"), not of a clause beside it
    let in_phrase = |head: usize| {
        let mut up = tree.upwards(noun).take_while(|&at| at == noun || !tree.heads_clause(at) || at == head);
        up.any(|at| at == head)
    };
    let held = |heads: &[usize], parties: &[Party]| {
        heads.iter().any(|&head| in_phrase(head)) || parties.iter().any(|party| party.words.contains(&noun))
    };
    if held(&roles.recipients, of.recipients) {
        return Some("recipient");
    }
    if held(&roles.actors, of.actors) {
        return Some("actor");
    }
    if held(&roles.themes, &[]) {
        return Some("theme");
    }
    let verb = of.candidate.carrier.map_or(of.candidate.word, |(verb, _)| verb);
    (tree.clause(noun) == tree.clause(verb) || tree.within(noun, of.candidate.word)).then_some("any")
}

/// One person that the event befalls.
fn single(tree: &Tree<'_>, of: &Counted<'_>) -> Option<Quantity> {
    let row = ROWS.iter().find(|row| row.one && row.holds(tree, of))?;
    let [party] = of.recipients else { return None };
    let resolution = tree.article.resolution;
    let mention = resolution.mentions.get(party.mention?)?;
    let actor = resolution.actor_of(mention)?;
    let one = actor.kind == ActorKind::Person && !matches!(tree.xpos(mention.head), "NNS" | "NNPS");
    one.then(|| Quantity {
        what: row.what,
        low: Some(1.0),
        high: Some(1.0),
        unit: None,
        of: Side::Recipient,
        words: party.words.clone(),
    })
}

struct Row {
    event: EventType,
    mode: Option<Mode>,
    lemmas: Vec<&'static str>,
    stands: &'static str,
    heads: Vec<&'static str>,
    what: &'static str,
    of: Side,
    one: bool,
}

impl Row {
    fn holds(&self, tree: &Tree<'_>, of: &Counted<'_>) -> bool {
        self.event == of.choice.event
            && self.mode.is_none_or(|mode| of.modes.contains(&mode))
            && (self.lemmas.is_empty() || self.lemmas.contains(&tree.lemma(of.candidate.word)))
    }

    fn counts(&self, tree: &Tree<'_>, place: &str, number: &Number) -> bool {
        let lemma = tree.lemma(number.noun);
        let alone = number.words.contains(&number.noun);
        let is = |head: &&'static str| match head.strip_prefix('@') {
            Some("MONEY") => number.money.is_some(),
            Some("PERSON") => number.money.is_none() && (alone || tree.names_party(number.noun)),
            Some(name) => class(name).binary_search(&lemma).is_ok(),
            None => *head == lemma,
        };
        let placed = self.stands == "any" || self.stands == place;
        placed && if self.heads.is_empty() { number.money.is_none() } else { self.heads.iter().any(is) }
    }
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let lines = include_str!("../data/quantities.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(row).collect()
});

fn row(line: &'static str) -> Option<Row> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [event, mode, lemmas, stands, heads, what, of, one] = *cells else { return None };
    let event = EventType::named(event)?;
    let list = |cell: &'static str| cell.split('|').filter(|part| *part != "-").collect();
    Some(Row {
        event,
        mode: if mode == "-" { None } else { Some(Mode::of(event, mode)?) },
        lemmas: list(lemmas),
        stands,
        heads: list(heads),
        what,
        of: Side::named(of)?,
        one: one == "one",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_quantities_is_read() {
        let lines = include_str!("../data/quantities.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(ROWS.len(), lines);
    }
}
