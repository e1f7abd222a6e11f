//! `attache export`: events for other programs.

use std::collections::BTreeSet;
use std::path::Path;

use attache_archive::export::{self, Format, Stamp};
use attache_archive::{Archive, WantedEvents};

use crate::cli::{Common, Export, Inputs, Limits};
use crate::outgoing::Outgoing;
use crate::pile::Pile;
use crate::reporting::model_of;
use crate::{Outcome, WrongUsage, interrupt};

/// The forms by the names under which they are asked for.
const FORMATS: [(&str, Format); 5] = [
    ("plover", Format::Plover),
    ("cameo", Format::Cameo),
    ("csv", Format::Csv),
    ("geojson", Format::GeoJson),
    ("parquet", Format::Parquet),
];

pub fn run(args: &Export, common: &Common) -> anyhow::Result<Outcome> {
    let [format, out] = args.to.as_slice() else {
        return Err(WrongUsage("--to takes a form and a file".to_owned()).into());
    };
    let format = format_named(format)?;
    if args.paths.iter().any(|path| is_same(path, out)) {
        return Err(WrongUsage(format!("{out} is among what is to be read; name another file to write")).into());
    }
    interrupt::listen();
    let archive = args.db.as_deref().map(Archive::open_existing).transpose()?;
    let mut outgoing = Outgoing::open(out)?;
    let outcome = match archive {
        Some(archive) => kept(&archive, format, &mut outgoing)?,
        None => told(args, common, format, &mut outgoing)?,
    };
    outgoing.finish()?;
    Ok(outcome)
}

/// Writes the events that an archive keeps.
fn kept(archive: &Archive, format: Format, out: &mut Outgoing) -> anyhow::Result<Outcome> {
    let models: BTreeSet<String> = archive.marks()?.iter().map(|mark| model_of(mark).to_owned()).collect();
    let models: Vec<String> = models.into_iter().collect();
    let mut sink = export::sink(format, out, &Stamp::today(&models.join("; ")))?;
    let mut wrong = None;
    archive.each_fused(&WantedEvents::default(), |event| {
        if wrong.is_none() {
            wrong = sink.add(&event).err();
        }
    })?;
    if let Some(wrong) = wrong {
        return Err(wrong.into());
    }
    sink.finish()?;
    Ok(Outcome::Done)
}

/// Reads articles, and writes the events that they tell.
fn told(args: &Export, common: &Common, format: Format, out: &mut Outgoing) -> anyhow::Result<Outcome> {
    let limits = Limits { max_article_size: args.limits.max_article_size };
    let pile = Pile::tell(&Inputs { paths: args.paths.clone(), limits }, true, &args.model, &args.world, common)?;
    let mut sink = export::sink(format, out, &Stamp::today(&pile.model))?;
    for event in pile.claims.iter().flat_map(|claims| &claims.events) {
        sink.add(event)?;
    }
    sink.finish()?;
    pile.gathering.report_failed();
    Ok(pile.outcome())
}

fn format_named(name: &str) -> Result<Format, WrongUsage> {
    let found = FORMATS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, format)| *format).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|(known, _)| *known).collect();
        WrongUsage(format!("{name} is no form of export; there are {}", known.join(", ")))
    })
}

fn is_same(path: &str, out: &str) -> bool {
    let place = |path: &str| Path::new(path).canonicalize();
    out != "-" && matches!((place(path), place(out)), (Ok(path), Ok(out)) if path == out)
}
