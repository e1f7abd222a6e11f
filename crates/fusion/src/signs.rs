//! What speaks for and against two mentions being of one event.

use attache_coding::Side;
use attache_coding::ontology::Modality;
use attache_world::calendar::Granularity;
use attache_world::resolve::ActorKind;
use jiff::civil::Date;

use crate::arguments::Part;
use crate::kin::{Kin, Kinship};
use crate::mention::{Party, Quantity, When};
use crate::scene::{Scene, Telling};

/// What is looked at, by the names that `data/weights.tsv` gives them. Signs behind `act` are of coded acts alone.
pub(crate) const SIGNS: &[&str] = &[
    "always",
    "same-word",
    "same-stem",
    "family",
    "near-word",
    "phrase-kin",
    "kin",
    "same-text",
    "shared-word",
    "vector",
    "vector-kin",
    "arguments",
    "arguments-clash",
    "arguments-kin",
    "doer-same",
    "doer-clash",
    "done-same",
    "done-clash",
    "trait-same",
    "trait-clash",
    "around",
    "around-kin",
    "cast",
    "article-alike",
    "same-article",
    "same-article-kin",
    "same-sentence",
    "sentences-apart",
    "both-lead",
    "time-same",
    "time-clash",
    "part-of-speech-same",
    "rare-same-word",
    "rare",
    "spread-same-word",
    "repeated-same-word",
    "repeated",
    "named-noun",
    "modality-clash",
    "act",
    "type-same",
    "type-clash",
    "mode-same",
    "mode-clash",
    "actor-same",
    "actor-code-same",
    "actor-clash",
    "recipient-same",
    "recipient-code-same",
    "recipient-clash",
    "both-sides-same",
    "day-same",
    "day-near",
    "day-clash",
    "place-same",
    "place-clash",
    "number-same",
    "number-clash",
    "copied",
    "published-apart",
    "open-day-apart",
];

/// The signs of a pair, in the order of [`SIGNS`].
pub(crate) type Signs = [f32; SIGNS.len()];

/// Reads the signs of two mentions.
pub(crate) fn signs<'s>(scene: &Scene<'_>, kinship: &mut Kinship<'s>, a: &Telling<'s>, b: &Telling<'s>) -> Signs {
    let (m, n) = (a.mention, b.mention);
    let kin = kinship.of(&m.lemma, &n.lemma);
    let phrases = m.words.len().max(n.words.len()) > 1 && kinship.of_phrases(&m.words, &n.words) >= Kin::Family;
    let yes = |holds: bool| f32::from(u8::from(holds));
    let is_kin = yes(kin != Kin::None || phrases);
    let close = yes(kin >= Kin::Family);
    let vector = m.vector.cosine(&n.vector).unwrap_or(0.4);
    let (arguments, clash) = arguments(a, b);
    let (doer, done, of_trait) = (part(a, b, Part::Doer), part(a, b, Part::Done), part(a, b, Part::Trait));
    let around = scene.around(a, b);
    let same_article = a.account == b.account;
    let same_sentence = same_article && m.place_in_text == n.place_in_text;
    let apart = if same_article { m.place_in_text.abs_diff(n.place_in_text).min(10) } else { 0 };
    let both = a.cast.iter().filter(|actor| b.cast.binary_search(actor).is_ok()).count();
    let cast = both as f32 / a.cast.len().min(b.cast.len()).max(1) as f32;
    let time = times(m.when.as_ref(), n.when.as_ref());
    let rare = a.rarity.min(b.rarity) / 14.0;
    let repeated = a.repeats.max(b.repeats).min(5.0) / 5.0;
    let words = m.words.iter().filter(|word| n.words.contains(word)).count();
    let modality = |t: &Telling<'_>| t.mention.act.as_ref().map_or(Modality::Happened, |act| act.modality);
    let mut signs = [0.0; SIGNS.len()];
    let common = [
        1.0,
        yes(kin == Kin::Same),
        yes(kin == Kin::Stem),
        yes(kin == Kin::Family),
        yes(kin == Kin::Near),
        yes(kin == Kin::None && phrases),
        is_kin,
        yes(m.words == n.words),
        words as f32 / m.words.len().min(n.words.len()).max(1) as f32,
        vector,
        vector * is_kin,
        arguments,
        clash,
        arguments * is_kin,
        yes(doer > 0),
        yes(doer < 0),
        yes(done > 0),
        yes(done < 0),
        yes(of_trait > 0),
        yes(of_trait < 0),
        around,
        around * is_kin,
        cast,
        scene.likeness(a.account, b.account),
        yes(same_article),
        yes(same_article) * is_kin,
        yes(same_sentence),
        apart as f32 / 10.0,
        yes(m.place_in_text <= 1 && n.place_in_text <= 1),
        yes(time == Some(Nearness::Same) || time == Some(Nearness::Within)),
        yes(time == Some(Nearness::Near) || time == Some(Nearness::Far)),
        yes(m.noun == n.noun),
        rare * close,
        rare,
        a.spread.min(b.spread) * close,
        repeated * close,
        repeated,
        yes(m.noun && n.noun) * close,
        yes(modality(a) != modality(b)),
    ];
    signs[..common.len()].copy_from_slice(&common);
    if let (Some(x), Some(y)) = (&m.act, &n.act) {
        let shared = x.modes.iter().any(|mode| y.modes.contains(mode));
        let (actors, actor_codes) = sides(scene, a, b, Side::Actor);
        let (recipients, recipient_codes) = sides(scene, a, b, Side::Recipient);
        let numbers = numbers(&m.quantities, &n.quantities);
        let place = places(a, b);
        let time = act_times(scene, a, b);
        let acts = [
            1.0,
            yes(x.event == y.event),
            yes(x.event != y.event),
            yes(shared),
            yes(!shared && !x.modes.is_empty() && !y.modes.is_empty()),
            yes(actors > 0),
            yes(actors == 0 && actor_codes > 0),
            yes(actors < 0),
            yes(recipients > 0),
            yes(recipients == 0 && recipient_codes > 0),
            yes(recipients < 0),
            yes((actors > 0 || actor_codes > 0) && (recipients > 0 || recipient_codes > 0)),
            yes(time == Some(Nearness::Same)),
            yes(time == Some(Nearness::Near)),
            yes(time == Some(Nearness::Far)),
            yes(place > 0),
            yes(place < 0),
            yes(numbers > 0),
            yes(numbers < 0),
            yes(copied(scene, a, b) || copied(scene, b, a)),
            published_apart(scene, a, b),
            open_day_apart(scene, a, b),
        ];
        signs[common.len()..].copy_from_slice(&acts);
    }
    signs
}

/// Days between the publication of two mentions' articles, of ten; 0 where either is open.
fn published_apart(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> f32 {
    match (scene.published[a.account], scene.published[b.account]) {
        (Some(x), Some(y)) => apart(x, y).min(DAYS) as f32 / DAYS as f32,
        _ => 0.0,
    }
}

/// Where one mention is dated and the other is not: days between the day of the one and the publication of the other, of ten.
fn open_day_apart(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> f32 {
    let (dated, open) = match (&a.mention.when, &b.mention.when) {
        (Some(when), None) => (when, b),
        (None, Some(when)) => (when, a),
        _ => return 0.0,
    };
    let Some(published) = scene.published[open.account] else { return 0.0 };
    if dated.days.first <= published && published <= dated.days.last {
        return 0.0;
    }
    apart(dated.days.first, published).min(apart(dated.days.last, published)).min(DAYS) as f32 / DAYS as f32
}

/// Days that count as far.
const DAYS: i32 = 10;

/// How much of what stands around one stands around the other, and whether nothing does.
fn arguments(a: &Telling<'_>, b: &Telling<'_>) -> (f32, f32) {
    let core =
        |t: &Telling<'_>| t.arguments.iter().filter(|(part, ..)| *part != Part::Trait).copied().collect::<Vec<_>>();
    let (x, y) = (core(a), core(b));
    let fewer = x.len().min(y.len());
    if fewer == 0 {
        return (0.0, 0.0);
    }
    let found = x.iter().filter(|one| y.iter().any(|other| alike(one, other))).count().min(fewer);
    (found as f32 / fewer as f32, f32::from(u8::from(found == 0)))
}

type Head = (Part, u32, Option<usize>);

fn alike(a: &Head, b: &Head) -> bool {
    a.1 != 0 && a.1 == b.1 || a.2.is_some() && a.2 == b.2
}

/// 1 where both have such a part and it is the same, -1 where it differs.
fn part(a: &Telling<'_>, b: &Telling<'_>, part: Part) -> i8 {
    let of = |t: &Telling<'_>| t.arguments.iter().filter(|(other, ..)| *other == part).copied().collect::<Vec<Head>>();
    let (x, y) = (of(a), of(b));
    match () {
        () if x.is_empty() || y.is_empty() => 0,
        () if x.iter().any(|one| y.iter().any(|other| alike(one, other))) => 1,
        () => -1,
    }
}

/// How two times stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// The same day, told to the day.
    Same,
    /// One lies within the other, or they overlap.
    Within,
    /// They do not touch, but an error of a day or two would explain it.
    Near,
    /// They do not touch.
    Far,
}

/// How two times stand to each other; none where one is open.
pub(crate) fn times(a: Option<&When>, b: Option<&When>) -> Option<Nearness> {
    let (a, b) = (a?, b?);
    let exact = |when: &When| when.days.first == when.days.last && when.granularity <= Granularity::Day;
    if exact(a) && a.days == b.days && exact(b) {
        return Some(Nearness::Same);
    }
    if a.days.first <= b.days.last && b.days.first <= a.days.last {
        return Some(Nearness::Within);
    }
    let gap = apart(a.days.last, b.days.first).min(apart(b.days.last, a.days.first));
    Some(if gap <= 2 { Nearness::Near } else { Nearness::Far })
}

/// How two times of acts stand to each other: what is told in weeks ("two weeks earlier") is not exact, nor which week the "Sunday" of
/// an article means whose own day is inferred.
fn act_times(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> Option<Nearness> {
    let found = times(a.mention.when.as_ref(), b.mention.when.as_ref())?;
    let (x, y) = (a.mention.when.as_ref()?, b.mention.when.as_ref()?);
    let gap = apart(x.days.last, y.days.first).min(apart(y.days.last, x.days.first));
    let weeks = [x, y].iter().any(|when| when.granularity == Granularity::Week);
    let inferred = a.account != b.account && [a, b].iter().any(|t| scene.accounts[t.account].open.is_some());
    let loose = weeks && gap <= ABOUT_A_WEEK || inferred && gap == A_WEEK;
    Some(if loose { found.min(Nearness::Within) } else { found })
}

/// Days by which the same weekday of the next week is off.
const A_WEEK: i32 = 7;

/// Days by which what is told in weeks ("two weeks earlier") may be off.
const ABOUT_A_WEEK: i32 = 4;

/// Days between two dates.
pub(crate) fn apart(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

/// Whether the parties of a side are the same (1), differ (-1), or cannot be told apart; and whether their codes agree.
fn sides(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>, side: Side) -> (i8, i8) {
    let of = |t: &Telling<'_>| -> Vec<(usize, Option<usize>)> {
        let all = t.mention.parties.iter().enumerate();
        all.filter(|(_, party)| party.side == side).map(|(n, _)| (n, t.parties[n])).collect()
    };
    let (x, y) = (of(a), of(b));
    if x.is_empty() || y.is_empty() {
        return (0, 0);
    }
    let pairs = || x.iter().flat_map(|one| y.iter().map(move |other| (one, other)));
    let (mut same, mut code, mut differ) = (false, false, true);
    for (one, other) in pairs() {
        let (p, q) = (&a.mention.parties[one.0], &b.mention.parties[other.0]);
        same |= one.1.is_some() && one.1 == other.1 || are_one_name(&p.name, &q.name);
        code |= p.code.is_some() && p.code == q.code;
        differ &= differs(scene, (p, one.1), (q, other.1));
    }
    (
        if same {
            1
        } else if differ {
            -1
        } else {
            0
        },
        i8::from(code),
    )
}

fn are_one_name(a: &str, b: &str) -> bool {
    a == b || attache_world::fold(a) == attache_world::fold(b)
}

/// Whether two parties cannot be the same: of different states, or two people with different names.
pub(crate) fn differs(scene: &Scene<'_>, a: (&Party, Option<usize>), b: (&Party, Option<usize>)) -> bool {
    if a.1.is_some() && a.1 == b.1 || are_one_name(&a.0.name, &b.0.name) {
        return false;
    }
    if matches!((&a.0.code, &b.0.code), (Some(x), Some(y)) if x != y) {
        return true;
    }
    let person = |actor: Option<usize>| {
        actor.and_then(|n| scene.cast.actors.get(n)).is_some_and(|a| a.kind == ActorKind::Person && a.name.is_some())
    };
    person(a.1) && person(b.1)
}

/// 1 where both happen at one place, -1 where at places that lie far apart.
fn places(a: &Telling<'_>, b: &Telling<'_>) -> i8 {
    let (Some(x), Some(y)) = (&a.mention.place, &b.mention.place) else { return 0 };
    if x.geonames.is_some() && x.geonames == y.geonames || x.name == y.name {
        return 1;
    }
    if matches!((&x.country, &y.country), (Some(x), Some(y)) if x != y) { -1 } else { 0 }
}

/// 1 where both tell the same number of the same thing, -1 where numbers of one thing differ.
fn numbers(a: &[Quantity], b: &[Quantity]) -> i8 {
    let mut verdict = 0;
    for x in a {
        for y in b.iter().filter(|y| y.what == x.what && y.unit == x.unit) {
            if overlap(x, y) {
                return 1;
            }
            verdict = -1;
        }
    }
    verdict
}

/// Whether two numbers may be the same.
pub(crate) fn overlap(a: &Quantity, b: &Quantity) -> bool {
    let low = |q: &Quantity| q.low.unwrap_or(f64::NEG_INFINITY);
    let high = |q: &Quantity| q.high.unwrap_or(f64::INFINITY);
    low(a) <= high(b) && low(b) <= high(a)
}

/// Whether the sentence of `a` was taken from that of `b`.
pub(crate) fn copied(scene: &Scene<'_>, a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let (here, there) = (&scene.accounts[a.account], &scene.accounts[b.account]);
    here.of.as_ref() == Some(&there.id)
        && here.passages.iter().any(|passage| {
            let covers = |span: attache_press::CharSpan, sentence: attache_press::CharSpan| {
                span.start < sentence.end && sentence.start < span.end
            };
            covers(passage.here, a.mention.sentence) && covers(passage.there, b.mention.sentence)
        })
}
