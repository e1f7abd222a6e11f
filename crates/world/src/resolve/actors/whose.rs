//! Of which country an actor is whom no phrase of its own places: a ranking of the countries that the article tells of.
//!
//! Each country told of, and "of none that the text decides", has signs; weights (`data/actor_whose.tsv`, fitted by
//! `bench/fit_whose.py`) make of them how likely each is. Weights of "all" count for every actor, those of its sort beside them.

use super::cast::Entity;
use super::focus::{SOURCES, Sign as Told};
use super::heard::{self, log_odds};
use super::lists::{Class, is};
use super::resolver::Resolver;
use crate::resolve::places::weights::signs;
use crate::resolve::{ActorKind, MentionKind};
use crate::rows::rows;
use crate::sectors::Sector;
use attache_language::Part;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

signs! {
    #[allow(dead_code, reason = "those of one source stand behind the first, by number")]
    /// Signs that an actor is of a country; the last ones that it is of none that the text decides.
    Sign {
        NearPlace = "near-place", NearState = "near-state", NearPeople = "near-people",
        NearHelper = "near-helper", NearBody = "near-body", NearLeader = "near-leader",
        WholePlace = "whole-place", WholeState = "whole-state", WholePeople = "whole-people",
        WholeHelper = "whole-helper", WholeBody = "whole-body", WholeLeader = "whole-leader",
        Dateline = "dateline", Title = "title", Outlet = "outlet",
        // told of first in the text; last before the actor, in its sentence or anywhere; as the place of the sentence
        First = "first", LastInSentence = "last-in-sentence", Last = "last", Opens = "opens",
        // told of most; the part of all that is told; in the sentence, in the one before
        Most = "most", Share = "share", Sentence = "sentence", SentenceBefore = "sentence-before",
        // where the clause says that things happen; who is joined, the subject, who was told of before, who speaks
        Clause = "clause", Joined = "joined", Subject = "subject", ActorBefore = "actor-before",
        NamedBefore = "named-before", Speaker = "speaker",
        // told of within its own phrase; where its verb takes it; whom its verb concerns
        Within = "within", Goes = "goes", Object = "object",
        // near the other mentions; the code of a body's name or a place that may be a guess
        Pool = "pool", Guess = "guess",
        // the annotator hears that a word of its sentence tells whose it is: log-odds, likelier than not, that of another mention
        Heard = "heard", HeardLikely = "heard-likely", HeardBefore = "heard-before",
        // a body without a country, and how likely the annotator hears that it is one
        Body = "body", HeardBody = "heard-body",
        None = "none", NoneAbroad = "none-abroad", NoneAudience = "none-audience", NoneRegional = "none-regional",
        NoneHeard = "none-heard", NoneUnheard = "none-unheard",
        NoneOpen = "none-open", NoneCounted = "none-counted", NoneDomestic = "none-domestic",
    }
}

/// Sorts of actors, each with weights of its own.
const SORTS: [&str; 5] = ["all", "person", "body", "domestic", "people"];
/// Words after which a sign near by counts less by e.
const FADES: f32 = 30.0;
/// So many signs are near.
const NEAR: usize = 16;
/// So many phrases before are looked through for an actor told of before.
const BEFORE: usize = 12;
/// So many other mentions are looked at.
const MENTIONS: usize = 6;

type Weights = [[f32; Sign::COUNT]; SORTS.len()];

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = [[0.0; Sign::COUNT]; SORTS.len()];
    rows("actor_whose.tsv", include_str!("../../../data/actor_whose.tsv"), |row| {
        let sort = SORTS.iter().position(|sort| *sort == row.get("of"));
        let sign = Sign::NAMES.iter().position(|sign| *sign == row.get("sign"));
        if let (Some(sort), Some(sign)) = (sort, sign) {
            weights[sort][sign] = row.number("weight").unwrap_or_default() as f32;
        }
    });
    weights
});

/// The names of the signs and of the sorts of actors.
pub(super) const NAMES: (&[&str], &[&str]) = (Sign::NAMES, &SORTS);

/// The countries of which an actor may be, the likeliest first; no code where the text does not decide.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranking {
    /// Of which sort the actor is.
    pub sort: usize,
    /// Code, how likely, and the signs.
    pub countries: Vec<(Option<Box<str>>, f32, [f32; Sign::COUNT])>,
}

impl Ranking {
    /// The likeliest country; none where none is likelier.
    pub(super) fn best(&self) -> Option<&str> {
        self.countries.first()?.0.as_deref()
    }

    /// The likeliest country, whether or not it is likelier than none.
    pub(super) fn likeliest(&self) -> Option<&str> {
        self.countries.iter().filter_map(|(code, ..)| code.as_deref()).find(|code| !BODIES.contains(code))
    }
}

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'q, 'w> {
    /// The first phrase that tells of the actor.
    pub phrase: usize,
    /// The actor, where it is known already.
    pub entity: Option<(usize, &'q Entity<'w>)>,
    /// Words that head its other mentions.
    pub others: &'q [usize],
    /// Codes given to actors that the text leaves open, told of before.
    pub decided: &'q FxHashMap<usize, String>,
}

/// Ranks the countries that the article tells of.
pub(super) fn rank(r: &Resolver<'_, '_, '_>, asked: &Asked<'_, '_>) -> Ranking {
    let sort = sort(r, asked);
    let mut countries: Vec<(Option<Box<str>>, f32, [f32; Sign::COUNT])> =
        country_signs(r, asked).into_iter().map(|(code, signs)| (Some(code.into()), 0.0, signs)).collect();
    let heads = heard::telling_heads(r, r.phrases[asked.phrase].head, asked.others);
    for body in BODIES {
        if let Some(score) = heard::code(r, &heads, body).filter(|score| *score >= AUDIBLE) {
            let mut signs = [0.0; Sign::COUNT];
            (signs[Sign::Body as usize], signs[Sign::HeardBody as usize]) = (1.0, log_odds(score));
            countries.push((Some(body.into()), 0.0, signs));
        }
    }
    let loudest = countries.iter().map(|(.., signs)| signs[Sign::Heard as usize]).fold(0.0, f32::max);
    let mut none = none_signs(r, asked, sort);
    let heard = heard::code(r, &heads, "none");
    none[Sign::NoneHeard as usize] = log_odds(heard.unwrap_or(SELDOM));
    none[Sign::NoneUnheard as usize] = f32::from(u8::from(heard.is_some() && loudest == 0.0));
    countries.push((None, 0.0, none));
    let score = |signs: &[f32; Sign::COUNT]| -> f32 {
        (0..Sign::COUNT).map(|i| signs[i] * (WEIGHTS[0][i] + WEIGHTS[sort][i])).sum()
    };
    let most = countries.iter().map(|(.., signs)| score(signs)).fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for (_, likely, signs) in &mut countries {
        *likely = (score(signs) - most).exp();
        sum += *likely;
    }
    countries.iter_mut().for_each(|(_, likely, _)| *likely /= sum);
    countries.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ranking { sort, countries }
}

fn sort(r: &Resolver<'_, '_, '_>, asked: &Asked<'_, '_>) -> usize {
    let phrase = &r.phrases[asked.phrase];
    let entity = asked.entity.map(|(_, e)| e);
    let named = phrase.name.is_some() || entity.is_some_and(|e| !e.names.is_empty());
    let kind = entity.and_then(|e| e.kind);
    let person = kind == Some(ActorKind::Person) || phrase.name.is_some_and(|n| r.names[n].is_person());
    let domestic = |l: &str| is(l, Class::Domestic) || is(l, Class::Force) || is(l, Class::Body);
    let at_home = entity
        .map_or_else(|| phrase.nouns.iter().any(|n| domestic(&n.lemma)), |e| e.lemmas.iter().any(|l| domestic(l)));
    match (named, person, at_home) {
        (true, true, _) => 1,
        (true, false, _) => 2,
        (false, _, true) => 3,
        (false, _, false) => 4,
    }
}

fn country_signs<'f>(r: &Resolver<'f, '_, '_>, asked: &Asked<'_, '_>) -> Vec<(&'f str, [f32; Sign::COUNT])> {
    let focus = r.focus;
    let phrase = &r.phrases[asked.phrase];
    let word = phrase.head;
    let (end, sentence) = (r.sentence_end(asked.phrase), r.tree.sentence(word));
    let near = near(&focus.signs, word, end);
    let others: Vec<&[Told]> =
        asked.others.iter().take(MENTIONS).map(|at| self::near(&focus.signs, *at, *at + 1)).collect();
    let before = focus.before(word);
    let telling = |sign: &&Told| sign.source != super::focus::Source::Helper;
    let last = before.iter().rev().find(telling);
    let last_here = last.filter(|sign| r.tree.sentence(sign.word) == sentence);
    let opens = near.iter().rev().find(|sign| sign.opens && r.tree.sentence(sign.word) == sentence);
    let first = focus.signs.first();
    let people = people_signs(r, asked);
    let all: f32 = focus.total.iter().map(|(_, told)| told.sum()).sum();
    let mut found: Vec<(&str, [f32; Sign::COUNT])> = Vec::with_capacity(focus.total.len());
    for (n, (code, told)) in focus.total.iter().enumerate() {
        let mut signs = [0.0; Sign::COUNT];
        let mut put = |sign: Sign, value: f32| signs[sign as usize] = value;
        let is_it = |sign: Option<&Told>| f32::from(u8::from(sign.is_some_and(|sign| sign.code == *code)));
        put(Sign::Dateline, told.dateline);
        put(Sign::Title, told.title);
        put(Sign::Outlet, told.outlet);
        put(Sign::First, is_it(first));
        put(Sign::LastInSentence, is_it(last_here));
        put(Sign::Last, is_it(last));
        put(Sign::Opens, is_it(opens));
        put(Sign::Most, f32::from(u8::from(n == 0)));
        put(Sign::Share, told.sum() / all.max(f32::EPSILON));
        let within =
            |s: usize| near.iter().any(|sign| sign.code == *code && telling(&sign) && r.tree.sentence(sign.word) == s);
        put(Sign::Sentence, f32::from(u8::from(within(sentence))));
        put(Sign::SentenceBefore, f32::from(u8::from(sentence > 0 && within(sentence - 1))));
        let pool: f32 = others
            .iter()
            .zip(asked.others)
            .map(|(near, at)| by_source(near, code, *at).iter().sum::<f32>().ln_1p())
            .sum();
        put(Sign::Pool, pool / others.len().max(1) as f32);
        let heard = tied(r, near, code, word);
        put(Sign::Heard, heard);
        put(Sign::HeardLikely, f32::from(u8::from(heard > QUIET)));
        let inside = near.iter().any(|sign| sign.code == *code && phrase.words.contains(&sign.word));
        put(Sign::Within, f32::from(u8::from(inside)));
        let elsewhere = others.iter().zip(asked.others).map(|(near, at)| tied(r, near, code, *at)).fold(0.0, f32::max);
        put(Sign::HeardBefore, elsewhere);
        for (sign, codes) in &people {
            put(*sign, f32::from(u8::from(codes.as_deref() == Some(&**code))));
        }
        let close = by_source(near, code, word);
        for source in 0..SOURCES {
            signs[Sign::NearPlace as usize + source] = close[source].ln_1p();
            signs[Sign::WholePlace as usize + source] = told.by[source].ln_1p();
        }
        found.push((code, signs));
    }
    found
}

/// Codes of bodies that are of no country.
const BODIES: [&str; 4] = ["UNO", "EUR", "IGO", "NGO"];
/// How likely none is where nothing is heard: about as often as there is none.
const SELDOM: f32 = 0.06;
/// How likely a body's code must be to be weighed.
const AUDIBLE: f32 = 0.15;

/// How surely the annotator hears that what tells of a country tells whose a word's bearer is: log-odds above the least that is kept.
fn tied(r: &Resolver<'_, '_, '_>, signs: &[Told], code: &str, head: usize) -> f32 {
    let of = |sign: &Told| r.tree.annotation.heard_of(head, sign.word, Part::Whose);
    let sentence = r.tree.sentence(head);
    let beside = signs.iter().filter(|sign| &*sign.code == code && r.tree.sentence(sign.word) == sentence);
    let most = beside.map(of).fold(0.0, f32::max);
    if most > 0.0 { (log_odds(most) + QUIET).max(0.1) } else { 0.0 }
}

/// What is added to log-odds, so that what is not heard counts nothing.
const QUIET: f32 = 3.2;

/// The signs around a word, up to the end of its sentence.
fn near(signs: &[Told], _word: usize, end: usize) -> &[Told] {
    let to = signs.partition_point(|sign| sign.word < end);
    &signs[to.saturating_sub(NEAR)..to]
}

/// How much each source tells of a country near a word.
fn by_source(near: &[Told], code: &str, word: usize) -> [f32; SOURCES] {
    let mut sums = [0.0; SOURCES];
    for sign in near.iter().filter(|sign| &*sign.code == code) {
        sums[sign.source as usize] += sign.weight * (-(word.abs_diff(sign.word) as f32) / FADES).exp();
    }
    sums
}

/// The countries of those who are told of beside the actor.
fn people_signs(r: &Resolver<'_, '_, '_>, asked: &Asked<'_, '_>) -> Vec<(Sign, Option<String>)> {
    let p = asked.phrase;
    let own = asked.entity.map(|(at, _)| r.cast.root(at));
    let code = |e: usize| -> Option<String> {
        let root = r.cast.root(e);
        let of = || r.cast.get(root).code.as_ref().map(|(code, _)| code.to_string());
        (Some(root) != own).then(|| asked.decided.get(&root).cloned().or_else(of)).flatten()
    };
    let head = r.phrases[p].head;
    let verb = r.tree.head(head);
    let subject = verb.and_then(|v| r.tree.dependents(v).find(|d| r.tree.relation(*d) == "nsubj" && *d != head));
    let subject = subject.and_then(|s| r.headed(s)).and_then(|q| r.of[q]).and_then(code);
    let sentence = r.tree.sentence(head);
    let near = |q: &usize| sentence.saturating_sub(r.tree.sentence(r.phrases[*q].head)) <= 1;
    let before = || (0..p).rev().take(BEFORE).filter(near).filter(|q| r.phrases[*q].kind != MentionKind::Adjective);
    let actor = before().find_map(|q| r.of[q].and_then(code));
    let named = |q: &usize| r.phrases[*q].name.is_some_and(|n| r.names[n].is_person());
    let person = before().filter(named).find_map(|q| r.of[q].and_then(code));
    let speaker = super::pronouns::speaker(r, head).and_then(code);
    let joined = r.first_of_joined(p);
    let clause = match asked.entity {
        Some((_, entity)) if entity.names.is_empty() => r.clause_country(p, entity),
        _ => None,
    };
    let guess = asked.entity.and_then(|(_, e)| e.code.as_ref()).map(|(code, _)| code.to_string());
    let own_verb = verb.filter(|_| r.tree.relation(head) == "nsubj");
    let beside = |verb: usize| r.tree.dependents(verb).filter(|d| *d != head);
    let goes = own_verb.and_then(|v| beside(v).filter(|d| r.tree.relation(*d) == "obl").find_map(|d| r.place_of(d)));
    let object = own_verb.and_then(|v| beside(v).find(|d| r.tree.relation(*d) == "obj"));
    let object = object.and_then(|o| r.headed(o)).and_then(|q| r.of[q]).and_then(code);
    vec![
        (Sign::Subject, subject),
        (Sign::ActorBefore, actor),
        (Sign::NamedBefore, person),
        (Sign::Speaker, speaker),
        (Sign::Joined, joined),
        (Sign::Clause, clause),
        (Sign::Guess, guess),
        (Sign::Goes, goes),
        (Sign::Object, object),
    ]
}

/// Signs that the text does not decide of which country an actor is.
fn none_signs(r: &Resolver<'_, '_, '_>, asked: &Asked<'_, '_>, sort: usize) -> [f32; Sign::COUNT] {
    let mut signs = [0.0; Sign::COUNT];
    let mut put = |sign: Sign, holds: bool| signs[sign as usize] = f32::from(u8::from(holds));
    put(Sign::None, true);
    put(Sign::NoneDomestic, sort == 3);
    if let Some((_, e)) = asked.entity {
        let nameless = e.names.is_empty();
        // those who are told something, not those whom something befalls
        let head = r.phrases[asked.phrase].head;
        let told = matches!(r.tree.relation(head), "iobj" | "obj" | "obl")
            && r.tree.head(head).is_some_and(|v| is(&r.tree.lemma(v), Class::Say));
        // "the ruling coalition" is at home, "the coalition" is anybody's
        let abroad = |l: &str| {
            is(l, Class::Abroad)
                && (l != "coalition" || e.sectors.iter().all(|(s, _)| matches!(s, Sector::Unknown | Sector::Military)))
        };
        put(Sign::NoneAbroad, nameless && (e.abroad || e.lemmas.iter().any(|l| abroad(l))));
        put(Sign::NoneAudience, nameless && told && e.lemmas.iter().any(|l| is(l, Class::Audience)));
        put(Sign::NoneRegional, e.regional);
        put(Sign::NoneCounted, nameless && e.counted);
    }
    let top = r.focus.total.first().map_or(0.0, |(_, told)| told.sum());
    let all: f32 = r.focus.total.iter().map(|(_, told)| told.sum()).sum();
    signs[Sign::NoneOpen as usize] = 1.0 - top / all.max(f32::EPSILON);
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_weights_is_of_a_sign() {
        rows("actor_whose.tsv", include_str!("../../../data/actor_whose.tsv"), |row| {
            assert!(SORTS.contains(&row.get("of")) && Sign::NAMES.contains(&row.get("sign")), "{}", row.source);
            assert!(row.number("weight").is_ok(), "{}", row.source);
        });
    }
}
