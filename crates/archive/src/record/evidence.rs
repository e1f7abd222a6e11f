//! Why an event is told as it is: what each of its mentions rests on.

use attache_fusion::{self as fusion, Account, MentionId, Step};
use attache_stories::Kind;
use serde::{Deserialize, Serialize};

use super::event::{Mention, Passage};
use super::fused::Fused;
use super::rounded;

/// One mention of an event: its sentence, how it was traced to whose word it is, and what joined it to the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The mention: its sentence, its citation chain, its stance.
    #[serde(flatten)]
    pub mention: Mention,
    /// The outlet of its article.
    pub outlet: Option<String>,
    /// When that was published, as ISO date or time.
    pub published: Option<String>,
    /// What that article is: `original`, `copy`, `excerpt`, `wire`, `spun` or `translated`.
    pub lineage: Kind,
    /// PLOVER's type, as this mention alone tells it.
    pub event: String,
    /// The words that carry the type; of a mention that a copy has in broken words, its sentence.
    pub trigger: Passage,
    /// How likely the coder holds the mention to be right, from 0 to 1.
    pub confidence: f64,
    /// From the article to whose word it is.
    pub steps: Vec<TraceStep>,
    /// Whose word it is.
    pub origin: Option<String>,
    /// Whether that counts among the independent sources.
    pub independent: bool,
    /// What joined it to the event; none where it is the only mention, or the user has put it there.
    pub bond: Option<JoinedBy>,
}

/// A step from an article to whose word a mention is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceStep {
    /// `taken_from`, `cites`, `cites_elsewhere`, `credits`, `own` or `unknown`.
    pub how: String,
    /// Whom it cites or credits, or the outlet whose own word it is.
    pub name: Option<String>,
    /// What sort of source is cited; of what is taken from another article, what the text is.
    pub kind: Option<String>,
    /// Id of the article that the text was taken from.
    pub article: Option<String>,
}

/// Why a mention was joined to others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JoinedBy {
    /// The sentence that it is likest of those of the event.
    pub to: Passage,
    /// Log-odds that the two tell of one event, from -8 to 8; none where they are alike in all that is compared.
    pub odds: Option<f64>,
    /// The average log-odds at which it was joined to the others.
    pub joined: Option<f64>,
    /// What adds most to the odds, and what takes most.
    pub signs: Vec<SignShare>,
}

/// What one sign adds to the odds of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignShare {
    /// Its name, as in `crates/fusion/data/weights.tsv`.
    pub sign: String,
    /// What it adds to the log-odds.
    pub adds: f64,
}

/// An event with what it rests on: what `attache event ID --why --format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// The event.
    #[serde(flatten)]
    pub event: super::Event,
    /// One for each of its mentions, in their order.
    pub why: Vec<Evidence>,
    /// Those of its articles that have several versions.
    pub versions: Vec<Changed>,
}

/// An article of several versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Its id.
    pub article: String,
    /// What changed from each version to the next.
    pub changes: Vec<super::Change>,
}

/// For each event the evidence for its mentions, in their order; as [`events`](super::events) takes them.
pub fn evidence(fused: &[fusion::Event], accounts: &[Account], texts: &[&str]) -> Vec<Vec<Evidence>> {
    let story = Fused::new(fused, accounts, texts);
    fused.iter().map(|event| event.mentions.iter().map(|id| story.evidence(event, *id)).collect()).collect()
}

impl Fused<'_> {
    fn evidence(&self, event: &fusion::Event, id: MentionId) -> Evidence {
        let account = &self.accounts[id.account];
        let trace = event.origins.traces.iter().find(|trace| trace.mention == id);
        let origin = trace.and_then(|trace| event.origins.all.get(trace.origin));
        let bond = event.bonds.iter().find(|bond| bond.mention == id);
        let mention = self.mention(id);
        let confidence = mention.act.as_ref().map_or(0.0, |act| act.confidence);
        Evidence {
            mention: self.told(id),
            outlet: account.outlet.clone(),
            published: account.published.clone(),
            lineage: account.kind,
            event: mention.act.as_ref().map_or("", |act| act.event.name()).to_owned(),
            trigger: self.passage(id.account, mention.trigger),
            confidence: rounded(f64::from(confidence)),
            steps: trace.map_or(Vec::new(), |trace| trace.steps.iter().map(|step| self.step(step)).collect()),
            origin: origin.map(|origin| origin.name.clone()),
            independent: origin.is_some_and(|origin| origin.independent),
            bond: bond.map(|bond| self.joined_by(bond)),
        }
    }

    fn joined_by(&self, bond: &fusion::Bond) -> JoinedBy {
        let signs = bond.signs.iter();
        JoinedBy {
            to: self.passage(bond.to.account, self.mention(bond.to).sentence),
            odds: bond.odds.map(|odds| rounded(f64::from(odds))),
            joined: bond.joined.map(|odds| rounded(f64::from(odds))),
            signs: signs
                .map(|(sign, adds)| SignShare { sign: (*sign).to_owned(), adds: rounded(f64::from(*adds)) })
                .collect(),
        }
    }

    fn step(&self, step: &Step) -> TraceStep {
        let plain = |how: &str, name: Option<&String>| TraceStep {
            how: how.to_owned(),
            name: name.cloned(),
            kind: None,
            article: None,
        };
        match step {
            Step::TakenFrom { account, kind } => TraceStep {
                kind: crate::rows::kind_name(*kind).ok(),
                article: Some(self.accounts[*account].id.clone()),
                name: self.accounts[*account].outlet.clone(),
                ..plain("taken_from", None)
            },
            Step::Cites { name, kind } => {
                TraceStep { kind: Some(kind.name().to_owned()), ..plain("cites", Some(name)) }
            }
            Step::CitesElsewhere { name, kind } => {
                TraceStep { kind: Some(kind.name().to_owned()), ..plain("cites_elsewhere", Some(name)) }
            }
            Step::Credits(name) => plain("credits", Some(name)),
            Step::Own(name) => plain("own", Some(name)),
            Step::Unknown => plain("unknown", None),
        }
    }
}
