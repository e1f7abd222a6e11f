//! The mentions of a set of accounts laid out to be compared: actors by their place in the story, words by how few of its
//! articles have them.

use attache_world::resolve::{Cast, Resolution, reconcile};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::arguments::Part;
use crate::mention::{Mention, Term, rarity};
use crate::newsroom::{Credit, Outlets, credits_of};

/// The accounts of one story and what comparing their mentions needs.
pub(crate) struct Scene<'a> {
    pub accounts: &'a [Account],
    /// Who is who in the story.
    pub cast: Cast,
    /// The mentions, article by article.
    pub tellings: Vec<Telling<'a>>,
    /// Days of publication.
    pub published: Vec<Option<Date>>,
    /// Where the account of an article stands.
    pub place: FxHashMap<&'a str, usize>,
    /// Who published the accounts.
    pub outlets: Outlets<'a>,
    /// Whose text each account's is, where it says so itself or its copies do.
    pub credits: Vec<Option<Credit>>,
    /// In how many articles a word stands.
    shared: FxHashMap<u32, u32>,
}

/// A mention in its story.
pub(crate) struct Telling<'a> {
    /// Place of its account.
    pub account: usize,
    /// Place of the mention in it.
    pub number: usize,
    pub mention: &'a Mention,
    /// Actors of its sentence, by their place in the story; sorted.
    pub cast: Vec<usize>,
    /// Heads of its arguments: part, word, place of the actor in the story.
    pub arguments: Vec<(Part, u32, Option<usize>)>,
    /// For each of its parties its actor in the story.
    pub parties: Vec<Option<usize>>,
    /// Rarity of its lemma.
    pub rarity: f32,
    /// Share of the story's articles that have a mention of its lemma.
    pub spread: f32,
    /// Mentions of its lemma in its article.
    pub repeats: f32,
    /// Weight of its surroundings.
    weight: f32,
}

impl<'a> Scene<'a> {
    /// Lays accounts out; their parties bear the codes of the story from then on.
    pub fn new(accounts: &'a mut [Account]) -> Self {
        let casts: Vec<Resolution> = accounts
            .iter()
            .map(|account| Resolution { actors: account.actors.clone(), ..Resolution::default() })
            .collect();
        let cast = reconcile(&casts.iter().collect::<Vec<_>>());
        give_codes(accounts, &cast);
        let accounts = &*accounts;
        let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
        for account in accounts {
            account.terms.iter().for_each(|term| *shared.entry(term.hash).or_default() += 1);
        }
        let day = |account: &Account| account.published.as_deref().and_then(|iso| iso.get(..10)?.parse().ok());
        let published = accounts.iter().map(day).collect();
        let place = accounts.iter().enumerate().map(|(n, account)| (account.id.as_str(), n)).collect();
        let outlets = Outlets::of(accounts);
        let credits = credits_of(accounts, &place, &outlets);
        let mut scene = Self { accounts, cast, tellings: Vec::new(), published, place, outlets, credits, shared };
        scene.tellings = scene.laid_out();
        scene
    }

    fn laid_out(&self) -> Vec<Telling<'a>> {
        let mut spread: FxHashMap<&str, FxHashSet<usize>> = FxHashMap::default();
        let mut repeats: FxHashMap<(usize, &str), u32> = FxHashMap::default();
        for (n, account) in self.accounts.iter().enumerate() {
            for mention in &account.mentions {
                spread.entry(&mention.lemma).or_default().insert(n);
                *repeats.entry((n, &mention.lemma)).or_default() += 1;
            }
        }
        let articles = self.accounts.len().max(1) as f32;
        let mut tellings = Vec::new();
        for (account, told) in self.accounts.iter().enumerate() {
            for (number, mention) in told.mentions.iter().enumerate() {
                tellings.push(Telling {
                    spread: spread.get(mention.lemma.as_str()).map_or(0, FxHashSet::len) as f32 / articles,
                    repeats: repeats.get(&(account, mention.lemma.as_str())).copied().unwrap_or(1) as f32,
                    ..self.telling(account, number, mention)
                });
            }
        }
        tellings
    }

    /// A mention of an account with its actors as the story knows them.
    fn telling<'m>(&self, account: usize, number: usize, mention: &'m Mention) -> Telling<'m> {
        let actor = |n: usize| self.cast.of.get(account)?.get(n).copied();
        let mut cast: Vec<usize> = mention.cast.iter().filter_map(|n| actor(usize::from(*n))).collect();
        cast.sort_unstable();
        cast.dedup();
        let argument = |a: &crate::Argument| (a.part, a.hash, a.actor.and_then(|n| actor(usize::from(n))));
        Telling {
            account,
            number,
            mention,
            cast,
            arguments: mention.arguments.iter().map(argument).collect(),
            parties: mention.parties.iter().map(|party| party.actor.and_then(actor)).collect(),
            rarity: f32::from(rarity(&mention.lemma)),
            spread: 0.0,
            repeats: 1.0,
            weight: mention.around.iter().map(|term| self.weight(*term)).sum(),
        }
    }

    /// What a mention that stands for others of its account tells, in the place of one of them.
    pub fn in_place_of<'m>(&self, telling: usize, whole: &'m Mention) -> Telling<'m> {
        let own = &self.tellings[telling];
        let Telling { spread, repeats, .. } = *own;
        Telling { spread, repeats, ..self.telling(own.account, own.number, whole) }
    }

    /// How telling a word is here: rare in English, and not in every article of the story.
    fn weight(&self, term: Term) -> f32 {
        let shared = self.shared.get(&term.hash).copied().unwrap_or(1) as f32;
        let articles = self.accounts.len() as f32 + 1.0;
        f32::from(term.rarity) / 10.0 * (articles / (shared + 0.5) + 1.0).ln()
    }

    /// How alike the surroundings of two mentions are, from 0 to 1.
    pub fn around(&self, a: &Telling<'_>, b: &Telling<'_>) -> f32 {
        let common: f32 = common(&a.mention.around, &b.mention.around).map(|term| self.weight(term)).sum();
        common / (a.weight * b.weight).sqrt().max(1e-6)
    }

    /// How alike two articles are, from 0 to 1.
    pub fn likeness(&self, a: usize, b: usize) -> f32 {
        if a == b {
            return 1.0;
        }
        let (a, b) = (&self.accounts[a].terms, &self.accounts[b].terms);
        let weight = |terms: &[Term]| -> f32 { terms.iter().map(|term| f32::from(term.rarity)).sum() };
        let shared: f32 = common(a, b).map(|term| f32::from(term.rarity)).sum();
        shared / (weight(a) * weight(b)).sqrt().max(1e-6)
    }
}

/// Gives each party the code that its actor has in the story: an article alone guesses the state of whom no table knows.
fn give_codes(accounts: &mut [Account], cast: &Cast) {
    for (account, of) in accounts.iter_mut().zip(&cast.of) {
        for party in account.mentions.iter_mut().flat_map(|mention| &mut mention.parties) {
            let actor = party.actor.and_then(|actor| cast.actors.get(*of.get(actor)?));
            // whom the coder leaves without one is not known to be at home where it is told of
            if party.code.is_some()
                && let Some(code) = actor.and_then(|actor| actor.code.clone())
            {
                party.code = Some(code);
            }
        }
    }
}

/// The terms that two sorted lists share.
fn common<'t>(a: &'t [Term], b: &'t [Term]) -> impl Iterator<Item = Term> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            match x.hash.cmp(&y.hash) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    (i, j) = (i + 1, j + 1);
                    return Some(*x);
                }
            }
        }
        None
    })
}
