//! Cleaning and telling languages apart, on plain text alone: `cargo bench -p attache-press --bench cleaning`.
//!
//! `clean` is measured on the articles of `tests/cleaning` (a third of them furniture) and on long reports without any;
//! `identify` on the same. Words a second are criterion's elements; the bytes are printed beside the names.

use std::hint::black_box;

use attache_press::language::identify;
use attache_press::{Body, Clipping, clean, words};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Texts by what they are: pages pasted whole, and reports of many sentences.
fn texts() -> [(&'static str, Vec<String>); 2] {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cleaning");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut pages: Vec<String> = entries.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect();
    pages.sort();
    let reports = (0..40).map(report).collect();
    [("pages", pages), ("reports", reports)]
}

/// A report of 40 paragraphs that no other report shares.
fn report(seed: usize) -> String {
    const WHO: &[&str] = &["the harbour master", "Ann Roe, the mayor,", "a witness", "the coast guard's chief", "he"];
    const WHAT: &[&str] = &["the barge", "a ferry with ninety people aboard", "the tug", "the last of the ships"];
    const DID: &[&str] = &["had sunk at dawn", "would be raised within a week", "ran aground off the northern pier"];
    let pick = |list: &[&'static str], n: usize| list[(n * 7 + seed * 3 + n / 5) % list.len()];
    let paragraph = |n: usize| {
        let (who, what, did) = (pick(WHO, n), pick(WHAT, n + 1), pick(DID, n + 2));
        let number = n * 31 + seed * 17;
        format!(
            "In the case numbered {number}, {who} said on Tuesday that {what} {did}, and that nobody in Brena would be \
             paid for it. \"We have waited {n} days,\" {who} said. The inquiry goes on, and its findings are awaited.\n\n"
        )
    };
    (0..40).map(paragraph).collect()
}

fn cleaning(criterion: &mut Criterion) {
    for (name, texts) in texts() {
        let count: usize = texts.iter().map(|text| words(text).count()).sum();
        let bytes: usize = texts.iter().map(String::len).sum();
        let clippings: Vec<Clipping> =
            texts.iter().map(|text| Clipping { body: Body::Text(text.clone()), ..Clipping::default() }).collect();
        let mut group = criterion.benchmark_group(format!("{name}, {bytes} bytes"));
        group.throughput(Throughput::Elements(count as u64)).sample_size(20);
        group.bench_function("clean", |b| b.iter(|| clippings.iter().for_each(|c| drop(black_box(clean(c))))));
        group.bench_function("identify", |b| {
            b.iter(|| texts.iter().map(|t| identify(t)).for_each(|l| assert_ne!(black_box(l), Some(""))))
        });
        group.finish();
    }
}

criterion_group!(benches, cleaning);
criterion_main!(benches);
