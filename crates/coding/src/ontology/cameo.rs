use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};

use super::contexts::Context;
use super::modes::Mode;
use super::phrases::Phrases;
use super::quality::Aux;
use super::table::{self, Table};
use super::types::{EventType, Quad};

/// A code of CAMEO 1.1b3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cameo(u16);

impl Cameo {
    /// The code as written, two digits of a root without its 0 included: `042`, `1121`, `19`.
    pub fn parse(code: &str) -> Option<Self> {
        if let Some(&number) = TREE.by_code.get(code) {
            return Some(Self(number));
        }
        let root = (code.len() == 2).then(|| format!("{code}0"))?;
        TREE.by_code.get(root.as_str()).map(|&number| Self(number))
    }

    /// Every code, by family.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u16..).zip(&CODES.rows).map(|(number, _)| Self(number))
    }

    /// Two to four digits; a root's ends in 0.
    pub fn code(self) -> &'static str {
        self.row().map_or("", |row| row.code)
    }

    /// What it stands for, in our words.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// The code one step more general; a root has none.
    pub fn parent(self) -> Option<Self> {
        let code = self.code();
        match code.len() {
            4 => Self::parse(code.get(..3)?),
            3 if !code.ends_with('0') => Self::parse(code.get(..2)?),
            _ => None,
        }
    }

    /// The root of its family: 042's is 040.
    pub fn root(self) -> Self {
        self.parent().map_or(self, Self::root)
    }

    /// The class that users of CAMEO give its family; PLOVER's, [`EventType::quad`], differs in places.
    pub fn quad(self) -> Option<Quad> {
        FAMILIES.rows.iter().find(|family| self.code().starts_with(family.0)).map(|family| family.1)
    }

    /// Whether the code is written, not only understood.
    pub fn is_written(self) -> bool {
        self.row().is_some_and(|row| row.written)
    }

    /// What PLOVER makes of it; `None` for public statements (01), which PLOVER does not code.
    pub fn plover(self) -> Option<&'static Plover> {
        self.row()?.plover.as_ref()
    }

    fn row(self) -> Option<&'static Row> {
        CODES.rows.get(usize::from(self.0))
    }
}

impl std::fmt::Display for Cameo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.code())
    }
}

impl Serialize for Cameo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A CAMEO code's meaning in PLOVER.
#[derive(Debug, Clone, PartialEq)]
pub struct Plover {
    /// The type.
    pub event: EventType,
    /// The modes that the code covers, the usual one first; CAMEO puts together what PLOVER tells apart.
    pub modes: Vec<Mode>,
    /// The contexts that go with it.
    pub contexts: Vec<Context>,
    /// Whether all contexts together make the code, or any one of them.
    pub all_contexts: bool,
}

/// What PLOVER makes of a CAMEO code, as other data sets write it.
///
/// ```
/// use attache_coding::ontology::{EventType, plover_for};
/// let plover = plover_for("163").expect("a CAMEO code");
/// assert_eq!((plover.event, plover.modes[0].name()), (EventType::Sanction, "discontinue"));
/// assert!(plover_for("010").is_none());
/// ```
pub fn plover_for(code: &str) -> Option<&'static Plover> {
    Cameo::parse(code)?.plover()
}

/// What [`cameo_for`] looks at.
#[derive(Debug, Clone, Copy)]
pub struct Coded<'a> {
    /// The type.
    pub event: EventType,
    /// The mode that tells most, if any.
    pub mode: Option<Mode>,
    /// All contexts.
    pub contexts: &'a [Context],
    /// All auxiliary modes.
    pub aux: &'a [Aux],
    /// The code that the predicate or the complement names, if any.
    pub hint: Option<Cameo>,
    /// Lemmas of the event's clause, for codes that words decide.
    pub words: &'a [&'a str],
}

impl Coded<'_> {
    /// An event of which only the type is known.
    pub fn new(event: EventType) -> Self {
        Coded { event, mode: None, contexts: &[], aux: &[], hint: None, words: &[] }
    }
}

/// The most special CAMEO code that type, mode, context and words support, else the root.
///
/// ```
/// use attache_coding::ontology::{Coded, Context, EventType, Mode, cameo_for};
/// let aid = Coded { contexts: &[Context::Military], ..Coded::new(EventType::Aid) };
/// assert_eq!(cameo_for(&aid).code(), "072");
/// let phone = Coded { mode: Mode::of(EventType::Consult, "phone"), ..Coded::new(EventType::Consult) };
/// assert_eq!(cameo_for(&phone).code(), "041");
/// ```
pub fn cameo_for(coded: &Coded<'_>) -> Cameo {
    let mut cued: Vec<Cameo> = TREE.cues.find(coded.words).into_iter().map(|(_, _, code)| code).collect();
    cued.sort_unstable();
    let mut code = match coded.hint.filter(|hint| serves(*hint, coded)) {
        Some(hint) if !coded.aux.contains(&Aux::Future) => {
            more_special(hint, coded, &cued).unwrap_or_else(|| of_the_mode(hint, coded))
        }
        _ => beginning(coded),
    };
    while let Some(next) = more_special(code, coded, &cued) {
        code = next;
    }
    code
}

/// Whether a code that the predicate names fits an event that rules or modes may have changed since.
fn serves(hint: Cameo, coded: &Coded<'_>) -> bool {
    let Some(plover) = hint.plover() else { return false };
    let led_to = || BEGINNINGS.rows.iter().any(|row| row.event == coded.event && row.code == hint);
    let mode_fits = |mode| plover.modes.is_empty() || plover.modes.contains(&mode);
    hint.is_written() && (plover.event == coded.event || led_to()) && coded.mode.is_none_or(mode_fits)
}

/// A hint that knows no mode gives way to the code of the event's mode, when that is more special: 180 to 181 for an
/// abduction.
fn of_the_mode(hint: Cameo, coded: &Coded<'_>) -> Cameo {
    if coded.mode.is_none() || hint.plover().is_none_or(|plover| !plover.modes.is_empty()) {
        return hint;
    }
    let plain = |row: &&Beginning| {
        row.event == coded.event && row.mode == coded.mode && row.context.is_none() && row.aux.is_none()
    };
    let code = BEGINNINGS.rows.iter().find(plain).map(|row| row.code);
    code.filter(|code| code.root() == hint && code.plover().map(|plover| plover.event) == Some(coded.event))
        .unwrap_or(hint)
}

fn beginning(coded: &Coded<'_>) -> Cameo {
    let holds = |row: &&Beginning| {
        row.event == coded.event
            && row.mode.is_none_or(|mode| coded.mode == Some(mode))
            && row.context.is_none_or(|context| coded.contexts.contains(&context))
            && row.aux.is_none_or(|aux| coded.aux.contains(&aux))
    };
    // What is only announced is another family; then the mode tells more than the context.
    let weight = |row: &Beginning| {
        4 * u8::from(row.aux.is_some()) + 2 * u8::from(row.mode.is_some()) + u8::from(row.context.is_some())
    };
    let mut best: Option<&Beginning> = None;
    for row in BEGINNINGS.rows.iter().filter(holds) {
        if best.is_none_or(|best| weight(row) > weight(best)) {
            best = Some(row);
        }
    }
    best.map_or(Cameo(0), |row| row.code)
}

fn more_special(code: Cameo, coded: &Coded<'_>, cued: &[Cameo]) -> Option<Cameo> {
    let from = code.plover()?;
    let weigh = |child: Cameo| {
        let (row, plover) = (child.row()?, child.plover()?);
        let of_mode = row.by == "mode" && coded.mode.is_some_and(|mode| plover.modes.contains(&mode));
        let fits = row.written
            && plover.event == from.event
            && (plover.modes.is_empty() || coded.mode.is_none_or(|mode| plover.modes.contains(&mode)));
        let has = |context: &Context| coded.contexts.contains(context);
        let in_contexts = row.by == "context"
            && if plover.all_contexts { plover.contexts.iter().all(has) } else { plover.contexts.iter().any(has) };
        let weight = 4 * u8::from(cued.binary_search(&child).is_ok()) + 2 * u8::from(of_mode) + u8::from(in_contexts);
        (fits && weight > 0).then_some((weight, child))
    };
    let children = TREE.children.get(&code).into_iter().flatten();
    children
        .filter_map(|&child| weigh(child))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|best| best.1)
}

struct Row {
    code: &'static str,
    written: bool,
    plover: Option<Plover>,
    by: &'static str,
    cues: Vec<&'static str>,
    name: &'static str,
}

struct Beginning {
    event: EventType,
    mode: Option<Mode>,
    context: Option<Context>,
    aux: Option<Aux>,
    code: Cameo,
}

/// Ways through the codes.
struct Tree {
    by_code: FxHashMap<&'static str, u16>,
    children: FxHashMap<Cameo, Vec<Cameo>>,
    cues: Phrases<Cameo>,
}

static CODES: LazyLock<Table<Row>> = LazyLock::new(|| table::read(include_str!("../../data/cameo.tsv"), row));

fn row(cells: &[&'static str]) -> Option<Row> {
    let [code, written, event, modes, contexts, by, cues, name] = *cells else { return None };
    let plover = table::optional(event, |event| {
        let event = EventType::named(event)?;
        let all_contexts = contexts.contains('+');
        let contexts: Vec<&'static str> =
            table::filled(contexts).into_iter().flat_map(|cell| cell.split(['+', ';'])).collect();
        Some(Plover {
            event,
            modes: table::several(modes, |name| Mode::of(event, name))?,
            contexts: contexts.into_iter().map(Context::named).collect::<Option<_>>()?,
            all_contexts,
        })
    })?;
    let written = match written {
        "both" => true,
        "read" => false,
        _ => return None,
    };
    Some(Row { code, written, plover, by, cues: table::several(cues, Some)?, name })
}

static TREE: LazyLock<Tree> = LazyLock::new(|| {
    let by_code: FxHashMap<&'static str, u16> = CODES.rows.iter().map(|row| row.code).zip(0..).collect();
    let above = |code: &str| {
        let shorter = code.get(..code.len().saturating_sub(1))?;
        let root = || {
            (shorter.len() == 2 && !code.ends_with('0')).then(|| by_code.get(format!("{shorter}0").as_str())).flatten()
        };
        by_code.get(shorter).or_else(root).copied().map(Cameo)
    };
    let mut children: FxHashMap<Cameo, Vec<Cameo>> = FxHashMap::default();
    for (number, row) in (0u16..).zip(&CODES.rows) {
        if let Some(parent) = above(row.code) {
            children.entry(parent).or_default().push(Cameo(number));
        }
    }
    let cues =
        (0u16..).zip(&CODES.rows).flat_map(|(number, row)| row.cues.iter().map(move |&cue| (cue, Cameo(number))));
    Tree { cues: Phrases::new(cues), by_code, children }
});

static FAMILIES: LazyLock<Table<(&'static str, Quad, &'static str)>> = LazyLock::new(|| {
    table::read(include_str!("../../data/families.tsv"), |cells| {
        let [root, quad, name] = *cells else { return None };
        Some((root, Quad::numbered(quad.parse().ok()?)?, name))
    })
});

static BEGINNINGS: LazyLock<Table<Beginning>> = LazyLock::new(|| {
    table::read(include_str!("../../data/to-cameo.tsv"), |cells| {
        let [event, mode, context, aux, code] = *cells else { return None };
        let event = EventType::named(event)?;
        Some(Beginning {
            event,
            mode: table::optional(mode, |name| Mode::of(event, name))?,
            context: table::optional(context, Context::named)?,
            aux: table::optional(aux, Aux::named)?,
            code: Cameo::parse(code)?,
        })
    })
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::modes::modes;
    use super::*;

    #[test]
    fn tables_are_read_whole_and_no_code_stands_twice() {
        assert!(CODES.unread.is_empty(), "{:?}", CODES.unread);
        assert!(FAMILIES.unread.is_empty() && BEGINNINGS.unread.is_empty(), "{:?}", BEGINNINGS.unread);
        let codes: HashSet<&str> = CODES.rows.iter().map(|row| row.code).collect();
        assert_eq!(codes.len(), CODES.rows.len());
        assert_eq!(FAMILIES.rows.len(), 20);
    }

    #[test]
    fn every_code_has_a_family_a_class_and_a_way_up() {
        for code in Cameo::all() {
            assert_eq!(code.root().code().get(2..), Some("0"), "{code}");
            assert!(code.quad().is_some() && !code.name().is_empty(), "{code}");
            assert_eq!(Cameo::parse(code.code()), Some(code));
        }
        assert_eq!(Cameo::parse("19"), Cameo::parse("190"));
        assert_eq!(Cameo::parse("1242").and_then(Cameo::parent), Cameo::parse("124"));
    }

    #[test]
    fn only_public_statements_have_no_event_and_every_other_code_has_one() {
        for code in Cameo::all() {
            assert_eq!(code.plover().is_none(), code.root().code() == "010", "{code}");
        }
    }

    #[test]
    fn a_written_code_that_the_predicate_names_comes_back() {
        for code in Cameo::all().filter(|code| code.is_written()) {
            let Some(plover) = code.plover() else { panic!("{code} is written and has no type") };
            let mode = plover.modes.first().copied();
            let coded = Coded { mode, hint: Some(code), ..Coded::new(plover.event) };
            assert_eq!(cameo_for(&coded), code);
        }
    }

    #[test]
    fn a_code_by_context_or_cue_is_reached_from_its_parent() {
        for code in Cameo::all().filter(|code| code.is_written()) {
            let (Some(row), Some(plover), Some(parent)) = (code.row(), code.plover(), code.parent()) else { continue };
            if parent.plover().map(|above| above.event) != Some(plover.event) {
                continue;
            }
            let mode = plover.modes.first().copied().filter(|mode| {
                parent.plover().is_some_and(|above| above.modes.is_empty() || above.modes.contains(mode))
            });
            let coded = Coded { mode, hint: Some(parent), ..Coded::new(plover.event) };
            for cue in &row.cues {
                let words: Vec<&str> = cue.split(' ').collect();
                let reached = cameo_for(&Coded { words: &words, ..coded });
                let shared =
                    reached.row().is_some_and(|other| other.cues.contains(cue)) || reached.parent() == Some(code);
                assert!(reached == code || shared, "{code} by {cue}: {reached}");
            }
            if row.by == "context" {
                assert_eq!(cameo_for(&Coded { contexts: &plover.contexts, ..coded }), code);
            }
        }
    }

    #[test]
    fn every_type_and_mode_has_a_code_of_its_own_type() {
        // RETREAT resign is written 0831, which CAMEO's users mean as a concession; RETREAT and CONCEDE share the
        // root 08.
        let elsewhere = ["080", "0831"];
        for &event in EventType::ALL {
            for mode in std::iter::once(None).chain(modes(event).map(Some)) {
                let code = cameo_for(&Coded { mode, ..Coded::new(event) });
                let same = code.plover().is_some_and(|plover| plover.event == event);
                assert!(code.is_written() && (same || elsewhere.contains(&code.code())), "{event} {mode:?} {code}");
            }
        }
    }

    #[test]
    fn announced_cooperation_is_written_as_intent() {
        let announced =
            |event, contexts| cameo_for(&Coded { aux: &[Aux::Future], contexts, ..Coded::new(event) }).code();
        assert_eq!(announced(EventType::Consult, &[]), "036");
        assert_eq!(announced(EventType::Aid, &[Context::Military]), "0332");
        assert_eq!(announced(EventType::Cooperate, &[Context::Economic]), "0311");
    }

    #[test]
    fn a_root_named_by_the_predicate_gives_way_to_the_modes_code() {
        let code = |event, hint, mode| {
            cameo_for(&Coded { hint: Cameo::parse(hint), mode: Mode::of(event, mode), ..Coded::new(event) }).code()
        };
        assert_eq!(code(EventType::Assault, "180", "abduct"), "181");
        assert_eq!(code(EventType::Assault, "190", "drone"), "195");
        assert_eq!(code(EventType::Request, "020", "yield"), "025");
        assert_eq!(code(EventType::Request, "100", "yield"), "105");
        assert_eq!(code(EventType::Sanction, "160", "discontinue"), "160");
    }

    #[test]
    fn a_hint_that_no_longer_fits_is_left() {
        let hint = Cameo::parse("062");
        let mode = Mode::of(EventType::Mobilize, "troops");
        assert_eq!(cameo_for(&Coded { mode, hint, ..Coded::new(EventType::Mobilize) }).code(), "154");
    }
}
