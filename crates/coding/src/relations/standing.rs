//! Whether a relation stands: what the words over and beside its trigger make of it (`data/relation_operators.tsv`).

use std::sync::LazyLock;

use attache_language::Upos;
use rustc_hash::FxHashMap;

use super::frames::{Base, Frame};
use super::{RelationKind, Scene, Standing, slots};

/// What the words make of a relation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    pub status: Standing,
    /// The words over the trigger that say so, the nearest first; the trigger among them.
    pub path: Vec<usize>,
    /// It begins with what is told: a time beside it is its first.
    pub begun: bool,
    /// An old rung gives way to a new one.
    pub raised: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Makes {
    Begun,
    Stands,
    Raised,
    Ended,
    Wished,
    Proposed,
    /// Proposed; refused where it is denied.
    Planned,
    Refused,
    Never,
    Maybe,
}

static OPERATORS: LazyLock<FxHashMap<(&'static str, &'static str), Makes>> =
    LazyLock::new(|| rows().into_iter().flatten().flatten().collect());

type Row = Vec<((&'static str, &'static str), Makes)>;

/// The rows of the table, none for a line that cannot be read.
fn rows() -> Vec<Option<Row>> {
    let lines = include_str!("../../data/relation_operators.tsv").lines();
    lines.filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(row).collect()
}

/// How many lines of the table cannot be read.
#[cfg(test)]
pub(super) fn unread() -> usize {
    rows().iter().filter(|row| row.is_none()).count()
}

fn row(line: &'static str) -> Option<Row> {
    let cells: Vec<&'static str> = line.split('\t').map(str::trim).collect();
    let [words, over, makes] = cells[..] else { return None };
    let makes = match makes {
        "begun" => Makes::Begun,
        "stands" => Makes::Stands,
        "raised" => Makes::Raised,
        "ended" => Makes::Ended,
        "wished" => Makes::Wished,
        "proposed" => Makes::Proposed,
        "planned" => Makes::Planned,
        "refused" => Makes::Refused,
        "never" => Makes::Never,
        "maybe" => Makes::Maybe,
        _ => return None,
    };
    ["obj", "obl", "comp", "nmod", "subj", "self"]
        .contains(&over)
        .then(|| words.split(';').map(|word| ((word, over), makes)).collect())
}

/// How many words up operators are looked for.
const FAR: usize = 7;

/// What the words around a trigger make of its relation; none where they say that there is none.
pub(super) fn standing(scene: &Scene<'_>, frame: &Frame, head: usize) -> Option<Told> {
    let mut state = State { made: Vec::new(), raised: None };
    let mut path = vec![head];
    let mut at = head;
    if frame.verb {
        match frame.base {
            Base::Begun => state.made.push(Makes::Begun),
            Base::Ended => state.made.push(Makes::Ended),
            Base::Stands | Base::Proposed => {}
        }
    } else if frame.base != Base::Stands {
        state.made.push(if frame.base == Base::Ended { Makes::Ended } else { Makes::Begun });
    }
    if frame.base == Base::Proposed {
        state.made = vec![Makes::Proposed];
    }
    beside(scene, at, &mut state, frame.verb || scene.tree.kid(at, "cop").is_some());
    for clause in slots::clauses(scene, at) {
        let over = slots::place_in(scene, at, clause);
        if let Some(makes) = operator(scene, clause, over) {
            state.made.push(makes);
        }
        beside(scene, clause, &mut state, true);
        path.push(clause);
    }
    for _ in 0..FAR {
        let tree = scene.tree;
        if tree.kind(at) == "conj"
            && tree.upos(at) == Upos::Verb
            && !tree.kids(at).iter().any(|&kid| tree.kind(kid) == "aux")
        {
            // "would join A and end its tariffs"
            let first = tree.head(at).filter(|&first| tree.upos(first) == Upos::Verb && tree.xpos(at) == "VB");
            first.into_iter().for_each(|first| beside(scene, first, &mut state, true));
        }
        let Some((above, over)) = over(scene, at) else { break };
        let makes = match frame.kind {
            RelationKind::Office => taken(scene, frame, above, over)
                .or_else(|| operator(scene, above, over).filter(|_| over == "comp" || frame.verb)),
            // a claim that is weighed or discussed stands
            RelationKind::Claim => operator(scene, above, over)
                .filter(|makes| over == "comp" || !matches!(makes, Makes::Wished | Makes::Proposed)),
            _ => operator(scene, above, over),
        };
        if let Some(makes) = makes {
            if makes == Makes::Raised {
                state.raised = Some(above);
            }
            state.made.push(makes);
        }
        let changes = matches!(makes, Some(Makes::Begun | Makes::Ended | Makes::Raised));
        beside(scene, above, &mut state, changes || matches!(scene.lemma(above), "become" | "be"));
        path.push(above);
        at = above;
    }
    if frame.kind == RelationKind::Office {
        let told = |at: usize| match scene.lemma(at) {
            "former" | "ex" => true,
            "then" | "ousted" | "deposed" | "toppled" | "late" => {
                at + 1 == head
                    || scene.tree.head(at).is_some_and(|over| over == head || scene.tree.head(head) == Some(over))
            }
            _ => false,
        };
        if (head.saturating_sub(4)..head).any(told) || leaves(scene, head) {
            state.made.push(Makes::Ended);
        }
    }
    let status = state.status(frame)?;
    let begun = state.made.iter().any(|makes| matches!(makes, Makes::Begun | Makes::Raised));
    Some(Told { status, path, begun, raised: state.raised })
}

struct State {
    /// From the trigger outwards.
    made: Vec<Makes>,
    raised: Option<usize>,
}

impl State {
    fn status(&self, frame: &Frame) -> Option<Standing> {
        let mut status = Standing::Stands;
        let mut begun = false;
        let (mut maybe, mut negated) = (false, false);
        let planned = self.made.contains(&Makes::Planned);
        for makes in &self.made {
            // who wants to keep it has it
            if *makes == Makes::Stands {
                break;
            }
            status = match (makes, status) {
                (Makes::Begun | Makes::Raised, _) => {
                    begun = true;
                    status
                }
                (Makes::Stands, _) => status,
                (Makes::Ended, Standing::Wished) => Standing::Wished,
                (Makes::Ended, _) => Standing::Ended,
                // who wants, offers or refuses to end it has it still
                (Makes::Wished | Makes::Proposed | Makes::Planned | Makes::Refused, Standing::Ended) => {
                    return Some(Standing::Stands);
                }
                (Makes::Refused, _) => Standing::Refused,
                (Makes::Wished, Standing::Proposed | Standing::Refused) => status,
                (Makes::Wished, _) => Standing::Wished,
                (Makes::Planned, Standing::Wished) => status,
                (Makes::Proposed | Makes::Planned, Standing::Refused) => status,
                (Makes::Proposed | Makes::Planned, _) => Standing::Proposed,
                (Makes::Never, _) => {
                    negated = !negated;
                    status
                }
                (Makes::Maybe, _) => {
                    maybe = true;
                    status
                }
            };
        }
        if negated {
            return match status {
                Standing::Ended => Some(Standing::Stands),
                Standing::Wished if frame.kind == RelationKind::Recognition => Some(Standing::Refused),
                Standing::Refused => Some(Standing::Refused),
                Standing::Wished => Some(Standing::Refused),
                Standing::Proposed if planned => Some(Standing::Refused),
                _ => None,
            };
        }
        if maybe && matches!(status, Standing::Stands | Standing::Ended) {
            return (status == Standing::Ended).then_some(Standing::Stands).filter(|_| !begun);
        }
        Some(status)
    }
}

/// The word over another, and how that one stands to it.
fn over(scene: &Scene<'_>, at: usize) -> Option<(usize, &'static str)> {
    let tree = scene.tree;
    let head = tree.head(at)?;
    let case = || tree.case(at);
    let over = match tree.kind(at) {
        "obj" | "iobj" => "obj",
        "nsubj" if tree.is_passive(head) => "obj",
        "nsubj" if matches!(tree.upos(head), Upos::Verb | Upos::Adj) => "subj",
        "xcomp" | "csubj" => "comp",
        "ccomp" if tree.mark(at) == "to" || tree.xpos(at) == "VBG" => "comp",
        "ccomp" if matches!(scene.lemma(head), "hope" | "wish" | "propose" | "demand" | "urge" | "suggest") => "comp",
        "acl" if tree.mark(at) == "to" || tree.xpos(at) == "VBG" && !tree.mark(at).is_empty() => "comp",
        "advcl"
            if tree.mark(at) == "to"
                || matches!(tree.mark(at).as_str(), "on" | "at" | "for" | "into" | "from" | "in") =>
        {
            "comp"
        }
        "acl" if operator(scene, head, "comp") == Some(Makes::Proposed) => "comp",
        "obl"
            if !matches!(
                case().as_str(),
                "because_of" | "despite" | "since" | "after" | "before" | "during" | "than"
            ) =>
        {
            "obl"
        }
        "nmod" if tree.relation(at) != "nmod:poss" && !matches!(case().as_str(), "including" | "such_as" | "like") => {
            "nmod"
        }
        "conj" if tree.upos(at) == tree.upos(head) => return shared(scene, at),
        "compound" if head > at && tree.is_noun(head) => "nmod",
        // "the next level, a strategic partnership"
        "appos" if tree.upos(head) == Upos::Noun => return over(scene, head),
        _ => return None,
    };
    Some((head, over))
}

/// A conjunct stands as the first does, unless it has a subject of its own.
fn shared(scene: &Scene<'_>, at: usize) -> Option<(usize, &'static str)> {
    let tree = scene.tree;
    let head = tree.head(at)?;
    let own = tree.kids(at).iter().any(|&kid| matches!(tree.kind(kid), "nsubj" | "aux" | "cop"));
    if own {
        return None;
    }
    if tree.upos(at) == Upos::Verb {
        // only what is over both counts
        let verb = matches!(tree.kind(head), "xcomp" | "acl" | "ccomp" | "advcl").then_some(head)?;
        return over(scene, verb);
    }
    over(scene, head)
}

/// Taking and leaving an office.
fn taken(scene: &Scene<'_>, frame: &Frame, above: usize, over: &str) -> Option<Makes> {
    if frame.kind != RelationKind::Office || !matches!(over, "obj" | "obl" | "comp") {
        return None;
    }
    Some(match scene.lemma(above) {
        "become" | "elect" | "appoint" | "name" | "inaugurate" | "crown" | "install" | "take" | "swear" | "reelect"
        | "re-elect" | "make" | "confirm" | "succeed" => Makes::Begun,
        "resign" | "dismiss" | "oust" | "remove" | "depose" | "sack" | "fire" | "step" | "quit" | "retire"
        | "replace" | "overthrow" | "leave" => Makes::Ended,
        "nominate" | "choose" | "pick" | "propose" | "designate" => Makes::Proposed,
        "run" | "campaign" => Makes::Wished,
        _ => return None,
    })
}

/// Whether who holds an office leaves it: "A's president, Ana Torres, resigned", "the minister was sacked".
fn leaves(scene: &Scene<'_>, office: usize) -> bool {
    let tree = scene.tree;
    let mut person = office;
    while let Some(above) = tree.head(person).filter(|_| matches!(tree.kind(person), "appos" | "compound" | "flat")) {
        person = above;
    }
    let Some(verb) = tree.head(person).filter(|_| tree.kind(person) == "nsubj") else { return false };
    let gone = tree.is_passive(verb);
    let denied = tree.kids(verb).iter().any(|&kid| {
        let form = tree.form(kid).to_lowercase();
        matches!(
            form.as_str(),
            "not" | "n't" | "never" | "will" | "would" | "may" | "might" | "could" | "should" | "must"
        ) || tree.kind(kid) == "mark" && form == "to"
    });
    let kept = tree.kid(verb, "obj").is_some() || tree.kid(verb, "ccomp").is_some();
    let told = match scene.lemma(verb) {
        "resign" | "abdicate" | "die" => !kept,
        "step" => tree.kids(verb).iter().any(|&kid| matches!(scene.lemma(kid), "down" | "aside")),
        "dismiss" | "oust" | "depose" | "sack" | "overthrow" | "topple" | "kill" | "assassinate" => gone,
        "retire" => !kept && !gone,
        _ => false,
    };
    told && !denied && tree.upos(verb) == Upos::Verb
}

fn operator(scene: &Scene<'_>, above: usize, over: &'static str) -> Option<Makes> {
    let tree = scene.tree;
    let lemma = scene.lemma(above);
    let particle = tree
        .kids(above)
        .iter()
        .find(|&&kid| tree.relation(kid) == "compound:prt" || (tree.kind(kid) == "advmod" && tree.xpos(kid) == "RP"));
    let both = particle.map(|&particle| format!("{lemma} {}", scene.lemma(particle)));
    let find = |word: &str, over: &str| OPERATORS.get(&(word, over)).copied();
    let found = both.as_deref().and_then(|both| find(both, over)).or_else(|| find(lemma, over));
    if found.is_some() || over != "obl" {
        return found;
    }
    find(lemma, "comp").filter(|makes| matches!(makes, Makes::Proposed) && tree.upos(above) == Upos::Noun)
}

/// What stands beside a word: negation, "former", "would".
fn beside(scene: &Scene<'_>, word: usize, state: &mut State, changes: bool) {
    let tree = scene.tree;
    let mut longer = false;
    for &kid in tree.kids(word) {
        if !matches!(tree.kind(kid), "advmod" | "amod" | "aux" | "det" | "mark" | "cc" | "compound" | "case") {
            continue;
        }
        let form = tree.form(kid).to_lowercase();
        let lemma = if matches!(form.as_str(), "n't" | "not") { "not" } else { scene.lemma(kid) };
        if form == "longer"
            || form == "more" && tree.kids(kid).iter().any(|&no| tree.form(no).eq_ignore_ascii_case("no"))
        {
            longer = true;
            continue;
        }
        if lemma == "no" && tree.form(kid + 1).eq_ignore_ascii_case("longer") {
            longer = true;
            continue;
        }
        let announced = lemma == "would" && is_announced(scene, word);
        let found = OPERATORS.get(&(if announced { "will" } else { lemma }, "self")).copied();
        let found = found.filter(|_| tree.kind(kid) != "aux" || changes && is_future(scene, word));
        state.made.extend(found);
    }
    if longer {
        state.made.push(Makes::Ended);
    }
}

/// "announced that it would join": what will be, told afterwards.
fn is_announced(scene: &Scene<'_>, verb: usize) -> bool {
    let over = scene.tree.head(verb).filter(|_| scene.tree.kind(verb) == "ccomp");
    over.is_some_and(|over| {
        matches!(
            scene.lemma(over),
            "announce" | "say" | "declare" | "promise" | "pledge" | "confirm" | "vow" | "tell" | "decide" | "agree"
        )
    })
}

/// "will join" is to come; "will remain" is not news.
fn is_future(scene: &Scene<'_>, verb: usize) -> bool {
    !matches!(scene.lemma(verb), "remain" | "stay" | "keep" | "continue" | "maintain")
}
