//! What an address asks for: the filters of the lists, as they stand in its query.

use std::collections::BTreeMap;

use attache_archive::words;
use attache_archive::{By, Headlines, Turn, WantedEvents};
use axum::extract::Query;
use axum::http::Uri;

use crate::foreign::value;
use crate::pages::rulings::TYPES;
use crate::refusal::Refusal;

/// The query of an address: each name once, the empty ones left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked(BTreeMap<String, String>);

/// A value longer than this is no filter.
const LONGEST: usize = 300;

/// What lists can be filtered by, in the order in which it is told.
pub const FILTERS: [&str; 10] =
    ["q", "state", "actor", "type", "quad", "place", "outlet", "language", "since", "until"];

impl Asked {
    /// Reads the query.
    ///
    /// # Errors
    /// When it is no query, or a value is too long, or is no day, class or type where one is asked for.
    pub fn of(uri: &Uri) -> Result<Self, Refusal> {
        let wrong = |_| {
            Refusal::Wrong(
                "the address asks for something that cannot be read; begin again at the first page".to_owned(),
            )
        };
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(wrong)?;
        let mut asked = BTreeMap::new();
        for (name, value) in pairs {
            let value = words::harmless(&value);
            let value = value.trim();
            if value.chars().count() > LONGEST {
                return Err(Refusal::Wrong(format!(
                    "what the address asks for as “{}” is too long",
                    crate::foreign::clipped(&name, 30)
                )));
            }
            if !value.is_empty() {
                asked.insert(name, value.to_owned());
            }
        }
        let asked = Self(asked);
        if asked.get("quad").is_some_and(|quad| !matches!(quad, "1" | "2" | "3" | "4")) {
            return Err(Refusal::Wrong("“quad” must be a class of events, 1 to 4".to_owned()));
        }
        if asked.get("type").is_some_and(|own| !TYPES.iter().any(|name| name.eq_ignore_ascii_case(own))) {
            return Err(Refusal::Wrong(format!("“type” must be one of {}", TYPES.join(", ").to_lowercase())));
        }
        if let (Some(since), Some(until)) = (asked.day("since")?, asked.day("until")?)
            && since > until
        {
            return Err(Refusal::Wrong("the first day asked for comes after the last; exchange them".to_owned()));
        }
        Ok(asked)
    }

    /// A value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// An ISO day.
    ///
    /// # Errors
    /// When it is none.
    pub fn day(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let text = self.get(name);
        match text.is_none_or(is_day) {
            true => Ok(text),
            false => Err(Refusal::Wrong(format!("“{name}” must be a day, written YYYY-MM-DD"))),
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// The filters that are set.
    pub fn filters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        FILTERS.into_iter().filter_map(|name| Some((name, self.get(name)?)))
    }

    /// The query of an address that asks for the same but for `changes`; a name without a value is left out.
    pub fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut pairs: BTreeMap<&str, &str> =
            self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for (name, value) in changes {
            match value {
                Some(value) => pairs.insert(name, value),
                None => pairs.remove(name),
            };
        }
        let pairs: Vec<String> = pairs.iter().map(|(name, text)| format!("{}={}", value(name), value(text))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// The same, going on after a place of the list.
    pub fn going_on(&self, after: Option<&str>) -> Self {
        let mut asked = self.0.clone();
        match after {
            Some(after) => asked.insert("after".to_owned(), after.to_owned()),
            None => asked.remove("after"),
        };
        Self(asked)
    }

    /// The words sought: phrases in quotation marks, else one by one.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for (n, piece) in self.get("q").unwrap_or_default().split('"').enumerate() {
            match n % 2 {
                0 => words.extend(piece.split_whitespace().map(str::to_owned)),
                _ => words.push(piece.trim().to_owned()),
            }
        }
        words.retain(|word| word.chars().any(char::is_alphanumeric));
        words
    }

    /// Who is to take part: all of these.
    pub fn between(&self) -> Vec<String> {
        ["state", "actor", "with"].into_iter().filter_map(|name| self.get(name).map(str::to_owned)).collect()
    }

    /// The length of periods.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn by(&self) -> Result<Option<By>, Refusal> {
        match self.get("by") {
            None => Ok(None),
            Some("day") => Ok(Some(By::Day)),
            Some("week") => Ok(Some(By::Week)),
            Some("month") => Ok(Some(By::Month)),
            Some(_) => Err(Refusal::Wrong("“by” must be day, week or month".to_owned())),
        }
    }

    /// The events asked for, `limit` at most.
    pub fn events(&self, limit: usize) -> WantedEvents {
        let text = |name| self.get(name).map(str::to_owned);
        WantedEvents {
            between: self.between(),
            types: text("type").into_iter().collect(),
            quad: self.get("quad").and_then(|quad| quad.parse().ok()),
            since: text("since"),
            until: text("until"),
            place: text("place"),
            story: text("story"),
            article: text("article"),
            mode: text("mode"),
            modality: text("modality"),
            limit: Some(limit),
            ..WantedEvents::default()
        }
    }

    /// The stories asked for, `limit` at most.
    ///
    /// # Errors
    /// When the list is to go on where none was left.
    pub fn headlines(&self, limit: usize) -> Result<Headlines, Refusal> {
        let text = |name| self.get(name).map(str::to_owned);
        let after = self.get("after").map(|after| {
            let why = || Refusal::Wrong("the address goes on where no list was left; begin it again".to_owned());
            Turn::parse(after).ok_or_else(why)
        });
        Ok(Headlines {
            since: text("since"),
            until: text("until"),
            outlet: text("outlet"),
            language: text("language"),
            actor: text("actor"),
            event: text("type"),
            quad: text("quad"),
            state: text("state"),
            place: text("place"),
            words: self.words(),
            after: after.transpose()?,
            limit,
        })
    }
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(uri: &'static str) -> Result<Asked, Refusal> {
        Asked::of(&Uri::from_static(uri))
    }

    #[test]
    fn filters_stand_in_the_address_and_empty_ones_do_not() {
        let asked = asked("/?q=%22peace%20talks%22+river&since=2021-03-01&outlet=&state=mli").unwrap();
        assert_eq!(asked.words(), ["peace talks", "river"]);
        assert_eq!(
            asked.with(&[("since", None), ("outlet", Some("A & B"))]),
            "?outlet=A%20%26%20B&q=%22peace%20talks%22%20river&state=mli"
        );
        assert_eq!(asked.headlines(5).unwrap().state.as_deref(), Some("mli"));
    }

    #[test]
    fn days_classes_and_types_that_are_none_are_refused() {
        assert!(asked("/?since=yesterday").is_err());
        assert!(asked("/?since=2021-02-30").is_err());
        assert!(asked("/?since=2021-03-02&until=2021-03-01").is_err());
        for wrong in ["/?quad=5", "/?quad=x", "/?type=NONE"] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
        assert!(asked("/?type=consult&quad=1").is_ok());
    }
}
