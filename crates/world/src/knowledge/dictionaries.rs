//! Dictionaries of TABARI, PETRARCH and Phoenix as rows of the tables.

use super::World;
use crate::bodies::{Body, BodyKind};
use crate::dictionaries::{ActorDictionary, AgentDictionary, DictionaryActor};
use crate::ids::slug;
use crate::offices::Agent;
use crate::rows::{Dated, Period, Source, rows};
use crate::sectors::{Sector, cameo_actor};

impl World {
    /// These tables with the actors of a dictionary, which go before what the tables say of a name.
    ///
    /// An actor whose code is a state's alone gives the state another name; any other becomes a body, one for each of its codes
    /// in the time in which that holds. Codes are read as CAMEO writes them: `VNMGOV`, `IGOUNO`; a code of three letters that no
    /// table knows is kept as it is. Null codes (`---`) name nobody.
    #[must_use]
    pub fn with_actors(&self, dictionary: &ActorDictionary) -> Self {
        let mut world = self.clone();
        let mut bodies: Vec<Body> = Vec::new();
        for actor in &dictionary.actors {
            for (n, (code, period)) in coded(actor).into_iter().enumerate() {
                let (code, sectors) = self.read_cameo(code);
                let names = || actor.names.iter().flat_map(|name| spellings(name));
                let dated = |value: String| Dated { value: value.into_boxed_str(), period };
                let state = world.states.iter_mut().find(|state| *state.code == *code && sectors.is_empty());
                if let Some(state) = state {
                    state.others.extend(names().map(dated));
                } else if !code.is_empty() || !sectors.is_empty() {
                    bodies.extend(body(names().collect(), code, sectors, period, n, &actor.source));
                }
            }
        }
        bodies.append(&mut world.bodies);
        world.bodies = bodies;
        world.file();
        world
    }

    /// These tables with the nouns of an agent dictionary, which go before those of the tables.
    #[must_use]
    pub fn with_agents(&self, dictionary: &AgentDictionary, file: &str) -> Self {
        let mut world = self.clone();
        let mut agents: Vec<Agent> = Vec::new();
        for (noun, agent) in dictionary.nouns() {
            let (code, sectors) = self.read_cameo(&agent.code);
            let source = Source { table: file.to_owned().into(), line: 0 };
            let (singular, plural) = if agent.plural { ("", noun) } else { (noun, "") };
            agents.push(Agent { singular: singular.into(), plural: plural.into(), sectors, code: code.into(), source });
        }
        agents.append(&mut world.agents);
        world.agents = agents;
        world.file();
        world
    }

    /// The PLOVER code and sectors of a CAMEO actor string.
    fn read_cameo(&self, cameo: &str) -> (String, Vec<Sector>) {
        let (mut code, mut sectors) = (String::new(), Vec::new());
        let letters: Vec<char> = cameo.chars().filter(|c| c.is_ascii_alphabetic()).collect();
        for (n, role) in letters.chunks(3).map(|role| role.iter().collect::<String>()).enumerate() {
            match role_of(&role) {
                Some((_, organisation)) if !organisation.is_empty() => {
                    // IGOUNO is of the United Nations
                    let settled = !code.is_empty() && code != "IGO";
                    code = if settled { code } else { organisation };
                }
                Some((Some(sector), _)) if !sectors.contains(&sector) => sectors.push(sector),
                Some(_) => {}
                None if n == 0 => code = self.state(&role).map_or(role, |state| state.plover().to_owned()),
                // religions, peoples and groups: PLOVER has no place for them
                None => {}
            }
        }
        (code, sectors)
    }
}

/// The codes of an actor with the times in which they hold: first the one without restriction, when no other holds.
fn coded(actor: &DictionaryActor) -> Vec<(&str, Period)> {
    let dated = actor.codes.iter().map(|code| (code.value.as_str(), code.period));
    let default = actor.default.iter().flat_map(|code| {
        let others: Vec<Period> = actor.codes.iter().map(|code| code.period).collect();
        gaps(others).into_iter().map(move |period| (code.as_str(), period))
    });
    default.chain(dated).filter(|(code, _)| code.chars().any(char::is_alphanumeric)).collect()
}

/// The times in which none of these periods holds.
fn gaps(mut periods: Vec<Period>) -> Vec<Period> {
    periods.sort_by_key(|period| period.from);
    let mut gaps = Vec::new();
    let mut from = None;
    for period in periods {
        let until = period.from.and_then(|day| day.yesterday().ok());
        if until.is_some() && from <= until {
            gaps.push(Period { from, until });
        }
        match period.until.map(|day| day.tomorrow()) {
            Some(Ok(next)) => from = from.max(Some(next)),
            _ => return gaps,
        }
    }
    gaps.push(Period { from, until: None });
    gaps
}

/// A name of a dictionary, which is in capitals, as a text may write it: "Joan Example", and of one word "NATO" too.
fn spellings(name: &str) -> Vec<String> {
    let capitalised = |word: &str| -> String {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters.flat_map(char::to_lowercase)).collect()
    };
    if name.chars().any(char::is_lowercase) {
        return vec![name.to_owned()];
    }
    let written = name.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
    if name.contains(' ') { vec![written] } else { vec![written, name.to_owned()] }
}

fn body(
    names: Vec<String>,
    code: String,
    sectors: Vec<Sector>,
    period: Period,
    number: usize,
    source: &Source,
) -> Option<Body> {
    let mut names = names.into_iter();
    let name = names.next()?;
    let id = if number == 0 { slug(&name) } else { format!("{}-{}", slug(&name), number + 1) };
    Some(Body {
        id: id.into(),
        others: names.map(|value| Dated { value: value.into(), period: Period::ALWAYS }).collect(),
        kind: kind_of(&code, &sectors),
        cameo: cameo_actor(&code, &sectors).into(),
        code: code.into(),
        sectors,
        period,
        members: Vec::new(),
        source: source.clone(),
        name: name.into(),
    })
}

fn kind_of(code: &str, sectors: &[Sector]) -> BodyKind {
    match (sectors.first(), code) {
        (Some(Sector::Government), _) => BodyKind::Agency,
        (Some(Sector::Military), _) => BodyKind::Military,
        (Some(Sector::Police), _) => BodyKind::Police,
        (Some(Sector::Intelligence), _) => BodyKind::Intelligence,
        (Some(Sector::Legislature), _) => BodyKind::Parliament,
        (Some(Sector::Courts), _) => BodyKind::Court,
        (Some(Sector::Party | Sector::Opposition), _) => BodyKind::Party,
        (Some(Sector::Press), _) => BodyKind::Outlet,
        (Some(Sector::Business), _) | (None, "MNC") => BodyKind::Company,
        (Some(Sector::Religion), _) => BodyKind::Religious,
        (None, "UNO") => BodyKind::Un,
        (None, "EUR") => BodyKind::Eu,
        (None, "IGO") => BodyKind::Igo,
        (None, "NGO") => BodyKind::Ngo,
        (None, "ISM") => BodyKind::Movement,
        _ => BodyKind::Group,
    }
}

/// The sector or code that a role stands for.
fn role_of(role: &str) -> Option<(Option<Sector>, String)> {
    let mut found = None;
    rows("cameo_roles.tsv", include_str!("../../data/cameo_roles.tsv"), |row| {
        if row.get("role") == role {
            found = Some((Sector::read(row.get("sector")), row.get("code").to_owned()));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Meaning;

    const ACTORS: &str = "TALLOW_MARCH_ [FRA]\n+TALLOWMARK_\n\
        ODA_BRANDQUIST_\n\t[NORLEG <20090101]\n\t[NORGOV 20090101-20131231]\n\t[NORELI]\n\
        UPPER_RIVER_PACT_ [IGOUNO]\nNOBODY_AT_ALL_ [---]\nHOUSE_OF_REEDS_ [QXZMIL]\n";

    fn world() -> World {
        World::embedded().with_actors(&ActorDictionary::read("mine.actors", ACTORS))
    }

    fn coded(name: &str, day: Option<&str>) -> Option<(String, Vec<Sector>)> {
        let world = world();
        match world.meanings(name, day.map(|day| day.parse().unwrap())).first()?.meaning {
            Meaning::Body(body) => Some((body.code.to_string(), body.sectors.clone())),
            Meaning::State(state) => Some((state.plover().to_owned(), Vec::new())),
            _ => None,
        }
    }

    #[test]
    fn actors_of_a_dictionary_are_found_with_the_code_of_the_day() {
        assert_eq!(coded("Tallowmark", None), Some(("FRA".into(), vec![])));
        assert_eq!(coded("Oda Brandquist", Some("2001-05-01")), Some(("NOR".into(), vec![Sector::Legislature])));
        assert_eq!(coded("Oda Brandquist", Some("2011-05-01")), Some(("NOR".into(), vec![Sector::Government])));
        assert_eq!(coded("Oda Brandquist", Some("2021-05-01")), Some(("NOR".into(), vec![Sector::Elites])));
        assert_eq!(coded("Oda Brandquist", None), Some(("NOR".into(), vec![Sector::Elites])));
        assert_eq!(coded("Upper River Pact", None), Some(("UNO".into(), vec![])));
        assert_eq!(coded("House of Reeds", None), Some(("QXZ".into(), vec![Sector::Military])));
        assert_eq!(coded("Nobody At All", None), None);
        assert!(matches!(world().meanings("Tallow March", None)[0].meaning, Meaning::State(_)));
    }

    #[test]
    fn gaps_are_where_no_period_holds() {
        let period = |from: &str, until: &str| Period::read(from, until).unwrap();
        assert_eq!(gaps(vec![]), [Period::ALWAYS]);
        assert_eq!(
            gaps(vec![period("2010", "2012"), period("", "2004"), period("2011", "2013")]),
            [period("2005", "2009"), period("2014", "")]
        );
        assert_eq!(gaps(vec![period("2010", "")]), [period("", "2009")]);
    }

    #[test]
    fn a_dictionary_goes_before_the_tables() {
        let world = World::embedded().with_actors(&ActorDictionary::read("mine.actors", "OXFAM_ [GBRSPY]\n"));
        let Meaning::Body(body) = world.meanings("Oxfam", None)[0].meaning else { panic!("no body") };
        assert_eq!((&*body.code, &body.sectors[..]), ("GBR", &[Sector::Intelligence][..]));
    }

    #[test]
    fn agents_of_a_dictionary_bring_their_sector() {
        let agents = AgentDictionary::read("mine.agents", "REEDCUTTER [~AGR]\nOUTRIDER {OUTRIDERS} [~REB]\n");
        let world = World::embedded().with_agents(&agents, "mine.agents");
        for (noun, sector) in [("reedcutter", Sector::Agriculture), ("outriders", Sector::Rebels)] {
            assert!(
                matches!(world.meanings(noun, None)[0].meaning, Meaning::Agent(agent) if agent.sectors == [sector]),
                "{noun}"
            );
        }
    }

    #[test]
    fn every_role_of_the_table_is_a_sector_or_a_code() {
        rows("cameo_roles.tsv", include_str!("../../data/cameo_roles.tsv"), |row| {
            let (sector, code) = (row.get("sector"), row.get("code"));
            assert!(Sector::read(sector).is_some() != (code.len() == 3), "{}", row.get("role"));
        });
    }
}
