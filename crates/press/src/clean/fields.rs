//! The fields of an article, each from the best place that has it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::credits;
use super::lines::{Line, plain};
use super::masthead::{Masthead, one_line};
use super::nameplate::Nameplate;
use super::rules::RULES;
use crate::article::{Article, Found};
use crate::clipping::Clipping;
use crate::dates::iso_date;
use crate::language;
use crate::page::{Noted, Page, address};

/// Fields being filled: what is set first stays.
#[derive(Debug, Default)]
pub(super) struct Fields {
    values: BTreeMap<&'static str, (String, Found)>,
    credits: Vec<String>,
}

impl Fields {
    /// What the input says beside the text.
    pub fn given(clipping: &Clipping) -> Self {
        let mut fields = Self::default();
        for (name, value) in [
            ("title", &clipping.title),
            ("byline", &clipping.byline),
            ("outlet", &clipping.outlet),
            ("url", &clipping.url),
        ] {
            fields.set(name, value.as_deref(), Found::Given);
        }
        // a date that is none ("last week") and a language that nobody knows say nothing
        let published = clipping.published.as_deref().and_then(iso_date);
        fields.set("published", published.as_deref(), Found::Given);
        fields.set("language", clipping.language.as_deref().and_then(language::code), Found::Given);
        fields
    }

    /// The headline, if it is known.
    pub fn title(&self) -> Option<&str> {
        self.values.get("title").map(|(title, _)| title.as_str())
    }

    fn set(&mut self, name: &'static str, value: Option<&str>, found: Found) {
        let Some(value) = value.map(one_line).filter(|v| !v.is_empty()) else { return };
        self.values.entry(name).or_insert((value, found));
    }

    /// What the page says in its marks and on its face. What it owes to its address alone waits for
    /// [`read_address`](Self::read_address): the text goes before.
    pub fn read_page(&mut self, page: &Page) {
        let noted = [
            ("url", &page.url),
            ("title", &page.title),
            ("byline", &page.byline),
            ("outlet", &page.outlet),
            ("published", &page.published),
            ("language", &page.language),
        ];
        for (name, value) in noted {
            let value = value.as_ref().filter(|v| v.found != Found::Url || name == "url");
            if let Some(Noted { value, found }) = value {
                self.set(name, Some(value), *found);
            }
        }
    }

    /// What the lines near the head say of outlet, author and day.
    pub fn read_nameplate(&mut self, nameplate: Nameplate) {
        self.set("outlet", nameplate.outlet.as_deref(), Found::Text);
        self.set("byline", nameplate.byline.as_deref(), Found::Text);
        self.set("published", nameplate.published.as_deref(), Found::Text);
    }

    /// What stands over the story.
    pub fn read_masthead(&mut self, masthead: Masthead) {
        self.set("title", masthead.title.as_deref(), Found::Text);
        self.set("outlet", masthead.outlet.as_deref(), Found::Text);
        self.set("byline", masthead.byline.as_deref(), Found::Text);
        self.set("dateline", masthead.dateline.as_deref(), Found::Text);
    }

    /// What the lines say that are not the story: dates, credits, rights.
    pub fn read_lines(&mut self, text: &str, lines: &[Line]) {
        let written =
            |why: &'static str| lines.iter().filter(move |l| l.gone == Some(why)).map(|l| plain(l.span.of(text)));
        let day = written("date-line")
            .find_map(|l| date_in(&l))
            .or_else(|| date_in(self.values.get("dateline")?.0.as_str()))
            .or_else(|| written("crawler-date").find_map(|l| date_in(&l)));
        self.set("published", day.as_deref(), Found::Text);
        for name in credits::credited(text, lines) {
            if !self.credits.contains(&name) {
                self.credits.push(name);
            }
        }
        let owner = written("legal").find_map(|l| credits::holder(&l)).filter(|owner| {
            let mut agencies = Vec::new();
            credits::name_agencies(owner, &mut agencies);
            agencies.is_empty()
        });
        self.set("outlet", owner.as_deref(), Found::Text);
        self.set("byline", written("credit").find_map(|l| credits::reporters(&l)).as_deref(), Found::Text);
    }

    /// What the address says: its host names the outlet, its path the day.
    pub fn read_address(&mut self) {
        let Some(url) = self.values.get("url").map(|(url, _)| url.clone()).filter(|u| address::is_web(u)) else {
            return;
        };
        self.set("outlet", address::site(&url).as_deref(), Found::Url);
        self.set("published", address::day(&url).as_deref(), Found::Url);
    }

    /// The article, still without text.
    pub fn into_article(mut self, clipping: &Clipping) -> Article {
        let mut found: BTreeMap<String, Found> =
            self.values.iter().map(|(name, (_, found))| ((*name).to_string(), *found)).collect();
        if !self.credits.is_empty() {
            found.insert("credits".into(), Found::Text);
        }
        let mut take = |name| self.values.remove(name).map(|(value, _)| value);
        Article {
            id: clipping.id.clone(),
            url: take("url"),
            outlet: take("outlet"),
            title: take("title"),
            byline: take("byline"),
            dateline: take("dateline"),
            published: take("published"),
            language: take("language"),
            credits: self.credits,
            found,
            ..Article::default()
        }
    }
}

/// The date on a line that holds one and nothing of the story.
fn date_in(line: &str) -> Option<String> {
    static WHEN: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"{when}"));
    static DAY: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"{date}"));
    [&*WHEN, &*DAY].into_iter().find_map(|p| iso_date(p.find(line)?.as_str().trim_end_matches([' ', ',', '|', '-'])))
}
