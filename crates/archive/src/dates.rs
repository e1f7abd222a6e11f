//! When the articles of a story were published: as given, or inferred and marked as such.

use std::ops::Range;

use attache_press::{Article, words};
use attache_world::calendar::{self, Dated, Days, Inferred, Time, Verbs};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::record::PublishedFrom;

/// When an article was published, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// ISO date or time; where only an interval is inferred, a day of it.
    pub published: Option<String>,
    /// How it is known.
    pub from: PublishedFrom,
    /// First and last ISO day on which it may have been published, where that is inferred and not one day.
    pub between: Option<[String; 2]>,
}

/// A wider interval is no date.
const WIDEST: i32 = 14;

/// When each of the articles of one story was published. Where an article bears no date, its text may tell it, or else
/// the days that it shares with the story's dated articles; the calendar reads English alone.
pub fn published(articles: &[&Article]) -> Vec<Published> {
    if articles.iter().all(|article| article.published.is_some()) {
        return articles.iter().map(|article| given(article)).collect();
    }
    let readable = |article: &Article| article.language.as_deref().is_none_or(|code| code.starts_with("en"));
    let day_of = |article: &Article| article.published.as_deref().and_then(|iso| iso.get(..10)?.parse::<Date>().ok());
    let times: Vec<Vec<Time>> = articles
        .iter()
        .map(|article| if readable(article) { times(&article.text, day_of(article)) } else { Vec::new() })
        .collect();
    let mut told: Vec<Published> = articles.iter().map(|article| given(article)).collect();
    for (n, article) in articles.iter().enumerate().filter(|(_, article)| article.published.is_none()) {
        if let Some(inferred) = calendar::infer_published(&article.text, &times[n]).filter(|_| readable(article)) {
            told[n] = as_inferred(&inferred, PublishedFrom::Text);
        }
    }
    // a day that was inferred dates no other article
    let dated: Vec<Dated> = articles
        .iter()
        .zip(&times)
        .filter_map(|(article, times)| Some(Dated { published: day_of(article)?, times }))
        .collect();
    for n in 0..told.len() {
        if told[n].published.is_some() || !readable(articles[n]) {
            continue;
        }
        if let Some(inferred) = calendar::infer_from_story(&articles[n].text, &times[n], &dated) {
            told[n] = as_inferred(&inferred, PublishedFrom::Story);
        }
    }
    told
}

fn given(article: &Article) -> Published {
    Published { published: article.published.clone(), from: PublishedFrom::of(article), between: None }
}

fn as_inferred(inferred: &Inferred, from: PublishedFrom) -> Published {
    let Days { first, last } = inferred.days;
    let length = first.until(last).map_or(i32::MAX, |span| span.get_days());
    if length > WIDEST {
        return Published { published: None, from: PublishedFrom::Unknown, between: None };
    }
    // of a story's days the middle is likeliest; a text was published on the last of its own
    let day = if from == PublishedFrom::Story { first.checked_add((length / 2).days()).unwrap_or(last) } else { last };
    let between = (first != last).then(|| [first.to_string(), last.to_string()]);
    Published { published: Some(day.to_string()), from, between }
}

fn times(text: &str, day: Option<Date>) -> Vec<Time> {
    let spans: Vec<Range<usize>> = words(text).map(|word| word.start..word.end).collect();
    let verbs = Verbs::by_form(text, &spans);
    let anchor = day.map(|day| calendar::Anchor { day, time: None });
    calendar::times(text, &spans, anchor, |word| verbs.around(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(published: Option<&str>, text: &str) -> Article {
        Article { published: published.map(str::to_owned), text: text.to_owned(), ..Article::default() }
    }

    #[test]
    fn a_missing_day_is_read_off_the_text_or_the_story_and_never_silently() {
        let dated = article(Some("2018-03-07"), "The fjord froze on Monday, March 5, fishermen said.");
        let own = article(None, "OSLO, March 5, 2018 (Agency) - The fjord froze on Monday, fishermen said.");
        let open = article(None, "Fishermen said that the fjord froze on Monday. It had not frozen for years.");
        let told = published(&[&dated, &own, &open]);
        assert_eq!(
            told[1].between,
            Some(["2018-03-05".to_owned(), "2018-03-06".to_owned()]),
            "the day of its dateline or the next"
        );
        assert_eq!((told[1].from, told[1].published.as_deref()), (PublishedFrom::Text, Some("2018-03-06")));
        assert_eq!(told[2].from, PublishedFrom::Story);
        let between = told[2].between.as_ref().unwrap();
        assert!(between[0].as_str() <= "2018-03-07" && "2018-03-06" <= between[1].as_str(), "{between:?}");
        assert!(told[2].published.as_ref().is_some_and(|day| between[0] <= *day && *day <= between[1]));
    }

    #[test]
    fn what_nothing_dates_stays_unknown() {
        let open = article(None, "The fjord froze.");
        let other = Article { language: Some("no".into()), ..article(None, "Fjorden frøs mandag 5. mars 2018.") };
        for told in published(&[&open, &other]) {
            assert_eq!(told, Published { published: None, from: PublishedFrom::Unknown, between: None });
        }
    }
}
