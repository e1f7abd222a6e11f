//! `attache stories`: the stories of an archive, or one of them in full.

use attache_archive::record::Story;
use attache_archive::{Archive, Told, Wanted};

use crate::cli::{Common, Stories, TableFormat};
use crate::tell::{self, Page, words};
use crate::{Outcome, WrongUsage, output};

pub fn run(args: &Stories, common: &Common) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    if let Some(id) = &args.id {
        let told = archive.story(id)?.ok_or_else(|| {
            WrongUsage(format!("no one story has an id like {id:?}; `attache stories` lists the ids of all there are"))
        })?;
        return show_one(args, common, &archive, &told);
    }
    if let (Some(since), Some(until)) = (&args.since, &args.until)
        && since > until
    {
        return Err(WrongUsage(format!("--since {since} is after --until {until}; exchange them")).into());
    }
    let wanted = Wanted {
        since: args.since.clone(),
        until: args.until.clone(),
        outlet: args.outlet.clone(),
        words: args.text.clone(),
        limit: args.limit.map(|limit| limit as usize),
    };
    let told = archive.stories(&wanted)?;
    if args.format == TableFormat::Json {
        let story = |told: &Told| Ok(Story::new(told, args.with_text, archive.claims(told)?));
        output::print_json(&told.iter().map(story).collect::<anyhow::Result<Vec<_>>>()?)?;
        return Ok(Outcome::Done);
    }
    if told.is_empty() && args.format == TableFormat::Table {
        output::note(if archive.counts()?.articles == 0 {
            "attache: the archive is empty; add to it with `attache ingest PATH…`"
        } else {
            "attache: no story is like that; ask for a longer time or for fewer words"
        });
        return Ok(Outcome::Done);
    }
    let is_table = args.format == TableFormat::Table;
    let headings = if is_table {
        vec!["Story", "Days", "Articles", "Origins", "Title"]
    } else {
        vec!["story", "start", "end", "articles", "independent_origins", "title"]
    };
    let rows: Vec<Vec<String>> = told.iter().map(|told| row(told, is_table)).collect();
    output::print_table(args.format, &headings, &rows)?;
    Ok(Outcome::Done)
}

fn row(told: &Told, for_eyes: bool) -> Vec<String> {
    let (start, end) = (told.start.as_deref(), told.end.as_deref());
    let mut row = vec![told.id.clone()];
    if for_eyes {
        row.push(words::span(start, end));
    } else {
        row.extend([start, end].map(|day| day.unwrap_or_default().to_owned()));
    }
    row.extend([told.articles.len().to_string(), told.origins().independent.to_string(), told.title.clone()]);
    row
}

fn show_one(args: &Stories, common: &Common, archive: &Archive, told: &Told) -> anyhow::Result<Outcome> {
    let page = || -> anyhow::Result<Page> {
        Ok(Page::new(std::slice::from_ref(told), &[archive.claims(told)?], &[], common.verbose))
    };
    match args.format {
        TableFormat::Json => output::print_json(&[Story::new(told, args.with_text, archive.claims(told)?)])?,
        TableFormat::Markdown => output::print(&tell::markdown::render(&page()?))?,
        TableFormat::Table => output::print(&tell::terminal::render(&page()?, output::width(), common.verbose))?,
        TableFormat::Csv => {
            let headings = ["article", "outlet", "published", "language", "kind", "of", "score", "title"];
            let rows: Vec<Vec<String>> = told.articles.iter().map(article_row).collect();
            output::print_table(args.format, &headings, &rows)?;
        }
    }
    Ok(Outcome::Done)
}

fn article_row(report: &attache_archive::Member) -> Vec<String> {
    let (article, lineage) = (&report.article, &report.lineage);
    let or_empty = |field: &Option<String>| field.clone().unwrap_or_default();
    vec![
        article.id.clone(),
        or_empty(&article.outlet),
        or_empty(&article.published),
        or_empty(&article.language),
        words::kind(lineage.kind).to_owned(),
        or_empty(&lineage.of),
        format!("{:.3}", lineage.score),
        or_empty(&article.title),
    ]
}
