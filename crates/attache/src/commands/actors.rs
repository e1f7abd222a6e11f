//! `attache actors` and `attache actor`: who is spoken of in an archive, and what is known of one of them.

use std::fmt::Write;

use anstyle::Style;
use attache_archive::record::{ActorSummary, Dossier, Event, OfficeHeld, Party, Statement};
use attache_archive::{Archive, Found, WantedActors};

use crate::cli::{ActorArgs, Actors, SummaryFormat, TableFormat};
use crate::tell::words;
use crate::tell::wrap::wrap;
use crate::{Outcome, WrongUsage, output};

pub fn list(args: &Actors) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    let wanted = WantedActors {
        code: args.code.clone(),
        sector: args.sector.clone(),
        limit: args.limit.map(|limit| limit as usize),
    };
    let actors = archive.actors(&wanted)?;
    if args.format == TableFormat::Json {
        output::print_json(&actors)?;
        return Ok(Outcome::Done);
    }
    if actors.is_empty() && args.format == TableFormat::Table {
        output::note(if archive.counts()?.articles == 0 {
            "attache: the archive is empty; add to it with `attache ingest PATH…`"
        } else {
            "attache: no actor is like that; articles added with --no-annotate have none, ingest them again without it"
        });
        return Ok(Outcome::Done);
    }
    let for_eyes = args.format == TableFormat::Table;
    let headings: &[&str] = if for_eyes {
        // ids are long: a name will do to ask for the actor, and where several bear it their ids are said
        &["Actor", "Code", "Sectors", "Office", "Articles", "Mentions"]
    } else {
        &["name", "code", "sectors", "office", "articles", "mentions", "id"]
    };
    let rows: Vec<Vec<String>> = actors.iter().map(|actor| row(actor, !for_eyes)).collect();
    output::print_table(args.format, headings, &rows)?;
    Ok(Outcome::Done)
}

fn row(actor: &ActorSummary, with_id: bool) -> Vec<String> {
    let mut row = vec![
        actor.name.clone(),
        actor.code.clone().unwrap_or_default(),
        actor.sectors.join(" "),
        actor.office.clone().unwrap_or_default(),
        actor.articles.to_string(),
        actor.mentions.to_string(),
    ];
    if with_id {
        row.push(actor.id.clone().unwrap_or_default());
    }
    row
}

pub fn one(args: &ActorArgs) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    let most = match (args.limit, args.format) {
        (Some(limit), _) => limit as usize,
        (None, SummaryFormat::Json) => usize::MAX,
        (None, SummaryFormat::Text) => MOST_SHOWN,
    };
    match archive.actor(&args.name, most)? {
        Found::One(dossier) if args.format == SummaryFormat::Json => output::print_json(&*dossier)?,
        Found::One(dossier) => output::print(&shown(&dossier, output::width()))?,
        Found::Several(several) => return Err(WrongUsage(ambiguous(&args.name, &several)).into()),
        Found::Nobody => {
            let name = &args.name;
            return Err(WrongUsage(format!("no actor is called {name:?}; `attache actors` lists all there are")).into());
        }
    }
    Ok(Outcome::Done)
}

/// Statements and events that are shown where no limit is given.
const MOST_SHOWN: usize = 20;

fn ambiguous(name: &str, several: &[ActorSummary]) -> String {
    let mut message = format!("several actors are called {name:?}; name one by its id:");
    for actor in several {
        let id = actor.id.as_deref().unwrap_or("(no id)");
        let _ = write!(message, "\n  {id}  {}", words::line(&actor.name));
        if let Some(office) = &actor.office {
            let _ = write!(message, ", {}", words::line(office));
        }
    }
    message
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

fn shown(dossier: &Dossier, width: usize) -> String {
    let mut out = String::new();
    let actor = &dossier.actor;
    wrap(&mut out, width, PLAIN, "", "", &[(BOLD, &words::line(&actor.name))]);
    let mut about: Vec<String> = Vec::new();
    about.extend(actor.code.clone());
    about.extend((!actor.sectors.is_empty()).then(|| actor.sectors.join(" ")));
    about.push(words::count(actor.articles, "article", "articles"));
    about.push(words::count(actor.mentions, "mention", "mentions"));
    about.extend(actor.id.clone());
    wrap(&mut out, width, PLAIN, "", "", &[(DIM, &words::line(&about.join(" · ")))]);
    let others: Vec<&str> = actor.names.iter().map(String::as_str).filter(|name| *name != actor.name).collect();
    if !others.is_empty() {
        wrap(&mut out, width, PLAIN, "", "  ", &[(DIM, "also "), (PLAIN, &words::line(&others.join(", ")))]);
    }
    section(&mut out, width, "Offices", dossier.offices.iter().map(office));
    section(&mut out, width, "Events", dossier.events.iter().map(event));
    section(&mut out, width, "Statements", dossier.statements.iter().map(statement));
    out
}

/// A heading, and under it for each thing a line that tells it and one that says where that stands.
fn section(out: &mut String, width: usize, heading: &str, things: impl Iterator<Item = (String, String)>) {
    let mut things = things.peekable();
    if things.peek().is_none() {
        return;
    }
    out.push('\n');
    wrap(out, width, PLAIN, "", "", &[(BOLD, heading)]);
    for (what, from) in things {
        wrap(out, width, PLAIN, "  ", "    ", &[(PLAIN, &words::line(&what))]);
        wrap(out, width, PLAIN, "    ", "    ", &[(DIM, &words::line(&from))]);
    }
}

fn office(held: &OfficeHeld) -> (String, String) {
    let of = held.of.as_ref().map(|of| format!(" ({of})")).unwrap_or_default();
    let past = if held.past { "former " } else { "" };
    let days = words::span(held.first_reported.as_deref(), held.last_reported.as_deref());
    let told = words::count(held.mentions, "article", "articles");
    let from = [days, told, held.sentence.text.clone()].into_iter().filter(|part| !part.is_empty());
    (format!("{past}{}{of}", held.office), from.collect::<Vec<_>>().join(" · "))
}

fn event(event: &Event) -> (String, String) {
    let names = |parties: &[Party]| {
        let named = |party: &Party| match &party.code {
            Some(code) => format!("{} ({code})", party.name),
            None => party.name.clone(),
        };
        parties.iter().map(named).collect::<Vec<_>>().join(", ")
    };
    let modes = if event.mode.is_empty() { String::new() } else { format!(" {}", event.mode.join(", ")) };
    let mut what = format!("{}{modes}: {}", event.event, names(&event.actor));
    if !event.recipient.is_empty() {
        let _ = write!(what, " → {}", names(&event.recipient));
    }
    let days = words::span(event.date.as_deref(), event.enddate.as_deref());
    let modality = if event.modality == "happened" { "" } else { &event.modality };
    let place = event.place.as_ref().map_or("", |place| &place.name);
    for part in [days.as_str(), place, modality].into_iter().filter(|part| !part.is_empty()) {
        let _ = write!(what, " · {part}");
    }
    let from =
        event.mentions.first().map(|mention| format!("{} · {}", mention.sentence.text, mention.sentence.article));
    (what, from.unwrap_or_default())
}

fn statement(said: &Statement) -> (String, String) {
    let day = said.date.as_deref().map(words::day).unwrap_or_default();
    let from = [day, said.kind.clone(), said.article.clone()].into_iter().filter(|part| !part.is_empty());
    (said.text.clone(), from.collect::<Vec<_>>().join(" · "))
}
