//! What a user's words for an actor or a place mean.

use attache_world::{Gazetteer, Meaning, World};

use crate::actors::Found;
use crate::error::ArchiveError;
use crate::file::Archive;
use crate::record::{Party, Place};

/// The actor of a code, an id or a name: a state or body that the tables know, an actor that the archive knows, else a name alone.
pub(crate) fn party(archive: &Archive, name: &str) -> Result<Party, ArchiveError> {
    let name = name.trim();
    let world = World::embedded();
    let code = name.strip_prefix("state:").unwrap_or(name);
    if let Some(state) = world.state(&code.to_uppercase()).filter(|_| code.len() == 3) {
        let sector = state.sectors().iter().map(|sector| sector.word().to_owned()).collect();
        return Ok(Party {
            name: state.name.to_string(),
            code: Some(state.plover().to_owned()),
            sector,
            id: Some(state.actor().to_string()),
            ..Party::default()
        });
    }
    if let Found::One(dossier) = archive.actor(name, 0)? {
        let actor = dossier.actor;
        let (sector, office) = (actor.sectors, actor.office);
        return Ok(Party { name: actor.name, code: actor.code, sector, office, id: actor.id, span: None });
    }
    let known = world.meanings(name, None).into_iter().find_map(|entry| match entry.meaning {
        Meaning::State(state) => Some(Party {
            name: state.name.to_string(),
            code: Some(state.plover().to_owned()),
            id: Some(state.actor().to_string()),
            ..Party::default()
        }),
        Meaning::Body(body) => Some(Party {
            name: body.name.to_string(),
            code: (!body.code.is_empty()).then(|| body.code.to_string()),
            sector: body.sectors.iter().map(|sector| sector.word().to_owned()).collect(),
            id: Some(format!("body:{}", body.id)),
            ..Party::default()
        }),
        _ => None,
    });
    Ok(known.unwrap_or_else(|| Party { name: name.to_owned(), ..Party::default() }))
}

/// The place of a name, the largest where several bear it, or of a number of GeoNames.
pub(crate) fn place(name: &str) -> Result<Place, ArchiveError> {
    let gazetteer = Gazetteer::embedded();
    let found = match name.trim().parse::<u32>() {
        Ok(number) => gazetteer.by_id(number),
        Err(_) => gazetteer.named(name.trim()).into_iter().max_by_key(|place| (place.population, place.geonames)),
    };
    let none =
        || ArchiveError::Asked { what: format!("no place is called {name:?}; its number at geonames.org will do too") };
    let place = found.ok_or_else(none)?;
    let country = World::embedded().state(place.country).map(|state| state.plover().to_owned());
    let (name, geonames) = (place.name.to_owned(), Some(place.geonames));
    Ok(Place { name, lat: place.lat, lon: place.lon, country, geonames })
}
