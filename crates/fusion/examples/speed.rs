//! How long fusing takes, and how much memory: `speed [REPORTS]` fuses made-up reports, 100,000 unless told otherwise.
//!
//! Ten reports make a story, eight mentions a report, most of them of the events of their story; a tenth of the parties are
//! everybody's, as great powers are.

use std::time::Instant;

use attache_coding::ontology::{Cameo, EventType, Modality};
use attache_coding::{Side, Stance};
use attache_fusion::{Account, Act, Mention, Party, Term, Vector, When, fuse_stories};
use attache_press::CharSpan;
use attache_stories::Kind;
use attache_world::ActorId;
use attache_world::calendar::{Days, Granularity};
use attache_world::resolve::{Actor, ActorKind};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A generator of numbers that look random; the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

const DAYS: usize = 365;
const WORDS: &[&str] = &["visit", "meet", "attack", "accuse", "arrest", "condemn", "sign", "threaten", "march", "aid"];

fn main() {
    let reports: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut accounts, mut stories) = (Vec::with_capacity(reports), Vec::new());
    while accounts.len() < reports {
        let day = date(2021, 1, 1).saturating_add((numbers.below(DAYS) as i64).days());
        let story = stories.len();
        let members = accounts.len()..(accounts.len() + 10).min(reports);
        for n in members.clone() {
            accounts.push(account(&mut numbers, n, story, day));
        }
        stories.push(members.collect());
    }
    println!("{} reports, {} stories, {} mentions", accounts.len(), stories.len(), accounts.len() * 8);
    peak("before");
    let start = Instant::now();
    let events = fuse_stories(&accounts, &stories);
    let count: usize = events.iter().map(Vec::len).sum();
    println!("{count} events in {:.1} s", start.elapsed().as_secs_f64());
    peak("after");
}

/// Says how much memory the program has had at most.
fn peak(when: &str) {
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{when}: {line}"));
    }
}

fn account(numbers: &mut Numbers, n: usize, story: usize, day: Date) -> Account {
    let actor = |name: String| Actor {
        kind: ActorKind::Person,
        id: Some(ActorId::person(None, &name)),
        names: vec![name.clone()],
        name: Some(name),
        ..Actor::default()
    };
    let known = |k: usize| format!("Person Known{}", (story * 7 + k) % 40);
    let own = |k: usize| format!("Person Own{}", story * 6 + k);
    let actors: Vec<Actor> = (0..8).map(|k| actor(if k < 2 { known(k) } else { own(k) })).collect();
    let mentions = (0..8).map(|k| mention(numbers, &actors, story, k, day)).collect();
    let terms = (0..40).map(|_| Term { hash: (story * 100 + numbers.below(80)) as u32, rarity: 12 });
    let mut terms: Vec<Term> = terms.collect();
    terms.sort_unstable();
    terms.dedup();
    Account {
        id: format!("report {n:06}"),
        outlet: Some(format!("Paper {}", n % 500)),
        published: Some(day.to_string()),
        kind: Kind::Original,
        of: None,
        passages: Vec::new(),
        repairs: Vec::new(),
        credits: Vec::new(),
        credit_lines: Vec::new(),
        told_here: Vec::new(),
        hearsay: Vec::new(),
        actors,
        terms,
        sentences: Vec::new(),
        mentions,
        open: None,
    }
}

fn mention(numbers: &mut Numbers, actors: &[Actor], story: usize, k: usize, day: Date) -> Mention {
    let event = EventType::ALL[(story + k) % EventType::ALL.len()];
    let span = CharSpan { start: k * 100 + 10, end: k * 100 + 17 };
    let sentence = CharSpan { start: k * 100, end: k * 100 + 90 };
    let party = |side, n: usize| Party {
        side,
        actor: Some(n),
        name: actors[n].name.clone().unwrap_or_default(),
        named: true,
        code: None,
        sectors: Vec::new(),
        office: None,
        id: None,
        span,
    };
    let dated = numbers.below(2) == 0;
    let vector: Vec<f32> =
        (0..128).map(|n| ((story * 31 + k * 17 + n * 7) % 13) as f32 - 6.0 + numbers.below(5) as f32).collect();
    let lemma = WORDS[(story + k + numbers.below(2)) % WORDS.len()].to_owned();
    let around = |_| Term { hash: (story * 100 + k * 10 + numbers.below(12)) as u32, rarity: 11 };
    let mut around: Vec<Term> = (0..8).map(around).collect();
    around.sort_unstable();
    around.dedup();
    Mention {
        trigger: span,
        sentence,
        place_in_text: k as u32,
        words: vec![lemma.clone()],
        lemma,
        noun: false,
        act: Cameo::parse("042").map(|cameo| Act {
            event,
            modes: Vec::new(),
            contexts: Vec::new(),
            cameo,
            scale: event.score(),
            aux: Vec::new(),
            modality: Modality::Happened,
            stance: Stance::Asserted,
            background: false,
            confidence: 0.8,
            faint: false,
        }),
        parties: vec![party(Side::Actor, k % 8), party(Side::Recipient, (k + 3) % 8)],
        arguments: Vec::new(),
        around,
        cast: vec![(k % 8) as u16, ((k + 3) % 8) as u16],
        place: None,
        when: dated.then_some(When { days: Days { first: day, last: day }, granularity: Granularity::Day, sentence }),
        quantities: Vec::new(),
        sources: Vec::new(),
        vector: Vector::of(&vector),
        echoes: Vec::new(),
        sentence_vector: Vector::default(),
    }
}
