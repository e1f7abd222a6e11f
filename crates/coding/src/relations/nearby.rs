//! Values of relations that the model hears and no row tells: from the nearest words of their kind.

use attache_language::Upos;

use super::frames::{self, Frame};
use super::heard::Heard;
use super::standing::Told;
use super::{RelationKind, Scene, Standing, naming, slots, standing, terms, titles, values};

/// A value with the word from which it is, and what the words over that say.
pub(super) struct Nearby {
    pub value: Option<String>,
    pub word: usize,
    pub told: Told,
    /// Whether that is of a word of the kind, so that it counts.
    pub by_cue: bool,
    /// Whether the words over it say that there is none.
    pub denied: bool,
}

/// The value of what is heard between two words; none where there is no such relation without one.
pub(super) fn nearby(scene: &Scene<'_>, heard: &Heard) -> Option<Nearby> {
    let words = scene.tree.article.annotation.sentences.get(heard.sentence)?.words.clone();
    let ends: Vec<usize> = [heard.subject, heard.object].into_iter().flatten().map(|(_, word)| word).collect();
    let far = |word: usize| ends.iter().map(|end| end.abs_diff(word)).sum::<usize>();
    let mut cues: Vec<(usize, &'static Frame)> = frames::cues(scene, &words, heard.kind);
    cues.sort_by_key(|(word, _)| (far(*word), *word));
    let fallback = ends.first().copied().unwrap_or(words.start);
    for &(word, frame) in &cues {
        let told = standing::standing(scene, frame, word);
        let denied = told.is_none();
        let told = told.unwrap_or_else(|| plain(word));
        let slots = slots::slots(scene, word, frame);
        let value = match heard.kind {
            RelationKind::Treaty => treaty(scene, word),
            RelationKind::Office if frame.verb => Some("head".to_owned()),
            RelationKind::Office => Some(titles::title(scene, word)),
            RelationKind::Alliance => titles::pact(scene, word),
            RelationKind::Trade => terms::rank(scene, word)
                .map(|words| scene.tree.text(&words).to_lowercase())
                .or_else(|| terms::volume(scene, word)),
            RelationKind::Claim => values::values(scene, frame, word, &slots, &told)
                .and_then(|it| it.0)
                .or_else(|| land(scene, heard, word))
                .or_else(|| claimed(scene, heard)),
            RelationKind::Sanctions if frame.verb && frame.value == "=travel ban" => barred(scene, heard, &words),
            _ => values::values(scene, frame, word, &slots, &told).and_then(|(value, _)| value),
        };
        if value.is_some() || !needs_value(heard.kind) {
            return Some(Nearby { value: value.or_else(|| usual(scene, heard)), word, told, by_cue: true, denied });
        }
    }
    let value = usual(scene, heard).or_else(|| match heard.kind {
        RelationKind::Claim => land(scene, heard, fallback),
        RelationKind::Trade => terms::volume(scene, fallback),
        _ => None,
    });
    (value.is_some() || !needs_value(heard.kind)).then(|| Nearby {
        value,
        word: fallback,
        told: plain(fallback),
        by_cue: false,
        denied: false,
    })
}

/// What is barred: people may not come, goods may not be bought.
fn barred(scene: &Scene<'_>, heard: &Heard, words: &std::ops::Range<usize>) -> Option<String> {
    let tree = scene.tree;
    let person = heard.object.is_some_and(|(_, word)| naming::is_person(scene, &tree.party(word)));
    let goods = words.clone().any(|at| matches!(scene.lemma(at), "import" | "export"));
    let kind = if person {
        "travel ban"
    } else if goods {
        "import ban"
    } else {
        "sanctions"
    };
    Some(kind.to_owned())
}

fn plain(word: usize) -> Told {
    Told { status: Standing::Stands, path: vec![word], begun: false, raised: None }
}

/// Whether relations of a kind always have a value.
fn needs_value(kind: RelationKind) -> bool {
    use RelationKind::{Claim, Office, Sanctions, Trade, Treaty};
    matches!(kind, Claim | Office | Sanctions | Trade | Treaty)
}

/// The value that a kind has where nothing is told.
fn usual(scene: &Scene<'_>, heard: &Heard) -> Option<String> {
    let words = scene.tree.article.annotation.sentences.get(heard.sentence)?.words.clone();
    match heard.kind {
        RelationKind::Sanctions => Some("sanctions".to_owned()),
        // who is recognised as president is recognised as the government
        RelationKind::Recognition => {
            let person = heard.object.is_some_and(|(_, word)| naming::is_person(scene, &scene.tree.party(word)));
            person.then(|| "government".to_owned())
        }
        RelationKind::Partnership => {
            // the words of a rung that stand together nearest to the parties
            let first = words.clone().find(|&at| values::is_rung(scene, at))?;
            let rung = (first..words.end).take_while(|&at| values::is_rung(scene, at));
            let rung: Vec<String> = rung.map(|at| scene.tree.form(at).to_lowercase()).collect();
            Some(rung.join(" "))
        }
        _ => None,
    }
}

/// Who is claimed as a whole, where no land is told of: "B, which A claims".
fn claimed(scene: &Scene<'_>, heard: &Heard) -> Option<String> {
    let (_, word) = heard.object?;
    let name = scene.tree.entity(word).map_or(word..word + 1, |entity| entity.words.clone());
    (scene.tree.upos(word) == Upos::Propn).then(|| scene.tree.text(&name))
}

/// The name of a treaty, or the noun alone.
fn treaty(scene: &Scene<'_>, word: usize) -> Option<String> {
    titles::name(scene, word).or_else(|| Some(scene.tree.form(word).to_lowercase()))
}

/// The land that stands nearest to a word and is no party.
fn land(scene: &Scene<'_>, heard: &Heard, word: usize) -> Option<String> {
    let tree = scene.tree;
    let words = tree.article.annotation.sentences.get(heard.sentence)?.words.clone();
    let resolution = tree.article.resolution;
    let state = |at: usize| {
        let actor = resolution.headed_by(at).and_then(|mention| resolution.actor_of(mention));
        actor.is_some_and(|actor| actor.kind == attache_world::resolve::ActorKind::State)
    };
    let heads = |at: &usize| {
        let inner = tree.head(*at).is_some_and(|above| {
            matches!(tree.kind(*at), "compound" | "flat" | "amod") && tree.is_noun(above) && !state(*at)
        });
        !inner && !state(*at) && matches!(tree.upos(*at), Upos::Noun | Upos::Propn) && terms::is_land(scene, *at)
    };
    let near = words.filter(heads).min_by_key(|at| (at.abs_diff(word), *at))?;
    Some(tree.text(&tree.phrase(near)))
}
