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

/// Most entries read of one feed: as many as whole archives have that are saved as feeds.
const MOST_ENTRIES: usize = 50_000;

/// Most objects in a JSON Feed: entries, their authors and enclosures.
const MOST_OBJECTS: usize = 8 * MOST_ENTRIES;

/// All entries of a feed. Where the feed as a whole cannot be parsed, those that can be on their own, and an error for
/// each of the rest.
pub(super) fn entries(mut source: Source) -> Vec<Article> {
    let (bytes, broken_off) = source.whole(source.limit.saturating_mul(ROOM));
    let text = decode(&bytes);
    let text = without_declaration(&text);
    let mut found = if text.starts_with('{') {
        json_entries(text, &source)
    } else {
        xml_entries(text, &source, broken_off.is_some())
    };
    found.extend(broken_off.map(Err));
    if found.is_empty() {
        found.push(Err(broken(&source, "it has no entries")));
    }
    found
}

fn json_entries(text: &str, source: &Source) -> Vec<Article> {
    // each takes far more memory than the two bytes that write it
    if text.matches('{').nth(MOST_OBJECTS).is_some() {
        return vec![Err(ReadError::new(&source.name, Problem::TooMany(MOST_ENTRIES)))];
    }
    match parse(text) {
        Ok(feed) => feed.clippings(source, 0, &About::default()),
        Err(_) => vec![Err(broken(source, "not valid JSON Feed"))],
    }
}

fn xml_entries(text: &str, source: &Source, cut: bool) -> Vec<Article> {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<(item|entry)[\s/>]").expect("a constant pattern"));
    let opens = OPENS.captures_iter(text).filter_map(|c| Some((c.get(0)?.start(), c.get(1)?.as_str())));
    let mut starts: Vec<_> = opens.take(MOST_ENTRIES + 1).collect();
    if starts.len() > MOST_ENTRIES {
        let rest = starts.pop().map_or(text.len(), |(start, _)| start);
        let mut found = one_by_one(&text[..rest], &starts, source, false);
        found.push(Err(ReadError::new(&source.name, Problem::TooMany(MOST_ENTRIES))));
        return found;
    }
    match parse(text) {
        Ok(feed) => feed.clippings(source, 0, &About::default()),
        Err(_) if !starts.is_empty() => one_by_one(text, &starts, source, cut),
        Err(_) if cut => Vec::new(),
        Err(why) => vec![Err(broken(source, &why))],
    }
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

/// What a feed says of all its entries.
#[derive(Debug, Clone, Default)]
struct About {
    outlet: Option<String>,
    language: Option<String>,
}

impl Parsed {
    fn about(&self) -> About {
        let outlet = self.feed.title.as_ref().map(|t| plain(&t.content)).filter(|t| !t.is_empty());
        About { outlet, language: self.feed.language.clone() }
    }

    /// Its entries, the first of them with the number after `before`; `given` is what is known of the feed from elsewhere.
    fn clippings(self, source: &Source, before: usize, given: &About) -> Vec<Article> {
        let own = self.about();
        let outlet = own.outlet.or_else(|| given.outlet.clone());
        let about = About { outlet, language: own.language.or_else(|| given.language.clone()) };
        let each = self.feed.entries.into_iter().enumerate();
        each.map(|(n, entry)| clipping(entry, source.numbered(before + n + 1), source, &self.dates, about.clone()))
            .collect()
    }
}

fn clipping(entry: Entry, number: String, source: &Source, dates: &[String], about: About) -> Article {
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
    let known = Some(id.clone()).filter(|id| !id.is_empty());
    let wrong = |problem| Err(ReadError { id: known, ..ReadError::new(&source.name, problem) });
    if body.trim().is_empty() {
        return wrong(Problem::NoText);
    }
    if body.len() > source.limit {
        return wrong(Problem::TooLong(source.limit));
    }
    let body = body.replace("\r\n", "\n");
    Ok(Clipping {
        url,
        outlet: about.outlet,
        title: entry.title.map(|t| plain(&t.content)).filter(|t| !t.is_empty()),
        byline: (!names.is_empty()).then(|| names.join(", ")),
        published,
        language: entry.language.or(about.language),
        body: if is_markup(&body) || body.contains('&') { Body::Html(body) } else { Body::Text(body) },
        id,
    })
}

/// Longest start tag of a broken feed, in bytes; it is read again with each entry.
const LONGEST_TAG: usize = 4 << 10;

/// The entries that begin at `starts`, each parsed on its own within the feed's outermost elements; `cut` if the last may be
/// incomplete.
fn one_by_one(text: &str, starts: &[(usize, &str)], source: &Source, cut: bool) -> Vec<Article> {
    let Some(&(first, tag)) = starts.first() else { return Vec::new() };
    let Some((opening, inner, ends)) = frame(&text[..first]) else {
        return vec![Err(broken(source, "the start tag of the feed is missing or too long"))];
    };
    let about = parse(&[opening.as_str(), inner, &ends].concat()).map(|feed| feed.about()).unwrap_or_default();
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
        match parse(&[opening.as_str(), entry, ends.as_str()].concat()) {
            Ok(feed) => found.extend(feed.clippings(source, n, &about)),
            Err(why) => found.push(Err(broken(source, &format!("entry {}: {why}", n + 1)))),
        }
    }
    found
}

/// The start tags of the elements in which the entries stand, what stands in them before the first entry, and the end tags
/// that close them.
fn frame(head: &str) -> Option<(String, &str, String)> {
    static ROOT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<(rss|(?:\w+:)?RDF|(?:\w+:)?feed)(?:\s[^>]*)?>").expect("a constant pattern"));
    static CHANNEL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<channel(?:\s[^>]*)?>").expect("a constant pattern"));
    let root = ROOT.captures(head)?;
    let mut opening = root[0].to_owned();
    if &root[1] == "rss" && !opening.contains("version") {
        // without one it counts as no feed
        opening.insert_str("<rss".len(), " version=\"2.0\"");
    }
    let mut ends = format!("</{}>", &root[1]);
    let mut inner = root.get(0)?.end();
    if let Some(channel) = CHANNEL.find(head).filter(|_| !head.contains("</channel")) {
        opening.push_str(channel.as_str());
        ends.insert_str(0, "</channel>");
        inner = channel.end();
    }
    (opening.len() <= LONGEST_TAG).then_some((opening, head.get(inner..)?, ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use std::time::Instant;

    fn read(text: String) -> Vec<Article> {
        let bytes = Box::new(Cursor::new(text.into_bytes()));
        entries(Source { name: "f".into(), id: Some("f".into()), bytes, limit: 16 << 20 })
    }

    #[test]
    fn a_feed_of_empty_entries_is_given_up_in_good_time() {
        let head =
            format!("<rss version='2.0'><channel><title>D</title><description>{}</description>", "x ".repeat(30_000));
        let json =
            format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}{{}}]}}", "{},".repeat(3_000_000));
        for text in [
            format!("{head}{}", "<item></item>".repeat(3_000_000)),
            format!("{head}{}</channel></rss>", "<item/>".repeat(3_000_000)),
            // one that is broken at its end, with as many entries as are read
            format!("{head}{}</oops>", "<item></item>".repeat(MOST_ENTRIES)),
            json,
        ] {
            let started = Instant::now();
            let found = read(text);
            assert!(found.len() <= MOST_ENTRIES + 1 && found.last().unwrap().is_err(), "{}", found.len());
            assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
        }
    }

    #[test]
    fn entries_of_a_broken_feed_keep_what_the_feed_says_of_them() {
        let items =
            "<item><dc:creator>Ann Lee</dc:creator><description>Rain fell.</description></item><item><b></item>";
        let found = read(format!(
            "<?xml version='1.0'?><rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>The Day</title><language>en</language>{items}"
        ));
        let rain = found[0].as_ref().unwrap();
        assert_eq!((rain.outlet.as_deref(), rain.language.as_deref()), (Some("The Day"), Some("en")));
        assert_eq!((rain.byline.as_deref(), rain.id.as_str()), (Some("Ann Lee"), "f#1"));
        assert!(found[1].is_err() && found.len() == 2);
    }
}
