//! Names of bodies to the bodies that they mean: which state's, and what those are that no table holds.

use super::lists::{Class, is};
use super::people::Spelling;
use super::reading::{Known, Said, Weight, of_known, of_unknown};
use super::resolver::Resolver;
use crate::bodies::{Body, BodyKind};
use crate::knowledge::{Meaning, Use};
use crate::resolve::ActorKind;
use crate::sectors::Sector;
use crate::states::State;

impl<'w> Resolver<'_, 'w, '_> {
    /// The body of a name that the tables hold.
    pub(super) fn body(&mut self, p: usize, n: usize, bodies: &[&'w Body]) -> usize {
        let owners = self.owners(p);
        let owner = owners.iter().filter(|o| matches!(o.known, Some(Known::State(_)))).find_map(|o| o.code.clone());
        let focus = self.country(p);
        let focus = focus.as_deref();
        let national = |b: &&&Body| self.world.state(&b.code).is_some();
        let of = |code: &str| bodies.iter().find(|b| *self.plover(&b.code) == *code).copied();
        let words = self.tree.reads(&self.names[n].words).to_lowercase();
        let general = words.split([' ', '-']).all(|w| is(w, Class::Institution));
        let held = bodies.iter().filter(national).find(|b| self.focus.holds(&self.plover(&b.code))).copied();
        let chosen = match &owner {
            Some(code) => of(code).or_else(|| {
                bodies.first().copied().filter(|b| self.world.state(&b.code).is_none() && !b.code.is_empty())
            }),
            None => focus
                .and_then(of)
                .or(bodies.iter().copied().find(|b| !national(&b) && !b.code.is_empty()))
                .or_else(|| {
                    // "the State Department" is that of the one state that calls it so, where that is told of
                    let sole = |b: &&Body| {
                        matches!(b.kind, BodyKind::Ministry | BodyKind::Executive) && words == b.name.to_lowercase()
                    };
                    let near = |b: &&Body| self.focus.near(&self.plover(&b.code), self.phrases[p].head);
                    if general {
                        held.filter(|b| focus.is_none() || sole(b) || near(b))
                    } else {
                        held.or(bodies.first().copied())
                    }
                }),
        };
        let name = self.tree.reads(&self.names[n].words).into_owned();
        let head = self.phrases[p].head;
        if let Some(body) = chosen {
            let union = |b: &&'w Body| b.kind == BodyKind::Igo && b.code == body.code;
            let seat = body.kind == BodyKind::Seat && self.world.state(&body.code).is_none();
            let body = self.world.bodies().iter().find(union).filter(|_| seat).unwrap_or(body);
            let entity = self.cast.keyed(format!("body:{}", body.id), head);
            let mut said = of_known(Known::Body(body));
            // which state's it is, only the country told of says
            let guessed = general && owner.is_none() && national(&&body);
            said.code =
                said.code.map(|(code, weight)| (self.plover(&code), if guessed { Weight::Weak } else { weight }));
            said.sectors.extend(self.opposes(p).map(|sector| (sector, Weight::Known)));
            self.cast.name(entity, &name);
            self.cast.learn(entity, &said, p);
            return entity;
        }
        // a general name whose state the tables do not have: what it is, is known all the same
        let like = bodies.first().copied();
        let guess = focus.map(|code| (code.into(), Weight::Weak));
        let code = owner.map(|code| (code, Weight::Strong)).or(guess);
        let entity = self.unknown_body(p, &name, code);
        if let Some(like) = like {
            let sectors = like.sectors.iter().map(|s| (*s, Weight::Strong)).collect();
            let said = Said { sectors, body_kind: Some(like.kind), ..Said::default() };
            self.cast.learn(entity, &said, p);
        }
        entity
    }

    /// The body of a name that no table holds.
    pub(super) fn organisation(&mut self, p: usize, n: usize) -> usize {
        let name = self.tree.reads(&self.names[n].words).into_owned();
        let owners = self.owners(p);
        let code = owners.iter().filter(|o| o.code.is_some()).min_by_key(|o| o.place);
        let code = code.and_then(|o| Some((o.code.clone()?, if o.place { Weight::Weak } else { Weight::Strong })));
        let code = code.or_else(|| self.state_within(&name).map(|state| (state.plover().into(), Weight::Strong)));
        let code = code.or_else(|| self.worldwide(&name).map(|code| (code, Weight::Strong)));
        self.unknown_body(p, &name, code)
    }

    /// The code of a body of no one country: "EU Border Mission", "Doctors International".
    fn worldwide(&self, name: &str) -> Option<Box<str>> {
        let words: Vec<&str> = name.split_whitespace().take(12).collect();
        let union = |n: usize| {
            self.world.meanings(&words[..n].join(" "), None).into_iter().find_map(|e| match e.meaning {
                Meaning::Body(body) if matches!(&*body.code, "UNO" | "EUR" | "IGO") => Some(body.code.clone()),
                _ => None,
            })
        };
        let of_union = (1..words.len().min(4)).rev().find_map(union);
        let lower = name.to_lowercase();
        let civil = || super::lists::named(&lower).is_none_or(|named| named.kind == BodyKind::Ngo);
        let wide = || words.len() > 1 && lower.split([' ', '-']).any(|word| is(word, Class::Worldwide));
        of_union.or_else(|| (wide() && civil()).then(|| "NGO".into()))
    }

    /// A state that the name of a body holds: "Bank of Freedonia".
    fn state_within(&self, name: &str) -> Option<&'w State> {
        let words: Vec<&str> = name.split_whitespace().take(12).collect();
        let spans = (0..words.len()).flat_map(|at| (at + 1..=words.len().min(at + 2)).map(move |end| (at, end)));
        spans.filter(|(at, _)| words[*at].starts_with(char::is_uppercase)).find_map(|(at, end)| {
            // "Bank of Freedonia", but not "College of New Freedonia"
            let whole = at == 0 || matches!(words[at - 1], "of" | "in" | "for" | "the" | "and");
            self.world.meanings(&words[at..end].join(" "), None).into_iter().find_map(|e| match e.meaning {
                Meaning::State(state) if e.used_as == Use::Adjective || e.used_as == Use::Name && whole => Some(state),
                _ => None,
            })
        })
    }

    fn unknown_body(&mut self, p: usize, name: &str, code: Option<(Box<str>, Weight)>) -> usize {
        let spelling = Spelling::of(name);
        let fits = |entity: &super::cast::Entity<'_>| {
            let clash = match (&entity.code, &code) {
                (Some((a, x)), Some((b, y))) => a != b && (*x).min(*y) >= Weight::Strong,
                _ => false,
            };
            !clash && entity.kind == Some(ActorKind::Body) && entity.fits_body(&spelling).is_some()
        };
        let known = self.cast.recent().find(|(_, entity)| fits(entity)).map(|(at, _)| at);
        let apposed = self.apposed(p).filter(|e| {
            let entity = self.cast.get(*e);
            matches!(entity.kind, Some(ActorKind::Body) | None) && entity.names.is_empty() && !entity.plural
        });
        let entity = known.or(apposed).unwrap_or_else(|| self.cast.add(self.phrases[p].head));
        let mut said = of_unknown(name);
        said.code = code;
        said.sectors.extend(self.opposes(p).map(|sector| (sector, Weight::Strong)));
        self.cast.name(entity, name);
        if self.cast.get(entity).body_kind.is_some() && known.is_some() {
            said.sectors.clear();
        }
        self.cast.learn(entity, &said, p);
        self.acronym(p, entity);
        entity
    }

    /// Whether a body's name is that of "the opposition Reform Party".
    fn opposes(&self, p: usize) -> Option<Sector> {
        let named = |n: &super::phrases::Noun<'_>| n.lemma == "opposition";
        self.phrases[p].nouns.iter().any(named).then_some(Sector::Opposition)
    }

    /// "(FLH)" behind a body's name is another name of it.
    fn acronym(&mut self, p: usize, entity: usize) {
        let end = self.phrases[p].name.map_or(0, |n| self.names[n].words.end);
        let bracket = end + 2 < self.tree.len() && self.tree.form(end) == "(" && self.tree.form(end + 2) == ")";
        if bracket && self.tree.form(end + 1).chars().filter(|c| c.is_uppercase()).count() > 1 {
            let letters = self.tree.form(end + 1).to_owned();
            self.cast.name(entity, &letters);
        }
    }
}
