//! `attache article`: one article of an archive, its versions, and what changed between them.

use anstyle::{AnsiColor, Style};
use attache_archive::dates::{Published, published as published_of};
use attache_archive::record::{Change, Cleaned, FullArticle, Lineage, PublishedFrom, Version};
use attache_archive::{Archive, Kept, changes};
use attache_press::Article;

use crate::cli::{ArticleArgs, SummaryFormat};
use crate::tell::words;
use crate::tell::wrap::wrap;
use crate::{Outcome, WrongUsage, output};

pub fn run(args: &ArticleArgs) -> anyhow::Result<Outcome> {
    let archive = Archive::open_existing(&args.db.db)?;
    let kept = archive
        .article(&args.id)?
        .ok_or_else(|| WrongUsage(format!("no article has the id {:?}; `attache search WORDS` shows ids", args.id)))?;
    let changed = args.changes.then(|| changes(&kept.versions));
    if args.format == SummaryFormat::Json {
        let published = published(&archive, &kept)?;
        output::print_json(&record(kept, published, args.versions, changed))?;
    } else {
        let published = published(&archive, &kept)?;
        output::print(&shown(&kept, &published, args.versions, changed.as_deref(), output::width()))?;
    }
    Ok(Outcome::Done)
}

/// When the article was published, as far as it, or the other articles of its story, tell.
fn published(archive: &Archive, kept: &Kept) -> anyhow::Result<Published> {
    let alone = || published_of(&[&kept.report.article]).pop();
    let story = match &kept.story {
        Some(id) if kept.report.article.published.is_none() => archive.story(id)?,
        _ => None,
    };
    let within = story.and_then(|told| {
        let place = told.articles.iter().position(|member| member.article.id == kept.report.article.id)?;
        told.published().into_iter().nth(place)
    });
    Ok(within.or_else(alone).unwrap_or(Published { published: None, from: PublishedFrom::Unknown, between: None }))
}

fn record(kept: Kept, published: Published, with_versions: bool, changes: Option<Vec<Change>>) -> FullArticle {
    let version = |(version, article): (u32, Article)| Version { version, cleaned: Cleaned::from(article) };
    FullArticle {
        published_from: published.from,
        published_between: published.between,
        lineage: Lineage::from(&kept.report.lineage),
        cleaned: Cleaned { published: published.published, ..Cleaned::from(kept.report.article) },
        story: kept.story,
        versions: with_versions.then(|| kept.versions.into_iter().map(version).collect()),
        changes,
    }
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

fn shown(kept: &Kept, published: &Published, with_versions: bool, changes: Option<&[Change]>, width: usize) -> String {
    let mut out = String::new();
    if let Some(changes) = changes {
        for change in changes {
            out.push_str(&coloured(&change.diff));
        }
        if changes.is_empty() {
            wrap(&mut out, width, PLAIN, "", "", &[(DIM, "It has one version: nothing changed.")]);
        }
        return out;
    }
    let newest = kept.versions.last().map_or(1, |(number, _)| *number);
    let current = kept.current;
    if with_versions {
        for (number, article) in &kept.versions {
            let mark = if *number == current && current != newest { ", current again" } else { "" };
            let heading = format!("Version {number} of {newest}{mark}");
            wrap(&mut out, width, PLAIN, "", "", &[(DIM, &heading)]);
            let day = article.published.as_deref().map(words::day);
            write_article(&mut out, article, day, width);
        }
        return out;
    }
    write_article(&mut out, &kept.report.article, words::published(published), width);
    let lineage = &kept.report.lineage;
    let mut about = vec![match &lineage.of {
        Some(of) => format!("{} of {} ({:.2})", words::kind(lineage.kind), words::line(of), lineage.score),
        None => words::kind(lineage.kind).to_owned(),
    }];
    about.extend(kept.story.as_ref().map(|story| format!("story {story}")));
    if newest > 1 {
        about.push(format!("version {current} of {newest}; --changes shows what changed"));
    }
    wrap(&mut out, width, PLAIN, "", "", &[(DIM, &about.join(" · "))]);
    out
}

fn write_article(out: &mut String, article: &Article, day: Option<String>, width: usize) {
    if let Some(title) = &article.title {
        wrap(out, width, PLAIN, "", "", &[(BOLD, &words::line(title))]);
    }
    let mut about: Vec<String> = Vec::new();
    about.extend([&article.outlet, &article.byline].into_iter().flatten().map(|field| words::line(field)));
    about.extend(day);
    about
        .extend((!article.credits.is_empty()).then(|| format!("credits {}", words::line(&article.credits.join(", ")))));
    about.extend(article.language.as_deref().filter(|code| !code.starts_with("en")).map(words::language));
    about.push(words::line(&article.id));
    wrap(out, width, PLAIN, "", "", &[(DIM, &about.join(" · "))]);
    out.push('\n');
    for paragraph in article.text.lines().filter(|paragraph| !paragraph.trim().is_empty()) {
        wrap(out, width, PLAIN, "", "", &[(PLAIN, &words::line(paragraph))]);
        out.push('\n');
    }
}

/// A unified diff with what went in red and what came in green.
fn coloured(diff: &str) -> String {
    let mut out = String::with_capacity(diff.len() + 64);
    for line in diff.lines() {
        let style = match line.as_bytes().first() {
            Some(b'-') => AnsiColor::Red.on_default(),
            Some(b'+') => AnsiColor::Green.on_default(),
            Some(b'@') => DIM,
            _ => PLAIN,
        };
        let safe = words::harmless(line);
        out.push_str(&format!("{style}{safe}{style:#}\n"));
    }
    out
}
