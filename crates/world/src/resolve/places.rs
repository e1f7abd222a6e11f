//! Names of places to places on the map.

use attache_language::Annotation;

use super::{Setting, Toponym};
use crate::World;

/// The names of places in a text, in order.
pub(super) fn toponyms(
    _world: &World,
    _text: &str,
    _annotation: &Annotation,
    _setting: &Setting<'_>,
) -> Vec<Toponym> {
    Vec::new()
}
