//! `attache`: reads news and tells what happened, once, with who said so.

mod cli;
mod commands;
mod costs;
mod gather;
mod hearing;
mod interrupt;
mod outgoing;
mod output;
mod pile;
mod reporting;
mod tell;
mod world;

use std::io::ErrorKind;
use std::process::ExitCode;

use attache_archive::ArchiveError;
use attache_desk::DeskError;
use clap::Parser;

use cli::{Cli, Command};

/// How a command ended, when nothing stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All was done.
    Done,
    /// Some inputs failed; the rest was done.
    SomeFailed,
    /// The user stopped it; what was done stands.
    Interrupted,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        // Who reads our output has read enough (`| head`).
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("attache: {error:#}");
            let wrong_usage = error.chain().any(|cause| {
                cause.downcast_ref::<ArchiveError>().is_some_and(ArchiveError::is_wrong_usage)
                    || cause.downcast_ref::<DeskError>().is_some_and(DeskError::is_wrong_usage)
                    || cause.downcast_ref::<WrongUsage>().is_some()
            });
            ExitCode::from(if wrong_usage { 2 } else { 1 })
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    output::choose_color(cli.common.color);
    if let Some(jobs) = cli.common.jobs {
        rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global()?;
    }
    match &cli.command {
        Command::Brief(args) => commands::brief::run(args, &cli.common),
        Command::Ingest(args) => commands::ingest::run(args, &cli.common),
        Command::Stories(args) => commands::stories::run(args, &cli.common),
        Command::Search(args) => commands::search::run(args),
        Command::Article(args) => commands::article::run(args),
        Command::Events(args) => commands::events::list(args),
        Command::Event(args) => commands::events::one(args),
        Command::Timeline(args) => commands::timeline::run(args),
        Command::Rule(args) => commands::rulings::rule(args),
        Command::Rulings(args) => commands::rulings::run(args),
        Command::Actors(args) => commands::actors::list(args),
        Command::Statements(args) => commands::claims::statements(args),
        Command::Relations(args) => commands::claims::relations(args),
        Command::Actor(args) => commands::actors::one(args),
        Command::Serve(args) => commands::serve::run(args, &cli.common),
        Command::Task(args) => commands::task::run(args, &cli.common),
        Command::Export(args) => commands::export::run(args, &cli.common),
        Command::Batch(args) => commands::batch::run(args, &cli.common),
        Command::Sample(args) => commands::sample::run(args, &cli.common),
        Command::Eval(args) => commands::eval::run(args),
    }
}

/// Something in the arguments that only running them could show.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct WrongUsage(String);

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(ErrorKind::BrokenPipe)
    })
}
