//! schema.org objects in a page, as its scripts hold them.

use std::collections::HashMap;
use std::sync::LazyLock;

use scraper::{Html, Selector};
use serde_json::Value;

use super::{one_line, plain};
use crate::read::mended;
use crate::table::Table;

/// The object of a page that is its article, with those that it points to by `@id`.
pub(super) struct Objects {
    article: Value,
    by_id: HashMap<String, Value>,
}

/// Largest script read, in bytes.
const LARGEST: usize = 4 << 20;

/// Most texts taken at one path; lists of authors are far shorter.
const MOST_TEXTS: usize = 200;

/// Longest of them, in bytes, before its markup is taken off.
const LONGEST_TEXT: usize = 4096;

/// Most values looked at for one path: references can point to the same long list from many places.
const MOST_STEPS: usize = 10_000;

/// The object that tells most of the page's article, by the order of types in the table.
pub(super) fn article(document: &Html) -> Option<Objects> {
    static SCRIPTS: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse(r#"script[type*="ld+json" i]"#).ok());
    let mut all = Vec::new();
    for script in document.select(SCRIPTS.as_ref()?) {
        let json = script.text().collect::<String>();
        if json.len() <= LARGEST {
            collect(parse(&json), &mut all);
        }
    }
    let rank = |object: &Value| types(object).filter_map(rank).min();
    let best = (0..all.len()).filter_map(|n| Some((rank(&all[n])?, n))).min()?.1;
    let article = all[best].clone();
    let named = all.into_iter().filter_map(|o| Some((o.get("@id")?.as_str()?.to_owned(), o)));
    Some(Objects { article, by_id: named.filter(|(_, o)| o.get("name").is_some()).collect() })
}

/// The JSON of a script, also wrapped in comments, written in HTML's escapes, with raw line ends in its strings or followed
/// by something else.
fn parse(json: &str) -> Value {
    let json = json.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let json = json.trim_start();
    let first = |json: &str| serde_json::Deserializer::from_str(json).into_iter::<Value>().next()?.ok();
    first(json)
        .or_else(|| first(&mended(json)?))
        .or_else(|| json.contains("&quot;").then(|| plain(json)).and_then(|json| first(&json)))
        .unwrap_or_default()
}

/// All typed objects in a value, outermost first, but not those that an object merely mentions.
fn collect(value: Value, into: &mut Vec<Value>) {
    match value {
        Value::Array(list) => list.into_iter().for_each(|v| collect(v, into)),
        Value::Object(mut object) => {
            let mut inner = vec![object.remove("@graph"), object.remove("mainEntity")];
            // a page described there is an object of its own; what stays is its address
            if let Some(page) = object.get_mut("mainEntityOfPage").filter(|page| page.is_object()) {
                let id = page.get("@id").cloned().unwrap_or_default();
                inner.push(Some(std::mem::replace(page, id)));
            }
            into.push(Value::Object(object));
            inner.into_iter().flatten().for_each(|v| collect(v, into));
        }
        _ => {}
    }
}

fn types(object: &Value) -> impl Iterator<Item = &str> {
    let kinds = match object.get("@type") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    kinds.iter().filter_map(Value::as_str)
}

/// The place of a type in the table, its address before it taken off.
fn rank(kind: &str) -> Option<usize> {
    static TYPES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let table = Table::parse(include_str!("../../data/page_marks.tsv"));
        table.rows().filter(|row| row.get("field") == Some("article")).filter_map(|row| row.get("key")).collect()
    });
    let name = kind.rsplit(['/', ':', '#']).next()?;
    TYPES.iter().position(|t| *t == name)
}

impl Objects {
    /// The texts at a path of keys, lists gone through and references followed.
    pub(super) fn at(&self, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut steps = 0;
        self.walk(&self.article, path.split('.').collect::<Vec<_>>().as_slice(), &mut steps, &mut found);
        found
    }

    fn walk(&self, value: &Value, path: &[&str], steps: &mut usize, found: &mut Vec<String>) {
        *steps += 1;
        if *steps > MOST_STEPS || found.len() >= MOST_TEXTS {
            return;
        }
        match value {
            Value::Array(list) => list.iter().take(MOST_STEPS).for_each(|v| self.walk(v, path, steps, found)),
            Value::String(text) if path.is_empty() && text.len() <= LONGEST_TEXT => found.push(plain(text)),
            Value::Number(n) if path.is_empty() => found.push(n.to_string()),
            Value::Object(object) => {
                let Some((key, rest)) = path.split_first() else { return };
                // "@id" alone stands for the object of that name elsewhere in the page
                let there = object.get("@id").and_then(Value::as_str).and_then(|id| self.by_id.get(id));
                let next = object.get(*key).or_else(|| there?.get(*key));
                if let Some(next) = next {
                    self.walk(next, rest, steps, found);
                }
            }
            _ => {}
        }
    }

    /// The article's text, if the object holds it.
    pub(super) fn body(&self) -> Option<String> {
        let body = self.article.get("articleBody")?.as_str()?;
        let body = if super::is_markup(body) {
            super::body::paragraphs(Html::parse_fragment(&super::nesting::shallow(body)).root_element())
        } else {
            body.lines().map(one_line).filter(|l| !l.is_empty()).map(|l| l + "\n").collect()
        };
        (body.len() >= SHORTEST).then_some(body)
    }
}

/// Fewest bytes that are more than a summary.
const SHORTEST: usize = 250;

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(json: &str) -> Option<Objects> {
        article(&Html::parse_document(&format!("<script type='application/ld+json'>{json}</script>")))
    }

    #[test]
    fn the_article_is_found_however_it_is_wrapped() {
        for json in [
            r#"{"@type":"NewsArticle","headline":"Rain"}"#,
            r#"[{"@type":"Organization","name":"D"},{"@type":["Thing","NewsArticle"],"headline":"Rain"}]"#,
            r#"{"@graph":[{"@type":"WebPage","name":"No"},{"@type":"http://schema.org/NewsArticle","headline":"Rain"}]}"#,
            r#"{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"Rain"},"name":"No"}"#,
            "<!-- {\"@type\":\"NewsArticle\",\"headline\":\"Rain\",\n\"description\":\"two\nlines\"} -->",
            r#"{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Rain&quot;}"#,
            r#"{"@type":"NewsArticle","headline":"Rain"};"#,
        ] {
            assert_eq!(objects(json).map(|o| o.at("headline")), Some(vec!["Rain".to_owned()]), "{json}");
        }
        assert!(objects(r#"{"@type":"BreadcrumbList"}"#).is_none());
        assert!(objects("{broken").is_none());
    }

    #[test]
    fn references_by_id_are_followed() {
        let found = objects(
            r##"{"@graph":[{"@type":"Person","@id":"#a","name":"Ann Lee"},
            {"@type":"NewsArticle","author":[{"@id":"#a"},{"name":"Bo &amp; Sim"}],"mainEntityOfPage":{"@type":"WebPage","@id":"https://d.example/1"}}]}"##,
        );
        let found = found.unwrap();
        assert_eq!(found.at("author.name"), ["Ann Lee", "Bo & Sim"]);
        assert_eq!(found.at("mainEntityOfPage"), ["https://d.example/1"]);
    }

    #[test]
    fn references_that_multiply_cost_no_more_than_a_page() {
        let names = vec!["\"Ann &amp; Lee\""; 20_000].join(",");
        let references = vec![r##"{"@id":"#a"}"##; 20_000].join(",");
        for name in [names.as_str(), &vec!["{}"; 20_000].join(","), &format!("\"{}\"", "x &amp; y ".repeat(100_000))] {
            let found = objects(&format!(
                r##"{{"@graph":[{{"@id":"#a","name":[{name}]}},{{"@type":"NewsArticle","author":[{references}]}}]}}"##
            ));
            let started = std::time::Instant::now();
            assert!(found.unwrap().at("author.name").len() <= MOST_TEXTS);
            assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
        }
    }
}
