//! Where JSON objects keep the parts of an article: the paths of `data/json_fields.tsv`, read in one pass over the JSON.
//!
//! Only values at known paths are kept, so that memory follows the article and not what else its object holds.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::GivenId;
use super::error::Problem;
use crate::clipping::{Body, Clipping};
use crate::page::is_markup;
use crate::table::Table;

/// What a known path holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Url,
    Outlet,
    Title,
    Byline,
    Published,
    Language,
    Text,
    Html,
    Any,
}

impl Field {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "url" => Self::Url,
            "outlet" => Self::Outlet,
            "title" => Self::Title,
            "byline" => Self::Byline,
            "published" => Self::Published,
            "language" => Self::Language,
            "text" => Self::Text,
            "html" => Self::Html,
            "any" => Self::Any,
            _ => return None,
        })
    }

    fn is_body(self) -> bool {
        matches!(self, Self::Text | Self::Html | Self::Any)
    }

    /// What stands between the parts when a list holds several; `None` where only the first counts.
    fn joint(self) -> Option<&'static str> {
        match self {
            Self::Byline => Some(", "),
            Self::Text | Self::Html | Self::Any => Some("\n"),
            _ => None,
        }
    }
}

/// The table as a tree of keys.
struct Paths {
    nodes: Vec<Node>,
    rows: Vec<Field>,
}

#[derive(Default)]
struct Node {
    children: HashMap<&'static str, usize>,
    /// Rows of the table whose path ends here.
    rows: Vec<usize>,
    /// Whether articles may stand under it.
    each: bool,
}

static PATHS: LazyLock<Paths> = LazyLock::new(|| {
    let mut paths = Paths { nodes: vec![Node::default()], rows: Vec::new() };
    for row in Table::parse(include_str!("../../data/json_fields.tsv")).rows() {
        let (Some(field), Some(path)) = (row.get("field"), row.get("path")) else { continue };
        let mut at = 0;
        for key in path.split('.') {
            let next = paths.nodes.len();
            at = *paths.nodes[at].children.entry(key).or_insert(next);
            if at == next {
                paths.nodes.push(Node::default());
            }
        }
        match Field::parse(field) {
            Some(field) => {
                paths.nodes[at].rows.push(paths.rows.len());
                paths.rows.push(field);
            }
            None => paths.nodes[at].each = true,
        }
    }
    paths
});

/// Whether a key at the top of an object is one under which part of an article may stand.
pub(super) fn is_known(key: &str) -> bool {
    PATHS.nodes[0].children.contains_key(key)
}

/// Whether the text of an article, or articles, may stand under a key at the top of an object.
pub(super) fn may_hold_text(key: &str) -> bool {
    let mut below: Vec<usize> = PATHS.nodes[0].children.get(key).copied().into_iter().collect();
    while let Some(node) = below.pop().map(|at| &PATHS.nodes[at]) {
        if node.each || node.rows.iter().any(|row| PATHS.rows[*row].is_body()) {
            return true;
        }
        below.extend(node.children.values());
    }
    false
}

/// What one JSON object holds of an article, or of several.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Values by row of the table.
    values: Vec<(usize, String)>,
    /// Ids that are numbers, by row of the table.
    numbers: Vec<(usize, Number)>,
    /// Objects in a list of articles.
    pub each: Vec<Record>,
}

/// Longest value kept that is no text, in bytes.
const LONGEST_MARK: usize = 4096;

/// Written where a dump has no value.
const ABSENT: [&str; 7] = ["none", "null", "nan", "n/a", "undefined", "[]", "{}"];

impl Record {
    /// Reads one JSON value, which must be an object.
    pub(super) fn parse(json: &str) -> Result<Self, serde_json::Error> {
        let mut record = Self::default();
        let mut reader = serde_json::Deserializer::from_str(json);
        At { node: 0, record: &mut record, listed: false }.deserialize(&mut reader)?;
        reader.end()?;
        Ok(record)
    }

    fn add(&mut self, row: usize, value: &str) {
        let field = PATHS.rows[row];
        let value = if field.is_body() { value } else { value.trim() };
        if value.is_empty() || !field.is_body() && !is_mark(field, value) {
            return;
        }
        match self.values.iter_mut().find(|(r, _)| *r == row) {
            None => self.values.push((row, value.to_owned())),
            Some((_, before)) => {
                if let Some(joint) = field.joint().filter(|_| field.is_body() || before.len() < LONGEST_MARK) {
                    before.push_str(joint);
                    before.push_str(value);
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.each.is_empty()
    }

    /// Takes the best value of a field.
    fn take(&mut self, field: Field) -> Option<String> {
        let fits = |(row, value): &&mut (usize, String)| {
            PATHS.rows[*row] == field && !(field.is_body() && value.trim().is_empty())
        };
        self.values.iter_mut().filter(fits).min_by_key(|(row, _)| *row).map(|(_, value)| std::mem::take(value))
    }

    /// Whether it has a text of its own.
    pub(super) fn has_body(&self) -> bool {
        self.values.iter().any(|(row, value)| PATHS.rows[*row].is_body() && !value.trim().is_empty())
    }

    /// The id given, else the URL.
    pub(super) fn id(&self) -> Option<String> {
        let best = |field| {
            let rows = self.values.iter().filter(|(row, _)| PATHS.rows[*row] == field);
            rows.min_by_key(|(row, _)| *row).map(|(_, value)| value.clone())
        };
        best(Field::Id).or_else(|| best(Field::Url))
    }

    /// The id given, else the URL, in the form that it has in the JSON.
    pub(super) fn given_id(&self) -> GivenId {
        let ids = self.values.iter().filter(|(row, _)| PATHS.rows[*row] == Field::Id).map(|(row, _)| *row);
        let number = ids.min().and_then(|best| self.numbers.iter().find(|(row, _)| *row == best));
        match number {
            Some((_, number)) => GivenId::Number(number.clone()),
            None => self.id().map_or(GivenId::Missing, GivenId::Text),
        }
    }

    /// The article; its id is empty if the object gives neither id nor URL.
    pub(super) fn clipping(mut self, limit: usize) -> Result<Clipping, Problem> {
        let id = self.id().unwrap_or_default();
        let either = |text: String| if is_markup(&text) { Body::Html(text) } else { Body::Text(text) };
        let body = (self.take(Field::Text).map(Body::Text))
            .or_else(|| self.take(Field::Any).map(either))
            .or_else(|| self.take(Field::Html).map(Body::Html))
            .ok_or(Problem::NoText)?;
        let (Body::Text(text) | Body::Html(text)) = &body;
        if text.len() > limit {
            return Err(Problem::TooLong(limit));
        }
        Ok(Clipping {
            id,
            url: self.take(Field::Url),
            outlet: self.take(Field::Outlet),
            title: self.take(Field::Title),
            byline: self.take(Field::Byline).map(|names| listed_names(&names)),
            published: self.take(Field::Published),
            language: self.take(Field::Language),
            body,
        })
    }
}

/// Whether a value can be what the field asks for.
fn is_mark(field: Field, value: &str) -> bool {
    let address = value.starts_with("http://") || value.starts_with("https://");
    match field {
        Field::Byline if address => false,
        // a guid or a `link` may be a bare path
        Field::Url if !address && !value.contains('.') => false,
        _ => value.len() <= LONGEST_MARK && !ABSENT.iter().any(|absent| value.eq_ignore_ascii_case(absent)),
    }
}

/// Names out of a list that was printed into a string: `['A B', 'C D']`.
fn listed_names(names: &str) -> String {
    match names.strip_prefix('[').and_then(|n| n.strip_suffix(']')) {
        Some(list) => {
            let name = |n: &str| n.trim().trim_matches(['\'', '"']).trim().to_owned();
            list.split([',', ';']).map(name).filter(|n| !n.is_empty()).collect::<Vec<_>>().join(", ")
        }
        None => names.to_owned(),
    }
}

/// A place in the JSON that the table knows.
struct At<'r> {
    node: usize,
    record: &'r mut Record,
    /// Within a list.
    listed: bool,
}

impl At<'_> {
    fn keep(&mut self, value: &str) {
        for row in &PATHS.nodes[self.node].rows {
            self.record.add(*row, value);
        }
    }

    /// Keeps a number, of which ids remember what it was.
    fn keep_number(&mut self, number: Number, value: &str) {
        for row in &PATHS.nodes[self.node].rows {
            let is_first = PATHS.rows[*row] == Field::Id && self.record.values.iter().all(|(r, _)| r != row);
            if is_first {
                self.record.numbers.push((*row, number.clone()));
            }
        }
        self.keep(value);
    }
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        if self.node == 0 { reader.deserialize_map(self) } else { reader.deserialize_any(self) }
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_str<E>(mut self, value: &str) -> Result<(), E> {
        self.keep(value);
        Ok(())
    }

    fn visit_u64<E>(mut self, value: u64) -> Result<(), E> {
        self.keep_number(value.into(), &value.to_string());
        Ok(())
    }

    fn visit_i64<E>(mut self, value: i64) -> Result<(), E> {
        self.keep_number(value.into(), &value.to_string());
        Ok(())
    }

    fn visit_f64<E>(mut self, value: f64) -> Result<(), E> {
        // JSON has no number that is none
        if let Some(number) = Number::from_f64(value) {
            self.keep_number(number, &value.to_string());
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { node, record, .. } = self;
        while list.next_element_seed(At { node, record, listed: true })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { node, record, listed } = self;
        let here = &PATHS.nodes[node];
        if here.each {
            // articles of their own where they are listed, this article's own fields where one is wrapped
            let mut one = Record::default();
            let into = if listed { &mut one } else { &mut *record };
            read_keys(&mut map, into, &[0, node])?;
            if !one.is_empty() {
                record.each.push(one);
            }
            return Ok(());
        }
        read_keys(&mut map, record, &[node])
    }
}

/// Reads an object whose keys stand under the first of `nodes` that knows them.
fn read_keys<'de, A: MapAccess<'de>>(map: &mut A, record: &mut Record, nodes: &[usize]) -> Result<(), A::Error> {
    while let Some(key) = map.next_key::<String>()? {
        let known = nodes.iter().find_map(|node| PATHS.nodes[*node].children.get(key.as_str()).copied());
        let node = known.or_else(|| nodes.last().copied().filter(|node| key.starts_with('$') && *node != 0));
        match node {
            Some(node) => map.next_value_seed(At { node, record, listed: false })?,
            None => {
                map.next_value::<IgnoredAny>()?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Clipping {
        Record::parse(json).unwrap().clipping(usize::MAX).unwrap()
    }

    #[test]
    fn the_shapes_of_common_dumps_give_the_same_article() {
        for json in [
            // Attaché itself
            r#"{"text":"Rain fell.","title":"Rain","url":"https://a.example/1","outlet":"The Day","published":"2023-04-15","language":"en","byline":"Ann Lee"}"#,
            // newspaper3k
            r#"{"title":"Rain","text":"Rain fell.","authors":["Ann Lee"],"publish_date":"2023-04-15","url":"https://a.example/1","source":"The Day","meta_lang":"en","images":["x"],"meta_data":{"text":"no"}}"#,
            // news-please
            r#"{"maintext":"Rain fell.","text":null,"title":"Rain","authors":["Ann Lee"],"date_publish":"2023-04-15","date_download":"2023-05-01","source_domain":"The Day","language":"en","url":"https://a.example/1"}"#,
            // NewsAPI
            r#"{"source":{"id":null,"name":"The Day"},"author":"Ann Lee","title":"Rain","description":"x","url":"https://a.example/1","publishedAt":"2023-04-15","content":"Rain fell.","language":"en"}"#,
            // Webhose
            r#"{"thread":{"site_full":"The Day","url":"https://a.example/1","title":"Rain"},"author":"Ann Lee","published":"2023-04-15","title":"Rain","text":"Rain fell.","language":"en"}"#,
            // All the News
            r#"{"date":"2023-04-15","author":"Ann Lee","title":"Rain","article":"Rain fell.","url":"https://a.example/1","section":"World","publication":"The Day","language":"en"}"#,
            // New York Times
            r#"{"web_url":"https://a.example/1","headline":{"main":"Rain","kicker":null},"byline":{"original":"Ann Lee","person":[]},"pub_date":"2023-04-15","source":"The Day","language":"en","text":"Rain fell."}"#,
            // schema.org
            r#"{"@type":"NewsArticle","headline":"Rain","articleBody":"Rain fell.","datePublished":"2023-04-15","author":[{"@type":"Person","name":"Ann Lee"}],"publisher":{"name":"The Day"},"inLanguage":"en","url":"https://a.example/1"}"#,
            // MongoDB and Elasticsearch
            r#"{"_source":{"title":"Rain","body":"Rain fell.","author":{"name":"Ann Lee"},"published_at":{"$date":"2023-04-15"},"publisher":"The Day","lang":"en","link":"https://a.example/1"}}"#,
            // paragraphs
            r#"{"contents":[{"content":"Rain fell.","type":"paragraph"}],"title":"Rain","author":"['Ann Lee']","article_url":"https://a.example/1","published_date":"2023-04-15","source":"The Day","lang":"en"}"#,
        ] {
            let expected = Clipping {
                id: "https://a.example/1".into(),
                url: Some("https://a.example/1".into()),
                outlet: Some("The Day".into()),
                title: Some("Rain".into()),
                byline: Some("Ann Lee".into()),
                published: Some("2023-04-15".into()),
                language: Some("en".into()),
                body: Body::Text("Rain fell.".into()),
            };
            assert_eq!(read(json), expected, "{json}");
        }
    }

    #[test]
    fn numbers_lists_and_empty_values_are_understood() {
        let got = read(
            r#"{"id":17,"text":["One.","Two."],"authors":["A B","C D"],"date":1681547400000,"source":"nan","title":null}"#,
        );
        assert_eq!(got.id, "17");
        assert_eq!(got.body, Body::Text("One.\nTwo.".into()));
        assert_eq!(got.byline.as_deref(), Some("A B, C D"));
        assert_eq!(got.published.as_deref(), Some("1681547400000"));
        assert_eq!((got.outlet, got.title), (None, None));
    }

    #[test]
    fn markup_in_a_field_that_may_hold_it_makes_a_page() {
        assert_eq!(read(r#"{"content":{"rendered":"<p>One.</p>"}}"#).body, Body::Html("<p>One.</p>".into()));
        assert_eq!(read(r#"{"text":"<p>One.</p>"}"#).body, Body::Text("<p>One.</p>".into()));
        assert_eq!(read(r#"{"text":" ","html":"<p>One.</p>"}"#).body, Body::Html("<p>One.</p>".into()));
    }

    #[test]
    fn a_list_of_articles_gives_each_of_them() {
        let record = Record::parse(
            r#"{"status":"ok","articles":[{"url":"https://a.example/1","content":"One."},{},{"content":"Two."}]}"#,
        )
        .unwrap();
        assert!(!record.has_body());
        let texts: Vec<_> = record.each.into_iter().map(|r| r.clipping(99).unwrap().body).collect();
        assert_eq!(texts, [Body::Text("One.".into()), Body::Text("Two.".into())]);
    }

    #[test]
    fn every_row_of_the_table_names_a_field() {
        for row in Table::parse(include_str!("../../data/json_fields.tsv")).rows() {
            let field = row.get("field").unwrap();
            assert!(field == "each" || Field::parse(field).is_some(), "{row:?}");
            assert!(row.get("path").is_some() && row.get("where").is_some(), "{row:?}");
        }
    }
}
