//! The style sheet's colours against each other, by WCAG 2.2.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

const SHEET: &str = include_str!("../assets/desk.css");

/// What text may stand on.
const GROUNDS: [&str; 3] = ["paper", "sheet", "wash"];
/// What is no text: lines between things, land, and grounds.
const NO_TEXT: [&str; 7] = ["paper", "sheet", "wash", "rule", "land", "found", "bar"];

/// The variables of a block of the sheet that hold colours.
fn colours(block: &str) -> BTreeMap<&str, [f64; 3]> {
    let body = &block[..block.find('}').unwrap()];
    let pairs = body.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    pairs.filter_map(|(name, value)| Some((name, channels(value.trim().strip_prefix('#')?)))).collect()
}

fn channels(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
}

/// WCAG's relative luminance.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colours by daylight, and by night.
fn schemes() -> [(&'static str, BTreeMap<&'static str, [f64; 3]>); 2] {
    let day = SHEET.find(":root {").unwrap();
    let night = SHEET.find("prefers-color-scheme: dark").unwrap();
    let night = night + SHEET[night..].find(":root {").unwrap();
    [("light", colours(&SHEET[day + 7..])), ("dark", colours(&SHEET[night + 7..]))]
}

#[test]
fn every_colour_of_text_is_double_a_on_every_ground() {
    for (scheme, colours) in schemes() {
        assert!(colours.len() > 15, "{scheme}: {colours:?}");
        for (name, colour) in colours.iter().filter(|(name, _)| !NO_TEXT.contains(name) && **name != "found-ink") {
            for ground in GROUNDS {
                let found = contrast(*colour, colours[ground]);
                assert!(found >= 4.5, "{scheme}: --{name} on --{ground} has {found:.2}");
            }
        }
        for (text, ground) in [("found-ink", "found"), ("paper", "ink")] {
            let found = contrast(colours[text], colours[ground]);
            assert!(found >= 4.5, "{scheme}: --{text} on --{ground} has {found:.2}");
        }
    }
}

#[test]
fn what_is_drawn_and_what_is_in_focus_stands_out() {
    for (scheme, colours) in schemes() {
        // marks of charts, edges of fields, the ring around what is in focus
        for name in ["q0", "q1", "q2", "q3", "q4", "bar", "accent", "faint", "link", "ink"] {
            for ground in GROUNDS {
                let found = contrast(colours[name], colours[ground]);
                assert!(found >= 3.0, "{scheme}: --{name} on --{ground} has {found:.2}");
            }
        }
    }
}

#[test]
fn the_sheet_uses_its_own_colours_and_both_schemes_have_all() {
    let [(_, light), (_, dark)] = schemes();
    assert_eq!(light.keys().collect::<Vec<_>>(), dark.keys().collect::<Vec<_>>());
    let rules = &SHEET[SHEET.find("* { box-sizing").unwrap()..];
    let used: BTreeSet<&str> = rules.split("var(--").skip(1).map(|rest| &rest[..rest.find(')').unwrap()]).collect();
    let known: BTreeSet<&str> = light.keys().copied().chain(["serif", "sans"]).collect();
    assert!(used.is_subset(&known), "{:?}", used.difference(&known));
    for line in rules.lines() {
        let is_literal = line
            .split([':', ' ', ';'])
            .any(|word| word.starts_with('#') && word.len() > 3 && word[1..].bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(!is_literal, "a colour of its own: {line}");
    }
    assert!(SHEET.contains(":focus-visible { outline: 2px"), "what is in focus has no ring");
    let of_text = rules.split("color: var(--").skip(1).map(|rest| &rest[..rest.find(')').unwrap()]);
    for name in of_text.filter(|name| NO_TEXT.contains(name)) {
        assert!(["paper", "bar", "rule"].contains(&name), "text in --{name}");
    }
}
