//! Outlets: how much each originates, reprints and rewrites.

use std::sync::Arc;

use attache_archive::{OutletShare, words};
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::answer;
use crate::Desk;
use crate::foreign::{name, value};
use crate::frame::{Here, Page};
use crate::refusal::Refusal;
use crate::summary::{Facts, facts};

/// Outlets on a page.
const OUTLETS: usize = 150;
/// Width of a bar, in units of its drawing.
const WIDE: f64 = 200.0;

pub async fn page(State(desk): State<Arc<Desk>>) -> Response {
    answer(&desk, show(&desk).await)
}

async fn show(desk: &Arc<Desk>) -> Result<Page<'static>, Refusal> {
    let facts = facts(desk).await?;
    let body = html! {
        header .heading {
            h1 { "Outlets" }
            p .lead {
                "How much each writes itself, takes from others, has from agencies and rewrites by machine, as far as the "
                "texts in this archive show."
            }
            p .keep {
                "Keep this list: " a href="/api/outlets?format=csv" { "CSV" } " " a href="/api/outlets" { "JSON" }
            }
        }
        (table(&facts))
    };
    Ok(Page { here: Here::Outlets, title: "Outlets".into(), sought: None, twin: Some("/api/outlets".to_owned()), body })
}

fn table(facts: &Facts) -> Markup {
    html! {
        ul .key aria-label="Colours" {
            li .k-original { "original" }
            li .k-reprinted { "copied or excerpted" }
            li .k-wire { "wire" }
            li .k-rewritten { "spun or translated" }
        }
        div .scroll tabindex="0" role="region" aria-label="Outlets" {
            table .outlets {
                thead {
                    tr {
                        th { "Outlet" }
                        th .n { "Articles" }
                        th { "Shares" }
                        th .n { "Original" }
                        th .n { "Reprinted" }
                        th .n { "Wire" }
                        th .n { "Rewritten" }
                        th { "From – to" }
                    }
                }
                tbody { @for share in facts.outlets.iter().take(OUTLETS) { (row(share)) } }
            }
        }
        @if facts.outlets.len() > OUTLETS {
            p .more { (words::grouped(facts.outlets.len() - OUTLETS)) " more in the CSV." }
        }
    }
}

fn row(share: &OutletShare) -> Markup {
    html! {
        tr data-step {
            th scope="row" { @match &share.outlet {
                Some(outlet) if outlet.len() < 200 => a href={ "/?outlet=" (value(outlet)) } { (name(outlet)) },
                Some(outlet) => (name(outlet)),
                None => span .meta { "no outlet named" },
            } }
            td .n { (words::grouped(share.articles as usize)) }
            td { (bar(share)) }
            @for n in [share.original, share.reprinted, share.wire, share.rewritten] {
                td .n { @if n > 0 { (words::grouped(n as usize)) } @else { "·" } }
            }
            td .meta { (words::span(share.first.as_deref(), share.last.as_deref())) }
        }
    }
}

fn bar(share: &OutletShare) -> Markup {
    let parts = [
        ("original", share.original),
        ("reprinted", share.reprinted),
        ("wire", share.wire),
        ("rewritten", share.rewritten),
    ];
    let label = format!("{} of {} original", share.original, share.articles);
    let mut at = 0.0;
    html! {
        svg .bar viewBox={ "0 0 " (WIDE) " 12" } preserveAspectRatio="none" role="img" aria-label=(label) {
            @for (class, n) in parts {
                @let width = WIDE * f64::from(n) / f64::from(share.articles.max(1));
                @if n > 0 {
                    rect class={ "k-" (class) } x=(format!("{at:.1}")) y="0" width=(format!("{width:.1}")) height="12" {

                    }
                }
                @let () = { at += width; };
            }
        }
    }
}
