//! One event on a card: what, when, where, on whose word; and why.

use anstyle::Style;
use attache_archive::record::{Changed, Event, Evidence, JoinedBy, TraceStep};

use super::events::{EventWords, in_words};
use super::words::{self, count};
use super::wrap::wrap;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// What is shown of an event.
pub struct Card<'a> {
    pub event: &'a Event,
    /// The events that are part of it.
    pub parts: &'a [Event],
    /// The event that it is part of.
    pub whole: Option<&'a Event>,
    /// Those of its articles that have several versions.
    pub versions: &'a [Changed],
    /// One for each of its mentions, where they are to be explained.
    pub why: Option<&'a [Evidence]>,
}

/// Columns before what a line tells.
const MARGIN: usize = 12;

impl Card<'_> {
    /// The card in lines of at most `width` columns.
    pub fn render(&self, width: usize) -> String {
        let event = self.event;
        let told = told(event);
        let mut out = String::new();
        wrap(&mut out, width, PLAIN, "", "", &[(BOLD, &words::line(&told.act))]);
        let mut about = vec![told.day.clone(), event.event.clone()];
        about.extend(event.mode.iter().chain(&event.context).cloned());
        about.push(format!("CAMEO {}", event.cameo));
        about.push(format!("scale {}", event.event_scale));
        about.push(event.id.clone());
        wrap(&mut out, width, PLAIN, "", "", &[(DIM, &about.join(" · "))]);
        out.push('\n');
        self.facts(&mut out, width, &told);
        match self.why {
            Some(why) => explain(&mut out, width, why),
            None => sentences(&mut out, width, event),
        }
        out
    }

    fn facts(&self, out: &mut String, width: usize, told: &EventWords) {
        let event = self.event;
        let mut line = |name: &str, text: &str| {
            let name = format!("{name:<MARGIN$}");
            wrap(out, width, DIM, &name, &" ".repeat(MARGIN), &[(PLAIN, &words::line(text))]);
        };
        if event.modality != "happened" {
            line("modality", &event.modality);
        }
        if let Some(sentence) = &event.date_from {
            line("dated by", &format!("“{sentence}”"));
        }
        if let Some(place) = &event.place {
            let country = place.country.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
            line("where", &format!("{}{country}, {:.2}, {:.2}", place.name, place.lat, place.lon));
        }
        for quantity in &told.quantities {
            line("number", quantity);
        }
        line("told by", &told.counts);
        for origin in &event.origins {
            let articles = count(origin.articles.len(), "article", "articles");
            line("source", &format!("{} ({}), {articles}", origin.name, origin.kind));
        }
        let reported = words::span(event.first_reported.as_deref(), event.last_reported.as_deref());
        line("reported", &reported);
        for disagreement in &told.disagreements {
            line("differ on", disagreement);
        }
        if let Some(whole) = self.whole {
            line("part of", &format!("{} ({})", self::told(whole).act, whole.id));
        }
        for part in self.parts {
            let part_told = self::told(part);
            line("holds", &format!("{}, {} ({})", part_told.act, part_told.day, part.id));
        }
        for changed in self.versions {
            let versions = changed.changes.len() + 1;
            let article = &changed.article;
            line(
                "changed",
                &format!("{article} has {versions} versions; `attache article {article} --changes` shows what"),
            );
        }
        line("confidence", &format!("{:.2}", event.confidence));
        if !event.rulings.is_empty() {
            let numbers: Vec<String> = event.rulings.iter().map(u32::to_string).collect();
            line("ruled", &format!("{}; `attache rulings` lists what", numbers.join(", ")));
        }
    }
}

fn told(event: &Event) -> EventWords {
    in_words(std::slice::from_ref(event)).remove(0)
}

/// The sentences that tell it.
fn sentences(out: &mut String, width: usize, event: &Event) {
    out.push('\n');
    for mention in &event.mentions {
        let sentence = words::line(&mention.sentence.text);
        wrap(out, width, PLAIN, "  ", "    ", &[(PLAIN, &sentence)]);
        wrap(out, width, PLAIN, "    ", "    ", &[(DIM, &words::line(&mention.sentence.article))]);
    }
}

/// Each sentence with its article, the way to its source, and what joined it to the others.
fn explain(out: &mut String, width: usize, why: &[Evidence]) {
    for (n, evidence) in why.iter().enumerate() {
        out.push('\n');
        let sentence = &evidence.mention.sentence;
        let number = format!("{:>3} ", n + 1);
        wrap(out, width, DIM, &number, "    ", &[(PLAIN, &words::line(&sentence.text))]);
        let mut about: Vec<String> = Vec::new();
        about.extend(evidence.outlet.as_deref().map(words::line));
        about.extend(evidence.published.as_deref().map(words::day));
        about.push(words::kind(evidence.lineage).to_owned());
        about.push(format!("{}:{}–{}", words::line(&sentence.article), sentence.span.start, sentence.span.end));
        about.extend((evidence.mention.stance != "asserted").then(|| evidence.mention.stance.clone()));
        about.extend(evidence.mention.background.then(|| "background".to_owned()));
        about.push(format!("confidence {:.2}", evidence.confidence));
        let mut line = |text: &str| wrap(out, width, PLAIN, "    ", "      ", &[(DIM, &words::line(text))]);
        line(&about.join(" · "));
        let chain: Vec<&str> = evidence.mention.chain.iter().map(|cited| cited.name.as_str()).collect();
        if !chain.is_empty() {
            line(&format!("cites {}", chain.join(", who cites ")));
        }
        line(&traced(evidence));
        if let Some(bond) = &evidence.bond {
            line(&joined(bond));
        }
    }
}

/// "traced: taken from a.html (copy) → The Pier's own word: counts as The Pier".
fn traced(evidence: &Evidence) -> String {
    let steps: Vec<String> = evidence.steps.iter().map(step).collect();
    let origin = evidence.origin.as_deref().unwrap_or("nobody");
    let counts = if evidence.independent { format!("counts as {origin}") } else { "counts for nobody".to_owned() };
    format!("traced: {} · {counts}", steps.join(" → "))
}

fn step(step: &TraceStep) -> String {
    let name = step.name.as_deref().unwrap_or_default();
    let kind = step.kind.as_deref().unwrap_or_default();
    match step.how.as_str() {
        "taken_from" => format!("{kind} of {}", step.article.as_deref().unwrap_or(name)),
        "cites" => format!("cites {name} ({kind})"),
        "cites_elsewhere" => format!("cites {name} for it elsewhere"),
        "credits" => format!("credits {name}"),
        "own" => format!("the word of {name}"),
        _ => "a rewrite of unknown source".to_owned(),
    }
}

/// "joined to “…” (b.html): 96 % likely one event (odds 3.2: day-same +1.2, …); with all others 2.8 on average".
fn joined(bond: &JoinedBy) -> String {
    let to = format!("“{}” ({})", bond.to.text, bond.to.article);
    let Some(odds) = bond.odds else { return format!("alike in all that is compared: {to}") };
    let likely = 100.0 / (1.0 + (-odds).exp());
    let signs: Vec<String> = bond.signs.iter().map(|share| format!("{} {:+.1}", share.sign, share.adds)).collect();
    let average = bond.joined.map(|joined| format!("; joined to the others at {joined:.1}")).unwrap_or_default();
    format!("joined to {to}: {likely:.0} % likely one event, log-odds {odds:.1} ({}){average}", signs.join(", "))
}
