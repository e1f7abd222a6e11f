//! Finds the lines that are not the story: by the rules, by their place, by their neighbours, by being said twice.

use std::collections::HashMap;

use super::lines::{Ending, Line, key, plain};
use super::rules::{LONG, Place, RULES};

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
/// The rules of place `end` look at so many last lines.
const END_LINES: usize = 3;

/// Rules whose pattern fits a line but which count only in a certain place: line and rule, in order of lines.
pub(super) struct Pending(Vec<(usize, u16)>);

/// Removes what is furniture wherever it stands, and gives what must be judged by its place.
pub(super) fn remove_by_words(text: &str, lines: &mut [Line]) -> Pending {
    let mut pending = Vec::new();
    for (n, line) in lines.iter_mut().enumerate().filter(|(_, l)| l.stays() && l.is_judged()) {
        let open = line.ending == Ending::Open || is_label(line);
        for number in RULES.matching(&plain(line.span.of(text)), !open && line.words > LONG) {
            let rule = RULES.get(number);
            if line.words > rule.max_words || rule.open_only && !open {
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
            Place::Any | Place::End | Place::Player | Place::Twice => false,
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
    remove_lists(lines, pending);
    remove_in_players(text, lines, pending, title);
    remove_repeated(text, lines, pending, title);
    remove_scraps(lines);
    remove_at_end(lines, pending);
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

fn remove_lists(lines: &mut [Line], pending: &Pending) {
    for &(n, number) in &pending.0 {
        let rule = RULES.get(number);
        if !rule.takes_list || lines[n].gone != Some(rule.why) {
            continue;
        }
        let headline = |l: &&Line| l.stays() && l.ending == Ending::Open && l.words <= 30;
        let mut count = lines[n + 1..].iter().take_while(headline).count();
        let at_end = n + 1 + count == lines.len();
        let run = &lines[n + 1..n + 1 + count];
        // in mid-text the last may be the sub-heading under which the story goes on
        let shorter = |l: &Line| l.words <= 4 && (run.len() == 1 || run[..run.len() - 1].iter().all(|o| o.words > 4));
        if !at_end && run.last().is_some_and(shorter) {
            count -= 1;
        }
        for line in &mut lines[n + 1..n + 1 + count] {
            line.remove(rule.why);
        }
    }
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
        let caption = pending.0.iter().any(|(m, rule)| *m == n && RULES.get(*rule).place == Place::Twice);
        let close = nth - nth_before <= 2 || nth <= HEAD_LINES;
        if caption && close {
            lines[before].remove("caption");
            lines[n].remove("caption");
        } else if close || line.words >= REPEATED_ANYWHERE {
            lines[n].remove("repeated");
        }
    }
}

fn remove_scraps(lines: &mut [Line]) {
    let crowding = |l: &Line| l.gone.is_some_and(|why| CROWDING.contains(&why));
    for n in 1..lines.len().saturating_sub(1) {
        let scrap = lines[n].stays() && lines[n].ending == Ending::Open && lines[n].words <= 3;
        if scrap && crowding(&lines[n - 1]) && crowding(&lines[n + 1]) {
            lines[n].remove("beside-furniture");
        }
    }
}

fn remove_at_end(lines: &mut [Line], pending: &Pending) {
    let last: Vec<usize> = (0..lines.len()).rev().filter(|n| lines[*n].stays()).take(END_LINES).collect();
    for &(n, number) in pending.0.iter().rev() {
        let rule = RULES.get(number);
        // a note follows the story; it is never the whole of it
        if rule.place == Place::End && last.contains(&n) && n > 1 {
            lines[n].remove(rule.why);
        }
    }
}
