//! From judged candidates to mentions.

use attache_world::Sector;
use attache_world::calendar::Granularity;

use crate::decide::decide;
use crate::judge::{Judged, judge};
use crate::mention::{Article, EventMention, Nearness, Party, Stance};
use crate::merge::merge;
use crate::ontology::{Aux, Cameo, Coded, EventType, Modality, Mode, Quad, cameo_for, class, complement, contexts};
use crate::quantities::{Counted, quantities};
use crate::setting::{self, Happening};
use crate::sources::sources;
use crate::tree::Tree;

/// The event mentions of an article, in the order of their triggers.
///
/// A pure function of the article: nothing else is looked at. Takes time in proportion to the text, beside that of the
/// questions to the model.
pub fn events(article: &Article<'_>) -> Vec<EventMention> {
    let tree = Tree::new(article);
    let judged = judge(&tree);
    let mut mentions: Vec<EventMention> = Vec::new();
    let mut from = 0;
    while from < judged.len() {
        let until = from + judged[from..].iter().take_while(|next| next.sentence == judged[from].sentence).count();
        let mut of_sentence: Vec<EventMention> = Vec::new();
        for at in (from..until).filter(|&at| is_told(&tree, &judged[from..until], at - from)) {
            tell(&tree, &judged[from..until], at - from, &mut of_sentence);
        }
        merge(&tree, &mut of_sentence);
        mentions.extend(of_sentence);
        from = until;
    }
    mentions
}

/// How likely a mention must be to be told.
const TOLD: f32 = 0.45;

/// Whether a candidate is told, among those of its sentence.
fn is_told(tree: &Tree<'_>, judged: &[Judged], at: usize) -> bool {
    let this = &judged[at];
    let is_likely = |judged: &Judged| judged.verdict().p >= TOLD && judged.content < TOLD && !judged.telling.wished;
    if !is_likely(this) || lacks_party(this) || warns_of_no_act(tree, judged, at) {
        return false;
    }
    let word = this.candidate.word;
    !judged.iter().filter(|other| other.candidate.word != word && is_likely(other)).any(|other| {
        let differ = other.choice().event != this.choice().event;
        let asks = |outer: &Judged, inner: &Judged| {
            let place = outer.candidate.arguments.iter().find(|argument| argument.word == inner.candidate.word);
            place.is_some_and(|place| outer.choice().asks_for(place.relation))
        };
        let carried_by =
            |noun: &Judged, verb: &Judged| noun.candidate.carrier.is_some_and(|(at, _)| at == verb.candidate.word);
        let claimed = differ && asks(other, this);
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
    if this.choice().predicate.is_none() && !(coded(&verdict.actors) && coded(&verdict.recipients)) && verdict.p < 0.85
    {
        return true;
    }
    let verbal = matches!(this.choice().event.quad(), Quad::VerbalConflict);
    if verbal && verdict.actors.is_empty() && !coded(&verdict.recipients) {
        return true;
    }
    verdict.actors.is_empty()
        && verdict.recipients.is_empty()
        && this.choice().roles.themes.is_empty()
        && verdict.p < 0.7
}

/// Whether a warning is of what nobody does: weather, prices, weeks of delay.
fn warns_of_no_act(tree: &Tree<'_>, judged: &[Judged], at: usize) -> bool {
    let this = &judged[at];
    let acts = &this.choice().roles.acts;
    let warns = class("warning").binary_search(&tree.lemma(this.candidate.word)).is_ok();
    if !warns || this.choice().event != EventType::Threaten || acts.is_empty() {
        return false;
    }
    let hostile = |inner: &Judged| {
        matches!(inner.choice().event.quad(), Quad::MaterialConflict | Quad::VerbalConflict)
            && acts.iter().any(|&act| tree.within(inner.candidate.word, act))
    };
    !judged.iter().any(hostile)
}

/// Makes the mention, and others that rules ask for beside it.
fn tell(tree: &Tree<'_>, judged: &[Judged], at: usize, told: &mut Vec<EventMention>) {
    let this = &judged[at];
    let (choice, verdict) = (this.choice(), this.verdict());
    let lemmas = clause_lemmas(tree, this);
    let leaning = choice.cameo().and_then(Cameo::plover).map_or(&[][..], |plover| &plover.contexts);
    let (modes, hint) = modes(tree, judged, at);
    let modality = this.telling.modality.unwrap_or(Modality::Happened);
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
        confidence: verdict.p,
    };
    let decided = decide(tree, &this.candidate, &lemmas, &mut mention);
    if !decided.stays {
        return;
    }
    set(tree, this, &mut mention);
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
        // those who do violence may have come from anywhere, unless they are the state's or a crowd
        let known = [Sector::Police, Sector::Military, Sector::Government, Sector::Courts, Sector::Legislature];
        let crowd = matches!(mention.event, EventType::Protest);
        let bound = |party: &Party| crowd || party.sectors.iter().any(|sector| known.contains(sector));
        let actors = mention.actors.iter_mut().filter(|party| bound(party));
        for party in actors.chain(&mut mention.recipients) {
            if bodily && party.code.is_none() && is_local(party) {
                party.code.clone_from(&country);
            }
        }
    }
    if let Some(time) = time {
        mention.time = Some(time);
        mention.days = tree.article.times[time].days;
        mention.granularity = tree.article.times[time].granularity;
    }
}

/// Whether a party without a state is of the place where it acts: people, police and courts, not armed strangers.
fn is_local(party: &Party) -> bool {
    let strange = [Sector::Armed, Sector::Rebels, Sector::Unknown, Sector::Crime];
    party.mention.is_some() && !party.sectors.iter().any(|sector| strange.contains(sector))
}

/// The modes and the code to begin from: what the act asked for or refused makes of it, else the row's, else the model's.
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
    let mut modes: Vec<Mode> = Vec::new();
    modes.extend(inner.and_then(|inner| inner.mode).or(choice.mode()));
    let relation = this.relation.as_ref().filter(|relation| relation.event == choice.event.name());
    for (label, p) in relation.into_iter().flat_map(|relation| &relation.mode) {
        let mode = label.split_once(':').and_then(|(_, name)| Mode::of(choice.event, name));
        let enough = if modes.is_empty() { 0.5 } else { 0.7 };
        modes.extend(mode.filter(|mode| *p >= enough && !modes.contains(mode)));
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
