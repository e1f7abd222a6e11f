//! About this archive: what it holds, who read it, what is missing.

use std::sync::Arc;

use attache_archive::words;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::answer;
use crate::Desk;
use crate::foreign::name;
use crate::frame::{Here, Page};
use crate::refusal::Refusal;
use crate::summary::{Facts, facts};

pub async fn page(State(desk): State<Arc<Desk>>) -> Response {
    answer(&desk, show(&desk).await)
}

async fn show(desk: &Arc<Desk>) -> Result<Page<'static>, Refusal> {
    let facts = facts(desk).await?;
    let body = html! {
        header .heading {
            h1 { "About this archive" } p .lead { (name(&desk.name)) ", read by Attaché " (env!("CARGO_PKG_VERSION")) }
        }
        (figures(&facts))
        div .columns {
            div .main {
                section { h2 { "How to read it" } (reading()) }
            }
            aside .margin {
                section { h2 { "Languages" } (tallies(&facts.languages, words::language, "not known")) }
                section { h2 { "Read by" } p .meta { "Program, model and tables that annotated the articles." }
                    (tallies(&facts.marks, |mark| crate::foreign::clipped(mark, 60), "not annotated")) }
                section { h2 { "Keys" } (keys()) }
            }
        }
    };
    Ok(Page { here: Here::About, title: "About".into(), sought: None, twin: Some("/api/about".to_owned()), body })
}

fn figures(facts: &Facts) -> Markup {
    let figures = [
        (facts.counts.stories as usize, "stories"),
        (facts.counts.articles as usize, "articles"),
        ((facts.counts.versions - facts.counts.articles.min(facts.counts.versions)) as usize, "later versions"),
        (facts.outlets.iter().filter(|share| share.outlet.is_some()).count(), "outlets"),
    ];
    html! { dl .figures { @for (n, what) in figures { div { dt { (what) } dd { (words::grouped(n)) } } } } }
}

fn tallies(counts: &[(Option<String>, u32)], word: impl Fn(&str) -> String, none: &str) -> Markup {
    html! {
        table .tallies { tbody { @for (what, n) in counts.iter().take(30) {
            tr {
                th scope="row" { @match what { Some(what) => bdi { (word(what)) }, None => (none) } }
                td .n { (words::grouped(*n as usize)) }
            }
        } } }
    }
}

fn reading() -> Markup {
    html! {
        p {
            "A "
            b { "story" }
            " is a set of articles on one matter. A "
            b { "source" }
            " is an article that is taken from no other here; all that credit one agency for the same "
            "text are one source. “9 articles, 3 sources” means that nine articles tell it, and three "
            "tellers stand behind them."
        }
        p {
            "An article is "
            b { "original" }
            ", a "
            b { "copy" }
            " (at least half of its source’s sentences), an "
            b { "excerpt" }
            " (fewer), "
            b { "wire" }
            " (an agency’s text that others have too), "
            b { "spun" }
            " (words swapped by a machine) or "
            b { "translated" }
            " (garbled, or translated there and back)."
        }
        p {
            "Every event, statement and relation leads to the sentence it was read from. What a program reads it "
            "can misread: look at the sentence before you rely on it."
        }
    }
}

fn keys() -> Markup {
    html! {
        dl .keys-list {
            dt { kbd { "/" } } dd { "search" }
            dt { kbd { "j" } " " kbd { "k" } } dd { "next and previous entry" }
            dt { kbd { "Enter" } } dd { "open it" }
            dt { kbd { "t" } } dd { "today" }
            dt { kbd { "o" } } dd { "outlets" }
        }
    }
}
