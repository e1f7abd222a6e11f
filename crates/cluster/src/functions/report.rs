//! The map: a clipping to the report on its article.

use std::panic::{AssertUnwindSafe, catch_unwind};

use attache_archive::kin::{Keys, day, keys};
use attache_archive::{KeptReport, content_mark};
use attache_coding::{BYTES_AT_A_TIME, Report, Source, is_read, reports};
use attache_press::{Article, Clipping, clean};
use attache_world::World;
use datafusion::arrow::array::{ArrayRef, AsArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;

use super::{annotator, json, ours, parsed};
use crate::columns::{BYTES, NUMBER, TEXT, bytes, flags, list_of, lists, numbers, structs, structure, text_at, texts};

/// What is said of a clipping on which the program itself failed.
const DEFECT: &str = "attache failed on this article, by a defect of its own; it was left out";

/// A clipping as JSON; to the article with its keys and what it says by itself.
pub fn types() -> (Vec<DataType>, DataType) {
    (vec![TEXT], reported())
}

/// - `kept`: whether there is an article.
/// - `error`: what went wrong, if anything did; an article that could not be annotated is kept all the same.
/// - `place`: its place in rows of reprints. `bytes`: of its text. `day`: on which it was published, since 1970.
/// - `article`, `actors`, `statements`, `relations`: JSON. `account`: bytes.
fn reported() -> DataType {
    structure([
        ("kept", DataType::Boolean),
        ("id", TEXT),
        ("error", TEXT),
        ("place", NUMBER),
        ("bytes", NUMBER),
        ("day", NUMBER),
        ("keys", list_of(key())),
        ("article", TEXT),
        ("actors", TEXT),
        ("statements", TEXT),
        ("relations", TEXT),
        ("account", BYTES),
    ])
}

/// A key by which kin are found.
pub fn key() -> DataType {
    structure([("kind", NUMBER), ("bits", NUMBER)])
}

/// Keys as a column of lists.
fn keys_of_each<'a>(articles: impl Iterator<Item = Option<&'a Keys>> + Clone) -> Result<ArrayRef> {
    let each = articles.clone().flatten().flat_map(|keys| keys.all());
    let kinds = numbers(each.clone().map(|key| Some(key.kind as i64)));
    let items = structs(&key(), vec![kinds, numbers(each.map(|key| Some(key.bits)))])?;
    lists(articles.map(|keys| keys.map_or(0, |keys| keys.all().len())), std::sync::Arc::new(items))
}

/// One clipping, reported on.
#[derive(Default)]
struct Reported {
    id: String,
    error: Option<String>,
    article: Option<Article>,
    keys: Keys,
    report: Option<KeptReport>,
}

/// Reports on a column of clippings.
pub fn report(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let clippings = arguments[0].as_string::<i64>();
    log::info!("reporting on {} articles", arguments[0].len());
    let mut all: Vec<Reported> = (0..arguments[0].len())
        .map(|row| cleaned(text_at(clippings, row).unwrap_or_default()))
        .collect::<Result<_>>()?;
    annotate(&mut all)?;
    let article = |one: &Reported| one.article.as_ref().map(json).transpose();
    let said = |part: fn(&KeptReport) -> Result<String>| -> Result<ArrayRef> {
        Ok(texts(all.iter().map(|one| one.report.as_ref().map(part).transpose()).collect::<Result<Vec<_>>>()?))
    };
    let account = |one: &Reported| Some(one.report.as_ref()?.account.as_ref()?.to_bytes());
    let place = |one: &Reported| Some(content_mark(one.id.as_bytes()).cast_signed());
    let columns = vec![
        flags(all.iter().map(|one| one.article.is_some())),
        texts(all.iter().map(|one| Some(&one.id))),
        texts(all.iter().map(|one| one.error.as_ref())),
        numbers(all.iter().map(place)),
        numbers(all.iter().map(|one| Some(one.article.as_ref()?.text.len() as i64))),
        numbers(all.iter().map(|one| one.article.as_ref().and_then(day).map(i64::from))),
        keys_of_each(all.iter().map(|one| Some(&one.keys)))?,
        texts(all.iter().map(article).collect::<Result<Vec<_>>>()?),
        said(|report| json(&report.actors))?,
        said(|report| json(&report.statements))?,
        said(|report| json(&report.relations))?,
        bytes(all.iter().map(account)),
    ];
    Ok(std::sync::Arc::new(structs(&reported(), columns)?))
}

/// A clipping cleaned, with its keys.
fn cleaned(clipping: &str) -> Result<Reported> {
    let clipping: Clipping = parsed(clipping)?;
    let id = clipping.id.clone();
    let made = catch_unwind(|| {
        let article = clean(&clipping).article;
        let keys = keys(&article);
        (article, keys)
    });
    Ok(match made {
        Ok((article, keys)) => Reported { id: article.id.clone(), article: Some(article), keys, ..Reported::default() },
        Err(_) => Reported { id, error: Some(DEFECT.to_owned()), ..Reported::default() },
    })
}

/// Reports on those that can be reported on, in bounded memory.
fn annotate(all: &mut [Reported]) -> Result<()> {
    let annotator = annotator().map_err(ours)?;
    let mut due: Vec<&mut Reported> = all.iter_mut().filter(|one| one.article.as_ref().is_some_and(is_read)).collect();
    let mut rest = due.as_mut_slice();
    while !rest.is_empty() {
        let size = |one: &Reported| one.article.as_ref().map_or(0, |article| article.text.len());
        let (mut count, mut bytes) = (0, 0);
        while count < rest.len() && (count == 0 || bytes + size(&*rest[count]) <= BYTES_AT_A_TIME) {
            bytes += size(&*rest[count]);
            count += 1;
        }
        let (now, later) = std::mem::take(&mut rest).split_at_mut(count);
        let sources: Vec<Source> = now.iter().filter_map(|one| one.article.as_ref().map(Source::from)).collect();
        let made = catch_unwind(AssertUnwindSafe(|| reports(annotator, World::embedded(), &sources)));
        let mut made = made.unwrap_or_default().into_iter();
        for one in now {
            let Some(article) = &one.article else { continue };
            match made.next() {
                Some(Ok(report)) => one.report = Some(kept(&report, article)),
                Some(Err(error)) => one.error = Some(format!("it was not annotated: {error}")),
                None => one.error = Some(DEFECT.to_owned()),
            }
        }
        rest = later;
    }
    Ok(())
}

fn kept(report: &Report, article: &Article) -> KeptReport {
    KeptReport::of_article(report, article, "")
}
