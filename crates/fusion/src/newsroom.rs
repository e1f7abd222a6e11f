//! Whose word an article is, by what it says of that itself: the outlets that its sentences cite, the agency that it credits, and
//! where somebody told its own outlet.

use std::collections::BTreeMap;

use attache_coding::{CitationKind, Side};
use attache_stories::Kind;
use attache_world::resolve::ActorKind;
use attache_world::{BodyKind, Meaning, World, fold};
use rustc_hash::FxHashMap;

use crate::account::Account;
use crate::mention::Mention;

/// What makes two origins one: a known body by its id, a name, or a rewrite that nobody stands behind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// An outlet or agency.
    Press(String),
    /// An article that names no outlet.
    Article(String),
    /// A rewrite.
    Unknown(String),
}

/// The newsroom of an article, among the outlets of the articles at hand.
pub(crate) struct Newsroom<'a> {
    pub account: &'a Account,
    pub outlets: &'a Outlets<'a>,
}

/// The outlets of some articles, to be looked up by name.
pub(crate) struct Outlets<'a> {
    /// Each once, in the order of their names, with the name as it is compared.
    all: Vec<(&'a str, String)>,
    /// By the name as it is compared: of several the shortest.
    by_key: FxHashMap<String, &'a str>,
}

impl<'a> Outlets<'a> {
    pub fn of(accounts: &'a [Account]) -> Self {
        let mut names: Vec<&str> = accounts.iter().filter_map(|account| account.outlet.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        let all: Vec<(&str, String)> = names.into_iter().map(|name| (name, press_key(name))).collect();
        let mut by_key: FxHashMap<String, &str> = FxHashMap::default();
        for (name, key) in &all {
            let known = by_key.entry(key.clone()).or_insert(name);
            if (name.len(), *name) < (known.len(), *known) {
                *known = name;
            }
        }
        Self { all, by_key }
    }
}

/// Another outlet, by name and key, whose text an article is.
pub(crate) type Credit = (String, Key);

/// Whose text each account's is: the outlet that it credits, else the one that most of those credit whose text was taken from it. A paper
/// that prints an agency's report and does not say so is found out by the others that print it.
pub(crate) fn credits_of(
    accounts: &[Account],
    place: &FxHashMap<&str, usize>,
    outlets: &Outlets<'_>,
) -> Vec<Option<Credit>> {
    let newsroom = |at: usize| Newsroom { account: &accounts[at], outlets };
    let own: Vec<Option<Credit>> = (0..accounts.len()).map(|at| newsroom(at).credited()).collect();
    let mut votes: Vec<BTreeMap<&Credit, usize>> = vec![BTreeMap::new(); accounts.len()];
    for (n, credit) in own.iter().enumerate().filter_map(|(n, credit)| Some((n, credit.as_ref()?))) {
        let mut way = vec![n];
        while let Some(&source) = way.last().and_then(|at| {
            let account = &accounts[*at];
            let whole = account.kind != Kind::Excerpt && account.is_mostly_taken();
            account.of.as_deref().filter(|_| whole).and_then(|of| place.get(of))
        }) {
            if way.contains(&source) || own[source].is_some() || newsroom(source).signs() {
                break;
            }
            *votes[source].entry(credit).or_default() += 1;
            way.push(source);
        }
    }
    let most = |(at, votes): (usize, BTreeMap<&Credit, usize>)| {
        let others = votes.into_iter().filter(|((_, key), _)| *key != newsroom(at).key());
        others.max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0))).map(|(credit, _)| credit.clone())
    };
    let found: Vec<Option<Credit>> = votes.into_iter().enumerate().map(most).collect();
    own.into_iter().zip(found).map(|(own, found)| own.or(found)).collect()
}

impl<'a> Newsroom<'a> {
    /// The outlet, else the article's id.
    pub fn name(&self) -> String {
        self.account.outlet.clone().unwrap_or_else(|| self.account.id.clone())
    }

    /// What the outlet is known by.
    pub fn key(&self) -> Key {
        match &self.account.outlet {
            Some(outlet) => outlet_key(outlet),
            None => Key::Article(self.account.id.clone()),
        }
    }

    /// Whether a mention's sentence names the article's own outlet: somebody told it so.
    pub fn was_told(&self, mention: &Mention) -> bool {
        let own = |name: &str| self.account.outlet.as_deref().is_some_and(|outlet| is_name_of(name, outlet));
        self.account.told_here.contains(&mention.sentence)
            || self.named(mention).any(own)
            || mention.sources.iter().any(|cited| own(&cited.name))
    }

    /// The paper or agency on whose word a mention is told: one that stands innermost in its chain of sources, else another outlet of
    /// those at hand that its sentence names, else the one that "the report" before was of.
    pub fn cited(&self, mention: &Mention) -> Option<(String, Key)> {
        self.cited_by_name(mention).or_else(|| self.meant(mention))
    }

    /// The paper or agency whose report an article has cited last, where a mention's source is "the same report".
    fn meant(&self, mention: &Mention) -> Option<(String, Key)> {
        let again = mention.sources.iter().any(|cited| REPORTS.contains(&fold(&cited.name).as_str()));
        let before = |other: &&Mention| other.place_in_text < mention.place_in_text;
        let mut earlier: Vec<&Mention> =
            if again { self.account.mentions.iter().filter(before).collect() } else { Vec::new() };
        earlier.sort_by_key(|other| std::cmp::Reverse(other.place_in_text));
        earlier.into_iter().find_map(|other| self.cited_by_name(other))
    }

    fn cited_by_name(&self, mention: &Mention) -> Option<(String, Key)> {
        let chain = mention.sources.iter().rev().filter(|cited| self.is_other(&cited.name));
        let cited = chain.filter_map(|cited| {
            let name = mended(self.account, &cited.name);
            let is_state = cited.actor.is_some_and(|actor| self.is_state(actor));
            let says = matches!(cited.kind, CitationKind::Outlet | CitationKind::Agency) && !is_state;
            match (known_press(&name), self.outlet(&name).or_else(|| self.outlet_in_short(&name))) {
                (Some((name, id)), _) => Some((name, Key::Press(id))),
                (None, Some(outlet)) => Some((outlet.to_owned(), outlet_key(outlet))),
                (None, None) if says && is_proper(&name) => Some((name.clone(), Key::Press(press_key(&name)))),
                (None, None) => None,
            }
        });
        let beside = || {
            let others = self.named(mention).filter(|name| self.is_other(name));
            let outlets = others.filter_map(|name| self.outlet(&mended(self.account, name)));
            outlets.min().map(|outlet| (outlet.to_owned(), outlet_key(outlet)))
        };
        let heard = || {
            let here = self.account.hearsay.iter().filter(|heard| heard.sentence == mention.sentence);
            here.rev().find_map(|heard| self.press_at_the_end_of(&mended(self.account, &heard.name)))
        };
        cited.into_iter().next().or_else(heard).or_else(beside)
    }

    /// The agency or other outlet whose text the article says it is: in its credits, byline, dateline or last line.
    pub fn credited(&self) -> Option<(String, Key)> {
        if let Some(agency) = self.account.credits.first() {
            return self.is_other(agency).then(|| {
                let key = known_press(agency).map_or_else(|| press_key(agency), |(_, id)| id);
                (agency.clone(), Key::Press(key))
            });
        }
        let lines = &self.account.credit_lines;
        let lines: Vec<(&str, String)> = lines.iter().map(|line| (line.as_str(), fold(line))).collect();
        let credit = |outlet: &str, key: &str| lines.iter().any(|(line, folded)| credits(line, folded, outlet, key));
        let named = self.outlets.all.iter().find(|(outlet, key)| credit(outlet, key) && self.is_other(outlet));
        if let Some((outlet, _)) = named {
            return Some(((*outlet).to_owned(), outlet_key(outlet)));
        }
        // "TOWN, May 3 (NAME) —", "Source: NAME": an agency that nothing else knows
        let unknown = lines.iter().find_map(|(line, _)| label(line).or_else(|| named_source(line)));
        let label = unknown.filter(|label| self.is_other(label))?;
        Some((label.to_owned(), Key::Press(press_key(label))))
    }

    /// Whether the article says that it is its own outlet's text, as agencies do in their datelines.
    pub fn signs(&self) -> bool {
        let Some(outlet) = self.account.outlet.as_deref() else { return false };
        let key = press_key(outlet);
        let own = |line: &String| credits(line, &fold(line), outlet, &key);
        self.account.credits.iter().any(|agency| !self.is_other(agency)) || self.account.credit_lines.iter().any(own)
    }

    /// The names of bodies in a mention's sentence, but for those that the event befalls.
    fn named<'m>(&'m self, mention: &'m Mention) -> impl Iterator<Item = &'m str> {
        let befalls = move |actor: usize| mention.side(Side::Recipient).any(|party| party.actor == Some(actor));
        let actors = mention.cast.iter().map(|actor| usize::from(*actor)).filter(move |actor| !befalls(*actor));
        actors.filter_map(move |actor| self.account.actors.get(actor)?.name.as_deref())
    }

    /// Whether a name is not that of the article's own outlet.
    fn is_other(&self, name: &str) -> bool {
        self.account.outlet.as_deref().is_none_or(|outlet| !is_name_of(name, outlet))
    }

    /// The outlet of those at hand that bears a name.
    fn outlet(&self, name: &str) -> Option<&'a str> {
        self.outlets.by_key.get(&press_key(name)).copied()
    }

    /// The other outlet of those at hand, or agency of the tables, that the last words of a name name: "Tuesday Karsund Post".
    fn press_at_the_end_of(&self, name: &str) -> Option<Credit> {
        let starts = std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1));
        starts.map(|at| &name[at..]).filter(|name| self.is_other(name)).find_map(|name| {
            let outlet = self.outlet(name).or_else(|| self.outlet_in_short(name));
            outlet.map(|outlet| (outlet.to_owned(), outlet_key(outlet)))
        })
    }

    /// The other outlet of those at hand that a name is the beginning of, where it names nothing else.
    fn outlet_in_short(&self, name: &str) -> Option<&'a str> {
        let begins = format!("{} ", press_key(name));
        let is_short = |outlet: &str, key: &str| key.starts_with(&begins) || is_name_of(name, outlet);
        let mut all = self.outlets.all.iter().filter(|(outlet, key)| is_short(outlet, key) && self.is_other(outlet));
        let (outlet, key) = all.next()?;
        let is_free = || World::embedded().meanings(name, None).is_empty();
        (is_proper(name) && all.all(|(_, other)| other == key) && is_free()).then_some(*outlet)
    }

    fn is_state(&self, actor: usize) -> bool {
        self.account.actors.get(actor).is_some_and(|actor| actor.kind == ActorKind::State)
    }
}

/// What a text calls the report of an outlet that it has named.
const REPORTS: &[&str] = &[
    "agency",
    "broadcaster",
    "daily",
    "magazine",
    "network",
    "news agency",
    "newspaper",
    "outlet",
    "paper",
    "report",
    "same report",
    "weekly",
    "website",
    "wire service",
];

/// A source's name as it reads once the article's broken names are mended.
pub(crate) fn mended(account: &Account, name: &str) -> String {
    let mut mended = name.to_owned();
    for repair in &account.repairs {
        mended = mended.replace(repair.text.as_str(), &repair.reads);
    }
    mended
}

/// Whether a line in which texts say whose they are names an outlet: whole, or in a dateline's brackets by a short form.
///
/// The line is given as it stands and folded, the outlet by its name and as that is compared.
fn credits(line: &str, folded: &str, outlet: &str, key: &str) -> bool {
    let whole = key.contains(' ') && format!(" {folded} ").contains(&format!(" {key} "));
    let alone = || {
        let bare = CREDITING.iter().fold(folded, |line, opening| line.strip_prefix(opening).unwrap_or(line));
        bare.trim() == key
    };
    whole || alone() || label(line).is_some_and(|label| is_name_of(label, outlet))
}

/// Words that may stand before the name in a line that is nothing but a credit.
const CREDITING: &[&str] =
    &["source ", "by ", "from ", "via ", "with ", "reporting by ", "read the full story at ", "the "];

/// What stands in a dateline's brackets: "(NAME".
fn label(line: &str) -> Option<&str> {
    let (before, label) = line.split_once('(')?;
    let label = label.trim_end_matches(')').trim();
    let place = before.trim().split([',', ' ']).next().unwrap_or_default();
    let capitals = place.chars().count() > 1 && place.chars().all(char::is_uppercase);
    (capitals && (2..=40).contains(&label.chars().count()) && is_proper(label)).then_some(label)
}

/// Whom a line names that is nothing but a credit: "Source: NAME", "(NAME)", and an agency's name alone.
fn named_source(line: &str) -> Option<&str> {
    let line = line.trim().trim_end_matches('.');
    let source = ["Source:", "SOURCE:", "source:"].iter().find_map(|opening| line.strip_prefix(opening));
    let short = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|label| {
        label.chars().all(|c| c.is_uppercase() || matches!(c, '-' | '/')) && (2..=8).contains(&label.chars().count())
    });
    let is_agency = |line: &&str| AGENCIES.iter().any(|ending| line.ends_with(ending)) && line.split(' ').count() <= 5;
    let named = source.map(str::trim).or(short).or_else(|| Some(line).filter(is_agency))?;
    ((2..=40).contains(&named.chars().count()) && is_proper(named)).then_some(named)
}

/// How the names of agencies end.
const AGENCIES: &[&str] = &[" News Agency", " Press Agency", " News Service", " Newswire", " Wire Service"];

/// Whether a name is an outlet's, whole or in a short form: its first word, its initials.
pub(crate) fn is_name_of(name: &str, outlet: &str) -> bool {
    let (name_key, key) = (press_key(name), press_key(outlet));
    if name_key == key {
        return true;
    }
    let initials: String = key.split(' ').filter_map(|word| word.chars().next()).collect();
    let first = key.split(' ').next().unwrap_or_default();
    let short = |part: &str| {
        let capitals = part.len() > 1 && part.chars().all(char::is_uppercase);
        let folded = fold(part);
        let within = || {
            let mut letters = key.chars();
            folded.chars().all(|letter| letters.any(|other| other == letter))
                && folded.chars().next() == key.chars().next()
        };
        folded == first && key.contains(' ') || capitals && (folded == initials || folded.len() > 2 && within())
    };
    let parts: Vec<&str> = name.strip_prefix("The ").unwrap_or(name).split(['-', '/']).collect();
    !name.contains(' ') && parts.iter().all(|part| short(part.trim()))
}

/// Whether a name is a proper one: "local media" and "staff of the daily" name nobody.
fn is_proper(name: &str) -> bool {
    let bare = name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name);
    let last = bare.split_whitespace().next_back().unwrap_or_default();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    capital(last) && capital(bare) && !bare.to_lowercase().contains(" of the ")
}

/// What an outlet is known by: its id in the tables, else its name.
fn outlet_key(outlet: &str) -> Key {
    Key::Press(known_press(outlet).map_or_else(|| press_key(outlet), |(_, id)| id))
}

/// The outlet's name without article, as it is compared.
fn press_key(name: &str) -> String {
    let folded = fold(name);
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

/// The outlet or agency of the tables that a name names, or the end of it where what stands before is no part of the name: "Britain's …",
/// "the newspaper …".
fn known_press(name: &str) -> Option<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let apart = |word: &str| {
        word.starts_with(char::is_lowercase) || ["'s", "’s", "s'", "s’"].iter().any(|ending| word.ends_with(ending))
    };
    let begins = |from: &usize| *from == 0 || apart(words[from - 1]);
    (0..words.len()).filter(begins).find_map(|from| {
        let name = words[from..].join(" ");
        World::embedded().meanings(&name, None).into_iter().find_map(|entry| match entry.meaning {
            Meaning::Body(body) if matches!(body.kind, BodyKind::Outlet | BodyKind::NewsAgency) => {
                Some((body.name.to_string(), body.id.to_string()))
            }
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_known_by_its_whole_name_its_first_word_and_its_initials() {
        assert!(is_name_of("the Karsund Post", "Karsund Post"));
        assert!(is_name_of("Karsund", "Karsund News Agency"));
        assert!(is_name_of("KNA", "Karsund News Agency"));
        assert!(is_name_of("KNA-Karsund", "Karsund News Agency"));
        assert!(!is_name_of("Karsund Post", "Karsund News Agency"));
        assert!(!is_name_of("Oslo", "Karsund News Agency"));
    }

    #[test]
    fn credit_lines_and_the_brackets_of_datelines_name_whose_text_it_is() {
        let credits = |line: &str, outlet: &str| credits(line, &fold(line), outlet, &press_key(outlet));
        assert!(credits("Source: Telepress", "Telepress"));
        assert!(credits("— Karsund News Agency", "Karsund News Agency"));
        assert!(credits("KARSUND, May 3 (KNA", "Karsund News Agency"));
        assert!(!credits("The harbour opens on Monday.", "Harbour"));
        assert_eq!(label("KARSUND, May 3 (KNA"), Some("KNA"));
        assert_eq!(label("The mayor (a sailor"), None);
    }

    #[test]
    fn the_last_word_of_an_unknown_paper_s_name_is_no_known_paper() {
        assert_eq!(known_press("the Karsund Guardian"), None);
        assert!(known_press("Britain's The Guardian").is_some());
    }
}
