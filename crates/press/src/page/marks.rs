//! What a page says of itself, by the rows of `data/page_marks.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};

use super::json_ld::Objects;
use super::{Noted, Page, address, one_line, plain};
use crate::article::Found;
use crate::dates::iso_date;
use crate::language;
use crate::table::Table;

/// All metadata of a page; its text is left empty.
pub(super) fn read(document: &Html, objects: Option<&Objects>, url: Option<&str>, html: &str) -> Page {
    let marks = Marks { document, objects, meta: meta(document) };
    let given = url.map(str::trim).filter(|url| address::is_web(url));
    let url = match given {
        Some(url) => Some(Noted { value: url.to_owned(), found: Found::Given }),
        None => marks.first("url", |v| address::is_web(v).then(|| v.to_owned())).or_else(|| saved_from(html)),
    };
    let from_url = |read: fn(&str) -> Option<String>| {
        url.as_ref().and_then(|u| read(&u.value)).map(|value| Noted { value, found: Found::Url })
    };
    let outlet = marks.first("outlet", outlet).or_else(|| marks.title_tail()).or_else(|| from_url(address::site));
    Page {
        text: String::new(),
        title: marks.first("title", |v| title(v, outlet.as_ref())),
        byline: marks.byline(),
        published: marks.first("published", iso_date).or_else(|| from_url(address::day)),
        modified: marks.first("modified", iso_date),
        language: marks.first("language", |v| language::code(v).map(str::to_owned)),
        outlet,
        url,
    }
}

/// A row of the table.
struct Mark {
    field: &'static str,
    kind: Kind,
    key: &'static str,
    attribute: Option<&'static str>,
}

enum Kind {
    JsonLd,
    Meta,
    Mark(Selector),
    Seen(Selector),
}

static TABLE: LazyLock<Vec<Mark>> = LazyLock::new(|| {
    let table = Table::parse(include_str!("../../data/page_marks.tsv"));
    let mark = |row: crate::table::Row| {
        let key = row.get("key")?;
        let kind = match row.get("kind")? {
            "json-ld" => Kind::JsonLd,
            "meta" => Kind::Meta,
            "mark" => Kind::Mark(Selector::parse(key).ok()?),
            "seen" => Kind::Seen(Selector::parse(key).ok()?),
            _ => return None,
        };
        Some(Mark { field: row.get("field")?, kind, key, attribute: row.get("attribute") })
    };
    table.rows().filter_map(mark).collect()
});

/// Elements tried for one visible mark; the first is nearly always the article's own.
const TRIES: usize = 4;

struct Marks<'d> {
    document: &'d Html,
    objects: Option<&'d Objects>,
    meta: HashMap<String, Vec<String>>,
}

impl Marks<'_> {
    /// The first value of a field that `accept` takes: schema.org, then meta and marks, then what is seen, as the rows stand.
    fn first(&self, field: &str, accept: impl Fn(&str) -> Option<String>) -> Option<Noted> {
        self.values(field).find_map(|(values, found)| {
            let value = values.iter().find_map(|value| accept(value))?;
            Some(Noted { value, found })
        })
    }

    /// The values of each row of a field, in the order of the table.
    fn values(&self, field: &str) -> impl Iterator<Item = (Vec<String>, Found)> {
        TABLE.iter().filter(move |mark| mark.field == field).map(|mark| self.value(mark))
    }

    fn value(&self, mark: &Mark) -> (Vec<String>, Found) {
        match &mark.kind {
            Kind::JsonLd => (self.objects.map(|o| o.at(mark.key)).unwrap_or_default(), Found::JsonLd),
            Kind::Meta => (self.meta.get(mark.key).cloned().unwrap_or_default(), Found::Meta),
            Kind::Mark(selector) => (self.select(selector, mark.attribute), Found::Meta),
            Kind::Seen(selector) => (self.select(selector, mark.attribute), Found::Page),
        }
    }

    fn select(&self, selector: &Selector, attribute: Option<&str>) -> Vec<String> {
        let elements = self.document.select(selector).take(TRIES);
        let value = |e: scraper::ElementRef| match attribute {
            Some(name) => e.attr(name).map(one_line),
            None => Some(one_line(&super::body::paragraphs(e))),
        };
        elements.filter_map(value).filter(|v| !v.is_empty() && v.len() <= LONGEST).collect()
    }

    /// Authors: all that a schema.org object, the meta elements of one name or elements side by side list.
    fn byline(&self) -> Option<Noted> {
        TABLE.iter().filter(|mark| mark.field == "byline").find_map(|mark| {
            let (values, found) = match &mark.kind {
                Kind::Seen(selector) => (self.neighbours(selector), Found::Page),
                _ => self.value(mark),
            };
            let mut names: Vec<String> = Vec::new();
            for name in values.iter().filter_map(|v| author(v)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            (!names.is_empty()).then(|| Noted { value: names.join(", "), found })
        })
    }

    /// The texts of the first element that a selector finds, and of others in the same element; those further on may
    /// belong to other articles.
    fn neighbours(&self, selector: &Selector) -> Vec<String> {
        let mut elements = self.document.select(selector).take(TRIES).peekable();
        let home = elements.peek().and_then(|e| e.parent()).map(|p| p.id());
        let beside = elements.filter(|e| e.parent().map(|p| p.id()) == home);
        beside.map(|e| one_line(&super::body::paragraphs(e))).filter(|v| v.len() <= LONGEST).collect()
    }
}

impl Marks<'_> {
    /// The outlet as the window's title names it behind the headline: "Rain | The Day" over an `<h1>` of "Rain".
    fn title_tail(&self) -> Option<Noted> {
        let window = self.select(&Selector::parse("title").ok()?, None).into_iter().next()?;
        let (headline, tail) = SEPARATORS.iter().filter_map(|s| window.rsplit_once(s)).max_by_key(|(h, _)| h.len())?;
        let same = self.first("title", |title| (plain(title) == headline.trim()).then(String::new));
        let value = outlet(tail).filter(|name| name.len() <= 40)?;
        same.map(|_| Noted { value, found: Found::Page })
    }
}

/// What stands between a headline and the name of the outlet.
const SEPARATORS: [&str; 6] = [" | ", " - ", " – ", " — ", " :: ", " · "];

/// Longest mark, in bytes.
const LONGEST: usize = 1000;

/// Most `<meta>` elements kept of one name, such as those of authors.
const MOST: usize = 200;

/// The contents of all `<meta>` elements by their name, property or itemprop in lower case.
fn meta(document: &Html) -> HashMap<String, Vec<String>> {
    static META: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse("meta[content]").ok());
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for element in META.as_ref().into_iter().flat_map(|meta| document.select(meta)) {
        let content = element.attr("content").map(one_line).unwrap_or_default();
        if content.is_empty() || content.len() > LONGEST {
            continue;
        }
        for name in ["property", "name", "itemprop", "http-equiv"].iter().filter_map(|a| element.attr(a)) {
            let contents = found.entry(name.trim().to_lowercase()).or_default();
            if contents.len() < MOST {
                contents.push(content.clone());
            }
        }
    }
    found
}

/// The comment that browsers write at the head of a saved page.
fn saved_from(html: &str) -> Option<Noted> {
    static SAVED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<!--\s*saved from url=(?:\(\d+\))?(https?://\S+)\s*-->").expect("a constant pattern")
    });
    let start = html.char_indices().nth(2000).map_or(html, |(end, _)| &html[..end]);
    let value = SAVED.captures(start)?.get(1)?.as_str().to_owned();
    Some(Noted { value, found: Found::Meta })
}

fn outlet(value: &str) -> Option<String> {
    let name = plain(value);
    (!name.is_empty() && !name.starts_with('@') && !address::is_web(&name)).then_some(name)
}

/// A headline without the name of the outlet behind it ("Rain | The Day").
fn title(value: &str, outlet: Option<&Noted>) -> Option<String> {
    let title = plain(value);
    let parts = SEPARATORS.iter().filter_map(|s| title.rsplit_once(s)).max_by_key(|(before, _)| before.len());
    let short = parts.zip(outlet).and_then(|((before, after), outlet)| {
        let (after, name) = (squeezed(after), squeezed(&outlet.value));
        let same = after == name || outlet.found == Found::Url && name.starts_with(&after);
        same.then(|| before.trim().to_owned())
    });
    Some(short.unwrap_or(title)).filter(|t| !t.is_empty())
}

fn squeezed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name as an author is printed, without "By"; no address, handle or date.
fn author(value: &str) -> Option<String> {
    let name = plain(value);
    let lower = name.to_lowercase();
    let name = match lower.strip_prefix("by ").or_else(|| lower.strip_prefix("by: ")) {
        Some(rest) if lower.len() == name.len() => name[name.len() - rest.len()..].trim().to_owned(),
        _ => name,
    };
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (letters > 1 && name.len() <= 300 && !name.starts_with('@') && !name.contains("://") && iso_date(&name).is_none())
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_understood() {
        let rows = Table::parse(include_str!("../../data/page_marks.tsv")).rows().count();
        assert_eq!(TABLE.len(), rows);
    }

    #[test]
    fn tens_of_thousands_of_authors_cost_no_more_than_a_page() {
        let authors: String =
            (0..40_000).map(|n| format!("<meta name=author content='Ann{n} &amp;amp; Lee'>")).collect();
        let document = Html::parse_document(&authors);
        let started = std::time::Instant::now();
        let page = read(&document, None, None, &authors);
        assert!(page.byline.unwrap().value.starts_with("Ann0 & Lee, Ann1 & Lee"));
        assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
    }
}
