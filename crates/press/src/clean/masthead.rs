//! What stands over a story: headline, byline, and the dateline that opens it.

use std::sync::LazyLock;

use regex::Regex;

use super::credits;
use super::lines::{Ending, Line, key, plain};
use super::nameplate::without_outlet;
use super::rules::RULES;

/// What the lines over the story say.
#[derive(Debug, Default)]
pub(super) struct Masthead {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub dateline: Option<String>,
    /// The outlet, where the headline ends in its name.
    pub outlet: Option<String>,
}

/// Lines from the top among which headline and byline are looked for.
const HEAD_LINES: usize = 24;
/// Words of a headline.
const TITLE_WORDS: std::ops::RangeInclusive<usize> = 3..=30;
/// Words of a headline that is a question.
const QUESTION_WORDS: usize = 20;
/// Names of sections and the like that may stand over a headline, and the headline.
const LABELS_OVER: usize = 7;
/// Most words of a byline with a full stop.
const SIGNED_SENTENCE: usize = 8;
/// Paragraphs among which the dateline is looked for: a standfirst may stand before it.
const DATELINE_PARAGRAPHS: usize = 3;

/// Reads and removes the lines over the story; `title` is the headline if it is known already.
pub(super) fn read(text: &str, lines: &mut [Line], title: Option<&str>) -> Masthead {
    let mut masthead = Masthead { byline: take_byline(text, lines), ..Masthead::default() };
    match title {
        Some(known) => remove_title(text, lines, known),
        None => {
            let title = take_title(text, lines);
            let parted = title.as_deref().and_then(without_outlet);
            masthead.outlet = parted.map(|(_, outlet)| outlet.to_string());
            masthead.title = parted.map(|(headline, _)| headline.to_string()).or(title);
        }
    }
    masthead.dateline = dateline(text, lines);
    masthead
}

/// The headline on a line of its own above the story, and short lines above it, go.
fn remove_title(text: &str, lines: &mut [Line], known: &str) {
    let wanted = title_forms(known);
    let top = lines.len().min(HEAD_LINES);
    let found = (0..top).find(|n| lines[*n].stays() && wanted.contains(&key(lines[*n].span.of(text))));
    if let Some(n) = found {
        lines[n].remove("title");
        remove_above(lines, n);
    }
}

/// A known headline as it may stand in the text: whole, or without the outlet after its last bar or dash.
fn title_forms(title: &str) -> Vec<String> {
    let mut forms = vec![key(title)];
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » "] {
        if let Some((head, _)) = title.rsplit_once(mark) {
            forms.push(key(head));
        }
    }
    forms.retain(|f| !f.is_empty());
    forms
}

fn take_title(text: &str, lines: &mut [Line]) -> Option<String> {
    let staying: Vec<usize> = (0..lines.len().min(HEAD_LINES)).filter(|n| lines[*n].stays()).collect();
    let like_title = |n: usize| {
        let line = &lines[n];
        let written = line.span.of(text);
        let long =
            TITLE_WORDS.contains(&line.words) || line.words < 3 && written.chars().count() >= 12 && no_blanks(written);
        let asks =
            line.ending == Ending::Sentence && written.ends_with(['?', '؟', '？']) && line.words <= QUESTION_WORDS;
        long && (line.ending == Ending::Open || asks)
            && written.matches(['|', '•', '›', '»']).count() < 2
            && written.chars().next().is_some_and(|c| !c.is_lowercase())
            && !written.ends_with([',', '-', '–', '—', '_'])
    };
    // what is printed twice over the story is its headline
    let printed = |n: &usize| key(lines[*n].span.of(text));
    let twice = |n: &&usize| like_title(**n) && staying.iter().any(|m| *m > **n && printed(m) == printed(n));
    let over = staying.iter().take_while(|n| !lines[**n].is_paragraph());
    let mut at = *over.clone().find(twice).or(staying.first())?;
    // a section's or the paper's own name stands over the headline
    let label = |n: usize| {
        lines[n].ending == Ending::Open
            && (lines[n].words <= 2 || lines[n].words <= 5 && PAPER.is_match(&plain(lines[n].span.of(text))))
    };
    let under = staying.iter().skip_while(|n| **n < at).take(LABELS_OVER).find(|n| !label(**n));
    if let Some(under) = under.filter(|n| **n != at && like_title(**n) && !lines[**n].is_paragraph()) {
        at = *under;
    }
    if !like_title(at) {
        return None;
    }
    let longer = |n: &&usize| {
        lines[**n].is_paragraph()
            && lines[**n].span.end - lines[**n].span.start > lines[at].span.end - lines[at].span.start
    };
    staying.iter().filter(|n| **n > at).take(8).find(longer)?;
    // a question may as well open the story, unless more stands over it than that
    let headed = lines[..lines.len().min(HEAD_LINES)].iter().any(|l| !l.stays());
    if lines[at].ending == Ending::Open || headed {
        lines[at].remove("title");
        remove_above(lines, at);
    }
    Some(one_line(lines[at].span.of(text)))
}

static PAPER: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"^{paper}$"));

/// Scripts that write no blanks between words.
fn no_blanks(line: &str) -> bool {
    line.chars()
        .filter(|c| matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
        .count()
        >= 6
}

fn remove_above(lines: &mut [Line], title: usize) {
    for line in lines[..title].iter_mut().filter(|l| l.ending == Ending::Open && l.words <= 5) {
        line.remove("navigation");
    }
}

pub(super) static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(
        r"^(?:by|written by|reported by|story by|words by|report by|von|par|por|di|door|av|af|oleh|autor|автор|текст|author|authors)(?:\s?:)? (?P<names>{names})(?:(?:,| ?\||/| ?-| –| —| in| for| of| at|;| with) ?(?P<rest>.{2,90}))?\.?$",
    )
});

static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(r"^(?P<names>{names})(?: ?, | ?\| ?| ?/ ?| - | – | — )(?P<rest>(?:the )?{agency}(?: .{2,30})?|{role}(?:(?:,| in| at| for|/) ?.{2,50})?)$")
});

pub(super) static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    RULES.pattern(
        r"^(?:by )?(?:{role}|staff|staff reports?|news desk|web desk|{agency})(?:(?:,| in| at| for|/| \|) ?.{2,50})?$",
    )
});

static NAMES: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"^{names}$"));

/// First words that make "By …" a headline.
const NO_NAMES: &[&str] = &[
    "The",
    "A",
    "An",
    "This",
    "That",
    "All",
    "Any",
    "My",
    "Your",
    "Our",
    "Every",
    "Design",
    "Land",
    "Sea",
    "Air",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Finds the byline among the lines over the story or right under its standfirst, and removes it.
fn take_byline(text: &str, lines: &mut [Line]) -> Option<String> {
    let mut byline: Option<String> = None;
    let mut paragraphs = 0;
    for n in 0..lines.len().min(HEAD_LINES) {
        let line = &lines[n];
        if !line.stays() {
            continue;
        }
        if line.words > 16 || line.is_paragraph() {
            paragraphs += 1;
            if paragraphs == 3 {
                break;
            }
            continue;
        }
        let written = plain(line.span.of(text));
        // "Written by … in 1907, the book is short."
        if line.ending == Ending::Sentence && line.words > SIGNED_SENTENCE {
            continue;
        }
        let names = BYLINE.captures(&written).or_else(|| SIGNED.captures(&written)).and_then(|c| c.name("names"));
        let names = names.map(|m| m.as_str()).filter(|n| !NO_NAMES.contains(&n.split(' ').next().unwrap_or("")));
        if let Some(names) = names {
            // "By George" and "Par Avion" need more than one name to be a byline
            if names.contains(' ') && byline.is_none() {
                byline = Some(without_role(names));
                lines[n].remove("byline");
                remove_role(text, lines, n + 1);
            }
        } else if n > 0
            && NAMES.is_match(&written)
            && (2..=4).contains(&line.words)
            && line.ending == Ending::Open
            && byline.is_none()
        {
            let signed = lines
                .get(n + 1)
                .is_some_and(|l| l.gone == Some("date-line") || l.stays() && ROLE.is_match(&plain(l.span.of(text))));
            let headed = lines[..n].iter().any(|l| l.stays() && l.ending == Ending::Open && l.words > 4);
            if signed && headed {
                byline = Some(written.clone());
                lines[n].remove("byline");
                remove_role(text, lines, n + 1);
            }
        }
    }
    byline
}

/// Names without the role that follows them: ", Staff Writers".
fn without_role(names: &str) -> String {
    let mut names = names;
    while let Some((before, last)) = names.rsplit_once(", ") {
        if !(ROLE.is_match(last) || last.starts_with("The ")) {
            break;
        }
        names = before;
    }
    static TRAILING: LazyLock<Regex> = LazyLock::new(|| RULES.pattern(r"^(?P<names>{part} {part}.*?),? (?:{role})$"));
    if let Some(alone) = TRAILING.captures(names).and_then(|c| c.name("names")) {
        names = alone.as_str();
    }
    // the stop of an initial or of "Jr." stays
    let stop = names.ends_with('.') && names.rsplit(' ').next().is_some_and(|w| w.chars().count() > 3);
    if stop { names.trim_end_matches('.').to_string() } else { names.to_string() }
}

/// What the author is to the paper, on the line under the name.
fn remove_role(text: &str, lines: &mut [Line], n: usize) {
    if let Some(line) = lines.get_mut(n).filter(|l| l.stays() && l.words <= 8 && l.ending == Ending::Open)
        && ROLE.is_match(&plain(line.span.of(text)))
    {
        line.remove("byline");
    }
}

/// The ways in which a dateline is written, the dateline as group `line`.
static DATELINES: LazyLock<[Regex; 6]> = LazyLock::new(|| {
    let capitals =
        r"(?:{upper}(?:(?:{upper}|[.'’-])*(?:{upper}|\.))(?: {upper}(?:(?:{upper}|[.'’-])*(?:{upper}|\.))?){0,3})";
    let place = r"(?:{upper}(?-i:[a-zß-ÿα-ωа-я]){letter}*\.?(?:[ -]{part}){0,3})";
    let within = r"(?:, ?{part}(?: {part}){0,3})";
    let day = r"(?:,? (?:{month} \d{1,2}(?:,? \d{4})?|(?:le )?\d{1,2}\.? (?:de |of )?{month}(?:,? (?:de )?\d{4})?|{weekday}))";
    let source = r"(?: ?[\[(][^()\[\]]{2,60}[\])])";
    let agency = r"(?: ?[\[(](?P<agency>[^()\[\]]{2,50})[\])])";
    let lead = r"^(?:[^()]{2,40}\) ?[,:–—-]* ?)?";
    let dash = r"\.? ?(?:—|–|―|_|-{1,2}) ?(?:\S|$)";
    [
        format!("{lead}(?P<line>{capitals}{within}?{day}?){source}?{dash}"),
        format!("{lead}(?P<line>{place}{within}?{day}){source}?(?:{dash}| ?: ?\\S)"),
        format!("^(?P<line>{place}{within}?){agency}(?:{dash}| ?: ?\\S| \\S)"),
        format!(r"^(?P<line>{place}{within}) ?(?:—|–| -{{1,2}} ) ?\S"),
        // scripts without capitals: the day shows that it is one
        format!(r"^(?P<line>{{caseless}}(?: {{caseless}}){{0,2}}[,،]?{day}){source}?(?:{dash}| ?[:,،] ?\S| \S|$)"),
        // the last may as well be a speaker
        format!(r"^(?P<line>{capitals}{within}?{day}?){source}? ?: \S"),
    ]
    .map(|pattern| RULES.pattern(&pattern))
});

/// Labels in capitals that open a paragraph like a place would.
const LABELS: &[&str] = &[
    "BREAKING",
    "BREAKING NEWS",
    "UPDATE",
    "UPDATED",
    "WATCH",
    "VIDEO",
    "EXCLUSIVE",
    "OPINION",
    "ANALYSIS",
    "NOTE",
    "EDITOR'S NOTE",
    "CORRECTION",
    "CLARIFICATION",
    "READ",
    "READ MORE",
    "LIVE",
    "LISTEN",
    "QUESTION",
    "ANSWER",
    "RELATED",
    "FILE",
    "PHOTO",
    "WARNING",
    "SPOILER",
    "SPONSORED",
    "URGENT",
    "FACTBOX",
    "EXPLAINER",
    "TIMELINE",
    "REVIEW",
    "INTERVIEW",
    "HOST",
    "MODERATOR",
    "NARRATOR",
    "REPORTER",
    "TRANSCRIPT",
    "PLUS",
    "ALSO",
    "BUT",
    "AND",
    "COVID",
    "COVID-19",
];

/// The dateline that only its comma and dash show: "Tokyo, Japan –".
const BY_COMMA: usize = 3;
/// First words of what is a clause and no place.
const NO_PLACES: &[&str] = &[
    "On",
    "In",
    "At",
    "As",
    "For",
    "If",
    "When",
    "While",
    "After",
    "Before",
    "But",
    "And",
    "Last",
    "Next",
    "This",
    "That",
    "The",
    "Then",
    "Now",
    "Today",
    "Yesterday",
    "Earlier",
    "Once",
    "Since",
    "So",
    "Yet",
    "With",
    "Without",
    "By",
    "From",
    "He",
    "She",
    "It",
    "They",
    "We",
    "Yes",
    "No",
];

/// Whether a word in capitals stands in the text as a place would: "in London".
fn is_place(text: &str, capitals: &str) -> bool {
    let title: Vec<String> = capitals.split(' ').map(title_case).collect();
    let name = title.join(" ");
    let sample: String = text.chars().take(20_000).collect();
    ["in", "from", "of", "to", "at", "near", "outside", "around", "for", "into", "across"].iter().any(|p| {
        let phrase = format!(" {p} {name}");
        sample.match_indices(&phrase).any(|(at, _)| !sample[at + phrase.len()..].starts_with(char::is_alphanumeric))
    })
}

fn title_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_string() + &chars.as_str().to_lowercase())
}

/// "HANOI, April 15" at the opening of the first paragraphs, as printed, without the agency; it stays in the text.
fn dateline(text: &str, lines: &[Line]) -> Option<String> {
    let paragraphs = lines.iter().filter(|l| {
        let alone = || l.span.of(text).ends_with(['—', '–', '-', '_']);
        l.stays() && (l.is_paragraph() || l.words >= 8 || alone())
    });
    for (n, line) in paragraphs.take(DATELINE_PARAGRAPHS).enumerate() {
        let opening: String = line.span.of(text).trim_start_matches(['(', ' ']).chars().take(160).collect();
        if !opening.contains(['—', '–', '―', '-', '_', ':', ')']) && !opening.contains(|c: char| c.is_ascii_digit())
        {
            continue;
        }
        let fits = |(nth, p): (usize, &Regex)| {
            let found = p.captures(&opening)?;
            let signed = found.name("agency").is_none_or(|a| credits::begins_with_agency(a.as_str()));
            signed.then_some((nth, found.name("line")?.as_str().to_string()))
        };
        let Some((nth, printed)) = DATELINES.iter().enumerate().find_map(fits) else { continue };
        let by_colon = nth + 1 == DATELINES.len();
        let printed = one_line(&printed);
        let place = printed.split(',').next().unwrap_or("");
        let is_label = LABELS.contains(&place) || place.chars().filter(|c| c.is_alphabetic()).count() < 3;
        if is_label || super::rules::AGENCY_TABLE.named(place).is_some() {
            continue;
        }
        let bare = !printed.contains([',', '.']);
        if n > 0 && (by_colon || nth == BY_COMMA)
            || bare && by_colon && !is_place(text, place)
            || !printed.contains(|c: char| c.is_ascii_digit()) && place.split(' ').count() > 3
        {
            continue;
        }
        if nth == BY_COMMA && NO_PLACES.contains(&place.split(' ').next().unwrap_or("")) {
            continue;
        }
        return Some(printed.trim_end_matches([',', ' ']).to_string());
    }
    None
}

/// A passage with its blanks collapsed and marks without width dropped.
pub(super) fn one_line(passage: &str) -> String {
    let visible: String = passage.chars().filter(|c| !super::lines::is_invisible(*c)).collect();
    visible.split(super::lines::is_blank).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    const STORY: &str =
        "The harbour was closed to all ships on Tuesday after a barge sank at its mouth, officials said in Brena.";

    fn head(top: &str, opening: &str) -> Masthead {
        let text = format!(
            "{top}\n{opening}{STORY}\nNobody was hurt, and the barge will be raised before the end of the week."
        );
        read(&text, &mut lines(&text), None)
    }

    #[test]
    fn bylines_are_read_without_by_and_role() {
        for (line, names) in [
            ("By Jane Roe", "Jane Roe"),
            ("BY JANE ROE", "JANE ROE"),
            ("By JANE ROE and JOHN DOE, Staff Writers", "JANE ROE and JOHN DOE"),
            ("Written by Jane de la Roe", "Jane de la Roe"),
            ("Jane Roe | Reuters", "Jane Roe"),
            ("By Jane Roe, The Hill Post", "Jane Roe"),
            ("By Jane Roe in Brena", "Jane Roe"),
            ("Von Hanna Weiß", "Hanna Weiß"),
            ("Jane Roe\nStaff Writer", "Jane Roe"),
        ] {
            let masthead = head(&format!("Barge sinks at the harbour mouth\n{line}"), "");
            assert_eq!(masthead.byline.as_deref(), Some(names), "{line}");
            assert_eq!(masthead.title.as_deref(), Some("Barge sinks at the harbour mouth"), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_byline_is_none() {
        for line in ["By the numbers", "By Monday", "By The Sea", "By All Means Necessary"] {
            assert_eq!(head(&format!("Barge sinks at the harbour mouth\n{line}"), "").byline, None, "{line}");
        }
    }

    #[test]
    fn datelines_are_read_as_printed_without_the_agency() {
        for (opening, dateline) in [
            ("HANOI, April 15 (Reuters) - ", "HANOI, April 15"),
            ("WASHINGTON (AP) — ", "WASHINGTON"),
            ("ST. LOUIS, Mo. – ", "ST. LOUIS, Mo."),
            ("Tokyo, Japan – ", "Tokyo, Japan"),
            ("BRENA: ", "BRENA"),
            ("Paris (AFP) - ", "Paris"),
            ("SÃO PAULO, 3 de maio (EFE).- ", "SÃO PAULO, 3 de maio"),
            ("BEIJING, Jan. 3 (Xinhua) -- ", "BEIJING, Jan. 3"),
            ("(Reuters) LONDON, May 2 — ", "LONDON, May 2"),
            ("THE HAGUE, Netherlands (AP)_ ", "THE HAGUE, Netherlands"),
            ("BRENA, Norvania (AP) _\n", "BRENA, Norvania"),
        ] {
            let got = head("Barge sinks at the harbour mouth", opening).dateline;
            assert_eq!(got.as_deref(), Some(dateline), "{opening}");
        }
    }

    #[test]
    fn a_dateline_with_its_year_gives_the_day_as_well() {
        for (opening, dateline, day) in [
            ("BRENA, Norvania, July 16, 2021 (Reuters) - ", "BRENA, Norvania, July 16, 2021", "2021-07-16"),
            ("NEW BRENA, Apr. 15 2023 (AP) -- ", "NEW BRENA, Apr. 15 2023", "2023-04-15"),
            ("BRENA, 15 April 2023 - ", "BRENA, 15 April 2023", "2023-04-15"),
            ("HANOI, April 15, 2023 (Reuters) - ", "HANOI, April 15, 2023", "2023-04-15"),
            ("Brena, 16. Juli 2021 (dpa) - ", "Brena, 16. Juli 2021", "2021-07-16"),
            ("BRENA, 3 de maio de 2021 (EFE).- ", "BRENA, 3 de maio de 2021", "2021-05-03"),
            ("Brena, le 3 mai 2021 (AFP) - ", "Brena, le 3 mai 2021", "2021-05-03"),
            ("القاهرة 3 مارس 2022 - ", "القاهرة 3 مارس 2022", "2022-03-03"),
            ("القاهرة، 3 مارس 2022 (رويترز) - ", "القاهرة، 3 مارس 2022", "2022-03-03"),
            ("القاهرة 3 مارس 2022 ", "القاهرة 3 مارس 2022", "2022-03-03"),
        ] {
            let text = format!("Barge sinks at the harbour mouth\n{opening}{STORY}\n{STORY} Nobody was hurt there.");
            let clipping = crate::Clipping { body: crate::Body::Text(text), ..crate::Clipping::default() };
            let article = crate::clean(&clipping).article;
            assert_eq!(article.dateline.as_deref(), Some(dateline), "{opening}");
            assert_eq!(article.published.as_deref(), Some(day), "{opening}");
            assert_eq!(article.found["published"], crate::Found::Text, "{opening}");
            assert!(article.text.contains(dateline), "{opening}");
        }
    }

    #[test]
    fn labels_speakers_and_clauses_are_no_datelines() {
        for opening in ["BREAKING: ", "SMITH: ", "WATCH — ", "On Friday, Jones – "] {
            assert_eq!(head("Barge sinks at the harbour mouth", opening).dateline, None, "{opening}");
        }
    }

    #[test]
    fn a_question_over_the_story_goes_only_where_more_stands_there() {
        let asked = "Who let the barge sink?";
        for (top, stays) in [(asked.to_string(), true), (format!("{asked}\nBy Jane Roe"), false)] {
            let text = format!("{top}\n{STORY}\n{STORY} Nobody was hurt there.");
            let article =
                crate::clean(&crate::Clipping { body: crate::Body::Text(text), ..crate::Clipping::default() });
            assert_eq!(article.article.title.as_deref(), Some(asked));
            assert_eq!(article.article.text.contains(asked), stays, "{top}");
        }
    }

    #[test]
    fn a_first_line_that_ends_as_a_sentence_is_no_title() {
        assert_eq!(head("The barge sank at dawn on Tuesday.", "").title, None);
        assert_eq!(head("Brena", "").title, None);
    }
}
