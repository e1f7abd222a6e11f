//! Mentions to actors.

use attache_language::Annotation;

use super::{Actor, Mention, Setting, Toponym};
use crate::World;

/// The mentions of actors in a text, in order of their heads, and the actors that they stand for.
pub(super) fn actors(
    _world: &World,
    _text: &str,
    _annotation: &Annotation,
    _setting: &Setting<'_>,
    _places: &[Toponym],
) -> (Vec<Mention>, Vec<Actor>) {
    (Vec::new(), Vec::new())
}
