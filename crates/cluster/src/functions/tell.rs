//! The first reduce: the articles of a cell to their stories.

use std::sync::Arc;

use attache_archive::record::Claims;
use attache_archive::{KeptActor, KeptReport, Told, accounts, claims};
use attache_fusion::{Account, Sketch};
use attache_press::Article;
use attache_stories::trace;
use datafusion::arrow::array::{Array, ArrayRef, StructArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use rayon::prelude::*;

use super::{json, parsed};
use crate::columns::{
    BYTES, NUMBER, Rows, TEXT, bytes, list_of, lists, numbers, shares, structs, structs_of_each, structure, text_at,
    texts,
};

/// The articles of a cell, as the map gives them; to its stories.
pub fn types() -> (Vec<DataType>, DataType) {
    let article = structure([
        ("n", NUMBER),
        ("article", TEXT),
        ("actors", TEXT),
        ("statements", TEXT),
        ("relations", TEXT),
        ("account", BYTES),
    ]);
    (vec![list_of(article)], list_of(story_type()))
}

/// A story; `s` is a number of it, the least of its articles'. `day`, `place`, `weight` and `keys` are its sketch, by which its
/// neighbours are found; a story that nothing was annotated of has none. `claims`: statements and relations, as JSON.
fn story_type() -> DataType {
    structure([
        ("s", NUMBER),
        ("id", TEXT),
        ("title", TEXT),
        ("start", TEXT),
        ("end", TEXT),
        ("day", NUMBER),
        ("place", NUMBER),
        ("weight", NUMBER),
        ("keys", list_of(key())),
        ("claims", TEXT),
        ("members", list_of(member())),
    ])
}

/// A key by which neighbours are found, with the times of its mention.
fn key() -> DataType {
    structure([("key", NUMBER), ("day", NUMBER), ("published", NUMBER)])
}

/// An article in its story. JSON may round a lineage's score: it stands beside.
pub fn member() -> DataType {
    structure([
        ("article", TEXT),
        ("lineage", TEXT),
        ("score", DataType::Float64),
        ("actors", TEXT),
        ("account", BYTES),
    ])
}

/// One article as the map gives it.
struct Reported {
    n: i64,
    article: Article,
    actors: Option<String>,
    statements: Option<String>,
    relations: Option<String>,
    account: Option<Vec<u8>>,
}

/// A story, told.
struct Story {
    s: i64,
    told: Told,
    claims: String,
    sketch: Option<Sketch>,
    reports: Vec<(Option<String>, Option<Vec<u8>>)>,
}

/// Tells a column of cells.
pub fn tell(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let cells = structs_of_each(&arguments[0])?;
    let told: Vec<Vec<Story>> = cells
        .into_par_iter()
        .map(|cell| cell.map_or(Ok(Vec::new()), |cell| stories(articles(&cell)?)))
        .collect::<Result<_>>()?;
    let lengths: Vec<usize> = told.iter().map(Vec::len).collect();
    let stories: Vec<Story> = told.into_iter().flatten().collect();
    lists(lengths, Arc::new(columns(&stories)?))
}

fn articles(cell: &StructArray) -> Result<Vec<Reported>> {
    let rows = Rows(cell);
    let (n, article, account) = (rows.numbers("n")?, rows.texts("article")?, rows.bytes("account")?);
    let (actors, statements, relations) = (rows.texts("actors")?, rows.texts("statements")?, rows.texts("relations")?);
    let own = |text: Option<&str>| text.map(str::to_owned);
    (0..cell.len())
        .map(|row| {
            Ok(Reported {
                n: n.value(row),
                article: parsed(article.value(row))?,
                actors: own(text_at(actors, row)),
                statements: own(text_at(statements, row)),
                relations: own(text_at(relations, row)),
                account: (!account.is_null(row)).then(|| account.value(row).to_owned()),
            })
        })
        .collect()
}

/// The stories of a cell: what an archive makes of the same articles.
fn stories(mut cell: Vec<Reported>) -> Result<Vec<Story>> {
    // what is told must not depend on who came first
    cell.sort_by(|a, b| a.article.id.cmp(&b.article.id));
    let articles: Vec<Article> = cell.iter_mut().map(|one| std::mem::take(&mut one.article)).collect();
    let mut reports: std::collections::HashMap<String, Reported> =
        articles.iter().map(|article| article.id.clone()).zip(cell).collect();
    let lineages = trace(&articles);
    Told::all(articles, lineages)
        .into_iter()
        .map(|told| {
            let ids = told.articles.iter().map(|member| &member.article.id);
            let reports: Vec<Reported> = ids.filter_map(|id| reports.remove(id)).collect();
            story(told, reports)
        })
        .collect()
}

fn story(told: Told, reports: Vec<Reported>) -> Result<Story> {
    let said = claims(&told, statements(&told, &reports)?);
    let accounts: Vec<Account> = accounts(&told.articles, kept(&reports)?).into_iter().map(|(_, one)| one).collect();
    Ok(Story {
        s: reports.iter().map(|one| one.n).min().unwrap_or(0),
        claims: said_as_json(&said)?,
        sketch: (!accounts.is_empty()).then(|| Sketch::of(accounts.iter())),
        reports: reports.into_iter().map(|one| (one.actors, one.account)).collect(),
        told,
    })
}

/// What the articles that are taken from no other say.
fn statements<'a>(told: &'a Told, reports: &[Reported]) -> Result<Vec<(&'a str, KeptReport)>> {
    let own: std::collections::HashSet<&str> = told.own().map(|member| member.article.id.as_str()).collect();
    let both = told.articles.iter().zip(reports).filter(|(member, _)| own.contains(member.article.id.as_str()));
    let both = both.filter_map(|(member, one)| {
        Some((member, one.actors.as_ref()?, one.statements.as_ref()?, one.relations.as_ref()?))
    });
    both.map(|(member, actors, statements, relations)| {
        let report = KeptReport {
            actors: parsed(actors)?,
            statements: parsed(statements)?,
            relations: parsed(relations)?,
            ..KeptReport::default()
        };
        Ok((member.article.id.as_str(), report))
    })
    .collect()
}

fn kept(reports: &[Reported]) -> Result<Vec<Option<Account>>> {
    reports.iter().map(|one| account(one.account.as_deref(), one.actors.as_deref())).collect()
}

/// What an article alone brings to fusing, as it stands in columns.
pub fn account(account: Option<&[u8]>, actors: Option<&str>) -> Result<Option<Account>> {
    let (Some(account), Some(actors)) = (account, actors) else { return Ok(None) };
    Ok(KeptActor::account(account, &parsed::<Vec<KeptActor>>(actors)?))
}

fn said_as_json(claims: &Claims) -> Result<String> {
    json(&(&claims.statements, &claims.relations))
}

fn columns(stories: &[Story]) -> Result<StructArray> {
    let sketch = |part: fn(&Sketch) -> Option<i64>| numbers(stories.iter().map(|story| part(story.sketch.as_ref()?)));
    let columns = vec![
        numbers(stories.iter().map(|story| Some(story.s))),
        texts(stories.iter().map(|story| Some(&story.told.id))),
        texts(stories.iter().map(|story| Some(&story.told.title))),
        texts(stories.iter().map(|story| story.told.start.as_ref())),
        texts(stories.iter().map(|story| story.told.end.as_ref())),
        sketch(|sketch| sketch.day.map(i64::from)),
        sketch(|sketch| Some(sketch.place.cast_signed())),
        sketch(|sketch| Some(sketch.weight as i64)),
        keys_of_each(stories)?,
        texts(stories.iter().map(|story| Some(&story.claims))),
        members_of_each(stories)?,
    ];
    structs(&story_type(), columns)
}

fn keys_of_each(stories: &[Story]) -> Result<ArrayRef> {
    let each = stories.iter().filter_map(|story| story.sketch.as_ref()).flat_map(|sketch| &sketch.keys);
    let columns = vec![
        numbers(each.clone().map(|key| Some(key.key.cast_signed()))),
        numbers(each.clone().map(|key| key.day.map(i64::from))),
        numbers(each.map(|key| key.published.map(i64::from))),
    ];
    let items = structs(&key(), columns)?;
    lists(stories.iter().map(|story| story.sketch.as_ref().map_or(0, |sketch| sketch.keys.len())), Arc::new(items))
}

fn members_of_each(stories: &[Story]) -> Result<ArrayRef> {
    let each = stories.iter().flat_map(|story| &story.told.articles);
    let reports = stories.iter().flat_map(|story| &story.reports);
    let article = each.clone().map(|member| json(&member.article).map(Some)).collect::<Result<Vec<_>>>()?;
    let lineage = each.clone().map(|member| json(&member.lineage).map(Some)).collect::<Result<Vec<_>>>()?;
    let columns = vec![
        texts(article),
        texts(lineage),
        shares(each.map(|member| member.lineage.score)),
        texts(reports.clone().map(|(actors, _)| actors.as_ref())),
        bytes(reports.map(|(_, account)| account.as_ref())),
    ];
    lists(stories.iter().map(|story| story.told.articles.len()), Arc::new(structs(&member(), columns)?))
}
