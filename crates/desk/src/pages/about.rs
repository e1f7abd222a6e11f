//! About this archive: what it holds, who read it, what is missing.

use std::sync::Arc;

use attache_archive::words;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::{answer, card};
use crate::Desk;
use crate::foreign::{clipped, name};
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
                section #lists { h2 { "Lists as files" } (lists()) }
                section #failures { h2 { "What it lacks" } (lacks(&facts)) }
                section #model { h2 { "The model that this program carries" }
                    p .meta { "Version " code { (card::version()) } ". Its card:" }
                    (card::shown())
                }
            }
            aside .margin {
                section { h2 { "Languages" } (tallies(&facts.languages, words::language, "not known")) }
                section { h2 { "Read by" } p .meta { "Program, model and tables that annotated the articles." }
                    (tallies(&facts.marks, |mark| clipped(mark, 60), "not annotated")) }
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
        (facts.counts.events as usize, "events"),
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

/// What could not be read, and what is not annotated.
fn lacks(facts: &Facts) -> Markup {
    let (failures, count) = &facts.failures;
    let unread: u32 = facts.marks.iter().filter(|(mark, _)| mark.is_none()).map(|(_, n)| n).sum();
    html! {
        @if unread > 0 {
            p {
                (words::count(unread as usize, "article is", "articles are")) " not annotated: in another language than English, or added "
                "without annotating. They are in stories and can be searched, but tell no events."
            }
        }
        @if *count == 0 { p .empty { "No input has failed." } } @else {
            p { (words::count(*count, "input", "inputs")) " failed when last tried, the latest first:" }
            div .scroll tabindex="0" role="region" aria-label="Failed inputs" {
                table .failures {
                    thead { tr { th { "Input" } th { "What is wrong with it" } th { "Tried on" } } }
                    tbody { @for then in failures {
                        tr {
                            th scope="row" { (name(&then.failed.input)) }
                            td { (crate::foreign::sentence(&clipped(&then.failed.error, 200))) }
                            td .meta { (words::day(&then.day)) }
                        }
                    } }
                }
            }
            @if *count > failures.len() { p .more { (words::grouped(count - failures.len())) " more." } }
        }
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

fn lists() -> Markup {
    html! {
        p {
            "Each page has a twin under " code { "/api" } ", the objects that the commands print as JSON. A list there "
            "comes in pages: 50 rows (stories, actors and search 20 or 30), or as many as " code { "limit" }
            " asks for, up to 2,000 (stories, actors and search 200); where there are more, the answer’s head links to "
            "the next page (" code { "Link: <…>; rel=\"next\"" } "). With " code { "limit=all" }
            " a list comes whole, as a stream, and so it does as CSV (" code { "format=csv" } ")."
        }
        p {
            "Lists: " code { "stories events statements relations actors search outlets rulings timeline" }
            ". Stories and events take the filters of the page of today as they stand in its address; statements "
            code { "by" } " and " code { "about" } ", relations " code { "state" } ", " code { "with" } " and "
            code { "kind" } ", and " code { "on" } " a day for the ledger of that day."
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
            dt { kbd { "m" } } dd { "map" }
            dt { kbd { "o" } } dd { "outlets" }
            dt { kbd { "Esc" } } dd { "leave a field, hide a note" }
        }
    }
}
