//! How fast the desk's pages come, and how long they are, on a large archive while articles are added to it.
//!
//! ```text
//! cargo run --release -p attache-desk --example desk_load -- FILE [ARTICLES] [ASKED]
//! ```
//!
//! Makes an archive of 100,000 generated articles (or ARTICLES) in FILE, if there is none; opens the desk on it; asks for every kind of
//! page ASKED times (200), each time another one, as one reader does, first at rest, then while a batch of 64 articles is added after
//! the other. Prints for each kind the median, the 95th percentile and the longest in milliseconds, at rest and while adding, the
//! processor's time a page (of the whole process, at rest), and the longest page in bytes. Ends with 1 where a page takes 50 ms or more
//! at the 95th percentile while adding, or has 100,000 bytes or more.

#![allow(clippy::unwrap_used, reason = "a measurement fails by panicking")]

#[path = "../tests/press/mod.rs"]
mod press;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use attache_archive::{Archive, Headlines, KeptReport, WantedEvents};
use attache_desk::{Config, serve};
use attache_press::Article;
use press::Dice;

/// Articles of a batch: when the archive is made, and when it is added to.
const BATCH: usize = 2_000;
const ADDED: usize = 64;
/// What the issue asks for.
const MOST_MILLISECONDS: f64 = 50.0;
const MOST_BYTES: usize = 100_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = PathBuf::from(arguments.next().expect("name the archive's file"));
    let mut number = |usual: usize| arguments.next().map_or(usual, |text| text.parse().unwrap());
    let (articles, asked) = (number(100_000), number(200));
    // stories have some three articles each
    let stories = articles / 3;
    let told = made(&path, articles, stories);
    let asks = asks(&path, asked);
    let stop = Arc::new(AtomicBool::new(false));
    let (send, opened) = channel();
    let config = Config { archive: path.clone(), bind: "127.0.0.1:0".parse().unwrap(), token: None, read_only: false };
    let closing = Arc::clone(&stop);
    let desk = std::thread::spawn(move || {
        serve(&config, |address| send.send(address).unwrap(), || closing.load(Ordering::SeqCst)).unwrap();
    });
    let mut reader = Reader::new(opened.recv().unwrap());
    // what takes a pass over all is being found while the desk opens
    while reader.get("/about").0 != 200 {}
    println!("{} articles, {}, load {}", articles, processors(), load());
    let rest: Vec<Measured> = asks.iter().map(|(_, addresses)| reader.measure(addresses)).collect();
    let added = Arc::new(AtomicUsize::new(0));
    let adding = std::thread::spawn({
        let (stop, added) = (Arc::clone(&stop), Arc::clone(&added));
        move || add(&path, told, stories, &stop, &added)
    });
    let began = Instant::now();
    let busy: Vec<Measured> = asks.iter().map(|(_, addresses)| reader.measure(addresses)).collect();
    let rate = added.load(Ordering::SeqCst) as f64 / began.elapsed().as_secs_f64();
    stop.store(true, Ordering::SeqCst);
    adding.join().unwrap();
    desk.join().unwrap();
    let fails = table(&asks, &rest, &busy);
    println!("{rate:.0} articles a second were added meanwhile, load {}", load());
    std::process::exit(i32::from(fails));
}

/// Makes the archive, if there is none; returns how many stories were told to it.
fn made(path: &Path, articles: usize, stories: usize) -> usize {
    let is_new = !path.exists();
    let mut archive = Archive::open(path).unwrap();
    let (mut n, mut held) = (0, 0);
    let began = Instant::now();
    let mut batch = Vec::new();
    while held < articles {
        batch.extend(press::story(n, stories));
        n += 1;
        if batch.len() >= BATCH || held + batch.len() >= articles {
            held += batch.len();
            if is_new {
                keep(&mut archive, std::mem::take(&mut batch));
                eprint!("\r{held} articles, {:.0} s", began.elapsed().as_secs_f64());
            }
            batch.clear();
        }
    }
    eprintln!();
    n
}

fn keep(archive: &mut Archive, told: Vec<(Article, KeptReport)>) {
    let (articles, reports): (Vec<Article>, Vec<KeptReport>) = told.into_iter().unzip();
    archive.ingest_reported(&articles, &reports.into_iter().map(Some).collect::<Vec<_>>()).unwrap();
}

/// Adds batch after batch until it is to stop.
fn add(path: &Path, mut n: usize, stories: usize, stop: &AtomicBool, added: &AtomicUsize) {
    let mut archive = Archive::open(path).unwrap();
    while !stop.load(Ordering::SeqCst) {
        let mut batch = Vec::new();
        while batch.len() < ADDED {
            batch.extend(press::story(n, stories));
            n += 1;
        }
        added.fetch_add(batch.len(), Ordering::SeqCst);
        keep(&mut archive, batch);
    }
}

/// The kinds of pages, with addresses of each.
fn asks(path: &Path, asked: usize) -> Vec<(&'static str, Vec<String>)> {
    let archive = Archive::open_reader(path).unwrap();
    let mut dice = Dice(8);
    let ids = archive.story_ids().unwrap();
    let stories: Vec<String> = (0..asked).map(|_| ids[dice.below(ids.len())].clone()).collect();
    let (mut events, mut articles, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for story in &stories {
        let told = archive.story(story).unwrap().unwrap();
        articles.push(told.articles[0].article.id.clone());
        let wanted = WantedEvents { story: Some(story.clone()), limit: Some(1), ..WantedEvents::default() };
        events.extend(archive.events(&wanted).unwrap().into_iter().map(|event| event.id));
        people.extend(archive.claims(&told).unwrap().statements.into_iter().find_map(|said| said.speaker?.id));
    }
    let last = archive.headlines(&Headlines { limit: 1, ..Headlines::default() }).unwrap();
    let day = last[0].end.clone().unwrap();
    let mut state = || press::STATES[dice.skewed(press::STATES.len())].0;
    let all = |form: &mut dyn FnMut(usize) -> String| -> Vec<String> { (0..asked).map(form).collect() };
    let of = |kind: &str, ids: &[String]| -> Vec<String> {
        ids.iter().map(|id| format!("/{kind}/{}", id.replace('/', "%2F"))).collect()
    };
    let town = |n: usize| press::TOWNS[n % press::TOWNS.len()].0;
    const TYPES: [&str; 4] = ["CONSULT", "AID", "THREATEN", "ASSAULT"];
    vec![
        ("today", all(&mut |_| "/".to_owned())),
        ("today, earlier", all(&mut |n| format!("/?after={day}%20{}", stories[n]))),
        ("today, words", all(&mut |n| format!("/?q={}", ["harbour", "river", "bridge+winter", "snow"][n % 4]))),
        ("today, state", all(&mut |_| format!("/?state={}", state()))),
        ("today, actor", all(&mut |n| format!("/?actor={}", press::STATES[n % 36].1.replace(' ', "+")))),
        ("today, type", all(&mut |n| format!("/?type={}", TYPES[n % 4]))),
        ("today, class", all(&mut |n| format!("/?quad={}", n % 4 + 1))),
        ("today, place", all(&mut |n| format!("/?place={}", town(n)))),
        ("today, outlet", all(&mut |_| "/?outlet=Evening+Courier".to_owned())),
        ("today, language", all(&mut |_| "/?language=en".to_owned())),
        ("today, span", all(&mut |n| format!("/?since=201{}-03-01&until=201{}-04-01", 5 + n % 5, 5 + n % 5))),
        (
            "today, several",
            all(&mut |n| format!("/?state={}&type={}&place={}", press::STATES[n % 36].0, TYPES[n % 4], town(n))),
        ),
        (
            "today, outlet, state and words",
            all(&mut |n| {
                format!("/?outlet=Evening+Courier&state={}&q={}", press::STATES[n % 36].0, ["river", "snow"][n % 2])
            }),
        ),
        ("story", of("story", &stories)),
        ("event", of("event", &events)),
        ("article", of("article", &articles)),
        ("actor, person", of("actor", &people)),
        ("actor, state", all(&mut |n| format!("/actor/state:{}", press::STATES[n % 36].0))),
        ("actor, most told", all(&mut |_| "/actor/state:NOR".to_owned())),
        ("dyad", all(&mut |n| format!("/dyad/{}/{}", press::STATES[n % 36].0, press::STATES[(n * 7 + 3) % 36].0))),
        ("dyad, most told", all(&mut |_| "/dyad/NOR/PRT".to_owned())),
        ("map", all(&mut |_| "/map".to_owned())),
        ("map, filtered", all(&mut |n| format!("/map?quad={}&state={}", n % 4 + 1, press::STATES[n % 36].0))),
        ("outlets", all(&mut |_| "/outlets".to_owned())),
        ("search, rare", all(&mut |n| format!("/search?q={}", articles[n].rsplit('/').nth(1).unwrap_or("1")))),
        (
            "search, common",
            all(&mut |n| format!("/search?q={}", ["river", "bridge+winter", "said", "partnership"][n % 4])),
        ),
        ("rulings", all(&mut |_| "/rulings".to_owned())),
        ("about", all(&mut |_| "/about".to_owned())),
        ("api stories", all(&mut |_| "/api/stories".to_owned())),
        ("api statements", all(&mut |n| format!("/api/statements?by={}", press::STATES[n % 36].0))),
        ("api events", all(&mut |n| format!("/api/events?quad={}", n % 4 + 1))),
    ]
}

/// What was measured of a kind of page.
struct Measured {
    milliseconds: Vec<f64>,
    bytes: usize,
    processor: f64,
}

impl Measured {
    fn percentile(&self, share: f64) -> f64 {
        let at = (self.milliseconds.len() as f64 * share).ceil() as usize;
        self.milliseconds.get(at.saturating_sub(1)).copied().unwrap_or_default()
    }
}

/// A reader with one connection.
struct Reader {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Reader {
    fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        Self { address, stream: BufReader::new(stream) }
    }

    /// Asks for a page; its status and length.
    fn get(&mut self, address: &str) -> (u16, usize) {
        let request = format!("GET {address} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut line, mut length) = (String::new(), 0);
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, length)
    }

    fn measure(&mut self, addresses: &[String]) -> Measured {
        let (mut milliseconds, mut bytes) = (Vec::new(), 0);
        let before = processor();
        for address in addresses {
            let began = Instant::now();
            let (status, length) = self.get(address);
            milliseconds.push(began.elapsed().as_secs_f64() * 1e3);
            // what is added may tell a thing anew under another id
            assert!([200, 303, 404].contains(&status), "{address}: {status}");
            bytes = bytes.max(length);
        }
        let processor = (processor() - before) * 1e3 / addresses.len().max(1) as f64;
        milliseconds.sort_by(f64::total_cmp);
        Measured { milliseconds, bytes, processor }
    }
}

/// Prints the table; whether some kind fails.
fn table(asks: &[(&str, Vec<String>)], rest: &[Measured], busy: &[Measured]) -> bool {
    println!("| page | asked | at rest p50 | p95 | longest | processor | adding p50 | p95 | longest | bytes |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut failing = String::new();
    for ((kind, addresses), (rest, busy)) in asks.iter().zip(rest.iter().zip(busy)) {
        let times = |measured: &Measured| {
            [0.5, 0.95, 1.0].map(|share| format!("{:.1}", measured.percentile(share))).join(" | ")
        };
        let bytes = rest.bytes.max(busy.bytes);
        println!(
            "| {kind} | {} | {} | {:.1} | {} | {bytes} |",
            addresses.len(),
            times(rest),
            rest.processor,
            times(busy)
        );
        let is_page = !kind.starts_with("api");
        if is_page && (busy.percentile(0.95) >= MOST_MILLISECONDS || bytes >= MOST_BYTES) {
            let _ = write!(failing, " {kind};");
        }
    }
    println!("too slow or too long:{}", if failing.is_empty() { " none" } else { &failing });
    !failing.is_empty()
}

/// Seconds of the processors that this process has used.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>();
    ticks / 100.0
}

fn processors() -> String {
    std::thread::available_parallelism().map_or_else(|_| String::new(), |n| format!("{n} processors"))
}

fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(2).collect::<Vec<_>>().join(" ")
}
