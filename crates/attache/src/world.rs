//! What the program knows of the world, with what the user adds to it.

use std::borrow::Cow;
use std::path::Path;

use attache_world::{ActorDictionary, AgentDictionary, RowError, World};

use crate::cli::WorldArgs;
use crate::{WrongUsage, output};

/// The greatest dictionary that is read, in bytes.
const LARGEST: u64 = 64 << 20;

impl WorldArgs {
    /// The tables that the program carries, with the user's files in the order given: dictionaries, then rows, so that rows can
    /// correct dictionaries.
    ///
    /// # Errors
    /// A file cannot be read, or holds nothing that can be used; the error names it. Lines of a dictionary that cannot be read
    /// are passed over and said on standard error.
    pub fn load(&self) -> anyhow::Result<Cow<'static, World>> {
        let mut world = Cow::Borrowed(World::embedded());
        for path in &self.actors {
            let dictionary = ActorDictionary::read(&path.display().to_string(), &text_of(path)?);
            told(path, "actor", dictionary.actors.len(), &dictionary.problems)?;
            world = Cow::Owned(world.with_actors(&dictionary));
        }
        for path in &self.agents {
            let file = path.display().to_string();
            let dictionary = AgentDictionary::read(&file, &text_of(path)?);
            told(path, "agent", dictionary.len(), &dictionary.problems)?;
            world = Cow::Owned(world.with_agents(&dictionary, &file));
        }
        for path in &self.world {
            world = Cow::Owned(world.with_file(path).map_err(|error| WrongUsage(format!("--world {error}")))?);
        }
        Ok(world)
    }

    /// Names the user's files by what they hold; empty where there are none.
    pub fn mark(&self) -> anyhow::Result<String> {
        let mut mark = String::new();
        for path in self.actors.iter().chain(&self.agents).chain(&self.world) {
            let bytes = std::fs::read(path).map_err(|why| WrongUsage(format!("{}: {why}", path.display())))?;
            mark.push_str(&format!("+{:016x}", attache_archive::content_mark(&bytes)));
        }
        Ok(mark)
    }
}

fn text_of(path: &Path) -> Result<String, WrongUsage> {
    let broken = |why: String| WrongUsage(format!("{}: {why}", path.display()));
    let length = std::fs::metadata(path).map_err(|why| broken(why.to_string()))?.len();
    if length > LARGEST {
        return Err(broken(format!("larger than {LARGEST} bytes; no dictionary is")));
    }
    let bytes = std::fs::read(path).map_err(|why| broken(why.to_string()))?;
    // many of these files are older than UTF-8
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect()))
}

fn told(path: &Path, what: &str, count: usize, problems: &[RowError]) -> Result<(), WrongUsage> {
    let file = path.display();
    match problems {
        _ if count == 0 => {
            let first = problems.first().map(|problem| format!(" ({problem})")).unwrap_or_default();
            Err(WrongUsage(format!(
                "{file}: no {what} in it{first}; it must be in the format of TABARI, PETRARCH or Phoenix"
            )))
        }
        [] => Ok(()),
        [first, rest @ ..] => {
            let more = if rest.is_empty() { String::new() } else { format!(", and {} more lines", rest.len()) };
            output::note(&format!("attache: passed over {first}{more}"));
            Ok(())
        }
    }
}
