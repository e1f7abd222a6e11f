//! Joining the actors of a story's articles.

use attache_fusion::Account;
use attache_world::resolve::{Actor, ActorKind, Candidate, Resolution, reconcile};
use attache_world::{ActorId, Sector};

use crate::reports::{KeptActor, kind_name, kind_named};

/// One actor of a story, and the actors of its articles that it is: numbers of reports and of actors in them, ascending.
pub(crate) struct Joined {
    pub actor: KeptActor,
    pub members: Vec<(usize, usize)>,
}

/// The actors of a story. `reports` are the actors of its articles, in an order that follows from the articles alone.
pub(crate) fn joined(reports: &[Vec<KeptActor>]) -> Vec<Joined> {
    let articles: Vec<Resolution> = reports
        .iter()
        .map(|actors| Resolution { actors: actors.iter().map(KeptActor::resolved).collect(), ..Resolution::default() })
        .collect();
    let cast = reconcile(&articles.iter().collect::<Vec<_>>());
    let joined = cast.actors.into_iter().map(|actor| Joined {
        actor: KeptActor {
            kind: kind_name(actor.kind).to_owned(),
            name: actor.name,
            names: actor.names,
            code: actor.code,
            sectors: actor.sectors.iter().map(|sector| sector.word().to_owned()).collect(),
            office: actor.office,
            id: actor.id.map(|id| id.to_string()),
            ..KeptActor::default()
        },
        members: actor.members,
    });
    joined.collect()
}

impl KeptActor {
    /// The account of an article out of its bytes, with its actors; none where the bytes are of another format, or damaged.
    pub fn account(bytes: &[u8], actors: &[Self]) -> Option<Account> {
        Account::from_bytes(bytes, actors.iter().map(Self::resolved).collect())
    }

    /// The actor as resolving its article gave it; offices stay behind.
    pub(crate) fn resolved(&self) -> Actor {
        let id = |id: &String| id.parse::<ActorId>().ok();
        let candidate = |(of, code, score): &(String, Option<String>, f32)| {
            Some(Candidate { id: id(of)?, code: code.clone(), score: *score })
        };
        Actor {
            kind: kind_named(&self.kind).unwrap_or(ActorKind::Group),
            name: self.name.clone(),
            names: self.names.clone(),
            code: self.code.clone(),
            sectors: self.sectors.iter().filter_map(|sector| Sector::read(sector)).collect(),
            office: self.office.clone(),
            id: self.id.as_ref().and_then(id),
            offices: self.offices.iter().map(|held| held.resolved()).collect(),
            candidates: self.candidates.iter().filter_map(candidate).collect(),
        }
    }
}
