//! What stands around every page: masthead, ways, foot.

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::Desk;
use crate::assets::MARK;

/// Which of the ways a page stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    Today,
    Map,
    Outlets,
    Search,
    Rulings,
    About,
    Elsewhere,
}

const WAYS: [(Here, &str, &str); 6] = [
    (Here::Today, "/", "Today"),
    (Here::Map, "/map", "Map"),
    (Here::Outlets, "/outlets", "Outlets"),
    (Here::Search, "/search", "Search"),
    (Here::Rulings, "/rulings", "Rulings"),
    (Here::About, "/about", "About"),
];

/// A page.
pub struct Page<'a> {
    pub here: Here,
    /// Of its window, without the desk's name.
    pub title: Cow<'static, str>,
    /// What is sought on it.
    pub sought: Option<&'a str>,
    /// The address of the same as JSON.
    pub twin: Option<String>,
    pub body: Markup,
}

impl Page<'_> {
    /// The page within its frame.
    pub fn framed(&self, desk: &Desk) -> Markup {
        document(
            &self.title,
            html! {
                a .skip href="#main" { "Skip to the page" }
                header .masthead {
                    a .wordmark href="/" { "Attaché" }
                    nav aria-label="Desk" {
                        @for (here, address, name) in WAYS {
                            a href=(address) aria-current=[(here == self.here).then_some("page")] { (name) }
                        }
                    }
                    form .find role="search" action="/search" {
                        input #find type="search" name="q" aria-label="Search all articles" placeholder="Search"
                            value=[self.sought] maxlength="300";
                    }
                }
                main #main tabindex="-1" { (self.body) }
                footer .foot {
                    span { (crate::foreign::name(&desk.name)) @if desk.read_only { " · for reading only" } }
                    @if let Some(twin) = &self.twin { a href=(twin) { "This page as JSON" } }
                    span .keys data-keys { kbd { "/" } " search " kbd { "j" } " " kbd { "k" } " next, previous" }
                }
            },
        )
    }
}

/// A page in the frame, without search and foot.
pub fn bare(title: &str, body: &Markup) -> Markup {
    document(
        title,
        html! {
            header .masthead { a .wordmark href="/" { "Attaché" } }
            main #main .narrow { (body) }
        },
    )
}

fn document(title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Attaché" }
                link rel="stylesheet" href={ "/desk.css?" (Hex(MARK)) };
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                script src={ "/desk.js?" (Hex(MARK)) } defer {}
            }
            body { (body) }
        }
    }
}

struct Hex(u64);

impl Render for Hex {
    fn render(&self) -> Markup {
        PreEscaped(format!("{:x}", self.0))
    }
}
