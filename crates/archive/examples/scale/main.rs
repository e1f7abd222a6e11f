//! What a million articles cost: `scale FILE [ARTICLES [BATCH [PER_DAY]]]` makes an archive of generated press with light reports, as `ingest` does
//! (signatures, candidates, lineage, stories, actors, events), and prints what it cost at each half power of ten; then it asks the archive
//! and prints how long the answers take. An archive that is there is asked only.

mod press;

use std::path::Path;
use std::time::{Duration, Instant};

use attache_archive::{Archive, WantedEvents, WantedRelations};
use attache_effort::{Stage, all, spent};

use press::{PER_DAY, Press, person};

/// Articles of a batch, as `ingest` and `batch` have it, unless another number is given.
const BATCH: usize = 512;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("usage: scale FILE [ARTICLES [BATCH [PER_DAY]]]")?;
    let articles = args.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let size = args.next().map_or(Ok(BATCH), |n| n.parse())?;
    let per_day = args.next().map_or(Ok(PER_DAY), |n| n.parse())?;
    let path = Path::new(&file);
    if !path.exists() {
        make(path, articles, size, per_day)?;
    }
    ask(path)?;
    Ok(())
}

fn make(path: &Path, articles: usize, size: usize, per_day: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut archive = Archive::open(path)?;
    let mut press = Press::new(per_day);
    println!(
        "| articles | processor time, ms an article | of the last tenth | wall, s | peak memory, MB | file, MB | stories |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let (mut done, mut cost, mut wall) = (0, Duration::ZERO, Duration::ZERO);
    let (mut mark, mut late) = (10_000.min(articles), (0, Duration::ZERO));
    while done < articles {
        let (batch, reports) = press.batch(size.clamp(1, mark - done));
        if late.0 == 0 && done >= mark * 9 / 10 {
            late = (done, cost);
        }
        let (began, before) = (Instant::now(), all());
        archive.ingest_reported(&batch, &reports)?;
        cost += all() - before;
        wall += began.elapsed();
        done += batch.len();
        if done == mark {
            let each = |cost: Duration, articles: usize| 1e3 * cost.as_secs_f64() / articles.max(1) as f64;
            let last = each(cost - late.1, done - late.0);
            let stories = archive.counts()?.stories;
            let (average, memory, size) = (each(cost, done), peak(), std::fs::metadata(path)?.len() >> 20);
            println!(
                "| {done} | {average:.2} | {last:.2} | {:.0} | {memory} | {size} | {stories} |",
                wall.as_secs_f64()
            );
            let by = |(stage, cost): (Stage, Duration)| format!("{} {:.2}", stage.name(), each(cost, done));
            eprintln!("  {}", spent().into_iter().map(by).collect::<Vec<_>>().join(", "));
            let next = if mark.to_string().starts_with('1') { mark * 3 } else { mark / 3 * 10 };
            (mark, late) = (next.min(articles), (0, Duration::ZERO));
        }
    }
    Ok(())
}

/// Megabytes that the program had at most.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).map_or(0, |kb| kb >> 10)
}

/// One question: what it is called, and how many answers it has.
type Question = (&'static str, Box<dyn Fn(&Archive) -> Result<usize, attache_archive::ArchiveError>>);

fn ask(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let events = |actor: &str, recipient: Option<&str>| {
        let wanted = WantedEvents {
            actor: Some(actor.to_owned()),
            recipient: recipient.map(str::to_owned),
            limit: Some(50),
            ..WantedEvents::default()
        };
        Box::new(move |archive: &Archive| Ok(archive.events(&wanted)?.len()))
    };
    let search = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Box::new(move |archive: &Archive| Ok(archive.search(&words, 20)?.len()))
    };
    let relations = |between: &[&str], kind: Option<&str>| {
        let between = between.iter().map(|name| (*name).to_owned()).collect();
        let wanted = WantedRelations { between, kind: kind.map(str::to_owned), limit: Some(50) };
        Box::new(move |archive: &Archive| Ok(archive.relations(&wanted)?.len()))
    };
    let questions: [Question; 11] = [
        ("events --actor USA (a very frequent one)", events("USA", None)),
        ("events --actor GEO (a rare one)", events("GEO", None)),
        ("events --actor NAME (a person)", events(&person(7), None)),
        ("events --actor USA --recipient RUS", events("USA", Some("RUS"))),
        ("search, a word of one article in two", search(&["said", "august"])),
        ("search, a word of one in a thousand", search(&[&person(300).to_lowercase()[..]])),
        ("search, two words", search(&["accused", "banan"])),
        ("relations --between USA (a very frequent one)", relations(&["USA"], None)),
        ("relations --between USA RUS", relations(&["USA", "RUS"], None)),
        ("relations --between GEO --kind treaty", relations(&["GEO"], Some("treaty"))),
        ("relations", relations(&[], None)),
    ];
    println!("\n| question | answers | first, ms | again, median of 5, ms |");
    println!("| --- | --- | --- | --- |");
    for (name, question) in &questions {
        let archive = Archive::open_existing(path)?;
        let timed = || {
            let began = Instant::now();
            question(&archive).map(|answers| (answers, 1e3 * began.elapsed().as_secs_f64()))
        };
        let (answers, first) = timed()?;
        let mut again = (0..5).map(|_| Ok(timed()?.1)).collect::<Result<Vec<f64>, attache_archive::ArchiveError>>()?;
        again.sort_by(f64::total_cmp);
        println!("| {name} | {answers} | {first:.1} | {:.1} |", again[2]);
    }
    Ok(())
}
