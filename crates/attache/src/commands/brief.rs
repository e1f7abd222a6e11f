//! `attache brief`: read, and tell what happened; nothing is kept.

use attache_archive::Told;
use attache_archive::record::{self, Claims, Failed};
use attache_effort::{Stage, whole};

use crate::Outcome;
use crate::cli::{Brief, BriefFormat, Common};
use crate::costs::Costs;
use crate::pile::Pile;
use crate::tell::{self, Page};
use crate::{interrupt, output};

pub fn run(args: &Brief, common: &Common) -> anyhow::Result<Outcome> {
    interrupt::listen();
    let costs = Costs::new();
    let mut pile = Pile::tell(&args.inputs, !args.no_annotate, &args.model, &args.world, common)?;
    let claims = std::mem::take(&mut pile.claims);
    whole(Stage::Tell, || show(args, common, &pile.told, claims, &pile.gathering.failed))?;
    pile.gathering.report_failed();
    if common.verbose {
        costs.tell(pile.gathering.articles, pile.gathering.words);
    }
    Ok(pile.outcome())
}

fn show(args: &Brief, common: &Common, told: &[Told], claims: Vec<Claims>, failed: &[Failed]) -> anyhow::Result<()> {
    if args.format == BriefFormat::Json {
        let both = told.iter().zip(claims);
        let stories = both.map(|(told, claims)| record::Story::new(told, args.with_text, claims)).collect();
        return output::print_json(&record::Brief { stories, failed: failed.to_vec() });
    }
    // In the terminal, what failed is named once: on standard error.
    let named = if args.format == BriefFormat::Terminal { &[] } else { failed };
    let mut page = Page::new(told, &claims, named, common.verbose);
    page.count_failed(failed.len());
    let text = match args.format {
        BriefFormat::Html => tell::html::render(&page)?,
        BriefFormat::Markdown => tell::markdown::render(&page),
        BriefFormat::Terminal | BriefFormat::Json => tell::terminal::render(&page, output::width(), common.verbose),
    };
    output::print(&text)?;
    Ok(())
}
