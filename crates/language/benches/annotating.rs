//! What each stage of annotating costs: `ATTACHE_MODEL=models/annotator cargo bench -p attache-language`.
//!
//! Throughput is in words. Without a model only the stages that need none are measured.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use attache_language::engine::{Cues, Encodable, Engine, Onnx, Padded, Pairs, Stub};
use attache_language::{Annotator, Input, Manifest, Pieces, tokenize};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const REPORT: &str = "The harbour board of Ostrel said on Tuesday that the new grain terminal would open in March, two \
    years late. “We had to replace the piles twice,” its chairwoman, Ilse Dahl, told reporters after a meeting with \
    ministers from Karsund and Little Venn. The delay has cost 2.6 million crowns.\n\
    Opposition lawmakers demanded an inquiry. Police detained eleven protesters who had blocked the coastal road, and \
    a court in the capital ordered their release within hours. “Nobody was hurt,” a spokesman for the interior \
    ministry said.\n\
    Karsund has promised to lend its neighbour two dredgers until the summer. The two governments signed a treaty on \
    fishing in 1994 and have met every spring since, although talks broke down briefly in 2009.\n";

fn model() -> Option<PathBuf> {
    std::env::var_os("ATTACHE_MODEL").map(PathBuf::from)
}

fn rules(c: &mut Criterion) {
    let text = REPORT.repeat(8);
    let words = tokenize(&text).len() as u64;
    let mut group = c.benchmark_group("without a model");
    group.throughput(Throughput::Elements(words));
    group.bench_function("words", |b| b.iter(|| tokenize(&text).len()));
    group.sample_size(20);
    group.bench_function("windows, decoding and assembly", |b| {
        b.iter_batched(
            || Annotator::with_engine(Stub::manifest(), Stub::pieces(), Box::new(Stub::new(1))).with_jobs(1),
            |annotator| annotator.annotate(&[Input::from(text.as_str())]).unwrap(),
            criterion::BatchSize::LargeInput,
        )
    });
}

fn graphs(c: &mut Criterion) {
    let Some(folder) = model() else { return };
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let pieces = Pieces::parse(std::str::from_utf8(&read("pieces.txt")).unwrap()).unwrap();
    let manifest = Manifest::parse(&read("annotator.json"), pieces.count).unwrap();
    let engine = Onnx::load(&manifest, |graph| Ok(read(&format!("{graph}.onnx")))).unwrap();
    let (words, hidden) = (150, manifest.hidden);
    let states = vec![0.1; words * hidden];
    let window = Encodable {
        pieces: (0..200).map(|n| 1000 + n * 7).collect(),
        shapes: vec![1; 200],
        quotes: vec![1; 200],
        first: (1..=words as i32).collect(),
    };
    let sentences = Padded { sentences: 6, length: 25, words: states.clone(), mask: vec![1.0; words] };
    let cues = Cues { cues: 3, length: 50, words: states.clone(), cue: vec![0.02; words], distance: vec![40; words] };
    let pairs = Pairs { pairs: 1, length: 36, lower: states[..36 * hidden].to_vec(), roles: vec![1; 36] };
    let arcs = engine.parse(&sentences).unwrap();
    let heads: Vec<f32> = arcs.head.chunks_exact(26 * arcs.width).flat_map(|s| &s[arcs.width..]).copied().collect();
    let mut group = c.benchmark_group("graphs");
    group.throughput(Throughput::Elements(words as u64));
    let mut stage = |name: &str, run: &(dyn Fn() + Sync)| {
        group.bench_function(name, |b| b.iter_custom(|times| on_worker(&engine, times, run)));
    };
    stage("trunk, 200 pieces", &|| drop(engine.trunk(&window).unwrap()));
    stage("parse, 6 sentences", &|| drop(engine.parse(&sentences).unwrap()));
    stage("labels", &|| drop(engine.labels(&arcs.dependent, &heads, words).unwrap()));
    stage("attribution, 3 cues", &|| drop(engine.attribution(&cues).unwrap()));
    stage("embed, 6 sentences", &|| drop(engine.embed(&states[..6 * hidden], 6).unwrap()));
    stage("relation, a pair", &|| drop(engine.relation(&pairs).unwrap()));
}

/// The time that so many runs take on one thread.
fn on_worker(engine: &Onnx, times: u64, run: &(dyn Fn() + Sync)) -> Duration {
    let mut took = Duration::ZERO;
    engine.on_worker(&mut || {
        let began = Instant::now();
        (0..times).for_each(|_| run());
        took = began.elapsed();
    });
    took
}

fn whole(c: &mut Criterion) {
    let Some(folder) = model() else { return };
    let mut group = c.benchmark_group("whole");
    group.sample_size(10);
    group.bench_function("load", |b| b.iter(|| Annotator::load(&folder).unwrap()));
    // texts that differ, since what was read before is not read again
    let texts: Vec<String> =
        (0..20).map(|n| REPORT.replace("2.6", &format!("{n}.5")).replace("1994", &format!("{}", 1950 + n))).collect();
    let inputs: Vec<Input> = texts.iter().map(|text| Input::from(text.as_str())).collect();
    group.throughput(Throughput::Elements(texts.iter().map(|text| tokenize(text).len() as u64).sum()));
    for jobs in [1, 2] {
        group.bench_function(format!("annotate, {jobs} threads"), |b| {
            b.iter_batched(
                || Annotator::load(&folder).unwrap().with_jobs(jobs),
                |annotator| annotator.annotate(&inputs).unwrap(),
                criterion::BatchSize::PerIteration,
            )
        });
    }
}

criterion_group!(benches, rules, graphs, whole);
criterion_main!(benches);
