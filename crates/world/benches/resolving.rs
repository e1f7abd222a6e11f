//! What finding times and places costs: `cargo bench -p attache-world`. Throughput is in sentences; the bound for times is 0.2 ms each.

#![allow(missing_docs, reason = "a benchmark")]

#[path = "../src/sketch.rs"]
mod sketch;

use attache_language::EntityKind;
use attache_world::World;
use attache_world::calendar::{self, Anchor};
use attache_world::resolve::{Setting, weighed_toponyms};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sketch::sketch;

const REPORT: &str = "BERGEN, Norway (Agency) - The harbour board said on Tuesday that the new grain terminal would open in \
    March, two years late. Two weeks before the vote its chairwoman had flown from Oslo to Rotterdam and to Springfield, \
    Illinois, to look at cranes. The delay has cost 2.6 million crowns since May 3, 2019. Denmark and the Netherlands opened \
    theirs in the early 1990s. A ferry to Newcastle leaves every Friday at 5 p.m. from Strand Street.\n";

fn resolving(c: &mut Criterion) {
    let text = REPORT.repeat(8);
    let names =
        ["Bergen", "Norway", "Oslo", "Rotterdam", "Springfield", "Illinois", "Denmark", "Netherlands", "Newcastle"];
    let names: Vec<_> = names.iter().map(|name| (*name, EntityKind::Gpe)).collect();
    let annotation = sketch(&text, &names);
    let anchor: Option<Anchor> = "2020-06-10".parse().ok();
    let world = World::embedded();
    let mut group = c.benchmark_group("resolving");
    group.throughput(Throughput::Elements(annotation.sentences.len() as u64));
    group.bench_function("times", |b| b.iter(|| calendar::times_in(&text, &annotation, anchor).len()));
    group.bench_function("toponyms", |b| {
        b.iter(|| weighed_toponyms(world, &text, &annotation, &Setting::default(), None).toponyms.len())
    });
    group.finish();
}

criterion_group!(benches, resolving);
criterion_main!(benches);
