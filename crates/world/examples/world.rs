//! What the tables know of a name: `cargo run --release --example world -- NAME [DAY]`. Tells first how long loading took.

use attache_world::{Gazetteer, Meaning, PersonalName, World};
use std::time::Instant;

fn main() {
    let start = Instant::now();
    let world = World::embedded();
    let tables = start.elapsed();
    let start = Instant::now();
    let places = Gazetteer::embedded();
    let first = places.named("Paris").len();
    println!(
        "tables {tables:.1?}; {} places {:.1?} with the first look-up ({first} found)",
        places.len(),
        start.elapsed()
    );
    let mut words = std::env::args().skip(1);
    let Some(name) = words.next() else { return };
    let as_of = words.next().and_then(|day| day.parse().ok());
    for entry in world.meanings(&name, as_of) {
        let said = match entry.meaning {
            Meaning::State(s) => format!("state {} {}, CAMEO {} ({})", s.code, s.name, s.cameo, s.source),
            Meaning::Body(b) => format!("body {} {}, {:?}, CAMEO {} ({})", b.id, b.name, b.kind, b.cameo, b.source),
            Meaning::Office(o) => {
                format!("office {}, {:?} {:?} {:?} ({})", o.name, o.role, o.level, o.sectors, o.source)
            }
            Meaning::Agent(a) => format!("agent {}, {:?} ({})", a.plural, a.sectors, a.source),
            Meaning::Feature(f) => format!("feature {}, {:?} of {:?} ({})", f.name, f.kind, f.states, f.source),
        };
        println!("{:?}: {said}", entry.used_as);
    }
    for place in places.named(&name).iter().chain(&places.abbreviated(&name)).take(10) {
        println!("place {place:?}");
    }
    println!("name of a person: {:?}", PersonalName::of(&name));
}
