//! `attache-cluster`: the job of `attache batch` as DataFusion plans, in one process or on a Ballista cluster.
//!
//! The map is a function from a clipping to the report on its article. The reduce finds candidates by joins over the keys that articles
//! share, draws circles of them by rounds of joins, tells the stories of each cell and fuses the events of each neighbourhood. Keys,
//! bounds and judgements are those of the archive, so that the same articles give the same events.

mod address;
mod batch;
mod circles;
mod cli;
mod columns;
mod engine;
mod executor;
mod functions;
mod intake;
mod job;
mod logging;
mod plans;
mod progress;
mod scheduler;
mod workshop;

use std::process::ExitCode;

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

/// Something in the arguments that only running them could show.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct WrongUsage(String);

fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::listen(cli.voice);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            progress::say(&format!("cannot start: {error}"));
            return ExitCode::from(1);
        }
    };
    let outcome = runtime.block_on(async {
        match &cli.command {
            Command::Scheduler(args) => scheduler::run(args).await,
            Command::Executor(args) => executor::run(args).await,
            Command::Batch(args) => batch::run(args, cli.voice).await,
        }
    });
    // what still computes is not waited for
    runtime.shutdown_background();
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        Err(error) => {
            progress::say(&format!("{error:#}"));
            ExitCode::from(if error.downcast_ref::<WrongUsage>().is_some() { 2 } else { 1 })
        }
    }
}

/// Waits until the program is told to end.
async fn ended() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
