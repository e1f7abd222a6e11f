//! Sentences that speak again of an event that the article tells elsewhere: "*the ban*", "*Tuesday's arrests*", "when it *was seized*".
//!
//! On their own such words tell too little to be events. Where the article tells one of the same type, nobody else is named and no
//! other day, they are further evidence of it, and may tell its day, its place and its toll.

use attache_language::{StatementKind, Upos};
use attache_world::calendar::Days;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::candidates::{Candidate, Choice, Roles};
use crate::judge::Judged;
use crate::mention::{EventMention, Nearness, Party, Quantity};
use crate::ontology::{Again, Aux, EventType, Modality, Pos, Sure, again, are_kindred, class, predicates};
use crate::quantities::{Counted, quantities};
use crate::setting::{self, Happening};
use crate::sides::slotted;
use crate::telling::Telling;
use crate::tree::Tree;

/// How likely a verb must be to speak again of an event that is told; a noun has only to be definite.
const LIKELY: f32 = 0.1;

/// Sentences between two definite words for different events of one type that may still mean the nearer one.
const NEAR: usize = 2;

/// Adds to each mention the words elsewhere in its article that speak of it again.
pub(crate) fn echo(tree: &Tree<'_>, judged: &[Judged], mentions: &mut Vec<EventMention>) {
    absorb(tree, judged, mentions);
    let told: FxHashSet<(&str, EventType)> = (mentions.iter())
        .filter_map(|mention| Some((tree.lemma(tree.head_of(&mention.trigger)?), mention.event)))
        .collect();
    let repeats = |candidate: &Candidate| {
        candidate.choices.iter().any(|choice| told.contains(&(tree.lemma(candidate.word), choice.event)))
    };
    let likely = judged.iter().filter(|judged| {
        let likely = if repeats(&judged.candidate) { 1.0 } else { judged.verdict().p };
        speaks_again(tree, &judged.candidate, likely)
    });
    let mut known: Vec<Candidate> = likely.map(|judged| judged.candidate.clone()).collect();
    known.extend(repeated(tree, judged, mentions));
    known.extend(named_again(tree, mentions));
    known.sort_by_key(|candidate| candidate.word);
    for candidate in &known {
        let readings = candidate.choices.iter().map(|choice| Reading::of(tree, candidate, choice));
        let Some((of, reading)) = readings.filter_map(|reading| Some((reading.meant(tree, mentions)?, reading))).next()
        else {
            continue;
        };
        let echoed = &mut mentions[of];
        let sentence = tree.sentence(candidate.word);
        if echoed.echoes.iter().all(|echo| tree.sentence(echo.start) != sentence) {
            echoed.echoes.push(candidate.trigger.clone());
            reading.complete(tree, echoed);
        }
    }
}

/// Makes echoes of mentions that only speak again of an event: a definite noun without a day of its own that leaves a side open, where
/// another mention tells more.
fn absorb(tree: &Tree<'_>, judged: &[Judged], mentions: &mut Vec<EventMention>) {
    let is_bare = |mention: &EventMention| {
        let word = tree.head_of(&mention.trigger).filter(|&word| tree.is_noun(word) && is_definite(tree, word));
        word.is_some() && mention.days.is_none() && (mention.actors.is_empty() || mention.recipients.is_empty())
    };
    let (bare, mut full): (Vec<EventMention>, Vec<EventMention>) = mentions.drain(..).partition(is_bare);
    let mut alone = Vec::new();
    for mention in bare {
        let told = judged.iter().find(|judged| judged.candidate.trigger == mention.trigger);
        let choice = told.filter(|told| told.choice().event == mention.event);
        let reading = choice.map(|told| Reading::of(tree, &told.candidate, told.choice()));
        let Some((of, reading)) = reading.and_then(|reading| Some((reading.meant(tree, &full)?, reading))) else {
            // "the visit" with nobody, nowhere, among other events of its type could be any of them
            let empty = mention.actors.is_empty() && mention.recipients.is_empty() && mention.place.is_none();
            if !empty || full.iter().all(|other| other.event != mention.event) {
                alone.push(mention);
            }
            continue;
        };
        full[of].echoes.push(mention.trigger.clone());
        reading.complete(tree, &mut full[of]);
    }
    full.append(&mut alone);
    full.sort_by_key(|mention| (mention.trigger.start, mention.event));
    *mentions = full;
}

/// Words that tell an event of the article and stand again where their tables do not know them: "when the hulk *was boarded*".
fn repeated(tree: &Tree<'_>, judged: &[Judged], mentions: &[EventMention]) -> Vec<Candidate> {
    let mut told: FxHashMap<(&str, Upos), Vec<&Choice>> = FxHashMap::default();
    for mention in mentions {
        let tells = |judged: &&Judged| judged.candidate.trigger == mention.trigger;
        let Some(judged) = judged.iter().find(tells) else { continue };
        let word = judged.candidate.word;
        let choices = told.entry((tree.lemma(word), tree.upos(word))).or_default();
        if judged.choice().predicate.is_some() && choices.iter().all(|choice| choice.event != mention.event) {
            choices.push(judged.choice());
        }
    }
    let of_word = |word: usize| {
        let known = judged.binary_search_by_key(&word, |judged| judged.candidate.word).ok();
        let choices = told.get(&(tree.lemma(word), tree.upos(word)))?.iter();
        let new = |choice: &&&Choice| {
            known.is_none_or(|at| judged[at].candidate.choices.iter().all(|old| old.event != choice.event))
        };
        let candidate = Candidate::again(tree, word, choices.filter(new).copied());
        (!candidate.choices.is_empty() && speaks_again(tree, &candidate, 1.0)).then_some(candidate)
    };
    (tree.article.resolution.dateline..tree.words.len()).filter_map(of_word).collect()
}

/// Nouns that the tables know to speak again of events of a type that the article tells: "the *kidnappers*", "the *measures*".
fn named_again(tree: &Tree<'_>, mentions: &[EventMention]) -> Vec<Candidate> {
    let of_word = |word: usize| {
        if tree.upos(word) != Upos::Noun || is_quoted(tree, word) {
            return None;
        }
        let rows = again(tree.lemma(word)).filter(|row| stands(tree, word, row));
        let mut events: Vec<EventType> = rows.map(|row| row.event).collect();
        events.dedup();
        events.retain(|event| mentions.iter().any(|mention| mention.event == *event));
        let choices: Vec<Choice> = events
            .into_iter()
            .map(|event| Choice { event, predicate: None, rank: 0, supposed: true, roles: Roles::default() })
            .collect();
        let candidate = Candidate::again(tree, word, choices.iter());
        (!candidate.choices.is_empty()).then_some(candidate)
    };
    (tree.article.resolution.dateline..tree.words.len()).filter_map(of_word).collect()
}

/// Whether a noun stands as a row asks: definite, or of people a bare plural.
fn stands(tree: &Tree<'_>, noun: usize, row: &Again) -> bool {
    let bare = || {
        let own = |kid: usize| matches!(tree.kind(kid), "det" | "nummod" | "nmod" | "amod" | "compound") && kid < noun;
        tree.xpos(noun) == "NNS" && !tree.kids(noun).iter().any(|&kid| own(kid))
    };
    is_definite(tree, noun) || row.people && bare()
}

/// Whether a word stands in somebody's own words.
fn is_quoted(tree: &Tree<'_>, word: usize) -> bool {
    tree.statements_of(word).any(|statement| {
        statement.kind == StatementKind::Direct && statement.content.iter().any(|words| words.contains(&word))
    })
}

/// Whether a candidate may speak of what is told elsewhere.
fn speaks_again(tree: &Tree<'_>, candidate: &Candidate, likely: f32) -> bool {
    let telling = Telling::of(tree, candidate.word, candidate.carrier);
    let supposed = telling.modality == Some(Modality::Hypothetical) || telling.has(Aux::Negation);
    !supposed && if tree.is_noun(candidate.word) { is_definite(tree, candidate.word) } else { likely >= LIKELY }
}

/// Whether a word is a definite noun that a table knows as an act's: it speaks of one that is told, here or by others.
pub(crate) fn resumes(tree: &Tree<'_>, judged: &Judged) -> bool {
    let known = judged.choice().predicate.is_some() && !judged.choice().supposed;
    let denied = judged.telling.modality == Some(Modality::Denied);
    known && !denied && tree.is_noun(judged.candidate.word) && speaks_again(tree, &judged.candidate, 0.0)
}

/// "the ban", "its ban", "Friday's ban", "Monday ban": not "a ban", "no ban", "another ban", "bans".
fn is_definite(tree: &Tree<'_>, noun: usize) -> bool {
    let definite = |kid: usize| match tree.kind(kid) {
        "det" => matches!(tree.lemma(kid), "the" | "this" | "that" | "these" | "those"),
        "nmod" => tree.relation(kid) == "nmod:poss" || tree.is_time(kid) && tree.case(kid).is_empty(),
        _ => false,
    };
    let other = |kid: usize| class("other").binary_search(&tree.lemma(kid)).is_ok();
    let kids = tree.kids(noun);
    let before = || kids.iter().copied().filter(|&kid| kid < noun);
    before().any(definite) && !before().any(other)
}

/// What a word would tell if it told of an event of a type.
struct Reading<'r> {
    candidate: &'r Candidate,
    sentence: usize,
    choice: &'r Choice,
    actors: Vec<Party>,
    recipients: Vec<Party>,
    time: Option<usize>,
}

impl<'r> Reading<'r> {
    fn of(tree: &Tree<'_>, candidate: &'r Candidate, choice: &'r Choice) -> Self {
        let (actors, recipients) = slotted(tree, candidate, choice);
        let sentence = tree.sentence(candidate.word);
        let mut reading = Self { candidate, sentence, choice, actors, recipients, time: None };
        reading.time = setting::time(tree, &reading.happening());
        reading
    }

    fn happening(&self) -> Happening<'_> {
        Happening {
            candidate: self.candidate,
            event: self.choice.event,
            mode: self.choice.mode(),
            actors: &self.actors,
            recipients: &self.recipients,
            sentence: self.sentence,
        }
    }

    fn days(&self, tree: &Tree<'_>) -> Option<Days> {
        self.time.and_then(|time| tree.article.times.get(time)?.days)
    }

    /// The mention that is meant: that with which most is shared, of equals the nearest before, then the nearest.
    fn meant(&self, tree: &Tree<'_>, mentions: &[EventMention]) -> Option<usize> {
        let of_type = |mention: &EventMention| mention.event == self.choice.event;
        let here = |mention: &EventMention| mention.sentence == self.sentence;
        if mentions.iter().any(|mention| of_type(mention) && here(mention)) {
            return None;
        }
        let possible = mentions.iter().enumerate().filter(|(_, mention)| of_type(mention));
        let mut shared: Vec<(usize, usize)> =
            possible.filter_map(|(at, mention)| Some((self.shares(tree, mention)?, at))).collect();
        let far = |at: usize| {
            let sentence = mentions[at].sentence;
            (sentence > self.sentence, sentence.abs_diff(self.sentence))
        };
        shared.sort_by_key(|&(shares, at)| (std::cmp::Reverse(shares), far(at)));
        let &(most, best) = shared.first()?;
        let rival = |&&(shares, at): &&(usize, usize)| shares == most && !are_one(tree, &mentions[best], &mentions[at]);
        let doubtful = shared.iter().skip(1).any(|told| rival(&told));
        let (after, sentences) = far(best);
        (!doubtful || (!after && sentences <= NEAR)).then_some(best)
    }

    /// How much is shared with a mention; none where they cannot be of one event.
    fn shares(&self, tree: &Tree<'_>, mention: &EventMention) -> Option<usize> {
        let again = self.speaks_of(tree, mention);
        let modes = match self.choice.mode() {
            Some(mode) => mention.modes.is_empty() || mention.modes.iter().any(|known| are_kindred(*known, mode)),
            None => again || mention.event != EventType::Consult || mention.modes.is_empty(),
        };
        let mut sides = vec![(self.actors.clone(), mention.actors.clone())];
        if self.choice.roles.mutual || mention.recipients.is_empty() && mention.actors.len() > 1 {
            sides[0].0.extend(self.recipients.iter().cloned());
            sides[0].1.extend(mention.recipients.iter().cloned());
        } else {
            sides.push((self.recipients.clone(), mention.recipients.clone()));
        }
        let known = |(own, others): &&(Vec<Party>, Vec<Party>)| !own.is_empty() && !others.is_empty();
        let agreed = sides.iter().filter(known).map(|(own, others)| agree(tree, own, others));
        let agreed: Vec<bool> = agreed.collect();
        let days = match (self.days(tree), mention.days) {
            (Some(own), Some(told)) => Some(own.first <= told.last && told.first <= own.last),
            _ => None,
        };
        if !modes || days == Some(false) || agreed.contains(&false) {
            return None;
        }
        let trigger = tree.head_of(&mention.trigger).map(|word| tree.lemma(word));
        let related = trigger.is_some_and(|trigger| are_related(trigger, tree.lemma(self.candidate.word)));
        let shares = 2 * agreed.len() + 2 * usize::from(days.is_some()) + usize::from(related);
        let named = self.choice.sure() >= Some(Sure::Fair)
            && self.choice.mode().is_some_and(|mode| mention.modes.contains(&mode));
        let noun = tree.is_noun(self.candidate.word);
        let enough = match (self.is_diffuse(), noun) {
            (_, true) if again => true,
            (false, true) => related || named || shares >= 2 || self.choice.sure() >= Some(Sure::Fair),
            (true, true) => related || named || shares >= 2,
            (false, false) => related || shares >= 2,
            (true, false) => related || shares >= 4,
        };
        enough.then_some(shares)
    }

    /// Whether the noun is one by which such an event is spoken of again; not where the tables know it for an act of other modes.
    fn speaks_of(&self, tree: &Tree<'_>, mention: &EventMention) -> bool {
        let noun = tree.lemma(self.candidate.word);
        let fits = |row: &Again| {
            let mode = row.mode.is_none_or(|mode| mention.modes.contains(&mode));
            row.event == mention.event && mode && stands(tree, self.candidate.word, row)
        };
        let known: Vec<_> = predicates(noun, Pos::Noun).filter(|row| row.event == mention.event).collect();
        let may_be = |row: &&crate::ontology::Predicate| {
            row.mode.is_none_or(|mode| mention.modes.iter().any(|known| are_kindred(*known, mode)))
        };
        let agrees = known.is_empty() || mention.modes.is_empty() || known.iter().any(may_be);
        agrees && tree.is_noun(self.candidate.word) && again(noun).any(fits)
    }

    /// Whether a text may be full of such acts, all between the same parties.
    fn is_diffuse(&self) -> bool {
        use EventType::{Agree, Consult, Cooperate, Support};
        matches!(self.choice.event, Agree | Consult | Cooperate | Support)
    }

    /// Tells of the event what its own sentence leaves open.
    fn complete(&self, tree: &Tree<'_>, mention: &mut EventMention) {
        if let (None, Some(time)) = (mention.time, self.time) {
            mention.time = Some(time);
            mention.days = tree.article.times[time].days;
            mention.granularity = tree.article.times[time].granularity;
        }
        let placed = || setting::place(tree, &self.happening()).filter(|(_, near)| *near == Nearness::Clause);
        let vague = matches!(mention.place_from, Nearness::Nowhere | Nearness::Article);
        if let Some((place, near)) = vague.then(placed).flatten() {
            (mention.place, mention.place_from) = (Some(place), near);
        }
        let counted = Counted {
            candidate: self.candidate,
            choice: self.choice,
            modes: &mention.modes,
            actors: &mention.actors,
            recipients: &mention.recipients,
            sentence: self.sentence,
        };
        let known = |quantity: &Quantity| mention.quantities.iter().all(|known| known.what != quantity.what);
        let more: Vec<Quantity> = quantities(tree, &counted).into_iter().filter(known).collect();
        mention.quantities.extend(more);
    }
}

/// Whether two words are forms of one: "kidnap" and "kidnapping", "accuse" and "accusation".
fn are_related(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (short, long) =
        (one.chars().count().min(other.chars().count()), one.chars().count().max(other.chars().count()));
    one == other || (common >= STEM && common + 2 >= short && common + 6 >= long)
}

/// Least letters that forms of one word have in common at their beginning.
const STEM: usize = 4;

/// Whether two mentions of one type may be of one event.
fn are_one(tree: &Tree<'_>, one: &EventMention, other: &EventMention) -> bool {
    let fits = |own: &[Party], others: &[Party]| own.is_empty() || others.is_empty() || agree(tree, own, others);
    fits(&one.actors, &other.actors) && fits(&one.recipients, &other.recipients)
}

/// Whether a party stands in both lists.
fn agree(tree: &Tree<'_>, one: &[Party], other: &[Party]) -> bool {
    one.iter().any(|party| other.iter().any(|known| is_same(tree, party, known)))
}

fn is_same(tree: &Tree<'_>, one: &Party, other: &Party) -> bool {
    let actor = |party: &Party| party.mention.map(|at| tree.article.resolution.mentions[at].actor);
    let head = |party: &Party| tree.head_of(&party.words).map(|word| tree.lemma(word));
    (actor(one).is_some() && actor(one) == actor(other))
        || one.name == other.name
        || (one.code.is_some() && one.code == other.code)
        || (head(one).is_some() && head(one) == head(other))
}
