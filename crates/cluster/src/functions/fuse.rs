//! The second reduce: the stories of a neighbourhood to their events.

use std::collections::BTreeMap;
use std::sync::Arc;

use attache_archive::{Member, accounts, record};
use attache_fusion as fusion;
use attache_stories::Lineage;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, StructArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use rayon::prelude::*;

use super::tell::{account, member};
use super::{json, parsed};
use crate::columns::{
    NUMBER, Rows, TEXT, list_of, lists, numbers, structs, structs_of_each, structure, text_at, texts,
};

/// Stories; to those that events are told with, with these, as JSON, in order.
pub fn types() -> (Vec<DataType>, DataType) {
    let story = structure([("s", NUMBER), ("place", NUMBER), ("members", list_of(member()))]);
    (vec![list_of(story)], list_of(told()))
}

fn told() -> DataType {
    structure([("s", NUMBER), ("events", list_of(TEXT))])
}

/// Fuses a column of neighbourhoods.
pub fn fuse(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let hoods = structs_of_each(&arguments[0])?;
    let told: Vec<BTreeMap<i64, Vec<String>>> = hoods
        .into_par_iter()
        .map(|hood| hood.map_or(Ok(BTreeMap::new()), |hood| events(&hood)))
        .collect::<Result<_>>()?;
    let lengths: Vec<usize> = told.iter().map(BTreeMap::len).collect();
    let each = || told.iter().flatten();
    let events = texts(each().flat_map(|(_, events)| events).map(Some));
    let events = lists(each().map(|(_, events)| events.len()), events)?;
    let items = structs(&self::told(), vec![numbers(each().map(|(s, _)| Some(*s))), events])?;
    lists(lengths, Arc::new(items))
}

/// The events of a neighbourhood, each with the story that has most of its mentions: what an archive makes of the same stories.
fn events(hood: &StructArray) -> Result<BTreeMap<i64, Vec<String>>> {
    let rows = Rows(hood);
    let (s, place, members) = (rows.numbers("s")?, rows.numbers("place")?, rows.lists("members")?);
    let mut order: Vec<usize> = (0..hood.len()).collect();
    order.sort_by_key(|row| (place.value(*row), s.value(*row)));
    let (mut articles, mut fusing, mut story_of) = (Vec::new(), Vec::new(), Vec::new());
    for row in order {
        let (mut kept, mut reports) = (Vec::new(), Vec::new());
        for (member, actors, bytes) in members_of(&members.value(row))? {
            reports.push(account(bytes.as_deref(), actors.as_deref())?);
            kept.push(member);
        }
        for (at, account) in accounts(&kept, reports) {
            articles.push(std::mem::take(&mut kept[at].article));
            fusing.push(account);
            story_of.push(s.value(row));
        }
    }
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    let fused = fusion::fuse(&fusing);
    let mut told: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (event, home) in record::events(&fused, &fusing, &texts).iter().zip(homes(&fused, &story_of)) {
        told.entry(home).or_default().push(json(event)?);
    }
    Ok(told)
}

/// The story with which each event is told; stories are in the order of their accounts.
fn homes(events: &[fusion::Event], story_of: &[i64]) -> Vec<i64> {
    let mut stories = story_of.to_vec();
    stories.dedup();
    let place: BTreeMap<i64, usize> = stories.iter().enumerate().map(|(place, s)| (*s, place)).collect();
    let placed: Vec<usize> = story_of.iter().map(|s| place[s]).collect();
    fusion::homes(events, &placed).into_iter().filter_map(|home| stories.get(home).copied()).collect()
}

/// An article in its story, with its actors and its account.
pub type Placed = (Member, Option<String>, Option<Vec<u8>>);

/// The articles of a story, out of its column.
///
/// # Errors
/// It is no such column.
pub fn members_of(column: &ArrayRef) -> Result<Vec<Placed>> {
    let members = column.as_struct_opt().ok_or_else(|| DataFusionError::Internal("members are structs".to_owned()))?;
    let rows = Rows(members);
    let (article, lineage, score) = (rows.texts("article")?, rows.texts("lineage")?, rows.shares("score")?);
    let (actors, account) = (rows.texts("actors")?, rows.bytes("account")?);
    (0..members.len())
        .map(|row| {
            let lineage = Lineage { score: score.value(row), ..parsed(lineage.value(row))? };
            let member = Member { article: parsed(article.value(row))?, lineage };
            let bytes = (!account.is_null(row)).then(|| account.value(row).to_owned());
            Ok((member, text_at(actors, row).map(str::to_owned), bytes))
        })
        .collect()
}
