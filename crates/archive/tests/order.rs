//! Neither batches nor the order of arrival show in what an archive tells.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod generated;

use attache_archive::{Archive, Told, Wanted};
use attache_press::Article;
use generated::{Dice, press};
use proptest::prelude::*;

/// All that is told of the articles when they arrive in these batches.
fn told<'a>(batches: impl IntoIterator<Item = &'a [Article]>) -> Vec<Told> {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
    for batch in batches {
        archive.ingest_batch(batch).unwrap();
    }
    archive.stories(&Wanted::default()).unwrap()
}

#[test]
fn one_by_one_shuffled_or_all_at_once_the_same_is_told() {
    let articles = press(12);
    let at_once = told([&articles[..]]);
    assert_eq!(at_once.iter().map(|t| t.articles.len()).sum::<usize>(), articles.len());
    assert!(at_once.iter().any(|told| told.articles.len() >= 3), "nothing was grouped");
    assert!(at_once.iter().flat_map(|t| &t.articles).any(|a| a.lineage.of.is_some()), "nothing was traced");
    assert_eq!(told(articles.chunks(1)), at_once);
    for seed in 0..3 {
        let mut shuffled = articles.clone();
        Dice(seed).shuffle(&mut shuffled);
        assert_eq!(told(shuffled.chunks(7)), at_once, "seed {seed}");
    }
}

#[test]
fn a_copy_that_comes_before_its_source_finds_it_later() {
    let mut articles = press(1);
    let source = articles.remove(0);
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
    archive.ingest_batch(&articles).unwrap();
    archive.ingest_batch(std::slice::from_ref(&source)).unwrap();
    let copy = archive.article(&articles[0].id).unwrap().unwrap();
    assert_eq!(copy.report.lineage.of.as_deref(), Some(source.id.as_str()));
    assert_eq!(copy.story, archive.article(&source.id).unwrap().unwrap().story);
}

#[test]
fn a_second_text_under_one_id_is_a_version_and_only_the_last_counts() {
    let articles = press(3);
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
    archive.ingest_batch(&articles).unwrap();
    // The first article of the first story becomes a report of the second.
    let moved = Article { text: articles[7].text.clone(), title: articles[7].title.clone(), ..articles[0].clone() };
    let outcome = archive.ingest_batch(std::slice::from_ref(&moved)).unwrap();
    assert_eq!((outcome.new, outcome.versions, outcome.seen), (0, 1, 0));

    let kept = archive.article(&moved.id).unwrap().unwrap();
    assert_eq!(
        kept.versions.iter().map(|(n, a)| (*n, &a.text)).collect::<Vec<_>>(),
        [(1, &articles[0].text), (2, &moved.text)]
    );
    let mut newest = articles.clone();
    newest[0] = moved.clone();
    assert_eq!(archive.stories(&Wanted::default()).unwrap(), told([&newest[..]]));

    // Both texts are known now: together in their order they change nothing.
    let again = archive.ingest_batch(&[articles[0].clone(), moved]).unwrap();
    assert_eq!((again.new, again.versions, again.seen, again.stories), (0, 0, 2, 0));
    // Words of the older text are not found any more.
    let only_before =
        articles[0].text.split_whitespace().find(|w| w.len() > 5 && !newest.iter().any(|a| a.text.contains(*w)));
    if let Some(word) = only_before {
        assert!(archive.search(&[word.to_owned()], 9).unwrap().is_empty(), "{word}");
    }
}

#[test]
fn what_was_ingested_before_changes_nothing() {
    let articles = press(6);
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
    archive.ingest_batch(&articles).unwrap();
    let before = (archive.counts().unwrap(), archive.stories(&Wanted::default()).unwrap());
    let outcome = archive.ingest_batch(&articles).unwrap();
    assert_eq!((outcome.new, outcome.versions, outcome.seen, outcome.stories), (0, 0, articles.len(), 0));
    assert_eq!((archive.counts().unwrap(), archive.stories(&Wanted::default()).unwrap()), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_cut_into_batches_with_versions_tells_the_same(seed in any::<u64>(), size in 1_usize..20) {
        let articles = press(5);
        let mut dice = Dice(seed);
        // Some articles come first with another article's text.
        let drafts: Vec<Article> = (0..4)
            .map(|_| {
                let (a, b) = (dice.below(articles.len()), dice.below(articles.len()));
                Article { text: articles[b].text.clone() + "Draft.\n", ..articles[a].clone() }
            })
            .collect();
        let mut arriving = articles.clone();
        dice.shuffle(&mut arriving);
        let all: Vec<Article> = drafts.into_iter().chain(arriving).collect();
        prop_assert_eq!(told(all.chunks(size)), told([&articles[..]]));
    }
}

#[test]
fn an_article_that_goes_back_to_its_first_text_is_told_by_that() {
    let articles = press(2);
    let first = articles[0].clone();
    let second = Article { text: first.text.clone() + "Corrected on Sunday zymurgy.\n", ..first.clone() };
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(&folder.path().join("a.db")).unwrap();
    archive.ingest_batch(&articles).unwrap();
    archive.ingest_batch(std::slice::from_ref(&second)).unwrap();
    assert_eq!(archive.search(&["zymurgy".into()], 9).unwrap().len(), 1);
    let back = archive.ingest_batch(std::slice::from_ref(&first)).unwrap();
    assert_eq!((back.new, back.versions, back.returned, back.seen), (0, 0, 1, 0));
    let kept = archive.article(&first.id).unwrap().unwrap();
    assert_eq!((&kept.report.article.text, kept.current, kept.versions.len()), (&first.text, 1, 2));
    assert!(archive.search(&["zymurgy".into()], 9).unwrap().is_empty());
    assert_eq!(archive.stories(&Wanted::default()).unwrap(), told([&articles[..]]));

    // A pile that holds both texts adds nothing when it is read again.
    archive.ingest_batch(&[first.clone(), second.clone()]).unwrap();
    let again = archive.ingest_batch(&[first, second]).unwrap();
    assert_eq!((again.new, again.versions, again.returned, again.seen, again.stories), (0, 0, 0, 2, 0));
}
