//! Offices and titles, what people are called by what they do, and the portfolios of ministers.

use crate::rows::{Row, RowError, Source, rows, words};
use crate::sectors::Sector;

words! {
    /// What an office is an office of.
    Level {
        /// A state: whoever holds it acts for the state's executive when its sector is GOV.
        State = "state",
        /// A part of a state: a governor, a mayor.
        Local = "local",
        /// A party or movement.
        Party = "party",
        /// An organisation, company, church or other body.
        Body = "body",
        /// Any of these: "president", "chairman".
        Any = "any",
    }
}

words! {
    /// What the holder of an office does.
    Role {
        /// Head of state.
        HeadOfState = "head-of-state",
        /// Head of government.
        HeadOfGovernment = "head-of-government",
        /// Deputy of one of these.
        Deputy = "deputy",
        /// Minister or secretary.
        Minister = "minister",
        /// Other member or official of an executive.
        Official = "official",
        /// Ambassador, envoy, consul.
        Diplomat = "diplomat",
        /// Speaks for another.
        Spokesperson = "spokesperson",
        /// Member or officer of a parliament.
        Legislator = "legislator",
        /// Judge or prosecutor.
        Jurist = "jurist",
        /// Soldier or commander.
        Soldier = "soldier",
        /// Police officer.
        Police = "police",
        /// Head or officer of an intelligence service.
        Intelligence = "intelligence",
        /// Leads a party, movement or group.
        Leader = "leader",
        /// Member of a ruling house.
        Royal = "royal",
        /// Clergy.
        Cleric = "cleric",
        /// Head of an organisation or company.
        Executive = "executive",
        /// Scholar, doctor or teacher.
        Scholar = "scholar",
        /// Form of address that says nothing of an office: "Mr".
        Address = "address",
    }
}

/// An office or title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its usual name, in lower case: "foreign minister".
    pub name: Box<str>,
    /// Its plural.
    pub plural: Box<str>,
    /// Other names and short forms.
    pub others: Vec<Box<str>>,
    /// PLOVER sectors of its holder.
    pub sectors: Vec<Sector>,
    /// What it is an office of.
    pub level: Level,
    /// What its holder does.
    pub role: Role,
    /// Code of the one state that has it, where there is but one: "taoiseach".
    pub state: Option<Box<str>>,
    /// Where the row stands.
    pub source: Source,
}

impl Office {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, RowError> {
        let name = row.text("name");
        if name.is_empty() {
            return Err(row.error("an office needs a name"));
        }
        Ok(Self {
            plural: row.optional("plural").unwrap_or_else(|| plural(&name).into()),
            others: row.list("others").map(Into::into).collect(),
            sectors: row.words("sector", Sector::read)?,
            level: row.word("level", Level::read)?,
            role: row.word("role", Role::read)?,
            state: row.optional("state"),
            source: row.source.clone(),
            name,
        })
    }

    /// Whether its holder acts for the executive of a state.
    pub fn of_state_executive(&self) -> bool {
        self.level == Level::State && self.sectors.contains(&Sector::Government)
    }
}

/// A noun for people or forces by what they do: "protester", "troops".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// One of them; empty of what has no singular.
    pub singular: Box<str>,
    /// Several, or the whole: "protesters", "police".
    pub plural: Box<str>,
    /// PLOVER sectors.
    pub sectors: Vec<Sector>,
    /// PLOVER code that it brings itself: NGO, IGO, IMG, ISM, MNC, or of the one state where a people lives; empty for none.
    pub code: Box<str>,
    /// Where the row stands.
    pub source: Source,
}

impl Agent {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, RowError> {
        let singular: Box<str> = if row.get("singular") == "-" { "".into() } else { row.text("singular") };
        let plural: Box<str> = match row.get("plural") {
            "" => plural(&singular).into(),
            "-" => "".into(),
            other => other.into(),
        };
        if singular.is_empty() && plural.is_empty() {
            return Err(row.error("an agent noun needs a singular or a plural"));
        }
        let sectors = row.words("sector", Sector::read)?;
        Ok(Self { singular, plural, sectors, code: row.text("code"), source: row.source.clone() })
    }
}

/// The regular plural of a noun or of an office's name: "secretaries of state", "ministers".
pub(crate) fn plural(name: &str) -> String {
    for link in [" of ", " for ", " to ", " in ", " at ", "-in-", "-at-", "-de-"] {
        if let Some((head, rest)) = name.split_once(link) {
            return format!("{}{link}{rest}", plural(head));
        }
    }
    for (end, ends) in [("woman", "women"), ("man", "men"), ("person", "people"), ("wife", "wives")] {
        if let Some(stem) = name.strip_suffix(end) {
            return format!("{stem}{ends}");
        }
    }
    let vowel_y = ["ay", "ey", "oy", "uy"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('y') {
        Some(stem) if !vowel_y => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| name.ends_with(end)) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// The names that ministries and ministers take from what they see to: rows of `data/portfolios.tsv` put into those of
/// `data/patterns.tsv`. Calls `each` with "ministry", "minister" or "deputy", all names, and the row of the portfolio.
pub(crate) fn portfolios(
    portfolios: &'static str,
    patterns: &'static str,
    mut each: impl FnMut(&str, Vec<String>, &Row<'_>),
) {
    let mut forms: Vec<(String, String)> = Vec::new();
    rows("patterns.tsv", patterns, |row| forms.push((row.get("kind").to_owned(), row.get("pattern").to_owned())));
    let mut kinds: Vec<&str> = forms.iter().map(|(kind, _)| kind.as_str()).collect();
    kinds.dedup();
    rows("portfolios.tsv", portfolios, |row| {
        for kind in &kinds {
            let mut names = Vec::new();
            for (_, pattern) in forms.iter().filter(|(k, _)| k == kind) {
                names.extend(row.list("of").filter(|_| pattern.contains("{of}")).map(|of| pattern.replace("{of}", of)));
                names.extend(row.list("before").filter(|_| pattern.contains("{}")).map(|b| pattern.replace("{}", b)));
            }
            if !names.is_empty() {
                each(kind, names, &row);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_bend_the_word_that_is_the_head() {
        for (one, many) in [
            ("foreign minister", "foreign ministers"),
            ("secretary of state", "secretaries of state"),
            ("commander-in-chief", "commanders-in-chief"),
            ("spokeswoman", "spokeswomen"),
            ("envoy", "envoys"),
            ("coach", "coaches"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
