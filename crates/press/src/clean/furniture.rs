//! Finds the lines that are not the story: by the rules, by their place, by their neighbours, by being said twice.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Ending, Line, key, plain};
use super::rules::{LONG, Place, RULES, Takes};

/// Reasons whose lines crowd together: a scrap of a word or two between such lines is furniture too.
const CROWDING: &[&str] = &[
    "comments",
    "cookies",
    "follow",
    "legal",
    "navigation",
    "newsletter",
    "player",
    "poll",
    "print",
    "related",
    "share",
    "subscribe",
    "ticker",
    "topics",
];
/// Most lines between two controls of one player.
const PLAYER_GAP: usize = 3;
/// A paragraph of so many words is not written twice on purpose.
const REPEATED_ANYWHERE: usize = 40;
/// And one of so many not twice within the first lines, where the standfirst is.
const REPEATED_AT_HEAD: usize = 8;
const HEAD_LINES: usize = 8;
/// Under a heading that need not be one stand at least so many headlines.
const LINKS: usize = 2;
/// Most words of a question in a list of headlines.
const ASKING_WORDS: usize = 14;
/// The rules of place `end` look at so many last lines.
const END_LINES: usize = 3;

/// Rules whose pattern fits a line but which count only in a certain place: line and rule, in order of lines.
pub(super) struct Pending(Vec<(usize, u16)>);

/// Removes what is furniture wherever it stands, and gives what must be judged by its place.
pub(super) fn remove_by_words(text: &str, lines: &mut [Line]) -> Pending {
    let mut pending = Vec::new();
    for (n, line) in lines.iter_mut().enumerate().filter(|(_, l)| l.stays() && l.is_judged()) {
        let open = line.ending == Ending::Open || is_label(line);
        if open && is_bar(line.span.of(text)) {
            line.remove("navigation");
            continue;
        }
        let written = plain(line.span.of(text));
        let mut tells = None;
        for number in RULES.matching(&written, !open && line.words > LONG) {
            let rule = RULES.get(number);
            if line.words > rule.max_words || rule.open_only && !open {
                continue;
            }
            // opening as furniture does is not enough where the line tells something
            if !rule.though_told && *tells.get_or_insert_with(|| RULES.tells(&written)) {
                continue;
            }
            if rule.place == Place::Any {
                line.remove(rule.why);
                pending.push((n, number));
                break;
            }
            pending.push((n, number));
        }
    }
    Pending(pending)
}

/// Removes what is furniture in the place where it stands: around the story, or beside other furniture.
pub(super) fn remove_by_place(lines: &mut [Line], pending: &Pending) {
    let story = story(lines);
    let apply = |lines: &mut [Line], n: usize, number: u16| {
        let rule = RULES.get(number);
        let beside = || {
            let gone = |m: Option<usize>| m.and_then(|m| lines.get(m)).is_some_and(|l| !l.stays());
            gone(n.checked_sub(1)) || gone(Some(n + 1))
        };
        let fits = match rule.place {
            Place::Head => n < story.start,
            Place::Tail => n >= story.end,
            Place::Edge => n < story.start || n >= story.end || beside(),
            Place::Beside => beside(),
            Place::Body => n >= story.start && n > 0,
            Place::Any | Place::End | Place::Links | Place::Player | Place::Twice => false,
        };
        if fits {
            lines[n].remove(rule.why);
        }
    };
    for &(n, number) in &pending.0 {
        apply(lines, n, number);
    }
    // what stands before a line that has gone only now
    for &(n, number) in pending.0.iter().rev() {
        apply(lines, n, number);
    }
}

/// Removes what other lines give away: lists under a heading that has gone, what stands in a player, what is said
/// twice, scraps between furniture, notes at the very end.
pub(super) fn remove_by_company(text: &str, lines: &mut [Line], pending: &Pending, title: Option<&str>) {
    remove_lists(text, lines, pending);
    remove_in_players(text, lines, pending, title);
    remove_repeated(text, lines, pending, title);
    remove_scraps(text, lines);
    remove_at_end(text, lines, pending);
}

/// From the first paragraph to the last: line numbers. Without a paragraph all lines are the story.
fn story(lines: &[Line]) -> std::ops::Range<usize> {
    let paragraph = |l: &Line| l.stays() && l.is_paragraph();
    match (lines.iter().position(paragraph), lines.iter().rposition(paragraph)) {
        (Some(first), Some(last)) => first..last + 1,
        _ => 0..lines.len(),
    }
}

/// "Related:" is as open as "Related".
fn is_label(line: &Line) -> bool {
    line.ending == Ending::Colon && line.words <= 6
}

static SECTION: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"^{sections}$"));

/// A row of short labels of which two at least are sections that all papers have: "Home | News | Shipping | Jobs".
fn is_bar(line: &str) -> bool {
    const MARKS: [char; 3] = ['|', '•', '·'];
    if line.matches(MARKS).count() < 2 {
        return false;
    }
    let labels: Vec<&str> = line.split(MARKS).map(str::trim).filter(|l| !l.is_empty()).collect();
    labels.len() >= 3
        && labels.iter().all(|l| l.split(' ').count() <= 4 && !l.contains(|c: char| c.is_ascii_digit()))
        && labels.iter().filter(|l| SECTION.is_match(l)).count() >= 2
}

fn remove_lists(text: &str, lines: &mut [Line], pending: &Pending) {
    for &(n, number) in &pending.0 {
        let rule = RULES.get(number);
        match (rule.takes, lines[n].gone) {
            (Takes::Links, None) if list_beneath(text, lines, n) >= LINKS => lines[n].remove(rule.why),
            (Takes::List, Some(why)) if why == rule.why => {}
            (Takes::Next, Some(why)) if why == rule.why => {
                let next = lines.get_mut(n + 1).filter(|l| !l.is_paragraph() || l.ending == Ending::Open);
                next.into_iter().for_each(|l| l.remove(rule.why));
                continue;
            }
            _ => continue,
        }
        let count = list_beneath(text, lines, n);
        for line in &mut lines[n + 1..n + 1 + count] {
            line.remove(rule.why);
        }
    }
}

/// Headlines that stand one by one under a line.
fn list_beneath(text: &str, lines: &[Line], n: usize) -> usize {
    let asks = |l: &Line| l.words <= ASKING_WORDS && l.span.of(text).ends_with('?');
    let other_link = |l: &Line| matches!(l.gone, Some("read-more" | "related"));
    let headline = |l: &&Line| l.stays() && (l.ending == Ending::Open && l.words <= 30 || asks(l)) || other_link(l);
    let count = lines[n + 1..].iter().take_while(headline).count();
    let at_end = lines.get(n + 1 + count).is_none_or(|next| !next.stays());
    let run = &lines[n + 1..n + 1 + count];
    // where the story goes on beneath, the last may be its sub-heading
    let shorter = |l: &Line| l.words <= 4 && (run.len() == 1 || run[..run.len() - 1].iter().all(|o| o.words > 4));
    if !at_end && run.last().is_some_and(shorter) { count - 1 } else { count }
}

fn remove_in_players(text: &str, lines: &mut [Line], pending: &Pending, title: Option<&str>) {
    let title = title.map(key);
    let controls: Vec<usize> = (0..lines.len()).filter(|n| lines[*n].gone == Some("player")).collect();
    for pair in controls.windows(2).filter(|p| p[1] - p[0] <= PLAYER_GAP + 1) {
        let between = pair[0] + 1..pair[1];
        let label = |l: &Line| !l.stays() || l.ending == Ending::Open && l.words <= 25;
        let names_it = |l: &Line| title.as_ref().is_some_and(|t| *t == key(l.span.of(text)));
        if lines[between.clone()].iter().all(|l| label(l) || names_it(l)) {
            lines[between].iter_mut().for_each(|l| l.remove("player"));
        }
    }
    // the time or button before the first control and after the last
    let player = |number: u16| RULES.get(number).place == Place::Player;
    let mut apply = |n: usize| {
        let control = |m: Option<usize>| m.and_then(|m| lines.get(m)).is_some_and(|l| l.gone == Some("player"));
        if control(n.checked_sub(1)) || control(Some(n + 1)) {
            lines[n].remove("player");
        }
    };
    pending.0.iter().filter(|(_, r)| player(*r)).for_each(|(n, _)| apply(*n));
    pending.0.iter().rev().filter(|(_, r)| player(*r)).for_each(|(n, _)| apply(*n));
}

fn remove_repeated(text: &str, lines: &mut [Line], pending: &Pending, title: Option<&str>) {
    let title = title.map(key).filter(|t| t.contains(' '));
    let mut first: HashMap<String, (usize, usize)> = HashMap::new();
    let twice = |(n, rule): &(usize, u16)| (RULES.get(*rule).place == Place::Twice).then_some(*n);
    let captions: HashSet<usize> = pending.0.iter().filter_map(twice).collect();
    let mut nth = 0;
    for n in 0..lines.len() {
        let line = &lines[n];
        if !line.stays() || line.words < 3 {
            continue;
        }
        nth += 1;
        // long lines are judged by their length alone; a text of one line has nothing to repeat
        if line.words < REPEATED_AT_HEAD && title.is_none() {
            continue;
        }
        let words = key(line.span.of(text));
        if line.ending == Ending::Open && title.as_ref() == Some(&words) {
            lines[n].remove("repeated-title");
            continue;
        }
        if line.words < REPEATED_AT_HEAD {
            continue;
        }
        let Some(&(before, nth_before)) = first.get(&words) else {
            first.insert(words, (n, nth));
            continue;
        };
        let close = nth - nth_before <= 2 || nth <= HEAD_LINES;
        if captions.contains(&n) && close {
            lines[before].remove("caption");
            lines[n].remove("caption");
        } else if close || line.words >= REPEATED_ANYWHERE {
            lines[n].remove("repeated");
        }
    }
}

fn remove_scraps(text: &str, lines: &mut [Line]) {
    let crowding = |l: &Line| l.gone.is_some_and(|why| CROWDING.contains(&why));
    let story = story(lines);
    for n in 1..lines.len().saturating_sub(1) {
        // after the story whole headlines stand between
        let most = if n >= story.end { 16 } else { 3 };
        let scrap = lines[n].stays() && lines[n].ending == Ending::Open && lines[n].words <= most;
        if scrap && crowding(&lines[n - 1]) && crowding(&lines[n + 1]) {
            lines[n].remove("beside-furniture");
        }
    }
    // a rule that parts the story from a note goes with the note
    for n in 1..lines.len() {
        let noted = |l: Option<&Line>| l.is_some_and(|l| matches!(l.gone, Some("credit" | "follow" | "author-note")));
        if lines[n].stays() && lines[n].words <= 1 && is_ornament(text, &lines[n]) && noted(lines.get(n + 1)) {
            lines[n].remove("end-mark");
        }
    }
}

fn is_ornament(text: &str, line: &Line) -> bool {
    !line.span.of(text).contains(char::is_alphanumeric)
}

fn remove_at_end(text: &str, lines: &mut [Line], pending: &Pending) {
    let last: Vec<usize> = (0..lines.len()).rev().filter(|n| lines[*n].stays()).take(END_LINES).collect();
    for &(n, number) in pending.0.iter().rev() {
        let rule = RULES.get(number);
        // a note follows the story; it is never the whole of it
        if rule.place == Place::End && last.contains(&n) && n > 1 {
            lines[n].remove(rule.why);
        }
    }
    // rules and stars that parted the story from what has gone
    let gone_after = lines.iter().rposition(Line::stays).is_some_and(|n| n + 1 < lines.len());
    let ornament = |l: &&mut Line| !l.stays() || is_ornament(text, l);
    if gone_after {
        lines.iter_mut().skip(1).rev().take_while(ornament).for_each(|l| l.remove("end-mark"));
    }
}

#[cfg(test)]
mod tests {
    use crate::{Body, Clipping, clean};

    const BEFORE: &str =
        "The barge sank at dawn on Tuesday at the mouth of the harbour, the coast guard said in Brena.";
    const AFTER: &str =
        "It will be raised before the end of the week, and no ship may pass until then, the mayor said.";

    /// Why a line goes that stands between two paragraphs, or after them if it is said to.
    fn why(line: &str, after: bool) -> Option<String> {
        let text = match after {
            true => format!("{BEFORE}\n{AFTER}\n{line}\n"),
            false => format!("{BEFORE}\n{line}\n{AFTER}\n"),
        };
        let removed = clean(&Clipping { body: Body::Text(text), ..Clipping::default() }).article.removed;
        removed.into_iter().next().map(|r| r.why)
    }

    /// The line and what is said of it, where that is not what should be said.
    fn judged_otherwise(line: &str, after: bool, should: Option<&str>) -> Option<String> {
        let why = why(line, after);
        (why.as_deref() != should).then(|| format!("{line}: {why:?}"))
    }

    #[test]
    fn furniture_goes_wherever_it_stands() {
        let mut wrong = Vec::new();
        for (line, reason) in [
            ("Skip to content", "navigation"),
            ("Home > World > Asia", "navigation"),
            ("Home / News / Local", "navigation"),
            ("News | Sport | Business | Opinion | Culture", "navigation"),
            ("BREAKING NEWS", "ticker"),
            ("0:00 / 2:13", "player"),
            ("The code has been copied to your clipboard.", "player"),
            ("No media source currently available", "player"),
            ("Watch related video by Ann Roe:", "player"),
            ("This video can not be played", "player"),
            ("Your browser does not support the audio element.", "player"),
            ("Share this story", "share"),
            ("Click to share on Twitter (Opens in new window)", "share"),
            ("Facebook Twitter Email", "share"),
            ("Copy link", "share"),
            ("Follow us on Facebook and Instagram", "follow"),
            ("Follow Ann Roe on Twitter @annroe", "follow"),
            ("Join our WhatsApp channel for the latest", "follow"),
            ("Sign up for our weekly newsletter", "newsletter"),
            ("Get the day's top stories delivered to your inbox every morning.", "newsletter"),
            ("By signing up, you agree to our Terms and Privacy Policy.", "newsletter"),
            ("Download our app for iOS and Android", "app"),
            ("Subscribe now", "subscribe"),
            ("Subscribe to continue reading", "paywall"),
            ("Already a subscriber? Log in", "paywall"),
            ("You have 2 free articles remaining this month.", "paywall"),
            ("Read more: Ten ways to raise a barge", "read-more"),
            ("READ MORE: Will the harbour ever open again?", "read-more"),
            ("Read also: A history of barges", "read-more"),
            ("ALSO READ | A history of barges", "read-more"),
            ("RELATED: A history of barges", "read-more"),
            ("See also: A history of barges", "read-more"),
            ("Don't miss: A history of barges", "read-more"),
            ("More on this story", "read-more"),
            ("Click here to read more about barges", "read-more"),
            ("WATCH: Barge goes down in the harbour", "read-more"),
            ("Recommended", "related"),
            ("You may also like", "related"),
            ("Most Read", "related"),
            ("Advertisement", "advertisement"),
            ("Story continues below advertisement", "advertisement"),
            ("Article continues after ad", "advertisement"),
            ("FILE - A barge lies in the harbour of Brena, May 3, 2021.", "caption"),
            ("A barge lies in the harbour. (AP Photo/Ann Roe, File)", "caption"),
            ("A barge lies in the harbour. Photo: Ann Roe/Reuters", "caption"),
            ("Image caption, The barge before it sank", "caption"),
            ("Photo: Reuters", "photo-credit"),
            ("(AP Photo/Ann Roe)", "photo-credit"),
            ("Getty Images", "photo-credit"),
            ("Ann Roe/Getty Images", "photo-credit"),
            ("REUTERS/Ann Roe", "photo-credit"),
            ("Image source, Getty Images", "photo-credit"),
            ("23 comments", "comments"),
            ("Leave a comment", "comments"),
            ("Your email address will not be published. Required fields are marked *", "comments"),
            ("We use cookies to give you the best experience on our site.", "cookies"),
            ("Accept all cookies", "cookies"),
            ("© 2023 The Brena Post. All rights reserved.", "legal"),
            ("This material may not be published, broadcast, rewritten or redistributed.", "legal"),
            ("Terms of Service | Privacy Policy", "legal"),
            ("Tags: barges, harbours", "topics"),
            ("#barges #harbours #brena", "topics"),
            ("4 min read", "reading-time"),
            ("Published 2 hours ago", "timestamp"),
            ("Updated at 5:30 PM", "timestamp"),
            ("Last updated: April 15, 2023", "timestamp"),
            ("Published April 15, 2023", "date-line"),
            ("1,204 views", "views"),
            ("Print this article", "print"),
            ("Contact the newsroom: desk@post.example", "author-note"),
            ("Have a tip? Write to tips@post.example", "author-note"),
            ("Take our poll", "poll"),
            ("Donate now", "donate"),
            ("Support our journalism with a gift today.", "donate"),
            ("(Reporting by Ann Roe; Editing by Bo Doe)", "credit"),
            ("Edited by Bo Doe.", "credit"),
            ("With inputs from PTI", "credit"),
            ("— with files from Reuters", "credit"),
            ("The Associated Press contributed to this report.", "credit"),
            ("Source: Xinhua", "credit"),
            ("Anzeige", "advertisement"),
            ("À lire aussi : Les barges du port", "read-more"),
            ("Leia também: As barcaças do porto", "read-more"),
            ("Leggi anche: Le chiatte del porto", "read-more"),
            ("Читайте также: Баржи в порту", "read-more"),
            ("Baca juga: Tongkang di pelabuhan", "read-more"),
            ("Alle Rechte vorbehalten", "legal"),
        ] {
            wrong.extend(judged_otherwise(line, false, Some(reason)));
        }
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn furniture_of_the_edges_goes_around_the_story_alone() {
        let mut wrong = Vec::new();
        for (line, reason) in [
            ("Share", "share"),
            ("Privacy Policy", "legal"),
            ("World", "navigation"),
            ("With Agence France-Presse", "credit"),
            ("Reuters", "credit"),
            ("-30-", "end-mark"),
            ("Ann Roe is a staff writer at The Brena Post.", "author-note"),
        ] {
            wrong.extend(judged_otherwise(line, true, Some(reason)));
        }
        for line in ["Share", "World", "Privacy", "Sport", "Health", "-30-"] {
            wrong.extend(judged_otherwise(line, false, None));
        }
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn what_belongs_to_the_story_stays() {
        let mut wrong = Vec::new();
        for line in [
            "A slow recovery",
            "What happens next",
            "Human rights",
            "Why now?",
            "\"We have lost the harbour for a week,\" she said.",
            "“Read more,” the teacher told the class.",
            "Read the letter in full:",
            "Follow the money, the inspector said, and you will find the owner of the barge.",
            "Share prices fell by a tenth on the news.",
            "Shares in the owner fell 4 percent.",
            "Sign language is taught in the harbour school.",
            "Subscribers to the paper knew it first, he said.",
            "Advertisements for the crossing had promised calm seas.",
            "Comments by the minister were met with laughter.",
            "The minister declined to comment.",
            "More on the barge will be known on Friday, she said.",
            "Updated figures showed that four men were aboard.",
            "Published in 1907, the book warned of the sandbank.",
            "Cookies were handed out to the crew by neighbours.",
            "Copyright law does not cover the shape of a barge, the court said.",
            "Reporting by the local paper forced the owner to speak.",
            "Editing by hand, she cut the film down to an hour.",
            "Source of the leak is still unknown",
            "Related problems have closed the harbour twice since 2019, the coast guard said.",
            "Watch officers saw nothing until it was too late.",
            "Watch out for the ice, he told them.",
            "Print is not dead, the owner of the paper said.",
            "Donate your coats, the mayor asked the people of Brena.",
            "Contact with the crew was lost at four in the morning.",
            "Topics at the meeting included the harbour and the price of fish.",
            "Photo albums floated in the water, a diver said.",
            "In this photo the two men are seen with the barge behind them, the prosecutor told the court.",
            "Photographs by her grandfather hang in the town hall.",
            "Recommended speeds are posted at the harbour mouth.",
            "CHAIR: Did you see the light?",
            "Q: Did you see the light?",
            "- two pumping stations",
            "1. Raise the barge",
            "9:40 p.m.",
            "March 3",
            "12 percent",
            "Yes.",
            "No comment.",
            "* * *",
            "Correction: An earlier version of this story gave the wrong weight of the barge.",
            "This story has been updated with the name of the barge.",
            "By Tuesday the water was clear again",
            "The Associated Press reported on Monday that the owner had fled.",
            "According to Reuters, the barge was built in 1971.",
            "Join the navy, the poster said, and see the world.",
            "Also on Tuesday, a second barge ran aground.",
            "Click languages are spoken in the south.",
            "Home prices rose by a third in a year.",
            "Breaking news of the wreck reached the capital at noon.",
            "Live music was cancelled on the quay.",
            "Up next for the owner is a hearing in June.",
            "Sponsored by a brewery, the regatta draws thousands each summer.",
        ] {
            wrong.extend(judged_otherwise(line, false, None));
        }
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn sentences_that_only_begin_or_end_as_furniture_does_stay() {
        let mut wrong = Vec::new();
        for line in [
            "Like many world leaders on Twitter, the envoy apologised on Monday for his silence.",
            "Find the boats on line 4 of the list, and count them again.",
            "Find the wreck on line 4 of the chart.",
            "Follow the coins on X, the diver told jurors, and you will reach the owner.",
            "Follow the pilot on Facebook, a widow urged the town.",
            "Like his father on Instagram, he never answers.",
            "Copyright lawsuits against makers of pumps rose sharply in 2023, a court filing shows.",
            "Copyright claims filed in 2021 are still open.",
            "This report was published by the coast guard in March and says that the pier was unsafe.",
            "This report was published by the coast guard in March.",
            "This piece was produced in Brena in 1907.",
            "We always use butter in our cookies, and never oil.",
            "We never use honey in cookies.",
            "Support local news, the governor told students at the school.",
            "Support local work programmes, unions demand.",
            "Source: a senior official said the talks failed",
            "She wrote the weekly newsletter.",
            "He printed a newsletter.",
            "Already a member of the council, she runs for mayor.",
            "Already an account of the wreck is on sale.",
            "Join the queue early to see the parade.",
            "Join hands to keep the peace, the banner read.",
            "You have one story and they have another.",
            "To keep reading to a child is to love it.",
            "For full access to the wreck, divers waited a year.",
            "Try the app the council built before you call.",
            "The mayor's new app is available in ten languages.",
            "Background: The dispute is about the sandbank.",
            "More from the divers was expected.",
            "Mehr dazu wollte der Minister am Montag nicht mitteilen.",
            "Ver más allá de la crisis es imposible.",
            "Pictures by Ann Roe, Brena's best painter, hang in the hall.",
            "Image source checks are rare at the paper.",
            "File footage is all that the court has of the barge.",
            "Aerial footage showed flames on the deck.",
            "Handout pictures cannot prove it.",
            "The owner was fined (file no. 34).",
            "He announced it via Reuters.",
            "She learned of the wreck via AP.",
            "We welcome the envoy's comments.",
            "Comments posted under the film were rude.",
            "Comments below the line are worth little to him.",
            "By closing the quay the owner breaks the terms of the lease.",
            "By using cookies as bait, they catch more crabs.",
            "Use of the bridge by lorries is forbidden.",
            "Distribution of leaflets needs permission.",
            "Reproduction in eels is prohibited by cold water alone.",
            "The views expressed by the mayor are those of a man alone.",
            "The opinions expressed in parliament are loud.",
            "Published under licence in Norvania, the book is everywhere.",
            "All images of the saint are kept in the crypt.",
            "All material shipments are delayed until June.",
            "A division of Roe Ltd built the pier.",
            "Reading time is precious to a pilot.",
            "Reading time was cut to an hour.",
            "Aktualisiert wurde die Liste am Montag.",
            "About the author of the note nothing is known.",
            "Take the poll with care.",
            "Poll closed early in the north.",
            "Total votes cast in Brena are few.",
            "Donating blood to help others is common here.",
            "Donate blood, the surgeon asked the sailors, and do it today.",
            "Help us keep the harbour clean, the sign reads.",
            "Written by Ann Roe in 1907, the book is short.",
            "Produced by Roe Motors in Brena, the pump is cheap.",
            "Using information from a witness, divers seek the anchor.",
            "With reports from three villages missing, the count is open.",
            "Engineers contributed to the report in 2019.",
            "A dozen experts contributed to the analysis.",
            "First published in 1843, the tale has never been out of print.",
            "Only the headline matters to him.",
            "Adapted from the French novel, the film opens in May.",
            "Reproduced by permission, the map hangs in the hall.",
            "Subscribe to no creed, she told her pupils, and keep reading.",
            "You can opt out of the draft until June.",
            "Contributed reporting is not evidence, the judge wrote.",
            "Disclaimer rules are strict here.",
        ] {
            wrong.extend(judged_otherwise(line, false, None));
        }
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn notes_at_the_end_are_told_from_last_sentences() {
        let mut wrong = Vec::new();
        for line in [
            "The village can be reached by boat alone.",
            "Witnesses were asked to contact them at once.",
            "His email is being searched.",
            "Owners may write to him here or at sea.",
            "The university contributed research vessels.",
            "The views are splendid from the pier.",
        ] {
            wrong.extend(judged_otherwise(line, true, None));
        }
        for (line, reason) in [
            ("Bloomberg via Getty Images.", "photo-credit"),
            ("Ann Roe can be reached at ann@post.example.", "author-note"),
            ("Follow her on Twitter: @annroe", "follow"),
            ("Bo Doe and Ann Roe contributed reporting.", "credit"),
            ("Bo Doe contributed research.", "credit"),
        ] {
            wrong.extend(judged_otherwise(line, true, Some(reason)));
        }
        assert_eq!(wrong, [""; 0]);
    }
}
