//! The same press by three ways: the archive, plans in one process, and plans on a cluster of processes that loses an executor.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod press;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use attache_archive::export::{Stamp, Table, Tables};
use attache_archive::record::Story;
use attache_archive::{Archive, KeptReport};
use attache_coding::{Source, reports};
use attache_language::Annotator;
use attache_press::Article;
use attache_press::read::{ReadOptions, read};
use attache_world::World;
use datafusion::arrow::array::{RecordBatch, RecordBatchReader};
use datafusion::arrow::compute::concat_batches;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Nothing that a test waits for may take longer; a machine of two busy cores takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(600);

/// Articles of the test; each file of the work folder holds 32, so that there are some tasks.
const STORIES: usize = 60;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_attache-cluster"))
}

/// A process that ends with the test, however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn start(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// The lines that it says on standard output and on standard error, as they come; nothing that it says is left unread.
    fn lines(&mut self) -> Receiver<String> {
        let (says, heard) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(self.0.stdout.take().unwrap()), Box::new(self.0.stderr.take().unwrap())];
        for stream in streams {
            let says = says.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    // nobody may listen any more
                    let _ = says.send(line);
                }
            });
        }
        heard
    }
}

/// Waits for a line that has something in it.
fn hear(lines: &Receiver<String>, what: &str) -> String {
    let until = Instant::now() + PATIENCE;
    let mut heard = Vec::new();
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let line = lines.recv_timeout(left).unwrap_or_else(|_| panic!("no {what:?} in {heard:#?}"));
        if line.contains(what) {
            return line;
        }
        heard.push(line);
    }
}

/// Runs a command to its end.
fn run(command: &mut Command) -> Output {
    ended(Running::start(command))
}

/// What a process says, when it has ended.
fn ended(mut running: Running) -> Output {
    let (mut out, mut err) = (running.0.stdout.take().unwrap(), running.0.stderr.take().unwrap());
    let out = std::thread::spawn(move || {
        let mut said = Vec::new();
        out.read_to_end(&mut said).map(|_| said)
    });
    let err = std::thread::spawn(move || {
        let mut said = Vec::new();
        err.read_to_end(&mut said).map(|_| said)
    });
    let began = Instant::now();
    let status = loop {
        if let Some(status) = running.0.try_wait().unwrap() {
            break status;
        }
        assert!(began.elapsed() < PATIENCE, "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    Output { status, stdout: out.join().unwrap().unwrap(), stderr: err.join().unwrap().unwrap() }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A scheduler and where it is.
fn scheduler() -> (Running, String) {
    let mut running = Running::start(program().args(["scheduler", "--bind", "127.0.0.1:0"]));
    let lines = running.lines();
    let line = hear(&lines, "df://");
    (running, line.rsplit("df://").next().unwrap().trim().to_owned())
}

/// An executor that works, and what it says; one that is killed leaves what it worked on in its folder.
fn executor(scheduler: &str, work: &Path) -> (Running, Receiver<String>) {
    let mut running = Running::start(
        program().args(["--verbose", "executor", "--cores", "1", "--scheduler", scheduler]).arg("--work").arg(work),
    );
    let lines = running.lines();
    hear(&lines, "executor at");
    (running, lines)
}

fn batch(input: &Path, output: &Path, cluster: Option<&str>) -> Command {
    let mut command = program();
    command.args(["--verbose", "batch"]).arg("--input").arg(input).arg("--output").arg(output);
    if let Some(address) = cluster {
        command.arg("--cluster").arg(format!("df://{address}"));
    }
    command
}

/// The rows of a table.
fn rows(folder: &Path, table: Table) -> RecordBatch {
    let path = folder.join(table.name()).with_extension("parquet");
    let file = fs::File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let schema = reader.schema().clone();
    concat_batches(&schema, &reader.map(Result::unwrap).collect::<Vec<_>>()).unwrap()
}

fn assert_same_tables(one: &Path, other: &Path) {
    for table in Table::ALL {
        let (one, other) = (rows(one, table), rows(other, table));
        assert_eq!(one.num_rows(), other.num_rows(), "{table:?}");
        for (field, (a, b)) in one.schema().fields().iter().zip(one.columns().iter().zip(other.columns())) {
            assert_eq!(a, b, "{table:?}.{}", field.name());
        }
    }
}

/// The tables of some press as `attache batch` makes them: through an archive.
fn by_archive(input: &Path, folder: &Path) {
    let paths = [input.to_str().unwrap().to_owned()];
    let clippings = read(&paths, &ReadOptions::default()).map(Result::unwrap);
    let articles: Vec<Article> = clippings.map(|clipping| attache_press::clean(&clipping).article).collect();
    let annotator = Annotator::embedded().unwrap();
    let mut archive = Archive::open(&folder.join("archive.db")).unwrap();
    for articles in articles.chunks(50) {
        let sources: Vec<Source> = articles.iter().map(Source::from).collect();
        let made = reports(&annotator, World::embedded(), &sources).into_iter().map(Result::unwrap);
        let kept: Vec<Option<KeptReport>> =
            made.zip(articles).map(|(report, article)| Some(KeptReport::of_article(&report, article, "m"))).collect();
        archive.ingest_reported(articles, &kept).unwrap();
    }
    let mut tables = Tables::create(folder, &Stamp::today("m")).unwrap();
    for id in archive.story_ids().unwrap() {
        let told = archive.story(&id).unwrap().unwrap();
        let claims = archive.claims(&told).unwrap();
        tables.add(&Story::new(&told, false, claims), &told).unwrap();
    }
    tables.finish().unwrap();
}

/// One name for all, by which they are left out where nobody wants to wait for them.
mod on_a_cluster {
    use super::*;

    #[test]
    fn a_cluster_tells_what_one_process_tells_and_what_an_archive_tells_also_when_it_loses_an_executor() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let input = place("press.jsonl");
        fs::write(&input, press::lines(STORIES)).unwrap();
        let archive = place("archive");
        fs::create_dir(&archive).unwrap();
        by_archive(&input, &archive);
        assert!(rows(&archive, Table::Events).num_rows() > STORIES / 2, "the press tells too little");

        let alone = place("alone");
        let output = run(&mut batch(&input, &alone, None));
        assert!(output.status.success(), "{}", said(&output));
        assert_same_tables(&archive, &alone);

        let (_scheduler, address) = scheduler();
        let (_one, _heard) = executor(&address, &place("one"));
        let (two, heard) = executor(&address, &place("two"));
        let together = place("together");
        let output = run(&mut batch(&input, &together, Some(&address)));
        assert!(output.status.success(), "{}", said(&output));
        assert_same_tables(&archive, &together);

        let bereft = place("bereft");
        while heard.try_recv().is_ok() {}
        let job = Running::start(&mut batch(&input, &bereft, Some(&address)));
        hear(&heard, "reporting on");
        drop(two);
        let output = ended(job);
        if !output.status.success() {
            // then it says so, leaves no table, and can be run again
            assert!(said(&output).contains("run the same command again"), "{}", said(&output));
            assert!(Table::ALL.iter().all(|table| !bereft.join(table.name()).with_extension("parquet").exists()));
            let output = run(&mut batch(&input, &bereft, Some(&address)));
            assert!(output.status.success(), "{}", said(&output));
        }
        assert_same_tables(&archive, &bereft);
        assert!(!bereft.join(".attache-cluster").exists(), "the work was left behind");
    }

    #[test]
    fn what_cannot_be_done_is_said_with_what_helps() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("press.jsonl");
        fs::write(&input, press::lines(1)).unwrap();
        let tables = folder.path().join("tables");
        let of = |arguments: &[&str]| {
            let output = run(program().args(arguments));
            (output.status.code(), said(&output))
        };
        let (input, tables) = (input.to_str().unwrap(), tables.to_str().unwrap());
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let cases: [(&[&str], i32, &str); 5] = [
            (
                &["batch", "--input", input, "--output", tables, "--cluster", &nobody],
                1,
                "is `attache-cluster scheduler` running",
            ),
            (&["executor", "--scheduler", &nobody], 1, "is `attache-cluster scheduler` running"),
            (&["executor", "--scheduler", "nowhere"], 2, "write HOST:PORT"),
            (&["scheduler", "--bind", "0.0.0.0:0"], 2, "--advertise"),
            (&["batch", "--input", "no such file", "--output", tables], 1, "no such file"),
        ];
        for (arguments, code, what) in cases {
            let (status, said) = of(arguments);
            assert_eq!(status, Some(code), "{arguments:?}: {said}");
            assert!(said.contains(what), "{arguments:?}: {said}");
        }
    }

    #[test]
    fn a_scheduler_without_executors_is_no_cluster() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("press.jsonl");
        fs::write(&input, press::lines(1)).unwrap();
        let (_scheduler, address) = scheduler();
        let output = run(&mut batch(&input, &folder.path().join("tables"), Some(&address)));
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("no executors"), "{}", said(&output));
    }
}
