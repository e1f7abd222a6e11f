//! However often a text is reprinted, its reprints are told together.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod generated;

use attache_archive::origins::Origins;
use attache_archive::{Archive, Told, Wanted};
use attache_press::Article;
use attache_stories::{stories, trace};
use generated::{Dice, press};

/// A wire text and its reprints, word for word, amid other press.
fn reprinted(times: usize, edit: impl Fn(usize, &str) -> String) -> Vec<Article> {
    let mut articles = press(5);
    let wire = articles.remove(0);
    articles.drain(..3);
    articles.extend((0..times).map(|n| Article {
        id: format!("paper-{n}/wire"),
        outlet: Some(format!("Paper {n}")),
        text: edit(n, &wire.text),
        ..wire.clone()
    }));
    articles
}

fn told<'a>(batches: impl IntoIterator<Item = &'a [Article]>) -> Vec<Told> {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
    for batch in batches {
        archive.ingest_batch(batch).unwrap();
    }
    archive.stories(&Wanted::default()).unwrap()
}

/// Which articles are told together by the functions that an archive calls cell by cell.
fn at_once(articles: &[Article]) -> Vec<Vec<String>> {
    let told = stories(articles, &trace(articles));
    sorted(told.iter().map(|story| story.articles.iter().map(|&at| articles[at].id.clone()).collect()).collect())
}

fn sorted(mut stories: Vec<Vec<String>>) -> Vec<Vec<String>> {
    stories.iter_mut().for_each(|ids| ids.sort());
    stories.sort();
    stories
}

fn ids(told: &[Told]) -> Vec<Vec<String>> {
    sorted(told.iter().map(|told| told.articles.iter().map(|a| a.article.id.clone()).collect()).collect())
}

fn the_wire(told: &[Told]) -> &Told {
    told.iter().max_by_key(|told| told.articles.len()).unwrap()
}

#[test]
fn fifteen_hundred_reprints_are_one_story_of_one_origin_in_whatever_order_they_come() {
    let mut articles = reprinted(1_500, |_, text| text.to_owned());
    let first = told(articles.chunks(512));
    assert!(the_wire(&first).articles.len() >= 1_500, "{}", the_wire(&first).articles.len());
    assert_eq!(the_wire(&first).origins(), Origins { independent: 1, unknown: 0 });
    assert!(ids(&first) == at_once(&articles), "not as told at once");
    Dice(7).shuffle(&mut articles);
    assert!(told(articles.chunks(700)) == first, "order or batches show");
}

#[test]
fn reprints_that_every_paper_cut_elsewhere_are_one_story_too() {
    let cut = |n: usize, text: &str| {
        let mut sentences: Vec<String> = text.trim().split_inclusive(". ").map(str::to_owned).collect();
        sentences.remove(1 + n % (sentences.len() - 1));
        format!("{} Paper {n} has this from its correspondent.\n", sentences.concat().trim_end())
    };
    let mut articles = reprinted(1_100, cut);
    let first = told(articles.chunks(600));
    assert!(the_wire(&first).articles.len() >= 1_100, "{}", the_wire(&first).articles.len());
    Dice(3).shuffle(&mut articles);
    assert!(told(articles.chunks(800)) == first, "order or batches show");
}
