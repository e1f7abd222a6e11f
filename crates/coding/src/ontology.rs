//! Event types, modes, contexts, CAMEO codes and predicates: the tables under `data/` as types.
//!
//! [`EventType`] and [`Mode`] say what happened, [`Context`] in which walk of life, [`Aux`] and [`Modality`] how it
//! is told; [`cameo_for`] and [`plover_for`] lead from PLOVER to CAMEO and back; [`candidates`] finds what a verb or
//! noun may tell of; [`Rule`]s and [`complement`]s decide what the predicate alone does not.

mod again;
mod cameo;
mod companion;
mod contexts;
mod light;
mod modes;
mod named;
mod phrases;
mod predicates;
mod quality;
mod rules;
mod table;
mod types;

pub use again::{Again, again, are_kindred};
pub use cameo::{Cameo, Coded, Plover, cameo_for, plover_for};
pub use companion::{Companion, Dependent};
pub use contexts::{Context, contexts};
pub use light::{LightVerb, Part, is_light, light_verbs};
pub use modes::{Mode, modes};
pub(crate) use named::named;
pub use phrases::Phrases;
pub use predicates::{Pos, Predicate, Role, Slot, Sure, all_predicates, candidates, class, possible, predicates};
pub use quality::{Aux, Modality, Operator, operators};
pub use rules::{Complement, Condition, Effect, Rule, complement, rules};
pub use types::{EventType, Parties, Quad};
