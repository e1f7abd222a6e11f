//! Lineage, stage by stage: signature, index and candidates, alignment, and the whole of `trace`; a thousand words each.

use std::hint::black_box;

use attache_press::Article;
use attache_stories::{Index, Signature, trace};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

/// Words that an article is made of here; what they mean does not matter.
const WORDS: &str = "the council of harbour said on monday that its ferries would stop at night until pier is mended while \
    engineers look for cracks in posts and passengers use bridge near lower mill after mayor asked company to pay costs \
    which rose by third since spring when river flooded four villages but nobody was hurt";

/// A text of so many words, another for each seed.
fn text(words: usize, mut seed: u64) -> String {
    let vocabulary: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = String::new();
    for n in 0..words {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = vocabulary[(seed >> 33) as usize % vocabulary.len()];
        match n % 20 {
            0 => text.extend(["Mill ", word]),
            7 => text.push_str(&format!(" {}", seed >> 54)),
            19 => text.extend([" ", word, ". "]),
            _ => text.extend([" ", word]),
        }
    }
    text
}

fn article(id: usize, text: String) -> Article {
    Article { id: id.to_string(), text, ..Article::default() }
}

fn lineage(c: &mut Criterion) {
    let mut group = c.benchmark_group("a thousand words");
    group.throughput(Throughput::Elements(1000));
    let one = text(1000, 1);
    group.bench_function("signature", |b| b.iter(|| Signature::of(black_box(&one))));

    let copy: String = one.replace("ferries", "boats").replace("mayor", "reeve");
    let pair = [article(0, one), article(1, copy)];
    group.bench_function("trace of an article and its copy (two thousand words)", |b| {
        b.iter(|| trace(black_box(&pair)))
    });
    group.finish();

    let mut group = c.benchmark_group("a thousand articles of 400 words");
    group.throughput(Throughput::Elements(1000));
    group.sample_size(10);
    let pile: Vec<Article> = (0..1000).map(|n| article(n, text(400, n as u64 / 2))).collect();
    let signatures: Vec<Signature> = pile.iter().map(|article| Signature::of(&article.text)).collect();
    group.bench_function("index and candidates", |b| b.iter(|| Index::new(black_box(&signatures)).candidates()));
    group.bench_function("trace", |b| b.iter_batched(|| &pile, |pile| trace(pile), BatchSize::LargeInput));
    group.finish();
}

criterion_group!(benches, lineage);
criterion_main!(benches);
