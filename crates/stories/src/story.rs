//! The noun that grouping gives: a [`Story`].

use std::cmp::Ordering;
use std::sync::Arc;

use attache_press::{Article, sentences};
use jiff::civil::Date;
use jiff::{SpanRound, Timestamp, Unit};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::group::group;
use crate::lineage::{Kind, Lineage};
use crate::profile::Profile;
use crate::published::Published;

/// A title cut from a text is no longer than this, in code points.
const LONGEST_TITLE: usize = 100;

/// Articles on one matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// `s` and twelve hexadecimal digits: a hash of the id of its canonical first article. Where articles of two stories
    /// share that id, the later ones end in `-2` and so on.
    pub id: String,
    /// The headline of its most central article, or that article's first sentence, cut.
    pub title: String,
    /// First day of publication known, as an ISO date.
    pub start: Option<String>,
    /// Last day of publication known, as an ISO date.
    pub end: Option<String>,
    /// Its articles, as positions in the input; earliest published first, then by id.
    pub articles: Vec<usize>,
}

/// Groups articles into stories, by first day and then by id; undated stories last. `lineages` as for [`group`].
pub fn stories(articles: &[Article], lineages: &[Lineage]) -> Vec<Story> {
    let numbers = group(articles, lineages);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); numbers.iter().max().map_or(0, |last| last + 1)];
    for at in canonical_order(articles) {
        members[numbers[at]].push(at);
    }
    let mut stories: Vec<Story> = members.into_iter().map(|members| Story::of(members, articles, lineages)).collect();
    stories.sort_by(|a, b| known_first(&a.start, &b.start).then_with(|| a.id.cmp(&b.id)));
    tell_apart(&mut stories);
    stories
}

/// Gives stories whose first articles bear one id (a mistake of the input) ids of their own.
fn tell_apart(stories: &mut [Story]) {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for story in stories {
        let times = seen.entry(story.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            story.id = format!("{}-{times}", story.id);
        }
    }
}

impl Story {
    /// The story of some articles, given in canonical order.
    fn of(members: Vec<usize>, articles: &[Article], lineages: &[Lineage]) -> Self {
        let first = members.first().map_or("", |&at| articles[at].id.as_str());
        let days = || members.iter().filter_map(|&at| date(articles[at].published.as_deref()?));
        Self {
            id: format!("s{:012x}", xxh3_64(first.as_bytes()) >> 16),
            title: central(&members, articles, lineages).map_or_else(String::new, |at| title(&articles[at])),
            start: days().min().map(|day| day.to_string()),
            end: days().max().map(|day| day.to_string()),
            articles: members,
        }
    }
}

/// The article most like all others, among those best fit to speak for the story: originals if there are any, and at
/// any rate not one whose words are broken. Earlier articles are preferred among equals.
fn central(members: &[usize], articles: &[Article], lineages: &[Lineage]) -> Option<usize> {
    let rank = |at: usize| match lineages.get(at).map_or(Kind::Original, |lineage| lineage.kind) {
        Kind::Original => 0,
        Kind::Wire | Kind::Copy | Kind::Excerpt => 1,
        Kind::Translated => 2,
        Kind::Spun => 3,
    };
    let best = members.iter().map(|&at| rank(at)).min()?;
    let fit: Vec<usize> = members.iter().copied().filter(|&at| rank(at) == best).collect();
    if fit.len() < 2 {
        return fit.first().copied();
    }
    let profiles: Vec<Arc<Profile>> = members.iter().map(|&at| Profile::of(&articles[at])).collect();
    let mut sum: FxHashMap<u32, f64> = FxHashMap::default();
    for &(hash, weight) in profiles.iter().flat_map(|profile| profile.features()) {
        *sum.entry(hash).or_default() += f64::from(weight);
    }
    let likeness = |profile: &Profile| -> f64 {
        profile.features().iter().map(|(hash, weight)| f64::from(*weight) * sum.get(hash).unwrap_or(&0.0)).sum()
    };
    let scored = members.iter().zip(&profiles).filter(|(at, _)| rank(**at) == best);
    scored.map(|(&at, profile)| (at, likeness(profile))).reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(at, _)| at)
}

/// The headline, or the first sentence cut at a word.
fn title(article: &Article) -> String {
    if let Some(title) = article.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
        return title.to_owned();
    }
    let Some(first) = sentences(&article.text).first().map(|span| span.of(&article.text)) else {
        return String::new();
    };
    let Some((end, _)) = first.char_indices().nth(LONGEST_TITLE) else { return first.to_owned() };
    // one code point goes to the ellipsis
    let end = first[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    let whole =
        if first[end..].starts_with(char::is_whitespace) { Some(end) } else { first[..end].rfind(char::is_whitespace) };
    format!("{}…", first[..whole.unwrap_or(end)].trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// Positions of articles by time of publication, undated last, then by id, then by text.
pub(crate) fn canonical_order(articles: &[Article]) -> Vec<usize> {
    let times: Vec<Option<Timestamp>> = articles
        .iter()
        .map(|article| article.published.as_deref().and_then(Published::read).map(|published| published.order()))
        .collect();
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&articles[a], &articles[b]);
        known_first(&times[a], &times[b])
            .then_with(|| x.id.cmp(&y.id))
            .then_with(|| x.text.cmp(&y.text))
            .then_with(|| x.title.cmp(&y.title))
    });
    order
}

fn known_first<T: Ord>(a: &Option<T>, b: &Option<T>) -> Ordering {
    a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b))
}

/// Days since 1970 of an ISO date or time, in its own zone.
pub fn day(published: Option<&str>) -> Option<i32> {
    let epoch = Date::constant(1970, 1, 1);
    let since = date(published?)?.since(epoch).ok()?;
    since.round(SpanRound::new().largest(Unit::Day).smallest(Unit::Day).days_are_24_hours()).ok().map(|s| s.get_days())
}

fn date(published: &str) -> Option<Date> {
    Published::read(published).map(|published| published.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, published: Option<&str>, title: Option<&str>, text: &str) -> Article {
        Article {
            id: id.into(),
            published: published.map(str::to_owned),
            title: title.map(str::to_owned),
            text: text.into(),
            ..Article::default()
        }
    }

    fn lineage(kind: Kind, of: Option<&str>) -> Lineage {
        Lineage { kind, of: of.map(str::to_owned), score: 1.0, repairs: Vec::new(), passages: Vec::new() }
    }

    #[test]
    fn a_story_spans_its_days_and_lists_its_articles_from_the_earliest() {
        let text = "A landslide buried the road to Batang Kali and two buses.";
        let articles = [
            article("z", Some("2022-12-17T01:00:00+08:00"), None, text),
            article("y", Some("2022-12-16"), None, text),
            article("x", None, None, text),
        ];
        let all = stories(&articles, &[]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].articles, [1, 0, 2]);
        assert_eq!((all[0].start.as_deref(), all[0].end.as_deref()), (Some("2022-12-16"), Some("2022-12-17")));
        assert!(all[0].id.len() == 13 && all[0].id.starts_with('s'));
    }

    #[test]
    fn a_spun_article_never_gives_the_title() {
        let articles = [
            article(
                "1",
                None,
                Some("Landmass slip entombs conveyances"),
                "A landslide buried two buses at Batang Kali.",
            ),
            article(
                "2",
                None,
                Some("Landslide buries two buses"),
                "Two buses were buried at Batang Kali in a landslide.",
            ),
        ];
        let lineages = [lineage(Kind::Spun, Some("2")), lineage(Kind::Original, None)];
        assert_eq!(stories(&articles, &lineages)[0].title, "Landslide buries two buses");
    }

    #[test]
    fn a_long_first_sentence_is_cut_at_a_word() {
        let text = "The committee of the northern provinces, which had met since Thursday in the old town hall, put off its vote.";
        let title = stories(&[article("1", None, None, text)], &[])[0].title.clone();
        assert!(title.ends_with('…') && title.chars().count() <= LONGEST_TITLE, "{title}");
        assert!(text.starts_with(title.trim_end_matches('…')));
    }

    #[test]
    fn the_identifier_stays_when_a_later_article_arrives() {
        let text = "A landslide buried the road to Batang Kali and two buses.";
        let first = article("m", Some("2022-12-16"), None, text);
        let later = article("a", Some("2022-12-18"), None, text);
        assert_eq!(stories(std::slice::from_ref(&first), &[])[0].id, stories(&[later, first], &[])[0].id);
    }

    #[test]
    fn a_day_is_counted_from_1970() {
        assert_eq!(day(Some("1970-01-02")), Some(1));
        assert_eq!(day(Some("2023-04-15T08:30:00+07:00")), Some(19_462));
        assert_eq!(day(Some("last week")), None);
    }
}
