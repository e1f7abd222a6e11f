//! What is on the page, in words: the same for the terminal, Markdown and HTML.

use attache_archive::record::{Claims, Failed, Party, Relation};
use attache_archive::{Member, Told};
use attache_press::{Article, CharSpan};
use attache_stories::{Kind, Lineage};

use super::events::{self, EventWords, Parted};
use super::tree::{self, Place};
use super::voices::{self, VoiceWords};
use super::words::{self, count};

/// Stories as they are told, whatever the format.
pub struct Page {
    pub stories: Vec<StoryWords>,
    /// "12 stories, 40 articles, 22 independent origins, 1 failed".
    pub summary: String,
    pub failed: Vec<Failed>,
}

/// A story in words.
pub struct StoryWords {
    pub id: String,
    pub title: String,
    /// "15–17 April 2023".
    pub span: String,
    /// "5 articles, 4 independent origins".
    pub counts: String,
    /// What happened.
    pub events: Vec<EventWords>,
    /// What lies long before, or is told once without a day.
    pub asides: Vec<EventWords>,
    /// How many asides are not shown, because they are doubtful.
    pub doubtful: usize,
    /// Who said what.
    pub voices: Vec<VoiceWords>,
    /// How many speakers are not shown.
    pub more_voices: usize,
    pub articles: Vec<ArticleWords>,
    /// Where the articles differ on what was said: "quotation: “…” (Harbour News) or “…” (Evening Echo)".
    pub disagreements: Vec<String>,
    /// What stands between whom.
    pub relations: Vec<RelationWords>,
}

/// A relation in words.
pub struct RelationWords {
    /// "Norway – Ghana: partnership, strategic".
    pub what: String,
    /// "wished · since 2013 · told twice"; empty where it just stands.
    pub how: String,
}

/// An article in words.
pub struct ArticleWords {
    pub place: Place,
    pub id: String,
    /// The outlet, or the id.
    pub name: String,
    /// Where it can be read; an address of the web.
    pub url: Option<String>,
    pub title: Option<String>,
    pub day: Option<String>,
    /// "original", "copy 0.97".
    pub kind: String,
    pub is_rewrite: bool,
    /// "source unknown" and the like.
    pub remark: Option<&'static str>,
    /// "credits Reuters, Agence France-Presse".
    pub credits: Option<String>,
    /// Where it is not English.
    pub language: Option<String>,
    pub repairs: Vec<RepairWords>,
    /// "caption ×3, player".
    pub removed: Option<String>,
    /// Passages beside their source, longest first; empty unless asked for.
    pub passages: Vec<PassageWords>,
}

/// A broken phrase and what it must have been.
pub struct RepairWords {
    pub text: String,
    pub reads: String,
    /// " ×2", or nothing.
    pub times: String,
}

/// A passage and the one it was taken from.
pub struct PassageWords {
    pub here: String,
    pub there: String,
}

/// Passages shown of one article, and characters of each.
const PASSAGES: usize = 3;
const PASSAGE_LENGTH: usize = 160;

/// An aside of less confidence is shown only where everything is.
const DOUBTFUL: f64 = 0.6;

impl Page {
    /// Puts stories in words, with what each claims; `verbose` adds the aligned passages.
    pub fn new(stories: &[Told], claims: &[Claims], failed: &[Failed], verbose: bool) -> Self {
        let nothing = Claims::default();
        let of = |n: usize| claims.get(n).unwrap_or(&nothing);
        Self {
            summary: summary(stories),
            stories: stories.iter().enumerate().map(|(n, told)| StoryWords::new(told, of(n), verbose)).collect(),
            failed: failed
                .iter()
                .map(|f| Failed { input: words::line(&f.input), error: words::line(&f.error) })
                .collect(),
        }
    }

    /// Adds to the summary how many inputs failed.
    pub fn count_failed(&mut self, failed: usize) {
        if failed > 0 {
            self.summary.push_str(&format!(", {failed} failed"));
        }
    }
}

fn summary(stories: &[Told]) -> String {
    let articles = stories.iter().map(|told| told.articles.len()).sum();
    let origins = stories.iter().map(Told::origins).sum();
    format!("{}, {}", count(stories.len(), "story", "stories"), words::origins(articles, origins))
}

impl StoryWords {
    /// Whether anything stands before the articles.
    pub fn has_claims(&self) -> bool {
        !(self.events.is_empty() && self.asides.is_empty() && self.disagreements.is_empty() && self.voices.is_empty())
    }

    fn new(told: &Told, claims: &Claims, verbose: bool) -> Self {
        let title = words::line(&told.title);
        let published = told.published();
        let Parted { leading, mut asides } = events::parted(&claims.events, told.articles.len(), told.start.as_deref());
        let all = asides.len();
        asides.retain(|aside| verbose || aside.confidence >= DOUBTFUL);
        let (voices, more_voices) = voices::in_words(&claims.statements, &told.articles, verbose);
        Self {
            id: words::line(&told.id),
            span: words::span(told.start.as_deref(), told.end.as_deref()),
            counts: words::origins(told.articles.len(), told.origins()),
            events: leading,
            doubtful: all - asides.len(),
            asides,
            voices,
            more_voices,
            articles: tree::places(&told.articles)
                .into_iter()
                .map(|place| {
                    let day = words::published(&published[place.article]);
                    ArticleWords::new(place, day, &told.articles, &title, verbose)
                })
                .collect(),
            disagreements: claims.disagreements.iter().map(events::disagreement).collect(),
            title: if title.is_empty() { "(untitled)".to_owned() } else { title },
            relations: claims.relations.iter().map(RelationWords::new).collect(),
        }
    }
}

impl RelationWords {
    fn new(told: &Relation) -> Self {
        let side = |party: &Option<Party>| party.as_ref().map(|party| words::line(&party.name));
        let sides: Vec<String> = [side(&told.subject), side(&told.object)].into_iter().flatten().collect();
        let value = told.value.as_deref().map(|value| format!(", {}", words::line(value))).unwrap_or_default();
        let mut how: Vec<String> = Vec::new();
        how.extend((told.status != "stands").then(|| told.status.clone()));
        how.extend(told.since.as_deref().map(|since| format!("since {}", words::day(since))));
        how.extend(told.until.as_deref().map(|until| format!("until {}", words::day(until))));
        let articles: std::collections::BTreeSet<&str> =
            told.mentions.iter().map(|mention| mention.sentence.article.as_str()).collect();
        how.extend((articles.len() > 1).then(|| count(articles.len(), "article", "articles")));
        Self { what: format!("{}: {}{value}", sides.join(" – "), told.kind), how: how.join(" · ") }
    }
}

impl ArticleWords {
    fn new(place: Place, day: Option<String>, articles: &[Member], story_title: &str, verbose: bool) -> Self {
        let Member { article, lineage } = &articles[place.article];
        let id = words::line(&article.id);
        let name = article.outlet.as_deref().map(words::line).filter(|name| !name.is_empty());
        let title = article.title.as_deref().map(words::line);
        let source = lineage.of.as_deref().and_then(|of| articles.iter().find(|a| a.article.id == of));
        let kind = words::kind(lineage.kind);
        let is_rewrite = matches!(lineage.kind, Kind::Spun | Kind::Translated);
        Self {
            name: name.unwrap_or_else(|| id.clone()),
            id,
            url: article.url.as_deref().and_then(words::web_address),
            title: title.filter(|title| !title.is_empty() && title != story_title),
            day,
            kind: if lineage.kind == Kind::Original { kind.into() } else { format!("{kind} {:.2}", lineage.score) },
            is_rewrite,
            remark: (is_rewrite && lineage.of.is_none()).then_some("source unknown"),
            credits: (!article.credits.is_empty()).then(|| words::line(&article.credits.join(", "))),
            language: article.language.as_deref().filter(|code| !code.starts_with("en")).map(words::language),
            repairs: repairs(lineage),
            removed: removed(article),
            passages: source.filter(|_| verbose).map_or_else(Vec::new, |s| passages(lineage, article, &s.article)),
            place,
        }
    }
}

/// What was taken out as furniture; lines that became fields of the article are told as those.
const FIELDS: &[&str] = &["byline", "crawler-date", "credit", "date-line", "invisible", "masthead", "title"];

fn removed(article: &Article) -> Option<String> {
    let furniture = article.removed.iter().map(|removed| removed.why.as_str()).filter(|why| !FIELDS.contains(why));
    Some(words::tally(furniture)).filter(|tally| !tally.is_empty())
}

/// Each repair once, with how often it comes: names first, then set phrases, both in order of appearance.
fn repairs(lineage: &Lineage) -> Vec<RepairWords> {
    let mut counted: Vec<(String, String, usize)> = Vec::new();
    for repair in &lineage.repairs {
        let (text, reads) = (words::line(&repair.text), words::line(&repair.reads));
        match counted.iter_mut().find(|(t, r, _)| *t == text && *r == reads) {
            Some((_, _, times)) => *times += 1,
            None => counted.push((text, reads, 1)),
        }
    }
    counted.sort_by_key(|(_, reads, _)| !reads.starts_with(char::is_uppercase));
    let in_words = |(text, reads, times)| RepairWords { text, reads, times: words::times_over(times) };
    counted.into_iter().map(in_words).collect()
}

fn passages(lineage: &Lineage, here: &Article, there: &Article) -> Vec<PassageWords> {
    let mut longest: Vec<_> = lineage.passages.iter().collect();
    longest.sort_by_key(|p| std::cmp::Reverse(p.here.end.saturating_sub(p.here.start)));
    longest.truncate(PASSAGES);
    longest.sort_by_key(|p| p.here);
    let cut = |text: &str, span: CharSpan| {
        let length = span.end.saturating_sub(span.start);
        let shown: String = text.chars().skip(span.start).take(length.min(PASSAGE_LENGTH)).collect();
        words::line(&shown) + if length > PASSAGE_LENGTH { "…" } else { "" }
    };
    longest
        .into_iter()
        .map(|p| PassageWords { here: cut(&here.text, p.here), there: cut(&there.text, p.there) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert_eq!(words::web_address(" HTTPS://a.example/1?x=2 ").as_deref(), Some("HTTPS://a.example/1?x=2"));
        for other in [
            "javascript:alert(1)//http://a.example",
            "javascript://a",
            "ftp://a.example",
            "a.example/1",
            "",
            "http://a.example/\n1",
            "http://a.example/\u{202e}1",
        ] {
            assert_eq!(words::web_address(other), None, "{other}");
        }
    }
}
