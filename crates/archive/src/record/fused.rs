//! Events as fusing gives them, in the record's shapes.

use std::collections::HashSet;

use attache_coding::{Side, ontology::EventType};
use attache_fusion::{self as fusion, Account, MentionId};
use attache_press::CharSpan;

use super::event::{Cited, Disagreement, Event, Grain, Mention, Origin, Party, Passage, Place, Position, Quantity};
use super::rounded;

/// Events of a story in the record's shapes. `accounts` and `texts` are the articles that were fused, with those of other stories, in
/// one order.
pub fn events(fused: &[fusion::Event], accounts: &[Account], texts: &[&str]) -> Vec<Event> {
    let story = Fused::new(fused, accounts, texts);
    let ids: Vec<&str> = fused.iter().map(|event| event.id.as_str()).collect();
    fused.iter().map(|event| story.event(event, &ids)).collect()
}

/// The disagreements of a story: those of its events, each with the event's id.
pub fn disagreements(events: &[Event]) -> Vec<Disagreement> {
    let of = |event: &Event| {
        let named = |d: &Disagreement| Disagreement { event: Some(event.id.clone()), ..d.clone() };
        event.disagreements.iter().map(named).collect::<Vec<_>>()
    };
    events.iter().flat_map(of).collect()
}

/// Accounts that were fused, with their texts.
pub(super) struct Fused<'a> {
    pub accounts: &'a [Account],
    texts: Vec<Text<'a>>,
}

/// A text and the bytes at which its code points begin.
struct Text<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, starts: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    fn at(&self, span: CharSpan) -> &'a str {
        let byte = |char: usize| self.starts.get(char).copied().unwrap_or(self.text.len());
        self.text.get(byte(span.start)..byte(span.end)).unwrap_or_default()
    }
}

impl<'a> Fused<'a> {
    /// Texts that no event is told in are not looked at.
    pub fn new(fused: &[fusion::Event], accounts: &'a [Account], texts: &[&'a str]) -> Self {
        let mut told = vec![false; accounts.len()];
        fused.iter().flat_map(|event| &event.mentions).for_each(|id| told[id.account] = true);
        let text = texts.iter().zip(&told).map(|(text, told)| Text::new(if *told { text } else { "" }));
        Self { accounts, texts: text.collect() }
    }
}

impl Fused<'_> {
    pub fn mention(&self, id: MentionId) -> &fusion::Mention {
        &self.accounts[id.account].mentions[id.mention]
    }

    pub fn passage(&self, account: usize, span: CharSpan) -> Passage {
        let text = self.texts.get(account).map_or("", |text| text.at(span));
        Passage { article: self.accounts[account].id.clone(), span, text: text.to_owned() }
    }

    /// The sentences of mentions, each once.
    fn sentences(&self, mentions: &[MentionId]) -> Vec<Passage> {
        let mut passages: Vec<Passage> =
            mentions.iter().map(|id| self.passage(id.account, self.mention(*id).sentence)).collect();
        passages.dedup();
        passages
    }

    fn event(&self, event: &fusion::Event, ids: &[&str]) -> Event {
        let party = |side: Side| {
            let all = event.parties.iter().filter(move |party| party.side == side);
            all.map(party_of).collect::<Vec<Party>>()
        };
        let days = event.when.as_ref();
        Event {
            id: event.id.clone(),
            trigger: None,
            event: event.event.name().to_owned(),
            plover_event: plover(event).name().to_owned(),
            mode: event.modes.iter().map(|mode| mode.name().to_owned()).collect(),
            context: event.contexts.iter().map(|context| context.name().to_owned()).collect(),
            cameo: event.cameo.code().to_owned(),
            quad_code: event.event.quad().number(),
            event_scale: event.scale,
            actor: party(Side::Actor),
            recipient: party(Side::Recipient),
            place: event.place.as_ref().map(Place::from),
            date: days.map(|dated| dated.days.first.to_string()),
            enddate: days.map(|dated| dated.days.last.to_string()),
            granularity: days.map_or(Grain::Unknown, |dated| Grain::from(dated.granularity)),
            date_from: days.map(|dated| self.passage(dated.mention.account, dated.sentence).text),
            aux: event.aux.iter().map(|aux| aux.name().to_owned()).collect(),
            modality: event.modality.name().to_owned(),
            quantities: event.quantities.iter().map(|quantity| self.quantity(quantity)).collect(),
            mentions: self.all_told(&event.mentions),
            independent_sources: event.origins.independent(),
            origins: event.origins.all.iter().filter(|origin| origin.independent).map(|o| self.origin(o)).collect(),
            first_reported: event.first_reported.clone(),
            last_reported: event.last_reported.clone(),
            disagreements: event.disagreements.iter().map(|d| self.disagreement(d, event)).collect(),
            part_of: event.part_of.and_then(|whole| ids.get(whole)).map(|id| (*id).to_owned()),
            confidence: rounded(f64::from(event.confidence)),
            rulings: Vec::new(),
        }
    }

    /// The mentions of an event, each sentence once, and after those of an article the sentences that speak of it again.
    fn all_told(&self, mentions: &[MentionId]) -> Vec<Mention> {
        let mut known: HashSet<(usize, usize)> = HashSet::new();
        let each = mentions.iter().flat_map(|id| {
            let again =
                self.mention(*id).echoes.iter().map(|&span| Mention { chain: Vec::new(), ..self.told_at(*id, span) });
            std::iter::once(self.told(*id)).chain(again).map(|told| (id.account, told))
        });
        let first = each.filter(|(account, told)| known.insert((*account, told.sentence.span.start)));
        first.map(|(_, told)| told).collect()
    }

    pub fn told(&self, id: MentionId) -> Mention {
        self.told_at(id, self.mention(id).sentence)
    }

    fn told_at(&self, id: MentionId, sentence: CharSpan) -> Mention {
        let mention = self.mention(id);
        let cited = |cited: &fusion::Cited| Cited {
            name: cited.name.clone(),
            kind: cited.kind.name().to_owned(),
            count: cited.count,
        };
        Mention {
            sentence: self.passage(id.account, sentence),
            chain: mention.sources.iter().map(cited).collect(),
            stance: mention.act.as_ref().map_or("asserted", |act| act.stance.name()).to_owned(),
            background: mention.act.as_ref().is_some_and(|act| act.background),
        }
    }

    fn quantity(&self, quantity: &fusion::FusedQuantity) -> Quantity {
        Quantity {
            what: quantity.what.clone(),
            low: quantity.low,
            best: quantity.best,
            high: quantity.high,
            unit: quantity.unit.clone(),
            of: quantity.of.name().to_owned(),
            mentions: quantity.tellings.iter().map(|(id, told)| self.passage(id.account, told.span)).collect(),
        }
    }

    fn origin(&self, origin: &fusion::Origin) -> Origin {
        Origin {
            name: origin.name.clone(),
            kind: origin.kind.name().to_owned(),
            articles: origin.accounts.iter().map(|account| self.accounts[*account].id.clone()).collect(),
        }
    }

    fn disagreement(&self, disagreement: &fusion::Disagreement, event: &fusion::Event) -> Disagreement {
        let side = |side: &fusion::Position| Position {
            says: side.says.clone(),
            mentions: self.sentences(&side.mentions),
            origins: side.origins.iter().filter_map(|n| Some(event.origins.all.get(*n)?.name.clone())).collect(),
            rewrite: side.rewrite,
        };
        let sides = disagreement.sides.iter().map(side).collect();
        Disagreement { about: disagreement.about.name().to_owned(), event: None, sides }
    }
}

fn plover(event: &fusion::Event) -> EventType {
    let announced = event.aux.contains(&attache_coding::ontology::Aux::Future);
    if announced { event.event.announced() } else { event.event }
}

fn party_of(party: &fusion::FusedParty) -> Party {
    Party {
        name: party.name.clone(),
        code: party.code.clone(),
        sector: party.sectors.iter().map(|sector| sector.word().to_owned()).collect(),
        office: party.office.clone(),
        id: party.id.clone(),
        span: None,
    }
}
