//! RSS, RDF, Atom and JSON Feed: each entry an article.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use feed_rs::model::{Entry, Feed};
use feed_rs::parser::Builder;
use regex::Regex;

use super::encoding::decode;
use super::error::{Problem, ReadError};
use super::{Article, Source};
use crate::clipping::{Body, Clipping};
use crate::page::{is_markup, plain};

/// Largest feed read, as a multiple of the longest article.
const ROOM: usize = 4;

/// All entries of a feed. Where the feed as a whole cannot be parsed, those that can be on their own, and an error for
/// each of the rest.
pub(super) fn entries(mut source: Source) -> Vec<Article> {
    let (bytes, broken_off) = source.whole(source.limit.saturating_mul(ROOM));
    let text = without_declaration(&decode(&bytes)).to_owned();
    let mut found = match parse(&text) {
        Ok(feed) => feed.clippings(&source, 0),
        Err(_) if text.contains("jsonfeed.org/version") => vec![Err(broken(&source, "not valid JSON Feed"))],
        Err(why) => one_by_one(&text, &why, &source, broken_off.is_some()),
    };
    found.extend(broken_off.map(Err));
    if found.is_empty() {
        found.push(Err(broken(&source, "it has no entries")));
    }
    found
}

fn broken(source: &Source, why: &str) -> ReadError {
    ReadError::new(&source.name, Problem::Feed(why.to_owned()))
}

/// The XML without its declaration, whose encoding was that of the bytes.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => text,
    }
}

/// A parsed feed with its dates as they were written.
struct Parsed {
    feed: Feed,
    dates: Vec<String>,
}

/// Parses a feed. `feed-rs` gives dates as instants, in which the zone and a missing hour are lost: so it is given the
/// number of each date for an instant, and the number leads back to what was written.
fn parse(text: &str) -> Result<Parsed, String> {
    let dates = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&dates);
    let number = move |written: &str| {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(written.trim().to_owned());
        let second = i64::try_from(seen.len() - 1).ok()?;
        jiff::Timestamp::from_second(second).ok()?.to_string().parse().ok()
    };
    // entries without an id get none, instead of a random one
    let parser = Builder::new().timestamp_parser(number).id_generator(|_, _, _| String::new()).build();
    let feed = parser.parse(text.as_bytes()).map_err(|error| error.to_string())?;
    let dates = std::mem::take(&mut *dates.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Parsed { feed, dates })
}

impl Parsed {
    fn clippings(self, source: &Source, before: usize) -> Vec<Article> {
        let Self { feed, dates } = self;
        let outlet = feed.title.as_ref().map(|t| plain(&t.content)).filter(|t| !t.is_empty());
        let each = feed.entries.into_iter().enumerate();
        each.map(|(n, entry)| {
            let number = format!("{}#{}", source.id, before + n + 1);
            clipping(entry, number, source, &dates, outlet.clone(), feed.language.clone())
        })
        .collect()
    }
}

fn clipping(
    entry: Entry,
    number: String,
    source: &Source,
    dates: &[String],
    outlet: Option<String>,
    language: Option<String>,
) -> Article {
    let link = entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let url = link.map(|l| l.href.trim().to_owned()).filter(|l| !l.is_empty());
    // a guid such as "1207" names nothing outside its feed
    let id = Some(entry.id.trim().to_owned()).filter(|id| id.contains(':')).or_else(|| url.clone()).unwrap_or(number);
    let published = entry.published.or(entry.updated);
    let published = published.and_then(|at| dates.get(usize::try_from(at.timestamp()).ok()?).cloned());
    let names: Vec<String> =
        entry.authors.iter().filter_map(|a| a.name.as_deref()).map(plain).filter(|n| !n.is_empty()).collect();
    let content = entry.content.and_then(|c| c.body).unwrap_or_default();
    let summary = entry.summary.map(|s| s.content).unwrap_or_default();
    let body = if content.trim().is_empty() { summary } else { content };
    let wrong = |problem| Err(ReadError { id: Some(id.clone()), ..ReadError::new(&source.name, problem) });
    if body.trim().is_empty() {
        return wrong(Problem::NoText);
    }
    if body.len() > source.limit {
        return wrong(Problem::TooLong(source.limit));
    }
    let body = body.replace("\r\n", "\n");
    Ok(Clipping {
        url,
        outlet,
        title: entry.title.map(|t| plain(&t.content)).filter(|t| !t.is_empty()),
        byline: (!names.is_empty()).then(|| names.join(", ")),
        published,
        language: entry.language.or(language),
        body: if is_markup(&body) || body.contains('&') { Body::Html(body) } else { Body::Text(body) },
        id,
    })
}

/// Longest start of a broken feed, before its entries, in bytes.
const LONGEST_HEAD: usize = 64 << 10;

/// The entries of a broken feed, each parsed on its own between the feed's head and its closing tags; `cut` if the last may
/// be incomplete.
fn one_by_one(text: &str, why: &str, source: &Source, cut: bool) -> Vec<Article> {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<(item|entry)[\s>]").expect("a constant pattern"));
    let starts: Vec<_> =
        OPENS.captures_iter(text).filter_map(|c| Some((c.get(0)?.start(), c.get(1)?.as_str()))).collect();
    let Some(&(first, tag)) = starts.first() else {
        return if cut { Vec::new() } else { vec![Err(broken(source, why))] };
    };
    let head = &text[..first];
    // it is parsed again with each entry
    if head.len() > LONGEST_HEAD {
        return vec![Err(broken(source, why))];
    }
    let ends = if tag == "entry" {
        "</feed>"
    } else if head.contains("<channel") && !head.contains("</channel") {
        "</channel></rss>"
    } else {
        "</rdf:RDF>"
    };
    let close = format!("</{tag}>");
    let mut found = Vec::new();
    for (n, (start, _)) in starts.iter().enumerate() {
        let until = starts.get(n + 1).map_or(text.len(), |(next, _)| *next);
        let Some(end) = text[*start..until].find(&close) else {
            if !(cut && n + 1 == starts.len()) {
                found.push(Err(broken(source, &format!("entry {} does not end", n + 1))));
            }
            continue;
        };
        let entry = &text[*start..start + end + close.len()];
        match parse(&[head, entry, ends].concat()) {
            Ok(feed) => found.extend(feed.clippings(source, n)),
            Err(why) => found.push(Err(broken(source, &format!("entry {}: {why}", n + 1)))),
        }
    }
    found
}
