//! From judged candidates to mentions.

use attache_world::Sector;
use attache_world::calendar::Granularity;
use attache_world::resolve::{ActorKind, MentionKind};

use crate::arguments::Argument;
use crate::candidates::Candidate;
use crate::decide::decide;
use crate::echoes::{echo, resumes};
use crate::hazards::Hazards;
use crate::judge::{Judged, judge};
use crate::mention::{Article, EventMention, Nearness, Party, Stance};
use crate::merge::merge;
use crate::ontology::{
    Aux, Cameo, Coded, Context, EventType, Modality, Mode, Quad, Sure, cameo_for, class, complement, contexts,
};
use crate::quantities::{Counted, quantities};
use crate::setting::{self, Happening};
use crate::sources::sources;
use crate::tree::Tree;

/// The event mentions of an article, in the order of their triggers.
///
/// A pure function of the article: nothing else is looked at. Takes time in proportion to the text, beside that of the
/// questions to the model.
pub fn events(article: &Article<'_>) -> Vec<EventMention> {
    told_and_faint(article).0
}

/// The event mentions of an article, and those that tell too little by themselves, or are too unlikely to, of what is not told in their
/// sentence: for where others tell the event.
pub(crate) fn told_and_faint(article: &Article<'_>) -> (Vec<EventMention>, Vec<EventMention>) {
    let tree = Tree::new(article);
    let hazards = Hazards::of(&tree);
    let mut judged = judge(&tree);
    judged.retain(|judged| !hazards.did(&tree, judged));
    let (mut mentions, mut faint): (Vec<EventMention>, Vec<EventMention>) = (Vec::new(), Vec::new());
    let mut from = 0;
    while from < judged.len() {
        let until = from + judged[from..].iter().take_while(|next| next.sentence == judged[from].sentence).count();
        let sentence = &judged[from..until];
        let of_sentence = |likely: &dyn Fn(usize) -> bool| {
            let mut of_sentence: Vec<EventMention> = Vec::new();
            for at in (0..sentence.len()).filter(|&at| likely(at)) {
                tell(&tree, &hazards, sentence, at, &mut of_sentence);
            }
            merge(&tree, &mut of_sentence);
            clear_lent(&tree, sentence, &mut of_sentence);
            of_sentence
        };
        let stands =
            |at: usize| is_likely(&sentence[at]) && !lacks_party(&sentence[at]) && is_told(&tree, sentence, at);
        let told = of_sentence(&stands);
        let mut fainter = of_sentence(&|at| !stands(at) && is_faint(&tree, sentence, at));
        fainter.retain(|mention| told.iter().all(|told| told.event != mention.event));
        faint.append(&mut fainter);
        for at in 0..told.len() {
            let recipients = addressed(&told, at).unwrap_or_else(|| answered(&mentions, &told[at]));
            let mention = told[at].clone();
            mentions.push(EventMention { recipients, ..mention });
        }
        from = until;
    }
    echo(&tree, &judged, &mut mentions);
    let told_again = |faint: &EventMention, told: &EventMention| {
        let beside = |echo: usize| told.event == faint.event && tree.sentence(echo) == faint.sentence;
        told.echoes.iter().any(|echo| *echo == faint.trigger || beside(echo.start))
    };
    faint.retain(|faint| !mentions.iter().any(|told| told_again(faint, told)));
    (mentions, faint)
}

/// Takes from nouns under a verb of saying what is that verb's: who condemns a ban on Tuesday did not impose it, nor on that day.
fn clear_lent(tree: &Tree<'_>, judged: &[Judged], of_sentence: &mut [EventMention]) {
    let head = |mention: &EventMention| tree.head_of(&mention.trigger);
    let verbal =
        |mention: &EventMention| matches!(mention.event.quad(), Quad::VerbalConflict | Quad::VerbalCooperation);
    let sayings: Vec<(usize, EventType)> = (of_sentence.iter().filter(|mention| verbal(mention)))
        .filter_map(|mention| Some((head(mention)?, mention.event)))
        .collect();
    for mention in of_sentence {
        let Some(noun) = head(mention).filter(|&word| tree.is_noun(word)) else { continue };
        let told = judged.iter().find(|judged| judged.candidate.trigger == mention.trigger);
        let Some(told) = told.filter(|told| told.candidate.carrier.is_none()) else { continue };
        let outer = |&&(word, event): &&(usize, EventType)| {
            word != noun && event != mention.event && tree.within(noun, word) && tree.clause(noun) == tree.clause(word)
        };
        if !sayings.iter().any(|saying| outer(&saying)) {
            continue;
        }
        if mention.time.is_some_and(|time| !setting::hangs_on(tree, time, noun)) {
            (mention.time, mention.days, mention.granularity) = (None, None, Granularity::Unknown);
        }
        if told.choice().roles.actors.is_empty() {
            mention.actors.clear();
        }
    }
}

/// Whom a reproach is for that names nobody, where who makes it turns to somebody in the same sentence: "condemned the verdict and urged
/// *the junta* to free him".
fn addressed(of_sentence: &[EventMention], at: usize) -> Option<Vec<Party>> {
    let mention = &of_sentence[at];
    let actor = &mention.actors.first()?.name;
    let turns = |other: &&EventMention| {
        matches!(other.event, EventType::Accuse | EventType::Request | EventType::Threaten)
            && !other.recipients.is_empty()
            && other.actors.iter().any(|party| party.name == *actor)
    };
    let open = mention.event == EventType::Accuse && mention.recipients.is_empty();
    of_sentence.iter().find(turns).filter(|_| open).map(|other| other.recipients.clone())
}

/// The recipients of a mention; of a reproach, refusal, threat or protest that names none, those whose act was told just before: "A freed
/// the rebels, and B called it *a betrayal*".
fn answered(before: &[EventMention], mention: &EventMention) -> Vec<Party> {
    let answers = mention.event.quad() == Quad::VerbalConflict || mention.event == EventType::Protest;
    if !mention.recipients.is_empty() || mention.actors.is_empty() || !answers {
        return mention.recipients.clone();
    }
    let near = before.iter().rev().take_while(|old| old.sentence + 1 >= mention.sentence);
    let other = |old: &&EventMention| {
        let own = |party: &Party| {
            mention
                .actors
                .iter()
                .any(|actor| actor.name == party.name || (actor.code.is_some() && actor.code == party.code))
        };
        !old.actors.is_empty() && !old.actors.iter().any(own) && old.actors.iter().any(|actor| actor.code.is_some())
    };
    near.into_iter().find(other).map(|old| old.actors.clone()).unwrap_or_default()
}

/// How likely a mention must be to be told.
const TOLD: f32 = 0.36;

/// The same where the table is sure of the word and both sides are known.
const TOLD_SURE: f32 = 0.3;

fn threshold(judged: &Judged) -> f32 {
    let verdict = judged.verdict();
    let coded = |parties: &[Party]| parties.iter().any(|party| party.code.is_some());
    let sure = judged.choice().sure() == Some(Sure::High) && judged.candidate.heard.is_none();
    if sure && coded(&verdict.actors) && coded(&verdict.recipients) { TOLD_SURE } else { TOLD }
}

/// How likely a mention must be to be kept for where others tell the event.
const FAINT: f32 = 0.15;

/// Whether a candidate of a sentence that is not told may be meant where others tell the event: one that is not all too unlikely, with
/// parties or without; and a definite noun, as in "*Monday's denial* convinced few", however unlikely.
fn is_faint(tree: &Tree<'_>, sentence: &[Judged], at: usize) -> bool {
    let this = &sentence[at];
    may_be_told(this) && resumes(tree, this) || this.verdict().p >= FAINT && is_told(tree, sentence, at)
}

/// Whether a candidate is neither what another act asks for or says, nor only wished for.
fn may_be_told(judged: &Judged) -> bool {
    judged.content < TOLD && !judged.telling.wished
}

/// Whether a candidate is likely enough to be told.
fn is_likely(judged: &Judged) -> bool {
    judged.verdict().p >= threshold(judged)
}

/// By how much a word must be likelier to be told in place of the one that it belongs to.
const CLEAR: f32 = 0.25;

/// Whether a candidate that is likely enough is told, among those of its sentence.
fn is_told(tree: &Tree<'_>, judged: &[Judged], at: usize) -> bool {
    let this = &judged[at];
    if !may_be_told(this) || takes_a_thing(tree, this) || moves_goods(this) || warns_of_no_act(tree, judged, at) {
        return false;
    }
    let word = this.candidate.word;
    let rivals = judged.iter().filter(|other| other.candidate.word != word && is_likely(other) && may_be_told(other));
    !rivals.into_iter().any(|other| {
        let differ = other.choice().event != this.choice().event;
        let asks = |outer: &Judged, inner: &Judged| {
            let place = outer.candidate.arguments.iter().find(|argument| argument.word == inner.candidate.word);
            place.is_some_and(|place| outer.choice().asks_for(place.relation))
        };
        let carried_by =
            |noun: &Judged, verb: &Judged| noun.candidate.carrier.is_some_and(|(at, _)| at == verb.candidate.word);
        let (own, others) = (this.verdict().p, other.verdict().p);
        // of two words for one act the far likelier is told, else the outer one
        let claimed =
            differ && (asks(other, this) && own < others + CLEAR || asks(this, other) && others > own + CLEAR);
        let carries = carried_by(other, this) && differ && !asks(this, other);
        // the moves of an assault are part of it
        let part = this.choice().event == EventType::Mobilize
            && other.choice().event == EventType::Assault
            && other
                .verdict()
                .actors
                .iter()
                .any(|party| this.verdict().actors.iter().any(|own| own.words == party.words));
        let repeated = tree.relation(word) == "compound" && tree.head(word) == Some(other.candidate.word);
        claimed || carries || part || repeated
    })
}

/// Whether a type that is nothing without a recipient has none, and the table's word for it is not sure.
fn lacks_party(this: &Judged) -> bool {
    let verdict = this.verdict();
    let coded = |parties: &[Party]| parties.iter().any(|party| party.code.is_some());
    // what no table knows must at least be between parties that are known
    if this.choice().predicate.is_none() && !(coded(&verdict.actors) && coded(&verdict.recipients)) && verdict.p < 0.6 {
        return true;
    }
    let verbal = matches!(this.choice().event.quad(), Quad::VerbalConflict);
    if verbal && verdict.actors.is_empty() && !coded(&verdict.recipients) {
        return true;
    }
    let nobody = verdict.actors.is_empty() && verdict.recipients.is_empty();
    // help by nobody for nobody has to be plainer than goods that go somewhere
    let least = match (this.choice().event, this.choice().roles.themes.is_empty()) {
        (_, true) => 0.7,
        (EventType::Aid, false) => 0.6,
        _ => 0.0,
    };
    nobody && verdict.p < least
}

/// Whether those who move something are firms and no force: shipping lines that send their vessels another way.
fn moves_goods(this: &Judged) -> bool {
    let firm = |party: &Party| party.sectors.contains(&Sector::Business) && !party.sectors.contains(&Sector::Military);
    let actors = &this.verdict().actors;
    this.choice().event == EventType::Mobilize && !actors.is_empty() && actors.iter().all(firm)
}

/// Whether what only people undergo is told of an "it": "hauled it away".
fn takes_a_thing(tree: &Tree<'_>, this: &Judged) -> bool {
    let bodily = this.choice().mode().is_some_and(|mode| {
        matches!(mode.name(), "arrest" | "deport" | "abduct" | "beat" | "torture" | "sexual" | "convict")
    });
    let thing = |argument: &Argument| argument.relation == "obj" && tree.lemma(argument.word) == "it";
    bodily && this.candidate.arguments.iter().any(thing)
}

/// Whether a warning is of what nobody does: weather, prices, weeks of delay.
fn warns_of_no_act(tree: &Tree<'_>, judged: &[Judged], at: usize) -> bool {
    let this = &judged[at];
    let acts = &this.choice().roles.acts;
    let warns = class("warning").binary_search(&tree.lemma(this.candidate.word)).is_ok();
    if !warns || this.choice().event != EventType::Threaten || acts.is_empty() || this.choice().asks_for("comp") {
        return false;
    }
    let hostile = |inner: &Judged| {
        matches!(inner.choice().event.quad(), Quad::MaterialConflict | Quad::VerbalConflict)
            && acts.iter().any(|&act| tree.within(inner.candidate.word, act))
    };
    !judged.iter().any(hostile)
}

/// Makes the mention, and others that rules ask for beside it.
fn tell(tree: &Tree<'_>, hazards: &Hazards<'_>, judged: &[Judged], at: usize, told: &mut Vec<EventMention>) {
    let this = &judged[at];
    let (choice, verdict) = (this.choice(), this.verdict());
    let lemmas = clause_lemmas(tree, this);
    let leaning = choice.cameo().and_then(Cameo::plover).map_or(&[][..], |plover| &plover.contexts);
    let (modes, hint) = modes(tree, judged, at);
    // what is said not to have happened counts among what did not, for whoever looks at the modality alone
    let untold = if this.telling.has(Aux::Negation) { Modality::Denied } else { Modality::Happened };
    let asks_nothing = choice.event == EventType::Request && is_for_nothing(tree, &this.candidate);
    let modality = if asks_nothing { Modality::Denied } else { this.telling.modality.unwrap_or(untold) };
    let mut mention = EventMention {
        event: choice.event,
        contexts: contexts(&lemmas, leaning),
        cameo: cameo_for(&Coded::new(choice.event)),
        scale: 0.0,
        modes,
        actors: verdict.actors.clone(),
        recipients: verdict.recipients.clone(),
        trigger: this.candidate.trigger.clone(),
        sentence: this.sentence,
        place: None,
        place_from: Nearness::Nowhere,
        time: None,
        days: None,
        granularity: Granularity::Unknown,
        aux: this.telling.aux.clone(),
        modality,
        quantities: Vec::new(),
        sources: Vec::new(),
        stance: stance(modality, &this.telling.aux),
        background: this.telling.earlier || this.telling.has(Aux::Historical),
        echoes: Vec::new(),
        confidence: verdict.p,
    };
    // what storms do nobody did
    if !mention.actors.is_empty() && mention.actors.iter().all(|party| hazards.is_one(tree, party)) {
        return;
    }
    mention.actors.retain(|party| !hazards.is_one(tree, party));
    mention.recipients.retain(|party| !hazards.is_one(tree, party));
    // whom a state sends somewhere while a disaster is the news
    let disaster = Context::Disasters;
    if mention.event == EventType::Mobilize && hazards.prevail() && !mention.contexts.contains(&disaster) {
        mention.contexts.push(disaster);
    }
    if asks_nothing && !this.telling.has(Aux::Negation) {
        mention.aux.push(Aux::Negation);
    }
    let decided = decide(tree, &this.candidate, &lemmas, &mut mention);
    if !decided.stays {
        return;
    }
    set(tree, this, &mut mention);
    if mention.recipients.is_empty() {
        mention.recipients.extend(host(tree, &mention));
    }
    travel_abroad(&mut mention);
    let also = decided.also.into_iter().map(|(event, mode, cameo)| {
        let beside = EventMention { event, modes: mode.into_iter().collect(), ..mention.clone() };
        (beside, cameo)
    });
    let mut all: Vec<(EventMention, Option<Cameo>)> = also.collect();
    all.insert(0, (mention, decided.cameo.or(hint)));
    for (mut mention, hint) in all {
        let (event, mode) = (mention.event, mention.modes.first().copied());
        let coded = Coded { event, mode, contexts: &mention.contexts, aux: &mention.aux, hint, words: &lemmas };
        mention.cameo = cameo_for(&coded);
        mention.scale = mode.map_or(event.score(), Mode::score);
        told.push(mention);
    }
}

/// "asked the owner for *no* damages".
fn is_for_nothing(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let asked = candidate.arguments.iter().filter(|argument| matches!(argument.case.as_str(), "for" | ""));
    let no = |word: usize| tree.kids(word).iter().any(|&kid| tree.kind(kid) == "det" && tree.lemma(kid) == "no");
    asked.filter(|argument| matches!(argument.relation, "obl" | "obj" | "nmod")).any(|argument| no(argument.word))
}

/// Whoever visits another country is not received by his own.
fn travel_abroad(mention: &mut EventMention) {
    let visit = mention.modes.first().is_some_and(|mode| mode.name() == "visit");
    let EventMention { actors, recipients, .. } = mention;
    let own = |party: &Party| party.code.is_some() && actors.iter().any(|actor| actor.code == party.code);
    if visit && recipients.iter().any(|party| party.code.is_some() && !own(party)) {
        recipients.retain(|party| !own(party));
    }
}

/// Whom a visit or help is for where only the place of the clause tells: "flew to *Quito* for talks", "flour reached *Aden*".
fn host(tree: &Tree<'_>, mention: &EventMention) -> Option<Party> {
    let visit = mention.modes.first().is_some_and(|mode| mode.name() == "visit");
    let meant = visit || mention.event == EventType::Aid;
    let at = mention.place.filter(|_| meant && mention.place_from == Nearness::Clause && !mention.actors.is_empty())?;
    let words = &tree.article.resolution.places.get(at)?.words;
    let party = tree.party(tree.head_of(words)?);
    let own = mention.actors.iter().any(|actor| actor.code.is_none() || actor.code == party.code);
    (party.code.is_some() && !own).then_some(party)
}

/// The dictionary forms of an event's clause.
fn clause_lemmas<'t>(tree: &'t Tree<'_>, this: &Judged) -> Vec<&'t str> {
    let top = this.candidate.carrier.map_or(this.candidate.word, |(verb, _)| verb);
    let clause = if tree.is_noun(top) { tree.clause(top) } else { top };
    let below = tree
        .below(clause, |word| !matches!(tree.kind(word), "conj" | "parataxis" | "acl" | "ccomp") || tree.is_noun(word));
    below.iter().map(|&word| tree.lemma(word)).collect()
}

/// Where, when, how many, on whose word; and the state of local people, which is that of the place.
fn set(tree: &Tree<'_>, this: &Judged, mention: &mut EventMention) {
    let happening = Happening {
        candidate: &this.candidate,
        event: mention.event,
        mode: mention.modes.first().copied(),
        actors: &mention.actors,
        recipients: &mention.recipients,
        sentence: this.sentence,
    };
    let place = setting::place(tree, &happening);
    let time = setting::time(tree, &happening);
    let counted = Counted {
        candidate: &this.candidate,
        choice: this.choice(),
        modes: &mention.modes,
        actors: &mention.actors,
        recipients: &mention.recipients,
        sentence: this.sentence,
    };
    let quantities = quantities(tree, &counted);
    let parties: Vec<Party> = mention.actors.iter().chain(&mention.recipients).cloned().collect();
    mention.sources = sources(tree, &this.candidate, &this.telling, &parties);
    mention.quantities = quantities;
    if let Some((at, near)) = place {
        (mention.place, mention.place_from) = (Some(at), near);
        let country = tree.article.resolution.places.get(at).and_then(|place| place.place()?.country.clone());
        let bodily = mention.event.quad() == Quad::MaterialConflict && near == Nearness::Clause;
        let country = if bodily { country } else { None };
        localise(tree, mention, country.clone());
        if mention.event == EventType::Assault {
            for party in mention.recipients.iter_mut().filter(|party| party.code.is_none() && party.mention.is_none()) {
                if !tree.head_of(&party.words).is_some_and(|head| tree.names_party(head)) {
                    party.code.clone_from(&country);
                }
            }
        }
    }
    if mention.event.quad() == Quad::MaterialConflict {
        localise(tree, mention, sole_country(tree));
    }
    domesticate(tree, mention);
    if mention.event == EventType::Assault {
        for party in &mut mention.actors {
            if is_stranger(tree, party) {
                party.code = None;
            }
        }
    }
    if let Some(time) = time {
        mention.time = Some(time);
        mention.days = tree.article.times[time].days;
        mention.granularity = tree.article.times[time].granularity;
    }
}

/// Gives local people the state of the place.
fn localise(tree: &Tree<'_>, mention: &mut EventMention, country: Option<String>) {
    // those who do violence may have come from anywhere, unless they are the state's or a crowd
    let known = [Sector::Police, Sector::Military, Sector::Government, Sector::Courts, Sector::Legislature];
    let crowd = matches!(mention.event, EventType::Protest);
    let bound = |party: &Party| crowd || party.sectors.iter().any(|sector| known.contains(sector));
    let actors = mention.actors.iter_mut().filter(|party| bound(party));
    for party in actors.chain(&mut mention.recipients) {
        if country.is_some() && party.code.is_none() && is_local(tree, party) {
            party.code.clone_from(&country);
        }
    }
}

/// People whom nothing in their phrase gives a state, and who are named once, are of the state whose own organs do it to them: "nine
/// activists were hanged by the *Nauruan government*".
fn domesticate(tree: &Tree<'_>, mention: &mut EventMention) {
    let resolution = tree.article.resolution;
    let organs = [Sector::Government, Sector::Police, Sector::Courts];
    let organ = |party: &Party| party.sectors.iter().any(|sector| organs.contains(sector));
    let state =
        mention.actors.first().and_then(|party| party.code.clone()).filter(|_| mention.actors.iter().all(organ));
    let bodily = matches!(mention.event, EventType::Assault | EventType::Coerce);
    let place = mention.place.and_then(|at| resolution.places.get(at)?.place()?.country.clone());
    let Some(state) = state.filter(|state| bodily && place.as_ref().is_none_or(|place| place == state)) else { return };
    for party in &mut mention.recipients {
        let described = party.mention.is_some_and(|at| {
            let known = &resolution.mentions[at];
            let alone = resolution.mentions.iter().filter(|other| other.actor == known.actor).count() == 1;
            known.kind == MentionKind::Nominal && alone && resolution.actors[known.actor].kind == ActorKind::Group
        });
        let named = party.words.clone().any(|word| tree.entity(word).is_some());
        let bare = !named && tree.head_of(&party.words).is_some_and(|head| tree.placed_code(head).is_none());
        if described && bare && is_local(tree, party) {
            party.code = Some(state.clone());
        }
    }
}

/// The only country of which the article speaks.
fn sole_country(tree: &Tree<'_>) -> Option<String> {
    let resolution = tree.article.resolution;
    let mut codes = resolution.actors.iter().filter_map(|actor| actor.code.as_deref());
    let placed = resolution.places.iter().filter_map(|place| place.place()?.country.as_deref());
    let first = resolution.places.first().and_then(|place| place.place()?.country.as_deref())?;
    (codes.all(|code| code == first) && placed.into_iter().all(|code| code == first)).then(|| first.to_owned())
}

/// Whether a party without a state is of the place where it acts: people, police and courts, not armed strangers or those from elsewhere.
fn is_local(tree: &Tree<'_>, party: &Party) -> bool {
    let strange = [Sector::Armed, Sector::Rebels, Sector::Unknown, Sector::Crime, Sector::Refugees];
    let foreign = |word: usize| class("outsider").binary_search(&tree.lemma(word)).is_ok();
    let people = party.mention.is_some() || tree.head_of(&party.words).is_some_and(|head| tree.names_party(head));
    let stateless = tree.head_of(&party.words).is_some_and(|head| tree.is_heard_stateless(head));
    people
        && !stateless
        && !party.sectors.iter().any(|sector| strange.contains(sector))
        && !party.words.clone().any(foreign)
}

/// Whether nobody can say whence an assailant comes: "gunmen", "men with rifles"; not "*Serb* gunmen".
fn is_stranger(tree: &Tree<'_>, party: &Party) -> bool {
    // a shell, a lorry: of whom it is only its owner says
    let thing =
        |head: usize| party.mention.is_none() && tree.entity(head).is_none() && tree.placed_code(head).is_none();
    let nameless = party.mention.is_none_or(|at| tree.article.resolution.mentions[at].kind == MentionKind::Nominal);
    let stranger = |head: usize| class("stranger").binary_search(&tree.lemma(head)).is_ok();
    let named = |head: usize| tree.kids(head).iter().any(|&kid| kid < head && tree.entity(kid).is_some());
    let unknown = |head: usize| stranger(head) && !named(head) && tree.owner_code(head).is_none();
    tree.head_of(&party.words).is_some_and(|head| thing(head) || nameless && unknown(head))
}

/// How likely a mode must be heard to be told where nothing else tells one, beside the mode that the tables tell, in place of it.
const HEARD_ALONE: f32 = 0.4;
const HEARD_BESIDE: f32 = 0.7;
const HEARD_INSTEAD: f32 = 0.5;

/// How likely the tables' own mode must be heard not to give way to another.
const HEARD_TOO: f32 = 0.3;

/// The modes and the code to begin from: what the act asked for or refused makes of it, else the row's; and those that are heard.
fn modes(tree: &Tree<'_>, judged: &[Judged], at: usize) -> (Vec<Mode>, Option<Cameo>) {
    let this = &judged[at];
    let choice = this.choice();
    let appeal = choice.cameo().is_some_and(|code| code.code().starts_with("02"));
    let inner = choice.roles.acts.iter().find_map(|&act| {
        let inside =
            judged.iter().filter(|inner| inner.sentence == this.sentence && tree.within(inner.candidate.word, act));
        let inner = inside.min_by_key(|inner| tree.upwards(inner.candidate.word).count())?;
        complement(choice.event, inner.choice().event, inner.choice().mode(), appeal)
    });
    let mut heard: Vec<(Mode, f32)> = this.candidate.modes.clone();
    heard.retain(|(mode, _)| mode.event() == choice.event);
    heard.sort_by(|a, b| b.1.total_cmp(&a.1));
    let heard_too = |wanted: Mode| heard.iter().any(|&(mode, p)| mode == wanted && p >= HEARD_TOO);
    let mut modes: Vec<Mode> = inner.and_then(|inner| inner.mode).or(choice.mode()).into_iter().collect();
    if heard.first().is_some_and(|(_, p)| *p >= HEARD_INSTEAD) {
        modes.retain(|&mode| heard_too(mode));
    }
    for &(mode, p) in &heard {
        let enough = if modes.is_empty() { HEARD_ALONE } else { HEARD_BESIDE };
        if p >= enough && !modes.contains(&mode) {
            modes.push(mode);
        }
    }
    (modes, inner.map(|inner| inner.cameo).or(choice.cameo()))
}

fn stance(modality: Modality, aux: &[Aux]) -> Stance {
    match modality {
        Modality::Denied => Stance::Denied,
        Modality::Alleged => Stance::Alleged,
        Modality::Planned => Stance::Planned,
        Modality::Hypothetical => Stance::Doubtful,
        Modality::Happened if aux.contains(&Aux::Future) => Stance::Planned,
        Modality::Happened => Stance::Asserted,
    }
}
