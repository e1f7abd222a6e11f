//! Who says what, and what stands between whom: joined over a story, and asking for them.

use std::collections::{HashMap, HashSet};

use attache_stories::Kind;
use attache_world::fold;

use crate::differences::differences;
use crate::error::ArchiveError;
use crate::file::Archive;
use crate::join::{Joined, joined};
use crate::record::{Claims, Party, Relation, Speaker, Statement};
use crate::reports::{KeptActor, KeptReport, KeptStatement};
use crate::rows;
use crate::told::{Member, Told};

/// Which relations are asked for; all that is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct WantedRelations {
    /// Whose, on either side: codes, ids or names; all of them.
    pub between: Vec<String>,
    /// Of which kind.
    pub kind: Option<String>,
    /// How many, at most.
    pub limit: Option<usize>,
}

impl Archive {
    /// Who says what and what stands between whom in a story. Articles that are taken from another are passed over: their words
    /// are that one's.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn claims(&self, told: &Told) -> Result<Claims, ArchiveError> {
        let mut select = self.connection.prepare_cached(
            "SELECT actors, statements, relations FROM article JOIN report ON version = current WHERE article.id = ?",
        )?;
        let mut articles = Vec::new();
        for member in told.own() {
            let mut found = select.query([&member.article.id])?;
            if let Some(row) = found.next()? {
                let (actors, statements) = (rows::parsed(row, 0)?, rows::parsed(row, 1)?);
                let report =
                    KeptReport { actors, statements, relations: rows::parsed(row, 2)?, ..KeptReport::default() };
                articles.push((member.article.id.as_str(), report));
            }
        }
        Ok(Claims { events: self.events_of(told)?, ..claims(told, articles) })
    }
}

/// Whether all words of `wanted` stand in a name, whatever their case and accents.
pub(crate) fn holds(name: &str, wanted: &str) -> bool {
    let (name, wanted) = (fold(name), fold(wanted));
    let words: Vec<&str> = name.split(' ').collect();
    !wanted.is_empty() && wanted.split(' ').all(|word| words.contains(&word))
}

pub(crate) fn is_side(party: &Option<Party>, wanted: &str) -> bool {
    party.as_ref().is_some_and(|party| {
        party.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(wanted))
            || party.id.as_deref() == Some(wanted)
            || holds(&party.name, wanted)
    })
}

/// What the articles of a story say: statements in their order, each by the actor of the story that its speaker is; relations, the
/// same ones joined, offices last, without those that rewrites broke. An article is given with its id and its report.
pub fn claims(told: &Told, articles: Vec<(&str, KeptReport)>) -> Claims {
    let mut by_id: Vec<usize> = (0..articles.len()).collect();
    by_id.sort_by_key(|n| articles[*n].0);
    let reports: Vec<Vec<KeptActor>> = by_id.iter().map(|n| articles[*n].1.actors.clone()).collect();
    let mut joint: HashMap<(usize, usize), KeptActor> = HashMap::new();
    for Joined { actor, members } in joined(&reports) {
        joint.extend(members.into_iter().map(|(report, local)| ((by_id[report], local), actor.clone())));
    }
    let relations = by_id.iter().flat_map(|n| articles[*n].1.relations.clone()).collect::<Vec<_>>();
    let statements = articles.into_iter().enumerate().flat_map(|(n, (_, report))| {
        let said = |said: KeptStatement| {
            let actor = said.by.and_then(|local| joint.get(&(n, local)));
            let mut told = said.told;
            if let (Some(speaker), Some(actor)) = (&mut told.speaker, actor) {
                speaker.know(actor);
            }
            told
        };
        report.statements.into_iter().map(said).collect::<Vec<_>>()
    });
    let statements: Vec<Statement> = statements.collect();
    let disagreements = differences(told, &statements, &relations);
    let mut relations = unbroken(&rewrites(told), Relation::joined(relations));
    relations.sort_by_key(|relation| relation.kind == "office");
    Claims { events: Vec::new(), statements, relations, disagreements }
}

/// Relations without those that only rewritten articles tell, where another article tells of the same kind of its subject, standing
/// alike: what spinning and translating make of names and ranks is no news.
fn unbroken(rewrites: &HashSet<&str>, relations: Vec<Relation>) -> Vec<Relation> {
    let is_sound = |relation: &Relation| {
        relation.mentions.iter().any(|mention| !rewrites.contains(mention.sentence.article.as_str()))
    };
    let sound: Vec<bool> = relations.iter().map(is_sound).collect();
    let elsewhere = |broken: &Relation| {
        let like = |(other, sound): (&Relation, &bool)| *sound && other.is_much_like(broken);
        relations.iter().zip(&sound).any(like)
    };
    let kept: Vec<bool> =
        relations.iter().zip(&sound).map(|(relation, sound)| *sound || !elsewhere(relation)).collect();
    relations.into_iter().zip(kept).filter_map(|(relation, kept)| kept.then_some(relation)).collect()
}

/// The articles of a story that are rewritten.
fn rewrites(told: &Told) -> HashSet<&str> {
    let rewritten = |member: &&Member| matches!(member.lineage.kind, Kind::Spun | Kind::Translated);
    told.articles.iter().filter(rewritten).map(|member| &*member.article.id).collect()
}

impl Speaker {
    /// Takes what the story knows of the actor.
    fn know(&mut self, actor: &KeptActor) {
        if let Some(name) = &actor.name {
            self.name = Some(name.clone());
        }
        self.code = actor.code.clone().or(self.code.take());
        self.office = actor.office.clone().or(self.office.take());
        self.id = actor.id.clone().or(self.id.take());
        if !actor.sectors.is_empty() {
            self.sector.clone_from(&actor.sectors);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Passage, RelationMention};

    fn told(value: &str, status: &str, article: &str) -> Relation {
        let span = attache_press::CharSpan { start: 0, end: 0 };
        let sentence = Passage { article: article.into(), span, text: String::new() };
        let mentions = vec![RelationMention { sentence, trigger: span }];
        Relation { status: status.into(), mentions, ..Relation::partnership(value) }
    }

    #[test]
    fn a_rank_that_a_rewrite_broke_is_left_out_and_a_wish_that_it_alone_tells_is_not() {
        let relations = vec![
            told("comprehensive", "stands", "original"),
            told("complete", "stands", "spun"),
            told("strategic", "wished", "spun"),
        ];
        let kept = unbroken(&HashSet::from(["spun"]), relations);
        let values: Vec<&str> = kept.iter().filter_map(|relation| relation.value.as_deref()).collect();
        assert_eq!(values, ["comprehensive", "strategic"]);
    }
}
