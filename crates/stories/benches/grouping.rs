//! Profiles a second, and the grouping of a thousand articles.
//!
//! The articles are drawn from a fixed seed: 100 stories of ten, each article 300 words, a third of them its story's.

use std::hint::black_box;
use std::sync::Arc;

use attache_press::Article;
use attache_stories::{GroupOptions, Profile, group_profiles};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// A small generator (splitmix64): no dependency, the same articles everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// A word that no language has, by number.
fn word(mut number: u64) -> String {
    let mut word = String::new();
    for _ in 0..3 {
        word.push(char::from(b"bdfgklmnprstvz"[(number % 14) as usize]));
        word.push(char::from(b"aeiou"[(number / 14 % 5) as usize]));
        number /= 70;
    }
    word
}

fn articles(count: u64) -> Vec<Article> {
    let mut draw = Draw(7);
    let article = |at: u64, draw: &mut Draw| {
        let story = at % (count / 10).max(1);
        let words: Vec<String> = (0..300)
            .map(|_| match draw.below(3) {
                0 => word(100_000 + story * 60 + draw.below(60)),
                1 => word(draw.below(20_000)),
                _ => ["the", "of", "a", "said", "on", "and", "government", "people"][draw.below(8) as usize].to_owned(),
            })
            .collect();
        Article { id: at.to_string(), text: words.join(" "), ..Article::default() }
    };
    (0..count).map(|at| article(at, &mut draw)).collect()
}

fn grouping(criterion: &mut Criterion) {
    let articles = articles(1_000);
    let mut group = criterion.benchmark_group("grouping");
    group.sample_size(20);
    group.throughput(Throughput::Elements(300));
    group.bench_function("profile, words", |b| b.iter(|| Profile::of(black_box(&articles[0]))));
    let read: Vec<Arc<Profile>> = articles.iter().map(Profile::of).collect();
    let profiles: Vec<&Profile> = read.iter().map(Arc::as_ref).collect();
    group.throughput(Throughput::Elements(articles.len() as u64));
    group.bench_function("group 1,000 articles", |b| {
        b.iter(|| group_profiles(black_box(&profiles), &[], &[], &GroupOptions::default()));
    });
    group.finish();
}

criterion_group!(benches, grouping);
criterion_main!(benches);
